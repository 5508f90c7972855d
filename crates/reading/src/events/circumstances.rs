//! When and where: the date and the place that an event's own clause gives.
//!
//! A clause is the verb, the noun that the verb carries and what depends on them. What depends on
//! another verb, or on another noun that tells of an event, belongs to that one.

use depesha_language::morphology::Case;
use depesha_language::{EntityKind, Relation};
use depesha_text::ByteSpan;

use super::frames::{Frame, preposition};
use super::lists::LISTS;
use super::status::Said;
use super::{EventReader, Trigger};
use crate::record::{ActorId, Date, DateBound, DateId, EventStatus, EventType, Grain};

/// How far a date or a place may hang below the word that it is tied to.
const DEEPEST: usize = 4;

/// How closely something is tied to an event, the closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    /// To the trigger.
    Trigger,
    /// To the verb that carries the trigger.
    Carrier,
    /// To the word behind which the act is planned or possible: `намерен в мае подписать`.
    Governor,
    /// To the first of coordinated words, before all of them: `в пятницу прибыл и встретился`.
    Shared,
}

/// The words that an event's own clause hangs on.
#[derive(Debug)]
pub(super) struct Clause {
    /// The trigger's tokens, or the one word that the clause is of.
    own: std::ops::Range<usize>,
    /// The word that has the clause's dependents.
    at: usize,
    carrier: Option<usize>,
    governor: Option<usize>,
    first: Option<usize>,
}

impl EventReader<'_, '_> {
    /// The clause of the trigger.
    pub(super) fn clause(&self, trigger: &Trigger, frame: &Frame, said: Said) -> Clause {
        let words = self.words;
        let is_noun = trigger.rule == "noun";
        let verb = if is_noun { frame.carrier } else { Some(trigger.token) };
        let governor = said.by.filter(|&by| {
            let governed = verb.unwrap_or(trigger.token);
            by != governed && LISTS.modality.contains_key(words.lemma(by))
        });
        Clause {
            own: trigger.tokens.clone(),
            governor,
            ..self.clause_of(trigger.token, frame.carrier)
        }
    }

    /// The clause of a word, and of the verb that carries it.
    pub(super) fn clause_of(&self, token: usize, carrier: Option<usize>) -> Clause {
        let words = self.words;
        let verb = carrier.unwrap_or(token);
        let subject = words.analysis.dependents(verb).any(|other| {
            matches!(words.token(other).relation, Relation::Nsubj | Relation::NsubjPass)
        });
        let first = words.token(verb).head.filter(|&head| {
            words.token(verb).relation == Relation::Conj
                && !subject
                && words.is_noun(head) == words.is_noun(verb)
        });
        Clause { own: token..token + 1, at: token, carrier, governor: None, first }
    }

    /// How a word is tied to the clause; what lies between must pass.
    fn tie(&self, from: usize, clause: &Clause, passes: impl Fn(usize) -> bool) -> Option<Tie> {
        let words = self.words;
        let mut at = from;
        for _ in 0..DEEPEST {
            let head = words.token(at).head?;
            // `осудил санкции 2014 года`: a noun within the trigger may have what is its own.
            let within = clause.own.contains(&head) && (!self.is_event_noun(head) || passes(head));
            if clause.at == head || within {
                return Some(Tie::Trigger);
            }
            if clause.carrier == Some(head) {
                return Some(Tie::Carrier);
            }
            if clause.governor == Some(head) {
                return (from > head).then_some(Tie::Governor);
            }
            if clause.first == Some(head) {
                return (from < head || words.is_noun(head)).then_some(Tie::Shared);
            }
            let tells = self.is_event_noun(head)
                || words.is_predicate(head)
                || words.is_infinitive(head)
                || words.is_converb(head)
                || words.morphology(head).verb_form.is_some();
            if tells || !passes(head) {
                return None;
            }
            at = head;
        }
        None
    }

