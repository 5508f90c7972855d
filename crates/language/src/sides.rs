//! The weights by which one of several stands on a side of an event, and by which a state is somebody's.

use depesha_nn::Preference;
use depesha_nn::model_file::{ModelFile, ModelFileError};

/// Two linear models over traits that whoever asks names. Each gives a sum to everybody who may be chosen and to
/// nobody; whoever has the greatest is the likeliest.
///
/// What the traits are is the business of the crate that reads events; here they are names.
#[derive(Debug, Clone, PartialEq)]
pub struct SideModel {
    /// A column for who does an act, one for to whom it is done.
    pub sides: Preference,
    /// One column: of which state somebody is.
    pub states: Preference,
}

impl SideModel {
    /// Reads the file.
    ///
    /// # Errors
    /// Where it is of another kind or lacks something.
    pub fn read(file: &ModelFile) -> Result<Self, ModelFileError> {
        file.expect("sides", "russian")?;
        Ok(Self {
            sides: Preference::read(file, "sides")?,
            states: Preference::read(file, "states")?,
        })
    }
}
