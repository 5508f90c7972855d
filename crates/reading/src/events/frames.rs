//! Who does it to whom: the parties of a trigger from its own frame.

use std::ops::Range;

use depesha_language::Relation;
use depesha_language::morphology::{Case, Gender, PartOfSpeech, VerbForm};

use super::lists::{Control, Genitive, LISTS, Light, Place, Predicate};
use super::{EventReader, Trigger};
use crate::actors::Party;
use crate::phrases::{own_subject, subject};
use crate::record::{ActorClass, EventType, StatementKind};
use crate::words::Words;

/// The parties of an event, and the verb that carries its noun.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) actors: Vec<Party>,
    pub(super) recipients: Vec<Party>,
    /// The verb or infinitive that says that the noun's event takes place: `провёл встречу`.
    pub(super) carrier: Option<usize>,
}

impl Frame {
    pub(super) fn add(side: &mut Vec<Party>, parties: Vec<Party>) {
        for party in parties {
            if !side.contains(&party) {
                side.push(party);
            }
        }
    }
}

/// The preposition before a word, without the vowel that eases it: `со` as `с`.
pub(super) fn preposition<'a>(words: Words<'a>, token: usize) -> Option<&'a str> {
    let found = words
        .analysis
        .dependents(token)
        .find(|&other| {
            words.token(other).relation == Relation::Case
                && words.part_of_speech(other) == PartOfSpeech::Adposition
        })
        .map(|other| words.lemma(other))?;
    Some(match found {
        "со" => "с",
        "во" => "в",
        "ко" => "к",
        "об" | "обо" => "о",
        "изо" => "из",
        "передо" => "перед",
        other => other,
    })
}

/// Verbs by which one tells what one will do oneself.
const ANNOUNCING: &[&str] =
    &["объявить", "объявлять", "заявить", "заявлять", "просить", "попросить"];

/// Verbs without a subject, whose dative is to do what they say: `министру следует уйти`.
const IMPERSONAL: &[&str] =
    &["следовать", "стоить", "надлежать", "приходиться", "прийтись", "предстоять", "полагаться"];

/// Whether acts of this kind are done in words.
pub(super) fn is_speech(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Agree
            | EventType::Support
            | EventType::Request
            | EventType::Accuse
            | EventType::Reject
            | EventType::Threaten
    )
}

/// How deep below the trigger a party behind a preposition may hang in the tree.
const DEEPEST: usize = 3;

impl EventReader<'_, '_> {
    /// The parties of the trigger; `None` where its clause shows that nothing is done.
    pub(super) fn frame(&mut self, trigger: &Trigger, said_in: Option<usize>) -> Option<Frame> {
        let token = trigger.token;
        let mut frame = Frame { carrier: trigger.carrier, ..Frame::default() };
        if trigger.rule == "noun" {
            self.fill_from_noun(trigger, said_in, &mut frame)?;
        } else {
            self.fill_from_verb(token, trigger.predicate, said_in, &mut frame);
            // `они не будут участвовать`: the subject hangs on the infinitive.
            let infinitive = trigger.needed.filter(|_| trigger.rule == "refusal");
            if let Some(infinitive) = infinitive.filter(|_| frame.actors.is_empty()) {
                let words = self.words;
                let subject = words
                    .analysis
                    .dependents(infinitive)
                    .find(|&other| words.token(other).relation == Relation::Nsubj);
                let parties = subject.map(|subject| self.parties_at(subject)).unwrap_or_default();
                Frame::add(&mut frame.actors, parties);
            }
        }
        self.fill_from_fixed_phrases(token, frame.carrier, &mut frame);
        if let Some(predicate) = trigger.predicate {
            if trigger.rule == "noun" {
                self.fill_from_circumstance(token, predicate, said_in, &mut frame);
                self.fill_from_charge(token, &mut frame);
            } else if matches!(predicate.kind, EventType::Reject | EventType::Request) {
                self.fill_from_matter(token, &mut frame);
            }
            if matches!(predicate.kind, EventType::Coerce | EventType::Assault) {
                self.fill_from_purpose(token, predicate.kind, &mut frame);
            }
            if matches!(predicate.kind, EventType::Reject | EventType::Agree)
                && trigger.rule != "noun"
            {
                self.fill_from_infinitive(token, &mut frame);
            }
            if matches!(predicate.kind, EventType::Reject | EventType::Accuse | EventType::Support)
            {
                self.fill_from_words_answered(token, &mut frame);
            }
        }
        Some(frame)
    }

