//! How well breaks of known series are found: `cargo run --release -p depesha-chronicle --example phases_measure
//! [SERIES]`.
//!
//! For each kind of fit and each penalty: F1 of breaks within a step over `SERIES` series (300) with one to three
//! breaks, and how many of as many flat series are broken; then the chosen ones by how great the changes and how
//! many the reports are, and the second opinion.

use std::time::Instant;

use depesha_chronicle::changes::{Fit, PENALTY, breaks, online};
use depesha_chronicle::synthetic::{Likeness, WEEKLY, agreeing, f1, series};

/// F1 and the share of flat series that are broken, in hundredths.
fn measure(
    like: &Likeness,
    count: u64,
    find: impl Fn(&depesha_chronicle::changes::Counts) -> Vec<usize>,
) -> (f64, f64) {
    let (mut found, mut truth, mut agree, mut broken) = (0, 0, 0, 0);
    for seed in 0..count {
        let (counts, known) =
            series(&Likeness { breaks: 1 + seed as usize % 3, ..*like }, 7_000 + seed);
        let told = find(&counts);
        found += told.len();
        truth += known.len();
        agree += agreeing(&told, &known);
        let (flat, _) = series(&Likeness { breaks: 0, ..*like }, 90_000 + seed);
        broken += usize::from(!find(&flat).is_empty());
    }
    (f1(found, truth, agree), broken as f64 * 100.0 / count as f64)
}

/// Breaks where the second opinion holds them likely, the likeliest of neighbours.
fn likely(counts: &depesha_chronicle::changes::Counts) -> Vec<usize> {
    let likely = online(counts);
    let is_top = |at: usize| {
        likely[at] >= 0.5
            && likely[at.saturating_sub(2)..(at + 3).min(likely.len())]
                .iter()
                .all(|other| *other <= likely[at])
    };
    (0..likely.len()).filter(|&at| is_top(at)).collect()
}

fn main() {
    let count = std::env::args().nth(1).map_or(300, |count| count.parse().unwrap_or(300));
    for fit in [Fit::Poisson, Fit::NegativeBinomial] {
        for penalty in [1.0, 1.25, 1.5, 1.75, 2.0, 2.5] {
            let began = Instant::now();
            let (f1, broken) = measure(&WEEKLY, count, |counts| breaks(counts, fit, penalty));
            println!(
                "{fit:?} penalty {penalty}: F1 {f1:.3}, flat series broken {broken:.1} % ({:.2?})",
                began.elapsed()
            );
        }
    }
    let (f1, broken) = measure(&WEEKLY, count, likely);
    println!("online, from 0.5 on: F1 {f1:.3}, flat series broken {broken:.1} %");
    let chosen =
        |counts: &depesha_chronicle::changes::Counts| breaks(counts, Fit::Poisson, PENALTY);
    for factors in [[1.5, 2.0], [2.0, 2.5], [2.5, 3.5], [3.5, 5.0]] {
        let (f1, broken) = measure(&Likeness { factors, ..WEEKLY }, count, chosen);
        println!("changes by {factors:?}: F1 {f1:.3}, flat series broken {broken:.1} %");
    }
    for rates in [
        [[0.1, 0.3], [0.05, 0.2]],
        [[0.3, 1.0], [0.2, 0.5]],
        [[1.0, 3.0], [0.5, 2.0]],
        [[10.0, 30.0], [5.0, 20.0]],
    ] {
        let (f1, broken) = measure(&Likeness { rates, ..WEEKLY }, count, chosen);
        println!("reports a step {rates:?}: F1 {f1:.3}, flat series broken {broken:.1} %");
    }
    // A ledger of two months, day by day, as the stream is.
    for rates in [[[0.05, 0.2], [0.05, 0.2]], [[0.2, 0.5], [0.1, 0.3]]] {
        let (_, broken) = measure(&Likeness { rates, steps: 64, ..WEEKLY }, count, chosen);
        println!("64 steps of {rates:?} reports: flat series broken {broken:.1} %");
    }
    for dispersions in [[1.0, 1.01], [1.99, 2.0], [3.9, 4.0]] {
        let (f1, broken) = measure(&Likeness { dispersions, ..WEEKLY }, count, chosen);
        println!("dispersion {dispersions:?}: F1 {f1:.3}, flat series broken {broken:.1} %");
    }
}
