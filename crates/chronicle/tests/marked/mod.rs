//! The marked groups of reports: read from their files, kept in a ledger each, and compared with what the views find.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use depesha::directory::Report;
use depesha::{Article, Reader};
use depesha_chronicle::{CommitmentLives, Disputes, View, commitments, disputes};
use depesha_ledger::{Ledger, ReadReport, Received};

/// A group of reports with what is marked in it.
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) split: String,
    on: Option<jiff::civil::Date>,
    reports: Vec<Article>,
    pub(crate) marks: BTreeSet<String>,
}

impl Group {
    fn read(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).unwrap();
        let mut parts = text.split("\n## ");
        let head = parts.next().unwrap();
        let setting = |name: &str| {
            let lines = head.lines();
            lines
                .filter_map(|line| line.split_once(": "))
                .find(|(own, _)| *own == name)
                .map(|(_, is)| is)
        };
        let mut group = Self {
            name: file.file_stem().unwrap().to_string_lossy().into_owned(),
            kind: setting("kind").unwrap().to_owned(),
            split: setting("split").unwrap().to_owned(),
            on: setting("on").map(|day| day.parse().unwrap()),
            reports: Vec::new(),
            marks: BTreeSet::new(),
        };
        for part in parts {
            let (head, body) = part.split_once('\n').unwrap_or((part, ""));
            if head == "marks" {
                group.marks = body.lines().map(|line| ordered(&group.kind, line)).collect();
                continue;
            }
            let [id, day, outlet] = head.split(" | ").collect::<Vec<_>>()[..] else {
                panic!("{}: {head}", file.display());
            };
            let mut article = Article::from_body(id, body.trim_end());
            article.published = Some(day.to_owned());
            article.outlet = Some(outlet.to_owned());
            group.reports.push(article);
        }
        group
    }

    /// The views' findings, written as marks are.
    pub(crate) fn found(&self, ledger: &Ledger) -> BTreeSet<String> {
        if self.kind == "disputes" {
            let view = Disputes::of(ledger, &disputes::Asked::default()).unwrap();
            return view
                .rows()
                .iter()
                .map(|row| {
                    let [one, other] = &row.sides;
                    ordered(
                        &self.kind,
                        &format!("{} {} {}", row.kind.word(), one.article.id, other.article.id),
                    )
                })
                .collect();
        }
        let asked = commitments::Asked { on: self.on, ..commitments::Asked::default() };
        let view = CommitmentLives::of(ledger, &asked).unwrap();
        let of = |key: &str| {
            let made = view
                .rows()
                .iter()
                .find(|row| row.commitment == key && row.stage == commitments::Stage::Made);
            made.map_or("?", |row| row.evidence.article.id.as_str()).to_owned()
        };
        let rows = view.rows().iter().filter_map(|row| {
            let stage = row.stage.word();
            match stage {
                "made" | "due" => None,
                "overdue" => Some(format!("{stage} {}", of(&row.commitment))),
                _ => Some(format!("{stage} {} {}", of(&row.commitment), row.evidence.article.id)),
            }
        });
        rows.collect()
    }

    /// A ledger with the reports, in the order that is given.
    pub(crate) fn ledger(&self, reader: &Reader, file: &Path, backwards: bool) -> Ledger {
        let _ = std::fs::remove_file(file);
        let mut ledger = Ledger::open(file).unwrap();
        let mut reports = self.reports.clone();
        if backwards {
            reports.reverse();
        }
        for article in reports {
            keep(reader, &mut ledger, article);
        }
        ledger.link_copies().unwrap();
        ledger.refresh_directory().unwrap();
        ledger
    }
}

/// Reads a report and keeps it.
pub(crate) fn keep(reader: &Reader, ledger: &mut Ledger, article: Article) {
    let received = Received::new(article, "text");
    let (reading, lemmas) = reader.read_with_lemmas(&received.article);
    let record = reader.record(&received.article, &reading);
    let learned = Report::from_reading(&received.article, &reading, reader.tables());
    let report = ReadReport::with_lemmas(received, record, learned, lemmas, Vec::new()).unwrap();
    ledger.keep(&report).unwrap();
}

/// A mark in the form in which it is compared: the reports of a dispute stand in any order.
fn ordered(kind: &str, line: &str) -> String {
    let mut words: Vec<&str> = line.split(' ').collect();
    if kind == "disputes" {
        words[1..].sort_unstable();
    }
    words.join(" ")
}

/// All groups, by name.
pub(crate) fn groups() -> Vec<Group> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/groups");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "txt"));
    files.sort();
    files.iter().map(|file| Group::read(file)).collect()
}

/// How many of the marks are found, and of those found marked.
#[derive(Default, Clone, Copy)]
pub(crate) struct Score {
    pub(crate) hit: usize,
    pub(crate) found: usize,
    pub(crate) marked: usize,
}

impl Score {
    pub(crate) fn add(&mut self, found: &BTreeSet<String>, marked: &BTreeSet<String>) {
        self.hit += found.intersection(marked).count();
        self.found += found.len();
        self.marked += marked.len();
    }

    pub(crate) fn f1(self) -> f64 {
        2.0 * self.hit as f64 / (self.found + self.marked).max(1) as f64
    }
}

/// A file of this process in the folder for such, which is removed with what SQLite puts beside it.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("depesha-{name}-{}", std::process::id())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let mut file = self.0.clone().into_os_string();
            file.push(end);
            let _ = std::fs::remove_file(file);
        }
    }
}
