//! How the weights for attitudes are learned.

use std::collections::{BTreeMap, HashMap};

use depesha_language::regard::CHOICES;
use depesha_language::{AttitudeModel, Choice, Regard, TowardModel, trait_row};
use depesha_nn::model_file::{Header, ModelFileWriter, Package};
use depesha_reading::{PairTraits, Polarity};

use crate::arithmetic::Noise;
use crate::attitude_corpora::{Marked, MarkedParty, Origin, Shares};
use crate::regard::{self, Asked, Example, Vectors, emphasised};
use crate::tape::Parameters;

/// What is seen of an example, and which choice is right.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Rows of the model with their values.
    pub traits: Vec<(u32, f32)>,
    /// Which share of its readers made each choice; where it is known, all made the right one.
    pub shares: Shares,
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
pub const TOWARD: Course = Course { rows: 1 << 17, rare: 2, pull: 1.0, emphasis: 5.5, steps: 150 };

/// How one party of a report stands to another, as the project's own marks of posts teach it.
pub const OWN_PAIR: Course =
    Course { rows: 1 << 16, rare: 4, pull: 10.0, emphasis: 1.3, steps: 150 };

/// The same as RuSentRel teaches it after them: chosen by cross-validation over it. It has few pairs, so that they move the
/// weights less.
pub const PAIR: Course = Course { pull: 20.0, ..OWN_PAIR };

/// Which way it stands where it is known that it does not stand neither way; lessons that say neither are left out.
pub const OWN_SIGN: Course = Course { rare: 3, ..OWN_PAIR };

/// See [`PAIR`]; still fewer pairs.
pub const SIGN: Course = Course { pull: 80.0, ..OWN_SIGN };

/// To which share of what the project's own marks teach the linear weights for sentences are drawn, where these would be
/// drawn to zero: RuSentNE's annotators draw the line elsewhere, and its news are of other years. Chosen by
/// cross-validation over RuSentNE, where 1 is nearly as good.
const SENTENCES_FROM_OWN: f32 = 0.8;

/// The same of the weights for pairs, chosen by cross-validation over RuSentRel.
const PAIRS_FROM_OWN: f32 = 0.8;

/// The same of the weights for signs.
const SIGNS_FROM_OWN: f32 = 1.0;

/// Hashes traits to the rows of a model.
pub fn hashed(traits: &[(String, f32)], rows: usize) -> Vec<(u32, f32)> {
    traits.iter().map(|(name, value)| (trait_row(name, rows) as u32, *value)).collect()
}

/// The weights of a linear model, by row, and what is added to each choice.
#[derive(Debug, Clone, Default, PartialEq)]
struct Linear {
    rows: BTreeMap<u32, [f32; CHOICES]>,
    bias: [f32; CHOICES],
}

impl Linear {
    fn choice(&self, rows: usize) -> Choice {
        let mut all = vec![0.0; rows * CHOICES];
        for (row, weights) in &self.rows {
            all[*row as usize * CHOICES..][..CHOICES].copy_from_slice(weights);
        }
        Choice::new(CHOICES, all, self.bias.to_vec())
    }
}

/// Learns by steps along the mean gradient of all lessons (Adam, with steps that grow smaller), in one
/// fixed order: nothing is left to chance, and the same lessons give the same weights to the last bit.
pub fn learn(lessons: &[&Lesson], course: Course) -> Choice {
    learn_near(lessons, course, &Linear::default(), 0.0).choice(course.rows)
}

