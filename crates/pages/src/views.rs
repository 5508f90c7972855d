//! What follows over many reports: promises and what became of them, claims that cannot both hold, and what is said again.

use std::sync::Arc;

use depesha_asking::Asked as List;
use depesha_chronicle::commitments::{self, LifeRow, Stage};
use depesha_chronicle::disputes::{self, Difference, DisputeRow};
use depesha_chronicle::narratives::{self, NarrativeRow};
use depesha_chronicle::{CommitmentLives, Disputes, Evidence, Narratives, View};
use maud::{Markup, html};

use crate::PageProblem;
use crate::layout::{
    chain, choice_field, downloads, hidden, named, paging, quoted, report_link, rule_of, short,
    states, text_field,
};
use crate::pair::evidence;
use crate::sight::{Given, Sight, csv};
use crate::words;

/// The most that is computed, and how many of them a page has.
const MOST: usize = 400;
const ON_PAGE: usize = 20;
/// The tellings of a narrative that are listed.
const TELLINGS: usize = 6;

/// The fields that all of these pages have.
fn fields(sight: &Sight<'_>) -> Markup {
    html! {
        (hidden(sight, &["lang", "between"]))
        (choice_field(sight, "state", words::STATE, &states(sight.tongue), false))
        (text_field(sight, "by", words::BY, ""))
        (text_field(sight, "search", words::SEARCH_WORDS, ""))
        (text_field(sight, "outlet", words::OUTLET, ""))
        (text_field(sight, "since", words::SINCE, "2025-01"))
        (text_field(sight, "until", words::UNTIL, "2025-06"))
    }
}

/// The name under which a view of this page, with its filters, is remembered.
fn key(sight: &Sight<'_>, name: &str) -> String {
    let mut key = name.to_owned();
    for (name, value) in sight.asked.fields {
        if !["lang", "page", "format", "chart", "show", "row", "stage"].contains(&name.as_str()) {
            key.push_str(&format!("\u{1f}{name}={value}"));
        }
    }
    key
}

/// The rows of a page, and whether there are more.
fn some<'r, T>(sight: &Sight<'_>, rows: &'r [T]) -> Result<(usize, &'r [T], bool), PageProblem> {
    let page = sight.page()?;
    let from = ((page - 1) * ON_PAGE).min(rows.len());
    let until = (from + ON_PAGE).min(rows.len());
    Ok((page, &rows[from..until], until < rows.len()))
}

pub(crate) fn promises(sight: &Sight<'_>) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    let stages: Vec<(&str, &str)> =
        words::STAGES.iter().map(|(stage, _)| (*stage, *stage)).collect();
    let stage = sight.one_of("stage", &stages)?;
    let view: Arc<CommitmentLives> =
        sight.remember(&key(sight, &format!("promises {}", sight.asked.today)), || {
            let query = sight.query(List::Commitments, &["stage"])?;
            let asked =
                commitments::Asked { query, on: Some(sight.asked.today.date()), limit: None };
            Ok(CommitmentLives::of(sight.ledger, &asked)?)
        })?;
    if sight.field("show").is_some() {
        return evidence(sight, &*view, "promises", tongue.say(words::PROMISES));
    }
    if sight.form()? == Some("csv") {
        return Ok(Given::Csv("promises".into(), csv(view.rows())));
    }
    // The rows of a commitment follow one another.
    let mut lives: Vec<&[LifeRow]> =
        view.rows().chunk_by(|one, other| one.commitment == other.commitment).collect();
    if let Some(stage) = stage {
        lives.retain(|life| life.iter().any(|row| row.stage.word() == stage));
    }
    // Those that were told last, and have more of a life, come first.
    let last =
        |life: &[LifeRow]| life.iter().filter_map(|row| row.evidence.article.day.clone()).max();
    lives.sort_by(|one, other| {
        let has_life = |life: &[LifeRow]| life.iter().any(|row| row.stage != Stage::Made);
        has_life(other)
            .cmp(&has_life(one))
            .then_with(|| last(other).cmp(&last(one)))
            .then_with(|| one[0].commitment.cmp(&other[0].commitment))
    });
    let (page, shown, is_more) = some(sight, &lives)?;
    let choices: Vec<(String, String)> = words::STAGES
        .iter()
        .map(|(stage, name)| ((*stage).to_owned(), tongue.say(*name).to_owned()))
        .collect();
    let content = html! {
        h1 { (tongue.say(words::PROMISES)) }
        p class="lead" { (tongue.say(words::PROMISES_LEAD)) }
        form class="filters" action="/promises" method="get" {
            (fields(sight))
            (choice_field(sight, "stage", words::WHAT_BECAME, &choices, false))
            p class="field" { button { (tongue.say(words::SHOW)) } }
        }
        p class="quiet" { (tongue.counted(lives.len(), words::COMMITMENTS_COUNTED)) }
        (downloads(sight, None, &[("promises", words::PROMISES)]))
        @if lives.is_empty() { p { (tongue.say(words::NOTHING_FITS)) } }
        ol class="lives" { @for life in shown { (life_of(sight, life)) } }
        (paging(sight, page, is_more))
        (rule_of(&*view, sight))
    };
    Ok(Given::Html(tongue.say(words::PROMISES).to_owned(), content))
}

