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
pub(crate) mod entities;
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
use self::entities::{EntityNetwork, Observed};
use self::morphology::MorphologyHead;
use self::names::NamesHead;
use self::syntax::{SyntaxHead, Tie};
pub(crate) use self::vectors::DIMENSION;
use self::vectors::WordVectors;
use crate::analysis::{EntityKind, NameKind};
use crate::morphology::Morphology;

/// Tokens that are taken together, up to the end of their sentence: enough for many words to occur
/// again, few enough for their scores to stay in the processor's caches.
const STRETCH: usize = 1024;

/// What the first three networks find in whole sentences that stand together.
pub(crate) struct Stretch<'findings> {
    /// The sentences, as ranges of the text's tokens, without a gap.
    pub(crate) sentences: &'findings [Range<usize>],
    /// For each token of the stretch.
    pub(crate) morphology: &'findings [Morphology],
    /// For each token of the stretch: the place of its head in the sentence, `None` for the root, and
    /// its relation.
    pub(crate) ties: &'findings [Tie],
    /// What the networks' last layers say of each token, `[token, ALL_ENCODED]`.
    pub(crate) encoded: &'findings [f32],
}

/// Numbers that the three networks' last layers give for a token.
pub(crate) const ALL_ENCODED: usize = 3 * ENCODED;

/// What the third network finds in a text. Tokens are numbered as they were given.
pub(crate) struct Findings {
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
    entities: EntityNetwork,
}

impl Networks {
    /// Reads the five files.
    pub(crate) fn read(
        vectors: &ModelFile,
        morphology: &ModelFile,
        syntax: &ModelFile,
        names: &ModelFile,
        entities: &ModelFile,
    ) -> Result<Self, ModelFileError> {
        for (file, kind) in [(morphology, "morphology"), (syntax, "syntax"), (names, "names")] {
            file.expect(kind, "russian")?;
        }
        let vectors = WordVectors::read(vectors)?;
        Ok(Self {
            entities: EntityNetwork::read(entities, &vectors)?,
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
    /// Time and memory for a sentence grow with the square of its length. `see` is shown each stretch
    /// of sentences on the way.
    pub(crate) fn find(
        &self,
        sights: &[Sight],
        sentences: &[Range<usize>],
        mut see: impl FnMut(&Stretch<'_>),
    ) -> Findings {
        let mut morphology: Vec<Morphology> = Vec::new();
        let mut path = self.names.1.path();
        let mut contributions = Contributions::default();
        let mut layers = Layers::default();
        let mut slots: Vec<Slot> = Vec::new();
        let mut places: Vec<Range<usize>> = Vec::new();
        let mut all_encoded: Vec<f32> = Vec::new();

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
            all_encoded.clear();
            all_encoded.resize((end - start) * ALL_ENCODED, 0.0);
            set_beside(&mut all_encoded, 0, places.iter().cloned(), encoded);
            let tags = head.tag(encoded);
            morphology.clear();
            morphology.extend(places.iter().flat_map(|place| &tags[place.clone()]));
            let (encoder, head) = &self.syntax;
            let encoded = encoder.encode(&self.first, &contributions, &slots, &mut layers);
            set_beside(&mut all_encoded, 1, places.iter().cloned(), encoded);
            let ties = head.parse(encoded, &places);

            // As one sequence, with what stands before and after the stretch.
            slots.clear();
            slots.resize(HALO - (start - seen.start), None);
            slots.extend(sights[seen.clone()].iter().map(|&sight| contributions.slot(sight)));
            slots.resize(slots.len() + HALO - (seen.end - end), None);
            let (encoder, head) = &self.names;
            let encoded = encoder.encode(&self.first, &contributions, &slots, &mut layers);
            let inner = HALO..encoded.len() / ENCODED - HALO;
            set_beside(&mut all_encoded, 2, std::iter::once(inner.clone()), encoded);
            head.follow(&mut path, &encoded[inner.start * ENCODED..inner.end * ENCODED]);
            see(&Stretch {
                sentences: stretch,
                morphology: &morphology,
                ties: &ties,
                encoded: &all_encoded,
            });
        }
        Findings { names: self.names.1.names(path, sentences.iter().cloned()) }
    }

    /// The entities of a stretch, as ranges of the text's tokens; see [`EntityNetwork::find`].
    pub(crate) fn entities(&self, observed: &Observed<'_>) -> Vec<(Range<usize>, EntityKind)> {
        self.entities.find(&self.vectors, observed)
    }

    /// Puts another network for entities in the place of this one.
    pub(crate) fn replace_entities(&mut self, file: &ModelFile) -> Result<(), ModelFileError> {
        self.entities = EntityNetwork::read(file, &self.vectors)?;
        Ok(())
    }

    /// The vector of a word, given in lower case, where the vocabulary has it.
    pub(crate) fn vector_of(&self, lower_case: &str) -> Option<Vec<f32>> {
        let word = self.vectors.word(lower_case);
        (word != self.vectors.unknown()).then(|| self.word_vector(word))
    }

    /// The vector of a word.
    pub(crate) fn word_vector(&self, word: u32) -> Vec<f32> {
        let mut vector = Vec::new();
        self.vectors.append(word, &mut vector);
        vector
    }

    /// What the networks see of a token.
    pub(crate) fn sight(&self, token: &str) -> Sight {
        Sight { word: self.vectors.word(&token.to_lowercase()), shape: shapes::shape(token) }
    }
}

/// Copies the rows of the slots in `places`, one after the other, to where the rows of `all` have
/// room for the network with this number.
fn set_beside(
    all: &mut [f32],
    network: usize,
    places: impl Iterator<Item = Range<usize>>,
    encoded: &[f32],
) {
    let rows = all.chunks_exact_mut(ALL_ENCODED);
    for (row, slot) in rows.zip(places.flatten()) {
        row[network * ENCODED..][..ENCODED].copy_from_slice(&encoded[slot * ENCODED..][..ENCODED]);
    }
}
