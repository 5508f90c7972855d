//! The network of attitudes: who is for or against whom at a time, and how balanced that is.

use std::collections::{BTreeMap, BTreeSet};

use depesha::directory::Day;
use depesha_ledger::{Answer, Dealings, Ledger, LedgerError, RecordPlace, Stance, StanceSide};
use depesha_tables::{Column, Kind, Table, Value};

use crate::view::{Evidence, View, rounded};

/// The fewest reports by which a tie has a sign (by feel: one report is no relation).
pub const LEAST_REPORTS: usize = 2;
/// How great a tie's weight must be at least for it to have a sign: two thirds of the reports on one side (by feel).
pub const LEAST_WEIGHT: f64 = 0.33;

/// Between whom ties are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nodes {
    /// States, with all who act for them.
    States,
    /// Actors by name.
    Actors,
}

/// Which network is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Between whom ties are.
    pub nodes: Nodes,
    /// The first and last day of publication.
    pub days: [Option<Day>; 2],
    /// The days that it is compared with.
    pub against: Option<[Option<Day>; 2]>,
}

/// What reports say of one's attitude to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Reports by which one is for the other.
    pub positive: usize,
    /// Reports by which one is against the other.
    pub negative: usize,
}

impl Tally {
    /// From -1, all against, to 1, all for; 0 where nothing is told.
    pub fn weight(self) -> f64 {
        let all = self.positive + self.negative;
        if all == 0 { 0.0 } else { (self.positive as f64 - self.negative as f64) / all as f64 }
    }

    /// -1, 0 or 1: 0 where too few reports tell, or they do not agree.
    pub fn sign(self) -> i64 {
        let is_clear =
            self.positive + self.negative >= LEAST_REPORTS && self.weight().abs() >= LEAST_WEIGHT;
        if is_clear { self.weight().signum() as i64 } else { 0 }
    }
}

/// A tie: one's attitude to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    /// Whose it is.
    pub source: String,
    /// To whom.
    pub target: String,
    /// In the days that are asked for.
    pub now: Tally,
    /// In those that are compared with them.
    pub before: Option<Tally>,
}

const TIE: &[Column] = &[
    Column::new("source", Kind::Text, "Whose attitude it is: a state, or an actor's name."),
    Column::new("target", Kind::Text, "To whom it is."),
    Column::new("positive", Kind::Integer, "Reports by which one is for the other."),
    Column::new("negative", Kind::Integer, "Reports by which one is against the other."),
    Column::new("weight", Kind::Real, "The first less the second, of both, from -1 to 1."),
    Column::new(
        "sign",
        Kind::Integer,
        "-1, 0 or 1: 0 where too few reports tell, or do not agree.",
    ),
    Column::new("before_positive", Kind::Integer, "The same of the days that are compared.")
        .or_none(),
    Column::new("before_negative", Kind::Integer, "The same of these.").or_none(),
    Column::new("before_sign", Kind::Integer, "The sign in these.").or_none(),
    Column::new("change", Kind::Real, "The weight less that of these, where both have reports.")
        .or_none(),
];

const TIES: Table = Table { name: "network", row: "One's attitude to another.", columns: TIE };

impl Tie {
    /// By how much the weight changed, where reports of both times tell it.
    pub fn change(&self) -> Option<f64> {
        let before = self.before.filter(|before| before.positive + before.negative > 0)?;
        let now = self.now.positive + self.now.negative > 0;
        now.then(|| self.now.weight() - before.weight())
    }
}

impl Answer for Tie {
    const TABLE: &'static Table = &TIES;

    fn row(&self) -> Vec<Value> {
        let before = |number: fn(Tally) -> i64| {
            self.before.map_or(Value::None, |before| Value::Integer(number(before)))
        };
        vec![
            Value::text(&self.source),
            Value::text(&self.target),
            Value::count(self.now.positive),
            Value::count(self.now.negative),
            Value::Real(rounded(self.now.weight())),
            Value::Integer(self.now.sign()),
            before(|tally| i64::try_from(tally.positive).unwrap_or(i64::MAX)),
            before(|tally| i64::try_from(tally.negative).unwrap_or(i64::MAX)),
            before(Tally::sign),
            self.change().map_or(Value::None, |change| Value::Real(rounded(change))),
        ]
    }
}

