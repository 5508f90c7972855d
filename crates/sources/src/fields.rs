//! Named fields become a document: what others call the text, the headline, the outlet.

use serde_json::{Map, Value};

use crate::document::{Document, Form, Place, Reason, Rejected, sha256};
use crate::languages::language_of;
use crate::options::Options;
use crate::published::Published;
use crate::web_page::text_of_fragment;

/// What a field says of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// By what its giver knows it.
    Id,
    /// Who publishes it.
    Outlet,
    /// When that was.
    Published,
    /// Its headline.
    Title,
    /// Its text.
    Text,
    /// Where it was published.
    Url,
    /// The code of its language.
    Language,
}

/// The fields with the names under which they are known, the likelier first: our own, those of
/// news-please, trafilatura, schema.org, JSON Feed, NewsAPI and Telegram's export, and what tables
/// made by hand have. Compared in small letters, with `_` for each space and hyphen.
const NAMES: &[(Field, &[&str])] = &[
    (Field::Id, &["id", "doc_id", "document_id", "article_id", "event_id", "guid", "uuid", "_id"]),
    (
        Field::Outlet,
        &[
            "outlet",
            "source_name",
            "source_hostname",
            "sitename",
            "site_name",
            "publisher",
            "source_domain",
            "hostname",
            "newspaper",
            "media",
            "channel",
            "domain",
            "site",
            "source",
            "издание",
            "источник",
            "сми",
        ],
    ),
    (
        Field::Published,
        &[
            "published",
            "date_publish",
            "date_published",
            "datepublished",
            "published_at",
            "publishedat",
            "publication_date",
            "publish_date",
            "published_date",
            "pub_date",
            "pubdate",
            "published_time",
            "datetime",
            "date",
            "time",
            "timestamp",
            "created_at",
            "дата",
            "опубликовано",
        ],
    ),
    (Field::Title, &["title", "headline", "header", "заголовок"]),
    (
        Field::Text,
        &[
            "text",
            "maintext",
            "body",
            "articlebody",
            "article_body",
            "content_text",
            "full_text",
            "fulltext",
            "article_text",
            "content",
            "raw_text",
            "event_text",
            "article",
            "story",
            "content_html",
            "html",
            "текст",
        ],
    ),
    (
        Field::Url,
        &[
            "url",
            "link",
            "permalink",
            "source_url",
            "canonical_url",
            "href",
            "weburl",
            "external_url",
            "ссылка",
        ],
    ),
    (Field::Language, &["language", "lang", "inlanguage", "язык"]),
];

/// The names of what holds a text as HTML.
const HTML_NAMES: &[&str] = &["content_html", "html"];

impl Field {
    /// The field of this name, as `--map` has it: `text`, `title`, `outlet`, `published`, `url`,
    /// `language` or `id`.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Field::Id,
            "outlet" => Field::Outlet,
            "published" => Field::Published,
            "title" => Field::Title,
            "text" => Field::Text,
            "url" => Field::Url,
            "language" => Field::Language,
            _ => return None,
        })
    }
}

/// Under which names the fields of documents stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldNames {
    /// What was said of them, before the common names.
    given: Vec<(Field, String)>,
}

impl FieldNames {
    /// The common names, and each field of `pairs` under the name beside it instead.
    pub fn with(pairs: impl IntoIterator<Item = (Field, String)>) -> Self {
        Self { given: pairs.into_iter().collect() }
    }

    /// The names to look for, the likelier first; a given name leaves no other.
    fn of(&self, field: Field) -> Vec<&str> {
        let given: Vec<&str> = self.given_for(field).collect();
        if !given.is_empty() {
            return given;
        }
        NAMES
            .iter()
            .filter(|(of, _)| *of == field)
            .flat_map(|(_, names)| names.iter().copied())
            .collect()
    }

    fn given_for(&self, field: Field) -> impl Iterator<Item = &str> {
        self.given.iter().filter(move |(of, _)| *of == field).map(|(_, name)| name.as_str())
    }

    /// Whether a field of this name may be asked for.
    pub fn knows(&self, name: &str) -> bool {
        NAMES.iter().any(|(field, _)| {
            self.of(*field)
                .iter()
                .any(|known| same(name, known) || known.split('.').next() == Some(name))
        })
    }

    /// Whether one of these columns may hold a text; a given name may lead into one.
    pub fn has_text(&self, columns: &[&str]) -> bool {
        let first = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
        let texts: Vec<String> = self
            .of(Field::Text)
            .into_iter()
            .flat_map(|name| [name.to_owned(), first(name)])
            .collect();
        columns.iter().any(|column| texts.iter().any(|text| same(text, column)))
    }

    /// How many of the columns are known, and whether one of them is a text's.
    pub(crate) fn known_among(&self, columns: &[String]) -> (usize, bool) {
        let has = |field| {
            self.of(field).iter().any(|name| columns.iter().any(|column| same(column, name)))
        };
        let fields = NAMES.iter().filter(|(field, _)| has(*field)).count();
        (fields, has(Field::Text))
    }
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

fn same(name: &str, known: &str) -> bool {
    name == known || plain(name) == plain(known)
}

/// What is known of how the fields were received.
pub(crate) struct ReceivedFields<'a> {
    pub(crate) place: Place,
    pub(crate) form: Form,
    pub(crate) sha256: String,
    pub(crate) encoding: &'static str,
    pub(crate) replaced: usize,
    pub(crate) names: &'a FieldNames,
    /// The outlet of the whole list, where an entry names none.
    pub(crate) outlet: Option<&'a str>,
}

