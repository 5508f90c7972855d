//! Pages for people: asked for here, made by `depesha-pages`; signing in and reviewing.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, LOCATION,
    SET_COOKIE,
};
use axum::http::{Response, StatusCode};
use bytes::Bytes;
use depesha::directory::Day;
use depesha_pages::{Asked, Language, PageProblem, assets, problem_page, review_change};
use jiff::Timestamp;

use crate::answers::{Whole, as_of};
use crate::ledgers::failed;
use crate::parameters::{LONGEST_VALUE, pairs};
use crate::posted::keep;
use crate::problem::Problem;
use crate::state::{LONGEST_ANSWER, State};
use crate::tokens::{Session, same};
use crate::views::check_steps;

/// The name of the cookie of whoever signed in.
pub(crate) const COOKIE: &str = "depesha";
/// The name of the cookie that keeps the language.
const LANGUAGE: &str = "language";

/// Pages of views over all reports, which take long the first time.
const LONG: [&str; 6] =
    ["/narratives", "/disputes", "/promises", "/citations", "/network", "/alerts"];

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all("cookie").iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The language of the page: that of `lang`, else of the cookie, else the one that the browser likes best.
pub(crate) fn language(query: &str, headers: &HeaderMap) -> Language {
    let known = |word: &str| match word.trim().get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("ru") => Some(Language::Russian),
        Some("en") => Some(Language::English),
        _ => None,
    };
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang");
    if let Some(language) = asked.and_then(|(_, value)| known(&value)) {
        return language;
    }
    if let Some(language) = cookie(headers, LANGUAGE).and_then(known) {
        return language;
    }
    let accepted = headers.get("accept-language").and_then(|value| value.to_str().ok());
    let liked = accepted.unwrap_or("").split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let language = known(parts.next()?)?;
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
        Some((weight.unwrap_or(1.0), language))
    });
    let best = liked.fold(None, |best: Option<(f32, Language)>, one| match best {
        Some(best) if best.0 >= one.0 => Some(best),
        _ => Some(one),
    });
    best.map_or(Language::English, |(_, language)| language)
}

/// Remembers the language that is asked for in the address.
fn remember_language(query: &str, language: Language, response: &mut Response<Body>) {
    if form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "lang") {
        let word = if language == Language::Russian { "ru" } else { "en" };
        let told = format!("{LANGUAGE}={word}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
        if let Ok(told) = HeaderValue::from_str(&told) {
            response.headers_mut().append(SET_COOKIE, told);
        }
    }
}

/// The page that tells of a problem.
pub(crate) fn told(problem: &Problem, language: Language) -> Response<Body> {
    let hint = problem.hint.as_deref().unwrap_or("");
    let page = problem_page(problem.status.as_u16(), &problem.message, hint, language);
    problem.response_of("text/html; charset=utf-8", page)
}

fn of_page(problem: PageProblem) -> Problem {
    match problem {
        PageProblem::Missing(what) => Problem::new("not_found", what),
        PageProblem::Field { name, value, why } => Problem::value(&name, &value, why),
        PageProblem::Ledger(error) => error.into(),
    }
}

fn today() -> Option<Day> {
    jiff::Zoned::now().date().to_string().parse().ok()
}

/// Refuses values that no page takes, and series that nobody reads to the end.
fn check(fields: &[(String, String)]) -> Result<(), Problem> {
    for (name, value) in fields {
        if value.chars().count() > LONGEST_VALUE {
            return Err(Problem::value(
                name,
                value,
                format!("give {LONGEST_VALUE} characters at most"),
            ));
        }
        if value.chars().chain(name.chars()).any(char::is_control) {
            return Err(Problem::value(name, value, "it has characters that nobody sees"));
        }
    }
    Ok(())
}

/// Days of a page's query as far as they are days; a page itself tells of others.
fn days(fields: &[(String, String)]) -> [Option<Day>; 2] {
    let value = |name: &str| {
        fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    };
    [
        value("since").and_then(|day| depesha_asking::first_day(day).ok()),
        value("until").and_then(|day| depesha_asking::last_day(day).ok()),
    ]
}

