//! How does a sentence look from one place in it? Small networks that read the words once and then
//! choose for each place that is asked for.

use crate::choice::trait_row;
use crate::exponential;
use crate::model_file::{ModelFile, ModelFileError};
use crate::product::{PackedMatrix, Rows};

/// A sentence as the networks see it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scene {
    /// For each word its number in the vocabulary; nothing for a word whose meaning is not to be seen.
    pub words: Vec<Option<u32>>,
    /// For each word the rows of its traits, as [`Regard::trait_row`] has them.
    pub traits: Vec<Vec<u32>>,
    /// For each word the place of its head in the sentence; its own place for a root.
    pub heads: Vec<usize>,
}

/// A scene as it looks from one place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Aspect {
    /// For each word of the scene the rows of what it is to the place.
    pub traits: Vec<Vec<u32>>,
    /// The words of the place: first, and behind the last.
    pub own: [usize; 2],
    /// The words around it.
    pub near: [usize; 2],
    /// The words above it in the tree, the nearest first.
    pub above: [Option<usize>; ABOVE],
}

/// How many words above a place are looked at.
pub const ABOVE: usize = 3;

/// What the pools of a place are, in their order: the greatest and the mean over all words, the means
/// over its own and the near words, and the words above it.
pub const POOLS: usize = 4 + ABOVE;

/// Rows of the tables of traits: several times as many as there are traits, which are hashed.
pub const TRAIT_ROWS: usize = 1024;

/// The weights of one network; all matrices `[inputs, outputs]`.
#[derive(Debug, Clone, PartialEq)]
pub struct RegardWeights {
    /// How many numbers a word becomes.
    pub width: usize,
    /// Word vectors to words, `[dimension, width]`.
    pub words: Vec<f32>,
    /// Traits of words, `[TRAIT_ROWS, width]`.
    pub traits: Vec<f32>,
    /// `[width]`.
    pub words_bias: Vec<f32>,
    /// The word before, the word, the word behind and the head, `[4 * width, width]`.
    pub context: Vec<f32>,
    /// `[width]`.
    pub context_bias: Vec<f32>,
    /// Words in their context to what a place sees of them, `[width, width]`.
    pub seen: Vec<f32>,
    /// What a word is to the place, `[TRAIT_ROWS, width]`.
    pub aspects: Vec<f32>,
    /// `[width]`.
    pub seen_bias: Vec<f32>,
    /// Pools to what is hidden, `[POOLS * width, width]`.
    pub hidden: Vec<f32>,
    /// `[width]`.
    pub hidden_bias: Vec<f32>,
    /// `[width, CHOICES]`.
    pub choices: Vec<f32>,
    /// `[CHOICES]`.
    pub choices_bias: Vec<f32>,
}

/// How many things are chosen among.
pub const CHOICES: usize = 3;

/// The parts of the weights by name, with whether they are kept as signed bytes.
const PARTS: [(&str, bool); 12] = [
    ("words", false),
    ("traits", true),
    ("words.bias", false),
    ("context", false),
    ("context.bias", false),
    ("seen", false),
    ("aspects", true),
    ("seen.bias", false),
    ("hidden", false),
    ("hidden.bias", false),
    ("choices", false),
    ("choices.bias", false),
];

