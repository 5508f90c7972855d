//! Prints the rate of the matrix product for the shapes of the Russian networks, on one thread.

use std::time::Instant;

use depesha_nn::{PackedMatrix, Rows};

fn main() {
    for (inner, columns) in [(300, 2304), (768, 128), (384, 64), (64, 753), (32, 1440)] {
        let right = PackedMatrix::from_cells(inner, columns, |row, column| (row ^ column) as f32);
        for rows in [20, 64, 256, 1024] {
            let left = vec![0.5; rows * inner];
            let mut output = Vec::new();
            let operations = 2 * rows * inner * columns;
            let repetitions = (400_000_000 / operations).max(1);
            let mut best = f64::INFINITY;
            for _ in 0..7 {
                let start = Instant::now();
                for _ in 0..repetitions {
                    right.product(Rows::dense(&left, inner), &mut output);
                }
                best = best.min(start.elapsed().as_secs_f64() / repetitions as f64);
            }
            let rate = operations as f64 / best / 1e9;
            println!("[{rows} x {inner}] x [{inner} x {columns}]: {rate:.1} GFLOP/s");
        }
    }
}
