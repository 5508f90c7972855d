//! What binds: who binds whom to what, until when, under which condition.
//!
//! An event binds where its actor, or one entitled to speak for it, says that it will be done. A promise
//! whose act is no event of the lists (`пообещал, что мост достроят`) binds to each act of its content.

use std::ops::Range;

use depesha_language::Relation;
use depesha_language::morphology::{Case, Tense, VerbForm};
use depesha_text::ByteSpan;

use super::frames::{Frame, preposition};
use super::status::Said;
use super::{EventReader, Told, Trigger};
use crate::actors::Party;
use crate::lexicon::{Act, LEXICON};
use crate::record::{
    ActorClass, ActorId, Commitment, DateBound, DateId, EventId, EventStatus, EventType,
    StatementId,
};

/// Words by which somebody takes an act upon oneself.
const BINDING: &[&str] = &[
    "готовый",
    "намеренный",
    "обещать",
    "пообещать",
    "обязаться",
    "гарантировать",
    "готовность",
    "согласиться",
    "намереваться",
    "обещание",
];

/// Words by which somebody holds out an act as a threat, which is no promise.
const THREATS: &[&str] = &["грозить", "пригрозить", "угрожать", "грозиться", "угроза"];

/// Verbs and nouns that promise, as events of their own.
const PROMISES: &[&str] = &[
    "обещать",
    "пообещать",
    "посулить",
    "поклясться",
    "обязаться",
    "гарантировать",
    "заверить",
    "обещание",
    "обязательство",
];

/// How far on either side of its verb an act is followed, in tokens.
const ACT_REACH: usize = 120;

/// Verbs of which `мы увидим` promises nothing.
const IDLE: &[&str] = &[
    "быть",
    "мочь",
    "смочь",
    "увидеть",
    "посмотреть",
    "узнать",
    "понять",
    "знать",
    "жить",
    "стать",
    "получить",
    "остаться",
    "иметь",
    "видеть",
    "смотреть",
    "вспомнить",
    "попробовать",
    "оказаться",
    "потерять",
    "хотеть",
    "захотеть",
];

/// The most tokens that a promise's trigger has with its subject.
const FURTHEST_TOLD: usize = 6;

/// What a commitment is made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Binding {
    /// The verb of the act, or the word of the promise.
    pub(super) head: usize,
    /// Whether the event is the promise of an act, and not the act.
    pub(super) promise: bool,
    /// What a readiness or refusal is about.
    pub(super) matter: Option<usize>,
}

impl EventReader<'_, '_> {
    /// The word that binds the actor to the act, if something does.
    pub(super) fn binding_word(
        &self,
        trigger: &Trigger,
        frame: &Frame,
        said: Said,
        actors: &[ActorId],
        said_in: Option<usize>,
    ) -> Option<ByteSpan> {
        let words = self.words;
        let threat = said.by.is_some_and(|by| THREATS.contains(&words.lemma(by)));
        if actors.is_empty() || threat {
            return None;
        }
        let speaks_for = said_in.filter(|&index| {
            self.statements[index].speaker.is_some_and(|speaker| self.is_entitled(speaker, actors))
        });
        let cue = speaks_for.map(|index| self.attributions[index].cue);
        let bound = said.by.or(frame.carrier).filter(|&by| BINDING.contains(&words.lemma(by)));
        let by_author = said_in.is_none();
        match trigger.kind {
            EventType::Agree if said.status == EventStatus::Actual => {
                let promises =
                    trigger.rule == "readiness" || PROMISES.contains(&words.lemma(trigger.token));
                let own = Some(self.span_of(trigger.token)).filter(|_| promises);
                own.filter(|_| by_author || cue.is_some())
            }
            EventType::Threaten => None,
            EventType::Reject if trigger.rule == "refusal" => {
                cue.filter(|_| words.lemma(trigger.token) == "быть")
            }
            _ => match said.status {
                // To say that one will sign is to promise.
                EventStatus::Planned if trigger.kind == EventType::Agree && by_author => {
                    let word = said.by.or(frame.carrier).unwrap_or(trigger.token);
                    Some(self.span_of(word))
                }
                EventStatus::Planned => {
                    cue.or_else(|| bound.filter(|_| by_author).map(|by| self.span_of(by)))
                }
                EventStatus::Hypothetical => {
                    let verb = frame.carrier.unwrap_or(trigger.token);
                    cue.filter(|_| self.lies_ahead(verb) && !self.is_condition(verb))
                }
                _ => None,
            },
        }
    }

