//! Which articles share so many pairs of words that they are to be looked at closer.
//!
//! The pairs of all articles that were compared lie in blocks: of one month each, of [`MOST_HELD`]
//! articles at most, sorted by pair. New articles are sorted the same way and led along each block of
//! the months around theirs, once for all of them; so what it costs to look for them grows with the
//! reports of those months, and what is held at once is one block.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::wording::{Apart, COMMON_PAIRS, Look, have_too_little, look_at};

/// Days between two articles of which one may still be a copy of the other: what is printed again
/// later is a form, an advertisement or an archive.
const DAYS: u64 = 31;
/// Days of which the articles lie in the same blocks: more than [`DAYS`], so that the blocks of a
/// month and of those beside it have all that is near enough.
const DAYS_OF_MONTH: i64 = 32;
const SECONDS_OF_A_DAY: i64 = 86_400;
/// The day of an article that does not tell it.
pub(crate) const NO_DAY: i64 = i64::MIN;
/// The moment of such an article, as blocks keep it.
const NO_MOMENT: i64 = i64::MIN;
/// The outlet of an article of none, as blocks keep it.
const NO_OUTLET: u64 = 0;
/// The month of articles that do not tell their day, which is compared with all others.
const NO_MONTH: i64 = NO_DAY.div_euclid(DAYS_OF_MONTH);
/// The articles in a block at most: some 900 kB of posts.
const MOST_HELD: usize = 2_000;

/// Counts of pairs that are looked at at once for whether there is one among them that is not none.
const AT_ONE_LOOK: usize = 16;

/// Two articles that are to be looked at closer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidates {
    /// The one of which copies are looked for.
    pub(crate) new: i64,
    /// The other one, which may be new as well.
    pub(crate) other: i64,
    /// What lies between the two besides their words.
    pub(crate) apart: Apart,
    /// What they are looked at closer for.
    pub(crate) look: Look,
}

/// The day, counted from 1970, of a moment in seconds since then; [`NO_DAY`] where none is told.
pub(crate) fn day_of(moment: Option<i64>) -> i64 {
    moment.map_or(NO_DAY, |moment| moment.div_euclid(SECONDS_OF_A_DAY))
}

/// An article by which others are looked for.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub(crate) article: i64,
    /// The second since 1970 at which it came out, where that is told.
    pub(crate) moment: Option<i64>,
    /// The number of its outlet's name, where it has one.
    pub(crate) outlet: Option<u64>,
    /// Its pairs, sorted.
    pub(crate) pairs: Vec<u64>,
}

impl Signed {
    fn month(&self) -> i64 {
        day_of(self.moment).div_euclid(DAYS_OF_MONTH)
    }
}

/// An article in a block, without its pairs, with all that is asked of it before its text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held {
    article: i64,
    /// As in [`Signed`], or [`NO_MOMENT`].
    moment: i64,
    /// As in [`Signed`], or [`NO_OUTLET`].
    outlet: u64,
    /// How many pairs it has.
    pairs: u32,
}

impl Held {
    const BYTES: usize = 28;

    fn of(bytes: &[u8; Self::BYTES]) -> Self {
        let number = |at: usize| -> [u8; 8] { std::array::from_fn(|place| bytes[at + place]) };
        Self {
            article: i64::from_le_bytes(number(0)),
            moment: i64::from_le_bytes(number(8)),
            outlet: u64::from_le_bytes(number(16)),
            pairs: u32::from_le_bytes(std::array::from_fn(|place| bytes[24 + place])),
        }
    }

    fn bytes(self) -> impl Iterator<Item = u8> {
        let numbers = self.article.to_le_bytes().into_iter().chain(self.moment.to_le_bytes());
        numbers.chain(self.outlet.to_le_bytes()).chain(self.pairs.to_le_bytes())
    }

