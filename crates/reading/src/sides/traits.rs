//! What is plain to see of how a party of the report stands to the word that tells an event, and of how a
//! state stands to a party.
//!
//! No trait holds a name: of names only their kind is told.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use depesha_language::Relation;
use depesha_language::morphology::{PartOfSpeech, VerbForm, Voice};
use depesha_text::ByteSpan;

use crate::record::{
    Actor, ActorClass, ActorId, Event, EventType, MentionKind, Reading, StateGround, StatementKind,
};
use crate::tables::folded;
use crate::words::Words;

use crate::attitudes::Traits;

/// How many of those of whom a report speaks most may be parties of an event far away; by feel.
const FOREMOST: usize = 8;

/// How many sentences away from an event its parties are looked for; by feel.
const REACH: usize = 8;

/// The most states that are weighed for an actor; by feel.
const MOST_STATES: usize = 6;

/// The longest way through the tree that is told step by step, in words; by feel.
const LONGEST_WAY: usize = 5;

/// A side of an event, or none: the choices of the weights, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The party stands on neither side.
    Neither,
    /// It does the act.
    Actor,
    /// The act is done to it.
    Recipient,
}

/// What a report shows of one event, and of all who may stand on its sides.
#[derive(Debug, Clone, PartialEq)]
pub struct EventSides {
    /// The event, by its place among those that were asked for.
    pub asked: usize,
    /// What speaks for that nobody stands on a side.
    pub nobody: Traits,
    /// Who may stand on them, the nearest first.
    pub parties: Vec<PartyTraits>,
}

/// What a report shows of one party beside one event.
#[derive(Debug, Clone, PartialEq)]
pub struct PartyTraits {
    /// The party.
    pub actor: ActorId,
    /// Where the rules put it.
    pub by_rules: Side,
    /// Whether the sentence of the event speaks of it.
    pub here: bool,
    /// What is to be seen.
    pub traits: Traits,
    /// The words that mean the party, nearest to the trigger.
    pub words: ByteSpan,
}

/// What a report shows of the states that an actor may be of of whose state it says nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct ActorStates {
    /// The actor.
    pub actor: ActorId,
    /// What speaks for that it is of none of them.
    pub nobody: Traits,
    /// The states.
    pub states: Vec<StateTraits>,
}

/// What a report shows of one state beside an actor.
#[derive(Debug, Clone, PartialEq)]
pub struct StateTraits {
    /// The state's code.
    pub state: &'static str,
    /// What is to be seen.
    pub traits: Traits,
    /// The words that name the state, nearest to where the actor is first spoken of.
    pub words: ByteSpan,
}

/// A word that tells an event, of which the parties are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The words that tell it.
    pub trigger: ByteSpan,
    /// What is done.
    pub kind: EventType,
    /// The event of the reading that it is, where the rules found it.
    pub event: Option<usize>,
}

/// Where a report speaks of an actor.
#[derive(Debug, Clone, Copy)]
struct Spoken {
    head: usize,
    span: ByteSpan,
    kind: MentionKind,
}

/// A reading with what the traits ask for again and again.
pub(super) struct Scene<'r> {
    words: Words<'r>,
    reading: &'r Reading,
    /// Where each actor is spoken of.
    spoken: Vec<Vec<Spoken>>,
    /// The place of each actor in the order of how often the report speaks of it.
    rank: Vec<usize>,
    /// All places that speak of actors, by the token on which their words depend.
    places: Vec<(usize, usize)>,
    /// Those of whom the report speaks most.
    foremost: Vec<usize>,
    /// The events of each actor.
    acts: Vec<Vec<usize>>,
    /// Where the report names each state.
    states: BTreeMap<&'static str, Vec<ByteSpan>>,
    /// Which states each sentence names.
    states_of_sentences: BTreeMap<usize, Vec<&'static str>>,
    /// Their codes, the most spoken of first, with how often they are named.
    ranked_states: Vec<(&'static str, usize)>,
}

