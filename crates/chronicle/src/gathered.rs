//! What views compare, taken from the ledger once: reports in their order, and the records of each with their words.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use depesha_ledger::{
    CommitmentCompared, EventCompared, EventParties, Ledger, LedgerError, PartyCompared,
    QuantityCompared, Query, RecordKind, RecordPlace, ReportsCompared, StatementCompared,
};
use jiff::civil::Date;
use rayon::prelude::*;

use crate::words::{Renumbered, Set, Taken, Vocabulary};

/// A record with the words by which it is compared.
#[derive(Debug)]
pub(crate) struct Worded<T> {
    pub(crate) is: T,
    pub(crate) words: Set,
    /// What these tell together.
    told: f64,
    /// The words with digits in its gist.
    pub(crate) numbers: Set,
    /// The beginnings of the verbs in its gist that tell something.
    pub(crate) verbs: Set,
}

impl<T> Worded<T> {
    fn new(is: T) -> Self {
        let (words, numbers, verbs) = Default::default();
        Self { is, words, told: 0.0, numbers, verbs }
    }

    /// Of the words of its passage keeps those that the statement says that holds the record: the rest of the sentence
    /// says who speaks.
    fn keep_said(&mut self, said: &[Worded<StatementCompared>], said_in: Option<usize>) {
        let statement = said_in.and_then(|at| said.iter().find(|one| one.is.position == at));
        let within = statement.map(|statement| self.words.within(&statement.words));
        if let Some(within) = within.filter(|within| within.0.len() >= FEWEST_WITHIN) {
            self.words = within;
        }
    }

    /// The words by which it is compared, with what they tell together.
    pub(crate) fn told(&self) -> (&Set, f64) {
        (&self.words, self.told)
    }
}

/// Records by their reports.
#[derive(Debug)]
pub(crate) struct ByReport<T> {
    all: Vec<Worded<T>>,
    /// Where those of each report begin; one more than there are reports.
    first: Vec<usize>,
}

impl<T> Default for ByReport<T> {
    fn default() -> Self {
        Self { all: Vec::new(), first: Vec::new() }
    }
}

impl<T: Send> ByReport<T> {
    /// Records that come in the order of their reports.
    fn of(found: Vec<T>, reports: usize, report: impl Fn(&T) -> usize) -> Self {
        let mut first = Vec::with_capacity(reports + 1);
        for (at, one) in found.iter().enumerate() {
            while first.len() <= report(one) {
                first.push(at);
            }
        }
        first.resize(reports + 1, found.len());
        let all = found.into_iter().map(Worded::new).collect();
        Self { all, first }
    }

    fn range(&self, report: usize) -> Range<usize> {
        let at = |at: usize| self.first.get(at).copied().unwrap_or(self.all.len());
        at(report)..at(report + 1)
    }

    /// Takes the words of all records, whose lemmas `gist` gives. Records of one passage come one after the other.
    fn take(&mut self, words: &mut Vocabulary, gist: impl Fn(&T) -> &str) {
        for at in 0..self.all.len() {
            let (before, rest) = self.all.split_at_mut(at);
            let one = &mut rest[0];
            match before.last().filter(|last| gist(&last.is) == gist(&one.is)) {
                Some(last) => {
                    one.words.clone_from(&last.words);
                    one.numbers.clone_from(&last.numbers);
                    one.verbs.clone_from(&last.verbs);
                }
                None => {
                    let taken = words.take(gist(&one.is));
                    Taken { words: one.words, numbers: one.numbers, verbs: one.verbs } = taken;
                }
            }
        }
    }

    /// Tells the words of all records by the numbers of another vocabulary.
    fn renumber(&mut self, renumbered: &Renumbered) {
        self.all.par_iter_mut().for_each(|one| {
            renumbered.words(&mut one.words);
            renumbered.words(&mut one.numbers);
            renumbered.verbs(&mut one.verbs);
        });
    }

    /// Counts the words of the records of a report, which stands for itself or for others.
    fn count(&self, report: usize, stands_for: usize, words: &mut Vocabulary) {
        for one in self.of_report(report) {
            words.count_for(stands_for, &one.words);
        }
    }

    /// Of the words of each record keeps those that the statement says that holds it.
    fn keep_said(
        &mut self,
        statements: &ByReport<StatementCompared>,
        held: impl Fn(&T) -> (usize, Option<usize>) + Sync,
    ) {
        self.all.par_iter_mut().for_each(|one| {
            let (report, said_in) = held(&one.is);
            one.keep_said(statements.of_report(report), said_in);
        });
    }

