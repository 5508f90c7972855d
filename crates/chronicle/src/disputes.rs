//! Disputes: claims of two voices that cannot both hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use depesha_ledger::{
    Answer, EventCompared, Ledger, LedgerError, PartyCompared, QuantityCompared, Query, RecordKind,
    RecordPlace, StatementCompared,
};
use depesha_tables::{Column, Kind, Table, Value};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::commitments::last_day;
use crate::gathered::{
    ByWords, Fitting, Gathered, Voice, Wanted, Worded, day_number, same_of, same_party,
};
use crate::view::{Evidence, View, rounded};
use crate::words::{self, Listed, Set};

/// Days between two reports of one occasion; by feel. A toll is counted anew each day.
const DAYS: i32 = 5;
const DAYS_OF_A_NUMBER: i32 = 2;
/// Which part of the words of the one that tells less the other has, for the two to tell of one occasion; by
/// feel, looked at on the marked groups.
const OF_OCCASION: f64 = 0.6;
/// The same of all words of both.
const OF_BOTH: f64 = 0.4;
/// The fewest words that they have in common; beside a number fewer will do.
const COMMON: usize = 3;
const COMMON_OF_A_NUMBER: usize = 2;
/// How much one of them has to tell that is no verb, to be of one case and not of many.
const PARTICULAR: f64 = 0.8;
/// Words of a record by which others of the occasion are found.
const WORDS: usize = 8;
/// How far a number may be from one that is said to be about so much; by feel.
const ABOUT: f64 = 0.1;
/// Types of events that two may be said to do once, on one day, in one place.
const OCCASIONS: [&str; 3] = ["CONSULT", "AGREE", "COOPERATE"];
/// Types of events that one of two may be said to have done to the other.
const DEEDS: [&str; 4] = ["ASSAULT", "COERCE", "MOBILIZE", "PROTEST"];

/// In what two claims differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// Whether it is so.
    Negation,
    /// How many or how much.
    Number,
    /// When.
    Date,
    /// Where.
    Place,
    /// Who did it.
    Agent,
}

impl Difference {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Negation, Self::Number, Self::Date, Self::Place, Self::Agent];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Negation => "negation",
            Self::Number => "number",
            Self::Date => "date",
            Self::Place => "place",
            Self::Agent => "agent",
        }
    }
}

/// What is asked of disputes.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Those of which one side is in a record that fits.
    pub query: Query,
    /// Kinds, of which one will do; any where none is given.
    pub kinds: Vec<Difference>,
    /// The most to give.
    pub limit: Option<usize>,
}

/// Two claims that cannot both hold.
#[derive(Debug, Clone, PartialEq)]
pub struct DisputeRow {
    /// The keys of the two records.
    pub dispute: String,
    /// In what they differ.
    pub kind: Difference,
    /// What each says of it: the number with its bound, the date, the place, who, whether.
    pub claims: [String; 2],
    /// The records, the one that was published first before the other.
    pub sides: [Evidence; 2],
    /// How sure it is that the two tell of one occasion, from 0 to 1.
    pub confidence: f64,
    /// The rule that found it.
    pub rule: &'static str,
    /// The words that both have, the one that tells most first.
    pub common: Vec<String>,
}

macro_rules! side {
    ($day:literal $outlet:literal $chain:literal $claim:literal $words:literal $passage:literal $kind:literal
     $record:literal $article:literal $sha256:literal $starts:literal $ends:literal) => {
        [
            Column::new($day, Kind::Day, "The day of its report.").or_none(),
            Column::new($outlet, Kind::Text, "The outlet of its report.").or_none(),
            Column::new(
                $chain,
                Kind::Texts,
                "The names from the reader inwards of whoever says it.",
            ),
            Column::new($claim, Kind::Text, "What it says of that in which the two differ."),
            Column::new($words, Kind::Texts, "Its words."),
            Column::new($passage, Kind::Text, "The words with what stands around them."),
            Column::new($kind, Kind::Text, "`event`, `statement` or `quantity`."),
            Column::new($record, Kind::Text, "The record's key."),
            Column::new($article, Kind::Text, "The path or name of its report."),
            Column::new($sha256, Kind::Text, "The SHA-256 of the report's bytes."),
            Column::new(
                $starts,
                Kind::Integers,
                "Where the words begin, in code points of the body.",
            ),
            Column::new($ends, Kind::Integers, "Where they end."),
        ]
    };
}

