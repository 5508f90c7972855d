//! How the weights for words that tell of events are learned.

use std::collections::HashMap;

use depesha_language::{Language, Preference, SeenWord, TriggerModel, trait_number};
use depesha_nn::model_file::{Header, ModelFileWriter, Package};
use depesha_reading::{EventType, Reading, TriggerTraits, trigger_traits};
use sha2::{Digest, Sha256};

use crate::event_corpora::MarkedReport;

/// A word that may tell of an event, and what it tells by those who marked the report.
#[derive(Debug, Clone)]
pub struct MarkedWord {
    /// What the report shows of it.
    pub seen: SeenWord,
    /// The numbers for its meaning, as [`Language::meanings`] has them.
    pub meaning: Vec<f32>,
    /// What it tells; `None` where it tells nothing.
    pub right: Option<EventType>,
}

/// The words of a report that may tell of an event, with what they tell. Words within a marked trigger that do not
/// carry it are left out.
pub fn marked_words(report: &MarkedReport, language: &Language) -> Vec<MarkedWord> {
    let analysis = language.analyse(&report.article.body);
    let words = trigger_traits(&report.article, &analysis, language);
    let mut right: Vec<Option<Option<EventType>>> = vec![Some(None); words.len()];
    for event in &report.events {
        let touched: Vec<usize> = (0..words.len())
            .filter(|&at| analysis.tokens[words[at].token].span.overlaps(event.trigger))
            .collect();
        let carries = |at: usize| {
            let head = analysis.tokens[words[at].token].head;
            head.is_none_or(|head| !analysis.tokens[head].span.overlaps(event.trigger))
        };
        let told = |at: &&usize| words[**at].told == Some(event.kind);
        let carrier = touched
            .iter()
            .find(told)
            .or_else(|| touched.iter().find(|at| carries(**at)))
            .or_else(|| touched.first())
            .copied();
        for &at in &touched {
            if right[at] == Some(None) {
                right[at] = None;
            }
        }
        if let Some(at) = carrier {
            right[at] = Some(Some(event.kind));
        }
    }
    let seen: Vec<SeenWord> = words.into_iter().map(|word: TriggerTraits| word.seen).collect();
    let meanings = language.meanings(&seen);
    seen.into_iter()
        .zip(meanings)
        .zip(right)
        .filter_map(|((seen, meaning), right)| Some(MarkedWord { seen, meaning, right: right? }))
        .collect()
}

/// How one of the two models is learned.
#[derive(Debug, Clone, Copy)]
struct Course {
    choices: usize,
    /// Traits of fewer words are left out.
    rare: u32,
    /// How strongly weights are drawn to zero: half of this times their squares is added to the loss, which is summed
    /// over all words.
    pull: f32,
    /// How many steps are made.
    steps: usize,
}

/// Whether a word tells of an event. Chosen, as [`KIND`], by cross-validation over reports with marked events.
const EVENT: Course = Course { choices: 2, rare: 3, pull: 30.0, steps: 120 };
/// Of which kind, if it does.
const KIND: Course = Course { choices: 16, rare: 2, pull: 1.0, steps: 80 };

/// The traits by which the kind of an event is told begin with one of these: those of the word and its neighbours,
/// not those of the report.
const OF_KIND: [&str; 15] = [
    "lemma:",
    "may:",
    "listed:",
    "told:",
    "again:",
    "open:",
    "ends:",
    "starts:",
    "dep:",
    "deplemma:",
    "cue:",
    "head:",
    "behind:",
    "before:",
    "part:",
];

/// The places of words whose meaning tells the kind, the word's own and its object's, each with so many numbers.
const PLACES_OF_KIND: [usize; 2] = [0, 3];

struct Lesson {
    traits: Vec<(u32, f32)>,
    numbers: Vec<f32>,
    right: usize,
}

