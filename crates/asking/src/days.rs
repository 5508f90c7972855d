//! Days, months and years as a first or a last day.

use std::fmt::Display;

use depesha::directory::Day;

const DAYS: &str = "give a day, month or year: 2025-11-03, 2025-11, 2025";

fn day_of(day: impl Display) -> Result<Day, String> {
    day.to_string().parse().map_err(|_| DAYS.to_owned())
}

/// The first day of what is given: of a day, month or year in the form of ISO 8601.
///
/// # Errors
/// Says in which forms it may be given.
pub fn first_day(given: &str) -> Result<Day, String> {
    match given.len() {
        4 => day_of(format_args!("{given}-01-01")),
        7 => day_of(format_args!("{given}-01")),
        _ => day_of(given),
    }
}

/// The last day of what is given: of a day, month or year in the form of ISO 8601.
///
/// # Errors
/// Says in which forms it may be given.
pub fn last_day(given: &str) -> Result<Day, String> {
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
}
