//! What the ledger is asked, and what it answers.

use std::sync::Arc;

use depesha::directory::Day;
use depesha::reading::{EventType, QuantityKind};
use depesha::record::{
    ActorClass, Commitment, Date, Event, EventStatus, Quantity, Span, Statement, StatementKind,
};
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde::Serialize;

use crate::corrections::ClaimId;
use crate::error::LedgerError;
use crate::ledger::{Ledger, Problem};
use crate::loaded::{Loaded, article_key};
use crate::names::name_key;
use crate::question_sql::{
    ATTITUDES, COMMITMENTS, DATES, EVENTS, PLACE, QUANTITIES, STATEMENTS, Tables, of_actors,
    of_articles, of_records,
};
use crate::rows::class_word;
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
    /// Kinds of quantities, of which one will do.
    pub quantity_kinds: Vec<QuantityKind>,
    /// Classes of the directory's entries, of which one will do.
    pub classes: Vec<ActorClass>,
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
    /// [`link_copies`](Ledger::link_copies) last found them; not those that have most of their text
    /// from elsewhere.
    pub without_copies: bool,
    /// Whether those that were published last come first.
    pub latest_first: bool,
    /// Whether those that are least sure come first, before all else.
    pub least_sure_first: bool,
    /// Whether records are left out of which people said something that holds.
    pub without_claims: bool,
    /// How many of those that fit are left out, in their order, before any is given.
    pub skip: usize,
    /// The most records to give.
    pub limit: Option<usize>,
    /// Where to go on: those alone that come behind this place by time; not with `least_sure_first`.
    pub after: Option<Place>,
    /// Of the directory's entries those alone that come behind this one.
    pub after_entry: Option<EntryPlace>,
}

/// Where a record, or an article, stands among all: by time of publication, SHA-256, id and place in the
/// text. It stays what it is when more is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// When the report was published, as it was given.
    pub published: Option<String>,
    /// The SHA-256 of the article.
    pub sha256: String,
    /// The id of the article.
    pub id: String,
    /// The record's number among those of its kind in the reading; 0 of an article.
    pub position: usize,
}

impl Place {
    fn of(article: &ArticleFound, position: usize) -> Self {
        let ArticleFound { published, sha256, id, .. } = article;
        Self { published: published.clone(), sha256: sha256.clone(), id: id.clone(), position }
    }
}

/// Where an entry of the directory stands among all: those of most reports first, then by id. It changes
/// when [`Ledger::refresh_directory`] counts other reports for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPlace {
    /// How many reports the entry occurs in.
    pub reports: usize,
    /// Its id.
    pub entry: String,
}

impl Query {
    /// Whether each record of a kind fits: nothing is asked of it.
    pub fn asks_for_all(&self) -> bool {
        let lists = self.states.is_empty()
            && self.event_types.is_empty()
            && self.statuses.is_empty()
            && self.statement_kinds.is_empty()
            && self.quantity_kinds.is_empty()
            && self.classes.is_empty();
        let ones = self.by.is_none()
            && self.about.is_none()
            && self.between.is_none()
            && self.outlet.is_none()
            && self.since.is_none()
            && self.until.is_none()
            && self.search.is_none()
            && self.confidence.is_none();
        let whole = self.skip == 0
            && self.limit.is_none()
            && self.after.is_none()
            && self.after_entry.is_none();
        lists && ones && !self.without_copies && !self.without_claims && whole
    }
}

/// The article that a record is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticleFound {
    /// Its key in tables that leave the ledger: it follows from id and SHA-256.
    pub key: String,
    /// The key of the reading there: it follows from that of the article and from the versions that
    /// read it. A record's key is that of its reading, a colon, and its id.
    pub reading: String,
    /// Its id.
    pub id: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Its outlet, as the reading or the giver has it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published, as it was given.
    pub published: Option<String>,
    /// The day of publication, in ISO 8601.
    pub day: Option<String>,
    /// Its headline.
    pub title: Option<String>,
}

