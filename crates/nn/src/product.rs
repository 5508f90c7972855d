//! The matrix product on which every network here runs.
//!
//! A tuned library's product sums in an order that depends on the machine's vector width, its cache
//! sizes and the number of rows, so that the last bits of a score, and now and then a tag or a head,
//! differ from one machine to the next. Here every output element is
//! `fma(a[k-1], b[k-1], … fma(a[1], b[1], fma(a[0], b[0], start)))`: summed over `k` strictly in
//! order, each step one fused multiply-add, which IEEE 754 defines to the last bit. The paths for
//! AVX-512, AVX2 and everything else therefore agree bit for bit, and a row's result does not depend
//! on the rows beside it. Speed comes from computing many elements side by side, never from
//! splitting a sum.

use std::fmt;

/// Columns that stand together in a packed matrix: two vectors of AVX2, one of AVX-512.
const PANEL: usize = 16;

/// The most steps of `k` between two visits of the output: a panel's part (20 KiB) and the rows
/// that meet it then share a 32 KiB first-level cache. Found by measurement.
const LONGEST_RUN: usize = 320;

/// Rows of the left matrix that are taken through all panels together, so that they stay in the
/// second-level cache. A multiple of every tile height.
const ROWS_AT_ONCE: usize = 192;

/// Rows of a matrix, which may overlap: row `i` is `values[i * stride..][..width]`.
///
/// With `stride < width` neighbouring rows share values, as the windows of a convolution do.
#[derive(Clone, Copy)]
pub struct Rows<'values> {
    values: &'values [f32],
    stride: usize,
    width: usize,
    count: usize,
}

impl<'values> Rows<'values> {
    /// Rows of `width` values that stand close together, as many as `values` holds.
    ///
    /// # Panics
    /// Where `width` is zero.
    pub fn dense(values: &'values [f32], width: usize) -> Self {
        Self { values, stride: width, width, count: values.len() / width }
    }

    /// `count` rows of `width` values, each `stride` values after the one before it.
    ///
    /// # Panics
    /// Where the last row does not lie in `values`.
    pub fn strided(values: &'values [f32], stride: usize, width: usize, count: usize) -> Self {
        let end = |last: usize| last.checked_mul(stride)?.checked_add(width);
        assert!(
            count == 0 || end(count - 1).is_some_and(|end| end <= values.len()),
            "{count} rows of {width} at a distance of {stride} exceed {} values",
            values.len()
        );
        Self { values, stride, width, count }
    }
}

/// The right-hand side of products, of shape `[inner, columns]`, laid out for the product's inner
/// loop: panels of 16 columns, each `[inner, 16]`, the last filled up with zeros.
#[derive(Clone)]
pub struct PackedMatrix {
    inner: usize,
    columns: usize,
    panels: Vec<PanelRow>,
}

/// A row of a panel; the alignment keeps a vector from lying across two cache lines.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct PanelRow([f32; PANEL]);

impl fmt::Debug for PackedMatrix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PackedMatrix[{}, {}]", self.inner, self.columns)
    }
}

impl PackedMatrix {
    /// Packs the matrix whose cell `[row, column]` is `cell(row, column)`.
    pub fn from_cells(
        inner: usize,
        columns: usize,
        mut cell: impl FnMut(usize, usize) -> f32,
    ) -> Self {
        let mut panels = vec![PanelRow([0.0; PANEL]); columns.div_ceil(PANEL) * inner];
        for (panel, rows) in panels.chunks_exact_mut(inner.max(1)).enumerate() {
            let first = panel * PANEL;
            let filled = PANEL.min(columns - first);
            for (row, values) in rows.iter_mut().enumerate() {
                for (column, value) in values.0[..filled].iter_mut().enumerate() {
                    *value = cell(row, first + column);
                }
            }
        }
        Self { inner, columns, panels }
    }

    /// Packs a matrix given row by row.
    ///
    /// # Panics
    /// Where `values` is not of shape `[inner, columns]`.
    pub fn from_rows(values: &[f32], inner: usize, columns: usize) -> Self {
        assert_eq!(values.len(), inner * columns, "values of [{inner}, {columns}]");
        Self::from_cells(inner, columns, |row, column| values[row * columns + column])
    }

    /// The length of the sums: rows of this matrix, columns of the left one.
    pub fn inner(&self) -> usize {
        self.inner
    }

    /// The number of columns, here and in the result.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Adds the product of `left`, `[rows, inner]`, and this matrix to `output`, `[rows, columns]`:
    /// each sum starts from the value that stands there.
    ///
    /// # Panics
    /// Where the shapes do not fit.
    pub fn add_product(&self, left: Rows<'_>, output: &mut [f32]) {
        let instructions = Instructions::best();
        self.sum_by(instructions, instructions.tile(), left, Start::Output, output);
    }

