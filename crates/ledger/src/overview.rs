//! What a ledger holds at a glance, and what stands around one article or one actor: what pages show beside records.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use depesha::directory::Day;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use serde::Serialize;

use crate::corrections::{ArticleKey, ClaimId, Correction, KeptCorrection};
use crate::error::LedgerError;
use crate::ledger::{Ledger, Problem};
use crate::names::name_key;
use crate::question_sql::{
    ATTITUDES, COMMITMENTS, DATES, EVENTS, QUANTITIES, STATEMENTS, of_records,
};
use crate::questions::{ActorFound, Query};
use crate::rows::Kind;

/// By what a ledger is told from itself at another time.
///
/// Two that are equal mean that no article, reading or correction came between, and that the directory's entries and the
/// copies that are linked are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp {
    /// The number of the last article.
    pub articles: i64,
    /// The number of the last reading; of corrected ones those that took their place.
    pub readings: i64,
    /// How many corrections there are.
    pub corrections: i64,
    /// How many articles are copies.
    pub copies: i64,
    /// Whether the directory lags behind, and how many entries it has.
    pub directory: (bool, i64),
}

/// How many articles there are of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    /// What.
    pub name: String,
    /// How many articles.
    pub articles: usize,
}

/// What was read: counts over articles whose reading views show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhatWasRead {
    /// By outlet, those of most articles first; without those that have none.
    pub outlets: Vec<Share>,
    /// By form of what was received.
    pub forms: Vec<Share>,
    /// By version of program and model, all readings that it made: `0.1.0 · russian 1`.
    pub makers: Vec<Share>,
    /// By month of publication, in the order of time.
    pub months: Vec<Share>,
    /// The first and the last day of publication.
    pub days: Option<[Day; 2]>,
}

/// An article as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleText {
    /// Which article.
    pub article: ArticleKey,
    /// The text.
    pub body: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its outlet, as the reading or the giver has it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published, as it was given.
    pub published: Option<String>,
    /// The day of publication.
    pub day: Option<String>,
    /// What its bytes are: `text`, `html`, `jsonl` and so on.
    pub form: String,
    /// Where they were: the file, with the row or record in it.
    pub place: Option<String>,
    /// When they were received.
    pub received_at: Option<String>,
    /// The language of the body, by its ISO 639-1 code.
    pub language: Option<String>,
}

/// One of several articles with mostly the same text.
#[derive(Debug, Clone, PartialEq)]
pub struct Kin {
    /// Which article.
    pub article: ArticleKey,
    /// Its outlet, as it was given.
    pub outlet: Option<String>,
    /// When it was published, as it was given.
    pub published: Option<String>,
    /// The article that it is a copy of; none of the one that the others come from.
    pub origin: Option<ArticleKey>,
    /// `exact`, `near`, `part`; none of the first.
    pub kind: Option<String>,
    /// Which part of it stands in its origin, from 0 to 1.
    pub likeness: Option<f64>,
    /// Whether it names its origin's outlet or address.
    pub credited: bool,
}

/// An article that tells the same as another one in its own words.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeat {
    /// Which article.
    pub article: ArticleKey,
    /// Its outlet, as it was given.
    pub outlet: Option<String>,
    /// When it was published, as it was given.
    pub published: Option<String>,
    /// Its headline, where it was given one.
    pub title: Option<String>,
    /// Its text.
    pub body: String,
    /// How sure it is that the two tell the same, from 0 to 1.
    pub confidence: f64,
}

/// A name of a directory's entry, and who taught it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameTaught {
    /// The name.
    pub name: String,
    /// How many reports call it so.
    pub reports: usize,
    /// The id of the first of them.
    pub first: String,
    /// The outlet of the first of them.
    pub outlet: Option<String>,
    /// The day of the first of them.
    pub day: Option<String>,
}

/// What the records that fit a question have in common, counted over the latest of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// How many records were looked at: all that fit, or [`MOST_COUNTED`].
    pub counted: usize,
    /// By month of publication, in the order of time.
    pub months: Vec<Share>,
    /// By outlet, those of most records first.
    pub outlets: Vec<Share>,
    /// By sort: the types of events, the kinds of statements and quantities, the polarities of attitudes.
    pub sorts: Vec<Share>,
    /// By status of events.
    pub statuses: Vec<Share>,
    /// By the states of which reports with such records speak, those of most reports first.
    pub states: Vec<Share>,
}

