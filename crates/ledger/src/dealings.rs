//! Dealings between states: the events and attitudes whose two sides are of different states, without
//! their words, so that views may count many of them.
//!
//! As for all questions, current readings are taken, in which corrections are heeded. Reports that are
//! copies are left out, as by [`Query::without_copies`](crate::Query): their origins stand for them. So are
//! reports without a day, and actors whose state is guessed from nothing but the setting of the report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use depesha::Record;
use depesha::directory::Day;
use depesha::reading::EventType;
use depesha::record::{Event, EventStatus};
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};

use crate::corrections::ClaimId;
use crate::error::LedgerError;
use crate::ledger::{Ledger, Problem};
use crate::loaded::{Loaded, article_key};
use crate::questions::{AttitudeFound, EventFound, StatementFound};
use crate::search::Search;

/// Which dealings are asked for.
#[derive(Debug, Clone, Default)]
pub struct Dealings {
    /// The two states (ISO 3166-1 alpha-3) of which each is on one of the sides; none for all states.
    pub between: Option<[String; 2]>,
    /// The first day of publication.
    pub since: Option<Day>,
    /// The last day of publication.
    pub until: Option<Day>,
}

/// Where a record stands in this ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordPlace {
    pub(crate) reading: i64,
    pub(crate) position: i64,
}

/// A report that tells of dealings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DealingReport {
    /// The day on which it was published.
    pub day: Day,
    /// The key of the article in tables that leave the ledger: it follows from id and SHA-256.
    pub key: String,
    /// Its outlet, as the reading or the giver has it.
    pub outlet: Option<String>,
}

/// Whose words tell an event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Teller {
    /// The report's author: no statement holds it.
    Author,
    /// Somebody whom the report does not tell.
    Unnamed,
    /// The speaker of the innermost statement that holds it.
    Speaker {
        /// The name: that of the entry in the directory, else that of the report.
        name: String,
        /// What kind of actor it is: `person`, `state`, `organization`, `outlet`, `group` and so on.
        class: String,
        /// The state that it is or acts for.
        state: Option<String>,
        /// What tells the state: `name`, `office`, `setting`; none where a person claims it.
        ground: Option<String>,
    },
}

/// An event between two states, one way: an act of several is a dealing for each two of different states.
#[derive(Debug, Clone, PartialEq)]
pub struct Dealing {
    /// The report.
    pub report: Arc<DealingReport>,
    /// Where the event stands.
    pub place: RecordPlace,
    /// The state that acts.
    pub from: String,
    /// The state that is acted upon.
    pub to: String,
    /// Whether all parties act; then there is a dealing each way.
    pub mutual: bool,
    /// Its type.
    pub kind: EventType,
    /// Its mode, as PLOVER names it.
    pub mode: Option<String>,
    /// Whether it is said to be done.
    pub status: EventStatus,
    /// When it was done, where its clause says so: the value or the end of the range in ISO 8601.
    pub date: Option<String>,
    /// Whose words tell it.
    pub teller: Teller,
}

/// An attitude of one who is of one state to one who is of another, or of the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Stance {
    /// The report.
    pub report: Arc<DealingReport>,
    /// Where the attitude stands.
    pub place: RecordPlace,
    /// Whose it is.
    pub source: StanceSide,
    /// To whom it is.
    pub target: StanceSide,
    /// Whether it is for the target.
    pub is_positive: bool,
    /// How sure it is, from 0 to 1.
    pub confidence: f64,
}

/// A side of a [`Stance`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StanceSide {
    /// The name: that of the entry in the directory, else that of the report.
    pub name: String,
    /// What kind of actor it is.
    pub class: String,
    /// The state that it is or acts for; none where only the setting tells it.
    pub state: Option<String>,
}

/// The types whose acts are mutual where nobody is acted upon and several act.
const MUTUAL: [&str; 3] = ["AGREE", "CONSULT", "COOPERATE"];

