//! What is sent to the server: texts to read, and corrections.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use axum::http::{Response, StatusCode};
use bytes::Bytes;
use depesha::Article;
use depesha_ledger::Correction;
use depesha_ledger::corrections::Change;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::answers::{Whole, as_of};
use crate::cursors::Behind;
use crate::ledgers::failed;
use crate::parameters::{CURSOR, Fields, LIMIT, Parameter, USUAL_ROWS};
use crate::problem::Problem;
use crate::state::{LONGEST_ANSWER, State};
use crate::tokens::{Who, hexadecimal};

/// The most bytes of a text that is read on request; by feel, ten long articles.
pub(crate) const LONGEST_TEXT: usize = 256 * 1024;
/// The most characters of what is told of a text: outlet, headline, address.
pub(crate) const LONGEST_MEMBER: usize = 2_000;
/// How long it is waited for the turn to read.
const WAIT: Duration = Duration::from_secs(10);

/// The media type of a body, without its parameters.
fn media(headers: &HeaderMap) -> String {
    let media = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or("");
    media.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

fn wrong_type(media: &str, known: &str) -> Problem {
    Problem::new("wrong_type", format!("a body of type `{media}` is not taken"))
        .field("Content-Type")
        .hint(format!("send {known}"))
}

/// A text to read, with what is known of it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    text: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

/// What is wrong with JSON, with the member at fault where the parser tells it.
fn bad_json(error: &serde_json::Error) -> Problem {
    let told = error.to_string();
    let member = told.split('`').nth(1).filter(|_| told.contains("field"));
    let problem = match error.is_data() && told.contains("unknown field") {
        true => Problem::new("unknown_field", told.clone()),
        false => Problem::new("bad_body", told.clone()),
    };
    match member {
        Some(member) => problem.field(member),
        None => problem.field("body"),
    }
}

fn utf8(body: &Bytes) -> Result<&str, Problem> {
    std::str::from_utf8(body)
        .map_err(|_| Problem::new("bad_body", "the body is not in UTF-8").field("body"))
}

fn checked(text: &Text) -> Result<(), Problem> {
    if text.text.trim().is_empty() {
        let problem = Problem::new("bad_value", "there is no text to read").field("text");
        return Err(problem.hint("send the text of a report"));
    }
    if text.text.len() > LONGEST_TEXT {
        return Err(Problem::new(
            "too_long",
            format!("the text has more than {LONGEST_TEXT} bytes"),
        )
        .field("text")
        .hint("send it in parts, or read it with `depesha read`"));
    }
    let members = [
        ("id", &text.id),
        ("outlet", &text.outlet),
        ("published", &text.published),
        ("title", &text.title),
        ("url", &text.url),
    ];
    for (name, value) in members {
        let Some(value) = value else { continue };
        if value.chars().count() > LONGEST_MEMBER {
            return Err(Problem::value(
                name,
                value,
                format!("give {LONGEST_MEMBER} characters at most"),
            ));
        }
        if value.chars().any(char::is_control) {
            return Err(Problem::value(name, value, "it has characters that nobody sees"));
        }
    }
    if let Some(published) = &text.published {
        let is_date = published.len() == 10 && published.parse::<jiff::civil::Date>().is_ok();
        if !is_date && published.parse::<Timestamp>().is_err() {
            let why = "give a date such as 2025-11-03, or a time such as 2025-11-03T09:30:00+03:00";
            return Err(Problem::value("published", published, why));
        }
    }
    Ok(())
}

/// Reads a text, and gives its record.
pub(crate) async fn read(
    state: Arc<State>,
    query: &str,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    Fields::of(query, &[])?;
    let text = match media(headers).as_str() {
        "text/plain" => Text { text: utf8(&body)?.to_owned(), ..Text::default() },
        "application/json" => {
            serde_json::from_str(utf8(&body)?).map_err(|error| bad_json(&error))?
        }
        other => return Err(wrong_type(other, "text/plain in UTF-8, or application/json")),
    };
    checked(&text)?;
    let language = depesha_sources::language_of(&text.text);
    if !state.reader.reads(language) {
        let language = language.unwrap_or_default();
        return Err(Problem::new("unfit", format!("the language of the text is `{language}`"))
            .field("text")
            .hint("Russian alone is read"));
    }
    let Text { text, id, outlet, published, title, url } = text;
    let sha256 = hexadecimal(&Sha256::digest(&text));
    let mut article = Article::from_body(id.unwrap_or_else(|| "read".to_owned()), text);
    article.outlet = outlet;
    article.published = published;
    article.title = title;
    article.url = url;
    article.sha256 = Some(sha256);
    let busy = || Problem::new("busy", "too many texts are read at once").hint("ask again");
    let turn = tokio::time::timeout(WAIT, Arc::clone(&state.readings).acquire_owned()).await;
    let turn = turn.ok().and_then(Result::ok).ok_or_else(busy)?;
    let reader = Arc::clone(&state.reader);
    let record = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let reading = reader.read(&article);
        serde_json::to_string(&reader.record(&article, &reading))
    });
    let record = record.await.map_err(|_| failed())?.map_err(|_| failed())?;
    Ok(Whole::new("application/json", record).response(headers, None))
}

