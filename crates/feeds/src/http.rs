//! Requests over the network, by `ureq`, to addresses that were looked at first.

use std::io::Read;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use flate2::read::MultiGzDecoder;
use ureq::config::Config;
use ureq::http::{HeaderMap, Uri};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::{Host, Url};

use crate::addresses::{Allowed, is_allowed, is_public};
use crate::clock::Stop;
use crate::fetching::{Answer, Failure, Fetch, Request, Wanted};
use crate::robots;
use crate::settings::Settings;

/// Carries requests out over the network, one at a time.
///
/// A name is resolved once; the addresses are looked at, and one of these is connected to. No proxy is
/// asked and no connection is used twice, so that no request reaches another address than was looked at.
#[derive(Debug, Clone)]
pub struct HttpFetcher {
    asking: Arc<Asking>,
    stop: Stop,
}

/// What each request needs to know.
#[derive(Debug)]
struct Asking {
    user_agent: String,
    timeout: Duration,
    largest: usize,
    allowed: Vec<Allowed>,
}

/// How often it is looked whether the watch is to stop, while a server is waited for.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// How much longer than the request itself its thread is waited for.
const GRACE: Duration = Duration::from_secs(1);

impl HttpFetcher {
    /// Carries requests out as the settings say; leaves alone what is under way where `stop` says so.
    pub fn new(settings: &Settings, stop: Stop) -> Self {
        let asking = Asking {
            user_agent: settings.user_agent.clone(),
            timeout: settings.timeout,
            largest: settings.largest,
            allowed: settings.allow_private.clone(),
        };
        Self { asking: Arc::new(asking), stop }
    }
}

impl Fetch for HttpFetcher {
    fn fetch(&mut self, request: &Request) -> Result<Answer, Failure> {
        if self.stop.is_stopped() {
            return Err(Failure::Stopped);
        }
        let (sender, receiver) = mpsc::channel();
        let (asking, own) = (Arc::clone(&self.asking), request.clone());
        // On a thread of its own, because neither a name server nor a server can be waited for in a way
        // that a signal ends. One that is left alone ends with its time limit, or with the program.
        let began = Instant::now();
        thread::Builder::new()
            .name("fetch".into())
            .spawn(move || {
                // Nobody waits any more, where the watch was stopped.
                let _ = sender.send(asking.answer(&own));
            })
            .map_err(|cause| Failure::Unreachable(cause.to_string()))?;
        loop {
            match receiver.recv_timeout(LOOK_AGAIN) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Failure::Unreachable("the request came to nothing".into()));
                }
                Err(RecvTimeoutError::Timeout) if self.stop.is_stopped() => {
                    return Err(Failure::Stopped);
                }
                Err(RecvTimeoutError::Timeout) if began.elapsed() > self.asking.timeout + GRACE => {
                    return Err(Failure::TimedOut(self.asking.timeout));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

/// Gives the addresses that were looked at, whatever is asked.
#[derive(Debug)]
struct LookedAt(Vec<SocketAddr>);

impl Resolver for LookedAt {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut resolved = self.empty();
        // As many as there is room for.
        for &address in self.0.iter().take(16) {
            resolved.push(address);
        }
        if resolved.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(resolved) }
    }
}

impl Asking {
    fn answer(&self, request: &Request) -> Result<Answer, Failure> {
        let began = Instant::now();
        let addresses = self.addresses(&request.url, request.may_be_private)?;
        let is_private = addresses.iter().any(|address| !is_public(address.ip()));
        let Some(left) = self.timeout.checked_sub(began.elapsed()).filter(|left| !left.is_zero())
        else {
            return Err(Failure::TimedOut(self.timeout));
        };
        let config = ureq::Agent::config_builder()
            .user_agent(self.user_agent.as_str())
            .accept(accept(request.wanted))
            .accept_encoding("gzip")
            .timeout_global(Some(left))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            // What the environment names would be connected to unlooked at.
            .proxy(None)
            .build();
        let agent =
            ureq::Agent::with_parts(config, DefaultConnector::default(), LookedAt(addresses));
        let mut asked = agent.get(request.url.as_str());
        if let Some(etag) = &request.etag {
            asked = asked.header("If-None-Match", etag);
        }
        if let Some(time) = &request.last_modified {
            asked = asked.header("If-Modified-Since", time);
        }
        let mut answer = asked.call().map_err(|error| self.failure(error))?;
        let headers = answer.headers();
        let header = |name: &str| header(headers, name);
        let told = Answer {
            status: answer.status().as_u16(),
            etag: header("ETag"),
            last_modified: header("Last-Modified"),
            location: header("Location"),
            retry_after: header("Retry-After"),
            content_type: header("Content-Type"),
            body: Vec::new(),
            is_private,
        };
        if !(200..300).contains(&told.status) {
            // Nobody reads what stands in it.
            return Ok(told);
        }
        let packing = header("Content-Encoding").unwrap_or_default().to_ascii_lowercase();
        let body = self.body(answer.body_mut().as_reader(), &packing, request.wanted)?;
        Ok(Answer { body, ..told })
    }

