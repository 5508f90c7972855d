//! The watch: which feed is due, what is new in it, and what comes of that.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use depesha_sources::{Document, Rejected, document_of_received_page, entries_of_feed};
use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::asking::{Answered, Asker, Known, LONGEST_BACK_OFF, doubled, later};
use crate::clock::{Clock, Waited};
use crate::entries::NewEntry;
use crate::fetching::{Fetch, Wanted};
use crate::problem::{Problem, Trouble};
use crate::settings::{FeedSettings, Settings};
use crate::state::{Change, EntryState, FeedState, State};

/// The most entries of a feed that are taken at once.
const MOST_ENTRIES: usize = 1000;

/// How often a page is tried that fails in a way that may pass, a poll of its feed between two tries.
const MOST_TRIES: u32 = 3;

/// How long an entry is known that its feed does not have any more.
const GONE_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What the watch gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Gathered {
    /// A report that is new, or has another text than before.
    Document(Box<Arrival>),
    /// Something to know at the next run. Keep it after the documents that came before it.
    Change(Change),
    /// Something that could not be had.
    Problem(Problem),
}

/// A document, and how it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// The document. Its id is the entry's own where that is unique, else made of that and the feed's
    /// address; its SHA-256 is that of title and text, because pages change in what is neither each
    /// time that they are asked for.
    pub document: Document,
    /// When it was received, to the second.
    pub received_at: Timestamp,
    /// The address of the feed that told of it.
    pub feed: String,
}

/// Feeds under watch.
///
/// One request is under way at a time. While a host must not be asked yet, others are.
pub struct Watch<C, F> {
    asker: Asker<C, F>,
    /// What is still to be asked for, in the order in which it came up.
    jobs: Vec<Job>,
    /// The polls that have not ended, by the number of their feed.
    polls: BTreeMap<usize, Poll>,
    gathered: VecDeque<Gathered>,
}

/// A feed or page to ask for.
struct Job {
    feed: usize,
    url: Url,
    /// The entry whose page it is; none for the feed itself.
    entry: Option<Box<NewEntry>>,
}

/// The poll of a feed, from when it is due until all of its pages were asked for.
struct Poll {
    /// What will be known of the feed then.
    state: FeedState,
    /// Whether the feed came from an address that is not public.
    is_private: bool,
    pages_left: usize,
    /// Whether a page is to be tried again, so that the feed must be had again, changed or not.
    some_wait: bool,
}

impl<C: Clock, F: Fetch> Watch<C, F> {
    /// Watches the feeds of `settings`, from where `state` left off.
    pub fn new(settings: Settings, state: State, clock: C, fetcher: F) -> Self {
        Self {
            asker: Asker::new(settings, state, clock, fetcher),
            jobs: Vec::new(),
            polls: BTreeMap::new(),
            gathered: VecDeque::new(),
        }
    }

    /// When the next feed is to be polled; `None` where all are being polled.
    pub fn next_due(&self) -> Option<Timestamp> {
        let feeds = 0..self.asker.settings.feeds.len();
        let waiting = feeds.filter(|feed| !self.polls.contains_key(feed));
        waiting.map(|feed| self.due_at(feed)).min()
    }

    /// What is known now.
    pub fn state(&self) -> &State {
        &self.asker.state
    }

