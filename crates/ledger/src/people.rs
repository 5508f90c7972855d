//! Who is who over all reports, as the ledger keeps it.

use std::collections::BTreeSet;

use depesha::directory::{Claim, Directory, Entries, Report};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::corrections::{self, Change};
use crate::error::LedgerError;
use crate::ledger::{Ledger, Problem};
use crate::names::{last_word_key, name_key};

impl Ledger {
    /// The directory of all current readings, with the decisions of people.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn directory(&self) -> Result<Directory, LedgerError> {
        directory(&self.connection).map_err(|problem| problem.of(&self.file))
    }

    /// Whether readings or decisions came since the entries of the directory were counted.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn directory_is_stale(&self) -> Result<bool, LedgerError> {
        let stale =
            self.connection.query_row("SELECT stale FROM directory_state", [], |row| row.get(0));
        stale.map_err(|cause| self.failed(cause))
    }

    /// Brings the entries of the directory up to date, where they are not. Whether they were not.
    ///
    /// Who is who is counted anew, and the rows that changed are written. What they say does not
    /// depend on how often this was done.
    ///
    /// # Errors
    /// Where the ledger cannot be written.
    pub fn refresh_directory(&mut self) -> Result<bool, LedgerError> {
        if !self.directory_is_stale()? {
            return Ok(false);
        }
        self.transaction(|connection| {
            let entries = directory(connection)?.entries();
            // A row that changes goes and comes again, while others refer to it.
            connection.pragma_update(None, "defer_foreign_keys", true)?;
            write(connection, &entries)?;
            connection.execute("UPDATE directory_state SET stale = 0", [])?;
            Ok(true)
        })
    }
}

fn directory(connection: &Connection) -> Result<Directory, Problem> {
    let mut directory = Directory::default();
    let mut ask = connection.prepare("SELECT learned FROM readings WHERE current = 1")?;
    let mut rows = ask.query([])?;
    while let Some(row) = rows.next()? {
        let learned: &str =
            row.get_ref(0)?.as_str().map_err(|e| Problem::Damaged(e.to_string()))?;
        let report: Report =
            serde_json::from_str(learned).map_err(|e| Problem::Damaged(e.to_string()))?;
        directory.learn(&report);
    }
    for correction in corrections::decisions(connection)? {
        let claim = Claim { by: correction.by, on: Some(correction.at), reason: correction.reason };
        match correction.change {
            Change::Merge { between: [one, other] } => directory.same(one, other, claim),
            Change::Split { between: [one, other] } => directory.different(one, other, claim),
            _ => continue,
        };
    }
    Ok(directory)
}

fn share(hundredths: u8) -> Value {
    Value::Real(f64::from(hundredths) / 100.0)
}

fn text(words: impl ToString) -> Value {
    Value::Text(words.to_string())
}

fn count(number: usize) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn optional(words: Option<impl ToString>) -> Value {
    words.map_or(Value::Null, text)
}

fn write(connection: &Connection, entries: &Entries) -> rusqlite::Result<()> {
    let mut own: Vec<Vec<Value>> = Vec::new();
    let mut names: Vec<Vec<Value>> = Vec::new();
    let mut states: Vec<Vec<Value>> = Vec::new();
    let mut roles: Vec<Vec<Value>> = Vec::new();
    let mut links: Vec<Vec<Value>> = Vec::new();
    let mut members: Vec<Vec<Value>> = Vec::new();
    for entry in entries.iter() {
        let id = || text(&entry.id);
        let reports: BTreeSet<&str> = entry.occurrences.iter().map(|o| o.report.as_ref()).collect();
        let state = match &entry.states[..] {
            [state] => Some(&state.code),
            _ => None,
        };
        let class = entry.class.word();
        own.push(vec![id(), text(class), text(&entry.name), optional(state), count(reports.len())]);
        for (rank, alias) in entry.aliases.iter().enumerate() {
            let key = name_key(&alias.name);
            let last = if class == "person" { last_word_key(&key) } else { None };
            let last = optional(last);
            names.push(vec![id(), count(rank), text(&alias.name), text(&key), last]);
        }
        for state in &entry.states {
            states.push(vec![id(), text(&state.code), count(state.reports.len())]);
        }
        for (rank, role) in entry.roles.iter().enumerate() {
            roles.push(vec![
                id(),
                count(rank),
                text(&role.title),
                optional(role.of.as_ref()),
                optional(role.first),
                optional(role.last),
                count(role.said.len()),
            ]);
        }
        for link in &entry.perhaps {
            let because: Vec<&str> = link.because.words().collect();
            links.push(vec![
                id(),
                text(&link.entry),
                share(link.confidence),
                text(because.join(", ")),
            ]);
        }
        for occurrence in &entry.occurrences {
            members.push(vec![
                id(),
                text(&occurrence.report),
                text(class),
                text(&occurrence.name),
                share(occurrence.confidence),
            ]);
        }
    }
    let tables = [
        ("directory_entries", 1, own),
        ("directory_names", 2, names),
        ("directory_states", 2, states),
        ("directory_roles", 2, roles),
        ("directory_links", 2, links),
        ("directory_members", 3, members),
    ];
    for (table, keys, rows) in &tables {
        replace(connection, table, *keys, rows)?;
    }
    Ok(())
}

/// A value in an order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Ordered {
    Null,
    Integer(i64),
    Bits(u64),
    Text(String),
}

fn ordered(values: &[Value]) -> Vec<Ordered> {
    let one = |value: &Value| match value {
        Value::Integer(number) => Ordered::Integer(*number),
        Value::Real(number) => Ordered::Bits(number.to_bits()),
        Value::Text(words) => Ordered::Text(words.clone()),
        Value::Null | Value::Blob(_) => Ordered::Null,
    };
    values.iter().map(one).collect()
}

/// Makes the table hold these rows, of which the first `keys` columns are the key, and writes only
/// those that differ.
fn replace(
    connection: &Connection,
    table: &str,
    keys: usize,
    rows: &[Vec<Value>],
) -> rusqlite::Result<()> {
    let mut ask = connection.prepare(&format!("SELECT * FROM {table}"))?;
    let columns: Vec<String> = ask.column_names().iter().map(|&name| name.to_owned()).collect();
    let mut known: BTreeSet<Vec<Ordered>> = BTreeSet::new();
    let mut gone: Vec<Vec<Value>> = Vec::new();
    let wanted: BTreeSet<Vec<Ordered>> = rows.iter().map(|row| ordered(row)).collect();
    let mut found = ask.query([])?;
    while let Some(row) = found.next()? {
        let values: Vec<Value> =
            (0..columns.len()).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
        let own = ordered(&values);
        if wanted.contains(&own) {
            known.insert(own);
        } else {
            gone.push(values[..keys].to_vec());
        }
    }
    let key: Vec<String> = columns[..keys].iter().map(|column| format!("{column} = ?")).collect();
    let mut delete =
        connection.prepare(&format!("DELETE FROM {table} WHERE {}", key.join(" AND ")))?;
    for row in gone {
        delete.execute(params_from_iter(row))?;
    }
    let marks = vec!["?"; columns.len()].join(", ");
    let mut insert =
        connection.prepare(&format!("INSERT OR IGNORE INTO {table} VALUES ({marks})"))?;
    for row in rows {
        if !known.contains(&ordered(row)) {
            insert.execute(params_from_iter(row))?;
        }
    }
    Ok(())
}
