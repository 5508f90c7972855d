//! Narratives: a claim or wording that recurs over reports, where it was first seen, and how it spread.

use std::collections::{BTreeMap, BTreeSet};

use depesha_ledger::questions::StatementFound;
use depesha_ledger::{Answer, EventCompared, Ledger, LedgerError, Query, RecordKind, RecordPlace};
use depesha_tables::{Column, Kind, Table, Value};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::gathered::{Fitting, Gathered, Wanted, Worded};
use crate::view::{Evidence, View, rounded};
use crate::words::{self, Likeness, Listed, Set};

/// Functions of which the least value over its words is kept of each record, in bands of so many: two records with
/// 0.8 of their words in common meet with 0.998, with 0.5 of them with 0.82, with 0.1 of them with 0.06.
const BANDS: usize = 6;
const ROWS: usize = 2;
/// Words that tell less are left out of these.
const LEAST_WEIGHT: f64 = 0.3;
/// Of those that meet in a band, each is compared with so many before it: what is said more often is reached over
/// these.
const COMPARED: u32 = 8;
/// How much the words of a record have to tell together for it to be a claim of its own, whatever the reports tell; by feel.
const LEAST_TOLD: f64 = 3.0;
/// Which part of the words of the one that tells less the other has, where the two are one claim. This and what
/// follows is chosen on the pairs of posts for tuning (`narratives_measure`); few of them are told apart by words.
const OF_LESSER: f64 = 0.5;
/// The same of the words of both, where their reports tell the same.
const OF_BOTH: f64 = 0.25;
/// The same where their reports do not, or are not known to: the same words are mostly a form that is filled in again.
const OF_BOTH_ELSEWHERE: f64 = 0.8;
/// How many words they have in common at least, and how much these tell together.
const COMMON: usize = 3;
const COMMON_TOLD: f64 = 2.5;
/// How much the words tell together that records have in common which are one claim since their reports tell the same.
const COMMON_OF_REPEATS: f64 = 1.0;
/// How much of the core of the one that tells less two narratives have in common where a pair of records joins them.
const OF_CORE: f64 = 0.6;
/// The same where their reports tell the same; of a look at some seventy such pairs, nine in ten are one claim where this or more is
/// common, six in ten where it is a third.
const OF_CORE_OF_REPEATS: f64 = 0.5;
/// Which part of the pairs of tellings of two narratives that are joined are one claim, each with each: what came of a thing tells
/// it again, and so does what came of that, until nothing of it is left.
const OF_PAIRS: f64 = 0.7;
/// Which part of its tellings has a word of a narrative's core, at least.
const IN_CORE: f64 = 0.34;

/// What is asked of narratives.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Those of which one record fits.
    pub query: Query,
    /// The fewest reports that tell it, copies left out.
    pub reports: usize,
    /// Only what accuses somebody of manipulation.
    pub of_manipulation: bool,
    /// The most to give.
    pub limit: Option<usize>,
}

impl Default for Asked {
    fn default() -> Self {
        Self { query: Query::default(), reports: 2, of_manipulation: false, limit: None }
    }
}

/// A narrative.
#[derive(Debug, Clone, PartialEq)]
pub struct NarrativeRow {
    /// The key of its first record.
    pub narrative: String,
    /// Its records by their reports; the first is where it was first seen.
    pub told: Vec<Evidence>,
    /// Whether the report of each has most of its text from another, or shares it with another, that tells it as well.
    pub is_copy: Vec<bool>,
    /// Who speaks in each, with his state; none where the outlet does, or nobody is named.
    pub speakers: Vec<Option<(String, Option<String>)>>,
    /// The lemmas that most of it have, in an order that tells nothing but is always the same.
    pub core: Vec<String>,
    /// How alike the records are: of each but the first the part of its words that is in the likest of the others.
    pub likeness: f64,
    /// The outlets by the day on which each first told it.
    pub outlets: Vec<(Option<String>, String)>,
    /// The states of the speakers by the day on which each first spoke.
    pub states: Vec<(Option<String>, String)>,
    /// Who tells it by whose word: outlets with those that they name.
    pub cited: Vec<(String, String)>,
    /// Who is said to accuse somebody of manipulation in it.
    pub accusers: Vec<String>,
    /// Whom they accuse, where the reports say so.
    pub accused: Vec<String>,
}

