//! What a source gives: documents, and what could not become one.

use std::fmt;
use std::io;

use depesha_text::Article;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::encoding::DecodeError;
use crate::published::Published;

/// The ways in which documents are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// Plain text, a document a file.
    Text,
    /// An HTML page, a document a file.
    WebPage,
    /// JSON: a document, an array of them, or an object that lists them.
    Json,
    /// JSON lines, a document a line.
    JsonLines,
    /// A table in text: columns parted by commas, semicolons or tabs, under a line with their names.
    Separated,
    /// A table in Apache Parquet.
    Parquet,
    /// A web archive (ISO 28500); pages and texts among its records are documents.
    WebArchive,
    /// RSS, Atom or JSON Feed; an entry is a document.
    Feed,
}

impl Form {
    /// The word for it, as it is kept beside documents.
    pub fn word(self) -> &'static str {
        match self {
            Form::Text => "text",
            Form::WebPage => "html",
            Form::Json => "json",
            Form::JsonLines => "jsonl",
            Form::Separated => "table",
            Form::Parquet => "parquet",
            Form::WebArchive => "warc",
            Form::Feed => "feed",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Form::Text => "plain text",
            Form::WebPage => "an HTML page",
            Form::Json => "JSON",
            Form::JsonLines => "JSON lines",
            Form::Separated => "a table in text",
            Form::Parquet => "a Parquet table",
            Form::WebArchive => "a web archive",
            Form::Feed => "a feed",
        })
    }
}

/// Where in a file something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Position {
    /// It is the whole file.
    Whole,
    /// The line where it begins, from 1.
    Line(u64),
    /// Which row or entry it is, from 1.
    Item(u64),
    /// Which record of a web archive it is, from 1.
    Record(u64),
}

/// Where something was received: a file and a position in it.
///
/// As text it is `path`, or `path#12` with the number of the line, entry or record, which no two
/// documents of a run share.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file's path as it was given or found; `-` is standard input.
    pub file: String,
    /// Where in it.
    pub position: Position,
}

impl Place {
    /// The whole of a file.
    pub fn whole(file: impl Into<String>) -> Self {
        Self { file: file.into(), position: Position::Whole }
    }

    /// The place as a sentence has it: `reports.csv, line 12`.
    pub fn in_words(&self) -> String {
        let Self { file, position } = self;
        match position {
            Position::Whole => file.clone(),
            Position::Line(number) => format!("{file}, line {number}"),
            Position::Item(number) => format!("{file}, entry {number}"),
            Position::Record(number) => format!("{file}, record {number}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        match self.position {
            Position::Whole => Ok(()),
            Position::Line(number) | Position::Item(number) | Position::Record(number) => {
                write!(f, "#{number}")
            }
        }
    }
}

/// A report as it was received, in whatever form, with all that was said of its publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The id that it was given; else its place as text.
    pub id: String,
    /// Where it was received.
    pub place: Place,
    /// In what form.
    pub form: Form,
    /// The outlet that publishes it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// The headline, where it was given apart from the body.
    pub title: Option<String>,
    /// The language that its text is in, by its ISO 639-1 code, as
    /// [`language_of`](crate::language_of) recognises it; the code that was given with it where the
    /// text is too little to tell.
    pub language: Option<String>,
    /// The text.
    pub body: String,
    /// The SHA-256 of the bytes as received, in lower-case hexadecimal digits: of the unpacked file
    /// where that is one document, of the page in a web archive, of the row, element or entry that
    /// holds it elsewhere. Rows of files in UTF-16 and entries of feeds are counted in UTF-8, rows of
    /// Parquet as the JSON of their fields.
    pub sha256: String,
    /// The name of the encoding, as in [`Decoded::encoding`](crate::Decoded::encoding).
    pub encoding: &'static str,
    /// How many broken places were replaced by U+FFFD.
    pub replaced: usize,
}

impl Document {
    /// The name under which it is known when it comes again, from another place too.
    ///
    /// Of pages, records of web archives and entries of feeds that is the address, of rows the id that
    /// they were given; of either the other one where it has no such, and last its place. An id that
    /// is a mere number tells nothing apart: it stands behind the outlet, else the file's path.
    pub fn identity(&self) -> String {
        let has_id = self.id != self.place.to_string();
        let address = self.url.as_ref().filter(|url| url.contains("://")).cloned();
        let given = || match &self.outlet {
            _ if self.id.bytes().any(|byte| !byte.is_ascii_digit()) => self.id.clone(),
            Some(outlet) => format!("{outlet}/{}", self.id),
            None => format!("{}/{}", self.place.file, self.id),
        };
        let is_page = matches!(self.form, Form::WebPage | Form::WebArchive | Form::Feed);
        match (has_id, address) {
            (_, Some(address)) if is_page || !has_id => address,
            (true, _) => given(),
            (false, _) => self.place.to_string(),
        }
    }

