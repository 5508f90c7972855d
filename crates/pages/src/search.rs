//! Records and reports by filters, with what they have in common.

use depesha::directory::Day;
use depesha_asking::Asked as List;
use depesha_chronicle::Evidence;
use depesha_ledger::questions::DateFound;
use depesha_ledger::{Facets, MOST_COUNTED, Query, RecordKind, Share};
use maud::{Markup, html};

use crate::PageProblem;
use crate::actor;
use crate::address::Address;
use crate::layout::{choice_field, hidden, named, paging, records, states, text_field};
use crate::overview::{latest, reports};
use crate::report::date_said;
use crate::sight::{Given, ON_A_PAGE, Sight, csv};
use crate::words::{self, Phrase};

/// The most rows of a table that is downloaded; the interface for programs gives more.
const MOST_IN_TABLE: usize = 10_000;

const LISTS: [(List, Phrase); 7] = [
    (List::Statements, words::STATEMENTS),
    (List::Events, words::EVENTS),
    (List::Attitudes, words::ATTITUDES),
    (List::Commitments, words::COMMITMENTS),
    (List::Quantities, words::QUANTITIES),
    (List::Dates, words::DATES),
    (List::Articles, words::REPORTS_NAME),
];

/// A date as evidence, by its words.
fn of_date(found: &DateFound, sight: &Sight<'_>) -> Evidence {
    Evidence {
        row: String::new(),
        part: String::new(),
        adds: None,
        article: found.article.clone(),
        record: found.key.clone(),
        kind: "date",
        says: date_said(&found.date, sight.tongue),
        words: vec![(found.date.span, found.words.clone())],
        passage: found.passage.clone(),
        chain: found.chain.clone(),
    }
}

/// The records of a list that fit; nothing of lists that hold no records.
pub(crate) fn found(
    sight: &Sight<'_>,
    list: List,
    query: &Query,
) -> Result<Vec<Evidence>, PageProblem> {
    let ledger = sight.ledger;
    let none = String::new;
    Ok(match list {
        List::Statements => ledger
            .statements(query)?
            .iter()
            .map(|own| Evidence::of_statement(none(), none(), own))
            .collect(),
        List::Events => ledger
            .events(query)?
            .iter()
            .map(|own| Evidence::of_event(none(), none(), own))
            .collect(),
        List::Commitments => ledger
            .commitments(query)?
            .iter()
            .map(|own| Evidence::of_commitment(none(), none(), own))
            .collect(),
        List::Attitudes => ledger
            .attitudes(query)?
            .iter()
            .map(|own| Evidence::of_attitude(none(), none(), own))
            .collect(),
        List::Quantities => ledger
            .quantities(query)?
            .iter()
            .map(|own| Evidence::of_quantity(none(), none(), own))
            .collect(),
        List::Dates => ledger.dates(query)?.iter().map(|own| of_date(own, sight)).collect(),
        List::Actors | List::Articles => Vec::new(),
    })
}

/// The records of a list that fit, those that were published last first.
///
/// Where nothing but the list is asked for, they are looked for in the last days, of as many as there must be: all of a
/// large ledger would be put in order else.
pub(crate) fn latest_found(
    sight: &Sight<'_>,
    list: List,
    query: &Query,
) -> Result<Vec<Evidence>, PageProblem> {
    use jiff::ToSpan;
    let asks_of_parts = query.by.is_some()
        || query.about.is_some()
        || query.between.is_some()
        || !query.states.is_empty();
    let is_bounded =
        asks_of_parts || query.search.is_some() || query.since.is_some() || query.outlet.is_some();
    let last = query.until.map_or_else(
        || Ok(sight.ledger.days()?.map(|[_, last]| last)),
        |day| Ok::<_, PageProblem>(Some(day)),
    )?;
    if let (false, Some(last), Some(most)) = (is_bounded, last, query.limit) {
        for days in [7, 60, 600] {
            let since: Option<Day> = last.date().checked_sub(days.days()).ok().map(Into::into);
            let found = found(sight, list, &Query { since, ..query.clone() })?;
            if found.len() == most {
                return Ok(found);
            }
        }
    }
    found(sight, list, query)
}

fn kind(list: List) -> Option<RecordKind> {
    match list {
        List::Statements => Some(RecordKind::Statement),
        List::Events => Some(RecordKind::Event),
        List::Commitments => Some(RecordKind::Commitment),
        List::Attitudes => Some(RecordKind::Attitude),
        List::Quantities => Some(RecordKind::Quantity),
        List::Dates => Some(RecordKind::Date),
        List::Actors | List::Articles => None,
    }
}

