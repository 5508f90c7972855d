//! Nouns that tell of a statement: `заявление о том, что`, `обвинения в`, `требование уйти`.

use std::ops::Range;

use depesha_language::morphology::{Case, PartOfSpeech};

use super::clause::{Content, Tie, clause_start};
use super::may_speak;
use crate::lexicon::LEXICON;
use crate::phrases::{NounPhrase, noun_phrase};
use crate::words::Words;

/// What a noun says and whose words it tells of.
pub(crate) struct Nominal {
    /// The noun, with the verb that brings it (`появилась информация`).
    pub(crate) cue: Range<usize>,
    pub(crate) content: Content,
    /// Where a phrase that is the content ends; a clause ends by its own rules.
    pub(crate) end: usize,
    pub(crate) source: Option<NounPhrase>,
}

/// The content behind the noun `noun`, if it is of the list and one follows at once.
pub(crate) fn content(words: Words<'_>, noun: usize, limits: Range<usize>) -> Option<Nominal> {
    if !words.is_noun(noun) {
        return None;
    }
    let takes = LEXICON.nouns.get(words.lemma(noun))?;
    // A formal charge is no statement: `предъявлено обвинение`, `суд по обвинению`.
    let charge = words.lemma(noun) == "обвинение"
        && ((limits.start..limits.end).any(|token| {
            matches!(words.lemma(token), "предъявить" | "предъявлять" | "приговорить" | "судить")
        }) || noun > limits.start && words.is(noun - 1, &["по"]));
    if charge {
        return None;
    }
    // The one whose words they are follows in the genitive: `заявление МИД о том, что`.
    let mut at = noun + 1;
    let mut source = None;
    if at < limits.end
        && (words.is_noun(at) || words.is_attribute(at))
        && words.case(at) == Some(Case::Genitive)
    {
        let head = (at..limits.end.min(at + 5))
            .find(|&token| words.is_noun(token))
            .filter(|&head| may_speak(words, head))?;
        let phrase = noun_phrase(words, head, at..limits.end);
        let phrase = match (phrase.tokens.start..phrase.tokens.end)
            .find(|&token| words.is(token, &["о", "об", "в"]))
        {
            Some(preposition) if preposition > head => {
                NounPhrase { head, tokens: phrase.tokens.start..preposition }
            }
            _ => phrase,
        };
        at = phrase.tokens.end;
        source = Some(phrase);
    }
    let source = source.or_else(|| brought_from(words, noun, limits.clone()));
    let cue =
        bringing_verb(words, noun, limits.start).map_or(noun..noun + 1, |verb| verb..noun + 1);
    if at >= limits.end {
        return None;
    }
    if takes.clause {
        let about = words.is(at, &["о", "в"]) && at + 1 < limits.end && words.is(at + 1, &["том"]);
        let comma = if about { at + 2 } else { at };
        if comma < limits.end
            && words.is_comma(comma)
            && let Some(start) = clause_start(words, comma + 1, limits.end)
            && words.is(comma + 1, &["что", "будто", "якобы"])
        {
            return Some(Nominal {
                cue,
                content: Content { start, tie: Tie::Clause },
                end: limits.end,
                source,
            });
        }
    }
    if takes.infinitive && words.is_infinitive(at) {
        let end = (at..limits.end)
            .find(|&token| {
                words.is_comma(token) || words.is_end_mark(token) || words.is_predicate(token)
            })
            .unwrap_or(limits.end);
        return Some(Nominal {
            cue: noun..noun + 1,
            content: Content { start: at, tie: Tie::Phrase },
            end,
            source,
        });
    }
    let form = words.form(at).to_lowercase();
    if words.part_of_speech(at) == PartOfSpeech::Adposition
        && takes.prepositions.contains(&form.as_str())
    {
        let head = (at + 1..limits.end.min(at + 6)).find(|&token| words.is_noun(token))?;
        let mut phrase = noun_phrase(words, head, at + 1..limits.end);
        if phrase.tokens.end + 1 < limits.end
            && words.is(phrase.tokens.end, &["и"])
            && words.case(phrase.tokens.end + 1) == words.case(head)
        {
            phrase.tokens.end =
                noun_phrase(words, phrase.tokens.end + 1, phrase.tokens.end + 1..limits.end)
                    .tokens
                    .end;
        }
        return Some(Nominal {
            cue: noun..noun + 1,
            content: Content { start: at, tie: Tie::Phrase },
            end: phrase.tokens.end,
            source,
        });
    }
    None
}

/// The verb with which a statement comes up, at most three words before its noun.
fn bringing_verb(words: Words<'_>, noun: usize, start: usize) -> Option<usize> {
    (start..noun).rev().take(4).find(|&token| {
        matches!(
            words.lemma(token),
            "появиться"
                | "появляться"
                | "поступить"
                | "поступать"
                | "прозвучать"
                | "звучать"
                | "прийти"
                | "распространиться"
                | "ходить"
                | "возникнуть"
                | "раздаваться"
        )
    })
}

/// `Из порта пришло сообщение`: where the words came from.
fn brought_from(words: Words<'_>, noun: usize, limits: Range<usize>) -> Option<NounPhrase> {
    let verb = bringing_verb(words, noun, limits.start)?;
    let from = (limits.start..noun)
        .rev()
        .find(|&token| words.is(token, &["из", "от"]) && token.abs_diff(verb) <= 5)?;
    let head = (from + 1..limits.end.min(from + 5)).find(|&token| words.is_noun(token))?;
    may_speak(words, head).then(|| noun_phrase(words, head, from + 1..verb.max(head + 1)))
}
