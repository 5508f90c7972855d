//! Tables in text: columns parted by commas, semicolons or tabs, under a line with their names.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use encoding_rs::Encoding;
use serde_json::{Map, Value};

use crate::document::{Document, Form, Place, Position, Reason, Rejected, sha256};
use crate::encoding::decode_row;
use crate::fields::{FieldNames, ReceivedFields, document_of};
use crate::options::Options;
use crate::streams::{Line, Lines, Stream, reason_of};

/// The most lines of one row; more are a quotation mark that was not closed. By feel: ten times a
/// long report's paragraphs.
const MOST_LINES: usize = 10_000;

/// The separators of columns, the likelier first where two part a line alike.
const SEPARATORS: [u8; 4] = [b'\t', b',', b';', b'|'];

/// The separator of a table that begins with this line, where the line names columns that are known:
/// one for the text, and another.
pub(crate) fn separator_of(first_line: &str, names: &FieldNames) -> Option<u8> {
    best_separator(first_line, names)
        .filter(|&(_, known, has_text)| known >= 2 && has_text)
        .map(|best| best.0)
}

/// The likeliest separator of what is said to be a table: `\t` in `.tsv`, say.
pub(crate) fn likeliest_separator(first_line: &str, names: &FieldNames) -> u8 {
    best_separator(first_line, names).map_or(b',', |best| best.0)
}

/// The separator that makes most known columns of a line, how many these are, and whether one is the
/// text's; of several, the one that makes most columns.
fn best_separator(line: &str, names: &FieldNames) -> Option<(u8, usize, bool)> {
    let columns_by = |separator| fields_of(line.as_bytes(), separator, true).unwrap_or_default();
    let mut best = None;
    let mut best_rank = (0, 0);
    for separator in SEPARATORS {
        let columns: Vec<String> = columns_by(separator)
            .into_iter()
            .map(|column| String::from_utf8_lossy(&column).into_owned())
            .collect();
        let (known, has_text) = names.known_among(&columns);
        let rank = (known, columns.len());
        if rank > best_rank {
            (best_rank, best) = (rank, Some((separator, known, has_text)));
        }
    }
    best
}

fn reader(separator: u8, quoting: bool) -> Reader {
    ReaderBuilder::new()
        .delimiter(separator)
        .quoting(quoting)
        .terminator(Terminator::Any(b'\n'))
        .build()
}

/// The fields of one whole row; `None` where its quotation marks do not close.
fn fields_of(line: &[u8], separator: u8, quoting: bool) -> Option<Vec<Vec<u8>>> {
    let mut row = Row::new(separator, quoting);
    row.takes(line).then(|| row.fields())
}

/// A row that is being put together from its lines.
struct Row {
    reader: Reader,
    /// The fields one after the other, and where each ends.
    output: Vec<u8>,
    written: usize,
    ends: Vec<usize>,
    ended: usize,
}

impl Row {
    fn new(separator: u8, quoting: bool) -> Self {
        let reader = reader(separator, quoting);
        Self { reader, output: Vec::new(), written: 0, ends: vec![0; 16], ended: 0 }
    }

    /// Takes one more line; whether the row ends with it.
    fn takes(&mut self, line: &[u8]) -> bool {
        for part in [line, b"\n"] {
            // Fields are never longer than what they are written as.
            self.output.resize(self.written + part.len() + 1, 0);
            let mut read = 0;
            while read < part.len() {
                let (result, taken, written, ended) = self.reader.read_record(
                    &part[read..],
                    &mut self.output[self.written..],
                    &mut self.ends[self.ended..],
                );
                read += taken;
                self.written += written;
                self.ended += ended;
                match result {
                    ReadRecordResult::InputEmpty => break,
                    ReadRecordResult::OutputFull => self.output.resize(self.output.len() + 4096, 0),
                    ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                    ReadRecordResult::Record | ReadRecordResult::End => return true,
                }
            }
        }
        false
    }

    fn fields(&self) -> Vec<Vec<u8>> {
        let mut start = 0;
        let mut fields = Vec::with_capacity(self.ended);
        for &end in &self.ends[..self.ended] {
            fields.push(self.output[start..end].to_vec());
            start = end;
        }
        fields
    }
}

/// A row as it was read.
struct WholeRow {
    /// The line where it begins, from 1.
    line: u64,
    bytes: Vec<u8>,
    fields: Vec<Vec<u8>>,
}

/// A table in text; a bad row harms no other.
pub(crate) struct Separated {
    file: String,
    lines: Lines,
    encoding: &'static Encoding,
    options: Options,
    separator: u8,
    columns: Option<Vec<String>>,
    ended: bool,
    rows: u64,
}

impl Separated {
    pub(crate) fn of(
        file: String,
        stream: Stream,
        encoding: &'static Encoding,
        separator: u8,
        options: Options,
    ) -> Self {
        let lines = Lines::of(stream, options.longest);
        Self { file, lines, encoding, options, separator, columns: None, ended: false, rows: 0 }
    }