    /// Writes the product of `left`, `[rows, inner]`, and this matrix plus `bias`, `[columns]`, to
    /// `output`, which becomes `[rows, columns]`.
    ///
    /// # Panics
    /// Where the shapes do not fit.
    pub fn affine(&self, left: Rows<'_>, bias: &[f32], output: &mut Vec<f32>) {
        assert_eq!(bias.len(), self.columns);
        output.clear();
        output.reserve(left.count * self.columns);
        for _ in 0..left.count {
            output.extend_from_slice(bias);
        }
        self.add_product(left, output);
    }

    /// Writes the product of `left`, `[rows, inner]`, and this matrix to `output`, which becomes
    /// `[rows, columns]`.
    ///
    /// # Panics
    /// Where the shapes do not fit.
    pub fn product(&self, left: Rows<'_>, output: &mut Vec<f32>) {
        // What stands there is written over, so only what is new needs a value first.
        output.resize(left.count * self.columns, 0.0);
        let instructions = Instructions::best();
        self.sum_by(instructions, instructions.tile(), left, Start::Zero, output);
    }

    /// `height` and `panels_wide` are the rows and panels of a tile; any give the same result.
    fn sum_by(
        &self,
        instructions: Instructions,
        (height, panels_wide): (usize, usize),
        left: Rows<'_>,
        start_from: Start,
        output: &mut [f32],
    ) {
        assert_eq!(left.width, self.inner, "the inner dimensions of a product");
        assert_eq!(
            Some(output.len()),
            left.count.checked_mul(self.columns),
            "the size of a product's output"
        );
        if self.inner == 0 && start_from == Start::Zero {
            output.fill(0.0);
        }
        if output.is_empty() || self.inner == 0 {
            return;
        }
        let runs = self.inner.div_ceil(LONGEST_RUN);
        let longest = self.inner.div_ceil(runs);
        let panels = self.columns.div_ceil(PANEL);
        for first_row in (0..left.count).step_by(ROWS_AT_ONCE) {
            let last_row = (first_row + ROWS_AT_ONCE).min(left.count);
            for start in (0..self.inner).step_by(longest) {
                let run = longest.min(self.inner - start);
                for panel in (0..panels).step_by(panels_wide) {
                    let wide = panels_wide.min(panels - panel);
                    let first_column = panel * PANEL;
                    let filled = (wide * PANEL).min(self.columns - first_column);
                    for row in (first_row..last_row).step_by(height) {
                        let tile = Tile {
                            rows: height.min(last_row - row),
                            run,
                            left: &left.values[row * left.stride + start..],
                            left_stride: left.stride,
                            right: &self.panels[panel * self.inner + start..],
                            right_stride: self.inner,
                            panels: wide,
                            start: if start == 0 { start_from } else { Start::Output },
                        };
                        let output = &mut output[row * self.columns + first_column..];
                        if filled == wide * PANEL {
                            instructions.run(&tile, output, self.columns);
                        } else {
                            tile.by_way_of_a_copy(instructions, output, self.columns, filled);
                        }
                    }
                }
            }
        }
    }
}

/// A part of a product that is summed in registers: `rows` by `panels` times 16 elements, over
/// `run` steps of the sums.
struct Tile<'values> {
    rows: usize,
    run: usize,
    /// From the first row's first value on.
    left: &'values [f32],
    left_stride: usize,
    /// From the first panel's first row on; the next panel begins `right_stride` rows later.
    right: &'values [PanelRow],
    right_stride: usize,
    panels: usize,
    start: Start,
}

/// What the sums start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Zero,
    /// What stands in the output.
    Output,
}

/// The tallest and the widest tile of all instruction sets.
const TALLEST: usize = 12;
const WIDEST: usize = 2 * PANEL;

impl Tile<'_> {
    /// Runs a tile that is wider than the output, whose last `filled` columns it holds.
    fn by_way_of_a_copy(
        &self,
        instructions: Instructions,
        output: &mut [f32],
        output_stride: usize,
        filled: usize,
    ) {
        let mut copy = [0.0; TALLEST * WIDEST];
        for row in 0..self.rows {
            copy[row * WIDEST..][..filled]
                .copy_from_slice(&output[row * output_stride..][..filled]);
        }
        instructions.run(self, &mut copy, WIDEST);
        for row in 0..self.rows {
            output[row * output_stride..][..filled]
                .copy_from_slice(&copy[row * WIDEST..][..filled]);
        }
    }

    /// Whether every element that the tile reads and writes lies in its slices.
    fn is_within(&self, output: &[f32], output_stride: usize) -> bool {
        (1..=TALLEST).contains(&self.rows)
            && (1..=2).contains(&self.panels)
            && (self.rows - 1) * self.left_stride + self.run <= self.left.len()
            && (self.panels - 1) * self.right_stride + self.run <= self.right.len()
            && (self.rows - 1) * output_stride + self.panels * PANEL <= output.len()
    }
}