/// An actor by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its key in tables that leave the ledger.
    pub key: String,
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
    /// How likely the source means the speaker, from 0 to 1; none where either is not there.
    pub confidence: Option<f64>,
    /// The words that name who speaks.
    pub source: Option<String>,
    /// The words of the cue.
    pub cue: String,
    /// The words of the content, a stretch each.
    pub content: Vec<String>,
    /// The relays, from the one nearest to the reader inwards.
    pub via: Vec<Named>,
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
    /// The words of the date.
    pub date: Option<String>,
    /// The trigger with what stands around it: its sentence, as far as marks tell.
    pub passage: String,
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
    /// The words of the date until which it holds.
    pub until: Option<String>,
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
    /// Its key in tables that leave the ledger.
    pub key: String,
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
    /// The key of the statement that tells it.
    pub said_in: Option<String>,
    /// The names from the reader inwards, of the statement that tells it.
    pub chain: Vec<String>,
    /// The correction that it comes from; none where the program read it.
    pub claim: Option<ClaimId>,
}

/// A quantity that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuantityFound {
    /// The article.
    pub article: Arc<ArticleFound>,
    /// Its key in tables that leave the ledger.
    pub key: String,
    /// The quantity; its ids are those of the article's record.
    pub quantity: Quantity,
    /// Its words.
    pub words: String,
    /// The words with what stands around them: their sentence, as far as marks tell.
    pub passage: String,
    /// The names from the reader inwards, of the statement that holds it.
    pub chain: Vec<String>,
    /// The correction that it comes from; none where the program read it.
    pub claim: Option<ClaimId>,
}

/// A date that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DateFound {
    /// The article.
    pub article: Arc<ArticleFound>,
    /// Its key in tables that leave the ledger.
    pub key: String,
    /// The date; its ids are those of the article's record.
    pub date: Date,
    /// Its words.
    pub words: String,
    /// The words with what stands around them: their sentence, as far as marks tell.
    pub passage: String,
    /// The names from the reader inwards, of the statement that holds it.
    pub chain: Vec<String>,
    /// The correction that it comes from; none where the program read it.
    pub claim: Option<ClaimId>,
}

/// An article that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArticleListed {
    /// Its key in tables that leave the ledger.
    pub key: String,
    /// Its id.
    pub id: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Its outlet, as the reading or the giver has it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published, as it was given.
    pub published: Option<String>,
    /// The day of publication, in ISO 8601.
    pub day: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// The beginning of its text: the first line, at most 200 code points of it.
    pub beginning: String,
    /// What its bytes are: `text`, `html`, `jsonl` and so on.
    pub form: String,
    /// The language of its body, by its ISO 639-1 code.
    pub language: Option<String>,
    /// The code points of its body.
    pub length: usize,
    /// Whether it was read.
    pub is_read: bool,
    /// How many statements were read in it.
    pub statements: usize,
    /// How many events were read in it.
    pub events: usize,
    /// The article that it is a copy of.
    pub origin: Option<OriginFound>,
}

impl ArticleListed {
    /// Where it stands among all articles, by which [`Query::after`] goes on.
    pub fn place(&self) -> Place {
        Place {
            published: self.published.clone(),
            sha256: self.sha256.clone(),
            id: self.id.clone(),
            position: 0,
        }
    }
}

/// What an article is a copy of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OriginFound {
    /// The origin's key in tables that leave the ledger.
    pub key: String,
    /// The origin's id.
    pub id: String,
    /// The origin's outlet, as it was given.
    pub outlet: Option<String>,
    /// `exact`, `near` or `part`.
    pub kind: String,
    /// Which part of the copy stands in the origin, from 0 to 1.
    pub likeness: f64,
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
    /// Its roles, by the day on which they were first said.
    pub roles: Vec<RoleFound>,
    /// How many reports it occurs in.
    pub reports: usize,
}

impl ActorFound {
    /// Where it stands among all entries, by which [`Query::after_entry`] goes on.
    pub fn place(&self) -> EntryPlace {
        EntryPlace { reports: self.reports, entry: self.entry.clone() }
    }
}

