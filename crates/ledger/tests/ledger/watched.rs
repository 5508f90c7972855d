use depesha_ledger::Watched;

use crate::reports::{Place, bridge, export};

fn feed(etag: Option<&str>, failures: u32) -> Watched {
    Watched::Feed {
        feed: "https://gazeta.example/rss".into(),
        etag: etag.map(str::to_owned),
        last_modified: None,
        polled_at: Some("2026-01-01T00:00:00Z".into()),
        next_due: Some("2026-01-01T00:15:00Z".into()),
        failures,
    }
}

fn entry(page_tries: Option<u32>) -> Watched {
    Watched::Entry {
        feed: "https://gazeta.example/rss".into(),
        entry: "https://gazeta.example/most".into(),
        said: "ab".into(),
        has_page: page_tries.is_none(),
        page_tries,
        gone_since: None,
    }
}

fn host() -> Watched {
    let rests_until = Some("2026-01-01T01:00:00Z".into());
    Watched::Host { host: "gazeta.example".into(), failures: 1, rests_until }
}

fn site() -> Watched {
    Watched::Site {
        site: "https://gazeta.example".into(),
        robots: "user-agent: *\n".into(),
        fetched_at: "2026-01-01T00:00:00Z".into(),
    }
}

#[test]
fn what_is_known_of_feeds_is_there_again_and_the_latest_counts() {
    let place = Place::new("watched");
    let mut ledger = place.ledger();
    assert_eq!(ledger.watched().unwrap(), []);
    ledger.keep_watched(&[entry(Some(1)), feed(None, 2), host(), site()]).unwrap();
    drop(ledger);
    let mut ledger = place.ledger();
    assert_eq!(ledger.watched().unwrap(), [feed(None, 2), entry(Some(1)), host(), site()]);
    ledger
        .keep_watched(&[
            entry(None),
            feed(Some("\"a\""), 0),
            Watched::NoHost { host: "gazeta.example".into() },
        ])
        .unwrap();
    assert_eq!(ledger.watched().unwrap(), [feed(Some("\"a\""), 0), entry(None), site()]);
    ledger
        .keep_watched(&[Watched::NoEntry {
            feed: "https://gazeta.example/rss".into(),
            entry: "https://gazeta.example/most".into(),
        }])
        .unwrap();
    assert_eq!(ledger.watched().unwrap(), [feed(Some("\"a\""), 0), site()]);
}

#[test]
fn an_export_does_not_depend_on_when_feeds_were_asked_for() {
    let place = Place::new("watched-export");
    let mut ledger = place.ledger();
    ledger.keep(&bridge().ready()).unwrap();
    let before = export(&ledger);
    ledger.keep_watched(&[feed(None, 2), entry(None)]).unwrap();
    assert_eq!(export(&ledger), before);
}
