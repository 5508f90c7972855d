//! From what is known of tokens to entities.

use std::collections::HashMap;
use std::ops::Range;

use depesha_nn::model_file::{ModelBytes, ModelFile, ModelFileError};
use depesha_nn::{PackedMatrix, Rows};

use super::spans::{Candidate, LONGEST, LOOSE, without_crossings};
use super::{Observed, traits};
use crate::analysis::{EntityKind, Token};
use crate::morphology::Morphology;
use crate::networks::ALL_ENCODED;
use crate::networks::frequent_words::FrequentWords;
use crate::networks::shapes::SHAPES;
use crate::networks::vectors::{DIMENSION, WordVectors};
use crate::syntax::Relation;

/// Tokens that a layer sees of each: the one before it, itself, the one after it, its head.
const SEEN: usize = 4;

/// The projections of a token that candidates are scored by: as their first token, their last, their
/// root, one within.
const VIEWS: [&str; 4] = ["first", "last", "root", "inside"];

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
    layers: Vec<(PackedMatrix, Vec<f32>)>,
    /// `[width, VIEWS * hidden + 2]`: the views, and then the scores for beginning and ending.
    views: PackedMatrix,
    views_bias: Vec<f32>,
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
    pub(crate) fn read(file: &ModelFile, vectors: &WordVectors) -> Result<Self, ModelFileError> {
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
            let weights = file.floats(&section.name, &[SEEN * width, width])?;
            let bias = file.floats(&format!("{}.bias", section.name), &[1, width])?;
            layers.push((PackedMatrix::from_rows(&weights, SEEN * width, width), bias));
        }
        let mut views = Vec::new();
        for name in VIEWS {
            views.push(file.floats(name, &[width, hidden])?);
        }
        let ends = file.floats("ends", &[width, 2])?;
        let view_columns = VIEWS.len() * hidden;
        let packed_views = PackedMatrix::from_cells(width, view_columns + 2, |row, column| {
            match column.checked_sub(view_columns) {
                Some(end) => ends[row * 2 + end],
                None => views[column / hidden][row * hidden + column % hidden],
            }
        });
        let mut views_bias = vec![0.0; view_columns];
        views_bias.extend(file.floats("ends.bias", &[1, 2])?);
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
            views: packed_views,
            views_bias,
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
    pub(crate) fn find(
        &self,
        vectors: &WordVectors,
        observed: &Observed<'_>,
    ) -> Vec<(Range<usize>, EntityKind)> {
        let (width, hidden) = (self.width, self.hidden);
        let Some(start) = observed.sentences.first().map(|sentence| sentence.start) else {
            return Vec::new();
        };
        let mut state = self.first_state(vectors, observed, start);
        let mut window = Vec::new();
        let mut more = Vec::new();
        for (weights, bias) in &self.layers {
            self.windows(observed, start, &state, &mut window);
            weights.affine(Rows::dense(&window, SEEN * width), bias, &mut more);
            for (state, more) in state.iter_mut().zip(&more) {
                *state += if *more > 0.0 { *more } else { 0.0 };
            }
        }
        let mut views = Vec::new();
        self.views.affine(Rows::dense(&state, width), &self.views_bias, &mut views);

        let mut found = Vec::new();
        let mut candidates = Vec::new();
        let mut sums = Vec::new();
        let columns = self.views.columns();
        for sentence in observed.sentences {
            let tokens = &observed.tokens[sentence.start - start..sentence.end - start];
            let views = &views[(sentence.start - start) * columns..][..tokens.len() * columns];
            self.candidates(sentence.start, tokens, views, &mut candidates);
            running_sums(views, columns, 3 * hidden..4 * hidden, &mut sums);
            let scored = self.score(&candidates, views, &sums);
            let kept =
                without_crossings(&scored.iter().map(|one| one.0.clone()).collect::<Vec<_>>());
            for at in kept {
                let ((tokens, _), kind) = &scored[at];
                found.push((sentence.start + tokens.start..sentence.start + tokens.end, *kind));
            }
        }
        found
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

    /// For each token the states of the tokens that a layer sees of it, side by side.
    fn windows(&self, observed: &Observed<'_>, start: usize, state: &[f32], window: &mut Vec<f32>) {
        let width = self.width;
        window.clear();
        window.resize(observed.tokens.len() * SEEN * width, 0.0);
        let mut rows = window.chunks_exact_mut(SEEN * width);
        for sentence in observed.sentences {
            for (at, row) in sentence.clone().zip(&mut rows) {
                let head = observed.tokens[at - start].head;
                let seen = [at.checked_sub(1), Some(at), Some(at + 1), head];
                for (seen, part) in seen.into_iter().zip(row.chunks_exact_mut(width)) {
                    if let Some(seen) = seen.filter(|seen| sentence.contains(seen)) {
                        part.copy_from_slice(&state[(seen - start) * width..][..width]);
                    }
                }
            }
        }
    }

    /// The runs of a sentence's tokens that may be entities; tokens are numbered within the sentence.
    fn candidates(
        &self,
        start: usize,
        tokens: &[Token],
        views: &[f32],
        candidates: &mut Vec<Candidate>,
    ) {
        let columns = self.views.columns();
        let may = |token: usize, end: usize| views[(token + 1) * columns - 2 + end] > LIMIT;
        let last: Vec<usize> = (0..tokens.len()).filter(|&token| may(token, 1)).collect();
        candidates.clear();
        for first in (0..tokens.len()).filter(|&token| may(token, 0)) {
            let from = last.partition_point(|&last| last < first);
            for &last in last[from..].iter().take_while(|&&last| last < first + LONGEST) {
                let head = |token: usize| tokens[token].head.map(|head| head - start);
                candidates.push(Candidate::of(first, last, head));
            }
        }
    }

    /// The candidates that are likelier to be an entity than nothing, with how much likelier, and the
    /// kind.
    fn score(
        &self,
        candidates: &[Candidate],
        views: &[f32],
        sums: &[f32],
    ) -> Vec<((Range<usize>, f32), EntityKind)> {
        let hidden = self.hidden;
        let columns = self.views.columns();
        let mut found = Vec::new();
        let mut rows = Vec::new();
        let mut scores = Vec::new();
        for some in candidates.chunks(AT_ONCE) {
            rows.clear();
            for candidate in some {
                let view = |token: u32, number: usize| {
                    &views[token as usize * columns + number * hidden..][..hidden]
                };
                let length = (candidate.last - candidate.first + 1) as usize;
                let share = 1.0 / length as f32;
                let loose = LONGEST + LOOSE.min(candidate.loose as usize) - 1;
                let parts = view(candidate.first, 0)
                    .iter()
                    .zip(view(candidate.last, 1))
                    .zip(view(candidate.root, 2))
                    .zip(&sums[candidate.first as usize * hidden..][..hidden])
                    .zip(&sums[(candidate.last as usize + 1) * hidden..][..hidden])
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

/// The score above which a token may be the first or the last of an entity: log-odds of 1 to 55.
const LIMIT: f32 = -4.0;

/// Row `i` of `sums` becomes the sum of the rows before row `i`, of the columns in `part`.
fn running_sums(rows: &[f32], columns: usize, part: Range<usize>, sums: &mut Vec<f32>) {
    sums.clear();
    sums.resize(part.len(), 0.0);
    for row in rows.chunks_exact(columns) {
        let before = sums.len() - part.len();
        for column in part.clone() {
            let sum = sums[before + column - part.start] + row[column];
            sums.push(sum);
        }
    }
}
