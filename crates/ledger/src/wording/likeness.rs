//! Whether one of two texts is a copy of the other.
//!
//! The sentences of the shorter text are each laid beside the one of the longer that has most of it.
//! What is seen then are ten signs, which a logistic regression weighs. A text of one sentence, a flash,
//! has signs of its own: most of what can be asked of several sentences cannot be asked of one.

use super::{Look, RAREST, Sentence, Sort, Stem, Wording, common};

// The bounds below are by feel; what they cut off is weighed by what was fitted with them.

/// Hours after which the same words are a form that is filled in again rather than a report passed on.
pub(super) const FRESH: f64 = 24.0;
/// The logarithm of the hours after which nothing is fresh any more: some six days.
const STALE: f64 = 5.0;
/// The logarithm of the minutes after which nobody hurries any more to tell the same news: some seven hours, after which most that
/// tells of it tells what came of it. By cross-validation among five.
const TOLD: f64 = 6.0;
/// The longest run of words that is told from longer ones.
const LONGEST_RUN: usize = 15;
/// The part of a sentence that its match has at least, where what the two say otherwise is a clash.
const SAME_MATTER: f64 = 0.35;
/// Words of a sentence, in tenths, that are enough to say that it stands in the other text.
const ENOUGH: f64 = 80.0;
/// New words of a first sentence that are counted, and no more.
const MOST_NEW: usize = 8;
/// Sentences of a text that are counted.
const MOST_SENTENCES: usize = 12;
/// Names and numbers in the place of others that are counted.
const MOST_CLASHES: usize = 3;
/// Names that the other text lacks that are counted.
const MOST_MISSING: usize = 4;
/// The logarithm of the telling words from which on a text is as long as any.
const LONG: f64 = 5.0;

/// Sums of the signs of a copy from which on one is as good as another where the same news is asked for.
const MOST_OF_COPY: f64 = 10.0;
/// So many words of the rarest are counted there that both texts have.
const MOST_COMMON: usize = 8;

/// The least sum for two that are the same in all words, by feel: a confidence of 0.95.
const WORD_FOR_WORD: f64 = 3.0;

/// What lies between two texts besides their words.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Apart {
    /// The hours from the first one's time of publication to the second one's, where both are told: fewer than none where the
    /// second one came first.
    pub hours: Option<f64>,
    /// Whether the same outlet has both.
    pub one_outlet: bool,
}

impl Apart {
    /// What lies between the two, asked from the second one.
    fn turned(self) -> Self {
        Self { hours: self.hours.map(|hours| -hours), ..self }
    }

    /// The hours between the two, whichever came first, where it is told.
    pub(super) fn hours_told(&self) -> Option<f64> {
        self.hours.map(f64::abs)
    }

    /// The hours between the two; half a day where it is not told.
    fn hours(&self) -> f64 {
        self.hours_told().unwrap_or(FRESH / 2.0)
    }

    /// From 1, at once, to 0, after six days.
    fn freshness(&self) -> f64 {
        1.0 - (self.hours().ln_1p() / STALE).min(1.0)
    }

    /// From 1, at once, to 0, after some seven hours: of two that tell the same news, most come within minutes.
    fn nearness(&self) -> f64 {
        1.0 - ((60.0 * self.hours()).ln_1p() / TOLD).min(1.0)
    }
}

/// What the shorter of two texts is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shorter {
    /// One sentence.
    Flash,
    /// Several.
    Report,
}

/// What speaks for the shorter of two texts being in the longer, or against it, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signs {
    /// What the shorter one is; the signs are others accordingly.
    pub shorter: Shorter,
    /// The signs, in the order of [`Signs::names`].
    pub values: [f64; Signs::COUNT],
}

/// What each sign of a flash counts, then their base: fitted by `cargo run -p xtask -- copies --fit` to
/// the first two draws of `measures/near_copies.tsv`, as they were labelled before two further readers
/// changed nine labels; it gives others by some hundredths now. Signs that are against a copy by themselves
/// or hardly for one (names and numbers, half of it, the last sentence) stand beside others that hold the
/// same: what two texts of one event share anyhow is taken off there.
const FLASH: ([f64; Signs::COUNT], f64) =
    ([7.37, 6.61, 3.91, -1.69, -1.13, 8.28, 1.85, -1.67, -2.90, -6.93], -10.60);
/// The same for a report.
const REPORT: ([f64; Signs::COUNT], f64) =
    ([3.57, 3.89, 5.53, 2.16, 4.98, -1.72, -1.62, -4.67, -3.49, -6.01], -8.77);

impl Signs {
    /// How many there are.
    pub const COUNT: usize = 10;

