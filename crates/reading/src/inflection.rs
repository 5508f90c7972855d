//! Names and descriptions in the nominative.

use depesha_language::morphology::{Case, Gender, PartOfSpeech};

use crate::phrases::NounPhrase;
use crate::words::Words;

/// The form of a word in the nominative.
pub(crate) fn nominative(words: Words<'_>, token: usize) -> String {
    let form = words.form(token);
    let morphology = words.morphology(token);
    let abbreviation = form.chars().count() > 1 && form.chars().all(|c| !c.is_lowercase());
    if abbreviation || matches!(morphology.case, None | Some(Case::Nominative)) {
        return form.to_string();
    }
    let _ = (Gender::Feminine, PartOfSpeech::Noun);
    let mut lemma = words.lemma(token).to_string();
    if form.starts_with(char::is_uppercase) {
        let mut letters = lemma.chars();
        lemma = letters
            .next()
            .map_or(String::new(), |first| first.to_uppercase().chain(letters).collect());
    }
    lemma
}

/// The phrase with its head, and what agrees with it, in the nominative.
pub(crate) fn nominative_phrase(words: Words<'_>, phrase: &NounPhrase) -> String {
    let mut out = String::new();
    let case = words.case(phrase.head);
    let mut last_end = None;
    for token in phrase.tokens.clone() {
        let span = words.token(token).span;
        if last_end.is_some_and(|end| end < span.start) {
            out.push(' ');
        }
        last_end = Some(span.end);
        let agrees = token == phrase.head
            || (words.case(token) == case
                && (words.token(token).head == Some(phrase.head) || token < phrase.head)
                && case != Some(Case::Genitive))
            || (token < phrase.head && words.case(token) == case);
        out.push_str(&if agrees {
            nominative(words, token)
        } else {
            words.form(token).to_string()
        });
    }
    out
}
