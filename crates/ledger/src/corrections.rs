//! What people say of the program's records.
//!
//! A correction is a claim beside the program's. Where an article has some, the ledger keeps a
//! corrected reading beside the program's, made anew from it whenever one of the two changes; views
//! prefer it. The program's own reading stays as it was.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use depesha::Record;
use depesha::directory::{Anchor, Class, Report, Seen};
use depesha::record::{
    Actor, ActorClass, Attitude, AttitudeEvidence, Commitment, Date, Event, Mention, MentionKind,
    Quantity, Span, Statement, Telling,
};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::LedgerError;
use crate::gists::gists_of;
use crate::ledger::{Ledger, Problem, ReadingPlace, choose_current, insert_reading};
use crate::lemmas::{Lemma, Lemmas};
use crate::links::Links;
use crate::received::{PreparedReading, Received};
use crate::rows::{Claims, Kind, class_word};
use crate::tallies::Tallies;

/// What somebody says of the program's records, when and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Who says it.
    pub by: String,
    /// When, as the caller tells it in RFC 3339; of two corrections of one record the later holds.
    pub at: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is said.
    pub change: Change,
}

/// An article that a correction speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ArticleKey {
    /// Its id.
    pub id: String,
    /// Its SHA-256: spans of one version mean nothing in another.
    pub sha256: String,
}

/// What a correction changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The article says something that the program did not read; where another version of it reads a
    /// record at the same place, this one takes its place.
    Add {
        /// The article.
        article: ArticleKey,
        /// What it says.
        record: Box<ClaimedRecord>,
        /// The actors that the record refers to.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        actors: Vec<ClaimedActor>,
    },
    /// A record should be another one; it is added where the program did not read it at all.
    Mend {
        /// The article.
        article: ArticleKey,
        /// The record that is mended.
        subject: Subject,
        /// What it should be, as a whole.
        record: Box<ClaimedRecord>,
        /// The actors that the record refers to.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        actors: Vec<ClaimedActor>,
    },
    /// The article does not say that.
    Reject {
        /// The article.
        article: ArticleKey,
        /// The record that is rejected.
        subject: Subject,
    },
    /// Two actors of reports are one.
    Merge {
        /// The two.
        between: [Anchor; 2],
    },
    /// Two actors of reports are two.
    Split {
        /// The two.
        between: [Anchor; 2],
    },
    /// A record is, or is not, evidence of what became of a commitment.
    Evidence {
        /// The commitment.
        commitment: RecordNamed,
        /// The record that tells of it.
        evidence: RecordNamed,
        /// What became of it: `kept`, `broken`, `denied`, `repeated`, `specified`.
        stage: String,
        /// Whether the record says so.
        holds: bool,
    },
    /// A correction is taken back; it is kept all the same.
    TakeBack {
        /// Which.
        claim: ClaimId,
    },
}

/// A record, named by what stays when its article is read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordNamed {
    /// The article.
    pub article: ArticleKey,
    /// The record.
    pub subject: Subject,
}

/// What may become of a commitment by the word of a record.
pub const STAGES: [&str; 5] = ["repeated", "specified", "kept", "broken", "denied"];

/// The name of a correction: the first sixteen hexadecimal digits of the SHA-256 of its line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClaimId(pub String);

/// What a person says a record is, in the form that records have.
///
/// Ids of actors are those of the [`ClaimedActor`]s beside it. Because another reading numbers its
/// statements and events otherwise, they are referred to by where they stand: `at:12-18` is the
/// statement whose cue, or the event whose trigger, is there. The record's own `id` and `rule` are
/// not heeded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimedRecord {
    /// Whom the report speaks of.
    Actor(ActorClaim),
    /// Who said what.
    Statement(Statement),
    /// What was done.
    Event(Event),
    /// What somebody is bound to do.
    Commitment(Commitment),
    /// Who is for or against whom.
    Attitude(Attitude),
    /// How much of what.
    Quantity(Quantity),
    /// When.
    Date(Date),
}

/// An actor that a claimed record refers to: the one of this name and class in the article, or a new
/// one where the program found none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedActor {
    /// How the record beside it calls the actor.
    pub id: String,
    /// The name, in the nominative.
    pub name: String,
    /// What kind of actor it is.
    pub class: ActorClass,
    /// The state that it is or acts for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// What a person says an actor is. Roles, references and what else the program read of it stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorClaim {
    /// The fullest name, in the nominative.
    pub name: String,
    /// Its other names in the report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// What kind of actor it is.
    pub class: ActorClass,
    /// The state that it is or acts for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Places that name it, beside those that the program found. An actor without any is none: where
    /// the program does not find it either, the claim says nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Span>,
}

/// A correction as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeptCorrection {
    /// Its name.
    pub claim: ClaimId,
    /// Whether it holds: nobody took it back, or that was taken back.
    pub holds: bool,
    /// What it says.
    #[serde(flatten)]
    pub correction: Correction,
}

/// A record of an article, named by what stays when it is read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The statement with this cue.
    Statement(Span),
    /// The event with this trigger, of this type if one is given.
    Event {
        /// The trigger.
        trigger: Span,
        /// The type.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
    },
    /// The commitment to this act.
    Commitment(Span),
    /// The quantity at this place.
    Quantity(Span),
    /// The date at this place.
    Date(Span),
    /// The attitude of one actor to another, by their names.
    Attitude {
        /// Whose it is.
        source: String,
        /// To whom.
        target: String,
    },
    /// The actor of this class and name.
    Actor {
        /// Its class.
        class: ActorClass,
        /// Its name in the record.
        name: String,
    },
}