    /// The date that the clause gives: the one tied closest, of several the nearest to the trigger.
    pub(super) fn date(&self, clause: &Clause) -> Option<DateId> {
        let words = self.words;
        let sentence = words.analysis.sentence_of(clause.at);
        let from = self.dates.partition_point(|date| date.span.start < sentence.span.start);
        let here = self.dates[from..]
            .iter()
            .take_while(|date| date.span.end <= sentence.span.end)
            .enumerate();
        here.filter_map(|(index, date)| {
            let tokens = words.analysis.tokens_within(date.span);
            let tie = tokens
                .clone()
                .filter(|&token| words.token(token).head.is_none_or(|head| !tokens.contains(&head)))
                .filter_map(|top| self.tie(top, clause, |head| self.lets_date_pass(head, date)))
                .min()?;
            Some((tie, tokens.start.abs_diff(clause.at), DateId(from + index)))
        })
        .min()
        .map(|(_, _, date)| date)
    }

    /// Whether the date is a term within which what is promised or asked for is to be done, and not when it
    /// was promised: `пообещал до конца года снять пошлины`.
    pub(super) fn is_of_matter(&self, DateId(date): DateId, trigger: &Trigger, said: Said) -> bool {
        let words = self.words;
        matches!(self.dates[date].bound, DateBound::Until | DateBound::By)
            && said.status == EventStatus::Actual
            && words.analysis.dependents(trigger.token).any(|other| words.is_infinitive(other))
    }

    /// Whether a date that the tree hangs on this noun may be one of the clause. Names have no date of
    /// their own, and what only lies on a day belongs to the verb; things have years of their own
    /// (`договор 1992 года`), and what takes place has days (`выборы 5 мая`).
    fn lets_date_pass(&self, noun: usize, date: &Date) -> bool {
        let words = self.words;
        if words.name_at(noun).is_some() || self.cast.names_state(noun) {
            return true;
        }
        let day = matches!(date.grain, Grain::Day | Grain::Hour | Grain::Minute | Grain::Second);
        let lemma = words.lemma(noun);
        let takes_place = ["ние", "ция", "сия"].iter().any(|ending| lemma.ends_with(ending))
            || words.analysis.entities.iter().any(|entity| {
                entity.tokens.contains(&noun)
                    && matches!(entity.kind, EntityKind::Event | EntityKind::Law)
            });
        day && words.is_noun(noun) && !takes_place
    }

    /// The place that the clause gives, and the words that name it.
    pub(super) fn place(
        &mut self,
        clause: &Clause,
        trigger: &Trigger,
    ) -> Option<(ActorId, ByteSpan)> {
        let words = self.words;
        let sentence = words.analysis.sentence_of(clause.at).tokens.clone();
        // `посетил Анкару`: where one goes is where it happens.
        let visit = trigger.mode == Some("visit");
        let mut heads: Vec<(Tie, usize, usize)> = sentence
            .filter(|&token| {
                !clause.own.contains(&token)
                    && (words.is_noun(token) || words.name_at(token).is_some())
            })
            .filter_map(|token| {
                let tie =
                    self.tie(token, clause, |head| self.lets_place_pass(head, trigger.kind))?;
                self.tells_where(token, visit).then_some((tie, token.abs_diff(clause.at), token))
            })
            .collect();
        heads.sort_unstable();
        heads.into_iter().find_map(|(_, _, head)| self.cast.scene(head))
    }

    /// Whether the noun's preposition and case say where.
    fn tells_where(&self, noun: usize, goal: bool) -> bool {
        let words = self.words;
        let case = words.case(noun);
        match preposition(words, noun) {
            Some("в" | "на") => {
                matches!(case, Some(Case::Locative) | None)
                    || goal && case == Some(Case::Accusative)
            }
            Some("под" | "над") => matches!(case, Some(Case::Instrumental) | None),
            Some("близ" | "около" | "возле" | "вблизи" | "у") => {
                matches!(case, Some(Case::Genitive) | None)
            }
            Some(_) => false,
            None => goal && words.token(noun).relation == Relation::Obj,
        }
    }

    /// Whether a place that the tree hangs on this noun is also that of the act upon it: `обстреляли
    /// посольство в Багдаде`, but not `обсудили положение в Багдаде`.
    fn lets_place_pass(&self, noun: usize, kind: EventType) -> bool {
        let words = self.words;
        let upon = matches!(
            kind,
            EventType::Assault | EventType::Coerce | EventType::Protest | EventType::Mobilize
        );
        upon && words.is_noun(noun)
            && words.tables.role(words.lemma(noun)).is_none()
            && words.person_at(noun).is_none()
    }
}
