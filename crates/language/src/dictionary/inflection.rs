//! How does the word read in another case, number or gender?

use compact_str::CompactString;

use super::lemma::broad;
use super::{Dictionary, Form, Grammeme, Parse, Tag, join, stem, tag};
use crate::morphology::{Case, Gender, Morphology, Number, PartOfSpeech, VerbForm};

/// What a form is to be; what is `None` stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The case.
    pub case: Option<Case>,
    /// The number.
    pub number: Option<Number>,
    /// The gender, of adjectives, participles, past tenses and surnames.
    pub gender: Option<Gender>,
}

impl Wanted {
    /// That case, and number and gender as they are.
    pub const fn case(case: Case) -> Self {
        Self { case: Some(case), number: None, gender: None }
    }

    /// That number too.
    pub const fn and_number(self, number: Number) -> Self {
        Self { number: Some(number), ..self }
    }

    /// That gender too.
    pub const fn and_gender(self, gender: Gender) -> Self {
        Self { gender: Some(gender), ..self }
    }

    fn is_met_by(self, here: &Morphology) -> bool {
        (self.case.is_none() || self.case == here.case)
            && (self.number.is_none() || self.number == here.number)
            && (self.gender.is_none() || self.gender == here.gender)
    }
}

impl Dictionary {
    /// The wanted form of the word, as which it is taken by `here`: of all parses the one that agrees
    /// best. `None` where its paradigm has no such form.
    ///
    /// Letters keep their case (`МИДа`, `МИД`), and `ё` is written only where the word has it, as
    /// texts do that write `е` for `ё`.
    pub fn inflect(&self, word: &str, here: &Morphology, wanted: Wanted) -> Option<String> {
        if is_woman_by_indeclinable_name(word, here) {
            return Some(word.to_owned());
        }
        let parses = self.parses(word);
        if !parses[0].known && wanted.is_met_by(here) {
            // What the network says of a new word is surer than what its ending says.
            return Some(word.to_owned());
        }
        // Of equals the first: max_by_key would take the last.
        let best =
            parses.iter().rev().max_by_key(|parse| agreement(parse.tag, parse.known, here))?;
        self.inflect_parse(best, wanted).map(|form| in_letter_case_of(&form, word))
    }

    /// The wanted form of a parse, in lower case.
    pub fn inflect_parse(&self, parse: &Parse, wanted: Wanted) -> Option<CompactString> {
        let forms = self.forms(parse);
        let mut needed = Tag::default();
        let mut replaced = Tag::default();
        if let Some(case) = wanted.case {
            needed = needed.or(Tag::of(&[tag::case(case)]));
            replaced = replaced.or(tag::CASES);
        }
        if let Some(number) = wanted.number {
            needed = needed.or(Tag::of(&[tag::number(number)]));
            replaced = replaced.or(tag::NUMBERS);
        }
        let has_own_gender = parse.tag.has(Grammeme::Noun) && !parse.tag.has(Grammeme::Surname);
        let to_plural = wanted.number == Some(Number::Plural)
            || (wanted.number.is_none() && parse.tag.has(Grammeme::Plural));
        if let Some(gender) = wanted.gender.filter(|_| !has_own_gender && !to_plural) {
            needed = needed.or(Tag::of(&[tag::gender(gender)]));
            replaced = replaced.or(tag::GENDERS);
        }
        let target = parse.tag.without(replaced).or(needed);
        let part_of_speech = parse.tag.and(tag::PARTS_OF_SPEECH);
        let closest = |needed: Tag| {
            forms
                .iter()
                .filter(|(_, tag)| {
                    tag.has_all(needed) && tag.and(tag::PARTS_OF_SPEECH) == part_of_speech
                })
                .min_by_key(|(_, tag)| target.distance(*tag))
                .map(|(word, _)| word.clone())
        };
        // Words that are used in one number only have no forms in the other.
        closest(needed).or_else(|| closest(needed.without(tag::NUMBERS)))
    }

    /// All forms of the word, in lower case, as the parse understands it.
    pub fn forms(&self, parse: &Parse) -> Vec<(CompactString, Tag)> {
        let front = &parse.word[..parse.front];
        let back = &parse.word[parse.word.len() - parse.back..];
        let core = &parse.word[parse.front..parse.word.len() - parse.back];
        let around = |form: &str| join([front, form, back]);
        if let Some(parts) = &parse.parts {
            let (one, other) = &**parts;
            let lefts = self.forms(one);
            let pairs = self.forms(other).into_iter().filter_map(|(right, tag)| {
                let (left, left_tag) = lefts.iter().min_by_key(|(_, left)| left.distance(tag))?;
                Some((around(&join([left, "-", &right])), *left_tag))
            });
            return pairs.collect();
        }
        let Some((form, (suffix, _, prefix))) =
            parse.form.and_then(|form| Some((form, self.parts_of(form)?)))
        else {
            return vec![(parse.word.clone(), parse.tag)];
        };
        let stem = stem(core, prefix, suffix);
        let length = self.paradigms.get(u64::from(form.paradigm)).len();
        (0..length)
            .filter_map(|index| {
                let form = Form { index: u16::try_from(index).ok()?, ..form };
                let (suffix, tag, prefix) = self.parts_of(form)?;
                let word = around(&join([prefix, stem, suffix]));
                Some((word, self.tags[usize::from(tag)]))
            })
            .collect()
    }
}

