//! Web archives (WARC, ISO 28500), as CC-NEWS has them: the pages among their records are documents.
//!
//! Each record of a `.warc.gz` is a gzip archive of its own, so that one that is damaged is passed
//! over at the beginning of the next.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

use crate::document::{Document, Form, Place, Position, Reason, Rejected, sha256};
use crate::encoding::decode;
use crate::languages::language_of;
use crate::options::Options;
use crate::streams::{Rewindable, Stream, is_gzip, reason_of};
use crate::web_page::document_of_page;

/// How records begin.
const MARK: &[u8] = b"WARC/";

/// The most bytes of a line of a record's head.
const LONGEST_LINE: usize = 64 * 1024;

/// The most lines of a record's head, or of a page's.
const MOST_HEADERS: usize = 1000;

/// The bytes of a record's head, of which the block's type is told without reading it all.
const HEAD_OF_BLOCK: usize = 64 * 1024;

/// The documents of a web archive.
pub(crate) struct WebArchive {
    file: String,
    options: Options,
    records: u64,
    from: From,
}

enum From {
    Plain(Box<Records<Stream>>),
    /// Between two members of a gzip archive.
    Members(Box<Rewindable<Stream>>),
    /// Within a member, and whether damage in it was told of.
    Member(Box<Records<BufReader<GzDecoder<Rewindable<Stream>>>>>, bool),
    Ended,
}

impl WebArchive {
    pub(crate) fn of(file: String, stream: Stream, is_packed: bool, options: Options) -> Self {
        let from = match is_packed {
            true => From::Members(Box::new(Rewindable::new(stream, options.longest))),
            false => From::Plain(Box::new(Records::of(stream, false, options.longest))),
        };
        Self { file, options, records: 0, from }
    }

    fn rejected(&self, reason: Reason) -> Option<Result<Document, Rejected>> {
        let position = Position::Record(self.records);
        Some(Err(Rejected { place: Place { file: self.file.clone(), position }, reason }))
    }

    /// The document in a record, if it is one.
    fn document(&self, record: &Record) -> Option<Result<Document, Rejected>> {
        let position = Position::Record(self.records);
        let place = Place { file: self.file.clone(), position };
        let made = document_of_record(record, place.clone(), &self.options);
        Some(made.transpose()?.map_err(|reason| Rejected { place, reason }))
    }
}

impl Iterator for WebArchive {
    type Item = Result<Document, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let step = match std::mem::replace(&mut self.from, From::Ended) {
                From::Ended => return None,
                From::Plain(mut records) => {
                    let step = records.next();
                    if matches!(step, Ok(Some(_)) | Err(Fault::Damaged(_))) {
                        self.from = From::Plain(records);
                    }
                    step
                }
                From::Members(mut members) => {
                    members.mark();
                    match members.fill_buf() {
                        Ok([]) => return None,
                        Ok(_) => {}
                        Err(error) => {
                            return Some(Err(Rejected::file(&self.file, reason_of(error))));
                        }
                    }
                    let member = BufReader::new(GzDecoder::new(*members));
                    let records = Records::of(member, true, self.options.longest);
                    self.from = From::Member(Box::new(records), false);
                    continue;
                }
                From::Member(mut records, told) => match records.next() {
                    Ok(None) => {
                        self.from = From::Members(Box::new(
                            records.into_stream().into_inner().into_inner(),
                        ));
                        continue;
                    }
                    Err(Fault::Unreadable(error)) => {
                        self.records += u64::from(!told);
                        let mut members = records.into_stream().into_inner().into_inner();
                        match next_member(&mut members) {
                            Ok(true) => self.from = From::Members(Box::new(members)),
                            Ok(false) => {}
                            Err(error) => {
                                return Some(Err(Rejected::file(&self.file, reason_of(error))));
                            }
                        }
                        if told {
                            continue;
                        }
                        let cause = error.to_string();
                        return self.rejected(Reason::Archive { form: "gzip", cause });
                    }
                    step => {
                        let told = told || matches!(step, Err(Fault::Damaged(_)));
                        self.from = From::Member(records, told);
                        step
                    }
                },
            };
            match step {
                Ok(None) => return None,
                Ok(Some(record)) => {
                    self.records += 1;
                    if let Some(given) = self.document(&record) {
                        return Some(given);
                    }
                }
                Err(Fault::Damaged(reason)) => {
                    self.records += 1;
                    return self.rejected(reason);
                }
                Err(Fault::Unreadable(error)) => {
                    return Some(Err(Rejected::file(&self.file, reason_of(error))));
                }
            }
        }
    }
}

