//! Which of few things is it? Weights for hashed traits, summed up for each choice.

use crate::exponential;
use crate::model_file::{ModelBytes, ModelFile, ModelFileError};

/// A linear model that chooses: each trait has a weight for each choice, and the sums become
/// probabilities.
///
/// Traits are named by text, of which a hash is kept: two names may share a row.
///
/// ```
/// use depesha_nn::{Choice, trait_row};
///
/// let (rows, choices) = (8, 2);
/// let mut weights = vec![0.0; rows * choices];
/// weights[trait_row("rain", rows) * choices + 1] = 2.0;
/// let model = Choice::new(choices, weights, vec![0.0; choices]);
/// let dry = model.probabilities(&[]);
/// let wet = model.probabilities(&[("rain".into(), 1.0)]);
/// assert!(dry[1] == 0.5 && wet[1] > 0.85);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    choices: usize,
    weights: Weights,
    /// `[choices]`.
    bias: Vec<f32>,
}

/// `[rows, choices]`.
#[derive(Debug, Clone)]
enum Weights {
    Floats(Vec<f32>),
    /// As they stand in a model file, of which few are ever looked at: signed bytes, and what a one is worth for
    /// each choice.
    Bytes(ModelBytes, Vec<f32>),
}

impl Weights {
    fn len(&self) -> usize {
        match self {
            Self::Floats(weights) => weights.len(),
            Self::Bytes(bytes, _) => bytes.len(),
        }
    }

    /// Those of a row.
    fn row(&self, row: usize, choices: usize) -> impl Iterator<Item = f32> {
        let places = row * choices..(row + 1) * choices;
        let (floats, bytes, scales): (&[f32], &[u8], &[f32]) = match self {
            Self::Floats(weights) => (&weights[places], &[], &[]),
            Self::Bytes(bytes, scales) => (&[], &bytes[places], scales),
        };
        let of_bytes = bytes.iter().zip(scales).map(|(&byte, scale)| f32::from(byte as i8) * scale);
        floats.iter().copied().chain(of_bytes)
    }
}

impl PartialEq for Weights {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Floats(own), Self::Floats(others)) => own == others,
            (Self::Bytes(own, scales), Self::Bytes(others, their_scales)) => {
                **own == **others && scales == their_scales
            }
            _ => false,
        }
    }
}

/// The row of a trait: FNV-1a over 64 bits, folded to the number of rows.
pub fn trait_row(name: &str, rows: usize) -> usize {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in name.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 32;
    (hash % rows as u64) as usize
}

/// Sums as probabilities: their exponentials' parts of the whole.
pub(crate) fn shares(mut sums: Vec<f32>) -> Vec<f32> {
    let most = sums.iter().copied().fold(f32::MIN, f32::max);
    let mut total = 0.0;
    for sum in &mut sums {
        *sum = exponential(*sum - most);
        total += *sum;
    }
    sums.iter().map(|part| part / total).collect()
}

impl Choice {
    /// From weights `[rows, choices]` and a bias for each choice.
    ///
    /// # Panics
    /// Where the lengths do not fit each other.
    pub fn new(choices: usize, weights: Vec<f32>, bias: Vec<f32>) -> Self {
        assert!(choices > 0 && bias.len() == choices && weights.len().is_multiple_of(choices));
        assert!(!weights.is_empty());
        Self { choices, weights: Weights::Floats(weights), bias }
    }

    /// Reads the sections `name.scales`, one for each choice, `name.weights` `[rows, choices]` as
    /// signed bytes, and `name.bias`.
    ///
    /// # Errors
    /// Where the file lacks them or they do not fit each other.
    pub fn read(file: &ModelFile, name: &str) -> Result<Self, ModelFileError> {
        let section = |part: &str| format!("{name}.{part}");
        let choices = file.section(&section("bias"))?.shape.iter().product();
        let bias = file.floats(&section("bias"), &[choices])?;
        let scales = file.floats(&section("scales"), &[choices])?;
        let bytes = file.bytes(&section("weights"))?;
        if choices == 0 || bytes.is_empty() || bytes.len() % choices != 0 {
            return Err(file.bad_content(&section("weights"), "it does not fit the other sections"));
        }
        Ok(Self { choices, weights: Weights::Bytes(bytes, scales), bias })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.weights.len() / self.choices
    }

    /// The probability of each choice for traits with their values.
    pub fn probabilities(&self, traits: &[(String, f32)]) -> Vec<f32> {
        let mut sums = self.bias.clone();
        for (name, value) in traits {
            let row = trait_row(name, self.rows());
            for (sum, weight) in sums.iter_mut().zip(self.weights.row(row, self.choices)) {
                *sum += weight * value;
            }
        }
        shares(sums)
    }

    /// The weights as bytes with what a one is worth for each choice, for a model file.
    pub fn in_bytes(&self) -> (Vec<u8>, Vec<f32>, &[f32]) {
        let rows = (0..self.rows()).map(|row| self.weights.row(row, self.choices));
        let mut scales = vec![0.0_f32; self.choices];
        for row in rows.clone() {
            for (scale, weight) in scales.iter_mut().zip(row) {
                *scale = scale.max(weight.abs() / 127.0);
            }
        }
        let byte = |(weight, scale): (f32, &f32)| {
            let steps = if *scale > 0.0 { (weight / scale).round() } else { 0.0 };
            (steps as i8) as u8
        };
        let bytes = rows.flat_map(|row| row.zip(&scales).map(byte)).collect();
        (bytes, scales, &self.bias)
    }
}
