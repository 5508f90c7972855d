//! States, bodies and places by their names: one actor for all the mentions of each.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use depesha_language::EntityKind;

use super::Cast;
use super::entities::NamedEntities;
use super::organizations::{Organization, organizations};
use super::states::{StateMention, Way, state_mentions, state_of_body};
use crate::inflection::nominative_name;
use crate::record::{ActorClass, ActorId, Mention, MentionKind, Perhaps};
use crate::tables::{State, StateKind, folded};

/// A place in the text that names a body or a place.
pub(super) struct NamedActor {
    pub(super) tokens: Range<usize>,
    pub(super) actor: ActorId,
    pub(super) is_place: bool,
}

impl Cast<'_> {
    /// Takes in the states, by the name by which the text mostly calls each.
    pub(super) fn meet_states(&mut self) {
        let words = self.words;
        let mentions = state_mentions(words);
        let mut actors: HashMap<&'static str, ActorId> = HashMap::new();
        for mention in &mentions {
            if mention.way == Way::Demonym || actors.contains_key(mention.state.name) {
                continue;
            }
            let (name, also) = self.names_of_state(mention.state, &mentions);
            let class = match mention.state.kind {
                StateKind::Bloc => ActorClass::Group,
                StateKind::Territory => ActorClass::Place,
                _ => ActorClass::State,
            };
            let actor = self.named(&name, class);
            self.actors[actor.0].also = also;
            self.actors[actor.0].state = mention.state.code;
            self.by_name.entry(folded(mention.state.name)).or_insert(actor);
            actors.insert(mention.state.name, actor);
        }
        for mention in mentions {
            let Some(&actor) = actors.get(mention.state.name) else { continue };
            if mention.way != Way::Demonym {
                let kind = match mention.way {
                    Way::Seat => MentionKind::Metonym,
                    _ => MentionKind::Name,
                };
                self.mentions.push((actor, Mention::sure(mention.span, kind)));
            }
            self.states.push((mention, actor));
        }
    }

    /// The name that the text uses most for the state, in the nominative, and its other names; the table's
    /// name where the text has only adjectives and seats.
    fn names_of_state(&self, state: &State, mentions: &[StateMention]) -> (String, Vec<String>) {
        let mut names: Vec<(String, usize)> = Vec::new();
        for mention in mentions {
            if mention.state.name != state.name || mention.way != Way::Noun {
                continue;
            }
            let name = nominative_name(self.words, mention.tokens.clone());
            let shouted = name.chars().count() > 5 && !name.chars().any(char::is_lowercase);
            let name = if shouted { state.name.to_owned() } else { name };
            match names.iter_mut().find(|(known, _)| *known == name) {
                Some((_, count)) => *count += 1,
                None => names.push((name, 1)),
            }
        }
        let Some(most) = names.iter().map(|(_, count)| *count).max() else {
            return (state.name.to_owned(), Vec::new());
        };
        let chosen = names.iter().position(|(_, count)| *count == most).unwrap_or(0);
        let (name, _) = names.remove(chosen);
        (name, names.into_iter().map(|(name, _)| name).collect())
    }

    /// Takes in the bodies and outlets.
    pub(super) fn meet_organizations(&mut self) {
        let words = self.words;
        let mentions: Vec<StateMention> =
            self.states.iter().map(|(mention, _)| mention.clone()).collect();
        let NamedEntities { bodies: named, bare_bodies: bare, .. } = &self.entities;
        let spans: Vec<Range<usize>> = named.iter().chain(bare).cloned().collect();
        let bare: HashSet<Range<usize>> = bare.iter().cloned().collect();
        // A common noun alone is no body of the report.
        let is_named =
            |body: &Organization| body.mentions.iter().any(|(tokens, _)| !bare.contains(tokens));
        let bodies = organizations(words, &spans);
        let first = self.actors.len();
        let mut actors: Vec<Option<ActorId>> = Vec::with_capacity(bodies.len());
        for body in &bodies {
            let count = actors.iter().flatten().count();
            actors.push(is_named(body).then_some(ActorId(first + count)));
        }
        for (body, actor) in bodies.iter().zip(&actors) {
            if actor.is_none() {
                continue;
            }
            let class = if body.outlet { ActorClass::Outlet } else { ActorClass::Organization };
            let actor = self.new_actor(self.as_within_a_sentence(body), class);
            let state = body.state.or_else(|| {
                let mut states = body.mentions.iter().filter_map(|(tokens, _)| {
                    state_of_body(words, tokens.clone(), &mentions)?.code
                });
                let state = states.next()?;
                states.all(|other| other == state).then_some(state)
            });
            self.actors[actor.0].state = state;
            let name = self.actors[actor.0].name.clone();
            let others = body.also.iter().filter(|other| **other != name);
            self.actors[actor.0].also = others.cloned().collect();
            self.actors[actor.0].perhaps = body
                .perhaps
                .iter()
                .filter_map(|&(other, confidence)| {
                    Some(Perhaps { actor: actors[other]?, confidence })
                })
                .collect();
            for name in [&body.name].into_iter().chain(&body.also) {
                self.by_name.entry(folded(name)).or_insert(actor);
            }
            for (tokens, confidence) in &body.mentions {
                let span = words.span(tokens.clone());
                let common = bare.contains(tokens);
                let kind = if common { MentionKind::Role } else { MentionKind::Name };
                self.mentions.push((actor, Mention { span, kind, confidence: *confidence }));
                self.note_named(NamedActor { tokens: tokens.clone(), actor, is_place: false });
            }
        }
    }

    /// The body's name; with a small letter if it begins with a common noun (`правительство`) and has a
    /// capital only at the head of sentences.
    fn as_within_a_sentence(&self, body: &Organization) -> String {
        let words = self.words;
        // `Совет министров в Осло`: where it met is no part of a name that the report has without it.
        let without_place = body.also.iter().find(|short| {
            let rest = body.name.strip_prefix(short.as_str());
            rest.is_some_and(|rest| rest.starts_with(" в ") || rest.starts_with(" на "))
        });
        if let Some(name) = without_place {
            return name.clone();
        }
        let by_sentence = body.mentions.iter().all(|(tokens, _)| {
            let sentence = words.analysis.sentence_of(tokens.start).tokens.start;
            let capital = words.form(tokens.start).chars().next().is_some_and(char::is_uppercase);
            !capital || (sentence..tokens.start).all(|before| words.is_punctuation(before))
        });
        let common = body.mentions.first().is_some_and(|(tokens, _)| {
            words.is_noun(tokens.start) && words.tables.is_body(words.lemma(tokens.start))
        });
        if by_sentence && common {
            words.lowercase_unless_abbreviation(&body.name)
        } else {
            body.name.clone()
        }
    }

    /// Takes in the towns, regions, rivers and buildings, and states that no table has.
    pub(super) fn meet_places(&mut self) {
        let words = self.words;
        for (tokens, kind) in self.entities.places.clone() {
            let seat = || {
                let capital = |token: usize| words.tables.state_of_seat(words.lemma(token));
                tokens.clone().any(|token| capital(token).is_some())
            };
            let class = match kind {
                EntityKind::Country if !seat() => ActorClass::State,
                _ => ActorClass::Place,
            };
            let state = tokens.clone().any(|token| self.state_at(token).is_some());
            let adjective = tokens.clone().all(|token| !words.is_noun(token));
            if state || adjective {
                continue;
            }
            let actor = self.named(&nominative_name(words, tokens.clone()), class);
            let mention = Mention::sure(words.span(tokens.clone()), MentionKind::Name);
            self.mentions.push((actor, mention));
            self.locate(actor, tokens.clone());
            self.note_named(NamedActor { tokens, actor, is_place: true });
        }
    }

    fn note_named(&mut self, named: NamedActor) {
        let index = self.named_actors.len();
        for token in named.tokens.clone() {
            self.named_by_token.entry(token).or_default().push(index);
        }
        self.named_actors.push(named);
    }

    fn named_at(&self, token: usize, is_place: bool) -> Option<(Range<usize>, ActorId)> {
        let named = self.named_by_token.get(&token)?.iter().map(|&index| &self.named_actors[index]);
        named
            .filter(|named| named.is_place == is_place)
            .max_by_key(|named| named.tokens.len())
            .map(|named| (named.tokens.clone(), named.actor))
    }

    /// The body whose name holds the token, and the whole of the name: the outermost one.
    pub(super) fn body_at(&self, token: usize) -> Option<(Range<usize>, ActorId)> {
        self.named_at(token, false)
    }

    /// The place whose name holds the token, and the whole of the name.
    pub(super) fn place_at(&self, token: usize) -> Option<(Range<usize>, ActorId)> {
        self.named_at(token, true)
    }

    /// The mention of a state that holds the token.
    pub(super) fn state_at(&self, token: usize) -> Option<&(StateMention, ActorId)> {
        let from = self.states.partition_point(|(mention, _)| mention.tokens.end <= token);
        self.states.get(from).filter(|(mention, _)| mention.tokens.contains(&token))
    }
}