pub(crate) fn search(sight: &Sight<'_>) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    let words: Vec<(&str, List)> = LISTS.iter().map(|(list, _)| (list.name(), *list)).collect();
    let list = sight.one_of("list", &words)?.unwrap_or(List::Statements);
    let mut query = sight.query(list, &[])?;
    // What was published last is of most use, unless it is asked for otherwise.
    query.latest_first = sight.field("latest-first") != Some("false");
    if sight.form()? == Some("csv") {
        query.limit = Some(query.limit.unwrap_or(MOST_IN_TABLE).min(MOST_IN_TABLE));
        return table(sight, list, &query);
    }
    let page = sight.page()?;
    let query = Query { skip: (page - 1) * ON_A_PAGE, limit: Some(ON_A_PAGE + 1), ..query };
    let content = if list == List::Articles {
        let all = Query { skip: 0, limit: None, ..query.clone() }.asks_for_all();
        let skip = if all { query.skip } else { 0 };
        let found = if all {
            latest(sight, skip + ON_A_PAGE + 1)?
        } else {
            sight.ledger.articles(&query)?
        };
        let is_more = found.len() > skip + ON_A_PAGE;
        let some: Vec<_> = found.into_iter().skip(skip).take(ON_A_PAGE).collect();
        html! {
            @if some.is_empty() { (nothing(sight)) }
            (reports(sight, &some))
            (paging(sight, page, is_more))
        }
    } else {
        let found = latest_found(sight, list, &query)?;
        let some: Vec<&Evidence> = found.iter().take(ON_A_PAGE).collect();
        html! {
            @if some.is_empty() { (nothing(sight)) }
            (records(sight, &some))
            (paging(sight, page, found.len() > ON_A_PAGE))
        }
    };
    let facets = match kind(list) {
        Some(kind) => {
            let all = Query { skip: 0, limit: None, ..query.clone() };
            let key = format!("facets {} {all:?}", list.name());
            Some(sight.remember(&key, || Ok(sight.ledger.facets(kind, &all)?))?)
        }
        None => None,
    };
    let name =
        LISTS.iter().find(|(own, _)| *own == list).map_or(words::STATEMENTS, |(_, name)| *name);
    let page = html! {
        h1 { (tongue.say(words::SEARCH)) ": " (tongue.say(name)) }
        (form(sight, list))
        (tabs(sight, list))
        div class="found" {
            @if let Some(facets) = &facets { (facets_of(sight, list, facets)) }
            div class="results" {
                @if let Some(facets) = &facets {
                    p class="quiet" {
                        @let counted = tongue.counted(facets.counted, words::RECORDS);
                        @if facets.counted >= MOST_COUNTED { (tongue.fill(words::AT_LEAST, &[&counted])) } @else { (counted) }
                        " · " a href=(sight.here().without("page").but("format", "csv")) download { "CSV" }
                    }
                } @else {
                    p class="quiet" { a href=(sight.here().without("page").but("format", "csv")) download { "CSV" } }
                }
                (content)
            }
        }
    };
    Ok(Given::Html(format!("{}: {}", tongue.say(words::SEARCH), tongue.say(name)), page))
}

fn nothing(sight: &Sight<'_>) -> Markup {
    let tongue = sight.tongue;
    let mut like: Vec<String> = Vec::new();
    for name in ["by", "about"].iter().filter_map(|name| sight.field(name)) {
        like.extend(sight.ledger.names_with(name, 5).unwrap_or_default());
    }
    html! {
        p { (tongue.say(words::NOTHING_FITS)) }
        @if !like.is_empty() {
            p {
                (tongue.say(words::LIKE_IT)) ": "
                @for (at, name) in like.iter().enumerate() {
                    @if at > 0 { ", " }
                    a href=(sight.here().but("by", name).without("page")) { (named(name)) }
                }
            }
        }
    }
}

fn table(sight: &Sight<'_>, list: List, query: &Query) -> Result<Given, PageProblem> {
    let ledger = sight.ledger;
    let body = match list {
        List::Statements => csv(&ledger.statements(query)?),
        List::Events => csv(&ledger.events(query)?),
        List::Commitments => csv(&ledger.commitments(query)?),
        List::Attitudes => csv(&ledger.attitudes(query)?),
        List::Quantities => csv(&ledger.quantities(query)?),
        List::Dates => csv(&ledger.dates(query)?),
        List::Articles => csv(&ledger.articles(query)?),
        List::Actors => csv(&ledger.actors(query)?),
    };
    Ok(Given::Csv(list.name().to_owned(), body))
}

fn tabs(sight: &Sight<'_>, list: List) -> Markup {
    // What fits one list need not be a filter of another.
    let mut kept = Address::of("/search");
    for name in ["lang", "search", "by", "state", "outlet", "since", "until"] {
        for (_, value) in
            sight.asked.fields.iter().filter(|(own, value)| own == name && !value.trim().is_empty())
        {
            kept = kept.with(name, value);
        }
    }
    html! {
        nav class="tabs" aria-label=(sight.tongue.say(words::KINDS_OF_RECORDS)) {
            ul {
                @for (own, name) in LISTS {
                    li {
                        a href=(kept.clone().with("list", own.name())) aria-current=[(own == list).then_some("page")] { (sight.tongue.say(name)) }
                    }
                }
                li { a href=(actors_like(sight)) { (sight.tongue.say(words::ACTORS)) } }
            }
        }
    }
}

fn actors_like(sight: &Sight<'_>) -> Address {
    let by = sight.field("by").or_else(|| sight.field("search"));
    sight.to(Address::of("/actors")).with_some("by", by)
}

