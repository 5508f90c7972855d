//! The ledger as tables for other programs.

use std::collections::{BTreeMap, BTreeSet};

use depesha::record::Span;
use depesha_ledger::star::{OF_READ_ARTICLES, RECORDS, RecordRow, STAR};
use depesha_ledger::{ANSWERS, Answer, Ledger, Query, ReadReport};
use depesha_tables::{Form, TableWriter, Value};

use crate::reports::{Place, bridge, export, ferry, many};

/// The rows of each table, a line of JSON each.
pub(crate) fn star(ledger: &Ledger) -> BTreeMap<&'static str, String> {
    let mut writers: BTreeMap<&str, TableWriter<Vec<u8>>> = STAR
        .iter()
        .map(|table| (table.name, TableWriter::begin(Vec::new(), Form::JsonLines, table).unwrap()))
        .collect();
    ledger.star(|table, row| writers.get_mut(table).unwrap().row(&row)).unwrap();
    let text = |writer: TableWriter<Vec<u8>>| String::from_utf8(writer.finish().unwrap()).unwrap();
    writers.into_iter().map(|(name, writer)| (name, text(writer))).collect()
}

fn column(rows: &str, name: &str) -> Vec<String> {
    let row = |row: &str| serde_json::from_str::<serde_json::Value>(row).unwrap();
    rows.lines().map(|line| row(line)[name].as_str().unwrap_or("").to_owned()).collect()
}

#[test]
fn every_table_and_column_has_one_name() {
    for tables in [STAR, OF_READ_ARTICLES, ANSWERS] {
        let names: BTreeSet<&str> = tables.iter().map(|table| table.name).collect();
        assert_eq!(names.len(), tables.len());
        for table in tables {
            let columns: BTreeSet<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(columns.len(), table.columns.len(), "{}", table.name);
        }
    }
}

#[test]
fn the_tables_do_not_depend_on_the_order_in_which_reports_came() {
    let (one, other) = (Place::new("star-one"), Place::new("star-other"));
    let (mut first, mut second) = (one.ledger(), other.ledger());
    let reports = many(30);
    for report in &reports {
        first.keep(&report.ready()).unwrap();
    }
    for report in reports.iter().rev() {
        second.keep(&report.ready()).unwrap();
    }
    for ledger in [&mut first, &mut second] {
        ledger.refresh_directory().unwrap();
        ledger.link_copies().unwrap();
    }
    let tables = star(&first);
    assert!(tables == star(&second));
    assert_eq!(tables["articles"].lines().count(), 30);
    assert_eq!(tables["statements"].lines().count(), 30);
}

#[test]
fn keys_lead_from_facts_to_what_they_mean() {
    let place = Place::new("star-keys");
    let mut ledger = place.ledger();
    ledger.keep(&bridge().ready()).unwrap();
    ledger.keep(&bridge().made_by("0.2.0", "russian 2").ready()).unwrap();
    ledger.keep(&ferry().ready()).unwrap();
    ledger.refresh_directory().unwrap();
    let tables = star(&ledger);
    let set = |table: &str, name: &str| -> BTreeSet<String> {
        column(&tables[table], name).into_iter().collect()
    };
    let actors = set("actors", "actor");
    assert_eq!(actors.len(), tables["actors"].lines().count());
    assert!(set("statements", "speaker").is_subset(&actors));
    assert!(set("mentions", "actor").is_subset(&actors));
    assert!(set("event_parties", "actor").is_subset(&actors));
    assert!(set("event_parties", "event").is_subset(&set("events", "event")));
    assert!(set("commitments", "event").is_subset(&set("events", "event")));
    assert!(set("statements", "reading").is_subset(&set("readings", "reading")));
    assert!(set("readings", "article").is_subset(&set("articles", "article")));
    // Both readings of the bridge are there, and one of them is shown.
    assert_eq!(tables["readings"].lines().count(), 3);
    let current = tables["statements"].lines().filter(|row| row.contains("\"is_current\":true"));
    assert_eq!(current.count(), 3);
    // The directory is known of the actors that are shown.
    let entries = set("actors", "entry");
    assert!(entries.contains("person:Леван Мчедлидзе/GEO"), "{entries:?}");
}