/// A role of an entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoleFound {
    /// The title in the nominative.
    pub title: String,
    /// The entry whose role it is.
    pub of: Option<String>,
    /// The name of that entry.
    pub of_name: Option<String>,
    /// The day of the first report that says so.
    pub first: Option<String>,
    /// The day of the last one.
    pub last: Option<String>,
}

/// An error of the ledger, or one of whoever takes its answers.
enum Failure<E> {
    Ledger(Problem),
    Taker(E),
}

impl<E, P: Into<Problem>> From<P> for Failure<E> {
    fn from(problem: P) -> Self {
        Self::Ledger(problem.into())
    }
}

/// Takes the answers into a list.
fn listed<T>(
    give: impl FnOnce(&mut dyn FnMut(T) -> Result<(), LedgerError>) -> Result<(), LedgerError>,
) -> Result<Vec<T>, LedgerError> {
    let mut found = Vec::new();
    give(&mut |answer| {
        found.push(answer);
        Ok(())
    })?;
    Ok(found)
}

/// For each kind of record: all that are asked for, and the same one by one.
macro_rules! questions {
    ($($all:ident $each:ident $placed:ident $found:ident $tables:ident $answer:path, $called:literal;)+) => {
        impl Ledger { $(
            #[doc = concat!("The ", $called, " that are asked for, by time of publication, SHA-256 and place in \
                             the text.")]
            ///
            /// # Errors
            /// Where the ledger cannot be read.
            pub fn $all(&self, query: &Query) -> Result<Vec<$found>, LedgerError> {
                listed(|take| self.$each(query, take))
            }

            #[doc = concat!("Gives the ", $called, " that are asked for one by one, by time of publication, \
                             SHA-256 and place in the text; ends with the first error that `take` gives.")]
            ///
            /// # Errors
            /// Where the ledger cannot be read, or `take` fails.
            pub fn $each<E: From<LedgerError>>(
                &self,
                query: &Query,
                mut take: impl FnMut($found) -> Result<(), E>,
            ) -> Result<(), E> {
                self.each(query, &$tables, $answer, |_, found| take(found))
            }

            #[doc = concat!("As [`", stringify!($each), "`](Self::", stringify!($each), "), each of the ", $called, " \
                             with its number among those of its reading, by which [`Query::after`] goes on.")]
            ///
            /// # Errors
            /// As there.
            pub fn $placed<E: From<LedgerError>>(
                &self,
                query: &Query,
                mut take: impl FnMut(Place, $found) -> Result<(), E>,
            ) -> Result<(), E> {
                self.each(query, &$tables, $answer, |at, found| {
                    take(Place::of(&found.article, at), found)
                })
            }
        )+ }
    };
}

questions! {
    statements each_statement each_placed_statement StatementFound STATEMENTS Loaded::statement, "statements";
    events each_event each_placed_event EventFound EVENTS Loaded::event, "events";
    commitments each_commitment each_placed_commitment CommitmentFound COMMITMENTS Loaded::commitment, "commitments";
    attitudes each_attitude each_placed_attitude AttitudeFound ATTITUDES Loaded::attitude, "attitudes";
    quantities each_quantity each_placed_quantity QuantityFound QUANTITIES Loaded::quantity, "quantities";
    dates each_date each_placed_date DateFound DATES Loaded::date, "dates";
}

impl Ledger {
    fn each<T, E: From<LedgerError>>(
        &self,
        query: &Query,
        tables: &Tables,
        answer: impl Fn(&Loaded, usize, Option<ClaimId>) -> Option<T>,
        mut take: impl FnMut(usize, T) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut run = || -> Result<(), Failure<E>> {
            let (sql, parameters) = of_records(query, tables, PLACE);
            let mut ask = self.connection.prepare(&sql)?;
            // While the rows come, the ledger is seen in one state, whatever others write.
            let mut rows = ask.query(params_from_iter(parameters))?;
            let mut loaded: Option<Loaded> = None;
            while let Some(row) = rows.next()? {
                let reading: i64 = row.get(0)?;
                let known = loaded.take().filter(|known| known.reading == reading);
                let known = match known {
                    Some(known) => known,
                    None => self.load(reading)?,
                };
                let at = usize::try_from(row.get::<_, i64>(1)?).unwrap_or(usize::MAX);
                let claim: Option<String> = row.get(2)?;
                let found = answer(&known, at, claim.map(ClaimId)).ok_or_else(|| {
                    Problem::Damaged(format!("a row of {} is not in its record", tables.table))
                })?;
                loaded = Some(known);
                take(at, found).map_err(Failure::Taker)?;
            }
            Ok(())
        };
        run().map_err(|failure| match failure {
            Failure::Ledger(problem) => problem.of(&self.file).into(),
            Failure::Taker(error) => error,
        })
    }

