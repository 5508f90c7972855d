//! Which runs of tokens may be entities, and which of them may be so together.

use std::ops::Range;

/// The most tokens of an entity; in NEREL one of 5,000 has more.
pub const LONGEST: usize = 24;

/// So many loose tokens are told apart: those of one, two, three, and four or more.
pub const LOOSE: usize = 4;

/// A run of tokens of a sentence that may be an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The first token.
    pub first: u32,
    /// The last token.
    pub last: u32,
    /// The first of its tokens whose head is not among them.
    pub root: u32,
    /// How many of its tokens have a head that is not among them; at least one.
    pub loose: u32,
}

impl Candidate {
    /// From its ends and the heads of the tokens.
    pub fn of(first: usize, last: usize, heads: impl Fn(usize) -> Option<usize>) -> Self {
        let mut root = first;
        let mut loose = 0;
        for token in (first..=last).rev() {
            if heads(token).is_none_or(|head| head < first || head > last) {
                root = token;
                loose += 1;
            }
        }
        Self { first: first as u32, last: last as u32, root: root as u32, loose }
    }

    /// Its tokens.
    pub fn tokens(&self) -> Range<usize> {
        self.first as usize..self.last as usize + 1
    }
}

/// Of ranges with scores above zero, keeps those that lie beside or within each other: the best
/// first, each that crosses none of the better ones. Returns places in `found`, sorted by where the
/// ranges begin, the longer first.
pub fn without_crossings(found: &[(Range<usize>, f32)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|&one, &other| {
        found[other].1.total_cmp(&found[one].1).then_with(|| one.cmp(&other))
    });
    let mut kept: Vec<usize> = Vec::new();
    for at in order {
        let range = &found[at].0;
        let crosses = kept.iter().any(|&other| {
            let other = &found[other].0;
            (range.start < other.start && other.start < range.end && range.end < other.end)
                || (other.start < range.start && range.start < other.end && other.end < range.end)
                || range == other
        });
        if !crosses {
            kept.push(at);
        }
    }
    kept.sort_by_key(|&at| (found[at].0.start, std::cmp::Reverse(found[at].0.end)));
    kept
}
