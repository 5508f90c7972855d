//! Names of people: their parts, and which forms may be of one name.
//!
//! A word of a name is kept with all that it may be in the nominative (`Каменева`: a woman, or of a man),
//! so that two forms of one name meet though neither stands in the nominative, and a dictionary that
//! does not have the name is no hindrance.

use std::ops::Range;

use depesha_language::dictionary::{Grammeme, gender_of_patronymic};
use depesha_language::morphology::{Case, Gender};

use crate::tables::folded;
use crate::words::Words;

/// What a word of a name may be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NameReading {
    /// Folded; of names that are adjectives always in `-ий`.
    nominative: String,
    gender: Option<Gender>,
    /// Whether the case that the word has in its sentence allows it.
    fits: bool,
}

/// A word of a name, in whatever case it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NameWord {
    /// Folded, as it stands.
    form: String,
    readings: Vec<NameReading>,
}

/// How surely two words are forms of one name; greater is surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// A letter differs, as by a slip of the pen.
    Near,
    /// Forms of one name, though not in the cases that their sentences ask for.
    Loose,
    /// Forms of one name.
    Same,
}

const G: &[Case] = &[Case::Genitive];
const D: &[Case] = &[Case::Dative];
const A: &[Case] = &[Case::Accusative];
const I: &[Case] = &[Case::Instrumental];
const L: &[Case] = &[Case::Locative];
const N: &[Case] = &[Case::Nominative, Case::Vocative];
const GA: &[Case] = &[Case::Genitive, Case::Accusative];
const DL: &[Case] = &[Case::Dative, Case::Locative];
const GDL: &[Case] = &[Case::Genitive, Case::Dative, Case::Locative];
const GDIL: &[Case] = &[Case::Genitive, Case::Dative, Case::Instrumental, Case::Locative];

/// What must stand before an ending.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Consonant,
    Vowel,
    Anything,
}

const M: Option<Gender> = Some(Gender::Masculine);
const F: Option<Gender> = Some(Gender::Feminine);

