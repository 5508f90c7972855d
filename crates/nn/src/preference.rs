//! Which of few things is it, by named traits and by numbers? Weights for both, summed up for each choice.

use crate::choice::shares;
use crate::model_file::{ModelFile, ModelFileError, ModelFileWriter};

/// A linear model that chooses by traits that it knows by name, and by numbers such as those of word vectors.
///
/// Of a name it keeps a hash of 32 bits. Traits that it does not know count nothing.
///
/// ```
/// use depesha_nn::{Preference, trait_number};
///
/// let known = vec![trait_number("rain")];
/// let model = Preference::new(2, known, vec![0.0, 2.0], vec![0.0, 1.0], vec![0.0, 0.0]);
/// let dry = model.probabilities(&[], &[0.0]);
/// let wet = model.probabilities(&[("rain".into(), 1.0)], &[1.0]);
/// assert!(dry[1] == 0.5 && wet[1] > 0.95);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Preference {
    choices: usize,
    /// The traits that it knows, by their numbers, ascending.
    known: Vec<u32>,
    /// `[row, choice]`.
    weights: Vec<f32>,
    /// `[number, choice]`: what one of the number is worth.
    of_numbers: Vec<f32>,
    /// `[choice]`.
    bias: Vec<f32>,
}

/// The number of a trait: FNV-1a over 64 bits, folded to 32.
pub fn trait_number(name: &str) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in name.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ (hash >> 32)) as u32
}

impl Preference {
    /// From the numbers of the known traits, ascending, their weights `[trait, choice]`, the weights `[number, choice]` of
    /// numbers, and a bias for each choice.
    ///
    /// # Panics
    /// Where the lengths do not fit each other, or a known trait stands before a smaller one.
    pub fn new(
        choices: usize,
        known: Vec<u32>,
        weights: Vec<f32>,
        of_numbers: Vec<f32>,
        bias: Vec<f32>,
    ) -> Self {
        assert!(choices > 0 && bias.len() == choices && weights.len() == known.len() * choices);
        assert!(of_numbers.len().is_multiple_of(choices));
        assert!(known.is_sorted());
        Self { choices, known, weights, of_numbers, bias }
    }

    /// Reads the sections `name.known`, `name.weights` `[trait, choice]`,
    /// `name.numbers` `[number, choice]` and `name.bias`.
    ///
    /// # Errors
    /// Where the file lacks them or they do not fit each other.
    pub fn read(file: &ModelFile, name: &str) -> Result<Self, ModelFileError> {
        let section = |part: &str| format!("{name}.{part}");
        let length = |part: &str| -> Result<usize, ModelFileError> {
            Ok(file.section(&section(part))?.shape.iter().product())
        };
        let choices = length("bias")?;
        let bias = file.floats(&section("bias"), &[choices])?;
        let known = file.whole_numbers(&section("known"))?;
        let count = length("numbers")?;
        if choices == 0 || !known.is_sorted() || !count.is_multiple_of(choices) {
            return Err(file.bad_content(&section("known"), "it does not fit the other sections"));
        }
        let weights = file.floats(&section("weights"), &[known.len(), choices])?;
        let of_numbers = file.floats(&section("numbers"), &[count / choices, choices])?;
        Ok(Self::new(choices, known, weights, of_numbers, bias))
    }

    /// How many numbers it looks at.
    pub fn numbers(&self) -> usize {
        self.of_numbers.len() / self.choices
    }

    /// The probability of each choice for traits with their values, and for numbers; what goes beyond
    /// [`numbers`](Self::numbers) of them is not looked at.
    pub fn probabilities(&self, traits: &[(String, f32)], numbers: &[f32]) -> Vec<f32> {
        let mut sums = self.bias.clone();
        for (name, value) in traits {
            let Ok(row) = self.known.binary_search(&trait_number(name)) else { continue };
            for (sum, weight) in sums.iter_mut().zip(&self.weights[row * self.choices..]) {
                *sum += weight * value;
            }
        }
        for (weights, value) in self.of_numbers.chunks_exact(self.choices).zip(numbers) {
            if *value != 0.0 {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += weight * value;
                }
            }
        }
        shares(sums)
    }

    /// Which of several things is it, each with traits of its own? For each choice the shares of the things:
    /// `[choice][thing]`. Biases and numbers do not count.
    pub fn among(&self, things: &[&[(String, f32)]]) -> Vec<Vec<f32>> {
        let mut sums = vec![vec![0.0; things.len()]; self.choices];
        for (at, traits) in things.iter().enumerate() {
            for (name, value) in *traits {
                let Ok(row) = self.known.binary_search(&trait_number(name)) else { continue };
                for (sums, weight) in sums.iter_mut().zip(&self.weights[row * self.choices..]) {
                    sums[at] += weight * value;
                }
            }
        }
        sums.into_iter().map(shares).collect()
    }

    /// Writes the sections that [`read`](Self::read) wants.
    pub fn write(&self, name: &str, writer: &mut ModelFileWriter) {
        let section = |part: &str| format!("{name}.{part}");
        let choices = self.choices;
        writer.whole_numbers(&section("known"), &[self.known.len()], &self.known);
        writer.floats(&section("weights"), &[self.known.len(), choices], &self.weights);
        writer.floats(&section("numbers"), &[self.numbers(), choices], &self.of_numbers);
        writer.floats(&section("bias"), &[choices], &self.bias);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_things_the_one_with_the_heaviest_traits_has_the_greatest_share() {
        let number = trait_number("near");
        let model = Preference::new(2, vec![number], vec![2.0, 0.0], vec![], vec![5.0, 0.0]);
        let near = [("near".to_owned(), 1.0)];
        let shares = model.among(&[&near, &[]]);
        assert!(shares[0][0] > 0.85 && shares[0][1] < 0.15, "{shares:?}");
        assert_eq!(shares[1], [0.5, 0.5]);
        assert!(model.among(&[]).iter().all(Vec::is_empty));
    }
}