    /// Whether the speaker is one of the actors, or holds an office or is a body of the state of one.
    fn is_entitled(&self, speaker: ActorId, actors: &[ActorId]) -> bool {
        if actors.contains(&speaker) {
            return true;
        }
        let known = self.cast.actor(speaker);
        let same_state = known.state.is_some()
            && actors.iter().any(|&actor| self.cast.actor(actor).state == known.state);
        same_state
            && match known.class {
                ActorClass::State | ActorClass::Organization => true,
                ActorClass::Person => self.cast.holds_office(speaker),
                _ => false,
            }
    }

    /// The commitments of the events, in their order; of an event those that it makes.
    pub(super) fn commitments(&mut self, events: &[Told]) -> Vec<Commitment> {
        let heads: Vec<usize> = events
            .iter()
            .filter(|told| told.event.commitment && !told.binding.promise)
            .map(|told| told.binding.head)
            .collect();
        let mut found: Vec<(usize, Commitment)> = Vec::new();
        for (index, told) in events.iter().enumerate() {
            if !told.event.commitment {
                continue;
            }
            let acts = if told.binding.promise {
                let mut acts = self.promised(told);
                // An act that is an event binds by itself.
                let is_event =
                    |act: usize| heads.iter().any(|&head| head == act || self.is_of_act(head, act));
                let promised = !acts.is_empty();
                acts.retain(|&act| !is_event(act));
                if acts.is_empty() && promised {
                    continue;
                }
                if acts.is_empty() { vec![told.binding.head] } else { acts }
            } else {
                vec![told.binding.head]
            };
            for act in acts {
                if found.iter().any(|(known, _)| *known == act) {
                    continue;
                }
                let commitment = self.commitment(EventId(index), told, act);
                found.push((act, commitment));
            }
        }
        found.sort_by_key(|(_, commitment)| (commitment.act, commitment.event));
        found.into_iter().map(|(_, commitment)| commitment).collect()
    }

    fn commitment(&mut self, event: EventId, told: &Told, act: usize) -> Commitment {
        let mut to = told.event.recipients.clone();
        if to.is_empty() {
            let words = self.words;
            let dative = words.analysis.dependents(act).find(|&other| {
                words.case(other) == Some(Case::Dative) && preposition(words, other).is_none()
            });
            let limits = words.analysis.sentence_of(act).tokens.clone();
            let parties = dative.map(|dative| self.cast.parties(dative, limits));
            to = self.actors_of(&parties.unwrap_or_default());
            to.retain(|actor| !told.event.actors.contains(actor));
        }
        let own = !told.binding.promise;
        let refused = told.binding.matter.filter(|_| own);
        let date = if own { told.event.date } else { self.date(&self.clause_of(act, None)) };
        let until = date.filter(|&DateId(date)| {
            !matches!(self.dates[date].bound, DateBound::Since | DateBound::After)
        });
        let (who, others) = self.bound_of(told);
        to.extend(others.into_iter().filter(|actor| !to.contains(actor)).collect::<Vec<_>>());
        let act_span = if let Some(refused) = refused {
            // `не будут участвовать в выборах`
            let (trigger, rest) = (told.event.trigger, self.act_span(refused));
            ByteSpan::new(trigger.start, trigger.end.max(rest.end))
        } else if told.binding.promise && act == told.binding.head {
            told.event.trigger
        } else {
            self.act_span(act)
        };
        Commitment {
            event,
            who,
            to,
            act: act_span,
            until,
            condition: self.condition(act),
            said_in: self.said_in(act).map(StatementId),
        }
    }