/// A row of [`ENDINGS`].
type Ending = (&'static str, Before, &'static [Case], &'static str, Option<Gender>);

/// Endings of the declensions of names: the ending, what stands before it, the cases, what stands in
/// its place in the nominative, the gender. From the grammar of Russian.
const ENDINGS: &[Ending] = &[
    ("а", Before::Consonant, GA, "", M),
    ("у", Before::Consonant, D, "", M),
    ("ом", Before::Consonant, I, "", M),
    ("ем", Before::Consonant, I, "", M),
    ("ым", Before::Consonant, I, "", M),
    ("е", Before::Consonant, L, "", M),
    ("я", Before::Vowel, GA, "й", M),
    ("ю", Before::Vowel, D, "й", M),
    ("ем", Before::Vowel, I, "й", M),
    ("е", Before::Vowel, L, "й", M),
    ("и", Before::Vowel, L, "й", M),
    ("я", Before::Consonant, GA, "ь", M),
    ("ю", Before::Consonant, D, "ь", M),
    ("ем", Before::Consonant, I, "ь", M),
    ("е", Before::Consonant, L, "ь", M),
    ("и", Before::Consonant, GDL, "ь", F),
    ("ью", Before::Consonant, I, "ь", F),
    ("ы", Before::Consonant, G, "а", None),
    ("и", Before::Consonant, G, "а", None),
    ("е", Before::Consonant, DL, "а", None),
    ("у", Before::Consonant, A, "а", None),
    ("ой", Before::Consonant, GDIL, "а", None),
    ("ою", Before::Consonant, I, "а", None),
    ("ей", Before::Consonant, I, "а", None),
    ("и", Before::Anything, GDL, "я", None),
    ("е", Before::Anything, DL, "я", None),
    ("ю", Before::Anything, A, "я", None),
    ("ей", Before::Anything, I, "я", None),
    ("ого", Before::Anything, GA, "ий", M),
    ("его", Before::Anything, GA, "ий", M),
    ("ому", Before::Anything, D, "ий", M),
    ("ему", Before::Anything, D, "ий", M),
    ("ым", Before::Anything, I, "ий", M),
    ("им", Before::Anything, I, "ий", M),
    ("ом", Before::Anything, L, "ий", M),
    ("ем", Before::Anything, L, "ий", M),
    ("ый", Before::Anything, N, "ий", M),
    ("ой", Before::Anything, N, "ий", M),
    ("яя", Before::Anything, N, "ая", F),
    ("ой", Before::Anything, GDIL, "ая", F),
    ("ей", Before::Anything, GDIL, "ая", F),
    ("ую", Before::Anything, A, "ая", F),
    ("юю", Before::Anything, A, "ая", F),
];

fn is_vowel(letter: char) -> bool {
    "аеиоуыэюя".contains(letter)
}

fn is_consonant(letter: char) -> bool {
    matches!(letter, 'а'..='я') && !is_vowel(letter) && letter != 'ь' && letter != 'ъ'
}

impl NameWord {
    /// The word as it stands in the given case.
    pub(super) fn new(form: &str, case: Option<Case>) -> Self {
        let form = folded(form).replace(['\'', '’', '.'], "");
        let mut readings = vec![as_it_stands(&form, case)];
        let mut add = |nominative: String, gender, fits| {
            if !readings.iter().any(|known: &NameReading| {
                known.nominative == nominative && known.gender == gender && known.fits >= fits
            }) {
                readings.push(NameReading { nominative, gender, fits });
            }
        };
        for &(ending, before, cases, nominative, gender) in ENDINGS {
            let Some(stem) = form.strip_suffix(ending) else { continue };
            let Some(last) = stem.chars().next_back() else { continue };
            let letters = stem.chars().count();
            let allowed = match before {
                Before::Consonant => is_consonant(last),
                Before::Vowel => is_vowel(last),
                Before::Anything => true,
            };
            if letters < 2 || !allowed {
                continue;
            }
            let fits = case.is_none_or(|case| cases.contains(&case));
            add(format!("{stem}{nominative}"), gender, fits);
            // `Павла` of `Павел`, `Цапка` of `Цапок`, `Льва` of `Лев`.
            if nominative.is_empty() && letters >= 3 {
                let front = &stem[..stem.len() - last.len_utf8()];
                if front.ends_with('ь') {
                    add(format!("{}е{last}", front.trim_end_matches('ь')), gender, fits);
                } else if front.ends_with(is_consonant) {
                    add(format!("{front}е{last}"), gender, fits);
                    add(format!("{front}о{last}"), gender, fits);
                }
            }
        }
        Self { form, readings }
    }

    pub(super) fn form(&self) -> &str {
        &self.form
    }

    /// Whether the two are forms of one name, and how surely.
    pub(super) fn likeness(&self, other: &Self) -> Option<Likeness> {
        let mut found = None;
        for (one, another) in self.shared(other) {
            let genders =
                one.gender.is_none() || another.gender.is_none() || one.gender == another.gender;
            let likeness =
                if one.fits && another.fits && genders { Likeness::Same } else { Likeness::Loose };
            found = found.max(Some(likeness));
        }
        found.or_else(|| nearly(&self.form, &other.form).then_some(Likeness::Near))
    }

    fn shared<'b>(
        &'b self,
        other: &'b Self,
    ) -> impl Iterator<Item = (&'b NameReading, &'b NameReading)> {
        self.readings.iter().flat_map(|one| {
            let alike =
                other.readings.iter().filter(|another| another.nominative == one.nominative);
            alike.map(move |another| (one, another))
        })
    }

    /// The gender of the one who is called so, if the form tells: `Каменева` in the nominative is a woman.
    pub(super) fn gender(&self) -> Option<Gender> {
        let mut fitting = self.readings.iter().filter(|reading| reading.fits);
        let gender = fitting.next()?.gender?;
        fitting.all(|reading| reading.gender == Some(gender)).then_some(gender)
    }

    /// Whether somebody of this gender may be called so here.
    pub(super) fn may_be(&self, gender: Gender) -> bool {
        let mut fitting = self.readings.iter().filter(|reading| reading.fits).peekable();
        fitting.peek().is_none()
            || fitting.any(|reading| reading.gender.is_none_or(|known| known == gender))
    }

    /// Keeps of what the word may be only what another form of the name allows too.
    fn narrow(&mut self, other: &Self) {
        let kept: Vec<NameReading> = self
            .readings
            .iter()
            .filter(|one| {
                let alike = |another: &NameReading| another.nominative == one.nominative;
                other.readings.iter().any(alike)
            })
            .cloned()
            .collect();
        if !kept.is_empty() {
            self.readings = kept;
        }
    }

    /// What the word may be in the nominative, by the case that it has here; folded.
    pub(super) fn fitting(&self) -> impl Iterator<Item = &str> {
        let fitting = self.readings.iter().filter(|reading| reading.fits);
        fitting.map(|reading| reading.nominative.as_str())
    }

    /// All that the word may be in the nominative, folded.
    pub(super) fn nominatives(&self) -> impl Iterator<Item = &str> {
        self.readings.iter().map(|reading| reading.nominative.as_str())
    }
}