/// Goes back to behind the beginning of the member that could not be read, and on to the next one that
/// holds a record; whether there is one.
fn next_member(members: &mut Rewindable<Stream>) -> io::Result<bool> {
    members.rewind(1);
    loop {
        members.mark();
        let available = members.fill_buf()?;
        if available.is_empty() {
            return Ok(false);
        }
        match available.iter().position(|&byte| byte == 0x1f) {
            None => {
                let count = available.len();
                members.consume(count);
                continue;
            }
            Some(at) => members.consume(at),
        }
        members.mark();
        let mut first = [0; MARK.len()];
        let is_one = {
            let mut start = [0; 3];
            members.read_exact(&mut start).is_ok() && is_gzip(&start) && {
                members.rewind(0);
                GzDecoder::new(&mut *members).read_exact(&mut first).is_ok() && first == MARK
            }
        };
        members.rewind(usize::from(!is_one));
        if is_one {
            return Ok(true);
        }
    }
}

/// A record, with what of its head matters here.
struct Record {
    kind: String,
    uri: Option<String>,
    id: Option<String>,
    content_type: String,
    /// `None` where it is more than is held.
    block: Option<Vec<u8>>,
    /// The first bytes of the block.
    begins: Vec<u8>,
}

enum Fault {
    /// A record is not as it should be; the next one may be.
    Damaged(Reason),
    /// The stream cannot be read any further.
    Unreadable(io::Error),
}

impl std::convert::From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Fault::Unreadable(error)
    }
}

/// The records of a stream.
struct Records<R> {
    stream: Rewindable<R>,
    longest: usize,
    /// Whether the next record is to be looked for, line by line.
    lost: bool,
    /// Whether a checksum at the end of the stream speaks of its records.
    sealed: bool,
    /// What befell behind the last record, where that says nothing of the record.
    error: Option<io::Error>,
}

impl<R: BufRead> Records<R> {
    fn of(stream: R, sealed: bool, longest: usize) -> Self {
        let stream = Rewindable::new(stream, longest + HEAD_OF_BLOCK);
        Self { stream, longest, lost: false, sealed, error: None }
    }

    fn into_stream(self) -> R {
        self.stream.into_stream()
    }

    fn damaged(&mut self, what: &'static str) -> Fault {
        self.lost = true;
        Fault::Damaged(Reason::WarcRecord(what))
    }

