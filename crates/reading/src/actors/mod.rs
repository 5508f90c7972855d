//! Whom the sources mean: persons by their fullest name, bodies, outlets, states, groups.

mod descriptions;
mod entities;
mod named;
mod organizations;
mod parties;
mod people;
mod person_names;
mod places;
mod references;
mod roles;
mod setting;
mod speakers;
mod stand_ins;
mod states;

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use depesha_text::{Article, ByteSpan};

use entities::{NamedEntities, named_entities};
use named::NamedActor;
pub(crate) use parties::Party;
use people::Person;
use states::StateMention;

use crate::Groundwork;
use crate::events::{EventsRead, Weigher};
use crate::phrases::NounPhrase;
use crate::record::{
    Actor, ActorClass, ActorId, Date, Mention, MentionKind, Perhaps, Reading, Role, StateFrom,
    StateGround, Statement, StatementId,
};
use crate::statements::Attribution;
use crate::tables::folded;
use crate::words::Words;

/// Names the actors of the attributions and ties the statements to them.
pub(crate) fn reading(
    article: &Article,
    words: Words<'_>,
    attributions: Vec<Attribution>,
    dates: &[Date],
    weigher: Weigher<'_>,
) -> Groundwork {
    let mut cast = Cast::new(words);
    let parents = parents(&attributions);
    let mut statements: Vec<Statement> = Vec::with_capacity(attributions.len());
    let mut interviews: HashMap<ActorId, Vec<ActorId>> = HashMap::new();
    for (index, attribution) in attributions.iter().enumerate() {
        let context = Context {
            before: &statements,
            attributions: &attributions,
            parent: parents[index],
            at: index,
        };
        let speaker = cast.speaker(attribution, &context);
        let mut via: Vec<ActorId> = Vec::new();
        for relay in &attribution.relays {
            let actor = cast.outlet(relay);
            if Some(actor) != speaker && !via.contains(&actor) {
                via.push(actor);
            }
        }
        if let Some(speaker) = speaker {
            if attribution.interview && attribution.rule == "pointing-back" {
                interviews.entry(speaker).or_insert_with(|| via.clone());
            } else if via.is_empty()
                && parents[index].is_none()
                && let Some(relays) = interviews.get(&speaker)
            {
                via.clone_from(relays);
            }
        }
        statements.push(Statement {
            kind: attribution.kind,
            cue: attribution.cue,
            source: attribution.source.as_ref().map(|source| words.span(source.tokens.clone())),
            speaker,
            content: attribution.content.clone(),
            via,
            parent: parents[index].map(StatementId),
            rule: attribution.rule,
        });
    }
    let outlet = article.outlet.as_ref().map(|name| cast.named(name, ActorClass::Outlet));
    let read = crate::events::events(&mut cast, &attributions, &statements, dates, weigher);
    cast.finish(outlet, statements, read)
}

/// For each attribution the innermost other one whose content holds its cue.
fn parents(attributions: &[Attribution]) -> Vec<Option<usize>> {
    let extent = |found: &Attribution| found.content.iter().map(|span| span.len()).sum::<usize>();
    let mut parents: Vec<Option<usize>> = vec![None; attributions.len()];
    for (index, found) in attributions.iter().enumerate() {
        parents[index] = attributions
            .iter()
            .enumerate()
            .filter(|&(other, outer)| {
                other != index
                    && outer.holds(found.cue)
                    && !found.holds(outer.cue)
                    && extent(outer) > 0
            })
            .min_by_key(|&(other, outer)| (extent(outer), other))
            .map(|(other, _)| other);
    }
    // A ring of contents that hold each other's cues is cut where it would close.
    for index in 0..parents.len() {
        let mut seen = BTreeSet::from([index]);
        let mut at = index;
        while let Some(next) = parents[at] {
            if !seen.insert(next) {
                parents[at] = None;
                break;
            }
            at = next;
        }
    }
    parents
}

/// What was read before the attribution whose speaker is looked for.
struct Context<'a> {
    before: &'a [Statement],
    attributions: &'a [Attribution],
    parent: Option<usize>,
    at: usize,
}

/// Everybody of whom a report speaks, while it is read.
pub(crate) struct Cast<'a> {
    pub(crate) words: Words<'a>,
    entities: NamedEntities,
    people: Vec<Person>,
    /// The people whose names hold a word, by the nominatives that it may have.
    people_by_word: HashMap<String, Vec<usize>>,
    /// Whose name holds the token.
    people_by_token: HashMap<usize, usize>,
    actors: Vec<Actor>,
    by_person: HashMap<usize, ActorId>,
    by_name: HashMap<String, ActorId>,
    /// Where states are spoken of, ascending, and the actors that they are.
    states: Vec<(StateMention, ActorId)>,
    /// Where bodies and places are named; by token the indices of those that hold it.
    named_actors: Vec<NamedActor>,
    named_by_token: HashMap<usize, Vec<usize>>,
    mentions: Vec<(ActorId, Mention)>,
    /// Where actors stood that were taken for parties since this was last emptied.
    pub(crate) stood: Vec<(ActorId, ByteSpan)>,
}

impl<'a> Cast<'a> {
    fn new(words: Words<'a>) -> Self {
        let mut cast = Self {
            words,
            entities: named_entities(words),
            people: Vec::new(),
            people_by_word: HashMap::new(),
            people_by_token: HashMap::new(),
            actors: Vec::new(),
            by_person: HashMap::new(),
            by_name: HashMap::new(),
            states: Vec::new(),
            named_actors: Vec::new(),
            named_by_token: HashMap::new(),
            mentions: Vec::new(),
            stood: Vec::new(),
        };
        cast.meet_people();
        cast.meet_states();
        cast.meet_organizations();
        cast.meet_places();
        cast.settle_roles();
        cast
    }

