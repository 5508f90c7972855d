//! Reports go into a ledger, as `depesha ingest` puts them there.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use depesha::Reader;
use depesha_ingest::{Came, Outcome, ReadTables, TablesError, keep_tables};
use depesha_ledger::{Ledger, Received};
use depesha_sources::{FieldNames, Options as SourceOptions, Rejected, documents};
use pyo3::exceptions::{PyFileNotFoundError, PyValueError};
use pyo3::prelude::*;

use crate::batch::{fields_named, threads_of};
use crate::failures::of_ledger;
use crate::reading::{publication_time, reader};

/// How often it is looked whether the user has interrupted.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What the texts lack, given for all of them.
#[derive(Clone)]
struct Lacking {
    outlet: Option<String>,
    published: Option<String>,
    received: Option<String>,
}

struct Run {
    ledger: PathBuf,
    tables: Vec<ReadTables>,
    paths: Vec<PathBuf>,
    names: FieldNames,
    lacking: Lacking,
    any_version: bool,
    options: depesha_ingest::Options,
}

fn of_tables(error: &TablesError) -> PyErr {
    match error {
        TablesError::Ledger(error) => of_ledger(error),
        error => PyValueError::new_err(format!("{error}; {}", error.hint())),
    }
}

impl Run {
    /// The documents of the paths, as the ledger keeps them.
    fn given(&self) -> impl Iterator<Item = Result<Received, Rejected>> + Send + use<> {
        let options = SourceOptions { names: self.names.clone(), ..SourceOptions::default() };
        let lacking = self.lacking.clone();
        let all = self.paths.clone().into_iter().flat_map(move |path| documents(&path, &options));
        all.map(move |given| {
            given.map(|document| {
                let mut received = depesha_ingest::received(document, lacking.received.as_deref());
                let article = &mut received.article;
                article.outlet = article.outlet.take().or_else(|| lacking.outlet.clone());
                article.published = article.published.take().or_else(|| lacking.published.clone());
                received
            })
        })
    }

    fn run(
        &self,
        reader: &Reader,
        observe: &mut (dyn FnMut(&Came<'_>) + Send),
    ) -> PyResult<Outcome> {
        let failed = |error| of_ledger(&error);
        let mut ledger = Ledger::open(&self.ledger).map_err(failed)?;
        let mut outcome = Outcome::default();
        let own = reader.maker();
        let own = (!self.any_version).then_some(&own);
        let received = self.lacking.received.as_deref();
        for tables in &self.tables {
            let kept =
                keep_tables(&mut ledger, tables, own, received, &self.options, &mut *observe);
            outcome.add(kept.map_err(|error| of_tables(&error))?);
        }
        let read =
            depesha_ingest::ingest(reader, &mut ledger, self.given(), &self.options, observe);
        outcome.add(read.map_err(failed)?);
        ledger.link_copies().map_err(failed)?;
        ledger.refresh_directory().map_err(failed)?;
        Ok(outcome)
    }
}

/// Reads what the paths hold into a ledger; gives what became of it, by name, and what was rejected.
#[pyfunction]
#[pyo3(signature = (paths, ledger, *, columns, outlet=None, published=None, received=None, any_version, threads=None))]
#[expect(clippy::too_many_arguments, reason = "each is named by the caller")]
#[expect(clippy::type_complexity, reason = "it is taken apart at once")]
pub(crate) fn ingest(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    ledger: PathBuf,
    columns: Vec<(String, String)>,
    outlet: Option<String>,
    published: Option<&str>,
    received: Option<&str>,
    any_version: bool,
    threads: Option<usize>,
) -> PyResult<(Vec<(&'static str, u64)>, Vec<(String, String)>)> {
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        let message = format!("there is no file or folder {}", missing.display());
        return Err(PyFileNotFoundError::new_err(message));
    }
    let mut tables = Vec::new();
    let mut others = Vec::new();
    for path in paths {
        match ReadTables::in_folder(&path) {
            Some(found) => tables.push(found),
            None => others.push(path),
        }
    }
    let stop: Arc<AtomicBool> = Arc::default();
    let run = Run {
        ledger,
        tables,
        paths: others,
        names: FieldNames::with(fields_named(columns)?),
        lacking: Lacking {
            outlet,
            published: publication_time("published", published)?,
            received: publication_time("received", received)?,
        },
        any_version,
        options: depesha_ingest::Options {
            threads: NonZero::new(threads_of(threads)?).unwrap_or(NonZero::<usize>::MIN),
            stop: Some(Arc::clone(&stop)),
            ..depesha_ingest::Options::default()
        },
    };
    let mut rejected = Vec::new();
    let outcome = py.detach(|| {
        let reader = reader()?;
        let mut observe = |came: &Came<'_>| match came {
            Came::Rejected(given) => {
                rejected.push((given.place.to_string(), given.reason.to_string()));
            }
            Came::Failed { id, problem } => {
                rejected.push(((*id).to_owned(), format!("reading failed: {problem}")));
            }
            _ => {}
        };
        std::thread::scope(|scope| {
            let work = scope.spawn(|| run.run(reader, &mut observe));
            let mut interrupted = Ok(());
            while !work.is_finished() {
                std::thread::park_timeout(LOOK_EVERY);
                if interrupted.is_ok() {
                    interrupted = Python::attach(|py| py.check_signals());
                    stop.store(interrupted.is_err(), Ordering::Relaxed);
                }
            }
            let done = work.join();
            interrupted?;
            done.unwrap_or_else(|_| {
                Err(pyo3::exceptions::PyRuntimeError::new_err("the run ended before its work"))
            })
        })
    })?;
    rejected.sort();
    let counts = vec![
        ("new", outcome.new),
        ("new_versions", outcome.new_versions),
        ("new_readings", outcome.new_readings),
        ("unchanged", outcome.unchanged),
        ("unread", outcome.unread.values().sum()),
        ("rejected", outcome.all_rejected()),
        ("failed", outcome.failed),
    ];
    Ok((counts, rejected))
}
