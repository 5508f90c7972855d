//! What is given is read and kept once, whatever the threads, interruptions and repetitions.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use depesha::{Article, Reader};
use depesha_ingest::{Came, Options, Outcome, articles_left, ingest, look};
use depesha_ledger::{Ledger, LedgerError, Received};
use depesha_sources::{Rejected, documents_of_stream};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().unwrap());

/// A folder of the test's own, which goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("depesha-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const MAYORS: [&str; 4] = ["Павел Ручьёв", "Анна Лугина", "Ерлан Сапаров", "Йонас Каупас"];
const DEEDS: [&str; 5] = [
    "мост через реку Озёрную откроют в мае",
    "Литва ввела санкции против двух пароходств",
    "переговоры с Казахстаном пройдут в Осло",
    "Швеция отказалась от совместных учений",
    "паром пойдёт уже летом",
];

/// So many reports; each seventh is in another language, each fifth a copy of the one before.
fn reports(count: usize) -> Vec<Result<Received, Rejected>> {
    let report = |number: usize| {
        let told = if number % 5 == 4 { number - 1 } else { number };
        let (mayor, deed) = (MAYORS[told % MAYORS.len()], DEEDS[told / 2 % DEEDS.len()]);
        let mut body = format!(
            "Мэр города {mayor} заявил в среду, что {deed}. По его словам, это решение номер {told} \
             принято после долгих споров. «Мы договорились обо всём за {told} дней», — добавил он."
        );
        let mut language = "ru";
        if number % 7 == 6 {
            body = format!("The mayor said on Wednesday that bridge number {told} would open.");
            language = "en";
        }
        let mut article = Article::from_body(format!("report-{number}"), body);
        article.published = Some(format!("2025-11-{:02}", number % 28 + 1));
        let mut received = Received::new(article, "text");
        received.language = Some(language.into());
        received.received_at = Some("2025-12-01T00:00:00Z".into());
        Ok(received)
    };
    (0..count).map(report).collect()
}

fn threads(count: usize) -> Options {
    Options { threads: NonZero::new(count).unwrap(), at_once: 3, stop: None }
}

fn kept(
    file: &Path,
    given: Vec<Result<Received, Rejected>>,
    options: &Options,
) -> Result<Outcome, LedgerError> {
    let mut ledger = Ledger::open(file)?;
    ingest(&READER, &mut ledger, given, options, |_| {})
}

/// All that a ledger holds, once copies are linked and who is who is counted.
fn export(file: &Path) -> String {
    let mut ledger = Ledger::open(file).unwrap();
    ledger.link_copies().unwrap();
    ledger.refresh_directory().unwrap();
    let mut output = Vec::new();
    ledger.export(&mut output).unwrap();
    String::from_utf8(output).unwrap()
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = Folder::new("threads");
    let mut exports = Vec::new();
    for count in [1, 2, 8] {
        let file = folder.file(&format!("with-{count}"));
        let outcome = kept(&file, reports(60), &threads(count)).unwrap();
        assert_eq!((outcome.new, outcome.unread["en"], outcome.stopped), (60, 8, false));
        let copies = Ledger::open_read_only(&file).unwrap().copies().unwrap();
        assert!(!copies.is_empty(), "they are linked as they come in");
        exports.push(export(&file));
    }
    assert!(exports[0].len() > 10_000);
    assert!(exports[0] == exports[1] && exports[1] == exports[2]);
}

#[test]
fn the_same_again_changes_nothing() {
    let folder = Folder::new("again");
    let file = folder.file("ledger");
    kept(&file, reports(20), &threads(2)).unwrap();
    let before = export(&file);
    let again = kept(&file, reports(20), &threads(2)).unwrap();
    assert_eq!((again.kept(), again.unchanged), (0, 20));
    assert_eq!(export(&file), before);
    // Twice in one run is once, too.
    let twice = folder.file("twice");
    let outcome =
        kept(&twice, [reports(20), reports(20)].into_iter().flatten().collect(), &threads(2));
    let outcome = outcome.unwrap();
    assert_eq!((outcome.new, outcome.unchanged), (20, 20));
    assert_eq!(export(&twice), before);
}

#[test]
fn a_run_that_is_stopped_goes_on_where_it_stood() {
    let folder = Folder::new("stopped");
    let whole = folder.file("whole");
    kept(&whole, reports(40), &threads(2)).unwrap();

    let file = folder.file("stopped");
    let stop: Arc<AtomicBool> = Arc::default();
    let options = Options { stop: Some(Arc::clone(&stop)), ..threads(2) };
    let mut ledger = Ledger::open(&file).unwrap();
    let count = AtomicUsize::new(0);
    let outcome = ingest(&READER, &mut ledger, reports(40), &options, |came| {
        if matches!(came, Came::Kept { .. }) && count.fetch_add(1, Ordering::Relaxed) == 6 {
            stop.store(true, Ordering::Relaxed);
        }
    })
    .unwrap();
    drop(ledger);
    assert!(outcome.stopped && (7..40).contains(&outcome.new), "{outcome:?}");

    let rest = kept(&file, reports(40), &threads(2)).unwrap();
    assert_eq!(rest.new, 40 - outcome.new);
    assert_eq!(export(&file), export(&whole));
}

