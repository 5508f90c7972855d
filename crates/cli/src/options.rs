//! What may be said on the command line; help, completions and man pages come from here.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use depesha_sources::Field;

use crate::ask::Ask;
use crate::export::Export;
use crate::ingest::{Ingest, Reread};
use crate::views::View;

/// Read Russian news reports: who said what, through whom, and what was done
///
/// Depesha asserts nothing itself: each line it prints is something that a report says, with who is
/// said to have said it, by whose relay, and where in the text that stands.
#[derive(Debug, Parser)]
#[command(
    name = "depesha",
    disable_version_flag = true,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// Colour what is printed
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, display_order = 900)]
    pub(crate) color: Color,

    /// Keep notes and progress off standard error; errors are still told
    #[arg(long, short, global = true, display_order = 901)]
    pub(crate) quiet: bool,

    /// Print the versions of the program and of its language model
    #[arg(long, short = 'V')]
    pub(crate) version: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Read(Box<Read>),
    Ingest(Box<Ingest>),
    Reread(Box<Reread>),
    #[command(flatten)]
    Ask(Ask),
    #[command(flatten)]
    View(View),
    Export(Export),
    Watch(Box<crate::watch::Watch>),
    Correct(Box<crate::correct::Correct>),
    Diff(crate::diff::Diff),
    Serve(Box<crate::serve::Serve>),
    Completions(Completions),
    Man(Man),
}

/// Read reports and print their statements and events
///
/// Reports are files of plain text, HTML pages, JSON, JSON lines, tables (CSV, TSV, Parquet), feeds
/// (RSS, Atom, JSON Feed) or web archives (WARC), any of them packed with gzip or Zstandard, or
/// folders of these. Form and encoding (UTF-8, UTF-16, windows-1251, KOI8-R, IBM866) are recognised.
/// What cannot be read is told of on standard error with its place and all else is read; the exit
/// code is then 2. Reports in other languages than Russian are told of and not read.
#[derive(Debug, Args)]
#[command(after_help = READ_EXAMPLES)]
pub(crate) struct Read {
    /// Files and folders of reports; `-`, or none at all, is standard input
    #[arg(value_name = "FILE", default_value = "-", hide_default_value = true)]
    pub(crate) files: Vec<PathBuf>,

    /// How readings are printed
    #[arg(long, short, value_name = "FORMAT", default_value = "page")]
    pub(crate) format: Format,

    /// Print the report itself, with its statements and the words that tell events marked in it
    #[arg(long)]
    pub(crate) text: bool,

    /// Print contents in full, however long
    #[arg(long)]
    pub(crate) full: bool,

    /// Tell on the page which rule read each statement and event, and from which words
    ///
    /// JSON always has them, under `rule` and `evidence`.
    #[arg(long, conflicts_with = "text")]
    pub(crate) explain: bool,

    #[command(flatten)]
    pub(crate) lacking: Lacking,

    #[command(flatten)]
    pub(crate) using: Using,

    /// Columns of the page [default: the terminal's, at most 100]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub(crate) width: Option<u16>,
}

/// What the texts lack, given for all of them.
#[derive(Debug, Args)]
pub(crate) struct Lacking {
    /// The outlet that published the reports, where the text does not say
    #[arg(long, value_name = "NAME", help_heading = "What the text lacks")]
    pub(crate) outlet: Option<String>,

    /// When the reports were published: 2025-11-03, or 2025-11-03T09:30:00+03:00
    #[arg(long, value_name = "TIME", value_parser = publication_time)]
    #[arg(help_heading = "What the text lacks")]
    pub(crate) published: Option<String>,

    /// The headline, where it is not part of the text
    #[arg(long, value_name = "HEADLINE", help_heading = "What the text lacks")]
    pub(crate) title: Option<String>,

    /// The name under which a field stands in JSON and tables, such as `title=headline`
    ///
    /// Fields are `text`, `title`, `outlet`, `published`, `url`, `language` and `id`. The usual names
    /// are known: those of news-please, trafilatura, schema.org, NewsAPI and Telegram's export. A
    /// name may lead into objects: `text=article.body`.
    #[arg(long, value_name = "FIELD=NAME", value_parser = field_name)]
    #[arg(help_heading = "What the text lacks")]
    pub(crate) map: Vec<(Field, String)>,
}

/// What is used in reading beside what the program has.
#[derive(Debug, Args)]
pub(crate) struct Using {
    /// A folder with a language model to use instead of the one in the program
    #[arg(long, value_name = "FOLDER", env = "DEPESHA_MODEL", hide_env_values = true)]
    pub(crate) model: Option<PathBuf>,

