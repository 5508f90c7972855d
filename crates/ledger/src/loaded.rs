//! A reading with its article, out of which answers are taken.

use std::collections::HashMap;
use std::sync::Arc;

use depesha::directory::Day;
use depesha::record::{AttitudeEvidence, Date, Span};
use depesha::{Article, Record};
use rusqlite::params;
use sha2::{Digest, Sha256};

use crate::corrections::ClaimId;
use crate::ledger::{Ledger, Problem};
use crate::questions::{
    ArticleFound, AttitudeFound, CommitmentFound, DateFound, EventFound, Named, QuantityFound,
    StatementFound,
};
use crate::rows::speaker_confidence;

/// Code points between two marks, from which the others are counted.
const MARK_DISTANCE: usize = 64;

/// Code points of a passage on each side of the words that it is given for, at most; by feel.
const PASSAGE_SIDE: usize = 240;

/// A text that is asked for the words at places counted in code points.
pub(crate) struct Text {
    body: String,
    /// The byte at which every [`MARK_DISTANCE`]th code point begins.
    marks: Vec<usize>,
}

impl Text {
    pub(crate) fn of(body: String) -> Self {
        let marks = body.char_indices().step_by(MARK_DISTANCE).map(|(byte, _)| byte).collect();
        Self { body, marks }
    }

    fn byte(&self, code_point: usize) -> usize {
        let Some(&mark) = self.marks.get(code_point / MARK_DISTANCE) else {
            return self.body.len();
        };
        let mut rest = self.body[mark..].char_indices();
        rest.nth(code_point % MARK_DISTANCE).map_or(self.body.len(), |(byte, _)| mark + byte)
    }

    pub(crate) fn words(&self, span: Span) -> &str {
        let start = self.byte(span.start);
        self.body.get(start..self.byte(span.end).max(start)).unwrap_or("")
    }

    /// Where [`passage`](Self::passage) stands.
    pub(crate) fn passage_span(&self, span: Span) -> Span {
        let passage = self.passage(span);
        let earliest = span.start.saturating_sub(PASSAGE_SIDE);
        let from = self.byte(earliest);
        // A passage is a part of the body.
        let at = (passage.as_ptr() as usize).saturating_sub(self.body.as_ptr() as usize);
        let before = self.body.get(from..at).map_or(0, |before| before.chars().count());
        let start = earliest + before;
        Span { start, end: start + passage.chars().count() }
    }

    /// The words with what stands around them, up to the ends of the sentence as marks and lines tell.
    pub(crate) fn passage(&self, span: Span) -> &str {
        let (start, end) = (self.byte(span.start), self.byte(span.end));
        let earliest = self.byte(span.start.saturating_sub(PASSAGE_SIDE));
        let latest = self.byte(span.end + PASSAGE_SIDE);
        let before = &self.body[earliest..start];
        let from = before.rfind('\n').map_or(0, |at| at + 1);
        let from = from + sentence_ends(&before[from..]).last().unwrap_or(0);
        let after = &self.body[end..latest];
        let until = after.find('\n').unwrap_or(after.len());
        let until = sentence_ends(&after[..until]).next().unwrap_or(until);
        self.body[earliest + from..end + until].trim()
    }
}

/// The bytes behind each mark that ends a sentence, with space behind it: a word that is not a mere
/// initial or abbreviation before, and no small letter after.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let marks = text.char_indices().filter(|(_, mark)| matches!(mark, '.' | '!' | '?' | '…'));
    marks.filter_map(move |(at, mark)| {
        let end = at + mark.len_utf8();
        let letters = text[..at].chars().rev().take_while(|letter| letter.is_alphanumeric());
        let is_word =
            mark != '.' || letters.take(3).count() == 3 || text[..at].ends_with(['»', '"', ')']);
        let behind = &text[end..];
        let next = behind.trim_start().chars().next();
        let is_gap = behind.starts_with(char::is_whitespace);
        (is_word && is_gap && next.is_none_or(|next| !next.is_lowercase())).then_some(end)
    })
}

