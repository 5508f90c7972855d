//! Words as views compare them: lemmas with a number each, how much each tells, and the lists of words that rules
//! look for.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The list of words, with what its columns are at its head.
const TABLE: &str = include_str!("../data/words.tsv");

/// What a listed word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Listed {
    /// Tells nothing of what is spoken of.
    Plain,
    /// Somebody binds himself.
    Promise,
    /// What was promised is done.
    Keeping,
    /// What is kept.
    KeepingOf,
    /// What was promised is not done.
    Breaking,
    /// What is broken.
    BreakingOf,
    /// Somebody will not do it.
    Refusing,
    /// It is not so.
    Denying,
    /// What is said is called untrue.
    Untrue,
    /// A number that grew.
    Update,
    /// Somebody misleads others.
    Manipulation,
    /// An outlet that is not named.
    AnyOutlet,
}

fn class_of(word: &str) -> Option<Listed> {
    Some(match word {
        "plain" => Listed::Plain,
        "promise" => Listed::Promise,
        "keeping" => Listed::Keeping,
        "keeping_of" => Listed::KeepingOf,
        "breaking" => Listed::Breaking,
        "breaking_of" => Listed::BreakingOf,
        "refusing" => Listed::Refusing,
        "denying" => Listed::Denying,
        "untrue" => Listed::Untrue,
        "update" => Listed::Update,
        "manipulation" => Listed::Manipulation,
        "any_outlet" => Listed::AnyOutlet,
        _ => return None,
    })
}

struct Lists {
    by_class: HashMap<Listed, HashSet<String>>,
    /// What is counted of people, each row a thing of its own.
    losses: HashMap<String, usize>,
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists { by_class: HashMap::new(), losses: HashMap::new() };
    for (number, (class, words)) in rows().enumerate() {
        let words = words.split(' ').map(|word| word.replace('ё', "е"));
        match class_of(class) {
            Some(class) => lists.by_class.entry(class).or_default().extend(words),
            None => lists.losses.extend(words.map(|word| (word, number))),
        }
    }
    lists
});

/// Whether the lemma is listed as this.
pub(crate) fn is(lemma: &str, listed: Listed) -> bool {
    LISTS.by_class.get(&listed).is_some_and(|words| words.contains(lemma))
}

/// Which of the things that are counted of people the lemma means.
pub(crate) fn loss(lemma: &str) -> Option<usize> {
    LISTS.losses.get(lemma).copied()
}

/// Whether a lemma by its ending is that of a verb.
pub(crate) fn is_verb(lemma: &str) -> bool {
    let plain = lemma.strip_suffix("ся").or_else(|| lemma.strip_suffix("сь")).unwrap_or(lemma);
    lemma.chars().count() > 3 && ["ть", "ти", "чь"].iter().any(|end| plain.ends_with(end))
}

/// Letters by which a verb and the noun or participle made of it are known for one; by feel.
const LETTERS_OF_A_STEM: usize = 5;

/// The beginning of a lemma, which words of one root have in common.
pub(crate) fn stem(lemma: &str) -> &str {
    let end = lemma.char_indices().nth(LETTERS_OF_A_STEM).map_or(lemma.len(), |(at, _)| at);
    &lemma[..end]
}

/// Whether it is more than a mark; what Russian is written with is known without a search.
fn is_word(lemma: &str) -> bool {
    let is_of_word = |letter: char| {
        matches!(letter, 'а'..='я' | 'a'..='z' | '0'..='9') || letter.is_alphanumeric()
    };
    lemma.chars().any(is_of_word)
}

/// The lemmas of a gist in the order of the text; the bounds of stretches are left out.
pub(crate) fn lemmas(gist: &str) -> impl Iterator<Item = &str> {
    gist.split(' ').filter(|lemma| is_word(lemma))
}

/// Whether one of the lemmas is listed as this.
pub(crate) fn has(gist: &str, listed: Listed) -> bool {
    lemmas(gist).any(|lemma| is(lemma, listed))
}

/// Words between a negation and what it negates, at most: `не только не вывела`; by feel.
const NEGATION_REACHES: usize = 1;

/// Whether a lemma that `of` wants stands behind a negation.
pub(crate) fn has_negated(gist: &str, of: impl Fn(&str) -> bool) -> bool {
    let lemmas: Vec<&str> = lemmas(gist).collect();
    lemmas.iter().enumerate().any(|(at, lemma)| of(lemma) && is_negated(&lemmas, at))
}

/// Whether the lemma at this place stands behind a negation.
pub(crate) fn is_negated(lemmas: &[&str], at: usize) -> bool {
    lemmas[at.saturating_sub(NEGATION_REACHES)..at].iter().any(|word| matches!(*word, "не" | "ни"))
}

