//! Requests over the network of this machine, to a server of the test's own on loopback.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use depesha_feeds::{Answer, Failure, Fetch, HttpFetcher, Request, Settings, Stop, Wanted};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A server that answers each path as `answer` says; what it was asked is kept.
struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (Arc::clone(&asked), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, kept, answer) = (stream.unwrap(), kept.clone(), answer.clone());
                thread::spawn(move || {
                    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                    let mut head = String::new();
                    while let Some(Ok(line)) = lines.next()
                        && !line.is_empty()
                    {
                        head.push_str(&line);
                        head.push('\n');
                    }
                    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
                    kept.lock().unwrap().push(head);
                    answer(&path, &mut stream);
                });
            }
        });
        Self { address, asked }
    }

    /// Answers everything with this.
    fn giving(head: &str, body: &[u8]) -> Self {
        let answer = [head.as_bytes(), b"\r\nConnection: close\r\n\r\n", body].concat();
        Self::start(move |_, stream| {
            // Whoever asked may have seen enough.
            let _ = stream.write_all(&answer);
        })
    }

    fn request(&self, path: &str) -> Request {
        Request {
            url: format!("http://{}{path}", self.address).parse().unwrap(),
            wanted: Wanted::Page,
            etag: None,
            last_modified: None,
            may_be_private: true,
        }
    }

    fn ask(&self) -> Result<Answer, Failure> {
        fetcher("", Stop::default()).fetch(&self.request("/"))
    }
}

/// Allows loopback; at most 4096 bytes and one second, unless `more` says otherwise.
fn fetcher(more: &str, stop: Stop) -> HttpFetcher {
    let text = format!(
        "contact = \"desk@example.org\"\nlargest = 4096\ntimeout = \"1 s\"\n{}\n[[feed]]\n\
         url = \"http://gazeta.example/\"\n",
        if more.is_empty() { "allow_private = [\"127.0.0.1\"]" } else { more }
    );
    HttpFetcher::new(&Settings::read(&text, Path::new("feeds.toml")).unwrap(), stop)
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

#[test]
fn a_request_says_who_asks_and_what_is_known() {
    let server = Server::giving(
        "HTTP/1.1 200 OK\r\nETag: \"2\"\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n\
         Content-Type: text/html; charset=windows-1251",
        b"bridge",
    );
    let mut request = server.request("/most?a=1");
    request.etag = Some("\"1\"".into());
    request.last_modified = Some("Wed, 31 Dec 2025 00:00:00 GMT".into());
    let answer = fetcher("", Stop::default()).fetch(&request).unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (200, b"bridge".as_slice()));
    assert_eq!(answer.etag.as_deref(), Some("\"2\""));
    assert_eq!(answer.last_modified.as_deref(), Some("Thu, 01 Jan 2026 00:00:00 GMT"));
    assert!(answer.is_private);
    let asked = server.asked.lock().unwrap()[0].to_lowercase();
    let version = env!("CARGO_PKG_VERSION");
    for said in [
        "get /most?a=1 http/1.1",
        &format!("user-agent: depesha/{version} (+desk@example.org)"),
        "if-none-match: \"1\"",
        "if-modified-since: wed, 31 dec 2025 00:00:00 gmt",
        "accept-encoding: gzip",
    ] {
        assert!(asked.lines().any(|line| line == said), "{said}: {asked}");
    }
}

#[test]
fn an_answer_leads_elsewhere_only_as_far_as_it_says() {
    let server = Server::giving("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/", b"");
    let answer = server.ask().unwrap();
    assert_eq!((answer.status, answer.location.as_deref()), (302, Some("http://127.0.0.1:1/")));
    assert_eq!(server.asked.lock().unwrap().len(), 1);
}

#[test]
fn other_statuses_are_answers() {
    for (line, status) in [("304 Not Modified", 304), ("404 Not Found", 404)] {
        assert_eq!(Server::giving(&format!("HTTP/1.1 {line}"), b"").ask().unwrap().status, status);
    }
    let busy = Server::giving("HTTP/1.1 503 Busy\r\nRetry-After: 120", b"").ask().unwrap();
    assert_eq!((busy.status, busy.retry_after.as_deref()), (503, Some("120")));
}

#[test]
fn no_address_is_connected_to_that_is_not_public_and_not_allowed() {
    let server = Server::giving("HTTP/1.1 200 OK", b"secret");
    let port = server.address.port();
    let other = port ^ 1;
    // However it is written, and by whatever name.
    for host in
        ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "localhost", "[::ffff:127.0.0.1]", "0"]
    {
        for (allowed, may_be_private) in [
            ("allow_private = []".to_owned(), true),
            (format!("allow_private = [\"127.0.0.1:{other}\", \"10.0.0.0/8\"]"), true),
            ("allow_private = [\"127.0.0.1\", \"0.0.0.0\", \"::1\"]".to_owned(), false),
        ] {
            let url = format!("http://{host}:{port}/").parse().unwrap();
            let request = Request { url, may_be_private, ..server.request("/") };
            let answer = fetcher(&allowed, Stop::default()).fetch(&request);
            assert!(matches!(answer, Err(Failure::Refused(_))), "{host}: {answer:?}");
        }
    }
    assert_eq!(server.asked.lock().unwrap().len(), 0);
    let allowed = format!("allow_private = [\"127.0.0.1:{port}\"]");
    assert!(fetcher(&allowed, Stop::default()).fetch(&server.request("/")).is_ok());
}

