//! What the watch of feeds knows from one run to the next, kept beside the reports that it led to.

use rusqlite::{Row, params};

use crate::error::LedgerError;
use crate::ledger::{Ledger, Problem};

/// Something that is known of a feed, an entry, a host or a site. Times are in RFC 3339; what they and
/// the other values mean is in `docs/SCHEMA.md`, under the tables whose names begin with `watched`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Watched {
    /// A row of `watched_feeds`.
    Feed {
        /// The feed's address.
        feed: String,
        /// `ETag`.
        etag: Option<String>,
        /// `Last-Modified`.
        last_modified: Option<String>,
        /// When it was last asked for.
        polled_at: Option<String>,
        /// When it is to be asked for again.
        next_due: Option<String>,
        /// How often in a row it could not be had.
        failures: u32,
    },
    /// A row of `watched_entries`.
    Entry {
        /// The feed's address.
        feed: String,
        /// The article's id.
        entry: String,
        /// The SHA-256 of what the entry said.
        said: String,
        /// Whether its page was had.
        has_page: bool,
        /// How often its page could not be had, where that is to be tried again.
        page_tries: Option<u32>,
        /// Since when the feed does not have it any more.
        gone_since: Option<String>,
    },
    /// A row of `watched_hosts`.
    Host {
        /// Its name.
        host: String,
        /// How often in a row it failed or asked for a rest.
        failures: u32,
        /// Until when it is left alone.
        rests_until: Option<String>,
    },
    /// A row of `watched_sites`.
    Site {
        /// Scheme, host and port.
        site: String,
        /// Its `robots.txt`.
        robots: String,
        /// When it was fetched.
        fetched_at: String,
    },
    /// An entry that need not be known any longer.
    NoEntry {
        /// The feed's address.
        feed: String,
        /// The article's id.
        entry: String,
    },
    /// A host that all is well with.
    NoHost {
        /// Its name.
        host: String,
    },
}

impl Ledger {
    /// Keeps what is known of feeds now, instead of what was known before: all of it, or nothing.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn keep_watched(&mut self, known: &[Watched]) -> Result<(), LedgerError> {
        self.transaction(|transaction| {
            let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
                transaction.prepare_cached(sql)?.execute(values)
            };
            for known in known {
                match known {
                    Watched::Feed { feed, etag, last_modified, polled_at, next_due, failures } => {
                        run(
                            "INSERT OR REPLACE INTO watched_feeds VALUES (?, ?, ?, ?, ?, ?)",
                            params![feed, etag, last_modified, polled_at, next_due, failures],
                        )
                    }
                    Watched::Entry { feed, entry, said, has_page, page_tries, gone_since } => run(
                        "INSERT OR REPLACE INTO watched_entries VALUES (?, ?, ?, ?, ?, ?)",
                        params![feed, entry, said, has_page, page_tries, gone_since],
                    ),
                    Watched::Host { host, failures, rests_until } => run(
                        "INSERT OR REPLACE INTO watched_hosts VALUES (?, ?, ?)",
                        params![host, failures, rests_until],
                    ),
                    Watched::Site { site, robots, fetched_at } => run(
                        "INSERT OR REPLACE INTO watched_sites VALUES (?, ?, ?)",
                        params![site, robots, fetched_at],
                    ),
                    Watched::NoEntry { feed, entry } => run(
                        "DELETE FROM watched_entries WHERE feed = ? AND entry = ?",
                        params![feed, entry],
                    ),
                    Watched::NoHost { host } => {
                        run("DELETE FROM watched_hosts WHERE host = ?", params![host])
                    }
                }
                .map_err(Problem::Database)?;
            }
            Ok(())
        })
    }

    /// All that is known of feeds, in the order of the tables and of their keys.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn watched(&self) -> Result<Vec<Watched>, LedgerError> {
        let mut known = Vec::new();
        let mut take = |sql: &str, watched: fn(&Row<'_>) -> rusqlite::Result<Watched>| {
            let mut rows = self.connection.prepare(sql)?;
            for row in rows.query_map([], watched)? {
                known.push(row?);
            }
            Ok(())
        };
        let taken = take("SELECT * FROM watched_feeds ORDER BY feed", |row| {
            Ok(Watched::Feed {
                feed: row.get("feed")?,
                etag: row.get("etag")?,
                last_modified: row.get("last_modified")?,
                polled_at: row.get("polled_at")?,
                next_due: row.get("next_due")?,
                failures: row.get("failures")?,
            })
        })
        .and_then(|()| {
            take("SELECT * FROM watched_entries ORDER BY feed, entry", |row| {
                Ok(Watched::Entry {
                    feed: row.get("feed")?,
                    entry: row.get("entry")?,
                    said: row.get("said")?,
                    has_page: row.get("has_page")?,
                    page_tries: row.get("page_tries")?,
                    gone_since: row.get("gone_since")?,
                })
            })
        })
        .and_then(|()| {
            take("SELECT * FROM watched_hosts ORDER BY host", |row| {
                Ok(Watched::Host {
                    host: row.get("host")?,
                    failures: row.get("failures")?,
                    rests_until: row.get("rests_until")?,
                })
            })
        })
        .and_then(|()| {
            take("SELECT * FROM watched_sites ORDER BY site", |row| {
                Ok(Watched::Site {
                    site: row.get("site")?,
                    robots: row.get("robots")?,
                    fetched_at: row.get("fetched_at")?,
                })
            })
        });
        taken.map_err(|cause| self.failed(cause))?;
        Ok(known)
    }
}
