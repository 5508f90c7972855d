//! What is told on standard error.

use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use depesha_ledger::LedgerError;

use crate::ended::Ended;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default();
const HINT: Style = AnsiColor::Green.on_default();

/// Standard error, for people.
pub(crate) struct Messages {
    /// Whether errors alone are told.
    pub(crate) quiet: bool,
}

impl Messages {
    /// Something failed; the hint says what to do next.
    pub(crate) fn error(&self, message: &str, hint: Option<&str>) {
        eprintln!("{ERROR}error:{ERROR:#} {message}");
        if let Some(hint) = hint {
            eprintln!("  {HINT}hint:{HINT:#} {hint}");
        }
    }

    /// Something was done otherwise than wished for.
    pub(crate) fn warning(&self, message: &str) {
        if !self.quiet {
            eprintln!("{WARNING}warning:{WARNING:#} {message}");
        }
    }

    /// What is wrong with a ledger, and how the command ends by it.
    pub(crate) fn ledger_error(&self, error: &LedgerError) -> Ended {
        self.error(&error.to_string(), Some(error.hint()));
        match error {
            LedgerError::NotALedger { .. }
            | LedgerError::Newer { .. }
            | LedgerError::Older { .. }
            | LedgerError::Unopened { .. }
            | LedgerError::BadCorrection { .. }
            | LedgerError::BadLine { .. } => Ended::Refused,
            _ => Ended::Failed,
        }
    }

    /// In what encoding something was read, where that is not the usual one, and what broke in it.
    pub(crate) fn encoding(&self, name: &str, encoding: &str, replaced: usize) {
        if encoding != "UTF-8" {
            self.note(&format!("{name}: read as {encoding}"));
        }
        if replaced > 0 {
            let places =
                if replaced == 1 { "1 broken place" } else { &format!("{replaced} broken places") };
            self.warning(&format!("{name}: {places} replaced by U+FFFD"));
        }
    }

    /// Something is worth knowing.
    pub(crate) fn note(&self, message: &str) {
        if !self.quiet {
            eprintln!("{NOTE}note:{NOTE:#} {message}");
        }
    }
}