impl<'r> Scene<'r> {
    pub(super) fn new(words: Words<'r>, reading: &'r Reading) -> Self {
        let spoken: Vec<Vec<Spoken>> =
            reading.actors.iter().map(|actor| spoken_of(words, actor)).collect();
        let mut order: Vec<usize> = (0..spoken.len()).collect();
        order.sort_by_key(|&actor| (std::cmp::Reverse(spoken[actor].len()), actor));
        let mut rank = vec![0; spoken.len()];
        for (place, &actor) in order.iter().enumerate() {
            rank[actor] = place;
        }
        let mut places: Vec<(usize, usize)> = spoken
            .iter()
            .enumerate()
            .flat_map(|(actor, spoken)| spoken.iter().map(move |spoken| (spoken.head, actor)))
            .collect();
        places.sort_unstable();
        let mut acts = vec![Vec::new(); spoken.len()];
        for (index, event) in reading.events.iter().enumerate() {
            for party in event.actors.iter().chain(&event.recipients) {
                acts[party.0].push(index);
            }
        }
        let mut named: Vec<(ByteSpan, &'static str)> = reading
            .actors
            .iter()
            .filter(|actor| matches!(actor.class, ActorClass::State | ActorClass::Place))
            .filter_map(|actor| Some((actor, actor.state?)))
            .flat_map(|(actor, code)| {
                actor.mentions.iter().map(move |mention| (mention.span, code))
            })
            .collect();
        named.sort_unstable();
        named.dedup();
        order.truncate(FOREMOST);
        let mut scene = Self {
            words,
            reading,
            spoken,
            rank,
            places,
            foremost: order,
            acts,
            states: BTreeMap::new(),
            states_of_sentences: BTreeMap::new(),
            ranked_states: Vec::new(),
        };
        for (span, code) in named {
            let sentence = scene.sentence_number(touched(words, span).start);
            scene.states.entry(code).or_default().push(span);
            scene.states_of_sentences.entry(sentence).or_default().push(code);
        }
        scene.ranked_states = scene.states.iter().map(|(code, all)| (*code, all.len())).collect();
        scene.ranked_states.sort_by_key(|&(code, count)| (std::cmp::Reverse(count), code));
        scene
    }

    fn sentence_number(&self, token: usize) -> usize {
        let sentences = &self.words.analysis.sentences;
        sentences.partition_point(|sentence| sentence.tokens.start <= token).saturating_sub(1)
    }

    /// The word of the trigger on which its others depend.
    fn head_of(&self, span: ByteSpan) -> Option<usize> {
        head_within(self.words, touched(self.words, span))
    }

    /// What is to be seen of all who may be parties of what was asked for.
    pub(super) fn sides(&self, asked: &[Asked]) -> Vec<EventSides> {
        let mut all = Vec::new();
        for (number, one) in asked.iter().enumerate() {
            if let Some(trigger) = self.head_of(one.trigger) {
                all.push(self.sides_of(number, one, trigger));
            }
        }
        all
    }

    /// Who may be a party, with the nearest words that mean it.
    fn candidates(&self, event: Option<&Event>, trigger: usize) -> Vec<(ActorId, Spoken, Way)> {
        let sentences = &self.words.analysis.sentences;
        let here = self.sentence_number(trigger);
        let from = sentences[here.saturating_sub(REACH)].tokens.start;
        let to = sentences[(here + REACH).min(sentences.len() - 1)].tokens.end;
        let near = self.places.partition_point(|(head, _)| *head < from)
            ..self.places.partition_point(|(head, _)| *head < to);
        let mut actors: BTreeSet<usize> =
            self.places[near].iter().map(|(_, actor)| *actor).collect();
        actors.extend(&self.foremost);
        let parties = event.iter().flat_map(|event| event.actors.iter().chain(&event.recipients));
        let parties: BTreeSet<usize> = parties.map(|party| party.0).collect();
        actors.extend(&parties);
        let mut candidates: Vec<(ActorId, Spoken, Way)> = Vec::new();
        for index in actors {
            let class = self.reading.actors[index].class;
            if matches!(class, ActorClass::Place | ActorClass::Outlet) && !parties.contains(&index)
            {
                continue;
            }
            let spoken = &self.spoken[index];
            let near = spoken.partition_point(|spoken| spoken.head < from)
                ..spoken.partition_point(|spoken| spoken.head < to);
            let near = if near.is_empty() {
                near.start.saturating_sub(1)..spoken.len().min(near.start + 1)
            } else {
                near
            };
            let nearest = spoken[near]
                .iter()
                .map(|&spoken| (spoken, self.way(spoken.head, trigger)))
                .min_by_key(|(spoken, way)| (way.length, spoken.head.abs_diff(trigger)));
            if let Some((spoken, way)) = nearest {
                candidates.push((ActorId(index), spoken, way));
            }
        }
        candidates
            .sort_by_key(|(id, spoken, way)| (way.length, spoken.head.abs_diff(trigger), id.0));
        candidates
    }

    fn sides_of(&self, number: usize, asked: &Asked, trigger: usize) -> EventSides {
        let event = asked.event.and_then(|event| self.reading.events.get(event));
        let candidates = self.candidates(event, trigger);
        let shared = self.of_trigger(asked, event, trigger);
        let mut parties = Vec::new();
        let mut same_class: BTreeMap<&'static str, usize> = BTreeMap::new();
        for (place, (id, spoken, way)) in candidates.iter().enumerate() {
            let class = class_name(self.reading.actors[id.0].class);
            let of_class = same_class.entry(class).or_default();
            let nearer = (place, *of_class);
            *of_class += 1;
            let by_rules = match event {
                Some(event) if event.actors.contains(id) => Side::Actor,
                Some(event) if event.recipients.contains(id) => Side::Recipient,
                _ => Side::Neither,
            };
            let candidate = Candidate { id: *id, spoken: *spoken, way, nearer, by_rules };
            let traits = self.of_candidate(&shared, asked, event, trigger, &candidate);
            let here = way.length < Way::ELSEWHERE;
            parties.push(PartyTraits { actor: *id, by_rules, here, traits, words: spoken.span });
        }
        let near = candidates.iter().filter(|(_, _, way)| way.length < Way::ELSEWHERE).count();
        EventSides { asked: number, nobody: shared.nobody(near, candidates.len()), parties }
    }

    /// What is to be seen of the trigger alone.
    fn of_trigger(&self, asked: &Asked, event: Option<&Event>, trigger: usize) -> OfTrigger {
        let words = self.words;
        let span = words.token(trigger).span;
        let subject = words.analysis.dependents(trigger).find(|&other| {
            matches!(words.token(other).relation, Relation::Nsubj | Relation::NsubjPass)
        });
        // The innermost statement that holds the trigger, and the one that it opens.
        let inner = self
            .reading
            .statements
            .iter()
            .filter(|told| {
                told.content.iter().any(|piece| piece.contains(span)) && !told.cue.overlaps(span)
            })
            .min_by_key(|told| told.content.iter().map(|piece| piece.len()).sum::<usize>());
        let opened = self.reading.statements.iter().find(|told| told.cue.overlaps(span));
        let open = |parties: Option<bool>| match parties {
            None => "unasked",
            Some(true) => "open",
            Some(false) => "filled",
        };
        OfTrigger {
            kind: asked.kind.name(),
            form: form(words, trigger),
            lemma: words.lemma(trigger).to_owned(),
            actors: open(event.map(|event| event.actors.is_empty())),
            recipients: open(event.map(|event| event.recipients.is_empty())),
            rule: event.map_or("none", |event| event.rule),
            subject,
            speaker: inner.and_then(|told| told.speaker),
            direct: inner.is_some_and(|told| told.kind == StatementKind::Direct),
            opener: opened.and_then(|told| told.speaker),
            opens: opened.is_some(),
            first_person: words.is_first_person(trigger),
            sentence: self.sentence_number(trigger),
        }
    }

    fn of_candidate(
        &self,
        shared: &OfTrigger,
        asked: &Asked,
        event: Option<&Event>,
        trigger: usize,
        candidate: &Candidate<'_>,
    ) -> Traits {
        let &Candidate { id, spoken, way, nearer: (nearer, nearer_of_class), by_rules } = candidate;
        let words = self.words;
        let actor = &self.reading.actors[id.0];
        let OfTrigger { kind, form, lemma, actors, recipients, rule, .. } = shared;
        let mut found: Vec<String> = Vec::new();
        let class = class_name(actor.class);
        let rules = match by_rules {
            Side::Neither => "neither",
            Side::Actor => "actor",
            Side::Recipient => "recipient",
        };
        let known = if *rule == "none" { "unasked" } else { "asked" };
        found.push(format!("known:{known}"));
        // What the rules say.
        for by in [rules.to_owned(), format!("{rules}|{kind}"), format!("{rules}|{rule}|{form}")] {
            found.push(format!("rules:{known}|{by}"));
        }
        found.push(format!("rules:{rules}|{actors}|{recipients}"));
        found.push(format!("rules:{rules}|{actors}|{recipients}|{kind}"));
        found.push(format!("rules:{rules}|{actors}|{recipients}|{form}"));
        found.push(format!("rules:{rules}|{lemma}"));
        let sure = event.map_or(0, |event| event.confidence / 10);
        found.push(format!("rules:{rules}|sure{sure}"));
        // Where it stands.
        let case = words.case(spoken.head).map_or("", |case| case.name());
        let before = preposition(words, spoken.head).unwrap_or("");
        let side = if spoken.head < trigger { 'L' } else { 'R' };
        let elsewhere = way.length >= Way::ELSEWHERE;
        let told = if elsewhere {
            let there = self.sentence_number(spoken.head);
            format!("elsewhere{side}{}", there.abs_diff(shared.sentence).min(4))
        } else {
            way.told.clone()
        };
        let short = way.length.min(6);
        for at in [
            told.clone(),
            format!("{told}|{form}"),
            format!("{told}|{form}|{kind}"),
            format!("{told}|{lemma}"),
            format!("{told}|{class}|{form}"),
            format!("{told}|{before}|{form}"),
            format!("{told}|{actors}|{recipients}"),
        ] {
            found.push(format!("way:{at}"));
        }
        if !elsewhere {
            for at in [
                format!("{case}|{form}"),
                format!("{case}|{before}|{kind}"),
                format!("{case}|{before}|{form}|{side}"),
                format!("{case}|{before}|{lemma}"),
                format!("{before}|{kind}|{side}"),
            ] {
                found.push(format!("case:{at}"));
            }
            if let Some(top) = way.top.filter(|&top| top != trigger && top != spoken.head) {
                found.push(format!("top:{}|{}", words.lemma(top), way.told));
                found.push(format!("top:{}", words.lemma(top)));
            }
            for &middle in &way.between {
                found.push(format!("mid:{}|{form}", words.lemma(middle)));
                found.push(format!("mid:{}|{kind}", words.lemma(middle)));
            }
            let distance = spoken.head.abs_diff(trigger);
            let distance = if distance < 4 { distance } else { 4 + distance.ilog2() as usize };
            found.push(format!("distance:{side}{distance}"));
            found.push(format!("steps:{short}|{form}"));
        } else {
            let relation = words.token(spoken.head).relation.name();
            found.push(format!("there:{relation}|{actors}|{recipients}"));
            found.push(format!("there:{relation}|{form}"));
        }
        let nearer = nearer.min(5);
        let of_class = nearer_of_class.min(4);
        for at in [
            format!("{nearer}"),
            format!("{nearer}|{form}"),
            format!("{nearer}|{actors}|{recipients}"),
            format!("{class}{of_class}"),
            format!("{class}{of_class}|{kind}"),
            format!("{class}{of_class}|{actors}|{recipients}"),
            format!("{class}{of_class}|{actors}|{recipients}|{kind}"),
        ] {
            found.push(format!("nearer:{at}"));
        }
        // Who it is.
        found.push(format!("class:{class}|{kind}"));
        found.push(format!("class:{class}|{form}"));
        found.push(format!("class:{class}|{form}|{kind}|{actors}|{recipients}"));
        if spoken.kind != MentionKind::Name || actor.class == ActorClass::Group {
            let noun = words.lemma(spoken.head);
            if words.form(spoken.head).chars().next().is_some_and(char::is_lowercase) {
                found.push(format!("noun:{noun}|{kind}"));
                found.push(format!("noun:{noun}"));
                found.push(format!("noun:{noun}|{form}"));
            }
        }
        found.push(format!("mention:{}|{class}", mention_name(spoken.kind)));
        let office = actor.roles.iter().any(|role| role.of.is_some());
        found.push(format!("office:{office}|{kind}"));
        found.push(format!("stated:{}|{kind}", actor.state.is_some()));
        // How the report stands to it.
        let rank = self.rank[id.0].min(4);
        let often = self.spoken[id.0].len().min(6);
        found.push(format!("rank:{rank}|{actors}|{recipients}"));
        found.push(format!("rank:{rank}|{class}|{kind}"));
        found.push(format!("often:{often}|{class}"));
        let first = self.spoken[id.0].first().map_or(9, |first| self.sentence_number(first.head));
        found.push(format!("first:{}", first.min(3)));
        if actor.class == ActorClass::State {
            let place = self.ranked_states.iter().position(|(code, _)| actor.state == Some(code));
            let place = place.unwrap_or(9).min(3);
            let of_other = self.state_of_other_side(event, by_rules) == actor.state;
            for at in [
                format!("{place}|{actors}|{recipients}|{kind}"),
                format!("{place}|{actors}|{recipients}|{form}"),
                format!("{place}|{of_other}|{actors}|{recipients}"),
            ] {
                found.push(format!("state:{at}"));
            }
        }
        // Who tells it.
        let speaks = shared.speaker == Some(id);
        let opens = shared.opener == Some(id);
        let subject = match shared.subject {
            None => "none",
            Some(subject) if subject == spoken.head || spoken_at(words, spoken.span, subject) => {
                "own"
            }
            Some(_) => "other",
        };
        found.push(format!("subject:{subject}|{form}"));
        found.push(format!("subject:{subject}|{form}|{kind}"));
        found.push(format!("subject:{subject}|{speaks}|{opens}|{}", shared.first_person));
        found.push(format!("opens:{opens}|{}|{form}|{kind}", shared.opens));
        found.push(format!("opens:{opens}|{}", shared.opens));
        found.push(format!("speaks:{speaks}|{}|{form}|{kind}", shared.direct));
        found.push(format!("speaks:{speaks}|{form}|{actors}|{recipients}"));
        found.push(format!("speaks:{speaks}|{}|{actors}", shared.first_person));
        // What it does in other events.
        let mut others: BTreeSet<String> = BTreeSet::new();
        for &at in &self.acts[id.0] {
            let other = &self.reading.events[at];
            if asked.event == Some(at) || other.trigger.overlaps(asked.trigger) {
                continue;
            }
            let there = match (other.actors.contains(&id), other.recipients.contains(&id)) {
                (true, _) => "does",
                (_, true) => "suffers",
                _ => continue,
            };
            let same = other.kind == asked.kind;
            others.insert(format!("{there}|{}", if same { "same" } else { "other" }));
            if same {
                let akin = self.head_of(other.trigger).is_some_and(|head| {
                    let shares = words.lemma(head).chars().zip(lemma.chars());
                    shares.take_while(|(one, other)| one == other).count() >= 5
                });
                others.insert(format!("{there}|same|{kind}"));
                others.insert(format!("{there}|same|{actors}|{recipients}"));
                others.insert(format!("{there}|akin{akin}|{actors}|{recipients}"));
            } else {
                others
                    .insert(format!("{there}|{}>{kind}|{actors}|{recipients}", other.kind.name()));
            }
        }
        found.extend(others.into_iter().map(|what| format!("elsewhere:{what}")));
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|name| (name, 1.0)).collect()
    }

