//! Rows of a described table become columns of Arrow.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BinaryBuilder, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder,
    ListBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use depesha_tables::{Column, Kind, Table, Value};
use jiff::civil::date;

/// The kind of a column in Arrow's types.
fn data_type(kind: Kind) -> DataType {
    let list = |of| DataType::List(Arc::new(Field::new_list_field(of, true)));
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Integer => DataType::Int64,
        Kind::Real => DataType::Float64,
        Kind::Flag => DataType::Boolean,
        Kind::Day => DataType::Date32,
        Kind::Bytes => DataType::Binary,
        Kind::Texts => list(DataType::Utf8),
        Kind::Integers => list(DataType::Int64),
    }
}

/// The table's columns, each with what it says under `description`.
pub(crate) fn schema_of(table: &Table) -> SchemaRef {
    let field = |column: &Column| {
        let says = HashMap::from([("description".to_owned(), column.says.to_owned())]);
        Field::new(column.name, data_type(column.kind), column.may_lack).with_metadata(says)
    };
    let says = HashMap::from([("description".to_owned(), table.row.to_owned())]);
    let fields: Vec<Field> = table.columns.iter().map(field).collect();
    Arc::new(Schema::new_with_metadata(fields, says))
}

enum Cells {
    Text(StringBuilder),
    Integer(Int64Builder),
    Real(Float64Builder),
    Flag(BooleanBuilder),
    Day(Date32Builder),
    Bytes(BinaryBuilder),
    Texts(ListBuilder<StringBuilder>),
    Integers(ListBuilder<Int64Builder>),
}

impl Cells {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Integer => Self::Integer(Int64Builder::new()),
            Kind::Real => Self::Real(Float64Builder::new()),
            Kind::Flag => Self::Flag(BooleanBuilder::new()),
            Kind::Day => Self::Day(Date32Builder::new()),
            Kind::Bytes => Self::Bytes(BinaryBuilder::new()),
            Kind::Texts => Self::Texts(ListBuilder::new(StringBuilder::new())),
            Kind::Integers => Self::Integers(ListBuilder::new(Int64Builder::new())),
        }
    }

    /// Takes a value and tells about how many bytes it holds; `None` where it is of another kind.
    fn put(&mut self, value: Value) -> Option<usize> {
        match (self, value) {
            (cells, Value::None) => {
                cells.put_none();
                return Some(1);
            }
            (Self::Text(cells), Value::Text(words)) => {
                cells.append_value(&words);
                return Some(words.len());
            }
            (Self::Bytes(cells), Value::Bytes(bytes)) => {
                cells.append_value(&bytes);
                return Some(bytes.len());
            }
            (Self::Texts(cells), Value::Texts(list)) => {
                list.iter().for_each(|words| cells.values().append_value(words));
                cells.append(true);
                return Some(list.iter().map(String::len).sum());
            }
            (Self::Integers(cells), Value::Integers(list)) => {
                cells.values().append_slice(&list);
                cells.append(true);
                return Some(list.len() * 8);
            }
            (Self::Integer(cells), Value::Integer(number)) => cells.append_value(number),
            (Self::Real(cells), Value::Real(number)) => cells.append_value(number),
            (Self::Flag(cells), Value::Flag(flag)) => cells.append_value(flag),
            (Self::Day(cells), Value::Day(day)) => {
                cells.append_value((day - date(1970, 1, 1)).get_days());
            }
            _ => return None,
        }
        Some(8)
    }

    fn put_none(&mut self) {
        match self {
            Self::Text(cells) => cells.append_null(),
            Self::Integer(cells) => cells.append_null(),
            Self::Real(cells) => cells.append_null(),
            Self::Flag(cells) => cells.append_null(),
            Self::Day(cells) => cells.append_null(),
            Self::Bytes(cells) => cells.append_null(),
            Self::Texts(cells) => cells.append(false),
            Self::Integers(cells) => cells.append(false),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(cells) => ArrayBuilder::finish(cells),
            Self::Integer(cells) => ArrayBuilder::finish(cells),
            Self::Real(cells) => ArrayBuilder::finish(cells),
            Self::Flag(cells) => ArrayBuilder::finish(cells),
            Self::Day(cells) => ArrayBuilder::finish(cells),
            Self::Bytes(cells) => ArrayBuilder::finish(cells),
            Self::Texts(cells) => ArrayBuilder::finish(cells),
            Self::Integers(cells) => ArrayBuilder::finish(cells),
        }
    }
}

/// Rows to a batch at most.
const MOST_ROWS: usize = 65_536;
/// Bytes of values to a batch, about: Arrow counts those of one column in 32 bits.
const MOST_BYTES: usize = 256 << 20;

/// The rows of a table, as they come.
pub(crate) struct Columns {
    table: &'static Table,
    schema: SchemaRef,
    cells: Vec<Cells>,
    rows: usize,
    bytes: usize,
    batches: Vec<RecordBatch>,
}

fn failed(cause: ArrowError) -> io::Error {
    io::Error::other(cause)
}

impl Columns {
    pub(crate) fn of(table: &'static Table, schema: SchemaRef) -> Self {
        let cells = table.columns.iter().map(|column| Cells::of(column.kind)).collect();
        Self { table, schema, cells, rows: 0, bytes: 0, batches: Vec::new() }
    }

    /// Takes a row: a value for each column.
    pub(crate) fn row(&mut self, values: Vec<Value>) -> io::Result<()> {
        if values.len() != self.cells.len() {
            let fault = format!("a row of {} has {} values", self.table.name, values.len());
            return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
        }
        for ((cells, value), column) in self.cells.iter_mut().zip(values).zip(self.table.columns) {
            let Some(bytes) = cells.put(value) else {
                let fault = format!("{}.{} is of another kind", self.table.name, column.name);
                return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
            };
            self.bytes += bytes;
        }
        self.rows += 1;
        if self.rows >= MOST_ROWS || self.bytes >= MOST_BYTES {
            self.end_batch()?;
        }
        Ok(())
    }

    fn end_batch(&mut self) -> io::Result<()> {
        let arrays = self.cells.iter_mut().map(Cells::finish).collect();
        self.batches.push(RecordBatch::try_new(self.schema.clone(), arrays).map_err(failed)?);
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    /// The rows that came, in batches.
    pub(crate) fn finish(mut self) -> io::Result<Vec<RecordBatch>> {
        if self.rows > 0 {
            self.end_batch()?;
        }
        Ok(self.batches)
    }
}