const ONE: [Column; 12] = side!("day" "outlet" "chain" "claim" "words" "passage" "record_kind" "record" "article_id" "sha256" "starts" "ends");
const OTHER: [Column; 12] = side!("other_day" "other_outlet" "other_chain" "other_claim" "other_words" "other_passage" "other_record_kind" "other_record" "other_article_id" "other_sha256" "other_starts" "other_ends");
const OWN: [Column; 5] = [
    Column::new(
        "kind",
        Kind::Text,
        "In what the two differ: `negation`, `number`, `date`, `place`, `agent`.",
    ),
    Column::new(
        "confidence",
        Kind::Real,
        "How sure it is that the two tell of one occasion, from 0 to 1.",
    ),
    Column::new("rule", Kind::Text, "The rule that found it."),
    Column::new("common", Kind::Texts, "The lemmas that both have, the one that tells most first."),
    Column::new("dispute", Kind::Text, "The keys of the two records."),
];

const COLUMNS: [Column; 29] = {
    let mut all = [OWN[0]; 29];
    let mut at = 0;
    while at < 5 {
        all[at] = OWN[at];
        at += 1;
    }
    at = 0;
    while at < 12 {
        all[5 + at] = ONE[at];
        all[17 + at] = OTHER[at];
        at += 1;
    }
    all
};

const TABLE: Table =
    Table { name: "disputes", row: "Two claims that cannot both hold.", columns: &COLUMNS };

impl Answer for DisputeRow {
    const TABLE: &'static Table = &TABLE;

    fn row(&self) -> Vec<Value> {
        let mut row = vec![
            Value::text(self.kind.word()),
            Value::Real(rounded(self.confidence)),
            Value::text(self.rule),
            Value::Texts(self.common.clone()),
            Value::text(&self.dispute),
        ];
        for (side, claim) in self.sides.iter().zip(&self.claims) {
            let place = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
            row.extend([
                Value::day(side.article.day.as_deref()),
                Value::maybe_text(side.article.outlet.as_deref()),
                Value::Texts(side.chain.clone()),
                Value::text(claim),
                Value::Texts(side.words.iter().map(|(_, words)| words.clone()).collect()),
                Value::text(&side.passage),
                Value::text(side.kind),
                Value::text(&side.record),
                Value::text(&side.article.id),
                Value::text(&side.article.sha256),
                Value::Integers(side.words.iter().map(|(span, _)| place(span.start)).collect()),
                Value::Integers(side.words.iter().map(|(span, _)| place(span.end)).collect()),
            ]);
        }
        row
    }
}

/// The disputes of a ledger.
#[derive(Debug)]
pub struct Disputes {
    rows: Vec<DisputeRow>,
}

impl View for Disputes {
    type Row = DisputeRow;

    const RULE: &'static str = "disputes 2";

    fn rule(&self) -> Vec<String> {
        vec![
            format!(
                "One occasion: records of one report, or of two that were published at most {DAYS} days apart \
                 ({DAYS_OF_A_NUMBER} for numbers; where a report does not tell its day, its records are compared with each \
                 other alone), that have {COMMON} words in common ({COMMON_OF_A_NUMBER} beside a number), \
                 {OF_OCCASION} of those of the one that tells less and {OF_BOTH} of those of both; one of them, no verb, \
                 tells {PARTICULAR} or more. Of what a statement says only its own words count, not who says it. Two \
                 voices: another speaker, or another outlet in its own voice."
            ),
            "negation: an event said to be so or to come, and one of the same type said not to be so, by actors of \
             whom one is the same (`act-denied`); two statements of which one has a verb behind `не` that the other has \
             without, in whichever aspect, and none a word of refusal (`words-denied`); a statement whose words another one denies or calls \
             untrue (`claim-denied`)."
                .to_owned(),
            format!(
                "number: two quantities of the same kind and unit beside the same verb, whose bounds leave no number for \
                 both: `более 15` is above 15, `до 20` at most 20, `около 100` from 90 to 110 ({ABOUT} on each side). \
                 Dead, wounded, captives and so on are things of their own. One of the common words is neither verb nor \
                 what is counted. Where one says that the number grew (`вырасти до`), \
                 counts further (`ещё пять`), or its report tells the other number too, there is no dispute. \
                 (`numbers-apart`)"
            ),
            format!(
                "date, place: two events of one type among {} with a common actor, neither said not to be so, whose \
                 dates do not meet at the coarser grain, or whose places are two places, neither of them the state of \
                 the other (`dates-apart`, `places-apart`). Strikes and the like are left out: they come again on other \
                 days in other places.",
                OCCASIONS.join(", ")
            ),
            format!(
                "agent: two events of one type among {}, by the same verb, said to be done, whose actors are all of \
                 known states and none of one state, once the words that name the actors are left out (`agents-apart`).",
                DEEDS.join(", ")
            ),
            "How sure: the part of the words of the one that tells less, times 0.5, and of both, times 0.5. Copies \
             of two reports that dispute are not told again; a copy may dispute with its own origin. All by feel, \
             looked at on the marked groups."
                .to_owned(),
            "How much a word counts: as for `commitments`.".to_owned(),
        ]
    }