/// The instructions by which a product is computed. All give the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Instructions {
    /// Plain arithmetic, which compilers turn into vector instructions where the target has fused
    /// multiply-add from the start (as 64-bit ARM has).
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Instructions {
    /// The fastest that this machine has.
    fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") {
                return Self::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Self::Avx2;
            }
        }
        Self::Portable
    }

    /// Rows and panels of a tile, as many as the registers hold.
    fn tile(self) -> (usize, usize) {
        match self {
            Self::Portable => (6, 1),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => (6, 1),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => (12, 2),
        }
    }

    fn run(self, tile: &Tile<'_>, output: &mut [f32], output_stride: usize) {
        assert!(tile.is_within(output, output_stride), "a tile outside its matrices");
        match self {
            Self::Portable => portable::run(tile, output, output_stride),
            // SAFETY: `best` and the tests give this value only where the processor has the
            // instructions, and the tile was just found to lie within its slices.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { avx2::run(tile, output, output_stride) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => unsafe { avx512::run(tile, output, output_stride) },
        }
    }
}

mod portable {
    use super::{PANEL, PanelRow, Start, Tile};

    pub(super) fn run(tile: &Tile<'_>, output: &mut [f32], output_stride: usize) {
        for row in 0..tile.rows {
            let left = &tile.left[row * tile.left_stride..][..tile.run];
            for panel in 0..tile.panels {
                let right = &tile.right[panel * tile.right_stride..][..tile.run];
                let output = &mut output[row * output_stride + panel * PANEL..][..PANEL];
                let mut sums = [0.0; PANEL];
                if tile.start == Start::Output {
                    sums.copy_from_slice(output);
                }
                for (&value, PanelRow(right)) in left.iter().zip(right) {
                    for (sum, &weight) in sums.iter_mut().zip(right) {
                        *sum = value.mul_add(weight, *sum);
                    }
                }
                output.copy_from_slice(&sums);
            }
        }
    }
}

