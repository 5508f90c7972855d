//! What is plain to see of how a sentence speaks of a party, and a report of a pair of parties.
//!
//! No trait holds a name: names, and whatever else is written like one, are asked for their kind alone.

use std::collections::BTreeMap;

use depesha_language::morphology::{PartOfSpeech, VerbForm};
use depesha_language::{NameKind, Relation, TowardModel};

use depesha_language::regard::Beheld;

use super::lists::LISTS;
use super::{Sign, Signs};
use crate::record::{AttitudeGround, Polarity};

/// Traits with their values.
pub type Traits = Vec<(String, f32)>;

/// Sentences further away than this many tokens are not words about the party.
const WINDOW: usize = 6;

/// How many words are climbed from a mention towards the root.
const HIGHEST: usize = 4;

/// Two parties with no more words between them are close to each other; by feel.
const CLOSE: usize = 7;

/// Contexts of a pair that are looked at; by feel, more tell no more.
const MOST_CONTEXTS: usize = 40;

/// The choices that the models make, in their order.
pub(super) const NEGATIVE: usize = 0;
/// See [`NEGATIVE`].
pub(super) const POSITIVE: usize = 2;

/// The words that mean a party.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) head: usize,
    pub(super) party: usize,
}

/// What a report shows of one party towards another.
#[derive(Debug, Clone, PartialEq)]
pub struct PairTraits {
    /// Whose the attitude would be.
    pub source: usize,
    /// To whom.
    pub target: usize,
    /// What is to be seen.
    pub traits: Traits,
    /// The tokens of the words of attitude, praise, blame, good or bad that stand with both.
    pub(super) words: Vec<usize>,
}

impl Signs<'_, '_> {
    /// Whether the word is a name or is written like one.
    fn is_masked(&self, token: usize) -> bool {
        self.masked[token]
    }

    /// The word as traits have it.
    fn seen(&self, token: usize, place: &Place) -> String {
        if (place.first..=place.last).contains(&token) {
            return "<T>".into();
        }
        if self.is_masked(token) || self.party_at[token].is_some() {
            return format!("<{}>", self.kind_of(token));
        }
        let no = self.words.analysis.dependents(token).any(|other| {
            other < token
                && token - other <= 3
                && self.words.is(other, &["не", "ни", "нет", "без", "нельзя"])
        });
        format!("{}{}", if no { "не_" } else { "" }, self.words.lemma(token))
    }

