//! What may be said of `depesha ingest` and `depesha reread`.

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::options::{Lacking, Using, publication_time};

/// Read reports and keep all that they say in a ledger
///
/// Takes what `depesha read` takes: files, folders and standard input in any form. A report that the
/// ledger has is passed over; another text under the same identity is kept as a new version of it.
/// The run may be stopped or killed at any time, and the next one goes on where it stood. Reports in
/// other languages than Russian are kept and marked unread. What cannot be read is told of with its
/// place, and all else is kept; the exit code is then 2.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha ingest reports/ --ledger news.ledger
      all reports in a folder, in whatever form
  depesha ingest --map text=story --map outlet=paper table.csv --ledger news.ledger
      a table with names of its own for the fields
  depesha ingest --dry-run 2025/*.warc.gz --ledger news.ledger
      what would be read, and what is there already
  zcat dump.jsonl.gz | depesha ingest - --ledger news.ledger
      reports from standard input
  depesha ingest tables/ --ledger news.ledger
      tables that `read_batch` of the Python package or a Spark job wrote: they are kept as
      they were read, as if it had been here

Identity:
  A page or an entry of a feed is known by its address, a row by its `id` (one
  that is only a number, by its outlet and that number), anything else by its
  path. The same identity and the same bytes are the same report.")]
pub(crate) struct Ingest {
    /// Files and folders of reports; `-`, or none at all, is standard input
    #[arg(value_name = "PATH", default_value = "-", hide_default_value = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// The ledger; begun where there is none
    #[arg(long, value_name = "FILE", env = "DEPESHA_LEDGER", hide_env_values = true)]
    pub(crate) ledger: PathBuf,

    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Take tables that another version of the program or of its model read, too, as readings of that version
    #[arg(long, help_heading = "What is read already")]
    pub(crate) any_version: bool,

    #[command(flatten)]
    pub(crate) running: Running,

    /// When the reports were received, where that is not now; of two texts of one report the one
    /// received later is shown
    #[arg(long, value_name = "TIME", value_parser = publication_time)]
    #[arg(help_heading = "What the text lacks")]
    pub(crate) received: Option<String>,

    #[command(flatten)]
    pub(crate) lacking: Lacking,

    #[command(flatten)]
    pub(crate) using: Using,
}

/// Read again what was read by another version of the program or of its model
///
/// The new readings stand beside the old ones, and views show those of the latest version;
/// corrections are kept. `depesha diff` tells what changed. Articles that were kept unread, in a
/// language that this version reads, are read too.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  depesha reread --ledger news.ledger
      what an older version of the program read, or none did")]
pub(crate) struct Reread {
    /// The ledger
    #[arg(long, value_name = "FILE", env = "DEPESHA_LEDGER", hide_env_values = true)]
    pub(crate) ledger: PathBuf,

    /// Say how many articles would be read, and read none
    #[arg(long)]
    pub(crate) dry_run: bool,

    #[command(flatten)]
    pub(crate) running: Running,

    #[command(flatten)]
    pub(crate) using: Using,
}

/// How a run goes, and what it prints in the end.
#[derive(Debug, Args)]
pub(crate) struct Running {
    /// How many threads read [default: as many as there are processors]
    #[arg(long, value_name = "COUNT")]
    pub(crate) threads: Option<NonZero<usize>>,

    /// How many reports share a write to the disk, and are read again after a kill
    #[arg(long, value_name = "COUNT", default_value = "256", hide = true)]
    pub(crate) at_once: NonZero<usize>,

    /// How the summary is printed
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: SummaryFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SummaryFormat {
    /// Lines for people
    Text,
    /// One object
    Json,
}
