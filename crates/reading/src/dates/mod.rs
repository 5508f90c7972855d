//! When: the dates of a report, and what they mean on the day on which it came out.
//!
//! What the words tell is found by [`grammar`]; here it is counted. The rules for what the words
//! leave open: beside a verb of the past, a weekday, day, month or season is the last one up to the
//! report's day; beside a verb of the future or present, the next one from it on; without a verb, a
//! weekday is the last one, and of days and months that nearest to the report's day is taken.

mod calendar;
pub(crate) mod grammar;

use jiff::civil::Date as Day;

use depesha_language::morphology::{PartOfSpeech, Tense as VerbTense, VerbForm};

use crate::quantities::pieces::Pieces;
use crate::record::{Anchor, Date, DayPart, Grain, Unresolved};
use crate::words::Words;
pub(crate) use calendar::time_unit;
use calendar::{day_of, first_month, moved, weekday_from, written};
use grammar::{Told, When, Which, Year, told_in};

/// The dates of the report, in the order of its text; `published` is when it came out, in any of the
/// forms that [`day_of`](calendar::day_of) knows.
pub(crate) fn dates(words: Words<'_>, published: Option<&str>) -> Vec<Date> {
    let report = published.and_then(day_of);
    let mut found = Vec::new();
    let mut before = Before::default();
    for sentence in &words.analysis.sentences {
        let pieces = Pieces::of(words, sentence.tokens.clone());
        for told in told_in(&pieces) {
            let token = pieces.all[told.pieces.start].token;
            let tense =
                if is_set_for(&pieces, &told) { Tense::Future } else { tense(words, token) };
            let asked = Asked { report, tense, before };
            if let Some(date) = asked.date(&pieces, &told, &mut before) {
                found.push(date);
            }
        }
    }
    found
}

/// Which way a clause looks from the report's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tense {
    Past,
    Future,
    Unknown,
}

/// Whether something is or was set for the date, which so lies ahead of its verb: `перенесли на конец
/// ноября`.
fn is_set_for(pieces: &Pieces<'_>, told: &Told) -> bool {
    const SETTING: [&str; 12] = [
        "перенести",
        "переносить",
        "назначить",
        "назначать",
        "наметить",
        "намечать",
        "запланировать",
        "планировать",
        "отложить",
        "откладывать",
        "созвать",
        "пригласить",
    ];
    if pieces.word(told.pieces.start) != "на" {
        return false;
    }
    let words = pieces.words;
    let mut at = words.token(pieces.all[told.pieces.start].token).head;
    for _ in 0..6 {
        let Some(token) = at else { break };
        if SETTING.contains(&words.lemma(token)) {
            return true;
        }
        at = words.token(token).head;
    }
    false
}

/// The tense of the clause that the word stands in.
fn tense(words: Words<'_>, token: usize) -> Tense {
    let mut at = token;
    for _ in 0..12 {
        let morphology = words.morphology(at);
        let verb =
            matches!(morphology.part_of_speech, PartOfSpeech::Verb | PartOfSpeech::Auxiliary);
        if verb || words.is_predicate(at) {
            let will_be = || {
                words.analysis.dependents(at).any(|other| {
                    words.lemma(other) == "быть"
                        && words.morphology(other).tense == Some(VerbTense::Future)
                })
            };
            let modal = || words.is(at, &["должен", "должна", "должно", "должны"]);
            match (morphology.verb_form, morphology.tense) {
                (Some(VerbForm::Infinitive), _) => {
                    // `смог приехать` is of the past; what is wanted or planned lies ahead.
                    return Tense::Future;
                }
                (_, Some(VerbTense::Future | VerbTense::Present)) if !is_participle(words, at) => {
                    return Tense::Future;
                }
                _ if will_be() || modal() => return Tense::Future,
                (_, Some(VerbTense::Past)) => return Tense::Past,
                _ if morphology.short && is_participle(words, at) => return Tense::Past,
                _ => {}
            }
        }
        match words.token(at).head {
            Some(head) => at = head,
            None => break,
        }
    }
    Tense::Unknown
}

fn is_participle(words: Words<'_>, token: usize) -> bool {
    words.morphology(token).verb_form == Some(VerbForm::Participle)
}

/// What the dates before have left to be spoken of.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    day: Option<Day>,
    year: Option<i32>,
}

/// What a date is counted from.
struct Asked {
    report: Option<Day>,
    tense: Tense,
    before: Before,
}

/// A point of time: any day of it, how it is written, its grain.
struct Point {
    day: Day,
    value: String,
    grain: Grain,
    anchor: Anchor,
}

impl Point {
    fn of(day: Day, grain: Grain, anchor: Anchor) -> Self {
        Self { day, value: written(day, grain), grain, anchor }
    }
}