/// The word as a nominative, or as a name of one form.
fn as_it_stands(form: &str, case: Option<Case>) -> NameReading {
    let nominative = case.is_none_or(|case| N.contains(&case));
    let ends = |endings: &[&str]| endings.iter().any(|ending| form.ends_with(ending));
    let (gender, fits) = if ends(&["ова", "ева", "ина", "ына", "ая"]) {
        (F, nominative)
    } else if ends(&["ий", "ый", "ов", "ев", "ин", "ын"]) {
        (M, nominative)
    } else if ends(&["а", "я"]) {
        (None, nominative)
    } else if form.ends_with(is_consonant) && !nominative {
        // A woman by a name that has no ending for her: `канцлера Меркель`.
        (F, true)
    } else {
        (None, true)
    };
    let nominative = match form.strip_suffix("ый") {
        Some(stem) => format!("{stem}ий"),
        None => form.to_owned(),
    };
    NameReading { nominative, gender, fits }
}

/// Whether two spellings differ by one letter at the most, as a slip of the pen does.
fn nearly(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < 5 || long.len() - short.len() > 1 || short[0] != long[0] {
        return false;
    }
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let skip = usize::from(short.len() == long.len());
    short[(same + skip).min(short.len())..] == long[(same + 1).min(long.len())..]
}

/// The parts of a person's name.
#[derive(Debug, Clone, Default)]
pub(super) struct PersonName {
    pub(super) first: Option<NameWord>,
    /// Of the first name and the patronymic, in lower case: `вв` of `В. В.`, `дж` of `Дж.`.
    pub(super) initials: Vec<String>,
    pub(super) patronymic: Option<NameWord>,
    pub(super) surname: Option<NameWord>,
    /// Middle names, further surnames, names in other letters.
    pub(super) others: Vec<NameWord>,
    /// `младший`, `старший`, or the number of a monarch.
    pub(super) generation: Option<String>,
    /// Whether it is a single word, which may be a surname, a first name or a nickname.
    pub(super) bare: bool,
}

/// Words within names that two forms of one name may do without.
const PARTICLES: &[&str] = &[
    "аль",
    "эль",
    "аш",
    "ас",
    "ад",
    "ар",
    "ат",
    "ан",
    "бин",
    "бен",
    "ибн",
    "абу",
    "де",
    "ди",
    "да",
    "ду",
    "дель",
    "делла",
    "дос",
    "фон",
    "ван",
    "дер",
    "ден",
    "ла",
    "ле",
    "лос",
    "of",
    "de",
    "van",
    "von",
    "al",
    "el",
    "bin",
    "der",
    "da",
    "di",
];

/// Words of address before names, which belong to no name.
const ADDRESSES: &[&str] = &[
    "миссис",
    "мистер",
    "мисс",
    "мадам",
    "сэр",
    "леди",
    "лорд",
    "дон",
    "донна",
    "пан",
    "пани",
    "сеньор",
    "синьор",
    "господин",
    "госпожа",
    "святой",
    "святая",
    "товарищ",
    "дядя",
    "тетя",
    "шейх",
    "маэстро",
];