    /// What each sign is called.
    pub fn names(shorter: Shorter) -> [&'static str; Self::COUNT] {
        match shorter {
            Shorter::Flash => [
                "it and one sentence have most of each other, fresh",
                "runs of letters that the other has, fresh",
                "words that the other has anywhere",
                "names and numbers that the other has",
                "half of it is in one sentence",
                "words",
                "sentences of the other",
                "new words in the other's first sentence",
                "the same, of one outlet",
                "numbers that its match has otherwise",
            ],
            Shorter::Report => [
                "runs of letters that matching sentences have, fresh",
                "longest run of words",
                "longer words that matching sentences have",
                "short words that matching sentences have",
                "words that the other has anywhere",
                "how much of the last sentence its match has",
                "new words in the other's first sentence",
                "words, of one outlet",
                "names and numbers that matches have otherwise",
                "names that the other lacks, after a day",
            ],
        }
    }

    /// The part of the runs of letters that both have, where it stands.
    fn runs(&mut self) -> &mut f64 {
        match self.shorter {
            Shorter::Flash => &mut self.values[1],
            Shorter::Report => &mut self.values[0],
        }
    }

    /// The longest run of words, where it stands; a flash is not asked for it.
    fn longest_run(&mut self) -> Option<&mut f64> {
        match self.shorter {
            Shorter::Flash => None,
            Shorter::Report => Some(&mut self.values[1]),
        }
    }

    /// The least [`Signs::sum`] of a copy: from there on a copy is likelier than none.
    pub const LEAST: f64 = 0.0;

    /// The weighed sum of them.
    pub fn sum(&self) -> f64 {
        let (counts, base) = match self.shorter {
            Shorter::Flash => FLASH,
            Shorter::Report => REPORT,
        };
        self.values.iter().zip(counts).fold(base, |sum, (sign, count)| sum + sign * count)
    }

    /// By the sum, then by the signs one by one, so that only what is the same is neither before nor after.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let values = self.values.iter().zip(&other.values);
        let by_values = values.map(|(one, other)| one.total_cmp(other));
        let mut orders = [self.sum().total_cmp(&other.sum()), self.shorter.cmp(&other.shorter)]
            .into_iter()
            .chain(by_values);
        orders.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    }
}

/// What speaks for two texts of two outlets telling the same news, in whoever's words, each from -1 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SameNews {
    /// The signs, in the order of [`SameNews::NAMES`].
    pub values: [f64; SameNews::COUNT],
}

/// What each of these counts, then their base: fitted by `cargo run -p xtask -- copies --fit` to the pairs of the
/// split `tune` that were marked for claims. The last one is against the same news only beside the others; without it recall is two
/// hundredths less by cross-validation, where precision is 0.95.
const SAME_NEWS: ([f64; SameNews::COUNT], f64) =
    ([4.42, 3.60, 3.23, 1.83, 1.36, 0.78, 1.62, 1.63, -2.66, -1.46], -4.32);

impl SameNews {
    /// How many there are.
    pub const COUNT: usize = 10;
    /// What each is called.
    pub const NAMES: [&'static str; Self::COUNT] = [
        "what speaks for a copy",
        "how soon, in minutes, the one came after the other",
        "how rare the words are that both have, together",
        "how rare the rarest of these is",
        "how rare the second rarest of these is",
        "how much of the shorter one's first sentence the other has, by how rare its words are",
        "how much of each other the two first sentences have, by the lesser",
        "numbers of the shorter one that the other has",
        "numbers that sentences which match have otherwise",
        "how much of the later one's first sentence the earlier has, by how rare its words are",
    ];
    /// The least [`SameNews::sum`] of two that tell the same; chosen on `tune`, where precision is 0.95 and recall 0.85.
    pub const LEAST: f64 = 1.0;
    /// A sum of the signs of a copy beneath which two are not asked further: of 1,300 marked pairs that are the same news one has
    /// less.
    const LEAST_OF_COPY: f64 = -7.0;

    /// The signs that are seen before the sentences of the two are laid beside each other: all but what speaks for a copy, and numbers
    /// that stand otherwise.
    fn unmatched(one: &Wording, other: &Wording, apart: Apart) -> Self {
        let (shorter, longer) = if is_shorter(one, other) { (one, other) } else { (other, one) };
        let (both, [rarest, second]) = shorter.rarities_in_both(longer);
        let (of_lead, of_its_lead) = (shorter.rarity_of_lead(), longer.rarity_of_lead());
        let in_longer = shorter.rarity_of_lead_in(&longer.set);
        let its_lead = longer.sentences.first().map_or(&[][..], |lead| &lead.set);
        let in_its_lead = shorter.rarity_of_lead_in(its_lead);
        Self {
            values: [
                0.0,
                apart.nearness(),
                of_most(both, MOST_COMMON * usize::from(RAREST)),
                f64::from(rarest) / f64::from(RAREST),
                f64::from(second) / f64::from(RAREST),
                ratio(in_longer, of_lead),
                ratio(in_its_lead, of_lead.min(of_its_lead)),
                numbers(shorter, longer),
                0.0,
                later_lead(one, other, apart),
            ],
        }
    }

