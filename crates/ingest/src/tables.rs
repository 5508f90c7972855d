//! What was read elsewhere, as a folder of Parquet tables, goes into the ledger as if it had been read here.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use depesha::Article;
use depesha::record::{Maker, Span};
use depesha_ledger::star::{OF_READ_ARTICLES, RECORDS, RecordRow};
use depesha_ledger::{Kept, Ledger, LedgerError, ReadReport, Received};
use parquet::data_type::AsBytes as _;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, ListAccessor as _, Row};
use parquet::schema::types::Type;
use thiserror::Error;

use crate::outcome::{Came, Outcome};
use crate::run::Options;

/// The tables that a ledger is filled from; all others follow from these.
const NEEDED: [&str; 3] = ["articles", "readings", RECORDS.name];

/// Why a folder of tables cannot be taken in.
#[derive(Debug, Error)]
pub enum TablesError {
    /// A table that is needed is not there.
    #[error("{} has no table `{table}`", folder.display())]
    Lacks {
        /// The folder.
        folder: PathBuf,
        /// The table's name.
        table: &'static str,
    },
    /// A table has no column that is needed.
    #[error("{} has no column `{column}`", file.display())]
    NoColumn {
        /// The file of the table.
        file: PathBuf,
        /// The column's name.
        column: &'static str,
    },
    /// A file cannot be read.
    #[error("{} cannot be read: {cause}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What is wrong, as the library says.
        cause: String,
    },
    /// Other versions of program and model read it.
    #[error(
        "{} was read by Depesha {} with the model {}, and this is Depesha {} with {}",
        folder.display(), found.version, found.model, own.version, own.model
    )]
    OtherMaker {
        /// The folder.
        folder: PathBuf,
        /// The versions that read it.
        found: Box<Maker>,
        /// Those of this program.
        own: Box<Maker>,
    },
    /// The rows of an article do not hold together.
    #[error("{}: {problem}", folder.display())]
    Broken {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// The ledger cannot be written.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl TablesError {
    /// What to do next, as a sentence without its full stop.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Lacks { table, .. } if *table == RECORDS.name => {
                "tables of `depesha export` lack it: ingest `articles.parquet` alone to read the texts again, or \
                 copy the ledger"
            }
            Self::Lacks { .. } | Self::NoColumn { .. } => {
                "write all tables that were read into the folder, as they are"
            }
            Self::Unreadable { .. } => "write the tables again",
            Self::OtherMaker { .. } => {
                "read the texts with this version, or say `--any-version` to keep the readings as that version's"
            }
            Self::Broken { .. } => "write the tables again; the rows of an article belong together",
            Self::Ledger(error) => error.hint(),
        }
    }
}

/// A folder with the tables of articles that were read elsewhere: `articles.parquet`, `readings.parquet`,
/// `records.parquet` and the others; each is a file, or a folder of such files as Spark writes them.
#[derive(Debug, Clone)]
pub struct ReadTables {
    folder: PathBuf,
}

impl ReadTables {
    /// The tables of a folder, if it looks like one of tables: `articles` and another one are there.
    pub fn in_folder(folder: &Path) -> Option<Self> {
        let is_there = |name: &str| table_path(folder, name).exists();
        let others = OF_READ_ARTICLES.iter().filter(|table| table.name != "articles");
        let has_others = others.map(|table| table.name).any(is_there);
        let tables = || Self { folder: folder.to_owned() };
        (folder.is_dir() && is_there("articles") && has_others).then(tables)
    }

    /// Which versions of program and model read what is there, in their order.
    ///
    /// # Errors
    /// Where a table is not there or cannot be read.
    pub fn makers(&self) -> Result<Vec<Maker>, TablesError> {
        let mut found = BTreeSet::new();
        for row in self.rows("readings", &["version", "model"])? {
            let row = row?;
            found.insert((text(&row, "version"), text(&row, "model")));
        }
        let maker = |(version, model): (Option<String>, Option<String>)| Maker {
            version: version.unwrap_or_default(),
            model: model.unwrap_or_default(),
        };
        Ok(found.into_iter().map(maker).collect())
    }

