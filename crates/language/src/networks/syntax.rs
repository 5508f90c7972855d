//! From encoded tokens to the tree of a sentence.

use std::ops::Range;

use depesha_nn::model_file::{ModelFile, ModelFileError};
use depesha_nn::{PackedMatrix, Rows, best_tree};

use super::encoder::ENCODED;
use crate::syntax::Relation;

/// Numbers by which a word is compared with a possible head.
const COMPARED: usize = 32;

/// Heads whose part in the scores of relations is computed at once: 48 times 6 KiB stay in the
/// second-level cache.
const AT_ONCE: usize = 48;

/// A linear map to [`COMPARED`] numbers, of which those below zero are set to zero.
struct View {
    weights: PackedMatrix,
    bias: Vec<f32>,
}

impl View {
    fn read(file: &ModelFile, name: &str) -> Result<Self, ModelFileError> {
        let weights = file.floats(&format!("{name}.proj.weight"), &[ENCODED, COMPARED])?;
        Ok(Self {
            weights: PackedMatrix::from_rows(&weights, ENCODED, COMPARED),
            bias: file.floats(&format!("{name}.proj.bias"), &[COMPARED])?,
        })
    }

    /// Takes `[slot, ENCODED]` to `[slot, COMPARED]`.
    fn of(&self, encoded: &[f32]) -> Vec<f32> {
        let mut found = Vec::new();
        self.weights.affine(Rows::dense(encoded, ENCODED), &self.bias, &mut found);
        for value in &mut found {
            *value = if *value > 0.0 { *value } else { 0.0 };
        }
        found
    }
}

/// The head of the syntax network: scores for pairs of words, and for the relations of a pair.
pub(super) struct SyntaxHead {
    /// Of a word that looks for its head.
    dependent: View,
    /// Of a word that may be the head of others.
    head: View,
    /// What `head` gives for the root, `[COMPARED]`.
    root: Vec<f32>,
    /// `[dependent's COMPARED, head's COMPARED]`.
    kernel: PackedMatrix,
    /// Of the head in a relation; the root has none, as its one dependent is always `root`.
    related_head: View,
    /// Of the dependent in a relation.
    related_dependent: View,
    /// `[head's COMPARED, dependent's COMPARED * relation]`.
    related_kernel: PackedMatrix,
    /// The relations that may be chosen, in the order of the kernel's columns: all but `root` and
    /// padding.
    relations: Vec<Relation>,
}

/// A word's head, by its place in the sentence, and its relation.
pub(super) type Tie = (Option<u16>, Relation);

impl SyntaxHead {
    pub(super) fn read(file: &ModelFile) -> Result<Self, ModelFileError> {
        let names = file.lines("relations")?;
        let count = names.len();
        // The columns of the file's kernel that are of use, and their relations.
        let mut columns = Vec::new();
        let mut relations = Vec::new();
        for (column, name) in names.into_iter().enumerate() {
            match Relation::from_name(name) {
                Some(Relation::Root) => {}
                Some(relation) => {
                    columns.push(column);
                    relations.push(relation);
                }
                None if name == "<pad>" => {}
                None => {
                    let reason = format!("'{name}' is no known relation");
                    return Err(file.bad_content("relations", reason));
                }
            }
        }
        if relations.is_empty() {
            return Err(file.bad_content("relations", "there is none"));
        }
        let kernel = file.floats("head.kernel", &[COMPARED, COMPARED])?;
        let related = file.floats("rel.kernel", &[COMPARED, count * COMPARED])?;
        let kept = relations.len();
        // In the file a relation's numbers stand together; here those of all relations for the same
        // number of the dependent do, so that their scores are summed side by side.
        let related_kernel = PackedMatrix::from_cells(COMPARED, COMPARED * kept, |row, column| {
            let (compared, relation) = (column / kept, column % kept);
            related[row * count * COMPARED + columns[relation] * COMPARED + compared]
        });
        let head = View::read(file, "head.tail")?;
        Ok(Self {
            dependent: View::read(file, "head.head")?,
            root: head.of(&file.floats("head.root", &[ENCODED])?),
            head,
            kernel: PackedMatrix::from_rows(&kernel, COMPARED, COMPARED),
            related_head: View::read(file, "rel.head")?,
            related_dependent: View::read(file, "rel.tail")?,
            related_kernel,
            relations,
        })
    }

