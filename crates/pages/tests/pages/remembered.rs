//! Pages that are remembered are those that would be made, and new reports are seen.

use depesha::{Article, Reader};
use depesha_ledger::{Ledger, ReadReport, Received};
use depesha_pages::{Asked, Language, Pages, page};

use crate::ledgers::{Scratch, kept, small};

fn asked(path: &str) -> Asked<'_> {
    Asked {
        path,
        fields: &[],
        language: Language::English,
        reviewer: None,
        form_token: None,
        today: "2025-11-27".parse().unwrap(),
    }
}

#[test]
fn what_is_remembered_is_what_would_be_made() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("remembered");
    let ledger = kept(&reader, &file, small());
    let pages = Pages::new();
    pages.forget_if_changed(&ledger).unwrap();
    for path in ["/", "/pair/EST/GEO", "/narratives", "/report/promise"] {
        let made = page(&ledger, &reader, &asked(path)).unwrap();
        for _ in 0..2 {
            assert_eq!(pages.page(&ledger, &reader, &asked(path)).unwrap(), made, "{path}");
        }
    }
    assert!(pages.page(&ledger, &reader, &asked("/nothing")).is_err());
}

#[test]
fn new_reports_are_seen_when_the_ledger_is_looked_at_again() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("seen");
    let ledger = kept(&reader, &file, small());
    let pages = Pages::new();
    pages.forget_if_changed(&ledger).unwrap();
    let home = |ledger: &Ledger| pages.page(ledger, &reader, &asked("/")).unwrap().body;
    let before = home(&ledger);
    drop(ledger);
    let mut ledger = Ledger::open(&file.0).unwrap();
    let mut article = Article::from_body("new", "Мост открыт.");
    article.published = Some("2025-11-26".into());
    ledger.keep(&ReadReport::unread(Received::new(article, "text"))).unwrap();
    assert_eq!(home(&ledger), before);
    pages.forget_if_changed(&ledger).unwrap();
    let after = home(&ledger);
    assert!(!before.contains("/report/new") && after.contains("/report/new"));
}