    /// Puts down what the words of each record tell together.
    fn tell(&mut self, words: &Vocabulary) {
        self.all.par_iter_mut().for_each(|one| one.told = words.told(&one.words));
    }

    /// Those of a report.
    pub(crate) fn of_report(&self, report: usize) -> &[Worded<T>] {
        &self.all[self.range(report)]
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Worded<T>] {
        &self.all
    }
}

/// What tells a voice from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VoiceKey<'g> {
    /// A person's last word, else the name.
    Speaker(&'g str),
    Outlet(&'g str),
    /// The author of a report of which no outlet is known.
    Report(usize),
    /// Whoever says a statement of a report.
    Unnamed(usize, usize),
}

/// Who says a record: its speaker, or the outlet where the author says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Voice<'g> {
    pub(crate) key: VoiceKey<'g>,
    pub(crate) speaker: Option<&'g PartyCompared>,
}

/// What is compared.
#[derive(Debug)]
pub(crate) struct Gathered {
    pub(crate) reports: ReportsCompared,
    /// The day of each report, counted from 1970; none where it is not known.
    days: Vec<Option<i32>>,
    pub(crate) words: Vocabulary,
    pub(crate) statements: ByReport<StatementCompared>,
    pub(crate) events: ByReport<EventCompared>,
    pub(crate) commitments: ByReport<CommitmentCompared>,
    pub(crate) quantities: ByReport<QuantityCompared>,
    /// The pairs of reports of which one is a copy or a repeat of the other; sorted.
    pub(crate) telling_the_same: Vec<[usize; 2]>,
}

/// Hundreds of thousands of records take a while to clear away, for which whoever asked need not wait.
impl Drop for Gathered {
    fn drop(&mut self) {
        let records = (
            std::mem::take(&mut self.statements),
            std::mem::take(&mut self.events),
            std::mem::take(&mut self.commitments),
            std::mem::take(&mut self.quantities),
        );
        rayon::spawn(move || drop(records));
    }
}

/// Which records a view compares.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted {
    pub(crate) events: bool,
    /// Who has a part in the events.
    pub(crate) parties: bool,
    pub(crate) commitments: bool,
    pub(crate) quantities: bool,
    /// Which reports tell the same.
    pub(crate) telling_the_same: bool,
}

/// The days from 1970 to this one.
pub(crate) fn day_number(day: Date) -> Option<i32> {
    let first = Date::constant(1970, 1, 1);
    day.since(first).ok().map(|span| span.get_days())
}

/// Words of a passage that lie in the content of the statement, beneath which the passage is taken whole.
const FEWEST_WITHIN: usize = 3;

/// Records with their words, and the vocabulary of these.
fn taken<T: Send>(
    mut records: ByReport<T>,
    gist: impl Fn(&T) -> &str,
) -> (ByReport<T>, Vocabulary) {
    let mut words = Vocabulary::default();
    records.take(&mut words, gist);
    (records, words)
}

/// The records, whose words are now of this vocabulary.
fn joined<T: Send>(
    (mut records, own): (ByReport<T>, Vocabulary),
    words: &mut Vocabulary,
) -> ByReport<T> {
    records.renumber(&words.join(&own));
    records
}

/// Reports for which other threads wait: where they cannot be had, there are none, and nobody is left waiting.
struct WaitedFor<'a>(&'a OnceLock<ReportsCompared>);

impl Drop for WaitedFor<'_> {
    fn drop(&mut self) {
        self.0.get_or_init(ReportsCompared::default);
    }
}

