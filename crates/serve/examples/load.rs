//! How quick is a server, alone and under load? Asks one on this machine over connections that stay open, and tells
//! times, errors and the server's memory.
//!
//! `cargo run --release -p depesha-serve --example load -- ADDRESS [CLIENTS] [SECONDS] [PID] [PATH…]`
//!
//! ADDRESS is one of this machine's own (127.0.0.1:8080). Each of the CLIENTS asks for one PATH after the other for so
//! many SECONDS (600 at most), all of them beginning at another one. With 0 CLIENTS each PATH is asked for 200 times,
//! one after the other, and told by itself. PID is the server's: its memory is read from `/proc` each second; 0 for none.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What people and programs ask for, where nothing is said: pages and the API, much and little.
const USUAL: &[&str] = &[
    "/",
    "/pair/RUS/UKR",
    "/pair/ISR/PSE",
    "/pair/AZE/RUS",
    "/actors",
    "/search?search=%D0%BC%D0%BE%D1%81%D1%82",
    "/api/v1/overview",
    "/api/v1/statements?limit=50",
    "/api/v1/statements?between=RUS,UKR&limit=50&latest-first=true",
    "/api/v1/events?type=CONSULT&limit=50",
    "/api/v1/articles?since=2025&limit=20",
    "/api/v1/relations?between=RUS,UKR&by=month",
    "/api/v1/pairs?busiest=10&by=month",
    "/api/v1/actors?limit=20",
];

/// The most that is waited for an answer.
const PATIENCE: Duration = Duration::from_secs(40);

struct Client {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    /// Asks for a path; the status and the bytes of the body as they came.
    fn ask(&mut self, path: &str) -> std::io::Result<(u16, usize)> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_nodelay(true)?;
                BufReader::new(stream)
            }
        };
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: gzip\r\n\r\n",
            self.address
        );
        stream.get_mut().write_all(request.as_bytes())?;
        let broken = || std::io::Error::from(std::io::ErrorKind::InvalidData);
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let status =
            line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
        let (mut length, mut is_chunked) = (0, false);
        loop {
            line.clear();
            stream.read_line(&mut line)?;
            let lower = line.trim_end().to_ascii_lowercase();
            if lower.is_empty() {
                break;
            }
            if let Some(told) = lower.strip_prefix("content-length: ") {
                length = told.parse().map_err(|_| broken())?;
            }
            is_chunked |= lower == "transfer-encoding: chunked";
        }
        let mut took = 0;
        loop {
            let part = match is_chunked {
                false => length,
                true => {
                    line.clear();
                    stream.read_line(&mut line)?;
                    usize::from_str_radix(line.trim(), 16).map_err(|_| broken())?
                }
            };
            took += part;
            let mut body = vec![0; part + if is_chunked { 2 } else { 0 }];
            stream.read_exact(&mut body)?;
            if !is_chunked || part == 0 {
                break;
            }
        }
        self.stream = Some(stream);
        Ok((status, took))
    }
}

/// The value below which such a share of them lies; `times` is sorted.
fn at(times: &[Duration], share: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let place = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len().max(1)) - 1;
    times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}

fn told(name: &str, mut times: Vec<Duration>) {
    times.sort();
    println!(
        "{name}: {} answers, median {:.1} ms, 95th percentile {:.1} ms, 99th {:.1} ms, longest {:.1} ms",
        times.len(),
        at(&times, 0.5),
        at(&times, 0.95),
        at(&times, 0.99),
        at(&times, 1.0)
    );
}

/// The memory that a process has now, in MiB.
fn memory(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let address: SocketAddr =
        arguments.first().and_then(|a| a.parse().ok()).expect("ADDRESS: 127.0.0.1:8080");
    assert!(address.ip().is_loopback(), "only this machine is asked");
    let number =
        |at: usize, usual: u64| arguments.get(at).and_then(|n| n.parse().ok()).unwrap_or(usual);
    let clients = number(1, 64).min(512);
    let seconds = number(2, 60).min(600);
    let pid = u32::try_from(number(3, 0)).unwrap_or(0);
    let paths: Vec<String> = match arguments.get(4..) {
        Some(paths) if !paths.is_empty() => paths.to_vec(),
        _ => USUAL.iter().map(|&path| path.to_owned()).collect(),
    };
    if clients == 0 {
        for path in &paths {
            let mut client = Client { address, stream: None };
            let mut size = (0, 0);
            let times = (0..200).map(|_| {
                let begun = Instant::now();
                size = client.ask(path).expect("an answer");
                begun.elapsed()
            });
            let times: Vec<Duration> = times.collect();
            println!(
                "{path}: {}, {} bytes packed, the first {:.1} ms",
                size.0,
                size.1,
                times[0].as_secs_f64() * 1_000.0
            );
            told(path, times);
        }
        return;
    }
    let until = Instant::now() + Duration::from_secs(seconds);
    let (times, problems) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let (errors, ended) = (AtomicUsize::new(0), AtomicBool::new(false));
    let mut memories = Vec::new();
    std::thread::scope(|scope| {
        let asking: Vec<_> = (0..clients)
            .map(|own| {
                let (paths, times, problems, errors) = (&paths, &times, &problems, &errors);
                scope.spawn(move || {
                    let mut client = Client { address, stream: None };
                    let mut mine = Vec::new();
                    let mut place = usize::try_from(own).unwrap_or(0);
                    while Instant::now() < until {
                        let path = &paths[place % paths.len()];
                        place += 1;
                        let begun = Instant::now();
                        match client.ask(path) {
                            Ok((status, _)) if status < 400 => mine.push(begun.elapsed()),
                            other => {
                                errors.fetch_add(1, Ordering::SeqCst);
                                problems.lock().unwrap().push(format!("{path}: {other:?}"));
                            }
                        }
                    }
                    times.lock().unwrap().append(&mut mine);
                })
            })
            .collect();
        let ended = &ended;
        let watching = scope.spawn(move || {
            let mut memories = Vec::new();
            while pid > 0 && !ended.load(Ordering::SeqCst) {
                memories.extend(memory(pid));
                std::thread::sleep(Duration::from_secs(1));
            }
            memories
        });
        for one in asking {
            one.join().unwrap();
        }
        ended.store(true, Ordering::SeqCst);
        memories = watching.join().unwrap();
    });
    told(&format!("{clients} clients, {seconds} s"), times.into_inner().unwrap());
    println!("errors: {}", errors.load(Ordering::SeqCst));
    for problem in problems.into_inner().unwrap().iter().take(5) {
        println!("  {problem}");
    }
    if let (Some(first), Some(last)) = (memories.first(), memories.last()) {
        let quarter = &memories[memories.len() * 3 / 4..];
        println!(
            "memory: {first} MiB at first, {last} MiB at the end, {} MiB at most, last quarter {:?}",
            memories.iter().max().unwrap_or(&0),
            (quarter.iter().min(), quarter.iter().max())
        );
    }
}
