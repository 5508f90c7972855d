//! Who stands on which side of an event, and of which state a party is, where trained weights say so.
//!
//! The rules (`events`, `actors`) put those on the sides of an event whom its frame names, and lend parties the
//! state in which the report is set. What they leave open is weighed here: who of all of whom the sentence speaks
//! does it, or is it done to, or nobody (of those who are spoken of elsewhere, one in ten whom weights would bring is
//! right, so none are); and what they fill goes where the weights all but rule it out. Each party
//! that the weights bring keeps the words that mean it, as evidence of a kind of its own
//! ([`EvidenceOf::WeighedActor`], [`EvidenceOf::WeighedRecipient`]), and each state that they bring says so by its
//! ground ([`StateGround::Weights`]).

mod traits;

use std::collections::BTreeSet;

use depesha_language::{Analysis, Language, Preference, SideModel};
use depesha_text::Article;

use crate::record::{
    Actor, ActorClass, ActorId, Event, Evidence, EvidenceOf, Reading, StateFrom, StateGround,
};
use crate::tables::Tables;
use crate::words::Words;
use traits::Scene;
pub use traits::{ActorStates, Asked, EventSides, PartyTraits, Side, StateTraits};

/// How likely the likeliest must be, beside nobody, for a side to be filled that the rules leave open: for the
/// actors, and for the recipients. A party that is wrongly put there is worse than none: by cross-validation over
/// reports of the set `events` half of those whom weights bring are named on their sides by the marks, where at 0.67
/// and 1.5 two in five are, and at 2.5 and 4 hardly more.
const NOBODY: [f32; 2] = [1.5, 2.5];

/// How likely a state must be for a party to be of it. By cross-validation four of six states are right from half on,
/// and all, which are two, from this.
const SURE_STATE: f32 = 0.6;

/// How likely each further party must be beside the likeliest; by cross-validation, as above.
const BESIDE: f32 = 0.5;

/// How likely those whom the rules put on a side must be to stay there.
const STAYING: f32 = 0.01;

/// What a report shows of all who may be parties of the asked events, for the training of
/// [`SideModel::sides`].
pub fn side_traits(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    reading: &Reading,
    asked: &[Asked],
) -> Vec<EventSides> {
    Scene::new(words(article, analysis, language), reading).sides(asked)
}

/// What a report shows of the states that actors may be of of whose state it says nothing, for the training
/// of [`SideModel::states`].
pub fn state_traits(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    reading: &Reading,
) -> Vec<ActorStates> {
    Scene::new(words(article, analysis, language), reading).states()
}

/// A reading of the rules ([`crate::read_weighed`] without weights for sides) with the sides of its events and the states of their parties
/// weighed.
pub fn with_sides(
    article: &Article,
    analysis: &Analysis,
    language: &Language,
    mut reading: Reading,
    weights: &SideModel,
) -> Reading {
    weigh(words(article, analysis, language), &mut reading, weights);
    reading
}

fn words<'r>(article: &'r Article, analysis: &'r Analysis, language: &'r Language) -> Words<'r> {
    Words {
        text: &article.body,
        analysis,
        dictionary: language.dictionary(),
        tables: Tables::embedded(),
    }
}

/// Weighs the sides of all events and the states of their parties.
pub(crate) fn weigh(words: Words<'_>, reading: &mut Reading, weights: &SideModel) {
    if reading.events.is_empty() {
        return;
    }
    let asked: Vec<Asked> = reading
        .events
        .iter()
        .enumerate()
        .map(|(at, event)| Asked { trigger: event.trigger, kind: event.kind, event: Some(at) })
        .collect();
    let scene = Scene::new(words, reading);
    let (sides, states) = (scene.sides(&asked), scene.states());
    let before = parties(&reading.events);
    for seen in &sides {
        // Nobody is bound by a guess: commitments stay between those whom the rules read.
        let mut filled = filled(seen, &weights.sides);
        leave_out_own_states(&mut filled, seen, &reading.actors);
        settle(&mut reading.events[seen.asked], seen, &filled);
    }
    // To those whom the rules had for parties they have lent what they lend.
    let mut new = parties(&reading.events);
    new.retain(|actor| !before.contains(actor));
    for seen in states.iter().filter(|seen| new.contains(&seen.actor)) {
        let actor = &mut reading.actors[seen.actor.0];
        if actor.state.is_some() {
            continue;
        }
        let of = likeliest_state(seen, &weights.states);
        actor.state = of.map(|state| state.state);
        actor.state_from =
            of.map(|state| StateFrom { ground: StateGround::Weights, evidence: state.words });
    }
}

/// All who are parties of events.
fn parties(events: &[Event]) -> BTreeSet<ActorId> {
    events.iter().flat_map(|event| event.actors.iter().chain(&event.recipients)).copied().collect()
}

