//! The network as it is trained: from what is known of tokens to scores of candidates.

use std::collections::{BTreeMap, HashMap};

use depesha_language::entity_spans::{LONGEST, LOOSE};
use depesha_language::{EntityKind, Language};
use depesha_nn::model_file::{Header, ModelFileWriter, Package};

use crate::arithmetic::Noise;
use crate::examples::{Example, NONE};
use crate::tape::{NOTHING, Parameter, Parameters, Part, Tape, Value};

/// What is chosen about a network and its training.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Numbers of a token's state.
    pub width: usize,
    /// Numbers of a candidate.
    pub hidden: usize,
    /// How often each text is seen.
    pub epochs: usize,
    /// Texts of one step.
    pub batch: usize,
    /// The rate of learning at its highest; it falls evenly to the end.
    pub rate: f32,
    /// Share of the rate by which weights shrink at each step.
    pub decay: f32,
    /// Share of traits that are left out, each time anew.
    pub trait_dropout: f32,
    /// Share of words whose vector is left out.
    pub word_dropout: f32,
    /// Share of the other networks' numbers that are left out.
    pub encoded_dropout: f32,
    /// Share of a token's first state that is left out.
    pub input_dropout: f32,
    /// Share of what layers add that is left out.
    pub dropout: f32,
    /// Share of a candidate's numbers that are left out.
    pub span_dropout: f32,
    /// What the loss of beginning and ending counts beside that of kinds.
    pub boundary_weight: f32,
    /// Traits of fewer texts are not learned.
    pub rare: usize,
    /// From where the noise starts.
    pub seed: u64,
}

impl Plan {
    /// A network that teaches.
    pub fn teacher(number: usize) -> Self {
        Self {
            width: 128,
            hidden: 128,
            epochs: 10,
            batch: 4,
            rate: 2e-3,
            decay: 0.01,
            trait_dropout: 0.2,
            word_dropout: 0.05,
            encoded_dropout: 0.1,
            input_dropout: 0.2,
            dropout: 0.3,
            span_dropout: 0.3,
            boundary_weight: 0.3,
            rare: 3,
            seed: 101 + 100 * number as u64,
        }
    }

    /// The network that is kept: smaller, and with less left out, as it has more to learn from.
    pub fn pupil() -> Self {
        Self {
            width: 96,
            hidden: 96,
            trait_dropout: 0.15,
            input_dropout: 0.1,
            dropout: 0.2,
            span_dropout: 0.2,
            rare: 4,
            seed: 1,
            ..Self::teacher(0)
        }
    }
}

/// Numbers that are known of each token from the networks before.
pub const ENCODED: usize = 192;
const DIMENSION: usize = 300;
/// The layers, with their biases.
const LAYERS: [(&str, &str); 2] = [("layer0", "layer0.bias"), ("layer1", "layer1.bias")];

/// A network and what it knows of traits.
#[derive(Debug, Clone)]
pub struct Network {
    /// How it is trained.
    pub plan: Plan,
    /// Its weights.
    pub parameters: Parameters,
    places: BTreeMap<&'static str, usize>,
    /// Rows of the table of traits.
    pub traits: HashMap<u32, u32>,
}

/// Traits that occur in at least `rare` texts, with rows in the order of their numbers.
pub fn known_traits(examples: &[&Example], rare: usize) -> HashMap<u32, u32> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for example in examples {
        let mut all: Vec<u32> = example.traits.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        for found in all {
            *counts.entry(found).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|&(_, count)| count >= rare)
        .enumerate()
        .map(|(row, (found, _))| (found, row as u32))
        .collect()
}

/// What comes out for a batch.
pub struct Outcome {
    /// `[candidate, kinds and NONE]`.
    pub scores: Value,
    /// `[token, 2]`: whether an entity may begin, or end, here.
    pub ends: Value,
}

