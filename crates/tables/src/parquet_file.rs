//! Rows as Apache Parquet, by the crate's own writer of columns.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use crate::table::{Column, Kind, Table, Value};

/// Rows to a group: what is read at once, by one thread.
const GROUP_ROWS: usize = 100_000;
/// Bytes of values that are held before they are written as a group.
const GROUP_BYTES: usize = 16 << 20;

/// What the file says that made it; not the version, so that a new one alone changes no byte.
const MAKER: &str = "depesha";

pub(crate) struct ParquetFile<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Held>,
    rows: usize,
    bytes: usize,
}

/// The values of a column that wait to be written, with their levels: how much of the value is there,
/// and whether it goes on with the list of the one before.
struct Held {
    column: Column,
    cells: Cells,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

enum Cells {
    Bytes(Vec<ByteArray>),
    Integers(Vec<i64>),
    Days(Vec<i32>),
    Reals(Vec<f64>),
    Flags(Vec<bool>),
}

fn failed(cause: ParquetError) -> io::Error {
    match cause {
        // What the system says is not hidden, so that a closed pipe is known for one.
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause),
        },
        cause => io::Error::other(cause),
    }
}

fn is_list(kind: Kind) -> bool {
    matches!(kind, Kind::Texts | Kind::Integers)
}

fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let repetition = match column.may_lack {
        true => Repetition::OPTIONAL,
        false => Repetition::REQUIRED,
    };
    let plain = |name: &str, kind: Kind, repetition: Repetition| {
        let (physical, logical) = match kind {
            Kind::Text | Kind::Texts => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Bytes => (PhysicalType::BYTE_ARRAY, None),
            Kind::Integer | Kind::Integers => (PhysicalType::INT64, None),
            Kind::Real => (PhysicalType::DOUBLE, None),
            Kind::Flag => (PhysicalType::BOOLEAN, None),
            Kind::Day => (PhysicalType::INT32, Some(LogicalType::Date)),
        };
        Type::primitive_type_builder(name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    if !is_list(column.kind) {
        return plain(column.name, column.kind, repetition);
    }
    let element = plain("element", column.kind, Repetition::REQUIRED)?;
    let list = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![element])
        .build()?;
    let outer = Type::group_type_builder(column.name)
        .with_repetition(repetition)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(list)])
        .build()?;
    Ok(Arc::new(outer))
}

impl<W: Write + Send> ParquetFile<W> {
    pub(crate) fn begin(output: W, table: &Table) -> io::Result<Self> {
        let begin = || {
            let fields = table.columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
            let schema = Type::group_type_builder(table.name).with_fields(fields).build()?;
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::default()))
                .set_created_by(MAKER.to_owned())
                .build();
            SerializedFileWriter::new(output, Arc::new(schema), Arc::new(properties))
        };
        let columns = table.columns.iter().map(Held::of).collect();
        Ok(Self { writer: begin().map_err(failed)?, columns, rows: 0, bytes: 0 })
    }

    pub(crate) fn row(&mut self, values: &[Value]) -> io::Result<()> {
        for (held, value) in self.columns.iter_mut().zip(values) {
            self.bytes += held.take(value);
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.write_group().map_err(failed)?;
        }
        Ok(())
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for held in &mut self.columns {
            let Some(column) = group.next_column()? else {
                return Err(ParquetError::General("a column too many".into()));
            };
            held.write(column)?;
        }
        group.close()?;
        self.rows = 0;
        self.bytes = 0;
        Ok(())
    }

    pub(crate) fn finish(mut self) -> io::Result<W> {
        if self.rows > 0 {
            self.write_group().map_err(failed)?;
        }
        self.writer.into_inner().map_err(failed)
    }
}

impl Held {
    fn of(column: &Column) -> Self {
        let cells = match column.kind {
            Kind::Text | Kind::Texts | Kind::Bytes => Cells::Bytes(Vec::new()),
            Kind::Integer | Kind::Integers => Cells::Integers(Vec::new()),
            Kind::Real => Cells::Reals(Vec::new()),
            Kind::Flag => Cells::Flags(Vec::new()),
            Kind::Day => Cells::Days(Vec::new()),
        };
        Self { column: *column, cells, definitions: Vec::new(), repetitions: Vec::new() }
    }

    /// The level at which a plain value, or a list that may be empty, is there.
    fn present(&self) -> i16 {
        i16::from(self.column.may_lack)
    }

    /// Takes a value and tells about how many bytes it holds.
    fn take(&mut self, value: &Value) -> usize {
        let present = self.present();
        if !is_list(self.column.kind) {
            self.definitions.push(if *value == Value::None { 0 } else { present });
        }
        match (value, &mut self.cells) {
            (Value::None, _) => {
                if is_list(self.column.kind) {
                    self.level(0, 0);
                }
                1
            }
            (Value::Text(words), Cells::Bytes(cells)) => {
                cells.push(ByteArray::from(words.as_str()));
                words.len() + size_of::<ByteArray>()
            }
            (Value::Bytes(bytes), Cells::Bytes(cells)) => {
                cells.push(ByteArray::from(bytes.clone()));
                bytes.len() + size_of::<ByteArray>()
            }
            (Value::Integer(number), Cells::Integers(cells)) => {
                cells.push(*number);
                8
            }
            (Value::Real(number), Cells::Reals(cells)) => {
                cells.push(*number);
                8
            }
            (Value::Flag(flag), Cells::Flags(cells)) => {
                cells.push(*flag);
                1
            }
            (Value::Day(day), Cells::Days(cells)) => {
                let begin = jiff::civil::date(1970, 1, 1);
                cells.push((*day - begin).get_days());
                4
            }
            (Value::Texts(list), Cells::Bytes(cells)) => {
                cells.extend(list.iter().map(|words| ByteArray::from(words.as_str())));
                self.list(list.len());
                list.iter().map(|words| words.len() + size_of::<ByteArray>()).sum()
            }
            (Value::Integers(list), Cells::Integers(cells)) => {
                cells.extend(list);
                self.list(list.len());
                list.len() * 8
            }
            // A row is checked before it comes here.
            _ => 0,
        }
    }

    fn level(&mut self, definition: i16, repetition: i16) {
        self.definitions.push(definition);
        self.repetitions.push(repetition);
    }

    fn list(&mut self, length: usize) {
        let present = self.present();
        if length == 0 {
            self.level(present, 0);
        }
        for at in 0..length {
            self.level(present + 1, i16::from(at > 0));
        }
    }

    fn write(&mut self, mut column: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let is_list = is_list(self.column.kind);
        let definitions = (is_list || self.column.may_lack).then_some(self.definitions.as_slice());
        let repetitions = is_list.then_some(self.repetitions.as_slice());
        match &mut self.cells {
            Cells::Bytes(cells) => {
                column.typed::<ByteArrayType>().write_batch(cells, definitions, repetitions)?;
                cells.clear();
            }
            Cells::Integers(cells) => {
                column.typed::<Int64Type>().write_batch(cells, definitions, repetitions)?;
                cells.clear();
            }
            Cells::Days(cells) => {
                column.typed::<Int32Type>().write_batch(cells, definitions, repetitions)?;
                cells.clear();
            }
            Cells::Reals(cells) => {
                column.typed::<DoubleType>().write_batch(cells, definitions, repetitions)?;
                cells.clear();
            }
            Cells::Flags(cells) => {
                column.typed::<BoolType>().write_batch(cells, definitions, repetitions)?;
                cells.clear();
            }
        }
        self.definitions.clear();
        self.repetitions.clear();
        column.close()
    }
}
