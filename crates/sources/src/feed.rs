//! RSS, Atom and JSON Feed: an entry tells of a report, and may hold its text.

use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

use crate::document::{Document, Form, Place, Position, Reason, Rejected, sha256};
use crate::encoding::{Decoded, decode, decode_as};
use crate::fields::{language_code, text_of_value};
use crate::languages::language_of;
use crate::options::Options;
use crate::published::Published;
use crate::recognition::{Recognised, recognise};
use crate::web_page::{encoding_in, text_of_fragment};

/// The elements that hold an entry's text, the fullest first.
const TEXTS: &[&str] = &[
    "yandex:full-text",
    "full-text",
    "content:encoded",
    "turbo:content",
    "content",
    "description",
    "summary",
];

/// Those that tell when it was published, the surest first.
const TIMES: &[&str] = &["pubDate", "published", "dc:date", "issued", "updated"];

/// An entry of a feed: what it says of a report, whether the report's text stands in it or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// By what the feed knows it (`guid`, `id`), as it was given.
    pub id: Option<String>,
    /// Where the report was published, as it was given; it may be relative to the feed's own address.
    pub url: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// The outlet: the feed's title.
    pub outlet: Option<String>,
    /// The language of its text, recognised; else the one that the feed names.
    pub language: Option<String>,
    /// The text, where there is one: the fullest that the entry has.
    pub body: Option<String>,
    /// The SHA-256 of the entry in UTF-8.
    pub sha256: String,
    /// The name of the feed's encoding.
    pub encoding: &'static str,
    /// How many broken places of the feed were replaced by U+FFFD.
    pub replaced: usize,
}

impl Entry {
    /// The document that the entry holds; its id is the entry's own, else its address, else its place.
    ///
    /// # Errors
    /// [`Reason::NoText`] where there is no text in it.
    pub fn into_document(self) -> Result<Document, Rejected> {
        let Some(body) = self.body else {
            return Err(Rejected { place: self.place, reason: Reason::NoText });
        };
        let id = self.id.or_else(|| self.url.clone());
        Ok(Document {
            id: id.unwrap_or_else(|| self.place.to_string()),
            place: self.place,
            form: Form::Feed,
            outlet: self.outlet,
            url: self.url,
            published: self.published,
            title: self.title,
            language: self.language,
            body,
            sha256: self.sha256,
            encoding: self.encoding,
            replaced: self.replaced,
        })
    }
}

/// The entries of the feed (RSS, Atom or JSON Feed) that is known as `name`, and what in it is broken.
/// A feed without entries has none.
///
/// # Errors
/// Where it is no feed at all.
pub fn entries_of_feed(name: &str, bytes: &[u8]) -> Result<Vec<Result<Entry, Rejected>>, Rejected> {
    let options = Options::default();
    match recognise(bytes, name, &options) {
        Recognised::Form(Form::Feed) => {
            let decoded = decoded(bytes).map_err(|reason| Rejected::file(name, reason))?;
            Ok(entries_of_xml(name, &decoded))
        }
        Recognised::Form(Form::Json | Form::JsonLines) => {
            let decoded = decode(bytes).map_err(Reason::NotText);
            decoded
                .and_then(|decoded| entries_of_json(name, &decoded))
                .map_err(|reason| Rejected::file(name, reason))
        }
        Recognised::OtherXml => Err(Rejected::file(name, Reason::OtherXml)),
        Recognised::Form(form) => Err(Rejected::file(name, Reason::NoFeed(form))),
        Recognised::Separated(_) => Err(Rejected::file(name, Reason::NoFeed(Form::Separated))),
    }
}

/// The documents of a feed in XML, and what in it is none.
pub(crate) fn documents_of_feed(file: &str, bytes: &[u8]) -> Vec<Result<Document, Rejected>> {
    let entries = match decoded(bytes) {
        Ok(decoded) => entries_of_xml(file, &decoded),
        Err(reason) => return vec![Err(Rejected::file(file, reason))],
    };
    if entries.is_empty() {
        return vec![Err(Rejected::file(file, Reason::NoDocuments(Form::Feed)))];
    }
    entries.into_iter().map(|entry| entry?.into_document()).collect()
}