/// How balanced a network is: of three who all have signs between them, whether an even number is against.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Balance {
    /// Triangles of which none or two sides are negative.
    pub balanced: usize,
    /// The others.
    pub unbalanced: usize,
    /// The weights of the first; a triangle weighs as its weakest side.
    pub balanced_weight: f64,
    /// The weights of the others.
    pub unbalanced_weight: f64,
}

impl Balance {
    /// The share of balanced triangles by weight; none without triangles.
    pub fn share(&self) -> Option<f64> {
        let all = self.balanced_weight + self.unbalanced_weight;
        (all > 0.0).then(|| self.balanced_weight / all)
    }
}

type Sides = [String; 2];

/// The attitudes behind each tie: how sure each is, negative where it is against, and where it stands.
type Behind = BTreeMap<Sides, Vec<(f64, RecordPlace)>>;

/// The ties of undirected pairs, and the balance of their triangles.
fn balance(ties: &BTreeMap<Sides, Tally>) -> Balance {
    let mut pairs: BTreeMap<[&str; 2], Tally> = BTreeMap::new();
    for ([source, target], tally) in ties {
        let mut pair = [source.as_str(), target.as_str()];
        pair.sort_unstable();
        let both = pairs.entry(pair).or_default();
        both.positive += tally.positive;
        both.negative += tally.negative;
    }
    pairs.retain(|_, tally| tally.sign() != 0);
    let mut neighbours: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for [one, other] in pairs.keys() {
        neighbours.entry(one).or_default().insert(other);
    }
    let mut balance = Balance::default();
    for (&[one, other], first) in &pairs {
        // Each triangle once: its corners in their order.
        let Some(of_other) = neighbours.get(other) else { continue };
        for &third in
            neighbours.get(one).into_iter().flatten().filter(|third| of_other.contains(*third))
        {
            let sides = [*first, pairs[&[one, third]], pairs[&[other, third]]];
            let product: i64 = sides.iter().map(|tally| tally.sign()).product();
            let weight =
                sides.iter().map(|tally| tally.weight().abs()).fold(f64::INFINITY, f64::min);
            if product > 0 {
                balance.balanced += 1;
                balance.balanced_weight += weight;
            } else {
                balance.unbalanced += 1;
                balance.unbalanced_weight += weight;
            }
        }
    }
    balance
}

/// A signed network of attitudes.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    asked: Asked,
    ties: Vec<Tie>,
    places: Behind,
    /// How balanced it is in the days that are asked for.
    pub balance: Balance,
    /// How balanced it is in those that are compared.
    pub before: Option<Balance>,
}

fn node(side: &StanceSide, nodes: Nodes) -> Option<String> {
    match nodes {
        Nodes::States => side.state.clone(),
        Nodes::Actors => Some(side.name.clone()),
    }
}

/// The ties that these attitudes make: of each report, one's attitude to another is what its attitudes say
/// together, each as sure as it is.
fn ties(stances: &[Stance], nodes: Nodes) -> (BTreeMap<Sides, Tally>, Behind) {
    let mut of_reports: BTreeMap<Sides, BTreeMap<&str, f64>> = BTreeMap::new();
    let mut places = Behind::new();
    for stance in stances {
        let (Some(source), Some(target)) =
            (node(&stance.source, nodes), node(&stance.target, nodes))
        else {
            continue;
        };
        if source == target {
            continue;
        }
        let signed = if stance.is_positive { stance.confidence } else { -stance.confidence };
        let sides = [source, target];
        *of_reports.entry(sides.clone()).or_default().entry(&stance.report.key).or_default() +=
            signed;
        places.entry(sides).or_default().push((signed, stance.place));
    }
    let tally = |reports: BTreeMap<&str, f64>| {
        let mut tally = Tally::default();
        for signed in reports.into_values() {
            if signed > 0.0 {
                tally.positive += 1;
            } else if signed < 0.0 {
                tally.negative += 1;
            }
        }
        tally
    };
    (of_reports.into_iter().map(|(sides, reports)| (sides, tally(reports))).collect(), places)
}

