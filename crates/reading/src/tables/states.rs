//! The names of states, territories and blocs, and the bodies that are organs of a state.
//!
//! # Which code
//!
//! A [`State`] has the ISO 3166-1 alpha-3 code of `data/states.tsv`, if the standard gives one to the
//! entity that the text names: so Тайвань (TWN), Палестина (PSE), Гонконг (HKG) and Гренландия (GRL)
//! have codes. What the standard does not list keeps its own name and no code, and is never counted as
//! the state that claims it, held it or came after it: Косово, Абхазия, ДНР are
//! [`StateKind::Disputed`]; СССР, ГДР, Югославия are [`StateKind::Dissolved`]; Запад is a
//! [`StateKind::Bloc`]. A former or colloquial name of a state that goes on has its code (Бирма,
//! Заир, Персия, Англия). Parts of a state that have no code of their own (Шотландия, Чечня) are places.
//!
//! # Forms
//!
//! The lists give nominatives; names are looked up by all their forms, which are built here from the
//! endings of Russian declension. A form too many (`Тайвани`) does no harm; the tagger's lemmas of rare
//! names (`Эсватини`, `Белиза`) would.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;

use super::{folded, listed};
use crate::lexicon::rows;

/// A state, or what reports let act like one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// ISO 3166-1 alpha-3; none for what the standard does not list.
    pub(crate) code: Option<&'static str>,
    /// The usual short name, nominative.
    pub(crate) name: &'static str,
    pub(crate) kind: StateKind,
}

/// What a [`State`] is in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StateKind {
    /// A state with a code.
    Recognized,
    /// A territory with a code that belongs to a state.
    Territory,
    /// Holds land as states do, without a code.
    Disputed,
    /// Is no more; without a code.
    Dissolved,
    /// Several states, or a part of the world that is said to act.
    Bloc,
}

/// In what way a name stands for its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    /// A noun, or several words.
    Noun,
    /// A noun that is also a side of the world.
    ActingNoun,
    Adjective,
    /// The first part of a compound adjective: `армяно` of `армяно-турецкий`.
    CompoundPart,
    Demonym,
    /// A capital, palace or street.
    Seat,
    /// No state at all, though one of the words is the name of one: `Северная Ирландия`.
    Nothing,
}

/// A name as the lists give it.
#[derive(Debug)]
pub(crate) struct StateName {
    /// None for [`Naming::Nothing`].
    pub(crate) state: Option<&'static State>,
    pub(crate) naming: Naming,
    /// The forms of the second and each further word, folded.
    pub(crate) further_words: Arc<[Vec<String>]>,
    /// For abbreviations and mixed spellings (`США`, `БиГ`): the only way in which it is written.
    pub(crate) written: Option<&'static str>,
    /// Counts only where the text names the state otherwise, too.
    pub(crate) doubtful: bool,
    /// Whether the name begins with a capital letter in the list.
    pub(crate) capital: bool,
    /// Whether a form of the name is also a form of a common word: `того`, `мали`, `перу`.
    pub(crate) also_a_word: bool,
}

/// A body that acts for a state, or for several.
#[derive(Debug)]
struct Body {
    further_words: Arc<[Vec<String>]>,
    state: Option<&'static State>,
    intergovernmental: bool,
}

/// All names, by the folded forms of their first words.
pub(crate) struct States {
    names: FxHashMap<String, Vec<StateName>>,
    bodies: FxHashMap<String, Vec<Body>>,
    by_code: HashMap<&'static str, &'static State>,
}

/// So many forms of first words, or somewhat fewer, the tables have.
const FORMS_OF_NAMES: usize = 9_000;
const FORMS_OF_BODIES: usize = 2_000;

/// Names whose forms are forms of common words too, folded; by looking through the list.
const ALSO_WORDS: &[&str] = &["того", "мали", "перу", "сана", "лима", "рим"];

/// Abbreviations that are written in small letters where a text has no others.
const CLEAR_ABBREVIATIONS: &[&str] =
    &["США", "РФ", "КНР", "КНДР", "ОАЭ", "ЮАР", "ФРГ", "СССР", "ГДР", "ДНР", "ЛНР"];

/// The endings of hard adjectives, and of those after г, к, х and hushing letters.
const HARD_ENDINGS: &[&str] =
    &["ый", "ого", "ому", "ым", "ом", "ая", "ой", "ую", "ою", "ое", "ые", "ых", "ыми"];
const MIXED_ENDINGS: &[&str] =
    &["ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ою", "ое", "ие", "их", "ими"];

