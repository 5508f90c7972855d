//! Who is who: an actor over all reports, and the list of them.

use depesha_asking::Asked as List;
use depesha_chronicle::Evidence;
use depesha_ledger::Query;
use depesha_ledger::questions::ActorFound;
use maud::{Markup, html};

use crate::PageProblem;
use crate::address::{self, Address};
use crate::layout::{named, paging, records, short};
use crate::search;
use crate::sight::{Given, ON_A_PAGE, Sight, csv};
use crate::words::{self, Phrase};

/// The records of each kind that a page of an actor shows.
const MOST_SHOWN: usize = 5;
/// The names and roles of an actor that a page shows.
const MOST_NAMES: usize = 30;

/// The classes that may be asked for.
pub(crate) const CLASSES_ASKED: &[(&str, Phrase)] = &[
    ("person", words::PERSON),
    ("state", words::STATE),
    ("organization", words::ORGANIZATION),
    ("outlet", words::OUTLET),
    ("place", words::PLACE),
];

pub(crate) fn actors(sight: &Sight<'_>) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    let query = sight.query(List::Actors, &["search"])?;
    if sight.form()? == Some("csv") {
        return Ok(Given::Csv(
            "actors".into(),
            csv(&sight.ledger.actors(&Query { limit: Some(10_000), ..query })?),
        ));
    }
    let page = sight.page()?;
    let query = Query { skip: (page - 1) * ON_A_PAGE, limit: Some(ON_A_PAGE + 1), ..query };
    let found = sight.ledger.actors(&query)?;
    let like = match (&query.by, found.is_empty()) {
        (Some(name), true) => sight.ledger.names_with(name, 10)?,
        _ => Vec::new(),
    };
    let content = html! {
        h1 { (tongue.say(words::ACTORS)) }
        p class="lead" { (tongue.say(words::ACTORS_LEAD)) }
        (search::form(sight, List::Actors))
        p class="downloads" { (tongue.say(words::DOWNLOAD)) ": " a href=(sight.here().without("page").but("format", "csv")) download { "CSV" } }
        @if found.is_empty() { p { (tongue.say(words::NOTHING_FITS)) } }
        @if !like.is_empty() {
            p {
                (tongue.say(words::LIKE_IT)) ": "
                @for (at, name) in like.iter().enumerate() {
                    @if at > 0 { ", " }
                    a href=(sight.to(Address::of("/actors").with("by", name))) { (named(name)) }
                }
            }
        }
        @if !found.is_empty() {
            div class="scroll" tabindex="0" role="group" aria-label=(tongue.say(words::ACTORS)) {
                table {
                    thead { tr {
                        th scope="col" { (tongue.say(words::NAME)) }
                        th scope="col" { (tongue.say(words::CLASS)) }
                        th scope="col" { (tongue.say(words::STATE)) }
                        th scope="col" { (tongue.say(words::ROLES)) }
                        th scope="col" class="number" { (tongue.say(words::REPORTS_NAME)) }
                    } }
                    tbody {
                        @for actor in found.iter().take(ON_A_PAGE) {
                            tr {
                                th scope="row" { a href=(sight.to(address::of_actor(&actor.entry))) { (named(&actor.name)) } }
                                td { (tongue.term(words::CLASSES, &actor.class)) }
                                td { (actor.states.iter().take(3).map(|code| tongue.state(code)).collect::<Vec<_>>().join(", ")) }
                                td lang="ru" { (actor.roles.iter().take(2).map(|role| short(&role.title, 60)).collect::<Vec<_>>().join("; ")) }
                                td class="number" { (tongue.number(actor.reports)) }
                            }
                        }
                    }
                }
            }
        }
        (paging(sight, page, found.len() > ON_A_PAGE))
    };
    Ok(Given::Html(tongue.say(words::ACTORS).to_owned(), content))
}

