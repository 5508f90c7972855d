//! Which words tell of an event: a verb or noun of the lists with what its row asks for, a readiness, a
//! refusal.

use depesha_language::Relation;
use depesha_language::morphology::{Aspect, Case, PartOfSpeech, VerbForm, Voice};

use super::frames;
use super::lists::{Ground, LISTS, Need, Place, Predicate};
use super::{EventReader, Trigger};
use crate::lexicon::LEXICON;
use crate::record::EventType;

/// How far from a trigger the word may stand that its row asks for, to be part of it, in tokens.
const FURTHEST_JOINED: usize = 4;

impl EventReader<'_, '_> {
    /// The word as a trigger, if it is of the lists and stands with what its row asks for.
    pub(super) fn trigger_at(&self, token: usize) -> Option<Trigger> {
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
            if self.is_topic(token)
                || self.is_matter_of_charge(token, predicate)
                || self.is_ground_of_force(token, predicate)
            {
                return None;
            }
            // `отправлен в отставку` is the verb's event, `наложил штраф` the noun's.
            for verb in self.verbs_beside(token) {
                let Some((other, with)) = self.listed(verb) else { continue };
                if with != token {
                    continue;
                }
                // `попросил о помощи`: help that is only asked for is the matter of the request.
                if other.kind == EventType::Request && predicate.kind == EventType::Aid {
                    return None;
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
        if predicate.needs.contains(&Need::Negated) {
            tokens = token - 1..tokens.end;
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
            weighed: false,
        })
    }

    /// The row that the word meets, and the word that the row asked for: itself, if none.
    pub(super) fn listed(&self, token: usize) -> Option<(&'static Predicate, usize)> {
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
    pub(super) fn is_barred(&self, token: usize, predicate: &Predicate) -> bool {
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

    /// `тема отставки`, `версии отставки`: what is talked about is told of elsewhere.
    fn is_topic(&self, noun: usize) -> bool {
        self.words
            .token(noun)
            .head
            .is_some_and(|head| head < noun && matches!(self.words.lemma(head), "тема" | "версия"))
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

    /// `арестован по обвинению`, `отверг обвинения`: the charge is why the other act is done, or what is
    /// refused, and no act of its own.
    fn is_ground_of_force(&self, noun: usize, predicate: &Predicate) -> bool {
        let words = self.words;
        if predicate.kind != EventType::Accuse {
            return false;
        }
        let Some(verb) = words.token(noun).head else { return false };
        let before = frames::preposition(words, noun);
        let kind = || self.listed(verb).map(|(other, _)| other.kind);
        match before {
            // The tree hangs it on the verb or on the term: `приговорён к двум годам тюрьмы по обвинению`.
            Some("по") => {
                let mut at = Some(verb);
                std::iter::from_fn(|| {
                    let here = at?;
                    at = words.token(here).head;
                    Some(here)
                })
                .take(3)
                .any(|word| {
                    self.listed(word).is_some_and(|(other, _)| {
                        matches!(other.kind, EventType::Coerce | EventType::Sanction)
                    })
                })
            }
            None => {
                words.is_plural(noun)
                    && kind() == Some(EventType::Reject)
                    && matches!(words.token(noun).relation, Relation::Obj | Relation::NsubjPass)
            }
            _ => false,
        }
    }

    /// `не собираются обсуждать`: the refusal is the event, not the talks.
    fn is_part_of_refusal(&self, token: usize, predicate: &Predicate) -> bool {
        predicate.kind == EventType::Consult
            && self.words.is_infinitive(token)
            && (token.saturating_sub(3)..token).any(|at| self.refusal(at).is_some())
    }

    /// What the act is about, by the lemma of the verb's object or infinitive.
    pub(super) fn matter(&self, token: usize) -> Option<String> {
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
    pub(super) fn verb_lemma(&self, token: usize) -> Option<&str> {
        let lemma = self.words.lemma(token);
        if LISTS.verbs.contains_key(lemma) {
            return Some(lemma);
        }
        self.is_reflexive_passive(token).then(|| lemma.trim_end_matches("ся"))
    }

    /// Whether the lists have the word as a noun; its lemma is surer than its part of speech.
    pub(super) fn is_event_noun(&self, token: usize) -> bool {
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

    pub(super) fn is_passive(&self, token: usize) -> bool {
        let morphology = self.words.morphology(token);
        morphology.verb_form == Some(VerbForm::Participle)
            && (morphology.voice == Some(Voice::Passive) || morphology.short)
            || morphology.part_of_speech == PartOfSpeech::Adjective
                && LISTS.verbs.contains_key(self.words.lemma(token))
            || self.is_reflexive_passive(token)
    }

    /// Whether the verb tells something, and does not only identify what it stands before:
    /// `арестованный вчера активист`.
    pub(super) fn tells(&self, token: usize) -> bool {
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
                    && frames::preposition(words, other).is_none()
                    && self.is_party_like(other)
        });
        !full || after_comma || agent
    }

    pub(super) fn is_party_like(&self, token: usize) -> bool {
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
                // `признал министра Чили виновным` recognizes no state.
                words.is_noun(other) && self.cast.names_state(other) && of_token(other)
            }),
            Need::Class("body") => near
                .iter()
                .copied()
                .find(|&other| words.is_noun(other) && words.tables.is_body(words.lemma(other))),
            Need::Negated => {
                token.checked_sub(1).filter(|&not| words.is(not, &["не"])).map(|_| token)
            }
            Need::Class("person") => near.iter().copied().find(|&other| {
                let suffers =
                    matches!(words.token(other).relation, Relation::Obj | Relation::NsubjPass)
                        || self.is_passive(token) && words.token(other).relation == Relation::Nsubj;
                let person = words.person_at(other).is_some()
                    || words.is_pronoun(other) && words.is(other, &["он", "она", "они"])
                    || words.tables.role(words.lemma(other)).is_some();
                suffers && person && of_token(other)
            }),
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
                let his = of_token(other) && words.is(other, &["его", "её", "ее", "их"]);
                his || words.case(other) == Some(Case::Genitive)
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
    pub(super) fn refusal(&self, token: usize) -> Option<Trigger> {
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
            weighed: false,
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
            weighed: false,
        })
    }
}