    pub(super) fn sentence(&self, token: usize) -> Range<usize> {
        self.words.analysis.sentence_of(token).tokens.clone()
    }

    pub(super) fn parties_at(&mut self, head: usize) -> Vec<Party> {
        let limits = self.sentence(head);
        self.cast.parties(head, limits)
    }

    /// The speaker of the statement that holds the token, for `я`, `мы` and verbs of theirs.
    fn speaker(&self, said_in: Option<usize>) -> Vec<Party> {
        let speaker = said_in.and_then(|index| self.statements[index].speaker);
        speaker.map(Party::Known).into_iter().collect()
    }

    /// Who is the subject of the predicate, of whatever form.
    pub(super) fn subject_of(
        &mut self,
        verb: usize,
        said_in: Option<usize>,
        depth: usize,
    ) -> Vec<Party> {
        let words = self.words;
        if depth > 4 {
            return Vec::new();
        }
        let limits = self.sentence(verb);
        let morphology = words.morphology(verb);
        if words.is_infinitive(verb) {
            // `правительство будет убеждать`
            let future = words.analysis.dependents(verb).any(|other| {
                words.is(other, &["будет", "будут"])
                    && matches!(words.token(other).relation, Relation::Aux | Relation::AuxPass)
            });
            let own = future.then(|| own_subject(words, verb, limits.clone())).flatten();
            if let Some(own) = own.filter(|own| own.head < verb) {
                return self.cast.parties(own.head, own.tokens.start..limits.end);
            }
            return self.controller(verb, said_in, depth);
        }
        if morphology.verb_form == Some(VerbForm::Participle)
            && !morphology.short
            && morphology.case.is_some()
        {
            let noun = words.token(verb).head.filter(|&head| words.is_noun(head));
            return noun.map(|noun| self.parties_at(noun)).unwrap_or_default();
        }
        if words.is_predicate(verb) || words.is_converb(verb) {
            let first_person = words.is_first_person(verb);
            let own: Option<usize> = words.analysis.dependents(verb).find(|&other| {
                matches!(words.token(other).relation, Relation::Nsubj | Relation::NsubjPass)
            });
            if first_person
                || own.is_some_and(|own| words.is_first_person(own) && words.is_pronoun(own))
            {
                return self.speaker(said_in);
            }
            let relative = own.filter(|&own| words.lemma(own) == "который");
            if let Some(relative) = relative {
                return self.cast.parties(relative, limits);
            }
            let joined = if own.is_none() { self.joined_subject(verb) } else { None };
            if let Some(joined) = joined {
                return self.cast.parties(joined, joined..limits.end);
            }
            let Some(phrase) = subject(words, verb, limits.clone()) else {
                // `был отпущен и уехал Павел Ручьёв`: the subject stands behind the second verb.
                let joined: Option<usize> = words.analysis.dependents(verb).find(|&other| {
                    other > verb
                        && words.token(other).relation == Relation::Conj
                        && words.is_predicate(other)
                        && words.morphology(other).gender == words.morphology(verb).gender
                        && words.is_plural(other) == words.is_plural(verb)
                        && words.analysis.dependents(other).any(|subject| {
                            matches!(
                                words.token(subject).relation,
                                Relation::Nsubj | Relation::NsubjPass
                            ) && subject > other
                        })
                });
                if let Some(joined) = joined.filter(|_| own.is_none()) {
                    return self.subject_of(joined, said_in, depth + 1);
                }
                let Some(own) = own else {
                    // `побывал в Осло, где встретился с послом`
                    let relative = words
                        .analysis
                        .dependents(verb)
                        .any(|other| words.is(other, &["где", "куда", "откуда", "когда"]));
                    if relative && let Some(noun) = words.token(verb).head {
                        let main = if words.is_predicate(noun) {
                            Some(noun)
                        } else {
                            words.token(noun).head.filter(|&head| words.is_predicate(head))
                        };
                        return main
                            .map(|main| self.subject_of(main, said_in, depth + 1))
                            .unwrap_or_default();
                    }
                    if IMPERSONAL.contains(&words.lemma(verb)) {
                        return self.parties_in(verb, Place::Dative);
                    }
                    // `В Лернии приговорили`: those of the place.
                    let place = self.acting_place(verb);
                    if !place.is_empty() {
                        return place;
                    }
                    return self.speaker_of_clause(verb, said_in);
                };
                return self.cast.parties(own, limits);
            };
            // A subject within another's speech does not act in the words of the one who tells.
            let apart =
                self.said_in(phrase.head) != said_in && !self.covers_both(phrase.head, verb);
            if apart && own != Some(phrase.head) {
                let speaker = self.speaker_of_clause(verb, said_in);
                if !speaker.is_empty() {
                    return speaker;
                }
            }
            // `Казахстан, Узбекистан и Таджикистан отказались`: the last ones stand nearer to the verb.
            let first = own.filter(|&own| own < phrase.head && self.is_joined_to(phrase.head, own));
            if let Some(first) = first {
                return self.cast.parties(first, limits);
            }
            let limits = phrase.tokens.start..limits.end;
            return self.cast.parties(phrase.head, limits);
        }
        Vec::new()
    }