    fn rows(&self, table: &'static str, columns: &[&'static str]) -> Result<Rows, TablesError> {
        Rows::of(&self.folder, table, columns)
    }

    /// The reports, as they were made ready where they were read. Rows of `articles` and `records` that stand
    /// in one order, as they are written, are held one at a time; of others, those wait that have no partner yet.
    ///
    /// # Errors
    /// Where a table is not there or cannot be read.
    pub fn reports(&self) -> Result<Reports, TablesError> {
        for table in NEEDED {
            if !table_path(&self.folder, table).exists() {
                return Err(TablesError::Lacks { folder: self.folder.clone(), table });
            }
        }
        Ok(Reports {
            folder: self.folder.clone(),
            articles: self.rows("articles", ARTICLE_COLUMNS)?,
            records: self.rows(RECORDS.name, RECORD_COLUMNS)?,
            waiting_articles: HashMap::new(),
            waiting_records: HashMap::new(),
            ready: VecDeque::new(),
            ended: false,
        })
    }
}

const ARTICLE_COLUMNS: &[&str] = &[
    "article",
    "id",
    "sha256",
    "outlet",
    "published",
    "received_at",
    "title",
    "url",
    "language",
    "form",
    "place",
    "body",
    "bytes",
];

const RECORD_COLUMNS: &[&str] = &[
    "article",
    "reading",
    "record",
    "learned",
    "word_starts",
    "word_ends",
    "word_lemmas",
    "title_lemmas",
];

fn table_path(folder: &Path, table: &str) -> PathBuf {
    folder.join(format!("{table}.parquet"))
}

/// The files of a table, in the order of their names.
fn files_of(folder: &Path, table: &'static str) -> Result<Vec<PathBuf>, TablesError> {
    let path = table_path(folder, table);
    if path.is_file() {
        return Ok(vec![path]);
    }
    let listed = || -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&path)? {
            let file = entry?.path();
            if file.extension().is_some_and(|extension| extension == "parquet") {
                files.push(file);
            }
        }
        files.sort();
        Ok(files)
    };
    match listed() {
        Ok(files) => Ok(files),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            Err(TablesError::Lacks { folder: folder.to_owned(), table })
        }
        Err(cause) => Err(TablesError::Unreadable { file: path, cause: cause.to_string() }),
    }
}

/// What the library gives; its panics on bytes that are no table are errors.
fn guarded<T>(
    file: &Path,
    read: impl FnOnce() -> Result<T, ParquetError>,
) -> Result<T, TablesError> {
    let unreadable = |cause: String| TablesError::Unreadable { file: file.to_owned(), cause };
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(given)) => Ok(given),
        Ok(Err(error)) => Err(unreadable(error.to_string())),
        Err(_) => Err(unreadable("its bytes contradict each other".into())),
    }
}

/// The rows of a table, file after file.
struct Rows {
    files: std::vec::IntoIter<PathBuf>,
    columns: Vec<&'static str>,
    current: Option<(PathBuf, parquet::record::reader::RowIter<'static>)>,
}

impl Rows {
    fn of(
        folder: &Path,
        table: &'static str,
        columns: &[&'static str],
    ) -> Result<Self, TablesError> {
        let files = files_of(folder, table)?.into_iter();
        Ok(Self { files, columns: columns.to_vec(), current: None })
    }

    fn open(&self, file: &Path) -> Result<parquet::record::reader::RowIter<'static>, TablesError> {
        let opened = File::open(file).map_err(|cause| TablesError::Unreadable {
            file: file.to_owned(),
            cause: cause.to_string(),
        })?;
        let reader = guarded(file, || SerializedFileReader::new(opened))?;
        let root = reader.metadata().file_metadata().schema().clone();
        let fields = root.get_fields();
        let mut wanted = Vec::new();
        for &column in &self.columns {
            let Some(field) = fields.iter().find(|field| field.name() == column) else {
                return Err(TablesError::NoColumn { file: file.to_owned(), column });
            };
            wanted.push(Arc::clone(field));
        }
        guarded(file, || {
            let schema = Type::group_type_builder(root.name()).with_fields(wanted).build()?;
            reader.into_iter().project(Some(schema))
        })
    }

