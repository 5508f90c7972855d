//! The wording of a text, and how much of it another text has.
//!
//! All here is a function of two texts, the time between them and whether one outlet has both; no other text of
//! the ledger is asked. Whether one is a copy of the other needs no list of words of any language; whether
//! they tell the same asks how rare words are in news.

mod likeness;
mod rarity;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use likeness::FRESH;
pub use likeness::{Apart, Likeness, SameNews, Shorter, Signs};
pub use rarity::rarity;
use rarity::{RAREST, UNKNOWN, rarity_of};

/// The words of a text that are looked at: what is not alike by then is no copy.
const MOST_WORDS: usize = 4_000;
/// The pairs of words that are kept of a text to find others by. A post has some 35, a page of an
/// agency 150.
const MOST_PAIRS: usize = 128;
/// The fewest pairs that two texts have in common that are looked at closer, whatever lies between them.
pub(crate) const COMMON_PAIRS: usize = 1;

/// What two texts have in common at least that are looked at closer: one in so many pairs of the one that has fewer.
const LEAST_OF_ALL: usize = 30;

/// What two texts are looked at closer for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Whether one is a copy of the other, or they tell the same.
    Copy,
    /// Whether they tell the same alone: for a copy they share too little.
    Repeat,
}

/// How many of the pairs of the text that has fewer two have in common at least: so many, and such a part of them, as a fraction.
type LeastInCommon = (usize, usize, usize);

/// What two texts of which one may be a copy of the other have in common at least. The more lies between two, the seldomer one is: of
/// 7,216 posts, 6,960 pairs that share an eighth share less than a fourth after six hours or in one outlet, or than two in five after a
/// day, and 3 of them were held to be copies when all were looked at.
fn least_of_copy(apart: Apart) -> LeastInCommon {
    match apart.hours_told() {
        Some(hours) if hours > FRESH => (2, 2, 5),
        _ if apart.one_outlet => (2, 1, 4),
        Some(hours) if hours > FRESH / 4.0 => (1, 1, 4),
        Some(_) => (1, 1, 8),
        // Where the hours are not told everything may be compared with everything, so that more is asked for.
        None => (2, 1, 8),
    }
}

/// What two texts that may tell the same have in common at least, where that is less: those of two outlets, within a day. Such share a pair
/// of words or two, and the fewer the sooner they come: of 7,789 pairs of posts that share a thirtieth within six hours or a twelfth within a
/// day, and too little for a copy, this leaves half out, and of 369 that were held to tell the same 5.
fn least_of_repeat(apart: Apart) -> Option<LeastInCommon> {
    match apart.hours_told()? {
        _ if apart.one_outlet => None,
        hours if hours > FRESH => None,
        hours if hours > FRESH / 4.0 => Some((3, 1, 12)),
        hours if hours > FRESH / 8.0 => Some((2, 1, LEAST_OF_ALL)),
        _ => Some((1, 1, LEAST_OF_ALL)),
    }
}

/// Whether texts with so many pairs have too little in common whatever lies between them: most that share some are turned away by that.
pub(crate) fn have_too_little(common: usize, one: usize, other: usize) -> bool {
    common * LEAST_OF_ALL < one.min(other)
}

/// What texts with so many pairs, of which they have so many in common, are looked at closer for, where they are.
pub(crate) fn look_at(common: usize, one: usize, other: usize, apart: Apart) -> Option<Look> {
    let have = |(least, part, of_parts): LeastInCommon| {
        common >= least.max((one.min(other) * part).div_ceil(of_parts))
    };
    if have(least_of_copy(apart)) {
        return Some(Look::Copy);
    }
    least_of_repeat(apart).is_some_and(have).then_some(Look::Repeat)
}

/// Letters to a run by which two sentences are compared whatever the endings of their words.
const LETTERS: usize = 5;
/// Letters to a run that tells turns of phrase rather than words; both lengths by trial.
const MANY_LETTERS: usize = 8;
/// The bits of a run's number that hold the place of its sentence: more than a text of [`MOST_WORDS`] words has.
const PLACES: u64 = 0xFFFF;
/// Bytes of a Russian word with what stands around it, so that there is room for a sentence's words at once.
const BYTES_OF_WORD: usize = 12;
/// The last byte of `…`.
const DOTS_END: u8 = 0xA6;
/// Lines of nothing but links that a post may end with: those of its channel.
const LAST_LINES: usize = 4;