    /// Whether the tree ties one word to another as the next of a coordination, or through others of it.
    fn is_joined_to(&self, word: usize, first: usize) -> bool {
        let words = self.words;
        let mut at = word;
        while words.token(at).relation == Relation::Conj
            && let Some(head) = words.token(at).head.filter(|&head| head < at)
        {
            if head == first {
                return true;
            }
            at = head;
        }
        false
    }

    /// The states behind a plural verb that are its subject, where the tree hangs them on what stands between:
    /// `отказались от участия Казахстан и Узбекистан`. The first of them.
    fn joined_subject(&self, verb: usize) -> Option<usize> {
        let words = self.words;
        if !words.is_plural(verb) || self.is_passive(verb) || words.is_first_person(verb) {
            return None;
        }
        let named = |token: usize| {
            words.is_noun(token)
                && words.case(token) == Some(Case::Nominative)
                && preposition(words, token).is_none()
                && self.cast.names_state(token)
        };
        (verb + 1..self.sentence(verb).end)
            .take_while(|&at| !words.is_comma(at) && !words.is_predicate(at))
            .find(|&at| {
                named(at)
                    && words.token(at).relation != Relation::Obj
                    && words
                        .analysis
                        .dependents(at)
                        .any(|other| words.token(other).relation == Relation::Conj && named(other))
            })
    }

    /// The state or body in which a plural without a subject acts: `в Лернии приговорили`.
    fn acting_place(&mut self, verb: usize) -> Vec<Party> {
        let words = self.words;
        if !words.is_plural(verb) || self.is_passive(verb) || !words.is_predicate(verb) {
            return Vec::new();
        }
        let places: Vec<usize> = words
            .analysis
            .dependents(verb)
            .filter(|&other| {
                preposition(words, other) == Some("в")
                    && matches!(words.case(other), Some(Case::Locative) | None)
            })
            .collect();
        for place in places {
            let body = self.cast.is_body(place);
            if body {
                return self.parties_at(place);
            }
            if self.cast.names_state(place) {
                return self.cast.state_of_place(place).map(Party::Known).into_iter().collect();
            }
        }
        Vec::new()
    }

