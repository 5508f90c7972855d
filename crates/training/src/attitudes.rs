//! How the weights for attitudes are learned.

use std::collections::{BTreeMap, HashMap};

use depesha_language::{AttitudeModel, Choice, Regard, TowardModel, trait_row};
use depesha_nn::model_file::{Header, ModelFileWriter, Package};
use depesha_reading::{PairTraits, Polarity};

use crate::attitude_corpora::{Marked, MarkedParty};
use crate::regard::{self, Asked, Example, Vectors};

/// What is seen of an example, and which choice is right.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Rows of the model with their values.
    pub traits: Vec<(u32, f32)>,
    /// The right choice.
    pub right: usize,
}

/// How a linear model is learned.
#[derive(Debug, Clone, Copy)]
pub struct Course {
    /// The rows that traits are hashed into.
    pub rows: usize,
    /// Traits of fewer lessons are left out.
    pub rare: u32,
    /// How strongly weights are drawn to zero: half of this times their squares is added to the loss,
    /// which is summed over all lessons.
    pub pull: f32,
    /// How much a lesson counts whose choice is not the middle one.
    pub emphasis: f32,
    /// How many steps are made.
    pub steps: usize,
}

/// How a sentence speaks of somebody: chosen by cross-validation over RuSentNE.
pub const TOWARD: Course = Course { rows: 1 << 17, rare: 2, pull: 0.5, emphasis: 5.5, steps: 150 };

/// How one party of a report stands to another: chosen by cross-validation over RuSentRel.
pub const PAIR: Course = Course { rows: 1 << 16, rare: 4, pull: 10.0, emphasis: 1.3, steps: 150 };

/// The same where it is known that they do not stand neither way; lessons that say neither are left out.
pub const SIGN: Course = Course { rare: 3, ..PAIR };

/// Against, neither, for.
const CHOICES: usize = 3;

/// Hashes traits to the rows of a model.
pub fn hashed(traits: &[(String, f32)], rows: usize) -> Vec<(u32, f32)> {
    traits.iter().map(|(name, value)| (trait_row(name, rows) as u32, *value)).collect()
}

/// Learns by steps along the mean gradient of all lessons (Adam, with steps that grow smaller), in one
/// fixed order: nothing is left to chance, and the same lessons give the same weights to the last bit.
pub fn learn(lessons: &[&Lesson], course: Course) -> Choice {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for lesson in lessons {
        for &(row, _) in &lesson.traits {
            *counts.entry(row).or_default() += 1;
        }
    }
    let mut known: Vec<u32> = counts.keys().copied().collect();
    known.retain(|row| counts[row] >= course.rare);
    known.sort_unstable();
    let place: HashMap<u32, usize> = known.iter().copied().zip(0..).collect();
    let seen: Vec<Vec<(usize, f32)>> = lessons
        .iter()
        .map(|lesson| {
            let traits = lesson.traits.iter();
            traits.filter_map(|&(row, value)| Some((*place.get(&row)?, value))).collect()
        })
        .collect();
    let count = lessons.len().max(1) as f32;
    // The last row is the bias, which nothing draws to zero.
    let size = (known.len() + 1) * CHOICES;
    let bias = known.len() * CHOICES;
    let (mut weights, mut mean, mut square) =
        (vec![0.0_f32; size], vec![0.0; size], vec![0.0; size]);
    let mut gradient = vec![0.0_f32; size];
    let (mut fading, mut fading_square) = (1.0_f32, 1.0_f32);
    for step in 0..course.steps {
        for (at, slope) in gradient.iter_mut().enumerate() {
            *slope = if at < bias { course.pull * weights[at] / count } else { 0.0 };
        }
        for (lesson, traits) in lessons.iter().zip(&seen) {
            let mut sums: [f32; CHOICES] = std::array::from_fn(|choice| weights[bias + choice]);
            for &(row, value) in traits {
                for (sum, weight) in sums.iter_mut().zip(&weights[row * CHOICES..]) {
                    *sum += weight * value;
                }
            }
            let most = sums.iter().copied().fold(f32::MIN, f32::max);
            sums.iter_mut().for_each(|sum| *sum = depesha_nn::exponential(*sum - most));
            let total: f32 = sums.iter().sum();
            let counts = if lesson.right == 1 { 1.0 } else { course.emphasis } / count;
            for (choice, sum) in sums.iter_mut().enumerate() {
                let right = if choice == lesson.right { 1.0 } else { 0.0 };
                *sum = counts * (*sum / total - right);
            }
            for &(row, value) in traits {
                for (slope, error) in gradient[row * CHOICES..].iter_mut().zip(&sums) {
                    *slope += error * value;
                }
            }
            for (slope, error) in gradient[bias..].iter_mut().zip(&sums) {
                *slope += error;
            }
        }
        fading *= 0.9;
        fading_square *= 0.99;
        let pace = 0.1 * (1.0 - step as f32 / course.steps as f32);
        for at in 0..size {
            mean[at] = 0.9 * mean[at] + 0.1 * gradient[at];
            square[at] = 0.99 * square[at] + 0.01 * gradient[at] * gradient[at];
            let spread = (square[at] / (1.0 - fading_square)).sqrt() + 1e-8;
            weights[at] -= pace * (mean[at] / (1.0 - fading)) / spread;
        }
    }
    let mut all = vec![0.0; course.rows * CHOICES];
    for (row, weights) in known.iter().zip(weights.chunks_exact(CHOICES)) {
        all[*row as usize * CHOICES..][..CHOICES].copy_from_slice(weights);
    }
    Choice::new(CHOICES, all, weights[bias..].to_vec())
}