fn entries_of_json(file: &str, decoded: &Decoded) -> Result<Vec<Result<Entry, Rejected>>, Reason> {
    let feed: Map<String, Value> =
        serde_json::from_str(&decoded.text).map_err(|error| Reason::NotJson(error.to_string()))?;
    let Some(Value::Array(items)) = feed.get("items") else {
        return Err(Reason::NoFeed(Form::Json));
    };
    let of_feed = |name: &str| feed.get(name).and_then(text_of_value).map(trimmed);
    let entry = |(at, item): (usize, &Value)| {
        let position = Position::Item(at as u64 + 1);
        let place = Place { file: file.to_owned(), position };
        let Value::Object(fields) = item else {
            return Err(Rejected { place, reason: Reason::NoObject });
        };
        let string = |name: &str| fields.get(name).and_then(text_of_value).map(trimmed);
        let html = || string("content_html").map(|html| text_of_fragment(&html));
        let body = string("content_text").or_else(html).or_else(|| string("summary"));
        let body = body.filter(|body| !body.is_empty());
        let told = string("date_published").or_else(|| string("date_modified"));
        let language = || string("language").or_else(|| of_feed("language"));
        Ok(Entry {
            place,
            id: string("id"),
            url: string("url").or_else(|| string("external_url")),
            title: string("title"),
            published: told.and_then(|words| Published::told_by(&words)),
            outlet: of_feed("title"),
            language: body
                .as_deref()
                .and_then(language_of)
                .map(str::to_owned)
                .or_else(|| language().and_then(|code| language_code(&code))),
            body,
            sha256: sha256(item.to_string().as_bytes()),
            encoding: decoded.encoding,
            replaced: decoded.replaced,
        })
    };
    Ok(items.iter().enumerate().map(entry).collect())
}

fn trimmed(text: String) -> String {
    text.trim().to_owned()
}

fn entries_of_xml(file: &str, decoded: &Decoded) -> Vec<Result<Entry, Rejected>> {
    let mut feed = Feed { file, decoded, outlet: None, language: None, given: Vec::new() };
    let mut at = 0;
    while at < decoded.text.len() {
        match feed.read_from(at) {
            None => break,
            // After what is broken, the next entry.
            Some(broken_at) => match next_entry(&decoded.text, broken_at) {
                Some(entry) => at = entry,
                None => break,
            },
        }
    }
    feed.given
}

fn decoded(bytes: &[u8]) -> Result<Decoded, Reason> {
    let declared = encoding_in(bytes).and_then(|name| Encoding::for_label(name.as_bytes()));
    match declared {
        Some(encoding)
            if Encoding::for_bom(bytes).is_none() && std::str::from_utf8(bytes).is_err() =>
        {
            Ok(decode_as(bytes, encoding))
        }
        _ => decode(bytes).map_err(Reason::NotText),
    }
}

/// Where the next entry begins behind this place.
fn next_entry(text: &str, after: usize) -> Option<usize> {
    let rest = text.get(after..)?;
    ["<item>", "<item ", "<entry>", "<entry "]
        .iter()
        .filter_map(|start| rest.find(start))
        .min()
        .map(|at| after + at)
}

struct Feed<'a> {
    file: &'a str,
    decoded: &'a Decoded,
    outlet: Option<String>,
    language: Option<String>,
    given: Vec<Result<Entry, Rejected>>,
}

/// An entry while it is read: its elements by name, with their text.
struct Elements {
    start: usize,
    elements: Vec<(String, String)>,
    /// The open elements within, the first one of them an element of the entry itself.
    open: Vec<String>,
}

impl Elements {
    fn text(&mut self) -> Option<&mut String> {
        if self.open.is_empty() { None } else { self.elements.last_mut().map(|(_, text)| text) }
    }

    fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let named = self.elements.iter().filter(|(element, _)| element == name);
            named.map(|(_, text)| text.trim()).find(|text| !text.is_empty())
        })
    }
}

