//! Names and descriptions in the nominative.

use depesha_language::dictionary::{NamePart, Wanted};
use depesha_language::morphology::{Case, Gender, PartOfSpeech};

use crate::phrases::NounPhrase;
use crate::words::Words;

/// The form of a common word in the nominative, in its number and gender.
pub(crate) fn nominative(words: Words<'_>, token: usize) -> String {
    let form = words.form(token);
    let morphology = words.morphology(token);
    let abbreviation = form.chars().count() > 1 && form.chars().all(|c| !c.is_lowercase());
    if abbreviation || matches!(morphology.case, None | Some(Case::Nominative)) {
        return form.to_string();
    }
    words
        .dictionary
        .inflect(form, morphology, Wanted::case(Case::Nominative))
        // Another spelling of the word is not what the text says.
        .filter(|found| of_one_stem(found, form))
        .unwrap_or_else(|| form.to_string())
}

/// Whether two forms share all but their last letters.
fn of_one_stem(one: &str, other: &str) -> bool {
    let shared = one
        .chars()
        .zip(other.chars())
        .take_while(|(a, b)| a.to_lowercase().eq(b.to_lowercase()))
        .count();
    let longer = one.chars().count().max(other.chars().count());
    shared + 5 >= longer && (shared >= 2 || longer <= 4)
}

/// The words of a person's name in the nominative: first name, patronymic, surname, each as its part;
/// `gender` as far as the report tells it.
pub(crate) fn person_name(
    words: Words<'_>,
    parts: &[usize],
    gender: Option<Gender>,
) -> Vec<String> {
    let gender = parts
        .first()
        .filter(|_| parts.len() > 1)
        .and_then(|&first| {
            let name = words.dictionary.name_in_nominative(
                words.form(first),
                NamePart::First,
                gender,
                words.morphology(first),
            );
            words.dictionary.gender_of_first_name(&name)
        })
        .or(gender);
    let nominative = parts.iter().any(|&token| words.case(token) == Some(Case::Nominative));
    parts
        .iter()
        .enumerate()
        .map(|(index, &token)| {
            let form = words.form(token);
            if nominative || form.chars().count() == 1 {
                return form.to_string();
            }
            let part = if index + 1 == parts.len() {
                NamePart::Surname
            } else if index > 0
                && ["вич", "вича", "вичу", "вичем", "виче", "вна", "вны", "вне", "вну", "вной"]
                    .iter()
                    .any(|ending| form.ends_with(ending))
            {
                NamePart::Patronymic
            } else {
                NamePart::First
            };
            words.dictionary.name_in_nominative(form, part, gender, words.morphology(token))
        })
        .collect()
}

/// The phrase with its head, and what agrees with it, in the nominative.
pub(crate) fn nominative_phrase(words: Words<'_>, phrase: &NounPhrase) -> String {
    let case = words.case(phrase.head);
    // `двое мужчин`: what is counted stays in the genitive.
    let counted = case == Some(Case::Genitive)
        && (phrase.tokens.start..phrase.head).any(|token| {
            words.part_of_speech(token) == PartOfSpeech::Numeral
                || matches!(words.case(token), Some(Case::Nominative))
        });
    let agrees = |token: usize| {
        token == phrase.head
            || words.case(token) == case && (words.is_attribute(token) || words.is_noun(token)) && {
                token < phrase.head
                    || case != Some(Case::Genitive) && words.token(token).head == Some(phrase.head)
            }
    };
    let mut text = String::new();
    let mut last_end = None;
    for token in phrase.tokens.clone() {
        let span = words.token(token).span;
        if last_end.is_some_and(|end| end < span.start) {
            text.push(' ');
        }
        last_end = Some(span.end);
        if !counted && agrees(token) {
            text.push_str(&nominative(words, token));
        } else {
            text.push_str(words.form(token));
        }
    }
    text
}
