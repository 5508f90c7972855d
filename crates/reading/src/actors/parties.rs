//! Who is party to an act: whom a phrase of its clause means.

use std::ops::Range;

use depesha_language::Relation;
use depesha_language::morphology::{Animacy, Case, Gender, PartOfSpeech};
use depesha_text::ByteSpan;

use super::Cast;
use super::states::Way;
use crate::inflection::nominative_phrase;
use crate::phrases::{NounPhrase, noun_phrase};
use crate::record::{Actor, ActorClass, ActorId, MentionKind};
use crate::tables::{RoleKind, folded};

/// Whom a phrase means, before it is known whether the report tells of an act of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Party {
    /// An actor of the report.
    Known(ActorId),
    /// One that the phrase describes, who becomes an actor with the act.
    Described(NounPhrase, ActorClass),
}

/// The most people whom a bare plural of their office means.
const MOST_HOLDERS: usize = 3;

/// Nouns for bodies whose heads and spokesmen hold no public office.
const PRIVATE_BODIES: &[&str] = &[
    "компания",
    "фирма",
    "холдинг",
    "концерн",
    "корпорация",
    "клуб",
    "банк",
    "завод",
    "студия",
    "сеть",
    "магазин",
    "издательство",
    "бренд",
    "команда",
    "сборная",
    "театр",
    "лига",
    "семейство",
];

/// The most phrases that are taken from one coordination.
const MOST_TOGETHER: usize = 12;

