//! How long questions take: `cargo run --release -p depesha-ledger --example questions_speed FILE
//! [TIMES]`. Where there is no FILE, it is made of the posts in `telegram` under `DEPESHA_SHARED`, or
//! `../shared`, each read once and kept `TIMES` times over with other ids and last words.

use std::path::PathBuf;
use std::time::Instant;

use depesha::Reader;
use depesha::reading::EventType;
use depesha_ledger::{Ledger, Query, Search};

#[path = "telegram/kept.rs"]
mod kept;
#[path = "telegram/posts.rs"]
mod posts;

use kept::kept;

fn main() {
    let Some(file) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("give a FILE");
        return;
    };
    let times: usize = std::env::args().nth(2).map_or(1, |times| times.parse().unwrap());
    let reader = Reader::embedded().unwrap();
    if !file.exists() {
        let began = Instant::now();
        let mut ledger = kept(&file, &reader, times, |article, time| {
            if time > 0 {
                article.id.push_str(&format!("#{time}"));
                article.body.push_str(&format!("\n\n{time}"));
            }
        });
        ledger.refresh_directory().unwrap();
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