    /// With the numbers that stand otherwise in the sentences of the shorter one.
    fn matched(mut self, shorter: &Matches<'_>) -> Self {
        let otherwise = shorter.matches.iter().map(numbers_otherwise).sum();
        self.values[8] = of_most(otherwise, MOST_CLASHES);
        self
    }

    /// With what speaks for a copy.
    fn with(mut self, copy: &Signs) -> Self {
        self.values[0] = (copy.sum() / MOST_OF_COPY).clamp(-1.0, 1.0);
        self
    }

    /// The weighed sum of them.
    pub fn sum(&self) -> f64 {
        let (counts, base) = SAME_NEWS;
        self.values.iter().zip(counts).fold(base, |sum, (sign, count)| sum + sign * count)
    }

    /// How sure it is that the two tell the same, from 0 to 1.
    pub fn confidence(&self) -> f64 {
        1.0 / (1.0 + (-self.sum()).exp())
    }

    /// Whether they do.
    pub fn is_told(&self) -> bool {
        self.sum() >= Self::LEAST
    }
}

/// How alike two texts are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Which part of the first is in the second, from 0 to 1; 1 where the two are the same in all words.
    pub one_in_other: f64,
    /// Which part of the second is in the first.
    pub other_in_one: f64,
    /// Whether they are the same in all words and came out within a day: a copy by definition, be it a form.
    pub is_word_for_word: bool,
    /// What speaks for and against a copy.
    pub signs: Signs,
    /// What speaks for and against their telling the same.
    pub same_news: SameNews,
    /// Whether another outlet has each, or it is not known that one has both.
    pub is_of_two_outlets: bool,
}

impl Likeness {
    /// The likeness of two whose sentences were laid beside each other, by the signs that count.
    fn of(forth: &Matches<'_>, back: &Matches<'_>, signs: Signs, unmatched: SameNews) -> Self {
        let apart = forth.apart;
        let same = forth.one.whole == forth.other.whole;
        let stored = |part: f64| if same { 1.0 } else { part.min(0.999) };
        Self {
            one_in_other: stored(forth.part()),
            other_in_one: stored(back.part()),
            is_word_for_word: same && forth.one.words() > 0 && apart.hours() <= FRESH,
            signs,
            same_news: unmatched.matched(Matches::of_shorter(forth, back)).with(&signs),
            is_of_two_outlets: !apart.one_outlet,
        }
    }

    /// Whether the two may tell the same: they are of two outlets, and not wholly unlike.
    pub fn may_tell_the_same(&self) -> bool {
        self.is_of_two_outlets && self.signs.sum() >= SameNews::LEAST_OF_COPY
    }

    /// Whether the two, of two outlets, tell the same, in whoever's words.
    pub fn tell_the_same(&self) -> bool {
        self.may_tell_the_same() && self.same_news.is_told()
    }

    /// Whether the two, of two outlets, tell the same, each in its own words.
    pub fn is_repeat(&self) -> bool {
        self.tell_the_same() && !self.is_copy()
    }

    /// How sure it is that one is a copy of the other, from 0 to 1.
    pub fn confidence(&self) -> f64 {
        1.0 / (1.0 + (-self.sum(self.signs.sum())).exp())
    }

    /// Whether one is a copy of the other.
    pub fn is_copy(&self) -> bool {
        self.sum(self.signs.sum()) >= Signs::LEAST
    }

    /// What the signs, weighed, come to beside what is known without them.
    pub fn sum(&self, weighed: f64) -> f64 {
        if self.is_word_for_word { weighed.max(WORD_FOR_WORD) } else { weighed }
    }
}

impl Wording {
    /// How alike the two are.
    pub fn likeness(&self, other: &Self, apart: Apart) -> Likeness {
        let forth = Matches::of(self, other, apart);
        let back = Matches::of(other, self, apart.turned());
        let signs = match self.words().cmp(&other.words()) {
            std::cmp::Ordering::Less => forth.signs(),
            std::cmp::Ordering::Greater => back.signs(),
            // Neither may count for being asked first: of two as long as each other that counts which
            // is likelier the copy.
            std::cmp::Ordering::Equal => {
                let (one, two) = (forth.signs(), back.signs());
                if one.order(&two).is_ge() { one } else { two }
            }
        };
        Likeness::of(&forth, &back, signs, SameNews::unmatched(self, other, apart))
    }

