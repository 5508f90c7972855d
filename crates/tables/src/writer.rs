use std::io::{self, Write};

use crate::parquet_file::ParquetFile;
use crate::table::{Table, Value};

/// How rows are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A line a row with the names of the columns first, cells parted by commas, as RFC 4180 has it;
    /// the values of a list are parted by [`BETWEEN`].
    Csv,
    /// An array with an object a row.
    Json,
    /// An object a line.
    JsonLines,
    /// Apache Parquet, packed with Zstandard.
    Parquet,
}

/// What parts the values of a list in a cell of CSV.
pub const BETWEEN: &str = " | ";

/// A table that is being written, row by row.
pub struct TableWriter<W: Write + Send> {
    table: &'static Table,
    rows: u64,
    output: Output<W>,
}

enum Output<W: Write + Send> {
    Csv(W),
    Json(W),
    JsonLines(W),
    Parquet(Box<ParquetFile<W>>),
}

impl<W: Write + Send> TableWriter<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn begin(mut output: W, form: Form, table: &'static Table) -> io::Result<Self> {
        let output = match form {
            Form::Csv => {
                let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
                writeln!(output, "{}", names.join(","))?;
                Output::Csv(output)
            }
            Form::Json => Output::Json(output),
            Form::JsonLines => Output::JsonLines(output),
            Form::Parquet => Output::Parquet(Box::new(ParquetFile::begin(output, table)?)),
        };
        Ok(Self { table, rows: 0, output })
    }

    /// How many rows were written.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes a row: a value for each column.
    ///
    /// # Errors
    /// Where the output cannot be written, or a value is not of its column's kind.
    pub fn row(&mut self, values: &[Value]) -> io::Result<()> {
        self.table.check(values)?;
        let first = self.rows == 0;
        self.rows += 1;
        match &mut self.output {
            Output::Csv(output) => csv_line(output, values),
            Output::Json(output) => {
                output.write_all(if first { b"[\n" } else { b",\n" })?;
                object(output, self.table, values)
            }
            Output::JsonLines(output) => {
                object(output, self.table, values)?;
                output.write_all(b"\n")
            }
            Output::Parquet(file) => file.row(values),
        }
    }

    /// Sends on what was written so far, where the form allows it: of Parquet nothing can be read
    /// before its end.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.output {
            Output::Csv(output) | Output::Json(output) | Output::JsonLines(output) => {
                output.flush()
            }
            Output::Parquet(_) => Ok(()),
        }
    }

    /// Ends the table, and gives back what it was written to.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn finish(self) -> io::Result<W> {
        let mut output = match self.output {
            Output::Csv(output) | Output::JsonLines(output) => output,
            Output::Json(mut output) => {
                output.write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
                output
            }
            Output::Parquet(file) => file.finish()?,
        };
        output.flush()?;
        Ok(output)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn csv_line(output: &mut impl Write, values: &[Value]) -> io::Result<()> {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            output.write_all(b",")?;
        }
        let cell = match value {
            Value::None => String::new(),
            Value::Text(words) => quoted(words),
            Value::Integer(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Flag(flag) => flag.to_string(),
            Value::Day(day) => day.to_string(),
            Value::Bytes(bytes) => hexadecimal(bytes),
            Value::Texts(list) if list.is_empty() => String::new(),
            Value::Texts(list) => quoted(&list.join(BETWEEN)),
            Value::Integers(list) => {
                let list: Vec<String> = list.iter().map(i64::to_string).collect();
                list.join(BETWEEN)
            }
        };
        output.write_all(cell.as_bytes())?;
    }
    output.write_all(b"\n")
}

/// The cell in quotation marks where it needs them: an empty text, too, which is not the same as none.
fn quoted(words: &str) -> String {
    let edges = words.starts_with(char::is_whitespace) || words.ends_with(char::is_whitespace);
    if words.is_empty() || edges || words.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", words.replace('"', "\"\""))
    } else {
        words.to_owned()
    }
}

fn object(output: &mut impl Write, table: &Table, values: &[Value]) -> io::Result<()> {
    for (at, (column, value)) in table.columns.iter().zip(values).enumerate() {
        output.write_all(if at == 0 { b"{" } else { b"," })?;
        serde_json::to_writer(&mut *output, column.name)?;
        output.write_all(b":")?;
        match value {
            Value::None => output.write_all(b"null")?,
            Value::Text(words) => serde_json::to_writer(&mut *output, words)?,
            Value::Integer(number) => write!(output, "{number}")?,
            Value::Real(number) => serde_json::to_writer(&mut *output, number)?,
            Value::Flag(flag) => write!(output, "{flag}")?,
            Value::Day(day) => write!(output, "\"{day}\"")?,
            Value::Bytes(bytes) => write!(output, "\"{}\"", hexadecimal(bytes))?,
            Value::Texts(list) => serde_json::to_writer(&mut *output, list)?,
            Value::Integers(list) => serde_json::to_writer(&mut *output, list)?,
        }
    }
    output.write_all(b"}")
}
