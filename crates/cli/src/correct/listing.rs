//! Corrections, records and entries as they are listed.

use std::io::Write;

use anstyle::Style;
use depesha::directory::Entry;
use depesha_ledger::corrections::{Change, ClaimedRecord, KeptCorrection, RecordNamed, Subject};
use depesha_ledger::{ArticleReading, Ledger, RecordKind};
use serde::Serialize;

use crate::correct::options::Form;
use crate::correct::{Trouble, naming};
use crate::record_lines::RecordLines;
use crate::terminal::Screen;
use crate::typesetting::{ASIDE, HEADLINE, SPEAKER, one_line};

/// Which corrections are listed.
pub(crate) struct Filter<'a> {
    pub(crate) author: Option<&'a str>,
    pub(crate) article: Option<String>,
    pub(crate) action: Option<&'static str>,
}

impl Filter<'_> {
    fn takes(&self, kept: &KeptCorrection) -> bool {
        let own = &kept.correction;
        let article = |wanted: &String| match &own.change {
            Change::Merge { between } | Change::Split { between } => {
                between.iter().any(|anchor| anchor.report == *wanted)
            }
            _ => own.article().is_some_and(|article| article.id == *wanted),
        };
        self.author.is_none_or(|author| own.by == author)
            && self.action.is_none_or(|action| own.action() == action)
            && self.article.as_ref().is_none_or(article)
    }
}

/// Prints records in JSON: an array, or one a line.
pub(crate) fn put_json<T: Serialize>(
    screen: &mut Screen,
    form: Form,
    records: &[T],
) -> Result<(), Trouble> {
    let write = |screen: &mut Screen| -> std::io::Result<()> {
        if form == Form::Json {
            serde_json::to_writer_pretty(&mut *screen, records)?;
            return screen.write_all(b"\n");
        }
        for record in records {
            serde_json::to_writer(&mut *screen, record)?;
            screen.write_all(b"\n")?;
        }
        Ok(())
    };
    Ok(write(screen)?)
}

/// Lists corrections by time.
pub(crate) fn list(
    ledger: &Ledger,
    filter: &Filter<'_>,
    form: Form,
    screen: &mut Screen,
) -> Result<(), Trouble> {
    let mut all = ledger.kept_corrections()?;
    all.retain(|kept| filter.takes(kept));
    if form != Form::Table {
        return put_json(screen, form, &all);
    }
    let row = |kept: &KeptCorrection| {
        let own = &kept.correction;
        let holds = if kept.holds { "" } else { " (taken back)" };
        let action = format!("{}{holds}", own.action().replace('_', " "));
        [kept.claim.0.clone(), own.at.clone(), one_line(&own.by), action]
    };
    let rows: Vec<[String; 4]> = all.iter().map(row).collect();
    let widths: Vec<usize> = (0..4)
        .map(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0))
        .collect();
    for (row, kept) in rows.iter().zip(&all) {
        let mut line = String::new();
        for ((cell, width), style) in row.iter().zip(&widths).zip([ASIDE, ASIDE, SPEAKER, HEADLINE])
        {
            line.push_str(&screen.typesetting.paint(style, cell));
            line.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
        }
        line.push_str(&one_line(&meant(&kept.correction.change)));
        if let Some(reason) = &kept.correction.reason {
            line.push_str(&screen.typesetting.paint(ASIDE, &format!(" · {}", one_line(reason))));
        }
        screen.line(line.trim_end())?;
    }
    Ok(())
}

/// What a correction speaks of.
fn meant(change: &Change) -> String {
    match change {
        Change::Add { article, record, .. } => format!("{} {}", article.id, place(record)),
        Change::Mend { article, subject, .. } | Change::Reject { article, subject } => {
            format!("{} {}", article.id, place_of(subject))
        }
        Change::Merge { between } | Change::Split { between } => {
            let [one, other] = between.each_ref().map(|own| format!("{}@{}", own.name, own.report));
            format!("{one} and {other}")
        }
        Change::Evidence { commitment, evidence, stage, .. } => {
            let named =
                |own: &RecordNamed| format!("{} {}", own.article.id, place_of(&own.subject));
            format!("{}: {stage} by {}", named(commitment), named(evidence))
        }
        Change::TakeBack { claim } => claim.0.clone(),
    }
}

