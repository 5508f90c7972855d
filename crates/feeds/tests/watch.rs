//! What the watch asks for, when, and what comes of it: with a clock and a network of the test's own.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::rc::Rc;

use depesha_feeds::{
    Answer, Arrival, Change, Clock, Failure, Fetch, Gathered, Problem, Request, Settings, State,
    Trouble, Waited, Watch,
};
use jiff::{SignedDuration, Timestamp};

const FEED: &str = "https://gazeta.example/rss";

/// A clock that is only moved by waiting, a network that answers as it is told, and what was asked of it.
#[derive(Clone, Default)]
struct World(Rc<Inner>);

#[derive(Default)]
struct Inner {
    seconds: Cell<i64>,
    is_stopped: Cell<bool>,
    answers: RefCell<BTreeMap<String, VecDeque<Result<Answer, Failure>>>>,
    asked: RefCell<Vec<String>>,
    requests: RefCell<Vec<Request>>,
}

fn start() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn after(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        after(self.0.seconds.get())
    }

    fn wait_until(&self, then: Timestamp) -> Waited {
        let left = then.duration_since(start()).as_secs();
        self.0.seconds.set(self.0.seconds.get().max(left));
        if self.is_stopped() { Waited::Stopped } else { Waited::ToTheEnd }
    }

    fn is_stopped(&self) -> bool {
        self.0.is_stopped.get()
    }
}

impl Fetch for World {
    fn fetch(&mut self, request: &Request) -> Result<Answer, Failure> {
        let url = request.url.to_string();
        let known = if request.etag.is_some() { " with what is known" } else { "" };
        self.0.asked.borrow_mut().push(format!("{} {url}{known}", self.0.seconds.get()));
        self.0.requests.borrow_mut().push(request.clone());
        let mut answers = self.0.answers.borrow_mut();
        let Some(answers) = answers.get_mut(&url) else { return Ok(status(404)) };
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        match answer.unwrap() {
            // A server that knows the tag says so.
            Ok(answer) if answer.etag.is_some() && answer.etag == request.etag => Ok(status(304)),
            answer => answer,
        }
    }
}

impl World {
    /// At this address these answers come one after the other, and the last one again and again.
    fn at(&self, url: &str, answers: impl IntoIterator<Item = Result<Answer, Failure>>) {
        self.0.answers.borrow_mut().insert(url.to_owned(), answers.into_iter().collect());
    }

    fn wait(&self, seconds: i64) {
        self.0.seconds.set(self.0.seconds.get() + seconds);
    }

    /// What was asked for since this was last asked, with the seconds since the beginning.
    fn asked(&self) -> Vec<String> {
        self.0.asked.take()
    }

    fn watch(&self, settings: &str, state: State) -> Watch<World, World> {
        let settings = Settings::read(settings, Path::new("feeds.toml")).unwrap();
        Watch::new(settings, state, self.clone(), self.clone())
    }
}

fn status(status: u16) -> Answer {
    Answer { status, ..Answer::default() }
}

fn body(text: &str) -> Answer {
    Answer { status: 200, body: text.as_bytes().to_vec(), ..Answer::default() }
}

fn tagged(text: &str, etag: &str) -> Answer {
    Answer { etag: Some(etag.to_owned()), ..body(text) }
}

fn led_to(location: &str) -> Answer {
    Answer { location: Some(location.to_owned()), ..status(302) }
}

/// A feed with entries of a name and a text each; each links to a page of its name.
fn feed(entries: &[(&str, &str)]) -> String {
    let items = entries.iter().map(|(name, text)| {
        format!(
            "<item><title>О {name}</title><link>/{name}</link><guid>https://gazeta.example/{name}</guid>\
             <description>{text}</description><pubDate>Thu, 01 Jan 2026 00:00:00 GMT</pubDate></item>"
        )
    });
    format!(
        "<rss><channel><title>Озёрная газета</title>{}</channel></rss>",
        items.collect::<String>()
    )
}