#[test]
fn what_would_be_done_is_what_is_done() {
    let folder = Folder::new("look");
    let file = folder.file("ledger");
    kept(&file, reports(10), &threads(1)).unwrap();
    let mut more = reports(20);
    let mut other = more[3].as_ref().unwrap().clone();
    other.article = Article::from_body("report-3", "Мэр Анна Лугина сообщила, что паром утонул.");
    more.push(Ok(other.clone()));
    more.push(Ok(other));
    let again = more.iter().map(|given| Ok(given.as_ref().unwrap().clone())).collect();
    let would = look(&READER, &file, more, |_| {}).unwrap();
    assert_eq!((would.new, would.new_versions, would.unchanged), (10, 1, 11));
    assert_eq!(kept(&file, again, &threads(1)).unwrap(), would);
    let nowhere = look(&READER, &folder.file("none"), reports(3), |_| {}).unwrap();
    assert_eq!(nowhere.new, 3);
    assert!(!folder.file("none").exists());
}

#[test]
fn one_bad_row_of_many_costs_itself_alone() {
    let folder = Folder::new("bad-row");
    let mut rows = String::new();
    for (number, report) in reports(50).into_iter().enumerate() {
        let body = report.unwrap().article.body;
        match number {
            30 => rows.push_str("{\"text\": \"Мост от\n"),
            _ => rows.push_str(&format!("{{\"id\": \"r{number}\", \"text\": \"{body}\"}}\n")),
        }
    }
    let given = documents_of_stream(
        "rows.jsonl",
        std::io::Cursor::new(rows.into_bytes()),
        &depesha_sources::Options::default(),
    );
    let given = given.map(|given| given.map(|document| depesha_ingest::received(document, None)));
    let mut places = Vec::new();
    let mut ledger = Ledger::open(&folder.file("ledger")).unwrap();
    let outcome = ingest(&READER, &mut ledger, given, &threads(2), |came| {
        if let Came::Rejected(rejected) = came {
            places.push(rejected.place.to_string());
        }
    });
    let outcome = outcome.unwrap();
    assert_eq!((outcome.new, outcome.rejected["broken JSON"]), (49, 1));
    assert_eq!(places, ["rows.jsonl#31"]);
}

#[test]
fn a_full_disk_ends_the_run_and_loses_nothing() {
    let folder = Folder::new("full");
    let file = folder.file("ledger");
    kept(&file, reports(5), &threads(1)).unwrap();
    let before = Ledger::open(&file).unwrap().counts().unwrap();
    let bytes = std::fs::metadata(&file).unwrap().len();
    let full = depesha_ledger::Options { most_bytes: Some(bytes), ..Default::default() };
    let mut ledger = Ledger::open_with(&file, &full).unwrap();
    let error = ingest(&READER, &mut ledger, reports(400), &threads(2), |_| {}).unwrap_err();
    assert!(matches!(error, LedgerError::Full { .. }), "{error}");
    drop(ledger);
    let after = Ledger::open(&file).unwrap().counts().unwrap();
    assert!(after.articles >= before.articles);
    // With room again, all of it comes in.
    let rest = kept(&file, reports(400), &threads(2)).unwrap();
    assert_eq!(rest.new + after.articles, 400);
}

#[test]
fn another_version_reads_again_beside_the_old_reading() {
    let folder = Folder::new("reread");
    let file = folder.file("ledger");
    kept(&file, reports(20), &threads(2)).unwrap();
    let before = Ledger::open(&file).unwrap().counts().unwrap();
    let own = "Озёрная газета\t-\tpaper\tLTU\n";
    let tables = depesha::reading::Tables::with_outlets(own, "own.tsv").unwrap();
    let later = Reader::embedded().unwrap().with_tables("outlets-1", tables);
    assert!(later.maker().version > READER.maker().version);

    let mut ledger = Ledger::open(&file).unwrap();
    assert_eq!(articles_left(&ledger, &READER).unwrap().how_many().unwrap(), 0);
    let mut left = articles_left(&ledger, &later).unwrap();
    // Those in another language are not for this reader either.
    assert_eq!(left.how_many().unwrap(), 18);
    let outcome = ingest(&later, &mut ledger, &mut left, &threads(2), |_| {}).unwrap();
    assert!(left.error().is_none());
    assert_eq!((outcome.new_readings, outcome.new), (18, 0));
    let after = ledger.counts().unwrap();
    assert_eq!((after.articles, after.readings), (before.articles, before.readings + 18));
    assert_eq!(after.statements, before.statements);
    assert_eq!(articles_left(&ledger, &later).unwrap().how_many().unwrap(), 0);
}
