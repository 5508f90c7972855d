//! A ledger's answers as tables.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use depesha_asking::{Asked, Filters};
use depesha_ledger::{Answer, Ledger, LedgerError, Query};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::arrow::ArrowTable;
use crate::columns::{Columns, schema_of};
use crate::failures::{missing, of_ledger};
use crate::reading::reader;

/// A ledger that is asked by one thread at a time.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<Ledger>>);

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Ledger> {
        // It is only read: what a thread that panicked left is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A ledger, opened for asking only.
#[pyclass(frozen, module = "depesha._native")]
pub(crate) struct OpenLedger {
    pub(crate) ledger: Shared,
}

/// Why no more answers are taken.
enum Stop {
    Ledger(LedgerError),
    Rows(std::io::Error),
}

impl From<LedgerError> for Stop {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl From<Stop> for PyErr {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Ledger(error) => of_ledger(&error),
            Stop::Rows(error) => PyRuntimeError::new_err(error.to_string()),
        }
    }
}

/// The rows as a table.
pub(crate) fn table_of<'rows, A: Answer + 'rows>(
    rows: impl IntoIterator<Item = &'rows A>,
) -> PyResult<ArrowTable> {
    let mut columns = Columns::of(A::TABLE, schema_of(A::TABLE));
    rows.into_iter().try_for_each(|row| columns.row(row.row())).map_err(Stop::Rows)?;
    Ok(ArrowTable::new(schema_of(A::TABLE), columns.finish().map_err(Stop::Rows)?))
}

/// The question that the filters make, each a name and a value.
pub(crate) fn query_of(asked: Asked, given: &[(String, String)]) -> PyResult<Query> {
    let mut filters = Filters::new(asked);
    // The lemmas of words are known to the model, which is loaded only where words are looked for.
    let reader = given.iter().any(|(name, _)| name == "search").then(reader).transpose()?;
    for (name, value) in given {
        let lemmas = |word: &str| reader.map_or_else(Vec::new, |it| it.lemmas_of_word(word));
        filters.put(name, value, lemmas).map_err(|bad| {
            PyValueError::new_err(
                bad.to_string()
                    .replace("without-copies", "without_copies")
                    .replace("latest-first", "latest_first"),
            )
        })?;
    }
    Ok(filters.into_query())
}

fn answered<A: Answer>(
    ledger: &Ledger,
    query: &Query,
    each: impl FnOnce(&Ledger, &Query, &mut dyn FnMut(A) -> Result<(), Stop>) -> Result<(), Stop>,
) -> PyResult<ArrowTable> {
    let schema = schema_of(A::TABLE);
    let mut columns = Columns::of(A::TABLE, schema.clone());
    each(ledger, query, &mut |found: A| columns.row(found.row()).map_err(Stop::Rows))?;
    Ok(ArrowTable::new(schema, columns.finish().map_err(Stop::Rows)?))
}

#[pymethods]
impl OpenLedger {
    #[new]
    fn open(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        if !path.exists() {
            return Err(missing(&path));
        }
        let opened = py.detach(|| Ledger::open_read_only(&path));
        let ledger = opened.map_err(|error| of_ledger(&error))?;
        Ok(Self { ledger: Shared(Arc::new(Mutex::new(ledger))) })
    }

    /// The records of a list (`statements`, `events` and so on) that fit the filters.
    fn ask(
        &self,
        py: Python<'_>,
        list: &str,
        filters: Vec<(String, String)>,
    ) -> PyResult<ArrowTable> {
        let asked = Asked::named(list)
            .ok_or_else(|| PyValueError::new_err(format!("there is no list `{list}`")))?;
        py.detach(|| {
            let query = query_of(asked, &filters)?;
            let ledger = self.ledger.lock();
            match asked {
                Asked::Statements => {
                    answered(&ledger, &query, |l, q, take| l.each_statement(q, take))
                }
                Asked::Events => answered(&ledger, &query, |l, q, take| l.each_event(q, take)),
                Asked::Commitments => {
                    answered(&ledger, &query, |l, q, take| l.each_commitment(q, take))
                }
                Asked::Attitudes => {
                    answered(&ledger, &query, |l, q, take| l.each_attitude(q, take))
                }
                Asked::Actors => answered(&ledger, &query, |l, q, take| l.each_actor(q, take)),
                Asked::Articles => answered(&ledger, &query, |l, q, take| l.each_article(q, take)),
                Asked::Quantities => {
                    answered(&ledger, &query, |l, q, take| l.each_quantity(q, take))
                }
                Asked::Dates => answered(&ledger, &query, |l, q, take| l.each_date(q, take)),
            }
        })
    }

    /// How much the ledger holds: articles, readings, unread articles, statements, events, corrections.
    fn counts(&self, py: Python<'_>) -> PyResult<[u64; 6]> {
        let counts = py.detach(|| self.ledger.lock().counts());
        let counts = counts.map_err(|error| of_ledger(&error))?;
        let [read, unread] = [counts.readings, counts.unread];
        Ok([counts.articles, read, unread, counts.statements, counts.events, counts.corrections])
    }
}

/// The filters of a list, each with what it asks and whether several may be given.
#[pyfunction]
pub(crate) fn filters(list: &str) -> PyResult<Vec<(&'static str, &'static str, bool)>> {
    let asked = Asked::named(list)
        .ok_or_else(|| PyValueError::new_err(format!("there is no list `{list}`")))?;
    Ok(asked.filters().map(|filter| (filter.name, filter.says, filter.repeats)).collect())
}
