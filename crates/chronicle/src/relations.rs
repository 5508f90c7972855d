//! How two states get on: the series of what reports tell of their dealings.

use std::collections::BTreeMap;

use depesha::directory::Day;
use depesha_ledger::{Answer, Dealings, Ledger, LedgerError, RecordPlace};
use depesha_tables::{Column, Kind, Table, Value};
use jiff::civil::Date;

use crate::acts::{Act, RECALLED_AFTER, Standing};
use crate::calendar::{Period, Step, place_of};
use crate::draws::{self, DRAWS, Interval, LEAST_REPORTS};
use crate::view::{Evidence, View, rounded};

/// Which relation is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The two states; ISO 3166-1 alpha-3.
    pub states: [String; 2],
    /// How long a step of the series is.
    pub step: Step,
    /// The first day of publication; none for that of the first report.
    pub since: Option<Day>,
    /// The last day of publication; none for that of the last report.
    pub until: Option<Day>,
}

/// Which way acts go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Either way; a mutual act counts once.
    Both,
    /// From the first state to the second.
    There,
    /// From the second state to the first.
    Back,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Both, Self::There, Self::Back];

    /// Its name for these states: `AZE-RUS`, `AZE>RUS`, `RUS>AZE`.
    pub fn name(self, [one, other]: &[String; 2]) -> String {
        match self {
            Self::Both => format!("{one}-{other}"),
            Self::There => format!("{one}>{other}"),
            Self::Back => format!("{other}>{one}"),
        }
    }

    /// Whether an act from this state goes this way.
    pub(crate) fn takes(self, act: &Act, [one, other]: &[String; 2]) -> bool {
        match self {
            Self::Both => !act.mutual || act.from == *one,
            Self::There => act.from == *one,
            Self::Back => act.from == *other,
        }
    }
}

/// What a step of a series counts. All counts are of reports that tell at least one such act.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sums {
    /// Reports that tell an actual act.
    pub reports: usize,
    /// Cooperation in words.
    pub cooperation_said: usize,
    /// Cooperation in deeds.
    pub cooperation_done: usize,
    /// Conflict in words.
    pub conflict_said: usize,
    /// Conflict in deeds.
    pub conflict_done: usize,
    /// Cooperation, in words or deeds.
    pub cooperation: usize,
    /// Conflict, in words or deeds.
    pub conflict: usize,
    /// The mean over the reports of the mean score of the acts that each tells.
    pub intensity: Option<f64>,
    /// Where that lies in 95 of 100 draws of reports.
    pub interval: Option<Interval>,
    /// The same mean over acts of cooperation alone.
    pub cooperation_intensity: Option<f64>,
    /// The same mean over acts of conflict alone.
    pub conflict_intensity: Option<f64>,
    /// Acts that are planned.
    pub planned: usize,
    /// Acts that are possible or called for.
    pub hypothetical: usize,
    /// Acts that are said not to be done.
    pub negated: usize,
    /// Acts of long ago.
    pub recalled: usize,
}

/// For each report, by its number, the mean of the scores of its acts.
pub(crate) fn by_report<'a>(acts: impl Iterator<Item = &'a Act>) -> Vec<(u64, f64)> {
    let mut scores: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
    for act in acts {
        let (sum, count) = scores.entry(act.number).or_default();
        *sum += act.weight.score;
        *count += 1.0;
    }
    scores.into_iter().map(|(report, (sum, count))| (report, sum / count)).collect()
}