impl NarrativeRow {
    /// How many reports tell it, copies left out.
    pub fn reports(&self) -> usize {
        self.distinct(false)
    }

    /// How many copies of these there are.
    pub fn copies(&self) -> usize {
        self.distinct(true)
    }

    fn distinct(&self, copies: bool) -> usize {
        let told = self.told.iter().zip(&self.is_copy).filter(|(_, is_copy)| **is_copy == copies);
        told.map(|(one, _)| &one.article.key).collect::<BTreeSet<_>>().len()
    }
}

const TABLE: Table = Table {
    name: "narratives",
    row: "A claim or wording that recurs over reports.",
    columns: &[
        Column::new("first_day", Kind::Day, "The day on which it was first seen.").or_none(),
        Column::new("last_day", Kind::Day, "The day on which it was last seen.").or_none(),
        Column::new("reports", Kind::Integer, "How many reports tell it, copies left out."),
        Column::new(
            "copies",
            Kind::Integer,
            "How many reports more have it that are copies of others.",
        ),
        Column::new("first_outlet", Kind::Text, "The outlet where it was first seen.").or_none(),
        Column::new(
            "first_chain",
            Kind::Texts,
            "The names from the reader inwards of whoever said it there.",
        ),
        Column::new("words", Kind::Text, "Its words there."),
        Column::new("core", Kind::Texts, "The lemmas that most of its tellings have."),
        Column::new(
            "outlets",
            Kind::Texts,
            "The outlets that tell it, in the order in which they came.",
        ),
        Column::new(
            "outlet_days",
            Kind::Texts,
            "The days on which they came, in the same order; empty where none is known.",
        ),
        Column::new("speakers", Kind::Texts, "Those who are named as saying it, each once."),
        Column::new(
            "states",
            Kind::Texts,
            "The states that they speak for, in the order in which they came; ISO 3166-1 alpha-3.",
        ),
        Column::new("state_days", Kind::Texts, "The days on which they came, in the same order."),
        Column::new("citing", Kind::Texts, "Outlets that tell it by another one's word."),
        Column::new("cited", Kind::Texts, "By whose, in the same order."),
        Column::new(
            "accuses_of_manipulation",
            Kind::Flag,
            "Whether somebody is said in it to mislead others.",
        ),
        Column::new("accusers", Kind::Texts, "Who is said to say so."),
        Column::new("accused", Kind::Texts, "Of whom, where the reports tell."),
        Column::new("likeness", Kind::Real, "How alike its tellings are, from 0 to 1."),
        Column::new("narrative", Kind::Text, "The key of its first record."),
        Column::new("records", Kind::Texts, "The keys of all its records."),
        Column::new("article_ids", Kind::Texts, "The reports of these, in the same order."),
    ],
};

fn day_of(day: Option<&String>) -> String {
    day.cloned().unwrap_or_default()
}

impl Answer for NarrativeRow {
    const TABLE: &'static Table = &TABLE;

    fn row(&self) -> Vec<Value> {
        let first = &self.told[0];
        let days = || self.told.iter().filter_map(|one| one.article.day.as_deref());
        let texts = |of: &[(Option<String>, String)]| {
            Value::Texts(of.iter().map(|(_, name)| name.clone()).collect())
        };
        let their_days = |of: &[(Option<String>, String)]| {
            Value::Texts(of.iter().map(|(day, _)| day_of(day.as_ref())).collect())
        };
        let speakers: BTreeSet<&String> =
            self.speakers.iter().flatten().map(|(name, _)| name).collect();
        vec![
            Value::day(days().min()),
            Value::day(days().max()),
            Value::count(self.reports()),
            Value::count(self.copies()),
            Value::maybe_text(first.article.outlet.as_deref()),
            Value::Texts(first.chain.clone()),
            Value::text(&first.passage),
            Value::Texts(self.core.clone()),
            texts(&self.outlets),
            their_days(&self.outlets),
            Value::Texts(speakers.into_iter().cloned().collect()),
            texts(&self.states),
            their_days(&self.states),
            Value::Texts(self.cited.iter().map(|(citing, _)| citing.clone()).collect()),
            Value::Texts(self.cited.iter().map(|(_, cited)| cited.clone()).collect()),
            Value::Flag(!self.accusers.is_empty()),
            Value::Texts(self.accusers.clone()),
            Value::Texts(self.accused.clone()),
            Value::Real(rounded(self.likeness)),
            Value::text(&self.narrative),
            Value::Texts(self.told.iter().map(|one| one.record.clone()).collect()),
            Value::Texts(self.told.iter().map(|one| one.article.id.clone()).collect()),
        ]
    }
}

