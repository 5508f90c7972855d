//! What the data files know of the world's names: states, outlets, offices, bodies.

pub(crate) mod bodies;
mod outlets;
mod short_names;
mod states;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use outlets::Outlets;
pub use outlets::{Control, Outlet, OutletKind, TableError};
pub(crate) use short_names::short_names;
pub use states::NamedState;
use states::States;
pub(crate) use states::{Naming, SeatWord, State, StateKind, StateName, is_clear_abbreviation};

use crate::lexicon::rows;

/// What the program knows of the world's names: states, outlets, offices, bodies.
pub struct Tables {
    outlets: Outlets,
    outlet_nouns: HashSet<String>,
    roles: HashMap<String, Role>,
    groups: HashMap<String, &'static str>,
    pub(crate) bodies: bodies::Bodies,
    documents: HashMap<String, bool>,
    /// Capitals and seats, by their lower-case name, to the state's usual name.
    capitals: HashMap<String, &'static str>,
    /// Towns and regions, by their folded name, to the code of the state in which they lie; to none, where
    /// states dispute it.
    places: HashMap<String, Option<&'static str>>,
    /// Names, other names and adjectives of states, to the state's usual name.
    states: HashMap<String, &'static str>,
    /// The names of states in all their forms.
    pub(crate) state_names: &'static States,
    /// Words beside which a capital stands for its government, by lemma.
    pub(crate) seat_words: HashMap<&'static str, SeatWord>,
}

/// A noun for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Role {
    pub(crate) kind: RoleKind,
    /// The set of words that one person may be called by in turn.
    pub(crate) synonyms: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RoleKind {
    Office,
    Trade,
    Relation,
    Description,
}

/// How words are compared: lower case, `е` for `ё`.
pub(crate) fn folded(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for letter in word.chars() {
        match letter {
            'а'..='я' | 'a'..='z' | '0'..='9' | ' ' | '-' => folded.push(letter),
            // The tables are read at each start of the program: the letters that they are written in are
            // not looked up among all those of the world.
            'А'..='Я' => folded.extend(char::from_u32(u32::from(letter) + 32)),
            'ё' | 'Ё' => folded.push('е'),
            // A sigma in Greek depends on where it stands.
            'Σ' => return word.to_lowercase().replace('ё', "е"),
            other => folded.extend(other.to_lowercase()),
        }
    }
    folded
}

