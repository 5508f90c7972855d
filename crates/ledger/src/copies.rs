//! Copies of one text: which articles have their wording from which other one.
//!
//! Likeness is a function of two articles, and which of several a copy is from a function of its
//! likenesses; so it does not matter in which order articles came, and what is linked when some more
//! have come is what would be linked had all come at once. Only what is alike to a new article is
//! looked at again.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use depesha::Article;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::LedgerError;
use crate::ledger::Ledger;
use crate::memory;
use crate::names::name_key;
use crate::pairs::{Candidates, InCommon, Signed, candidates_of, day_of};
use crate::tallies::Tallies;
use crate::wording::{COMMON_PAIRS, Look, Wording, number_of};

/// The least part of each of two texts that is in the other for the two to be one report; by feel.
const LEAST_PART: f64 = 0.5;
/// The least part of a copy that is in its origin for views to leave it out.
const MOSTLY: f64 = 0.5;
/// Of the texts that a copy may be from, the earliest is taken of those that have so much of what the
/// fullest has: a few words more or less are no trace.
const ALMOST_AS_MUCH: f64 = 0.9;

/// What is kept of a text to find others that share much with it.
#[derive(Debug, Clone)]
pub(crate) struct Signature {
    /// The day on which it came out, as [`day_of`] has it.
    day: i64,
    /// The pairs of its words.
    pairs: Vec<u64>,
    /// Its wording, which is needed again when it is compared, and was made where others read on.
    wording: Arc<Wording>,
}

/// Wordings of articles that are to be compared soon, as many as are compared at once; those of others
/// are made anew from their texts.
#[derive(Debug, Default)]
pub(crate) struct Wordings {
    of: HashMap<i64, Arc<Wording>>,
    bytes: u64,
}

impl Wordings {
    /// Holds the wording of an article with a text of so many bytes, where there is room.
    pub(crate) fn hold(&mut self, article: i64, signature: &Signature, bytes: usize) {
        if self.of.len() < AT_ONCE && self.bytes < BYTES_AT_ONCE {
            self.of.insert(article, Arc::clone(&signature.wording));
            self.bytes += u64::try_from(bytes).unwrap_or(u64::MAX);
        }
    }
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

/// The hours from one time of publication to another, where both are told: fewer than none where that one came first.
pub fn hours_from(one: Option<&str>, other: Option<&str>) -> Option<f64> {
    Some(crate::pairs::hours_from(moment(one?)?, moment(other?)?))
}

impl Signature {
    pub(crate) fn of(article: &Article) -> Self {
        let day = day_of(article.published.as_deref().and_then(moment));
        let wording = Wording::of(&article.body);
        Self { day, pairs: wording.pairs(), wording: Arc::new(wording) }
    }
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

/// Says that the readings of the articles of this id are others now, and with them perhaps whom these
/// name as the origin of their words, and by which name others know them.
///
/// They are asked for first and put down one by one: before a statement that may change several rows, what is
/// searched for words is written to its index, and hardly any report that comes is like another already.
pub(crate) fn link_again(connection: &Connection, id: &str) -> rusqlite::Result<()> {
    let alike: Vec<i64> = connection
        .prepare_cached(
            "SELECT article FROM articles WHERE id = ?
             AND (article IN (SELECT article FROM likenesses)
                  OR article IN (SELECT other FROM likenesses))",
        )?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for article in alike {
        let is_put_down = connection
            .prepare_cached("SELECT 1 FROM copies_to_link WHERE article = ?")?
            .exists([article])?;
        if !is_put_down {
            connection
                .prepare_cached("INSERT INTO copies_to_link VALUES (?)")?
                .execute([article])?;
        }
    }
    Ok(())
}

/// How many new articles are compared in one transaction at most, and with how many bytes of text:
/// their wordings are held until all are compared, some four bytes for a byte of text, and four more where runs of
/// letters were asked for.
const AT_ONCE: usize = 1_000;
const BYTES_AT_ONCE: u64 = 4 << 20;

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

/// Two articles of which one is a copy of the other, whichever that is, or that tell the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The id of one of them.
    pub id: String,
    /// The id of the other.
    pub other_id: String,
    /// How sure it is, from 0 to 1.
    pub confidence: f64,
}

/// The words of a name or text, parted and surrounded by spaces.
fn words_key(text: &str) -> String {
    let words = text.replace(|letter: char| !letter.is_alphanumeric(), " ");
    format!(" {} ", name_key(&words))
}

/// By what articles are put in the order in which they came out: those that do not tell it last; of
/// those that do not, or came out at once, the SHA-256 decides, then the id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct CameOut {
    is_untold: bool,
    moment: Option<i64>,
    sha256: String,
    id: String,
}

