//! The network for entities: persons, bodies, places, offices, dates and more, one within another.

mod network;
pub mod spans;
mod traits;

use std::ops::Range;

pub(crate) use self::network::EntityNetwork;
use super::ALL_ENCODED;
use super::encoder::Sight;
use crate::analysis::Token;

/// What is known of whole sentences that stand together, before entities are looked for in them.
pub(crate) struct Observed<'text> {
    /// The sentences, as ranges of the text's tokens, without a gap.
    pub(crate) sentences: &'text [Range<usize>],
    /// The tokens of these sentences.
    pub(crate) tokens: &'text [Token],
    /// What the networks see of each token.
    pub(crate) sights: &'text [Sight],
    /// What the networks' last layers say of each token, `[token, ALL_ENCODED]`.
    pub(crate) encoded: &'text [f32],
}

/// What the network for entities is given of whole sentences that stand together.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The sentences, as ranges of the tokens below, which are numbered from 0.
    pub sentences: Vec<Range<usize>>,
    /// For each token its number in the vocabulary of word vectors.
    pub words: Vec<u32>,
    /// For each token its traits: numbers that stand for letters, forms and places.
    pub traits: Vec<Vec<u32>>,
    /// For each token its head, if it is not the root of its sentence.
    pub heads: Vec<Option<usize>>,
    /// What the three networks' last layers say of each token, `[token, 192]`.
    pub encoded: Vec<f32>,
}

impl Observed<'_> {
    pub(crate) fn observation(&self) -> Observation {
        let first = self.sentences.first().map_or(0, |sentence| sentence.start);
        let sentences: Vec<_> =
            self.sentences.iter().map(|range| range.start - first..range.end - first).collect();
        let mut all = Vec::with_capacity(self.tokens.len());
        for sentence in &sentences {
            let tokens = &self.tokens[sentence.clone()];
            let places = traits::of_places(tokens.iter().map(|token| token.form.as_str()));
            for ((token, sight), mut found) in
                tokens.iter().zip(&self.sights[sentence.clone()]).zip(places)
            {
                traits::of_word(&token.form.to_lowercase(), &mut found);
                found.push(traits::of_shape(sight.shape));
                found.push(traits::of_lemma(&token.lemma));
                traits::of_morphology(&token.morphology, &mut found);
                found.push(traits::of_relation(token.relation));
                all.push(found);
            }
        }
        debug_assert_eq!(self.encoded.len(), self.tokens.len() * ALL_ENCODED);
        Observation {
            sentences,
            words: self.sights.iter().map(|sight| sight.word).collect(),
            traits: all,
            heads: self.tokens.iter().map(|token| token.head.map(|head| head - first)).collect(),
            encoded: self.encoded.to_vec(),
        }
    }
}
