//! The weights by which a word is taken for one that tells of an event, and of what kind.

use depesha_nn::Preference;
use depesha_nn::model_file::{ModelFile, ModelFileError};

/// The places of words whose meaning counts: the word itself, its head, its subject, its object, and what else
/// depends on it.
pub const MEANING_PLACES: usize = 5;

/// How much the direction of a place's words counts beside named traits, each of which counts one. Chosen by
/// cross-validation over reports with marked events.
const OF_PLACES: f32 = 2.0;
/// The same of the report's own direction.
const OF_REPORT: f32 = 3.0;

/// What a report shows of a word that may tell of an event. What the traits are is the business of the crate that
/// reads events; here they are names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SeenWord {
    /// Named traits with their values.
    pub traits: Vec<(String, f32)>,
    /// Words in lower case, each with its place, one of [`MEANING_PLACES`].
    pub words: Vec<(usize, String)>,
}

/// Two linear models: whether a word tells of an event, and of which kind if it does.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggerModel {
    /// Tells nothing, tells an event.
    pub event: Preference,
    /// The kinds of events, in the order of whoever taught it.
    pub kind: Preference,
}

impl TriggerModel {
    /// Reads the file.
    ///
    /// # Errors
    /// Where it is of another kind or lacks something.
    pub fn read(file: &ModelFile) -> Result<Self, ModelFileError> {
        file.expect("triggers", "russian")?;
        Ok(Self { event: Preference::read(file, "event")?, kind: Preference::read(file, "kind")? })
    }

    /// How likely a word tells of an event of each kind; `meaning` is what the vectors make of it.
    pub fn shares(&self, seen: &SeenWord, meaning: &[f32]) -> Vec<f32> {
        let event = self.event.probabilities(&seen.traits, meaning);
        let tells = event.get(1).copied().unwrap_or(0.0);
        let kinds = self.kind.probabilities(&seen.traits, meaning);
        kinds.into_iter().map(|share| share * tells).collect()
    }
}

/// The numbers for the meaning of each of a report's words: for each place the direction of the mean of its words'
/// vectors, and that of all words themselves, `[place, dimension]`.
pub(crate) fn meanings(
    seen: &[SeenWord],
    vector: impl Fn(&str) -> Option<Vec<f32>>,
) -> Vec<Vec<f32>> {
    let vectors: Vec<Vec<(usize, Vec<f32>)>> = seen
        .iter()
        .map(|word| {
            let known = word.words.iter();
            known.filter_map(|(place, word)| Some((*place, vector(word)?))).collect()
        })
        .collect();
    let own = vectors.iter().flatten().filter(|(place, _)| *place == 0).map(|(_, vector)| vector);
    let report = direction(own, OF_REPORT);
    vectors
        .iter()
        .map(|vectors| {
            let mut numbers = Vec::new();
            for place in 0..MEANING_PLACES {
                let there = vectors.iter().filter(|(at, _)| *at == place);
                numbers.extend(direction(there.map(|(_, vector)| vector), OF_PLACES));
            }
            numbers.extend(&report);
            numbers
        })
        .collect()
}

/// The mean of vectors, made as long as told; zeros where there are none.
fn direction<'v>(vectors: impl Iterator<Item = &'v Vec<f32>>, length: f32) -> Vec<f32> {
    let mut sum = vec![0.0; crate::networks::DIMENSION];
    for vector in vectors {
        for (sum, number) in sum.iter_mut().zip(vector) {
            *sum += number;
        }
    }
    let size = sum.iter().map(|number| number * number).sum::<f32>().sqrt();
    if size > 0.0 {
        sum.iter_mut().for_each(|number| *number *= length / size);
    }
    sum
}
