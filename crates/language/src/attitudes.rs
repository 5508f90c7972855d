//! The weights by which traits of a sentence, or of a pair of parties, speak for or against somebody.

use depesha_nn::Choice;
use depesha_nn::model_file::{ModelFile, ModelFileError};
use depesha_nn::regard::{Aspect, Beheld, CHOICES, Regard};

use crate::networks::WORD_DIMENSION;

/// What is known of attitudes from examples. Each part chooses between against, neither and for, in
/// this order.
///
/// What the traits are is the business of the crate that reads attitudes; here they are names.
#[derive(Debug, Clone, PartialEq)]
pub struct AttitudeModel {
    /// How a sentence speaks of somebody who stands in it.
    pub toward: TowardModel,
    /// How one party of a report stands to another.
    pub pair: Choice,
    /// The same where it is known that it does not stand neither way.
    pub sign: Choice,
}

/// How a sentence speaks of somebody who stands in it: a linear model over named traits and networks
/// over the words, whose answers are averaged.
#[derive(Debug, Clone, PartialEq)]
pub struct TowardModel {
    /// The linear model.
    pub plain: Choice,
    /// The networks.
    pub regard: Regard,
}

/// What the networks count beside the linear model; chosen by cross-validation.
const NETWORKS: f32 = 0.6;

impl TowardModel {
    /// The probability of each choice for a place with these traits, in what the networks made of its
    /// sentence.
    pub fn shares(
        &self,
        traits: &[(String, f32)],
        beheld: &Beheld,
        aspect: &Aspect,
    ) -> [f32; CHOICES] {
        let plain = self.plain.probabilities(traits);
        let mut shares = self.regard.shares(beheld, aspect);
        for (share, plain) in shares.iter_mut().zip(plain) {
            *share = NETWORKS * *share + (1.0 - NETWORKS) * plain;
        }
        shares
    }
}

impl AttitudeModel {
    /// Reads the file.
    ///
    /// # Errors
    /// Where it is of another kind or lacks something.
    pub fn read(file: &ModelFile) -> Result<Self, ModelFileError> {
        file.expect("attitudes", "russian")?;
        let toward = TowardModel {
            plain: Choice::read(file, "toward")?,
            regard: Regard::read(file, "regard", WORD_DIMENSION)?,
        };
        Ok(Self { toward, pair: Choice::read(file, "pair")?, sign: Choice::read(file, "sign")? })
    }
}
