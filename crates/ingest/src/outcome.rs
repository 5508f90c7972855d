use std::collections::BTreeMap;

use depesha_ledger::{Kept, Received};
use depesha_sources::Rejected;

/// What became of one thing that was given, told as it happens; of several threads, in whatever order.
#[derive(Debug)]
pub enum Came<'run> {
    /// It is in the ledger.
    Kept {
        /// The article's id.
        id: &'run str,
        /// What was new of it.
        kept: Kept,
        /// Whether it was read: articles in a language without a model are kept unread.
        read: bool,
    },
    /// It was there before and was not read again.
    Known(&'run Received),
    /// It is in no language that is read, and is kept unread.
    Unread(&'run Received),
    /// It is no document.
    Rejected(&'run Rejected),
    /// Reading it went wrong by a fault of the program's; it is kept unread.
    Failed {
        /// The article's id.
        id: &'run str,
        /// What is known of the fault.
        problem: &'run str,
    },
}

/// What became of all that was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Articles that the ledger did not have.
    pub new: u64,
    /// Articles that it had with another text.
    pub new_versions: u64,
    /// Articles that it had, without a reading by this version of program and model.
    pub new_readings: u64,
    /// Articles that it had, with such a reading, or in no language that is read.
    pub unchanged: u64,
    /// Of all that came, articles in no language that is read, by its code.
    pub unread: BTreeMap<String, u64>,
    /// What was no document, by the reason's [`kind`](depesha_sources::Reason::kind).
    pub rejected: BTreeMap<&'static str, u64>,
    /// Articles that were kept unread because reading them went wrong.
    pub failed: u64,
    /// Whether it was stopped before all was read.
    pub stopped: bool,
}

impl Outcome {
    /// How many articles were read or kept unread for the first time.
    pub fn kept(&self) -> u64 {
        self.new + self.new_versions + self.new_readings
    }

    /// How many things were no documents.
    pub fn all_rejected(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// Adds what became of more.
    pub fn add(&mut self, other: Self) {
        self.new += other.new;
        self.new_versions += other.new_versions;
        self.new_readings += other.new_readings;
        self.unchanged += other.unchanged;
        for (language, count) in other.unread {
            *self.unread.entry(language).or_default() += count;
        }
        for (kind, count) in other.rejected {
            *self.rejected.entry(kind).or_default() += count;
        }
        self.failed += other.failed;
        self.stopped |= other.stopped;
    }

    /// Counts in what came.
    pub(crate) fn count(&mut self, came: &Came<'_>) {
        match came {
            Came::Kept { kept, .. } => match kept {
                Kept::New => self.new += 1,
                Kept::NewVersion => self.new_versions += 1,
                Kept::NewReading => self.new_readings += 1,
                Kept::Unchanged => self.unchanged += 1,
            },
            Came::Known(_) => self.unchanged += 1,
            Came::Unread(received) => {
                let language = received.language.clone().unwrap_or_default();
                *self.unread.entry(language).or_default() += 1;
            }
            Came::Rejected(rejected) => {
                *self.rejected.entry(rejected.reason.kind()).or_default() += 1;
            }
            Came::Failed { .. } => self.failed += 1,
        }
    }
}