impl Gathered {
    pub(crate) fn of(ledger: &Ledger, wanted: Wanted) -> Result<Self, LedgerError> {
        let found = OnceLock::new();
        let reports = || found.wait();
        // Each takes the words of what it reads; then these vocabularies become one.
        let said = |ledger: &Ledger| {
            let _waited_for = WaitedFor(&found);
            let reports = ledger.reports_compared()?;
            let reports = found.get_or_init(|| reports);
            let found = ledger.statements_compared(|| reports)?;
            let count = reports.reports.len();
            Ok(taken(ByReport::of(found, count, |one| one.report), |one| &one.lemmas))
        };
        let done = |ledger: &Ledger| {
            let events = match wanted.events {
                true => ledger.events_compared(reports)?,
                false => Vec::new(),
            };
            let count = reports().reports.len();
            Ok(taken(ByReport::of(events, count, |one| one.report), |one| &one.lemmas))
        };
        let rest = |ledger: &Ledger| {
            let parties = match wanted.parties {
                true => ledger.event_parties()?,
                false => EventParties::default(),
            };
            let commitments = match wanted.commitments {
                true => ledger.commitments_compared(reports)?,
                false => Vec::new(),
            };
            let quantities = match wanted.quantities {
                true => ledger.quantities_compared(reports)?,
                false => Vec::new(),
            };
            let count = reports().reports.len();
            let commitments = ByReport::of(commitments, count, |one| one.report);
            let quantities = ByReport::of(quantities, count, |one| one.report);
            let commitments = taken(commitments, |one| &one.lemmas);
            let same = match wanted.telling_the_same {
                true => ledger.telling_the_same(reports())?,
                false => Vec::new(),
            };
            Ok((parties, commitments, taken(quantities, |one| &one.lemmas), same))
        };
        let (said, done, (parties, bound, counted, telling_the_same)) =
            ledger.at_once(said, done, rest)?;
        let reports = found.into_inner().unwrap_or_default();
        let count = reports.reports.len();
        let days = reports.reports.iter().map(|report| day_number(report.day?.date())).collect();
        let (mut statements, mut words) = said;
        let mut quantities = joined(counted, &mut words);
        let mut events = joined(done, &mut words);
        let mut commitments = joined(bound, &mut words);
        parties.give(events.all.iter_mut().map(|event| &mut event.is));
        for (at, report) in reports.reports.iter().enumerate() {
            statements.count(at, report.stands_for, &mut words);
            events.count(at, report.stands_for, &mut words);
            commitments.count(at, report.stands_for, &mut words);
            quantities.count(at, report.stands_for, &mut words);
        }
        words.weigh(count);
        events.keep_said(&statements, |one| (one.report, one.said_in));
        quantities.keep_said(&statements, |one| (one.report, one.said_in));
        statements.tell(&words);
        events.tell(&words);
        commitments.tell(&words);
        quantities.tell(&words);
        Ok(Self {
            reports,
            days,
            words,
            statements,
            events,
            commitments,
            quantities,
            telling_the_same,
        })
    }

    /// The day of a report, counted from 1970.
    pub(crate) fn day(&self, report: usize) -> Option<i32> {
        self.days.get(report).copied().flatten()
    }

    /// Whether most of the report is from another one.
    pub(crate) fn is_copy(&self, report: usize) -> bool {
        self.stands_for(report) != report
    }

    /// Whether the two tell the same: both are copies of one, or one is a copy or a repeat of the other. What repeats a copy
    /// need not repeat what the copy is of, which may be but a part of it.
    pub(crate) fn tell_the_same(&self, one: usize, other: usize) -> bool {
        self.stands_for(one) == self.stands_for(other)
            || self.telling_the_same.binary_search(&[one.min(other), one.max(other)]).is_ok()
    }

    /// The report that stands for this one and its copies.
    pub(crate) fn stands_for(&self, report: usize) -> usize {
        self.reports.reports.get(report).map_or(report, |own| own.stands_for)
    }

    /// The statement of a report by its place there.
    pub(crate) fn statement(
        &self,
        report: usize,
        position: Option<usize>,
    ) -> Option<&Worded<StatementCompared>> {
        let own = self.statements.of_report(report);
        let position = position?;
        own.get(position)
            .filter(|one| one.is.position == position)
            .or_else(|| own.iter().find(|one| one.is.position == position))
    }

    /// Who says what stands in this statement, or the outlet.
    pub(crate) fn voice(&self, report: usize, said_in: Option<usize>) -> Voice<'_> {
        let Some(statement) = self.statement(report, said_in) else {
            let outlet = self.reports.reports.get(report).and_then(|own| own.outlet.as_deref());
            let key = outlet.map_or(VoiceKey::Report(report), VoiceKey::Outlet);
            return Voice { key, speaker: None };
        };
        match statement.is.speaker.as_deref() {
            Some(speaker) => {
                let key = speaker.last_word.as_deref().unwrap_or(&speaker.key);
                Voice { key: VoiceKey::Speaker(key), speaker: Some(speaker) }
            }
            None => Voice { key: VoiceKey::Unnamed(report, statement.is.position), speaker: None },
        }
    }
}

/// The records that fit what is asked for.
#[derive(Debug)]
pub(crate) enum Fitting {
    All,
    These(BTreeSet<(RecordKind, RecordPlace)>),
}