/// Whether a lemma that `of` wants stands there without a negation.
pub(crate) fn has_affirmed(gist: &str, of: impl Fn(&str) -> bool) -> bool {
    let lemmas: Vec<&str> = lemmas(gist).collect();
    lemmas.iter().enumerate().any(|(at, lemma)| of(lemma) && !is_negated(&lemmas, at))
}

/// A word that one report in so many has, or fewer, tells all that a word may; one that all have tells nothing.
/// By feel.
const TELLS_ALL: f64 = 100.0;
/// Fewer reports are taken for so many: in a handful of them no word is common.
const FEWEST_REPORTS: f64 = 1_000.0;

/// A set of words, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Set(pub(crate) Vec<u32>);

impl Set {
    /// The set of these words; none of them is left.
    fn taken_from(words: &mut Vec<u32>) -> Self {
        words.sort_unstable();
        words.dedup();
        let set = Self(words.as_slice().to_vec());
        words.clear();
        set
    }

    /// The words that both have, in their order.
    pub(crate) fn common<'s>(&'s self, other: &'s Self) -> impl Iterator<Item = u32> + 's {
        let (mut one, mut other) = (self.0.as_slice(), other.0.as_slice());
        std::iter::from_fn(move || {
            while let ([first, rest @ ..], [other_first, other_rest @ ..]) = (one, other) {
                match first.cmp(other_first) {
                    Ordering::Less => one = rest,
                    Ordering::Greater => other = other_rest,
                    Ordering::Equal => {
                        (one, other) = (rest, other_rest);
                        return Some(*first);
                    }
                }
            }
            None
        })
    }

    /// Whether both have some, and none that is the same.
    pub(crate) fn differs(&self, other: &Self) -> bool {
        !self.0.is_empty() && !other.0.is_empty() && self.common(other).next().is_none()
    }

    /// The words that both have, as a set.
    pub(crate) fn within(&self, other: &Self) -> Self {
        Self(self.common(other).collect())
    }
}

/// What is asked of so many records that it is kept with each word.
const ASKED: [Listed; 4] =
    [Listed::Denying, Listed::Refusing, Listed::Update, Listed::Manipulation];

/// A lemma, as far as it is known.
#[derive(Debug)]
struct Word {
    lemma: String,
    /// What it is listed as, of those that are asked for of many records.
    listed: [bool; ASKED.len()],
}

/// What a lemma is, where the words of a gist are taken.
#[derive(Debug, Clone, Copy)]
struct Sort {
    /// Of a verb that tells something the number of its beginning.
    stem: Option<u32>,
    /// Whether it may tell something at all.
    tells: bool,
    /// Whether it has a digit or the like.
    is_number: bool,
}

/// In which reports a word is.
#[derive(Debug, Clone, Copy)]
struct Counted {
    /// How many they are.
    reports: u32,
    /// The last report that it was counted for.
    last: u32,
}

/// All lemmas of what is compared, with how much each tells.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    numbers: FxHashMap<String, u32>,
    /// The beginnings of verbs, each with a number.
    stems: FxHashMap<String, u32>,
    words: Vec<Word>,
    /// What is asked of words time and again lies close together: what each is, how often, and how much it tells.
    sorts: Vec<Sort>,
    counts: Vec<Counted>,
    weights: Vec<f64>,
    /// Room for the words of a gist while they are taken.
    room: [Vec<u32>; 3],
}

/// The words of a gist.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// Those that tell something.
    pub(crate) words: Set,
    /// Those with digits.
    pub(crate) numbers: Set,
    /// The beginnings of its verbs that tell something, each by a number of its own.
    pub(crate) verbs: Set,
}

/// What the numbers of one vocabulary are in another.
#[derive(Debug)]
pub(crate) struct Renumbered {
    words: Vec<u32>,
    stems: Vec<u32>,
}

impl Renumbered {
    fn set(numbers: &[u32], set: &mut Set) {
        for number in &mut set.0 {
            *number = numbers.get(*number as usize).copied().unwrap_or(u32::MAX);
        }
        set.0.sort_unstable();
    }

    /// Words, those with digits as well, as they are told there.
    pub(crate) fn words(&self, set: &mut Set) {
        Self::set(&self.words, set);
    }

    /// The beginnings of verbs.
    pub(crate) fn verbs(&self, set: &mut Set) {
        Self::set(&self.stems, set);
    }
}

/// Whether a lemma may tell something: it is no plain word, no number, and longer than two letters.
fn may_tell(lemma: &str) -> bool {
    let has_letters = lemma.chars().any(|letter| !letter.is_numeric());
    has_letters && lemma.chars().count() >= 3 && !is(lemma, Listed::Plain)
}

