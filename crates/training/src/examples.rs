//! Texts as the network is given them, with what it should find.

use std::collections::BTreeMap;

use depesha_language::entity_spans::{Candidate, LONGEST};
use depesha_language::{EntityKind, Language};
use depesha_text::ByteSpan;

use crate::score::Entities;

/// The number that stands for no entity, after those of [`EntityKind::ALL`].
pub const NONE: usize = EntityKind::ALL.len();

/// A text, ready for the network. Tokens are numbered through the text.
#[derive(Debug, Clone)]
pub struct Example {
    /// Where the tokens stand.
    pub spans: Vec<ByteSpan>,
    /// Sentences, as the first token and the one after the last.
    pub sentences: Vec<(u32, u32)>,
    /// Words, by their number in the vocabulary.
    pub words: Vec<u32>,
    /// Traits by token.
    pub traits: Vec<Vec<u32>>,
    /// Heads by token.
    pub heads: Vec<Option<usize>>,
    /// `[token, 192]`.
    pub encoded: Vec<f32>,
    /// Every run of tokens that may be an entity.
    pub candidates: Vec<Candidate>,
    /// For each candidate its kind or [`NONE`].
    pub kinds: Vec<u8>,
    /// What people marked.
    pub marked: Entities,
    /// What teachers say, where people marked nothing.
    pub taught: Option<Taught>,
}

/// What other networks say of a text, as probabilities.
#[derive(Debug, Clone)]
pub struct Taught {
    /// Candidates that may be an entity, ascending, with the probabilities of kinds and of [`NONE`].
    pub likely: Vec<(u32, [f32; NONE + 1])>,
    /// For each token that an entity begins, or ends, there.
    pub ends: Vec<[f32; 2]>,
}

impl Example {
    /// Reads a text.
    pub fn of(language: &Language, text: &str, marked: &Entities) -> Self {
        let (analysis, observations) = language.observe(text);
        let mut example = Self {
            spans: analysis.tokens.iter().map(|token| token.span).collect(),
            sentences: Vec::new(),
            words: Vec::new(),
            traits: Vec::new(),
            heads: Vec::new(),
            encoded: Vec::new(),
            candidates: Vec::new(),
            kinds: Vec::new(),
            marked: marked.clone(),
            taught: None,
        };
        for observation in observations {
            let first = example.words.len();
            for sentence in &observation.sentences {
                let sentence = sentence.start + first..sentence.end + first;
                example.sentences.push((sentence.start as u32, sentence.end as u32));
            }
            example.words.extend(observation.words);
            example.traits.extend(observation.traits);
            let heads = observation.heads.into_iter();
            example.heads.extend(heads.map(|head| head.map(|head| head + first)));
            example.encoded.extend(observation.encoded);
        }
        let starts: BTreeMap<usize, usize> =
            example.spans.iter().enumerate().map(|(at, span)| (span.start, at)).collect();
        let ends: BTreeMap<usize, usize> =
            example.spans.iter().enumerate().map(|(at, span)| (span.end, at)).collect();
        let mut gold = BTreeMap::new();
        for (span, kind) in marked {
            if let (Some(&first), Some(&last)) = (starts.get(&span.start), ends.get(&span.end)) {
                gold.insert((first, last), EntityKind::ALL.iter().position(|k| k == kind));
            }
        }
        for &(start, end) in &example.sentences {
            for first in start as usize..end as usize {
                for last in first..(first + LONGEST).min(end as usize) {
                    example.candidates.push(Candidate::of(first, last, |at| example.heads[at]));
                    let kind = gold.get(&(first, last)).copied().flatten();
                    example.kinds.push(kind.unwrap_or(NONE) as u8);
                }
            }
        }
        example
    }

    /// How many of the marked entities are among the candidates.
    pub fn reachable(&self) -> usize {
        self.kinds.iter().filter(|&&kind| usize::from(kind) != NONE).count()
    }
}
