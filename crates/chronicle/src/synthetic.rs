//! Series of counts whose breaks are known, to measure by.

use crate::changes::Counts;

/// A generator of numbers that follow from a seed (SplitMix64).
#[derive(Debug, Clone)]
pub struct Numbers(u64);

impl Numbers {
    /// Begins with this seed.
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// From 0 to before 1.
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From `low` to before `high`, small numbers as often as great ones in proportion.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low * (high / low).powf(self.uniform())
    }

    /// A Poisson number of this mean.
    fn poisson(&mut self, mean: f64) -> f64 {
        // Of a large mean in parts, for the product below would vanish.
        if mean > 20.0 {
            return self.poisson(20.0) + self.poisson(mean - 20.0);
        }
        let (mut product, mut count) = (self.uniform(), 0.0);
        let end = (-mean).exp();
        while product > end {
            product *= self.uniform();
            count += 1.0;
        }
        count
    }

    /// A count of this mean whose variance is `dispersion` times the mean: reports come in clusters, as
    /// several outlets tell of one matter. Clusters are of Poisson number and logarithmic size, so that the
    /// whole is negative binomial.
    fn count(&mut self, mean: f64, dispersion: f64) -> f64 {
        if dispersion <= 1.0 {
            return self.poisson(mean);
        }
        let share = 1.0 - 1.0 / dispersion;
        let clusters = self.poisson(mean * dispersion.ln() / (dispersion - 1.0));
        let mut count = 0.0;
        for _ in 0..clusters as u64 {
            let (mut left, mut size) = (self.uniform(), 1.0);
            let mut chance = -share / (1.0 - share).ln();
            while left > chance && size < 1_000.0 {
                left -= chance;
                chance *= share * size / (size + 1.0);
                size += 1.0;
            }
            count += size;
        }
        count
    }
}

/// What series are like.
#[derive(Debug, Clone, Copy)]
pub struct Likeness {
    /// How many steps.
    pub steps: usize,
    /// The range of the first rate of each channel, reports a step.
    pub rates: [[f64; 2]; 2],
    /// The range of the factor by which a channel changes at a break, upwards or downwards.
    pub factors: [f64; 2],
    /// The range of the dispersion.
    pub dispersions: [f64; 2],
    /// How many breaks.
    pub breaks: usize,
}

/// A series whose breaks are known; they lie at least eight steps from one another and from the ends.
pub fn series(like: &Likeness, seed: u64) -> (Counts, Vec<usize>) {
    const APART: usize = 8;
    let mut numbers = Numbers::of(seed);
    let mut breaks: Vec<usize> = Vec::new();
    while breaks.len() < like.breaks {
        let at = APART + (numbers.uniform() * (like.steps - 2 * APART) as f64) as usize;
        if breaks.iter().all(|other| other.abs_diff(at) >= APART) {
            breaks.push(at);
        }
    }
    breaks.sort_unstable();
    let dispersion = numbers.between(like.dispersions[0], like.dispersions[1]);
    let mut rates = like.rates.map(|[low, high]| numbers.between(low, high));
    let mut counts = Counts { channels: vec![Vec::new(), Vec::new()], exposure: Vec::new() };
    for step in 0..like.steps {
        if breaks.contains(&step) {
            // One channel at least changes; the other as often as not.
            let first = usize::from(numbers.uniform() < 0.5);
            let both = numbers.uniform() < 0.5;
            for (channel, rate) in rates.iter_mut().enumerate() {
                if channel == first || both {
                    let factor = numbers.between(like.factors[0], like.factors[1]);
                    let is_high = *rate > like.rates[channel][0].max(like.rates[channel][1] / 2.0);
                    *rate *= if is_high { 1.0 / factor } else { factor };
                }
            }
        }
        // What is read wavers by a third, as holidays and new channels come.
        let exposure = numbers.between(0.75, 1.33);
        counts.exposure.push(exposure * 1_000.0);
        for (channel, rate) in rates.iter().enumerate() {
            let count = numbers.count(rate * exposure, dispersion);
            counts.channels[channel].push(count);
        }
    }
    (counts, breaks)
}

/// How many of the true breaks were found within a step, each found one once: found, true, agreeing.
pub fn agreeing(found: &[usize], truth: &[usize]) -> usize {
    let mut left: Vec<usize> = found.to_vec();
    let hits = truth.iter().filter(|&&at| {
        let hit = left.iter().position(|&other| other.abs_diff(at) <= 1);
        hit.map(|hit| left.remove(hit)).is_some()
    });
    hits.count()
}

/// F1 over several series, from what was found, what is true, and what agrees.
pub fn f1(found: usize, truth: usize, agree: usize) -> f64 {
    if found + truth == 0 { 1.0 } else { 2.0 * agree as f64 / (found + truth) as f64 }
}

/// Weekly series of a busy pair for two years, as the stream of news channels that the ledger is measured by has
/// them in its full weeks: two to ten reports of conflict and one to five of cooperation a week, dispersions
/// of 1 to 2.6, changes by a factor of 2.5 to 5.
pub const WEEKLY: Likeness = Likeness {
    steps: 104,
    rates: [[2.0, 10.0], [1.0, 5.0]],
    factors: [2.5, 5.0],
    dispersions: [1.0, 2.6],
    breaks: 2,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changes::{Fit, PENALTY, breaks, online};

    #[test]
    fn counts_scatter_as_they_should() {
        let mut numbers = Numbers::of(5);
        let drawn: Vec<f64> = (0..20_000).map(|_| numbers.count(6.0, 2.0)).collect();
        let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
        let variance = drawn.iter().map(|n| (n - mean).powi(2)).sum::<f64>() / drawn.len() as f64;
        assert!(
            (mean - 6.0).abs() < 0.1 && (variance / mean - 2.0).abs() < 0.1,
            "{mean} {variance}"
        );
    }

    #[test]
    fn known_breaks_are_found_and_flat_series_stay_whole() {
        let (mut found, mut truth, mut agree, mut broken) = (0, 0, 0, 0);
        for seed in 0..100 {
            let like = Likeness { breaks: 1 + seed as usize % 3, ..WEEKLY };
            let (counts, known) = series(&like, seed);
            let told = breaks(&counts, Fit::Poisson, PENALTY);
            found += told.len();
            truth += known.len();
            agree += agreeing(&told, &known);
            let (flat, _) = series(&Likeness { breaks: 0, ..WEEKLY }, 1_000 + seed);
            broken += usize::from(!breaks(&flat, Fit::Poisson, PENALTY).is_empty());
        }
        let f1 = f1(found, truth, agree);
        assert!(f1 >= 0.85 && broken <= 5, "F1 {f1}, {broken} flat series are broken");
    }

    #[test]
    fn the_second_opinion_holds_most_known_breaks_likely() {
        let (mut truth, mut seen) = (0, 0);
        for seed in 0..50 {
            let (counts, known) = series(&Likeness { breaks: 2, ..WEEKLY }, seed);
            let likely = online(&counts);
            truth += known.len();
            let is_seen = |&at: &usize| likely[at - 1..=at + 1].iter().any(|&likely| likely >= 0.5);
            seen += known.iter().filter(|at| is_seen(at)).count();
        }
        assert!(seen * 10 >= truth * 7, "{seen} of {truth}");
    }
}
