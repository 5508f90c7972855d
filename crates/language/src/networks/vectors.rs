//! What a word is to the networks: its number in the vocabulary and its vector.

use depesha_nn::model_file::{ModelBytes, ModelFile, ModelFileError};

/// Numbers of a word's vector.
pub(crate) const DIMENSION: usize = 300;

/// A vector is put together from as many parts, each one of 256 kept for that place.
const PARTS: usize = 100;
const PART_LENGTH: usize = DIMENSION / PARTS;
const CHOICES: usize = 256;

/// The word that stands for all words that are not in the vocabulary.
const UNKNOWN: &str = "<unk>";

/// The vocabulary and its vectors, a byte for three numbers.
pub(super) struct WordVectors {
    words: fst::Map<ModelBytes>,
    /// `[word, part]`: which of the choices the part is.
    index: ModelBytes,
    /// `[part, choice]`.
    codes: Vec<[f32; PART_LENGTH]>,
    unknown: u32,
}

impl WordVectors {
    pub(super) fn read(file: &ModelFile) -> Result<Self, ModelFileError> {
        file.expect("vectors", "russian")?;
        let words = fst::Map::new(file.bytes("words")?)
            .map_err(|error| file.bad_content("words", error.to_string()))?;
        let index = file.bytes("index")?;
        let count = index.len() / PARTS;
        let unknown = words
            .get(UNKNOWN)
            .filter(|&word| (word as usize) < count)
            .ok_or_else(|| file.bad_content("words", format!("there is no {UNKNOWN}")))?;
        let numbers = file.floats_in_place("codes", &[PARTS, CHOICES, PART_LENGTH])?;
        let codes = (0..PARTS * CHOICES)
            .map(|code| std::array::from_fn(|at| numbers.at(code * PART_LENGTH + at)))
            .collect();
        Ok(Self { words, index, codes, unknown: unknown as u32 })
    }

    /// The number of words.
    pub(super) fn vocabulary(&self) -> usize {
        self.index.len() / PARTS
    }

    /// The number that stands for all words that are not in the vocabulary.
    pub(super) fn unknown(&self) -> u32 {
        self.unknown
    }

    /// The number of a word, given in lower case; that of the unknown word where the vocabulary does
    /// not have it, as it has no number and no mark.
    pub(super) fn word(&self, lower_case: &str) -> u32 {
        match self.words.get(lower_case) {
            Some(word) if (word as usize + 1) * PARTS <= self.index.len() => word as u32,
            _ => self.unknown,
        }
    }

    /// Adds the vector of `word` at the end of `vectors`: [`DIMENSION`] numbers.
    pub(super) fn append(&self, word: u32, vectors: &mut Vec<f32>) {
        let index = &self.index[word as usize * PARTS..][..PARTS];
        let start = vectors.len();
        vectors.resize(start + DIMENSION, 0.0);
        let (parts, _) = vectors[start..].as_chunks_mut::<PART_LENGTH>();
        let choices = self.codes.chunks_exact(CHOICES);
        for ((part, &choice), choices) in parts.iter_mut().zip(index).zip(choices) {
            *part = choices[usize::from(choice)];
        }
    }
}
