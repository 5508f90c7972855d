//! Answers as they are sent: whole ones with their checksum, and streams.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, ETAG,
    HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH, VARY,
};
use axum::http::{Response, StatusCode};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::Frame;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use crate::kept::{AsOf, Weighed};
use crate::tokens::hexadecimal;

/// As of when an answer is, in RFC 3339.
const AS_OF: HeaderName = HeaderName::from_static("depesha-as-of");
/// The fewest bytes that are worth packing.
const WORTH_PACKING: usize = 1_024;
/// What is said of answers in memory: they may be kept, and are asked after each time.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("private, no-cache");

/// An answer in memory.
#[derive(Debug)]
pub(crate) struct Whole {
    pub(crate) media: &'static str,
    pub(crate) body: Bytes,
    pub(crate) file_name: Option<String>,
    tag: String,
    packed: OnceLock<Option<Bytes>>,
}

impl Whole {
    pub(crate) fn new(media: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let tag = hexadecimal(&Sha256::digest(&body)[..16]);
        Self { media, body, file_name: None, tag, packed: OnceLock::new() }
    }

    fn packed(&self) -> Option<Bytes> {
        let pack = || {
            let mut packer = GzEncoder::new(Vec::new(), Compression::default());
            packer.write_all(&self.body).ok()?;
            packer.finish().ok().map(Bytes::from)
        };
        let worth = self.body.len() >= WORTH_PACKING;
        self.packed.get_or_init(|| worth.then(pack).flatten()).clone()
    }

    /// The response to whoever sent these headers: 304 where they have it.
    pub(crate) fn response(&self, asked: &HeaderMap, at: Option<Timestamp>) -> Response<Body> {
        let packed = if takes_gzip(asked) { self.packed() } else { None };
        // Strong tags differ where the bytes do.
        let tag = format!("\"{}{}\"", self.tag, if packed.is_some() { "-gz" } else { "" });
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, ASK_AGAIN);
        headers.insert(
            VARY,
            HeaderValue::from_static(
                "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie",
            ),
        );
        if let Some(at) = at.and_then(|at| HeaderValue::from_str(&as_of(at)).ok()) {
            headers.insert(AS_OF, at);
        }
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(ETAG, tag);
        }
        if has(asked, &tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media));
        if let Some(name) = self.file_name.as_deref().and_then(attachment) {
            headers.insert(CONTENT_DISPOSITION, name);
        }
        let body = match packed {
            Some(packed) => {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                packed
            }
            None => self.body.clone(),
        };
        *response.body_mut() = Body::from(body);
        response
    }
}

impl AsOf<Whole> {
    pub(crate) fn response(&self, asked: &HeaderMap) -> Response<Body> {
        self.answer.response(asked, Some(self.at))
    }
}

impl Weighed for Whole {
    fn weight(&self) -> usize {
        // The packed body comes later, and is smaller.
        self.body.len() * 3 / 2
    }
}

pub(crate) fn as_of(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A file's name for whoever stores it; letters other than ASCII's as RFC 8187 has them.
pub(crate) fn attachment(name: &str) -> Option<HeaderValue> {
    const KEPT: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');
    let plain: String =
        name.chars()
            .map(|letter| {
                if letter.is_ascii_alphanumeric() || ".-_".contains(letter) { letter } else { '_' }
            })
            .collect();
    let coded = percent_encoding::utf8_percent_encode(name, &KEPT);
    HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}"))
        .ok()
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let codings = asked.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    codings.flat_map(|codings| codings.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let refused = parts.any(|part| {
            part.strip_prefix("q=").is_some_and(|weight| weight.parse() == Ok(0.0_f32))
        });
        is_gzip && !refused
    })
}

/// Whether whoever asks has what is tagged so.
pub(crate) fn has(asked: &HeaderMap, tag: &str) -> bool {
    let known = asked.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|tags| tags.split(',')).any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

/// The bytes of a part of a stream.
const PART: usize = 32 * 1024;
/// How many parts wait for whoever takes them.
const WAITING: usize = 4;
/// How long it is waited for whoever takes the parts.
const STALL: Duration = Duration::from_secs(30);

/// A body that is made while it is sent: no more of it is in memory than a few parts.
pub(crate) struct Stream(mpsc::Receiver<io::Result<Bytes>>);

impl Stream {
    /// Begins a stream that `write` writes on a thread that may wait. Where it fails, the connection ends before
    /// its time, so that nobody takes a part for the whole.
    pub(crate) fn begin(write: impl FnOnce(&mut Parts) -> io::Result<()> + Send + 'static) -> Body {
        let (send, receive) = mpsc::channel(WAITING);
        let runtime = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || {
            let mut parts = Parts { part: Vec::with_capacity(PART), send, runtime };
            if let Err(cause) = write(&mut parts).and_then(|()| parts.flush()) {
                // Nobody is there any more, or the stream ends here.
                let _ = parts.send.blocking_send(Err(cause));
            }
        });
        Body::new(Self(receive))
    }
}

impl hyper::body::Body for Stream {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(context).map(|part| part.map(|part| part.map(Frame::data)))
    }
}

/// What a stream is written to.
pub(crate) struct Parts {
    part: Vec<u8>,
    send: mpsc::Sender<io::Result<Bytes>>,
    runtime: tokio::runtime::Handle,
}

impl Write for Parts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.part.extend_from_slice(bytes);
        if self.part.len() >= PART {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.part.is_empty() {
            return Ok(());
        }
        let part = Bytes::from(std::mem::replace(&mut self.part, Vec::with_capacity(PART)));
        let sent = self.runtime.block_on(tokio::time::timeout(STALL, self.send.send(Ok(part))));
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

/// The response with a stream; 304 where whoever asks has it. The tag is that of the ledger's state and the question.
pub(crate) fn streamed(
    asked: &HeaderMap,
    media: &'static str,
    file_name: &str,
    tag: &str,
    body: impl FnOnce() -> Body,
) -> Response<Body> {
    let tag = format!("\"{}\"", hexadecimal(&Sha256::digest(tag)[..16]));
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    headers.insert(VARY, HeaderValue::from_static("Accept, Authorization, Cookie"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    if has(asked, &tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    if let Some(name) = attachment(file_name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    *response.body_mut() = body();
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn who_has_the_answer_is_told_so_packed_or_not() {
        let whole = Whole::new("text/plain", "мост ".repeat(1_000));
        let plain = whole.response(&HeaderMap::new(), None);
        let packed = whole.response(&headers(ACCEPT_ENCODING, "br, gzip;q=0.8"), None);
        assert_eq!(packed.headers()[CONTENT_ENCODING], "gzip");
        assert_ne!(plain.headers()[ETAG], packed.headers()[ETAG]);
        let again = headers(IF_NONE_MATCH, plain.headers()[ETAG].to_str().unwrap());
        assert_eq!(whole.response(&again, None).status(), StatusCode::NOT_MODIFIED);
        let refused = whole.response(&headers(ACCEPT_ENCODING, "gzip;q=0"), None);
        assert!(!refused.headers().contains_key(CONTENT_ENCODING));
    }

    #[test]
    fn a_files_name_is_told_in_letters_that_headers_may_have() {
        let name = attachment("мост\"\r\n.csv").unwrap();
        let name = name.to_str().unwrap();
        assert!(name.starts_with("attachment; filename=\"_______.csv\""), "{name}");
        assert!(name.contains("%D0%BC") && name.contains("%0D%0A"), "{name}");
    }
}
