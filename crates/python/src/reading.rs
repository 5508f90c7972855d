//! One text, read.

use std::sync::OnceLock;

use depesha::{Article, Reader};
use depesha_sources::language_of;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::failures::of_argument;

/// The reader of this process: its model is loaded once, by whoever reads first.
pub(crate) fn reader() -> PyResult<&'static Reader> {
    static READER: OnceLock<Result<Reader, String>> = OnceLock::new();
    let made = READER.get_or_init(|| Reader::embedded().map_err(|error| error.to_string()));
    made.as_ref().map_err(|problem| PyRuntimeError::new_err(problem.clone()))
}

/// A time of publication as the command line takes it, which is kept as it was given.
pub(crate) fn publication_time(name: &str, given: Option<&str>) -> PyResult<Option<String>> {
    let Some(given) = given else { return Ok(None) };
    let is_date = given.len() == 10 && given.parse::<jiff::civil::Date>().is_ok();
    if is_date || given.parse::<jiff::Timestamp>().is_ok() {
        return Ok(Some(given.to_owned()));
    }
    let why = "give a date such as 2025-11-03, or a time such as 2025-11-03T09:30:00+03:00";
    Err(of_argument(name, given, why))
}

/// Reads a text; gives the record as `depesha read --format json` prints it, with the line end behind it.
#[pyfunction]
#[pyo3(signature = (text, *, id, outlet=None, published=None, title=None, url=None))]
pub(crate) fn read(
    py: Python<'_>,
    text: String,
    id: String,
    outlet: Option<String>,
    published: Option<&str>,
    title: Option<String>,
    url: Option<String>,
) -> PyResult<String> {
    let published = publication_time("published", published)?;
    if text.trim().is_empty() {
        return Err(PyValueError::new_err("`text` is empty: give the text of a report"));
    }
    let article = Article { id, outlet, url, published, title, body: text, sha256: None };
    py.detach(|| {
        let reader = reader()?;
        let language = language_of(&article.body);
        if !reader.reads(language) {
            let language = language.unwrap_or_default();
            return Err(PyValueError::new_err(format!(
                "`text` is in the language `{language}`: give a text in Russian"
            )));
        }
        let reading = reader.read(&article);
        let record = reader.record(&article, &reading);
        let json = serde_json::to_string_pretty(&record);
        let mut json = json.map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        json.push('\n');
        Ok(json)
    })
}

/// The versions of program and model, by which records say what made them.
#[pyfunction]
pub(crate) fn versions(py: Python<'_>) -> PyResult<(String, String)> {
    py.detach(|| {
        let maker = reader()?.maker();
        Ok((maker.version, maker.model))
    })
}