impl RegardWeights {
    /// Its parts with their names and whether a file keeps them as signed bytes.
    pub fn parts(&self) -> [(&'static str, bool, &[f32]); PARTS.len()] {
        let all: [&[f32]; PARTS.len()] = [
            &self.words,
            &self.traits,
            &self.words_bias,
            &self.context,
            &self.context_bias,
            &self.seen,
            &self.aspects,
            &self.seen_bias,
            &self.hidden,
            &self.hidden_bias,
            &self.choices,
            &self.choices_bias,
        ];
        std::array::from_fn(|at| (PARTS[at].0, PARTS[at].1, all[at]))
    }

    /// From a network's parts in their order, for words of `dimension` numbers; nothing where the
    /// lengths do not fit each other.
    pub fn from_parts(dimension: usize, parts: [Vec<f32>; PARTS.len()]) -> Option<Self> {
        let width = parts[2].len();
        let lengths = [
            dimension * width,
            TRAIT_ROWS * width,
            width,
            4 * width * width,
            width,
            width * width,
            TRAIT_ROWS * width,
            width,
            POOLS * width * width,
            width,
            width * CHOICES,
            CHOICES,
        ];
        if width == 0 || parts.iter().map(Vec::len).ne(lengths) {
            return None;
        }
        let [
            words,
            traits,
            words_bias,
            context,
            context_bias,
            seen,
            aspects,
            seen_bias,
            hidden,
            hidden_bias,
            choices,
            choices_bias,
        ] = parts;
        Some(Self {
            width,
            words,
            traits,
            words_bias,
            context,
            context_bias,
            seen,
            aspects,
            seen_bias,
            hidden,
            hidden_bias,
            choices,
            choices_bias,
        })
    }
}

/// One network, laid out for reading.
#[derive(Debug, Clone)]
struct Network {
    weights: RegardWeights,
    words: PackedMatrix,
    context: PackedMatrix,
    seen: PackedMatrix,
    hidden: PackedMatrix,
}

/// Several networks of one form, whose choices are averaged.
#[derive(Debug, Clone)]
pub struct Regard {
    dimension: usize,
    networks: Vec<Network>,
}

impl PartialEq for Regard {
    fn eq(&self, other: &Self) -> bool {
        self.dimension == other.dimension && self.weights().eq(other.weights())
    }
}

/// What the networks make of a scene before they are asked for a place: for each network
/// `[word, width]`.
#[derive(Debug, Clone)]
pub struct Beheld(Vec<Vec<f32>>);

fn rectify(values: &mut [f32]) {
    for value in values {
        *value = value.max(0.0);
    }
}

/// Adds rows of a table to a row.
fn add_rows(row: &mut [f32], table: &[f32], rows: &[u32]) {
    for &from in rows {
        let from = &table[from as usize * row.len()..][..row.len()];
        for (sum, value) in row.iter_mut().zip(from) {
            *sum += value;
        }
    }
}

impl Regard {
    /// From the weights of networks over word vectors of `dimension` numbers.
    pub fn new(dimension: usize, networks: Vec<RegardWeights>) -> Self {
        let network = |weights: RegardWeights| {
            let width = weights.width;
            let pack = |values: &[f32], inner| PackedMatrix::from_rows(values, inner, width);
            Network {
                words: pack(&weights.words, dimension),
                context: pack(&weights.context, 4 * width),
                seen: pack(&weights.seen, width),
                hidden: pack(&weights.hidden, POOLS * width),
                weights,
            }
        };
        Self { dimension, networks: networks.into_iter().map(network).collect() }
    }

    /// The row of a trait of a word, or of what a word is to a place.
    pub fn trait_row(name: &str) -> u32 {
        trait_row(name, TRAIT_ROWS) as u32
    }

    /// The weights of the networks.
    pub fn weights(&self) -> impl Iterator<Item = &RegardWeights> {
        self.networks.iter().map(|network| &network.weights)
    }

    /// Reads the sections `name.0.…`, `name.1.…` and so on, as many as the first number of `name.shape`
    /// says; the second is the length of the word vectors, which has to be `dimension`.
    ///
    /// # Errors
    /// Where the file lacks them or they do not fit each other.
    pub fn read(file: &ModelFile, name: &str, dimension: usize) -> Result<Self, ModelFileError> {
        let shape = file.whole_numbers(&format!("{name}.shape"))?;
        let &[count, of_file] = &shape[..] else {
            return Err(file.bad_content(&format!("{name}.shape"), "it has no two numbers"));
        };
        if of_file as usize != dimension {
            return Err(file.bad_content(&format!("{name}.shape"), "it is for other word vectors"));
        }
        let mut networks = Vec::new();
        for number in 0..count {
            let mut parts: [Vec<f32>; PARTS.len()] = Default::default();
            for ((part, in_bytes), values) in PARTS.iter().zip(&mut parts) {
                let section = format!("{name}.{number}.{part}");
                *values = if *in_bytes {
                    let scale = file.floats(&format!("{section}.scale"), &[1])?[0];
                    let bytes = file.bytes(&section)?;
                    bytes.iter().map(|&byte| f32::from(byte as i8) * scale).collect()
                } else {
                    let shape = file.section(&section)?.shape.clone();
                    file.floats(&section, &shape)?
                };
            }
            let weights = RegardWeights::from_parts(dimension, parts);
            networks.push(weights.ok_or_else(|| {
                file.bad_content(&format!("{name}.{number}.words"), "the sections do not fit")
            })?);
        }
        Ok(Self::new(dimension, networks))
    }

