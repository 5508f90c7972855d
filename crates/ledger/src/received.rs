//! What is put into the ledger: an article as it was received, and its reading.

use std::sync::OnceLock;

use depesha::directory::{Day, Report};
use depesha::record::Maker;
use depesha::{Article, Record};
use sha2::{Digest, Sha256};

use crate::copies::Signature;
use crate::error::BadRecord;
use crate::gists::{Gist, gists_of};
use crate::lemmas::{Lemma, Lemmas};
use crate::links::Links;
use crate::star::RecordRow;

/// An article as it was received.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// The article; its `sha256` tells versions of one id apart.
    pub article: Article,
    /// The bytes that were received, where they are not the body in UTF-8.
    pub bytes: Option<Vec<u8>>,
    /// What the bytes are: `text`, `html`, `jsonl` and so on.
    pub form: String,
    /// Where they were: the file, with the row or record in it.
    pub place: Option<String>,
    /// When they were received, as the caller tells it in RFC 3339; of two versions of one article
    /// the one received later is current.
    pub received_at: Option<String>,
    /// The language of the body, by its ISO 639-1 code.
    pub language: Option<String>,
}

impl Received {
    /// An article that was received as text of this form; its SHA-256 is counted where it was not.
    pub fn new(article: Article, form: &str) -> Self {
        Self { article, form: form.to_owned(), ..Self::default() }.counted()
    }

    /// The same with the SHA-256 of its body, where nobody counted that of its bytes.
    #[must_use]
    pub fn counted(mut self) -> Self {
        let Article { sha256, body, .. } = &mut self.article;
        sha256.get_or_insert_with(|| {
            Sha256::digest(&*body).iter().map(|byte| format!("{byte:02x}")).collect()
        });
        self
    }

    /// The day on which it was published, where that is told.
    pub(crate) fn day(&self) -> Option<Day> {
        self.article.published.as_deref().and_then(Day::of)
    }

    /// The SHA-256 by which the ledger tells versions of the article apart; empty where it is not
    /// [`counted`](Self::counted) yet.
    pub fn sha256(&self) -> &str {
        self.article.sha256.as_deref().unwrap_or("")
    }
}

/// A report made ready to be kept: all that can be done before the one writer has its turn.
///
/// Making it is a function of what it is given, so that many threads may make them at once.
#[derive(Debug)]
pub struct ReadReport {
    pub(crate) received: Received,
    /// By what copies of it are found, once it is asked for: who makes tables of reports keeps none.
    signature: OnceLock<Signature>,
    pub(crate) reading: Option<PreparedReading>,
}

#[derive(Debug)]
pub(crate) struct PreparedReading {
    pub(crate) record: Record,
    pub(crate) links: Links,
    pub(crate) record_json: String,
    pub(crate) learned_json: String,
    pub(crate) lemmas: Lemmas,
    pub(crate) title_lemmas: String,
    pub(crate) gists: Vec<Gist>,
}

impl ReadReport {
    /// The article with the record of its reading; `learned` is what the directory learns from it,
    /// and `lemmatize` gives the words of a text with their lemmas.
    ///
    /// # Errors
    /// Where the record is of another text or refers to what it does not hold.
    pub fn new(
        received: Received,
        record: Record,
        learned: Report,
        lemmatize: impl Fn(&str) -> Vec<Lemma>,
    ) -> Result<Self, BadRecord> {
        let lemmas = lemmatize(&received.article.body);
        let title = received.article.title.as_deref().map(&lemmatize).unwrap_or_default();
        Self::with_lemmas(received, record, learned, lemmas, title)
    }

