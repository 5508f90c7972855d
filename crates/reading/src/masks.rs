//! Which words are names, or are written like names: what is learned from texts must not know them.

use depesha_language::EntityKind;
use depesha_language::morphology::PartOfSpeech;

use crate::words::Words;

/// For each token whether traits may not tell its word.
pub(crate) fn masked(words: Words<'_>) -> Vec<bool> {
    let analysis = words.analysis;
    let capital = |at: usize| words.form(at).chars().next().is_some_and(char::is_uppercase);
    let mut masked: Vec<bool> = (0..analysis.tokens.len())
        .map(|at| {
            let starts = analysis.sentence_of(at).tokens.start;
            let opens = at == starts
                || words.is(at - 1, &["«", "\"", "“", "„", "—", "–", "-", ":", ".", "("]);
            words.part_of_speech(at) == PartOfSpeech::ProperNoun
                || capital(at) && !opens && words.form(at).chars().count() > 1
        })
        .collect();
    for name in &analysis.names {
        masked[name.tokens.clone()].fill(true);
    }
    for entity in &analysis.entities {
        use EntityKind as Kind;
        let is_name =
            matches!(entity.kind, Kind::Country | Kind::Nationality | Kind::City | Kind::Person);
        let may_be = matches!(
            entity.kind,
            Kind::Organization
                | Kind::StateOrProvince
                | Kind::Location
                | Kind::District
                | Kind::Facility
                | Kind::Family
                | Kind::Product
                | Kind::WorkOfArt
        );
        for at in entity.tokens.clone() {
            masked[at] |= is_name || may_be && capital(at);
        }
    }
    masked
}
