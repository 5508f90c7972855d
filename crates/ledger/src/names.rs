//! By what names are found.

/// A name as names are compared: lower case, `е` for `ё`, one space between words, no quotation
/// marks.
pub(crate) fn name_key(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|letter| !matches!(letter, '«' | '»' | '"' | '„' | '“' | '”'))
        .flat_map(char::to_lowercase)
        .map(|letter| if letter == 'ё' { 'е' } else { letter })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The last word of a person's name, by which people are called; none where it is the only one.
pub(crate) fn last_word_key(name_key: &str) -> Option<&str> {
    name_key.rsplit_once(' ').map(|(_, last)| last)
}
