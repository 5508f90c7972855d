//! What is somebody called in the nominative?
//!
//! First names, patronymics and surnames that the dictionary has as such are inflected by it; for
//! others there are rules by ending, gender and case.
//!
//! # Known weaknesses
//!
//! * A surname that is not in the dictionary and has lost a vowel is given without it, but for those
//!   in `-вец`: `Чубка` gives `Чубк`, not `Чубок`.
//! * Surnames of women in `-ой` that are adjectives are told from those in `-а` by the case alone.
//! * A foreign surname in `-а` that the network takes for a genitive loses it.

use compact_str::CompactString;

use super::inflection::{agreement, in_letter_case_of};
use super::tag::GENDERS;
use super::{Dictionary, Grammeme, Parse, Tag, Wanted, join};
use crate::morphology::{Animacy, Case, Gender, Morphology, Number, PartOfSpeech};

/// Which part of a person's name a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NamePart {
    /// First name: `Ильхам`.
    First,
    /// Patronymic: `Гейдарович`.
    Patronymic,
    /// Surname: `Алиев`.
    Surname,
}

impl NamePart {
    fn grammeme(self) -> Grammeme {
        match self {
            NamePart::First => Grammeme::FirstName,
            NamePart::Patronymic => Grammeme::Patronymic,
            NamePart::Surname => Grammeme::Surname,
        }
    }
}

impl Dictionary {
    /// A word of a person's name in the nominative singular, with the letters' case as it was.
    ///
    /// `gender` is the person's, where it is known (from the first name, say); else that of `here`
    /// is taken. `here` is what the word is in its sentence: its case decides between `Алиева`, a
    /// woman, and `Алиева`, of a man. Parts between hyphens are taken one by one. Words that have one
    /// form (`Шойгу`, `Порошенко`; of women, `Нуланд`) stay.
    pub fn name_in_nominative(
        &self,
        word: &str,
        part: NamePart,
        gender: Option<Gender>,
        here: &Morphology,
    ) -> String {
        if word.contains('-') {
            let parts: Vec<String> = word
                .split('-')
                .map(|piece| self.name_in_nominative(piece, part, gender, here))
                .collect();
            return parts.join("-");
        }
        let has_capital = word.chars().next().is_some_and(char::is_uppercase);
        let is_russian = word.chars().all(is_russian);
        if !is_russian {
            return word.to_owned();
        }
        let lower = word.to_lowercase();
        if !has_capital {
            // `аль` and `бин` have one form; `младшего` and `старшего` are adjectives.
            const ADJECTIVE: Tag = Tag::of(&[Grammeme::FullAdjective, Grammeme::Singular]);
            let parses = self.known_parses(&lower);
            let adjective = parses.iter().find(|parse| parse.tag.has_all(ADJECTIVE));
            let wanted = Wanted { gender, ..Wanted::case(Case::Nominative) };
            let form = adjective.and_then(|parse| self.inflect_parse(parse, wanted));
            return form.map_or(lower, |form| in_letter_case_of(&form, word));
        }
        let here = Morphology {
            part_of_speech: PartOfSpeech::ProperNoun,
            animacy: Some(Animacy::Animate),
            gender: gender.or(here.gender),
            ..*here
        };
        let form = self
            .known_name(&lower, part, &here)
            .or_else(|| by_rule(&lower, part, &here))
            .unwrap_or_else(|| lower.as_str().into());
        in_letter_case_of(&form, word)
    }

    /// The gender of people of that first name, given in the nominative; `None` for names that the
    /// dictionary does not have, or has for both.
    pub fn gender_of_first_name(&self, name: &str) -> Option<Gender> {
        const NEEDED: Tag =
            Tag::of(&[Grammeme::FirstName, Grammeme::Nominative, Grammeme::Singular]);
        let parses = self.known_parses(&name.to_lowercase());
        let mut genders = parses
            .iter()
            .filter(|parse| parse.tag.has_all(NEEDED))
            .map(|parse| gender_of(parse.tag));
        let first = genders.next()??;
        genders.all(|gender| gender == Some(first)).then_some(first)
    }

