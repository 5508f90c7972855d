//! A report: its text with the records marked in it, what they are, its copies and repeats, and what people say of the reading.

use depesha::Record;
use depesha::record::{Actor, Date, Span};
use depesha_ledger::corrections::{ArticleKey, KeptCorrection};
use depesha_ledger::{ArticleNamed, ArticleReading, ArticleText, Kin, Repeat};
use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};

use crate::PageProblem;
use crate::address;
use crate::layout::{chain, is_unseen, named, plain, quoted, short};
use crate::marked;
use crate::sight::{Given, Sight};
use crate::words::{self, Tongue};

/// The most copies that are listed, and the most repeats.
const MOST_COPIES: u32 = 100;

pub(crate) fn report(sight: &Sight<'_>, id: &str) -> Result<Given, PageProblem> {
    let article = match sight.field("version") {
        Some(sha256) => ArticleKey { id: id.to_owned(), sha256: sha256.to_owned() },
        None => match sight.ledger.article_shown(id)? {
            Some(article) => article,
            None => return missing(sight, id),
        },
    };
    let Some(text) = sight.ledger.article_text(&article)? else { return missing(sight, id) };
    let kin = sight.ledger.kin(&article, MOST_COPIES)?;
    if let Some(other) = sight.field("with") {
        return compared(sight, &text, &kin, other);
    }
    let repeated = sight.ledger.repeats_of(&article, MOST_COPIES)?;
    let reading = sight.ledger.article_reading(&article)?;
    let corrections = sight.ledger.corrections_of(&article)?;
    let versions = sight.ledger.versions(id)?;
    let title = headline(&text);
    let page = html! {
        article class="report" {
            (head(sight, &text, &title, versions.len()))
            div class="columns" {
                div class="text" lang="ru" {
                    @match &reading {
                        Some(reading) => (marked::text(&reading.record, &text.body)),
                        None => (marked::unread(&text.body)),
                    }
                }
                @if let Some(reading) = &reading {
                    (margin(sight, reading))
                } @else {
                    p class="note" { (sight.tongue.say(words::NOT_READ)) }
                }
            }
            (copies(sight, &article, &kin))
            (repeats(sight, &repeated))
            (claims(sight, &corrections))
            @if versions.len() > 1 { (versions_of(sight, id, &article, &versions)) }
            @if let Some(reading) = &reading { (provenance(sight, &text, reading)) }
        }
    };
    Ok(Given::Html(title, page))
}

/// The headline that was given, else the first words of the text, else the id.
fn headline(text: &ArticleText) -> String {
    headline_or_words(text.title.as_deref(), &text.body, &text.article.id)
}

fn headline_or_words(title: Option<&str>, body: &str, id: &str) -> String {
    let title = title.map(plain).filter(|title| !title.is_empty());
    title.unwrap_or_else(|| {
        let first = body.lines().find(|line| !line.trim().is_empty()).unwrap_or(id);
        short(first, 110)
    })
}

fn missing<T>(sight: &Sight<'_>, id: &str) -> Result<T, PageProblem> {
    let shown = short(id, 80);
    let like: Vec<String> = match sight.ledger.article_named(id)? {
        ArticleNamed::One(article) => vec![article.id],
        ArticleNamed::Several(articles, _) => {
            articles.into_iter().map(|article| article.id).collect()
        }
        ArticleNamed::NotThere(like) => like,
    };
    let like: Vec<String> = like.iter().map(|id| short(id, 80)).collect();
    let mut words = sight.tongue.fill(words::NO_SUCH_REPORT, &[&shown]);
    if !like.is_empty() {
        words.push_str(&format!(" {}: {}", sight.tongue.say(words::LIKE_IT), like.join(", ")));
    }
    Err(PageProblem::Missing(words))
}

fn head(sight: &Sight<'_>, text: &ArticleText, title: &str, versions: usize) -> Markup {
    let tongue = sight.tongue;
    let time = text.published.as_deref().and_then(|published| tongue.time(published));
    html! {
        header {
            h1 lang="ru" { (short(title, 300)) }
            p class="byline" {
                @if let Some(outlet) = &text.outlet {
                    a href=(sight.to(address::Address::of("/search").with("list", "articles").with("outlet", outlet))) { (named(outlet)) }
                } @else {
                    span class="quiet" { (tongue.say(words::NO_OUTLET)) }
                }
                " · "
                @match (&text.day, &text.published) {
                    (Some(day), _) => time datetime=(day) { (tongue.day(day)) },
                    (None, Some(published)) => { (short(published, 40)) },
                    (None, None) => span class="quiet" { (tongue.say(words::UNDATED)) },
                }
                @if let Some(time) = time { ", " (time) }
                @if let Some(url) = text.url.as_deref() {
                    " · "
                    @match address::of_the_web(url) {
                        Some(url) => a href=(url) rel="noopener noreferrer nofollow external" { (tongue.say(words::WHERE_PUBLISHED)) },
                        None => span class="quiet" { (short(url, 80)) },
                    }
                }
                @if versions > 1 { " · " a href="#versions" { (tongue.counted(versions, words::VERSIONS)) } }
            }
        }
    }
}

