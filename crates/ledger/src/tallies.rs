//! How many there are of each, counted as the ledger grows, so that who asks for all of them walks along none.
//!
//! Rows are changed one by one, by their keys: before a statement that may change several, what is searched for words is
//! written to its index.

use std::collections::BTreeMap;

use depesha::Record;
use depesha::directory::Day;
use rusqlite::{Connection, OptionalExtension, params};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tally {
    /// Articles by the form of what was received.
    Form,
    /// Articles by day of publication.
    Published,
    /// Articles without a reading.
    Unread,
    /// Readings by the program, by the number of what made them.
    Maker,
    /// Current readings by outlet.
    Outlet,
    /// Statements of current readings.
    Statements,
    /// Events of current readings.
    Events,
    /// Current readings by day of publication, without those of copies.
    Report,
}

impl Tally {
    /// Its name in the table.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Published => "published",
            Self::Unread => "unread",
            Self::Maker => "maker",
            Self::Outlet => "outlet",
            Self::Statements => "statements",
            Self::Events => "events",
            Self::Report => "report",
        }
    }

    /// How many there are of all names together.
    pub(crate) fn sum(self, connection: &Connection) -> rusqlite::Result<i64> {
        connection
            .prepare_cached("SELECT coalesce(sum(count), 0) FROM tallies WHERE what = ?")?
            .query_row([self.word()], |row| row.get(0))
    }
}

/// What one transaction changes of the tallies: each of them is written once, however many reports are kept in it.
#[derive(Debug, Default)]
pub(crate) struct Tallies {
    changes: BTreeMap<(Tally, String), i64>,
}

impl Tallies {
    fn add(&mut self, tally: Tally, name: &str, count: i64) {
        match self.changes.get_mut(&(tally, name.to_owned())) {
            Some(change) => *change += count,
            None => {
                self.changes.insert((tally, name.to_owned()), count);
            }
        }
    }

    /// Counts an article that is new.
    pub(crate) fn add_article(&mut self, form: &str, day: Option<&str>) {
        self.add(Tally::Form, form, 1);
        self.add(Tally::Unread, "", 1);
        if let Some(day) = day {
            self.add(Tally::Published, day, 1);
        }
    }

    /// Counts a reading by the program that is about to be written.
    pub(crate) fn add_reading(
        &mut self,
        connection: &Connection,
        article: i64,
        maker: i64,
    ) -> rusqlite::Result<()> {
        let is_read = connection
            .prepare_cached("SELECT 1 FROM readings WHERE article = ? LIMIT 1")?
            .exists([article])?;
        if !is_read {
            self.add(Tally::Unread, "", -1);
        }
        self.add(Tally::Maker, &maker.to_string(), 1);
        Ok(())
    }

    /// Counts what a reading adds to what views show, when it becomes current, or what it takes away when it is so no
    /// more.
    pub(crate) fn show(
        &mut self,
        connection: &Connection,
        reading: i64,
        is_shown: bool,
    ) -> rusqlite::Result<()> {
        let found = connection
            .prepare_cached(
                "SELECT r.outlet, a.day,
                 NOT EXISTS (SELECT 1 FROM copies c WHERE c.article = a.article AND c.likeness >= 0.5),
                 (SELECT count(*) FROM statements s WHERE s.reading = r.reading),
                 (SELECT count(*) FROM events e WHERE e.reading = r.reading)
                 FROM readings r JOIN articles a ON a.article = r.article WHERE r.reading = ?",
            )?
            .query_row([reading], |row| {
                let (outlet, day): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
                let is_own: bool = row.get(2)?;
                Ok((outlet, day.filter(|_| is_own), row.get::<_, i64>(3)?, row.get::<_, i64>(4)?))
            })
            .optional()?;
        let Some((outlet, day, statements, events)) = found else { return Ok(()) };
        let sign = if is_shown { 1 } else { -1 };
        self.add_shown(outlet.as_deref(), day.as_deref(), [statements, events], sign);
        Ok(())
    }

    /// The same for a reading of an article that is new, and so no copy yet.
    pub(crate) fn show_new(&mut self, record: &Record, day: Option<Day>) {
        let day = day.map(|day| day.to_string());
        let counts = [record.statements.len(), record.events.len()];
        let counts = counts.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
        self.add_shown(record.article.outlet.as_deref(), day.as_deref(), counts, 1);
    }

    fn add_shown(
        &mut self,
        outlet: Option<&str>,
        day: Option<&str>,
        [statements, events]: [i64; 2],
        sign: i64,
    ) {
        if let Some(outlet) = outlet {
            self.add(Tally::Outlet, outlet, sign);
        }
        if let Some(day) = day {
            self.add(Tally::Report, day, sign);
        }
        self.add(Tally::Statements, "", sign * statements);
        self.add(Tally::Events, "", sign * events);
    }

    /// Counts that an article became a copy of another one, or is so no more.
    pub(crate) fn change_copy(
        &mut self,
        connection: &Connection,
        article: i64,
        is_copy: bool,
    ) -> rusqlite::Result<()> {
        let day: Option<String> = connection
            .prepare_cached(
                "SELECT a.day FROM articles a
                 JOIN readings r ON r.article = a.article AND r.current = 1 WHERE a.article = ?",
            )?
            .query_row([article], |row| row.get(0))
            .optional()?
            .flatten();
        if let Some(day) = day {
            self.add(Tally::Report, &day, if is_copy { -1 } else { 1 });
        }
        Ok(())
    }

    /// Writes them down, within the transaction that made the changes.
    pub(crate) fn write(self, connection: &Connection) -> rusqlite::Result<()> {
        let mut change = connection
            .prepare_cached("UPDATE tallies SET count = count + ? WHERE what = ? AND name = ?")?;
        let mut begin = connection
            .prepare_cached("INSERT INTO tallies (what, name, count) VALUES (?, ?, ?)")?;
        for ((tally, name), count) in self.changes {
            if count != 0 && change.execute(params![count, tally.word(), name])? == 0 {
                begin.execute(params![tally.word(), name, count])?;
            }
        }
        Ok(())
    }
}
