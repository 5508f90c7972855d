//! Pairs of states that move against their own baseline.

use std::collections::BTreeMap;
use std::fmt;

use depesha::directory::Day;
use depesha_ledger::{Answer, Dealings, Ledger, LedgerError};
use depesha_tables::{Column, Kind, Table, Value};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use crate::acts::{Act, Standing};
use crate::draws;
use crate::pairs::by_pair;
use crate::relations::{Way, by_report, evidence_of};
use crate::view::{Evidence, View, rounded};

/// The rules that are used where no others are given.
const DEFAULT: &str = include_str!("../data/alerts.toml");

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Reports of actual acts.
    Reports,
    /// Reports of conflict.
    Conflict,
    /// Reports of conflict in words.
    ConflictSaid,
    /// Reports of conflict in deeds.
    ConflictDone,
    /// Reports of cooperation.
    Cooperation,
    /// Reports of cooperation in words.
    CooperationSaid,
    /// Reports of cooperation in deeds.
    CooperationDone,
    /// The mean intensity.
    Intensity,
}

/// Which way it moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// It is more than before.
    Up,
    /// It is less than before.
    Down,
}

/// A rule by which a pair is said to move.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertRule {
    /// Its name.
    pub name: String,
    /// What is compared.
    pub measure: Measure,
    /// Which way it moves.
    pub direction: Direction,
    /// How many days are compared with those before them.
    pub days: u16,
    /// With how many days before them.
    pub baseline_days: u16,
    /// The fewest reports in the last days; of what goes down, in what the baseline expects of them; of
    /// intensity in both.
    pub least_reports: u32,
    /// By how many times the rate must differ at least; of intensity, by how much.
    pub least_ratio: f64,
    /// How likely such a number may be by chance at most.
    pub chance: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    #[serde(default)]
    rule: Vec<AlertRule>,
}

/// Why rules cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRules(String);

impl fmt::Display for BadRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadRules {}

/// The rules that a TOML file gives, in its order.
///
/// # Errors
/// Where it is no such file, or a rule compares nothing.
pub fn rules(toml: &str) -> Result<Vec<AlertRule>, BadRules> {
    let file: RuleFile = toml::from_str(toml).map_err(|error| BadRules(error.to_string()))?;
    for rule in &file.rule {
        let fault = |what: &str| Err(BadRules(format!("rule `{}`: {what}", rule.name)));
        if rule.days == 0 || rule.baseline_days == 0 {
            return fault("`days` and `baseline_days` must be 1 at least");
        }
        if !(0.0..=1.0).contains(&rule.chance) {
            return fault("`chance` must be from 0 to 1");
        }
        if !rule.least_ratio.is_finite() || rule.least_ratio < 0.0 {
            return fault("`least_ratio` must be 0 at least");
        }
    }
    Ok(file.rule)
}

/// The rules that the program has.
pub fn usual_rules() -> Vec<AlertRule> {
    // A test reads them.
    rules(DEFAULT).unwrap_or_default()
}

/// A pair that moves, by a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// The two states, in alphabetical order.
    pub states: [String; 2],
    /// The name of the rule.
    pub rule: String,
    /// The days that are compared with those before.
    pub days: [Date; 2],
    /// Reports in these days; of intensity those that tell one.
    pub reports: usize,
    /// Reports in the baseline.
    pub baseline_reports: usize,
    /// The number: reports, or the mean intensity.
    pub number: f64,
    /// What the baseline expects of these days.
    pub expected: f64,
    /// How likely it is by chance, at most.
    pub chance: f64,
}

