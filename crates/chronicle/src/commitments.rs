//! Commitments through their life: what was promised, said again, kept, broken or denied, by whose word.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use depesha::record::Span;
use depesha_ledger::questions::{ArticleFound, CommitmentFound};
use depesha_ledger::{
    Answer, CommitmentCompared, EventCompared, EvidenceSaid, Ledger, LedgerError, PartyCompared,
    Query, RecordKind, RecordPlace, StatementCompared,
};
use depesha_tables::{Column, Kind, Table, Value};
use jiff::civil::Date;

use crate::gathered::{ByWords, Fitting, Gathered, Wanted, Worded, same_of, same_party};
use crate::view::{Evidence, View, rounded};
use crate::words::{self, Listed, Set};

/// Which part of the words of an act a later record has to have for it to be of that act; by feel.
const OF_ACT: f64 = 0.6;
/// The same of a record that says so by a word such as `нарушить`, which need not name the act's verb.
const OF_OBJECT: f64 = 0.6;
/// Which part of them, and how many, where the act has no verb.
const WHOLE: f64 = 0.99;
const FEWEST_OF_A_NOUN: usize = 3;
/// How sure it has to be that the actor is the one who is bound.
const OF_ACTOR: f64 = 0.5;
/// How sure evidence has to be to be proposed; by feel.
const LEAST: f64 = 0.4;
/// How alike two acts are that are one promise said again.
const OF_PROMISE: f64 = 0.65;
/// Words of an act by which records that may tell of it are found.
const WORDS_OF_ACT: usize = 5;
/// Words of other records by which they are found.
const WORDS_OF_RECORD: usize = 12;

/// What becomes of a commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It is given, as the first report tells.
    Made,
    /// It is said again.
    Repeated,
    /// It is said again with other terms.
    Specified,
    /// Its day is still to come.
    Due,
    /// A record says that the act is done.
    Kept,
    /// A record says that it is not done, or will not be.
    Broken,
    /// A record says that it was not given.
    Denied,
    /// Its day has passed, and no record says that it was kept.
    Overdue,
}

impl Stage {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Repeated => "repeated",
            Self::Specified => "specified",
            Self::Due => "due",
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::Denied => "denied",
            Self::Overdue => "overdue",
        }
    }

    /// The stage of this word that people may speak of.
    fn of(word: &str) -> Option<Self> {
        [Self::Repeated, Self::Specified, Self::Kept, Self::Broken, Self::Denied]
            .into_iter()
            .find(|stage| stage.word() == word)
    }
}

/// What is asked of commitments.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Those of which one telling fits.
    pub query: Query,
    /// The day by which what is due is overdue.
    pub on: Option<Date>,
    /// The most commitments to give.
    pub limit: Option<usize>,
}

/// A stage in the life of a commitment, by the word of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeRow {
    /// The key of the commitment as it was first given.
    pub commitment: String,
    /// Who is bound: names and states.
    pub who: Vec<(String, Option<String>)>,
    /// The words of the act as it was first given.
    pub act: String,
    /// Until when, as it was last specified.
    pub until: Option<String>,
    /// The day on which it was first told.
    pub made: Option<String>,
    /// The stage.
    pub stage: Stage,
    /// The record that tells of it.
    pub evidence: Evidence,
    /// How sure it is that the record tells of it, from 0 to 1.
    pub confidence: f64,
    /// The rule that found it.
    pub rule: &'static str,
    /// Whether a person confirms or refuses it, and who.
    pub decision: Option<(bool, String)>,
}