impl Feed<'_> {
    /// Reads the feed from this place; where its XML breaks, the place from which on to look for
    /// another entry.
    fn read_from(&mut self, from: usize) -> Option<usize> {
        let text = &self.decoded.text[from..];
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        let mut entry: Option<Elements> = None;
        // The open elements outside of entries: `rss`, `channel`, `title`.
        let mut path: Vec<String> = Vec::new();
        loop {
            let before = from + reader.buffer_position() as usize;
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    self.reject(Reason::NotXml(error.to_string()));
                    let begun = entry.map_or(before, |entry| entry.start);
                    return Some(begun + 1).filter(|&at| self.decoded.text.is_char_boundary(at));
                }
            };
            let after = from + reader.buffer_position() as usize;
            match event {
                Event::Eof => {
                    if entry.is_some() {
                        self.reject(Reason::NotXml("it ends within an entry".into()));
                    }
                    return None;
                }
                Event::Start(start) => match &mut entry {
                    None if is_entry(&start) => {
                        entry = Some(Elements {
                            start: before,
                            elements: Vec::new(),
                            open: Vec::new(),
                        });
                    }
                    None => path.push(name_of(&start)),
                    Some(entry) => open_within(entry, &start),
                },
                Event::Empty(start) => {
                    if let Some(entry) = &mut entry {
                        open_within(entry, &start);
                        entry.open.pop();
                    }
                }
                Event::End(end) => {
                    let name = end.name().as_ref().to_owned();
                    match &mut entry {
                        Some(current)
                            if current.open.is_empty() || name == "item" || name == "entry" =>
                        {
                            if let Some(entry) = entry.take() {
                                self.give(&entry, after);
                            }
                        }
                        Some(current) => {
                            current.open.pop();
                            if let Some(text) = current.text() {
                                text.push_str(&format!("</{name}>"));
                            }
                        }
                        None => {
                            path.pop();
                        }
                    }
                }
                Event::Text(bytes) => {
                    self.take(&bytes, &mut entry, &path);
                }
                Event::CData(bytes) => {
                    self.take(&bytes, &mut entry, &path);
                }
                Event::GeneralRef(reference) => {
                    let name: &str = &reference;
                    let meant = match reference.resolve_char_ref() {
                        Ok(Some(c)) => c.to_string(),
                        _ => match quick_xml::escape::resolve_predefined_entity(name) {
                            Some(meant) => meant.to_owned(),
                            // Those of HTML are resolved with the text.
                            None => format!("&{name};"),
                        },
                    };
                    self.take(&meant, &mut entry, &path);
                }
                _ => {}
            }
        }
    }

    /// Words in an entry's element, or in the feed's own title or language.
    fn take(&mut self, words: &str, entry: &mut Option<Elements>, path: &[String]) {
        if let Some(entry) = entry {
            if let Some(text) = entry.text() {
                text.push_str(words);
            }
            return;
        }
        let own = match path {
            [.., above, name] if matches!(above.as_str(), "channel" | "feed") => {
                match name.as_str() {
                    "title" => &mut self.outlet,
                    "language" => &mut self.language,
                    _ => return,
                }
            }
            _ => return,
        };
        own.get_or_insert_default().push_str(words);
    }

    fn place(&self) -> Place {
        let position = Position::Item(self.given.len() as u64 + 1);
        Place { file: self.file.to_owned(), position }
    }

    fn reject(&mut self, reason: Reason) {
        self.given.push(Err(Rejected { place: self.place(), reason }));
    }

    fn give(&mut self, entry: &Elements, end: usize) {
        let texts = TEXTS.iter().filter_map(|name| entry.first(&[name]));
        let body = texts.map(text_of_fragment).find(|text| !text.is_empty());
        let string = |names: &[&str]| entry.first(names).map(text_of_fragment);
        let own = |text: &Option<String>| {
            text.as_deref().map(text_of_fragment).filter(|text| !text.is_empty())
        };
        let language = body.as_deref().and_then(language_of).map(str::to_owned);
        self.given.push(Ok(Entry {
            place: self.place(),
            id: string(&["guid", "id"]),
            url: string(&["link"]),
            outlet: own(&self.outlet),
            published: entry.first(TIMES).and_then(Published::told_by),
            title: string(&["title"]),
            language: language
                .or_else(|| own(&self.language).and_then(|code| language_code(&code))),
            body,
            sha256: sha256(&self.decoded.text.as_bytes()[entry.start..end]),
            encoding: self.decoded.encoding,
            replaced: self.decoded.replaced,
        }));
    }
}

