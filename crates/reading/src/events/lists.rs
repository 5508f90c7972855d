//! The lists of the words that tell of events, from the files in `data/`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::lexicon::rows;
use crate::record::{EventStatus, EventType};

/// Where in a predicate's frame a party stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Accusative,
    Dative,
    Genitive,
    Instrumental,
    /// The subject, where it suffers the act: `лишился поста`.
    Subject,
    /// Behind this preposition.
    Behind(&'static str),
}

impl Place {
    fn parse(word: &'static str) -> Self {
        match word {
            "вин" => Self::Accusative,
            "дат" => Self::Dative,
            "род" => Self::Genitive,
            "твор" => Self::Instrumental,
            "подл" => Self::Subject,
            preposition => Self::Behind(preposition),
        }
    }
}

/// What must stand with a predicate for it to tell of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Need {
    /// The noun or attribute of this lemma.
    Word(&'static str),
    /// A noun of this class of `event_objects.tsv`, or `state` or `body`.
    Class(&'static str),
    /// A party in this place.
    Party(Place),
    /// An infinitive.
    Infinitive,
    /// A clause.
    Clause,
    /// The predicate itself in the plural.
    Plural,
    /// The predicate itself with `не` before it.
    Negated,
}

/// Whom the sentence must name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    Nobody,
    Either,
    Actor,
    Other,
    Both,
}

/// What a noun's genitive is in its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Genitive {
    Nothing,
    Actor,
    Recipient,
    Parties,
}

/// A row of the lists of verbs and nouns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Predicate {
    pub(super) kind: EventType,
    pub(super) mode: Option<&'static str>,
    pub(super) genitive: Genitive,
    /// Where the other party stands, the likeliest place first.
    pub(super) places: Vec<Place>,
    /// Whether the act is mutual with the one behind `с`.
    pub(super) mutual: bool,
    pub(super) needs: Vec<Need>,
    /// What must not stand with it: `поддержать` with `разговор`.
    pub(super) bars: Vec<Need>,
    pub(super) ground: Ground,
    /// The number of the row, which its lemmas share.
    pub(super) row: usize,
}

/// Whose is an act that depends on a word of modality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Control {
    Subject,
    Object,
    Nobody,
}

/// What the subject of a verb is that only says that its noun's event takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Light {
    Actor,
    Recipient,
    Event,
}

/// The lists, read once.
pub(super) struct Lists {
    pub(super) verbs: HashMap<&'static str, Vec<Predicate>>,
    pub(super) nouns: HashMap<&'static str, Vec<Predicate>>,
    /// Verbs in -ся that are no passives, though their active verb is listed.
    pub(super) reflexives: HashSet<&'static str>,
    pub(super) classes: HashMap<&'static str, Vec<&'static str>>,
    pub(super) light: HashMap<&'static str, Light>,
    pub(super) modality: HashMap<&'static str, (EventStatus, Control)>,
    /// The modes that the lemma of an act's matter tells, by type.
    pub(super) modes: HashMap<(EventType, &'static str), &'static str>,
    /// The contexts by lemma.
    pub(super) contexts: HashMap<&'static str, Vec<&'static str>>,
}

fn blank(cell: &'static str) -> Option<&'static str> {
    Some(cell).filter(|&cell| cell != "-" && !cell.is_empty())
}

fn places(cell: &'static str) -> (Vec<Place>, bool) {
    let words = blank(cell).into_iter().flat_map(str::split_whitespace);
    let places = words.clone().map(|word| Place::parse(word.trim_start_matches('+'))).collect();
    (places, words.clone().any(|word| word.starts_with('+')))
}

/// What must stand with a predicate, and what must not: the words behind `!`.
fn needs_and_bars(cell: &'static str) -> (Vec<Need>, Vec<Need>) {
    let words = blank(cell).into_iter().flat_map(str::split_whitespace);
    let (barred, asked): (Vec<_>, Vec<_>) = words.partition(|word| word.starts_with('!'));
    (needs(asked.into_iter()), needs(barred.into_iter().map(|word| &word[1..])))
}

fn needs(words: impl Iterator<Item = &'static str>) -> Vec<Need> {
    words
        .map(|word| match word {
            "инф" => Need::Infinitive,
            "что" | "чтобы" => Need::Clause,
            "мн" => Need::Plural,
            "не" => Need::Negated,
            "род" => Need::Party(Place::Genitive),
            _ => match (word.strip_prefix('@'), word.strip_prefix('+')) {
                (Some(class), _) => Need::Class(class),
                (_, Some(place)) => Need::Party(Place::parse(place)),
                _ => Need::Word(word),
            },
        })
        .collect()
}

fn ground(cell: &str) -> Ground {
    match cell {
        "-" => Ground::Nobody,
        "any" => Ground::Either,
        "actor" => Ground::Actor,
        "other" => Ground::Other,
        "both" => Ground::Both,
        unknown => panic!("no such ground in the lists of events: {unknown}"),
    }
}

fn kind(cell: &str) -> EventType {
    EventType::from_name(cell).unwrap_or_else(|| panic!("no such type of event: {cell}"))
}

/// The lists of the project.
pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut verbs: HashMap<&str, Vec<Predicate>> = HashMap::new();
    let table = rows(include_str!("../../data/event_verbs.tsv"));
    for (row, [lemmas, type_name, mode, other, with, who]) in table.enumerate() {
        let (places, mutual) = places(other);
        let (needs, bars) = needs_and_bars(with);
        let predicate = Predicate {
            kind: kind(type_name),
            mode: blank(mode),
            genitive: Genitive::Nothing,
            places,
            mutual,
            needs,
            bars,
            ground: ground(who),
            row,
        };
        for lemma in lemmas.split_whitespace() {
            verbs.entry(lemma).or_default().push(predicate.clone());
        }
    }
    let mut nouns: HashMap<&str, Vec<Predicate>> = HashMap::new();
    let table = rows(include_str!("../../data/event_nouns.tsv"));
    for (row, [lemmas, type_name, mode, genitive, other, with, who]) in table.enumerate() {
        let (places, mutual) = places(other);
        let (needs, bars) = needs_and_bars(with);
        let predicate = Predicate {
            kind: kind(type_name),
            mode: blank(mode),
            genitive: match genitive {
                "-" => Genitive::Nothing,
                "actor" => Genitive::Actor,
                "recipient" => Genitive::Recipient,
                "parties" => Genitive::Parties,
                unknown => panic!("no such genitive in the list of event nouns: {unknown}"),
            },
            places,
            mutual,
            needs,
            bars,
            ground: ground(who),
            row: NOUN_ROWS + row,
        };
        for lemma in lemmas.split_whitespace() {
            nouns.entry(lemma).or_default().push(predicate.clone());
        }
    }
    let mut classes: HashMap<&str, Vec<&str>> = HashMap::new();
    for [class, lemmas] in rows(include_str!("../../data/event_objects.tsv")) {
        classes.entry(class).or_default().extend(lemmas.split_whitespace());
    }
    let reflexives = rows(include_str!("../../data/event_reflexives.tsv"))
        .flat_map(|[lemmas]| lemmas.split_whitespace())
        .collect();
    let mut light = HashMap::new();
    for [lemmas, subject] in rows(include_str!("../../data/event_light_verbs.tsv")) {
        let subject = match subject {
            "actor" => Light::Actor,
            "recipient" => Light::Recipient,
            "event" => Light::Event,
            unknown => panic!("no such subject in the list of light verbs: {unknown}"),
        };
        light.extend(lemmas.split_whitespace().map(|lemma| (lemma, subject)));
    }
    let mut modality = HashMap::new();
    for [status, lemmas, control] in rows(include_str!("../../data/event_modality.tsv")) {
        let status = match status {
            "actual" => EventStatus::Actual,
            "planned" => EventStatus::Planned,
            "hypothetical" => EventStatus::Hypothetical,
            "negated" => EventStatus::Negated,
            unknown => panic!("no such status in the list of modality: {unknown}"),
        };
        let control = match control {
            "subject" => Control::Subject,
            "object" => Control::Object,
            _ => Control::Nobody,
        };
        modality.extend(lemmas.split_whitespace().map(|lemma| (lemma, (status, control))));
    }
    let mut contexts: HashMap<&str, Vec<&str>> = HashMap::new();
    for [context, lemmas] in rows(include_str!("../../data/event_contexts.tsv")) {
        for lemma in lemmas.split_whitespace() {
            contexts.entry(lemma).or_default().push(context);
        }
    }
    let mut modes = HashMap::new();
    for [type_name, mode, lemmas] in rows(include_str!("../../data/event_modes.tsv")) {
        let kind = kind(type_name);
        modes.extend(lemmas.split_whitespace().map(|lemma| ((kind, lemma), mode)));
    }
    Lists { verbs, nouns, reflexives, classes, light, modality, modes, contexts }
});