fn digits(pieces: &[&str]) -> String {
    // No piece holds a line end, save perhaps an id, and that comes first.
    let digest = Sha256::digest(pieces.join("\n"));
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The key of an article in tables that leave the ledger: it depends on nothing else that is in there.
pub(crate) fn article_key(id: &str, sha256: &str) -> String {
    digits(&[id, sha256])
}

fn reading_key(article: &str, version: &str, model: &str, corrected: bool) -> String {
    let corrected = if corrected { "corrected" } else { "as read" };
    digits(&[article, version, model, corrected])
}

/// A reading that records are taken from.
pub(crate) struct Loaded {
    pub(crate) reading: i64,
    pub(crate) article: Arc<ArticleFound>,
    pub(crate) record: Record,
    pub(crate) text: Text,
    statements: HashMap<String, usize>,
    actors: HashMap<String, usize>,
}

impl Loaded {
    /// A reading that is in no ledger: of this article, as the program made it.
    pub(crate) fn of_article(received: &Article, record: Record) -> Self {
        let (id, sha256) = (received.id.clone(), received.sha256.clone().unwrap_or_default());
        let key = article_key(&id, &sha256);
        let maker = &record.depesha;
        let article = ArticleFound {
            reading: reading_key(&key, &maker.version, &maker.model, false),
            key,
            id,
            sha256,
            outlet: record.article.outlet.clone().or_else(|| received.outlet.clone()),
            url: received.url.clone(),
            published: received.published.clone(),
            day: received.published.as_deref().and_then(Day::of).map(|day| day.to_string()),
            title: received.title.clone(),
        };
        Self::new(0, article, record, received.body.clone())
    }

    fn new(reading: i64, article: ArticleFound, record: Record, body: String) -> Self {
        let statements = record.statements.iter().map(|s| s.id.clone()).zip(0..).collect();
        let actors = record.actors.iter().map(|a| a.id.clone()).zip(0..).collect();
        let (article, text) = (Arc::new(article), Text::of(body));
        Self { reading, article, record, text, statements, actors }
    }

    fn words(&self, span: Span) -> String {
        self.text.words(span).to_owned()
    }

    /// The key of a record of this reading by its id.
    pub(crate) fn key(&self, id: &str) -> String {
        format!("{}:{id}", self.article.reading)
    }

    pub(crate) fn named(&self, id: &str) -> Option<Named> {
        let actor = &self.record.actors[*self.actors.get(id)?];
        let (name, state) = (actor.name.clone(), actor.state.clone());
        Some(Named { key: self.key(id), name, class: actor.class, state })
    }

    fn all_named(&self, ids: &[String]) -> Vec<Named> {
        ids.iter().filter_map(|id| self.named(id)).collect()
    }

    /// The names from the reader inwards to a statement.
    fn chain(&self, innermost: Option<&str>) -> Vec<String> {
        let mut inwards = Vec::new();
        let mut next = innermost;
        while let Some(&at) = next.and_then(|id| self.statements.get(id)) {
            let statement = &self.record.statements[at];
            inwards.push(statement);
            next = statement.parent.as_deref();
            // A correction may have made two statements hold one another.
            if inwards.len() > self.record.statements.len() {
                break;
            }
        }
        let mut chain: Vec<String> = self.article.outlet.iter().cloned().collect();
        for statement in inwards.into_iter().rev() {
            let ids = statement.via.iter().chain(&statement.speaker);
            chain.extend(ids.filter_map(|id| self.named(id)).map(|actor| actor.name));
        }
        chain
    }

    pub(crate) fn statement(&self, at: usize, claim: Option<ClaimId>) -> Option<StatementFound> {
        let statement = self.record.statements.get(at)?.clone();
        let speaker = statement.speaker.as_ref().and_then(|id| self.actors.get(id));
        let speaker = speaker.map(|&at| &self.record.actors[at]);
        Some(StatementFound {
            article: Arc::clone(&self.article),
            speaker: statement.speaker.as_ref().and_then(|id| self.named(id)),
            confidence: speaker.and_then(|speaker| speaker_confidence(&statement, speaker)),
            source: statement.source.map(|span| self.words(span)),
            cue: self.words(statement.cue),
            content: statement.content.iter().map(|&span| self.words(span)).collect(),
            via: self.all_named(&statement.via),
            chain: self.chain(Some(&statement.id)),
            claim,
            statement,
        })
    }

    pub(crate) fn event(&self, at: usize, claim: Option<ClaimId>) -> Option<EventFound> {
        let event = self.record.events.get(at)?.clone();
        Some(EventFound {
            article: Arc::clone(&self.article),
            actors: self.all_named(&event.actors),
            recipients: self.all_named(&event.recipients),
            place: event.place.as_ref().and_then(|id| self.named(id)),
            trigger: self.words(event.trigger),
            date: event.date.as_ref().map(|date| self.words(date.span)),
            passage: self.text.passage(event.trigger).to_owned(),
            chain: self.chain(event.said_in.as_deref()),
            claim,
            event,
        })
    }

    pub(crate) fn commitment(&self, at: usize, claim: Option<ClaimId>) -> Option<CommitmentFound> {
        let commitment = self.record.commitments.get(at)?.clone();
        Some(CommitmentFound {
            article: Arc::clone(&self.article),
            who: self.all_named(&commitment.who),
            to: self.all_named(&commitment.to),
            act: self.words(commitment.act),
            until: commitment.until.as_ref().map(|date| self.words(date.span)),
            condition: commitment.condition.map(|span| self.words(span)),
            chain: self.chain(commitment.said_in.as_deref()),
            claim,
            commitment,
        })
    }

    pub(crate) fn attitude(&self, at: usize, claim: Option<ClaimId>) -> Option<AttitudeFound> {
        let attitude = self.record.attitudes.get(at)?;
        let evidence = attitude.evidence.iter().map(AttitudeEvidence::span);
        let said_in = attitude.said_in.as_deref();
        Some(AttitudeFound {
            article: Arc::clone(&self.article),
            key: self.key(&format!("t{}", at + 1)),
            source: self.named(&attitude.source)?,
            target: self.named(&attitude.target)?,
            polarity: attitude.polarity.name().to_owned(),
            confidence: attitude.confidence,
            ground: attitude.ground.clone(),
            evidence: evidence.map(|span| (span, self.words(span))).collect(),
            said_in: said_in.map(|id| self.key(id)),
            chain: self.chain(said_in),
            claim,
        })
    }

    pub(crate) fn quantity(&self, at: usize, claim: Option<ClaimId>) -> Option<QuantityFound> {
        let quantity = self.record.quantities.get(at)?.clone();
        Some(QuantityFound {
            article: Arc::clone(&self.article),
            key: self.key(&format!("q{}", at + 1)),
            words: self.words(quantity.span),
            passage: self.text.passage(quantity.span).to_owned(),
            chain: self.chain(quantity.said_in.as_deref()),
            claim,
            quantity,
        })
    }

    pub(crate) fn date(&self, at: usize, claim: Option<ClaimId>) -> Option<DateFound> {
        let date: Date = self.record.dates.get(at)?.clone();
        Some(DateFound {
            article: Arc::clone(&self.article),
            key: self.key(&format!("d{}", at + 1)),
            words: self.words(date.span),
            passage: self.text.passage(date.span).to_owned(),
            chain: self.chain(date.said_in.as_deref()),
            claim,
            date,
        })
    }
}

impl Ledger {
    pub(crate) fn load(&self, reading: i64) -> Result<Loaded, Problem> {
        let mut ask = self.connection.prepare_cached(
            "SELECT a.id, a.sha256, coalesce(r.outlet, a.outlet), a.url, a.published, a.day, a.title,
             a.body, r.record, m.version, m.model, r.corrected FROM readings r
             JOIN articles a ON a.article = r.article JOIN makers m ON m.maker = r.maker
             WHERE r.reading = ?",
        )?;
        let (article, body, record) = ask.query_row(params![reading], |row| {
            let (id, sha256): (String, String) = (row.get(0)?, row.get(1)?);
            let key = article_key(&id, &sha256);
            let (version, model): (String, String) = (row.get(9)?, row.get(10)?);
            let article = ArticleFound {
                reading: reading_key(&key, &version, &model, row.get(11)?),
                key,
                id,
                sha256,
                outlet: row.get(2)?,
                url: row.get(3)?,
                published: row.get(4)?,
                day: row.get(5)?,
                title: row.get(6)?,
            };
            Ok((article, row.get::<_, String>(7)?, row.get::<_, String>(8)?))
        })?;
        let record: Record =
            serde_json::from_str(&record).map_err(|e| Problem::Damaged(e.to_string()))?;
        Ok(Loaded::new(reading, article, record, body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str, words: &str) -> Span {
        let start = text[..text.find(words).unwrap()].chars().count();
        Span { start, end: start + words.chars().count() }
    }

    #[test]
    fn words_are_found_by_code_points_wherever_they_stand() {
        let body = format!("🤝 {} конец", "Мост открыт. ".repeat(40));
        let text = Text::of(body.clone());
        let characters: Vec<char> = body.chars().collect();
        for start in 0..characters.len() {
            for end in [start, start + 1, start + 70] {
                let end = end.min(characters.len());
                let expected: String = characters[start..end].iter().collect();
                assert_eq!(text.words(Span { start, end }), expected);
            }
        }
        assert_eq!(text.words(Span { start: 1_000, end: 2_000 }), "");
    }

    #[track_caller]
    fn check(body: &str, words: &str, passage: &str) {
        assert_eq!(Text::of(body.to_owned()).passage(span(body, words)), passage);
    }

    #[test]
    fn a_passage_is_the_sentence_as_far_as_marks_tell() {
        let body = "Первая новость. Мост откроет П. Ручьёв в 2026 г. в Озёрске! Третья.\nДальше";
        check(body, "откроет", "Мост откроет П. Ручьёв в 2026 г. в Озёрске!");
        check(body, "Первая", "Первая новость.");
        check(body, "Третья", "Третья.");
        check("Ручьёв сказал: «Да». Третья.", "Третья", "Третья.");
        check(body, "Дальше", "Дальше");
    }

    #[test]
    fn a_passage_of_a_sentence_without_end_is_cut() {
        let body = format!("{0}мост{0}", " слово".repeat(200));
        let text = Text::of(body.clone());
        let passage = text.passage(span(&body, "мост"));
        assert!(passage.chars().count() <= 2 * PASSAGE_SIDE + 4 && passage.contains("мост"));
    }

    #[test]
    fn keys_are_those_of_what_they_name() {
        assert_eq!(article_key("a.txt", "ab"), article_key("a.txt", "ab"));
        assert_ne!(article_key("a.txt", "ab"), article_key("a.txt", "ac"));
        let key = article_key("a.txt", "ab");
        assert_ne!(reading_key(&key, "1", "m", false), reading_key(&key, "1", "m", true));
    }
}