fn name_of(start: &BytesStart<'_>) -> String {
    start.name().as_ref().to_owned()
}

fn is_entry(start: &BytesStart<'_>) -> bool {
    matches!(start.name().as_ref(), "item" | "entry")
}

fn open_within(entry: &mut Elements, start: &BytesStart<'_>) {
    let name = name_of(start);
    if let Some(text) = entry.text() {
        // XHTML within: its elements part paragraphs.
        text.push_str(&format!("<{name}>"));
    } else {
        entry.elements.push((name.clone(), String::new()));
        if name == "link" {
            let attribute = |wanted: &str| {
                start.attributes().flatten().find(|attribute| attribute.key.as_ref() == wanted)
            };
            let is_page =
                attribute("rel").is_none_or(|relation| relation.value.as_ref() == "alternate");
            if let (true, Some(href)) = (is_page, attribute("href")) {
                let href = href.value.clone().into_owned();
                entry.elements.push((name.clone(), href));
            }
        }
    }
    entry.open.push(name);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_with_a_broken_entry_keeps_the_others() {
        let feed = "<rss><channel><title>Озёрная газета</title>\
            <item><title>Первая</title><description>Мост открыт.</description></item>\
            <item><title>Вторая <b</title><description>Паром ушёл.</description></item>\
            <item><title>Третья</title><description>Порт закрыт.</description></item>\
            <item><title>Четвёртая</title><descr";
        let given = documents_of_feed("feed.xml", feed.as_bytes());
        let titles: Vec<Option<String>> =
            given.into_iter().map(|one| one.ok().and_then(|document| document.title)).collect();
        assert_eq!(titles.first(), Some(&Some("Первая".into())));
        assert!(titles.contains(&Some("Третья".into())), "{titles:?}");
        assert_eq!(titles.last(), Some(&None));
    }

    fn told(entry: &Entry) -> [Option<&str>; 4] {
        [&entry.id, &entry.url, &entry.title, &entry.body].map(Option::as_deref)
    }

    #[test]
    fn an_entry_without_a_text_still_says_where_its_report_is() {
        let rss = "<rss><channel><title>Озёрная газета</title>\
            <item><title>Мост</title><link>/most?a=1&amp;b=2</link><guid>7</guid></item>\
            </channel></rss>";
        let atom = "<feed><title>Озёрная газета</title><entry><title>Мост</title><id>7</id>\
            <link rel=\"self\" href=\"/self\"/><link href=\"/most?a=1&amp;b=2\"/></entry></feed>";
        let json = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Озёрная газета\", \
            \"items\": [{\"id\": 7, \"url\": \"/most?a=1&b=2\", \"title\": \"Мост\"}]}";
        for feed in [rss, atom, json] {
            let entries = entries_of_feed("feed", feed.as_bytes()).unwrap();
            let [Ok(entry)] = entries.as_slice() else { panic!("{entries:?}") };
            let expected = [Some("7"), Some("/most?a=1&b=2"), Some("Мост"), None];
            assert_eq!(told(entry), expected, "{feed}");
            assert_eq!(entry.outlet.as_deref(), Some("Озёрная газета"));
            assert!(matches!(
                entry.clone().into_document(),
                Err(Rejected { reason: Reason::NoText, .. })
            ));
        }
    }

    #[test]
    fn a_feed_may_be_empty_and_what_is_no_feed_says_so() {
        assert_eq!(entries_of_feed("feed", b"<rss><channel></channel></rss>").unwrap().len(), 0);
        let told = |bytes: &str| entries_of_feed("feed", bytes.as_bytes()).unwrap_err().to_string();
        assert_eq!(told("<!DOCTYPE html><html>"), "feed: it is an HTML page and no feed");
        assert_eq!(told("{\"text\": \"Мост\"}"), "feed: it is JSON and no feed");
        assert!(told("<?xml version=\"1.0\"?><urlset>").contains("XML of another kind"));
    }
}
