//! The file that says which feeds to watch, and how.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;
use url::Url;

use crate::addresses::Allowed;

/// Which feeds to watch, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The name by which the program is known to sites, and by which their `robots.txt` may call it.
    pub name: String,
    /// What each request says of who asks: name, version, and where somebody can be reached.
    pub user_agent: String,
    /// The least time between two requests to one host.
    pub delay: Duration,
    /// The longest that a request may take, from its beginning to the last byte of its answer.
    pub timeout: Duration,
    /// The most bytes of a feed or page, packed or not.
    pub largest: usize,
    /// What is allowed although not everybody can reach it.
    pub allow_private: Vec<Allowed>,
    /// The feeds.
    pub feeds: Vec<FeedSettings>,
}

/// A feed to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedSettings {
    /// Where it is.
    pub url: Url,
    /// The outlet of its reports, instead of the one that pages or the feed name.
    pub outlet: Option<String>,
    /// The time between two polls, as long as all goes well.
    pub interval: Duration,
    /// The language of its reports, by its ISO 639-1 code, where the text is too little to tell.
    pub language: Option<String>,
    /// Whether the pages are fetched that its entries link to.
    pub pages: bool,
}

/// What is wrong with the file that says which feeds to watch.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}, line {line}: {problem}", file.display())]
pub struct SettingsError {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: String,
    hint: String,
}

impl SettingsError {
    /// What to do next, as a sentence without its full stop.
    pub fn hint(&self) -> &str {
        &self.hint
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    contact: Option<Spanned<String>>,
    name: Option<Spanned<String>>,
    interval: Option<Spanned<String>>,
    delay: Option<Spanned<String>>,
    timeout: Option<Spanned<String>>,
    largest: Option<Spanned<i64>>,
    #[serde(default)]
    allow_private: Vec<Spanned<String>>,
    #[serde(default)]
    feed: Vec<WrittenFeed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFeed {
    url: Spanned<String>,
    outlet: Option<Spanned<String>>,
    interval: Option<Spanned<String>>,
    language: Option<Spanned<String>>,
    pages: Option<bool>,
}

/// By feel: sites of news change a few times an hour.
const INTERVAL: Duration = Duration::from_secs(15 * 60);
const DELAY: Duration = Duration::from_secs(2);
const TIMEOUT: Duration = Duration::from_secs(30);
const LARGEST: usize = 8 << 20;

const FIELDS: &str = "the fields are `contact`, `name`, `interval`, `delay`, `timeout`, `largest`, \
    `allow_private`, and in each `[[feed]]` `url`, `outlet`, `interval`, `language` and `pages`";

impl Settings {
    /// Reads the settings in `text`, which is the content of `file`.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn read(text: &str, file: &Path) -> Result<Self, SettingsError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let wrong = |place: Wrong| SettingsError {
            file: file.to_owned(),
            line: text.as_bytes()[..place.at.min(text.len())].split(|&b| b == b'\n').count(),
            problem: place.problem,
            hint: place.hint,
        };
        let written: Written = toml::from_str(text).map_err(|error| {
            let problem = error.message().trim().replace('\n', "; ");
            wrong(Wrong::at(error.span().map_or(0, |span| span.start), problem, FIELDS))
        })?;
        written.checked().map_err(wrong)
    }
}

/// What is wrong, and at which byte.
struct Wrong {
    at: usize,
    problem: String,
    hint: String,
}

impl Wrong {
    fn at(at: usize, problem: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { at, problem: problem.into(), hint: hint.into() }
    }
}

