//! How a view is shown: a page for people, rows for other programs, its rule, its evidence.

use std::io::{self, Write};
use std::path::PathBuf;

use anstream::AutoStream;
use anyhow::Context;
use clap::{Args, ValueEnum};
use depesha_chronicle::View;
use depesha_ledger::{Answer, Ledger};
use depesha_tables::{Form, TableWriter};

use super::evidence::put_evidence;
use crate::ask::output::{AnswerFormat, Output as AskOutput, Target, ended, is_lost_on_a_terminal};
use crate::ended::Ended;
use crate::messages::Messages;
use crate::terminal::usual_width;
use crate::typesetting::{ASIDE, HEADLINE, Typesetting};

/// How a view is shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Show {
    /// How it is written; docs/VIEWS.md has the columns of all but page and figure
    #[arg(long, short, value_name = "FORMAT", default_value = "page")]
    format: ViewFormat,

    /// Write into this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Tell by which rule it is computed, with all constants; on standard error in forms for programs
    #[arg(long)]
    explain: bool,

    /// List the records behind the numbers with their places in the reports; in forms for programs instead of the rows
    #[arg(long)]
    evidence: bool,

    /// Columns of the page [default: the terminal's, at most 100]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..=1000))]
    width: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ViewFormat {
    /// A page for people
    Page,
    /// Comma-separated values in UTF-8
    Csv,
    /// An array of objects
    Json,
    /// One object a line
    Jsonl,
    /// Apache Parquet
    Parquet,
    /// A figure, where the view has one
    Svg,
}

impl Show {
    /// How a view is shown that a question's output asks for.
    pub(crate) fn of_output(output: &AskOutput, explain: bool, evidence: bool) -> Self {
        let format = match output.format {
            AnswerFormat::Table => ViewFormat::Page,
            AnswerFormat::Csv => ViewFormat::Csv,
            AnswerFormat::Json => ViewFormat::Json,
            AnswerFormat::Jsonl => ViewFormat::Jsonl,
            AnswerFormat::Parquet => ViewFormat::Parquet,
        };
        let (output, width) = (output.output.clone(), output.width);
        Self { format, output, explain, evidence, width }
    }

    /// The most rows to give: as asked, else of a page so many.
    pub(crate) fn limit(&self, asked: Option<usize>, on_a_page: usize) -> Option<usize> {
        asked.or((self.format == ViewFormat::Page).then_some(on_a_page))
    }
}

/// Writes the view: `page` sets it for people, `figure` draws it where it can be drawn.
pub(crate) fn shown<V: View>(
    view: &V,
    ledger: &Ledger,
    show: &Show,
    messages: &Messages,
    page: impl FnOnce(&V, Typesetting) -> String,
    figure: Option<&dyn Fn(&V) -> String>,
) -> anyhow::Result<Ended> {
    let file = show.output.as_deref();
    if show.format == ViewFormat::Parquet && is_lost_on_a_terminal(file, messages) {
        return Ok(Ended::Refused);
    }
    if show.format == ViewFormat::Svg && (figure.is_none() || show.evidence) {
        let hint = "ask for a page, or for csv, json, jsonl or parquet with `--format`";
        messages.error("there is no figure of that", Some(hint));
        return Ok(Ended::Refused);
    }
    let evidence = match show.evidence.then(|| view.evidence(ledger)).transpose() {
        Ok(evidence) => evidence,
        Err(error) => return Ok(messages.ledger_error(&error)),
    };
    let Some(mut target) = Target::of(file, messages) else { return Ok(Ended::Refused) };
    let form = match show.format {
        ViewFormat::Page => {
            let coloured = show.output.is_none()
                && AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
            let width = show.width.map_or_else(usual_width, usize::from);
            let typesetting = Typesetting { width, coloured };
            let mut whole = page(view, typesetting);
            if let Some(evidence) = &evidence {
                put_evidence(&mut whole, evidence, typesetting);
            }
            if show.explain {
                whole.push('\n');
                typesetting.put(&mut whole, 0, HEADLINE, &format!("Rule: {}", V::RULE));
                for paragraph in view.rule() {
                    typesetting.put(&mut whole, 2, ASIDE, &paragraph);
                }
            }
            return finished(target.write_all(whole.as_bytes()).and_then(|()| target.end()));
        }
        ViewFormat::Svg => {
            explain(view, show, messages);
            let drawn = figure.map_or_else(String::new, |draw| draw(view));
            return finished(target.write_all(drawn.as_bytes()).and_then(|()| target.end()));
        }
        ViewFormat::Csv => Form::Csv,
        ViewFormat::Json => Form::Json,
        ViewFormat::Jsonl => Form::JsonLines,
        ViewFormat::Parquet => Form::Parquet,
    };
    explain(view, show, messages);
    finished(match &evidence {
        Some(evidence) => put_rows(target, form, evidence),
        None => put_rows(target, form, view.rows()),
    })
}

fn explain<V: View>(view: &V, show: &Show, messages: &Messages) {
    if show.explain {
        messages.note(&format!("rule: {}", V::RULE));
        for paragraph in view.rule() {
            messages.note(&paragraph);
        }
    }
}

fn put_rows<A: Answer>(target: Target, form: Form, rows: &[A]) -> io::Result<()> {
    let mut writer = TableWriter::begin(target, form, A::TABLE)?;
    for row in rows {
        writer.row(&row.row())?;
    }
    writer.finish()?.end()
}

/// How it ends; that nobody reads it to the end is no error.
fn finished(written: io::Result<()>) -> anyhow::Result<Ended> {
    match written {
        Ok(()) => Ok(Ended::Well),
        Err(cause) => ended(cause).context("the view cannot be written"),
    }
}
