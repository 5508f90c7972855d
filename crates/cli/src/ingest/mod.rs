//! `depesha ingest` and `depesha reread`: reports in, and all that they say kept.

mod inputs;
mod options;
mod progress;
mod summary;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use depesha::Reader;
use depesha_ingest::{Came, Outcome, ReadTables, TablesError, articles_left, keep_tables, look};
use depesha_ledger::{Ledger, LedgerError, Received};
use depesha_sources::{Position, Rejected};

use self::inputs::Inputs;
pub(crate) use self::options::{Ingest, Reread};
use self::options::{Running, SummaryFormat};
use self::progress::{Progress, Way};
use self::summary::Summary;
use crate::ended::Ended;
use crate::messages::Messages;
use crate::print;
use crate::signals::stopped_by_signals;

/// How many things of each kind of trouble are told of one by one; of the others only the number is.
const TOLD_ONE_BY_ONE: u64 = 10;

/// Reads what the paths hold and keeps it.
pub(crate) fn ingest(options: &Ingest, quiet: bool) -> anyhow::Result<Ended> {
    let messages = Messages { quiet };
    let Some(reader) = options.using.reader(&messages)? else { return Ok(Ended::Refused) };
    if options.paths.iter().any(|path| path.as_os_str() == "-")
        && io::IsTerminal::is_terminal(&io::stdin())
    {
        messages.note("reading standard input; end it with Ctrl-D");
    }
    let received_at = match &options.received {
        Some(time) => time.clone(),
        // To the second: a run is one receipt.
        None => jiff::Timestamp::now().round(jiff::Unit::Second)?.to_string(),
    };
    let (tables, paths) = parted(&options.paths);
    if options.dry_run && !tables.is_empty() {
        messages.error(
            "what tables would bring is not told beforehand",
            Some("leave `--dry-run` out: what the ledger has already is passed over"),
        );
        return Ok(Ended::Refused);
    }
    let length = Inputs::bytes(&paths);
    let inputs = Inputs::of(options, paths, received_at.clone());
    let way = Way { passed: inputs.passed(), length, documents: Arc::default() };
    let tables = Tables { given: tables, received_at, any_version: options.any_version };
    let run = Run { reader: &reader, running: &options.running, messages, quiet, tables };
    if options.dry_run {
        run.looks(&options.ledger, inputs, way)
    } else {
        run.keeps(&options.ledger, way, |_| Ok(inputs))
    }
}

/// Reads again what the ledger holds and this reader has not read.
pub(crate) fn reread(options: &Reread, quiet: bool) -> anyhow::Result<Ended> {
    let messages = Messages { quiet };
    let Some(reader) = options.using.reader(&messages)? else { return Ok(Ended::Refused) };
    // A ledger that is not there is not begun by reading it again.
    let count = Ledger::open_read_only(&options.ledger)
        .and_then(|ledger| articles_left(&ledger, &reader)?.how_many());
    let count = match count {
        Ok(count) => count,
        Err(LedgerError::Older { .. }) if !options.dry_run => 0,
        Err(error) => return Ok(messages.ledger_error(&error)),
    };
    if options.dry_run {
        let outcome = Outcome { new_readings: count, ..Outcome::default() };
        let summary = Summary::of(outcome, count, true);
        print(summary.printed(options.running.format)?.as_bytes())?;
        return Ok(Ended::Well);
    }
    let documents: Arc<AtomicU64> = Arc::default();
    let way = Way { passed: Arc::clone(&documents), length: Some(count), documents };
    let tables = Tables::default();
    let run = Run { reader: &reader, running: &options.running, messages, quiet, tables };
    run.keeps(&options.ledger, way, |ledger| articles_left(ledger, &reader))
}

struct Run<'run> {
    reader: &'run Reader,
    running: &'run Running,
    messages: Messages,
    quiet: bool,
    tables: Tables,
}

/// Tables of what was read elsewhere, to be taken in before anything is read.
#[derive(Default)]
struct Tables {
    given: Vec<ReadTables>,
    received_at: String,
    any_version: bool,
}

/// The paths that are folders of tables, and the others.
fn parted(paths: &[PathBuf]) -> (Vec<ReadTables>, Vec<&PathBuf>) {
    let mut tables = Vec::new();
    let mut others = Vec::new();
    for path in paths {
        match ReadTables::in_folder(path) {
            Some(found) => tables.push(found),
            None => others.push(path),
        }
    }
    (tables, others)
}

