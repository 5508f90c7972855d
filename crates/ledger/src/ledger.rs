use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use depesha::record::Maker;
use rusqlite::limits::Limit;
use rusqlite::{
    Connection, ErrorCode, InterruptHandle, OpenFlags, OptionalExtension, Transaction,
    TransactionBehavior, params,
};

use crate::copies;
use crate::corrections;
use crate::error::LedgerError;
use crate::gists::{keep_gists, keep_missing_gists};
use crate::migrations::{self, Found, NEWEST};
use crate::names::name_key;
use crate::pairs::InCommon;
use crate::received::{PreparedReading, ReadReport, Received};
use crate::rows::{Claims, Rows};
use crate::tallies::{Tallies, Tally};

/// How a ledger is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long to wait for another program that writes.
    pub wait: Duration,
    /// The most bytes that the file may grow to; what does not fit is refused as on a full disk.
    pub most_bytes: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self { wait: Duration::from_secs(30), most_bytes: None }
    }
}

/// What came of keeping a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kept {
    /// The article was not there.
    New,
    /// The article was there with another text, which stays.
    NewVersion,
    /// The article was there, without a reading by this version of program and model.
    NewReading,
    /// All of it was there.
    Unchanged,
}

/// Everything read, in one file that loses nothing.
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) file: PathBuf,
    pub(crate) wordings: copies::Wordings,
    pub(crate) in_common: InCommon,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger").field("file", &self.file).finish_non_exhaustive()
    }
}

/// The bytes of a page of the file.
const PAGE: u64 = 4096;
/// How often two connections are brought to one state, where others write in between.
const TRIES_AT_ONE_STATE: usize = 3;
/// How many pages the log grows to before it is brought into the file: 64 MiB.
const LOG_PAGES: u32 = 16_384;
/// How many pages are held in memory at most: 64 MiB.
pub(crate) const CACHE_PAGES: u32 = 16_384;

impl Ledger {
    /// Opens the ledger for writing; begins one where there is no file; brings one of an older format
    /// up to date.
    ///
    /// # Errors
    /// Where the file is no ledger, is of a newer format, may not be written, or is being written.
    pub fn open(file: &Path) -> Result<Self, LedgerError> {
        Self::open_with(file, &Options::default())
    }

