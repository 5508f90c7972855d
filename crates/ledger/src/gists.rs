//! The gist of a record: the lemmas of its words, by which views compare records of many reports.
//!
//! They are written when a report comes, because views over all reports have no time to take each record
//! apart. What a reading was kept without is written when the report is read again.

use std::ops::Range;
use std::sync::Arc;

use depesha::Record;
use depesha::directory::Day;
use depesha::record::Span;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use rustc_hash::{FxHashMap, FxHashSet};

#[cfg(test)]
use crate::citations::{CREDITS, RELAYS, SPEAKERS};
use crate::corrections::{Change, ClaimId, RecordNamed, Subject, evidence_said};
use crate::dealings::RecordPlace;
use crate::error::LedgerError;
use crate::ledger::{Ledger, Problem};
use crate::lemmas::Lemmas;
use crate::loaded::{Loaded, Text};
use crate::names::{last_word_key, name_key};
use crate::question_sql::{
    ATTITUDES, COMMITMENTS, DATES, EVENTS, PLACE, QUANTITIES, STATEMENTS, Tables, of_records,
};
use crate::questions::{
    ArticleFound, CommitmentFound, EventFound, QuantityFound, Query, StatementFound,
};
use crate::rows::Kind;

/// Words on each side of a number that tell what it counts; by feel.
const WORDS_BESIDE_A_NUMBER: usize = 5;

/// The gist of a record, to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gist {
    kind: Kind,
    position: usize,
    /// Of a statement the lemmas of its cue, of an event and a commitment those of the trigger, of a
    /// quantity those of the words beside it.
    head: String,
    /// Of a statement the lemmas of its content, of a commitment those of the act, else those of the
    /// passage.
    lemmas: String,
}

/// The gists of a record of this text, whose lemmas these are.
pub(crate) fn gists_of(record: &Record, body: &str, lemmas: &Lemmas) -> Vec<Gist> {
    let text = Text::of(body.to_owned());
    let within = |spans: &[Span]| lemmas.within(spans).trim_end_matches(". ").trim_end().to_owned();
    let passage = |span: Span| within(&[text.passage_span(span)]);
    let mut gists = Vec::new();
    let mut put = |kind, position, head, lemmas| gists.push(Gist { kind, position, head, lemmas });
    for (at, statement) in record.statements.iter().enumerate() {
        put(Kind::Statement, at, within(&[statement.cue]), within(&statement.content));
    }
    for (at, event) in record.events.iter().enumerate() {
        put(Kind::Event, at, within(&[event.trigger]), passage(event.trigger));
    }
    for (at, commitment) in record.commitments.iter().enumerate() {
        let event = record.events.iter().find(|event| event.id == commitment.event);
        let head = event.map_or_else(String::new, |event| within(&[event.trigger]));
        put(Kind::Commitment, at, head, within(&[commitment.act]));
    }
    for (at, quantity) in record.quantities.iter().enumerate() {
        let around = text.passage_span(quantity.span);
        let beside = lemmas.beside(quantity.span, around, WORDS_BESIDE_A_NUMBER);
        put(Kind::Quantity, at, beside, within(&[around]));
    }
    gists
}

/// Writes the gists of a reading.
pub(crate) fn keep_gists(
    connection: &Connection,
    reading: i64,
    gists: &[Gist],
) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO gists (reading, kind, position, head, lemmas) VALUES (?, ?, ?, ?, ?)",
    )?;
    for Gist { kind, position, head, lemmas } in gists {
        let position = i64::try_from(*position).unwrap_or(i64::MAX);
        insert.execute(params![reading, kind.word(), position, head, lemmas])?;
    }
    Ok(())
}

/// Writes the gists of the readings of an article by these versions that were kept without.
pub(crate) fn keep_missing_gists(
    connection: &Connection,
    article: i64,
    maker: i64,
    body: &str,
    lemmas: &Lemmas,
) -> Result<(), Problem> {
    let without: Vec<(i64, String)> = connection
        .prepare_cached(
            "SELECT reading, record FROM readings WHERE article = ? AND maker = ? AND has_gists = 0",
        )?
        .query_map([article, maker], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (reading, record) in without {
        let record: Record = serde_json::from_str(&record)
            .map_err(|problem| Problem::Damaged(problem.to_string()))?;
        keep_gists(connection, reading, &gists_of(&record, body, lemmas))?;
        connection
            .prepare_cached("UPDATE readings SET has_gists = 1 WHERE reading = ?")?
            .execute([reading])?;
    }
    Ok(())
}

/// A report whose records are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportCompared {
    reading: i64,
    /// The article's id.
    pub id: String,
    /// Its outlet, as the reading or the giver has it.
    pub outlet: Option<Arc<str>>,
    /// The day of publication.
    pub day: Option<Day>,
    /// The report that stands for it and all that have most of their text from it, by its place among the
    /// reports; its own place where it is no such copy.
    pub stands_for: usize,
}

