//! How answers are written: as a table for people, or in a form for other programs.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use anyhow::Context;
use clap::{Args, ValueEnum};
use depesha_ledger::LedgerError;
use depesha_tables::{Form, TableWriter};

use super::columns::{put_head, put_row};
use super::rows::Shown;
use crate::ended::Ended;
use crate::messages::Messages;
use crate::terminal::usual_width;
use crate::typesetting::Typesetting;

/// How answers are written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// How answers are written; docs/SCHEMA.md has the columns of all but the table
    #[arg(long, short, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: AnswerFormat,

    /// Write into this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The most to give
    #[arg(long, value_name = "COUNT")]
    pub(super) limit: Option<usize>,

    /// Those that were published last first
    #[arg(long)]
    pub(super) latest_first: bool,

    /// Words in full in the table, however long
    #[arg(long)]
    full: bool,

    /// Columns of the table [default: the terminal's, at most 100]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub(crate) width: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// A table for people
    Table,
    /// Comma-separated values in UTF-8
    Csv,
    /// An array of objects
    Json,
    /// One object a line
    Jsonl,
    /// Apache Parquet
    Parquet,
}

/// Why no more answers are wanted.
pub(super) enum Stop {
    Ledger(LedgerError),
    Output(io::Error),
    /// All that were asked for are there, and there are more.
    Enough,
}

impl From<LedgerError> for Stop {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

/// How it ends where the output could not be written; that nobody reads it to the end is no error.
pub(crate) fn ended(cause: io::Error) -> anyhow::Result<Ended> {
    match cause.kind() {
        io::ErrorKind::BrokenPipe => Ok(Ended::Well),
        _ => Err(cause).context("the output cannot be written"),
    }
}

/// A file that takes its name when it is whole.
pub(crate) struct WholeFile {
    file: BufWriter<File>,
    part: PathBuf,
    name: PathBuf,
}

impl WholeFile {
    pub(crate) fn create(name: &Path) -> io::Result<Self> {
        let mut part = name.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = BufWriter::new(File::create(&part)?);
        Ok(Self { file, part, name: name.to_owned() })
    }

    /// Gives the file its name.
    pub(crate) fn take_name(mut self) -> io::Result<()> {
        self.file.flush()?;
        std::fs::rename(&self.part, &self.name)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        // Once it has its name, nothing is there under the other.
        let _ = std::fs::remove_file(&self.part);
    }
}

/// Standard output, or a file.
pub(crate) enum Target {
    Stdout(BufWriter<io::Stdout>),
    File(WholeFile),
}

impl Target {
    /// Begins to write into the file, or standard output; `None` where it cannot be written, which is told.
    pub(crate) fn of(file: Option<&Path>, messages: &Messages) -> Option<Self> {
        let Some(file) = file else { return Some(Self::Stdout(BufWriter::new(io::stdout()))) };
        match WholeFile::create(file) {
            Ok(file) => Some(Self::File(file)),
            Err(cause) => {
                let message = format!("{}: cannot be written: {cause}", file.display());
                messages
                    .error(&message, Some("check that its folder is there and may be written to"));
                None
            }
        }
    }

    /// Ends it: all is written, and a file takes its name.
    pub(crate) fn end(mut self) -> io::Result<()> {
        self.flush()?;
        match self {
            Self::Stdout(_) => Ok(()),
            Self::File(file) => file.take_name(),
        }
    }
}

/// Whether Parquet would go to a terminal, which is told.
pub(crate) fn is_lost_on_a_terminal(file: Option<&Path>, messages: &Messages) -> bool {
    let is_lost = file.is_none() && io::stdout().is_terminal();
    if is_lost {
        let hint = "name a file with `--output FILE`, or send it into one with `> FILE`";
        messages.error("Parquet is not for a terminal", Some(hint));
    }
    is_lost
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(output) => output.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(output) => output.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

/// Answers that are being written.
pub(super) struct Written<'output> {
    output: &'output Output,
    counted: [&'static str; 2],
    count: usize,
    /// Whether there are more than were asked for.
    more: bool,
    sink: Sink,
}

enum Sink {
    Table { target: Target, head: [&'static str; 3], typesetting: Typesetting },
    Rows(TableWriter<Target>),
}

impl Output {
    /// Begins to write; `None` where the output is of no use, which is told.
    pub(super) fn begin<T: Shown>(
        &self,
        messages: &Messages,
    ) -> anyhow::Result<Option<Written<'_>>> {
        let file = self.output.as_deref();
        if self.format == AnswerFormat::Parquet && is_lost_on_a_terminal(file, messages) {
            return Ok(None);
        }
        let color = AutoStream::choice(&io::stdout());
        let coloured = self.output.is_none() && color != anstream::ColorChoice::Never;
        let Some(target) = Target::of(file, messages) else { return Ok(None) };
        let form = match self.format {
            AnswerFormat::Table => None,
            AnswerFormat::Csv => Some(Form::Csv),
            AnswerFormat::Json => Some(Form::Json),
            AnswerFormat::Jsonl => Some(Form::JsonLines),
            AnswerFormat::Parquet => Some(Form::Parquet),
        };
        let sink = match form {
            Some(form) => match TableWriter::begin(target, form, T::TABLE) {
                Ok(writer) => Sink::Rows(writer),
                Err(cause) => return Err(cause).context("the output cannot be written"),
            },
            None => {
                let width = self.width.map_or_else(usual_width, usize::from);
                Sink::Table { target, head: T::HEAD, typesetting: Typesetting { width, coloured } }
            }
        };
        Ok(Some(Written { output: self, counted: T::COUNTED, count: 0, more: false, sink }))
    }
}

impl Written<'_> {
    /// Writes an answer.
    pub(super) fn take<T: Shown>(&mut self, found: &T) -> Result<(), Stop> {
        if self.output.limit.is_some_and(|limit| self.count >= limit) {
            self.more = true;
            return Err(Stop::Enough);
        }
        self.count += 1;
        let written = match &mut self.sink {
            Sink::Rows(writer) => writer.row(&found.row()),
            Sink::Table { target, head, typesetting } => {
                let mut page = String::new();
                if self.count == 1 {
                    put_head(&mut page, *head, *typesetting);
                } else {
                    page.push('\n');
                }
                put_row(&mut page, &found.cells(self.output.full), *typesetting);
                target.write_all(page.as_bytes())
            }
        };
        written.map_err(Stop::Output)
    }

    /// Ends it, and tells how many answers there were.
    pub(super) fn finish(self, messages: &Messages) -> io::Result<usize> {
        let is_table = matches!(self.sink, Sink::Table { .. });
        let target = match self.sink {
            Sink::Table { target, .. } => target,
            Sink::Rows(writer) => writer.finish()?,
        };
        target.end()?;
        let [one, several] = self.counted;
        let counted = format!("{} {}", self.count, if self.count == 1 { one } else { several });
        if self.more {
            messages.note(&format!("{counted}; there are more, `--limit` gives them"));
        } else if is_table && self.count > 0 {
            messages.note(&counted);
        }
        Ok(self.count)
    }
}