impl Network {
    /// Computes the network.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn of(ledger: &Ledger, asked: Asked) -> Result<Self, LedgerError> {
        let stances = |[since, until]: [Option<Day>; 2]| {
            let days = Dealings { between: None, since, until };
            ledger.stances(&days, asked.nodes == Nodes::States)
        };
        let now = stances(asked.days)?;
        let before = asked.against.map(stances).transpose()?;
        Ok(Self::with(asked, &now, before.as_deref()))
    }

    fn with(asked: Asked, now: &[Stance], before: Option<&[Stance]>) -> Self {
        let (tallies, places) = ties(now, asked.nodes);
        let before = before.map(|stances| ties(stances, asked.nodes).0);
        let sides: BTreeSet<&Sides> =
            tallies.keys().chain(before.iter().flat_map(BTreeMap::keys)).collect();
        let of = |tallies: &BTreeMap<Sides, Tally>, sides: &Sides| {
            tallies.get(sides).copied().unwrap_or_default()
        };
        let mut all: Vec<Tie> = sides
            .into_iter()
            .map(|sides| Tie {
                source: sides[0].clone(),
                target: sides[1].clone(),
                now: of(&tallies, sides),
                before: before.as_ref().map(|before| of(before, sides)),
            })
            .collect();
        let reports = |tie: &Tie| {
            let before = tie.before.unwrap_or_default();
            tie.now.positive + tie.now.negative + before.positive + before.negative
        };
        all.sort_by(|one, other| {
            let names = (&one.source, &one.target).cmp(&(&other.source, &other.target));
            reports(other).cmp(&reports(one)).then(names)
        });
        Self {
            balance: balance(&tallies),
            before: before.as_ref().map(balance),
            asked,
            ties: all,
            places,
        }
    }

    /// What was asked for.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }
}

impl View for Network {
    type Row = Tie;

    const RULE: &'static str = "network 1";

    fn rule(&self) -> Vec<String> {
        let nodes = match self.asked.nodes {
            Nodes::States => "states, by all who are of them by name or office",
            Nodes::Actors => "actors, by the name that the directory of who is who has",
        };
        vec![
            format!(
                "Ties are between {nodes}. A report says that one is for another where its attitudes of one to the \
                 other, each as sure as it is, sum up above zero, and against below; by reports of the days that \
                 are asked for, copies of one text once. The weight of a tie is the share of reports for less that of \
                 reports against."
            ),
            format!(
                "A tie has a sign where {LEAST_REPORTS} reports or more tell it and its weight is {LEAST_WEIGHT} or \
                 more either way (by feel). For the balance, the reports of both ways of a pair are taken together; \
                 a triangle of three signed pairs is balanced where none or two of them are negative (Heider 1946; \
                 Cartwright and Harary 1956), and weighs as its weakest side."
            ),
        ]
    }

    fn rows(&self) -> &[Tie] {
        &self.ties
    }

    fn evidence(&self, ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError> {
        let mut all = Vec::new();
        for tie in &self.ties {
            let sides = [tie.source.clone(), tie.target.clone()];
            let Some(places) = self.places.get(&sides) else { continue };
            let of: Vec<RecordPlace> = places.iter().map(|(_, place)| *place).collect();
            let row = format!("{} > {}", tie.source, tie.target);
            for (found, (signed, _)) in ledger.attitudes_at(&of)?.iter().zip(places) {
                let part = if *signed > 0.0 { "positive" } else { "negative" };
                all.push(Evidence::of_attitude(row.clone(), part, found).adding(rounded(*signed)));
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tallies(ties: &[(&str, &str, usize, usize)]) -> BTreeMap<Sides, Tally> {
        let tie = |&(source, target, positive, negative): &(&str, &str, usize, usize)| {
            ([source.to_owned(), target.to_owned()], Tally { positive, negative })
        };
        ties.iter().map(tie).collect()
    }

    #[test]
    fn the_enemy_of_a_friend_is_an_enemy_in_a_balanced_triangle() {
        let found = balance(&tallies(&[("A", "B", 4, 0), ("B", "C", 0, 3), ("C", "A", 0, 2)]));
        assert_eq!((found.balanced, found.unbalanced, found.share()), (1, 0, Some(1.0)));
        let found = balance(&tallies(&[("A", "B", 4, 0), ("C", "B", 0, 3), ("A", "C", 3, 1)]));
        assert_eq!((found.balanced, found.unbalanced, found.share()), (0, 1, Some(0.0)));
    }

    #[test]
    fn ties_of_one_report_or_of_reports_that_differ_have_no_sign() {
        assert_eq!(Tally { positive: 1, negative: 0 }.sign(), 0);
        assert_eq!(Tally { positive: 3, negative: 2 }.sign(), 0);
        assert_eq!(Tally { positive: 1, negative: 5 }.sign(), -1);
        let found = balance(&tallies(&[("A", "B", 1, 0), ("B", "C", 0, 3), ("C", "A", 0, 2)]));
        assert_eq!(found.share(), None);
    }
}