/// An actor that has a part in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyCompared {
    /// Its name in the report.
    pub name: String,
    /// The name as names are compared: lower case, `е` for `ё`.
    pub key: String,
    /// Of a person the last word of it.
    pub last_word: Option<String>,
    /// `person`, `state`, `organization` and so on.
    pub class: String,
    /// The state that it is or acts for.
    pub state: Option<String>,
}

/// What is compared of a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementCompared {
    /// Where it is kept.
    pub place: RecordPlace,
    /// Its report, by its place among the reports.
    pub report: usize,
    /// Its place among the statements of the report.
    pub position: usize,
    /// Who speaks.
    pub speaker: Option<Arc<PartyCompared>>,
    /// The statement that holds it, by its place among those of the report.
    pub parent: Option<usize>,
    /// The lemmas of its cue.
    pub cue: Arc<str>,
    /// The lemmas of its content, in the order of the text, parted by spaces.
    pub lemmas: String,
}

/// What is compared of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct EventCompared {
    /// Where it is kept.
    pub place: RecordPlace,
    /// Its report, by its place among the reports.
    pub report: usize,
    /// Its place among the events of the report.
    pub position: usize,
    /// Its type.
    pub kind: Arc<str>,
    /// `actual`, `planned`, `hypothetical`, `negated`.
    pub status: Arc<str>,
    /// The statement that tells it, by its place among those of the report.
    pub said_in: Option<usize>,
    /// Who does it, where [`EventParties`] gave it.
    pub actors: Vec<Arc<PartyCompared>>,
    /// To whom, likewise.
    pub recipients: Vec<Arc<PartyCompared>>,
    /// When: the value, and of a range its end.
    pub date: Option<(String, Option<String>)>,
    /// Where.
    pub held_at: Option<Arc<PartyCompared>>,
    /// The lemmas of the trigger.
    pub trigger: Arc<str>,
    /// The lemmas of its passage.
    pub lemmas: Arc<str>,
}

/// What is compared of a commitment.
#[derive(Debug, Clone, PartialEq)]
pub struct CommitmentCompared {
    /// Where it is kept.
    pub place: RecordPlace,
    /// Its report, by its place among the reports.
    pub report: usize,
    /// Its place among the commitments of the report.
    pub position: usize,
    /// The event that binds, by its place among those of the report.
    pub event: usize,
    /// The statement that holds it, by its place among those of the report.
    pub said_in: Option<usize>,
    /// Who is bound.
    pub who: Vec<Arc<PartyCompared>>,
    /// Until when: the value, and of a range its end.
    pub until: Option<(String, Option<String>)>,
    /// Whether it has a condition.
    pub has_condition: bool,
    /// The lemmas of the act.
    pub lemmas: String,
}

/// What is compared of a quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantityCompared {
    /// Where it is kept.
    pub place: RecordPlace,
    /// Its report, by its place among the reports.
    pub report: usize,
    /// Its place among the quantities of the report.
    pub position: usize,
    /// The statement that holds it, by its place among those of the report.
    pub said_in: Option<usize>,
    /// The number; of a range the lower end.
    pub value: f64,
    /// The upper end of a range.
    pub upper: Option<f64>,
    /// `exact`, `more than`, `less than`, `at least`, `at most`, `about`, `between`.
    pub bound: Arc<str>,
    /// `count`, `money`, `percent`, `measure`, `duration`, `age`.
    pub kind: Arc<str>,
    /// What is counted.
    pub unit: Option<Arc<str>>,
    /// The lemmas of the words beside it.
    pub beside: String,
    /// The lemmas of its passage.
    pub lemmas: Arc<str>,
}

