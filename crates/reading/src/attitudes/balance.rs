//! Pairs made consistent with each other: attitudes tend to be returned, and the friend of a friend to
//! be a friend.

use crate::record::{Attitude, Polarity};

/// What an attitude gains or loses by one that speaks for or against it, in hundredths; by feel.
const STEP: i32 = 6;
/// What is less sure than this afterwards is left out.
const LEAST: i32 = 35;

/// Makes attitudes surer that others bear out and less sure that others contradict, and leaves out
/// those that become too unsure. No pair is made up: there are no words for it.
pub(super) fn balance(attitudes: &mut Vec<Attitude>) {
    let sign = |one: usize, other: usize| {
        attitudes
            .iter()
            .find(|known| known.source.0 == one && known.target.0 == other)
            .map_or(0, |known| if known.polarity == Polarity::Positive { 1 } else { -1 })
    };
    let mut third: Vec<usize> = attitudes.iter().map(|known| known.source.0).collect();
    third.sort_unstable();
    third.dedup();
    let changes: Vec<i32> = attitudes
        .iter()
        .map(|known| {
            let (source, target) = (known.source.0, known.target.0);
            let own = sign(source, target);
            let triads = third.iter().map(|&third| sign(source, third) * sign(third, target));
            let borne_out = (sign(target, source) + triads.sum::<i32>()) * own;
            borne_out.clamp(-3, 3) * STEP
        })
        .collect();
    for (known, change) in attitudes.iter_mut().zip(changes) {
        known.confidence = (i32::from(known.confidence) + change).clamp(1, 97) as u8;
    }
    attitudes.retain(|known| i32::from(known.confidence) >= LEAST);
}
