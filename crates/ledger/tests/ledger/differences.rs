use std::ops::ControlFlow;

use depesha::record::{ActorClass, Span, StatementKind};
use depesha_ledger::corrections::{Change, Correction, Subject};
use depesha_ledger::differences::{ArticleDifferences, Fate, Sides, differences};
use depesha_ledger::{ArticleNamed, Ledger, RecordKind, described};

use crate::reports::{Place, Told, bridge, ferry, lemmatize};

/// The bridge as a later version reads it: another speaker, an event less, a statement more, and other
/// numbers for all.
fn later() -> Told {
    let mut told =
        bridge().made_by("0.10.0", "russian 2").says("Эстония", "Работают", "40 человек");
    let statements = &mut told.reading.statements;
    let new = statements.pop().unwrap();
    statements.insert(0, new);
    for event in &mut told.reading.events {
        event.said_in = event.said_in.map(|id| depesha::reading::StatementId(id.0 + 1));
        event.confidence = 60;
    }
    for bound in &mut told.reading.commitments {
        bound.said_in = bound.said_in.map(|id| depesha::reading::StatementId(id.0 + 1));
    }
    let statements = &mut told.reading.statements;
    statements[1].rule = "phrase";
    statements[2].kind = depesha::reading::StatementKind::Mixed;
    statements[2].via = vec![depesha::reading::ActorId(1)];
    told.reading.events.pop();
    told
}

/// A line for each difference.
fn lines(found: &[depesha_ledger::differences::Difference]) -> Vec<String> {
    let line = |difference: &depesha_ledger::differences::Difference| {
        let fields: Vec<String> = difference
            .fields
            .iter()
            .map(|field| format!("{}: {} → {}", field.field, field.old, field.new))
            .collect();
        let record = &difference.record;
        format!(
            "{:?} {} “{}” {} | {}",
            difference.fate,
            record.place,
            record.words,
            record.chain.join(" ← "),
            fields.join("; ")
        )
    };
    found.iter().map(line).collect()
}

#[test]
fn records_are_the_same_where_they_stand_at_the_same_place() {
    let (old, new) = (bridge(), later());
    let found = differences(&old.record(), &new.record(), &old.article.body, false);
    insta::assert_snapshot!(lines(&found.records).join("\n"));
    let statements = found.tallies[&RecordKind::Statement];
    assert_eq!((statements.same, statements.new, statements.changed), (1, 1, 1));
    let events = found.tallies[&RecordKind::Event];
    assert_eq!((events.same, events.gone), (1, 1));
    // How they were read is compared where one asks.
    let all = differences(&old.record(), &new.record(), &old.article.body, true);
    let fields: Vec<&str> = all
        .records
        .iter()
        .filter(|difference| difference.fate == Fate::Changed)
        .flat_map(|difference| difference.fields.iter().map(|field| field.field.as_str()))
        .collect();
    assert_eq!(fields, ["rule", "confidence", "kind", "via"]);
}

#[test]
fn a_reading_differs_in_nothing_from_itself_and_the_other_way_round_gone_is_new() {
    let (old, new) = (bridge().record(), later().record());
    let body = bridge().article.body;
    assert_eq!(differences(&old, &old, &body, true).records, []);
    let there = differences(&old, &new, &body, true);
    let back = differences(&new, &old, &body, true);
    for (kind, tally) in &there.tallies {
        let other = back.tallies[kind];
        assert_eq!((tally.gone, tally.new), (other.new, other.gone), "{kind:?}");
        assert_eq!((tally.same, tally.changed), (other.same, other.changed), "{kind:?}");
    }
}

#[test]
fn of_several_at_one_place_each_is_counted_once() {
    let old = bridge();
    let mut new = bridge();
    let again = new.reading.statements[0].clone();
    new.reading.statements.push(again);
    let found = differences(&old.record(), &new.record(), &old.article.body, false);
    assert_eq!(found.records.len(), 1);
    assert_eq!((found.records[0].fate, found.records[0].record.id.as_str()), (Fate::New, "s3"));
}

fn all(ledger: &Ledger, sides: &Sides) -> Vec<ArticleDifferences> {
    let mut all = Vec::new();
    let each = |found| {
        all.push(found);
        ControlFlow::Continue(())
    };
    ledger.compare(sides, None, false, each).unwrap();
    all
}

