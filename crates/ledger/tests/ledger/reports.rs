//! Reports for tests: a text, and what is read in it by naming its words.

use std::path::{Path, PathBuf};

use depesha::directory::Report;
use depesha::reading::{
    Actor, ActorClass, ActorId, Anchor, Bound, Commitment, Date, DateBound, DateId, Event, EventId,
    EventStatus, EventType, Evidence, EvidenceOf, Grain, Mention, MentionKind, Quantity,
    QuantityKind, Reading, Role, Statement, StatementId, StatementKind, Tables,
};
use depesha::record::Maker;
use depesha::{Article, ByteSpan, Record};
use depesha_ledger::{Ledger, Lemma, ReadReport, Received, Search};

/// A file in a folder of its own, which goes when the test ends.
pub(crate) struct Place {
    folder: PathBuf,
}

impl Place {
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("depesha-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn ledger(&self) -> Ledger {
        Ledger::open(&self.file("ledger")).unwrap()
    }
}

/// What is counted as a ledger grows: each row of `dealings` and `tallies`, those left out that count nothing.
fn counted(connection: &rusqlite::Connection) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare(
            "SELECT from_state || to_state || ' ' || reading || ' ' || event || ' ' || mutual || ' '
             || coalesce(day, '') FROM dealings
             UNION ALL SELECT what || ' ' || name || ' ' || count FROM tallies WHERE count <> 0
             ORDER BY 1",
        )?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// Checks that what was counted as the ledger grew is what is counted over all that it holds.
fn check_counted(file: &Path) {
    let Ok(connection) = rusqlite::Connection::open(file) else { return };
    // Some tests leave a file that is no ledger.
    let Ok(as_it_grew) = counted(&connection) else { return };
    connection.execute_batch("BEGIN; DROP TABLE dealings; DROP TABLE tallies;").unwrap();
    connection.execute_batch(include_str!("../../migrations/10.sql")).unwrap();
    assert_eq!(as_it_grew, counted(&connection).unwrap());
}

impl Drop for Place {
    fn drop(&mut self) {
        if !std::thread::panicking() && self.file("ledger").exists() {
            check_counted(&self.file("ledger"));
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub(crate) fn export(ledger: &Ledger) -> String {
    let mut output = Vec::new();
    ledger.export(&mut output).unwrap();
    String::from_utf8(output).unwrap()
}

pub(crate) fn export_of(file: &Path) -> String {
    export(&Ledger::open_read_only(file).unwrap())
}

/// The lemmas of a few words; others are their own.
pub(crate) fn lemmas_of(word: &str) -> Vec<String> {
    let known: &[&str] = match word.to_lowercase().as_str() {
        "санкции" | "санкций" | "санкциями" => &["санкция"],
        "мост" | "моста" | "мосты" => &["мост"],
        "стали" => &["сталь", "стать"],
        "стал" => &["стать"],
        "озёрную" => &["озёрный"],
        _ => return vec![word.to_lowercase()],
    };
    known.iter().map(|&lemma| lemma.to_owned()).collect()
}

/// The words of a text with their lemmas.
pub(crate) fn lemmatize(text: &str) -> Vec<Lemma> {
    let mut lemmas = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (letter.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let lemma = lemmas_of(&text[from..at]).remove(0);
                lemmas.push((ByteSpan::new(from, at), lemma));
                start = None;
            }
            _ => {}
        }
    }
    lemmas
}

pub(crate) fn search(words: &str) -> Option<Search> {
    Search::new(words, lemmas_of)
}

/// A report with what is read in it.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) article: Article,
    pub(crate) reading: Reading,
    pub(crate) received_at: Option<String>,
    pub(crate) version: String,
    pub(crate) model: String,
}

impl Told {
    pub(crate) fn new(id: &str, body: &str) -> Self {
        Self {
            article: Article::from_body(id, body),
            reading: Reading::default(),
            received_at: None,
            version: "0.1.0".into(),
            model: "russian 1".into(),
        }
    }

    pub(crate) fn on(mut self, day: &str, outlet: &str) -> Self {
        self.article.published = Some(day.into());
        self.article.outlet = Some(outlet.into());
        self
    }

    pub(crate) fn received(mut self, at: &str) -> Self {
        self.received_at = Some(at.into());
        self
    }

    pub(crate) fn made_by(mut self, version: &str, model: &str) -> Self {
        self.version = version.into();
        self.model = model.into();
        self
    }

    fn place(&self, words: &str) -> ByteSpan {
        let start = self.article.body.find(words).unwrap_or_else(|| panic!("no `{words}`"));
        ByteSpan::new(start, start + words.len())
    }

