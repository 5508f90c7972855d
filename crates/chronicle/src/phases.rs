//! The phases of a relation: stretches of its series with one rate, and what made each break.

use std::collections::BTreeMap;

use depesha::directory::Day;
use depesha_ledger::{Answer, Dealings, Ledger, LedgerError, Search};
use depesha_tables::{Column, Kind, Table, Value};
use jiff::civil::Date;

use crate::acts::{Act, Standing};
use crate::calendar::Period;
use crate::changes::{
    Counts, Fit, LEAST_COUNT, LEAST_STEPS, LEAST_SURPLUS, LOOK_BACK, PENALTY, USUAL_LENGTH, breaks,
    online,
};
use crate::claims::{self, Claim};
use crate::relations::{Relation, Series, Told, Way, counting, evidence_of};
use crate::view::{Evidence, View, rounded};
use crate::voices::AsTold;

/// Rates are told in reports by so many that were read.
pub const PER_READ: f64 = 1_000.0;

/// The most causes that are told of a break.
pub const CAUSES: usize = 5;

/// A sort of acts whose change made a break.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// The way and type of the acts: `RUS>UKR ASSAULT`.
    pub name: String,
    /// By how much the rate of reports that tell such acts changed, a thousand reports read.
    pub change: f64,
    /// Which share it has in all changes of that sign, from 0 to 1.
    pub share: f64,
    /// In how many reports of the phase before, and of this one, it is told.
    pub reports: [usize; 2],
}

/// A phase: steps of the series with one rate of conflict and one of cooperation.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Its number, from 1.
    pub number: usize,
    /// Its first day.
    pub begins: Date,
    /// Its last day.
    pub ends: Date,
    /// How many steps it has.
    pub steps: usize,
    /// Reports of actual acts, of all of them, of cooperation and of conflict.
    pub reports: usize,
    /// Those of cooperation.
    pub cooperation: usize,
    /// Those of conflict.
    pub conflict: usize,
    /// The reports of cooperation among a thousand that were read.
    pub cooperation_rate: f64,
    /// The reports of conflict among a thousand that were read.
    pub conflict_rate: f64,
    /// The mean intensity.
    pub intensity: Option<f64>,
    /// How likely the second method holds a break at its begin, within a step; none of the first phase.
    pub second_opinion: Option<f64>,
    /// What changed at its begin, the greatest change first; nothing of the first phase.
    pub causes: Vec<Cause>,
}

const PHASE: &[Column] = &[
    Column::new("phase", Kind::Integer, "Its number, from 1."),
    Column::new("begins", Kind::Day, "Its first day."),
    Column::new("ends", Kind::Day, "Its last day."),
    Column::new("steps", Kind::Integer, "How many steps of the series it has."),
    Column::new("reports", Kind::Integer, "Reports that tell an actual act."),
    Column::new("cooperation", Kind::Integer, "Those that tell cooperation."),
    Column::new("conflict", Kind::Integer, "Those that tell conflict."),
    Column::new("cooperation_rate", Kind::Real, "Reports of cooperation among 1,000 reports read."),
    Column::new("conflict_rate", Kind::Real, "Reports of conflict among 1,000 reports read."),
    Column::new("intensity", Kind::Real, "The mean intensity, from -10 to 10.").or_none(),
    Column::new(
        "second_opinion",
        Kind::Real,
        "How likely Bayesian online detection holds a break at its begin, within a step, from 0 to 1.",
    )
    .or_none(),
    Column::new(
        "causes",
        Kind::Texts,
        "Which acts changed the most at its begin: way, type, the change of their rate among 1,000 reports read, and how \
         many reports told them before and since.",
    ),
];

const PHASES: Table = Table { name: "phases", row: "A phase of a relation.", columns: PHASE };

impl Answer for Phase {
    const TABLE: &'static Table = &PHASES;

