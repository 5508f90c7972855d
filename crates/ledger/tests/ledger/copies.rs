use depesha_ledger::Query;

use depesha::reading::ActorClass;

use crate::reports::{Place, Told, bridge, export};
use crate::star::star;

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
    let shortened = WIRE.split(" По его").next().unwrap();
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
fn what_another_outlet_tells_in_its_own_words_is_a_repeat_and_no_copy() {
    let retold = "Жители левого берега дождались: министр транспорта Ручьёв пустил в среду машины по новому мосту \
        через Озёрную. На строительство за три года ушло два миллиарда рублей из бюджета.";
    let later = "Министр транспорта Павел Ручьёв уволен. Причиной его отставки называют ремонт дорог на левом \
        берегу, который не закончен, и просьбу жителей об открытии парома.";
    let repeats = |order: [usize; 4]| {
        let place = Place::new("repeats");
        let mut ledger = place.ledger();
        let reports = [
            Told::new("wire", WIRE).on("2025-11-05T10:00:00Z", "Луч"),
            Told::new("retold", retold).on("2025-11-05T11:00:00Z", "Маяк"),
            Told::new("told again", retold).on("2025-11-05T12:00:00Z", "Луч"),
            Told::new("later", later).on("2025-11-05T13:00:00Z", "Маяк"),
        ];
        for at in order {
            ledger.keep(&reports[at].ready()).unwrap();
            ledger.link_copies().unwrap();
        }
        let copies: Vec<String> =
            ledger.copies().unwrap().into_iter().map(|copy| copy.id).collect();
        assert_eq!(copies, ["told again"]);
        // Each is told of from both sides, and none where there is none.
        let repeats_of = |id: &str| -> Vec<String> {
            let key = ledger.article_shown(id).unwrap().unwrap();
            let found = ledger.repeats_of(&key, 10).unwrap().into_iter();
            found.map(|repeat| repeat.article.id).collect()
        };
        assert_eq!(repeats_of("wire"), ["retold"]);
        assert_eq!(repeats_of("retold"), ["wire"]);
        assert_eq!(repeats_of("later"), [""; 0]);
        let repeats = ledger.repeats().unwrap().into_iter();
        let found: Vec<(String, String)> = repeats.map(|pair| (pair.id, pair.other_id)).collect();
        (found, star(&ledger)["repeats"].clone(), export(&ledger))
    };
    let (found, table, exported) = repeats([0, 1, 2, 3]);
    // What one outlet tells twice is no second voice.
    assert_eq!(found, [("retold".to_owned(), "wire".to_owned())]);
    assert_eq!(table.lines().count(), 1, "{table}");
    assert_eq!(repeats([3, 2, 1, 0]), (found, table, exported), "however they come");
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

/// Whose copies are found among these, each with its origin.
fn origins(test: &str, reports: &[Told]) -> Vec<(String, String)> {
    let place = Place::new(test);
    let mut ledger = place.ledger();
    for report in reports {
        ledger.keep(&report.ready()).unwrap();
    }
    ledger.link_copies().unwrap();
    let copies = ledger.copies().unwrap().into_iter();
    let mut copies: Vec<_> = copies.map(|copy| (copy.id, copy.origin_id)).collect();
    copies.sort();
    copies
}

fn pair(copy: &str, origin: &str) -> (String, String) {
    (copy.to_owned(), origin.to_owned())
}

#[test]
fn a_report_is_a_copy_with_other_words_here_and_there_and_another_last_line() {
    let reworded = "🌉 Министр транспорта Павел Ручьёв в среду открыл мост через Озёрную. Строительство, \
        по его словам, заняло три года и обошлось бюджету в два миллиарда рублей.\n\
        [Подписаться на «Верхний порт»](https://example.org/port)";
    let reports = [
        told("wire", WIRE, "2025-11-05T10:00:00Z"),
        told("reworded", reworded, "2025-11-05T10:20:00Z"),
    ];
    assert_eq!(origins("copies-reworded", &reports), [pair("reworded", "wire")]);
}

#[test]
fn other_reports_of_the_same_event_and_what_followed_are_no_copies() {
    let own = "Через Озёрную теперь ездят по мосту. Переправу построили за три года, потратив два \
        миллиарда, рассказал журналистам глава минтранса.";
    let later = "На новом мосту через реку Озёрную столкнулись два автобуса. Пострадали шесть \
        человек, движение по мосту закрыто.";
    let reports = [
        told("wire", WIRE, "2025-11-05T10:00:00Z"),
        told("own", own, "2025-11-05T10:30:00Z"),
        told("later", later, "2025-11-05T18:00:00Z"),
    ];
    assert_eq!(origins("copies-independent", &reports), []);
}

#[test]
fn a_form_filled_in_on_another_day_is_no_copy() {
    let reports = [
        told("monday", "Паром через Озёрную сегодня ходит по расписанию.", "2025-11-03T08:00:00Z"),
        told("friday", "Паром через Озёрную сегодня ходит по расписанию.", "2025-11-07T08:00:00Z"),
    ];
    assert_eq!(origins("copies-form", &reports), []);
}

#[test]
fn a_form_filled_in_with_another_number_is_no_copy() {
    let reports = [
        told("tuesday", "За сутки паром перевёз через Озёрную 120 машин.", "2025-11-04T08:00:00Z"),
        told("wednesday", "За сутки паром перевёз через Озёрную 95 машин.", "2025-11-05T07:00:00Z"),
    ];
    assert_eq!(origins("copies-number", &reports), []);
}

#[test]
fn a_follow_up_that_repeats_a_report_as_background_is_no_copy() {
    let follow_up = "Столкнулись два автобуса, пострадали шесть пассажиров, сообщила полиция левого \
        берега. Движение перекрыто до вечера, водителей допрашивают. Министр транспорта Павел \
        Ручьёв открыл мост в среду.";
    let reports = [
        told("wire", WIRE, "2025-11-05T10:00:00Z"),
        told("follow-up", follow_up, "2025-11-06T09:00:00Z"),
    ];
    assert_eq!(origins("copies-follow-up", &reports), []);
}

#[test]
fn a_flash_is_a_copy_of_the_digest_that_has_it_in_nearly_the_same_words() {
    let digest = "Главное за среду.\n— Урожай яблок в долине вырос на треть.\n— Министр Павел \
        Ручьёв открыл новый мост через реку Озёрную, старый паром уйдёт на ремонт.\n— Почта \
        переехала в здание пристани.\n— Школу в верхнем порту закрыли до весны.";
    let flash = "⚡️ Павел Ручьёв открыл новый мост через Озёрную, паром уйдёт на ремонт";
    let reports = [
        told("flash", flash, "2025-11-05T10:00:00Z"),
        Told::new("digest", digest).on("2025-11-05T16:00:00Z", "Верхний порт"),
    ];
    assert_eq!(origins("copies-in-digest", &reports), [pair("digest", "flash")]);
}

#[test]
fn the_origin_is_the_one_that_the_copy_names() {
    let named = format!("{WIRE} Об этом пишет «Озёрный вестник».");
    let read = Told::new("by its reading", WIRE)
        .on("2025-11-05T13:00:00Z", "Вечерний порт")
        .actor("Озёрный вестник", ActorClass::Outlet, None, "старый паром")
        .says("Озёрный вестник", "открыл", "новый мост через реку Озёрную");
    let reports = [
        Told::new("first", WIRE).on("2025-11-05T10:00:00Z", "Луч"),
        Told::new("second", WIRE).on("2025-11-05T11:00:00Z", "Озёрный вестник"),
        Told::new("by its words", &named).on("2025-11-05T12:00:00Z", "Верхний порт"),
        read,
    ];
    assert_eq!(
        origins("copies-credit", &reports),
        [pair("by its reading", "second"), pair("by its words", "second"), pair("second", "first")]
    );
}

#[test]
fn copies_of_copies_are_one_cluster_and_their_order_of_arrival_does_not_matter() {
    let longer =
        format!("{WIRE} Подробности министр обещал сообщить в пятницу на встрече с жителями.");
    let mut reports = [
        told("wire", WIRE, "2025-11-05T10:00:00Z"),
        told("longer", &longer, "2025-11-05T11:00:00Z"),
        told("again", &longer.replace("пятницу", "четверг"), "2025-11-05T12:00:00Z"),
    ];
    let mut exports = Vec::new();
    for test in ["copies-forth", "copies-back"] {
        let place = Place::new(test);
        let mut ledger = place.ledger();
        for report in &reports {
            ledger.keep(&report.ready()).unwrap();
            ledger.link_copies().unwrap();
        }
        let copies = ledger.copies().unwrap();
        assert_eq!(copies.len(), 2);
        assert!(copies.iter().all(|copy| copy.cluster_id == "wire"), "{copies:?}");
        exports.push(export(&ledger));
        reports.reverse();
    }
    assert_eq!(exports[0], exports[1]);
}

#[test]
fn a_view_without_copies_keeps_what_is_mostly_its_own() {
    let place = Place::new("copies-digest");
    let mut ledger = place.ledger();
    let flash = "Министр Леван Мчедлидзе сообщил, что Грузия построит мост через реку Озёрную.";
    let digest = format!(
        "Главное за день. Паром стал дороже вдвое, жители недовольны и пишут жалобы в область. \
         Урожай яблок в долине вырос на треть. {flash} Школа в верхнем порту закрыта на ремонт до \
         весны, детей возят в соседний посёлок. Почта переехала в здание старой пристани."
    );
    let says = |id: &str, body: &str, hour: &str| {
        told(id, body, hour)
            .actor("Леван Мчедлидзе", ActorClass::Person, Some("GEO"), "Леван Мчедлидзе")
            .says("Леван Мчедлидзе", "сообщил", "Грузия построит мост через реку Озёрную")
    };
    ledger.keep(&says("flash", flash, "2025-11-05T10:00:00Z").ready()).unwrap();
    ledger.keep(&says("digest", &digest, "2025-11-05T11:00:00Z").ready()).unwrap();
    ledger.link_copies().unwrap();
    let copies = ledger.copies().unwrap();
    assert_eq!((copies[0].id.as_str(), copies[0].kind.as_str()), ("digest", "part"));
    let query = Query { without_copies: true, ..Query::default() };
    assert_eq!(ledger.statements(&query).unwrap().len(), 2);
}

#[test]
fn it_does_not_matter_how_often_copies_are_linked() {
    let report = |number: usize| {
        let mut body = WIRE.to_owned();
        if number % 3 == 1 {
            body = body.replace("среду", ["четверг", "пятницу"][number % 2]);
        }
        if number % 4 == 2 {
            body = body.split(" Движение").next().unwrap().to_owned();
        }
        if number % 5 == 3 {
            body.push_str(" Об этом пишет «Озёрный вестник».");
        }
        let outlet = ["Луч", "Озёрный вестник", "Верхний порт"][number % 3];
        let published = format!("2025-11-05T{:02}:00:00Z", number * 7 % 24);
        Told::new(&format!("report-{number}"), &body).on(&published, outlet)
    };
    let place = Place::new("copies-often");
    let export_of = |name: &str, order: &[usize], at_once: usize| {
        let mut ledger = depesha_ledger::Ledger::open(&place.file(name)).unwrap();
        for numbers in order.chunks(at_once) {
            for &number in numbers {
                ledger.keep(&report(number).ready()).unwrap();
            }
            ledger.link_copies().unwrap();
        }
        assert!(!ledger.link_some_copies().unwrap(), "nothing new");
        let copies = ledger.copies().unwrap();
        assert!(copies.len() > 20 && copies.iter().any(|copy| copy.credited), "{copies:?}");
        export(&ledger)
    };
    let forth: Vec<usize> = (0..30).collect();
    let back: Vec<usize> = (0..30).rev().collect();
    let all = export_of("all", &forth, 30);
    assert!(export_of("each", &forth, 1) == all);
    assert!(export_of("back", &back, 1) == all);
    assert!(export_of("some", &back, 7) == all);
}

#[test]
fn a_copy_is_linked_again_when_its_reading_tells_whom_it_has_its_words_from() {
    let place = Place::new("copies-read-later");
    let mut ledger = place.ledger();
    let copy = Told::new("copy", WIRE)
        .on("2025-11-05T13:00:00Z", "Вечерний порт")
        .actor("Озёрный вестник", ActorClass::Outlet, None, "старый паром")
        .says("Озёрный вестник", "открыл", "новый мост через реку Озёрную");
    let second = Told::new("second", WIRE).on("2025-11-05T11:00:00Z", "Озёрный вестник");
    ledger.keep(&told("first", WIRE, "2025-11-05T10:00:00Z").ready()).unwrap();
    ledger.keep(&second.ready()).unwrap();
    ledger.keep(&copy.unread()).unwrap();
    let origin_of_copy = |ledger: &mut depesha_ledger::Ledger| {
        ledger.link_copies().unwrap();
        let copies = ledger.copies().unwrap();
        copies.into_iter().find(|copy| copy.id == "copy").unwrap().origin_id
    };
    assert_eq!(origin_of_copy(&mut ledger), "first");
    ledger.keep(&copy.ready()).unwrap();
    assert_eq!(origin_of_copy(&mut ledger), "second");
}