    /// As [`open`](Self::open), with options.
    ///
    /// # Errors
    /// As there.
    pub fn open_with(file: &Path, options: &Options) -> Result<Self, LedgerError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut ledger = Self::connect(file, flags, options)?;
        let failed = |cause| LedgerError::of(file, cause);
        let format = ledger.format()?;
        if ledger.connection.is_readonly("main").map_err(failed)? {
            return Err(LedgerError::ReadOnly { file: file.to_owned() });
        }
        ledger.begin_writing(options).map_err(failed)?;
        if format < NEWEST {
            migrations::bring_to(&mut ledger.connection, NEWEST).map_err(failed)?;
            if format > 0 {
                // A step may ask for all to be compared anew.
                ledger.link_copies()?;
            }
        }
        Ok(ledger)
    }

    /// Opens a ledger that is there, for asking only.
    ///
    /// # Errors
    /// Where there is none, or it is of another format.
    pub fn open_read_only(file: &Path) -> Result<Self, LedgerError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let ledger = Self::connect(file, flags, &Options::default())?;
        // Whatever is asked, no other file is touched.
        ledger
            .connection
            .set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)
            .map_err(|cause| LedgerError::of(file, cause))?;
        match ledger.format()? {
            0 => Err(LedgerError::NotALedger { file: file.to_owned() }),
            found if found < NEWEST => Err(LedgerError::Older { file: file.to_owned(), found }),
            _ => Ok(ledger),
        }
    }

    fn connect(file: &Path, flags: OpenFlags, options: &Options) -> Result<Self, LedgerError> {
        let failed = |cause| LedgerError::of(file, cause);
        let connection = Connection::open_with_flags(file, flags).map_err(failed)?;
        connection.busy_timeout(options.wait).map_err(failed)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(128);
        let (wordings, in_common) = (copies::Wordings::default(), InCommon::default());
        Ok(Self { connection, file: file.to_owned(), wordings, in_common })
    }

    fn format(&self) -> Result<u32, LedgerError> {
        let file = self.file.clone();
        match migrations::format_of(&self.connection).map_err(|e| self.failed(e))? {
            Found::Other => Err(LedgerError::NotALedger { file }),
            Found::Format(found) if found > NEWEST => Err(LedgerError::Newer { file, found }),
            Found::Format(format) => Ok(format),
        }
    }

    /// Has changes written to a log first. SQLite does not wait where two begin a file at once and each would have the
    /// other let go of it, so this one tries again.
    fn write_ahead(&self, wait: Duration) -> rusqlite::Result<()> {
        const PAUSE: Duration = Duration::from_millis(10);
        let connection = &self.connection;
        let mut left = wait;
        loop {
            let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
            if mode == "wal" {
                return Ok(());
            }
            match connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())) {
                Err(error)
                    if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                        && left >= PAUSE =>
                {
                    left -= PAUSE;
                    std::thread::sleep(PAUSE);
                }
                done => return done,
            }
        }
    }

    fn begin_writing(&self, options: &Options) -> rusqlite::Result<()> {
        let connection = &self.connection;
        self.write_ahead(options.wait)?;
        // After a failure of power the last reports may be missing, never parts of one.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        // Each time that the log is brought into the file, which by default is every 4 MiB, the disk is
        // waited for; that was half of the time of keeping.
        connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
        connection.pragma_update(None, "cache_size", CACHE_PAGES)?;
        if let Some(bytes) = options.most_bytes {
            let pages = i64::try_from(bytes / PAGE).unwrap_or(i64::MAX).max(1);
            connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
        }
        Ok(())
    }

    /// A number that is another one than before when anybody else has changed the ledger; it says nothing
    /// beside the number that another `Ledger` of the same file gives.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn data_version(&self) -> Result<i64, LedgerError> {
        let version = self.connection.query_row("PRAGMA data_version", [], |row| row.get(0));
        version.map_err(|cause| self.failed(cause))
    }

    /// Asks in `work` for what the ledger holds at one moment, whatever others write meanwhile.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn in_one_state<T>(&self, work: impl FnOnce(&Self) -> T) -> Result<T, LedgerError> {
        let transaction =
            self.connection.unchecked_transaction().map_err(|cause| self.failed(cause))?;
        let done = work(self);
        transaction.finish().map_err(|cause| self.failed(cause))?;
        Ok(done)
    }

    /// Asks three things at once, of the same state of the ledger, whatever others write meanwhile: `second` and `third` on a
    /// thread and a connection of their own. Within [`in_one_state`](Self::in_one_state), and where others write without
    /// end, one is asked after the other.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn at_once<A, B: Send, C: Send>(
        &self,
        first: impl FnOnce(&Self) -> Result<A, LedgerError>,
        second: impl FnOnce(&Self) -> Result<B, LedgerError> + Send,
        third: impl FnOnce(&Self) -> Result<C, LedgerError> + Send,
    ) -> Result<(A, B, C), LedgerError> {
        // What is not yet committed no other connection sees.
        if !self.connection.is_autocommit() {
            return Ok((first(self)?, second(self)?, third(self)?));
        }
        let others = [Self::open_read_only(&self.file)?, Self::open_read_only(&self.file)?];
        for _ in 0..TRIES_AT_ONE_STATE {
            let before = others.each_ref().map(Self::data_version);
            let held =
                self.connection.unchecked_transaction().map_err(|cause| self.failed(cause))?;
            self.hold_state().map_err(|cause| self.failed(cause))?;
            let mut is_one_state = true;
            for (other, before) in others.iter().zip(before) {
                other.connection.execute_batch("BEGIN").map_err(|cause| self.failed(cause))?;
                other.hold_state().map_err(|cause| self.failed(cause))?;
                // Nobody wrote before the other state was held, and the first was held before that: they are one.
                is_one_state &= other.data_version()? == before?;
            }
            if is_one_state {
                let [one, other] = others;
                let all = std::thread::scope(|scope| {
                    let second = scope.spawn(move || second(&one));
                    let third = scope.spawn(move || third(&other));
                    let first = first(self);
                    let second = second.join().unwrap_or_else(|panic| resume_unwind(panic));
                    let third = third.join().unwrap_or_else(|panic| resume_unwind(panic));
                    Ok((first?, second?, third?))
                });
                held.finish().map_err(|cause| self.failed(cause))?;
                return all;
            }
            held.finish().map_err(|cause| self.failed(cause))?;
            for other in &others {
                other.connection.execute_batch("COMMIT").map_err(|cause| self.failed(cause))?;
            }
        }
        Ok((first(self)?, second(self)?, third(self)?))
    }

    /// Within a transaction, has it see the ledger as it is now.
    fn hold_state(&self) -> rusqlite::Result<()> {
        self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
    }

    /// What ends, from any thread, a question that takes too long; that one fails then.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter(self.connection.get_interrupt_handle())
    }

    /// Where the ledger is.
    pub fn file(&self) -> &Path {
        &self.file
    }

    pub(crate) fn failed(&self, cause: rusqlite::Error) -> LedgerError {
        LedgerError::of(&self.file, cause)
    }

    /// Does all of `work` in one transaction, or nothing.
    pub(crate) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Problem>,
    ) -> Result<T, LedgerError> {
        let file = self.file.clone();
        let run = |connection: &mut Connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        run(&mut self.connection).map_err(|problem: Problem| problem.of(&file))
    }

    /// Keeps a report: all of it in one transaction, or nothing.
    ///
    /// The same article (id and SHA-256) with a reading by the same version of program and model is
    /// there once, however often it is kept. Another text under the same id is a version of the
    /// article; of several the one received last is current, else the one published last, else the
    /// one with the greatest SHA-256, whatever the order in which they came. Another version's
    /// reading stands beside the others; the one of the latest version is current.
    ///
    /// # Errors
    /// Where the file cannot be written; nothing of the report is in the ledger then.
    pub fn keep(&mut self, report: &ReadReport) -> Result<Kept, LedgerError> {
        let kept = self.keep_all(std::slice::from_ref(report))?;
        Ok(kept.first().copied().unwrap_or(Kept::Unchanged))
    }

    /// As [`keep`](Self::keep), for several reports with one wait for the disk: all of them, or none.
    ///
    /// A program that is killed has then fewer reports to read again than are given at once; none of
    /// them is kept in part.
    ///
    /// # Errors
    /// As there; none of the reports is in the ledger then.
    pub fn keep_all(&mut self, reports: &[ReadReport]) -> Result<Vec<Kept>, LedgerError> {
        let kept = self.transaction(|transaction| {
            let mut tallies = Tallies::default();
            let mut kept = Vec::with_capacity(reports.len());
            for report in reports {
                kept.push(keep(transaction, report, &mut tallies)?);
            }
            tallies.write(transaction)?;
            let mut are_new =
                reports.iter().zip(&kept).filter(|(_, (_, kept))| *kept != Kept::Unchanged);
            if are_new.any(|(report, _)| report.is_read()) {
                mark_stale(transaction)?;
            }
            Ok(kept)
        })?;
        for (report, (article, kept)) in reports.iter().zip(&kept) {
            if matches!(kept, Kept::New | Kept::NewVersion) {
                let bytes = report.received.article.body.len();
                self.wordings.hold(*article, report.signature(), bytes);
            }
        }
        Ok(kept.into_iter().map(|(_, kept)| kept).collect())
    }

    /// Whether there is a reading of this article by this version of program and model, so that it
    /// need not be read.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn holds(&self, id: &str, sha256: &str, maker: &Maker) -> Result<bool, LedgerError> {
        let ask = || {
            let mut known = self.connection.prepare_cached(
                "SELECT 1 FROM articles JOIN readings USING (article) JOIN makers USING (maker)
                 WHERE id = ? AND sha256 = ? AND version = ? AND model = ? AND corrected = 0
                 AND has_gists = 1",
            )?;
            known.exists(params![id, sha256, maker.version, maker.model])
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// How many articles (versions of one counted each), readings by the program, and corrections
    /// there are.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn counts(&self) -> Result<Counts, LedgerError> {
        let count = || -> rusqlite::Result<Counts> {
            let connection = &self.connection;
            let sum = |tally: Tally| tally.sum(connection).map(i64::unsigned_abs);
            let corrections =
                connection.query_row("SELECT count(*) FROM corrections", [], |row| row.get(0));
            Ok(Counts {
                articles: sum(Tally::Form)?,
                readings: sum(Tally::Maker)?,
                unread: sum(Tally::Unread)?,
                statements: sum(Tally::Statements)?,
                events: sum(Tally::Events)?,
                corrections: corrections.map(i64::unsigned_abs)?,
            })
        };
        count().map_err(|cause| self.failed(cause))
    }
}