    /// The nominative by the dictionary: as this part of a name, else as another, else as a common
    /// word in just this case.
    fn known_name(&self, word: &str, part: NamePart, here: &Morphology) -> Option<CompactString> {
        let parses = self.known_parses(word);
        let fits = |parse: &&Parse| {
            let found = gender_of(parse.tag);
            let any = found.is_none() || here.gender.is_none();
            (any || found == here.gender) && !parse.tag.has(Grammeme::Plural)
        };
        const NAMES: Tag = Tag::of(&[Grammeme::FirstName, Grammeme::Patronymic, Grammeme::Surname]);
        let best = |choice: &dyn Fn(&Parse) -> bool| {
            parses
                .iter()
                .filter(|parse| fits(parse) && choice(parse))
                .rev()
                .max_by_key(|parse| agreement(parse.tag, true, here))
        };
        let parse = best(&|parse| parse.tag.has(part.grammeme()))
            .or_else(|| best(&|parse| parse.tag.has_any(NAMES)))
            .or_else(|| {
                if is_woman_without_ending(word, here) {
                    return None;
                }
                best(&|parse| {
                    let found = self.morphology_of(parse);
                    matches!(found.part_of_speech, PartOfSpeech::Noun | PartOfSpeech::Adjective)
                        && found.case.is_some()
                        && found.case == here.case
                        && found.gender == here.gender
                })
            })?;
        let mut wanted = Wanted::case(Case::Nominative).and_number(Number::Singular);
        wanted.gender = gender_of(parse.tag);
        self.inflect_parse(parse, wanted)
    }
}

/// The gender of whom the patronymic belongs to, in any case: `Гейдаровича`, `Ивановной`, `оглы`.
pub fn gender_of_patronymic(word: &str) -> Option<Gender> {
    let word = word.to_lowercase();
    match word.as_str() {
        "оглы" | "углы" | "улы" | "оглу" => return Some(Gender::Masculine),
        "кызы" | "гызы" => return Some(Gender::Feminine),
        _ => {}
    }
    let ends_with = |stems: &[&str], endings: &[&str]| {
        endings.iter().any(|ending| {
            let rest = word.strip_suffix(ending);
            rest.is_some_and(|rest| stems.iter().any(|stem| rest.ends_with(stem)))
        })
    };
    if ends_with(&["ович", "евич", "ьич", "мич", "кич"], &["", "а", "у", "ем", "е"])
    {
        Some(Gender::Masculine)
    } else if ends_with(&["овн", "евн", "ичн", "инишн"], &["а", "ы", "е", "у", "ой", "ою"])
    {
        Some(Gender::Feminine)
    } else {
        None
    }
}

fn gender_of(tag: Tag) -> Option<Gender> {
    // Of names for both, the tag has a gender too where the form is that of one.
    if tag.has(Grammeme::CommonGender) {
        return None;
    }
    let found = tag.and(GENDERS);
    [
        (Grammeme::Masculine, Gender::Masculine),
        (Grammeme::Feminine, Gender::Feminine),
        (Grammeme::Neuter, Gender::Neuter),
    ]
    .into_iter()
    .find_map(|(grammeme, gender)| found.has(grammeme).then_some(gender))
}

fn is_russian(letter: char) -> bool {
    matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё')
}

fn is_consonant(letter: char) -> bool {
    is_russian(letter) && !"аеёиоуыэюяьъй".contains(letter)
}

fn is_woman_without_ending(word: &str, here: &Morphology) -> bool {
    here.gender == Some(Gender::Feminine) && word.chars().next_back().is_some_and(is_consonant)
}

/// What stands before an ending.
#[derive(Clone, Copy)]
enum Before {
    /// `-ов`, `-ев`, `-ёв`, `-ин`, `-ын`.
    Possessive,
    /// `-ск`, `-цк`.
    Sk,
    /// `г`, `к`, `х`.
    Velar,
    /// `ж`, `ц`, `ч`, `ш`, `щ`.
    Sibilant,
    Consonant,
    Vowel,
    /// `-вц`, which is `-вец` without its vowel.
    Vts,
    /// `-ович`, `-евич`, `-ич`.
    Patronymic,
    /// `-овн`, `-евн`, `-ичн`.
    PatronymicOfWoman,
}

impl Before {
    fn fits(self, stem: &str) -> bool {
        let ends = |endings: &[&str]| endings.iter().any(|ending| stem.ends_with(ending));
        let last = stem.chars().next_back();
        match self {
            Before::Possessive => ends(&["ов", "ев", "ёв", "ин", "ын"]),
            Before::Sk => ends(&["ск", "цк"]),
            Before::Velar => ends(&["г", "к", "х"]),
            Before::Sibilant => ends(&["ж", "ц", "ч", "ш", "щ"]),
            Before::Consonant => last.is_some_and(is_consonant),
            Before::Vowel => last.is_some_and(|letter| "аеёиоуыэюя".contains(letter)),
            Before::Vts => ends(&["вц"]),
            Before::Patronymic => ends(&["ич"]),
            Before::PatronymicOfWoman => ends(&["вн", "чн", "шн"]),
        }
    }
}

