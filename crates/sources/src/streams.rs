//! Bytes as they come in: looked at before they are read, unpacked, re-read, cut into lines.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Decoder, Encoding};

use crate::document::Reason;

/// Bytes from anywhere, on any thread.
pub(crate) type Stream = Box<dyn BufRead + Send>;

/// Bytes looked at to recognise what a file is.
const GLANCE: usize = 64 * 1024;

/// What is wrong with a compressed file, on its way through an [`io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("the {form} archive is damaged or cut off: {cause}")]
struct Damaged {
    form: &'static str,
    cause: String,
}

/// Why bytes could not be read on.
pub(crate) fn reason_of(error: io::Error) -> Reason {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Damaged>()) {
        Some(Damaged { form, cause }) => Reason::Archive { form, cause: cause.clone() },
        None => Reason::Unreadable(error),
    }
}

/// A decompressor whose errors say that the archive is at fault, and that is done with after one.
struct Unpacking<R> {
    form: &'static str,
    reader: R,
    failed: bool,
}

impl<R: Read> Read for Unpacking<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed {
            return Ok(0);
        }
        self.reader.read(buffer).map_err(|cause| {
            if cause.kind() == io::ErrorKind::Interrupted {
                return cause;
            }
            self.failed = true;
            io::Error::other(Damaged { form: self.form, cause: cause.to_string() })
        })
    }
}

/// Whether the bytes begin as a gzip archive does.
pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x8b\x08")
}

/// Whether the bytes begin as a Zstandard archive does, with a frame or one to skip.
fn is_zstandard(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x28\xb5\x2f\xfd")
        || (bytes.len() >= 4 && bytes[0] & 0xf0 == 0x50 && bytes[1..4] == *b"\x2a\x4d\x18")
}

/// The stream within, where the bytes are an archive of one stream.
///
/// # Errors
/// The stream as it was, where they are none.
pub(crate) fn unpacked(stream: Glanced) -> Result<Stream, Glanced> {
    if is_gzip(stream.glance()) {
        let reader = flate2::bufread::MultiGzDecoder::new(stream);
        Ok(Box::new(BufReader::new(Unpacking { form: "gzip", reader, failed: false })))
    } else if is_zstandard(stream.glance()) {
        match zstd::stream::read::Decoder::with_buffer(stream) {
            Ok(reader) => {
                Ok(Box::new(BufReader::new(Unpacking { form: "Zstandard", reader, failed: false })))
            }
            Err(cause) => {
                let error =
                    io::Error::other(Damaged { form: "Zstandard", cause: cause.to_string() });
                Ok(Box::new(Glanced {
                    seen: Vec::new(),
                    at: 0,
                    error: Some(error),
                    rest: Box::new(io::empty()),
                }))
            }
        }
    } else {
        Err(stream)
    }
}

/// Whether the gzip archive that begins so holds these bytes at its beginning.
pub(crate) fn gzip_begins_with(archive: &[u8], beginning: &[u8]) -> bool {
    let mut first = vec![0; beginning.len()];
    flate2::bufread::GzDecoder::new(archive).read_exact(&mut first).is_ok() && first == beginning
}

/// A stream of which the first bytes are known before it is read.
pub(crate) struct Glanced {
    seen: Vec<u8>,
    at: usize,
    /// What befell while the first bytes were read; told once they are.
    error: Option<io::Error>,
    rest: Stream,
}

impl Glanced {
    pub(crate) fn at(mut rest: Stream) -> Self {
        let mut seen = Vec::new();
        let error = (&mut rest).take(GLANCE as u64).read_to_end(&mut seen).err();
        Self { seen, at: 0, error, rest }
    }

    /// The first bytes: all, where there are few.
    pub(crate) fn glance(&self) -> &[u8] {
        &self.seen
    }
}

impl Read for Glanced {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Glanced {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.seen.len() {
            return Ok(&self.seen[self.at..]);
        }
        match self.error.take() {
            Some(error) => Err(error),
            None => self.rest.fill_buf(),
        }
    }

    fn consume(&mut self, count: usize) {
        if self.at < self.seen.len() {
            self.at += count;
        } else {
            self.rest.consume(count);
        }
    }
}

/// Bytes of one encoding as UTF-8, for encodings whose rows cannot be told apart by bytes.
struct Recoded {
    stream: Stream,
    decoder: Decoder,
    ended: bool,
}

