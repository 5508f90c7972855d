use std::sync::LazyLock;

use depesha_language::Language;
use depesha_text::{Article, ByteSpan};

use super::balance::by_sides;
use super::{Consistency, MarkedPlace, PairLeans, Sides, marked_place, sign_between};
use crate::record::{
    Account, ActorId, Attitude, AttitudeEvidence, AttitudeGround, Polarity, Reading,
};

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

/// The accounts of the attitudes, with the names of the statements' speakers behind a colon.
fn accounts(text: &str) -> Vec<String> {
    let reading = read(text);
    let told = |attitude: &Attitude| {
        let speaker = attitude.said_in.and_then(|said| reading.statements[said.0].speaker);
        let speaker = speaker.map_or("", |actor| reading.actors[actor.0].name.as_str());
        format!("{}: {speaker}", attitude.account.name())
    };
    reading.attitudes.iter().map(told).collect()
}

#[test]
fn an_attitude_is_told_by_the_author_by_an_opinion_or_by_an_act() {
    assert_eq!(accounts("Норвегия недолюбливает Данию."), ["author: "]);
    assert_eq!(accounts("Литва ввела санкции против Грузии."), ["act: "]);
    assert_eq!(
        accounts("Посол Исландии Йон Палссон заявил, что Финляндия лицемерит."),
        ["opinion: Йон Палссон"]
    );
}

#[test]
fn an_act_that_somebody_tells_of_stays_an_act() {
    assert_eq!(
        accounts("Министр Йон Палссон сообщил, что Литва ввела санкции против Грузии."),
        ["act: Йон Палссон"]
    );
}

fn place_of(text: &str, party: &str) -> MarkedPlace {
    let article = Article::from_body("test", text);
    let analysis = RUSSIAN.analyse(text);
    let ground = crate::groundwork(&article, &analysis, &RUSSIAN);
    let start = text.find(party).unwrap();
    let span = ByteSpan::new(start, start + party.len());
    marked_place(&article, &analysis, &RUSSIAN, &ground, span).unwrap()
}

#[test]
fn networks_see_no_names() {
    let one = place_of("Норвегия резко осудила решение Дании.", "Дании");
    let other = place_of("Португалия резко осудила решение Греции.", "Греции");
    assert_eq!(one, other);
    let names = one.scene.words.iter().filter(|word| word.is_none()).count();
    assert_eq!(names, 3, "two names and the full stop");
}

#[test]
fn networks_see_the_words_and_the_place_that_is_asked_for() {
    let blamed = place_of("Норвегия резко осудила решение Дании.", "Дании");
    let praised = place_of("Норвегия резко одобрила решение Дании.", "Дании");
    assert_ne!(blamed.scene, praised.scene);
    assert_eq!(blamed.aspect, praised.aspect);
    let subject = place_of("Норвегия резко осудила решение Дании.", "Норвегия");
    assert_eq!(blamed.scene, subject.scene);
    assert_eq!(subject.aspect.own, [0, 1]);
    assert_eq!(subject.aspect.above, [Some(2), None, None]);
    assert_eq!(blamed.aspect.above, [Some(3), Some(2), None]);
}

fn attitude(source: usize, target: usize, polarity: Polarity, confidence: u8) -> Attitude {
    let (ground, account, said_in) = (AttitudeGround::Words, Account::Author, None);
    let evidence = vec![AttitudeEvidence { span: ByteSpan::new(0, 1), ground, account, said_in }];
    let (source, target) = (ActorId(source), ActorId(target));
    Attitude { source, target, polarity, confidence, said_in, ground, account, evidence }
}

#[test]
fn actors_of_one_state_bear_each_other_out() {
    let sides: Sides = [(0, "NOR"), (1, "NOR"), (2, "DNK")].into();
    let confidences = |second: Polarity| {
        let mut all = vec![attitude(0, 2, Polarity::Negative, 60), attitude(1, 2, second, 60)];
        by_sides(&mut all, &sides);
        all.iter().map(|known| known.confidence).collect::<Vec<_>>()
    };
    assert_eq!(confidences(Polarity::Negative), [66, 66]);
    assert_eq!(confidences(Polarity::Positive), [54, 54]);
}

#[test]
fn the_sign_of_a_pair_may_come_from_others_of_its_side() {
    let sides: Sides = [(0, "NOR"), (1, "NOR"), (2, "DNK")].into();
    let leans: PairLeans = [((0, 2), 0.9)].into();
    let sign = |sides_too| {
        let consistency = Consistency { balance: false, sides: sides_too };
        sign_between(&leans, &sides, (1, 2), consistency)
    };
    assert_eq!((sign(true), sign(false)), (Polarity::Positive, Polarity::Negative));
}
