//! Names and descriptions in the nominative.

use std::ops::Range;

use depesha_language::Relation;
use depesha_language::dictionary::{NamePart, Wanted};
use depesha_language::morphology::{Case, Gender, Number, PartOfSpeech};

use crate::phrases::NounPhrase;
use crate::tables::bodies::{bare_abbreviation, is_abbreviation};
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
    let oblique = parts.last().is_some_and(|&surname| is_oblique(words.form(surname)));
    let nominative =
        !oblique && parts.iter().any(|&token| words.case(token) == Some(Case::Nominative));
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
            let mut here = *words.morphology(token);
            if here.case == Some(Case::Nominative) {
                here.case = None;
            }
            words.dictionary.name_in_nominative(form, part, gender, &here)
        })
        .collect()
}

/// Whether no surname ends so in the nominative, whatever the analysis says of its case.
fn is_oblique(surname: &str) -> bool {
    let surname = surname.to_lowercase();
    [
        "овой",
        "евой",
        "ёвой",
        "иной",
        "ыной",
        "ову",
        "еву",
        "ёву",
        "овым",
        "евым",
        "ёвым",
        "ского",
        "скому",
        "скую",
    ]
    .iter()
    .any(|ending| surname.ends_with(ending))
}

/// The phrase with its head, and what agrees with it, in the nominative.
pub(crate) fn nominative_phrase(words: Words<'_>, phrase: &NounPhrase) -> String {
    let case = words.case(phrase.head);
    // `двое мужчин`: what is counted stays in the genitive.
    let several = (phrase.tokens.start..phrase.head).any(|token| words.is(token, &["нескольких"]));
    let counted = several
        || case == Some(Case::Genitive)
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
        if words.is(token, &["нескольких"]) {
            text.push_str("несколько");
        } else if !counted && agrees(token) {
            text.push_str(&nominative(words, token));
        } else {
            text.push_str(words.form(token));
        }
    }
    text
}

/// The name of a body with its head, and what agrees with it, in the nominative: `Государственной
/// думой` is `Государственная дума`, `Министерству обороны Греции` is `Министерство обороны Греции`.
/// Abbreviations lose their case endings (`МИДом`); what follows the head stays as it is.
pub(crate) fn nominative_name(words: Words<'_>, tokens: Range<usize>) -> String {
    let is_name_word = |token: usize| {
        words.is_noun(token) || is_abbreviation(words.form(token)) || {
            words.part_of_speech(token) == PartOfSpeech::Other
        }
    };
    // The first noun, with only attributes before it.
    let head = tokens
        .clone()
        .take_while(|&token| {
            is_name_word(token)
                || words.is_attribute(token)
                || words.is_punctuation(token)
                || words.part_of_speech(token) == PartOfSpeech::CoordinatingConjunction
        })
        .find(|&token| is_name_word(token));
    let lead = head.or_else(|| tokens.clone().find(|&token| words.is_attribute(token)));
    let case = lead.and_then(|lead| words.case(lead));
    let oblique = !matches!(case, None | Some(Case::Nominative));
    let mut text = String::new();
    let mut last_end = None;
    for token in tokens {
        let span = words.token(token).span;
        if last_end.is_some_and(|end| end < span.start) {
            text.push(' ');
        }
        last_end = Some(span.end);
        let form = words.form(token);
        let is_lead = Some(token) == lead;
        let before_head = lead.is_some_and(|lead| token < lead);
        if is_abbreviation(form) {
            text.push_str(if is_lead { bare_abbreviation(form) } else { form.to_owned() }.as_str());
        } else if oblique && before_head && words.is_attribute(token) {
            let morphology = words.morphology(token);
            let noun = head.map(|head| words.morphology(head));
            let plural = noun.is_some_and(|noun| noun.number == Some(Number::Plural));
            let mut wanted = Wanted::case(Case::Nominative);
            if plural {
                wanted = wanted.and_number(Number::Plural);
            } else if let Some(gender) = noun.and_then(|noun| noun.gender) {
                wanted = wanted.and_number(Number::Singular).and_gender(gender);
            }
            let found = words
                .dictionary
                .inflect(form, morphology, wanted)
                .filter(|found| of_one_stem(found, form))
                .or_else(|| adjective_by_ending(form, plural, wanted.gender))
                .unwrap_or_else(|| nominative(words, token));
            text.push_str(&found);
        } else if is_lead && oblique || is_second_part(words, token, lead) {
            text.push_str(&nominative(words, token));
        } else {
            text.push_str(form);
        }
    }
    text
}

/// An adjective in the nominative, by its ending alone: `Высших`, which dictionaries take for a degree
/// of `высокий`. `None` where the ending is none of an adjective in another case.
fn adjective_by_ending(form: &str, plural: bool, gender: Option<Gender>) -> Option<String> {
    let stem = [
        "ыми", "ими", "ого", "его", "ому", "ему", "ых", "их", "ым", "им", "ом", "ем", "ой", "ей",
        "ую", "юю",
    ]
    .into_iter()
    .find_map(|ending| form.strip_suffix(ending))
    .filter(|stem| stem.chars().count() >= 3)?;
    let last = stem.chars().next_back()?;
    let ending = match (plural, gender) {
        (true, _) if "гкхжчшщ".contains(last) => "ие",
        (true, _) => "ые",
        (false, Some(Gender::Feminine)) => "ая",
        (false, Some(Gender::Neuter)) if "жчшщ".contains(last) => "ее",
        (false, Some(Gender::Neuter)) => "ое",
        (false, _) if "гкхжчшщ".contains(last) => "ий",
        (false, _) => "ый",
    };
    Some(format!("{stem}{ending}"))
}

/// Whether the word is declined along with the proper noun that leads: `Милли Меджлисом`.
fn is_second_part(words: Words<'_>, token: usize, lead: Option<usize>) -> bool {
    let Some(lead) = lead.filter(|&lead| lead + 1 == token) else { return false };
    let proper = |token: usize| words.part_of_speech(token) == PartOfSpeech::ProperNoun;
    proper(lead)
        && proper(token)
        && words.token(token).head == Some(lead)
        && matches!(
            words.token(token).relation,
            Relation::Flat | Relation::FlatName | Relation::FlatForeign | Relation::Appos
        )
}