    fn row(&self) -> Vec<Value> {
        let cause = |cause: &Cause| {
            let [before, since] = cause.reports;
            format!("{} {:+} ({before} to {since} reports)", cause.name, rounded(cause.change))
        };
        vec![
            Value::count(self.number),
            Value::Day(self.begins),
            Value::Day(self.ends),
            Value::count(self.steps),
            Value::count(self.reports),
            Value::count(self.cooperation),
            Value::count(self.conflict),
            Value::Real(rounded(self.cooperation_rate)),
            Value::Real(rounded(self.conflict_rate)),
            self.intensity.map_or(Value::None, |number| Value::Real(rounded(number))),
            self.second_opinion.map_or(Value::None, |number| Value::Real(rounded(number))),
            Value::Texts(self.causes.iter().map(cause).collect()),
        ]
    }
}

/// The phases of a relation, with what reports say of its state.
#[derive(Debug, Clone, PartialEq)]
pub struct Phases {
    series: Series,
    told: Told,
    phases: Vec<Phase>,
    breaks: Vec<usize>,
    likely: Vec<f64>,
    claims: Vec<Claim>,
    penalty: f64,
}

/// Conflict and cooperation in each step, with how many reports were read.
pub(crate) fn counts(series: &Series, told: &Told) -> Counts {
    let side = |side: fn(&crate::relations::Sums) -> usize| -> Vec<f64> {
        series.joined().map(|point| side(&point.sums) as f64).collect()
    };
    Counts {
        channels: vec![side(|sums| sums.conflict), side(|sums| sums.cooperation)],
        exposure: told.read.iter().map(|&read| read as f64).collect(),
    }
}

/// The name of the sort of an act: its way and type.
fn sort(act: &Act) -> String {
    let kind = act.name.split(' ').next().unwrap_or(&act.name);
    match act.mutual {
        true => format!("{}-{} {kind}", act.from, act.to),
        false => format!("{}>{} {kind}", act.from, act.to),
    }
}