fn reports<'a>(acts: impl Iterator<Item = &'a Act>) -> usize {
    let mut numbers: Vec<u64> = acts.map(|act| act.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.len()
}

impl Sums {
    /// What these acts come to.
    pub fn of(acts: &[&Act]) -> Self {
        let all = || acts.iter().copied();
        let actual = || all().filter(|act| act.standing == Standing::Actual);
        let told = |said: bool, cooperation: bool| {
            reports(actual().filter(|act| {
                act.weight.is_said == said && act.weight.is_cooperation == cooperation
            }))
        };
        let side = |cooperation: bool| {
            actual().filter(move |act| act.weight.is_cooperation == cooperation)
        };
        let standing = |standing| reports(all().filter(|act| act.standing == standing));
        let scores = by_report(actual());
        Self {
            reports: scores.len(),
            cooperation_said: told(true, true),
            cooperation_done: told(false, true),
            conflict_said: told(true, false),
            conflict_done: told(false, false),
            cooperation: reports(side(true)),
            conflict: reports(side(false)),
            intensity: draws::mean(&scores),
            interval: draws::of_mean(&scores),
            cooperation_intensity: draws::mean(&by_report(side(true))),
            conflict_intensity: draws::mean(&by_report(side(false))),
            planned: standing(Standing::Planned),
            hypothetical: standing(Standing::Hypothetical),
            negated: standing(Standing::Negated),
            recalled: standing(Standing::Recalled),
        }
    }

    pub(crate) fn values(&self) -> Vec<Value> {
        let real = |number: Option<f64>| number.map_or(Value::None, |n| Value::Real(rounded(n)));
        vec![
            Value::count(self.reports),
            Value::count(self.cooperation_said),
            Value::count(self.cooperation_done),
            Value::count(self.conflict_said),
            Value::count(self.conflict_done),
            real(self.intensity),
            real(self.interval.map(|interval| interval.low)),
            real(self.interval.map(|interval| interval.high)),
            real(self.cooperation_intensity),
            real(self.conflict_intensity),
            Value::count(self.planned),
            Value::count(self.hypothetical),
            Value::count(self.negated),
            Value::count(self.recalled),
        ]
    }
}

/// The columns of [`Sums`].
pub(crate) const SUMS: [Column; 14] = [
    Column::new(
        "reports",
        Kind::Integer,
        "Reports that tell an actual act; copies of one text are one report.",
    ),
    Column::new(
        "cooperation_said",
        Kind::Integer,
        "Of these, those that tell cooperation in words (AGREE, CONSULT, SUPPORT, CONCEDE).",
    ),
    Column::new(
        "cooperation_done",
        Kind::Integer,
        "Those that tell cooperation in deeds (COOPERATE, AID, RETREAT).",
    ),
    Column::new(
        "conflict_said",
        Kind::Integer,
        "Those that tell conflict in words (REQUEST, ACCUSE, REJECT, THREATEN).",
    ),
    Column::new(
        "conflict_done",
        Kind::Integer,
        "Those that tell conflict in deeds (PROTEST, SANCTION, MOBILIZE, COERCE, ASSAULT).",
    ),
    Column::new(
        "intensity",
        Kind::Real,
        "The mean over the reports of the mean score of their acts, from -10 to 10.",
    )
    .or_none(),
    Column::new("intensity_low", Kind::Real, "Its lower end in 95 of 100 draws of reports.")
        .or_none(),
    Column::new("intensity_high", Kind::Real, "Its upper end in 95 of 100 draws.").or_none(),
    Column::new("cooperation_intensity", Kind::Real, "The same mean over cooperation alone.")
        .or_none(),
    Column::new("conflict_intensity", Kind::Real, "The same mean over conflict alone.").or_none(),
    Column::new("planned", Kind::Integer, "Reports that tell a planned act."),
    Column::new("hypothetical", Kind::Integer, "Reports that tell a possible act."),
    Column::new("negated", Kind::Integer, "Reports that say that an act is not done."),
    Column::new("recalled", Kind::Integer, "Reports that recall an act of long before."),
];

/// The acts of a relation by the steps of its series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) relation: Relation,
    pub(crate) periods: Vec<Period>,
    /// All acts, in the order of days, reports and places.
    pub(crate) acts: Vec<Act>,
    /// The period of each act.
    pub(crate) at: Vec<usize>,
    /// How many reports were read of each period.
    pub(crate) read: Vec<usize>,
}

/// The first and the last day of a series: those that are asked for, else those of the reports.
pub(crate) fn ends(
    since: Option<Day>,
    until: Option<Day>,
    days: &BTreeMap<Day, usize>,
) -> Option<[Date; 2]> {
    let first = since.or_else(|| days.keys().next().copied())?;
    let last = until.or_else(|| days.keys().next_back().copied())?;
    Some([first.date(), last.date()])
}

