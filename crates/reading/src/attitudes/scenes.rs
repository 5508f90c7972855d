//! A sentence as the networks for attitudes see it, and as it looks from a party in it.
//!
//! Words that are names, and words for numbers of the vocabulary that it lacks, have no meaning here:
//! only their kind is to be seen.

use std::collections::VecDeque;
use std::ops::Range;

use depesha_language::regard::{ABOVE, Aspect, Scene};
use depesha_language::{Regard, Relation};

use super::Signs;
use super::lists::LISTS;
use super::traits::Place;

/// Words to either side that are near a party; by feel.
const NEAR: usize = 5;
/// Distances in words that are told apart one by one; those beyond them in steps that double.
const TOLD_APART: usize = 6;
/// Ties of the tree beyond which all is far.
const FAR: usize = 9;

/// The row of a trait that is made of a kind and a value.
fn row(kind: &str, value: &str) -> u32 {
    Regard::trait_row(&format!("{kind} {value}"))
}

impl Signs<'_, '_> {
    /// The sentence of these tokens.
    pub(super) fn scene(&self, sentence: &Range<usize>) -> Scene {
        let words = self.words;
        let entities = self.entity_kinds(sentence);
        let mut scene = Scene::default();
        for at in sentence.clone() {
            let token = words.token(at);
            let lemma = words.lemma(at);
            let word = if self.masked[at] {
                None
            } else {
                let form = token.form.to_lowercase();
                self.language.word(&form).or_else(|| self.language.word(lemma))
            };
            let mut traits = vec![
                row("pos", words.part_of_speech(at).name()),
                row("rel", token.relation.name()),
            ];
            if let Some(case) = words.case(at) {
                traits.push(row("case", case.name()));
            }
            if let Some(voice) = words.morphology(at).voice {
                traits.push(row("voice", voice.name()));
            }
            if self.masked[at] {
                traits.push(row("name", self.kind_of(at)));
            }
            if let Some(kind) = entities[at - sentence.start] {
                traits.push(row("entity", kind));
            }
            if self.is_denied(at) {
                traits.push(row("denied", ""));
            }
            if self.told_by[at].is_some() {
                traits.push(row("told", ""));
            }
            if let Some(stance) = LISTS.stances.get(lemma).and_then(|all| all.first()) {
                traits.push(row("stance", self.turned(at, stance.polarity).name()));
            }
            if let Some(judgement) = LISTS.judgements.get(lemma) {
                traits.push(row("judgement", self.turned(at, judgement.polarity).name()));
            }
            if let Some(&valence) = LISTS.valences.get(lemma) {
                traits.push(row("valence", self.turned(at, valence).name()));
            }
            scene.words.push(word);
            scene.traits.push(traits);
            let head = token.head.filter(|head| sentence.contains(head)).unwrap_or(at);
            scene.heads.push(head - sentence.start);
        }
        scene
    }

    /// For each token the kind of the innermost entity that holds it.
    fn entity_kinds(&self, sentence: &Range<usize>) -> Vec<Option<&'static str>> {
        let mut kinds = vec![None; sentence.len()];
        let entities = &self.words.analysis.entities;
        let from = entities.partition_point(|entity| entity.tokens.start < sentence.start);
        // Those that hold others come before them.
        for entity in &entities[from..] {
            if entity.tokens.start >= sentence.end {
                break;
            }
            for at in entity.tokens.clone().filter(|at| sentence.contains(at)) {
                kinds[at - sentence.start] = Some(entity.kind.name());
            }
        }
        kinds
    }

    /// The sentence as it looks from a party.
    pub(super) fn aspect(&self, sentence: &Range<usize>, place: &Place) -> Aspect {
        let words = self.words;
        let inside = |at: usize| (place.first..=place.last).contains(&at);
        let count = sentence.len();
        let mut far = vec![FAR; count];
        // Whether the word lies above (`u`), below (`d`) or beside the party, or is its own (`=`).
        let mut way = vec![String::from("far"); count];
        let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); count];
        for at in sentence.clone() {
            if let Some(head) = words.token(at).head.filter(|head| sentence.contains(head)) {
                dependents[head - sentence.start].push(at);
            }
        }
        let mut seen = vec![false; count];
        let mut next = VecDeque::new();
        if sentence.contains(&place.head) {
            let here = place.head - sentence.start;
            (far[here], way[here], seen[here]) = (0, "=".into(), true);
            next.push_back(place.head);
        }
        while let Some(at) = next.pop_front() {
            let here = at - sentence.start;
            let step = (far[here] + 1).min(FAR);
            for &other in &dependents[here] {
                let there = other - sentence.start;
                if !seen[there] {
                    let below = way[here] == "=" || way[here] == "d";
                    (far[there], seen[there]) = (step, true);
                    way[there] = if below { "d" } else { "beside" }.into();
                    next.push_back(other);
                }
            }
            if let Some(head) = words.token(at).head.filter(|head| sentence.contains(head)) {
                let there = head - sentence.start;
                if !seen[there] {
                    (far[there], seen[there]) = (step, true);
                    way[there] = if way[here] == "=" {
                        format!("u {}", words.token(at).relation.name())
                    } else {
                        "u".into()
                    };
                    next.push_back(head);
                }
            }
        }
        let role = words.token(place.head).relation;
        let as_agent = matches!(role, Relation::Nsubj | Relation::OblAgent);
        let mut aspect = Aspect::default();
        for at in sentence.clone() {
            let here = at - sentence.start;
            let (side, distance) = if inside(at) {
                ("=", 0)
            } else if at > place.last {
                ("r", at - place.last)
            } else {
                ("l", place.first.saturating_sub(at))
            };
            let distance = if distance <= TOLD_APART {
                distance
            } else {
                TOLD_APART + (distance / TOLD_APART).ilog2() as usize + 1
            };
            let mut traits = vec![
                row(side, DIGITS[distance.min(DIGITS.len() - 1)]),
                row("tree", DIGITS[far[here]]),
                row("way", &way[here]),
            ];
            if self.teller(at) == Some(place.party) {
                traits.push(row("told by it", ""));
            }
            if as_agent && way[here].starts_with('u') {
                traits.push(row("done by it", ""));
            }
            aspect.traits.push(traits);
        }
        let within = |at: usize| at.clamp(sentence.start, sentence.end) - sentence.start;
        aspect.own = [within(place.first), within(place.last + 1)];
        aspect.near = [within(place.first.saturating_sub(NEAR)), within(place.last + 1 + NEAR)];
        let mut at = place.head;
        for above in aspect.above.iter_mut().take(ABOVE) {
            let Some(head) = words.token(at).head.filter(|head| sentence.contains(head)) else {
                break;
            };
            *above = Some(head - sentence.start);
            at = head;
        }
        aspect
    }
}

const DIGITS: [&str; 14] =
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"];
