//! Uncertainty by drawing reports anew, in a way that does not ask in which order they came.
//!
//! In each draw a report counts as often as a Poisson variable of mean 1 says (the Poisson bootstrap: Hanley and
//! MacGibbon 2006), and that number follows from the key of the report and the number of the draw alone. So a
//! report weighs the same in all series, and two series that share reports are drawn together.

/// How many draws are taken; with 400 the ends of an interval of 95 % wander by less than a tenth of its
/// width.
pub const DRAWS: u32 = 400;

/// The fewest reports of which an interval is told: of fewer the draws tell more than is known (by feel).
pub const LEAST_REPORTS: usize = 5;

/// From where to where a number lies, in a share of the draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// Whether zero is outside of it.
    pub fn leaves_zero_out(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// The number of a report in all draws, by its key.
pub fn number(key: &str) -> u64 {
    // Keys are sixteen hexadecimal digits; of any other text the bytes are mixed.
    u64::from_str_radix(key, 16)
        .unwrap_or_else(|_| key.bytes().fold(0, |number, byte| mixed(number ^ u64::from(byte))))
}

/// One step of SplitMix64 (Steele, Lea and Flood 2014).
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// How often the report counts in a draw.
pub fn times(report: u64, draw: u32) -> f64 {
    /// The share of a Poisson variable of mean 1 up to 0, 1, 2 and so on.
    const UP_TO: [f64; 8] = [
        0.367_879_441_171_442_3,
        0.735_758_882_342_884_6,
        0.919_698_602_928_605_8,
        0.981_011_843_123_846_2,
        0.996_340_153_172_656_3,
        0.999_405_815_182_418_3,
        0.999_916_758_850_711_9,
        0.999_989_750_803_325_3,
    ];
    let uniform = (mixed(report ^ mixed(u64::from(draw))) >> 11) as f64 / (1_u64 << 53) as f64;
    UP_TO.iter().filter(|&&up_to| uniform >= up_to).count() as f64
}

/// The middle `share` of the values, if there are some.
pub fn middle(mut values: Vec<f64>, share: f64) -> Option<Interval> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let at = |share: f64| values[(share * last as f64).round() as usize];
    Some(Interval { low: at((1.0 - share) / 2.0), high: at((1.0 + share) / 2.0) })
}

/// The mean of what reports say, each by its number; none of none.
pub fn mean(values: &[(u64, f64)]) -> Option<f64> {
    let sum: f64 = values.iter().map(|(_, value)| value).sum();
    (!values.is_empty()).then(|| sum / values.len() as f64)
}

fn mean_in(values: &[(u64, f64)], draw: u32) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0.0);
    for &(report, value) in values {
        let times = times(report, draw);
        sum += times * value;
        count += times;
    }
    (count > 0.0).then(|| sum / count)
}

/// Where the mean lies in 95 of 100 draws; none of fewer than [`LEAST_REPORTS`].
pub fn of_mean(values: &[(u64, f64)]) -> Option<Interval> {
    if values.len() < LEAST_REPORTS {
        return None;
    }
    middle((0..DRAWS).filter_map(|draw| mean_in(values, draw)).collect(), 0.95)
}

/// Where the difference of the first mean to the second lies, in this share of the draws; none where
/// either has fewer than [`LEAST_REPORTS`].
pub fn of_difference(one: &[(u64, f64)], other: &[(u64, f64)], share: f64) -> Option<Interval> {
    if one.len().min(other.len()) < LEAST_REPORTS {
        return None;
    }
    between(&means(one), &means(other), share)
}

/// The mean in each draw; none where no report counts.
pub fn means(values: &[(u64, f64)]) -> Vec<Option<f64>> {
    (0..DRAWS).map(|draw| mean_in(values, draw)).collect()
}

/// As [`of_difference`], from the [`means`] of both, which serve several comparisons.
pub fn between(one: &[Option<f64>], other: &[Option<f64>], share: f64) -> Option<Interval> {
    let differences =
        one.iter().zip(other).filter_map(|(one, other)| Some(one.as_ref()? - other.as_ref()?));
    middle(differences.collect(), share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_once_on_the_average_with_a_variance_of_one() {
        let all: Vec<f64> = (0..200_u64)
            .flat_map(|report| (0..DRAWS).map(move |draw| times(report, draw)))
            .collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        let variance =
            all.iter().map(|times| (times - mean).powi(2)).sum::<f64>() / all.len() as f64;
        assert!((mean - 1.0).abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
    }

    #[test]
    fn intervals_hold_the_true_mean_about_as_often_as_they_say() {
        // 300 samples of 30 reports from -1, 0 and 1, whose mean is 0.
        let covered = (0..300_u64).filter(|sample| {
            let reports = (0..30).map(|at| mixed(sample * 1_000 + at));
            let values: Vec<(u64, f64)> =
                reports.map(|report| (report, (report % 3) as f64 - 1.0)).collect();
            let interval = of_mean(&values).unwrap();
            interval.low <= 0.0 && 0.0 <= interval.high
        });
        let covered = covered.count();
        assert!((265..=298).contains(&covered), "{covered}");
    }

    #[test]
    fn few_reports_have_no_interval_and_order_does_not_matter() {
        let values: Vec<(u64, f64)> =
            (0..9_u32).map(|at| (mixed(at.into()), f64::from(at))).collect();
        assert_eq!(of_mean(&values[..4]), None);
        let turned: Vec<(u64, f64)> = values.iter().rev().copied().collect();
        assert_eq!(of_mean(&values), of_mean(&turned));
    }
}
