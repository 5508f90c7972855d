//! Relays: the outlets and agencies through which a statement came.

use std::ops::Range;

use depesha_language::NameKind;
use depesha_language::morphology::PartOfSpeech;

use crate::phrases::{NounPhrase, noun_phrase};
use crate::words::Words;

/// Whether the phrase names an outlet: by its own noun (`газета`), by the list of known outlets, or by
/// its looks (a site's address).
pub(crate) fn is_outlet(words: Words<'_>, phrase: &NounPhrase) -> bool {
    words.tables.is_outlet_noun(words.lemma(phrase.head))
        || phrase.tokens.clone().any(|token| {
            words.tables.is_outlet_noun(words.lemma(token)) && token == phrase.tokens.start
        })
        || words.tables.is_outlet_name(words.span(phrase.tokens.clone()).of(words.text))
        || is_address(words.span(phrase.tokens.clone()).of(words.text))
}

/// Whether the words look like a site: `Vestnik.com`, `Zarya.com`.
fn is_address(text: &str) -> bool {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    match word.rsplit_once('.') {
        Some((name, domain)) => {
            !name.is_empty()
                && (2..=6).contains(&domain.chars().count())
                && domain
                    .chars()
                    .all(|c| c.is_ascii_alphabetic() || matches!(c, 'р' | 'у' | 'ф' | 'Р' | 'Ф'))
                && !name.contains(char::is_whitespace)
        }
        None => false,
    }
}

/// A name that could be an outlet's, as far as its form tells: an organization, a foreign word, a name in
/// quotation marks.
pub(crate) fn may_be_outlet(words: Words<'_>, phrase: &NounPhrase) -> bool {
    is_outlet(words, phrase)
        || phrase.tokens.clone().any(|token| {
            words.name_at(token).is_some_and(|name| name.kind == NameKind::Organization)
                || matches!(words.form(token), "«" | "\"" | "„")
                || words.morphology(token).foreign
                || (words.part_of_speech(token) == PartOfSpeech::Other)
        }) && !phrase.tokens.clone().any(|token| words.person_at(token).is_some())
}

/// The relays that the words beside a cue name: `в интервью X`, `газете X`, `X сообщил политолог`, `в эфире X`.
///
/// `source` is the speaker's own phrase, which is no relay. The second value tells whether it was an
/// interview, which all that the speaker says in the report comes from.
pub(crate) fn beside(
    words: Words<'_>,
    verb: usize,
    limits: Range<usize>,
    source: Option<&NounPhrase>,
) -> (Vec<NounPhrase>, bool) {
    let mut found: Vec<NounPhrase> = Vec::new();
    let mut interview = false;
    let taken = |token: usize| {
        source.is_some_and(|source| source.tokens.contains(&token) && source.head != token)
    };
    let mut at = limits.start;
    while at < limits.end {
        let occasion = words.is(
            at,
            &["интервью", "беседе", "разговоре", "эфире", "комментарии", "подкасте", "передаче"],
        ) && at > limits.start
            && words.is(at - 1, &["в", "с", "во"]);
        if occasion && let Some(phrase) = outlet_after(words, at + 1, limits.end) {
            interview |= words.is(at, &["интервью", "беседе"]);
            at = phrase.tokens.end;
            found.push(phrase);
            continue;
        }
        let by_channel = words.is(at, &["по"]) && at + 1 < limits.end;
        if by_channel
            && let Some(noun) =
                (at + 1..limits.end.min(at + 4)).find(|&token| !words.is_attribute(token))
            && words.is(noun, &["телевидению", "радио", "телеканалу", "телевизору"])
        {
            let phrase = noun_phrase(words, noun, at + 1..limits.end);
            at = phrase.tokens.end;
            found.push(phrase);
            continue;
        }
        // The addressee of a message: `сообщил агентству`, `рассказала газете`, `сообщил Telex политолог`.
        let beside_verb = at.abs_diff(verb) <= 8 && !taken(at) && at != verb;
        if beside_verb && is_addressed_outlet(words, at, verb, source) {
            let phrase = noun_phrase(words, at, limits.clone());
            let phrase =
                NounPhrase { head: at, tokens: at.max(phrase.tokens.start)..phrase.tokens.end };
            at = phrase.tokens.end;
            found.push(phrase);
            continue;
        }
        at += 1;
    }
    // Marks with nothing between them name nobody.
    found.retain(|phrase| phrase.tokens.clone().any(|token| !words.is_punctuation(token)));
    (found, interview)
}

