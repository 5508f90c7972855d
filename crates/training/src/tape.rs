//! Values with the way they came about, so that gradients can be taken back through it.
//!
//! All products run on `depesha-nn`, whose sums are the same to the last bit on every machine, and
//! every other step is plain arithmetic in a fixed order: training gives the same weights anywhere.

use depesha_nn::{PackedMatrix, Rows};

use crate::arithmetic::{exponential, logarithm};

/// A matrix that is learned.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// What it is called in the model's file.
    pub name: &'static str,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// `[rows, columns]`.
    pub values: Vec<f32>,
}

/// All that is learned.
pub type Parameters = Vec<Parameter>;

/// A value on the tape: a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value(usize);

/// An index that stands for no row.
pub const NOTHING: u32 = u32::MAX;

enum Origin {
    Given,
    /// A value times a parameter.
    Product(Value, usize),
    Sum(Value, Value),
    /// A parameter of one row, added to each row.
    Bias(Value, usize),
    Rectified(Value),
    /// Each element times the number in the mask.
    Masked(Value, Vec<f32>),
    /// Rows by number, zero for [`NOTHING`].
    Rows(Value, Vec<u32>),
    /// Side by side.
    Beside(Vec<Value>),
    /// Sums of rows of a parameter: those of row `i` stand in `ids[starts[i]..starts[i + 1]]`.
    Bags {
        parameter: usize,
        starts: Vec<u32>,
        ids: Vec<u32>,
        scale: Vec<f32>,
    },
    /// A parameter as it is.
    Parameter(usize),
    /// Row `i` is the sum of all rows before row `i` of the value; one row more than the value.
    RunningSums(Value),
    /// Sums of rows of several values, each by its own numbers and times its own factors.
    Gathered(Vec<Part>),
    /// The greatest of each column over rows that stand together: those that were taken, by element.
    Greatest(Value, Vec<u32>),
    /// Logistic function.
    Logistic(Value),
    /// `h = f * before + (1 - f) * x` along runs of rows, forwards or backwards.
    Carried {
        input: Value,
        keep: Value,
        before: Vec<u32>,
        order: Vec<u32>,
    },
}

/// Rows of a value, by number, each times a factor; no factors are ones.
pub struct Part {
    /// From where the rows are.
    pub from: Value,
    /// Which rows; [`NOTHING`] for none.
    pub index: Vec<u32>,
    /// Factors by which they are multiplied, or nothing.
    pub factors: Vec<f32>,
}

struct Entry {
    rows: usize,
    columns: usize,
    values: Vec<f32>,
    origin: Origin,
}

/// The values of one step, in the order in which they came about.
pub struct Tape<'parameters> {
    parameters: &'parameters Parameters,
    entries: Vec<Entry>,
}

fn transposed(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let mut turned = vec![0.0; values.len()];
    for (row, values) in values.chunks_exact(columns.max(1)).enumerate() {
        for (column, &value) in values.iter().enumerate() {
            turned[column * rows + row] = value;
        }
    }
    turned
}

impl<'parameters> Tape<'parameters> {
    /// An empty tape.
    pub fn new(parameters: &'parameters Parameters) -> Self {
        Self { parameters, entries: Vec::new() }
    }

    fn push(&mut self, rows: usize, columns: usize, values: Vec<f32>, origin: Origin) -> Value {
        debug_assert_eq!(values.len(), rows * columns);
        self.entries.push(Entry { rows, columns, values, origin });
        Value(self.entries.len() - 1)
    }

    /// `[rows, columns]`.
    pub fn values(&self, value: Value) -> &[f32] {
        &self.entries[value.0].values
    }

    /// Rows and columns.
    pub fn shape(&self, value: Value) -> (usize, usize) {
        (self.entries[value.0].rows, self.entries[value.0].columns)
    }

    /// Something that is given, `[rows, columns]`.
    pub fn given(&mut self, columns: usize, values: Vec<f32>) -> Value {
        self.push(values.len() / columns, columns, values, Origin::Given)
    }

