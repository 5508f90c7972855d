//! Copies of one text: how alike two texts are, by the words that stand side by side in them.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, params};

use crate::error::LedgerError;
use crate::ledger::{Ledger, Problem};

/// Words to a shingle; by feel: two texts of one event share runs of two words, and hardly of three.
const SHINGLE: usize = 3;
/// How many minima are kept of a text.
pub(crate) const MINIMA: usize = 24;
/// How many minima two texts have in common that are looked at closer. Those that share a fifth of
/// their shingles have as many in 97 of 100 cases, those that share a tenth in 71, and those that
/// share no more than a channel's last line, some 3 of 100 shingles, in 16.
const COMMON_MINIMA: i64 = 2;
/// The least part of a text that stands in another for the two to be copies; by feel.
const LEAST_PART: f64 = 0.5;
/// The fewest shingles of a text that is looked at: shorter ones are alike by chance.
pub(crate) const FEWEST_SHINGLES: usize = 8;

/// What is kept of a text to find others that share much with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    /// How many different shingles it has.
    pub(crate) shingles: usize,
    /// The least shingle in each of [`MINIMA`] orders; none of a text too short to be compared.
    pub(crate) minima: Vec<u64>,
}

/// The number of a word or shingle: the same on every machine (FNV-1a, then the mixing steps of
/// SplitMix64, which spread what FNV leaves close together).
fn hash(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    }
    mixed(hash)
}

fn mixed(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// The shingles of a text by number: [`SHINGLE`] words that stand side by side, whatever their case,
/// punctuation and `ё`; addresses of pages are no words.
pub(crate) fn shingles(text: &str) -> HashSet<u64> {
    let mut words: Vec<u64> = Vec::new();
    let mut word = String::new();
    for piece in text.split_whitespace() {
        if piece.contains("://") {
            continue;
        }
        for run in piece.split(|letter: char| !letter.is_alphanumeric()) {
            if run.is_empty() {
                continue;
            }
            word.clear();
            let lower = run.chars().flat_map(char::to_lowercase);
            word.extend(lower.map(|letter| if letter == 'ё' { 'е' } else { letter }));
            words.push(hash(word.as_bytes()));
        }
    }
    let shingle = |words: &[u64]| words.iter().fold(0, |sum: u64, word| mixed(sum ^ word));
    words.windows(SHINGLE).map(shingle).collect()
}

impl Signature {
    pub(crate) fn of(text: &str) -> Self {
        let shingles = shingles(text);
        let mut minima = Vec::new();
        if shingles.len() >= FEWEST_SHINGLES {
            let order = |at: usize| mixed(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(at as u64 + 1));
            minima = (0..MINIMA)
                .map(|at| {
                    let order = order(at);
                    shingles.iter().map(|shingle| mixed(shingle ^ order)).min().unwrap_or(0)
                })
                .collect();
        }
        Self { shingles: shingles.len(), minima }
    }
}

/// Which parts of two texts are in the other: of the first in the second, of the second in the first.
pub(crate) fn overlap(one: &HashSet<u64>, other: &HashSet<u64>) -> (f64, f64) {
    let (small, large) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let common = small.iter().filter(|shingle| large.contains(shingle)).count() as f64;
    (common / one.len().max(1) as f64, common / other.len().max(1) as f64)
}

fn number(value: u64) -> i64 {
    i64::from_ne_bytes(value.to_ne_bytes())
}

/// Keeps the signature of a new article, to be compared later.
pub(crate) fn keep_signature(
    connection: &Connection,
    article: i64,
    signature: &Signature,
) -> rusqlite::Result<()> {
    if signature.minima.is_empty() {
        return Ok(());
    }
    let minima: Vec<u8> = signature.minima.iter().flat_map(|value| value.to_le_bytes()).collect();
    let shingles = i64::try_from(signature.shingles).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "INSERT INTO signatures (article, shingles, minima, compared) VALUES (?, ?, ?, 0)",
        )?
        .execute(params![article, shingles, minima])?;
    Ok(())
}

/// How many articles are compared in one transaction. The index of minima is written all over: with
/// each article by itself, keeping would write twenty times the bytes.
const AT_ONCE: i64 = 2_000;

