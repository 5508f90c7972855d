//! Apache Parquet: a row is a document.

use std::fs::File;
use std::io;
use std::sync::Arc;

use parquet::data_type::AsBytes as _;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::reader::{ReaderIter, TreeBuilder};
use parquet::record::{Field, ListAccessor as _, Row};
use parquet::schema::types::{SchemaDescriptor, Type};
use serde_json::{Map, Number, Value};

use crate::document::{Document, Place, Position, Reason, Rejected};
use crate::fields::document_of_row;
use crate::options::Options;
use crate::published::Published;
use crate::streams::{Stream, all_of};
use crate::web_page::without_panic;

/// How files begin, and end.
pub(crate) const MARK: &[u8] = b"PAR1";

/// Rows that are taken from a column at a time; each may hold a whole text.
const ROWS_AT_A_TIME: usize = 64;

/// A Parquet table. Of a group of rows that cannot be read further, the next group is.
pub(crate) struct ParquetTable {
    file: String,
    options: Options,
    reader: Option<Box<dyn FileReader>>,
    schema: Option<Arc<SchemaDescriptor>>,
    group: usize,
    rows: Option<ReaderIter>,
    /// How many rows came so far.
    row: u64,
    /// What kept the table from being read at all.
    failed: Option<Reason>,
}

impl ParquetTable {
    /// The table in a file.
    pub(crate) fn of_file(name: String, file: File, options: Options) -> Self {
        Self::of(name, file, options)
    }

    /// The table in a stream, which has to be held: its index stands at its end.
    pub(crate) fn of_stream(name: String, mut stream: Stream, options: Options) -> Self {
        match all_of(&mut stream, options.longest_text) {
            Ok(bytes) => Self::of(name, bytes::Bytes::from(bytes), options),
            Err(reason) => Self::failed(name, options, reason),
        }
    }

    fn failed(file: String, options: Options, reason: Reason) -> Self {
        let failed = Some(reason);
        Self { file, options, reader: None, schema: None, group: 0, rows: None, row: 0, failed }
    }

    fn of<R: ChunkReader + 'static>(file: String, bytes: R, options: Options) -> Self {
        let opened = guarded(|| {
            let reader = SerializedFileReader::new(bytes)?;
            let root = reader.metadata().file_metadata().schema();
            let names: Vec<String> =
                root.get_fields().iter().map(|field| field.name().to_owned()).collect();
            if !options.names.known_among(&names).1 {
                return Ok(Err(Reason::NoTextField { fields: names }));
            }
            let wanted = root.get_fields().iter().filter(|field| options.names.knows(field.name()));
            let schema = Type::group_type_builder(root.name())
                .with_fields(wanted.cloned().collect())
                .build()?;
            let schema = Arc::new(SchemaDescriptor::new(Arc::new(schema)));
            Ok(Ok((reader, schema)))
        });
        match opened {
            Ok(Ok((reader, schema))) => Self {
                file,
                options,
                reader: Some(Box::new(reader)),
                schema: Some(schema),
                group: 0,
                rows: None,
                row: 0,
                failed: None,
            },
            Ok(Err(reason)) | Err(reason) => Self::failed(file, options, reason),
        }
    }

    /// The next row, or why the rest of its group cannot be read.
    fn next_row(&mut self) -> Option<Result<Row, Reason>> {
        let (Some(reader), Some(schema)) = (&self.reader, &self.schema) else {
            return self.failed.take().map(Err);
        };
        loop {
            if self.rows.is_none() {
                if self.group >= reader.num_row_groups() {
                    return None;
                }
                let group = self.group;
                self.group += 1;
                let rows = guarded(|| {
                    let group = reader.get_row_group(group)?;
                    let builder = TreeBuilder::new().with_batch_size(ROWS_AT_A_TIME);
                    builder.as_iter(Arc::clone(schema), &*group)
                });
                match rows {
                    Ok(rows) => self.rows = Some(rows),
                    Err(reason) => return Some(Err(reason)),
                }
            }
            let mut rows = self.rows.take()?;
            match guarded(|| rows.next().transpose()) {
                Ok(Some(row)) => {
                    self.rows = Some(rows);
                    return Some(Ok(row));
                }
                Ok(None) => {}
                Err(reason) => return Some(Err(reason)),
            }
        }
    }
}

impl Iterator for ParquetTable {
    type Item = Result<Document, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        let had_reason = self.failed.is_some();
        let row = self.next_row()?;
        let position = match had_reason {
            true => Position::Whole,
            false => {
                self.row += 1;
                Position::Item(self.row)
            }
        };
        let place = Place { file: self.file.clone(), position };
        let row = match row {
            Ok(row) => row,
            Err(reason) => return Some(Err(Rejected { place, reason })),
        };
        let fields: Map<String, Value> =
            row.get_column_iter().map(|(name, field)| (name.clone(), value_of(field))).collect();
        Some(document_of_row(&fields, place, &self.options))
    }
}

/// What the library gives; its panics on bytes that are no table are errors.
fn guarded<T>(read: impl FnOnce() -> parquet::errors::Result<T>) -> Result<T, Reason> {
    match without_panic(read) {
        Some(Ok(given)) => Ok(given),
        Some(Err(error)) => Err(Reason::Parquet(error.to_string())),
        None => Err(Reason::Parquet("its bytes contradict each other".into())),
    }
}

fn value_of(field: &Field) -> Value {
    let time = |time: Option<Published>| match time {
        Some(time) => Value::String(time.to_string()),
        None => Value::Null,
    };
    let number = |number: i64| Value::Number(Number::from(number));
    match field {
        Field::Bool(yes) => Value::Bool(*yes),
        Field::Byte(n) => number((*n).into()),
        Field::Short(n) => number((*n).into()),
        Field::Int(n) => number((*n).into()),
        Field::Long(n) => number(*n),
        Field::UByte(n) => number((*n).into()),
        Field::UShort(n) => number((*n).into()),
        Field::UInt(n) => number((*n).into()),
        Field::ULong(n) => Value::Number(Number::from(*n)),
        Field::Float(n) => Number::from_f64((*n).into()).map_or(Value::Null, Value::Number),
        Field::Double(n) => Number::from_f64(*n).map_or(Value::Null, Value::Number),
        Field::Str(text) => Value::String(text.clone()),
        // Some writers do not say that their texts are text.
        Field::Bytes(bytes) => match std::str::from_utf8(bytes.as_bytes()) {
            Ok(text) => Value::String(text.to_owned()),
            Err(_) => Value::Null,
        },
        Field::Date(days) => time(Published::days_since_1970(*days)),
        Field::TimestampMillis(count) => time(Published::milliseconds_since_1970(*count)),
        Field::TimestampMicros(count) => time(Published::milliseconds_since_1970(count / 1000)),
        Field::Group(row) => Value::Object(
            row.get_column_iter().map(|(name, field)| (name.clone(), value_of(field))).collect(),
        ),
        Field::ListInternal(list) => {
            let texts = (0..list.len()).filter_map(|at| list.get_string(at).ok().cloned());
            Value::Array(texts.map(Value::String).collect())
        }
        _ => Value::Null,
    }
}

/// Whether the file can be read at any place, as a Parquet table must be.
pub(crate) fn seekable(file: &File) -> io::Result<bool> {
    Ok(file.metadata()?.is_file())
}