/// Networks whose answers are averaged; more of them would cost time at each reading.
const NETWORKS: u64 = 3;

/// The seed of the program's own model.
pub const SEED: u64 = 1;

/// Learns how a sentence speaks of somebody from those marked parties that `is_kept` tells.
pub fn learn_toward(
    marked: &Marked,
    lessons: &[Lesson],
    vectors: &Vectors,
    seed: u64,
    is_kept: impl Fn(&MarkedParty) -> bool,
) -> TowardModel {
    let kept: Vec<(&MarkedParty, &Lesson)> =
        marked.parties.iter().zip(lessons).filter(|(party, _)| is_kept(party)).collect();
    let mut examples: BTreeMap<usize, Example<'_>> = BTreeMap::new();
    for (party, _) in &kept {
        let example = examples
            .entry(party.scene)
            .or_insert_with(|| Example { scene: &marked.scenes[party.scene], asked: Vec::new() });
        example.asked.push(Asked { aspect: &party.aspect, right: party.right });
    }
    let examples: Vec<Example<'_>> = examples.into_values().collect();
    let examples = &examples;
    // Each network has a seed of its own, so that it is the same in whichever thread it is learned.
    std::thread::scope(|scope| {
        let learning: Vec<_> = (0..NETWORKS)
            .map(|number| {
                let seed = seed * 100 + number;
                scope.spawn(move || regard::learn(examples, vectors, &regard::TOWARD, seed))
            })
            .collect();
        let plain = learn(&kept.iter().map(|(_, lesson)| *lesson).collect::<Vec<_>>(), TOWARD);
        let networks = learning
            .into_iter()
            .map(|thread| thread.join().expect("learning does not panic"))
            .collect();
        TowardModel { plain, regard: Regard::new(regard::DIMENSION, networks) }
    })
}

/// What the linear model alone, the networks alone and both together say of a marked party.
pub fn toward_shares(
    model: &TowardModel,
    marked: &Marked,
    vectors: &Vectors,
    party: &MarkedParty,
) -> [[f32; 3]; 3] {
    let scene = &marked.scenes[party.scene];
    let beheld = model.regard.behold(scene, |word, all| vectors.append(word, all));
    let plain = model.plain.probabilities(&party.traits);
    [
        std::array::from_fn(|choice| plain[choice]),
        model.regard.shares(&beheld, &party.aspect),
        model.shares(&party.traits, &beheld, &party.aspect),
    ]
}

