//! The lists of words that show attitudes, from the files in `data/`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::lexicon::rows;
use crate::record::Polarity;

/// A word of attitude between two parties.
pub(super) struct Stance {
    pub(super) polarity: Polarity,
    /// How sure it is, in hundredths.
    pub(super) sure: u8,
    /// Cases, by their Russian abbreviations, and prepositions in which the other party stands.
    pub(super) places: Vec<&'static str>,
}

/// What a word says of whoever bears it.
pub(super) struct Judgement {
    pub(super) polarity: Polarity,
    /// How sure it is, in hundredths.
    pub(super) sure: u8,
}

/// All lists, by lemma.
pub(super) struct Lists {
    pub(super) stances: HashMap<&'static str, Vec<Stance>>,
    pub(super) judgements: HashMap<&'static str, Judgement>,
    /// Words for what is good or bad.
    pub(super) valences: HashMap<&'static str, Polarity>,
}

pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let polarity = |word: &str| {
        Polarity::from_name(word).unwrap_or_else(|| panic!("no such polarity in a list: {word}"))
    };
    let sure = |word: &str| {
        word.parse().unwrap_or_else(|_| panic!("no hundredths in a list of attitudes: {word}"))
    };
    let mut stances: HashMap<&str, Vec<Stance>> = HashMap::new();
    for [lemmas, sign, hundredths, places] in rows(include_str!("../../data/attitude_words.tsv")) {
        for lemma in lemmas.split(' ') {
            stances.entry(lemma).or_default().push(Stance {
                polarity: polarity(sign),
                sure: sure(hundredths),
                places: places.split(' ').collect(),
            });
        }
    }
    let mut judgements = HashMap::new();
    for [lemmas, sign, hundredths] in rows(include_str!("../../data/judging_words.tsv")) {
        for lemma in lemmas.split(' ') {
            judgements
                .entry(lemma)
                .or_insert(Judgement { polarity: polarity(sign), sure: sure(hundredths) });
        }
    }
    let mut valences = HashMap::new();
    for [lemmas, sign] in rows(include_str!("../../data/valence_words.tsv")) {
        for lemma in lemmas.split(' ') {
            valences.entry(lemma).or_insert(polarity(sign));
        }
    }
    Lists { stances, judgements, valences }
});
