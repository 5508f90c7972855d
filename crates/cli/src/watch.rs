//! `depesha watch`: feeds under watch, and what is new in them kept in a ledger.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::num::NonZero;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use depesha::Reader;
use depesha_feeds::{
    Arrival, Change, EntryState, FeedState, Gathered, HostState, HttpFetcher, KnownRobots, Problem,
    Settings, State, Stop, SystemClock,
};
use depesha_ingest::Came;
use depesha_ledger::{Kept, Ledger, LedgerError, Watched};

use crate::ended::Ended;
use crate::messages::Messages;
use crate::options::Using;
use crate::signals::at_signals;

/// Watch feeds and keep what is new in a ledger
///
/// Polls the feeds (RSS, Atom, JSON Feed) that a file names, fetches the pages that their entries link
/// to, reads them and keeps them. A site is asked for one thing at a time, with a delay between, not for
/// what its robots.txt forbids, and not again for what has not changed; one that fails or asks for a rest
/// is left alone for longer and longer. Addresses of private networks and of this machine are refused
/// unless the file allows them.
///
/// It goes on until Ctrl-C or a signal to end; what is under way is then left, and comes again with the
/// next run. A second Ctrl-C ends it at once. Nothing that was kept is lost by either.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Watch {
    /// The file that names the feeds
    #[arg(value_name = "FEEDS.TOML")]
    pub(crate) feeds: PathBuf,

    /// The ledger that reports are kept in; it is begun where there is none
    #[arg(long, value_name = "FILE", env = "DEPESHA_LEDGER", hide_env_values = true)]
    pub(crate) ledger: PathBuf,

    /// Poll the feeds that are due, once, and end
    #[arg(long)]
    pub(crate) once: bool,

    /// Print a line for each report that is kept
    #[arg(long, short, value_name = "FORMAT")]
    pub(crate) format: Option<WatchFormat>,

    #[command(flatten)]
    pub(crate) using: Using,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WatchFormat {
    /// When it came, what it is (new, version), its id, outlet and headline, parted by tabs
    Lines,
}

const EXAMPLES: &str = "\
Examples:
  depesha watch feeds.toml --ledger reports.ledger
      watch until it is stopped
  depesha watch feeds.toml --ledger reports.ledger --once
      what is due now, for a timer of the system's
  depesha watch feeds.toml --ledger reports.ledger --format lines | grep -i мост
      with a line for each report as it is kept

