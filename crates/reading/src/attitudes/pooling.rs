//! All signs of a pair, weighed together.

use std::collections::BTreeMap;

use super::Sign;
use crate::record::{ActorId, Attitude, AttitudeEvidence, Polarity};

/// No attitude is surer than this, in hundredths: there is always another way to read a report.
const SUREST: u8 = 97;
/// How much of its weight a further sign of the same kind keeps, in hundredths; by feel, since signs of
/// one report are not independent.
const FURTHER: i64 = 60;

/// What a sign weighs, in thousandths: how far above an even chance it is.
fn weight(sign: &Sign) -> i64 {
    let weight = i64::from(sign.sure.saturating_sub(30)) * 20;
    if sign.polarity == Polarity::Positive { weight } else { -weight }
}

/// An attitude for each pair that has signs and whose signs do not cancel out; in the order of the text.
pub(super) fn pooled(signs: &[Sign], together: bool) -> Vec<Attitude> {
    let mut pairs: BTreeMap<(usize, usize), Vec<&Sign>> = BTreeMap::new();
    for sign in signs {
        let found = pairs.entry((sign.source, sign.target)).or_default();
        // One word is one sign, whoever reads it.
        if found.iter().all(|other| !other.span.overlaps(sign.span)) {
            found.push(sign);
        }
    }
    let mut attitudes = Vec::new();
    for ((source, target), mut found) in pairs {
        if !together {
            found.truncate(1);
        }
        found.sort_by_key(|sign| (std::cmp::Reverse(sign.sure), sign.span));
        let mut sums = [0, 0];
        let mut factors = [100, 100];
        for sign in &found {
            let side = usize::from(sign.polarity == Polarity::Negative);
            sums[side] += weight(sign) * factors[side] / 100;
            factors[side] = factors[side] * FURTHER / 100;
        }
        let sum = sums[0] + sums[1];
        let polarity = match sum {
            0 => continue,
            1.. => Polarity::Positive,
            _ => Polarity::Negative,
        };
        found.retain(|sign| sign.polarity == polarity);
        let [first, ..] = found[..] else { continue };
        let confidence = (30 + sum.abs() / 20).min(i64::from(SUREST)) as u8;
        let (said_in, ground, account) = (first.said_in, first.ground, first.account);
        let mut evidence: Vec<AttitudeEvidence> = found
            .iter()
            .map(|sign| AttitudeEvidence {
                span: sign.span,
                ground: sign.ground,
                account: sign.account,
                said_in: sign.said_in,
            })
            .collect();
        evidence.sort_by_key(|evidence| evidence.span);
        let (source, target) = (ActorId(source), ActorId(target));
        attitudes.push(Attitude {
            source,
            target,
            polarity,
            confidence,
            said_in,
            ground,
            account,
            evidence,
        });
    }
    sort(&mut attitudes);
    attitudes
}

/// Puts attitudes in the order of the first words that show them.
pub(super) fn sort(attitudes: &mut [Attitude]) {
    attitudes.sort_by_key(|attitude| (attitude.evidence[0].span, attitude.source, attitude.target));
}