    /// The next line without its end; `None` at the end of the stream.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        (&mut self.stream).take(LONGEST_LINE as u64).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        Ok(Some(line))
    }

    fn next(&mut self) -> Result<Option<Record>, Fault> {
        if let Some(error) = self.error.take() {
            return Err(Fault::Unreadable(error));
        }
        loop {
            self.stream.mark();
            let Some(line) = self.line()? else { return Ok(None) };
            if line.starts_with(MARK) {
                break;
            }
            if !line.is_empty() && !self.lost {
                return Err(self.damaged("it does not begin as one"));
            }
        }
        self.lost = false;
        let mut headers: Vec<(String, String)> = Vec::new();
        loop {
            let Some(line) = self.line()? else {
                return Err(self.damaged("it ends within its head"));
            };
            if line.is_empty() {
                break;
            }
            let line = String::from_utf8_lossy(&line).into_owned();
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = headers.last_mut() {
                    value.push_str(&line);
                }
            } else if let Some((name, value)) = line.split_once(':') {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            if headers.len() > MOST_HEADERS {
                return Err(self.damaged("its head has no end"));
            }
        }
        let header = |name: &str| {
            headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
        };
        let Some(length) = header("content-length").and_then(|length| length.parse::<u64>().ok())
        else {
            return Err(self.damaged("its head has no length"));
        };
        let mut record = Record {
            kind: header("warc-type").unwrap_or_default(),
            uri: header("warc-target-uri").map(|uri| uri.trim_matches(['<', '>']).to_owned()),
            id: header("warc-record-id"),
            content_type: header("content-type").unwrap_or_default(),
            block: None,
            begins: Vec::new(),
        };
        self.stream.mark();
        if length > self.longest as u64 {
            (&mut self.stream).take(HEAD_OF_BLOCK as u64).read_to_end(&mut record.begins)?;
            // Looked through from its beginning, should the length be wrong.
            self.stream.rewind(0);
            self.pass_over(length)?;
            return Ok(Some(record));
        }
        let mut block = Vec::new();
        (&mut self.stream).take(length).read_to_end(&mut block)?;
        if (block.len() as u64) < length || !self.stands_at_an_end()? {
            // The length is wrong, or bytes are missing: the next record may stand within the block.
            self.stream.rewind(0);
            return Err(self.damaged("it is cut off, or not as long as it says"));
        }
        record.begins = block[..block.len().min(HEAD_OF_BLOCK)].to_vec();
        record.block = Some(block);
        Ok(Some(record))
    }

    /// Passes over the two line ends behind a record, and more; whether there are as many, and another
    /// record comes next, or the end of the stream.
    fn stands_at_an_end(&mut self) -> io::Result<bool> {
        let mut line_ends = 0;
        loop {
            let available = match self.stream.fill_buf() {
                Ok(available) => available,
                Err(error) if self.sealed => return Err(error),
                Err(error) => {
                    self.error = Some(error);
                    return Ok(true);
                }
            };
            match available.first() {
                Some(&byte @ (b'\r' | b'\n')) => {
                    line_ends += usize::from(byte == b'\n');
                    self.stream.consume(1);
                }
                next => return Ok(next.is_none_or(|&byte| line_ends >= 2 && byte == MARK[0])),
            }
        }
    }

    /// Passes over so many bytes, or up to what looks like another record, should the number be wrong.
    fn pass_over(&mut self, mut length: u64) -> io::Result<()> {
        let mut line_begins = false;
        while length > 0 {
            let available = self.stream.fill_buf()?;
            if available.is_empty() || (line_begins && available.starts_with(b"WARC/1.")) {
                return Ok(());
            }
            let most = usize::try_from(length).unwrap_or(usize::MAX).min(available.len());
            let end = available[..most].iter().position(|&byte| byte == b'\n');
            let count = end.map_or(most, |at| at + 1);
            line_begins = end.is_some();
            self.stream.consume(count);
            length -= count as u64;
        }
        Ok(())
    }
}

/// The document in a record: a page that was answered with, a page or text that stands for itself.
/// `None` for all other records, which are no reports.
fn document_of_record(
    record: &Record,
    place: Place,
    options: &Options,
) -> Result<Option<Document>, Reason> {
    let too_long = Reason::TooLong { limit: options.longest };
    let media = |value: &str| value.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let is_page = |media: &str| matches!(media, "text/html" | "application/xhtml+xml");
    let mut made = match record.kind.as_str() {
        "response" if media(&record.content_type) == "application/http" => {
            let Some(answer) = Answer::of(&record.begins) else {
                return Ok(None);
            };
            let kind = answer.header("content-type").map(media);
            if !answer.is_good || !kind.as_deref().is_none_or(is_page) {
                return Ok(None);
            }
            let block = record.block.as_deref().ok_or(too_long)?;
            let page = answer.page(&block[answer.length.min(block.len())..], options.longest)?;
            if kind.is_none() && page.trim_ascii_start().first() != Some(&b'<') {
                return Ok(None);
            }
            let declared = answer.header("content-type").and_then(charset_of);
            document_of_page(
                place,
                Form::WebArchive,
                &page,
                record.uri.clone(),
                declared.as_deref(),
            )?
        }
        "resource" | "conversion" if is_page(&media(&record.content_type)) => {
            let page = record.block.as_deref().ok_or(too_long)?;
            let declared = charset_of(&record.content_type);
            document_of_page(
                place,
                Form::WebArchive,
                page,
                record.uri.clone(),
                declared.as_deref(),
            )?
        }
        "resource" | "conversion" if media(&record.content_type) == "text/plain" => {
            let bytes = record.block.as_deref().ok_or(too_long)?;
            let decoded = decode(bytes).map_err(Reason::NotText)?;
            Document {
                id: place.to_string(),
                place,
                form: Form::WebArchive,
                outlet: None,
                url: record.uri.clone(),
                published: None,
                title: None,
                language: language_of(&decoded.text).map(str::to_owned),
                body: decoded.text,
                sha256: sha256(bytes),
                encoding: decoded.encoding,
                replaced: decoded.replaced,
            }
        }
        _ => return Ok(None),
    };
    if let Some(id) = &record.id {
        made.id = id.trim_matches(['<', '>']).trim_start_matches("urn:uuid:").to_owned();
    }
    Ok(Some(made))
}

