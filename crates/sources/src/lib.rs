//! What was published? Files become articles.
//!
//! This crate takes files and bytes as they are in the world and gives [`Article`]s: it recognises
//! the encoding ([`decode`]) and refuses, with a next step, what is no text ([`SourceError`]). It
//! knows nothing of the language that the text is in, beyond how likely an encoding is for Russian.
//!
//! ```
//! let received = b"\xcf\xf0\xe5\xe7\xe8\xe4\xe5\xed\xf2 \xe7\xe0\xff\xe2\xe8\xeb, \xf7\xf2\xee \xef\xf0\xe8\xe5\xe4\xe5\xf2.";
//! let decoded = depesha_sources::decode(received).unwrap();
//! assert_eq!(decoded.text, "Президент заявил, что приедет.");
//! assert_eq!(decoded.encoding, "windows-1251");
//! ```
//!
//! [`Article`]: depesha_text::Article

mod encoding;
mod file;

pub use encoding::{DecodeError, Decoded, decode};
pub use file::{Received, SourceError, article_from_bytes, article_from_file};
