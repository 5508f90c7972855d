//! The pages in a real browser: headless Chromium through WebDriver.
//!
//! Needs `chromium` and `chromedriver` (Debian's packages `chromium` and `chromium-driver`), and says so where they are not
//! there. `DEPESHA_AXE` is the file `axe.min.js` of the package `axe-core`, by which accessibility is checked; without it
//! that part says it is skipped. `DEPESHA_SCREENS` is a folder into which pictures of the pages are written, to be looked
//! at. `DEPESHA_SHARED`, or the folder `shared` beside the repository, has real reports; without them that part is skipped.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use depesha::Article;
use serde_json::{Value, json};

#[allow(dead_code, reason = "of what it has, a browser needs the server alone")]
mod asking;

use asking::{ANNA, Running, guarded};

/// A driver that runs, with one window of a browser.
struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: asking::Folder,
}

impl Browser {
    /// Starts driver and browser; none where they are not installed.
    fn start() -> Option<Self> {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut lines = BufReader::new(driver.stdout.take()?).lines();
        let port = lines.find_map(|line| {
            let line = line.ok()?;
            line.split("started successfully on port ").nth(1)?.trim_end_matches('.').parse().ok()
        });
        // Nobody reads the rest, which must not stop the driver.
        std::thread::spawn(move || lines.for_each(drop));
        let profile = asking::Folder::new();
        let mut browser = Self { driver, port: port?, session: String::new(), _profile: profile };
        let data = format!("--user-data-dir={}", browser._profile.0.display());
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--window-size=1200,900",
            "--no-first-run",
            "--disable-background-networking",
            "--lang=en",
            &data,
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments, "prefs": {"intl.accept_languages": "en"}},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let session = browser.send("POST", "/session", &wanted);
        browser.session = session["sessionId"].as_str()?.to_owned();
        Some(browser)
    }

    /// Asks the driver, which speaks plain HTTP.
    fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(90))).unwrap();
        let body = if method == "POST" { body.to_string() } else { String::new() };
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", self.port, body.len()).unwrap();
        let mut reader = BufReader::new(stream);
        let (mut line, mut length) = (String::new(), 0);
        loop {
            line.clear();
            reader.read_line(&mut line).unwrap();
            if let Some(told) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = told.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer).unwrap();
        let told: Value = serde_json::from_slice(&answer).unwrap_or(Value::Null);
        assert!(told["value"]["error"].is_null(), "{method} {path}: {}", told["value"]);
        told["value"].clone()
    }

    fn post(&self, what: &str, body: &Value) -> Value {
        self.send("POST", &format!("/session/{}/{what}", self.session), body)
    }

    fn open(&self, address: &str) {
        self.post("url", &json!({ "url": address }));
    }

    fn run(&self, script: &str, arguments: &Value) -> Value {
        self.post("execute/sync", &json!({"script": script, "args": arguments}))
    }

    /// What a function of the page gives later.
    fn run_and_wait(&self, script: &str) -> Value {
        self.post("execute/async", &json!({"script": script, "args": []}))
    }

    /// Presses keys, one after the other.
    fn press(&self, keys: &[&str]) {
        let actions: Vec<Value> = keys
            .iter()
            .flat_map(|key| {
                [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]
            })
            .collect();
        self.post(
            "actions",
            &json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}),
        );
    }

    fn size(&self, width: u32, height: u32) {
        self.post("window/rect", &json!({"width": width, "height": height}));
    }

    /// What the page complained of since it was last asked.
    fn complaints(&self) -> Vec<String> {
        let told = self.post("se/log", &json!({"type": "browser"}));
        let entries = told.as_array().cloned().unwrap_or_default();
        entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING")
            .map(|entry| entry["message"].as_str().unwrap_or("").to_owned())
            .collect()
    }

    fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("DEPESHA_SCREENS").map(PathBuf::from) else { return };
        let told = self.send("GET", &format!("/session/{}/screenshot", self.session), &Value::Null);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), base64(told.as_str().unwrap())).unwrap();
    }

    fn waits_for(&self, script: &str) {
        let until = Instant::now() + Duration::from_secs(20);
        while self.run(script, &json!([])) != json!(true) {
            assert!(Instant::now() < until, "{script} does not come true");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                self.send("DELETE", &format!("/session/{}", self.session), &Value::Null)
            }));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Vec<u32> = text
        .bytes()
        .filter_map(|b| DIGITS.iter().position(|d| *d == b))
        .map(|d| u32::try_from(d).unwrap())
        .collect();
    let mut bytes = Vec::new();
    for four in digits.chunks(4) {
        let whole = four.iter().fold(0, |sum, digit| (sum << 6) | digit) << (6 * (4 - four.len()));
        bytes.extend_from_slice(&whole.to_be_bytes()[1..four.len()]);
    }
    bytes
}