/// A page with a report of some length.
fn page(words: &str) -> String {
    let more = "Движение открыли утром, паром через реку Озёрную больше не ходит, рассказал мэр.";
    format!(
        "<!DOCTYPE html><html><head><title>{words}</title></head><body><article><h1>{words}</h1>\
         <p>{words}. {more}</p><p>{more} {more}</p></article></body></html>"
    )
}

fn settings() -> String {
    format!("contact = \"desk@example.org\"\n[[feed]]\nurl = \"{FEED}\"\n")
}

/// What a poll gave, by kind.
#[derive(Default)]
struct Given {
    documents: Vec<Arrival>,
    problems: Vec<Problem>,
    changes: Vec<Change>,
}

impl Given {
    fn of(gathered: impl Iterator<Item = Gathered>) -> Self {
        let mut given = Self::default();
        for gathered in gathered {
            match gathered {
                Gathered::Document(arrival) => given.documents.push(*arrival),
                Gathered::Problem(problem) => given.problems.push(problem),
                Gathered::Change(change) => given.changes.push(change),
            }
        }
        given
    }

    /// The documents: the end of the id, and the first words of the text.
    fn told(&self) -> Vec<String> {
        let told = self.documents.iter().map(|arrival| {
            let document = &arrival.document;
            let words: Vec<&str> = document.body.split_whitespace().take(2).collect();
            format!("{}: {}", document.id.rsplit('/').next().unwrap(), words.join(" "))
        });
        told.collect()
    }

    fn problems(&self) -> Vec<String> {
        self.problems.iter().map(ToString::to_string).collect()
    }
}

#[test]
fn a_poll_asks_for_robots_feed_and_pages_one_after_the_other() {
    let world = World::default();
    world.at(FEED, [Ok(body(&feed(&[("most", "Мост."), ("port", "Порт.")])))]);
    world.at("https://gazeta.example/most", [Ok(body(&page("Мост открыт")))]);
    world.at("https://gazeta.example/port", [Ok(body(&page("Порт закрыт")))]);
    let mut watch = world.watch(&settings(), State::default());
    assert_eq!(watch.next_due(), Some(Timestamp::MIN));
    let given = Given::of(watch.poll());
    assert_eq!(
        world.asked(),
        [
            "0 https://gazeta.example/robots.txt",
            "2 https://gazeta.example/rss",
            "4 https://gazeta.example/most",
            "6 https://gazeta.example/port"
        ]
    );
    assert_eq!(given.told(), ["most: Мост открыт.", "port: Порт закрыт."]);
    assert_eq!(given.problems(), [""; 0]);
    let Arrival { document, received_at, feed } = &given.documents[0];
    assert_eq!((*received_at, feed.as_str()), (after(4), FEED));
    assert_eq!(document.id, "https://gazeta.example/most");
    assert_eq!(document.url.as_deref(), Some("https://gazeta.example/most"));
    // The page names neither outlet nor time: the entry does.
    assert_eq!(document.outlet.as_deref(), Some("Озёрная газета"));
    assert_eq!(document.published.as_ref().unwrap().to_string(), "2026-01-01T00:00:00Z");
    assert_eq!(document.title.as_deref(), Some("Мост открыт"));
    assert_eq!(document.language.as_deref(), Some("ru"));
    assert_eq!(watch.next_due(), Some(after(2 + 15 * 60)));
}

#[test]
fn what_has_not_changed_costs_one_request_and_nothing_before_it_is_due() {
    let world = World::default();
    world.at(FEED, [Ok(tagged(&feed(&[("most", "Мост.")]), "\"1\""))]);
    world.at("https://gazeta.example/most", [Ok(body(&page("Мост открыт")))]);
    let mut watch = world.watch(&settings(), State::default());
    assert_eq!(Given::of(watch.poll()).documents.len(), 1);
    world.asked();
    assert_eq!(Given::of(watch.poll()).changes, []);
    assert_eq!(world.asked(), [""; 0]);
    world.wait(15 * 60);
    // In another run as well.
    let mut watch = world.watch(&settings(), watch.state().clone());
    let given = Given::of(watch.poll());
    assert_eq!(given.documents, []);
    assert_eq!(world.asked(), ["904 https://gazeta.example/rss with what is known"]);
    assert!(matches!(given.changes.as_slice(), [Change::Feed { .. }]));
}