pub(crate) fn actor(sight: &Sight<'_>, entry: &str) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    let Some(actor) = sight.ledger.actor(entry)? else {
        let name = entry.split_once(':').map_or(entry, |(_, name)| name);
        let name = name.rsplit_once('/').map_or(name, |(name, _)| name);
        let like = sight.ledger.names_with(name, 5)?;
        let mut words = tongue.fill(words::NO_SUCH_ACTOR, &[&short(entry, 80)]);
        if !like.is_empty() {
            words.push_str(&format!(" {}: {}", tongue.say(words::LIKE_IT), like.join(", ")));
        }
        return Err(PageProblem::Missing(words));
    };
    let limit = Some(MOST_SHOWN + 1);
    // A name in a table need not be one that a report has; records are found by those that reports have.
    let name = actor.names.first().unwrap_or(&actor.name);
    let by = Query { by: Some(name.clone()), latest_first: true, limit, ..Query::default() };
    let about = Query { by: None, about: Some(name.clone()), ..by.clone() };
    let names = sight.ledger.names_taught(entry)?;
    let list = |list: &str, field: &str| {
        sight.to(Address::of("/search").with("list", list).with(field, name))
    };
    let section = |name: Phrase,
                   id: &str,
                   of: List,
                   query: &Query,
                   more: Address|
     -> Result<Markup, PageProblem> {
        let found = search::found(sight, of, query)?;
        let some: Vec<&Evidence> = found.iter().take(MOST_SHOWN).collect();
        Ok(html! {
            section aria-labelledby=(id) {
                h2 id=(id) { (tongue.say(name)) }
                @if some.is_empty() { p class="quiet" { (tongue.say(words::NO_REPORT_SAYS)) } } @else { (records(sight, &some)) }
                @if found.len() > MOST_SHOWN { p { a href=(more) { (tongue.say(words::ALL_OF_THEM)) } } }
            }
        })
    };
    let content = html! {
        (head(sight, &actor))
        @if !actor.roles.is_empty() { (roles(sight, &actor)) }
        section aria-labelledby="names" {
            h2 id="names" { (tongue.say(words::NAMES)) }
            ul class="plain" {
                @for name in names.iter().take(MOST_NAMES) {
                    li {
                        (named(&name.name)) " " span class="quiet" {
                            (tongue.counted(name.reports, words::REPORTS)) ", " (tongue.say(words::FIRST_TAUGHT)) " "
                        }
                        a href=(sight.to(address::of_report(&name.first))) {
                            (short(name.outlet.as_deref().unwrap_or(&name.first), 60))
                            @if let Some(day) = &name.day { ", " (tongue.day(day)) }
                        }
                    }
                }
            }
        }
        (section(words::SAYS, "says", List::Statements, &by, list("statements", "by"))?)
        (section(words::IS_SAID, "said", List::Statements, &about, list("statements", "about"))?)
        (section(words::DOES, "does", List::Events, &by, list("events", "by"))?)
        (section(words::IS_DONE_TO, "done", List::Events, &about, list("events", "about"))?)
        (section(words::IS_BOUND, "bound", List::Commitments, &by, list("commitments", "by"))?)
        (section(words::ATTITUDES_OUT, "out", List::Attitudes, &by, list("attitudes", "by"))?)
        (section(words::ATTITUDES_IN, "in", List::Attitudes, &about, list("attitudes", "about"))?)
    };
    Ok(Given::Html(short(&actor.name, 120), content))
}

fn head(sight: &Sight<'_>, actor: &ActorFound) -> Markup {
    let tongue = sight.tongue;
    let name = actor.names.first().unwrap_or(&actor.name);
    let articles = Address::of("/search").with("list", "articles").with("by", name);
    html! {
        h1 { (named(&actor.name)) }
        p class="lead" {
            (tongue.term(words::CLASSES, &actor.class))
            @for code in &actor.states { " · " (tongue.state(code)) }
            " · " a href=(sight.to(articles)) { (tongue.counted(actor.reports, words::REPORTS)) }
        }
        p class="quiet" { (tongue.say(words::ACTOR_LEAD)) }
    }
}

fn roles(sight: &Sight<'_>, actor: &ActorFound) -> Markup {
    let tongue = sight.tongue;
    html! {
        section aria-labelledby="roles" {
            h2 id="roles" { (tongue.say(words::ROLES)) }
            div class="scroll" tabindex="0" role="group" aria-labelledby="roles" {
                table {
                    thead { tr {
                        th scope="col" { (tongue.say(words::ROLE)) }
                        th scope="col" { (tongue.say(words::WHERE)) }
                        th scope="col" { (tongue.say(words::FIRST_SAID)) }
                        th scope="col" { (tongue.say(words::LAST_SAID)) }
                    } }
                    tbody {
                        @for role in actor.roles.iter().take(MOST_NAMES) {
                            tr {
                                th scope="row" lang="ru" { (short(&role.title, 120)) }
                                td {
                                    @if let (Some(of), Some(name)) = (&role.of, &role.of_name) {
                                        a href=(sight.to(address::of_actor(of))) { (named(name)) }
                                    }
                                }
                                td { (role.first.as_deref().map_or("—".to_owned(), |day| tongue.day(day))) }
                                td { (role.last.as_deref().map_or("—".to_owned(), |day| tongue.day(day))) }
                            }
                        }
                    }
                }
            }
        }
    }
}