/// Shows a page.
pub(crate) async fn page(
    state: Arc<State>,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    session: Option<Session>,
) -> Result<Response<Body>, Problem> {
    let path = percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .map_err(|_| Problem::new("not_found", "the address is not in UTF-8"))?;
    if path.chars().any(char::is_control) {
        return Err(Problem::new("not_found", "there is no such page"));
    }
    let path = path.trim_end_matches('/').to_owned();
    let fields = pairs(query)?;
    check(&fields)?;
    let language = language(query, headers);
    let today = today().ok_or_else(failed)?;
    let reviewer = session.as_ref().and_then(|session| session.who.reviewer().map(str::to_owned));
    let form_token = reviewer.as_ref().and_then(|_| session.map(|session| session.form_token));
    let version = state.ledgers.version()?;
    let (ledgers, reader, pages) =
        (Arc::clone(&state.ledgers), Arc::clone(&state.reader), Arc::clone(&state.pages));
    // What a reviewer sees is for nobody else, and as it is now.
    let is_shared = reviewer.is_none();
    let query_again = {
        let mut told = form_urlencoded::Serializer::new(String::new());
        told.extend_pairs(&fields).finish()
    };
    let key = format!("page {language:?} {today} {path}?{query_again}");
    let takes_long = LONG.iter().any(|long| path.starts_with(long));
    let compute = || async move {
        let work = move |ledger: &depesha_ledger::Ledger| {
            let by = fields
                .iter()
                .find(|(name, _)| name == "step")
                .map_or("week", |(_, by)| by.as_str());
            check_steps(ledger, by, days(&fields))?;
            pages.forget_if_changed(ledger)?;
            let asked = Asked {
                path: &path,
                fields: &fields,
                language,
                reviewer: reviewer.as_deref(),
                form_token: form_token.as_deref(),
                today,
            };
            let page = pages.page(ledger, &reader, &asked).map_err(of_page)?;
            let mut whole = Whole::new(page.media.content_type(), page.body);
            whole.file_name = page.file_name;
            Ok(whole)
        };
        match takes_long {
            true => ledgers.ask_long(LONGEST_ANSWER, work).await,
            false => ledgers.ask(LONGEST_ANSWER, work).await,
        }
    };
    let mut response = match is_shared {
        true => state.wholes.get(&key, version, compute).await?.response(headers),
        false => {
            let whole = compute().await?;
            let mut response = whole.response(&HeaderMap::new(), None);
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response.headers_mut().remove(ETAG);
            response
        }
    };
    remember_language(query, language, &mut response);
    Ok(response)
}

/// How often it is looked whether the first page is to be made anew, by feel: seldom enough that it costs little beside
/// an ingest.
const LOOK: Duration = Duration::from_secs(5);