    /// `input`, `[rows, inner]`, times a parameter, `[inner, columns]`.
    pub fn product(&mut self, input: Value, parameter: usize) -> Value {
        let entry = &self.entries[input.0];
        let weights = &self.parameters[parameter];
        assert_eq!(entry.columns, weights.rows, "{}", weights.name);
        let packed = PackedMatrix::from_rows(&weights.values, weights.rows, weights.columns);
        let mut output = Vec::new();
        packed.product(Rows::dense(&entry.values, entry.columns), &mut output);
        self.push(entry.rows, weights.columns, output, Origin::Product(input, parameter))
    }

    /// `one + other`.
    pub fn sum(&mut self, one: Value, other: Value) -> Value {
        let (left, right) = (&self.entries[one.0], &self.entries[other.0]);
        assert_eq!((left.rows, left.columns), (right.rows, right.columns));
        let values = left.values.iter().zip(&right.values).map(|(a, b)| a + b).collect();
        self.push(left.rows, left.columns, values, Origin::Sum(one, other))
    }

    /// The sum of several.
    pub fn sum_of(&mut self, values: &[Value]) -> Value {
        let mut sum = values[0];
        for &value in &values[1..] {
            sum = self.sum(sum, value);
        }
        sum
    }

    /// Adds a parameter of one row to each row.
    pub fn bias(&mut self, input: Value, parameter: usize) -> Value {
        let entry = &self.entries[input.0];
        let bias = &self.parameters[parameter].values;
        let values = entry
            .values
            .chunks_exact(entry.columns)
            .flat_map(|row| row.iter().zip(bias).map(|(a, b)| a + b))
            .collect();
        self.push(entry.rows, entry.columns, values, Origin::Bias(input, parameter))
    }

    /// What is below zero becomes zero.
    pub fn rectified(&mut self, input: Value) -> Value {
        let entry = &self.entries[input.0];
        let values = entry.values.iter().map(|&x| if x > 0.0 { x } else { 0.0 }).collect();
        self.push(entry.rows, entry.columns, values, Origin::Rectified(input))
    }

    /// The logistic function of each element.
    pub fn logistic(&mut self, input: Value) -> Value {
        let entry = &self.entries[input.0];
        let values = entry.values.iter().map(|&x| 1.0 / (1.0 + exponential(-x))).collect();
        self.push(entry.rows, entry.columns, values, Origin::Logistic(input))
    }

    /// Each element times that of `mask`.
    pub fn masked(&mut self, input: Value, mask: Vec<f32>) -> Value {
        let entry = &self.entries[input.0];
        assert_eq!(entry.values.len(), mask.len());
        let values = entry.values.iter().zip(&mask).map(|(a, b)| a * b).collect();
        self.push(entry.rows, entry.columns, values, Origin::Masked(input, mask))
    }

    /// Rows by number.
    pub fn rows(&mut self, input: Value, index: Vec<u32>) -> Value {
        let entry = &self.entries[input.0];
        let columns = entry.columns;
        let mut values = vec![0.0; index.len() * columns];
        for (row, &from) in values.chunks_exact_mut(columns).zip(&index) {
            if from != NOTHING {
                row.copy_from_slice(&entry.values[from as usize * columns..][..columns]);
            }
        }
        self.push(index.len(), columns, values, Origin::Rows(input, index))
    }