    /// The speaker, where the clause that is told of leaves its subject out: `заявил, что подпишет`.
    fn speaker_of_clause(&self, verb: usize, said_in: Option<usize>) -> Vec<Party> {
        let retold =
            said_in.is_some_and(|index| self.attributions[index].kind != StatementKind::Direct);
        let personal =
            self.words.morphology(verb).gender != Some(Gender::Neuter) && !self.is_passive(verb);
        // `сообщил, что в него стреляли`: the plural tells that it was not one person.
        let one = said_in
            .and_then(|index| self.statements[index].speaker)
            .is_some_and(|speaker| self.cast.actor(speaker).class == ActorClass::Person);
        let others = self.words.is_plural(verb) && one;
        if retold && personal && !others { self.speaker(said_in) } else { Vec::new() }
    }

    fn covers_both(&self, one: usize, other: usize) -> bool {
        let (one, other) = (self.span_of(one), self.span_of(other));
        let same = |found: &crate::statements::Attribution| found.holds(one) == found.holds(other);
        self.attributions.iter().all(same)
    }

    /// Who is to do what the infinitive says: subject or object of the word that governs it.
    fn controller(
        &mut self,
        infinitive: usize,
        said_in: Option<usize>,
        depth: usize,
    ) -> Vec<Party> {
        let words = self.words;
        let Some(head) = words.token(infinitive).head else { return Vec::new() };
        if words.token(infinitive).relation == Relation::Conj && words.is_infinitive(head) {
            return self.controller(head, said_in, depth + 1);
        }
        let outer = self.said_in(head);
        let control = LISTS.modality.get(words.lemma(head)).map(|(_, control)| *control);
        match control {
            Some(Control::Object) => {
                let objects: Vec<usize> = words
                    .analysis
                    .dependents(head)
                    .filter(|&other| {
                        matches!(
                            words.token(other).relation,
                            Relation::Obj | Relation::Iobj | Relation::Obl
                        ) && matches!(
                            words.case(other),
                            Some(Case::Accusative | Case::Dative | Case::Genitive)
                        ) && preposition(words, other).is_none()
                            && other != infinitive
                    })
                    .collect();
                objects
                    .into_iter()
                    .map(|object| self.parties_at(object))
                    .find(|parties| !parties.is_empty())
                    .unwrap_or_default()
            }
            Some(Control::Nobody) => {
                if words.is_noun(head) {
                    let own = self.genitive_parties(head);
                    // `заявил о готовности помочь`, `выразил намерение уйти`
                    let verb = words.token(head).head.filter(|&verb| words.is_predicate(verb));
                    match verb.filter(|_| own.is_empty()) {
                        Some(verb) => self.subject_of(verb, outer.or(said_in), depth + 1),
                        None => own,
                    }
                } else {
                    let dative = words.analysis.dependents(head).find(|&other| {
                        words.case(other) == Some(Case::Dative)
                            && preposition(words, other).is_none()
                    });
                    dative.map(|dative| self.parties_at(dative)).unwrap_or_default()
                }
            }
            _ => self.subject_of(head, outer.or(said_in), depth + 1),
        }
    }