fn place_of(subject: &Subject) -> String {
    match subject {
        Subject::Statement(span) => format!("statement:{}-{}", span.start, span.end),
        Subject::Event { trigger, kind } => {
            let kind = kind.as_ref().map_or(String::new(), |kind| format!(":{kind}"));
            format!("event:{}-{}{kind}", trigger.start, trigger.end)
        }
        Subject::Commitment(span) => format!("commitment:{}-{}", span.start, span.end),
        Subject::Quantity(span) => format!("quantity:{}-{}", span.start, span.end),
        Subject::Date(span) => format!("date:{}-{}", span.start, span.end),
        Subject::Attitude { source, target } => format!("attitude:{source}>{target}"),
        Subject::Actor { class, name } => format!("actor:{}/{name}", naming::class_word(*class)),
    }
}

fn place(record: &ClaimedRecord) -> String {
    match record {
        ClaimedRecord::Statement(own) => place_of(&Subject::Statement(own.cue)),
        ClaimedRecord::Event(own) => {
            place_of(&Subject::Event { trigger: own.trigger, kind: Some(own.kind.clone()) })
        }
        ClaimedRecord::Commitment(own) => place_of(&Subject::Commitment(own.act)),
        ClaimedRecord::Quantity(own) => place_of(&Subject::Quantity(own.span)),
        ClaimedRecord::Date(own) => place_of(&Subject::Date(own.span)),
        ClaimedRecord::Actor(own) => {
            place_of(&Subject::Actor { class: own.class, name: own.name.clone() })
        }
        ClaimedRecord::Attitude(_) => "attitude".to_owned(),
    }
}

/// Shows the records of an article with their ids.
pub(crate) fn show(
    reading: &ArticleReading,
    form: Form,
    screen: &mut Screen,
) -> Result<(), Trouble> {
    if form != Form::Table {
        return put_json(screen, form, &reading.described);
    }
    let typesetting = screen.typesetting;
    let mut page = String::new();
    let head = reading.title.as_deref().unwrap_or(&reading.article.id);
    typesetting.put(&mut page, 0, HEADLINE, &one_line(head));
    let mut known = vec![reading.article.id.clone(), format!("SHA-256 {}", reading.article.sha256)];
    known.extend(reading.outlet.clone());
    known.extend(reading.published.clone());
    let known: Vec<String> = known.iter().map(|own| one_line(own)).collect();
    typesetting.put(&mut page, 0, ASIDE, &known.join(" · "));
    let corrected = if reading.program.is_some() { ", with corrections" } else { "" };
    let maker = &reading.maker;
    let made = format!("read by {} with {}{corrected}", maker.version, maker.model);
    typesetting.put(&mut page, 0, ASIDE, &made);
    let lines = RecordLines { typesetting };
    let mut last: Option<RecordKind> = None;
    for record in &reading.described {
        if last != Some(record.kind) {
            page.push('\n');
            last = Some(record.kind);
        }
        lines.put(&mut page, 0, (Style::new(), ""), record);
    }
    Ok(screen.put(&page)?)
}

/// An entry of the directory on a line.
pub(crate) fn put_entry(screen: &mut Screen, mark: &str, entry: &Entry) -> Result<(), Trouble> {
    let mut reports: Vec<String> = entry
        .occurrences
        .iter()
        .take(5)
        .map(|own| format!("{}@{}", one_line(&own.name), one_line(&own.report)))
        .collect();
    if entry.occurrences.len() > reports.len() {
        reports.push(format!("{} more", entry.occurrences.len() - reports.len()));
    }
    Ok(screen.line(&format!("{mark} {}: {}", one_line(&entry.id.0), reports.join(", ")))?)
}