    fn rows(&self) -> &[DisputeRow] {
        &self.rows
    }

    fn evidence(&self, _ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        Ok(self.rows.iter().flat_map(|row| row.sides.iter().cloned()).collect())
    }
}

/// A record that is a side of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Side {
    report: usize,
    kind: RecordKind,
    position: usize,
    place: RecordPlace,
    /// The statement that holds it, by its place among those of the report.
    said_in: Option<usize>,
}

struct Found {
    kind: Difference,
    rule: &'static str,
    sides: [Side; 2],
    claims: [String; 2],
    confidence: f64,
    common: Vec<String>,
}

/// How alike two records are that tell of one occasion.
struct Occasion {
    confidence: f64,
    common: Vec<String>,
}

fn occasion(gathered: &Gathered, one: &Set, other: &Set, common: usize) -> Option<Occasion> {
    let told = |set| gathered.words.told(set);
    occasion_of(gathered, (one, told(one)), (other, told(other)), common)
}

/// The same of sets that are given with what their words tell together.
fn occasion_of(
    gathered: &Gathered,
    (one, told): (&Set, f64),
    (other, other_told): (&Set, f64),
    common: usize,
) -> Option<Occasion> {
    let likeness = gathered.words.likeness_of((one, told), (other, other_told));
    let is_particular = |word: u32| {
        gathered.words.weight(word) >= PARTICULAR && !words::is_verb(gathered.words.lemma(word))
    };
    let is_one = likeness.count >= common
        && likeness.of_lesser() >= OF_OCCASION
        && likeness.of_both >= OF_BOTH
        && one.common(other).any(is_particular);
    is_one.then(|| {
        let mut common: Vec<u32> = one.common(other).collect();
        common.sort_by(|&a, &b| {
            gathered.words.weight(b).total_cmp(&gathered.words.weight(a)).then(a.cmp(&b))
        });
        Occasion {
            confidence: 0.5 * likeness.of_lesser() + 0.5 * likeness.of_both,
            common: common.into_iter().map(|word| gathered.words.lemma(word).to_owned()).collect(),
        }
    })
}

/// Whether two voices are two. One who is not named may be anybody else in the same report, and the same in
/// another one.
fn are_two(one: &Voice<'_>, other: &Voice<'_>) -> bool {
    if one.key == other.key {
        return false;
    }
    match (&one.speaker, &other.speaker) {
        (Some(one), Some(other)) => one.key != other.key && same_party(one, other) < 0.95,
        _ => true,
    }
}

/// Whether the other report is the same, or came at most so many days later. Reports come by the day; those without
/// one come last.
fn reaches(gathered: &Gathered, report: usize, other: usize, days: i32) -> bool {
    other == report
        || matches!((gathered.day(report), gathered.day(other)), (Some(own), Some(day)) if day - own <= days)
}

impl Disputes {
    /// Computes the disputes of a ledger.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn of(ledger: &Ledger, asked: &Asked) -> Result<Self, LedgerError> {
        let wanted = Wanted { events: true, parties: true, quantities: true, ..Wanted::default() };
        let gathered = Gathered::of(ledger, wanted)?;
        let wants = |kind: Difference| asked.kinds.is_empty() || asked.kinds.contains(&kind);
        let mut found = between_all(&gathered, &wants);
        found.retain(|one| wants(one.kind));
        let kinds = [RecordKind::Event, RecordKind::Statement, RecordKind::Quantity];
        let fitting = Fitting::of(ledger, &asked.query, &kinds)?;
        found.retain(|one| one.sides.iter().any(|side| fits(&gathered, &fitting, side)));
        let mut found = chosen(&gathered, found);
        found.truncate(asked.limit.unwrap_or(usize::MAX));
        let rows = found.into_iter().map(|one| row(ledger, one)).collect::<Result<_, _>>()?;
        Ok(Self { rows })
    }
}