/// The filters that the list has, as a form.
pub(crate) fn form(sight: &Sight<'_>, list: List) -> Markup {
    let tongue = sight.tongue;
    let has = |name: &str| list.filters().any(|filter| filter.name == name);
    let terms = |terms: &[(&str, Phrase)]| -> Vec<(String, String)> {
        terms
            .iter()
            .map(|(term, phrase)| ((*term).to_owned(), tongue.say(*phrase).to_owned()))
            .collect()
    };
    let between = sight.field("between");
    html! {
        form class="filters" action=(sight.here().path()) method="get" {
            (hidden(sight, &["lang", "list"]))
            @if let Some(between) = between { input type="hidden" name="between" value=(between); }
            @if has("search") { (text_field(sight, "search", words::SEARCH_WORDS, "")) }
            (text_field(sight, "by", words::BY, ""))
            @if has("about") { (text_field(sight, "about", words::ABOUT, "")) }
            (choice_field(sight, "state", words::STATE, &states(tongue), false))
            @if has("type") { (choice_field(sight, "type", words::TYPE, &terms(words::EVENT_TYPES), false)) }
            @if has("status") { (choice_field(sight, "status", words::STATUS, &terms(words::STATUSES), false)) }
            @match list {
                List::Statements => (choice_field(sight, "kind", words::KIND, &terms(words::KINDS), false)),
                List::Quantities => (choice_field(sight, "kind", words::KIND, &terms(words::QUANTITY_KINDS), false)),
                List::Actors => (choice_field(sight, "kind", words::CLASS, &terms(actor::CLASSES_ASKED), false)),
                _ => {}
            }
            (text_field(sight, "outlet", words::OUTLET, ""))
            (text_field(sight, "since", words::SINCE, "2025-01"))
            (text_field(sight, "until", words::UNTIL, "2025-06"))
            @if has("confidence") { (text_field(sight, "confidence", words::CONFIDENCE_FROM, "0.8")) }
            @if has("without-copies") {
                p class="field check" {
                    input id="f-without-copies" type="checkbox" name="without-copies" value="true" checked[sight.field("without-copies") == Some("true")];
                    label for="f-without-copies" { (tongue.say(words::WITHOUT_COPIES)) }
                }
            }
            p class="field" { button { (tongue.say(words::FIND)) } }
        }
        @if let Some((one, other)) = between.and_then(|between| between.split_once(',')) {
            p class="quiet" {
                (tongue.fill(words::BETWEEN, &[&tongue.state(one.trim()), &tongue.state(other.trim())])) " "
                a href=(sight.here().without("between").without("page")) { (tongue.say(words::TAKE_AWAY)) }
            }
        }
    }
}

fn facets_of(sight: &Sight<'_>, list: List, facets: &Facets) -> Markup {
    let tongue = sight.tongue;
    let sorts = match list {
        List::Events => Some(("type", words::TYPE, words::EVENT_TYPES)),
        List::Statements => Some(("kind", words::KIND, words::KINDS)),
        List::Quantities => Some(("kind", words::KIND, words::QUANTITY_KINDS)),
        _ => None,
    };
    let facet = |name: Phrase, field: &str, shares: &[Share], says: &dyn Fn(&str) -> String| {
        let given = sight.field(field);
        html! {
            @if !shares.is_empty() {
                details open[given.is_some() || field == "type" || field == "kind" || field == "state"] {
                    summary { (tongue.say(name)) }
                    ul {
                        @for share in shares.iter().take(15) {
                            @let is_given = given.is_some_and(|given| given.eq_ignore_ascii_case(&share.name));
                            li {
                                @if is_given {
                                    a class="given" href=(sight.here().without(field).without("page")) title=(tongue.say(words::TAKE_AWAY)) { (says(&share.name)) " ×" }
                                } @else {
                                    a href=(sight.here().but(field, &share.name).without("page")) { (says(&share.name)) }
                                }
                                " " span class="quiet" { (tongue.number(share.articles)) }
                            }
                        }
                    }
                }
            }
        }
    };
    let months = facets.months.iter().rev().map(|month| month.clone()).collect::<Vec<_>>();
    html! {
        aside class="facets" aria-label=(tongue.say(words::FACETS)) {
            @if let Some((field, name, terms)) = sorts {
                (facet(name, field, &facets.sorts, &|term| tongue.term(terms, term).to_owned()))
            }
            (facet(words::STATUS, "status", &facets.statuses, &|term| tongue.term(words::STATUSES, term).to_owned()))
            (facet(words::STATES_IN_REPORTS, "state", &facets.states, &|code| tongue.state(code)))
            (facet(words::OUTLET, "outlet", &facets.outlets, &|name| crate::layout::short(name, 60)))
            @if !months.is_empty() {
                details {
                    summary { (tongue.say(words::MONTH)) }
                    ul {
                        @for month in months.iter().take(24) {
                            li {
                                a href=(sight.here().but("since", &month.name).but("until", &month.name).without("page")) { (tongue.day(&month.name)) }
                                " " span class="quiet" { (tongue.number(month.articles)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