const ALERT: &[Column] = &[
    Column::new("one", Kind::Text, "A state; ISO 3166-1 alpha-3."),
    Column::new("other", Kind::Text, "The other, behind it in the alphabet."),
    Column::new("rule", Kind::Text, "The rule by which the pair moves."),
    Column::new("begins", Kind::Day, "The first of the days that are compared with those before."),
    Column::new("ends", Kind::Day, "The last of them."),
    Column::new("reports", Kind::Integer, "Reports in these days."),
    Column::new("baseline_reports", Kind::Integer, "Reports in the baseline."),
    Column::new("number", Kind::Real, "The number: reports, or the mean intensity from -10 to 10."),
    Column::new("expected", Kind::Real, "What the baseline expects of these days."),
    Column::new("chance", Kind::Real, "How likely it is by chance, at most; in millionths."),
];

const ALERTS: Table =
    Table { name: "alerts", row: "A pair that moves against its own baseline.", columns: ALERT };

impl Answer for Alert {
    const TABLE: &'static Table = &ALERTS;

    fn row(&self) -> Vec<Value> {
        vec![
            Value::text(&self.states[0]),
            Value::text(&self.states[1]),
            Value::text(&self.rule),
            Value::Day(self.days[0]),
            Value::Day(self.days[1]),
            Value::count(self.reports),
            Value::count(self.baseline_reports),
            Value::Real(rounded(self.number)),
            Value::Real(rounded(self.expected)),
            // Small numbers are what it is about.
            Value::Real((self.chance * 1e6).round() / 1e6),
        ]
    }
}

/// The chance that of `all` reports that each fall into the last days with this share, so many or more do.
fn at_least(count: u64, all: u64, share: f64) -> f64 {
    let mut sum = 0.0;
    let mut choices = 0.0;
    // The logarithm of the number of ways grows with each factor.
    for at in 0..=all {
        if at > 0 {
            choices += (((all - at + 1) as f64) / at as f64).ln();
        }
        if at >= count {
            let power =
                |share: f64, times: u64| if times == 0 { 0.0 } else { times as f64 * share.ln() };
            sum += (choices + power(share, at) + power(1.0 - share, all - at)).exp();
        }
    }
    sum.min(1.0)
}

/// Reports of a day, and what they tell.
struct Window<'acts> {
    acts: Vec<&'acts Act>,
    read: usize,
}

impl Measure {
    fn takes(self, act: &Act) -> bool {
        let (said, cooperation) = (act.weight.is_said, act.weight.is_cooperation);
        match self {
            Self::Reports | Self::Intensity => true,
            Self::Conflict => !cooperation,
            Self::ConflictSaid => !cooperation && said,
            Self::ConflictDone => !cooperation && !said,
            Self::Cooperation => cooperation,
            Self::CooperationSaid => cooperation && said,
            Self::CooperationDone => cooperation && !said,
        }
    }
}

impl AlertRule {
    /// Whether the pair moves: number, what is expected, chance.
    fn moves(
        &self,
        now: &Window<'_>,
        before: &Window<'_>,
        scatter: f64,
    ) -> Option<(f64, f64, f64)> {
        let scores = |window: &Window<'_>| {
            by_report(window.acts.iter().copied().filter(|act| self.measure.takes(act)))
        };
        let (last, base) = (scores(now), scores(before));
        let least = self.least_reports as usize;
        if self.measure == Measure::Intensity {
            if last.len().min(base.len()) < least {
                return None;
            }
            let (number, expected) = (draws::mean(&last)?, draws::mean(&base)?);
            // One side of the interval is looked at, so that twice the chance is left out.
            let interval = draws::of_difference(&last, &base, 1.0 - 2.0 * self.chance)?;
            let is_other = match self.direction {
                Direction::Up => interval.low > 0.0 && number - expected >= self.least_ratio,
                Direction::Down => interval.high < 0.0 && expected - number >= self.least_ratio,
            };
            return is_other.then_some((number, expected, self.chance));
        }
        if now.read == 0 || before.read == 0 {
            return None;
        }
        let share = now.read as f64 / (now.read + before.read) as f64;
        let expected = base.len() as f64 * now.read as f64 / before.read as f64;
        let number = last.len() as f64;
        // Reports come in clusters: what scatters more than Poisson counts for less.
        let clusters = |count: usize| (count as f64 / scatter).floor() as u64;
        let (few, many) = (clusters(last.len()), clusters(base.len()));
        let (is_other, chance) = match self.direction {
            Direction::Up => (
                last.len() >= least && number >= expected * self.least_ratio,
                at_least(few, few + many, share),
            ),
            Direction::Down => (
                expected >= least as f64 && number * self.least_ratio <= expected,
                at_least(many, few + many, 1.0 - share),
            ),
        };
        (is_other && chance <= self.chance).then_some((number, expected, chance))
    }
}

