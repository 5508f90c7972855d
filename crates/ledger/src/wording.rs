//! The wording of a text, and how much of it another text has.
//!
//! All here is a function of two texts and the time between them; no list of words of any language is
//! asked, and no other text.

use std::collections::HashSet;

/// The words of a text that are looked at: what is not alike by then is no copy.
const MOST_WORDS: usize = 4_000;
/// The pairs of words that are kept of a text to find others by. A post has some 35, a page of an
/// agency 150.
const MOST_PAIRS: usize = 128;
/// The fewest pairs that two texts have in common that are looked at closer.
pub(crate) const COMMON_PAIRS: usize = 2;
/// One pair of so many of the text that has fewer: what long texts share beneath that is chance.
const OF_PAIRS: usize = 8;

/// Whether texts with so many pairs that have so many in common are looked at closer.
pub(crate) fn are_candidates(common: usize, one: usize, other: usize) -> bool {
    common >= COMMON_PAIRS.max(one.min(other).div_ceil(OF_PAIRS))
}

/// Letters to a run by which two sentences are compared whatever the endings of their words.
const LETTERS: usize = 5;
/// The longest run of words that is told from longer ones.
const LONGEST_RUN: usize = 10;
/// Hours after which the same words are a form that is filled in again rather than a report passed on.
const FRESH: f64 = 24.0;

/// The number of a word or run: the same on every machine (FNV-1a, then the mixing steps of SplitMix64,
/// which spread what FNV leaves close together).
fn hash(letters: impl Iterator<Item = char>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for letter in letters {
        hash = (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x100_0000_01b3);
    }
    mixed(hash)
}

fn mixed(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// The beginning of a word, which its forms have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stem {
    number: u64,
    /// How much it counts, in tenths: words of three letters and fewer are mostly prepositions.
    weight: u32,
    /// Whether it tells something: a longer word, a number, a name.
    tells: bool,
}

/// A sentence, or what stands between two ends of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sentence {
    stems: Vec<Stem>,
    /// The numbers of its stems, sorted.
    set: Vec<u64>,
    /// The numbers of its runs of letters, sorted.
    runs: Vec<u64>,
}

/// The wording of a text, without typography, addresses and lines that only lead elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    sentences: Vec<Sentence>,
    /// Each word in full, to tell the same from the nearly same.
    whole: u64,
}

/// How alike two texts are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Which part of the first is in the second, from 0 to 1; 1 where the two are the same in all words.
    pub one_in_other: f64,
    /// Which part of the second is in the first.
    pub other_in_one: f64,
    /// What speaks for the shorter one being in the longer, each from 0 to 1: how much of it that is,
    /// how much of its letters, of its first sentence, its longest run of words; and against it: hours
    /// between the two, and more than a day between two short ones.
    pub signs: [f64; 6],
}

/// What each of [`Likeness::signs`] counts, and all of them together: fitted by `cargo xtask copies
/// --fit` to the pairs of `measures/near_copies.tsv` that are for tuning.
const COUNTS: [f64; 6] = [3.34, 3.69, 2.81, 2.55, -3.93, -1.32];
const BASE: f64 = -6.3;
/// The least sum of them for a copy.
const LEAST: f64 = 0.4;

impl Likeness {
    /// How sure it is that one is a copy of the other, from 0 to 1.
    pub fn confidence(&self) -> f64 {
        1.0 / (1.0 + (-self.sum()).exp())
    }

    fn sum(&self) -> f64 {
        self.signs.iter().zip(COUNTS).fold(BASE, |sum, (sign, count)| sum + sign * count)
    }

    /// Whether one is a copy of the other.
    pub fn is_copy(&self) -> bool {
        self.sum() >= LEAST
    }
}

impl Wording {
    /// The wording of a text.
    pub fn of(text: &str) -> Self {
        let mut sentences = Vec::new();
        let mut whole = 0;
        let mut words = 0;
        for line in text.lines() {
            let Some(line) = plain(line) else { continue };
            for sentence in parts(&line) {
                if words >= MOST_WORDS {
                    break;
                }
                let sentence = Sentence::of(sentence, &mut whole);
                words += sentence.stems.len();
                if !sentence.stems.is_empty() {
                    sentences.push(sentence);
                }
            }
        }
        Self { sentences, whole }
    }

    fn words(&self) -> usize {
        self.sentences.iter().map(|sentence| sentence.stems.len()).sum()
    }

    fn telling(&self) -> Vec<u64> {
        let stems = self.sentences.iter().flat_map(|sentence| &sentence.stems);
        stems.filter(|stem| stem.tells).map(|stem| stem.number).collect()
    }