    fn id(&self, name: &str) -> ActorId {
        let at = self.reading.actors.iter().position(|actor| actor.name == name);
        ActorId(at.unwrap_or_else(|| panic!("no actor `{name}`")))
    }

    /// An actor, named by these words of the text.
    pub(crate) fn actor(
        mut self,
        name: &str,
        class: ActorClass,
        state: Option<&'static str>,
        words: &str,
    ) -> Self {
        let mention = Mention::sure(self.place(words), MentionKind::Name);
        let actor = Actor { state, mentions: vec![mention], ..Actor::new(name, class) };
        self.reading.actors.push(actor);
        self
    }

    pub(crate) fn role(mut self, name: &str, title: &str, of: &str, words: &str) -> Self {
        let role = Role { title: title.into(), of: Some(self.id(of)), evidence: self.place(words) };
        let ActorId(at) = self.id(name);
        self.reading.actors[at].roles.push(role);
        self
    }

    pub(crate) fn says(mut self, speaker: &str, cue: &str, content: &str) -> Self {
        let ActorId(at) = self.id(speaker);
        let source = self.reading.actors[at].mentions[0].span;
        let statement = Statement {
            kind: StatementKind::Indirect,
            cue: self.place(cue),
            source: Some(source),
            speaker: Some(ActorId(at)),
            content: vec![self.place(content)],
            via: Vec::new(),
            parent: None,
            rule: "clause",
        };
        self.reading.statements.push(statement);
        self
    }

    /// The last statement came through an actor.
    pub(crate) fn via(mut self, relay: &str) -> Self {
        let relay = self.id(relay);
        self.reading.statements.last_mut().unwrap().via.push(relay);
        self
    }

    /// The last statement lies in the content of another.
    pub(crate) fn within(mut self, parent: usize) -> Self {
        self.reading.statements.last_mut().unwrap().parent = Some(StatementId(parent));
        self
    }

    pub(crate) fn does(
        mut self,
        actor: &str,
        trigger: &str,
        kind: EventType,
        recipient: Option<&str>,
        status: EventStatus,
    ) -> Self {
        let trigger = self.place(trigger);
        let said = |statement: &Statement| statement.content.iter().any(|c| c.contains(trigger));
        let event = Event {
            trigger,
            kind,
            mode: None,
            contexts: vec!["economic"],
            actors: vec![self.id(actor)],
            recipients: recipient.iter().map(|name| self.id(name)).collect(),
            status,
            commitment: status == EventStatus::Planned,
            date: None,
            place: None,
            said_in: self.reading.statements.iter().rposition(said).map(StatementId),
            also_in: Vec::new(),
            confidence: 80,
            rule: "verb",
            evidence: vec![Evidence {
                of: EvidenceOf::Actor,
                actor: Some(self.id(actor)),
                span: trigger,
            }],
        };
        self.reading.events.push(event);
        self
    }

    /// The last event took place, or is promised until, a day.
    pub(crate) fn date(mut self, words: &str, value: &str) -> Self {
        self.reading.dates.push(Date {
            span: self.place(words),
            value: Some(value.into()),
            unresolved: None,
            end: None,
            grain: Grain::Day,
            part: None,
            bound: DateBound::In,
            anchor: Anchor::None,
            day_span: None,
            said_in: None,
        });
        let date = DateId(self.reading.dates.len() - 1);
        self.reading.events.last_mut().unwrap().date = Some(date);
        self
    }

    /// The last event binds its actor to its recipient.
    pub(crate) fn binds(mut self, act: &str) -> Self {
        let event = self.reading.events.last().unwrap();
        let commitment = Commitment {
            event: EventId(self.reading.events.len() - 1),
            who: event.actors.clone(),
            to: event.recipients.clone(),
            act: self.place(act),
            until: event.date,
            condition: None,
            said_in: event.said_in,
        };
        self.reading.commitments.push(commitment);
        self
    }

    pub(crate) fn counts(mut self, words: &str, value: f64, unit: &str) -> Self {
        self.reading.quantities.push(Quantity {
            span: self.place(words),
            amount: self.place(words),
            value,
            upper: None,
            bound: Bound::Exact,
            kind: QuantityKind::Count,
            unit: Some(unit.into()),
            said_in: None,
        });
        self
    }

    pub(crate) fn record(&self) -> Record {
        let tables = Tables::embedded();
        let maker = Maker { version: self.version.clone(), model: self.model.clone() };
        Record::new(&self.received_article(), &self.reading, maker, tables)
    }

    fn received_article(&self) -> Article {
        Received::new(self.article.clone(), "text").article
    }

    /// The number of code points before the words, and up to their end.
    pub(crate) fn span(&self, words: &str) -> depesha::record::Span {
        let place = self.place(words);
        let before = |at: usize| self.article.body[..at].chars().count();
        depesha::record::Span { start: before(place.start), end: before(place.end) }
    }

