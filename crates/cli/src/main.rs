//! How does a person at a terminal ask, and what is shown?
//!
//! `options` says what may be asked, `read` takes each file the whole way, `ingest` and `watch` keep
//! what they read, `page`, `event_lines`, `actor_list` and `marked_text` show readings, `ask` and `export`
//! give what a ledger holds, `views` shows what the chronicle computes over it, `correct` and `diff` show and correct it by `record_lines` on the `terminal`;
//! `serve` shows it in a browser;
//! `messages` and `progress` talk on standard error. Data goes to standard output; nothing here judges a
//! text.

mod actor_list;
mod ask;
mod attitude_table;
mod correct;
mod diff;
mod ended;
mod event_lines;
#[cfg(test)]
mod example;
mod export;
mod ingest;
mod marked_text;
mod messages;
mod options;
mod page;
mod progress;
mod read;
mod reader;
mod record_lines;
mod serve;
mod signals;
mod terminal;
mod typesetting;
mod views;
mod watch;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::ended::Ended;
use crate::messages::Messages;
use crate::options::{Color, Command, Completions, Format, Man, Options};
use crate::read::read;

/// Reports are read on one thread, kept on another and freed there, which the system's allocator does slowly.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let options = Options::parse();
    match options.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let done = if options.version {
        version().and_then(|version| print(version.as_bytes())).map(|()| Ended::Well)
    } else {
        match &options.command {
            Some(command) => carry_out(command, options.quiet),
            None => Options::command()
                .error(ErrorKind::MissingSubcommand, "say what to do, such as `depesha read FILE`")
                .exit(),
        }
    };
    let ended = done.unwrap_or_else(|error| {
        Messages { quiet: false }.error(&format!("{error:#}"), None);
        Ended::Failed
    });
    ExitCode::from(ended.code())
}

fn carry_out(command: &Command, quiet: bool) -> anyhow::Result<Ended> {
    match command {
        Command::Read(options) => {
            if options.text && options.format != Format::Page {
                let conflict = "`--text` marks a page; it goes with no other `--format`";
                Options::command().error(ErrorKind::ArgumentConflict, conflict).exit();
            }
            read(options, quiet)
        }
        Command::Ingest(options) => ingest::ingest(options, quiet),
        Command::Reread(options) => ingest::reread(options, quiet),
        Command::Ask(question) => ask::ask(question, quiet),
        Command::View(view) => views::view(view, quiet),
        Command::Export(options) => export::export(options, quiet),
        Command::Watch(options) => watch::watch(options, quiet),
        Command::Correct(options) => correct::correct(options, quiet),
        Command::Diff(options) => diff::diff(options, quiet),
        Command::Serve(options) => serve::serve(options, quiet),
        Command::Completions(Completions { shell }) => {
            let mut completions = Vec::new();
            clap_complete::generate(*shell, &mut Options::command(), "depesha", &mut completions);
            print(&completions).map(|()| Ended::Well)
        }
        Command::Man(Man { folder: Some(folder) }) if !folder.is_dir() => {
            let message = format!("{}: there is no such folder", folder.display());
            Messages { quiet }.error(&message, Some("make it, or name another"));
            Ok(Ended::Refused)
        }
        Command::Man(Man { folder }) => man(folder.as_deref()).map(|()| Ended::Well),
    }
}

/// The versions of the program and of the language model in it.
fn version() -> anyhow::Result<String> {
    let reader = depesha::Reader::embedded().context("the language model cannot be used")?;
    Ok(format!("depesha {}\nlanguage model {}\n", depesha::version(), reader.model()))
}

fn man(folder: Option<&Path>) -> anyhow::Result<()> {
    // Without a version of its own the pages' footer would be empty.
    let command = Options::command().version(env!("CARGO_PKG_VERSION"));
    match folder {
        Some(folder) => clap_mangen::generate_to(command, folder)
            .with_context(|| format!("{}: the man pages cannot be written", folder.display())),
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page)?;
            print(&page)
        }
    }
}

/// Prints to standard output; that nobody reads it to the end is no error.
fn print(bytes: &[u8]) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("the output cannot be written"),
    }
}
