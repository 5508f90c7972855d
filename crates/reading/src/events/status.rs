//! Whether an act is said to be done.

use depesha_language::Relation;
use depesha_language::morphology::{Mood, Tense, VerbForm};

use super::frames::{Frame, preposition};
use super::lists::{LISTS, Light, Need};
use super::{EventReader, Trigger};
use crate::record::{EventStatus, EventType};

/// How a trigger's clause has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) status: EventStatus,
    /// The word that made it so, where it is not the verb's own form.
    pub(super) by: Option<usize>,
}

/// The most words that are climbed from a trigger.
const HIGHEST: usize = 6;

impl EventReader<'_, '_> {
    /// The status of the trigger's event.
    pub(super) fn status(&self, trigger: &Trigger, frame: &Frame, said_in: Option<usize>) -> Said {
        let said = self.status_in_clause(trigger, frame);
        let denied = self.denies(said_in) && said.status == EventStatus::Actual;
        if denied { Said { status: EventStatus::Negated, by: None } } else { said }
    }

    fn status_in_clause(&self, trigger: &Trigger, frame: &Frame) -> Said {
        let words = self.words;
        let token = trigger.token;
        let said = |status, by| Said { status, by };
        if trigger.rule == "refusal" || trigger.rule == "readiness" {
            return said(EventStatus::Actual, None);
        }
        let is_noun = trigger.rule == "noun";
        let mut at = token;
        if is_noun && preposition(words, token) == Some("без") {
            let without = words.analysis.dependents(token).find(|&other| words.is(other, &["без"]));
            return said(EventStatus::Negated, without);
        }
        // `в случае нападения`
        if is_noun
            && let Some(case) = (token.saturating_sub(3)..token)
                .rev()
                .find(|&at| words.is(at, &["случае"]) && at > 0 && words.is(at - 1, &["в"]))
        {
            return said(EventStatus::Hypothetical, Some(case));
        }
        if is_noun && let Some((status, attribute)) = self.status_by_attribute(token) {
            return said(status, Some(attribute));
        }
        if let Some(carrier) =
            frame.carrier.filter(|&carrier| words.token(carrier).head != Some(token))
        {
            let own = self.form_status(carrier);
            if own != EventStatus::Actual {
                return said(own, Some(carrier));
            }
            let lemma = words.lemma(carrier);
            // `выступает за встречу` wishes it, `выступил на встрече` was there.
            let at_it = lemma.starts_with("выступ")
                && !matches!(preposition(words, token), Some("за" | "против"));
            if let Some(&(status, _)) = LISTS.modality.get(lemma).filter(|_| !at_it) {
                return said(status, Some(carrier));
            }
            let finite = words.is_predicate(carrier) && !self.is_passive_infinitive(carrier);
            if finite && !words.is_infinitive(carrier) {
                return self.of_clause(carrier);
            }
            at = carrier;
        } else if trigger.predicate.is_some_and(|found| found.needs.contains(&Need::Negated)) {
            // Not to recognize is what is done.
            return said(EventStatus::Actual, None);
        } else if !is_noun {
            let own = self.form_status(token);
            if own != EventStatus::Actual {
                return said(own, None);
            }
            if !words.is_infinitive(token) && !self.is_passive_infinitive(token) {
                return self.of_clause(token);
            }
        }
        for _ in 0..HIGHEST {
            let Some(head) = words.token(at).head else { break };
            let relation = words.token(at).relation;
            if relation == Relation::Conj && !words.is_predicate(head) {
                at = head;
                continue;
            }
            let by = words.lemma(head);
            let governs = words.is_infinitive(at)
                || self.is_passive_infinitive(at)
                || words.is_converb(at)
                || matches!(
                    relation,
                    Relation::Obj | Relation::Iobj | Relation::Nsubj | Relation::NsubjPass
                )
                || matches!(
                    preposition(words, at),
                    None | Some("к" | "о" | "от" | "за" | "на" | "против")
                );
            // What a meeting or demand is about is no matter of the verb beside it.
            let place = matches!(preposition(words, at), Some("на"))
                && trigger.kind == EventType::Consult
                && at == token;
            let intends = matches!(by, "собраться" | "собираться" | "решить" | "хотеть");
            if governs
                && !place
                && (!intends || words.is_infinitive(at))
                && let Some(&(status, _)) = LISTS.modality.get(by)
            {
                let negated = head > 0 && words.is(head - 1, &["не"]);
                let status = match (negated, status) {
                    (true, EventStatus::Planned | EventStatus::Hypothetical) => {
                        EventStatus::Negated
                    }
                    (true, EventStatus::Negated) => EventStatus::Actual,
                    (false, EventStatus::Hypothetical)
                        if LISTS.light.get(words.lemma(at)) == Some(&Light::Event)
                            && matches!(by, "должный") =>
                    {
                        EventStatus::Planned
                    }
                    (_, status) => status,
                };
                return said(status, Some(head));
            }
            if words.is_predicate(head) {
                let own = self.form_status(head);
                if preposition(words, at) == Some("о") && own == EventStatus::Planned {
                    return said(own, Some(head));
                }
                // A thing done to an event says nothing of it; a carrier that is an infinitive is
                // governed by what comes next.
                if words.is_infinitive(at) && own != EventStatus::Actual {
                    return said(own, Some(head));
                }
                break;
            }
            if place {
                break;
            }
            if words.is_infinitive(head) || words.is_noun(head) {
                at = head;
                continue;
            }
            break;
        }
        said(EventStatus::Actual, None)
    }

