//! The server over real connections: what it answers, refuses and withstands.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

use depesha::Article;
use depesha_ledger::Ledger;
use depesha_serve::{ServeError, Server, Settings};
use serde_json::{Value, json};

mod asking;

use asking::{ANNA, Folder, Running, TOKEN, guarded, keep, settings};

fn problem(status: u16, code: &str, field: &str) -> (u16, String, Option<String>) {
    let field = (!field.is_empty()).then(|| field.to_owned());
    (status, code.to_owned(), field)
}

const LISTS: [&str; 8] = [
    "statements",
    "events",
    "commitments",
    "attitudes",
    "actors",
    "articles",
    "quantities",
    "dates",
];
const VIEWS: [&str; 11] = [
    "relations?between=AZE,ARM",
    "relations?between=AZE,ARM&as-told-by=true",
    "phases?between=%D0%90%D1%80%D0%BC%D0%B5%D0%BD%D0%B8%D1%8F,AZE&by=month",
    "pairs?busiest=5",
    "network?actors=true",
    "alerts",
    "lives?on=2025-06-01",
    "disputes?kind=number&kind=negation",
    "narratives?least=1",
    "citations?step=month",
    "citations?influence=true",
];

#[test]
fn each_list_and_each_view_answers_in_each_form() {
    let server = Running::new(settings);
    for address in LISTS.iter().chain(&VIEWS) {
        let path = format!("/api/v1/{address}");
        let sign = if address.contains('?') { '&' } else { '?' };
        let answer = server.get(&path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/json"));
        let rows = answer.json()["items"].as_array().unwrap().clone();
        assert_eq!(answer.json()["next"], Value::Null, "{path}");
        let lines = server.get(&format!("{path}{sign}format=jsonl"));
        assert_eq!(lines.header("content-type"), Some("application/jsonl"));
        let lines: Vec<Value> =
            lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines, rows, "{path}");
        let table = server.ask("GET", &path, &[("Accept", "text/csv")], b"").text();
        let head = table.lines().next().unwrap();
        if let Some(Value::Object(row)) = rows.first() {
            let names: BTreeSet<&str> = row.keys().map(String::as_str).collect();
            assert_eq!(head.split(',').collect::<BTreeSet<_>>(), names, "{path}");
        }
        if VIEWS.contains(address) {
            assert!(answer.json()["rule"]["paragraphs"][0].is_string(), "{path}");
            let evidence = server.get(&format!("{path}{sign}evidence=true"));
            assert_eq!(evidence.status, 200, "{path}: {}", evidence.text());
        } else {
            assert!(!rows.is_empty(), "{path}");
        }
    }
}

#[test]
fn filters_are_those_of_the_command_line() {
    let server = Running::new(settings);
    let ids = |query: &str| -> Vec<String> {
        let told = server.get(&format!("/api/v1/{query}")).json();
        let items = told["items"].as_array().unwrap_or_else(|| panic!("{query}: {told}"));
        items.iter().map(|item| item["article_id"].as_str().unwrap_or("").to_owned()).collect()
    };
    assert!(
        ids("statements?by=%D0%9B%D0%BE%D1%80%D1%82%D0%BA%D0%B8%D0%BF%D0%B0%D0%BD%D0%B8")
            .contains(&"promise".to_owned())
    );
    assert!(ids("articles?search=%C2%AB%D0%BF%D0%BB%D0%BE%D1%82%D0%B8%D0%BD%D0%B0%C2%BB&without-copies=true").contains(&"dam-second".to_owned()));
    assert_eq!(
        ids("articles?since=2025-05-11&latest-first=true").last().map(String::as_str),
        Some("wire-back")
    );
    assert_eq!(ids("statements?state=ISL"), Vec::<String>::new());
}