/// What Russian is written with, which is known without a search in tables.
fn is_russian(letter: char) -> bool {
    matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё')
}

/// Whether a letter or digit belongs to a word.
fn is_of_word(letter: char) -> bool {
    is_russian(letter) || letter.is_alphanumeric()
}

fn is_numeric(letter: char) -> bool {
    !is_russian(letter) && letter.is_numeric()
}

fn is_capital(letter: char) -> bool {
    match letter {
        'а'..='я' | 'ё' => false,
        'А'..='Я' | 'Ё' => true,
        _ => letter.is_uppercase(),
    }
}

/// Whether a letter is known to be compared as it stands.
fn is_lower(letter: char) -> bool {
    matches!(letter, 'а'..='я' | 'a'..='z' | '0'..='9')
}

/// A letter as it is compared: a small one, `е` for `ё`; few letters of other scripts become several.
fn lower(letter: char, letters: &mut Vec<char>) {
    match letter {
        'ё' | 'Ё' => letters.push('е'),
        'а'..='я' => letters.push(letter),
        'А'..='Я' => letters.extend(char::from_u32(u32::from(letter) + 32)),
        _ if letter.is_ascii() => letters.push(letter.to_ascii_lowercase()),
        _ => letters.extend(letter.to_lowercase()),
    }
}

/// The numbers of a word's beginning, which has so many letters, and of the whole word: the same on every machine
/// (FNV-1a, then the mixing steps of SplitMix64, which spread what FNV leaves close together).
fn numbers_of(word: &[char], beginning: usize) -> (u64, u64) {
    let further = |hash: u64, letters: &[char]| {
        letters.iter().fold(hash, |hash, &letter| {
            (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x100_0000_01b3)
        })
    };
    let (first, rest) = word.split_at(beginning.min(word.len()));
    let hash = further(0xcbf2_9ce4_8422_2325_u64, first);
    (mixed(hash), mixed(further(hash, rest)))
}

/// How many letters of a word are its beginning, which its forms have in common: of a number, all.
fn letters_of_beginning(length: usize, is_number: bool) -> usize {
    match length {
        _ if is_number => length,
        0..=3 => length,
        4 | 5 => 4,
        6 | 7 => 5,
        _ => 6,
    }
}

/// The beginnings by which the words of a text are compared, each as often as it stands there, in their order: what counts of
/// words are added up by.
pub fn beginnings(text: &str) -> Vec<String> {
    let mut word = Vec::new();
    let words = text.split(|letter: char| !is_of_word(letter)).filter(|word| !word.is_empty());
    words
        .map(|given| {
            word.clear();
            given.chars().for_each(|letter| lower(letter, &mut word));
            let is_number = word.iter().all(|letter| is_numeric(*letter));
            word[..letters_of_beginning(word.len(), is_number)].iter().collect()
        })
        .collect()
}

/// The number of a name, the same on every machine.
pub(crate) fn number_of(name: &str) -> u64 {
    let letters: Vec<char> = name.chars().collect();
    numbers_of(&letters, letters.len()).1
}

/// The numbers of all runs of so many letters, sorted, each once. A run's number is a polynomial of its letters, so
/// that each follows from the one before.
fn runs_of(letters: &[char], length: usize, numbers: &mut Vec<u64>) {
    /// Any large odd number does: this one has its bits spread as the golden ratio has them.
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
    let with = |number: u64, letter: char| {
        number.wrapping_mul(BASE).wrapping_add(u64::from(u32::from(letter)))
    };
    if letters.len() < length {
        return;
    }
    let of_first = (0..length).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut number = letters[..length].iter().fold(0, |number, &letter| with(number, letter));
    numbers.push(number);
    for (&gone, &letter) in letters.iter().zip(&letters[length..]) {
        let without = of_first.wrapping_mul(u64::from(u32::from(gone)));
        number = with(number, letter).wrapping_sub(without);
        numbers.push(number);
    }
}

fn mixed(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// What a word is to those who compare texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// It begins with a digit.
    Number,
    /// It begins with a capital and not its sentence.
    Name,
    /// Any other of four letters and more.
    Ordinary,
    /// What is left: mostly prepositions.
    Small,
}

