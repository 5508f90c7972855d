//! Copies of one text: which articles have their wording from which other one.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use depesha::Article;
use rusqlite::{Connection, params};

use crate::error::LedgerError;
use crate::ledger::{Ledger, Problem};
use crate::names::name_key;
use crate::wording::{Apart, COMMON_PAIRS, Wording, are_candidates};

/// Days between two articles of which one may still be a copy of the other: what is printed again
/// later is a form, an advertisement or an archive.
const DAYS: i64 = 31;
/// The day of an article that does not tell it.
const NO_DAY: i64 = i64::MIN;
const SECONDS_OF_A_DAY: i64 = 86_400;
/// The least part of each of two texts that is in the other for the two to be one report; by feel.
const LEAST_PART: f64 = 0.5;
/// Of the texts that a copy may be from, the earliest is taken of those that have so much of what the
/// fullest has: a few words more or less are no trace.
const ALMOST_AS_MUCH: f64 = 0.9;

/// What is kept of a text to find others that share much with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    /// The day on which it came out, counted from 1970; [`NO_DAY`] where that is not told.
    day: i64,
    /// The pairs of its words.
    pairs: Vec<u64>,
}

/// The seconds since 1970 at which something came out; a date alone means its noon.
fn moment(published: &str) -> Option<i64> {
    if let Ok(moment) = published.parse::<jiff::Timestamp>() {
        return Some(moment.as_second());
    }
    let time: jiff::civil::DateTime = match published.len() {
        10 => published.parse::<jiff::civil::Date>().ok()?.at(12, 0, 0, 0),
        _ => published.parse().ok()?,
    };
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second())
}

/// The hours between two times of publication, where both are told.
pub fn hours_between(one: Option<&str>, other: Option<&str>) -> Option<f64> {
    let seconds = moment(one?)?.abs_diff(moment(other?)?);
    Some(seconds as f64 / 3_600.0)
}

impl Signature {
    pub(crate) fn of(article: &Article) -> Self {
        let moment = article.published.as_deref().and_then(moment);
        let day = moment.map_or(NO_DAY, |moment| moment.div_euclid(SECONDS_OF_A_DAY));
        Self { day, pairs: Wording::of(&article.body).pairs() }
    }
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
    if signature.pairs.len() < COMMON_PAIRS {
        return Ok(());
    }
    let pairs: Vec<u8> = signature.pairs.iter().flat_map(|value| value.to_le_bytes()).collect();
    connection
        .prepare_cached(
            "INSERT INTO signatures (article, day, pairs, compared) VALUES (?, ?, ?, 0)",
        )?
        .execute(params![article, signature.day, pairs])?;
    Ok(())
}

/// How many articles are compared in one transaction. The index of pairs is written all over: with
/// each article by itself, keeping would write twenty times the bytes.
const AT_ONCE: i64 = 2_000;
/// How many wordings are held in memory.
const HELD: usize = 4_000;

