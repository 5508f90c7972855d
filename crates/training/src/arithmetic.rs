//! Functions that the platforms' libraries compute each in their own way, here in one, and numbers
//! that look random.

pub use depesha_nn::exponential;

/// The natural logarithm of a positive number, to some 1e-7.
pub fn logarithm(x: f32) -> f32 {
    let bits = x.max(f32::MIN_POSITIVE).to_bits();
    let mut exponent = (bits >> 23) as i32 - 127;
    let mut mantissa = f64::from(f32::from_bits((bits & 0x7f_ffff) | 0x3f80_0000));
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1;
    }
    // ln m = 2 artanh((m - 1) / (m + 1))
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let mut sum = 0.0;
    for power in (0..9).rev() {
        sum = sum * t * t + 1.0 / f64::from(2 * power + 1);
    }
    (2.0 * t * sum + f64::from(exponent) * std::f64::consts::LN_2) as f32
}

/// Numbers that look random and are the same in every run: splitmix64
/// (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
#[derive(Debug, Clone)]
pub struct Noise(u64);

impl Noise {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// In 0..1.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// In 0..count.
    pub fn below(&mut self, count: usize) -> usize {
        (self.bits() % count.max(1) as u64) as usize
    }

    /// Shuffles.
    pub fn shuffle<Item>(&mut self, items: &mut [Item]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_and_logarithm_are_what_they_should_be() {
        for step in -400..400 {
            let x = step as f32 / 10.0;
            let e = exponential(x);
            assert!((e / x.exp() - 1.0).abs() < 5e-6, "{x}: {e}");
            assert!((logarithm(e) - x).abs() < 1e-5 * x.abs().max(1.0), "{x}");
        }
    }
}
