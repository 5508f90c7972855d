//! `depesha watch` as it is run, with a server of the test's own on loopback.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use depesha_ledger::{Ledger, Watched};

/// A server that answers paths as it is told, and keeps what it was asked.
#[derive(Clone)]
struct Server {
    address: SocketAddr,
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone, Default)]
struct Answer {
    status: u16,
    headers: String,
    body: Vec<u8>,
    after: Duration,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            answers: Arc::default(),
            asked: Arc::default(),
        };
        let own = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (own, mut stream) = (own.clone(), stream.unwrap());
                thread::spawn(move || {
                    let lines = BufReader::new(stream.try_clone().unwrap()).lines();
                    let head: Vec<String> =
                        lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                    let path = head[0].split(' ').nth(1).unwrap().to_owned();
                    let tag = head.iter().find_map(|line| {
                        let (name, value) = line.split_once(": ")?;
                        name.eq_ignore_ascii_case("if-none-match").then(|| value.to_owned())
                    });
                    own.asked.lock().unwrap().push(path.clone());
                    let answer = own.answers.lock().unwrap().get(&path).cloned();
                    let mut answer =
                        answer.unwrap_or_else(|| Answer { status: 404, ..Answer::default() });
                    if tag.is_some_and(|tag| answer.headers.contains(&format!("ETag: {tag}\r\n"))) {
                        answer = Answer { status: 304, ..Answer::default() };
                    }
                    thread::sleep(answer.after);
                    let Answer { status, headers, body, .. } = answer;
                    let head = format!(
                        "HTTP/1.1 {status} X\r\n{headers}Connection: close\r\nContent-Length: {}\r\n\r\n",
                        body.len()
                    );
                    let _ = stream.write_all(&[head.as_bytes(), &body].concat());
                });
            }
        });
        server
    }

    fn at(&self, path: &str, headers: &str, body: &str) {
        let answer =
            Answer { status: 200, headers: headers.into(), body: body.into(), ..Answer::default() };
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    fn with(&self, path: &str, change: impl FnOnce(&mut Answer)) {
        change(self.answers.lock().unwrap().entry(path.to_owned()).or_default());
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// A feed at `/rss` with an entry for each name, and a page for each.
    fn publish(&self, names: &[&str]) {
        let items = names.iter().map(|name| {
            format!(
                "<item><title>О {name}</title><link>/{name}</link>\
                 <guid isPermaLink=\"false\">urn:gazeta:{name}</guid>\
                 <description>Коротко: {name}.</description></item>"
            )
        });
        let feed = format!(
            "<rss><channel><title>Озёрная газета</title>{}</channel></rss>",
            items.collect::<String>()
        );
        self.at("/rss", &format!("ETag: \"{}\"\r\n", names.len()), &feed);
        for name in names {
            self.at(&format!("/{name}"), "Content-Type: text/html\r\n", &page(name));
        }
    }
}

fn page(name: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"ru\"><head><title>Открыт {name}</title></head><body><article>\
         <h1>Открыт {name}</h1><p>Сегодня открыли {name}, сообщил мэр города Павел Ручьёв.</p>\
         <p>Движение начнётся утром, паром через реку Озёрную больше ходить не будет.</p></article>\
         </body></html>"
    )
}

/// A folder of the test's own with a file of feeds and, perhaps, a ledger.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn new(name: &str, feeds: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("watch-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("feeds.toml"), feeds).unwrap();
        Self { folder }
    }

    fn of(name: &str, server: &Server) -> Self {
        Self::new(name, &feeds(server, &format!("allow_private = [\"{}\"]", server.address)))
    }

    fn ledger(&self) -> Ledger {
        Ledger::open(&self.folder.join("ledger")).unwrap()
    }

    fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_depesha"));
        for variable in ["DEPESHA_MODEL", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        command.current_dir(&self.folder).args(["watch", "feeds.toml", "--ledger", "ledger"]);
        command.args(more).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs it to its end: exit code, output, talk.
    fn run(&self, more: &[&str]) -> (i32, String, String) {
        let output = self.command(more).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// Articles by id and SHA-256, with whether they were read; the time of their coming left out.
    fn articles(&self) -> Vec<(String, String, String, String)> {
        let mut export = Vec::new();
        self.ledger().export(&mut export).unwrap();
        let lines = String::from_utf8(export).unwrap();
        let rows =
            lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let mut articles: Vec<_> = rows
            .filter_map(|row| {
                let article = row.get("articles")?;
                let text = |name: &str| article[name].as_str().unwrap_or("").to_owned();
                Some((text("id"), text("sha256"), text("title"), text("body")))
            })
            .collect();
        articles.sort();
        articles
    }
}

fn feeds(server: &Server, allowed: &str) -> String {
    format!(
        "contact = \"desk@example.org\"\ninterval = \"1 s\"\ndelay = \"0 s\"\ntimeout = \"10 s\"\n{allowed}\n\n\
         [[feed]]\nurl = \"http://{}/rss\"\n",
        server.address
    )
}

fn signal(child: &Child) {
    assert!(
        Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success()
    );
}

/// Waits for the end, so long at most.
fn ends(child: &mut Child, within: Duration) -> i32 {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code().expect("it ends by itself");
        }
        assert!(began.elapsed() < within, "it goes on for {:?}", began.elapsed());
        thread::sleep(Duration::from_millis(10));
    }
}

