//! What the trained weights say of pairs, beside the signs.

use super::pooling;
use super::traits::{NEGATIVE, POSITIVE};
use super::{PairModel, Sign, Signs};
use crate::record::{ActorId, Attitude, AttitudeEvidence, AttitudeGround, Polarity};

/// Words that are kept as evidence of one attitude.
const MOST_WORDS: usize = 6;

/// A pair, how likely it is against and for, and the words that stand with both.
pub(super) type Judged<'pairs> = ((usize, usize), [f32; 2], &'pairs [usize]);

impl Signs<'_, '_> {
    /// The probability of each pair that stands in one sentence to be against and for, with the
    /// words that stand with both.
    pub(super) fn judged(model: PairModel<'_>) -> Vec<Judged<'_>> {
        let judged = model.pairs.iter().map(|pair| {
            let shares = model.weights.probabilities(&pair.traits);
            let shares = [shares[NEGATIVE], shares[POSITIVE]];
            ((pair.source, pair.target), shares, &pair.words[..])
        });
        judged.collect()
    }

    /// Attitudes by the signs, and those that the weights find beside them with at least `least`
    /// hundredths. Where both find the same, it is the surer; where they contradict each other, the
    /// signs, which have words, are kept and lose what the weights say against them.
    pub(super) fn with_weights(
        &self,
        signs: &[Sign],
        model: PairModel<'_>,
        least: u8,
        together: bool,
    ) -> Vec<Attitude> {
        let mut attitudes = pooling::pooled(signs, together);
        for ((source, target), [against, in_favour], words) in Self::judged(model) {
            let (polarity, share) = if against >= in_favour {
                (Polarity::Negative, against)
            } else {
                (Polarity::Positive, in_favour)
            };
            let known = attitudes
                .iter_mut()
                .find(|known| known.source.0 == source && known.target.0 == target);
            if let Some(known) = known {
                let sure = f32::from(known.confidence) / 100.0;
                let sure = if known.polarity == polarity {
                    1.0 - (1.0 - sure) * (1.0 - share)
                } else {
                    sure * (1.0 - share)
                };
                known.confidence = hundredths(sure).max(1);
                continue;
            }
            let confidence = hundredths(share);
            if confidence < least {
                continue;
            }
            // What no word shows is a guess about the two, and no reading.
            let &[first, ..] = words else { continue };
            let said_in = self.told_by[first];
            let ground = AttitudeGround::Classifier;
            attitudes.push(Attitude {
                source: ActorId(source),
                target: ActorId(target),
                polarity,
                confidence,
                said_in,
                ground,
                account: self.account(first),
                evidence: words
                    .iter()
                    .take(MOST_WORDS)
                    .map(|&at| AttitudeEvidence {
                        span: self.words.token(at).span,
                        ground,
                        account: self.account(at),
                        said_in: self.told_by[at],
                    })
                    .collect(),
            });
        }
        pooling::sort(&mut attitudes);
        attitudes
    }
}

/// A share of one in hundredths, at most 97.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in 0..=97")]
fn hundredths(share: f32) -> u8 {
    (share * 100.0).round().clamp(0.0, 97.0) as u8
}