    /// Reads a scene; `vector` adds the vector of a word at the end of what it is given.
    pub fn behold(&self, scene: &Scene, mut vector: impl FnMut(u32, &mut Vec<f32>)) -> Beheld {
        let count = scene.words.len();
        let mut vectors = Vec::with_capacity(count * self.dimension);
        for word in &scene.words {
            if let &Some(word) = word {
                vector(word, &mut vectors);
            } else {
                vectors.resize(vectors.len() + self.dimension, 0.0);
            }
        }
        let beheld = self.networks.iter().map(|network| {
            let weights = &network.weights;
            let width = weights.width;
            let mut words = Vec::new();
            let rows = Rows::dense(&vectors, self.dimension);
            network.words.affine(rows, &weights.words_bias, &mut words);
            for (row, traits) in words.chunks_exact_mut(width).zip(&scene.traits) {
                add_rows(row, &weights.traits, traits);
            }
            rectify(&mut words);
            let mut around = vec![0.0; count * 4 * width];
            for (at, row) in around.chunks_exact_mut(4 * width).enumerate() {
                let before = at.checked_sub(1);
                let behind = (at + 1 < count).then_some(at + 1);
                let head = scene.heads.get(at).copied().filter(|&head| head < count);
                for (place, from) in [before, Some(at), behind, head].into_iter().enumerate() {
                    if let Some(from) = from {
                        row[place * width..][..width]
                            .copy_from_slice(&words[from * width..][..width]);
                    }
                }
            }
            let mut context = Vec::new();
            network.context.affine(
                Rows::dense(&around, 4 * width),
                &weights.context_bias,
                &mut context,
            );
            rectify(&mut context);
            for (sum, word) in context.iter_mut().zip(&words) {
                *sum += word;
            }
            let mut seen = Vec::new();
            network.seen.affine(Rows::dense(&context, width), &weights.seen_bias, &mut seen);
            seen
        });
        Beheld(beheld.collect())
    }

    /// The probability of each choice for a place of a scene.
    pub fn shares(&self, beheld: &Beheld, aspect: &Aspect) -> [f32; CHOICES] {
        let mut shares = [0.0; CHOICES];
        for (network, seen) in self.networks.iter().zip(&beheld.0) {
            let found = network.choose(seen, aspect);
            for (sum, share) in shares.iter_mut().zip(found) {
                *sum += share / self.networks.len() as f32;
            }
        }
        shares
    }
}

impl Network {
    fn choose(&self, seen: &[f32], aspect: &Aspect) -> [f32; CHOICES] {
        let weights = &self.weights;
        let width = weights.width;
        let mut seen = seen.to_vec();
        for (row, traits) in seen.chunks_exact_mut(width).zip(&aspect.traits) {
            add_rows(row, &weights.aspects, traits);
        }
        rectify(&mut seen);
        let count = seen.len() / width;
        let mut pools = vec![0.0_f32; POOLS * width];
        let (greatest, rest) = pools.split_at_mut(width);
        for row in seen.chunks_exact(width) {
            for (most, &value) in greatest.iter_mut().zip(row) {
                *most = most.max(value);
            }
        }
        let ranges = [[0, count], aspect.own, aspect.near];
        for ([start, end], mean) in ranges.into_iter().zip(rest.chunks_exact_mut(width)) {
            let end = end.min(count);
            let start = start.min(end);
            let share = 1.0 / (end - start).max(1) as f32;
            for row in seen[start * width..end * width].chunks_exact(width) {
                for (mean, value) in mean.iter_mut().zip(row) {
                    *mean += share * value;
                }
            }
        }
        for (above, pool) in aspect.above.iter().zip(rest[3 * width..].chunks_exact_mut(width)) {
            if let Some(at) = above.filter(|&at| at < count) {
                pool.copy_from_slice(&seen[at * width..][..width]);
            }
        }
        let mut hidden = Vec::new();
        self.hidden.affine(Rows::dense(&pools, POOLS * width), &weights.hidden_bias, &mut hidden);
        rectify(&mut hidden);
        let mut sums: [f32; CHOICES] = std::array::from_fn(|choice| weights.choices_bias[choice]);
        for (value, row) in hidden.iter().zip(weights.choices.chunks_exact(CHOICES)) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += value * weight;
            }
        }
        let most = sums.iter().copied().fold(f32::MIN, f32::max);
        let sums = sums.map(|sum| exponential(sum - most));
        let total: f32 = sums.iter().sum();
        sums.map(|sum| sum / total)
    }
}
