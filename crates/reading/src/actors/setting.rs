//! The state in which a report is set, and who is taken to be of it.
//!
//! Reports of one country seldom say of each minister, court or crowd whose they are: they have said
//! it once. Where one state is by far the most spoken of, those of whom the report says nothing else
//! are taken to be of it, and their record says that this is the ground, with the nearest words that
//! name the state. Who wants only what the text says of the party itself leaves this ground out.

use std::collections::BTreeMap;

use depesha_text::ByteSpan;

use super::Cast;
use crate::record::{ActorClass, ActorId, StateFrom, StateGround};
use crate::tables::folded;

/// The share of its names of states, in hundredths, that one must have for the report to be set there.
const LEAST_SHARE: usize = 45;

/// How many times as often it must be named as any other.
const LEAST_AHEAD: usize = 2;

impl Cast<'_> {
    /// Gives those whose state nothing else tells the state in which the report is set.
    pub(super) fn lend_setting(&mut self) {
        let named = self.places_of_states();
        let Some(setting) = setting(&named) else { return };
        let places: Vec<ByteSpan> =
            named.iter().filter(|(_, code)| *code == setting).map(|(span, _)| *span).collect();
        for index in 0..self.actors.len() {
            if self.actors[index].state.is_some() || !self.may_be_of_setting(ActorId(index)) {
                continue;
            }
            let Some(first) = self.actors[index].mentions.first().map(|mention| mention.span)
            else {
                continue;
            };
            let after = places.partition_point(|place| *place <= first);
            let nearest = after.checked_sub(1).unwrap_or(after);
            let Some(&evidence) = places.get(nearest) else { continue };
            let actor = &mut self.actors[index];
            actor.state = Some(setting);
            actor.state_from = Some(StateFrom { ground: StateGround::Setting, evidence });
        }
    }

    /// Where the report names a state, or a place that lies in one, in the order of the text.
    fn places_of_states(&self) -> Vec<(ByteSpan, &'static str)> {
        let mut found: Vec<(ByteSpan, &'static str)> = self
            .states
            .iter()
            .filter_map(|(mention, _)| Some((mention.span, mention.state.code?)))
            .collect();
        for named in self.named_actors.iter().filter(|named| named.is_place) {
            let words = self.words;
            let state = named.tokens.clone().find_map(|token| {
                words.tables.code_of_state(words.tables.state_of_seat(words.lemma(token))?)
            });
            if let Some(code) = state {
                found.push((words.span(named.tokens.clone()), code));
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|(span, _)| *span);
        found
    }

    /// Whether the actor may be one of the state's own: no state, place or outlet, nor a body of
    /// several states, nor whom the text calls foreign.
    fn may_be_of_setting(&self, actor: ActorId) -> bool {
        let known = &self.actors[actor.0];
        let name = folded(&known.name);
        let mut words = name.split_whitespace();
        let plural = |word: &str| matches!(word, "стран" | "государств" | "стороны" | "державы");
        let foreign = |word: &str| FOREIGN.iter().any(|stem| word.starts_with(stem));
        if matches!(words.next(), Some("страны" | "государства" | "посол" | "послы"))
            || name.split_whitespace().any(|word| plural(word) || foreign(word))
        {
            return false;
        }
        let tables = self.words.tables;
        match known.class {
            ActorClass::Person | ActorClass::Group => true,
            ActorClass::Organization => {
                // A name in other letters may be of anybody from anywhere.
                name.chars().any(|letter| matches!(letter, 'а'..='я'))
                    && !tables.is_intergovernmental(&known.name)
                    && !name.split_whitespace().any(|word| WIDE.contains(&word))
            }
            ActorClass::State | ActorClass::Outlet | ActorClass::Place | ActorClass::Unknown => {
                false
            }
        }
    }
}

/// Nouns for bodies that are as often of several states as of one.
const WIDE: &[&str] = &[
    "комитет", "организация", "ассоциация", "сотрудничество", "сообщество", "содружество", "альянс",
    "фонд", "конвенция", "коалиция",
];

/// Beginnings of adjectives for what is of other states, or of several.
const FOREIGN: &[&str] =
    &["иностранн", "зарубежн", "международн", "европейск", "всемирн", "мировые", "западн"];

/// The state that is named by far the most.
fn setting(named: &[(ByteSpan, &'static str)]) -> Option<&'static str> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (_, code) in named {
        *counts.entry(code).or_default() += 1;
    }
    let (&most, &count) = counts.iter().max_by_key(|&(_, count)| *count)?;
    let next = counts.iter().filter(|(code, _)| **code != most).map(|(_, count)| *count).max();
    let enough = count * 100 >= named.len() * LEAST_SHARE;
    (enough && count >= LEAST_AHEAD * next.unwrap_or(0)).then_some(most)
}
