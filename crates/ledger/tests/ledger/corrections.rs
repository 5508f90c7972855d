use depesha::directory::{Anchor, Class};
use depesha::record::{ActorClass, Span, Statement, StatementKind};
use depesha_ledger::corrections::{
    ActorClaim, ArticleKey, Change, ClaimId, ClaimedActor, ClaimedRecord, Correction, Subject,
};
use depesha_ledger::{Ledger, LedgerError, Query};

use crate::reports::{Place, Told, bridge, export, ferry, lemmatize, search};

fn claim(second: u32, change: Change) -> Correction {
    Correction {
        by: "Анна Лугова".into(),
        at: format!("2026-01-01T10:00:{second:02}Z"),
        reason: Some("так стоит в тексте".into()),
        change,
    }
}

fn cues(ledger: &Ledger, query: &Query) -> Vec<String> {
    ledger.statements(query).unwrap().into_iter().map(|found| found.cue).collect()
}

/// The ambassador of Estonia keeps silent: a person says that this is a statement.
fn silence(told: &Told) -> (ArticleKey, Box<ClaimedRecord>, Vec<ClaimedActor>) {
    let statement = Statement {
        id: String::new(),
        kind: StatementKind::Indirect,
        cue: told.span("молчит"),
        source: Some(told.span("Посол Эстонии")),
        speaker: Some("посол".into()),
        content: vec![told.span("Эстонии молчит")],
        via: Vec::new(),
        parent: None,
        rule: String::new(),
    };
    let ambassador = ClaimedActor {
        id: "посол".into(),
        name: "посол Эстонии".into(),
        class: ActorClass::Person,
        state: Some("EST".into()),
    };
    (told.key(), Box::new(ClaimedRecord::Statement(statement)), vec![ambassador])
}

fn addition(told: &Told) -> Correction {
    let (article, record, actors) = silence(told);
    claim(0, Change::Add { article, record, actors })
}

fn rejection(told: &Told, cue: &str) -> Correction {
    let subject = Subject::Statement(told.span(cue));
    claim(1, Change::Reject { article: told.key(), subject })
}

#[test]
fn views_show_what_people_say_and_the_programs_reading_stays() {
    let place = Place::new("corrected");
    let mut ledger = place.ledger();
    ledger.keep(&ferry().ready()).unwrap();
    let added = ledger.correct(&addition(&ferry()), lemmatize).unwrap();
    let rejected = ledger.correct(&rejection(&ferry(), "отрицает"), lemmatize).unwrap();
    let found = ledger.statements(&Query::default()).unwrap();
    let [silent] = &found[..] else { panic!("{}", found.len()) };
    assert_eq!(silent.claim, Some(added));
    assert_eq!(silent.statement.rule, "claimed");
    assert_eq!(silent.speaker.as_ref().unwrap().name, "посол Эстонии");
    let by = Query { by: Some("посол Эстонии".into()), ..Query::default() };
    assert_eq!(cues(&ledger, &by), ["молчит"]);
    let words = Query { search: search("молчит"), ..Query::default() };
    assert_eq!(cues(&ledger, &words), ["молчит"]);
    let text = export(&ledger);
    assert!(text.contains("\"rule\":\"clause\"") && text.contains("\"corrected\":0"));
    // What is taken back shows again.
    let back = claim(2, Change::TakeBack { claim: rejected });
    let back = ledger.correct(&back, lemmatize).unwrap();
    assert_eq!(cues(&ledger, &Query::default()), ["отрицает", "молчит"]);
    ledger.correct(&claim(3, Change::TakeBack { claim: back }), lemmatize).unwrap();
    assert_eq!(cues(&ledger, &Query::default()), ["молчит"]);
    assert_eq!(ledger.counts().unwrap().corrections, 4);
}

