//! What the trained weights say of pairs, beside the signs.

use super::pooling;
use super::traits::{NEGATIVE, POSITIVE};
use super::{PairLeans, PairModel, PairTraits, Sign, Signs};
use crate::record::{ActorId, Attitude, AttitudeEvidence, AttitudeGround, Polarity};

/// How much more of what speaks for a pair counts than of what speaks against it: fewer are marked for each other.
/// Chosen by cross-validation over RuSentRel.
const IN_FAVOUR: f32 = 1.4;

/// Words that are kept as evidence of one attitude.
const MOST_WORDS: usize = 6;

/// From this share on weights bear out what words show, else they speak against it; by cross-validation over
/// RuSentRel, where one pair in twelve that stand in a sentence is marked.
const BORNE_OUT: f32 = 0.2;
/// What is left of how sure words are against which weights speak; as above.
const SPOKEN_AGAINST: f32 = 0.8;

/// A pair, how likely it is against and for, and the words that stand with both.
type Judged<'pairs> = ((usize, usize), [f32; 2], &'pairs [usize]);

impl Signs<'_, '_> {
    /// The probability of each pair that stands in one sentence to be against and for, with the
    /// words that stand with both.
    fn judged(model: PairModel<'_>) -> Vec<Judged<'_>> {
        let judged = model.pairs.iter().map(|pair| {
            let shares = model.weights.probabilities(&pair.traits);
            let shares = [shares[NEGATIVE], shares[POSITIVE]];
            ((pair.source, pair.target), shares, &pair.words[..])
        });
        judged.collect()
    }

    /// Which way each pair that stands in one sentence leans, if it leans at all.
    pub(super) fn leans(model: PairModel<'_>) -> PairLeans {
        let lean = |pair: &PairTraits| {
            let [shares, signs] =
                [model.weights, model.signs].map(|weights| weights.probabilities(&pair.traits));
            let against = shares[NEGATIVE] * signs[NEGATIVE];
            let in_favour = IN_FAVOUR * shares[POSITIVE] * signs[POSITIVE];
            (in_favour - against) / (in_favour + against).max(f32::MIN_POSITIVE)
        };
        model.pairs.iter().map(|pair| ((pair.source, pair.target), lean(pair))).collect()
    }

    /// Attitudes by the signs, and those that the weights find beside them with at least `least`
    /// hundredths. Signs, which have words, are kept; they are the surer where the weights bear them out, and else
    /// less sure.
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
                let own = match known.polarity {
                    Polarity::Negative => against,
                    Polarity::Positive => in_favour,
                };
                let sure = if own >= BORNE_OUT {
                    1.0 - (1.0 - sure) * (1.0 - own)
                } else {
                    SPOKEN_AGAINST * sure * (1.0 - share)
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