impl Written {
    fn checked(self) -> Result<Settings, Wrong> {
        let contact = contact(self.contact)?;
        let name = name(self.name)?;
        let least = time(self.interval.as_ref(), INTERVAL, Duration::from_secs(1))?;
        let delay = time(self.delay.as_ref(), DELAY, Duration::ZERO)?;
        let timeout = time(self.timeout.as_ref(), TIMEOUT, Duration::from_millis(1))?;
        let largest = match &self.largest {
            None => LARGEST,
            Some(given) => usize::try_from(*given.get_ref())
                .ok()
                .filter(|&bytes| (1024..=1 << 30).contains(&bytes))
                .ok_or_else(|| {
                    let problem =
                        format!("{} is no number of bytes that can be held", given.as_ref());
                    Wrong::at(given.span().start, problem, "give one from 1024 to 1073741824")
                })?,
        };
        let allowed = |given: &Spanned<String>| {
            given.get_ref().parse().map_err(|()| {
                let problem = format!("`{}` is no address", given.get_ref());
                let hint = "give an address, an address with a port, or a network: \
                    \"127.0.0.1\", \"127.0.0.1:8080\", \"10.20.0.0/16\"";
                Wrong::at(given.span().start, problem, hint)
            })
        };
        let allow_private = self.allow_private.iter().map(allowed).collect::<Result<_, _>>()?;
        if self.feed.is_empty() {
            let hint = "add one: a line `[[feed]]`, and below it `url = \"https://…\"`";
            return Err(Wrong::at(0, "there is no feed in it", hint));
        }
        let mut feeds: Vec<FeedSettings> = Vec::with_capacity(self.feed.len());
        for feed in self.feed {
            let at = feed.url.span().start;
            let feed = feed.checked(least)?;
            if feeds.iter().any(|other| other.url == feed.url) {
                let problem = format!("{} is there twice", feed.url);
                return Err(Wrong::at(at, problem, "take one of the two away"));
            }
            feeds.push(feed);
        }
        let version = env!("CARGO_PKG_VERSION");
        let user_agent = if name == PROGRAM {
            format!("{PROGRAM}/{version} (+{contact})")
        } else {
            format!("{name} {PROGRAM}/{version} (+{contact})")
        };
        Ok(Settings { name, user_agent, delay, timeout, largest, allow_private, feeds })
    }
}

const PROGRAM: &str = "depesha";

fn contact(given: Option<Spanned<String>>) -> Result<String, Wrong> {
    let hint = "name somebody whom the sites can reach: `contact = \"desk@example.org\"`, or the address \
        of a page";
    let Some(given) = given else {
        return Err(Wrong::at(0, "`contact` is missing", hint));
    };
    let contact = given.get_ref().trim();
    let is_plain = contact.bytes().all(|byte| byte.is_ascii_graphic() && !b"()\\".contains(&byte));
    if !is_plain || !(contact.contains('@') || contact.starts_with("http")) {
        return Err(Wrong::at(given.span().start, format!("`{contact}` reaches nobody"), hint));
    }
    Ok(contact.to_owned())
}

fn name(given: Option<Spanned<String>>) -> Result<String, Wrong> {
    let Some(given) = given else { return Ok(PROGRAM.to_owned()) };
    let name = given.get_ref();
    let is_token = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-');
    if name.is_empty() || !name.bytes().all(is_token) {
        let problem = format!("`{name}` is no name that a robots.txt could use");
        let hint = "give one of Latin letters, `-` and `_`, or leave it out";
        return Err(Wrong::at(given.span().start, problem, hint));
    }
    Ok(name.clone())
}

fn time(
    given: Option<&Spanned<String>>,
    usual: Duration,
    least: Duration,
) -> Result<Duration, Wrong> {
    let Some(given) = given else { return Ok(usual) };
    let wrong = |problem| {
        let hint = "give a length of time such as \"30 s\", \"15 min\" or \"1 h\"";
        Wrong::at(given.span().start, problem, hint)
    };
    let words = given.get_ref();
    let time: SignedDuration =
        words.parse().map_err(|_| wrong(format!("`{words}` is no length of time")))?;
    let time =
        Duration::try_from(time).map_err(|_| wrong(format!("`{words}` is less than nothing")))?;
    if time < least {
        return Err(wrong(format!("`{words}` is too short")));
    }
    if time > Duration::from_secs(366 * 86_400) {
        return Err(wrong(format!("`{words}` is longer than a year")));
    }
    Ok(time)
}

impl WrittenFeed {
    fn checked(self, least: Duration) -> Result<FeedSettings, Wrong> {
        let url = feed_url(&self.url)?;
        let interval = time(self.interval.as_ref(), least, Duration::from_secs(1))?;
        if let Some(given) = self.interval.filter(|_| interval < least) {
            let problem = format!("`{}` is shorter than the least interval", given.get_ref());
            let hint = "make it longer, or give a shorter `interval` for all at the top of the file; \
                without one that is 15 min";
            return Err(Wrong::at(given.span().start, problem, hint));
        }
        if let Some(given) = &self.language {
            let code = given.get_ref();
            if !(code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())) {
                let problem = format!("`{code}` is no code of a language");
                let hint = "give its ISO 639-1 code: `ru`";
                return Err(Wrong::at(given.span().start, problem, hint));
            }
        }
        let outlet = match self.outlet {
            Some(given) if given.get_ref().trim().is_empty() => {
                let hint = "name the outlet, or leave the line out";
                return Err(Wrong::at(given.span().start, "`outlet` is empty", hint));
            }
            outlet => outlet.map(|outlet| outlet.into_inner().trim().to_owned()),
        };
        let language = self.language.map(Spanned::into_inner);
        Ok(FeedSettings { url, outlet, interval, language, pages: self.pages.unwrap_or(true) })
    }
}