/// Endings, what must stand before them, the cases in which they are taken for endings (all, where
/// none is named), and what stands in their place in the nominative.
type Rule = (&'static [&'static str], Before, &'static [Case], &'static str);

const GENITIVE: &[Case] = &[Case::Genitive];
const DATIVE: &[Case] = &[Case::Dative];
const ACCUSATIVE: &[Case] = &[Case::Accusative];
const INSTRUMENTAL: &[Case] = &[Case::Instrumental];
const LOCATIVE: &[Case] = &[Case::Locative];
const GENITIVE_ACCUSATIVE: &[Case] = &[Case::Genitive, Case::Accusative];
const DATIVE_LOCATIVE: &[Case] = &[Case::Dative, Case::Locative];
const GENITIVE_DATIVE_LOCATIVE: &[Case] = &[Case::Genitive, Case::Dative, Case::Locative];
const ANY: &[Case] = &[];

/// The first rule that fits is taken. The list is by feel, over the names of politicians in the news.
const OF_MEN: &[Rule] = &[
    (&["ого", "ому", "им", "ие", "их", "ими"], Before::Sk, ANY, "ий"),
    (&["ом"], Before::Sk, LOCATIVE, "ий"),
    (&["ым", "ы", "ых", "ыми"], Before::Possessive, ANY, ""),
    (&["ого"], Before::Velar, GENITIVE_ACCUSATIVE, "ий"),
    (&["ого"], Before::Consonant, GENITIVE_ACCUSATIVE, "ый"),
    (&["его"], Before::Consonant, GENITIVE_ACCUSATIVE, "ий"),
    (&["ому"], Before::Velar, DATIVE, "ий"),
    (&["ому"], Before::Consonant, DATIVE, "ый"),
    (&["ему"], Before::Consonant, DATIVE, "ий"),
    (&["ым"], Before::Consonant, INSTRUMENTAL, "ый"),
    (&["ию"], Before::Consonant, ACCUSATIVE, "ия"),
    (&["ии", "ией"], Before::Consonant, &[Case::Genitive, Case::Dative, Case::Instrumental], "ия"),
    (&["я"], Before::Vowel, GENITIVE_ACCUSATIVE, "й"),
    (&["ю"], Before::Vowel, DATIVE, "й"),
    (&["ем"], Before::Vowel, INSTRUMENTAL, "й"),
    (&["е", "и"], Before::Vowel, LOCATIVE, "й"),
    (&["а"], Before::Vts, GENITIVE_ACCUSATIVE, "ец"),
    (&["у"], Before::Vts, DATIVE, "ец"),
    (&["ем"], Before::Vts, INSTRUMENTAL, "ец"),
    (&["а"], Before::Consonant, GENITIVE_ACCUSATIVE, ""),
    (&["у"], Before::Consonant, DATIVE, ""),
    (&["ом"], Before::Consonant, INSTRUMENTAL, ""),
    (&["ем"], Before::Sibilant, INSTRUMENTAL, ""),
    (&["е"], Before::Consonant, LOCATIVE, ""),
    (&["я"], Before::Consonant, GENITIVE_ACCUSATIVE, "ь"),
    (&["ю"], Before::Consonant, DATIVE, "ь"),
    (&["ем"], Before::Consonant, INSTRUMENTAL, "ь"),
    (&["ы"], Before::Consonant, GENITIVE, "а"),
    (&["и"], Before::Velar, GENITIVE, "а"),
    (&["е"], Before::Consonant, DATIVE, "а"),
    (&["у"], Before::Consonant, ACCUSATIVE, "а"),
    (&["ю"], Before::Consonant, ACCUSATIVE, "я"),
    (&["ой", "ою"], Before::Consonant, INSTRUMENTAL, "а"),
    (&["ей"], Before::Sibilant, INSTRUMENTAL, "а"),
    (&["ей"], Before::Consonant, INSTRUMENTAL, "я"),
];

