//! The queue of doubtful records, and what a reviewer's decision says.
//!
//! The form sends `article` and `sha256`, `record` (the place of the record, as [`Described::place`] has it), `action`
//! (`accept`, `reject`, `mend`), `reason`, and of what is mended `type` and `status` of an event, `kind` and `speaker`
//! of a statement, `polarity` of an attitude; with `form_token` and `next`, which are the server's.
//!
//! [`Described::place`]: depesha_ledger::Described::place

use depesha::Record;
use depesha::record::{Event, EventStatus, Span, Statement, StatementKind};
use depesha_asking::{Asked as List, event_statuses, event_types, statement_kinds};
use depesha_chronicle::Evidence;
use depesha_ledger::corrections::{ArticleKey, Change, ClaimedActor, ClaimedRecord, Subject};
use depesha_ledger::{ArticleReading, Correction, Ledger, Query, RecordKind};
use maud::{Markup, html};

use crate::PageProblem;
use crate::address::{self, Address};
use crate::layout::{
    chain, choice_field, hidden, paging, quoted, report_link, said, short, text_field,
};
use crate::sight::{Given, Sight};
use crate::words::{self, Phrase, Tongue};

/// The records of one page of the queue.
const ON_PAGE: usize = 20;

/// A record of the queue.
struct Doubtful {
    evidence: Evidence,
    /// Its place, by which it is named in any reading.
    place: String,
    confidence: Option<f64>,
    rule: String,
    /// What may be mended: the field, its label, its values with their words, and the value that it has.
    fields: Vec<(&'static str, Phrase, Vec<(String, String)>, String)>,
    /// The speaker, where that may be mended.
    speaker: Option<String>,
}

fn choices(terms: &[(&str, Phrase)], tongue: Tongue) -> Vec<(String, String)> {
    terms
        .iter()
        .map(|(term, phrase)| ((*term).to_owned(), tongue.say(*phrase).to_owned()))
        .collect()
}

fn at(span: Span) -> String {
    format!("{}-{}", span.start, span.end)
}

fn doubtful(sight: &Sight<'_>, list: List, query: &Query) -> Result<Vec<Doubtful>, PageProblem> {
    let (ledger, tongue) = (sight.ledger, sight.tongue);
    let none = String::new;
    Ok(match list {
        List::Statements => ledger
            .statements(query)?
            .into_iter()
            .map(|own| Doubtful {
                evidence: Evidence::of_statement(none(), none(), &own),
                place: format!("statement:{}", at(own.statement.cue)),
                confidence: own.confidence,
                rule: own.statement.rule.clone(),
                fields: vec![(
                    "kind",
                    words::KIND,
                    choices(words::KINDS, tongue),
                    depesha_ledger::statement_kind_word(own.statement.kind).to_owned(),
                )],
                speaker: Some(own.speaker.map(|speaker| speaker.name).unwrap_or_default()),
            })
            .collect(),
        List::Attitudes => ledger
            .attitudes(query)?
            .into_iter()
            .map(|own| Doubtful {
                evidence: Evidence::of_attitude(none(), none(), &own),
                place: format!("attitude:{}>{}", own.source.name, own.target.name),
                confidence: Some(own.confidence),
                rule: tongue.term(words::GROUNDS, &own.ground).to_owned(),
                fields: vec![(
                    "polarity",
                    words::POLARITY,
                    choices(words::POLARITIES, tongue),
                    own.polarity.clone(),
                )],
                speaker: None,
            })
            .collect(),
        _ => ledger
            .events(query)?
            .into_iter()
            .map(|own| Doubtful {
                evidence: Evidence::of_event(none(), none(), &own),
                place: format!("event:{}:{}", at(own.event.trigger), own.event.kind),
                confidence: Some(own.event.confidence),
                rule: own.event.rule.clone(),
                fields: vec![
                    (
                        "type",
                        words::TYPE,
                        choices(words::EVENT_TYPES, tongue),
                        own.event.kind.clone(),
                    ),
                    (
                        "status",
                        words::STATUS,
                        choices(words::STATUSES, tongue),
                        depesha_ledger::status_word(own.event.status).to_owned(),
                    ),
                ],
                speaker: None,
            })
            .collect(),
    })
}

pub(crate) fn queue(sight: &Sight<'_>) -> Result<Given, PageProblem> {
    let tongue = sight.tongue;
    let title = tongue.say(words::REVIEW).to_owned();
    let Some(reviewer) = sight.asked.reviewer else {
        let page = html! {
            h1 { (title) }
            p class="lead" { (tongue.say(words::REVIEW_LEAD)) }
            p { (tongue.say(words::REVIEW_SIGN_IN)) }
        };
        return Ok(Given::Html(title, page));
    };
    let lists = [
        ("events", List::Events, words::EVENTS),
        ("statements", List::Statements, words::STATEMENTS),
        ("attitudes", List::Attitudes, words::ATTITUDES),
    ];
    let list =
        sight.one_of("list", &lists.map(|(name, list, _)| (name, list)))?.unwrap_or(List::Events);
    let page = sight.page()?;
    let query = Query {
        least_sure_first: true,
        latest_first: true,
        without_claims: true,
        skip: (page - 1) * ON_PAGE,
        limit: Some(ON_PAGE + 1),
        ..sight.query(list, &[])?
    };
    let found = doubtful(sight, list, &query)?;
    let content = html! {
        h1 { (title) }
        p class="lead" { (tongue.say(words::REVIEW_LEAD)) }
        p class="quiet" { (tongue.fill(words::SIGNED_IN, &[&short(reviewer, 80)])) " " (tongue.say(words::REVIEW_KEYS)) }
        nav class="tabs" aria-label=(tongue.say(words::KINDS_OF_RECORDS)) {
            ul {
                @for (name, own, words) in lists {
                    li { a href=(sight.to(Address::of("/review").with("list", name))) aria-current=[(own == list).then_some("page")] { (tongue.say(words)) } }
                }
            }
        }
        form class="filters" action="/review" method="get" {
            (hidden(sight, &["lang", "list"]))
            @if list == List::Events { (choice_field(sight, "type", words::TYPE, &choices(words::EVENT_TYPES, tongue), false)) }
            (text_field(sight, "outlet", words::OUTLET, ""))
            (text_field(sight, "since", words::SINCE, "2025-01"))
            (text_field(sight, "search", words::SEARCH_WORDS, ""))
            p class="field" { button { (tongue.say(words::SHOW)) } }
        }
        @if found.is_empty() { p { (tongue.say(words::QUEUE_IS_EMPTY)) } }
        ol class="queue" {
            @for (at, own) in found.iter().take(ON_PAGE).enumerate() { (item(sight, at, own)) }
        }
        (paging(sight, page, found.len() > ON_PAGE))
    };
    Ok(Given::Html(title, content))
}

fn item(sight: &Sight<'_>, at: usize, own: &Doubtful) -> Markup {
    let tongue = sight.tongue;
    let article = &own.evidence.article;
    html! {
        li class="item" tabindex="-1" {
            p class="says" {
                span class="tag" { (tongue.term(words::RECORD_KINDS, own.evidence.kind)) } " "
                bdi { (said(&own.evidence, tongue)) }
                @if let Some(confidence) = own.confidence { " · " strong { (tongue.percent(confidence)) } }
                " · " span class="quiet" { (tongue.say(words::RULE_NAME)) " " code { (own.rule) } }
            }
            p { (quoted(&own.evidence.passage, 500)) }
            p class="by" { (chain(&own.evidence.chain, tongue)) " · " (report_link(sight, article, &own.evidence.record)) }
            form action="/review" method="post" {
                input type="hidden" name="form_token" value=(sight.asked.form_token.unwrap_or_default());
                input type="hidden" name="next" value=(sight.here());
                input type="hidden" name="article" value=(article.id);
                input type="hidden" name="sha256" value=(article.sha256);
                input type="hidden" name="record" value=(own.place);
                button name="action" value="accept" { (tongue.say(words::ACCEPT)) }
                button name="action" value="reject" { (tongue.say(words::REJECT)) }
                p class="field" {
                    label for={ "reason-" (at) } { (tongue.say(words::REASON)) } " "
                    input id={ "reason-" (at) } name="reason" type="text";
                }
                details {
                    summary { (tongue.say(words::MEND)) }
                    @for (name, label, values, given) in &own.fields {
                        p class="field" {
                            label for={ (name) "-" (at) } { (tongue.say(*label)) } " "
                            select id={ (name) "-" (at) } name=(name) {
                                @for (value, words) in values { option value=(value) selected[value == given] { (words) } }
                            }
                        }
                    }
                    @if let Some(speaker) = &own.speaker {
                        p class="field" {
                            label for={ "speaker-" (at) } { (tongue.say(words::SPEAKER)) } " "
                            input id={ "speaker-" (at) } name="speaker" type="text" value=(speaker);
                        }
                    }
                    button name="action" value="mend" { (tongue.say(words::MEND)) }
                }
            }
            p class="rule" { a href=(sight.to(address::of_report(&article.id))) { code { (own.place) } } }
        }
    }
}

/// What the form says.
struct Form<'a>(&'a [(String, String)]);

