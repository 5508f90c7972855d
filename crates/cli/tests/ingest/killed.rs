//! A run that is killed loses nothing and doubles nothing.
//!
//! Some posts of our own and a few kills by default. `DEPESHA_TEST_KILLS=100` kills more often, and
//! takes the posts in `corpora/telegram` under `DEPESHA_SHARED`, or `../shared`, where they are there.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::program::{Folder, command, depesha, export_of, finished, posts};

fn real_posts() -> Option<String> {
    let shared = std::env::var_os("DEPESHA_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("corpora/telegram");
    folder.is_dir().then(|| folder.to_str().unwrap().to_owned())
}

#[test]
fn a_killed_run_goes_on_where_it_stood() {
    let asked = std::env::var("DEPESHA_TEST_KILLS").ok();
    let kills: u32 = asked.as_ref().map_or(8, |count| count.parse().unwrap());
    let folder = Folder::new("killed");
    let own = || folder.write("posts.jsonl", posts(300).as_bytes());
    let given = match asked {
        Some(_) => real_posts().unwrap_or_else(|| {
            eprintln!("there is no corpora/telegram under DEPESHA_SHARED: own posts are taken");
            own()
        }),
        None => own(),
    };
    let arguments = |ledger: &str| {
        ["ingest", &given, "--ledger", ledger, "--received", "2025-12-01", "--quiet"]
            .map(str::to_owned)
    };
    let undisturbed = folder.path("undisturbed");
    let began = Instant::now();
    assert_eq!(depesha(&arguments(&undisturbed).each_ref().map(String::as_str)).code, 0);
    let whole = began.elapsed();
    let expected = export_of(&undisturbed);

    let disturbed = folder.path("disturbed");
    let (mut killed, mut ledgers) = (0, 0);
    let mut chance = 0x9E37_79B9_u64;
    while killed < kills {
        let mut child = command(&arguments(&disturbed).each_ref().map(String::as_str))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        chance =
            chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (chance >> 33) as f64 / (1_u64 << 31) as f64;
        // Each run goes on from the one before; one in three is left a longer time, so that also the
        // end is met, where copies are linked and the directory is counted.
        let longest = if killed % 3 == 0 { 0.6 } else { 0.2 };
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share * longest));
        let is_done = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        if is_done {
            // A new ledger whenever one is whole, so that each phase is met.
            assert!(export_of(&disturbed) == expected, "the ledgers differ");
            ledgers += 1;
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{disturbed}{end}"));
            }
        } else {
            killed += 1;
        }
    }
    assert_eq!(depesha(&arguments(&disturbed).each_ref().map(String::as_str)).code, 0);
    assert!(export_of(&disturbed) == expected, "the ledgers differ");
    eprintln!("killed {killed} times in {} ledgers", ledgers + 1);
}

#[cfg(unix)]
#[test]
fn a_signal_stops_a_run_after_what_is_being_read() {
    let folder = Folder::new("signal");
    let given = folder.write("posts.jsonl", posts(20_000).as_bytes());
    let ledger = folder.path("ledger");
    let child = command(&["ingest", &given, "--ledger", &ledger, "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let waited = Instant::now();
    let holds_some = || {
        depesha_ledger::Ledger::open_read_only(Path::new(&ledger))
            .is_ok_and(|ledger| ledger.counts().is_ok_and(|counts| counts.articles > 0))
    };
    while !holds_some() {
        assert!(waited.elapsed() < Duration::from_secs(120), "nothing was kept");
        std::thread::sleep(Duration::from_millis(50));
    }
    let told = std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(told.success());
    let run = finished(child);
    assert_eq!(run.code, 1, "{}", run.told);
    let summary: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(summary["stopped"], true);
    // What the summary says was kept is there.
    let counts = depesha_ledger::Ledger::open_read_only(Path::new(&ledger)).unwrap().counts();
    assert_eq!(summary["new"], counts.unwrap().articles);
}
