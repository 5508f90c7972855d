use depesha_ledger::Query;

use crate::reports::{Place, Told, bridge};

fn told(id: &str, body: &str, published: &str) -> Told {
    Told::new(id, body).on(published, "Луч")
}

const WIRE: &str = "Министр транспорта Павел Ручьёв открыл в среду новый мост через реку Озёрную. \
    По его словам, строительство заняло три года и обошлось бюджету в два миллиарда рублей. \
    Движение по мосту начнётся первого мая, а старый паром уйдёт на ремонт в верхний порт. \
    Жители левого берега ждали переправу с тех пор, как паводок снёс деревянный мост.";

#[test]
fn copies_are_linked_to_the_text_that_came_out_first() {
    let place = Place::new("copies");
    let mut ledger = place.ledger();
    let shortened = WIRE.split(" Движение").next().unwrap();
    let other_lead =
        format!("Долгожданная переправа открылась. {}", WIRE.split_once("Озёрную. ").unwrap().1);
    let own = "На левом берегу теперь работает почта. Её открыли в здании старой школы, которое \
        пустовало десять лет. Сюда же переедет библиотека, обещает глава посёлка.";
    for (id, body, published) in [
        ("shortened", shortened, "2025-11-05T12:00:00Z"),
        ("other lead", other_lead.as_str(), "2025-11-05T13:00:00Z"),
        ("same", WIRE, "2025-11-05T11:00:00Z"),
        ("wire", WIRE, "2025-11-05T10:00:00Z"),
        ("own", own, "2025-11-05T14:00:00Z"),
    ] {
        ledger.keep(&told(id, body, published).ready()).unwrap();
    }
    ledger.link_copies().unwrap();
    let mut copies: Vec<(String, String, String)> = ledger
        .copies()
        .unwrap()
        .into_iter()
        .map(|copy| (copy.id, copy.origin_id, copy.kind))
        .collect();
    copies.sort();
    let copies: Vec<(&str, &str, &str)> =
        copies.iter().map(|(id, origin, kind)| (&**id, &**origin, &**kind)).collect();
    assert_eq!(
        copies,
        [("other lead", "wire", "near"), ("same", "wire", "exact"), ("shortened", "wire", "part"),]
    );
}

#[test]
fn a_version_of_an_article_is_no_copy_of_it() {
    let place = Place::new("copy-version");
    let mut ledger = place.ledger();
    ledger.keep(&told("wire", WIRE, "2025-11-05").ready()).unwrap();
    ledger.keep(&told("wire", &WIRE.replace("среду", "четверг"), "2025-11-05").ready()).unwrap();
    ledger.link_copies().unwrap();
    assert_eq!(ledger.copies().unwrap(), []);
}

#[test]
fn a_view_may_leave_copies_out() {
    let place = Place::new("copies-view");
    let mut ledger = place.ledger();
    let mut copy = bridge();
    copy.article.id = "copy".into();
    copy.article.published = Some("2025-11-04".into());
    ledger.keep(&copy.ready()).unwrap();
    ledger.keep(&bridge().ready()).unwrap();
    ledger.link_copies().unwrap();
    let count = |without_copies| {
        ledger.statements(&Query { without_copies, ..Query::default() }).unwrap().len()
    };
    assert_eq!((count(false), count(true)), (4, 2));
}
