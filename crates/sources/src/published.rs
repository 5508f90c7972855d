//! When a report was published, out of the ways in which sources tell it.

use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan as _};

/// When a report was published, as exactly as it was told.
///
/// As text it has the form of RFC 3339, without what was not told:  `2025-11-03`,
/// `2025-11-03T09:30:00`, `2025-11-03T09:30:00+03:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// A day.
    Day(Date),
    /// A day and the time on the clock there, with no word of where that is.
    Clock(DateTime),
    /// A moment, and how far the clock there is from UTC.
    Moment(Timestamp, Offset),
    /// Words that are none of these, as they were given.
    AsGiven(String),
}

impl Published {
    /// The time that the words tell: in the form of ISO 8601 or RFC 3339, of RFC 2822, as
    /// `03.11.2025, 09:30`, as `20251103` or `20251103093000` (which is UTC, as in GDELT), or as
    /// seconds or milliseconds since 1970. `None` where there are none.
    pub fn told_by(words: &str) -> Option<Self> {
        let words = words.trim();
        if words.is_empty() {
            return None;
        }
        let read = digits(words)
            .or_else(|| iso(words))
            .or_else(|| rfc_2822(words))
            .or_else(|| day_month_year(words));
        Some(read.unwrap_or_else(|| Self::AsGiven(words.to_owned())))
    }

    /// Seconds, milliseconds, microseconds or nanoseconds since 1970, by their size; a report of
    /// before 1973 is in none of them. `None` where that is no time.
    pub fn since_1970(number: i64) -> Option<Self> {
        let time = match number {
            100_000_000..100_000_000_000 => Timestamp::from_second(number),
            100_000_000_000..100_000_000_000_000 => Timestamp::from_millisecond(number),
            100_000_000_000_000..100_000_000_000_000_000 => Timestamp::from_microsecond(number),
            100_000_000_000_000_000.. => Timestamp::from_nanosecond(i128::from(number)),
            _ => return None,
        };
        Some(Self::Moment(time.ok()?, Offset::UTC))
    }

    /// The day, in the time zone that was told.
    pub fn day(&self) -> Option<Date> {
        match self {
            Self::Day(day) => Some(*day),
            Self::Clock(time) => Some(time.date()),
            Self::Moment(time, offset) => Some(offset.to_datetime(*time).date()),
            Self::AsGiven(_) => None,
        }
    }

    /// The moment so many milliseconds after the beginning of 1970, as tables with types have it.
    pub fn milliseconds_since_1970(count: i64) -> Option<Self> {
        Some(Self::Moment(Timestamp::from_millisecond(count).ok()?, Offset::UTC))
    }

    /// The day so many days after 1 January 1970.
    pub fn days_since_1970(days: i32) -> Option<Self> {
        jiff::civil::date(1970, 1, 1).checked_add(days.days()).ok().map(Self::Day)
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Clock(time) => write!(f, "{time}"),
            Self::Moment(time, Offset::UTC) => write!(f, "{time}"),
            Self::Moment(time, offset) => write!(f, "{}", time.display_with_offset(*offset)),
            Self::AsGiven(words) => f.write_str(words),
        }
    }
}

fn digits(words: &str) -> Option<Published> {
    if !words.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| words[range].parse::<i16>().ok();
    let day = || {
        let (month, day) = (number(4..6)?.try_into().ok()?, number(6..8)?.try_into().ok()?);
        Date::new(number(0..4)?, month, day).ok()
    };
    match words.len() {
        8 => day().map(Published::Day),
        14 => {
            let [hour, minute, second] =
                [number(8..10)?, number(10..12)?, number(12..14)?].map(|part| part as i8);
            let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
            let moment = Offset::UTC.to_timestamp(day()?.to_datetime(time)).ok()?;
            Some(Published::Moment(moment, Offset::UTC))
        }
        _ => Published::since_1970(words.parse().ok()?),
    }
}