/// Why a date has no value; `None` where no calendar has it (`31 июня`).
type Failure = Option<Unresolved>;

impl Asked {
    fn date(&self, pieces: &Pieces<'_>, told: &Told, before: &mut Before) -> Option<Date> {
        let mut date = Date {
            span: pieces.span(told.pieces.clone()),
            value: None,
            unresolved: None,
            end: None,
            grain: grain_of(told.from),
            part: told.part,
            bound: told.bound,
            anchor: Anchor::None,
            day_span: told.day.clone().map(|day| pieces.span(day)),
            said_in: None,
        };
        if let When::Stretch { grain, count, ahead } = told.from {
            date.anchor = Anchor::Published;
            match (self.report, count) {
                (None, _) => date.unresolved = Some(Unresolved::NoReportDate),
                (Some(report), None) => {
                    date.unresolved = Some(Unresolved::Vague);
                    if !ahead {
                        date.end = Some(written(report, grain));
                    }
                }
                (Some(report), Some(count)) => {
                    let other = moved(report, grain, if ahead { count } else { -count })?;
                    let (first, last) = if ahead { (report, other) } else { (other, report) };
                    date.value = Some(written(first, grain));
                    date.end = Some(written(last, grain));
                }
            }
            return Some(date);
        }
        match self.point(told.from) {
            Ok(point) => {
                date.anchor = point.anchor;
                *before = Before {
                    day: if point.grain == Grain::Day { Some(point.day) } else { before.day },
                    year: Some(i32::from(point.day.year())),
                };
                if let Some(to) = told.to {
                    date.end = Some(self.end(to, &point).ok()?);
                }
                date.value = Some(point.value);
            }
            Err(None) => return None,
            Err(unresolved) => {
                date.anchor = match unresolved {
                    Some(Unresolved::OtherEvent) => Anchor::Text,
                    _ => Anchor::Published,
                };
                date.unresolved = unresolved;
            }
        }
        if let Some(clock) = told.clock {
            let (grain, minutes) = match clock.minute {
                Some(minute) => (Grain::Minute, format!(":{minute:02}")),
                None => (Grain::Hour, String::new()),
            };
            date.grain = grain;
            date.value = date.value.map(|day| format!("{day}T{:02}{minutes}", clock.hour));
        }
        // `ночью` and the like are parts of a day, and of nothing longer.
        if date.grain != Grain::Day && date.part.is_some_and(DayPart::is_of_day) {
            date.part = None;
        }
        Some(date)
    }

    fn end(&self, to: When, from: &Point) -> Result<String, Failure> {
        // An end without a year lies in that of the beginning, or in the next.
        let plain = Year::Told(Which::Plain);
        let year = i32::from(from.day.year());
        let after = |month: i8| Year::Given(year + i32::from(month < from.day.month()));
        let to = match to {
            When::Day { day, month, year } if year == plain => {
                When::Day { day, month, year: after(month) }
            }
            When::Month { month, year, which } if year == plain => {
                When::Month { month, year: after(month), which }
            }
            When::Weekday { weekday, .. } => {
                let day = weekday_from(from.day, weekday, true).ok_or(None)?;
                return Ok(written(day, Grain::Day));
            }
            other => other,
        };
        Ok(self.point(to)?.value)
    }