    /// The trees of sentences, word by word.
    ///
    /// `encoded` is `[slot, ENCODED]`; `sentences` are ranges of its slots. Each tree is the best
    /// one with one root, and the relation of each word the best one but `root` and padding.
    ///
    /// # Panics
    /// Where a sentence has more words than 16 bits count; their scores would take 16 GiB.
    pub(super) fn parse(&self, encoded: &[f32], sentences: &[Range<usize>]) -> Vec<Tie> {
        let dependents = self.dependent.of(encoded);
        let possible_heads = self.head.of(encoded);
        let mut asked = Vec::new();
        self.kernel.product(Rows::dense(&dependents, COMPARED), &mut asked);

        let mut ties: Vec<Tie> = Vec::new();
        // Head's slot, dependent's slot, dependent's place in `ties`.
        let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
        let mut scores = Vec::new();
        for sentence in sentences {
            let words = sentence.len();
            assert!(words <= usize::from(u16::MAX), "a sentence of {words} words");
            let heads = PackedMatrix::from_cells(COMPARED, words + 1, |number, head| match head {
                0 => self.root[number],
                word => possible_heads[(sentence.start + word - 1) * COMPARED + number],
            });
            let asked = &asked[sentence.start * COMPARED..sentence.end * COMPARED];
            heads.product(Rows::dense(asked, COMPARED), &mut scores);
            for (word, head) in best_tree(&scores, words).into_iter().enumerate() {
                let head = head.checked_sub(1);
                if let Some(head) = head {
                    pairs.push((sentence.start + head, sentence.start + word, ties.len()));
                }
                ties.push((head.map(|head| head as u16), Relation::Root));
            }
        }
        self.relate(encoded, pairs, &mut ties);
        ties
    }

    /// Fills in the relations of pairs of head's slot, dependent's slot and place in `ties`.
    fn relate(&self, encoded: &[f32], mut pairs: Vec<(usize, usize, usize)>, ties: &mut [Tie]) {
        let heads = self.related_head.of(encoded);
        let dependents = self.related_dependent.of(encoded);
        // Half of the words are nobody's head, and the others' part is computed once for each.
        pairs.sort_unstable();
        let count = self.relations.len();
        let mut distinct: Vec<f32> = Vec::new();
        let mut kernels = Vec::new();
        let mut scores = vec![0.0; count];
        let mut families = pairs.chunk_by(|one, other| one.0 == other.0).peekable();
        while families.peek().is_some() {
            let families: Vec<_> = families.by_ref().take(AT_ONCE).collect();
            distinct.clear();
            for family in &families {
                distinct.extend_from_slice(&heads[family[0].0 * COMPARED..][..COMPARED]);
            }
            self.related_kernel.product(Rows::dense(&distinct, COMPARED), &mut kernels);
            for (family, kernel) in families.iter().zip(kernels.chunks_exact(COMPARED * count)) {
                for &(_, dependent, tie) in *family {
                    let dependent = &dependents[dependent * COMPARED..][..COMPARED];
                    scores.fill(0.0);
                    for (&value, kernel) in dependent.iter().zip(kernel.chunks_exact(count)) {
                        if value > 0.0 {
                            for (score, weight) in scores.iter_mut().zip(kernel) {
                                *score += value * weight;
                            }
                        }
                    }
                    ties[tie].1 = self.relations[depesha_nn::greatest_index(&scores)];
                }
            }
        }
    }
}