    /// How alike the two are, where one is a copy of the other or they tell the same, or, where they are looked at for that alone,
    /// where they tell the same. What shows early that they do not, as most that are asked, takes a part of the time.
    pub fn likeness_of_same(&self, other: &Self, apart: Apart, look: Look) -> Option<Likeness> {
        let unmatched = || SameNews::unmatched(self, other, apart);
        let of_two_outlets = (!apart.one_outlet).then(unmatched);
        // Numbers that stand otherwise are against it, and what speaks for a copy is nothing where it is a repeat.
        let same_news = of_two_outlets.filter(SameNews::is_told);
        if look == Look::Repeat && same_news.is_none() {
            return None;
        }
        let is_same = |likeness: &Likeness| match look {
            Look::Copy => likeness.is_copy() || likeness.is_repeat(),
            Look::Repeat => likeness.tell_the_same(),
        };
        if self.whole == other.whole {
            return Some(self.likeness(other, apart)).filter(is_same);
        }
        let matches = || Matches::of(self, other, apart);
        let matches_back = || Matches::of(other, self, apart.turned());
        let (mut forth, mut back) = (None, None);
        let order = self.words().cmp(&other.words());
        let one = match order {
            std::cmp::Ordering::Greater => None,
            _ => forth.insert(matches()).signs_where_same(same_news),
        };
        let two = match order {
            std::cmp::Ordering::Less => None,
            _ => back.insert(matches_back()).signs_where_same(same_news),
        };
        let signs = match (one, two) {
            (Some(one), Some(two)) => {
                if one.order(&two).is_ge() {
                    one
                } else {
                    two
                }
            }
            (one, two) => one.or(two)?,
        };
        let (forth, back) = (forth.unwrap_or_else(matches), back.unwrap_or_else(matches_back));
        let unmatched = of_two_outlets.unwrap_or_else(unmatched);
        Some(Likeness::of(&forth, &back, signs, unmatched)).filter(is_same)
    }
}

/// How many of the numbers of a text another has; half, where there are none.
fn numbers(one: &Wording, other: &Wording) -> f64 {
    let all = one.numbers.len();
    if all == 0 { 0.5 } else { ratio(common(&one.numbers, &other.set), all) }
}

/// How much of the first sentence of the one that came out later the earlier has, by how rare its words are; the mean of both ways
/// where it is not told which that is.
fn later_lead(one: &Wording, other: &Wording, apart: Apart) -> f64 {
    let of = |later: &Wording, earlier: &Wording| {
        ratio(later.rarity_of_lead_in(&earlier.set), later.rarity_of_lead())
    };
    match apart.hours {
        Some(hours) if hours < 0.0 => of(one, other),
        Some(hours) if hours > 0.0 => of(other, one),
        _ => f64::midpoint(of(one, other), of(other, one)),
    }
}

/// Whether the one is no longer than the other. Of two as long as each other their words decide, so that neither counts for
/// being asked first.
fn is_shorter(one: &Wording, other: &Wording) -> bool {
    let length = |of: &Wording| (of.words(), of.whole);
    length(one) <= length(other)
}

fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// So many of the most that are counted.
fn of_most(count: usize, most: usize) -> f64 {
    ratio(count.min(most), most)
}

/// A sentence beside the one of the other text that has most of it.
struct Match<'a> {
    sentence: &'a Sentence,
    other: &'a Sentence,
    /// How much of it that one has, in tenths of a word.
    found: u32,
    weight: u32,
}

impl Match<'_> {
    fn share(&self) -> f64 {
        ratio(self.found as usize, self.weight as usize)
    }
}

/// The sentences of a text beside those of another.
struct Matches<'a> {
    one: &'a Wording,
    other: &'a Wording,
    /// What lies between the two, asked from the one.
    apart: Apart,
    matches: Vec<Match<'a>>,
    /// How much of the one the other has anywhere, in tenths of a word.
    anywhere: u32,
}

impl<'a> Matches<'a> {
    fn of(one: &'a Wording, other: &'a Wording, apart: Apart) -> Self {
        let (common, anywhere) = one.weight_in_common(other);
        let beside = |(sentence, of_each): (&'a Sentence, &[u32])| {
            let of_each = of_each.iter().zip(&other.sentences);
            let best = of_each.reduce(|best, next| if next.0 > best.0 { next } else { best });
            let weight = sentence.weight();
            best.map(|(&found, other)| Match { sentence, other, found, weight })
        };
        let of_each = common.chunks(other.sentences.len().max(1));
        let matches = one.sentences.iter().zip(of_each).filter_map(beside).collect();
        Self { one, other, apart, matches, anywhere }
    }

    /// Which part of the one's words is in the other, sentence by sentence.
    fn part(&self) -> f64 {
        let (found, all) = self.matches.iter().fold((0, 0), |(found, all), one| {
            (found + one.found as usize, all + one.weight as usize)
        });
        ratio(found, all)
    }

