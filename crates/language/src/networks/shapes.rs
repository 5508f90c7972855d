//! The outward shape of a token: alphabet, case, which punctuation mark.

use crate::segmentation::is_digit;

/// The shapes by the names that the networks' files give them, in the order of their rows.
///
/// Digits and marks are not in the vocabulary, so that the shape is all that the networks know of
/// them.
const NAMES: [&str; SHAPES] = [
    "<pad>",
    "RU_X",
    "RU_x",
    "RU_XX",
    "RU_xx",
    "RU_Xx",
    "RU_Xx-Xx",
    "RU_OTHER",
    "EN_X",
    "EN_x",
    "EN_XX",
    "EN_xx",
    "EN_Xx",
    "EN_Xx-Xx",
    "EN_OTHER",
    "PUNCT_!",
    "PUNCT_#",
    "PUNCT_$",
    "PUNCT_%",
    "PUNCT_&",
    "PUNCT_(",
    "PUNCT_)",
    "PUNCT_[",
    "PUNCT_]",
    "PUNCT_\\",
    "PUNCT_/",
    "PUNCT_*",
    "PUNCT_+",
    "PUNCT_,",
    "PUNCT_.",
    "PUNCT_:",
    "PUNCT_;",
    "PUNCT_<",
    "PUNCT_=",
    "PUNCT_>",
    "PUNCT_?",
    "PUNCT_@",
    "PUNCT_^",
    "PUNCT__",
    "PUNCT_{",
    "PUNCT_|",
    "PUNCT_}",
    "PUNCT_~",
    "PUNCT_-",
    "PUNCT_‐",
    "PUNCT_−",
    "PUNCT_‒",
    "PUNCT_⁃",
    "PUNCT_–",
    "PUNCT_—",
    "PUNCT_―",
    "PUNCT_`",
    "PUNCT_\"",
    "PUNCT_'",
    "PUNCT_«",
    "PUNCT_»",
    "PUNCT_„",
    "PUNCT_“",
    "PUNCT_ʼ",
    "PUNCT_ʻ",
    "PUNCT_”",
    "PUNCT_№",
    "PUNCT_…",
    "PUNCT_OTHER",
    "NUM",
    "OTHER",
];

/// The number of shapes.
pub(super) const SHAPES: usize = 66;

const RUSSIAN: u8 = 1;
const ENGLISH: u8 = 8;
const FIRST_MARK: u8 = 15;
const SEVERAL_MARKS: u8 = 63;
const NUMBER: u8 = 64;
const OTHER: u8 = 65;

/// Whether `names`, one a line, are the shapes that [`shape`] knows, in its order.
pub(super) fn are_the_shapes(names: &[&str]) -> bool {
    names == NAMES
}

/// The number of a token's shape.
pub(super) fn shape(token: &str) -> u8 {
    let mut characters = token.chars();
    let Some(first) = characters.next() else { return OTHER };
    let second = characters.next();
    match first {
        'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => RUSSIAN + outline(token, first, second),
        // The long s, the sign for kelvin and the Turkish i are forms of `s`, `k`, `i` where case
        // does not count.
        'a'..='z' | 'A'..='Z' | 'ſ' | '\u{212a}' | 'İ' | 'ı' => {
            ENGLISH + outline(token, first, second)
        }
        '+' | '-' if second.is_some_and(is_digit) => NUMBER,
        _ if is_digit(first) => NUMBER,
        _ => match mark(first) {
            Some(mark) if second.is_none() => mark,
            Some(_) => SEVERAL_MARKS,
            None => OTHER,
        },
    }
}

/// Where a word's case puts it within its alphabet: `X x XX xx Xx Xx-Xx OTHER`.
fn outline(token: &str, first: char, second: Option<char>) -> u8 {
    if second.is_none() {
        return if first.is_uppercase() { 0 } else { 1 };
    }
    if is_upper(token) {
        2
    } else if is_lower(token) {
        3
    } else if is_title(token) {
        4
    } else if let Some((left, right)) = token.split_once('-')
        && is_title(left)
        && is_title(right)
    {
        5
    } else {
        6
    }
}

/// At least one letter that has case, and all of those capital.
fn is_upper(word: &str) -> bool {
    !word.chars().any(char::is_lowercase) && word.chars().any(char::is_uppercase)
}

/// At least one letter that has case, and all of those small.
fn is_lower(word: &str) -> bool {
    !word.chars().any(char::is_uppercase) && word.chars().any(char::is_lowercase)
}

/// A capital and then small letters.
fn is_title(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(char::is_uppercase) && is_lower(characters.as_str())
}

/// The shape of a single punctuation mark.
fn mark(character: char) -> Option<u8> {
    let place = MARKS.iter().position(|&mark| mark == character)?;
    Some(FIRST_MARK + place as u8)
}

/// The marks in the order of their shapes.
const MARKS: [char; (SEVERAL_MARKS - FIRST_MARK) as usize] = [
    '!', '#', '$', '%', '&', '(', ')', '[', ']', '\\', '/', '*', '+', ',', '.', ':', ';', '<', '=',
    '>', '?', '@', '^', '_', '{', '|', '}', '~', '-', '‐', '−', '‒', '⁃', '–', '—', '―', '`', '"',
    '\'', '«', '»', '„', '“', 'ʼ', 'ʻ', '”', '№', '…',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_tells_alphabet_case_and_mark() {
        for (token, expected) in [
            ("Я", "RU_X"),
            ("и", "RU_x"),
            ("ООН", "RU_XX"),
            ("встреча", "RU_xx"),
            ("кто-то", "RU_xx"),
            ("Душанбе", "RU_Xx"),
            ("Санкт-Петербург", "RU_Xx-Xx"),
            ("Ростов-на-Дону", "RU_OTHER"),
            ("Нью-Йорк-Таймс", "RU_OTHER"),
            ("МиГ", "RU_OTHER"),
            ("А-1", "RU_XX"),
            ("Ёлка", "RU_Xx"),
            ("x", "EN_x"),
            ("USA", "EN_XX"),
            ("Reuters", "EN_Xx"),
            ("iPhone", "EN_OTHER"),
            ("2024", "NUM"),
            ("-5", "NUM"),
            ("3,5", "NUM"),
            (",", "PUNCT_,"),
            ("—", "PUNCT_—"),
            ("…", "PUNCT_…"),
            ("№", "PUNCT_№"),
            ("...", "PUNCT_OTHER"),
            (":)", "PUNCT_OTHER"),
            ("€", "OTHER"),
            ("їжак", "OTHER"),
        ] {
            assert_eq!(NAMES[usize::from(shape(token))], expected, "{token}");
        }
    }

    #[test]
    fn every_mark_stands_at_its_own_shape() {
        for mark in MARKS {
            assert_eq!(NAMES[usize::from(shape(&mark.to_string()))], format!("PUNCT_{mark}"));
        }
    }
}