The file:
  contact = \"desk@example.org\"          # whom sites can reach; must be given
  interval = \"15 min\"                   # the least time between two polls of a feed
  delay = \"2 s\"                         # the least time between two requests to a host
  timeout = \"30 s\"                      # the longest that a request may take
  largest = 8_388_608                   # the most bytes of a feed or page
  allow_private = [\"127.0.0.1:8080\"]    # what is allowed although it is not public

  [[feed]]
  url = \"https://gazeta.example/rss\"
  outlet = \"Озёрная газета\"             # instead of what pages or the feed say
  interval = \"1 h\"
  language = \"ru\"                       # where a text is too short to tell
  pages = true                          # whether linked pages are fetched";

/// Watches feeds until told to stop, or once.
pub(crate) fn watch(options: &Watch, quiet: bool) -> anyhow::Result<Ended> {
    let messages = Messages { quiet };
    let file = &options.feeds;
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(cause) => {
            let hint = "give the path of a file that names feeds; `depesha watch --help` shows one";
            messages.error(&format!("{}: {cause}", file.display()), Some(hint));
            return Ok(Ended::Refused);
        }
    };
    let settings = match Settings::read(&text, file) {
        Ok(settings) => settings,
        Err(error) => {
            messages.error(&error.to_string(), Some(error.hint()));
            return Ok(Ended::Refused);
        }
    };
    let (mut ledger, state) = match Ledger::open(&options.ledger)
        .and_then(|ledger| ledger.watched().map(|known| (ledger, state_of(known))))
    {
        Ok(opened) => opened,
        Err(error) => return Ok(messages.ledger_error(&error)),
    };
    let stop = Stop::default();
    let own = stop.clone();
    at_signals(move || {
        own.stop();
        Messages { quiet }.note("stopping; once more stops at once");
    })?;
    let Some(reader) = options.using.reader(&messages)? else { return Ok(Ended::Refused) };

    let feeds = settings.feeds.len();
    let fetcher = HttpFetcher::new(&settings, stop.clone());
    let mut watch =
        depesha_feeds::Watch::new(settings, state, SystemClock::new(stop.clone()), fetcher);
    if let Some(due) = watch.next_due().filter(|due| *due > jiff::Timestamp::now()) {
        let due = due.round(jiff::Unit::Second).unwrap_or(due);
        let then = if options.once { "nothing is done now" } else { "waiting" };
        messages.note(&format!("no feed is due before {due}; {then}"));
    }
    let gathering = if options.once { watch.poll() } else { watch.go_on() };
    let mut tally = Tally::default();
    let mut is_new = false;
    for gathered in gathering {
        let kept = match gathered {
            Gathered::Document(arrival) => {
                let kept = keep(&reader, &mut ledger, &arrival, &messages);
                kept.map(|kept| Some((line(&arrival, kept), kept)))
            }
            Gathered::Change(change) => {
                let ends_a_poll = matches!(change, Change::Feed { .. });
                ledger.keep_watched(&[watched_of(change)]).and_then(|()| {
                    if ends_a_poll {
                        settle(&mut ledger, &mut is_new)?;
                    }
                    Ok(None)
                })
            }
            Gathered::Problem(problem) => {
                tally.take_problem(&problem, &messages);
                Ok(None)
            }
        };
        match kept {
            Ok(Some((line, kept))) => {
                tally.take_kept(kept);
                is_new |= kept != Kept::Unchanged;
                if options.format.is_some() && kept != Kept::Unchanged {
                    match writeln!(io::stdout().lock(), "{line}") {
                        // Who reads the output has seen enough.
                        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => {
                            return Ok(Ended::Well);
                        }
                        written => written.context("the output cannot be written")?,
                    }
                }
            }
            Ok(None) => {}
            Err(error) => return Ok(messages.ledger_error(&error)),
        }
    }
    if let Err(error) = settle(&mut ledger, &mut is_new) {
        return Ok(messages.ledger_error(&error));
    }
    messages.note(&tally.summary(feeds));
    let is_complete = tally.feeds_in_trouble.is_empty() || !options.once || stop.is_stopped();
    Ok(if is_complete { Ended::Well } else { Ended::Refused })
}

/// Reads a document and keeps it, in a commit of its own; what came of it.
fn keep(
    reader: &Reader,
    ledger: &mut Ledger,
    arrival: &Arrival,
    messages: &Messages,
) -> Result<Kept, LedgerError> {
    let received_at = arrival.received_at.to_string();
    let mut received = depesha_ingest::received(arrival.document.clone(), Some(&received_at));
    // The entry's own name stays where its address changes.
    received.article.id.clone_from(&arrival.document.id);
    let alone = depesha_ingest::Options { threads: NonZero::<usize>::MIN, at_once: 1, stop: None };
    let mut kept = Kept::Unchanged;
    depesha_ingest::ingest(reader, ledger, [Ok(received)], &alone, |came| match came {
        Came::Kept { kept: came, .. } => kept = *came,
        Came::Failed { id, problem } => {
            messages.warning(&format!("{id}: reading failed: {problem}; it is kept unread"));
        }
        _ => {}
    })?;
    Ok(kept)
}

/// Links copies and counts who is who, where something new came since that was done.
fn settle(ledger: &mut Ledger, is_new: &mut bool) -> Result<(), LedgerError> {
    if std::mem::take(is_new) {
        ledger.link_copies()?;
        ledger.refresh_directory()?;
    }
    Ok(())
}

/// A report as a line: when it came, what it is, id, outlet, headline.
fn line(arrival: &Arrival, kept: Kept) -> String {
    let document = &arrival.document;
    let kind = match kept {
        Kept::New => "new",
        Kept::NewVersion => "version",
        Kept::NewReading => "reading",
        Kept::Unchanged => "unchanged",
    };
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    [
        arrival.received_at.to_string(),
        kind.to_owned(),
        plain(&document.id),
        plain(document.outlet.as_deref().unwrap_or("")),
        plain(document.title.as_deref().unwrap_or("")),
    ]
    .join("\t")
}

