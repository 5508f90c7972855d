//! How did it change?
//!
//! Views over a [`Ledger`](depesha_ledger::Ledger): each is computed from its records by a stated rule, and each of its
//! numbers leads back to the reports behind it. Nothing is kept that could not be computed again, and nothing is said
//! that no report says. How a view is shown is left to others.
//!
//! [`View`] is what all of them have in common: the rule, the rows of a described table, and the [`Evidence`].
//! [`relations`] tells how two states get on, [`voices`] the same as told by each voice, [`phases`] where it changed;
//! [`pairs`] and [`alerts`] look at all states, [`network`] at who is for or against whom.
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
pub mod claims;
pub mod draws;
pub mod network;
pub mod pairs;
pub mod phases;
pub mod plover;
pub mod relations;
pub mod synthetic;
pub mod view;
pub mod voices;

pub use view::{Evidence, View};
