//! What was read when, from where and by which model; what moved; what came last.

use depesha_chronicle::View;
use depesha_ledger::questions::ArticleListed;
use depesha_ledger::{Query, Share, WhatWasRead};
use jiff::ToSpan;
use maud::{Markup, html};

use crate::PageProblem;
use crate::address::{self, Address};
use crate::alerts;
use crate::figures;
use crate::layout::{downloads, figure, named, short};
use crate::pair;
use crate::report::published_at;
use crate::sight::{Given, Sight};
use crate::words;

/// How many outlets, pairs and reports are told.
const OUTLETS: u32 = 12;
const PAIRS: usize = 8;
const REPORTS: usize = 12;

pub(crate) fn overview(sight: &Sight<'_>) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    let read = sight.remember("what was read", || Ok(sight.ledger.what_was_read(OUTLETS)?))?;
    let drawn = months(sight, &read);
    match sight.form()? {
        Some("svg") => return Ok(Given::Svg("reports".into(), drawn)),
        Some("csv") => {
            let lines =
                read.months.iter().map(|month| format!("{},{}\n", month.name, month.articles));
            return Ok(Given::Csv(
                "reports".into(),
                format!("month,reports\n{}", lines.collect::<String>()),
            ));
        }
        _ => {}
    }
    let counts = sight.ledger.counts()?;
    let pairs = pair::busiest(sight, PAIRS)?;
    let moved = alerts::alerts(sight)?;
    let latest = latest(sight, REPORTS)?;
    let number = |number: u64| tongue.number(usize::try_from(number).unwrap_or(usize::MAX));
    let list = |list: &str| sight.to(Address::of("/search").with("list", list));
    let page = html! {
        h1 { (tongue.say(words::OVERVIEW_TITLE)) }
        p class="lead" { (tongue.say(words::OVERVIEW_LEAD)) }
        ul class="counts" {
            li { a href=(list("articles")) { strong { (number(counts.articles)) } " " (tongue.noun(counts.articles as usize, words::REPORTS)) } }
            li { a href=(list("statements")) { strong { (number(counts.statements)) } " " (tongue.noun(counts.statements as usize, words::STATEMENTS_COUNTED)) } }
            li { a href=(list("events")) { strong { (number(counts.events)) } " " (tongue.noun(counts.events as usize, words::EVENTS_COUNTED)) } }
            @if counts.unread > 0 { li { strong { (number(counts.unread)) } " " (tongue.say(words::UNREAD)) } }
            @if counts.corrections > 0 { li { strong { (number(counts.corrections)) } " " (tongue.noun(counts.corrections as usize, words::CORRECTIONS_COUNTED)) } }
        }
        @if let Some([first, last]) = read.days {
            p { (tongue.fill(words::PUBLISHED_BETWEEN, &[&tongue.days(first.date(), last.date())])) }
        }
        section aria-labelledby="pairs" {
            h2 id="pairs" { (tongue.say(words::BUSIEST_PAIRS)) }
            (pair::pairs_table(sight, &pairs))
            p { a href=(sight.to(Address::of("/pair"))) { (tongue.say(words::ALL_PAIRS)) } }
        }
        section aria-labelledby="moved" {
            h2 id="moved" { (tongue.say(words::PAIRS_THAT_MOVED)) }
            @if moved.rows().is_empty() { p { (tongue.say(words::NOTHING_MOVED)) } } @else { (alerts::table(sight, &moved, 6)) }
            p { a href=(sight.to(Address::of("/alerts"))) { (tongue.say(words::ALL_ALERTS)) } }
        }
        section aria-labelledby="latest" {
            h2 id="latest" { (tongue.say(words::LATEST_REPORTS)) }
            (reports(sight, &latest))
            p { a href=(list("articles")) { (tongue.say(words::ALL_REPORTS)) } }
        }
        section aria-labelledby="read" {
            h2 id="read" { (tongue.say(words::WHAT_WAS_READ)) }
            (figure(&drawn, tongue.say(words::REPORTS_BY_MONTH), &downloads(sight, Some("months"), &[("months", words::REPORTS_BY_MONTH)])))
            div class="side-by-side" {
                (shares(sight, words::OUTLETS, &read.outlets, Some("outlet")))
                (shares(sight, words::FORMS, &read.forms, None))
                (shares(sight, words::MADE_BY, &read.makers, None))
            }
        }
    };
    Ok(Given::Html(tongue.say(words::OVERVIEW).to_owned(), page))
}

