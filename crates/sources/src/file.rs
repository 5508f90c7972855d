//! A file as one article, whatever form it is in.

use std::path::Path;

use depesha_text::Article;

use crate::document::{Reason, Rejected, sha256};
use crate::documents::whole_file;
use crate::encoding::decode;

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

/// Reads the plain text in the file at `path`, or on standard input where it is `-`.
///
/// # Errors
/// Where there is no such file, it is a folder, cannot be read, or is no text.
pub fn article_from_file(path: &Path) -> Result<Received, Rejected> {
    article_from_bytes(path.to_string_lossy(), &whole_file(path)?)
}

/// Makes an article of bytes that were received under `name`.
///
/// # Errors
/// [`Reason::NotText`] where the bytes are no text.
pub fn article_from_bytes(name: impl Into<String>, bytes: &[u8]) -> Result<Received, Rejected> {
    let name = name.into();
    match decode(bytes) {
        Ok(decoded) => {
            let article =
                Article { sha256: Some(sha256(bytes)), ..Article::from_body(name, decoded.text) };
            Ok(Received { article, encoding: decoded.encoding, replaced: decoded.replaced })
        }
        Err(cause) => Err(Rejected::file(name, Reason::NotText(cause))),
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
