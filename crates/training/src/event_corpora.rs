//! Reports in which people marked events, with what the program makes of them: what a learned part of the reading of
//! events is taught and judged by.
//!
//! Two forms are read: that of the gold (`NAME.txt` beside `NAME.json`, places quoted in words), and that of
//! `measures/reports` (places as code points into a text of the shared folder, whose digest is kept).

use std::collections::HashMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use depesha_language::{Analysis, Language};
use depesha_reading::{EventStatus, EventType, Reading};
use depesha_text::{Article, ByteSpan};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// An event as people marked it. Names are in the nominative, states by their three letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedEvent {
    /// The words that tell it.
    pub trigger: ByteSpan,
    /// What is done.
    pub kind: EventType,
    /// Who does it; empty where the text leaves it open.
    pub actors: Vec<String>,
    /// The states that these act for or belong to.
    pub actor_states: Vec<String>,
    /// To or with whom; empty where the text leaves it open.
    pub recipients: Vec<String>,
    /// The states of these.
    pub recipient_states: Vec<String>,
    /// Whether it is said to be done.
    pub status: EventStatus,
    /// Whether it binds the actor.
    pub commitment: bool,
    /// Who tells it, where it is not the author.
    pub said_by: Option<String>,
    /// When, as far as the text tells: a year, month or day of ISO 8601.
    pub date: Option<String>,
    /// Where.
    pub place: Option<String>,
}

/// A report with its marks.
#[derive(Debug, Clone)]
pub struct MarkedReport {
    /// The name of the file of marks, without its ending.
    pub name: String,
    /// The set that the report belongs to.
    pub set: String,
    /// The text.
    pub article: Article,
    /// The events, in the order of their triggers.
    pub events: Vec<MarkedEvent>,
}

/// A marked report, read by the program.
pub struct EventReport {
    /// What people marked.
    pub marked: MarkedReport,
    /// How the text is built.
    pub analysis: Analysis,
    /// What the program reads in it: its own actors, statements and events.
    pub reading: Reading,
}

impl EventReport {
    /// Reads the report.
    pub fn of(marked: MarkedReport, language: &Language) -> Self {
        let analysis = language.analyse(&marked.article.body);
        let reading = depesha_reading::read(&marked.article, &analysis, language);
        Self { marked, analysis, reading }
    }

    /// The tokens that a marked trigger touches; its ends need not be those of tokens.
    pub fn tokens_of(&self, event: &MarkedEvent) -> Range<usize> {
        let tokens = &self.analysis.tokens;
        let start = tokens.partition_point(|token| token.span.end <= event.trigger.start);
        let end = tokens.partition_point(|token| token.span.start < event.trigger.end);
        start..end.max(start)
    }
}

/// A place in a text, in either form.
#[derive(Deserialize)]
#[serde(untagged)]
enum Place {
    /// Words, and how often the same words stand before them.
    Quoted {
        text: String,
        #[serde(default)]
        n: usize,
    },
    /// Code points.
    Standoff { start: usize, end: usize },
}

#[derive(Deserialize)]
struct WrittenStatement {
    id: String,
    speaker: Option<String>,
}

#[derive(Deserialize)]
struct WrittenEvent {
    trigger: Place,
    #[serde(rename = "type")]
    kind: String,
    actor: Vec<String>,
    actor_state: Vec<String>,
    recipient: Vec<String>,
    recipient_state: Vec<String>,
    status: String,
    commitment: bool,
    said_in: Option<String>,
    #[serde(default)]
    said_by: Option<String>,
    date: Option<String>,
    place: Option<String>,
}

#[derive(Deserialize)]
struct Written {
    /// The text's path in the shared folder, in files of marks alone.
    path: Option<String>,
    sha256: Option<String>,
    set: Option<String>,
    #[serde(default)]
    statements: Vec<WrittenStatement>,
    events: Vec<WrittenEvent>,
}

/// Reads the annotated reports of a folder of the gold's form, sorted by name, as those of the set `set`.
///
/// # Errors
/// Where the folder or a file cannot be read or is of another form; the message names the file.
pub fn gold_reports(folder: &Path, set: &str) -> anyhow::Result<Vec<MarkedReport>> {
    files(folder)?
        .iter()
        .map(|file| {
            let body = text(&file.with_extension("txt"))?;
            report(file, written(file)?, set, body)
        })
        .collect()
}

/// Reads the reports of some sets of a folder of marks, such as `measures/reports`, sorted by name. The texts lie in
/// the folder `shared`.
///
/// # Errors
/// Where a file cannot be read or is of another form, or a text is not the one that was marked; the message names
/// the file.
pub fn marked_reports(
    folder: &Path,
    shared: &Path,
    sets: &[&str],
) -> anyhow::Result<Vec<MarkedReport>> {
    let mut reports = Vec::new();
    for file in files(folder)? {
        let written = written(&file)?;
        let (Some(path), Some(sha256)) = (&written.path, &written.sha256) else {
            bail!("{} names no text: give a folder of marks without texts", file.display());
        };
        let set = written.set.clone().unwrap_or_default();
        if !sets.contains(&set.as_str()) {
            continue;
        }
        let place = shared.join(path);
        let body = text(&place)?;
        let digest: String =
            Sha256::digest(body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        ensure!(
            digest == *sha256,
            "{} is not the text that {} marks: its SHA-256 is {digest}",
            place.display(),
            file.display()
        );
        reports.push(report(&file, written, &set, body)?);
    }
    Ok(reports)
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| {
        format!("cannot list {}: give a folder with annotated reports", folder.display())
    })?;
    let mut files: Vec<PathBuf> =
        entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    ensure!(!files.is_empty(), "{} holds no NAME.json", folder.display());
    Ok(files)
}