impl Fitting {
    /// Those of these kinds.
    pub(crate) fn of(
        ledger: &Ledger,
        query: &Query,
        kinds: &[RecordKind],
    ) -> Result<Self, LedgerError> {
        if query.asks_for_all() {
            return Ok(Self::All);
        }
        let mut fitting = BTreeSet::new();
        for &kind in kinds {
            // Of whom a number is told only its statement says.
            let by_statement = query.about.is_some() || query.between.is_some();
            if kind != RecordKind::Quantity || !by_statement {
                let places = ledger.places(kind, query)?;
                fitting.extend(places.into_iter().map(|place| (kind, place)));
            }
        }
        Ok(Self::These(fitting))
    }

    /// Whether the record fits.
    pub(crate) fn takes(&self, kind: RecordKind, place: RecordPlace) -> bool {
        match self {
            Self::All => true,
            Self::These(fitting) => fitting.contains(&(kind, place)),
        }
    }
}

/// How sure it is that two actors are one, or one acts for the other, from 0 to 1; by feel: the same name;
/// a person's surname; the state and one who acts for it; two bodies of one state; two people of one state.
pub(crate) fn same_party(one: &PartyCompared, other: &PartyCompared) -> f64 {
    if one.key == other.key {
        return 1.0;
    }
    fn surname(of: &PartyCompared) -> &str {
        of.last_word.as_deref().unwrap_or(&of.key)
    }
    let people = (one.class == "person", other.class == "person");
    if people == (true, true) && surname(one) == surname(other) {
        return 0.95;
    }
    // A crowd, a place or one who is only described acts for no state.
    let acts =
        |of: &PartyCompared| matches!(of.class.as_str(), "person" | "state" | "organization");
    let same_state = one.state.is_some() && one.state == other.state && acts(one) && acts(other);
    let with_a_state = one.class == "state" || other.class == "state";
    match people {
        _ if !same_state => 0.0,
        _ if with_a_state => 0.9,
        (false, false) => 0.8,
        (true, true) => 0.4,
        _ => 0.7,
    }
}

/// The surest that any of the ones is any of the others.
pub(crate) fn same_of(ones: &[Arc<PartyCompared>], others: &[Arc<PartyCompared>]) -> f64 {
    let pairs = ones.iter().flat_map(|one| others.iter().map(move |other| same_party(one, other)));
    pairs.fold(0.0, f64::max)
}

/// Records by the words in them that few reports have.
#[derive(Debug, Default)]
pub(crate) struct ByWords {
    /// The records of each word, word by word.
    records: Vec<u32>,
    /// Where those of each word begin, by its number; one more than there are words.
    first: Vec<usize>,
}

impl ByWords {
    /// Records in their order, each under the words of its key.
    pub(crate) fn of<K: AsRef<[u32]>>(keys: impl Iterator<Item = (usize, K)>) -> Self {
        let mut under: Vec<(u32, u32)> = Vec::new();
        for (at, key) in keys {
            let at = u32::try_from(at).expect("fewer than 2^32 records");
            under.extend(key.as_ref().iter().map(|&word| (word, at)));
        }
        let words = under.iter().map(|&(word, _)| word as usize + 1).max().unwrap_or(0);
        let mut first = vec![0; words + 1];
        for &(word, _) in &under {
            first[word as usize + 1] += 1;
        }
        for word in 0..words {
            first[word + 1] += first[word];
        }
        let (mut records, mut next) = (vec![0; under.len()], first.clone());
        for (word, at) in under {
            records[next[word as usize]] = at;
            next[word as usize] += 1;
        }
        Self { records, first }
    }

    fn under_one(&self, word: u32) -> &[u32] {
        let at = |word: usize| self.first.get(word).copied().unwrap_or(self.records.len());
        &self.records[at(word as usize)..at(word as usize + 1)]
    }

    /// The records behind this one and before `until` that are under one of the words; of these those that `fits` lets
    /// through; in order, each once.
    pub(crate) fn behind(
        &self,
        own: usize,
        until: usize,
        words: &[u32],
        fits: impl Fn(usize) -> bool,
    ) -> Vec<usize> {
        let mut found = Vec::new();
        for &word in words {
            let records = self.under_one(word);
            let from = records.partition_point(|&at| at as usize <= own);
            let behind = records[from..].iter().map(|&at| at as usize);
            found.extend(behind.take_while(|&at| at < until).filter(|&at| fits(at)));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The records under one of the words; in order, each once.
    pub(crate) fn under(&self, words: &[u32]) -> Vec<usize> {
        let all = words.iter().flat_map(|&word| self.under_one(word));
        let mut found: Vec<usize> = all.map(|&at| at as usize).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
