//! How well repeats are told from other reports of a matter: `cargo run -p depesha-chronicle --example
//! narratives_measure [LEDGER [SPLIT]]` over the marked pairs of posts (`measures/near_copies.tsv`, `measures/repeats.tsv`) of
//! `corpora/telegram` under `DEPESHA_SHARED`, or `../shared`. The posts are read into LEDGER where that is not there;
//! with a SPLIT, `tune` or `test`, it shows what of it is missed or found wrongly.
//!
//! Two posts are found to be told as one where one is a copy of the other or both are of one cluster, where they are linked as
//! repeats, or where both tell of one narrative; they are repeats where they are told as one and are no copies.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use depesha::Reader;
use depesha_chronicle::{Narratives, View, narratives};
use depesha_ledger::Ledger;

#[path = "../../ledger/examples/telegram/kept.rs"]
mod kept;
#[path = "../../ledger/examples/telegram/posts.rs"]
mod posts;

use kept::kept;

#[derive(Default, Clone, Copy)]
struct Counts {
    hit: f64,
    found: f64,
    marked: f64,
}

impl Counts {
    fn add(&mut self, found: bool, marked: bool, times: f64) {
        self.hit += times * f64::from(u8::from(found && marked));
        self.found += times * f64::from(u8::from(found));
        self.marked += times * f64::from(u8::from(marked));
    }

    fn told(self) -> String {
        let share = |of: f64| self.hit / of.max(1.0);
        let f1 = 2.0 * self.hit / (self.found + self.marked).max(1.0);
        format!(
            "precision {:.3}, recall {:.3}, F1 {f1:.3} ({:.0} of {:.0} marked, {:.0} found)",
            share(self.found),
            share(self.marked),
            self.hit,
            self.marked,
            self.found
        )
    }
}

/// Two posts that a person marked.
struct Pair {
    one: String,
    other: String,
    label: String,
    /// Whether its words follow from what it says, as those of a rate or a forecast do.
    is_form: bool,
    /// Whether the one is what came of the other.
    is_follow_up: bool,
    split: String,
    table: &'static str,
    /// How many pairs of the corpus it stands for.
    stands_for: f64,
}

fn marked() -> Vec<Pair> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../measures");
    let mut pairs = Vec::new();
    for (table, label) in [("near_copies", "settled"), ("repeats", "label")] {
        let text = std::fs::read_to_string(folder.join(format!("{table}.tsv"))).unwrap();
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let names: Vec<&str> = lines.next().unwrap().split('\t').collect();
        let place = |name: &str| names.iter().position(|own| *own == name);
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            let cell = |name: &str| cells[place(name).unwrap()].to_owned();
            let is_of = |kind: &str| place("kind").is_some() && cell("kind") == kind;
            // What came of it may repeat what it came of or not: such pairs were marked for copies, not for claims.
            let is_follow_up = is_of("follow-up") && cell(label) == "other";
            let is_form = is_of("form");
            let label = match cell(label).as_str() {
                "independent" => "repeat".to_owned(),
                label => label.to_owned(),
            };
            let stands_for = cell("stands_for").parse().unwrap();
            let (one, other, split) = (cell("one"), cell("other"), cell("split"));
            pairs.push(Pair { one, other, label, is_form, is_follow_up, split, table, stands_for });
        }
    }
    pairs
}