/// What stands on a line, without the address of the server and the time.
fn plain(text: &str, server: &Server) -> String {
    let text = text.replace(&server.address.to_string(), "SERVER");
    let time = |word: &str| word.len() >= 20 && word.starts_with("20") && word.contains("T");
    let line = |line: &str| {
        let words = line.split_inclusive([' ', '\t', ';']);
        words.map(|word| if time(word) { "TIME\t" } else { word }).collect::<String>() + "\n"
    };
    text.lines().map(line).collect()
}

#[test]
fn what_is_new_is_kept_once_however_often_it_is_run() {
    let server = Server::start();
    server.publish(&["most", "port"]);
    let place = Place::of("once", &server);
    let (code, out, told) = place.run(&["--once", "--format", "lines"]);
    assert_eq!(code, 0, "{told}");
    insta::assert_snapshot!(plain(&format!("{out}{told}"), &server));
    assert_eq!(server.asked(), ["/robots.txt", "/rss", "/most", "/port"]);
    let counts = place.ledger().counts().unwrap();
    assert_eq!((counts.articles, counts.readings, counts.statements), (2, 2, 2));
    let articles = place.articles();

    // It is not due yet, or it has not changed: nothing is asked for, or the feed alone.
    thread::sleep(Duration::from_millis(1100));
    let (code, out, told) = place.run(&["--once", "--format", "lines"]);
    assert_eq!((code, out.as_str()), (0, ""), "{told}");
    assert_eq!(server.asked(), ["/rss"]);
    assert_eq!(place.articles(), articles);

    // A page that changed, and one more.
    server.publish(&["most", "port", "parom"]);
    let feed = String::from_utf8(server.answers.lock().unwrap()["/rss"].body.clone()).unwrap();
    server.at("/rss", "ETag: \"4\"\r\n", &feed.replace("Коротко: port", "Снова: port"));
    server.at("/port", "", &page("новый порт"));
    thread::sleep(Duration::from_millis(1100));
    let (code, out, told) = place.run(&["--once", "--format", "lines"]);
    assert_eq!(code, 0, "{told}");
    let kinds: Vec<&str> = out.lines().map(|line| line.split('\t').nth(1).unwrap()).collect();
    assert_eq!(kinds, ["version", "new"], "{out}{told}");
    assert_eq!(server.asked(), ["/rss", "/port", "/parom"]);
    assert_eq!(place.articles().len(), 4);
}

#[test]
fn no_address_is_connected_to_that_the_file_does_not_allow() {
    let (server, inner) = (Server::start(), Server::start());
    server.publish(&["most", "port"]);
    inner.publish(&["most"]);
    let location = format!("Location: http://{}/most\r\n", inner.address);
    server.with("/port", |answer| (answer.status, answer.headers) = (302, location));
    let link = server.answers.lock().unwrap()["/rss"].body.clone();
    let link = String::from_utf8(link)
        .unwrap()
        .replace("/most", &format!("http://localhost:{}/", inner.address.port()));
    server.at("/rss", "", &link);

    let refused = Place::new("refused", &feeds(&server, ""));
    let (code, _, told) = refused.run(&["--once"]);
    assert_eq!(code, 2);
    insta::assert_snapshot!("nothing_is_allowed", plain(&told, &server));
    assert_eq!(server.asked(), [""; 0]);

    let place = Place::of("led", &server);
    let (code, out, told) = place.run(&["--once", "--format", "lines"]);
    assert_eq!(code, 0);
    let told = plain(&format!("{out}{told}"), &server);
    insta::assert_snapshot!(
        "one_is_allowed",
        told.replace(&inner.address.to_string(), "INNER")
            .replace(&format!("localhost:{}", inner.address.port()), "INNER")
    );
    assert_eq!(inner.asked(), [""; 0]);
    // What the entries say themselves is kept.
    assert_eq!(place.articles().len(), 2);
}