fn feed_url(given: &Spanned<String>) -> Result<Url, Wrong> {
    let words = given.get_ref();
    let wrong = |problem, hint: &str| Wrong::at(given.span().start, problem, hint);
    let example = "give the whole address, as in `url = \"https://example.org/rss\"`";
    let mut url = Url::parse(words.trim())
        .map_err(|error| wrong(format!("`{words}` is no address: {error}"), example))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong(format!("`{words}` is neither `http://` nor `https://`"), example));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let hint = "take the name and password out: feeds behind a login are not watched";
        return Err(wrong(format!("`{words}` has a user's name in it"), hint));
    }
    url.set_fragment(None);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, SettingsError> {
        Settings::read(text, Path::new("feeds.toml"))
    }

    #[test]
    fn the_example_is_read() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/feeds.toml");
        let settings = Settings::read(&std::fs::read_to_string(&file).unwrap(), &file).unwrap();
        assert!(settings.feeds.len() > 1);
    }

    #[test]
    fn what_is_left_out_is_as_usual() {
        let settings =
            read("contact = \"a@b.example\"\n[[feed]]\nurl = \"https://b.example/rss#x\"\n")
                .unwrap();
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(settings.user_agent, format!("depesha/{version} (+a@b.example)"));
        assert_eq!((settings.delay, settings.timeout, settings.largest), (DELAY, TIMEOUT, LARGEST));
        let feed = &settings.feeds[0];
        assert_eq!(
            (feed.url.as_str(), feed.interval, feed.pages),
            ("https://b.example/rss", INTERVAL, true)
        );
    }

    #[test]
    fn all_can_be_said() {
        let settings = read(
            "contact = \"https://b.example/about\"\nname = \"LakeStudy\"\ninterval = \"5 min\"\n\
             delay = \"1s\"\ntimeout = \"10 s\"\nlargest = 2048\nallow_private = [\"127.0.0.1:8080\"]\n\
             [[feed]]\nurl = \"http://мост.example/\"\noutlet = \"Озёрная газета\"\n\
             interval = \"1 h\"\nlanguage = \"ru\"\npages = false\n",
        )
        .unwrap();
        assert!(settings.user_agent.starts_with("LakeStudy depesha/"));
        assert_eq!(settings.delay, Duration::from_secs(1));
        let feed = &settings.feeds[0];
        assert_eq!(feed.url.as_str(), "http://xn--l1aeje.example/");
        assert_eq!((feed.interval, feed.pages), (Duration::from_secs(3600), false));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_the_next_step() {
        let whole = |line: &str| {
            format!(
                "contact = \"a@b.example\"\n[[feed]]\nurl = \"https://b.example/rss\"\n{line}\n"
            )
        };
        let top = |line: &str| {
            format!(
                "contact = \"a@b.example\"\n{line}\n[[feed]]\nurl = \"https://b.example/rss\"\n"
            )
        };
        let cases = [
            String::new(),
            "contact = \"a@b.example\"\n".into(),
            "[[feed]]\nurl = \"https://b.example/rss\"\n".into(),
            "contact = \"me\"\n[[feed]]\nurl = \"https://b.example/rss\"\n".into(),
            "contact = \n".into(),
            top("name = \"Озеро\""),
            top("interval = \"soon\""),
            top("interval = \"0 s\""),
            top("delay = \"-1 s\""),
            top("timeout = \"400 d\""),
            top("largest = 10"),
            top("allow_private = [\"127.0.0.1\", \"localhost\"]"),
            top("agent = \"x\""),
            whole("interval = \"1 min\""),
            whole("outlet = \"\""),
            whole("language = \"Russian\""),
            whole("pages = \"yes\""),
            whole("[[feed]]\nurl = \"https://b.example/rss\""),
            whole("[[feed]]\nurl = \"b.example/rss\""),
            whole("[[feed]]\nurl = \"file:///etc/passwd\""),
            whole("[[feed]]\nurl = \"https://me:secret@b.example/\""),
            whole("[[feed]]\noutlet = \"Озёрная газета\""),
        ];
        let told = cases.map(|case| {
            let error = read(&case).unwrap_err();
            format!("{error}\n  hint: {}\n", error.hint())
        });
        insta::assert_snapshot!(told.concat());
    }
}
