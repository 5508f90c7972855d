//! Sentences with what they bind somebody to: `who > whom: act [until date] [if condition]`, of a
//! report of 15 October 2025.

use std::sync::LazyLock;

use depesha_language::Language;
use depesha_reading::{ActorId, DateId, EvidenceOf, Reading, read};
use depesha_text::{Article, ByteSpan};

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

fn reading(text: &str) -> Reading {
    let published = Some("2025-10-15".to_owned());
    let article = Article { published, ..Article::from_body("commitments", text) };
    read(&article, &LANGUAGE.analyse(&article.body), &LANGUAGE)
}

fn commitments(text: &str) -> Vec<String> {
    let reading = reading(text);
    let names = |actors: &[ActorId]| {
        let names: Vec<&str> =
            actors.iter().map(|actor| reading.actors[actor.0].name.as_str()).collect();
        if names.is_empty() { "-".to_owned() } else { names.join(", ") }
    };
    let told = reading.commitments.iter();
    told.map(|read| {
        let until = read.until.map_or_else(String::new, |DateId(date)| {
            format!(" until {}", reading.dates[date].value.as_deref().unwrap_or("?"))
        });
        let condition = read.condition.map(|span: ByteSpan| format!(" if {}", span.of(text)));
        format!(
            "{} > {}: {}{until}{}",
            names(&read.who),
            names(&read.to),
            read.act.of(text),
            condition.unwrap_or_default()
        )
    })
    .collect()
}

macro_rules! commitments {
    ($($name:ident: $($text:literal => [$($commitment:literal),*])+)*) => {
        $(#[test] fn $name() {
            $(assert_eq!(commitments($text), [$($commitment),*] as [&str; _], "{}", $text);)+
        })*
    };
}

commitments! {
    each_act_of_a_promise_binds_by_itself:
        "Власти Сербии пообещали, что погорельцам будут выданы деньги, а дома будут отстроены."
            => ["Сербия > погорельцы: погорельцам будут выданы деньги",
                "Сербия > -: дома будут отстроены"]
    who_acts_for_a_state_binds_it_without_a_word_of_promise:
        "Президент Чили Пабло Рохас заявил, что школы будут построены до конца года."
            => ["Чили > -: школы будут построены до конца года until 2025"]
        "«Мы построим новый мост к 2030 году», — заявил премьер-министр Сербии Милош Вранич."
            => ["Милош Вранич > -: построим новый мост к 2030 году until 2030"]
    who_acts_for_nobody_only_foretells:
        "Политолог Пабло Рохас заявил, что школы будут построены до конца года." => []
        "Чилийский эксперт Пабло Рохас сообщил, что Чили введёт санкции против Перу." => []
    the_promised_act_is_an_event_or_none:
        "Губернатор Павел Ручьёв пообещал помочь жителям."
            => ["Павел Ручьёв > жители: помочь жителям"]
        "Губернатор Павел Ручьёв пообещал, что мост достроят к осени."
            => ["Павел Ручьёв > -: мост достроят к осени until 2026-23"]
        "Правительство Перу пообещало пенсионерам надбавки."
            => ["правительство Перу > пенсионеры: надбавки"]
    a_condition_stands_before_or_behind_its_act:
        "Германия готова предоставить Молдавии кредит при условии проведения реформ."
            => ["Германия > Молдавия: предоставить Молдавии кредит if при условии проведения реформ"]
        "Премьер Дании Ларс Нильсен сказал, что посетит Китай, если получит приглашение."
            => ["Ларс Нильсен > Китай: посетит Китай if если получит приглашение"]
    of_a_mutual_act_the_one_who_intends_it_is_bound:
        "Президент Сербии Милош Вранич намерен провести переговоры с президентом Хорватии Анте Маричем."
            => ["Милош Вранич > Анте Марич: провести переговоры с президентом Хорватии Анте Маричем"]
    what_is_threatened_or_wished_binds_nobody:
        "Иран пригрозил ввести санкции против Ирака." => []
        "Сенат призвал правительство Перу вывести войска из Чили." => []
}

#[test]
fn the_chain_goes_through_the_statement_that_holds_the_act() {
    let text = "Губернатор Павел Ручьёв пообещал помочь жителям.";
    let reading = reading(text);
    let [commitment] = &reading.commitments[..] else { panic!("{:?}", reading.commitments) };
    let said_in = commitment.said_in.expect("the governor says so");
    let speaker = reading.statements[said_in.0].speaker.expect("a speaker");
    assert_eq!(reading.actors[speaker.0].name, "Павел Ручьёв");
    assert!(reading.events[commitment.event.0].commitment);
}

/// The parts of the text's only event with the words that they were read from.
fn evidence(text: &str) -> Vec<String> {
    let reading = reading(text);
    let [event] = &reading.events[..] else { panic!("one event: {:?}", reading.events) };
    let read = event.evidence.iter();
    read.map(|evidence| format!("{} {}", evidence.of.name(), evidence.span.of(text))).collect()
}

#[test]
fn an_event_keeps_the_words_that_it_was_read_from() {
    assert_eq!(
        evidence("Власти Чада не ввели в понедельник санкции против Мали."),
        ["carrier ввели", "actor Власти Чада", "recipient Мали", "status не"]
    );
    assert_eq!(
        evidence("Литва вывела войска из Афганистана."),
        ["needed войска", "actor Литва", "recipient Афганистана"]
    );
    assert_eq!(
        evidence("Боевики обстреляли посольство Испании в Багдаде."),
        ["actor Боевики", "recipient посольство Испании в Багдаде", "place Багдаде"]
    );
}

#[test]
fn another_voice_that_tells_the_same_act_stands_with_it() {
    let text = "Россия ввела санкции против Литвы. По словам министра Йонаса Каупаса, Россия \
                ввела санкции против Литвы. Россия ввела санкции против Литвы.";
    let reading = reading(text);
    let [event] = &reading.events[..] else { panic!("one event: {:?}", reading.events) };
    assert_eq!(event.said_in, None);
    let [telling] = event.also_in[..] else { panic!("one more voice: {:?}", event.also_in) };
    let speaker = reading.statements[telling.said_in.expect("a statement").0].speaker;
    assert_eq!(reading.actors[speaker.expect("a speaker").0].name, "Йонас Каупас");
    assert_eq!(telling.trigger.of(text), "ввела санкции");
    assert!(event.evidence.iter().any(|evidence| evidence.of == EvidenceOf::Carrier));
}
