//! The layers that the three networks share in form: from words and shapes to 64 numbers a token.

use depesha_nn::model_file::{ModelFile, ModelFileError};
use depesha_nn::{Convolution, Normalization, PackedMatrix, Rows, TAPS};

use super::frequent_words::FrequentWords;
use super::shapes::{self, SHAPES};
use super::vectors::{DIMENSION, WordVectors};

/// Numbers for a shape.
const SHAPE_DIMENSION: usize = 30;
/// Outputs of the three convolutions.
const FIRST: usize = 256;
const SECOND: usize = 128;
/// Numbers that the encoder gives for a token.
pub(super) const ENCODED: usize = 64;

/// Tokens to either side that have a say in what is found for one: one for each convolution.
pub(super) const HALO: usize = 3;

/// The networks, each of which has its own weights in every layer.
const NETWORKS: usize = 3;
/// Numbers of one word or shape that one network's first convolution adds up, `[tap, output]`.
const FOR_ONE: usize = TAPS * FIRST;
const FOR_ALL: usize = NETWORKS * FOR_ONE;

/// A token as the networks see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sight {
    pub(super) word: u32,
    pub(super) shape: u8,
}

/// The first convolutions of all networks, taken apart.
///
/// A convolution is linear up to its rectification, so that what a word adds to it (for each place
/// in the window of three) does not depend on its neighbours: it is computed once for each distinct
/// word of a stretch of text, for all networks in one product, which saves nearly half of that
/// layer's work, the greatest part of all. What a shape adds stands in a table.
pub(super) struct FirstConvolutions {
    /// `[DIMENSION, network * tap * FIRST]`.
    words: PackedMatrix,
    /// `[shape, network, tap, FIRST]`; the bias is added to the middle tap.
    shapes: Vec<f32>,
    /// Rows of `[network, tap, FIRST]`.
    frequent: FrequentWords,
}

/// One network's layers after the sum of the first convolution.
pub(super) struct Encoder {
    /// Which of the networks it is, in the order of [`FirstConvolutions`].
    number: usize,
    first: Normalization,
    second: Convolution,
    third: Convolution,
}

/// What the distinct words of a stretch of text add to the first convolutions.
#[derive(Default)]
pub(super) struct Contributions {
    /// The distinct words: first those that were computed now, ascending, then those whose rows were
    /// kept, ascending.
    words: Vec<u32>,
    /// How many were computed now.
    new: usize,
    vectors: Vec<f32>,
    /// `[word, network, tap, FIRST]`.
    values: Vec<f32>,
}

/// A place in an encoder's input: a token's row of [`Contributions`] and its shape, or nothing,
/// which keeps the tokens at both sides of it from seeing each other.
pub(super) type Slot = Option<(u32, u8)>;

/// Room for the outputs of an encoder's layers, kept from one stretch of text to the next.
#[derive(Default)]
pub(super) struct Layers {
    filled: Vec<bool>,
    first: Vec<f32>,
    second: Vec<f32>,
    third: Vec<f32>,
}

impl FirstConvolutions {
    /// Reads the first layer of three networks; their order is that of [`Encoder::read`]'s number.
    /// `vocabulary` is the number of words.
    pub(super) fn read(
        networks: [&ModelFile; NETWORKS],
        vocabulary: usize,
    ) -> Result<Self, ModelFileError> {
        const INPUTS: usize = DIMENSION + SHAPE_DIMENSION;
        let mut weights = Vec::new();
        let mut biases = Vec::new();
        let mut embeddings = Vec::new();
        for file in networks {
            if !shapes::are_the_shapes(&file.lines("shapes")?) {
                return Err(
                    file.bad_content("shapes", "these are other shapes, or in another order")
                );
            }
            weights.push(file.floats_in_place("conv1.weight", &[FIRST, INPUTS, TAPS])?);
            biases.push(file.floats("conv1.bias", &[FIRST])?);
            embeddings.push(file.floats("emb.shape.weight", &[SHAPES, SHAPE_DIMENSION])?);
        }
        let weight = |input: usize, column: usize| {
            let (network, tap, output) =
                (column / FOR_ONE, column % FOR_ONE / FIRST, column % FIRST);
            weights[network].at((output * INPUTS + input) * TAPS + tap)
        };
        let words = PackedMatrix::from_cells(DIMENSION, FOR_ALL, weight);
        let mut shapes = vec![0.0; SHAPES * FOR_ALL];
        for (network, embedding) in embeddings.iter().enumerate() {
            let weights = PackedMatrix::from_cells(SHAPE_DIMENSION, FOR_ONE, |input, column| {
                weight(DIMENSION + input, network * FOR_ONE + column)
            });
            let mut bias = vec![0.0; FOR_ONE];
            bias[FIRST..2 * FIRST].copy_from_slice(&biases[network]);
            let mut values = Vec::new();
            weights.affine(Rows::dense(embedding, SHAPE_DIMENSION), &bias, &mut values);
            for (shape, values) in values.chunks_exact(FOR_ONE).enumerate() {
                shapes[shape * FOR_ALL + network * FOR_ONE..][..FOR_ONE].copy_from_slice(values);
            }
        }
        Ok(Self { words, shapes, frequent: FrequentWords::new(vocabulary) })
    }

