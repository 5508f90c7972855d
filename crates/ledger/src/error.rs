use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::migrations::NEWEST;

/// Why a ledger could not be opened, written or asked. Nothing that was kept before is lost by it.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// The file is no ledger: another database, or no database at all.
    #[error("{} is no ledger of Depesha", file.display())]
    NotALedger {
        /// The file.
        file: PathBuf,
    },
    /// A newer version of the program wrote the ledger.
    #[error("{} has format {found}; this program knows formats up to {NEWEST}", file.display())]
    Newer {
        /// The file.
        file: PathBuf,
        /// The number of its format.
        found: u32,
    },
    /// An older version of the program wrote the ledger, which is opened for reading only.
    #[error("{} has the older format {found} and may not be brought to format {NEWEST}", file.display())]
    Older {
        /// The file.
        file: PathBuf,
        /// The number of its format.
        found: u32,
    },
    /// The file may be read and not written.
    #[error("{} is read-only", file.display())]
    ReadOnly {
        /// The file.
        file: PathBuf,
    },
    /// Another program writes to the ledger and did not finish in time.
    #[error("{} is being written by another program", file.display())]
    Locked {
        /// The file.
        file: PathBuf,
    },
    /// The disk is full, or the ledger has reached the size that it was limited to.
    #[error("there is no room for {} to grow", file.display())]
    Full {
        /// The file.
        file: PathBuf,
    },
    /// The file is not there or cannot be opened.
    #[error("{} cannot be opened: {cause}", file.display())]
    Unopened {
        /// The file.
        file: PathBuf,
        /// What the database says.
        #[source]
        cause: rusqlite::Error,
    },
    /// The file is damaged, or does not hold what a ledger holds.
    #[error("{} is damaged: {problem}", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A correction names an article, record or actor that it does not describe well.
    #[error("the correction cannot be kept in {}: {problem}", file.display())]
    BadCorrection {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// What was to be written or read elsewhere could not be.
    #[error("an export of {} cannot be written: {cause}", file.display())]
    Output {
        /// The file.
        file: PathBuf,
        /// What the system says.
        #[source]
        cause: std::io::Error,
    },
    /// Corrections to be imported are broken; lines are counted from 1.
    #[error("line {line}: {problem}")]
    BadLine {
        /// Which line.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// Anything else that the database says.
    #[error("{}: {cause}", file.display())]
    Database {
        /// The file.
        file: PathBuf,
        /// What the database says.
        #[source]
        cause: rusqlite::Error,
    },
}

impl LedgerError {
    /// What to do next, as a sentence without its full stop.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotALedger { .. } => {
                "give the path of a ledger, or of a file that is not there yet to begin one"
            }
            Self::Newer { .. } => "use the version of Depesha that wrote it, or a later one",
            Self::Older { .. } => "open it for writing once, which brings it up to date",
            Self::ReadOnly { .. } => {
                "allow writing to the file and its folder, or work on a copy of it"
            }
            Self::Locked { .. } => {
                "wait until the other program has finished, then start again: what is kept already \
                 is not read twice"
            }
            Self::Full { .. } => {
                "make room on the disk, then start again: what is kept already is not read twice"
            }
            Self::Unopened { .. } => "check that the folder is there and may be written to",
            Self::Damaged { .. } => {
                "restore a copy, or ingest the reports into a new ledger; \
                 `sqlite3 FILE .recover` saves corrections"
            }
            Self::BadCorrection { .. } => {
                "name the article by the id and SHA-256 that the ledger shows, and the record by the \
                 span of its cue, trigger or words"
            }
            Self::Output { .. } => "check the room and the rights where the export is written",
            Self::BadLine { .. } => "mend or take away that line; none of the file was imported",
            Self::Database { .. } => "try again; if it stays, report it with this message",
        }
    }

    pub(crate) fn of(file: &Path, cause: rusqlite::Error) -> Self {
        let file = file.to_owned();
        match cause.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotALedger { file },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { file },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { file },
            Some(ErrorCode::DiskFull) => Self::Full { file },
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::Unopened { file, cause }
            }
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { file, problem: cause.to_string() },
            _ => Self::Database { file, cause },
        }
    }
}

/// Why a record cannot be kept: it is not of the article that it is said to be of, or does not hold
/// together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the record of `{article}` does not hold together: {problem}")]
pub struct BadRecord {
    /// The article's id.
    pub article: String,
    /// What is wrong.
    pub problem: String,
}
