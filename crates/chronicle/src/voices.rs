//! The same relation as told by each voice, and where voices part.

use std::collections::BTreeMap;

use depesha::directory::Day;
use depesha_ledger::{Answer, Dealing, Dealings, Ledger, LedgerError, Teller};
use depesha_tables::{Column, Kind, Table, Value};

use crate::acts::{Act, Standing};
use crate::calendar::Period;
use crate::draws::{self, Interval, LEAST_REPORTS};
use crate::relations::{Relation, SUMS, Sums, Told, Way, by_report, counting, evidence_of};
use crate::view::{Evidence, View, rounded};

/// The share of draws in which a difference of two voices must stay on its side of zero. More than the
/// usual 95 of 100, because many voices are compared (by feel).
pub const SURE: f64 = 0.99;

/// Whose words tell an act.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// The state itself, its bodies, and persons by their office, of one of the two states.
    Party(String),
    /// The same of other states.
    Third,
    /// Bodies that are of no one state.
    Body,
    /// An outlet in its own words: the one that publishes, or one that it cites.
    Outlet(String),
    /// A person who speaks by no office of a state.
    Person(String),
    /// Those who are not named: sources, experts, groups.
    Unnamed,
}

impl Voice {
    /// Whose voice tells the act, in the relation of these states.
    fn of(act: &Act, states: &[String; 2]) -> Self {
        let outlet = act.report.outlet.as_deref().unwrap_or("unknown");
        let Teller::Speaker { name, class, state, ground } = &act.teller else {
            return match act.teller {
                Teller::Author => Self::Outlet(outlet.to_owned()),
                _ => Self::Unnamed,
            };
        };
        // A state that only the setting tells is none that one speaks for; one that people claim is.
        let state = state.as_ref().filter(|_| ground.as_deref() != Some("setting"));
        let speaks_for = |state: &String| match states.contains(state) {
            true => Self::Party(state.clone()),
            false => Self::Third,
        };
        match (class.as_str(), state) {
            ("outlet", _) => Self::Outlet(name.clone()),
            ("state" | "organization" | "place", Some(state)) => speaks_for(state),
            ("organization" | "state", None) => Self::Body,
            ("person", Some(state)) if ground.as_deref() != Some("name") => speaks_for(state),
            ("person", _) => Self::Person(name.clone()),
            _ => Self::Unnamed,
        }
    }

    /// Its sort: `party`, `third`, `body`, `outlet`, `person`, `unnamed`.
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Party(_) => "party",
            Self::Third => "third",
            Self::Body => "body",
            Self::Outlet(_) => "outlet",
            Self::Person(_) => "person",
            Self::Unnamed => "unnamed",
        }
    }

    /// Who it is: the state's code, or the name of the outlet or person; none of the other sorts.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Party(name) | Self::Outlet(name) | Self::Person(name) => Some(name),
            Self::Third | Self::Body | Self::Unnamed => None,
        }
    }

    /// Sort and name in one: `party AZE`.
    pub fn label(&self) -> String {
        self.name().map_or(self.sort().to_owned(), |name| format!("{} {name}", self.sort()))
    }
}

/// What a voice tells in a step, or over all steps.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldPoint {
    /// The voice.
    pub voice: Voice,
    /// The step; none for the whole time.
    pub period: Option<Period>,
    /// What is told, both ways together.
    pub sums: Sums,
}

const VOICE: Column = Column::new(
    "voice",
    Kind::Text,
    "Whose words: `party` (officials and bodies of one of the two states), `third` (of other states), `body` (of no one \
     state), `outlet` (in its own words), `person` (by no office), `unnamed`.",
);
const NAME: Column =
    Column::new("name", Kind::Text, "The state of the party, the outlet, the person.").or_none();
const PERIOD: Column =
    Column::new("period", Kind::Text, "The step of the series; none for the whole time.").or_none();

const TOLD_POINT: [Column; 17] = {
    let mut columns = [VOICE; 17];
    columns[1] = NAME;
    columns[2] = PERIOD;
    let mut at = 0;
    while at < SUMS.len() {
        columns[3 + at] = SUMS[at];
        at += 1;
    }
    columns
};

const TOLD_POINTS: Table = Table {
    name: "relations_as_told_by",
    row: "What a voice tells of a relation in a step of its series, or in all of them.",
    columns: &TOLD_POINT,
};

impl Answer for ToldPoint {
    const TABLE: &'static Table = &TOLD_POINTS;