impl<'a> Form<'a> {
    fn field(&self, name: &str) -> Option<&'a str> {
        let given = self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.trim());
        given.filter(|value| !value.is_empty())
    }

    fn needed(&self, name: &str) -> Result<&'a str, PageProblem> {
        self.field(name).ok_or_else(|| bad(name, "", "it is missing from the form"))
    }
}

fn bad(name: &str, value: &str, why: impl Into<String>) -> PageProblem {
    PageProblem::Field { name: name.to_owned(), value: value.to_owned(), why: why.into() }
}

/// The value that a word of a form means.
fn meant<T>(
    form: &Form<'_>,
    name: &str,
    words: impl Iterator<Item = (&'static str, T)> + Clone,
) -> Result<Option<T>, PageProblem> {
    let Some(given) = form.field(name) else { return Ok(None) };
    let found = words.clone().find(|(word, _)| *word == given);
    found.map(|(_, value)| Some(value)).ok_or_else(|| {
        let words: Vec<&str> = words.map(|(word, _)| word).collect();
        bad(name, given, format!("give one of {}", words.join(", ")))
    })
}

pub(crate) fn change(
    ledger: &Ledger,
    reviewer: &str,
    made_at: &str,
    fields: &[(String, String)],
) -> Result<Correction, PageProblem> {
    let form = Form(fields);
    let article = ArticleKey {
        id: form.needed("article")?.to_owned(),
        sha256: form.needed("sha256")?.to_owned(),
    };
    let place = form.needed("record")?;
    let action = form.needed("action")?;
    if !["accept", "reject", "mend"].contains(&action) {
        return Err(bad("action", action, "give one of accept, reject, mend"));
    }
    let Some(reading) = ledger.article_reading(&article)? else {
        return Err(bad(
            "article",
            &article.id,
            "nothing is read in it, or it is not in the ledger",
        ));
    };
    let claimed = Claimed::of(&reading, place).ok_or_else(|| {
        bad("record", place, "the report has no such record of these kinds any more")
    })?;
    let change = if action == "reject" {
        Change::Reject { article, subject: claimed.subject }
    } else {
        let mut claimed = claimed;
        if action == "mend" {
            claimed.mend(&reading.record, &form)?;
        }
        Change::Mend {
            article,
            subject: claimed.subject,
            record: Box::new(claimed.record),
            actors: claimed.actors,
        }
    };
    let reason = form.field("reason").map(str::to_owned);
    Ok(Correction { by: reviewer.to_owned(), at: made_at.to_owned(), reason, change })
}

/// A record as a person claims it: with what it refers to named so that any reading understands it.
struct Claimed {
    subject: Subject,
    record: ClaimedRecord,
    actors: Vec<ClaimedActor>,
}

/// The statement by where it stands.
fn statement_at(record: &Record, id: Option<&String>) -> Option<String> {
    let own = record.statements.iter().find(|own| Some(&own.id) == id)?;
    Some(format!("at:{}", at(own.cue)))
}

/// The actors of these ids.
fn actors<'i>(record: &Record, ids: impl Iterator<Item = &'i String>) -> Vec<ClaimedActor> {
    let mut named: Vec<&String> = ids.collect();
    named.sort();
    named.dedup();
    let known =
        named.into_iter().filter_map(|id| record.actors.iter().find(|actor| actor.id == *id));
    known
        .map(|actor| ClaimedActor {
            id: actor.id.clone(),
            name: actor.name.clone(),
            class: actor.class,
            state: actor.state.clone(),
        })
        .collect()
}

