//! How is the Russian built?

mod analysis;
pub mod morphology;
pub mod orthography;
pub mod segmentation;
mod syntax;

pub use analysis::{Analysis, Name, NameKind, Sentence, Token};
pub use syntax::Relation;