    /// As [`new`](Self::new), where the lemmas of body and title are known from the reading.
    ///
    /// # Errors
    /// As there.
    pub fn with_lemmas(
        received: Received,
        record: Record,
        mut learned: Report,
        body: Vec<Lemma>,
        title: Vec<Lemma>,
    ) -> Result<Self, BadRecord> {
        let received = received.counted();
        let bad = |problem: String| BadRecord { article: received.article.id.clone(), problem };
        let text = &received.article.body;
        if record.article.id != received.article.id {
            return Err(bad(format!("it is of `{}`", record.article.id)));
        }
        if record.article.sha256 != received.sha256() {
            return Err(bad("its text has another SHA-256".into()));
        }
        let links = Links::of(&record, text.chars().count()).map_err(bad)?;
        let inside = |lemmas: &[Lemma], text: &str| {
            lemmas.iter().all(|(span, _)| text.get(span.start..span.end).is_some())
        };
        let title_text = received.article.title.as_deref().unwrap_or("");
        if !inside(&body, text) || !inside(&title, title_text) {
            return Err(bad("a lemma lies outside the text".into()));
        }
        learned.id.clone_from(&received.article.id);
        let json = |problem: serde_json::Error| bad(problem.to_string());
        let record_json = serde_json::to_string(&record).map_err(json)?;
        let learned_json = serde_json::to_string(&learned).map_err(json)?;
        let title_lemmas = Lemmas::of(title_text, title).text().to_owned();
        let lemmas = Lemmas::of(text, body);
        Ok(Self {
            signature: OnceLock::new(),
            reading: Some(PreparedReading {
                gists: gists_of(&record, &received.article.body, &lemmas),
                record,
                links,
                record_json,
                learned_json,
                lemmas,
                title_lemmas,
            }),
            received,
        })
    }

    /// The article with what the table [`RECORDS`](crate::star::RECORDS) has of its reading: the report that
    /// gave that row, made ready again.
    ///
    /// # Errors
    /// Where the row is not of this text, or does not hold together.
    pub fn of_row(received: Received, row: RecordRow) -> Result<Self, BadRecord> {
        let received = received.counted();
        let bad = |problem: String| BadRecord { article: received.article.id.clone(), problem };
        let json = |problem: serde_json::Error| bad(problem.to_string());
        let record: Record = serde_json::from_str(&row.record).map_err(json)?;
        let learned: Report = serde_json::from_str(&row.learned).map_err(json)?;
        if record.article.id != received.article.id || learned.id != received.article.id {
            return Err(bad(format!("it is of `{}`", record.article.id)));
        }
        if record.article.sha256 != received.sha256() {
            return Err(bad("its text has another SHA-256".into()));
        }
        let length = received.article.body.chars().count();
        let links = Links::of(&record, length).map_err(bad)?;
        let in_order = row.words.is_sorted_by_key(|(span, _)| (span.start, span.end));
        if !in_order || row.words.iter().any(|(span, _)| span.start > span.end || span.end > length)
        {
            return Err(bad("a lemma lies outside the text".into()));
        }
        let lemmas = Lemmas::of_kept(row.words);
        Ok(Self {
            signature: OnceLock::new(),
            reading: Some(PreparedReading {
                gists: gists_of(&record, &received.article.body, &lemmas),
                record,
                links,
                record_json: row.record,
                learned_json: row.learned,
                lemmas,
                title_lemmas: row.title_lemmas,
            }),
            received,
        })
    }

    /// The article without a reading: it is in a language without a model, say. It can be read later.
    pub fn unread(received: Received) -> Self {
        let received = received.counted();
        Self { signature: OnceLock::new(), received, reading: None }
    }

    /// The same, with all that keeping it asks for, so that the one writer need not make it.
    #[must_use]
    pub fn to_be_kept(self) -> Self {
        self.signature();
        self
    }

    /// By what copies of it are found.
    pub(crate) fn signature(&self) -> &Signature {
        self.signature.get_or_init(|| Signature::of(&self.received.article))
    }

    /// The article's id.
    pub fn id(&self) -> &str {
        &self.received.article.id
    }

    /// The same, received at this time, in RFC 3339, where nobody told when it was.
    #[must_use]
    pub fn or_received_at(mut self, received_at: Option<&str>) -> Self {
        let known = &mut self.received.received_at;
        *known = known.take().or_else(|| received_at.map(str::to_owned));
        self
    }

    /// Which versions of program and model read it; none where nobody did.
    pub fn maker(&self) -> Option<&Maker> {
        self.reading.as_ref().map(|reading| &reading.record.depesha)
    }

    /// Whether there is a reading of it.
    pub fn is_read(&self) -> bool {
        self.reading.is_some()
    }
}
