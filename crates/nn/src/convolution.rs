//! Convolutions over a row of slots, three at a time.

use crate::product::{PackedMatrix, Rows};

/// Neighbouring slots that a convolution sees at once: the one before, this one, the one after.
pub const TAPS: usize = 3;

/// Batch normalization after training: `(x - mean) / deviation * weight + bias`, channel by
/// channel.
#[derive(Debug, Clone)]
pub struct Normalization {
    mean: Vec<f32>,
    /// `weight / deviation`.
    scale: Vec<f32>,
    bias: Vec<f32>,
}

impl Normalization {
    /// From the four parameters of each channel; `deviation` already holds
    /// `sqrt(variance + epsilon)`.
    ///
    /// # Panics
    /// Where the lengths differ.
    pub fn new(weight: &[f32], bias: &[f32], mean: &[f32], deviation: &[f32]) -> Self {
        let channels = weight.len();
        assert!([bias.len(), mean.len(), deviation.len()] == [channels; 3], "equal lengths");
        Self {
            mean: mean.to_vec(),
            scale: weight
                .iter()
                .zip(deviation)
                .map(|(weight, deviation)| weight / deviation)
                .collect(),
            bias: bias.to_vec(),
        }
    }

    /// The number of channels.
    pub fn channels(&self) -> usize {
        self.mean.len()
    }

    /// Sets what is below zero to zero and then normalizes each channel of one slot, in place.
    ///
    /// # Panics
    /// Where `slot` does not have a value for each channel.
    pub fn rectify_and_normalize(&self, slot: &mut [f32]) {
        assert_eq!(slot.len(), self.channels());
        let parameters = self.mean.iter().zip(&self.scale).zip(&self.bias);
        for (value, ((mean, scale), bias)) in slot.iter_mut().zip(parameters) {
            let rectified = if *value > 0.0 { *value } else { 0.0 };
            *value = (rectified - mean) * scale + bias;
        }
    }
}

/// A convolution over three neighbouring slots, followed by rectification and normalization.
#[derive(Debug, Clone)]
pub struct Convolution {
    inputs: usize,
    /// `[tap * inputs, outputs]`: the values of three neighbouring slots lie side by side, so that
    /// they are one row of a product.
    weights: PackedMatrix,
    bias: Vec<f32>,
    normalization: Normalization,
}

impl Convolution {
    /// From weights `[output, input, tap]`, where tap 0 is for the slot before, 1 for the slot
    /// itself and 2 for the one after.
    ///
    /// # Panics
    /// Where the shapes do not fit.
    pub fn new(weights: &[f32], bias: &[f32], normalization: Normalization) -> Self {
        let outputs = normalization.channels();
        assert_eq!(bias.len(), outputs, "a bias for each output");
        let inputs = weights.len() / (TAPS * outputs).max(1);
        assert_eq!(weights.len(), outputs * inputs * TAPS, "weights of [output, input, tap]");
        Self::from_cells(inputs, |place| weights[place], bias, normalization)
    }

    /// As [`Convolution::new`], from a function that gives the weight at a place of
    /// `[output, input, tap]`.
    ///
    /// # Panics
    /// Where `bias` does not have a value for each channel.
    pub fn from_cells(
        inputs: usize,
        weight: impl Fn(usize) -> f32,
        bias: &[f32],
        normalization: Normalization,
    ) -> Self {
        let outputs = normalization.channels();
        assert_eq!(bias.len(), outputs, "a bias for each output");
        let packed = PackedMatrix::from_cells(TAPS * inputs, outputs, |row, output| {
            let (tap, input) = (row / inputs, row % inputs);
            weight((output * inputs + input) * TAPS + tap)
        });
        Self { inputs, weights: packed, bias: bias.to_vec(), normalization }
    }

    /// The number of values that the convolution gives for a slot.
    pub fn outputs(&self) -> usize {
        self.normalization.channels()
    }

    /// Takes `input`, `[slot, inputs]`, to `output`, which becomes `[slot, outputs]`.
    ///
    /// Where `filled` is false for a slot, its row of `output` is zero, as it should be in `input`:
    /// such a slot keeps the sequences at both sides of it apart. The first and the last slot have
    /// no neighbour on one side; their rows are zero too.
    ///
    /// # Panics
    /// Where the shapes do not fit.
    pub fn apply(&self, input: &[f32], filled: &[bool], output: &mut Vec<f32>) {
        let slots = filled.len();
        let outputs = self.outputs();
        assert_eq!(input.len(), slots * self.inputs, "input of [{slots}, {}]", self.inputs);
        output.clear();
        output.resize(slots * outputs, 0.0);
        if slots < TAPS {
            return;
        }
        let inner = outputs..(slots - 1) * outputs;
        for slot in output[inner.clone()].chunks_exact_mut(outputs) {
            slot.copy_from_slice(&self.bias);
        }
        let windows = Rows::strided(input, self.inputs, TAPS * self.inputs, slots - 2);
        self.weights.add_product(windows, &mut output[inner.clone()]);
        for (slot, &filled) in output[inner].chunks_exact_mut(outputs).zip(&filled[1..]) {
            if filled {
                self.normalization.rectify_and_normalize(slot);
            } else {
                slot.fill(0.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Noise;

    #[test]
    fn each_slot_sees_itself_and_its_neighbours() {
        let mut noise = Noise::new(5);
        let (inputs, outputs, slots) = (5, 18, 9);
        let weights = noise.values(outputs * inputs * TAPS);
        let bias = noise.values(outputs);
        let [scale, shift, mean] = std::array::from_fn(|_| noise.values(outputs));
        let deviation: Vec<f32> =
            noise.values(outputs).iter().map(|value| value.abs() + 0.1).collect();
        let filled = [false, true, true, true, false, true, true, true, false];
        let mut input = noise.values(slots * inputs);
        for (slot, &filled) in input.chunks_exact_mut(inputs).zip(&filled) {
            if !filled {
                slot.fill(0.0);
            }
        }

        let layer = Convolution::new(
            &weights,
            &bias,
            Normalization::new(&scale, &shift, &mean, &deviation),
        );
        let mut output = Vec::new();
        layer.apply(&input, &filled, &mut output);

        for slot in 0..slots {
            for channel in 0..outputs {
                let found = output[slot * outputs + channel];
                if !filled[slot] {
                    assert_eq!(found, 0.0);
                    continue;
                }
                let mut sum = f64::from(bias[channel]);
                for tap in 0..TAPS {
                    for value in 0..inputs {
                        let weight = weights[(channel * inputs + value) * TAPS + tap];
                        sum +=
                            f64::from(input[(slot + tap - 1) * inputs + value]) * f64::from(weight);
                    }
                }
                let [scale, shift, mean, deviation] =
                    [&scale, &shift, &mean, &deviation].map(|values| f64::from(values[channel]));
                let expected = (sum.max(0.0) - mean) / deviation * scale + shift;
                assert!((f64::from(found) - expected).abs() < 1e-4, "{found} for {expected}");
            }
        }
    }

    #[test]
    fn fewer_slots_than_taps_are_zero() {
        let normalization = Normalization::new(&[1.0], &[1.0], &[0.0], &[1.0]);
        let layer = Convolution::new(&[1.0; 3], &[1.0], normalization);
        let mut output = vec![5.0];
        for slots in 0..TAPS {
            layer.apply(&vec![1.0; slots], &vec![true; slots], &mut output);
            assert_eq!(output, vec![0.0; slots]);
        }
    }
}
