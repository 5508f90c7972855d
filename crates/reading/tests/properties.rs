//! What holds of the reading of any text, however broken.

use std::sync::LazyLock;

use depesha_language::Language;
use depesha_reading::{Reading, read};
use depesha_text::{Article, ByteSpan};
use proptest::prelude::*;

static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| Language::embedded().expect("the model that is compiled in"));

fn reading_of(text: &str) -> Reading {
    let article =
        Article { published: Some("2025-10-15".into()), ..Article::from_body("any", text) };
    read(&article, &LANGUAGE.analyse(text), &LANGUAGE)
}

fn check(text: &str) {
    let reading = reading_of(text);
    let lies_in_the_text = |span: ByteSpan| {
        assert!(
            text.get(span.start..span.end).is_some_and(|words| !words.is_empty()),
            "{span:?} in {text:?}"
        );
    };
    for (number, statement) in reading.statements.iter().enumerate() {
        lies_in_the_text(statement.cue);
        statement.source.into_iter().for_each(lies_in_the_text);
        assert!(!statement.content.is_empty(), "a statement says something: {text:?}");
        statement.content.iter().copied().for_each(lies_in_the_text);
        for pair in statement.content.windows(2) {
            assert!(pair[0].end <= pair[1].start, "contents in order: {text:?}");
        }
        for actor in statement.speaker.iter().chain(&statement.via) {
            assert!(actor.0 < reading.actors.len());
        }
        // No statement is its own ancestor: going up ends.
        let mut at = number;
        for _ in 0..reading.statements.len() {
            match reading.statements[at].parent {
                Some(parent) => at = parent.0,
                None => break,
            }
        }
        assert_eq!(reading.statements[at].parent, None, "a ring of statements: {text:?}");
    }
    for quantity in &reading.quantities {
        lies_in_the_text(quantity.span);
        lies_in_the_text(quantity.amount);
        assert!(quantity.span.contains(quantity.amount), "{quantity:?} in {text:?}");
        assert!(quantity.value.is_finite() && quantity.upper.is_none_or(f64::is_finite));
        assert!(quantity.said_in.is_none_or(|said| said.0 < reading.statements.len()));
    }
    for date in &reading.dates {
        lies_in_the_text(date.span);
        date.day_span.into_iter().for_each(lies_in_the_text);
        assert!(date.value.is_some() != date.unresolved.is_some(), "{date:?} in {text:?}");
        assert!(date.said_in.is_none_or(|said| said.0 < reading.statements.len()));
    }
    let exists = |actor: &depesha_reading::ActorId| assert!(actor.0 < reading.actors.len());
    let is_said = |said: Option<depesha_reading::StatementId>| {
        assert!(said.is_none_or(|said| said.0 < reading.statements.len()));
    };
    for event in &reading.events {
        lies_in_the_text(event.trigger);
        event.actors.iter().chain(&event.recipients).chain(&event.place).for_each(exists);
        event.evidence.iter().for_each(|evidence| {
            lies_in_the_text(evidence.span);
            evidence.actor.iter().for_each(exists);
        });
        event.also_in.iter().for_each(|telling| {
            lies_in_the_text(telling.trigger);
            is_said(telling.said_in);
        });
        assert!(event.date.is_none_or(|date| date.0 < reading.dates.len()));
        is_said(event.said_in);
    }
    for commitment in &reading.commitments {
        assert!(reading.events[commitment.event.0].commitment);
        assert!(!commitment.who.is_empty(), "somebody is bound: {text:?}");
        commitment.who.iter().chain(&commitment.to).for_each(exists);
        lies_in_the_text(commitment.act);
        commitment.condition.into_iter().for_each(lies_in_the_text);
        assert!(commitment.until.is_none_or(|date| date.0 < reading.dates.len()));
        is_said(commitment.said_in);
    }
    for actor in &reading.actors {
        assert!(!actor.name.is_empty());
        actor.mentions.iter().for_each(|mention| lies_in_the_text(mention.span));
    }
}

