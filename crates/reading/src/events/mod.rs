//! What was done, promised, denied: political events in PLOVER's terms.
//!
//! A trigger is a verb or noun of the lists that stands with what its row asks for. Its parties come
//! from its own frame alone: subject and objects of the verb, or of the verb that carries the noun;
//! genitive, attribute and prepositions of the noun. A role that the clause does not fill stays
//! empty. Whether the act is said to be done is read from the words that govern the trigger; when and
//! where, from its own clause. Each event keeps the words that it was read from.

mod commitments;
mod evidence;
mod frames;
mod lists;
mod setting;
mod spoken;
mod status;
#[cfg(test)]
mod tests;

use depesha_language::Relation;
use depesha_language::morphology::{Aspect, Case, PartOfSpeech, VerbForm, Voice};
use depesha_text::ByteSpan;

use crate::actors::{Cast, Party};
use crate::lexicon::{Act, LEXICON};
use crate::record::{
    ActorClass, ActorId, Commitment, Date, Event, EventStatus, EventType, Evidence, EvidenceOf,
    Statement, StatementId, Telling,
};
use crate::statements::Attribution;
use crate::words::Words;
use commitments::Binding;
use frames::Frame;
use lists::{Ground, LISTS, Need, Place, Predicate};

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

/// How far from a trigger the word may stand that its row asks for, to be part of it, in tokens.
const FURTHEST_JOINED: usize = 4;

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
}

/// An event with what tells whether it is told again.
struct Told {
    event: Event,
    row: usize,
    /// The word that tells it.
    lemma: String,
    /// What the act is about, by the lemma of the verb's object.
    matter: Option<String>,
    binding: Binding,
    /// Whether the sentence names whom the row asks for.
    grounded: bool,
}

impl Told {
    /// The act of a passive whose agent a later place names: told first here, by whom there.
    fn closed_by(mut self, later: Told, statements: &[Statement]) -> Told {
        self.event.confidence = later.event.confidence;
        self.row = later.row;
        take_in(&mut self.event, later.event, true, statements);
        self.grounded = true;
        self
    }
}

/// The events of a report, in the order of the text, each once, and what they bind somebody to.
pub(crate) fn events(
    cast: &mut Cast<'_>,
    attributions: &[Attribution],
    statements: &[Statement],
    dates: &[Date],
) -> (Vec<Event>, Vec<Commitment>) {
    cast.settle_roles();
    let mut reader = EventReader { words: cast.words, cast, attributions, statements, dates };
    let mut events: Vec<Told> = Vec::new();
    // Passives that leave open whom their rows ask for.
    let mut open: Vec<Told> = Vec::new();
    for token in 0..reader.words.analysis.tokens.len() {
        let Some(mut told) = reader.event_at(token) else { continue };
        if !told.grounded {
            open.push(told);
            continue;
        }
        match events.iter_mut().find(|known| is_again(reader.cast, known, &told)) {
            Some(known) => {
                let same_word = known.row == told.row;
                take_in(&mut known.event, told.event, same_word, statements);
            }
            None => {
                if let Some(first) =
                    open.iter().position(|first| is_again(reader.cast, first, &told))
                {
                    let first = open.swap_remove(first);
                    told = first.closed_by(told, statements);
                }
                events.push(told);
            }
        }
    }
    events.sort_by_key(|told| told.event.trigger);
    fill_from_other_tellings(&mut events);
    let commitments = reader.commitments(&events);
    (events.into_iter().map(|told| told.event).collect(), commitments)
}