/// Compares articles that were not compared yet with all others, and tells whether there were some.
///
/// Likeness is a function of two texts, so that it does not matter which of them came first.
fn compare(connection: &Connection) -> rusqlite::Result<bool> {
    let new: Vec<(i64, Vec<u8>)> = connection
        .prepare_cached(
            "SELECT article, minima FROM signatures WHERE compared = 0 ORDER BY article LIMIT ?",
        )?
        .query_map([AT_ONCE], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut rows: Vec<(i64, i64, i64)> = Vec::with_capacity(new.len() * MINIMA);
    for (article, minima) in &new {
        for (band, bytes) in (0_i64..).zip(minima.as_chunks::<8>().0) {
            rows.push((band, number(u64::from_le_bytes(*bytes)), *article));
        }
    }
    rows.sort_unstable();
    let mut insert = connection
        .prepare_cached("INSERT INTO signature_bands (band, value, article) VALUES (?, ?, ?)")?;
    for &(band, value, article) in &rows {
        insert.execute(params![band, value, article])?;
    }
    let mut find = connection.prepare_cached(
        "SELECT article FROM signature_bands WHERE band = ? AND value = ? AND article <> ?",
    )?;
    let mut common: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    for (band, value, article) in rows {
        let mut found = find.query(params![band, value, article])?;
        while let Some(row) = found.next()? {
            let other: i64 = row.get(0)?;
            // Of two new ones each finds the other; only one of these counts.
            let is_new = new.binary_search_by_key(&other, |(own, _)| *own).is_ok();
            if !is_new || other < article {
                *common.entry((other.min(article), other.max(article))).or_default() += 1;
            }
        }
    }
    common.retain(|_, count| *count >= COMMON_MINIMA);
    let mut body = connection.prepare_cached("SELECT body FROM articles WHERE article = ?")?;
    let mut known: HashMap<i64, HashSet<u64>> = HashMap::new();
    let mut likeness_row = connection.prepare_cached(
        "INSERT INTO likenesses (article, other, article_in_other, other_in_article)
         VALUES (?, ?, ?, ?)",
    )?;
    for (article, other) in common.into_keys() {
        for one in [article, other] {
            if let Entry::Vacant(place) = known.entry(one) {
                let text: String = body.query_row(params![one], |row| row.get(0))?;
                place.insert(shingles(&text));
            }
        }
        let (part, other_part) = overlap(&known[&article], &known[&other]);
        if part.max(other_part) >= LEAST_PART {
            likeness_row.execute(params![article, other, part, other_part])?;
        }
    }
    let mut done =
        connection.prepare_cached("UPDATE signatures SET compared = 1 WHERE article = ?")?;
    for (article, _) in &new {
        done.execute(params![article])?;
    }
    Ok(!new.is_empty())
}

/// Keeps the signatures of articles that came when the ledger kept none.
pub(crate) fn sign_all(connection: &Connection) -> rusqlite::Result<()> {
    let mut ask = connection.prepare("SELECT article, body FROM articles ORDER BY article")?;
    let mut rows = ask.query([])?;
    while let Some(row) = rows.next()? {
        let body: String = row.get(1)?;
        keep_signature(connection, row.get(0)?, &Signature::of(&body))?;
    }
    Ok(())
}

/// An article that is a copy of another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Copy {
    /// The copy's id.
    pub id: String,
    /// The copy's SHA-256.
    pub sha256: String,
    /// The likeliest origin's id.
    pub origin_id: String,
    /// The likeliest origin's SHA-256.
    pub origin_sha256: String,
    /// `exact`, `near` or `part`.
    pub kind: String,
    /// Which part of the copy stands in the origin, from 0 to 1.
    pub likeness: f64,
}