#[test]
fn answers_have_the_keys_and_values_of_the_tables() {
    let place = Place::new("star-answers");
    let mut ledger = place.ledger();
    ledger.keep(&bridge().ready()).unwrap();
    let tables = star(&ledger);
    fn check<T: Answer>(answers: &[T], rows: &str) {
        assert_eq!(answers.len(), rows.lines().count());
        let mut writer = TableWriter::begin(Vec::new(), Form::JsonLines, T::TABLE).unwrap();
        for answer in answers {
            writer.row(&answer.row()).unwrap();
        }
        let answers = String::from_utf8(writer.finish().unwrap()).unwrap();
        for (answer, row) in answers.lines().zip(rows.lines()) {
            let answer: serde_json::Value = serde_json::from_str(answer).unwrap();
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            for (name, value) in row.as_object().unwrap() {
                if name != "is_current" {
                    assert_eq!(&answer[name], value, "{name}");
                }
            }
        }
    }
    let all = Query::default();
    check(&ledger.statements(&all).unwrap(), &tables["statements"]);
    check(&ledger.events(&all).unwrap(), &tables["events"]);
    check(&ledger.commitments(&all).unwrap(), &tables["commitments"]);
    check(&ledger.quantities(&all).unwrap(), &tables["quantities"]);
    check(&ledger.dates(&all).unwrap(), &tables["dates"]);
    let [number] = &ledger.quantities(&all).unwrap()[..] else { panic!("one") };
    assert_eq!(number.passage, "Работают 40 человек.");
    assert_eq!(number.row()[2], Value::Real(40.0));
}

#[test]
fn articles_are_listed_with_what_was_read_in_them() {
    let place = Place::new("star-articles");
    let mut ledger = place.ledger();
    ledger.keep(&bridge().ready()).unwrap();
    let mut unread = ferry();
    unread.article.outlet = Some("Луч".into());
    ledger.keep(&unread.unread()).unwrap();
    let found = ledger.articles(&Query::default()).unwrap();
    let told: Vec<(&str, bool, usize, usize)> = found
        .iter()
        .map(|article| (article.id.as_str(), article.is_read, article.statements, article.events))
        .collect();
    assert_eq!(told, [("bridge.txt", true, 2, 2), ("ferry.txt", false, 0, 0)]);
    let ids = |query: Query| -> Vec<String> {
        ledger.articles(&query).unwrap().into_iter().map(|article| article.id).collect()
    };
    assert_eq!(ids(Query { outlet: Some("Луч".into()), ..Query::default() }), ["ferry.txt"]);
    assert_eq!(ids(Query { states: vec!["EST".into()], ..Query::default() }), ["bridge.txt"]);
    assert_eq!(ids(Query { by: Some("Мчедлидзе".into()), ..Query::default() }), ["bridge.txt"]);
    let latest = Query { latest_first: true, ..Query::default() };
    assert_eq!(ids(latest), ["ferry.txt", "bridge.txt"]);
}

#[test]
fn numbers_are_asked_for_by_who_tells_them_and_answers_end_when_they_are_to() {
    let place = Place::new("star-numbers");
    let mut ledger = place.ledger();
    for report in many(5) {
        ledger.keep(&report.ready()).unwrap();
    }
    assert_eq!(ledger.quantities(&Query::default()).unwrap().len(), 5);
    // These numbers stand in no statement's words as the test's reports tell them.
    let by = Query { by: Some("Анна Лугова".into()), ..Query::default() };
    let numbers = ledger.quantities(&by).unwrap();
    assert!(numbers.iter().all(|number| number.quantity.said_in.is_some()));
    let mut taken = 0;
    let ended: Result<(), depesha_ledger::LedgerError> =
        ledger.each_statement(&Query::default(), |found| {
            taken += 1;
            let cause = std::io::Error::other(found.cue);
            Err(depesha_ledger::LedgerError::Output { file: "x".into(), cause })
        });
    assert!(ended.unwrap_err().to_string().contains("заявил"));
    assert_eq!(taken, 1);
}

