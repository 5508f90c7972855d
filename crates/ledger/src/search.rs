//! Words to look for, by their lemmas.

use crate::lemmas::lemma_key;

/// The most ways to understand a phrase that are looked for.
const MOST_WAYS: usize = 64;

/// What is looked for in texts: all of some words and phrases, in any form.
///
/// Words without a context may be forms of several dictionary words; a text fits that has one of
/// them: `стали` finds steel and what became.
///
/// ```
/// use depesha_ledger::Search;
///
/// let lemmas = |word: &str| match word {
///     "санкциями" => vec!["санкция".to_owned()],
///     "стали" => vec!["сталь".to_owned(), "стать".to_owned()],
///     other => vec![other.to_owned()],
/// };
/// let search = Search::new("санкциями «против стали»", lemmas).unwrap();
/// assert_eq!(search.expression(), r#""санкция" AND ("против сталь" OR "против стать")"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    expression: String,
}

impl Search {
    /// What is looked for by these words; those in quotation marks have to stand side by side.
    /// `lemmas_of` gives the lemmas of which a word may be a form. `None` where there is no word.
    pub fn new(words: &str, lemmas_of: impl Fn(&str) -> Vec<String>) -> Option<Self> {
        let mut parts: Vec<String> = Vec::new();
        let pieces = words.split(['"', '«', '»', '„', '“', '”']);
        for (at, piece) in pieces.enumerate() {
            let words: Vec<&str> =
                piece.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).collect();
            if at % 2 == 1 {
                parts.extend(any_of(&phrases(&words, &lemmas_of)));
            } else {
                let each = words.iter().filter_map(|word| any_of(&phrases(&[word], &lemmas_of)));
                parts.extend(each);
            }
        }
        (!parts.is_empty()).then(|| Self { expression: parts.join(" AND ") })
    }

    /// The expression in the language of SQLite's FTS5.
    pub fn expression(&self) -> &str {
        &self.expression
    }
}

/// The phrases of lemmas that these words may be.
fn phrases(words: &[&str], lemmas_of: &impl Fn(&str) -> Vec<String>) -> Vec<String> {
    if words.is_empty() {
        return Vec::new();
    }
    let mut ways: Vec<String> = vec![String::new()];
    for word in words {
        let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        let mut lemmas: Vec<String> =
            lemmas_of(bare).into_iter().map(|lemma| lemma_key(&lemma)).collect();
        if lemmas.is_empty() {
            lemmas.push(lemma_key(bare));
        }
        lemmas.sort();
        lemmas.dedup();
        ways = ways
            .iter()
            .flat_map(|way| lemmas.iter().map(move |lemma| format!("{way} {lemma}")))
            .take(MOST_WAYS)
            .collect();
    }
    ways.into_iter().map(|way| way.trim().replace('"', "")).collect()
}

fn any_of(phrases: &[String]) -> Option<String> {
    match phrases {
        [] => None,
        [one] => Some(format!("\"{one}\"")),
        several => Some(format!("(\"{}\")", several.join("\" OR \""))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(words: &str) -> Option<String> {
        Search::new(words, |word| vec![word.to_owned()]).map(|search| search.expression)
    }

    #[test]
    fn marks_of_the_query_language_are_words_like_others() {
        assert_eq!(
            expression("Санкции NOT (против)").unwrap(),
            r#""санкции" AND "not" AND "против""#
        );
        assert_eq!(expression("тёплый*").unwrap(), r#""теплый""#);
        assert_eq!(expression(" — ! "), None);
        assert_eq!(expression("\"\""), None);
    }

    #[test]
    fn a_phrase_left_open_is_a_phrase() {
        assert_eq!(expression("мост «через реку").unwrap(), r#""мост" AND "через реку""#);
    }
}
