//! How is the Russian built?

mod analysis;
pub mod dictionary;
mod language;
pub mod morphology;
mod networks;
pub mod orthography;
pub mod segmentation;
mod syntax;

pub use analysis::{Analysis, Name, NameKind, Sentence, Token};
pub use language::{LONGEST_SENTENCE, Language, ModelError};
pub use syntax::Relation;