    fn fill_from_verb(
        &mut self,
        token: usize,
        predicate: Option<&'static Predicate>,
        said_in: Option<usize>,
        frame: &mut Frame,
    ) {
        let words = self.words;
        let mut subjects = self.subject_of(token, said_in, 0);
        if words.is_noun(token) && subjects.is_empty() {
            // `заявил о готовности`
            subjects = self.genitive_parties(token);
            if subjects.is_empty()
                && let Some(verb) = words.token(token).head.filter(|&verb| words.is_predicate(verb))
            {
                subjects = self.subject_of(verb, said_in, 0);
            }
        }
        let passive = self.is_passive(token);
        if predicate.is_some_and(|found| found.places.contains(&Place::Subject)) {
            Frame::add(&mut frame.recipients, subjects);
            return;
        }
        if passive {
            let agents: Vec<usize> = words
                .analysis
                .dependents(token)
                .filter(|&other| {
                    words.case(other) == Some(Case::Instrumental)
                        && preposition(words, other).is_none()
                        && !words.is_attribute(other)
                        && !matches!(
                            words.token(other).relation,
                            Relation::Nsubj | Relation::NsubjPass
                        )
                })
                .collect();
            for agent in agents {
                let parties = self.parties_at(agent);
                Frame::add(&mut frame.actors, parties);
            }
            let to_object = predicate.is_some_and(|found| {
                found.places.first().is_some_and(|place| *place == Place::Accusative)
            });
            if to_object {
                if subjects.is_empty() {
                    let owner = self.owner_of_subject(token);
                    Frame::add(&mut frame.recipients, owner);
                } else {
                    Frame::add(&mut frame.recipients, subjects);
                }
            }
        } else {
            Frame::add(&mut frame.actors, subjects);
        }
        let Some(predicate) = predicate else { return };
        self.fill_places(token, predicate, passive, frame);
        // `заблокировал кандидатуру министра`: whose the thing is.
        let upon = matches!(
            predicate.kind,
            EventType::Reject | EventType::Support | EventType::Accuse | EventType::Coerce
        );
        if upon
            && frame.recipients.is_empty()
            && !passive
            && !predicate.places.contains(&Place::Accusative)
        {
            let owned: Vec<Party> = self
                .parties_in(token, Place::Accusative)
                .into_iter()
                .filter(|party| !frame.actors.contains(party))
                .collect();
            Frame::add(&mut frame.recipients, owned);
        }
    }

    pub(super) fn owner_of_subject(&mut self, verb: usize) -> Vec<Party> {
        let words = self.words;
        let subject = words.analysis.dependents(verb).find(|&other| {
            matches!(words.token(other).relation, Relation::Nsubj | Relation::NsubjPass)
        });
        subject.map(|subject| self.owner(subject)).unwrap_or_default()
    }

    /// Fills in whoever stands where the predicate has its other party.
    pub(super) fn fill_places(
        &mut self,
        token: usize,
        predicate: &'static Predicate,
        passive: bool,
        frame: &mut Frame,
    ) {
        let mutual =
            |place: &Place| predicate.mutual && matches!(place, Place::Behind("с" | "между"));
        for place in &predicate.places {
            if passive && *place == Place::Accusative {
                continue;
            }
            let parties = self.parties_in(token, *place);
            if parties.is_empty() {
                continue;
            }
            if mutual(place) || *place == Place::Behind("между") {
                Frame::add(&mut frame.actors, parties);
            } else if frame.recipients.is_empty() {
                Frame::add(&mut frame.recipients, parties);
            }
        }
    }

