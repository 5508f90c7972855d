//! Whatever a report holds, pages show it as text.

use depesha::{Article, Reader};
use depesha_pages::{Language, problem_page};

use crate::crawl::walk;
use crate::ledgers::{Scratch, at, kept, values};

const SCRIPT: &str = "<script>alert(1)</script>";

fn hostile() -> Vec<Article> {
    let said =
        "Премьер-министр Эстонии Март Каск заявил, что Грузия обещала открыть границу до 1 мая.";
    let bodies = [
        format!("{SCRIPT} Эстония ввела санкции против Грузии. {said}"),
        format!("Глава МИД Грузии <img src=x onerror=alert(1)> Гия Лорткипани заявил: «Эстония \"><svg onload=alert(2)> обманула нас». {said}"),
        format!("Эстония \u{202e}осудила\u{202c} Грузию\u{0}\u{200b}. {said} &lt;b&gt; ]]> --> ' onfocus='alert(3)"),
        format!("Грузия и Эстония подписали соглашение. {} {said}", "очень".repeat(20_000)),
        "</p></div></main><style>*{display:none}</style>\n\n\r\n\t<a href=javascript:alert(4)>Эстония</a> угрожает Грузии."
            .to_owned(),
        String::new(),
    ];
    bodies
        .into_iter()
        .enumerate()
        .map(|(number, body)| {
            let id = format!("x{number}/\"><img src=x onerror=alert(5)>'?a=b&c#d/../{SCRIPT}");
            let mut article = Article::from_body(id, body);
            article.title =
                (number != 3).then(|| format!("\u{202e}<h1 onclick=\"x\">{SCRIPT}</h1>"));
            article.outlet = Some(format!("Луч\"><b onmouseover='alert(6)'>{number}"));
            article.url = Some(
                ["javascript:alert(7)", "https://a/\"onclick=alert(8)", "data:text/html,x"]
                    [number % 3]
                    .to_owned(),
            );
            article.published =
                Some(["2025-05-01", "2025-05-02<script>", "не дата"][number % 3].to_owned());
            article
        })
        .collect()
}

/// Elements and attributes that pages have.
const ELEMENTS: &[&str] = &[
    "html",
    "head",
    "meta",
    "title",
    "link",
    "script",
    "body",
    "a",
    "header",
    "form",
    "label",
    "input",
    "button",
    "nav",
    "ul",
    "li",
    "div",
    "main",
    "footer",
    "p",
    "h1",
    "h2",
    "h3",
    "section",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "figure",
    "figcaption",
    "svg",
    "text",
    "rect",
    "path",
    "circle",
    "defs",
    "marker",
    "details",
    "summary",
    "code",
    "q",
    "bdi",
    "span",
    "mark",
    "ol",
    "strong",
    "time",
    "select",
    "option",
    "aside",
    "article",
    "dl",
    "dt",
    "dd",
    "ins",
    "del",
];
const ATTRIBUTES: &[&str] = &[
    "lang",
    "charset",
    "name",
    "content",
    "rel",
    "href",
    "src",
    "defer",
    "class",
    "id",
    "tabindex",
    "role",
    "action",
    "method",
    "type",
    "for",
    "placeholder",
    "value",
    "aria-label",
    "aria-current",
    "aria-labelledby",
    "aria-hidden",
    "hreflang",
    "hidden",
    "scope",
    "xmlns",
    "viewBox",
    "font-family",
    "font-size",
    "font-weight",
    "fill",
    "fill-opacity",
    "x",
    "y",
    "width",
    "height",
    "d",
    "stroke",
    "stroke-opacity",
    "stroke-width",
    "stroke-dasharray",
    "text-anchor",
    "rx",
    "cx",
    "cy",
    "r",
    "refX",
    "refY",
    "markerWidth",
    "markerHeight",
    "markerUnits",
    "orient",
    "marker-end",
    "paint-order",
    "preserveAspectRatio",
    "datetime",
    "download",
    "open",
    "selected",
    "checked",
    "data-r",
    "data-from",
    "data-until",
    "title",
];

/// Whether a page has no tag, attribute or link but those that pages have.
#[track_caller]
pub(crate) fn check(address: &str, page: &str) {
    assert!(!page.contains('\u{202e}'), "{address}");
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let end = tag_end(&rest[at..]).unwrap_or_else(|| panic!("{address}: a tag has no end"));
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        if tag == "!DOCTYPE html" {
            continue;
        }
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        assert!(ELEMENTS.contains(&name), "{address}: <{tag}>");
        for attribute in attributes(tag) {
            assert!(ATTRIBUTES.contains(&attribute.as_str()), "{address}: {attribute} in <{tag}>");
        }
        if name == "script" {
            assert!(
                tag == "/script" || tag.starts_with("script src=\"/static/depesha-"),
                "{address}: <{tag}>"
            );
        }
    }
    for link in
        values(page, "href").iter().chain(&values(page, "src")).chain(&values(page, "action"))
    {
        let is_ours = link.starts_with('/') && !link.starts_with("//");
        assert!(
            is_ours || link.starts_with('#') || link == "data:," || link.starts_with("https://"),
            "{address}: {link}"
        );
    }
}

/// Where a tag ends: quotation marks may hold its sign.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.char_indices().find_map(|(at, letter)| {
        quoted ^= letter == '"';
        (letter == '>' && !quoted).then_some(at)
    })
}

fn attributes(tag: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut quoted = false;
    let outside: String = tag
        .chars()
        .filter(|letter| {
            quoted ^= *letter == '"';
            !quoted && *letter != '"'
        })
        .collect();
    for word in outside.split_whitespace().skip(1) {
        names.push(word.trim_end_matches('=').to_owned());
    }
    names
}

#[test]
fn no_report_is_hypertext() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("hostile");
    let ledger = kept(&reader, &file, hostile());
    let mut reports = 0;
    let walked = walk(&ledger, &reader, Language::English, 400, |address, page| {
        if page.starts_with("<!DOCTYPE") {
            check(address, page);
        }
        reports += usize::from(address.starts_with("/report/"));
    });
    assert!(walked > 50 && reports >= 6, "{walked} {reports}");
}

#[test]
fn no_field_is_hypertext() {
    let reader = Reader::embedded().unwrap();
    let file = Scratch::new("fields");
    let ledger = kept(&reader, &file, hostile());
    for path in [
        "/search?search=",
        "/search?by=",
        "/actors?by=",
        "/search?outlet=",
        "/citations?outlet=",
        "/search?next=",
    ] {
        let address = format!("{path}%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
        match at(&ledger, &reader, &address, Language::Russian, None) {
            Ok(page) => check(&address, &page.body),
            Err(problem) => {
                check(&address, &problem_page(400, &problem.to_string(), "", Language::Russian))
            }
        }
    }
    check("problem", &problem_page(500, SCRIPT, "<b>\u{202e}", Language::English));
}
