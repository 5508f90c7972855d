//! How names are compared, and the parts of a person's name.

use crate::report::Gender;

/// A name as it is compared: lower case, `е` for `ё`, no quotation marks, single spaces.
pub(crate) fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for word in name.split(|c: char| c.is_whitespace() || "«»\"„“”()".contains(c)) {
        if word.is_empty() {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        for letter in word.chars().flat_map(char::to_lowercase) {
            key.push(match letter {
                'ё' => 'е',
                '–' | '—' | '‑' => '-',
                other => other,
            });
        }
    }
    key
}

/// The parts of a person's name, folded as [`key`] does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PersonName {
    /// Given name and surname without patronymic, where it has both; `None` for a bare surname or
    /// one with initials, which name nobody by themselves.
    pub(crate) full: Option<String>,
    /// The words that a bare surname may be: the last, and the first where surnames may come first.
    pub(crate) surnames: Vec<String>,
    /// The first letters of given name and patronymic, as far as they are there.
    pub(crate) initials: Vec<char>,
    /// The patronymic, or an initial in its place.
    pub(crate) middle: Option<String>,
    /// What the patronymic tells.
    pub(crate) gender: Option<Gender>,
}

const MALE_ENDINGS: [&str; 3] = ["ович", "евич", "ьич"];
const FEMALE_ENDINGS: [&str; 4] = ["овна", "евна", "инична", "ична"];

fn gender_of_patronymic(word: &str) -> Option<Gender> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ["ильич", "лукич", "фомич", "кузьмич", "никитич"].contains(&word)
    {
        Some(Gender::Male)
    } else if word.chars().count() < 6 {
        None
    } else if ends(&MALE_ENDINGS) {
        Some(Gender::Male)
    } else if ends(&FEMALE_ENDINGS) {
        Some(Gender::Female)
    } else {
        None
    }
}

/// The son or daughter of the word before.
fn gender_of_particle(word: &str) -> Option<Gender> {
    match word {
        "оглы" | "оглу" | "улы" => Some(Gender::Male),
        "кызы" | "гызы" => Some(Gender::Female),
        _ => None,
    }
}

impl PersonName {
    pub(crate) fn of(name: &str) -> Self {
        let key = key(name);
        let mut words: Vec<&str> = Vec::new();
        let mut is_initial: Vec<bool> = Vec::new();
        for word in key.split(' ').filter(|word| !word.is_empty()) {
            // `и.г.` is two initials, `дж.` one.
            let dotted = word.contains('.');
            for piece in word.split('.').filter(|piece| !piece.is_empty()) {
                words.push(piece);
                let letters = piece.chars().count();
                is_initial.push(letters == 1 || dotted && letters == 2);
            }
        }
        let (mut middle, mut gender) = (None, None);
        if let Some(at) = (2..words.len()).find(|&at| gender_of_particle(words[at]).is_some()) {
            gender = gender_of_particle(words[at]);
            middle = Some(format!("{} {}", words[at - 1], words[at]));
            words.drain(at - 1..=at);
            is_initial.drain(at - 1..=at);
            if at == words.len() + 1 && words.len() == 2 {
                // Surname, given name, patronymic.
                words.swap(0, 1);
                is_initial.swap(0, 1);
            }
        } else if words.len() == 3 {
            for at in [1, 2] {
                if !is_initial.contains(&true)
                    && let Some(found) = gender_of_patronymic(words[at])
                {
                    gender = Some(found);
                    middle = Some(words[at].to_owned());
                    words =
                        if at == 1 { vec![words[0], words[2]] } else { vec![words[1], words[0]] };
                    is_initial = vec![false, false];
                    break;
                }
            }
            if middle.is_none() && is_initial == [false, true, false] {
                middle = Some(words[1].to_owned());
                words.remove(1);
                is_initial.remove(1);
            }
        }
        let spelled: Vec<&str> =
            (0..words.len()).filter(|&at| !is_initial[at]).map(|at| words[at]).collect();
        let whole = spelled.len() == words.len() && words.len() >= 2;
        let first_letter = |word: &str| word.chars().next();
        let initials = if whole {
            let middle = middle.as_deref().and_then(first_letter);
            first_letter(words[0]).into_iter().chain(middle).collect()
        } else {
            let letters = (0..words.len()).filter(|&at| is_initial[at]);
            letters.filter_map(|at| first_letter(words[at])).collect()
        };
        let mut surnames: Vec<String> = spelled.last().iter().map(|&&w| w.to_owned()).collect();
        if whole && middle.is_none() && spelled[0] != spelled[spelled.len() - 1] {
            surnames.push(spelled[0].to_owned());
        }
        Self { full: whole.then(|| words.join(" ")), surnames, initials, middle, gender }
    }

