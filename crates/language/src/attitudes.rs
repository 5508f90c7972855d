//! The weights by which traits of a sentence, or of a pair of parties, speak for or against somebody.

use depesha_nn::Choice;
use depesha_nn::model_file::{ModelFile, ModelFileError};

/// Two linear models over traits that whoever asks names: each chooses between against, neither and
/// for, in this order.
///
/// What the traits are is the business of the crate that reads attitudes; here they are names.
#[derive(Debug, Clone, PartialEq)]
pub struct AttitudeModel {
    /// How a sentence speaks of somebody who stands in it.
    pub toward: Choice,
    /// How one party of a report stands to another.
    pub pair: Choice,
}

impl AttitudeModel {
    /// Reads the file.
    ///
    /// # Errors
    /// Where it is of another kind or lacks something.
    pub fn read(file: &ModelFile) -> Result<Self, ModelFileError> {
        file.expect("attitudes", "russian")?;
        Ok(Self { toward: Choice::read(file, "toward")?, pair: Choice::read(file, "pair")? })
    }
}