impl Claimed {
    /// The record at this place, claimed as it is.
    fn of(reading: &ArticleReading, place: &str) -> Option<Self> {
        let described = reading.described.iter().find(|own| own.place == place)?;
        let record = &reading.record;
        match described.kind {
            RecordKind::Statement => {
                let own = record.statements.iter().find(|own| own.id == described.id)?;
                let actors = actors(record, own.speaker.iter().chain(&own.via));
                let parent = statement_at(record, own.parent.as_ref());
                let claimed = Statement { parent, ..own.clone() };
                Some(Self {
                    subject: Subject::Statement(own.cue),
                    record: ClaimedRecord::Statement(claimed),
                    actors,
                })
            }
            RecordKind::Event => {
                let own = record.events.iter().find(|own| own.id == described.id)?;
                let actors =
                    actors(record, own.actors.iter().chain(&own.recipients).chain(&own.place));
                let mut claimed = Event {
                    said_in: statement_at(record, own.said_in.as_ref()),
                    // What the rule was sure of, and by which words, says nothing of what a person says.
                    confidence: 1.0,
                    evidence: Vec::new(),
                    ..own.clone()
                };
                for telling in &mut claimed.also_in {
                    telling.said_in = statement_at(record, telling.said_in.as_ref());
                }
                if let Some(date) = &mut claimed.date {
                    date.said_in = statement_at(record, date.said_in.as_ref());
                }
                Some(Self {
                    subject: Subject::Event { trigger: own.trigger, kind: Some(own.kind.clone()) },
                    record: ClaimedRecord::Event(claimed),
                    actors,
                })
            }
            RecordKind::Attitude => {
                let number: usize = described.id.strip_prefix('t')?.parse().ok()?;
                let own = record.attitudes.get(number.checked_sub(1)?)?;
                let name = |id: &String| {
                    let actor = record.actors.iter().find(|actor| actor.id == *id);
                    actor.map(|actor| actor.name.clone())
                };
                let subject =
                    Subject::Attitude { source: name(&own.source)?, target: name(&own.target)? };
                let actors = actors(record, [&own.source, &own.target].into_iter());
                let mut claimed = own.clone();
                claimed.said_in = statement_at(record, own.said_in.as_ref());
                claimed.confidence = 1.0;
                for evidence in &mut claimed.evidence {
                    evidence.said_in = statement_at(record, evidence.said_in.as_ref());
                }
                Some(Self { subject, record: ClaimedRecord::Attitude(claimed), actors })
            }
            _ => None,
        }
    }