impl CameOut {
    fn new(published: Option<&str>, sha256: String, id: String) -> Self {
        let moment = published.and_then(moment);
        Self { is_untold: moment.is_none(), moment, sha256, id }
    }
}

/// What a row of `articles` and its current reading tell of an article.
struct Told {
    came_out: CameOut,
    /// Its outlet, as words.
    outlet_words: Option<String>,
    url: Option<String>,
}

/// An article with all that is asked of it to link copies, each thing once somebody asked: most that are
/// compared are no copies, and nothing but their texts is needed.
struct Known {
    article: i64,
    told: OnceCell<Told>,
    body: OnceCell<String>,
    /// The body, as words.
    words: OnceCell<String>,
    /// The outlets that speak or pass words on in it, as its reading has them.
    outlets: OnceCell<Vec<String>>,
}

impl Known {
    fn new(article: i64) -> Self {
        Self {
            article,
            told: OnceCell::new(),
            body: OnceCell::new(),
            words: OnceCell::new(),
            outlets: OnceCell::new(),
        }
    }

    fn told(&self, connection: &Connection) -> rusqlite::Result<&Told> {
        if let Some(told) = self.told.get() {
            return Ok(told);
        }
        let told = connection
            .prepare_cached(
                "SELECT published, sha256, id, url, coalesce(
                     (SELECT r.outlet FROM readings r WHERE r.article = a.article AND r.current = 1),
                     outlet)
                 FROM articles a WHERE article = ?",
            )?
            .query_row([self.article], |row| {
                let published = row.get_ref(0)?.as_str_or_null()?;
                let outlet = row.get_ref(4)?.as_str_or_null()?;
                Ok(Told {
                    came_out: CameOut::new(published, row.get(1)?, row.get(2)?),
                    url: row.get::<_, Option<String>>(3)?.filter(|url| !url.is_empty()),
                    outlet_words: outlet.map(words_key),
                })
            })?;
        Ok(self.told.get_or_init(|| told))
    }

    fn body(&self, connection: &Connection) -> rusqlite::Result<&str> {
        if let Some(known) = self.body.get() {
            return Ok(known);
        }
        let body = connection
            .prepare_cached("SELECT body FROM articles WHERE article = ?")?
            .query_row([self.article], |row| row.get(0))?;
        Ok(self.body.get_or_init(|| body))
    }

    fn outlets(&self, connection: &Connection) -> rusqlite::Result<&[String]> {
        if let Some(known) = self.outlets.get() {
            return Ok(known);
        }
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
            .query_map([self.article], |row| Ok(words_key(&row.get::<_, String>(0)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(self.outlets.get_or_init(|| outlets))
    }

    /// Whether it names the outlet or the address of the other.
    fn credits(&self, other: &Self, connection: &Connection) -> rusqlite::Result<bool> {
        let (own, its) = (self.told(connection)?, other.told(connection)?);
        if let Some(url) = its.url.as_deref()
            && own.url.as_deref() != Some(url)
            && self.body(connection)?.contains(url)
        {
            return Ok(true);
        }
        let outlet = its.outlet_words.as_ref().filter(|outlet| {
            !outlet.trim().is_empty() && own.outlet_words.as_ref() != Some(outlet)
        });
        let Some(outlet) = outlet else { return Ok(false) };
        let body = self.body(connection)?;
        let words = self.words.get_or_init(|| words_key(body));
        Ok(words.contains(outlet) || self.outlets(connection)?.contains(outlet))
    }
}

/// An article with its wording, where it was asked for.
struct Worded {
    known: Known,
    wording: OnceCell<Arc<Wording>>,
}

impl Worded {
    fn new(article: i64, held: &Wordings) -> Self {
        let held = held.of.get(&article).map(Arc::clone);
        Self {
            known: Known::new(article),
            wording: held.map_or_else(OnceCell::new, OnceCell::from),
        }
    }

    fn wording(&self, connection: &Connection) -> rusqlite::Result<&Wording> {
        if let Some(known) = self.wording.get() {
            return Ok(known);
        }
        let wording = Arc::new(Wording::of(self.known.body(connection)?));
        Ok(self.wording.get_or_init(|| wording))
    }
}

/// The number of an outlet's name; of a name of no words there is none.
fn outlet_number(outlet: &str) -> Option<u64> {
    let words = words_key(outlet);
    (!words.trim().is_empty()).then(|| number_of(&words))
}

/// The first of the signed articles that were not compared yet, as many as are compared at once.
fn signed(connection: &Connection) -> rusqlite::Result<Vec<Signed>> {
    let mut ask = connection.prepare_cached(
        "SELECT article, published, coalesce(
             (SELECT r.outlet FROM readings r WHERE r.article = a.article AND r.current = 1), outlet),
         pairs, octet_length(body)
         FROM signatures s JOIN articles a USING (article)
         WHERE compared = 0 ORDER BY article LIMIT ?",
    )?;
    let mut rows = ask.query([i64::try_from(AT_ONCE).unwrap_or(i64::MAX)])?;
    let (mut signed, mut bytes) = (Vec::new(), 0);
    while bytes < BYTES_AT_ONCE
        && let Some(row) = rows.next()?
    {
        let pairs = row.get_ref(3)?.as_blob()?.as_chunks().0;
        signed.push(Signed {
            article: row.get(0)?,
            moment: row.get_ref(1)?.as_str_or_null()?.and_then(moment),
            outlet: row.get_ref(2)?.as_str_or_null()?.and_then(outlet_number),
            pairs: pairs.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect(),
        });
        bytes += row.get::<_, i64>(4)?.unsigned_abs();
    }
    Ok(signed)
}

/// Compares all articles anew that were compared, and links their copies again: where what is kept of that is more
/// than it was, or something else. Those that were not compared yet are compared as well.
pub(crate) fn compare_all_again(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "DELETE FROM pair_blocks; DELETE FROM likenesses; DELETE FROM repeats;
         UPDATE signatures SET compared = 0;",
    )?;
    let copies: BTreeSet<i64> = connection
        .prepare("SELECT article FROM copies")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    link(connection, copies)?;
    let mut common = InCommon::default();
    loop {
        let mut touched = BTreeSet::new();
        let compared = compare(connection, &Wordings::default(), &mut common, &mut touched)?;
        link(connection, touched)?;
        if !compared {
            return Ok(());
        }
    }
}