#[test]
fn cursors_walk_all_records_once_while_somebody_writes() {
    let server = Running::new(settings);
    let mut writer = Ledger::open(&server.ledger).unwrap();
    for list in ["statements", "events", "articles", "articles?latest-first=true", "dates"] {
        let address = format!("/api/v1/{list}");
        let whole = server
            .get(&format!("{address}{}limit=1000", if list.contains('?') { '&' } else { '?' }));
        let whole = whole.json()["items"].as_array().unwrap().clone();
        let walked = server.walk(&address, |page| {
            if page < 3 {
                let id = format!("more-{list}-{page}");
                let body = "Грузия построит мост через реку Озёрную до 1 мая, сообщил министр Леван Мчедлидзе.";
                let mut more = Article::from_body(id, body);
                more.published = Some(format!("2025-0{}-15", page + 2));
                keep(&mut writer, more);
            }
        });
        let is_old = |item: &&Value| whole.contains(item);
        let old: Vec<&Value> = walked.iter().filter(is_old).collect();
        assert_eq!(old, whole.iter().collect::<Vec<_>>(), "{list}");
        let told: BTreeSet<String> = walked.iter().map(Value::to_string).collect();
        assert_eq!(told.len(), walked.len(), "{list}: none comes twice");
    }
}

#[test]
fn cursors_of_actors_outlets_and_views_walk_all_of_them() {
    let server = Running::new(settings);
    for address in ["actors", "outlets", "citations", "relations?between=ARM,AZE&by=day"] {
        let address = format!("/api/v1/{address}");
        let sign = if address.contains('?') { '&' } else { '?' };
        let whole = server.get(&format!("{address}{sign}limit=1000")).json();
        let walked = server.walk(&address, |_| {});
        assert!(walked.len() > 2, "{address}");
        assert_eq!(whole["items"].as_array().unwrap(), &walked, "{address}");
    }
}

#[test]
fn a_view_that_changed_has_no_next_page() {
    let server = Running::new(settings);
    let address = "/api/v1/citations?limit=1";
    let cursor = server.get(address).json()["next"].as_str().unwrap().to_owned();
    let mut writer = Ledger::open(&server.ledger).unwrap();
    let mut more =
        Article::from_body("more", "Газета «Заря» пишет со ссылкой на «Рейтер», что мост открыт.");
    more.published = Some("2025-01-01".to_owned());
    more.outlet = Some("Вечерний листок".to_owned());
    keep(&mut writer, more);
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let answer = server.get(&format!("{address}&cursor={cursor}"));
        if answer.status == 410 {
            assert_eq!(answer.problem(), problem(410, "outdated_cursor", "cursor"));
            break;
        }
        // Until it is computed anew, the one of a moment ago is told.
        assert!(Instant::now() < until, "{}", answer.text());
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn who_has_an_answer_is_told_so() {
    let server = Running::new(settings);
    for path in [
        "/api/v1/statements",
        "/api/v1/events?format=csv",
        "/api/v1/pairs",
        "/api/v1/overview",
        "/api/v1/articles/promise",
        "/",
    ] {
        let first = server.get(path);
        let tag = first.header("etag").unwrap_or_else(|| panic!("{path}: {first:?}")).to_owned();
        assert!(tag.starts_with('"'), "{tag} is a strong one");
        let again = server.ask("GET", path, &[("If-None-Match", &tag)], b"");
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), Some(tag.as_str()));
        let other = server.ask("GET", path, &[("If-None-Match", "\"other\"")], b"");
        assert_eq!(other.status, 200);
    }
    let before = server.get("/api/v1/events?format=csv").header("etag").unwrap().to_owned();
    keep(&mut Ledger::open(&server.ledger).unwrap(), Article::from_body("more", "Мост открыт."));
    let after = server.ask("GET", "/api/v1/events?format=csv", &[("If-None-Match", &before)], b"");
    assert_eq!(after.status, 200, "the ledger is another one");
}

#[test]
fn answers_are_packed_for_who_takes_it_so() {
    let server = Running::new(settings);
    let packed = server.ask("GET", "/api/v1/statements", &[("Accept-Encoding", "gzip")], b"");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let mut plain = String::new();
    flate2::read::GzDecoder::new(&packed.body[..]).read_to_string(&mut plain).unwrap();
    assert_eq!(plain, server.get("/api/v1/statements").text());
}

