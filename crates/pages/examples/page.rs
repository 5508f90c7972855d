//! Writes a page to the standard output: `cargo run -p depesha-pages --example page -- LEDGER /pair/AZE/RUS?step=month`.
//! Before the path, `--times N` makes it so often and tells how long each took.

use std::process::ExitCode;
use std::time::Instant;

use depesha::Reader;
use depesha_ledger::Ledger;
use depesha_pages::{Asked, Language, page};

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).and_then(|code| u8::from_str_radix(code, 16).ok());
        match (bytes[at], code) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 2;
            }
            (b'+', _) => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn run() -> Result<(), String> {
    let mut given = std::env::args().skip(1);
    let usage = "give a ledger and the address of a page: LEDGER [--times N] /pair/AZE/RUS";
    let file = given.next().ok_or(usage)?;
    let mut address = given.next().ok_or(usage)?;
    let mut times = 0;
    if address == "--times" {
        times = given.next().and_then(|times| times.parse().ok()).ok_or(usage)?;
        address = given.next().ok_or(usage)?;
    }
    let reader = Reader::embedded().map_err(|error| error.to_string())?;
    let ledger = Ledger::open_read_only(file.as_ref()).map_err(|error| error.to_string())?;
    let (path, query) = address.split_once('?').unwrap_or((&address, ""));
    let fields: Vec<(String, String)> = query
        .split('&')
        .filter_map(|field| field.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    let is_english = fields.iter().any(|(name, value)| name == "lang" && value == "en");
    let path = decoded(path);
    let reviewer = std::env::var("REVIEWER").ok();
    let asked = Asked {
        path: path.trim_end_matches('/'),
        fields: &fields,
        language: if is_english { Language::English } else { Language::Russian },
        reviewer: reviewer.as_deref(),
        form_token: reviewer.as_deref().map(|_| "token"),
        today: "2026-11-27".parse()?,
    };
    for _ in 0..times {
        let before = Instant::now();
        let page = page(&ledger, &reader, &asked).map_err(|problem| problem.to_string())?;
        eprintln!("{:.1} ms, {} bytes", before.elapsed().as_secs_f64() * 1_000.0, page.body.len());
    }
    if times == 0 {
        let page = page(&ledger, &reader, &asked).map_err(|problem| problem.to_string())?;
        println!("{}", page.body);
    }
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}
