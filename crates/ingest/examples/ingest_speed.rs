//! What keeping costs beside reading alone, how two threads do beside one, and how the rate falls as the
//! ledger grows: `cargo run --release -p depesha-ingest --example ingest_speed [TIMES [PAIRS [beside-reading]]]` over
//! the posts in `corpora/telegram` under `DEPESHA_SHARED`, or `../shared`.
//!
//! First `PAIRS` times reading alone and ingest into a new ledger, on one thread and on two; each by the
//! clock and by the processor's time, which says what it costs where others use the machine as well. Both
//! take turns: on one thread a thousand posts at a time, so that the machine's moods meet them alike; on two
//! all posts in one go, as a run is, since at the end of each turn one thread keeps the last reports while the
//! other has nothing left to read. Then `TIMES` rounds into one ledger, each post with another id and numbers in
//! its text; each in one go, or with `beside-reading` behind again in turns with reading alone, whose threads
//! hold memory of their own.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use depesha::Reader;
use depesha_ingest::{Options, ingest};
use depesha_ledger::{Ledger, Received};
use depesha_sources::documents;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn posts() -> Vec<Received> {
    let shared = std::env::var_os("DEPESHA_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let folder = shared.join("corpora/telegram");
    if !folder.is_dir() {
        return Vec::new();
    }
    let given = documents(&folder, &depesha_sources::Options::default());
    let posts = given.filter_map(Result::ok);
    posts.map(|document| depesha_ingest::received(document, None).counted()).collect()
}

/// The post with another id, and other words at regular places, so that rounds are no exact copies.
fn altered(post: &Received, time: usize) -> Received {
    let words = post.article.body.split(' ').enumerate();
    let other = words.map(|(at, word)| match (at + time) % 3 {
        0 => format!("{word} {}", at * time),
        _ => word.to_owned(),
    });
    let mut altered = post.clone();
    altered.article.id.push_str(&format!("#{time}"));
    altered.article.body = other.collect::<Vec<_>>().join(" ");
    altered.article.sha256 = None;
    altered.counted()
}

fn threads(count: usize) -> Options {
    let threads = NonZero::new(count).expect("a count of threads");
    Options { threads, ..Options::default() }
}

/// A stretch of time by the clock, and the processor's time that the program had in it.
#[derive(Debug, Clone, Copy, Default)]
struct Time {
    clock: Duration,
    processor: Duration,
}

/// The processor's time that the program has had, in hundredths of a second, where the system tells.
fn processor() -> Duration {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name in parentheses: own and the system's time are the 12th and 13th fields.
    let fields = told.rsplit(')').next().unwrap_or("").split_whitespace();
    let hundredths =
        fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>();
    Duration::from_millis(hundredths * 10)
}

fn timed(work: impl FnOnce()) -> Time {
    let (began, had) = (Instant::now(), processor());
    work();
    Time { clock: began.elapsed(), processor: processor() - had }
}

/// Reads all posts and keeps nothing.
fn read(reader: &Reader, posts: &[Received], count: usize) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(|| {
                while let Some(post) = posts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let reading = reader.read(&post.article);
                    std::hint::black_box(reader.record(&post.article, &reading));
                }
            });
        }
    });
}

/// Posts in a turn: as many as are linked at once, so that taking turns changes nothing for the ledger.
const TURN: usize = 1_024;

/// Reads and keeps posts.
fn kept(reader: &Reader, ledger: &mut Ledger, posts: Vec<Received>, count: usize) {
    let given = posts.into_iter().map(Ok);
    ingest(reader, ledger, given, &threads(count), |_| {}).unwrap();
}

/// The time of linking the last copies and of counting who is who.
fn finished(ledger: &mut Ledger) -> [Time; 2] {
    let linked = timed(|| ledger.link_copies().unwrap());
    let counted = timed(|| {
        ledger.refresh_directory().unwrap();
    });
    [linked, counted]
}

fn sum(times: &[Time]) -> Time {
    let sum = |of: fn(&Time) -> Duration| times.iter().map(of).sum();
    Time { clock: sum(|time| time.clock), processor: sum(|time| time.processor) }
}

/// The middle one, or the mean of the two in the middle.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let last = figures.len() - 1;
    (figures[last / 2] + figures[last.div_ceil(2)]) / 2.0
}

/// The most memory that the program has held, in MiB, where the system tells.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok()).unwrap_or(0) / 1024
}

fn new_ledger(folder: &Path, name: &str) -> Ledger {
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.join(format!("{name}{end}")));
    }
    Ledger::open(&folder.join(name)).unwrap()
}