/// All reports whose records are compared, by time of publication, SHA-256 and id.
#[derive(Debug, Clone, Default)]
pub struct ReportsCompared {
    /// The reports.
    pub reports: Vec<ReportCompared>,
    by_reading: FxHashMap<i64, usize>,
}

impl ReportsCompared {
    /// The place among them of the report that has this record.
    pub fn of_record(&self, place: RecordPlace) -> Option<usize> {
        self.at(place.reading)
    }

    pub(crate) fn at(&self, reading: i64) -> Option<usize> {
        self.by_reading.get(&reading).copied()
    }
}

/// The current readings; they lead, so that no record of an older one is looked at.
const CURRENT: &str = "readings r INDEXED BY readings_that_are_current";

/// The current readings of articles of which one is a copy or a repeat of the other.
const TELLING_THE_SAME: &str = "SELECT one.reading, two.reading FROM
     (SELECT article, other FROM repeats UNION ALL SELECT article, other FROM likenesses) r
     JOIN readings one ON one.article = r.article AND one.current = 1
     JOIN readings two ON two.article = r.other AND two.current = 1";

const REPORTS: &str =
    "SELECT r.reading, a.id, a.sha256, coalesce(r.outlet, a.outlet), a.published, a.day
     FROM $current CROSS JOIN articles a ON a.article = r.article WHERE r.current = 1";

/// The current readings of articles that have most of their text from others, and of those that stand for these.
const MOSTLY_COPIES: &str = "SELECT r.reading, k.reading FROM copies c
     JOIN readings r ON r.article = c.article AND r.current = 1
     JOIN readings k ON k.article = c.cluster AND k.current = 1 WHERE c.likeness >= 0.5";

const STATEMENT_GISTS: &str = "SELECT x.reading, x.position, x.parent, p.name, p.class, p.state, g.head,
     g.lemmas FROM $current CROSS JOIN statements x ON x.reading = r.reading
     CROSS JOIN gists g ON g.reading = x.reading AND g.kind = 'statement' AND g.position = x.position
     LEFT JOIN actors p ON p.reading = x.reading AND p.position = x.speaker WHERE r.current = 1";

const EVENT_GISTS: &str =
    "SELECT x.reading, x.position, x.type, x.status, x.said_in, d.value, d.end_value,
     p.name, p.class, p.state, g.head, g.lemmas
     FROM $current CROSS JOIN events x ON x.reading = r.reading
     CROSS JOIN gists g ON g.reading = x.reading AND g.kind = 'event' AND g.position = x.position
     LEFT JOIN dates d ON d.reading = x.reading AND d.position = x.date
     LEFT JOIN actors p ON p.reading = x.reading AND p.position = x.place WHERE r.current = 1";

const EVENT_PARTIES: &str = "SELECT q.reading, q.event, q.side, p.name, p.class, p.state
     FROM $current CROSS JOIN event_parties q ON q.reading = r.reading
     CROSS JOIN actors p ON p.reading = q.reading AND p.position = q.actor WHERE r.current = 1";

const COMMITMENT_GISTS: &str = "SELECT x.reading, x.position, x.event, x.said_in, d.value, d.end_value,
     x.condition_start IS NOT NULL, g.lemmas
     FROM $current CROSS JOIN commitments x ON x.reading = r.reading
     CROSS JOIN gists g ON g.reading = x.reading AND g.kind = 'commitment' AND g.position = x.position
     LEFT JOIN dates d ON d.reading = x.reading AND d.position = x.until_date WHERE r.current = 1";

const COMMITMENT_PARTIES: &str = "SELECT q.reading, q.commitment, q.side, p.name, p.class, p.state
     FROM $current CROSS JOIN commitment_parties q ON q.reading = r.reading
     CROSS JOIN actors p ON p.reading = q.reading AND p.position = q.actor
     WHERE r.current = 1 AND q.side = 'who'";

const QUANTITY_GISTS: &str =
    "SELECT x.reading, x.position, x.said_in, x.value, x.upper, x.bound, x.kind,
     x.unit, g.head, g.lemmas FROM $current CROSS JOIN quantities x ON x.reading = r.reading
     CROSS JOIN gists g ON g.reading = x.reading AND g.kind = 'quantity' AND g.position = x.position
     WHERE r.current = 1";

