//! `depesha relations`: the series of two states.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use depesha::directory::Day;
use depesha_asking::{first_day, last_day, state_code};
use depesha_chronicle::View;
use depesha_chronicle::calendar::{Period, Step};
use depesha_chronicle::relations::{Relation, Series, Sums};
use depesha_chronicle::voices::{AsTold, Parting, Partings, ToldPoint};

use super::charts::{
    CONFLICT, COOPERATION, Cell, Side, bar, count, decimals, plain, put_columns, real, sparkline,
};
use super::figure::drawn;
use super::{Asked, Show, opened, shown};
use crate::ended::Ended;
use crate::messages::Messages;
use crate::typesetting::{ASIDE, HEADLINE, Typesetting, one_line};

/// How two states get on, as reports tell it
///
/// The series of what reports tell of the dealings of two states: conflict and cooperation, what is said and what
/// is done, what is planned, possible or denied apart, with the mean intensity by PLOVER's scores.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha relations AZE Россия --ledger news.ledger --by month
  depesha relations AZE RUS --ledger news.ledger --as-told-by
      the same as told by the officials of each, of third states, by outlets and persons, and where they part
  depesha relations AZE RUS --ledger news.ledger --format svg > relation.svg
  depesha relations AZE RUS --ledger news.ledger --explain --evidence")]
pub(crate) struct Relations {
    #[command(flatten)]
    pub(super) asked: Asked,
    #[command(flatten)]
    pub(super) pair: PairOfStates,
    #[command(flatten)]
    pub(super) time: Time,

    /// Whose voices tell it, side by side, and where they part
    #[arg(long, help_heading = "What")]
    as_told_by: bool,

    /// Only how each two voices differ: a row each in forms for programs
    #[arg(long, help_heading = "What", requires = "as_told_by")]
    partings: bool,

    #[command(flatten)]
    pub(super) show: Show,
}

/// Two states.
#[derive(Debug, Args)]
pub(crate) struct PairOfStates {
    /// A state: a code (AZE) or a name (Азербайджан, Azerbaijan)
    #[arg(value_name = "STATE", value_parser = state_code)]
    one: String,

    /// The other state
    #[arg(value_name = "OTHER", value_parser = state_code)]
    other: String,
}

/// When, in which steps.
#[derive(Debug, Args)]
#[command(next_help_heading = "When")]
pub(crate) struct Time {
    /// How long a step of the series is
    #[arg(long, value_name = "STEP", default_value = "week")]
    pub(super) by: StepGiven,

    #[command(flatten)]
    pub(super) days: Days,
}

/// Between which days.
#[derive(Debug, Args)]
#[command(next_help_heading = "When")]
pub(crate) struct Days {
    /// Published on this day or later: 2025-11-03, 2025-11 or 2025 [default: that of the first report]
    #[arg(long, value_name = "DAY", value_parser = first_day)]
    pub(super) since: Option<Day>,

