//! What the watch knows from one run to the next; whoever runs it keeps that.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// What is known of feeds, their entries and hosts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Feeds, by their addresses.
    pub feeds: BTreeMap<String, FeedState>,
    /// Entries of feeds, by the addresses of these and the ids of their documents.
    pub entries: BTreeMap<String, BTreeMap<String, EntryState>>,
    /// Hosts, by their names.
    pub hosts: BTreeMap<String, HostState>,
    /// What sites ask of programs, by scheme, host and port.
    pub robots: BTreeMap<String, KnownRobots>,
}

/// What is known of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedState {
    /// The `ETag` of the feed as it was when all of its entries had been handed over.
    pub etag: Option<String>,
    /// Its `Last-Modified` then.
    pub last_modified: Option<String>,
    /// When it was last asked for.
    pub polled_at: Option<Timestamp>,
    /// When it is to be asked for again; now, where that is not known.
    pub next_due: Option<Timestamp>,
    /// How often in a row it could not be had.
    pub failures: u32,
}

/// What is known of an entry that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntryState {
    /// The SHA-256 of what the entry said; another one means that it changed.
    pub said: String,
    /// Whether its page was had.
    pub has_page: bool,
    /// How often its page could not be had, where that is to be tried again.
    pub page_tries: Option<u32>,
    /// Since when the feed does not have it any more.
    pub gone_since: Option<Timestamp>,
}

/// What is known of a host that had to be left alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostState {
    /// How often in a row it failed or asked for a rest.
    pub failures: u32,
    /// Until when it is left alone.
    pub rests_until: Option<Timestamp>,
}

/// What a site asks of programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRobots {
    /// As a `robots.txt`, with the group alone that is for this program.
    pub rules: String,
    /// When it was fetched.
    pub fetched_at: Timestamp,
}

/// Something new to know. All documents from which it follows were handed over before it, so that
/// whoever keeps first those and then this loses nothing, wherever he is stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Of a feed.
    Feed {
        /// Its address.
        feed: String,
        /// What is known now.
        state: FeedState,
    },
    /// Of an entry.
    Entry {
        /// The feed's address.
        feed: String,
        /// The id of its document.
        entry: String,
        /// What is known now; nothing, where it need not be known any longer.
        state: Option<EntryState>,
    },
    /// Of a host.
    Host {
        /// Its name.
        host: String,
        /// What is known now; nothing, where all is well.
        state: Option<HostState>,
    },
    /// Of what a site asks of programs.
    Robots {
        /// Scheme, host and port of the site.
        site: String,
        /// What is known now.
        robots: KnownRobots,
    },
}

impl State {
    /// Puts in what is new.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Feed { feed, state } => {
                self.feeds.insert(feed, state);
            }
            Change::Entry { feed, entry, state: Some(state) } => {
                self.entries.entry(feed).or_default().insert(entry, state);
            }
            Change::Entry { feed, entry, state: None } => {
                self.entries.get_mut(&feed).map(|entries| entries.remove(&entry));
            }
            Change::Host { host, state: Some(state) } => {
                self.hosts.insert(host, state);
            }
            Change::Host { host, state: None } => {
                self.hosts.remove(&host);
            }
            Change::Robots { site, robots } => {
                self.robots.insert(site, robots);
            }
        }
    }
}
