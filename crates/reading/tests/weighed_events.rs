//! What the weights of triggers may do to the events of the rules, whatever the weights are.

use std::sync::LazyLock;

use depesha_language::Language;
use depesha_reading::{Account, ActorId, EventType, Reading, Tables, TriggerBounds, read_weighed};
use depesha_text::Article;

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

const REPORT: &str = "Президент Чили осудил решение парламента Перу. По его словам, соседи нарушили договор. \
                      Министр обороны Перу Павел Ручьёв отверг обвинения и потребовал извинений. В пятницу полиция \
                      Лимы задержала десять участников митинга. Встреча президентов, намеченная на май, отменена.";

fn read(kept: f32, added: f32) -> Reading {
    let article = Article::from_body("weighed", REPORT);
    let analysis = LANGUAGE.analyse(&article.body);
    let bounds = TriggerBounds { kept, added };
    read_weighed(&article, &analysis, &LANGUAGE, Tables::embedded(), bounds, None)
}

fn is_weighed(rule: &str) -> bool {
    rule.starts_with("weighed-")
}

#[test]
fn bounds_that_nothing_reaches_leave_the_rules_alone() {
    let TriggerBounds { kept, added } = TriggerBounds::RULES_ALONE;
    let events = read(kept, added).events;
    assert!(events.len() >= 4, "{events:?}");
    assert!(events.iter().all(|event| !is_weighed(event.rule)));
    assert!(events.iter().any(|event| event.trigger.of(REPORT) == "осудил"));
}

#[test]
fn what_is_denied_is_left_out_with_what_it_binds_to() {
    let reading = read(2.0, 2.0);
    assert!(reading.events.is_empty() && reading.commitments.is_empty());
}

#[test]
fn what_weights_add_says_so_and_how_sure_they_are() {
    let reading = read(2.0, 0.0);
    assert!(reading.events.len() >= 2, "{:?}", reading.events);
    for event in &reading.events {
        assert!(is_weighed(event.rule), "{event:?}");
        assert!((1..=97).contains(&event.confidence));
        assert!(REPORT.get(event.trigger.start..event.trigger.end).is_some());
    }
    let starts: Vec<usize> = reading.events.iter().map(|event| event.trigger.start).collect();
    assert!(starts.is_sorted() && starts.windows(2).all(|pair| pair[0] < pair[1]));
    let with_parties = reading.events.iter().filter(|event| !event.actors.is_empty()).count();
    assert!(with_parties > 0, "who acts comes from the frames of the rules: {:?}", reading.events);
}

#[test]
fn what_is_counted_as_no_event_still_shows_how_two_get_on() {
    let text = "Литва ввела санкции против Грузии.";
    let article = Article::from_body("denied", text);
    let analysis = LANGUAGE.analyse(text);
    let bounds = TriggerBounds { kept: 2.0, added: 2.0 };
    let reading = read_weighed(&article, &analysis, &LANGUAGE, Tables::embedded(), bounds, None);
    assert!(reading.events.is_empty());
    let [attitude] = &reading.attitudes[..] else { panic!("{:?}", reading.attitudes) };
    let name = |actor: ActorId| reading.actors[actor.0].name.as_str();
    assert_eq!((name(attitude.source), name(attitude.target)), ("Литва", "Грузия"));
    assert_eq!(attitude.account, Account::Act);
    assert_eq!(attitude.evidence[0].span.of(text), "ввела санкции");
}

#[test]
fn who_only_speaks_accuses_nobody_however_sure_weights_are() {
    let text = "Греция обвинила Турцию в нарушении договора. В ответ министр обороны Турции заявил, что полёт прошёл \
                по плану. Посол Турции заметил, что переговоры идут.";
    let article = Article::from_body("speaks", text);
    let analysis = LANGUAGE.analyse(text);
    let bounds = TriggerBounds { kept: 0.0, added: 0.0 };
    let reading = read_weighed(&article, &analysis, &LANGUAGE, Tables::embedded(), bounds, None);
    let accusing = reading.events.iter().filter(|event| event.kind == EventType::Accuse);
    let accusing: Vec<&str> = accusing.map(|event| event.trigger.of(text)).collect();
    assert_eq!(accusing, ["обвинила"]);
}

#[test]
fn a_word_by_which_blame_is_told_tells_no_act() {
    let article = Article::from_body("note", "Белоруссия направила Польше ноту протеста.");
    let reading = depesha_reading::read(&article, &LANGUAGE.analyse(&article.body), &LANGUAGE);
    let kinds: Vec<EventType> = reading.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventType::Accuse]);
}