/// All forms of an adjective without its ending.
fn adjective_forms(stem: &str) -> Vec<String> {
    let mixed = stem.ends_with(['г', 'к', 'х', 'ж', 'ч', 'ш', 'щ']);
    let endings = if mixed { MIXED_ENDINGS } else { HARD_ENDINGS };
    endings.iter().map(|ending| format!("{stem}{ending}")).collect()
}

/// The forms of a word of a name that is given in the nominative, folded, itself among them.
fn forms(word: &str) -> Vec<String> {
    let word = folded(word);
    let short = word.chars().count() < 3;
    let with = |stem: &str, endings: &[&str]| -> Vec<String> {
        std::iter::once(word.clone())
            .chain(endings.iter().map(|ending| format!("{stem}{ending}")))
            .collect()
    };
    match word.as_str() {
        "египет" => return with("егип", &["та", "ту", "том", "те"]),
        "третий" => return with("треть", &["его", "ему", "им", "ем"]),
        "дворец" => return with("двор", &["ца", "цу", "цом", "це"]),
        "острова" | "государства" | "территории" => {
            let stem = word.trim_end_matches(['а', 'и']);
            let genitive = if word == "государства" { "" } else { "ов" };
            return with(stem, &[genitive, "ам", "ами", "ах", "й", "ям", "ями", "ях"]);
        }
        "страны" => return with("стран", &["", "ам", "ами", "ах"]),
        "ось" => return with("ос", &["и", "ью"]),
        "горки" => return with("гор", &["ок", "кам", "ками", "ках"]),
        _ => {}
    }
    let strip = |ending: &str| word.strip_suffix(ending).filter(|_| !short);
    for ending in ["овы", "евы"] {
        if let Some(stem) = strip("ы").filter(|_| word.ends_with(ending)) {
            return with(stem, &["ых", "ым", "ыми"]);
        }
    }
    for ending in ["ский", "цкий", "ный", "лый", "ый", "кий", "ской", "ской"]
    {
        if word.ends_with(ending) {
            let stem = &word[..word.len() - "ий".len()];
            return adjective_forms(stem);
        }
    }
    for ending in ["ая", "ые", "ое"] {
        if let Some(stem) = strip(ending) {
            return adjective_forms(stem);
        }
    }
    if let Some(stem) = strip("яя") {
        return with(stem, &["ей", "юю", "ее", "ие", "их", "ими"]);
    }
    if let Some(stem) = strip("ие").filter(|stem| stem.ends_with(['к', 'г', 'х', 'ш', 'ж', 'ч']))
    {
        return adjective_forms(stem);
    }
    if let Some(stem) = strip("я") {
        return with(stem, &["и", "ю", "е", "ей", "ею"]);
    }
    if let Some(stem) = strip("а").filter(|stem| !stem.ends_with(['о', 'у', 'а', 'и'])) {
        let genitive =
            if stem.ends_with(['г', 'к', 'х', 'ж', 'ч', 'ш', 'щ']) { "и" } else { "ы" };
        return with(stem, &[genitive, "у", "е", "ой", "ою", "ей"]);
    }
    if let Some(stem) = strip("ы") {
        return with(stem, &["", "ов", "ам", "ами", "ах"]);
    }
    if let Some(stem) = strip("ство").or_else(|| strip("ово")) {
        let stem = &word[..stem.len() + word[stem.len()..].len() - "о".len()];
        return with(stem, &["а", "у", "ом", "е"]);
    }
    if let Some(stem) = strip("ье") {
        return with(stem, &["ья", "ью", "ьем"]);
    }
    if let Some(stem) = strip("ание").or_else(|| strip("ение")) {
        let stem = &word[..stem.len() + "ан".len()];
        return with(stem, &["ия", "ию", "ием", "ии"]);
    }
    if let Some(stem) = strip("й") {
        return with(stem, &["я", "ю", "ем", "е"]);
    }
    if let Some(stem) = strip("ь") {
        return with(stem, &["я", "ю", "ем", "е", "и", "ью"]);
    }
    let consonant = |letter: char| "бвгджзклмнпрстфхцчшщ".contains(letter);
    if !short && word.ends_with(consonant) && word.chars().any(|c| !consonant(c)) {
        return with(&word, &["а", "у", "ом", "ем", "е"]);
    }
    vec![word]
}