    /// Which of the actors are bound, and the others of a mutual act, to whom these are: `намерен
    /// встретиться с послом` binds one of the two.
    fn bound_of(&mut self, told: &Told) -> (Vec<ActorId>, Vec<ActorId>) {
        let actors = told.event.actors.clone();
        if actors.len() < 2 || told.binding.promise {
            return (actors, Vec::new());
        }
        let said_in = told.event.said_in.map(|StatementId(index)| index);
        let speaker = said_in.and_then(|index| self.statements[index].speaker);
        let subjects = self.subject_of(told.binding.head, said_in, 0);
        let subjects = self.actors_of(&subjects);
        let by_speaker =
            |actor: &ActorId| speaker.is_some_and(|speaker| self.is_entitled(speaker, &[*actor]));
        let mut who: Vec<ActorId> = match speaker {
            Some(_) => actors.iter().copied().filter(by_speaker).collect(),
            None => actors.iter().copied().filter(|actor| subjects.contains(actor)).collect(),
        };
        if who.is_empty() {
            who.clone_from(&actors);
        }
        let others = actors.into_iter().filter(|actor| !who.contains(actor)).collect();
        (who, others)
    }

    /// `будет построен мост`, `мы построим дорогу`, said by one who acts for a state: a promise
    /// without a word that says so, of an act that no list has or that names nobody.
    pub(super) fn promise(&self, token: usize) -> Option<(Trigger, Party)> {
        let words = self.words;
        let index = self.said_in(token)?;
        let speaker = self.statements[index].speaker?;
        let known = self.cast.actor(speaker);
        let public = match known.class {
            ActorClass::State | ActorClass::Organization => true,
            ActorClass::Person => self.cast.holds_office(speaker),
            _ => false,
        };
        let state = known.state.filter(|_| public)?;
        if !matches!(self.attributions[index].act, Act::Say | Act::Promise) {
            return None;
        }
        let will = words
            .analysis
            .dependents(token)
            .find(|&other| words.is(other, &["будет", "будут", "буду", "будем"]) && other < token);
        let first_of = |at: usize| at > 0 && words.is(at - 1, &["не", "ни"]);
        if first_of(token) || will.is_some_and(first_of) {
            return None;
        }
        let morphology = words.morphology(token);
        let own = words.is_first_person(token) && morphology.tense == Some(Tense::Future)
            || words.is_infinitive(token) && will.is_some_and(|will| words.is_first_person(will));
        let (tokens, bound) = if own {
            if LEXICON.cues.contains_key(words.lemma(token))
                || IDLE.contains(&words.lemma(token))
                || self.is_condition(token)
            {
                return None;
            }
            (will.unwrap_or(token)..token + 1, speaker)
        } else {
            let participle = morphology.verb_form == Some(VerbForm::Participle) && morphology.short;
            let agent = words.analysis.dependents(token).any(|other| {
                words.case(other) == Some(Case::Instrumental) && preposition(words, other).is_none()
            });
            let subject = words.analysis.dependents(token).find(|&other| {
                matches!(words.token(other).relation, Relation::Nsubj | Relation::NsubjPass)
            })?;
            if !participle || agent || words.lemma(subject) == "который" {
                return None;
            }
            let will = will?;
            let (from, to) = (subject.min(will), subject.max(token) + 1);
            let near = to - from <= FURTHEST_TOLD;
            let bound = self.cast.state_of_code(state).unwrap_or(speaker);
            (if near { from..to } else { will..token + 1 }, bound)
        };
        let trigger = Trigger {
            token,
            tokens,
            kind: EventType::Agree,
            mode: None,
            predicate: None,
            carrier: None,
            needed: None,
            rule: "promise",
            weighed: false,
        };
        Some((trigger, Party::Known(bound)))
    }

