//! How dates are told: words to what they mean, before anything is counted from the report's day.

use std::ops::Range;

use super::calendar::{CALENDAR, time_unit};
use crate::quantities::pieces::{PieceKind, Pieces};
use crate::record::{DateBound, DayPart, Grain};

/// Which of the stretches of one sort is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Nothing is said.
    Plain,
    /// So many before or after that of the report.
    Away(i32),
    /// That of the date told before.
    Same,
    /// That before or after one told before.
    Beside,
}

/// The year of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    Given(i32),
    Told(Which),
}

/// What a date means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Day {
        day: i8,
        month: i8,
        year: Year,
    },
    Month {
        month: i8,
        year: Year,
        which: Which,
    },
    Season {
        season: i8,
        year: Year,
    },
    Quarter {
        quarter: i8,
        year: Year,
    },
    Half {
        half: i8,
        year: Year,
    },
    Year(Year),
    /// The decade or century that begins with the year.
    Years {
        first: i32,
        grain: Grain,
    },
    Weekday {
        weekday: i8,
        which: Which,
    },
    /// So many units from the day of the report, or from another date; `None`: some.
    Away {
        grain: Grain,
        count: Option<i32>,
    },
    /// The unit that holds the date told before.
    Same(Grain),
    /// The units up to the report's day (`последние`) or after it.
    Stretch {
        grain: Grain,
        count: Option<i32>,
        ahead: bool,
    },
    /// Told from something else.
    Other(Grain),
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: i8,
    pub(super) minute: Option<i8>,
}

/// A date as it is told.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) pieces: Range<usize>,
    pub(super) from: When,
    pub(super) to: Option<When>,
    pub(super) clock: Option<Clock>,
    pub(super) part: Option<DayPart>,
    pub(super) bound: DateBound,
    /// The words of the day, where a time of day stands beside it.
    pub(super) day: Option<Range<usize>>,
}

/// The dates of a sentence, in its order; they do not overlap.
pub(crate) fn told_in(pieces: &Pieces<'_>) -> Vec<Told> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < pieces.all.len() {
        match pieces.date(at) {
            Some(told) => {
                at = told.pieces.end;
                found.push(told);
            }
            None => at += 1,
        }
    }
    found
}

type Found<T> = Option<(T, usize)>;

