//! Annotated reports whose texts are not ours to pass on: the marks alone are kept, as offsets into a text of the
//! shared folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What `cargo xtask marks` is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A folder with NAME.txt and NAME.json of the gold's form
    #[arg(long)]
    from: PathBuf,
    /// The set that the reports belong to
    #[arg(long)]
    set: String,
    /// Where the marks go, without the texts
    #[arg(long, default_value = "measures/reports")]
    into: PathBuf,
}

/// A place in a text as the gold writes it: the words, and how often the same words stand before them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Quoted {
    text: String,
    #[serde(default)]
    n: usize,
}

/// The same place without the words, in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Standoff {
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct MarkedStatement<Span> {
    id: String,
    kind: String,
    cue: Span,
    source: Option<Span>,
    speaker: Option<String>,
    speaker_class: Option<String>,
    content: Vec<Span>,
    #[serde(default)]
    via: Vec<String>,
    parent: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct MarkedEvent<Span> {
    id: String,
    trigger: Span,
    #[serde(rename = "type")]
    kind: String,
    actor: Vec<String>,
    actor_state: Vec<String>,
    recipient: Vec<String>,
    recipient_state: Vec<String>,
    status: String,
    commitment: bool,
    said_in: Option<String>,
    /// Who tells it, where no statements are marked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said_by: Option<String>,
    date: Option<String>,
    place: Option<String>,
}

/// What an annotator marked in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Marked<Span> {
    outlet: Option<String>,
    /// `None` where events alone are marked.
    statements: Option<Vec<MarkedStatement<Span>>>,
    events: Vec<MarkedEvent<Span>>,
}

/// A file of `measures/reports`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Marks {
    /// The text's path in the shared folder.
    path: String,
    /// The SHA-256 of the text's bytes.
    sha256: String,
    /// The set that the report belongs to: `seen` by whoever wrote the rules, or `blind`; `events` and `events-test`
    /// have marks of events alone.
    pub(crate) set: String,
    #[serde(flatten)]
    marked: Marked<Standoff>,
}

impl Marks {
    /// The file: a statement or an event a line, so that two versions can be compared.
    fn written(&self) -> anyhow::Result<String> {
        let mut file = String::from("{\n");
        for (name, value) in [("path", &self.path), ("sha256", &self.sha256), ("set", &self.set)] {
            file += &format!("  \"{name}\": {},\n", serde_json::to_string(value)?);
        }
        file += &format!("  \"outlet\": {},\n", serde_json::to_string(&self.marked.outlet)?);
        let lines = |records: Vec<String>| {
            let records: Vec<String> =
                records.iter().map(|record| format!("    {record}")).collect();
            if records.is_empty() {
                "[]".to_owned()
            } else {
                format!("[\n{}\n  ]", records.join(",\n"))
            }
        };
        let events =
            self.marked.events.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        if let Some(statements) = &self.marked.statements {
            let statements = statements.iter().map(serde_json::to_string);
            file +=
                &format!("  \"statements\": {},\n", lines(statements.collect::<Result<_, _>>()?));
        }
        file += &format!("  \"events\": {}\n}}\n", lines(events));
        Ok(file)
    }
}