/// All disputes of kinds that are wanted; those between events, statements and numbers are sought at once.
fn between_all(gathered: &Gathered, wants: &(impl Fn(Difference) -> bool + Sync)) -> Vec<Found> {
    let (mut found, (others, numbers)) = rayon::join(
        || between_events(gathered),
        || {
            rayon::join(
                || wants(Difference::Negation).then(|| between_statements(gathered)),
                || wants(Difference::Number).then(|| between_numbers(gathered)),
            )
        },
    );
    found.extend(others.into_iter().chain(numbers).flatten());
    found
}

/// Whether the record fits, or the statement that holds it.
fn fits(gathered: &Gathered, fitting: &Fitting, side: &Side) -> bool {
    let statement = gathered.statement(side.report, side.said_in);
    fitting.takes(side.kind, side.place)
        || statement.is_some_and(|own| fitting.takes(RecordKind::Statement, own.is.place))
}

/// Of several findings of one kind between two reports, those that are surest for each side; ordered.
fn chosen(gathered: &Gathered, mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by(|one, other| {
        let key = |found: &Found| (found.sides[0].report, found.sides[1].report, found.kind);
        key(one)
            .cmp(&key(other))
            .then(other.confidence.total_cmp(&one.confidence))
            .then_with(|| (one.sides, one.rule).cmp(&(other.sides, other.rule)))
    });
    let mut taken: BTreeSet<(usize, usize, Difference, [String; 2])> = BTreeSet::new();
    found.retain(|one| {
        // Of one pair of reports, or of copies of them, the same claims are told once, by the surest
        // records; whether something is so, once.
        let claims = match one.kind {
            Difference::Negation => [String::new(), String::new()],
            _ => one.claims.clone(),
        };
        let reports = one.sides.map(|side| gathered.stands_for(side.report));
        taken.insert((reports[0], reports[1], one.kind, claims))
    });
    found
}

fn row(ledger: &Ledger, found: Found) -> Result<DisputeRow, LedgerError> {
    let record = |side: &Side| -> Result<Evidence, LedgerError> {
        Ok(match side.kind {
            RecordKind::Event => Evidence::of_event("", "", &ledger.event_at(side.place)?),
            RecordKind::Quantity => Evidence::of_quantity("", "", &ledger.quantity_at(side.place)?),
            _ => Evidence::of_statement("", "", &ledger.statement_at(side.place)?),
        })
    };
    let [one, other] = &found.sides;
    let mut sides = [record(one)?, record(other)?];
    let dispute = format!("{} {}", sides[0].record, sides[1].record);
    for side in &mut sides {
        side.row.clone_from(&dispute);
        found.kind.word().clone_into(&mut side.part);
    }
    let Found { kind, rule, claims, confidence, common, .. } = found;
    Ok(DisputeRow { dispute, kind, claims, sides, confidence, rule, common })
}

fn side_of_event(event: &EventCompared) -> Side {
    Side {
        report: event.report,
        kind: RecordKind::Event,
        position: event.position,
        place: event.place,
        said_in: event.said_in,
    }
}

/// Names of actors, as they stand.
fn names(parties: &[Arc<PartyCompared>]) -> String {
    parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn whether(status: &str) -> String {
    match status {
        "negated" => "not so".to_owned(),
        "planned" => "to come".to_owned(),
        _ => "so".to_owned(),
    }
}

/// The first and the last day of the stretch that a date names.
fn stretch(date: &(String, Option<String>)) -> Option<(i32, i32)> {
    let (value, end) = date;
    let first = match value.len() {
        4 => format!("{value}-01-01"),
        7 => format!("{value}-01"),
        _ => value.get(..10)?.to_owned(),
    };
    let last = last_day(value, end.as_deref())?;
    Some((day_number(first.parse().ok()?)?, day_number(last)?))
}

fn are_two_places(one: &PartyCompared, other: &PartyCompared) -> bool {
    let holds = |one: &PartyCompared, other: &PartyCompared| {
        one.class == "state" && one.state.is_some() && one.state == other.state
    };
    let (a, b) = (one.key.as_str(), other.key.as_str());
    a != b && !a.contains(b) && !b.contains(a) && !holds(one, other) && !holds(other, one)
}

/// The words of a set that do not name one of these actors.
fn without_names(gathered: &Gathered, set: &Set, parties: &[&Arc<PartyCompared>]) -> Set {
    let names = |lemma: &str| {
        let stem = words::stem(lemma);
        parties.iter().any(|party| party.key.split(' ').any(|word| word.starts_with(stem)))
    };
    Set(set.0.iter().copied().filter(|&word| !names(gathered.words.lemma(word))).collect())
}

/// Where those end that each of the records may reach, by the reports of these, which come in their order. Of reports
/// whose day is not known some may stand between others.
fn reached(gathered: &Gathered, reports: &[usize], days: i32) -> Vec<usize> {
    let mut until = 0;
    let each = |(at, &report): (usize, &usize)| {
        let is_dated = gathered.day(report).is_some();
        let goes_on = |other: &usize| {
            is_dated && gathered.day(*other).is_none() || reaches(gathered, report, *other, days)
        };
        until = until.max(at + 1);
        until += reports[until..].iter().take_while(|&other| goes_on(other)).count();
        until
    };
    reports.iter().enumerate().map(each).collect()
}

/// A number for each of these, the same for those that are the same.
fn numbered<T: Eq + std::hash::Hash>(all: impl Iterator<Item = T>) -> Vec<u32> {
    let mut numbers: FxHashMap<T, u32> = FxHashMap::default();
    let mut next = 0_u32..;
    all.map(|one| *numbers.entry(one).or_insert_with(|| next.next().unwrap_or(u32::MAX))).collect()
}

/// What may be compared with each of the records.
struct Near<'g> {
    gathered: &'g Gathered,
    /// The report of each record.
    reports: Vec<usize>,
    days: i32,
    keys: Vec<Vec<u32>>,
    index: ByWords,
    until: Vec<usize>,
}

