//! How rare words are in Russian news, whatever else a ledger holds.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::numbers_of;

/// The beginnings of words by rarity, from 0 on. Made by `cargo xtask model` from the counts of words that the word
/// vectors (navec) ship, over 1.2 billion words of news.
const BEGINNINGS: &str = include_str!("../../data/rarity.tsv");

/// The rarity of the rarest words.
pub(super) const RAREST: u8 = 20;
/// The rarity of a word of a language that the table does not know: about that of the mean word of a Russian report that
/// tells something.
pub(super) const UNKNOWN: u8 = 9;

/// How often words that are never rare stand among all: one in so many, as a natural logarithm.
const COMMON: f64 = 5.0;
/// The same of the rarest: one in 1.2 million, beneath which counts tell little.
const RARE: f64 = 14.0;

/// The rarity of what stands so often among so many words, from 0 to 20: of one in 150 words 0, of one in 1.2 million
/// the most, and by the logarithm between.
pub fn rarity(count: u64, of_words: u64) -> u8 {
    let seldom = (of_words.max(1) as f64 / count.max(1) as f64).ln();
    let part = ((seldom - COMMON) / (RARE - COMMON)).clamp(0.0, 1.0);
    (part * f64::from(RAREST)).round() as u8
}

/// The rarity of each beginning that is not among the rarest, by its number.
fn table() -> &'static FxHashMap<u64, u8> {
    static TABLE: OnceLock<FxHashMap<u64, u8>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = BEGINNINGS.lines().filter(|line| !line.starts_with('#'));
        let mut letters: Vec<char> = Vec::new();
        let mut table = FxHashMap::default();
        for (rarity, beginnings) in lines.filter_map(|line| line.split_once('\t')) {
            let Ok(rarity) = rarity.parse() else { continue };
            for beginning in beginnings.split(' ') {
                letters.clear();
                letters.extend(beginning.chars());
                table.insert(numbers_of(&letters, letters.len()).0, rarity);
            }
        }
        table
    })
}

/// How rare the words of such a beginning are; none where it is not among those that are counted.
pub(super) fn rarity_of(number: u64) -> Option<u8> {
    table().get(&number).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::beginnings;

    #[test]
    fn the_table_is_whole_and_has_each_beginning_once() {
        let lines = BEGINNINGS.lines().filter(|line| !line.starts_with('#'));
        let all: usize = lines.map(|line| line.split([' ', '\t']).count() - 1).sum();
        assert_eq!(table().len(), all);
        assert!(all > 20_000 && table().values().all(|rarity| *rarity < RAREST));
    }

    #[test]
    fn what_is_said_seldom_is_rarer() {
        let rarity = |word: &str| {
            let letters: Vec<char> = beginnings(word)[0].chars().collect();
            rarity_of(numbers_of(&letters, letters.len()).0)
        };
        assert!(rarity("заявил") < rarity("посольство"));
        assert!(rarity("посольство") < rarity("эсминец"));
        assert_eq!(rarity("котором"), Some(0));
        assert_eq!(rarity("зюзюбр"), None);
    }

    #[test]
    fn rarity_goes_by_the_logarithm_of_how_often_a_word_stands() {
        assert_eq!(rarity(1_000_000, 100_000_000), 0);
        assert_eq!(rarity(1, 100_000_000), RAREST);
        assert!((9..=11).contains(&rarity(7_500, 100_000_000)));
    }
}
