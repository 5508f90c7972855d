//! A program that is killed while it writes loses nothing and doubles nothing.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use depesha_ledger::Ledger;
use depesha_ledger::corrections::{Change, Correction, Subject};

use crate::reports::{Place, export_of, lemmatize, many};

const FILE: &str = "DEPESHA_TEST_LEDGER";
/// How often to kill; 10 unless this says otherwise.
const KILLS: &str = "DEPESHA_TEST_KILLS";

/// All that a program does with a ledger: open, keep, correct, count the directory, link copies.
fn write_all(file: &Path) {
    let mut ledger = Ledger::open(file).unwrap();
    let reports = many(300);
    let together: Vec<_> = reports[200..].iter().map(|told| told.ready()).collect();
    for (number, told) in reports.iter().enumerate() {
        if number < 200 {
            ledger.keep(&told.ready()).unwrap();
        } else if number % 16 == 8 {
            ledger.keep_all(&together[number - 200..(number - 184).min(100)]).unwrap();
        }
        if number % 50 == 0 {
            let correction = Correction {
                by: "Анна".into(),
                at: format!("2026-01-01T00:00:{:02}Z", number / 50),
                reason: None,
                change: Change::Reject {
                    article: told.key(),
                    subject: Subject::Statement(told.span("заявил")),
                },
            };
            ledger.correct(&correction, lemmatize).unwrap();
            ledger.refresh_directory().unwrap();
        }
    }
    ledger.refresh_directory().unwrap();
    ledger.link_copies().unwrap();
}

#[test]
#[ignore = "is the program that the other test kills"]
fn program_that_writes() {
    let Some(file) = std::env::var_os(FILE) else { return };
    write_all(Path::new(&file));
}

fn start(file: &Path) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["killed::program_that_writes", "--exact", "--ignored", "--test-threads=1"])
        .env(FILE, file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_killed_program_goes_on_where_it_stood() {
    let kills: u64 = std::env::var(KILLS).map_or(10, |count| count.parse().unwrap());
    let place = Place::new("killed");
    let undisturbed = place.file("undisturbed");
    let began = Instant::now();
    assert!(start(&undisturbed).wait().unwrap().success());
    let whole = began.elapsed();
    let expected = export_of(&undisturbed);

    let disturbed = place.file("disturbed");
    let (mut ledgers, mut killed) = (0, 0);
    let mut chance = 0x9E37_79B9_u64;
    while killed < kills {
        // A new ledger whenever one is whole, so that each phase is met.
        let mut child = start(&disturbed);
        chance =
            chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (chance >> 33) as f64 / (1_u64 << 31) as f64;
        // Some die at once, some far on; each run goes on from the one before.
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share * 0.7));
        let is_done = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        if is_done {
            assert_eq!(export_of(&disturbed), expected);
            ledgers += 1;
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(place.file(&format!("disturbed{end}")));
            }
        } else {
            killed += 1;
        }
    }
    assert!(start(&disturbed).wait().unwrap().success());
    assert_eq!(export_of(&disturbed), expected);
    eprintln!("killed {killed} times in {} ledgers", ledgers + 1);
}
