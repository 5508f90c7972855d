//! What fills a side of an event that its own frame leaves open, where the report tells it by a stated
//! way: the verb beside a charge, the matter of a refusal, the words that are answered, the owner of a
//! thing that another place names.

use depesha_language::Relation;
use depesha_language::morphology::{Case, VerbForm};

use super::EventReader;
use super::frames::{Frame, is_speech, preposition};
use super::lists::{Genitive, LISTS, Place, Predicate};
use crate::actors::Party;
use crate::record::{ActorClass, ActorId, EventType};

/// Verbs by which those who are accused answer: their subject is whom the charge is laid against.
const DENYING: &[&str] = &[
    "отвергнуть",
    "отвергать",
    "отклонить",
    "отклонять",
    "отрицать",
    "опровергнуть",
    "опровергать",
    "признать",
    "признавать",
];

/// Nouns for what somebody proposes, makes or says, which others take up.
const OWNED: &[&str] = &[
    "предложение",
    "инициатива",
    "идея",
    "план",
    "проект",
    "законопроект",
    "закон",
    "реформа",
    "решение",
    "указ",
    "требование",
    "просьба",
    "призыв",
    "поправка",
    "программа",
    "политика",
    "позиция",
];

/// How far behind a noun `со стороны` may stand, in tokens.
const SIDE_REACH: usize = 6;

/// Nouns for what somebody said, which others answer.
const WORDS_OF_OTHERS: &[&str] =
    &["информация", "сообщение", "слово", "заявление", "утверждение", "слух", "высказывание"];

impl EventReader<'_, '_> {
    /// Whose a thing is by another place that speaks of it: `предложение отвергли` after `предложение
    /// министра`, `реформу осудили` after `реформа, начатая министром`. The nearest place before it, or
    /// else behind it.
    pub(super) fn owner_elsewhere(&mut self, thing: usize) -> Vec<Party> {
        let words = self.words;
        let lemma = words.lemma(thing);
        if !OWNED.contains(&lemma) {
            return Vec::new();
        }
        let others: Vec<usize> =
            (0..words.analysis.tokens.len()).filter(|&token| words.lemma(token) == lemma).collect();
        let (before, after): (Vec<usize>, Vec<usize>) =
            others.into_iter().filter(|&token| token != thing).partition(|&token| token < thing);
        for token in before.into_iter().rev().chain(after) {
            let genitive = self.genitive_parties(token);
            if !genitive.is_empty() {
                return genitive;
            }
            let participle = words
                .analysis
                .dependents(token)
                .find(|&other| words.morphology(other).verb_form == Some(VerbForm::Participle));
            if let Some(participle) = participle {
                let agents = self.parties_in(participle, Place::Instrumental);
                if !agents.is_empty() {
                    return agents;
                }
            }
        }
        Vec::new()
    }

    /// Whom a promise or refusal to do something is for: the dative beside the infinitive.
    pub(super) fn fill_from_infinitive(&mut self, token: usize, frame: &mut Frame) {
        let words = self.words;
        if !frame.recipients.is_empty() {
            return;
        }
        let infinitive = words.analysis.dependents(token).find(|&other| words.is_infinitive(other));
        let Some(infinitive) = infinitive else { return };
        let parties: Vec<Party> = self
            .parties_in(infinitive, Place::Dative)
            .into_iter()
            .filter(|party| !frame.actors.contains(party))
            .collect();
        Frame::add(&mut frame.recipients, parties);
    }

