//! Where a series of counts changes its rate.
//!
//! A series has channels (conflict, cooperation), in each a count a step, and an exposure: how many reports
//! were read, so that a step in which twice as much was read is expected to count twice as much. Two methods
//! look for breaks: [`breaks`] (PELT: Killick, Fearnhead and Eckley 2012) finds the best cut of the whole series,
//! and [`online`] (Adams and MacKay 2007) says at each step how likely a break is, knowing only what came up to a
//! few steps after it.

/// Counts of several channels over the same steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    /// `[channel][step]`: how many reports.
    pub channels: Vec<Vec<f64>>,
    /// `[step]`: how many reports were read; what is 0 has no part in any rate.
    pub exposure: Vec<f64>,
}

/// How well a stretch of counts fits one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Poisson counts, with a dispersion that divides the likelihood (quasi-Poisson): the cost of a stretch
    /// follows from its sums.
    Poisson,
    /// Negative binomial counts of one size, which is that of the whole series.
    NegativeBinomial,
}

/// The fewest steps of a segment (by feel: one step is an incident).
pub const LEAST_STEPS: usize = 2;
/// How much a further segment must lower the cost, in units of the parameters that it takes times the
/// logarithm of the number of steps. Chosen by `phases_measure`, so that flat series stay whole.
pub const PENALTY: f64 = 1.25;
/// The fewest reports of all channels without which no break is looked for (by feel).
pub const LEAST_COUNT: f64 = 6.0;
/// The fewest reports by which a channel must differ from what was expected for a break to stand (by feel).
pub const LEAST_SURPLUS: f64 = 4.0;
/// The length of a segment that [`online`] expects, in steps (by feel).
pub const USUAL_LENGTH: f64 = 50.0;
/// From how many steps after a break [`online`] looks back at it; at the end of the series from fewer.
pub const LOOK_BACK: usize = 4;

impl Counts {
    fn steps(&self) -> usize {
        self.exposure.len()
    }

    /// How much wider counts scatter than those of Poisson, by what neighbouring steps differ: a break
    /// touches one pair of neighbours, and no trend does much. At least 1.
    fn dispersion(&self, channel: usize) -> f64 {
        let counts = &self.channels[channel];
        let (mut scatter, mut expected) = (Vec::new(), 0.0);
        for at in 1..self.steps() {
            let (e, f) = (self.exposure[at - 1], self.exposure[at]);
            if e > 0.0 && f > 0.0 {
                let rate = (counts[at - 1] + counts[at]) / (e + f);
                let difference = counts[at - 1] * f - counts[at] * e;
                scatter.push(difference * difference / (e * f * (e + f)));
                expected += rate;
            }
        }
        if expected <= 0.0 {
            return 1.0;
        }
        scatter.sort_by(f64::total_cmp);
        (scatter.iter().sum::<f64>() / expected).max(1.0)
    }
}

/// The sums up to each step, from which the cost of any stretch follows.
struct Sums<'counts> {
    counts: &'counts Counts,
    fit: Fit,
    /// `[channel][step]`, one more than steps.
    channels: Vec<Vec<f64>>,
    exposure: Vec<f64>,
    dispersion: Vec<f64>,
}

fn running(values: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain(values.iter().map(|value| {
            sum += value;
            sum
        }))
        .collect()
}

impl<'counts> Sums<'counts> {
    fn of(counts: &'counts Counts, fit: Fit) -> Self {
        Self {
            fit,
            channels: counts.channels.iter().map(|channel| running(channel)).collect(),
            exposure: running(&counts.exposure),
            dispersion: (0..counts.channels.len()).map(|at| counts.dispersion(at)).collect(),
            counts,
        }
    }

