//! Each form, written and read back.

use bytes::Bytes;
use depesha_tables::{Column, Form, Kind, Table, TableWriter, Value, load_script, schema_script};
use parquet::file::reader::{FileReader, SerializedFileReader};

const ALL_KINDS: Table = Table {
    name: "all_kinds",
    row: "A row's own words.",
    columns: &[
        Column::new("words", Kind::Text, "Words."),
        Column::new("note", Kind::Text, "Words that may be lacking.").or_none(),
        Column::new("count", Kind::Integer, "How many."),
        Column::new("length", Kind::Real, "In metres.").or_none(),
        Column::new("open", Kind::Flag, "Whether it is open."),
        Column::new("day", Kind::Day, "The day.").or_none(),
        Column::new("bytes", Kind::Bytes, "As they are.").or_none(),
        Column::new("names", Kind::Texts, "Its names."),
        Column::new("places", Kind::Integers, "Its places.").or_none(),
    ],
};

fn rows() -> [Vec<Value>; 3] {
    let names = |names: &[&str]| Value::Texts(names.iter().map(|&name| name.into()).collect());
    [
        vec![
            Value::text("Мост, «старый» и \"новый\""),
            Value::text(""),
            Value::Integer(-3),
            Value::Real(0.1),
            Value::Flag(true),
            Value::day(Some("2025-11-03")),
            Value::Bytes(vec![0, 255]),
            names(&["Озёрный", "Новый"]),
            Value::Integers(vec![1, 20]),
        ],
        vec![
            Value::text("две\nстроки"),
            Value::None,
            Value::Integer(0),
            Value::None,
            Value::Flag(false),
            Value::day(Some("3 ноября")),
            Value::None,
            names(&[]),
            Value::None,
        ],
        vec![
            Value::text(" край"),
            Value::text("здесь"),
            Value::Integer(i64::MAX),
            Value::Real(120.0),
            Value::Flag(true),
            Value::day(Some("1969-12-31")),
            Value::Bytes(Vec::new()),
            names(&["Один"]),
            Value::Integers(Vec::new()),
        ],
    ]
}

fn written(form: Form, rows: &[Vec<Value>]) -> Vec<u8> {
    let mut writer = TableWriter::begin(Vec::new(), form, &ALL_KINDS).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    assert_eq!(writer.rows(), rows.len() as u64);
    writer.finish().unwrap()
}

fn text(form: Form, rows: &[Vec<Value>]) -> String {
    String::from_utf8(written(form, rows)).unwrap()
}

#[test]
fn rows_as_csv() {
    insta::assert_snapshot!(text(Form::Csv, &rows()));
}

#[test]
fn rows_as_json() {
    let json = text(Form::Json, &rows());
    let read: serde_json::Value = serde_json::from_str(&json).unwrap();
    let lines = text(Form::JsonLines, &rows());
    let each: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read, serde_json::Value::Array(each));
    insta::assert_snapshot!(json);
    assert_eq!(text(Form::Json, &[]), "[]\n");
    assert_eq!(text(Form::JsonLines, &[]), "");
}

#[test]
fn rows_as_parquet_are_read_back() {
    let file = SerializedFileReader::new(Bytes::from(written(Form::Parquet, &rows()))).unwrap();
    let read: Vec<String> =
        file.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
    insta::assert_snapshot!(read.join("\n"));
}

#[test]
fn a_table_without_rows_has_its_columns() {
    let file = SerializedFileReader::new(Bytes::from(written(Form::Parquet, &[]))).unwrap();
    assert_eq!(file.metadata().file_metadata().num_rows(), 0);
    assert_eq!(file.metadata().file_metadata().schema().get_fields().len(), 9);
}

#[test]
fn groups_of_rows_are_ended_by_their_bytes_and_hold_all_rows() {
    let mut row = rows()[0].clone();
    row[0] = Value::text("м".repeat(1 << 20));
    let many: Vec<Vec<Value>> = std::iter::repeat_n(row, 20).collect();
    let bytes = written(Form::Parquet, &many);
    assert_eq!(bytes, written(Form::Parquet, &many));
    let file = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
    assert_eq!(file.num_row_groups(), 3);
    assert_eq!(file.metadata().file_metadata().num_rows(), 20);
    assert_eq!(file.get_row_iter(None).unwrap().filter(Result::is_ok).count(), 20);
}

#[test]
fn a_value_of_another_kind_is_refused() {
    let mut writer = TableWriter::begin(Vec::new(), Form::Csv, &ALL_KINDS).unwrap();
    let told = |row: &[Value]| {
        let mut writer = TableWriter::begin(Vec::new(), Form::Parquet, &ALL_KINDS).unwrap();
        writer.row(row).unwrap_err().to_string()
    };
    assert_eq!(told(&[]), "a row of all_kinds has 0 values for 9 columns");
    let mut row = rows()[0].clone();
    row[2] = Value::text("три");
    assert_eq!(told(&row), "all_kinds.count is integer, not Text(\"три\")");
    row[2] = Value::None;
    assert_eq!(told(&row), "all_kinds.count is integer, not None");
    // What was refused leaves no trace.
    assert!(writer.row(&row).is_err());
    let first = TableWriter::begin(Vec::new(), Form::Csv, &ALL_KINDS).unwrap().finish().unwrap();
    assert_eq!(writer.finish().unwrap(), first);
}

#[test]
fn the_scripts_for_duckdb() {
    let tables = [ALL_KINDS];
    insta::assert_snapshot!(schema_script(&tables) + &load_script(&tables));
}
