//! `depesha read`: reports in, their statements and events out.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::Path;

use anstream::AutoStream;
use anyhow::Context;
use depesha::{Article, Reader};
use depesha_sources::{Document, Form, Position, Rejected, documents};

use crate::ended::Ended;
use crate::marked_text::marked_text;
use crate::messages::Messages;
use crate::options::{Format, Read};
use crate::page::{Extent, page};
use crate::progress::Progress;
use crate::terminal::usual_width;
use crate::typesetting::Typesetting;

/// Reads the documents of one input after the other and prints each reading as soon as it is there.
pub(crate) fn read(options: &Read, quiet: bool) -> anyhow::Result<Ended> {
    let messages = Messages { quiet };
    let Some(reader) = options.using.reader(&messages)? else {
        return Ok(Ended::Refused);
    };
    let mut printed = Printed::to_stdout(options);
    let progress = Progress::over(options.files.len(), quiet);
    let mut ended = Ended::Well;
    let names = options.lacking.field_names();
    // A text of any length is read, as long as it is one file.
    let source_options =
        depesha_sources::Options { names, longest_text: usize::MAX, ..Default::default() };
    for file in &options.files {
        if file.as_os_str() == "-" && io::stdin().is_terminal() {
            messages.note("reading standard input; end it with Ctrl-D");
        }
        let mut tally = Tally::default();
        for given in documents(file, &source_options) {
            let place = match &given {
                Ok(document) => &document.place,
                Err(rejected) => &rejected.place,
            };
            printed.is_list |= place.position != Position::Whole || Path::new(&place.file) != file;
            let document = match given {
                Ok(document) => document,
                Err(rejected) => {
                    ended = Ended::Refused;
                    progress.aside(|| tally.tell_rejected(&rejected, &messages));
                    continue;
                }
            };
            if !reader.reads(document.language.as_deref()) {
                progress.aside(|| tally.tell_unread(&document, &messages));
                continue;
            }
            tally.read += 1;
            progress.aside(|| tally.tell_encoding(&document, &messages));
            let article = options.lacking.completed(document.into_article());
            progress.begins(&article.id, article.body.len());
            let reading = reader.read_telling(&article, &mut |byte| progress.come_to(byte));
            let written = progress.aside(|| printed.reading(&reader, &article, &reading));
            match written {
                // Who reads the output has seen enough.
                Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => return Ok(ended),
                written => written.context("the output cannot be written")?,
            }
        }
        progress.aside(|| tally.tell_rest(file, &messages));
        if tally.read == 0 {
            ended = Ended::Refused;
        }
        progress.done();
    }
    drop(progress);
    match printed.end() {
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => {}
        ended => ended.context("the output cannot be written")?,
    }
    Ok(ended)
}

/// How many of each kind are told of one by one, in one input; of the others only the number is.
const TOLD_ONE_BY_ONE: usize = 10;

/// What became of the documents of one input.
#[derive(Default)]
struct Tally {
    read: usize,
    rejected: usize,
    unread: usize,
    /// The encodings that were told of.
    encodings: Vec<&'static str>,
}

impl Tally {
    fn tell_rejected(&mut self, rejected: &Rejected, messages: &Messages) {
        self.rejected += 1;
        if self.rejected <= TOLD_ONE_BY_ONE || rejected.place.position == Position::Whole {
            messages.error(&rejected.to_string(), Some(&rejected.hint()));
        }
    }

    fn tell_unread(&mut self, document: &Document, messages: &Messages) {
        self.unread += 1;
        if self.unread <= TOLD_ONE_BY_ONE {
            let place = document.place.in_words();
            let language = document.language.as_deref().unwrap_or_default();
            messages
                .warning(&format!("{place}: not read: its language is `{language}`, not Russian"));
        }
    }

    /// The rows of a file are of one encoding: that is told once.
    fn tell_encoding(&mut self, document: &Document, messages: &Messages) {
        let Document { place, encoding, replaced, form, .. } = document;
        let is_row = matches!(form, Form::JsonLines | Form::Json | Form::Separated | Form::Feed);
        let is_news = !is_row || !self.encodings.contains(encoding);
        let (name, encoding) = match (is_news, is_row) {
            (true, true) => (place.file.clone(), *encoding),
            (true, false) => (place.in_words(), *encoding),
            (false, _) => (place.in_words(), "UTF-8"),
        };
        if is_news && is_row {
            self.encodings.push(encoding);
        }
        messages.encoding(&name, encoding, *replaced);
    }

    fn tell_rest(&self, file: &Path, messages: &Messages) {
        let file = file.display();
        if self.rejected > TOLD_ONE_BY_ONE {
            let more = self.rejected - TOLD_ONE_BY_ONE;
            messages.error(&format!("{file}: {more} more could not be read"), None);
        }
        if self.unread > TOLD_ONE_BY_ONE {
            let more = self.unread - TOLD_ONE_BY_ONE;
            messages.warning(&format!("{file}: {more} more in other languages were not read"));
        }
    }
}

/// Standard output with the readings that are already on it.
struct Printed<'options> {
    output: BufWriter<AutoStream<StdoutLock<'static>>>,
    options: &'options Read,
    typesetting: Typesetting,
    readings: usize,
    /// Whether the input is a list of documents, however many it has, and not one.
    is_list: bool,
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
            is_list: options.files.len() > 1 || options.files.iter().any(|file| file.is_dir()),
        }
    }

    fn reading(
        &mut self,
        reader: &Reader,
        article: &Article,
        reading: &depesha::reading::Reading,
    ) -> io::Result<()> {
        let Self { output, options, typesetting, readings, is_list } = self;
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
                if *is_list {
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
            let end = match (self.is_list, self.readings) {
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
