//! Every link of every page leads to a page that exists, and to a place that is there.

use std::collections::{BTreeSet, VecDeque};

use depesha::Reader;
use depesha_ledger::Ledger;
use depesha_pages::{Language, Media, assets};

use crate::ledgers::{Scratch, at, kept, small, values};

/// The most pages that are looked at.
const MOST: usize = 700;

/// Walks along the links from the overview, and gives each page to `look`. How many pages there were.
pub(crate) fn walk(
    ledger: &Ledger,
    reader: &Reader,
    language: Language,
    most: usize,
    mut look: impl FnMut(&str, &str),
) -> usize {
    let mut known: BTreeSet<String> = BTreeSet::from(["/".to_owned()]);
    let mut next: VecDeque<String> = VecDeque::from(["/".to_owned()]);
    let mut seen = 0;
    while let Some(address) = next.pop_front() {
        if seen == most {
            break;
        }
        seen += 1;
        let page = at(ledger, reader, &address, language, None)
            .unwrap_or_else(|problem| panic!("{address}: {problem}"));
        look(&address, &page.body);
        if page.media != Media::Html {
            continue;
        }
        let ids: BTreeSet<String> = values(&page.body, "id").into_iter().collect();
        assert_eq!(ids.len(), values(&page.body, "id").len(), "{address} has an id twice");
        for link in values(&page.body, "href") {
            if link == "data:," || link.starts_with("https://") {
                continue;
            }
            if let Some(name) = link.strip_prefix("/static/") {
                assert!(assets().iter().any(|asset| asset.name == name), "{address}: {link}");
                continue;
            }
            if let Some(place) = link.strip_prefix('#') {
                assert!(ids.contains(place), "{address} has no place {place}");
                continue;
            }
            assert!(link.starts_with('/') && !link.starts_with("//"), "{address}: {link}");
            // The same pages in the other language are walked along by themselves.
            if link.contains("lang=") {
                continue;
            }
            if known.insert(link.clone()) {
                next.push_back(link);
            }
        }
    }
    seen
}

#[test]
fn each_link_leads_to_a_page() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("crawl");
    let ledger = kept(&reader, &file, small());
    let mut places = 0;
    let seen = walk(&ledger, &reader, Language::Russian, MOST, |address, page| {
        if let (Some((_, place)), true) = (address.split_once('#'), address.starts_with("/report/"))
        {
            // Copies stand for no record of their own.
            if place.len() < 5 {
                places += 1;
                assert!(values(page, "id").iter().any(|id| id == place), "{address}");
            }
        }
    });
    assert!(seen > 100 && places > 20, "{seen} {places}");
    assert!(walk(&ledger, &reader, Language::English, 150, |_, _| {}) > 100);
}

#[test]
fn of_what_is_not_there_one_is_told() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("missing");
    let ledger = kept(&reader, &file, small());
    let problem = |address: &str| {
        at(&ledger, &reader, address, Language::English, None).unwrap_err().to_string()
    };
    assert_eq!(problem("/nothing"), "There is no page /nothing.");
    assert!(problem("/report/pair").contains("pair/01"), "{}", problem("/report/pair"));
    assert!(problem("/actor/person:Каск").starts_with("The directory has no actor"));
    assert!(problem("/pair/GEO/ZZZ").contains("ZZZ"));
    assert_eq!(problem("/pair/GEO/GEO"), "Two different states are needed.");
    assert!(problem("/search?list=nothing").starts_with("list=nothing: give one of statements"));
    assert!(problem("/search?list=events&type=DANCE").starts_with("type=DANCE: give one of"));
    assert!(problem("/pair/GEO/EST?step=year").contains("day, week, month, quarter"));
    assert!(problem("/search?page=0").contains("from 1 to"));
    assert!(problem("/search?since=вчера").contains("2025-11-03"));
}