    /// Whoever stands in this place beside the token.
    pub(super) fn parties_in(&mut self, token: usize, place: Place) -> Vec<Party> {
        let words = self.words;
        let visit = self.listed(token).is_some_and(|(found, _)| found.mode == Some("visit"));
        let heads: Vec<usize> = match place {
            Place::Behind(wanted) => {
                let sentence = self.sentence(token);
                let below = |other: usize| {
                    let mut at = other;
                    for _ in 0..DEEPEST {
                        match words.token(at).head {
                            Some(head) if head == token => return true,
                            Some(head) if words.is_predicate(head) || words.is_infinitive(head) => {
                                return false;
                            }
                            Some(head) => at = head,
                            None => return false,
                        }
                    }
                    false
                };
                sentence
                    .filter(|&other| preposition(words, other) == Some(wanted) && below(other))
                    .collect()
            }
            _ => {
                let cases: &[Case] = match place {
                    Place::Accusative => &[Case::Accusative, Case::Genitive],
                    Place::Dative => &[Case::Dative],
                    Place::Genitive => &[Case::Genitive],
                    Place::Subject => &[],
                    _ => &[Case::Instrumental],
                };
                words
                    .analysis
                    .dependents(token)
                    .filter(|&other| {
                        let relation = words.token(other).relation;
                        // `открытку премьеру`: the tree takes the dative for an apposition.
                        let addressee = relation == Relation::Appos
                            && place == Place::Dative
                            && words.case(token) != Some(Case::Dative);
                        (matches!(
                            relation,
                            Relation::Obj | Relation::Iobj | Relation::Obl | Relation::Nmod
                        ) || relation == Relation::OblAgent && place == Place::Instrumental
                            || addressee)
                            && (words.case(other).is_some_and(|case| cases.contains(&case))
                                || words.case(other).is_none() && relation == Relation::Obj)
                            && preposition(words, other).is_none()
                    })
                    .collect()
            }
        };
        // `призвал молодёжь вернуться`: the tree takes the object for a subject now and then.
        let behind = (token + 1..self.sentence(token).end.min(token + 4))
            .find(|&other| !words.is_attribute(other))
            .filter(|&other| {
                heads.is_empty()
                    && place == Place::Accusative
                    && words.is_noun(other)
                    && words.case(other) == Some(Case::Accusative)
                    && preposition(words, other).is_none()
                    && words.token(other).relation == Relation::Nsubj
            });
        // `Анну Лугину поздравил президент`: the tree hangs the name before the verb on something else.
        let inverted = place == Place::Accusative
            && heads.is_empty()
            && behind.is_none()
            && words
                .analysis
                .dependents(token)
                .any(|other| words.token(other).relation == Relation::Nsubj && other > token);
        let in_front = inverted
            .then(|| {
                (self.sentence(token).start..token)
                    .rev()
                    .take_while(|&other| !words.is_comma(other) && !words.is_predicate(other))
                    .find(|&other| {
                        words.person_at(other).is_some_and(|name| name.tokens.start == other)
                            && matches!(words.case(other), Some(Case::Accusative | Case::Genitive))
                            && preposition(words, other).is_none()
                    })
            })
            .flatten();
        let heads: Vec<usize> = heads.into_iter().chain(behind).chain(in_front).collect();
        for head in heads {
            let mut found = self.parties_at(head);
            let goal = visit && place == Place::Accusative;
            if found.is_empty()
                && (goal || matches!(place, Place::Behind("в" | "на" | "из" | "по")))
            {
                found = self.cast.state_of_place(head).map(Party::Known).into_iter().collect();
            }
            if found.is_empty() {
                found = self.owner(head);
            }
            if found.is_empty() && place == Place::Accusative {
                found = self.owner_elsewhere(head);
            }
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// Whose a thing is: `инициативу президента`, `американское посольство`.
    pub(super) fn owner(&mut self, thing: usize) -> Vec<Party> {
        let genitive = self.genitive_parties(thing);
        if genitive.is_empty() { self.adjective_states(thing) } else { genitive }
    }

    pub(super) fn genitive_parties(&mut self, noun: usize) -> Vec<Party> {
        let words = self.words;
        let heads: Vec<usize> = words
            .analysis
            .dependents(noun)
            .filter(|&other| {
                matches!(
                    words.token(other).relation,
                    Relation::Nmod
                        | Relation::Obl
                        | Relation::Appos
                        | Relation::FlatName
                        | Relation::Obj
                ) && (words.case(other) == Some(Case::Genitive) || words.case(other).is_none())
                    && preposition(words, other).is_none()
                    && other > noun
                    || words.is(other, &["его", "её", "ее"]) && other < noun
            })
            .collect();
        for head in heads {
            let parties = self.parties_at(head);
            if !parties.is_empty() {
                return parties;
            }
        }
        Vec::new()
    }

    pub(super) fn adjective_states(&mut self, noun: usize) -> Vec<Party> {
        let words = self.words;
        let attributes: Vec<usize> = words
            .analysis
            .dependents(noun)
            .filter(|&other| words.token(other).relation == Relation::Amod)
            .collect();
        attributes
            .into_iter()
            .flat_map(|attribute| self.cast.states_by_adjective(attribute))
            .map(Party::Known)
            .collect()
    }

    fn fill_from_noun(
        &mut self,
        trigger: &Trigger,
        said_in: Option<usize>,
        frame: &mut Frame,
    ) -> Option<()> {
        let (token, needed, predicate) = (trigger.token, trigger.needed, trigger.predicate?);
        let adjectives = self.adjective_states(token);
        let genitive = self.genitive_parties(token);
        match predicate.genitive {
            Genitive::Nothing => {
                let kind = predicate.kind;
                // `организация выставки Лиги`: whose what the row asks for is.
                let whose = needed
                    .filter(|&needed| kind == EventType::Cooperate && needed > token)
                    .map(|needed| self.genitive_parties(needed))
                    .unwrap_or_default();
                Frame::add(&mut frame.actors, whose);
                if matches!(kind, EventType::Accuse | EventType::Aid) {
                    Frame::add(&mut frame.recipients, genitive);
                }
            }
            Genitive::Actor | Genitive::Parties => Frame::add(&mut frame.actors, genitive),
            Genitive::Recipient => Frame::add(&mut frame.recipients, genitive),
        }
        // `во время своего визита министр …`: whoever is the subject of the clause.
        let own = words_of_owner(self.words, token);
        if let Some(verb) = own.filter(|_| frame.actors.is_empty()) {
            let subjects = self.subject_of(verb, said_in, 0);
            Frame::add(&mut frame.actors, subjects);
        }
        if frame.actors.is_empty() || predicate.genitive == Genitive::Parties {
            Frame::add(&mut frame.actors, adjectives);
        }
        // The agent of a nominalization: `подавление Кремлём протестов`.
        let agents = self.parties_in(token, Place::Instrumental);
        Frame::add(&mut frame.actors, agents);
        self.fill_places(token, predicate, false, frame);
        self.fill_from_carrier(token, predicate, said_in, frame);
        Some(())
    }

    /// The subject of the verb that carries the noun: `провёл встречу`, `подвергся аресту`; at a
    /// meeting also of the verb that says what somebody did there.
    fn fill_from_carrier(
        &mut self,
        token: usize,
        predicate: &'static Predicate,
        said_in: Option<usize>,
        frame: &mut Frame,
    ) {
        let words = self.words;
        if let Some(carrier) = frame.carrier
            && words.token(carrier).head == Some(token)
        {
            let agents = self.parties_in(carrier, Place::Instrumental);
            Frame::add(&mut frame.actors, agents);
        }
        // `санкций, введённых Советом`
        let participles: Vec<usize> = words
            .analysis
            .dependents(token)
            .filter(|&other| {
                words.morphology(other).verb_form == Some(VerbForm::Participle)
                    && LISTS.light.get(words.lemma(other)) == Some(&Light::Actor)
                    && !(other.min(token)..other.max(token))
                        .any(|between| words.is_predicate(between) && between != other)
            })
            .collect();
        for participle in participles {
            let agents = self.parties_in(participle, Place::Instrumental);
            Frame::add(&mut frame.actors, agents);
        }
        let Some(head) = words.token(token).head else { return };
        let relation = words.token(token).relation;
        let verbal =
            matches!(words.part_of_speech(head), PartOfSpeech::Verb | PartOfSpeech::Auxiliary)
                || words.is_predicate(head)
                || frame.carrier == Some(head);
        if !verbal {
            return;
        }
        let before = preposition(words, token);
        let is_subject = matches!(relation, Relation::Nsubj | Relation::NsubjPass);
        let lemma = words.lemma(head);
        let active = lemma.strip_suffix("ся").unwrap_or(lemma);
        let light = LISTS.light.get(lemma).or_else(|| LISTS.light.get(active)).copied();
        let light = light.or_else(|| (frame.carrier == Some(head)).then_some(Light::Actor));
        // `прислал открытку с поздравлением`: whoever does it thanks.
        let by_means = before == Some("с")
            || before.is_none() && words.case(token) == Some(Case::Instrumental) && !is_subject;
        let light =
            light.or_else(|| (by_means && is_speech(predicate.kind)).then_some(Light::Actor));
        // `объявил об уходе`, `заявил о сложении полномочий`: who gives up an office tells so himself.
        let own = before == Some("о")
            && predicate.kind == EventType::Retreat
            && frame.actors.is_empty()
            && ANNOUNCING.contains(&lemma);
        if own {
            let subjects = self.subject_of(head, said_in, 0);
            Frame::add(&mut frame.actors, subjects);
            return;
        }
        if is_subject {
            match light {
                Some(Light::Actor) => {
                    frame.carrier = Some(head);
                    let agents = self.parties_in(head, Place::Instrumental);
                    Frame::add(&mut frame.actors, agents);
                    self.fill_other_from_carrier(head, predicate, frame);
                }
                Some(Light::Event) => {
                    frame.carrier = Some(head);
                    self.fill_other_from_carrier(head, predicate, frame);
                }
                _ => {}
            }
            return;
        }
        match light {
            Some(Light::Actor)
                if matches!(relation, Relation::Obj | Relation::Iobj)
                    || matches!(before, None | Some("в" | "с" | "к" | "на")) =>
            {
                frame.carrier = Some(head);
                if predicate.genitive != Genitive::Recipient || frame.actors.is_empty() {
                    let subjects = self.subject_of(head, said_in, 0);
                    if predicate.genitive == Genitive::Parties || frame.actors.is_empty() {
                        Frame::add(&mut frame.actors, subjects);
                    }
                }
                self.fill_other_from_carrier(head, predicate, frame);
            }
            Some(Light::Recipient) => {
                frame.carrier = Some(head);
                if frame.recipients.is_empty() && matches!(before, None | Some("под")) {
                    let mut subjects = self.subject_of(head, said_in, 0);
                    if subjects.is_empty() {
                        // `действия министра подверглись критике`
                        subjects = self.owner_of_subject(head);
                    }
                    Frame::add(&mut frame.recipients, subjects);
                }
            }
            _ if predicate.kind == EventType::Consult
                && predicate.mode != Some("visit")
                && matches!(before, Some("на" | "в" | "во время")) =>
            {
                let subjects = self.subject_of(head, said_in, 0);
                Frame::add(&mut frame.actors, subjects);
            }
            _ => {
                // `отказался от переговоров`, `готов к встрече`: the act is the subject's.
                let control = LISTS.modality.get(lemma).map(|(_, control)| *control);
                if control == Some(Control::Subject)
                    && (frame.actors.is_empty() || predicate.mutual)
                {
                    let subjects = self.subject_of(head, said_in, 0);
                    Frame::add(&mut frame.actors, subjects);
                }
            }
        }
    }

    /// The other party that stands beside the verb that carries the noun: `вынес министру предупреждение`,
    /// `встреча состоялась между X и Y`.
    fn fill_other_from_carrier(
        &mut self,
        carrier: usize,
        predicate: &'static Predicate,
        frame: &mut Frame,
    ) {
        if !frame.recipients.is_empty() {
            return;
        }
        let places = std::iter::once(Place::Dative).chain(predicate.places.iter().copied());
        let matter: Option<usize> = self
            .words
            .analysis
            .dependents(carrier)
            .find(|&other| self.words.token(other).relation == Relation::Obj);
        for place in places {
            let mut parties = self.parties_in(carrier, place);
            if let Some(matter) = matter.filter(|_| parties.is_empty() && place == Place::Dative) {
                parties = self.parties_in(matter, place);
            }
            if parties.is_empty() {
                continue;
            }
            let joined = predicate.mutual && matches!(place, Place::Behind("с" | "между"))
                || place == Place::Behind("между");
            let side = if joined { &mut frame.actors } else { &mut frame.recipients };
            Frame::add(side, parties);
            return;
        }
    }
}

/// The verb of the clause in which a noun is said to be the subject's own: `свой визит`.
fn words_of_owner(words: Words<'_>, noun: usize) -> Option<usize> {
    words
        .analysis
        .dependents(noun)
        .any(|other| words.lemma(other) == "свой")
        .then(|| {
            let mut at = noun;
            for _ in 0..DEEPEST {
                at = words.token(at).head?;
                if words.is_predicate(at) {
                    return Some(at);
                }
            }
            None
        })
        .flatten()
}