/// Ends what a [`Ledger`] is asked.
pub struct Interrupter(InterruptHandle);

impl std::fmt::Debug for Interrupter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Interrupter")
    }
}

impl Interrupter {
    /// Ends the question that is being answered; where none is, nothing happens.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

/// How much a ledger holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Articles, versions of one counted each.
    pub articles: u64,
    /// Readings by the program.
    pub readings: u64,
    /// Articles without a reading.
    pub unread: u64,
    /// Statements of current readings.
    pub statements: u64,
    /// Events of current readings.
    pub events: u64,
    /// Corrections.
    pub corrections: u64,
}

/// What goes wrong within a transaction.
pub(crate) enum Problem {
    Database(rusqlite::Error),
    Damaged(String),
    Correction(String),
    /// A correction of these, by the line that it is in.
    Line(usize, String),
}

impl From<rusqlite::Error> for Problem {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Database(cause)
    }
}

impl Problem {
    pub(crate) fn of(self, file: &Path) -> LedgerError {
        let own = file.to_owned();
        match self {
            Self::Database(cause) => LedgerError::of(file, cause),
            Self::Damaged(problem) => LedgerError::Damaged { file: own, problem },
            Self::Line(line, problem) => LedgerError::BadLine { line, problem },
            Self::Correction(problem) => LedgerError::BadCorrection { file: own, problem },
        }
    }
}

