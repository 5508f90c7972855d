//! The words of pages, each in Russian and in English, and how numbers and days are written in each.

use std::sync::LazyLock;

use depesha::reading::Tables;
use jiff::civil::Date;

use crate::Language;

/// Something that a page says, in both languages. Braces stand for what is filled in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phrase {
    russian: &'static str,
    english: &'static str,
}

/// Something that is counted: in Russian as after 1, 2 and 5, in English as after 1 and 2.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    russian: [&'static str; 3],
    english: [&'static str; 2],
}

macro_rules! phrases {
    ($($name:ident $russian:literal $english:literal)+) => {
        $(pub(crate) const $name: Phrase = Phrase { russian: $russian, english: $english };)+
        #[cfg(test)]
        const PHRASES: &[(&str, Phrase)] = &[$((stringify!($name), $name)),+];
    };
}

macro_rules! counted {
    ($($name:ident $one:literal $few:literal $many:literal, $single:literal $plural:literal;)+) => {
        $(pub(crate) const $name: Counted =
            Counted { russian: [$one, $few, $many], english: [$single, $plural] };)+
        #[cfg(test)]
        const COUNTED: &[(&str, Counted)] = &[$((stringify!($name), $name)),+];
    };
}

/// Words of the record's own terms, by the list that they are from.
macro_rules! terms {
    ($($list:ident { $($term:literal $russian:literal $english:literal)+ })+) => {
        $(pub(crate) const $list: &[(&str, Phrase)] =
            &[$(($term, Phrase { russian: $russian, english: $english })),+];)+
        #[cfg(test)]
        const TERMS: &[(&str, &[(&str, Phrase)])] = &[$((stringify!($list), $list)),+];
    };
}

include!("phrases.rs");

const MONTHS_OF: [[&str; 2]; 12] = [
    ["января", "January"],
    ["февраля", "February"],
    ["марта", "March"],
    ["апреля", "April"],
    ["мая", "May"],
    ["июня", "June"],
    ["июля", "July"],
    ["августа", "August"],
    ["сентября", "September"],
    ["октября", "October"],
    ["ноября", "November"],
    ["декабря", "December"],
];

const MONTHS: [&str; 12] = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
];