/// Surnames of women that end in a consonant have one form: `Нуланд`, `Бербок`.
fn is_woman_by_indeclinable_name(word: &str, here: &Morphology) -> bool {
    here.part_of_speech == PartOfSpeech::ProperNoun
        && here.gender == Some(Gender::Feminine)
        && here.animacy == Some(crate::morphology::Animacy::Animate)
        && word.chars().next_back().is_some_and(|letter| "бвгджзклмнпрстфхцчшщ".contains(letter))
}

/// How well a parse fits what the word is in its sentence.
///
/// The weights are by feel: part of speech first, then what is seen on the form, then what is not.
pub(super) fn agreement(tag: Tag, known: bool, here: &Morphology) -> u32 {
    let found = tag.morphology();
    let is_adjective = |morphology: &Morphology| {
        matches!(morphology.part_of_speech, PartOfSpeech::Adjective | PartOfSpeech::Determiner)
            || (morphology.verb_form == Some(VerbForm::Participle))
    };
    let mut points = 0;
    if broad(found.part_of_speech) == broad(here.part_of_speech) {
        points += 8;
    } else if is_adjective(&found) && is_adjective(here) {
        points += 6;
    }
    points += agree(found.case, here.case, 4)
        + agree(found.number, here.number, 4)
        + agree(found.gender, here.gender, 4)
        + agree(found.animacy, here.animacy, 2)
        + agree(found.aspect, here.aspect, 1)
        + agree(found.tense, here.tense, 1)
        + agree(found.person, here.person, 1)
        + agree(found.voice, here.voice, 1);
    const NAMES: Tag = Tag::of(&[
        Grammeme::FirstName,
        Grammeme::Surname,
        Grammeme::Patronymic,
        Grammeme::Place,
        Grammeme::Organization,
    ]);
    let proper = here.part_of_speech == PartOfSpeech::ProperNoun;
    if proper == tag.has_any(NAMES) {
        points += 2;
    }
    points + u32::from(known)
}

fn agree<Value: PartialEq>(one: Option<Value>, other: Option<Value>, points: u32) -> u32 {
    if one.is_some() && one == other { points } else { 0 }
}

/// A form in lower case, with capitals as the example has them, and with `ё` only if the example
/// has one.
///
/// The letters that both begin with keep their case; the rest is in capitals where the example is
/// all in capitals: `МИДа`, `мид`: `МИД`; `АЛИЕВА`, `алиеву`: `АЛИЕВУ`. Parts between hyphens are
/// taken one by one.
pub(super) fn in_letter_case_of(form: &str, example: &str) -> String {
    let keeps_yo = example.contains(['ё', 'Ё']);
    let form = if keeps_yo { form.to_owned() } else { form.replace('ё', "е") };
    let (forms, examples) = (form.split('-'), example.split('-'));
    if forms.clone().count() != examples.clone().count() {
        return part_in_letter_case_of(&form, example);
    }
    let parts = forms.zip(examples).map(|(form, example)| part_in_letter_case_of(form, example));
    parts.collect::<Vec<_>>().join("-")
}

fn part_in_letter_case_of(form: &str, example: &str) -> String {
    let has = |test: fn(char) -> bool| example.chars().any(test);
    let in_capitals =
        has(char::is_uppercase) && !has(char::is_lowercase) && example.chars().nth(1).is_some();
    let mut shared = true;
    let mut examples = example.chars();
    let mut word = String::with_capacity(form.len());
    for (at, letter) in form.chars().enumerate() {
        let model = examples.next();
        let same = |model: char| {
            let plain = |letter: char| if letter == 'ё' { 'е' } else { letter };
            model.to_lowercase().map(plain).eq([plain(letter)])
        };
        shared = shared && model.is_some_and(same);
        let capital = match model {
            Some(model) if shared || at == 0 => model.is_uppercase(),
            _ => in_capitals,
        };
        if capital {
            word.extend(letter.to_uppercase());
        } else {
            word.push(letter);
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::in_letter_case_of;

    #[test]
    fn letters_keep_their_case() {
        for (form, example, expected) in [
            ("мид", "МИДа", "МИД"),
            ("алиеву", "АЛИЕВА", "АЛИЕВУ"),
            ("алиев", "Алиева", "Алиев"),
            ("президент", "президентом", "президент"),
            ("люди", "Человека", "Люди"),
            ("премьер-министр", "Премьер-Министра", "Премьер-Министр"),
            ("салтыков-щедрин", "Салтыкова-Щедрина", "Салтыков-Щедрин"),
            ("пётр", "Петра", "Петр"),
            ("королёв", "Королёва", "Королёв"),
            ("а", "А", "А"),
            ("", "Абв", ""),
        ] {
            assert_eq!(in_letter_case_of(form, example), expected, "{form} as {example}");
        }
    }
}