#[test]
fn each_problem_has_the_one_form() {
    let server = Running::new(guarded);
    let bearer = format!("Bearer {TOKEN}");
    let written = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    for (path, told) in [
        ("/api/v1/nothing", problem(404, "not_found", "")),
        ("/api/v2/statements", problem(404, "not_found", "")),
        ("/api/v1/articles/nothing-like-that", problem(404, "not_found", "id")),
        ("/api/v1/articles/%FF", problem(404, "not_found", "id")),
        ("/api/v1/articles/a%00b", problem(404, "not_found", "id")),
        ("/api/v1/statements?colour=red", problem(400, "unknown_field", "colour")),
        ("/api/v1/statements?type=AGREE", problem(400, "unknown_field", "type")),
        ("/api/v1/statements?state=Nowhere-land", problem(400, "bad_value", "state")),
        ("/api/v1/statements?between=AZE", problem(400, "bad_value", "between")),
        ("/api/v1/statements?search=%2B%2B", problem(400, "bad_value", "search")),
        ("/api/v1/statements?cursor=00", problem(400, "bad_cursor", "cursor")),
        ("/api/v1/statements?limit=100000", problem(400, "bad_value", "limit")),
        ("/api/v1/relations", problem(400, "bad_value", "between")),
        ("/api/v1/relations?between=AZE,AZE", problem(400, "bad_value", "between")),
        ("/api/v1/relations?between=AZE,RUS&since=1900&by=day", problem(400, "bad_value", "since")),
        ("/api/v1/network?against=2025", problem(400, "bad_value", "against")),
        ("/api/v1/network?against=2025-13..", problem(400, "bad_value", "against")),
        ("/api/v1/overview?x=y", problem(400, "unknown_field", "x")),
    ] {
        assert_eq!(server.get(path).problem(), told, "{path}");
    }
    let post = |path, headers: &[(&str, &str)], body: &str| {
        server.ask("POST", path, headers, body.as_bytes())
    };
    let text = [("Content-Type", "text/plain")];
    let json_of = [("Content-Type", "application/json")];
    assert_eq!(
        post("/api/v1/read", &[], "Мост").problem(),
        problem(415, "wrong_type", "Content-Type")
    );
    assert_eq!(post("/api/v1/read", &text, " ").problem(), problem(400, "bad_value", "text"));
    assert_eq!(post("/api/v1/read", &json_of, "{").problem().1, "bad_body");
    assert_eq!(
        post("/api/v1/read", &json_of, "{\"text\":\"Мост\",\"by\":1}").problem(),
        problem(400, "unknown_field", "by")
    );
    assert_eq!(
        post("/api/v1/read", &json_of, "{\"text\":\"Мост открыт.\",\"published\":\"вчера\"}")
            .problem(),
        problem(400, "bad_value", "published")
    );
    let english =
        "The bridge over the river was opened by the minister on Monday, the agency said. "
            .repeat(5);
    assert_eq!(post("/api/v1/read", &text, &english).problem(), problem(422, "unfit", "text"));
    assert_eq!(
        post("/api/v1/read", &text, &"Мост ".repeat(40_000)).problem(),
        problem(413, "too_long", "text")
    );
    assert_eq!(
        post("/api/v1/read", &text, &"x".repeat(1_100_000)).problem(),
        problem(413, "too_long", "body")
    );
    assert_eq!(server.get("/api/v1/read").problem(), problem(405, "wrong_method", "method"));
    let deleted = server.ask("DELETE", "/api/v1/statements", &[], b"");
    assert_eq!(deleted.problem(), problem(405, "wrong_method", "method"));
    assert_eq!(deleted.header("allow"), Some("GET, HEAD"));
    assert_eq!(
        server.ask("GET", "/api/v1/dates", &[("Accept", "image/png")], b"").problem(),
        problem(406, "no_such_form", "Accept")
    );
    assert_eq!(
        post("/api/v1/corrections", &json_of, "{}").problem(),
        problem(401, "no_token", "Authorization")
    );
    assert_eq!(post("/api/v1/corrections", &written, "{}").problem().1, "bad_body");
    let unfit =
        json!({"by": "Анна", "change": {"take_back": {"claim": "0123456789abcdef"}}}).to_string();
    let answer = post("/api/v1/corrections", &written, &unfit);
    assert!([201, 422].contains(&answer.status), "{}", answer.text());
    let long = format!("/api/v1/dates?by={}", "x".repeat(9_000));
    assert_eq!(server.get(&long).problem(), problem(414, "address_too_long", ""));
}