/// The narratives of a ledger.
#[derive(Debug)]
pub struct Narratives {
    reports: usize,
    of_manipulation: bool,
    rows: Vec<NarrativeRow>,
}

impl View for Narratives {
    type Row = NarrativeRow;

    const RULE: &'static str = "narratives 5";

    fn rule(&self) -> Vec<String> {
        vec![
            format!(
                "Compared are statements, by the words of what is said, and events in an outlet's own voice, by those of \
                 their passage, where these tell {COMMON_OF_REPEATS} or more together (a word that one report in a hundred has, \
                 or fewer, tells 1). Two of different reports, of which each tells {LEAST_TOLD} or more, meet where one of {BANDS} pairs of \
                 MinHash values is the same (Broder 1997), and are one claim where they have {COMMON} words in common that tell \
                 {COMMON_TOLD} together, {OF_LESSER} of those of the one that tells less and {OF_BOTH_ELSEWHERE} of those of both; \
                 and where not both have numbers, or verbs, of which none is the same, and not the one has an act done that \
                 the other has planned, by their types."
            ),
            format!(
                "Reports tell the same where one is a copy of the other or the ledger links them as repeats, by all their \
                 words. Each record of the one is compared with each of the other then, and {OF_BOTH} of the words of both is enough. \
                 Those that have most in common are one claim as well, if what they have in common tells {COMMON_OF_REPEATS}."
            ),
            format!(
                "The likest first, such pairs join narratives, where these have {OF_CORE} of their cores in common \
                 ({OF_CORE_OF_REPEATS} where the reports of the pair tell the same), and that tells {COMMON_OF_REPEATS}: the words \
                 that {IN_CORE} of the tellings have; and where of the pairs of their \
                 tellings, each with each, {OF_PAIRS} are of reports that tell the same or have {OF_BOTH_ELSEWHERE} of the words of \
                 both in common. The order in which reports came does not matter."
            ),
            format!(
                "A narrative is told by {} reports or more; what has most of its text from another report that tells it, or shares \
                 it with one, is a copy, by the ledger's links, and counted apart. It was first seen in the report that was \
                 published first.",
                self.reports
            ),
            "Who tells it by whose word: the outlet of a report, and the outlets that its statement came through or that \
             speak in it, others than itself."
                .to_owned(),
            format!(
                "Who accuses whom of manipulation is what reports say: statements with a word such as `дезинформация`, \
                 `фейк`, `манипулировать` (crates/chronicle/data/words.tsv) that is not negated, in cue or content; the \
                 accuser is the speaker, the accused those to whom an accusation or rejection is done in it{}.",
                if self.of_manipulation { ". Only these are shown" } else { "" }
            ),
            "How much a word counts: as for `commitments`.".to_owned(),
        ]
    }

    fn rows(&self) -> &[NarrativeRow] {
        &self.rows
    }

    fn evidence(&self, _ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        let all = self.rows.iter().flat_map(|row| {
            row.told.iter().zip(&row.is_copy).map(|(one, &is_copy)| {
                let part = if is_copy { "copies" } else { "reports" };
                Evidence { row: row.narrative.clone(), part: part.to_owned(), ..one.clone() }
            })
        });
        Ok(all.collect())
    }
}