#[test]
fn what_the_environment_says_of_a_proxy_is_not_heard() {
    // In a process of its own, because the environment is everybody's.
    if std::env::var_os("DEPESHA_TEST_PROXY").is_none() {
        let proxy = Server::giving("HTTP/1.1 200 OK", b"proxy");
        let run = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["what_the_environment_says_of_a_proxy_is_not_heard", "--exact"])
            .env("DEPESHA_TEST_PROXY", "1")
            .env("HTTP_PROXY", format!("http://{}", proxy.address))
            .env("http_proxy", format!("http://{}", proxy.address))
            .env("ALL_PROXY", format!("http://{}", proxy.address))
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
        assert_eq!(proxy.asked.lock().unwrap().len(), 0);
        return;
    }
    let server = Server::giving("HTTP/1.1 200 OK", b"itself");
    assert_eq!(server.ask().unwrap().body, b"itself");
}

#[test]
fn an_answer_is_unpacked_and_no_longer_than_the_settings_allow() {
    let gzip = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip";
    let plain = "HTTP/1.1 200 OK";
    let text = "мост ".repeat(400);
    assert_eq!(Server::giving(gzip, &packed(text.as_bytes())).ask().unwrap().body, text.as_bytes());
    let long = vec![b'a'; 4097];
    assert_eq!(Server::giving(plain, &long).ask(), Err(Failure::TooLong(4096)));
    assert_eq!(Server::giving(plain, &long[1..]).ask().unwrap().body.len(), 4096);
    // Four million times nothing.
    let bomb = packed(&vec![0; 4_000_000]);
    assert!(bomb.len() < 4096);
    assert_eq!(Server::giving(gzip, &bomb).ask(), Err(Failure::TooLong(4096)));
    let cut = &packed(text.as_bytes())[..40];
    assert!(matches!(Server::giving(gzip, cut).ask(), Err(Failure::Damaged(_))));
    let other = Server::giving("HTTP/1.1 200 OK\r\nContent-Encoding: br", b"x").ask();
    assert_eq!(other, Err(Failure::Packed("br".into())));
    let short = "HTTP/1.1 200 OK\r\nContent-Length: 100";
    assert!(matches!(Server::giving(short, b"x").ask(), Err(Failure::Unreachable(_))));
}

#[test]
fn of_a_long_robots_txt_the_beginning_is_taken() {
    let long = [b"User-agent: *\n".as_slice(), &vec![b'#'; 600 * 1024]].concat();
    let server = Server::giving("HTTP/1.1 200 OK", &long);
    let request = Request { wanted: Wanted::Robots, ..server.request("/robots.txt") };
    let answer = fetcher("", Stop::default()).fetch(&request).unwrap();
    assert_eq!(answer.body.len(), 500 * 1024);
}

#[test]
fn a_server_that_takes_its_time_is_left() {
    let silent = Server::start(|_, _| thread::sleep(Duration::from_secs(5)));
    let dripping = Server::start(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n");
        for _ in 0..50 {
            let _ = stream.write_all(b"a");
            thread::sleep(Duration::from_millis(100));
        }
    });
    for server in [silent, dripping] {
        let began = Instant::now();
        assert_eq!(server.ask(), Err(Failure::TimedOut(Duration::from_secs(1))));
        assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    }
}

#[test]
fn what_is_under_way_is_left_at_once_where_the_watch_is_to_stop() {
    let server = Server::start(|_, _| thread::sleep(Duration::from_secs(5)));
    let stop = Stop::default();
    let own = stop.clone();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(200));
        own.stop();
    });
    let began = Instant::now();
    let mut fetcher = fetcher("allow_private = [\"127.0.0.1\"]", stop);
    assert_eq!(fetcher.fetch(&server.request("/")), Err(Failure::Stopped));
    assert!(began.elapsed() < Duration::from_millis(900), "{:?}", began.elapsed());
    assert_eq!(fetcher.fetch(&server.request("/")), Err(Failure::Stopped));
}

#[test]
fn who_does_not_speak_http_or_does_not_answer_is_told_of() {
    let garbage = Server::start(|_, stream| {
        let _ = stream.write_all(b"220 mail ready\r\n\r\n");
    });
    assert!(matches!(garbage.ask(), Err(Failure::Unreachable(_))));
    let url = format!("https://{}/", garbage.address).parse().unwrap();
    let request = Request { url, ..garbage.request("/") };
    let secure = fetcher("", Stop::default()).fetch(&request);
    assert!(matches!(secure, Err(Failure::Unreachable(_))), "{secure:?}");
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{nobody}/").parse().unwrap();
    let refused = fetcher("", Stop::default()).fetch(&Request { url, ..garbage.request("/") });
    assert!(matches!(refused, Err(Failure::Unreachable(_))), "{refused:?}");
}
