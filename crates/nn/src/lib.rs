//! What does a small network say? Weights in, scores out, on a CPU.

pub mod model_file;