/// A word by its beginning, which its forms have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stem {
    number: u64,
    /// The number of the word in full.
    whole: u64,
    /// How much it counts, in tenths: words of three letters and fewer are mostly prepositions.
    weight: u32,
    sort: Sort,
    /// How rare it is in Russian news, from 0 to [`RAREST`], as is every number.
    rarity: u8,
}

/// How much a word of two letters counts, in tenths.
const WEIGHT_OF_TWO_LETTERS: u32 = 2;

impl Stem {
    /// How rare it is, by the table of Russian news.
    fn rarity(&self) -> u8 {
        match self.sort {
            Sort::Number => RAREST,
            _ if self.weight <= WEIGHT_OF_TWO_LETTERS => 0,
            _ => rarity_of(self.number).unwrap_or(RAREST),
        }
    }

    /// Whether it tells something: a longer word, a number, a name.
    fn tells(&self) -> bool {
        self.sort != Sort::Small
    }

    /// Whether it is a word of three letters and fewer: what the build of a sentence shows in.
    fn is_short(&self) -> bool {
        self.weight < 10
    }

    /// Whether it tells which, who or how many.
    fn is_fact(&self) -> bool {
        matches!(self.sort, Sort::Number | Sort::Name)
    }
}

/// A sentence, or what stands between two ends of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sentence {
    stems: Vec<Stem>,
    /// The numbers of its stems, sorted, each once; none until those of all sentences are sorted.
    set: Vec<u64>,
    /// Where its letters stand among all.
    letters: Range<usize>,
}

/// A stem in one of the sentences of a text, be it there once or more often.
#[derive(Debug, Clone, Copy)]
struct Placed {
    /// The stem's number.
    number: u64,
    /// The place of the sentence among all; a text of [`MOST_WORDS`] words has no more than can be counted so.
    sentence: u16,
    /// How rare it is.
    rarity: u8,
    /// How much it counts there, in tenths of a word: each time that it stands there.
    weight: u32,
}

/// The wording of a text, without typography, addresses and lines that only lead elsewhere.
#[derive(Debug, Clone)]
pub struct Wording {
    sentences: Vec<Sentence>,
    /// The stems of all sentences, each once in a sentence, sorted.
    placed: Vec<Placed>,
    /// The numbers of the stems of its first sentence, sorted, each once, and how rare each is.
    rarities_of_lead: Vec<(u64, u8)>,
    /// The numbers of those of its stems that are numbers, sorted, each once.
    numbers: Vec<u64>,
    /// The words of the sentences, each behind a space.
    letters: String,
    /// The numbers of all stems, sorted, each once.
    set: Vec<u64>,
    /// How rare each of these is, in the same order.
    rarities: Vec<u8>,
    /// Its runs of [`LETTERS`] letters, sorted, each once in a sentence: the number of the run without its last bits, in which the place of
    /// the sentence is; once somebody asked for them: few texts share so much that they are needed.
    runs: OnceLock<Vec<u64>>,
    /// The numbers of all runs of [`MANY_LETTERS`] letters within sentences, sorted; likewise.
    long_runs: OnceLock<Vec<u64>>,
    /// How many words there are.
    words: usize,
    /// The numbers of all words in full, each with its place among them, sorted; once somebody asked for them.
    places: OnceLock<Vec<(u64, u32)>>,
    /// Each word in full, to tell the same from the nearly same.
    whole: u64,
}

