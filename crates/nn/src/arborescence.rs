//! The best tree over the words of a sentence.

/// No source: the sum of a tree that uses it is not a number of interest.
const FORBIDDEN: f64 = f64::NEG_INFINITY;

/// Scores beyond this, to either side, are taken as this: a penalty of the same size would lose the
/// small differences. Those of the networks here stay within a few hundred.
const WIDEST_SCORE: f32 = 1e9;

fn bounded(score: f32) -> f64 {
    f64::from(if score.is_nan() { -WIDEST_SCORE } else { score.clamp(-WIDEST_SCORE, WIDEST_SCORE) })
}

/// The heads of the tree with the greatest sum of scores among the trees with exactly one root.
///
/// `scores` is `[words, words + 1]`; cell `[dependent, head]` is the score of `head` for
/// `dependent`, where head 0 stands for "is the root" and head `j` for word `j - 1`. A word's score
/// for itself is not looked at. The result holds a head in the same numbering for each word.
///
/// Where the best head of each word makes such a tree already, that is the answer; else it is found
/// by the algorithm of Chu, Liu and Edmonds in Tarjan's form for dense graphs, in time and memory
/// of `O(words²)`. One root comes of taking the same penalty from each score for being the root,
/// greater than any difference that the other scores can make, so that the best tree has as few
/// roots as can be, and one is always enough. Sums are of 64-bit floats. Of equal heads the first
/// wins. Scores are taken to lie within ±`1e9`, and what is not a number to be as low as
/// can be.
///
/// # Panics
/// Where `scores` is not of that shape.
pub fn best_tree(scores: &[f32], words: usize) -> Vec<usize> {
    let columns = words + 1;
    assert_eq!(scores.len(), words * columns, "scores of [{words}, {columns}]");
    if words == 0 {
        return Vec::new();
    }
    let greedy = greedy_heads(scores, columns);
    if has_one_root(&greedy) && is_tree(&greedy) {
        return greedy;
    }
    let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
    for score in scores.iter().map(|&score| bounded(score)) {
        (least, greatest) = (least.min(score), greatest.max(score));
    }
    let penalty = 1.0 + (greatest - least) * columns as f64;
    // A row for each node, the root's (never looked at) included, so that nodes number both.
    let mut incoming = vec![FORBIDDEN; columns * columns];
    for word in 0..words {
        for head in 0..columns {
            let score = bounded(scores[word * columns + head]);
            incoming[(word + 1) * columns + head] = if head == 0 { score - penalty } else { score };
        }
    }
    Contraction::of(incoming, columns).heads()
}

/// The best head of each word, whatever comes of it. Numbering as for [`best_tree`].
fn greedy_heads(scores: &[f32], columns: usize) -> Vec<usize> {
    let mut heads = Vec::with_capacity(columns - 1);
    for (word, scores) in scores.chunks_exact(columns).enumerate() {
        let mut best = 0;
        let mut best_score = f32::NEG_INFINITY;
        for (head, &score) in scores.iter().enumerate() {
            if score > best_score && head != word + 1 {
                (best, best_score) = (head, score);
            }
        }
        heads.push(best);
    }
    heads
}

fn has_one_root(heads: &[usize]) -> bool {
    heads.iter().filter(|&&head| head == 0).count() == 1
}

/// Whether every word leads to the root: `heads` as [`best_tree`] gives them, but any.
pub fn is_tree(heads: &[usize]) -> bool {
    const UNSEEN: usize = usize::MAX;
    // The walk in which a node was met first.
    let mut met = vec![UNSEEN; heads.len() + 1];
    for start in 1..=heads.len() {
        let mut node = start;
        while node != 0 && met[node] == UNSEEN {
            met[node] = start;
            node = heads[node - 1];
        }
        if node != 0 && met[node] == start {
            return false;
        }
    }
    true
}

/// A graph whose cycles of best heads are being contracted.
///
/// A group is a set of nodes that acts as one: at first each node is a group of its own with its
/// own number; a contracted cycle is a new group. Group `g` has a row of scores, `[node]`: the
/// score of that node as the head of the group, entering where it is best.
struct Contraction {
    columns: usize,
    /// `[row, node]`: the score of `node` as head of the group that has the row.
    incoming: Vec<f64>,
    /// `[row, node]`: the word of the group that would depend on `node`.
    entering: Vec<u32>,
    /// The row of each group; a new group takes over the row of one of its members.
    row: Vec<usize>,
    /// The group that each group was contracted into.
    within: Vec<Option<usize>>,
    /// The outermost group of each node.
    outermost: Vec<usize>,
    /// The chosen head of each group and the word of the group that depends on it.
    chosen: Vec<(usize, usize)>,
}

impl Contraction {
    fn of(incoming: Vec<f64>, columns: usize) -> Self {
        let entering = (0..columns).flat_map(|node| (0..columns).map(move |_| node as u32));
        Self {
            columns,
            incoming,
            entering: entering.collect(),
            row: (0..columns).collect(),
            within: vec![None; columns],
            outermost: (0..columns).collect(),
            chosen: vec![(0, 0); columns],
        }
    }