/// Makes a document of an object's fields.
pub(crate) fn document_of(
    fields: &Map<String, Value>,
    received: ReceivedFields<'_>,
) -> Result<Document, Reason> {
    let ReceivedFields { place, form, sha256, encoding, replaced, names, outlet } = received;
    let by_plain_name: Vec<(String, &Value)> =
        fields.iter().map(|(name, value)| (plain(name), value)).collect();
    let value = |field: Field| {
        names.of(field).into_iter().find_map(|name| {
            let found = fields.get(name).or_else(|| {
                let name = plain(name);
                by_plain_name.iter().find(|(other, _)| *other == name).map(|&(_, value)| value)
            });
            // A given name may lead into objects: `article.body`.
            let found = found.or_else(|| {
                let mut steps = name.split('.');
                let mut found = fields.get(steps.next()?)?;
                for step in steps {
                    found = found.get(step)?;
                }
                Some(found)
            });
            let text = text_of_value(found?)?;
            Some((name.to_owned(), text))
        })
    };
    let string = |field| value(field).map(|(_, text)| text.trim().to_owned());

    let Some((text_name, body)) = value(Field::Text) else {
        let is_there = |name: &str| by_plain_name.iter().any(|(other, _)| *other == plain(name));
        if names.of(Field::Text).into_iter().any(is_there) {
            return Err(Reason::NoText);
        }
        return Err(Reason::NoTextField { fields: fields.keys().take(20).cloned().collect() });
    };
    let body =
        if HTML_NAMES.contains(&text_name.as_str()) { text_of_fragment(&body) } else { body };
    if body.trim().is_empty() {
        return Err(Reason::NoText);
    }
    // trafilatura's `source` is the address, others' the outlet.
    let source = by_plain_name.iter().find(|(name, _)| name == "source");
    let source = source.and_then(|(_, value)| value.as_str()).map(str::trim);
    let url = string(Field::Url)
        .or_else(|| source.filter(|source| is_address(source)).map(str::to_owned));
    let named_outlet = string(Field::Outlet).filter(|outlet| !is_address(outlet));
    let published = published_of(names, &value, fields);
    let language = language_of(&body).map(str::to_owned);
    Ok(Document {
        id: string(Field::Id).unwrap_or_else(|| place.to_string()),
        place,
        form,
        outlet: named_outlet.or_else(|| outlet.map(str::to_owned)),
        url,
        published,
        title: string(Field::Title),
        language: language
            .or_else(|| string(Field::Language).and_then(|code| language_code(&code))),
        body,
        sha256,
        encoding,
        replaced,
    })
}

/// Makes a document of a row of a table that is not in a file, as a row of a Parquet file becomes one: `fields`
/// are those whose names the options know, in the order of the columns.
///
/// # Errors
/// Where it is too long or has no text.
pub fn document_of_row(
    fields: &Map<String, Value>,
    place: Place,
    options: &Options,
) -> Result<Document, Rejected> {
    let bytes = serde_json::to_vec(fields).unwrap_or_default();
    if bytes.len() > options.longest {
        return Err(Rejected { place, reason: Reason::TooLong { limit: options.longest } });
    }
    let received = ReceivedFields {
        place: place.clone(),
        form: Form::Parquet,
        sha256: sha256(&bytes),
        encoding: "UTF-8",
        replaced: 0,
        names: &options.names,
        outlet: None,
    };
    document_of(fields, received).map_err(|reason| Rejected { place, reason })
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// `ru` of `ru`, `ru-RU` and `RU_ru`; `None` of what is no code.
pub(crate) fn language_code(given: &str) -> Option<String> {
    let code = given.split(['-', '_']).next()?.trim().to_lowercase();
    (matches!(code.len(), 2 | 3) && code.bytes().all(|byte| byte.is_ascii_lowercase()))
        .then_some(code)
}

fn published_of(
    names: &FieldNames,
    value: &impl Fn(Field) -> Option<(String, String)>,
    fields: &Map<String, Value>,
) -> Option<Published> {
    // A number may be a count of seconds; as text it may be a day.
    for name in names.of(Field::Published) {
        match fields.get(name) {
            Some(Value::Number(number)) => {
                let whole = number.as_i64().or_else(|| number.as_f64().map(|number| number as i64));
                if let Some(time) = Published::since_1970(whole?) {
                    return Some(time);
                }
                break;
            }
            Some(_) => break,
            None => {}
        }
    }
    value(Field::Published).and_then(|(_, words)| Published::told_by(&words))
}

/// The text of a value: of a string, a number, an object with a name or text, a list of them.
/// `None` where there is none, or it is empty.
pub(crate) fn text_of_value(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(object) => {
            // An outlet as schema.org and NewsAPI have it, an id as MongoDB does, a time likewise.
            ["name", "text", "@value", "$oid", "$date", "url", "@id"]
                .iter()
                .find_map(|name| object.get(*name).and_then(text_of_value))?
        }
        Value::Array(items) => {
            // Telegram's export cuts a text at its links; others list paragraphs.
            let parts = items.iter().any(Value::is_object);
            let texts: Vec<String> = items
                .iter()
                .filter_map(|item| match item {
                    Value::String(text) => Some(text.clone()),
                    Value::Object(_) => text_of_value(item),
                    _ => None,
                })
                .collect();
            texts.join(if parts { "" } else { "\n" })
        }
        Value::Null | Value::Bool(_) => return None,
    };
    // `NaN` is what pandas makes of an empty cell.
    (!text.trim().is_empty() && text != "NaN").then_some(text)
}