    /// The article that the stages after this one take, under the document's place as its name.
    pub fn into_article(self) -> Article {
        Article {
            id: self.place.to_string(),
            outlet: self.outlet,
            url: self.url,
            published: self.published.map(|published| published.to_string()),
            title: self.title,
            body: self.body,
            sha256: Some(self.sha256),
        }
    }
}

/// Something in a source that is no document, where it stands, and why.
///
/// As text: the place in words and the reason, without a full stop.
#[derive(Debug, Error)]
#[error("{}: {reason}", place.in_words())]
pub struct Rejected {
    /// Where it stands.
    pub place: Place,
    /// Why it is no document.
    #[source]
    pub reason: Reason,
}

/// Why something is no document.
#[derive(Debug, Error)]
pub enum Reason {
    /// There is no such file.
    #[error("there is no such file")]
    Missing,
    /// It is a folder where a file is asked for.
    #[error("this is a folder, not a file")]
    Folder,
    /// It is a folder with no file in it.
    #[error("there is no file in this folder")]
    EmptyFolder,
    /// The system does not let it be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// The bytes were read and are no text.
    #[error("{0}")]
    NotText(#[source] DecodeError),
    /// It is longer than what is held in memory.
    #[error("it is longer than {limit} bytes")]
    TooLong {
        /// The most bytes that are held: [`Options::longest`](crate::Options::longest).
        limit: usize,
    },
    /// A compressed file ends before its end, or its bytes are not as they were written; what came
    /// before was read.
    #[error("the {form} archive is damaged or cut off: {cause}")]
    Archive {
        /// The name of the compression.
        form: &'static str,
        /// What its reader says.
        cause: String,
    },
    /// JSON that is none.
    #[error("it is no valid JSON: {0}")]
    NotJson(String),
    /// JSON that is neither an object nor a list of objects.
    #[error("it is JSON but no object with a report's fields")]
    NoObject,
    /// No field holds a text.
    #[error("it has no text: of its fields ({}) none is known for one", .fields.join(", "))]
    NoTextField {
        /// The names of the fields that there are.
        fields: Vec<String>,
    },
    /// The field of the text is empty.
    #[error("its text is empty")]
    NoText,
    /// A row has another number of fields than the line with their names.
    #[error("it has {found} fields, and the table has {expected} columns")]
    Columns {
        /// How many columns the table has.
        expected: usize,
        /// How many fields the row has.
        found: usize,
    },
    /// A quotation mark that is opened and never closed.
    #[error("a quotation mark is opened in it and not closed")]
    OpenQuotation,
    /// A record of a web archive that is not as the standard has it.
    #[error("the record of the web archive is damaged: {0}")]
    WarcRecord(&'static str),
    /// A page in an encoding of its transfer that is not read.
    #[error("the page is packed as `{0}`, which is not read")]
    ContentEncoding(String),
    /// A page without a main text.
    #[error("no main text was found in the page")]
    NoMainText,
    /// A page whose elements lie one in another beyond reason.
    #[error("the page's elements lie more than {0} deep in each other")]
    TooDeep(usize),
    /// XML that is neither a feed nor a page.
    #[error("it is XML of another kind than RSS, Atom and HTML")]
    OtherXml,
    /// A feed whose XML is broken.
    #[error("the feed's XML is broken: {0}")]
    NotXml(String),
    /// Something else where a feed is asked for.
    #[error("it is {0} and no feed")]
    NoFeed(Form),
    /// A Parquet table that cannot be read, or no further.
    #[error("the Parquet table cannot be read: {0}")]
    Parquet(String),
    /// A form for several documents that holds none.
    #[error("it is {0} with no report in it")]
    NoDocuments(Form),
}

impl Reason {
    /// What kind of trouble it is, in a few words, for counting.
    pub fn kind(&self) -> &'static str {
        match self {
            Reason::Missing => "no such file",
            Reason::Folder => "a folder",
            Reason::EmptyFolder => "an empty folder",
            Reason::Unreadable(_) => "cannot be read",
            Reason::NotText(_) => "no text file",
            Reason::TooLong { .. } => "too long",
            Reason::Archive { .. } => "damaged archive",
            Reason::NotJson(_) => "broken JSON",
            Reason::NoObject => "no object",
            Reason::NoTextField { .. } => "no field for the text",
            Reason::NoText => "empty text",
            Reason::Columns { .. } => "wrong number of columns",
            Reason::OpenQuotation => "open quotation mark",
            Reason::WarcRecord(_) => "damaged record",
            Reason::ContentEncoding(_) => "unknown packing",
            Reason::NoMainText => "page without main text",
            Reason::TooDeep(_) => "page too deep",
            Reason::OtherXml => "other XML",
            Reason::NotXml(_) => "broken XML",
            Reason::Parquet(_) => "broken Parquet",
            Reason::NoDocuments(_) => "no report in it",
            Reason::NoFeed(_) => "no feed",
        }
    }
}

impl Rejected {
    /// What is wrong with a whole file.
    pub(crate) fn file(file: impl Into<String>, reason: Reason) -> Self {
        Self { place: Place::whole(file), reason }
    }

