//! What may be said of sources beside where they are.

use crate::fields::FieldNames;

/// How sources are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Under which names the fields of documents stand, in JSON and in tables.
    pub names: FieldNames,
    /// The most bytes of a row, page, entry or record, and of a feed; what is longer is rejected
    /// without being held.
    pub longest: usize,
    /// The most bytes of a file of plain text, which is one document.
    pub longest_text: usize,
}

impl Default for Options {
    /// The common names; rows of up to 32 MiB, a thousand times a long report; texts of up to 1 GiB.
    fn default() -> Self {
        Self { names: FieldNames::default(), longest: 32 << 20, longest_text: 1 << 30 }
    }
}
