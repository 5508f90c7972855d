//! How the weights for the sides of events, and for the states of their parties, are learned.

use std::collections::{BTreeMap, HashMap};

use depesha_language::{Language, Preference, SideModel, trait_number};
use depesha_nn::model_file::{Header, ModelFileWriter, Package};
use depesha_reading::{
    Actor, ActorClass, ActorId, Asked, Event, EventSides, EvidenceOf, Reading, Side, Tables,
    TriggerBounds, read_weighed, side_traits, state_traits,
};

use crate::event_corpora::{EventReport, MarkedEvent, MarkedReport};

/// Things that stand for choice, each with the numbers of its traits, and which of them are right.
#[derive(Debug, Clone, PartialEq)]
pub struct Contest {
    things: Vec<Vec<u32>>,
    right: Vec<usize>,
    /// How much it counts.
    counts: f32,
}

/// How weights are learned from contests.
#[derive(Debug, Clone, Copy)]
pub struct Course {
    /// Traits of fewer things are left out.
    pub rare: u32,
    /// How strongly weights are drawn to zero: half of this times their squares is added to the loss, which is
    /// summed over all contests.
    pub pull: f32,
    /// How many steps are made.
    pub steps: usize,
}

/// Who stands on a side: chosen by cross-validation over the set `events`.
pub const SIDES: Course = Course { rare: 3, pull: 2.0, steps: 120 };

/// Of which state somebody is: chosen by cross-validation over the set `events`.
pub const STATES: Course = Course { rare: 3, pull: 16.0, steps: 120 };

/// How much an event counts that the rules do not find; by feel, since their traits lack what the rules say.
const NOT_FOUND: f32 = 0.6;

/// What the contests of a report teach.
#[derive(Debug, Clone, Default)]
pub struct Lessons {
    actors: Vec<Contest>,
    recipients: Vec<Contest>,
    states: Vec<Contest>,
}

/// Reads a report with the parties and states that the rules alone find.
pub fn by_rules(marked: MarkedReport, language: &Language) -> EventReport {
    let analysis = language.analyse(&marked.article.body);
    let reading = read_weighed(
        &marked.article,
        &analysis,
        language,
        Tables::embedded(),
        TriggerBounds::USUAL,
        None,
    );
    EventReport { marked, analysis, reading }
}

/// The event of the reading that each mark is, where there is one: of the same type, with words in common.
pub fn found(events: &[MarkedEvent], reading: &Reading) -> Vec<Option<usize>> {
    let mut taken = vec![false; reading.events.len()];
    let mut all = Vec::new();
    for event in events {
        let place = reading.events.iter().enumerate().position(|(at, read)| {
            !taken[at] && read.kind == event.kind && read.trigger.overlaps(event.trigger)
        });
        if let Some(place) = place {
            taken[place] = true;
        }
        all.push(place);
    }
    all
}

/// What a report teaches.
pub fn lessons(report: &EventReport, language: &Language) -> Lessons {
    let EventReport { marked, analysis, reading } = report;
    let asked: Vec<Asked> = marked
        .events
        .iter()
        .zip(found(&marked.events, reading))
        .map(|(event, found)| Asked { trigger: event.trigger, kind: event.kind, event: found })
        .collect();
    let mut lessons = Lessons::default();
    for seen in side_traits(&marked.article, analysis, language, reading, &asked) {
        let event = &marked.events[seen.asked];
        let right = right_sides(event, &seen, &reading.actors);
        let mut things: Vec<Vec<u32>> =
            seen.parties.iter().map(|party| numbers(&party.traits)).collect();
        things.push(numbers(&seen.nobody));
        let counts = if asked[seen.asked].event.is_some() { 1.0 } else { NOT_FOUND };
        for (side, into) in
            [(Side::Actor, &mut lessons.actors), (Side::Recipient, &mut lessons.recipients)]
        {
            let parties = (0..seen.parties.len()).filter(|at| right.get(at) == Some(&side));
            let mut right: Vec<usize> = parties.collect();
            if right.is_empty() {
                right.push(seen.parties.len());
            }
            into.push(Contest { things: things.clone(), right, counts });
        }
    }
    let told = told_states(&marked.events, &reading.actors);
    for seen in state_traits(&marked.article, analysis, language, reading) {
        let Some(told) = told.get(&seen.actor.0) else { continue };
        let mut things: Vec<Vec<u32>> =
            seen.states.iter().map(|state| numbers(&state.traits)).collect();
        things.push(numbers(&seen.nobody));
        let right = match told {
            None => seen.states.len(),
            Some(code) => match seen.states.iter().position(|state| state.state == code) {
                Some(place) => place,
                None => continue,
            },
        };
        lessons.states.push(Contest { things, right: vec![right], counts: 1.0 });
    }
    lessons
}