impl Network {
    /// A fresh network.
    pub fn new(plan: &Plan, traits: HashMap<u32, u32>) -> Self {
        let (d, h) = (plan.width, plan.hidden);
        let mut noise = Noise::new(plan.seed);
        let mut parameters = Parameters::new();
        let mut places = BTreeMap::new();
        let mut add = |name: &'static str, rows: usize, columns: usize, scale: f32| {
            let values = (0..rows * columns).map(|_| (noise.unit() * 2.0 - 1.0) * scale).collect();
            places.insert(name, parameters.len());
            parameters.push(Parameter { name, rows, columns, values });
        };
        let even = |inputs: usize, outputs: usize| (6.0 / (inputs + outputs) as f32).sqrt();
        add("words", DIMENSION, d, even(DIMENSION, d));
        add("traits", traits.len().max(1), d, 0.05);
        add("encoded", ENCODED, d, even(ENCODED, d) * 0.5);
        add("bias", 1, d, 0.0);
        for (weights, bias) in LAYERS {
            add(weights, 4 * d, d, even(3 * d, d));
            add(bias, 1, d, 0.0);
        }
        add("carry.x", d, d, even(d, d));
        add("carry.f", d, d, even(d, d));
        add("carry.f.bias", 1, d, 0.0);
        for name in ["first", "last", "root", "inside"] {
            add(name, d, h, even(d, h));
        }
        add("lengths", LONGEST + LOOSE, h, 0.1);
        add("kinds", h, NONE + 1, even(h, NONE + 1));
        add("kinds.bias", 1, NONE + 1, 0.0);
        add("ends", d, 2, even(d, 2));
        add("ends.bias", 1, 2, 0.0);
        Self { plan: plan.clone(), parameters, places, traits }
    }

    fn at(&self, name: &str) -> usize {
        self.places[name]
    }

    /// Runs a batch. `chosen` are places of candidates by example; `noise` is there in training, and
    /// leaves out what the plan says.
    pub fn run<'tape>(
        &'tape self,
        vectors: &Vectors,
        batch: &[&Example],
        chosen: &[Vec<u32>],
        mut noise: Option<&mut Noise>,
    ) -> (Tape<'tape>, Outcome) {
        let plan = &self.plan;
        let mut tape = Tape::new(&self.parameters);
        let d = plan.width;

        // Words.
        let mut distinct: Vec<u32> =
            batch.iter().flat_map(|one| one.words.iter().copied()).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let values = distinct.iter().flat_map(|word| &vectors.rows[word]).copied().collect();
        let words = tape.given(DIMENSION, values);
        let words = tape.product(words, self.at("words"));
        let index = batch
            .iter()
            .flat_map(|one| &one.words)
            .map(|word| {
                let left_out = noise.as_mut().is_some_and(|noise| noise.unit() < plan.word_dropout);
                if left_out {
                    return NOTHING;
                }
                distinct.binary_search(word).expect("is there") as u32
            })
            .collect();
        let words = tape.rows(words, index);

        // Traits.
        let (mut starts, mut ids, mut scale) = (vec![0], Vec::new(), Vec::new());
        for traits in batch.iter().flat_map(|one| &one.traits) {
            for found in traits {
                let Some(&row) = self.traits.get(found) else { continue };
                let factor = match &mut noise {
                    Some(noise) => {
                        if noise.unit() < plan.trait_dropout {
                            continue;
                        }
                        1.0 / (1.0 - plan.trait_dropout)
                    }
                    None => 1.0,
                };
                ids.push(row);
                scale.push(factor);
            }
            starts.push(ids.len() as u32);
        }
        let traits = tape.bags(self.at("traits"), starts, ids, scale);

        let encoded = batch.iter().flat_map(|one| one.encoded.iter().copied()).collect();
        let encoded = tape.given(ENCODED, encoded);
        let encoded = dropped(&mut tape, encoded, plan.encoded_dropout, &mut noise);
        let encoded = tape.product(encoded, self.at("encoded"));
        let sum = tape.sum_of(&[words, traits, encoded]);
        let sum = tape.bias(sum, self.at("bias"));
        let mut state = tape.rectified(sum);
        state = dropped(&mut tape, state, plan.input_dropout, &mut noise);

        // Neighbours and heads.
        let (mut firsts, mut lasts, mut heads, mut tokens) = (vec![], vec![], vec![], 0u32);
        for one in batch {
            for &(start, end) in &one.sentences {
                for at in start..end {
                    firsts.push(tokens + start);
                    lasts.push(tokens + end - 1);
                    heads.push(one.heads[at as usize].map_or(NOTHING, |head| tokens + head as u32));
                }
            }
            tokens += one.words.len() as u32;
        }
        let beside = |distance: i64| -> Vec<u32> {
            (0..tokens)
                .map(|at| {
                    let other = i64::from(at) + distance;
                    let inside = (i64::from(firsts[at as usize])..=i64::from(lasts[at as usize]))
                        .contains(&other);
                    if inside { other as u32 } else { NOTHING }
                })
                .collect()
        };
        for (weights, bias) in LAYERS {
            let before = tape.rows(state, beside(-1));
            let after = tape.rows(state, beside(1));
            let of_head = tape.rows(state, heads.clone());
            let window = tape.beside(vec![before, state, after, of_head]);
            let sum = tape.product(window, self.at(weights));
            let sum = tape.bias(sum, self.at(bias));
            let more = tape.rectified(sum);
            let more = dropped(&mut tape, more, plan.dropout, &mut noise);
            state = tape.sum(state, more);
        }
        let new = tape.product(state, self.at("carry.x"));
        let keep = tape.product(state, self.at("carry.f"));
        let keep = tape.bias(keep, self.at("carry.f.bias"));
        let keep = tape.logistic(keep);
        // The first half of the columns forwards, the second backwards.
        let forth = tape.carried(new, keep, beside(-1), (0..tokens).collect());
        let back = tape.carried(new, keep, beside(1), (0..tokens).rev().collect());
        let mask = |forward: bool| -> Vec<f32> {
            (0..tokens as usize * d)
                .map(|at| if (at % d < d / 2) == forward { 1.0 } else { 0.0 })
                .collect()
        };
        let forth = tape.masked(forth, mask(true));
        let back = tape.masked(back, mask(false));
        let carried = tape.sum(forth, back);
        let carried = tape.rectified(carried);
        let carried = dropped(&mut tape, carried, plan.dropout, &mut noise);
        state = tape.sum(state, carried);
        let ends = tape.product(state, self.at("ends"));
        let ends = tape.bias(ends, self.at("ends.bias"));

        // Candidates.
        let first = tape.product(state, self.at("first"));
        let last = tape.product(state, self.at("last"));
        let root = tape.product(state, self.at("root"));
        let inside = tape.product(state, self.at("inside"));
        let sums = tape.running_sums(inside);
        let lengths = tape.parameter(self.at("lengths"));
        let part = |from| Part { from, index: Vec::new(), factors: Vec::new() };
        let mut parts = [
            part(first),
            part(last),
            part(root),
            part(sums),
            part(sums),
            part(lengths),
            part(lengths),
        ];
        let mut offset = 0;
        for (one, chosen) in batch.iter().zip(chosen) {
            for &at in chosen {
                let candidate = one.candidates[at as usize];
                let length = candidate.last - candidate.first + 1;
                let share = 1.0 / length as f32;
                let rows = [
                    offset + candidate.first,
                    offset + candidate.last,
                    offset + candidate.root,
                    offset + candidate.last + 1,
                    offset + candidate.first,
                    length - 1,
                    LONGEST as u32 + candidate.loose.min(LOOSE as u32) - 1,
                ];
                for (part, row) in parts.iter_mut().zip(rows) {
                    part.index.push(row);
                }
                parts[3].factors.push(share);
                parts[4].factors.push(-share);
            }
            offset += one.words.len() as u32;
        }
        let hidden = tape.gathered(parts.into());
        let hidden = tape.rectified(hidden);
        let hidden = dropped(&mut tape, hidden, plan.span_dropout, &mut noise);
        let scores = tape.product(hidden, self.at("kinds"));
        let scores = tape.bias(scores, self.at("kinds.bias"));
        (tape, Outcome { scores, ends })
    }
}