    /// Whether one person may have both patronymics, of which one may be an initial.
    pub(crate) fn middles_agree(one: &str, other: &str) -> bool {
        let is_initial = |name: &str| name.chars().count() == 1;
        if is_initial(one) || is_initial(other) {
            one.chars().next() == other.chars().next()
        } else {
            // `Гейдар оглы` is `Гейдарович`.
            let stem = |name: &str| {
                let first = name.split(' ').next().unwrap_or(name);
                let endings = MALE_ENDINGS.iter().chain(&FEMALE_ENDINGS);
                let stem = endings.filter_map(|ending| first.strip_suffix(ending)).next();
                stem.unwrap_or(first).to_owned()
            };
            stem(one) == stem(other)
        }
    }
}

/// Words that begin names which each state, town or firm has its own of; by feel.
const FIRST_WORDS_OF_MANY: &[&str] = &[
    "администрация",
    "агентство",
    "академия",
    "армия",
    "ведомство",
    "верховная",
    "верховный",
    "вмс",
    "ввс",
    "вооруженные",
    "генеральная",
    "генпрокуратура",
    "государственная",
    "государственный",
    "департамент",
    "институт",
    "кабинет",
    "комиссия",
    "комитет",
    "конгресс",
    "конституционный",
    "мвд",
    "мид",
    "министерство",
    "мэрия",
    "национальная",
    "национальный",
    "оппозиция",
    "палата",
    "парламент",
    "партия",
    "полиция",
    "посольство",
    "правительство",
    "прокуратура",
    "сенат",
    "следственный",
    "служба",
    "совет",
    "суд",
    "университет",
    "управление",
    "федеральная",
    "федеральный",
    "центральная",
    "центральный",
    "центробанк",
    "цб",
];

/// Whether the name of a body fits many: `полиция`, `Министерство обороны`, `Центральный банк`.
pub(crate) fn is_generic(name: &str) -> bool {
    let has_capital = |word: &str| word.chars().any(char::is_uppercase);
    let mut words = name.split_whitespace();
    let Some(first) = words.next() else { return true };
    if words.clone().any(has_capital) || name.contains(['«', '"', '„', '“']) {
        return false;
    }
    let alone = words.next().is_none();
    let key = key(first);
    !has_capital(first)
        || FIRST_WORDS_OF_MANY.contains(&key.as_str())
        || alone && key.starts_with("мин") && key.chars().count() > 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_marks_and_yo() {
        assert_eq!(key("ЗАО  «Берёзовая роща»"), "зао березовая роща");
    }

    #[test]
    fn the_patronymic_is_no_part_of_what_names_are_found_by() {
        for name in ["Павел Ильич Ручьёв", "Ручьёв Павел Ильич", "Павел Ручьёв"]
        {
            assert_eq!(PersonName::of(name).full.as_deref(), Some("павел ручьев"), "{name}");
        }
        assert_eq!(PersonName::of("Павел Ильич Ручьёв").middle.as_deref(), Some("ильич"));
        let azerbaijani = PersonName::of("Рашад Керим оглы Саламов");
        assert_eq!(azerbaijani.full.as_deref(), Some("рашад саламов"));
        assert_eq!(azerbaijani.middle.as_deref(), Some("керим оглы"));
        assert_eq!(azerbaijani.gender, Some(Gender::Male));
        let reversed = PersonName::of("Саламова Лейла Керим кызы");
        assert_eq!(reversed.full.as_deref(), Some("лейла саламова"));
        assert_eq!(reversed.gender, Some(Gender::Female));
        let american = PersonName::of("Джон Т. Райдер");
        assert_eq!(american.full.as_deref(), Some("джон райдер"));
        assert_eq!(american.middle.as_deref(), Some("т"));
    }

    #[test]
    fn a_surname_with_initials_or_without_names_nobody_by_itself() {
        for name in ["Ручьёв", "П. Ручьёв", "П.И. Ручьёв", "Ручьёв П. И."]
        {
            let parsed = PersonName::of(name);
            assert_eq!(parsed.full, None, "{name}");
            assert_eq!(parsed.surnames, ["ручьев"], "{name}");
        }
        assert_eq!(PersonName::of("Ручьёв П. И.").initials, ['п', 'и']);
    }

    #[test]
    fn two_forms_of_one_patronymic_agree() {
        assert!(PersonName::middles_agree("гейдар оглы", "гейдарович"));
        assert!(PersonName::middles_agree("и", "ильич"));
        assert!(!PersonName::middles_agree("ильич", "петрович"));
    }

    #[test]
    fn a_name_that_fits_many_bodies_is_told_from_one_of_its_own() {
        for many in ["Министерство обороны", "парламент", "МИД", "Минобороны", "Верховный суд"]
        {
            assert!(is_generic(many), "{many}");
        }
        for one in ["Речпорт", "Милли Меджлис", "НАТО", "Европейский союз", "Совет Европы"]
        {
            assert!(!is_generic(one), "{one}");
        }
    }
}
