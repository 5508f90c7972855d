//! From what is known of tokens to entities.

use std::collections::HashMap;
use std::ops::Range;

use depesha_nn::model_file::{ModelBytes, ModelFile, ModelFileError};
use depesha_nn::{PackedMatrix, Rows, TAPS, exponential};

use super::spans::{Candidate, LONGEST, LOOSE, without_crossings};
use super::{Observed, traits};
use crate::analysis::EntityKind;
use crate::morphology::Morphology;
use crate::networks::ALL_ENCODED;
use crate::networks::frequent_words::FrequentWords;
use crate::networks::shapes::SHAPES;
use crate::networks::vectors::{DIMENSION, WordVectors};
use crate::syntax::Relation;

/// A layer: what it makes of a token, its neighbours and its head.
struct Layer {
    /// `[TAPS * width, width]`: of the token before, the token itself, the one after it.
    neighbours: PackedMatrix,
    /// `[width, width]`.
    head: PackedMatrix,
    bias: Vec<f32>,
}

/// The projections of a token that candidates are scored by: as their first token, their last, their
/// root.
const VIEWS: [&str; 3] = ["first", "last", "root"];

/// Candidates that are scored at once.
const AT_ONCE: usize = 96;

/// The network for entities.
///
/// What is known of a token becomes `width` numbers; each layer adds to them what it makes of the
/// token, its neighbours and its head. Two scores of a token tell whether entities may begin and end
/// there. Each run of tokens between such ends is a candidate, and its projections, `hidden` numbers,
/// are summed, rectified and weighed for each kind.
pub(crate) struct EntityNetwork {
    width: usize,
    hidden: usize,
    /// `[DIMENSION, width]`.
    words: PackedMatrix,
    /// What the word outside of the vocabulary adds, `[width]`.
    unknown: (u32, Vec<f32>),
    frequent: FrequentWords,
    traits: TraitTable,
    /// By shape, `[SHAPES, width]`.
    shapes: Vec<f32>,
    /// By relation, `[relations, width]`.
    relations: Vec<f32>,
    /// `[ALL_ENCODED, width]`.
    encoded: PackedMatrix,
    bias: Vec<f32>,
    layers: Vec<Layer>,
    /// `[width, 2 * width]`: what is carried on through the sentence, and how much of it is kept.
    carried: (PackedMatrix, Vec<f32>),
    /// `[width, 2]`: scores for beginning and ending.
    ends: (PackedMatrix, Vec<f32>),
    /// By [`VIEWS`], `[width, hidden]`.
    views: [PackedMatrix; VIEWS.len()],
    /// The projection whose mean over a candidate's tokens counts, `[width, hidden]`.
    inside: PackedMatrix,
    /// `[LONGEST + LOOSE, hidden]`.
    lengths: Vec<f32>,
    /// `[hidden, kinds + 1]`; the last column is for no entity.
    kinds: PackedMatrix,
    kinds_bias: Vec<f32>,
    kinds_named: Vec<EntityKind>,
}

/// What each known trait adds to a token, in bytes.
struct TraitTable {
    width: usize,
    /// The known traits, ascending.
    numbers: Vec<u32>,
    /// `[trait, width]`: signed bytes.
    values: ModelBytes,
    /// What a one is worth, by trait.
    scales: Vec<f32>,
}

impl TraitTable {
    fn read(file: &ModelFile, width: usize) -> Result<Self, ModelFileError> {
        let numbers = file.whole_numbers("traits.numbers")?;
        let values = file.bytes("traits.values")?;
        let scales = file.floats("traits.scales", &[numbers.len()])?;
        if values.len() != numbers.len() * width || !numbers.is_sorted() {
            return Err(file.bad_content("traits.values", "it does not fit the other sections"));
        }
        Ok(Self { width, numbers, values, scales })
    }

    /// Adds what a trait says to `sum`.
    fn add(&self, found: u32, sum: &mut [f32]) {
        if let Ok(row) = self.numbers.binary_search(&found) {
            let values = &self.values[row * self.width..][..self.width];
            let scale = self.scales[row];
            for (sum, &value) in sum.iter_mut().zip(values) {
                *sum += scale * f32::from(value as i8);
            }
        }
    }

    fn sum(&self, found: &[u32]) -> Vec<f32> {
        let mut sum = vec![0.0; self.width];
        for &found in found {
            self.add(found, &mut sum);
        }
        sum
    }
}