/// How much wider the reports of a day scatter than those of Poisson, at least 1.
fn scatter(acts: &[&Act], measure: Measure, days: &BTreeMap<Day, usize>) -> f64 {
    let mut counts: BTreeMap<Day, Vec<u64>> = BTreeMap::new();
    for act in acts.iter().filter(|act| measure.takes(act)) {
        counts.entry(act.report.day).or_default().push(act.number);
    }
    let count = |day: &Day| {
        counts.get(day).map_or(0.0, |numbers| {
            let mut numbers = numbers.clone();
            numbers.sort_unstable();
            numbers.dedup();
            numbers.len() as f64
        })
    };
    let all: f64 = days.keys().map(count).sum();
    let read: f64 = days.values().map(|&read| read as f64).sum();
    if all <= 1.0 || days.len() < 2 {
        return 1.0;
    }
    // Pearson's measure over its degrees of freedom.
    let squares = days.iter().map(|(day, &read_then)| {
        let expected = all / read * read_then as f64;
        (count(day) - expected).powi(2) / expected.max(f64::MIN_POSITIVE)
    });
    (squares.sum::<f64>() / (days.len() - 1) as f64).max(1.0)
}

/// The pairs that move, by rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Alerts {
    rules: Vec<AlertRule>,
    on: Option<Day>,
    alerts: Vec<Alert>,
    acts: Vec<Vec<Act>>,
}

impl Alerts {
    /// Looks for pairs that move in the days up to `on`; by default the last day of all reports.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn of(
        ledger: &Ledger,
        rules: Vec<AlertRule>,
        on: Option<Day>,
    ) -> Result<Self, LedgerError> {
        let all = Dealings { until: on, ..Dealings::default() };
        let days = ledger.reports_by_day(&all)?;
        let Some(last) = on.or_else(|| days.keys().next_back().copied()) else {
            return Ok(Self { rules, on, alerts: Vec::new(), acts: Vec::new() });
        };
        let longest =
            rules.iter().map(|rule| i64::from(rule.days) + i64::from(rule.baseline_days)).max();
        let back = |days: i64| last.date().checked_sub(days.days()).unwrap_or(Date::MIN);
        let since = Some(Day::from(back(longest.unwrap_or(1) - 1)));
        let asked = Dealings { between: None, since, until: Some(last) };
        let mut found = Vec::new();
        for (states, acts) in by_pair(ledger, &asked)? {
            let actual: Vec<&Act> = acts
                .iter()
                .filter(|act| act.standing == Standing::Actual && Way::Both.takes(act, &states))
                .collect();
            for rule in &rules {
                let begin = back(i64::from(rule.days) - 1);
                let base = back(i64::from(rule.days) + i64::from(rule.baseline_days) - 1);
                let window = |from: Date, until: Date| {
                    let within = move |day: Day| from <= day.date() && day.date() <= until;
                    let read =
                        days.iter().filter(|(day, _)| within(**day)).map(|(_, read)| read).sum();
                    let acts =
                        actual.iter().copied().filter(|act| within(act.report.day)).collect();
                    Window { acts, read }
                };
                let now = window(begin, last.date());
                let before = window(base, begin.yesterday().unwrap_or(begin));
                let base_days = days
                    .range(Day::from(base)..Day::from(begin))
                    .map(|(day, read)| (*day, *read))
                    .collect();
                let scatter = scatter(&before.acts, rule.measure, &base_days);
                let Some((number, expected, chance)) = rule.moves(&now, &before, scatter) else {
                    continue;
                };
                let reports = |window: &Window<'_>| {
                    by_report(window.acts.iter().copied().filter(|act| rule.measure.takes(act)))
                        .len()
                };
                let of_now = now.acts.iter().filter(|act| rule.measure.takes(act));
                let own: Vec<Act> = of_now.map(|act| (*act).clone()).collect();
                let alert = Alert {
                    states: states.clone(),
                    rule: rule.name.clone(),
                    days: [begin, last.date()],
                    reports: reports(&now),
                    baseline_reports: reports(&before),
                    number,
                    expected,
                    chance,
                };
                found.push((alert, own));
            }
        }
        // Those that move the least by chance first.
        found.sort_by(|(one, _), (other, _)| {
            one.chance.total_cmp(&other.chance).then_with(|| one.states.cmp(&other.states))
        });
        let (alerts, acts) = found.into_iter().unzip();
        Ok(Self { rules, on: Some(last), alerts, acts })
    }

    /// The last of the days that are looked at.
    pub fn on(&self) -> Option<Day> {
        self.on
    }
}