/// The questions over all reports, for whoever looks at how they are answered.
#[cfg(test)]
const ALL: [&str; 11] = [
    REPORTS,
    MOSTLY_COPIES,
    STATEMENT_GISTS,
    EVENT_GISTS,
    EVENT_PARTIES,
    COMMITMENT_GISTS,
    COMMITMENT_PARTIES,
    QUANTITY_GISTS,
    RELAYS,
    SPEAKERS,
    CREDITS,
];

/// A question of this module in full.
pub(crate) fn in_full(question: &str) -> String {
    question.replace("$current", CURRENT)
}

fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn maybe_count(number: Option<i64>) -> Option<usize> {
    number.map(count)
}

/// Words that have been met, each held once.
#[derive(Debug, Default)]
struct WordsMet(FxHashSet<Arc<str>>);

impl WordsMet {
    /// The word that stands in this column.
    fn at(&mut self, row: &Row<'_>, at: usize) -> rusqlite::Result<Arc<str>> {
        Ok(self.met(row.get_ref(at)?.as_str()?))
    }

    fn maybe_at(&mut self, row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Arc<str>>> {
        Ok(row.get_ref(at)?.as_str_or_null()?.map(|word| self.met(word)))
    }

    fn met(&mut self, word: &str) -> Arc<str> {
        if let Some(met) = self.0.get(word) {
            return Arc::clone(met);
        }
        let met: Arc<str> = word.into();
        self.0.insert(Arc::clone(&met));
        met
    }
}

/// The passage that was met last: those that stand in one often come one after the other.
#[derive(Debug, Default)]
struct PassageMet(Arc<str>);

impl PassageMet {
    fn at(&mut self, row: &Row<'_>, at: usize) -> rusqlite::Result<Arc<str>> {
        let lemmas = row.get_ref(at)?.as_str()?;
        if *self.0 != *lemmas {
            self.0 = lemmas.into();
        }
        Ok(Arc::clone(&self.0))
    }
}

/// Actors that have been met, each held once however many reports name it.
#[derive(Debug, Default)]
struct PartiesMet {
    /// By name, class and state.
    met: FxHashMap<String, Arc<PartyCompared>>,
    key: String,
}

impl PartiesMet {
    /// An actor whose name, class and state stand in this and the next columns.
    fn at(&mut self, row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Arc<PartyCompared>>> {
        let Some(name) = row.get_ref(at)?.as_str_or_null()? else { return Ok(None) };
        let class = row.get_ref(at + 1)?.as_str()?;
        let state = row.get_ref(at + 2)?.as_str_or_null()?;
        self.key.clear();
        for part in [name, "\n", class, "\n", state.unwrap_or_default()] {
            self.key.push_str(part);
        }
        if let Some(party) = self.met.get(&self.key) {
            return Ok(Some(Arc::clone(party)));
        }
        let key = name_key(name);
        let last_word = last_word_key(&key).filter(|_| class == "person").map(str::to_owned);
        let (name, class, state) = (name.to_owned(), class.to_owned(), state.map(str::to_owned));
        let party = Arc::new(PartyCompared { name, key, last_word, class, state });
        self.met.insert(self.key.clone(), Arc::clone(&party));
        Ok(Some(party))
    }
}

fn date(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<(String, Option<String>)>> {
    let value: Option<String> = row.get(at)?;
    let end: Option<String> = row.get(at + 1)?;
    Ok(value.map(|value| (value, end)))
}

/// A record whose report is not known yet.
const NO_REPORT: usize = usize::MAX;

/// A record of a report.
trait OfReport {
    /// Where it is kept.
    fn place(&self) -> RecordPlace;
    /// Its report, by its place among the reports, then its place there.
    fn order(&self) -> (usize, usize);
    /// Puts it in a report.
    fn put_in(&mut self, report: usize);
}

macro_rules! of_report {
    ($($record:ty),*) => {$(
        impl OfReport for $record {
            fn place(&self) -> RecordPlace {
                self.place
            }

            fn order(&self) -> (usize, usize) {
                (self.report, self.position)
            }

            fn put_in(&mut self, report: usize) {
                self.report = report;
            }
        }
    )*};
}

of_report!(StatementCompared, EventCompared, CommitmentCompared, QuantityCompared);

/// Who has a part in an event: the event's reading and place there, the side, and who.
type PartyOfEvent = ((i64, i64), usize, Arc<PartyCompared>);

/// Who has a part in each event of current readings; by the places of the events.
#[derive(Debug, Default)]
pub struct EventParties(Vec<PartyOfEvent>);

impl EventParties {
    /// Gives each event its actors and recipients.
    pub fn give<'e>(&self, events: impl Iterator<Item = &'e mut EventCompared>) {
        for event in events {
            let place = (event.place.reading, event.place.position);
            let from = self.0.partition_point(|(of, ..)| *of < place);
            for (_, side, party) in self.0[from..].iter().take_while(|(of, ..)| *of == place) {
                let sides = [&mut event.actors, &mut event.recipients];
                sides[(*side).min(1)].push(Arc::clone(party));
            }
        }
    }
}

impl Ledger {
    /// The reports whose records are compared.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn reports_compared(&self) -> Result<ReportsCompared, LedgerError> {
        let ask = || -> rusqlite::Result<ReportsCompared> {
            let mut outlets = WordsMet::default();
            // By what they are ordered is only asked for here, and lies in one text.
            let mut orders = String::new();
            let mut order = |row: &Row<'_>, at: usize| -> rusqlite::Result<Range<usize>> {
                let from = orders.len();
                orders.push_str(row.get_ref(at)?.as_str_or_null()?.unwrap_or_default());
                Ok(from..orders.len())
            };
            // With the time of publication and the SHA-256.
            type Found = (ReportCompared, Range<usize>, Range<usize>);
            let mut found: Vec<Found> = Vec::new();
            let mut ask = self.connection.prepare(&in_full(REPORTS))?;
            let mut rows = ask.query([])?;
            while let Some(row) = rows.next()? {
                let report = ReportCompared {
                    reading: row.get(0)?,
                    id: row.get(1)?,
                    outlet: outlets.maybe_at(row, 3)?,
                    day: row.get_ref(5)?.as_str_or_null()?.and_then(|day| day.parse().ok()),
                    stands_for: 0,
                };
                found.push((report, order(row, 4)?, order(row, 2)?));
            }
            // Those that do not tell when they were published come last.
            found.sort_by(|one, other| {
                let [key, other_key] = [one, other].map(|(report, published, sha256)| {
                    let published = &orders[published.clone()];
                    (published.is_empty(), published, &orders[sha256.clone()], &report.id)
                });
                key.cmp(&other_key)
            });
            let by_reading: FxHashMap<i64, usize> =
                found.iter().map(|(report, ..)| report.reading).zip(0..).collect();
            let mut reports: Vec<ReportCompared> = found
                .into_iter()
                .enumerate()
                .map(|(at, (report, ..))| ReportCompared { stands_for: at, ..report })
                .collect();
            let mut ask = self.connection.prepare(MOSTLY_COPIES)?;
            let mut rows = ask.query([])?;
            while let Some(row) = rows.next()? {
                let place = |at: usize| -> rusqlite::Result<Option<usize>> {
                    Ok(by_reading.get(&row.get(at)?).copied())
                };
                if let (Some(own), Some(cluster)) = (place(0)?, place(1)?) {
                    reports[own].stands_for = cluster;
                }
            }
            Ok(ReportsCompared { reports, by_reading })
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The pairs of these reports that tell the same, since one is a copy of the other or repeats it in its own words, as
    /// copies were last linked; by their places among the reports, the lesser first, sorted.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn telling_the_same(
        &self,
        reports: &ReportsCompared,
    ) -> Result<Vec<[usize; 2]>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<[usize; 2]>> {
            let mut ask = self.connection.prepare(TELLING_THE_SAME)?;
            let mut rows = ask.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let place = |at: usize| -> rusqlite::Result<Option<usize>> {
                    Ok(reports.by_reading.get(&row.get(at)?).copied())
                };
                if let (Some(one), Some(other)) = (place(0)?, place(1)?) {
                    found.push([one.min(other), one.max(other)]);
                }
            }
            found.sort_unstable();
            found.dedup();
            Ok(found)
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The records that a question finds, in the order of their reports, which are asked for when all records are there:
    /// another thread may still be reading them until then.
    fn compared<'r, T: OfReport>(
        &self,
        question: &str,
        mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
        reports: impl FnOnce() -> &'r ReportsCompared,
    ) -> Result<Vec<T>, LedgerError> {
        let mut ask = || -> rusqlite::Result<Vec<T>> {
            let mut ask = self.connection.prepare(&in_full(question))?;
            let mut rows = ask.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(take(row)?);
            }
            Ok(found)
        };
        let mut found = ask().map_err(|cause| self.failed(cause))?;
        let reports = reports();
        found.retain_mut(|one| {
            let report = reports.of_record(one.place());
            one.put_in(report.unwrap_or(NO_REPORT));
            report.is_some()
        });
        // They are large, and each is moved once.
        found.sort_by_cached_key(OfReport::order);
        Ok(found)
    }

    /// Takes each party of records: the record's reading and place there, whether it is of another side than the first,
    /// and who.
    fn each_party(
        &self,
        question: &str,
        first: &str,
        mut take: impl FnMut((i64, i64), usize, Arc<PartyCompared>),
    ) -> Result<(), LedgerError> {
        let mut met = PartiesMet::default();
        let mut ask = || -> rusqlite::Result<()> {
            let mut ask = self.connection.prepare(&in_full(question))?;
            let mut rows = ask.query([])?;
            while let Some(row) = rows.next()? {
                let side = usize::from(row.get_ref(2)?.as_str()? != first);
                if let Some(party) = met.at(row, 3)? {
                    take((row.get(0)?, row.get(1)?), side, party);
                }
            }
            Ok(())
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The statements of current readings, in the order of their reports, which are asked for once all are there.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn statements_compared<'r>(
        &self,
        reports: impl FnOnce() -> &'r ReportsCompared,
    ) -> Result<Vec<StatementCompared>, LedgerError> {
        let (mut met, mut words) = (PartiesMet::default(), WordsMet::default());
        self.compared(
            STATEMENT_GISTS,
            |row| {
                let (reading, position): (i64, i64) = (row.get(0)?, row.get(1)?);
                Ok(StatementCompared {
                    place: RecordPlace { reading, position },
                    report: NO_REPORT,
                    position: count(position),
                    parent: maybe_count(row.get(2)?),
                    speaker: met.at(row, 3)?,
                    cue: words.at(row, 6)?,
                    lemmas: row.get(7)?,
                })
            },
            reports,
        )
    }

    /// Who has a part in the events of current readings.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn event_parties(&self) -> Result<EventParties, LedgerError> {
        let mut found: Vec<PartyOfEvent> = Vec::new();
        self.each_party(EVENT_PARTIES, "actor", |of, side, party| found.push((of, side, party)))?;
        // They come so, as long as the question is answered as it is.
        found.sort_by_key(|(of, side, _)| (*of, *side));
        Ok(EventParties(found))
    }

    /// The events of current readings, in the order of their reports, which are asked for once all are there; without actors
    /// and recipients, which [`event_parties`](Self::event_parties) knows.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn events_compared<'r>(
        &self,
        reports: impl FnOnce() -> &'r ReportsCompared,
    ) -> Result<Vec<EventCompared>, LedgerError> {
        let (mut met, mut words) = (PartiesMet::default(), WordsMet::default());
        let mut passage = PassageMet::default();
        self.compared(
            EVENT_GISTS,
            |row| {
                let (reading, at): (i64, i64) = (row.get(0)?, row.get(1)?);
                Ok(EventCompared {
                    place: RecordPlace { reading, position: at },
                    report: NO_REPORT,
                    position: count(at),
                    kind: words.at(row, 2)?,
                    status: words.at(row, 3)?,
                    said_in: maybe_count(row.get(4)?),
                    actors: Vec::new(),
                    recipients: Vec::new(),
                    date: date(row, 5)?,
                    held_at: met.at(row, 7)?,
                    trigger: words.at(row, 10)?,
                    lemmas: passage.at(row, 11)?,
                })
            },
            reports,
        )
    }

    /// The commitments of current readings, in the order of their reports, which are asked for once all are there.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn commitments_compared<'r>(
        &self,
        reports: impl FnOnce() -> &'r ReportsCompared,
    ) -> Result<Vec<CommitmentCompared>, LedgerError> {
        let mut parties: FxHashMap<(i64, i64), Vec<Arc<PartyCompared>>> = FxHashMap::default();
        self.each_party(COMMITMENT_PARTIES, "who", |of, _, party| {
            parties.entry(of).or_default().push(party);
        })?;
        self.compared(
            COMMITMENT_GISTS,
            |row| {
                let (reading, at): (i64, i64) = (row.get(0)?, row.get(1)?);
                let who = parties.remove(&(reading, at)).unwrap_or_default();
                Ok(CommitmentCompared {
                    place: RecordPlace { reading, position: at },
                    report: NO_REPORT,
                    position: count(at),
                    event: count(row.get(2)?),
                    said_in: maybe_count(row.get(3)?),
                    who,
                    until: date(row, 4)?,
                    has_condition: row.get(6)?,
                    lemmas: row.get(7)?,
                })
            },
            reports,
        )
    }

    /// The quantities of current readings, in the order of their reports, which are asked for once all are there.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn quantities_compared<'r>(
        &self,
        reports: impl FnOnce() -> &'r ReportsCompared,
    ) -> Result<Vec<QuantityCompared>, LedgerError> {
        let (mut words, mut passage) = (WordsMet::default(), PassageMet::default());
        self.compared(
            QUANTITY_GISTS,
            |row| {
                let (reading, position): (i64, i64) = (row.get(0)?, row.get(1)?);
                Ok(QuantityCompared {
                    place: RecordPlace { reading, position },
                    report: NO_REPORT,
                    position: count(position),
                    said_in: maybe_count(row.get(2)?),
                    value: row.get(3)?,
                    upper: row.get(4)?,
                    bound: words.at(row, 5)?,
                    kind: words.at(row, 6)?,
                    unit: words.maybe_at(row, 7)?,
                    beside: row.get(8)?,
                    lemmas: passage.at(row, 9)?,
                })
            },
            reports,
        )
    }

    /// Where the records of a kind are kept for which all that is asked holds.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn places(&self, kind: Kind, query: &Query) -> Result<Vec<RecordPlace>, LedgerError> {
        let Some(tables) = tables_of(kind) else { return Ok(Vec::new()) };
        let (sql, parameters): (String, Vec<Value>) = of_records(query, tables, PLACE);
        let ask = || -> rusqlite::Result<Vec<RecordPlace>> {
            self.connection
                .prepare(&sql)?
                .query_map(params_from_iter(parameters), |row| {
                    Ok(RecordPlace { reading: row.get(0)?, position: row.get(1)? })
                })?
                .collect()
        };
        ask().map_err(|cause| self.failed(cause))
    }

    fn found<T>(
        &self,
        kind: Kind,
        place: RecordPlace,
        answer: impl FnOnce(&Loaded, usize, Option<ClaimId>) -> Option<T>,
    ) -> Result<T, LedgerError> {
        let find = || -> Result<T, Problem> {
            let claim: Option<String> = self
                .connection
                .prepare_cached(&format!(
                    "SELECT claim FROM {} WHERE reading = ? AND position = ?",
                    kind.table()
                ))?
                .query_row([place.reading, place.position], |row| row.get(0))?;
            let loaded = self.load(place.reading)?;
            answer(&loaded, count(place.position), claim.map(ClaimId)).ok_or_else(|| {
                Problem::Damaged(format!("a row of {} is not in its record", kind.table()))
            })
        };
        find().map_err(|problem| problem.of(&self.file))
    }

    /// The statement that is kept there.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or is another one.
    pub fn statement_at(&self, place: RecordPlace) -> Result<StatementFound, LedgerError> {
        self.found(Kind::Statement, place, Loaded::statement)
    }

    /// The event that is kept there.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or is another one.
    pub fn event_at(&self, place: RecordPlace) -> Result<EventFound, LedgerError> {
        self.found(Kind::Event, place, Loaded::event)
    }

    /// The commitment that is kept there.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or is another one.
    pub fn commitment_at(&self, place: RecordPlace) -> Result<CommitmentFound, LedgerError> {
        self.found(Kind::Commitment, place, Loaded::commitment)
    }

    /// The quantity that is kept there.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or is another one.
    pub fn quantity_at(&self, place: RecordPlace) -> Result<QuantityFound, LedgerError> {
        self.found(Kind::Quantity, place, Loaded::quantity)
    }

    /// What is known of the publication of a report.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or is another one.
    pub fn article_compared(
        &self,
        of: &ReportsCompared,
        report: usize,
    ) -> Result<Arc<ArticleFound>, LedgerError> {
        let find = || -> Result<Arc<ArticleFound>, Problem> {
            let reading = of.reports.get(report).map(|report| report.reading);
            let reading = reading.ok_or_else(|| Problem::Damaged("no such report".into()))?;
            Ok(self.load(reading)?.article)
        };
        find().map_err(|problem| problem.of(&self.file))
    }

    /// How many current readings have no gists: they were kept by a version that wrote none, and views
    /// that compare reports do not see them until they are read again.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn readings_without_gists(&self) -> Result<u64, LedgerError> {
        self.connection
            .query_row(
                "SELECT count(*) FROM readings WHERE current = 1 AND has_gists = 0",
                [],
                |row| row.get::<_, i64>(0),
            )
            .map(i64::unsigned_abs)
            .map_err(|cause| self.failed(cause))
    }
}

