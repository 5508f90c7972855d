//! `depesha export`: the whole of a ledger for other programs.

use std::collections::HashMap;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use depesha_ledger::LedgerError;
use depesha_ledger::star::STAR;
use depesha_tables::{Form, TableWriter, load_script, schema_script};

use crate::ask::{Asked, WholeFile, opened};
use crate::ended::Ended;
use crate::messages::Messages;

/// Write the whole of a ledger as tables for other programs
///
/// Parquet files, one a table, with keys that lead from statements, events and so on to their
/// articles, readings and actors; docs/SCHEMA.md has tables and columns. A ledger with the same
/// content gives the same bytes. What an earlier export left in the folder is replaced when all is
/// written.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha export --ledger news.ledger tables
  duckdb -cmd \"IMPORT DATABASE 'tables'\"
      takes all tables into DuckDB, with the descriptions of their columns
  depesha export --ledger news.ledger --format jsonl | zstd > news.jsonl.zst
      all that the ledger holds, an object a line, to compare or to keep")]
pub(crate) struct Export {
    #[command(flatten)]
    asked: Asked,

    /// The folder of the Parquet files, which is made where it is not there; with `--format jsonl` the
    /// file, or standard output
    #[arg(value_name = "DIR")]
    target: Option<PathBuf>,

    /// How it is written
    #[arg(long, short, value_name = "FORMAT", default_value = "parquet")]
    format: ExportFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// A folder of Parquet files
    Parquet,
    /// One object a line: articles with their readings and rows, the directory, copies, corrections
    Jsonl,
}

/// Writes the export, and says how it ends.
pub(crate) fn export(options: &Export, quiet: bool) -> anyhow::Result<Ended> {
    let messages = Messages { quiet };
    if options.format == ExportFormat::Parquet && options.target.is_none() {
        messages.error(
            "no folder is named for the tables",
            Some("name one: `depesha export --ledger FILE DIR`"),
        );
        return Ok(Ended::Refused);
    }
    let Some(ledger) = opened(&options.asked, &messages) else { return Ok(Ended::Refused) };
    if ledger.directory_is_stale().unwrap_or(false) {
        messages
            .note("reports came since who is who was last counted; the directory is that of then");
    }
    let written = match (options.format, options.target.as_deref()) {
        (ExportFormat::Parquet, Some(folder)) => parquet(&ledger, folder, &messages),
        (_, Some(file)) => jsonl_file(&ledger, file),
        (_, None) => {
            if io::stdout().is_terminal() {
                messages.note("writing to the terminal; `> FILE` sends it into a file");
            }
            ledger.export(BufWriter::new(io::stdout().lock()))
        }
    };
    match written {
        Ok(()) => Ok(Ended::Well),
        Err(LedgerError::Output { cause, .. }) if cause.kind() == io::ErrorKind::BrokenPipe => {
            Ok(Ended::Well)
        }
        Err(error) => Ok(messages.ledger_error(&error)),
    }
}

fn jsonl_file(ledger: &depesha_ledger::Ledger, name: &Path) -> Result<(), LedgerError> {
    let output = |cause| LedgerError::Output { file: ledger.file().to_owned(), cause };
    let mut file = WholeFile::create(name).map_err(output)?;
    ledger.export(&mut file)?;
    file.take_name().map_err(output)
}

/// The files that are being written; each takes its name when all are whole.
struct Files(HashMap<&'static str, TableWriter<WholeFile>>);

impl Files {
    fn create(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let begin = |table: &'static depesha_tables::Table| {
            let file = WholeFile::create(&folder.join(format!("{}.parquet", table.name)))?;
            Ok((table.name, TableWriter::begin(file, Form::Parquet, table)?))
        };
        Ok(Self(STAR.iter().map(begin).collect::<io::Result<_>>()?))
    }

    /// Ends all files; tells how many rows each has.
    fn finish(mut self, folder: &Path) -> io::Result<Vec<(&'static str, u64)>> {
        let mut counts = Vec::new();
        let mut whole = Vec::new();
        for table in STAR {
            if let Some(writer) = self.0.remove(table.name) {
                counts.push((table.name, writer.rows()));
                whole.push(writer.finish()?);
            }
        }
        for (name, script) in [("schema.sql", schema_script(STAR)), ("load.sql", load_script(STAR))]
        {
            let mut file = WholeFile::create(&folder.join(name))?;
            file.write_all(script.as_bytes())?;
            whole.push(file);
        }
        for file in whole {
            file.take_name()?;
        }
        Ok(counts)
    }
}

fn parquet(
    ledger: &depesha_ledger::Ledger,
    folder: &Path,
    messages: &Messages,
) -> Result<(), LedgerError> {
    let output = |cause| LedgerError::Output { file: ledger.file().to_owned(), cause };
    let mut files = Files::create(folder).map_err(output)?;
    ledger.star(|table, row| match files.0.get_mut(table) {
        Some(writer) => writer.row(&row),
        None => Err(io::Error::other(format!("{table} is not described"))),
    })?;
    let counts = files.finish(folder).map_err(output)?;
    let of = |name: &str| counts.iter().find(|(table, _)| *table == name).map_or(0, |(_, n)| *n);
    messages.note(&format!(
        "{}: {} articles, {} statements, {} events, {} actors",
        folder.display(),
        of("articles"),
        of("statements"),
        of("events"),
        of("actors")
    ));
    Ok(())
}
