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

/// What a numeral asks of the words that it counts, where it stands in the nominative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counting {
    /// `21 траулер`: they agree with it.
    One,
    /// `три траулера`: the noun in the genitive singular.
    Few,
    /// `12 траулеров`, `трое рыбаков`: all in the genitive plural.
    Many,
}

/// The numeral that counts the head: its tokens, right before the head or the attributes of the head.
fn numeral(words: Words<'_>, phrase: &NounPhrase) -> Option<Range<usize>> {
    let is_numeral = |token: usize| {
        words.part_of_speech(token) == PartOfSpeech::Numeral
            || is_number_in_figures(words.form(token))
    };
    let last = (phrase.tokens.start..phrase.head)
        .rev()
        .take_while(|&token| {
            is_numeral(token)
                || words.is_attribute(token)
                || words.is_comma(token)
                || words.is(token, &["и"])
        })
        .find(|&token| is_numeral(token))?;
    let first = (phrase.tokens.start..=last).rev().take_while(|&token| is_numeral(token)).last()?;
    Some(first..last + 1)
}

/// `12`, `3-м`
fn is_number_in_figures(form: &str) -> bool {
    let (figures, ending) = form.split_once('-').unwrap_or((form, ""));
    !figures.is_empty()
        && figures.chars().all(|c| c.is_ascii_digit())
        && matches!(ending, "" | "х" | "ти" | "м" | "ми" | "мя")
}

/// A word of a numeral in the nominative, with a noun of that gender: `двум`, `две`.
fn nominative_numeral(words: Words<'_>, token: usize, gender: Option<Gender>) -> String {
    let form = words.form(token);
    if is_number_in_figures(form) {
        return form.split('-').next().unwrap_or(form).to_owned();
    }
    let mut wanted = Wanted::case(Case::Nominative);
    if let Some(gender) = gender {
        wanted = wanted.and_gender(gender);
    }
    let inflected = |wanted: Wanted| {
        words
            .dictionary
            .inflect(form, words.morphology(token), wanted)
            .filter(|found| of_one_stem(found, form))
    };
    inflected(wanted)
        .or_else(|| inflected(Wanted::case(Case::Nominative)))
        .unwrap_or_else(|| form.to_owned())
}

/// How a numeral counts, by its last word in the nominative.
fn counting(last: &str) -> Option<Counting> {
    if last.chars().all(|c| c.is_ascii_digit()) {
        let tens = last.len().checked_sub(2).and_then(|at| last.get(at..at + 1));
        return Some(match (tens, last.chars().next_back()?) {
            (Some("1"), _) => Counting::Many,
            (_, '1') => Counting::One,
            (_, '2'..='4') => Counting::Few,
            _ => Counting::Many,
        });
    }
    Some(match last.to_lowercase().as_str() {
        "один" | "одна" | "одно" | "одни" => Counting::One,
        "два" | "две" | "три" | "четыре" | "оба" | "обе" => Counting::Few,
        // `многие`, and parts of what is counted.
        many if many.starts_with("мног") || many.starts_with("пол") => return None,
        _ => Counting::Many,
    })
}

/// A word in another case, and in the number and gender of what it belongs to.
fn inflected(
    words: Words<'_>,
    token: usize,
    case: Case,
    number: Option<Number>,
    gender: Option<Gender>,
) -> String {
    let form = words.form(token);
    let mut wanted = Wanted::case(case);
    if let Some(number) = number {
        wanted = wanted.and_number(number);
    }
    if let Some(gender) = gender {
        wanted = wanted.and_gender(gender);
    }
    words
        .dictionary
        .inflect(form, words.morphology(token), wanted)
        .filter(|found| of_one_stem(found, form))
        .unwrap_or_else(|| form.to_owned())
}

/// The form that the head of a counted phrase has beside a numeral in the nominative.
fn counted_noun(words: Words<'_>, head: usize, counting: Counting) -> String {
    let declined_as_adjective =
        ["ый", "ий", "ой"].iter().any(|ending| words.lemma(head).ends_with(ending))
            && ["ых", "их", "ым", "им", "ыми", "ими"]
                .iter()
                .any(|ending| words.form(head).to_lowercase().ends_with(ending));
    match counting {
        Counting::One => nominative(words, head),
        // `три военных`
        Counting::Few if !declined_as_adjective => {
            inflected(words, head, Case::Genitive, Some(Number::Singular), None)
        }
        _ => inflected(words, head, Case::Genitive, Some(Number::Plural), None),
    }
}