/// Compares articles that were not compared yet with all others, and tells whether there were some.
///
/// Likeness is a function of two articles, so that it does not matter which of them came first.
fn compare(connection: &Connection) -> rusqlite::Result<bool> {
    let new: Vec<(i64, i64, Vec<u8>)> = connection
        .prepare_cached(
            "SELECT article, day, pairs FROM signatures WHERE compared = 0 ORDER BY article LIMIT ?",
        )?
        .query_map([AT_ONCE], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut rows: Vec<(i64, i64, i64)> = Vec::new();
    for (article, day, pairs) in &new {
        for bytes in pairs.as_chunks::<8>().0 {
            rows.push((number(u64::from_le_bytes(*bytes)), *day, *article));
        }
    }
    rows.sort_unstable();
    let mut insert = connection
        .prepare_cached("INSERT INTO signature_pairs (pair, day, article) VALUES (?, ?, ?)")?;
    for &(pair, day, article) in &rows {
        insert.execute(params![pair, day, article])?;
    }
    let mut find = connection.prepare_cached(
        "SELECT article FROM signature_pairs WHERE pair = ?1 AND day BETWEEN ?2 AND ?3
         UNION ALL SELECT article FROM signature_pairs WHERE pair = ?1 AND day = ?4 AND ?2 > ?4",
    )?;
    let mut shared: HashMap<(i64, i64), usize> = HashMap::new();
    for (pair, day, article) in rows {
        let days = if day == NO_DAY { (NO_DAY, i64::MAX) } else { (day - DAYS, day + DAYS) };
        let mut found = find.query(params![pair, days.0, days.1, NO_DAY])?;
        while let Some(row) = found.next()? {
            let other: i64 = row.get(0)?;
            // Of two new ones each finds the other; only one of these counts.
            let is_new = new.binary_search_by_key(&other, |(own, ..)| *own).is_ok();
            if other < article || other > article && !is_new {
                *shared.entry((other.min(article), other.max(article))).or_default() += 1;
            }
        }
    }
    shared.retain(|_, count| *count >= COMMON_PAIRS);
    let mut ask_size =
        connection.prepare_cached("SELECT length(pairs) / 8 FROM signatures WHERE article = ?")?;
    let mut sizes: HashMap<i64, usize> = HashMap::new();
    let mut candidates: Vec<(i64, i64)> = Vec::new();
    for ((article, other), count) in shared {
        for one in [article, other] {
            if let Entry::Vacant(place) = sizes.entry(one) {
                place
                    .insert(ask_size.query_row(params![one], |row| row.get::<_, u32>(0))? as usize);
            }
        }
        if are_candidates(count, sizes[&article], sizes[&other]) {
            candidates.push((article, other));
        }
    }
    candidates.sort_unstable();
    let mut ask = connection
        .prepare_cached("SELECT body, published, outlet FROM articles WHERE article = ?")?;
    let mut known: HashMap<i64, (Wording, Option<String>, Option<String>)> = HashMap::new();
    let mut likeness_row = connection.prepare_cached(
        "INSERT INTO likenesses (article, other, article_in_other, other_in_article, confidence)
         VALUES (?, ?, ?, ?, ?)",
    )?;
    for (article, other) in candidates {
        if known.len() > HELD {
            known.clear();
        }
        for one in [article, other] {
            if let Entry::Vacant(place) = known.entry(one) {
                let (body, published, outlet): (String, Option<String>, Option<String>) =
                    ask.query_row(params![one], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
                place.insert((Wording::of(&body), published, outlet));
            }
        }
        let (one, came_out, outlet) = &known[&article];
        let (its, other_came_out, other_outlet) = &known[&other];
        let apart = Apart {
            hours: hours_between(came_out.as_deref(), other_came_out.as_deref()),
            one_outlet: outlet.is_some() && outlet == other_outlet,
        };
        let likeness = one.likeness(its, apart);
        if likeness.is_copy() {
            likeness_row.execute(params![
                article,
                other,
                likeness.one_in_other,
                likeness.other_in_one,
                likeness.confidence()
            ])?;
        }
    }
    let mut done =
        connection.prepare_cached("UPDATE signatures SET compared = 1 WHERE article = ?")?;
    for (article, ..) in &new {
        done.execute(params![article])?;
    }
    Ok(!new.is_empty())
}

/// Keeps the signatures of articles that came when the ledger kept none, or others.
pub(crate) fn sign_all(connection: &Connection) -> rusqlite::Result<()> {
    let mut ask =
        connection.prepare("SELECT article, body, published FROM articles ORDER BY article")?;
    let mut rows = ask.query([])?;
    while let Some(row) = rows.next()? {
        let mut article = Article::from_body("", row.get::<_, String>(1)?);
        article.published = row.get(2)?;
        keep_signature(connection, row.get(0)?, &Signature::of(&article))?;
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
    /// The id of the article that stands for the cluster: the origin, or its origin, and so on.
    pub cluster_id: String,
    /// Its SHA-256.
    pub cluster_sha256: String,
    /// `exact`; `near`, where most of each is in the other; `part`, where one is within the other.
    pub kind: String,
    /// Which part of the copy stands in the origin, from 0 to 1.
    pub likeness: f64,
    /// Whether the copy names the origin's outlet, or its address.
    pub credited: bool,
    /// How sure it is that one is a copy of the other, from 0 to 1.
    pub confidence: f64,
}

/// Two articles of which one is a copy of the other, whichever that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The id of one of them.
    pub id: String,
    /// The id of the other.
    pub other_id: String,
    /// How sure it is, from 0 to 1.
    pub confidence: f64,
}

/// What is asked of an article to find copies of it.
struct Known {
    /// When it came out; those that do not tell it last, then by SHA-256 and id.
    moment: (bool, Option<i64>),
    sha256: String,
    id: String,
    outlet: Option<String>,
    url: Option<String>,
}

/// The words of a name or text, parted and surrounded by spaces.
fn words_key(text: &str) -> String {
    let words = text.replace(|letter: char| !letter.is_alphanumeric(), " ");
    format!(" {} ", name_key(&words))
}

impl Known {
    fn of(connection: &Connection, article: i64) -> rusqlite::Result<Self> {
        connection
            .prepare_cached(
                "SELECT published, sha256, id, url, coalesce(
                     (SELECT r.outlet FROM readings r WHERE r.article = a.article AND r.current = 1),
                     outlet)
                 FROM articles a WHERE article = ?",
            )?
            .query_row([article], |row| {
                let published: Option<String> = row.get(0)?;
                let moment = published.as_deref().and_then(moment);
                Ok(Self {
                    moment: (moment.is_none(), moment),
                    sha256: row.get(1)?,
                    id: row.get(2)?,
                    url: row.get::<_, Option<String>>(3)?.filter(|url| !url.is_empty()),
                    outlet: row.get(4)?,
                })
            })
    }

    /// Whether it came out before another; of those that do not tell it, or came out at once, the
    /// SHA-256 decides.
    fn is_before(&self, other: &Self) -> bool {
        (self.moment, &self.sha256, &self.id) < (other.moment, &other.sha256, &other.id)
    }
}

/// Whom an article says that it has its words from.
struct Credits {
    body: String,
    /// Its words.
    words: String,
    /// The outlets that speak or pass words on in it, as its reading has them.
    outlets: Vec<String>,
}

impl Credits {
    fn of(connection: &Connection, article: i64) -> rusqlite::Result<Self> {
        let body: String = connection
            .prepare_cached("SELECT body FROM articles WHERE article = ?")?
            .query_row([article], |row| row.get(0))?;
        let outlets = connection
            .prepare_cached(
                "SELECT n.name FROM readings r JOIN actors a USING (reading)
                 JOIN actor_names n ON n.reading = a.reading AND n.actor = a.position
                 WHERE r.article = ?1 AND r.current = 1 AND a.class = 'outlet' AND (EXISTS
                     (SELECT 1 FROM statement_relays s
                      WHERE s.reading = a.reading AND s.actor = a.position)
                 OR EXISTS
                     (SELECT 1 FROM statements s
                      WHERE s.reading = a.reading AND s.speaker = a.position))",
            )?
            .query_map([article], |row| Ok(words_key(&row.get::<_, String>(0)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self { words: words_key(&body), body, outlets })
    }

    /// Whether the article that has these credits names the outlet or the address of the other.
    fn name(&self, own: &Known, other: &Known) -> bool {
        let by_address = other
            .url
            .as_deref()
            .is_some_and(|url| own.url.as_deref() != Some(url) && self.body.contains(url));
        let by_name = other.outlet.as_deref().map(words_key).is_some_and(|outlet| {
            !outlet.trim().is_empty()
                && own.outlet.as_deref().map(words_key).as_ref() != Some(&outlet)
                && (self.outlets.contains(&outlet) || self.words.contains(&outlet))
        });
        by_address || by_name
    }
}

/// An earlier article that a copy may be from.
struct Origin {
    article: i64,
    /// Which part of the copy is in it.
    part: f64,
    /// Which part of it is in the copy.
    of_origin: f64,
    confidence: f64,
    credited: bool,
}

impl Ledger {
    /// Compares the articles that came since it was last done with all others, then links each copy
    /// to its likeliest origin: of the articles that share their wording with it, those that came out
    /// before it; of these those whose outlet or address it names, where there are some; of these
    /// the earliest that has nearly as much of it as any.
    ///
    /// # Errors
    /// Where the ledger cannot be written.
    pub fn link_copies(&mut self) -> Result<(), LedgerError> {
        while self.transaction(|connection| Ok(compare(connection)?))? {}
        self.transaction(|connection| {
            let mut likenesses: Vec<(i64, i64, f64, f64, f64)> = Vec::new();
            let mut pairs = connection.prepare(
                "SELECT article, other, article_in_other, other_in_article, confidence
                 FROM likenesses",
            )?;
            let mut found = pairs.query([])?;
            while let Some(row) = found.next()? {
                likenesses.push((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
            }
            let mut known: HashMap<i64, Known> = HashMap::new();
            let mut earlier: BTreeMap<i64, Vec<Origin>> = BTreeMap::new();
            for (one, other, one_in_other, other_in_one, confidence) in likenesses {
                for article in [one, other] {
                    if let Entry::Vacant(place) = known.entry(article) {
                        place.insert(Known::of(connection, article)?);
                    }
                }
                let (copy, article, part, of_origin) = if known[&other].is_before(&known[&one]) {
                    (one, other, one_in_other, other_in_one)
                } else {
                    (other, one, other_in_one, one_in_other)
                };
                // A version of the same article is no copy of it.
                if known[&copy].id == known[&article].id {
                    continue;
                }
                let origin = Origin { article, part, of_origin, confidence, credited: false };
                earlier.entry(copy).or_default().push(origin);
            }
            let mut origins: BTreeMap<i64, Origin> = BTreeMap::new();
            for (copy, mut found) in earlier {
                let credits = Credits::of(connection, copy)?;
                for origin in &mut found {
                    origin.credited = credits.name(&known[&copy], &known[&origin.article]);
                }
                if found.iter().any(|origin| origin.credited) {
                    found.retain(|origin| origin.credited);
                }
                let most = found.iter().fold(0.0, |most, origin| origin.part.max(most));
                found.retain(|origin| origin.part >= ALMOST_AS_MUCH * most);
                let first = found.into_iter().reduce(|first, origin| {
                    let earlier = known[&origin.article].is_before(&known[&first.article]);
                    if earlier { origin } else { first }
                });
                origins.extend(first.map(|origin| (copy, origin)));
            }
            connection.execute("DELETE FROM copies", [])?;
            let mut insert = connection.prepare(
                "INSERT INTO copies (article, origin, cluster, kind, likeness, credited, confidence)
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?;
            for (copy, origin) in &origins {
                // Each origin came out before its copies, so that this comes to an end.
                let mut cluster = origin.article;
                while let Some(further) = origins.get(&cluster) {
                    cluster = further.article;
                }
                let most_of_both = origin.part.min(origin.of_origin) >= LEAST_PART;
                let kind = match (origin.part >= 1.0, origin.of_origin >= 1.0, most_of_both) {
                    (true, true, _) => "exact",
                    (_, _, true) => "near",
                    _ => "part",
                };
                insert.execute(params![
                    copy,
                    origin.article,
                    cluster,
                    kind,
                    origin.part,
                    origin.credited,
                    origin.confidence
                ])?;
            }
            Ok::<(), Problem>(())
        })
    }

    /// The copies as [`link_copies`](Self::link_copies) found them, by SHA-256 and id.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn copies(&self) -> Result<Vec<Copy>, LedgerError> {
        self.copies_found().map_err(|cause| self.failed(cause))
    }

    pub(crate) fn copies_found(&self) -> rusqlite::Result<Vec<Copy>> {
        self.connection
            .prepare(
                "SELECT a.id, a.sha256, o.id, o.sha256, t.id, t.sha256, c.kind, c.likeness,
                 c.credited, c.confidence FROM copies c
                 JOIN articles a ON a.article = c.article JOIN articles o ON o.article = c.origin
                 JOIN articles t ON t.article = c.cluster
                 ORDER BY a.sha256, a.id",
            )?
            .query_map([], |row| {
                Ok(Copy {
                    id: row.get(0)?,
                    sha256: row.get(1)?,
                    origin_id: row.get(2)?,
                    origin_sha256: row.get(3)?,
                    cluster_id: row.get(4)?,
                    cluster_sha256: row.get(5)?,
                    kind: row.get(6)?,
                    likeness: row.get(7)?,
                    credited: row.get(8)?,
                    confidence: row.get(9)?,
                })
            })?
            .collect()
    }

    /// All pairs of articles of which one is a copy of the other, as
    /// [`link_copies`](Self::link_copies) found them, by id.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn pairs_of_copies(&self) -> Result<Vec<Pair>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<Pair>> {
            self.connection
                .prepare(
                    "SELECT min(a.id, o.id) one, max(a.id, o.id) two, confidence FROM likenesses l
                     JOIN articles a ON a.article = l.article JOIN articles o ON o.article = l.other
                     WHERE a.id <> o.id ORDER BY one, two, confidence",
                )?
                .query_map([], |row| {
                    Ok(Pair { id: row.get(0)?, other_id: row.get(1)?, confidence: row.get(2)? })
                })?
                .collect()
        };
        ask().map_err(|cause| self.failed(cause))
    }
}