impl Correction {
    /// The line by which it is exported.
    fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Its name, which follows from what it says: the same correction twice is one.
    pub fn id(&self) -> ClaimId {
        let digits = Sha256::digest(self.line());
        ClaimId(digits.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
    }

    /// The article that it speaks of; none where it is about actors or another correction.
    pub fn article(&self) -> Option<&ArticleKey> {
        match &self.change {
            Change::Add { article, .. }
            | Change::Mend { article, .. }
            | Change::Reject { article, .. } => Some(article),
            _ => None,
        }
    }

    /// The word for what it does: `add`, `mend`, `reject`, `merge`, `split`, `confirm`, `refuse`,
    /// `take_back`.
    pub fn action(&self) -> &'static str {
        match self.change {
            Change::Add { .. } => "add",
            Change::Mend { .. } => "mend",
            Change::Reject { .. } => "reject",
            Change::Merge { .. } => "merge",
            Change::Split { .. } => "split",
            Change::Evidence { holds: true, .. } => "confirm",
            Change::Evidence { holds: false, .. } => "refuse",
            Change::TakeBack { .. } => "take_back",
        }
    }
}

impl Ledger {
    /// Keeps a correction beside the program's records; `lemmatize` gives the words of a text with
    /// their lemmas. The same correction twice is kept once. An article that is not in the ledger may
    /// be corrected: the correction holds when it comes.
    ///
    /// # Errors
    /// Where the correction does not hold together or the ledger cannot be written.
    pub fn correct(
        &mut self,
        correction: &Correction,
        lemmatize: impl Fn(&str) -> Vec<Lemma>,
    ) -> Result<ClaimId, LedgerError> {
        self.transaction(|connection| {
            let (claim, changed) = put(connection, correction)?;
            if let Some(article) = changed {
                correct_again(connection, &article, &lemmatize)?;
            }
            Ok(claim)
        })
    }

    /// All corrections by time, author and name, each with its name and whether it holds.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn kept_corrections(&self) -> Result<Vec<KeptCorrection>, LedgerError> {
        let all = all(&self.connection, None).map_err(|problem| problem.of(&self.file))?;
        let taken = taken_back(&all);
        let kept = |(claim, correction)| KeptCorrection {
            holds: !taken.contains(&claim),
            claim: ClaimId(claim),
            correction,
        };
        Ok(all.into_iter().map(kept).collect())
    }

    /// All corrections by time, author and name, with those that were taken back.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn corrections(&self) -> Result<Vec<Correction>, LedgerError> {
        all(&self.connection, None)
            .map_err(|problem| problem.of(&self.file))
            .map(|found| found.into_iter().map(|(_, correction)| correction).collect())
    }

    /// Writes all corrections, a JSON object a line, by time, author and name.
    ///
    /// # Errors
    /// Where the ledger cannot be read or `output` not be written.
    pub fn export_corrections(&self, mut output: impl Write) -> Result<(), LedgerError> {
        for correction in self.corrections()? {
            writeln!(output, "{}", correction.line())
                .map_err(|cause| LedgerError::Output { file: self.file.clone(), cause })?;
        }
        Ok(())
    }

    /// Takes in what [`export_corrections`](Self::export_corrections) wrote: all or nothing. Gives the
    /// number of corrections that were not there before.
    ///
    /// # Errors
    /// Where a line is broken or the ledger cannot be written.
    pub fn import_corrections(
        &mut self,
        input: impl BufRead,
        lemmatize: impl Fn(&str) -> Vec<Lemma>,
    ) -> Result<usize, LedgerError> {
        let mut corrections: Vec<(usize, Correction)> = Vec::new();
        for (line, text) in (1..).zip(input.lines()) {
            let bad = |problem: String| LedgerError::BadLine { line, problem };
            let text = text.map_err(|problem| bad(problem.to_string()))?;
            if !text.trim().is_empty() {
                let read = serde_json::from_str(&text).map_err(|problem| bad(problem.to_string()));
                corrections.push((line, read?));
            }
        }
        self.transaction(|connection| {
            let count = || {
                connection
                    .query_row("SELECT count(*) FROM corrections", [], |row| row.get::<_, i64>(0))
            };
            let before = count()?;
            let mut changed = BTreeSet::new();
            for (line, correction) in &corrections {
                let (_, article) =
                    put(connection, correction).map_err(|problem| match problem {
                        Problem::Correction(problem) => Problem::Line(*line, problem),
                        other => other,
                    })?;
                changed.extend(article);
            }
            // An article is read once, however many speak of it.
            for article in &changed {
                correct_again(connection, article, &lemmatize)?;
            }
            Ok(usize::try_from(count()? - before).unwrap_or(0))
        })
    }
}