/// Writes a report; the number of its article, and what came of it.
fn keep(
    connection: &Connection,
    report: &ReadReport,
    tallies: &mut Tallies,
) -> Result<(i64, Kept), Problem> {
    let received = &report.received;
    let id = received.article.id.as_str();
    let known = connection
        .prepare_cached("SELECT article FROM articles WHERE id = ? AND sha256 = ?")?
        .query_row(params![id, received.sha256()], |row| row.get::<_, i64>(0))
        .optional()?;
    let (article, kept) = match known {
        Some(article) => (article, Kept::Unchanged),
        None => {
            let versions = connection
                .prepare_cached("SELECT 1 FROM articles WHERE id = ?")?
                .exists(params![id])?;
            let article = insert_article(connection, received, !versions, tallies)?;
            copies::keep_signature(connection, article, report.signature())?;
            (article, if versions { Kept::NewVersion } else { Kept::New })
        }
    };
    let Some(reading) = &report.reading else {
        if kept == Kept::NewVersion {
            choose_current(connection, id, tallies)?;
        }
        return Ok((article, kept));
    };
    let maker = maker_number(connection, &reading.record.depesha)?;
    let is_read = connection
        .prepare_cached("SELECT 1 FROM readings WHERE article = ? AND maker = ? AND corrected = 0")?
        .exists(params![article, maker])?;
    if is_read {
        keep_missing_gists(connection, article, maker, &received.article.body, &reading.lemmas)?;
        return Ok((article, kept));
    }
    tallies.add_reading(connection, article, maker)?;
    // The first reading of a new article is the one that views show: where nobody corrected it, there is nothing to
    // choose from, and its row, which is long, is written once.
    let is_current = kept == Kept::New;
    let place = ReadingPlace { article, maker, corrected: false, is_current };
    insert_reading(connection, place, reading, &Claims::new())?;
    if is_current {
        tallies.show_new(&reading.record, received.day());
    }
    match corrections::correct_reading(connection, received, article, maker, reading) {
        // A correction that does not fit this reading does not keep it out of the ledger.
        Ok(()) | Err(Problem::Correction(_)) => {}
        Err(problem) => return Err(problem),
    }
    let is_corrected = || {
        connection
            .prepare_cached("SELECT 1 FROM readings WHERE article = ? AND corrected = 1")?
            .exists([article])
    };
    if !is_current || is_corrected()? {
        choose_current(connection, id, tallies)?;
    }
    Ok((article, if kept == Kept::Unchanged { Kept::NewReading } else { kept }))
}