    /// The two as they are looked at closer, where they share so many pairs that they are.
    fn with(self, other: Self, common: usize) -> Option<Candidates> {
        let pairs = [self, other].map(|held| held.pairs as usize);
        if have_too_little(common, pairs[0], pairs[1]) {
            return None;
        }
        let moment = |held: Self| Some(held.moment).filter(|&moment| moment != NO_MOMENT);
        let moments = moment(self).zip(moment(other));
        let days = moments.map(|(one, other)| day_of(Some(one)).abs_diff(day_of(Some(other))));
        let apart = Apart {
            hours: moments.map(|(one, other)| hours_from(one, other)),
            one_outlet: self.outlet == other.outlet && self.outlet != NO_OUTLET,
        };
        if days.is_some_and(|days| days > DAYS) {
            return None;
        }
        let look = look_at(common, pairs[0], pairs[1], apart)?;
        Some(Candidates { new: self.article, other: other.article, apart, look })
    }
}

/// The hours from one moment in seconds to another: fewer than none where that one came first.
pub(crate) fn hours_from(one: i64, other: i64) -> f64 {
    let seconds = one.abs_diff(other) as f64;
    (if other < one { -seconds } else { seconds }) / 3_600.0
}

/// A pair and the place in the block of the article that has it.
type Entry = (u64, u32);

const ENTRY_BYTES: usize = 12;

fn entry(bytes: &[u8; ENTRY_BYTES]) -> Entry {
    (
        u64::from_le_bytes(std::array::from_fn(|place| bytes[place])),
        u32::from_le_bytes(std::array::from_fn(|place| bytes[8 + place])),
    )
}

/// Articles of one month with their pairs, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Block {
    held: Vec<Held>,
    entries: Vec<Entry>,
}

impl Block {
    fn read(articles: &[u8], pairs: &[u8]) -> Self {
        Self {
            held: articles.as_chunks().0.iter().map(Held::of).collect(),
            entries: pairs.as_chunks().0.iter().map(entry).collect(),
        }
    }

    fn add(&mut self, signed: &Signed) {
        let place = u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        let pairs = u32::try_from(signed.pairs.len()).unwrap_or(u32::MAX);
        self.held.push(Held {
            article: signed.article,
            moment: signed.moment.unwrap_or(NO_MOMENT),
            outlet: signed.outlet.unwrap_or(NO_OUTLET),
            pairs,
        });
        self.entries.extend(signed.pairs.iter().map(|&pair| (pair, place)));
    }

    fn join(&mut self, other: Self) {
        let places = u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        self.held.extend(other.held);
        let entries = other.entries.into_iter();
        self.entries.extend(entries.map(|(pair, place)| (pair, places + place)));
        self.entries.sort_unstable();
    }

    /// The articles of both that share enough; of two within this block, which is then the other one as well, those
    /// where the first comes first.
    fn meets(&self, other: &Self, common: &mut InCommon) -> Vec<Candidates> {
        let is_itself = std::ptr::eq(self, other);
        common.begin(self.held.len(), other.held.len());
        let mut rest = &other.entries[..];
        for equal in self.entries.chunk_by(|one, other| one.0 == other.0) {
            let pair = equal[0].0;
            rest = &rest[steps_to(rest, pair)..];
            let found = rest.iter().take_while(|entry| entry.0 == pair);
            for &(_, there) in found {
                for &(_, here) in equal {
                    if !is_itself || here < there {
                        common.add(here as usize, there as usize);
                    }
                }
            }
        }
        let mut candidates = Vec::new();
        common.each_enough(|here, there, common| {
            candidates.extend(self.held[here].with(other.held[there], common));
        });
        candidates
    }
}

/// How many of the entries have a lesser pair; found in steps that double, so that few pairs are led
/// along many in little time.
fn steps_to(entries: &[Entry], pair: u64) -> usize {
    let mut step = 1;
    while step < entries.len() && entries[step].0 < pair {
        step *= 2;
    }
    let (from, to) = (step / 2, (step + 1).min(entries.len()));
    from + entries[from..to].partition_point(|entry| entry.0 < pair)
}

/// How many pairs each article of one block has in common with each of another: a byte for each two, which for
/// those that come at once and a full block are 2 MB, however many pairs they share, and a text keeps no more than a byte can count.
///
/// Whoever compares again and again keeps it: taken and given back each time, so much memory leaves holes.
#[derive(Debug, Default)]
pub(crate) struct InCommon {
    of_other: usize,
    times: Vec<u8>,
}