#[test]
fn an_entry_that_changed_is_fetched_again_and_the_others_are_not() {
    let world = World::default();
    let first = feed(&[("most", "Мост."), ("port", "Порт.")]);
    let second = feed(&[("most", "Мост открыли."), ("port", "Порт."), ("parom", "Паром.")]);
    world.at(FEED, [Ok(tagged(&first, "\"1\"")), Ok(tagged(&second, "\"2\""))]);
    world.at(
        "https://gazeta.example/most",
        [Ok(body(&page("Мост открыт"))), Ok(body(&page("Мост закрыт")))],
    );
    world.at("https://gazeta.example/port", [Ok(body(&page("Порт закрыт")))]);
    world.at("https://gazeta.example/parom", [Ok(body(&page("Паром ушёл")))]);
    let mut watch = world.watch(&settings(), State::default());
    let before = Given::of(watch.poll());
    world.wait(15 * 60);
    let after = Given::of(watch.poll());
    assert_eq!(after.told(), ["most: Мост закрыт.", "parom: Паром ушёл."]);
    let (before, after) = (&before.documents[0].document, &after.documents[0].document);
    assert_eq!(before.id, after.id);
    assert_ne!(before.sha256, after.sha256);
}

#[test]
fn a_page_that_changes_in_what_is_no_report_is_no_other_version() {
    let world = World::default();
    let entries = [feed(&[("most", "Мост.")]), feed(&[("most", "Мост!")])];
    world.at(FEED, entries.map(|feed| Ok(body(&feed))));
    let advertised = page("Мост открыт").replace("</body>", "<footer>Реклама 7</footer></body>");
    world.at(
        "https://gazeta.example/most",
        [page("Мост открыт"), advertised].map(|page| Ok(body(&page))),
    );
    let mut watch = world.watch(&settings(), State::default());
    let before = Given::of(watch.poll());
    world.wait(15 * 60);
    let after = Given::of(watch.poll());
    assert_eq!(before.documents[0].document.sha256, after.documents[0].document.sha256);
}

#[test]
fn where_a_page_cannot_be_had_the_entry_speaks_for_itself() {
    let world = World::default();
    let names = ["gone", "refused", "empty", "long"];
    world.at(FEED, [Ok(body(&feed(&names.map(|name| (name, "Мост открыли утром.")))))]);
    world.at("https://gazeta.example/refused", [Err(Failure::Refused([10, 0, 0, 1].into()))]);
    world.at("https://gazeta.example/empty", [Ok(body("<html><body><p>Мост.</p></body></html>"))]);
    world.at("https://gazeta.example/long", [Err(Failure::TooLong(8))]);
    let mut watch = world.watch(&settings(), State::default());
    let given = Given::of(watch.poll());
    assert_eq!(given.told(), names.map(|name| format!("{name}: Мост открыли")));
    assert_eq!(
        given.problems(),
        [
            "https://gazeta.example/gone: the server answers with 404 (not found)",
            "https://gazeta.example/refused: its address 10.0.0.1 is not public",
            "https://gazeta.example/empty: no main text was found in the page",
            "https://gazeta.example/long: the answer is longer than 8 bytes",
        ]
    );
    world.asked();
    world.wait(15 * 60);
    assert_eq!(Given::of(watch.poll()).documents, []);
    assert_eq!(world.asked().len(), 1);
}

#[test]
fn a_page_that_may_come_later_is_tried_again_and_the_entry_is_kept_meanwhile() {
    let world = World::default();
    world.at(FEED, [Ok(tagged(&feed(&[("most", "Мост открыли утром.")]), "\"1\""))]);
    world.at("https://gazeta.example/most", [Ok(status(502)), Ok(body(&page("Мост открыт")))]);
    let mut watch = world.watch(&settings(), State::default());
    let given = Given::of(watch.poll());
    assert_eq!(given.told(), ["most: Мост открыли"]);
    assert_eq!(given.problems[0].again_at, Some(after(2 + 15 * 60)));
    world.asked();
    world.wait(15 * 60);
    // The feed has to be had whole for that.
    assert_eq!(Given::of(watch.poll()).told(), ["most: Мост открыт."]);
    assert_eq!(world.asked()[0], "904 https://gazeta.example/rss");
    world.wait(15 * 60);
    assert_eq!(Given::of(watch.poll()).documents, []);
    assert_eq!(world.asked().len(), 1);
}