impl Cast<'_> {
    /// The actor that a party is; one that was only described becomes an actor.
    pub(crate) fn actor_of_party(&mut self, party: &Party) -> ActorId {
        match party {
            Party::Known(actor) => *actor,
            Party::Described(phrase, class) => {
                let actor = self.described(phrase, *class);
                self.stood.push((actor, self.words.span(phrase.tokens.clone())));
                actor
            }
        }
    }

    /// The group that takes part in the act of this noun, by the noun's own phrase.
    pub(crate) fn those_of(&mut self, noun: usize) -> ActorId {
        let limits = self.words.analysis.sentence_of(noun).tokens.clone();
        let phrase = noun_phrase(self.words, noun, limits);
        let name = nominative_phrase(self.words, &phrase);
        let name = self.words.lowercase_unless_abbreviation(&name);
        let actor = self.named(&name, ActorClass::Group);
        self.mention(actor, &phrase, MentionKind::Metonym);
        actor
    }

    /// Whether the text gives the person an office.
    pub(crate) fn holds_office(&self, actor: ActorId) -> bool {
        let is_office = |lemma: &str| {
            self.words.tables.role(lemma).is_some_and(|role| {
                role.kind == RoleKind::Office && role.synonyms != Some("business_head")
            })
        };
        let by_name = self.by_person.iter().find(|(_, known)| **known == actor);
        match by_name {
            Some((&person, _)) => self.people[person].roles.iter().any(|role| {
                let of_firm = PRIVATE_BODIES.iter().any(|noun| role.others.contains(*noun));
                is_office(&role.lemma) && !of_firm
            }),
            None => self.actors[actor.0].roles.iter().any(|role| is_office(&role.title)),
        }
    }

    /// Whether two actors may act as one: the same, a state and the holder of one of its offices, or
    /// people of whom one is only described.
    pub(crate) fn acts_as(&self, one: ActorId, other: ActorId) -> bool {
        let holds = |holder: ActorId, state: ActorId| {
            self.actors[state.0].class == ActorClass::State
                && self.actors[holder.0].roles.iter().any(|role| role.of == Some(state))
        };
        // `арестован мэр` of a headline is whom the text then names.
        let person = |actor: ActorId| self.actors[actor.0].class == ActorClass::Person;
        let unnamed = |actor: ActorId| !self.by_person.values().any(|known| *known == actor);
        let described = person(one) && person(other) && (unnamed(one) || unnamed(other));
        one == other || described || holds(one, other) || holds(other, one)
    }

    /// Whether the actor is a body of several states.
    pub(crate) fn is_of_several(&self, actor: ActorId) -> bool {
        let known = &self.actors[actor.0];
        let names = std::iter::once(&known.name).chain(&known.also);
        names.into_iter().any(|name| self.words.tables.is_intergovernmental(name))
    }

    /// Whether the report speaks of an office, of a body of a state or of several, or of two states.
    pub(crate) fn speaks_of_politics(&self) -> bool {
        let people = || self.by_person.values().any(|&actor| self.holds_office(actor));
        let bodies = || {
            self.named_actors.iter().any(|named| {
                let known = &self.actors[named.actor.0];
                known.class == ActorClass::Organization
                    && (known.state.is_some()
                        || self.words.tables.is_intergovernmental(&known.name))
            })
        };
        let mut states: Vec<ActorId> = self.states.iter().map(|(_, actor)| *actor).collect();
        states.sort_unstable();
        states.dedup();
        states.len() > 1 || bodies() || people()
    }

    /// Whether the text gives the person an office or trade, beyond being somebody's kin or friend.
    pub(crate) fn is_known(&self, actor: ActorId) -> bool {
        let works = |lemma: &str| {
            let kind = self.words.tables.role(lemma).map(|role| role.kind);
            matches!(kind, Some(RoleKind::Office | RoleKind::Trade))
        };
        let by_name = self.by_person.iter().find(|(_, known)| **known == actor);
        match by_name {
            Some((&person, _)) => self.people[person].roles.iter().any(|role| works(&role.lemma)),
            None => self.actors[actor.0].roles.iter().any(|role| works(&role.title)),
        }
    }

    /// Gives the people the offices that the text gives them, with the states whose these are.
    pub(crate) fn settle_roles(&mut self) {
        for person in 0..self.people.len() {
            let actor = self.person_actor(person);
            let roles = self.people[person].roles.clone();
            for role in &roles {
                let role = self.record_of_role(role);
                self.give_role(actor, role);
            }
        }
    }

    pub(crate) fn actor(&self, actor: ActorId) -> &Actor {
        &self.actors[actor.0]
    }

    /// Whether a body's name of several words holds the token.
    pub(crate) fn is_within_body(&self, token: usize) -> bool {
        self.body_at(token).is_some_and(|(tokens, _)| tokens.len() > 1)
    }

    /// Whether the token is of the name of a body.
    pub(crate) fn is_body(&self, token: usize) -> bool {
        self.body_at(token).is_some()
    }

    /// Whether the token is a name of a state, in any of its forms.
    pub(crate) fn names_state(&self, token: usize) -> bool {
        self.state_at(token).is_some()
    }

    /// The state that the token names by its adjective: `американский`; of a compound both.
    pub(crate) fn states_by_adjective(&self, token: usize) -> Vec<ActorId> {
        let from = self.states.partition_point(|(mention, _)| mention.tokens.end <= token);
        self.states[from..]
            .iter()
            .take_while(|(mention, _)| mention.tokens.start <= token)
            .filter(|(mention, _)| mention.way == Way::Adjective)
            .map(|(_, actor)| *actor)
            .collect()
    }

    /// The state of this code, where the report speaks of it.
    pub(crate) fn state_of_code(&self, code: &str) -> Option<ActorId> {
        let is_it = |actor: &Actor| actor.class == ActorClass::State && actor.state == Some(code);
        self.actors.iter().position(is_it).map(ActorId)
    }

    /// The mention of the state in the token's sentence that stands nearest to the token.
    pub(crate) fn nearest_state_mention(&self, state: ActorId, token: usize) -> Option<ByteSpan> {
        let sentence = self.words.analysis.sentence_of(token).tokens.clone();
        let from = self.states.partition_point(|(mention, _)| mention.tokens.end <= sentence.start);
        self.states[from..]
            .iter()
            .take_while(|(mention, _)| mention.tokens.start < sentence.end)
            .filter(|(_, actor)| *actor == state)
            .min_by_key(|(mention, _)| mention.tokens.start.abs_diff(token))
            .map(|(mention, _)| mention.span)
    }

    /// The state that a place stands for where somebody goes there or acts against it: the state
    /// itself, or that whose capital it is.
    pub(crate) fn state_of_place(&mut self, token: usize) -> Option<ActorId> {
        if let Some(&(ref mention, actor)) = self.state_at(token) {
            let span = mention.span;
            let named = mention.way != Way::Adjective;
            if named {
                self.stood.push((actor, span));
            }
            return named.then_some(actor);
        }
        let lemma = self.words.lemma(token);
        let state = self.words.tables.state_of_seat(lemma)?;
        let phrase = NounPhrase { head: token, tokens: token..token + 1 };
        let actor = self.named(state, ActorClass::State);
        if self.actors[actor.0].state.is_none() {
            let first = folded(state.split(' ').next().unwrap_or(state));
            let names = self.words.tables.state_names.beginning_with(&first);
            let meant =
                names.iter().filter_map(|name| name.state).find(|known| known.name == state);
            self.actors[actor.0].state = meant.and_then(|known| known.code);
        }
        self.mention(actor, &phrase, MentionKind::Metonym);
        self.stood.push((actor, self.words.token(token).span));
        Some(actor)
    }

    /// The parties that the phrase around `head` means: each of a coordination.
    pub(crate) fn parties(&mut self, head: usize, limits: Range<usize>) -> Vec<Party> {
        let words = self.words;
        let mut heads = vec![head];
        let mut next = 0;
        while next < heads.len() && heads.len() < MOST_TOGETHER {
            let at = heads[next];
            next += 1;
            let joined = words.analysis.dependents(at).filter(|&token| {
                words.token(token).relation == Relation::Conj
                    && limits.contains(&token)
                    && (words.is_noun(token) || words.name_at(token).is_some())
                    && (words.case(token) == words.case(head)
                        || words.case(token).is_none()
                        || words.case(head).is_none()
                        // `США, Бразилии и Швейцарии`: the forms of names of states are alike.
                        || self.state_at(token).is_some() && self.state_at(head).is_some())
            });
            heads.extend(joined);
        }
        heads.sort_unstable();
        heads.dedup();
        let mut parties = Vec::new();
        for (index, &head) in heads.iter().enumerate() {
            let from = if index == 0 { limits.start } else { heads[index - 1] + 1 };
            let to = heads.get(index + 1).map_or(limits.end, |&after| {
                (head + 1..after)
                    .find(|&token| words.is_comma(token) || words.is(token, &["и"]))
                    .unwrap_or(after)
            });
            if from >= to {
                continue;
            }
            let phrase = noun_phrase(words, head, from..to);
            for party in self.party(&phrase, 0) {
                if let Party::Known(actor) = party {
                    self.stood.push((actor, words.span(phrase.tokens.clone())));
                }
                if !parties.contains(&party) {
                    parties.push(party);
                }
            }
        }
        parties
    }

    /// Whom one phrase means; `президенты России и Турции` are the two states' own.
    fn party(&mut self, phrase: &NounPhrase, depth: usize) -> Vec<Party> {
        let words = self.words;
        let head = phrase.head;
        if depth > 3 {
            return Vec::new();
        }
        if words.lemma(head) == "который" {
            let Some(antecedent) = self.antecedent(head) else { return Vec::new() };
            let start = words.analysis.sentence_of(antecedent).tokens.start;
            let phrase = noun_phrase(words, antecedent, start..head.max(antecedent + 1));
            return self.party(&phrase, depth + 1);
        }
        if let Some(person) = self.person_in(phrase) {
            return vec![Party::Known(self.person_actor(person))];
        }
        if words.is_pronoun(head) || words.is(head, &["его", "её", "ее", "их"]) {
            if words.is(head, &["они", "их", "них", "им", "ним", "ими", "ними"])
                && words.is_plural(head)
                && let Some(noun) = self.plural_before(head)
            {
                let start = words.analysis.sentence_of(noun).tokens.start;
                let phrase = noun_phrase(words, noun, start..head.max(noun + 1));
                let mut named: Vec<usize> =
                    phrase.tokens.clone().filter_map(|token| self.person_at(token)).collect();
                named.dedup();
                if named.len() > 1 {
                    let actors = named.into_iter().map(|person| self.person_actor(person));
                    return actors.map(Party::Known).collect();
                }
                return self.party(&phrase, depth + 1);
            }
            if words.is(head, &["они", "их", "них", "ими", "ними"]) {
                return self.people_before(head);
            }
            let gender = match words.form(head).to_lowercase().as_str() {
                "он" | "его" | "него" | "ему" | "нему" | "им" | "ним" | "нем" | "нём" => {
                    Gender::Masculine
                }
                "она" | "её" | "ее" | "неё" | "нее" | "ей" | "ней" | "ею" | "нею" => {
                    Gender::Feminine
                }
                _ => return Vec::new(),
            };
            let person = self.nearest_person(head, Some(gender), None);
            return person
                .map(|person| Party::Known(self.person_actor(person)))
                .into_iter()
                .collect();
        }
        if let Some(body) = self.body_in(phrase) {
            return vec![Party::Known(body)];
        }
        if let Some(&(ref mention, actor)) = self.state_at(head) {
            return match mention.way {
                Way::Noun | Way::Seat => vec![Party::Known(actor)],
                Way::Demonym if words.is_plural(head) => {
                    vec![Party::Described(phrase.clone(), ActorClass::Group)]
                }
                Way::Demonym => {
                    let gender = words.morphology(head).gender;
                    match self.only_person_near(head, gender) {
                        Some(person) => vec![Party::Known(self.person_actor(person))],
                        None => vec![Party::Described(phrase.clone(), ActorClass::Person)],
                    }
                }
                Way::Adjective => Vec::new(),
            };
        }
        let lemma = words.lemma(head);
        let citation = words.citation(head);
        // `этот человек`, `эта женщина`
        let this = words.analysis.dependents(head).any(|other| {
            words.token(other).relation == Relation::Det && words.lemma(other) == "этот"
        });
        if this
            && !words.is_plural(head)
            && matches!(
                lemma,
                "человек" | "мужчина" | "женщина" | "политик" | "чиновник" | "деятель"
            )
        {
            let gender = match lemma {
                "мужчина" => Some(Gender::Masculine),
                "женщина" => Some(Gender::Feminine),
                _ => None,
            };
            if let Some(person) = self.nearest_person(head, gender, None) {
                return vec![Party::Known(self.person_actor(person))];
            }
        }
        let role = words.tables.role(lemma).or_else(|| words.tables.role(&citation));
        if let Some(role) = role
            && !words.is_plural(head)
        {
            let wanted = self.role_of(head, phrase.tokens.clone());
            if let Some(person) = self.by_role(&wanted, head) {
                return vec![Party::Known(self.person_actor(person))];
            }
            if let Some(person) = self.of_that_state(phrase, &wanted) {
                return vec![Party::Known(self.person_actor(person))];
            }
            let described = matches!(role.kind, RoleKind::Office | RoleKind::Trade)
                || words.morphology(head).animacy == Some(Animacy::Animate);
            return described
                .then(|| Party::Described(phrase.clone(), ActorClass::Person))
                .into_iter()
                .collect();
        }
        if role.is_some() {
            let states: Vec<Party> = (head + 1..phrase.tokens.end)
                .filter(|&token| words.case(token) == Some(Case::Genitive))
                .filter_map(|token| self.state_at(token))
                .filter(|(mention, _)| mention.way == Way::Noun)
                .map(|&(_, actor)| Party::Known(actor))
                .collect();
            if states.len() > 1 {
                return states;
            }
            // `президенты`: those who hold the office in the report, where it says no more.
            let holders = self.holders_of(phrase);
            if holders.len() > 1 {
                return holders;
            }
        }
        let class = match words.tables.group(lemma).or_else(|| words.tables.group(&citation)) {
            Some("state" | "organization") => Some(ActorClass::Organization),
            Some("outlet") => Some(ActorClass::Outlet),
            Some(_) => Some(ActorClass::Group),
            // Unions of people are no bodies as `парламенты` are.
            None if words.tables.is_body(lemma) && !(lemma == "союз" && words.is_plural(head)) => {
                Some(ActorClass::Organization)
            }
            None if words.morphology(head).animacy == Some(Animacy::Animate)
                && words.is_noun(head) =>
            {
                Some(if words.is_plural(head) { ActorClass::Group } else { ActorClass::Person })
            }
            None => None,
        };
        class.map(|class| Party::Described(phrase.clone(), class)).into_iter().collect()
    }

    /// The named people whom a bare plural of an office means: `президенты` after the two that were
    /// named.
    fn holders_of(&self, phrase: &NounPhrase) -> Vec<Party> {
        let words = self.words;
        let bare = phrase.tokens.clone().all(|token| {
            token == phrase.head || words.is(token, &["двух", "обоих", "два", "оба", "обоим"])
        });
        let lemma = words.lemma(phrase.head);
        if !bare {
            return Vec::new();
        }
        let mut holders: Vec<ActorId> = (0..self.people.len())
            .filter(|&person| {
                let known = &self.people[person];
                known.roles.iter().any(|role| role.lemma == lemma)
                    && known.mentions.iter().any(|(mention, _)| mention.start < phrase.head)
            })
            .filter_map(|person| self.by_person.get(&person).copied())
            .collect();
        holders.sort_unstable();
        holders.dedup();
        if holders.len() > MOST_HOLDERS {
            return Vec::new();
        }
        holders.into_iter().map(Party::Known).collect()
    }

    /// The noun that a plural pronoun stands for: the nearest plural for people before it, in its own
    /// sentence or in the one before.
    fn plural_before(&self, pronoun: usize) -> Option<usize> {
        let words = self.words;
        let sentences = &words.analysis.sentences;
        let here = sentences.partition_point(|sentence| sentence.tokens.start <= pronoun) - 1;
        let start = sentences[here.saturating_sub(1)].tokens.start;
        (start..pronoun).rev().find(|&token| {
            words.is_noun(token)
                && words.is_plural(token)
                && (words.morphology(token).animacy == Some(Animacy::Animate)
                    || words.tables.group(&words.citation(token)).is_some())
        })
    }

    /// The people named together in the last sentence before a plural pronoun, two at least.
    fn people_before(&mut self, pronoun: usize) -> Vec<Party> {
        let sentences = &self.words.analysis.sentences;
        let here = sentences.partition_point(|sentence| sentence.tokens.start <= pronoun) - 1;
        let Some(before) = here.checked_sub(1) else { return Vec::new() };
        let tokens = sentences[before].tokens.clone();
        let people: Vec<usize> = (0..self.people.len())
            .filter(|&person| {
                let mentions = &self.people[person].mentions;
                mentions.iter().any(|(mention, _)| tokens.contains(&mention.start))
            })
            .collect();
        if people.len() < 2 {
            return Vec::new();
        }
        people.into_iter().map(|person| Party::Known(self.person_actor(person))).collect()
    }

    /// The noun that a relative pronoun stands for.
    fn antecedent(&self, pronoun: usize) -> Option<usize> {
        let words = self.words;
        let mut at = pronoun;
        for _ in 0..6 {
            let head = words.token(at).head?;
            if matches!(words.token(at).relation, Relation::AclRelcl | Relation::Acl) {
                return words.is_noun(head).then_some(head);
            }
            at = head;
        }
        let start = words.analysis.sentence_of(pronoun).tokens.start;
        (start..pronoun).rev().take(6).find(|&token| {
            words.is_noun(token) && words.part_of_speech(token) != PartOfSpeech::Pronoun
        })
    }
}
