//! What the words that occur again and again add to the networks' sums.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// Words that are kept: 4,096 times 9 KiB are 38 MB.
///
/// On reports that had not been read before, keeping them made the whole analysis 1.27 times as
/// fast (NEREL dev after 400 texts of its training set).
const KEPT: usize = 4096;

/// Rows of numbers by word, kept from one text to the next: those of the words that occurred in more
/// than one stretch of text, until there is no more room.
///
/// A row of a product does not depend on the rows beside it, so that a kept one is, to the last bit,
/// what would be computed anew: what is kept changes no result, only the time. Threads share it and
/// never wait.
pub(super) struct FrequentWords {
    /// For each word 0, or [`MET`] when it was met once, or more than that by its place in `rows`
    /// and one. A run of [`RUN`] words takes memory when one of them is met first: one report meets few
    /// words of the vocabulary.
    places: Box<[OnceLock<Box<[AtomicU32; RUN]>>]>,
    rows: Box<[OnceLock<Box<[f32]>>]>,
    taken: AtomicUsize,
}

const MET: u32 = 1;

/// Words whose places are kept together: 256 bytes.
const RUN: usize = 64;

impl FrequentWords {
    /// Without any word yet; words are numbers below `vocabulary`.
    pub(super) fn new(vocabulary: usize) -> Self {
        Self {
            places: (0..vocabulary.div_ceil(RUN)).map(|_| OnceLock::new()).collect(),
            rows: (0..KEPT).map(|_| OnceLock::new()).collect(),
            taken: AtomicUsize::new(0),
        }
    }

    /// The row of a word, if it is kept.
    pub(super) fn row(&self, word: u32) -> Option<&[f32]> {
        let run = self.places[word as usize / RUN].get()?;
        let place = run[word as usize % RUN].load(Ordering::Acquire).checked_sub(MET + 1)?;
        self.rows[place as usize].get().map(|row| &**row)
    }

    /// Offers the row of a word that was not kept; it is kept when the word is met again.
    pub(super) fn meet(&self, word: u32, row: &[f32]) {
        let run = self.places[word as usize / RUN]
            .get_or_init(|| Box::new(std::array::from_fn(|_| AtomicU32::new(0))));
        let place = &run[word as usize % RUN];
        let before = place.compare_exchange(0, MET, Ordering::AcqRel, Ordering::Acquire);
        if before != Err(MET) || self.taken.load(Ordering::Relaxed) >= KEPT {
            return;
        }
        // Where two threads offer the same word at once, one of the two places stays unused.
        let at = self.taken.fetch_add(1, Ordering::Relaxed);
        if at < KEPT && self.rows[at].set(row.into()).is_ok() {
            place.store(MET + 1 + at as u32, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_kept_when_it_is_met_again() {
        let words = FrequentWords::new(10);
        words.meet(7, &[1.0, 2.0]);
        assert_eq!(words.row(7), None);
        words.meet(7, &[1.0, 2.0]);
        assert_eq!(words.row(7), Some(&[1.0, 2.0][..]));
        assert_eq!(words.row(6), None);
    }

    #[test]
    fn where_there_is_no_room_nothing_more_is_kept() {
        let words = FrequentWords::new(KEPT + 100);
        for _ in 0..2 {
            for word in 0..KEPT + 100 {
                words.meet(word as u32, &[word as f32]);
            }
        }
        assert_eq!(words.row(KEPT as u32 - 1), Some(&[(KEPT - 1) as f32][..]));
        assert_eq!(words.row(KEPT as u32), None);
    }

    #[test]
    fn threads_that_meet_the_same_words_agree() {
        let words = FrequentWords::new(3000);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for word in (0..3000).chain(0..3000) {
                        if words.row(word).is_none() {
                            words.meet(word, &[word as f32]);
                        }
                    }
                });
            }
        });
        for word in 0..3000 {
            assert!(words.row(word).is_none_or(|row| row == [word as f32]));
        }
        assert_eq!(words.row(0), Some(&[0.0][..]));
    }
}