#[test]
fn a_page_that_never_comes_is_given_up_after_three_tries() {
    let world = World::default();
    world.at(FEED, [Ok(tagged(&feed(&[("most", "Мост открыли утром.")]), "\"1\""))]);
    world.at("https://gazeta.example/most", [Ok(status(502))]);
    let mut watch = world.watch(&settings(), State::default());
    let mut came = Vec::new();
    let mut asked = Vec::new();
    for _ in 0..6 {
        came.extend(Given::of(watch.poll()).told());
        asked.extend(world.asked().into_iter().filter(|asked| asked.ends_with("/most")));
        world.wait(15 * 60);
    }
    assert_eq!(came, ["most: Мост открыли"]);
    assert_eq!(asked.len(), 3);
}

#[test]
fn what_an_entry_says_does_not_take_the_place_of_a_page_that_was_had() {
    let world = World::default();
    let feeds = [feed(&[("most", "Мост.")]), feed(&[("most", "Мост открыли утром.")])];
    world.at(FEED, feeds.map(|feed| Ok(body(&feed))));
    world.at("https://gazeta.example/most", [Ok(body(&page("Мост открыт"))), Ok(status(404))]);
    let mut watch = world.watch(&settings(), State::default());
    assert_eq!(Given::of(watch.poll()).told(), ["most: Мост открыт."]);
    world.wait(15 * 60);
    let given = Given::of(watch.poll());
    assert_eq!((given.told(), given.problems.len()), (Vec::new(), 1));
}

#[test]
fn a_host_that_asks_for_a_rest_has_it() {
    let world = World::default();
    let names = ["a", "b", "c"];
    world.at(FEED, [Ok(body(&feed(&names.map(|name| (name, "Мост открыли утром.")))))]);
    let busy = Answer { retry_after: Some("3600".into()), ..status(429) };
    world.at("https://gazeta.example/a", [Ok(body(&page("Мост открыт")))]);
    world.at("https://gazeta.example/b", [Ok(busy), Ok(body(&page("Порт закрыт")))]);
    world.at("https://gazeta.example/c", [Ok(body(&page("Паром ушёл")))]);
    let mut watch = world.watch(&settings(), State::default());
    let given = Given::of(watch.poll());
    assert_eq!(given.told(), ["a: Мост открыт.", "b: Мост открыли", "c: Мост открыли"]);
    assert_eq!(
        given.problems(),
        ["https://gazeta.example/b: the server answers with 429 (too many requests)"]
    );
    assert_eq!(world.asked().last().unwrap(), "6 https://gazeta.example/b");
    // The feed is due, and its host still rests: in another run too.
    world.wait(15 * 60);
    let mut watch = world.watch(&settings(), watch.state().clone());
    assert_eq!(Given::of(watch.poll()).problems, []);
    assert_eq!(world.asked(), [""; 0]);
    assert_eq!(watch.next_due(), Some(after(6 + 3600)));
    world.wait(2 * 3600);
    assert_eq!(Given::of(watch.poll()).told(), ["b: Порт закрыт.", "c: Паром ушёл."]);
}

#[test]
fn a_feed_that_fails_is_asked_for_less_and_less_often() {
    let world = World::default();
    let broken = || Err(Failure::Unreachable("reset".into()));
    world.at(FEED, std::iter::repeat_with(broken).take(9).chain([Ok(body(&feed(&[])))]));
    let mut watch = world.watch(&settings(), State::default());
    let mut pauses = Vec::new();
    for _ in 0..10 {
        let given = Given::of(watch.poll());
        let due = watch.next_due().unwrap();
        pauses.push(due.duration_since(world.now()).as_secs() / 60);
        assert_eq!(given.problems.len(), usize::from(pauses.len() < 10));
        world.wait_until(due);
    }
    assert_eq!(pauses, [30, 60, 120, 240, 480, 960, 1440, 1440, 1440, 15]);
    assert_eq!(watch.state().feeds[FEED].failures, 0);
    assert!(watch.state().hosts.is_empty());
}