/// The stream in UTF-8, without the mark that may stand before it.
pub(crate) fn recoded(stream: Stream, encoding: &'static Encoding) -> Stream {
    let decoder = encoding.new_decoder_with_bom_removal();
    Box::new(BufReader::new(Recoded { stream, decoder, ended: false }))
}

impl Read for Recoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Less room than one character may take would make no progress.
        while !self.ended && buffer.len() >= 16 {
            let available = self.stream.fill_buf()?;
            let last = available.is_empty();
            let (_, taken, written, _) = self.decoder.decode_to_utf8(available, buffer, last);
            self.stream.consume(taken);
            self.ended = last && taken == 0 && written == 0;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

/// A stream that can be taken back to a mark, as long as that is not too far.
pub(crate) struct Rewindable<R> {
    stream: R,
    /// What was read since the mark; `None` where that has become too much to keep.
    kept: Option<Vec<u8>>,
    most: usize,
    /// What is to be read again before the stream.
    again: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Rewindable<R> {
    pub(crate) fn new(stream: R, most: usize) -> Self {
        Self { stream, kept: Some(Vec::new()), most, again: Vec::new(), at: 0 }
    }

    /// The stream, from what of it was not read yet; what was to be read again is lost.
    pub(crate) fn into_stream(self) -> R {
        self.stream
    }

    /// Marks this place, and keeps so many bytes from it on.
    pub(crate) fn keep(&mut self, most: usize) {
        self.most = most;
        self.mark();
    }

    pub(crate) fn mark(&mut self) {
        self.kept = Some(Vec::new());
    }

    /// Back to so many bytes after the mark, where what came since is still there; and marks that
    /// place.
    pub(crate) fn rewind(&mut self, after: usize) {
        if let Some(mut kept) = self.kept.take() {
            kept.drain(..after.min(kept.len()));
            kept.extend_from_slice(&self.again[self.at..]);
            (self.again, self.at) = (kept, 0);
        }
        self.mark();
    }
}

impl<R: BufRead> Read for Rewindable<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Rewindable<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.again.len() {
            return Ok(&self.again[self.at..]);
        }
        self.stream.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if self.kept.as_ref().is_some_and(|kept| kept.len() + count > self.most) {
            self.kept = None;
        }
        if self.at < self.again.len() {
            if let Some(kept) = &mut self.kept {
                kept.extend_from_slice(&self.again[self.at..self.at + count]);
            }
            self.at += count;
        } else {
            if let (Some(kept), Ok(available)) = (&mut self.kept, self.stream.fill_buf()) {
                kept.extend_from_slice(&available[..count.min(available.len())]);
            }
            self.stream.consume(count);
        }
    }
}

/// A line as it was read.
pub(crate) struct Line {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// Its bytes, without the line end; `None` where they are more than are held.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// A stream, cut at line feeds.
pub(crate) struct Lines {
    stream: Stream,
    longest: usize,
    number: u64,
    /// Lines to be given again before the next one, the first last.
    again: Vec<Line>,
}

impl Lines {
    pub(crate) fn of(stream: Stream, longest: usize) -> Self {
        Self { stream, longest, number: 0, again: Vec::new() }
    }

    /// Gives a line again; of several, the last one first.
    pub(crate) fn give_back(&mut self, line: Line) {
        self.again.push(line);
    }

    /// The next line; what stands before an error without a line end is lost with it.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.again.pop() {
            return Ok(Some(line));
        }
        let mut bytes = Some(Vec::new());
        let mut any = false;
        loop {
            let available = match self.stream.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                available => available?,
            };
            if available.is_empty() {
                break;
            }
            any = true;
            let end = available.iter().position(|&byte| byte == b'\n');
            let part = &available[..end.unwrap_or(available.len())];
            match &mut bytes {
                Some(kept) if kept.len() + part.len() <= self.longest => {
                    kept.extend_from_slice(part)
                }
                _ => bytes = None,
            }
            let taken = part.len() + usize::from(end.is_some());
            self.stream.consume(taken);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        if let Some(bytes) = &mut bytes {
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
            if self.number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
        }
        Ok(Some(Line { number: self.number, bytes }))
    }
}

/// All the bytes of a stream, as long as they are no more than `limit`.
pub(crate) fn all_of(stream: &mut dyn BufRead, limit: usize) -> Result<Vec<u8>, Reason> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    stream.take(most).read_to_end(&mut bytes).map_err(reason_of)?;
    if bytes.len() > limit { Err(Reason::TooLong { limit }) } else { Ok(bytes) }
}