/// The same with weights drawn to this share of others instead of zero, from which they also set out.
fn learn_near(lessons: &[&Lesson], course: Course, near: &Linear, share: f32) -> Linear {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for lesson in lessons {
        for &(row, _) in &lesson.traits {
            *counts.entry(row).or_default() += 1;
        }
    }
    let mut known: Vec<u32> = counts.keys().copied().collect();
    known.retain(|row| counts[row] >= course.rare);
    known.extend(near.rows.keys());
    known.sort_unstable();
    known.dedup();
    let place: HashMap<u32, usize> = known.iter().copied().zip(0..).collect();
    let seen: Vec<Vec<(usize, f32)>> = lessons
        .iter()
        .map(|lesson| {
            let traits = lesson.traits.iter();
            traits.filter_map(|&(row, value)| Some((*place.get(&row)?, value))).collect()
        })
        .collect();
    let count = lessons.len().max(1) as f32;
    // The last row is the bias, which nothing draws anywhere.
    let bias = known.len() * CHOICES;
    let mut drawn_to = vec![0.0_f32; bias + CHOICES];
    for (row, place) in known.iter().zip(drawn_to.chunks_exact_mut(CHOICES)) {
        let near = near.rows.get(row).copied().unwrap_or_default();
        place.iter_mut().zip(near).for_each(|(place, near)| *place = share * near);
    }
    let mut weights = drawn_to.clone();
    let (mut mean, mut square) = (vec![0.0_f32; weights.len()], vec![0.0; weights.len()]);
    let mut gradient = vec![0.0_f32; weights.len()];
    let (mut fading, mut fading_square) = (1.0_f32, 1.0_f32);
    for step in 0..course.steps {
        for (at, slope) in gradient.iter_mut().enumerate() {
            let off = weights[at] - drawn_to[at];
            *slope = if at < bias { course.pull * off / count } else { 0.0 };
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
            let (target, weight) = emphasised(lesson.shares, course.emphasis);
            for (sum, target) in sums.iter_mut().zip(target) {
                *sum = weight / count * (*sum / total - target);
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
        for at in 0..weights.len() {
            mean[at] = 0.9 * mean[at] + 0.1 * gradient[at];
            square[at] = 0.99 * square[at] + 0.01 * gradient[at] * gradient[at];
            let spread = (square[at] / (1.0 - fading_square)).sqrt() + 1e-8;
            weights[at] -= pace * (mean[at] / (1.0 - fading)) / spread;
        }
    }
    let of = |place: usize| std::array::from_fn(|choice| weights[place * CHOICES + choice]);
    let rows = known.iter().enumerate().map(|(place, row)| (*row, of(place))).collect();
    Linear { rows, bias: of(known.len()) }
}

/// Networks whose answers are averaged; more of them would cost time at each reading.
const NETWORKS: usize = 3;

/// The seed of the program's own model.
pub const SEED: u64 = 1;

/// What was learned from the project's own marks, from which learning goes on.
pub struct Begun {
    plain: Linear,
    networks: Vec<Parameters>,
}

/// Learns how a sentence speaks of somebody from the project's own marks alone.
pub fn begin_toward(marked: &Marked, lessons: &[Lesson], vectors: &Vectors, seed: u64) -> Begun {
    let own = |party: &MarkedParty| party.origin == Origin::Own;
    let examples = &examples(marked, own);
    let fresh = |seed| regard::fresh(regard::TOWARD.width, &mut Noise::new(seed));
    let (plain, networks) = learned(
        || learn_near(&kept(marked, lessons, own), TOWARD, &Linear::default(), 0.0),
        |_, seed| regard::learn(fresh(seed), examples, vectors, &regard::TOWARD, seed),
        seed,
    );
    Begun { plain, networks }
}

/// Learns how a sentence speaks of somebody from those of the marks by which it is judged that `is_kept` tells, after
/// what was learned from the project's own.
pub fn learn_toward(
    begun: &Begun,
    marked: &Marked,
    lessons: &[Lesson],
    vectors: &Vectors,
    seed: u64,
    is_kept: impl Fn(&MarkedParty) -> bool + Sync,
) -> TowardModel {
    let judged = |party: &MarkedParty| party.origin == Origin::Judged && is_kept(party);
    let examples = &examples(marked, judged);
    let (plain, networks) = learned(
        || learn_near(&kept(marked, lessons, judged), TOWARD, &begun.plain, SENTENCES_FROM_OWN),
        |number, seed| {
            let begun = begun.networks[number].clone();
            // Another chance than that by which the network began.
            regard::learn(begun, examples, vectors, &regard::TOWARD, seed + 50)
        },
        seed,
    );
    let networks = networks.into_iter().map(regard::weights).collect();
    TowardModel {
        plain: plain.choice(TOWARD.rows),
        regard: Regard::new(regard::DIMENSION, networks),
    }
}

/// A linear model and as many networks as are wanted, each in a thread and with a seed of its own, so that it is the same
/// in whichever it is learned.
fn learned(
    plain: impl FnOnce() -> Linear,
    network: impl Fn(usize, u64) -> Parameters + Sync,
    seed: u64,
) -> (Linear, Vec<Parameters>) {
    std::thread::scope(|scope| {
        let network = &network;
        let learning: Vec<_> = (0..NETWORKS)
            .map(|number| scope.spawn(move || network(number, seed * 100 + number as u64)))
            .collect();
        let plain = plain();
        let networks = learning.into_iter();
        let networks = networks.map(|thread| thread.join().expect("learning does not panic"));
        (plain, networks.collect())
    })
}

fn kept<'lessons>(
    marked: &Marked,
    lessons: &'lessons [Lesson],
    is_kept: impl Fn(&MarkedParty) -> bool,
) -> Vec<&'lessons Lesson> {
    let both = marked.parties.iter().zip(lessons);
    both.filter(|(party, _)| is_kept(party)).map(|(_, lesson)| lesson).collect()
}