    /// The verbs of the acts that a word promises: those of the statement that it opens, else its
    /// infinitives and clauses.
    fn promised(&self, told: &Told) -> Vec<usize> {
        let words = self.words;
        let promise = told.binding.head;
        if told.binding.matter.is_some() {
            return told.binding.matter.into_iter().collect();
        }
        let opened = self
            .attributions
            .iter()
            .find(|found| found.verb == promise || found.cue.overlaps(told.event.trigger));
        let Some(opened) = opened else {
            let sentence = words.analysis.sentence_of(promise).tokens.clone();
            let near = promise + 1..sentence.end.min(promise + 8);
            let infinitive = near.clone().find(|&at| words.is_infinitive(at));
            let object = || {
                near.clone().find(|&at| {
                    words.token(at).head == Some(promise)
                        && matches!(words.token(at).relation, Relation::Obj | Relation::Nmod)
                        && words.case(at) != Some(Case::Dative)
                })
            };
            return infinitive.or_else(object).into_iter().collect();
        };
        let mut acts = Vec::new();
        // The words that no other of the content governs, and those that are coordinated with them.
        let mut tops: Vec<usize> = Vec::new();
        for &piece in &opened.content {
            for token in words.analysis.tokens_within(piece) {
                let head = words.token(token).head;
                let first = head.is_none_or(|head| !piece.contains(self.span_of(head)));
                let joined = words.token(token).relation == Relation::Conj
                    && head.is_some_and(|head| tops.contains(&head));
                if !(first || joined) || words.is_punctuation(token) {
                    continue;
                }
                tops.push(token);
                // In a speech of several sentences only what will be done is promised.
                let ahead = words.is_infinitive(token) || self.lies_ahead(token);
                if ahead && !self.is_condition(token) {
                    acts.push(token);
                }
            }
        }
        // `пообещали мост`: a thing is promised.
        let thing = || {
            let piece = opened.content.first()?;
            words.analysis.tokens_within(*piece).find(|&token| {
                let outer = |head: usize| !piece.contains(self.span_of(head));
                words.is_noun(token)
                    && preposition(words, token).is_none()
                    && words.case(token) != Some(Case::Dative)
                    && words.token(token).head.is_some_and(outer)
            })
        };
        if acts.is_empty() { thing().into_iter().collect() } else { acts }
    }

    /// Whether the verb is that of a condition: `если он попросит`.
    fn is_condition(&self, verb: usize) -> bool {
        let words = self.words;
        let sentence = words.analysis.sentence_of(verb).tokens.clone();
        (sentence.start..verb)
            .rev()
            .take_while(|&at| !words.is_predicate(at) && !words.is_end_mark(at))
            .take(12)
            .any(|at| words.is(at, &["если"]))
    }

    /// Whether the predicate is of the future: `построят`, `будет открыт`.
    fn lies_ahead(&self, verb: usize) -> bool {
        let words = self.words;
        words.morphology(verb).tense == Some(Tense::Future)
            || words
                .analysis
                .dependents(verb)
                .any(|other| words.is(other, &["будет", "будут", "будем", "буду"]))
    }

    /// Whether the word belongs to the act of this verb, and to no other act within it.
    fn is_of_act(&self, word: usize, act: usize) -> bool {
        let words = self.words;
        let mut at = word;
        for _ in 0..6 {
            let Some(head) = words.token(at).head else { return false };
            if words.token(at).relation == Relation::Conj
                && (words.is_predicate(at) || words.is_infinitive(at))
            {
                return false;
            }
            if head == act {
                return true;
            }
            at = head;
        }
        false
    }