/// Pieces of reports: what the rules look for, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Министр Иван Петров",
        "заявил",
        "сообщил",
        "по словам",
        "согласно",
        "как передаёт",
        "агентство «Заря»",
        "газета \"Маяк\"",
        "об этом",
        "что",
        "чтобы",
        "который",
        "он",
        "она",
        "её",
        "их",
        "президент",
        "в интервью",
        "со ссылкой на",
        "источник",
        "призвал",
        "обвинил",
        "в",
        "о",
        "считают",
        "сообщается",
        "пообещал",
        "выразил надежду",
        "информация о том",
        "«",
        "»",
        "\"",
        "„",
        "“",
        ",",
        ".",
        ":",
        ";",
        "—",
        "-",
        "- ",
        "(",
        ")",
        "!",
        "?",
        "…",
        "\n",
        "\n\n",
        "не",
        "и",
        "но",
        "однако",
        "🤝",
        "https://a.ru/b",
        "\u{301}",
        "\u{200b}",
        "A.Петрова",
        "2024 г.",
        "Москва",
        "МИД",
        "уехал",
        "договор",
        "поставки оружия",
        "арестовали",
        "будет построен мост",
        "мы построим",
        "обещание",
        "готова к",
        "если",
        "в случае",
        "при условии",
        "до конца года",
        "в пятницу",
        "в Вене",
        "на границе Ирака",
        "ввела санкции против",
        "визит",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.join(" "))
}

/// Pieces of numbers and dates, in any order.
fn numbers() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "1",
        "5",
        "17",
        "31",
        "100",
        "2014",
        "99999999999999999999999999",
        "8,1",
        "10.10.2025",
        "15",
        ":",
        "30",
        "7:5",
        "-",
        "–",
        " - ",
        "по",
        "до",
        "от",
        "с",
        "в",
        "к",
        "через",
        "назад",
        "спустя",
        "за",
        "и",
        ",",
        ".",
        "(",
        ")",
        "$",
        "%",
        "млн",
        "тыс.",
        "тысяч",
        "миллиард",
        "двадцать",
        "пять",
        "семью",
        "сто",
        "полтора",
        "сотни",
        "несколько",
        "десятков",
        "половина",
        "треть",
        "более",
        "не менее",
        "около",
        "минус",
        "рублей",
        "долларов США",
        "человек",
        "лет",
        "года",
        "г.",
        "год",
        "мая",
        "октября",
        "в октябре",
        "XIX",
        "века",
        "век",
        "пятницу",
        "среду",
        "утром",
        "днём",
        "ночь на",
        "часов",
        "минут",
        "мск",
        "прошлом",
        "следующей",
        "этот же",
        "день",
        "неделе",
        "последние",
        "месяцы",
        "начале",
        "конца",
        "первой половине",
        "I",
        "квартал",
        "90-х",
        "-летний",
        "вчера",
        "сегодня",
        "начиная",
        "километров",
        "кв.",
        "м",
        "°",
        "C",
        "п.",
        "Визит",
        "прошёл",
        "пройдёт",
        "\n",
    ]);
    (prop::collection::vec(piece, 0..40), any::<bool>())
        .prop_map(|(pieces, spaced)| pieces.join(if spaced { " " } else { "" }))
}

#[test]
fn numbers_of_any_length_are_finite_or_none() {
    for digits in [22, 100, 308, 309, 400, 5000] {
        let long = "9".repeat(digits);
        check(&format!("Бюджет вырос на {long} млрд рублей и {long} часов {long} минут."));
        check(&format!(
            "Через {long} лет и {long} мая {long} года было {}.",
            "100 ".repeat(digits)
        ));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_jumble_of_numbers_and_dates_gives_a_reading(text in numbers()) {
        check(&text);
    }

    #[test]
    fn a_jumble_of_report_words_gives_a_reading(text in pieces()) {
        check(&text);
    }

    #[test]
    fn any_string_gives_a_reading(text in any::<String>()) {
        check(&text);
    }
}

#[test]
fn the_same_text_gives_the_same_reading() {
    let text =
        "Как передаёт «Заря», об этом сообщил министр Иван Петров. По его словам, договор готов.";
    assert_eq!(reading_of(text), reading_of(text));
}
