//! Which article is meant, and what is read in it.

use depesha::Record;
use depesha::record::Maker;
use rusqlite::{OptionalExtension, Row, params};

use crate::corrections::ArticleKey;
use crate::descriptions::{Described, described_with};
use crate::error::LedgerError;
use crate::ledger::{Ledger, Problem};
use crate::rows::{Claims, Kind};

/// The articles that a name may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArticleNamed {
    /// This one.
    One(ArticleKey),
    /// Several: the first of them by id, and how many there are.
    Several(Vec<ArticleKey>, usize),
    /// None; ids that are like the name, the likest first.
    NotThere(Vec<String>),
}

/// An article with what is read in it.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleReading {
    /// Which article.
    pub article: ArticleKey,
    /// The text.
    pub body: String,
    /// Its headline, outlet and time of publication.
    pub title: Option<String>,
    /// Its outlet, as the reading or the giver has it.
    pub outlet: Option<String>,
    /// When it was published, as it was given.
    pub published: Option<String>,
    /// The versions that made the reading.
    pub maker: Maker,
    /// The record as views show it, with people's corrections.
    pub record: Record,
    /// The records of it, written out, with the corrections that they come from.
    pub described: Vec<Described>,
    /// The records as the program read them, where corrections changed them.
    pub program: Option<Vec<Described>>,
}

/// The most articles that are named where a name fits several, or ids that are like it.
const MOST_NAMED: usize = 5;
/// The fewest digits of a SHA-256 that name an article.
const FEWEST_DIGITS: usize = 4;
/// How like an id has to be to be named (Jaro-Winkler, from 0 to 1); by feel.
const LIKE: f64 = 0.6;

