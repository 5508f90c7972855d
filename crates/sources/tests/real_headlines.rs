//! How well are encodings recognised on short real texts? Asks the corpora, where they are at hand.

use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, IBM866, KOI8_R, WINDOWS_1251};

fn shared() -> Option<PathBuf> {
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let folder = std::env::var_os("DEPESHA_SHARED").map_or(beside, PathBuf::from);
    folder.join("corpora").is_dir().then_some(folder)
}

/// The first lines of the reports, which are their headlines.
fn headlines(shared: &Path) -> Vec<String> {
    let folder = shared.join("corpora/nerel/train");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the corpus has the folder")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    let first_line = |path| Some(std::fs::read_to_string(path).ok()?.lines().next()?.to_owned());
    files.iter().filter_map(first_line).filter(|line| line.chars().count() >= 15).collect()
}

#[test]
fn headlines_are_recognised_in_the_encodings_of_old_files() {
    let Some(shared) = shared() else {
        eprintln!("skipped: no corpora (set DEPESHA_SHARED)");
        return;
    };
    let headlines = headlines(&shared);
    assert!(headlines.len() > 500);
    for (encoding, name) in [(WINDOWS_1251, "windows-1251"), (KOI8_R, "KOI8-R"), (IBM866, "IBM866")]
    {
        check(&headlines, encoding, name);
    }
    let utf16 = headlines.iter().filter(|line| {
        let bytes: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
        depesha_sources::decode(&bytes).is_ok_and(|decoded| decoded.text == **line)
    });
    assert_eq!(utf16.count(), headlines.len());
}

fn check(headlines: &[String], encoding: &'static Encoding, name: &str) {
    let (mut asked, mut right) = (0, 0);
    for line in headlines {
        let (bytes, _, lossy) = encoding.encode(line);
        if lossy {
            continue;
        }
        asked += 1;
        match depesha_sources::decode(&bytes) {
            Ok(decoded) if decoded.text == *line => right += 1,
            other => eprintln!("{name}: {line}: {other:?}"),
        }
    }
    eprintln!("{name}: {right} of {asked}");
    assert!(asked > 400 && right * 1000 >= asked * 995, "{name}: {right} of {asked}");
}
