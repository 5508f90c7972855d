//! Which word is this a form of, here?

use compact_str::CompactString;

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
            let best = best(parses.iter().map(|parse| (parse, self.morphology_of(parse))), here);
            return best.map_or(word, |parse| normal_word(&parse.normal_form));
        }
        let mut candidates: Vec<(&str, Form, u16)> = Vec::new();
        for found in &found {
            for &[paradigm, index] in self.word_lists.get(found.list) {
                let form = Form { paradigm, index };
                if let Some(tag) = self.tag_number(form) {
                    candidates.push((&found.word, form, tag));
                }
            }
        }
        if candidates.len() > 1 {
            let probabilities = self.probabilities_of(&word);
            candidates.sort_by_key(|&(_, _, tag)| {
                std::cmp::Reverse(super::unknown::millionths(probabilities, tag))
            });
        }
        let with_morphology = candidates
            .into_iter()
            .map(|(word, form, tag)| ((word, form), self.morphologies[usize::from(tag)]));
        match best(with_morphology, here) {
            Some((found, form)) => normal_word(&self.normal_form(form, found)),
            None => word,
        }
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

/// The first candidate that is the same as `here`, else the first that has most in common with it.
fn best<Candidate>(
    candidates: impl Iterator<Item = (Candidate, Morphology)>,
    here: &Morphology,
) -> Option<Candidate> {
    let mut best = None;
    let mut most = 0;
    for (candidate, morphology) in candidates {
        // Short forms are `Variant=Brev` in natasha's tables, and `Variant=Short` in the networks',
        // so that they never are the same.
        if morphology == *here && !morphology.short {
            return Some(candidate);
        }
        let common = in_common(&morphology, here);
        if common > most {
            most = common;
            best = Some(candidate);
        }
    }
    best
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