impl View for Alerts {
    type Row = Alert;

    const RULE: &'static str = "alerts 1";

    fn rule(&self) -> Vec<String> {
        let mut told = vec![
            "A pair moves where the last days differ from the days before them, its baseline, by a rule. The numbers \
             are those of `depesha relations`, both ways together. Of reports, what is expected is the baseline's \
             rate among all reports read; the chance is that of so many or more (or so few or fewer) in the last \
             days, if the reports of both times fell as those that were read did (a binomial number), after counts \
             are divided by how much wider those of the baseline's days scatter than Poisson's. Of intensity, the \
             difference of means must stay on its side of zero in all draws of reports but that share."
                .to_owned(),
        ];
        told.extend(self.rules.iter().map(|rule| {
            let measure = format!("{:?}", rule.measure);
            let direction = format!("{:?}", rule.direction);
            format!(
                "{}: {} {} in {} days against {} before; {} reports at least, ratio (of intensity, difference) {} at \
                 least, chance {} at most.",
                rule.name,
                measure.to_lowercase(),
                direction.to_lowercase(),
                rule.days,
                rule.baseline_days,
                rule.least_reports,
                rule.least_ratio,
                rule.chance
            )
        }));
        told
    }

    fn rows(&self) -> &[Alert] {
        &self.alerts
    }

    fn evidence(&self, ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        let mut acts = Vec::new();
        for (alert, own) in self.alerts.iter().zip(&self.acts) {
            let row = format!("{}: {}", alert.states.join("-"), alert.rule);
            acts.extend(own.iter().map(|act| (row.clone(), act)));
        }
        evidence_of(ledger, &acts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_the_program_can_be_used() {
        assert_eq!(usual_rules().len(), 6);
    }

    #[test]
    fn what_is_wrong_with_rules_is_told() {
        assert!(rules("[[rule]]\nname = 'x'").unwrap_err().to_string().contains("missing field"));
        let none = DEFAULT.replace("days = 7", "days = 0");
        assert!(rules(&none).unwrap_err().to_string().contains("`conflict rises`"));
        assert_eq!(rules("").unwrap(), []);
    }

    #[test]
    fn chances_are_those_of_the_binomial_distribution() {
        assert!((at_least(2, 2, 0.5) - 0.25).abs() < 1e-12);
        assert!((at_least(1, 3, 0.1) - (1.0 - 0.9_f64.powi(3))).abs() < 1e-12);
        assert!((at_least(0, 5, 0.3) - 1.0).abs() < 1e-12);
    }
}
