/// The best path through a chain of labels: the labels, one per step, for which the sum of
/// `emissions[step, label]` and `transitions[from, to]` over neighbouring steps is greatest.
///
/// `emissions` is `[steps, labels]`, `transitions` is `[labels, labels]`, cell `[from, to]`. There
/// are no scores for starting or ending. Of equal paths the one with the lower labels at the end
/// wins. The sums are taken anew from the greatest at each step, so that they stay small however
/// long the chain is.
///
/// # Panics
/// Where the shapes do not fit or there are more than 256 labels.
pub fn best_path(emissions: &[f32], transitions: &[f32], labels: usize) -> Vec<u8> {
    assert!((1..=256).contains(&labels), "1 to 256 labels");
    assert_eq!(transitions.len(), labels * labels, "transitions of [{labels}, {labels}]");
    assert_eq!(emissions.len() % labels, 0, "emissions of [steps, {labels}]");
    let steps = emissions.len() / labels;
    if steps == 0 {
        return Vec::new();
    }
    let mut scores = emissions[..labels].to_vec();
    let mut next = vec![0.0f32; labels];
    // `came_from[step - 1, label]`: the label before, on the best path to `label` at `step`.
    let mut came_from = Vec::with_capacity((steps - 1) * labels);
    for emissions in emissions[labels..].chunks_exact(labels) {
        let greatest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for score in &mut scores {
            *score -= greatest;
        }
        for to in 0..labels {
            let mut best = 0;
            let mut best_score = f32::NEG_INFINITY;
            for (from, score) in scores.iter().enumerate() {
                let score = score + transitions[from * labels + to];
                if score > best_score {
                    (best, best_score) = (from, score);
                }
            }
            next[to] = best_score + emissions[to];
            came_from.push(best as u8);
        }
        std::mem::swap(&mut scores, &mut next);
    }
    let mut label = greatest_index(&scores) as u8;
    let mut path = vec![label; steps];
    for step in (1..steps).rev() {
        label = came_from[(step - 1) * labels + usize::from(label)];
        path[step - 1] = label;
    }
    path
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
