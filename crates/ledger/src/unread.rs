//! Which articles a version of program and model has not read yet.

use depesha::Article;
use depesha::record::Maker;
use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};

use crate::error::LedgerError;
use crate::ledger::Ledger;
use crate::received::Received;

/// Articles that a maker has not read whose version and model are the two parameters.
const UNREAD: &str = "NOT EXISTS (SELECT 1 FROM readings r JOIN makers m USING (maker)
     WHERE r.article = a.article AND r.corrected = 0 AND r.has_gists = 1
     AND m.version = ? AND m.model = ?)";

impl Ledger {
    /// Whether there is an article with this id and, where it is given, this SHA-256.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn has(&self, id: &str, sha256: Option<&str>) -> Result<bool, LedgerError> {
        let ask = || {
            let mut known = self.connection.prepare_cached(
                "SELECT 1 FROM articles WHERE id = ?1 AND (?2 IS NULL OR sha256 = ?2)",
            )?;
            known.exists(params![id, sha256])
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The languages that articles are in, by their ISO 639-1 codes, in alphabetical order; articles
    /// whose language could not be told have none.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn languages(&self) -> Result<Vec<String>, LedgerError> {
        let ask = || {
            self.connection
                .prepare(
                    "SELECT DISTINCT language FROM articles WHERE language IS NOT NULL
                     ORDER BY language",
                )?
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// How many articles in one of the languages, or in one that could not be told, `maker` has not
    /// read.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn count_unread_by(&self, maker: &Maker, languages: &[String]) -> Result<u64, LedgerError> {
        let (condition, parameters) = unread_by(maker, languages);
        self.connection
            .query_row(
                &format!("SELECT count(*) FROM articles a WHERE {condition}"),
                params_from_iter(parameters),
                |row| row.get::<_, i64>(0),
            )
            .map(i64::unsigned_abs)
            .map_err(|cause| self.failed(cause))
    }

    /// Those articles, at most `limit`, behind the one with the number `after`, each with its number in
    /// this file; begin with 0.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn unread_by(
        &self,
        maker: &Maker,
        languages: &[String],
        after: i64,
        limit: usize,
    ) -> Result<Vec<(i64, Received)>, LedgerError> {
        let (condition, mut parameters) = unread_by(maker, languages);
        parameters.push(Value::Integer(after));
        parameters.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        let ask = || {
            self.connection
                .prepare_cached(&format!(
                    "SELECT article, id, sha256, form, place, received_at, outlet, url, published,
                     title, language, body, bytes FROM articles a WHERE {condition}
                     AND article > ? ORDER BY article LIMIT ?"
                ))?
                .query_map(params_from_iter(parameters), |row| {
                    let article = Article {
                        id: row.get("id")?,
                        sha256: Some(row.get("sha256")?),
                        outlet: row.get("outlet")?,
                        url: row.get("url")?,
                        published: row.get("published")?,
                        title: row.get("title")?,
                        body: row.get("body")?,
                    };
                    let received = Received {
                        article,
                        bytes: row.get("bytes")?,
                        form: row.get("form")?,
                        place: row.get("place")?,
                        received_at: row.get("received_at")?,
                        language: row.get("language")?,
                    };
                    Ok((row.get("article")?, received))
                })?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        ask().map_err(|cause| self.failed(cause))
    }
}

fn unread_by(maker: &Maker, languages: &[String]) -> (String, Vec<Value>) {
    let marks = vec!["?"; languages.len()].join(", ");
    let condition = format!("{UNREAD} AND (language IS NULL OR language IN ({marks}))");
    let words = [&maker.version, &maker.model].into_iter().chain(languages);
    (condition, words.map(|word| Value::Text(word.clone())).collect())
}