impl<Span> Marked<Span> {
    fn with_spans<Other>(
        &self,
        place: impl Fn(&Span) -> anyhow::Result<Other>,
    ) -> anyhow::Result<Marked<Other>> {
        let statement =
            |statement: &MarkedStatement<Span>| -> anyhow::Result<MarkedStatement<Other>> {
                Ok(MarkedStatement {
                    id: statement.id.clone(),
                    kind: statement.kind.clone(),
                    cue: place(&statement.cue)?,
                    source: statement.source.as_ref().map(&place).transpose()?,
                    speaker: statement.speaker.clone(),
                    speaker_class: statement.speaker_class.clone(),
                    content: statement.content.iter().map(&place).collect::<anyhow::Result<_>>()?,
                    via: statement.via.clone(),
                    parent: statement.parent.clone(),
                })
            };
        let statements = self.statements.as_ref().map(|all| all.iter().map(statement).collect());
        let events = self.events.iter().map(|event| {
            Ok(MarkedEvent {
                id: event.id.clone(),
                trigger: place(&event.trigger)?,
                kind: event.kind.clone(),
                actor: event.actor.clone(),
                actor_state: event.actor_state.clone(),
                recipient: event.recipient.clone(),
                recipient_state: event.recipient_state.clone(),
                status: event.status.clone(),
                commitment: event.commitment,
                said_in: event.said_in.clone(),
                said_by: event.said_by.clone(),
                date: event.date.clone(),
                place: event.place.clone(),
            })
        });
        Ok(Marked {
            outlet: self.outlet.clone(),
            statements: statements.transpose()?,
            events: events.collect::<anyhow::Result<_>>()?,
        })
    }
}

/// The text of a report as the shared folder has it, a character a cell.
struct Letters(Vec<char>);

impl Letters {
    /// Where the words stand that the gold quotes.
    fn standoff(&self, quoted: &Quoted) -> anyhow::Result<Standoff> {
        let wanted: Vec<char> = quoted.text.chars().collect();
        ensure!(!wanted.is_empty(), "a mark quotes no words");
        let places = self.0.windows(wanted.len()).enumerate();
        let start = places
            .filter(|(_, here)| *here == wanted)
            .map(|(start, _)| start)
            .nth(quoted.n)
            .with_context(|| format!("the text lacks “{}” ({})", quoted.text, quoted.n))?;
        Ok(Standoff { start, end: start + wanted.len() })
    }

    /// The words that stand there, as the gold quotes them.
    fn quoted(&self, span: &Standoff) -> anyhow::Result<Quoted> {
        let words = self.0.get(span.start..span.end).with_context(|| {
            format!("a mark from {} to {} lies beyond the text", span.start, span.end)
        })?;
        ensure!(!words.is_empty(), "a mark at {} is empty", span.start);
        let n = self.0.windows(words.len()).take(span.start).filter(|here| *here == words).count();
        Ok(Quoted { text: words.iter().collect(), n })
    }
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// All texts under a folder, by the digest of their bytes.
fn texts_below(folder: &Path, found: &mut BTreeMap<String, PathBuf>) -> anyhow::Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            texts_below(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            found.entry(digest(&fs::read(&path)?)).or_insert(path);
        }
    }
    Ok(())
}

/// Keeps the marks of annotated reports without their texts. Each text must lie, byte for byte, under `corpora` of the
/// shared folder.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let shared = crate::shared_folder();
    let mut texts = BTreeMap::new();
    texts_below(&shared.join("corpora"), &mut texts)?;
    fs::create_dir_all(&arguments.into)?;
    let reports = annotated(&arguments.from)?;
    ensure!(!reports.is_empty(), "{} holds no NAME.txt with a NAME.json", arguments.from.display());
    for report in &reports {
        let text = fs::read_to_string(report)
            .with_context(|| format!("cannot read {}", report.display()))?;
        let sha256 = digest(text.as_bytes());
        let Some(place) = texts.get(&sha256) else {
            bail!(
                "{} is no text of {}\nhint: annotate texts as the corpora have them, byte for byte",
                report.display(),
                shared.join("corpora").display()
            );
        };
        let annotation = report.with_extension("json");
        let marked: Marked<Quoted> = serde_json::from_str(&fs::read_to_string(&annotation)?)
            .with_context(|| format!("{} has not the gold's form", annotation.display()))?;
        let letters = Letters(text.chars().collect());
        let marks = Marks {
            path: place.strip_prefix(&shared)?.display().to_string(),
            sha256,
            set: arguments.set.clone(),
            marked: marked
                .with_spans(|quoted| letters.standoff(quoted))
                .with_context(|| format!("in {}", annotation.display()))?,
        };
        let name = annotation.file_name().context("a file has a name")?;
        let out = arguments.into.join(name);
        fs::write(&out, marks.written()?)
            .with_context(|| format!("cannot write {}", out.display()))?;
    }
    eprintln!("{} reports in {}", reports.len(), arguments.into.display());
    Ok(())
}