impl Wording {
    /// The wording of a text.
    pub fn of(text: &str) -> Self {
        let mut lines: Vec<Line> = text.lines().map(Line::of).collect();
        lines.retain(|line| line.text.contains(is_of_word));
        let last = lines.iter().rev().take(LAST_LINES).take_while(|line| line.is_links).count();
        lines.truncate(lines.len() - last);
        let mut sentences: Vec<Sentence> = Vec::new();
        let mut letters = String::with_capacity(text.len());
        let (mut word, mut words) = (Vec::new(), 0);
        for sentence in lines.iter().flat_map(|line| parts(&line.text)) {
            if words >= MOST_WORDS {
                break;
            }
            let sentence = Sentence::of(sentence, &mut letters, &mut word);
            words += sentence.stems.len();
            if !sentence.stems.is_empty() {
                sentences.push(sentence);
            }
        }
        let stems = sentences.iter().flat_map(|sentence| &sentence.stems);
        let whole = stems.fold(0, |whole, stem| mixed(whole ^ stem.whole));
        // All in a row, so that the table is not waited for at each word.
        let stems = sentences.iter_mut().flat_map(|sentence| &mut sentence.stems);
        stems.for_each(|stem| stem.rarity = stem.rarity());
        as_rare_as_any_where_foreign(&mut sentences);
        let stems = sentences.iter().flat_map(|sentence| &sentence.stems);
        let numbers = stems.filter(|stem| stem.sort == Sort::Number).map(|stem| stem.number);
        let mut numbers: Vec<u64> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        let placed = placed(&sentences);
        let (mut set, mut rarities) =
            (Vec::with_capacity(placed.len()), Vec::with_capacity(placed.len()));
        for of_one in placed.chunk_by(|one, two| one.number == two.number) {
            set.push(of_one[0].number);
            rarities.push(of_one.iter().fold(RAREST, |least, stem| least.min(stem.rarity)));
            for stem in of_one {
                sentences[usize::from(stem.sentence)].set.push(stem.number);
            }
        }
        let of_lead = placed.iter().filter(|stem| stem.sentence == 0);
        let rarities_of_lead = of_lead.map(|stem| (stem.number, stem.rarity)).collect();
        Self {
            sentences,
            placed,
            rarities_of_lead,
            numbers,
            letters,
            set,
            rarities,
            runs: OnceLock::new(),
            long_runs: OnceLock::new(),
            words,
            places: OnceLock::new(),
            whole,
        }
    }

    /// How much of each of its sentences each sentence of the other has, in tenths of a word: `[own sentence, other sentence]`, one
    /// after the other; and how much of it the other has anywhere.
    fn weight_in_common(&self, other: &Self) -> (Vec<u32>, u32) {
        let of_other = other.sentences.len();
        let mut common = vec![0; self.sentences.len() * of_other];
        let mut anywhere = 0;
        let mut rest = &other.placed[..];
        for own in self.placed.chunk_by(|one, two| one.number == two.number) {
            let number = own[0].number;
            rest = &rest[rest.iter().take_while(|its| its.number < number).count()..];
            if rest.first().is_none_or(|its| its.number != number) {
                continue;
            }
            anywhere += own.iter().map(|own| own.weight).sum::<u32>();
            for its in rest.iter().take_while(|its| its.number == number) {
                for own in own {
                    let at = usize::from(own.sentence) * of_other + usize::from(its.sentence);
                    common[at] += own.weight;
                }
            }
        }
        (common, anywhere)
    }

    fn places(&self) -> &[(u64, u32)] {
        self.places.get_or_init(|| {
            let words = self.stems().map(|stem| stem.whole);
            let mut places: Vec<(u64, u32)> = words.zip(0..).collect();
            places.sort_unstable();
            places
        })
    }

    /// The runs of [`LETTERS`] letters, each with the place of its sentence in its last bits.
    fn runs(&self) -> &[u64] {
        self.runs.get_or_init(|| {
            let (mut letters, mut of_sentence, mut runs) = (Vec::new(), Vec::new(), Vec::new());
            for (sentence, place) in self.sentences.iter().zip(0..) {
                letters.clear();
                letters.extend(self.letters[sentence.letters.clone()].chars());
                of_sentence.clear();
                runs_of(&letters, LETTERS, &mut of_sentence);
                // The last letter of a run is in nothing but its last bits until they are mixed.
                runs.extend(of_sentence.iter().map(|&run| mixed(run) & !PLACES | place));
            }
            runs.sort_unstable();
            runs.dedup();
            runs
        })
    }

    /// How many of the runs of each of its sentences each sentence of the other has: `[own sentence, other sentence]`, one after the
    /// other.
    fn runs_in_common(&self, other: &Self) -> Vec<u32> {
        let of_other = other.sentences.len();
        let mut common = vec![0; self.sentences.len() * of_other];
        let mut rest = other.runs();
        let place = |run: u64| (run & PLACES) as usize;
        for own in self.runs().chunk_by(|one, two| one & !PLACES == two & !PLACES) {
            let run = own[0] & !PLACES;
            rest = &rest[rest.iter().take_while(|its| **its < run).count()..];
            for &there in rest.iter().take_while(|its| **its & !PLACES == run) {
                for &here in own {
                    common[place(here) * of_other + place(there)] += 1;
                }
            }
        }
        common
    }

