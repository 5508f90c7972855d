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

#[test]
fn walking_in_steps_gives_each_record_once_while_more_is_kept() {
    for latest_first in [false, true] {
        let place = Place::new(if latest_first { "steps-back" } else { "steps" });
        let mut ledger = ledger(&place);
        let mut undated = ferry();
        undated.article.id = "undated.txt".into();
        undated.article.published = None;
        ledger.keep(&undated.ready()).unwrap();
        let before = ledger.statements(&Query { latest_first, ..Query::default() }).unwrap();
        let mut walked = Vec::new();
        let mut after = None;
        loop {
            let query = Query { limit: Some(1), latest_first, after, ..Query::default() };
            let mut last = None;
            let found = ledger.each_placed_statement(&query, |place, found| {
                walked.push(found);
                last = Some(place);
                Ok::<(), depesha_ledger::LedgerError>(())
            });
            found.unwrap();
            let Some(last) = last else { break };
            after = Some(last);
            // Published between the two, and kept while somebody walks.
            let mut more = bridge();
            more.article.id = format!("more-{}.txt", walked.len());
            ledger.keep(&more.ready()).unwrap();
            if walked.len() > 40 {
                break;
            }
        }
        let of_before = |found: &&depesha_ledger::questions::StatementFound| {
            !found.article.id.starts_with("more")
        };
        let walked: Vec<_> = walked.iter().filter(of_before).collect();
        assert_eq!(walked, before.iter().collect::<Vec<_>>(), "{latest_first}");
    }
}

#[test]
fn articles_and_entries_are_walked_in_steps() {
    let place = Place::new("steps-of-others");
    let ledger = ledger(&place);
    let articles = ledger.articles(&Query::default()).unwrap();
    for (at, article) in articles.iter().enumerate() {
        let query = Query { after: Some(article.place()), ..Query::default() };
        assert_eq!(ledger.articles(&query).unwrap(), articles[at + 1..]);
    }
    let actors = ledger.actors(&Query::default()).unwrap();
    assert!(actors.len() > 2);
    for (at, actor) in actors.iter().enumerate() {
        let query = Query { after_entry: Some(actor.place()), ..Query::default() };
        assert_eq!(ledger.actors(&query).unwrap(), actors[at + 1..]);
    }
}

#[test]
fn a_change_by_another_is_seen_and_a_question_that_takes_long_can_be_ended() {
    let place = Place::new("version");
    let mut writer = ledger(&place);
    let reader = Ledger::open_read_only(writer.file()).unwrap();
    let before = reader.data_version().unwrap();
    assert_eq!(reader.data_version().unwrap(), before);
    let mut other = bridge();
    other.article.id = "other.txt".into();
    let seen = reader.in_one_state(|reader| {
        let first = reader.counts().unwrap();
        writer.keep(&other.ready()).unwrap();
        assert_eq!(reader.counts().unwrap(), first);
        first
    });
    assert_eq!(seen.unwrap().articles + 1, reader.counts().unwrap().articles);
    assert_ne!(reader.data_version().unwrap(), before);
    reader.interrupter().interrupt();
    assert!(reader.counts().is_ok(), "what was ended before it began does no harm");
}

#[test]
fn all_that_ask_at_once_see_one_state() {
    let place = Place::new("at-once");
    let mut writer = ledger(&place);
    let reader = Ledger::open_read_only(writer.file()).unwrap();
    let counted = |ledger: &Ledger| ledger.counts();
    let mut times = 0;
    let mut other_report = || {
        times += 1;
        let mut other = bridge();
        other.article.id = format!("other {times}.txt");
        other.ready()
    };
    let (first, again) = (other_report(), other_report());
    let asked_while_another_writes = |reader: &Ledger| {
        writer.keep(&first).unwrap();
        counted(reader)
    };
    let before = reader.counts().unwrap();
    let all = reader.at_once(asked_while_another_writes, counted, counted).unwrap();
    assert_eq!(all, (before, before, before));
    // Within one state all see that one, too.
    let before = reader.counts().unwrap();
    let within = reader.in_one_state(|reader| {
        let seen = reader.counts()?;
        writer.keep(&again).unwrap();
        Ok::<_, depesha_ledger::LedgerError>((seen, reader.at_once(counted, counted, counted)?))
    });
    assert_eq!(within.unwrap().unwrap(), (before, (before, before, before)));
    assert_eq!(reader.counts().unwrap().articles, before.articles + 1);
}

#[test]
fn outlets_come_by_name() {
    let place = Place::new("outlets-by-name");
    let ledger = ledger(&place);
    let all = ledger.outlets_by_name(None, 10).unwrap();
    assert!(!all.is_empty());
    let rest = ledger.outlets_by_name(Some(&all[0].outlet), 10).unwrap();
    assert_eq!(rest, all[1..]);
    assert!(ledger.days().unwrap().is_some());
}
