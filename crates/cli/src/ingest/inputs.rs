//! The reports of all paths, one after the other.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use depesha_ledger::Received;
use depesha_sources::{Documents, Rejected, bytes_at, documents};

use super::options::Ingest;
use crate::options::Lacking;

/// The documents of the paths, as the ledger keeps them.
pub(crate) struct Inputs<'options> {
    paths: std::vec::IntoIter<&'options PathBuf>,
    current: Option<Documents>,
    options: depesha_sources::Options,
    lacking: &'options Lacking,
    received_at: String,
    /// How many bytes of all files are passed.
    passed: Arc<AtomicU64>,
    /// Those of the paths before the current one.
    before: u64,
}

impl<'options> Inputs<'options> {
    /// Of these paths of the options.
    pub(crate) fn of(
        options: &'options Ingest,
        paths: Vec<&'options PathBuf>,
        received_at: String,
    ) -> Self {
        let names = options.lacking.field_names();
        Self {
            paths: paths.into_iter(),
            current: None,
            options: depesha_sources::Options { names, ..Default::default() },
            lacking: &options.lacking,
            received_at,
            passed: Arc::default(),
            before: 0,
        }
    }

    /// How many bytes have been passed, for whoever watches from another thread.
    pub(crate) fn passed(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.passed)
    }

    /// How many bytes all files have; none where standard input is among them.
    pub(crate) fn bytes(paths: &[&PathBuf]) -> Option<u64> {
        let is_stream = paths.iter().any(|path| path.as_os_str() == "-");
        (!is_stream).then(|| paths.iter().map(|path| bytes_at(path)).sum())
    }
}

impl Iterator for Inputs<'_> {
    type Item = Result<Received, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(current) = &mut self.current {
                let given = current.next();
                let passed = self.before + current.passed();
                self.passed.store(passed, Ordering::Relaxed);
                if let Some(given) = given {
                    return Some(given.map(|document| {
                        let mut received =
                            depesha_ingest::received(document, Some(&self.received_at));
                        received.article = self.lacking.completed(received.article);
                        received
                    }));
                }
                self.before = passed;
            }
            self.current = Some(documents(self.paths.next()?, &self.options));
        }
    }
}
