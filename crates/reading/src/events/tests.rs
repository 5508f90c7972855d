//! The lists are sound.

use std::collections::HashSet;

use depesha_language::Language;
use depesha_language::morphology::VerbForm;

use super::lists::{Ground, LISTS, Need, Place, Predicate};
use crate::record::EventType;

fn all_rows() -> impl Iterator<Item = (&'static str, &'static Predicate)> {
    let lists = LISTS.verbs.iter().chain(&LISTS.nouns);
    lists.flat_map(|(lemma, rows)| rows.iter().map(move |row| (*lemma, row)))
}

/// The entries that no text can meet, because the dictionary gives them another lemma.
fn dead(lemmas: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let language = Language::embedded().expect("the model that is compiled in");
    let mut dead: Vec<&str> = lemmas
        .filter(|lemma| {
            let parses = language.dictionary().parses(lemma);
            !parses.iter().any(|parse| parse.normal_form.replace('ё', "е") == **lemma)
        })
        .collect();
    dead.sort_unstable();
    dead.dedup();
    dead
}

#[test]
fn no_entry_is_dead() {
    let lemmas = all_rows()
        .map(|(lemma, _)| lemma)
        .chain(LISTS.light.keys().copied())
        .chain(LISTS.contexts.keys().copied())
        .chain(LISTS.classes.values().flatten().copied())
        .chain(LISTS.modality.keys().copied())
        .chain(LISTS.reflexives.iter().copied())
        .chain(LISTS.modes.keys().map(|(_, lemma)| *lemma));
    assert_eq!(dead(lemmas), [""; 0]);
}

/// The words of which a row asks for one, or rules one out: classes by their members.
fn words(needs: &[Need]) -> HashSet<String> {
    let mut words = HashSet::new();
    for need in needs {
        match need {
            Need::Class(class) if LISTS.classes.contains_key(class) => {
                words.extend(LISTS.classes[class].iter().map(|&lemma| lemma.to_owned()));
            }
            Need::Word(word) => {
                words.insert((*word).to_owned());
            }
            other => {
                words.insert(format!("{other:?}"));
            }
        }
    }
    words
}

#[test]
fn every_word_that_is_asked_for_is_a_lemma_or_a_form() {
    let language = Language::embedded().expect("the model that is compiled in");
    for (lemma, row) in all_rows() {
        for need in row.needs.iter().chain(&row.bars) {
            if let Need::Word(word) = need {
                let parses = language.dictionary().parses(word);
                let reached = language.dictionary().knows(word)
                    || parses.iter().any(|parse| parse.normal_form.replace('ё', "е") == **word);
                assert!(reached, "{lemma} asks for {word}");
            }
        }
    }
}

#[test]
fn verbs_are_infinitives_and_nouns_are_none() {
    let language = Language::embedded().expect("the model that is compiled in");
    let infinitive = |lemma: &str| {
        let parses = language.dictionary().parses(lemma);
        parses.iter().any(|parse| {
            parse.tag.morphology().verb_form == Some(VerbForm::Infinitive)
                && parse.normal_form.replace('ё', "е") == lemma
        })
    };
    let mut wrong: Vec<&str> = LISTS.verbs.keys().copied().filter(|it| !infinitive(it)).collect();
    wrong.extend(LISTS.reflexives.iter().filter(|lemma| !infinitive(lemma)));
    wrong.sort_unstable();
    assert_eq!(wrong, [""; 0]);
    assert!(LISTS.nouns.keys().all(|lemma| !LISTS.verbs.contains_key(lemma)));
}

#[test]
fn no_entry_contradicts_another() {
    let mut twice: Vec<String> = Vec::new();
    for lists in [&LISTS.verbs, &LISTS.nouns] {
        for (lemma, rows) in lists {
            let free = rows.iter().filter(|row| row.needs.is_empty()).count();
            assert!(free <= 1, "{lemma} stands in {free} rows that ask for nothing");
            for (at, row) in rows.iter().enumerate() {
                for other in &rows[at + 1..] {
                    let shared = row.needs.iter().filter(|need| other.needs.contains(need));
                    twice.extend(shared.map(|need| format!("{lemma} {need:?}")));
                    if row.kind != other.kind {
                        let (one, other_words) = (words(&row.needs), words(&other.needs));
                        let shared = one.intersection(&other_words);
                        let kinds = (row.kind, other.kind);
                        twice.extend(shared.map(|word| format!("{lemma} {word} {kinds:?}")));
                    }
                }
            }
        }
    }
    twice.sort_unstable();
    twice.dedup();
    assert_eq!(twice, [""; 0], "asked for in two rows");
    for (lemma, row) in all_rows() {
        let (asked, barred) = (words(&row.needs), words(&row.bars));
        assert!(asked.is_disjoint(&barred), "{lemma} asks for what it rules out");
    }
}

/// A row whose need is met is read before the row that needs nothing: were it to ask for more
/// parties, a word beside the verb would hide an event that the bare verb tells.
#[test]
fn no_row_with_a_need_asks_for_more_parties_than_the_row_without() {
    let parties = |ground: Ground| match ground {
        Ground::Nobody => 0,
        Ground::Either => 1,
        Ground::Actor | Ground::Other => 2,
        Ground::Both => 3,
    };
    for (lemma, rows) in LISTS.verbs.iter().chain(&LISTS.nouns) {
        let Some(free) = rows.iter().find(|row| row.needs.is_empty()) else { continue };
        for row in rows.iter().filter(|row| row.kind == free.kind) {
            assert!(parties(row.ground) <= parties(free.ground), "{lemma} with {:?}", row.needs);
        }
    }
}

