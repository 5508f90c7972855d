//! How long the views over many reports take: `cargo run --release -p depesha-chronicle --example over_reports_speed FILE
//! [TIMES [VIEW]]`, of one view or all. Where there is no FILE, it is made of the posts in `corpora/telegram` under `DEPESHA_SHARED`, or `../shared`, each
//! read once and kept `TIMES` times over, seventy days later and under another id each time.

use std::path::PathBuf;

use depesha::Reader;
use depesha_chronicle::{
    Citations, CommitmentLives, Disputes, Narratives, citations, commitments, disputes, narratives,
};
use depesha_ledger::{Ledger, Query};
use jiff::{Timestamp, ToSpan};

#[path = "../../ledger/examples/telegram/kept.rs"]
mod kept;
#[path = "../../ledger/examples/telegram/posts.rs"]
mod posts;
mod timed;

use kept::kept;
use timed::timed;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Hours between two times that a post is kept: the posts come from less than seventy days.
const APART: i64 = 70 * 24;

fn later(published: Option<&str>, times: usize) -> Option<String> {
    let moment: Timestamp = published?.parse().ok()?;
    let hours = APART.checked_mul(i64::try_from(times).ok()?)?;
    Some(moment.checked_add(hours.hours()).ok()?.to_string())
}

fn main() {
    let Some(file) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("give a FILE");
        return;
    };
    let times: usize = std::env::args().nth(2).map_or(1, |times| times.parse().unwrap());
    if !file.exists() {
        let reader = Reader::embedded().unwrap();
        let mut ledger = kept(&file, &reader, times, |article, time| {
            article.id.push_str(&format!("#{time}"));
            article.published = later(article.published.as_deref(), time);
        });
        ledger.link_copies().unwrap();
        ledger.refresh_directory().unwrap();
    }
    let view = std::env::args().nth(3);
    let wanted = |name: &str| view.as_deref().is_none_or(|view| view == name);
    let ledger = Ledger::open_read_only(&file).unwrap();
    println!("{:?}", ledger.counts().unwrap());
    let of_azerbaijan = || Query { states: vec!["AZE".into()], ..Query::default() };
    for (name, query) in [("all", Query::default()), ("of AZE", of_azerbaijan())] {
        // As a page shows them: the first twenty.
        let limit = Some(20);
        let on = "2024-12-05".parse().ok();
        let asked = || commitments::Asked { query: query.clone(), on, limit };
        if wanted("commitments") {
            timed(&format!("commitments, {name}"), || CommitmentLives::of(&ledger, &asked()));
        }
        let asked = || disputes::Asked { query: query.clone(), limit, ..Default::default() };
        if wanted("disputes") {
            timed(&format!("disputes, {name}"), || Disputes::of(&ledger, &asked()));
        }
        let asked = || narratives::Asked { query: query.clone(), limit, ..Default::default() };
        if wanted("narratives") {
            timed(&format!("narratives, {name}"), || Narratives::of(&ledger, &asked()));
        }
        let asked = || citations::Asked { query: query.clone(), limit, ..Default::default() };
        if wanted("citations") {
            timed(&format!("citations, {name}"), || Citations::of(&ledger, &asked()));
        }
    }
}
