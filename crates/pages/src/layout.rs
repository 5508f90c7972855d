//! The dress of all pages: head, landmarks, navigation, foot; and the pieces that many pages have.

use depesha_chronicle::{Evidence, View};
use depesha_ledger::questions::ArticleFound;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::address::{self, Address};
use crate::assets::{SCRIPT, STYLE};
use crate::sight::{ON_A_PAGE, Sight};
use crate::words::{self, Phrase, Tongue};
use crate::{Language, PageProblem};

/// The pages that stand in the navigation.
pub(crate) const PAGES: [(&str, Phrase); 10] = [
    ("/", words::OVERVIEW),
    ("/pair", words::PAIRS),
    ("/actors", words::ACTORS),
    ("/promises", words::PROMISES),
    ("/disputes", words::DISPUTES),
    ("/narratives", words::NARRATIVES),
    ("/citations", words::CITATIONS),
    ("/network", words::NETWORK),
    ("/alerts", words::ALERTS),
    ("/search", words::SEARCH),
];

/// Signs that turn the direction of writing or are not seen, by which a text could be shown otherwise than it is.
pub(crate) fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
        || (letter.is_control() && !matches!(letter, '\n' | '\t'))
}

/// Words of a report as a page shows them: what cannot be seen, or would turn others about, is left out; in one line.
pub(crate) fn plain(words: &str) -> String {
    let seen: String = words.chars().filter(|letter| !is_unseen(*letter)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same, cut to so many letters.
pub(crate) fn short(words: &str, most: usize) -> String {
    let plain = plain(words);
    match plain.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", plain[..at].trim_end()),
        None => plain,
    }
}

/// Words of a report, in their language.
pub(crate) fn quoted(words: &str, most: usize) -> Markup {
    html! { q lang="ru" { (short(words, most)) } }
}

/// A name from a report.
pub(crate) fn named(name: &str) -> Markup {
    html! { bdi lang="ru" { (short(name, 120)) } }
}

/// The whole page.
pub(crate) fn whole(sight: &Sight<'_>, title: &str, content: &Markup) -> String {
    let tongue = sight.tongue;
    let here = sight.here();
    let current = |path: &str| match path {
        "/" => here.path() == "/",
        "/pair" | "/actors" => {
            here.path().starts_with(path)
                || (path == "/actors" && here.path().starts_with("/actor/"))
        }
        path => here.path() == path,
    };
    let bar = html! {
        nav class="pages" aria-label=(tongue.say(words::NAVIGATION)) {
            ul {
                @for (path, name) in PAGES {
                    li {
                        a href=(sight.to(Address::of(path))) aria-current=[current(path).then_some("page")] { (tongue.say(name)) }
                    }
                }
                li {
                    a href=(sight.to(Address::of("/review"))) aria-current=[current("/review").then_some("page")] { (tongue.say(words::REVIEW)) }
                }
            }
        }
        div class="switches" {
            @let (code, word) = match tongue.0 {
                Language::Russian => ("en", "English"),
                Language::English => ("ru", "Русский"),
            };
            a class="language" lang=(code) hreflang=(code) href=(here.but("lang", code)) { (word) }
            button type="button" id="theme" hidden { (tongue.say(words::THEME)) }
        }
    };
    page(tongue, title, &bar, Some(&sight.to(Address::of("/search"))), content)
}

/// A page that is made without a ledger.
pub(crate) fn bare(tongue: Tongue, title: &str, content: &Markup) -> String {
    let bar = html! {
        nav class="pages" aria-label=(tongue.say(words::NAVIGATION)) {
            ul {
                @for (path, name) in PAGES {
                    li { a href=(path) { (tongue.say(name)) } }
                }
            }
        }
    };
    page(tongue, title, &bar, None, content)
}

fn page(
    tongue: Tongue,
    title: &str,
    bar: &Markup,
    search: Option<&Address>,
    content: &Markup,
) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(tongue.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="same-origin";
                title { (title) " · " (tongue.say(words::DEPESHA)) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href={ "/static/" (STYLE.name) };
                script src={ "/static/" (SCRIPT.name) } defer {}
            }
            body {
                a class="skip" href="#content" { (tongue.say(words::SKIP)) }
                header class="top" {
                    a class="brand" href="/" { (tongue.say(words::DEPESHA)) }
                    @if let Some(search) = search {
                        form class="find" role="search" action=(search.path()) method="get" {
                            @for (name, value) in search.fields() {
                                input type="hidden" name=(name) value=(value);
                            }
                            label class="unseen" for="find" { (tongue.say(words::SEARCH_WORDS)) }
                            input id="find" type="search" name="search" placeholder=(tongue.say(words::SEARCH_WORDS));
                            button { (tongue.say(words::FIND)) }
                        }
                    }
                    (bar)
                }
                main id="content" tabindex="-1" { (content) }
                footer class="foot" {
                    p { (tongue.say(words::FOOT)) }
                }
            }
        }
    };
    markup.into_string()
}

