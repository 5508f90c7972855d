//! What the ledger is asked, and what it answers.

use std::collections::HashMap;
use std::sync::Arc;

use depesha::Record;
use depesha::directory::Day;
use depesha::reading::EventType;
use depesha::record::{
    ActorClass, AttitudeEvidence, Commitment, Event, EventStatus, Span, Statement, StatementKind,
};
use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};
use serde::Serialize;

use crate::corrections::ClaimId;
use crate::error::LedgerError;
use crate::ledger::{Ledger, Problem};
use crate::names::name_key;
use crate::rows::{class_word, statement_kind_word, status_word};
use crate::search::Search;

/// Which records are asked for: those for which all of it holds. What does not apply to a kind of
/// record is not heeded.
///
/// Names are those of actors in the reports or of entries in the directory, whatever their case; a
/// person's surname alone will do. The directory's are those of its last
/// [`refresh`](Ledger::refresh_directory).
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Who speaks, acts, is bound, or is for or against somebody.
    pub by: Option<String>,
    /// Who is spoken of in a statement, to whom an act is done, to whom somebody is bound, or whom an
    /// attitude is to.
    pub about: Option<String>,
    /// States (ISO 3166-1 alpha-3) that each have a part in it: by an actor that speaks, acts, is
    /// acted upon or, in statements, is spoken of.
    pub states: Vec<String>,
    /// Two states of which one speaks or acts and the other is spoken of or acted upon, either way.
    pub between: Option<[String; 2]>,
    /// Types of events, of which one will do.
    pub event_types: Vec<EventType>,
    /// Statuses of events, of which one will do.
    pub statuses: Vec<EventStatus>,
    /// Kinds of statements, of which one will do.
    pub statement_kinds: Vec<StatementKind>,
    /// The outlet that published the report.
    pub outlet: Option<String>,
    /// The first day of publication.
    pub since: Option<Day>,
    /// The last day of publication.
    pub until: Option<Day>,
    /// Words in the content of a statement, or in the text that tells an event.
    pub search: Option<Search>,
    /// How sure it is at least, from 0 to 1: of a statement that its source means its speaker, of an
    /// event that it is one.
    pub confidence: Option<f64>,
    /// Whether copies of other articles are left out, as
    /// [`link_copies`](Ledger::link_copies) last found them.
    pub without_copies: bool,
    /// The most records to give.
    pub limit: Option<usize>,
}

/// The article that a record is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticleFound {
    /// Its id.
    pub id: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Its outlet, as the reading or the giver has it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// Its headline.
    pub title: Option<String>,
}

/// An actor by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its name in the report.
    pub name: String,
    /// What kind of actor it is.
    pub class: ActorClass,
    /// The state that it is or acts for.
    pub state: Option<String>,
}

/// A statement that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatementFound {
    /// The article.
    pub article: Arc<ArticleFound>,
    /// The statement; its ids are those of the article's record.
    pub statement: Statement,
    /// Who speaks.
    pub speaker: Option<Named>,
    /// The words of the cue.
    pub cue: String,
    /// The words of the content, a stretch each.
    pub content: Vec<String>,
    /// The names from the reader inwards: the outlet; then, of each statement that holds this one and
    /// of itself, relays and speaker.
    pub chain: Vec<String>,
    /// The correction that it comes from; none where the program read it.
    pub claim: Option<ClaimId>,
}

/// An event that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventFound {
    /// The article.
    pub article: Arc<ArticleFound>,
    /// The event; its ids are those of the article's record.
    pub event: Event,
    /// Who does it.
    pub actors: Vec<Named>,
    /// To whom.
    pub recipients: Vec<Named>,
    /// Where.
    pub place: Option<Named>,
    /// The words of the trigger.
    pub trigger: String,
    /// The names from the reader inwards, of the statement that tells it.
    pub chain: Vec<String>,
    /// The correction that it comes from; none where the program read it.
    pub claim: Option<ClaimId>,
}

/// A commitment that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommitmentFound {
    /// The article.
    pub article: Arc<ArticleFound>,
    /// The commitment; its ids are those of the article's record.
    pub commitment: Commitment,
    /// Who is bound.
    pub who: Vec<Named>,
    /// To whom.
    pub to: Vec<Named>,
    /// The words of the promised act.
    pub act: String,
    /// The words of the condition.
    pub condition: Option<String>,
    /// The names from the reader inwards, of the statement that holds the act.
    pub chain: Vec<String>,
    /// The correction that it comes from; none where the program read it.
    pub claim: Option<ClaimId>,
}