    fn place(&self, line: u64) -> Place {
        Place { file: self.file.clone(), position: Position::Line(line) }
    }

    /// The next row with the bytes that it was read from, or why there is none at that line.
    fn row(&mut self) -> Option<Result<WholeRow, Rejected>> {
        let mut row = Row::new(self.separator, true);
        let mut taken: Vec<(u64, Vec<u8>)> = Vec::new();
        let mut length = 0;
        loop {
            let line = match self.lines.next() {
                Ok(line) => line,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(Rejected::file(&self.file, reason_of(error))));
                }
            };
            let Some(Line { number, bytes }) = line else {
                let (first, _) = taken.first()?;
                return Some(self.open_row(*first, taken));
            };
            let Some(bytes) = bytes else {
                // A line beyond the limit: what began before it is a row with an open quotation.
                if let Some(&(first, _)) = taken.first() {
                    self.lines.give_back(Line { number, bytes: None });
                    return Some(self.open_row(first, taken));
                }
                let reason = Reason::TooLong { limit: self.options.longest };
                return Some(Err(Rejected { place: self.place(number), reason }));
            };
            if taken.is_empty() && bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            length += bytes.len() + 1;
            let is_whole = row.takes(&bytes);
            taken.push((number, bytes));
            let first = taken[0].0;
            if !is_whole {
                if taken.len() >= MOST_LINES || length > self.options.longest {
                    return Some(self.open_row(first, taken));
                }
                continue;
            }
            let fields = row.fields();
            let fits = self.columns.as_ref().is_none_or(|columns| columns.len() == fields.len());
            if !fits && taken.len() > 1 {
                return Some(self.open_row(first, taken));
            }
            let lines: Vec<&[u8]> = taken.iter().map(|(_, bytes)| bytes.as_slice()).collect();
            return Some(Ok(WholeRow { line: first, bytes: lines.join(&b'\n'), fields }));
        }
    }

    /// What becomes of a row whose quotation mark swallowed lines that are rows of their own: its
    /// first line alone, if that is a row once its marks are taken as they are; the others are read
    /// again.
    fn open_row(&mut self, first: u64, taken: Vec<(u64, Vec<u8>)>) -> Result<WholeRow, Rejected> {
        let mut lines = taken.into_iter();
        let (_, line) = lines.next().unwrap_or_default();
        for (number, bytes) in lines.rev() {
            self.lines.give_back(Line { number, bytes: Some(bytes) });
        }
        let plain = fields_of(&line, self.separator, false).unwrap_or_default();
        match &self.columns {
            Some(columns) if columns.len() == plain.len() => {
                Ok(WholeRow { line: first, bytes: line, fields: plain })
            }
            _ => Err(Rejected { place: self.place(first), reason: Reason::OpenQuotation }),
        }
    }

    fn text(&self, field: &[u8]) -> (String, &'static str, usize) {
        let decoded = decode_row(field, self.encoding);
        (decoded.text, decoded.encoding, decoded.replaced)
    }
}

impl Iterator for Separated {
    type Item = Result<Document, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let WholeRow { line, bytes, fields } = match self.row() {
                Some(Ok(row)) => row,
                Some(Err(rejected)) => return Some(Err(rejected)),
                None => {
                    self.ended = true;
                    let reason = Reason::NoDocuments(Form::Separated);
                    return (self.rows == 0).then(|| Err(Rejected::file(&self.file, reason)));
                }
            };
            let Some(columns) = &self.columns else {
                let names: Vec<String> =
                    fields.iter().map(|name| self.text(name).0.trim().to_owned()).collect();
                if !self.options.names.known_among(&names).1 {
                    (self.ended, self.rows) = (true, 1);
                    let reason = Reason::NoTextField { fields: names };
                    return Some(Err(Rejected::file(&self.file, reason)));
                }
                self.columns = Some(names);
                continue;
            };
            self.rows += 1;
            let place = self.place(line);
            if columns.len() != fields.len() {
                let reason = Reason::Columns { expected: columns.len(), found: fields.len() };
                return Some(Err(Rejected { place, reason }));
            }
            let (mut encoding, mut replaced) = (self.encoding.name(), 0);
            let mut named = Map::new();
            for (name, field) in columns.iter().zip(&fields) {
                let (text, its_encoding, its_replaced) = self.text(field);
                if its_encoding != "UTF-8" {
                    encoding = its_encoding;
                }
                replaced += its_replaced;
                // Of two columns with one name the first counts.
                named.entry(name.clone()).or_insert(Value::String(text));
            }
            let received = ReceivedFields {
                place: place.clone(),
                form: Form::Separated,
                sha256: sha256(&bytes),
                encoding,
                replaced,
                names: &self.options.names,
                outlet: None,
            };
            let made = document_of(&named, received);
            return Some(made.map_err(|reason| Rejected { place, reason }));
        }
        None
    }
}
