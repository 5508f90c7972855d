//! The networks: from words to forms, trees and names.
//!
//! Three small convolutional networks (the news models of slovnet, see `models/russian/README.md`)
//! look at each token and three tokens to either side of it. They share the word vectors and the
//! form of their first layers, [`encoder`]; [`morphology`], [`syntax`] and [`names`] are their heads.
//!
//! The first two networks see a sentence at a time, the third the whole text as one sequence, as
//! they were trained. All work in stretches of whole sentences of about [`STRETCH`] tokens, so that
//! the memory for scores does not grow with the text; results do not depend on where they are cut.

mod encoder;
mod frequent_words;
mod morphology;
mod names;
mod shapes;
mod syntax;
mod vectors;

use std::ops::Range;

use depesha_nn::model_file::{ModelFile, ModelFileError};

use self::encoder::{
    Contributions, ENCODED, Encoder, FirstConvolutions, HALO, Layers, Sight, Slot,
};
use self::morphology::MorphologyHead;
use self::names::NamesHead;
use self::syntax::{SyntaxHead, Tie};
use self::vectors::WordVectors;
use crate::analysis::NameKind;
use crate::morphology::Morphology;

/// Tokens that are taken together, up to the end of their sentence: enough for many words to occur
/// again, few enough for their scores to stay in the processor's caches.
const STRETCH: usize = 1024;

/// What the networks find in a text. Tokens and sentences are numbered as they were given.
pub(crate) struct Findings {
    /// For each token.
    pub(crate) morphology: Vec<Morphology>,
    /// For each token: the place of its head in the sentence, `None` for the root, and its relation.
    pub(crate) ties: Vec<Tie>,
    /// Ranges of tokens, within sentences.
    pub(crate) names: Vec<(Range<usize>, NameKind)>,
}

/// The networks and the vocabulary that they share.
pub(crate) struct Networks {
    vectors: WordVectors,
    first: FirstConvolutions,
    morphology: (Encoder, MorphologyHead),
    syntax: (Encoder, SyntaxHead),
    names: (Encoder, NamesHead),
}

impl Networks {
    /// Reads the four files.
    pub(crate) fn read(
        vectors: &ModelFile,
        morphology: &ModelFile,
        syntax: &ModelFile,
        names: &ModelFile,
    ) -> Result<Self, ModelFileError> {
        for (file, kind) in [(morphology, "morphology"), (syntax, "syntax"), (names, "names")] {
            file.expect(kind, "russian")?;
        }
        let vectors = WordVectors::read(vectors)?;
        Ok(Self {
            first: FirstConvolutions::read([morphology, syntax, names], vectors.vocabulary())?,
            vectors,
            morphology: (Encoder::read(0, morphology)?, MorphologyHead::read(morphology)?),
            syntax: (Encoder::read(1, syntax)?, SyntaxHead::read(syntax)?),
            names: (Encoder::read(2, names)?, NamesHead::read(names)?),
        })
    }

    /// Reads a text's tokens. `sentences` are ranges of tokens, in order, none empty, which together
    /// hold all of them.
    ///
    /// Time and memory for a sentence grow with the square of its length.
    pub(crate) fn find(&self, sights: &[Sight], sentences: &[Range<usize>]) -> Findings {
        let mut morphology = Vec::with_capacity(sights.len());
        let mut ties = Vec::with_capacity(sights.len());
        let mut path = self.names.1.path();
        let mut contributions = Contributions::default();
        let mut layers = Layers::default();
        let mut slots: Vec<Slot> = Vec::new();
        let mut places: Vec<Range<usize>> = Vec::new();

        let mut rest = sentences;
        while let Some(first) = rest.first() {
            let start = first.start;
            let count = rest.partition_point(|sentence| sentence.end <= start + STRETCH).max(1);
            let (stretch, after) = rest.split_at(count);
            rest = after;
            let end = stretch[count - 1].end;
            let seen = start.saturating_sub(HALO)..(end + HALO).min(sights.len());
            self.first.contribute(&self.vectors, &sights[seen.clone()], &mut contributions);

            // Sentence by sentence, with an empty slot between them and at both ends.
            slots.clear();
            places.clear();
            slots.push(None);
            for sentence in stretch {
                let place = slots.len();
                slots.extend(
                    sights[sentence.clone()].iter().map(|&sight| contributions.slot(sight)),
                );
                places.push(place..slots.len());
                slots.push(None);
            }
            let (encoder, head) = &self.morphology;
            let encoded = encoder.encode(&self.first, &contributions, &slots, &mut layers);
            let tags = head.tag(encoded);
            morphology.extend(places.iter().flat_map(|place| &tags[place.clone()]));
            let (encoder, head) = &self.syntax;
            let encoded = encoder.encode(&self.first, &contributions, &slots, &mut layers);
            ties.extend(head.parse(encoded, &places));

            // As one sequence, with what stands before and after the stretch.
            slots.clear();
            slots.resize(HALO - (start - seen.start), None);
            slots.extend(sights[seen.clone()].iter().map(|&sight| contributions.slot(sight)));
            slots.resize(slots.len() + HALO - (seen.end - end), None);
            let (encoder, head) = &self.names;
            let encoded = encoder.encode(&self.first, &contributions, &slots, &mut layers);
            head.follow(&mut path, &encoded[HALO * ENCODED..encoded.len() - HALO * ENCODED]);
        }
        Findings { morphology, ties, names: self.names.1.names(path, sentences.iter().cloned()) }
    }

    /// What the networks see of a token.
    pub(crate) fn sight(&self, token: &str) -> Sight {
        Sight { word: self.vectors.word(&token.to_lowercase()), shape: shapes::shape(token) }
    }
}