impl<'g> Near<'g> {
    fn of<T: Sync>(
        gathered: &'g Gathered,
        records: &[Worded<T>],
        share: f64,
        report: impl Fn(&T) -> usize,
        days: i32,
    ) -> Self {
        let key = |one: &Worded<T>| gathered.words.key(&one.words, WORDS, PARTICULAR, share);
        let keys: Vec<Vec<u32>> = records.par_iter().map(key).collect();
        let index = ByWords::of(keys.iter().map(Vec::as_slice).enumerate());
        let reports: Vec<usize> = records.iter().map(|one| report(&one.is)).collect();
        let until = reached(gathered, &reports, days);
        Self { gathered, reports, days, keys, index, until }
    }

    /// The records behind this one that it reaches and that are under one of the words of its key; of these those that
    /// `fits` lets through.
    fn behind(&self, at: usize, fits: impl Fn(usize) -> bool) -> Vec<usize> {
        let reaches =
            |other: usize| reaches(self.gathered, self.reports[at], self.reports[other], self.days);
        self.index.behind(at, self.until[at], &self.keys[at], |other| fits(other) && reaches(other))
    }

    /// What `compare` finds of each of the records in their order, parted among processors.
    fn each(&self, compare: impl Fn(usize, &mut Vec<Found>) + Sync) -> Vec<Found> {
        let compare = |at| {
            let mut found = Vec::new();
            compare(at, &mut found);
            found
        };
        (0..self.keys.len()).into_par_iter().flat_map_iter(compare).collect()
    }
}

fn between_events(gathered: &Gathered) -> Vec<Found> {
    let events = gathered.events.all();
    // Where names are left out, fewer words count.
    let near = Near::of(gathered, events, 0.0, |own| own.report, DAYS);
    let kinds = numbered(events.iter().map(|one| &one.is.kind));
    near.each(|at, found| {
        let one = &events[at];
        let near = near.behind(at, |other| kinds[other] == kinds[at]);
        if near.is_empty() {
            return;
        }
        let voice = gathered.voice(one.is.report, one.is.said_in);
        for other in near {
            let second = &events[other];
            if are_two(&voice, &gathered.voice(second.is.report, second.is.said_in)) {
                compare_events(gathered, one, second, found);
            }
        }
    })
}

