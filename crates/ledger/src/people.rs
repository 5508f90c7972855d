//! Who is who over all reports, as the ledger keeps it.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use depesha::directory::{Claim, Class, Directory, Entries, Entry, Report};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

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
        // Beside the one that writes, so that rows can be walked along while others are changed.
        let before = Self::open_read_only(&self.file)?;
        self.transaction(|connection| {
            let entries = directory(connection)?.entries();
            // A row that changes goes and comes again, while others refer to it.
            connection.pragma_update(None, "defer_foreign_keys", true)?;
            write(connection, &before.connection, &entries)?;
            connection.execute("UPDATE directory_state SET stale = 0", [])?;
            Ok(true)
        })
    }
}

fn directory(connection: &Connection) -> Result<Directory, Problem> {
    let mut directory = Directory::default();
    let mut ask = connection
        .prepare("SELECT learned FROM learned JOIN readings USING (reading) WHERE current = 1")?;
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

/// Writes the entries where the rows of `before`, the same ledger as it stands, differ.
fn write(connection: &Connection, before: &Connection, entries: &Entries) -> rusqlite::Result<()> {
    let replace = Replacement { connection, before };
    let id = |entry: &Entry| text(&entry.id);
    replace.rows(
        "directory_entries",
        &["entry"],
        entries.iter().map(|entry| {
            let reports: BTreeSet<&str> =
                entry.occurrences.iter().map(|occurrence| occurrence.report.as_ref()).collect();
            let state = match &entry.states[..] {
                [state] => Some(&state.code),
                _ => None,
            };
            let name = text(&entry.name);
            vec![id(entry), text(entry.class.word()), name, optional(state), count(reports.len())]
        }),
    )?;
    replace.rows(
        "directory_names",
        &["entry", "rank"],
        entries.iter().flat_map(|entry| {
            entry.aliases.iter().enumerate().map(move |(rank, alias)| {
                let key = name_key(&alias.name);
                let last = match entry.class {
                    Class::Person => last_word_key(&key),
                    _ => None,
                };
                let last = optional(last);
                vec![id(entry), count(rank), text(&alias.name), text(&key), last]
            })
        }),
    )?;
    replace.rows(
        "directory_states",
        &["entry", "state"],
        entries.iter().flat_map(|entry| {
            let mut states: Vec<_> = entry.states.iter().collect();
            states.sort_by_key(|state| &state.code);
            states
                .into_iter()
                .map(move |state| vec![id(entry), text(&state.code), count(state.reports.len())])
        }),
    )?;
    replace.rows(
        "directory_roles",
        &["entry", "rank"],
        entries.iter().flat_map(|entry| {
            entry.roles.iter().enumerate().map(move |(rank, role)| {
                vec![
                    id(entry),
                    count(rank),
                    text(&role.title),
                    optional(role.of.as_ref()),
                    optional(role.first),
                    optional(role.last),
                    count(role.said.len()),
                ]
            })
        }),
    )?;
    replace.rows(
        "directory_links",
        &["entry", "other"],
        entries.iter().flat_map(|entry| {
            let mut links: Vec<_> = entry.perhaps.iter().collect();
            links.sort_by_key(|link| &link.entry);
            links.into_iter().map(move |link| {
                let because: Vec<&str> = link.because.words().collect();
                let because = text(because.join(", "));
                vec![id(entry), text(&link.entry), share(link.confidence), because]
            })
        }),
    )?;
    replace.rows(
        "directory_members",
        &["entry", "article_id", "name"],
        entries.iter().flat_map(|entry| {
            let mut members: Vec<_> = entry.occurrences.iter().collect();
            // Of two of one name in one report the first is told of.
            members.sort_by_key(|member| (&member.report, &member.name));
            members.dedup_by_key(|member| (&member.report, &member.name));
            members.into_iter().map(move |member| {
                vec![
                    id(entry),
                    text(&member.report),
                    text(entry.class.word()),
                    text(&member.name),
                    share(member.confidence),
                ]
            })
        }),
    )
}

/// Rows that take the place of those that a table has.
struct Replacement<'a> {
    connection: &'a Connection,
    /// Where the table stands as it was.
    before: &'a Connection,
}

impl Replacement<'_> {
    /// Makes the table hold these rows, each key once and sorted by key, and writes only those that
    /// differ; no more than a row of each is held.
    fn rows(
        &self,
        table: &str,
        names: &[&str],
        rows: impl Iterator<Item = Vec<Value>>,
    ) -> rusqlite::Result<()> {
        let sorted = format!("SELECT * FROM {table} ORDER BY {}", names.join(", "));
        let mut ask = self.before.prepare(&sorted)?;
        let columns = ask.column_count();
        let key: Vec<usize> =
            names.iter().map(|name| ask.column_index(name)).collect::<rusqlite::Result<_>>()?;
        let is: Vec<String> = names.iter().map(|name| format!("{name} = ?")).collect();
        let delete = format!("DELETE FROM {table} WHERE {}", is.join(" AND "));
        let mut delete = self.connection.prepare(&delete)?;
        let marks = vec!["?"; columns].join(", ");
        let mut insert =
            self.connection.prepare(&format!("INSERT INTO {table} VALUES ({marks})"))?;
        let mut take = |row: &Row<'_>| -> rusqlite::Result<()> {
            let own: Vec<Value> = key.iter().map(|&at| row.get(at)).collect::<Result<_, _>>()?;
            delete.execute(params_from_iter(own))?;
            Ok(())
        };
        let mut known = ask.query([])?;
        let mut row = known.next()?;
        for wanted in rows {
            let mut is_there = false;
            while let Some(found) = row {
                let order = order(found, &wanted, &key)?;
                if order == Ordering::Greater {
                    break;
                }
                if order == Ordering::Equal {
                    is_there =
                        (0..wanted.len()).try_fold(true, |same, at| -> rusqlite::Result<bool> {
                            Ok(same && found.get_ref(at)? == ValueRef::from(&wanted[at]))
                        })?;
                }
                if !is_there {
                    take(found)?;
                }
                row = known.next()?;
                if order == Ordering::Equal {
                    break;
                }
            }
            if !is_there {
                insert.execute(params_from_iter(wanted))?;
            }
        }
        while let Some(found) = row {
            take(found)?;
            row = known.next()?;
        }
        Ok(())
    }
}

/// Whether a row comes before another one by their keys, which are words and numbers.
fn order(found: &Row<'_>, wanted: &[Value], key: &[usize]) -> rusqlite::Result<Ordering> {
    for &at in key {
        let order = match (found.get_ref(at)?, &wanted[at]) {
            (ValueRef::Text(one), Value::Text(other)) => one.cmp(other.as_bytes()),
            (ValueRef::Integer(one), Value::Integer(other)) => one.cmp(other),
            _ => Ordering::Less,
        };
        if order != Ordering::Equal {
            return Ok(order);
        }
    }
    Ok(Ordering::Equal)
}