impl EntityNetwork {
    pub(in crate::networks) fn read(
        file: &ModelFile,
        vectors: &WordVectors,
    ) -> Result<Self, ModelFileError> {
        file.expect("entities", "russian")?;
        let columns = |name: &str| {
            let shape = &file.section(name)?.shape;
            Ok::<_, ModelFileError>(shape.last().copied().unwrap_or(0))
        };
        let width = columns("words")?;
        let hidden = columns("first")?;
        if width == 0 || hidden == 0 {
            return Err(file.bad_content("words", "it has no columns"));
        }
        let mut kinds_named = Vec::new();
        for name in file.lines("kinds.names")? {
            let kind = EntityKind::from_name(name).ok_or_else(|| {
                file.bad_content("kinds.names", format!("'{name}' is no known kind"))
            })?;
            kinds_named.push(kind);
        }
        let words = file.floats("words", &[DIMENSION, width])?;
        let words = PackedMatrix::from_rows(&words, DIMENSION, width);
        let traits = TraitTable::read(file, width)?;
        let mut shapes = Vec::new();
        for shape in 0..SHAPES {
            shapes.extend(traits.sum(&[traits::of_shape(shape as u8)]));
        }
        let mut relations = Vec::new();
        for &relation in Relation::ALL {
            relations.extend(traits.sum(&[traits::of_relation(relation)]));
        }
        let encoded = file.floats("encoded", &[ALL_ENCODED, width])?;
        let mut layers = Vec::new();
        while let Ok(section) = file.section(&format!("layer{}", layers.len())) {
            let weights = file.floats(&section.name, &[(TAPS + 1) * width, width])?;
            let (neighbours, head) = weights.split_at(TAPS * width * width);
            layers.push(Layer {
                neighbours: PackedMatrix::from_rows(neighbours, TAPS * width, width),
                head: PackedMatrix::from_rows(head, width, width),
                bias: file.floats(&format!("{}.bias", section.name), &[1, width])?,
            });
        }
        let matrix = |name: &str, columns: usize| {
            let weights = file.floats(name, &[width, columns])?;
            Ok::<_, ModelFileError>(PackedMatrix::from_rows(&weights, width, columns))
        };
        let carried = file.floats("carry.x", &[width, width])?;
        let kept = file.floats("carry.f", &[width, width])?;
        let carried = PackedMatrix::from_cells(width, 2 * width, |row, column| {
            match column.checked_sub(width) {
                None => carried[row * width + column],
                Some(column) => kept[row * width + column],
            }
        });
        let mut carried_bias = vec![0.0; width];
        carried_bias.extend(file.floats("carry.f.bias", &[1, width])?);
        let [first, last, root] = VIEWS.map(|name| matrix(name, hidden));
        let kinds = file.floats("kinds", &[hidden, kinds_named.len() + 1])?;
        let mut network = Self {
            width,
            hidden,
            words,
            unknown: (vectors.unknown(), Vec::new()),
            frequent: FrequentWords::new(vectors.vocabulary()),
            traits,
            shapes,
            relations,
            encoded: PackedMatrix::from_rows(&encoded, ALL_ENCODED, width),
            bias: file.floats("bias", &[1, width])?,
            layers,
            carried: (carried, carried_bias),
            ends: (matrix("ends", 2)?, file.floats("ends.bias", &[1, 2])?),
            views: [first?, last?, root?],
            inside: matrix("inside", hidden)?,
            lengths: file.floats("lengths", &[LONGEST + LOOSE, hidden])?,
            kinds: PackedMatrix::from_rows(&kinds, hidden, kinds_named.len() + 1),
            kinds_bias: file.floats("kinds.bias", &[1, kinds_named.len() + 1])?,
            kinds_named,
        };
        let mut vector = Vec::new();
        vectors.append(network.unknown.0, &mut vector);
        network.words.product(Rows::dense(&vector, DIMENSION), &mut network.unknown.1);
        Ok(network)
    }