    /// Twice the loss of likelihood of the steps from `from` to before `until` under one rate a channel, less
    /// what is the same for each cut.
    fn cost(&self, from: usize, until: usize) -> f64 {
        let exposure = self.exposure[until] - self.exposure[from];
        if exposure <= 0.0 {
            return 0.0;
        }
        let mut cost = 0.0;
        for (at, channel) in self.channels.iter().enumerate() {
            let count = channel[until] - channel[from];
            // What nothing is told of fits its rate without loss.
            if count <= 0.0 {
                continue;
            }
            let rate = count / exposure;
            let dispersion = self.dispersion[at];
            cost += match self.fit {
                Fit::Poisson => -2.0 * count * rate.ln() / dispersion,
                Fit::NegativeBinomial => {
                    // The size at which a count of the series' mean scatters as it does.
                    let all = channel.last().copied().unwrap_or(0.0);
                    let mean = all / self.exposure.len() as f64;
                    let size = mean / (dispersion - 1.0).max(0.01);
                    let steps = from..until;
                    let one = |step: usize| {
                        let mean = rate * self.counts.exposure[step];
                        let count = self.counts.channels[at][step];
                        let of_count = if count > 0.0 { count * rate.ln() } else { 0.0 };
                        of_count - (count + size) * ((size + mean) / size).ln()
                    };
                    -2.0 * steps.map(one).sum::<f64>()
                }
            };
        }
        cost
    }
}

/// The steps at which new segments begin, by PELT, before any guard.
fn cut(sums: &Sums<'_>, penalty: f64) -> Vec<usize> {
    let steps = sums.counts.steps();
    let mut best = vec![f64::INFINITY; steps + 1];
    let mut begin = vec![0_usize; steps + 1];
    best[0] = -penalty;
    let mut candidates: Vec<usize> = Vec::new();
    for until in LEAST_STEPS..=steps {
        candidates.push(until - LEAST_STEPS);
        let mut costs: Vec<f64> = Vec::with_capacity(candidates.len());
        for &from in &candidates {
            let cost = best[from] + sums.cost(from, until);
            costs.push(cost);
            if cost + penalty < best[until] {
                best[until] = cost + penalty;
                begin[until] = from;
            }
        }
        // What cannot be the begin of the last segment now will not be later.
        let mut cost = costs.iter();
        candidates.retain(|_| cost.next().is_none_or(|&cost| cost <= best[until]));
    }
    let mut breaks = Vec::new();
    let mut until = steps;
    while until > 0 && begin[until] > 0 {
        until = begin[until];
        breaks.push(until);
    }
    breaks.reverse();
    breaks
}

/// By how many reports the steps of the second stretch differ from what the rate of the first expects, in the
/// channel in which that is the most; and the other way round.
fn surplus(sums: &Sums<'_>, before: [usize; 2], after: [usize; 2]) -> f64 {
    let exposure = |[from, until]: [usize; 2]| sums.exposure[until] - sums.exposure[from];
    let differences = sums.channels.iter().map(|channel| {
        let count = |[from, until]: [usize; 2]| channel[until] - channel[from];
        let expected = |of: [usize; 2], by: [usize; 2]| {
            if exposure(by) > 0.0 { count(by) / exposure(by) * exposure(of) } else { count(of) }
        };
        let one = (count(after) - expected(after, before)).abs();
        let other = (count(before) - expected(before, after)).abs();
        one.max(other)
    });
    differences.fold(0.0, f64::max)
}

/// The steps at which a new rate begins; none where the series is too short or counts too little.
pub fn breaks(counts: &Counts, fit: Fit, penalty: f64) -> Vec<usize> {
    let all: f64 = counts.channels.iter().flatten().sum();
    let steps = counts.steps();
    if steps < 2 * LEAST_STEPS || all < LEAST_COUNT {
        return Vec::new();
    }
    let sums = Sums::of(counts, fit);
    // A segment takes a rate a channel, and the place where it begins.
    let parameters = counts.channels.len() as f64 + 1.0;
    let mut breaks = cut(&sums, penalty * parameters * (steps as f64).ln());
    // The guard for low counts: the weakest break goes first, and what it parted is looked at together.
    loop {
        let ends: Vec<usize> =
            std::iter::once(0).chain(breaks.iter().copied()).chain([steps]).collect();
        let surpluses: Vec<f64> = ends
            .windows(3)
            .map(|ends| surplus(&sums, [ends[0], ends[1]], [ends[1], ends[2]]))
            .collect();
        let weakest = (0..surpluses.len()).min_by(|&a, &b| surpluses[a].total_cmp(&surpluses[b]));
        match weakest {
            Some(weakest) if surpluses[weakest] < LEAST_SURPLUS => {
                breaks.remove(weakest);
            }
            _ => return breaks,
        }
    }
}

