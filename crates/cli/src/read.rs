//! `depesha read`: reports in, their statements and events out.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::Path;

use anstream::AutoStream;
use anyhow::Context;
use depesha::reading::Tables;
use depesha::{Article, Reader};
use depesha_sources::{Received, SourceError, article_from_file};

use crate::marked_text::marked_text;
use crate::messages::Messages;
use crate::options::{Format, Read};
use crate::page::{Extent, page};
use crate::progress::Progress;
use crate::typesetting::Typesetting;

/// Columns of a page where nothing says how many there are.
const USUAL_WIDTH: usize = 80;

/// Columns beyond which lines are hard to read.
const WIDEST: usize = 100;

/// Whether every input could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    AllRead,
    SomeWereBad,
}

/// Reads the files one after the other and prints each reading as soon as it is there.
pub(crate) fn read(options: &Read, quiet: bool) -> anyhow::Result<Outcome> {
    let messages = Messages { quiet };
    let reader = match &options.model {
        Some(folder) => match Reader::from_folder(folder) {
            Ok(reader) => reader,
            Err(error) => {
                let hint = "without `--model` and DEPESHA_MODEL, the program uses its own model";
                messages.error(&error.to_string(), Some(hint));
                return Ok(Outcome::SomeWereBad);
            }
        },
        None => Reader::embedded().context("the model in the program cannot be used")?,
    };
    let Some(reader) = with_outlets(reader, options.outlets.as_deref(), &messages) else {
        return Ok(Outcome::SomeWereBad);
    };
    let mut printed = Printed::to_stdout(options);
    let progress = Progress::over(options.files.len(), quiet);
    let mut outcome = Outcome::AllRead;
    for file in &options.files {
        if file.as_os_str() == "-" && io::stdin().is_terminal() {
            messages.note("reading standard input; end it with Ctrl-D");
        }
        match article_from_file(file) {
            Ok(received) => {
                progress.aside(|| tell_encoding(&received, &messages));
                let article = completed(received.article, options);
                progress.begins(&article.id, article.body.len());
                let reading = reader.read_telling(&article, &mut |byte| progress.come_to(byte));
                let written = progress.aside(|| printed.reading(&reader, &article, &reading));
                match written {
                    // Who reads the output has seen enough.
                    Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => return Ok(outcome),
                    written => written.context("the output cannot be written")?,
                }
            }
            Err(error) => {
                outcome = Outcome::SomeWereBad;
                progress.aside(|| tell_error(&error, &messages));
            }
        }
        progress.done();
    }
    drop(progress);
    match printed.end() {
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => {}
        ended => ended.context("the output cannot be written")?,
    }
    Ok(outcome)
}

/// The reader with the outlets of the user's table, if there is one; `None` where it is of no use.
fn with_outlets(reader: Reader, table: Option<&Path>, messages: &Messages) -> Option<Reader> {
    let Some(path) = table else { return Some(reader) };
    let received = match article_from_file(path) {
        Ok(received) => received,
        Err(error) => {
            tell_error(&error, messages);
            return None;
        }
    };
    tell_encoding(&received, messages);
    let Article { id, body, .. } = received.article;
    match Tables::with_outlets(&body, &id) {
        Ok(tables) => Some(reader.with_tables(tables)),
        Err(error) => {
            messages.error(&error.to_string(), Some(error.hint()));
            None
        }
    }
}

fn tell_encoding(received: &Received, messages: &Messages) {
    let Received { article, encoding, replaced } = received;
    if *encoding != "UTF-8" {
        messages.note(&format!("{}: read as {encoding}", article.id));
    }
    if *replaced > 0 {
        let places =
            if *replaced == 1 { "1 broken place" } else { &format!("{replaced} broken places") };
        messages.warning(&format!("{}: {places} replaced by U+FFFD", article.id));
    }
}

fn tell_error(error: &SourceError, messages: &Messages) {
    messages.error(&error.to_string(), Some(&error.hint()));
}

/// The article with what the options give of its publication.
fn completed(mut article: Article, options: &Read) -> Article {
    article.outlet = article.outlet.or_else(|| options.outlet.clone());
    article.published = article.published.or_else(|| options.published.clone());
    article.title = article.title.or_else(|| options.title.clone());
    article
}

/// Standard output with the readings that are already on it.
struct Printed<'options> {
    output: BufWriter<AutoStream<StdoutLock<'static>>>,
    options: &'options Read,
    typesetting: Typesetting,
    readings: usize,
}

impl<'options> Printed<'options> {
    fn to_stdout(options: &'options Read) -> Self {
        let stdout = io::stdout().lock();
        let color = AutoStream::choice(&stdout);
        let coloured = color != anstream::ColorChoice::Never;
        let width = options.width.map_or_else(usual_width, usize::from);
        Self {
            output: BufWriter::new(AutoStream::new(stdout, color)),
            options,
            typesetting: Typesetting { width, coloured },
            readings: 0,
        }
    }

    fn reading(
        &mut self,
        reader: &Reader,
        article: &Article,
        reading: &depesha::reading::Reading,
    ) -> io::Result<()> {
        let Self { output, options, typesetting, readings } = self;
        match options.format {
            Format::Page => {
                if *readings > 0 {
                    writeln!(output, "\n{}\n", "─".repeat(typesetting.width))?;
                }
                let page = if options.text {
                    marked_text(article, reading, *typesetting)
                } else {
                    let extent = Extent { full: options.full, explain: options.explain };
                    page(article, reading, extent, *typesetting)
                };
                output.write_all(page.as_bytes())?;
            }
            Format::Json => {
                let record = reader.record(article, reading);
                if options.files.len() > 1 {
                    output.write_all(if *readings == 0 { b"[\n" } else { b",\n" })?;
                }
                serde_json::to_writer_pretty(&mut *output, &record)?;
            }
            Format::Jsonl => {
                serde_json::to_writer(&mut *output, &reader.record(article, reading))?;
                output.write_all(b"\n")?;
            }
        }
        *readings += 1;
        // What is read can be seen while the next report is still being read.
        output.flush()
    }

    fn end(mut self) -> io::Result<()> {
        if self.options.format == Format::Json {
            let end = match (self.options.files.len() > 1, self.readings) {
                (true, 0) => "[]\n",
                (true, _) => "\n]\n",
                (false, 0) => "",
                (false, _) => "\n",
            };
            self.output.write_all(end.as_bytes())?;
        }
        self.output.flush()
    }
}

fn usual_width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stdout());
    terminal.map_or(USUAL_WIDTH, |(width, _)| usize::from(width.0).min(WIDEST))
}