    /// A table of outlets to know beside those of the program, in the form of its own
    ///
    /// A row an outlet, columns parted by tabs: name, other spellings (parted by `|`), kind, state,
    /// spellings that mean other things too, owner, control. All but the name may be left out or be
    /// `-`. A row replaces the program's own one of that name.
    #[arg(long, value_name = "FILE", help_heading = "What the program lacks")]
    pub(crate) outlets: Option<PathBuf>,
}

const READ_EXAMPLES: &str = "\
Examples:
  depesha read report.txt
      the statements of a report, each with its speaker and chain, and its events
  depesha read --explain --published 2025-11-03 report.txt
      which rule read each of them, and from which words
  depesha read --text report.txt | less -R
      the report itself with the statements marked in it
  depesha read --format jsonl reports/*.txt > readings.jsonl
      many reports for another program, a line each
  depesha read --format jsonl --map text=story table.csv news.warc.gz folder/
      reports out of a table, a web archive, and whatever a folder holds
  curl -s https://example.org/report.txt | depesha read --outlet 'Example News' -
      a report from standard input, of an outlet that it does not name

JSON:
  `json` prints one object for one file that is one report, else an array of
  objects; `jsonl` prints an object a line. The `id` of a report is its file's
  path, and for a row, entry or record of a file `path#number`. Offsets count
  Unicode code points from the start of the text.";

/// Print a shell's completions for depesha
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  depesha completions bash > ~/.local/share/bash-completion/completions/depesha")]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// Print the man page, or write all of them into a folder
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha man | man -l -
  depesha man ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// The folder that the pages of all commands are written into; it must exist
    pub(crate) folder: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A page for people
    Page,
    /// One object for one report, an array for several
    Json,
    /// One object a line
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Where it is shown on a terminal
    Auto,
    /// Even where it goes into a file or another program
    Always,
    /// Nowhere
    Never,
}

fn field_name(given: &str) -> Result<(Field, String), String> {
    let (field, name) = given.split_once('=').ok_or("give a field and its name: title=headline")?;
    let field = Field::named(field.trim()).ok_or(
        "the fields are `text`, `title`, `outlet`, `published`, `url`, `language` and `id`",
    )?;
    if name.trim().is_empty() {
        return Err("give the name behind `=`: title=headline".into());
    }
    Ok((field, name.trim().to_owned()))
}

/// Checks that it is an RFC 3339 date, or date and time; it is kept as it was given.
pub(crate) fn publication_time(given: &str) -> Result<String, String> {
    let is_date = given.len() == 10 && given.parse::<jiff::civil::Date>().is_ok();
    if is_date || given.parse::<jiff::Timestamp>().is_ok() {
        Ok(given.to_owned())
    } else {
        Err("give a date such as 2025-11-03, or a time such as 2025-11-03T09:30:00+03:00".into())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_hold_together() {
        Options::command().debug_assert();
    }

    #[test]
    fn a_time_of_publication_is_a_date_or_a_moment() {
        for good in ["2025-11-03", "2025-11-03T09:30:00+03:00", "2025-11-03T06:30:00Z"] {
            assert_eq!(publication_time(good).as_deref(), Ok(good));
        }
        for bad in ["3 ноября", "2025-13-01", "2025-11", "20251103", "2025-11-03T09:30:00", ""]
        {
            assert!(publication_time(bad).is_err(), "{bad}");
        }
    }

    fn help_of(path: &[&str]) -> String {
        let mut command = Options::command().term_width(90);
        command.build();
        let mut command = &mut command;
        for name in path {
            command = command.find_subcommand_mut(name).expect(name);
        }
        // Wrapping leaves spaces at line ends, which editors take away.
        let help = command.clone().term_width(90).render_long_help().to_string();
        help.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    #[test]
    fn help_of_the_program() {
        insta::assert_snapshot!(help_of(&[]));
    }

    #[test]
    fn help_of_watch() {
        insta::assert_snapshot!(help_of(&["watch"]));
    }

    #[test]
    fn help_of_read() {
        insta::assert_snapshot!(help_of(&["read"]));
    }

    #[test]
    fn help_of_statements() {
        insta::assert_snapshot!(help_of(&["statements"]));
    }

    #[test]
    fn help_of_views() {
        let views = ["relations", "phases", "pairs", "network", "alerts"];
        insta::assert_snapshot!(views.map(|view| help_of(&[view])).join("\n────\n"));
    }

    #[test]
    fn help_of_export() {
        insta::assert_snapshot!(help_of(&["export"]));
    }

    #[test]
    fn help_of_correct() {
        let parts = [&["correct"][..], &["correct", "mend"], &["correct", "add"]];
        insta::assert_snapshot!(parts.map(help_of).join("\n────\n"));
    }

    #[test]
    fn help_of_serve() {
        insta::assert_snapshot!(help_of(&["serve"]));
    }

    #[test]
    fn help_of_diff() {
        insta::assert_snapshot!(help_of(&["diff"]));
    }
}