    /// Published on this day or earlier; a month or year to its end [default: that of the last report]
    #[arg(long, value_name = "DAY", value_parser = last_day)]
    pub(super) until: Option<Day>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StepGiven {
    /// A day
    Day,
    /// A week, from Monday on
    Week,
    /// A month
    Month,
    /// A quarter of a year
    Quarter,
}

impl StepGiven {
    pub(super) fn step(self) -> Step {
        match self {
            Self::Day => Step::Day,
            Self::Week => Step::Week,
            Self::Month => Step::Month,
            Self::Quarter => Step::Quarter,
        }
    }
}

/// Which relation is asked for; `None` where the two states are one, which is told.
pub(super) fn relation(pair: &PairOfStates, time: &Time, messages: &Messages) -> Option<Relation> {
    if pair.one == pair.other {
        let message = format!("{} is named twice", pair.one);
        messages.error(&message, Some("name two states, such as `AZE RUS`"));
        return None;
    }
    Some(Relation {
        states: [pair.one.clone(), pair.other.clone()],
        step: time.by.step(),
        since: time.days.since,
        until: time.days.until,
    })
}

pub(crate) fn relations(options: &Relations, messages: &Messages) -> anyhow::Result<Ended> {
    let Some(relation) = relation(&options.pair, &options.time, messages) else {
        return Ok(Ended::Refused);
    };
    let Some(ledger) = opened(&options.asked, messages) else { return Ok(Ended::Refused) };
    if options.as_told_by {
        return match AsTold::of(&ledger, relation) {
            Ok(told) if options.partings => {
                let told = Partings::from(told);
                shown(&told, &ledger, &options.show, messages, partings_page, None)
            }
            Ok(told) => shown(&told, &ledger, &options.show, messages, told_page, None),
            Err(error) => Ok(messages.ledger_error(&error)),
        };
    }
    match Series::of(&ledger, relation) {
        Ok(series) => {
            let figure = |series: &Series| drawn(series, &[]);
            shown(&series, &ledger, &options.show, messages, page, Some(&figure))
        }
        Err(error) => Ok(messages.ledger_error(&error)),
    }
}

/// Writes which relation it is, and its two series in a line each.
pub(super) fn put_head(page: &mut String, series: &Series, typesetting: Typesetting) {
    let relation = series.relation();
    let [one, other] = &relation.states;
    let points: Vec<_> = series.joined().collect();
    let days = match (points.first(), points.last()) {
        (Some(first), Some(last)) => format!(", {} to {}", first.period.begins, last.period.ends),
        _ => String::new(),
    };
    let title = format!("{one} and {other}, by {}{days}", relation.step.word());
    typesetting.put(page, 0, HEADLINE, &title);
    let side = |side: fn(&Sums) -> usize| points.iter().map(|point| side(&point.sums)).collect();
    let conflict: Vec<usize> = side(|sums| sums.conflict);
    let cooperation: Vec<usize> = side(|sums| sums.cooperation);
    let most = conflict.iter().chain(&cooperation).copied().max().unwrap_or(0);
    let width = typesetting.width.saturating_sub(20).max(10);
    for (name, numbers, style) in
        [("cooperation", &cooperation, COOPERATION), ("conflict", &conflict, CONFLICT)]
    {
        let line = sparkline(numbers, most, width);
        let told: usize = numbers.iter().sum();
        page.push_str(&format!("{name:<11} {} {told}\n", typesetting.paint(style, &line)));
    }
    page.push('\n');
}

const HEAD: [(&str, Side); 8] = [
    ("reports", Side::Right),
    ("said+", Side::Right),
    ("done+", Side::Right),
    ("said−", Side::Right),
    ("done−", Side::Right),
    ("intensity", Side::Right),
    ("95 of 100", Side::Left),
    ("plan/may/not/past", Side::Left),
];

/// The cells of what is told.
fn cells(sums: &Sums) -> Vec<Cell> {
    let interval = sums.interval.map_or((ASIDE, String::new()), |interval| {
        (ASIDE, format!("{} … {}", decimals(interval.low), decimals(interval.high)))
    });
    let apart = [sums.planned, sums.hypothetical, sums.negated, sums.recalled];
    let apart = match apart.iter().sum::<usize>() {
        0 => String::new(),
        _ => apart.map(|number| number.to_string()).join("/"),
    };
    vec![
        count(sums.reports),
        count(sums.cooperation_said),
        count(sums.cooperation_done),
        count(sums.conflict_said),
        count(sums.conflict_done),
        real(sums.intensity),
        interval,
        (ASIDE, apart),
    ]
}

fn is_empty(sums: &Sums) -> bool {
    sums.reports + sums.planned + sums.hypothetical + sums.negated + sums.recalled == 0
}

const LEGEND: &str = "reports that tell + cooperation, − conflict, said or done; plan/may/not/past: planned, possible, denied \
                      and recalled acts, which count apart";

fn page(series: &Series, typesetting: Typesetting) -> String {
    let mut page = String::new();
    put_head(&mut page, series, typesetting);
    let points: Vec<_> = series.joined().collect();
    let most = points.iter().map(|point| point.sums.conflict.max(point.sums.cooperation)).max();
    let most = most.unwrap_or(0);
    let shown: Vec<_> = points.iter().filter(|point| !is_empty(&point.sums)).collect();
    let rows: Vec<Vec<Cell>> = shown
        .iter()
        .map(|point| {
            let mut row = vec![plain(point.period.name.clone())];
            row.extend(cells(&point.sums));
            row.push((COOPERATION, bar(point.sums.cooperation, most, 8)));
            row.push((CONFLICT, bar(point.sums.conflict, most, 8)));
            row
        })
        .collect();
    let mut head = vec![("step", Side::Left)];
    head.extend(HEAD);
    head.extend([("+", Side::Left), ("−", Side::Left)]);
    put_columns(&mut page, &head, &rows, typesetting);
    let empty = points.len() - shown.len();
    if empty > 0 {
        let words = if empty == 1 { "step" } else { "steps" };
        typesetting.put(&mut page, 0, ASIDE, &format!("{empty} {words} without reports of them"));
    }
    page.push('\n');
    let rows: Vec<Vec<Cell>> = series
        .whole()
        .iter()
        .map(|(way, sums)| {
            let mut row = vec![plain(way.clone())];
            row.extend(cells(sums));
            row
        })
        .collect();
    let mut head = vec![("way", Side::Left)];
    head.extend(HEAD);
    put_columns(&mut page, &head, &rows, typesetting);
    typesetting.put(&mut page, 0, ASIDE, LEGEND);
    page
}

fn voice(sort: &str, name: Option<&str>) -> String {
    let words = match sort {
        "party" => "officials and bodies of",
        "third" => "officials and bodies of third states",
        "body" => "bodies of no one state",
        "unnamed" => "unnamed sources",
        other => other,
    };
    name.map_or(words.to_owned(), |name| format!("{words} {}", one_line(name)))
}

fn told_page(told: &AsTold, typesetting: Typesetting) -> String {
    let mut page = String::new();
    let [one, other] = &told.relation().states;
    let title = format!("{one} and {other}, as told by");
    typesetting.put(&mut page, 0, HEADLINE, &title);
    let whole: Vec<&ToldPoint> =
        told.rows().iter().filter(|point| point.period.is_none()).collect();
    let periods = told.periods();
    let rows: Vec<Vec<Cell>> = whole
        .iter()
        .map(|point| {
            let mut row = vec![plain(voice(point.voice.sort(), point.voice.name()))];
            row.extend(cells(&point.sums));
            let of_voice = told.rows().iter().filter(|other| other.voice == point.voice);
            let sums: BTreeMap<&Period, &Sums> =
                of_voice.filter_map(|other| Some((other.period.as_ref()?, &other.sums))).collect();
            let own = |side: fn(&Sums) -> usize| -> Vec<usize> {
                periods.iter().map(|period| sums.get(period).map_or(0, |sums| side(sums))).collect()
            };
            let (up, down) = (own(|sums| sums.cooperation), own(|sums| sums.conflict));
            let most = up.iter().chain(&down).copied().max().unwrap_or(0);
            row.push((COOPERATION, sparkline(&up, most, 12)));
            row.push((CONFLICT, sparkline(&down, most, 12)));
            row
        })
        .collect();
    let mut head = vec![("voice", Side::Left)];
    head.extend(HEAD);
    head.extend([("+", Side::Left), ("−", Side::Left)]);
    put_columns(&mut page, &head, &rows, typesetting);
    typesetting.put(&mut page, 0, ASIDE, LEGEND);
    page.push('\n');
    put_partings(&mut page, told.partings(), typesetting);
    page
}

fn put_partings(page: &mut String, partings: &[Parting], typesetting: Typesetting) {
    if partings.is_empty() {
        typesetting.put(page, 0, ASIDE, "no two voices tell enough to be compared");
        return;
    }
    let parted: Vec<&Parting> =
        partings.iter().filter(|parting| parting.difference.leaves_zero_out()).collect();
    let compared = format!("{} comparisons, {} of which part:", partings.len(), parted.len());
    typesetting.put(page, 0, ASIDE, &compared);
    let rows: Vec<Vec<Cell>> = parted
        .iter()
        .map(|parting| {
            let [one, other] = &parting.voices;
            let [first, second] = parting.intensities;
            let when = parting.period.as_ref().map_or("all", |period| period.name.as_str());
            vec![
                plain(when),
                plain(voice(one.sort(), one.name())),
                plain(decimals(first)),
                plain(voice(other.sort(), other.name())),
                plain(decimals(second)),
                (
                    ASIDE,
                    format!(
                        "{} … {}",
                        decimals(parting.difference.low),
                        decimals(parting.difference.high)
                    ),
                ),
            ]
        })
        .collect();
    let head = [
        ("step", Side::Left),
        ("voice", Side::Left),
        ("", Side::Right),
        ("the other", Side::Left),
        ("", Side::Right),
        ("difference", Side::Left),
    ];
    if !rows.is_empty() {
        put_columns(page, &head, &rows, typesetting);
    }
}

fn partings_page(told: &Partings, typesetting: Typesetting) -> String {
    let mut page = String::new();
    put_partings(&mut page, told.as_told().partings(), typesetting);
    page
}