/// The states and territories with a code: code, Russian and English name, by code.
pub(crate) static STATES: LazyLock<Vec<(&'static str, &'static str, &'static str)>> =
    LazyLock::new(|| {
        let english = |code| depesha_asking::english_name(code).unwrap_or(code);
        let states = Tables::states();
        let mut states: Vec<_> =
            states.iter().map(|state| (state.code, state.name, english(state.code))).collect();
        states.sort_unstable();
        states
    });

/// What a page says in its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tongue(pub(crate) Language);

impl Tongue {
    pub(crate) fn say(self, phrase: Phrase) -> &'static str {
        match self.0 {
            Language::Russian => phrase.russian,
            Language::English => phrase.english,
        }
    }

    /// The phrase with its braces filled in, in their order.
    pub(crate) fn fill(self, phrase: Phrase, values: &[&str]) -> String {
        let mut pieces = self.say(phrase).split("{}");
        let mut filled = pieces.next().unwrap_or_default().to_owned();
        for (at, piece) in pieces.enumerate() {
            filled.push_str(values.get(at).copied().unwrap_or_default());
            filled.push_str(piece);
        }
        filled
    }

    /// A term of the record in words; the term itself where the list does not have it.
    pub(crate) fn term<'t>(self, list: &[(&str, Phrase)], term: &'t str) -> &'t str
    where
        'static: 't,
    {
        list.iter().find(|(own, _)| *own == term).map_or(term, |(_, phrase)| self.say(*phrase))
    }

    /// A whole number, its digits in groups of three.
    pub(crate) fn number(self, number: usize) -> String {
        let gap = match self.0 {
            Language::Russian => '\u{a0}',
            Language::English => ',',
        };
        let digits = number.to_string();
        let mut written = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                written.push(gap);
            }
            written.push(digit);
        }
        written
    }

    /// A number with so many decimals, and a true minus.
    pub(crate) fn real(self, number: f64, decimals: usize) -> String {
        let written = format!("{number:.decimals$}");
        // Of the two zeros the one without a sign.
        let is_zero = written.chars().all(|letter| matches!(letter, '-' | '0' | '.'));
        let written = if is_zero { written.replace('-', "") } else { written.replace('-', "−") };
        match self.0 {
            Language::Russian => written.replace('.', ","),
            Language::English => written,
        }
    }

    /// The same with its sign.
    pub(crate) fn signed(self, number: f64, decimals: usize) -> String {
        let written = self.real(number, decimals);
        let is_zero = written.chars().all(|letter| matches!(letter, '0' | '.' | ','));
        if number > 0.0 && !is_zero { format!("+{written}") } else { written }
    }

    /// A share from 0 to 1, in hundredths.
    pub(crate) fn percent(self, share: f64) -> String {
        match self.0 {
            Language::Russian => format!("{:.0}\u{a0}%", share * 100.0),
            Language::English => format!("{:.0}%", share * 100.0),
        }
    }

    /// The number with what is counted.
    pub(crate) fn counted(self, number: usize, what: Counted) -> String {
        format!("{}\u{a0}{}", self.number(number), self.noun(number, what))
    }

    /// What is counted, in the form that the number asks for.
    pub(crate) fn noun(self, number: usize, what: Counted) -> &'static str {
        match self.0 {
            Language::English => what.english[usize::from(number != 1)],
            Language::Russian => {
                what.russian[match (number % 10, number % 100) {
                    (_, 11..=14) => 2,
                    (1, _) => 0,
                    (2..=4, _) => 1,
                    _ => 2,
                }]
            }
        }
    }

    /// A day of ISO 8601 in words; what is no such day, and a month or a year, as far as it can be read.
    pub(crate) fn day(self, day: &str) -> String {
        if let Some(date) = day.get(..10).and_then(|day| day.parse::<Date>().ok()) {
            return self.date(date);
        }
        let parts: Vec<&str> = day.split('-').collect();
        match (&parts[..], self.0) {
            ([year, month], language) if year.len() == 4 => {
                let at = month.parse::<usize>().ok().and_then(|month| month.checked_sub(1));
                match (at.filter(|at| *at < 12), language) {
                    (Some(at), Language::Russian) => format!("{} {year}", MONTHS[at]),
                    (Some(at), Language::English) => format!("{} {year}", MONTHS_OF[at][1]),
                    (None, _) => day.to_owned(),
                }
            }
            _ => day.to_owned(),
        }
    }

    /// A day in words.
    pub(crate) fn date(self, date: Date) -> String {
        let at = usize::try_from(date.month() - 1).unwrap_or(0).min(11);
        let month = MONTHS_OF[at][usize::from(self.0 == Language::English)];
        format!("{}\u{a0}{month} {}", date.day(), date.year())
    }

    /// From one day to another.
    pub(crate) fn days(self, first: Date, last: Date) -> String {
        if first == last {
            return self.date(first);
        }
        format!("{} – {}", self.date(first), self.date(last))
    }

    /// The time of the day in a time of publication: `2024-10-09T15:11:45+00:00` has `15:11`.
    pub(crate) fn time(self, published: &str) -> Option<&str> {
        let time = published.get(11..16)?;
        let is_time =
            time.as_bytes()[2] == b':' && time.bytes().filter(u8::is_ascii_digit).count() == 4;
        is_time.then_some(time)
    }

    /// The name of a state by its code; the code itself where it is not known.
    pub(crate) fn state(self, code: &str) -> String {
        let names = STATES.iter().find(|(own, ..)| *own == code);
        let name = names.map_or(code, |(_, russian, english)| match self.0 {
            Language::Russian => russian,
            Language::English => english,
        });
        name.to_owned()
    }

    /// The code of the language, for the attribute `lang`.
    pub(crate) fn code(self) -> &'static str {
        match self.0 {
            Language::Russian => "ru",
            Language::English => "en",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: Tongue = Tongue(Language::Russian);
    const ENGLISH: Tongue = Tongue(Language::English);

    fn is_cyrillic(text: &str) -> bool {
        text.chars().any(|letter| ('\u{400}'..='\u{4ff}').contains(&letter))
    }

    #[track_caller]
    fn check(name: &str, phrase: Phrase) {
        assert!(!phrase.english.trim().is_empty(), "{name}");
        assert!(is_cyrillic(phrase.russian), "{name}: {}", phrase.russian);
        assert!(
            !is_cyrillic(phrase.english) || name == "OTHER_LANGUAGE",
            "{name}: {}",
            phrase.english
        );
        let holes = |text: &str| text.matches("{}").count();
        assert_eq!(holes(phrase.russian), holes(phrase.english), "{name}");
    }

    #[test]
    fn each_phrase_is_there_in_both_languages() {
        for (name, phrase) in PHRASES {
            if *name != "OTHER_LANGUAGE" {
                check(name, *phrase);
            }
        }
        for (list, terms) in TERMS {
            for (term, phrase) in *terms {
                check(&format!("{list} {term}"), *phrase);
            }
        }
        for (name, counted) in COUNTED {
            assert!(counted.russian.iter().all(|form| is_cyrillic(form)), "{name}");
            assert!(counted.english.iter().all(|form| !form.is_empty()), "{name}");
        }
    }

    #[test]
    fn all_terms_of_records_have_words() {
        use depesha::reading::EventType;
        for kind in EventType::ALL {
            assert_ne!(RUSSIAN.term(EVENT_TYPES, kind.name()), kind.name());
        }
        for (list, words) in [
            (
                STAGES,
                &["made", "repeated", "specified", "due", "kept", "broken", "denied", "overdue"][..],
            ),
            (DIFFERENCES, &["negation", "number", "date", "place", "agent"]),
            (STATUSES, &["actual", "planned", "hypothetical", "negated"]),
            (KINDS, &["direct", "indirect", "mixed"]),
        ] {
            for word in words {
                assert_ne!(RUSSIAN.term(list, word), *word);
            }
        }
    }

    #[test]
    fn numbers_are_written_as_the_language_has_them() {
        assert_eq!(RUSSIAN.number(72_161), "72\u{a0}161");
        assert_eq!(ENGLISH.number(1_072_161), "1,072,161");
        assert_eq!(ENGLISH.number(7), "7");
        assert_eq!(RUSSIAN.real(-1.25, 1), "−1,2");
        assert_eq!(ENGLISH.real(-0.01, 1), "0.0");
        assert_eq!(ENGLISH.signed(2.0, 1), "+2.0");
        assert_eq!(RUSSIAN.percent(0.834), "83\u{a0}%");
    }

    #[test]
    fn what_is_counted_agrees_with_the_number() {
        let told = [1, 2, 5, 11, 12, 21, 104].map(|number| RUSSIAN.counted(number, REPORTS));
        assert!(told[0].ends_with("сообщение") && told[1].ends_with("сообщения"), "{told:?}");
        assert!(told[2].ends_with("сообщений") && told[3].ends_with("сообщений"), "{told:?}");
        assert!(told[5].ends_with("сообщение") && told[6].ends_with("сообщения"), "{told:?}");
        assert_eq!(ENGLISH.counted(1, REPORTS), "1\u{a0}report");
    }

    #[test]
    fn days_are_told_in_words() {
        assert_eq!(RUSSIAN.day("2025-11-03"), "3\u{a0}ноября 2025");
        assert_eq!(ENGLISH.day("2025-11-03T10:00:00Z"), "3\u{a0}November 2025");
        assert_eq!(RUSSIAN.day("2025-11"), "ноябрь 2025");
        assert_eq!(ENGLISH.day("2025-13"), "2025-13");
        assert_eq!(ENGLISH.day("завтра"), "завтра");
        assert_eq!(ENGLISH.time("2024-10-09T15:11:45+00:00"), Some("15:11"));
        assert_eq!(ENGLISH.time("2024-10-09"), None);
    }

    #[test]
    fn states_have_names_in_both_languages() {
        assert_eq!(RUSSIAN.state("AZE"), "Азербайджан");
        assert_eq!(ENGLISH.state("AZE"), "Azerbaijan");
        assert_eq!(ENGLISH.state("XXX"), "XXX");
    }
}
