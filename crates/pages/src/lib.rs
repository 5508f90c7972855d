//! What does a person see?
//!
//! The ledger's records and the chronicle's views become web pages. [`page`] takes what somebody [`Asked`] to see and
//! gives a [`Page`]; [`Pages`] does the same and remembers what is dear to compute. Nothing is said on a page that no
//! report says: labels tell whose words they are, numbers lead to the records behind them, and records to their places in
//! the text. How a page comes to the reader is left to others: this crate knows no HTTP, no files and no clock.

use depesha::Reader;
use depesha::directory::Day;
use depesha_ledger::{Correction, Ledger, LedgerError};
use thiserror::Error;

/// The language of a page. Reports stay in their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Russian.
    Russian,
    /// English.
    English,
}

/// What somebody asked to see.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The path below the root, decoded, without a slash at its end: `/pair/AZE/RUS`; of the root itself the empty text
    /// or `/`.
    pub path: &'a str,
    /// The names and values of the query, decoded, in their order.
    pub fields: &'a [(String, String)],
    /// The language of the page.
    pub language: Language,
    /// Who is signed in as a reviewer.
    pub reviewer: Option<&'a str>,
    /// The token that the forms of a reviewer's page must send back in the field `form_token`.
    pub form_token: Option<&'a str>,
    /// Today, for what depends on it: promises that are overdue.
    pub today: Day,
}

/// What a page is, and what its file would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// A page of hypertext.
    Html,
    /// A figure.
    Svg,
    /// A table.
    Csv,
}

impl Media {
    /// The media type as a server names it.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Svg => "image/svg+xml; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// What is sent to whoever asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What it is.
    pub media: Media,
    /// All of it.
    pub body: String,
    /// The name under which it is to be stored, where it is meant for that.
    pub file_name: Option<String>,
}

/// Why there is no page.
#[derive(Debug, Error)]
pub enum PageProblem {
    /// There is no such page, report or actor.
    #[error("{0}")]
    Missing(String),
    /// A field of the query or of a form has a value that it cannot have.
    #[error("{name}={value}: {why}")]
    Field {
        /// The field.
        name: String,
        /// Its value.
        value: String,
        /// What is wrong with it, and what is possible.
        why: String,
    },
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// A file that pages ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// Its name below `/static/`. It carries a checksum of the bytes, so that it may be kept for ever.
    pub name: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

/// What is dear to compute, kept between requests.
///
/// Many threads may ask at once. What is remembered is told until [`forget_if_changed`](Self::forget_if_changed) sees
/// that the ledger holds something else: a server calls it as often as pages are to be brought up to date.
#[derive(Debug, Default)]
pub struct Pages {}

impl Pages {
    /// Nothing remembered yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// As [`page`], with what is remembered.
    ///
    /// # Errors
    /// As there.
    pub fn page(
        &self,
        ledger: &Ledger,
        reader: &Reader,
        asked: &Asked<'_>,
    ) -> Result<Page, PageProblem> {
        let _ = (ledger, reader);
        Err(PageProblem::Missing(asked.path.to_owned()))
    }

    /// Forgets all where the ledger holds something else than when it was remembered.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn forget_if_changed(&self, ledger: &Ledger) -> Result<(), LedgerError> {
        let _ = ledger;
        Ok(())
    }
}

/// The page that somebody asked for.
///
/// # Errors
/// Where there is no such page, a field has a value that it cannot have, or the ledger cannot be read.
pub fn page(ledger: &Ledger, reader: &Reader, asked: &Asked<'_>) -> Result<Page, PageProblem> {
    Pages::new().page(ledger, reader, asked)
}

/// What a reviewer's form asks to be written: the correction, as [`Ledger::correct`] takes it.
///
/// `fields` are those of the form that `/review` shows; `at` is the time in RFC 3339. After it the server sends the
/// reviewer to the address in the field `next`, which is a path on this server.
///
/// # Errors
/// Where a field has a value that it cannot have, or the ledger cannot be read.
pub fn review_change(
    ledger: &Ledger,
    reviewer: &str,
    at: &str,
    fields: &[(String, String)],
) -> Result<Correction, PageProblem> {
    let _ = (ledger, reviewer, at, fields);
    Err(PageProblem::Missing("review".into()))
}

/// The page that tells of a problem, in the same dress. `status` is that of HTTP.
pub fn problem_page(status: u16, problem_words: &str, hint: &str, language: Language) -> String {
    let _ = language;
    format!("{status} {problem_words} {hint}")
}

/// Files that pages ask for.
pub fn assets() -> &'static [Asset] {
    &[]
}