fn numbers(traits: &[(String, f32)]) -> Vec<u32> {
    traits.iter().map(|(name, _)| trait_number(name)).collect()
}

/// The sides of a marked event by the places of its parties: whom the marks name, else the nearest of the state that
/// they tell.
fn right_sides(event: &MarkedEvent, seen: &EventSides, actors: &[Actor]) -> BTreeMap<usize, Side> {
    let mut right: BTreeMap<usize, Side> = BTreeMap::new();
    let actor = |at: usize| &actors[seen.parties[at].actor.0];
    let all = 0..seen.parties.len();
    for (side, names, states) in [
        (Side::Actor, &event.actors, &event.actor_states),
        (Side::Recipient, &event.recipients, &event.recipient_states),
    ] {
        let mut unnamed = false;
        for name in names {
            let named = all.clone().find(|&at| called(actor(at), name, exactly));
            match named.or_else(|| all.clone().find(|&at| called(actor(at), name, alike))) {
                Some(at) => {
                    right.entry(at).or_insert(side);
                }
                None => unnamed = true,
            }
        }
        for state in states.iter().filter(|_| unnamed) {
            let of_state = |at: &usize| actor(*at).state == Some(state);
            let told = right.iter().any(|(at, other)| *other == side && of_state(at));
            let free = || all.clone().filter(of_state).filter(|at| !right.contains_key(at));
            let states = free().find(|&at| actor(at).class == ActorClass::State);
            if let Some(at) = states.or_else(|| free().next()).filter(|_| !told) {
                right.insert(at, side);
            }
        }
    }
    right
}

/// The state of each actor whom the marks name as a party of an event, as most of its events tell it.
fn told_states(events: &[MarkedEvent], actors: &[Actor]) -> HashMap<usize, Option<String>> {
    let mut told: BTreeMap<usize, BTreeMap<Option<String>, usize>> = BTreeMap::new();
    for event in events {
        for (names, states) in
            [(&event.actors, &event.actor_states), (&event.recipients, &event.recipient_states)]
        {
            for name in names {
                let named = actors.iter().position(|actor| called(actor, name, exactly));
                let alike = || actors.iter().position(|actor| called(actor, name, alike));
                let Some(actor) = named.or_else(alike) else { continue };
                let state = match &states[..] {
                    [] => None,
                    [state] => Some(state.clone()),
                    [state, ..] if names.len() == 1 => Some(state.clone()),
                    _ => continue,
                };
                *told.entry(actor).or_default().entry(state).or_default() += 1;
            }
        }
    }
    told.into_iter()
        .filter_map(|(actor, states)| {
            let most = states.into_iter().rev().max_by_key(|(_, count)| *count);
            most.map(|(state, _)| (actor, state))
        })
        .collect()
}

fn called(actor: &Actor, name: &str, same: fn(&[String], &[String]) -> bool) -> bool {
    let wanted = words_of(name);
    std::iter::once(&actor.name).chain(&actor.also).any(|known| same(&words_of(known), &wanted))
}