/// The most records over which facets are counted.
pub const MOST_COUNTED: usize = 20_000;
/// The most reports of which the states are counted.
const MOST_WITH_STATES: usize = 3_000;
/// The most values that a facet has.
const MOST_VALUES: usize = 24;

/// The number of members of an entry up to which all are walked along for its names.
const MOST_MEMBERS: u32 = 20_000;

/// Outlets whatever the case of their names, those of most articles first.
fn by_outlet(shares: Vec<Share>, most: u32) -> Vec<Share> {
    let mut outlets: BTreeMap<String, Share> = BTreeMap::new();
    for share in shares {
        match outlets.entry(name_key(&share.name)) {
            Entry::Vacant(new) => {
                new.insert(share);
            }
            Entry::Occupied(mut known) => known.get_mut().articles += share.articles,
        }
    }
    let mut ranked: Vec<(String, Share)> = outlets.into_iter().collect();
    ranked.sort_by(|one, other| {
        other.1.articles.cmp(&one.1.articles).then_with(|| one.0.cmp(&other.0))
    });
    ranked.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    ranked.into_iter().map(|(_, share)| share).collect()
}

impl Ledger {
    /// By what the ledger as it is now is told from itself at another time. It takes less than a millisecond.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn stamp(&self) -> Result<Stamp, LedgerError> {
        let ask = || -> rusqlite::Result<Stamp> {
            let mut ask = self.connection.prepare_cached(
                "SELECT (SELECT coalesce(max(article), 0) FROM articles),
                 (SELECT coalesce(max(reading), 0) FROM readings),
                 (SELECT count(*) FROM corrections),
                 (SELECT count(*) FROM copies),
                 (SELECT coalesce(max(stale), 0) FROM directory_state),
                 (SELECT count(*) FROM directory_entries)",
            )?;
            ask.query_row([], |row| {
                Ok(Stamp {
                    articles: row.get(0)?,
                    readings: row.get(1)?,
                    corrections: row.get(2)?,
                    copies: row.get(3)?,
                    directory: (row.get(4)?, row.get(5)?),
                })
            })
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The first and the last day on which an article was published.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn days(&self) -> Result<Option<[Day; 2]>, LedgerError> {
        let ask = || -> rusqlite::Result<[Option<String>; 2]> {
            // One by one each is the end of an index; both at once would be a walk along it.
            let mut ask = self.connection.prepare_cached(
                "SELECT (SELECT min(day) FROM articles), (SELECT max(day) FROM articles)",
            )?;
            ask.query_row([], |row| Ok([row.get(0)?, row.get(1)?]))
        };
        let days = ask().map_err(|cause| self.failed(cause))?;
        let [first, last] = days.map(|day| day.and_then(|day| day.parse().ok()));
        Ok(first.zip(last).map(|(first, last)| [first, last]))
    }

    /// What was read, counted. The `most` outlets with the most articles are given.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn what_was_read(&self, most: u32) -> Result<WhatWasRead, LedgerError> {
        let ask = || -> rusqlite::Result<WhatWasRead> {
            let shares = |sql: &str| -> rusqlite::Result<Vec<Share>> {
                let mut ask = self.connection.prepare(sql)?;
                let rows = ask.query_map([], |row| {
                    let articles = row.get::<_, i64>(1)?;
                    Ok(Share {
                        name: row.get(0)?,
                        articles: usize::try_from(articles).unwrap_or(0),
                    })
                })?;
                rows.collect()
            };
            Ok(WhatWasRead {
                // Counted as the ledger grew: no walk along articles.
                outlets: by_outlet(
                    shares(
                        "SELECT name, count FROM tallies WHERE what = 'outlet' AND count > 0
                         ORDER BY name",
                    )?,
                    most,
                ),
                forms: shares(
                    "SELECT name, count FROM tallies WHERE what = 'form' AND count > 0
                     ORDER BY count DESC, name",
                )?,
                makers: shares(
                    "SELECT version || ' · ' || model, count FROM makers
                     JOIN tallies ON what = 'maker' AND name = CAST(maker AS TEXT) AND count > 0
                     ORDER BY rank DESC",
                )?,
                months: shares(
                    "SELECT substr(name, 1, 7), sum(count) FROM tallies
                     WHERE what = 'published' AND count > 0 GROUP BY 1 ORDER BY 1",
                )?,
                days: None,
            })
        };
        let read = ask().map_err(|cause| self.failed(cause))?;
        Ok(WhatWasRead { days: self.days()?, ..read })
    }