/// How many reports were read of each period.
pub(crate) fn read_in(periods: &[Period], days: &BTreeMap<Day, usize>) -> Vec<usize> {
    let mut read = vec![0; periods.len()];
    for (&day, count) in days {
        if let Some(at) = place_of(day, periods) {
            read[at] += count;
        }
    }
    read
}

impl Told {
    pub(crate) fn of(ledger: &Ledger, relation: Relation) -> Result<Self, LedgerError> {
        let asked = Dealings {
            between: Some(relation.states.clone()),
            since: relation.since,
            until: relation.until,
        };
        let days = ledger.reports_by_day(&asked)?;
        let acts = ledger.dealings(&asked)?.into_iter().map(Act::of).collect();
        Ok(Self::with(relation, &days, acts))
    }

    pub(crate) fn with(relation: Relation, days: &BTreeMap<Day, usize>, acts: Vec<Act>) -> Self {
        let ends = ends(relation.since, relation.until, days);
        let periods =
            ends.map_or_else(Vec::new, |[first, last]| relation.step.periods(first, last));
        let read = read_in(&periods, days);
        let at = acts.iter().filter_map(|act| place_of(act.report.day, &periods)).collect();
        Self { relation, periods, acts, at, read }
    }

    /// The acts of a period that go this way.
    pub(crate) fn acts_of(&self, period: usize, way: Way) -> Vec<&Act> {
        // Periods follow one another as the acts do.
        let from = self.at.partition_point(|&at| at < period);
        let until = self.at.partition_point(|&at| at <= period);
        let acts = self.acts[from..until].iter();
        acts.filter(|act| way.takes(act, &self.relation.states)).collect()
    }

    pub(crate) fn all(&self, way: Way) -> Vec<&Act> {
        self.acts.iter().filter(|act| way.takes(act, &self.relation.states)).collect()
    }
}

/// A step of the series, one way.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The step.
    pub period: Period,
    /// The way, by its name: `AZE-RUS`, `AZE>RUS`, `RUS>AZE`.
    pub way: String,
    /// What is told.
    pub sums: Sums,
    /// How many reports of all matters were read of that step.
    pub read: usize,
}

const POINT: [Column; 19] = {
    let mut columns = [Column::new(
        "period",
        Kind::Text,
        "The step: `2025-11-03`, `2025-W45`, `2025-11`, `2025-Q4`.",
    ); 19];
    columns[1] = Column::new("begins", Kind::Day, "Its first day.");
    columns[2] = Column::new("ends", Kind::Day, "Its last day.");
    columns[3] = Column::new(
        "way",
        Kind::Text,
        "Which way the acts go: `AZE>RUS`, `RUS>AZE`, or `AZE-RUS` for both.",
    );
    let mut at = 0;
    while at < SUMS.len() {
        columns[4 + at] = SUMS[at];
        at += 1;
    }
    columns[18] = Column::new("read", Kind::Integer, "How many reports were read of that step.");
    columns
};

const POINTS: Table =
    Table { name: "relations", row: "A step of a relation's series, one way.", columns: &POINT };

impl Answer for Point {
    const TABLE: &'static Table = &POINTS;

    fn row(&self) -> Vec<Value> {
        let mut row = vec![
            Value::text(&self.period.name),
            Value::Day(self.period.begins),
            Value::Day(self.period.ends),
            Value::text(&self.way),
        ];
        row.extend(self.sums.values());
        row.push(Value::count(self.read));
        row
    }
}

/// The series of a relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    told: Told,
    points: Vec<Point>,
    whole: Vec<(String, Sums)>,
}

