//! What goes wrong, as the exceptions that Python has for it.

use std::path::Path;

use depesha_ledger::LedgerError;
use pyo3::exceptions::{
    PyFileNotFoundError, PyOSError, PyPermissionError, PyRuntimeError, PyValueError,
};
use pyo3::prelude::*;

/// The exception for what a ledger says: its message, and the next step.
pub(crate) fn of_ledger(error: &LedgerError) -> PyErr {
    let told = format!("{error}; {}", error.hint());
    match error {
        LedgerError::NotALedger { .. }
        | LedgerError::Newer { .. }
        | LedgerError::Older { .. }
        | LedgerError::Damaged { .. } => PyValueError::new_err(told),
        LedgerError::ReadOnly { .. } => PyPermissionError::new_err(told),
        LedgerError::Unopened { file, .. } if !file.exists() => missing(file),
        LedgerError::Unopened { .. }
        | LedgerError::Locked { .. }
        | LedgerError::Full { .. }
        | LedgerError::Output { .. } => PyOSError::new_err(told),
        _ => PyRuntimeError::new_err(told),
    }
}

/// That there is no such ledger.
pub(crate) fn missing(file: &Path) -> PyErr {
    let file = file.display();
    PyFileNotFoundError::new_err(format!(
        "there is no ledger {file}; `depesha ingest PATHS --ledger {file}` begins one"
    ))
}

/// That an argument says nothing: which, what was given, and what may be.
pub(crate) fn of_argument(name: &str, given: &str, why: &str) -> PyErr {
    PyValueError::new_err(format!("`{name}` cannot be `{given}`: {why}"))
}