impl PersonName {
    /// The parts of the name that the tokens are; `None` where there is no letter among them.
    pub(super) fn parse(words: Words<'_>, tokens: Range<usize>) -> Option<Self> {
        let mut name = Self::default();
        let mut whole: Vec<(NameWord, usize)> = Vec::new();
        let several = tokens.len() > 1;
        for token in tokens {
            let form = words.form(token);
            let letters = form.chars().filter(|letter| letter.is_alphabetic()).count();
            if letters == 0 {
                continue;
            }
            let lower = folded(form);
            if several
                && (ADDRESSES.contains(&lower.as_str()) || ADDRESSES.contains(&words.lemma(token)))
            {
                continue;
            }
            let dotted = words.text[words.token(token).span.end..].starts_with('.');
            if form.chars().all(|letter| "IVX".contains(letter)) && !dotted && !whole.is_empty() {
                name.generation = Some(form.to_owned());
                continue;
            }
            if letters == 1 || letters == 2 && dotted && form.chars().all(char::is_alphabetic) {
                name.initials.push(lower);
                continue;
            }
            for piece in form.split('-') {
                let lower = folded(piece);
                if lower.starts_with("младш") || lower.starts_with("старш") {
                    name.generation = Some(lower.chars().take(5).collect());
                } else if !piece.is_empty() {
                    // Alone, a particle may be a name: `Ван`, `Ли`.
                    let alone = !several && !form.contains('-');
                    if !alone && PARTICLES.contains(&lower.as_str()) {
                        continue;
                    }
                    whole.push((NameWord::new(piece, words.case(token)), token));
                }
            }
        }
        let count = whole.len();
        let patronymic = (1..count).find(|&at| is_patronymic(words, &whole, at));
        let mut taken = Vec::new();
        let take = |at: usize, taken: &mut Vec<usize>| {
            taken.push(at);
            Some(whole[at].0.clone())
        };
        match (count, patronymic) {
            (0, _) if name.initials.is_empty() => return None,
            (0, _) => {}
            (1, None) => {
                name.surname = take(0, &mut taken);
                name.bare = name.initials.is_empty();
            }
            // `Виктор Фёдорович`
            (2, Some(1)) => {
                name.first = take(0, &mut taken);
                name.patronymic = take(1, &mut taken);
            }
            // `Грызлов Борис Вячеславович`
            (3, Some(2)) => {
                name.surname = take(0, &mut taken);
                name.first = take(1, &mut taken);
                name.patronymic = take(2, &mut taken);
            }
            (_, patronymic) => {
                name.first = take(0, &mut taken);
                name.surname = take(count - 1, &mut taken);
                name.patronymic =
                    patronymic.filter(|&at| at + 1 < count).and_then(|at| take(at, &mut taken));
            }
        }
        for (at, (word, _)) in whole.into_iter().enumerate() {
            if !taken.contains(&at) {
                name.others.push(word);
            }
        }
        Some(name)
    }

    /// All its words, without initials.
    pub(super) fn words(&self) -> impl Iterator<Item = &NameWord> {
        let named = [&self.first, &self.patronymic, &self.surname];
        named.into_iter().flatten().chain(&self.others)
    }

    /// Whether a name of several words may be of the one who is known by this name, and how surely.
    pub(super) fn likeness(&self, other: &Self) -> Option<Likeness> {
        if let (Some(one), Some(another)) = (&self.generation, &other.generation)
            && one != another
        {
            return None;
        }
        self.part_by_part(other).or_else(|| self.word_among_words(other))
    }

    fn part_by_part(&self, other: &Self) -> Option<Likeness> {
        let surname = match (&self.surname, &other.surname) {
            (Some(one), Some(another)) => one.likeness(another)?,
            _ => Likeness::Same,
        };
        let first = match (&self.first, &other.first) {
            (Some(one), Some(another)) => {
                one.likeness(another).or_else(|| are_short_for(one, another))?
            }
            (one, another) => {
                let initial = |word: &NameWord, initials: &[String]| {
                    initials.first().is_none_or(|initial| word.form.starts_with(initial.as_str()))
                };
                let fits = match (one, another) {
                    (Some(one), None) => initial(one, &other.initials),
                    (None, Some(another)) => initial(another, &self.initials),
                    _ => match (self.initials.first(), other.initials.first()) {
                        (Some(one), Some(another)) => one == another,
                        _ => true,
                    },
                };
                if !fits {
                    return None;
                }
                Likeness::Same
            }
        };
        let patronymic = match (&self.patronymic, &other.patronymic) {
            (Some(one), Some(another)) => one.likeness(another)?,
            _ => Likeness::Same,
        };
        // Without any word in common there is nothing to go by.
        let common = self.surname.is_some() && other.surname.is_some()
            || self.first.is_some() && other.first.is_some();
        // Two slips of the pen in one name are two names.
        let near =
            [surname, first, patronymic].iter().filter(|&&part| part == Likeness::Near).count();
        (common && near < 2).then_some(surname.min(first).min(patronymic))
    }

