use depesha_ledger::corrections::{Change, Correction, RecordNamed, Subject};
use depesha_ledger::{CitedAs, Kept, LedgerError, RecordKind};

use crate::reports::{Place, bridge, ferry, lemmatize};

#[test]
fn records_are_compared_by_the_lemmas_of_their_words() {
    let place = Place::new("gists");
    let mut ledger = place.ledger();
    ledger.keep(&ferry().ready()).unwrap();
    ledger.keep(&bridge().ready()).unwrap();
    let reports = ledger.reports_compared().unwrap();
    let ids: Vec<&str> = reports.reports.iter().map(|report| report.id.as_str()).collect();
    assert_eq!(ids, ["bridge.txt", "ferry.txt"]);
    let statements = ledger.statements_compared(|| &reports).unwrap();
    let told: Vec<(usize, &str, &str)> =
        statements.iter().map(|one| (one.report, &*one.cue, one.lemmas.as_str())).collect();
    assert_eq!(told[1], (0, "добавил", "эстония вводит санкция против грузии"));
    assert_eq!(told[2], (1, "отрицает", "паром стать дороже"));
    let speaker = statements[0].speaker.as_ref().unwrap();
    assert_eq!(
        (speaker.last_word.as_deref(), speaker.state.as_deref()),
        (Some("мчедлидзе"), Some("GEO"))
    );
    let mut events = ledger.events_compared(|| &reports).unwrap();
    ledger.event_parties().unwrap().give(events.iter_mut());
    assert_eq!((&*events[1].kind, events[1].said_in), ("SANCTION", Some(1)));
    assert_eq!(&*events[1].lemmas, "эстония вводит санкция против грузии добавил мчедлидзе");
    assert_eq!(events[1].recipients[0].state.as_deref(), Some("GEO"));
    let commitments = ledger.commitments_compared(|| &reports).unwrap();
    let [commitment] = &commitments[..] else { panic!("one") };
    assert_eq!(commitment.lemmas, "построит мост через реку озерный");
    assert_eq!(commitment.until, Some(("2026-05-01".to_owned(), None)));
    let quantities = ledger.quantities_compared(|| &reports).unwrap();
    assert_eq!((quantities[0].value, quantities[0].beside.as_str()), (40.0, "работают"));
    let found = ledger.statement_at(statements[2].place).unwrap();
    assert_eq!(found.cue, "отрицает");
    let cited = ledger.citations(&reports).unwrap();
    assert_eq!(
        (cited.len(), cited[0].cited_as, cited[0].outlet.as_str()),
        (1, CitedAs::Relay, "Луч")
    );
}

#[test]
fn a_reading_that_was_kept_without_gists_has_them_once_it_is_read_again() {
    let place = Place::new("without-gists");
    let file = place.file("ledger");
    let mut ledger = place.ledger();
    let report = bridge();
    ledger.keep(&report.ready()).unwrap();
    let database = rusqlite::Connection::open(&file).unwrap();
    database.execute_batch("DELETE FROM gists; UPDATE readings SET has_gists = 0").unwrap();
    let (key, maker) = (report.key(), report.record().depesha);
    assert_eq!(ledger.readings_without_gists().unwrap(), 1);
    assert!(!ledger.holds(&key.id, &key.sha256, &maker).unwrap());
    assert_eq!(ledger.count_unread_by(&maker, &["ru".to_owned()]).unwrap(), 1);
    let reports = ledger.reports_compared().unwrap();
    assert!(ledger.statements_compared(|| &reports).unwrap().is_empty());
    assert_eq!(ledger.keep(&report.ready()).unwrap(), Kept::Unchanged);
    assert_eq!(ledger.readings_without_gists().unwrap(), 0);
    assert!(ledger.holds(&key.id, &key.sha256, &maker).unwrap());
    assert_eq!(ledger.count_unread_by(&maker, &["ru".to_owned()]).unwrap(), 0);
    assert_eq!(ledger.statements_compared(|| &reports).unwrap().len(), 2);
}

#[test]
fn what_people_say_of_evidence_is_found_with_its_records() {
    let place = Place::new("evidence");
    let mut ledger = place.ledger();
    ledger.keep(&bridge().ready()).unwrap();
    ledger.keep(&ferry().ready()).unwrap();
    let act = Subject::Commitment(bridge().span("построит мост через реку Озёрную"));
    let denial = Subject::Statement(ferry().span("отрицает"));
    let named = |article, subject: &Subject| RecordNamed { article, subject: subject.clone() };
    let said = |commitment, evidence, stage: &str, holds| Correction {
        by: "Анна Лугова".into(),
        at: "2026-01-01T10:00:00Z".into(),
        reason: None,
        change: Change::Evidence { commitment, evidence, stage: stage.into(), holds },
    };
    let commitment = || named(bridge().key(), &act);
    let evidence = || named(ferry().key(), &denial);
    let claim = ledger.correct(&said(commitment(), evidence(), "broken", true), lemmatize).unwrap();
    let found = ledger.evidence_said().unwrap();
    let [one] = &found[..] else { panic!("one") };
    assert_eq!((one.kind, one.stage.as_str(), one.holds), (RecordKind::Statement, "broken", true));
    assert_eq!(ledger.statement_at(one.evidence).unwrap().cue, "отрицает");
    assert_eq!(
        ledger.commitment_at(one.commitment).unwrap().act,
        "построит мост через реку Озёрную"
    );
    // Out and in again it is the same.
    let mut lines = Vec::new();
    ledger.export_corrections(&mut lines).unwrap();
    let other = Place::new("evidence-other");
    let mut second = other.ledger();
    assert_eq!(second.import_corrections(&lines[..], lemmatize).unwrap(), 1);
    // Its records are not there.
    assert!(second.evidence_said().unwrap().is_empty());
    ledger
        .correct(
            &Correction {
                by: "Анна Лугова".into(),
                at: "2026-01-02T10:00:00Z".into(),
                reason: None,
                change: Change::TakeBack { claim },
            },
            lemmatize,
        )
        .unwrap();
    assert!(ledger.evidence_said().unwrap().is_empty());
    for (commitment, evidence, stage) in [
        (evidence(), commitment(), "kept"),
        (commitment(), evidence(), "made"),
        (commitment(), commitment(), "kept"),
    ] {
        let refused = ledger.correct(&said(commitment, evidence, stage, true), lemmatize);
        assert!(matches!(refused, Err(LedgerError::BadCorrection { .. })), "{stage}");
    }
}