/// Writes a correction down. Gives its name, and the article whose corrected readings are to be made
/// anew; none where it was there or is about no article.
fn put(
    connection: &Connection,
    correction: &Correction,
) -> Result<(ClaimId, Option<ArticleKey>), Problem> {
    let claim = correction.id();
    let article = correction.article();
    let length: Option<i64> = match article {
        Some(article) => connection
            .query_row(
                "SELECT length(body) FROM articles WHERE id = ? AND sha256 = ?",
                params![article.id, article.sha256],
                |row| row.get(0),
            )
            .optional()?,
        None => None,
    };
    let length = length.and_then(|length| usize::try_from(length).ok());
    if let Some(problem) = problem_of(&correction.change, length) {
        return Err(Problem::Correction(problem));
    }
    if correction.by.trim().is_empty() {
        return Err(Problem::Correction("it does not say whose it is (`by`)".into()));
    }
    // The database takes more for a time than what RFC 3339 has.
    let is_dated = correction.at.len() >= 10 && correction.at.as_bytes()[4] == b'-';
    let is_time: bool =
        connection.query_row("SELECT julianday(?) IS NOT NULL", [&correction.at], |r| r.get(0))?;
    if !is_dated || !is_time {
        let problem = format!("`{}` is no time of RFC 3339 (`at`)", correction.at);
        return Err(Problem::Correction(problem));
    }
    let new = connection
        .prepare_cached(
            "INSERT OR IGNORE INTO corrections (claim, author, made_at, reason, action, article_id,
             article_sha256, correction) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            claim.0,
            correction.by,
            correction.at,
            correction.reason,
            correction.action(),
            article.map(|article| &article.id),
            article.map(|article| &article.sha256),
            correction.line()
        ])?;
    if new == 0 {
        return Ok((claim, None));
    }
    connection.execute("UPDATE directory_state SET stale = 1", [])?;
    let mut changed = article.cloned();
    // Taking back what took something back brings it in again, wherever that was.
    let mut seen = BTreeSet::new();
    let mut next = taken_by(connection, correction)?;
    while let Some(taken) = next.filter(|taken| seen.insert(taken.id())) {
        changed = taken.article().cloned();
        next = taken_by(connection, &taken)?;
    }
    Ok((claim, changed))
}

/// The correction that this one takes back, if it does and the ledger has it.
fn taken_by(
    connection: &Connection,
    correction: &Correction,
) -> Result<Option<Correction>, Problem> {
    let Change::TakeBack { claim } = &correction.change else { return Ok(None) };
    let line: Option<String> = connection
        .query_row("SELECT correction FROM corrections WHERE claim = ?", [&claim.0], |row| {
            row.get(0)
        })
        .optional()?;
    line.map(|line| parsed(&line)).transpose()
}

fn parsed(line: &str) -> Result<Correction, Problem> {
    serde_json::from_str(line).map_err(|problem| Problem::Damaged(problem.to_string()))
}

/// All corrections, or those of one article and those that take something back, in their order.
fn all(
    connection: &Connection,
    article: Option<(&str, &str)>,
) -> Result<Vec<(String, Correction)>, Problem> {
    let mut ask = connection.prepare_cached(
        "SELECT claim, correction FROM corrections
         WHERE ?1 IS NULL OR (article_id = ?1 AND article_sha256 = ?2) OR action = 'take_back'
         ORDER BY julianday(made_at), made_at, author, claim",
    )?;
    let (id, sha256) = article.unzip();
    let mut rows = ask.query(params![id, sha256])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let line: String = row.get(1)?;
        found.push((row.get(0)?, parsed(&line)?));
    }
    Ok(found)
}

/// The names of those that were taken back, less those of which that was taken back.
fn taken_back(corrections: &[(String, Correction)]) -> BTreeSet<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (claim, correction) in corrections.iter().rev() {
        if let Change::TakeBack { claim: other } = &correction.change
            && !taken.contains(claim)
        {
            taken.insert(other.0.clone());
        }
    }
    taken
}

/// Those that nobody took back, or of which the taking back was taken back.
fn holding(mut corrections: Vec<(String, Correction)>) -> Vec<(String, Correction)> {
    let taken = taken_back(&corrections);
    corrections.retain(|(claim, correction)| {
        !taken.contains(claim) && !matches!(correction.change, Change::TakeBack { .. })
    });
    corrections
}

/// The decisions of people about who is who, in their order.
pub(crate) fn decisions(connection: &Connection) -> Result<Vec<Correction>, Problem> {
    let holding = holding(all(connection, None)?);
    let decisions = holding.into_iter().map(|(_, correction)| correction);
    Ok(decisions
        .filter(|c| matches!(c.change, Change::Merge { .. } | Change::Split { .. }))
        .collect())
}

/// Puts the corrections of the article, if it has some, into a reading beside this one.
pub(crate) fn correct_reading(
    connection: &Connection,
    received: &Received,
    article: i64,
    maker: i64,
    reading: &PreparedReading,
) -> Result<(), Problem> {
    let key = (received.article.id.as_str(), received.article.sha256.as_deref().unwrap_or(""));
    if !has_some(connection, key)? {
        return Ok(());
    }
    let length = received.article.body.chars().count();
    let holding = holding(all(connection, Some(key))?);
    let Some((record, claims)) = corrected(&reading.record, &holding, length) else {
        return Ok(());
    };
    let links = Links::of(&record, length).map_err(Problem::Correction)?;
    let json = |problem: serde_json::Error| Problem::Damaged(problem.to_string());
    let corrected = PreparedReading {
        record_json: serde_json::to_string(&record).map_err(json)?,
        gists: gists_of(&record, &received.article.body, &reading.lemmas),
        record,
        links,
        learned_json: corrected_learned(&reading.learned_json, &holding).map_err(json)?,
        lemmas: reading.lemmas.clone(),
        title_lemmas: reading.title_lemmas.clone(),
    };
    let place = ReadingPlace { article, maker, corrected: true, is_current: false };
    insert_reading(connection, place, &corrected, &claims)
}

