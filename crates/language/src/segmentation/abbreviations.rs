//! Abbreviations after whose full stop a sentence may go on.
//!
//! The lists are those of razdel 0.5 (MIT licence), in lower case, sorted by code point so that
//! they can be searched; `abbreviations_are_sorted` keeps them so.

/// After these a capital letter does not begin a sentence: `им. Мейерхольда`, `г. Москва`.
const BEFORE_NAMES: &[&str] = &[
    "bd",
    "chap",
    "dr",
    "mr",
    "mrs",
    "ms",
    "no",
    "ps",
    "upd",
    "vs",
    "а",
    "абз",
    "акад",
    "англ",
    "араб",
    "арх",
    "ауд",
    "букв",
    "венг",
    "внутр",
    "г",
    "гл",
    "гор",
    "гос",
    "гр",
    "греч",
    "д",
    "дифф",
    "домовлад",
    "доп",
    "евр",
    "зав",
    "зам",
    "им",
    "исп",
    "итал",
    "к",
    "каб",
    "кат",
    "кит",
    "кн",
    "ком",
    "комн",
    "корп",
    "корр",
    "лат",
    "латв",
    "лит",
    "напр",
    "нач",
    "нем",
    "о",
    "обл",
    "обр",
    "оз",
    "ок",
    "откр",
    "отм",
    "оф",
    "п",
    "пер",
    "пл",
    "пол",
    "пом",
    "пос",
    "пп",
    "пр",
    "просп",
    "проф",
    "пс",
    "пт",
    "р",
    "ред",
    "рп",
    "рус",
    "русск",
    "с",
    "сб",
    "св",
    "слав",
    "словацк",
    "см",
    "ср",
    "ст",
    "стр",
    "т",
    "тел",
    "тов",
    "трад",
    "укр",
    "ул",
    "ум",
    "физ",
    "фр",
    "х",
    "хорв",
    "ч",
    "чл",
    "чч",
    "ш",
    "эт",
    "юр",
    "яп",
];

/// After these only a number, a mark or a small letter goes on: `млн руб. Москва` is two sentences.
const AFTER_QUANTITIES: &[&str] = &[
    "al",
    "co",
    "corp",
    "ed",
    "inc",
    "барр",
    "в",
    "вв",
    "га",
    "гг",
    "дес",
    "дол",
    "долл",
    "др",
    "изд",
    "искл",
    "кв",
    "км",
    "коп",
    "куб",
    "мин",
    "млн",
    "млрд",
    "прим",
    "проц",
    "рис",
    "руб",
    "сек",
    "сокр",
    "тыс",
    "устар",
    "час",
    "шутл",
    "яз",
];

/// `т. е.`, `и. о.`: pairs after which a capital letter does not begin a sentence.
const PAIRS_BEFORE_NAMES: &[(&str, &str)] = &[
    ("и", "о"),
    ("к", "н"),
    ("к", "п"),
    ("к", "т"),
    ("л", "д"),
    ("п", "н"),
    ("т", "е"),
    ("т", "к"),
    ("т", "н"),
];

/// `т. д.`, `н. э.`: pairs after which only a number, a mark or a small letter goes on.
const PAIRS_AT_ENDS: &[(&str, &str)] = &[
    ("a", "m"),
    ("p", "m"),
    ("ед", "ч"),
    ("з", "д"),
    ("л", "с"),
    ("мн", "ч"),
    ("н", "э"),
    ("повел", "накл"),
    ("р", "х"),
    ("с", "г"),
    ("с", "ш"),
    ("т", "д"),
    ("т", "п"),
    ("у", "е"),
    ("ч", "т"),
];

/// Initials of more than a letter: `Дж. Буш`, `Вс. Мейерхольд`.
const LONG_INITIALS: &[&str] = &["ed", "вс", "дж"];

/// What is known of a word or a pair before a full stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// No sentence ends here, even before a capital letter.
    BeforeName,
    /// A sentence ends here before a capital letter.
    AtEnd,
}

/// Whether `word` (in lower case, without its full stop) is an abbreviation.
pub(super) fn abbreviation(word: &str) -> Option<Abbreviation> {
    if BEFORE_NAMES.binary_search(&word).is_ok() {
        Some(Abbreviation::BeforeName)
    } else if AFTER_QUANTITIES.binary_search(&word).is_ok() {
        Some(Abbreviation::AtEnd)
    } else {
        None
    }
}

/// Whether `first. second.` (in lower case) is an abbreviation.
pub(super) fn abbreviated_pair(first: &str, second: &str) -> Option<Abbreviation> {
    if PAIRS_BEFORE_NAMES.binary_search(&(first, second)).is_ok() {
        Some(Abbreviation::BeforeName)
    } else if PAIRS_AT_ENDS.binary_search(&(first, second)).is_ok() {
        Some(Abbreviation::AtEnd)
    } else {
        None
    }
}

/// Whether `word` (in lower case) stands for a first name.
pub(super) fn is_long_initial(word: &str) -> bool {
    LONG_INITIALS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_sorted() {
        for list in [BEFORE_NAMES, AFTER_QUANTITIES, LONG_INITIALS] {
            assert!(list.is_sorted_by(|a, b| a < b), "{list:?}");
        }
        for list in [PAIRS_BEFORE_NAMES, PAIRS_AT_ENDS] {
            assert!(list.is_sorted_by(|a, b| a < b), "{list:?}");
        }
    }
}