#[test]
fn what_robots_txt_forbids_is_not_asked_for() {
    let world = World::default();
    let robots = "User-agent: *\nDisallow: /port\nCrawl-delay: 10\n";
    world.at("https://gazeta.example/robots.txt", [Ok(body(robots))]);
    world.at(FEED, [Ok(body(&feed(&[("most", "Мост."), ("port", "Порт закрыли.")])))]);
    world.at("https://gazeta.example/most", [Ok(body(&page("Мост открыт")))]);
    let mut watch = world.watch(&settings(), State::default());
    let given = Given::of(watch.poll());
    assert_eq!(
        world.asked(),
        [
            "0 https://gazeta.example/robots.txt",
            "10 https://gazeta.example/rss",
            "20 https://gazeta.example/most"
        ]
    );
    assert_eq!(given.told(), ["most: Мост открыт.", "port: Порт закрыли."]);
    assert_eq!(given.problems[0].trouble, Trouble::Disallowed);
    // It is asked for again after a day, in whichever run.
    world.wait(3600);
    let mut watch = world.watch(&settings(), watch.state().clone());
    Given::of(watch.poll());
    assert_eq!(world.asked(), ["3630 https://gazeta.example/rss"]);
    world.wait(24 * 3600);
    Given::of(watch.poll());
    assert_eq!(world.asked()[0], "90030 https://gazeta.example/robots.txt");
}

#[test]
fn a_site_whose_robots_txt_fails_is_left_alone() {
    let world = World::default();
    world.at("https://gazeta.example/robots.txt", [Ok(status(503)), Ok(body(""))]);
    world.at(FEED, [Ok(body(&feed(&[("most", "Мост.")])))]);
    let mut watch = world.watch(&settings(), State::default());
    let given = Given::of(watch.poll());
    assert_eq!(
        given.problems(),
        [
            "https://gazeta.example/rss: the site's robots.txt cannot be had: the server answers with 503 \
          (service unavailable)"
        ]
    );
    assert_eq!(world.asked(), ["0 https://gazeta.example/robots.txt"]);
    world.wait(3600);
    assert_eq!(Given::of(watch.poll()).told().len(), 1);
}

#[test]
fn while_one_host_is_waited_for_another_is_asked() {
    let world = World::default();
    let other = "https://kanal.example/rss";
    world.at("https://gazeta.example/robots.txt", [Ok(body("User-agent: *\nCrawl-delay: 10\n"))]);
    world.at(FEED, [Ok(body(&feed(&[("a", "Мост."), ("b", "Порт.")])))]);
    let far = feed(&[("c", "Паром."), ("d", "Река.")]).replace("gazeta", "kanal");
    world.at(other, [Ok(body(&far))]);
    let mut watch =
        world.watch(&format!("{}[[feed]]\nurl = \"{other}\"\n", settings()), State::default());
    Given::of(watch.poll());
    assert_eq!(
        world.asked(),
        [
            "0 https://gazeta.example/robots.txt",
            "10 https://gazeta.example/rss",
            "10 https://kanal.example/robots.txt",
            "12 https://kanal.example/rss",
            "14 https://kanal.example/c",
            "16 https://kanal.example/d",
            "20 https://gazeta.example/a",
            "30 https://gazeta.example/b"
        ]
    );
}

