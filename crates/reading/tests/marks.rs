//! Sentences with their marks: `[source]`, `{cue}`, `<content>`, and the speaker behind `=>`.

use std::sync::LazyLock;

use depesha_language::Language;
use depesha_reading::{Reading, Statement, read};
use depesha_text::Article;

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

/// The text with the marks of one statement.
fn marked(text: &str, reading: &Reading, statement: &Statement) -> String {
    let mut marks: Vec<(usize, u8, &str)> = Vec::new();
    let mut mark = |start: usize, end: usize, open: &'static str, close: &'static str| {
        marks.push((start, 1, open));
        marks.push((end, 0, close));
    };
    mark(statement.cue.start, statement.cue.end, "{", "}");
    if let Some(source) = statement.source {
        mark(source.start, source.end, "[", "]");
    }
    for content in &statement.content {
        mark(content.start, content.end, "<", ">");
    }
    marks.sort();
    let mut out = String::new();
    let mut at = 0;
    for (position, _, sign) in marks {
        out.push_str(&text[at..position]);
        out.push_str(sign);
        at = position;
    }
    out.push_str(&text[at..]);
    let speaker = statement.speaker.map_or("-", |actor| reading.actors[actor.0].name.as_str());
    let via: Vec<&str> =
        statement.via.iter().map(|actor| reading.actors[actor.0].name.as_str()).collect();
    out.push_str(" => ");
    out.push_str(speaker);
    for relay in via {
        out.push_str(" via ");
        out.push_str(relay);
    }
    out
}

/// Asserts that one of the text's statements has just these marks.
fn check(expected: &str) {
    let (text, _) = expected.rsplit_once(" => ").expect("a speaker");
    let text: String =
        text.chars().filter(|c| !matches!(c, '[' | ']' | '{' | '}' | '<' | '>')).collect();
    let article = Article::from_body("marks", text);
    let reading = read(&article, &LANGUAGE.analyse(&article.body), &LANGUAGE);
    let found: Vec<String> = reading
        .statements
        .iter()
        .map(|statement| marked(&article.body, &reading, statement))
        .collect();
    assert!(
        found.iter().any(|found| found == expected),
        "expected\n  {expected}\nfound\n  {}",
        found.join("\n  ")
    );
}

/// Asserts that the text holds no statement.
fn check_none(text: &str) {
    let article = Article::from_body("marks", text);
    let reading = read(&article, &LANGUAGE.analyse(text), &LANGUAGE);
    let found: Vec<String> =
        reading.statements.iter().map(|statement| marked(text, &reading, statement)).collect();
    assert!(found.is_empty(), "found\n  {}", found.join("\n  "));
}

macro_rules! marks {
    ($($name:ident: $($text:literal)+)*) => { $(#[test] fn $name() { $(check($text);)+ })* };
}

marks! {
    a_verb_takes_a_clause:
        "[Министр Глеб Орлов] {заявил}, что <мост откроют в мае>. => Глеб Орлов"
        "[Глава района] {рассказал} журналистам, что <дорогу починят>. => глава района"
    a_verb_takes_a_phrase:
        "[Правительство] {объявило} <о закрытии границы>. => правительство"
        "[Посол] {опроверг} <слухи об отставке>. => посол"
    a_demand_holds_the_one_who_is_to_act:
        "[Депутат Анна Рогова] {призвала} <министра уйти в отставку>. => Анна Рогова"
    a_promise_holds_the_deed:
        "[Премьер] {пообещал} <выплатить долги до осени>. => премьер"
    an_accusation_holds_the_accused:
        "[Лерния] {обвинила} <Одомию в краже чертежей>. => Лерния"
    the_cue_may_stand_first:
        "{Считает} [эксперт Павел Гвоздев], что <цены упадут>. => Павел Гвоздев"
    a_thought_is_a_statement:
        "[Аналитики] {уверены}, что <спрос вырастет>. => аналитики"
        "[Губернатор] {выразил надежду}, что <паром вернётся>. => губернатор"
    a_phrase_attributes_its_clause:
        "{По словам} [мэра Олега Туева], <дом снесут зимой>. => Олег Туев"
        "<Дом>, {по словам} [мэра Олега Туева], <снесут зимой>. => Олег Туев"
        "{Согласно} [отчёту министерства], <выплаты задержали>. => министерство"
    a_parenthesis_attributes_its_sentence:
        "<Мост закроют на год>, {сообщает} [газета «Заря»]. => Заря"
        "{Как заявил} [Олег Туев], <мост закроют на год>. => Олег Туев"
    the_outlet_relays_the_speaker:
        "[Олег Туев] {заявил}, что <мост закроют>, передаёт агентство «Маяк». => Олег Туев via Маяк"
        "Газета «Заря» {сообщила со ссылкой на} [источник в мэрии], что <мост закроют>. => источник в мэрии via Заря"
    direct_speech_before_its_cue:
        "«<Мы откроем мост в мае>», — {заявил} [Олег Туев]. => Олег Туев"
        "\"<Мы откроем мост в мае>\", - {заявил} [Олег Туев]. => Олег Туев"
    direct_speech_behind_a_colon:
        "[Олег Туев] {заявил}: «<Мост будет>». => Олег Туев"
    the_cue_interrupts_the_speech:
        "«<Мост будет>, — {сказал} [Олег Туев]. — <Ждите мая>». => Олег Туев"
    a_line_of_dialogue:
        "— <Мост будет>, — {сказал} [Олег Туев]. => Олег Туев"
    nobody_speaks_in_the_impersonal:
        "{Сообщается}, что <пострадали трое>. => -"
        "В [заявлении министерства] {говорится}, что <переговоры отложены>. => министерство"
    a_body_speaks_through_its_place:
        "В [мэрии] {сообщили}, что <дорогу закроют>. => мэрия"
    two_cues_share_a_subject:
        "[Олег Туев] отметил, что мост готов, и {пообещал} <открыть его в мае>. => Олег Туев"
    a_statement_within_a_statement:
        "Мэр рассказал, что [Олег Туев] {обещал} <открыть мост>. => Олег Туев"
    a_capital_stands_for_its_government:
        "[Москва] {заявила}, что <готова к переговорам>. => Россия"
    a_pronoun_means_the_last_speaker:
        "Министр Анна Рогова сообщила, что договор готов. [Она] {добавила}, что <подпишет его завтра>. => Анна Рогова"
    an_office_is_called_by_its_fullest_description:
        "Рыбаки написали премьер-министру Франции. [Председатель правительства] {пообещал} <помочь им>. => премьер-министр Франции"
    several_people_speak_together:
        "[Иван Сомов и Павел Гремин] {заявили}, что <мир близок>. => Иван Сомов и Павел Гремин"
    one_of_many_speaks_alone:
        "[Один из инженеров порта] {предположил}, что <мост не нужен>. => один из инженеров порта"
    a_look_alike_letter_does_not_hide_the_name:
        "Эксперт Азат Гареев доволен. По мнению экспертов, мост хорош. {По словам} [A.Гареева], <мост откроют>. => Азат Гареев"
}

#[test]
fn what_says_nothing_is_no_statement() {
    check_none("Министры подписали договор о границе и уехали.");
    check_none("Мэр отказался комментировать слухи.");
    check_none("Отметим, что мост построили в прошлом веке.");
    check_none("Министр не сообщил, когда откроют мост.");
    check_none("Событие показало, что стороны готовы к миру.");
    check_none("Город отметил юбилей салютом.");
}
