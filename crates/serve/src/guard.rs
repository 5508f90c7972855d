//! What each request passes on its way in and each response on its way out: names of hosts, tokens, limits, headers,
//! and a line in the log.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::header::{
    AUTHORIZATION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, HOST, HeaderMap, HeaderName,
    HeaderValue, LOCATION, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{Method, Request, Response, StatusCode, Uri};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use tower_service::Service;

use crate::problem::Problem;
use crate::showing::{COOKIE, cookie, language, told};
use crate::state::State;
use crate::tokens::{Session, Who};

/// The most bytes of an address.
const LONGEST_ADDRESS: usize = 8 * 1024;
/// How long a body may take to come.
const LONGEST_ARRIVAL: Duration = Duration::from_secs(10);

/// What pages and answers may load, run and send: what comes from this server, and no script or style within a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Who asks, and as whom they signed in.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) who: Who,
    pub(crate) session: Option<Session>,
}

/// Whether it is asked by a program, which is told of problems in JSON.
pub(crate) fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// Answers a request.
pub(crate) async fn answer(
    state: Arc<State>,
    router: Router,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Response<Body> {
    let begun = Instant::now();
    let (parts, body) = request.into_parts();
    let (method, uri) = (parts.method.clone(), parts.uri.clone());
    let client = client(&state, peer, &parts.headers);
    let is_head = method == Method::HEAD;
    let headers = parts.headers.clone();
    let answered = match admitted(&state, client, &method, &uri, &parts.headers) {
        Ok(known) => {
            let mut request = Request::from_parts(parts, ());
            request.extensions_mut().insert(known);
            let limit = state.settings.longest_request;
            let longest = state.settings.longest_body;
            let answering = async {
                let body = arrived(&headers, body, longest).await?;
                let mut router = router;
                match router.call(request.map(|()| Body::from(body))).await {
                    Ok(response) => Ok(response),
                    Err(never) => match never {},
                }
            };
            match tokio::time::timeout(limit, answering).await {
                Ok(answered) => answered,
                Err(_) => {
                    Err(Problem::new("took_too_long", "the answer takes longer than is waited for")
                        .hint("ask again: it is computed meanwhile; or ask for less"))
                }
            }
        }
        Err(Refused::Problem(problem)) => Err(problem),
        Err(Refused::SignIn) => {
            let next = uri.path_and_query().map_or("/", |path| path.as_str());
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::SEE_OTHER;
            let to = HeaderValue::from_str(&format!("/sign-in?next={next}"));
            let to = to.unwrap_or(HeaderValue::from_static("/sign-in"));
            response.headers_mut().insert(LOCATION, to);
            Ok(response)
        }
    };
    let mut response = answered.unwrap_or_else(|problem| match is_api(uri.path()) {
        true => problem.response(),
        false => told(&problem, language(uri.query().unwrap_or(""), &headers)),
    });
    if is_head && !response.headers().contains_key(CONTENT_LENGTH) {
        let length = response.body().size_hint().exact();
        if let Some(length) = length {
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
    }
    protect(response.headers_mut());
    if !state.settings.is_quiet {
        log(client, &method, &uri, &response, begun.elapsed());
    }
    response
}

/// Who asks: the other end of the connection, or whom the proxy names.
fn client(state: &State, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
    let named = || {
        let told = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        // The last one is the proxy's own word; those before it are whatever the client sent.
        told.rsplit(',').next()?.trim().parse().ok()
    };
    state.settings.behind_proxy.then(named).flatten().unwrap_or(peer.ip())
}

enum Refused {
    Problem(Problem),
    SignIn,
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Whether the request is let in, and whose it is.
fn admitted(
    state: &State,
    client: IpAddr,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Known, Refused> {
    let host = host(state, uri, headers)?;
    if !state.rates.allow(client, Instant::now()) {
        let problem = Problem::new("too_many", "too many requests came from one client");
        return Err(problem.hint("wait a second").into());
    }
    if uri.path_and_query().is_some_and(|path| path.as_str().len() > LONGEST_ADDRESS) {
        let message = format!("the address has more than {LONGEST_ADDRESS} bytes");
        return Err(Problem::new("address_too_long", message).into());
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        from_here(&host, headers)?;
    }
    let known = known(state, headers)?;
    let path = uri.path();
    let is_for_all = path == "/sign-in" || path == "/favicon.ico" || path.starts_with("/static/");
    if state.settings.reading_needs_token() && known.who == Who::Anybody && !is_for_all {
        if !is_api(path)
            && matches!(*method, Method::GET | Method::HEAD)
            && state.access.has_tokens()
        {
            return Err(Refused::SignIn);
        }
        let problem = Problem::new("no_token", "reading needs a token").field("Authorization");
        return Err(problem
            .hint("send `Authorization: Bearer TOKEN`, or sign in at /sign-in")
            .into());
    }
    Ok(known)
}

/// The host that the request names, with its port.
fn host(state: &State, uri: &Uri, headers: &HeaderMap) -> Result<String, Problem> {
    let mut hosts = headers.get_all(HOST).iter();
    let (first, second) = (hosts.next(), hosts.next());
    let named = first.and_then(|host| host.to_str().ok());
    let host = match (uri.authority(), named) {
        (Some(authority), _) => authority.as_str(),
        (None, Some(host)) => host,
        (None, None) => "",
    };
    let bare = match host.rsplit_once(':') {
        Some((bare, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => bare,
        _ => host,
    };
    if second.is_some() || bare.is_empty() || host.contains('@') {
        return Err(Problem::new("bad_request", "the request does not name one host").field("Host"));
    }
    if !state.settings.is_host(bare) {
        return Err(Problem::new("wrong_host", "this server is not known by that name")
            .field("Host")
            .hint("ask for it by its address, or start it with `--host NAME`"));
    }
    Ok(host.to_owned())
}

/// Whether what is sent comes from a page of this server, or from no page.
fn from_here(host: &str, headers: &HeaderMap) -> Result<(), Problem> {
    let from_elsewhere = || {
        Problem::new("not_allowed", "the request came from a page of another site").field("Origin")
    };
    // Browsers say so themselves; where they do, the page that asks cannot say otherwise. They leave out the origin
    // where a page is told to tell nobody where it is.
    match headers.get("sec-fetch-site") {
        Some(site) if site == "same-origin" || site == "none" => return Ok(()),
        Some(_) => return Err(from_elsewhere()),
        None => {}
    }
    let Some(origin) = headers.get(ORIGIN) else { return Ok(()) };
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    match origin {
        Some((_, origin)) if origin.eq_ignore_ascii_case(host) => Ok(()),
        _ => Err(from_elsewhere()),
    }
}

fn known(state: &State, headers: &HeaderMap) -> Result<Known, Problem> {
    let session = cookie(headers, COOKIE).and_then(|cookie| state.access.session(cookie));
    let Some(given) = headers.get(AUTHORIZATION) else {
        let who = session.as_ref().map_or(Who::Anybody, |session| session.who.clone());
        return Ok(Known { who, session });
    };
    let token = given.to_str().ok().and_then(|given| given.split_once(' '));
    let who = match token {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            state.access.known_by(token.trim())
        }
        _ => None,
    };
    let who = who.ok_or_else(|| {
        Problem::new("no_token", "the token is not one of this server").field("Authorization")
    })?;
    Ok(Known { who, session })
}

/// The body, when all of it has come.
async fn arrived(headers: &HeaderMap, body: Incoming, longest: usize) -> Result<Bytes, Problem> {
    let too_long = || {
        Problem::new("too_long", format!("the body has more than {longest} bytes")).field("body")
    };
    let told = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if told
        .and_then(|length| length.parse::<u64>().ok())
        .is_some_and(|length| length > longest as u64)
    {
        return Err(too_long());
    }
    let collecting = Limited::new(body, longest).collect();
    match tokio::time::timeout(LONGEST_ARRIVAL, collecting).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(cause)) if cause.is::<LengthLimitError>() => Err(too_long()),
        Ok(Err(_)) => Err(Problem::new("bad_body", "the body broke off").field("body")),
        Err(_) => Err(Problem::new("too_slow", "the body did not come in time").field("body")),
    }
}

/// Tells browsers what they may do with it.
fn protect(headers: &mut HeaderMap) {
    const SAFE: [(HeaderName, HeaderValue); 7] = [
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("same-origin"),
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin"),
        ),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
        ),
    ];
    for (name, value) in SAFE {
        headers.insert(name, value);
    }
}

fn log(client: IpAddr, method: &Method, uri: &Uri, response: &Response<Body>, took: Duration) {
    let address: String =
        uri.path_and_query().map_or("", |path| path.as_str()).chars().take(300).collect();
    let size =
        response.body().size_hint().exact().map_or("stream".to_owned(), |size| format!("{size} B"));
    let time = crate::answers::as_of(jiff::Timestamp::now());
    let method: String = method.as_str().chars().take(20).collect();
    let (status, took) = (response.status().as_u16(), took.as_secs_f64() * 1_000.0);
    // Where nobody reads the log, requests are answered all the same.
    let _ = writeln!(
        std::io::stderr(),
        "{time} {client} {method} {address} {status} {size} {took:.1} ms"
    );
}