    /// The numbers by which texts are found that share something with it: of the words that tell
    /// something each two that follow each other in a sentence, in whatever order; of many the
    /// [`MOST_PAIRS`] least. Sorted.
    pub(crate) fn pairs(&self) -> Vec<u64> {
        let mut pairs = Vec::new();
        for sentence in &self.sentences {
            let telling: Vec<u64> =
                sentence.stems.iter().filter(|stem| stem.tells).map(|stem| stem.number).collect();
            pairs.extend(telling.windows(2).map(|two| {
                let (less, more) = (two[0].min(two[1]), two[0].max(two[1]));
                mixed(less.rotate_left(17) ^ mixed(more))
            }));
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs.truncate(MOST_PAIRS);
        pairs
    }

    /// Whether the two share enough for a closer look.
    pub fn meets(&self, other: &Self) -> bool {
        let (pairs, others) = (self.pairs(), other.pairs());
        are_candidates(common(&pairs, &others), pairs.len(), others.len())
    }

    /// How alike the two are that came out so many hours from each other; where that is not known,
    /// they are taken to be of one day.
    pub fn likeness(&self, other: &Self, hours: Option<f64>) -> Likeness {
        let hours = hours.unwrap_or(FRESH / 2.0);
        let forth = part(self, other);
        let back = part(other, self);
        let same = self.whole == other.whole;
        let stored = |part: f64| if same { 1.0 } else { part.min(0.999) };
        let signs = match self.words().cmp(&other.words()) {
            std::cmp::Ordering::Less => signs(self, other, forth, hours),
            std::cmp::Ordering::Greater => signs(other, self, back, hours),
            // Neither may count for being asked first.
            std::cmp::Ordering::Equal => {
                let (one, two) =
                    (signs(self, other, forth, hours), signs(other, self, back, hours));
                std::array::from_fn(|at| one[at].max(two[at]))
            }
        };
        Likeness { one_in_other: stored(forth), other_in_one: stored(back), signs }
    }
}

/// A line without marks of type, addresses and names of channels; none where it has nothing but
/// links, as the last line of a channel's post has.
fn plain(line: &str) -> Option<String> {
    let line = line.replace("**", "").replace("__", "").replace("~~", "");
    let mut text = String::with_capacity(line.len());
    let mut outside = false;
    let mut rest = line.as_str();
    while let Some(at) = rest.find("](") {
        let open = rest[..at].rfind('[').unwrap_or(at);
        outside |= says_something(&rest[..open]);
        text.push_str(&rest[..at]);
        text.push(' ');
        let behind = &rest[at + 2..];
        rest = behind.find(')').map_or("", |end| &behind[end + 1..]);
    }
    outside |= says_something(rest);
    text.push_str(rest);
    outside.then(|| {
        let words = text.split_whitespace().filter(|piece| !leads_elsewhere(piece));
        words.collect::<Vec<_>>().join(" ")
    })
}

fn says_something(text: &str) -> bool {
    let mut pieces = text.split_whitespace();
    pieces.any(|piece| piece.contains(char::is_alphanumeric) && !leads_elsewhere(piece))
}

/// An address, or the name of a channel or a tag.
fn leads_elsewhere(piece: &str) -> bool {
    let word = piece.trim_start_matches(|letter: char| {
        !letter.is_alphanumeric() && letter != '@' && letter != '#'
    });
    piece.contains("://") || word.starts_with(['@', '#'])
}

/// The sentences of a line: they end with a mark behind which a capital or a number follows.
fn parts(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut begin = 0;
    let mut ended = false;
    for (at, letter) in line.char_indices() {
        if ended && letter.is_whitespace() {
            let next = line[at..].chars().find(|letter| letter.is_alphanumeric());
            if next.is_some_and(|letter| letter.is_uppercase() || letter.is_numeric()) {
                parts.push(&line[begin..at]);
                begin = at;
            }
        }
        ended = matches!(letter, '.' | '!' | '?' | '…' | ';' | ':');
    }
    parts.push(&line[begin..]);
    parts
}

impl Sentence {
    fn of(text: &str, whole: &mut u64) -> Self {
        let mut stems = Vec::new();
        let mut letters: Vec<char> = Vec::new();
        for word in text.split(|letter: char| !letter.is_alphanumeric()) {
            let mut given = word.chars();
            let Some(first) = given.next() else { continue };
            let second = given.next();
            let lower: Vec<char> = word
                .chars()
                .flat_map(char::to_lowercase)
                .map(|letter| if letter == 'ё' { 'е' } else { letter })
                .collect();
            *whole = mixed(*whole ^ hash(lower.iter().copied()));
            let is_number = first.is_numeric();
            let is_name = first.is_uppercase()
                && (!stems.is_empty() || second.is_some_and(char::is_uppercase));
            let kept = match lower.len() {
                _ if lower.iter().all(|letter| letter.is_numeric()) => lower.len(),
                length @ 0..=3 => length,
                4 | 5 => 4,
                6 | 7 => 5,
                _ => 6,
            };
            let weight = match kept {
                _ if is_number => 10,
                1 => 1,
                2 => 2,
                3 => 4,
                _ => 10,
            };
            stems.push(Stem {
                number: hash(lower[..kept].iter().copied()),
                weight,
                tells: kept >= 4 || is_number || is_name && kept >= 2,
            });
            letters.push(' ');
            letters.extend(lower);
        }
        let mut set: Vec<u64> = stems.iter().map(|stem| stem.number).collect();
        let runs = letters.windows(LETTERS).map(|run| hash(run.iter().copied()));
        let mut runs: Vec<u64> = runs.collect();
        for numbers in [&mut set, &mut runs] {
            numbers.sort_unstable();
            numbers.dedup();
        }
        Self { stems, set, runs }
    }