const TABLE: Table = Table {
    name: "commitment_lives",
    row: "A stage in the life of a commitment, by the word of a record.",
    columns: &[
        Column::new("commitment", Kind::Text, "The key of the commitment as it was first given."),
        Column::new("who_names", Kind::Texts, "Who is bound."),
        Column::new(
            "who_states",
            Kind::Texts,
            "Their states, in the same order; empty where none is known.",
        ),
        Column::new("act", Kind::Text, "The words of the promised act as it was first given."),
        Column::new("until", Kind::Text, "Until when, as it was last specified: ISO 8601.")
            .or_none(),
        Column::new("made", Kind::Day, "The day on which it was first told.").or_none(),
        Column::new(
            "stage",
            Kind::Text,
            "`made`, `repeated`, `specified`, `due`, `kept`, `broken`, `denied`, `overdue`: what the record is taken to say; of `due` and `overdue` that which gave the date.",
        ),
        Column::new("day", Kind::Day, "The day on which the report was published that says so.")
            .or_none(),
        Column::new("outlet", Kind::Text, "Its outlet.").or_none(),
        Column::new("chain", Kind::Texts, "The names from the reader inwards of whoever says so."),
        Column::new("words", Kind::Texts, "The words that say so."),
        Column::new("passage", Kind::Text, "The words with what stands around them."),
        Column::new(
            "confidence",
            Kind::Real,
            "How sure it is that the record tells of this commitment, from 0 to 1.",
        ),
        Column::new("rule", Kind::Text, "The rule that found it; `claimed` where a person did."),
        Column::new("decision", Kind::Text, "`confirmed` or `refused`, where a person says so.")
            .or_none(),
        Column::new("decided_by", Kind::Text, "Who says so.").or_none(),
        Column::new("kind", Kind::Text, "`commitment`, `event` or `statement`."),
        Column::new("record", Kind::Text, "The key of the record that tells of the stage."),
        Column::new("article_id", Kind::Text, "The path or name of its report."),
        Column::new("sha256", Kind::Text, "The SHA-256 of the report's bytes; hexadecimal digits."),
        Column::new("starts", Kind::Integers, "Where the words begin, in code points of the body."),
        Column::new("ends", Kind::Integers, "Where they end."),
    ],
};

impl Answer for LifeRow {
    const TABLE: &'static Table = &TABLE;

    fn row(&self) -> Vec<Value> {
        let own = &self.evidence;
        let offsets = |offset: fn(&Span) -> usize| {
            let offsets = own.words.iter().map(|(span, _)| offset(span));
            Value::Integers(offsets.map(|at| i64::try_from(at).unwrap_or(i64::MAX)).collect())
        };
        let decision = |holds: bool| if holds { "confirmed" } else { "refused" };
        vec![
            Value::text(&self.commitment),
            Value::Texts(self.who.iter().map(|(name, _)| name.clone()).collect()),
            Value::Texts(self.who.iter().map(|(_, s)| s.clone().unwrap_or_default()).collect()),
            Value::text(&self.act),
            Value::maybe_text(self.until.as_deref()),
            Value::day(self.made.as_deref()),
            Value::text(self.stage.word()),
            Value::day(own.article.day.as_deref()),
            Value::maybe_text(own.article.outlet.as_deref()),
            Value::Texts(own.chain.clone()),
            Value::Texts(own.words.iter().map(|(_, words)| words.clone()).collect()),
            Value::text(&own.passage),
            Value::Real(rounded(self.confidence)),
            Value::text(self.rule),
            Value::maybe_text(self.decision.as_ref().map(|(holds, _)| decision(*holds))),
            Value::maybe_text(self.decision.as_ref().map(|(_, by)| by.as_str())),
            Value::text(own.kind),
            Value::text(&own.record),
            Value::text(&own.article.id),
            Value::text(&own.article.sha256),
            offsets(|span| span.start),
            offsets(|span| span.end),
        ]
    }
}

/// The lives of commitments.
#[derive(Debug)]
pub struct CommitmentLives {
    on: Option<Date>,
    rows: Vec<LifeRow>,
}

impl View for CommitmentLives {
    type Row = LifeRow;

    const RULE: &'static str = "commitments 1";