    /// All words of the shorter name, two at the least, among those of the longer one:
    /// `Фидель Кастро`, `Фидель Алехандро Кастро Рус`; `Иванов Пётр`, `Пётр Иванов`.
    fn word_among_words(&self, other: &Self) -> Option<Likeness> {
        let (short, long) = if self.words().count() <= other.words().count() {
            (self, other)
        } else {
            (other, self)
        };
        let mut words = 0;
        let mut likeness = Likeness::Same;
        for word in short.words() {
            words += 1;
            let best = long.words().filter_map(|other| word.likeness(other)).max()?;
            if best == Likeness::Near {
                return None;
            }
            likeness = likeness.min(best);
        }
        (words >= 2).then_some(likeness)
    }

    /// As what a single word may name the one who is known by this name; greater is likelier.
    pub(super) fn likeness_of_word(&self, word: &NameWord) -> Option<(Part, Likeness)> {
        let of =
            |known: &NameWord, part: Part| known.likeness(word).map(|likeness| (part, likeness));
        let surname = self.surname.as_ref().and_then(|known| of(known, Part::Surname));
        let first = self.first.as_ref().and_then(|known| {
            of(known, Part::First)
                .or_else(|| are_short_for(known, word).map(|likeness| (Part::First, likeness)))
        });
        let others = self.others.iter().filter_map(|known| of(known, Part::Other)).max();
        let patronymic = self.patronymic.as_ref().and_then(|known| of(known, Part::Other));
        // A slip of the pen in a first name is another first name.
        let first = first.filter(|(_, likeness)| *likeness > Likeness::Near);
        [surname, first, others, patronymic]
            .into_iter()
            .flatten()
            .max_by_key(|found| (found.1, found.0))
    }

    /// Takes in what another mention of the same person tells of the name.
    pub(super) fn absorb(&mut self, other: &Self) {
        if self.bare && !other.bare {
            // The word was a surname, a first name or a nickname: now it shows.
            let mut fuller = other.clone();
            for word in self.words() {
                if fuller.words().all(|known| known.likeness(word).is_none()) {
                    fuller.others.push(word.clone());
                }
            }
            *self = fuller;
            return;
        }
        let part = |known: &mut Option<NameWord>, new: &Option<NameWord>| match (known, new) {
            (Some(known), Some(new)) => known.narrow(new),
            (known, Some(new)) => *known = Some(new.clone()),
            _ => {}
        };
        if !other.bare {
            if self.part_by_part(other).is_some() {
                part(&mut self.surname, &other.surname);
                if self.first.as_ref().zip(other.first.as_ref()).is_none_or(|(one, another)| {
                    one.likeness(another).is_some_and(|likeness| likeness > Likeness::Near)
                }) {
                    part(&mut self.first, &other.first);
                }
                part(&mut self.patronymic, &other.patronymic);
            }
            if self.initials.is_empty() {
                self.initials.clone_from(&other.initials);
            }
            for word in other.words() {
                if self.words().all(|known| known.likeness(word).is_none()) {
                    self.others.push(word.clone());
                }
            }
            self.generation = self.generation.take().or_else(|| other.generation.clone());
        }
    }

    /// Takes in a name by which the same person is also known.
    pub(super) fn add_alias(&mut self, alias: &Self) {
        self.others.extend(alias.words().cloned());
        self.others.dedup();
    }
}

/// As which part of a name a single word is taken; greater is likelier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Other,
    First,
    Surname,
}

fn is_patronymic(words: Words<'_>, name: &[(NameWord, usize)], at: usize) -> bool {
    let (_, token) = name[at];
    let form = words.form(token);
    if gender_of_patronymic(form).is_none() {
        return false;
    }
    // `Виктор Янукович` has a surname that looks like one.
    at + 1 < name.len()
        || words
            .dictionary
            .parses(&form.to_lowercase())
            .iter()
            .any(|parse| parse.known && parse.tag.has(Grammeme::Patronymic))
}

/// Whether one first name is short for the other: `Саша`, `Александр`.
fn are_short_for(one: &NameWord, other: &NameWord) -> Option<Likeness> {
    let full = |short: &NameWord, long: &NameWord| {
        short.nominatives().any(|name| {
            crate::tables::short_names(name).any(|full| long.nominatives().any(|word| word == full))
        })
    };
    (full(one, other) || full(other, one)).then_some(Likeness::Loose)
}
