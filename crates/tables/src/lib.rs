//! How do rows leave the program?
//!
//! A [`Table`] says what its rows are and what each [`Column`] says, with type and unit. A
//! [`TableWriter`] writes its rows, one after the other, as CSV, JSON, JSON lines or Parquet
//! ([`Form`]). The same rows give the same bytes. What the rows say and where they come from is left to
//! others.
//!
//! ```
//! use depesha_tables::{Column, Form, Kind, Table, TableWriter, Value};
//!
//! const BRIDGES: Table = Table {
//!     name: "bridges",
//!     row: "A bridge.",
//!     columns: &[
//!         Column::new("name", Kind::Text, "How it is called."),
//!         Column::new("length", Kind::Real, "Its length, in metres.").or_none(),
//!     ],
//! };
//! let mut writer = TableWriter::begin(Vec::new(), Form::Csv, &BRIDGES)?;
//! writer.row(&[Value::text("Озёрный"), Value::Real(120.5)])?;
//! writer.row(&[Value::text("Старый, каменный"), Value::None])?;
//! let written = String::from_utf8(writer.finish()?).unwrap();
//! assert_eq!(written, "name,length\nОзёрный,120.5\n\"Старый, каменный\",\n");
//! # Ok::<(), std::io::Error>(())
//! ```

mod duckdb;
mod parquet_file;
mod table;
mod writer;

pub use duckdb::{load_script, schema_script};
pub use table::{Column, Kind, Table, Value};
pub use writer::{BETWEEN, Form, TableWriter};
