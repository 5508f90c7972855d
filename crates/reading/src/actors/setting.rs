//! The state in which a report is set, and who is taken to be of it.
//!
//! Reports of one country seldom say of each minister, court or crowd whose they are: they have said
//! it once. Where one state is by far the most spoken of, parties of events of whom the report says
//! nothing else are taken to be of it, and their record says that this is the ground, with the nearest
//! words that name the state. Who wants only what the text says of the party itself leaves this ground
//! out.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use depesha_language::morphology::PartOfSpeech;
use depesha_text::ByteSpan;

use super::Cast;
use crate::record::{ActorClass, ActorId, Event, StateFrom, StateGround};
use crate::tables::folded;

/// The share of its names of states, in hundredths, that one must have for the report to be set there;
/// states that are named but once are not counted.
const LEAST_SHARE: usize = 45;

/// How often it must be named at all.
const LEAST_NAMED: usize = 2;

/// How often it must be named where the next is named a hundred times.
const LEAST_AHEAD: usize = 150;

/// How far behind a description its owner may stand, in tokens.
const OWNERS_REACH: usize = 4;

impl Cast<'_> {
    /// Gives the parties of the events whose state nothing else tells the state in which the report is
    /// set. Of others it would say more than anybody needs: where an actress is from.
    pub(super) fn lend_setting(&mut self, events: &[Event]) {
        let named = self.places_of_states();
        let Some(setting) = setting_of(&named) else { return };
        let places: Vec<ByteSpan> =
            named.iter().filter(|(_, code)| *code == setting).map(|(span, _)| *span).collect();
        let parties: BTreeSet<ActorId> = events
            .iter()
            .flat_map(|event| event.actors.iter().chain(&event.recipients))
            .copied()
            .collect();
        for ActorId(index) in parties {
            if self.actors[index].state.is_some() || !self.may_be_of_setting(ActorId(index)) {
                continue;
            }
            let Some(first) = self.actors[index].mentions.first().map(|mention| mention.span)
            else {
                continue;
            };
            // `власти двадцати стран`
            let behind = self.words.analysis.tokens_within(first).end;
            let end = self.words.analysis.tokens.len().min(behind + OWNERS_REACH);
            let of_several = (behind..end)
                .take_while(|&token| !self.words.is_punctuation(token))
                .any(|token| self.words.is(token, &["стран", "государств"]));
            if of_several {
                continue;
            }
            let after = places.partition_point(|place| *place <= first);
            let nearest = after.checked_sub(1).unwrap_or(after);
            let Some(&evidence) = places.get(nearest) else { continue };
            let actor = &mut self.actors[index];
            actor.state = Some(setting);
            actor.state_from = Some(StateFrom { ground: StateGround::Setting, evidence });
        }
    }

    /// The state in which the report is set.
    pub(super) fn setting(&self) -> Option<&'static str> {
        setting_of(&self.places_of_states())
    }

    /// Gives those whose name or description holds a place the state in which it lies: `суд Граца`,
    /// `жители Тарту`; not where the place only tells where they are (`посольство в Вене`).
    pub(super) fn take_states_of_places(&mut self) {
        let words = self.words;
        let mut places: Vec<(Range<usize>, &'static str)> = self
            .named_actors
            .iter()
            .filter(|named| named.is_place)
            .filter_map(|named| Some((named.tokens.clone(), self.actors[named.actor.0].state?)))
            .chain(
                self.states
                    .iter()
                    .filter_map(|(mention, _)| Some((mention.tokens.clone(), mention.state.code?))),
            )
            .collect();
        places.sort_by_key(|(tokens, _)| (tokens.start, tokens.end));
        // `суд в Италии` is of there; a `посольство в Италии` is not.
        let of_place = |tokens: &Range<usize>, local: bool| {
            let start = tokens.start;
            start == 0
                || words.part_of_speech(start - 1) != PartOfSpeech::Adposition
                || matches!(words.lemma(start - 1), "из" | "от")
                || local && matches!(words.lemma(start - 1), "в" | "во")
        };
        for actor in &mut self.actors {
            let may = matches!(
                actor.class,
                ActorClass::Person | ActorClass::Group | ActorClass::Organization
            );
            if !may || actor.state.is_some() {
                continue;
            }
            let name = folded(&actor.name);
            let local = actor.class == ActorClass::Organization
                && name.split_whitespace().next().is_some_and(|noun| LOCAL.contains(&noun));
            let within = |span: ByteSpan| {
                let tokens = words.analysis.tokens_within(span);
                let from = places.partition_point(|(place, _)| place.start < tokens.start);
                places[from..]
                    .iter()
                    .take_while(|(place, _)| place.end <= tokens.end)
                    .find(|(place, _)| of_place(place, local))
                    .map(|(place, code)| (words.span(place.clone()), *code))
            };
            let place = actor.mentions.iter().find_map(|mention| within(mention.span));
            let of_role = actor.roles.iter().find_map(|role| within(role.evidence));
            if let Some((evidence, code)) = place.or(of_role) {
                let ground = if place.is_some() { StateGround::Name } else { StateGround::Office };
                actor.state = Some(code);
                actor.state_from = Some(StateFrom { ground, evidence });
            }
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
            if let Some(code) = self.actors[named.actor.0].state {
                found.push((self.words.span(named.tokens.clone()), code));
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
        if words.next().is_some_and(|first| NOT_OF_SETTING.contains(&first))
            || name.split_whitespace().any(|word| plural(word) || foreign(word))
        {
            return false;
        }
        let tables = self.words.tables;
        match known.class {
            // `мэр Осло`: of a place that nothing ties to a state.
            ActorClass::Person => known.roles.iter().all(|role| {
                role.of.is_none_or(|of| {
                    !matches!(self.actors[of.0].class, ActorClass::Place | ActorClass::State)
                })
            }),
            ActorClass::Group => true,
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
const WIDE: &[&str] =
    &["комитет", "организация", "сотрудничество", "сообщество", "содружество", "конвенция"];

/// Nouns for bodies that are of the state in which they are.
const LOCAL: &[&str] = &[
    "суд",
    "полиция",
    "прокуратура",
    "парламент",
    "правительство",
    "власти",
    "тюрьма",
    "больница",
    "университет",
    "школа",
    "завод",
    "мэрия",
];

/// First words of descriptions of those whom the report does not place: envoys, and whom it leaves
/// vague.
const NOT_OF_SETTING: &[&str] = &[
    "страны",
    "государства",
    "посол",
    "послы",
    "некоторые",
    "отдельные",
    "определенные",
    "неизвестные",
    "неназванные",
    "третьи",
    "многие",
];

/// Beginnings of adjectives for what is of other states, or of several.
const FOREIGN: &[&str] =
    &["иностранн", "зарубежн", "международн", "европейск", "всемирн", "мировые", "западн"];

/// The state that is named by far the most.
fn setting_of(named: &[(ByteSpan, &'static str)]) -> Option<&'static str> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (_, code) in named {
        *counts.entry(code).or_default() += 1;
    }
    let (&most, &count) = counts.iter().max_by_key(|&(_, count)| *count)?;
    let next = counts.iter().filter(|(code, _)| **code != most).map(|(_, count)| *count).max();
    // What is named once, as the members of a union are, makes no setting.
    let weight: usize = counts.values().filter(|count| **count > 1).sum();
    let enough = count >= LEAST_NAMED && count * 100 >= weight * LEAST_SHARE;
    (enough && count * 100 >= LEAST_AHEAD * next.unwrap_or(0)).then_some(most)
}