    pub(super) fn kind_of(&self, token: usize) -> &'static str {
        match self.words.name_at(token).map(|name| name.kind) {
            Some(NameKind::Person) => "person",
            Some(NameKind::Place) => "place",
            Some(NameKind::Organization) => "body",
            None if self.words.part_of_speech(token) == PartOfSpeech::Adjective => "adjective",
            None => "other",
        }
    }

    pub(super) fn place(&self, first: usize, last: usize, party: usize) -> Place {
        let inside = first..=last;
        let head = inside
            .clone()
            .find(|&at| self.words.token(at).head.is_none_or(|head| !inside.contains(&head)))
            .unwrap_or(first);
        Place { first, last, head, party }
    }

    /// What the sentence shows of the party that stands at `place`.
    pub(super) fn toward(&self, place: &Place) -> Traits {
        let words = self.words;
        let &Place { first, last, head, .. } = place;
        let sentence = words.analysis.sentence_of(head).tokens.clone();
        let mut found: Vec<String> = Vec::new();
        // Words for what is bad, and for what is good.
        let mut balance = [0, 0];
        let case = |at: usize| words.case(at).map_or("", |case| case.name());
        let relation = |at: usize| words.token(at).relation.name();
        for at in sentence.clone() {
            if (first..=last).contains(&at) || self.is_masked(at) || words.is_punctuation(at) {
                continue;
            }
            let seen = self.seen(at, place);
            if matches!(
                words.part_of_speech(at),
                PartOfSpeech::Verb
                    | PartOfSpeech::Noun
                    | PartOfSpeech::Adjective
                    | PartOfSpeech::Adverb
            ) {
                found.push(format!("b:{seen}"));
            }
            let (side, distance) =
                if at > last { ('R', at - last) } else { ('L', first.saturating_sub(at)) };
            if distance <= WINDOW {
                found.push(format!("w{side}:{seen}"));
            }
            if distance <= 2 {
                found.push(format!("n{side}{distance}:{seen}"));
            }
            if let Some(stance) = LISTS.stances.get(words.lemma(at)).and_then(|all| all.first()) {
                let near = if distance <= WINDOW { "near" } else { "far" };
                found.push(format!(
                    "stance{side}{near}:{}",
                    self.turned(at, stance.polarity).name()
                ));
            }
            if let Some(judgement) = LISTS.judgements.get(words.lemma(at)) {
                let sign = self.turned(at, judgement.polarity).name();
                found.push(format!("judgement:{sign}"));
            }
            if let Some(&valence) = LISTS.valences.get(words.lemma(at)) {
                let valence = self.turned(at, valence);
                balance[usize::from(valence == Polarity::Positive)] += 1;
                let near = if distance <= WINDOW { "near" } else { "far" };
                found.push(format!("val{side}{near}:{}", valence.name()));
                found.push(format!("val:{}", valence.name()));
            }
        }
        for (count, sign) in balance.into_iter().zip(["neg", "pos"]) {
            for least in 2..=count.min(3) {
                found.push(format!("vals{least}:{sign}"));
            }
        }
        let kind = self.kind_of(head);
        found.push(format!("kind:{kind}"));
        found.push(format!("form:{}{}", relation(head), case(head)));
        found.push(format!("kindform:{kind}{}{}", relation(head), case(head)));
        for at in first..=last {
            if !self.is_masked(at) {
                found.push(format!("own:{}", words.lemma(at)));
            }
        }
        for other in words.analysis.dependents(head) {
            if !(first..=last).contains(&other) {
                let seen = self.seen(other, place);
                found.push(format!("dep:{}:{seen}", relation(other)));
                found.push(format!("depl:{seen}"));
                if let Some(&valence) = LISTS.valences.get(words.lemma(other)) {
                    found.push(format!("depv:{}", self.turned(other, valence).name()));
                }
            }
        }
        let mut path = relation(head).to_owned();
        let mut at = head;
        for step in 0..HIGHEST {
            let Some(above) = words.token(at).head else { break };
            let seen = self.seen(above, place);
            found.push(format!("anc:{path}:{seen}"));
            found.push(format!("ancl{step}:{seen}"));
            if let Some(stance) = LISTS.stances.get(words.lemma(above)).and_then(|all| all.first())
            {
                found.push(format!("ancs:{path}:{}", self.turned(above, stance.polarity).name()));
            }
            if let Some(judgement) = LISTS.judgements.get(words.lemma(above)) {
                let sign = self.turned(above, judgement.polarity).name();
                found.push(format!("ancj:{path}:{sign}"));
            }
            if let Some(&valence) = LISTS.valences.get(words.lemma(above)) {
                let sign = self.turned(above, valence).name();
                found.push(format!("ancv:{path}:{sign}"));
                found.push(format!("ancv{step}:{sign}"));
            }
            if step == 0 || words.part_of_speech(above) == PartOfSpeech::Verb {
                let voice = words.morphology(above).voice.map_or("", |voice| voice.name());
                let form = words.morphology(above).verb_form.map_or("", VerbForm::name);
                found.push(format!("verb:{path}:{voice}{form}"));
                for other in words.analysis.dependents(above) {
                    if other != at && !words.is_punctuation(other) {
                        let seen = self.seen(other, place);
                        found.push(format!("sib{step}:{path}|{}:{seen}", relation(other)));
                        found.push(format!("sibl:{}:{seen}", relation(other)));
                        if let Some(&valence) = LISTS.valences.get(words.lemma(other)) {
                            let sign = self.turned(other, valence).name();
                            found.push(format!("sibv:{}|{}:{sign}", relation(at), relation(other)));
                        }
                    }
                }
            }
            path.push('>');
            path.push_str(relation(above));
            at = above;
        }
        found.push(format!("told:{}", self.told_by[head].is_some()));
        let span = words.token(head).span;
        let speaks = self
            .reading
            .statements
            .iter()
            .any(|statement| statement.source.is_some_and(|source| source.contains(span)));
        found.push(format!("speaks:{speaks}"));
        self.of_acts(place.party, &sentence, &mut found);
        found.sort_unstable();
        found.dedup();
        let value = 1.0 / (found.len() as f32).sqrt();
        found.into_iter().map(|name| (name, value)).collect()
    }

    /// Acts that the sentence tells: by and to the party, and at all.
    fn of_acts(&self, party: usize, sentence: &std::ops::Range<usize>, found: &mut Vec<String>) {
        for event in &self.acts {
            let tokens = self.words.analysis.tokens_within(event.trigger);
            if !sentence.contains(&tokens.start) {
                continue;
            }
            let kind = event.kind.name();
            found.push(format!("event:{kind}"));
            let among = |actors: &[crate::record::ActorId]| {
                actors.iter().any(|&actor| self.party_of(actor) == Some(party))
            };
            if among(&event.actors) {
                found.push(format!("does:{kind}{:?}", event.status));
            }
            if among(&event.recipients) {
                found.push(format!("suffers:{kind}{:?}", event.status));
            }
        }
    }

    /// All places that mean parties, in the order of the text.
    fn places(&self) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        let mut at = 0;
        while at < self.party_at.len() {
            let Some(party) = self.party_at[at] else {
                at += 1;
                continue;
            };
            let end = self.words.analysis.sentence_of(at).tokens.end;
            let last = (at..end).take_while(|&other| self.party_at[other] == Some(party)).last();
            let last = last.unwrap_or(at);
            places.push(self.place(at, last, party));
            at = last + 1;
        }
        places
    }

    /// What the report shows of each ordered pair of parties that stand in one sentence. `toward` says
    /// what single mentions show.
    pub(super) fn pairs(&self, toward: &TowardModel) -> Vec<PairTraits> {
        let places = self.places();
        let words = self.words;
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        let mut first_seen: BTreeMap<usize, usize> = BTreeMap::new();
        for place in &places {
            *counts.entry(place.party).or_default() += 1;
            first_seen.entry(place.party).or_insert(place.first);
        }
        let mut ranked: Vec<usize> = counts.keys().copied().collect();
        ranked.sort_by_key(|party| (std::cmp::Reverse(counts[party]), first_seen[party]));
        let rank = |party: usize| ranked.iter().position(|&other| other == party).unwrap_or(0);
        let mut signs: Vec<Sign> = Vec::new();
        self.acts(&mut signs);
        self.stances(&mut signs);
        self.judgements(&mut signs);
        // For each ordered pair the contexts: the two nearest mentions of each common sentence.
        let mut contexts: BTreeMap<(usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
        let mut from = 0;
        for sentence in &words.analysis.sentences {
            let to = from + places[from..].partition_point(|p| p.first < sentence.tokens.end);
            let mut nearest: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
            for one in from..to {
                for other in from..to {
                    let pair = (places[one].party, places[other].party);
                    if pair.0 == pair.1 {
                        continue;
                    }
                    let distance =
                        |(a, b): (usize, usize)| places[a].first.abs_diff(places[b].first);
                    let known = nearest.entry(pair).or_insert((one, other));
                    if distance((one, other)) < distance(*known) {
                        *known = (one, other);
                    }
                }
            }
            for (pair, places) in nearest {
                contexts.entry(pair).or_default().push(places);
            }
            from = to;
        }
        let shown = self.shown(&places, &contexts, toward);
        // How the whole report speaks of each party: sums against and for, and how often it was asked.
        let mut overall: BTreeMap<usize, [f32; 3]> = BTreeMap::new();
        for (place, shown) in places.iter().zip(&shown).filter(|(_, shown)| shown[1] > 0.0) {
            let sums = overall.entry(place.party).or_default();
            sums[0] += shown[NEGATIVE];
            sums[1] += shown[POSITIVE];
            sums[2] += 1.0;
        }
        let total = places.len().max(1) as f32;
        let mut found = Vec::new();
        for (&(source, target), all) in &contexts {
            let mut traits: BTreeMap<String, f32> = BTreeMap::new();
            let mut add = |name: String, value: f32| *traits.entry(name).or_default() += value;
            let mut most: [f32; 4] = [0.0; 4];
            let mut sums: [f32; 4] = [0.0; 4];
            let share = 1.0 / (all.len() as f32).sqrt();
            for &(one, other) in all.iter().take(MOST_CONTEXTS) {
                let (a, b) = (&places[one], &places[other]);
                let views = [
                    shown[other][NEGATIVE],
                    shown[other][POSITIVE],
                    shown[one][NEGATIVE],
                    shown[one][POSITIVE],
                ];
                for (at, view) in views.into_iter().enumerate() {
                    most[at] = most[at].max(view);
                    sums[at] += view;
                }
                self.of_context(a, b, &views, share, &mut add);
            }
            let bounded = |value: f32, most: f32| value.min(most) / most;
            add("contexts".into(), bounded(all.len() as f32, 8.0));
            for limit in [2, 3, 5] {
                add(format!("contexts>={limit}"), f32::from(u8::from(all.len() >= limit)));
            }
            for (at, side) in ["neg", "pos", "own neg", "own pos"].into_iter().enumerate() {
                add(format!("most {side}"), most[at]);
                add(format!("mean {side}"), sums[at] / all.len().min(MOST_CONTEXTS) as f32);
                add(format!("sum {side}"), bounded(sums[at], 4.0));
            }
            add("lean".into(), (sums[1] - sums[0]).clamp(-3.0, 3.0));
            for (name, party) in [("source", source), ("target", target)] {
                // In a short report every party stands out: that shows nothing.
                let count = counts[&party];
                add(format!("{name} share"), bounded(count as f32 / total, 0.2));
                let standing = if count > 2 { 1.0 / (1.0 + rank(party) as f32) } else { 0.0 };
                add(format!("{name} rank"), standing);
                let early = first_seen[&party] as f32 / words.analysis.tokens.len() as f32;
                add(format!("{name} early"), 1.0 - early);
            }
            for (name, party) in [("source", source), ("target", target)] {
                let [against, in_favour, count] = overall.get(&party).copied().unwrap_or_default();
                let count = count.max(1.0);
                add(format!("{name} overall neg"), against / count);
                add(format!("{name} overall pos"), in_favour / count);
            }
            let rarer = counts[&source].min(counts[&target]);
            add("rarer".into(), bounded(rarer as f32, 8.0));
            for sign in &signs {
                let forth = sign.source == source && sign.target == target;
                let back = sign.source == target && sign.target == source;
                if forth || back {
                    let way = if forth { "forth" } else { "back" };
                    let ground = match sign.ground {
                        AttitudeGround::Act => "act",
                        AttitudeGround::Words => "words",
                        _ => "judgement",
                    };
                    let sign = if sign.polarity == Polarity::Positive { "pos" } else { "neg" };
                    add(format!("{way} {ground} {sign}"), 1.0);
                    add(format!("{way} any {sign}"), 1.0);
                }
            }
            let mut worded: Vec<usize> = Vec::new();
            for &(one, other) in all.iter().take(MOST_CONTEXTS) {
                self.nearest_words(&places[one], &places[other], &mut worded);
            }
            worded.sort_unstable();
            worded.dedup();
            let traits =
                traits.into_iter().map(|(name, value)| (name, value.clamp(-3.0, 3.0))).collect();
            found.push(PairTraits { source, target, traits, words: worded });
        }
        found
    }

    /// How likely the sentence speaks against and for each place that stands in a context; nothing is
    /// asked of the others.
    fn shown(
        &self,
        places: &[Place],
        contexts: &BTreeMap<(usize, usize), Vec<(usize, usize)>>,
        toward: &TowardModel,
    ) -> Vec<[f32; 3]> {
        let mut is_asked = vec![false; places.len()];
        for &(one, other) in contexts.values().flat_map(|all| all.iter().take(MOST_CONTEXTS)) {
            is_asked[one] = true;
            is_asked[other] = true;
        }
        let mut shown = vec![[0.0; 3]; places.len()];
        let mut beheld: Option<(std::ops::Range<usize>, Beheld)> = None;
        for (at, place) in places.iter().enumerate().filter(|(at, _)| is_asked[*at]) {
            let sentence = self.words.analysis.sentence_of(place.head).tokens.clone();
            if beheld.as_ref().is_none_or(|(known, _)| *known != sentence) {
                let scene = self.scene(&sentence);
                let found = toward.regard.behold(&scene, |word, vectors| {
                    self.language.append_vector(word, vectors);
                });
                beheld = Some((sentence.clone(), found));
            }
            if let Some((_, beheld)) = &beheld {
                let aspect = self.aspect(&sentence, place);
                shown[at] = toward.shares(&self.toward(place), beheld, &aspect);
            }
        }
        shown
    }

    /// What one sentence shows of the pair.
    fn of_context(
        &self,
        a: &Place,
        b: &Place,
        views: &[f32; 4],
        share: f32,
        add: &mut impl FnMut(String, f32),
    ) {
        let words = self.words;
        let (low, high) = if a.last < b.first { (a, b) } else { (b, a) };
        let order = if a.first < b.first { "ab" } else { "ba" };
        add(format!("order {order}"), share);
        let between = low.last + 1..high.first.max(low.last + 1);
        let length = match between.len() {
            0 => "0",
            1 => "1",
            2..=3 => "3",
            4..=7 => "7",
            8..=15 => "15",
            _ => "more",
        };
        add(format!("between {length}"), share);
        for at in between.clone() {
            if !self.is_masked(at) && self.party_at[at].is_none() && !words.is_punctuation(at) {
                add(format!("bt {order} {}", self.seen(at, a)), share);
                add(format!("bt {}", self.seen(at, a)), share);
            }
        }
        let sentence = words.analysis.sentence_of(a.head).tokens.clone();
        for at in sentence {
            let near = between.contains(&at);
            let mut tell = |list: &str, polarity: Polarity| {
                let sign = self.turned(at, polarity).name();
                add(format!("{list} {sign}"), 0.5);
                if near {
                    add(format!("{list} between {sign}"), 0.5);
                }
            };
            if let Some(stance) = LISTS.stances.get(words.lemma(at)).and_then(|all| all.first()) {
                tell("stance", stance.polarity);
            }
            if let Some(judgement) = LISTS.judgements.get(words.lemma(at)) {
                tell("judgement", judgement.polarity);
            }
        }
        let (up, down) = (self.lineage(a.head), self.lineage(b.head));
        if let Some(top) = up.iter().find(|at| down.contains(at)) {
            let way = |line: &[usize]| {
                let last = line.iter().take_while(|at| *at != top).last();
                last.map_or("self", |&at| words.token(at).relation.name())
            };
            let steps = |line: &[usize]| line.iter().take_while(|at| *at != top).count();
            let (one, other) = (way(&up), way(&down));
            let far = (steps(&up) + steps(&down)).min(7);
            add(format!("way {one} {other}"), share);
            add(format!("far {far}"), share);
            let seen = self.seen(*top, a);
            add(format!("top {seen}"), share);
            add(format!("top {one} {other} {seen}"), share);
            let agent = matches!(
                words.token(up[..steps(&up).max(1)].last().copied().unwrap_or(a.head)).relation,
                Relation::Nsubj | Relation::OblAgent
            );
            if agent {
                add("agent neg".into(), views[NEGATIVE]);
                add("agent pos".into(), views[1]);
                let acted_on = matches!(other, "obj" | "iobj" | "obl" | "nsubj:pass");
                if acted_on {
                    add("acts on neg".into(), views[0]);
                    add("acts on pos".into(), views[1]);
                }
            }
        }
        if between.len() <= CLOSE {
            add("close neg".into(), views[0]);
            add("close pos".into(), views[1]);
        }
        if self.teller(b.head) == Some(a.party) {
            add("tells".into(), share);
            add("tells neg".into(), views[0]);
            add("tells pos".into(), views[1]);
        }
        for (name, place) in [("a", a), ("b", b)] {
            add(format!("{name} {}", self.kind_of(place.head)), share);
            add(format!("{name} {}", words.token(place.head).relation.name()), share);
        }
        add(format!("kinds {} {}", self.kind_of(a.head), self.kind_of(b.head)), share);
    }

    /// The words of the lists that stand with both parties: between them, else the nearest.
    fn nearest_words(&self, a: &Place, b: &Place, found: &mut Vec<usize>) {
        let lemma = |at: usize| self.words.lemma(at);
        let is_listed = |at: usize| {
            self.party_at[at].is_none()
                && (LISTS.stances.contains_key(lemma(at))
                    || LISTS.judgements.contains_key(lemma(at))
                    || LISTS.valences.contains_key(lemma(at)))
        };
        let (low, high) = if a.last < b.first { (a, b) } else { (b, a) };
        let before = found.len();
        found.extend((low.last + 1..high.first).filter(|&at| is_listed(at)));
        if found.len() == before {
            let sentence = self.words.analysis.sentence_of(a.head).tokens.clone();
            let distance = |at: usize| at.abs_diff(a.head).min(at.abs_diff(b.head));
            let near = sentence.filter(|&at| is_listed(at) && distance(at) <= WINDOW);
            found.extend(near.min_by_key(|&at| distance(at)));
        }
    }

    fn lineage(&self, token: usize) -> Vec<usize> {
        let mut line = vec![token];
        while let Some(head) = self.words.token(line[line.len() - 1]).head {
            if line.len() > 40 {
                break;
            }
            line.push(head);
        }
        line
    }
}