/// An attitude that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttitudeFound {
    /// The article.
    pub article: Arc<ArticleFound>,
    /// Whose it is.
    pub source: Named,
    /// To whom.
    pub target: Named,
    /// `pos` or `neg`.
    pub polarity: String,
    /// How sure it is, from 0 to 1.
    pub confidence: f64,
    /// What shows it: `act`, `words`, `judgement`, `classifier`, `claimed`.
    pub ground: String,
    /// The words that show it, with their places.
    pub evidence: Vec<(Span, String)>,
    /// The names from the reader inwards, of the statement that tells it.
    pub chain: Vec<String>,
    /// The correction that it comes from; none where the program read it.
    pub claim: Option<ClaimId>,
}

/// An entry of the directory that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActorFound {
    /// The entry's id.
    pub entry: String,
    /// What kind of actor it is.
    pub class: String,
    /// Its name.
    pub name: String,
    /// All its names, the first that of the entry.
    pub names: Vec<String>,
    /// The states that reports give it.
    pub states: Vec<String>,
    /// Its roles: title, whose, first and last day on which reports say so.
    pub roles: Vec<RoleFound>,
    /// How many reports it occurs in.
    pub reports: usize,
}

/// A role of an entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoleFound {
    /// The title in the nominative.
    pub title: String,
    /// The entry whose role it is.
    pub of: Option<String>,
    /// The day of the first report that says so.
    pub first: Option<String>,
    /// The day of the last one.
    pub last: Option<String>,
}

/// The tables that hold a kind of record.
struct Tables {
    table: &'static str,
    /// Actors `(reading, record, actor)` that speak, act, are bound.
    active: &'static str,
    /// Actors `(reading, record, actor)` that are spoken of, acted upon, promised to.
    passive: &'static str,
    confidence: &'static str,
}

const STATEMENTS: Tables = Tables {
    table: "statements",
    active: "SELECT reading, position AS record, speaker AS actor FROM statements
             WHERE speaker IS NOT NULL",
    passive: "SELECT c.reading, c.statement AS record, m.actor FROM statement_contents c
              JOIN mentions m ON m.reading = c.reading
              AND m.span_start >= c.span_start AND m.span_end <= c.span_end",
    confidence: "speaker_confidence",
};

const EVENTS: Tables = Tables {
    table: "events",
    active: "SELECT reading, event AS record, actor FROM event_parties WHERE side = 'actor'",
    passive: "SELECT reading, event AS record, actor FROM event_parties WHERE side = 'recipient'",
    confidence: "confidence",
};

const COMMITMENTS: Tables = Tables {
    table: "commitments",
    active: "SELECT reading, commitment AS record, actor FROM commitment_parties
             WHERE side = 'who'",
    passive: "SELECT reading, commitment AS record, actor FROM commitment_parties
              WHERE side = 'to'",
    confidence: "1.0",
};

const ATTITUDES: Tables = Tables {
    table: "attitudes",
    active: "SELECT reading, position AS record, source AS actor FROM attitudes",
    passive: "SELECT reading, position AS record, target AS actor FROM attitudes",
    confidence: "confidence",
};

/// The actors of this name, in reports or by the directory.
const NAMED: &str = "
    SELECT reading, actor FROM actor_names WHERE name_key = ?
    UNION SELECT reading, actor FROM actor_names WHERE last_word_key = ?
    UNION SELECT readings.reading, actors.position FROM directory_members m
    JOIN articles ON articles.id = m.article_id
    JOIN readings ON readings.article = articles.article AND readings.current = 1
    JOIN actors ON actors.reading = readings.reading AND actors.class = m.class
    AND actors.name = m.name
    WHERE m.entry IN (SELECT entry FROM directory_names WHERE name_key = ? OR last_word_key = ?)";

/// A question in SQL.
#[derive(Default)]
struct Sql {
    conditions: Vec<String>,
    parameters: Vec<Value>,
}

impl Sql {
    fn add(&mut self, condition: String, parameters: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition);
        self.parameters.extend(parameters);
    }

    fn one_of(&mut self, column: &str, words: &[&str]) {
        if !words.is_empty() {
            let marks = vec!["?"; words.len()].join(", ");
            let words = words.iter().map(|&word| Value::Text(word.to_owned()));
            self.add(format!("{column} IN ({marks})"), words);
        }
    }

    /// That an actor of these has such a part in the record `x`.
    fn part(&mut self, parts: &str, actors: &str, parameters: impl IntoIterator<Item = Value>) {
        self.add(
            format!(
                "EXISTS (SELECT 1 FROM ({parts}) p WHERE p.reading = x.reading
                 AND p.record = x.position AND (p.reading, p.actor) IN ({actors}))"
            ),
            parameters,
        );
    }
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