/// Who stands on each side, by their places among the parties of `seen`; `None` where the rules stand.
fn filled(seen: &EventSides, weights: &Preference) -> [Option<Vec<usize>>; 2] {
    let mut things: Vec<&[(String, f32)]> =
        seen.parties.iter().map(|party| &party.traits[..]).collect();
    things.push(&seen.nobody);
    let shares = weights.among(&things);
    let mut chosen: [Option<Vec<usize>>; 2] = [None, None];
    let mut likely: [Vec<f32>; 2] = [Vec::new(), Vec::new()];
    for (column, side) in [Side::Actor, Side::Recipient].into_iter().enumerate() {
        let Some((&nobody, parties)) = shares.get(column).and_then(|all| all.split_last()) else {
            continue;
        };
        likely[column] = parties.to_vec();
        let by_rules = seen.parties.iter().zip(parties).filter(|(party, _)| party.by_rules == side);
        let surest = by_rules.map(|(_, share)| *share).fold(None, |most: Option<f32>, share| {
            Some(most.map_or(share, |most| most.max(share)))
        });
        if surest.is_some_and(|surest| surest >= STAYING) {
            continue;
        }
        let here = (0..parties.len()).filter(|&at| seen.parties[at].here);
        let most = here.clone().map(|at| parties[at]).fold(0.0, f32::max);
        chosen[column] = Some(if most == 0.0 || most < nobody * NOBODY[column] {
            Vec::new()
        } else {
            here.filter(|&at| parties[at] >= most * BESIDE).collect()
        });
    }
    // Nobody does it to himself: whom the rules have on one side is not weighed onto the other, and of two guesses
    // the likelier stays.
    for column in 0..2 {
        let other = 1 - column;
        let side = if other == 0 { Side::Actor } else { Side::Recipient };
        let taken: Vec<usize> = match &chosen[other] {
            None => {
                (0..seen.parties.len()).filter(|&at| seen.parties[at].by_rules == side).collect()
            }
            Some(others) => others
                .iter()
                .copied()
                .filter(|&at| likely[other][at] >= likely[column][at])
                .collect(),
        };
        if let Some(own) = &mut chosen[column] {
            own.retain(|at| !taken.contains(at));
        }
    }
    chosen
}

/// Leaves out states that were weighed onto the side opposite to somebody of theirs: a minister's threat is not to the
/// minister's own state, unless the report says so.
fn leave_out_own_states(chosen: &mut [Option<Vec<usize>>; 2], seen: &EventSides, actors: &[Actor]) {
    let actor_at = |at: usize| &actors[seen.parties[at].actor.0];
    for (column, opposite) in [(0, Side::Recipient), (1, Side::Actor)] {
        let facing: Vec<usize> = match &chosen[1 - column] {
            Some(chosen) => chosen.clone(),
            None => (0..seen.parties.len())
                .filter(|&at| seen.parties[at].by_rules == opposite)
                .collect(),
        };
        let states: Vec<&str> = facing.iter().filter_map(|&at| actor_at(at).state).collect();
        if let Some(own) = &mut chosen[column] {
            own.retain(|&at| {
                let party = actor_at(at);
                let of_facing = party.state.is_some_and(|state| states.contains(&state));
                party.class != ActorClass::State || !of_facing
            });
        }
    }
}

/// Puts the chosen on their sides, with the words that mean them.
fn settle(event: &mut Event, seen: &EventSides, filled: &[Option<Vec<usize>>; 2]) {
    for (chosen, side) in filled.iter().zip([Side::Actor, Side::Recipient]) {
        let Some(chosen) = chosen else { continue };
        let (by_rule, by_weights) = match side {
            Side::Recipient => (EvidenceOf::Recipient, EvidenceOf::WeighedRecipient),
            _ => (EvidenceOf::Actor, EvidenceOf::WeighedActor),
        };
        let mut parties: Vec<ActorId> = chosen.iter().map(|&at| seen.parties[at].actor).collect();
        parties.sort_unstable();
        event.evidence.retain(|evidence| {
            evidence.of != by_rule || evidence.actor.is_some_and(|actor| parties.contains(&actor))
        });
        for &at in chosen {
            let party = &seen.parties[at];
            if party.by_rules != side {
                let evidence =
                    Evidence { of: by_weights, actor: Some(party.actor), span: party.words };
                event.evidence.push(evidence);
            }
        }
        let place = if side == Side::Actor { &mut event.actors } else { &mut event.recipients };
        *place = parties;
    }
}

/// The state that the actor is of, by the weights.
fn likeliest_state<'s>(seen: &'s ActorStates, weights: &Preference) -> Option<&'s StateTraits> {
    let mut things: Vec<&[(String, f32)]> =
        seen.states.iter().map(|state| &state.traits[..]).collect();
    things.push(&seen.nobody);
    let shares = weights.among(&things);
    let (_, states) = shares.first()?.split_last()?;
    states.iter().position(|share| *share >= SURE_STATE).map(|at| &seen.states[at])
}