/// A record that may tell a narrative.
struct Telling<'g> {
    report: usize,
    kind: RecordKind,
    position: usize,
    place: RecordPlace,
    /// The words by which it is compared, with what they tell together.
    told: (&'g Set, f64),
    numbers: &'g Set,
    verbs: &'g Set,
    /// The types of the events that it tells, each with whether it is still to come, where it is planned or done.
    acts: Vec<(&'g str, bool)>,
    of_manipulation: bool,
}

impl<'g> Telling<'g> {
    fn of<T>(
        kind: RecordKind,
        (report, position, place): (usize, usize, RecordPlace),
        own: &'g Worded<T>,
    ) -> Self {
        let (told, numbers, verbs) = (own.told(), &own.numbers, &own.verbs);
        let (acts, of_manipulation) = (Vec::new(), false);
        Self { report, kind, position, place, told, numbers, verbs, acts, of_manipulation }
    }

    /// Whether it tells an event of this type that is still to come, or is done.
    fn tells(&self, kind: &str, is_planned: bool) -> bool {
        self.acts.contains(&(kind, is_planned))
    }

    /// Whether it has planned what the other has done, or the other way round.
    fn is_at_another_time(&self, other: &Self) -> bool {
        self.acts.iter().any(|&(kind, is_planned)| {
            !self.tells(kind, !is_planned)
                && other.tells(kind, !is_planned)
                && !other.tells(kind, is_planned)
        })
    }
}

/// The types of those of these events that are planned or done, with whether they are planned.
fn acts<'g>(events: impl Iterator<Item = &'g Worded<EventCompared>>) -> Vec<(&'g str, bool)> {
    let of = |event: &'g Worded<EventCompared>| match &*event.is.status {
        "planned" => Some((&*event.is.kind, true)),
        "actual" => Some((&*event.is.kind, false)),
        _ => None,
    };
    events.filter_map(of).collect()
}

/// The records that may tell a narrative, report by report.
fn tellings(gathered: &Gathered) -> Vec<Telling<'_>> {
    let mut found = Vec::new();
    for report in 0..gathered.reports.reports.len() {
        for statement in gathered.statements.of_report(report) {
            let own = &statement.is;
            let accuses = |gist: &str| {
                words::has_affirmed(gist, |lemma| words::is(lemma, Listed::Manipulation))
            };
            let place = (report, own.position, own.place);
            let telling = Telling::of(RecordKind::Statement, place, statement);
            let of_manipulation = gathered.words.has(&statement.words, Listed::Manipulation)
                && accuses(&own.lemmas)
                || accuses(&own.cue);
            let events = gathered.events.of_report(report).iter();
            let said = events.filter(|event| event.is.said_in == Some(own.position));
            found.push(Telling { acts: acts(said), of_manipulation, ..telling });
        }
        let own_voice = |event: &&Worded<EventCompared>| event.is.said_in.is_none();
        let events = gathered.events.of_report(report);
        for (at, event) in events.iter().enumerate() {
            // What a statement says is told by it, and one sentence of the author once.
            let is_told = || {
                let mut before = events[..at].iter().filter(own_voice);
                before.any(|before| before.words == event.words)
            };
            if own_voice(&event) && !is_told() {
                let place = (report, event.is.position, event.is.place);
                let beside = events.iter().filter(own_voice).filter(|one| one.words == event.words);
                let telling = Telling::of(RecordKind::Event, place, event);
                found.push(Telling { acts: acts(beside), ..telling });
            }
        }
    }
    found.retain(|one| one.of_manipulation || one.told.1 >= COMMON_OF_REPEATS);
    found
}