fn insert_article(
    connection: &Connection,
    received: &Received,
    is_current: bool,
    tallies: &mut Tallies,
) -> rusqlite::Result<i64> {
    let article = &received.article;
    let day = received.day().map(|day| day.to_string());
    connection
        .prepare_cached(
            "INSERT INTO articles (id, sha256, form, place, received_at, outlet, url, published,
             day, title, language, body, bytes, current)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            article.id,
            received.sha256(),
            received.form,
            received.place,
            received.received_at,
            article.outlet,
            article.url,
            article.published,
            day,
            article.title,
            received.language,
            article.body,
            received.bytes.as_deref().filter(|bytes| *bytes != article.body.as_bytes()),
            is_current
        ])?;
    let number = connection.last_insert_rowid();
    tallies.add_article(&received.form, day.as_deref());
    Ok(number)
}

/// The number of these versions of program and model; ranks them among the others.
fn maker_number(connection: &Connection, maker: &Maker) -> rusqlite::Result<i64> {
    let known = connection
        .prepare_cached("SELECT maker FROM makers WHERE version = ? AND model = ?")?
        .query_row(params![maker.version, maker.model], |row| row.get(0))
        .optional()?;
    if let Some(maker) = known {
        return Ok(maker);
    }
    connection.execute(
        "INSERT INTO makers (version, model, rank) VALUES (?, ?, 0)",
        params![maker.version, maker.model],
    )?;
    let new = connection.last_insert_rowid();
    let mut makers: Vec<(Vec<Piece>, Vec<Piece>, i64)> = connection
        .prepare("SELECT version, model, maker FROM makers")?
        .query_map([], |row| {
            let (version, model): (String, String) = (row.get(0)?, row.get(1)?);
            Ok((pieces(&version), pieces(&model), row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    makers.sort();
    for (rank, (.., maker)) in (1_i64..).zip(&makers) {
        connection.execute("UPDATE makers SET rank = ? WHERE maker = ?", params![rank, maker])?;
    }
    Ok(new)
}

/// A part of a version's name: numbers are compared as numbers, so that 0.10 follows 0.9.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Text(String),
    Number(u64),
}

fn pieces(version: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for letter in version.chars() {
        match (letter.to_digit(10), pieces.last_mut()) {
            (Some(digit), Some(Piece::Number(number))) => {
                *number = number.saturating_mul(10).saturating_add(u64::from(digit));
            }
            (Some(digit), _) => pieces.push(Piece::Number(u64::from(digit))),
            (None, Some(Piece::Text(text))) => text.push(letter),
            (None, _) => pieces.push(Piece::Text(letter.to_string())),
        }
    }
    pieces
}

/// Where a reading is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadingPlace {
    /// The number of its article.
    pub(crate) article: i64,
    /// The number of what made it.
    pub(crate) maker: i64,
    /// Whether it is the one that people's claims were put into.
    pub(crate) corrected: bool,
    /// Whether views show it; where that is left open, [`choose_current`] is asked next.
    pub(crate) is_current: bool,
}

/// Writes a reading with its rows.
pub(crate) fn insert_reading(
    connection: &Connection,
    place: ReadingPlace,
    reading: &PreparedReading,
    claims: &Claims,
) -> Result<(), Problem> {
    let outlet = reading.record.article.outlet.as_deref();
    connection
        .prepare_cached(
            "INSERT INTO readings
             (article, maker, corrected, current, outlet, outlet_key, record, has_gists)
             VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
        )?
        .execute(params![
            place.article,
            place.maker,
            place.corrected,
            place.is_current,
            outlet,
            outlet.map(name_key),
            reading.record_json
        ])?;
    let number = connection.last_insert_rowid();
    connection
        .prepare_cached("INSERT INTO learned (reading, learned) VALUES (?, ?)")?
        .execute(params![number, reading.learned_json])?;
    let rows = Rows {
        connection,
        reading: number,
        record: &reading.record,
        links: &reading.links,
        claims,
        lemmas: &reading.lemmas,
        title_lemmas: &reading.title_lemmas,
    };
    rows.write()?;
    Ok(keep_gists(connection, rows.reading, &reading.gists)?)
}

/// Says which version of an article and which of its readings is current: of the version received,
/// published or named last and read, the reading by the latest version, with what people corrected in it.
///
/// Rows are changed one by one, by their numbers: before a statement that may change several, what is
/// searched for words is written to its index, so that one such statement for each report doubles the
/// time of keeping.
pub(crate) fn choose_current(
    connection: &Connection,
    id: &str,
    tallies: &mut Tallies,
) -> rusqlite::Result<()> {
    let ranked = |sql: &str| -> rusqlite::Result<Vec<(i64, bool)>> {
        let mut ask = connection.prepare_cached(sql)?;
        let rows = ask.query_map(params![id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    };
    // Those that are current now and were not, or the other way round.
    let change = |sql: &str, ranked: Vec<(i64, bool)>| -> rusqlite::Result<Vec<(i64, bool)>> {
        let mut is_first = true;
        let mut changed = Vec::new();
        for (number, is_current) in ranked {
            if is_current != is_first {
                connection.prepare_cached(sql)?.execute(params![is_first, number])?;
                changed.push((number, is_first));
            }
            is_first = false;
        }
        Ok(changed)
    };
    let articles = ranked(
        "SELECT article, current FROM articles WHERE id = ?
         ORDER BY received_at DESC, published DESC, sha256 DESC",
    )?;
    change("UPDATE articles SET current = ? WHERE article = ?", articles)?;
    // A new version that is not read yet does not take the reading of the one before out of sight.
    let readings = ranked(
        "SELECT reading, readings.current
         FROM articles JOIN readings USING (article) JOIN makers USING (maker)
         WHERE id = ?
         ORDER BY received_at DESC, published DESC, sha256 DESC, rank DESC, corrected DESC",
    )?;
    let changed = change("UPDATE readings SET current = ? WHERE reading = ?", readings)?;
    for &(reading, is_current) in &changed {
        tallies.show(connection, reading, is_current)?;
    }
    if !changed.is_empty() {
        copies::link_again(connection, id)?;
    }
    mark_stale(connection)
}

/// Says that who is who is to be counted anew.
fn mark_stale(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE directory_state SET stale = 1 WHERE one = 1 AND stale = 0")?
        .execute([])?;
    Ok(())
}