fn life_of(sight: &Sight<'_>, life: &[LifeRow]) -> Markup {
    let tongue = sight.tongue;
    let first = &life[0];
    html! {
        li class="life" {
            h2 {
                @for (at, (name, state)) in first.who.iter().enumerate() {
                    @if at > 0 { ", " }
                    (named(name)) @if let Some(state) = state { " " span class="quiet" { (tongue.state(state)) } }
                }
                @if first.who.is_empty() { (tongue.say(words::NOBODY_NAMED)) }
            }
            p { (quoted(&first.act, 300)) @if let Some(until) = &first.until { " " span class="quiet" { (tongue.fill(words::UNTIL_DAY, &[&tongue.day(until)])) } } }
            ol class="stages" {
                @for row in life {
                    li class={ "stage " (row.stage.word()) } {
                        strong { (tongue.term(words::STAGES, row.stage.word())) } " "
                        @if !matches!(row.stage, Stage::Due | Stage::Overdue) { (quoted(&row.evidence.passage, 260)) }
                        p class="by" {
                            (chain(&row.evidence.chain, tongue)) " · " (report_link(sight, &row.evidence.article, &row.evidence.record))
                            " · " (tongue.say(words::RULE_NAME)) " " code { (row.rule) } " · " (tongue.percent(row.confidence))
                            @if let Some((holds, by)) = &row.decision {
                                " · " (tongue.say(if *holds { words::CONFIRMED_BY } else { words::REFUSED_BY })) " " bdi { (short(by, 60)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

pub(crate) fn disputes(sight: &Sight<'_>) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    let kinds = Difference::ALL.map(|kind| (kind.word(), kind));
    let kind = sight.one_of("kind", &kinds)?;
    let view: Arc<Disputes> = sight.remember(&key(sight, "disputes"), || {
        let query = sight.query(List::Commitments, &["kind"])?;
        let asked = disputes::Asked { query, kinds: kind.into_iter().collect(), limit: Some(MOST) };
        Ok(Disputes::of(sight.ledger, &asked)?)
    })?;
    if sight.field("show").is_some() {
        return evidence(sight, &*view, "disputes", tongue.say(words::DISPUTES));
    }
    if sight.form()? == Some("csv") {
        return Ok(Given::Csv("disputes".into(), csv(view.rows())));
    }
    let (page, shown, is_more) = some(sight, view.rows())?;
    let choices: Vec<(String, String)> = words::DIFFERENCES
        .iter()
        .map(|(kind, name)| ((*kind).to_owned(), tongue.say(*name).to_owned()))
        .collect();
    let content = html! {
        h1 { (tongue.say(words::DISPUTES)) }
        p class="lead" { (tongue.say(words::DISPUTES_LEAD)) }
        form class="filters" action="/disputes" method="get" {
            (fields(sight))
            (choice_field(sight, "kind", words::IN_WHAT, &choices, false))
            p class="field" { button { (tongue.say(words::SHOW)) } }
        }
        (downloads(sight, None, &[("disputes", words::DISPUTES)]))
        @if view.rows().is_empty() { p { (tongue.say(words::NOTHING_FITS)) } }
        ol class="disputes" { @for row in shown { (dispute(sight, row)) } }
        (paging(sight, page, is_more))
        (rule_of(&*view, sight))
    };
    Ok(Given::Html(tongue.say(words::DISPUTES).to_owned(), content))
}

fn dispute(sight: &Sight<'_>, row: &DisputeRow) -> Markup {
    let tongue = sight.tongue;
    let side = |own: &Evidence, claim: &str| {
        html! {
            div class="side" {
                p class="claim" { bdi lang="ru" { (short(claim, 160)) } }
                p { (quoted(&own.passage, 400)) }
                p class="by" { (chain(&own.chain, tongue)) " · " (report_link(sight, &own.article, &own.record)) }
            }
        }
    };
    let common: Vec<String> = row.common.iter().take(6).map(|word| short(word, 30)).collect();
    html! {
        li class="dispute" {
            h2 {
                (tongue.term(words::DIFFERENCES, row.kind.word()))
                " " span class="quiet" lang="ru" { (common.join(", ")) }
            }
            div class="sides" {
                (side(&row.sides[0], &row.claims[0]))
                (side(&row.sides[1], &row.claims[1]))
            }
            p class="rule" { (tongue.say(words::RULE_NAME)) " " code { (row.rule) } " · " (tongue.say(words::CONFIDENCE)) " " (tongue.percent(row.confidence)) }
        }
    }
}

pub(crate) fn narratives(sight: &Sight<'_>) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    let of_manipulation = sight.field("manipulation") == Some("true");
    let view: Arc<Narratives> = sight.remember(&key(sight, "narratives"), || {
        let query = sight.query(List::Commitments, &["manipulation"])?;
        let usual = narratives::Asked::default();
        let asked = narratives::Asked { query, of_manipulation, limit: Some(MOST), ..usual };
        Ok(Narratives::of(sight.ledger, &asked)?)
    })?;
    if sight.field("show").is_some() {
        return evidence(sight, &*view, "narratives", tongue.say(words::NARRATIVES));
    }
    if sight.form()? == Some("csv") {
        return Ok(Given::Csv("narratives".into(), csv(view.rows())));
    }
    let (page, shown, is_more) = some(sight, view.rows())?;
    let content = html! {
        h1 { (tongue.say(words::NARRATIVES)) }
        p class="lead" { (tongue.say(words::NARRATIVES_LEAD)) }
        form class="filters" action="/narratives" method="get" {
            (fields(sight))
            p class="field check" {
                input id="f-manipulation" type="checkbox" name="manipulation" value="true" checked[of_manipulation];
                label for="f-manipulation" { (tongue.say(words::OF_MANIPULATION)) }
            }
            p class="field" { button { (tongue.say(words::SHOW)) } }
        }
        (downloads(sight, None, &[("narratives", words::NARRATIVES)]))
        @if view.rows().is_empty() { p { (tongue.say(words::NOTHING_FITS)) } }
        ol class="narratives" { @for row in shown { (narrative(sight, row)) } }
        (paging(sight, page, is_more))
        (rule_of(&*view, sight))
    };
    Ok(Given::Html(tongue.say(words::NARRATIVES).to_owned(), content))
}

fn narrative(sight: &Sight<'_>, row: &NarrativeRow) -> Markup {
    let tongue = sight.tongue;
    let Some(first) = row.told.first() else { return html! {} };
    let behind = sight.here().without("page").but("show", "evidence").with("row", &row.narrative);
    let names = |names: &[(Option<String>, String)], most: usize| {
        html! {
            @for (at, (day, name)) in names.iter().take(most).enumerate() {
                @if at > 0 { " → " }
                (named(name)) @if let Some(day) = day { " " span class="quiet" { (tongue.day(day)) } }
            }
            @if names.len() > most { " …" }
        }
    };
    let states: Vec<(Option<String>, String)> =
        row.states.iter().map(|(day, code)| (day.clone(), tongue.state(code))).collect();
    html! {
        li class="narrative" {
            h2 { (quoted(&first.passage, 220)) }
            p {
                a href=(behind) {
                    (tongue.counted(row.reports(), words::REPORTS))
                    @if row.copies() > 0 { " + " (tongue.counted(row.copies(), words::COPIES_COUNTED)) }
                }
                " · " (tongue.say(words::FIRST_SEEN)) ": " (report_link(sight, &first.article, &first.record))
            }
            p { strong { (tongue.say(words::SPREAD)) } ": " (names(&row.outlets, 10)) }
            @if !states.is_empty() { p { strong { (tongue.say(words::SPEAKERS_OF)) } ": " (names(&states, 8)) } }
            @if !row.accusers.is_empty() {
                p {
                    strong { (tongue.say(words::ACCUSES_OF_MANIPULATION)) } ": "
                    @for (at, name) in row.accusers.iter().enumerate() { @if at > 0 { ", " } (named(name)) }
                    @if !row.accused.is_empty() {
                        " → " @for (at, name) in row.accused.iter().enumerate() { @if at > 0 { ", " } (named(name)) }
                    }
                }
            }
            @if row.told.len() > 1 {
                details {
                    summary { (tongue.say(words::TELLINGS)) }
                    ol {
                        @for (own, is_copy) in row.told.iter().zip(&row.is_copy).take(TELLINGS) {
                            li {
                                (quoted(&own.passage, 200)) " "
                                span class="by" {
                                    (chain(&own.chain, tongue)) " · " (report_link(sight, &own.article, &own.record))
                                    @if *is_copy { " · " (tongue.say(words::COPY)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
