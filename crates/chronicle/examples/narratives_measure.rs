//! How well repeats are told from other reports of a matter: `cargo run -p depesha-chronicle --example
//! narratives_measure [LEDGER [SPLIT]]` over the marked pairs of posts (`measures/near_copies.tsv`, `follow_ups.tsv` and
//! `repeats.tsv`) of `corpora/telegram` under `DEPESHA_SHARED`, or `../shared`. The posts are read into LEDGER where that is not there;
//! with a SPLIT, `tune` or `test`, it shows what of it is missed or found wrongly.
//!
//! Two posts are found to be told as one where one is a copy of the other or both are of one cluster, where they are linked as
//! repeats, or where both tell of one narrative, and one of them in its first sentence: what is marked is whether one tells the
//! claim of the other, and two that have nothing in common but a sentence of background tell one narrative as well. They are repeats
//! where they are told as one and are no copies. An outlet that tells
//! again what it told is no repeat, so that such pairs, where they are no copies, neither have to be found nor are wrong, save in a row of
//! their own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use depesha::Reader;
use depesha_chronicle::{Evidence, Narratives, View, narratives};
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
    /// Whether the one is what came of the other. Its label is that of its claims: `repeat` where the one has that of the other.
    is_follow_up: bool,
    /// Whether one outlet has both.
    is_of_one_outlet: bool,
    split: String,
    table: &'static str,
    /// How many pairs of the corpus it stands for.
    stands_for: f64,
}

/// The rows of a table of marks, each by the names of its columns.
fn rows(file: &Path) -> impl Iterator<Item = BTreeMap<String, String>> + use<> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines: Vec<String> =
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    let names: Vec<String> = lines.remove(0).split('\t').map(str::to_owned).collect();
    lines
        .into_iter()
        .map(move |line| names.iter().cloned().zip(line.split('\t').map(str::to_owned)).collect())
}

fn marked() -> Vec<Pair> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../measures");
    let told: BTreeSet<(String, String)> = rows(&folder.join("follow_ups.tsv"))
        .filter(|row| row["settled"] == "told")
        .map(|row| (row["one"].clone(), row["other"].clone()))
        .collect();
    let mut pairs = Vec::new();
    for (table, label) in [("near_copies", "settled"), ("repeats", "label")] {
        for row in rows(&folder.join(format!("{table}.tsv"))) {
            let is_of = |kind: &str| row.get("kind").is_some_and(|own| own == kind);
            let (one, other) = (row["one"].clone(), row["other"].clone());
            let is_follow_up = is_of("follow-up") && row[label] == "other";
            let label = match row[label].as_str() {
                "other" if told.contains(&(one.clone(), other.clone())) => "repeat",
                "independent" => "repeat",
                label => label,
            };
            pairs.push(Pair {
                one,
                other,
                label: label.to_owned(),
                is_form: is_of("form"),
                is_follow_up,
                is_of_one_outlet: row.get("outlets").is_some_and(|outlets| outlets == "one"),
                split: row["split"].clone(),
                table,
                stands_for: row["stands_for"].parse().unwrap(),
            });
        }
    }
    pairs
}

/// Whether a record stands in the first sentence of a text, as far as a mark with a space behind it ends one; a headline mostly has none.
fn is_of_lead(text: &str, record: &Evidence) -> bool {
    let Some(start) = record.words.iter().map(|(span, _)| span.start).min() else { return false };
    let before: String = text.chars().take(start).collect();
    let begins = before.find(char::is_alphanumeric).unwrap_or(before.len());
    let letters: Vec<char> = before[begins..].chars().collect();
    let ends = |two: &[char]| matches!(two[0], '.' | '!' | '?' | '…') && two[1].is_whitespace();
    !letters.windows(2).any(ends)
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
    let mut sizes: Vec<usize> = view.rows().iter().map(|row| row.reports()).collect();
    sizes.sort_unstable_by(|one, other| other.cmp(one));
    let of_two = sizes.iter().filter(|&&reports| reports > 1).count();
    println!("{of_two} narratives, the greatest of {:?} reports", &sizes[..sizes.len().min(20)]);
    let texts: BTreeMap<String, String> =
        posts::posts().into_iter().map(|post| (post.id, post.text)).collect();
    // Each with whether it is told in the first sentence.
    let mut narratives_of: BTreeMap<&str, BTreeMap<usize, bool>> = BTreeMap::new();
    for (at, row) in view.rows().iter().enumerate() {
        for one in &row.told {
            let told_first =
                narratives_of.entry(&one.article.id).or_default().entry(at).or_default();
            *told_first |= is_of_lead(&texts[&one.article.id], one);
        }
    }
    let mut cluster: BTreeMap<String, String> = BTreeMap::new();
    // As views count what has most of its text from another.
    for copy in ledger.copies().unwrap().into_iter().filter(|copy| copy.likeness >= 0.5) {
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
    for pair in marked() {
        let Pair { one, other, label, is_form, is_follow_up, is_of_one_outlet, .. } = pair;
        let Pair { split, table, stands_for, .. } = pair;
        let pair = ordered(one.clone(), other.clone());
        let are_of_one = cluster.get(&one).is_some_and(|own| cluster.get(&other) == Some(own));
        let is_copy = are_of_one || copies.contains(&pair);
        let of = |id: &str| narratives_of.get(id).into_iter().flatten();
        let mut told_first = of(&one).flat_map(|(narrative, is_first)| {
            let of_other = of(&other).filter(move |(its, _)| *its == narrative);
            of_other.map(move |(_, its_first)| *is_first || *its_first)
        });
        let in_narrative = told_first.any(|is_first| is_first);
        let is_linked = repeats.contains(&pair);
        let is_told = is_copy || is_linked || in_narrative;
        let is_repeat = is_told && !is_copy;
        let have_records = told.contains(&one) && told.contains(&other);
        let mut add = |what, found, marked| {
            scores.entry((split.clone(), what)).or_default().add(found, marked, 1.0)
        };
        add("told as one, an outlet's own retellings too", is_told, label != "other");
        // An outlet that tells its own again is no repeat.
        if is_of_one_outlet && label == "repeat" {
            continue;
        }
        add("told as one (copies and repeats)", is_told, label != "other");
        if is_follow_up {
            add("told as one, follow-ups alone", is_told, label != "other");
        } else {
            add("told as one, without follow-ups", is_told, label != "other");
        }
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
