//! From encoded tokens to their parts of speech and features.

use depesha_nn::model_file::{ModelFile, ModelFileError};
use depesha_nn::{PackedMatrix, Rows, greatest_index};

use super::encoder::ENCODED;
use crate::morphology::Morphology;

/// Tokens whose scores are computed at once: together they stay in the second-level cache.
const AT_ONCE: usize = 48;

/// The head of the morphology network: a score for each tag.
pub(super) struct MorphologyHead {
    tags: Vec<Morphology>,
    weights: PackedMatrix,
    bias: Vec<f32>,
}

impl MorphologyHead {
    pub(super) fn read(file: &ModelFile) -> Result<Self, ModelFileError> {
        let tags: Vec<Morphology> = file
            .lines("tags")?
            .into_iter()
            .map(|tag| {
                Morphology::from_tag(tag)
                    .ok_or_else(|| file.bad_content("tags", format!("'{tag}' is no known tag")))
            })
            .collect::<Result<_, _>>()?;
        let weights = file.floats_in_place("head.proj.weight", &[ENCODED, tags.len()])?;
        let weights = PackedMatrix::from_cells(ENCODED, tags.len(), |row, column| {
            weights.at(row * tags.len() + column)
        });
        let bias = file.floats("head.proj.bias", &[tags.len()])?;
        Ok(Self { tags, weights, bias })
    }

    /// The best tag for each slot of `encoded`, `[slot, ENCODED]`.
    pub(super) fn tag(&self, encoded: &[f32]) -> Vec<Morphology> {
        let mut found = Vec::with_capacity(encoded.len() / ENCODED);
        let mut scores = Vec::new();
        for encoded in encoded.chunks(AT_ONCE * ENCODED) {
            self.weights.affine(Rows::dense(encoded, ENCODED), &self.bias, &mut scores);
            let best = scores.chunks_exact(self.tags.len()).map(greatest_index);
            found.extend(best.map(|tag| self.tags[tag]));
        }
        found
    }
}
