//! How the networks are learned that say how a sentence looks from a place in it.

use std::collections::BTreeMap;

use depesha_language::Language;
use depesha_language::regard::{
    ABOVE, Aspect, CHOICES, POOLS, Regard, RegardWeights, Scene, TRAIT_ROWS,
};
use depesha_nn::model_file::ModelFileWriter;

use crate::adam::Adam;
use crate::arithmetic::Noise;
use crate::network::dropped;
use crate::tape::{NOTHING, Parameter, Parameters, Part, Tape, Value, choice_loss};

/// Numbers of a word's vector.
pub const DIMENSION: usize = 300;

/// How a network is learned.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many numbers a word becomes.
    pub width: usize,
    /// Passes over all examples.
    pub epochs: usize,
    /// Sentences of a step.
    pub batch: usize,
    /// How far a step goes at first; it falls evenly to nothing.
    pub rate: f32,
    /// How strongly weights are drawn to zero, as a share of the step.
    pub decay: f32,
    /// Shares that are left out by chance: of words, of numbers of words, of pools and what is hidden.
    pub dropout: [f32; 3],
    /// How much a place counts whose choice is not the middle one.
    pub emphasis: f32,
}

/// How a sentence speaks of somebody; chosen by cross-validation over RuSentNE.
pub const TOWARD: Plan = Plan {
    width: 48,
    epochs: 8,
    batch: 24,
    rate: 2e-3,
    decay: 0.02,
    dropout: [0.1, 0.3, 0.4],
    emphasis: 3.0,
};

/// What is to be learned from readers of whom such shares made each choice, and how much it counts, where a reader who
/// did not make the middle one counts `emphasis` times one who did.
pub fn emphasised(mut shares: [f32; CHOICES], emphasis: f32) -> ([f32; CHOICES], f32) {
    shares[0] *= emphasis;
    shares[2] *= emphasis;
    let weight: f32 = shares.iter().sum();
    (shares.map(|share| share / weight), weight)
}

/// A place in a scene with the choice that is right.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'corpus> {
    /// The scene from there.
    pub aspect: &'corpus Aspect,
    /// Which share of its readers made each choice.
    pub shares: [f32; CHOICES],
}

/// A scene with the places that are asked for.
#[derive(Debug, Clone)]
pub struct Example<'corpus> {
    /// The scene.
    pub scene: &'corpus Scene,
    /// The places.
    pub asked: Vec<Asked<'corpus>>,
}

/// The vectors of words, by number.
#[derive(Debug, Default)]
pub struct Vectors(BTreeMap<u32, Vec<f32>>);

impl Vectors {
    /// Of all words of the scenes.
    pub fn of<'corpus>(
        language: &Language,
        scenes: impl IntoIterator<Item = &'corpus Scene>,
    ) -> Self {
        let mut vectors = BTreeMap::new();
        for word in scenes.into_iter().flat_map(|scene| scene.words.iter().flatten()) {
            vectors.entry(*word).or_insert_with(|| language.word_vector(*word));
        }
        Self(vectors)
    }

    /// Adds the vector of a word at the end of `all`.
    pub fn append(&self, word: u32, all: &mut Vec<f32>) {
        match self.0.get(&word) {
            Some(vector) => all.extend_from_slice(vector),
            None => all.resize(all.len() + DIMENSION, 0.0),
        }
    }
}

/// The parameters, in the order of [`RegardWeights::parts`].
#[derive(Clone, Copy)]
#[repr(usize)]
enum At {
    Words,
    Traits,
    WordsBias,
    Context,
    ContextBias,
    Seen,
    Aspects,
    SeenBias,
    Hidden,
    HiddenBias,
    Choices,
    ChoicesBias,
}

/// The parameters of a network that has learned nothing.
pub fn fresh(width: usize, noise: &mut Noise) -> Parameters {
    let even = |inputs: usize, outputs: usize| (6.0 / (inputs + outputs) as f32).sqrt();
    let w = width;
    [
        ("words", DIMENSION, w, even(DIMENSION, w)),
        ("word traits", TRAIT_ROWS, w, 0.1),
        ("words.bias", 1, w, 0.0),
        ("context", 4 * w, w, even(4 * w, w)),
        ("context.bias", 1, w, 0.0),
        ("seen", w, w, even(w, w)),
        ("aspects", TRAIT_ROWS, w, 0.2),
        ("seen.bias", 1, w, 0.0),
        ("hidden", POOLS * w, w, even(POOLS * w, w)),
        ("hidden.bias", 1, w, 0.0),
        ("choices", w, CHOICES, 0.2),
        ("choices.bias", 1, CHOICES, 0.0),
    ]
    .into_iter()
    .map(|(name, rows, columns, scale)| {
        let values = (0..rows * columns).map(|_| (noise.unit() * 2.0 - 1.0) * scale).collect();
        Parameter { name, rows, columns, values }
    })
    .collect()
}

