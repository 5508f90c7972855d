//! The posts in `corpora/telegram` under `DEPESHA_SHARED`, or `../shared`, which the measures of the ledger keep.

use std::path::PathBuf;

/// A post of a channel.
#[derive(serde::Deserialize)]
pub(crate) struct Post {
    pub(crate) id: String,
    pub(crate) outlet: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) text: String,
}

/// All posts, by file and line; none where they are not there.
pub(crate) fn posts() -> Vec<Post> {
    let shared = std::env::var_os("DEPESHA_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let Ok(folder) = std::fs::read_dir(shared.join("corpora/telegram")) else { return Vec::new() };
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "jsonl"));
    files.sort();
    let text = |file: &PathBuf| std::fs::read_to_string(file).unwrap();
    let lines = files.iter().flat_map(|file| {
        text(file).lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Post>>()
    });
    lines.collect()
}
