//! What changed from one reading of a text to another.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::ControlFlow;

use depesha::Record;
use rusqlite::{Row, params_from_iter};
use serde::Serialize;
use serde_json::Value;

use crate::articles::parsed;
use crate::corrections::ArticleKey;
use crate::descriptions::{Described, described_with};
use crate::error::LedgerError;
use crate::ledger::{Ledger, Problem};
use crate::rows::{Claims, Kind};

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It is in the first reading alone.
    Gone,
    /// It is in the second reading alone.
    New,
    /// It stands at the same place in both, and says something else.
    Changed,
}

/// A field of which the two readings say different things.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldDifference {
    /// The field, as the record calls it.
    pub field: String,
    /// What the first reading says, written out as in [`Described::fields`].
    pub old: Value,
    /// What the second reading says.
    pub new: Value,
}

/// A record in which two readings differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// What became of it.
    pub fate: Fate,
    /// The record; where it changed, as the second reading has it.
    pub record: Described,
    /// What changed in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldDifference>,
}

/// How many records of a kind are the same, and how many are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// In both readings and the same.
    pub same: usize,
    /// In the first reading alone.
    pub gone: usize,
    /// In the second reading alone.
    pub new: usize,
    /// In both, saying different things.
    pub changed: usize,
}

impl Tally {
    /// Adds what another one counted.
    pub fn add(&mut self, other: Self) {
        self.same += other.same;
        self.gone += other.gone;
        self.new += other.new;
        self.changed += other.changed;
    }
}

/// In what two readings of one text differ.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Differences {
    /// The records that differ, in the order of the text.
    pub records: Vec<Difference>,
    /// How many of each kind do and do not.
    pub tallies: BTreeMap<Kind, Tally>,
}

/// Fields that say how a record was read, and not what the report says.
const HOW_READ: [&str; 4] = ["rule", "confidence", "evidence", "state_from"];

/// In what the second reading of `body` differs from the first.
///
/// Records are the same that stand at the same [`place`](Described::place); of several at one place
/// the first goes with the first. How they were read (rule, confidence, evidence) is compared where
/// `how_read` says so. Ids are not: another reading numbers otherwise.
pub fn differences(old: &Record, new: &Record, body: &str, how_read: bool) -> Differences {
    let none = Claims::new();
    compared(described_with(old, body, &none), described_with(new, body, &none), how_read)
}

fn compared(old: Vec<Described>, new: Vec<Described>, how_read: bool) -> Differences {
    let mut known: HashMap<String, VecDeque<Described>> = HashMap::new();
    for record in old {
        known.entry(record.place.clone()).or_default().push_back(record);
    }
    let mut differences = Differences::default();
    let Differences { records, tallies } = &mut differences;
    for record in new {
        let tally = tallies.entry(record.kind).or_default();
        let before = known.get_mut(&record.place).and_then(VecDeque::pop_front);
        let (fate, fields) = match before {
            None => (Fate::New, Vec::new()),
            Some(before) => {
                let fields = changed_fields(&before, &record, how_read);
                if fields.is_empty() {
                    tally.same += 1;
                    continue;
                }
                (Fate::Changed, fields)
            }
        };
        match fate {
            Fate::New => tally.new += 1,
            _ => tally.changed += 1,
        }
        records.push(Difference { fate, record, fields });
    }
    for record in known.into_values().flatten() {
        tallies.entry(record.kind).or_default().gone += 1;
        records.push(Difference { fate: Fate::Gone, record, fields: Vec::new() });
    }
    records.sort_by(|one, other| {
        let key = |difference: &Difference| {
            let place = difference.record.span.map(|span| (span.start, span.end));
            (place.unwrap_or((usize::MAX, 0)), difference.record.kind, difference.fate)
        };
        let names = || one.record.place.cmp(&other.record.place);
        let ids = || one.record.id.cmp(&other.record.id);
        key(one).cmp(&key(other)).then_with(names).then_with(ids)
    });
    differences
}

fn changed_fields(old: &Described, new: &Described, how_read: bool) -> Vec<FieldDifference> {
    let mut fields: Vec<&String> = new.fields.keys().collect();
    fields.extend(old.fields.keys().filter(|field| !new.fields.contains_key(*field)));
    let value = |record: &Described, field: &String| {
        let value = record.fields.get(field).cloned().unwrap_or_default();
        if how_read { value } else { without_how_read(value) }
    };
    fields
        .into_iter()
        .filter(|field| how_read || !HOW_READ.contains(&field.as_str()))
        .map(|field| (field, value(old, field), value(new, field)))
        .filter(|(_, old, new)| old != new)
        .map(|(field, old, new)| FieldDifference { field: field.clone(), old, new })
        .collect()
}

fn without_how_read(value: Value) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(without_how_read).collect(),
        Value::Object(fields) => {
            let said = fields.into_iter().filter(|(field, _)| !HOW_READ.contains(&field.as_str()));
            said.map(|(field, value)| (field, without_how_read(value))).collect()
        }
        other => other,
    }
}

/// Versions of program and language model that made readings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptMaker {
    /// The program's version.
    pub version: String,
    /// The language model's name and version.
    pub model: String,
    /// How many texts they read.
    pub readings: usize,
    #[serde(skip)]
    number: i64,
}