    /// Computes what the words of `sights` add.
    pub(super) fn contribute(
        &self,
        vectors: &WordVectors,
        sights: &[Sight],
        contributions: &mut Contributions,
    ) {
        let Contributions { words, new, vectors: inputs, values } = contributions;
        let mut distinct: Vec<u32> = sights.iter().map(|sight| sight.word).collect();
        distinct.sort_unstable();
        distinct.dedup();

        let mut kept = Vec::new();
        words.clear();
        inputs.clear();
        inputs.reserve(distinct.len() * DIMENSION);
        distinct.retain(|&word| match self.frequent.row(word) {
            Some(row) => {
                kept.push(row);
                true
            }
            None => {
                words.push(word);
                vectors.append(word, inputs);
                false
            }
        });
        *new = words.len();
        words.extend(distinct);

        self.words.product(Rows::dense(inputs, DIMENSION), values);
        for (&word, row) in words.iter().zip(values.chunks_exact(FOR_ALL)) {
            self.frequent.meet(word, row);
        }
        for row in kept {
            values.extend_from_slice(row);
        }
    }

    /// The sum that the first convolution of a network comes to for the middle one of three slots.
    fn sum(
        &self,
        network: usize,
        contributions: &Contributions,
        slots: [Slot; TAPS],
        output: &mut [f32],
    ) {
        const NOTHING: [f32; FIRST] = [0.0; FIRST];
        fn part(values: &[f32], row: usize, network: usize, tap: usize) -> &[f32; FIRST] {
            let start = row * FOR_ALL + network * FOR_ONE + tap * FIRST;
            values[start..start + FIRST].try_into().expect("as long as a part")
        }
        let [before, this, after] = std::array::from_fn(|tap| match slots[tap] {
            Some((word, shape)) => (
                part(&self.shapes, usize::from(shape), network, tap),
                part(&contributions.values, word as usize, network, tap),
            ),
            None => (&NOTHING, &NOTHING),
        });
        let output: &mut [f32; FIRST] = output.try_into().expect("a row of the first layer");
        for (at, output) in output.iter_mut().enumerate() {
            let sum =
                |(of_shape, of_word): (&[f32; FIRST], &[f32; FIRST])| of_shape[at] + of_word[at];
            *output = sum(before) + sum(this) + sum(after);
        }
    }
}

impl Contributions {
    /// The slot of a token whose word was among those that contributed.
    pub(super) fn slot(&self, sight: Sight) -> Slot {
        let (new, kept) = self.words.split_at(self.new);
        let row = new
            .binary_search(&sight.word)
            .or_else(|_| kept.binary_search(&sight.word).map(|row| new.len() + row));
        row.ok().map(|row| (row as u32, sight.shape))
    }
}

impl Encoder {
    /// Reads the layers of the network with this number.
    pub(super) fn read(number: usize, file: &ModelFile) -> Result<Self, ModelFileError> {
        let normalization = |layer: usize, outputs: usize| {
            let read = |what: &str| file.floats(&format!("norm{layer}.{what}"), &[outputs]);
            Ok(Normalization::new(&read("weight")?, &read("bias")?, &read("mean")?, &read("std")?))
        };
        let convolution = |layer: usize, inputs: usize, outputs: usize| {
            let weights =
                file.floats_in_place(&format!("conv{layer}.weight"), &[outputs, inputs, TAPS])?;
            let bias = file.floats(&format!("conv{layer}.bias"), &[outputs])?;
            let normalization = normalization(layer, outputs)?;
            Ok(Convolution::from_cells(inputs, |place| weights.at(place), &bias, normalization))
        };
        Ok(Self {
            number,
            first: normalization(1, FIRST)?,
            second: convolution(2, FIRST, SECOND)?,
            third: convolution(3, SECOND, ENCODED)?,
        })
    }

    /// Encodes the tokens in `slots`: the result is `[slot, ENCODED]`, zero where a slot is empty.
    ///
    /// A token that is less than [`HALO`] slots from either end is only right if the slots between
    /// are empty; so the ends are either empty or not to be used.
    pub(super) fn encode<'layers>(
        &self,
        convolutions: &FirstConvolutions,
        contributions: &Contributions,
        slots: &[Slot],
        layers: &'layers mut Layers,
    ) -> &'layers [f32] {
        layers.filled.clear();
        layers.filled.extend(slots.iter().map(Option::is_some));
        layers.first.clear();
        layers.first.resize(slots.len() * FIRST, 0.0);
        for (at, row) in layers.first.chunks_exact_mut(FIRST).enumerate() {
            if slots[at].is_some() {
                let neighbour = |at: Option<usize>| at.and_then(|at| *slots.get(at)?);
                let window = [neighbour(at.checked_sub(1)), slots[at], neighbour(Some(at + 1))];
                convolutions.sum(self.number, contributions, window, row);
                self.first.rectify_and_normalize(row);
            }
        }
        self.second.apply(&layers.first, &layers.filled, &mut layers.second);
        self.third.apply(&layers.second, &layers.filled, &mut layers.third);
        &layers.third
    }
}