fn words_of(name: &str) -> Vec<String> {
    let name = name.to_lowercase().replace('ё', "е");
    let words = name.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn exactly(one: &[String], other: &[String]) -> bool {
    !one.is_empty() && one == other
}

/// Whether one name is the end of the other, or made of words of it, initials among them: as the shared scorer has
/// it.
fn alike(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let initial =
        |word: &str, of: &str| word.chars().count() == 1 && of.starts_with(word) || word == of;
    !short.is_empty()
        && (long.ends_with(short)
            || short.iter().all(|word| long.iter().any(|of| initial(word, of))))
}

/// Learns from reports, in their order.
pub fn learn(lessons: &[&Lessons]) -> SideModel {
    let all = |of: fn(&Lessons) -> &Vec<Contest>| -> Vec<&Contest> {
        lessons.iter().flat_map(|lessons| of(lessons)).collect()
    };
    let actors = weights(&all(|lessons| &lessons.actors), SIDES);
    let recipients = weights(&all(|lessons| &lessons.recipients), SIDES);
    let mut both: BTreeMap<u32, [f32; 2]> = BTreeMap::new();
    for (column, weights) in [actors, recipients].into_iter().enumerate() {
        for (number, weight) in weights {
            both.entry(number).or_default()[column] = weight;
        }
    }
    let known = both.keys().copied().collect();
    let sides =
        Preference::new(2, known, both.into_values().flatten().collect(), vec![], vec![0.0; 2]);
    let (known, of_states) = weights(&all(|lessons| &lessons.states), STATES).into_iter().unzip();
    SideModel { sides, states: Preference::new(1, known, of_states, vec![], vec![0.0]) }
}

/// Weights by which the right things of contests stand out, by steps along the mean gradient of all (Adam, with steps
/// that grow smaller), in one fixed order: nothing is left to chance. By the numbers of the traits, ascending.
fn weights(contests: &[&Contest], course: Course) -> Vec<(u32, f32)> {
    let mut often: HashMap<u32, u32> = HashMap::new();
    for row in contests.iter().flat_map(|contest| contest.things.iter().flatten()) {
        *often.entry(*row).or_default() += 1;
    }
    let mut known: Vec<u32> = often.keys().copied().collect();
    known.retain(|row| often[row] >= course.rare);
    known.sort_unstable();
    let place: HashMap<u32, usize> = known.iter().copied().zip(0..).collect();
    let seen: Vec<Vec<Vec<usize>>> = contests
        .iter()
        .map(|contest| {
            let of_thing =
                |thing: &Vec<u32>| thing.iter().filter_map(|row| place.get(row).copied()).collect();
            contest.things.iter().map(of_thing).collect()
        })
        .collect();
    let count = contests.len().max(1) as f32;
    let size = known.len();
    let (mut weights, mut mean, mut square) =
        (vec![0.0_f32; size], vec![0.0_f32; size], vec![0.0_f32; size]);
    let mut gradient = vec![0.0_f32; size];
    let (mut fading, mut fading_square) = (1.0_f32, 1.0_f32);
    for step in 0..course.steps {
        for (slope, weight) in gradient.iter_mut().zip(&weights) {
            *slope = course.pull * weight / count;
        }
        for (contest, things) in contests.iter().zip(&seen) {
            let mut sums: Vec<f32> =
                things.iter().map(|rows| rows.iter().map(|&row| weights[row]).sum()).collect();
            let most = sums.iter().copied().fold(f32::MIN, f32::max);
            sums.iter_mut().for_each(|sum| *sum = depesha_nn::exponential(*sum - most));
            let total: f32 = sums.iter().sum();
            let part = 1.0 / contest.right.len() as f32;
            for (at, rows) in things.iter().enumerate() {
                let right = if contest.right.contains(&at) { part } else { 0.0 };
                let error = contest.counts * (sums[at] / total - right) / count;
                for &row in rows {
                    gradient[row] += error;
                }
            }
        }
        fading *= 0.9;
        fading_square *= 0.99;
        let pace = 0.1 * (1.0 - step as f32 / course.steps as f32);
        for at in 0..size {
            mean[at] = 0.9 * mean[at] + 0.1 * gradient[at];
            square[at] = 0.99 * square[at] + 0.01 * gradient[at] * gradient[at];
            let spread = (square[at] / (1.0 - fading_square)).sqrt() + 1e-8;
            weights[at] -= pace * (mean[at] / (1.0 - fading)) / spread;
        }
    }
    known.into_iter().zip(weights).collect()
}

/// How many marked events there are, how many the reading has, how many of these are marked, and of how many of those
/// the states of both sides are right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Marked.
    pub marked: usize,
    /// Read.
    pub read: usize,
    /// Read and marked.
    pub found: usize,
    /// With all states right.
    pub right: usize,
    /// Parties that weights brought to these; how many of them the marks name on that side, and how many are of a
    /// state that the marks have on it.
    pub brought: [usize; 3],
}