    fn weight(&self) -> u32 {
        self.stems.iter().map(|stem| stem.weight).sum()
    }

    /// How much of it is in a sentence of the other text: in the one that has most of it.
    fn found_in(&self, other: &Wording) -> u32 {
        let in_sentence = |sentence: &Sentence| {
            let found =
                self.stems.iter().filter(|stem| sentence.set.binary_search(&stem.number).is_ok());
            found.map(|stem| stem.weight).sum()
        };
        other.sentences.iter().map(in_sentence).max().unwrap_or(0)
    }
}

/// How many of the numbers are among the others; both sorted.
fn common(one: &[u64], other: &[u64]) -> usize {
    let (mut at, mut count) = (0, 0);
    for number in one {
        while at < other.len() && other[at] < *number {
            at += 1;
        }
        count += usize::from(other.get(at) == Some(number));
    }
    count
}

fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Which part of the one's words is in the other, sentence by sentence.
fn part(one: &Wording, other: &Wording) -> f64 {
    let sum = |count: &dyn Fn(&Sentence) -> u32| -> u64 {
        one.sentences.iter().map(|sentence| u64::from(count(sentence))).sum()
    };
    ratio(sum(&|sentence| sentence.found_in(other)), sum(&Sentence::weight))
}

fn signs(one: &Wording, other: &Wording, part: f64, hours: f64) -> [f64; 6] {
    let (mut found, mut all) = (0, 0);
    for sentence in &one.sentences {
        let runs = other.sentences.iter().map(|its| common(&sentence.runs, &its.runs));
        found += runs.max().unwrap_or(0) as u64;
        all += sentence.runs.len() as u64;
    }
    let first = one.sentences.first().map_or(0.0, |sentence| {
        ratio(u64::from(sentence.found_in(other)), u64::from(sentence.weight()))
    });
    let telling = one.telling();
    let size = (telling.len().max(1) as f64).ln() / 5.0;
    let run = longest_run(&telling, &other.telling());
    [
        part * size,
        ratio(found, all),
        first,
        run as f64 / LONGEST_RUN as f64,
        (hours.ln_1p() / 5.0).min(1.0),
        if hours > FRESH { size } else { 0.0 },
    ]
}

/// The longest run of numbers that both have, up to [`LONGEST_RUN`].
fn longest_run(one: &[u64], other: &[u64]) -> usize {
    let has = |length: usize| {
        let known: HashSet<&[u64]> = other.windows(length).collect();
        one.windows(length).any(|run| known.contains(run))
    };
    (1..=LONGEST_RUN).take_while(|length| has(*length)).last().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "Министр транспорта Павел Ручьёв открыл в среду новый мост через реку Озёрную. \
        По его словам, строительство заняло три года и обошлось бюджету в два миллиарда рублей.";

    fn likeness(one: &str, other: &str) -> Likeness {
        Wording::of(one).likeness(&Wording::of(other), Some(1.0))
    }

    #[test]
    fn typography_addresses_and_lines_of_links_are_no_words() {
        let post = format!(
            "❗️**{}** https://example.org/1\n\n[Подписаться](https://example.org/2) | @mosty",
            REPORT.replace('ё', "е").replace(", ", " — ")
        );
        assert_eq!(likeness(REPORT, &post).one_in_other, 1.0);
        assert_eq!(likeness(REPORT, &post).other_in_one, 1.0);
    }

    #[test]
    fn likeness_does_not_know_which_text_was_asked_first() {
        let shortened = REPORT.split(" По его").next().unwrap();
        for other in [shortened, "Новый мост через реку Озёрную открыл министр.", REPORT]
        {
            let (forth, back) = (likeness(REPORT, other), likeness(other, REPORT));
            assert_eq!(forth.signs, back.signs);
            assert_eq!(forth.one_in_other, back.other_in_one);
        }
    }

    #[test]
    fn one_other_word_is_not_the_same_text() {
        let other = REPORT.replace("среду", "четверг");
        let likeness = likeness(REPORT, &other);
        assert!(likeness.one_in_other > 0.9 && likeness.one_in_other < 1.0, "{likeness:?}");
    }

    #[test]
    fn texts_with_nothing_in_common_are_not_looked_at() {
        let other = "На левом берегу теперь работает почта. Её открыли в здании старой школы.";
        assert!(!Wording::of(REPORT).meets(&Wording::of(other)));
        assert!(Wording::of(REPORT).meets(&Wording::of("Открыл в среду новый мост министр.")));
    }

    #[test]
    fn an_empty_text_is_like_nothing() {
        for other in ["", "👍", REPORT] {
            let likeness = likeness("", other);
            assert!(!likeness.is_copy(), "{likeness:?}");
            assert!(likeness.signs.iter().all(|sign| sign.is_finite()));
        }
    }
}
