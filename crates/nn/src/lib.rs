//! What does a small network say? Weights in, scores out, on a CPU.
//!
//! [`model_file`] reads the weights; [`PackedMatrix`] is the product under every layer, summed in
//! one order on every machine; [`Convolution`] is the layer that the Russian networks are made of;
//! [`exponential`] is the same everywhere too;
//! [`BestPath`] and [`best_tree`] turn scores into labels and trees. What the scores mean is left
//! to the crates above.
//!
//! ```
//! use depesha_nn::{PackedMatrix, Rows, best_tree};
//!
//! let weights = PackedMatrix::from_rows(&[1.0, 0.0, 0.0, 1.0], 2, 2);
//! let mut output = Vec::new();
//! weights.affine(Rows::dense(&[3.0, 4.0], 2), &[0.5, 0.5], &mut output);
//! assert_eq!(output, [3.5, 4.5]);
//!
//! // Two words: the first is the root (head 0), the second depends on it (head 1).
//! assert_eq!(best_tree(&[5.0, 0.0, 1.0, 4.0, 2.0, 0.0], 2), [0, 1]);
//! ```

mod arborescence;
mod choice;
mod convolution;
mod exponential;
pub mod model_file;
mod preference;
mod product;
#[cfg(test)]
mod testing;
mod viterbi;

pub use arborescence::{best_tree, is_tree};
pub use choice::{Choice, trait_row};
pub use convolution::{Convolution, Normalization, TAPS};
pub use exponential::exponential;
pub use preference::{Preference, trait_number};
pub use product::{PackedMatrix, Rows};
pub use viterbi::{BestPath, greatest_index};
