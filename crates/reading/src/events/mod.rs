//! What was done, promised, denied: political events in PLOVER's terms.
//!
//! A trigger is a verb or noun of the lists that stands with what its row asks for. Its parties come
//! from its own frame alone: subject and objects of the verb, or of the verb that carries the noun;
//! genitive, attribute and prepositions of the noun; or where the report tells it in one of few stated
//! ways (`open_sides`, `tellings`). A side that nothing fills stays open. Whether the act is said to be done is read from the words that govern the trigger; when and
//! where, from its own clause. Each event keeps the words that it was read from.

mod circumstances;
mod commitments;
mod evidence;
mod frames;
mod lists;
mod open_sides;
mod spoken;
mod status;
mod tellings;
#[cfg(test)]
mod tests;
mod traits;
mod triggers;
mod weighing;

use depesha_text::ByteSpan;

use crate::actors::{Cast, Party};
use crate::lexicon::Act;
use crate::record::{
    ActorClass, ActorId, Commitment, Date, Event, EventStatus, EventType, Evidence, EvidenceOf,
    Statement, StatementId,
};
use crate::statements::Attribution;
use crate::words::Words;
use commitments::Binding;
use frames::Frame;
use lists::{Ground, LISTS, Predicate};
use tellings::{answer_accusers, fill_from_other_tellings, is_again, take_in};
pub use traits::TriggerTraits;
use traits::{Verdict, Verdicts};
pub use weighing::TriggerBounds;
pub(crate) use weighing::Weigher;

/// How sure a trigger is that needs nobody beside it, in hundredths; this and the following by the
/// shares that proved right in open annotated reports, rounded.
const BY_ITSELF: u8 = 68;
/// A trigger that counts only with its parties.
const WITH_PARTIES: u8 = 66;
/// What each side adds that the clause names.
const FOR_A_SIDE: u8 = 8;
/// How sure it is that a readiness or refusal whose matter no list has is an event.
const UNLISTED: u8 = 75;
/// A promise without a word that says so; by feel.
const UNSPOKEN: u8 = 65;

/// Words for extradition, where the other state is often left out: `добиваются выдачи банкира`.
const HANDING_OVER: &[&str] = &["выдать", "выдавать", "выдача", "экстрадировать", "экстрадиция"];

/// Words for those whose trade it is to help.
const HEALERS: &[&str] = &["врач", "врачи", "медик", "медики", "доктор", "доктора", "хирурги"];

/// Words that make an act undone before it was any: `предотвратить теракты`.
const PREVENTING: &[&str] =
    &["предотвратить", "предотвращать", "предотвращение", "избежать", "избегать"];

/// A word that may tell of an event.
struct Trigger {
    token: usize,
    /// The tokens from the first to the last of the trigger.
    tokens: std::ops::Range<usize>,
    kind: EventType,
    mode: Option<&'static str>,
    predicate: Option<&'static Predicate>,
    /// The verb of the list that takes the noun for its own: `наложил штраф`.
    carrier: Option<usize>,
    /// The word that the row asked for.
    needed: Option<usize>,
    rule: &'static str,
    /// Whether weights found it, and not the rules.
    weighed: bool,
}

/// An event with what tells whether it is told again.
struct Told {
    event: Event,
    /// The word that carries the trigger.
    token: usize,
    row: usize,
    /// The word that tells it.
    lemma: String,
    /// What the act is about, by the lemma of the verb's object.
    matter: Option<String>,
    binding: Binding,
    /// Whether the sentence names whom the row asks for.
    grounded: bool,
}

/// What a report tells of events.
pub(crate) struct EventsRead {
    /// The events, in the order of the text, each once.
    pub(crate) events: Vec<Event>,
    /// What the events bind somebody to.
    pub(crate) commitments: Vec<Commitment>,
    /// What the rules read as events and the weights do not count as any, in the order of the text.
    pub(crate) uncounted: Vec<Event>,
}