fn has_some(connection: &Connection, (id, sha256): (&str, &str)) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM corrections WHERE article_id = ? AND article_sha256 = ?")?
        .exists(params![id, sha256])
}

/// Makes the corrected readings of an article anew.
fn correct_again(
    connection: &Connection,
    key: &ArticleKey,
    lemmatize: &impl Fn(&str) -> Vec<Lemma>,
) -> Result<(), Problem> {
    let found: Option<(i64, String, Option<String>)> = connection
        .query_row(
            "SELECT article, body, title FROM articles WHERE id = ? AND sha256 = ?",
            params![key.id, key.sha256],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    let Some((article, body, title)) = found else { return Ok(()) };
    // The indices of words know nothing of foreign keys.
    connection.execute(
        "DELETE FROM statement_search WHERE rowid IN (SELECT statement FROM statements
         JOIN readings USING (reading) WHERE article = ? AND corrected = 1)",
        [article],
    )?;
    connection.execute(
        "DELETE FROM reading_search WHERE rowid IN
         (SELECT reading FROM readings WHERE article = ? AND corrected = 1)",
        [article],
    )?;
    let mut tallies = Tallies::default();
    let shown = "SELECT reading FROM readings WHERE article = ? AND corrected = 1 AND current = 1";
    if let Some(reading) = connection.query_row(shown, [article], |row| row.get(0)).optional()? {
        tallies.show(connection, reading, false)?;
    }
    connection.execute("DELETE FROM readings WHERE article = ? AND corrected = 1", [article])?;
    let lemmas = Lemmas::of(&body, lemmatize(&body));
    let title_lemmas = title.as_deref().map(|title| Lemmas::of(title, lemmatize(title)));
    let title_lemmas = title_lemmas.unwrap_or_default();
    let received = Received::new(
        depesha::Article {
            sha256: Some(key.sha256.clone()),
            ..depesha::Article::from_body(key.id.as_str(), body)
        },
        "",
    );
    let mut readings = Vec::new();
    {
        let mut ask = connection.prepare(
            "SELECT maker, record, learned FROM readings JOIN learned USING (reading)
             WHERE article = ? AND corrected = 0",
        )?;
        let mut rows = ask.query([article])?;
        while let Some(row) = rows.next()? {
            let record: String = row.get(1)?;
            readings.push((row.get::<_, i64>(0)?, record, row.get::<_, String>(2)?));
        }
    }
    let length = received.article.body.chars().count();
    for (maker, record_json, learned_json) in readings {
        let record: Record = serde_json::from_str(&record_json)
            .map_err(|problem| Problem::Damaged(problem.to_string()))?;
        let reading = PreparedReading {
            links: Links::of(&record, length).map_err(Problem::Damaged)?,
            record,
            record_json,
            learned_json,
            lemmas: lemmas.clone(),
            title_lemmas: title_lemmas.text().to_owned(),
            // Only the corrected reading is written.
            gists: Vec::new(),
        };
        correct_reading(connection, &received, article, maker, &reading)?;
    }
    choose_current(connection, &key.id, &mut tallies)?;
    Ok(tallies.write(connection)?)
}

/// What the directory learns of the article's actors when they are as people say.
fn corrected_learned(
    learned: &str,
    corrections: &[(String, Correction)],
) -> serde_json::Result<String> {
    let mut report: Option<Report> = None;
    for (_, correction) in corrections {
        let (subject, said) = match &correction.change {
            Change::Reject { subject, .. } => (subject, None),
            Change::Mend { subject, record, .. } => match &**record {
                ClaimedRecord::Actor(said) => (subject, Some(said)),
                _ => continue,
            },
            _ => continue,
        };
        let Subject::Actor { class, name } = subject else { continue };
        let report = match &mut report {
            Some(report) => report,
            none => none.insert(serde_json::from_str(learned)?),
        };
        let is_meant = |seen: &Seen| seen.class.word() == class_word(*class) && seen.name == *name;
        let Some(at) = report.actors.iter().position(is_meant) else { continue };
        match said.and_then(|said| Some((said, Class::from_word(class_word(said.class))?))) {
            Some((said, class)) => {
                let seen = &mut report.actors[at];
                seen.name.clone_from(&said.name);
                seen.also.clone_from(&said.also);
                seen.state.clone_from(&said.state);
                seen.class = class;
                // A table listed it under the name that it does not have.
                seen.listed = None;
            }
            None => forget_seen(report, at),
        }
    }
    report.map_or_else(|| Ok(learned.to_owned()), |report| serde_json::to_string(&report))
}

/// Takes an actor out of what is learned; the others keep what they say of one another.
fn forget_seen(report: &mut Report, gone: usize) {
    report.actors.remove(gone);
    let moved = |at: usize| (at != gone).then(|| at - usize::from(at > gone));
    for seen in &mut report.actors {
        for role in &mut seen.roles {
            role.of = role.of.and_then(moved);
        }
        seen.perhaps = std::mem::take(&mut seen.perhaps)
            .into_iter()
            .filter_map(|(at, share)| Some((moved(at)?, share)))
            .collect();
    }
}

/// A record with the claims that its parts come from.
struct Draft {
    actors: Vec<(Actor, Option<String>)>,
    statements: Vec<(Statement, Option<String>)>,
    events: Vec<(Event, Option<String>)>,
    commitments: Vec<(Commitment, Option<String>)>,
    attitudes: Vec<(Attitude, Option<String>)>,
    quantities: Vec<(Quantity, Option<String>)>,
    dates: Vec<(Date, Option<String>)>,
}

