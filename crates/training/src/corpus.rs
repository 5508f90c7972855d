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

/// The texts of a file of JSON lines, under `text`.
///
/// # Errors
/// Where the file cannot be read or a line has no text; the message names the line.
pub fn plain_texts(path: &Path) -> anyhow::Result<Vec<String>> {
    #[derive(serde::Deserialize)]
    struct Line {
        text: String,
    }
    let lines =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut texts = Vec::new();
    for (number, line) in lines.lines().enumerate() {
        let line: Line = serde_json::from_str(line).with_context(|| {
            format!("{}, line {}: it should be an object with a text", path.display(), number + 1)
        })?;
        texts.push(line.text);
    }
    Ok(texts)
}

/// Texts from all parts of a list, of so many characters together, or all where there are no more.
pub fn evenly(texts: Vec<String>, characters: usize) -> Vec<String> {
    let lengths: Vec<usize> = texts.iter().map(|text| text.chars().count()).collect();
    let all: usize = lengths.iter().sum();
    let (mut passed, mut taken) = (0, 0);
    let mut chosen = Vec::new();
    for (text, length) in texts.into_iter().zip(lengths) {
        passed += length;
        if (taken as u128 * all as u128) < (passed as u128 * characters as u128) {
            taken += length;
            chosen.push(text);
        }
    }
    chosen
}

/// The SHA-256 of the names, texts and marks, one after the other, in hexadecimal.
pub fn digest(texts: &[MarkedText]) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(&text.name);
        hash.update([0]);
        hash.update(&text.text);
        for (span, kind) in &text.entities {
            hash.update(format!("\0{} {} {}", kind.name(), span.start, span.end));
        }
        hash.update([0]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_counted_in_code_points_and_pieces_are_left_out() {
        let text = "Глава МИД Турции 🤝 Баку";
        let marks = "T1\tORGANIZATION 6 16\tМИД Турции\nT2\tCITY 19 23\tБаку\n\
                     T3\tPROFESSION 0 5;10 16\tГлава Турции\nR1\tPART_OF Arg1:T1 Arg2:T2\n";
        let found = read_marks(text, marks).unwrap();
        let found: Vec<_> = found.iter().map(|(span, kind)| (span.of(text), kind.name())).collect();
        assert_eq!(found, [("МИД Турции", "ORGANIZATION"), ("Баку", "CITY")]);
    }

    #[test]
    fn a_line_that_is_not_understood_is_named() {
        for (marks, expected) in [
            ("T1\tCITY 0 4\tБаку\nT2\tTOWN 0 4\tБаку", "line 2: 'T2\tTOWN 0 4\tБаку' should be"),
            ("T1\tCITY 0 40\tБаку", "line 1: 'T1\tCITY 0 40\tБаку' lies outside"),
        ] {
            let error = read_marks("Баку", marks).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn a_folder_that_is_missing_is_named() {
        let error = read_folder(Path::new("no/such/folder")).unwrap_err().to_string();
        assert!(error.starts_with("cannot list no/such/folder"), "{error}");
    }

    #[test]
    fn texts_are_taken_evenly() {
        let texts: Vec<String> = (0..100).map(|number| format!("{number:010}")).collect();
        let some = evenly(texts.clone(), 250);
        assert_eq!(some.len(), 25);
        assert!(some.last().unwrap() > &texts[90]);
        assert_eq!(evenly(texts.clone(), 10_000), texts);
    }
}