/// What all dealings are asked for with: an event `x` in a reading `r` of an article `a`, told by `s`.
const EVENT_COLUMNS: &str =
    "a.id, a.sha256, a.day, coalesce(r.outlet, a.outlet), x.reading, x.position,
    x.type, x.mode, x.status, coalesce(d.end_value, d.value), x.said_in,
    coalesce((SELECT e.name FROM directory_members m JOIN directory_entries e ON e.entry = m.entry
              WHERE m.article_id = a.id AND m.name = v.name AND m.class = v.class
              ORDER BY m.confidence DESC, e.entry LIMIT 1), v.name),
    v.class, v.state, v.state_ground";

const TOLD: &str = "CROSS JOIN readings r ON r.reading = x.reading AND r.current = 1
    CROSS JOIN articles a ON a.article = r.article
    LEFT JOIN dates d ON d.reading = x.reading AND d.position = x.date
    LEFT JOIN statements s ON s.reading = x.reading AND s.position = x.said_in
    LEFT JOIN actors v ON v.reading = s.reading AND v.position = s.speaker";

const NO_COPY: &str = "a.day IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM copies c WHERE c.article = a.article AND c.likeness >= 0.5)";

const KNOWN: &str = "IS NOT 'setting'";

fn days(asked: &Dealings, day_column: &str, sql: &mut String, parameters: &mut Vec<Value>) {
    for (day, comparison) in [(asked.since, ">="), (asked.until, "<=")] {
        if let Some(day) = day {
            parameters.push(Value::Text(day.to_string()));
            sql.push_str(&format!(" AND {day_column} {comparison} ?{}", parameters.len()));
        }
    }
}

/// Finds the dealings that are asked for, one way in the case of two states.
fn of_events(asked: &Dealings, way: Option<[&str; 2]>) -> (String, Vec<Value>) {
    let mut parameters: Vec<Value> =
        way.iter().flatten().map(|state| Value::Text((*state).to_owned())).collect();
    let ways = if way.is_some() { "AND k.from_state = ?1 AND k.to_state = ?2" } else { "" };
    let mut sql = format!(
        "SELECT {EVENT_COLUMNS}, k.from_state, k.to_state, k.mutual FROM dealings k
         CROSS JOIN events x ON x.reading = k.reading AND x.position = k.event {TOLD}
         WHERE {NO_COPY} {ways}"
    );
    days(asked, "k.day", &mut sql, &mut parameters);
    (sql, parameters)
}

/// The dealings that an event makes: the states of who acts and of who is acted upon, or of each two who act, and
/// whether they act both. They are kept as the reading is.
pub(crate) fn between(record: &Record, event: &Event) -> BTreeSet<(String, String, bool)> {
    let state = |id: &String| {
        let actor = record.actors.iter().find(|actor| actor.id == *id)?;
        let from = actor.state_from.as_ref().map(|from| from.ground.as_str());
        actor.state.clone().filter(|_| from != Some("setting"))
    };
    let states = |ids: &[String]| -> BTreeSet<String> { ids.iter().filter_map(state).collect() };
    let mutual = event.recipients.is_empty();
    if mutual && !MUTUAL.contains(&event.kind.as_str()) {
        return BTreeSet::new();
    }
    let actors = states(&event.actors);
    let others = if mutual { actors.clone() } else { states(&event.recipients) };
    let pairs = actors.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
    let differ = pairs.filter(|(one, other)| one != other);
    differ.map(|(one, other)| (one.clone(), other.clone(), mutual)).collect()
}

/// Finds who else tells an event, by its reading and position.
const RETOLD: &str = "SELECT t.said_in,
    coalesce((SELECT e.name FROM directory_members m JOIN directory_entries e ON e.entry = m.entry
              WHERE m.article_id = a.id AND m.name = v.name AND m.class = v.class
              ORDER BY m.confidence DESC, e.entry LIMIT 1), v.name),
    v.class, v.state, v.state_ground
    FROM event_tellings t CROSS JOIN readings r ON r.reading = t.reading
    CROSS JOIN articles a ON a.article = r.article
    LEFT JOIN statements s ON s.reading = t.reading AND s.position = t.said_in
    LEFT JOIN actors v ON v.reading = s.reading AND v.position = s.speaker
    WHERE t.reading = ? AND t.event = ? ORDER BY t.rank";