    /// The entities of the sentences, as ranges of the text's tokens; sorted by where they begin, the
    /// longer first. Those of one sentence lie beside or within each other.
    pub(in crate::networks) fn find(
        &self,
        vectors: &WordVectors,
        observed: &Observed<'_>,
    ) -> Vec<(Range<usize>, EntityKind)> {
        let (width, hidden) = (self.width, self.hidden);
        let Some(start) = observed.sentences.first().map(|sentence| sentence.start) else {
            return Vec::new();
        };
        let mut state = self.first_state(vectors, observed, start);
        for layer in &self.layers {
            self.pass(layer, observed, start, &mut state);
        }
        self.carry(observed, start, &mut state);
        let mut ends = Vec::new();
        self.ends.0.affine(Rows::dense(&state, width), &self.ends.1, &mut ends);
        let mut inside = Vec::new();
        self.inside.product(Rows::dense(&state, width), &mut inside);
        let mut candidates = Vec::new();
        let mut sums = Vec::new();
        // The candidates of each sentence, and the place of its sums.
        let mut sentences = Vec::new();
        for sentence in observed.sentences {
            let tokens = sentence.start - start..sentence.end - start;
            let before = candidates.len();
            candidates_within(tokens.clone(), observed, start, &ends, &mut candidates);
            sentences.push((before..candidates.len(), sums.len() / hidden));
            running_sums(&inside[tokens.start * hidden..tokens.end * hidden], hidden, &mut sums);
        }
        let views = self.views(&state, &candidates);

        let mut found = Vec::new();
        for (sentence, (of_sentence, sums_from)) in observed.sentences.iter().zip(sentences) {
            let tokens = sentence.start - start;
            let sums = &sums[sums_from * hidden..];
            let scored = self.score(&candidates[of_sentence], tokens, &views, sums);
            let ranges: Vec<_> = scored.iter().map(|one| one.0.clone()).collect();
            for at in without_crossings(&ranges) {
                let ((tokens, _), kind) = &scored[at];
                found.push((start + tokens.start..start + tokens.end, *kind));
            }
        }
        found
    }

    /// Adds to each token what is carried to it through its sentence: the first half of the numbers
    /// from the tokens before it, the second from those after it.
    ///
    /// What is carried is a mean of what came so far and what is new, weighed anew at each token: a
    /// simple recurrent unit (Lei and others 2018) without its highway.
    fn carry(&self, observed: &Observed<'_>, start: usize, state: &mut [f32]) {
        let width = self.width;
        let half = width / 2;
        let mut moved = Vec::new();
        self.carried.0.affine(Rows::dense(state, width), &self.carried.1, &mut moved);
        for row in moved.chunks_exact_mut(2 * width) {
            for keep in &mut row[width..] {
                *keep = 1.0 / (1.0 + exponential(-*keep));
            }
        }
        let mut carried = vec![0.0; width];
        for sentence in observed.sentences {
            let tokens = sentence.start - start..sentence.end - start;
            let mut take = |token: usize, columns: Range<usize>| {
                let row = &moved[token * 2 * width..][..2 * width];
                let state = &mut state[token * width..][..width];
                for column in columns {
                    let (new, keep) = (row[column], row[width + column]);
                    let mean = keep * (carried[column] - new) + new;
                    carried[column] = mean;
                    state[column] += if mean > 0.0 { mean } else { 0.0 };
                }
            };
            tokens.clone().for_each(|token| take(token, 0..half));
            tokens.rev().for_each(|token| take(token, half..width));
            carried.fill(0.0);
        }
    }

    /// The projections that the candidates need.
    fn views(&self, state: &[f32], candidates: &[Candidate]) -> [Projection; VIEWS.len()] {
        let tokens: [fn(&Candidate) -> u32; VIEWS.len()] =
            [|one| one.first, |one| one.last, |one| one.root];
        std::array::from_fn(|at| {
            let tokens = candidates.iter().map(tokens[at]);
            Projection::of(&self.views[at], state, self.width, tokens)
        })
    }

    /// What is known of each token by itself, `[token, width]`.
    fn first_state(
        &self,
        vectors: &WordVectors,
        observed: &Observed<'_>,
        start: usize,
    ) -> Vec<f32> {
        let width = self.width;
        let mut state = Vec::new();
        self.encoded.affine(Rows::dense(observed.encoded, ALL_ENCODED), &self.bias, &mut state);
        let (places, rows) = self.word_rows(vectors, observed);
        let mut of_morphology: HashMap<Morphology, Vec<f32>> = HashMap::new();
        let mut of_places = Vec::new();
        for sentence in observed.sentences {
            let tokens = &observed.tokens[sentence.start - start..sentence.end - start];
            of_places.extend(traits::of_places(tokens.iter().map(|token| token.form.as_str())));
        }
        for (at, (token, sum)) in
            observed.tokens.iter().zip(state.chunks_exact_mut(width)).enumerate()
        {
            let mut add = |row: &[f32]| {
                for (sum, value) in sum.iter_mut().zip(row) {
                    *sum += value;
                }
            };
            add(&rows[places[at] as usize * width..][..width]);
            add(&self.shapes[usize::from(observed.sights[at].shape) * width..][..width]);
            add(&self.relations[token.relation as usize * width..][..width]);
            add(of_morphology.entry(token.morphology).or_insert_with(|| {
                let mut found = Vec::new();
                traits::of_morphology(&token.morphology, &mut found);
                self.traits.sum(&found)
            }));
            self.traits.add(traits::of_lemma(&token.lemma), sum);
            for &place in &of_places[at] {
                self.traits.add(place, sum);
            }
            for value in sum {
                *value = if *value > 0.0 { *value } else { 0.0 };
            }
        }
        state
    }