fn each_once(mut forms: Vec<String>) -> Vec<String> {
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// A name cut where tokens are: at spaces and around apostrophes, which are one kind here.
fn words_of(name: &str) -> impl Iterator<Item = &str> {
    name.split_whitespace().flat_map(|word| {
        let mut parts = word.split(['’', '\'']);
        parts.next().into_iter().chain(parts.flat_map(|part| ["'", part]))
    })
}

/// Whether a name is written in one way only: it has a capital letter behind its first.
fn is_abbreviation(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic()).skip(1);
    !name.contains([' ', '-', '—', '’', '\'']) && letters.any(char::is_uppercase)
}

impl States {
    /// The states of the program's own tables, read once.
    pub(crate) fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<States> = LazyLock::new(States::read);
        &EMBEDDED
    }

    fn read() -> Self {
        // The tables are read at each start of the program: they are not made room for again and again.
        let mut states = Self {
            names: FxHashMap::with_capacity_and_hasher(FORMS_OF_NAMES, Default::default()),
            bodies: FxHashMap::with_capacity_and_hasher(FORMS_OF_BODIES, Default::default()),
            by_code: HashMap::new(),
        };
        for [code, name, others, adjectives, demonyms, seats, _form, kind, compounds] in
            rows(include_str!("../../data/states.tsv"))
        {
            let kind = match kind {
                "territory" => StateKind::Territory,
                "disputed" => StateKind::Disputed,
                "dissolved" => StateKind::Dissolved,
                _ => StateKind::Recognized,
            };
            let code = Some(code).filter(|&code| code != "-");
            // The tables live as long as the program: each state is leaked once.
            let state: &'static State = Box::leak(Box::new(State { code, name, kind }));
            if let Some(code) = code {
                states.by_code.insert(code, state);
            }
            for name in std::iter::once(name).chain(listed(others)) {
                states.add(name, Some(state), Naming::Noun);
            }
            for adjective in listed(adjectives) {
                states.add(adjective, Some(state), Naming::Adjective);
                if let Some(stem) = folded(adjective).strip_suffix("ий") {
                    states.add_compound_part(format!("{stem}о"), state);
                }
            }
            for part in listed(compounds) {
                states.add_compound_part(folded(part), state);
            }
            for demonym in demonyms.split([';', '|']) {
                let demonym = demonym.trim();
                if !demonym.is_empty() && demonym != "-" {
                    states.add_demonym(demonym, state);
                }
            }
            for seat in listed(seats) {
                states.add(seat, Some(state), Naming::Seat);
            }
        }
        for [name, others, acting] in rows(include_str!("../../data/blocs.tsv")) {
            let state: &'static State =
                Box::leak(Box::new(State { code: None, name, kind: StateKind::Bloc }));
            let naming = if acting == "acting" { Naming::ActingNoun } else { Naming::Noun };
            for name in std::iter::once(name).chain(listed(others)) {
                states.add(name, Some(state), naming);
            }
        }
        for [name] in rows(include_str!("../../data/not_states.tsv")) {
            states.add(name, None, Naming::Nothing);
        }
        for [name, _full_name, _class, intergovernmental, code] in
            rows(include_str!("../../data/bodies.tsv"))
        {
            let state = states.by_code.get(code).copied();
            let intergovernmental = intergovernmental == "yes";
            if state.is_some() || intergovernmental {
                states.add_body(name, state, intergovernmental);
            }
        }
        // The longest first, then as the lists have them.
        for names in states.names.values_mut() {
            names.sort_by_key(|name| std::cmp::Reverse(name.further_words.len()));
        }
        for bodies in states.bodies.values_mut() {
            bodies.sort_by_key(|body| std::cmp::Reverse(body.further_words.len()));
        }
        states
    }

    fn add(&mut self, name: &'static str, state: Option<&'static State>, naming: Naming) {
        let (name, doubtful) = match name.strip_suffix('?') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let abbreviation = is_abbreviation(name);
        let mut words = words_of(name);
        let first = words.next().unwrap_or_default();
        let further_words: Arc<[Vec<String>]> = words.map(forms).collect();
        let first_forms = if abbreviation { vec![folded(name)] } else { each_once(forms(first)) };
        let written = abbreviation.then_some(name);
        let capital = name.chars().next().is_some_and(char::is_uppercase);
        let also_a_word = ALSO_WORDS.contains(&folded(name).as_str());
        for form in first_forms {
            self.names.entry(form).or_default().push(StateName {
                state,
                naming,
                further_words: Arc::clone(&further_words),
                written,
                doubtful,
                capital,
                also_a_word,
            });
        }
    }

    fn add_compound_part(&mut self, part: String, state: &'static State) {
        let names = self.names.entry(part).or_default();
        if !names.iter().any(|name| name.naming == Naming::CompoundPart) {
            names.push(single(Some(state), Naming::CompoundPart));
        }
    }

    /// Demonyms are found by their lemma: they are common nouns, which the dictionary knows.
    fn add_demonym(&mut self, demonym: &'static str, state: &'static State) {
        let mut words = words_of(demonym);
        let first = folded(words.next().unwrap_or_default());
        let further_words: Arc<[Vec<String>]> = words.map(forms).collect();
        let firsts = if further_words.is_empty() { vec![first] } else { forms(&first) };
        for form in firsts {
            let names = self.names.entry(form).or_default();
            let mut name = single(Some(state), Naming::Demonym);
            name.further_words = Arc::clone(&further_words);
            names.push(name);
        }
    }

    fn add_body(
        &mut self,
        name: &'static str,
        state: Option<&'static State>,
        intergovernmental: bool,
    ) {
        let mut words = words_of(name);
        let first = words.next().unwrap_or_default();
        let further_words: Arc<[Vec<String>]> = words.map(forms).collect();
        for form in each_once(forms(first)) {
            self.bodies.entry(form).or_default().push(Body {
                further_words: Arc::clone(&further_words),
                state,
                intergovernmental,
            });
        }
    }

    /// What a name may be that begins with this folded word (or, for demonyms, this lemma): the
    /// longest first.
    pub(crate) fn beginning_with(&self, word: &str) -> &[StateName] {
        self.names.get(word).map_or(&[], Vec::as_slice)
    }

    /// Of a body that begins with the first of these folded words: how many words its name has, and
    /// whose it is; `Some((_, None))` for intergovernmental bodies.
    pub(crate) fn body(&self, words: &[String]) -> Option<(usize, Option<&'static State>)> {
        let (first, rest) = words.split_first()?;
        let body = self.bodies.get(first)?.iter().find(|body| {
            body.further_words.len() <= rest.len()
                && body.further_words.iter().zip(rest).all(|(forms, word)| forms.contains(word))
        })?;
        let state = body.state.filter(|_| !body.intergovernmental);
        Some((body.further_words.len() + 1, state))
    }
}

