//! Identifiers of Wikidata, from a file that the user gives.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::report::Class;

/// A row of a table of identifiers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct IdentifierRow {
    /// The file that it is from.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// Wikidata's identifier: `Q1`.
    pub qid: String,
    /// What kind of actor it is.
    pub class: Class,
    /// Its name.
    pub name: String,
    /// Its other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Its state, as ISO 3166-1 alpha-3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What the table says besides: birth, death, description.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Why a table of identifiers cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}: line {line}, column {column} ({name}): {problem}")]
pub struct AttachError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// What the column holds.
    pub name: &'static str,
    /// What is wrong.
    pub problem: String,
}

const COLUMNS: [&str; 5] = ["identifier", "class", "name", "other names", "state"];

impl AttachError {
    /// What to do next, as a sentence without its full stop.
    pub fn hint(&self) -> &'static str {
        match self.column {
            1 => "write Wikidata's identifier first, such as Q42, and part columns by tabs",
            2 => "write `person`, `state`, `organization`, `outlet` or `place`",
            3 => "write the name in the nominative",
            _ => "give the three letters of ISO 3166-1, such as RUS, or `-`",
        }
    }
}

/// The rows of a table.
pub(crate) fn rows(table: &str, file: &str) -> Result<Vec<IdentifierRow>, AttachError> {
    let mut rows = Vec::new();
    for (at, text) in table.lines().enumerate() {
        let text = text.trim_start_matches('\u{feff}');
        if text.starts_with('#') || text.trim().is_empty() {
            continue;
        }
        rows.push(row(text, file, at + 1)?);
    }
    Ok(rows)
}

fn row(text: &str, file: &str, line: usize) -> Result<IdentifierRow, AttachError> {
    let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
    let cell = |at: usize| cells.get(at).copied().filter(|&cell| !cell.is_empty() && cell != "-");
    let wrong = |at: usize, problem: String| AttachError {
        file: file.to_owned(),
        line,
        column: at + 1,
        name: COLUMNS[at],
        problem,
    };
    let needed = |at: usize| cell(at).ok_or_else(|| wrong(at, format!("no {}", COLUMNS[at])));
    let qid = needed(0)?;
    let digits = qid.strip_prefix('Q').unwrap_or("");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong(0, format!("`{qid}` is no identifier of Wikidata")));
    }
    let word = needed(1)?;
    let class = Class::from_word(word).ok_or_else(|| wrong(1, format!("`{word}` is no class")))?;
    let name = needed(2)?;
    let state = cell(4);
    if let Some(code) = state
        && (code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()))
    {
        return Err(wrong(4, format!("`{code}` is no state")));
    }
    let values = |at: usize| cell(at).unwrap_or("").split('|').map(str::trim);
    Ok(IdentifierRow {
        file: file.to_owned(),
        line,
        qid: qid.to_owned(),
        class,
        name: name.to_owned(),
        also: values(3).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        state: state.map(str::to_owned),
        notes: cells.iter().skip(5).map(|&note| note.to_owned()).collect(),
    })
}
