//! Words of the calendar, and days to the strings of ISO 8601.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Date as Day;
use jiff::{Span, ToSpan};

use crate::lexicon::rows;
use crate::record::Grain;

pub(super) struct Calendar {
    pub(super) months: HashMap<&'static str, (i8, &'static str)>,
    pub(super) weekdays: HashMap<&'static str, i8>,
    pub(super) seasons: HashMap<&'static str, i8>,
    pub(super) units: HashMap<&'static str, (&'static str, Grain)>,
}

pub(super) static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    let number = |text: &str| text.parse::<i8>().expect("a small number");
    Calendar {
        months: rows(include_str!("../../data/months.tsv"))
            .map(|[form, month, class]| (form, (number(month), class)))
            .collect(),
        weekdays: rows(include_str!("../../data/weekdays.tsv"))
            .map(|[form, day]| (form, number(day)))
            .collect(),
        seasons: rows(include_str!("../../data/seasons.tsv"))
            .map(|[form, season]| (form, number(season)))
            .collect(),
        units: rows(include_str!("../../data/time_units.tsv"))
            .map(|[form, nominative, grain]| {
                let grain = Grain::from_name(grain).expect("a grain of time");
                (form, (nominative, grain))
            })
            .collect(),
    }
});

/// The unit of time that the word means: its nominative singular and its grain.
pub(crate) fn time_unit(word: &str) -> Option<(&'static str, Grain)> {
    CALENDAR.units.get(word).copied()
}

/// The day on which a report came out, by what was given: a date or date and time of ISO 8601
/// (`2025-10-15`, `20251015`, `2025-10-15T08:00+03:00`), of RFC 2822, or `15.10.2025`; the day is that
/// of the time zone that is given. `None` where it is none of these.
pub(crate) fn day_of(published: &str) -> Option<Day> {
    let given = published.trim();
    if let Some(day) = given.get(..10).and_then(|day| day.parse().ok()) {
        return Some(day);
    }
    let mut parts = given.split(|c: char| !c.is_ascii_digit());
    let first = parts.next().unwrap_or("");
    if first.len() == 8 {
        return Day::new(
            first[..4].parse().ok()?,
            first[4..6].parse().ok()?,
            first[6..].parse().ok()?,
        )
        .ok();
    }
    if let Ok(time) = jiff::fmt::rfc2822::DateTimeParser::new().parse_zoned(given) {
        return Some(time.date());
    }
    let (month, year) = (parts.next()?, parts.next()?);
    if year.len() != 4 {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, first.parse().ok()?).ok()
}

/// The day `count` units after `day`, or before it; `None` beyond the years −9999 to 9999.
pub(super) fn moved(day: Day, grain: Grain, count: i32) -> Option<Day> {
    let years = |each: i32| Span::new().try_years(count.checked_mul(each)?).ok();
    let span = match grain {
        Grain::Day => Span::new().try_days(count).ok()?,
        Grain::Week => Span::new().try_weeks(count).ok()?,
        Grain::Month => Span::new().try_months(count).ok()?,
        Grain::Quarter => Span::new().try_months(count.checked_mul(3)?).ok()?,
        Grain::Half => Span::new().try_months(count.checked_mul(6)?).ok()?,
        Grain::Year | Grain::Season => years(1)?,
        Grain::Decade => years(10)?,
        Grain::Century => years(100)?,
        Grain::Millennium => years(1000)?,
        Grain::Second | Grain::Minute | Grain::Hour => return Some(day),
    };
    day.checked_add(span).ok()
}

/// The stretch of that grain that holds the day, as ISO 8601 writes it, to the grain's length:
/// `2025-10-15`, `2025-W42`, `2025-10`, `2025`; by ISO 8601-2 quarters (`2025-36`), halves (`2025-41`),
/// decades (`202X`) and centuries (`20XX`).
pub(super) fn written(day: Day, grain: Grain) -> String {
    let (year, month) = (day.year(), day.month());
    match grain {
        Grain::Second | Grain::Minute | Grain::Hour | Grain::Day => day.to_string(),
        Grain::Week => {
            let week = day.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        Grain::Month => format!("{year:04}-{month:02}"),
        Grain::Quarter => format!("{year:04}-{}", 33 + (month - 1) / 3),
        Grain::Half => format!("{year:04}-{}", 40 + (month - 1) / 6),
        Grain::Season => format!("{year:04}-{}", season_of(month)),
        Grain::Year => format!("{year:04}"),
        Grain::Decade => format!("{:03}X", year / 10),
        Grain::Century => format!("{:02}XX", year / 100),
        Grain::Millennium => format!("{:01}XXX", year / 1000),
    }
}

fn season_of(month: i8) -> i8 {
    match month {
        3..=5 => 21,
        6..=8 => 22,
        9..=11 => 23,
        _ => 24,
    }
}

/// The first month of a season by its number in ISO 8601-2; winter is counted by its December.
pub(super) fn first_month(season: i8) -> i8 {
    match season {
        21 => 3,
        22 => 6,
        23 => 9,
        _ => 12,
    }
}

/// The weekday (Monday is 1) on the day or nearest to it, before or after.
pub(super) fn weekday_from(day: Day, weekday: i8, forward: bool) -> Option<Day> {
    let here = day.weekday().to_monday_one_offset();
    let ahead = i32::from((weekday - here).rem_euclid(7));
    let away = if forward { ahead } else { -((7 - ahead) % 7) };
    day.checked_add(away.days()).ok()
}