fn compare_events(
    gathered: &Gathered,
    one: &Worded<EventCompared>,
    second: &Worded<EventCompared>,
    found: &mut Vec<Found>,
) {
    let sides = [side_of_event(&one.is), side_of_event(&second.is)];
    let mut put = |kind, rule, claims: [String; 2], occasion: Occasion| {
        let Occasion { confidence, common } = occasion;
        found.push(Found { kind, rule, sides, claims, confidence, common });
    };
    let (a, b) = (&one.is, &second.is);
    let statuses = (&*a.status, &*b.status);
    let is_so = |status: &str| matches!(status, "actual" | "planned");
    let denied = matches!(statuses, ("negated", other) | (other, "negated") if is_so(other));
    let is_occasion = is_so(statuses.0) && is_so(statuses.1) && OCCASIONS.contains(&&*a.kind);
    let is_deed = statuses == ("actual", "actual") && DEEDS.contains(&&*a.kind);
    if !denied && !is_occasion && !is_deed {
        return;
    }
    let open_sides = a.actors.is_empty() || b.actors.is_empty();
    let same_actor = open_sides || same_of(&a.actors, &b.actors) >= 0.7;
    let share_verb = words::lemmas(&a.trigger).any(|lemma| {
        words::lemmas(&b.trigger).any(|other| words::stem(lemma) == words::stem(other))
    });
    // Who refuses to do it does not do it, in other words.
    let refuse = [one, second].map(|own| gathered.words.has(&own.words, Listed::Refusing));
    if denied && same_actor && share_verb && refuse == [false, false] {
        if let Some(occasion) = occasion(gathered, &one.words, &second.words, COMMON) {
            let claims = [whether(&a.status), whether(&b.status)];
            put(Difference::Negation, "act-denied", claims, occasion);
        }
        return;
    }
    if is_occasion && same_actor && share_verb {
        if let (Some(date), Some(other)) = (&a.date, &b.date)
            && let (Some((first, last)), Some((other_first, other_last))) =
                (stretch(date), stretch(other))
            && (last < other_first || other_last < first)
            && let Some(occasion) = occasion(gathered, &one.words, &second.words, COMMON)
        {
            put(Difference::Date, "dates-apart", [date.0.clone(), other.0.clone()], occasion);
        }
        if let (Some(place), Some(other)) = (&a.held_at, &b.held_at)
            && are_two_places(place, other)
        {
            let both = [place, other];
            let words = [&one.words, &second.words].map(|set| without_names(gathered, set, &both));
            if let Some(occasion) = occasion(gathered, &words[0], &words[1], COMMON) {
                let claims = [place.name.clone(), other.name.clone()];
                put(Difference::Place, "places-apart", claims, occasion);
            }
        }
    }
    let of_states =
        |parties: &[Arc<PartyCompared>]| parties.iter().all(|party| party.state.is_some());
    let of_two_states = of_states(&a.actors)
        && of_states(&b.actors)
        && a.actors.iter().all(|one| b.actors.iter().all(|other| one.state != other.state));
    if is_deed && share_verb && !open_sides && of_two_states {
        let both: Vec<&Arc<PartyCompared>> = a.actors.iter().chain(&b.actors).collect();
        let words = [&one.words, &second.words].map(|set| without_names(gathered, set, &both));
        let whom = same_of(&a.recipients, &b.recipients);
        let one_whom = a.recipients.is_empty() || b.recipients.is_empty() || whom >= 0.4;
        // Where each is said to have done it to the other, the words that name them are all that differs.
        let each_other = same_of(&a.actors, &b.recipients) >= 0.7;
        if (one_whom || each_other)
            && let Some(occasion) = occasion(gathered, &words[0], &words[1], COMMON)
        {
            put(Difference::Agent, "agents-apart", [names(&a.actors), names(&b.actors)], occasion);
        }
    }
}

/// Whether it denies something, or calls it untrue.
fn denies(gathered: &Gathered, one: &Worded<StatementCompared>) -> bool {
    words::has(&one.is.cue, Listed::Denying)
        || words::has(&one.is.cue, Listed::Untrue)
        || gathered.words.has(&one.words, Listed::Denying)
            && words::has_affirmed(&one.is.lemmas, |lemma| words::is(lemma, Listed::Denying))
}

/// Whether there may be a negation in a gist.
fn may_negate(gist: &str) -> bool {
    gist.contains("не ") || gist.contains("ни ")
}

fn between_statements(gathered: &Gathered) -> Vec<Found> {
    let statements = gathered.statements.all();
    let denies: Vec<bool> = statements.par_iter().map(|one| denies(gathered, one)).collect();
    let may_negate: Vec<bool> =
        statements.par_iter().map(|one| may_negate(&one.is.lemmas)).collect();
    let near = Near::of(gathered, statements, OF_BOTH, |own| own.report, DAYS);
    near.each(|at, found| {
        let one = &statements[at];
        let own = &one.is;
        let fits =
            |other: usize| denies[at] != denies[other] || may_negate[at] || may_negate[other];
        for other in near.behind(at, fits) {
            let second = &statements[other];
            // What holds another statement says nothing against it by itself.
            let is_within = second.is.report == own.report
                && (second.is.parent == Some(own.position)
                    || own.parent == Some(second.is.position));
            if is_within {
                continue;
            }
            let told = (one.told(), second.told());
            let Some(occasion) = occasion_of(gathered, told.0, told.1, COMMON - 1) else {
                continue;
            };
            // `шлюзы открыты`, `не открывал шлюзы`: a verb in two aspects is two lemmas, and one word in common.
            let in_common = occasion.common.len();
            let has_verb = occasion.common.iter().any(|lemma| words::is_verb(lemma));
            let voice = gathered.voice(own.report, Some(own.position));
            let other_voice = gathered.voice(second.is.report, Some(second.is.position));
            if !are_two(&voice, &other_voice) {
                continue;
            }
            let denies = [denies[at], denies[other]];
            let (rule, claims) = if denies[0] != denies[1] && in_common >= COMMON {
                ("claim-denied", denies.map(|denies| whether(if denies { "negated" } else { "" })))
            } else if denies[0] == denies[1]
                && in_common + usize::from(!has_verb) >= COMMON
                && let Some(negated) = negated_in_one(&own.lemmas, &second.is.lemmas)
            {
                ("words-denied", negated.map(|not| whether(if not { "negated" } else { "" })))
            } else {
                continue;
            };
            let side = |one: &StatementCompared| Side {
                report: one.report,
                kind: RecordKind::Statement,
                position: one.position,
                place: one.place,
                said_in: Some(one.position),
            };
            found.push(Found {
                kind: Difference::Negation,
                rule,
                sides: [side(own), side(&second.is)],
                claims,
                confidence: occasion.confidence,
                common: occasion.common,
            });
        }
    })
}

