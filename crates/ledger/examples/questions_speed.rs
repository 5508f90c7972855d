//! How long questions take: `cargo run --release -p depesha-ledger --example questions_speed FILE
//! [TIMES]`. Where there is no FILE, it is made of the posts in `telegram` under `DEPESHA_SHARED`, or
//! `../shared`, each read once and kept `TIMES` times over with other ids and last words.

use std::path::{Path, PathBuf};
use std::time::Instant;

use depesha::directory::Report;
use depesha::reading::EventType;
use depesha::{Article, Reader};
use depesha_ledger::{Ledger, Query, ReadReport, Received, Search};

#[path = "telegram/posts.rs"]
mod posts;

use posts::posts;

fn make(file: &Path, times: usize, reader: &Reader) {
    let mut ledger = Ledger::open(file).unwrap();
    let mut waiting: Vec<ReadReport> = Vec::new();
    for post in posts() {
        let mut article = Article::from_body(post.id.clone(), post.text.clone());
        article.outlet.clone_from(&post.outlet);
        article.published.clone_from(&post.published);
        let (read, lemmas) = reader.read_with_lemmas(&article);
        for time in 0..times {
            let mut article = article.clone();
            if time > 0 {
                article.id.push_str(&format!("#{time}"));
                article.body.push_str(&format!("\n\n{time}"));
            }
            let received = Received::new(article, "jsonl");
            let record = reader.record(&received.article, &read);
            let learned = Report::from_reading(&received.article, &read, reader.tables());
            let report =
                ReadReport::with_lemmas(received, record, learned, lemmas.clone(), Vec::new());
            waiting.push(report.unwrap());
        }
        if waiting.len() >= 64 {
            ledger.keep_all(&waiting).unwrap();
            waiting.clear();
        }
    }
    ledger.keep_all(&waiting).unwrap();
    ledger.refresh_directory().unwrap();
}

fn main() {
    let Some(file) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("give a FILE");
        return;
    };
    let times: usize = std::env::args().nth(2).map_or(1, |times| times.parse().unwrap());
    let reader = Reader::embedded().unwrap();
    if !file.exists() {
        let began = Instant::now();
        make(&file, times, &reader);
        println!("made in {:.2?}", began.elapsed());
    }
    let ledger = Ledger::open_read_only(&file).unwrap();
    println!("{:?}", ledger.counts().unwrap());
    let states = |one: &str, other: &str| Some([one.to_owned(), other.to_owned()]);
    let search = |words: &str| Search::new(words, |word| reader.lemmas_of_word(word));
    let day = |day: &str| day.parse().ok();
    let all = Query::default();
    let questions: Vec<(&str, Query)> = vec![
        ("by Захарова", Query { by: Some("Захарова".into()), ..all.clone() }),
        ("about Пашинян", Query { about: Some("Пашинян".into()), ..all.clone() }),
        ("between AZE GEO", Query { between: states("AZE", "GEO"), ..all.clone() }),
        ("between RUS UKR", Query { between: states("RUS", "UKR"), ..all.clone() }),
        ("state MDA", Query { states: vec!["MDA".into()], ..all.clone() }),
        ("search бензоколонка", Query { search: search("бензоколонка"), ..all.clone() }),
        ("search «новые санкции»", Query { search: search("«новые санкции»"), ..all.clone() }),
        ("type AID", Query { event_types: vec![EventType::Aid], ..all.clone() }),
        (
            "by Песков in a week",
            Query {
                by: Some("Песков".into()),
                since: day("2024-12-02"),
                until: day("2024-12-08"),
                ..all.clone()
            },
        ),
        ("a day", Query { since: day("2024-12-02"), until: day("2025-03-03"), ..all.clone() }),
        ("the first 20", Query { limit: Some(20), ..all.clone() }),
        (
            "state RUS, the first 20",
            Query { states: vec!["RUS".into()], limit: Some(20), ..all.clone() },
        ),
    ];
    for (name, query) in questions {
        let timed = |count: &dyn Fn() -> usize| {
            let began = Instant::now();
            let count = count();
            format!("{count} in {:.2?}", began.elapsed())
        };
        println!(
            "{name}: statements {}, events {}, commitments {}, quantities {}, articles {}",
            timed(&|| ledger.statements(&query).unwrap().len()),
            timed(&|| ledger.events(&query).unwrap().len()),
            timed(&|| ledger.commitments(&query).unwrap().len()),
            timed(&|| ledger.quantities(&query).unwrap().len()),
            timed(&|| ledger.articles(&query).unwrap().len()),
        );
    }
}
