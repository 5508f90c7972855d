//! What does a person see?
//!
//! The ledger's records and the chronicle's views become web pages. [`page`] takes what somebody [`Asked`] to see and
//! gives a [`Page`]; [`Pages`] does the same and remembers what is dear to compute. Nothing is said on a page that no
//! report says: labels tell whose words they are, numbers lead to the records behind them, and records to their places in
//! the text. How a page comes to the reader is left to others: this crate knows no HTTP, no files and no clock.

mod actor;
mod address;
mod alerts;
mod assets;
mod figures;
mod graphs;
mod layout;
mod marked;
mod overview;
mod pair;
mod remembered;
mod report;
mod review;
mod search;
mod sight;
mod views;
mod words;

use depesha::Reader;
use depesha::directory::Day;
use depesha_ledger::{Correction, Ledger, LedgerError};
use thiserror::Error;

pub use remembered::Pages;

use remembered::Views;
use sight::{Given, Sight};
use words::Tongue;

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

/// The page that somebody asked for, with nothing remembered.
///
/// # Errors
/// Where there is no such page, a field has a value that it cannot have, or the ledger cannot be read.
pub fn page(ledger: &Ledger, reader: &Reader, asked: &Asked<'_>) -> Result<Page, PageProblem> {
    page_with(ledger, reader, asked, None)
}

/// As [`page`], with the views that are remembered.
fn page_with(
    ledger: &Ledger,
    reader: &Reader,
    asked: &Asked<'_>,
    views: Option<&Views>,
) -> Result<Page, PageProblem> {
    let sight = Sight { ledger, reader, asked, tongue: Tongue(asked.language), views };
    let html = |body| Page { media: Media::Html, body, file_name: None };
    Ok(match given(&sight)? {
        Given::Html(title, content) => html(layout::whole(&sight, &title, &content)),
        Given::Svg(name, figure) => Page {
            media: Media::Svg,
            body: figure.into_string(),
            file_name: Some(format!("{name}.svg")),
        },
        Given::Csv(name, body) => {
            Page { media: Media::Csv, body, file_name: Some(format!("{name}.csv")) }
        }
    })
}

/// What stands at the address.
fn given(sight: &Sight<'_>) -> Result<Given, PageProblem> {
    let path = sight.asked.path.strip_prefix('/').unwrap_or(sight.asked.path);
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    match (first, rest) {
        ("", "") => overview::overview(sight),
        ("pair", "") => pair::chooser(sight),
        ("pair", states) => match states.split_once('/') {
            Some((one, other)) if !other.contains('/') => pair::pair(sight, one, other),
            _ => Err(missing(sight)),
        },
        ("actors", "") => actor::actors(sight),
        ("actor", entry) if !entry.is_empty() => actor::actor(sight, entry),
        ("promises", "") => views::promises(sight),
        ("disputes", "") => views::disputes(sight),
        ("narratives", "") => views::narratives(sight),
        ("citations", "") => graphs::citations(sight),
        ("network", "") => graphs::network(sight),
        ("alerts", "") => alerts::page(sight),
        ("search", "") => search::search(sight),
        ("review", "") => review::queue(sight),
        ("report", "") => match sight.field("id") {
            Some(id) => report::report(sight, id),
            None => Err(missing(sight)),
        },
        ("report", id) => report::report(sight, id),
        _ => Err(missing(sight)),
    }
}

fn missing(sight: &Sight<'_>) -> PageProblem {
    let path = layout::short(sight.asked.path, 80);
    PageProblem::Missing(sight.tongue.fill(words::NO_SUCH_PAGE, &[&path]))
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
    review::change(ledger, reviewer, at, fields)
}

/// The page that tells of a problem, in the same dress. `status` is that of HTTP.
pub fn problem_page(status: u16, problem_words: &str, hint: &str, language: Language) -> String {
    layout::of_problem(status, problem_words, hint, Tongue(language))
}

/// Files that pages ask for.
pub fn assets() -> &'static [Asset] {
    &*assets::ALL
}