fn months(sight: &Sight<'_>, read: &WhatWasRead) -> Markup {
    let tongue = sight.tongue;
    let bars: Vec<(String, usize, String, String)> = read
        .months
        .iter()
        .map(|month| {
            let link = Address::of("/search").with("list", "articles");
            let link = link.with("since", &month.name).with("until", &month.name);
            let says = format!(
                "{}: {}",
                tongue.day(&month.name),
                tongue.counted(month.articles, words::REPORTS)
            );
            (month.name.clone(), month.articles, sight.to(link).to_string(), says)
        })
        .collect();
    figures::bars(tongue.say(words::REPORTS_BY_MONTH), &bars)
}

/// How much there is of each, with links to what fits.
fn shares(sight: &Sight<'_>, name: words::Phrase, shares: &[Share], field: Option<&str>) -> Markup {
    let tongue = sight.tongue;
    html! {
        table {
            caption { (tongue.say(name)) }
            thead class="unseen" { tr { th scope="col" { (tongue.say(name)) } th scope="col" { (tongue.say(words::REPORTS_NAME)) } } }
            tbody {
                @for share in shares {
                    tr {
                        th scope="row" {
                            @match field {
                                Some(field) => {
                                    a href=(sight.to(Address::of("/search").with("list", "articles").with(field, &share.name))) { (named(&share.name)) }
                                }
                                None => (short(&share.name, 160)),
                            }
                        }
                        td class="number" { (tongue.number(share.articles)) }
                    }
                }
            }
        }
    }
}

/// The reports that were published last. They are looked for in the last days, of as many as there must be: all of a
/// large ledger would be looked through else.
pub(crate) fn latest(sight: &Sight<'_>, most: usize) -> Result<Vec<ArticleListed>, PageProblem> {
    let query = Query { latest_first: true, limit: Some(most), ..Query::default() };
    let last = sight.ledger.days()?.map(|[_, last]| last.date());
    for days in [2, 14, 90, 700] {
        let since = last.and_then(|last| last.checked_sub(days.days()).ok()).map(Into::into);
        if since.is_none() {
            break;
        }
        let found = sight.ledger.articles(&Query { since, ..query.clone() })?;
        if found.len() == most {
            return Ok(found);
        }
    }
    Ok(sight.ledger.articles(&query)?)
}

/// Reports in a list, each with its first words.
pub(crate) fn reports(sight: &Sight<'_>, reports: &[ArticleListed]) -> Markup {
    let tongue = sight.tongue;
    html! {
        ul class="reports" {
            @for report in reports {
                li {
                    a href=(sight.to(address::of_report(&report.id))) lang="ru" {
                        @match &report.title {
                            Some(title) => (short(title, 160)),
                            None => (short(if report.beginning.is_empty() { &report.id } else { &report.beginning }, 160)),
                        }
                    }
                    p class="by" {
                        @if let Some(outlet) = &report.outlet { (named(outlet)) " · " }
                        @if let Some(published) = &report.published { time datetime=(published) { (published_at(published, tongue)) } " · " }
                        @if report.is_read {
                            (tongue.counted(report.statements, words::STATEMENTS_COUNTED)) ", "
                            (tongue.counted(report.events, words::EVENTS_COUNTED))
                        } @else { (tongue.say(words::UNREAD_ONE)) }
                        @if let Some(origin) = &report.origin {
                            " · " a href=(sight.to(address::of_report(&origin.id))) {
                                (tongue.fill(words::COPY_OF, &[&short(origin.outlet.as_deref().unwrap_or(&origin.id), 60)]))
                            }
                        }
                    }
                }
            }
        }
    }
}
