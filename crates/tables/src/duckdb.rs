//! What DuckDB needs to take in a folder of Parquet files with one line, `IMPORT DATABASE 'folder'`.

use std::fmt::Write;

use crate::table::{Kind, Table};

fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "VARCHAR",
        Kind::Integer => "BIGINT",
        Kind::Real => "DOUBLE",
        Kind::Flag => "BOOLEAN",
        Kind::Day => "DATE",
        Kind::Bytes => "BLOB",
        Kind::Texts => "VARCHAR[]",
        Kind::Integers => "BIGINT[]",
    }
}

fn quoted(words: &str) -> String {
    format!("'{}'", words.replace('\'', "''"))
}

/// The tables with the descriptions of tables and columns, in the SQL of DuckDB: `schema.sql`.
pub fn schema_script(tables: &[Table]) -> String {
    let mut script = String::new();
    for table in tables {
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| {
                let filled = if column.may_lack { "" } else { " NOT NULL" };
                format!("    \"{}\" {}{filled}", column.name, sql_type(column.kind))
            })
            .collect();
        let _ = writeln!(script, "CREATE TABLE {} (\n{}\n);", table.name, columns.join(",\n"));
        let _ = writeln!(script, "COMMENT ON TABLE {} IS {};", table.name, quoted(table.row));
        for column in table.columns {
            let says = quoted(column.says);
            let _ =
                writeln!(script, "COMMENT ON COLUMN {}.\"{}\" IS {says};", table.name, column.name);
        }
        script.push('\n');
    }
    script
}

/// The lines that fill those tables from the files beside it: `load.sql`.
pub fn load_script(tables: &[Table]) -> String {
    tables.iter().fold(String::new(), |mut script, Table { name, .. }| {
        let _ = writeln!(script, "COPY {name} FROM '{name}.parquet' (FORMAT parquet);");
        script
    })
}
