//! What was published? Files, archives, feeds and pages become articles.
//!
//! [`documents`] takes a path and gives the [`Document`]s there, whatever form they are in (plain
//! text, HTML, JSON, JSON lines, tables in text or Parquet, web archives, feeds; any of these packed
//! with gzip or Zstandard), each with all that was said of its publication and the language that it
//! is in. What is no document is [`Rejected`], with its place, the reason and a next step, and all
//! else goes on. [`decode`] recognises encodings.
//!
//! The crate knows nothing of what a text says. It tells its language by letters alone
//! ([`language_of`]), so that others can leave alone what they do not read.
//!
//! ```
//! use depesha_sources::{Options, documents_of_stream};
//!
//! let rows = "title,text\nМост,Мост открыт.\nПорт\n".as_bytes();
//! let mut given = documents_of_stream("reports.csv", rows, &Options::default());
//! let bridge = given.next().unwrap().unwrap();
//! assert_eq!((bridge.place.to_string().as_str(), bridge.body.as_str()), ("reports.csv#2", "Мост открыт."));
//! let harbour = given.next().unwrap().unwrap_err();
//! assert_eq!(harbour.to_string(), "reports.csv, line 3: it has 1 fields, and the table has 2 columns");
//! assert!(given.next().is_none());
//! ```
//!
//! [`Article`]: depesha_text::Article

mod document;
mod documents;
mod encoding;
mod feed;
mod fields;
mod file;
mod json;
mod languages;
mod options;
mod parquet_table;
mod published;
mod recognition;
mod separated;
mod streams;
mod web_archive;
mod web_page;

pub use document::{Document, Form, Place, Position, Reason, Rejected};
pub use documents::{Documents, bytes_at, documents, documents_of_stream};
pub use encoding::{DecodeError, Decoded, decode};
pub use feed::{Entry, entries_of_feed};
pub use fields::{Field, FieldNames, document_of_row};
pub use file::{Received, article_from_bytes, article_from_file};
pub use languages::language_of;
pub use options::Options;
pub use published::Published;
pub use web_page::document_of_received_page;
