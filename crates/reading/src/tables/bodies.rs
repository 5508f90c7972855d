//! Bodies: their short and full names, whose they are, and the nouns that may stand for them.

use std::collections::{HashMap, HashSet};

use super::{folded, is_letter_or_digit, listed};
use crate::lexicon::rows;

/// What the data files know of bodies.
pub(crate) struct Bodies {
    lemmas: HashSet<String>,
    /// By the stems of a short name, joined by spaces.
    names: HashMap<String, Body>,
    /// How the table spells a short name, by its stems joined by spaces.
    spelled: HashMap<String, &'static str>,
    /// The most words of a short name.
    longest: usize,
    /// By the stems of a noun or legal form.
    kinds: HashMap<String, Kind>,
    /// Names, as sorted stems, that every state has for a body of its own.
    of_each_state: HashSet<String>,
    /// The code of a state, by its name or adjective as the table writes it, folded.
    states: HashMap<String, &'static str>,
    /// The same by stems, of which a name may have several words.
    states_by_stems: HashMap<String, &'static str>,
}

/// A body that the table knows by a short name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Body {
    /// The stems of its full name, without its state; of its only name where it has one.
    pub(crate) words: Vec<String>,
    /// The ISO 3166-1 alpha-3 code of its state, where the name alone tells.
    pub(crate) state: Option<&'static str>,
    /// Whether states are its members.
    pub(crate) intergovernmental: bool,
}

/// A noun that says what kind of body something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Whether it only introduces a name: `компания`, `ОАО`, and not `департамент`.
    pub(crate) introduces: bool,
    /// The stems of nouns that may stand for a body of this kind, its own not among them.
    pub(crate) stand_ins: Vec<String>,
}

/// The word without its case ending, folded: what `Государственной` and `Государственная` share.
///
/// Endings are those of nouns and adjectives, the longest first, and at least three letters stay.
/// Different words may share a stem (`партия` and `парта` do not, `мир` and `мира` do).
pub(crate) fn stem(word: &str) -> String {
    const ENDINGS: &[&str] = &[
        "иями", "ями", "ами", "иях", "ях", "ах", "ого", "его", "ому", "ему", "ыми", "ими", "ией",
        "ой", "ей", "ою", "ею", "ом", "ем", "ым", "им", "ых", "их", "ый", "ий", "ая", "яя", "ое",
        "ее", "ую", "юю", "ие", "ые", "ия", "ию", "ии", "иям", "ью", "ов", "ев", "ям", "ам", "а",
        "я", "о", "е", "у", "ю", "ы", "и", "й", "ь",
    ];
    let mut word = folded(word);
    if word.ends_with('ъ') {
        word.pop();
    }
    let ending = ENDINGS
        .iter()
        .filter(|ending| word.strip_suffix(**ending).is_some_and(|rest| rest.len() >= 6))
        .max_by_key(|ending| ending.len());
    if let Some(ending) = ending {
        word.truncate(word.len() - ending.len());
    }
    word
}

/// The words of a name in the table: runs of letters, digits and what stands within words.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| {
        !(is_letter_or_digit(c) || matches!(c, '-' | '’' | '\'' | '+' | '&' | '.'))
    })
    .filter(|word| word.chars().any(is_letter_or_digit))
}

/// Whether the word only joins others: it counts neither in comparisons nor in most abbreviations.
pub(crate) fn joins(word: &str) -> bool {
    matches!(
        word,
        "и" | "по"
            | "в"
            | "во"
            | "на"
            | "с"
            | "со"
            | "о"
            | "об"
            | "при"
            | "за"
            | "для"
            | "из"
            | "у"
            | "к"
            | "от"
            | "под"
            | "имени"
            | "им"
            | "им."
            | "г"
            | "г."
            | "the"
            | "of"
            | "and"
            | "for"
            | "de"
            | "&"
    )
}

