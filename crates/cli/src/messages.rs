//! What is told on standard error.

use anstream::eprintln;
use anstyle::{AnsiColor, Style};

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

    /// Something is worth knowing.
    pub(crate) fn note(&self, message: &str) {
        if !self.quiet {
            eprintln!("{NOTE}note:{NOTE:#} {message}");
        }
    }
}