fn main() {
    let file = std::env::args_os().nth(1).map(PathBuf::from);
    let shown = std::env::args().nth(2);
    let own = std::env::temp_dir().join(format!("depesha-narratives-{}", std::process::id()));
    let ledger_file = file.clone().unwrap_or(own);
    if !ledger_file.exists() {
        let mut ledger = kept(&ledger_file, &Reader::embedded().unwrap(), 1, |_, _| {});
        ledger.link_copies().unwrap();
        ledger.refresh_directory().unwrap();
    }
    let ledger = Ledger::open_read_only(&ledger_file).unwrap();
    let view =
        Narratives::of(&ledger, &narratives::Asked { reports: 1, ..Default::default() }).unwrap();
    let mut narratives_of: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (at, row) in view.rows().iter().enumerate() {
        for one in &row.told {
            narratives_of.entry(&one.article.id).or_default().insert(at);
        }
    }
    let mut cluster: BTreeMap<String, String> = BTreeMap::new();
    for copy in ledger.copies().unwrap() {
        cluster.insert(copy.cluster_id.clone(), copy.cluster_id.clone());
        cluster.insert(copy.id, copy.cluster_id);
    }
    let ordered = |one: String, other: String| (one.clone().min(other.clone()), one.max(other));
    let linked = |pairs: Vec<depesha_ledger::Pair>| -> BTreeSet<(String, String)> {
        pairs.into_iter().map(|pair| ordered(pair.id, pair.other_id)).collect()
    };
    let copies = linked(ledger.pairs_of_copies().unwrap());
    let repeats = linked(ledger.repeats().unwrap());
    let told: BTreeSet<String> = {
        let statements = ledger.statements(&depesha_ledger::Query::default()).unwrap();
        let events = ledger.events(&depesha_ledger::Query::default()).unwrap();
        let of_statements = statements.iter().map(|one| one.article.id.clone());
        of_statements.chain(events.iter().map(|one| one.article.id.clone())).collect()
    };
    let mut scores: BTreeMap<(String, &str), Counts> = BTreeMap::new();
    for Pair { one, other, label, is_form, is_follow_up, split, table, stands_for } in marked() {
        let pair = ordered(one.clone(), other.clone());
        let are_of_one = cluster.get(&one).is_some_and(|own| cluster.get(&other) == Some(own));
        let is_copy = are_of_one || copies.contains(&pair);
        let none = BTreeSet::new();
        let of = |id: &str| narratives_of.get(id).unwrap_or(&none);
        let in_narrative = of(&one).intersection(of(&other)).next().is_some();
        let is_linked = repeats.contains(&pair);
        let is_told = is_copy || is_linked || in_narrative;
        let is_repeat = is_told && !is_copy;
        let have_records = told.contains(&one) && told.contains(&other);
        let mut add = |what, found, marked| {
            scores.entry((split.clone(), what)).or_default().add(found, marked, 1.0)
        };
        add("told as one, were follow-ups others", is_told, label != "other");
        if is_follow_up {
            continue;
        }
        add("told as one (copies and repeats)", is_told, label != "other");
        add("repeats, copies aside", is_repeat, label == "repeat");
        // What it was before forms with the same fact counted as the readers call them.
        let is_other = label == "other" || label == "repeat" && is_form;
        add("told as one, were forms with the same fact others", is_told, !is_other);
        add("told as one, by links of reports alone", is_copy || is_linked, label != "other");
        add("told as one, in one narrative or copies", is_copy || in_narrative, label != "other");
        if have_records {
            add("told as one, where both have a record", is_told, label != "other");
            add("repeats, where both have a record", is_repeat, label == "repeat");
        }
        let in_corpus =
            scores.entry((split.clone(), "told as one, counted for the corpus")).or_default();
        in_corpus.add(is_told, label != "other", stands_for);
        if table == "repeats" {
            let mut add = |what, found, marked| {
                scores.entry((split.clone(), what)).or_default().add(found, marked, 1.0);
            };
            add("repeats of repeats.tsv", is_repeat, label == "repeat");
        }
        if shown.as_ref() == Some(&split) && is_told != (label != "other") && have_records {
            println!("{} {label} {one} {other}", if is_told { "wrong" } else { "missed" });
        }
    }
    for ((split, what), counts) in scores {
        println!("{split}, {what}: {}", counts.told());
    }
    if file.is_none() {
        drop(ledger);
        let _ = std::fs::remove_file(ledger_file);
    }
}