    /// The state of those whom the rules put on the side that the candidate is not on.
    fn state_of_other_side(&self, event: Option<&Event>, by_rules: Side) -> Option<&'static str> {
        let event = event?;
        let others = match by_rules {
            Side::Recipient => &event.actors,
            Side::Actor => &event.recipients,
            Side::Neither if event.actors.is_empty() => &event.recipients,
            Side::Neither => &event.actors,
        };
        others.iter().find_map(|other| self.reading.actors[other.0].state)
    }

    /// The way from one word of a sentence to another through the tree.
    fn way(&self, from: usize, to: usize) -> Way {
        let words = self.words;
        if words.analysis.sentence_of(from).tokens != words.analysis.sentence_of(to).tokens {
            let far = self.sentence_number(from).abs_diff(self.sentence_number(to));
            // Before rather than behind.
            let length = Way::ELSEWHERE + far * 2 + usize::from(from > to);
            return Way { length, told: String::new(), top: None, between: Vec::new() };
        }
        let above = |start: usize| {
            let mut chain = vec![start];
            while let Some(head) = chain.last().and_then(|&at| words.token(at).head) {
                chain.push(head);
            }
            chain
        };
        let (ups, downs) = (above(from), above(to));
        let Some((up, top)) =
            ups.iter().enumerate().find(|(_, at)| downs.contains(at)).map(|(up, &at)| (up, at))
        else {
            return Way {
                length: Way::ELSEWHERE - 1,
                told: "apart".into(),
                top: None,
                between: Vec::new(),
            };
        };
        let down = downs.iter().position(|&at| at == top).unwrap_or(0);
        let told = |steps: &[usize]| {
            let steps = steps.iter().map(|&at| words.token(at).relation);
            let steps = steps.filter(|relation| !is_folded(*relation)).map(Relation::name);
            steps.collect::<Vec<_>>()
        };
        let (rising, falling) = (told(&ups[..up]), told(&downs[..down]));
        let length = rising.len() + falling.len();
        let told = if length > LONGEST_WAY {
            format!("{}^long", rising.first().copied().unwrap_or(""))
        } else {
            format!("{}^{}", rising.join(">"), falling.join("<"))
        };
        let between =
            ups[..up].iter().skip(1).chain(downs[..down].iter().skip(1)).copied().take(3).collect();
        Way { length, told, top: Some(top), between }
    }

    /// What is to be seen of the states that actors may be of of whose state the report says nothing.
    pub(super) fn states(&self) -> Vec<ActorStates> {
        let mut all = Vec::new();
        for (index, actor) in self.reading.actors.iter().enumerate() {
            let lent = actor.state_from.is_some_and(|from| from.ground == StateGround::Setting);
            let may = matches!(
                actor.class,
                ActorClass::Person | ActorClass::Organization | ActorClass::Group
            );
            let spoken_of = !self.spoken[index].is_empty();
            if !may || !spoken_of || (actor.state.is_some() && !lent) {
                continue;
            }
            let class = class_name(actor.class);
            let nobody = [
                class.to_owned(),
                format!("lent{lent}"),
                format!("{class}|lent{lent}"),
                format!("{class}|of{}", self.ranked_states.len().min(4)),
            ];
            let nobody = nobody.into_iter().map(|at| (format!("nobody:{at}"), 1.0)).collect();
            let states = (0..self.ranked_states.len().min(MOST_STATES))
                .filter_map(|place| self.of_state(ActorId(index), actor, lent, place))
                .collect();
            all.push(ActorStates { actor: ActorId(index), nobody, states });
        }
        all
    }

    fn of_state(
        &self,
        id: ActorId,
        actor: &Actor,
        lent: bool,
        place: usize,
    ) -> Option<StateTraits> {
        let words = self.words;
        let (code, count) = self.ranked_states[place];
        let total: usize = self.ranked_states.iter().map(|(_, count)| count).sum();
        let next = self.ranked_states.iter().find(|(other, _)| *other != code);
        let ahead = count as f32 / next.map_or(1, |(_, count)| *count) as f32;
        let first = self.spoken[id.0].first()?;
        let class = class_name(actor.class);
        let mut found: Vec<String> = Vec::new();
        let share = count * 10 / total.max(1);
        let ahead = match ahead {
            ahead if ahead < 0.7 => "behind",
            ahead if ahead < 1.4 => "even",
            ahead if ahead < 3.0 => "ahead",
            _ => "far ahead",
        };
        let top = place.min(3);
        let by_rules = lent && actor.state == Some(code);
        let named = self.states.get(code)?;
        let after = named.partition_point(|span| span.start < first.span.start);
        let beside = named[after.saturating_sub(1)..].iter().take(2);
        let nearest = *beside.min_by_key(|span| span.start.abs_diff(first.span.start))?;
        let at = touched(words, nearest).start;
        let sentence = self.sentence_number(first.head);
        let far = self.sentence_number(at).abs_diff(sentence).min(4);
        let side = if at < first.head { 'L' } else { 'R' };
        // Mentions of the state in the sentences that speak of the actor.
        let sentences: BTreeSet<usize> =
            self.spoken[id.0].iter().map(|spoken| self.sentence_number(spoken.head)).collect();
        let beside = |wanted: &str| {
            let named =
                sentences.iter().filter_map(|sentence| self.states_of_sentences.get(sentence));
            named.flatten().filter(|other| **other == wanted).count()
        };
        let here = beside(code);
        let most =
            self.ranked_states.iter().take(MOST_STATES).all(|(other, _)| beside(other) <= here);
        let foreign = self.ranked_states.len().min(4);
        for at in [
            format!("{by_rules}"),
            format!("{by_rules}|{class}"),
            format!("{top}|{class}"),
            format!("{top}|{ahead}"),
            format!("{top}|{ahead}|{class}"),
            format!("{top}|share{share}"),
            format!("{top}|share{share}|{class}"),
            format!("{top}|of{foreign}"),
            format!("{top}|count{}", count.min(8)),
        ] {
            found.push(format!("top:{at}"));
        }
        for at in [
            format!("{far}{side}"),
            format!("{far}|{class}"),
            format!("{far}|{top}"),
            format!("{far}|{top}|{ahead}"),
        ] {
            found.push(format!("far:{at}"));
        }
        found.push(format!("here:{}|{most}", here.min(4)));
        found.push(format!("here:{}|{most}|{class}|{top}", here.min(3)));
        // How it is called.
        let foreign_name = !folded(&actor.name).chars().any(|letter| matches!(letter, 'а'..='я'));
        found.push(format!("latin:{foreign_name}|{top}"));
        let several = words.tables.is_intergovernmental(&actor.name);
        found.push(format!("several:{several}|{top}"));
        let described = actor.name.chars().next().is_some_and(char::is_lowercase);
        found.push(format!("described:{described}|{class}|{top}"));
        if described || actor.class == ActorClass::Organization {
            let name = folded(&actor.name);
            for (at, word) in name.split_whitespace().take(3).enumerate() {
                let stem: String = word.chars().take(6).collect();
                found.push(format!("name:{stem}|{}", top == 0));
                if at == 0 {
                    found.push(format!("name first:{stem}|{}", top == 0));
                }
            }
            found.push(format!("name:words{}|{top}", name.split_whitespace().count().min(4)));
        }
        for role in &actor.roles {
            let of = role.of.map_or("none", |of| class_name(self.reading.actors[of.0].class));
            found.push(format!("role of:{of}|{top}"));
            let stem: String = role.title.chars().take(7).collect();
            found.push(format!("role:{stem}|{}", top == 0));
            let same = role.of.is_some_and(|of| self.reading.actors[of.0].state == Some(code));
            found.push(format!("role state:{same}"));
        }
        found.push(format!("roles:{}|{class}|{top}", actor.roles.len().min(2)));
        found.push(format!("rank:{}|{class}|{top}", self.rank[id.0].min(3)));
        found.push(format!("often:{}|{class}", self.spoken[id.0].len().min(4)));
        // What it takes part in.
        let mut acts: BTreeSet<String> = BTreeSet::new();
        for &event in &self.acts[id.0] {
            let event = &self.reading.events[event];
            let does = event.actors.contains(&id);
            let there = if does { "does" } else { "suffers" };
            acts.insert(format!("{there}:{}|{class}|{top}", event.kind.name()));
            let others = if does { &event.recipients } else { &event.actors };
            for other in others {
                let other = &self.reading.actors[other.0];
                let same = match other.state {
                    None => "none",
                    Some(state) if state == code => "same",
                    Some(_) => "other",
                };
                acts.insert(format!("{there} with:{same}|{}", class_name(other.class)));
            }
            if let Some(place) = event.place {
                let same = self.reading.actors[place.0].state == Some(code);
                acts.insert(format!("placed:{same}|{class}"));
            }
        }
        found.extend(acts);
        found.sort_unstable();
        found.dedup();
        let traits = found.into_iter().map(|name| (name, 1.0)).collect();
        Some(StateTraits { state: code, traits, words: nearest })
    }
}