#[test]
fn a_text_that_is_sent_is_read() {
    let server = Running::new(settings);
    let body = "Турция и Сирия договорились о поставках газа, сообщил министр Али Демир.";
    let read = server.ask(
        "POST",
        "/api/v1/read",
        &[("Content-Type", "text/plain; charset=utf-8")],
        body.as_bytes(),
    );
    assert_eq!(read.status, 200, "{}", read.text());
    assert_eq!(read.json()["statements"].as_array().unwrap().len(), 1, "{}", read.text());
    let sent =
        json!({"text": body, "outlet": "Луч", "published": "2025-11-03", "id": "gas"}).to_string();
    let read = server.ask(
        "POST",
        "/api/v1/read",
        &[("Content-Type", "application/json")],
        sent.as_bytes(),
    );
    assert_eq!(read.json()["article"]["outlet"], "Луч");
    assert_eq!(read.json()["article"]["id"], "gas");
    let kept = server.get("/api/v1/articles?search=%D0%94%D0%B5%D0%BC%D0%B8%D1%80").json();
    assert_eq!(kept["items"], json!([]), "nothing of it is kept");
}

#[test]
fn a_report_comes_with_its_record_and_its_text() {
    let server = Running::new(settings);
    let told = server.get("/api/v1/articles/promise").json();
    assert_eq!(told["outlet"], "Луч");
    assert_eq!(told["record"]["article"]["id"], "promise");
    assert!(told["record"]["statements"][0]["cue"].is_object());
    let text = server.get("/api/v1/articles/promise/text");
    assert_eq!(text.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(told["text"], text.text());
    let sha256 = told["sha256"].as_str().unwrap();
    assert_eq!(server.get(&format!("/api/v1/articles/{sha256}")).json()["id"], "promise");
}

#[test]
fn a_correction_needs_a_token_and_is_seen_at_once() {
    let server = Running::new(guarded);
    let article = server.get("/api/v1/articles/promise").json();
    let cue = &article["record"]["statements"][0]["cue"];
    let key = json!({"id": "promise", "sha256": article["sha256"]});
    let change = json!({"reject": {"article": key, "subject": {"statement": cue}}});
    let sent = json!({"change": change, "reason": "так не сказано"}).to_string();
    let send = |token: &str, sent: &str| {
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        server.ask("POST", "/api/v1/corrections", &headers, sent.as_bytes())
    };
    let before = server.get("/api/v1/statements").json()["items"].as_array().unwrap().len();
    assert_eq!(
        send("wrong-token-that-nobody-has", &sent).problem(),
        problem(401, "no_token", "Authorization")
    );
    assert_eq!(send(TOKEN, &sent).problem(), problem(400, "bad_value", "by"));
    let as_other = json!({"by": "Борис", "change": change}).to_string();
    assert_eq!(send(ANNA, &as_other).problem(), problem(403, "not_allowed", "by"));
    let kept = send(ANNA, &sent);
    assert_eq!(kept.status, 201, "{}", kept.text());
    let after = server.get("/api/v1/statements").json()["items"].as_array().unwrap().len();
    assert_eq!(after, before - 1);
    let all = server.get("/api/v1/corrections").json();
    assert_eq!(all["items"][0]["by"], "Анна");
    assert_eq!(all["items"][0]["claim"], kept.json()["claim"]);
    let told = server.get("/api/v1/articles/promise").json();
    assert_eq!(told["is_corrected"], true);
}

#[test]
fn without_a_token_nobody_writes() {
    let server = Running::new(settings);
    let headers = [("Content-Type", "application/json")];
    let answer = server.ask("POST", "/api/v1/corrections", &headers, b"{}");
    assert_eq!(answer.problem(), problem(401, "no_token", "Authorization"));
    let answer = server.ask(
        "POST",
        "/review",
        &[("Content-Type", "application/x-www-form-urlencoded")],
        b"a=b",
    );
    assert_eq!(answer.status, 401);
}

#[test]
fn each_response_tells_browsers_what_they_may_do() {
    let server = Running::new(guarded);
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/nothing"),
        ("GET", "/api/v1/statements"),
        ("GET", "/api/v1/nothing"),
        ("DELETE", "/"),
        ("GET", "/sign-in"),
        ("GET", "/favicon.ico"),
        ("GET", "/api/v1/events?format=csv"),
        ("POST", "/review"),
        ("HEAD", "/api/v1/dates"),
    ] {
        let answer = server.ask(method, path, &[], b"");
        let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{path}"));
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
    }
}