const OF_WOMEN: &[Rule] = &[
    (&["ой", "ою", "у", "ы", "ых", "ым", "ыми"], Before::Possessive, ANY, "а"),
    (&["ой", "ою", "ую", "ие", "их", "им", "ими"], Before::Sk, ANY, "ая"),
    (&["ой"], Before::Consonant, GENITIVE_DATIVE_LOCATIVE, "ая"),
    (&["ую"], Before::Consonant, ACCUSATIVE, "ая"),
    (&["юю"], Before::Consonant, ACCUSATIVE, "яя"),
    (&["ой", "ою"], Before::Consonant, INSTRUMENTAL, "а"),
    (&["ии"], Before::Consonant, GENITIVE_DATIVE_LOCATIVE, "ия"),
    (&["ию"], Before::Consonant, ACCUSATIVE, "ия"),
    (&["ией"], Before::Consonant, INSTRUMENTAL, "ия"),
    (&["ы"], Before::Consonant, GENITIVE, "а"),
    (&["и"], Before::Velar, GENITIVE, "а"),
    (&["е"], Before::Consonant, DATIVE_LOCATIVE, "а"),
    (&["у"], Before::Consonant, ACCUSATIVE, "а"),
    (&["ю"], Before::Consonant, ACCUSATIVE, "я"),
    (&["ей"], Before::Sibilant, INSTRUMENTAL, "а"),
    (&["ей"], Before::Consonant, INSTRUMENTAL, "я"),
];

const PATRONYMICS: &[Rule] = &[
    (&["а", "у", "ем", "е"], Before::Patronymic, ANY, ""),
    (&["ы", "е", "у", "ой", "ою"], Before::PatronymicOfWoman, ANY, "а"),
];

/// Endings of names that have one form, though they may look like case endings.
const INDECLINABLE: &[&str] = &[
    "ко",
    "аго",
    "яго",
    "ово",
    "швили",
    "дзе",
    "ия",
    "еску",
    "оглу",
    "оглы",
    "кызы",
    "ньи",
    "ули",
];

fn by_rule(word: &str, part: NamePart, here: &Morphology) -> Option<CompactString> {
    if part == NamePart::Patronymic {
        return first_that_fits(PATRONYMICS, word, here.case);
    }
    let plural = here.number == Some(Number::Plural);
    let has_one_form = INDECLINABLE.iter().any(|ending| word.ends_with(ending));
    if has_one_form && !plural && !is_genitive_in_iya(word, here) {
        return None;
    }
    match here.gender {
        Some(Gender::Masculine) => possessive_of_man(word)
            .map(CompactString::from)
            .or_else(|| first_that_fits(OF_MEN, word, here.case)),
        Some(Gender::Feminine) => first_that_fits(OF_WOMEN, word, here.case),
        _ => first_that_fits(OF_MEN, word, here.case)
            .or_else(|| first_that_fits(OF_WOMEN, word, here.case)),
    }
}

/// `Гадаева` of a man, whatever the network says of the case: no man is called by a name in `-ова`.
/// Names in `-ина` may be in the nominative.
fn possessive_of_man(word: &str) -> Option<&str> {
    let stem = word.strip_suffix('а')?;
    ["ов", "ев", "ёв"].iter().any(|ending| stem.ends_with(ending)).then_some(stem)
}

/// `Юрия` is the genitive of a name in `-ий`; `Берия`, as a nominative, is its own.
fn is_genitive_in_iya(word: &str, here: &Morphology) -> bool {
    let oblique = matches!(here.case, Some(Case::Genitive | Case::Accusative));
    word.ends_with("ия") && oblique && here.gender != Some(Gender::Feminine)
}

fn first_that_fits(rules: &[Rule], word: &str, case: Option<Case>) -> Option<CompactString> {
    rules
        .iter()
        .filter(|(_, _, cases, _)| {
            cases.is_empty() || case.is_some_and(|case| cases.contains(&case))
        })
        .find_map(|rule| apply(rule, word))
}

fn apply(&(endings, before, _, instead): &Rule, word: &str) -> Option<CompactString> {
    let stem = endings.iter().find_map(|ending| {
        let stem = word.strip_suffix(ending)?;
        before.fits(stem).then_some(stem)
    })?;
    // Names of one syllable such as `Ху` and `Ли` have no endings.
    let has_vowel = stem.chars().any(|letter| "аеёиоуыэюя".contains(letter));
    has_vowel.then(|| join([stem, instead]))
}