fn main() {
    let argument = |at: usize| std::env::args().nth(at).map_or(1, |count| count.parse().unwrap());
    let (times, pairs): (usize, usize) = (argument(1), argument(2));
    let in_turns = std::env::args().nth(3).is_some_and(|word| word == "beside-reading");
    let posts = posts();
    if posts.is_empty() {
        eprintln!("there are no posts: set DEPESHA_SHARED");
        return;
    }
    let folder = std::env::temp_dir().join(format!("depesha-ingest-speed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let reader = Reader::embedded().unwrap();
    // The reader's caches are warm for all alike.
    read(&reader, &posts[..posts.len() / 4], 2);

    let mut figures: Vec<[Time; 4]> = Vec::new();
    for _ in 0..pairs {
        let mut row = [Time::default(); 4];
        for count in [1, 2] {
            let mut ledger = new_ledger(&folder, "pair");
            let at_once = if count == 1 { TURN } else { posts.len() };
            let (mut reading, mut keeping) = (Vec::new(), Vec::new());
            for turn in posts.chunks(at_once) {
                reading.push(timed(|| read(&reader, turn, count)));
                let given = turn.to_vec();
                keeping.push(timed(|| kept(&reader, &mut ledger, given, count)));
            }
            keeping.extend(finished(&mut ledger));
            (row[count - 1], row[count + 1]) = (sum(&reading), sum(&keeping));
        }
        println!(
            "clock: read {:.2?} {:.2?}, ingested {:.2?} {:.2?}; processor: read {:.2?} {:.2?}, ingested {:.2?} {:.2?}",
            row[0].clock,
            row[1].clock,
            row[2].clock,
            row[3].clock,
            row[0].processor,
            row[1].processor,
            row[2].processor,
            row[3].processor,
        );
        figures.push(row);
    }
    if !figures.is_empty() {
        // Each turn beside its own: between turns the machine's pace changes.
        let ratio = |of: fn(&Time) -> Duration, one: usize, other: usize| {
            let of = |row: &[Time; 4], at: usize| of(&row[at]).as_secs_f64();
            median(figures.iter().map(|row| of(row, one) / of(row, other)).collect())
        };
        let by_clock = |one, other| ratio(|time| time.clock, one, other);
        let by_processor = |one, other| ratio(|time| time.processor, one, other);
        let cost = |ratio: f64| (ratio - 1.0) * 100.0;
        let rate = |at: usize| {
            let seconds = figures.iter().map(|row| row[at].clock.as_secs_f64()).collect();
            posts.len() as f64 / median(seconds)
        };
        println!(
            "one thread: read {:.0} documents/s, ingest {:.0}, keeping costs {:.1} % ({:.1} % by the processor's time); two \
             threads: read {:.0}, ingest {:.0}, keeping costs {:.1} % ({:.1} %); two threads beside one: read {:.2}, \
             ingest {:.2}",
            rate(0),
            rate(2),
            cost(by_clock(2, 0)),
            cost(by_processor(2, 0)),
            rate(1),
            rate(3),
            cost(by_clock(3, 1)),
            cost(by_processor(3, 1)),
            by_clock(0, 1),
            by_clock(2, 3),
        );
    }

    let mut ledger = new_ledger(&folder, "growing");
    for time in 1..=times {
        let round: Vec<Received> = posts.iter().map(|post| altered(post, time)).collect();
        // In turns the machine's moods meet both alike, but at the end of each one thread links copies while the
        // other has nothing left to read; what that costs by the clock only a round in one go tells.
        let at_once = if in_turns { TURN } else { round.len() };
        let (mut reading, mut keeping) = (Vec::new(), Vec::new());
        for turn in round.chunks(at_once) {
            if in_turns {
                reading.push(timed(|| read(&reader, turn, 2)));
            }
            let given = turn.to_vec();
            keeping.push(timed(|| kept(&reader, &mut ledger, given, 2)));
        }
        drop(round);
        let keeping = sum(&keeping);
        let held = memory();
        let [linked, counted] = finished(&mut ledger);
        let beside = match in_turns {
            true => format!(
                ", {:.3} of those only read by the processor's time",
                sum(&reading).processor.as_secs_f64() / keeping.processor.as_secs_f64()
            ),
            false => String::new(),
        };
        println!(
            "round {time}: {:.0} documents/s{beside}; processor {:.1?}; the last copies linked in {:.1?}, who is who \
             counted in {:.1?}; {held} MiB held until then, {} MiB in all; file {} MiB",
            posts.len() as f64 / keeping.clock.as_secs_f64(),
            keeping.processor,
            linked.processor,
            counted.processor,
            memory(),
            std::fs::metadata(folder.join("growing")).unwrap().len() >> 20,
        );
    }
    drop(ledger);
    std::fs::remove_dir_all(&folder).unwrap();
}