    /// What a system's error on reading the file means.
    pub(crate) fn unread(file: impl Into<String>, cause: io::Error) -> Self {
        let reason = match cause.kind() {
            io::ErrorKind::NotFound => Reason::Missing,
            io::ErrorKind::IsADirectory => Reason::Folder,
            _ => Reason::Unreadable(cause),
        };
        Self::file(file, reason)
    }

    /// What to do next, as a sentence without its full stop.
    pub fn hint(&self) -> String {
        let Self { place: Place { file, .. }, reason } = self;
        match reason {
            Reason::Missing => {
                "check the name and the folder it is meant from; `-` reads standard input".into()
            }
            Reason::Folder => {
                format!("name the files in it, such as {}/*.txt", file.trim_end_matches('/'))
            }
            Reason::EmptyFolder => {
                "check the name; files whose names begin with a full stop are passed over".into()
            }
            Reason::Unreadable(cause) => match cause.kind() {
                io::ErrorKind::PermissionDenied => "give yourself the right to read it".into(),
                _ => "copy it to another place and read the copy".into(),
            },
            Reason::NotText(cause) => match cause {
                DecodeError::Empty | DecodeError::Blank if file == "-" => {
                    "pipe a report into it, or name a file".into()
                }
                DecodeError::Empty | DecodeError::Blank => "save the report's text in it".into(),
                DecodeError::Format(_) | DecodeError::Binary => {
                    "save the report as plain text (UTF-8 is best) and read that".into()
                }
            },
            Reason::TooLong { .. } => "cut it, or leave it out: no report is so long".into(),
            Reason::Archive { .. } => {
                "fetch or copy it again; what stands before the damage was read".into()
            }
            Reason::NotJson(_) => "write it again with a program that writes JSON".into(),
            Reason::NoObject => "give each report as an object with a field `text`".into(),
            Reason::NoTextField { .. } => {
                "say which field holds it, such as `--map text=maintext`".into()
            }
            Reason::NoText => "leave the row out, or fill in its text".into(),
            Reason::Columns { .. } => {
                "put fields that hold the separator or line ends in quotation marks".into()
            }
            Reason::OpenQuotation => "close it, or double it where it is part of the text".into(),
            Reason::WarcRecord(_) => "fetch the archive again; the other records were read".into(),
            Reason::ContentEncoding(_) => "keep pages unpacked, or packed with gzip".into(),
            Reason::NoMainText => {
                "save the report's text as plain text and read that; it may be a page of links"
                    .into()
            }
            Reason::TooDeep(_) => "save the report's text as plain text and read that".into(),
            Reason::OtherXml => "turn it into JSON lines or plain text and read that".into(),
            Reason::NotXml(_) => "fetch the feed again; the other entries were read".into(),
            Reason::NoFeed(_) => {
                "give the address of an RSS, Atom or JSON Feed; pages name theirs in their \
                 source, under `rel=\"alternate\"`"
                    .into()
            }
            Reason::Parquet(_) => "write it again, or as JSON lines".into(),
            Reason::NoDocuments(_) => "check that it is the file that you meant".into(),
        }
    }
}

/// The SHA-256 of the bytes, in lower-case hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(form: Form, id: Option<&str>, url: Option<&str>, outlet: Option<&str>) -> String {
        let place = Place { file: "news".into(), position: Position::Line(7) };
        let document = Document {
            id: id.map_or_else(|| place.to_string(), str::to_owned),
            place,
            form,
            outlet: outlet.map(str::to_owned),
            url: url.map(str::to_owned),
            published: None,
            title: None,
            language: None,
            body: "Мост открыт.".into(),
            sha256: String::new(),
            encoding: "UTF-8",
            replaced: 0,
        };
        document.identity()
    }

    #[test]
    fn a_document_is_known_by_its_address_its_id_or_its_place() {
        let address = "https://example.org/bridge";
        let page = Some(address);
        assert_eq!(identity(Form::WebArchive, Some("5f2a-77"), page, None), address);
        assert_eq!(
            identity(Form::Feed, Some("tag:example.org,2025:7"), None, None),
            "tag:example.org,2025:7"
        );
        assert_eq!(identity(Form::JsonLines, Some("ozero/17"), page, None), "ozero/17");
        assert_eq!(identity(Form::JsonLines, None, page, None), address);
        assert_eq!(identity(Form::JsonLines, None, None, None), "news#7");
        assert_eq!(identity(Form::Text, None, Some("no address"), None), "news#7");
    }

    #[test]
    fn a_number_alone_is_no_name() {
        assert_eq!(
            identity(Form::Separated, Some("17"), None, Some("Озёрная газета")),
            "Озёрная газета/17"
        );
        assert_eq!(identity(Form::Separated, Some("17"), None, None), "news/17");
    }
}
