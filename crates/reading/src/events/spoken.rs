//! Deeds done by what is said, where the word of saying itself names none: blame and praise in the
//! content of a plain `заявил`, and undertakings (`ущерб будет возмещён`) in the words of one who may
//! bind a state or body.

use std::collections::HashSet;
use std::sync::LazyLock;

use depesha_language::Relation;
use depesha_language::morphology::{Case, Tense, VerbForm};

use super::lists::LISTS;
use super::{EventReader, Told};
use crate::actors::Party;
use crate::lexicon::{Act, rows};
use crate::record::{ActorClass, ActorId, Event, EventStatus, EventType, StatementId};
use crate::words::Words;

/// Verbs of deeds to which one may bind a state or body, by lemma.
static UNDERTAKINGS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../../data/event_undertakings.tsv"))
        .flat_map(|[lemmas]| lemmas.split_whitespace())
        .collect()
});

/// How sure it is that plain words with a word of blame or praise are meant so, in hundredths.
const PLAIN_WORDS: u8 = 60;
/// How sure an undertaking is.
const UNDERTAKING: u8 = 70;

/// How many words are climbed from a word of blame to the clause whose it is.
const HIGHEST: usize = 4;

impl EventReader<'_, '_> {
    /// A plain word of saying whose content plainly blames or praises a party.
    pub(super) fn judgement(&mut self, token: usize) -> Option<Told> {
        let index = self
            .attributions
            .iter()
            .position(|found| found.verb == token && found.act == Act::Say)
            .filter(|_| self.words.is_predicate(token))?;
        let speaker = self.statements[index].speaker?;
        let (kind, word) = self.judging_word(index)?;
        let judged = self.judged(word, speaker);
        if judged.is_empty() {
            return None;
        }
        let said_in = self.said_in(token);
        let event = Event {
            trigger: self.attributions[index].cue,
            kind,
            mode: None,
            contexts: self.contexts(word),
            actors: vec![speaker],
            recipients: judged,
            status: EventStatus::Actual,
            commitment: false,
            said_in: said_in.map(StatementId),
            confidence: PLAIN_WORDS,
            rule: "judgement",
        };
        Some(Told { event, row: usize::MAX, matter: None })
    }

    /// The first word of blame or praise in what the statement itself says.
    fn judging_word(&self, index: usize) -> Option<(EventType, usize)> {
        let words = self.words;
        let listed = |class: &str, lemma: &str| {
            LISTS.classes.get(class).is_some_and(|lemmas| lemmas.contains(&lemma))
        };
        let content = &self.attributions[index].content;
        content.iter().find_map(|piece| {
            words.tokens_in(*piece).find_map(|token| {
                let lemma = words.lemma(token);
                let kind = if listed("blame", lemma) {
                    EventType::Accuse
                } else if listed("praise", lemma) && is_predicative(words, token) {
                    EventType::Support
                } else {
                    return None;
                };
                let denied = token > 0 && words.is(token - 1, &["не"]);
                (self.said_in(token) == Some(index) && !denied).then_some((kind, token))
            })
        })
    }

    /// Whom the word of blame or praise is about: the subject of its clause, or its genitive.
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
        if parties.is_empty() {
            parties = self.owner(word);
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

    /// What a speaker who may bind a state or body says that it will do.
    pub(super) fn undertaking(&mut self, token: usize) -> Option<Told> {
        let words = self.words;
        let lemma = words.lemma(token);
        let active = lemma.strip_suffix("ся").unwrap_or(lemma);
        let auxiliary = words.analysis.dependents(token).find(|&other| {
            words.is(other, &["будет", "будут", "будем", "буду"]) && other < token
        });
        // Perfective verbs form no passive in `-ся`: `вернётся` is no deed.
        let listed = UNDERTAKINGS.contains(lemma)
            || auxiliary.is_some() && UNDERTAKINGS.contains(active);
        if !listed {
            return None;
        }
        // `предоставит убежище`: the noun has its own row.
        let of_noun = words.analysis.dependents(token).any(|other| {
            words.token(other).relation == Relation::Obj
                && self.is_event_noun(other)
                && self.listed(other).is_some()
        });
        let future = auxiliary.is_some()
            || words.morphology(token).tense == Some(Tense::Future)
                && words.morphology(token).verb_form == Some(VerbForm::Finite);
        if of_noun || !future || auxiliary.unwrap_or(token) > 0 && words.is(auxiliary.unwrap_or(token) - 1, &["не"])
        {
            return None;
        }
        let index = self.said_in(token)?;
        if !matches!(self.attributions[index].act, Act::Say | Act::Promise | Act::Relay) {
            return None;
        }
        let speaker = self.statements[index].speaker?;
        let bound = self.whom_binds(speaker)?;
        let passive = self.is_passive(token) || lemma.ends_with("ся");
        let actor = if passive {
            let agent = self.words.analysis.dependents(token).any(|other| {
                words.token(other).relation == Relation::OblAgent
            });
            if agent {
                return None;
            }
            bound
        } else {
            let subjects = self.subject_of(token, Some(index), 0);
            let subjects = self.actors_of(&subjects);
            *subjects.iter().find(|&&subject| subject == speaker || subject == bound)?
        };
        let conditional = words
            .analysis
            .sentence_of(token)
            .tokens
            .clone()
            .any(|at| words.is(at, &["если"]) || words.is(at, &["случае"]));
        let status =
            if conditional { EventStatus::Hypothetical } else { EventStatus::Planned };
        let from = auxiliary.unwrap_or(token);
        let event = Event {
            trigger: words.span(from..token + 1),
            kind: EventType::Agree,
            mode: None,
            contexts: self.contexts(token),
            actors: vec![actor],
            recipients: Vec::new(),
            status,
            commitment: true,
            said_in: Some(StatementId(index)),
            confidence: UNDERTAKING,
            rule: "undertaking",
        };
        Some(Told { event, row: usize::MAX, matter: self.matter(token) })
    }

    /// Whom the speaker may bind: a body or state itself; of one who holds an office, the state whose it
    /// is, or else the holder.
    fn whom_binds(&self, speaker: ActorId) -> Option<ActorId> {
        let known = self.cast.actor(speaker);
        match known.class {
            ActorClass::State | ActorClass::Organization => Some(speaker),
            ActorClass::Person if self.cast.holds_office(speaker) => {
                let state = known.roles.iter().filter_map(|role| role.of).find(|&of| {
                    self.cast.actor(of).class == ActorClass::State
                });
                Some(state.unwrap_or(speaker))
            }
            _ => None,
        }
    }
}

/// Whether the word may be a predicate by its case: `он настоящий друг`, `стал союзником`.
fn is_predicative(words: Words<'_>, token: usize) -> bool {
    matches!(words.case(token), None | Some(Case::Nominative | Case::Instrumental))
}