/// Finds statements that hold a word and in which both states have a part: by the speaker, or by a mention in
/// what is said.
fn of_statements(
    asked: &Dealings,
    [one, other]: &[String; 2],
    words: &Search,
) -> (String, Vec<Value>) {
    let part = |state: &str| {
        format!(
            "EXISTS (SELECT 1 FROM actors v WHERE v.state = {state} AND v.reading = x.reading
             AND (v.position = x.speaker OR EXISTS (SELECT 1 FROM mentions m
             CROSS JOIN statement_contents q ON q.reading = m.reading AND q.statement = x.position
             AND q.span_start <= m.span_start AND m.span_end <= q.span_end
             WHERE m.reading = v.reading AND m.actor = v.position)))"
        )
    };
    let mut parameters: Vec<Value> = [one, other].map(|state| Value::Text(state.clone())).into();
    parameters.push(Value::Text(words.expression().to_owned()));
    let mut sql = format!(
        "SELECT x.reading, x.position, a.day, a.sha256, a.id FROM statement_search
         CROSS JOIN statements x ON x.statement = statement_search.rowid
         CROSS JOIN readings r ON r.reading = x.reading AND r.current = 1
         CROSS JOIN articles a ON a.article = r.article
         WHERE statement_search MATCH ?3 AND {NO_COPY} AND {} AND {}",
        part("?1"),
        part("?2")
    );
    days(asked, "a.day", &mut sql, &mut parameters);
    sql.push_str(" ORDER BY a.day, a.sha256, a.id, x.position");
    (sql, parameters)
}

/// Finds the attitudes whose sides both have a state, or all of them.
fn of_stances(asked: &Dealings, of_states: bool) -> (String, Vec<Value>) {
    let name = |actor: &str| {
        format!(
            "coalesce((SELECT e.name FROM directory_members m JOIN directory_entries e
             ON e.entry = m.entry WHERE m.article_id = a.id AND m.name = {actor}.name
             AND m.class = {actor}.class ORDER BY m.confidence DESC, e.entry LIMIT 1), {actor}.name)"
        )
    };
    let names = if of_states {
        ["one.name".to_owned(), "two.name".to_owned()]
    } else {
        ["one", "two"].map(name)
    };
    let sides = if of_states { "AND one.state IS NOT NULL AND two.state IS NOT NULL" } else { "" };
    let mut sql = format!(
        "SELECT a.id, a.sha256, a.day, coalesce(r.outlet, a.outlet), x.reading, x.position, x.polarity,
         x.confidence, {}, one.class, iif(one.state_ground {KNOWN}, one.state, NULL),
         {}, two.class, iif(two.state_ground {KNOWN}, two.state, NULL)
         FROM articles a CROSS JOIN readings r ON r.article = a.article AND r.current = 1
         CROSS JOIN attitudes x ON x.reading = r.reading
         CROSS JOIN actors one ON one.reading = x.reading AND one.position = x.source
         CROSS JOIN actors two ON two.reading = x.reading AND two.position = x.target
         WHERE {NO_COPY} {sides}",
        names[0], names[1]
    );
    let mut parameters = Vec::new();
    days(asked, "a.day", &mut sql, &mut parameters);
    (sql, parameters)
}

/// The reports of rows that come with id, SHA-256, day and outlet in front.
#[derive(Default)]
struct Reports {
    known: BTreeMap<i64, Arc<DealingReport>>,
}

