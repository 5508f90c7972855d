//! What is asked? The names and values of filters become a question to a ledger.
//!
//! The command line, the server and other programs take the same filters by the same names; this crate knows what may
//! be asked of which kind of record, reads the values, and says what is wrong with one. Who asks, and how the answer
//! is shown, it does not know.
//!
//! ```
//! use depesha_asking::{Asked, Filters};
//!
//! let mut filters = Filters::new(Asked::Events);
//! let no_lemmas = |_: &str| Vec::new();
//! filters.put("state", "Азербайджан", no_lemmas)?;
//! filters.put("type", "sanction", no_lemmas)?;
//! filters.put("since", "2025-11", no_lemmas)?;
//! assert_eq!(filters.query().states, ["AZE"]);
//!
//! let wrong = filters.put("status", "done", no_lemmas).unwrap_err();
//! assert_eq!(
//!     wrong.to_string(),
//!     "`status` cannot be `done`: give one of actual, planned, hypothetical, negated"
//! );
//! # Ok::<(), depesha_asking::BadFilter>(())
//! ```

mod days;
mod filters;
mod states;
mod words;

pub use days::{first_day, last_day};
pub use filters::{Asked, BadFilter, Filter, Filters};
pub use states::state_code;
pub use words::{
    Choice, actor_classes, event_statuses, event_types, quantity_kinds, share, statement_kinds,
};