    /// Whether the one is the shorter.
    fn is_of_shorter(&self) -> bool {
        is_shorter(self.one, self.other)
    }

    /// The sentences of the shorter text, of those of both.
    fn of_shorter<'m>(forth: &'m Self, back: &'m Self) -> &'m Self {
        if forth.is_of_shorter() { forth } else { back }
    }

    /// The signs, where they do not rule out that the one is a copy or tells the same. Those that take long are counted
    /// last, and not at all where they could not change that. `unmatched` is what speaks for their telling the same, where that is not
    /// ruled out.
    fn signs_where_same(&self, unmatched: Option<SameNews>) -> Option<Signs> {
        let mut matched = None;
        let mut is_left = |signs: &Signs| {
            let mut is_told = |unmatched: SameNews| {
                let of = || match self.is_of_shorter() {
                    true => unmatched.matched(self),
                    false => {
                        unmatched.matched(&Self::of(self.other, self.one, self.apart.turned()))
                    }
                };
                matched.get_or_insert_with(of).with(signs).is_told()
            };
            let sum = signs.sum();
            sum >= Signs::LEAST
                || sum >= SameNews::LEAST_OF_COPY && unmatched.is_some_and(&mut is_told)
        };
        // Both speak for a copy, so that no more than the most that they can be is left to hope for.
        let mut signs = Some(self.signs_by(1.0, 1.0)).filter(&mut is_left)?;
        if let Some(run) = signs.longest_run() {
            *run = self.longest_run();
            Some(signs).filter(&mut is_left)?;
        }
        *signs.runs() = self.runs() * self.apart.freshness();
        Some(signs).filter(is_left)
    }

    fn signs(&self) -> Signs {
        let longest_run = if self.matches.len() == 1 { 0.0 } else { self.longest_run() };
        self.signs_by(longest_run, self.runs())
    }

    /// The signs, of which two are counted elsewhere: the longest run of words, and the part of the runs of letters that
    /// both have.
    fn signs_by(&self, longest_run: f64, runs: f64) -> Signs {
        let apart = self.apart;
        let fresh = apart.freshness();
        let of_one_outlet = |sign: f64| if apart.one_outlet { sign } else { 0.0 };
        let new = self.new_words_of_the_other_lead();
        if let [flash] = self.matches.as_slice() {
            let values = [
                self.mutual(flash.sentence) * fresh,
                runs * fresh,
                self.anywhere(),
                self.facts(),
                if flash.share() >= 0.5 { 1.0 } else { 0.0 },
                self.size(),
                of_most(self.other.sentences.len(), MOST_SENTENCES),
                new,
                of_one_outlet(new),
                of_most(numbers_otherwise(flash), MOST_CLASHES),
            ];
            return Signs { shorter: Shorter::Flash, values };
        }
        let values = [
            runs * fresh,
            longest_run,
            self.shared(|stem| stem.sort == Sort::Ordinary),
            self.shared(Stem::is_short),
            self.anywhere(),
            self.matches.last().map_or(0.0, Match::share),
            new,
            of_one_outlet(self.size()),
            of_most(self.clashes(), MOST_CLASHES),
            if apart.hours() > FRESH { of_most(self.missing_names(), MOST_MISSING) } else { 0.0 },
        ];
        Signs { shorter: Shorter::Report, values }
    }

    /// How much of each other a sentence and one of the other text have, where it is more than a word or
    /// two.
    fn mutual(&self, sentence: &Sentence) -> f64 {
        let weight = sentence.weight();
        let of_each = self.other.sentences.iter().map(|its| {
            let found = sentence.found_in(its);
            if found == 0 {
                return 0.0;
            }
            let both =
                ratio((found + its.found_in(sentence)) as usize, (weight + its.weight()) as usize);
            both * (f64::from(found) / ENOUGH).min(1.0)
        });
        of_each.fold(0.0, f64::max)
    }

    /// How much of the one's words the other has, wherever.
    fn anywhere(&self) -> f64 {
        let all: u32 = self.one.placed.iter().map(|stem| stem.weight).sum();
        ratio(self.anywhere as usize, all as usize)
    }

    /// How many of the one's names and numbers the other has; half, where there are none.
    fn facts(&self) -> f64 {
        let mut facts: Vec<_> = self.one.stems().filter(|stem| stem.is_fact()).collect();
        facts.sort_unstable_by_key(|stem| stem.number);
        facts.dedup_by_key(|stem| stem.number);
        if facts.is_empty() {
            return 0.5;
        }
        let found = facts.iter().filter(|stem| {
            let mut its = self.other.stems().filter(|its| its.is_fact());
            its.any(|its| its.number == stem.number)
        });
        ratio(found.count(), facts.len())
    }

