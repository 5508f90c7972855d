//! JSON and JSON lines: an object is a document, or lists some.

use std::io::{self, BufRead, Read as _};

use encoding_rs::Encoding;
use serde_json::{Map, Value};

use crate::document::{Document, Form, Place, Position, Reason, Rejected, sha256};
use crate::encoding::decode_row;
use crate::fields::{ReceivedFields, document_of, text_of_value};
use crate::options::Options;
use crate::streams::{Line, Lines, Rewindable, Stream, reason_of};

/// The names under which an object lists documents: JSON Feed's, NewsAPI's, Telegram's export.
const LISTS: &[&str] = &[
    "items",
    "articles",
    "documents",
    "docs",
    "results",
    "data",
    "posts",
    "entries",
    "messages",
    "reports",
    "news",
    "rows",
    "hits",
];

/// JSON lines: each line is a document by itself, and a bad one harms no other.
pub(crate) struct JsonLines {
    file: String,
    lines: Lines,
    encoding: &'static Encoding,
    options: Options,
    ended: bool,
}

impl JsonLines {
    pub(crate) fn of(
        file: String,
        stream: Stream,
        encoding: &'static Encoding,
        options: Options,
    ) -> Self {
        let lines = Lines::of(stream, options.longest);
        Self { file, lines, encoding, options, ended: false }
    }
}

impl Iterator for JsonLines {
    type Item = Result<Document, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let Line { number, bytes } = match self.lines.next() {
                Ok(line) => line?,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(Rejected::file(&self.file, reason_of(error))));
                }
            };
            let place = Place { file: self.file.clone(), position: Position::Line(number) };
            let Some(bytes) = bytes else {
                let reason = Reason::TooLong { limit: self.options.longest };
                return Some(Err(Rejected { place, reason }));
            };
            // A NUL character is what is left of lines that were being written when a disk failed.
            if bytes.iter().all(|byte| byte.is_ascii_whitespace()) {
                continue;
            }
            let element = Element {
                bytes: &bytes,
                place,
                form: Form::JsonLines,
                encoding: self.encoding,
                outlet: None,
            };
            return Some(element.document(&self.options));
        }
        None
    }
}

/// The bytes of one object, and what is known of them.
struct Element<'a> {
    bytes: &'a [u8],
    place: Place,
    form: Form,
    encoding: &'static Encoding,
    outlet: Option<&'a str>,
}

impl Element<'_> {
    fn document(self, options: &Options) -> Result<Document, Rejected> {
        let decoded = decode_row(self.bytes, self.encoding);
        let place = self.place.clone();
        let parsed: Result<Value, _> = serde_json::from_str(decoded.text.trim());
        let made = match parsed {
            Ok(Value::Object(fields)) => document_of(
                &fields,
                ReceivedFields {
                    place: self.place,
                    form: self.form,
                    sha256: sha256(self.bytes),
                    encoding: decoded.encoding,
                    replaced: decoded.replaced,
                    names: &options.names,
                    outlet: self.outlet,
                },
            ),
            Ok(_) => Err(Reason::NoObject),
            Err(error) => Err(Reason::NotJson(said_of(&error))),
        };
        made.map_err(|reason| Rejected { place, reason })
    }
}

/// What the parser says, less the line, which would be taken for that of the file.
fn said_of(error: &serde_json::Error) -> String {
    let said = error.to_string();
    match said.rfind(" at line ") {
        Some(end) => format!("{} (column {})", &said[..end], error.column()),
        None => said,
    }
}

/// JSON that is no lines: an object, objects one after the other, an array of them, or an object
/// with a list of them. Elements are taken one by one, so that a file may be longer than memory.
pub(crate) struct Json {
    file: String,
    stream: Rewindable<Stream>,
    encoding: &'static Encoding,
    options: Options,
    state: State,
    form: Form,
    /// How many elements came so far.
    items: u64,
    /// The outlet that the list as a whole is of.
    outlet: Option<String>,
}

#[derive(PartialEq, Eq)]
enum State {
    /// Nothing was read.
    Before,
    /// Between the elements of a list.
    InList,
    /// Between values that stand by themselves.
    Between,
    Ended,
}

/// How an object ended.
enum Scanned {
    Whole(Vec<u8>),
    TooLong,
    CutOff,
    /// It lists documents: what stood before the list, as an object by itself. The stream stands
    /// before the list's first element.
    Lists(Vec<u8>),
}

impl Json {
    pub(crate) fn of(
        file: String,
        stream: Stream,
        encoding: &'static Encoding,
        options: Options,
    ) -> Self {
        Self {
            file,
            stream: Rewindable::new(stream, 0),
            encoding,
            options,
            state: State::Before,
            form: Form::Json,
            items: 0,
            outlet: None,
        }
    }