/// The logarithm of the gamma function, by Stirling's series after moving the argument up; to ten
/// digits.
fn ln_gamma(mut x: f64) -> f64 {
    let mut moved = 0.0;
    while x < 8.0 {
        moved += x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse / 1260.0)) / x;
    (x - 0.5) * x.ln() - x + 0.918_938_533_204_672_8 + series - moved
}

/// `[step]`: how likely a new rate begins there, or a step before or after, from 0 to 1, by the counts up to [`LOOK_BACK`] steps after it.
///
/// Rates have a gamma prior whose mean is the rate of the whole series and that weighs as one count; a
/// segment ends at each step with probability 1 / [`USUAL_LENGTH`]; counts are divided by their dispersion.
pub fn online(counts: &Counts) -> Vec<f64> {
    let steps = counts.steps();
    let mut likely = vec![0.0; steps];
    let all: f64 = counts.exposure.iter().sum();
    if all <= 0.0 {
        return likely;
    }
    let sums = Sums::of(counts, Fit::Poisson);
    let hazard = 1.0 / USUAL_LENGTH;
    // Where the present segment may have begun, the latest first, and how likely it did, as a logarithm.
    let mut begins: Vec<(usize, f64)> = Vec::new();
    for step in 0..steps {
        let mut posterior: Vec<(usize, f64)> = Vec::with_capacity(begins.len() + 1);
        let before: Vec<f64> = begins.iter().map(|(_, likely)| likely + hazard.ln()).collect();
        // Before the first step there is nothing that could end.
        let ended = if step == 0 { 0.0 } else { logarithm_of_sum(&before) };
        posterior.push((step, ended + predictive(&sums, step, step)));
        posterior.extend(begins.iter().map(|&(begin, likely)| {
            (begin, likely + (1.0 - hazard).ln() + predictive(&sums, begin, step))
        }));
        let all: Vec<f64> = posterior.iter().map(|(_, likely)| *likely).collect();
        let whole = logarithm_of_sum(&all);
        for (_, likely) in &mut posterior {
            *likely -= whole;
        }
        posterior.retain(|(_, likely)| *likely > LEAST_LIKELY);
        let nearest = if step + 1 == steps { 1 } else { LOOK_BACK };
        for back in nearest..=LOOK_BACK.min(step.saturating_sub(1)) {
            let at = step - back;
            // The segment that begins at the first step begins with the series.
            let near = posterior.iter().filter(|(begin, _)| *begin > 0 && begin.abs_diff(at) <= 1);
            likely[at] = near.map(|(_, likely)| likely.exp()).sum::<f64>().min(1.0);
        }
        begins = posterior;
    }
    likely
}

/// What is less likely, as a logarithm, is not followed further: one in 500 million.
const LEAST_LIKELY: f64 = -20.0;

fn logarithm_of_sum(values: &[f64]) -> f64 {
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    most + values.iter().map(|value| (value - most).exp()).sum::<f64>().ln()
}