/// The events of a report, and what they bind somebody to.
pub(crate) fn events(
    cast: &mut Cast<'_>,
    attributions: &[Attribution],
    statements: &[Statement],
    dates: &[Date],
    weigher: Weigher<'_>,
) -> EventsRead {
    cast.settle_roles();
    let mut reader = EventReader { words: cast.words, cast, attributions, statements, dates };
    let mut events: Vec<Told> = Vec::new();
    // Passives that leave open whom their rows ask for.
    let mut open: Vec<Told> = Vec::new();
    let mut verdicts = Verdicts::default();
    for token in 0..reader.words.analysis.tokens.len() {
        let Some(mut told) = reader.event_at(token) else { continue };
        let kind = told.event.kind;
        if !told.grounded {
            verdicts.0.push((token, Verdict::Open(kind)));
            open.push(told);
            continue;
        }
        match events.iter_mut().find(|known| is_again(reader.cast, known, &told)) {
            Some(known) => {
                verdicts.0.push((token, Verdict::Again(kind)));
                let same_word = known.row == told.row;
                take_in(&mut known.event, told.event, same_word, statements);
            }
            None => {
                if let Some(first) =
                    open.iter().position(|first| is_again(reader.cast, first, &told))
                {
                    let first = open.swap_remove(first);
                    told = first.closed_by(told, statements);
                    let at = verdicts.0.partition_point(|(known, _)| *known < told.token);
                    if let Some(verdict) = verdicts.0.get_mut(at) {
                        verdict.1 = Verdict::Told(told.event.kind);
                    }
                    verdicts.0.push((token, Verdict::Again(kind)));
                } else {
                    verdicts.0.push((token, Verdict::Told(kind)));
                }
                events.push(told);
            }
        }
    }
    let mut uncounted = reader.weigh(&mut events, &verdicts, weigher);
    events.sort_by_key(|told| told.event.trigger);
    answer_accusers(&mut events);
    fill_from_other_tellings(&mut events);
    let commitments = reader.commitments(&events);
    uncounted.sort_by_key(|told| told.event.trigger);
    let [events, uncounted] =
        [events, uncounted].map(|told| told.into_iter().map(|told| told.event).collect());
    EventsRead { events, commitments, uncounted }
}

struct EventReader<'r, 'a> {
    words: Words<'a>,
    cast: &'r mut Cast<'a>,
    attributions: &'r [Attribution],
    statements: &'r [Statement],
    dates: &'r [Date],
}

impl EventReader<'_, '_> {
    fn event_at(&mut self, token: usize) -> Option<Told> {
        let listed = self.trigger_at(token).and_then(|trigger| {
            let said_in = self.said_in(trigger.token);
            self.cast.stood.clear();
            let frame = self.frame(&trigger, said_in)?;
            self.event(trigger, frame, said_in)
        });
        let (listed, open) = match listed {
            Some(told) if !told.grounded => (None, Some(told)),
            listed => (listed, None),
        };
        listed
            .or_else(|| {
                let (trigger, bound) = self.promise(token)?;
                let said_in = self.said_in(token);
                self.cast.stood.clear();
                self.event(trigger, Frame { actors: vec![bound], ..Frame::default() }, said_in)
            })
            .or_else(|| {
                self.cast.stood.clear();
                let (trigger, frame) = self.judgement(token)?;
                let said_in = self.said_in(token);
                self.event(trigger, frame, said_in)
            })
            .or(open)
    }

