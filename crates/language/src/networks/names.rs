//! From encoded tokens to names.

use std::ops::Range;

use depesha_nn::model_file::{ModelFile, ModelFileError};
use depesha_nn::{BestPath, PackedMatrix, Rows};

use super::encoder::ENCODED;
use crate::analysis::NameKind;

/// What the names network says of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    /// Nothing: the label that fills up batches in training.
    Padding,
    Outside,
    Begins(NameKind),
    GoesOn,
}

impl Label {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "<pad>" => Some(Self::Padding),
            "O" => Some(Self::Outside),
            "B-PER" => Some(Self::Begins(NameKind::Person)),
            "B-LOC" => Some(Self::Begins(NameKind::Place)),
            "B-ORG" => Some(Self::Begins(NameKind::Organization)),
            "I-PER" | "I-LOC" | "I-ORG" => Some(Self::GoesOn),
            _ => None,
        }
    }
}

/// The head of the names network: a score for each label, and for each pair of neighbours.
pub(super) struct NamesHead {
    labels: Vec<Label>,
    weights: PackedMatrix,
    bias: Vec<f32>,
    /// `[from, to]`.
    transitions: Vec<f32>,
}

impl NamesHead {
    pub(super) fn read(file: &ModelFile) -> Result<Self, ModelFileError> {
        let labels: Vec<Label> = file
            .lines("labels")?
            .into_iter()
            .map(|label| {
                Label::from_name(label).ok_or_else(|| {
                    file.bad_content("labels", format!("'{label}' is no known label"))
                })
            })
            .collect::<Result<_, _>>()?;
        let count = labels.len();
        let weights = file.floats("head.proj.weight", &[ENCODED, count])?;
        Ok(Self {
            weights: PackedMatrix::from_rows(&weights, ENCODED, count),
            bias: file.floats("head.proj.bias", &[count])?,
            transitions: file.floats("head.crf.transitions", &[count, count])?,
            labels,
        })
    }

    /// A path through the labels of a document, to which its tokens are given in parts.
    pub(super) fn path(&self) -> BestPath<'_> {
        BestPath::new(&self.transitions, self.labels.len())
    }

    /// Adds tokens to a path. `encoded` is `[token, ENCODED]`.
    pub(super) fn follow(&self, path: &mut BestPath<'_>, encoded: &[f32]) {
        let mut scores = Vec::new();
        self.weights.affine(Rows::dense(encoded, ENCODED), &self.bias, &mut scores);
        path.extend(&scores);
    }

    /// The names along a path, as ranges of its tokens. A name does not go on beyond the end of a
    /// sentence; `sentences` are ranges of tokens, in order, which together hold all of them.
    ///
    /// A label that goes on with a name of another kind goes on with it all the same; where no name
    /// is open, it is nothing.
    pub(super) fn names(
        &self,
        path: BestPath<'_>,
        sentences: impl Iterator<Item = Range<usize>>,
    ) -> Vec<(Range<usize>, NameKind)> {
        let path = path.finish();
        let mut names: Vec<(Range<usize>, NameKind)> = Vec::new();
        for sentence in sentences {
            let mut open = false;
            for token in sentence {
                match self.labels[usize::from(path[token])] {
                    Label::Padding => {}
                    Label::Outside => open = false,
                    Label::Begins(kind) => {
                        names.push((token..token + 1, kind));
                        open = true;
                    }
                    Label::GoesOn => {
                        if let Some((name, _)) = names.last_mut().filter(|_| open) {
                            name.end = token + 1;
                        }
                    }
                }
            }
        }
        names
    }
}