    pub(crate) fn key(&self) -> depesha_ledger::corrections::ArticleKey {
        let article = self.received_article();
        depesha_ledger::corrections::ArticleKey { id: article.id, sha256: article.sha256.unwrap() }
    }

    pub(crate) fn as_received(&self) -> Received {
        let mut received = Received::new(self.article.clone(), "text");
        received.received_at.clone_from(&self.received_at);
        received.language = Some("ru".into());
        received
    }

    pub(crate) fn ready(&self) -> ReadReport {
        let learned = Report::from_reading(&self.article, &self.reading, Tables::embedded());
        ReadReport::new(self.as_received(), self.record(), learned, lemmatize).unwrap()
    }

    pub(crate) fn unread(&self) -> ReadReport {
        ReadReport::unread(Received::new(self.article.clone(), "text"))
    }
}

/// A report in which a minister of Georgia speaks of a bridge and of sanctions.
pub(crate) fn bridge() -> Told {
    Told::new(
        "bridge.txt",
        "🤝 Министр Леван Мчедлидзе сообщил «Лучу», что Грузия построит мост через реку Озёрную до \
         1 мая 2026 года. Эстония вводит санкции против Грузии, добавил Мчедлидзе. Работают 40 \
         человек.",
    )
    .on("2025-11-03T10:00:00+04:00", "Верхнеозёрская газета")
    .actor("Леван Мчедлидзе", ActorClass::Person, Some("GEO"), "Леван Мчедлидзе")
    .actor("Луч", ActorClass::Outlet, None, "Лучу")
    .actor("Грузия", ActorClass::State, Some("GEO"), "Грузия")
    .actor("Эстония", ActorClass::State, Some("EST"), "Эстония")
    .role("Леван Мчедлидзе", "министр", "Грузия", "Министр")
    .says(
        "Леван Мчедлидзе",
        "сообщил",
        "Грузия построит мост через реку Озёрную до 1 мая 2026 года",
    )
    .via("Луч")
    .says("Леван Мчедлидзе", "добавил", "Эстония вводит санкции против Грузии")
    .does("Грузия", "построит", EventType::Cooperate, None, EventStatus::Planned)
    .date("до 1 мая 2026 года", "2026-05-01")
    .binds("построит мост через реку Озёрную")
    .does("Эстония", "вводит санкции", EventType::Sanction, Some("Грузия"), EventStatus::Actual)
    .counts("40 человек", 40.0, "человек")
}

/// A report in which the minister of the bridge is called by his surname and denies something.
pub(crate) fn ferry() -> Told {
    Told::new("ferry.txt", "Леван Мчедлидзе отрицает, что паром стал дороже. Посол Эстонии молчит.")
        .on("2025-11-05", "Луч")
        .actor("Леван Мчедлидзе", ActorClass::Person, None, "Леван Мчедлидзе")
        .actor("Эстония", ActorClass::State, Some("EST"), "Эстонии")
        .says("Леван Мчедлидзе", "отрицает", "паром стал дороже")
}

/// Reports unlike one another, the same whenever they are made.
pub(crate) fn many(count: usize) -> Vec<Told> {
    let people = ["Павел Ручьёв", "Анна Лугова", "Леван Мчедлидзе", "Мария Озерова", "Илья Горин"];
    let states = [("RUS", "Россия"), ("GEO", "Грузия"), ("EST", "Эстония"), ("AZE", "Азербайджан")];
    let acts = ["открыть мост", "продлить договор", "снять санкции", "принять беженцев"];
    (0..count)
        .map(|number| {
            let person = people[number * 7 % people.len()];
            let (code, state) = states[number * 3 % states.len()];
            let act = acts[number * 5 % acts.len()];
            let body = format!(
                "{state} обещает {act} номер {number}. {person} заявил, что {} вопросов решены, \
                 а стороны {} раз встретились в городе {}.",
                number * 17,
                number % 11,
                number * 31
            );
            let day = format!("2025-{:02}-{:02}", number / 28 % 12 + 1, number % 28 + 1);
            let quantity = format!("{} вопросов", number * 17);
            let content = format!("{quantity} решены");
            Told::new(&format!("reports/{number}.txt"), &body)
                .on(
                    &day,
                    if number % 2 == 0 {
                        "Луч"
                    } else {
                        "Верхнеозёрская газета"
                    },
                )
                .actor(person, ActorClass::Person, None, person)
                .actor(state, ActorClass::State, Some(code), state)
                .says(person, "заявил", &content)
                .does(state, "обещает", EventType::Agree, None, EventStatus::Planned)
                .binds(act)
                .counts(&quantity, (number * 17) as f64, "вопрос")
        })
        .collect()
}
