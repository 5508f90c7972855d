//! First names and their short forms.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::lexicon::rows;

/// The first names, folded, of which this one is a short or another form.
pub(crate) fn short_names(short: &str) -> impl Iterator<Item = &'static str> + use<> {
    static FULL: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
        let mut full: HashMap<&str, Vec<&str>> = HashMap::new();
        for [name, shorts] in rows(include_str!("../../data/short_names.tsv")) {
            for short in shorts.split('|') {
                full.entry(short).or_default().push(name);
            }
        }
        full
    });
    FULL.get(short).into_iter().flatten().copied()
}