/// What is seen of a trigger, whoever stands beside it.
struct OfTrigger {
    kind: &'static str,
    form: &'static str,
    lemma: String,
    actors: &'static str,
    recipients: &'static str,
    rule: &'static str,
    subject: Option<usize>,
    speaker: Option<ActorId>,
    direct: bool,
    opener: Option<ActorId>,
    opens: bool,
    first_person: bool,
    sentence: usize,
}

impl OfTrigger {
    /// What speaks for that nobody stands on a side, with how many stand in the sentence and in all.
    fn nobody(&self, near: usize, all: usize) -> Traits {
        let Self { kind, form, actors, recipients, rule, .. } = self;
        let (near, subject, opens) = (near.min(5), self.subject.is_some(), self.opens);
        let seen = [
            (*kind).to_owned(),
            (*form).to_owned(),
            format!("{kind}|{form}"),
            format!("{actors}|{recipients}"),
            format!("{actors}|{recipients}|{kind}"),
            format!("{actors}|{recipients}|{form}"),
            format!("{actors}|{recipients}|{form}|{kind}"),
            format!("{rule}|{actors}|{recipients}"),
            format!("subject{subject}|{form}"),
            format!("subject{subject}|{kind}|{form}"),
            format!("opens{opens}|{kind}"),
            format!("near{near}"),
            format!("near{near}|{actors}|{recipients}"),
            format!("all{}", all.min(12) / 3),
        ];
        seen.into_iter().map(|at| (format!("nobody:{at}"), 1.0)).collect()
    }
}

