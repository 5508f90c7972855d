//! The way end to end: an article in, its reading and its record out.
//!
//! A [`Reader`] holds the language model and takes an [`Article`] the whole way: analyse its
//! language, read what it claims. [`Record`] is the reading as it leaves the program, in JSON.
//! Where articles come from and how records are shown is left to others.

mod reader;
pub mod record;

pub use depesha_language::ModelError;
pub use depesha_reading as reading;
pub use depesha_text::{Article, ByteSpan, CodePoints, paragraphs};
pub use reader::Reader;
pub use record::Record;
