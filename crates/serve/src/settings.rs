//! How a server is set up, and what of it is refused.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::tokens::{Reviewer, Token};

/// How a server is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The ledger that is shown.
    pub ledger: PathBuf,
    /// Where it listens; port 0 for any that is free.
    pub listen: SocketAddr,
    /// The token of whoever keeps the server.
    pub token: Option<Token>,
    /// Who may review, each with a token.
    pub reviewers: Vec<Reviewer>,
    /// Whether anybody may read, on an address that others than this machine reach.
    pub open: bool,
    /// Names under which the server is known, beside those of its address; behind a proxy, the proxy's.
    pub hosts: Vec<String>,
    /// Whether a proxy stands before it that tells in `X-Forwarded-For` who asks.
    pub behind_proxy: bool,
    /// How many requests a second each client may make, four seconds' worth of them at once; 0 for any number.
    pub rate: u32,
    /// The most bytes of a body.
    pub longest_body: usize,
    /// How long a request may take.
    pub longest_request: Duration,
    /// How many requests may ask the ledger at once.
    pub most_asking: usize,
    /// The most connections at once.
    pub most_connections: usize,
    /// How long requests that are being answered may go on when the server is to stop.
    pub longest_stop: Duration,
    /// The most bytes of answers that are kept in memory.
    pub most_kept: usize,
    /// Whether a line is written for each request.
    pub is_quiet: bool,
}

impl Settings {
    /// The usual settings for a ledger: port 8080 of this machine alone, for reading.
    pub fn new(ledger: PathBuf) -> Self {
        Self {
            ledger,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            token: None,
            reviewers: Vec::new(),
            open: false,
            hosts: Vec::new(),
            behind_proxy: false,
            rate: 50,
            longest_body: 1024 * 1024,
            longest_request: Duration::from_secs(30),
            most_asking: std::thread::available_parallelism().map_or(4, |n| n.get() * 2).max(4),
            most_connections: 512,
            longest_stop: Duration::from_secs(5),
            most_kept: 96 * 1024 * 1024,
            is_quiet: false,
        }
    }

    /// Whether only this machine reaches it.
    pub fn is_loopback(&self) -> bool {
        self.listen.ip().to_canonical().is_loopback()
    }

    /// Whether reading needs a token: on another address than loopback, unless it is open.
    pub fn reading_needs_token(&self) -> bool {
        !self.open && (self.behind_proxy || !self.is_loopback())
    }

    /// Whether the name of a host, without its port, is one of this server's. On loopback no others are, so that no
    /// page of another site can ask under a name of its own that leads here.
    pub(crate) fn is_host(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.');
        if self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host)) {
            return true;
        }
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        let address: Option<IpAddr> = bare.parse().ok();
        if self.is_loopback() {
            host.eq_ignore_ascii_case("localhost")
                || address.is_some_and(|address| address.to_canonical().is_loopback())
        } else {
            // Where names are given, no others hold; an address is nobody's name.
            self.hosts.is_empty() || address.is_some()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_loopback_only_its_own_names_are_known() {
        let mut settings = Settings::new("news.ledger".into());
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]", "127.8.8.8"] {
            assert!(settings.is_host(host), "{host}");
        }
        for host in ["example.org", "127.0.0.1.example.org", "192.0.2.1", ""] {
            assert!(!settings.is_host(host), "{host}");
        }
        settings.hosts.push("news.example.org".into());
        assert!(settings.is_host("News.example.org."));
    }

    #[test]
    fn reading_needs_a_token_wherever_others_reach_it() {
        let mut settings = Settings::new("news.ledger".into());
        assert!(!settings.reading_needs_token());
        settings.behind_proxy = true;
        assert!(settings.reading_needs_token());
        settings.listen = "0.0.0.0:80".parse().unwrap();
        assert!(settings.reading_needs_token());
        settings.open = true;
        assert!(!settings.reading_needs_token());
    }
}