/// The page that tells of a problem.
pub(crate) fn of_problem(status: u16, words: &str, hint: &str, tongue: Tongue) -> String {
    let title = match status {
        404 => tongue.say(words::NOT_FOUND),
        400 | 422 => tongue.say(words::NOT_UNDERSTOOD),
        401 | 403 => tongue.say(words::NOT_ALLOWED),
        429 => tongue.say(words::TOO_MUCH),
        _ => tongue.say(words::NOT_POSSIBLE),
    };
    let content = html! {
        h1 { (title) }
        p class="lead" { (short(words, 400)) }
        @if !hint.is_empty() { p { (short(hint, 400)) } }
        p class="quiet" { (status) }
        p { a href="/" { (tongue.say(words::TO_OVERVIEW)) } }
    };
    bare(tongue, title, &content)
}

/// The day of a report and its outlet, as a link to it.
pub(crate) fn report_link(sight: &Sight<'_>, article: &ArticleFound, record: &str) -> Markup {
    let day = article.day.as_deref().map(|day| sight.tongue.day(day));
    let outlet = article.outlet.as_deref();
    let address = sight.to(address::of_record(&article.id, record));
    html! {
        a href=(address) {
            @if let Some(outlet) = outlet { (named(outlet)) } @else { (named(&article.id)) }
            @if let Some(day) = day { ", " time datetime=(article.day.as_deref().unwrap_or_default()) { (day) } }
        }
    }
}

/// The names from the reader inwards.
pub(crate) fn chain(names: &[String], tongue: Tongue) -> Markup {
    let mut names: Vec<&String> = names.iter().collect();
    names.dedup();
    html! {
        @if names.is_empty() {
            span class="quiet" { (tongue.say(words::NOBODY_NAMED)) }
        } @else {
            span class="chain" {
                span class="unseen" { (tongue.say(words::CHAIN)) ": " }
                @for (at, name) in names.iter().enumerate() {
                    @if at > 0 { span class="arrow" aria-hidden="true" { " ← " } span class="unseen" { ", " } }
                    (named(name))
                }
            }
        }
    }
}

/// Where a figure and its numbers may be stored from.
pub(crate) fn downloads(
    sight: &Sight<'_>,
    figure: Option<&str>,
    tables: &[(&str, Phrase)],
) -> Markup {
    let here = sight.here().without("page").without("show");
    let tongue = sight.tongue;
    html! {
        p class="downloads" {
            (tongue.say(words::DOWNLOAD)) ": "
            @if let Some(chart) = figure {
                a href=(here.clone().but("chart", chart).but("format", "svg")) download { "SVG" }
                @if !tables.is_empty() { " · " }
            }
            @for (at, (chart, name)) in tables.iter().enumerate() {
                @if at > 0 { " · " }
                a href=(here.clone().but("chart", chart).but("format", "csv")) download {
                    "CSV" @if tables.len() > 1 { " (" (tongue.say(*name)) ")" }
                }
            }
        }
    }
}