/// The rows of each table that a report gives, and that of `records`.
fn rows_of(report: ReadReport) -> (BTreeMap<String, Vec<Vec<Value>>>, Vec<Value>) {
    let mut rows: BTreeMap<String, Vec<Vec<Value>>> = BTreeMap::new();
    let take = |table: &str, row| {
        rows.entry(table.to_owned()).or_default().push(row);
        Ok(())
    };
    report.star(take).unwrap();
    let record = rows.remove(RECORDS.name).unwrap().pop().unwrap();
    (rows, record)
}

fn record_row(values: &[Value]) -> RecordRow {
    let [_, _, Value::Text(record), Value::Text(learned), starts, ends, lemmas, titles] = values
    else {
        panic!("{values:?}");
    };
    let (Value::Integers(starts), Value::Integers(ends)) = (starts, ends) else { panic!() };
    let (Value::Texts(lemmas), Value::Text(titles)) = (lemmas, titles) else { panic!() };
    let at = |number: &i64| usize::try_from(*number).unwrap();
    let spans = starts.iter().zip(ends).map(|(start, end)| Span { start: at(start), end: at(end) });
    RecordRow {
        record: record.clone(),
        learned: learned.clone(),
        words: spans.zip(lemmas.iter().cloned()).collect(),
        title_lemmas: titles.clone(),
    }
}

#[test]
fn a_report_gives_the_rows_that_a_ledger_of_it_alone_gives() {
    for report in [bridge(), ferry()] {
        let place = Place::new("star-of-a-report");
        let mut ledger = place.ledger();
        ledger.keep(&report.ready()).unwrap();
        let mut kept: BTreeMap<String, Vec<Vec<Value>>> = BTreeMap::new();
        let take = |table: &str, row| {
            kept.entry(table.to_owned()).or_default().push(row);
            Ok(())
        };
        ledger.star(take).unwrap();
        let (rows, record) = rows_of(report.ready());
        assert!(rows.len() > 3);
        assert_eq!(rows, kept);
        assert!(
            OF_READ_ARTICLES
                .iter()
                .all(|table| table.name == RECORDS.name || STAR.iter().any(|known| known == table))
        );
        assert_eq!(record[1], rows["readings"][0][0]);
    }
}

#[test]
fn a_report_that_is_made_from_its_row_is_the_same_to_a_ledger() {
    let (one, other) = (Place::new("row-one"), Place::new("row-other"));
    let (mut first, mut second) = (one.ledger(), other.ledger());
    for report in many(12) {
        first.keep(&report.ready()).unwrap();
        let (_, record) = rows_of(report.ready());
        let again = ReadReport::of_row(report.as_received(), record_row(&record)).unwrap();
        second.keep(&again).unwrap();
    }
    assert_eq!(export(&first), export(&second));
}

#[test]
fn a_row_of_another_text_is_refused() {
    let (_, record) = rows_of(bridge().ready());
    let other = ReadReport::of_row(ferry().as_received(), record_row(&record)).unwrap_err();
    assert!(other.to_string().contains("it is of"), "{other}");
    let mut bent = record_row(&record);
    bent.words.push((Span { start: 0, end: 9_999 }, "мост".into()));
    let bent = ReadReport::of_row(bridge().as_received(), bent).unwrap_err();
    assert!(bent.to_string().contains("a lemma lies outside"), "{bent}");
    let mut broken = record_row(&record);
    broken.record.truncate(10);
    assert!(ReadReport::of_row(bridge().as_received(), broken).is_err());
}