impl Reports {
    fn of(&mut self, row: &Row<'_>) -> Result<(RecordPlace, Arc<DealingReport>), Problem> {
        let place = RecordPlace { reading: row.get(4)?, position: row.get(5)? };
        if let Some(report) = self.known.get(&place.reading) {
            return Ok((place, Arc::clone(report)));
        }
        let (id, sha256): (String, String) = (row.get(0)?, row.get(1)?);
        let day: String = row.get(2)?;
        let day = day.parse().map_err(Problem::Damaged)?;
        let key = article_key(&id, &sha256);
        let report = Arc::new(DealingReport { day, key, outlet: row.get(3)? });
        self.known.insert(place.reading, Arc::clone(&report));
        Ok((place, report))
    }
}

/// Who tells it, from the columns from this one on: the statement, then its speaker.
fn teller(row: &Row<'_>, at: usize) -> rusqlite::Result<Teller> {
    let said_in: Option<i64> = row.get(at)?;
    let name: Option<String> = row.get(at + 1)?;
    Ok(match (said_in, name) {
        (None, _) => Teller::Author,
        (Some(_), None) => Teller::Unnamed,
        (Some(_), Some(name)) => Teller::Speaker {
            name,
            class: row.get(at + 2)?,
            state: row.get(at + 3)?,
            ground: row.get(at + 4)?,
        },
    })
}

fn dealing(row: &Row<'_>, reports: &mut Reports) -> Result<Dealing, Problem> {
    let (place, report) = reports.of(row)?;
    let kind: String = row.get(6)?;
    let kind = EventType::ALL.into_iter().find(|one| one.name() == kind);
    let kind = kind.ok_or_else(|| Problem::Damaged("an event has an unknown type".into()))?;
    let status = match row.get_ref(8)?.as_str().map_err(rusqlite::Error::from)? {
        "planned" => EventStatus::Planned,
        "hypothetical" => EventStatus::Hypothetical,
        "negated" => EventStatus::Negated,
        _ => EventStatus::Actual,
    };
    Ok(Dealing {
        report,
        place,
        from: row.get(15)?,
        to: row.get(16)?,
        mutual: row.get(17)?,
        kind,
        mode: row.get(7)?,
        status,
        date: row.get(9)?,
        teller: teller(row, 10)?,
    })
}

fn stance(row: &Row<'_>, reports: &mut Reports) -> Result<Stance, Problem> {
    let (place, report) = reports.of(row)?;
    let side = |at: usize| -> rusqlite::Result<StanceSide> {
        Ok(StanceSide { name: row.get(at)?, class: row.get(at + 1)?, state: row.get(at + 2)? })
    };
    Ok(Stance {
        report,
        place,
        is_positive: row.get_ref(6)?.as_str().map_err(rusqlite::Error::from)? == "pos",
        confidence: row.get(7)?,
        source: side(8)?,
        target: side(11)?,
    })
}