    /// The articles that are asked for, by time of publication, SHA-256 and id: the current version of
    /// each, read or not. `by` and `states` are actors that are spoken of in it.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn articles(&self, query: &Query) -> Result<Vec<ArticleListed>, LedgerError> {
        listed(|take| self.each_article(query, take))
    }

    /// Gives the articles that are asked for one by one; ends with the first error that `take` gives.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or `take` fails.
    pub fn each_article<E: From<LedgerError>>(
        &self,
        query: &Query,
        mut take: impl FnMut(ArticleListed) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut run = || -> Result<(), Failure<E>> {
            let (sql, parameters) = of_articles(query);
            let mut ask = self.connection.prepare(&sql)?;
            let mut rows = ask.query(params_from_iter(parameters))?;
            let count = |number: i64| usize::try_from(number).unwrap_or(0);
            while let Some(row) = rows.next()? {
                let (id, sha256): (String, String) = (row.get(0)?, row.get(1)?);
                let (origin_id, origin_sha256): (Option<String>, Option<String>) =
                    (row.get(13)?, row.get(14)?);
                let origin = match (origin_id, origin_sha256) {
                    (Some(id), Some(sha256)) => Some(OriginFound {
                        key: article_key(&id, &sha256),
                        id,
                        outlet: row.get(15)?,
                        kind: row.get(16)?,
                        likeness: row.get(17)?,
                    }),
                    _ => None,
                };
                let beginning: String = row.get(7)?;
                let first = beginning.trim_start().lines().next().unwrap_or("").trim_end();
                let article = ArticleListed {
                    key: article_key(&id, &sha256),
                    id,
                    sha256,
                    outlet: row.get(2)?,
                    url: row.get(3)?,
                    published: row.get(4)?,
                    day: row.get(5)?,
                    title: row.get(6)?,
                    beginning: first.chars().take(200).collect(),
                    form: row.get(8)?,
                    language: row.get(9)?,
                    length: count(row.get(10)?),
                    is_read: row.get::<_, Option<i64>>(18)?.is_some(),
                    statements: count(row.get(11)?),
                    events: count(row.get(12)?),
                    origin,
                };
                take(article).map_err(Failure::Taker)?;
            }
            Ok(())
        };
        run().map_err(|failure| match failure {
            Failure::Ledger(problem) => problem.of(&self.file).into(),
            Failure::Taker(error) => error,
        })
    }

    /// The entries of the directory as they were last counted, those of most reports first: those of
    /// this name (`by`), these states and classes, that occur in reports of the outlet and the days that
    /// are asked for.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn actors(&self, query: &Query) -> Result<Vec<ActorFound>, LedgerError> {
        listed(|take| self.each_actor(query, take))
    }

    /// Gives the entries of the directory that are asked for one by one; ends with the first error that
    /// `take` gives.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or `take` fails.
    pub fn each_actor<E: From<LedgerError>>(
        &self,
        query: &Query,
        take: impl FnMut(ActorFound) -> Result<(), E>,
    ) -> Result<(), E> {
        let (sql, parameters) = of_actors(query);
        self.each_entry(&sql, parameters, take)
    }

    /// Gives the entries that a question in SQL finds, by entry, class, name and reports.
    pub(crate) fn each_entry<E: From<LedgerError>>(
        &self,
        sql: &str,
        parameters: Vec<Value>,
        mut take: impl FnMut(ActorFound) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut run = || -> Result<(), Failure<E>> {
            let parameters = parameters.clone();
            let mut entries = self.connection.prepare(sql)?;
            let mut names = self
                .connection
                .prepare("SELECT name FROM directory_names WHERE entry = ? ORDER BY rank")?;
            let mut states = self.connection.prepare(
                "SELECT state FROM directory_states WHERE entry = ? ORDER BY reports DESC, state",
            )?;
            let mut roles = self.connection.prepare(
                "SELECT title, of_entry, of.name, first_said, last_said FROM directory_roles r
                 LEFT JOIN directory_entries of ON of.entry = r.of_entry
                 WHERE r.entry = ? ORDER BY rank",
            )?;
            let mut found = entries.query(params_from_iter(parameters))?;
            while let Some(row) = found.next()? {
                let entry: String = row.get(0)?;
                let column = |ask: &mut rusqlite::Statement<'_>| {
                    ask.query_map([&entry], |row| row.get(0))?.collect::<rusqlite::Result<_>>()
                };
                let actor = ActorFound {
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
                                of_name: row.get(2)?,
                                first: row.get(3)?,
                                last: row.get(4)?,
                            })
                        })?
                        .collect::<rusqlite::Result<_>>()?,
                    entry,
                };
                take(actor).map_err(Failure::Taker)?;
            }
            Ok(())
        };
        run().map_err(|failure| match failure {
            Failure::Ledger(problem) => problem.of(&self.file).into(),
            Failure::Taker(error) => error,
        })
    }

    /// Names in the directory that hold these words, those of most reports first: what a question that
    /// found nothing may have meant.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn names_with(&self, words: &str, limit: u32) -> Result<Vec<String>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<String>> {
            self.connection
                .prepare(
                    "SELECT e.name FROM directory_entries e WHERE e.entry IN
                     (SELECT entry FROM directory_names WHERE instr(name_key, ?) > 0)
                     ORDER BY e.reports DESC, e.entry LIMIT ?",
                )?
                .query_map((name_key(words), limit), |row| row.get(0))?
                .collect()
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The outlets of current readings, those of most articles first.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn outlets(&self, limit: u32) -> Result<Vec<String>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<String>> {
            self.connection
                .prepare(
                    "SELECT outlet FROM readings WHERE current = 1 AND outlet_key IS NOT NULL
                     GROUP BY outlet_key ORDER BY count(*) DESC, outlet_key LIMIT ?",
                )?
                .query_map([limit], |row| row.get(0))?
                .collect()
        };
        ask().map_err(|cause| self.failed(cause))
    }
}