    fn row(&self) -> Vec<Value> {
        let mut row = vec![
            Value::text(self.voice.sort()),
            Value::maybe_text(self.voice.name()),
            Value::maybe_text(self.period.as_ref().map(|period| &period.name)),
        ];
        row.extend(self.sums.values());
        row
    }
}

/// Where two voices part: how their intensities differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Parting {
    /// The voices.
    pub voices: [Voice; 2],
    /// The step; none for the whole time.
    pub period: Option<Period>,
    /// The intensity that each tells.
    pub intensities: [f64; 2],
    /// How many reports each tells it in.
    pub reports: [usize; 2],
    /// Where the first less the second lies in [`SURE`] of the draws.
    pub difference: Interval,
}

const PARTING: &[Column] = &[
    VOICE,
    NAME,
    Column::new("other_voice", Kind::Text, "The voice that it is compared with."),
    Column::new("other_name", Kind::Text, "Who that is.").or_none(),
    PERIOD,
    Column::new("reports", Kind::Integer, "In how many reports the first voice tells actual acts."),
    Column::new("other_reports", Kind::Integer, "In how many the other does."),
    Column::new("intensity", Kind::Real, "The intensity that the first tells, from -10 to 10."),
    Column::new("other_intensity", Kind::Real, "The intensity that the other tells."),
    Column::new("difference", Kind::Real, "The first less the other."),
    Column::new("difference_low", Kind::Real, "Its lower end in 99 of 100 draws of reports."),
    Column::new("difference_high", Kind::Real, "Its upper end in 99 of 100 draws."),
    Column::new("part", Kind::Flag, "Whether zero lies outside: then the two part."),
];

const PARTINGS: Table = Table {
    name: "partings",
    row: "How two voices differ on a relation, in a step of its series or in all of them.",
    columns: PARTING,
};

impl Answer for Parting {
    const TABLE: &'static Table = &PARTINGS;

    fn row(&self) -> Vec<Value> {
        let [one, other] = &self.voices;
        let [first, second] = self.intensities;
        vec![
            Value::text(one.sort()),
            Value::maybe_text(one.name()),
            Value::text(other.sort()),
            Value::maybe_text(other.name()),
            Value::maybe_text(self.period.as_ref().map(|period| &period.name)),
            Value::count(self.reports[0]),
            Value::count(self.reports[1]),
            Value::Real(rounded(first)),
            Value::Real(rounded(second)),
            Value::Real(rounded(first - second)),
            Value::Real(rounded(self.difference.low)),
            Value::Real(rounded(self.difference.high)),
            Value::Flag(self.difference.leaves_zero_out()),
        ]
    }
}

/// For each report, by its number, the mean score of what it tells.
type Scores = Vec<(u64, f64)>;

/// A relation as told by each voice.
#[derive(Debug, Clone, PartialEq)]
pub struct AsTold {
    told: Told,
    points: Vec<ToldPoint>,
    partings: Vec<Parting>,
}