/// How a view is computed, and where what stands behind it is listed.
pub(crate) fn rule_of<V: View>(view: &V, sight: &Sight<'_>) -> Markup {
    let tongue = sight.tongue;
    let behind = sight.here().without("page").but("show", "evidence");
    html! {
        section class="computed" aria-labelledby="computed" {
            h2 id="computed" { (tongue.say(words::HOW_COMPUTED)) }
            details {
                summary { (tongue.say(words::THE_RULE)) ": " code { (V::RULE) } }
                div lang="en" { @for paragraph in view.rule() { p { (paragraph) } } }
            }
            p { a href=(behind) { (tongue.say(words::WHAT_STANDS_BEHIND)) } }
        }
    }
}

/// The records behind a view, a page of them: each in its own words, with whose words they are.
pub(crate) fn evidence_page<V: View>(
    view: &V,
    sight: &Sight<'_>,
    title: &str,
) -> Result<(Markup, Option<String>), PageProblem> {
    let tongue = sight.tongue;
    let row = sight.field("row");
    let mut all = view.evidence(sight.ledger)?;
    if let Some(row) = row {
        all.retain(|evidence| evidence.row == row);
    }
    if sight.form()? == Some("csv") {
        return Ok((html! {}, Some(crate::sight::csv(&all))));
    }
    let page = sight.page()?;
    let from = (page - 1) * ON_A_PAGE;
    let some: Vec<&Evidence> = all.iter().skip(from).take(ON_A_PAGE).collect();
    let here = sight.here();
    let markup = html! {
        p class="back" { a href=(here.clone().without("show").without("page").without("row")) { "← " (title) } }
        h1 { (tongue.say(words::WHAT_STANDS_BEHIND)) }
        p class="lead" {
            (title) @if let Some(row) = row { ": " code { (row) } }
            ". " (tongue.fill(words::RECORDS_BEHIND, &[&tongue.counted(all.len(), words::RECORDS)]))
        }
        p class="downloads" { (tongue.say(words::DOWNLOAD)) ": " a href=(here.clone().but("format", "csv")) download { "CSV" } }
        (records(sight, &some))
        (paging(sight, page, from + some.len() < all.len()))
    };
    Ok((markup, None))
}

/// Records in a list: what each says in its own terms, its words, and who says so.
pub(crate) fn records(sight: &Sight<'_>, records: &[&Evidence]) -> Markup {
    let tongue = sight.tongue;
    html! {
        ol class="records" {
            @for record in records {
                li class={ "record " (record.kind) } {
                    p class="says" {
                        span class="tag" { (tongue.term(words::RECORD_KINDS, record.kind)) } " "
                        bdi { (said(record, tongue)) }
                        @if let Some(adds) = record.adds {
                            span class="quiet" { " · " (tongue.signed(adds, 1)) }
                        }
                    }
                    p { (passage(&record.passage, &record.words)) }
                    p class="by" { (chain(&record.chain, tongue)) " · " (report_link(sight, &record.article, &record.record)) }
                }
            }
        }
    }
}

/// What a record says in its own terms, these in the language of the page.
pub(crate) fn said(record: &Evidence, tongue: Tongue) -> String {
    let (head, rest) = record.says.split_once(':').unwrap_or((&record.says, ""));
    let head = match record.kind {
        "event" => {
            let (act, status) = head.split_once(", ").unwrap_or((head, ""));
            let (kind, mode) = act.split_once(' ').unwrap_or((act, ""));
            let kind = tongue.term(words::EVENT_TYPES, kind);
            let mode = if mode.is_empty() { String::new() } else { format!(" ({mode})") };
            format!("{kind}{mode}, {}", tongue.term(words::STATUSES, status))
        }
        "attitude" => tongue.term(words::POLARITIES, head).to_owned(),
        "quantity" => tongue.term(words::BOUNDS, head).to_owned(),
        _ => return short(&record.says, 200),
    };
    match rest.trim() {
        "" => head,
        rest => format!("{head}: {}", short(rest, 200)),
    }
}

