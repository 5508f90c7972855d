//! Pairs made consistent with each other: attitudes tend to be returned, and the friend of a friend to
//! be a friend.

use std::collections::{BTreeMap, BTreeSet};

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

/// By party the side that it stands for, where one is known: a state's code.
pub type Sides = BTreeMap<usize, &'static str>;

/// Whether two parties stand for one side.
fn are_of_one_side(sides: &Sides, one: usize, other: usize) -> bool {
    sides.get(&one).is_some_and(|side| sides.get(&other) == Some(side))
}

/// Makes attitudes surer that others of the same side bear out, toward the same or others of its side,
/// and less sure that they contradict; within a side nothing changes. No pair is made up.
pub(super) fn by_sides(attitudes: &mut Vec<Attitude>, sides: &Sides) {
    let alike = |one: usize, other: usize| one == other || are_of_one_side(sides, one, other);
    let changes: Vec<i32> = attitudes
        .iter()
        .map(|known| {
            let borne_out = attitudes.iter().filter(|other| {
                (other.source, other.target) != (known.source, known.target)
                    && alike(other.source.0, known.source.0)
                    && alike(other.target.0, known.target.0)
            });
            let sum: i32 =
                borne_out.map(|other| if other.polarity == known.polarity { 1 } else { -1 }).sum();
            sum.clamp(-3, 3) * STEP
        })
        .collect();
    for (known, change) in attitudes.iter_mut().zip(changes) {
        known.confidence = (i32::from(known.confidence) + change).clamp(1, 97) as u8;
    }
    attitudes.retain(|known| i32::from(known.confidence) >= LEAST);
}

/// By ordered pair which way it leans, from -1, against, to 1, for.
pub type PairLeans = BTreeMap<(usize, usize), f32>;

/// What else than a pair's own lean is asked for its sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consistency {
    /// What the two return, and how they stand to third ones.
    pub balance: bool,
    /// What others of their sides show.
    pub sides: bool,
}

/// What an attitude in return counts; like the next two by feel.
const RETURNED: f32 = 0.3;
/// What counts that two stand to a third alike, or unlike.
const THROUGH_A_THIRD: f32 = 0.3;
/// What the mean of the leans of others of both sides counts.
const OF_A_SIDE: f32 = 0.5;

/// The sign of a pair of which it is known that it has one; by what others show too, as `consistency`
/// says. Where nothing shows it, it is negative, as most in reports of politics are.
pub fn sign_between(
    leans: &PairLeans,
    sides: &Sides,
    (source, target): (usize, usize),
    consistency: Consistency,
) -> Polarity {
    let lean = |one: usize, other: usize| leans.get(&(one, other)).copied();
    let own = lean(source, target);
    let mut sum = if consistency.balance {
        let known = |one, other| lean(one, other).or_else(|| lean(other, one)).unwrap_or(0.0);
        let parties: BTreeSet<usize> = leans.keys().map(|pair| pair.0).collect();
        let through: f32 =
            parties.iter().map(|&third| known(source, third) * known(third, target)).sum();
        own.unwrap_or(0.0)
            + RETURNED * lean(target, source).unwrap_or(0.0)
            + THROUGH_A_THIRD * through
    } else {
        own.or_else(|| lean(target, source)).unwrap_or(0.0)
    };
    if consistency.sides {
        let alike = |one: usize, other: usize| one == other || are_of_one_side(sides, one, other);
        let others: Vec<f32> = leans
            .iter()
            .filter(|(pair, _)| {
                **pair != (source, target) && alike(pair.0, source) && alike(pair.1, target)
            })
            .map(|(_, lean)| *lean)
            .collect();
        if !others.is_empty() {
            sum += OF_A_SIDE * others.iter().sum::<f32>() / others.len() as f32;
        }
    }
    if sum > 0.0 { Polarity::Positive } else { Polarity::Negative }
}