impl AsTold {
    /// Computes it.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn of(ledger: &Ledger, relation: Relation) -> Result<Self, LedgerError> {
        let asked = Dealings {
            between: Some(relation.states.clone()),
            since: relation.since,
            until: relation.until,
        };
        let days = ledger.reports_by_day(&asked)?;
        let dealings = ledger.dealings(&asked)?;
        Self::of_dealings(ledger, relation, &days, dealings)
    }

    /// Computes it from the dealings of the two, with how many reports were read of each day.
    pub(crate) fn of_dealings(
        ledger: &Ledger,
        relation: Relation,
        days: &BTreeMap<Day, usize>,
        dealings: Vec<Dealing>,
    ) -> Result<Self, LedgerError> {
        // Each further voice that tells an act tells it, too.
        let retold = ledger.retold(&dealings)?;
        let mut acts: Vec<Act> = dealings.into_iter().chain(retold).map(Act::of).collect();
        acts.sort_by(|one, other| {
            let of_report =
                (one.report.day, &one.report.key).cmp(&(other.report.day, &other.report.key));
            of_report.then(one.place.cmp(&other.place))
        });
        Ok(Self::told(Told::with(relation, days, acts)))
    }

    fn told(told: Told) -> Self {
        let states = &told.relation.states;
        let voice_of: Vec<Voice> = told.acts.iter().map(|act| Voice::of(act, states)).collect();
        // Of each voice the acts of the whole time, then those of each step.
        let mut groups: BTreeMap<(&Voice, Option<usize>), Vec<&Act>> = BTreeMap::new();
        for ((act, voice), &at) in told.acts.iter().zip(&voice_of).zip(&told.at) {
            if Way::Both.takes(act, states) {
                for period in [None, Some(at)] {
                    groups.entry((voice, period)).or_default().push(act);
                }
            }
        }
        let named = |period: Option<usize>| period.map(|at| told.periods[at].clone());
        let mut points = Vec::new();
        // Those who tell enough to be compared.
        let mut scores: BTreeMap<Option<usize>, Vec<(&Voice, Scores)>> = BTreeMap::new();
        for (&(voice, period), acts) in &groups {
            let actual = acts.iter().filter(|act| act.standing == Standing::Actual);
            let own = by_report(actual.copied());
            if own.len() >= LEAST_REPORTS {
                scores.entry(period).or_default().push((voice, own));
            }
            let (voice, period) = (voice.clone(), named(period));
            points.push(ToldPoint { voice, period, sums: Sums::of(acts) });
        }
        let mut partings = Vec::new();
        for (&period, voices) in scores.iter().filter(|(_, voices)| voices.len() > 1) {
            // Each voice is drawn once, however many it is compared with.
            let drawn: Vec<_> = voices.iter().map(|(_, own)| draws::means(own)).collect();
            for (at, (one, first)) in voices.iter().enumerate() {
                for (place, (other, second)) in voices.iter().enumerate().skip(at + 1) {
                    let difference = draws::between(&drawn[at], &drawn[place], SURE);
                    let Some(difference) = difference else { continue };
                    partings.push(Parting {
                        voices: [(*one).clone(), (*other).clone()],
                        period: named(period),
                        intensities: [first, second].map(|own| draws::mean(own).unwrap_or(0.0)),
                        reports: [first.len(), second.len()],
                        difference,
                    });
                }
            }
        }
        Self { told, points, partings }
    }

    /// Which relation it is.
    pub fn relation(&self) -> &Relation {
        &self.told.relation
    }

    /// The steps of the series.
    pub fn periods(&self) -> &[Period] {
        &self.told.periods
    }

    /// The comparisons of voices that tell enough to be compared.
    pub fn partings(&self) -> &[Parting] {
        &self.partings
    }

    fn rule_of_voices(&self) -> Vec<String> {
        let mut rule = counting(&self.told.relation);
        rule.push(
            "An act is told by the speaker of the innermost statement that holds it, or by the outlet where none \
             does; an act that several voices of a report tell is told by each of them. A party's voice is the \
             state itself, a body that is of it, or a person by an office of it; so is a third state's. Bodies of no \
             one state, outlets in their own words, persons who speak by no office, and those who are not named \
             have voices apart. Names are those of the directory of who is who."
                .into(),
        );
        rule.push(format!(
            "Two voices part where the difference of their intensities stays on one side of zero in {:.0} of 100 \
             draws of reports, in the whole time or in a step; voices that tell fewer than {LEAST_REPORTS} reports \
             are not compared. By how many voices are compared, one in a hundred pairs would be said to part by \
             chance.",
            SURE * 100.0
        ));
        rule
    }
}

impl View for AsTold {
    type Row = ToldPoint;

    const RULE: &'static str = "relations as told by 1";

    fn rule(&self) -> Vec<String> {
        self.rule_of_voices()
    }

    fn rows(&self) -> &[ToldPoint] {
        &self.points
    }

    fn evidence(&self, ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        let states = &self.told.relation.states;
        let mut acts: Vec<(Voice, &Act)> = self
            .told
            .acts
            .iter()
            .filter(|act| Way::Both.takes(act, states))
            .map(|act| (Voice::of(act, states), act))
            .collect();
        acts.sort_by(|one, other| one.0.cmp(&other.0));
        let acts: Vec<(String, &Act)> =
            acts.into_iter().map(|(voice, act)| (voice.label(), act)).collect();
        evidence_of(ledger, &acts)
    }
}

/// The comparisons of voices as a view of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Partings(AsTold);

impl From<AsTold> for Partings {
    fn from(told: AsTold) -> Self {
        Self(told)
    }
}

impl Partings {
    /// What was compared.
    pub fn as_told(&self) -> &AsTold {
        &self.0
    }
}

impl View for Partings {
    type Row = Parting;

    const RULE: &'static str = AsTold::RULE;

    fn rule(&self) -> Vec<String> {
        self.0.rule_of_voices()
    }

    fn rows(&self) -> &[Parting] {
        &self.0.partings
    }

    fn evidence(&self, ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        self.0.evidence(ledger)
    }
}
