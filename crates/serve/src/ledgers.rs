//! The ledger behind the server: some connections that only read, one that writes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use depesha_ledger::{Correction, Interrupter, Ledger, LedgerError, Options};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::problem::Problem;

/// How long a question waits for its turn.
const WAIT: Duration = Duration::from_secs(20);
/// How long a correction waits for another program that writes.
const WAIT_TO_WRITE: Duration = Duration::from_secs(5);

/// The ledger, asked by several at once.
pub(crate) struct Ledgers {
    file: PathBuf,
    /// Connections that nobody uses now.
    idle: Mutex<Vec<Ledger>>,
    /// How many may ask at once.
    turns: Arc<Semaphore>,
    /// How many of these may be answered row by row, at the pace of whoever takes the rows.
    streams: Arc<Semaphore>,
    /// How many of these may take long: views over all reports.
    long: Arc<Semaphore>,
    watched: Mutex<Watched>,
    writer: Mutex<Option<Ledger>>,
}

/// The connection that sees when somebody changed the ledger.
struct Watched {
    ledger: Ledger,
    seen: i64,
    version: u64,
}

/// Lends a connection until it is dropped.
pub(crate) struct Lent {
    ledgers: Arc<Ledgers>,
    ledger: Option<Ledger>,
    _turn: OwnedSemaphorePermit,
    _stream: Option<OwnedSemaphorePermit>,
}

impl Lent {
    pub(crate) fn ledger(&self) -> Option<&Ledger> {
        self.ledger.as_ref()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let (Some(ledger), Ok(mut idle)) = (self.ledger.take(), self.ledgers.idle.lock()) {
            idle.push(ledger);
        }
    }
}

/// Ends a question where nobody waits for its answer any more.
#[derive(Default)]
struct Ending(Arc<Mutex<Option<Interrupter>>>);

impl Drop for Ending {
    fn drop(&mut self) {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(interrupter) = running.as_ref() {
            interrupter.interrupt();
        }
    }
}

impl Ledgers {
    /// Opens the ledger; `most` may ask it at once.
    pub(crate) fn open(file: &Path, most: usize) -> Result<Self, LedgerError> {
        let ledger = Ledger::open_read_only(file)?;
        let seen = ledger.data_version()?;
        let most = most.max(2);
        Ok(Self {
            file: file.to_owned(),
            idle: Mutex::default(),
            turns: Arc::new(Semaphore::new(most)),
            streams: Arc::new(Semaphore::new((most / 2).max(1))),
            long: Arc::new(Semaphore::new((most / 2).max(1))),
            watched: Mutex::new(Watched { ledger, seen, version: 0 }),
            writer: Mutex::default(),
        })
    }

    /// A number that grows when anybody changes the ledger.
    pub(crate) fn version(&self) -> Result<u64, Problem> {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = watched.ledger.data_version()?;
        if seen != watched.seen {
            watched.seen = seen;
            watched.version += 1;
        }
        Ok(watched.version)
    }

    async fn turn(turns: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
        match tokio::time::timeout(WAIT, Arc::clone(turns).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(Problem::new("busy", "too much is asked at once").hint("ask again")),
        }
    }

    fn lend(
        self: &Arc<Self>,
        turn: OwnedSemaphorePermit,
        stream: Option<OwnedSemaphorePermit>,
    ) -> Result<Lent, LedgerError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let ledger = match idle {
            Some(ledger) => ledger,
            None => Ledger::open_read_only(&self.file)?,
        };
        let (ledgers, ledger) = (Arc::clone(self), Some(ledger));
        Ok(Lent { ledgers, ledger, _turn: turn, _stream: stream })
    }

    /// Asks the ledger, as it is at one moment, on a thread that may wait; `limit` is how long it may take. Where
    /// nobody waits any more, the question is ended.
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        limit: Duration,
        work: impl FnOnce(&Ledger) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = Self::turn(&self.turns).await?;
        let ending = Ending::default();
        let (running, ledgers) = (Arc::clone(&ending.0), Arc::clone(self));
        let asked = tokio::task::spawn_blocking(move || {
            let lent = ledgers.lend(turn, None)?;
            let Some(ledger) = lent.ledger() else { return Err(failed()) };
            let set = |one| *running.lock().unwrap_or_else(PoisonError::into_inner) = one;
            set(Some(ledger.interrupter()));
            let done = ledger.in_one_state(work);
            // Behind this the connection is somebody else's.
            set(None);
            done?
        });
        let answered = tokio::time::timeout(limit, asked).await;
        drop(ending);
        match answered {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(failed()),
            Err(_) => Err(Problem::new("took_too_long", "the answer took too long")
                .hint("ask for less: fewer days, fewer steps, more filters")),
        }
    }

    /// As [`ask`](Self::ask), for what may take long: others are left turns beside it.
    pub(crate) async fn ask_long<T: Send + 'static>(
        self: &Arc<Self>,
        limit: Duration,
        work: impl FnOnce(&Ledger) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let long = Self::turn(&self.long).await?;
        let answered = self.ask(limit, work).await;
        drop(long);
        answered
    }

    /// Lends a connection for an answer that is given row by row.
    pub(crate) async fn stream(self: &Arc<Self>) -> Result<Lent, Problem> {
        let stream = Self::turn(&self.streams).await?;
        let turn = Self::turn(&self.turns).await?;
        let ledgers = Arc::clone(self);
        tokio::task::spawn_blocking(move || ledgers.lend(turn, Some(stream)))
            .await
            .map_err(|_| failed())?
            .map_err(Problem::from)
    }

    /// Keeps a correction, by the one connection that writes.
    pub(crate) async fn correct(
        self: &Arc<Self>,
        reader: Arc<depesha::Reader>,
        correction: Correction,
    ) -> Result<depesha_ledger::ClaimId, Problem> {
        let ledgers = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let mut writer = ledgers.writer.lock().unwrap_or_else(PoisonError::into_inner);
            let ledger = match writer.as_mut() {
                Some(ledger) => ledger,
                None => {
                    let options = Options { wait: WAIT_TO_WRITE, ..Options::default() };
                    writer.insert(Ledger::open_with(&ledgers.file, &options)?)
                }
            };
            let claim = ledger.correct(&correction, |text| reader.lemmas(text))?;
            if matches!(correction.action(), "merge" | "split" | "take_back") {
                ledger.refresh_directory()?;
            }
            Ok(claim)
        })
        .await
        .map_err(|_| failed())?
    }
}

/// What is told where a thread of the server's own failed.
pub(crate) fn failed() -> Problem {
    Problem::new("failed", "the server failed").hint("its messages say why")
}
