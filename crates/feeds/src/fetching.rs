//! One request and what comes of it, whoever carries it out.

use std::net::IpAddr;
use std::time::Duration;

use thiserror::Error;
use url::Url;

/// A request for what stands at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The address; `http` or `https`.
    pub url: Url,
    /// What is wished for.
    pub wanted: Wanted,
    /// The `ETag` of what is known already.
    pub etag: Option<String>,
    /// The `Last-Modified` of what is known already.
    pub last_modified: Option<String>,
    /// Whether addresses that the settings allow may be reached although they are not public.
    pub may_be_private: bool,
}

/// What is wished for, by which kinds of answer are asked for and how much of it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A feed.
    Feed,
    /// A page.
    Page,
    /// A `robots.txt`; of a long one the beginning.
    Robots,
}

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
    /// `Location`.
    pub location: Option<String>,
    /// `Retry-After`.
    pub retry_after: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// The bytes, unpacked.
    pub body: Vec<u8>,
    /// Whether the server's address is not public.
    pub is_private: bool,
}

impl Answer {
    /// The encoding that `Content-Type` names.
    pub(crate) fn charset(&self) -> Option<&str> {
        let kind = self.content_type.as_deref()?;
        let parameters = kind.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
        let mut charsets =
            parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
        charsets.next().map(|(_, value)| value.trim().trim_matches(['"', '\'']))
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Failure {
    /// The address that the name stands for is not public, and nothing allows it.
    #[error("its address {0} is not public")]
    Refused(IpAddr),
    /// The name of the host is not known.
    #[error("there is no host of this name: {0}")]
    Unresolved(String),
    /// It took too long.
    #[error("it took longer than {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// The connection could not be made, or broke.
    #[error("the connection failed: {0}")]
    Unreachable(String),
    /// The answer is longer than the settings allow, packed or unpacked.
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
    /// The answer is packed in another way than was asked for.
    #[error("the answer is packed as `{0}`, which was not asked for")]
    Packed(String),
    /// The answer cannot be unpacked.
    #[error("the answer is packed with gzip and damaged: {0}")]
    Damaged(String),
    /// The watch is to stop.
    #[error("the watch was stopped")]
    Stopped,
}

impl Failure {
    /// Whether the host is at fault, so that further requests to it would hardly fare better.
    pub(crate) fn is_of_host(&self) -> bool {
        matches!(self, Self::Unresolved(_) | Self::TimedOut(_) | Self::Unreachable(_))
    }
}

/// What carries requests out.
pub trait Fetch {
    /// Carries out one request, without following where the answer leads.
    ///
    /// # Errors
    /// Where there is no answer.
    fn fetch(&mut self, request: &Request) -> Result<Answer, Failure>;
}