/// What each page has that is asked for here: a heading, landmarks, a language.
const HAS_A_HEADING: &str = "return document.querySelectorAll('h1').length === 1 && !!document.querySelector('main') && document.documentElement.lang.length === 2 && document.title.length > 0";

/// Checks accessibility; the faults, each with the first element at fault.
fn faults(browser: &Browser, axe: &str) -> Vec<String> {
    browser.run(&format!("{axe}; return true"), &json!([]));
    let found = browser.run_and_wait(
        "const done = arguments[arguments.length - 1];
         axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})
            .then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.length + ' × ' + v.nodes[0].html.slice(0, 160) + ' ' + (v.nodes[0].failureSummary || '').slice(0, 200))),
                  e => done(['axe failed: ' + e]))",
    );
    found.as_array().unwrap().iter().map(|fault| fault.as_str().unwrap().to_owned()).collect()
}

fn axe() -> Option<String> {
    let file = std::env::var_os("DEPESHA_AXE")?;
    Some(std::fs::read_to_string(file).expect("DEPESHA_AXE is the file axe.min.js"))
}

/// The pages of the small ledger, as they are named in pictures.
const PAGES: &[(&str, &str)] = &[
    ("overview", "/"),
    ("pairs", "/pair"),
    ("pair", "/pair/SYR/TUR?step=day"),
    ("report", "/report/dam-first"),
    ("actors", "/actors"),
    ("promises", "/promises"),
    ("disputes", "/disputes"),
    ("narratives", "/narratives"),
    ("citations", "/citations"),
    ("network", "/network"),
    ("alerts", "/alerts"),
    ("search", "/search?search=%D0%BF%D0%BB%D0%BE%D1%82%D0%B8%D0%BD%D0%B0"),
    ("review", "/review"),
    ("missing", "/nothing-like-that"),
    ("sign-in", "/sign-in"),
];

/// Opens each page in two languages and on a phone; what is wrong with them.
fn faults_of_pages(browser: &Browser, root: &str, pages: &[(&str, String)]) -> Vec<String> {
    let axe = axe();
    if axe.is_none() {
        println!("accessibility is not checked: DEPESHA_AXE names no axe.min.js");
    }
    let mut told = Vec::new();
    let mut note = |what: String| {
        eprintln!("{what}");
        told.push(what);
    };
    for language in ["en", "ru"] {
        for (name, path) in pages {
            let sign = if path.contains('?') { '&' } else { '?' };
            browser.open(&format!("{root}{path}{sign}lang={language}"));
            if browser.run(HAS_A_HEADING, &json!([])) != json!(true) {
                note(format!("{path}: no heading, no landmark or no language"));
            }
            for complaint in browser.complaints() {
                // That a page is not there is what is asked for.
                if !(*name == "missing" && complaint.contains("404")) {
                    note(format!("{path}: {complaint}"));
                }
            }
            if let Some(axe) = &axe {
                for fault in faults(browser, axe) {
                    note(format!("{path} ({language}): {fault}"));
                }
            }
            browser.picture(&format!("{name}-{language}"));
        }
    }
    // On a phone nothing sticks out to the side.
    browser.size(500, 900);
    for (name, path) in pages {
        browser.open(&format!("{root}{path}"));
        let script = "return document.documentElement.scrollWidth - window.innerWidth";
        let wide = browser.run(script, &json!([]));
        if wide.as_i64().unwrap_or(0) > 1 {
            note(format!("{path}: {wide} pixels stick out on a phone"));
        }
        browser.picture(&format!("{name}-phone"));
    }
    browser.size(1200, 900);
    told
}

#[test]
fn each_page_opens_and_can_be_used_in_a_browser() {
    let Some(browser) = Browser::start() else {
        println!(
            "skipped: there is no chromedriver (Debian's packages chromium and chromium-driver)"
        );
        return;
    };
    let server = Running::new(guarded);
    let root = format!("http://{}", server.address);
    let pages: Vec<(&str, String)> =
        PAGES.iter().map(|(name, path)| (*name, (*path).to_owned())).collect();
    let told = faults_of_pages(&browser, &root, &pages);
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// How many posts of each channel are opened beside the seed report: enough for pairs, few enough for a test.
const POSTS: usize = 60;

/// Real reports: the whole seed report, and posts of channels.
fn real_reports() -> Option<Vec<Article>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("DEPESHA_SHARED").map_or(beside, PathBuf::from);
    let seed = std::fs::read_to_string(folder.join("seed/report.txt")).ok()?;
    let mut report = Article::from_body("seed", seed);
    report.published = Some("2024-01-15".to_owned());
    let mut all = vec![report];
    let mut channels: Vec<PathBuf> = std::fs::read_dir(folder.join("corpora/telegram"))
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    channels.sort();
    for channel in channels {
        let options = depesha_sources::Options::default();
        let posts = depesha_sources::documents(&channel, &options).filter_map(Result::ok);
        all.extend(posts.take(POSTS).map(depesha_sources::Document::into_article));
    }
    Some(all)
}