    fn try_next(&mut self) -> Result<Option<Row>, TablesError> {
        loop {
            if let Some((file, rows)) = &mut self.current {
                match guarded(file, || rows.next().transpose())? {
                    Some(row) => return Ok(Some(row)),
                    None => self.current = None,
                }
            }
            let Some(file) = self.files.next() else { return Ok(None) };
            let rows = self.open(&file)?;
            self.current = Some((file, rows));
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Row, TablesError>;

    fn next(&mut self) -> Option<Self::Item> {
        let given = self.try_next().transpose();
        if matches!(given, Some(Err(_))) {
            (self.files, self.current) = (Vec::new().into_iter(), None);
        }
        given
    }
}

fn cell<'row>(row: &'row Row, column: &str) -> Option<&'row Field> {
    row.get_column_iter().find(|(name, _)| *name == column).map(|(_, field)| field)
}

fn text(row: &Row, column: &str) -> Option<String> {
    match cell(row, column)? {
        Field::Str(text) => Some(text.clone()),
        Field::Bytes(bytes) => String::from_utf8(bytes.as_bytes().to_vec()).ok(),
        _ => None,
    }
}

fn received(row: &Row) -> Received {
    let bytes = match cell(row, "bytes") {
        Some(Field::Bytes(bytes)) => Some(bytes.as_bytes().to_vec()),
        _ => None,
    };
    Received {
        article: Article {
            id: text(row, "id").unwrap_or_default(),
            outlet: text(row, "outlet"),
            url: text(row, "url"),
            published: text(row, "published"),
            title: text(row, "title"),
            body: text(row, "body").unwrap_or_default(),
            sha256: text(row, "sha256"),
        },
        bytes,
        form: text(row, "form").unwrap_or_default(),
        place: text(row, "place"),
        received_at: text(row, "received_at"),
        language: text(row, "language"),
    }
}

/// What the row says of a reading; none of an article that was not read.
fn record_row(row: &Row) -> Result<Option<RecordRow>, &'static str> {
    if text(row, "reading").is_none() {
        return Ok(None);
    }
    let list = |column: &str| match cell(row, column) {
        Some(Field::ListInternal(list)) => Some(list),
        _ => None,
    };
    let (starts, ends) = (list("word_starts"), list("word_ends"));
    let (Some(starts), Some(ends), Some(lemmas)) = (starts, ends, list("word_lemmas")) else {
        return Err("the words are no lists");
    };
    if starts.len() != lemmas.len() || ends.len() != lemmas.len() {
        return Err("the lists of words have several lengths");
    }
    let offset = |list: &parquet::record::List, at: usize| {
        list.get_long(at).ok().and_then(|offset| usize::try_from(offset).ok())
    };
    let words = (0..lemmas.len())
        .map(|at| {
            let span = Span { start: offset(starts, at)?, end: offset(ends, at)? };
            Some((span, lemmas.get_string(at).ok()?.clone()))
        })
        .collect::<Option<Vec<_>>>()
        .ok_or("a word has no place")?;
    Ok(Some(RecordRow {
        record: text(row, "record").ok_or("there is no record")?,
        learned: text(row, "learned").ok_or("there is nothing for the directory")?,
        words,
        title_lemmas: text(row, "title_lemmas").unwrap_or_default(),
    }))
}

/// The reports of [`ReadTables`], one after the other.
pub struct Reports {
    folder: PathBuf,
    articles: Rows,
    records: Rows,
    waiting_articles: HashMap<String, Received>,
    waiting_records: HashMap<String, Option<RecordRow>>,
    ready: VecDeque<(Received, Option<RecordRow>)>,
    ended: bool,
}

impl Reports {
    fn broken(&self, problem: impl Into<String>) -> TablesError {
        TablesError::Broken { folder: self.folder.clone(), problem: problem.into() }
    }

