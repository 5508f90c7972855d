use depesha::reading::EventType;
use depesha::record::{EventStatus, StatementKind};
use depesha_ledger::{Ledger, Query};

use crate::reports::{Place, bridge, ferry, search};

fn ledger(place: &Place) -> Ledger {
    let mut ledger = place.ledger();
    ledger.keep(&bridge().ready()).unwrap();
    ledger.keep(&ferry().ready()).unwrap();
    ledger.refresh_directory().unwrap();
    ledger
}

/// The cues of the statements that are found.
fn cues(ledger: &Ledger, query: Query) -> Vec<String> {
    ledger.statements(&query).unwrap().into_iter().map(|found| found.cue).collect()
}

fn triggers(ledger: &Ledger, query: Query) -> Vec<String> {
    ledger.events(&query).unwrap().into_iter().map(|found| found.trigger).collect()
}

#[test]
fn a_statement_comes_with_its_words_and_its_chain() {
    let place = Place::new("chain");
    let ledger = ledger(&place);
    let found = ledger.statements(&Query::default()).unwrap();
    let [first, second, third] = &found[..] else { panic!("{}", found.len()) };
    assert_eq!(first.chain, ["Верхнеозёрская газета", "Луч", "Леван Мчедлидзе"]);
    assert_eq!(first.cue, "сообщил");
    assert_eq!(first.content, ["Грузия построит мост через реку Озёрную до 1 мая 2026 года"]);
    assert_eq!(first.speaker.as_ref().unwrap().state.as_deref(), Some("GEO"));
    assert_eq!(first.article.published.as_deref(), Some("2025-11-03T10:00:00+04:00"));
    assert_eq!(second.chain, ["Верхнеозёрская газета", "Леван Мчедлидзе"]);
    assert_eq!((third.article.id.as_str(), first.claim.as_ref()), ("ferry.txt", None));
}

#[test]
fn a_statement_within_another_has_the_chain_of_both() {
    let place = Place::new("nested");
    let mut ledger = place.ledger();
    ledger.keep(&bridge().within(0).ready()).unwrap();
    let found = ledger.statements(&Query::default()).unwrap();
    assert_eq!(
        found[1].chain,
        ["Верхнеозёрская газета", "Луч", "Леван Мчедлидзе", "Леван Мчедлидзе"]
    );
}

#[test]
fn words_are_found_in_any_form() {
    let place = Place::new("words");
    let ledger = ledger(&place);
    let find = |words| cues(&ledger, Query { search: search(words), ..Query::default() });
    assert_eq!(find("санкциями"), ["добавил"]);
    assert_eq!(find("Озерную"), Vec::<String>::new());
    assert_eq!(find("озёрную МОСТЫ"), ["сообщил"]);
    assert_eq!(find("«мост через реку»"), ["сообщил"]);
    assert_eq!(find("«река через мост»"), Vec::<String>::new());
    assert_eq!(find("стали"), ["отрицает"]);
    assert_eq!(find("мост санкции"), Vec::<String>::new());
    // Events are found by the text that tells them.
    let found = triggers(&ledger, Query { search: search("мост санкции"), ..Query::default() });
    assert_eq!(found, ["построит", "вводит санкции"]);
}

#[test]
fn questions_may_be_put_together() {
    let place = Place::new("together");
    let ledger = ledger(&place);
    let by = Query { by: Some("мчедлидзе".into()), ..Query::default() };
    assert_eq!(cues(&ledger, by.clone()), ["сообщил", "добавил", "отрицает"]);
    let about = Query { about: Some("Эстония".into()), ..by.clone() };
    assert_eq!(cues(&ledger, about), ["добавил"]);
    let outlet = Query { outlet: Some("«луч»".into()), ..by.clone() };
    assert_eq!(cues(&ledger, outlet), ["отрицает"]);
    let day = |day: &str| day.parse().ok();
    let since = Query { since: day("2025-11-04"), ..by.clone() };
    assert_eq!(cues(&ledger, since), ["отрицает"]);
    let until = Query { until: day("2025-11-04"), ..by.clone() };
    assert_eq!(cues(&ledger, until), ["сообщил", "добавил"]);
    let limit = Query { limit: Some(1), ..by.clone() };
    assert_eq!(cues(&ledger, limit), ["сообщил"]);
    let direct = Query { statement_kinds: vec![StatementKind::Direct], ..by };
    assert_eq!(cues(&ledger, direct), Vec::<String>::new());
    let nobody = Query { by: Some("Никто".into()), ..Query::default() };
    assert_eq!(cues(&ledger, nobody), Vec::<String>::new());
}

#[test]
fn events_are_asked_for_by_states_types_and_statuses() {
    let place = Place::new("events");
    let ledger = ledger(&place);
    let between = |one: &str, other: &str| {
        let between = Some([one.to_owned(), other.to_owned()]);
        triggers(&ledger, Query { between, ..Query::default() })
    };
    assert_eq!(between("EST", "GEO"), ["вводит санкции"]);
    assert_eq!(between("GEO", "EST"), ["вводит санкции"]);
    assert_eq!(between("GEO", "RUS"), Vec::<String>::new());
    let state = Query { states: vec!["GEO".into()], ..Query::default() };
    assert_eq!(triggers(&ledger, state), ["построит", "вводит санкции"]);
    let sanction = Query { event_types: vec![EventType::Sanction], ..Query::default() };
    assert_eq!(triggers(&ledger, sanction), ["вводит санкции"]);
    let planned = Query { statuses: vec![EventStatus::Planned], ..Query::default() };
    assert_eq!(triggers(&ledger, planned), ["построит"]);
    let sure = Query { confidence: Some(0.9), ..Query::default() };
    assert_eq!(triggers(&ledger, sure), Vec::<String>::new());
    let by = Query {
        by: Some("Эстония".into()), about: Some("Грузия".into()), ..Query::default()
    };
    let [event] = &ledger.events(&by).unwrap()[..] else { panic!("one") };
    assert_eq!(event.actors[0].name, "Эстония");
    assert_eq!(event.recipients[0].state.as_deref(), Some("GEO"));
    assert_eq!(event.chain, ["Верхнеозёрская газета", "Леван Мчедлидзе"]);
}

#[test]
fn a_commitment_says_who_is_bound_until_when_and_by_whose_word() {
    let place = Place::new("commitments");
    let ledger = ledger(&place);
    let by = Query { by: Some("Грузия".into()), ..Query::default() };
    let [bound] = &ledger.commitments(&by).unwrap()[..] else { panic!("one") };
    assert_eq!(bound.act, "построит мост через реку Озёрную");
    assert_eq!(bound.who[0].name, "Грузия");
    let until = bound.commitment.until.as_ref().unwrap();
    assert_eq!(until.value.as_deref(), Some("2026-05-01"));
    assert_eq!(bound.chain, ["Верхнеозёрская газета", "Луч", "Леван Мчедлидзе"]);
}

#[test]
fn an_actor_is_found_by_all_names_that_reports_give_it() {
    let place = Place::new("names");
    let mut ledger = place.ledger();
    let mut named = bridge();
    named.reading.actors[0].also.push("Лео Мчедлидзе".into());
    ledger.keep(&named.ready()).unwrap();
    ledger.keep(&ferry().ready()).unwrap();
    let by = Query { by: Some("Лео Мчедлидзе".into()), ..Query::default() };
    assert_eq!(cues(&ledger, by.clone()), ["сообщил", "добавил"]);
    // The directory knows that the other report means the same man.
    ledger.refresh_directory().unwrap();
    assert_eq!(cues(&ledger, by), ["сообщил", "добавил", "отрицает"]);
}
