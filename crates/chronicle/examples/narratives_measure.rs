//! How well repeats are told from other reports of a matter: `cargo run -p depesha-chronicle --example
//! narratives_measure [LEDGER [SPLIT]]` over the marked pairs of posts (`measures/near_copies.tsv`, `measures/repeats.tsv`) of
//! `corpora/telegram` under `DEPESHA_SHARED`, or `../shared`. The posts are read into LEDGER where that is not there;
//! with a SPLIT, `tune` or `test`, it shows what of it is missed or found wrongly.
//!
//! Two posts are found to be told as one where they are copies, or both tell of one narrative; they are repeats where they
//! do and are no copies.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use depesha::directory::Report;
use depesha::{Article, Reader};
use depesha_chronicle::{Narratives, View, narratives};
use depesha_ledger::{Ledger, ReadReport, Received};

#[path = "../../ledger/examples/telegram/posts.rs"]
mod posts;

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

fn make(file: &Path) {
    let reader = Reader::embedded().unwrap();
    let mut ledger = Ledger::open(file).unwrap();
    let mut waiting: Vec<ReadReport> = Vec::new();
    for post in posts::posts() {
        let mut article = Article::from_body(post.id, post.text);
        article.outlet = post.outlet;
        article.published = post.published;
        let (read, lemmas) = reader.read_with_lemmas(&article);
        let received = Received::new(article, "jsonl");
        let record = reader.record(&received.article, &read);
        let learned = Report::from_reading(&received.article, &read, reader.tables());
        waiting
            .push(ReadReport::with_lemmas(received, record, learned, lemmas, Vec::new()).unwrap());
    }
    ledger.keep_all(&waiting).unwrap();
    ledger.link_copies().unwrap();
    ledger.refresh_directory().unwrap();
}

/// Two posts that a person marked.
struct Pair {
    one: String,
    other: String,
    label: String,
    split: String,
    table: &'static str,
    /// How many pairs of the corpus it stands for.
    stands_for: f64,
}

fn marked() -> Vec<Pair> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../measures");
    let mut pairs = Vec::new();
    for (table, split_at) in [("near_copies", 4), ("repeats", 3)] {
        let text = std::fs::read_to_string(folder.join(format!("{table}.tsv"))).unwrap();
        for line in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            // The same claim filled into a form again is no claim that recurs.
            let label = match (cells[2], table, cells[3]) {
                ("independent", "near_copies", "form") => "other",
                ("independent", ..) => "repeat",
                (label, ..) => label,
            };
            let [one, other, label, split] =
                [cells[0], cells[1], label, cells[split_at]].map(str::to_owned);
            let stands_for = cells.last().and_then(|cell| cell.parse().ok()).unwrap_or(1.0);
            pairs.push(Pair { one, other, label, split, table, stands_for });
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
        make(&ledger_file);
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
    let told: BTreeSet<String> = {
        let statements = ledger.statements(&depesha_ledger::Query::default()).unwrap();
        let events = ledger.events(&depesha_ledger::Query::default()).unwrap();
        let of_statements = statements.iter().map(|one| one.article.id.clone());
        of_statements.chain(events.iter().map(|one| one.article.id.clone())).collect()
    };
    let mut scores: BTreeMap<(String, &str), Counts> = BTreeMap::new();
    for Pair { one, other, label, split, table, stands_for } in marked() {
        let is_copy = cluster.get(&one).is_some_and(|own| cluster.get(&other) == Some(own));
        let none = BTreeSet::new();
        let of = |id: &str| narratives_of.get(id).unwrap_or(&none);
        let is_told = is_copy || of(&one).intersection(of(&other)).next().is_some();
        let is_repeat = is_told && !is_copy;
        let have_records = told.contains(&one) && told.contains(&other);
        let mut add = |what, found, marked| {
            scores.entry((split.clone(), what)).or_default().add(found, marked, 1.0)
        };
        add("told as one (copies and repeats)", is_told, label != "other");
        add("repeats, copies aside", is_repeat, label == "repeat");
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
