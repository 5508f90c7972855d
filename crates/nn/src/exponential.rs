//! The exponential function, which the platforms' libraries compute each in their own way, here in
//! one.

/// The exponential function, to some millionths of its value, the same to the last bit on every
/// machine. What is beyond -87 and 88 counts as these.
///
/// `2^n` times a polynomial for what is left, between ± ln 2 / 2 (Taylor's, up to the seventh power).
/// Products and sums are rounded apart, so that no machine needs more than it has to be quick.
#[inline]
pub fn exponential(x: f32) -> f32 {
    /// Added and taken away again it rounds to a whole number: 1.5 * 2^23.
    const ROUNDING: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let n = (x * std::f32::consts::LOG2_E + ROUNDING) - ROUNDING;
    // ln 2 in two parts, of which the first has few digits (Cephes).
    let r = (x - n * 0.693_359_4) - n * -2.121_944_4e-4;
    let mut p = 1.0 / 5040.0;
    for c in [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        p = p * r + c;
    }
    p * f32::from_bits(((n as i32 + 127) as u32) << 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_it_should_be() {
        for step in -800..800 {
            let x = step as f32 / 10.0;
            let ratio = f64::from(exponential(x)) / f64::from(x).exp();
            assert!((ratio - 1.0).abs() < 5e-6, "{x}: {ratio}");
        }
    }
}