/// Which readings are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sides {
    /// Those of these versions.
    Versions(KeptMaker, KeptMaker),
    /// Those of a version (or those that views show) without and with people's corrections.
    Corrected(Option<KeptMaker>),
}

/// An article in which two readings were compared.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleDifferences {
    /// The article.
    pub article: ArticleKey,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published, as it was given.
    pub published: Option<String>,
    /// In what they differ.
    pub differences: Differences,
}

/// How many texts only one of two versions read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ReadByOne {
    /// Only the first.
    pub from: usize,
    /// Only the second.
    pub to: usize,
}

impl Ledger {
    /// The versions of program and model that made readings, the latest last.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn makers(&self) -> Result<Vec<KeptMaker>, LedgerError> {
        let ask = || {
            let mut ask = self.connection.prepare(
                "SELECT version, model, maker, (SELECT count(*) FROM readings r
                 WHERE r.maker = m.maker AND corrected = 0) FROM makers m ORDER BY rank",
            )?;
            let maker = |row: &Row<'_>| {
                Ok(KeptMaker {
                    version: row.get(0)?,
                    model: row.get(1)?,
                    number: row.get(2)?,
                    readings: usize::try_from(row.get::<_, i64>(3)?).unwrap_or(0),
                })
            };
            ask.query_map([], maker)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// Compares the two readings of each article that has both, or of these articles: by id and
    /// SHA-256, one after the other, so that a ledger of any size can be compared. `each` may end it.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn compare(
        &self,
        sides: &Sides,
        articles: Option<&[ArticleKey]>,
        how_read: bool,
        mut each: impl FnMut(ArticleDifferences) -> ControlFlow<()>,
    ) -> Result<(), LedgerError> {
        let mut compare = |article: Option<&ArticleKey>| {
            self.compare_some(sides, article, how_read, &mut each)
                .map_err(|problem| problem.of(&self.file))
        };
        match articles {
            None => compare(None).map(|_| ()),
            Some(articles) => {
                for article in articles {
                    if compare(Some(article))?.is_break() {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    fn compare_some(
        &self,
        sides: &Sides,
        article: Option<&ArticleKey>,
        how_read: bool,
        each: &mut impl FnMut(ArticleDifferences) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, Problem> {
        let (join, makers) = match sides {
            Sides::Versions(from, to) => (
                "o.maker = ? AND o.corrected = 0 AND n.maker = ? AND n.corrected = 0",
                vec![from.number, to.number],
            ),
            Sides::Corrected(Some(maker)) => (
                "o.maker = ?1 AND o.corrected = 0 AND n.maker = ?1 AND n.corrected = 1",
                vec![maker.number],
            ),
            Sides::Corrected(None) => (
                "n.current = 1 AND n.corrected = 1 AND o.maker = n.maker AND o.corrected = 0",
                vec![],
            ),
        };
        let one = if article.is_some() { "AND a.id = ? AND a.sha256 = ?" } else { "" };
        let mut ask = self.connection.prepare_cached(&format!(
            "SELECT a.id, a.sha256, a.title, a.published, a.body, o.record, n.record, n.reading
             FROM articles a JOIN readings o ON o.article = a.article
             JOIN readings n ON n.article = a.article
             WHERE {join} {one} ORDER BY a.id, a.sha256"
        ))?;
        let mut parameters: Vec<rusqlite::types::Value> =
            makers.into_iter().map(rusqlite::types::Value::Integer).collect();
        parameters.extend(
            article.into_iter().flat_map(|key| [key.id.clone().into(), key.sha256.clone().into()]),
        );
        let mut rows = ask.query(params_from_iter(parameters))?;
        while let Some(row) = rows.next()? {
            let body: String = row.get(4)?;
            let old = described_with(&parsed(&row.get::<_, String>(5)?)?, &body, &Claims::new());
            let claims = self.claims(row.get(7)?)?;
            let new = described_with(&parsed(&row.get::<_, String>(6)?)?, &body, &claims);
            let flow = each(ArticleDifferences {
                article: ArticleKey { id: row.get(0)?, sha256: row.get(1)? },
                title: row.get(2)?,
                published: row.get(3)?,
                differences: compared(old, new, how_read),
            });
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// How many texts only the first, and only the second, of two versions read.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn read_by_one(&self, from: &KeptMaker, to: &KeptMaker) -> Result<ReadByOne, LedgerError> {
        let count = |one: i64, other: i64| {
            let count: rusqlite::Result<i64> = self.connection.query_row(
                "SELECT count(*) FROM readings r WHERE maker = ?1 AND corrected = 0
                 AND NOT EXISTS (SELECT 1 FROM readings o WHERE o.article = r.article
                 AND o.maker = ?2 AND o.corrected = 0)",
                [one, other],
                |row| row.get(0),
            );
            count
                .map(|count| usize::try_from(count).unwrap_or(0))
                .map_err(|cause| self.failed(cause))
        };
        Ok(ReadByOne { from: count(from.number, to.number)?, to: count(to.number, from.number)? })
    }
}