    fn made(&self, received: Received, row: Option<RecordRow>) -> Result<ReadReport, TablesError> {
        match row {
            None => Ok(ReadReport::unread(received)),
            Some(row) => {
                ReadReport::of_row(received, row).map_err(|bad| self.broken(bad.to_string()))
            }
        }
    }

    /// The report of this article, if both of its rows have come.
    fn whole(&mut self, key: &str) -> Option<(Received, Option<RecordRow>)> {
        if !self.waiting_records.contains_key(key) {
            return None;
        }
        let received = self.waiting_articles.remove(key)?;
        Some((received, self.waiting_records.remove(key)?))
    }

    fn try_next(&mut self) -> Result<Option<ReadReport>, TablesError> {
        loop {
            if let Some((received, row)) = self.ready.pop_front() {
                return self.made(received, row).map(Some);
            }
            let article = self.articles.next().transpose()?;
            let record = self.records.next().transpose()?;
            if article.is_none() && record.is_none() {
                let key = self.waiting_articles.keys().chain(self.waiting_records.keys()).min();
                return match key {
                    None => Ok(None),
                    Some(key) => Err(self.broken(format!(
                        "the article `{key}` is in one of the tables `articles` and `records` alone"
                    ))),
                };
            }
            if let Some(row) = article {
                let key = text(&row, "article").unwrap_or_default();
                self.waiting_articles.insert(key.clone(), received(&row));
                let whole = self.whole(&key);
                self.ready.extend(whole);
            }
            if let Some(row) = record {
                let key = text(&row, "article").unwrap_or_default();
                let given = record_row(&row)
                    .map_err(|why| self.broken(format!("the record of article `{key}`: {why}")))?;
                self.waiting_records.insert(key.clone(), given);
                let whole = self.whole(&key);
                self.ready.extend(whole);
            }
        }
    }
}

impl Iterator for Reports {
    type Item = Result<ReadReport, TablesError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let given = self.try_next().transpose();
        self.ended = !matches!(given, Some(Ok(_)));
        given
    }
}

/// After how many commits copies are linked, as a run of reading does.
const COMMITS_TO_LINK: usize = 16;

/// Keeps the reports of the tables, and tells `observe` what becomes of each. `own` are the versions of program
/// and model that must have read them; with none, all are taken, as readings of their versions. What was received at
/// no told time was so at `received_at`, in RFC 3339.
///
/// # Errors
/// Where the tables are not whole, other versions read them, or the ledger cannot be written; what was kept until then
/// stays.
pub fn keep_tables(
    ledger: &mut Ledger,
    tables: &ReadTables,
    own: Option<&Maker>,
    received_at: Option<&str>,
    options: &Options,
    mut observe: impl FnMut(&Came<'_>),
) -> Result<Outcome, TablesError> {
    let reports = tables.reports()?;
    if let Some(own) = own
        && let Some(found) = tables.makers()?.into_iter().find(|found| found != own)
    {
        let (folder, own) = (tables.folder.clone(), Box::new(own.clone()));
        return Err(TablesError::OtherMaker { folder, found: Box::new(found), own });
    }
    let mut outcome = Outcome::default();
    let mut waiting = Vec::new();
    let mut commits = 0;
    let mut keep = |ledger: &mut Ledger, waiting: &mut Vec<ReadReport>| {
        let kept = ledger.keep_all(waiting)?;
        for (report, kept) in waiting.drain(..).zip(kept) {
            let came = Came::Kept {
                id: report.id(),
                kept,
                read: kept != Kept::Unchanged && report.is_read(),
            };
            outcome.count(&came);
            observe(&came);
        }
        commits += 1;
        if commits % COMMITS_TO_LINK == 0 { ledger.link_some_copies().map(drop) } else { Ok(()) }
    };
    let mut stopped = false;
    for report in reports {
        stopped = options.is_stopped();
        if stopped {
            break;
        }
        waiting.push(report?.or_received_at(received_at));
        if waiting.len() >= options.at_once.max(1) {
            keep(ledger, &mut waiting)?;
        }
    }
    keep(ledger, &mut waiting)?;
    outcome.stopped = stopped;
    Ok(outcome)
}
