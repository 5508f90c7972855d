//! The word lists of the reading, from the files in `data/`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What kind of act a cue reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Saying, in any manner.
    Say,
    /// Saying as outlets do, who pass on what others said.
    Relay,
    /// Thinking, believing, hoping.
    Think,
    /// Asking, calling for, ordering.
    Demand,
    /// Promising.
    Promise,
    /// Accusing.
    Accuse,
    /// Denying.
    Deny,
    /// Giving a name or a grade.
    Call,
    /// Showing, as only documents and studies do.
    Show,
}

impl Act {
    fn from_name(name: &str) -> Act {
        match name {
            "say" => Act::Say,
            "relay" => Act::Relay,
            "think" => Act::Think,
            "demand" => Act::Demand,
            "promise" => Act::Promise,
            "accuse" => Act::Accuse,
            "deny" => Act::Deny,
            "call" => Act::Call,
            "show" => Act::Show,
            other => panic!("no such act in the list of cues: {other}"),
        }
    }
}

/// What a cue takes as its content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Complements {
    /// A clause with a conjunction.
    pub(crate) clause: bool,
    /// Direct speech, or a clause beside which the cue stands in parenthesis.
    pub(crate) speech: bool,
    /// An infinitive.
    pub(crate) infinitive: bool,
    /// A noun phrase in the accusative.
    pub(crate) object: bool,
    /// A noun phrase in the genitive.
    pub(crate) genitive: bool,
    /// A noun phrase in the instrumental.
    pub(crate) instrumental: bool,
    /// A noun phrase in the dative.
    pub(crate) dative: bool,
    /// An object with a predicate in the instrumental.
    pub(crate) naming: bool,
    /// The object is the one who feels: `министра обидело, что`.
    pub(crate) experiencer: bool,
    /// Phrases with these prepositions.
    pub(crate) prepositions: Vec<&'static str>,
}

impl Complements {
    fn parse(list: &'static str) -> Self {
        let mut complements = Self::default();
        for word in list.split_whitespace() {
            match word {
                "что" => complements.clause = true,
                "речь" => complements.speech = true,
                "инф" => complements.infinitive = true,
                "вин" => complements.object = true,
                "род" => complements.genitive = true,
                "твор" => complements.instrumental = true,
                "дат" => complements.dative = true,
                "как" => complements.naming = true,
                "кого" => complements.experiencer = true,
                preposition => complements.prepositions.push(preposition),
            }
        }
        complements
    }
}

/// A word that attributes.
#[derive(Debug)]
pub(crate) struct CueWord {
    pub(crate) act: Act,
    pub(crate) complements: Complements,
}

/// A fixed phrase that attributes.
#[derive(Debug)]
pub(crate) struct CuePhrase {
    /// The lemmas of its words.
    pub(crate) words: Vec<&'static str>,
    pub(crate) pattern: PhrasePattern,
}

/// How a phrase attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PhrasePattern {
    /// `по словам X`
    Opinion,
    /// `согласно X`
    According,
    /// `со ссылкой на X`
    Relay,
    /// `выразить уверенность`, with what it takes.
    Relation(Complements),
}

/// The lists, read once.
pub(crate) struct Lexicon {
    pub(crate) cues: HashMap<&'static str, CueWord>,
    /// Nouns with what they take.
    pub(crate) nouns: HashMap<&'static str, Complements>,
    /// Phrases by their first lemma.
    pub(crate) phrases: HashMap<&'static str, Vec<CuePhrase>>,
    /// Openers of a sentence that belong to nobody's words, in lower case, longest first.
    pub(crate) connectors: Vec<Vec<&'static str>>,
}

/// The lists of the project.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut cues = HashMap::new();
    for [lemma, act, complements] in rows(include_str!("../data/cues.tsv")) {
        let word =
            CueWord { act: Act::from_name(act), complements: Complements::parse(complements) };
        cues.insert(lemma, word);
    }
    let nouns = rows(include_str!("../data/cue_nouns.tsv"))
        .map(|[lemma, complements]| (lemma, Complements::parse(complements)))
        .collect();
    let mut phrases: HashMap<&str, Vec<CuePhrase>> = HashMap::new();
    for [words, pattern, third] in rows(include_str!("../data/cue_phrases.tsv")) {
        let pattern = match pattern {
            "opinion" => PhrasePattern::Opinion,
            "according" => PhrasePattern::According,
            "relay" => PhrasePattern::Relay,
            "relation" => PhrasePattern::Relation(Complements::parse(third)),
            other => panic!("no such pattern in the list of phrases: {other}"),
        };
        let words: Vec<&str> = words.split_whitespace().collect();
        phrases.entry(words[0]).or_default().push(CuePhrase { words, pattern });
    }
    let mut connectors: Vec<Vec<&str>> = rows(include_str!("../data/connectors.tsv"))
        .map(|[words, _note]| words.split_whitespace().collect())
        .collect();
    connectors.sort_by_key(|words| std::cmp::Reverse(words.len()));
    Lexicon { cues, nouns, phrases, connectors }
});

/// Reads the lists now.
pub(crate) fn prepare() {
    LazyLock::force(&LEXICON);
}

/// The rows of a table, without comments; missing columns are empty.
pub(crate) fn rows<const COLUMNS: usize>(
    table: &'static str,
) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    table.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(|line| {
        let mut columns = line.split('\t').map(str::trim);
        std::array::from_fn(|_| columns.next().unwrap_or(""))
    })
}