/// What a person says of a record as evidence of what became of a commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceSaid {
    /// The commitment.
    pub commitment: RecordPlace,
    /// What kind of record the evidence is.
    pub kind: Kind,
    /// The evidence.
    pub evidence: RecordPlace,
    /// What becomes of the commitment by it.
    pub stage: String,
    /// Whether the record says so.
    pub holds: bool,
    /// Who says that.
    pub by: String,
}

impl Ledger {
    /// What people say of evidence, as far as current readings have the records, in the order in which
    /// they said it: of two about the same the later holds.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn evidence_said(&self) -> Result<Vec<EvidenceSaid>, LedgerError> {
        let find = || -> Result<Vec<EvidenceSaid>, Problem> {
            let mut found = Vec::new();
            for (_, correction) in evidence_said(&self.connection)? {
                let Change::Evidence { commitment, evidence, stage, holds } = correction.change
                else {
                    continue;
                };
                let places = (self.place_of(&commitment)?, self.place_of(&evidence)?);
                let (Some((_, commitment)), Some((kind, evidence))) = places else { continue };
                let by = correction.by;
                found.push(EvidenceSaid { commitment, kind, evidence, stage, holds, by });
            }
            Ok(found)
        };
        find().map_err(|problem| problem.of(&self.file))
    }

    /// Where the record that is named is kept, if the current reading of its article has it.
    fn place_of(&self, named: &RecordNamed) -> Result<Option<(Kind, RecordPlace)>, Problem> {
        let reading: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT reading FROM articles JOIN readings USING (article)
                 WHERE id = ? AND sha256 = ? AND readings.current = 1",
            )?
            .query_row([&named.article.id, &named.article.sha256], |row| row.get(0))
            .optional()?;
        let Some(reading) = reading else { return Ok(None) };
        let record = self.load(reading)?.record;
        let found = match &named.subject {
            Subject::Statement(cue) => {
                (Kind::Statement, record.statements.iter().position(|own| own.cue == *cue))
            }
            Subject::Event { trigger, kind } => {
                let is_it = |own: &depesha::record::Event| {
                    own.trigger == *trigger && kind.as_ref().is_none_or(|kind| *kind == own.kind)
                };
                (Kind::Event, record.events.iter().position(is_it))
            }
            Subject::Commitment(act) => {
                (Kind::Commitment, record.commitments.iter().position(|own| own.act == *act))
            }
            _ => return Ok(None),
        };
        let (kind, Some(position)) = found else { return Ok(None) };
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        Ok(Some((kind, RecordPlace { reading, position })))
    }
}

fn tables_of(kind: Kind) -> Option<&'static Tables> {
    Some(match kind {
        Kind::Statement => &STATEMENTS,
        Kind::Event => &EVENTS,
        Kind::Commitment => &COMMITMENTS,
        Kind::Attitude => &ATTITUDES,
        Kind::Quantity => &QUANTITIES,
        Kind::Date => &DATES,
        Kind::Actor => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrations::{NEWEST, bring_to};

    #[test]
    fn records_are_found_from_their_readings_and_never_by_walking_over_all() {
        let mut connection = Connection::open_in_memory().unwrap();
        bring_to(&mut connection, NEWEST).unwrap();
        for question in ALL {
            let mut ask =
                connection.prepare(&format!("EXPLAIN QUERY PLAN {}", in_full(question))).unwrap();
            let steps = ask.query_map([], |row| row.get::<_, String>(3)).unwrap();
            let steps: Vec<String> = steps.collect::<rusqlite::Result<_>>().unwrap();
            let walked: Vec<&String> =
                steps.iter().filter(|step| step.starts_with("SCAN ")).collect();
            assert_eq!(walked.len(), 1, "{steps:?}");
            assert!(walked[0].contains("readings_that_are_current"), "{steps:?}");
        }
    }
}
