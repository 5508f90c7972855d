//! Who stands on which side of an event, and of which state a party is, where trained weights say so.
//!
//! The rules (`events`, `actors`) put those on the sides of an event whom its frame names. What they leave
//! open, or fill from a tree that is wrong, is weighed here.

mod traits;

use depesha_language::{Analysis, Language};
use depesha_text::Article;

use crate::record::Reading;
use crate::tables::Tables;
use crate::words::Words;
use traits::Scene;
pub use traits::{Asked, Side, SideTraits, StateTraits};

/// What a report shows of all who may be parties of the asked events, for the training of the weights.
pub fn side_traits(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    reading: &Reading,
    asked: &[Asked],
) -> Vec<SideTraits> {
    Scene::new(words(article, analysis, language), reading).sides(asked)
}

/// What a report shows of the states that actors may be of of whose state it says nothing, for the training
/// of the weights.
pub fn state_traits(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    reading: &Reading,
) -> Vec<StateTraits> {
    Scene::new(words(article, analysis, language), reading).states()
}

fn words<'r>(
    article: &'r Article,
    analysis: &'r Analysis,
    language: &'r Language,
) -> Words<'r> {
    Words {
        text: &article.body,
        analysis,
        dictionary: language.dictionary(),
        tables: Tables::embedded(),
    }
}