/// Keeps the first page made, in each language, from the start on and whenever the ledger changed, so that nobody waits
/// for it who comes first; without end.
pub(crate) async fn keep_first_page(state: Arc<State>) {
    loop {
        for language in ["ru", "en"] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(language));
            // Whoever asks for it is told what is wrong.
            let _ = page(Arc::clone(&state), "/", "", &headers, None).await;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// A file that pages ask for.
pub(crate) fn asset(name: &str, headers: &HeaderMap) -> Result<Response<Body>, Problem> {
    let found = assets().iter().find(|asset| asset.name == name);
    let asset = found.ok_or_else(|| Problem::new("not_found", "there is no such file"))?;
    let whole = Whole::new(asset.content_type, asset.bytes);
    let mut response = whole.response(headers, None);
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(CACHE_CONTROL, forever);
    Ok(response)
}

/// A small drawing for the browser's tab: two speech marks.
const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><rect width=\"16\" height=\"16\" rx=\"3\" fill=\"#1f3a5f\"/><path d=\"M8 3 3 8l5 5M13 3 8 8l5 5\" fill=\"none\" stroke=\"#fff\" stroke-width=\"1.6\"/></svg>";

/// The icon that browsers ask for by themselves.
pub(crate) fn icon(headers: &HeaderMap) -> Response<Body> {
    let mut response = Whole::new("image/svg+xml", ICON).response(headers, None);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    response
}

fn see_other(to: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    headers.insert(LOCATION, HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/")));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An address on this server, for whoever is sent on; the review else.
fn on_this_server(next: Option<&str>) -> &str {
    let is_here = |next: &&str| {
        next.starts_with('/')
            && !next.starts_with("//")
            && next.len() <= 2_000
            && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    };
    next.filter(is_here).unwrap_or("/review")
}

fn escaped(words: &str) -> String {
    words
        .chars()
        .map(|letter| match letter {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            '\'' => "&#39;".to_owned(),
            letter => letter.to_string(),
        })
        .collect()
}

/// The page with the form to sign in.
pub(crate) fn sign_in_page(
    query: &str,
    headers: &HeaderMap,
    session: Option<&Session>,
    was_wrong: bool,
) -> Response<Body> {
    let language = language(query, headers);
    let fields = pairs(query).unwrap_or_default();
    let next = fields.iter().find(|(name, _)| name == "next").map(|(_, next)| next.as_str());
    let next = escaped(on_this_server(next));
    let is_russian = language == Language::Russian;
    let say =
        |russian: &'static str, english: &'static str| if is_russian { russian } else { english };
    let sheets: String = assets()
        .iter()
        .filter(|asset| asset.content_type.starts_with("text/css"))
        .map(|asset| format!("<link rel=\"stylesheet\" href=\"/static/{}\">", asset.name))
        .collect();
    let title = say("Вход для рецензентов", "Sign in to review");
    let wrong = match was_wrong {
        true => {
            format!("<p role=\"alert\">{}</p>", say("Такого ключа нет.", "There is no such token."))
        }
        false => String::new(),
    };
    let name = session.and_then(|session| session.who.reviewer());
    let signed = match (session, name) {
        (Some(session), name) => format!(
            "<form method=\"post\" action=\"/sign-out\"><p>{} {}</p><input type=\"hidden\" name=\"form_token\" value=\"{}\"><p><button>{}</button></p></form>",
            say("Вы вошли.", "You are signed in."),
            escaped(name.unwrap_or("")),
            escaped(&session.form_token),
            say("Выйти", "Sign out"),
        ),
        (None, _) => String::new(),
    };
    let lang = if is_russian { "ru" } else { "en" };
    let token_label = say("Ключ", "Token");
    let name_label = say(
        "Имя, под которым хранятся исправления (если ключ не именной)",
        "Name under which corrections are kept (where the token is nobody's own)",
    );
    let button = say("Войти", "Sign in");
    let home = say("К обзору", "To the overview");
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <meta name=\"referrer\" content=\"same-origin\"><link rel=\"icon\" href=\"data:,\">\
         <title>{title} · Depesha</title>{sheets}</head><body><main><h1>{title}</h1>{wrong}{signed}\
         <form method=\"post\" action=\"/sign-in\"><input type=\"hidden\" name=\"next\" value=\"{next}\">\
         <p><label>{token_label} <input type=\"password\" name=\"token\" required autocomplete=\"current-password\"></label></p>\
         <p><label>{name_label} <input name=\"name\" maxlength=\"100\" autocomplete=\"name\"></label></p>\
         <p><button>{button}</button></p></form><p><a href=\"/\">{home}</a></p></main></body></html>\n"
    );
    let mut response =
        Whole::new("text/html; charset=utf-8", page).response(&HeaderMap::new(), None);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().remove(ETAG);
    if was_wrong {
        *response.status_mut() = StatusCode::UNAUTHORIZED;
    }
    response
}

/// The names and values of a form that was sent.
fn form(headers: &HeaderMap, body: &Bytes) -> Result<Vec<(String, String)>, Problem> {
    let media = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or("");
    if !media.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        return Err(Problem::new("wrong_type", "that is not a form").field("Content-Type"));
    }
    let body = std::str::from_utf8(body)
        .map_err(|_| Problem::new("bad_body", "the form is not in UTF-8").field("body"))?;
    pairs(body)
}

fn field<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Signs somebody in who sent the form.
pub(crate) fn sign_in(
    state: &State,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Response<Body>, Problem> {
    let fields = form(headers, body)?;
    let token = field(&fields, "token").unwrap_or("");
    let name = field(&fields, "name").unwrap_or("");
    if name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(Problem::value("name", name, "give a name of 100 letters at most"));
    }
    let Some(cookie) = state.access.sign_in(token, name) else {
        return Ok(sign_in_page("", headers, None, true));
    };
    let mut response = see_other(on_this_server(field(&fields, "next")));
    let told = format!("{COOKIE}={cookie}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
    // A browser sends it back over TLS alone where it came so.
    let is_secure = state.settings.behind_proxy
        && headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    let told = if is_secure { format!("{told}; Secure") } else { told };
    if let Ok(told) = HeaderValue::from_str(&told) {
        response.headers_mut().insert(SET_COOKIE, told);
    }
    Ok(response)
}

/// Whether a form was sent by whoever signed in, from a page of this server.
fn checked(session: &Session, fields: &[(String, String)]) -> Result<(), Problem> {
    match field(fields, "form_token") {
        Some(given) if same(given, &session.form_token) => Ok(()),
        _ => Err(Problem::new("not_allowed", "the form is not one that this server gave you")
            .field("form_token")
            .hint("open the page again")),
    }
}

/// Signs somebody out.
pub(crate) fn sign_out(
    state: &State,
    session: Option<Session>,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Response<Body>, Problem> {
    if let Some(session) = session {
        checked(&session, &form(headers, body)?)?;
    }
    if let Some(cookie) = cookie(headers, COOKIE) {
        state.access.sign_out(cookie);
    }
    let mut response = see_other("/");
    let told = HeaderValue::from_static("depesha=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    response.headers_mut().insert(SET_COOKIE, told);
    Ok(response)
}

/// Keeps what a reviewer's form says.
pub(crate) async fn review(
    state: Arc<State>,
    session: Option<Session>,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Response<Body>, Problem> {
    let signed_out = || {
        Problem::new("no_token", "reviewing is for those who are signed in")
            .hint("sign in at /sign-in")
    };
    let session = session.ok_or_else(signed_out)?;
    let reviewer = session.who.reviewer().ok_or_else(signed_out)?.to_owned();
    let fields = form(headers, body)?;
    checked(&session, &fields)?;
    let next = on_this_server(field(&fields, "next")).to_owned();
    let at = as_of(Timestamp::now());
    let work = move |ledger: &depesha_ledger::Ledger| {
        review_change(ledger, &reviewer, &at, &fields).map_err(of_page)
    };
    let correction = state.ledgers.ask(LONGEST_ANSWER, work).await?;
    keep(&state, correction).await?;
    Ok(see_other(&next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_server() {
        for there in
            ["//example.org", "https://example.org", "/\\example.org", "/a b", "/a\r\nX: y", ""]
        {
            assert_eq!(on_this_server(Some(there)), "/review", "{there}");
        }
        assert_eq!(on_this_server(Some("/report/a#s1")), "/report/a#s1");
    }

    #[test]
    fn the_language_is_that_of_the_address_else_of_the_cookie_else_of_the_browser() {
        let headers = |name: &'static str, value: &'static str| {
            HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_static(value))])
        };
        let accepts = |value| language("", &headers("accept-language", value));
        assert_eq!(accepts("ru-RU,ru;q=0.9,en;q=0.8"), Language::Russian);
        assert_eq!(accepts("de, en;q=0.7, ru;q=0.8"), Language::Russian);
        assert_eq!(accepts("de"), Language::English);
        let cookie = headers("cookie", "a=b; language=ru");
        assert_eq!(language("", &cookie), Language::Russian);
        assert_eq!(language("lang=en", &cookie), Language::English);
    }
}
