use depesha::reading::ActorClass;
use depesha_ledger::{BadRecord, Counts, Kept, Query, ReadReport, Received};

use crate::reports::{Place, Told, bridge, export, ferry, lemmatize, many};

#[test]
fn the_same_report_again_changes_nothing() {
    let place = Place::new("again");
    let mut ledger = place.ledger();
    assert_eq!(ledger.keep(&bridge().ready()).unwrap(), Kept::New);
    let once = export(&ledger);
    assert_eq!(ledger.keep(&bridge().ready()).unwrap(), Kept::Unchanged);
    assert_eq!(export(&ledger), once);
    drop(ledger);
    let mut ledger = place.ledger();
    assert_eq!(ledger.keep(&bridge().ready()).unwrap(), Kept::Unchanged);
    assert_eq!(export(&ledger), once);
    let counts =
        Counts { articles: 1, readings: 1, unread: 0, statements: 2, events: 2, corrections: 0 };
    assert_eq!(ledger.counts().unwrap(), counts);
}

#[test]
fn a_reading_need_not_be_made_where_the_ledger_holds_it() {
    let place = Place::new("holds");
    let mut ledger = place.ledger();
    let report = bridge();
    let (key, maker) = (report.key(), report.record().depesha);
    assert!(!ledger.holds(&key.id, &key.sha256, &maker).unwrap());
    ledger.keep(&report.unread()).unwrap();
    assert!(!ledger.holds(&key.id, &key.sha256, &maker).unwrap());
    ledger.keep(&report.ready()).unwrap();
    assert!(ledger.holds(&key.id, &key.sha256, &maker).unwrap());
    let later = report.made_by("0.2.0", "russian 1").record().depesha;
    assert!(!ledger.holds(&key.id, &key.sha256, &later).unwrap());
}

#[test]
fn another_text_under_the_same_id_is_a_version_and_the_old_one_stays() {
    let place = Place::new("versions");
    let mut ledger = place.ledger();
    let first = ferry().received("2025-11-05T08:00:00Z");
    let mut second = ferry().received("2025-11-05T09:00:00Z");
    second.article.body.push_str(" Дополнено.");
    assert_eq!(ledger.keep(&second.ready()).unwrap(), Kept::New);
    assert_eq!(ledger.keep(&first.ready()).unwrap(), Kept::NewVersion);
    let counts = ledger.counts().unwrap();
    assert_eq!((counts.articles, counts.readings, counts.statements), (2, 2, 1));
    // The one received last is shown, though it was kept first.
    let [shown] = &ledger.statements(&Query::default()).unwrap()[..] else { panic!("one") };
    assert_eq!(shown.article.sha256, second.key().sha256);
    // A version that nobody has read yet leaves the one before in sight.
    let mut third = ferry().received("2025-11-05T10:00:00Z");
    third.article.body.push_str(" Снова дополнено.");
    let mut unread = Received::new(third.article.clone(), "text");
    unread.received_at = third.received_at.clone();
    assert_eq!(ledger.keep(&ReadReport::unread(unread)).unwrap(), Kept::NewVersion);
    let [shown] = &ledger.statements(&Query::default()).unwrap()[..] else { panic!("one") };
    assert_eq!(shown.article.sha256, second.key().sha256);
}

#[test]
fn a_later_model_reads_beside_the_earlier_one_and_is_shown() {
    let place = Place::new("models");
    let mut ledger = place.ledger();
    let old = ferry().made_by("0.9.0", "russian 1");
    let mut new = ferry().made_by("0.10.0", "russian 1");
    new.reading.statements[0].rule = "phrase";
    assert_eq!(ledger.keep(&new.ready()).unwrap(), Kept::New);
    assert_eq!(ledger.keep(&old.ready()).unwrap(), Kept::NewReading);
    assert_eq!(ledger.counts().unwrap().readings, 2);
    let [shown] = &ledger.statements(&Query::default()).unwrap()[..] else { panic!("one") };
    assert_eq!(shown.statement.rule, "phrase");
}

#[test]
fn an_unread_report_is_kept_and_read_later() {
    let place = Place::new("unread");
    let mut ledger = place.ledger();
    assert_eq!(ledger.keep(&ferry().unread()).unwrap(), Kept::New);
    assert_eq!(ledger.counts().unwrap().unread, 1);
    assert_eq!(ledger.keep(&ferry().unread()).unwrap(), Kept::Unchanged);
    assert_eq!(ledger.keep(&ferry().ready()).unwrap(), Kept::NewReading);
    assert_eq!(ledger.counts().unwrap().unread, 0);
    assert_eq!(ledger.keep(&ferry().unread()).unwrap(), Kept::Unchanged);
}

/// All that has a say in what is stored: versions of articles, models, namesakes.
fn varied() -> Vec<Told> {
    let mut reports = many(40);
    for number in 0..10 {
        let mut other = reports[number].clone().received(&format!("2025-12-{:02}", number + 1));
        other.article.body.push_str(" Дополнено.");
        reports.push(other);
        reports.push(reports[number].clone().made_by("0.10.0", "russian 1"));
    }
    reports.extend([bridge(), ferry()]);
    reports
}