#[test]
fn a_record_may_be_mended_and_keeps_what_refers_to_it() {
    let place = Place::new("mended");
    let mut ledger = place.ledger();
    let told = bridge().within(0);
    ledger.keep(&told.ready()).unwrap();
    let mut statement = told.record().statements[0].clone();
    statement.speaker = Some("x".into());
    statement.via.clear();
    let estonia = ClaimedActor {
        id: "x".into(),
        name: "Эстония".into(),
        class: ActorClass::State,
        state: None,
    };
    let change = Change::Mend {
        article: told.key(),
        subject: Subject::Statement(told.span("сообщил")),
        record: Box::new(ClaimedRecord::Statement(statement)),
        actors: vec![estonia],
    };
    ledger.correct(&claim(0, change), lemmatize).unwrap();
    let found = ledger.statements(&Query::default()).unwrap();
    assert_eq!(found[0].chain, ["Верхнеозёрская газета", "Эстония"]);
    assert_eq!(found[1].chain, ["Верхнеозёрская газета", "Эстония", "Леван Мчедлидзе"]);
    assert_eq!(found[1].claim, None);
    // Its words are found, though it is another row.
    let words =
        Query { search: search("мост"), by: Some("Эстония".into()), ..Query::default() };
    assert_eq!(cues(&ledger, &words), ["сообщил"]);
}

#[test]
fn what_is_rejected_takes_what_lies_in_it_along_or_hands_it_on() {
    let place = Place::new("rejected");
    let mut ledger = place.ledger();
    let told = bridge().within(0);
    ledger.keep(&told.ready()).unwrap();
    ledger.correct(&rejection(&told, "сообщил"), lemmatize).unwrap();
    let found = ledger.statements(&Query::default()).unwrap();
    assert_eq!(found[0].chain, ["Верхнеозёрская газета", "Леван Мчедлидзе"]);
    assert_eq!(ledger.commitments(&Query::default()).unwrap()[0].chain, ["Верхнеозёрская газета"]);
    let trigger = told.span("построит");
    let subject = Subject::Event { trigger, kind: None };
    ledger.correct(&claim(4, Change::Reject { article: told.key(), subject }), lemmatize).unwrap();
    assert_eq!(ledger.commitments(&Query::default()).unwrap(), []);
    assert_eq!(ledger.events(&Query::default()).unwrap().len(), 1);
    let subject =
        Subject::Actor { class: ActorClass::Person, name: "Леван Мчедлидзе".into() };
    ledger.correct(&claim(5, Change::Reject { article: told.key(), subject }), lemmatize).unwrap();
    let found = ledger.statements(&Query::default()).unwrap();
    assert_eq!((found.len(), found[0].speaker.as_ref()), (1, None));
    let subject = Subject::Date(told.span("до 1 мая 2026 года"));
    ledger.correct(&claim(6, Change::Reject { article: told.key(), subject }), lemmatize).unwrap();
}

#[test]
fn attitudes_can_be_claimed_by_people() {
    let place = Place::new("attitudes");
    let mut ledger = place.ledger();
    let told = bridge();
    ledger.keep(&told.ready()).unwrap();
    let span = told.span("вводит санкции");
    let state = |id: &str, name: &str| ClaimedActor {
        id: id.into(),
        name: name.into(),
        class: ActorClass::State,
        state: None,
    };
    let attitude = serde_json::json!({
        "source": "e", "target": "g", "polarity": "neg", "confidence": 0.9,
        "said_in": format!("at:{}-{}", told.span("добавил").start, told.span("добавил").end),
        "evidence": [{"start": span.start, "end": span.end}],
    });
    let add = |record| Change::Add {
        article: told.key(),
        record: Box::new(ClaimedRecord::Attitude(serde_json::from_value(record).unwrap())),
        actors: vec![state("e", "Эстония"), state("g", "Грузия")],
    };
    ledger.correct(&claim(0, add(attitude)), lemmatize).unwrap();
    let between = Some(["GEO".to_owned(), "EST".to_owned()]);
    let query = Query { between, ..Query::default() };
    let [found] = &ledger.attitudes(&query).unwrap()[..] else { panic!("one") };
    assert_eq!((found.source.name.as_str(), found.polarity.as_str()), ("Эстония", "neg"));
    assert_eq!((found.ground.as_str(), found.confidence), ("claimed", 0.9));
    assert_eq!(found.evidence, [(span, "вводит санкции".to_owned())]);
    assert_eq!(found.chain, ["Верхнеозёрская газета", "Леван Мчедлидзе"]);
    let broken = add(serde_json::json!({"source": "e", "target": "g", "polarity": "neg"}));
    let error = ledger.correct(&claim(1, broken), lemmatize).unwrap_err();
    assert!(matches!(error, LedgerError::BadCorrection { .. }), "{error}");
}

