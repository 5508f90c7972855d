//! Cursors: where an answer goes on, in a form that nobody has to understand and that is checked.

use depesha_ledger::questions::{EntryPlace, Place};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::problem::Problem;
use crate::tokens::hexadecimal;

/// Behind which row an answer goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Behind {
    /// A record: when it was published, its article's SHA-256 and id, its number.
    #[serde(rename = "r")]
    Record(Option<String>, String, String, usize),
    /// An entry of the directory: its reports, its id.
    #[serde(rename = "e")]
    Entry(usize, String),
    /// A name.
    #[serde(rename = "n")]
    Name(String),
    /// So many rows of an answer that is this one, by a checksum of it.
    #[serde(rename = "v")]
    Rows(usize, String),
}

impl Behind {
    pub(crate) fn record(place: Place) -> Self {
        Self::Record(place.published, place.sha256, place.id, place.position)
    }

    pub(crate) fn entry(place: EntryPlace) -> Self {
        Self::Entry(place.reports, place.entry)
    }

    /// The cursor for this question.
    pub(crate) fn cursor(&self, question: &str) -> String {
        let told = serde_json::to_string(self).unwrap_or_default();
        let check = check(&told, question);
        format!("{check}{}", hexadecimal(told.as_bytes()))
    }

    /// What a cursor for this question says.
    pub(crate) fn of(cursor: &str, question: &str) -> Result<Self, Problem> {
        let wrong = || {
            Problem::new("bad_cursor", "the cursor is not one that was given for this question")
                .field("cursor")
                .hint("give `next` of the page before, with the same filters, or begin without it")
        };
        let (checked, rest) = cursor.split_at_checked(CHECK).ok_or_else(wrong)?;
        let digit = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Option<Vec<u8>> = rest.as_bytes().chunks(2).map(digit).collect();
        let told = String::from_utf8(bytes.ok_or_else(wrong)?).map_err(|_| wrong())?;
        if check(&told, question) != checked {
            return Err(wrong());
        }
        serde_json::from_str(&told).map_err(|_| wrong())
    }
}

/// Hexadecimal digits of the checksum.
const CHECK: usize = 12;

/// A checksum over the place and the question, by which slips and mix-ups are told; it keeps no secret.
fn check(told: &str, question: &str) -> String {
    let digest = Sha256::digest(format!("cursor 1\n{question}\n{told}"));
    hexadecimal(&digest)[..CHECK].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_question_alone() {
        let behind = Behind::Record(None, "ab".into(), "новости/мост.txt".into(), 7);
        let cursor = behind.cursor("statements?by=Анна");
        assert_eq!(Behind::of(&cursor, "statements?by=Анна"), Ok(behind));
        assert_eq!(Behind::of(&cursor, "statements?by=Борис").unwrap_err().code, "bad_cursor");
        for broken in
            ["", "00", "ы", &cursor[1..], &cursor[..40], &format!("{cursor}00"), &"f".repeat(99)]
        {
            let problem = Behind::of(broken, "statements?by=Анна").unwrap_err();
            assert_eq!((problem.code, problem.field.as_deref()), ("bad_cursor", Some("cursor")));
        }
    }
}