    fn point(&self, when: When) -> Result<Point, Failure> {
        let report = || self.report.ok_or(Some(Unresolved::NoReportDate));
        let published = Anchor::Published;
        let day_in = |year: i32, month: i8, day: i8| {
            i16::try_from(year).ok().and_then(|year| Day::new(year, month, day).ok())
        };
        match when {
            When::Day { day, month, year } => {
                let (year, anchor) = self.year(year, month, day)?;
                let day = day_in(year, month, day).ok_or(None)?;
                Ok(Point::of(day, Grain::Day, anchor))
            }
            When::Month { month, year, which } => {
                let (year, anchor) = match (which, year) {
                    (Which::Away(away), Year::Told(Which::Plain)) => {
                        (self.month_beside(report()?, month, away), published)
                    }
                    _ => self.year(year, month, 0)?,
                };
                let day = day_in(year, month, 1).ok_or(None)?;
                Ok(Point::of(day, Grain::Month, anchor))
            }
            When::Season { season, year } => {
                let first = first_month(season);
                let (year, anchor) = match year {
                    Year::Told(Which::Away(away)) => {
                        (self.month_beside(report()?, first, away), published)
                    }
                    year => self.year(year, first, 0)?,
                };
                let day = day_in(year, first, 1).ok_or(None)?;
                Ok(Point::of(day, Grain::Season, anchor))
            }
            When::Quarter { quarter, year } => {
                let (year, anchor) = self.year(year, quarter * 3 - 2, 0)?;
                let day = day_in(year, quarter * 3 - 2, 1).ok_or(None)?;
                Ok(Point::of(day, Grain::Quarter, anchor))
            }
            When::Half { half, year } => {
                let (year, anchor) = self.year(year, half * 6 - 5, 0)?;
                let day = day_in(year, half * 6 - 5, 1).ok_or(None)?;
                Ok(Point::of(day, Grain::Half, anchor))
            }
            When::Year(year) => {
                let (year, anchor) = self.year(year, 1, 0)?;
                Ok(Point::of(day_in(year, 1, 1).ok_or(None)?, Grain::Year, anchor))
            }
            When::Years { first, grain } => {
                Ok(Point::of(day_in(first, 1, 1).ok_or(None)?, grain, Anchor::None))
            }
            When::Weekday { weekday, which } => {
                let report = report()?;
                let here = report.weekday().to_monday_one_offset();
                let day = match which {
                    // `в минувшую среду`, on a Wednesday, is a week ago.
                    Which::Away(..=-1) => moved(report, Grain::Day, -1)
                        .and_then(|day| weekday_from(day, weekday, false)),
                    Which::Away(1..) => moved(report, Grain::Day, 1)
                        .and_then(|day| weekday_from(day, weekday, true)),
                    Which::Away(0) => moved(report, Grain::Day, i32::from(weekday - here)),
                    _ => weekday_from(report, weekday, self.tense == Tense::Future),
                };
                Ok(Point::of(day.ok_or(None)?, Grain::Day, published))
            }
            When::Away { grain, count } => {
                let report = report()?;
                let count = count.ok_or(Some(Unresolved::Vague))?;
                // `через год` in a tale of the past is counted from what it tells of.
                if count > 0 && self.tense == Tense::Past && grain != Grain::Week && count != 1 {
                    return Err(Some(Unresolved::OtherEvent));
                }
                Ok(Point::of(moved(report, grain, count).ok_or(None)?, grain, published))
            }
            When::Same(grain) => match (self.before.day, self.before.year) {
                (Some(day), _) => Ok(Point::of(day, grain, Anchor::Text)),
                (None, Some(year)) if grain == Grain::Year => {
                    Ok(Point::of(day_in(year, 1, 1).ok_or(None)?, grain, Anchor::Text))
                }
                _ => Err(Some(Unresolved::OtherEvent)),
            },
            When::Stretch { .. } => Err(Some(Unresolved::Vague)),
            When::Other(_) => Err(Some(Unresolved::OtherEvent)),
        }
    }

    /// The year of a month or day (0 where the month alone is told), and what that is counted from.
    fn year(&self, year: Year, month: i8, day: i8) -> Result<(i32, Anchor), Failure> {
        let report = || self.report.ok_or(Some(Unresolved::NoReportDate));
        match year {
            Year::Given(year) => Ok((year, Anchor::None)),
            Year::Told(Which::Away(away)) => {
                Ok((i32::from(report()?.year()) + away, Anchor::Published))
            }
            Year::Told(Which::Same) => match self.before.year {
                Some(year) => Ok((year, Anchor::Text)),
                None => Err(Some(Unresolved::OtherEvent)),
            },
            Year::Told(Which::Beside) => Err(Some(Unresolved::OtherEvent)),
            Year::Told(Which::Plain) => {
                let report = report()?;
                let here = i32::from(report.year());
                let told = (month, day);
                let of_report = (report.month(), if day == 0 { 0 } else { report.day() });
                let year = match self.tense {
                    Tense::Past => here - i32::from(told > of_report),
                    Tense::Future => here + i32::from(told < of_report),
                    Tense::Unknown => {
                        // Half a year either way.
                        let months = i32::from(month) - i32::from(report.month());
                        here + i32::from(months < -6) - i32::from(months > 6)
                    }
                };
                Ok((year, Anchor::Published))
            }
        }
    }

    /// The year of the last, this year's or next such month: `в минувшем октябре`, `следующей весной`.
    fn month_beside(&self, report: Day, month: i8, away: i32) -> i32 {
        let here = i32::from(report.year());
        match away {
            ..=-1 => here - i32::from(month >= report.month()),
            0 => here,
            1.. => here + i32::from(month <= report.month()),
        }
    }
}

fn grain_of(when: When) -> Grain {
    match when {
        When::Day { .. } | When::Weekday { .. } => Grain::Day,
        When::Month { .. } => Grain::Month,
        When::Season { .. } => Grain::Season,
        When::Quarter { .. } => Grain::Quarter,
        When::Half { .. } => Grain::Half,
        When::Year(_) => Grain::Year,
        When::Years { grain, .. }
        | When::Away { grain, .. }
        | When::Stretch { grain, .. }
        | When::Same(grain)
        | When::Other(grain) => grain,
    }
}