/// The name of the rule of what people claim.
pub(crate) const CLAIMED: &str = "claimed";

fn programs<T: Clone>(records: &[T]) -> Vec<(T, Option<String>)> {
    records.iter().map(|record| (record.clone(), None)).collect()
}

/// The record with the corrections put in, in their order; `None` where they change nothing.
fn corrected(
    record: &Record,
    corrections: &[(String, Correction)],
    length: usize,
) -> Option<(Record, Claims)> {
    let mut draft = Draft {
        actors: programs(&record.actors),
        statements: programs(&record.statements),
        events: programs(&record.events),
        commitments: programs(&record.commitments),
        attitudes: programs(&record.attitudes),
        quantities: programs(&record.quantities),
        dates: programs(&record.dates),
    };
    for (claim, correction) in corrections {
        // What does not fit the text says nothing of it.
        if problem_of(&correction.change, Some(length)).is_some() {
            continue;
        }
        match &correction.change {
            // Another reading may have found what was added.
            Change::Add { record, actors, .. } => {
                let id = own_place(record, actors).and_then(|place| draft.take_out(&place, true));
                draft.put(claim, id, record, actors);
            }
            Change::Mend { subject: Subject::Actor { class, name }, record, .. } => {
                if let ClaimedRecord::Actor(said) = &**record {
                    draft.claim_actor(claim, Some((*class, name)), said);
                }
            }
            Change::Mend { subject, record, actors, .. } => {
                let mut id = draft.take_out(subject, true);
                // Another reading may have it where it is said to be.
                if id.is_none() {
                    id = own_place(record, actors).and_then(|own| draft.take_out(&own, true));
                }
                draft.put(claim, id, record, actors);
            }
            Change::Reject { subject, .. } => {
                draft.take_out(subject, false);
            }
            Change::Merge { .. }
            | Change::Split { .. }
            | Change::Evidence { .. }
            | Change::TakeBack { .. } => {}
        }
    }
    let (new, claims) = draft.finish(record);
    (new != *record).then_some((new, claims))
}

/// Where a claimed record stands itself; an actor is looked for when it is put in.
fn own_place(record: &ClaimedRecord, actors: &[ClaimedActor]) -> Option<Subject> {
    let name = |id: &String| {
        let named = actors.iter().find(|actor| actor.id == *id);
        named.map(|actor| actor.name.clone())
    };
    Some(match record {
        ClaimedRecord::Actor(_) => return None,
        ClaimedRecord::Statement(said) => Subject::Statement(said.cue),
        ClaimedRecord::Event(done) => {
            Subject::Event { trigger: done.trigger, kind: Some(done.kind.clone()) }
        }
        ClaimedRecord::Commitment(bound) => Subject::Commitment(bound.act),
        ClaimedRecord::Attitude(attitude) => {
            Subject::Attitude { source: name(&attitude.source)?, target: name(&attitude.target)? }
        }
        ClaimedRecord::Quantity(quantity) => Subject::Quantity(quantity.span),
        ClaimedRecord::Date(date) => Subject::Date(date.span),
    })
}

impl Draft {
    /// Takes the records that are meant out. Where another takes their place, its id is theirs and
    /// what refers to them stays.
    fn take_out(&mut self, subject: &Subject, is_mended: bool) -> Option<String> {
        match subject {
            Subject::Statement(cue) => {
                let at = self.statements.iter().position(|(s, _)| s.cue == *cue)?;
                let (statement, _) = self.statements.remove(at);
                if !is_mended {
                    self.forget_statement(&statement.id, statement.parent.as_ref());
                }
                Some(statement.id)
            }
            Subject::Event { trigger, kind } => {
                let at = self.events.iter().position(|(event, _)| {
                    event.trigger == *trigger
                        && kind.as_ref().is_none_or(|kind| *kind == event.kind)
                })?;
                let (event, _) = self.events.remove(at);
                if !is_mended {
                    self.commitments.retain(|(commitment, _)| commitment.event != event.id);
                }
                Some(event.id)
            }
            Subject::Commitment(act) => {
                let at = self.commitments.iter().position(|(c, _)| c.act == *act)?;
                Some(self.commitments.remove(at).0.id)
            }
            Subject::Quantity(span) => {
                self.quantities.retain(|(quantity, _)| quantity.span != *span);
                None
            }
            Subject::Date(span) => {
                self.dates.retain(|(date, _)| date.span != *span);
                if !is_mended {
                    for (event, _) in &mut self.events {
                        event.date.take_if(|date| date.span == *span);
                    }
                    for (commitment, _) in &mut self.commitments {
                        commitment.until.take_if(|date| date.span == *span);
                    }
                }
                None
            }
            Subject::Attitude { source, target } => {
                let named = |id: &String, name: &str| {
                    self.actors.iter().any(|(actor, _)| actor.id == *id && actor.name == name)
                };
                let is_meant = |attitude: &Attitude| {
                    named(&attitude.source, source) && named(&attitude.target, target)
                };
                self.attitudes.retain(|(attitude, _)| !is_meant(attitude));
                None
            }
            Subject::Actor { class, name } => {
                let at = self
                    .actors
                    .iter()
                    .position(|(actor, _)| actor.class == *class && actor.name == *name)?;
                let (actor, _) = self.actors.remove(at);
                self.forget_actor(&actor.id);
                None
            }
        }
    }