    fn rule(&self) -> Vec<String> {
        let on = self.on.map_or("a day that was not given".to_owned(), |day| day.to_string());
        vec![
            format!(
                "made, repeated, specified: commitments of the same actor, of whose acts the words are alike \
                 ({OF_PROMISE} of those of the shorter, at least two) and both negated or both not, are one. The first \
                 report made it; a later one that has a date or condition which the earlier had not specified it; \
                 others repeat it. Copies are left out: the report that they are from stands for them. (rules \
                 `first-told`, `told-again`, `new-terms`)"
            ),
            format!(
                "kept: an event of another report, of the same day or later, that is said to be done by the same actor \
                 and has {OF_ACT} of the words of the act, its verb among them (`act-done`); a statement with these in \
                 the past tense (`said-done`); a record with words such as `выполнить обещание` and {OF_OBJECT} of \
                 those of the act without its verb (`word-of-keeping`)."
            ),
            "broken: the same, where it is said not to be done (`act-not-done`, `said-not-done`), with words such as \
             `нарушить`, `не выполнить` (`word-of-breaking`), or `отказаться` (`refusal`). denied: with a word of \
             promise behind a negation or a word of denial (`promise-denied`)."
                .to_owned(),
            "The same actor: the same name, or a person's surname; the state, and one who acts for it (0.9); two \
             bodies of one state (0.8); a person and a body of one state (0.7). Two people of a state are not one. Of \
             a statement the speaker counts, or the name in its words (0.9)."
                .to_owned(),
            format!(
                "How sure: that of the actor, times 0.4 and 0.6 of the part of the act's words, times 0.95 for a word of \
                 keeping, breaking or denial, 0.9 else, 0.8 for statements; what is below {LEAST} is not proposed. All of \
                 these by feel, looked at on the marked groups."
            ),
            format!(
                "due, overdue: until a date that was last specified and lies before {on}; overdue where no record says \
                 that it was kept. Nothing is kept or broken but by the word of a record; people confirm or refuse that \
                 it says so (`depesha correct confirm`, `refuse`), and what is refused counts for nothing."
            ),
            "How much a word counts: ln(reports / reports with it) / ln 100, from 0 to 1, of at least 1,000 reports; \
             words of grammar, attribution and the calendar (crates/chronicle/data/words.tsv) count nothing."
                .to_owned(),
        ]
    }

    fn rows(&self) -> &[LifeRow] {
        &self.rows
    }

    fn evidence(&self, _ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        Ok(self.rows.iter().map(|row| row.evidence.clone()).collect())
    }
}

/// A record that may tell of a stage.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Told {
    stage: Stage,
    kind: RecordKind,
    place: RecordPlace,
    report: usize,
    position: usize,
    confidence: f64,
    rule: &'static str,
}

/// Tellings of one commitment.
struct Thread {
    /// Where its commitments stand among all; the first made it.
    members: Vec<usize>,
    told: Vec<Told>,
}

/// What is asked of the words of a record about an act.
struct Act<'g> {
    words: &'g Set,
    /// The words without the verb.
    object: Set,
    verb: Option<&'g str>,
    is_negated: bool,
}

impl<'g> Act<'g> {
    fn of(gathered: &Gathered, commitment: &'g Worded<CommitmentCompared>) -> Self {
        let verb = words::lemmas(&commitment.is.lemmas).find(|lemma| words::is_verb(lemma));
        let numbers = commitment.words.0.iter().copied();
        let object = numbers.filter(|&word| Some(gathered.words.lemma(word)) != verb).collect();
        let is_negated = words::has_negated(&commitment.is.lemmas, |lemma| Some(lemma) == verb);
        Self { words: &commitment.words, object: Set(object), verb, is_negated }
    }
}

impl CommitmentLives {
    /// Computes the lives of the commitments of a ledger.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn of(ledger: &Ledger, asked: &Asked) -> Result<Self, LedgerError> {
        let wanted = Wanted { events: true, parties: true, commitments: true, ..Wanted::default() };
        let gathered = Gathered::of(ledger, wanted)?;
        let fitting = Fitting::of(ledger, &asked.query, &[RecordKind::Commitment])?;
        let decisions = decisions(ledger.evidence_said()?);
        let mut threads = threads(&gathered);
        let all = gathered.commitments.all();
        threads.retain(|thread| {
            thread.members.iter().any(|&at| fitting.takes(RecordKind::Commitment, all[at].is.place))
        });
        threads.truncate(asked.limit.unwrap_or(usize::MAX));
        find_evidence(&gathered, ledger, &mut threads)?;
        let mut rows = Vec::new();
        for thread in &threads {
            rows.extend(rows_of(&gathered, ledger, thread, &decisions, asked.on)?);
        }
        Ok(Self { on: asked.on, rows })
    }
}

type Decisions = BTreeMap<RecordPlace, Vec<EvidenceSaid>>;

fn decisions(said: Vec<EvidenceSaid>) -> Decisions {
    let mut decisions = Decisions::new();
    for one in said {
        decisions.entry(one.commitment).or_default().push(one);
    }
    decisions
}

/// Whether the statement that holds it, or one around that, denies what it holds.
fn is_denied(gathered: &Gathered, report: usize, mut said_in: Option<usize>) -> bool {
    // Statements hold each other only so deep.
    for _ in 0..8 {
        let Some(statement) = gathered.statement(report, said_in) else { return false };
        if words::has(&statement.is.cue, Listed::Denying) {
            return true;
        }
        said_in = statement.is.parent;
    }
    false
}