/// The lessons of marked parties.
pub fn toward_lessons(marked: &[MarkedParty]) -> Vec<Lesson> {
    let lesson = |party: &MarkedParty| Lesson {
        traits: hashed(&party.traits, TOWARD.rows),
        right: party.right,
    };
    marked.iter().map(lesson).collect()
}

/// The lessons of one article's pairs.
pub fn pair_lessons(
    pairs: &[PairTraits],
    marked: Option<&BTreeMap<(usize, usize), Polarity>>,
) -> Vec<Lesson> {
    let lesson = |pair: &PairTraits| {
        let sign = marked.and_then(|marked| marked.get(&(pair.source, pair.target)));
        let right = match sign {
            Some(Polarity::Negative) => 0,
            None => 1,
            Some(Polarity::Positive) => 2,
        };
        Lesson { traits: hashed(&pair.traits, PAIR.rows), right }
    };
    pairs.iter().map(lesson).collect()
}

/// Learns how one party of a report stands to another, and which way where it is known that it stands either.
pub fn learn_pairs(lessons: &[&Lesson]) -> (Choice, Choice) {
    let either: Vec<&Lesson> = lessons.iter().copied().filter(|lesson| lesson.right != 1).collect();
    (learn(lessons, PAIR), learn(&either, SIGN))
}

/// The file of all weights.
pub fn file(model: &AttitudeModel, packages: Vec<Package>) -> Vec<u8> {
    let mut header = Header::new("attitudes", "russian");
    header.packages = packages;
    let mut writer = ModelFileWriter::new(header);
    for (name, choice) in
        [("toward", &model.toward.plain), ("pair", &model.pair), ("sign", &model.sign)]
    {
        let (weights, scales, bias) = choice.in_bytes();
        writer.bytes(&format!("{name}.weights"), &weights);
        writer.floats(&format!("{name}.scales"), &[scales.len()], &scales);
        writer.floats(&format!("{name}.bias"), &[bias.len()], bias);
    }
    regard::write(&model.toward.regard, "regard", &mut writer);
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taught_is_learned_and_the_rare_is_left_out() {
        let lesson =
            |name: &str, right| Lesson { traits: hashed(&[(name.to_owned(), 1.0)], 64), right };
        let lessons: Vec<Lesson> = (0..30)
            .map(|at| lesson(["осудил", "посетил", "поддержал"][at % 3], at % 3))
            .chain([lesson("однажды", 0)])
            .collect();
        let lessons: Vec<&Lesson> = lessons.iter().collect();
        let course = Course { rows: 64, rare: 2, pull: 0.1, emphasis: 1.0, steps: 100 };
        let model = learn(&lessons, course);
        let shares = |name: &str| model.probabilities(&[(name.to_owned(), 1.0)]);
        assert!(shares("осудил")[0] > 0.8 && shares("поддержал")[2] > 0.8);
        assert_eq!(shares("однажды"), model.probabilities(&[]));
        assert_eq!(learn(&lessons, course), model);
    }

    #[test]
    fn the_weights_for_signs_learn_from_pairs_that_have_one_alone() {
        let lesson = |name: &str, right| Lesson {
            traits: hashed(&[(name.to_owned(), 1.0)], PAIR.rows),
            right,
        };
        let lessons: Vec<Lesson> = (0..60)
            .map(|at| match at % 6 {
                0 => lesson("осудил", 0),
                1 => lesson("поддержал", 2),
                _ => lesson("посетил", 1),
            })
            .collect();
        let (pairs, signs) = learn_pairs(&lessons.iter().collect::<Vec<_>>());
        let shares = |model: &Choice, name: &str| model.probabilities(&[(name.to_owned(), 1.0)]);
        assert_ne!(shares(&pairs, "посетил"), pairs.probabilities(&[]));
        assert_eq!(shares(&signs, "посетил"), signs.probabilities(&[]));
        let (blamed, praised) = (shares(&signs, "осудил"), shares(&signs, "поддержал"));
        assert!(blamed[0] > blamed[2] && praised[2] > praised[0]);
    }
}
