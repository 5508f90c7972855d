//! From which words an event was read.

use depesha_text::ByteSpan;

use super::frames::Frame;
use super::status::Said;
use super::{EventReader, Trigger};
use crate::record::{ActorId, EventStatus, Evidence, EvidenceOf};

/// How far before a verb a particle may stand that makes it negated or possible, in tokens.
const PARTICLE_REACH: usize = 3;

impl EventReader<'_, '_> {
    /// The words beside the trigger that made the event what it is.
    pub(super) fn evidence(
        &self,
        trigger: &Trigger,
        frame: &Frame,
        said: Said,
        (actors, recipients): (&[ActorId], &[ActorId]),
        said_in: Option<usize>,
    ) -> Vec<Evidence> {
        let mut found = Vec::new();
        let mut of = |of, actor, span| found.push(Evidence { of, actor, span });
        if let Some(needed) = trigger.needed {
            of(EvidenceOf::Needed, None, self.span_of(needed));
        }
        if let Some(carrier) = frame.carrier.filter(|&carrier| trigger.needed != Some(carrier)) {
            of(EvidenceOf::Carrier, None, self.span_of(carrier));
        }
        for (part, parties) in [(EvidenceOf::Actor, actors), (EvidenceOf::Recipient, recipients)] {
            for &actor in parties {
                if let Some(span) = self.words_of_party(actor, trigger.token, said_in) {
                    of(part, Some(actor), span);
                }
            }
        }
        if let Some(span) = self.words_of_status(trigger, frame, said, said_in) {
            of(EvidenceOf::Status, None, span);
        }
        found
    }

    /// Where a party of the event stood: in its frame, else the nearest name of it in the sentence, else
    /// as the speaker.
    fn words_of_party(
        &self,
        actor: ActorId,
        token: usize,
        said_in: Option<usize>,
    ) -> Option<ByteSpan> {
        let stood = self.cast.stood.iter().find(|(known, _)| *known == actor);
        let stood = stood.map(|(_, span)| self.without_date(*span));
        let speaker = || {
            let index = said_in?;
            let speaks = self.statements[index].speaker == Some(actor);
            speaks.then(|| self.statements[index].source.unwrap_or(self.statements[index].cue))
        };
        stood.or_else(|| self.cast.nearest_state_mention(actor, token)).or_else(speaker)
    }

    /// The words without the date that the tree has hung on them: `Баку [12 ноября]`.
    fn without_date(&self, span: ByteSpan) -> ByteSpan {
        let from = self.dates.partition_point(|date| date.span.start <= span.start);
        let date = self.dates.get(from).filter(|date| date.span.start < span.end);
        let Some(date) = date else { return span };
        let before = &self.words.text[span.start..date.span.start];
        ByteSpan::new(span.start, span.start + before.trim_end_matches([' ', '\u{a0}', ',']).len())
    }

    /// The word behind which the act is not simply said to be done.
    fn words_of_status(
        &self,
        trigger: &Trigger,
        frame: &Frame,
        said: Said,
        said_in: Option<usize>,
    ) -> Option<ByteSpan> {
        let words = self.words;
        let verb = frame.carrier.unwrap_or(trigger.token);
        if said.status == EventStatus::Actual {
            return None;
        }
        if let Some(by) = said.by.filter(|&by| by != verb) {
            return Some(self.span_of(by));
        }
        let sentence = words.analysis.sentence_of(verb).tokens.clone();
        let near = verb.saturating_sub(PARTICLE_REACH).max(sentence.start)..verb;
        let beside = |forms: &[&str]| near.clone().rev().find(|&at| words.is(at, forms));
        let clause = |forms: &[&str]| sentence.clone().find(|&at| words.is(at, forms));
        let word = match said.status {
            EventStatus::Negated => beside(&["не", "ни"]),
            EventStatus::Planned => beside(&["будет", "будут", "буду", "будем"]),
            EventStatus::Hypothetical => beside(&["якобы", "возможно", "вероятно", "бы", "б"])
                .or_else(|| clause(&["если", "чтобы", "бы", "б", "случае"])),
            EventStatus::Actual => None,
        };
        match word {
            Some(word) => Some(self.span_of(word)),
            // What a statement denies is denied by its cue.
            None if said.status == EventStatus::Negated && self.denies(said_in) => {
                said_in.map(|index| self.attributions[index].cue)
            }
            None => Some(self.span_of(verb)),
        }
    }
}
