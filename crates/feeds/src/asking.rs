//! Asking a site for something as it wishes to be asked: not what it forbids, not too soon, not while it
//! rests, and following where it leads only so far.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::clock::{Clock, Waited};
use crate::fetching::{Answer, Failure, Fetch, Request, Wanted};
use crate::problem::Trouble;
use crate::robots::Robots;
use crate::settings::Settings;
use crate::state::{Change, HostState, KnownRobots, State};

/// How often an answer may lead to another address; for `robots.txt` the standard asks for five.
const MOST_REDIRECTS: usize = 5;

/// How long a `robots.txt` is heeded before it is fetched again: the standard's most.
const ROBOTS_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// The first rest of a host that failed; each further failure doubles it.
const FIRST_REST: SignedDuration = SignedDuration::from_mins(1);

/// The longest rest by failures alone.
pub(crate) const LONGEST_BACK_OFF: SignedDuration = SignedDuration::from_hours(24);

/// The longest rest that a server can ask for.
const LONGEST_RETRY_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What is known already of what is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

/// An answer, and the address that it came from in the end.
pub(crate) struct Answered {
    pub(crate) answer: Answer,
    pub(crate) url: Url,
}

/// Whoever asks, with all that is known of hosts and sites.
pub(crate) struct Asker<C, F> {
    pub(crate) settings: Settings,
    pub(crate) state: State,
    pub(crate) clock: C,
    fetcher: F,
    /// From when on a host may be asked again.
    free_at: BTreeMap<String, Timestamp>,
    /// What came to be known of hosts and sites since that was last taken.
    pub(crate) changes: Vec<Change>,
}

/// `base` doubled so often, up to a most.
pub(crate) fn doubled(base: SignedDuration, times: u32, most: SignedDuration) -> SignedDuration {
    let factor = 1_i32.checked_shl(times.min(30)).unwrap_or(i32::MAX);
    base.checked_mul(factor).unwrap_or(most).min(most)
}

/// The time so much later.
pub(crate) fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// Whether the address is of the web, and says nothing of who asks.
pub(crate) fn is_fetched(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.has_host()
}

/// When to come again, as `Retry-After` says: seconds, or a date.
fn retry_after(words: &str, now: Timestamp) -> Option<Timestamp> {
    let words = words.trim();
    let time = match words.parse::<u32>() {
        Ok(seconds) => later(now, SignedDuration::from_secs(seconds.into())),
        Err(_) => {
            let parser = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);
            parser.parse_timestamp(words).ok()?
        }
    };
    Some(time.min(later(now, LONGEST_RETRY_AFTER)))
}

impl<C: Clock, F: Fetch> Asker<C, F> {
    pub(crate) fn new(settings: Settings, state: State, clock: C, fetcher: F) -> Self {
        Self { settings, state, clock, fetcher, free_at: BTreeMap::new(), changes: Vec::new() }
    }

    /// From when on the host of this address may be asked.
    pub(crate) fn free_at(&self, url: &Url) -> Timestamp {
        self.free_at.get(&host_of(url)).copied().unwrap_or(Timestamp::MIN)
    }

    /// Until when the host of this address is left alone, where it is.
    pub(crate) fn rests_until(&self, url: &Url) -> Option<Timestamp> {
        let until = self.state.hosts.get(&host_of(url))?.rests_until?;
        (until > self.clock.now()).then_some(until)
    }

