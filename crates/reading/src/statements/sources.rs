//! Who may stand behind a cue: which nouns speak, and the bodies that speak through a place.

use std::ops::Range;

use depesha_language::morphology::Case;

use super::clause::Cue;
use crate::lexicon::Act;
use crate::phrases::{NounPhrase, noun_phrase};
use crate::words::Words;

/// `В МИД уверены`, `сообщили в пресс-службе`: the body that a plural without a subject speaks for.
pub(super) fn body_place(words: Words<'_>, cue: &Cue, limits: Range<usize>) -> Option<NounPhrase> {
    let impersonal = words.is_plural(cue.verb) || words.lemma(cue.verb).ends_with("ся");
    if !impersonal {
        return None;
    }
    let around = clause_around(words, cue.verb, limits);
    for at in around.clone() {
        if !words.is(at, &["в", "во", "на", "из"]) || at + 1 >= around.end {
            continue;
        }
        let noun = (at + 1..around.end.min(at + 6))
            .find(|&token| !words.is_attribute(token) && !words.is_punctuation(token))?;
        let body = words.tables.is_body(words.lemma(noun))
            || words.tables.is_outlet_noun(words.lemma(noun))
            || words.tables.group(words.lemma(noun)).is_some()
            || words.is(at, &["в", "во"])
                && (words.tables.state(words.lemma(noun)).is_some()
                    || words.tables.state_of_seat(words.lemma(noun)).is_some())
            || words
                .name_at(noun)
                .is_some_and(|name| name.kind == depesha_language::NameKind::Organization)
            || words.form(noun).chars().all(char::is_uppercase)
                && words.form(noun).chars().count() > 1;
        let local = matches!(words.case(noun), Some(Case::Locative) | None)
            || words.is(at, &["из"]) && words.case(noun) == Some(Case::Genitive);
        if body && local && (words.is_noun(noun) || words.name_at(noun).is_some()) {
            return Some(noun_phrase(words, noun, at + 1..around.end));
        }
    }
    None
}

/// Whether the source is somebody or something that can speak or think.
pub(super) fn plausible(words: Words<'_>, cue: &Cue, source: Option<&NounPhrase>) -> bool {
    let Some(source) = source else {
        // Nobody speaks in `сообщается, что`; a plural without a subject speaks for somebody.
        return cue.act != Act::Show;
    };
    if words.is(source.head, &["я", "мы"]) {
        return false;
    }
    if cue.act == Act::Show {
        // Polls, studies and sittings show; what is said does not.
        let lemma = words.lemma(source.head);
        return words.tables.document(lemma) == Some(false)
            || matches!(lemma, "доклад" | "отчет" | "заседание" | "слушание" | "документ");
    }
    // Only those who act accuse and promise, whatever they are called.
    matches!(cue.act, Act::Accuse | Act::Promise)
        && words.tables.document(words.lemma(source.head)).is_none()
        || may_speak(words, source.head)
}

/// Whether the noun means somebody or something that can speak or think: a living being, a body, an
/// outlet, a document, whatever has a proper name.
pub(crate) fn may_speak(words: Words<'_>, head: usize) -> bool {
    use depesha_language::morphology::{Animacy, PartOfSpeech};
    let lemma = words.lemma(head);
    let form = words.form(head);
    let animate = words.morphology(head).animacy == Some(Animacy::Animate);
    let pronoun = words.is(head, &["нем", "нём", "ней"])
        || matches!(
            words.part_of_speech(head),
            PartOfSpeech::Pronoun | PartOfSpeech::Determiner | PartOfSpeech::Numeral
        ) && !words.is(head, &["это", "то", "все", "всё", "что"]);
    let listed = words.tables.role(lemma).is_some()
        || words.tables.group(lemma).is_some()
        || words.tables.group(&words.citation(head)).is_some()
        || words.tables.is_body(lemma)
        || words.tables.is_outlet_noun(lemma)
        || words.tables.document(lemma).is_some();
    let abbreviation = form.chars().count() > 1 && form.chars().all(char::is_uppercase);
    let foreign =
        words.morphology(head).foreign || words.part_of_speech(head) == PartOfSpeech::Other;
    let proper =
        words.part_of_speech(head) == PartOfSpeech::ProperNoun || words.name_at(head).is_some();
    let latin = form.starts_with(|c: char| c.is_ascii_alphabetic());
    let adjective = words.part_of_speech(head) == PartOfSpeech::Adjective && words.is_plural(head);
    let one_of = lemma == "один";
    animate
        || pronoun
        || one_of
        || listed
        || abbreviation
        || foreign
        || latin
        || proper
        || adjective
}

/// The clause of a verb: between the commas, dashes or marks around it.
pub(super) fn clause_around(words: Words<'_>, verb: usize, limits: Range<usize>) -> Range<usize> {
    let border = |token: usize| {
        words.is_comma(token)
            || words.is_colon(token)
            || words.form(token) == ";"
            || words.is_dash(token)
    };
    let start = (limits.start..verb)
        .rev()
        .find(|&token| border(token))
        .map_or(limits.start, |token| token + 1);
    let end = (verb..limits.end).find(|&token| border(token)).unwrap_or(limits.end);
    start..end.max(start)
}
