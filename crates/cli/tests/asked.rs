//! What is asked of a ledger as the program is run: tables, forms for other programs, exit codes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use depesha::directory::Report;
use depesha::{Article, Reader};
use depesha_ledger::corrections::{ArticleKey, Change, ClaimedActor, ClaimedRecord};
use depesha_ledger::{Correction, Ledger, ReadReport, Received};

/// Reports written for this test: id, outlet, day, text.
const REPORTS: [[&str; 4]; 3] = [
    [
        "bridge.txt",
        "Верхнеозёрская газета",
        "2025-11-03",
        "Министр транспорта Грузии Леван Мчедлидзе сообщил газете «Луч», что Грузия построит мост до 1 \
         мая 2026 года. «Эстония ввела санкции против Грузии», — заявил Мчедлидзе. На стройке работают \
         более 40 человек.",
    ],
    [
        "ferry.txt",
        "Луч",
        "2025-11-05",
        "Леван Мчедлидзе пообещал, что паром не станет дороже. По словам посла Эстонии Марты Каск, \
         Эстония отменит санкции, если переговоры начнутся.",
    ],
    [
        "copy.txt",
        "Озёрный вестник",
        "2025-11-06",
        "Леван Мчедлидзе пообещал, что паром не станет дороже. По словам посла Эстонии Марты Каск, \
         Эстония отменит санкции, если переговоры начнутся. Погода хорошая.",
    ],
];

/// A ledger of the reports, with an attitude that a person claims, in a folder of the test's own.
fn ledger(name: &str) -> (PathBuf, String) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("news.ledger");
    let reader = Reader::embedded().unwrap();
    let mut ledger = Ledger::open(&file).unwrap();
    let mut key = None;
    for [id, outlet, published, text] in REPORTS {
        let mut article = Article::from_body(id, text);
        article.outlet = Some(outlet.into());
        article.published = Some(published.into());
        let received = Received::new(article, "text");
        let (reading, lemmas) = reader.read_with_lemmas(&received.article);
        let mut record = reader.record(&received.article, &reading);
        record.depesha.model = "of the test".into();
        record.depesha.version = "0.1.0".into();
        let learned = Report::from_reading(&received.article, &reading, reader.tables());
        let sha256 = received.article.sha256.clone().unwrap();
        key.get_or_insert(ArticleKey { id: id.into(), sha256 });
        let report = ReadReport::with_lemmas(received, record, learned, lemmas, Vec::new());
        ledger.keep(&report.unwrap()).unwrap();
    }
    let actor = |id: &str, name: &str, state: &str| ClaimedActor {
        id: id.into(),
        name: name.into(),
        class: depesha::record::ActorClass::State,
        state: Some(state.into()),
    };
    let words = "ввела санкции против Грузии";
    let start = REPORTS[0][3].find(words).map(|at| REPORTS[0][3][..at].chars().count()).unwrap();
    let end = start + words.chars().count();
    let correction = Correction {
        by: "Анна".into(),
        at: "2026-01-01T00:00:00Z".into(),
        reason: None,
        change: Change::Add {
            article: key.unwrap(),
            record: Box::new(ClaimedRecord::Attitude(
                serde_json::from_value(serde_json::json!({
                    "source": "a1", "target": "a2", "polarity": "neg", "confidence": 0.9,
                    "said_in": null, "evidence": [{"start": start, "end": end}],
                }))
                .unwrap(),
            )),
            actors: vec![actor("a1", "Эстония", "EST"), actor("a2", "Грузия", "GEO")],
        },
    };
    ledger.correct(&correction, |text| reader.lemmas(text)).unwrap();
    ledger.refresh_directory().unwrap();
    ledger.link_copies().unwrap();
    drop(ledger);
    let file = file.to_str().unwrap().to_owned();
    (folder, file)
}

struct Run {
    code: i32,
    out: Vec<u8>,
    told: String,
}

impl Run {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }
}