    /// What the words of the tokens add: for each token the number of a row, and the rows,
    /// `[row, width]`.
    fn word_rows(&self, vectors: &WordVectors, observed: &Observed<'_>) -> (Vec<u32>, Vec<f32>) {
        let width = self.width;
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut places = Vec::with_capacity(observed.tokens.len());
        let mut rows: Vec<f32> = Vec::new();
        // Words whose row has to be computed, with its place.
        let mut new = Vec::new();
        let mut inputs = Vec::new();
        for (token, sight) in observed.tokens.iter().zip(observed.sights) {
            let next = numbers.len() as u32;
            let row = *numbers.entry(&token.form).or_insert(next);
            places.push(row);
            if row != next {
                continue;
            }
            if sight.word != self.unknown.0 {
                if let Some(kept) = self.frequent.row(sight.word) {
                    rows.extend_from_slice(kept);
                    continue;
                }
                new.push((row as usize, sight.word));
                vectors.append(sight.word, &mut inputs);
                rows.resize(rows.len() + width, 0.0);
            } else {
                rows.extend_from_slice(&self.unknown.1);
            }
            let start = rows.len() - width;
            let mut found = Vec::new();
            traits::of_word(&token.form.to_lowercase(), &mut found);
            for found in found {
                self.traits.add(found, &mut rows[start..]);
            }
        }
        let mut of_vectors = Vec::new();
        self.words.product(Rows::dense(&inputs, DIMENSION), &mut of_vectors);
        for (&(row, word), of_vector) in new.iter().zip(of_vectors.chunks_exact(width)) {
            let row = &mut rows[row * width..][..width];
            for (sum, value) in row.iter_mut().zip(of_vector) {
                *sum += value;
            }
            self.frequent.meet(word, row);
        }
        (places, rows)
    }

    /// Adds to each token what a layer makes of it.
    fn pass(&self, layer: &Layer, observed: &Observed<'_>, start: usize, state: &mut [f32]) {
        let width = self.width;
        // The tokens with an empty slot before, between and after the sentences.
        let mut slots = vec![0.0; (observed.tokens.len() + observed.sentences.len() + 1) * width];
        for (number, sentence) in observed.sentences.iter().enumerate() {
            let tokens = (sentence.start - start) * width..(sentence.end - start) * width;
            let place = (sentence.start - start + number + 1) * width;
            slots[place..place + tokens.len()].copy_from_slice(&state[tokens]);
        }
        let windows = slots.len() / width - (TAPS - 1);
        let windows = Rows::strided(&slots, width, TAPS * width, windows);
        let mut of_neighbours = Vec::new();
        layer.neighbours.affine(windows, &layer.bias, &mut of_neighbours);
        let heads = observed.tokens.iter().filter_map(|token| token.head);
        let of_heads =
            Projection::of(&layer.head, state, width, heads.map(|head| (head - start) as u32));
        for (number, sentence) in observed.sentences.iter().enumerate() {
            for token in sentence.start - start..sentence.end - start {
                let state = &mut state[token * width..][..width];
                let neighbours = &of_neighbours[(token + number) * width..][..width];
                match observed.tokens[token].head {
                    Some(head) => {
                        let head = of_heads.row((head - start) as u32, width);
                        for ((state, near), head) in state.iter_mut().zip(neighbours).zip(head) {
                            let more = near + head;
                            *state += if more > 0.0 { more } else { 0.0 };
                        }
                    }
                    None => {
                        for (state, &near) in state.iter_mut().zip(neighbours) {
                            *state += if near > 0.0 { near } else { 0.0 };
                        }
                    }
                }
            }
        }
    }