impl InCommon {
    /// Of so many articles and so many others none has a pair in common yet.
    fn begin(&mut self, own: usize, other: usize) {
        self.of_other = other;
        self.times.clear();
        self.times.resize(own * other, 0);
    }

    /// Two have one more.
    fn add(&mut self, here: usize, there: usize) {
        let times = &mut self.times[here * self.of_other + there];
        *times = times.saturating_add(1);
    }

    /// Goes through those that have as many as candidates must, with how many: `[own, other, times]`.
    fn each_enough(&self, mut found: impl FnMut(usize, usize, usize)) {
        for (of_own, here) in self.times.chunks(self.of_other.max(1)).zip(0..) {
            let mut found_some = |times: &[u8], from: usize| {
                for (&times, there) in times.iter().zip(from..) {
                    if usize::from(times) >= COMMON_PAIRS {
                        found(here, there, usize::from(times));
                    }
                }
            };
            // Nearly all have none, so that several are passed at one look.
            let (of_several, rest) = of_own.as_chunks::<AT_ONE_LOOK>();
            for (times, from) in of_several.iter().zip((0..).step_by(AT_ONE_LOOK)) {
                if *times != [0; AT_ONE_LOOK] {
                    found_some(times, from);
                }
            }
            found_some(rest, of_own.len() - rest.len());
        }
    }
}

/// New articles in blocks, one for each month.
fn blocks_of(new: &[Signed]) -> BTreeMap<i64, Block> {
    let mut months: BTreeMap<i64, Block> = BTreeMap::new();
    for signed in new {
        months.entry(signed.month()).or_default().add(signed);
    }
    for block in months.values_mut() {
        block.entries.sort_unstable();
    }
    months
}

/// Takes new articles in among those that are compared, and tells which two of all share enough to be
/// looked at closer. Each two come once.
pub(crate) fn candidates_of(
    connection: &Connection,
    new: &[Signed],
    common: &mut InCommon,
) -> rusqlite::Result<Vec<Candidates>> {
    let months = blocks_of(new);
    let mut candidates = Vec::new();
    let in_reach =
        |own: i64, other: i64| own == NO_MONTH || other == NO_MONTH || own.abs_diff(other) <= 1;
    // By number, so that no block goes through the sorting of a question, and each is read once.
    let blocks: Vec<(i64, i64)> = connection
        .prepare_cached("SELECT block, month FROM pair_blocks ORDER BY block")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut ask =
        connection.prepare_cached("SELECT articles, pairs FROM pair_blocks WHERE block = ?")?;
    for (number, month) in blocks {
        let mut near = months.iter().filter(|(own, _)| in_reach(**own, month)).peekable();
        if near.peek().is_none() {
            continue;
        }
        let block = ask.query_row([number], |row| {
            Ok(Block::read(row.get_ref(0)?.as_blob()?, row.get_ref(1)?.as_blob()?))
        })?;
        for (_, own) in near {
            candidates.extend(own.meets(&block, common));
        }
    }
    for (&month, own) in &months {
        candidates.extend(own.meets(own, common));
        for (_, later) in months.range(month.saturating_add(1)..) {
            candidates.extend(own.meets(later, common));
        }
    }
    for (month, block) in months {
        take_in(connection, month, block)?;
    }
    Ok(candidates)
}

