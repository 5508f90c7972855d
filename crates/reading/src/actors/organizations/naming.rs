//! What a body is called.

use std::collections::HashSet;

use depesha_language::morphology::Case;

use super::called::{Called, noun_of};
use crate::inflection::nominative_name;
use crate::tables::bodies::{is_abbreviation, stem};
use crate::words::Words;

/// The names of a body.
pub(super) struct Names {
    pub(super) name: String,
    pub(super) also: Vec<String>,
    pub(super) form: Option<String>,
    pub(super) outlet: bool,
}

/// A name that a mention gives.
struct Given {
    name: String,
    /// How much it tells: whether it is a name and not a bare noun, its words that are no
    /// abbreviations, its letters.
    fullness: (bool, usize),
    /// Whether it stands in the nominative there, so that nothing had to be inflected.
    as_written: bool,
}

/// The names that the mentions give, which are ascending, each with its confidence in hundredths.
pub(super) fn names(words: Words<'_>, mentions: &[(&Called, u8)]) -> Names {
    let given: Vec<Given> =
        mentions.iter().map(|&(called, confidence)| given(words, called, confidence)).collect();
    let best = given
        .iter()
        .enumerate()
        .max_by_key(|(index, given)| (given.fullness, given.as_written, std::cmp::Reverse(*index)))
        .map_or(0, |(index, _)| index);
    let name = given.get(best).map(|given| given.name.clone()).unwrap_or_default();
    let stems = |name: &str| -> String {
        name.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(stem)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut seen: HashSet<String> = HashSet::from([stems(&name)]);
    let also = given
        .iter()
        .filter(|other| other.fullness.0 && seen.insert(stems(&other.name)))
        .map(|other| other.name.clone())
        .collect();
    let form = mentions.iter().find_map(|(called, _)| {
        let introducing = called.introduced_by.clone()?;
        let outside = introducing.end <= called.tokens.start && introducing.len() == 1;
        Some(if outside && !is_abbreviation(words.form(introducing.start)) {
            words.lemma(introducing.start).to_owned()
        } else {
            nominative_name(words, introducing)
        })
    });
    let outlet = mentions.iter().any(|(called, _)| is_introduced_as_outlet(words, called))
        || given.iter().any(|given| names_outlet(words, given));
    Names { name, also, form, outlet }
}

/// Whether the mention by itself tells that the body is a news outlet.
pub(super) fn is_outlet(words: Words<'_>, called: &Called) -> bool {
    is_introduced_as_outlet(words, called) || names_outlet(words, &given(words, called, 100))
}

/// `газета «Заря»`: whether the noun that introduces the name is one for outlets.
fn is_introduced_as_outlet(words: Words<'_>, called: &Called) -> bool {
    called.introduced_by.clone().is_some_and(|mut tokens| {
        tokens
            .any(|token| words.tables.is_outlet_noun(words.lemma(token)) && is_press(words, token))
    })
}

/// Whether the tables have an outlet of this name.
fn names_outlet(words: Words<'_>, given: &Given) -> bool {
    given.fullness.0 && words.tables.is_outlet_name(&given.name)
}

/// Whether an agency is one of news: `рейтинговое агентство` is not.
fn is_press(words: Words<'_>, noun: usize) -> bool {
    if words.lemma(noun) != "агентство" {
        return true;
    }
    noun.checked_sub(1).is_none_or(|before| {
        !words.is_attribute(before)
            || words.tables.state(words.lemma(before)).is_some()
            || matches!(
                words.lemma(before),
                "информационный" | "новостной" | "телеграфный" | "международный" | "этот"
            )
    })
}

fn given(words: Words<'_>, called: &Called, confidence: u8) -> Given {
    let has_noun = called.name.clone().any(|token| {
        !words.is_attribute(token) && words.form(token).chars().any(char::is_alphanumeric)
    });
    let capital = called
        .name
        .clone()
        .any(|token| words.form(token).chars().next().is_some_and(char::is_uppercase));
    // A name behind its noun stays as it is: `газетой «Коммерсантъ»`.
    let as_written = called.introduced_by.is_some()
        || matches!(words.case(head(words, called)), None | Some(Case::Nominative));
    let noun = called.plain.first().and_then(|stem| noun_of(stem)).filter(|_| !has_noun);
    let name = if let Some((_, noun)) = noun {
        noun.to_owned()
    } else if let Some(spelled) = words.tables.bodies.spelled(&called.plain).filter(|spelled| {
        // Names of the table that are declined in no dictionary: `Жогорку Кенеша`.
        let begins = |name: &str| name.chars().next().is_some_and(char::is_uppercase);
        begins(spelled) && begins(words.form(called.name.start)) && called.abbreviation.is_none()
    }) {
        spelled.to_owned()
    } else if called.introduced_by.is_some() {
        written(words, called.name.clone())
    } else {
        nominative_name(words, called.name.clone())
    };
    let full_words = if called.abbreviation.is_some() {
        2
    } else if called.bare {
        1
    } else {
        3 * called
            .name
            .clone()
            .filter(|&token| words.form(token).chars().any(char::is_alphanumeric))
            .count()
    };
    let is_name = has_noun && (!called.bare || capital && confidence >= 80);
    Given { name, fullness: (is_name, full_words), as_written }
}

fn head(words: Words<'_>, called: &Called) -> usize {
    called.name.clone().find(|&token| words.is_noun(token)).unwrap_or(called.name.start)
}

/// The words as they stand.
fn written(words: Words<'_>, tokens: std::ops::Range<usize>) -> String {
    let mut text = String::new();
    let mut last_end = None;
    for token in tokens {
        let span = words.token(token).span;
        if last_end.is_some_and(|end| end < span.start) {
            text.push(' ');
        }
        last_end = Some(span.end);
        text.push_str(words.form(token));
    }
    text
}
