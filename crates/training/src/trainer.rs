//! Training: steps of Adam over batches of texts.

use std::time::Instant;

use depesha_language::EntityKind;
use depesha_language::entity_spans::without_crossings;

use crate::arithmetic::{Noise, exponential};
use crate::examples::{Example, NONE};
use crate::network::{Network, Plan, Vectors, known_traits};
use crate::score::{Entities, Scores};
use crate::tape::choice_loss;

/// Soft targets: probabilities of kinds, by candidate.
pub type Teaching = Vec<Vec<f32>>;

/// Trains a network on examples.
pub fn train(
    plan: &Plan,
    vectors: &Vectors,
    examples: &[&Example],
    mut report: impl FnMut(usize, &Network),
) -> Network {
    let mut network = Network::new(plan, known_traits(examples, plan.rare));
    let mut noise = Noise::new(plan.seed ^ 0x5eed);
    let mut adam = Adam::new(&network);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let steps = plan.epochs * examples.len().div_ceil(plan.batch);
    let mut step = 0;
    for epoch in 0..plan.epochs {
        let started = Instant::now();
        noise.shuffle(&mut order);
        let mut loss = 0.0;
        for batch in order.chunks(plan.batch) {
            let batch: Vec<&Example> = batch.iter().map(|&at| examples[at]).collect();
            let (part, rows) =
                gradients(&network, vectors, &batch, &mut noise, &mut adam.gradients);
            loss += part;
            step += 1;
            let progress = step as f32 / steps as f32;
            let warm = (step as f32 / 200.0).min(1.0);
            adam.step(&mut network, plan.rate * warm * (1.0 - progress).max(0.02), &rows);
        }
        eprintln!(
            "epoch {epoch}: loss {:.4}, {:.1} s",
            loss / examples.len() as f64,
            started.elapsed().as_secs_f64()
        );
        report(epoch, &network);
    }
    network
}

/// Adam with decoupled decay (Kingma and Ba 2015; Loshchilov and Hutter 2019). The table of traits
/// is changed only in the rows that a batch has used.
struct Adam {
    gradients: Vec<Vec<f32>>,
    first: Vec<Vec<f32>>,
    second: Vec<Vec<f32>>,
    steps: usize,
}

/// The longest that a gradient may be over all parameters.
const LONGEST_GRADIENT: f32 = 5.0;

impl Adam {
    fn new(network: &Network) -> Self {
        let zeros: Vec<Vec<f32>> =
            network.parameters.iter().map(|p| vec![0.0; p.values.len()]).collect();
        Self { gradients: zeros.clone(), first: zeros.clone(), second: zeros, steps: 0 }
    }

    /// Changes the parameters by their gradients, which become zero. `rows` are those of the table
    /// of traits that have a gradient.
    fn step(&mut self, network: &mut Network, rate: f32, rows: &[u32]) {
        self.steps += 1;
        let (b1, b2) = (0.9f32, 0.99f32);
        let (c1, c2) = (1.0 - power(b1, self.steps), 1.0 - power(b2, self.steps));
        let decay = rate * network.plan.decay;
        let parts: Vec<Vec<std::ops::Range<usize>>> = network
            .parameters
            .iter()
            .map(|parameter| {
                if parameter.name == "traits" {
                    let row = |&row: &u32| {
                        row as usize * parameter.columns..(row as usize + 1) * parameter.columns
                    };
                    rows.iter().map(row).collect()
                } else {
                    vec![0..parameter.values.len()]
                }
            })
            .collect();
        let mut square = 0.0;
        for (gradient, parts) in self.gradients.iter().zip(&parts) {
            for part in parts {
                let of_part: f32 = gradient[part.clone()].iter().map(|g| g * g).sum();
                square += f64::from(of_part);
            }
        }
        let length = square.sqrt() as f32;
        let clip = if length > LONGEST_GRADIENT { LONGEST_GRADIENT / length } else { 1.0 };
        for (at, parts) in parts.iter().enumerate() {
            let parameter = &mut network.parameters[at];
            let decay = if parameter.rows > 1 { decay } else { 0.0 };
            for part in parts {
                let values = &mut parameter.values[part.clone()];
                let gradients = &mut self.gradients[at][part.clone()];
                let first = &mut self.first[at][part.clone()];
                let second = &mut self.second[at][part.clone()];
                for (((value, gradient), m), v) in
                    values.iter_mut().zip(gradients).zip(first).zip(second)
                {
                    let g = *gradient * clip;
                    *gradient = 0.0;
                    *m += (1.0 - b1) * (g - *m);
                    *v += (1.0 - b2) * (g * g - *v);
                    *value -= rate * (*m / c1) / ((*v / c2).sqrt() + 1e-8) + decay * *value;
                }
            }
        }
    }
}