/// A state or territory that has a code, and its names in Russian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedState {
    /// ISO 3166-1 alpha-3.
    pub code: &'static str,
    /// The usual short name, nominative.
    pub name: &'static str,
    /// Other names and abbreviations that mean nothing else, nominative.
    pub also: Vec<&'static str>,
}

/// The states and territories with a code, in the order of the table.
pub(crate) fn named_states() -> Vec<NamedState> {
    rows(include_str!("../../data/states.tsv"))
        .map(|[code, name, others, _, _, _, _, _, _]| NamedState {
            code,
            name,
            also: listed(others).filter(|other| !other.ends_with('?')).collect(),
        })
        .filter(|state| state.code != "-")
        .collect()
}

/// Whether an abbreviation is understood in small letters, in texts that have no others.
pub(crate) fn is_clear_abbreviation(name: &str) -> bool {
    CLEAR_ABBREVIATIONS.contains(&name)
}

fn single(state: Option<&'static State>, naming: Naming) -> StateName {
    StateName {
        state,
        naming,
        further_words: Arc::from([]),
        written: None,
        doubtful: false,
        capital: false,
        also_a_word: false,
    }
}

/// What a noun or verb tells of a capital beside it: rows of `data/seat_words.tsv`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SeatWord {
    /// A government may be its subject.
    pub(crate) does: bool,
    /// A government may be its object or addressee.
    pub(crate) undergoes: bool,
    /// A government may be its owner or party.
    pub(crate) has: bool,
    /// A government may be what the passive verb speaks of: `Москва обеспокоена`.
    pub(crate) feels: bool,
    /// Something may be wanted from a government: `требовать от Москвы`.
    pub(crate) wants: bool,
    /// A government may be its subject, where its object is an envoy: `Рига вызвала посла`.
    pub(crate) calls: bool,
    /// It names such an envoy.
    pub(crate) envoy: bool,
}

pub(super) fn seat_words() -> HashMap<&'static str, SeatWord> {
    let mut words: HashMap<&'static str, SeatWord> = HashMap::new();
    for [lemma, kinds] in rows(include_str!("../../data/seat_words.tsv")) {
        let word = words.entry(lemma).or_default();
        for kind in listed(kinds) {
            match kind {
                "does" => word.does = true,
                "undergoes" => word.undergoes = true,
                "feels" => word.feels = true,
                "wants" => word.wants = true,
                "calls" => word.calls = true,
                "envoy" => word.envoy = true,
                _ => word.has = true,
            }
        }
    }
    words
}