#[test]
fn another_reading_keeps_what_people_said() {
    let corrections = [addition(&ferry()), rejection(&ferry(), "отрицает")];
    let place = Place::new("re-read");
    let mut ledger = place.ledger();
    ledger.keep(&ferry().ready()).unwrap();
    for correction in &corrections {
        ledger.correct(correction, lemmatize).unwrap();
    }
    // The later version finds another statement, and gives the rejected one another number.
    let mut later = ferry().made_by("0.2.0", "russian 2");
    let mut other = later.clone().says("Эстония", "Посол", "молчит").reading.statements.remove(1);
    other.rule = "phrase";
    later.reading.statements.insert(0, other);
    ledger.keep(&later.ready()).unwrap();
    assert_eq!(cues(&ledger, &Query::default()), ["Посол", "молчит"]);

    // Whether they came before or after the reading does not matter.
    let mut ledger_of_late_claims = Ledger::open(&place.file("late")).unwrap();
    ledger_of_late_claims.keep(&later.ready()).unwrap();
    ledger_of_late_claims.keep(&ferry().ready()).unwrap();
    for correction in corrections.iter().rev() {
        ledger_of_late_claims.correct(correction, lemmatize).unwrap();
    }
    let mut ledger_of_early_claims = Ledger::open(&place.file("early")).unwrap();
    for correction in &corrections {
        ledger_of_early_claims.correct(correction, lemmatize).unwrap();
    }
    ledger_of_early_claims.keep(&later.ready()).unwrap();
    ledger_of_early_claims.keep(&ferry().ready()).unwrap();
    assert_eq!(export(&ledger), export(&ledger_of_late_claims));
    assert_eq!(export(&ledger), export(&ledger_of_early_claims));
}

#[test]
fn what_people_added_or_mended_is_not_doubled_when_it_is_read() {
    let place = Place::new("not-doubled");
    let mut ledger = place.ledger();
    ledger.keep(&ferry().ready()).unwrap();
    ledger.keep(&bridge().ready()).unwrap();
    ledger.correct(&addition(&ferry()), lemmatize).unwrap();
    let told = bridge();
    let mut event = told.record().events[1].clone();
    event.kind = "COERCE".into();
    (event.actors, event.recipients) = (Vec::new(), Vec::new());
    let mend = Change::Mend {
        article: told.key(),
        subject: Subject::Event { trigger: event.trigger, kind: Some("SANCTION".into()) },
        record: Box::new(ClaimedRecord::Event(event)),
        actors: Vec::new(),
    };
    ledger.correct(&claim(1, mend), lemmatize).unwrap();
    // A later version reads both as people have them.
    let mut later = bridge().made_by("0.2.0", "russian 2");
    later.reading.events[1].kind = depesha::reading::EventType::Coerce;
    ledger.keep(&later.ready()).unwrap();
    ledger
        .keep(&ferry().made_by("0.2.0", "russian 2").says("Эстония", "молчит", "Посол").ready())
        .unwrap();
    assert_eq!(cues(&ledger, &Query::default()), ["сообщил", "добавил", "отрицает", "молчит"]);
    let events = ledger.events(&Query::default()).unwrap();
    let types: Vec<&str> = events.iter().map(|found| found.event.kind.as_str()).collect();
    assert_eq!(types, ["COOPERATE", "COERCE"]);
    assert!(events[1].actors.is_empty() && events[1].claim.is_some());
}

#[test]
fn people_decide_who_is_who() {
    let place = Place::new("who");
    let mut ledger = place.ledger();
    ledger.keep(&bridge().ready()).unwrap();
    ledger.keep(&ferry().ready()).unwrap();
    ledger.refresh_directory().unwrap();
    let entries = |ledger: &Ledger| {
        let query = Query { by: Some("Леван Мчедлидзе".into()), ..Query::default() };
        ledger.actors(&query).unwrap().len()
    };
    assert_eq!(entries(&ledger), 1);
    let anchor = |report| Anchor::new(report, Class::Person, "Леван Мчедлидзе");
    let between = [anchor("bridge.txt"), anchor("ferry.txt")];
    let split = claim(0, Change::Split { between: between.clone() });
    let split = ledger.correct(&split, lemmatize).unwrap();
    assert!(ledger.directory_is_stale().unwrap());
    ledger.refresh_directory().unwrap();
    assert_eq!(entries(&ledger), 2);
    ledger.correct(&claim(1, Change::TakeBack { claim: split }), lemmatize).unwrap();
    ledger.refresh_directory().unwrap();
    assert_eq!(entries(&ledger), 1);
    let error = Change::Merge {
        between: [anchor("bridge.txt"), Anchor::new("ferry.txt", Class::State, "Эстония")],
    };
    let error = ledger.correct(&claim(2, error), lemmatize).unwrap_err();
    assert!(error.to_string().contains("different classes"), "{error}");
}