/// An outlet with what is there of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletFound {
    /// Its name; of several spellings the first by letters.
    pub outlet: String,
    /// How many current readings are of its reports.
    pub reports: usize,
    /// The day of the first of these, in ISO 8601.
    pub first: Option<String>,
    /// The day of the last of these.
    pub last: Option<String>,
}

impl Ledger {
    /// The outlets of current readings by name, each with its reports: at most `limit`, behind the one of
    /// the name `after`.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn outlets_by_name(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<OutletFound>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<OutletFound>> {
            self.connection
                .prepare(
                    "SELECT min(r.outlet), count(*), min(a.day), max(a.day)
                     FROM readings r JOIN articles a ON a.article = r.article
                     WHERE r.current = 1 AND r.outlet_key IS NOT NULL AND r.outlet_key > ?
                     GROUP BY r.outlet_key ORDER BY r.outlet_key LIMIT ?",
                )?
                .query_map(
                    (name_key(after.unwrap_or("")), i64::try_from(limit).unwrap_or(i64::MAX)),
                    |row| {
                        Ok(OutletFound {
                            outlet: row.get(0)?,
                            reports: usize::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
                            first: row.get(2)?,
                            last: row.get(3)?,
                        })
                    },
                )?
                .collect()
        };
        ask().map_err(|cause| self.failed(cause))
    }
}

impl Named {
    /// The word for its class.
    pub fn class_word(&self) -> &'static str {
        class_word(self.class)
    }
}
