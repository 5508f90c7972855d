/// The best path through a chain of labels: the labels, one per step, for which the sum of
/// emissions and of transitions between neighbouring steps is greatest.
///
/// The chain is given in parts, of which only a byte per step and label is kept. There are no scores
/// for starting or ending. Of equal paths the one with the lower labels at the end wins.
///
/// ```
/// use depesha_nn::BestPath;
///
/// // Two labels; staying costs nothing, changing costs 3.
/// let mut path = BestPath::new(&[0.0, -3.0, -3.0, 0.0], 2);
/// path.extend(&[2.0, 0.0, 0.0, 1.0]);
/// path.extend(&[2.0, 0.0]);
/// assert_eq!(path.finish(), [0, 0, 0]);
/// ```
#[derive(Debug, Clone)]
pub struct BestPath<'transitions> {
    transitions: &'transitions [f32],
    labels: usize,
    /// The score of the best path to each label at the last step, less the greatest of them, so
    /// that they stay small however long the chain is. Empty before the first step.
    scores: Vec<f32>,
    /// `[step - 1, label]`: the label before, on the best path to `label` at `step`.
    came_from: Vec<u8>,
}

impl<'transitions> BestPath<'transitions> {
    /// A chain without steps. `transitions` is `[labels, labels]`, cell `[from, to]`.
    ///
    /// # Panics
    /// Where the shape does not fit or there are more than 256 labels.
    pub fn new(transitions: &'transitions [f32], labels: usize) -> Self {
        assert!((1..=256).contains(&labels), "1 to 256 labels");
        assert_eq!(transitions.len(), labels * labels, "transitions of [{labels}, {labels}]");
        Self { transitions, labels, scores: Vec::new(), came_from: Vec::new() }
    }

    /// Adds steps at the end. `emissions` is `[steps, labels]`.
    ///
    /// # Panics
    /// Where the shape does not fit.
    pub fn extend(&mut self, emissions: &[f32]) {
        let labels = self.labels;
        assert_eq!(emissions.len() % labels, 0, "emissions of [steps, {labels}]");
        let mut next = vec![0.0; labels];
        for emissions in emissions.chunks_exact(labels) {
            if self.scores.is_empty() {
                self.scores = emissions.to_vec();
                continue;
            }
            for (to, next) in next.iter_mut().enumerate() {
                let mut best = 0;
                let mut best_score = f32::NEG_INFINITY;
                for (from, score) in self.scores.iter().enumerate() {
                    let score = score + self.transitions[from * labels + to];
                    if score > best_score {
                        (best, best_score) = (from, score);
                    }
                }
                *next = best_score + emissions[to];
                self.came_from.push(best as u8);
            }
            let greatest = next[greatest_index(&next)];
            for (score, next) in self.scores.iter_mut().zip(&next) {
                *score = next - greatest;
            }
        }
    }

    /// The labels of the best path, one for each step.
    pub fn finish(self) -> Vec<u8> {
        if self.scores.is_empty() {
            return Vec::new();
        }
        let mut label = greatest_index(&self.scores) as u8;
        let mut path = vec![label];
        for came_from in self.came_from.chunks_exact(self.labels).rev() {
            label = came_from[usize::from(label)];
            path.push(label);
        }
        path.reverse();
        path
    }
}

/// The index of the greatest value, the first of equals; 0 where there is none.
pub fn greatest_index(values: &[f32]) -> usize {
    // Eight maxima side by side, for the compiler to keep in vector registers.
    let mut maxima = [f32::NEG_INFINITY; 8];
    let (blocks, rest) = values.as_chunks::<8>();
    for block in blocks {
        for (maximum, &value) in maxima.iter_mut().zip(block) {
            *maximum = if value > *maximum { value } else { *maximum };
        }
    }
    let greatest = maxima.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max);
    values.iter().position(|&value| value == greatest).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Noise;

    fn best_path(emissions: &[f32], transitions: &[f32], labels: usize) -> Vec<u8> {
        let mut path = BestPath::new(transitions, labels);
        let (first, rest) = emissions.split_at(emissions.len() / labels / 2 * labels);
        path.extend(first);
        path.extend(rest);
        path.finish()
    }

    fn score(path: &[u8], emissions: &[f32], transitions: &[f32], labels: usize) -> f64 {
        let emitted = path
            .iter()
            .enumerate()
            .map(|(step, &label)| emissions[step * labels + usize::from(label)]);
        let moved = path
            .windows(2)
            .map(|pair| transitions[usize::from(pair[0]) * labels + usize::from(pair[1])]);
        emitted.chain(moved).map(f64::from).sum()
    }

    #[test]
    fn no_other_path_scores_higher() {
        let mut noise = Noise::new(7);
        for case in 0..200 {
            let (labels, steps) = (1 + case % 4, 1 + case % 6);
            let emissions = noise.values(steps * labels);
            let transitions = noise.values(labels * labels);
            let found = best_path(&emissions, &transitions, labels);
            let found = score(&found, &emissions, &transitions, labels);
            for mut number in 0..labels.pow(steps as u32) {
                let other: Vec<u8> = (0..steps)
                    .map(|_| {
                        let label = number % labels;
                        number /= labels;
                        label as u8
                    })
                    .collect();
                assert!(score(&other, &emissions, &transitions, labels) <= found + 1e-5);
            }
        }
    }

    #[test]
    fn a_long_chain_does_not_lose_precision() {
        // Each step prefers label 1 by a margin that a sum of hundreds of thousands would swallow.
        let emissions: Vec<f32> = (0..200_000).flat_map(|_| [50.0, 50.001]).collect();
        let path = best_path(&emissions, &[0.0; 4], 2);
        assert!(path.iter().all(|&label| label == 1));
    }

    #[test]
    fn an_empty_chain_has_an_empty_path() {
        assert!(best_path(&[], &[0.0], 1).is_empty());
    }

    #[test]
    fn the_first_of_equal_values_is_the_greatest() {
        assert_eq!(greatest_index(&[1.0, 3.0, 2.0, 3.0]), 1);
        assert_eq!(greatest_index(&[]), 0);
        for length in 1..40 {
            for at in 0..length {
                let values: Vec<f32> =
                    (0..length).map(|i| if i < at { -2.0 } else { -1.0 }).collect();
                assert_eq!(greatest_index(&values), at);
            }
        }
    }
}