    /// How many telling words the one has, as a logarithm.
    fn size(&self) -> f64 {
        let telling = self.one.stems().filter(|stem| stem.tells()).count();
        ((telling.max(1) as f64).ln() / LONG).min(1.0)
    }

    /// How many telling words of the other's first sentence the one has not: what is told there is new.
    fn new_words_of_the_other_lead(&self) -> f64 {
        let lead = self.other.lead().iter();
        of_most(lead.filter(|stem| stem.tells() && !self.one.has(stem)).count(), MOST_NEW)
    }

    /// How many of its runs of letters the other has: of a flash the longer ones, wherever; else of each sentence those
    /// that one of the other text has.
    fn runs(&self) -> f64 {
        if self.matches.len() == 1 {
            let (own, its) = (self.one.long_runs(), self.other.long_runs());
            return ratio(common(own, its), own.len());
        }
        let common = self.one.runs_in_common(self.other);
        let of_each = common.chunks(self.other.sentences.len().max(1));
        let found: u32 = of_each.map(|of_each| of_each.iter().max().copied().unwrap_or(0)).sum();
        ratio(found as usize, self.one.runs().len())
    }

    /// How many of some words the matching sentences have; half, where there are none.
    fn shared(&self, are_asked: impl Fn(&Stem) -> bool) -> f64 {
        let (mut found, mut all) = (0, 0);
        for one in &self.matches {
            for stem in one.sentence.stems.iter().filter(|stem| are_asked(stem)) {
                all += 1;
                found += usize::from(one.other.has(stem));
            }
        }
        if all == 0 { 0.5 } else { ratio(found, all) }
    }

    /// The longest run of words in full that both have, as a part of [`LONGEST_RUN`], which is the most.
    fn longest_run(&self) -> f64 {
        let words: Vec<u64> = self.one.stems().map(|stem| stem.whole).collect();
        let others: Vec<u64> = self.other.stems().map(|stem| stem.whole).collect();
        let places = self.other.places();
        let mut longest = 0;
        for (at, word) in words.iter().enumerate() {
            let begin = places.partition_point(|(other, _)| other < word);
            for (_, place) in places[begin..].iter().take_while(|(other, _)| other == word) {
                let place = *place as usize;
                if at > 0 && place > 0 && words[at - 1] == others[place - 1] {
                    continue;
                }
                let both = words[at..].iter().zip(&others[place..]).take(LONGEST_RUN);
                longest = longest.max(both.take_while(|(one, other)| one == other).count());
            }
            if longest == LONGEST_RUN {
                break;
            }
        }
        of_most(longest, LONGEST_RUN)
    }

    /// How many names and numbers stand in the match of a sentence in the place of others.
    fn clashes(&self) -> usize {
        let of_match = |one: &Match| {
            [Sort::Name, Sort::Number].map(|sort| match otherwise(one.sentence, sort, self.other) {
                0 => 0,
                own => own.min(otherwise(one.other, sort, self.one)),
            })
        };
        let alike = self.matches.iter().filter(|one| one.share() >= SAME_MATTER);
        alike.flat_map(of_match).sum()
    }

    /// How many of the one's names the other has not.
    fn missing_names(&self) -> usize {
        let names = self.one.stems().filter(|stem| stem.sort == Sort::Name);
        names.filter(|stem| !self.other.has(stem)).count()
    }
}

/// How many different words of a sort a sentence has that a text has not.
fn otherwise(sentence: &Sentence, sort: Sort, text: &Wording) -> usize {
    let stems = sentence.stems.iter().filter(|stem| stem.sort == sort && !text.has(stem));
    different(stems.map(|stem| stem.number))
}

fn different(numbers: impl Iterator<Item = u64>) -> usize {
    let mut numbers: Vec<u64> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.len()
}