/// A passage with the words in it that a record was read from.
fn passage(passage: &str, words: &[(depesha::record::Span, String)]) -> Markup {
    let shown = plain(passage);
    let first = words.first().map(|(_, words)| plain(words)).unwrap_or_default();
    // Of what is told at length only the beginning is marked.
    let place = if first.is_empty() { None } else { shown.find(&first) };
    match place {
        Some(at) if shown.len() > first.len() && shown.chars().count() < 600 => {
            let (before, rest) = shown.split_at(at);
            let (own, after) = rest.split_at(first.len());
            html! { q lang="ru" { (before) mark { (own) } (after) } }
        }
        _ => quoted(passage, 600),
    }
}

/// Where the pages before and behind this one are.
pub(crate) fn paging(sight: &Sight<'_>, page: usize, is_more: bool) -> Markup {
    let tongue = sight.tongue;
    let to = |page: usize| sight.here().but("page", page);
    html! {
        @if page > 1 || is_more {
            nav class="paging" aria-label=(tongue.say(words::PAGES_OF_LIST)) {
                @if page > 1 { a rel="prev" href=(to(page - 1)) { "← " (tongue.say(words::PREVIOUS)) } }
                span { (tongue.fill(words::PAGE_NUMBER, &[&tongue.number(page)])) }
                @if is_more { a rel="next" href=(to(page + 1)) { (tongue.say(words::NEXT)) " →" } }
            }
        }
    }
}

/// A field of a form with its label.
pub(crate) fn text_field(sight: &Sight<'_>, name: &str, label: Phrase, hint: &str) -> Markup {
    html! {
        p class="field" {
            label for={ "f-" (name) } { (sight.tongue.say(label)) }
            input id={ "f-" (name) } name=(name) type="text" value=(sight.field(name).unwrap_or_default()) placeholder=(hint);
        }
    }
}

/// A field of a form that holds one of some values.
pub(crate) fn choice_field(
    sight: &Sight<'_>,
    name: &str,
    label: Phrase,
    choices: &[(String, String)],
    is_needed: bool,
) -> Markup {
    let given = sight.field(name);
    html! {
        p class="field" {
            label for={ "f-" (name) } { (sight.tongue.say(label)) }
            select id={ "f-" (name) } name=(name) {
                @if !is_needed { option value="" { (sight.tongue.say(words::ANY)) } }
                @for (value, words) in choices {
                    option value=(value) selected[given.is_some_and(|given| given.eq_ignore_ascii_case(value))] { (words) }
                }
            }
        }
    }
}

/// Fields that a form sends along unseen.
pub(crate) fn hidden(sight: &Sight<'_>, names: &[&str]) -> Markup {
    html! {
        @for name in names {
            @if let Some(value) = sight.field(name) { input type="hidden" name=(name) value=(value); }
        }
    }
}

/// The states for a form, by their names in the language of the page.
pub(crate) fn states(tongue: Tongue) -> Vec<(String, String)> {
    let mut states: Vec<(String, String)> =
        words::STATES.iter().map(|(code, ..)| ((*code).to_owned(), tongue.state(code))).collect();
    states.sort_by(|one, other| one.1.cmp(&other.1));
    states
}

/// A figure on a page, which is as wide as it must be and no wider than there is room for.
pub(crate) fn figure(drawn: &Markup, caption: &str, more: &Markup) -> Markup {
    html! {
        figure {
            div class="scroll" tabindex="0" role="group" aria-label=(caption) { (PreEscaped(&drawn.0)) }
            figcaption { (caption) }
            (more)
        }
    }
}