/// Which of the two has a verb behind a negation that the other has without; none where neither or both.
fn negated_in_one(one: &str, other: &str) -> Option<[bool; 2]> {
    let verbs = |gist: &str| -> BTreeMap<String, bool> {
        let lemmas: Vec<&str> = words::lemmas(gist).collect();
        let told = lemmas.iter().enumerate();
        told.filter(|(_, lemma)| words::is_verb(lemma) && !words::is(lemma, Listed::Plain))
            .map(|(at, lemma)| (words::stem(lemma).to_owned(), words::is_negated(&lemmas, at)))
            .collect()
    };
    if !may_negate(one) && !may_negate(other) {
        return None;
    }
    if words::has(one, Listed::Refusing) || words::has(other, Listed::Refusing) {
        return None;
    }
    let (own, others) = (verbs(one), verbs(other));
    let mut differ = own
        .iter()
        .filter_map(|(verb, negated)| Some((*negated, *others.get(verb)?)))
        .filter(|(negated, other)| negated != other);
    let (negated, other) = differ.next()?;
    differ.all(|next| next == (negated, other)).then_some([negated, other])
}

/// The numbers that a quantity may mean: the least and the greatest, and whether these are among them.
fn range(quantity: &QuantityCompared) -> [(f64, bool); 2] {
    let value = quantity.value;
    let (least, most) = (f64::NEG_INFINITY, f64::INFINITY);
    match &*quantity.bound {
        "more than" => [(value, false), (most, true)],
        "at least" => [(value, true), (most, true)],
        "less than" => [(least, true), (value, false)],
        "at most" => [(least, true), (value, true)],
        "about" => {
            let width = value.abs() * ABOUT;
            [(value - width, true), (value + width, true)]
        }
        _ => [(value, true), (quantity.upper.unwrap_or(value), true)],
    }
}

/// Whether no number is in both ranges.
fn are_apart(one: [(f64, bool); 2], other: [(f64, bool); 2]) -> bool {
    let ends_before = |(end, has_end): (f64, bool), (start, has_start): (f64, bool)| {
        end < start || end <= start && !(has_end && has_start)
    };
    ends_before(one[1], other[0]) || ends_before(other[1], one[0])
}

/// What is counted, as far as the words beside a number tell: the verbs, and of people what befell them.
fn counted(quantity: &QuantityCompared) -> (BTreeSet<usize>, BTreeSet<&str>) {
    let lemmas = || words::lemmas(&quantity.beside);
    let losses = lemmas().filter_map(words::loss).collect();
    let verbs = lemmas().filter(|lemma| words::is_verb(lemma) && !words::is(lemma, Listed::Plain));
    (losses, verbs.map(words::stem).collect())
}

fn told_number(quantity: &QuantityCompared) -> String {
    let bound =
        if &*quantity.bound == "exact" { String::new() } else { format!("{} ", quantity.bound) };
    let upper = quantity.upper.map_or(String::new(), |upper| format!("–{upper}"));
    let unit = quantity.unit.as_ref().map_or(String::new(), |unit| format!(" {unit}"));
    format!("{bound}{}{upper}{unit}", quantity.value)
}