impl Vocabulary {
    fn number(&mut self, lemma: &str) -> u32 {
        if let Some(&number) = self.numbers.get(lemma) {
            return number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.numbers.insert(lemma.to_owned(), number);
        let is_word = is_word(lemma);
        let is_telling_verb = is_word && is_verb(lemma) && !is(lemma, Listed::Plain);
        let stems = &mut self.stems;
        let stem = is_telling_verb.then(|| {
            let next = u32::try_from(stems.len()).unwrap_or(u32::MAX);
            *stems.entry(stem(lemma).to_owned()).or_insert(next)
        });
        self.words
            .push(Word { lemma: lemma.to_owned(), listed: ASKED.map(|listed| is(lemma, listed)) });
        self.sorts.push(Sort {
            stem,
            tells: is_word && may_tell(lemma),
            is_number: lemma.chars().any(char::is_numeric),
        });
        self.counts.push(Counted { reports: 0, last: u32::MAX });
        self.weights.push(0.0);
        number
    }

    /// Takes the words of another one, as if its gists had been taken here behind what was; before any of them is counted.
    /// Gives what its numbers are here.
    pub(crate) fn join(&mut self, other: &Self) -> Renumbered {
        let mut stems = vec![0; other.stems.len()];
        let number = |(word, sort): (&Word, &Sort)| {
            let number = self.number(&word.lemma);
            if let (Some(its), Some(own)) = (sort.stem, self.sorts[number as usize].stem) {
                stems[its as usize] = own;
            }
            number
        };
        let words = other.words.iter().zip(&other.sorts).map(number).collect();
        Renumbered { words, stems }
    }

    /// The words of a gist.
    pub(crate) fn take(&mut self, gist: &str) -> Taken {
        // Room that is there from the gist before, since most have about as many words.
        let [mut found, mut numbers, mut verbs] = std::mem::take(&mut self.room);
        let mut from = 0;
        for end in memchr::memchr_iter(b' ', gist.as_bytes()).chain([gist.len()]) {
            let number = self.number(&gist[from..end]);
            from = end + 1;
            let sort = self.sorts[number as usize];
            if sort.is_number {
                numbers.push(number);
            }
            verbs.extend(sort.stem);
            if sort.tells {
                found.push(number);
            }
        }
        let taken = [&mut found, &mut numbers, &mut verbs].map(Set::taken_from);
        self.room = [found, numbers, verbs];
        let [words, numbers, verbs] = taken;
        Taken { words, numbers, verbs }
    }

    /// Counts words for a report that stands for itself or for others. Reports come in their order.
    pub(crate) fn count_for(&mut self, report: usize, set: &Set) {
        let report = u32::try_from(report).unwrap_or(u32::MAX - 1);
        for &number in &set.0 {
            let word = &mut self.counts[number as usize];
            if word.last != report {
                word.last = report;
                word.reports += 1;
            }
        }
    }

    /// Weighs the words, once all are counted.
    pub(crate) fn weigh(&mut self, reports: usize) {
        let all = (reports as f64).max(FEWEST_REPORTS);
        for (word, weight) in self.counts.iter().zip(&mut self.weights) {
            let share = (all / f64::from(word.reports.max(1))).ln() / TELLS_ALL.ln();
            *weight = share.clamp(0.0, 1.0);
        }
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// How much a word tells, from 0 to 1.
    pub(crate) fn weight(&self, word: u32) -> f64 {
        self.weights.get(word as usize).copied().unwrap_or(0.0)
    }

    /// Whether one of the words is listed as this; none where that is not kept with the words.
    pub(crate) fn has(&self, set: &Set, listed: Listed) -> bool {
        let Some(at) = ASKED.iter().position(|own| *own == listed) else { return false };
        set.0.iter().any(|&word| self.words.get(word as usize).is_some_and(|word| word.listed[at]))
    }

    /// How much the words of a set tell together.
    pub(crate) fn told(&self, set: &Set) -> f64 {
        set.0.iter().map(|&word| self.weight(word)).sum()
    }

    /// The lemma of a word.
    pub(crate) fn lemma(&self, word: u32) -> &str {
        self.words.get(word as usize).map_or("", |word| word.lemma.as_str())
    }

    /// How many reports a word is in.
    fn count(&self, word: u32) -> u32 {
        self.counts.get(word as usize).map_or(0, |word| word.reports)
    }

    /// The words of a set that are in the fewest reports, at most so many.
    pub(crate) fn rarest(&self, set: &Set, most: usize) -> Vec<u32> {
        let mut words: Vec<(u32, u32)> =
            set.0.iter().map(|&word| (self.count(word), word)).collect();
        words.sort_unstable();
        words.truncate(most);
        words.into_iter().map(|(_, word)| word).collect()
    }

    /// Of the rarest words of a set those that suffice to find all sets of which it has a word in common that weighs
    /// `particular` or more, and that have `share` or more of the words of both in common, by weight: of the words in
    /// common the rarest weighs most, and those behind it weigh no more than the rest of either set.
    pub(crate) fn key(&self, set: &Set, most: usize, particular: f64, share: f64) -> Vec<u32> {
        let mut key = self.rarest(set, most);
        let mut left = self.told(set);
        // Sums in another order may be less by so much.
        let least = share * left - 1e-9;
        let mut goes_on = |word: &u32| {
            let is_in = left >= least && self.weight(*word) >= particular;
            left -= self.weight(*word);
            is_in
        };
        let enough = key.iter().take_while(|word| goes_on(word)).count();
        key.truncate(enough);
        key
    }

    /// How alike two sets are.
    pub(crate) fn likeness(&self, one: &Set, other: &Set) -> Likeness {
        self.likeness_of((one, self.told(one)), (other, self.told(other)))
    }

    /// How alike two sets are, each given with what its words tell together.
    pub(crate) fn likeness_of(
        &self,
        (one, told): (&Set, f64),
        (other, other_told): (&Set, f64),
    ) -> Likeness {
        let (mut common, mut count) = (0.0, 0);
        for word in one.common(other) {
            common += self.weight(word);
            count += 1;
        }
        let share = |of: f64| if of > 0.0 { common / of } else { 0.0 };
        Likeness {
            of_one: share(told),
            of_other: share(other_told),
            of_both: share(told + other_told - common),
            common,
            count,
        }
    }
}

/// How alike two sets of words are; each word counts by how much it tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Likeness {
    /// Which part of the first is in the other, from 0 to 1.
    pub(crate) of_one: f64,
    /// Which part of the other is in the first.
    pub(crate) of_other: f64,
    /// Which part of the words of both is in both.
    pub(crate) of_both: f64,
    /// What the words in both tell together.
    pub(crate) common: f64,
    /// How many words are in both.
    pub(crate) count: usize,
}

impl Likeness {
    /// Which part of the one that tells less is in the other.
    pub(crate) fn of_lesser(&self) -> f64 {
        self.of_one.max(self.of_other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_of_the_list_has_a_class_that_is_known() {
        for (class, words) in rows() {
            assert!(class_of(class).is_some() || class == "loss", "{class}");
            assert!(words.split(' ').all(|word| !word.is_empty()), "{class}");
        }
    }

    #[test]
    fn vocabularies_that_are_joined_are_as_one() {
        let gists = ["мост открыть 1 май", "министр открыть школа", "школа строить 1 год"];
        let mut one = Vocabulary::default();
        let expected = gists.map(|gist| one.take(gist));
        let (mut first, mut second) = (Vocabulary::default(), Vocabulary::default());
        let mut taken = [first.take(gists[0]), second.take(gists[1]), second.take(gists[2])];
        let renumbered = first.join(&second);
        for own in &mut taken[1..] {
            renumbered.words(&mut own.words);
            renumbered.words(&mut own.numbers);
            renumbered.verbs(&mut own.verbs);
        }
        for (own, expected) in taken.iter().zip(&expected) {
            let sets = |taken: &Taken| [&taken.words, &taken.numbers, &taken.verbs].map(Set::clone);
            assert_eq!(sets(own), sets(expected));
        }
        assert_eq!(first.lemma(taken[2].words.0[0]), one.lemma(expected[2].words.0[0]));
    }

    #[test]
    fn plain_words_and_numbers_tell_nothing() {
        let mut words = Vocabulary::default();
        let taken = words.take("министр заявить что мост открыть 1 май");
        assert_eq!((taken.numbers.0.len(), taken.verbs.0.len()), (1, 1));
        let one = taken.words;
        let other = words.take("новый мост . открыть в озерск").words;
        words.count_for(0, &one);
        words.count_for(1, &other);
        words.weigh(2);
        assert_eq!(one.0.len(), 2);
        let likeness = words.likeness(&one, &other);
        assert_eq!((likeness.of_one, likeness.count), (1.0, 2));
        assert!((likeness.of_other - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_word_in_many_reports_tells_less() {
        let mut words = Vocabulary::default();
        for report in 0..2_000 {
            let set = words.take(if report % 2 == 0 { "санкция" } else { "паром" }).words;
            words.count_for(report, &set);
        }
        let set = words.take("санкция колокольня").words;
        words.count_for(2_000, &set);
        words.weigh(2_001);
        let weights: Vec<f64> =
            words.rarest(&set, 2).iter().map(|&word| words.weight(word)).collect();
        assert_eq!(weights[0], 1.0);
        assert!(weights[1] < 0.2, "{weights:?}");
    }

    #[test]
    fn what_stands_behind_a_negation_is_negated() {
        let of = |lemma: &str| lemma == "вывести";
        assert!(has_negated("эфиопия не вывести войско", of));
        assert!(!has_negated("эфиопия вывести войско", of) && has_affirmed("эфиопия вывести", of));
    }
}