    /// The addresses of the host that may be connected to.
    fn addresses(&self, url: &Url, may_be_private: bool) -> Result<Vec<SocketAddr>, Failure> {
        let unresolved = |cause: &str| Failure::Unresolved(cause.to_owned());
        let port = url.port_or_known_default().ok_or_else(|| unresolved("it has no port"))?;
        let found: Vec<SocketAddr> = match url.host() {
            Some(Host::Ipv4(address)) => vec![(address, port).into()],
            Some(Host::Ipv6(address)) => vec![(address, port).into()],
            Some(Host::Domain(name)) => (name, port)
                .to_socket_addrs()
                .map_err(|cause| unresolved(&cause.to_string()))?
                .collect(),
            None => return Err(unresolved("it has no host")),
        };
        let may_be_reached = |address: &SocketAddr| {
            is_public(address.ip()) || (may_be_private && is_allowed(*address, &self.allowed))
        };
        let (reached, refused): (Vec<SocketAddr>, Vec<SocketAddr>) =
            found.into_iter().partition(may_be_reached);
        match (reached.is_empty(), refused.first()) {
            (false, _) => Ok(reached),
            (true, Some(address)) => Err(Failure::Refused(address.ip())),
            (true, None) => Err(unresolved("it has no address")),
        }
    }

    fn failure(&self, error: ureq::Error) -> Failure {
        match error {
            ureq::Error::Timeout(_) => Failure::TimedOut(self.timeout),
            ureq::Error::HostNotFound => Failure::Unresolved(error.to_string()),
            error => Failure::Unreachable(error.to_string()),
        }
    }

    fn body(&self, packed: impl Read, packing: &str, wanted: Wanted) -> Result<Vec<u8>, Failure> {
        let (largest, may_be_cut) = match wanted {
            Wanted::Robots => (robots::LONGEST, true),
            Wanted::Feed | Wanted::Page => (self.largest, false),
        };
        let packed = self.bytes(packed, largest, may_be_cut)?;
        match packing {
            "" | "identity" => Ok(packed),
            // The standard says that an empty body may be called anything.
            _ if packed.is_empty() => Ok(packed),
            "gzip" | "x-gzip" => {
                let mut body = Vec::new();
                let most = largest as u64 + 1;
                match MultiGzDecoder::new(packed.as_slice()).take(most).read_to_end(&mut body) {
                    Ok(_) if body.len() <= largest => Ok(body),
                    Ok(_) | Err(_) if may_be_cut => {
                        body.truncate(largest);
                        Ok(body)
                    }
                    Ok(_) => Err(Failure::TooLong(largest)),
                    Err(cause) => Err(Failure::Damaged(cause.to_string())),
                }
            }
            other => Err(Failure::Packed(other.to_owned())),
        }
    }

    fn bytes(
        &self,
        stream: impl Read,
        largest: usize,
        may_be_cut: bool,
    ) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        stream.take(largest as u64 + 1).read_to_end(&mut bytes).map_err(|cause| match cause
            .downcast::<ureq::Error>(
        ) {
            Ok(error) => self.failure(error),
            Err(cause) => self.failure(ureq::Error::from(cause)),
        })?;
        if bytes.len() > largest {
            if !may_be_cut {
                return Err(Failure::TooLong(largest));
            }
            bytes.truncate(largest);
        }
        Ok(bytes)
    }
}

fn accept(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Feed => {
            "application/rss+xml, application/atom+xml, application/feed+json, \
             application/xml;q=0.9, */*;q=0.5"
        }
        Wanted::Page => "text/html, application/xhtml+xml;q=0.9, */*;q=0.5",
        Wanted::Robots => "text/plain, */*;q=0.5",
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = String::from_utf8_lossy(headers.get(name)?.as_bytes()).trim().to_owned();
    (!value.is_empty()).then_some(value)
}