/// Commitments that are one.
fn threads(gathered: &Gathered) -> Vec<Thread> {
    let all = gathered.commitments.all();
    let mut threads: Vec<Thread> = Vec::new();
    let mut by_words: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, commitment) in all.iter().enumerate() {
        let own = &commitment.is;
        let is_told = !gathered.is_copy(own.report)
            && !is_denied(gathered, own.report, own.said_in)
            && !negates_promise(gathered, own);
        if !is_told {
            continue;
        }
        let rarest = gathered.words.rarest(&commitment.words, WORDS_OF_ACT);
        let mut candidates: Vec<usize> = rarest
            .iter()
            .flat_map(|word| by_words.get(word).into_iter().flatten().copied())
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let act = Act::of(gathered, commitment);
        let mut best: Option<(f64, usize)> = None;
        for thread in candidates {
            for &member in &threads[thread].members {
                let other = &all[member];
                let likeness = gathered.words.likeness(&commitment.words, &other.words);
                let is_same = likeness.count >= 2
                    && likeness.of_lesser() >= OF_PROMISE
                    && same_of(&own.who, &other.is.who) >= OF_ACTOR
                    && act.is_negated == Act::of(gathered, other).is_negated;
                if is_same && best.is_none_or(|(most, _)| likeness.of_both > most) {
                    best = Some((likeness.of_both, thread));
                }
            }
        }
        let thread = if let Some((_, thread)) = best {
            threads[thread].members.push(at);
            thread
        } else {
            threads.push(Thread { members: vec![at], told: Vec::new() });
            threads.len() - 1
        };
        for word in rarest {
            let under = by_words.entry(word).or_default();
            if under.last() != Some(&thread) {
                under.push(thread);
            }
        }
    }
    threads
}

/// Whether the event that binds is told behind a negation: `не обещала закрыть`.
fn negates_promise(gathered: &Gathered, commitment: &CommitmentCompared) -> bool {
    let events = gathered.events.of_report(commitment.report);
    let event = events.iter().find(|event| event.is.position == commitment.event);
    event.is_some_and(|event| {
        words::has_negated(&event.is.lemmas, |lemma| words::is(lemma, Listed::Promise))
    })
}

/// What the words of a record say of a promise, and which part of the act's words they have.
struct Heard {
    stage: Stage,
    rule: &'static str,
    share: f64,
    surety: f64,
}

/// Words that leave open whether something is done.
fn is_open(gist: &str) -> bool {
    words::lemmas(gist).any(|lemma| {
        matches!(
            lemma,
            "бы" | "если"
                | "мочь"
                | "должный"
                | "намеренный"
                | "планировать"
                | "собираться"
                | "готовый"
                | "призвать"
                | "потребовать"
                | "попросить"
                | "надеяться"
        )
    })
}

/// What is said by words of keeping, breaking, refusal or denial.
fn heard_in_words(
    gathered: &Gathered,
    act: &Act<'_>,
    gist: &str,
    set: &Set,
    cue: &str,
) -> Option<Heard> {
    let object = gathered.words.likeness(&act.object, set);
    if object.of_one < OF_OBJECT || object.count == 0 {
        return None;
    }
    let heard = |stage, rule, surety| Some(Heard { stage, rule, share: object.of_one, surety });
    let is = |listed: Listed| move |lemma: &str| words::is(lemma, listed);
    let promise = words::has(gist, Listed::Promise);
    let denies = words::has(gist, Listed::Denying) || words::has(cue, Listed::Denying);
    if promise && (denies || words::has_negated(gist, is(Listed::Promise))) {
        return heard(Stage::Denied, "promise-denied", 0.95);
    }
    if denies {
        return None;
    }
    // `выполнить` says nothing without what is carried out.
    let of_keeping = words::has(gist, Listed::KeepingOf);
    if of_keeping && words::has_negated(gist, is(Listed::Keeping)) {
        return heard(Stage::Broken, "word-of-breaking", 0.95);
    }
    let of_breaking = words::has(gist, Listed::BreakingOf);
    if of_breaking && words::has_affirmed(gist, is(Listed::Breaking)) {
        return heard(Stage::Broken, "word-of-breaking", 0.95);
    }
    if object.count >= 2 && words::has_affirmed(gist, is(Listed::Refusing)) && !is_open(gist) {
        return heard(Stage::Broken, "refusal", 0.9);
    }
    if of_keeping && words::has_affirmed(gist, is(Listed::Keeping)) && !is_open(gist) {
        return heard(Stage::Kept, "word-of-keeping", 0.95);
    }
    None
}