/// How many numbers of a sentence stand in its match as others.
fn numbers_otherwise(one: &Match) -> usize {
    if one.share() < SAME_MATTER {
        return 0;
    }
    let only_in = |own: &Sentence, its: &Sentence| {
        let numbers = own.stems.iter().filter(|stem| stem.sort == Sort::Number && !its.has(stem));
        different(numbers.map(|stem| stem.number))
    };
    only_in(one.sentence, one.other).min(only_in(one.other, one.sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "Министр транспорта Павел Ручьёв открыл в среду новый мост через реку Озёрную. \
        По его словам, строительство заняло три года и обошлось бюджету в 2 миллиарда рублей. \
        Движение начнётся 1 мая.";
    const FLASH: &str = "Новый мост через Озёрную обошёлся бюджету в 2 миллиарда рублей";

    fn signs(one: &str, other: &str, apart: Apart) -> Signs {
        Wording::of(one).likeness(&Wording::of(other), apart).signs
    }

    fn after(hours: f64) -> Apart {
        Apart { hours: Some(hours), one_outlet: false }
    }

    /// The sign of that name.
    fn sign(signs: &Signs, name: &str) -> f64 {
        let at = Signs::names(signs.shorter).iter().position(|its| *its == name);
        signs.values[at.unwrap_or_else(|| panic!("no sign is called {name}"))]
    }

    #[test]
    fn a_text_of_one_sentence_has_signs_of_its_own() {
        assert_eq!(signs(FLASH, REPORT, after(1.0)).shorter, Shorter::Flash);
        assert_eq!(signs(REPORT, FLASH, after(1.0)), signs(FLASH, REPORT, after(1.0)));
        let two = FLASH.replace(" обошёлся", ". Он обошёлся");
        assert_eq!(signs(&two, REPORT, after(1.0)).shorter, Shorter::Report);
    }

    #[test]
    fn all_signs_of_a_text_beside_itself_are_at_their_bounds() {
        let same = signs(REPORT, REPORT, after(0.0));
        for (name, value) in [
            ("runs of letters that matching sentences have, fresh", 1.0),
            ("longest run of words", 1.0),
            ("longer words that matching sentences have", 1.0),
            ("short words that matching sentences have", 1.0),
            ("words that the other has anywhere", 1.0),
            ("how much of the last sentence its match has", 1.0),
            ("new words in the other's first sentence", 0.0),
            ("words, of one outlet", 0.0),
            ("names and numbers that matches have otherwise", 0.0),
            ("names that the other lacks, after a day", 0.0),
        ] {
            assert_eq!(sign(&same, name), value, "{name}");
        }
    }

    #[test]
    fn another_number_or_name_in_the_same_sentence_is_a_clash() {
        let name = "names and numbers that matches have otherwise";
        for (from, to) in [("2 миллиарда", "3 миллиарда"), ("Озёрную", "Лесную")]
        {
            let clash = sign(&signs(REPORT, &REPORT.replace(from, to), after(0.0)), name);
            assert!(clash > 0.0 && clash < 1.0, "{to}: {clash}");
        }
        let left_out = REPORT.replace(" и обошлось бюджету в 2 миллиарда рублей", "");
        assert_eq!(sign(&signs(REPORT, &left_out, after(0.0)), name), 0.0);
    }

    #[test]
    fn two_tell_the_same_the_surer_the_sooner_and_with_other_numbers_less() {
        let same_news = |other: &str, minutes: f64| {
            let (one, apart) = (Wording::of(REPORT), after(minutes / 60.0));
            one.likeness(&Wording::of(other), apart).same_news
        };
        let sum = |other: &str, minutes: f64| same_news(other, minutes).sum();
        let retold = "Мост через Озёрную, на который ушло 2 миллиарда рублей, открыл министр.";
        let sums = [1.0, 10.0, 100.0, 600.0].map(|minutes| sum(retold, minutes));
        assert!(sums.is_sorted_by(|sooner, later| sooner > later), "{sums:?}");
        let soon = SameNews::NAMES.iter().position(|name| name.starts_with("how soon")).unwrap();
        let nearness = |minutes| same_news(retold, minutes).values[soon];
        assert_eq!([0.0, 600.0].map(nearness), [1.0, 0.0]);
        let dearer = retold.replace("2 миллиарда", "3 миллиарда");
        assert!(sum(&dearer, 10.0) < sum(retold, 10.0));
    }

    #[test]
    fn how_much_the_earlier_has_of_the_later_ones_first_sentence_is_asked_whichever_is_asked_first()
    {
        let (told, flash) = (Wording::of(REPORT), Wording::of(FLASH));
        let at = SameNews::NAMES.iter().position(|name| name.contains("the later one's")).unwrap();
        let sign = |one: &Wording, other: &Wording, hours: Option<f64>| {
            one.likeness(other, Apart { hours, one_outlet: false }).same_news.values[at]
        };
        // The report says all that the flash does; the flash says a part of the report's first sentence.
        let (flash_later, report_later) =
            (sign(&told, &flash, Some(1.0)), sign(&told, &flash, Some(-1.0)));
        assert!(flash_later > report_later && report_later > 0.0, "{flash_later} {report_later}");
        assert_eq!(sign(&flash, &told, Some(-1.0)), flash_later);
        assert_eq!(sign(&flash, &told, Some(1.0)), report_later);
        for hours in [None, Some(0.0)] {
            assert_eq!(sign(&told, &flash, hours), f64::midpoint(flash_later, report_later));
            assert_eq!(sign(&flash, &told, hours), sign(&told, &flash, hours));
        }
    }

    #[test]
    fn what_is_as_alike_counts_less_later_and_in_one_outlet() {
        let reworded = REPORT.replace("заняло", "длилось").replace("обошлось", "стоило");
        let sum = |hours, one_outlet| {
            signs(REPORT, &reworded, Apart { hours: Some(hours), one_outlet }).sum()
        };
        assert!(sum(1.0, false) > sum(20.0, false));
        assert!(sum(1.0, false) > sum(1.0, true));
        let untold = signs(REPORT, &reworded, Apart::default()).sum();
        assert!(sum(1.0, false) > untold && untold > sum(100.0, false));
    }

    #[test]
    fn what_is_not_the_same_is_told_early_and_what_is_is_told_as_without_haste() {
        let reworded = REPORT.replace("заняло", "длилось").replace("обошлось", "стоило");
        let begun = REPORT.split(" По его").next().unwrap().to_owned();
        let other = "На левом берегу теперь работает почта. Её открыли в здании старой школы.";
        let longer = format!("{REPORT} {other}");
        let texts = [REPORT, FLASH, &reworded, &begun, other, &longer, "", "Мост открыт."];
        let wordings = texts.map(Wording::of);
        let (mut same, mut others) = (0, 0);
        for one in &wordings {
            for two in &wordings {
                for hours in [0.0, 20.0, 100.0] {
                    for one_outlet in [false, true] {
                        let apart = Apart { hours: Some(hours), one_outlet };
                        let likeness = one.likeness(two, apart);
                        let is_same = likeness.is_copy() || likeness.is_repeat();
                        let expected = Some(likeness).filter(|_| is_same);
                        assert_eq!(one.likeness_of_same(two, apart, Look::Copy), expected);
                        let as_repeat = one.likeness_of_same(two, apart, Look::Repeat);
                        // What is a copy by its signs though it shares too little for one may pass for none.
                        if !likeness.is_copy() || as_repeat.is_some() {
                            let told = Some(likeness).filter(Likeness::tell_the_same);
                            assert_eq!(as_repeat, told);
                        }
                        let count = if is_same { &mut same } else { &mut others };
                        *count += 1;
                    }
                }
            }
        }
        assert!(same > 50 && others > 50, "{same} {others}");
    }

    #[test]
    fn the_same_news_in_other_words_is_a_repeat_and_what_comes_of_it_is_not() {
        let told = format!("{REPORT} Новый мост через Озёрную связал село Лесное с городом.");
        let retold = "Жители Лесного дождались: министр транспорта Ручьёв пустил в среду машины по новому \
            мосту через Озёрную. На строительство ушло 2 миллиарда рублей из бюджета.";
        let later = "Министр транспорта Павел Ручьёв уволен. Причиной его отставки называют ремонт дорог \
            в Лесном, который не закончен, а также просьбу жителей города об открытии парома.";
        let likeness = |other: &str, hours: f64| {
            Wording::of(&told).likeness(&Wording::of(other), after(hours))
        };
        assert!(likeness(retold, 1.0).is_repeat(), "{:?}", likeness(retold, 1.0));
        assert!(!likeness(later, 1.0).is_repeat(), "{:?}", likeness(later, 1.0));
        let own = Apart { hours: Some(1.0), one_outlet: true };
        assert!(!Wording::of(&told).likeness(&Wording::of(retold), own).is_repeat());
    }

    #[test]
    fn a_rare_word_in_common_speaks_for_the_same_news_more_than_a_common_one() {
        let told = Wording::of("В порту сгорел ледокол «Ручьёв». Власти страны сообщили о пожаре.");
        let sum = |other: &str| told.likeness(&Wording::of(other), after(1.0)).same_news.sum();
        let of_the_ship = sum("Спасатели тушат пламя: огонь охватил ледокол утром.");
        let of_the_state = sum("Спасатели тушат пламя: огонь охватил страны утром.");
        assert!(of_the_ship > of_the_state, "{of_the_ship} {of_the_state}");
    }

    #[test]
    fn the_same_words_are_a_copy_within_a_day_however_few_they_are() {
        let form = Wording::of("Паром ходит по расписанию.");
        let is_copy = |hours| form.likeness(&form, after(hours)).is_copy();
        assert!(is_copy(0.0) && is_copy(24.0) && !is_copy(25.0));
    }

    #[test]
    fn a_long_text_is_a_copy_of_itself_whenever_it_is_printed_again() {
        let long =
            format!("{REPORT} Старый паром уйдёт на ремонт в верхний порт, обещает министр.");
        for one_outlet in [false, true] {
            let apart = Apart { hours: Some(500.0), one_outlet };
            assert!(Wording::of(&long).likeness(&Wording::of(&long), apart).is_copy());
        }
    }
}