impl Pieces<'_> {
    fn date(&self, at: usize) -> Option<Told> {
        if self.kind(at) == Some(PieceKind::Mark) {
            return None;
        }
        let told = |end: usize, from: When, bound: DateBound| Told {
            pieces: at..end,
            from,
            to: None,
            clock: None,
            part: None,
            bound,
            day: None,
        };
        if let Some((when, end)) = self.counted_from_now(at) {
            return Some(told(end, when, DateBound::In));
        }
        let (bound, behind) = self.preposition(at);
        let prepared = behind > at;
        let mut next = behind;
        // `в 15:30 10 октября`, `вечером 21 июня`, `в ночь на 31 июля`
        let mut clock = None;
        let mut part = None;
        if let Some((time, end)) = self.clock(next, prepared) {
            clock = Some(time);
            next = end;
        } else if let Some((time, end)) = self.part_of_day(next, prepared) {
            part = Some(time);
            next = end;
        }
        let timed = next > behind;
        let day_start = if timed { next + usize::from(self.word(next) == ",") } else { at };
        let of_time = if timed {
            let (_, behind) = self.preposition(day_start);
            behind
        } else {
            next
        };
        let (stretch_part, of_part) = self.part_of_stretch(of_time);
        let point = self
            .point(of_part, prepared || timed || stretch_part.is_some())
            .or_else(|| stretch_part.and_then(|_| self.bare_unit(of_part)));
        if prepared && !timed && stretch_part.is_none() && self.is_month_adjective(of_part) {
            // `после июньской трагедии`: the preposition is not the date's.
            return None;
        }
        let Some((mut from, mut end)) = point else {
            let when = When::Away { grain: Grain::Day, count: Some(0) };
            let worth = clock.is_some()
                || part.is_some() && (prepared || self.is(at, &["утром", "вечером", "ночью"]));
            let bound = if clock.is_some() { bound } else { DateBound::In };
            return worth.then(|| Told { clock, part, ..told(next, when, bound) });
        };
        let mut part = part.or(stretch_part);
        if let (Some(DayPart::Beginning | DayPart::End), true, When::Year(year)) =
            (stretch_part, self.is_half(of_time), from)
        {
            let half = if stretch_part == Some(DayPart::Beginning) { 1 } else { 2 };
            from = When::Half { half, year };
            part = None;
        }
        // `в пятницу, 10 октября`, `вчера, 8 сентября`
        if matches!(from, When::Weekday { .. } | When::Away { grain: Grain::Day, .. }) {
            let mark = self.word(end) == "," || self.is_dash(end) && !self.glued(end);
            if let Some((day @ When::Day { .. }, behind)) =
                self.point(end + usize::from(mark), true)
            {
                (from, end) = (day, behind);
            }
        }
        let mut to = None;
        let joins = match self.word(end) {
            "по" => true,
            "до" => bound == DateBound::Since,
            "на" => part == Some(DayPart::Night) && matches!(from, When::Day { .. }),
            "и" => self.follow_each_other(from, end + 1),
            _ => self.is_dash(end),
        };
        if joins && let Some((when, behind)) = self.point(end + 1, true) {
            let same_sort = std::mem::discriminant(&from) == std::mem::discriminant(&when);
            // `с 1 марта 2011 по декабрь 2015`
            let calendar =
                |when| matches!(when, When::Day { .. } | When::Month { .. } | When::Year(_));
            if same_sort || bound == DateBound::Since && calendar(from) && calendar(when) {
                from = with_year_of(from, when);
                to = Some(when);
                end = behind;
            }
        }
        if let When::Year(Year::Given(first)) = from
            && let Some((last, behind)) = self.end_of_season(end, first)
        {
            to = Some(When::Year(Year::Given(last)));
            end = self.behind_year_word(behind).unwrap_or(behind);
        }
        let day = day_start..end;
        // `10 октября в 15:30`, `в субботу утром`
        if clock.is_none() && to.is_none() {
            let (_, behind) = self.preposition(end + usize::from(self.word(end) == ","));
            if let Some((time, behind)) = self.clock(behind, behind > end) {
                clock = Some(time);
                end = behind;
            } else if part.is_none()
                && is_of_day(from)
                && let Some((time, behind)) =
                    self.part_of_day(end + usize::from(self.word(end) == ","), false)
            {
                part = Some(time);
                end = behind;
            }
        }
        let bound = if to.is_some() { DateBound::In } else { bound };
        let beside_time = clock.is_some() || part.is_some_and(DayPart::is_of_day);
        let day = beside_time.then_some(day);
        Some(Told { to, clock, part, day, ..told(end, from, bound) })
    }

    /// What a preposition says of the date behind it, and the place behind it.
    fn preposition(&self, at: usize) -> (DateBound, usize) {
        for stretch in ["в течение", "на протяжении", "в период с"] {
            if let Some(taken) = self.phrase(at, stretch) {
                return (DateBound::In, at + taken);
            }
        }
        let bound = match self.word(at) {
            "в" | "во" | "на" | "за" | "от" => DateBound::In,
            "с" | "со" | "c" => DateBound::Since,
            "до" | "по" => DateBound::Until,
            "к" | "ко" => DateBound::By,
            "после" => DateBound::After,
            "около" => DateBound::About,
            "не" if self.is(at + 1, &["позднее", "позже"]) => {
                return (DateBound::By, at + 2);
            }
            "вплоть" if self.word(at + 1) == "до" => return (DateBound::Until, at + 2),
            _ => return (DateBound::In, at),
        };
        (bound, at + 1)
    }

    /// `через два дня`, `три года назад`, `два месяца спустя`, `за день до`.
    fn counted_from_now(&self, at: usize) -> Found<When> {
        let away = |grain, count: Option<i32>, sign: i32| When::Away {
            grain,
            count: count.map(|count| sign * count),
        };
        match self.word(at) {
            "через" => {
                let ((grain, count), end) = self.count_of_units(at + 1)?;
                let after = self.is(end, &["после"]);
                let when = if after { When::Other(grain) } else { away(grain, count, 1) };
                return Some((when, end));
            }
            "спустя" => {
                let ((grain, _), end) = self.count_of_units(at + 1)?;
                return Some((When::Other(grain), end));
            }
            _ => {}
        }
        let mut start = at;
        for limit in [
            "немногим более",
            "немногим больше",
            "чуть более",
            "чуть больше",
            "более",
            "больше",
            "около",
            "почти",
            "за",
        ] {
            if let Some(taken) = self.phrase(at, limit) {
                start = at + taken;
                break;
            }
        }
        start += usize::from(start > at && self.word(start) == "чем");
        let ((grain, count), end) = self.count_of_units(start)?;
        match self.word(end) {
            "назад" => Some((away(grain, count, -1), end + 1)),
            "спустя" => Some((When::Other(grain), end + 1)),
            // `годом ранее`, `двумя неделями позже`
            "ранее" | "раньше" | "позже" | "позднее"
                if self.word(end - 1).ends_with("ми")
                    || end - 1 == at
                        && ["ом", "ем", "ой", "ей"]
                            .iter()
                            .any(|ending| self.word(at).ends_with(ending)) =>
            {
                Some((When::Other(grain), end + 1))
            }
            "до" if self.is(end + 1, &["этого", "того"]) => {
                Some((When::Other(grain), end + 2))
            }
            _ => None,
        }
    }

    /// A number of units of time, and where it ends: `два дня`, `полтора года`, `неделю`, `полгода`.
    fn count_of_units(&self, at: usize) -> Found<(Grain, Option<i32>)> {
        if self.is(at, &["полгода", "полугода"]) {
            return Some(((Grain::Month, Some(6)), at + 1));
        }
        if self.is(at, &["несколько", "пару", "много"]) {
            let (_, grain) = time_unit(self.word(at + 1))?;
            return Some(((grain, None), at + 2));
        }
        if let Some((_, grain)) = self.unit(at) {
            return Some(((grain, Some(1)), at + 1));
        }
        let number = self.number(at)?;
        let (_, grain) = self.unit(number.end)?;
        #[expect(clippy::cast_possible_truncation, reason = "checked to be small")]
        let count = |value: f64| {
            (value.fract() == 0.0 && (0.0..100_000.0).contains(&value)).then_some(value as i32)
        };
        let found = match grain {
            Grain::Year if number.value.fract() != 0.0 => {
                (Grain::Month, count(number.value * 12.0))
            }
            _ => (grain, count(number.value)),
        };
        Some((found, number.end + 1))
    }

    /// A unit of time in full letters; `в` and `г` are too short to be one alone.
    fn unit(&self, at: usize) -> Option<(&'static str, Grain)> {
        time_unit(self.word(at)).filter(|_| self.word(at).chars().count() > 2)
    }

    /// Which one an adjective before it says, and the place behind that.
    fn which(&self, at: usize) -> Found<Which> {
        let word = self.word(at);
        let this = matches!(
            word,
            "этот"
                | "этого"
                | "этом"
                | "эту"
                | "этой"
                | "этим"
                | "эти"
                | "этих"
                | "эта"
                | "это"
        );
        let that =
            matches!(word, "тот" | "того" | "том" | "ту" | "той" | "тем" | "та" | "те" | "тех");
        if (this || that) && self.word(at + 1) == "же" {
            return Some((Which::Same, at + 2));
        }
        if this {
            return Some((Which::Away(0), at + 1));
        }
        const STEMS: [(&str, Which); 13] = [
            ("позапрошл", Which::Away(-2)),
            ("прошл", Which::Away(-1)),
            ("минувш", Which::Away(-1)),
            ("прошедш", Which::Away(-1)),
            ("истекш", Which::Away(-1)),
            ("нынешн", Which::Away(0)),
            ("текущ", Which::Away(0)),
            ("следующ", Which::Away(1)),
            ("будущ", Which::Away(1)),
            ("грядущ", Which::Away(1)),
            ("наступающ", Which::Away(1)),
            ("ближайш", Which::Away(1)),
            ("предыдущ", Which::Beside),
        ];
        let (stem, which) = STEMS.iter().find(|(stem, _)| word.starts_with(stem))?;
        (word.chars().count() <= stem.chars().count() + 3).then_some((*which, at + 1))
    }

    fn part_of_stretch(&self, at: usize) -> (Option<DayPart>, usize) {
        let word = self.word(at);
        let part = match word {
            "начало" | "начала" | "началу" | "начале" | "началом" => {
                DayPart::Beginning
            }
            "середина" | "середины" | "середине" | "середину" => {
                DayPart::Middle
            }
            "конец" | "конца" | "концу" | "конце" | "концом" => {
                DayPart::End
            }
            // `в первых числах ноября`
            "первых" | "первые" if self.is(at + 1, &["числах", "числа", "числ"]) =>
            {
                return (Some(DayPart::Beginning), at + 2);
            }
            "последних" | "последние" if self.is(at + 1, &["числах", "числа", "числ"]) =>
            {
                return (Some(DayPart::End), at + 2);
            }
            "первой" | "первую" | "первая" if self.is_half(at) => {
                return (Some(DayPart::Beginning), at + 2);
            }
            "второй" | "вторую" | "вторая" if self.is_half(at) => {
                return (Some(DayPart::End), at + 2);
            }
            _ => return (None, at),
        };
        (Some(part), at + 1)
    }

    fn is_half(&self, at: usize) -> bool {
        self.is(at + 1, &["половина", "половины", "половине", "половину", "половиной"])
    }

    /// `конца года`: the unit of the report's day.
    fn bare_unit(&self, at: usize) -> Found<When> {
        let (_, grain) = self.unit(at)?;
        let known = matches!(
            grain,
            Grain::Week | Grain::Month | Grain::Quarter | Grain::Year | Grain::Century
        );
        known.then_some((When::Away { grain, count: Some(0) }, at + 1))
    }

    /// A date by itself; `led` where a preposition or the like stands before.
    fn point(&self, at: usize, led: bool) -> Found<When> {
        self.numeric_day(at)
            .or_else(|| self.day(at))
            .or_else(|| self.century_or_decade(at, led))
            .or_else(|| self.part_of_year(at))
            .or_else(|| self.month(at, led))
            .or_else(|| self.season(at, led))
            .or_else(|| self.told_year(at, led).map(|(year, end)| (When::Year(year), end)))
            .or_else(|| self.weekday(at, led))
            .or_else(|| self.adverb(at))
            .or_else(|| self.relative_unit(at))
    }

    /// `10.10.2025`, `2025-10-10`, `10/10/2025`.
    fn numeric_day(&self, at: usize) -> Found<When> {
        let mark = self.word(at + 1);
        if !matches!(mark, "." | "-" | "/") || self.word(at + 3) != mark {
            return None;
        }
        let glued = (at + 1..at + 5).all(|piece| self.glued(piece));
        // Within a link or a number of a document it is no date.
        let longer = self.glued(at) && !self.is(at.wrapping_sub(1), &["(", "«", "\"", "[", "“"])
            || self.glued(at + 5) && self.is(at + 5, &["/", "-", "_", "."]) && self.glued(at + 6);
        if !glued || longer {
            return None;
        }
        let (first, month, last) = (self.whole(at)?, self.whole(at + 2)?, self.whole(at + 4)?);
        let (day, year) = match (self.word(at).len(), self.word(at + 4).len()) {
            (4, 2) => (last, first),
            (1 | 2, 4) => (first, last),
            (2, 2) if mark == "." => (first, 2000 + last),
            _ => return None,
        };
        let day = day_number(day)?;
        let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
        let mut end = at + 5;
        if let Some(behind) = self.behind_year_word(end) {
            end = behind;
        }
        Some((When::Day { day, month, year: Year::Given(year) }, end))
    }

    /// `10 октября 2025 года`; also the `5` of `5–7 мая`.
    fn day(&self, at: usize) -> Found<When> {
        let (number, behind) = self.ordinal(at).or_else(|| {
            let short = self.word(at).len() <= 2 && !self.is_attached(at);
            short.then(|| self.whole(at)).flatten().map(|number| (number, at + 1))
        })?;
        let day = day_number(number)?;
        if let Some(month) = self.month_name(behind) {
            let (year, end) = self.year_of_date(behind + 1);
            return Some((When::Day { day, month, year }, end));
        }
        let joins = self.is(behind, &["по", "до", "и", ",", "на"]) || self.is_dash(behind);
        if joins
            && self.all.get(at).is_some_and(|piece| piece.kind == PieceKind::Digits)
            && let Some((number, end)) = self.ordinal(behind + 1).or_else(|| {
                let short = self.word(behind + 1).len() <= 2;
                short.then(|| self.whole(behind + 1)).flatten().map(|day| (day, behind + 2))
            })
            && day_number(number).is_some()
        {
            let month = self.month_name(end).or_else(|| {
                // `5, 6 и 7 мая`
                let listed = self.is(end, &["и", ","]);
                listed.then(|| self.month_name(end + 2)).flatten()
            })?;
            let behind_month = end + 1 + if self.month_name(end).is_some() { 0 } else { 2 };
            let (year, _) = self.year_of_date(behind_month);
            return Some((When::Day { day, month, year }, behind));
        }
        None
    }

    /// Whether letters, digits or a dash before it without a space make it part of a name.
    fn is_attached(&self, at: usize) -> bool {
        self.glued(at)
            && at > 0
            && (self.kind(at - 1) != Some(PieceKind::Mark) || self.is(at - 1, &["/", "№", "#"]))
    }

    fn month_name(&self, at: usize) -> Option<i8> {
        let &(month, class) = CALENDAR.months.get(self.word(at))?;
        (class != "adjective").then_some(month)
    }

    /// The year behind a day or month, and the place behind it.
    fn year_of_date(&self, at: usize) -> (Year, usize) {
        let comma =
            usize::from(self.word(at) == "." && self.glued(at) && self.whole(at + 1).is_some());
        if let Some((year, end)) = self.marked_year(at + comma) {
            return (Year::Given(year), end);
        }
        // `в апреле 1999-го`
        if self.year_number(at).is_some()
            && let Some((year, end)) = self.ordinal(at)
        {
            return (Year::Given(year), end);
        }
        if let Some(year) = self.year_number(at + comma)
            && !(self.is_dash(at + comma + 1) && self.glued(at + comma + 1))
        {
            return (Year::Given(year), at + comma + 1);
        }
        if let Some((which, behind)) = self.which(at)
            && self.is(behind, &["года", "году"])
        {
            return (Year::Told(which), behind + 1);
        }
        (Year::Told(Which::Plain), at)
    }

    fn year_number(&self, at: usize) -> Option<i32> {
        let four = self.word(at).len() == 4 && !self.is_attached(at);
        four.then(|| self.whole(at)).flatten().filter(|year| (1000..=2100).contains(year))
    }

    fn behind_year_word(&self, at: usize) -> Option<usize> {
        match self.word(at) {
            "год" | "года" | "году" | "годом" | "годе" | "годы" | "годов" | "годам" | "годами"
            | "годах" => Some(at + 1),
            "г" | "гг" => Some(at + 1),
            _ => None,
        }
    }

    /// A year with the word: `2014 года`, `2014-й год`, and one of those that share it: `2014–2016 гг.`
    fn marked_year(&self, at: usize) -> Found<i32> {
        let year = self.year_number(at)?;
        let behind = self.ordinal(at).map_or(at + 1, |(_, end)| end);
        self.behind_year_word(behind).map(|end| (year, end))
    }

    fn told_year(&self, at: usize, led: bool) -> Found<Year> {
        if let Some((year, end)) = self.marked_year(at) {
            return Some((Year::Given(year), end));
        }
        if let Some((which, behind)) = self.which(at)
            && self.is(behind, &["год", "года", "году", "годом"])
        {
            return Some((Year::Told(which), behind + 1));
        }
        let year = self.year_number(at)?;
        let ordinal = self.ordinal(at);
        let behind = ordinal.map_or(at + 1, |(_, end)| end);
        let shares = self.is(behind, &["по", "и", "до"]) || self.is_dash(behind);
        let shared = shares && self.marked_year(behind + 1).is_some();
        let bracketed = {
            let after_mark = at == 0 || self.is(at - 1, &["(", ","]) || self.is_dash(at - 1);
            let before_mark = self.is(behind, &[")", ","]) || self.is_dash(behind);
            (1800..=2100).contains(&year)
                && after_mark
                && before_mark
                && (self.word(behind) == ")" || self.is_in_brackets(at))
        };
        let follows = |at: usize| {
            self.all.get(at).is_some_and(|piece| {
                self.number(at).is_some()
                    || self.is(at, &["%", "$", "€"])
                    || piece.kind != PieceKind::Mark
                        && (self.words.is_noun(piece.token) || self.words.is_attribute(piece.token))
            })
        };
        let range = shares && self.year_number(behind + 1).is_some() && !follows(behind + 2);
        let alone = led
            && (1700..=2100).contains(&year)
            && (ordinal.is_some() || range || !follows(behind));
        // `Олимпиада-2012`
        let games = at > 1
            && self.is_dash(at - 1)
            && self.glued(at)
            && self.glued(at - 1)
            && self.kind(at - 2) == Some(PieceKind::Letters)
            && (1896..=2050).contains(&year);
        // `в сезоне 2017—2018`
        let seasons = self.is_dash(behind)
            && self.year_number(behind + 1).is_some_and(|next| {
                (1800..=2100).contains(&year) && next > year && next < year + 100
            });
        let end_of_seasons = at > 1
            && self.is_dash(at - 1)
            && self.year_number(at - 2).is_some_and(|first| first < year && first > 1800);
        let season = self.end_of_season(behind, year).is_some();
        (shared || bracketed || alone || games || seasons || end_of_seasons || season)
            .then_some((Year::Given(year), behind))
    }

    /// Whether a bracket was opened not far before and is not closed yet: `(1903 — физика, 1911 — химия)`.
    fn is_in_brackets(&self, at: usize) -> bool {
        let before = at.saturating_sub(12)..at;
        before.rev().find(|&at| self.is(at, &["(", ")"])).is_some_and(|at| self.word(at) == "(")
    }

    /// Of `2017/18` and `2017/2018`: the second year and the place behind it.
    fn end_of_season(&self, at: usize, first: i32) -> Found<i32> {
        let glued = self.word(at) == "/" && self.glued(at) && self.glued(at + 1);
        let next = self.whole(at + 1).filter(|_| glued)?;
        let follows = next == first + 1 || next == (first + 1) % 100;
        let ends = !self.glued(at + 2) || self.kind(at + 2) == Some(PieceKind::Mark);
        (follows && ends).then_some((first + 1, at + 2))
    }

    /// `в 1990-х`, `девяностых годов`, `XIX века`.
    fn century_or_decade(&self, at: usize, led: bool) -> Found<When> {
        let is_century = |at: usize| {
            time_unit(self.word(at)).is_some_and(|(_, grain)| grain == Grain::Century)
                && (self.word(at) != "в" || self.word(at + 1) == ".")
        };
        let number = self.roman(at).map(|number| (number, at + 1)).or_else(|| self.ordinal(at));
        if let Some((number, behind)) = number.filter(|&(number, _)| (1..=30).contains(&number)) {
            let shared = (self.is_dash(behind) || self.word(behind) == "и")
                && self.roman(behind + 1).is_some()
                && is_century(behind + 2);
            if is_century(behind) || shared {
                let end = if shared {
                    behind
                } else if self.word(behind) == "в" {
                    self.behind_dot(behind + 1)
                } else {
                    behind + 1
                };
                let first = (number - 1) * 100;
                return Some((When::Years { first, grain: Grain::Century }, end));
            }
        }
        // `в нулевых`, `нулевые годы`
        let noughts = led && self.is(at, &["нулевых", "нулевые", "нулевым"]);
        if noughts && self.counts_years(at + 1) {
            let end = self.behind_year_word(at + 1).unwrap_or(at + 1);
            return Some((When::Years { first: 2000, grain: Grain::Decade }, end));
        }
        let (decade, behind) = if let Some(number) = self.whole(at) {
            let plural = self.is_dash(at + 1)
                && self.glued(at + 1)
                && self.is(at + 2, &["х", "е", "ые", "ых", "м", "ми"]);
            // `90-е` is one thing or ten years; `на 91-м году` is no decade.
            let unclear =
                self.is(at + 2, &["е", "м"]) && (number < 1000 || self.word(at + 2) == "м");
            let decades = self.is(at + 3, &["годы", "годам", "гг"]);
            (plural && (!unclear || decades)).then_some((number, at + 3))?
        } else {
            let plural = ["ых", "ые", "ым", "ыми"].iter().any(|end| self.word(at).ends_with(end));
            let (number, behind) = plural.then(|| self.ordinal(at)).flatten()?;
            (led || self.behind_year_word(behind).is_some()).then_some((number, behind))?
        };
        let first = match decade {
            20..=90 if decade % 10 == 0 => 1900 + decade,
            1000..=2090 if decade % 10 == 0 => decade,
            _ => return None,
        };
        let mut end = self.behind_year_word(behind).unwrap_or(behind);
        // `в сороковых годах XIV века`, `в двадцатых годах прошлого века`
        let mut first = first;
        if decade < 100 && end > behind {
            let numbered =
                self.roman(end).map(|number| (number, end + 1)).or_else(|| self.ordinal(end));
            let is_century = |at: usize| self.is(at, &["века", "столетия"]);
            if let Some((century, behind)) = numbered.filter(|&(_, behind)| is_century(behind)) {
                if (1..=30).contains(&century) {
                    first = (century - 1) * 100 + decade;
                    end = behind + 1;
                }
            } else if let Some((Which::Away(-1 | 0), behind)) =
                self.which(end).filter(|&(_, behind)| is_century(behind))
            {
                // A decade that is told in words is of the twentieth century, whatever is now.
                end = behind + 1;
            }
        }
        Some((When::Years { first, grain: Grain::Decade }, end))
    }

    /// Whether nothing that `нулевые` may tell of stands here, but years.
    fn counts_years(&self, at: usize) -> bool {
        self.behind_year_word(at).is_some()
            || self.all.get(at).is_none_or(|piece| {
                !self.words.is_noun(piece.token) || {
                    self.words.case(piece.token)
                        == Some(depesha_language::morphology::Case::Nominative)
                }
            })
    }

    /// `I квартал 2025 года`, `втором полугодии`.
    fn part_of_year(&self, at: usize) -> Found<When> {
        let (number, behind) = self
            .roman(at)
            .map(|number| (number, at + 1))
            .or_else(|| self.ordinal(at))
            .or_else(|| self.whole(at).map(|number| (number, at + 1)))?;
        let (_, grain) = time_unit(self.word(behind))?;
        let (year, end) = self.year_of_date(behind + 1);
        let number = i8::try_from(number).ok()?;
        match grain {
            Grain::Quarter if (1..=4).contains(&number) => {
                Some((When::Quarter { quarter: number, year }, end))
            }
            Grain::Half if (1..=2).contains(&number) => {
                Some((When::Half { half: number, year }, end))
            }
            _ => None,
        }
    }

    fn month(&self, at: usize, led: bool) -> Found<When> {
        let (which, behind) = match self.which(at) {
            Some((which, behind)) => (which, behind),
            None => (Which::Plain, at),
        };
        let &(month, class) = CALENDAR.months.get(self.word(behind))?;
        let (year, end) = self.year_of_date(behind + 1);
        let dated = year != Year::Told(Which::Plain);
        let text = self.all[behind].span.of(self.words.text);
        let small = text.chars().next().is_some_and(char::is_lowercase);
        let fits = match class {
            // `Марта` is a name, too.
            "month" if !small && behind > 0 && !led && !dated => false,
            "month" => led || dated || which != Which::Plain || self.word(behind) != "май",
            "abbreviation" => dated,
            // `апрельские опросы`, but not the names of streets and feasts.
            _ => small,
        };
        fits.then_some((When::Month { month, year, which }, end))
    }

    fn is_month_adjective(&self, at: usize) -> bool {
        CALENDAR.months.get(self.word(at)).is_some_and(|(_, class)| *class == "adjective")
    }

    fn season(&self, at: usize, led: bool) -> Found<When> {
        let (which, behind) = self.which(at).unwrap_or((Which::Plain, at));
        let &season = CALENDAR.seasons.get(self.word(behind))?;
        let (year, end) = self.year_of_date(behind + 1);
        let dated = year != Year::Told(Which::Plain);
        let adverb = self.is(behind, &["весной", "летом", "осенью", "зимой"]);
        let year = if which == Which::Plain { year } else { Year::Told(which) };
        let fits = adverb || led || dated || which != Which::Plain;
        fits.then_some((When::Season { season, year }, end))
    }

    fn weekday(&self, at: usize, led: bool) -> Found<When> {
        let (which, behind) = self.which(at).unwrap_or((Which::Plain, at));
        let &weekday = CALENDAR.weekdays.get(self.word(behind))?;
        // `окружающая среда`, `в среде экспертов`
        let environment = matches!(self.word(behind), "среда" | "среды" | "среде" | "средой");
        let fits = led && !environment
            || which != Which::Plain
            || !environment && {
                self.word(behind) != "четверг"
                    || at == 0
                    || self.kind(at - 1) == Some(PieceKind::Mark)
            };
        fits.then_some((When::Weekday { weekday, which }, behind + 1))
    }

    fn adverb(&self, at: usize) -> Found<When> {
        let day = |count| Some((When::Away { grain: Grain::Day, count: Some(count) }, at + 1));
        match self.word(at) {
            "сегодня" => day(0),
            "вчера" => day(-1),
            "позавчера" => day(-2),
            "завтра" => day(1),
            "послезавтра" => day(2),
            // With a noun behind it, it is a preposition: `накануне выборов`.
            "накануне" => {
                let noun = self.all.get(at + 1).is_some_and(|piece| {
                    piece.kind == PieceKind::Letters
                        && (self.words.is_noun(piece.token) || self.words.is_attribute(piece.token))
                        && self.words.case(piece.token)
                            == Some(depesha_language::morphology::Case::Genitive)
                });
                if noun { None } else { day(-1) }
            }
            _ => None,
        }
    }

    /// `прошлой неделе`, `этот же день`, `последние три месяца`, `ближайшие дни`.
    fn relative_unit(&self, at: usize) -> Found<When> {
        let last = self.word(at).starts_with("последн");
        let ahead = self.word(at).starts_with("ближайш") || self.word(at).starts_with("предстоящ");
        if last || ahead {
            if let Some(((grain, count), end)) = self.count_of_units(at + 1) {
                let single = time_unit(self.word(at + 1)).is_some();
                let plural =
                    ["ие", "их", "ими", "им"].iter().any(|end| self.word(at).ends_with(end));
                let over = at > 0 && self.is(at - 1, &["за"]);
                if single && !plural && !over {
                    return None;
                }
                let count = if single && plural { None } else { count };
                return Some((When::Stretch { grain, count, ahead }, end));
            }
            return None;
        }
        let (which, behind) = self.which(at)?;
        let (_, grain) = self.unit(behind)?;
        let plural = ["эти", "этих", "те", "тех"].contains(&self.word(at));
        if plural || matches!(grain, Grain::Second | Grain::Minute | Grain::Hour) {
            return None;
        }
        let when = match which {
            Which::Same => When::Same(grain),
            Which::Away(0) if grain == Grain::Day => When::Same(grain),
            Which::Beside => When::Other(grain),
            Which::Away(count) if grain == Grain::Day && count > 0 => When::Other(grain),
            Which::Away(count) => When::Away { grain, count: Some(count) },
            Which::Plain => return None,
        };
        Some((when, behind + 1))
    }

    /// `15:30 мск`, `3 часа ночи`, `14 часов 30 минут`, `полдень`.
    fn clock(&self, at: usize, led: bool) -> Found<Clock> {
        if led && self.is(at, &["полдень", "полдня"]) {
            return Some((Clock { hour: 12, minute: None }, at + 1));
        }
        if led && self.is(at, &["полночь", "полуночи"]) {
            return Some((Clock { hour: 0, minute: None }, at + 1));
        }
        let number = self.number(at)?;
        let hour = |value: i32| i8::try_from(value).ok().filter(|hour| (0..=24).contains(hour));
        let minute = |at: usize| {
            self.whole(at)
                .and_then(|minute| i8::try_from(minute).ok())
                .filter(|minute| *minute < 60)
        };
        let colon = self.word(at + 1) == ":" && self.glued(at + 1) && self.glued(at + 2);
        let dotted = self.word(at + 1) == "." && self.glued(at + 2) && led;
        if (colon || dotted) && self.word(at).len() <= 2 && self.word(at + 2).len() == 2 {
            let time = Clock { hour: hour(self.whole(at)?)?, minute: Some(minute(at + 2)?) };
            let (zone, end) = self.zone(at + 3);
            // A score looks alike: `7:56`.
            return (led || zone).then_some((time, end)).filter(|_| colon || zone);
        }
        if !led
            || !self
                .is(number.end, &["час", "часа", "часов", "часам", "утра", "вечера", "ночи", "дня"])
        {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked to be small")]
        let mut told = hour(
            (number.value.fract() == 0.0 && number.value <= 24.0).then_some(number.value as i32)?,
        )?;
        let mut end = number.end + usize::from(self.word(number.end).starts_with("час"));
        let mut minutes = None;
        if self.is(end + 1, &["минут", "минуты", "минута", "минуту"]) {
            minutes = minute(end);
            end += 2;
        }
        match self.word(end) {
            "утра" | "ночи" => end += 1,
            "дня" | "вечера" => {
                end += 1;
                told += if told < 12 { 12 } else { 0 };
            }
            // `в пять часов` may as well be how long.
            _ if minutes.is_none() && !self.zone(end).0 => return None,
            _ => {}
        }
        Some((Clock { hour: told, minute: minutes }, self.zone(end).1))
    }

    /// Whether the words name a zone of time, and the place behind them.
    fn zone(&self, at: usize) -> (bool, usize) {
        if self.is(at, &["мск", "gmt", "utc"]) {
            return (true, at + 1);
        }
        if self.word(at) == "по" && self.word(at + 2) == "времени" {
            return (true, at + 3);
        }
        if self.phrase(at, "по москве").is_some() {
            return (true, at + 2);
        }
        (false, at)
    }

    fn part_of_day(&self, at: usize, led: bool) -> Found<DayPart> {
        let part = match self.word(at) {
            "утром" => DayPart::Morning,
            "вечером" => DayPart::Evening,
            "ночью" => DayPart::Night,
            "ночь" if led && self.is(at + 1, &["на", "с", "со"]) => DayPart::Night,
            "вечер" | "вечера" if led => DayPart::Evening,
            "утро" | "утра" if led => DayPart::Morning,
            // `днём` is a day as well as its bright part: only beside a date.
            "днем" if !led && at > 0 && self.near_date(at) => DayPart::Daytime,
            _ => return None,
        };
        Some((part, at + 1))
    }

    fn near_date(&self, at: usize) -> bool {
        self.adverb(at - 1).is_some()
            || self.weekday(at - 1, true).is_some()
            || self.month_name(at - 1).is_some()
    }

    /// Whether the day behind `и` is the one after `from`.
    fn follow_each_other(&self, from: When, at: usize) -> bool {
        match (from, self.point(at, true)) {
            (When::Day { day, .. }, Some((When::Day { day: next, .. }, _))) => next == day + 1,
            (When::Year(Year::Given(one)), Some((When::Year(Year::Given(next)), _))) => {
                next == one + 1
            }
            _ => false,
        }
    }
}

fn is_of_day(when: When) -> bool {
    match when {
        When::Day { .. } | When::Weekday { .. } | When::Same(Grain::Day) => true,
        When::Away { grain, .. } => grain == Grain::Day,
        _ => false,
    }
}

fn day_number(number: i32) -> Option<i8> {
    i8::try_from(number).ok().filter(|day| (1..=31).contains(day))
}

/// The beginning of a range in the year of its end: `с января по март 2025 года`.
fn with_year_of(from: When, to: When) -> When {
    let of = |wraps: bool, year: Year| match year {
        Year::Given(year) => Year::Given(year - i32::from(wraps)),
        told => told,
    };
    let plain = Year::Told(Which::Plain);
    match (from, to) {
        (When::Day { day, month, year }, When::Day { month: last, year: end, .. })
            if year == plain =>
        {
            When::Day { day, month, year: of(month > last, end) }
        }
        (When::Month { month, year, which }, When::Month { month: last, year: end, .. })
            if year == plain =>
        {
            When::Month { month, year: of(month > last, end), which }
        }
        (When::Quarter { quarter, year }, When::Quarter { year: end, .. }) if year == plain => {
            When::Quarter { quarter, year: end }
        }
        _ => from,
    }
}
