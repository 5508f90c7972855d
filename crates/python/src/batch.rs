//! A table of texts, read on all processors.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, SchemaRef, TimeUnit};
use depesha::Reader;
use depesha_ingest::read_report;
use depesha_ledger::ReadReport;
use depesha_ledger::star::OF_READ_ARTICLES;
use depesha_sources::{Field, FieldNames, Options, Place, Position, Published, document_of_row};
use depesha_tables::{Column, Kind, Table, Value};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use serde_json::{Map, Number, Value as Json};

use crate::arrow::{ArrowTable, batches_of};
use crate::columns::{Columns, schema_of};
use crate::failures::of_argument;
use crate::reading::{publication_time, reader};

/// Rows that a thread takes at a time: few, so that all end about together.
const ROWS_AT_A_TIME: usize = 64;

/// How often it is looked whether the user has interrupted.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The rows that were not read.
const ERRORS: Table = Table {
    name: "errors",
    row: "A row that was not read.",
    columns: &[
        Column::new(
            "row",
            Kind::Integer,
            "Which row of what was given, from 0; or from the number that was given for the first.",
        ),
        Column::new(
            "place",
            Kind::Text,
            "Where it stands: the name of the batch, and the row from 1.",
        ),
        Column::new("kind", Kind::Text, "What kind of trouble it is, in a few words."),
        Column::new("problem", Kind::Text, "What is wrong with it."),
        Column::new("hint", Kind::Text, "What to do next."),
    ],
};

/// All tables that are given, in their order.
fn tables() -> impl Iterator<Item = &'static Table> {
    OF_READ_ARTICLES.iter().chain(std::iter::once(&ERRORS))
}