impl Run<'_> {
    fn keeps<Given>(
        &self,
        file: &Path,
        way: Way,
        given: impl FnOnce(&Ledger) -> Result<Given, LedgerError>,
    ) -> anyhow::Result<Ended>
    where
        Given: Iterator<Item = Result<Received, Rejected>> + Send,
    {
        let opened = Ledger::open(file).and_then(|ledger| Ok((given(&ledger)?, ledger)));
        let (given, mut ledger) = match opened {
            Ok(opened) => opened,
            Err(error) => return Ok(self.messages.ledger_error(&error)),
        };
        let defaults = depesha_ingest::Options::default();
        let run_options = depesha_ingest::Options {
            threads: self.running.threads.unwrap_or(defaults.threads),
            at_once: self.running.at_once.get(),
            stop: Some(stopped_by_signals()?),
        };
        let documents = Arc::clone(&way.documents);
        let progress = Progress::along(way, self.quiet);
        let mut tally = Tally::default();
        let mut observe = |came: &Came<'_>| {
            documents.fetch_add(1, Ordering::Relaxed);
            tally.tell(came, &self.messages, &progress);
        };
        let mut taken = Outcome::default();
        for tables in &self.tables.given {
            let own = self.reader.maker();
            let own = (!self.tables.any_version).then_some(&own);
            let received_at = Some(self.tables.received_at.as_str());
            match keep_tables(&mut ledger, tables, own, received_at, &run_options, &mut observe) {
                Ok(outcome) => taken.add(outcome),
                Err(TablesError::Ledger(error)) => return Ok(self.messages.ledger_error(&error)),
                Err(error) => {
                    self.messages.error(&error.to_string(), Some(error.hint()));
                    return Ok(Ended::Refused);
                }
            }
        }
        let kept =
            depesha_ingest::ingest(self.reader, &mut ledger, given, &run_options, &mut observe);
        let finished = kept.and_then(|mut outcome| {
            outcome.add(taken);
            progress.ends_with("linking copies and counting who is who");
            ledger.link_copies()?;
            ledger.refresh_directory()?;
            Ok((outcome, ledger.counts()?, ledger.copies()?.len() as u64))
        });
        drop(progress);
        tally.tell_rest(&self.messages);
        let (outcome, counts, copies) = match finished {
            Ok(finished) => finished,
            Err(error) => {
                let ended = self.messages.ledger_error(&error);
                self.messages.note("what was kept before stays; the next run goes on from there");
                return Ok(ended);
            }
        };
        let ended = ended(&outcome);
        let summary = Summary::of(outcome, tally.read, false).with_ledger(file, counts, copies);
        self.print(&summary)?;
        Ok(ended)
    }

    fn looks(&self, file: &Path, inputs: Inputs<'_>, way: Way) -> anyhow::Result<Ended> {
        let documents = Arc::clone(&way.documents);
        let progress = Progress::along(way, self.quiet);
        let mut tally = Tally::default();
        let looked = look(self.reader, file, inputs, |came| {
            documents.fetch_add(1, Ordering::Relaxed);
            tally.tell(came, &self.messages, &progress);
        });
        drop(progress);
        tally.tell_rest(&self.messages);
        match looked {
            Ok(outcome) => {
                let ended = ended(&outcome);
                self.print(&Summary::of(outcome, tally.read, true))?;
                Ok(ended)
            }
            Err(error) => Ok(self.messages.ledger_error(&error)),
        }
    }

    fn print(&self, summary: &Summary) -> anyhow::Result<()> {
        if self.quiet && self.running.format == SummaryFormat::Text {
            return Ok(());
        }
        print(summary.printed(self.running.format)?.as_bytes())
    }
}

fn ended(outcome: &Outcome) -> Ended {
    match outcome {
        _ if outcome.stopped || outcome.failed > 0 => Ended::Failed,
        _ if outcome.all_rejected() > 0 => Ended::Refused,
        _ => Ended::Well,
    }
}

/// What was told of one by one so far.
#[derive(Default)]
struct Tally {
    read: u64,
    rejected: u64,
    failed: u64,
}

impl Tally {
    fn tell(&mut self, came: &Came<'_>, messages: &Messages, progress: &Progress) {
        match came {
            Came::Kept { read: true, .. } => self.read += 1,
            Came::Rejected(rejected) => {
                self.rejected += 1;
                let is_file = rejected.place.position == Position::Whole;
                if self.rejected <= TOLD_ONE_BY_ONE || is_file {
                    let hint = rejected.hint();
                    progress.aside(|| messages.error(&rejected.to_string(), Some(&hint)));
                }
            }
            Came::Failed { id, problem } => {
                self.failed += 1;
                let message = format!("{id}: reading failed: {problem}");
                let hint = "this is a fault of the program's; report it with the text. The article \
                            is kept unread";
                progress.aside(|| messages.error(&message, Some(hint)));
            }
            _ => {}
        }
    }

    fn tell_rest(&self, messages: &Messages) {
        if self.rejected > TOLD_ONE_BY_ONE {
            let message = format!(
                "{} could not be read, of which the first {TOLD_ONE_BY_ONE} are told above",
                self.rejected
            );
            messages.error(&message, None);
        }
    }
}