/// One who may be a party of an event.
struct Candidate<'c> {
    id: ActorId,
    /// The words that mean it, nearest to the trigger.
    spoken: Spoken,
    way: &'c Way,
    /// How many others stand nearer, and how many of these are of its class.
    nearer: (usize, usize),
    by_rules: Side,
}

/// A way through the tree.
#[derive(Debug, Clone)]
struct Way {
    /// Its steps, without those that join names and members of a list.
    length: usize,
    told: String,
    /// The word where it turns.
    top: Option<usize>,
    /// Words on it, without its ends.
    between: Vec<usize>,
}

impl Way {
    /// The least length of a way to another sentence.
    const ELSEWHERE: usize = 100;
}

/// Relations that join parts of a name, an office and its holder, or members of a list.
fn is_folded(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Conj
            | Relation::Appos
            | Relation::FlatName
            | Relation::Flat
            | Relation::FlatForeign
    )
}

/// The tokens that a span touches.
fn touched(words: Words<'_>, span: ByteSpan) -> Range<usize> {
    let tokens = &words.analysis.tokens;
    let start = tokens.partition_point(|token| token.span.end <= span.start);
    let end = tokens.partition_point(|token| token.span.start < span.end);
    start..end.max(start)
}

/// The word of a stretch on which its others depend.
fn head_within(words: Words<'_>, tokens: Range<usize>) -> Option<usize> {
    tokens
        .clone()
        .filter(|&at| !words.is_punctuation(at))
        .find(|&at| words.token(at).head.is_none_or(|head| !tokens.contains(&head)))
        .or_else(|| tokens.clone().next())
}

