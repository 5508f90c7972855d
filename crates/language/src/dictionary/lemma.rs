//! Which word is this a form of, here?

use compact_str::CompactString;

use super::unknown::millionths;
use super::{Dictionary, Form};
use crate::morphology::{Morphology, PartOfSpeech};

impl Dictionary {
    /// The normal form of the word, in lower case and with `е` for `ё`, of the parse that fits what
    /// the word is in its sentence.
    ///
    /// It is chosen as natasha 1.6.0 does (MIT): the first parse with the same part of speech and the
    /// same features; else the first with the most in common; else, where none has anything in
    /// common, the word as it stands.
    pub fn lemma(&self, word: &str, here: &Morphology) -> CompactString {
        let word = normal_word(word);
        if !word.chars().any(|letter| matches!(letter, 'а'..='я')) {
            // Numbers, punctuation and words in other letters are their own normal forms.
            return word;
        }
        let found = self.matches(&self.words, &word);
        if found.is_empty() {
            let parses = self.parses(&word);
            let best = parses
                .iter()
                .map(|parse| (likeness(&self.morphology_of(parse), here), parse))
                .rev()
                .max_by_key(|(likeness, _)| *likeness)
                .filter(|(likeness, _)| *likeness > 0);
            return best.map_or(word, |(_, parse)| normal_word(&parse.normal_form));
        }
        let mut best: Vec<(&CompactString, Form, u16)> = Vec::new();
        let mut most = 0;
        for found in &found {
            for entry in self.word_lists.get(found.list) {
                let [paradigm, index] = super::short_numbers(entry);
                let form = Form { paradigm, index };
                let Some(tag) = self.tag_number(form) else { continue };
                let likeness = likeness(&self.morphologies[usize::from(tag)], here);
                if likeness > most {
                    best.clear();
                    most = likeness;
                }
                if likeness == most && most > 0 {
                    best.push((&found.word, form, tag));
                }
            }
        }
        let Some(&first) = best.first() else { return word };
        // Their order matters only where they are forms of different words.
        let same = |other: &(&CompactString, Form, u16)| {
            other.0 == first.0 && other.1.paradigm == first.1.paradigm
        };
        let (found, form, _) = if best.iter().all(same) {
            first
        } else {
            let known = self.probabilities_of(&word);
            let likeliest = best.iter().rev().max_by_key(|(_, _, tag)| millionths(known, *tag));
            likeliest.copied().unwrap_or(first)
        };
        normal_word(&self.normal_form(form, found))
    }
}

/// In lower case, with `е` for `ё`.
fn normal_word(word: &str) -> CompactString {
    let mut normal = CompactString::with_capacity(word.len());
    if word.contains('Σ') {
        // Only as a whole does a word tell which of the two small sigmas it ends in.
        normal.push_str(&word.to_lowercase());
        return normal;
    }
    for letter in word.chars().flat_map(char::to_lowercase) {
        normal.push(if letter == 'ё' { 'е' } else { letter });
    }
    normal
}

/// How much a parse is like what the word is `here`: most where all is the same, else by what they
/// have in common.
fn likeness(parse: &Morphology, here: &Morphology) -> u32 {
    // Short forms are `Variant=Brev` in natasha's tables, and `Variant=Short` in the networks', so
    // that they never are the same.
    if parse == here && !parse.short { u32::MAX } else { in_common(parse, here) }
}

/// How many of part of speech, case, gender, number, aspect, digits, person and tense are the same.
fn in_common(one: &Morphology, other: &Morphology) -> u32 {
    fn same<Value: PartialEq>(one: Option<Value>, other: Option<Value>) -> u32 {
        u32::from(one.is_some() && one == other)
    }
    u32::from(broad(one.part_of_speech) == broad(other.part_of_speech))
        + same(one.case, other.case)
        + same(one.gender, other.gender)
        + same(one.number, other.number)
        + same(one.aspect, other.aspect)
        + u32::from(one.digits && other.digits)
        + same(one.person, other.person)
        + same(one.tense, other.tense)
}

/// The part of speech without what OpenCorpora does not tell apart.
pub(super) fn broad(part_of_speech: PartOfSpeech) -> PartOfSpeech {
    match part_of_speech {
        PartOfSpeech::ProperNoun => PartOfSpeech::Noun,
        PartOfSpeech::Auxiliary => PartOfSpeech::Verb,
        PartOfSpeech::SubordinatingConjunction => PartOfSpeech::CoordinatingConjunction,
        other => other,
    }
}