    /// The runs of [`MANY_LETTERS`] letters of all sentences.
    fn long_runs(&self) -> &[u64] {
        self.long_runs.get_or_init(|| {
            let (mut letters, mut runs) = (Vec::new(), Vec::new());
            for sentence in &self.sentences {
                letters.clear();
                letters.extend(self.letters[sentence.letters.clone()].chars());
                runs_of(&letters, MANY_LETTERS, &mut runs);
            }
            runs.sort_unstable();
            runs.dedup();
            runs
        })
    }

    fn words(&self) -> usize {
        self.words
    }

    /// The words of its first sentence.
    fn lead(&self) -> &[Stem] {
        self.sentences.first().map_or(&[], |lead| &lead.stems)
    }

    fn stems(&self) -> impl Iterator<Item = &Stem> {
        self.sentences.iter().flat_map(|sentence| &sentence.stems)
    }

    fn has(&self, stem: &Stem) -> bool {
        self.set.binary_search(&stem.number).is_ok()
    }

    /// How rare the words of its first sentence are together, each once, that are among others, which are sorted.
    fn rarity_of_lead_in(&self, others: &[u64]) -> usize {
        let mut at = 0;
        let mut all = 0;
        for (number, rarity) in &self.rarities_of_lead {
            at += others[at..].iter().take_while(|other| *other < number).count();
            if others.get(at) == Some(number) {
                all += usize::from(*rarity);
            }
        }
        all
    }

    /// How rare the words of its first sentence are together, each once.
    fn rarity_of_lead(&self) -> usize {
        self.rarities_of_lead.iter().map(|(_, rarity)| usize::from(*rarity)).sum()
    }

    /// How rare the words are that both have, each once: all together, and the two rarest of them, from 0 to [`RAREST`].
    fn rarities_in_both(&self, other: &Self) -> (usize, [u8; 2]) {
        let (mut at, mut all, mut rarest, mut second) = (0, 0, 0, 0);
        for (number, &rarity) in self.set.iter().zip(&self.rarities) {
            while at < other.set.len() && other.set[at] < *number {
                at += 1;
            }
            if other.set.get(at) == Some(number) {
                all += usize::from(rarity);
                second = second.max(rarity.min(rarest));
                rarest = rarest.max(rarity);
            }
        }
        (all, [rarest, second])
    }