/// What an event says of an act.
fn heard_of_event(
    gathered: &Gathered,
    act: &Act<'_>,
    event: &Worded<EventCompared>,
) -> Option<Heard> {
    let own = &event.is;
    if let Some(heard) = heard_in_words(gathered, act, &own.lemmas, &event.words, "") {
        // Somebody else in the sentence may refuse something.
        let refuses = words::has(&own.trigger, Listed::Refusing);
        return (heard.rule != "refusal" || refuses).then_some(heard);
    }
    let likeness = gathered.words.likeness(act.words, &event.words);
    // Of an act that is told by a noun (`переговоры по границе`) all of it has to be there.
    let has_verb = match act.verb {
        Some(verb) => words::lemmas(&own.trigger).any(|own| own == verb),
        None => likeness.of_one >= WHOLE && likeness.count >= FEWEST_OF_A_NOUN,
    };
    let is_of_promise = words::has(&own.lemmas, Listed::Promise);
    if likeness.of_one < OF_ACT || likeness.count < 2 || !has_verb || is_of_promise {
        return None;
    }
    let (stage, rule) = match (&*own.status, act.is_negated) {
        ("actual", false) => (Stage::Kept, "act-done"),
        ("negated", false) => (Stage::Broken, "act-not-done"),
        ("actual", true) => (Stage::Broken, "act-done"),
        ("negated", true) => (Stage::Kept, "act-not-done"),
        _ => return None,
    };
    Some(Heard { stage, rule, share: likeness.of_one, surety: 0.9 })
}

/// Whether a word is a past tense or a short participle of a verb: it begins as the lemma does, of which forms have all
/// but the last three letters in common (two at least, five at most), and ends as such forms do.
fn is_form_in_the_past(form: &str, verb: &str) -> bool {
    let form = form.to_lowercase().replace('ё', "е");
    let root = |word: &str| word.trim_end_matches("ся").trim_end_matches("сь").to_owned();
    let (plain, verb) = (root(&form), root(verb));
    let common = plain.chars().zip(verb.chars()).take_while(|(one, other)| one == other).count();
    let needed = verb.chars().count().saturating_sub(3).clamp(2, 5);
    let ends = ["л", "ла", "ло", "ли", "н", "на", "но", "ны", "та", "то", "ты", "ыт"];
    // `снят`, `начат`, but not `откроет`, `ведут`.
    let of_ya =
        ["ат", "ят"].iter().any(|end| plain.ends_with(end) && verb.ends_with(&format!("{end}ь")));
    common >= needed && (of_ya || ends.iter().any(|end| plain.ends_with(end)))
}

/// What a statement says of an act; `forms` gives its words as they stand.
fn heard_of_statement(
    gathered: &Gathered,
    act: &Act<'_>,
    statement: &Worded<StatementCompared>,
    forms: impl FnOnce() -> Result<Vec<String>, LedgerError>,
) -> Result<Option<Heard>, LedgerError> {
    let own = &statement.is;
    if let Some(heard) = heard_in_words(gathered, act, &own.lemmas, &statement.words, &own.cue) {
        return Ok(Some(heard));
    }
    let likeness = gathered.words.likeness(act.words, &statement.words);
    let Some(verb) = act.verb else { return Ok(None) };
    let is_it = |lemma: &str| lemma == verb;
    let says_verb = words::lemmas(&own.lemmas).any(is_it);
    let is_of_promise = words::has(&own.lemmas, Listed::Promise)
        || words::has(&own.cue, Listed::Promise)
        || words::has(&own.cue, Listed::Denying);
    let is_silent = likeness.of_one < OF_ACT || likeness.count < 2 || !says_verb;
    if is_silent || is_of_promise || is_open(&own.lemmas) {
        return Ok(None);
    }
    let told = forms()?;
    let in_the_past = told.iter().any(|content| {
        content
            .split(|letter: char| !letter.is_alphanumeric())
            .any(|form| is_form_in_the_past(form, verb))
    });
    if !in_the_past {
        return Ok(None);
    }
    let negated = words::has_negated(&own.lemmas, is_it);
    let (stage, rule) = match negated == act.is_negated {
        true => (Stage::Kept, if negated { "said-not-done" } else { "said-done" }),
        false => (Stage::Broken, if negated { "said-not-done" } else { "said-done" }),
    };
    Ok(Some(Heard { stage, rule, share: likeness.of_one, surety: 0.8 }))
}