#[test]
fn answers_lead_to_other_addresses_only_so_far_and_never_from_public_to_private_ones() {
    let world = World::default();
    let names = ["once", "loop", "file", "inner"];
    world.at(FEED, [Ok(body(&feed(&names.map(|name| (name, "Мост открыли утром.")))))]);
    world.at("https://gazeta.example/once", [Ok(led_to("/new#part"))]);
    world.at("https://gazeta.example/new", [Ok(body(&page("Мост открыт")))]);
    world.at("https://gazeta.example/loop", [Ok(led_to("/loop"))]);
    world.at("https://gazeta.example/file", [Ok(led_to("file:///etc/passwd"))]);
    world.at("https://gazeta.example/inner", [Ok(led_to("http://10.0.0.1/"))]);
    let mut watch = world.watch(&settings(), State::default());
    let given = Given::of(watch.poll());
    assert_eq!(given.documents[0].document.url.as_deref(), Some("https://gazeta.example/new"));
    assert_eq!(given.documents[0].document.id, "https://gazeta.example/once");
    let troubles: Vec<&Trouble> = given.problems.iter().map(|problem| &problem.trouble).collect();
    assert!(matches!(troubles[..2], [Trouble::Redirects(5), Trouble::Address(_)]), "{troubles:?}");
    let asked = world.0.requests.borrow();
    let private = asked.iter().filter(|request| request.may_be_private);
    // What the file itself names may be allowed; what public addresses lead to may not.
    let private: Vec<&str> = private.map(|request| request.url.as_str()).collect();
    assert_eq!(private, ["https://gazeta.example/robots.txt", FEED]);
    assert!(asked.iter().any(|request| request.url.as_str() == "http://10.0.0.1/"));
}

#[test]
fn what_two_feeds_tell_of_is_fetched_once() {
    let world = World::default();
    let other = "https://gazeta.example/politics";
    world.at(FEED, [Ok(body(&feed(&[("most", "Мост.")])))]);
    world.at(other, [Ok(body(&feed(&[("most", "Мост в коротких словах.")])))]);
    world.at("https://gazeta.example/most", [Ok(body(&page("Мост открыт")))]);
    let mut watch =
        world.watch(&format!("{}[[feed]]\nurl = \"{other}\"\n", settings()), State::default());
    let mut told = Vec::new();
    for _ in 0..3 {
        told.extend(Given::of(watch.poll()).told());
        world.wait(3600);
    }
    let pages = world.asked().into_iter().filter(|asked| asked.ends_with("/most")).count();
    assert_eq!((told.len(), pages), (1, 1));
}

#[test]
fn entries_are_forgotten_long_after_they_are_gone() {
    let world = World::default();
    let with = feed(&[("most", "Мост."), ("port", "Порт.")]);
    world.at(FEED, [Ok(body(&with)), Ok(body(&feed(&[("port", "Порт.")])))]);
    let mut watch = world.watch(&settings(), State::default());
    let mut known = Vec::new();
    for _ in 0..3 {
        Given::of(watch.poll());
        known.push(watch.state().entries[FEED].len());
        world.wait(31 * 24 * 3600);
    }
    assert_eq!(known, [2, 2, 1]);
}

#[test]
fn what_is_no_feed_is_told_of_and_a_broken_entry_does_not_keep_the_others() {
    let world = World::default();
    world.at(
        FEED,
        [
            Ok(body("<!DOCTYPE html><html><body>Вход</body></html>")),
            Ok(body(
                "<rss><channel><item><title>А</title><description>Мост открыт.</description></item>\
                 <item><title>Б</title></item><item><title>В</title>\
                 <description>Порт закрыт.</description></item><item><title>Г</title><descr",
            )),
        ],
    );
    let mut watch = world.watch(&settings(), State::default());
    let given = Given::of(watch.poll());
    assert_eq!(given.problems(), ["https://gazeta.example/rss: it is an HTML page and no feed"]);
    world.wait(3600);
    let given = Given::of(watch.poll());
    assert_eq!(given.documents.len(), 2);
    insta::assert_snapshot!(given.problems().join("\n"));
}