/// The number from which the rows of nouns are counted.
const NOUN_ROWS: usize = 10_000;

/// The frame that a verb or noun has by its type alone, where no row tells its own: what most rows of the type have.
pub(super) fn usual(kind: EventType, noun: bool) -> &'static Predicate {
    let at = EventType::ALL.iter().position(|known| *known == kind).unwrap_or(0);
    &USUAL[2 * at + usize::from(noun)]
}

static USUAL: LazyLock<Vec<Predicate>> = LazyLock::new(|| {
    let row = |kind, noun| {
        let (of_verb, genitive, of_noun) = match kind {
            EventType::Agree => ("дат +с", Genitive::Parties, "+с"),
            EventType::Consult => ("+с", Genitive::Parties, "+с"),
            EventType::Support => ("вин дат", Genitive::Nothing, "дат"),
            EventType::Concede => ("дат", Genitive::Nothing, "дат"),
            EventType::Cooperate => ("+с", Genitive::Parties, "+с"),
            EventType::Aid => ("дат вин", Genitive::Nothing, "дат"),
            EventType::Retreat => ("из", Genitive::Actor, "из"),
            EventType::Request => ("вин дат к", Genitive::Actor, "к"),
            EventType::Accuse => ("вин против", Genitive::Nothing, "против"),
            EventType::Reject => ("вин дат", Genitive::Actor, "дат"),
            EventType::Threaten => ("дат вин", Genitive::Actor, "дат"),
            EventType::Protest => ("против", Genitive::Actor, "против"),
            EventType::Sanction => ("вин против", Genitive::Recipient, "против"),
            EventType::Mobilize => ("против", Genitive::Nothing, "против"),
            EventType::Coerce => ("вин", Genitive::Recipient, "против"),
            EventType::Assault => ("вин на по", Genitive::Recipient, "на"),
        };
        let (places, mutual) = places(if noun { of_noun } else { of_verb });
        let genitive = if noun { genitive } else { Genitive::Nothing };
        let (needs, bars) = (Vec::new(), Vec::new());
        let ground = Ground::Nobody;
        Predicate {
            kind,
            mode: None,
            genitive,
            places,
            mutual,
            needs,
            bars,
            ground,
            row: usize::MAX,
        }
    };
    EventType::ALL.iter().flat_map(|&kind| [row(kind, false), row(kind, true)]).collect()
});
