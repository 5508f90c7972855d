//! Single reports, the outlets, and what the ledger holds in all.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use depesha_ledger::corrections::ArticleKey;
use depesha_ledger::{ArticleNamed, Ledger};
use serde_json::json;

use crate::answers::Whole;
use crate::cursors::Behind;
use crate::parameters::{CURSOR, Fields, LIMIT, Parameter, USUAL_ROWS};
use crate::problem::Problem;
use crate::state::{LONGEST_ANSWER, State};

/// The most characters of an article's name in an address.
pub(crate) const LONGEST_NAME: usize = 1_000;

fn named(ledger: &Ledger, name: &str) -> Result<ArticleKey, Problem> {
    match ledger.article_named(name)? {
        ArticleNamed::One(key) => Ok(key),
        ArticleNamed::Several(some, count) => {
            let like: Vec<String> = some.iter().map(|key| format!("`{}`", key.id)).collect();
            let message = format!("{count} articles are meant by that name");
            Err(Problem::new("not_found", message)
                .field("id")
                .hint(format!("give one of their ids, such as {}", like.join(", "))))
        }
        ArticleNamed::NotThere(like) => {
            let problem = Problem::new("not_found", "there is no such article").field("id");
            let like: Vec<String> = like.iter().map(|id| format!("`{id}`")).collect();
            Err(match like.is_empty() {
                true => problem.hint("/api/v1/articles lists those that there are"),
                false => problem.hint(format!("like it: {}", like.join(", "))),
            })
        }
    }
}

/// The article, with what is read in it.
fn article(ledger: &Ledger, name: &str) -> Result<Whole, Problem> {
    let key = named(ledger, name)?;
    let told = match ledger.article_reading(&key)? {
        Some(found) => {
            let claims: Vec<_> = found
                .described
                .iter()
                .filter_map(|one| Some(json!({"record": one.id, "claim": one.claim.as_ref()?.0})))
                .collect();
            json!({
                "id": key.id, "sha256": key.sha256, "title": found.title, "outlet": found.outlet,
                "published": found.published, "text": found.body,
                "depesha": {"version": found.maker.version, "model": found.maker.model},
                "is_corrected": found.program.is_some(), "claims": claims,
                "record": found.record,
            })
        }
        None => {
            let found = ledger.article_text(&key)?;
            let found = found.as_ref();
            json!({
                "id": key.id, "sha256": key.sha256,
                "title": found.and_then(|found| found.title.as_ref()),
                "outlet": found.and_then(|found| found.outlet.as_ref()),
                "published": found.and_then(|found| found.published.as_ref()),
                "text": found.map(|found| &found.body), "depesha": null, "is_corrected": false,
                "claims": [], "record": null,
            })
        }
    };
    Ok(Whole::new("application/json", told.to_string()))
}

fn text(ledger: &Ledger, name: &str) -> Result<Whole, Problem> {
    let key = named(ledger, name)?;
    let text = ledger.article_text(&key)?.map(|found| found.body).unwrap_or_default();
    Ok(Whole::new("text/plain; charset=utf-8", text))
}

/// What of an article is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All, with its record.
    Reading,
    /// Its text alone.
    Text,
}

/// Answers a request for a single article.
pub(crate) async fn answer(
    state: Arc<State>,
    part: Part,
    name: String,
    query: &str,
    headers: &HeaderMap,
) -> Result<Response<Body>, Problem> {
    Fields::of(query, &[])?;
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Problem::new("not_found", "there is no such article").field("id"));
    }
    let version = state.ledgers.version()?;
    let ledgers = Arc::clone(&state.ledgers);
    let key = format!("article {part:?} {name}");
    let compute = || async move {
        let work = move |ledger: &Ledger| match part {
            Part::Reading => article(ledger, &name),
            Part::Text => text(ledger, &name),
        };
        ledgers.ask(LONGEST_ANSWER, work).await
    };
    Ok(state.wholes.get(&key, version, compute).await?.response(headers))
}

/// What may be asked of the list of outlets.
pub(crate) const OUTLETS: [Parameter; 2] = [LIMIT, CURSOR];

/// Answers a request for the outlets.
pub(crate) async fn outlets(
    state: Arc<State>,
    query: &str,
    headers: &HeaderMap,
) -> Result<Response<Body>, Problem> {
    let fields = Fields::of(query, &OUTLETS)?;
    let limit = fields.number("limit", USUAL_ROWS);
    let after =
        match fields.get("cursor").map(|cursor| Behind::of(cursor, "outlets")).transpose()? {
            None => None,
            Some(Behind::Name(name)) => Some(name),
            Some(_) => {
                return Err(
                    Problem::new("bad_cursor", "the cursor is of another list").field("cursor")
                );
            }
        };
    let version = state.ledgers.version()?;
    let ledgers = Arc::clone(&state.ledgers);
    let key = format!("outlets {limit} {after:?}");
    let compute = || async move {
        let work = move |ledger: &Ledger| {
            let mut found = ledger.outlets_by_name(after.as_deref(), limit + 1)?;
            let more = found.len() > limit;
            found.truncate(limit);
            let last = found.last().filter(|_| more);
            let next = last.map(|last| Behind::Name(last.outlet.clone()).cursor("outlets"));
            let items: Vec<_> = found
                .iter()
                .map(|one| json!({"outlet": one.outlet, "reports": one.reports, "first": one.first, "last": one.last}))
                .collect();
            Ok(Whole::new("application/json", json!({"items": items, "next": next}).to_string()))
        };
        ledgers.ask(LONGEST_ANSWER, work).await
    };
    Ok(state.wholes.get(&key, version, compute).await?.response(headers))
}

/// Answers a request for what the ledger holds in all.
pub(crate) async fn overview(
    state: Arc<State>,
    query: &str,
    headers: &HeaderMap,
) -> Result<Response<Body>, Problem> {
    Fields::of(query, &[])?;
    let version = state.ledgers.version()?;
    let ledgers = Arc::clone(&state.ledgers);
    let compute = || async move {
        let work = |ledger: &Ledger| {
            let counts = ledger.counts()?;
            let days = ledger.days()?;
            let makers: Vec<_> = ledger
                .makers()?
                .iter()
                .map(|maker| json!({"version": maker.version, "model": maker.model, "readings": maker.readings}))
                .collect();
            let told = json!({
                "articles": counts.articles, "readings": counts.readings, "unread": counts.unread,
                "statements": counts.statements, "events": counts.events,
                "corrections": counts.corrections,
                "first": days.map(|[first, _]| first.to_string()), "last": days.map(|[_, last]| last.to_string()),
                "makers": makers, "directory_is_stale": ledger.directory_is_stale()?,
            });
            Ok(Whole::new("application/json", told.to_string()))
        };
        ledgers.ask(LONGEST_ANSWER, work).await
    };
    Ok(state.wholes.get("overview", version, compute).await?.response(headers))
}