impl Query {
    fn sql(&self, tables: &Tables) -> (String, Vec<Value>) {
        const OF_STATE: &str = "SELECT reading, position FROM actors WHERE state = ?";
        let Tables { table, active, passive, confidence } = tables;
        let mut sql = Sql::default();
        for (name, parts) in [(&self.by, active), (&self.about, passive)] {
            if let Some(name) = name {
                let key = text(&name_key(name));
                sql.part(parts, NAMED, vec![key; 4]);
            }
        }
        for state in &self.states {
            let either = format!("{active} UNION ALL {passive}");
            sql.part(&either, OF_STATE, [text(state)]);
        }
        if let Some([one, other]) = &self.between {
            let mut ways = Vec::new();
            for (first, second) in [(one, other), (other, one)] {
                let mut way = Sql::default();
                way.part(active, OF_STATE, [text(first)]);
                way.part(passive, OF_STATE, [text(second)]);
                ways.push(way.conditions.join(" AND "));
                sql.parameters.extend(way.parameters);
            }
            sql.conditions.push(format!("({})", ways.join(" OR ")));
        }
        if *table == "events" {
            let types: Vec<&str> = self.event_types.iter().map(|kind| kind.name()).collect();
            sql.one_of("x.type", &types);
            let statuses: Vec<&str> = self.statuses.iter().map(|&s| status_word(s)).collect();
            sql.one_of("x.status", &statuses);
        }
        if *table == "statements" {
            let kinds: Vec<&str> =
                self.statement_kinds.iter().map(|&kind| statement_kind_word(kind)).collect();
            sql.one_of("x.kind", &kinds);
        }
        if let Some(outlet) = &self.outlet {
            sql.add("r.outlet_key = ?".into(), [text(&name_key(outlet))]);
        }
        if let Some(day) = self.since {
            sql.add("a.day >= ?".into(), [text(&day.to_string())]);
        }
        if let Some(day) = self.until {
            sql.add("a.day <= ?".into(), [text(&day.to_string())]);
        }
        if let Some(search) = &self.search {
            let condition = if *table == "statements" {
                "x.statement IN (SELECT rowid FROM statement_search WHERE statement_search MATCH ?)"
            } else {
                "x.reading IN (SELECT rowid FROM reading_search WHERE reading_search MATCH ?)"
            };
            sql.add(condition.into(), [text(search.expression())]);
        }
        if let Some(least) = self.confidence {
            sql.add(format!("{} >= ?", qualified(confidence)), [Value::Real(least)]);
        }
        if self.without_copies {
            sql.add("a.article NOT IN (SELECT article FROM copies)".into(), []);
        }
        let mut query = format!(
            "SELECT x.reading, x.position, x.claim FROM {table} x
             JOIN readings r ON r.reading = x.reading JOIN articles a ON a.article = r.article
             WHERE r.current = 1"
        );
        for condition in sql.conditions {
            query.push_str(" AND ");
            query.push_str(&condition);
        }
        query.push_str(" ORDER BY a.published, a.sha256, a.id, x.position");
        if let Some(limit) = self.limit {
            query.push_str(&format!(" LIMIT {limit}"));
        }
        (query, sql.parameters)
    }
}

fn qualified(column: &str) -> String {
    if column.starts_with(char::is_alphabetic) { format!("x.{column}") } else { column.to_owned() }
}

/// A reading that records are taken from.
struct Loaded {
    reading: i64,
    article: Arc<ArticleFound>,
    record: Record,
    body: String,
    statements: HashMap<String, usize>,
    actors: HashMap<String, usize>,
}

impl Loaded {
    /// The words at a place that is counted in code points.
    fn words(&self, span: Span) -> String {
        let place = |count: usize| {
            self.body.char_indices().nth(count).map_or(self.body.len(), |(byte, _)| byte)
        };
        self.body[place(span.start)..place(span.end)].to_owned()
    }

    fn named(&self, id: &String) -> Option<Named> {
        let actor = &self.record.actors[*self.actors.get(id)?];
        let (name, state) = (actor.name.clone(), actor.state.clone());
        Some(Named { name, class: actor.class, state })
    }

