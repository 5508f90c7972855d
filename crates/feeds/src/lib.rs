//! What is new out there? Feeds and the pages that they link to, fetched politely.
//!
//! [`Watch`] polls the feeds of [`Settings`] when they are due and gives what is new as
//! [`Document`](depesha_sources::Document)s, one at a time, with what went wrong and with what is to be
//! known at the next run ([`Change`]). Who runs it keeps both, in the order in which they come; the crate
//! itself writes no file. [`Clock`] and [`Fetch`] stand for time and network; [`SystemClock`] and
//! [`HttpFetcher`] are the real ones.
//!
//! What a host is spared: it is asked for one thing at a time, with a delay between, not while it rests,
//! not for what its `robots.txt` forbids, and not again for what has not changed. What the user is spared:
//! no address that is not public is connected to unless the settings allow it.
//!
//! ```no_run
//! use depesha_feeds::{Gathered, HttpFetcher, Settings, State, Stop, SystemClock, Watch};
//!
//! let text = std::fs::read_to_string("feeds.toml")?;
//! let settings = Settings::read(&text, "feeds.toml".as_ref())?;
//! let stop = Stop::default();
//! let fetcher = HttpFetcher::new(&settings, stop.clone());
//! let mut watch = Watch::new(settings, State::default(), SystemClock::new(stop), fetcher);
//! for gathered in watch.poll() {
//!     match gathered {
//!         Gathered::Document(arrival) => println!("{}", arrival.document.id),
//!         Gathered::Change(change) => println!("to be kept: {change:?}"),
//!         Gathered::Problem(problem) => eprintln!("{problem}; {}", problem.hint()),
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod addresses;
mod asking;
mod clock;
mod entries;
mod fetching;
mod http;
mod problem;
mod robots;
mod settings;
mod state;
mod watch;

pub use addresses::{Allowed, is_public};
pub use clock::{Clock, Stop, SystemClock, Waited};
pub use fetching::{Answer, Failure, Fetch, Request, Wanted};
pub use http::HttpFetcher;
pub use problem::{Problem, Trouble};
pub use robots::Robots;
pub use settings::{FeedSettings, Settings, SettingsError};
pub use state::{Change, EntryState, FeedState, HostState, KnownRobots, State};
pub use watch::{Arrival, Gathered, Gathering, Watch};
