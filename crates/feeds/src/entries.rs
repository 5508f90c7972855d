//! From an entry, and the page that it links to, to the document of one report.

use depesha_sources::{Document, Entry, Place};
use sha2::{Digest, Sha256};
use url::Url;

use crate::asking::is_fetched;
use crate::settings::FeedSettings;

/// An entry that is new or said something else before, with what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct NewEntry {
    /// The id of its document.
    pub(crate) id: String,
    /// The SHA-256 of what it says.
    pub(crate) said: String,
    /// Its page, where it links to one.
    pub(crate) page: Option<Url>,
    /// The entry itself.
    pub(crate) entry: Entry,
    /// How often its page could not be had.
    pub(crate) tries: u32,
    /// Whether it was in its feed before.
    pub(crate) is_known: bool,
    /// Whether what it says was handed over already.
    pub(crate) is_kept: bool,
    /// Whether its page was had, now or before.
    pub(crate) has_page: bool,
}

impl NewEntry {
    /// The entry of a feed that was received from `feed` and is known as `name`.
    pub(crate) fn of(mut entry: Entry, name: &str, feed: &Url) -> Self {
        let linked = entry.url.as_deref().filter(|url| !url.is_empty());
        // A `guid` is an address unless it says otherwise.
        let linked = linked.or(entry.id.as_deref().filter(|id| id.starts_with("http")));
        let mut page = linked.and_then(|url| feed.join(url).ok());
        if let Some(page) = &mut page {
            page.set_fragment(None);
        }
        let said = sha256(&[
            entry.title.as_deref().unwrap_or(""),
            page.as_ref().map_or("", Url::as_str),
            &entry.published.as_ref().map(ToString::to_string).unwrap_or_default(),
            entry.body.as_deref().unwrap_or(""),
        ]);
        let id = match entry.id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
            Some(id) if is_unique(id) => id.to_owned(),
            // What tells entries of one feed apart may stand in another feed too.
            Some(id) => format!("{name}#{id}"),
            None => page.as_ref().map_or_else(|| format!("{name}#{said}"), Url::to_string),
        };
        entry.url = page.as_ref().map(Url::to_string).or(entry.url);
        Self {
            id,
            said,
            page: page.filter(is_fetched),
            entry,
            tries: 0,
            is_known: false,
            is_kept: false,
            has_page: false,
        }
    }

    /// The document of what the entry says, where it says anything.
    pub(crate) fn document(&self, feed: &FeedSettings) -> Option<Document> {
        let document = self.entry.clone().into_document().ok()?;
        Some(self.completed(document, feed))
    }

    /// The document of its page with what that lacks; `None` where the entry says more.
    pub(crate) fn document_of(&self, page: Document, feed: &FeedSettings) -> Option<Document> {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        let in_entry = self.entry.body.as_deref().map_or(0, letters);
        (letters(&page.body) >= in_entry).then(|| self.completed(page, feed))
    }

    fn completed(&self, document: Document, feed: &FeedSettings) -> Document {
        let entry = &self.entry;
        let title = document.title.or_else(|| entry.title.clone());
        let own = feed.outlet.clone();
        Document {
            id: self.id.clone(),
            outlet: own.or(document.outlet).or_else(|| entry.outlet.clone()),
            url: document.url.or_else(|| entry.url.clone()),
            published: document.published.or_else(|| entry.published.clone()),
            language: document
                .language
                .or_else(|| entry.language.clone())
                .or_else(|| feed.language.clone()),
            sha256: sha256(&[title.as_deref().unwrap_or(""), &document.body]),
            title,
            ..document
        }
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> &Place {
        &self.entry.place
    }
}

/// Whether an id is one that no other feed would give to another entry.
fn is_unique(id: &str) -> bool {
    let has_scheme = |scheme: &str| id.len() > scheme.len() && id.starts_with(scheme);
    ["http://", "https://", "urn:", "tag:"].iter().any(|scheme| has_scheme(scheme))
}

/// The SHA-256 of texts, parted by an empty line, in lower-case hexadecimal digits.
fn sha256(texts: &[&str]) -> String {
    Sha256::digest(texts.join("\n\n")).iter().map(|byte| format!("{byte:02x}")).collect()
}