    /// The article of this id whose reading views show; of an id that is not read, its current version.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn article_shown(&self, id: &str) -> Result<Option<ArticleKey>, LedgerError> {
        let ask = || {
            let mut ask = self.connection.prepare_cached(
                "SELECT a.id, a.sha256 FROM articles a
                 LEFT JOIN readings r ON r.article = a.article AND r.current = 1
                 WHERE a.id = ? AND (r.reading IS NOT NULL OR a.current = 1)
                 ORDER BY r.reading IS NULL, a.sha256 LIMIT 1",
            )?;
            let key = |row: &Row<'_>| Ok(ArticleKey { id: row.get(0)?, sha256: row.get(1)? });
            ask.query_row([id], key).optional()
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The article as it was received; `None` where it is not in the ledger.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn article_text(&self, article: &ArticleKey) -> Result<Option<ArticleText>, LedgerError> {
        let ask = || {
            let mut ask = self.connection.prepare_cached(
                "SELECT a.body, a.title, coalesce(r.outlet, a.outlet), a.url, a.published, a.day,
                 a.form, a.place, a.received_at, a.language
                 FROM articles a LEFT JOIN readings r ON r.article = a.article AND r.current = 1
                 WHERE a.id = ? AND a.sha256 = ?",
            )?;
            ask.query_row(params![article.id, article.sha256], |row| {
                Ok(ArticleText {
                    article: article.clone(),
                    body: row.get(0)?,
                    title: row.get(1)?,
                    outlet: row.get(2)?,
                    url: row.get(3)?,
                    published: row.get(4)?,
                    day: row.get(5)?,
                    form: row.get(6)?,
                    place: row.get(7)?,
                    received_at: row.get(8)?,
                    language: row.get(9)?,
                })
            })
            .optional()
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The versions of an article, by their SHA-256, with when each was received.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn versions(&self, id: &str) -> Result<Vec<(String, Option<String>)>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<(String, Option<String>)>> {
            self.connection
                .prepare_cached(
                    "SELECT sha256, coalesce(received_at, published) FROM articles WHERE id = ?
                     ORDER BY received_at DESC, published DESC, sha256 DESC",
                )?
                .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// All articles with mostly the same text as this one, itself among them, the one that the others come from first,
    /// then by time of publication; `most` at most. Nothing where it has no copies and is none.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn kin(&self, article: &ArticleKey, most: u32) -> Result<Vec<Kin>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<Kin>> {
            let head: Option<i64> = self
                .connection
                .prepare_cached(
                    "SELECT coalesce((SELECT cluster FROM copies c WHERE c.article = a.article),
                     (SELECT a.article FROM copies c WHERE c.cluster = a.article LIMIT 1))
                     FROM articles a WHERE a.id = ? AND a.sha256 = ?",
                )?
                .query_row(params![article.id, article.sha256], |row| row.get(0))
                .optional()?
                .flatten();
            let Some(head) = head else { return Ok(Vec::new()) };
            let mut ask = self.connection.prepare_cached(
                "SELECT a.id, a.sha256, a.outlet, a.published, o.id, o.sha256, c.kind, c.likeness, c.credited
                 FROM (SELECT ?1 AS article UNION SELECT article FROM copies WHERE cluster = ?1) k
                 JOIN articles a ON a.article = k.article
                 LEFT JOIN copies c ON c.article = a.article LEFT JOIN articles o ON o.article = c.origin
                 ORDER BY c.article IS NOT NULL, a.published, a.sha256, a.id LIMIT ?2",
            )?;
            let rows = ask.query_map(params![head, most], |row| {
                let origin: Option<String> = row.get(4)?;
                let sha256: Option<String> = row.get(5)?;
                Ok(Kin {
                    article: ArticleKey { id: row.get(0)?, sha256: row.get(1)? },
                    outlet: row.get(2)?,
                    published: row.get(3)?,
                    origin: origin.zip(sha256).map(|(id, sha256)| ArticleKey { id, sha256 }),
                    kind: row.get(6)?,
                    likeness: row.get(7)?,
                    credited: row.get::<_, Option<bool>>(8)?.unwrap_or(false),
                })
            })?;
            rows.collect()
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The articles that tell the same as this one in their own words, none of them a copy of it, by time of
    /// publication; `most` at most.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn repeats_of(&self, article: &ArticleKey, most: u32) -> Result<Vec<Repeat>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<Repeat>> {
            let of = |own: &str, other: &str| {
                format!(
                    "SELECT a.id AS id, a.sha256 AS sha256, a.outlet, a.published AS published, a.title, a.body,
                     r.confidence FROM articles own JOIN repeats r ON r.{own} = own.article
                     JOIN articles a ON a.article = r.{other}
                     WHERE own.id = ?1 AND own.sha256 = ?2 AND a.id <> own.id"
                )
            };
            let (first, second) = (of("article", "other"), of("other", "article"));
            let mut ask = self.connection.prepare_cached(&format!(
                "{first} UNION ALL {second} ORDER BY published, sha256, id LIMIT ?3"
            ))?;
            let rows = ask.query_map(params![article.id, article.sha256, most], |row| {
                Ok(Repeat {
                    article: ArticleKey { id: row.get(0)?, sha256: row.get(1)? },
                    outlet: row.get(2)?,
                    published: row.get(3)?,
                    title: row.get(4)?,
                    body: row.get(5)?,
                    confidence: row.get(6)?,
                })
            })?;
            rows.collect()
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The corrections that speak of an article, by time.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn corrections_of(&self, article: &ArticleKey) -> Result<Vec<KeptCorrection>, LedgerError> {
        let ask = || -> Result<Vec<KeptCorrection>, Problem> {
            let mut ask = self.connection.prepare_cached(
                "SELECT claim, correction,
                 EXISTS (SELECT 1 FROM corrections t WHERE t.action = 'take_back'
                         AND json_extract(t.correction, '$.change.take_back.claim') = c.claim)
                 FROM corrections c WHERE article_id = ? AND article_sha256 = ?
                 ORDER BY made_at, author, claim",
            )?;
            let mut rows = ask.query(params![article.id, article.sha256])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let correction: String = row.get(1)?;
                let correction: Correction = serde_json::from_str(&correction)
                    .map_err(|problem| Problem::Damaged(problem.to_string()))?;
                let holds = !row.get::<_, bool>(2)?;
                found.push(KeptCorrection { claim: ClaimId(row.get(0)?), holds, correction });
            }
            Ok(found)
        };
        ask().map_err(|problem| problem.of(&self.file))
    }

    /// What the records of this kind that fit have in common.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn facets(&self, kind: Kind, query: &Query) -> Result<Facets, LedgerError> {
        let (tables, sort, status) = match kind {
            Kind::Statement => (&STATEMENTS, "x.kind", "NULL"),
            Kind::Event => (&EVENTS, "x.type", "x.status"),
            Kind::Commitment => (&COMMITMENTS, "NULL", "NULL"),
            Kind::Attitude => (&ATTITUDES, "x.polarity", "NULL"),
            Kind::Quantity => (&QUANTITIES, "x.kind", "NULL"),
            Kind::Date => (&DATES, "x.grain", "NULL"),
            Kind::Actor => return Ok(Facets::default()),
        };
        let ask = || -> rusqlite::Result<Facets> {
            let query =
                Query { limit: Some(MOST_COUNTED), skip: 0, latest_first: true, ..query.clone() };
            let columns = format!("x.reading, substr(a.day, 1, 7), r.outlet, {sort}, {status}");
            let (sql, parameters) = of_records(&query, tables, &columns);
            let mut counts: [BTreeMap<String, usize>; 5] = Default::default();
            let mut readings: BTreeSet<i64> = BTreeSet::new();
            let mut counted = 0;
            let mut ask = self.connection.prepare(&sql)?;
            let mut rows = ask.query(params_from_iter(parameters))?;
            while let Some(row) = rows.next()? {
                counted += 1;
                if readings.len() < MOST_WITH_STATES {
                    readings.insert(row.get(0)?);
                }
                for (at, counts) in counts.iter_mut().take(4).enumerate() {
                    if let Some(value) = row.get::<_, Option<String>>(at + 1)? {
                        *counts.entry(value).or_default() += 1;
                    }
                }
            }
            let mut of_reading = self.connection.prepare_cached(
                "SELECT DISTINCT state FROM actors WHERE reading = ? AND state IS NOT NULL",
            )?;
            for reading in readings {
                let mut rows = of_reading.query([reading])?;
                while let Some(row) = rows.next()? {
                    *counts[4].entry(row.get(0)?).or_default() += 1;
                }
            }
            let [months, outlets, sorts, statuses, states] = counts.map(|counts| {
                let shares = counts.into_iter().map(|(name, articles)| Share { name, articles });
                shares.collect::<Vec<_>>()
            });
            let ranked = |mut shares: Vec<Share>| {
                shares.sort_by(|one, other| {
                    let of_most = other.articles.cmp(&one.articles);
                    of_most.then_with(|| one.name.cmp(&other.name))
                });
                shares.truncate(MOST_VALUES);
                shares
            };
            Ok(Facets {
                counted,
                months,
                outlets: ranked(outlets),
                sorts: ranked(sorts),
                statuses: ranked(statuses),
                states: ranked(states),
            })
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The entry of the directory with this id.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn actor(&self, entry: &str) -> Result<Option<ActorFound>, LedgerError> {
        let mut found = None;
        let sql = "SELECT entry, class, name, reports FROM directory_entries WHERE entry = ?";
        self.each_entry(sql, vec![Value::Text(entry.to_owned())], |actor| {
            found = Some(actor);
            Ok::<(), LedgerError>(())
        })?;
        Ok(found)
    }

    /// The entry of the directory that an actor of a report is, by the article's id and the actor's class and name.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn entry_of(
        &self,
        article: &str,
        class: &str,
        name: &str,
    ) -> Result<Option<String>, LedgerError> {
        let ask = || {
            let mut ask = self.connection.prepare_cached(
                "SELECT entry FROM directory_members WHERE article_id = ? AND name = ? AND class = ?
                 ORDER BY confidence DESC, entry LIMIT 1",
            )?;
            ask.query_row(params![article, name, class], |row| row.get(0)).optional()
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The names by which reports call an entry, that of most reports first, each with the report that taught it first.
    /// Of entries with very many reports only some are looked at.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn names_taught(&self, entry: &str) -> Result<Vec<NameTaught>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<NameTaught>> {
            let mut ask = self.connection.prepare_cached(
                "SELECT n.name, count(DISTINCT a.article), a.id, r.outlet, min(coalesce(a.day, '9999'))
                 FROM (SELECT article_id, class, name FROM directory_members WHERE entry = ?1 LIMIT ?2) m
                 CROSS JOIN articles a ON a.id = m.article_id
                 CROSS JOIN readings r ON r.article = a.article AND r.current = 1
                 CROSS JOIN actors x ON x.reading = r.reading AND x.name = m.name AND x.class = m.class
                 CROSS JOIN actor_names n ON n.reading = x.reading AND n.actor = x.position
                 GROUP BY n.name ORDER BY 2 DESC, n.name",
            )?;
            let rows = ask.query_map(params![entry, MOST_MEMBERS], |row| {
                let day: String = row.get(4)?;
                Ok(NameTaught {
                    name: row.get(0)?,
                    reports: usize::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
                    first: row.get(2)?,
                    outlet: row.get(3)?,
                    day: Some(day).filter(|day| day != "9999"),
                })
            })?;
            rows.collect()
        };
        ask().map_err(|cause| self.failed(cause))
    }
}