fn actor<'r>(record: &'r Record, id: &str) -> Option<&'r Actor> {
    record.actors.iter().find(|actor| actor.id == id)
}

/// Actors by name, as links to whom they are over all reports.
fn actors(sight: &Sight<'_>, reading: &ArticleReading, ids: &[String]) -> Markup {
    html! {
        @if ids.is_empty() { span class="quiet" { "—" } }
        @for (at, id) in ids.iter().enumerate() {
            @if at > 0 { ", " }
            (actor_link(sight, reading, id))
        }
    }
}

fn actor_link(sight: &Sight<'_>, reading: &ArticleReading, id: &str) -> Markup {
    let Some(actor) = actor(&reading.record, id) else { return html! { (short(id, 20)) } };
    let class = depesha_ledger::class_word(actor.class);
    let entry = sight.ledger.entry_of(&reading.article.id, class, &actor.name).ok().flatten();
    html! {
        @match entry {
            Some(entry) => a href=(sight.to(address::of_actor(&entry))) { (named(&actor.name)) },
            None => (named(&actor.name)),
        }
    }
}

/// The words at a place of the text.
fn words_at(body: &[char], span: Span) -> String {
    body.get(span.start..span.end).unwrap_or_default().iter().collect()
}

/// A record in the margin.
struct Card<'a> {
    id: &'a str,
    tag: String,
    says: Markup,
    chain: Vec<String>,
    rule: String,
    confidence: Option<f64>,
    claim: Option<String>,
}

fn card(card: &Card<'_>, tongue: Tongue) -> Markup {
    html! {
        li class="card" id={ "n-" (card.id) } data-r=(card.id) tabindex="-1" {
            p {
                a class="number" href={ "#" (card.id) } title=(tongue.say(words::TO_PLACE)) { (card.id) }
                " " span class="tag" { (card.tag) } " " (card.says)
            }
            p class="by" {
                (chain(&card.chain, tongue))
            }
            p class="rule" {
                (tongue.say(words::READ_BY)) " " code { (card.rule) }
                @if let Some(confidence) = card.confidence {
                    " · " (tongue.say(words::CONFIDENCE)) " " (tongue.percent(confidence))
                }
                @if let Some(claim) = &card.claim {
                    " · " a href={ "#claim-" (claim) } { (tongue.say(words::CLAIMED_BY_PERSON)) }
                }
            }
        }
    }
}