    fn all_named(&self, ids: &[String]) -> Vec<Named> {
        ids.iter().filter_map(|id| self.named(id)).collect()
    }

    /// The names from the reader inwards to a statement.
    fn chain(&self, innermost: Option<&String>) -> Vec<String> {
        let mut inwards = Vec::new();
        let mut next = innermost;
        while let Some(&at) = next.and_then(|id| self.statements.get(id)) {
            let statement = &self.record.statements[at];
            inwards.push(statement);
            next = statement.parent.as_ref();
            // A correction may have made two statements hold one another.
            if inwards.len() > self.record.statements.len() {
                break;
            }
        }
        let mut chain: Vec<String> = self.article.outlet.iter().cloned().collect();
        for statement in inwards.into_iter().rev() {
            let ids = statement.via.iter().chain(&statement.speaker);
            chain.extend(ids.filter_map(|id| self.named(id)).map(|actor| actor.name));
        }
        chain
    }
}

impl Ledger {
    /// The statements that are asked for, by time of publication, SHA-256 and place in the text.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn statements(&self, query: &Query) -> Result<Vec<StatementFound>, LedgerError> {
        self.find(query, &STATEMENTS, |loaded, at, claim| {
            let statement = loaded.record.statements.get(at)?.clone();
            Some(StatementFound {
                article: Arc::clone(&loaded.article),
                speaker: statement.speaker.as_ref().and_then(|id| loaded.named(id)),
                cue: loaded.words(statement.cue),
                content: statement.content.iter().map(|&span| loaded.words(span)).collect(),
                chain: loaded.chain(Some(&statement.id)),
                claim,
                statement,
            })
        })
    }

    /// The events that are asked for, by time of publication, SHA-256 and place in the text.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn events(&self, query: &Query) -> Result<Vec<EventFound>, LedgerError> {
        self.find(query, &EVENTS, |loaded, at, claim| {
            let event = loaded.record.events.get(at)?.clone();
            Some(EventFound {
                article: Arc::clone(&loaded.article),
                actors: loaded.all_named(&event.actors),
                recipients: loaded.all_named(&event.recipients),
                place: event.place.as_ref().and_then(|id| loaded.named(id)),
                trigger: loaded.words(event.trigger),
                chain: loaded.chain(event.said_in.as_ref()),
                claim,
                event,
            })
        })
    }

    /// The commitments that are asked for, by time of publication, SHA-256 and place in the text.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn commitments(&self, query: &Query) -> Result<Vec<CommitmentFound>, LedgerError> {
        self.find(query, &COMMITMENTS, |loaded, at, claim| {
            let commitment = loaded.record.commitments.get(at)?.clone();
            Some(CommitmentFound {
                article: Arc::clone(&loaded.article),
                who: loaded.all_named(&commitment.who),
                to: loaded.all_named(&commitment.to),
                act: loaded.words(commitment.act),
                condition: commitment.condition.map(|span| loaded.words(span)),
                chain: loaded.chain(commitment.said_in.as_ref()),
                claim,
                commitment,
            })
        })
    }

    /// The attitudes that are asked for, by time of publication, SHA-256 and place in the text.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn attitudes(&self, query: &Query) -> Result<Vec<AttitudeFound>, LedgerError> {
        self.find(query, &ATTITUDES, |loaded, at, claim| {
            let attitude = loaded.record.attitudes.get(at)?;
            let evidence = attitude.evidence.iter().map(AttitudeEvidence::span);
            Some(AttitudeFound {
                article: Arc::clone(&loaded.article),
                source: loaded.named(&attitude.source)?,
                target: loaded.named(&attitude.target)?,
                polarity: attitude.polarity.name().to_owned(),
                confidence: attitude.confidence,
                ground: attitude.ground.clone(),
                evidence: evidence.map(|span| (span, loaded.words(span))).collect(),
                chain: loaded.chain(attitude.said_in.as_ref()),
                claim,
            })
        })
    }

    /// The entries of the directory as they were last counted, by id: those of this name (`by`) and
    /// these states.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn actors(&self, query: &Query) -> Result<Vec<ActorFound>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<ActorFound>> {
            let mut sql = Sql::default();
            if let Some(name) = &query.by {
                let key = text(&name_key(name));
                sql.add(
                    "entry IN (SELECT entry FROM directory_names WHERE name_key = ?
                     OR last_word_key = ?)"
                        .into(),
                    [key.clone(), key],
                );
            }
            for state in &query.states {
                sql.add(
                    "entry IN (SELECT entry FROM directory_states WHERE state = ?)".into(),
                    [text(state)],
                );
            }
            sql.conditions.push("1".into());
            let limit = query.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
            let mut entries = self.connection.prepare(&format!(
                "SELECT entry, class, name, reports FROM directory_entries WHERE {}
                 ORDER BY entry LIMIT {limit}",
                sql.conditions.join(" AND ")
            ))?;
            let mut names = self
                .connection
                .prepare("SELECT name FROM directory_names WHERE entry = ? ORDER BY rank")?;
            let mut states = self.connection.prepare(
                "SELECT state FROM directory_states WHERE entry = ? ORDER BY reports DESC, state",
            )?;
            let mut roles = self.connection.prepare(
                "SELECT title, of_entry, first_said, last_said FROM directory_roles
                 WHERE entry = ? ORDER BY rank",
            )?;
            let mut found = entries.query(params_from_iter(sql.parameters))?;
            let mut actors = Vec::new();
            while let Some(row) = found.next()? {
                let entry: String = row.get(0)?;
                let column = |ask: &mut rusqlite::Statement<'_>| {
                    ask.query_map([&entry], |row| row.get(0))?.collect::<rusqlite::Result<_>>()
                };
                actors.push(ActorFound {
                    class: row.get(1)?,
                    name: row.get(2)?,
                    reports: usize::try_from(row.get::<_, i64>(3)?).unwrap_or(0),
                    names: column(&mut names)?,
                    states: column(&mut states)?,
                    roles: roles
                        .query_map([&entry], |row| {
                            Ok(RoleFound {
                                title: row.get(0)?,
                                of: row.get(1)?,
                                first: row.get(2)?,
                                last: row.get(3)?,
                            })
                        })?
                        .collect::<rusqlite::Result<_>>()?,
                    entry,
                });
            }
            Ok(actors)
        };
        ask().map_err(|cause| self.failed(cause))
    }

    fn find<T>(
        &self,
        query: &Query,
        tables: &Tables,
        answer: impl Fn(&Loaded, usize, Option<ClaimId>) -> Option<T>,
    ) -> Result<Vec<T>, LedgerError> {
        let run = || -> Result<Vec<T>, Problem> {
            let (sql, parameters) = query.sql(tables);
            let mut ask = self.connection.prepare(&sql)?;
            let mut rows = ask.query(params_from_iter(parameters))?;
            let mut loaded: Option<Loaded> = None;
            let mut answers = Vec::new();
            while let Some(row) = rows.next()? {
                let reading: i64 = row.get(0)?;
                let known = loaded.take().filter(|known| known.reading == reading);
                let known = match known {
                    Some(known) => known,
                    None => self.load(reading)?,
                };
                let at = usize::try_from(row.get::<_, i64>(1)?).unwrap_or(usize::MAX);
                let claim: Option<String> = row.get(2)?;
                let found = answer(&known, at, claim.map(ClaimId));
                answers.push(found.ok_or_else(|| {
                    Problem::Damaged(format!("a row of {} is not in its record", tables.table))
                })?);
                loaded = Some(known);
            }
            Ok(answers)
        };
        run().map_err(|problem| problem.of(&self.file))
    }

    fn load(&self, reading: i64) -> Result<Loaded, Problem> {
        let mut ask = self.connection.prepare_cached(
            "SELECT a.id, a.sha256, coalesce(r.outlet, a.outlet), a.url, a.published, a.title,
             a.body, r.record FROM readings r JOIN articles a ON a.article = r.article
             WHERE r.reading = ?",
        )?;
        let (article, body, record) = ask.query_row(params![reading], |row| {
            let article = ArticleFound {
                id: row.get(0)?,
                sha256: row.get(1)?,
                outlet: row.get(2)?,
                url: row.get(3)?,
                published: row.get(4)?,
                title: row.get(5)?,
            };
            Ok((article, row.get::<_, String>(6)?, row.get::<_, String>(7)?))
        })?;
        let record: Record =
            serde_json::from_str(&record).map_err(|e| Problem::Damaged(e.to_string()))?;
        let statements = record.statements.iter().map(|s| s.id.clone()).zip(0..).collect();
        let actors = record.actors.iter().map(|a| a.id.clone()).zip(0..).collect();
        Ok(Loaded { reading, article: Arc::new(article), record, body, statements, actors })
    }
}

impl Named {
    /// The word for its class.
    pub fn class_word(&self) -> &'static str {
        class_word(self.class)
    }
}