fn depesha(arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_depesha"));
    for variable in ["DEPESHA_LEDGER", "DEPESHA_MODEL", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    let output = command.args(arguments).stdin(Stdio::null()).output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: output.stdout,
        told: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn tables_for_people() {
    let (_folder, file) = ledger("tables-for-people");
    let mut all = String::new();
    for question in [
        "statements",
        "events",
        "commitments",
        "attitudes",
        "actors",
        "articles",
        "quantities",
        "dates",
    ] {
        let run = depesha(&[question, "--ledger", &file, "--width", "84"]);
        assert_eq!(run.code, 0, "{}", run.told);
        let trimmed: Vec<&str> = run.text().lines().map(str::trim_end).collect();
        assert!(run.text().lines().all(|line| line.chars().count() <= 84));
        all += &format!("$ depesha {question}\n{}\n{}\n", trimmed.join("\n"), run.told);
    }
    insta::assert_snapshot!(all);
}

#[test]
fn a_narrow_table_and_a_coloured_one() {
    let (_folder, file) = ledger("narrow");
    let by = ["statements", "--ledger", &file, "--by", "Мчедлидзе", "--limit", "2"];
    let narrow = depesha(&[&by[..], &["--width", "40"]].concat());
    let coloured = depesha(&[&by[..], &["--width", "70", "--color", "always"]].concat());
    let both = format!("{}\n{}", narrow.text(), coloured.text().replace('\u{1b}', "␛"));
    insta::assert_snapshot!(both + &narrow.told);
}

#[test]
fn forms_for_other_programs() {
    let (_folder, file) = ledger("forms");
    let by = ["statements", "--ledger", &file, "--by", "Каск", "--without-copies"];
    let csv = depesha(&[&by[..], &["--format", "csv"]].concat());
    let json = depesha(&[&by[..], &["--format", "json"]].concat());
    let lines = depesha(&[&by[..], &["--format", "jsonl"]].concat());
    assert_eq!((csv.code, json.code, lines.code), (0, 0, 0));
    let array: Vec<serde_json::Value> = serde_json::from_slice(&json.out).unwrap();
    let each: Vec<serde_json::Value> =
        lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(array, each);
    let pretty = serde_json::to_string_pretty(&array).unwrap();
    insta::assert_snapshot!(format!("{}\n{pretty}", csv.text()));
}

#[test]
fn parquet_goes_to_standard_output_or_a_file() {
    let (folder, file) = ledger("parquet");
    let target = folder.join("events.parquet");
    let piped = depesha(&["events", "--ledger", &file, "--format", "parquet"]);
    let events = ["events", "--ledger", &file, "--format", "parquet", "--output"];
    let run = depesha(&[&events[..], &[target.to_str().unwrap()]].concat());
    assert_eq!((piped.code, run.code, run.out.len()), (0, 0, 0));
    assert_eq!(fs::read(&target).unwrap(), piped.out);
    assert!(piped.out.starts_with(b"PAR1") && piped.out.ends_with(b"PAR1"));
    assert!(!folder.join("events.parquet.part").exists());
    let nowhere = depesha(&[&events[..], &["/no/such/folder/events.parquet"]].concat());
    assert_eq!(nowhere.code, 2, "{}", nowhere.told);
}

#[test]
fn filters_compose() {
    let (_folder, file) = ledger("filters");
    let count = |question: &str, filters: &[&str]| {
        let run =
            depesha(&[&[question, "--ledger", &file, "--format", "jsonl"][..], filters].concat());
        assert_eq!(run.code, 0, "{}", run.told);
        run.text().lines().count()
    };
    let all = count("statements", &[]);
    let copies_out = count("statements", &["--without-copies"]);
    assert!(copies_out < all);
    assert_eq!(count("statements", &["--by", "Каск", "--search", "санкциями"]), 2);
    assert_eq!(count("statements", &["--by", "Каск", "--search", "паром"]), 0);
    assert_eq!(
        count("statements", &["--outlet", "луч", "--since", "2025-11", "--until", "2025"]),
        2
    );
    assert_eq!(count("statements", &["--since", "2026"]), 0);
    let sanctions = ["--between", "Эстония", "Georgia", "--type", "sanction"];
    assert_eq!(count("events", &sanctions), 1);
    assert_eq!(count("events", &[&sanctions[..], &["--status", "negated"]].concat()), 0);
    assert_eq!(count("attitudes", &["--between", "EST", "GEO", "--confidence", "0.9"]), 1);
    assert_eq!(count("attitudes", &["--confidence", "0.95"]), 0);
    assert_eq!(count("actors", &["--kind", "person", "--state", "EST"]), 1);
    assert_eq!(count("articles", &["--search", "«паром не станет»", "--limit", "1"]), 1);
}

#[test]
fn what_finds_nothing_says_so_and_what_may_have_been_meant() {
    let (_folder, file) = ledger("nothing");
    let run = depesha(&["statements", "--ledger", &file, "--by", "Мчед"]);
    assert_eq!((run.code, run.text()), (0, ""));
    assert!(run.told.contains("fits") && run.told.contains("`Леван Мчедлидзе`"), "{}", run.told);
    let run = depesha(&["events", "--ledger", &file, "--outlet", "Заря", "--format", "json"]);
    assert_eq!((run.code, run.text()), (0, "[]\n"));
    assert!(run.told.contains("no report is from `Заря`; most are from"), "{}", run.told);
}

#[test]
fn bad_values_and_bad_ledgers_are_told_with_what_is_possible() {
    let (folder, file) = ledger("bad");
    let told = |arguments: &[&str]| {
        let run = depesha(arguments);
        assert_eq!((run.code, run.text()), (2, ""), "{}", run.told);
        let told = run.told.replace(folder.to_str().unwrap(), "FOLDER");
        // The newest format changes with each migration.
        let newest = depesha_ledger::NEWEST;
        told.replace(&format!("up to {newest}\n"), "up to NEWEST\n")
            .replace(&format!("to format {newest}\n"), "to format NEWEST\n")
    };
    let text = folder.join("notes.txt");
    fs::write(&text, "Мост открыт. ".repeat(400)).unwrap();
    let newer = folder.join("newer.ledger");
    fs::copy(&file, &newer).unwrap();
    let mut bytes = fs::read(&newer).unwrap();
    // The number of the format stands in the head of the file.
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&newer, &bytes).unwrap();
    let older = folder.join("older.ledger");
    bytes[60..64].copy_from_slice(&1_u32.to_be_bytes());
    fs::write(&older, &bytes).unwrap();
    let path = |file: &Path| file.to_str().unwrap().to_owned();
    let all = [
        told(&["events", "--ledger", &file, "--state", "Росия"]),
        told(&["events", "--ledger", &file, "--type", "war"]),
        told(&["statements", "--ledger", &file, "--since", "вчера"]),
        told(&["statements", "--ledger", &file, "--search", "—"]),
        told(&["statements", "--ledger", &path(&folder.join("missing"))]),
        told(&["statements", "--ledger", &path(&text)]),
        told(&["statements", "--ledger", &path(&newer)]),
        told(&["statements", "--ledger", &path(&older)]),
        told(&["statements"]),
        told(&["export", "--ledger", &file]),
    ];
    insta::assert_snapshot!(all.join("\n"));
    assert!(!folder.join("missing").exists());
}

fn bytes_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn an_export_has_the_same_bytes_each_time_and_replaces_the_one_before() {
    let (folder, file) = ledger("export");
    let (one, other) = (folder.join("one"), folder.join("other"));
    for target in [&one, &one, &other] {
        let run = depesha(&["export", "--ledger", &file, target.to_str().unwrap()]);
        assert_eq!((run.code, run.text()), (0, ""), "{}", run.told);
        assert!(run.told.contains("3 articles"), "{}", run.told);
    }
    assert_eq!(bytes_of(&one), bytes_of(&other));
    // A file a table and two scripts, nothing half written.
    let names: Vec<String> = bytes_of(&one).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), depesha_ledger::star::STAR.len() + 2);
    assert!(names.iter().all(|name| name.ends_with(".parquet") || name.ends_with(".sql")));

    let piped = depesha(&["export", "--ledger", &file, "--format", "jsonl"]);
    let target = folder.join("all.jsonl");
    let to_file =
        depesha(&["export", "--ledger", &file, "--format", "jsonl", target.to_str().unwrap()]);
    assert_eq!((piped.code, to_file.code), (0, 0));
    assert_eq!(fs::read(&target).unwrap(), piped.out);
    assert!(piped.text().starts_with("{\"articles\":"));
}

/// Runs where `DEPESHA_DUCKDB_PYTHON` is a Python with the package `duckdb`; `.ci/run` makes one.
#[test]
fn duckdb_opens_an_export_with_one_line() {
    let Some(python) = std::env::var_os("DEPESHA_DUCKDB_PYTHON") else {
        eprintln!("skipped: DEPESHA_DUCKDB_PYTHON names no Python with duckdb");
        return;
    };
    let (folder, file) = ledger("duckdb");
    let tables = folder.join("tables");
    assert_eq!(depesha(&["export", "--ledger", &file, tables.to_str().unwrap()]).code, 0);
    let answers = folder.join("statements.parquet");
    let run = depesha(&[
        "statements",
        "--ledger",
        &file,
        "--format",
        "parquet",
        "--output",
        answers.to_str().unwrap(),
    ]);
    assert_eq!(run.code, 0);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/duckdb_opens.py");
    let output = Command::new(python).arg(script).arg(&tables).arg(&answers).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap());
}
