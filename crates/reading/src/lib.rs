//! What does the article claim, and who says so?
//!
//! [`read`] takes an article and its [`Analysis`] to a [`Reading`]: its [`Statement`]s, each with
//! kind, cue, source, content, relays and the statement that it lies within, and the [`Actor`]s who
//! speak or relay. Every statement is something that the text says, with the spans that say it and
//! the name of the rule that read it; there is a reading of every text.
//!
//! The way of a statement: which quotations are speech and where they part the sentences; the words
//! that attribute, by the lists in `data/`; where their contents begin and end; who stands beside
//! them, and through which outlets the words came; and last, whom all that means.
//!
//! How the Russian is built is left to `depesha-language`; how readings are written down and shown,
//! to the crates above. This one knows no files, no JSON and no screens.
//!
//! ```
//! use depesha_language::Language;
//! use depesha_reading::{StatementKind, read};
//! use depesha_text::Article;
//!
//! let russian = Language::embedded()?;
//! let article = Article::from_body("note", "Мэр Павел Ручьёв заявил, что мост откроют в мае.");
//! let reading = read(&article, &russian.analyse(&article.body), &russian);
//!
//! let [statement] = &reading.statements[..] else { panic!("one statement") };
//! assert_eq!(statement.kind, StatementKind::Indirect);
//! assert_eq!(statement.cue.of(&article.body), "заявил");
//! assert_eq!(statement.content[0].of(&article.body), "мост откроют в мае");
//! assert_eq!(reading.actors[statement.speaker.unwrap().0].name, "Павел Ручьёв");
//! # Ok::<(), depesha_language::ModelError>(())
//! ```

mod actors;
mod attitudes;
mod dates;
mod events;
mod inflection;
mod layout;
mod lexicon;
mod masks;
mod phrases;
mod quantities;
mod record;
mod sides;
mod statements;
mod tables;
mod words;

use depesha_language::{Analysis, Language, SideModel};
use depesha_text::{Article, paragraphs, quotations};

pub use attitudes::{
    AttitudeSteps, Consistency, MarkedPlace, PairLeans, PairModel, PairTraits, PartyMention, Sides,
    Traits, attitudes_between, marked_place, pair_leans, pair_traits, sign_between,
};
pub use events::{TriggerBounds, TriggerTraits};
pub use sides::{
    ActorStates, Asked, EventSides, PartyTraits, Side, StateTraits, side_traits, state_traits,
    with_sides,
};
pub use tables::{Control, NamedState, Outlet, OutletKind, TableError, Tables};

pub use record::{
    Account, Actor, ActorClass, ActorId, Anchor, Attitude, AttitudeEvidence, AttitudeGround, Bound,
    Commitment, Date, DateBound, DateId, DayPart, Event, EventId, EventStatus, EventType, Evidence,
    EvidenceOf, Grain, JoinedReading, Mention, MentionKind, Perhaps, Polarity, Quantity,
    QuantityKind, Reading, Role, StateFrom, StateGround, Statement, StatementId, StatementKind,
    Telling, Unresolved,
};

/// Reads the tables and word lists that are part of the program, which otherwise happens when they
/// are first wanted: for a thread beside the one that loads the language and analyses the first text.
pub fn prepare() {
    Tables::embedded();
    lexicon::prepare();
    quantities::prepare();
}

/// Reads an article from its analysis, with the tables that are part of the program.
pub fn read(article: &Article, analysis: &Analysis, language: &Language) -> Reading {
    read_with(article, analysis, language, Tables::embedded())
}

/// Reads an article from its analysis.
pub fn read_with(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    tables: &Tables,
) -> Reading {
    read_weighed(article, analysis, language, tables, TriggerBounds::USUAL, Some(language.sides()))
}

/// Reads an article from its analysis, with bounds of one's own for what the weights of triggers find, and other weights
/// for sides and states, or none: the rules alone then decide of these.
pub fn read_weighed(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    tables: &Tables,
    bounds: TriggerBounds,
    sides: Option<&SideModel>,
) -> Reading {
    let words =
        words::Words { text: &article.body, analysis, dictionary: language.dictionary(), tables };
    let weigher = events::Weigher::Model(language, bounds);
    let ground = read_seeing(article, analysis, language, tables, weigher);
    let attitudes = attitudes::attitudes(words, &ground, language);
    let mut reading = Reading { attitudes, ..ground.reading };
    // Behind the attitudes: a party that is guessed at shows none.
    if let Some(weights) = sides {
        sides::weigh(words, &mut reading, weights);
    }
    reading
}

/// As [`read_with`], but does not ask who stands for or against whom: to measure what that costs.
pub fn read_without_attitudes(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    tables: &Tables,
) -> Reading {
    let words =
        words::Words { text: &article.body, analysis, dictionary: language.dictionary(), tables };
    let weigher = events::Weigher::Model(language, TriggerBounds::USUAL);
    let mut reading = read_seeing(article, analysis, language, tables, weigher).reading;
    sides::weigh(words, &mut reading, language.sides());
    reading
}

/// What an article shows of each word that may tell of an event, for weights that are learned.
pub fn trigger_traits(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
) -> Vec<TriggerTraits> {
    let mut seen = Vec::new();
    let mut see = |traits| seen.push(traits);
    let weigher = events::Weigher::Watch(&mut see);
    read_seeing(article, analysis, language, Tables::embedded(), weigher);
    seen
}

/// What attitudes are read from: a reading that has none yet and whose sides are not weighed, and what shows
/// attitudes beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Groundwork {
    /// What rules and the weights of triggers read.
    pub reading: Reading,
    /// What the rules read as events and the weights do not count as any, in the order of the text. It is no part of
    /// the record; but what readers do not count as an event still shows how two get on.
    pub uncounted: Vec<Event>,
}

/// What attitudes are read from, with what [`read`] uses: for training and for comparisons with annotated texts.
pub fn groundwork(article: &Article, analysis: &Analysis, language: &Language) -> Groundwork {
    let weigher = events::Weigher::Model(language, TriggerBounds::USUAL);
    read_seeing(article, analysis, language, Tables::embedded(), weigher)
}

/// What rules and the weights of triggers read, without attitudes and weighed sides.
fn read_seeing(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    tables: &Tables,
    weigher: events::Weigher<'_>,
) -> Groundwork {
    let dictionary = language.dictionary();
    let words = words::Words { text: &article.body, analysis, dictionary, tables };
    let paragraphs = paragraphs(words.text);
    let quotations = quotations(words.text, &paragraphs);
    let attributions = statements::attributions(words, &paragraphs, &quotations);
    let dates = dates::dates(words, article.published.as_deref());
    let mut ground = actors::reading(article, words, attributions, &dates, weigher);
    let reading = &mut ground.reading;
    reading.dates = dates;
    reading.quantities = quantities::quantities(words);
    quantities::carried(reading);
    ground
}
