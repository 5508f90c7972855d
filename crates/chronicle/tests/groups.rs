//! The lives of commitments and disputes in the marked groups: how well they are found, and that the order in which
//! reports come does not matter.

use std::collections::BTreeMap;

use depesha::Reader;

mod marked;

use marked::{Score, Scratch, groups};

/// What each split has to reach. The figures are in docs/MEASURES.md.
const LEAST: [(&str, f64); 2] = [("commitments", 0.75), ("disputes", 0.70)];

#[test]
fn marked_stages_and_disputes_are_found_whatever_the_order_of_reports() {
    let reader = Reader::embedded().unwrap();
    let groups = groups();
    assert_eq!(groups.len(), 60);
    let mut scores: BTreeMap<(String, String), Score> = BTreeMap::new();
    for group in &groups {
        let found = [false, true].map(|backwards| {
            let file = Scratch::new(&format!("groups-{}-{backwards}", group.name));
            group.found(&group.ledger(&reader, &file.0, backwards))
        });
        assert_eq!(found[0], found[1], "{}", group.name);
        let key = (group.kind.clone(), group.split.clone());
        scores.entry(key).or_default().add(&found[0], &group.marks);
    }
    for (kind, least) in LEAST {
        for split in ["tune", "test"] {
            let score = scores[&(kind.to_owned(), split.to_owned())];
            assert!(score.marked >= 7 && score.hit <= score.found);
            assert!(score.f1() >= least, "{kind}, {split}: {:.3}", score.f1());
        }
    }
}