fn margin(sight: &Sight<'_>, reading: &ArticleReading) -> Markup {
    let tongue = sight.tongue;
    let record = &reading.record;
    let body: Vec<char> = reading.body.chars().collect();
    let about = |id: &str| reading.described.iter().find(|own| own.id == id);
    let chain_of = |id: &str| about(id).map(|own| own.chain.clone()).unwrap_or_default();
    let claim_of =
        |id: &str| about(id).and_then(|own| own.claim.as_ref()).map(|claim| claim.0.clone());
    let put = |id: &str, tag: String, says: Markup, rule: String, confidence: Option<f64>| {
        let own =
            Card { id, tag, says, chain: chain_of(id), rule, confidence, claim: claim_of(id) };
        card(&own, tongue)
    };
    let group = |name, count: usize, cards: Markup| {
        html! {
            @if count > 0 {
                section {
                    h2 { (tongue.say(name)) " " span class="quiet" { (tongue.number(count)) } }
                    ol class="cards" { (cards) }
                }
            }
        }
    };
    let statements = html! {
        @for statement in &record.statements {
            @let sure = statement.source.and_then(|source| sureness(record, statement.speaker.as_deref(), source));
            (put(
                &statement.id,
                tongue.term(words::KINDS, depesha_ledger::statement_kind_word(statement.kind)).to_owned(),
                html! {
                    @match &statement.speaker {
                        Some(speaker) => (actor_link(sight, reading, speaker)),
                        None => span class="quiet" { (tongue.say(words::NOBODY_NAMED)) },
                    }
                    @if !statement.via.is_empty() { " " (tongue.say(words::THROUGH)) " " (actors(sight, reading, &statement.via)) }
                    ": " (quoted(&statement.content.iter().map(|&span| words_at(&body, span)).collect::<Vec<_>>().join(" … "), 90))
                    @if let Some(parent) = &statement.parent {
                        " " span class="quiet" { (tongue.say(words::WITHIN)) " " a href={ "#" (parent) } { (parent) } }
                    }
                },
                statement.rule.clone(),
                sure,
            ))
        }
    };
    let events = html! {
        @for event in &record.events {
            (put(
                &event.id,
                tongue.term(words::EVENT_TYPES, &event.kind).to_owned(),
                html! {
                    (actors(sight, reading, &event.actors))
                    @if !event.recipients.is_empty() { span aria-hidden="true" { " → " } (actors(sight, reading, &event.recipients)) }
                    ": " (quoted(&words_at(&body, event.trigger), 60))
                    " " span class="quiet" {
                        (tongue.term(words::STATUSES, depesha_ledger::status_word(event.status)))
                        @if let Some(mode) = &event.mode { ", " (mode) }
                        @if let Some(date) = &event.date { ", " (date_said(date, tongue)) }
                    }
                    @if let Some(place) = &event.place { ", " (actor_link(sight, reading, place)) }
                    span class="evidence" {
                        @for evidence in &event.evidence {
                            span data-from=(evidence.start) data-until=(evidence.end) {
                                (tongue.term(words::EVIDENCE_PARTS, &evidence.of)) ": "
                                (quoted(&words_at(&body, Span { start: evidence.start, end: evidence.end }), 40)) " "
                            }
                        }
                    }
                },
                event.rule.clone(),
                Some(event.confidence),
            ))
        }
    };
    let attitudes = html! {
        @for (at, attitude) in record.attitudes.iter().enumerate() {
            @let id = format!("t{}", at + 1);
            (put(
                &id,
                tongue.term(words::POLARITIES, attitude.polarity.name()).to_owned(),
                html! {
                    (actor_link(sight, reading, &attitude.source)) span aria-hidden="true" { " → " } (actor_link(sight, reading, &attitude.target))
                    @if let Some(evidence) = attitude.evidence.first() { ": " (quoted(&words_at(&body, evidence.span()), 70)) }
                },
                tongue.term(words::GROUNDS, &attitude.ground).to_owned(),
                Some(attitude.confidence),
            ))
        }
    };
    let commitments = html! {
        @for commitment in &record.commitments {
            (put(
                &commitment.id,
                tongue.say(words::BOUND).to_owned(),
                html! {
                    (actors(sight, reading, &commitment.who))
                    @if !commitment.to.is_empty() { span aria-hidden="true" { " → " } (actors(sight, reading, &commitment.to)) }
                    ": " (quoted(&words_at(&body, commitment.act), 90))
                    @if let Some(until) = &commitment.until { " " span class="quiet" { (date_said(until, tongue)) } }
                },
                format!("{} {}", tongue.say(words::OF_EVENT), commitment.event),
                None,
            ))
        }
    };
    let dates = html! {
        @for (at, date) in record.dates.iter().enumerate() {
            @let id = format!("d{}", at + 1);
            (put(
                &id,
                tongue.say(words::DATE).to_owned(),
                html! { (quoted(&words_at(&body, date.span), 40)) " " span class="quiet" { (date_said(date, tongue)) } },
                tongue.term(words::ANCHORS, &date.anchor).to_owned(),
                None,
            ))
        }
    };
    let quantities = html! {
        @for (at, quantity) in record.quantities.iter().enumerate() {
            @let id = format!("q{}", at + 1);
            (put(
                &id,
                tongue.say(words::QUANTITY).to_owned(),
                html! {
                    (quoted(&words_at(&body, quantity.span), 60)) " "
                    span class="quiet" {
                        (tongue.term(words::BOUNDS, &quantity.bound)) " " (quantity.value)
                        @if let Some(upper) = &quantity.upper { "–" (upper) }
                        @if let Some(unit) = &quantity.unit { " " (short(unit, 40)) }
                    }
                },
                tongue.term(words::QUANTITY_KINDS, &quantity.kind).to_owned(),
                None,
            ))
        }
    };
    html! {
        aside class="margin" aria-label=(tongue.say(words::RECORDS_OF_REPORT)) {
            p class="legend" {
                span class="m said direct depth-1" { (tongue.term(words::KINDS, "direct")) } " "
                span class="m said indirect depth-1" { (tongue.term(words::KINDS, "indirect")) } " "
                span class="m said mixed depth-1" { (tongue.term(words::KINDS, "mixed")) } " "
                span class="m cue" { (tongue.say(words::CUE)) } " "
                span class="m source" { (tongue.say(words::SOURCE)) } " "
                span class="m trigger" { (tongue.say(words::TELLS_EVENT)) }
            }
            (group(words::STATEMENTS, record.statements.len(), statements))
            (group(words::EVENTS, record.events.len(), events))
            (group(words::ATTITUDES, record.attitudes.len(), attitudes))
            (group(words::COMMITMENTS, record.commitments.len(), commitments))
            (group(words::QUANTITIES, record.quantities.len(), quantities))
            (group(words::DATES, record.dates.len(), dates))
            (who_is_named(sight, reading))
        }
    }
}

