//! How long the views over many reports take: `cargo run --release -p depesha-chronicle --example over_reports_speed FILE
//! [TIMES]`. Where there is no FILE, it is made of the posts in `corpora/telegram` under `DEPESHA_SHARED`, or `../shared`, each
//! read once and kept `TIMES` times over, seventy days later and under another id each time.

use std::path::{Path, PathBuf};
use std::time::Instant;

use depesha::directory::Report;
use depesha::{Article, Reader};
use depesha_chronicle::{
    Citations, CommitmentLives, Disputes, Narratives, View, citations, commitments, disputes,
    narratives,
};
use depesha_ledger::{Ledger, LedgerError, Query, ReadReport, Received};
use jiff::{Timestamp, ToSpan};

#[path = "../../ledger/examples/telegram/posts.rs"]
mod posts;

/// Hours between two times that a post is kept: the posts come from less than seventy days.
const APART: i64 = 70 * 24;

fn later(published: Option<&str>, times: usize) -> Option<String> {
    let moment: Timestamp = published?.parse().ok()?;
    let hours = APART.checked_mul(i64::try_from(times).ok()?)?;
    Some(moment.checked_add(hours.hours()).ok()?.to_string())
}

fn make(file: &Path, times: usize) {
    let reader = Reader::embedded().unwrap();
    let mut ledger = Ledger::open(file).unwrap();
    let mut waiting: Vec<ReadReport> = Vec::new();
    for post in posts::posts() {
        let mut article = Article::from_body(post.id.clone(), post.text.clone());
        article.outlet.clone_from(&post.outlet);
        article.published.clone_from(&post.published);
        let (read, lemmas) = reader.read_with_lemmas(&article);
        for time in 0..times {
            let mut article = article.clone();
            article.id = format!("{}#{time}", post.id);
            article.published = later(post.published.as_deref(), time);
            let received = Received::new(article, "jsonl");
            let record = reader.record(&received.article, &read);
            let learned = Report::from_reading(&received.article, &read, reader.tables());
            let report =
                ReadReport::with_lemmas(received, record, learned, lemmas.clone(), Vec::new());
            waiting.push(report.unwrap());
        }
        if waiting.len() >= 256 {
            ledger.keep_all(&waiting).unwrap();
            waiting.clear();
        }
    }
    ledger.keep_all(&waiting).unwrap();
    ledger.link_copies().unwrap();
    ledger.refresh_directory().unwrap();
}

/// The median of five times, in milliseconds, with the count of rows.
fn timed<V: View>(name: &str, view: impl Fn() -> Result<V, LedgerError>) {
    let mut times: Vec<f64> = Vec::new();
    let mut rows = 0;
    for _ in 0..5 {
        let began = Instant::now();
        rows = view().unwrap().rows().len();
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!("{name}: {:.0} ms, {rows} rows", times[2]);
}

fn main() {
    let Some(file) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("give a FILE");
        return;
    };
    let times: usize = std::env::args().nth(2).map_or(1, |times| times.parse().unwrap());
    if !file.exists() {
        make(&file, times);
    }
    let ledger = Ledger::open_read_only(&file).unwrap();
    println!("{:?}", ledger.counts().unwrap());
    let of_azerbaijan = || Query { states: vec!["AZE".into()], ..Query::default() };
    for (name, query) in [("all", Query::default()), ("of AZE", of_azerbaijan())] {
        // As a page shows them: the first twenty.
        let limit = Some(20);
        let on = "2024-12-05".parse().ok();
        let asked = || commitments::Asked { query: query.clone(), on, limit };
        timed(&format!("commitments, {name}"), || CommitmentLives::of(&ledger, &asked()));
        let asked = || disputes::Asked { query: query.clone(), limit, ..Default::default() };
        timed(&format!("disputes, {name}"), || Disputes::of(&ledger, &asked()));
        let asked = || narratives::Asked { query: query.clone(), limit, ..Default::default() };
        timed(&format!("narratives, {name}"), || Narratives::of(&ledger, &asked()));
        let asked = || citations::Asked { query: query.clone(), limit, ..Default::default() };
        timed(&format!("citations, {name}"), || Citations::of(&ledger, &asked()));
    }
}
