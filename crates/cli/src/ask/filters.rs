//! What may be asked for, and the question that it makes.

use std::fmt::Display;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use depesha::directory::Day;
use depesha::reading::{EventType, QuantityKind};
use depesha::record::{ActorClass, EventStatus, StatementKind};
use depesha_ledger::Query;

use super::states::state_code;

/// Filters by who has a part in a record.
#[derive(Debug, Args)]
#[command(next_help_heading = "Who")]
pub(crate) struct Parts {
    #[command(flatten)]
    pub(crate) by: By,

    /// Who is spoken of, acted upon, promised to, or whom an attitude is to
    #[arg(long, value_name = "NAME")]
    pub(crate) about: Option<String>,

    /// Two states of which one speaks or acts, and the other is spoken of or acted upon
    #[arg(long, num_args = 2, value_names = ["STATE", "STATE"], value_parser = state_code)]
    pub(crate) between: Option<Vec<String>>,
}

/// Filters by who speaks or acts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Who")]
pub(crate) struct By {
    /// Who speaks, acts, is bound, is for or against somebody; a surname alone will do
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,

    /// A state that has a part in it: a code (AZE) or a name (Азербайджан, Azerbaijan); may be repeated
    #[arg(long, value_name = "STATE", value_parser = state_code)]
    pub(crate) state: Vec<String>,
}

/// Filters by the report that says so.
#[derive(Debug, Args)]
#[command(next_help_heading = "Where and when")]
pub(crate) struct Reports {
    #[command(flatten)]
    pub(crate) published: Published,

    /// Words that are said, or stand in the report that tells it, in any form; «side by side» in quotation marks
    #[arg(long, value_name = "WORDS")]
    pub(crate) search: Option<String>,

    /// Leave out reports that are copies of others
    #[arg(long)]
    pub(crate) without_copies: bool,
}

/// Filters by publication.
#[derive(Debug, Args)]
#[command(next_help_heading = "Where and when")]
pub(crate) struct Published {
    /// The outlet that published the report
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,

    /// Published on this day or later: 2025-11-03, 2025-11 or 2025
    #[arg(long, value_name = "DAY", value_parser = first_day)]
    pub(crate) since: Option<Day>,

    /// Published on this day or earlier; a month or year to its end
    #[arg(long, value_name = "DAY", value_parser = last_day)]
    pub(crate) until: Option<Day>,
}

/// A filter by how sure a record is.
#[derive(Debug, Args)]
pub(crate) struct Sure {
    /// How sure it is at least, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = share, help_heading = "What")]
    pub(crate) confidence: Option<f64>,
}

impl Parts {
    pub(crate) fn put(&self, query: &mut Query) {
        self.by.put(query);
        query.about.clone_from(&self.about);
        if let Some([one, other]) = self.between.as_deref() {
            query.between = Some([one.clone(), other.clone()]);
        }
    }
}

impl By {
    pub(crate) fn put(&self, query: &mut Query) {
        query.by.clone_from(&self.by);
        query.states.clone_from(&self.state);
    }
}

impl Reports {
    /// Puts all but the words, whose lemmas the reader knows.
    pub(crate) fn put(&self, query: &mut Query) {
        self.published.put(query);
        query.without_copies = self.without_copies;
    }
}

impl Published {
    pub(crate) fn put(&self, query: &mut Query) {
        query.outlet.clone_from(&self.outlet);
        query.since = self.since;
        query.until = self.until;
    }
}

/// A value by one of these words, whatever their case; others are told with what is possible.
fn one_of<T: Copy + Send + Sync + 'static>(
    words: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(words.iter().map(|(word, _)| *word)).map(move |given| {
        let known = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&given));
        known.map_or(words[0].1, |(_, value)| *value)
    })
}

pub(crate) fn event_type() -> impl TypedValueParser<Value = EventType> {
    let words = EventType::ALL.map(EventType::name);
    PossibleValuesParser::new(words).map(|given| {
        let known =
            EventType::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(&given));
        known.unwrap_or(EventType::Agree)
    })
}

pub(crate) fn status() -> impl TypedValueParser<Value = EventStatus> {
    one_of(&[
        ("actual", EventStatus::Actual),
        ("planned", EventStatus::Planned),
        ("hypothetical", EventStatus::Hypothetical),
        ("negated", EventStatus::Negated),
    ])
}

pub(crate) fn statement_kind() -> impl TypedValueParser<Value = StatementKind> {
    one_of(&[
        ("direct", StatementKind::Direct),
        ("indirect", StatementKind::Indirect),
        ("mixed", StatementKind::Mixed),
    ])
}

pub(crate) fn quantity_kind() -> impl TypedValueParser<Value = QuantityKind> {
    one_of(&[
        ("count", QuantityKind::Count),
        ("money", QuantityKind::Money),
        ("percent", QuantityKind::Percent),
        ("measure", QuantityKind::Measure),
        ("duration", QuantityKind::Duration),
        ("age", QuantityKind::Age),
    ])
}

pub(crate) fn class() -> impl TypedValueParser<Value = ActorClass> {
    one_of(&[
        ("person", ActorClass::Person),
        ("state", ActorClass::State),
        ("organization", ActorClass::Organization),
        ("outlet", ActorClass::Outlet),
        ("place", ActorClass::Place),
    ])
}

const DAYS: &str = "give a day, month or year: 2025-11-03, 2025-11, 2025";

fn day_of(day: impl Display) -> Result<Day, String> {
    day.to_string().parse().map_err(|_| DAYS.to_owned())
}

pub(crate) fn first_day(given: &str) -> Result<Day, String> {
    match given.len() {
        4 => day_of(format_args!("{given}-01-01")),
        7 => day_of(format_args!("{given}-01")),
        _ => day_of(given),
    }
}

pub(crate) fn last_day(given: &str) -> Result<Day, String> {
    match given.len() {
        4 => day_of(format_args!("{given}-12-31")),
        7 => {
            let first: jiff::civil::Date =
                format!("{given}-01").parse().map_err(|_| DAYS.to_owned())?;
            day_of(first.last_of_month())
        }
        _ => day_of(given),
    }
}

fn share(given: &str) -> Result<f64, String> {
    let share: Option<f64> = given.replace(',', ".").parse().ok();
    share.filter(|share| (0.0..=1.0).contains(share)).ok_or("give a number from 0 to 1: 0.8".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_or_a_year_is_from_its_first_to_its_last_day() {
        let day = |day: &str| day.parse::<Day>();
        assert_eq!(first_day("2024"), day("2024-01-01"));
        assert_eq!(last_day("2024-02"), day("2024-02-29"));
        assert_eq!(last_day("2024"), day("2024-12-31"));
        assert_eq!(first_day("2024-02-03"), day("2024-02-03"));
        for bad in ["2024-13", "3 мая", "2024-2-3", "", "20240203"] {
            assert!(first_day(bad).is_err() && last_day(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_share_lies_between_nothing_and_all() {
        assert_eq!(share("0,5"), Ok(0.5));
        for bad in ["1.5", "-1", "NaN", "80 %"] {
            assert!(share(bad).is_err(), "{bad}");
        }
    }
}
