//! Which entities become actors, made consistent through the report: a word that is mostly a person is
//! one everywhere, names that ran into each other are parted, common words are left out.
//!
//! The network that finds entities looks at a sentence at a time; a report calls things by the same
//! names throughout.

use std::collections::HashMap;
use std::ops::Range;

use depesha_language::dictionary::Grammeme;
use depesha_language::{EntityKind, NameKind};

use super::person_names::NameWord;
use crate::words::Words;

/// The token ranges that name persons, bodies and places.
#[derive(Debug, Default)]
pub(super) struct NamedEntities {
    /// Not overlapping, ascending.
    pub(super) people: Vec<Range<usize>>,
    /// One within another, ascending.
    pub(super) bodies: Vec<Range<usize>>,
    /// Common nouns that stand for a body named elsewhere: `ведомство`, `компания`.
    pub(super) bare_bodies: Vec<Range<usize>>,
    /// One within another, ascending, with what each is.
    pub(super) places: Vec<(Range<usize>, EntityKind)>,
}

/// What the votes over a word are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Person,
    Body,
    Place,
}

/// The entities of the report that may be actors; where the analysis has none, its names.
pub(super) fn named_entities(words: Words<'_>) -> NamedEntities {
    let mut found = collected(words);
    found.people = found
        .people
        .into_iter()
        .flat_map(|tokens| parted(words, tokens))
        .filter(|tokens| !is_common_word(words, tokens.clone()))
        .collect();
    let mut taken = vec![false; words.analysis.tokens.len()];
    for entity in &words.analysis.entities {
        taken[entity.tokens.clone()].fill(true);
    }
    let people = found.people.iter();
    found.people = people.map(|tokens| as_far_as_both(words, tokens.clone(), &taken)).collect();
    let mut found = by_majority(words, found);
    found.bare_bodies = bare_bodies(words, &found.bodies);
    found
}

/// The name as far as the other network has it, where that is longer by words of no other entity:
/// `Марта [Линд]`.
fn as_far_as_both(words: Words<'_>, tokens: Range<usize>, taken: &[bool]) -> Range<usize> {
    let Some(name) = words.person_at(tokens.start) else { return tokens };
    let whole = name.tokens.start.min(tokens.start)..name.tokens.end.max(tokens.end);
    let free = whole.clone().all(|token| {
        let capital = words.form(token).chars().next().is_some_and(char::is_uppercase);
        tokens.contains(&token) || !taken[token] && capital
    });
    if free { whole } else { tokens }
}

/// Single nouns for bodies, in the singular and in small letters, outside the names of bodies.
fn bare_bodies(words: Words<'_>, bodies: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut held = vec![false; words.analysis.tokens.len()];
    for tokens in bodies {
        held[tokens.clone()].fill(true);
    }
    (0..held.len())
        .filter(|&token| {
            !held[token]
                && words.is_noun(token)
                && !words.is_plural(token)
                && words.form(token).chars().all(char::is_lowercase)
                && words.tables.is_body(words.lemma(token))
        })
        .map(|token| token..token + 1)
        .collect()
}

fn collected(words: Words<'_>) -> NamedEntities {
    use EntityKind::{City, Country, District, Facility, Location, StateOrProvince};
    let mut found = NamedEntities::default();
    if words.analysis.entities.is_empty() {
        for name in &words.analysis.names {
            match name.kind {
                NameKind::Person => found.people.push(name.tokens.clone()),
                NameKind::Organization => found.bodies.push(name.tokens.clone()),
                NameKind::Place => found.places.push((name.tokens.clone(), Location)),
            }
        }
        return found;
    }
    let mut end = 0;
    for entity in &words.analysis.entities {
        let tokens = entity.tokens.clone();
        match entity.kind {
            EntityKind::Person if tokens.start >= end => {
                end = tokens.end;
                found.people.push(tokens);
            }
            EntityKind::Organization => found.bodies.push(tokens),
            City | Country | District | Facility | Location | StateOrProvince => {
                found.places.push((tokens, entity.kind));
            }
            _ => {}
        }
    }
    found
}