/// Compares some articles that were not compared yet with all that were, and adds to `touched` which of
/// all may have another origin by that. Whether there were some.
fn compare(
    connection: &Connection,
    held: &Wordings,
    common: &mut InCommon,
    touched: &mut BTreeSet<i64>,
) -> rusqlite::Result<bool> {
    let signed = signed(connection)?;
    if signed.is_empty() {
        return Ok(false);
    }
    let texts: Vec<Worded> =
        signed.iter().map(|signed| Worded::new(signed.article, held)).collect();
    // By the other one, so that of those that were compared one text at a time is held.
    let mut candidates = candidates_of(connection, &signed, common)?;
    candidates.sort_unstable_by_key(|two| (two.other, two.new));
    let mut insert = connection.prepare_cached(
        "INSERT INTO likenesses
         (article, other, article_in_other, other_in_article, credited, confidence)
         VALUES (?, ?, ?, ?, ?, ?)",
    )?;
    let mut insert_repeat = connection
        .prepare_cached("INSERT INTO repeats (article, other, confidence) VALUES (?, ?, ?)")?;
    let place = |article: i64| texts.binary_search_by_key(&article, |text| text.known.article).ok();
    for with_one in candidates.chunk_by(|one, two| one.other == two.other) {
        let other_text;
        let other = match place(with_one[0].other) {
            Some(place) => &texts[place],
            None => {
                other_text = Worded::new(with_one[0].other, held);
                &other_text
            }
        };
        for &Candidates { new, apart, look, .. } in with_one {
            let Some(new) = place(new).map(|place| &texts[place]) else { continue };
            let wording = other.wording(connection)?;
            let likeness = new.wording(connection)?.likeness_of_same(wording, apart, look);
            let Some(likeness) = likeness else { continue };
            let (own, its) = (&new.known, &other.known);
            if look == Look::Repeat || !likeness.is_copy() {
                let (one, two) = (own.article.min(its.article), own.article.max(its.article));
                insert_repeat.execute(params![one, two, likeness.same_news.confidence()])?;
                continue;
            }
            let is_later = its.told(connection)?.came_out < own.told(connection)?.came_out;
            let parts = (likeness.one_in_other, likeness.other_in_one);
            let (later, earlier, (part, of_earlier)) =
                if is_later { (own, its, parts) } else { (its, own, (parts.1, parts.0)) };
            let credited = later.credits(earlier, connection)?;
            touched.insert(later.article);
            insert.execute(params![
                later.article,
                earlier.article,
                part,
                of_earlier,
                credited,
                likeness.confidence()
            ])?;
        }
    }
    let mut done =
        connection.prepare_cached("UPDATE signatures SET compared = 1 WHERE article = ?")?;
    for signed in &signed {
        done.execute([signed.article])?;
    }
    Ok(true)
}