fn charset_of(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    let name = &lower[lower.find("charset=")? + "charset=".len()..];
    Some(name.trim_matches(['"', '\'', ' ']).split([';', ' ']).next()?.to_owned())
}

/// The head of an answer of HTTP.
struct Answer {
    is_good: bool,
    headers: Vec<(String, String)>,
    /// How many bytes it has.
    length: usize,
}

impl Answer {
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut length = 0;
        let mut lines = bytes.split_inclusive(|&byte| byte == b'\n').map(|line| {
            length += line.len();
            String::from_utf8_lossy(line.trim_ascii_end()).into_owned()
        });
        let status = lines.next()?;
        let mut status = status.split_ascii_whitespace();
        if !status.next()?.starts_with("HTTP/") {
            return None;
        }
        let is_good = status.next()?.starts_with('2');
        let headers = lines
            .by_ref()
            .take_while(|line| !line.is_empty())
            .filter_map(|line| {
                let (name, value) = line.split_once(':')?;
                Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            })
            .collect();
        drop(lines);
        Some(Self { is_good, headers, length })
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The page, unpacked; what the head says of its packing may be of before it was archived.
    fn page(&self, body: &[u8], limit: usize) -> Result<Vec<u8>, Reason> {
        let is_chunked =
            self.header("transfer-encoding").is_some_and(|value| value.contains("chunked"));
        let body = match is_chunked.then(|| without_chunks(body)).flatten() {
            Some(whole) => whole,
            None => body.to_vec(),
        };
        let packing = self.header("content-encoding").unwrap_or("").to_ascii_lowercase();
        if is_gzip(&body) {
            return unpack(&mut flate2::bufread::MultiGzDecoder::new(&body[..]), limit);
        }
        match packing.as_str() {
            "deflate" if body.first().is_some_and(|byte| byte & 0x0f == 8) => {
                unpack(&mut flate2::bufread::ZlibDecoder::new(&body[..]), limit)
            }
            "br" | "zstd" | "compress" if std::str::from_utf8(&body).is_err() => {
                Err(Reason::ContentEncoding(packing))
            }
            _ => Ok(body),
        }
    }
}

fn unpack(reader: &mut dyn Read, limit: usize) -> Result<Vec<u8>, Reason> {
    let mut page = Vec::new();
    reader
        .take(limit as u64 + 1)
        .read_to_end(&mut page)
        .map_err(|cause| Reason::Archive { form: "gzip", cause: cause.to_string() })?;
    if page.len() > limit { Err(Reason::TooLong { limit }) } else { Ok(page) }
}

/// The chunks of a body put together; `None` where it is no chunks.
fn without_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = body.iter().take(1024).position(|&byte| byte == b'\n')?;
        let size = std::str::from_utf8(&body[..end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        body = &body[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        // The last chunk may be cut where the archive cut the page.
        let Some(chunk) = body.get(..size) else {
            whole.extend_from_slice(body);
            return Some(whole);
        };
        whole.extend_from_slice(chunk);
        body = &body[size..];
        body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
        if body.is_empty() {
            return Some(whole);
        }
    }
}