#[test]
fn a_file_that_is_of_no_use_is_told_of_with_the_next_step() {
    let place =
        Place::new("no-use", "contact = \"desk@example.org\"\n\n[[feed]]\nurl = \"gazeta\"\n");
    let (code, _, told) = place.run(&[]);
    assert_eq!(code, 2);
    insta::assert_snapshot!(told);
    assert!(!place.folder.join("ledger").exists());
    fs::remove_file(place.folder.join("feeds.toml")).unwrap();
    let (code, _, told) = place.run(&[]);
    assert_eq!(code, 2);
    assert!(told.contains("feeds.toml") && told.contains("hint:"), "{told}");
}

#[test]
fn a_signal_ends_it_within_a_second_in_the_middle_of_a_poll_and_nothing_is_lost() {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let server = Server::start();
    server.publish(&names);
    let undisturbed = Place::of("undisturbed", &server);
    undisturbed.run(&["--once"]);
    let expected = undisturbed.articles();
    assert_eq!(expected.len(), names.len());

    for name in names {
        server.with(&format!("/{name}"), |answer| answer.after = Duration::from_millis(250));
    }
    server.with("/d", |answer| answer.after = Duration::from_secs(8));
    let place = Place::of("stopped", &server);
    server.asked();
    let mut child = place.command(&["--format", "lines"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for _ in 0..2 {
        lines.next().unwrap().unwrap();
    }
    // Of the eight pages two or three were kept, and the fourth may be waited for.
    thread::sleep(Duration::from_millis(600));
    signal(&child);
    let began = Instant::now();
    assert_eq!(ends(&mut child, Duration::from_secs(5)), 0);
    assert!(began.elapsed() < Duration::from_millis(1500), "{:?}", began.elapsed());
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert!(told.contains("stopping"), "{told}");
    let kept = place.articles().len();
    assert!((2..4).contains(&kept), "{kept}");
    // That the feed was had is not known yet.
    let known = place.ledger().watched().unwrap();
    assert!(!known.iter().any(|known| matches!(known, Watched::Feed { .. })), "{known:?}");

    let before = server.asked();
    server.with("/d", |answer| answer.after = Duration::ZERO);
    let (code, _, told) = place.run(&["--once"]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(place.articles(), expected);
    let again = server.asked();
    // What was kept is not asked for again, nor is robots.txt.
    for page in ["/robots.txt", "/a", "/b"] {
        assert!(
            before.contains(&page.to_owned()) && !again.contains(&page.to_owned()),
            "{again:?}"
        );
    }
}

#[test]
fn it_waits_for_the_next_poll_and_a_signal_ends_that_too() {
    let server = Server::start();
    server.publish(&["most"]);
    let place = Place::of("waiting", &server);
    let mut child = place.command(&[]).spawn().unwrap();
    let began = Instant::now();
    let polls = || server.asked.lock().unwrap().iter().filter(|path| *path == "/rss").count();
    while polls() < 3 {
        assert!(began.elapsed() < Duration::from_secs(30), "{} polls", polls());
        thread::sleep(Duration::from_millis(20));
    }
    signal(&child);
    let began = Instant::now();
    assert_eq!(ends(&mut child, Duration::from_secs(5)), 0);
    assert!(began.elapsed() < Duration::from_millis(1500), "{:?}", began.elapsed());
    assert_eq!(place.articles().len(), 1);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let server = Server::start();
    // A text that takes long to read.
    let text = "Сегодня открыли мост, сообщил мэр города Павел Ручьёв. ".repeat(40_000);
    let feed = format!(
        "<rss><channel><item><guid>urn:long</guid><description>{text}</description></item></channel></rss>"
    );
    server.at("/rss", "", &feed);
    let place = Place::of("twice", &server);
    let mut child = place.command(&[]).spawn().unwrap();
    let began = Instant::now();
    while !server.asked.lock().unwrap().contains(&"/rss".to_owned()) {
        assert!(began.elapsed() < Duration::from_secs(30));
        thread::sleep(Duration::from_millis(20));
    }
    thread::sleep(Duration::from_millis(1000));
    signal(&child);
    thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "the text was read too fast for this test");
    signal(&child);
    assert_eq!(ends(&mut child, Duration::from_secs(1)), 130);
    assert_eq!(place.articles(), []);
}
