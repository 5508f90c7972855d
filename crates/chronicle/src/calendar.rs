//! Steps of a series: days, weeks, months, quarters.

use depesha::directory::Day;
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// How long a step of a series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A day.
    Day,
    /// A week of ISO 8601, from Monday on.
    Week,
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
}

/// A step of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// Its name: `2025-11-03`, `2025-W45`, `2025-11`, `2025-Q4`.
    pub name: String,
    /// Its first day.
    pub begins: Date,
    /// Its last day.
    pub ends: Date,
}

impl Step {
    /// All of them, the shortest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Quarter];

    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    /// The first day of the step that holds this day.
    pub fn begin(self, day: Date) -> Date {
        let back = match self {
            Self::Day => 0,
            Self::Week => i64::from(day.weekday().since(Weekday::Monday)),
            Self::Month => i64::from(day.day()) - 1,
            Self::Quarter => {
                let first = day.first_of_month();
                let months = (i64::from(first.month()) - 1) % 3;
                return first.checked_sub(months.months()).unwrap_or(first);
            }
        };
        day.checked_sub(back.days()).unwrap_or(day)
    }

    fn length(self) -> Span {
        match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
        }
    }

    /// The steps from the one that holds the first day to the one that holds the last.
    pub fn periods(self, first: Date, last: Date) -> Vec<Period> {
        let mut periods = Vec::new();
        let mut begins = self.begin(first);
        while begins <= last {
            let next = begins.checked_add(self.length()).unwrap_or(Date::MAX);
            let ends = next.yesterday().unwrap_or(begins);
            periods.push(Period { name: self.name(begins), begins, ends });
            if next <= begins {
                break;
            }
            begins = next;
        }
        periods
    }

    fn name(self, begins: Date) -> String {
        match self {
            Self::Day => begins.to_string(),
            Self::Week => {
                let week = begins.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{:04}-{:02}", begins.year(), begins.month()),
            Self::Quarter => format!("{:04}-Q{}", begins.year(), (begins.month() - 1) / 3 + 1),
        }
    }
}

/// The place among these periods of the one that holds the day.
pub(crate) fn place_of(day: Day, periods: &[Period]) -> Option<usize> {
    let day = day.date();
    let at = periods.partition_point(|period| period.ends < day);
    periods.get(at).is_some_and(|period| period.begins <= day).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(step: Step, first: &str, last: &str, expected: &[&str]) {
        let periods = step.periods(first.parse().unwrap(), last.parse().unwrap());
        let told: Vec<String> = periods
            .iter()
            .map(|period| format!("{} {}/{}", period.name, period.begins, period.ends))
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn steps_follow_the_calendar() {
        check(
            Step::Week,
            "2024-12-31",
            "2025-01-06",
            &["2025-W01 2024-12-30/2025-01-05", "2025-W02 2025-01-06/2025-01-12"],
        );
        check(Step::Month, "2024-02-29", "2024-02-29", &["2024-02 2024-02-01/2024-02-29"]);
        check(Step::Quarter, "2025-05-31", "2025-06-01", &["2025-Q2 2025-04-01/2025-06-30"]);
        check(Step::Day, "2025-05-31", "2025-05-30", &[]);
    }

    #[test]
    fn a_day_lies_in_one_period() {
        let periods =
            Step::Week.periods("2025-01-01".parse().unwrap(), "2025-02-01".parse().unwrap());
        let day = |day: &str| place_of(day.parse().unwrap(), &periods);
        assert_eq!((day("2025-01-05"), day("2025-01-06")), (Some(0), Some(1)));
        assert_eq!((day("2024-12-29"), day("2026-01-01")), (None, None));
    }
}