impl Ledger {
    /// Compares the articles that came since it was last done with all others, then links each copy
    /// to its likeliest origin: of the texts that share at least half of their
    /// words with it, those that came out before it, and of these the one that holds most of it; of
    /// equals the earliest, by time of publication and SHA-256.
    ///
    /// # Errors
    /// Where the ledger cannot be written.
    pub fn link_copies(&mut self) -> Result<(), LedgerError> {
        while self.transaction(|connection| Ok(compare(connection)?))? {}
        self.transaction(|connection| {
            type Key = (String, String, String);
            let mut keys: HashMap<i64, Key> = HashMap::new();
            let mut likenesses: Vec<(i64, i64, f64, f64)> = Vec::new();
            let mut pairs = connection.prepare(
                "SELECT article, other, article_in_other, other_in_article FROM likenesses",
            )?;
            let mut found = pairs.query([])?;
            while let Some(row) = found.next()? {
                likenesses.push((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
            }
            let mut key = connection.prepare(
                "SELECT coalesce(published, '~'), sha256, id FROM articles WHERE article = ?",
            )?;
            for &(one, other, ..) in &likenesses {
                for article in [one, other] {
                    if let Entry::Vacant(place) = keys.entry(article) {
                        let found = key.query_row(params![article], |row| {
                            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                        })?;
                        place.insert(found);
                    }
                }
            }
            let mut origins: BTreeMap<i64, (i64, f64, f64)> = BTreeMap::new();
            for (one, other, one_in_other, other_in_one) in likenesses {
                let (copy, origin, part, of_origin) = if keys[&one] > keys[&other] {
                    (one, other, one_in_other, other_in_one)
                } else {
                    (other, one, other_in_one, one_in_other)
                };
                // A version of the same article is no copy of it.
                if keys[&copy].2 == keys[&origin].2 {
                    continue;
                }
                let known = origins.entry(copy).or_insert((origin, part, of_origin));
                let better = part > known.1 || part == known.1 && keys[&origin] < keys[&known.0];
                if better {
                    *known = (origin, part, of_origin);
                }
            }
            connection.execute("DELETE FROM copies", [])?;
            let mut insert = connection.prepare(
                "INSERT INTO copies (article, origin, kind, likeness) VALUES (?, ?, ?, ?)",
            )?;
            for (copy, (origin, part, of_origin)) in origins {
                let kind = match (part >= 1.0, of_origin >= 1.0, part.min(of_origin) >= LEAST_PART)
                {
                    (true, true, _) => "exact",
                    (_, _, true) => "near",
                    _ => "part",
                };
                insert.execute(params![copy, origin, kind, part])?;
            }
            Ok::<(), Problem>(())
        })
    }

    /// The copies as [`link_copies`](Self::link_copies) found them, by SHA-256 and id.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn copies(&self) -> Result<Vec<Copy>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<Copy>> {
            self.connection
                .prepare(
                    "SELECT a.id, a.sha256, o.id, o.sha256, c.kind, c.likeness FROM copies c
                     JOIN articles a ON a.article = c.article JOIN articles o ON o.article = c.origin
                     ORDER BY a.sha256, a.id",
                )?
                .query_map([], |row| {
                    Ok(Copy {
                        id: row.get(0)?,
                        sha256: row.get(1)?,
                        origin_id: row.get(2)?,
                        origin_sha256: row.get(3)?,
                        kind: row.get(4)?,
                        likeness: row.get(5)?,
                    })
                })?
                .collect()
        };
        ask().map_err(|cause| self.failed(cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "Министр транспорта Павел Ручьёв открыл в среду новый мост через реку Озёрную. \
        По его словам, строительство заняло три года и обошлось бюджету в два миллиарда рублей.";

    #[test]
    fn a_copy_shares_its_shingles_whatever_its_typography() {
        let copy = REPORT.replace('ё', "е").to_uppercase().replace(", ", " — ");
        assert_eq!(overlap(&shingles(REPORT), &shingles(&copy)), (1.0, 1.0));
        assert_eq!(Signature::of(REPORT), Signature::of(&copy));
    }

    #[test]
    fn a_shortened_copy_lies_within_its_origin() {
        let shortened = REPORT.split(" По его").next().unwrap();
        let (of_copy, of_origin) = overlap(&shingles(shortened), &shingles(REPORT));
        assert!(of_copy == 1.0 && of_origin < 0.5, "{of_copy} {of_origin}");
        let minima = |text| Signature::of(text).minima;
        assert!(minima(shortened).iter().zip(&minima(REPORT)).any(|(one, other)| one == other));
    }

    #[test]
    fn another_report_of_the_same_shares_little() {
        let other =
            "Новый мост через Озёрную открыт. Его строили три года, сообщил министр Ручьёв.";
        let (part, _) = overlap(&shingles(other), &shingles(REPORT));
        assert!(part < 0.2, "{part}");
    }
}