impl Network {
    /// The file that `depesha-language` reads. What traits add is rounded to signed bytes.
    pub fn file(&self, packages: Vec<Package>) -> Vec<u8> {
        let mut header = Header::new("entities", "russian");
        header.packages = packages;
        let mut writer = ModelFileWriter::new(header);
        let names: Vec<&str> = EntityKind::ALL.iter().map(|kind| kind.name()).collect();
        writer.text("kinds.names", &names.join("\n"));
        for parameter in &self.parameters {
            if parameter.name == "traits" {
                self.write_traits(parameter, &mut writer);
            } else {
                let shape = [parameter.rows, parameter.columns];
                writer.floats(parameter.name, &shape, &parameter.values);
            }
        }
        writer.finish()
    }

    fn write_traits(&self, parameter: &Parameter, writer: &mut ModelFileWriter) {
        let mut known: Vec<(u32, u32)> = self.traits.iter().map(|(&n, &row)| (n, row)).collect();
        known.sort_unstable();
        let mut values = Vec::new();
        let mut scales = Vec::new();
        for &(_, row) in &known {
            let row = &parameter.values[row as usize * parameter.columns..][..parameter.columns];
            let greatest = row.iter().fold(0.0f32, |most, value| most.max(value.abs()));
            let scale = greatest.max(1e-6) / 127.0;
            scales.push(scale);
            values.extend(row.iter().map(|value| (value / scale).round() as i8 as u8));
        }
        let numbers: Vec<u32> = known.iter().map(|&(number, _)| number).collect();
        writer.whole_numbers("traits.numbers", &[numbers.len()], &numbers);
        writer.bytes("traits.values", &values);
        writer.floats("traits.scales", &[scales.len()], &scales);
    }
}

/// Sets a share of the elements to zero and makes the others as much greater.
pub(crate) fn dropped(
    tape: &mut Tape<'_>,
    value: Value,
    share: f32,
    noise: &mut Option<&mut Noise>,
) -> Value {
    let Some(noise) = noise else { return value };
    if share <= 0.0 {
        return value;
    }
    let count = tape.values(value).len();
    let limit = (share * 65536.0) as u64;
    let kept = 1.0 / (1.0 - share);
    let mut mask = Vec::with_capacity(count + 3);
    while mask.len() < count {
        let bits = noise.bits();
        for piece in 0..4 {
            mask.push(if (bits >> (16 * piece)) & 0xffff < limit { 0.0 } else { kept });
        }
    }
    mask.truncate(count);
    tape.masked(value, mask)
}

/// The vectors of the words that occur in the examples.
pub struct Vectors {
    /// By word.
    pub rows: HashMap<u32, Vec<f32>>,
}

impl Vectors {
    /// Of all words of the examples.
    pub fn of<'example>(
        language: &Language,
        examples: impl Iterator<Item = &'example Example>,
    ) -> Self {
        let mut rows = HashMap::new();
        for example in examples {
            for &word in &example.words {
                rows.entry(word).or_insert_with(|| language.word_vector(word));
            }
        }
        Self { rows }
    }
}
