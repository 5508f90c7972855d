//! Who is who over all reports, as the ledger keeps it.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use depesha::directory::{Claim, Class, Directory, Entry, Report};
use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, Rows, Statement, params_from_iter};

use crate::corrections::{self, Change};
use crate::error::LedgerError;
use crate::ledger::{CACHE_PAGES, Ledger, Problem};
use crate::memory;
use crate::names::{last_word_key, name_key};

/// How many pages are held in memory at most while who is who is counted: 4 MiB.
const PAGES_WHILE_COUNTING: u32 = 1_024;

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
        // Of the file's pages few are held meanwhile: they give way to who is who.
        self.hold_pages(PAGES_WHILE_COUNTING)?;
        memory::give_back();
        let done = self.transaction(|connection| {
            let directory = directory(connection)?;
            // A row that changes goes and comes again, while others refer to it.
            connection.pragma_update(None, "defer_foreign_keys", true)?;
            write(connection, &before.connection, &directory)?;
            connection.execute("UPDATE directory_state SET stale = 0", [])?;
            Ok(true)
        });
        self.hold_pages(CACHE_PAGES)?;
        done
    }

    /// How many pages of the file are held in memory at most, from now on.
    fn hold_pages(&self, pages: u32) -> Result<(), LedgerError> {
        let held = self.connection.pragma_update(None, "cache_size", pages);
        held.map_err(|cause| self.failed(cause))
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

/// Entries that are found while others are written, and wait.
const ENTRIES_WAITING: usize = 64;

/// Writes the entries where the rows of `before`, the same ledger as it stands, differ. All tables are walked
/// along at once, an entry at a time, while the next ones are found on another thread, so that no more than a few
/// are held.
fn write(
    connection: &Connection,
    before: &Connection,
    directory: &Directory,
) -> rusqlite::Result<()> {
    let asked = |table| Sorted::new(before, connection, table);
    let mut tables = [
        asked(("directory_entries", &["entry"]))?,
        asked(("directory_names", &["entry", "rank"]))?,
        asked(("directory_states", &["entry", "state"]))?,
        asked(("directory_roles", &["entry", "rank"]))?,
        asked(("directory_links", &["entry", "other"]))?,
        asked(("directory_members", &["entry", "article_id", "name"]))?,
    ];
    let [entries, names, states, roles, links, members] = &mut tables;
    let mut entries = entries.replacement()?;
    let mut names = names.replacement()?;
    let mut states = states.replacement()?;
    let mut roles = roles.replacement()?;
    let mut links = links.replacement()?;
    let mut members = members.replacement()?;
    let mut put = |entry: &Entry| -> rusqlite::Result<()> {
        let id = || text(&entry.id);
        let reports: BTreeSet<&str> =
            entry.occurrences.iter().map(|occurrence| occurrence.report.as_ref()).collect();
        let state = match &entry.states[..] {
            [state] => Some(&state.code),
            _ => None,
        };
        let (class, name) = (text(entry.class.word()), text(&entry.name));
        entries.put(&[id(), class, name, optional(state), count(reports.len())])?;
        for (rank, alias) in entry.aliases.iter().enumerate() {
            let key = name_key(&alias.name);
            let last = match entry.class {
                Class::Person => last_word_key(&key),
                _ => None,
            };
            let last = optional(last);
            names.put(&[id(), count(rank), text(&alias.name), text(&key), last])?;
        }
        let mut said: Vec<_> = entry.states.iter().collect();
        said.sort_by_key(|state| &state.code);
        for state in said {
            states.put(&[id(), text(&state.code), count(state.reports.len())])?;
        }
        for (rank, role) in entry.roles.iter().enumerate() {
            roles.put(&[
                id(),
                count(rank),
                text(&role.title),
                optional(role.of.as_ref()),
                optional(role.first),
                optional(role.last),
                count(role.said.len()),
            ])?;
        }
        let mut open: Vec<_> = entry.perhaps.iter().collect();
        open.sort_by_key(|link| &link.entry);
        for link in open {
            let because: Vec<&str> = link.because.words().collect();
            let because = text(because.join(", "));
            links.put(&[id(), text(&link.entry), share(link.confidence), because])?;
        }
        let mut found: Vec<_> = entry.occurrences.iter().collect();
        // Of two of one name in one report the first is told of.
        found.sort_by_key(|member| (&member.report, &member.name));
        found.dedup_by_key(|member| (&member.report, &member.name));
        for member in found {
            members.put(&[
                id(),
                text(&member.report),
                text(entry.class.word()),
                text(&member.name),
                share(member.confidence),
            ])?;
        }
        Ok(())
    };
    std::thread::scope(|scope| -> rusqlite::Result<()> {
        let (found, waiting) = std::sync::mpsc::sync_channel(ENTRIES_WAITING);
        // Where a row cannot be written nobody takes any more, and no more are found.
        scope.spawn(move || directory.each_entry(|entry| found.send(entry).map_err(drop)));
        waiting.into_iter().try_for_each(|entry| put(&entry))
    })?;
    entries.finish()?;
    names.finish()?;
    states.finish()?;
    roles.finish()?;
    links.finish()?;
    members.finish()
}

/// A table whose rows are to be others: the question for those that it has, by key, and how to change them.
struct Sorted<'a> {
    ask: Statement<'a>,
    /// The places of the columns by which the rows are sorted.
    key: Vec<usize>,
    delete: Statement<'a>,
    insert: Statement<'a>,
}