    /// The numbers by which texts are found that share something with it: of the words that tell
    /// something each two that follow each other in a sentence, in whatever order; of many the
    /// [`MOST_PAIRS`] least. Sorted.
    pub(crate) fn pairs(&self) -> Vec<u64> {
        let mut pairs = Vec::new();
        for sentence in &self.sentences {
            let telling: Vec<u64> =
                sentence.stems.iter().filter(|stem| stem.tells()).map(|stem| stem.number).collect();
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

    /// What the two are looked at closer for, where they share enough.
    pub fn look_at(&self, other: &Self, apart: Apart) -> Option<Look> {
        let (pairs, others) = (self.pairs(), other.pairs());
        let common = common(&pairs, &others);
        look_at(common, pairs.len(), others.len(), apart)
    }
}

/// The stems of sentences, each once in a sentence, sorted.
fn placed(sentences: &[Sentence]) -> Vec<Placed> {
    let of_each = sentences.iter().zip(0..).flat_map(|(sentence, place)| {
        let placed = move |stem: &Stem| Placed {
            number: stem.number,
            sentence: place,
            rarity: stem.rarity,
            weight: stem.weight,
        };
        sentence.stems.iter().map(placed)
    });
    let mut all: Vec<Placed> = of_each.collect();
    // Those of a sentence come one after the other, so that the numbers alone leave little to be sorted.
    all.sort_by_key(|stem| stem.number);
    all.dedup_by(|next, first| {
        let is_there = (next.number, next.sentence) == (first.number, first.sentence);
        if is_there {
            first.weight += next.weight;
            first.rarity = first.rarity.min(next.rarity);
        }
        is_there
    });
    all
}

/// Where most of the words that tell something are not among those that are counted, the text is of another language, of
/// which it is not known what is rare: they are all as rare as a word of a Russian report mostly is, and small ones common.
fn as_rare_as_any_where_foreign(sentences: &mut [Sentence]) {
    let is_word = |stem: &Stem| matches!(stem.sort, Sort::Name | Sort::Ordinary);
    let words =
        || sentences.iter().flat_map(|sentence| &sentence.stems).filter(|stem| is_word(stem));
    if 2 * words().filter(|stem| stem.rarity == RAREST).count() <= words().count() {
        return;
    }
    for stem in sentences.iter_mut().flat_map(|sentence| &mut sentence.stems) {
        match stem.sort {
            Sort::Name | Sort::Ordinary => stem.rarity = UNKNOWN,
            Sort::Small => stem.rarity = 0,
            Sort::Number => {}
        }
    }
}

/// Whether two bytes that follow each other may belong to a mark of type, a link or an address.
fn is_marked(two: &[u8; 2]) -> bool {
    matches!(two, b"**" | b"__" | b"~~" | b":/" | b"](")
}

/// A line without marks of type, addresses and names of channels.
struct Line<'a> {
    text: Cow<'a, str>,
    /// Whether it says nothing but where its links lead.
    is_links: bool,
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        // Most lines are plain, which one look over all bytes shows, several at a time.
        let is_mark = |byte| matches!(byte, b'*' | b'_' | b'~' | b'@' | b'#' | b':' | b']');
        let is_plain = !line.bytes().fold(false, |found, byte| found | is_mark(byte));
        // A colon is rather one of the sentence's.
        if is_plain || !line.as_bytes().array_windows().any(is_marked) && !line.contains(['@', '#'])
        {
            return Self { text: Cow::Borrowed(line), is_links: !line.contains(is_of_word) };
        }
        let mut line = Cow::Borrowed(line);
        for mark in ["**", "__", "~~"] {
            if line.contains(mark) {
                line = Cow::Owned(line.replace(mark, ""));
            }
        }
        let mut text = String::with_capacity(line.len());
        let mut outside = false;
        let mut rest = &*line;
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
        let mut words = String::with_capacity(text.len());
        for piece in text.split_whitespace().filter(|piece| !leads_elsewhere(piece)) {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(piece);
        }
        Self { text: Cow::Owned(words), is_links: !outside }
    }
}

fn says_something(text: &str) -> bool {
    let mut pieces = text.split_whitespace();
    pieces.any(|piece| piece.contains(is_of_word) && !leads_elsewhere(piece))
}

/// An address, or the name of a channel or a tag.
fn leads_elsewhere(piece: &str) -> bool {
    let word = piece
        .trim_start_matches(|letter: char| !is_of_word(letter) && letter != '@' && letter != '#');
    piece.contains("://") || word.starts_with(['@', '#'])
}

/// The sentences of a line: they end with a mark behind which a capital or a number follows.
fn parts(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut begin = 0;
    // Of what is written with several bytes the dots alone are looked for, by their last one.
    for at in 0..line.len() {
        let is_end = match line.as_bytes()[at] {
            b'.' | b'!' | b'?' | b';' | b':' => true,
            DOTS_END => line.as_bytes()[..=at].ends_with("…".as_bytes()),
            _ => false,
        };
        let behind = if is_end { &line[at + 1..] } else { "" };
        if behind.starts_with(char::is_whitespace) {
            let next = behind.chars().find(|letter| is_of_word(*letter));
            if next.is_some_and(|letter| is_capital(letter) || is_numeric(letter)) {
                parts.push(&line[begin..=at]);
                begin = at + 1;
            }
        }
    }
    parts.push(&line[begin..]);
    parts
}

