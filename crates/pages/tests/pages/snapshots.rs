//! Each page over a small ledger, as a whole.

use depesha::Reader;
use depesha_pages::{Language, Media, problem_page};

use crate::ledgers::{Scratch, at, kept, small};

/// The page without the keys of readings, which hang on the version of the rules: sixteen digits and a colon.
fn without_keys(page: &str) -> String {
    let mut pieces = page.split("row=");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let key = piece.split(':').next().unwrap_or_default();
        let is_key = key.len() == 16 && key.bytes().all(|digit| digit.is_ascii_hexdigit());
        plain.push_str("row=");
        plain.push_str(if is_key { "READING" } else { key });
        plain.push_str(&piece[key.len()..]);
    }
    plain
}

/// The page with a line for each tag that stands beside another, without what names a version.
fn lines(page: &str, reader: &Reader) -> String {
    let maker = reader.maker();
    let page = without_keys(page).replace(&maker.version, "VERSION").replace(&maker.model, "MODEL");
    let mut lines = page.replace("><", ">\n<");
    for asset in depesha_pages::assets() {
        lines = lines.replace(asset.name, asset.content_type.split(';').next().unwrap());
    }
    lines
}

#[test]
fn each_page() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("snapshots");
    let ledger = kept(&reader, &file, small());
    let pages = [
        ("overview", "/", Language::Russian),
        ("overview_in_english", "/", Language::English),
        ("pairs", "/pair", Language::English),
        ("pair", "/pair/EST/GEO?step=month", Language::Russian),
        ("pair_in_english", "/pair/EST/GEO?step=month", Language::English),
        ("pair_as_told_by", "/pair/EST/GEO?step=month&voice=party%20EST", Language::English),
        (
            "pair_evidence",
            "/pair/EST/GEO?since=2025-10-06&until=2025-10-12&show=evidence",
            Language::Russian,
        ),
        ("pair_figure", "/pair/EST/GEO?step=month&format=svg", Language::English),
        ("pair_table", "/pair/EST/GEO?step=month&format=csv", Language::English),
        ("report", "/report/dam-copy", Language::Russian),
        ("report_in_english", "/report/pair%2F03", Language::English),
        ("report_compared", "/report/dam-copy?with=dam-first", Language::English),
        ("actors", "/actors?kind=state", Language::Russian),
        ("actor", "/actor/state:GEO", Language::English),
        ("promises", "/promises", Language::English),
        ("disputes", "/disputes", Language::Russian),
        ("narratives", "/narratives", Language::English),
        ("citations", "/citations", Language::Russian),
        ("network", "/network", Language::English),
        ("alerts", "/alerts?on=2025-10-12", Language::English),
        ("search", "/search?search=санкции", Language::Russian),
        ("search_events", "/search?list=events&state=EST", Language::English),
        ("review_unsigned", "/review", Language::English),
    ];
    for (name, address, language) in pages {
        let page = at(&ledger, &reader, address, language, None).unwrap();
        assert_eq!(page.file_name.is_some(), page.media != Media::Html);
        insta::assert_snapshot!(name, lines(&page.body, &reader));
    }
    let signed = at(&ledger, &reader, "/review", Language::Russian, Some("Нина Озерова")).unwrap();
    insta::assert_snapshot!("review", lines(&signed.body, &reader));
}

#[test]
fn a_report_lists_who_tells_the_same_in_other_words() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("repeats");
    let told = |id: &str, outlet: &str, published: &str, body: &str| {
        let mut article = depesha::Article::from_body(id, body);
        (article.outlet, article.published) = (Some(outlet.to_owned()), Some(published.to_owned()));
        article
    };
    let wire = "Министр транспорта Павел Ручьёв открыл в среду новый мост через реку Озёрную. По его словам, \
        строительство заняло три года и обошлось бюджету в два миллиарда рублей.";
    let retold = "Жители левого берега дождались: министр транспорта Ручьёв пустил в среду машины по новому мосту \
        через Озёрную. На строительство за три года ушло два миллиарда рублей из бюджета.";
    let reports = vec![
        told("wire", "Луч", "2025-11-05T10:00:00Z", wire),
        told("retold", "Маяк", "2025-11-05T11:00:00Z", retold),
    ];
    let ledger = kept(&reader, &file, reports);
    let page = at(&ledger, &reader, "/report/wire", Language::Russian, None).unwrap();
    let page = lines(&page.body, &reader);
    let section = page.split_once("<section aria-labelledby=\"repeats\">").unwrap().1;
    insta::assert_snapshot!("report_repeats", section.split_once("</section>").unwrap().0);
}

#[test]
fn a_problem() {
    let reader = Reader::embedded().unwrap();
    let page = problem_page(404, "Сообщения нет.", "Проверьте адрес.", Language::Russian);
    insta::assert_snapshot!("problem", lines(&page, &reader));
}

#[test]
fn the_same_page_is_the_same_in_each_ledger_of_the_same_reports() {
    let reader = Reader::embedded().unwrap();
    let (one, other) = (Scratch::new("one"), Scratch::new("other"));
    let mut turned = small();
    turned.reverse();
    let ledgers = [kept(&reader, &one, small()), kept(&reader, &other, turned)];
    for address in
        ["/", "/pair/EST/GEO", "/narratives", "/network", "/actor/state:GEO", "/search?list=events"]
    {
        let [first, second] = ledgers
            .each_ref()
            .map(|ledger| at(ledger, &reader, address, Language::English, None).unwrap().body);
        assert!(first == second, "{address}");
    }
}
