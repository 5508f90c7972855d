//! Texts with marked entities, in the form of NEREL: `NAME.txt` beside `NAME.ann` (brat).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use depesha_language::EntityKind;
use depesha_text::ByteSpan;

/// A text and the entities that people marked in it.
#[derive(Debug, Clone)]
pub struct MarkedText {
    /// The file's name without its ending.
    pub name: String,
    /// The text.
    pub text: String,
    /// The entities, each once, sorted.
    pub entities: BTreeSet<(ByteSpan, EntityKind)>,
}

/// Reads all texts of a folder, sorted by name.
///
/// Entities of several pieces (their offsets hold `;`) are left out.
///
/// # Errors
/// Where the folder or a file cannot be read, or a line of an `.ann` file is not understood; the
/// message names the file and the line.
pub fn read_folder(folder: &Path) -> anyhow::Result<Vec<MarkedText>> {
    let entries = std::fs::read_dir(folder).with_context(|| {
        format!("cannot list {}: give a folder with NAME.txt and NAME.ann", folder.display())
    })?;
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "ann"));
    paths.sort();
    ensure!(!paths.is_empty(), "{} holds no NAME.ann", folder.display());
    paths.iter().map(|path| read_text(path)).collect()
}

fn read_text(marks: &Path) -> anyhow::Result<MarkedText> {
    let read = |path: &Path| {
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
    };
    let text = read(&marks.with_extension("txt"))?;
    let name = marks.file_stem().context("a file has a name")?.to_string_lossy().into_owned();
    let entities =
        read_marks(&text, &read(marks)?).with_context(|| format!("in {}", marks.display()))?;
    Ok(MarkedText { name, text, entities })
}

/// The entities that the lines of an `.ann` file mark in `text`.
///
/// # Errors
/// For a line that is not understood; the message names it.
pub fn read_marks(text: &str, marks: &str) -> anyhow::Result<BTreeSet<(ByteSpan, EntityKind)>> {
    let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    starts.push(text.len());
    let mut entities = BTreeSet::new();
    for (number, line) in marks.lines().enumerate() {
        if !line.starts_with('T') {
            continue;
        }
        let place = line.split('\t').nth(1).unwrap_or_default();
        if place.contains(';') {
            continue;
        }
        let parts: Vec<&str> = place.split(' ').collect();
        let entity = match parts[..] {
            [kind, start, end] => EntityKind::from_name(kind)
                .zip(start.parse::<usize>().ok().zip(end.parse::<usize>().ok())),
            _ => None,
        };
        let Some((kind, (start, end))) = entity else {
            bail!("line {}: '{line}' should be 'T1<tab>KIND START END<tab>…'", number + 1);
        };
        match (starts.get(start), starts.get(end)) {
            (Some(&first), Some(&last)) if first < last => {
                entities.insert((ByteSpan::new(first, last), kind));
            }
            _ => bail!("line {}: '{line}' lies outside of the text", number + 1),
        }
    }
    Ok(entities)
}