    /// The heads of the best tree, for the words `1..columns`.
    fn heads(mut self) -> Vec<usize> {
        // The groups from which a way to the root is known.
        let mut settled = vec![false; 2 * self.columns];
        let mut on_path = vec![false; 2 * self.columns];
        settled[0] = true;
        for word in 1..self.columns {
            let mut path = Vec::new();
            let mut group = self.outermost[word];
            while !settled[group] {
                path.push(group);
                on_path[group] = true;
                self.choose(group);
                group = self.outermost[self.chosen[group].0];
                if on_path[group] && !settled[group] {
                    let start = path.iter().rposition(|&other| other == group).unwrap_or(0);
                    group = self.contract(&path[start..]);
                    path.truncate(start);
                }
            }
            for group in path {
                settled[group] = true;
            }
        }
        // From the outermost groups inwards: whoever is entered gets its head from outside.
        for group in (self.columns..self.row.len()).rev() {
            let (_, word) = self.chosen[group];
            let mut member = word;
            while let Some(outer) = self.within[member]
                && outer != group
            {
                member = outer;
            }
            self.chosen[member] = self.chosen[group];
        }
        self.chosen[1..self.columns].iter().map(|&(head, _)| head).collect()
    }

    /// Chooses the best head of a group among the nodes outside it.
    fn choose(&mut self, group: usize) {
        let start = self.row[group] * self.columns;
        let mut best = 0;
        let mut best_score = FORBIDDEN;
        for (node, &score) in self.incoming[start..start + self.columns].iter().enumerate() {
            if score > best_score && self.outermost[node] != group {
                (best, best_score) = (node, score);
            }
        }
        self.chosen[group] = (best, self.entering[start + best] as usize);
    }

    /// Makes one group of a cycle and gives its number.
    fn contract(&mut self, cycle: &[usize]) -> usize {
        let group = self.row.len();
        let columns = self.columns;
        let target = self.row[cycle[0]] * columns;
        for (order, &member) in cycle.iter().enumerate() {
            let row = self.row[member] * columns;
            // What is lost when this member takes its head from outside.
            let inside = self.incoming[row + self.chosen[member].0];
            for node in 0..columns {
                let score = self.incoming[row + node] - inside;
                if order == 0 || score > self.incoming[target + node] {
                    self.incoming[target + node] = score;
                    self.entering[target + node] = self.entering[row + node];
                }
            }
            self.within[member] = Some(group);
        }
        for outermost in &mut self.outermost {
            if cycle.contains(outermost) {
                *outermost = group;
            }
        }
        self.row.push(self.row[cycle[0]]);
        self.within.push(None);
        self.chosen.push((0, 0));
        group
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Noise;

    fn sum(scores: &[f32], heads: &[usize]) -> f64 {
        let columns = heads.len() + 1;
        heads.iter().enumerate().map(|(word, head)| f64::from(scores[word * columns + head])).sum()
    }

    /// The greatest sum of all trees with one root, found by trying everything.
    fn by_trying(scores: &[f32], words: usize) -> f64 {
        let mut best = f64::NEG_INFINITY;
        for mut number in 0..(words + 1).pow(words as u32) {
            let heads: Vec<usize> = (0..words)
                .map(|_| {
                    let head = number % (words + 1);
                    number /= words + 1;
                    head
                })
                .collect();
            if has_one_root(&heads) && is_tree(&heads) {
                best = best.max(sum(scores, &heads));
            }
        }
        best
    }

    #[test]
    fn no_other_tree_with_one_root_scores_higher() {
        let mut noise = Noise::new(3);
        for case in 0..600 {
            let words = 1 + case % 6;
            let mut scores = noise.values(words * (words + 1));
            if case % 3 == 0 {
                // Everybody would like to be the root.
                scores.iter_mut().step_by(words + 1).for_each(|score| *score += 50.0);
            } else if case % 3 == 1 {
                // Ties.
                scores.iter_mut().for_each(|score| *score = (*score * 2.0).round());
            }
            let heads = best_tree(&scores, words);
            assert!(has_one_root(&heads) && is_tree(&heads), "{heads:?}");
            let (found, best) = (sum(&scores, &heads), by_trying(&scores, words));
            assert!((found - best).abs() < 1e-6, "{found} where {best} can be had: {scores:?}");
        }
    }

    #[test]
    fn nested_cycles_are_broken_where_it_costs_least() {
        // 1 and 2 prefer each other, 3 and 4 too, and each pair prefers the other one.
        let mut scores = vec![0.0; 4 * 5];
        for (dependent, head, score) in [
            (1, 2, 9.0),
            (2, 1, 9.0),
            (3, 4, 9.0),
            (4, 3, 9.0),
            (1, 3, 6.0),
            (3, 1, 6.0),
            (2, 0, 3.0),
        ] {
            scores[(dependent - 1) * 5 + head] = score;
        }
        assert_eq!(best_tree(&scores, 4), [2, 0, 1, 3]);
    }

    #[test]
    fn long_sentences_of_noise_become_trees() {
        let mut noise = Noise::new(11);
        for words in [1, 2, 150, 500] {
            let scores = noise.values(words * (words + 1));
            let heads = best_tree(&scores, words);
            assert!(has_one_root(&heads) && is_tree(&heads));
        }
    }

    #[test]
    fn scores_that_are_no_numbers_still_give_a_tree() {
        for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let heads = best_tree(&[odd; 5 * 6], 5);
            assert!(has_one_root(&heads) && is_tree(&heads), "{odd}: {heads:?}");
        }
        assert!(best_tree(&[], 0).is_empty());
    }

    #[test]
    fn a_cycle_is_no_tree() {
        assert!(is_tree(&[2, 0, 2]));
        assert!(!is_tree(&[2, 1, 0]));
        assert!(!is_tree(&[1]));
        assert!(!is_tree(&[0, 3, 2]));
    }
}