    /// Values of equally many rows, side by side.
    pub fn beside(&mut self, parts: Vec<Value>) -> Value {
        let rows = self.entries[parts[0].0].rows;
        let columns = parts.iter().map(|part| self.entries[part.0].columns).sum();
        let mut values = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            for part in &parts {
                let entry = &self.entries[part.0];
                values.extend_from_slice(&entry.values[row * entry.columns..][..entry.columns]);
            }
        }
        self.push(rows, columns, values, Origin::Beside(parts))
    }

    /// Sums of rows of a parameter, each times its `scale`.
    pub fn bags(
        &mut self,
        parameter: usize,
        starts: Vec<u32>,
        ids: Vec<u32>,
        scale: Vec<f32>,
    ) -> Value {
        let table = &self.parameters[parameter];
        let columns = table.columns;
        let rows = starts.len() - 1;
        let mut values = vec![0.0; rows * columns];
        for (row, output) in values.chunks_exact_mut(columns).enumerate() {
            for at in starts[row] as usize..starts[row + 1] as usize {
                let from = &table.values[ids[at] as usize * columns..][..columns];
                for (value, from) in output.iter_mut().zip(from) {
                    *value += scale[at] * from;
                }
            }
        }
        self.push(rows, columns, values, Origin::Bags { parameter, starts, ids, scale })
    }

    /// A parameter as it is.
    pub fn parameter(&mut self, parameter: usize) -> Value {
        let table = &self.parameters[parameter];
        let values = table.values.clone();
        self.push(table.rows, table.columns, values, Origin::Parameter(parameter))
    }

    /// Row `i` is the sum of the rows before row `i`; there is one row more than in `input`.
    pub fn running_sums(&mut self, input: Value) -> Value {
        let entry = &self.entries[input.0];
        let columns = entry.columns;
        let mut sums = vec![0.0; (entry.rows + 1) * columns];
        for at in 0..entry.values.len() {
            sums[at + columns] = sums[at] + entry.values[at];
        }
        self.push(entry.rows + 1, columns, sums, Origin::RunningSums(input))
    }

    /// Sums of rows of several values, which have equally many columns.
    pub fn gathered(&mut self, parts: Vec<Part>) -> Value {
        let columns = self.entries[parts[0].from.0].columns;
        let rows = parts[0].index.len();
        let mut values = vec![0.0; rows * columns];
        for (row, output) in values.chunks_exact_mut(columns).enumerate() {
            for part in &parts {
                let from = part.index[row];
                if from == NOTHING {
                    continue;
                }
                let from = &self.entries[part.from.0].values[from as usize * columns..][..columns];
                match part.factors.get(row) {
                    Some(factor) => {
                        for (value, from) in output.iter_mut().zip(from) {
                            *value += factor * from;
                        }
                    }
                    None => {
                        for (value, from) in output.iter_mut().zip(from) {
                            *value += from;
                        }
                    }
                }
            }
        }
        self.push(rows, columns, values, Origin::Gathered(parts))
    }

    /// For each range of rows the greatest of each column, the first of equals; zero for no rows.
    pub fn greatest(&mut self, input: Value, ranges: &[std::ops::Range<usize>]) -> Value {
        let entry = &self.entries[input.0];
        let columns = entry.columns;
        let mut values = vec![0.0; ranges.len() * columns];
        let mut taken = vec![NOTHING; ranges.len() * columns];
        let outputs = values.chunks_exact_mut(columns).zip(taken.chunks_exact_mut(columns));
        for ((values, taken), range) in outputs.zip(ranges) {
            for row in range.clone() {
                let input = &entry.values[row * columns..][..columns];
                for ((value, taken), &input) in values.iter_mut().zip(taken.iter_mut()).zip(input) {
                    if *taken == NOTHING || input > *value {
                        (*value, *taken) = (input, row as u32);
                    }
                }
            }
        }
        self.push(ranges.len(), columns, values, Origin::Greatest(input, taken))
    }

    /// A state that is carried from row to row: `keep * before + (1 - keep) * input`. `order` tells
    /// in which order the rows come, `before[row]` which row comes before, [`NOTHING`] for none.
    pub fn carried(
        &mut self,
        input: Value,
        keep: Value,
        before: Vec<u32>,
        order: Vec<u32>,
    ) -> Value {
        let (x, f) = (&self.entries[input.0], &self.entries[keep.0]);
        let columns = x.columns;
        let mut values = vec![0.0; x.values.len()];
        for &row in &order {
            for column in 0..columns {
                let at = row as usize * columns + column;
                let old = match before[row as usize] {
                    NOTHING => 0.0,
                    other => values[other as usize * columns + column],
                };
                values[at] = f.values[at] * (old - x.values[at]) + x.values[at];
            }
        }
        self.push(x.rows, columns, values, Origin::Carried { input, keep, before, order })
    }

    /// The rows of parameters that were summed by [`Tape::bags`], ascending, each once.
    pub fn rows_in_bags(&self) -> Vec<u32> {
        let mut rows = Vec::new();
        for entry in &self.entries {
            if let Origin::Bags { ids, .. } = &entry.origin {
                rows.extend_from_slice(ids);
            }
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Takes gradients back: `seeds` are gradients of the loss by values. Adds those of parameters
    /// to `gradients`, one for each parameter.
    pub fn backward(&self, seeds: Vec<(Value, Vec<f32>)>, gradients: &mut [Vec<f32>]) {
        let mut of: Vec<Vec<f32>> = vec![Vec::new(); self.entries.len()];
        for (value, seed) in seeds {
            add(&mut of[value.0], seed);
        }
        for at in (0..self.entries.len()).rev() {
            let gradient = std::mem::take(&mut of[at]);
            if gradient.is_empty() {
                continue;
            }
            let entry = &self.entries[at];
            let columns = entry.columns;
            match &entry.origin {
                Origin::Given => {}
                Origin::Product(input, parameter) => {
                    let weights = &self.parameters[*parameter];
                    let from = &self.entries[input.0];
                    let turned = transposed(&from.values, from.rows, from.columns);
                    PackedMatrix::from_rows(&gradient, from.rows, columns)
                        .add_product(Rows::dense(&turned, from.rows), &mut gradients[*parameter]);
                    if !matches!(from.origin, Origin::Given) {
                        let turned =
                            PackedMatrix::from_cells(columns, weights.rows, |row, column| {
                                weights.values[column * columns + row]
                            });
                        let mut output = Vec::new();
                        turned.product(Rows::dense(&gradient, columns), &mut output);
                        add(&mut of[input.0], output);
                    }
                }
                Origin::Sum(one, other) => {
                    add(&mut of[one.0], gradient.clone());
                    add(&mut of[other.0], gradient);
                }
                Origin::Bias(input, parameter) => {
                    for row in gradient.chunks_exact(columns) {
                        for (sum, value) in gradients[*parameter].iter_mut().zip(row) {
                            *sum += value;
                        }
                    }
                    add(&mut of[input.0], gradient);
                }
                Origin::Rectified(input) => {
                    let mut gradient = gradient;
                    for (gradient, &value) in gradient.iter_mut().zip(&entry.values) {
                        if value <= 0.0 {
                            *gradient = 0.0;
                        }
                    }
                    add(&mut of[input.0], gradient);
                }
                Origin::Logistic(input) => {
                    let mut gradient = gradient;
                    for (gradient, &value) in gradient.iter_mut().zip(&entry.values) {
                        *gradient *= value * (1.0 - value);
                    }
                    add(&mut of[input.0], gradient);
                }
                Origin::Masked(input, mask) => {
                    let mut gradient = gradient;
                    for (gradient, mask) in gradient.iter_mut().zip(mask) {
                        *gradient *= mask;
                    }
                    add(&mut of[input.0], gradient);
                }
                Origin::Rows(input, index) => {
                    let room = room(&mut of[input.0], self.entries[input.0].values.len());
                    for (row, &to) in gradient.chunks_exact(columns).zip(index) {
                        if to != NOTHING {
                            let to = &mut room[to as usize * columns..][..columns];
                            for (to, value) in to.iter_mut().zip(row) {
                                *to += value;
                            }
                        }
                    }
                }
                Origin::Beside(parts) => {
                    let mut start = 0;
                    for part in parts {
                        let wide = self.entries[part.0].columns;
                        let mut piece = Vec::with_capacity(entry.rows * wide);
                        for row in gradient.chunks_exact(columns) {
                            piece.extend_from_slice(&row[start..start + wide]);
                        }
                        start += wide;
                        add(&mut of[part.0], piece);
                    }
                }
                Origin::Bags { parameter, starts, ids, scale } => {
                    let table = &mut gradients[*parameter];
                    for (row, gradient) in gradient.chunks_exact(columns).enumerate() {
                        for at in starts[row] as usize..starts[row + 1] as usize {
                            let to = &mut table[ids[at] as usize * columns..][..columns];
                            for (to, value) in to.iter_mut().zip(gradient) {
                                *to += scale[at] * value;
                            }
                        }
                    }
                }
                Origin::Parameter(parameter) => {
                    for (sum, value) in gradients[*parameter].iter_mut().zip(&gradient) {
                        *sum += value;
                    }
                }
                Origin::RunningSums(input) => {
                    let mut output = gradient[columns..].to_vec();
                    for at in (columns..output.len()).rev() {
                        output[at - columns] += output[at];
                    }
                    add(&mut of[input.0], output);
                }
                Origin::Greatest(input, taken) => {
                    let room = room(&mut of[input.0], self.entries[input.0].values.len());
                    for (at, (&gradient, &row)) in gradient.iter().zip(taken).enumerate() {
                        if row != NOTHING {
                            room[row as usize * columns + at % columns] += gradient;
                        }
                    }
                }
                Origin::Gathered(parts) => {
                    for part in parts {
                        let room =
                            room(&mut of[part.from.0], self.entries[part.from.0].values.len());
                        for (row, gradient) in gradient.chunks_exact(columns).enumerate() {
                            let to = part.index[row];
                            if to == NOTHING {
                                continue;
                            }
                            let factor = part.factors.get(row).copied().unwrap_or(1.0);
                            let to = &mut room[to as usize * columns..][..columns];
                            for (to, value) in to.iter_mut().zip(gradient) {
                                *to += factor * value;
                            }
                        }
                    }
                }
                Origin::Carried { input, keep, before, order } => {
                    let mut gradient = gradient;
                    let (x, f) = (&self.entries[input.0], &self.entries[keep.0]);
                    let mut of_x = vec![0.0; x.values.len()];
                    let mut of_f = vec![0.0; x.values.len()];
                    for &row in order.iter().rev() {
                        for column in 0..columns {
                            let at = row as usize * columns + column;
                            let g = gradient[at];
                            let f = f.values[at];
                            let old = match before[row as usize] {
                                NOTHING => 0.0,
                                other => {
                                    let from = other as usize * columns + column;
                                    gradient[from] += g * f;
                                    entry.values[from]
                                }
                            };
                            of_x[at] = g * (1.0 - f);
                            of_f[at] = g * (old - x.values[at]);
                        }
                    }
                    add(&mut of[input.0], of_x);
                    add(&mut of[keep.0], of_f);
                }
            }
        }
    }
}

fn room(gradient: &mut Vec<f32>, length: usize) -> &mut [f32] {
    if gradient.is_empty() {
        gradient.resize(length, 0.0);
    }
    gradient
}

fn add(gradient: &mut Vec<f32>, more: Vec<f32>) {
    if gradient.is_empty() {
        *gradient = more;
    } else {
        for (sum, value) in gradient.iter_mut().zip(more) {
            *sum += value;
        }
    }
}

/// The loss of choosing among columns and its gradient: `targets` are probabilities,
/// `[rows, columns]`, `weights` one for each row.
pub fn choice_loss(
    scores: &[f32],
    columns: usize,
    targets: impl Fn(usize, &mut [f32]),
    weights: impl Fn(usize) -> f32,
) -> (f64, Vec<f32>) {
    let mut gradient = vec![0.0; scores.len()];
    let mut target = vec![0.0; columns];
    let mut loss = 0.0;
    for (row, (scores, gradient)) in
        scores.chunks_exact(columns).zip(gradient.chunks_exact_mut(columns)).enumerate()
    {
        let weight = weights(row);
        if weight == 0.0 {
            continue;
        }
        targets(row, &mut target);
        let greatest = scores.iter().fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a });
        let mut sum = 0.0;
        for (gradient, score) in gradient.iter_mut().zip(scores) {
            *gradient = exponential(score - greatest);
            sum += *gradient;
        }
        let log_sum = logarithm(sum) + greatest;
        for ((gradient, target), score) in gradient.iter_mut().zip(&target).zip(scores) {
            loss += f64::from(weight * target * (log_sum - score));
            *gradient = weight * (*gradient / sum - target);
        }
    }
    (loss, gradient)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arithmetic::Noise;

    /// Compares the gradients of all steps with what small changes of the parameters do.
    #[test]
    fn gradients_are_what_small_changes_do() {
        let mut noise = Noise::new(3);
        let mut parameters: Parameters = [("a", 3, 4), ("b", 1, 4), ("t", 5, 4), ("k", 4, 4)]
            .map(|(name, rows, columns)| {
                let values = (0..rows * columns).map(|_| noise.unit() - 0.5).collect();
                Parameter { name, rows, columns, values }
            })
            .into();
        let input: Vec<f32> = (0..15).map(|_| noise.unit() - 0.5).collect();
        let run = |parameters: &Parameters, gradients: Option<&mut [Vec<f32>]>| -> f64 {
            let mut tape = Tape::new(parameters);
            let given = tape.given(3, input.clone());
            let state = tape.product(given, 0);
            let state = tape.bias(state, 1);
            let bags =
                tape.bags(2, vec![0, 2, 2, 3, 4, 4], vec![1, 2, 3, 3], vec![1.0, 2.0, 1.0, 0.5]);
            let state = tape.sum(state, bags);
            let keep = tape.product(state, 3);
            let keep = tape.logistic(keep);
            let state =
                tape.carried(state, keep, vec![NOTHING, 0, 1, NOTHING, 3], (0..5).collect());
            let moved = tape.rows(state, vec![1, 2, NOTHING, 0, 4]);
            let state = tape.sum_of(&[state, moved]);
            let sums = tape.running_sums(state);
            let table = tape.parameter(2);
            let part = |from, index: [u32; 3], factors: &[f32]| Part {
                from,
                index: index.into(),
                factors: factors.into(),
            };
            let found = tape.gathered(vec![
                part(sums, [5, 3, 2], &[0.5, 0.3, 1.0]),
                part(table, [0, 4, NOTHING], &[]),
            ]);
            let found = tape
                .masked(found, vec![1.0, 0.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 3.0, 1.0, 1.0, 1.0]);
            let most = tape.greatest(state, &[0..2, 2..5, 1..4]);
            let both = tape.beside(vec![found, most]);
            let targets = |row: usize, target: &mut [f32]| {
                target.fill(0.0);
                target[row] = 1.0;
            };
            let (loss, seed) = choice_loss(tape.values(both), 8, targets, |_| 1.0);
            if let Some(gradients) = gradients {
                tape.backward(vec![(both, seed)], gradients);
            }
            loss
        };
        let mut gradients: Vec<Vec<f32>> =
            parameters.iter().map(|parameter| vec![0.0; parameter.values.len()]).collect();
        run(&parameters, Some(&mut gradients));
        for (at, gradients) in gradients.iter().enumerate() {
            for (number, &found) in gradients.iter().enumerate() {
                const STEP: f32 = 0.01;
                let old = parameters[at].values[number];
                parameters[at].values[number] = old + STEP;
                let more = run(&parameters, None);
                parameters[at].values[number] = old - STEP;
                let less = run(&parameters, None);
                parameters[at].values[number] = old;
                let slope = (more - less) / f64::from(2.0 * STEP);
                let found = f64::from(found);
                assert!((slope - found).abs() < 2e-3, "{at} {number}: {found} for {slope}");
            }
        }
    }
}