/// Fills an open side of an act from another place that tells of the same act with another status:
/// `готовы дать отпор` from `призвал дать отпор соперникам`. It is the same where the row and the other
/// side are.
fn fill_from_other_tellings(events: &mut [Told]) {
    for index in 0..events.len() {
        let (row, event) = (events[index].row, &events[index].event);
        if row == usize::MAX || event.actors.is_empty() == event.recipients.is_empty() {
            continue;
        }
        let shares = |one: &[ActorId], other: &[ActorId]| one.iter().any(|id| other.contains(id));
        let told = events.iter().enumerate().find(|&(at, told)| {
            let other = &told.event;
            at != index
                && told.row == row
                && !other.actors.is_empty()
                && !other.recipients.is_empty()
                && (event.recipients.is_empty() && shares(&event.actors, &other.actors)
                    || event.actors.is_empty() && shares(&event.recipients, &other.recipients))
        });
        let Some((_, told)) = told else { continue };
        let open = if event.actors.is_empty() { EvidenceOf::Actor } else { EvidenceOf::Recipient };
        let evidence: Vec<Evidence> =
            told.event.evidence.iter().filter(|evidence| evidence.of == open).copied().collect();
        let (actors, recipients) = (told.event.actors.clone(), told.event.recipients.clone());
        let event = &mut events[index].event;
        event.evidence.extend(evidence);
        if open == EvidenceOf::Actor {
            event.actors = actors;
        } else {
            event.recipients = recipients;
        }
    }
}

/// Takes in what a later place says of a known act: what fills a side that the first left open, and
/// that another voice tells it. In another word it tells it only of the same parties.
fn take_in(known: &mut Event, again: Event, same_word: bool, statements: &[Statement]) {
    let among = |ours: &[ActorId], theirs: &[ActorId]| {
        theirs.iter().all(|actor| ours.is_empty() || ours.contains(actor))
    };
    let same_act = same_word
        || among(&known.actors, &again.actors) && among(&known.recipients, &again.recipients);
    let speaker = |said_in: Option<StatementId>| said_in.map(|id| statements[id.0].speaker);
    let voices = known.also_in.iter().map(|telling| telling.said_in).chain([known.said_in]);
    if same_act && voices.into_iter().all(|voice| speaker(voice) != speaker(again.said_in)) {
        known.also_in.push(Telling { trigger: again.trigger, said_in: again.said_in });
    }
    if known.kind != again.kind {
        return;
    }
    let evidence = |part: EvidenceOf| {
        let of_part = again.evidence.iter().filter(move |evidence| evidence.of == part);
        of_part.copied().collect::<Vec<Evidence>>()
    };
    if known.actors.is_empty() && !again.actors.iter().any(|actor| known.recipients.contains(actor))
    {
        known.evidence.extend(evidence(EvidenceOf::Actor));
        known.actors.clone_from(&again.actors);
    }
    // Who takes part in a talk may be told little by little.
    if matches!(known.kind, EventType::Consult | EventType::Cooperate) {
        let joining: Vec<ActorId> = again
            .actors
            .iter()
            .copied()
            .filter(|actor| !known.actors.contains(actor) && !known.recipients.contains(actor))
            .collect();
        let of_joining =
            |evidence: &Evidence| evidence.actor.is_some_and(|actor| joining.contains(&actor));
        known.evidence.extend(evidence(EvidenceOf::Actor).into_iter().filter(of_joining));
        known.actors.extend(&joining);
    }
    if known.recipients.is_empty()
        && !again.recipients.iter().any(|actor| known.actors.contains(actor))
    {
        known.evidence.extend(evidence(EvidenceOf::Recipient));
        known.recipients.clone_from(&again.recipients);
    }
}

/// Whether an event tells again what is known: the same act with parties that do not contradict.
fn is_again(cast: &Cast<'_>, known: &Told, new: &Told) -> bool {
    let same_word = known.row == new.row || are_akin(&known.lemma, &new.lemma);
    let same_matter = known.matter.is_none() || new.matter.is_none() || known.matter == new.matter;
    let (known, new) = (&known.event, &new.event);
    if known.status != new.status {
        return false;
    }
    let shared = |one: &[ActorId], other: &[ActorId]| {
        one.iter().any(|&actor| other.iter().any(|&known| cast.acts_as(actor, known)))
    };
    // Who is dismissed leaves office.
    if known.kind != new.kind {
        return match (known.kind, new.kind) {
            (EventType::Sanction, EventType::Retreat) => {
                new.mode == Some("resign") && shared(&known.recipients, &new.actors)
            }
            (EventType::Retreat, EventType::Sanction) => {
                known.mode == Some("resign") && shared(&new.recipients, &known.actors)
            }
            _ => false,
        };
    }
    let fits = |one: &[ActorId], other: &[ActorId]| {
        one.is_empty() || other.is_empty() || shared(one, other)
    };
    if !fits(&known.actors, &new.actors) || !fits(&known.recipients, &new.recipients) {
        return false;
    }
    if same_word {
        return same_matter || shared(&known.recipients, &new.recipients);
    }
    // Another word for it: a side must be named and be the same. What is said is said in its own
    // words each time.
    let deed = !matches!(
        new.kind,
        EventType::Accuse
            | EventType::Request
            | EventType::Reject
            | EventType::Support
            | EventType::Threaten
            | EventType::Agree
    );
    // A noun that names no party tells of what is known: `после задержания`.
    if new.actors.is_empty() && new.recipients.is_empty() && new.rule == "noun" && deed {
        return true;
    }
    // `убит`, `застрелен`: one attack or arrest by several words.
    let attack = matches!(new.kind, EventType::Assault | EventType::Coerce)
        && shared(&known.recipients, &new.recipients)
        && (known.mode.is_none() || new.mode.is_none());
    attack
        || deed
            && known.mode == new.mode
            && (shared(&known.actors, &new.actors) || shared(&known.recipients, &new.recipients))
}