#[test]
fn a_ledger_compares_the_readings_by_two_versions() {
    let place = Place::new("versions");
    let mut ledger = place.ledger();
    for told in
        [bridge().made_by("0.9.0", "russian 2"), later(), ferry().made_by("0.9.0", "russian 2")]
    {
        ledger.keep(&told.ready()).unwrap();
    }
    let makers = ledger.makers().unwrap();
    let versions: Vec<(&str, usize)> =
        makers.iter().map(|maker| (maker.version.as_str(), maker.readings)).collect();
    assert_eq!(versions, [("0.9.0", 2), ("0.10.0", 1)]);
    let sides = Sides::Versions(makers[0].clone(), makers[1].clone());
    let [bridge_found] = &all(&ledger, &sides)[..] else { panic!("one") };
    assert_eq!(bridge_found.article, bridge().key());
    assert_eq!(bridge_found.differences.records.len(), 3);
    let by_one = ledger.read_by_one(&makers[0], &makers[1]).unwrap();
    assert_eq!((by_one.from, by_one.to), (1, 0));
    // Of other articles than those that are named nothing is said, and one may stop.
    let mut count = 0;
    let each = |_| {
        count += 1;
        ControlFlow::Break(())
    };
    ledger.compare(&sides, Some(&[ferry().key(), bridge().key()]), false, each).unwrap();
    assert_eq!(count, 1);
}

#[test]
fn what_people_corrected_is_compared_with_what_the_program_read() {
    let place = Place::new("corrected-differences");
    let mut ledger = place.ledger();
    ledger.keep(&bridge().ready()).unwrap();
    ledger.keep(&ferry().ready()).unwrap();
    let subject = Subject::Statement(bridge().span("добавил"));
    let reject = Correction {
        by: "Анна Лугова".into(),
        at: "2026-01-01T10:00:00Z".into(),
        reason: None,
        change: Change::Reject { article: bridge().key(), subject },
    };
    ledger.correct(&reject, lemmatize).unwrap();
    let maker = ledger.makers().unwrap().remove(0);
    for sides in [Sides::Corrected(None), Sides::Corrected(Some(maker))] {
        let [found] = &all(&ledger, &sides)[..] else { panic!("one") };
        // What the statement told is now the author's.
        let told: Vec<String> = lines(&found.differences.records);
        assert_eq!(told.len(), 2, "{told:#?}");
        assert!(told[0].starts_with("Changed event:") && told[0].contains("said_in"), "{told:#?}");
        assert!(told[1].starts_with("Gone statement:"), "{told:#?}");
    }
}

#[test]
fn records_are_described_by_words_and_names() {
    let record = bridge().record();
    let all = described(&record, &bridge().article.body);
    insta::assert_snapshot!(serde_json::to_string_pretty(&all[5]).unwrap());
    let kinds: Vec<(RecordKind, &str)> =
        all.iter().map(|one| (one.kind, one.id.as_str())).collect();
    assert!(
        kinds.contains(&(RecordKind::Quantity, "q1")) && kinds.contains(&(RecordKind::Date, "d1"))
    );
    let cue = bridge().span("сообщил");
    assert_eq!(all[4].span, Some(Span { start: cue.start, end: cue.end }));
    assert_eq!(record.statements[0].kind, StatementKind::Indirect);
    assert_eq!(record.actors[0].class, ActorClass::Person);
}

#[test]
fn an_article_is_named_by_what_of_its_name_is_its_own() {
    let place = Place::new("named");
    let mut ledger = place.ledger();
    let mut other = ferry();
    other.article.id = "folder/ferry-2.txt".into();
    let mut newer = bridge().received("2026-02-01");
    newer.article.body.push_str(" Мост.");
    for told in [bridge(), ferry(), other, newer.clone()] {
        ledger.keep(&told.ready()).unwrap();
    }
    let named = |name: &str| ledger.article_named(name).unwrap();
    assert_eq!(named("ferry.txt"), ArticleNamed::One(ferry().key()));
    assert_eq!(named("2.txt"), named("folder/ferry"));
    assert_eq!(named("erry-"), named("folder/ferry"));
    // The version that views show, unless the SHA-256 names another.
    assert_eq!(named("bridge"), ArticleNamed::One(newer.key()));
    let old = bridge().key();
    assert_eq!(named(&old.sha256), ArticleNamed::One(old.clone()));
    assert_eq!(named(&old.sha256[..8]), ArticleNamed::One(old.clone()));
    assert_eq!(named(&old.sha256[56..]), ArticleNamed::One(old));
    let ArticleNamed::Several(several, count) = named(".txt") else { panic!("several") };
    assert_eq!((several[0].id.as_str(), count), ("bridge.txt", 3));
    let ArticleNamed::NotThere(like) = named("bridges.txt") else { panic!("none") };
    assert_eq!(like[0], "bridge.txt");
    assert_eq!(named(""), named("\u{1}"), "nothing names nothing, and is like nothing");
}