impl Ledger {
    /// The events between states that are asked for, by day, key of the article and place in the text; of one
    /// event by the states.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn dealings(&self, asked: &Dealings) -> Result<Vec<Dealing>, LedgerError> {
        let ways = match &asked.between {
            Some([one, other]) => vec![Some([one.as_str(), other]), Some([other.as_str(), one])],
            None => vec![None],
        };
        let mut reports = Reports::default();
        let mut found = Vec::new();
        for way in ways {
            let (sql, parameters) = of_events(asked, way);
            self.take_rows(&sql, parameters, |row| {
                found.push(dealing(row, &mut reports)?);
                Ok(())
            })?;
        }
        found.sort_by(|one, other| {
            let key = |dealing: &Dealing| (dealing.report.day, dealing.place.position);
            let states = |dealing: &Dealing| [dealing.from.clone(), dealing.to.clone()];
            let of_report = key(one).0.cmp(&key(other).0);
            of_report
                .then_with(|| one.report.key.cmp(&other.report.key))
                .then_with(|| key(one).1.cmp(&key(other).1))
                .then_with(|| states(one).cmp(&states(other)))
                .then_with(|| one.teller.cmp(&other.teller))
        });
        Ok(found)
    }

    /// The same dealings, once for each further place in the report where another voice tells them again.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn retold(&self, dealings: &[Dealing]) -> Result<Vec<Dealing>, LedgerError> {
        let run = || -> Result<Vec<Dealing>, Problem> {
            let mut ask = self.connection.prepare_cached(RETOLD)?;
            let mut found = Vec::new();
            for dealing in dealings {
                let RecordPlace { reading, position } = dealing.place;
                let mut rows = ask.query(params![reading, position])?;
                while let Some(row) = rows.next()? {
                    found.push(Dealing { teller: teller(row, 0)?, ..dealing.clone() });
                }
            }
            Ok(found)
        };
        run().map_err(|problem| problem.of(&self.file))
    }

    /// The statements in which both states have a part, by who speaks or by whom they speak of, and which hold
    /// these words, by day, SHA-256 and place; copies and reports without a day are left out.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn statements_on(
        &self,
        states: &[String; 2],
        words: &Search,
        asked: &Dealings,
    ) -> Result<Vec<StatementFound>, LedgerError> {
        let (sql, parameters) = of_statements(asked, states, words);
        let mut places = Vec::new();
        self.take_rows(&sql, parameters, |row| {
            places.push(RecordPlace { reading: row.get(0)?, position: row.get(1)? });
            Ok(())
        })?;
        self.statements_at(&places)
    }

    /// The attitudes that are asked for, by day, key of the article and place: those whose sides both have a
    /// state, or all of them, with the names that the directory has.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn stances(&self, asked: &Dealings, of_states: bool) -> Result<Vec<Stance>, LedgerError> {
        let (sql, parameters) = of_stances(asked, of_states);
        let mut reports = Reports::default();
        let mut found = Vec::new();
        self.take_rows(&sql, parameters, |row| {
            found.push(stance(row, &mut reports)?);
            Ok(())
        })?;
        found.sort_by(|one, other| {
            let of_report = one.report.day.cmp(&other.report.day);
            let of_report = of_report.then_with(|| one.report.key.cmp(&other.report.key));
            of_report.then_with(|| one.place.position.cmp(&other.place.position))
        });
        Ok(found)
    }

    /// How many reports were read of each day, copies left out.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn reports_by_day(&self, asked: &Dealings) -> Result<BTreeMap<Day, usize>, LedgerError> {
        let mut sql = String::from(
            "SELECT a.name, a.count FROM tallies a WHERE a.what = 'report' AND a.count > 0",
        );
        let mut parameters = Vec::new();
        days(asked, "a.name", &mut sql, &mut parameters);
        let mut counts = BTreeMap::new();
        self.take_rows(&sql, parameters, |row| {
            let day: String = row.get(0)?;
            let count: i64 = row.get(1)?;
            let day = day.parse().map_err(Problem::Damaged)?;
            counts.insert(day, usize::try_from(count).unwrap_or(0));
            Ok(())
        })?;
        Ok(counts)
    }

    fn take_rows(
        &self,
        sql: &str,
        parameters: Vec<Value>,
        mut take: impl FnMut(&Row<'_>) -> Result<(), Problem>,
    ) -> Result<(), LedgerError> {
        let ask_all = || -> Result<(), Problem> {
            let mut ask = self.connection.prepare_cached(sql)?;
            let mut rows = ask.query(params_from_iter(parameters))?;
            while let Some(row) = rows.next()? {
                take(row)?;
            }
            Ok(())
        };
        ask_all().map_err(|problem| problem.of(&self.file))
    }

    /// The events at these places, with their words, in this order.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn events_at(&self, places: &[RecordPlace]) -> Result<Vec<EventFound>, LedgerError> {
        self.found_at(places, "events", Loaded::event)
    }

    /// The attitudes at these places, with their words, in this order.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn attitudes_at(&self, places: &[RecordPlace]) -> Result<Vec<AttitudeFound>, LedgerError> {
        self.found_at(places, "attitudes", Loaded::attitude)
    }

    /// The statements at these places, with their words, in this order.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn statements_at(
        &self,
        places: &[RecordPlace],
    ) -> Result<Vec<StatementFound>, LedgerError> {
        self.found_at(places, "statements", Loaded::statement)
    }

    fn found_at<T>(
        &self,
        places: &[RecordPlace],
        table: &str,
        answer: impl Fn(&Loaded, usize, Option<ClaimId>) -> Option<T>,
    ) -> Result<Vec<T>, LedgerError> {
        let run = || -> Result<Vec<T>, Problem> {
            let sql = format!("SELECT claim FROM {table} WHERE reading = ? AND position = ?");
            let mut ask = self.connection.prepare_cached(&sql)?;
            let mut known: Option<Loaded> = None;
            let mut found = Vec::with_capacity(places.len());
            for &RecordPlace { reading, position } in places {
                let held = known.take().filter(|held| held.reading == reading);
                let held = match held {
                    Some(held) => held,
                    None => self.load(reading)?,
                };
                let claim: Option<String> =
                    ask.query_row(params![reading, position], |row| row.get(0))?;
                let at = usize::try_from(position).unwrap_or(usize::MAX);
                found.push(answer(&held, at, claim.map(ClaimId)).ok_or_else(|| {
                    Problem::Damaged(format!("a row of {table} is not in its record"))
                })?);
                known = Some(held);
            }
            Ok(found)
        };
        run().map_err(|problem| problem.of(&self.file))
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::migrations::{NEWEST, bring_to};

    /// The steps by which SQLite answers a question.
    fn plan((question, parameters): (String, Vec<Value>)) -> String {
        let mut connection = Connection::open_in_memory().unwrap();
        bring_to(&mut connection, NEWEST).unwrap();
        let mut ask = connection.prepare(&format!("EXPLAIN QUERY PLAN {question}")).unwrap();
        let steps = ask.query_map(params_from_iter(parameters), |row| row.get::<_, String>(3));
        steps.unwrap().map(|step| step.unwrap() + "\n").collect()
    }

    #[test]
    fn the_dealings_of_two_states_are_found_by_their_states() {
        let plan = plan(of_events(&Dealings::default(), Some(["AZE", "RUS"])));
        assert!(
            plan.contains("SEARCH k USING PRIMARY KEY (from_state=? AND to_state=?)"),
            "{plan}"
        );
        assert!(!plan.contains("SCAN"), "{plan}");
    }

    #[test]
    fn who_else_tells_an_event_is_found_from_the_event() {
        let plan = plan((RETOLD.into(), vec![Value::Integer(1), Value::Integer(1)]));
        assert!(!plan.contains("SCAN"), "{plan}");
    }

    #[test]
    fn statements_on_two_states_are_found_from_their_words() {
        let words = Search::new("отношение", |word| vec![word.to_owned()]).unwrap();
        let states = ["AZE".to_owned(), "RUS".to_owned()];
        let plan = plan(of_statements(&Dealings::default(), &states, &words));
        let scans: Vec<&str> = plan.lines().filter(|line| line.starts_with("SCAN ")).collect();
        assert!(scans.iter().all(|line| line.contains("VIRTUAL TABLE")), "{plan}");
    }

    #[test]
    fn all_dealings_take_one_walk_over_what_is_kept_of_them() {
        let plan = plan(of_events(&Dealings::default(), None));
        let scans: Vec<&str> = plan.lines().filter(|line| line.starts_with("SCAN ")).collect();
        assert!(scans.iter().all(|line| line.starts_with("SCAN k")), "{plan}");
    }

    #[test]
    fn attitudes_of_some_days_are_found_by_the_day() {
        let since = "2025-11-03".parse().ok();
        let asked = Dealings { since, ..Dealings::default() };
        for of_states in [true, false] {
            let plan = plan(of_stances(&asked, of_states));
            assert!(plan.contains("SEARCH a USING INDEX articles_by_day"), "{plan}");
            assert!(!plan.contains("SCAN"), "{plan}");
        }
    }
}
