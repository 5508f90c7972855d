//! How often is Russian taken for another language? Asks the corpora, where they are at hand.

use std::path::{Path, PathBuf};

use depesha_sources::{Options, documents, language_of};

fn shared() -> Option<PathBuf> {
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let folder = std::env::var_os("DEPESHA_SHARED").map_or(beside, PathBuf::from);
    folder.join("corpora").is_dir().then_some(folder)
}

fn check(folder: &Path, ending: &str, least: usize, fewest_per_thousand: usize) {
    let (mut asked, mut right) = (0, 0);
    for given in documents(folder, &Options::default()).flatten() {
        if !given.place.file.ends_with(ending) {
            continue;
        }
        asked += 1;
        match given.language.as_deref() {
            Some("ru") => right += 1,
            other => eprintln!("{}: {other:?}", given.place),
        }
    }
    eprintln!("{}: {right} of {asked}", folder.display());
    assert!(asked >= least && right * 1000 >= asked * fewest_per_thousand, "{right} of {asked}");
}

#[test]
fn russian_reports_and_posts_are_russian() {
    let Some(shared) = shared() else {
        eprintln!("skipped: no corpora (set DEPESHA_SHARED)");
        return;
    };
    check(&shared.join("corpora/nerel/train"), ".txt", 500, 999);
    let reports = documents(&shared.join("corpora/nerel/train"), &Options::default()).flatten();
    let headlines: Vec<String> = reports
        .filter(|report| report.place.file.ends_with(".txt"))
        .filter_map(|report| report.body.lines().next().map(str::to_owned))
        .collect();
    let wrong = headlines.iter().filter(|line| language_of(line).is_some_and(|code| code != "ru"));
    assert_eq!(
        wrong.collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "of {} headlines",
        headlines.len()
    );
    check(&shared.join("corpora/telegram"), ".jsonl", 5000, 990);
}
