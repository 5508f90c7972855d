//! What may go wrong with a file, and that nothing is lost by it.

use std::time::Duration;

use depesha_ledger::{Kept, Ledger, LedgerError, NEWEST, Options};

use crate::reports::{Place, bridge, export, export_of, ferry, many};

/// The message and the next step.
fn told(error: &LedgerError) -> String {
    assert!(!error.hint().ends_with('.'));
    error.to_string()
}

#[test]
fn what_is_no_ledger_is_left_as_it_is() {
    let place = Place::new("no-ledger");
    let text = place.file("notes.txt");
    std::fs::write(&text, "Мост открыт. ".repeat(400)).unwrap();
    let error = Ledger::open(&text).unwrap_err();
    assert!(matches!(error, LedgerError::NotALedger { .. }), "{error}");
    assert!(told(&error).contains("notes.txt"));
    assert_eq!(std::fs::read_to_string(&text).unwrap(), "Мост открыт. ".repeat(400));

    let other = place.file("other.sqlite");
    let database = rusqlite::Connection::open(&other).unwrap();
    database.execute_batch("CREATE TABLE birds (name TEXT)").unwrap();
    drop(database);
    let before = std::fs::read(&other).unwrap();
    assert!(matches!(Ledger::open(&other), Err(LedgerError::NotALedger { .. })));
    assert!(matches!(Ledger::open_read_only(&other), Err(LedgerError::NotALedger { .. })));
    assert_eq!(std::fs::read(&other).unwrap(), before);

    let missing = place.file("missing");
    assert!(matches!(Ledger::open_read_only(&missing), Err(LedgerError::Unopened { .. })));
    let nowhere = place.file("no/such/folder/ledger");
    assert!(matches!(Ledger::open(&nowhere), Err(LedgerError::Unopened { .. })));
}

#[test]
fn a_ledger_of_a_newer_format_is_left_as_it_is() {
    let place = Place::new("newer");
    place.ledger().keep(&bridge().ready()).unwrap();
    let file = place.file("ledger");
    let database = rusqlite::Connection::open(&file).unwrap();
    database.pragma_update(None, "user_version", NEWEST + 1).unwrap();
    drop(database);
    for error in [Ledger::open(&file).unwrap_err(), Ledger::open_read_only(&file).unwrap_err()] {
        let LedgerError::Newer { found, .. } = error else { panic!("{error}") };
        assert_eq!(found, NEWEST + 1);
    }
}

#[test]
fn a_ledger_opened_for_asking_is_not_written() {
    let place = Place::new("read-only");
    place.ledger().keep(&bridge().ready()).unwrap();
    let mut ledger = Ledger::open_read_only(&place.file("ledger")).unwrap();
    let before = export(&ledger);
    let error = ledger.keep(&ferry().ready()).unwrap_err();
    assert!(matches!(error, LedgerError::ReadOnly { .. }), "{error}");
    assert!(told(&error).contains("ledger is read-only"));
    assert_eq!(export(&ledger), before);
}

#[test]
fn a_file_that_may_not_be_written_is_told_of_at_once() {
    let place = Place::new("rights");
    let file = place.file("ledger");
    place.ledger().keep(&bridge().ready()).unwrap();
    let mut rights = std::fs::metadata(&file).unwrap().permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(&file, rights).unwrap();
    if std::fs::OpenOptions::new().append(true).open(&file).is_ok() {
        eprintln!("skipped: this user may write to files without the right to");
        return;
    }
    assert!(matches!(Ledger::open(&file), Err(LedgerError::ReadOnly { .. })));
}

#[test]
fn a_second_writer_waits_and_then_says_so() {
    let place = Place::new("locked");
    let file = place.file("ledger");
    place.ledger().keep(&bridge().ready()).unwrap();
    let other = rusqlite::Connection::open(&file).unwrap();
    let options = Options { wait: Duration::from_millis(50), ..Options::default() };
    let mut ledger = Ledger::open_with(&file, &options).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = ledger.keep(&ferry().ready()).unwrap_err();
    assert!(matches!(error, LedgerError::Locked { .. }), "{error}");
    // Asking goes on meanwhile.
    assert_eq!(ledger.counts().unwrap().articles, 1);
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(ledger.keep(&ferry().ready()).unwrap(), Kept::New);
}

#[test]
fn two_writers_at_once_give_what_one_gives() {
    let place = Place::new("two-writers");
    let alone = place.file("alone");
    let mut ledger = Ledger::open(&alone).unwrap();
    for report in many(60) {
        ledger.keep(&report.ready()).unwrap();
    }
    // Both begin the file, and each keeps all reports.
    std::thread::scope(|scope| {
        for own in 0..2 {
            let file = place.file("shared");
            scope.spawn(move || {
                let mut ledger = Ledger::open(&file).unwrap();
                let mut reports = many(60);
                if own == 1 {
                    reports.reverse();
                }
                for report in reports {
                    ledger.keep(&report.ready()).unwrap();
                }
            });
        }
    });
    assert_eq!(export_of(&place.file("shared")), export(&ledger));
}

#[test]
fn many_may_begin_a_ledger_at_once() {
    let place = Place::new("many-begin");
    for round in 0..40 {
        let file = place.file(&format!("shared-{round}"));
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| {
                    let mut ledger = Ledger::open(&file).unwrap();
                    ledger.keep(&bridge().ready()).unwrap();
                });
            }
        });
    }
}

#[test]
fn where_there_is_no_more_room_what_is_kept_stays() {
    let place = Place::new("full");
    let file = place.file("ledger");
    let options = Options { most_bytes: Some(1_000_000), ..Options::default() };
    let mut ledger = Ledger::open_with(&file, &options).unwrap();
    let reports = many(2_000);
    let mut kept = 0;
    let error = loop {
        match ledger.keep(&reports[kept].ready()) {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, LedgerError::Full { .. }), "{error}");
    assert!(kept > 20, "{kept}");
    assert_eq!(ledger.counts().unwrap().articles, kept as u64);
    drop(ledger);
    // With more room it goes on.
    let mut ledger = Ledger::open(&file).unwrap();
    for report in &reports[..kept + 10] {
        ledger.keep(&report.ready()).unwrap();
    }
    let mut other = Ledger::open(&place.file("other")).unwrap();
    for report in &reports[..kept + 10] {
        other.keep(&report.ready()).unwrap();
    }
    assert_eq!(export(&ledger), export(&other));
}

#[test]
fn a_damaged_file_is_told_of() {
    let place = Place::new("damaged");
    let file = place.file("ledger");
    let mut ledger = place.ledger();
    for report in many(60) {
        ledger.keep(&report.ready()).unwrap();
    }
    drop(ledger);
    let mut bytes = std::fs::read(&file).unwrap();
    let length = bytes.len();
    bytes[8192..length / 2].fill(0x55);
    std::fs::write(&file, bytes).unwrap();
    let error = Ledger::open(&file)
        .and_then(|ledger| ledger.export(std::io::sink()))
        .expect_err("it is damaged");
    assert!(matches!(error, LedgerError::Damaged { .. }), "{error:?}");
}
