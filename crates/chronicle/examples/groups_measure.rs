//! How well the lives of commitments and disputes are found in marked groups of reports: `cargo run -p
//! depesha-chronicle --example groups_measure [SPLIT]`. With a SPLIT, `tune` or `test`, it shows what of it is missed
//! or found wrongly.

use std::collections::BTreeMap;

use depesha::Reader;

#[path = "../tests/marked/mod.rs"]
mod marked;

use marked::{Score, Scratch, groups};

fn main() {
    let shown = std::env::args().nth(1);
    let reader = Reader::embedded().unwrap();
    let mut scores: BTreeMap<(String, String), Score> = BTreeMap::new();
    for group in groups() {
        let file = Scratch::new("groups-measure");
        let ledger = group.ledger(&reader, &file.0, false);
        let found = group.found(&ledger);
        scores
            .entry((group.kind.clone(), group.split.clone()))
            .or_default()
            .add(&found, &group.marks);
        scores
            .entry((group.kind.clone(), "whole".to_owned()))
            .or_default()
            .add(&found, &group.marks);
        if shown.as_ref() == Some(&group.split) && found != group.marks {
            println!("{}", group.name);
            for mark in group.marks.difference(&found) {
                println!("  missed {mark}");
            }
            for mark in found.difference(&group.marks) {
                println!("  wrong {mark}");
            }
        }
    }
    for ((kind, split), score) in scores {
        let share = |of: usize| score.hit as f64 / of.max(1) as f64;
        println!(
            "{kind}, {split}: F1 {:.3} (precision {:.3}, recall {:.3}; {} of {} marks, {} found)",
            score.f1(),
            share(score.found),
            share(score.marked),
            score.hit,
            score.marked,
            score.found
        );
    }
}