/// Learns both models from words of any number of reports.
pub fn learn(words: &[&MarkedWord]) -> TriggerModel {
    let traits = |word: &MarkedWord, wanted: &dyn Fn(&str) -> bool| -> Vec<(u32, f32)> {
        let traits = word.seen.traits.iter().filter(|(name, _)| wanted(name));
        traits.map(|(name, value)| (trait_number(name), *value)).collect()
    };
    let events: Vec<Lesson> = words
        .iter()
        .map(|word| Lesson {
            traits: traits(word, &|_| true),
            numbers: word.meaning.clone(),
            right: usize::from(word.right.is_some()),
        })
        .collect();
    let of_kind = |name: &str| OF_KIND.iter().any(|start| name.starts_with(start));
    let kinds: Vec<Lesson> = words
        .iter()
        .filter_map(|word| {
            let right = EventType::ALL.iter().position(|kind| Some(*kind) == word.right)?;
            let dimension = word.meaning.len() / (depesha_language::MEANING_PLACES + 1);
            let mut numbers = vec![0.0; word.meaning.len()];
            for place in PLACES_OF_KIND {
                let here = place * dimension..(place + 1) * dimension;
                numbers[here.clone()].copy_from_slice(&word.meaning[here]);
            }
            Some(Lesson { traits: traits(word, &of_kind), numbers, right })
        })
        .collect();
    TriggerModel { event: learned(&events, EVENT), kind: learned(&kinds, KIND) }
}

/// Learns by steps along the gradient of all lessons (Adam, with steps that grow smaller), in one fixed order: the same
/// lessons give the same weights to the last bit.
fn learned(lessons: &[Lesson], course: Course) -> Preference {
    let choices = course.choices;
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for (number, _) in lessons.iter().flat_map(|lesson| &lesson.traits) {
        *counts.entry(*number).or_default() += 1;
    }
    let mut known: Vec<u32> = counts.keys().copied().collect();
    known.retain(|number| counts[number] >= course.rare);
    known.sort_unstable();
    let seen: Vec<Vec<(usize, f32)>> = lessons
        .iter()
        .map(|lesson| {
            let traits = lesson.traits.iter();
            traits
                .filter_map(|(number, value)| Some((known.binary_search(number).ok()?, *value)))
                .collect()
        })
        .collect();
    let numbers = lessons.first().map_or(0, |lesson| lesson.numbers.len());
    // First the numbers, then the traits, then the bias, which nothing draws to zero.
    let (traits_from, bias) = (numbers * choices, (numbers + known.len()) * choices);
    let size = bias + choices;
    let count = lessons.len().max(1) as f32;
    let (mut weights, mut mean, mut square) =
        (vec![0.0_f32; size], vec![0.0; size], vec![0.0; size]);
    let mut gradient = vec![0.0_f32; size];
    let (mut fading, mut fading_square) = (1.0_f32, 1.0_f32);
    let mut sums = vec![0.0_f32; choices];
    for step in 0..course.steps {
        for (at, slope) in gradient.iter_mut().enumerate() {
            *slope = if at < bias { course.pull * weights[at] / count } else { 0.0 };
        }
        for (lesson, traits) in lessons.iter().zip(&seen) {
            sums.copy_from_slice(&weights[bias..]);
            for (row, value) in rows(&lesson.numbers, traits, numbers) {
                let of_row = &weights[row * choices..][..choices];
                sums.iter_mut().zip(of_row).for_each(|(sum, weight)| *sum += weight * value);
            }
            let most = sums.iter().copied().fold(f32::MIN, f32::max);
            sums.iter_mut().for_each(|sum| *sum = depesha_nn::exponential(*sum - most));
            let total: f32 = sums.iter().sum();
            for (choice, sum) in sums.iter_mut().enumerate() {
                let right = if choice == lesson.right { 1.0 } else { 0.0 };
                *sum = (*sum / total - right) / count;
            }
            for (row, value) in rows(&lesson.numbers, traits, numbers) {
                let of_row = &mut gradient[row * choices..][..choices];
                of_row.iter_mut().zip(&sums).for_each(|(slope, error)| *slope += error * value);
            }
            gradient[bias..].iter_mut().zip(&sums).for_each(|(slope, error)| *slope += error);
        }
        fading *= 0.9;
        fading_square *= 0.99;
        let pace = 0.05 * (1.0 - step as f32 / course.steps as f32);
        for at in 0..size {
            mean[at] = 0.9 * mean[at] + 0.1 * gradient[at];
            square[at] = 0.99 * square[at] + 0.01 * gradient[at] * gradient[at];
            let spread = (square[at] / (1.0 - fading_square)).sqrt() + 1e-8;
            weights[at] -= pace * (mean[at] / (1.0 - fading)) / spread;
        }
    }
    Preference::new(
        choices,
        known,
        weights[traits_from..bias].to_vec(),
        weights[..traits_from].to_vec(),
        weights[bias..].to_vec(),
    )
}