#[test]
fn the_order_in_which_reports_come_does_not_matter() {
    let place = Place::new("order");
    let export_in = |name: &str, order: Vec<usize>, refresh_often: bool| {
        let mut ledger = depesha_ledger::Ledger::open(&place.file(name)).unwrap();
        let reports = varied();
        for (count, at) in order.into_iter().enumerate() {
            ledger.keep(&reports[at].ready()).unwrap();
            if refresh_often && count % 10 == 0 {
                assert!(ledger.refresh_directory().unwrap());
            }
        }
        ledger.refresh_directory().unwrap();
        ledger.link_copies().unwrap();
        assert!(!ledger.refresh_directory().unwrap(), "nothing new");
        export(&ledger)
    };
    let count = varied().len();
    let forwards = export_in("forwards", (0..count).collect(), false);
    assert!(forwards.lines().any(|line| line.starts_with("{\"directory_members\"")));
    assert_eq!(export_in("backwards", (0..count).rev().collect(), true), forwards);
    // 23 and the count have no common divisor.
    assert_eq!(export_in("mixed", (0..count).map(|at| at * 23 % count).collect(), true), forwards);
}

#[test]
fn the_number_of_threads_that_make_reports_ready_does_not_matter() {
    let place = Place::new("threads");
    let mut exports = Vec::new();
    for threads in [1, 2, 8] {
        let mut ledger = depesha_ledger::Ledger::open(&place.file(&format!("{threads}"))).unwrap();
        let reports = varied();
        let (send, receive) = std::sync::mpsc::sync_channel(4);
        std::thread::scope(|scope| {
            for own in 0..threads {
                let (send, reports) = (send.clone(), &reports);
                scope.spawn(move || {
                    for told in reports.iter().skip(own).step_by(threads) {
                        send.send(told.ready()).unwrap();
                    }
                });
            }
            drop(send);
            for report in receive {
                ledger.keep(&report).unwrap();
            }
        });
        ledger.refresh_directory().unwrap();
        ledger.link_copies().unwrap();
        exports.push(export(&ledger));
    }
    assert_eq!(exports[0], exports[1]);
    assert_eq!(exports[0], exports[2]);
}

#[test]
fn bytes_are_kept_as_they_were_received() {
    let place = Place::new("bytes");
    let mut ledger = place.ledger();
    let mut received = Received::new(ferry().article, "html");
    received.bytes = Some(b"<p>\xff\xfe</p>".to_vec());
    received.place = Some("dump.warc.gz, record 7".into());
    ledger.keep(&ReadReport::unread(received)).unwrap();
    let text = export(&ledger);
    assert!(text.contains("\"bytes\":\"3c703efffe3c2f703e\""), "{text}");
    assert!(text.contains("dump.warc.gz, record 7"));
}

#[test]
fn a_record_that_does_not_hold_together_is_refused_before_it_is_kept() {
    let problem = |change: &dyn Fn(&mut depesha::Record)| -> String {
        let told = bridge();
        let mut record = told.record();
        change(&mut record);
        let learned = depesha::directory::Report::new("bridge.txt", None);
        let received = Received::new(told.article, "text");
        let BadRecord { article, problem } =
            ReadReport::new(received, record, learned, lemmatize).expect_err("broken");
        assert_eq!(article, "bridge.txt");
        problem
    };
    assert_eq!(
        problem(&|record| record.statements[0].speaker = Some("a9".into())),
        "there is no actor `a9`"
    );
    assert_eq!(
        problem(&|record| record.statements[1].parent = Some("s9".into())),
        "there is no statement `s9`"
    );
    assert!(problem(&|record| record.events[0].trigger.end = 9_999).starts_with("the span"));
    assert_eq!(
        problem(&|record| record.article.sha256 = "00".into()),
        "its text has another SHA-256"
    );
    assert_eq!(problem(&|record| record.article.id = "x".into()), "it is of `x`");
    assert!(problem(&|record| record.dates.clear()).starts_with("there is no date"));
}

#[test]
fn the_directory_follows_what_is_kept() {
    let place = Place::new("directory");
    let mut ledger = place.ledger();
    ledger.keep(&bridge().ready()).unwrap();
    assert!(ledger.refresh_directory().unwrap());
    let georgian = Query { by: Some("Мчедлидзе".into()), ..Query::default() };
    let [minister] = &ledger.actors(&georgian).unwrap()[..] else { panic!("one") };
    assert_eq!((minister.reports, minister.roles[0].title.as_str()), (1, "министр"));
    assert_eq!(minister.states, ["GEO"]);
    ledger.keep(&ferry().ready()).unwrap();
    assert!(ledger.directory_is_stale().unwrap());
    ledger.refresh_directory().unwrap();
    let [minister] = &ledger.actors(&georgian).unwrap()[..] else { panic!("one") };
    assert_eq!(minister.reports, 2);
    // A version in which he does not occur takes him out again.
    let other = Told::new("ferry.txt", "Паром ходит.").received("2025-11-06");
    ledger.keep(&other.actor("Паром", ActorClass::Organization, None, "Паром").ready()).unwrap();
    ledger.refresh_directory().unwrap();
    let [minister] = &ledger.actors(&georgian).unwrap()[..] else { panic!("one") };
    assert_eq!(minister.reports, 1);
}