#[test]
fn no_passive_is_both_listed_and_set_apart() {
    for lemma in &LISTS.reflexives {
        assert!(lemma.ends_with("ся") || lemma.ends_with("сь"), "{lemma}");
        assert!(!LISTS.verbs.contains_key(lemma), "{lemma} is a verb of the list by itself");
    }
}

#[test]
fn every_class_is_asked_for_and_exists() {
    let mut asked: HashSet<&str> = HashSet::new();
    for (lemma, row) in all_rows() {
        for need in row.needs.iter().chain(&row.bars) {
            if let Need::Class(class) = need {
                let known = matches!(*class, "state" | "body" | "person")
                    || LISTS.classes.contains_key(class);
                assert!(known, "{lemma} asks for {class}");
                asked.insert(class);
            }
        }
    }
    for (class, members) in &LISTS.classes {
        // What one is blamed for not doing is asked for by `judging_word`.
        assert!(asked.contains(class) || *class == "duty", "nothing asks for {class}");
        let distinct: HashSet<&str> = members.iter().copied().collect();
        assert_eq!(distinct.len(), members.len(), "{class} names a word twice");
    }
}

#[test]
fn every_row_is_well_formed() {
    for (table, columns) in [
        (include_str!("../../data/event_verbs.tsv"), 6),
        (include_str!("../../data/event_nouns.tsv"), 7),
        (include_str!("../../data/event_objects.tsv"), 2),
        (include_str!("../../data/event_light_verbs.tsv"), 2),
        (include_str!("../../data/event_modality.tsv"), 3),
        (include_str!("../../data/event_modes.tsv"), 3),
        (include_str!("../../data/event_contexts.tsv"), 2),
        (include_str!("../../data/event_reflexives.tsv"), 1),
    ] {
        for row in table.lines().filter(|row| !row.starts_with('#')) {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), columns, "{row}");
            assert!(cells.iter().all(|cell| !cell.is_empty()), "{row}");
            let lemmas: Vec<&str> = cells[0].split_whitespace().collect();
            let distinct: HashSet<&str> = lemmas.iter().copied().collect();
            assert_eq!(distinct.len(), lemmas.len(), "{row}");
        }
    }
    let prepositions = [
        "в",
        "во время",
        "для",
        "до",
        "за",
        "из",
        "к",
        "между",
        "на",
        "над",
        "о",
        "от",
        "перед",
        "по",
        "под",
        "против",
        "с",
        "у",
    ];
    for (lemma, row) in all_rows() {
        for place in &row.places {
            if let Place::Behind(word) = place {
                assert!(prepositions.contains(word), "{lemma}: {word} is no preposition");
            }
        }
        let suffers = row.places.contains(&Place::Subject);
        assert!(!suffers || row.ground != Ground::Actor, "{lemma} has no actor to name");
    }
}

#[test]
fn every_type_has_verbs_and_nouns() {
    for kind in EventType::ALL {
        assert!(LISTS.verbs.values().flatten().any(|row| row.kind == kind), "{kind:?}");
        assert!(LISTS.nouns.values().flatten().any(|row| row.kind == kind), "{kind:?}");
    }
}

#[test]
fn the_lists_are_large() {
    let predicates = all_rows().count();
    assert!(predicates >= 2500, "{predicates} predicates");
    let lemmas: HashSet<&str> = LISTS.verbs.keys().chain(LISTS.nouns.keys()).copied().collect();
    assert!(lemmas.len() >= 2000, "{} lemmas", lemmas.len());
}

#[test]
fn modes_are_those_of_plover() {
    let modes: [(EventType, &[&str]); 11] = [
        (EventType::Consult, &["visit", "third-party", "multilateral", "phone"]),
        (EventType::Retreat, &["withdraw", "release", "disarm", "ceasefire", "access", "resign"]),
        (EventType::Request, &["assist", "change", "yield", "meet"]),
        (EventType::Accuse, &["disapprove", "investigate", "allege"]),
        (EventType::Reject, &["assist", "change", "yield", "meet"]),
        (
            EventType::Threaten,
            &["restrict", "arrest", "relations", "expel", "territory", "violence"],
        ),
        (
            EventType::Protest,
            &["demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"],
        ),
        (EventType::Sanction, &["convict", "expel", "withdraw", "discontinue"]),
        (EventType::Mobilize, &["troops", "weapons", "police", "militia"]),
        (
            EventType::Coerce,
            &[
                "seize",
                "restrict",
                "censor",
                "curfew",
                "martial-law",
                "arrest",
                "deport",
                "withhold",
                "misinformation",
                "cyber",
            ],
        ),
        (
            EventType::Assault,
            &[
                "abduct",
                "beat",
                "torture",
                "sexual",
                "targeted",
                "destroy",
                "primitive",
                "firearms",
                "explosives",
                "suicide-attack",
                "aerial",
                "drone",
                "heavy-weapons",
                "crowd-control",
                "unconventional",
            ],
        ),
    ];
    let known = |kind: EventType, mode: &str| {
        modes.iter().any(|(of, modes)| *of == kind && modes.contains(&mode))
    };
    for (&(kind, lemma), &mode) in &LISTS.modes {
        assert!(known(kind, mode), "{lemma}: {kind:?} {mode}");
    }
    for (lemma, row) in all_rows() {
        assert!(row.mode.is_none_or(|mode| known(row.kind, mode)), "{lemma}: {:?}", row.mode);
    }
}