    fn forget_statement(&mut self, id: &str, parent: Option<&String>) {
        let mend = |said_in: &mut Option<String>| {
            if said_in.as_deref() == Some(id) {
                *said_in = parent.cloned();
            }
        };
        self.statements.iter_mut().for_each(|(statement, _)| mend(&mut statement.parent));
        self.quantities.iter_mut().for_each(|(quantity, _)| mend(&mut quantity.said_in));
        self.commitments.iter_mut().for_each(|(commitment, _)| {
            mend(&mut commitment.said_in);
            commitment.until.iter_mut().for_each(|date| mend(&mut date.said_in));
        });
        self.dates.iter_mut().for_each(|(date, _)| mend(&mut date.said_in));
        for (event, _) in &mut self.events {
            mend(&mut event.said_in);
            event.date.iter_mut().for_each(|date| mend(&mut date.said_in));
            event.also_in.iter_mut().for_each(|telling| mend(&mut telling.said_in));
        }
        for (attitude, _) in &mut self.attitudes {
            mend(&mut attitude.said_in);
            attitude.evidence.iter_mut().for_each(|words| mend(&mut words.said_in));
        }
    }

    fn forget_actor(&mut self, id: &str) {
        let without = |actors: &mut Vec<String>| actors.retain(|actor| actor != id);
        let none = |actor: &mut Option<String>| {
            actor.take_if(|actor| actor == id);
        };
        for (actor, _) in &mut self.actors {
            actor.perhaps.retain(|perhaps| perhaps.actor != id);
            actor.roles.iter_mut().for_each(|role| none(&mut role.of));
        }
        for (statement, _) in &mut self.statements {
            none(&mut statement.speaker);
            without(&mut statement.via);
        }
        for (event, _) in &mut self.events {
            without(&mut event.actors);
            without(&mut event.recipients);
            none(&mut event.place);
            event.evidence.retain(|evidence| evidence.actor.as_deref() != Some(id));
        }
        for (commitment, _) in &mut self.commitments {
            without(&mut commitment.who);
            without(&mut commitment.to);
        }
        self.attitudes.retain(|(attitude, _)| attitude.source != id && attitude.target != id);
    }

    /// Puts in what a person claims.
    fn put(
        &mut self,
        claim: &str,
        id: Option<String>,
        record: &ClaimedRecord,
        claimed: &[ClaimedActor],
    ) {
        let actors: Vec<(String, String)> =
            claimed.iter().map(|actor| (actor.id.clone(), self.actor(claim, actor))).collect();
        let actor =
            |id: &String| actors.iter().find(|(own, _)| own == id).map(|(_, here)| here.clone());
        let all = |ids: &[String]| -> Vec<String> { ids.iter().filter_map(actor).collect() };
        let claim = Some(claim.to_owned());
        match record {
            ClaimedRecord::Actor(said) => {
                self.claim_actor(claim.as_deref().unwrap_or(""), None, said)
            }
            ClaimedRecord::Statement(said) => {
                let id = id.unwrap_or_else(|| {
                    free('s', self.statements.iter().map(|(statement, _)| statement.id.as_str()))
                });
                let parent = self.statement_at(said.parent.as_ref()).filter(|own| *own != id);
                let statement = Statement {
                    speaker: said.speaker.as_ref().and_then(actor),
                    via: all(&said.via),
                    parent,
                    rule: CLAIMED.to_owned(),
                    id,
                    ..said.clone()
                };
                insert(&mut self.statements, (statement, claim), |said| said.cue.start);
            }
            ClaimedRecord::Event(done) => {
                let id = id.unwrap_or_else(|| {
                    free('e', self.events.iter().map(|(event, _)| event.id.as_str()))
                });
                let event = Event {
                    actors: all(&done.actors),
                    recipients: all(&done.recipients),
                    place: done.place.as_ref().and_then(actor),
                    date: done.date.as_ref().and_then(|date| self.date(date, &claim)),
                    said_in: self.statement_at(done.said_in.as_ref()),
                    also_in: done
                        .also_in
                        .iter()
                        .map(|telling| Telling {
                            said_in: self.statement_at(telling.said_in.as_ref()),
                            ..telling.clone()
                        })
                        .collect(),
                    evidence: Vec::new(),
                    rule: CLAIMED.to_owned(),
                    id,
                    ..done.clone()
                };
                insert(&mut self.events, (event, claim), |event| event.trigger.start);
            }
            ClaimedRecord::Commitment(bound) => {
                let id = id.unwrap_or_else(|| {
                    free('c', self.commitments.iter().map(|(bound, _)| bound.id.as_str()))
                });
                let place = bound.event.as_str();
                let event = self.events.iter().find(|(event, _)| stands_at(place, event.trigger));
                let Some(event) = event.map(|(event, _)| event.id.clone()) else { return };
                let commitment = Commitment {
                    who: all(&bound.who),
                    to: all(&bound.to),
                    until: bound.until.as_ref().and_then(|date| self.date(date, &claim)),
                    said_in: self.statement_at(bound.said_in.as_ref()),
                    event,
                    id,
                    ..bound.clone()
                };
                insert(&mut self.commitments, (commitment, claim), |bound| bound.act.start);
            }
            ClaimedRecord::Attitude(attitude) => {
                let sides = actor(&attitude.source).zip(actor(&attitude.target));
                if let Some((source, target)) = sides {
                    let mut own = Attitude {
                        source,
                        target,
                        said_in: self.statement_at(attitude.said_in.as_ref()),
                        ground: CLAIMED.into(),
                        account: None,
                        ..attitude.clone()
                    };
                    for words in &mut own.evidence {
                        words.said_in = self.statement_at(words.said_in.as_ref());
                        words.ground = CLAIMED.into();
                        words.account = None;
                    }
                    self.attitudes.push((own, claim));
                }
            }
            ClaimedRecord::Quantity(quantity) => {
                let said_in = self.statement_at(quantity.said_in.as_ref());
                let quantity = Quantity { said_in, ..quantity.clone() };
                insert(&mut self.quantities, (quantity, claim), |quantity| quantity.span.start);
            }
            ClaimedRecord::Date(date) => {
                let said_in = self.statement_at(date.said_in.as_ref());
                let date = Date { said_in, ..date.clone() };
                // Records repeat the dates that they refer to.
                let mend = |own: &mut Option<Date>| {
                    if let Some(own) = own.as_mut().filter(|own| own.span == date.span) {
                        own.clone_from(&date);
                    }
                };
                self.events.iter_mut().for_each(|(event, _)| mend(&mut event.date));
                self.commitments.iter_mut().for_each(|(bound, _)| mend(&mut bound.until));
                insert(&mut self.dates, (date, claim), |date| date.span.start);
            }
        }
    }