impl Sentence {
    /// The sentence; its words are added to `all`, each behind a space. `word` is room for one.
    fn of(text: &str, all: &mut String, word: &mut Vec<char>) -> Self {
        let mut stems = Vec::with_capacity(text.len() / BYTES_OF_WORD + 1);
        let from = all.len();
        let mut letters = text.char_indices();
        while let Some((begin, first)) = letters.find(|(_, letter)| is_of_word(*letter)) {
            word.clear();
            lower(first, word);
            let mut is_as_it_stands = is_lower(first);
            let (mut second, mut end) = (None, text.len());
            for (at, letter) in letters.by_ref() {
                if !is_of_word(letter) {
                    end = at;
                    break;
                }
                second.get_or_insert(letter);
                lower(letter, word);
                is_as_it_stands &= is_lower(letter);
            }
            all.push(' ');
            if is_as_it_stands {
                all.push_str(&text[begin..end]);
            } else {
                all.extend(word.iter());
            }
            let is_number = is_numeric(first);
            let is_all_digits = is_number && word.iter().all(|letter| is_numeric(*letter));
            let kept = letters_of_beginning(word.len(), is_all_digits);
            let is_name =
                is_capital(first) && (!stems.is_empty() || second.is_some_and(is_capital));
            let sort = match kept {
                _ if is_number => Sort::Number,
                2.. if is_name => Sort::Name,
                4.. => Sort::Ordinary,
                _ => Sort::Small,
            };
            let weight = match kept {
                _ if is_number => 10,
                1 => 1,
                2 => WEIGHT_OF_TWO_LETTERS,
                3 => 4,
                _ => 10,
            };
            let (number, whole) = numbers_of(word, kept);
            stems.push(Stem { number, whole, weight, sort, rarity: RAREST });
        }
        let set = Vec::with_capacity(stems.len());
        Self { stems, set, letters: from..all.len() }
    }

    fn weight(&self) -> u32 {
        self.stems.iter().map(|stem| stem.weight).sum()
    }

    fn has(&self, stem: &Stem) -> bool {
        self.set.binary_search(&stem.number).is_ok()
    }

