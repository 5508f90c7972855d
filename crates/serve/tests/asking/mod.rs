//! A server over a small ledger, and what one asks it over a real connection.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use depesha::directory::Report;
use depesha::{Article, Reader};
use depesha_ledger::{Ledger, ReadReport, Received};
use depesha_serve::{ServeError, Server, Settings, Stopper, Token, reviewers};
use serde_json::Value;

/// The server's own token in tests.
pub(crate) const TOKEN: &str = "a-token-for-tests-alone";
/// The token of the reviewer Анна.
pub(crate) const ANNA: &str = "annas-token-for-tests";

pub(crate) fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| Reader::embedded().unwrap())
}

/// The reports over which views are tested, too.
pub(crate) fn reports() -> Vec<Article> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../chronicle/tests/small/reports.txt");
    let text = std::fs::read_to_string(file).unwrap();
    let parts = text.split("\n## ").skip(1).map(|part| {
        let (head, body) = part.split_once('\n').unwrap();
        let [id, day, outlet] = head.split(" | ").collect::<Vec<_>>()[..] else { panic!("{head}") };
        let mut article = Article::from_body(id, body.trim_end());
        article.published = Some(day.to_owned());
        article.outlet = Some(outlet.to_owned());
        article
    });
    parts.collect()
}

pub(crate) fn keep(ledger: &mut Ledger, article: Article) {
    let reader = reader();
    let received = Received::new(article, "text");
    let (reading, lemmas) = reader.read_with_lemmas(&received.article);
    let record = reader.record(&received.article, &reading);
    let learned = Report::from_reading(&received.article, &reading, reader.tables());
    let report = ReadReport::with_lemmas(received, record, learned, lemmas, Vec::new()).unwrap();
    ledger.keep(&report).unwrap();
}

/// A folder that is gone when it is not needed any more.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let name = format!("depesha-serve-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// A ledger with the reports.
    pub(crate) fn ledger(&self) -> PathBuf {
        // Reading them takes longest: it is done once.
        static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
        let bytes = BYTES.get_or_init(|| {
            let file = self.0.join("first.ledger");
            let mut ledger = Ledger::open(&file).unwrap();
            for report in reports() {
                keep(&mut ledger, report);
            }
            ledger.link_copies().unwrap();
            ledger.refresh_directory().unwrap();
            drop(ledger);
            std::fs::read(&file).unwrap()
        });
        let file = self.0.join("news.ledger");
        std::fs::write(&file, bytes).unwrap();
        file
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server that runs.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) ledger: PathBuf,
    stopper: Stopper,
    runs: Option<JoinHandle<Result<(), ServeError>>>,
    _folder: Folder,
}

pub(crate) fn settings(ledger: PathBuf) -> Settings {
    Settings {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        is_quiet: true,
        rate: 0,
        ..Settings::new(ledger)
    }
}

/// A server with a token and a reviewer.
pub(crate) fn guarded(ledger: PathBuf) -> Settings {
    Settings {
        token: Token::new(TOKEN).ok(),
        reviewers: reviewers(&format!("Анна {ANNA}")).unwrap(),
        ..settings(ledger)
    }
}

impl Running {
    pub(crate) fn new(settings: impl FnOnce(PathBuf) -> Settings) -> Self {
        let folder = Folder::new();
        let ledger = folder.ledger();
        Self::over(settings, folder, ledger)
    }

    fn over(settings: impl FnOnce(PathBuf) -> Settings, folder: Folder, ledger: PathBuf) -> Self {
        let server = Server::bind(settings(ledger.clone())).unwrap();
        let (address, stopper) = (server.address(), server.stopper());
        let runs = Some(std::thread::spawn(move || server.run()));
        Self { address, ledger, stopper, runs, _folder: folder }
    }

    /// The same over other reports.
    #[allow(dead_code, reason = "a browser alone opens others")]
    pub(crate) fn with_reports(
        settings: impl FnOnce(PathBuf) -> Settings,
        reports: Vec<Article>,
    ) -> Self {
        let folder = Folder::new();
        let file = folder.0.join("others.ledger");
        let mut ledger = Ledger::open(&file).unwrap();
        for report in reports {
            keep(&mut ledger, report);
        }
        ledger.link_copies().unwrap();
        ledger.refresh_directory().unwrap();
        drop(ledger);
        Self::over(settings, folder, file)
    }

    /// Has it stop; the time that took.
    pub(crate) fn stop(&mut self) -> Duration {
        let begun = std::time::Instant::now();
        self.stopper.stop();
        if let Some(runs) = self.runs.take() {
            runs.join().unwrap().unwrap();
        }
        begun.elapsed()
    }

    pub(crate) fn begin_to_stop(&self) {
        self.stopper.stop();
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(body);
        self.raw(&bytes).expect("an answer")
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
        stream
    }

    /// Sends bytes as they are; the answer, if there is one.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Option<Answer> {
        let mut stream = self.connect();
        // The server may have seen enough before all is sent.
        let _ = stream.write_all(bytes);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        Answer::of(&all)
    }

    /// All items of a list, page by page; `between` is done between two.
    pub(crate) fn walk(&self, address: &str, mut between: impl FnMut(usize)) -> Vec<Value> {
        let mut items = Vec::new();
        let mut next = String::new();
        for page in 0..1_000 {
            let sign = if address.contains('?') { '&' } else { '?' };
            let answer = self.get(&format!("{address}{sign}limit=2{next}"));
            assert_eq!(answer.status, 200, "{}", answer.text());
            let told = answer.json();
            items.extend(told["items"].as_array().unwrap().iter().cloned());
            between(page);
            match told["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => return items,
            }
        }
        panic!("{address} has no end");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn of(bytes: &[u8]) -> Option<Self> {
        let at = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..at]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut answer = Self { status, headers, body: bytes[at + 4..].to_vec() };
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = unchunked(&answer.body);
        }
        Some(answer)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()))
    }

    /// The error form: status, code and field.
    pub(crate) fn problem(&self) -> (u16, String, Option<String>) {
        let told = self.json();
        let error = &told["error"];
        assert!(error["message"].is_string(), "{told}");
        assert!(error.get("hint").is_some(), "{told}");
        let field = error["field"].as_str().map(str::to_owned);
        (self.status, error["code"].as_str().unwrap_or("").to_owned(), field)
    }
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(at) = bytes.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&bytes[..at]).ok();
        let Some(length) = length.and_then(|l| usize::from_str_radix(l, 16).ok()) else { break };
        if length == 0 || bytes.len() < at + 2 + length {
            break;
        }
        body.extend_from_slice(&bytes[at + 2..at + 2 + length]);
        bytes = &bytes[(at + 4 + length).min(bytes.len())..];
    }
    body
}
