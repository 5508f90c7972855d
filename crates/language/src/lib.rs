//! How is the Russian built?

mod analysis;
pub mod morphology;
mod syntax;

pub use analysis::{Analysis, Name, NameKind, Sentence, Token};
pub use syntax::Relation;