    /// Whom a charge is laid against, or who is seized or dismissed, where that is told by the verb that
    /// the noun stands beside: `задержан по обвинению`, `отверг обвинения`, `погиб при задержании`.
    pub(super) fn fill_from_circumstance(
        &mut self,
        token: usize,
        predicate: &'static Predicate,
        said_in: Option<usize>,
        frame: &mut Frame,
    ) {
        let words = self.words;
        if !frame.recipients.is_empty() {
            return;
        }
        let Some(verb) = words.token(token).head else { return };
        if !words.is_predicate(verb)
            && !words.is_infinitive(verb)
            && words.morphology(verb).verb_form != Some(VerbForm::Participle)
        {
            return;
        }
        let before = preposition(words, token);
        let found = match (predicate.kind, before) {
            (EventType::Accuse, Some("по")) => {
                let own_object = self.parties_in(verb, Place::Accusative);
                if own_object.is_empty() || self.is_passive(verb) {
                    self.subject_of(verb, said_in, 0)
                } else {
                    own_object
                }
            }
            (EventType::Accuse, Some("от")) => self.subject_of(verb, said_in, 0),
            (EventType::Accuse, None) if DENYING.contains(&words.lemma(verb)) => {
                self.subject_of(verb, said_in, 0)
            }
            (EventType::Coerce | EventType::Sanction, Some("при" | "после"))
                if predicate.genitive == Genitive::Recipient && frame.actors.is_empty() =>
            {
                self.subject_of(verb, said_in, 0)
            }
            _ => Vec::new(),
        };
        let found = found.into_iter().filter(|party| !frame.actors.contains(party)).collect();
        Frame::add(&mut frame.recipients, found);
    }

    /// With whom one refuses, asks or demands to deal, where the matter tells it: `отказался от встречи с
    /// послом`.
    pub(super) fn fill_from_matter(&mut self, token: usize, frame: &mut Frame) {
        let words = self.words;
        if !frame.recipients.is_empty() {
            return;
        }
        let matters: Vec<usize> = words
            .analysis
            .dependents(token)
            .filter(|&other| {
                words.is_noun(other)
                    && matches!(preposition(words, other), None | Some("от" | "о" | "на"))
                    && LISTS.nouns.get(words.lemma(other)).is_some_and(|predicates| {
                        predicates.iter().any(|predicate| predicate.mutual)
                    })
            })
            .collect();
        for matter in matters {
            let parties: Vec<Party> = self
                .parties_in(matter, Place::Behind("с"))
                .into_iter()
                .filter(|party| !frame.actors.contains(party))
                .collect();
            if !parties.is_empty() {
                Frame::add(&mut frame.recipients, parties);
                return;
            }
        }
    }

    /// Who does what somebody is charged with, by the word of whoever charges him: `обвинил соседей в срыве
    /// переговоров`.
    pub(super) fn fill_from_charge(&mut self, noun: usize, frame: &mut Frame) {
        let words = self.words;
        if !frame.actors.is_empty() {
            return;
        }
        // `в срыве переговоров и наращивании войск`
        let mut first = noun;
        while words.token(first).relation == Relation::Conj
            && let Some(head) = words.token(first).head.filter(|&head| words.is_noun(head))
        {
            first = head;
        }
        let Some(verb) = words.token(first).head.filter(|_| preposition(words, first) == Some("в"))
        else {
            return;
        };
        let is_charge = !words.is_noun(verb)
            && words.case(first) == Some(Case::Locative)
            && self.listed(verb).is_some_and(|(charge, _)| charge.kind == EventType::Accuse);
        if !is_charge {
            return;
        }
        let accused = match self.is_passive(verb) {
            true => self.subject_of(verb, None, 0),
            false => self.parties_in(verb, Place::Accusative),
        };
        let accused = accused.into_iter().filter(|party| !frame.recipients.contains(party));
        Frame::add(&mut frame.actors, accused.collect());
    }

    /// Whose words are denied, criticized or praised: `опроверг эту информацию` answers the one who spoke
    /// last before, unless it is the same.
    pub(super) fn fill_from_words_answered(&mut self, token: usize, frame: &mut Frame) {
        let words = self.words;
        if !frame.recipients.is_empty() {
            return;
        }
        let answered = words.analysis.dependents(token).any(|other| {
            WORDS_OF_OTHERS.contains(&words.lemma(other))
                && match words.token(other).relation {
                    Relation::Obj => true,
                    Relation::Obl => matches!(preposition(words, other), Some("на" | "с")),
                    _ => false,
                }
        });
        if !answered {
            return;
        }
        let here = self.span_of(token).start;
        let actors: Vec<ActorId> = self.actors_of(&frame.actors.clone());
        let before = (0..self.statements.len())
            .filter(|&index| self.attributions[index].cue.end <= here)
            .filter_map(|index| {
                let speaker = self.statements[index].speaker?;
                let other = !actors.contains(&speaker)
                    && self.cast.actor(speaker).class != ActorClass::Outlet;
                other.then_some((self.attributions[index].cue.start, speaker))
            })
            .max();
        if let Some((_, speaker)) = before {
            frame.recipients.push(Party::Known(speaker));
        }
    }