    /// How much of it, in tenths of a word, is in the other.
    fn found_in(&self, other: &Self) -> u32 {
        self.stems.iter().filter(|stem| other.has(stem)).map(|stem| stem.weight).sum()
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

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "Министр транспорта Павел Ручьёв открыл в среду новый мост через реку Озёрную. \
        По его словам, строительство заняло три года и обошлось бюджету в два миллиарда рублей.";

    fn likeness(one: &str, other: &str) -> Likeness {
        likeness_after(one, other, 1.0)
    }

    fn likeness_after(one: &str, other: &str, hours: f64) -> Likeness {
        let apart = Apart { hours: Some(hours), one_outlet: false };
        Wording::of(one).likeness(&Wording::of(other), apart)
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
    fn sentences_end_with_a_mark_before_a_capital_or_a_number() {
        assert_eq!(
            parts(
                "Мост открыт… Паром\u{a0}— нет.\u{a0}«Ручей» стоит. и ждёт; 3 рейса в 12:30!Да? Нет …"
            ),
            [
                "Мост открыт…",
                " Паром\u{a0}— нет.",
                "\u{a0}«Ручей» стоит. и ждёт;",
                " 3 рейса в 12:30!Да?",
                " Нет …"
            ]
        );
    }

    #[test]
    fn a_line_with_a_colon_is_plain_and_one_with_an_address_is_not() {
        for plain in ["Итог: мост_открыт в 12:30 [и точка]", "Счёт 3*4 ~ 12 (см. ниже)"]
        {
            assert!(matches!(Line::of(plain).text, Cow::Borrowed(text) if text == plain));
        }
        for (line, words) in [
            ("Мост: https://example.org/1 открыт", "Мост: открыт"),
            ("__Мост__ открыт #мост", "Мост открыт"),
        ] {
            assert_eq!(Line::of(line).text, words);
        }
    }

    #[test]
    fn links_in_the_midst_of_a_text_are_words_and_those_at_its_end_are_none() {
        let list = "Что посмотреть сегодня вечером:\n[Ледяной мост](https://example.org/1)\n\
            [Последний паром](https://example.org/2)\nПриятного вечера желает редакция!";
        let other = list.replace("Ледяной мост", "Тихая пристань").replace("Последний", "Первый");
        assert!(likeness(list, &other).one_in_other < 0.8);
        let footed = format!(
            "{list}\n[Подписаться](https://example.org/3)\n[Написать](https://example.org/4)"
        );
        assert_eq!(likeness(list, &footed).other_in_one, 1.0);
    }

    #[test]
    fn likeness_does_not_know_which_text_was_asked_first() {
        let shortened = REPORT.split(" По его").next().unwrap();
        let as_long = REPORT.replace("Министр транспорта", "Мэр Озёрного");
        assert_ne!(REPORT, as_long);
        for other in [shortened, "Новый мост через реку Озёрную открыл министр.", REPORT, &as_long]
        {
            let forth = likeness_after(REPORT, other, 1.0);
            let back = likeness_after(other, REPORT, -1.0);
            assert_eq!(forth.signs, back.signs);
            assert_eq!(forth.same_news, back.same_news);
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
        let meets = |other: &str, hours, one_outlet| {
            let apart = Apart { hours: Some(hours), one_outlet };
            Wording::of(REPORT).look_at(&Wording::of(other), apart).is_some()
        };
        assert!(!meets(other, 1.0, false));
        let retold = "Открыл в среду новый мост министр.";
        assert!(meets(retold, 1.0, false) && meets(retold, 100.0, true));
        let hardly = format!(
            "Министр транспорта Павел уехал. {other} На вокзале открыли музей железных дорог."
        );
        assert!(meets(&hardly, 1.0, false));
        assert!(!meets(&hardly, 100.0, false) && !meets(&hardly, 1.0, true));
    }

    #[test]
    fn a_pair_of_words_is_enough_for_two_outlets_within_hours_that_are_told() {
        let other = "Новый мост открыт, сообщили на левом берегу.";
        let meets = |hours, one_outlet| {
            Wording::of(REPORT).look_at(&Wording::of(other), Apart { hours, one_outlet }).is_some()
        };
        assert!(meets(Some(5.0), false));
        assert!(!meets(None, false) && !meets(Some(5.0), true) && !meets(Some(30.0), false));
    }

    #[test]
    fn what_shares_too_little_for_a_copy_is_looked_at_for_a_repeat_the_less_it_shares_the_sooner() {
        let told = "Министр транспорта Павел Ручьёв открыл в среду новый мост через реку Озёрную. Строительство \
            заняло три года и обошлось бюджету в два миллиарда рублей, сообщили жителям посёлка вечером.";
        let with_one = "Новый мост связал Лесное с городом. Люди ждали этого с весны прошлого года, когда \
            паводок снёс старую переправу, и добирались через соседний район на автобусе.";
        let with_three = format!("{with_one} Он обошёлся бюджету в два миллиарда рублей.");
        let look = |other: &str, hours: f64, one_outlet| {
            let apart = Apart { hours: Some(hours), one_outlet };
            Wording::of(told).look_at(&Wording::of(other), apart)
        };
        assert_eq!(look(with_one, 2.0, false), Some(Look::Repeat));
        assert_eq!(look(with_one, 2.0, true), None);
        assert_eq!(look(with_one, 4.0, false), None);
        assert_eq!(look(&with_three, 10.0, false), Some(Look::Repeat));
        assert_eq!(look(&with_three, 30.0, false), None);
        assert_eq!(look(&format!("{told} {with_one}"), 30.0, true), Some(Look::Copy));
    }

    #[test]
    fn runs_of_letters_are_counted_for_each_sentence_beside_each_and_differ_by_their_last_letter() {
        let common = |one: &str, other: &str| Wording::of(one).runs_in_common(&Wording::of(other));
        // Each word stands behind a space, which is a letter of its runs: ` порт`, `порто`.
        assert_eq!(common("Порто.", "Порто."), [2]);
        assert_eq!(common("Порто.", "Порта."), [1]);
        assert_eq!(common("Порто. Мост.", "Мост. Порта. Порто."), [0, 1, 2, 1, 0, 0]);
    }

    #[test]
    fn words_are_as_rare_as_in_russian_news_and_those_of_other_languages_as_rare_as_most() {
        let rarities = |text: &str| {
            let wording = Wording::of(text);
            let stems = wording.stems().filter(|stem| stem.sort == Sort::Ordinary);
            stems.map(|stem| stem.rarity).collect::<Vec<_>>()
        };
        let russian = rarities("Ему сказали, что ледокол спасён.");
        assert!(russian[0] < russian[1] && russian[1] > UNKNOWN, "{russian:?}");
        let english = rarities("The minister opened another bridge over the river yesterday.");
        assert!(english.len() > 5 && english.iter().all(|rarity| *rarity == UNKNOWN));
        let (all, _) = Wording::of("Nobody saw the minister or the boy").rarities_in_both(
            &Wording::of("The minister opened the bridge over the river yesterday."),
        );
        assert_eq!(all, usize::from(UNKNOWN));
    }

    #[test]
    fn an_empty_text_is_like_nothing() {
        for other in ["", "👍", REPORT] {
            let likeness = likeness("", other);
            assert!(!likeness.is_copy(), "{likeness:?}");
            assert!(likeness.signs.values.iter().all(|sign| sign.is_finite()));
        }
    }
}
