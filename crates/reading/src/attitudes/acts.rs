//! What is done to somebody shows how whoever does it stands to them.

use super::{Sign, Signs};
use crate::record::{Account, AttitudeGround, EventStatus, EventType, Polarity};

/// What a type of event shows, and how sure that is, in hundredths; by the sense of PLOVER's types.
fn shown_by(kind: EventType) -> Option<(Polarity, u8)> {
    use EventType as Type;
    Some(match kind {
        Type::Support => (Polarity::Positive, 85),
        Type::Aid => (Polarity::Positive, 80),
        Type::Cooperate => (Polarity::Positive, 75),
        Type::Agree => (Polarity::Positive, 65),
        Type::Concede => (Polarity::Positive, 60),
        Type::Accuse => (Polarity::Negative, 85),
        Type::Sanction | Type::Threaten => (Polarity::Negative, 80),
        Type::Assault | Type::Coerce => (Polarity::Negative, 75),
        Type::Protest | Type::Reject => (Polarity::Negative, 70),
        // To meet, to ask, to arm and to go tell nothing of a sign.
        Type::Consult | Type::Request | Type::Mobilize | Type::Retreat => return None,
    })
}

/// What is left of how sure an act is that is only possible, in hundredths.
const HYPOTHETICAL: u8 = 55;

impl Signs<'_, '_> {
    pub(super) fn acts(&self, signs: &mut Vec<Sign>) {
        for event in &self.acts {
            let Some((polarity, sure)) = shown_by(event.kind) else { continue };
            let (polarity, sure) = match event.status {
                EventStatus::Actual | EventStatus::Planned => (polarity, sure),
                EventStatus::Hypothetical => (polarity, sure.min(HYPOTHETICAL)),
                EventStatus::Negated => (polarity.other(), HYPOTHETICAL),
            };
            let trigger = self.words.analysis.tokens_within(event.trigger).start;
            let polarity = if self.is_ironic(trigger) { polarity.other() } else { polarity };
            let mutual = event.recipients.is_empty()
                && matches!(event.kind, EventType::Agree | EventType::Cooperate);
            let others = if mutual { &event.actors } else { &event.recipients };
            for &source in &event.actors {
                for &target in others {
                    let parties = self.party_of(source).zip(self.party_of(target));
                    let Some((source, target)) = parties else { continue };
                    signs.push(Sign {
                        source,
                        target,
                        polarity,
                        sure,
                        ground: AttitudeGround::Act,
                        account: Account::Act,
                        said_in: event.said_in,
                        span: event.trigger,
                    });
                }
            }
        }
    }
}
