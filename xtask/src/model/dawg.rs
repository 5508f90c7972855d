//! Reads the word graphs of the dawgdic library, with the guides that list their keys.
//!
//! Layout: u32 N, N units of u32; then u32 N, N pairs of u8 (first child, next sibling).

use anyhow::ensure;

/// A graph of byte strings, each with a value of 31 bits.
pub(crate) struct WordGraph {
    units: Vec<u32>,
    guide: Vec<[u8; 2]>,
}

impl WordGraph {
    /// Reads a `.dawg` or `.intdawg` file.
    pub(crate) fn read(bytes: &[u8]) -> anyhow::Result<Self> {
        ensure!(bytes.len() >= 4, "the word graph is empty");
        let (count, rest) = bytes.split_at(4);
        let units = u32::from_le_bytes(count.try_into()?) as usize;
        ensure!(rest.len() == units * 4 + 4 + units * 2, "the word graph has no full guide");
        let (unit_bytes, guide_bytes) = rest.split_at(units * 4);
        let units = unit_bytes.as_chunks::<4>().0.iter().map(|&unit| u32::from_le_bytes(unit));
        let guide = guide_bytes[4..].as_chunks::<2>().0.to_vec();
        Ok(Self { units: units.collect(), guide })
    }

    /// Calls `visit` with each key and its value, in the order of the guide.
    pub(crate) fn for_each(&self, mut visit: impl FnMut(&[u8], u32)) {
        self.walk(0, &mut Vec::new(), &mut visit);
    }

    fn walk(&self, at: usize, key: &mut Vec<u8>, visit: &mut impl FnMut(&[u8], u32)) {
        let unit = self.units[at];
        if unit & 0x100 != 0 {
            visit(key, self.units[at ^ offset(unit)] & 0x7FFF_FFFF);
        }
        let mut label = self.guide[at][0];
        while label != 0 {
            let child = at ^ offset(unit) ^ usize::from(label);
            key.push(label);
            self.walk(child, key, visit);
            key.pop();
            label = self.guide[child][1];
        }
    }
}

fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & 0x200) >> 6)) as usize
}