impl Phases {
    /// Computes the phases, and gathers what reports say of the state of the relation. The penalty is
    /// [`PENALTY`], or another one: of less, more breaks are found, and more of them by chance.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn of(ledger: &Ledger, relation: Relation, penalty: f64) -> Result<Self, LedgerError> {
        let told = Told::of(ledger, relation)?;
        let claims = Self::claims_on(ledger, &told.relation)?;
        Ok(Self::told(told, claims, penalty))
    }

    /// The phases with the same relation as told by each voice, for which the ledger is asked once. `days` is how many
    /// reports were read of each day of the whole time, as [`Ledger::reports_by_day`] tells.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn with_voices(
        ledger: &Ledger,
        relation: Relation,
        penalty: f64,
        days: &BTreeMap<Day, usize>,
    ) -> Result<(Self, AsTold), LedgerError> {
        let asked = Dealings {
            between: Some(relation.states.clone()),
            since: relation.since,
            until: relation.until,
        };
        let is_asked = |day: &Day| {
            asked.since.is_none_or(|since| since <= *day)
                && asked.until.is_none_or(|until| *day <= until)
        };
        let days: BTreeMap<Day, usize> =
            days.iter().filter(|(day, _)| is_asked(day)).map(|(day, read)| (*day, *read)).collect();
        let dealings = ledger.dealings(&asked)?;
        let acts = dealings.iter().cloned().map(Act::of).collect();
        let claims = Self::claims_on(ledger, &relation)?;
        let told = Told::with(relation.clone(), &days, acts);
        let voices = AsTold::of_dealings(ledger, relation, &days, dealings)?;
        Ok((Self::told(told, claims, penalty), voices))
    }

    fn claims_on(ledger: &Ledger, relation: &Relation) -> Result<Vec<Claim>, LedgerError> {
        let asked = Dealings { between: None, since: relation.since, until: relation.until };
        Ok(match Search::new(claims::WORD, |word| vec![word.to_owned()]) {
            Some(word) => claims::among(ledger.statements_on(&relation.states, &word, &asked)?),
            None => Vec::new(),
        })
    }

    pub(crate) fn told(told: Told, claims: Vec<Claim>, penalty: f64) -> Self {
        let series = Series::told(told.clone());
        let counts = counts(&series, &told);
        let breaks = breaks(&counts, Fit::Poisson, penalty);
        let likely = online(&counts);
        let steps = told.periods.len();
        let ends: Vec<usize> =
            std::iter::once(0).chain(breaks.iter().copied()).chain([steps]).collect();
        let acts_of = |from: usize, until: usize| -> Vec<&Act> {
            (from..until).flat_map(|at| told.acts_of(at, Way::Both)).collect()
        };
        let read = |from: usize, until: usize| told.read[from..until].iter().sum::<usize>() as f64;
        let mut phases: Vec<Phase> = Vec::new();
        for (number, ends) in ends.windows(2).enumerate().filter(|(_, ends)| ends[0] < ends[1]) {
            let (from, until) = (ends[0], ends[1]);
            let acts = acts_of(from, until);
            let sums = crate::relations::Sums::of(&acts);
            let rate = |count: usize| match read(from, until) {
                0.0 => 0.0,
                read => count as f64 / read * PER_READ,
            };
            let before = number.checked_sub(1).map(|before| ends_of(&breaks, before));
            let second = before.map(|_| likely[from]);
            let causes = before.map_or_else(Vec::new, |before| {
                causes([&acts_of(before, from), &acts], [read(before, from), read(from, until)])
            });
            phases.push(Phase {
                number: number + 1,
                begins: told.periods[from].begins,
                ends: told.periods[until - 1].ends,
                steps: until - from,
                reports: sums.reports,
                cooperation: sums.cooperation,
                conflict: sums.conflict,
                cooperation_rate: rate(sums.cooperation),
                conflict_rate: rate(sums.conflict),
                intensity: sums.intensity,
                second_opinion: second,
                causes,
            });
        }
        Self { series, told, phases, breaks, likely, claims, penalty }
    }

    /// Which relation it is.
    pub fn relation(&self) -> &Relation {
        &self.told.relation
    }

    /// The series that is cut.
    pub fn series(&self) -> &Series {
        &self.series
    }

    /// The steps of the series at which a phase after the first begins.
    pub fn breaks(&self) -> &[usize] {
        &self.breaks
    }

    /// For each step, how likely the second method holds a break there.
    pub fn likely(&self) -> &[f64] {
        &self.likely
    }

    /// What reports say of the state of the relation.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The steps of the series.
    pub fn periods(&self) -> &[Period] {
        &self.told.periods
    }

    /// The most by which a rate changed at a break, among 1,000 reports read; for the phase with this
    /// number.
    pub fn size(&self, number: usize) -> f64 {
        let rates = |at: usize| self.phases.get(at).map(|p| (p.conflict_rate, p.cooperation_rate));
        match (number.checked_sub(2).and_then(rates), number.checked_sub(1).and_then(rates)) {
            (Some(before), Some(since)) => {
                (since.0 - before.0).abs().max((since.1 - before.1).abs())
            }
            _ => 0.0,
        }
    }
}

/// Where the phase with this place begins.
fn ends_of(breaks: &[usize], phase: usize) -> usize {
    phase.checked_sub(1).and_then(|at| breaks.get(at).copied()).unwrap_or(0)
}

/// What changed from one stretch to the next, the greatest change first.
fn causes(acts: [&[&Act]; 2], read: [f64; 2]) -> Vec<Cause> {
    let mut told: BTreeMap<String, [Vec<u64>; 2]> = BTreeMap::new();
    for (side, acts) in acts.iter().enumerate() {
        for act in acts.iter().filter(|act| act.standing == Standing::Actual) {
            told.entry(sort(act)).or_default()[side].push(act.number);
        }
    }
    let mut causes: Vec<Cause> = told
        .into_iter()
        .map(|(name, mut sides)| {
            for numbers in &mut sides {
                numbers.sort_unstable();
                numbers.dedup();
            }
            let reports = [sides[0].len(), sides[1].len()];
            let rate = |side: usize| match read[side] {
                0.0 => 0.0,
                read => reports[side] as f64 / read * PER_READ,
            };
            Cause { name, change: rate(1) - rate(0), share: 0.0, reports }
        })
        .collect();
    let sum = |sign: f64| -> f64 {
        causes.iter().map(|cause| cause.change).filter(|change| change * sign > 0.0).sum()
    };
    let sums = [sum(-1.0), sum(1.0)];
    for cause in &mut causes {
        let sum = sums[usize::from(cause.change > 0.0)];
        cause.share = if sum == 0.0 { 0.0 } else { cause.change / sum };
    }
    causes.sort_by(|one, other| {
        other.change.abs().total_cmp(&one.change.abs()).then_with(|| one.name.cmp(&other.name))
    });
    causes.retain(|cause| cause.change != 0.0);
    causes.truncate(CAUSES);
    causes
}

