//! What views compare, taken from the ledger once: reports in their order, and the records of each with their words.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use depesha_ledger::{
    CommitmentCompared, EventCompared, Ledger, LedgerError, PartyCompared, QuantityCompared, Query,
    RecordKind, RecordPlace, ReportsCompared, StatementCompared,
};
use jiff::civil::Date;

use crate::words::{Set, Vocabulary};

/// A record with the words by which it is compared.
#[derive(Debug)]
pub(crate) struct Worded<T> {
    pub(crate) is: T,
    pub(crate) words: Set,
}

/// Records by their reports.
#[derive(Debug)]
pub(crate) struct ByReport<T> {
    all: Vec<Worded<T>>,
    /// Where those of each report begin; one more than there are reports.
    first: Vec<usize>,
}

impl<T> ByReport<T> {
    /// Records that come in the order of their reports.
    fn of(found: Vec<T>, reports: usize, report: impl Fn(&T) -> usize) -> Self {
        let mut first = Vec::with_capacity(reports + 1);
        for (at, one) in found.iter().enumerate() {
            while first.len() <= report(one) {
                first.push(at);
            }
        }
        first.resize(reports + 1, found.len());
        let all = found.into_iter().map(|is| Worded { is, words: Set::default() }).collect();
        Self { all, first }
    }

    fn range(&self, report: usize) -> Range<usize> {
        let at = |at: usize| self.first.get(at).copied().unwrap_or(self.all.len());
        at(report)..at(report + 1)
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

/// Who says a record: its speaker, or the outlet where the author says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Voice {
    /// What tells it from other voices.
    pub(crate) key: String,
    pub(crate) speaker: Option<PartyCompared>,
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
}

/// Which records a view compares.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted {
    pub(crate) events: bool,
    pub(crate) commitments: bool,
    pub(crate) quantities: bool,
}

/// The days from 1970 to this one.
pub(crate) fn day_number(day: &str) -> Option<i32> {
    let day: Date = day.parse().ok()?;
    let first = Date::constant(1970, 1, 1);
    day.since(first).ok().map(|span| span.get_days())
}

/// Words of a passage that lie in the content of the statement, beneath which the passage is taken whole.
const FEWEST_WITHIN: usize = 3;

impl Gathered {
    pub(crate) fn of(ledger: &Ledger, wanted: Wanted) -> Result<Self, LedgerError> {
        let reports = ledger.reports_compared()?;
        let count = reports.reports.len();
        let days = reports.reports.iter().map(|r| r.day.as_deref().and_then(day_number)).collect();
        let mut statements =
            ByReport::of(ledger.statements_compared(&reports)?, count, |one| one.report);
        let events = if wanted.events { ledger.events_compared(&reports)? } else { Vec::new() };
        let mut events = ByReport::of(events, count, |one| one.report);
        let commitments =
            if wanted.commitments { ledger.commitments_compared(&reports)? } else { Vec::new() };
        let mut commitments = ByReport::of(commitments, count, |one| one.report);
        let quantities =
            if wanted.quantities { ledger.quantities_compared(&reports)? } else { Vec::new() };
        let mut quantities = ByReport::of(quantities, count, |one| one.report);
        let mut words = Vocabulary::default();
        for (at, report) in reports.reports.iter().enumerate() {
            let stands = report.stands_for;
            for own in statements.range(at) {
                let one = &mut statements.all[own];
                one.words = words.take(&one.is.lemmas, stands);
            }
            let said = statements.range(at);
            let said = &statements.all[said];
            for own in events.range(at) {
                let one = &mut events.all[own];
                let passage = words.take(&one.is.lemmas, stands);
                one.words = said_words(passage, said, one.is.said_in);
            }
            for own in commitments.range(at) {
                let one = &mut commitments.all[own];
                one.words = words.take(&one.is.lemmas, stands);
            }
            for own in quantities.range(at) {
                let one = &mut quantities.all[own];
                let passage = words.take(&one.is.lemmas, stands);
                one.words = said_words(passage, said, one.is.said_in);
            }
        }
        words.weigh(count);
        Ok(Self { reports, days, words, statements, events, commitments, quantities })
    }

    /// The day of a report, counted from 1970.
    pub(crate) fn day(&self, report: usize) -> Option<i32> {
        self.days.get(report).copied().flatten()
    }

    /// The days between two reports; none where one of them does not tell its day.
    pub(crate) fn apart(&self, one: usize, other: usize) -> Option<i32> {
        Some((self.day(one)? - self.day(other)?).abs())
    }

    /// Whether most of the report is from another one.
    pub(crate) fn is_copy(&self, report: usize) -> bool {
        self.stands_for(report) != report
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
    pub(crate) fn voice(&self, report: usize, said_in: Option<usize>) -> Voice {
        let own = &self.reports.reports[report];
        let Some(statement) = self.statement(report, said_in) else {
            let key = match &own.outlet {
                Some(outlet) => format!("outlet {outlet}"),
                None => format!("report {} {}", own.sha256, own.id),
            };
            return Voice { key, speaker: None };
        };
        match &statement.is.speaker {
            Some(speaker) => {
                let key = speaker.last_word.as_ref().unwrap_or(&speaker.key);
                Voice { key: format!("speaker {key}"), speaker: Some(speaker.clone()) }
            }
            None => {
                let key = format!("unnamed {} {} {}", own.sha256, own.id, statement.is.position);
                Voice { key, speaker: None }
            }
        }
    }
}

/// Of the words of a passage those that the statement says that holds the record: the rest of the sentence
/// says who speaks.
fn said_words(passage: Set, said: &[Worded<StatementCompared>], said_in: Option<usize>) -> Set {
    let statement = said_in.and_then(|at| said.iter().find(|one| one.is.position == at));
    match statement.map(|statement| passage.within(&statement.words)) {
        Some(within) if within.0.len() >= FEWEST_WITHIN => within,
        _ => passage,
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
    let surname = |of: &PartyCompared| of.last_word.clone().unwrap_or_else(|| of.key.clone());
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
pub(crate) fn same_of(ones: &[PartyCompared], others: &[PartyCompared]) -> f64 {
    let pairs = ones.iter().flat_map(|one| others.iter().map(move |other| same_party(one, other)));
    pairs.fold(0.0, f64::max)
}

/// Records by the words in them that few reports have.
#[derive(Debug, Default)]
pub(crate) struct ByWords {
    records: HashMap<u32, Vec<usize>>,
}

impl ByWords {
    /// Records in their order; each under its rarest words, at most so many.
    pub(crate) fn of<'s>(
        words: &Vocabulary,
        sets: impl Iterator<Item = (usize, &'s Set)>,
        most: usize,
    ) -> Self {
        let mut index = Self::default();
        for (at, set) in sets {
            for word in words.rarest(set, most) {
                index.records.entry(word).or_default().push(at);
            }
        }
        index
    }

    /// The records under one of the words for which `fits` holds of the first and not before; in order,
    /// each once.
    pub(crate) fn under(
        &self,
        words: &[u32],
        range: impl Fn(usize) -> std::cmp::Ordering,
    ) -> Vec<usize> {
        let mut found = Vec::new();
        for word in words {
            let Some(records) = self.records.get(word) else { continue };
            let from = records.partition_point(|&at| range(at).is_lt());
            found.extend(records[from..].iter().copied().take_while(|&at| range(at).is_eq()));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
