//! How is the Russian built?
//!
//! A [`Language`] holds the model and the [`dictionary`]; its [`analyse`](Language::analyse) takes a
//! text to an [`Analysis`]: sentences, tokens with their forms, lemmas, [`morphology`] and trees, and
//! names. On the way the text's [`orthography`] is mended, its [`segmentation`] found, and three
//! small networks asked, whose arithmetic is that of `depesha-nn`. It works for any text and gives
//! the same on every machine.
//!
//! What the sentences mean is left to the crates above; this one knows nothing of states or speech.
//!
//! ```
//! use depesha_language::{Language, Relation};
//!
//! let russian = Language::embedded()?;
//! let analysis = russian.analyse("Стороны подписали соглашение о поставках газа.");
//! let root = analysis.tokens.iter().position(|token| token.head.is_none()).unwrap();
//! assert_eq!(analysis.tokens[root].lemma, "подписать");
//! let subject = analysis
//!     .dependents(root)
//!     .find(|&token| analysis.tokens[token].relation == Relation::Nsubj)
//!     .unwrap();
//! assert_eq!(analysis.tokens[subject].lemma, "сторона");
//! # Ok::<(), depesha_language::ModelError>(())
//! ```

mod analysis;
mod attitudes;
pub mod dictionary;
mod language;
pub mod morphology;
mod networks;
pub mod orthography;
pub mod segmentation;
mod sides;
mod syntax;
mod triggers;

pub use analysis::{Analysis, Entity, EntityKind, Name, NameKind, Sentence, Token};
pub use attitudes::{AttitudeModel, TowardModel};
pub use depesha_nn::regard::{self, Regard};
pub use depesha_nn::{Choice, Preference, trait_number, trait_row};
pub use language::{LONGEST_SENTENCE, Language, ModelError};
pub use networks::entities::{Observation, spans as entity_spans};
pub use sides::SideModel;
pub use syntax::Relation;
pub use triggers::{MEANING_PLACES, SeenWord, TriggerModel};