/// Whether two words are of one root, as far as a long stretch of letters that they share tells:
/// `благодарность`, `поблагодарить`.
fn are_akin(one: &str, other: &str) -> bool {
    let letters: Vec<char> = one.chars().collect();
    letters.windows(SHARED_LETTERS).any(|stretch| {
        let stretch: String = stretch.iter().collect();
        other.contains(&stretch)
    })
}

/// How many letters in a row words of one root share.
const SHARED_LETTERS: usize = 6;

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
        let grounded =
            trigger.predicate.is_none_or(|predicate| is_grounded(predicate.ground, &frame));
        let passive = trigger.rule == "verb" && self.is_passive(trigger.token);
        if !grounded && !passive {
            return None;
        }
        let status = self.status(&trigger, &frame, said_in);
        let mut actors = self.actors_of(&frame.actors);
        let mut recipients = self.actors_of(&frame.recipients);
        recipients.retain(|actor| !actors.contains(actor));
        if grounded && !self.is_political(&trigger, &actors, &recipients) {
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
            rule: trigger.rule,
            evidence,
        };
        let row = trigger.predicate.map_or(usize::MAX, |predicate| predicate.row);
        let lemma = self.words.lemma(trigger.token).to_owned();
        Some(Told { event, row, lemma, matter: self.matter(trigger.token), binding, grounded })
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

    /// The word as a trigger, if it is of the lists and stands with what its row asks for.
    fn trigger_at(&self, token: usize) -> Option<Trigger> {
        let words = self.words;
        if words.part_of_speech(token) == PartOfSpeech::ProperNoun {
            return None;
        }
        let is_noun = self.is_event_noun(token);
        if is_noun && self.cast.is_within_body(token) || !is_noun && !self.tells(token) {
            return None;
        }
        if !is_noun && let Some(unlisted) = self.refusal(token).or_else(|| self.readiness(token)) {
            return Some(unlisted);
        }
        let rule = if is_noun { "noun" } else { "verb" };
        let (predicate, with) = self.listed(token)?;
        let mut tokens = token..token + 1;
        let mut carrier = None;
        let joined = |other: usize| {
            let (from, to) = (other.min(token), other.max(token));
            (to - from <= FURTHEST_JOINED && !(from..to).any(|at| words.is_comma(at)))
                .then_some(from..to + 1)
        };
        if is_noun {
            if self.is_matter_of_charge(token, predicate) {
                return None;
            }
            // `отправлен в отставку` is the verb's event, `наложил штраф` the noun's.
            for verb in self.verbs_beside(token) {
                let Some((other, with)) = self.listed(verb) else { continue };
                if with != token {
                    continue;
                }
                if other.kind != predicate.kind {
                    // `осудил санкции`: what is said of the act leaves it an act.
                    if frames::is_speech(other.kind) && !frames::is_speech(predicate.kind) {
                        continue;
                    }
                    return None;
                }
                carrier = Some(verb);
                tokens = joined(verb).unwrap_or(tokens);
            }
        } else if with != token {
            let noun = self
                .is_event_noun(with)
                .then(|| self.listed(with))
                .flatten()
                .map(|(other, _)| other.kind);
            if noun == Some(predicate.kind) {
                return None;
            }
            let apart = noun
                .is_some_and(|kind| frames::is_speech(predicate.kind) && !frames::is_speech(kind));
            let asked = matches!(predicate.needs.first(), Some(Need::Word(_) | Need::Class(_)));
            if asked && !apart {
                tokens = joined(with).unwrap_or(tokens);
            }
        }
        if !is_noun && self.is_part_of_refusal(token, predicate) {
            return None;
        }
        Some(Trigger {
            token,
            tokens,
            kind: predicate.kind,
            mode: predicate.mode,
            predicate: Some(predicate),
            carrier,
            needed: Some(with).filter(|&with| with != token),
            rule,
        })
    }

    /// The row that the word meets, and the word that the row asked for: itself, if none.
    fn listed(&self, token: usize) -> Option<(&'static Predicate, usize)> {
        let words = self.words;
        let predicates = if self.is_event_noun(token) {
            LISTS.nouns.get(words.lemma(token))?
        } else {
            LISTS.verbs.get(self.verb_lemma(token)?)?
        };
        let (needy, free): (Vec<_>, Vec<_>) =
            predicates.iter().partition(|predicate| !predicate.needs.is_empty());
        let free = free.into_iter().filter(|predicate| !self.is_barred(token, predicate));
        needy
            .iter()
            .filter(|predicate| !self.is_barred(token, predicate))
            .find_map(|predicate| Some((*predicate, self.met_need(token, &predicate.needs)?)))
            .or_else(|| free.map(|predicate| (predicate, token)).next())
    }

    /// Whether something stands beside the trigger that the row rules out.
    fn is_barred(&self, token: usize, predicate: &Predicate) -> bool {
        !predicate.bars.is_empty() && self.met_need(token, &predicate.bars).is_some()
    }

    /// The verbs that the noun depends on or that depend on it.
    fn verbs_beside(&self, noun: usize) -> Vec<usize> {
        let words = self.words;
        let head = words.token(noun).head;
        let participles = words
            .analysis
            .dependents(noun)
            .filter(|&other| words.morphology(other).verb_form == Some(VerbForm::Participle));
        head.into_iter().chain(participles).collect()
    }

    /// `обвинение в убийстве`: what somebody is charged with is not told as done.
    fn is_matter_of_charge(&self, noun: usize, predicate: &Predicate) -> bool {
        predicate.kind == EventType::Assault
            && self.words.token(noun).head.is_some_and(|head| {
                matches!(
                    self.words.lemma(head),
                    "обвинение"
                        | "дело"
                        | "расследование"
                        | "подозрение"
                        | "обвинить"
                        | "обвинять"
                        | "обвиняться"
                        | "подозревать"
                        | "подозреваться"
                )
            })
    }

    /// `не собираются обсуждать`: the refusal is the event, not the talks.
    fn is_part_of_refusal(&self, token: usize, predicate: &Predicate) -> bool {
        predicate.kind == EventType::Consult
            && self.words.is_infinitive(token)
            && (token.saturating_sub(3)..token).any(|at| self.refusal(at).is_some())
    }

    /// What the act is about, by the lemma of the verb's object or infinitive.
    fn matter(&self, token: usize) -> Option<String> {
        let words = self.words;
        if words.part_of_speech(token) == PartOfSpeech::Noun {
            return None;
        }
        let object = words.analysis.dependents(token).find(|&other| {
            matches!(
                words.token(other).relation,
                Relation::Obj | Relation::NsubjPass | Relation::Xcomp
            )
        });
        object.map(|object| words.lemma(object).to_owned())
    }

    /// The lemma of a verb as the list has it: a passive in `-ся` by its active verb.
    fn verb_lemma(&self, token: usize) -> Option<&str> {
        let lemma = self.words.lemma(token);
        if LISTS.verbs.contains_key(lemma) {
            return Some(lemma);
        }
        self.is_reflexive_passive(token).then(|| lemma.trim_end_matches("ся"))
    }

    /// Whether the lists have the word as a noun; its lemma is surer than its part of speech.
    fn is_event_noun(&self, token: usize) -> bool {
        LISTS.nouns.contains_key(self.words.lemma(token))
    }

    /// Whether the verb is the passive in `-ся` of a verb of the list: `обвиняется`. Only imperfective
    /// verbs form it (`признался` is no passive of `признать`), and verbs of speech, will and trying in
    /// `-ся` have a sense of their own (`ссылается`, `пытается`).
    fn is_reflexive_passive(&self, token: usize) -> bool {
        let words = self.words;
        let lemma = words.lemma(token);
        !LISTS.verbs.contains_key(lemma)
            && !LISTS.reflexives.contains(lemma)
            && words.morphology(token).aspect != Some(Aspect::Perfective)
            && !LEXICON.cues.contains_key(lemma)
            && !LISTS.modality.contains_key(lemma)
            && lemma.strip_suffix("ся").is_some_and(|active| LISTS.verbs.contains_key(active))
    }

    fn is_passive(&self, token: usize) -> bool {
        let morphology = self.words.morphology(token);
        morphology.verb_form == Some(VerbForm::Participle)
            && (morphology.voice == Some(Voice::Passive) || morphology.short)
            || morphology.part_of_speech == PartOfSpeech::Adjective
                && LISTS.verbs.contains_key(self.words.lemma(token))
            || self.is_reflexive_passive(token)
    }

    /// Whether the verb tells something, and does not only identify what it stands before:
    /// `арестованный вчера активист`.
    fn tells(&self, token: usize) -> bool {
        let words = self.words;
        let morphology = words.morphology(token);
        if morphology.verb_form != Some(VerbForm::Participle) || morphology.short {
            return true;
        }
        let full = morphology.case.is_some();
        let after_comma =
            token > 0 && (words.is_comma(token - 1) || token > 1 && words.is_comma(token - 2));
        let agent = words.analysis.dependents(token).any(|other| {
            words.token(other).relation == Relation::OblAgent
                || matches!(words.token(other).relation, Relation::Obl | Relation::Nmod)
                    && words.case(other) == Some(Case::Instrumental)
                    && self.is_party_like(other)
        });
        !full || after_comma || agent
    }

    fn is_party_like(&self, token: usize) -> bool {
        let words = self.words;
        words.name_at(token).is_some()
            || words.tables.role(words.lemma(token)).is_some()
            || words.tables.group(&words.citation(token)).is_some()
            || words.tables.is_body(words.lemma(token))
            || words.is_pronoun(token)
    }

    /// Where what is asked for stands beside the trigger.
    fn met_need(&self, token: usize, needs: &[Need]) -> Option<usize> {
        let words = self.words;
        let sentence = words.analysis.sentence_of(token).tokens.clone();
        let participle = words.morphology(token).verb_form == Some(VerbForm::Participle);
        let beyond =
            words.token(token).head.filter(|_| participle).and_then(|noun| words.token(noun).head);
        let near: Vec<usize> = sentence
            .clone()
            .filter(|&other| {
                other != token && {
                    let head = words.token(other).head;
                    head == Some(token)
                        || words.token(token).head == Some(other)
                        || beyond == Some(other)
                        || head.is_some_and(|head| {
                            // `решение об отставке принял` is no `принял отставку`.
                            words.token(head).head == Some(token)
                                && !words.is_predicate(head)
                                && (!words.is_noun(other)
                                    || frames::preposition(words, other).is_none())
                        })
                }
            })
            .collect();
        let of_token =
            |other: usize| words.token(other).head == Some(token) || beyond == Some(other);
        needs.iter().find_map(|need| match *need {
            Need::Word(lemma) => near.iter().copied().find(|&other| {
                words.lemma(other) == lemma || words.form(other).to_lowercase() == lemma
            }),
            Need::Class("state") => near.iter().copied().find(|&other| {
                // `признал премьера Италии виновным` recognizes no state.
                words.is_noun(other) && self.cast.names_state(other) && of_token(other)
            }),
            Need::Class("body") => near
                .iter()
                .copied()
                .find(|&other| words.is_noun(other) && words.tables.is_body(words.lemma(other))),
            Need::Class(class) => {
                let lemmas = LISTS.classes.get(class)?;
                // `президент принял отставку`: who acts is not what the row asks for.
                near.iter().copied().find(|&other| {
                    lemmas.contains(&words.lemma(other))
                        && !self.is_acting_subject(other, token)
                        && !words
                            .token(other)
                            .head
                            .is_some_and(|head| self.is_acting_subject(head, token))
                })
            }
            Need::Party(Place::Behind(preposition)) => near.iter().copied().find(|&other| {
                frames::preposition(words, other) == Some(preposition)
                    && words.part_of_speech(other) != PartOfSpeech::Adposition
                    && (self.is_party_like(other)
                        || self.cast.names_state(other)
                        || words.part_of_speech(other) == PartOfSpeech::ProperNoun)
            }),
            Need::Party(_) => near.iter().copied().find(|&other| {
                words.case(other) == Some(Case::Genitive)
                    && (self.is_party_like(other) || self.cast.names_state(other))
            }),
            Need::Infinitive => near.iter().copied().find(|&other| words.is_infinitive(other)),
            Need::Clause => {
                near.iter().copied().find(|&other| other > token && words.is(other, &["чтобы"]))
            }
            Need::Plural => words.is_plural(token).then_some(token),
        })
    }

    /// Whether somebody who acts is the subject of the verb: what a row asks for is what the act is done
    /// to or with.
    fn is_acting_subject(&self, token: usize, verb: usize) -> bool {
        let words = self.words;
        words.token(token).relation == Relation::Nsubj
            && words.part_of_speech(verb) == PartOfSpeech::Verb
            && self.is_party_like(token)
    }

    /// `не намерен обсуждать`, `не будут участвовать`: a refusal to do what no list has.
    fn refusal(&self, token: usize) -> Option<Trigger> {
        let words = self.words;
        let will = matches!(
            words.lemma(token),
            "намеренный"
                | "намерен"
                | "собираться"
                | "планировать"
                | "готовый"
                | "намереваться"
                | "быть"
        );
        let not = token.checked_sub(1).filter(|&not| words.is(not, &["не"]))?;
        let end = words.analysis.sentence_of(token).tokens.end;
        let infinitive = (token + 1..end.min(token + 4)).find(|&at| words.is_infinitive(at))?;
        if words.lemma(token) == "быть" && !words.is(token, &["будет", "будут", "будем", "буду"])
        {
            return None;
        }
        // A row that asks for both parties tells nothing of `не будут продавать журнал`.
        let listed = LISTS.verbs.contains_key(words.lemma(infinitive))
            && self.listed(infinitive).is_some_and(|(found, _)| {
                found.kind != EventType::Consult
                    && !(found.needs.is_empty() && found.ground == Ground::Both)
            });
        (will && !listed).then_some(Trigger {
            token,
            tokens: not..infinitive + 1,
            kind: EventType::Reject,
            mode: None,
            predicate: None,
            carrier: None,
            needed: Some(infinitive),
            rule: "refusal",
        })
    }

    /// `готов рассмотреть`, `готова к применению`: readiness for what no list has.
    fn readiness(&self, token: usize) -> Option<Trigger> {
        let words = self.words;
        let noun = words.lemma(token) == "готовность";
        if !noun
            && (words.lemma(token) != "готовый"
                || words.case(token).is_some_and(|case| case != Case::Nominative))
            || token > 0 && words.is(token - 1, &["не"])
        {
            return None;
        }
        let sentence = words.analysis.sentence_of(token).tokens.clone();
        let matter = (token + 1..sentence.end.min(token + 6)).find(|&at| {
            words.is_infinitive(at)
                || words.is_noun(at) && frames::preposition(words, at) == Some("к")
        })?;
        let listed = self.listed(matter).is_some();
        let last = if matter == token + 1 { matter } else { token };
        (!listed).then_some(Trigger {
            token,
            tokens: token..last + 1,
            kind: EventType::Agree,
            mode: None,
            predicate: None,
            carrier: None,
            needed: Some(matter),
            rule: "readiness",
        })
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
        match trigger.kind {
            // People meet, travel and help each other in private, too.
            EventType::Consult | EventType::Aid if !actors.is_empty() => {
                actors.iter().copied().any(public)
            }
            EventType::Consult | EventType::Aid => parties.any(public),
            EventType::Coerce => true,
            // `развивать отношения`: with whom must be told, unless one is a body of several.
            EventType::Cooperate => {
                actors.len() + recipients.len() > 1
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
