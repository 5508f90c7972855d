//! The busiest pairs of states, each with its series and its breaks.

use std::collections::{BTreeMap, BTreeSet};

use depesha::directory::Day;
use depesha_ledger::{Answer, Dealings, Ledger, LedgerError};
use depesha_tables::{Column, Kind, Table, Value};

use crate::acts::{Act, Standing};
use crate::calendar::Step;
use crate::phases::Phases;
use crate::relations::{Relation, Sums, Told, Way, ends, evidence_of};
use crate::view::{Evidence, View, rounded};

/// Which pairs are asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The most pairs to give.
    pub most: usize,
    /// How long a step of their series is.
    pub step: Step,
    /// The penalty of a further phase, as [`Phases::of`] has it.
    pub penalty: f64,
    /// The first day of publication.
    pub since: Option<Day>,
    /// The last day of publication.
    pub until: Option<Day>,
}

/// The acts of all pairs, by the two states in alphabetical order.
pub(crate) fn by_pair(
    ledger: &Ledger,
    asked: &Dealings,
) -> Result<BTreeMap<[String; 2], Vec<Act>>, LedgerError> {
    let mut pairs: BTreeMap<[String; 2], Vec<Act>> = BTreeMap::new();
    for dealing in ledger.dealings(asked)? {
        let mut pair = [dealing.from.clone(), dealing.to.clone()];
        pair.sort();
        pairs.entry(pair).or_default().push(Act::of(dealing));
    }
    Ok(pairs)
}

/// A pair of states with its series.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The two states, in alphabetical order.
    pub states: [String; 2],
    /// What is told over all steps, both ways together.
    pub sums: Sums,
    /// `[step]`: reports that tell conflict.
    pub conflict: Vec<usize>,
    /// `[step]`: reports that tell cooperation.
    pub cooperation: Vec<usize>,
    /// Its phases.
    pub phases: Phases,
}

const PAIR: &[Column] = &[
    Column::new("one", Kind::Text, "A state; ISO 3166-1 alpha-3."),
    Column::new("other", Kind::Text, "The other, behind it in the alphabet."),
    Column::new("reports", Kind::Integer, "Reports that tell an actual act, either way."),
    Column::new("cooperation", Kind::Integer, "Those that tell cooperation."),
    Column::new("conflict", Kind::Integer, "Those that tell conflict."),
    Column::new("intensity", Kind::Real, "The mean intensity, from -10 to 10.").or_none(),
    Column::new("conflict_series", Kind::Integers, "Reports that tell conflict, step by step."),
    Column::new(
        "cooperation_series",
        Kind::Integers,
        "Reports that tell cooperation, step by step.",
    ),
    Column::new("breaks", Kind::Texts, "The first days of the phases after the first."),
    Column::new("causes", Kind::Texts, "What changed the most at each of them, in the same order."),
];

const PAIRS: Table =
    Table { name: "pairs", row: "A pair of states that reports tell of.", columns: PAIR };

impl Answer for Pair {
    const TABLE: &'static Table = &PAIRS;

    fn row(&self) -> Vec<Value> {
        let series = |counts: &[usize]| {
            Value::Integers(
                counts.iter().map(|&count| i64::try_from(count).unwrap_or(i64::MAX)).collect(),
            )
        };
        let later = || self.phases.rows().iter().skip(1);
        let cause = |phase: &crate::phases::Phase| {
            let first = phase.causes.first();
            first.map_or(String::new(), |cause| {
                format!("{} {:+}", cause.name, rounded(cause.change))
            })
        };
        vec![
            Value::text(&self.states[0]),
            Value::text(&self.states[1]),
            Value::count(self.sums.reports),
            Value::count(self.sums.cooperation),
            Value::count(self.sums.conflict),
            self.sums.intensity.map_or(Value::None, |number| Value::Real(rounded(number))),
            series(&self.conflict),
            series(&self.cooperation),
            Value::Texts(later().map(|phase| phase.begins.to_string()).collect()),
            Value::Texts(later().map(cause).collect()),
        ]
    }
}

/// The busiest pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs {
    asked: Asked,
    pairs: Vec<Pair>,
    acts: Vec<Vec<Act>>,
}

impl Pairs {
    /// Computes them.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn of(ledger: &Ledger, asked: Asked) -> Result<Self, LedgerError> {
        let days_asked = Dealings { between: None, since: asked.since, until: asked.until };
        let days = ledger.reports_by_day(&days_asked)?;
        // Each series goes from the first day of all reports to the last.
        let [since, until] = ends(asked.since, asked.until, &days)
            .map_or([None, None], |days| days.map(|day| Some(Day::from(day))));
        let busy = |acts: &[Act]| -> usize {
            let actual = acts.iter().filter(|act| act.standing == Standing::Actual);
            actual.map(|act| act.number).collect::<BTreeSet<u64>>().len()
        };
        let mut all: Vec<(usize, [String; 2], Vec<Act>)> = by_pair(ledger, &days_asked)?
            .into_iter()
            .map(|(states, acts)| (busy(&acts), states, acts))
            .filter(|(busy, ..)| *busy > 0)
            .collect();
        all.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        all.truncate(asked.most);
        let mut pairs = Vec::new();
        let mut kept = Vec::new();
        for (_, states, acts) in all {
            let relation = Relation { states: states.clone(), step: asked.step, since, until };
            let told = Told::with(relation, &days, acts.clone());
            let sums = Sums::of(&told.all(Way::Both));
            let phases = Phases::told(told, Vec::new(), asked.penalty);
            let series = |side: fn(&Sums) -> usize| -> Vec<usize> {
                phases.series().joined().map(|point| side(&point.sums)).collect()
            };
            let (conflict, cooperation) =
                (series(|sums| sums.conflict), series(|sums| sums.cooperation));
            pairs.push(Pair { states, sums, conflict, cooperation, phases });
            kept.push(acts);
        }
        Ok(Self { asked, pairs, acts: kept })
    }

    /// What was asked for.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }
}

impl View for Pairs {
    type Row = Pair;

    const RULE: &'static str = "pairs 1";

    fn rule(&self) -> Vec<String> {
        let mut rule = vec![format!(
            "Of all pairs of states the {} that most reports tell an actual act of, those before whose codes come \
             first in the alphabet; the series by {} and the phases of each are those of `depesha relations` and \
             `depesha phases` over the days of all reports.",
            self.asked.most,
            self.asked.step.word()
        )];
        if let Some(pair) = self.pairs.first() {
            let of_phases = pair.phases.rule();
            rule.extend(of_phases.into_iter().skip(1));
        }
        rule
    }

    fn rows(&self) -> &[Pair] {
        &self.pairs
    }

    fn evidence(&self, ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        let mut acts = Vec::new();
        for (pair, own) in self.pairs.iter().zip(&self.acts) {
            let row = pair.states.join("-");
            let actual = own.iter().filter(|act| {
                act.standing == Standing::Actual && Way::Both.takes(act, &pair.states)
            });
            acts.extend(actual.map(|act| (row.clone(), act)));
        }
        evidence_of(ledger, &acts)
    }
}