/// The phrase with its head, and what agrees with it, in the nominative; where a numeral counts the head,
/// the numeral, and the rest as it has it: `12 британским траулерам` are `12 британских траулеров`.
pub(crate) fn nominative_phrase(words: Words<'_>, phrase: &NounPhrase) -> String {
    let head = phrase.head;
    let case = words.case(head);
    let oblique = !matches!(case, None | Some(Case::Nominative));
    let gender = words.morphology(head).gender;
    let numeral = numeral(words, phrase).filter(|_| oblique).and_then(|tokens| {
        let written: Vec<String> =
            tokens.clone().map(|token| nominative_numeral(words, token, gender)).collect();
        let counting = counting(written.last()?)?;
        Some((tokens, written, counting))
    });
    let counted = numeral.is_none()
        && case == Some(Case::Genitive)
        && (phrase.tokens.start..head).any(|token| {
            words.part_of_speech(token) == PartOfSpeech::Numeral
                || matches!(words.case(token), Some(Case::Nominative))
        });
    let is_attribute_of_head = |token: usize| {
        words.is_attribute(token)
            && words.token(token).head == Some(head)
            && matches!(words.token(token).relation, Relation::Amod | Relation::Det)
    };
    let agrees = |token: usize| {
        token == head
            || words.case(token) == case && (words.is_attribute(token) || words.is_noun(token)) && {
                token < head
                    || case != Some(Case::Genitive) && words.token(token).head == Some(head)
            }
    };
    let in_nominative = |token: usize| -> String {
        let Some((tokens, written, counting)) = &numeral else {
            return if counted {
                words.form(token).to_owned()
            } else if agrees(token) {
                nominative(words, token)
            } else if oblique && token < head && is_attribute_of_head(token) {
                // The same form in another case, as the tree has it: `британским`.
                inflected(words, token, Case::Nominative, words.morphology(head).number, gender)
            } else {
                words.form(token).to_owned()
            };
        };
        if tokens.contains(&token) {
            return written[token - tokens.start].clone();
        }
        if token == head {
            return counted_noun(words, head, *counting);
        }
        let attribute = words.is_attribute(token) && (agrees(token) || is_attribute_of_head(token));
        if !attribute && !agrees(token) {
            return words.form(token).to_owned();
        }
        match counting {
            Counting::One => nominative(words, token),
            // `эти три траулера`, `две соседние страны`
            _ if token < tokens.start
                || *counting == Counting::Few && gender == Some(Gender::Feminine) =>
            {
                inflected(words, token, Case::Nominative, Some(Number::Plural), None)
            }
            _ if attribute => inflected(words, token, Case::Genitive, Some(Number::Plural), None),
            _ => nominative(words, token),
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
        text.push_str(&in_nominative(token));
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

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use depesha_language::Language;

    use super::*;
    use crate::tables::Tables;

    static LANGUAGE: LazyLock<Language> =
        LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

    /// Asserts the name of the phrase in brackets, whose head is the word before the mark `|`, or its last.
    #[track_caller]
    fn check(marked: &str, expected: &str) {
        let (before, rest) = marked.split_once('[').expect("a phrase in brackets");
        let (inner, after) = rest.split_once(']').expect("a closed bracket");
        let phrase = inner.replace('|', "");
        let start = before.len();
        let head_end = start + inner.find('|').unwrap_or(inner.len());
        let text = format!("{before}{phrase}{after}");
        let analysis = LANGUAGE.analyse(&text);
        let tables = Tables::embedded();
        let words =
            Words { text: &text, analysis: &analysis, dictionary: LANGUAGE.dictionary(), tables };
        let behind = |end: usize| analysis.tokens.partition_point(|token| token.span.start < end);
        let tokens = behind(start)..behind(start + phrase.len());
        let phrase = NounPhrase { head: behind(head_end) - 1, tokens };
        assert_eq!(nominative_phrase(words, &phrase), expected, "{marked}");
    }

    #[test]
    fn what_a_numeral_counts_agrees_with_the_numeral() {
        check("Власти не выдали лицензий [12 британским траулерам].", "12 британских траулеров");
        check("Министр рассказал о [12 британских траулерах].", "12 британских траулеров");
        check("Он встретился с [тремя российскими дипломатами].", "три российских дипломата");
        check("Литва выслала [3 российских дипломатов].", "3 российских дипломата");
        check("Он договорился с [двумя соседними странами].", "две соседние страны");
        check(
            "Пошлины грозят [двадцати пяти норвежским компаниям].",
            "двадцать пять норвежских компаний",
        );
        check("Он помог [21 норвежскому рыбаку].", "21 норвежский рыбак");
        check("Он помог [112 норвежским рыбакам].", "112 норвежских рыбаков");
    }

    #[test]
    fn words_around_what_is_counted_stay_right() {
        check("Он говорил с [этими двумя министрами].", "эти два министра");
        check("Он говорил с [обоими министрами].", "оба министра");
        check("Он говорил с [пятью чешскими военными].", "пять чешских военных");
        check("Он говорил с [тремя чешскими военными].", "три чешских военных");
        check("Суд отказал [троим заключённым].", "трое заключённых");
        check(
            "Он говорил с [несколькими российскими дипломатами].",
            "несколько российских дипломатов",
        );
        check("Он говорил с [тремя послами| Литвы].", "три посла Литвы");
        check("Полиция задержала [12 польских рыбаков].", "12 польских рыбаков");
        check("Полиция задержала [двое рыбаков].", "двое рыбаков");
    }

    #[test]
    fn adjectives_go_into_the_nominative_with_their_noun() {
        check("Власти не выдали лицензий [британским траулерам].", "британские траулеры");
        check("Министр рассказал о [британских траулерах].", "британские траулеры");
    }
}