/// How sure it is that these words mean this actor.
fn sureness(record: &Record, speaker: Option<&str>, source: Span) -> Option<f64> {
    let actor = actor(record, speaker?)?;
    let mentions = actor.mentions.iter().chain(&actor.references);
    mentions
        .filter(|own| own.start < source.end && source.start < own.end)
        .map(|own| own.confidence)
        .reduce(f64::max)
}

/// What a date says, as far as it is known.
pub(crate) fn date_said(date: &Date, tongue: Tongue) -> String {
    let bound = tongue.term(words::DATE_BOUNDS, &date.bound);
    match (&date.value, &date.unresolved) {
        (Some(value), _) => {
            let value = tongue.day(value);
            match &date.end {
                Some(end) => format!("{bound} {value} – {}", tongue.day(end)),
                None => format!("{bound} {value}"),
            }
        }
        (None, Some(reason)) => tongue.term(words::UNRESOLVED, reason).to_owned(),
        (None, None) => tongue.say(words::UNDATED).to_owned(),
    }
}

fn who_is_named(sight: &Sight<'_>, reading: &ArticleReading) -> Markup {
    let tongue = sight.tongue;
    let known = &reading.record.actors;
    html! {
        @if !known.is_empty() {
            section {
                h2 { (tongue.say(words::ACTORS)) " " span class="quiet" { (tongue.number(known.len())) } }
                ul class="plain" {
                    @for actor in known {
                        li {
                            (actor_link(sight, reading, &actor.id)) " "
                            span class="quiet" {
                                (tongue.term(words::CLASSES, depesha_ledger::class_word(actor.class)))
                                @if let Some(state) = &actor.state { ", " (tongue.state(state)) }
                                @if let Some(from) = &actor.state_from { " (" (tongue.term(words::STATE_GROUNDS, &from.ground)) ")" }
                            }
                            @for role in &actor.roles {
                                @let whose = role.of.as_deref().and_then(|of| actor_named(&reading.record, of));
                                " · " bdi lang="ru" { (short(&role.title, 80)) @if let Some(whose) = whose { " (" (short(whose, 60)) ")" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn actor_named<'r>(record: &'r Record, id: &str) -> Option<&'r str> {
    actor(record, id).map(|actor| actor.name.as_str())
}

fn copies(sight: &Sight<'_>, article: &ArticleKey, kin: &[Kin]) -> Markup {
    let tongue = sight.tongue;
    html! {
        @if kin.len() > 1 {
            section aria-labelledby="copies" {
                h2 id="copies" { (tongue.say(words::COPIES)) " " span class="quiet" { (tongue.number(kin.len())) } }
                div class="scroll" tabindex="0" role="group" aria-labelledby="copies" {
                    table {
                        thead { tr {
                            th scope="col" { (tongue.say(words::OUTLET)) }
                            th scope="col" { (tongue.say(words::PUBLISHED)) }
                            th scope="col" { (tongue.say(words::COPY_KIND)) }
                            th scope="col" class="number" { (tongue.say(words::SHARE_IN_ORIGIN)) }
                            th scope="col" { (tongue.say(words::WHAT_CHANGED)) }
                        } }
                        tbody {
                            @for own in kin {
                                @let is_this = own.article == *article;
                                tr aria-current=[is_this.then_some("true")] {
                                    th scope="row" {
                                        @let name = own.outlet.as_deref().unwrap_or(&own.article.id);
                                        @if is_this { strong { (named(name)) } } @else {
                                            a href=(sight.to(address::of_report(&own.article.id))) { (named(name)) }
                                        }
                                    }
                                    td { (own.published.as_deref().map_or(String::new(), |published| published_at(published, tongue))) }
                                    td {
                                        (own.kind.as_deref().map_or(tongue.say(words::ORIGIN), |kind| tongue.term(words::COPY_KINDS, kind)))
                                        @if own.credited { ", " (tongue.say(words::CREDITED)) }
                                    }
                                    td class="number" { (own.likeness.map_or("—".to_owned(), |likeness| tongue.percent(likeness))) }
                                    td {
                                        @if let Some(origin) = &own.origin {
                                            a href=(sight.to(address::of_report(&own.article.id).with("with", &origin.id))) { (tongue.say(words::COMPARE)) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn repeats(sight: &Sight<'_>, others: &[Repeat]) -> Markup {
    let tongue = sight.tongue;
    html! {
        @if !others.is_empty() {
            section aria-labelledby="repeats" {
                h2 id="repeats" { (tongue.say(words::REPEATS)) " " span class="quiet" { (tongue.number(others.len())) } }
                div class="scroll" tabindex="0" role="group" aria-labelledby="repeats" {
                    table {
                        thead { tr {
                            th scope="col" { (tongue.say(words::OUTLET)) }
                            th scope="col" { (tongue.say(words::PUBLISHED)) }
                            th scope="col" { (tongue.say(words::REPORT)) }
                            th scope="col" class="number" { (tongue.say(words::HOW_SURE)) }
                        } }
                        tbody {
                            @for other in others {
                                @let Repeat { article, outlet, published, title, body, confidence } = other;
                                tr {
                                    td { (named(outlet.as_deref().unwrap_or("—"))) }
                                    td { (published.as_deref().map_or(String::new(), |published| published_at(published, tongue))) }
                                    th scope="row" {
                                        a href=(sight.to(address::of_report(&article.id))) { (headline_or_words(title.as_deref(), body, &article.id)) }
                                    }
                                    td class="number" { (tongue.percent(*confidence)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// When something was published, with the time where it is told.
pub(crate) fn published_at(published: &str, tongue: Tongue) -> String {
    let day = tongue.day(published);
    match tongue.time(published) {
        Some(time) => format!("{day}, {time}"),
        None => short(&day, 40),
    }
}

/// The text beside that of another report, word by word: what is left out, and what is put in.
fn compared(
    sight: &Sight<'_>,
    text: &ArticleText,
    kin: &[Kin],
    other: &str,
) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    let key = match kin.iter().find(|own| own.article.id == other) {
        Some(own) => own.article.clone(),
        None => match sight.ledger.article_shown(other)? {
            Some(article) => article,
            None => return missing(sight, other),
        },
    };
    let Some(origin) = sight.ledger.article_text(&key)? else { return missing(sight, other) };
    // Longer texts would be compared for too long: what is beyond is not looked at.
    const MOST: usize = 60_000;
    let cut = |body: &str| -> String {
        body.chars().filter(|letter| !is_unseen(*letter)).take(MOST).collect()
    };
    let (before, after) = (cut(&origin.body), cut(&text.body));
    let changes = TextDiff::from_words(&before, &after);
    let title = tongue.fill(words::COMPARED, &[&headline(text)]);
    let name = |text: &ArticleText| text.outlet.clone().unwrap_or_else(|| text.article.id.clone());
    let page = html! {
        p class="back" { a href=(sight.to(address::of_report(&text.article.id))) { "← " (short(&headline(text), 80)) } }
        h1 { (tongue.say(words::WHAT_COPY_CHANGED)) }
        p class="lead" {
            del { (tongue.say(words::ONLY_IN)) " " (named(&name(&origin))) } " · "
            ins { (tongue.say(words::ONLY_IN)) " " (named(&name(text))) }
        }
        div class="text compared" lang="ru" {
            @for change in changes.iter_all_changes() {
                @match change.tag() {
                    ChangeTag::Equal => (change.value()),
                    ChangeTag::Delete => del { (change.value()) },
                    ChangeTag::Insert => ins { (change.value()) },
                }
            }
        }
        p { a href=(sight.to(address::of_report(&origin.article.id))) { (short(&headline(&origin), 120)) } }
    };
    Ok(Given::Html(title, page))
}

fn claims(sight: &Sight<'_>, corrections: &[KeptCorrection]) -> Markup {
    let tongue = sight.tongue;
    html! {
        @if !corrections.is_empty() {
            section aria-labelledby="claims" {
                h2 id="claims" { (tongue.say(words::CORRECTIONS)) }
                ul class="plain" {
                    @for kept in corrections {
                        li id={ "claim-" (kept.claim.0) } {
                            strong { bdi { (short(&kept.correction.by, 80)) } } " "
                            (tongue.term(words::ACTIONS, kept.correction.action())) " "
                            (changed(&kept.correction))
                            " · " time datetime=(kept.correction.at) { (published_at(&kept.correction.at, tongue)) }
                            @if let Some(reason) = &kept.correction.reason { " · " q { (short(reason, 300)) } }
                            @if !kept.holds { " · " span class="quiet" { (tongue.say(words::TAKEN_BACK)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Which record a correction speaks of, in the words of the record's own place.
fn changed(correction: &depesha_ledger::Correction) -> Markup {
    use depesha_ledger::corrections::{Change, ClaimedRecord, Subject};
    let place = |span: &Span| format!("{}–{}", span.start, span.end);
    let subject = |subject: &Subject| match subject {
        Subject::Statement(span) => format!("statement {}", place(span)),
        Subject::Event { trigger, kind } => {
            format!("event {} {}", kind.as_deref().unwrap_or_default(), place(trigger))
        }
        Subject::Commitment(span) => format!("commitment {}", place(span)),
        Subject::Quantity(span) => format!("quantity {}", place(span)),
        Subject::Date(span) => format!("date {}", place(span)),
        Subject::Attitude { source, target } => format!("attitude {source} → {target}"),
        Subject::Actor { name, .. } => format!("actor {name}"),
    };
    let record = |record: &ClaimedRecord| match record {
        ClaimedRecord::Actor(own) => format!("actor {}", own.name),
        ClaimedRecord::Statement(own) => format!("statement {}", place(&own.cue)),
        ClaimedRecord::Event(own) => format!("event {} {}", own.kind, place(&own.trigger)),
        ClaimedRecord::Commitment(own) => format!("commitment {}", place(&own.act)),
        ClaimedRecord::Attitude(own) => format!("attitude {}", own.polarity.name()),
        ClaimedRecord::Quantity(own) => format!("quantity {}", place(&own.span)),
        ClaimedRecord::Date(own) => format!("date {}", place(&own.span)),
    };
    let says = match &correction.change {
        Change::Add { record: own, .. } => record(own),
        Change::Mend { subject: own, record: claimed, .. } => {
            let (before, after) = (subject(own), record(claimed));
            if before == after { before } else { format!("{before} → {after}") }
        }
        Change::Reject { subject: own, .. } => subject(own),
        _ => String::new(),
    };
    html! { code { (short(&says, 160)) } }
}

fn versions_of(
    sight: &Sight<'_>,
    id: &str,
    article: &ArticleKey,
    versions: &[(String, Option<String>)],
) -> Markup {
    let tongue = sight.tongue;
    html! {
        section aria-labelledby="versions" {
            h2 id="versions" { (tongue.say(words::VERSIONS_OF_TEXT)) }
            ul class="plain" {
                @for (sha256, time) in versions {
                    li {
                        @if *sha256 == article.sha256 { strong { code { (sha256.get(..12).unwrap_or(sha256)) } } } @else {
                            a href=(sight.to(address::of_report(id).with("version", sha256))) { code { (sha256.get(..12).unwrap_or(sha256)) } }
                        }
                        @if let Some(time) = time { " · " (published_at(time, tongue)) }
                    }
                }
            }
        }
    }
}

fn provenance(sight: &Sight<'_>, text: &ArticleText, reading: &ArticleReading) -> Markup {
    let tongue = sight.tongue;
    html! {
        section class="provenance" aria-labelledby="provenance" {
            h2 id="provenance" { (tongue.say(words::WHERE_FROM)) }
            dl {
                dt { (tongue.say(words::MADE_BY)) } dd { code { (reading.maker.version) " · " (reading.maker.model) } }
                dt { (tongue.say(words::REPORT_ID)) } dd { code { bdi { (short(&text.article.id, 200)) } } }
                dt { "SHA-256" } dd { code class="long" { (text.article.sha256) } }
                dt { (tongue.say(words::FORM)) } dd { (text.form) }
                @if let Some(place) = &text.place { dt { (tongue.say(words::PLACE_FOUND)) } dd { code { bdi { (short(place, 200)) } } } }
                @if let Some(received) = &text.received_at { dt { (tongue.say(words::RECEIVED)) } dd { (published_at(received, tongue)) } }
            }
        }
    }
}