/// The sentences of these parties, as networks learn from them.
fn examples(marked: &Marked, is_kept: impl Fn(&MarkedParty) -> bool) -> Vec<Example<'_>> {
    let mut examples: BTreeMap<usize, Example<'_>> = BTreeMap::new();
    for party in marked.parties.iter().filter(|party| is_kept(party)) {
        let example = examples
            .entry(party.scene)
            .or_insert_with(|| Example { scene: &marked.scenes[party.scene], asked: Vec::new() });
        example.asked.push(Asked { aspect: &party.aspect, shares: party.shares });
    }
    examples.into_values().collect()
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
        shares: party.shares,
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
        let shares = match sign {
            Some(Polarity::Negative) => [1.0, 0.0, 0.0],
            None => [0.0, 1.0, 0.0],
            Some(Polarity::Positive) => [0.0, 0.0, 1.0],
        };
        Lesson { traits: hashed(&pair.traits, PAIR.rows), shares }
    };
    pairs.iter().map(lesson).collect()
}

/// What was learned of pairs from the project's own marks, from which learning goes on.
#[derive(Default)]
pub struct BegunPairs {
    pair: Linear,
    sign: Linear,
}

/// Those of the lessons that say that one stands for or against the other.
fn either<'lessons>(lessons: &[&'lessons Lesson]) -> Vec<&'lessons Lesson> {
    lessons.iter().copied().filter(|lesson| lesson.shares[1] == 0.0).collect()
}

/// Learns from the project's own marks how one party of a report stands to another, and which way where it is known that it
/// stands either.
pub fn begin_pairs(lessons: &[&Lesson]) -> BegunPairs {
    let nothing = Linear::default();
    BegunPairs {
        pair: learn_near(lessons, OWN_PAIR, &nothing, 0.0),
        sign: learn_near(&either(lessons), OWN_SIGN, &nothing, 0.0),
    }
}

/// The same from the marks by which it is judged, after what was learned from the project's own.
pub fn learn_pairs(begun: &BegunPairs, lessons: &[&Lesson]) -> (Choice, Choice) {
    (
        learn_near(lessons, PAIR, &begun.pair, PAIRS_FROM_OWN).choice(PAIR.rows),
        learn_near(&either(lessons), SIGN, &begun.sign, SIGNS_FROM_OWN).choice(SIGN.rows),
    )
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

    fn all(right: usize) -> Shares {
        std::array::from_fn(|choice| if choice == right { 1.0 } else { 0.0 })
    }

    #[test]
    fn what_is_taught_is_learned_and_the_rare_is_left_out() {
        let lesson = |name: &str, right| Lesson {
            traits: hashed(&[(name.to_owned(), 1.0)], 64),
            shares: all(right),
        };
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
    fn what_the_own_marks_taught_stays_where_the_others_are_silent_and_yields_where_they_speak() {
        let lesson = |name: &str, right| Lesson {
            traits: hashed(&[(name.to_owned(), 1.0)], PAIR.rows),
            shares: all(right),
        };
        let many = |words: [(&str, usize); 4]| -> Vec<Lesson> {
            (0..4000).map(|at| words[at % 4]).map(|(word, right)| lesson(word, right)).collect()
        };
        let own = many([("осудил", 0), ("обвинил", 0), ("поддержал", 2), ("принял", 2)]);
        let judged = many([("посетил", 1), ("обвинил", 0), ("поддержал", 2), ("принял", 1)]);
        let begun = begin_pairs(&own.iter().collect::<Vec<_>>());
        let (pairs, _) = learn_pairs(&begun, &judged.iter().collect::<Vec<_>>());
        let shares = |name: &str| pairs.probabilities(&[(name.to_owned(), 1.0)]);
        assert!(shares("осудил")[0] > shares("однажды")[0] + 0.2);
        assert!(shares("принял")[1] > 0.5);
    }

    #[test]
    fn readers_who_differ_count_by_their_shares() {
        assert_eq!(emphasised([0.0, 1.0, 0.0], 3.0), ([0.0, 1.0, 0.0], 1.0));
        assert_eq!(emphasised([0.5, 0.5, 0.0], 3.0), ([0.75, 0.25, 0.0], 2.0));
    }

    #[test]
    fn the_weights_for_signs_learn_from_pairs_that_have_one_alone() {
        let lesson = |name: &str, right| Lesson {
            traits: hashed(&[(name.to_owned(), 1.0)], PAIR.rows),
            shares: all(right),
        };
        let lessons: Vec<Lesson> = (0..60)
            .map(|at| match at % 6 {
                0 => lesson("осудил", 0),
                1 => lesson("поддержал", 2),
                _ => lesson("посетил", 1),
            })
            .collect();
        let (pairs, signs) =
            learn_pairs(&BegunPairs::default(), &lessons.iter().collect::<Vec<_>>());
        let shares = |model: &Choice, name: &str| model.probabilities(&[(name.to_owned(), 1.0)]);
        assert_ne!(shares(&pairs, "посетил"), pairs.probabilities(&[]));
        assert_eq!(shares(&signs, "посетил"), signs.probabilities(&[]));
        let (blamed, praised) = (shares(&signs, "осудил"), shares(&signs, "поддержал"));
        assert!(blamed[0] > blamed[2] && praised[2] > praised[0]);
    }
}
