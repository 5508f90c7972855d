//! Steps along gradients.

use crate::tape::Parameters;

/// Adam with decoupled decay (Kingma and Ba 2015; Loshchilov and Hutter 2019). The table of traits
/// is changed only in the rows that a batch has used.
pub struct Adam {
    /// Gradients of the next step, one for each parameter.
    pub gradients: Vec<Vec<f32>>,
    /// Those of the second half of a batch, to be added.
    pub more_gradients: Vec<Vec<f32>>,
    first: Vec<Vec<f32>>,
    second: Vec<Vec<f32>>,
    steps: usize,
}

/// The longest that a gradient may be over all parameters.
const LONGEST_GRADIENT: f32 = 5.0;

impl Adam {
    /// For these parameters.
    pub fn new(parameters: &Parameters) -> Self {
        let zeros: Vec<Vec<f32>> = parameters.iter().map(|p| vec![0.0; p.values.len()]).collect();
        Self {
            gradients: zeros.clone(),
            more_gradients: zeros.clone(),
            first: zeros.clone(),
            second: zeros,
            steps: 0,
        }
    }

    /// Changes the parameters by their gradients, which become zero. `rows` are those of the table
    /// of traits that have a gradient.
    pub fn step(&mut self, parameters: &mut Parameters, rate: f32, decay: f32, rows: &[u32]) {
        self.steps += 1;
        let (b1, b2) = (0.9f32, 0.99f32);
        let (c1, c2) = (1.0 - power(b1, self.steps), 1.0 - power(b2, self.steps));
        let decay = rate * decay;
        let parts: Vec<Vec<std::ops::Range<usize>>> = parameters
            .iter()
            .map(|parameter| {
                if parameter.name == "traits" {
                    let row = |&row: &u32| {
                        row as usize * parameter.columns..(row as usize + 1) * parameter.columns
                    };
                    rows.iter().map(row).collect()
                } else {
                    std::iter::once(0..parameter.values.len()).collect()
                }
            })
            .collect();
        for ((gradient, more), parts) in
            self.gradients.iter_mut().zip(&mut self.more_gradients).zip(&parts)
        {
            for part in parts {
                let more = &mut more[part.clone()];
                for (sum, value) in gradient[part.clone()].iter_mut().zip(more.iter()) {
                    *sum += value;
                }
                more.fill(0.0);
            }
        }
        let mut square = 0.0;
        for (gradient, parts) in self.gradients.iter().zip(&parts) {
            for part in parts {
                let of_part: f32 = gradient[part.clone()].iter().map(|g| g * g).sum();
                square += f64::from(of_part);
            }
        }
        let length = square.sqrt() as f32;
        let clip = if length > LONGEST_GRADIENT { LONGEST_GRADIENT / length } else { 1.0 };
        for (at, parts) in parts.iter().enumerate() {
            let parameter = &mut parameters[at];
            let decay = if parameter.rows > 1 { decay } else { 0.0 };
            for part in parts {
                let values = &mut parameter.values[part.clone()];
                let gradients = &mut self.gradients[at][part.clone()];
                let first = &mut self.first[at][part.clone()];
                let second = &mut self.second[at][part.clone()];
                for (((value, gradient), m), v) in
                    values.iter_mut().zip(gradients).zip(first).zip(second)
                {
                    let g = *gradient * clip;
                    *gradient = 0.0;
                    *m += (1.0 - b1) * (g - *m);
                    *v += (1.0 - b2) * (g * g - *v);
                    *value -= rate * (*m / c1) / ((*v / c2).sqrt() + 1e-8) + decay * *value;
                }
            }
        }
    }
}

fn power(base: f32, exponent: usize) -> f32 {
    let mut result = 1.0;
    for _ in 0..exponent.min(5000) {
        result *= base;
    }
    result
}
