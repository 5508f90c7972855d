//! The way end to end: an article in, its reading and its record out.
//!
//! A [`Reader`] holds the language model and takes an [`Article`] the whole way: analyse its
//! language, read what it claims. [`Record`] is the reading as it leaves the program, in JSON.
//! Where articles come from and how records are shown is left to others.
//!
//! ```
//! use depesha::{Article, Reader};
//!
//! let reader = Reader::embedded()?;
//! let article = Article::from_body("bridge", "Мост открыт, сообщил мэр Павел Ручьёв.");
//! let reading = reader.read(&article);
//! let record = reader.record(&article, &reading);
//! assert_eq!(record.actors[0].name, "Павел Ручьёв");
//! assert_eq!(record.statements[0].speaker.as_deref(), Some("a1"));
//! # Ok::<(), depesha::ModelError>(())
//! ```

mod reader;
pub mod record;
mod revision;

pub use depesha_directory as directory;
pub use depesha_language::ModelError;
pub use depesha_reading as reading;
pub use depesha_text::{Article, ByteSpan, CodePoints, paragraphs};
pub use reader::{LONGEST_PART, Reader};
pub use record::Record;
pub use revision::version;