/// How sure it is that a statement speaks of those who are bound: by its words, or because they speak.
fn bound_in_statement(
    gathered: &Gathered,
    who: &[Arc<PartyCompared>],
    statement: &Worded<StatementCompared>,
) -> f64 {
    let own = &statement.is;
    let in_words = who.iter().any(|party| {
        let last = party.key.rsplit(' ').next().unwrap_or(&party.key);
        words::lemmas(&own.lemmas).any(|lemma| lemma == last)
    });
    let by_words = if in_words { 0.9 } else { 0.0 };
    let voice = gathered.voice(own.report, Some(own.position));
    let speaker = voice.speaker.iter();
    let by_voice = speaker
        .flat_map(|speaker| who.iter().map(move |party| same_party(party, speaker)))
        .fold(0.0, f64::max);
    f64::max(by_words, by_voice)
}

/// Looks for the records of other reports that tell of each commitment.
fn find_evidence(
    gathered: &Gathered,
    ledger: &Ledger,
    threads: &mut [Thread],
) -> Result<(), LedgerError> {
    let events = gathered.events.all();
    let statements = gathered.statements.all();
    let words = &gathered.words;
    fn keys<'s, T>(
        records: &'s [Worded<T>],
        report: impl Fn(&T) -> usize + 's,
        gathered: &'s Gathered,
    ) -> impl Iterator<Item = (usize, Vec<u32>)> {
        let told = records.iter().enumerate();
        let told = told.filter(move |(_, one)| !gathered.is_copy(report(&one.is)));
        told.map(|(at, one)| (at, gathered.words.rarest(&one.words, WORDS_OF_RECORD)))
    }
    let events_by_words = ByWords::of(keys(events, |one| one.report, gathered));
    let statements_by_words = ByWords::of(keys(statements, |one| one.report, gathered));
    for thread in threads {
        let all = gathered.commitments.all();
        let first = &all[thread.members[0]];
        let reports: BTreeSet<usize> =
            thread.members.iter().map(|&at| gathered.stands_for(all[at].is.report)).collect();
        let Some(made) = gathered.day(first.is.report) else { continue };
        let mut who: Vec<Arc<PartyCompared>> = Vec::new();
        for &member in &thread.members {
            for party in &all[member].is.who {
                if !who.contains(party) {
                    who.push(party.clone());
                }
            }
        }
        let act = Act::of(gathered, first);
        let rarest = words.rarest(&first.words, WORDS_OF_ACT);
        let may_tell = |report: usize| {
            !reports.contains(&report) && gathered.day(report).is_some_and(|day| day >= made)
        };
        let mut told: BTreeMap<(Stage, usize), Told> = BTreeMap::new();
        let mut put = |one: Told| {
            let place = told.entry((one.stage, one.report)).or_insert(one);
            if one.confidence > place.confidence {
                *place = one;
            }
        };
        for at in events_by_words.under(&rarest) {
            let event = &events[at];
            let report = event.is.report;
            if !may_tell(report) {
                continue;
            }
            let Some(heard) = heard_of_event(gathered, &act, event) else { continue };
            // Of what somebody is said to have broken or denied, he may be the recipient.
            let sure = match heard.rule {
                "act-done" | "act-not-done" => same_of(&who, &event.is.actors),
                _ => same_of(&who, &event.is.actors).max(same_of(&who, &event.is.recipients)),
            };
            if sure < OF_ACTOR {
                continue;
            }
            put(Told {
                stage: heard.stage,
                kind: RecordKind::Event,
                place: event.is.place,
                report,
                position: event.is.position,
                confidence: sure * (0.4 + 0.6 * heard.share) * heard.surety,
                rule: heard.rule,
            });
        }
        for at in statements_by_words.under(&rarest) {
            let statement = &statements[at];
            let report = statement.is.report;
            if !may_tell(report) {
                continue;
            }
            let forms = || ledger.statement_at(statement.is.place).map(|found| found.content);
            let Some(heard) = heard_of_statement(gathered, &act, statement, forms)? else {
                continue;
            };
            let sure = bound_in_statement(gathered, &who, statement);
            if sure < OF_ACTOR {
                continue;
            }
            put(Told {
                stage: heard.stage,
                kind: RecordKind::Statement,
                place: statement.is.place,
                report,
                position: statement.is.position,
                confidence: sure * (0.4 + 0.6 * heard.share) * heard.surety,
                rule: heard.rule,
            });
        }
        // What denies that the promise was given, or says that it was broken or kept, says no more than
        // that by the same words.
        let by_words: BTreeSet<usize> =
            told.values().filter(|one| one.stage == Stage::Denied).map(|one| one.report).collect();
        thread.told = told
            .into_values()
            .filter(|one| one.stage == Stage::Denied || !by_words.contains(&one.report))
            .filter(|one| one.confidence >= LEAST)
            .collect();
    }
    Ok(())
}

