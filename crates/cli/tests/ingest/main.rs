//! `depesha ingest` and `depesha reread` as they are run: what is kept, told and left when killed.

mod faults;
mod killed;
mod program;

const FOREIGN: &[u8] = b"The bridge over the river was opened on Wednesday by the mayor, who thanked the builders and \
    promised that the second bridge would be finished before the end of next year.";

use program::{Folder, depesha, export_of, posts};

#[test]
fn reports_are_kept_once_and_summed_up() {
    let folder = Folder::new("summed-up");
    let posts = folder.write("posts.jsonl", posts(12).as_bytes());
    let foreign = folder.write("foreign.txt", FOREIGN);
    let ledger = folder.path("news.ledger");
    let given = ["ingest", &posts, &foreign, "--ledger", &ledger, "--received", "2025-12-01"];

    let would = depesha(&[&given[..], &["--dry-run"]].concat());
    assert_eq!(would.code, 0);
    assert!(
        would.out.starts_with("to read           12\nto keep           13   new 13\n"),
        "{}",
        would.out
    );
    assert!(!std::path::Path::new(&ledger).exists());

    let first = depesha(&given);
    assert_eq!((first.code, first.told.as_str()), (0, ""));
    let shown = first.out.replace(&ledger, "news.ledger");
    insta::assert_snapshot!(shown);
    let before = export_of(&ledger);

    let again = depesha(&[&given[..], &["--format", "json"]].concat());
    let summary: serde_json::Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!((&summary["read"], &summary["unchanged"]), (&0.into(), &13.into()));
    assert_eq!(summary["ledger"]["articles"], 13);
    assert_eq!(export_of(&ledger), before);
    let quiet = depesha(&[&given[..], &["--quiet"]].concat());
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.told.as_str()), (0, "", ""));
}

#[test]
fn a_report_that_moved_is_the_same_and_one_that_changed_is_a_version() {
    let folder = Folder::new("moved");
    let ledger = folder.path("ledger");
    let row = r#"{"id": "ozero-1", "text": "Мэр Павел Ручьёв сообщил, что мост открыт."}"#;
    let here = folder.write("here.jsonl", row.as_bytes());
    let there = folder.write("there.jsonl", row.as_bytes());
    let mended = folder.write("mended.jsonl", row.replace("открыт", "закрыт").as_bytes());
    let ingest = |path: &str| depesha(&["ingest", path, "--ledger", &ledger, "-f", "json"]);
    let number = |run: program::Run, name: &str| {
        serde_json::from_str::<serde_json::Value>(&run.out).unwrap()[name].as_u64().unwrap()
    };
    assert_eq!(number(ingest(&here), "new"), 1);
    assert_eq!(number(ingest(&there), "unchanged"), 1);
    assert_eq!(number(ingest(&mended), "new_versions"), 1);
}

#[test]
fn standard_input_is_taken_and_what_it_lacks_is_given() {
    let folder = Folder::new("from-stdin");
    let ledger = folder.path("ledger");
    let arguments = [
        "ingest",
        "-",
        "--ledger",
        &ledger,
        "--outlet",
        "Озёрная газета",
        "--published",
        "2025-11-03",
    ];
    let run = program::depesha_from_stdin(
        &arguments,
        "Мост открыт, сообщил мэр Павел Ручьёв.".as_bytes(),
    );
    assert_eq!(run.code, 0, "{}", run.told);
    assert!(export_of(&ledger).contains("Озёрная газета"));
}

#[test]
fn reading_again_reads_what_another_version_read() {
    let folder = Folder::new("again");
    let ledger = folder.path("ledger");
    let posts = folder.write("posts.jsonl", posts(8).as_bytes());
    let outlets = folder.write("own.tsv", "Озёрная газета\t-\tpaper\tLTU\n".as_bytes());
    assert_eq!(depesha(&["ingest", &posts, "--ledger", &ledger]).code, 0);
    let with_own = ["reread", "--ledger", &ledger, "--outlets", &outlets, "--format", "json"];
    let would = depesha(&[&with_own[..], &["--dry-run"]].concat());
    assert!(would.out.contains("\"new_readings\": 8"), "{}", would.out);
    let run = depesha(&with_own);
    assert_eq!(run.code, 0, "{}", run.told);
    assert!(run.out.contains("\"new_readings\": 8") && run.out.contains("\"readings\": 16"));
    assert!(depesha(&with_own).out.contains("\"new_readings\": 0"));

    let missing = depesha(&["reread", "--ledger", &folder.path("none")]);
    assert_eq!(missing.code, 2);
    assert!(missing.told.contains("none") && missing.told.contains("hint:"), "{}", missing.told);
    assert!(!std::path::Path::new(&folder.path("none")).exists());
}

#[test]
fn a_folder_of_tables_without_records_is_refused_with_the_way_out() {
    let folder = Folder::new("exported");
    let posts = folder.write("posts.jsonl", posts(3).as_bytes());
    let (ledger, tables) = (folder.path("ledger"), folder.path("tables"));
    assert_eq!(depesha(&["ingest", &posts, "--ledger", &ledger, "--quiet"]).code, 0);
    assert_eq!(depesha(&["export", "--ledger", &ledger, &tables, "--quiet"]).code, 0);
    let other = folder.path("other.ledger");
    let refused = depesha(&["ingest", &tables, "--ledger", &other]);
    assert_eq!(refused.code, 2);
    assert!(refused.told.contains("has no table `records`"), "{}", refused.told);
    assert!(refused.told.contains("ingest `articles.parquet` alone"), "{}", refused.told);
    let articles = format!("{tables}/articles.parquet");
    let again = depesha(&["ingest", &articles, "--ledger", &other, "-f", "json"]);
    assert_eq!(again.code, 0, "{}", again.told);
    let looked = depesha(&["ingest", &tables, "--ledger", &other, "--dry-run"]);
    assert_eq!(looked.code, 2);
    assert!(looked.told.contains("not told beforehand"), "{}", looked.told);
}
