//! What may go wrong with files, disks and other programs: it is told, and all else is kept.

use std::io::Write;
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::program::{Folder, command, depesha, export_of, finished, posts};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn articles(ledger: &str) -> u64 {
    let ledger = depesha_ledger::Ledger::open_read_only(std::path::Path::new(ledger)).unwrap();
    ledger.counts().unwrap().articles
}

#[test]
fn broken_files_are_told_of_and_the_rest_is_kept() {
    let folder = Folder::new("broken");
    let ledger = folder.path("ledger");
    // Random text, so that half of the archive is about half of the posts.
    let packed = gzip(posts(400).as_bytes());
    folder.write("cut.jsonl.gz", &packed[..packed.len() / 2]);
    let page = "<html><body><article><p>Мэр города Павел Ручьёв сообщил в среду, что мост через реку \
        открыт, и поблагодарил строителей.</p></article></body></html>";
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/1\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n\
         HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n\r\n",
        page.len() + "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".len()
    );
    folder.write("cut.warc", &[record.as_bytes(), &record.as_bytes()[..200]].concat());
    folder.write("broken.parquet", b"PAR1 is no table PAR1");
    folder.write("blank.txt", b"   \n");
    folder.write("good.txt", "Паром утонул, сообщила мэр Анна Лугина.".as_bytes());
    let run = depesha(&["ingest", &folder.path(""), "--ledger", &ledger]);
    assert_eq!(run.code, 2, "{}", run.told);
    for name in ["cut.jsonl.gz", "cut.warc", "broken.parquet", "blank.txt"] {
        assert!(run.told.contains(name), "{name} is not told of: {}", run.told);
    }
    assert!(run.told.matches("hint:").count() >= 4);
    let export = export_of(&ledger);
    assert!(export.contains("Паром утонул") && export.contains("https://example.org/1"));
    assert!(articles(&ledger) > 50, "{} articles", articles(&ledger));
}

#[test]
fn a_row_of_a_hundred_megabytes_is_passed_over() {
    let folder = Folder::new("long-row");
    let ledger = folder.path("ledger");
    let mut rows = posts(3).into_bytes();
    rows.extend_from_slice(b"{\"id\": \"long\", \"text\": \"");
    rows.resize(rows.len() + 100_000_000, b'a');
    rows.extend_from_slice(b"\"}\n");
    rows.extend_from_slice(posts(5).as_bytes());
    let path = folder.write("rows.jsonl", &rows);
    let run = depesha(&["ingest", &path, "--ledger", &ledger]);
    assert_eq!(run.code, 2);
    assert!(run.told.contains("rows.jsonl, line 4: it is longer than"), "{}", run.told);
    assert_eq!(articles(&ledger), 5);
}

#[test]
fn a_ledger_that_may_not_be_written_is_told_of_and_left() {
    let folder = Folder::new("read-only");
    let posts = folder.write("posts.jsonl", posts(5).as_bytes());
    let text = folder.write("notes.txt", "Мост открыт. ".repeat(400).as_bytes());
    let run = depesha(&["ingest", &posts, "--ledger", &text]);
    assert_eq!(run.code, 2);
    assert!(run.told.contains("is no ledger of Depesha") && run.told.contains("hint:"));
    assert_eq!(std::fs::read_to_string(&text).unwrap(), "Мост открыт. ".repeat(400));

    let nowhere = folder.path("no/such/folder/ledger");
    let run = depesha(&["ingest", &posts, "--ledger", &nowhere]);
    assert_eq!(run.code, 2);
    assert!(run.told.contains("cannot be opened") && run.told.contains("hint:"), "{}", run.told);
}

#[test]
fn two_runs_at_once_share_a_ledger() {
    let folder = Folder::new("at-once");
    let alone = folder.path("alone");
    let given = folder.write("posts.jsonl", posts(120).as_bytes());
    let arguments = |ledger: &str| {
        ["ingest", &given, "--ledger", ledger, "--received", "2025-12-01"].map(str::to_owned)
    };
    assert_eq!(depesha(&arguments(&alone).each_ref().map(String::as_str)).code, 0);
    let shared = folder.path("shared");
    let runs = [0, 1].map(|_| {
        let arguments = arguments(&shared);
        let mut command = command(&arguments.each_ref().map(String::as_str));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    });
    for run in runs {
        let run = finished(run);
        assert_eq!(run.code, 0, "{}", run.told);
    }
    assert!(export_of(&shared) == export_of(&alone), "the ledgers differ");
}

/// A disk of 3 MiB in a namespace of its own: it goes with the process, and harms nobody.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_of_and_what_was_kept_stays() {
    let folder = Folder::new("full-disk");
    let given = folder.write("posts.jsonl", posts(1500).as_bytes());
    let disk = folder.path("disk");
    std::fs::create_dir(&disk).unwrap();
    let script = format!(
        "mount -t tmpfs -o size=3m tmpfs '{disk}' || exit 77
         '{program}' ingest '{given}' --ledger '{disk}/ledger' --quiet; code=$?
         mount -o remount,size=200m '{disk}'
         '{program}' ingest '{given}' --ledger '{disk}/ledger' --format json || exit 78
         exit $code",
        program = env!("CARGO_BIN_EXE_depesha"),
    );
    let output = Command::new("unshare").args(["-m", "sh", "-c", &script]).output();
    let Ok(output) = output else {
        eprintln!("skipped: there is no `unshare`");
        return;
    };
    let told = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(77) || told.contains("unshare failed") {
        eprintln!("skipped: this user may not mount a disk of its own");
        return;
    }
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("there is no room for") && told.contains("hint: make room"), "{told}");
    let out = String::from_utf8_lossy(&output.stdout);
    let summary: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(summary["ledger"]["articles"], 1500);
    assert!(summary["unchanged"].as_u64().unwrap() > 0, "{summary}");
}