    /// The candidates that are likelier to be an entity than nothing, with how much likelier, and the
    /// kind.
    fn score(
        &self,
        candidates: &[Candidate],
        tokens_from: usize,
        [first, last, root]: &[Projection; VIEWS.len()],
        sums: &[f32],
    ) -> Vec<((Range<usize>, f32), EntityKind)> {
        let hidden = self.hidden;
        let mut found = Vec::new();
        let mut rows = Vec::new();
        let mut scores = Vec::new();
        for some in candidates.chunks(AT_ONCE) {
            rows.clear();
            for candidate in some {
                let sum = |token: usize| &sums[(token - tokens_from) * hidden..][..hidden];
                let length = (candidate.last - candidate.first + 1) as usize;
                let share = 1.0 / length as f32;
                let loose = LONGEST + LOOSE.min(candidate.loose as usize) - 1;
                let parts = first
                    .row(candidate.first, hidden)
                    .iter()
                    .zip(last.row(candidate.last, hidden))
                    .zip(root.row(candidate.root, hidden))
                    .zip(sum(candidate.first as usize))
                    .zip(sum(candidate.last as usize + 1))
                    .zip(&self.lengths[(length - 1) * hidden..][..hidden])
                    .zip(&self.lengths[loose * hidden..][..hidden]);
                rows.extend(parts.map(
                    |((((((first, last), root), before), after), length), loose)| {
                        let sum = first + last + root + (after - before) * share + length + loose;
                        if sum > 0.0 { sum } else { 0.0 }
                    },
                ));
            }
            self.kinds.affine(Rows::dense(&rows, hidden), &self.kinds_bias, &mut scores);
            let count = self.kinds_named.len();
            for (candidate, scores) in some.iter().zip(scores.chunks_exact(count + 1)) {
                let best = depesha_nn::greatest_index(&scores[..count]);
                let margin = scores[best] - scores[count];
                if margin > 0.0 {
                    found.push(((candidate.tokens(), margin), self.kinds_named[best]));
                }
            }
        }
        found
    }
}

/// The score above which a token may be the first or the last of an entity: log-odds of 1 to 20.
const LIMIT: f32 = -3.0;

/// A matrix times the states of some of the tokens.
struct Projection {
    /// For each token its row, or `u32::MAX`.
    numbers: Vec<u32>,
    /// `[row, columns]`.
    values: Vec<f32>,
}

impl Projection {
    /// Of `state`, `[token, width]`, for these tokens, each of which may come again.
    fn of(
        matrix: &PackedMatrix,
        state: &[f32],
        width: usize,
        tokens: impl Iterator<Item = u32>,
    ) -> Self {
        let mut numbers = vec![u32::MAX; state.len() / width];
        let mut count = 0;
        let mut inputs = Vec::new();
        for token in tokens {
            let number = &mut numbers[token as usize];
            if *number == u32::MAX {
                *number = count;
                count += 1;
                inputs.extend_from_slice(&state[token as usize * width..][..width]);
            }
        }
        let mut values = Vec::new();
        matrix.product(Rows::dense(&inputs, width), &mut values);
        Self { numbers, values }
    }

    /// The row of a token that is among them.
    fn row(&self, token: u32, columns: usize) -> &[f32] {
        &self.values[self.numbers[token as usize] as usize * columns..][..columns]
    }
}

/// Adds the runs of a sentence's tokens that may be entities. `ends` is `[token, 2]`; `tokens` and
/// the candidates are numbered as its rows are, `start` is the number of its first token in the text.
fn candidates_within(
    tokens: Range<usize>,
    observed: &Observed<'_>,
    start: usize,
    ends: &[f32],
    candidates: &mut Vec<Candidate>,
) {
    let last: Vec<usize> = tokens.clone().filter(|&token| ends[token * 2 + 1] > LIMIT).collect();
    for first in tokens.filter(|&token| ends[token * 2] > LIMIT) {
        let from = last.partition_point(|&last| last < first);
        for &last in last[from..].iter().take_while(|&&last| last < first + LONGEST) {
            let head = |token: usize| observed.tokens[token].head.map(|head| head - start);
            candidates.push(Candidate::of(first, last, head));
        }
    }
}

/// Adds to `sums` one row more than `rows` has: each is the sum of the rows before it.
fn running_sums(rows: &[f32], columns: usize, sums: &mut Vec<f32>) {
    let start = sums.len();
    sums.resize(start + columns, 0.0);
    for (at, value) in rows.iter().enumerate() {
        let sum = sums[start + at] + value;
        sums.push(sum);
    }
}
