//! Sentences with when and where their events are: `trigger: date at place`, of a report of
//! Wednesday, 15 October 2025.

use std::sync::LazyLock;

use depesha_language::Language;
use depesha_reading::{DateId, Reading, Tables, TriggerBounds, read_weighed};
use depesha_text::Article;

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

fn reading(text: &str, published: Option<&str>) -> Reading {
    let published = published.map(str::to_owned);
    let article = Article { published, ..Article::from_body("when and where", text) };
    let analysis = LANGUAGE.analyse(&article.body);
    read_weighed(
        &article,
        &analysis,
        &LANGUAGE,
        Tables::embedded(),
        TriggerBounds::RULES_ALONE,
        None,
    )
}

fn scenes(text: &str, published: Option<&str>) -> Vec<String> {
    let reading = reading(text, published);
    let date = |DateId(date): DateId| {
        let date = &reading.dates[date];
        match (&date.value, date.unresolved) {
            (Some(value), _) => value.clone(),
            (None, Some(reason)) => reason.name().to_owned(),
            (None, None) => unreachable!("a date has a value or tells why not"),
        }
    };
    let events = reading.events.iter();
    events
        .map(|event| {
            let date = event.date.map_or_else(|| "-".to_owned(), date);
            let place = event.place.map_or_else(String::new, |place| {
                let place = &reading.actors[place.0];
                format!(" at {} {}", place.name, place.state.unwrap_or("-"))
            });
            format!("{}: {date}{place}", event.trigger.of(text))
        })
        .collect()
}

macro_rules! scenes {
    ($($name:ident: $($text:literal => [$($scene:literal),*])+)*) => {
        $(#[test] fn $name() {
            $(assert_eq!(scenes($text, Some("2025-10-15")), [$($scene),*] as [&str; _], "{}", $text);)+
        })*
    };
}

scenes! {
    the_date_hangs_on_the_verb:
        "В пятницу президент Сербии встретился с послом Италии."
            => ["встретился: 2025-10-10"]
        "10 октября полиция Казахстана арестовала лидера оппозиции."
            => ["арестовала: 2025-10-10"]
        "Президент Франции посетит Сербию 12 ноября."
            => ["посетит: 2025-11-12 at Сербия SRB"]
    the_date_hangs_on_the_noun_or_the_verb_that_carries_it:
        "Вчера в Женеве прошла встреча министров Турции и Греции."
            => ["встреча: 2025-10-14 at Женева CHE"]
        "Дания осудила санкции 2014 года против Китая."
            => ["осудила: -", "санкции: 2014"]
    verbs_of_one_subject_share_the_date_before_them:
        "В понедельник премьер Венгрии прибыл в Вену и встретился с канцлером Австрии."
            => ["прибыл: 2025-10-13 at Вена AUT", "встретился: 2025-10-13"]
    what_is_planned_has_the_date_of_its_own_verb:
        "Правительство Перу намерено в мае подписать соглашение с Чили."
            => ["подписать соглашение: 2026-05"]
    a_term_is_of_what_is_promised:
        "Президент Чили пообещал до конца года снять пошлины."
            => ["пообещал: -", "снять пошлины: 2025"]
    no_date_comes_from_another_clause:
        "Польша обвинила Белоруссию в провокациях, которые начались в августе."
            => ["обвинила: -"]
        "Посол Чада, прибывший в понедельник, раскритиковал правительство Мали."
            => ["раскритиковал: -"]
        "Как заявил в среду министр Сербии, Хорватия закрыла границу."
            => ["закрыла границу: -"]
    history_is_told_by_its_date:
        "В 1992 году Сербия закрыла границу с Хорватией."
            => ["закрыла границу: 1992"]
    the_place_is_named_or_somebodys:
        "Боевики обстреляли посольство Испании в Багдаде."
            => ["обстреляли: - at Багдад IRQ"]
        "Оппозиция провела митинг на границе Хорватии."
            => ["митинг: - at Хорватия HRV"]
        "На территории Сирии военные задержали журналистов."
            => ["задержали: - at Сирия SYR"]
        "В России прошли протесты против правительства."
            => ["протесты: - at Россия RUS"]
        "Войска атаковали боевиков на границе Ирака и Сирии."
            => ["атаковали: -"]
    the_report_says_in_which_state_a_place_lies:
        "В столице Австрии Вене протестуют фермеры."
            => ["протестуют: - at Вена AUT"]
        "В сирийской провинции Телль-Марр военные задержали журналистов."
            => ["задержали: - at Телль-Марр SYR"]
    no_place_comes_from_another_clause_or_from_an_office:
        "Посол Турции в Афинах отверг предложение Греции."
            => ["отверг: -"]
        "Сенат Италии раскритиковал правительство, которое заседает в Риме."
            => ["раскритиковал: -", "заседает: - at Рим ITA"]
    a_disputed_place_has_no_state_from_the_table:
        "В Степанакерте прошёл митинг оппозиции."
            => ["митинг: - at Степанакерт -"]
}

#[test]
fn an_unknown_report_date_leaves_relative_dates_open() {
    let text = "В пятницу президент Сербии встретился с послом Италии.";
    assert_eq!(scenes(text, None), ["встретился: no report date"]);
    let text = "В 1992 году Сербия закрыла границу с Хорватией.";
    assert_eq!(scenes(text, None), ["закрыла границу: 1992"]);
}