/// Counts the parties that weights brought to an event, and those of them whom the marks have on their sides.
fn count_brought(
    brought: &mut [usize; 3],
    (read, reading): (&Event, &Reading),
    marked: &MarkedEvent,
) {
    for evidence in &read.evidence {
        let (names, states) = match evidence.of {
            EvidenceOf::WeighedActor => (&marked.actors, &marked.actor_states),
            EvidenceOf::WeighedRecipient => (&marked.recipients, &marked.recipient_states),
            _ => continue,
        };
        let Some(party) = evidence.actor.map(|actor| &reading.actors[actor.0]) else { continue };
        brought[0] += 1;
        brought[1] += usize::from(names.iter().any(|name| called(party, name, alike)));
        let of_state = party.state.is_some_and(|own| states.iter().any(|state| state == own));
        brought[2] += usize::from(of_state);
    }
}

impl Tally {
    /// Counts a report.
    pub fn count(&mut self, events: &[MarkedEvent], reading: &Reading) {
        self.marked += events.len();
        self.read += reading.events.len();
        for (event, found) in events.iter().zip(found(events, reading)) {
            let Some(read) = found.map(|found| &reading.events[found]) else { continue };
            self.found += 1;
            count_brought(&mut self.brought, (read, reading), event);
            let same = same_states(&read.actors, &event.actor_states, reading)
                && same_states(&read.recipients, &event.recipient_states, reading);
            self.right += usize::from(same);
        }
    }

    /// The harmonic mean of precision and recall of events with all states.
    pub fn f1(self) -> f32 {
        2.0 * self.right as f32 / (self.marked + self.read).max(1) as f32
    }
}

fn same_states(parties: &[ActorId], marked: &[String], reading: &Reading) -> bool {
    let mut read: Vec<&str> =
        parties.iter().filter_map(|party| reading.actors[party.0].state).collect();
    read.sort_unstable();
    read.dedup();
    let mut marked: Vec<&str> = marked.iter().map(String::as_str).collect();
    marked.sort_unstable();
    marked.dedup();
    read == marked
}

/// The file of the weights.
pub fn file(model: &SideModel, packages: Vec<Package>) -> Vec<u8> {
    let mut header = Header::new("sides", "russian");
    header.packages = packages;
    let mut writer = ModelFileWriter::new(header);
    model.sides.write("sides", &mut writer);
    model.states.write("states", &mut writer);
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thing_that_is_right_stands_out() {
        // Row 1 is of whoever is right, row 2 of others, row 3 of nobody, who is right where no row 1 is.
        let contests: Vec<Contest> = (0..20)
            .map(|at| {
                let first = if at % 2 == 0 { vec![1] } else { vec![2] };
                let right = vec![if at % 2 == 0 { 0 } else { 2 }];
                Contest { things: vec![first, vec![2], vec![3]], right, counts: 1.0 }
            })
            .collect();
        let contests: Vec<&Contest> = contests.iter().collect();
        let course = Course { rare: 2, pull: 0.1, steps: 100 };
        let learned = weights(&contests, course);
        let [(1, of_right), (2, of_others), (3, of_nobody)] = learned[..] else {
            panic!("{learned:?}");
        };
        assert!(of_right > of_nobody && of_nobody > of_others, "{learned:?}");
        assert_eq!(learned, weights(&contests, course));
    }

    #[test]
    fn names_are_alike_by_their_last_words_and_by_initials() {
        let alike = |one: &str, other: &str| alike(&words_of(one), &words_of(other));
        assert!(alike("Павел Ручьёв", "Ручьев"));
        assert!(alike("П. Ручьёв", "Павел Ручьёв"));
        assert!(!alike("Павел Ручьёв", "Анна Лугина"));
        assert!(!alike("", "Лугина"));
    }
}