/// The last day of the stretch that a date names: `2025-03` is over when April begins.
pub(crate) fn last_day(value: &str, end: Option<&str>) -> Option<Date> {
    let value = end.unwrap_or(value);
    let day = value.get(..10).unwrap_or(value);
    match day.len() {
        4 => format!("{day}-12-31").parse().ok(),
        7 => format!("{day}-01").parse::<Date>().ok().map(Date::last_of_month),
        _ => day.parse().ok(),
    }
}

fn rows_of(
    gathered: &Gathered,
    ledger: &Ledger,
    thread: &Thread,
    decisions: &Decisions,
    on: Option<Date>,
) -> Result<Vec<LifeRow>, LedgerError> {
    let all = gathered.commitments.all();
    let found: Vec<CommitmentFound> = thread
        .members
        .iter()
        .map(|&at| ledger.commitment_at(all[at].is.place))
        .collect::<Result<_, _>>()?;
    let first = &found[0];
    let key =
        |found: &CommitmentFound| format!("{}:{}", found.article.reading, found.commitment.id);
    let dated = thread.members.iter().zip(&found).rev().find_map(|(&at, found)| {
        let (value, end) = all[at].is.until.as_ref()?;
        Some((value.clone(), last_day(value, end.as_deref()), found))
    });
    let mut said: Vec<&EvidenceSaid> = thread
        .members
        .iter()
        .filter_map(|&at| decisions.get(&all[at].is.place))
        .flatten()
        .collect();
    // Of two about the same the later holds.
    said.reverse();
    let decision = |stage: Stage, place: RecordPlace| {
        let one = said.iter().find(|one| one.evidence == place && one.stage == stage.word());
        one.map(|one| (one.holds, one.by.clone()))
    };
    let commitment = key(first);
    let made = first.article.day.clone();
    let row = |stage: Stage, evidence: Evidence, confidence: f64, rule, decision| LifeRow {
        commitment: commitment.clone(),
        who: first.who.iter().map(|who| (who.name.clone(), who.state.clone())).collect(),
        act: first.act.clone(),
        until: dated.as_ref().map(|(value, ..)| value.clone()),
        made: made.clone(),
        stage,
        evidence,
        confidence,
        rule,
        decision,
    };
    let mut rows: Vec<(usize, usize, LifeRow)> = Vec::new();
    let mut terms = &all[thread.members[0]].is;
    for (&at, found) in thread.members.iter().zip(&found) {
        let own = &all[at].is;
        let (stage, rule) = if at == thread.members[0] {
            (Stage::Made, "first-told")
        } else {
            let new_date = own.until.is_some() && own.until != terms.until;
            let new_condition = own.has_condition && !terms.has_condition;
            if new_date || new_condition {
                terms = own;
                (Stage::Specified, "new-terms")
            } else {
                (Stage::Repeated, "told-again")
            }
        };
        // Another sentence of one report is no other telling.
        let is_again = rows.iter().any(|(report, _, row)| {
            *report == own.report && (row.stage == stage || stage == Stage::Repeated)
        });
        if stage != Stage::Made && is_again {
            continue;
        }
        let likeness = gathered.words.likeness(&all[thread.members[0]].words, &all[at].words);
        let sure = same_of(&all[thread.members[0]].is.who, &own.who).max(OF_ACTOR);
        let confidence = if stage == Stage::Made { 1.0 } else { sure * likeness.of_lesser() };
        let evidence = Evidence::of_commitment(&commitment, stage.word(), found);
        let said = decision(stage, own.place);
        rows.push((own.report, own.position, row(stage, evidence, confidence, rule, said)));
    }
    for told in &thread.told {
        let evidence = evidence_at(ledger, told.kind, told.place, &commitment, told.stage)?;
        let said = decision(told.stage, told.place);
        let confidence =
            if said.as_ref().is_some_and(|(holds, _)| *holds) { 1.0 } else { told.confidence };
        let row = row(told.stage, evidence, confidence, told.rule, said);
        rows.push((told.report, told.position, row));
    }
    // What a person found that no rule did.
    let mut claimed: BTreeSet<(Stage, RecordPlace)> = BTreeSet::new();
    for one in &said {
        let Some(stage) = Stage::of(&one.stage) else { continue };
        let is_new = claimed.insert((stage, one.evidence));
        let is_known = thread.told.iter().any(|t| t.stage == stage && t.place == one.evidence)
            || thread.members.iter().any(|&at| all[at].is.place == one.evidence);
        if !is_new || is_known || !one.holds {
            continue;
        }
        let evidence = evidence_at(ledger, one.kind, one.evidence, &commitment, stage)?;
        let report = gathered.reports.of_record(one.evidence);
        let decision = Some((true, one.by.clone()));
        rows.push((
            report.unwrap_or(usize::MAX),
            0,
            row(stage, evidence, 1.0, "claimed", decision),
        ));
    }
    rows.sort_by(|(report, position, row), (other_report, other_position, other)| {
        let is_later = |row: &LifeRow| row.stage != Stage::Made;
        (is_later(row), report, row.stage, position).cmp(&(
            is_later(other),
            other_report,
            other.stage,
            other_position,
        ))
    });
    let mut rows: Vec<LifeRow> = rows.into_iter().map(|(.., row)| row).collect();
    let counts = |row: &LifeRow| row.decision.as_ref().is_none_or(|(holds, _)| *holds);
    let is_kept = rows.iter().any(|row| row.stage == Stage::Kept && counts(row));
    if let (Some((_, Some(last), found)), Some(on)) = (&dated, on) {
        let stage = if on > *last { Stage::Overdue } else { Stage::Due };
        if !is_kept {
            let evidence = Evidence::of_commitment(&commitment, stage.word(), found);
            let rule = if stage == Stage::Due { "date-to-come" } else { "date-passed" };
            rows.push(row(stage, evidence, 1.0, rule, None));
        }
    }
    Ok(rows)
}