/// The texts of a folder beside which an annotation lies, by name.
pub(crate) fn annotated(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut texts: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("cannot list {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension().is_some_and(|ending| ending == "txt")
                && path.with_extension("json").exists()
        })
        .collect();
    texts.sort();
    Ok(texts)
}

/// Reports of one set, put together again.
#[derive(Default)]
pub(crate) struct Restored {
    pub(crate) texts: Vec<PathBuf>,
    /// Whether some of them have marks of events alone.
    pub(crate) events_alone: bool,
}

/// Puts texts and marks together again, each set in a folder of its own below `scratch`, as NAME.txt and NAME.json of
/// the gold's form: the texts by set, and how many were absent or not the marked ones.
pub(crate) fn restore(
    folder: &Path,
    scratch: &Path,
) -> anyhow::Result<(BTreeMap<String, Restored>, usize)> {
    let shared = crate::shared_folder();
    let mut sets: BTreeMap<String, Restored> = BTreeMap::new();
    let mut absent = 0;
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("cannot list {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    for file in files {
        let marks: Marks = serde_json::from_str(&fs::read_to_string(&file)?)
            .with_context(|| format!("{} holds no marks", file.display()))?;
        let text = fs::read(shared.join(&marks.path)).unwrap_or_default();
        if digest(&text) != marks.sha256 {
            absent += 1;
            continue;
        }
        let text = String::from_utf8(text)?;
        let letters = Letters(text.chars().collect());
        let marked = marks
            .marked
            .with_spans(|span| letters.quoted(span))
            .with_context(|| format!("in {}", file.display()))?;
        let place = scratch.join(&marks.set);
        fs::create_dir_all(&place)?;
        let out = place.join(file.file_name().context("a file has a name")?);
        let restored = sets.entry(marks.set.clone()).or_default();
        restored.events_alone |= marked.statements.is_none();
        // The scorer wants statements, if none.
        let marked = Marked { statements: Some(marked.statements.unwrap_or_default()), ..marked };
        fs::write(&out, serde_json::to_string(&marked)?)?;
        fs::write(out.with_extension("txt"), &text)?;
        restored.texts.push(out.with_extension("txt"));
    }
    Ok((sets, absent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_words_come_back_from_their_place() {
        let letters = Letters("Мэр сказал, что мэр устал. Мэр сказал.".chars().collect());
        for (text, n, start) in [("Мэр сказал", 1, 27), ("мэр", 0, 16), ("сказал", 1, 31)]
        {
            let quoted = Quoted { text: text.to_owned(), n };
            let place = letters.standoff(&quoted).expect("the words are there");
            assert_eq!(place.start, start);
            assert_eq!(letters.quoted(&place).expect("the place is there"), quoted);
        }
        let overlapping = Letters("ааа".chars().collect());
        let second = Quoted { text: "аа".to_owned(), n: 1 };
        assert_eq!(overlapping.standoff(&second).expect("it is there").start, 1);
    }

    #[test]
    fn words_that_the_text_lacks_are_an_error() {
        let letters = Letters("Мэр сказал.".chars().collect());
        assert!(letters.standoff(&Quoted { text: "Мэр".to_owned(), n: 1 }).is_err());
        assert!(letters.quoted(&Standoff { start: 4, end: 40 }).is_err());
    }

    #[test]
    fn the_kept_marks_hold_no_sentence() {
        // Names stand there as labels; words of the texts do not.
        let folder = crate::workspace_root().join("measures/reports");
        for file in fs::read_dir(folder).into_iter().flatten().flatten() {
            let kept = fs::read_to_string(file.path()).expect("a file of marks");
            assert!(!kept.contains("\"text\""), "{} quotes its text", file.path().display());
        }
    }
}