/// Bags of one row each, from lists of rows.
fn bags<'rows>(
    tape: &mut Tape<'_>,
    parameter: At,
    lists: impl Iterator<Item = &'rows Vec<u32>>,
) -> Value {
    let (mut starts, mut ids) = (vec![0], Vec::new());
    for list in lists {
        ids.extend_from_slice(list);
        starts.push(ids.len() as u32);
    }
    let scale = vec![1.0; ids.len()];
    tape.bags(parameter as usize, starts, ids, scale)
}

/// Runs the network over scenes; what comes out is `[place, CHOICES]`, the places in their order.
fn run<'tape>(
    parameters: &'tape Parameters,
    vectors: &Vectors,
    batch: &[&Example<'_>],
    dropout: [f32; 3],
    mut noise: Option<&mut Noise>,
) -> (Tape<'tape>, Value) {
    let mut tape = Tape::new(parameters);
    let mut numbers = Vec::new();
    let mut starts = Vec::new();
    let mut count = 0;
    for example in batch {
        starts.push(count);
        count += example.scene.words.len();
        for &word in &example.scene.words {
            let left_out = noise.as_mut().is_some_and(|noise| noise.unit() < dropout[0]);
            match word {
                Some(word) if !left_out => vectors.append(word, &mut numbers),
                _ => numbers.resize(numbers.len() + DIMENSION, 0.0),
            }
        }
    }
    let given = tape.given(DIMENSION, numbers);
    let words = tape.product(given, At::Words as usize);
    let words = tape.bias(words, At::WordsBias as usize);
    let traits = batch.iter().flat_map(|example| &example.scene.traits);
    let traits = bags(&mut tape, At::Traits, traits);
    let words = tape.sum(words, traits);
    let words = tape.rectified(words);
    let words = dropped(&mut tape, words, dropout[1], &mut noise);
    let [mut before, mut behind, mut heads] = [(); 3].map(|()| Vec::with_capacity(count));
    for (example, &start) in batch.iter().zip(&starts) {
        let last = example.scene.words.len().saturating_sub(1);
        for (at, &head) in example.scene.heads.iter().enumerate() {
            before.push(if at > 0 { (start + at - 1) as u32 } else { NOTHING });
            behind.push(if at < last { (start + at + 1) as u32 } else { NOTHING });
            heads.push((start + head) as u32);
        }
    }
    let [before, behind, heads] = [before, behind, heads].map(|index| tape.rows(words, index));
    let around = tape.beside(vec![before, words, behind, heads]);
    let context = tape.product(around, At::Context as usize);
    let context = tape.bias(context, At::ContextBias as usize);
    let context = tape.rectified(context);
    let context = dropped(&mut tape, context, dropout[1], &mut noise);
    let context = tape.sum(context, words);
    let seen = tape.product(context, At::Seen as usize);
    let seen = tape.bias(seen, At::SeenBias as usize);

    // Each place has the words of its scene for itself.
    let mut index = Vec::new();
    let mut ranges = Vec::new();
    let mut means: [Vec<[usize; 2]>; 3] = Default::default();
    let mut above: [Vec<u32>; ABOVE] = Default::default();
    let mut traits = Vec::new();
    for (example, &start) in batch.iter().zip(&starts) {
        let length = example.scene.words.len();
        for asked in &example.asked {
            let from = index.len();
            index.extend((start..start + length).map(|at| at as u32));
            ranges.push(from..from + length);
            let aspect = asked.aspect;
            let parts = [[0, length], aspect.own, aspect.near];
            for (mean, [start, end]) in means.iter_mut().zip(parts) {
                let end = end.min(length);
                mean.push([from + start.min(end), from + end]);
            }
            for (rows, above) in above.iter_mut().zip(aspect.above) {
                let above = above.filter(|&at| at < length);
                rows.push(above.map_or(NOTHING, |at| (from + at) as u32));
            }
            traits.extend(&aspect.traits);
        }
    }
    let seen = tape.rows(seen, index);
    let traits = bags(&mut tape, At::Aspects, traits.into_iter());
    let seen = tape.sum(seen, traits);
    let seen = tape.rectified(seen);
    let mut pools = vec![tape.greatest(seen, &ranges)];
    let sums = tape.running_sums(seen);
    for mean in &means {
        let share = |&[start, end]: &[usize; 2]| 1.0 / (end - start).max(1) as f32;
        let factors: Vec<f32> = mean.iter().map(share).collect();
        pools.push(tape.gathered(vec![
            Part {
                from: sums,
                index: mean.iter().map(|range| range[1] as u32).collect(),
                factors: factors.clone(),
            },
            Part {
                from: sums,
                index: mean.iter().map(|range| range[0] as u32).collect(),
                factors: factors.iter().map(|factor| -factor).collect(),
            },
        ]));
    }
    for rows in above {
        pools.push(tape.rows(seen, rows));
    }
    let pools = tape.beside(pools);
    let pools = dropped(&mut tape, pools, dropout[2], &mut noise);
    let hidden = tape.product(pools, At::Hidden as usize);
    let hidden = tape.bias(hidden, At::HiddenBias as usize);
    let hidden = tape.rectified(hidden);
    let hidden = dropped(&mut tape, hidden, dropout[2], &mut noise);
    let scores = tape.product(hidden, At::Choices as usize);
    let scores = tape.bias(scores, At::ChoicesBias as usize);
    (tape, scores)
}