    /// Puts in what a person says an actor is: that of this class and name, else that which is already
    /// as it is said to be, else a new one.
    fn claim_actor(
        &mut self,
        claim: &str,
        known: Option<(ActorClass, &String)>,
        said: &ActorClaim,
    ) {
        let find = |class: ActorClass, name: &String| {
            self.actors.iter().position(|(actor, _)| actor.class == class && actor.name == *name)
        };
        let at = known.and_then(|(class, name)| find(class, name));
        let at = match at.or_else(|| find(said.class, &said.name)) {
            Some(at) => at,
            None if said.mentions.is_empty() => return,
            None => {
                let (name, class, state) = (said.name.clone(), said.class, said.state.clone());
                self.actor(claim, &ClaimedActor { id: String::new(), name, class, state });
                self.actors.len() - 1
            }
        };
        let (actor, own) = &mut self.actors[at];
        actor.state_from.take_if(|_| actor.state != said.state);
        actor.name.clone_from(&said.name);
        actor.also.clone_from(&said.also);
        actor.class = said.class;
        actor.state.clone_from(&said.state);
        for &Span { start, end } in &said.mentions {
            if !actor.mentions.iter().any(|known| (known.start, known.end) == (start, end)) {
                let kind = MentionKind::Name;
                actor.mentions.push(Mention { start, end, kind, confidence: 1.0 });
            }
        }
        actor.mentions.sort_by_key(|mention| (mention.start, mention.end));
        *own = Some(claim.to_owned());
    }

    /// The id of the actor that a claim means.
    fn actor(&mut self, claim: &str, meant: &ClaimedActor) -> String {
        let of_class = || self.actors.iter().filter(|(actor, _)| actor.class == meant.class);
        let known = of_class()
            .find(|(actor, _)| actor.name == meant.name)
            .or_else(|| of_class().find(|(actor, _)| actor.also.contains(&meant.name)));
        if let Some((actor, _)) = known {
            return actor.id.clone();
        }
        let id = free('a', self.actors.iter().map(|(actor, _)| actor.id.as_str()));
        let actor = Actor {
            id: id.clone(),
            name: meant.name.clone(),
            also: Vec::new(),
            class: meant.class,
            state: meant.state.clone(),
            state_from: None,
            roles: Vec::new(),
            perhaps: Vec::new(),
            mentions: Vec::new(),
            references: Vec::new(),
            outlet: None,
        };
        self.actors.push((actor, Some(claim.to_owned())));
        id
    }

    /// The date of a claim, which is put among the others where it is not there.
    fn date(&mut self, date: &Date, claim: &Option<String>) -> Option<Date> {
        let said_in = self.statement_at(date.said_in.as_ref());
        let date = Date { said_in, ..date.clone() };
        if !self.dates.iter().any(|(known, _)| known.span == date.span) {
            insert(&mut self.dates, (date.clone(), claim.clone()), |date| date.span.start);
        }
        Some(date)
    }

    fn statement_at(&self, place: Option<&String>) -> Option<String> {
        let place = place?;
        let found = self.statements.iter().find(|(statement, _)| stands_at(place, statement.cue));
        found.map(|(statement, _)| statement.id.clone())
    }

    /// The record, with the claims by place.
    fn finish(mut self, record: &Record) -> (Record, Claims) {
        // A date that is gone is no event's date.
        let known: Vec<Span> = self.dates.iter().map(|(date, _)| date.span).collect();
        let is_gone = |date: &mut Date| !known.contains(&date.span);
        self.events.iter_mut().for_each(|(event, _)| drop(event.date.take_if(is_gone)));
        self.commitments.iter_mut().for_each(|(bound, _)| drop(bound.until.take_if(is_gone)));
        let mut claims = Claims::new();
        let new = Record {
            actors: parted(self.actors, Kind::Actor, &mut claims),
            statements: parted(self.statements, Kind::Statement, &mut claims),
            events: parted(self.events, Kind::Event, &mut claims),
            commitments: parted(self.commitments, Kind::Commitment, &mut claims),
            attitudes: parted(self.attitudes, Kind::Attitude, &mut claims),
            quantities: parted(self.quantities, Kind::Quantity, &mut claims),
            dates: parted(self.dates, Kind::Date, &mut claims),
            ..record.clone()
        };
        (new, claims)
    }
}

