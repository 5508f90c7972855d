use std::sync::LazyLock;

use depesha_language::Language;
use depesha_text::Article;

use crate::record::{Polarity, Reading};

static RUSSIAN: LazyLock<Language> = LazyLock::new(|| Language::embedded().unwrap());

fn read(text: &str) -> Reading {
    let article = Article::from_body("test", text);
    crate::read(&article, &RUSSIAN.analyse(text), &RUSSIAN)
}

/// The attitudes as `source + target (ground: words)`, a dash for those against.
fn shown(text: &str) -> Vec<String> {
    let reading = read(text);
    let name = |actor: crate::ActorId| reading.actors[actor.0].name.as_str();
    reading
        .attitudes
        .iter()
        .map(|attitude| {
            let sign = if attitude.polarity == Polarity::Positive { '+' } else { '-' };
            let words: Vec<_> =
                attitude.evidence.iter().map(|evidence| evidence.span.of(text)).collect();
            format!(
                "{} {sign} {} ({}: {})",
                name(attitude.source),
                name(attitude.target),
                attitude.ground.name(),
                words.join(", ")
            )
        })
        .collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(text), expected, "{text}");
}

#[test]
fn an_act_shows_an_attitude_by_its_type() {
    check("Литва ввела санкции против Грузии.", &["Литва - Грузия (act: ввела санкции)"]);
}

#[test]
fn a_verb_of_attitude_goes_from_its_subject_to_its_object() {
    check("Норвегия недолюбливает Данию.", &["Норвегия - Дания (words: недолюбливает)"]);
    check("Исландия дружит с Финляндией.", &["Исландия + Финляндия (words: дружит)"]);
}

#[test]
fn a_negation_turns_the_sign() {
    check("Норвегия не доверяет Дании.", &["Норвегия - Дания (words: доверяет)"]);
}

#[test]
fn a_party_may_stand_one_word_deeper() {
    check("Норвегия опасается усиления Дании.", &["Норвегия - Дания (words: опасается)"]);
}

#[test]
fn each_other_is_no_friend() {
    check("Норвегия и Дания видят друг друга. Это друг к другу ездят норвежцы.", &[]);
}

#[test]
fn quotation_marks_of_irony_turn_the_sign() {
    check("Исландия «помогает» Финляндии.", &["Исландия - Финляндия (act: помогает)"]);
}

#[test]
fn who_speaks_stands_against_whom_the_words_blame() {
    check(
        "Посол Исландии Йон Палссон заявил, что Финляндия лицемерит.",
        &["Йон Палссон - Финляндия (judgement: лицемерит)"],
    );
}

#[test]
fn two_names_without_a_word_of_attitude_show_nothing() {
    check("Норвегия и Дания лежат на севере.", &[]);
    check("Из Норвегии в Данию ходит паром.", &[]);
}