#[test]
fn corrections_go_out_and_come_in_again() {
    let place = Place::new("exported");
    let mut ledger = place.ledger();
    ledger.keep(&ferry().ready()).unwrap();
    let first = ledger.correct(&addition(&ferry()), lemmatize).unwrap();
    assert_eq!(ledger.correct(&addition(&ferry()), lemmatize).unwrap(), first);
    ledger.correct(&rejection(&ferry(), "отрицает"), lemmatize).unwrap();
    let anchor = |report| Anchor::new(report, Class::Person, "Леван Мчедлидзе");
    let merge = Change::Merge { between: [anchor("bridge.txt"), anchor("ferry.txt")] };
    ledger.correct(&claim(5, merge), lemmatize).unwrap();
    let mut lines = Vec::new();
    ledger.export_corrections(&mut lines).unwrap();
    assert_eq!(lines.iter().filter(|&&byte| byte == b'\n').count(), 3);

    let mut other = Ledger::open(&place.file("other")).unwrap();
    assert_eq!(other.import_corrections(&lines[..], lemmatize).unwrap(), 3);
    assert_eq!(other.import_corrections(&lines[..], lemmatize).unwrap(), 0);
    other.keep(&ferry().ready()).unwrap();
    assert_eq!(export(&other), export(&ledger));

    // A broken line lets none of the file in.
    let mut third = Ledger::open(&place.file("third")).unwrap();
    let mut broken = lines.clone();
    broken.extend(b"{\"by\":\"?\"}\n");
    let error = third.import_corrections(&broken[..], lemmatize).unwrap_err();
    assert!(matches!(error, LedgerError::BadLine { line: 4, .. }), "{error}");
    assert_eq!(third.counts().unwrap().corrections, 0);
}

#[test]
fn a_correction_that_means_nothing_in_the_text_is_refused() {
    let place = Place::new("nonsense");
    let mut ledger = place.ledger();
    ledger.keep(&ferry().ready()).unwrap();
    let (article, mut record, actors) = silence(&ferry());
    if let ClaimedRecord::Statement(statement) = &mut *record {
        statement.cue = Span { start: 5, end: 5_000 };
    }
    let far = claim(0, Change::Add { article: article.clone(), record, actors });
    let error = ledger.correct(&far, lemmatize).unwrap_err();
    assert!(error.to_string().contains("does not lie in the text"), "{error}");
    let (_, record, actors) = silence(&ferry());
    let subject = Subject::Quantity(ferry().span("паром"));
    let unlike = claim(1, Change::Mend { article, subject, record, actors });
    let error = ledger.correct(&unlike, lemmatize).unwrap_err();
    assert!(error.to_string().contains("different kinds"), "{error}");
    assert_eq!(ledger.counts().unwrap().corrections, 0);
    // Of an article that is not there yet nobody can tell.
    assert!(ledger.correct(&addition(&bridge_without_text()), lemmatize).is_ok());
    let unknown = Change::TakeBack { claim: ClaimId("0".into()) };
    assert!(ledger.correct(&claim(9, unknown), lemmatize).is_ok());
}