/// The value of a cell as a row of Parquet has it.
fn value_at(array: &dyn Array, row: usize) -> Json {
    if array.is_null(row) {
        return Json::Null;
    }
    let time =
        |time: Option<Published>| time.map_or(Json::Null, |time| Json::String(time.to_string()));
    let moment = |count: i64| time(Published::milliseconds_since_1970(count));
    let real = |number: f64| Number::from_f64(number).map_or(Json::Null, Json::Number);
    macro_rules! number {
        ($kind:ty) => {
            Json::Number(Number::from(array.as_primitive::<$kind>().value(row)))
        };
    }
    match array.data_type() {
        DataType::Utf8 => Json::String(array.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => Json::String(array.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => Json::String(array.as_string_view().value(row).to_owned()),
        DataType::Binary => bytes_as_text(array.as_binary::<i32>().value(row)),
        DataType::LargeBinary => bytes_as_text(array.as_binary::<i64>().value(row)),
        DataType::Boolean => Json::Bool(array.as_boolean().value(row)),
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Float32 => real(array.as_primitive::<Float32Type>().value(row).into()),
        DataType::Float64 => real(array.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => {
            time(Published::days_since_1970(array.as_primitive::<Date32Type>().value(row)))
        }
        DataType::Timestamp(TimeUnit::Second, _) => {
            let count = array.as_primitive::<TimestampSecondType>().value(row);
            moment(count.saturating_mul(1000))
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            moment(array.as_primitive::<TimestampMillisecondType>().value(row))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            moment(array.as_primitive::<TimestampMicrosecondType>().value(row).div_euclid(1000))
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            moment(array.as_primitive::<TimestampNanosecondType>().value(row).div_euclid(1_000_000))
        }
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_any_dictionary();
            let key = value_at(dictionary.keys(), row);
            let key = key.as_u64().and_then(|key| usize::try_from(key).ok());
            let values = dictionary.values();
            let known = key.filter(|key| *key < values.len());
            known.map_or(Json::Null, |key| value_at(values.as_ref(), key))
        }
        DataType::List(_) => list_of(&array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => list_of(&array.as_list::<i64>().value(row)),
        DataType::Struct(fields) => {
            let columns = array.as_struct();
            let field = |at: usize| value_at(columns.column(at).as_ref(), row);
            let names = fields.iter().enumerate();
            Json::Object(names.map(|(at, named)| (named.name().clone(), field(at))).collect())
        }
        _ => Json::Null,
    }
}

/// Some writers do not say that their texts are text.
fn bytes_as_text(bytes: &[u8]) -> Json {
    std::str::from_utf8(bytes).map_or(Json::Null, |text| Json::String(text.to_owned()))
}

fn list_of(values: &ArrayRef) -> Json {
    let values = (0..values.len()).map(|at| value_at(values.as_ref(), at));
    Json::Array(values.filter(Json::is_string).collect())
}

/// What holds of all rows.
struct Asked {
    options: Options,
    /// The columns whose names are known.
    known: Vec<usize>,
    outlet: Option<String>,
    published: Option<String>,
    received: Option<String>,
    place: String,
    /// What is added to the numbers of rows.
    first_row: usize,
    schemas: Vec<SchemaRef>,
}

/// Some neighbouring rows of a batch, and how many came before them.
struct Piece {
    rows: RecordBatch,
    before: usize,
}

impl Asked {
    /// Reads the rows; the batches of each table, in the order of [`tables`].
    fn read(&self, reader: &Reader, piece: &Piece) -> std::io::Result<Vec<Vec<RecordBatch>>> {
        let schemas = self.schemas.iter().cloned();
        let mut columns: Vec<Columns> =
            tables().zip(schemas).map(|(table, schema)| Columns::of(table, schema)).collect();
        let errors = columns.len() - 1;
        for row in 0..piece.rows.num_rows() {
            let number = piece.before + row;
            let place_number = u64::try_from(self.first_row + number + 1).unwrap_or(u64::MAX);
            let place = Place { file: self.place.clone(), position: Position::Item(place_number) };
            let schema = piece.rows.schema();
            let fields: Map<String, Json> = self
                .known
                .iter()
                .map(|&at| {
                    let value = value_at(piece.rows.column(at).as_ref(), row);
                    (schema.field(at).name().clone(), value)
                })
                .collect();
            let error = |place: &Place, kind: &str, problem: &str, hint: &str| {
                vec![
                    Value::count(self.first_row + number),
                    Value::text(place.to_string()),
                    Value::text(kind),
                    Value::text(problem),
                    Value::text(hint),
                ]
            };
            let document = match document_of_row(&fields, place.clone(), &self.options) {
                Ok(document) => document,
                Err(rejected) => {
                    let (kind, problem) = (rejected.reason.kind(), rejected.reason.to_string());
                    columns[errors].row(error(&place, kind, &problem, &rejected.hint()))?;
                    continue;
                }
            };
            let mut received = depesha_ingest::received(document, self.received.as_deref());
            let article = &mut received.article;
            article.outlet = article.outlet.take().or_else(|| self.outlet.clone());
            article.published = article.published.take().or_else(|| self.published.clone());
            let received = received.counted();
            let report = if reader.reads(received.language.as_deref()) {
                match read_report(reader, &received) {
                    Ok(report) => report,
                    Err(problem) => {
                        let hint = "this is a fault of the program's; report it with the text";
                        let told = error(&place, "reading failed", &problem, hint);
                        columns[errors].row(told)?;
                        ReadReport::unread(received)
                    }
                }
            } else {
                ReadReport::unread(received)
            };
            report.star(|name, values| {
                match OF_READ_ARTICLES.iter().position(|table| table.name == name) {
                    Some(at) => columns[at].row(values),
                    None => Err(std::io::Error::other(format!("{name} is not described"))),
                }
            })?;
        }
        let mut batches =
            columns.into_iter().map(Columns::finish).collect::<std::io::Result<Vec<_>>>()?;
        share_bodies(&mut batches[0], &piece.rows, &self.known);
        Ok(batches)
    }
}

/// Lets the articles have the column of texts that was given, where it holds the bodies row by row: then the text is
/// held once.
fn share_bodies(articles: &mut [RecordBatch], rows: &RecordBatch, known: &[usize]) {
    let [batch] = articles else { return };
    let Ok(body) = batch.schema().index_of("body") else { return };
    if batch.num_rows() != rows.num_rows() {
        return;
    }
    let made = batch.column(body).as_string::<i32>();
    let given = known.iter().map(|&at| rows.column(at)).find(|given| {
        given.data_type() == &DataType::Utf8
            && given.null_count() == 0
            && given.as_string::<i32>().iter().eq(made.iter())
    });
    let Some(given) = given else { return };
    let mut columns = batch.columns().to_vec();
    columns[body] = given.clone();
    if let Ok(shared) = RecordBatch::try_new(batch.schema(), columns) {
        *batch = shared;
    }
}

/// The batches cut into pieces that are read by one thread each.
fn pieces(batches: &[RecordBatch]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut before = 0;
    for batch in batches {
        let mut at = 0;
        while at < batch.num_rows() {
            let count = ROWS_AT_A_TIME.min(batch.num_rows() - at);
            pieces.push(Piece { rows: batch.slice(at, count), before: before + at });
            at += count;
        }
        before += batch.num_rows();
    }
    pieces
}

/// The result of a piece, once it is read.
type ReadPiece = Option<std::io::Result<Vec<Vec<RecordBatch>>>>;

/// Reads all pieces on so many threads; `go_on` is asked now and then whether it should.
fn read_all(
    reader: &Reader,
    asked: &Asked,
    pieces: &[Piece],
    threads: usize,
    go_on: &mut dyn FnMut() -> PyResult<()>,
) -> PyResult<Vec<Vec<RecordBatch>>> {
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let done: Vec<Mutex<ReadPiece>> = pieces.iter().map(|_| Mutex::new(None)).collect();
    let work = || {
        while !stop.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let (Some(piece), Some(slot)) = (pieces.get(at), done.get(at)) else { break };
            let read = asked.read(reader, piece);
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(read);
        }
    };
    let interrupted = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.min(pieces.len())).map(|_| scope.spawn(work)).collect();
        while threads.iter().any(|thread| !thread.is_finished()) {
            // Whoever ends last wakes nobody: short tables are looked at again soon.
            let wait = if pieces.len() < 4 { LOOK_EVERY / 25 } else { LOOK_EVERY };
            std::thread::park_timeout(wait);
            if let Err(interrupt) = go_on() {
                stop.store(true, Ordering::Relaxed);
                return Err(interrupt);
            }
        }
        Ok(())
    });
    interrupted?;
    let mut all: Vec<Vec<RecordBatch>> = tables().map(|_| Vec::new()).collect();
    for slot in done {
        let read = slot.into_inner().unwrap_or_else(PoisonError::into_inner);
        let read = read.ok_or_else(|| PyRuntimeError::new_err("a thread ended before its work"))?;
        let read = read.map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        all.iter_mut().zip(read).for_each(|(all, batches)| all.extend(batches));
    }
    Ok(all)
}

