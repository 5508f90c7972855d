//! What is plain to see of a token, as numbers of a long list: its letters, its forms, its place.

use crate::morphology::Morphology;
use crate::syntax::Relation;

/// FNV-1a over 64 bits, folded to 32.
///
/// Of 2^32 numbers a model knows some 2^15, so that one word in 100,000 that it does not know is
/// taken for one that it does.
struct Trait(u64);

impl Trait {
    fn of(what: &str) -> Self {
        Self(0xcbf2_9ce4_8422_2325).with(what).with("=")
    }

    fn with(mut self, text: &str) -> Self {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self
    }

    fn number(self) -> u32 {
        (self.0 ^ (self.0 >> 32)) as u32
    }
}

/// Traits that depend on a word in lower case alone.
pub(crate) fn of_word(lower_case: &str, found: &mut Vec<u32>) {
    found.push(Trait::of("word").with(lower_case).number());
    let characters = lower_case.chars().count();
    let mut ends = lower_case.char_indices().map(|(at, letter)| at + letter.len_utf8());
    for length in 1..=4 {
        let Some(end) = ends.next() else { break };
        if length >= 2 && length < characters {
            found.push(Trait::of("begins").with(&lower_case[..end]).number());
        }
    }
    let mut starts = lower_case.char_indices().map(|(at, _)| at).rev();
    for length in 1..=5 {
        let Some(start) = starts.next() else { break };
        if length >= 2 && length < characters {
            found.push(Trait::of("ends").with(&lower_case[start..]).number());
        }
    }
    if lower_case.chars().any(|character| character.is_ascii_digit()) {
        let pattern: String = lower_case
            .chars()
            .take(12)
            .map(|character| if character.is_ascii_digit() { '0' } else { character })
            .collect();
        found.push(Trait::of("digits").with(&pattern).number());
    }
    if let Some((first, last)) = lower_case.split_once('-') {
        found.push(Trait::of("left").with(first).number());
        found.push(Trait::of("right").with(last).number());
    }
}

/// The trait of an outward shape.
pub(crate) fn of_shape(shape: u8) -> u32 {
    Trait::of("shape").with(&shape.to_string()).number()
}

/// The trait of a dictionary form.
pub(crate) fn of_lemma(lemma: &str) -> u32 {
    Trait::of("lemma").with(lemma).number()
}

/// Traits of what the word is in its sentence.
pub(crate) fn of_morphology(morphology: &Morphology, found: &mut Vec<u32>) {
    let part = morphology.part_of_speech.name();
    found.push(Trait::of("part").with(part).number());
    for (feature, value) in morphology.features() {
        found.push(Trait::of(feature).with(value).number());
        if feature == "Case" || feature == "Number" {
            found.push(Trait::of(feature).with(value).with(part).number());
        }
    }
}

/// The trait of the relation to the head.
pub(crate) fn of_relation(relation: Relation) -> u32 {
    Trait::of("relation").with(&relation.to_string()).number()
}

/// Traits of the places in a sentence, token by token: first, last, within quotation marks.
pub(crate) fn of_places<'form>(forms: impl ExactSizeIterator<Item = &'form str>) -> Vec<Vec<u32>> {
    let count = forms.len();
    let mut open = 0_u8;
    let mut straight = false;
    let mut found = Vec::with_capacity(count);
    for (at, form) in forms.enumerate() {
        let mut traits = Vec::new();
        match form {
            "«" | "„" | "“" => open = open.saturating_add(1),
            "»" | "”" => open = open.saturating_sub(1),
            "\"" => straight = !straight,
            _ if open > 0 || straight => traits.push(Trait::of("place").with("quoted").number()),
            _ => {}
        }
        if at == 0 {
            traits.push(Trait::of("place").with("first").number());
        }
        if at + 1 == count {
            traits.push(Trait::of("place").with("last").number());
        }
        found.push(traits);
    }
    found
}