#[test]
fn a_name_that_is_not_the_servers_is_refused() {
    let server = Running::new(settings);
    for host in ["example.org", "example.org:80", "127.0.0.1.example.org", "localhost@example.org"]
    {
        let answer = server.ask("GET", "/api/v1/overview", &[("Host", host)], b"");
        assert!([400, 421].contains(&answer.status), "{host}: {}", answer.status);
        assert_eq!(answer.problem().2.as_deref(), Some("Host"));
    }
    for host in ["localhost", "LOCALHOST:1", "[::1]:8080"] {
        assert_eq!(
            server.ask("GET", "/api/v1/overview", &[("Host", host)], b"").status,
            200,
            "{host}"
        );
    }
}

#[test]
fn pages_of_other_sites_may_send_nothing() {
    let server = Running::new(guarded);
    for origin in
        [("Origin", "http://example.org"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")]
    {
        let headers = [("Content-Type", "text/plain"), origin];
        let answer = server.ask("POST", "/api/v1/read", &headers, "Мост открыт.".as_bytes());
        assert_eq!(answer.problem(), problem(403, "not_allowed", "Origin"), "{origin:?}");
    }
    let own = format!("http://{}", server.address);
    let headers = [("Content-Type", "text/plain"), ("Origin", own.as_str())];
    assert_eq!(server.ask("POST", "/api/v1/read", &headers, "Мост открыт.".as_bytes()).status, 200);
}

/// Behind a proxy others reach it, as they do on another address.
fn behind_a_proxy(ledger: std::path::PathBuf) -> Settings {
    Settings { behind_proxy: true, ..guarded(ledger) }
}

#[test]
fn the_first_page_is_made_before_anybody_asks_for_it() {
    let server = Running::new(settings);
    std::thread::sleep(Duration::from_millis(3_000));
    let asked = jiff::Timestamp::now();
    for language in ["en", "ru"] {
        let page = server.ask("GET", "/", &[("Accept-Language", language)], b"");
        let made: jiff::Timestamp = page.header("depesha-as-of").unwrap().parse().unwrap();
        assert_eq!(page.status, 200);
        assert!(made.duration_until(asked).as_secs() >= 1, "{language}: {made}, asked {asked}");
    }
}

#[test]
fn where_others_reach_it_reading_needs_a_token_too() {
    let server = Running::new(behind_a_proxy);
    assert_eq!(
        server.get("/api/v1/statements").problem(),
        problem(401, "no_token", "Authorization")
    );
    let page = server.get("/pair/AZE/RUS?by=month");
    assert_eq!(
        (page.status, page.header("location")),
        (303, Some("/sign-in?next=%2Fpair%2FAZE%2FRUS%3Fby%3Dmonth"))
    );
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(
        server.ask("GET", "/api/v1/statements", &[("Authorization", &bearer)], b"").status,
        200
    );
    assert_eq!(
        server.ask("GET", "/api/v1/statements", &[("Authorization", "Basic YTpi")], b"").status,
        401
    );
    assert_eq!(server.get("/sign-in").status, 200);
}

#[test]
fn whoever_signs_in_has_a_cookie_that_pages_of_others_cannot_use() {
    let server = Running::new(behind_a_proxy);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let wrong = server.ask("POST", "/sign-in", &form, b"token=wrong-token-of-nobody");
    assert_eq!(wrong.status, 401);
    assert!(wrong.header("set-cookie").is_none());
    let body = format!("token={ANNA}&next=%2F%2Fexample.org");
    let signed = server.ask("POST", "/sign-in", &form, body.as_bytes());
    assert_eq!((signed.status, signed.header("location")), (303, Some("/review")));
    let told = signed.header("set-cookie").unwrap().to_owned();
    assert!(told.contains("HttpOnly") && told.contains("SameSite=Strict"), "{told}");
    let cookie = told.split(';').next().unwrap();
    let headers = [("Cookie", cookie)];
    assert_eq!(server.ask("GET", "/api/v1/overview", &headers, b"").status, 200);
    let page = server.ask("GET", "/sign-in", &headers, b"");
    assert!(page.text().contains("Анна"), "{}", page.text());
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let sent = [("Cookie", cookie), form[0]];
    for body in ["a=b", "form_token=0000"] {
        let refused = server.ask("POST", "/review", &sent, body.as_bytes());
        assert_eq!(refused.status, 403, "{}", refused.text());
    }
    let form_token = page
        .text()
        .split("name=\"form_token\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let out = server.ask("POST", "/sign-out", &sent, format!("form_token={form_token}").as_bytes());
    assert_eq!(out.status, 303);
    assert_eq!(server.ask("GET", "/api/v1/overview", &headers, b"").status, 401);
}

#[test]
fn a_client_that_asks_too_often_is_told_to_wait() {
    let server = Running::new(|ledger| Settings { rate: 2, ..settings(ledger) });
    let answers: Vec<_> = (0..12).map(|_| server.get("/api/v1/overview")).collect();
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 8);
    let refused = answers.last().unwrap();
    assert_eq!(refused.problem(), problem(429, "too_many", ""));
    assert_eq!(refused.header("retry-after"), Some("1"));
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(server.get("/api/v1/overview").status, 200);
}

#[test]
fn broken_and_hostile_requests_do_no_harm() {
    let server = Running::new(settings);
    let host = format!("Host: {}\r\nConnection: close\r\n", server.address);
    let huge = format!("GET / HTTP/1.1\r\n{host}X: {}\r\n\r\n", "x".repeat(100_000));
    let many: String = (0..200).map(|number| format!("X-{number}: y\r\n")).collect();
    let many = format!("GET / HTTP/1.1\r\n{host}{many}\r\n");
    let requests: Vec<Vec<u8>> = vec![
        b"\x00\x01\x02\x03\r\n\r\n".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        vec![0xff; 50_000],
        huge.into_bytes(),
        many.into_bytes(),
        format!("GET /../../../../etc/passwd HTTP/1.1\r\n{host}\r\n").into_bytes(),
        format!("GET /static/..%2f..%2fetc%2fpasswd HTTP/1.1\r\n{host}\r\n").into_bytes(),
        format!("GET /report/..%2F..%2Fetc%2Fpasswd HTTP/1.1\r\n{host}\r\n").into_bytes(),
        format!("GET /report/%00 HTTP/1.1\r\n{host}\r\n").into_bytes(),
        format!("GET /%E0%A4%A HTTP/1.1\r\n{host}\r\n").into_bytes(),
        format!("GET http://example.org/ HTTP/1.1\r\n{host}\r\n").into_bytes(),
        format!("GET / HTTP/1.1\r\n{host}Host: example.org\r\n\r\n").into_bytes(),
        format!("POST /api/v1/read HTTP/1.1\r\n{host}Content-Type: text/plain\r\nContent-Length: 99999999999\r\n\r\nx").into_bytes(),
        format!("POST /api/v1/read HTTP/1.1\r\n{host}Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n").into_bytes(),
        format!("POST /api/v1/read HTTP/1.1\r\n{host}Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n").into_bytes(),
        format!("GET /api/v1/articles/'%20OR%201=1--%20 HTTP/1.1\r\n{host}\r\n").into_bytes(),
        format!("GET /api/v1/statements?by='%3BATTACH%20'/etc/passwd'%20AS%20x%3B-- HTTP/1.1\r\n{host}\r\n").into_bytes(),
    ];
    for request in &requests {
        let shown = String::from_utf8_lossy(&request[..request.len().min(80)]).into_owned();
        if let Some(answer) = server.raw(request) {
            let is_fine = (200..500).contains(&answer.status);
            assert!(is_fine, "{shown:?}: {} {}", answer.status, answer.text());
            assert!(!answer.text().contains("root:"), "{shown:?}");
        }
    }
    assert_eq!(server.get("/api/v1/overview").status, 200);
}

#[test]
fn whoever_sends_slowly_keeps_nobody_waiting_and_is_cut_off() {
    let server = Running::new(settings);
    let mut slow: Vec<_> = (0..40).map(|_| server.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: local").unwrap();
    }
    let begun = Instant::now();
    assert_eq!(server.get("/api/v1/overview").status, 200);
    assert!(begun.elapsed() < Duration::from_secs(5));
    let mut rest = Vec::new();
    let _ = slow[0].read_to_end(&mut rest);
    assert!(begun.elapsed() < Duration::from_secs(20), "it was cut off");
    // A body that does not come is told of.
    let mut stream = server.connect();
    write!(stream, "POST /api/v1/read HTTP/1.1\r\nHost: {}\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nx", server.address).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
}

#[test]
fn it_stops_at_once_and_brings_to_an_end_what_it_answers() {
    let mut server = Running::new(settings);
    let idle = server.connect();
    let mut half = server.connect();
    half.write_all(b"GET / HT").unwrap();
    let mut kept = server.connect();
    write!(kept, "GET /api/v1/overview HTTP/1.1\r\nHost: {}\r\n\r\n", server.address).unwrap();
    let mut first = [0; 12];
    kept.read_exact(&mut first).unwrap();
    // A text that takes a while to read.
    let body =
        "Турция и Сирия договорились о поставках газа, сообщил министр Али Демир. ".repeat(300);
    let mut busy = server.connect();
    write!(busy, "POST /api/v1/read HTTP/1.1\r\nHost: {}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}", server.address, body.len()).unwrap();
    std::thread::sleep(Duration::from_millis(30));
    server.begin_to_stop();
    let mut answer = Vec::new();
    busy.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.trim_end().ends_with('}'), "{answer:.80}");
    let took = server.stop();
    assert!(took < Duration::from_millis(1_500), "{took:?}");
    assert!(std::net::TcpStream::connect(server.address).is_err(), "nobody listens any more");
    drop((idle, half));
}

#[test]
fn what_is_dangerous_or_of_no_use_is_refused_before_it_listens() {
    let folder = Folder::new();
    let ledger = folder.ledger();
    let everywhere = std::net::SocketAddr::from(([0, 0, 0, 0], 0));
    let refused = |settings: Settings| Server::bind(settings).err().map(|error| error.to_string());
    let open = Settings { listen: everywhere, ..settings(ledger.clone()) };
    assert!(matches!(Server::bind(open.clone()), Err(ServeError::OpenToAll { .. })));
    assert_eq!(refused(Settings { open: true, ..open.clone() }), None);
    assert_eq!(refused(Settings { listen: everywhere, ..guarded(ledger.clone()) }), None);
    let missing = refused(settings(folder.0.join("none.ledger"))).unwrap();
    assert!(missing.contains("no such ledger"), "{missing}");
    let other = folder.0.join("text.txt");
    std::fs::write(&other, "no ledger").unwrap();
    assert!(refused(settings(other)).unwrap().contains("no ledger of Depesha"));
    let server = Server::bind(settings(ledger.clone())).unwrap();
    let taken = Settings { listen: server.address(), ..settings(ledger) };
    assert!(matches!(Server::bind(taken), Err(ServeError::Address { .. })));
}
