//! What is common to the examples that print what is to be marked.

use std::collections::HashSet;
use std::path::Path;

use depesha_training::attitude_corpora::{Post, lines};

/// Runs of three words that earlier texts held.
#[derive(Default)]
pub(crate) struct Seen(HashSet<[String; 3]>);

impl Seen {
    /// Whether more than a third of the text's runs of three words stood in earlier ones; they are kept for later ones.
    pub(crate) fn repeats(&mut self, text: &str) -> bool {
        let words = words(text);
        let runs: Vec<[String; 3]> =
            words.windows(3).map(|run| std::array::from_fn(|at| run[at].clone())).collect();
        let known = runs.iter().filter(|run| self.0.contains(*run)).count();
        let count = runs.len();
        self.0.extend(runs);
        known * 3 > count
    }
}

/// The words of a text, in lower case.
pub(crate) fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The posts of the files that the command line names.
pub(crate) fn posts() -> anyhow::Result<Vec<Post>> {
    let mut posts = Vec::new();
    for path in std::env::args().skip(1) {
        posts.extend(lines::<Post>(Path::new(&path))?);
    }
    Ok(posts)
}