    fn person(&mut self, person: usize, source: &NounPhrase, kind: MentionKind) -> ActorId {
        let actor = self.person_actor(person);
        self.mention(actor, source, kind);
        actor
    }

    fn person_actor(&mut self, person: usize) -> ActorId {
        if let Some(&actor) = self.by_person.get(&person) {
            return actor;
        }
        let name = self.full_name(person);
        let actor = self.new_actor(name, ActorClass::Person);
        self.by_person.insert(person, actor);
        actor
    }

    fn named(&mut self, name: &str, class: ActorClass) -> ActorId {
        let key = folded(name);
        if let Some(&actor) = self.by_name.get(&key) {
            return actor;
        }
        let actor = self.new_actor(name.to_string(), class);
        self.by_name.insert(key, actor);
        actor
    }

    fn new_actor(&mut self, name: String, class: ActorClass) -> ActorId {
        self.actors.push(Actor::new(name, class));
        ActorId(self.actors.len() - 1)
    }

    fn mention(&mut self, actor: ActorId, phrase: &NounPhrase, kind: MentionKind) {
        let span: ByteSpan = self.words.span(phrase.tokens.clone());
        self.mentions.push((actor, Mention::sure(span, kind)));
    }

    /// Gives the actor a role, and the state of the body or state whose it is.
    fn give_role(&mut self, actor: ActorId, role: Role) {
        // `президент` beside `президент Лернии` tells nothing new.
        let covers = |one: &Role, other: &Role| {
            one.title == other.title && (one.of == other.of || other.of.is_none())
        };
        let roles = &mut self.actors[actor.0].roles;
        if roles.iter().any(|known| covers(known, &role)) {
            return;
        }
        roles.retain(|known| !covers(&role, known));
        let state = role.of.and_then(|of| self.actors[of.0].state);
        let actor = &mut self.actors[actor.0];
        if actor.state.is_none() && state.is_some() {
            actor.state = state;
            actor.state_from =
                Some(StateFrom { ground: StateGround::Office, evidence: role.evidence });
        }
        actor.roles.push(role);
    }

    /// Hands out the actors with all their mentions, numbered by where they are first spoken of.
    fn finish(
        mut self,
        outlet: Option<ActorId>,
        mut statements: Vec<Statement>,
        read: EventsRead,
    ) -> Groundwork {
        let EventsRead { mut events, mut commitments, mut uncounted } = read;
        for person in 0..self.people.len() {
            let actor = self.person_actor(person);
            let rivals = self.people[person].perhaps.clone();
            for &rival in &rivals {
                let confidence = (100 / rivals.len()) as u8;
                let perhaps = Perhaps { actor: self.person_actor(rival), confidence };
                self.actors[actor.0].perhaps.push(perhaps);
            }
        }
        self.settle_roles();
        self.meet_references();
        for (&person, &actor) in &self.by_person {
            for &(ref tokens, confidence) in &self.people[person].mentions {
                let span = self.words.span(tokens.clone());
                self.mentions.push((actor, Mention { span, kind: MentionKind::Name, confidence }));
            }
        }
        for (actor, mention) in &self.mentions {
            self.actors[actor.0].mentions.push(*mention);
        }
        for actor in &mut self.actors {
            actor.mentions.sort_by_key(|mention| (mention.span, mention.kind as u8));
            actor.mentions.dedup_by_key(|mention| mention.span);
            // Of mentions that begin at one place the longest says most: `МИД Дании`, not the `МИД` in it.
            let named = actor.mentions.iter().filter(|_| actor.state.is_some());
            let named = named.min_by_key(|mention| (mention.span.start, Reverse(mention.span.end)));
            actor.state_from = actor.state_from.or(named
                .map(|mention| StateFrom { ground: StateGround::Name, evidence: mention.span }));
        }
        self.take_states_of_places();
        self.lend_setting(&events);
        let mut order: Vec<usize> = (0..self.actors.len()).collect();
        order.sort_by_key(|&actor| {
            (self.actors[actor].mentions.first().map(|mention| mention.span), actor)
        });
        let mut number = vec![ActorId(0); self.actors.len()];
        for (new, &old) in order.iter().enumerate() {
            number[old] = ActorId(new);
        }
        for statement in &mut statements {
            statement.speaker = statement.speaker.map(|actor| number[actor.0]);
            for relay in &mut statement.via {
                *relay = number[relay.0];
            }
        }
        for event in events.iter_mut().chain(&mut uncounted) {
            let meant = event.evidence.iter_mut().filter_map(|evidence| evidence.actor.as_mut());
            let parties = event.actors.iter_mut().chain(&mut event.recipients);
            for actor in parties.chain(&mut event.place).chain(meant) {
                *actor = number[actor.0];
            }
        }
        for commitment in &mut commitments {
            for actor in commitment.who.iter_mut().chain(&mut commitment.to) {
                *actor = number[actor.0];
            }
        }
        for actor in &mut self.actors {
            for perhaps in &mut actor.perhaps {
                perhaps.actor = number[perhaps.actor.0];
            }
            for role in &mut actor.roles {
                role.of = role.of.map(|of| number[of.0]);
            }
        }
        let outlet = outlet.map(|actor| number[actor.0]);
        let mut actors: Vec<Option<Actor>> = self.actors.into_iter().map(Some).collect();
        let actors = order.iter().filter_map(|&old| actors[old].take()).collect();
        let reading =
            Reading { outlet, actors, statements, events, commitments, ..Reading::default() };
        Groundwork { reading, uncounted }
    }
}