    /// The next byte that is no white space, without taking it.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let available = match self.stream.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                available => available?,
            };
            if available.is_empty() {
                return Ok(None);
            }
            // The mark before UTF-8 is passed over as white space is; it has no other place in JSON.
            let blank = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf);
            match available.iter().position(|&byte| !blank(byte)) {
                Some(at) => {
                    let byte = available[at];
                    self.stream.consume(at);
                    return Ok(Some(byte));
                }
                None => {
                    let count = available.len();
                    self.stream.consume(count);
                }
            }
        }
    }

    /// Reads the object that begins here.
    fn scan(&mut self, may_list: bool) -> io::Result<Scanned> {
        let mut scanner = Scanner { may_list, ..Scanner::default() };
        let mut kept = Some(Vec::new());
        loop {
            let available = match self.stream.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                available => available?,
            };
            if available.is_empty() {
                return Ok(Scanned::CutOff);
            }
            let stop = available.iter().position(|&byte| scanner.takes(byte) != Step::On);
            let taken = match (stop, scanner.end) {
                // The list's first element is not taken.
                (Some(at), Step::List) => at,
                (Some(at), _) => at + 1,
                (None, _) => available.len(),
            };
            match &mut kept {
                Some(bytes) if bytes.len() + taken <= self.options.longest => {
                    bytes.extend_from_slice(&available[..taken]);
                }
                _ => {
                    kept = None;
                    // What lists documents has its list within its first part.
                    scanner.may_list = false;
                }
            }
            self.stream.consume(taken);
            if stop.is_none() {
                continue;
            }
            return Ok(match (kept, scanner.end) {
                (None, _) => Scanned::TooLong,
                (Some(bytes), Step::List) => Scanned::Lists(head_of(bytes)),
                (Some(bytes), _) => Scanned::Whole(bytes),
            });
        }
    }

    fn rejected(&self, reason: Reason) -> Option<Result<Document, Rejected>> {
        let position = if self.items == 0 { Position::Whole } else { Position::Item(self.items) };
        Some(Err(Rejected { place: Place { file: self.file.clone(), position }, reason }))
    }

    fn ends_with(&mut self, reason: Reason) -> Option<Result<Document, Rejected>> {
        self.state = State::Ended;
        self.rejected(reason)
    }

    /// Enters the list that begins here, with what the object says beside it: before it, and behind it
    /// too where that is no further away than is held.
    fn enter_list(&mut self, head: &[u8]) {
        self.state = State::InList;
        let said = |bytes: &[u8]| -> Map<String, Value> {
            let decoded = decode_row(bytes, self.encoding);
            serde_json::from_str(&decoded.text).unwrap_or_default()
        };
        let mut beside = said(head);
        self.stream.keep(self.options.longest);
        let mut list = Vec::new();
        // An error comes again, or leaves the list without its end, where it is read in earnest.
        let _ = (&mut self.stream).take(self.options.longest as u64).read_to_end(&mut list);
        self.stream.rewind(0);
        self.stream.keep(0);
        if let Some(tail) = behind_list(&list) {
            beside.extend(said(&tail));
        }
        let text = |name: &str| beside.get(name).and_then(text_of_value);
        if text("version").is_some_and(|version| version.contains("jsonfeed.org")) {
            self.form = Form::Feed;
        }
        self.outlet = text("title").or_else(|| text("name")).map(|name| name.trim().to_owned());
    }

    fn step(&mut self) -> io::Result<Option<Result<Document, Rejected>>> {
        loop {
            let next = self.peek()?;
            match (&self.state, next) {
                (State::Ended, _) => return Ok(None),
                (State::Before | State::Between, None) => {
                    self.state = State::Ended;
                    return Ok(None);
                }
                (State::InList, None) => {
                    let reason = Reason::NotJson("it ends within the list".into());
                    return Ok(self.ends_with(reason));
                }
                (State::Before, Some(b'[')) => {
                    self.stream.consume(1);
                    self.state = State::InList;
                }
                (State::InList, Some(b',')) => self.stream.consume(1),
                (State::InList, Some(b']')) => {
                    // After the list, the rest of the object around it says nothing of documents.
                    self.state = State::Ended;
                    if self.items == 0 {
                        return Ok(self.rejected(Reason::NoDocuments(self.form)));
                    }
                }
                (_, Some(b'{')) => {
                    let in_list = self.state == State::InList;
                    self.items += 1;
                    return match self.scan(!in_list && self.items == 1)? {
                        Scanned::Whole(bytes) => {
                            let is_alone = !in_list && self.items == 1 && self.peek()?.is_none();
                            if !in_list {
                                self.state = State::Between;
                            }
                            Ok(Some(self.document(&bytes, is_alone)))
                        }
                        Scanned::TooLong => {
                            if !in_list {
                                self.state = State::Between;
                            }
                            Ok(self.rejected(Reason::TooLong { limit: self.options.longest }))
                        }
                        Scanned::CutOff => {
                            let reason = Reason::NotJson("it ends within an object".into());
                            Ok(self.ends_with(reason))
                        }
                        Scanned::Lists(head) => {
                            self.enter_list(&head);
                            self.items = 0;
                            continue;
                        }
                    };
                }
                (State::InList, Some(_)) => {
                    // Something else than an object: it is told of once and passed over.
                    self.items += 1;
                    self.pass_over_value()?;
                    return Ok(self.rejected(Reason::NoObject));
                }
                (_, Some(_)) => {
                    self.items += 1;
                    return Ok(self.ends_with(Reason::NoObject));
                }
            }
        }
    }

    /// Passes over what stands up to the next comma, bracket or brace outside of strings.
    fn pass_over_value(&mut self) -> io::Result<()> {
        let (mut in_string, mut escaped, mut first) = (false, false, true);
        loop {
            let available = match self.stream.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                available => available?,
            };
            if available.is_empty() {
                return Ok(());
            }
            let end = available.iter().position(|&byte| {
                let is_first = std::mem::take(&mut first);
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if in_string => escaped = true,
                    b'"' => in_string = !in_string,
                    b',' | b']' | b'{' if !in_string && !is_first => return true,
                    _ => {}
                }
                false
            });
            let taken = end.unwrap_or(available.len());
            self.stream.consume(taken);
            if end.is_some() {
                return Ok(());
            }
        }
    }

    fn document(&self, bytes: &[u8], is_alone: bool) -> Result<Document, Rejected> {
        let position = if is_alone { Position::Whole } else { Position::Item(self.items) };
        let element = Element {
            bytes,
            place: Place { file: self.file.clone(), position },
            form: self.form,
            encoding: self.encoding,
            outlet: self.outlet.as_deref(),
        };
        element.document(&self.options)
    }
}