#[test]
fn pages_of_real_reports_open_in_a_browser() {
    let Some(reports) = real_reports() else {
        println!("skipped: no real reports (set DEPESHA_SHARED)");
        return;
    };
    let Some(browser) = Browser::start() else {
        println!(
            "skipped: there is no chromedriver (Debian's packages chromium and chromium-driver)"
        );
        return;
    };
    let server = Running::with_reports(guarded, reports);
    let root = format!("http://{}", server.address);
    let busiest = server.get("/api/v1/pairs?busiest=1").json();
    let row = &busiest["items"][0];
    let state = |column: &str| row[column].as_str().expect("a pair of states").to_owned();
    let pair = format!("{}/{}", state("one"), state("other"));
    let pages: Vec<(&str, String)> = vec![
        ("real-overview", "/".to_owned()),
        ("real-report", "/report/seed".to_owned()),
        ("real-pair", format!("/pair/{pair}?step=month")),
        (
            "real-search",
            "/search?search=%D0%BF%D1%80%D0%B5%D0%B7%D0%B8%D0%B4%D0%B5%D0%BD%D1%82".to_owned(),
        ),
        ("real-actors", "/actors".to_owned()),
        ("real-network", "/network".to_owned()),
        ("real-citations", "/citations".to_owned()),
    ];
    let told = faults_of_pages(&browser, &root, &pages);
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn the_keyboard_leads_to_the_content_and_the_search_finds() {
    let Some(browser) = Browser::start() else {
        println!(
            "skipped: there is no chromedriver (Debian's packages chromium and chromium-driver)"
        );
        return;
    };
    let server = Running::new(guarded);
    let root = format!("http://{}", server.address);
    browser.open(&format!("{root}/?lang=en"));
    // The first thing that Tab reaches leads past the navigation.
    browser.press(&["\u{e004}"]);
    let first = browser.run("return document.activeElement.getAttribute('href')", &json!([]));
    assert!(first.as_str().is_some_and(|href| href.starts_with('#')), "{first}");
    browser.press(&["\u{e007}"]);
    browser.waits_for("return location.hash.length > 1 && !!document.querySelector(location.hash)");
    // Words that are typed are looked for.
    browser.open(&format!("{root}/search?lang=en"));
    let focused = browser.run(
        "const field = document.querySelector('main input[name=search], input[name=search]'); field.focus(); return !!field",
        &json!([]),
    );
    assert_eq!(focused, json!(true));
    let keys: Vec<String> = "плотины".chars().map(String::from).collect();
    let mut keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    keys.push("\u{e007}");
    browser.press(&keys);
    browser.waits_for("return location.search.includes('search=') && !!document.querySelector('main a[href*=\"/report/\"]')");
    // A report that is found leads to its text.
    browser.run("document.querySelector('main a[href*=\"/report/\"]').click()", &json!([]));
    browser.waits_for(
        "return location.pathname.startsWith('/report/') && !!document.querySelector('[lang=ru]')",
    );
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_reviewer_signs_in_and_rejects_a_record() {
    let Some(browser) = Browser::start() else {
        println!(
            "skipped: there is no chromedriver (Debian's packages chromium and chromium-driver)"
        );
        return;
    };
    let server = Running::new(guarded);
    let root = format!("http://{}", server.address);
    browser.open(&format!("{root}/sign-in?lang=en"));
    browser.run(
        "document.querySelector('input[name=token]').value = arguments[0]; document.querySelector('form[action=\"/sign-in\"]').requestSubmit()",
        &json!([ANNA]),
    );
    browser
        .waits_for("return location.pathname === '/review' && document.readyState === 'complete'");
    browser.picture("review-signed-in");
    let before = server.get("/api/v1/corrections").json()["items"].as_array().unwrap().len();
    let clicked = browser.run(
        "const button = [...document.querySelectorAll('form[action=\"/review\"] button')].find(b => b.value === 'reject'); if (button) button.click(); return !!button",
        &json!([]),
    );
    assert_eq!(clicked, json!(true), "a record can be rejected");
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let after = server.get("/api/v1/corrections").json()["items"].as_array().unwrap().len();
        if after == before + 1 {
            break;
        }
        assert!(Instant::now() < until, "no correction is kept");
        std::thread::sleep(Duration::from_millis(100));
    }
    browser
        .waits_for("return location.pathname === '/review' && document.readyState === 'complete'");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