/// What became of what was gathered.
#[derive(Default)]
struct Tally {
    new: usize,
    versions: usize,
    unchanged: usize,
    problems: usize,
    feeds_in_trouble: BTreeSet<String>,
}

impl Tally {
    fn take_kept(&mut self, kept: Kept) {
        match kept {
            Kept::New => self.new += 1,
            Kept::NewVersion => self.versions += 1,
            Kept::NewReading | Kept::Unchanged => self.unchanged += 1,
        }
    }

    fn take_problem(&mut self, problem: &Problem, messages: &Messages) {
        self.problems += 1;
        if problem.url == problem.feed {
            self.feeds_in_trouble.insert(problem.feed.clone());
        }
        let told = problem.to_string();
        match problem.again_at {
            Some(_) => messages.warning(&format!("{told}; {}", problem.hint())),
            None => messages.error(&told, Some(&problem.hint())),
        }
    }

    fn summary(&self, feeds: usize) -> String {
        let Self { new, versions, unchanged, problems, .. } = self;
        let count = |count: usize, word: &str| match count {
            1 => format!("1 {word}"),
            count => format!("{count} {word}s"),
        };
        format!(
            "{}: {} new, {versions} in a new version, {unchanged} unchanged; {}",
            count(feeds, "feed"),
            count(*new, "report"),
            count(*problems, "problem"),
        )
    }
}

fn time_of(text: Option<String>) -> Option<jiff::Timestamp> {
    text.and_then(|text| text.parse().ok())
}

fn text_of(time: Option<jiff::Timestamp>) -> Option<String> {
    time.map(|time| time.to_string())
}

/// What the ledger knows of feeds, as the watch takes it.
fn state_of(known: Vec<Watched>) -> State {
    let mut state = State::default();
    for known in known {
        state.apply(match known {
            Watched::Feed { feed, etag, last_modified, polled_at, next_due, failures } => {
                let (polled_at, next_due) = (time_of(polled_at), time_of(next_due));
                let state = FeedState { etag, last_modified, polled_at, next_due, failures };
                Change::Feed { feed, state }
            }
            Watched::Entry { feed, entry, said, has_page, page_tries, gone_since } => {
                let gone_since = time_of(gone_since);
                let state = EntryState { said, has_page, page_tries, gone_since };
                Change::Entry { feed, entry, state: Some(state) }
            }
            Watched::Host { host, failures, rests_until } => {
                let state = HostState { failures, rests_until: time_of(rests_until) };
                Change::Host { host, state: Some(state) }
            }
            Watched::Site { site, robots, fetched_at } => {
                // What is of no known time is fetched again.
                let Some(fetched_at) = time_of(Some(fetched_at)) else { continue };
                Change::Robots { site, robots: KnownRobots { rules: robots, fetched_at } }
            }
            Watched::NoEntry { feed, entry } => Change::Entry { feed, entry, state: None },
            Watched::NoHost { host } => Change::Host { host, state: None },
        });
    }
    state
}

/// What the watch came to know, as the ledger takes it.
fn watched_of(change: Change) -> Watched {
    match change {
        Change::Feed { feed, state } => Watched::Feed {
            feed,
            etag: state.etag,
            last_modified: state.last_modified,
            polled_at: text_of(state.polled_at),
            next_due: text_of(state.next_due),
            failures: state.failures,
        },
        Change::Entry { feed, entry, state: Some(state) } => Watched::Entry {
            feed,
            entry,
            said: state.said,
            has_page: state.has_page,
            page_tries: state.page_tries,
            gone_since: text_of(state.gone_since),
        },
        Change::Entry { feed, entry, state: None } => Watched::NoEntry { feed, entry },
        Change::Host { host, state: Some(state) } => Watched::Host {
            host,
            failures: state.failures,
            rests_until: text_of(state.rests_until),
        },
        Change::Host { host, state: None } => Watched::NoHost { host },
        Change::Robots { site, robots } => {
            Watched::Site { site, robots: robots.rules, fetched_at: robots.fetched_at.to_string() }
        }
    }
}
