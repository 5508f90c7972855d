//! Who claimed what, where?
//!
//! A [`Ledger`] is one SQLite file with everything read: articles as they were received, readings by
//! the versions that made them, their statements, events, commitments, quantities and dates, who is
//! who over all reports, and what people say of all that. A report is kept wholly or not at all, and
//! once, however often it comes; nothing is overwritten.
//!
//! [`Ledger::keep`] takes [`ReadReport`]s, which many threads may make at once. [`Query`] asks for
//! records; [`Correction`] is a person's claim beside the program's. How articles are found and read
//! is left to others; this crate knows no language and no clock.
//!
//! ```
//! use depesha_ledger::{Kept, Ledger, Query, ReadReport, Received};
//! # let file = std::env::temp_dir().join(format!("ledger-example-{}", std::process::id()));
//!
//! let mut ledger = Ledger::open(&file)?;
//! let article = depesha::Article::from_body("bridge", "Мост открыт.");
//! let report = ReadReport::unread(Received::new(article, "text"));
//! assert_eq!(ledger.keep(&report)?, Kept::New);
//! assert_eq!(ledger.keep(&report)?, Kept::Unchanged);
//! assert!(ledger.statements(&Query::default())?.is_empty());
//! # drop(ledger);
//! # std::fs::remove_file(&file).unwrap();
//! # Ok::<(), depesha_ledger::LedgerError>(())
//! ```

mod articles;
mod copies;
pub mod corrections;
mod descriptions;
pub mod differences;
mod error;
mod export;
mod ledger;
mod links;
mod migrations;
mod names;
mod people;
pub mod questions;
mod received;
mod rows;
pub mod schema;
mod search;

pub use articles::{ArticleNamed, ArticleReading};
pub use copies::Copy;
pub use corrections::{ClaimId, Correction};
pub use descriptions::{Described, described};
pub use error::{BadRecord, LedgerError};
pub use ledger::{Counts, Kept, Ledger, Options};
pub use migrations::NEWEST;
pub use questions::Query;
pub use received::{Lemma, ReadReport, Received};
pub use rows::Kind as RecordKind;
pub use search::Search;