impl Series {
    /// Computes the series.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn of(ledger: &Ledger, relation: Relation) -> Result<Self, LedgerError> {
        Ok(Self::told(Told::of(ledger, relation)?))
    }

    pub(crate) fn told(told: Told) -> Self {
        let states = &told.relation.states;
        let mut points = Vec::new();
        for (at, period) in told.periods.iter().enumerate() {
            for way in Way::ALL {
                points.push(Point {
                    period: period.clone(),
                    way: way.name(states),
                    sums: Sums::of(&told.acts_of(at, way)),
                    read: told.read[at],
                });
            }
        }
        let whole = Way::ALL.map(|way| (way.name(states), Sums::of(&told.all(way))));
        Self { whole: whole.into(), points, told }
    }

    /// Which relation it is.
    pub fn relation(&self) -> &Relation {
        &self.told.relation
    }

    /// The steps with both ways together.
    pub fn joined(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().step_by(Way::ALL.len())
    }

    /// What each way comes to over all steps.
    pub fn whole(&self) -> &[(String, Sums)] {
        &self.whole
    }
}

/// What all series count, for their rules.
pub(crate) fn counting(relation: &Relation) -> Vec<String> {
    let [one, other] = &relation.states;
    vec![
        format!(
            "Taken are the events of current readings, corrections heeded, of which one side is of {one} and the \
             other of {other}: by an actor who acts and one who is acted upon; of AGREE, CONSULT and COOPERATE, \
             where nobody is acted upon, by two who act, which counts as an act each way and once in both \
             together. An actor is of a state by its name or office, not where only the setting of the report \
             tells its state."
        ),
        format!(
            "A report counts on the day of its publication; without one it does not. Copies of one text (half of \
             it or more) count once: their origin stands for them. The unit is the report: each number says how \
             many reports tell at least one such act, however many they tell. An act whose own clause dates it \
             more than {RECALLED_AFTER} days before the report is recalled and counts apart, as what is planned, \
             possible or denied does."
        ),
        "Said are acts that PLOVER calls verbal (AGREE, CONSULT, SUPPORT, CONCEDE; REQUEST, ACCUSE, REJECT, \
         THREATEN), done those that it calls material (COOPERATE, AID, RETREAT; PROTEST, SANCTION, MOBILIZE, COERCE, \
         ASSAULT); the first of each are cooperation, the others conflict."
            .into(),
        format!(
            "Intensity is the mean over reports of the mean score of the actual acts that each tells, by PLOVER's \
             scores for types and modes, from -10 to 10. Its interval is the middle 95 of 100 of {DRAWS} draws, in \
             which a report counts as often as a Poisson number of mean 1 says that follows from the report's key; \
             of fewer than {LEAST_REPORTS} reports none is told."
        ),
    ]
}

/// The columns that a report's act counts in.
pub(crate) fn part(act: &Act) -> &'static str {
    match (act.standing, act.weight.is_cooperation, act.weight.is_said) {
        (Standing::Planned, ..) => "planned",
        (Standing::Hypothetical, ..) => "hypothetical",
        (Standing::Negated, ..) => "negated",
        (Standing::Recalled, ..) => "recalled",
        (Standing::Actual, true, true) => "cooperation_said",
        (Standing::Actual, true, false) => "cooperation_done",
        (Standing::Actual, false, true) => "conflict_said",
        (Standing::Actual, false, false) => "conflict_done",
    }
}

/// The acts as evidence, each under the row that it is given with.
pub(crate) fn evidence_of(
    ledger: &Ledger,
    acts: &[(String, &Act)],
) -> Result<Vec<Evidence>, LedgerError> {
    let places: Vec<RecordPlace> = acts.iter().map(|(_, act)| act.place).collect();
    let found = ledger.events_at(&places)?;
    let of = |((row, act), found): (&(String, &Act), _)| {
        Evidence::of_event(row.clone(), part(act), found).adding(act.weight.score)
    };
    Ok(acts.iter().zip(&found).map(of).collect())
}

impl View for Series {
    type Row = Point;

    const RULE: &'static str = "relations 1";

    fn rule(&self) -> Vec<String> {
        counting(&self.told.relation)
    }

    fn rows(&self) -> &[Point] {
        &self.points
    }

    fn evidence(&self, ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        let acts: Vec<(String, &Act)> = self
            .told
            .acts
            .iter()
            .zip(&self.told.at)
            .filter(|(act, _)| Way::Both.takes(act, &self.told.relation.states))
            .map(|(act, &at)| (self.told.periods[at].name.clone(), act))
            .collect();
        evidence_of(ledger, &acts)
    }
}