impl Bodies {
    pub(super) fn read() -> Self {
        let mut states = HashMap::new();
        let mut states_by_stems = HashMap::new();
        for [code, name, others, adjectives] in rows(include_str!("../../data/states.tsv")) {
            let code = if code == "-" { name } else { code };
            let names = std::iter::once(name).chain(listed(others)).chain(listed(adjectives));
            // A `?` marks names that stand for other things as well.
            for word in names.filter(|name| !name.ends_with('?')) {
                states.entry(folded(word)).or_insert(code);
                let stems: Vec<String> = words(word).map(stem).collect();
                if stems.len() > 1 || stems.iter().all(|stem| stem.chars().count() >= 4) {
                    states_by_stems.entry(stems.join(" ")).or_insert(code);
                }
            }
        }
        let mut kinds = HashMap::new();
        let mut of_each_state = HashSet::new();
        for [noun, introduces, stand_ins] in rows(include_str!("../../data/body_kinds.tsv")) {
            let kind = Kind {
                introduces: introduces == "yes",
                stand_ins: listed(stand_ins).map(stem).collect(),
            };
            if introduces == "each" {
                let mut stems: Vec<String> = words(noun)
                    .map(stem)
                    .flat_map(|stem| stem.split('-').map(str::to_owned).collect::<Vec<_>>())
                    .collect();
                stems.sort();
                of_each_state.insert(stems.join(" "));
            }
            kinds.insert(stem(noun), kind);
        }
        let mut bodies = Self {
            lemmas: HashSet::new(),
            names: HashMap::new(),
            spelled: HashMap::new(),
            longest: 1,
            kinds,
            of_each_state,
            states,
            states_by_stems,
        };
        let mut full_names: Vec<(String, &'static str, Option<&'static str>, bool)> = Vec::new();
        for [lemma, full, _class, intergovernmental, state] in
            rows(include_str!("../../data/bodies.tsv"))
        {
            bodies.lemmas.insert(folded(lemma));
            let stems: Vec<String> = words(lemma).map(stem).collect();
            bodies.longest = bodies.longest.max(stems.len());
            bodies.spelled.entry(stems.join(" ")).or_insert(lemma);
            let full = if full == "-" { lemma } else { full };
            let state = Some(state).filter(|&state| state != "-");
            full_names.push((stems.join(" "), full, state, intergovernmental == "yes"));
        }
        // A full name may hold the short name of another body: `Совет Безопасности ООН`.
        let short: HashMap<&str, &'static str> =
            full_names.iter().map(|(key, full, ..)| (key.as_str(), *full)).collect();
        let spelled_out = |full: &'static str| -> Vec<String> {
            words(full)
                .filter(|word| !joins(&folded(word)))
                .flat_map(|word| match short.get(stem(word).as_str()) {
                    Some(inner) if words(full).count() > 1 && is_abbreviation(word) => {
                        words(inner).filter(|word| !joins(&folded(word))).map(stem).collect()
                    }
                    _ => vec![stem(word)],
                })
                .collect()
        };
        let mut names = HashMap::new();
        for (key, full, state, intergovernmental) in &full_names {
            let (words, own_state) = bodies.without_state(spelled_out(full));
            let body =
                Body { words, state: state.or(own_state), intergovernmental: *intergovernmental };
            names.entry(key.clone()).or_insert_with(|| body.clone());
            if body.words.len() > 1 {
                // Without the state that its name holds, the name may be that of another state's.
                let state = if own_state.is_some() { None } else { *state };
                names.entry(body.words.join(" ")).or_insert(Body { state, ..body });
            }
        }
        bodies.names = names;
        bodies
    }

    pub(super) fn has(&self, lemma: &str) -> bool {
        self.lemmas.contains(lemma)
    }

    /// The body whose short name begins the stems, the longest such name, with its number of words.
    pub(crate) fn at_front(&self, stems: &[String]) -> Option<(&Body, usize)> {
        (1..=self.longest.min(stems.len()))
            .rev()
            .find_map(|length| Some((self.names.get(&stems[..length].join(" "))?, length)))
    }

    /// Whether every state has a body of that name, given as its sorted stems: `правительство`.
    pub(crate) fn is_of_each_state(&self, core: &[String]) -> bool {
        self.of_each_state.contains(&core.join(" "))
    }

    /// How the table spells, in the nominative, the name of which these are the stems.
    pub(crate) fn spelled(&self, stems: &[String]) -> Option<&'static str> {
        self.spelled.get(&stems.join(" ")).copied()
    }

    /// What is known of a noun or legal form, by its stem.
    pub(crate) fn kind(&self, stem: &str) -> Option<&Kind> {
        self.kinds.get(stem)
    }

    /// The code of the state that a word means: its form and its lemma as in the text.
    pub(crate) fn state_of_word(&self, form: &str, lemma: &str) -> Option<&'static str> {
        let known = |word: &str| self.states.get(word).copied();
        known(&folded(form))
            .or_else(|| known(lemma))
            .or_else(|| self.states_by_stems.get(&stem(form)).copied())
    }

    /// The code of the state whose name of several words begins the stems, and how many they are.
    pub(crate) fn state_at_front(&self, stems: &[String]) -> Option<(&'static str, usize)> {
        (2..=6.min(stems.len())).rev().find_map(|length| {
            Some((*self.states_by_stems.get(&stems[..length].join(" "))?, length))
        })
    }

    fn without_state(&self, stems: Vec<String>) -> (Vec<String>, Option<&'static str>) {
        let mut kept = Vec::new();
        let mut state = None;
        // `Российские железные дороги` are not `железные дороги`.
        let mut at = 0;
        while at < stems.len() {
            let found = self
                .state_at_front(&stems[at..])
                .or_else(|| Some((self.states_by_stems.get(&stems[at]).copied()?, 1)));
            match found {
                Some((code, length)) if at > 0 => {
                    state = state.or(Some(code));
                    at += length;
                }
                _ => {
                    kept.push(stems[at].clone());
                    at += 1;
                }
            }
        }
        (kept, state)
    }
}

/// Whether the word is written as an abbreviation: two capitals or more, and small letters only as
/// a case ending behind them (`МИДа`).
pub(crate) fn is_abbreviation(word: &str) -> bool {
    let capitals = word.chars().take_while(|c| c.is_uppercase() || c.is_ascii_digit()).count();
    let rest = word.chars().count() - capitals;
    word.chars().take(capitals).filter(|c| c.is_uppercase()).count() >= 2
        && (2..=6).contains(&capitals)
        && (rest == 0
            || rest <= 3
                && matches!(
                    word.chars()
                        .skip(capitals)
                        .collect::<String>()
                        .trim_start_matches(['-', '’', '\'']),
                    "а" | "у" | "ом" | "е" | "ы" | "ов" | "ам" | "ах" | "ами" | "ем" | "ой"
                ))
}

/// The abbreviation without its case ending: `МИДом`, `МИД`.
pub(crate) fn bare_abbreviation(word: &str) -> String {
    word.chars().take_while(|c| c.is_uppercase() || c.is_ascii_digit()).collect()
}