#[test]
fn an_id_that_other_feeds_may_use_is_made_the_feeds_own() {
    let world = World::default();
    let entry = |guid: &str| format!("<item>{guid}<description>Мост открыт.</description></item>");
    let entries = [
        "<guid>7</guid>",
        "<guid>urn:uuid:7</guid>",
        "<guid>https://gazeta.example/?p=7</guid>",
        "<link>/most?a=1#b</link>",
        "",
    ];
    let entries: String = entries.iter().map(|guid| entry(guid)).collect();
    world.at(FEED, [Ok(body(&format!("<rss><channel>{entries}</channel></rss>")))]);
    let settings = format!("{}pages = false\n", settings());
    let given = Given::of(world.watch(&settings, State::default()).poll());
    let ids: Vec<&str> =
        given.documents.iter().map(|arrival| arrival.document.id.as_str()).collect();
    assert_eq!(
        ids[..4],
        [
            "https://gazeta.example/rss#7",
            "urn:uuid:7",
            "https://gazeta.example/?p=7",
            "https://gazeta.example/most?a=1"
        ]
    );
    assert!(ids[4].starts_with("https://gazeta.example/rss#") && ids[4].len() > 80);
    // Nothing but the feed was asked for.
    assert_eq!(world.asked().len(), 2);
}

/// Who keeps documents and then changes, and may be stopped between any two.
#[derive(Default, PartialEq, Debug)]
struct Kept {
    documents: BTreeMap<(String, String), usize>,
    state: State,
}

#[test]
fn stopped_anywhere_and_begun_again_it_gives_all_and_keeps_each_once() {
    let make = || {
        let world = World::default();
        let names = ["a", "b", "c", "d"];
        world.at(
            FEED,
            [Ok(tagged(&feed(&names.map(|name| (name, "Мост открыли утром."))), "\"1\""))],
        );
        for name in names {
            world.at(&format!("https://gazeta.example/{name}"), [Ok(body(&page(name)))]);
        }
        world
    };
    let mut stops = 0;
    for most in 0..40 {
        for by_signal in [false, true] {
            let world = make();
            let mut kept = Kept::default();
            for run in 0..2 {
                let mut watch = world.watch(&settings(), kept.state.clone());
                for (count, gathered) in watch.poll().enumerate() {
                    if run == 0 && count >= most {
                        stops += 1;
                        if !by_signal {
                            // The program is gone before it kept this.
                            break;
                        }
                        world.0.is_stopped.set(true);
                    }
                    match gathered {
                        Gathered::Document(arrival) => {
                            let document = arrival.document;
                            *kept.documents.entry((document.id, document.sha256)).or_default() += 1;
                        }
                        Gathered::Change(change) => kept.state.apply(change),
                        Gathered::Problem(problem) => panic!("{problem}"),
                    }
                }
                world.0.is_stopped.set(false);
            }
            assert_eq!(kept.documents.len(), 4, "stopped after {most}");
            // What came twice is the one that was given and not yet known to be.
            assert!(kept.documents.values().sum::<usize>() <= 5, "stopped after {most}");
            let state = &kept.state.feeds[FEED];
            assert_eq!((state.etag.as_deref(), state.failures), (Some("\"1\""), 0));
        }
    }
    assert!(stops > 10);
}

#[test]
fn going_on_it_polls_each_feed_when_that_is_due_until_it_is_stopped() {
    let world = World::default();
    let other = "https://kanal.example/rss";
    world.at(FEED, [Ok(tagged(&feed(&[]), "\"1\""))]);
    world.at(other, [Ok(tagged(&feed(&[]), "\"1\""))]);
    let settings = format!("{}[[feed]]\nurl = \"{other}\"\ninterval = \"20 min\"\n", settings());
    let mut watch = world.watch(&settings, State::default());
    let polls =
        watch.go_on().filter(|gathered| matches!(gathered, Gathered::Change(Change::Feed { .. })));
    assert_eq!(polls.take(6).count(), 6);
    assert_eq!(
        world.asked().into_iter().filter(|asked| !asked.contains("robots")).collect::<Vec<_>>(),
        [
            "2 https://gazeta.example/rss",
            "4 https://kanal.example/rss",
            "902 https://gazeta.example/rss with what is known",
            "1204 https://kanal.example/rss with what is known",
            "1802 https://gazeta.example/rss with what is known",
            "2404 https://kanal.example/rss with what is known",
        ]
    );
    world.0.is_stopped.set(true);
    assert_eq!(watch.go_on().filter(|given| matches!(given, Gathered::Document(_))).count(), 0);
}