/// The rows of a lesson with their values: its numbers that are not zero, then its traits.
fn rows<'l>(
    all: &'l [f32],
    traits: &'l [(usize, f32)],
    numbers: usize,
) -> impl Iterator<Item = (usize, f32)> + 'l {
    let of_numbers = all.iter().copied().enumerate().filter(|(_, value)| *value != 0.0);
    of_numbers.chain(traits.iter().map(move |&(row, value)| (numbers + row, value)))
}

/// How many events are marked, read, and both, with the same type and triggers that overlap.
#[derive(Debug, Clone, Copy, Default)]
pub struct Found {
    right: usize,
    read: usize,
    marked: usize,
}

impl Found {
    /// Takes in what is read of a report.
    pub fn take(&mut self, report: &MarkedReport, reading: &Reading) {
        let mut left: Vec<_> = reading.events.iter().collect();
        self.read += left.len();
        self.marked += report.events.len();
        for event in &report.events {
            let found = left
                .iter()
                .position(|read| read.kind == event.kind && read.trigger.overlaps(event.trigger));
            if let Some(at) = found {
                left.remove(at);
                self.right += 1;
            }
        }
    }

    /// The share of what is read that is marked.
    pub fn precision(&self) -> f64 {
        self.right as f64 / self.read.max(1) as f64
    }

    /// The share of what is marked that is read.
    pub fn recall(&self) -> f64 {
        self.right as f64 / self.marked.max(1) as f64
    }

    /// Their harmonic mean.
    pub fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.read + self.marked).max(1) as f64
    }
}

/// The SHA-256 over texts and marks, for a model's card.
pub fn digest(reports: &[MarkedReport]) -> String {
    let mut digest = Sha256::new();
    for report in reports {
        digest.update(report.article.body.as_bytes());
        for event in &report.events {
            digest.update(event.kind.name());
            digest.update(event.trigger.start.to_le_bytes());
            digest.update(event.trigger.end.to_le_bytes());
        }
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The file of both models.
pub fn file(model: &TriggerModel, packages: Vec<Package>) -> Vec<u8> {
    let mut header = Header::new("triggers", "russian");
    header.packages = packages;
    let mut writer = ModelFileWriter::new(header);
    model.event.write("event", &mut writer);
    model.kind.write("kind", &mut writer);
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(name: &str, number: f32, right: Option<EventType>) -> MarkedWord {
        let traits = vec![(format!("lemma:{name}"), 1.0)];
        let mut meaning = vec![0.0; depesha_language::MEANING_PLACES + 1];
        meaning[0] = number;
        MarkedWord { seen: SeenWord { traits, words: Vec::new() }, meaning, right }
    }

    #[test]
    fn what_is_taught_is_learned_by_name_and_by_meaning() {
        let taught: Vec<MarkedWord> = (0..400)
            .map(|at| match at % 4 {
                0 => word("осудить", 2.0, Some(EventType::Accuse)),
                1 => word("арестовать", -2.0, Some(EventType::Coerce)),
                _ => word("лежать", 0.0, None),
            })
            .collect();
        let taught: Vec<&MarkedWord> = taught.iter().collect();
        let model = learn(&taught);
        let shares = |name: &str, number: f32| {
            let word = word(name, number, None);
            model.shares(&word.seen, &word.meaning)
        };
        let of = |kind: EventType| EventType::ALL.iter().position(|known| *known == kind).unwrap();
        assert!(shares("осудить", 2.0)[of(EventType::Accuse)] > 0.6);
        assert!(shares("лежать", 0.0).iter().sum::<f32>() < 0.4);
        // A word that was never taught is known by its meaning.
        let unknown = shares("порицать", 2.0);
        assert!(unknown[of(EventType::Accuse)] > unknown[of(EventType::Coerce)]);
        assert_eq!(learn(&taught), model);
    }
}