/// A correction as it is sent: who and when may be left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    #[serde(default)]
    by: Option<String>,
    #[serde(default)]
    at: Option<String>,
    #[serde(default)]
    reason: Option<String>,
    change: Change,
}

/// Keeps a correction that is sent.
pub(crate) async fn correct(
    state: Arc<State>,
    who: &Who,
    query: &str,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    Fields::of(query, &[])?;
    if *who == Who::Anybody {
        return Err(no_token(&state));
    }
    let sent: Sent = match media(headers).as_str() {
        "application/json" => {
            serde_json::from_str(utf8(&body)?).map_err(|error| bad_json(&error))?
        }
        other => return Err(wrong_type(other, "application/json")),
    };
    let by = match (who.reviewer(), sent.by) {
        (Some(name), Some(by)) if by != name => {
            return Err(
                Problem::new("not_allowed", format!("the token is that of {name}")).field("by")
            );
        }
        (Some(name), _) => name.to_owned(),
        (None, Some(by)) if !by.trim().is_empty() => by,
        (None, _) => {
            return Err(
                Problem::new("bad_value", "`by` is missing: whose correction it is").field("by")
            );
        }
    };
    let at = sent.at.unwrap_or_else(|| as_of(Timestamp::now()));
    if at.parse::<Timestamp>().is_err() {
        return Err(Problem::value("at", &at, "give a time of RFC 3339"));
    }
    let correction = Correction { by, at, reason: sent.reason, change: sent.change };
    let claim = keep(&state, correction).await?;
    let mut response = Response::new(Body::from(json!({ "claim": claim.0 }).to_string()));
    *response.status_mut() = StatusCode::CREATED;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// Keeps a correction, which whoever asks next sees.
pub(crate) async fn keep(
    state: &State,
    correction: Correction,
) -> Result<depesha_ledger::ClaimId, Problem> {
    let claim = state.ledgers.correct(Arc::clone(&state.reader), correction).await?;
    state.wrote();
    Ok(claim)
}

/// What is told whoever may not write.
pub(crate) fn no_token(state: &State) -> Problem {
    let problem = Problem::new("no_token", "writing needs a token").field("Authorization");
    match state.access.has_tokens() {
        true => problem.hint("send `Authorization: Bearer TOKEN`"),
        false => problem.hint("the server was started without a token, so that nobody may write"),
    }
}

/// What may be asked of the list of corrections.
pub(crate) const CORRECTIONS: [Parameter; 2] = [LIMIT, CURSOR];

/// Answers a request for the corrections that are kept.
pub(crate) async fn corrections(
    state: Arc<State>,
    query: &str,
    headers: &HeaderMap,
) -> Result<Response<Body>, Problem> {
    let fields = Fields::of(query, &CORRECTIONS)?;
    let limit = fields.number("limit", USUAL_ROWS);
    let after =
        match fields.get("cursor").map(|cursor| Behind::of(cursor, "corrections")).transpose()? {
            None => None,
            Some(Behind::Name(place)) => Some(place),
            Some(_) => {
                return Err(
                    Problem::new("bad_cursor", "the cursor is of another list").field("cursor")
                );
            }
        };
    let version = state.ledgers.version()?;
    let ledgers = Arc::clone(&state.ledgers);
    let key = format!("corrections {limit} {after:?}");
    let compute = || async move {
        let work = move |ledger: &depesha_ledger::Ledger| {
            let all = ledger.kept_corrections()?;
            let place = |kept: &depesha_ledger::corrections::KeptCorrection| {
                format!("{}\n{}\n{}", kept.correction.at, kept.correction.by, kept.claim.0)
            };
            let behind: Vec<_> = match &after {
                None => all.iter().collect(),
                Some(after) => {
                    let at = all.iter().position(|kept| place(kept) == *after);
                    all.iter().skip(at.map_or(0, |at| at + 1)).collect()
                }
            };
            let items: Vec<_> = behind.iter().take(limit).collect();
            let last = items.last().filter(|_| behind.len() > limit);
            let next = last.map(|kept| Behind::Name(place(kept)).cursor("corrections"));
            let told = json!({"items": items, "next": next});
            Ok(Whole::new("application/json", told.to_string()))
        };
        ledgers.ask(LONGEST_ANSWER, work).await
    };
    Ok(state.wholes.get(&key, version, compute).await?.response(headers))
}