fn evidence_at(
    ledger: &Ledger,
    kind: RecordKind,
    place: RecordPlace,
    row: &str,
    stage: Stage,
) -> Result<Evidence, LedgerError> {
    Ok(match kind {
        RecordKind::Event => Evidence::of_event(row, stage.word(), &ledger.event_at(place)?),
        RecordKind::Commitment => {
            Evidence::of_commitment(row, stage.word(), &ledger.commitment_at(place)?)
        }
        _ => Evidence::of_statement(row, stage.word(), &ledger.statement_at(place)?),
    })
}

/// The article of a row, for whoever shows it.
impl LifeRow {
    /// The report that says so.
    pub fn article(&self) -> &Arc<ArticleFound> {
        &self.evidence.article
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_the_past_is_known_by_its_beginning_and_end() {
        for (form, verb) in [
            ("открыла", "открыть"),
            ("открыт", "открыть"),
            ("вывела", "вывести"),
            ("снял", "снять"),
            ("построены", "построить"),
            ("снят", "снять"),
        ] {
            assert!(is_form_in_the_past(form, verb), "{form}");
        }
        for (form, verb) in [("откроет", "открыть"), ("выведут", "вывести"), ("войска", "вывести")]
        {
            assert!(!is_form_in_the_past(form, verb), "{form}");
        }
    }

    #[test]
    fn a_term_ends_with_the_stretch_that_it_names() {
        let day = |value: &str, end: Option<&str>| last_day(value, end).map(|day| day.to_string());
        assert_eq!(day("2025-06-01", None).as_deref(), Some("2025-06-01"));
        assert_eq!(day("2025-02", None).as_deref(), Some("2025-02-28"));
        assert_eq!(day("2025", None).as_deref(), Some("2025-12-31"));
        assert_eq!(day("2025-03-01", Some("2025-03-10")).as_deref(), Some("2025-03-10"));
        assert_eq!(day("2025-21", None), None);
    }
}
