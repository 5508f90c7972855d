//! What is said where a request cannot be answered: one form for all of it.

use std::io::Write;

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{Response, StatusCode};
use depesha_asking::BadFilter;
use depesha_ledger::LedgerError;
use serde_json::json;

/// Why a request is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// A word that programs can rely on.
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// The parameter, header or member of the body at fault.
    pub(crate) field: Option<String>,
    /// What to do next.
    pub(crate) hint: Option<String>,
}

/// The codes of problems, each with its status and what it means, as the API's description lists them.
pub(crate) const CODES: &[(&str, u16, &str)] = &[
    ("unknown_field", 400, "There is no such parameter, or no such member of the body."),
    ("bad_value", 400, "A parameter or a member of the body cannot have this value."),
    ("bad_cursor", 400, "The cursor is not one that this server gave for this question."),
    ("bad_body", 400, "The body is not what its type says."),
    ("bad_request", 400, "The request is broken."),
    ("no_token", 401, "The request needs a token, and has none or a wrong one."),
    ("not_allowed", 403, "The token does not allow that, or the request came from another site."),
    ("not_found", 404, "There is no such address or record."),
    ("wrong_method", 405, "The address is there, and is not asked in that way."),
    ("no_such_form", 406, "None of the forms that `Accept` names is given."),
    ("too_slow", 408, "The body did not come in time."),
    ("outdated_cursor", 410, "What the cursor goes on in has changed: begin again without it."),
    ("too_long", 413, "The body or the text is longer than what is taken."),
    ("address_too_long", 414, "The address is longer than what is taken."),
    ("wrong_type", 415, "Bodies of that type are not taken."),
    ("wrong_host", 421, "The request names a host that this server is not."),
    ("unfit", 422, "The body is well formed, and what it says does not hold together."),
    ("too_many", 429, "Too many requests came from one client."),
    ("failed", 500, "The server failed."),
    ("busy", 503, "Too much is asked at once, or another program writes; ask again."),
    ("took_too_long", 503, "The answer took longer than the server allows; ask for less."),
];

impl Problem {
    /// A problem of this code, which [`CODES`] lists.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        let known = CODES.iter().find(|(known, ..)| *known == code);
        debug_assert!(known.is_some(), "{code} is not listed");
        let status = known.and_then(|(_, status, _)| StatusCode::from_u16(*status).ok());
        Self {
            status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code,
            message: message.into(),
            field: None,
            hint: None,
        }
    }

    pub(crate) fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A parameter's value that cannot be, and why.
    pub(crate) fn value(field: &str, value: &str, why: impl std::fmt::Display) -> Self {
        let shown: String = value.chars().take(80).collect();
        Self::new("bad_value", format!("`{field}` cannot be `{shown}`: {why}")).field(field)
    }

    /// The error form.
    pub(crate) fn json(&self) -> String {
        let Self { code, message, field, hint, .. } = self;
        let error = json!({"code": code, "message": message, "field": field, "hint": hint});
        json!({ "error": error }).to_string()
    }

    /// The response for programs.
    pub(crate) fn response(&self) -> Response<Body> {
        self.response_of("application/json", self.json())
    }

    pub(crate) fn response_of(&self, media: &'static str, body: String) -> Response<Body> {
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
        match self.status.as_u16() {
            401 => {
                let scheme = HeaderValue::from_static("Bearer realm=\"depesha\"");
                headers.insert(WWW_AUTHENTICATE, scheme);
            }
            429 | 503 => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            }
            405 => {
                let allowed = self.field.as_deref().unwrap_or("GET, HEAD");
                let allowed = HeaderValue::from_str(allowed);
                headers.insert(ALLOW, allowed.unwrap_or(HeaderValue::from_static("GET, HEAD")));
            }
            _ => {}
        }
        response
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Locked { .. } => {
                Self::new("busy", "another program writes to the ledger").hint("ask again")
            }
            LedgerError::BadCorrection { problem, .. } => {
                Self::new("unfit", format!("the correction cannot be kept: {problem}"))
                    .field("change")
                    .hint(
                        "name the article by the id and SHA-256 that the ledger shows, and the record by the \
                         span of its cue, trigger or words",
                    )
            }
            LedgerError::ReadOnly { .. } => {
                Self::new("not_allowed", "the ledger's file may not be written")
            }
            // Paths are nobody's business on the other side: they are told in the server's log.
            other => {
                // What nobody waits for any more is ended, which is no fault.
                if !other.to_string().contains("interrupted") {
                    let _ = writeln!(std::io::stderr(), "error: {other}");
                }
                Self::new("failed", "the ledger cannot be read")
                    .hint("the server's messages say why")
            }
        }
    }
}

impl From<BadFilter> for Problem {
    fn from(bad: BadFilter) -> Self {
        let field = bad.name().to_owned();
        match bad {
            BadFilter::Unknown { list, name, why } => {
                let message = format!("{list} cannot be asked for by `{name}`");
                Self::new("unknown_field", message).field(field).hint(why)
            }
            BadFilter::Value { name, value, why } => Self::value(name, &value, why),
            twice @ BadFilter::Twice { .. } => {
                Self::new("bad_value", twice.to_string()).field(field)
            }
        }
    }
}
