//! Files and standard input become articles.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use depesha_text::Article;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::encoding::{DecodeError, decode};

/// An article, and how its text was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The article; its `id` is the name under which it was asked for.
    pub article: Article,
    /// The name of the encoding, as in [`Decoded::encoding`](crate::Decoded::encoding).
    pub encoding: &'static str,
    /// How many broken places were replaced by U+FFFD.
    pub replaced: usize,
}

/// Why there is no article; each keeps the name that was asked for.
#[derive(Debug, Error)]
pub enum SourceError {
    /// There is no such file.
    #[error("{name}: there is no such file")]
    Missing {
        /// What was asked for.
        name: String,
    },
    /// It is a folder.
    #[error("{name}: this is a folder, not a file")]
    Folder {
        /// What was asked for.
        name: String,
    },
    /// The system does not let it be read.
    #[error("{name}: it cannot be read: {cause}")]
    Unreadable {
        /// What was asked for.
        name: String,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// The bytes were read and are no text.
    #[error("{name}: {cause}")]
    NotText {
        /// What was asked for.
        name: String,
        /// What they are.
        #[source]
        cause: DecodeError,
    },
}

impl SourceError {
    /// What to do next, as a sentence without its full stop.
    pub fn hint(&self) -> String {
        match self {
            SourceError::Missing { .. } => {
                "check the name and the folder it is meant from; `-` reads standard input".into()
            }
            SourceError::Folder { name } => {
                format!("name the files in it, such as {}/*.txt", name.trim_end_matches('/'))
            }
            SourceError::Unreadable { cause, .. } => match cause.kind() {
                io::ErrorKind::PermissionDenied => "give yourself the right to read it".into(),
                _ => "copy it to another place and read the copy".into(),
            },
            SourceError::NotText { name, cause } => match cause {
                DecodeError::Empty | DecodeError::Blank if name == "-" => {
                    "pipe a report into it, or name a file".into()
                }
                DecodeError::Empty | DecodeError::Blank => "save the report's text in it".into(),
                DecodeError::Format(_) | DecodeError::Binary => {
                    "save the report as plain text (UTF-8 is best) and read that".into()
                }
            },
        }
    }
}

/// Reads the file at `path`, or standard input where it is `-`.
///
/// # Errors
/// Where there is no such file, it is a folder, cannot be read, or is no text.
pub fn article_from_file(path: &Path) -> Result<Received, SourceError> {
    let name = path.to_string_lossy().into_owned();
    if name == "-" {
        let mut bytes = Vec::new();
        return match io::stdin().lock().read_to_end(&mut bytes) {
            Ok(_) => article_from_bytes(name, &bytes),
            Err(cause) => Err(unread(name, cause)),
        };
    }
    // Asked beforehand, because what a system answers to reading a folder differs among them.
    if path.is_dir() {
        return Err(SourceError::Folder { name });
    }
    match fs::read(path) {
        Ok(bytes) => article_from_bytes(name, &bytes),
        Err(cause) => Err(unread(name, cause)),
    }
}

fn unread(name: String, cause: io::Error) -> SourceError {
    match cause.kind() {
        io::ErrorKind::NotFound => SourceError::Missing { name },
        io::ErrorKind::IsADirectory => SourceError::Folder { name },
        _ => SourceError::Unreadable { name, cause },
    }
}

/// Makes an article of bytes that were received under `name`.
///
/// # Errors
/// [`SourceError::NotText`] where the bytes are no text.
pub fn article_from_bytes(name: impl Into<String>, bytes: &[u8]) -> Result<Received, SourceError> {
    let name = name.into();
    match decode(bytes) {
        Ok(decoded) => {
            let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            let article =
                Article { sha256: Some(sha256), ..Article::from_body(name, decoded.text) };
            Ok(Received { article, encoding: decoded.encoding, replaced: decoded.replaced })
        }
        Err(cause) => Err(SourceError::NotText { name, cause }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_of_the_bytes_as_received() {
        let received = article_from_bytes("note.txt", b"\xef\xbb\xbfabc").unwrap();
        assert_eq!(received.article.body, "abc");
        assert_eq!(
            received.article.sha256.as_deref(),
            // printf '\xef\xbb\xbfabc' | sha256sum
            Some("1c28dc3f1f804a1ad9c9b4b4cf5e2658d16ad4ed08e3020d04a8d2865018947c")
        );
    }

    #[test]
    fn a_missing_file_and_a_folder_are_told_apart() {
        let missing = article_from_file(Path::new("no/such.txt")).unwrap_err();
        assert_eq!(missing.to_string(), "no/such.txt: there is no such file");
        let folder = article_from_file(Path::new("src/")).unwrap_err();
        assert_eq!(folder.to_string(), "src/: this is a folder, not a file");
        assert_eq!(folder.hint(), "name the files in it, such as src/*.txt");
    }
}