/// Looks again whether articles of which the readings changed name those that they are alike to, and
/// are named; adds to `touched` which may have another origin by that. Whether there were some.
fn credit_again(connection: &Connection, touched: &mut BTreeSet<i64>) -> rusqlite::Result<bool> {
    let again: Vec<i64> = connection
        .prepare_cached("SELECT article FROM copies_to_link ORDER BY article LIMIT ?")?
        .query_map([i64::try_from(AT_ONCE).unwrap_or(i64::MAX)], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut ask = connection.prepare_cached(
        "SELECT article, other, credited FROM likenesses WHERE article = ?1
         UNION ALL SELECT article, other, credited FROM likenesses WHERE other = ?1",
    )?;
    let mut change = connection
        .prepare_cached("UPDATE likenesses SET credited = ? WHERE article = ? AND other = ?")?;
    let mut done = connection.prepare_cached("DELETE FROM copies_to_link WHERE article = ?")?;
    for article in &again {
        let own = Known::new(*article);
        let pairs: Vec<(i64, i64, bool)> = ask
            .query_map([article], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (later, earlier, credited) in pairs {
            let is_later = later == *article;
            let other = Known::new(if is_later { earlier } else { later });
            let (copy, origin) = if is_later { (&own, &other) } else { (&other, &own) };
            let credits = copy.credits(origin, connection)?;
            if credits != credited {
                change.execute(params![credits, later, earlier])?;
                touched.insert(later);
            }
        }
        done.execute([article])?;
    }
    Ok(!again.is_empty())
}

/// What an article is a copy of, and how.
#[derive(Debug, Clone, PartialEq)]
struct Origin {
    article: i64,
    kind: String,
    /// Which part of the copy is in it.
    part: f64,
    credited: bool,
    confidence: f64,
}

/// The likeliest origin of an article: of the articles that share their wording with it, those that came
/// out before it; of these those whose outlet or address it names, where there are some; of these the
/// earliest that has nearly as much of it as any.
fn likeliest_origin(
    connection: &Connection,
    copy: i64,
    orders: &mut HashMap<i64, CameOut>,
) -> rusqlite::Result<Option<Origin>> {
    let mut order = |article: i64| -> rusqlite::Result<CameOut> {
        if let Some(known) = orders.get(&article) {
            return Ok(known.clone());
        }
        let came_out = connection
            .prepare_cached("SELECT published, sha256, id FROM articles WHERE article = ?")?
            .query_row([article], |row| {
                let published = row.get_ref(0)?.as_str_or_null()?;
                Ok(CameOut::new(published, row.get(1)?, row.get(2)?))
            })?;
        orders.insert(article, came_out.clone());
        Ok(came_out)
    };
    let own = order(copy)?;
    let mut ask = connection.prepare_cached(
        "SELECT other, article_in_other, other_in_article, credited, confidence FROM likenesses
         WHERE article = ?",
    )?;
    let mut rows = ask.query([copy])?;
    let mut found: Vec<(CameOut, Origin)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (article, part, of_origin): (i64, f64, f64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let came_out = order(article)?;
        // A version of the same article is no copy of it.
        if came_out.id == own.id {
            continue;
        }
        let kind = match (part >= 1.0, of_origin >= 1.0, part.min(of_origin) >= LEAST_PART) {
            (true, true, _) => "exact",
            (_, _, true) => "near",
            _ => "part",
        };
        let kind = kind.to_owned();
        let (credited, confidence) = (row.get(3)?, row.get(4)?);
        found.push((came_out, Origin { article, kind, part, credited, confidence }));
    }
    if found.iter().any(|(_, origin)| origin.credited) {
        found.retain(|(_, origin)| origin.credited);
    }
    let most = found.iter().fold(0.0, |most, (_, origin)| origin.part.max(most));
    found.retain(|(_, origin)| origin.part >= ALMOST_AS_MUCH * most);
    Ok(found.into_iter().min_by(|one, other| one.0.cmp(&other.0)).map(|(_, origin)| origin))
}

/// Links the articles that may have another origin now, and whatever is a copy of them.
fn link(connection: &Connection, touched: BTreeSet<i64>) -> rusqlite::Result<()> {
    let mut known = connection.prepare_cached(
        "SELECT origin, kind, likeness, credited, confidence FROM copies WHERE article = ?",
    )?;
    let mut take = connection.prepare_cached("DELETE FROM copies WHERE article = ?")?;
    // Which cluster it is of is told below.
    let mut put = connection.prepare_cached(
        "INSERT INTO copies (article, origin, cluster, kind, likeness, credited, confidence)
         VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let mut orders: HashMap<i64, CameOut> = HashMap::new();
    let mut changed: BTreeSet<i64> = BTreeSet::new();
    let mut tallies = Tallies::default();
    for copy in touched {
        let before = known
            .query_row([copy], |row| {
                Ok(Origin {
                    article: row.get(0)?,
                    kind: row.get(1)?,
                    part: row.get(2)?,
                    credited: row.get(3)?,
                    confidence: row.get(4)?,
                })
            })
            .optional()?;
        let now = likeliest_origin(connection, copy, &mut orders)?;
        if now == before {
            continue;
        }
        if before.is_some() {
            take.execute([copy])?;
        }
        if let Some(Origin { article, kind, part, credited, confidence }) = &now {
            put.execute(params![copy, article, kind, part, credited, confidence])?;
        }
        let is_copy =
            |origin: &Option<Origin>| origin.as_ref().is_some_and(|origin| origin.part >= MOSTLY);
        if is_copy(&before) != is_copy(&now) {
            tallies.change_copy(connection, copy, is_copy(&now))?;
        }
        changed.insert(copy);
    }
    tallies.write(connection)?;
    let mut copies_of = connection.prepare_cached("SELECT article FROM copies WHERE origin = ?")?;
    let mut to_look_at: Vec<i64> = changed.iter().copied().collect();
    while let Some(origin) = to_look_at.pop() {
        let mut copies = copies_of.query([origin])?;
        while let Some(row) = copies.next()? {
            let copy = row.get(0)?;
            if changed.insert(copy) {
                to_look_at.push(copy);
            }
        }
    }
    let mut ask =
        connection.prepare_cached("SELECT origin, cluster FROM copies WHERE article = ?")?;
    let mut set = connection
        .prepare_cached("UPDATE copies SET cluster = ?1 WHERE article = ?2 AND cluster <> ?1")?;
    // The cluster of each that was followed already.
    let mut clusters: HashMap<i64, i64> = HashMap::new();
    for &copy in &changed {
        let (mut at, mut way) = (copy, Vec::new());
        // Each origin came out before its copies, so that this comes to an end.
        let cluster = loop {
            if let Some(&cluster) = clusters.get(&at) {
                break cluster;
            }
            let found: Option<(i64, i64)> =
                ask.query_row([at], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            match found {
                None => break at,
                Some((_, cluster)) if !changed.contains(&at) => break cluster,
                Some((origin, _)) => {
                    way.push(at);
                    at = origin;
                }
            }
        };
        for one in way {
            clusters.insert(one, cluster);
            set.execute([cluster, one])?;
        }
    }
    Ok(())
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
        while self.link_some_copies()? {}
        Ok(())
    }

    /// As [`link_copies`](Self::link_copies), for the first thousand or so of the articles that came
    /// since, and tells whether there were some: what others may be kept between.
    ///
    /// # Errors
    /// As there.
    pub fn link_some_copies(&mut self) -> Result<bool, LedgerError> {
        let held = std::mem::take(&mut self.wordings);
        let mut common = std::mem::take(&mut self.in_common);
        let done = self.transaction(|connection| {
            let mut touched = BTreeSet::new();
            let credited = credit_again(connection, &mut touched)?;
            let compared = compare(connection, &held, &mut common, &mut touched)?;
            link(connection, touched)?;
            Ok(credited || compared)
        });
        self.in_common = common;
        memory::give_back();
        done
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

    /// All pairs of articles that tell the same and neither of which is a copy of the other, as
    /// [`link_copies`](Self::link_copies) found them, by id.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn repeats(&self) -> Result<Vec<Pair>, LedgerError> {
        self.pairs_in("repeats")
    }

    /// All pairs of articles of which one is a copy of the other, as
    /// [`link_copies`](Self::link_copies) found them, by id.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn pairs_of_copies(&self) -> Result<Vec<Pair>, LedgerError> {
        self.pairs_in("likenesses")
    }

    /// The pairs of articles that a table has, by id.
    fn pairs_in(&self, table: &str) -> Result<Vec<Pair>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<Pair>> {
            self.connection
                .prepare(&format!(
                    "SELECT min(a.id, o.id) one, max(a.id, o.id) two, confidence FROM {table} t
                     JOIN articles a ON a.article = t.article JOIN articles o ON o.article = t.other
                     WHERE a.id <> o.id ORDER BY one, two, confidence"
                ))?
                .query_map([], |row| {
                    Ok(Pair { id: row.get(0)?, other_id: row.get(1)?, confidence: row.get(2)? })
                })?
                .collect()
        };
        ask().map_err(|cause| self.failed(cause))
    }
}