/// The logarithm of how likely the counts of a step are after those from `from` on.
fn predictive(sums: &Sums<'_>, from: usize, step: usize) -> f64 {
    let mut likelihood = 0.0;
    let whole = sums.exposure.last().copied().unwrap_or(0.0);
    for (at, channel) in sums.channels.iter().enumerate() {
        let dispersion = sums.dispersion[at];
        let overall = channel.last().copied().unwrap_or(0.0) / whole;
        let exposure = sums.counts.exposure[step] / dispersion;
        if exposure <= 0.0 || overall <= 0.0 {
            continue;
        }
        let shape = 1.0 + (channel[step] - channel[from]) / dispersion;
        let rate = 1.0 / overall + (sums.exposure[step] - sums.exposure[from]) / dispersion;
        let count = sums.counts.channels[at][step] / dispersion;
        likelihood += ln_gamma(shape + count) - ln_gamma(shape) - ln_gamma(count + 1.0)
            + shape * (rate / (rate + exposure)).ln()
            + count * (exposure / (rate + exposure)).ln();
    }
    likelihood
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(channels: &[&[u32]]) -> Counts {
        let channels: Vec<Vec<f64>> = channels
            .iter()
            .map(|channel| channel.iter().map(|&count| f64::from(count)).collect())
            .collect();
        Counts { exposure: vec![100.0; channels[0].len()], channels }
    }

    #[test]
    fn a_plain_step_is_found_by_both_methods() {
        let series = counts(&[
            &[1, 2, 1, 0, 2, 1, 1, 2, 9, 8, 11, 9, 10, 8, 9, 10],
            &[2, 1, 2, 2, 1, 2, 1, 2, 1, 2, 1, 2, 2, 1, 2, 1],
        ]);
        for fit in [Fit::Poisson, Fit::NegativeBinomial] {
            assert_eq!(breaks(&series, fit, PENALTY), [8], "{fit:?}");
        }
        let likely = online(&series);
        let most = (0..likely.len()).max_by(|&a, &b| likely[a].total_cmp(&likely[b]));
        assert!(most.is_some_and(|most| (7..=9).contains(&most)), "{likely:?}");
        assert!(likely[8] > 0.5, "{likely:?}");
    }

    #[test]
    fn more_of_all_reports_is_no_break() {
        let mut series = counts(&[&[2, 2, 1, 2, 2, 3, 20, 20, 22, 19, 20, 18]]);
        series.exposure = [10.0; 6].into_iter().chain([100.0; 6]).collect();
        assert_eq!(breaks(&series, Fit::Poisson, PENALTY), [0_usize; 0]);
    }

    #[test]
    fn few_reports_and_short_series_have_no_breaks() {
        assert!(breaks(&counts(&[&[0, 0, 0, 0, 1, 1, 1, 2]]), Fit::Poisson, PENALTY).is_empty());
        assert!(breaks(&counts(&[&[0, 0, 50]]), Fit::Poisson, PENALTY).is_empty());
        assert!(breaks(&counts(&[&[]]), Fit::Poisson, PENALTY).is_empty());
        assert!(online(&counts(&[&[]])).is_empty());
    }

    #[test]
    fn pruning_finds_what_the_search_through_all_cuts_finds() {
        for seed in 0..40_u64 {
            let draw = |at: usize| crate::draws::times(seed * 1_000 + at as u64, 7) * 3.0;
            let series = Counts {
                channels: vec![
                    (0..14).map(|at| draw(at) + if at > 6 { 4.0 } else { 0.0 }).collect(),
                ],
                exposure: vec![10.0; 14],
            };
            let sums = Sums::of(&series, Fit::Poisson);
            let penalty = 4.0;
            let whole = |breaks: &[usize]| {
                let ends: Vec<usize> =
                    std::iter::once(0).chain(breaks.iter().copied()).chain([14]).collect();
                let costs = ends.windows(2).map(|ends| sums.cost(ends[0], ends[1]));
                costs.sum::<f64>() + penalty * breaks.len() as f64
            };
            let mut best = f64::INFINITY;
            for cuts in 0..1_u32 << 13 {
                let breaks: Vec<usize> = (1..14).filter(|at| cuts >> (at - 1) & 1 == 1).collect();
                let ends: Vec<usize> =
                    std::iter::once(0).chain(breaks.iter().copied()).chain([14]).collect();
                if ends.windows(2).all(|ends| ends[1] - ends[0] >= LEAST_STEPS) {
                    best = best.min(whole(&breaks));
                }
            }
            assert!((whole(&cut(&sums, penalty)) - best).abs() < 1e-9, "seed {seed}");
        }
    }

    #[test]
    fn the_gamma_function_of_whole_numbers_is_the_factorial() {
        for (number, factorial) in [(1.0, 1.0_f64), (2.0, 1.0), (5.0, 24.0), (11.0, 3_628_800.0)] {
            assert!((ln_gamma(number) - factorial.ln()).abs() < 1e-9);
        }
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-9);
    }
}