/// Keeps a block. Those of the month that are no greater are joined with it, so that there are few
/// however few articles come at once.
fn take_in(connection: &Connection, month: i64, mut block: Block) -> rusqlite::Result<()> {
    loop {
        let held = i64::try_from(block.held.len()).unwrap_or(i64::MAX);
        let most = i64::try_from(MOST_HELD).unwrap_or(i64::MAX).saturating_sub(held);
        let lesser = connection
            .prepare_cached(
                "SELECT block, articles, pairs FROM pair_blocks WHERE month = ? AND held <= ?
                 ORDER BY held, block LIMIT 1",
            )?
            .query_row(params![month, held.min(most)], |row| {
                let block = Block::read(row.get_ref(1)?.as_blob()?, row.get_ref(2)?.as_blob()?);
                Ok((row.get::<_, i64>(0)?, block))
            })
            .optional()?;
        let Some((number, lesser)) = lesser else { break };
        block.join(lesser);
        connection.prepare_cached("DELETE FROM pair_blocks WHERE block = ?")?.execute([number])?;
    }
    let articles: Vec<u8> = block.held.iter().flat_map(|held| held.bytes()).collect();
    let mut pairs: Vec<u8> = Vec::with_capacity(block.entries.len() * ENTRY_BYTES);
    for (pair, place) in &block.entries {
        pairs.extend(pair.to_le_bytes());
        pairs.extend(place.to_le_bytes());
    }
    connection
        .prepare_cached(
            "INSERT INTO pair_blocks (month, held, articles, pairs) VALUES (?, ?, ?, ?)",
        )?
        .execute(params![
            month,
            i64::try_from(block.held.len()).unwrap_or(i64::MAX),
            articles,
            pairs
        ])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Articles with pairs, days and sizes by a row of chance numbers.
    fn articles(count: i64) -> Vec<Signed> {
        let mut chance = 7_u64;
        let mut next = move |below: u64| {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (chance >> 33) % below
        };
        let article = |article: i64| {
            let mut pairs: Vec<u64> = (0..=next(40)).map(|_| next(90)).collect();
            pairs.sort_unstable();
            pairs.dedup();
            let hour = (20_000 + next(150) as i64) * 24 + next(24) as i64;
            let moment = (next(20) > 0).then_some(hour * 3_600);
            Signed { article, moment, outlet: (next(3) > 0).then(|| next(3) + 1), pairs }
        };
        (0..count).map(article).collect()
    }

    /// The candidates as the two rules say, each two looked at by themselves.
    fn expected(articles: &[Signed]) -> BTreeSet<(i64, i64)> {
        let mut found = BTreeSet::new();
        for (at, one) in articles.iter().enumerate() {
            for other in &articles[at + 1..] {
                let common = one.pairs.iter().filter(|pair| other.pairs.contains(pair)).count();
                let moments = one.moment.zip(other.moment);
                let day = |moment: i64| moment.div_euclid(24 * 3_600);
                let days = moments.map_or(0, |(one, other)| day(one).abs_diff(day(other)));
                let apart = Apart {
                    hours: moments.map(|(one, other)| (other - one) as f64 / 3_600.0),
                    one_outlet: one.outlet.is_some() && one.outlet == other.outlet,
                };
                let (own, its) = (one.pairs.len(), other.pairs.len());
                if days <= 31 && look_at(common, own, its, apart).is_some() {
                    found.insert((one.article, other.article));
                }
            }
        }
        found
    }

    #[test]
    fn all_who_share_enough_are_found_once_however_many_come_at_once() {
        let articles = articles(300);
        let expected = expected(&articles);
        assert!(expected.len() > 1_000 && expected.len() < 40_000, "{}", expected.len());
        for at_once in [1, 7, 300] {
            let mut connection = Connection::open_in_memory().unwrap();
            crate::migrations::bring_to(&mut connection, crate::NEWEST).unwrap();
            let mut found = Vec::new();
            for new in articles.chunks(at_once) {
                let candidates = candidates_of(&connection, new, &mut InCommon::default()).unwrap();
                let two = |Candidates { new, other, .. }| (new.min(other), new.max(other));
                found.extend(candidates.into_iter().map(two));
            }
            let count = found.len();
            let found: BTreeSet<(i64, i64)> = found.into_iter().collect();
            assert_eq!(found.len(), count, "each two once");
            assert!(found == expected, "{at_once} at once");
        }
    }

    #[test]
    fn blocks_are_few_and_hold_no_more_than_they_may() {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::migrations::bring_to(&mut connection, crate::NEWEST).unwrap();
        let mut articles = articles(5_000);
        for signed in &mut articles {
            (signed.moment, signed.pairs) = (Some(2_000_000_000), vec![signed.article as u64]);
        }
        for new in articles.chunks(3) {
            candidates_of(&connection, new, &mut InCommon::default()).unwrap();
        }
        let (blocks, most, all): (i64, i64, i64) = connection
            .query_row("SELECT count(*), max(held), sum(held) FROM pair_blocks", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .unwrap();
        assert!(blocks <= 16 && most <= 2_000 && all == 5_000, "{blocks} {most} {all}");
    }
}
