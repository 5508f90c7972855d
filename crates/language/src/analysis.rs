use std::ops::Range;

use compact_str::CompactString;
use depesha_text::ByteSpan;

use crate::morphology::Morphology;
use crate::syntax::Relation;

/// How a text is built: sentences, tokens with their forms and trees, names.
///
/// Spans point into the text as it was received. Sentences and tokens are in the order of the text;
/// every token lies in exactly one sentence.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Analysis {
    /// The sentences, without the white space around them.
    pub sentences: Vec<Sentence>,
    /// The tokens of all sentences: words, numbers, punctuation.
    pub tokens: Vec<Token>,
    /// The names of persons, places and organizations; they do not overlap.
    pub names: Vec<Name>,
    /// Persons, bodies, states, places, offices, dates, sums and whatever else has a kind of its own,
    /// one within another (`[глава [МИД [России]]]`); ascending by where they begin, and of those that
    /// begin together the longest first.
    pub entities: Vec<Entity>,
}

/// A sentence: its place and its tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands.
    pub span: ByteSpan,
    /// Its tokens, as indices of [`Analysis::tokens`]; never empty.
    pub tokens: Range<usize>,
}

/// A word, number or punctuation mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: ByteSpan,
    /// The word as it was meant: look-alike letters of the other script mended, accents and
    /// invisible characters left out; case is kept. Mostly equal to the text under the span.
    pub form: CompactString,
    /// The dictionary form, in lower case, with `е` for `ё`.
    pub lemma: CompactString,
    /// Part of speech and features.
    pub morphology: Morphology,
    /// The index of the word that this one depends on in [`Analysis::tokens`] (always in the same
    /// sentence), or `None` for the root. Each sentence has one root, and its words form a tree.
    pub head: Option<usize>,
    /// The relation to the head.
    pub relation: Relation,
}

/// A proper name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Where it stands.
    pub span: ByteSpan,
    /// Its tokens, as indices of [`Analysis::tokens`].
    pub tokens: Range<usize>,
    /// Of what it is the name.
    pub kind: NameKind,
}

/// Of what a name is the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A human being.
    Person,
    /// A state, town, river, region.
    Place,
    /// A body: ministry, firm, party, outlet.
    Organization,
}

/// Something that the text names, counts or dates, which may hold others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Where it stands.
    pub span: ByteSpan,
    /// Its tokens, as indices of [`Analysis::tokens`]; always within one sentence.
    pub tokens: Range<usize>,
    /// What it is.
    pub kind: EntityKind,
}

/// What an entity is: the kinds of the NEREL corpus, with its names for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    /// How old somebody is: `47-летний`.
    Age,
    /// A prize, an order, a title won.
    Award,
    /// A town or village.
    City,
    /// A state, by noun or adjective.
    Country,
    /// A kind of crime.
    Crime,
    /// A date, year, month, span of days.
    Date,
    /// An illness.
    Disease,
    /// A part of a town or region.
    District,
    /// Something that happens, by name or by noun: `выборы`, `взрыв`.
    Event,
    /// A building, bridge, airport, ship.
    Facility,
    /// A family or dynasty.
    Family,
    /// A body of thought and whoever holds it: `либеральный`, `коммунист`.
    Ideology,
    /// A language.
    Language,
    /// A law, treaty or decree.
    Law,
    /// A mountain, river, continent or other place that nobody governs.
    Location,
    /// A sum of money.
    Money,
    /// A people or citizens of a state.
    Nationality,
    /// A number that counts something.
    Number,
    /// A number that tells a place in an order.
    Ordinal,
    /// A body: ministry, firm, party, outlet.
    Organization,
    /// What somebody was sentenced to.
    Penalty,
    /// A share in hundredths.
    Percent,
    /// A human being, by name.
    Person,
    /// A thing that is made and sold, or a vehicle or weapon by its name.
    Product,
    /// An office or trade.
    Profession,
    /// A religion and whoever holds it.
    Religion,
    /// A state of a federation, a region, a province.
    StateOrProvince,
    /// An hour of the day or a span of hours.
    Time,
    /// A book, film, song, broadcast.
    WorkOfArt,
}

impl EntityKind {
    /// All kinds, in the order of their names.
    pub const ALL: [Self; 29] = [
        Self::Age,
        Self::Award,
        Self::City,
        Self::Country,
        Self::Crime,
        Self::Date,
        Self::Disease,
        Self::District,
        Self::Event,
        Self::Facility,
        Self::Family,
        Self::Ideology,
        Self::Language,
        Self::Law,
        Self::Location,
        Self::Money,
        Self::Nationality,
        Self::Number,
        Self::Ordinal,
        Self::Organization,
        Self::Penalty,
        Self::Percent,
        Self::Person,
        Self::Product,
        Self::Profession,
        Self::Religion,
        Self::StateOrProvince,
        Self::Time,
        Self::WorkOfArt,
    ];

    /// The name that the corpus gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Age => "AGE",
            Self::Award => "AWARD",
            Self::City => "CITY",
            Self::Country => "COUNTRY",
            Self::Crime => "CRIME",
            Self::Date => "DATE",
            Self::Disease => "DISEASE",
            Self::District => "DISTRICT",
            Self::Event => "EVENT",
            Self::Facility => "FACILITY",
            Self::Family => "FAMILY",
            Self::Ideology => "IDEOLOGY",
            Self::Language => "LANGUAGE",
            Self::Law => "LAW",
            Self::Location => "LOCATION",
            Self::Money => "MONEY",
            Self::Nationality => "NATIONALITY",
            Self::Number => "NUMBER",
            Self::Ordinal => "ORDINAL",
            Self::Organization => "ORGANIZATION",
            Self::Penalty => "PENALTY",
            Self::Percent => "PERCENT",
            Self::Person => "PERSON",
            Self::Product => "PRODUCT",
            Self::Profession => "PROFESSION",
            Self::Religion => "RELIGION",
            Self::StateOrProvince => "STATE_OR_PROVINCE",
            Self::Time => "TIME",
            Self::WorkOfArt => "WORK_OF_ART",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Analysis {
    /// The sentence that holds the token.
    pub fn sentence_of(&self, token: usize) -> &Sentence {
        let after = self.sentences.partition_point(|sentence| sentence.tokens.start <= token);
        &self.sentences[after - 1]
    }

    /// The words that depend directly on `token`, in the order of the text.
    pub fn dependents(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        self.sentence_of(token)
            .tokens
            .clone()
            .filter(move |&other| self.tokens[other].head == Some(token))
    }

    /// The tokens that lie wholly within `span`.
    pub fn tokens_within(&self, span: ByteSpan) -> Range<usize> {
        let start = self.tokens.partition_point(|token| token.span.start < span.start);
        let end = self.tokens.partition_point(|token| token.span.end <= span.end);
        start..end.max(start)
    }
}