impl View for Phases {
    type Row = Phase;

    const RULE: &'static str = "phases 1";

    fn rule(&self) -> Vec<String> {
        let mut rule = counting(&self.told.relation);
        rule.push(format!(
            "The series of reports that tell conflict and of those that tell cooperation, both ways together, by {}, \
             is cut by PELT (Killick, Fearnhead and Eckley 2012) into phases in which each has one rate among all \
             reports that were read. The fit is that of Poisson counts whose likelihood is divided by their \
             dispersion, which neighbouring steps tell, 1 at least; a further phase must lower twice the loss by \
             {} times three parameters times the logarithm of the number of steps. A phase has \
             {LEAST_STEPS} steps at least.",
            self.told.relation.step.word(),
            self.penalty
        ));
        rule.push(format!(
            "Of fewer than {LEAST_COUNT} reports no break is told, and none at which neither conflict nor \
             cooperation differs by {LEAST_SURPLUS} reports from what the rate on the other side expects. These \
             guards are by feel; the usual penalty, {PENALTY}, is measured on series whose breaks are known (`phases_measure`)."
        ));
        rule.push(format!(
            "The second opinion is Bayesian online detection (Adams and MacKay 2007) on the same counts: how likely a \
             break is there, within a step, by what came up to {LOOK_BACK} steps later; a phase is expected to \
             last {USUAL_LENGTH} steps. Causes are the sorts of acts, by way and type, of which the rate of reports \
             among {PER_READ} read changed the most from the phase before."
        ));
        rule.push(claims::RULE.into());
        rule
    }

    fn rows(&self) -> &[Phase] {
        &self.phases
    }

    fn evidence(&self, ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        // Behind each break the acts of its causes, in the phases before it and since.
        let mut acts: Vec<(String, &Act)> = Vec::new();
        for phase in self.phases.iter().skip(1) {
            let [before, from] =
                [phase.number - 2, phase.number - 1].map(|at| ends_of(&self.breaks, at));
            let until =
                self.breaks.get(phase.number - 1).copied().unwrap_or(self.told.periods.len());
            for cause in &phase.causes {
                let of_cause =
                    |act: &&Act| act.standing == Standing::Actual && sort(act) == cause.name;
                for (steps, when) in [(before..from, "before"), (from..until, "since")] {
                    let of_steps = steps.flat_map(|at| self.told.acts_of(at, Way::Both));
                    let row = format!("phase {}, {when}: {}", phase.number, cause.name);
                    acts.extend(of_steps.filter(of_cause).map(|act| (row.clone(), act)));
                }
            }
        }
        let mut evidence = evidence_of(ledger, &acts)?;
        evidence.extend(self.claims.iter().map(Claim::evidence));
        Ok(evidence)
    }
}

/// The claims on the state of a relation as a view of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims(Phases);

impl From<Phases> for Claims {
    fn from(phases: Phases) -> Self {
        Self(phases)
    }
}

impl View for Claims {
    type Row = Claim;

    const RULE: &'static str = "relation claims 1";

    fn rule(&self) -> Vec<String> {
        vec![claims::RULE.into()]
    }

    fn rows(&self) -> &[Claim] {
        &self.0.claims
    }

    fn evidence(&self, _ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        Ok(self.0.claims.iter().map(Claim::evidence).collect())
    }
}