/// The fields by which columns are known, each with the name that its column has.
pub(crate) fn fields_named(columns: Vec<(String, String)>) -> PyResult<Vec<(Field, String)>> {
    let named = |(field, name): (String, String)| {
        let why =
            "the fields are `text`, `title`, `outlet`, `published`, `url`, `language` and `id`";
        let known = Field::named(&field).ok_or_else(|| of_argument("columns", &field, why))?;
        Ok((known, name))
    };
    columns.into_iter().map(named).collect()
}

/// How many threads are asked for; as many as there are processors where nothing is said.
pub(crate) fn threads_of(given: Option<usize>) -> PyResult<usize> {
    match given {
        Some(0) => Err(of_argument("threads", "0", "give 1 or more")),
        Some(count) => Ok(count),
        None => Ok(std::thread::available_parallelism().map_or(1, NonZero::get)),
    }
}

/// Reads the texts of a table; gives the tables by name, in their order.
#[pyfunction]
#[pyo3(signature = (data, *, columns, outlet=None, published=None, received=None, place, first_row=0, threads=None))]
#[expect(clippy::too_many_arguments, reason = "each is named by the caller")]
pub(crate) fn read_batch(
    py: Python<'_>,
    data: &Bound<'_, PyAny>,
    columns: Vec<(String, String)>,
    outlet: Option<String>,
    published: Option<&str>,
    received: Option<&str>,
    place: String,
    first_row: usize,
    threads: Option<usize>,
) -> PyResult<Vec<(&'static str, ArrowTable)>> {
    let published = publication_time("published", published)?;
    let received = publication_time("received", received)?;
    let names = fields_named(columns)?;
    let threads = threads_of(threads)?;
    let (schema, batches) = batches_of(data)?;
    let options = Options { names: FieldNames::with(names), ..Options::default() };
    let given: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    if !options.names.has_text(&given) {
        return Err(PyValueError::new_err(format!(
            "`data` has no column for the text among {}: say which it is, such as columns={{\"text\": \"story\"}}",
            given.join(", ")
        )));
    }
    let known = (0..given.len()).filter(|&at| options.names.knows(given[at])).collect();
    let schemas: Vec<SchemaRef> = tables().map(schema_of).collect();
    let asked = Asked { options, known, outlet, published, received, place, first_row, schemas };
    let mut go_on = || Python::attach(|py| py.check_signals());
    let read = py.detach(|| read_all(reader()?, &asked, &pieces(&batches), threads, &mut go_on))?;
    let tables = tables().zip(asked.schemas).zip(read);
    Ok(tables
        .map(|((table, schema), batches)| (table.name, ArrowTable::new(schema, batches)))
        .collect())
}

/// The tables that [`read_batch`] gives, without rows.
#[pyfunction]
pub(crate) fn described() -> Vec<(&'static str, ArrowTable)> {
    tables().map(|table| (table.name, ArrowTable::new(schema_of(table), Vec::new()))).collect()
}