fn mixed(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// The number of a lemma, the same in each ledger (FNV-1a).
fn hash(lemma: &str) -> u64 {
    let bytes = lemma.bytes();
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// A value for each of the functions of which the least over words is kept.
type Values = [u32; BANDS * ROWS];

/// What the functions make of a lemma, the same in each ledger.
fn values(lemma: &str) -> Values {
    let number = hash(lemma);
    std::array::from_fn(|at| (mixed(number ^ mixed(at as u64 + 1)) >> 32) as u32)
}

/// The least values over the words of each telling; none where they tell too little to be compared by them alone.
fn least_values(gathered: &Gathered, tellings: &[Telling<'_>]) -> Vec<Option<Values>> {
    let words = u32::try_from(gathered.words.len()).unwrap_or(u32::MAX);
    let value = |word: u32| values(gathered.words.lemma(word));
    let of_words: Vec<Values> = (0..words).into_par_iter().map(value).collect();
    let least = |telling: &Telling<'_>| {
        if telling.told.1 < LEAST_TOLD {
            return None;
        }
        let words = telling.told.0.0.iter();
        let telling_words = words.filter(|&&word| gathered.words.weight(word) >= LEAST_WEIGHT);
        telling_words.map(|&word| of_words[word as usize]).reduce(|mut least, values| {
            for (least, value) in least.iter_mut().zip(values) {
                *least = value.min(*least);
            }
            least
        })
    };
    tellings.par_iter().map(least).collect()
}

/// Tellings by the key that they have in a band.
struct Band {
    /// The places of tellings, those of one key together, each in their order.
    order: Vec<u32>,
    /// Where each telling stands in that order, and where its key begins there; as many as there are tellings, and
    /// nothing of those without words.
    stands: Vec<(u32, u32)>,
}

impl Band {
    fn of(band: usize, least: &[Option<Values>]) -> Self {
        let key = |(values, at): (&Option<Values>, u32)| {
            let rows = values.as_ref()?[band * ROWS..].iter().take(ROWS);
            Some((rows.fold(0_u64, |key, &row| key << 32 | u64::from(row)), at))
        };
        let mut keys: Vec<(u64, u32)> = least.iter().zip(0..).filter_map(key).collect();
        keys.sort_unstable();
        let mut stands = vec![(0, 0); least.len()];
        let mut begins = 0;
        for (place, &(key, telling)) in (0_u32..).zip(&keys) {
            if keys[begins as usize].0 != key {
                begins = place;
            }
            stands[telling as usize] = (place, begins);
        }
        Self { order: keys.into_iter().map(|(_, telling)| telling).collect(), stands }
    }

    /// Those before the telling that have its key, the nearest [`COMPARED`].
    fn before(&self, telling: usize) -> &[u32] {
        let (place, begins) = self.stands[telling];
        &self.order[begins.max(place.saturating_sub(COMPARED)) as usize..place as usize]
    }
}

/// Two tellings that are one claim; the other one is the earlier.
struct Link {
    one: usize,
    other: usize,
    of_both: f64,
    of_lesser: f64,
}

impl Link {
    fn of(one: usize, other: usize, likeness: &Likeness) -> Self {
        Self { one, other, of_both: likeness.of_both, of_lesser: likeness.of_lesser() }
    }
}

/// Whether both have numbers, or verbs, of which none is the same, or the one has done what the other has planned.
fn clash(one: &Telling<'_>, other: &Telling<'_>) -> bool {
    one.numbers.differs(other.numbers)
        || one.verbs.differs(other.verbs)
        || one.is_at_another_time(other)
}

/// Of each two reports that tell the same the tellings that are one claim, and the two that have most in common.
fn links_of_reports(gathered: &Gathered, tellings: &[Telling<'_>]) -> Vec<Link> {
    let of_report = |report: usize| {
        let from = tellings.partition_point(|telling| telling.report < report);
        from..from + tellings[from..].partition_point(|telling| telling.report == report)
    };
    let links_of = |&[earlier, later]: &[usize; 2]| {
        let mut links = Vec::new();
        let mut likest: Option<Link> = None;
        for one in of_report(later) {
            for other in of_report(earlier) {
                let (first, second) = (&tellings[other], &tellings[one]);
                let likeness = gathered.words.likeness_of(first.told, second.told);
                if likeness.of_both >= OF_BOTH && is_one(&likeness) && !clash(first, second) {
                    links.push(Link::of(one, other, &likeness));
                }
                if likeness.common >= COMMON_OF_REPEATS
                    && likest.as_ref().is_none_or(|known| likeness.of_both > known.of_both)
                {
                    likest = Some(Link::of(one, other, &likeness));
                }
            }
        }
        let is_known = |likest: &Link| {
            links.iter().any(|link| (link.one, link.other) == (likest.one, likest.other))
        };
        if let Some(likest) = likest.filter(|likest| !is_known(likest)) {
            links.push(likest);
        }
        links
    };
    gathered.telling_the_same.par_iter().flat_map_iter(links_of).collect()
}

/// The links between tellings, the likest first.
fn links(gathered: &Gathered, tellings: &[Telling<'_>]) -> Vec<Link> {
    let least = least_values(gathered, tellings);
    let bands: Vec<Band> = (0..BANDS).into_par_iter().map(|band| Band::of(band, &least)).collect();
    // What most pairs are turned away by lies close together.
    let told: Vec<f64> = tellings.iter().map(|telling| telling.told.1).collect();
    let link = |one: usize, other: usize| {
        // The words of both cannot have more in common than the one that tells less has.
        let most = told[one].min(told[other]) / told[one].max(told[other]);
        if most < OF_BOTH_ELSEWHERE {
            return None;
        }
        let (first, second) = (&tellings[other], &tellings[one]);
        if first.report == second.report || clash(first, second) {
            return None;
        }
        let likeness = gathered.words.likeness_of(first.told, second.told);
        let is_one = likeness.of_both >= OF_BOTH_ELSEWHERE && is_one(&likeness);
        is_one.then(|| Link::of(one, other, &likeness))
    };
    // Those that meet in several bands are compared once: `met` holds with which telling each was compared last.
    let links_of = |met: &mut Vec<u32>, one: usize| {
        let mut links = Vec::new();
        let own = u32::try_from(one).unwrap_or(u32::MAX);
        for &other in bands.iter().flat_map(|band| band.before(one)) {
            let other = other as usize;
            if std::mem::replace(&mut met[other], own) != own {
                links.extend(link(one, other));
            }
        }
        links
    };
    let all = 0..tellings.len();
    let none_met = || vec![u32::MAX; tellings.len()];
    let mut links: Vec<Link> =
        all.into_par_iter().map_init(none_met, links_of).flatten_iter().collect();
    links.extend(links_of_reports(gathered, tellings));
    links.par_sort_unstable_by(|one, other| {
        let places = |link: &Link| (link.other, link.one);
        other.of_both.total_cmp(&one.of_both).then(places(one).cmp(&places(other)))
    });
    links
}

/// Whether two records are one claim, as far as what they have in common tells enough.
fn is_one(likeness: &Likeness) -> bool {
    likeness.count >= COMMON && likeness.common >= COMMON_TOLD && likeness.of_lesser() >= OF_LESSER
}

/// Records that are one narrative so far.
struct Cluster {
    members: Vec<usize>,
    /// In how many of them each word is.
    words: BTreeMap<u32, usize>,
}

impl Cluster {
    fn core(&self) -> Set {
        let least = IN_CORE * self.members.len() as f64;
        Set(self
            .words
            .iter()
            .filter(|(_, count)| **count as f64 >= least)
            .map(|(word, _)| *word)
            .collect())
    }
}

/// Whether enough of the pairs of tellings of two narratives are one claim, each with each.
fn are_mostly_one(
    gathered: &Gathered,
    tellings: &[Telling<'_>],
    first: &[usize],
    second: &[usize],
) -> bool {
    let is_one = |one: usize, other: usize| {
        let (one, other) = (&tellings[one], &tellings[other]);
        one.report == other.report
            || gathered.tell_the_same(one.report, other.report)
            || gathered.words.likeness_of(one.told, other.told).of_both >= OF_BOTH_ELSEWHERE
    };
    let all = first.len() * second.len();
    let (mut found, mut left) = (0, all);
    for &one in first {
        for &other in second {
            found += usize::from(is_one(one, other));
            left -= 1;
            if found as f64 >= OF_PAIRS * all as f64 {
                return true;
            }
            if ((found + left) as f64) < OF_PAIRS * all as f64 {
                return false;
            }
        }
    }
    false
}

/// The tellings of each narrative, each in its order, and how alike each telling is to the likest of the others.
fn clusters(gathered: &Gathered, tellings: &[Telling<'_>]) -> (Vec<Vec<usize>>, Vec<f64>) {
    let links = links(gathered, tellings);
    let mut likest = vec![0.0; tellings.len()];
    for link in &links {
        for at in [link.one, link.other] {
            likest[at] = f64::max(likest[at], link.of_lesser);
        }
    }
    let mut cluster_of: Vec<Option<usize>> = vec![None; tellings.len()];
    let mut clusters: Vec<Cluster> = Vec::new();
    let new = |at: usize| Cluster {
        members: vec![at],
        words: tellings[at].told.0.0.iter().map(|&word| (word, 1)).collect(),
    };
    // Two narratives that were kept apart, with how many tellings each had then.
    let mut apart: FxHashMap<(usize, usize), [usize; 2]> = FxHashMap::default();
    for Link { one, other, .. } in links {
        for at in [one, other] {
            if cluster_of[at].is_none() {
                cluster_of[at] = Some(clusters.len());
                clusters.push(new(at));
            }
        }
        let (Some(first), Some(second)) = (cluster_of[one], cluster_of[other]) else { continue };
        if first == second {
            continue;
        }
        let (kept, joined) = (first.min(second), first.max(second));
        let two = [kept, joined].map(|at| &clusters[at]);
        let sizes = two.map(|cluster| cluster.members.len());
        if apart.get(&(kept, joined)) == Some(&sizes) {
            continue;
        }
        let cores = two.map(Cluster::core);
        let likeness = gathered.words.likeness(&cores[0], &cores[1]);
        let [report, other_report] = [one, other].map(|at| tellings[at].report);
        let of_core = match gathered.tell_the_same(report, other_report) {
            true => OF_CORE_OF_REPEATS,
            false => OF_CORE,
        };
        let have_one_core = likeness.of_lesser() >= of_core && likeness.common >= COMMON_OF_REPEATS;
        let [members, others] = two.map(|cluster| &cluster.members[..]);
        if !have_one_core || !are_mostly_one(gathered, tellings, members, others) {
            apart.insert((kept, joined), sizes);
            continue;
        }
        let from = std::mem::replace(
            &mut clusters[joined],
            Cluster { members: Vec::new(), words: BTreeMap::new() },
        );
        for &member in &from.members {
            cluster_of[member] = Some(kept);
        }
        let into = &mut clusters[kept];
        into.members.extend(from.members);
        for (word, count) in from.words {
            *into.words.entry(word).or_default() += count;
        }
    }
    let mut found: Vec<Vec<usize>> = clusters.into_iter().map(|cluster| cluster.members).collect();
    found.retain(|members| !members.is_empty());
    for (at, cluster) in cluster_of.iter().enumerate() {
        // What is said once, in case it accuses somebody.
        if cluster.is_none() && tellings[at].of_manipulation {
            found.push(vec![at]);
        }
    }
    for members in &mut found {
        // Of one day the report that others copied comes before its copies.
        members.sort_by_key(|&at| {
            let report = tellings[at].report;
            (gathered.day(report).is_none(), gathered.day(report), gathered.is_copy(report), at)
        });
    }
    (found, likest)
}

impl Narratives {
    /// Computes the narratives of a ledger.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn of(ledger: &Ledger, asked: &Asked) -> Result<Self, LedgerError> {
        let gathered = Gathered::of(
            ledger,
            Wanted { events: true, telling_the_same: true, ..Wanted::default() },
        )?;
        let tellings = tellings(&gathered);
        let (mut clusters, likest) = clusters(&gathered, &tellings);
        let reports = |members: &[usize]| {
            let reports = members.iter().map(|&at| gathered.stands_for(tellings[at].report));
            reports.collect::<BTreeSet<_>>().len()
        };
        let least = if asked.of_manipulation { 1 } else { asked.reports };
        clusters.retain(|members| {
            let accuses = members.iter().any(|&at| tellings[at].of_manipulation);
            reports(members) >= least && (accuses || !asked.of_manipulation)
        });
        let kinds = [RecordKind::Statement, RecordKind::Event];
        let fitting = Fitting::of(ledger, &asked.query, &kinds)?;
        clusters.retain(|members| {
            members.iter().any(|&at| fitting.takes(tellings[at].kind, tellings[at].place))
        });
        clusters.sort_by_key(|members| (std::cmp::Reverse(reports(members)), members[0]));
        clusters.truncate(asked.limit.unwrap_or(usize::MAX));
        // Three connections have a third of the rows each: what stands behind them is asked for record by record.
        let third = |first: usize| {
            let (gathered, tellings, likest) = (&gathered, &tellings, &likest);
            let members = clusters.iter().skip(first).step_by(3);
            move |ledger: &Ledger| -> Result<Vec<NarrativeRow>, LedgerError> {
                members.map(|members| row(gathered, ledger, tellings, members, likest)).collect()
            }
        };
        let (first, second, last) = ledger.at_once(third(0), third(1), third(2))?;
        let mut thirds = [first, second, last].map(Vec::into_iter);
        let rows = (0..clusters.len()).filter_map(|at| thirds[at % 3].next()).collect();
        Ok(Self { reports: least, of_manipulation: asked.of_manipulation, rows })
    }
}

fn first_of(found: &mut Vec<(Option<String>, String)>, day: Option<&String>, name: &str) {
    if !found.iter().any(|(_, own)| own == name) {
        found.push((day.cloned(), name.to_owned()));
    }
}

fn row(
    gathered: &Gathered,
    ledger: &Ledger,
    tellings: &[Telling<'_>],
    members: &[usize],
    likest: &[f64],
) -> Result<NarrativeRow, LedgerError> {
    let mut row = NarrativeRow {
        narrative: String::new(),
        told: Vec::new(),
        is_copy: Vec::new(),
        speakers: Vec::new(),
        core: Vec::new(),
        likeness: members.iter().map(|&at| likest[at]).sum::<f64>() / members.len() as f64,
        outlets: Vec::new(),
        states: Vec::new(),
        cited: Vec::new(),
        accusers: Vec::new(),
        accused: Vec::new(),
    };
    // The report that is counted of those with most of their text in common: the one that stands for them, or, where that does not
    // tell it, the first that does.
    let mut counted: BTreeMap<usize, usize> = BTreeMap::new();
    for report in members.iter().map(|&at| tellings[at].report) {
        let first = counted.entry(gathered.stands_for(report)).or_insert(report);
        if !gathered.is_copy(report) {
            *first = report;
        }
    }
    let mut cluster = Cluster { members: members.to_vec(), words: BTreeMap::new() };
    for &at in members {
        let telling = &tellings[at];
        for &word in &telling.told.0.0 {
            *cluster.words.entry(word).or_default() += 1;
        }
        let is_copy = counted[&gathered.stands_for(telling.report)] != telling.report;
        let mut evidence = match telling.kind {
            RecordKind::Event => Evidence::of_event("", "", &ledger.event_at(telling.place)?),
            _ => {
                let found = ledger.statement_at(telling.place)?;
                cite(&mut row.cited, &found);
                Evidence::of_statement("", "", &found)
            }
        };
        if row.narrative.is_empty() {
            row.narrative.clone_from(&evidence.record);
        }
        evidence.row.clone_from(&row.narrative);
        let day = evidence.article.day.clone();
        if let Some(outlet) = &evidence.article.outlet {
            first_of(&mut row.outlets, day.as_ref(), outlet);
        }
        let said_in = (telling.kind == RecordKind::Statement).then_some(telling.position);
        let voice = gathered.voice(telling.report, said_in);
        let speaker = voice.speaker;
        if let Some(state) = speaker.and_then(|speaker| speaker.state.as_ref()) {
            first_of(&mut row.states, day.as_ref(), state);
        }
        if telling.of_manipulation {
            let accuser = speaker.map_or_else(|| "?".to_owned(), |speaker| speaker.name.clone());
            if !row.accusers.contains(&accuser) {
                row.accusers.push(accuser);
            }
            for event in gathered.events.of_report(telling.report) {
                let accuses = matches!(&*event.is.kind, "ACCUSE" | "REJECT" | "PROTEST");
                if accuses && event.is.said_in == Some(telling.position) {
                    for accused in ledger.event_at(event.is.place)?.recipients {
                        if !row.accused.contains(&accused.name) {
                            row.accused.push(accused.name);
                        }
                    }
                }
            }
        }
        row.speakers.push(speaker.map(|speaker| (speaker.name.clone(), speaker.state.clone())));
        row.is_copy.push(is_copy);
        row.told.push(evidence);
    }
    let core = cluster.core();
    row.core = core.0.iter().map(|&word| gathered.words.lemma(word).to_owned()).collect();
    Ok(row)
}

/// Puts down which outlets the report names for what it says.
fn cite(cited: &mut Vec<(String, String)>, found: &StatementFound) {
    let Some(outlet) = &found.article.outlet else { return };
    for named in found.via.iter().chain(&found.speaker) {
        let pair = (outlet.clone(), named.name.clone());
        if named.class_word() == "outlet" && named.name != *outlet && !cited.contains(&pair) {
            cited.push(pair);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lemma_has_the_same_number_in_each_ledger() {
        assert_eq!(hash("санкция"), hash("санкция"));
        assert_ne!(hash("санкция"), hash("санкции"));
        assert_eq!(mixed(1), mixed(1));
    }
}