    /// `быть осуждён`: what governs the infinitive governs the act.
    fn is_passive_infinitive(&self, token: usize) -> bool {
        let words = self.words;
        words.morphology(token).short
            && words.analysis.dependents(token).any(|other| {
                words.is(other, &["быть"])
                    && matches!(words.token(other).relation, Relation::Aux | Relation::AuxPass)
            })
    }

    /// What an attribute says of its noun: `возможная отставка`, `предстоящий визит`.
    fn status_by_attribute(&self, noun: usize) -> Option<(EventStatus, usize)> {
        let words = self.words;
        let status = |other: usize| match words.lemma(other) {
            "возможный" | "вероятный" | "гипотетический" | "потенциальный" | "предполагаемый" => {
                Some(EventStatus::Hypothetical)
            }
            "предстоящий"
            | "планируемый"
            | "запланировать"
            | "грядущий"
            | "будущий"
            | "намеченный"
            | "готовящийся"
            | "ожидаемый" => Some(EventStatus::Planned),
            "несостоявшийся" | "отменить" | "сорвать" => {
                Some(EventStatus::Negated)
            }
            _ => None,
        };
        words.analysis.dependents(noun).find_map(|other| Some((status(other)?, other)))
    }

    /// What the verb's own form says: negation, mood, tense.
    fn form_status(&self, verb: usize) -> EventStatus {
        let words = self.words;
        let sentence = words.analysis.sentence_of(verb).tokens.clone();
        let beside = |range: std::ops::Range<usize>, forms: &[&str]| {
            range.into_iter().any(|at| words.is(at, forms))
        };
        let from = sentence.start.max(verb.saturating_sub(1));
        let auxiliary = words.analysis.dependents(verb).find(|&other| {
            matches!(words.token(other).relation, Relation::Aux | Relation::AuxPass | Relation::Cop)
                || words.is(other, &["будет", "будут"])
        });
        let auxiliary = auxiliary.or_else(|| {
            (verb.saturating_sub(2).max(sentence.start)..verb)
                .find(|&at| words.is(at, &["будет", "будут"]))
        });
        let negated = beside(from..verb, &["не", "ни"])
            || auxiliary.is_some_and(|aux| aux > sentence.start && words.is(aux - 1, &["не"]))
            || words.morphology(verb).negative;
        if negated {
            return EventStatus::Negated;
        }
        let conditional =
            words.analysis.dependents(verb).any(|other| words.is(other, &["бы", "б"]));
        let dubious = (from.saturating_sub(1).max(sentence.start)..verb)
            .any(|at| words.is(at, &["якобы", "возможно", "вероятно"]));
        let morphology = words.morphology(verb);
        if conditional || dubious || morphology.mood == Some(Mood::Imperative) {
            return EventStatus::Hypothetical;
        }
        let clause = (sentence.start..verb)
            .rev()
            .take_while(|&at| !words.is_end_mark(at))
            .take(12)
            .find(|&at| words.is(at, &["если", "чтобы", "когда", "что", "который"]));
        let opened = clause.is_some_and(|at| {
            words.is(at, &["если", "чтобы"])
                && !(at..verb).any(|between| words.is_predicate(between))
        });
        if opened {
            return EventStatus::Hypothetical;
        }
        let future = morphology.tense == Some(Tense::Future)
            || auxiliary.is_some_and(|aux| words.is(aux, &["будет", "будут", "будем", "буду"]));
        if future && morphology.verb_form != Some(VerbForm::Converb) {
            let condition = sentence.clone().any(|at| {
                words.is(at, &["если"])
                    || words.is(at, &["случае"]) && at > sentence.start && words.is(at - 1, &["в"])
            });
            return if condition { EventStatus::Hypothetical } else { EventStatus::Planned };
        }
        EventStatus::Actual
    }

    /// A finite verb that is actual by its form, in a clause that is not: `добивается, чтобы`.
    fn of_clause(&self, verb: usize) -> Said {
        let words = self.words;
        let wished = words.analysis.dependents(verb).find(|&other| {
            words.token(other).relation == Relation::Mark && words.is(other, &["чтобы", "если"])
        });
        match wished {
            Some(mark) => Said { status: EventStatus::Hypothetical, by: Some(mark) },
            None => Said { status: EventStatus::Actual, by: None },
        }
    }
}