fn iso(words: &str) -> Option<Published> {
    // `2024-10-09 15:11:45 +0300`, `… UTC` and the like have a space where the form has none.
    let closed = words.rsplit_once(' ').and_then(|(time, zone)| match zone {
        "UTC" | "GMT" | "Z" => Some(format!("{time}Z")),
        _ if zone.starts_with(['+', '-']) => Some(format!("{time}{zone}")),
        _ => None,
    });
    let pieces = Pieces::parse(closed.as_deref().unwrap_or(words)).ok()?;
    let Some(time) = pieces.time() else { return Some(Published::Day(pieces.date())) };
    let clock = pieces.date().to_datetime(time);
    let offset = match pieces.offset() {
        None => return Some(Published::Clock(clock)),
        Some(PiecesOffset::Zulu) => Offset::UTC,
        Some(PiecesOffset::Numeric(numeric)) => numeric.offset(),
        Some(_) => return None,
    };
    Some(Published::Moment(offset.to_timestamp(clock).ok()?, offset))
}

fn rfc_2822(words: &str) -> Option<Published> {
    let time =
        jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_zoned(words).ok()?;
    Some(Published::Moment(time.timestamp(), time.offset()))
}

/// `03.11.2025`, `03/11/2025 09:30`, `3.11.2025, 09:30:15`.
fn day_month_year(words: &str) -> Option<Published> {
    let numbers: Vec<&str> =
        words.split(['.', '/', ':', ',', ' ']).filter(|part| !part.is_empty()).collect();
    let number = |at: usize| numbers.get(at).map_or(Some(0i16), |part| part.parse().ok());
    if !(3..=6).contains(&numbers.len()) || numbers.len() == 4 || numbers[2].len() != 4 {
        return None;
    }
    let small = |at: usize| number(at)?.try_into().ok();
    let day = Date::new(number(2)?, small(1)?, small(0)?).ok()?;
    if numbers.len() == 3 {
        return Some(Published::Day(day));
    }
    let time = jiff::civil::Time::new(small(3)?, small(4)?, small(5)?, 0).ok()?;
    Some(Published::Clock(day.to_datetime(time)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &str) -> String {
        Published::told_by(words).unwrap().to_string()
    }

    #[test]
    fn each_way_of_telling_a_time_is_understood() {
        for (words, expected) in [
            ("2025-11-03", "2025-11-03"),
            ("2025-11-03T09:30:00+03:00", "2025-11-03T09:30:00+03:00"),
            ("2025-11-03 09:30:00 +0300", "2025-11-03T09:30:00+03:00"),
            ("2025-11-03T06:30:00Z", "2025-11-03T06:30:00Z"),
            ("2025-11-03 06:30:00 UTC", "2025-11-03T06:30:00Z"),
            ("2025-11-03 09:30:00", "2025-11-03T09:30:00"),
            ("Mon, 03 Nov 2025 09:30:00 +0300", "2025-11-03T09:30:00+03:00"),
            ("Tue, 03 Nov 2025 06:30:00 GMT", "2025-11-03T06:30:00Z"),
            ("20251103", "2025-11-03"),
            ("20251103063000", "2025-11-03T06:30:00Z"),
            ("1762151400", "2025-11-03T06:30:00Z"),
            ("1762151400000", "2025-11-03T06:30:00Z"),
            (" 3.11.2025 ", "2025-11-03"),
            ("03.11.2025, 09:30", "2025-11-03T09:30:00"),
        ] {
            assert_eq!(told(words), expected, "{words}");
        }
    }

    #[test]
    fn other_words_stay_as_they_are() {
        for words in
            ["третьего дня", "2025-13-01", "99999999999999999999999", "31.02.2025", "1.2.3"]
        {
            assert_eq!(Published::told_by(words), Some(Published::AsGiven(words.into())));
        }
        assert_eq!(Published::told_by(" "), None);
    }

    #[test]
    fn the_day_is_that_of_the_place() {
        let late = Published::told_by("2025-11-03T00:30:00+03:00").unwrap();
        assert_eq!(late.day(), Some(jiff::civil::date(2025, 11, 3)));
    }
}
