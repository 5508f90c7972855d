//! The whole of a ledger, written down.

use std::io::Write;

use rusqlite::types::ValueRef;
use rusqlite::{Row, Statement, ToSql};
use serde_json::{Map, Value};

use crate::error::LedgerError;
use crate::ledger::Ledger;
use crate::schema::TABLES;

/// The columns that number rows of this file alone, and so are not written.
const NUMBERS: [&str; 4] = ["article", "reading", "maker", "statement"];

enum Failure {
    Database(rusqlite::Error),
    Output(std::io::Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Database(cause)
    }
}

impl From<std::io::Error> for Failure {
    fn from(cause: std::io::Error) -> Self {
        Self::Output(cause)
    }
}

impl Ledger {
    /// Writes all that the ledger holds, a JSON object a line: articles by SHA-256 and id, each with
    /// its readings by version and the rows of each; then corrections, the directory as it was last
    /// counted, and copies as they were last linked.
    ///
    /// Two ledgers of the same reports and corrections give the same bytes, in whatever order and
    /// with however many interruptions they were kept.
    ///
    /// # Errors
    /// Where the ledger cannot be read or `output` not be written.
    pub fn export(&self, output: impl Write) -> Result<(), LedgerError> {
        self.write_all(output).map_err(|failure| match failure {
            Failure::Database(cause) => self.failed(cause),
            Failure::Output(cause) => LedgerError::Output { file: self.file.clone(), cause },
        })
    }

    fn write_all(&self, mut output: impl Write) -> Result<(), Failure> {
        let connection = &self.connection;
        // One state of the ledger, whatever others write meanwhile.
        let transaction = connection.unchecked_transaction()?;
        let of_reading = TABLES
            .iter()
            .filter(|table| table.columns.iter().any(|(name, _)| *name == "reading"))
            // What is learned stands in the line of the reading.
            .filter(|table| !["readings", "learned"].contains(&table.name))
            .map(|table| {
                let order: Vec<&str> = table
                    .columns
                    .iter()
                    .map(|(name, _)| *name)
                    .filter(|name| {
                        let keys = [
                            "position",
                            "actor",
                            "event",
                            "commitment",
                            "attitude",
                            "side",
                            "rank",
                        ];
                        keys.contains(name) || (*name == "statement" && table.name != "statements")
                    })
                    .collect();
                let sql = format!(
                    "SELECT * FROM {} WHERE reading = ? ORDER BY {}",
                    table.name,
                    order.join(", ")
                );
                Ok((table.name, connection.prepare(&sql)?))
            })
            .collect::<rusqlite::Result<Vec<_>>>();
        let mut of_reading = of_reading?;
        let mut articles = connection.prepare("SELECT * FROM articles ORDER BY sha256, id")?;
        let mut readings = connection.prepare(
            "SELECT version, model, corrected, current, outlet, record, learned, reading
             FROM readings JOIN makers USING (maker) JOIN learned USING (reading) WHERE article = ?
             ORDER BY version, model, corrected",
        )?;
        let names = columns(&articles);
        let mut found = articles.query([])?;
        while let Some(row) = found.next()? {
            line(&mut output, "articles", &names, row)?;
            let article: i64 = row.get("article")?;
            let names = columns(&readings);
            let mut found = readings.query([article])?;
            while let Some(row) = found.next()? {
                line(&mut output, "readings", &names, row)?;
                let reading: i64 = row.get("reading")?;
                for (table, rows) in &mut of_reading {
                    lines(&mut output, table, rows, &[&reading])?;
                }
            }
        }
        let whole = [
            ("makers", "SELECT version, model, rank FROM makers ORDER BY version, model"),
            (
                "corrections",
                "SELECT * FROM corrections ORDER BY made_at, author, claim",
            ),
            ("directory_state", "SELECT * FROM directory_state"),
            ("directory_entries", "SELECT * FROM directory_entries ORDER BY entry"),
            ("directory_names", "SELECT * FROM directory_names ORDER BY entry, rank"),
            ("directory_states", "SELECT * FROM directory_states ORDER BY entry, state"),
            ("directory_roles", "SELECT * FROM directory_roles ORDER BY entry, rank"),
            ("directory_links", "SELECT * FROM directory_links ORDER BY entry, other"),
            (
                "directory_members",
                "SELECT * FROM directory_members ORDER BY entry, article_id, name",
            ),
            (
                "signatures",
                "SELECT id, sha256, signatures.day day, pairs, compared FROM signatures JOIN articles USING (article)
                 ORDER BY sha256, id",
            ),
            (
                "likenesses",
                "SELECT a.sha256 sha256, a.id id, o.sha256 other_sha256, o.id other_id,
                 article_in_other, other_in_article, credited, confidence
                 FROM likenesses l JOIN articles a ON a.article = l.article
                 JOIN articles o ON o.article = l.other
                 ORDER BY a.sha256, a.id, o.sha256, o.id",
            ),
            (
                "repeats",
                "SELECT min(a.sha256 || ' ' || a.id, o.sha256 || ' ' || o.id) one,
                 max(a.sha256 || ' ' || a.id, o.sha256 || ' ' || o.id) two, confidence
                 FROM repeats r JOIN articles a ON a.article = r.article
                 JOIN articles o ON o.article = r.other ORDER BY one, two",
            ),
            (
                "copies",
                "SELECT a.sha256, a.id, o.sha256 origin_sha256, o.id origin_id,
                 t.sha256 cluster_sha256, t.id cluster_id, kind, likeness, credited, confidence
                 FROM copies c JOIN articles a ON a.article = c.article
                 JOIN articles o ON o.article = c.origin
                 JOIN articles t ON t.article = c.cluster ORDER BY a.sha256, a.id",
            ),
        ];
        for (table, sql) in whole {
            let mut rows = connection.prepare(sql)?;
            lines(&mut output, table, &mut rows, &[])?;
        }
        output.flush()?;
        transaction.finish()?;
        Ok(())
    }
}

fn columns(statement: &Statement<'_>) -> Vec<String> {
    statement.column_names().iter().map(|&name| name.to_owned()).collect()
}

fn lines(
    output: &mut impl Write,
    table: &str,
    rows: &mut Statement<'_>,
    parameters: &[&dyn ToSql],
) -> Result<(), Failure> {
    let names = columns(rows);
    let mut found = rows.query(parameters)?;
    while let Some(row) = found.next()? {
        line(output, table, &names, row)?;
    }
    Ok(())
}

fn line(
    output: &mut impl Write,
    table: &str,
    names: &[String],
    row: &Row<'_>,
) -> Result<(), Failure> {
    let mut own = Map::new();
    for (at, name) in names.iter().enumerate() {
        let refers_to_place = name == "statement" && table != "statements";
        if NUMBERS.contains(&name.as_str()) && !refers_to_place {
            continue;
        }
        let value = match row.get_ref(at)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => number.into(),
            ValueRef::Real(number) => number.into(),
            ValueRef::Text(words) => String::from_utf8_lossy(words).into(),
            ValueRef::Blob(bytes) => {
                bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
            }
        };
        own.insert(name.clone(), value);
    }
    let mut object = Map::new();
    object.insert(table.to_owned(), Value::Object(own));
    serde_json::to_writer(&mut *output, &Value::Object(object)).map_err(std::io::Error::from)?;
    Ok(output.write_all(b"\n")?)
}