fn parted<T>(records: Vec<(T, Option<String>)>, kind: Kind, claims: &mut Claims) -> Vec<T> {
    let mut own = Vec::with_capacity(records.len());
    for (at, (record, claim)) in records.into_iter().enumerate() {
        claims.extend(claim.map(|claim| ((kind, at), claim)));
        own.push(record);
    }
    own
}

/// Puts a record where it belongs in the order of the text.
fn insert<T>(
    records: &mut Vec<(T, Option<String>)>,
    new: (T, Option<String>),
    place: impl Fn(&T) -> usize,
) {
    let own = place(&new.0);
    let at = records.iter().position(|(record, _)| place(record) > own);
    records.insert(at.unwrap_or(records.len()), new);
}

/// What is wrong with a change by itself; with its spans, where the length of the text is known.
fn problem_of(change: &Change, length: Option<usize>) -> Option<String> {
    let spans = |record: &ClaimedRecord| -> Option<Vec<Span>> {
        Some(match record {
            ClaimedRecord::Actor(said) => said.mentions.clone(),
            ClaimedRecord::Statement(said) => {
                said.source.iter().chain(&said.content).chain([&said.cue]).copied().collect()
            }
            ClaimedRecord::Event(event) => {
                let voices = event.also_in.iter().map(|telling| telling.trigger);
                voices
                    .chain(event.date.iter().map(|date| date.span))
                    .chain([event.trigger])
                    .collect()
            }
            ClaimedRecord::Commitment(bound) => {
                let until = bound.until.iter().map(|date| date.span);
                until.chain(bound.condition).chain([bound.act]).collect()
            }
            ClaimedRecord::Attitude(attitude) => {
                if attitude.evidence.is_empty() {
                    return None;
                }
                attitude.evidence.iter().map(AttitudeEvidence::span).collect()
            }
            ClaimedRecord::Quantity(quantity) => vec![quantity.span, quantity.amount],
            ClaimedRecord::Date(date) => vec![date.span],
        })
    };
    let (record, subject) = match change {
        Change::Add { record, .. } => (record, None),
        Change::Mend { record, subject, .. } => (record, Some(subject)),
        Change::Merge { between: [one, other] } | Change::Split { between: [one, other] } => {
            let differ = one.class != other.class;
            return differ.then(|| "the two actors are of different classes".into());
        }
        Change::Evidence { commitment, evidence, stage, .. } => {
            return problem_of_evidence(commitment, evidence, stage);
        }
        Change::Reject { .. } | Change::TakeBack { .. } => return None,
    };
    let is_of_a_kind = matches!(
        (subject, &**record),
        (None, _)
            | (Some(Subject::Actor { .. }), ClaimedRecord::Actor(_))
            | (Some(Subject::Statement(_)), ClaimedRecord::Statement(_))
            | (Some(Subject::Event { .. }), ClaimedRecord::Event(_))
            | (Some(Subject::Commitment(_)), ClaimedRecord::Commitment(_))
            | (Some(Subject::Attitude { .. }), ClaimedRecord::Attitude(_))
            | (Some(Subject::Quantity(_)), ClaimedRecord::Quantity(_))
            | (Some(Subject::Date(_)), ClaimedRecord::Date(_))
    );
    if !is_of_a_kind {
        return Some("what is mended and what it should be are of different kinds".into());
    }
    let Some(spans) = spans(record) else {
        return Some("an attitude needs words as evidence".into());
    };
    let length = length.unwrap_or(usize::MAX);
    let outside = spans.into_iter().find(|span| span.start > span.end || span.end > length)?;
    Some(format!("the span {}..{} does not lie in the text", outside.start, outside.end))
}

fn problem_of_evidence(
    commitment: &RecordNamed,
    evidence: &RecordNamed,
    stage: &str,
) -> Option<String> {
    if !matches!(commitment.subject, Subject::Commitment(_)) {
        return Some("only what becomes of a commitment is told by evidence".into());
    }
    let tells = matches!(
        evidence.subject,
        Subject::Statement(_) | Subject::Event { .. } | Subject::Commitment(_)
    );
    if !tells {
        return Some("evidence is a statement, an event or a commitment".into());
    }
    if !STAGES.contains(&stage) {
        return Some(format!("`{stage}` is nothing that becomes of a commitment"));
    }
    (commitment == evidence).then(|| "a commitment is no evidence of itself".into())
}

/// What people say of evidence, in the order in which they said it.
pub(crate) fn evidence_said(connection: &Connection) -> Result<Vec<(String, Correction)>, Problem> {
    let mut holding = holding(all(connection, None)?);
    holding.retain(|(_, correction)| matches!(correction.change, Change::Evidence { .. }));
    Ok(holding)
}

/// Whether a place such as `at:12-18` is this one.
fn stands_at(place: &str, span: Span) -> bool {
    place == format!("at:{}-{}", span.start, span.end)
}

/// The first id of this letter that is not taken.
fn free<'a>(letter: char, taken: impl Iterator<Item = &'a str>) -> String {
    let numbers = taken.filter_map(|id| id.strip_prefix(letter)?.parse::<usize>().ok());
    format!("{letter}{}", numbers.max().unwrap_or(0) + 1)
}
