//! What does the article claim, and who says so?

mod actors;
mod inflection;
mod layout;
mod lexicon;
mod phrases;
mod record;
mod statements;
mod tables;
mod words;

use depesha_language::{Analysis, Language};
use depesha_text::{Article, paragraphs, quotations};

pub use record::{
    Actor, ActorClass, ActorId, JoinedReading, Mention, MentionKind, Reading, Statement,
    StatementId, StatementKind,
};

/// Reads the statements of an article from its analysis.
pub fn read(article: &Article, analysis: &Analysis, language: &Language) -> Reading {
    let words = words::Words { text: &article.body, analysis, dictionary: language.dictionary() };
    let paragraphs = paragraphs(words.text);
    let quotations = quotations(words.text, &paragraphs);
    let attributions = statements::attributions(words, &paragraphs, &quotations);
    actors::reading(article, words, attributions)
}