fn text(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn written(file: &Path) -> anyhow::Result<Written> {
    serde_json::from_str(&text(file)?)
        .with_context(|| format!("{} is no file of marks", file.display()))
}

fn report(file: &Path, written: Written, set: &str, body: String) -> anyhow::Result<MarkedReport> {
    let name = file.file_stem().context("a file has a name")?.to_string_lossy().into_owned();
    let events = events(written, &body).with_context(|| format!("in {}", file.display()))?;
    let article = Article::from_body(name.clone(), body);
    Ok(MarkedReport { name, set: set.to_owned(), article, events })
}

fn events(written: Written, body: &str) -> anyhow::Result<Vec<MarkedEvent>> {
    let ends: Vec<usize> =
        body.char_indices().map(|(at, _)| at).chain(std::iter::once(body.len())).collect();
    let speakers: HashMap<String, Option<String>> =
        written.statements.into_iter().map(|told| (told.id, told.speaker)).collect();
    let mut events = Vec::new();
    for event in written.events {
        let speaker = event.said_in.as_ref().and_then(|id| speakers.get(id).cloned().flatten());
        events.push(MarkedEvent {
            trigger: span(&event.trigger, body, &ends)?,
            kind: EventType::from_name(&event.kind)
                .with_context(|| format!("no type of event: {}", event.kind))?,
            actors: event.actor,
            actor_states: event.actor_state,
            recipients: event.recipient,
            recipient_states: event.recipient_state,
            status: status(&event.status)?,
            commitment: event.commitment,
            said_by: event.said_by.or(speaker),
            date: event.date,
            place: event.place,
        });
    }
    events.sort_by_key(|event| event.trigger);
    Ok(events)
}

fn status(name: &str) -> anyhow::Result<EventStatus> {
    Ok(match name {
        "actual" => EventStatus::Actual,
        "planned" => EventStatus::Planned,
        "hypothetical" => EventStatus::Hypothetical,
        "negated" => EventStatus::Negated,
        _ => bail!("no status of an event: {name}"),
    })
}

fn span(place: &Place, body: &str, ends: &[usize]) -> anyhow::Result<ByteSpan> {
    match place {
        Place::Quoted { text, n } => {
            ensure!(!text.is_empty(), "a mark quotes no words");
            let mut from = 0;
            for before in 0..=*n {
                let at = body[from..]
                    .find(text)
                    .with_context(|| format!("the text lacks “{text}” ({n})"))?;
                if before == *n {
                    return Ok(ByteSpan::new(from + at, from + at + text.len()));
                }
                let letter = body[from + at..].chars().next().map_or(1, char::len_utf8);
                from += at + letter;
            }
            bail!("the text lacks “{text}” ({n})")
        }
        Place::Standoff { start, end } => match (ends.get(*start), ends.get(*end)) {
            (Some(&first), Some(&last)) if first < last => Ok(ByteSpan::new(first, last)),
            _ => bail!("a mark from {start} to {end} lies beyond the text or is empty"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "Мэр осудил указ. Губернатор осудил мэра.";

    fn event(trigger: &str) -> String {
        format!(
            r#"{{"trigger": {trigger}, "type": "ACCUSE", "actor": ["губернатор"], "actor_state": [],
                "recipient": ["мэр"], "recipient_state": [], "status": "actual", "commitment": false,
                "said_in": null, "date": null, "place": null}}"#
        )
    }

    fn triggers(trigger: &str) -> anyhow::Result<Vec<(usize, usize)>> {
        let written = format!(r#"{{"events": [{}]}}"#, event(trigger));
        let found = events(serde_json::from_str(&written)?, BODY)?;
        Ok(found.iter().map(|event| (event.trigger.start, event.trigger.end)).collect())
    }

    #[test]
    fn both_forms_of_a_mark_mean_the_same_place() {
        let quoted = triggers(r#"{"text": "осудил", "n": 1}"#).expect("the words are there");
        let standoff = triggers(r#"{"start": 28, "end": 34}"#).expect("the place is there");
        assert_eq!(quoted, standoff);
        assert_eq!(&BODY[quoted[0].0..quoted[0].1], "осудил");
        assert!(quoted[0].0 > BODY.len() / 2);
    }

    #[test]
    fn a_mark_outside_of_the_text_is_an_error() {
        for wrong in
            [r#"{"text": "осудил", "n": 2}"#, r#"{"start": 28, "end": 400}"#, r#"{"text": ""}"#]
        {
            assert!(triggers(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn who_says_it_is_told_by_name_or_by_statement() {
        let told =
            event(r#"{"text": "осудил"}"#).replace(r#""said_in": null"#, r#""said_in": "s1""#);
        let written = format!(
            r#"{{"statements": [{{"id": "s1", "speaker": "Павел Ручьёв"}}], "events": [{told}]}}"#
        );
        let found = events(serde_json::from_str(&written).expect("JSON"), BODY).expect("marks");
        assert_eq!(found[0].said_by.as_deref(), Some("Павел Ручьёв"));
    }
}