/// Whether one of the reports tells the number of the other, too, or both stand in one passage, or one of them
/// counts further: `ещё пять`.
fn tell_the_same(gathered: &Gathered, one: &QuantityCompared, other: &QuantityCompared) -> bool {
    let counts_further =
        [one, other].iter().any(|own| words::lemmas(&own.beside).any(|lemma| lemma == "еще"));
    let is_one_passage = one.report == other.report && one.lemmas == other.lemmas;
    let has = |report: usize, wanted: &QuantityCompared| {
        gathered
            .quantities
            .of_report(report)
            .iter()
            .any(|own| own.is.unit == wanted.unit && !are_apart(range(&own.is), range(wanted)))
    };
    let is_told = one.report != other.report && (has(one.report, other) || has(other.report, one));
    counts_further || is_one_passage || is_told
}

fn between_numbers(gathered: &Gathered) -> Vec<Found> {
    let quantities = gathered.quantities.all();
    let ranges: Vec<_> = quantities.iter().map(|one| range(&one.is)).collect();
    let near = Near::of(gathered, quantities, OF_BOTH, |own| own.report, DAYS_OF_A_NUMBER);
    let sorts = numbered(quantities.iter().map(|one| (&one.is.kind, &one.is.unit)));
    near.each(|at, found| {
        let one = &quantities[at];
        let own = &one.is;
        if matches!(&*own.kind, "age" | "duration") {
            return;
        }
        let fits = |other: usize| sorts[at] == sorts[other] && are_apart(ranges[at], ranges[other]);
        for other in near.behind(at, fits) {
            let second = &quantities[other];
            let its = &second.is;
            let told = (one.told(), second.told());
            let Some(occasion) = occasion_of(gathered, told.0, told.1, COMMON_OF_A_NUMBER) else {
                continue;
            };
            let ((losses, verbs), (other_losses, other_verbs)) = (counted(own), counted(its));
            let meet = |empty: bool, disjoint: bool| empty || !disjoint;
            let same_loss =
                losses == other_losses || !losses.is_empty() && !other_losses.is_disjoint(&losses);
            let same_verb = meet(
                verbs.is_empty() || other_verbs.is_empty() || !losses.is_empty(),
                verbs.is_disjoint(&other_verbs),
            );
            let grew = [one, second].iter().any(|own| {
                let is_in_words = gathered.words.has(&own.words, Listed::Update);
                is_in_words || words::has(&own.is.beside, Listed::Update)
            });
            if !same_loss || !same_verb || grew || tell_the_same(gathered, own, its) {
                continue;
            }
            let names_the_case = one.words.common(&second.words).any(|word| {
                let lemma = gathered.words.lemma(word);
                gathered.words.weight(word) >= PARTICULAR
                    && !words::is_verb(lemma)
                    && words::loss(lemma).is_none()
                    && own.unit.as_deref().is_none_or(|unit| !unit.contains(lemma))
            });
            if !names_the_case {
                continue;
            }
            let voice = gathered.voice(own.report, own.said_in);
            if !are_two(&voice, &gathered.voice(its.report, its.said_in)) {
                continue;
            }
            let side = |one: &QuantityCompared| Side {
                report: one.report,
                kind: RecordKind::Quantity,
                position: one.position,
                place: one.place,
                said_in: one.said_in,
            };
            found.push(Found {
                kind: Difference::Number,
                rule: "numbers-apart",
                sides: [side(own), side(its)],
                claims: [told_number(own), told_number(its)],
                confidence: occasion.confidence,
                common: occasion.common,
            });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_apart_where_no_number_is_in_both_ranges() {
        let exact = |value: f64| [(value, true), (value, true)];
        let above = |value: f64| [(value, false), (f64::INFINITY, true)];
        assert!(are_apart(exact(17.0), exact(18.0)));
        assert!(!are_apart(exact(17.0), above(15.0)));
        assert!(are_apart(exact(15.0), above(15.0)));
        assert!(!are_apart(above(10.0), above(100.0)));
    }

    #[test]
    fn one_has_behind_a_negation_what_the_other_has_without() {
        let differ = negated_in_one("чад обстрелять село", "чад не обстреливать село");
        assert_eq!(differ, Some([false, true]));
        assert_eq!(negated_in_one("чад обстрелять село", "чад обстрелять село"), None);
        assert_eq!(negated_in_one("чад отказаться строить", "чад не строить"), None);
    }

    #[test]
    fn dates_are_stretches_of_days() {
        let apart = |one: &str, other: &str| {
            let [one, other] =
                [one, other].map(|value| stretch(&(value.to_owned(), None)).unwrap());
            one.1 < other.0 || other.1 < one.0
        };
        assert!(apart("2025-04", "2025-06"));
        assert!(!apart("2025-05", "2025-05-14"));
        assert!(apart("2025-03-20", "2025-03-25"));
    }
}