/// The names of which a range is made that holds more than one: parted at verbs and other small words,
/// and where a first name in another case (`министра Петра Лугина Анне Ребровой`) or another whole name
/// follows.
fn parted(words: Words<'_>, tokens: Range<usize>) -> Vec<Range<usize>> {
    let breaks = |token: usize| {
        words.is_predicate(token) && words.form(token).chars().all(char::is_lowercase)
    };
    let begins_another = |token: usize, start: usize| {
        let (before, here) = (words.case(token - 1), words.case(token));
        let in_another_case = here.is_some() && before.is_some() && here != before;
        // `Иван Лугин Пётр Ребров`, as below a picture: two whole names.
        let whole = token + 2 == tokens.end && !is_first_name(words, token + 1);
        token >= start + 2
            && (in_another_case || whole)
            && is_first_name(words, token)
            && !is_first_name(words, token - 1)
    };
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut start = tokens.start;
    // `министр Лернии Оскар Тавель`: where the other network has a place at the head, it is of the office.
    if let Some(name) = words.name_at(start)
        && name.kind != NameKind::Person
        && name.tokens.end < tokens.end
        && words.person_at(name.tokens.end).is_some()
    {
        start = name.tokens.end;
    }
    let first = start;
    for token in first..tokens.end {
        if breaks(token) {
            parts.push(start..token);
            start = token + 1;
        } else if token > start && begins_another(token, start) {
            parts.push(start..token);
            start = token;
        }
    }
    parts.push(start..tokens.end);
    parts.retain(|part| !part.is_empty());
    parts
}

fn has_grammeme(words: Words<'_>, token: usize, grammemes: &[Grammeme]) -> bool {
    let parses = words.dictionary.parses(&words.form(token).to_lowercase());
    parses
        .iter()
        .any(|parse| parse.known && grammemes.iter().any(|&grammeme| parse.tag.has(grammeme)))
}

fn is_first_name(words: Words<'_>, token: usize) -> bool {
    has_grammeme(words, token, &[Grammeme::FirstName])
}

/// Whether a single word at the head of a sentence is no name by the dictionary, or is no word at all.
fn is_common_word(words: Words<'_>, tokens: Range<usize>) -> bool {
    let token = tokens.start;
    if tokens.len() > 1 {
        return false;
    }
    let form = words.form(token);
    if form.chars().filter(|letter| letter.is_alphabetic()).count() < 2 {
        return true;
    }
    let sentence = words.analysis.sentence_of(token).tokens.start;
    let first = (sentence..token).all(|before| words.is_punctuation(before));
    let names = [Grammeme::FirstName, Grammeme::Surname, Grammeme::Patronymic, Grammeme::Place];
    first && words.dictionary.knows(form) && !has_grammeme(words, token, &names)
}

/// Gives each single word the kind that it mostly has in the report.
fn by_majority(words: Words<'_>, found: NamedEntities) -> NamedEntities {
    let mut votes: HashMap<String, [usize; 3]> = HashMap::new();
    let word = |token: usize| NameWord::new(words.form(token), words.case(token));
    let mut vote = |token: usize, side: Side| {
        for name in word(token).fitting() {
            votes.entry(name.to_owned()).or_default()[side as usize] += 1;
        }
    };
    for tokens in &found.people {
        // The surname of a full name speaks for a person too.
        vote(tokens.end - 1, Side::Person);
    }
    let single = |tokens: &Range<usize>| (tokens.len() == 1).then_some(tokens.start);
    found.bodies.iter().filter_map(single).for_each(|token| vote(token, Side::Body));
    let places = found.places.iter().map(|(tokens, _)| tokens);
    places.filter_map(single).for_each(|token| vote(token, Side::Place));

    // What is doubtful stays what it was.
    let side = |tokens: &Range<usize>, now: Side| -> Side {
        let Some(token) = single(tokens) else { return now };
        let most = word(token)
            .fitting()
            .filter_map(|name| votes.get(name))
            .max_by_key(|votes| votes[now as usize])
            .copied();
        let Some(votes) = most else { return now };
        let others = [Side::Person, Side::Body, Side::Place];
        let best = others.into_iter().max_by_key(|&side| (votes[side as usize], side == now));
        best.unwrap_or(now)
    };
    let mut mended = NamedEntities::default();
    let mut put = |tokens: Range<usize>, side: Side, kind: EntityKind| match side {
        Side::Person => mended.people.push(tokens),
        Side::Body => mended.bodies.push(tokens),
        Side::Place => mended.places.push((tokens, kind)),
    };
    for tokens in found.people {
        let side = side(&tokens, Side::Person);
        put(tokens, side, EntityKind::Location);
    }
    for tokens in found.bodies {
        let side = side(&tokens, Side::Body);
        put(tokens, side, EntityKind::Location);
    }
    for (tokens, kind) in found.places {
        // A town's team, government or street often has its name.
        put(tokens, Side::Place, kind);
    }
    let order = |tokens: &Range<usize>| (tokens.start, std::cmp::Reverse(tokens.end));
    mended.people.sort_by_key(order);
    mended.bodies.sort_by_key(order);
    mended.places.sort_by_key(|(tokens, _)| order(tokens));
    let mut end = 0;
    mended.people.retain(|tokens| {
        let apart = tokens.start >= end;
        end = end.max(tokens.end);
        apart
    });
    mended.bodies.dedup();
    mended
}
