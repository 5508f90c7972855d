//! RSS and Atom: an entry is a document.

use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::document::{Document, Form, Place, Position, Reason, Rejected, sha256};
use crate::encoding::{Decoded, decode, decode_as};
use crate::fields::language_code;
use crate::languages::language_of;
use crate::published::Published;
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

/// The documents of a feed, and what in it is none.
pub(crate) fn documents_of_feed(file: &str, bytes: &[u8]) -> Vec<Result<Document, Rejected>> {
    let decoded = match decoded(bytes) {
        Ok(decoded) => decoded,
        Err(reason) => return vec![Err(Rejected::file(file, reason))],
    };
    let mut feed =
        Feed { file, decoded: &decoded, outlet: None, language: None, given: Vec::new() };
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
    if feed.given.is_empty() {
        feed.given.push(Err(Rejected::file(file, Reason::NoDocuments(Form::Feed))));
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
    given: Vec<Result<Document, Rejected>>,
}

/// An entry while it is read: its elements by name, with their text.
struct Entry {
    start: usize,
    elements: Vec<(String, String)>,
    /// The open elements within, the first one of them an element of the entry itself.
    open: Vec<String>,
}

impl Entry {
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
        let mut entry: Option<Entry> = None;
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
                        entry =
                            Some(Entry { start: before, elements: Vec::new(), open: Vec::new() });
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
    fn take(&mut self, words: &str, entry: &mut Option<Entry>, path: &[String]) {
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

    fn give(&mut self, entry: &Entry, end: usize) {
        let texts = TEXTS.iter().filter_map(|name| entry.first(&[name]));
        let body = texts.map(text_of_fragment).find(|text| !text.is_empty());
        let Some(body) = body else { return self.reject(Reason::NoText) };
        let place = self.place();
        let string = |names: &[&str]| entry.first(names).map(text_of_fragment);
        let own = |text: &Option<String>| {
            text.as_deref().map(text_of_fragment).filter(|text| !text.is_empty())
        };
        let url = string(&["link"]);
        let language = language_of(&body).map(str::to_owned);
        self.given.push(Ok(Document {
            id: string(&["guid", "id"])
                .or_else(|| url.clone())
                .unwrap_or_else(|| place.to_string()),
            place,
            form: Form::Feed,
            outlet: own(&self.outlet),
            url,
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

fn open_within(entry: &mut Entry, start: &BytesStart<'_>) {
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
}