    /// Asks for what stands at an address; waits until its host may be asked, heeds its `robots.txt`, and
    /// follows where it leads.
    ///
    /// Addresses that are not public and that the settings allow are reached where `may_be_private`
    /// says so, but not from public ones.
    pub(crate) fn ask(
        &mut self,
        url: &Url,
        wanted: Wanted,
        known: Known,
        mut may_be_private: bool,
    ) -> Result<Answered, Trouble> {
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            if !is_fetched(&url) {
                return Err(Trouble::Address(url.into()));
            }
            if let Some(until) = self.rests_until(&url) {
                return Err(Trouble::Resting(until));
            }
            let robots = match wanted {
                Wanted::Robots => Robots::default(),
                Wanted::Feed | Wanted::Page => self.robots(&url, may_be_private)?,
            };
            let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
            if !robots.allows(path) {
                return Err(Trouble::Disallowed);
            }
            if self.clock.wait_until(self.free_at(&url)) == Waited::Stopped {
                return Err(Trouble::Stopped);
            }
            let answer = self.fetcher.fetch(&Request {
                url: url.clone(),
                wanted,
                etag: known.etag.clone(),
                last_modified: known.last_modified.clone(),
                may_be_private,
            });
            self.wait_before_next(&url, &robots);
            let answer = match answer {
                Ok(answer) => answer,
                Err(Failure::Stopped) => return Err(Trouble::Stopped),
                Err(failure) => {
                    if failure.is_of_host() {
                        self.rest(&url, None);
                    }
                    return Err(Trouble::Failed(failure));
                }
            };
            match (answer.status, &answer.location) {
                (301 | 302 | 303 | 307 | 308, Some(location)) => {
                    let led_to =
                        url.join(location).map_err(|_| Trouble::Address(location.clone()))?;
                    url = led_to;
                    url.set_fragment(None);
                    may_be_private &= answer.is_private;
                }
                (code @ (429 | 503), _) => {
                    self.rest(&url, answer.retry_after.as_deref());
                    return Err(Trouble::Status(code));
                }
                _ => {
                    self.is_well(&url);
                    return Ok(Answered { answer, url });
                }
            }
        }
        Err(Trouble::Redirects(MOST_REDIRECTS))
    }

    /// The host is not asked again before its delay is over: ours, or its own where that is longer.
    fn wait_before_next(&mut self, url: &Url, robots: &Robots) {
        let delay = self.settings.delay.max(robots.delay().unwrap_or(Duration::ZERO));
        let delay = SignedDuration::try_from(delay).unwrap_or(SignedDuration::MAX);
        self.free_at.insert(host_of(url), later(self.clock.now(), delay));
    }

    /// What the site asks of this program.
    fn robots(&mut self, url: &Url, may_be_private: bool) -> Result<Robots, Trouble> {
        let site = url.origin().ascii_serialization();
        let name = self.settings.name.clone();
        let known = self.state.robots.get(&site);
        let known = known.map(|known| (Robots::of(&known.rules, &name), known.fetched_at));
        let now = self.clock.now();
        if let Some((robots, fetched_at)) = &known
            && now.duration_since(*fetched_at).abs() < ROBOTS_KEPT
        {
            return Ok(robots.clone());
        }
        let file = url.join("/robots.txt").map_err(|_| Trouble::Address(url.as_str().into()))?;
        let robots = match self.ask(&file, Wanted::Robots, Known::default(), may_be_private) {
            Ok(Answered { answer, .. }) if (200..300).contains(&answer.status) => {
                Robots::of(&String::from_utf8_lossy(&answer.body), &name)
            }
            Ok(Answered { answer, .. }) if answer.status >= 500 => {
                self.rest(url, None);
                return unless_known(known, Trouble::Status(answer.status));
            }
            // Where there is none, or it leads nowhere, nothing is asked for.
            Ok(_) | Err(Trouble::Redirects(_) | Trouble::Address(_)) => Robots::default(),
            Err(trouble @ (Trouble::Stopped | Trouble::Resting(_))) => return Err(trouble),
            Err(Trouble::Failed(failure @ Failure::Refused(_))) => {
                return Err(Trouble::Failed(failure));
            }
            Err(trouble) => return unless_known(known, trouble),
        };
        self.wait_before_next(url, &robots);
        let kept = KnownRobots { rules: robots.to_string(), fetched_at: self.clock.now() };
        self.learn(Change::Robots { site, robots: kept });
        Ok(robots)
    }

    /// The host failed, or asks to be left alone: it rests.
    fn rest(&mut self, url: &Url, told: Option<&str>) {
        let host = host_of(url);
        let now = self.clock.now();
        let mut state = self.state.hosts.get(&host).cloned().unwrap_or_default();
        let by_itself = later(now, doubled(FIRST_REST, state.failures, LONGEST_BACK_OFF));
        let told = told.and_then(|words| retry_after(words, now));
        state.failures = state.failures.saturating_add(1);
        state.rests_until = Some(told.map_or(by_itself, |told| told.max(by_itself)));
        self.learn(Change::Host { host, state: Some(state) });
    }

    fn is_well(&mut self, url: &Url) {
        let host = host_of(url);
        if self.state.hosts.contains_key(&host) {
            self.learn(Change::Host { host, state: None::<HostState> });
        }
    }

    fn learn(&mut self, change: Change) {
        self.state.apply(change.clone());
        self.changes.push(change);
    }
}

/// What was known of a site's wishes before, where they cannot be had now.
fn unless_known(known: Option<(Robots, Timestamp)>, trouble: Trouble) -> Result<Robots, Trouble> {
    known.map(|(robots, _)| robots).ok_or_else(|| Trouble::Robots(Box::new(trouble)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_when_to_come_again_in_seconds_or_by_a_date() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let told = |words: &str| retry_after(words, now).map(|time| time.to_string());
        assert_eq!(told("120").as_deref(), Some("2026-01-01T00:02:00Z"));
        assert_eq!(told("Thu, 01 Jan 2026 03:00:00 GMT").as_deref(), Some("2026-01-01T03:00:00Z"));
        assert_eq!(told("4294967295").as_deref(), Some("2026-01-08T00:00:00Z"));
        assert_eq!(told("soon"), None);
        assert_eq!(told("-5"), None);
    }

    #[test]
    fn back_off_doubles_up_to_an_end() {
        let minute = SignedDuration::from_mins(1);
        assert_eq!(doubled(minute, 0, LONGEST_BACK_OFF), minute);
        assert_eq!(doubled(minute, 3, LONGEST_BACK_OFF), SignedDuration::from_mins(8));
        assert_eq!(doubled(minute, 40, LONGEST_BACK_OFF), LONGEST_BACK_OFF);
        assert_eq!(doubled(SignedDuration::MAX, 2, LONGEST_BACK_OFF), LONGEST_BACK_OFF);
    }
}