impl Iterator for Json {
    type Item = Result<Document, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state == State::Ended {
            return None;
        }
        match self.step() {
            Ok(given) => given,
            Err(error) => {
                self.state = State::Ended;
                Some(Err(Rejected::file(&self.file, reason_of(error))))
            }
        }
    }
}

/// What stood before the list, closed as an object.
fn head_of(mut bytes: Vec<u8>) -> Vec<u8> {
    // The list's name is the last string: `…,"items":[`.
    while bytes.last().is_some_and(|&byte| byte != b':') {
        bytes.pop();
    }
    bytes.pop();
    let mut quotes = 0;
    while let Some(byte) = bytes.pop() {
        quotes += usize::from(byte == b'"');
        if quotes == 2 {
            break;
        }
    }
    while bytes.last().is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b',') {
        bytes.pop();
    }
    bytes.push(b'}');
    bytes
}

/// What stands behind a list of which these are the elements, as an object by itself.
fn behind_list(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    let end = bytes.iter().position(|&byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b']' if depth == 0 => return true,
            b']' => depth -= 1,
            _ => {}
        }
        false
    })?;
    let tail = bytes[end + 1..].trim_ascii();
    let tail = tail.strip_prefix(b",").unwrap_or(tail);
    Some([b"{", tail].concat())
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Step {
    #[default]
    On,
    /// The object ends here.
    End,
    /// A list of objects begins before this byte.
    List,
}

/// Follows the bytes of an object to its end, by its braces and strings alone.
#[derive(Default)]
struct Scanner {
    may_list: bool,
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// The last string of the outermost object, in short.
    string: Vec<u8>,
    /// What came after it, without white space: `:`, `:[`.
    after: Vec<u8>,
    end: Step,
}

impl Scanner {
    fn takes(&mut self, byte: u8) -> Step {
        self.end = self.step(byte);
        self.end
    }

    fn step(&mut self, byte: u8) -> Step {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            if self.in_string && self.depth == 1 && self.string.len() < 32 {
                self.string.push(byte);
            }
            return Step::On;
        }
        match byte {
            b'"' => {
                self.in_string = true;
                if self.depth == 1 {
                    self.string.clear();
                    self.after.clear();
                }
            }
            b'{' if self.may_list && self.depth == 2 && self.lists_documents() => {
                return Step::List;
            }
            b'{' | b'[' => {
                if self.depth == 1 && self.after.len() < 3 {
                    self.after.push(byte);
                }
                self.depth += 1;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    return Step::End;
                }
                self.after.push(byte);
                self.after.truncate(3);
            }
            byte if byte.is_ascii_whitespace() => {}
            byte => {
                if self.after.len() < 3 {
                    self.after.push(byte);
                }
            }
        }
        Step::On
    }

    /// Whether the list that began is the value of a name that documents are listed under.
    fn lists_documents(&self) -> bool {
        self.after == b":[" && LISTS.iter().any(|name| name.as_bytes() == self.string)
    }
}