    /// Against whom force is used where the purpose tells it: `применили газ для подавления
    /// бунтовщиков`.
    pub(super) fn fill_from_purpose(&mut self, token: usize, kind: EventType, frame: &mut Frame) {
        let words = self.words;
        if !frame.recipients.is_empty() {
            return;
        }
        let purpose: Vec<usize> =
            self.sentence(token)
                .filter(|&other| {
                    preposition(words, other) == Some("для")
                        && words.token(other).head.is_some_and(|head| {
                            head == token || words.token(head).head == Some(token)
                        })
                        && LISTS.nouns.get(words.lemma(other)).is_some_and(|predicates| {
                            predicates.iter().any(|predicate| predicate.kind == kind)
                        })
                })
                .collect();
        for noun in purpose {
            let parties = self.genitive_parties(noun);
            Frame::add(&mut frame.recipients, parties);
        }
    }

    /// `со стороны X` does it, `в адрес X` and `в отношении X` suffer it, with any predicate.
    pub(super) fn fill_from_fixed_phrases(
        &mut self,
        token: usize,
        carrier: Option<usize>,
        frame: &mut Frame,
    ) {
        let words = self.words;
        let told = LISTS
            .nouns
            .get(words.lemma(token))
            .is_some_and(|predicates| predicates.iter().any(|predicate| is_speech(predicate.kind)));
        // `подвергся критике со стороны соседей`: where the tree has the phrase for one preposition.
        let sentence = self.sentence(token);
        let side = (token + 1..sentence.end.min(token + SIDE_REACH)).find(|&at| {
            at + 2 < sentence.end && words.is(at, &["со"]) && words.is(at + 1, &["стороны"])
        });
        if let Some(side) = side.filter(|_| frame.actors.is_empty()) {
            let noun = (side + 2..sentence.end.min(side + 6)).find(|&at| words.is_noun(at));
            let parties = noun.map(|noun| self.parties_at(noun)).unwrap_or_default();
            Frame::add(&mut frame.actors, parties);
        }
        for head in [Some(token), carrier].into_iter().flatten() {
            // `обвинения в подлоге в адрес банка`: the tree often hangs the second phrase on the first.
            let phrases: Vec<usize> = self
                .sentence(head)
                .filter(|&other| {
                    words.is_noun(other)
                        && preposition(words, other).is_some()
                        && words.token(other).head.is_some_and(|above| {
                            above == head
                                || above > head
                                    && words.is_noun(above)
                                    && words.token(above).head == Some(head)
                        })
                })
                .collect();
            for noun in phrases {
                match (preposition(words, noun), words.lemma(noun)) {
                    (Some("с"), "сторона") | (Some("по"), "решение" | "приказ" | "указание")
                        if frame.actors.is_empty() =>
                    {
                        let parties = self.owner(noun);
                        Frame::add(&mut frame.actors, parties);
                    }
                    // `запрос от министра`
                    (Some("от"), _) if frame.actors.is_empty() && told => {
                        let parties = self.parties_at(noun);
                        Frame::add(&mut frame.actors, parties);
                    }
                    (Some("в"), "адрес" | "отношение") | (Some("по"), "отношение")
                        if frame.recipients.is_empty() =>
                    {
                        let parties = self.owner(noun);
                        Frame::add(&mut frame.recipients, parties);
                    }
                    _ => {}
                }
            }
        }
    }
}
