//! The lists are sound.

use std::collections::HashSet;

use depesha_language::Language;

use super::lists::{LISTS, Need, Predicate};
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
        .chain(LISTS.modes.keys().map(|(_, lemma)| *lemma));
    assert_eq!(dead(lemmas), [""; 0]);
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
                }
            }
        }
    }
    twice.sort_unstable();
    assert_eq!(twice, [""; 0], "asked for in two rows");
    assert!(LISTS.verbs.keys().all(|lemma| !LISTS.nouns.contains_key(lemma)));
}

#[test]
fn every_class_that_is_asked_for_exists() {
    for (lemma, row) in all_rows() {
        for need in &row.needs {
            if let Need::Class(class) = need {
                let known = matches!(*class, "state" | "body") || LISTS.classes.contains_key(class);
                assert!(known, "{lemma} asks for {class}");
            }
        }
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
    let lemmas: HashSet<&str> = LISTS.verbs.keys().chain(LISTS.nouns.keys()).copied().collect();
    assert!(lemmas.len() >= 800, "{} predicates", lemmas.len());
}

#[test]
fn modes_are_those_of_plover() {
    let modes = [
        "visit",
        "third-party",
        "multilateral",
        "phone",
        "withdraw",
        "release",
        "disarm",
        "ceasefire",
        "access",
        "resign",
        "assist",
        "change",
        "yield",
        "meet",
        "disapprove",
        "investigate",
        "allege",
        "restrict",
        "arrest",
        "relations",
        "expel",
        "territory",
        "violence",
        "demo",
        "riot",
        "strike",
        "hunger",
        "boycott",
        "obstruct",
        "vandalize",
        "convict",
        "discontinue",
        "troops",
        "weapons",
        "police",
        "militia",
        "seize",
        "censor",
        "curfew",
        "martial-law",
        "deport",
        "withhold",
        "misinformation",
        "cyber",
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
    ];
    for (lemma, row) in all_rows() {
        assert!(row.mode.is_none_or(|mode| modes.contains(&mode)), "{lemma}: {:?}", row.mode);
    }
}
