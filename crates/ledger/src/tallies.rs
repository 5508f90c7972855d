//! How many there are of each, counted as the ledger grows, so that who asks for all of them walks along none.
//!
//! Rows are changed one by one, by their keys: before a statement that may change several, what is searched for words is
//! written to its index.

use rusqlite::{Connection, OptionalExtension, params};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

    fn add(self, connection: &Connection, name: &str, count: i64) -> rusqlite::Result<()> {
        if count == 0 {
            return Ok(());
        }
        let changed = connection
            .prepare_cached("UPDATE tallies SET count = count + ? WHERE what = ? AND name = ?")?
            .execute(params![count, self.word(), name])?;
        if changed == 0 {
            connection
                .prepare_cached("INSERT INTO tallies (what, name, count) VALUES (?, ?, ?)")?
                .execute(params![self.word(), name, count])?;
        }
        Ok(())
    }

    /// How many there are of all names together.
    pub(crate) fn sum(self, connection: &Connection) -> rusqlite::Result<i64> {
        connection
            .prepare_cached("SELECT coalesce(sum(count), 0) FROM tallies WHERE what = ?")?
            .query_row([self.word()], |row| row.get(0))
    }
}

/// Counts an article that is new.
pub(crate) fn add_article(
    connection: &Connection,
    form: &str,
    day: Option<&str>,
) -> rusqlite::Result<()> {
    Tally::Form.add(connection, form, 1)?;
    Tally::Unread.add(connection, "", 1)?;
    day.map_or(Ok(()), |day| Tally::Published.add(connection, day, 1))
}

/// Counts a reading by the program that is about to be written.
pub(crate) fn add_reading(
    connection: &Connection,
    article: i64,
    maker: i64,
) -> rusqlite::Result<()> {
    let is_read = connection
        .prepare_cached("SELECT 1 FROM readings WHERE article = ? LIMIT 1")?
        .exists([article])?;
    if !is_read {
        Tally::Unread.add(connection, "", -1)?;
    }
    Tally::Maker.add(connection, &maker.to_string(), 1)
}

/// Counts what a reading adds to what views show, when it becomes current, or what it takes away when it is so no more.
pub(crate) fn show(connection: &Connection, reading: i64, is_shown: bool) -> rusqlite::Result<()> {
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
            let day = day.filter(|_| row.get(2) == Ok(true));
            Ok((outlet, day, row.get::<_, i64>(3)?, row.get::<_, i64>(4)?))
        })
        .optional()?;
    let Some((outlet, day, statements, events)) = found else { return Ok(()) };
    let sign = if is_shown { 1 } else { -1 };
    if let Some(outlet) = outlet {
        Tally::Outlet.add(connection, &outlet, sign)?;
    }
    if let Some(day) = day {
        Tally::Report.add(connection, &day, sign)?;
    }
    Tally::Statements.add(connection, "", sign * statements)?;
    Tally::Events.add(connection, "", sign * events)
}

/// Counts that an article became a copy of another one, or is so no more.
pub(crate) fn change_copy(
    connection: &Connection,
    article: i64,
    is_copy: bool,
) -> rusqlite::Result<()> {
    let day: Option<String> = connection
        .prepare_cached(
            "SELECT a.day FROM articles a JOIN readings r ON r.article = a.article AND r.current = 1
             WHERE a.article = ?",
        )?
        .query_row([article], |row| row.get(0))
        .optional()?
        .flatten();
    let sign = if is_copy { -1 } else { 1 };
    day.map_or(Ok(()), |day| Tally::Report.add(connection, &day, sign))
}
