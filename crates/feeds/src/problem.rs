//! What kept a feed or page from being had.

use jiff::Timestamp;
use thiserror::Error;

use crate::fetching::Failure;

/// Something that could not be had; all else goes on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{url}: {trouble}")]
pub struct Problem {
    /// The feed's address.
    pub feed: String,
    /// The address that was asked for: the feed's or a page's.
    pub url: String,
    /// What was wrong.
    #[source]
    pub trouble: Trouble,
    /// When it will be tried again; never, for what it was found to be.
    pub again_at: Option<Timestamp>,
}

impl Problem {
    /// What to do next, as a sentence without its full stop.
    pub fn hint(&self) -> String {
        let is_page = self.url != self.feed;
        match &self.trouble {
            // Of a page no such advice is given: whoever writes a feed could ask for it by a link.
            Trouble::Failed(Failure::Refused(address)) if !is_page => format!(
                "if it is your own and meant to be watched, allow it in the file: \
                 `allow_private = [\"{address}\"]`"
            ),
            Trouble::Failed(Failure::TooLong(_)) => {
                "give a greater `largest` in the file, if it is to be read".into()
            }
            Trouble::Disallowed if is_page => {
                "set `pages = false` for this feed to keep what its entries say".into()
            }
            Trouble::Disallowed => {
                "ask the site for leave, or take the feed out of the file".into()
            }
            Trouble::Status(404 | 410) if !is_page => {
                "look for its new address, and put that into the file".into()
            }
            Trouble::Status(401 | 403) if !is_page => {
                "open it in a browser; what asks for a login is not watched".into()
            }
            Trouble::NoFeed(_) => {
                "open it in a browser, and put the address of the feed itself into the file".into()
            }
            Trouble::TooManyEntries(_) => "take the feed of one section instead".into(),
            Trouble::NothingToRead => "nothing needs to be done".into(),
            _ if is_page && self.again_at.is_none() => {
                "what its entry says was kept, where it says anything".into()
            }
            _ => match self.again_at {
                Some(time) => format!("it will be tried again after {}", shown(time)),
                None => "check the address".into(),
            },
        }
    }
}

/// A time to the second.
fn shown(time: Timestamp) -> Timestamp {
    time.round(jiff::Unit::Second).unwrap_or(time)
}

/// What was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Trouble {
    /// There was no answer.
    #[error("{0}")]
    Failed(#[source] Failure),
    /// The answer was of another kind than one that gives what was asked for.
    #[error("the server answers with {}", status(*.0))]
    Status(u16),
    /// The answers led on and on.
    #[error("it leads to other addresses more than {0} times")]
    Redirects(usize),
    /// An address that is none, is not of the web, or has a user's name in it.
    #[error("it leads to `{0}`, which is no address that is fetched")]
    Address(String),
    /// The site asks programs not to fetch it.
    #[error("the site's robots.txt asks programs to leave it alone")]
    Disallowed,
    /// It is not known what the site asks of programs, because it does not say so now.
    #[error("the site's robots.txt cannot be had: {0}")]
    Robots(#[source] Box<Trouble>),
    /// The host is left alone for a while, because it asked for that or failed.
    #[error("its host is left alone until {}", shown(*.0))]
    Resting(Timestamp),
    /// The feed is none.
    #[error("{0}")]
    NoFeed(String),
    /// An entry of the feed is broken.
    #[error("{0}")]
    Entry(String),
    /// The page has no report that can be read.
    #[error("{0}")]
    Page(String),
    /// An entry has neither a text nor a page.
    #[error("an entry has neither a text nor a page")]
    NothingToRead,
    /// The feed has more entries than are taken.
    #[error("it has more than {0} entries; the others were passed over")]
    TooManyEntries(usize),
    /// The watch is to stop.
    #[error("the watch was stopped")]
    Stopped,
}

fn status(code: u16) -> String {
    let words = match code {
        304 => "not modified, to a request that knew nothing",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not found",
        410 => "gone",
        429 => "too many requests",
        500 => "internal server error",
        502 => "bad gateway",
        503 => "service unavailable",
        504 => "gateway timeout",
        _ => return code.to_string(),
    };
    format!("{code} ({words})")
}

impl Trouble {
    /// Whether it may be otherwise at another time.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Failed(failure) => failure.is_of_host(),
            Self::Status(code) => *code >= 500 || matches!(code, 408 | 425 | 429),
            Self::Robots(_) | Self::Resting(_) => true,
            _ => false,
        }
    }
}