/// Writes the module of one x86 instruction set; they differ in the width of a vector and hence in
/// the number of vectors to a panel.
#[cfg(target_arch = "x86_64")]
macro_rules! x86_tiles {
    ($module:ident, $features:literal, $vector:ident, $lanes:literal, $load:ident, $store:ident,
     $broadcast:ident, $zero:ident, $fused:ident, [$($height:literal)*]) => {
        mod $module {
            use std::arch::x86_64::*;

            use super::{PANEL, Start, Tile};

            /// # Safety
            /// The processor has the instructions, and `tile.is_within(output, output_stride)`.
            #[target_feature(enable = $features)]
            pub(super) unsafe fn run(tile: &Tile<'_>, output: &mut [f32], output_stride: usize) {
                const SINGLE: usize = PANEL / $lanes;
                const DOUBLE: usize = 2 * SINGLE;
                // SAFETY: the caller's promise is passed on with the same rows and panels.
                unsafe {
                    match (tile.rows, tile.panels) {
                        $(($height, 1) => sum::<$height, SINGLE>(tile, output, output_stride),
                        ($height, _) => sum::<$height, DOUBLE>(tile, output, output_stride),)*
                        _ => super::portable::run(tile, output, output_stride),
                    }
                }
            }

            /// # Safety
            /// As for `run`; `HEIGHT` is the tile's rows and `VECTORS` those of all its panels.
            #[target_feature(enable = $features)]
            unsafe fn sum<const HEIGHT: usize, const VECTORS: usize>(
                tile: &Tile<'_>,
                output: &mut [f32],
                output_stride: usize,
            ) {
                const SINGLE: usize = PANEL / $lanes;
                let output = output.as_mut_ptr();
                let left = tile.left.as_ptr();
                let right = tile.right.as_ptr().cast::<f32>();
                // SAFETY: rows up to HEIGHT, vectors up to VECTORS and steps up to `run` lie
                // within the slices, as the caller has checked.
                unsafe {
                    let mut sums: [[$vector; VECTORS]; HEIGHT] = [[$zero(); VECTORS]; HEIGHT];
                    if tile.start == Start::Output {
                        for row in 0..HEIGHT {
                            for vector in 0..VECTORS {
                                let at = row * output_stride + vector * $lanes;
                                sums[row][vector] = $load(output.add(at));
                            }
                        }
                    }
                    for step in 0..tile.run {
                        let mut weights = [$zero(); VECTORS];
                        for vector in 0..VECTORS {
                            weights[vector] = $load(right.add(
                                (vector / SINGLE * tile.right_stride + step) * PANEL
                                    + (vector - vector / SINGLE * SINGLE) * $lanes,
                            ));
                        }
                        for row in 0..HEIGHT {
                            let value = $broadcast(*left.add(row * tile.left_stride + step));
                            for vector in 0..VECTORS {
                                sums[row][vector] = $fused(value, weights[vector], sums[row][vector]);
                            }
                        }
                    }
                    for row in 0..HEIGHT {
                        for vector in 0..VECTORS {
                            $store(output.add(row * output_stride + vector * $lanes), sums[row][vector]);
                        }
                    }
                }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
x86_tiles!(avx2, "avx2,fma", __m256, 8, _mm256_loadu_ps, _mm256_storeu_ps, _mm256_set1_ps,
    _mm256_setzero_ps, _mm256_fmadd_ps, [1 2 3 4 5 6]);

#[cfg(target_arch = "x86_64")]
x86_tiles!(avx512, "avx512f", __m512, 16, _mm512_loadu_ps, _mm512_storeu_ps, _mm512_set1_ps,
    _mm512_setzero_ps, _mm512_fmadd_ps, [1 2 3 4 5 6 7 8 9 10 11 12]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Noise;

    fn in_order(left: Rows<'_>, right: &[f32], columns: usize, output: &mut [f32]) {
        for row in 0..left.count {
            for column in 0..columns {
                let sum = &mut output[row * columns + column];
                for k in 0..left.width {
                    *sum = left.values[row * left.stride + k]
                        .mul_add(right[k * columns + column], *sum);
                }
            }
        }
    }

    /// All instructions that this machine has, with tiles that they are used with and others, so
    /// that tiles of two panels are tried where the widest vectors are missing.
    fn all_ways() -> Vec<(Instructions, (usize, usize))> {
        let mut ways = vec![(Instructions::Portable, (6, 1)), (Instructions::Portable, (5, 2))];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                ways.extend([(6, 1), (3, 2), (6, 2)].map(|tile| (Instructions::Avx2, tile)));
            }
            if is_x86_feature_detected!("avx512f") {
                ways.extend([(12, 2), (12, 1)].map(|tile| (Instructions::Avx512, tile)));
            }
        }
        ways
    }

    #[test]
    fn every_path_sums_in_order_to_the_last_bit() {
        let mut noise = Noise::new(1);
        for (rows, inner, columns, stride) in [
            (1, 1, 1, 1),
            (5, 7, 3, 7),
            (6, 16, 16, 16),
            (13, 33, 47, 33),
            (25, 300, 70, 300),
            (31, 768, 128, 256),
            (200, 384, 64, 128),
            (7, 64, 753, 64),
            (203, 650, 31, 650),
        ] {
            let values = noise.values((rows - 1) * stride + inner);
            let right = noise.values(inner * columns);
            let start = noise.values(rows * columns);
            let left = Rows::strided(&values, stride, inner, rows);
            let mut expected = start.clone();
            in_order(left, &right, columns, &mut expected);
            let packed = PackedMatrix::from_rows(&right, inner, columns);
            for (instructions, tile) in all_ways() {
                let mut found = start.clone();
                packed.sum_by(instructions, tile, left, Start::Output, &mut found);
                let same = found.iter().zip(&expected).all(|(a, b)| a.to_bits() == b.to_bits());
                assert!(
                    same,
                    "{instructions:?} {tile:?} on [{rows}, {inner}] x [{inner}, {columns}]"
                );

                let mut from_zero = start.clone();
                packed.sum_by(instructions, tile, left, Start::Zero, &mut from_zero);
                found.fill(0.0);
                packed.sum_by(instructions, tile, left, Start::Output, &mut found);
                assert_eq!(from_zero, found);
            }
        }
    }

    #[test]
    fn a_bias_is_where_the_sums_start() {
        let packed = PackedMatrix::from_rows(&[1.0, 2.0, 3.0, 4.0], 2, 2);
        let mut output = vec![9.0];
        packed.affine(Rows::dense(&[1.0, 10.0, 0.0, 1.0], 2), &[100.0, 200.0], &mut output);
        assert_eq!(output, [131.0, 242.0, 103.0, 204.0]);
    }

    #[test]
    fn nothing_times_a_matrix_is_nothing() {
        let packed = PackedMatrix::from_rows(&[1.0, 2.0], 1, 2);
        let mut output = vec![1.0];
        packed.product(Rows::dense(&[], 1), &mut output);
        assert!(output.is_empty());
    }
}