    fn event(&mut self, trigger: Trigger, frame: Frame, said_in: Option<usize>) -> Option<Told> {
        // `Указ подписан`: by whom may be told later.
        let grounded = trigger.weighed
            || trigger.predicate.is_none_or(|predicate| {
                is_grounded(predicate.ground, &frame)
                    || predicate.ground == Ground::Actor
                        && !frame.recipients.is_empty()
                        && self.is_by_people_unnamed(trigger.token)
            });
        let passive = trigger.rule == "verb" && self.is_passive(trigger.token);
        if !grounded && !passive {
            return None;
        }
        let status = self.status(&trigger, &frame, said_in);
        // `не можем гарантировать`: who does not promise does nothing; nor is a charge that nobody laid one.
        let undone = trigger.kind == EventType::Agree
            || trigger.kind == EventType::Accuse && trigger.rule == "noun";
        if undone && status.status == EventStatus::Negated {
            return None;
        }
        let prevented = status.by.is_some_and(|by| PREVENTING.contains(&self.words.lemma(by)))
            && frame.actors.is_empty()
            && frame.recipients.is_empty();
        if prevented {
            return None;
        }
        let mut actors = self.actors_of(&frame.actors);
        let mut recipients = self.actors_of(&frame.recipients);
        recipients.retain(|actor| !actors.contains(actor));
        if grounded && !trigger.weighed && !self.is_political(&trigger, &actors, &recipients) {
            return None;
        }
        // A rally is the act of those who hold it, whom its own name stands for where none is told.
        if trigger.kind == EventType::Protest && trigger.rule == "noun" && actors.is_empty() {
            actors = vec![self.cast.those_of(trigger.token)];
        }
        let mut evidence = self.evidence(&trigger, &frame, status, (&actors, &recipients), said_in);
        let bound = self.binding_word(&trigger, &frame, status, &actors, said_in);
        evidence.extend(bound.map(|span| Evidence {
            of: EvidenceOf::Commitment,
            actor: None,
            span,
        }));
        let clause = self.clause(&trigger, &frame, status);
        let place = self.place(&clause, &trigger);
        evidence.extend(place.map(|(place, span)| Evidence {
            of: EvidenceOf::Place,
            actor: Some(place),
            span,
        }));
        let promise = trigger.kind == EventType::Agree && status.status == EventStatus::Actual;
        let verb =
            frame.carrier.filter(|&carrier| self.words.token(carrier).head != Some(trigger.token));
        let unlisted = matches!(trigger.rule, "readiness" | "refusal");
        let binding = Binding {
            head: verb.unwrap_or(trigger.token),
            promise,
            matter: trigger.needed.filter(|_| unlisted),
        };
        let confidence = confidence(&trigger, !actors.is_empty(), !recipients.is_empty());
        let event = Event {
            trigger: self.words.span(trigger.tokens.clone()),
            kind: trigger.kind,
            mode: self.mode_of_matter(&trigger, frame.carrier).or(trigger.mode),
            contexts: self.contexts(trigger.token),
            actors,
            recipients,
            status: status.status,
            commitment: bound.is_some(),
            date: self.date(&clause).filter(|&date| !self.is_of_matter(date, &trigger, status)),
            place: place.map(|(place, _)| place),
            said_in: said_in.map(StatementId),
            also_in: Vec::new(),
            confidence,
            rule: match trigger.rule {
                "noun" if trigger.weighed => "weighed-noun",
                _ if trigger.weighed => "weighed-verb",
                rule => rule,
            },
            evidence,
        };
        let row = trigger.predicate.map_or(usize::MAX, |predicate| predicate.row);
        let lemma = self.words.lemma(trigger.token).to_owned();
        Some(Told {
            event,
            token: trigger.token,
            row,
            lemma,
            matter: self.matter(trigger.token),
            binding,
            grounded,
        })
    }

    /// `Жителей призвали`: the plural without a subject, by which unnamed people act.
    fn is_by_people_unnamed(&self, verb: usize) -> bool {
        use depesha_language::Relation;
        let words = self.words;
        words.is_predicate(verb)
            && words.is_plural(verb)
            && !words.is_first_person(verb)
            && !self.is_passive(verb)
            && !matches!(words.token(verb).relation, Relation::Conj | Relation::AclRelcl)
            && !words.analysis.dependents(verb).any(|other| {
                matches!(words.token(other).relation, Relation::Nsubj | Relation::NsubjPass)
            })
    }

    pub(super) fn actors_of(&mut self, parties: &[Party]) -> Vec<ActorId> {
        let mut actors = Vec::new();
        for party in parties {
            let actor = self.cast.actor_of_party(party);
            if !actors.contains(&actor) {
                actors.push(actor);
            }
        }
        actors
    }

    /// The innermost statement whose content holds the token, but not that of which it is the cue.
    fn said_in(&self, token: usize) -> Option<usize> {
        let span = self.words.token(token).span;
        self.attributions
            .iter()
            .enumerate()
            .filter(|(_, found)| found.holds(span) && !found.cue.overlaps(span))
            .min_by_key(|(index, found)| {
                let length: usize = found.content.iter().map(|piece| piece.len()).sum();
                (length, *index)
            })
            .map(|(index, _)| index)
    }