    /// Takes what the form says otherwise.
    fn mend(&mut self, record: &Record, form: &Form<'_>) -> Result<(), PageProblem> {
        match &mut self.record {
            ClaimedRecord::Event(event) => {
                if let Some(kind) = meant(form, "type", event_types())? {
                    if kind.name() != event.kind {
                        // Modes are those of their types.
                        event.mode = None;
                    }
                    kind.name().clone_into(&mut event.kind);
                }
                if let Some(status) = meant::<EventStatus>(form, "status", event_statuses())? {
                    event.status = status;
                }
            }
            ClaimedRecord::Statement(statement) => {
                if let Some(kind) = meant::<StatementKind>(form, "kind", statement_kinds())? {
                    statement.kind = kind;
                }
                match form.field("speaker") {
                    None => statement.speaker = None,
                    Some(name) => {
                        let known = record.actors.iter().find(|actor| {
                            actor.name == name || actor.also.iter().any(|other| other == name)
                        });
                        let Some(actor) = known else {
                            let names: Vec<&str> =
                                record.actors.iter().map(|actor| actor.name.as_str()).collect();
                            let why = format!("the report names {}", names.join(", "));
                            return Err(bad("speaker", name, why));
                        };
                        statement.speaker = Some(actor.id.clone());
                    }
                }
                self.actors = actors(record, statement.speaker.iter().chain(&statement.via));
            }
            ClaimedRecord::Attitude(attitude) => {
                use depesha::record::Polarity;
                let words = [("pos", Polarity::Pos), ("neg", Polarity::Neg)].into_iter();
                if let Some(polarity) = meant(form, "polarity", words)? {
                    attitude.polarity = polarity;
                }
            }
            _ => {}
        }
        Ok(())
    }
}