/// As [`char::is_alphanumeric`], quickly for the letters of the tables.
pub(crate) fn is_letter_or_digit(character: char) -> bool {
    matches!(character, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё')
        || character.is_ascii_alphanumeric()
        || !character.is_ascii() && character.is_alphanumeric()
}

/// Letters and digits only, folded: how names of outlets are compared.
fn bare(name: &str) -> String {
    folded(name).chars().filter(|&c| is_letter_or_digit(c)).collect()
}

fn listed(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split('|').map(str::trim).filter(|word| !word.is_empty() && *word != "-")
}

impl Tables {
    /// The tables that are part of the program, read once.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Tables> = LazyLock::new(Tables::read);
        &EMBEDDED
    }

    fn read() -> Self {
        let outlets = Outlets::embedded();
        let mut outlet_nouns = HashSet::new();
        let mut groups = HashMap::new();
        for [lemma, class] in rows(include_str!("../../data/groups.tsv")) {
            if class == "outlet" {
                outlet_nouns.insert(folded(lemma));
            }
            groups.insert(folded(lemma), class);
        }
        for [lemma] in rows(include_str!("../../data/outlet_nouns.tsv")) {
            outlet_nouns.insert(folded(lemma));
        }
        let roles = rows(include_str!("../../data/roles.tsv"))
            .map(|[lemma, _gender, kind, synonyms]| {
                let kind = match kind {
                    "office" => RoleKind::Office,
                    "trade" => RoleKind::Trade,
                    "relation" => RoleKind::Relation,
                    _ => RoleKind::Description,
                };
                (
                    folded(lemma),
                    Role {
                        kind,
                        synonyms: Some(synonyms).filter(|&set| set != "-" && !set.is_empty()),
                    },
                )
            })
            .collect();
        let bodies = bodies::Bodies::read();
        let documents = rows(include_str!("../../data/speaking_documents.tsv"))
            .map(|[lemma, for_issuer]| (folded(lemma), for_issuer == "yes"))
            .collect();
        let mut places = HashMap::new();
        for [code, names] in rows(include_str!("../../data/places.tsv")) {
            let code = Some(code).filter(|&code| code != "-");
            places.extend(listed(names).map(|name| (folded(name), code)));
        }
        let mut capitals = HashMap::new();
        let mut states = HashMap::new();
        for [code, name, others, adjectives, _demonyms, seats] in
            rows(include_str!("../../data/states.tsv"))
        {
            for word in std::iter::once(name).chain(listed(others)).chain(listed(adjectives)) {
                states.entry(folded(word.trim_end_matches('?'))).or_insert(name);
            }
            for seat in listed(seats) {
                capitals.entry(folded(seat)).or_insert(name);
                if !seat.ends_with('?') && code != "-" {
                    places.entry(folded(seat)).or_insert(Some(code));
                }
            }
        }
        Self {
            outlets,
            outlet_nouns,
            roles,
            groups,
            bodies,
            documents,
            capitals,
            places,
            states,
            state_names: States::embedded(),
            seat_words: states::seat_words(),
        }
    }

    /// The states and territories that have a code of ISO 3166-1, with their Russian names.
    pub fn states() -> Vec<NamedState> {
        states::named_states()
    }

    /// Whether this is a common noun for outlets, in lower case with `е` for `ё`: `газета`, `сми`.
    pub fn is_outlet_noun(&self, lemma: &str) -> bool {
        self.outlet_nouns.contains(lemma)
    }

    pub(crate) fn is_outlet_name(&self, name: &str) -> bool {
        self.outlets.has_name(name)
    }

    /// The tables of the program with the outlets of a user's table, in the form of `outlets.tsv`:
    /// columns parted by tabs, of which all but the first may be left out.
    ///
    /// Its rows are added to the program's own or replace those of their name; what they spell
    /// names outlets in texts from then on. `file_name` is what errors, and records that draw on
    /// the table, call it.
    ///
    /// # Errors
    /// Where a row has too many columns, no name or the name of another row, or a cell a word that
    /// is not known there.
    pub fn with_outlets(text: &str, file_name: &str) -> Result<Self, TableError> {
        let mut tables = Self::read();
        tables.outlets.extend(text, file_name)?;
        Ok(tables)
    }

    /// What is known of the outlet of this name, of which a report may give the state.
    ///
    /// `None` where no table lists it, or several outlets have the name and the state does not tell
    /// which is meant: it is better to say nothing of an outlet than what is true of another.
    pub fn outlet(&self, name: &str, state: Option<&str>) -> Option<&Outlet> {
        self.outlets.named(name, state).or_else(|| {
            let (noun, name) = name.trim().split_once(' ')?;
            self.is_outlet_noun(&folded(noun)).then(|| self.outlets.named(name, state))?
        })
    }

    /// The role of this lemma; of a hyphenated word (`экс-президент`) that of its last part.
    pub(crate) fn role(&self, lemma: &str) -> Option<Role> {
        self.roles.get(lemma).or_else(|| self.roles.get(lemma.rsplit_once('-')?.1)).copied()
    }

    /// The class of people or bodies that a plural or collective noun speaks for.
    pub(crate) fn group(&self, word: &str) -> Option<&'static str> {
        self.groups.get(word).copied()
    }

    pub(crate) fn is_body(&self, lemma: &str) -> bool {
        self.bodies.has(lemma)
    }

    /// Whether the noun is a document that speaks, and if so, whether for its issuer.
    pub(crate) fn document(&self, lemma: &str) -> Option<bool> {
        self.documents.get(lemma).copied()
    }

    /// The state whose government sits there.
    pub(crate) fn state_of_seat(&self, name: &str) -> Option<&'static str> {
        self.capitals.get(&folded(name)).copied()
    }

    /// The code of the state in which the town, region or seat lies; none where no table has it or states
    /// dispute it.
    pub(crate) fn state_of_place(&self, name: &str) -> Option<&'static str> {
        self.places.get(&folded(name)).copied().flatten()
    }

    /// The usual name of the state that this name or adjective means.
    pub(crate) fn state(&self, name: &str) -> Option<&'static str> {
        self.states.get(&folded(name)).copied()
    }

    /// Whether a body of several states has this name, or a name that begins so: `ООН`, `Совет Европы`.
    pub(crate) fn is_intergovernmental(&self, name: &str) -> bool {
        let words: Vec<String> = name.split_whitespace().map(folded).collect();
        (0..words.len()).any(|at| matches!(self.state_names.body(&words[at..]), Some((_, None))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_is_listed_once_and_lies_in_a_state_of_the_table() {
        let codes: HashSet<&str> =
            rows(include_str!("../../data/states.tsv")).map(|[code]| code).collect();
        let mut known = HashSet::new();
        for [code, names] in rows(include_str!("../../data/places.tsv")) {
            assert!(code == "-" || codes.contains(code), "{code}");
            for name in listed(names) {
                assert!(known.insert(folded(name)), "{name} is listed twice");
            }
        }
        assert!(known.len() >= 1000, "{} places", known.len());
    }

    #[test]
    fn a_disputed_place_lies_in_no_state_by_the_table() {
        let tables = Tables::embedded();
        for (name, state) in [
            ("Женева", Some("CHE")),
            ("Вена", Some("AUT")),
            ("Татарстан", Some("RUS")),
            ("Крым", None),
            ("Нагорный Карабах", None),
        ] {
            assert_eq!(tables.state_of_place(name), state, "{name}");
        }
    }
}