impl Ledger {
    /// The article of this id; of this SHA-256; else the one of which the id, or the SHA-256, begins
    /// or ends so; else the one of which the id holds it. Of several versions of an id the current one is meant, unless the SHA-256 names
    /// another.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn article_named(&self, name: &str) -> Result<ArticleNamed, LedgerError> {
        self.find_article(name).map_err(|cause| self.failed(cause))
    }

    fn find_article(&self, name: &str) -> rusqlite::Result<ArticleNamed> {
        // Views show the reading of the version before, while the newest is not read.
        const SHOWN: &str = "(EXISTS (SELECT 1 FROM readings r WHERE r.article = a.article
             AND r.current = 1) OR (a.current = 1 AND NOT EXISTS (SELECT 1 FROM readings r
             JOIN articles o USING (article) WHERE o.id = a.id AND r.current = 1)))";
        let key = |row: &Row<'_>| Ok(ArticleKey { id: row.get(0)?, sha256: row.get(1)? });
        let digits = name.to_ascii_lowercase();
        let may_be_digits =
            digits.len() >= FEWEST_DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let conditions = [
            format!("a.id = ?1 AND {SHOWN}"),
            "?3 AND a.sha256 = ?2".to_owned(),
            format!(
                "((substr(a.id, 1, length(?1)) = ?1 OR substr(a.id, -length(?1)) = ?1) AND {SHOWN})
                 OR (?3 AND (substr(a.sha256, 1, length(?2)) = ?2
                 OR substr(a.sha256, -length(?2)) = ?2))"
            ),
            format!("instr(a.id, ?1) > 0 AND {SHOWN}"),
        ];
        for condition in conditions.iter().filter(|_| !name.is_empty()) {
            // Each of them takes the same three parameters, whether it asks for all or not.
            let query = format!(
                "SELECT id, sha256 FROM articles a WHERE ({condition})
                 AND ?1 || ?2 || ?3 IS NOT NULL ORDER BY id, sha256"
            );
            let mut ask = self.connection.prepare(&query)?;
            let mut found = ask
                .query_map(params![name, digits, may_be_digits], key)?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            match found.len() {
                0 => {}
                1 => return Ok(ArticleNamed::One(found.remove(0))),
                all => {
                    found.truncate(MOST_NAMED);
                    return Ok(ArticleNamed::Several(found, all));
                }
            }
        }
        let mut ask =
            self.connection.prepare("SELECT id FROM articles WHERE current = 1 ORDER BY id")?;
        let mut rows = ask.query([])?;
        let mut like: Vec<(f64, String)> = Vec::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            // People remember the name of a file better than its folder.
            let end = id.rsplit('/').next().unwrap_or(&id);
            let own = strsim::jaro_winkler(name, &id).max(strsim::jaro_winkler(name, end));
            if own >= LIKE && (like.len() < MOST_NAMED || own > like[like.len() - 1].0) {
                let at = like.partition_point(|(other, _)| *other >= own);
                like.insert(at, (own, id));
                like.truncate(MOST_NAMED);
            }
        }
        Ok(ArticleNamed::NotThere(like.into_iter().map(|(_, id)| id).collect()))
    }

    /// What is read in an article by the latest version of the program, with people's corrections;
    /// `None` where it is not in the ledger or nothing is read in it.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn article_reading(
        &self,
        article: &ArticleKey,
    ) -> Result<Option<ArticleReading>, LedgerError> {
        self.read_article(article).map_err(|problem| problem.of(&self.file))
    }

    fn read_article(&self, key: &ArticleKey) -> Result<Option<ArticleReading>, Problem> {
        struct Found {
            reading: i64,
            article: i64,
            maker: i64,
            corrected: bool,
            record: String,
        }
        let found = self
            .connection
            .query_row(
                "SELECT reading, article, maker, corrected, record, a.body, a.title,
                 coalesce(r.outlet, a.outlet), a.published, m.version, m.model
                 FROM readings r JOIN articles a USING (article) JOIN makers m USING (maker)
                 WHERE a.id = ? AND a.sha256 = ? ORDER BY m.rank DESC, corrected DESC LIMIT 1",
                params![key.id, key.sha256],
                |row| {
                    let found = Found {
                        reading: row.get(0)?,
                        article: row.get(1)?,
                        maker: row.get(2)?,
                        corrected: row.get(3)?,
                        record: row.get(4)?,
                    };
                    let body: String = row.get(5)?;
                    let published = [row.get(6)?, row.get(7)?, row.get(8)?];
                    Ok((
                        found,
                        body,
                        published,
                        Maker { version: row.get(9)?, model: row.get(10)? },
                    ))
                },
            )
            .optional()?;
        let Some((found, body, [title, outlet, published], maker)) = found else {
            return Ok(None);
        };
        let record = parsed(&found.record)?;
        let described = described_with(&record, &body, &self.claims(found.reading)?);
        let mut program = None;
        if found.corrected {
            let own: String = self.connection.query_row(
                "SELECT record FROM readings WHERE article = ? AND maker = ? AND corrected = 0",
                [found.article, found.maker],
                |row| row.get(0),
            )?;
            program = Some(described_with(&parsed(&own)?, &body, &Claims::new()));
        }
        let article = key.clone();
        Ok(Some(ArticleReading {
            article,
            body,
            title,
            outlet,
            published,
            maker,
            record,
            described,
            program,
        }))
    }

    /// Which claim each record of a reading comes from.
    pub(crate) fn claims(&self, reading: i64) -> rusqlite::Result<Claims> {
        let mut claims = Claims::new();
        for kind in Kind::ALL {
            let mut ask = self.connection.prepare_cached(&format!(
                "SELECT position, claim FROM {} WHERE reading = ? AND claim IS NOT NULL",
                kind.table()
            ))?;
            let mut rows = ask.query([reading])?;
            while let Some(row) = rows.next()? {
                let at = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX);
                claims.insert((kind, at), row.get(1)?);
            }
        }
        Ok(claims)
    }
}

pub(crate) fn parsed(record: &str) -> Result<Record, Problem> {
    serde_json::from_str(record).map_err(|problem| Problem::Damaged(problem.to_string()))
}
