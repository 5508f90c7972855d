//! How did it change?
//!
//! Views over a [`Ledger`](depesha_ledger::Ledger): each is computed from its records by a stated rule, and each of its
//! numbers leads back to the reports behind it. Nothing is kept that could not be computed again, and nothing is said
//! that no report says. How a view is shown is left to others.
//!
//! [`View`] is what all of them have in common: the rule, the rows of a described table, and the [`Evidence`].

pub mod commitments;
pub mod disputes;
mod gathered;
pub mod view;
mod words;

pub use commitments::CommitmentLives;
pub use disputes::Disputes;
pub use view::{Evidence, View};