/// The outlet that follows `интервью`: in the dative, behind `корреспонденту` or `газете`, in marks.
fn outlet_after(words: Words<'_>, start: usize, limit: usize) -> Option<NounPhrase> {
    let mut at = start;
    while at < limit.min(start + 6) {
        let skipped = words.is(
            at,
            &[
                "корреспонденту",
                "корреспондентом",
                "корреспондентами",
                "журналисту",
                "журналистам",
                "журналистами",
                "с",
                "для",
                "на",
                "телеканалу",
                "телеканала",
                "телеканале",
                "газете",
                "газеты",
                "изданию",
                "издания",
                "агентству",
                "агентства",
                "радиостанции",
                "журналу",
                "порталу",
                "каналу",
                "канала",
                "радио",
                "программы",
                "программе",
                "информационному",
                "информационного",
            ],
        ) && (at + 1 < limit);
        if skipped && !ends_outlet(words, at, limit) {
            at += 1;
            continue;
        }
        break;
    }
    if at >= limit {
        return None;
    }
    let quoted = matches!(words.form(at), "«" | "\"" | "„");
    let named = words.name_at(at).is_some_and(|name| name.kind != NameKind::Person);
    let foreign = words.morphology(at).foreign
        || words.form(at).chars().next().is_some_and(|c| c.is_ascii_uppercase());
    let common = words.is_attribute(at) || words.tables.is_outlet_noun(words.lemma(at));
    if quoted {
        let close = (at + 1..limit.min(at + 10))
            .find(|&token| matches!(words.form(token), "»" | "\"" | "“" | "”"))?;
        return Some(NounPhrase { head: at + 1, tokens: at..close + 1 });
    }
    if named || foreign {
        let end = match words.name_at(at) {
            Some(name) => name.tokens.end,
            None => {
                (at..limit)
                    .take_while(|&token| {
                        words.form(token).chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
                    })
                    .last()?
                    + 1
            }
        };
        return Some(NounPhrase { head: at, tokens: at..end.min(limit) });
    }
    if common {
        let noun = (at..limit.min(at + 4)).find(|&token| words.is_noun(token))?;
        return words
            .tables
            .is_outlet_noun(words.lemma(noun))
            .then(|| noun_phrase(words, noun, at..limit));
    }
    None
}

/// Whether nothing that names an outlet follows the noun.
fn ends_outlet(words: Words<'_>, at: usize, limit: usize) -> bool {
    let next = at + 1;
    next >= limit || words.is_comma(next) || words.is_predicate(next) || words.is_end_mark(next)
}

fn is_addressed_outlet(
    words: Words<'_>,
    at: usize,
    verb: usize,
    source: Option<&NounPhrase>,
) -> bool {
    use depesha_language::morphology::Case;
    let dative = words.case(at) == Some(Case::Dative);
    let noun = dative && words.tables.is_outlet_noun(words.lemma(at));
    let Some(name) = words.name_at(at).filter(|name| name.tokens.start == at) else {
        return noun;
    };
    let span = words.span(name.tokens.clone()).of(words.text);
    let known = words.tables.is_outlet_name(span) || is_address(span);
    // Right behind the verb and undeclined, with the speaker following: `сообщил Telex политолог`.
    let between = at == verb + 1
        && name.kind == NameKind::Organization
        && source.is_some_and(|source| {
            source.tokens.start >= name.tokens.end && !source.tokens.contains(&at)
        });
    noun || (known
        && (dative || words.case(at).is_none() || between)
        && source.is_none_or(|source| !source.tokens.contains(&at)))
        || between
}