impl<'a> Sorted<'a> {
    /// The table and the columns by which it is sorted, as it was and as it is written.
    fn new(
        before: &'a Connection,
        connection: &'a Connection,
        (table, names): (&str, &[&str]),
    ) -> rusqlite::Result<Self> {
        let sorted = format!("SELECT * FROM {table} ORDER BY {}", names.join(", "));
        let ask = before.prepare(&sorted)?;
        let key: Vec<usize> =
            names.iter().map(|name| ask.column_index(name)).collect::<rusqlite::Result<_>>()?;
        let is: Vec<String> = names.iter().map(|name| format!("{name} = ?")).collect();
        let delete = format!("DELETE FROM {table} WHERE {}", is.join(" AND "));
        let marks = vec!["?"; ask.column_count()].join(", ");
        let insert = format!("INSERT INTO {table} VALUES ({marks})");
        let (delete, insert) = (connection.prepare(&delete)?, connection.prepare(&insert)?);
        Ok(Self { ask, key, delete, insert })
    }

    fn replacement(&mut self) -> rusqlite::Result<Replacement<'_, 'a>> {
        let Self { ask, key, delete, insert } = self;
        let mut known = ask.query([])?;
        known.advance()?;
        Ok(Replacement { known, key, delete, insert })
    }
}

/// Rows that take the place of those that a table has: each key once and sorted by key. Only those that
/// differ are written; no more than a row of each is held.
struct Replacement<'s, 'a> {
    /// The rows that the table has; the one that it stands at was not compared yet.
    known: Rows<'s>,
    key: &'s [usize],
    delete: &'s mut Statement<'a>,
    insert: &'s mut Statement<'a>,
}

impl Replacement<'_, '_> {
    /// Has this row in the table, and none with a key between it and the one before.
    fn put(&mut self, wanted: &[Value]) -> rusqlite::Result<()> {
        while let Some(found) = self.known.get() {
            let order = order(found, wanted, self.key)?;
            if order == Ordering::Greater {
                break;
            }
            let is_there = order == Ordering::Equal
                && (0..wanted.len()).try_fold(true, |same, at| -> rusqlite::Result<bool> {
                    Ok(same && found.get_ref(at)? == ValueRef::from(&wanted[at]))
                })?;
            if !is_there {
                take(self.delete, found, self.key)?;
            }
            self.known.advance()?;
            if is_there {
                return Ok(());
            }
            if order == Ordering::Equal {
                break;
            }
        }
        self.insert.execute(params_from_iter(wanted))?;
        Ok(())
    }

    /// Has no rows behind the last.
    fn finish(mut self) -> rusqlite::Result<()> {
        while let Some(found) = self.known.get() {
            take(self.delete, found, self.key)?;
            self.known.advance()?;
        }
        Ok(())
    }
}

fn take(delete: &mut Statement<'_>, row: &Row<'_>, key: &[usize]) -> rusqlite::Result<()> {
    let own: Vec<Value> = key.iter().map(|&at| row.get(at)).collect::<Result<_, _>>()?;
    delete.execute(params_from_iter(own))?;
    Ok(())
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
