//! What learned weights say of the words that may tell of an event, beside the rules.
//!
//! The rules read first. Weights then see each word that the lists have in some sense or that opens a statement, with
//! what the rules made of it. An event of the rules that they strongly deny is left out; a word that they are sure
//! enough of is told as an event of its likeliest type, with the frame of its row, or else of its type, unless a rule
//! says that it tells nothing.

use depesha_language::{Language, SeenWord};

use super::lists::{LISTS, usual};
use super::tellings::{is_again, take_in};
use super::traits::{TriggerTraits, Verdict, Verdicts};
use super::{EventReader, Told, Trigger};
use crate::record::EventType;

/// Who looks at the words that may tell of an event.
pub(crate) enum Weigher<'w> {
    /// The weights of the language's model.
    Model(&'w Language, TriggerBounds),
    /// Nobody but whoever is shown them: the rules alone decide.
    Watch(&'w mut dyn FnMut(TriggerTraits)),
}

/// Verbs that say nothing of what is said but that it is said; `утверждать` and the like doubt it, and are none.
const NEUTRAL: &[&str] = &[
    "сказать",
    "говорить",
    "заявить",
    "заявлять",
    "сообщить",
    "сообщать",
    "рассказать",
    "рассказывать",
    "отметить",
    "отмечать",
    "заметить",
    "замечать",
    "ответить",
    "отвечать",
    "добавить",
    "добавлять",
    "пояснить",
    "пояснять",
    "уточнить",
    "уточнять",
    "передать",
    "передавать",
    "писать",
    "написать",
];

/// How sure weights must be, in shares of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TriggerBounds {
    /// An event of the rules is left out where it is less likely than this that the word tells any event.
    pub kept: f32,
    /// A word of which the rules make nothing is told as an event of its likeliest type from this share on.
    pub added: f32,
}

impl TriggerBounds {
    /// The rules alone decide.
    pub const RULES_ALONE: Self = Self { kept: 0.0, added: f32::INFINITY };

    /// What [`crate::read`] uses: within 0.01 of the best F1 by cross-validation over reports with marked events, on the
    /// side that changes less.
    pub const USUAL: Self = Self { kept: 0.08, added: 0.25 };
}

impl EventReader<'_, '_> {
    /// Weighs the words that may tell of an event: takes out events that are denied, which it gives back, and adds
    /// those that are found.
    pub(super) fn weigh(
        &mut self,
        events: &mut Vec<Told>,
        verdicts: &Verdicts,
        weigher: Weigher<'_>,
    ) -> Vec<Told> {
        let mut sight = self.sight(events, verdicts);
        let mut words: Vec<TriggerTraits> = Vec::new();
        for token in 0..self.words.analysis.tokens.len() {
            let span = self.span_of(token);
            let part_of_other =
                |told: &Told| told.token != token && told.event.trigger.contains(span);
            let read = verdicts.of(token).is_some();
            if read || self.may_tell(token, &sight) && !events.iter().any(part_of_other) {
                words.push(self.traits(token, &mut sight, verdicts, events));
            }
        }
        let (language, bounds) = match weigher {
            Weigher::Watch(see) => {
                words.into_iter().for_each(see);
                return Vec::new();
            }
            Weigher::Model(language, bounds) => (language, bounds),
        };
        let mut denied = Vec::new();
        let seen: Vec<SeenWord> = words.iter().map(|word| word.seen.clone()).collect();
        for (word, shares) in words.iter().zip(language.trigger_shares(&seen)) {
            let share_of = |kind: EventType| {
                let at = EventType::ALL.iter().position(|known| *known == kind);
                at.and_then(|at| shares.get(at)).copied().unwrap_or(0.0)
            };
            if word.told.is_some() {
                // The type of what a row says is the row's: weights only say whether it is told at all.
                if shares.iter().sum::<f32>() < bounds.kept {
                    denied.extend(events.extract_if(.., |told| told.token == word.token));
                }
                continue;
            }
            let again = matches!(verdicts.of(word.token), Some(Verdict::Again(_)));
            if again || self.is_ruled_out(word.token) {
                continue;
            }
            let best = EventType::ALL.into_iter().max_by(|&one, &other| {
                share_of(one).total_cmp(&share_of(other)).then(other.name().cmp(one.name()))
            });
            let Some(kind) = best.filter(|&kind| share_of(kind) >= bounds.added) else { continue };
            if kind == EventType::Accuse && self.only_says(word.token) {
                continue;
            }
            let Some(told) = self.weighed_event(word.token, kind, share_of(kind)) else { continue };
            match events.iter_mut().find(|known| is_again(self.cast, known, &told)) {
                Some(known) => {
                    let same_word = known.lemma == told.lemma;
                    take_in(&mut known.event, told.event, same_word, self.statements);
                }
                None => events.push(told),
            }
        }
        denied
    }

    /// Whether a rule says of the word that it tells nothing here, rather than that it lacks something: what its row
    /// rules out stands beside it, it is the matter, the ground or a part of another act, or blame is told by
    /// it (`нота протеста`).
    fn is_ruled_out(&self, token: usize) -> bool {
        let words = self.words;
        let rows = if self.is_event_noun(token) {
            LISTS.nouns.get(words.lemma(token))
        } else {
            self.verb_lemma(token).and_then(|lemma| LISTS.verbs.get(lemma))
        };
        let tells_blame = words.token(token).head.is_some_and(|above| {
            self.listed(above)
                .is_some_and(|(row, needed)| needed == token && row.kind == EventType::Accuse)
                && self.trigger_at(above).is_some()
        });
        tells_blame
            || rows.is_some_and(|rows| rows.iter().any(|row| self.is_barred(token, row)))
            || self.listed(token).is_some() && self.trigger_at(token).is_none()
    }

    /// Whether the word is a verb that only says that somebody speaks (`заявил`, `ответил`): what is blamed stands in
    /// what is said, if anything is, and the rule for judgements reads it there.
    fn only_says(&self, token: usize) -> bool {
        let speaks = NEUTRAL.contains(&self.words.lemma(token));
        let accuses = self.listed(token).is_some_and(|(row, _)| row.kind == EventType::Accuse);
        speaks && !accuses
    }

    /// The event of this type that the word tells, by its row or else by the frame of its type.
    fn weighed_event(&mut self, token: usize, kind: EventType, share: f32) -> Option<Told> {
        let listed = self.trigger_at(token).filter(|trigger| trigger.kind == kind);
        let noun = self.words.is_noun(token);
        let trigger = match listed {
            Some(trigger) => Trigger { weighed: true, ..trigger },
            None => Trigger {
                token,
                tokens: token..token + 1,
                kind,
                mode: None,
                predicate: Some(usual(kind, noun)),
                carrier: None,
                needed: None,
                rule: if noun { "noun" } else { "verb" },
                weighed: true,
            },
        };
        let said_in = self.said_in(token);
        self.cast.stood.clear();
        let frame = self.frame(&trigger, said_in)?;
        let mut told = self.event(trigger, frame, said_in)?;
        // Rows tell whether two words are of one act; what has none is told by its own word alone.
        if told.row == usize::MAX {
            told.row = usize::MAX - 1 - token;
        }
        told.event.confidence = hundredths(share);
        Some(told)
    }
}

/// A share of one in hundredths, at most 97.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in 1..=97")]
fn hundredths(share: f32) -> u8 {
    (share * 100.0).round().clamp(1.0, 97.0) as u8
}
