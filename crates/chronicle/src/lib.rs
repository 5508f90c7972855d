//! How did it change?
//!
//! Views over a [`Ledger`](depesha_ledger::Ledger): each is computed from its records by a stated rule, and each of its
//! numbers leads back to the reports behind it. Nothing is kept that could not be computed again, and nothing is said
//! that no report says. How a view is shown is left to others.
//!
//! [`View`] is what all of them have in common: the rule, the rows of a described table, and the [`Evidence`].
//! [`relations`] tells how two states get on, [`voices`] the same as told by each voice, [`phases`] where it changed;
//! [`pairs`] and [`alerts`] look at all states, [`network`] at who is for or against whom. [`commitments`] follows what was
//! promised, [`disputes`] sets claims side by side that cannot both hold, [`narratives`] follows what is said again and
//! [`citations`] who names whom for it.
//!
//! ```
//! use depesha_chronicle::View;
//! use depesha_chronicle::calendar::Step;
//! use depesha_chronicle::relations::{Relation, Series};
//! use depesha_ledger::Ledger;
//! # let file = std::env::temp_dir().join(format!("chronicle-example-{}", std::process::id()));
//!
//! let ledger = Ledger::open(&file)?;
//! let states = ["AZE".into(), "RUS".into()];
//! let relation = Relation { states, step: Step::Month, since: None, until: None };
//! let series = Series::of(&ledger, relation)?;
//! assert!(series.rows().is_empty());
//! assert!(series.rule()[0].contains("AZE"));
//! # drop(ledger);
//! # std::fs::remove_file(&file).unwrap();
//! # Ok::<(), depesha_ledger::LedgerError>(())
//! ```

pub mod acts;
pub mod alerts;
pub mod calendar;
pub mod changes;
pub mod citations;
pub mod claims;
pub mod commitments;
pub mod disputes;
pub mod draws;
mod gathered;
pub mod narratives;
pub mod network;
pub mod pairs;
pub mod phases;
pub mod plover;
pub mod relations;
pub mod synthetic;
pub mod view;
pub mod voices;
mod words;

pub use citations::Citations;
pub use commitments::CommitmentLives;
pub use disputes::Disputes;
pub use narratives::Narratives;
pub use view::{Evidence, View};
