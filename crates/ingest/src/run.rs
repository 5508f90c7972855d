use std::collections::VecDeque;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use depesha::Reader;
use depesha::directory::Report;
use depesha::record::Maker;
use depesha_ledger::{Kept, Ledger, LedgerError, ReadReport, Received};
use depesha_sources::Rejected;

use crate::outcome::{Came, Outcome};

/// How articles are read and kept.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many threads read; each also writes when it is its turn.
    pub threads: NonZero<usize>,
    /// How many reports share a commit, or more where they come while another thread writes; what was
    /// not committed is read again after a kill.
    pub at_once: usize,
    /// Whoever sets it stops the run after the reports that are being read; they are kept.
    pub stop: Option<Arc<AtomicBool>>,
}

impl Default for Options {
    /// As many threads as there are processors; 256 reports to a commit, which are read again in a second.
    fn default() -> Self {
        let threads = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        Self { threads, at_once: 256, stop: None }
    }
}

impl Options {
    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// How many bytes of texts wait for a commit at most, however few reports that is.
const MOST_BYTES_WAITING: usize = 8 << 20;
/// How many commits' worth of reports wait at most while another thread writes.
const MOST_COMMITS_WAITING: usize = 2;
/// After how many commits' worth of new articles copies are linked: by default some thousand, which are
/// compared at once.
const COMMITS_TO_LINK: usize = 4;
/// How many articles the ledger is asked about at once, or fewer where they are long: what it is asked after a commit
/// by others it has to read anew.
const ASKED_AT_ONCE: usize = 16;
/// How many bytes of texts it is asked about at once, and one text more.
const BYTES_ASKED_AT_ONCE: usize = 1 << 20;

/// Reads what the ledger has not and keeps it; tells `observe` what becomes of each thing.
///
/// All threads do the same: take what comes next, read it, and when enough reports wait, write them,
/// one thread at a time; while one writes, the others go on reading. So nobody waits for a writer who
/// has nothing to write, and no more is held than what is being read and some commits' worth of
/// reports. Whoever has written also links the copies among what came in, some thousand articles at a
/// time; the last of them, which came since, are linked by
/// [`link_copies`](Ledger::link_copies).
///
/// # Errors
/// Where the ledger cannot be asked or written; what was kept until then stays, and the next run goes
/// on from there.
pub fn ingest(
    reader: &Reader,
    ledger: &mut Ledger,
    given: impl IntoIterator<Item = Result<Received, Rejected>, IntoIter: Send>,
    options: &Options,
    observe: impl FnMut(&Came<'_>) + Send,
) -> Result<Outcome, LedgerError> {
    // Of what is kept, a connection of its own tells, so that nobody waits for the writer to ask.
    let known = Ledger::open_read_only(ledger.file())?;
    let run = Run {
        reader,
        maker: reader.maker(),
        options,
        source: Mutex::new(Source {
            given: given.into_iter(),
            is_at_end: false,
            known,
            to_read: VecDeque::new(),
        }),
        waiting: Mutex::default(),
        ledger: Mutex::new(Writer { ledger, to_link: 0 }),
        told: Mutex::new(Told { outcome: Outcome::default(), observe }),
        failed: Mutex::default(),
        has_failed: AtomicBool::new(false),
    };
    std::thread::scope(|scope| {
        // The first worker is this thread.
        for _ in 1..options.threads.get() {
            scope.spawn(|| run.work());
        }
        run.work();
    });
    run.keep(&mut lock(&run.ledger));
    if let Some(error) = lock(&run.failed).take() {
        return Err(error);
    }
    let mut outcome = std::mem::take(&mut lock(&run.told).outcome);
    outcome.stopped = options.is_stopped();
    Ok(outcome)
}

/// What [`ingest`] would do with what is given and the ledger in `file`, if there is one: the articles
/// that it would read count as new, as new versions or as new readings.
///
/// # Errors
/// Where there is a ledger that cannot be asked.
pub fn look(
    reader: &Reader,
    file: &Path,
    given: impl IntoIterator<Item = Result<Received, Rejected>>,
    mut observe: impl FnMut(&Came<'_>),
) -> Result<Outcome, LedgerError> {
    let ledger = if file.exists() { Some(Ledger::open_read_only(file)?) } else { None };
    let maker = reader.maker();
    let mut outcome = Outcome::default();
    let mut tell = |came: Came<'_>| {
        outcome.count(&came);
        observe(&came);
    };
    // What the run itself would have kept by then; texts are told apart by their SHA-256.
    let mut seen = std::collections::HashMap::<String, Vec<String>>::new();
    for given in given {
        let received = match given {
            Ok(received) => received,
            Err(rejected) => {
                tell(Came::Rejected(&rejected));
                continue;
            }
        };
        let received = received.counted();
        let (id, sha256) = (received.article.id.as_str(), received.sha256());
        let is_read = reader.reads(received.language.as_deref());
        if !is_read {
            tell(Came::Unread(&received));
        }
        let (mut has_id, mut has_text, mut has_reading) = (false, false, false);
        if let Some(ledger) = &ledger {
            has_text = ledger.has(id, Some(sha256))?;
            has_id = has_text || ledger.has(id, None)?;
            has_reading = has_text && ledger.holds(id, sha256, &maker)?;
        }
        if let Some(texts) = seen.get(id) {
            has_id = true;
            let is_again = texts.iter().any(|text| text == sha256);
            has_text |= is_again;
            has_reading |= is_again;
        }
        let kept = match (has_id, has_text, has_reading || !is_read) {
            (_, true, true) => Kept::Unchanged,
            (_, true, false) => Kept::NewReading,
            (true, ..) => Kept::NewVersion,
            (false, ..) => Kept::New,
        };
        tell(Came::Kept { id, kept, read: is_read && kept != Kept::Unchanged });
        seen.entry(id.to_owned()).or_default().push(sha256.to_owned());
    }
    Ok(outcome)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A thread that panicked has told so; what it left is whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The lock, where no other thread has it.
fn lock_if_free<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match mutex.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(guard)) => Some(guard.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

struct Run<'run, Given, Observe> {
    reader: &'run Reader,
    maker: Maker,
    options: &'run Options,
    source: Mutex<Source<Given>>,
    waiting: Mutex<Waiting>,
    ledger: Mutex<Writer<'run>>,
    told: Mutex<Told<Observe>>,
    failed: Mutex<Option<LedgerError>>,
    has_failed: AtomicBool,
}

/// What is still to be read.
struct Source<Given> {
    given: Given,
    is_at_end: bool,
    /// The ledger, to be asked what it has.
    known: Ledger,
    /// Articles that it has not.
    to_read: VecDeque<Received>,
}

/// Reports that wait to be kept.
#[derive(Default)]
struct Waiting {
    reports: Vec<ReadReport>,
    bytes: usize,
}

/// The ledger, for one thread at a time.
struct Writer<'run> {
    ledger: &'run mut Ledger,
    /// How many articles came since copies were linked.
    to_link: usize,
}

struct Told<Observe> {
    outcome: Outcome,
    observe: Observe,
}

impl<Given, Observe> Run<'_, Given, Observe>
where
    Given: Iterator<Item = Result<Received, Rejected>> + Send,
    Observe: FnMut(&Came<'_>) + Send,
{
    fn work(&self) {
        while let Some(received) = self.next() {
            let bytes = received.article.body.len();
            let report = self.report(received);
            let (reports, bytes) = {
                let mut waiting = lock(&self.waiting);
                waiting.reports.push(report);
                waiting.bytes += bytes;
                (waiting.reports.len(), waiting.bytes)
            };
            let at_once = self.options.at_once;
            if reports >= at_once.saturating_mul(MOST_COMMITS_WAITING)
                || bytes >= MOST_BYTES_WAITING
            {
                self.keep(&mut lock(&self.ledger));
            } else if reports >= at_once
                && let Some(mut writer) = lock_if_free(&self.ledger)
            {
                self.keep(&mut writer);
            }
        }
    }

    /// The next article that the ledger has not.
    fn next(&self) -> Option<Received> {
        let mut source = lock(&self.source);
        loop {
            if self.is_over() {
                return None;
            }
            if let Some(received) = source.to_read.pop_front() {
                return Some(received);
            }
            if source.is_at_end {
                return None;
            }
            if let Err(error) = self.look_ahead(&mut source) {
                self.fail(error);
            }
        }
    }

    fn is_over(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed) || self.options.is_stopped()
    }

    /// Takes some of what is given, and asks the ledger which of it is to be read.
    fn look_ahead(&self, source: &mut Source<Given>) -> Result<(), LedgerError> {
        let (mut some, mut bytes) = (Vec::new(), 0);
        while some.len() < ASKED_AT_ONCE && bytes < BYTES_ASKED_AT_ONCE && !self.is_over() {
            let Some(given) = source.given.next() else {
                source.is_at_end = true;
                break;
            };
            let given = given.map(Received::counted);
            bytes += given.as_ref().map_or(0, |received| received.article.body.len());
            some.push(given);
        }
        let is_known = source.known.in_one_state(|known| {
            let ask = |given: &Result<Received, Rejected>| match given {
                Ok(received) => known.holds(&received.article.id, received.sha256(), &self.maker),
                Err(_) => Ok(false),
            };
            some.iter().map(ask).collect::<Result<Vec<bool>, LedgerError>>()
        })??;
        for (given, is_known) in some.into_iter().zip(is_known) {
            match given {
                Ok(received) if is_known => self.tell(&Came::Known(&received)),
                Ok(received) => source.to_read.push_back(received),
                Err(rejected) => self.tell(&Came::Rejected(&rejected)),
            }
        }
        Ok(())
    }

    fn report(&self, received: Received) -> ReadReport {
        self.read_report(received).to_be_kept()
    }

    fn read_report(&self, received: Received) -> ReadReport {
        if !self.reader.reads(received.language.as_deref()) {
            self.tell(&Came::Unread(&received));
            return ReadReport::unread(received);
        }
        match read_report(self.reader, &received) {
            Ok(report) => report,
            Err(problem) => {
                self.tell(&Came::Failed { id: &received.article.id, problem: &problem });
                ReadReport::unread(received)
            }
        }
    }

    /// Keeps what waits.
    fn keep(&self, writer: &mut Writer<'_>) {
        let reports = std::mem::take(&mut *lock(&self.waiting)).reports;
        if reports.is_empty() || self.has_failed.load(Ordering::Relaxed) {
            return;
        }
        match writer.ledger.keep_all(&reports) {
            Ok(kept) => {
                for (report, kept) in reports.iter().zip(kept) {
                    writer.to_link += usize::from(matches!(kept, Kept::New | Kept::NewVersion));
                    self.tell(&Came::Kept { id: report.id(), kept, read: report.is_read() });
                }
            }
            Err(error) => return self.fail(error),
        }
        drop(reports);
        if writer.to_link >= self.options.at_once.saturating_mul(COMMITS_TO_LINK) {
            writer.to_link = 0;
            if let Err(error) = writer.ledger.link_some_copies() {
                self.fail(error);
            }
        }
    }

    fn tell(&self, came: &Came<'_>) {
        let mut told = lock(&self.told);
        told.outcome.count(came);
        (told.observe)(came);
    }

    fn fail(&self, error: LedgerError) {
        lock(&self.failed).get_or_insert(error);
        self.has_failed.store(true, Ordering::Relaxed);
    }
}

/// Takes an article the whole way to what a ledger keeps of it, in whatever language it is.
///
/// # Errors
/// Where reading goes wrong by a fault of the program's: what is known of it. Reading does not fail; should it do
/// so all the same, one article is not worth the run.
pub fn read_report(reader: &Reader, received: &Received) -> Result<ReadReport, String> {
    match catch_unwind(AssertUnwindSafe(|| read(reader, received))) {
        Ok(Ok(report)) => Ok(report),
        Ok(Err(bad)) => Err(bad.to_string()),
        Err(panic) => Err(match panic.downcast_ref::<String>() {
            Some(message) => message.clone(),
            None => (*panic.downcast_ref::<&str>().unwrap_or(&"it panicked")).to_owned(),
        }),
    }
}

fn read(reader: &Reader, received: &Received) -> Result<ReadReport, depesha_ledger::BadRecord> {
    let article = &received.article;
    let (reading, lemmas) = reader.read_with_lemmas(article);
    let record = reader.record(article, &reading);
    let learned = Report::from_reading(article, &reading, reader.tables());
    let title = article.title.as_deref().map(|title| reader.lemmas(title)).unwrap_or_default();
    ReadReport::with_lemmas(received.clone(), record, learned, lemmas, title)
}