    /// What comes of polling each feed that is due, once. It waits where hosts ask for that; it ends
    /// when all is done, or the watch is to stop.
    pub fn poll(&mut self) -> Gathering<'_, C, F> {
        self.begin_due();
        Gathering { watch: self, goes_on: false }
    }

    /// What comes of polling each feed whenever it is due. It ends when the watch is to stop.
    pub fn go_on(&mut self) -> Gathering<'_, C, F> {
        Gathering { watch: self, goes_on: true }
    }

    fn settings_of(&self, feed: usize) -> &FeedSettings {
        &self.asker.settings.feeds[feed]
    }

    fn name_of(&self, feed: usize) -> String {
        self.settings_of(feed).url.to_string()
    }

    fn state_of(&self, feed: usize) -> Option<&FeedState> {
        self.asker.state.feeds.get(self.settings_of(feed).url.as_str())
    }

    fn due_at(&self, feed: usize) -> Timestamp {
        self.state_of(feed).and_then(|state| state.next_due).unwrap_or(Timestamp::MIN)
    }

    fn begin_due(&mut self) {
        let now = self.asker.clock.now();
        for feed in 0..self.asker.settings.feeds.len() {
            if self.polls.contains_key(&feed) || self.due_at(feed) > now {
                continue;
            }
            let state = self.state_of(feed).cloned().unwrap_or_default();
            let poll = Poll { state, is_private: false, pages_left: 0, some_wait: false };
            self.polls.insert(feed, poll);
            let url = self.settings_of(feed).url.clone();
            self.jobs.push(Job { feed, url, entry: None });
        }
    }

    fn next(&mut self, goes_on: bool) -> Option<Gathered> {
        loop {
            self.gathered.extend(self.asker.changes.drain(..).map(Gathered::Change));
            if self.asker.clock.is_stopped() {
                // Of what was given already it can still be known that it was.
                let is_given = |next: &mut Gathered| !matches!(next, Gathered::Document(_));
                return self.gathered.pop_front_if(is_given);
            }
            if let Some(gathered) = self.gathered.pop_front() {
                return Some(gathered);
            }
            if goes_on {
                self.begin_due();
            }
            let free_at = |job: &Job| self.asker.free_at(&job.url);
            let soonest =
                self.jobs.iter().map(free_at).enumerate().min_by_key(|&(at, time)| (time, at));
            let now = self.asker.clock.now();
            match soonest {
                Some((at, time)) if time <= now => {
                    let job = self.jobs.remove(at);
                    self.carry_out(job);
                }
                None if !goes_on => return None,
                soonest => {
                    let free = soonest.map(|(_, time)| time);
                    let due = self.next_due().filter(|_| goes_on);
                    // Without feeds there is nothing to wait for.
                    let then = free.into_iter().chain(due).min()?;
                    if self.asker.clock.wait_until(then) == Waited::Stopped {
                        return None;
                    }
                }
            }
        }
    }

    fn carry_out(&mut self, mut job: Job) {
        // Another feed may have told of it since it was put down here.
        if let Some(entry) = job.entry.take_if(|entry| !entry.is_known) {
            let name = self.name_of(job.feed);
            if self.is_known_elsewhere(&name, &entry.id) {
                self.is_known(job.feed, &entry, None);
                return self.page_done(job.feed);
            }
            job.entry = Some(entry);
        }
        let Some(poll) = self.polls.get(&job.feed) else { return };
        let (wanted, known, may_be_private) = match &job.entry {
            Some(_) => (Wanted::Page, Known::default(), poll.is_private),
            None => {
                let FeedState { etag, last_modified, .. } = poll.state.clone();
                (Wanted::Feed, Known { etag, last_modified }, true)
            }
        };
        let answered = match self.asker.ask(&job.url, wanted, known, may_be_private) {
            Err(Trouble::Stopped) => {
                // The poll does not end: all of it comes again with the next run.
                self.jobs.insert(0, job);
                return;
            }
            answered => answered,
        };
        // What was learned of the host does not wait for the end of the poll.
        self.gathered.extend(self.asker.changes.drain(..).map(Gathered::Change));
        match job.entry.take() {
            None => self.feed_came(job.feed, answered),
            Some(entry) => {
                self.page_came(job.feed, *entry, answered);
                self.page_done(job.feed);
            }
        }
    }

    fn page_done(&mut self, feed: usize) {
        let Some(poll) = self.polls.get_mut(&feed) else { return };
        poll.pages_left -= 1;
        if poll.pages_left == 0 {
            self.end_poll(feed);
        }
    }

    fn feed_came(&mut self, feed: usize, answered: Result<Answered, Trouble>) {
        let now = self.asker.clock.now();
        let interval = self.settings_of(feed).interval;
        let interval = SignedDuration::try_from(interval).unwrap_or(LONGEST_BACK_OFF);
        let resting = self.asker.rests_until(&self.settings_of(feed).url);
        let Some(poll) = self.polls.get_mut(&feed) else { return };
        poll.state.polled_at = Some(now);
        poll.state.next_due = Some(later(now, interval));
        let trouble = match answered {
            Ok(Answered { answer, .. })
                if answer.status == 304
                    && (poll.state.etag.is_some() || poll.state.last_modified.is_some()) =>
            {
                poll.state.failures = 0;
                return self.end_poll(feed);
            }
            Ok(Answered { answer, url }) if (200..300).contains(&answer.status) => {
                match entries_of_feed(url.as_str(), &answer.body) {
                    Ok(entries) => {
                        poll.state.failures = 0;
                        poll.state.etag = answer.etag;
                        poll.state.last_modified = answer.last_modified;
                        poll.is_private = answer.is_private;
                        return self.take_entries(feed, &url, entries);
                    }
                    Err(rejected) => Trouble::NoFeed(rejected.reason.to_string()),
                }
            }
            Ok(Answered { answer, .. }) => Trouble::Status(answer.status),
            // What made it rest was told.
            Err(Trouble::Resting(until)) => {
                poll.state.next_due = Some(until);
                return self.end_poll(feed);
            }
            Err(trouble) => trouble,
        };
        poll.state.failures = poll.state.failures.saturating_add(1);
        let most = LONGEST_BACK_OFF.max(interval);
        let by_itself = later(now, doubled(interval, poll.state.failures, most));
        let again_at = resting.map_or(by_itself, |until| until.max(by_itself));
        poll.state.next_due = Some(again_at);
        let name = self.name_of(feed);
        self.tell(feed, name, trouble, Some(again_at));
        self.end_poll(feed);
    }

    fn take_entries(
        &mut self,
        feed: usize,
        url: &Url,
        entries: Vec<Result<depesha_sources::Entry, Rejected>>,
    ) {
        let name = self.name_of(feed);
        if entries.len() > MOST_ENTRIES {
            let trouble = Trouble::TooManyEntries(MOST_ENTRIES);
            self.tell(feed, name.clone(), trouble, None);
        }
        let mut there = BTreeSet::new();
        for entry in entries.into_iter().take(MOST_ENTRIES) {
            let entry = match entry {
                Ok(entry) => NewEntry::of(entry, &name, url),
                Err(rejected) => {
                    let trouble = Trouble::Entry(rejected.reason.to_string());
                    self.tell(feed, rejected.place.in_words(), trouble, None);
                    continue;
                }
            };
            if there.insert(entry.id.clone()) {
                self.take_entry(feed, &name, entry);
            }
        }
        self.forget_what_is_gone(&name, &there);
        if self.polls.get(&feed).is_some_and(|poll| poll.pages_left == 0) {
            self.end_poll(feed);
        }
    }

    fn take_entry(&mut self, feed: usize, name: &str, mut entry: NewEntry) {
        let known = self.asker.state.entries.get(name).and_then(|known| known.get(&entry.id));
        if let Some(known) = known {
            (entry.is_known, entry.has_page) = (true, known.has_page);
        }
        match known {
            Some(known) if known.said == entry.said => match known.page_tries {
                None => {
                    if known.gone_since.is_some() {
                        self.is_known(feed, &entry, None);
                    }
                    return;
                }
                Some(tries) => (entry.tries, entry.is_kept) = (tries, true),
            },
            Some(_) => {}
            // Another feed told of it, and what it told was handed over.
            None if self.is_known_elsewhere(name, &entry.id) => {
                return self.is_known(feed, &entry, None);
            }
            None => {}
        }
        let pages = self.settings_of(feed).pages;
        match &entry.page {
            Some(page) if pages => {
                let url = page.clone();
                self.jobs.push(Job { feed, url, entry: Some(Box::new(entry)) });
                if let Some(poll) = self.polls.get_mut(&feed) {
                    poll.pages_left += 1;
                }
            }
            _ => {
                if !self.hand_over_entry(feed, &entry) {
                    let place = entry.place().in_words();
                    self.tell(feed, place, Trouble::NothingToRead, None);
                }
                self.is_known(feed, &entry, None);
            }
        }
    }

    fn is_known_elsewhere(&self, name: &str, id: &str) -> bool {
        let others = self.asker.state.entries.iter().filter(|(feed, _)| *feed != name);
        others.filter_map(|(_, entries)| entries.get(id)).any(|entry| entry.page_tries.is_none())
    }

    fn page_came(&mut self, feed: usize, mut entry: NewEntry, answered: Result<Answered, Trouble>) {
        let address = entry.page.as_ref().map(Url::to_string).unwrap_or_default();
        let trouble = match answered {
            Ok(Answered { answer, url }) if (200..300).contains(&answer.status) => {
                match document_of_received_page(url.as_str(), &answer.body, answer.charset()) {
                    Ok(page) => {
                        let document = entry.document_of(page, self.settings_of(feed));
                        entry.has_page = document.is_some();
                        match document {
                            Some(document) => self.hand_over(feed, document),
                            None => {
                                self.hand_over_entry(feed, &entry);
                            }
                        }
                        return self.is_known(feed, &entry, None);
                    }
                    Err(rejected) => Trouble::Page(rejected.reason.to_string()),
                }
            }
            Ok(Answered { answer, .. }) => Trouble::Status(answer.status),
            Err(trouble) => trouble,
        };
        // A host that rests was not tried.
        let is_resting = matches!(trouble, Trouble::Resting(_));
        let tries = entry.tries + u32::from(!is_resting);
        let comes_again = trouble.may_pass() && tries < MOST_TRIES;
        // What the entry says is handed over at once: the feed may have lost it when the page comes. It
        // does not take the place of a page that was had before.
        if !entry.is_kept && !entry.has_page {
            self.hand_over_entry(feed, &entry);
        }
        let mut again_at = None;
        if let Some(poll) = self.polls.get_mut(&feed).filter(|_| comes_again) {
            poll.some_wait = true;
            again_at = poll.state.next_due;
        }
        if !is_resting {
            self.tell(feed, address, trouble, again_at);
        }
        self.is_known(feed, &entry, comes_again.then_some(tries));
    }

    /// Hands over what an entry says itself; whether it says anything.
    fn hand_over_entry(&mut self, feed: usize, entry: &NewEntry) -> bool {
        let document = entry.document(self.settings_of(feed));
        let says = document.is_some();
        if let Some(document) = document {
            self.hand_over(feed, document);
        }
        says
    }

    fn hand_over(&mut self, feed: usize, document: Document) {
        let received_at = self.asker.clock.now();
        // Times are compared as texts, and so all are written alike.
        let received_at = received_at.round(jiff::Unit::Second).unwrap_or(received_at);
        let arrival = Arrival { document, received_at, feed: self.name_of(feed) };
        self.gathered.push_back(Gathered::Document(Box::new(arrival)));
    }

    /// What the entry says was handed over; its page comes again where there were tries.
    fn is_known(&mut self, feed: usize, entry: &NewEntry, page_tries: Option<u32>) {
        let NewEntry { said, has_page, .. } = entry;
        let (said, has_page) = (said.clone(), *has_page);
        let state = EntryState { said, has_page, page_tries, gone_since: None };
        let (feed, entry) = (self.name_of(feed), entry.id.clone());
        self.change(Change::Entry { feed, entry, state: Some(state) });
    }

    fn forget_what_is_gone(&mut self, name: &str, there: &BTreeSet<String>) {
        let now = self.asker.clock.now();
        let known = self.asker.state.entries.get(name).into_iter().flatten();
        let gone = known.filter(|(id, _)| !there.contains(*id));
        let changes: Vec<Change> = gone
            .filter_map(|(id, state)| {
                let state = match state.gone_since {
                    None => Some(EntryState { gone_since: Some(now), ..state.clone() }),
                    Some(since) if now.duration_since(since) > GONE_KEPT => None,
                    Some(_) => return None,
                };
                Some(Change::Entry { feed: name.to_owned(), entry: id.clone(), state })
            })
            .collect();
        changes.into_iter().for_each(|change| self.change(change));
    }

    fn end_poll(&mut self, feed: usize) {
        let Some(mut poll) = self.polls.remove(&feed) else { return };
        if poll.some_wait {
            (poll.state.etag, poll.state.last_modified) = (None, None);
        }
        let feed = self.name_of(feed);
        self.change(Change::Feed { feed, state: poll.state });
    }

    fn change(&mut self, change: Change) {
        self.asker.state.apply(change.clone());
        self.gathered.push_back(Gathered::Change(change));
    }

    fn tell(&mut self, feed: usize, url: String, trouble: Trouble, again_at: Option<Timestamp>) {
        let feed = self.name_of(feed);
        self.gathered.push_back(Gathered::Problem(Problem { feed, url, trouble, again_at }));
    }
}

/// What comes of a watch, as it comes.
pub struct Gathering<'watch, C, F> {
    watch: &'watch mut Watch<C, F>,
    goes_on: bool,
}

impl<C: Clock, F: Fetch> Iterator for Gathering<'_, C, F> {
    type Item = Gathered;

    fn next(&mut self) -> Option<Gathered> {
        self.watch.next(self.goes_on)
    }
}