fn spoken_of(words: Words<'_>, actor: &Actor) -> Vec<Spoken> {
    let mentions = actor.mentions.iter().filter(|mention| mention.confidence >= 50);
    mentions
        .filter_map(|mention| {
            let head = head_within(words, touched(words, mention.span))?;
            Some(Spoken { head, span: mention.span, kind: mention.kind })
        })
        .collect()
}

fn spoken_at(words: Words<'_>, span: ByteSpan, token: usize) -> bool {
    span.contains(words.token(token).span)
}

/// The preposition before a word.
fn preposition<'a>(words: Words<'a>, token: usize) -> Option<&'a str> {
    words
        .analysis
        .dependents(token)
        .find(|&other| {
            words.token(other).relation == Relation::Case
                && words.part_of_speech(other) == PartOfSpeech::Adposition
        })
        .map(|other| words.lemma(other))
}

/// The form of a trigger, as far as it tells whose the act is.
fn form(words: Words<'_>, token: usize) -> &'static str {
    let morphology = words.morphology(token);
    let reflexive = words.form(token).to_lowercase();
    let reflexive = reflexive.ends_with("ся") || reflexive.ends_with("сь");
    match (morphology.part_of_speech, morphology.verb_form) {
        (_, Some(VerbForm::Participle)) if morphology.short => "short participle",
        (_, Some(VerbForm::Participle)) if morphology.voice == Some(Voice::Passive) => {
            "passive participle"
        }
        (_, Some(VerbForm::Participle)) => "participle",
        (_, Some(VerbForm::Infinitive)) if reflexive => "reflexive infinitive",
        (_, Some(VerbForm::Infinitive)) => "infinitive",
        (_, Some(VerbForm::Converb)) => "converb",
        (PartOfSpeech::Verb | PartOfSpeech::Auxiliary, _) if reflexive => "reflexive verb",
        (PartOfSpeech::Verb | PartOfSpeech::Auxiliary, _) if words.is_plural(token) => {
            "plural verb"
        }
        (PartOfSpeech::Verb | PartOfSpeech::Auxiliary, _) => "verb",
        (PartOfSpeech::Noun | PartOfSpeech::ProperNoun, _) => "noun",
        (PartOfSpeech::Adjective, _) => "adjective",
        _ => "other",
    }
}

fn class_name(class: ActorClass) -> &'static str {
    match class {
        ActorClass::Person => "person",
        ActorClass::State => "state",
        ActorClass::Organization => "organization",
        ActorClass::Outlet => "outlet",
        ActorClass::Group => "group",
        ActorClass::Place => "place",
        ActorClass::Unknown => "unknown",
    }
}

fn mention_name(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Name => "name",
        MentionKind::Role => "role",
        MentionKind::Pronoun => "pronoun",
        MentionKind::Metonym => "metonym",
    }
}