#[test]
fn what_an_actor_is_can_be_mended_and_the_directory_learns_it() {
    let place = Place::new("actors-mended");
    let mut ledger = place.ledger();
    ledger.keep(&bridge().ready()).unwrap();
    let mend = |name: &str| Change::Mend {
        article: bridge().key(),
        subject: Subject::Actor { class: ActorClass::Outlet, name: "Луч".into() },
        record: Box::new(ClaimedRecord::Actor(ActorClaim {
            name: name.into(),
            also: vec!["Луч".into()],
            class: ActorClass::Organization,
            state: Some("EST".into()),
            mentions: Vec::new(),
        })),
        actors: Vec::new(),
    };
    ledger.correct(&claim(0, mend("Завод «Луч»")), lemmatize).unwrap();
    let found = ledger.statements(&Query::default()).unwrap();
    assert_eq!(found[0].chain[1], "Завод «Луч»");
    let shown = ledger.article_reading(&bridge().key()).unwrap().unwrap();
    let factory = shown.record.actors.iter().find(|actor| actor.name == "Завод «Луч»").unwrap();
    assert_eq!((factory.class, factory.mentions.len()), (ActorClass::Organization, 1));
    ledger.refresh_directory().unwrap();
    let named = |name: &str| {
        let query = Query { by: Some(name.into()), ..Query::default() };
        let found = ledger.actors(&query).unwrap();
        found.into_iter().map(|entry| (entry.class, entry.states)).collect::<Vec<_>>()
    };
    assert_eq!(named("Завод «Луч»"), [("organization".to_owned(), vec!["EST".to_owned()])]);
    // A reading that already has it so is left as it is: no second actor of that name.
    let mut later = bridge().made_by("0.2.0", "russian 2");
    let actor = later.reading.actors.iter_mut().find(|actor| actor.name == "Луч").unwrap();
    actor.name = "Завод «Луч»".into();
    actor.class = depesha::reading::ActorClass::Organization;
    ledger.keep(&later.ready()).unwrap();
    let shown = ledger.article_reading(&bridge().key()).unwrap().unwrap();
    let names = shown.record.actors.iter().filter(|actor| actor.name == "Завод «Луч»");
    assert_eq!((names.count(), shown.maker.version.as_str()), (1, "0.2.0"));
}

#[test]
fn an_actor_that_is_rejected_is_nobody_in_the_directory() {
    let place = Place::new("actors-rejected");
    let mut ledger = place.ledger();
    ledger.keep(&bridge().ready()).unwrap();
    let subject = Subject::Actor { class: ActorClass::Outlet, name: "Луч".into() };
    let reject = Change::Reject { article: bridge().key(), subject };
    ledger.correct(&claim(0, reject), lemmatize).unwrap();
    ledger.refresh_directory().unwrap();
    let entries: Vec<String> =
        ledger.directory().unwrap().entries().iter().map(|e| e.id.to_string()).collect();
    assert!(!entries.iter().any(|id| id.contains("Луч")), "{entries:?}");
    // What the others say of one another is still of the same ones.
    let query = Query { by: Some("Леван Мчедлидзе".into()), ..Query::default() };
    let minister = ledger.actors(&query).unwrap().remove(0);
    assert!(minister.roles[0].of.as_ref().unwrap().contains("GEO"), "{minister:?}");
}

#[test]
fn a_correction_that_does_not_fit_is_named_by_its_line_and_none_comes_in() {
    let place = Place::new("misfit");
    let mut ledger = place.ledger();
    ledger.keep(&ferry().ready()).unwrap();
    let mut odd = rejection(&ferry(), "отрицает");
    odd.at = "вчера".into();
    let line = |correction: &Correction| serde_json::to_string(correction).unwrap();
    let lines = format!("{}\n\n{}\n", line(&addition(&ferry())), line(&odd));
    let error = ledger.import_corrections(lines.as_bytes(), lemmatize).unwrap_err();
    assert_eq!(error.to_string(), "line 3: `вчера` is no time of RFC 3339 (`at`)");
    assert_eq!(ledger.counts().unwrap().corrections, 0);
}

#[test]
fn the_later_correction_holds_whatever_the_hour_it_is_told_in() {
    let place = Place::new("zones");
    let mut ledger = place.ledger();
    ledger.keep(&bridge().ready()).unwrap();
    let mend = |at: &str, name: &str| Correction {
        at: at.into(),
        ..claim(
            0,
            Change::Mend {
                article: bridge().key(),
                subject: Subject::Statement(bridge().span("добавил")),
                record: {
                    let mut said = bridge().record().statements[1].clone();
                    said.speaker = Some("x".into());
                    Box::new(ClaimedRecord::Statement(said))
                },
                actors: vec![ClaimedActor {
                    id: "x".into(),
                    name: name.into(),
                    class: ActorClass::State,
                    state: None,
                }],
            },
        )
    };
    // Half past nine in Greenwich is later than twelve in Tbilisi.
    ledger.correct(&mend("2026-01-01T09:30:00.5Z", "Грузия"), lemmatize).unwrap();
    ledger.correct(&mend("2026-01-01T12:00:00+04:00", "Эстония"), lemmatize).unwrap();
    let found = ledger.statements(&Query::default()).unwrap();
    assert_eq!(found[1].speaker.as_ref().unwrap().name, "Грузия");
}

fn bridge_without_text() -> Told {
    let mut told = ferry();
    told.article.id = "elsewhere.txt".into();
    told
}
