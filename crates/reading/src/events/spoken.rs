//! Deeds done by what is said, where the word of saying itself names none: blame and praise in the
//! content of a plain `заявил`.

use depesha_language::Relation;
use depesha_language::morphology::{Case, PartOfSpeech};

use super::frames::{Frame, preposition};
use super::lists::LISTS;
use super::{EventReader, Trigger};
use crate::actors::Party;
use crate::lexicon::Act;
use crate::record::{ActorClass, ActorId, EventType};
use crate::words::Words;

/// How many words are climbed from a word of blame to the clause whose it is.
const HIGHEST: usize = 4;

impl EventReader<'_, '_> {
    /// A plain word of saying whose content plainly blames or praises a party.
    pub(super) fn judgement(&mut self, token: usize) -> Option<(Trigger, Frame)> {
        let index = self
            .attributions
            .iter()
            .position(|found| found.verb == token && matches!(found.act, Act::Say | Act::Think))
            .filter(|_| self.words.is_predicate(token))?;
        let speaker = self.statements[index].speaker?;
        let (kind, word) = self.judging_word(index)?;
        // A court that rules so penalizes.
        let rules = matches!(self.words.lemma(token), "постановить" | "постановлять");
        let kind = if rules && kind == EventType::Accuse { EventType::Sanction } else { kind };
        let judged = self.judged(word, speaker);
        if judged.is_empty() && !(kind == EventType::Accuse && self.is_plain_blame(word)) {
            return None;
        }
        let cue = self.words.analysis.tokens_within(self.attributions[index].cue);
        let trigger = Trigger {
            token,
            tokens: if cue.is_empty() { token..token + 1 } else { cue },
            kind,
            mode: None,
            predicate: None,
            carrier: None,
            needed: Some(word),
            rule: "judgement",
            weighed: false,
        };
        let recipients = judged.into_iter().map(Party::Known).collect();
        let frame = Frame { actors: vec![Party::Known(speaker)], recipients, carrier: None };
        Some((trigger, frame))
    }

    /// The first word of blame or praise in what the statement itself says.
    fn judging_word(&self, index: usize) -> Option<(EventType, usize)> {
        let words = self.words;
        let listed = |class: &str, lemma: &str| {
            LISTS.classes.get(class).is_some_and(|lemmas| lemmas.contains(&lemma))
        };
        let content = &self.attributions[index].content;
        content.iter().find_map(|piece| {
            words.analysis.tokens_within(*piece).find_map(|token| {
                let lemma = words.lemma(token);
                let negated = token > 0 && words.is(token - 1, &["не"]);
                // `не работает добросовестно`
                let undone = negated
                    || words.part_of_speech(token) == PartOfSpeech::Adverb
                        && words
                            .token(token)
                            .head
                            .is_some_and(|head| head > 0 && words.is(head - 1, &["не"]));
                if undone && listed("duty", lemma) {
                    return (self.said_in(token) == Some(index))
                        .then_some((EventType::Accuse, token));
                }
                let kind = if listed("blame", lemma) {
                    EventType::Accuse
                } else if listed("praise", lemma) && is_predicative(words, token) {
                    EventType::Support
                } else {
                    return None;
                };
                // `не является преступником`
                let denied = negated
                    || words
                        .token(token)
                        .head
                        .is_some_and(|head| head > 0 && words.is(head - 1, &["не", "нет"]));
                // `друг друга`
                let each_other = lemma == "друг"
                    && [token.checked_sub(1), Some(token + 1)]
                        .into_iter()
                        .flatten()
                        .any(|at| at < words.analysis.tokens.len() && words.lemma(at) == "друг");
                (!each_other && self.said_in(token) == Some(index) && !denied)
                    .then_some((kind, token))
            })
        })
    }

    /// Whether the clause itself says it, and not an attribute in passing: `указ незаконен`,
    /// `суд предвзят`.
    fn is_plain_blame(&self, word: usize) -> bool {
        let words = self.words;
        let predicate = words.is_predicate(word) || words.morphology(word).short;
        let nominal = words.analysis.dependents(word).any(|other| {
            matches!(words.token(other).relation, Relation::Nsubj | Relation::NsubjPass)
        });
        predicate || nominal && is_predicative(words, word)
    }

    /// Whom the word of blame or praise is about: the subject of its clause.
    fn judged(&mut self, word: usize, speaker: ActorId) -> Vec<ActorId> {
        let words = self.words;
        let mut parties = Vec::new();
        let mut at = word;
        for _ in 0..HIGHEST {
            if words.is_predicate(at) || at == word && words.is_noun(word) {
                parties = self.subject_of_clause(at);
            }
            let Some(head) = words.token(at).head.filter(|_| parties.is_empty()) else { break };
            at = head;
        }
        let mut judged = self.actors_of(&parties);
        judged.retain(|&actor| {
            actor != speaker
                && !matches!(self.cast.actor(actor).class, ActorClass::Place | ActorClass::Unknown)
        });
        judged
    }

    /// The parties that are the subject of the word, be it verb, noun or adjective of the predicate, or
    /// whose thing the subject is.
    fn subject_of_clause(&mut self, predicate: usize) -> Vec<Party> {
        let words = self.words;
        let subject = words.analysis.dependents(predicate).find(|&other| {
            matches!(words.token(other).relation, Relation::Nsubj | Relation::NsubjPass)
        });
        let Some(subject) = subject else { return Vec::new() };
        let parties = self.parties_at(subject);
        if parties.is_empty() { self.owner(subject) } else { parties }
    }
}

/// Whether the word may be a predicate by its case: `он настоящий друг`, `стал союзником`.
fn is_predicative(words: Words<'_>, token: usize) -> bool {
    matches!(words.case(token), None | Some(Case::Nominative | Case::Instrumental))
        && preposition(words, token).is_none()
}