fn power(base: f32, exponent: usize) -> f32 {
    let mut result = 1.0;
    for _ in 0..exponent.min(5000) {
        result *= base;
    }
    result
}

/// The loss of a batch, and the rows of the table of traits that it used. Adds to `gradients`.
fn gradients(
    network: &Network,
    vectors: &Vectors,
    batch: &[&Example],
    noise: &mut Noise,
    gradients: &mut [Vec<f32>],
) -> (f64, Vec<u32>) {
    let plan = &network.plan;
    // Of the candidates that are nothing and share no end with an entity, one in a few stands for
    // all.
    const SHARE: usize = 5;
    let mut chosen = Vec::new();
    let mut weights = Vec::new();
    let mut kinds = Vec::new();
    let mut ends = Vec::new();
    for one in batch {
        let mut flags = vec![[0.0f32; 2]; one.words.len()];
        for (candidate, &kind) in one.candidates.iter().zip(&one.kinds) {
            if usize::from(kind) != NONE {
                flags[candidate.first as usize][0] = 1.0;
                flags[candidate.last as usize][1] = 1.0;
            }
        }
        let mut some = Vec::new();
        for (at, (candidate, &kind)) in one.candidates.iter().zip(&one.kinds).enumerate() {
            let near =
                flags[candidate.first as usize][0] > 0.0 || flags[candidate.last as usize][1] > 0.0;
            let weight = if usize::from(kind) != NONE || near {
                1.0
            } else if noise.below(SHARE) == 0 {
                SHARE as f32
            } else {
                continue;
            };
            some.push(at as u32);
            weights.push(weight);
            kinds.push(kind);
        }
        chosen.push(some);
        ends.extend(flags);
    }
    let (tape, outcome) = network.run(vectors, batch, &chosen, Some(noise));
    // The loss is a mean over tokens.
    let scale = 1.0 / ends.len() as f32;
    let smoothing = plan.smoothing;
    let (loss, gradient) = choice_loss(
        tape.values(outcome.scores),
        NONE + 1,
        |row, target| {
            target.fill(smoothing / (NONE + 1) as f32);
            target[usize::from(kinds[row])] += 1.0 - smoothing;
        },
        |row| weights[row] * scale,
    );
    let mut of_ends = Vec::with_capacity(ends.len() * 2);
    for (scores, flags) in tape.values(outcome.ends).chunks_exact(2).zip(&ends) {
        for (score, flag) in scores.iter().zip(flags) {
            let share = 1.0 / (1.0 + exponential(-score));
            of_ends.push((share - flag) * scale * plan.boundary_weight);
        }
    }
    tape.backward(vec![(outcome.scores, gradient), (outcome.ends, of_ends)], gradients);
    (loss * batch.len() as f64, tape.rows_in_bags())
}

/// Scores of all candidates of a text, `[candidate, kinds and NONE]`, and of ends, `[token, 2]`.
pub fn scores(network: &Network, vectors: &Vectors, one: &Example) -> (Vec<f32>, Vec<f32>) {
    let chosen = vec![(0..one.candidates.len() as u32).collect()];
    let (tape, outcome) = network.run(vectors, &[one], &chosen, None);
    (tape.values(outcome.scores).to_vec(), tape.values(outcome.ends).to_vec())
}

/// The entities that scores speak for.
pub fn decide(one: &Example, scores: &[f32], leaning: f32) -> Entities {
    let mut found = Vec::new();
    let mut kinds = Vec::new();
    for (candidate, scores) in one.candidates.iter().zip(scores.chunks_exact(NONE + 1)) {
        let mut best = 0;
        for kind in 1..NONE {
            if scores[kind] > scores[best] {
                best = kind;
            }
        }
        let margin = scores[best] - scores[NONE] + leaning;
        if margin > 0.0 {
            found.push((candidate.tokens(), margin));
            kinds.push(EntityKind::ALL[best]);
        }
    }
    without_crossings(&found)
        .into_iter()
        .map(|at| {
            let tokens = &found[at].0;
            (one.spans[tokens.start].joined(one.spans[tokens.end - 1]), kinds[at])
        })
        .collect()
}

/// Scores a network on examples.
pub fn evaluate(network: &Network, vectors: &Vectors, examples: &[&Example]) -> Scores {
    let mut found = Scores::default();
    for one in examples {
        let (scores, _) = scores(network, vectors, one);
        found.count(&one.marked, &decide(one, &scores, 0.0));
    }
    found
}
