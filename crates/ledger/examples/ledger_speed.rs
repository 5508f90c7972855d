//! What keeping costs beside reading: `cargo run --release -p depesha-ledger --example ledger_speed
//! [TIMES [AT_ONCE]]` over the posts in `telegram` under `DEPESHA_SHARED`, or `../shared`; each post
//! `TIMES` times over, with other ids and numbers in the text, `AT_ONCE` in one commit.

use std::time::{Duration, Instant};

use depesha::directory::Report;
use depesha::{Article, Reader};
use depesha_ledger::{Ledger, Query, ReadReport, Received, Search};

#[path = "telegram/posts.rs"]
mod posts;

use posts::{Post, posts};

fn article(post: &Post, time: usize) -> Article {
    let mut article = Article::from_body(post.id.clone(), post.text.clone());
    if time > 0 {
        article.id.push_str(&format!("#{time}"));
        // Other words at regular places, so that the texts are no copies.
        let words = post.text.split(' ').enumerate();
        let other = words.map(|(at, word)| match (at + time) % 3 {
            0 => format!("{word} {}", at * time),
            _ => word.to_owned(),
        });
        article.body = other.collect::<Vec<_>>().join(" ");
    }
    article.outlet.clone_from(&post.outlet);
    article.published.clone_from(&post.published);
    article
}

/// The processor's time that this thread has had, where the system tells; else the time of the clock.
fn processor() -> Duration {
    static BEGIN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| BEGIN.elapsed(), Duration::from_nanos)
}

/// The most memory that the program has held, in MiB, where the system tells.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok()).unwrap_or(0) / 1024
}

fn main() {
    let times: usize = std::env::args().nth(1).map_or(1, |times| times.parse().unwrap());
    let at_once: usize = std::env::args().nth(2).map_or(1, |count| count.parse().unwrap());
    let posts = posts();
    if posts.is_empty() {
        eprintln!("there are no posts: set DEPESHA_SHARED");
        return;
    }
    let folder = std::env::temp_dir().join(format!("depesha-ledger-speed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();

    let mut ledger = Ledger::open(&folder.join("unread")).unwrap();
    let began = Instant::now();
    for post in &posts {
        ledger.keep(&ReadReport::unread(Received::new(article(post, 0), "jsonl"))).unwrap();
    }
    println!("{} posts unread: kept in {:.2?}", posts.len(), began.elapsed());

    let reader = Reader::embedded().unwrap();
    let file = folder.join("ledger");
    let mut ledger = Ledger::open(&file).unwrap();
    for time in 0..times {
        let [mut reading, mut preparing, mut keeping] = [Duration::ZERO; 3];
        let began = Instant::now();
        let mut waiting: Vec<ReadReport> = Vec::new();
        for (at, post) in posts.iter().enumerate() {
            let article = article(post, time);
            let start = processor();
            let received = Received::new(article, "jsonl");
            let (read, lemmas) = reader.read_with_lemmas(&received.article);
            let record = reader.record(&received.article, &read);
            let read_at = processor();
            let learned = Report::from_reading(&received.article, &read, reader.tables());
            let report = ReadReport::with_lemmas(received, record, learned, lemmas, Vec::new());
            waiting.push(report.unwrap());
            let ready_at = processor();
            if waiting.len() == at_once || at + 1 == posts.len() {
                ledger.keep_all(&waiting).unwrap();
                waiting.clear();
            }
            reading += read_at - start;
            preparing += ready_at - read_at;
            keeping += processor() - ready_at;
        }
        let share = (preparing + keeping).as_secs_f64() / reading.as_secs_f64() * 100.0;
        println!(
            "{} posts in {:.2?}; processor time: read in {reading:.2?}, made ready in {preparing:.2?}, \
             kept in {keeping:.2?}: {share:.1} % of reading; {} MiB held, file {} MiB",
            posts.len(),
            began.elapsed(),
            memory(),
            std::fs::metadata(&file).unwrap().len() >> 20
        );
    }
    let counts = ledger.counts().unwrap();
    println!("{counts:?}");

    let began = Instant::now();
    ledger.refresh_directory().unwrap();
    println!("directory counted in {:.2?}", began.elapsed());
    let one = article(&posts[0], 1_000_000);
    let read = reader.read(&one);
    let record = reader.record(&one, &read);
    let learned = Report::from_reading(&one, &read, reader.tables());
    let report = ReadReport::new(Received::new(one, "jsonl"), record, learned, |_| Vec::new());
    ledger.keep(&report.unwrap()).unwrap();
    let began = Instant::now();
    ledger.refresh_directory().unwrap();
    println!("directory counted again after one report in {:.2?}", began.elapsed());
    let began = Instant::now();
    ledger.link_copies().unwrap();
    println!("{} copies linked in {:.2?}", ledger.copies().unwrap().len(), began.elapsed());
    let questions = [
        ("by Песков", Query { by: Some("Песков".into()), ..Query::default() }),
        (
            "between RUS and UKR",
            Query { between: Some(["RUS".into(), "UKR".into()]), ..Query::default() },
        ),
        (
            "with санкциями",
            Query {
                search: Search::new("санкциями", |word| reader.lemmas_of_word(word)),
                ..Query::default()
            },
        ),
    ];
    for (name, query) in questions {
        let began = Instant::now();
        let (statements, events) =
            (ledger.statements(&query).unwrap().len(), ledger.events(&query).unwrap().len());
        println!("{name}: {statements} statements, {events} events in {:.2?}", began.elapsed());
    }
    let began = Instant::now();
    ledger
        .export(std::io::BufWriter::new(std::fs::File::create(folder.join("export")).unwrap()))
        .unwrap();
    println!("exported in {:.2?}", began.elapsed());
    drop(ledger);
    std::fs::remove_dir_all(&folder).unwrap();
}