    /// The words of an act: its verb with all that depends on it, without the subject before an active
    /// verb, its conjunction, a condition, and the acts that are coordinated with it.
    fn act_span(&self, act: usize) -> ByteSpan {
        let words = self.words;
        let sentence = words.analysis.sentence_of(act).tokens.clone();
        let from = sentence.start.max(act.saturating_sub(ACT_REACH));
        let to = sentence.end.min(act + ACT_REACH);
        let condition = self.condition_tokens(act);
        let passive = self.is_passive(act);
        let apart = |token: usize| {
            let relation = words.token(token).relation;
            let verbal = words.is_predicate(token) || words.is_infinitive(token);
            let subject = relation == Relation::Nsubj && token < act && !passive;
            let other = relation == Relation::Conj && verbal
                || matches!(relation, Relation::Parataxis | Relation::Mark | Relation::Cc)
                || relation == Relation::Case && token < act;
            subject || other
        };
        let belongs = |token: usize| {
            if condition.as_ref().is_some_and(|tokens| tokens.contains(&token)) {
                return false;
            }
            let mut at = token;
            for _ in 0..16 {
                if at == act {
                    return true;
                }
                let Some(head) = words.token(at).head else { return false };
                if head == act && apart(at) {
                    return false;
                }
                at = head;
            }
            false
        };
        let mut start = act;
        while start > from && belongs(start - 1) {
            start -= 1;
        }
        let mut end = act + 1;
        while end < to && (belongs(end) || words.is_punctuation(end) && !words.is_end_mark(end)) {
            end += 1;
        }
        // A quotation mark whose fellow is outside does not belong to the act.
        let fellow = |tokens: Range<usize>, marks: &[&str]| {
            tokens.into_iter().any(|at| marks.contains(&words.form(at)))
        };
        while start < act
            && words.is_punctuation(start)
            && !(matches!(words.form(start), "«" | "\"" | "“")
                && fellow(start + 1..end, &["»", "\"", "”"]))
        {
            start += 1;
        }
        while end > act + 1
            && words.is_punctuation(end - 1)
            && !(matches!(words.form(end - 1), "»" | "\"" | "”" | ")")
                && fellow(start..end - 1, &["«", "\"", "“", "("]))
        {
            end -= 1;
        }
        words.span(start..end)
    }

    /// The words that say under which condition the act will be done.
    fn condition(&self, act: usize) -> Option<ByteSpan> {
        self.condition_tokens(act).map(|tokens| self.words.span(tokens))
    }

    fn condition_tokens(&self, act: usize) -> Option<Range<usize>> {
        let words = self.words;
        let sentence = words.analysis.sentence_of(act).tokens.clone();
        let opening = sentence.clone().find(|&token| {
            let before = token.checked_sub(1).filter(|&before| before >= sentence.start);
            let behind =
                |preposition: &[&str]| before.is_some_and(|before| words.is(before, preposition));
            words.is(token, &["если"])
                || words.is(token, &["случае"]) && behind(&["в"])
                || words.is(token, &["условии"]) && behind(&["при"])
        })?;
        let clausal = words.is(opening, &["если"]);
        let start = if clausal { opening } else { opening - 1 };
        let top = if clausal { words.token(opening).head? } else { opening };
        // It is the act's own where it hangs on it, or on a word that the act hangs on.
        let mut at = top;
        let mut hangs = false;
        for _ in 0..3 {
            let Some(head) = words.token(at).head else { break };
            hangs |= head == act || words.depends_on(act, head);
            at = head;
        }
        if !hangs || top == act || words.depends_on(act, top) {
            return None;
        }
        let limit = if act > start { act } else { sentence.end };
        let mut end = opening + 1;
        while end < limit
            && (end == top || words.depends_on(end, top) || words.is_comma(end))
            && !words.is(end, &["то"])
        {
            end += 1;
        }
        while end > opening + 1 && words.is_punctuation(end - 1) {
            end -= 1;
        }
        Some(start..end)
    }
}
