//! The directory written down, an object a line.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::directory::{Decision, Directory};
use crate::report::Report;
use crate::wikidata::IdentifierRow;

/// The number of the format that is written; others are not read.
pub const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    DepeshaDirectory(u32),
    Report(Report),
    Decision(Decision),
    Identifier(IdentifierRow),
}

/// Why a directory cannot be read; lines are counted from 1.
#[derive(Debug, Error)]
pub enum LinesError {
    /// The first line is not that of a directory.
    #[error("line 1: this is no directory of actors")]
    NoDirectory,
    /// It was written in another format.
    #[error("line 1: the directory has format {found}; this program reads format {FORMAT}")]
    OtherFormat {
        /// The format's number.
        found: u32,
    },
    /// A line is broken.
    #[error("line {line}: {problem}")]
    BadLine {
        /// Which line.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// The system does not let it be read.
    #[error("line {line}: it cannot be read: {cause}")]
    Unreadable {
        /// Which line.
        line: usize,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
}

impl LinesError {
    /// What to do next, as a sentence without its full stop.
    pub fn hint(&self) -> &'static str {
        match self {
            LinesError::NoDirectory => {
                "give a file that a directory was written to; its first line is \
                 {\"depesha_directory\":1}"
            }
            LinesError::OtherFormat { .. } => {
                "read it with the version of the program that wrote it, or learn the reports again"
            }
            LinesError::BadLine { .. } => {
                "mend or take away that line; what it says can be learned again from its report"
            }
            LinesError::Unreadable { .. } => "copy it to another place and read the copy",
        }
    }
}

impl Directory {
    /// Writes the directory, an object a line: the format's number, the reports by id, then decisions
    /// and identifiers. What was learned in another order gives the same bytes.
    ///
    /// # Errors
    /// Where `output` cannot be written.
    pub fn write(&self, mut output: impl Write) -> io::Result<()> {
        let mut put = |line: &Line| -> io::Result<()> {
            serde_json::to_writer(&mut output, line)?;
            output.write_all(b"\n")
        };
        put(&Line::DepeshaDirectory(FORMAT))?;
        for (id, kept) in &self.reports {
            put(&Line::Report(self.spelled_out(id, kept)))?;
        }
        for decision in &self.decisions {
            put(&Line::Decision(decision.clone()))?;
        }
        for row in &self.identifiers {
            put(&Line::Identifier(row.clone()))?;
        }
        output.flush()
    }

    /// Reads what [`write`](Self::write) wrote.
    ///
    /// # Errors
    /// Where it was written in another format, a line is broken or doubles a report, or `input`
    /// cannot be read.
    pub fn read(input: impl BufRead) -> Result<Self, LinesError> {
        let mut directory = Self::default();
        let mut begun = false;
        for (at, text) in input.lines().enumerate() {
            let line = at + 1;
            let text = text.map_err(|cause| LinesError::Unreadable { line, cause })?;
            if !begun {
                match serde_json::from_str(&text) {
                    Ok(Line::DepeshaDirectory(FORMAT)) => begun = true,
                    Ok(Line::DepeshaDirectory(found)) => {
                        return Err(LinesError::OtherFormat { found });
                    }
                    _ => return Err(LinesError::NoDirectory),
                }
                continue;
            }
            let bad = |problem: String| LinesError::BadLine { line, problem };
            match serde_json::from_str(&text).map_err(|error| bad(error.to_string()))? {
                Line::DepeshaDirectory(_) => {
                    return Err(bad("a second directory begins here".into()));
                }
                Line::Report(report) => {
                    if directory.reports.contains_key(report.id.as_str()) {
                        return Err(bad(format!("the report `{}` stands twice", report.id)));
                    }
                    directory.learn(&report);
                }
                Line::Decision(decision) => directory.decisions.push(decision),
                Line::Identifier(row) => directory.identifiers.push(row),
            }
        }
        if begun { Ok(directory) } else { Err(LinesError::NoDirectory) }
    }
}
