//! The queue of doubtful records, and what decisions become.

use depesha::Reader;
use depesha_ledger::{Ledger, Query};
use depesha_pages::{Language, PageProblem, review_change};

use crate::hostile::check;
use crate::ledgers::{Scratch, at, kept, small};

const AT: &str = "2025-11-27T10:00:00Z";

/// The fields of the form of an item, as a browser would send them.
fn form(page: &str, number: usize) -> Vec<(String, String)> {
    let item = page.split("<form action=\"/review\" method=\"post\">").nth(number + 1).unwrap();
    let item = item.split("</form>").next().unwrap();
    let mut fields = Vec::new();
    for tag in item.split("<input").skip(1) {
        let value = |name: &str| {
            let begin = format!(" {name}=\"");
            tag.split(&begin).nth(1).map(|rest| rest.split('"').next().unwrap().to_owned())
        };
        let plain = value("value").unwrap_or_default().replace("&gt;", ">").replace("&amp;", "&");
        fields.push((value("name").unwrap(), plain));
    }
    for select in item.split("<select").skip(1) {
        let name = select.split(" name=\"").nth(1).unwrap().split('"').next().unwrap();
        let chosen = select.split("selected").next().unwrap().rsplit("value=\"").next().unwrap();
        fields.push((name.to_owned(), chosen.split('"').next().unwrap().to_owned()));
    }
    fields
}

fn put(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    fields.retain(|(own, _)| own != name);
    fields.push((name.to_owned(), value.to_owned()));
}

fn field<'f>(fields: &'f [(String, String)], name: &str) -> &'f str {
    &fields.iter().find(|(own, _)| own == name).unwrap().1
}

fn queue(ledger: &Ledger, reader: &Reader, list: &str) -> String {
    let address = format!("/review?list={list}");
    let page = at(ledger, reader, &address, Language::English, Some("Нина Озерова")).unwrap().body;
    check(&address, &page);
    page
}

/// Whether the queue asks for the record of this form.
fn is_asked(page: &str, decided: &[(String, String)]) -> bool {
    let forms = page.matches("<form action=\"/review\" method=\"post\">").count();
    (0..forms).map(|number| form(page, number)).any(|own| {
        ["article", "record"].iter().all(|name| field(&own, name) == field(decided, name))
    })
}

#[test]
fn who_is_not_signed_in_sees_no_form() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("unsigned");
    let ledger = kept(&reader, &file, small());
    let page = at(&ledger, &reader, "/review", Language::Russian, None).unwrap().body;
    assert!(!page.contains("method=\"post\"") && page.contains("Проверять могут только вошедшие"));
}

#[test]
fn decisions_become_corrections() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("review");
    let mut ledger = kept(&reader, &file, small());
    let all = ledger.events(&Query::default()).unwrap().len();

    let mut rejected = form(&queue(&ledger, &reader, "events"), 0);
    assert_eq!(field(&rejected, "form_token"), "token");
    put(&mut rejected, "action", "reject");
    put(&mut rejected, "reason", "Об этом в сообщении не говорится");
    let change = review_change(&ledger, "Нина Озерова", AT, &rejected).unwrap();
    ledger.correct(&change, |text| reader.lemmas(text)).unwrap();
    assert_eq!(ledger.events(&Query::default()).unwrap().len(), all - 1);

    let mut mended = form(&queue(&ledger, &reader, "events"), 0);
    put(&mut mended, "action", "mend");
    put(&mut mended, "type", "COERCE");
    put(&mut mended, "status", "negated");
    let change = review_change(&ledger, "Нина Озерова", AT, &mended).unwrap();
    ledger.correct(&change, |text| reader.lemmas(text)).unwrap();
    let events = ledger.events(&Query::default()).unwrap();
    let claimed: Vec<_> = events.iter().filter(|found| found.claim.is_some()).collect();
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].event.kind, "COERCE");

    // What was decided is not asked again, and is told beside the report.
    assert!(!is_asked(&queue(&ledger, &reader, "events"), &mended));
    let address = format!("/report/{}", field(&mended, "article"));
    let report = at(&ledger, &reader, &address, Language::English, None).unwrap().body;
    assert!(report.contains("Нина Озерова") && report.contains("mends"), "{report}");

    for list in ["statements", "attitudes"] {
        let mut accepted = form(&queue(&ledger, &reader, list), 0);
        put(&mut accepted, "action", "accept");
        let change = review_change(&ledger, "Нина Озерова", AT, &accepted).unwrap();
        ledger.correct(&change, |text| reader.lemmas(text)).unwrap();
        assert!(!is_asked(&queue(&ledger, &reader, list), &accepted), "{list}");
    }
    let statements = ledger.statements(&Query::default()).unwrap();
    let claimed: Vec<_> = statements.iter().filter(|found| found.claim.is_some()).collect();
    assert_eq!(claimed.len(), 1);
    assert!(claimed[0].speaker.is_some(), "accepting loses nothing");
}

#[test]
fn forms_that_say_nothing_are_refused() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("refused");
    let ledger = kept(&reader, &file, small());
    let good = form(&queue(&ledger, &reader, "statements"), 0);
    let refused = |name: &str, value: &str| {
        let mut fields = good.clone();
        put(&mut fields, "action", "mend");
        put(&mut fields, name, value);
        match review_change(&ledger, "Нина Озерова", AT, &fields) {
            Err(PageProblem::Field { name, .. }) => name,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refused("action", "dance"), "action");
    assert_eq!(refused("record", "event:0-1:AGREE"), "record");
    assert_eq!(refused("sha256", "00"), "article");
    assert_eq!(refused("speaker", "Никто"), "speaker");
    assert_eq!(refused("kind", "sung"), "kind");
    assert_eq!(refused("article", ""), "article");
}
