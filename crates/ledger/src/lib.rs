//! Who claimed what, where?
//!
//! A [`Ledger`] is one SQLite file with everything read: articles as they were received, readings by
//! the versions that made them, their statements, events, commitments, quantities and dates, who is
//! who over all reports, and what people say of all that. A report is kept wholly or not at all, and
//! once, however often it comes; nothing is overwritten.
//!
//! [`Watched`] is what a watch of feeds knows from one run to the next.
//! [`Ledger::keep`] takes [`ReadReport`]s, which many threads may make at once. [`Query`] asks for
//! records, which are rows of tables, too ([`Answer`]); [`Ledger::star`] gives the whole of it as tables
//! ([`star`]). [`Correction`] is a person's claim beside the program's. How articles are found and read
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

mod answers;
mod articles;
mod citations;
mod copies;
pub mod corrections;
mod dealings;
mod descriptions;
pub mod differences;
mod error;
mod export;
mod gists;
mod ledger;
mod lemmas;
mod links;
mod loaded;
mod memory;
mod migrations;
mod names;
mod overview;
mod pairs;
mod people;
mod question_sql;
pub mod questions;
mod received;
mod rows;
pub mod schema;
mod search;
pub mod star;
mod tallies;
mod unread;
mod watched;
mod wording;

pub use answers::{ANSWERS, Answer};
pub use articles::{ArticleNamed, ArticleReading};
pub use citations::{Citation, CitedAs};
pub use copies::{Copy, Pair, hours_from};
pub use corrections::{ClaimId, Correction};
pub use dealings::{Dealing, DealingReport, Dealings, RecordPlace, Stance, StanceSide, Teller};
pub use descriptions::{Described, described};
pub use error::{BadRecord, LedgerError};
pub use gists::{
    CommitmentCompared, EventCompared, EventParties, EvidenceSaid, PartyCompared, QuantityCompared,
    ReportCompared, ReportsCompared, StatementCompared,
};
pub use ledger::{Counts, Interrupter, Kept, Ledger, Options};
pub use lemmas::Lemma;
pub use migrations::NEWEST;
pub use overview::{
    ArticleText, Facets, Kin, MOST_COUNTED, NameTaught, Repeat, Share, Stamp, WhatWasRead,
};
pub use questions::Query;
pub use received::{ReadReport, Received};
pub use rows::{Kind as RecordKind, class_word, statement_kind_word, status_word};
pub use search::Search;
pub use watched::Watched;
pub use wording::{Apart, Likeness, Look, SameNews, Shorter, Signs, Wording, beginnings, rarity};
