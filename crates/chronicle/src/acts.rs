//! Dealings as series count them: weighed, with what is told of the past set apart.

use std::sync::Arc;

use depesha::record::EventStatus;
use depesha_ledger::{Dealing, DealingReport, RecordPlace, Teller};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::draws;
use crate::plover::{Weight, weight};

/// Days between the end of an act and the report of it, beyond which the report only recalls it (by feel: the
/// month in which copies are looked for).
pub const RECALLED_AFTER: i64 = 31;

/// How an act counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It is said to be done.
    Actual,
    /// It is said to be done, long before the report.
    Recalled,
    /// It is planned.
    Planned,
    /// It is possible, or called for.
    Hypothetical,
    /// It is said not to be done.
    Negated,
}

/// An event between two states, one way, as views count it.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// The report that tells it.
    pub report: Arc<DealingReport>,
    /// The number of the report in all draws.
    pub number: u64,
    /// Where it stands.
    pub place: RecordPlace,
    /// The state that acts.
    pub from: String,
    /// The state that is acted upon.
    pub to: String,
    /// Whether both act; then there is one each way.
    pub mutual: bool,
    /// Its type and mode: `CONSULT visit`.
    pub name: String,
    /// How it weighs.
    pub weight: Weight,
    /// How it counts.
    pub standing: Standing,
    /// Whose words tell it.
    pub teller: Teller,
}

/// The last day that a date of ISO 8601 or ISO 8601-2 may mean, as far as its year, month and day tell.
fn last_day(date: &str) -> Option<Date> {
    // A decade is `199X`, a century `19XX`.
    let year: i16 = date.get(..4)?.replace('X', "9").parse().ok()?;
    let end_of_year = Date::new(year, 12, 31).ok();
    let Some(month) = date.get(5..7).and_then(|month| month.parse::<i8>().ok()) else {
        return end_of_year;
    };
    // Months beyond the twelfth are seasons and quarters.
    let Ok(first) = Date::new(year, month, 1) else { return end_of_year };
    let day = date.get(8..10).and_then(|day| day.parse().ok());
    day.and_then(|day| Date::new(year, month, day).ok()).or(Some(first.last_of_month()))
}

impl Act {
    /// The dealing, weighed.
    pub fn of(dealing: Dealing) -> Self {
        let published = dealing.report.day.date();
        let is_recalled = || {
            let ended = dealing.date.as_deref().and_then(last_day)?;
            let forgotten = ended.checked_add(RECALLED_AFTER.days()).ok()?;
            Some(forgotten < published)
        };
        let standing = match dealing.status {
            EventStatus::Actual if is_recalled() == Some(true) => Standing::Recalled,
            EventStatus::Actual => Standing::Actual,
            EventStatus::Planned => Standing::Planned,
            EventStatus::Hypothetical => Standing::Hypothetical,
            EventStatus::Negated => Standing::Negated,
        };
        let kind = dealing.kind.name();
        Self {
            number: draws::number(&dealing.report.key),
            place: dealing.place,
            from: dealing.from,
            to: dealing.to,
            mutual: dealing.mutual,
            name: dealing.mode.as_ref().map_or(kind.to_owned(), |mode| format!("{kind} {mode}")),
            weight: weight(dealing.kind, dealing.mode.as_deref()),
            standing,
            teller: dealing.teller,
            report: dealing.report,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_tell_the_last_day_that_they_may_mean() {
        let day = |date: &str| last_day(date).map(|day| day.to_string());
        assert_eq!(day("2024-02").as_deref(), Some("2024-02-29"));
        assert_eq!(day("2024").as_deref(), Some("2024-12-31"));
        assert_eq!(day("2024-11-03T12").as_deref(), Some("2024-11-03"));
        assert_eq!(day("199X").as_deref(), Some("1999-12-31"));
        assert_eq!(day("2024-33").as_deref(), Some("2024-12-31"));
        assert_eq!(day("-5"), None);
    }
}