/// Goes on with the learning of a network: the same beginning, examples, plan and seed give the same parameters to the
/// last bit.
pub fn learn(
    mut parameters: Parameters,
    examples: &[Example<'_>],
    vectors: &Vectors,
    plan: &Plan,
    seed: u64,
) -> Parameters {
    let mut noise = Noise::new(seed);
    let mut adam = Adam::new(&parameters);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let steps = plan.epochs * examples.len().div_ceil(plan.batch);
    let mut step = 0;
    for _ in 0..plan.epochs {
        noise.shuffle(&mut order);
        for batch in order.chunks(plan.batch) {
            let batch: Vec<&Example<'_>> = batch.iter().map(|&at| &examples[at]).collect();
            let lessons: Vec<_> = batch
                .iter()
                .flat_map(|example| &example.asked)
                .map(|asked| emphasised(asked.shares, plan.emphasis))
                .collect();
            step += 1;
            if lessons.is_empty() {
                continue;
            }
            let (tape, scores) = run(&parameters, vectors, &batch, plan.dropout, Some(&mut noise));
            let share = 1.0 / lessons.len() as f32;
            let (_, gradient) = choice_loss(
                tape.values(scores),
                CHOICES,
                |row, target| target.copy_from_slice(&lessons[row].0),
                |row| share * lessons[row].1,
            );
            tape.backward(vec![(scores, gradient)], &mut adam.gradients);
            drop(tape);
            let rate = plan.rate * (1.0 - (step - 1) as f32 / steps as f32);
            adam.step(&mut parameters, rate, plan.decay, &[]);
        }
    }
    parameters
}

/// What was learned, as the program runs it.
pub fn weights(parameters: Parameters) -> RegardWeights {
    let mut parts = parameters.into_iter().map(|parameter| parameter.values);
    let parts =
        std::array::from_fn(|_| parts.next().expect("there are as many parameters as parts"));
    RegardWeights::from_parts(DIMENSION, parts)
        .expect("the parameters have the lengths of the parts")
}

/// Writes networks as [`Regard::read`] reads them.
pub fn write(regard: &Regard, name: &str, writer: &mut ModelFileWriter) {
    let count = regard.weights().count();
    writer.whole_numbers(&format!("{name}.shape"), &[2], &[count as u32, DIMENSION as u32]);
    for (number, weights) in regard.weights().enumerate() {
        for (part, in_bytes, values) in weights.parts() {
            let section = format!("{name}.{number}.{part}");
            if in_bytes {
                let most = values.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
                let scale = most.max(1e-6) / 127.0;
                let bytes: Vec<u8> =
                    values.iter().map(|value| (value / scale).round() as i8 as u8).collect();
                writer.bytes(&section, &bytes);
                writer.floats(&format!("{section}.scale"), &[1], &[scale]);
            } else {
                writer.floats(&section, &[values.len()], values);
            }
        }
    }
}