    /// Whether some party may act in politics: people and groups without office do so only in what
    /// is political by its own nature.
    fn is_political(&self, trigger: &Trigger, actors: &[ActorId], recipients: &[ActorId]) -> bool {
        if actors.is_empty() && recipients.is_empty() {
            return trigger.predicate.is_some_and(|predicate| predicate.ground == Ground::Nobody);
        }
        let public = |actor: ActorId| match self.cast.actor(actor).class {
            ActorClass::Person => self.cast.holds_office(actor),
            ActorClass::Outlet => false,
            _ => true,
        };
        let known = |actor: ActorId| public(actor) || self.cast.is_known(actor);
        let mut parties = actors.iter().chain(recipients).copied();
        // A person who leaves a country withdraws nothing: forces, bodies and states do.
        let people_alone = !actors.is_empty()
            && actors.iter().all(|&actor| self.cast.actor(actor).class == ActorClass::Person);
        if trigger.kind == EventType::Retreat && trigger.mode == Some("withdraw") && people_alone {
            return false;
        }
        // Doctors help the sick.
        let heals = |actor: ActorId| {
            let name = self.cast.actor(actor).name.to_lowercase();
            name.split_whitespace().any(|word| HEALERS.contains(&word))
        };
        if trigger.kind == EventType::Aid && actors.iter().copied().any(heals) {
            return false;
        }
        match trigger.kind {
            // People meet, travel and help each other in private, too.
            EventType::Consult | EventType::Aid if !actors.is_empty() => {
                actors.iter().copied().any(public)
            }
            EventType::Consult | EventType::Aid => parties.any(public),
            EventType::Coerce => true,
            // `укреплять дружбу`: with whom must be told, unless one is a body of several.
            EventType::Cooperate => {
                actors.len() + recipients.len() > 1
                    || actors.iter().any(|&actor| self.is_of_many(actor))
                    || HANDING_OVER.contains(&self.words.lemma(trigger.token))
                    || parties.any(|actor| self.cast.is_of_several(actor))
            }
            // Most violence is crime: its political side is who does or suffers it.
            EventType::Assault => parties.any(known) || trigger.mode == Some("suicide-attack"),
            // What private people refuse, praise or promise each other in a report that speaks of no
            // office and no public body is no politics.
            _ if !self.cast.speaks_of_politics() => parties.any(known),
            _ => parties.any(|actor| self.cast.actor(actor).class != ActorClass::Outlet),
        }
    }

    /// Whether the actor is several who may act with each other: `члены союза`.
    fn is_of_many(&self, actor: ActorId) -> bool {
        self.cast.actor(actor).class == ActorClass::Group
    }

    /// The words of the trigger's own clause: what depends on it, at most through one word.
    fn words_beside(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        let words = self.words;
        let sentence = words.analysis.sentence_of(token).tokens.clone();
        sentence.filter(move |&other| {
            let head = words.token(other).head;
            other == token
                || head == Some(token)
                || head.is_some_and(|head| {
                    words.token(head).head == Some(token) && !words.is_predicate(head)
                })
        })
    }

    /// The mode that the matter of the act tells.
    fn mode_of_matter(&self, trigger: &Trigger, carrier: Option<usize>) -> Option<&'static str> {
        let beside = [Some(trigger.token), carrier].into_iter().flatten();
        beside
            .flat_map(|token| self.words_beside(token))
            .find_map(|other| LISTS.modes.get(&(trigger.kind, self.words.lemma(other))).copied())
    }

    /// The fields that the words of the trigger's own clause name.
    fn contexts(&self, token: usize) -> Vec<&'static str> {
        let mut contexts: Vec<&'static str> = self
            .words_beside(token)
            .filter_map(|other| LISTS.contexts.get(self.words.lemma(other)))
            .flatten()
            .copied()
            .collect();
        contexts.sort_unstable();
        contexts.dedup();
        contexts
    }

    /// Whether the act of the statement is denying.
    fn denies(&self, statement: Option<usize>) -> bool {
        statement.is_some_and(|index| self.attributions[index].act == Act::Deny)
    }

    fn span_of(&self, token: usize) -> ByteSpan {
        self.words.token(token).span
    }
}

fn is_grounded(ground: Ground, frame: &Frame) -> bool {
    let (actor, other) = (!frame.actors.is_empty(), !frame.recipients.is_empty());
    match ground {
        Ground::Nobody => true,
        Ground::Either => actor || other,
        Ground::Actor => actor,
        Ground::Other => other,
        Ground::Both => actor && other || frame.actors.len() > 1,
    }
}

fn confidence(trigger: &Trigger, actor: bool, other: bool) -> u8 {
    let Some(predicate) = trigger.predicate else {
        return if trigger.rule == "promise" { UNSPOKEN } else { UNLISTED };
    };
    let base = if predicate.ground == Ground::Nobody { BY_ITSELF } else { WITH_PARTIES };
    base + u8::from(actor) * FOR_A_SIDE + u8::from(other) * FOR_A_SIDE
}
