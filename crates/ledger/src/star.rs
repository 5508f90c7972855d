//! The whole ledger as tables that other programs join: facts (statements, events and so on) with the
//! keys of articles, readings and actors.
//!
//! Keys depend on what they name and on nothing else in the ledger: two ledgers of the same reports
//! give the same tables, and two exports of a ledger that grew can be put together.

use std::collections::HashMap;

use depesha::record::{Mention, Span};
use depesha_tables::{Column, Kind, Table, Value};
use rusqlite::params;

use crate::answers::{self, joined};
use crate::corrections::ClaimId;
use crate::error::LedgerError;
use crate::ledger::{Ledger, Problem};
use crate::loaded::{Loaded, article_key};
use crate::received::{ReadReport, Received};
use crate::rows::{class_word, mention_kind_word};

const fn text(name: &'static str, says: &'static str) -> Column {
    Column::new(name, Kind::Text, says)
}

const fn number(name: &'static str, says: &'static str) -> Column {
    Column::new(name, Kind::Integer, says)
}

const ARTICLE_KEY: Column = text("article", "The article, in `articles`.");
const ACTOR: Column = text("actor", "The actor, in `actors`.");
const RANK: Column = number("rank", "Its place among those of the same record, from 0.");
const START: Column = number("words_start", "Where the words begin, in code points of the body.");
const END: Column = number("words_end", "Where they end.");
const WORDS: Column = text("words", "The words.");
const CONFIDENCE: Column =
    Column::new("confidence", Kind::Real, "How likely that is, from 0 to 1.");
const IS_CURRENT: Column = Column::new(
    "is_current",
    Kind::Flag,
    "Whether it is of the reading that views show: the latest version of program, model and text, with corrections.",
);

/// What each row of a reading begins with.
const FACT: &[Column] = &[ARTICLE_KEY, text("reading", "The reading, in `readings`."), IS_CURRENT];

macro_rules! of_readings {
    ($($table:ident $columns:ident $name:literal $row:literal $own:expr;)*) => {
        $(
            const $columns: [Column; FACT.len() + $own.len()] = joined(&[FACT, $own]);
            const $table: Table = Table { name: $name, row: $row, columns: &$columns };
        )*
    };
}

const ACTOR_COLUMNS: &[Column] = &[
    text("actor", "Its key: that of the reading, a colon and its id in the record."),
    text("name", "The fullest name in the report, in the nominative."),
    text("class", "`person`, `state`, `organization`, `outlet`, `group`, `place`, `unknown`."),
    text(
        "state",
        "The state that it is or acts for, or in which the place lies; ISO 3166-1 alpha-3.",
    )
    .or_none(),
    Column::new("also", Kind::Texts, "Its other names in the report, in the nominative."),
    text(
        "entry",
        "The entry of the directory that it is, in `directory`; of current readings alone.",
    )
    .or_none(),
    Column::new(
        "entry_confidence",
        Kind::Real,
        "How sure it is that the entry is meant, from 0 to 1.",
    )
    .or_none(),
    text("state_from", "What the state is known from: `name`, `office`, `setting`, `weights`.")
        .or_none(),
    number("state_start", "Where the words begin that tell it, in code points of the body.")
        .or_none(),
    number("state_end", "Where they end.").or_none(),
    text("outlet_kind", "Of outlets that a table lists: `agency`, `paper`, `channel` and so on.")
        .or_none(),
    text("outlet_owner", "Of those: who owns or runs it.").or_none(),
    text("outlet_control", "Of those: `state`, `public`, `private`, `party`, `church`.").or_none(),
    text("outlet_known_from", "The table that says so; no report does.").or_none(),
    text("claim", "The correction that it comes from; none where the program read it.").or_none(),
];

const MENTION: &[Column] = &[
    ACTOR,
    RANK,
    WORDS,
    text("kind", "`name`, `role`, `pronoun`, `metonym`."),
    Column::new("named", Kind::Flag, "Whether it names the actor, and does not mean it otherwise."),
    CONFIDENCE,
    START,
    END,
];

const ROLE: &[Column] = &[
    ACTOR,
    RANK,
    text("title", "An office, trade or relation in the nominative, without whose it is."),
    text("of_actor", "Whose it is, in `actors`.").or_none(),
    text("said_on", "When the report that says so was published, as it was given.").or_none(),
    WORDS,
    START,
    END,
];

const LINK: &[Column] = &[ACTOR, RANK, text("other", "The other actor, in `actors`."), CONFIDENCE];

const PARTY: &[Column] = &[
    text("event", "The event, in `events`."),
    text("side", "`actor` or `recipient`."),
    RANK,
    ACTOR,
    text("name", "Its name."),
    text("class", "`person`, `state`, `organization` and so on."),
    text("state", "The state that it is or acts for; ISO 3166-1 alpha-3.").or_none(),
];

const TELLING: &[Column] = &[
    text("event", "The event, in `events`."),
    RANK,
    WORDS,
    text("said_in", "The statement that tells it there; none where the author does.").or_none(),
    START,
    END,
];

const EVIDENCE: &[Column] = &[
    text("event", "The event, in `events`."),
    RANK,
    text(
        "part",
        "`needed`, `carrier`, `actor`, `recipient`, `status`, `commitment`, `place`, `weighed actor`, `weighed recipient`.",
    ),
    text("actor", "The actor that the words mean, in `actors`.").or_none(),
    WORDS,
    START,
    END,
];

const COMMITMENT_PARTY: &[Column] = &[
    text("commitment", "The commitment, in `commitments`."),
    text("side", "`who` or `to`."),
    RANK,
    ACTOR,
    text("name", "Its name."),
    text("class", "`person`, `state`, `organization` and so on."),
    text("state", "The state that it is or acts for; ISO 3166-1 alpha-3.").or_none(),
];

of_readings! {
    ACTORS ACTORS_COLUMNS "actors" "An actor of a reading." ACTOR_COLUMNS;
    MENTIONS MENTIONS_COLUMNS "mentions" "A place that speaks of an actor." MENTION;
    ROLES ROLES_COLUMNS "roles" "A role that a report gives an actor." ROLE;
    ACTOR_LINKS ACTOR_LINKS_COLUMNS "actor_links"
        "Two actors of a report of whom it does not say for certain whether they are one." LINK;
    STATEMENTS STATEMENTS_COLUMNS "statements" "A statement." answers::STATEMENT;
    EVENTS EVENTS_COLUMNS "events" "What is said to be done, promised or left undone." answers::EVENT;
    EVENT_PARTIES EVENT_PARTIES_COLUMNS "event_parties" "Who does it, or to whom it is done." PARTY;
    EVENT_TELLINGS EVENT_TELLINGS_COLUMNS "event_tellings"
        "A further place that tells an event, in another voice." TELLING;
    EVENT_EVIDENCE EVENT_EVIDENCE_COLUMNS "event_evidence"
        "Words from which a part of an event was read." EVIDENCE;
    COMMITMENTS COMMITMENTS_COLUMNS "commitments" "What somebody is bound to do." answers::COMMITMENT;
    COMMITMENT_PARTIES COMMITMENT_PARTIES_COLUMNS "commitment_parties" "Who is bound, or to whom."
        COMMITMENT_PARTY;
    ATTITUDES ATTITUDES_COLUMNS "attitudes" "Who is for or against whom." answers::ATTITUDE;
    QUANTITIES QUANTITIES_COLUMNS "quantities" "How many, how much or how long." answers::QUANTITY;
    DATES DATES_COLUMNS "dates" "When, as the text says." answers::DATE;
}

const ARTICLES: Table = Table {
    name: "articles",
    row: "A version of an article, as it was received.",
    columns: &[
        text("article", "Its key, which follows from id and SHA-256."),
        text("id", "The path or name under which it was given."),
        text(
            "sha256",
            "The SHA-256 of the bytes as received, else of the body in UTF-8; hexadecimal digits.",
        ),
        Column::new(
            "is_current",
            Kind::Flag,
            "Whether it is the version of that id that was received, published or named last.",
        ),
        text("outlet", "The outlet, as it was given.").or_none(),
        Column::new("day", Kind::Day, "The day of publication.").or_none(),
        text("published", "When it was published, as it was given.").or_none(),
        text("received_at", "When it was received, in RFC 3339, where the giver tells.").or_none(),
        text("title", "The headline that was given apart from the text.").or_none(),
        text("url", "Where it was published.").or_none(),
        text("language", "The language of the body, by its ISO 639-1 code.").or_none(),
        text("form", "What the bytes are: `text`, `html`, `jsonl` and so on."),
        text("place", "Where they were: the file, with the row or record in it.").or_none(),
        text("body", "The text, into which all offsets point; they count code points from 0."),
        Column::new(
            "bytes",
            Kind::Bytes,
            "The bytes as received, where they are not the body in UTF-8.",
        )
        .or_none(),
    ],
};

const READINGS: Table = Table {
    name: "readings",
    row: "A reading of an article.",
    columns: &[
        text(
            "reading",
            "Its key, which follows from the article's and from the versions that read it.",
        ),
        ARTICLE_KEY,
        Column::new(
            "is_current",
            Kind::Flag,
            "Whether it is the one that views show of an article id.",
        ),
        Column::new(
            "is_corrected",
            Kind::Flag,
            "Whether people's corrections were put in; else it is as the program made it.",
        ),
        text("version", "The program's version."),
        text("model", "The language model's name and version."),
        text("outlet", "The outlet, as the reading or the giver has it.").or_none(),
    ],
};

const DIRECTORY: Table = Table {
    name: "directory",
    row: "An actor over all reports, as it was last counted.",
    columns: &[
        text("entry", "Its id: class, name and state."),
        text("name", "Its name."),
        text("class", "`person`, `state`, `organization`, `outlet`, `place`."),
        text("state", "The state that all reports give it, where they agree; ISO 3166-1 alpha-3.")
            .or_none(),
        number("reports", "How many reports it occurs in."),
        Column::new(
            "names",
            Kind::Texts,
            "All its names, the first its own; then by how many reports taught them.",
        ),
        Column::new(
            "states",
            Kind::Texts,
            "The states that reports give it, the one that most give first.",
        ),
    ],
};

const ENTRY: Column = text("entry", "The entry, in `directory`.");

const DIRECTORY_ROLES: Table = Table {
    name: "directory_roles",
    row: "A role that reports give an entry.",
    columns: &[
        ENTRY,
        number("rank", "Its place by the day on which it was first said, from 0."),
        text("title", "Its name in the nominative."),
        text("of_entry", "The entry whose role it is, in `directory`.").or_none(),
        Column::new("first_said", Kind::Day, "The day of the first report that says so.").or_none(),
        Column::new("last_said", Kind::Day, "The day of the last one.").or_none(),
        number("reports", "How many say so."),
    ],
};

const DIRECTORY_LINKS: Table = Table {
    name: "directory_links",
    row: "Two entries that may be one: for a person to decide.",
    columns: &[
        ENTRY,
        text("other", "The other entry, in `directory`."),
        Column::new("confidence", Kind::Real, "How likely they are one, from 0 to 1."),
        text("because", "What speaks for it and against it."),
    ],
};

const COPIES: Table = Table {
    name: "copies",
    row: "An article that is a copy of another one, as they were last linked.",
    columns: &[
        text("article", "The copy, in `articles`."),
        text("origin", "Its likeliest origin, in `articles`."),
        text("cluster", "The article that stands for all copies of one, in `articles`."),
        text(
            "kind",
            "`exact`; `near`, where most of each is in the other; `part`, where one is within the other.",
        ),
        Column::new(
            "likeness",
            Kind::Real,
            "Which part of the copy is in its origin, from 0 to 1.",
        ),
        Column::new(
            "credited",
            Kind::Integer,
            "1 where the copy names the origin's outlet or address, else 0.",
        ),
        Column::new(
            "confidence",
            Kind::Real,
            "How sure it is that one is a copy of the other, from 0 to 1.",
        ),
    ],
};

const REPEATS: Table = Table {
    name: "repeats",
    row: "Two articles that tell the same, each in its own words, as they were last compared: neither is a copy of the \
          other. Each two once.",
    columns: &[
        text("article", "One of them, in `articles`."),
        text("other", "The other one, in `articles`."),
        Column::new(
            "confidence",
            Kind::Real,
            "How sure it is that they tell the same, from 0 to 1.",
        ),
    ],
};

const CORRECTIONS: Table = Table {
    name: "corrections",
    row: "What somebody says of the program's records.",
    columns: &[
        text("claim", "Its name: the first sixteen digits of the SHA-256 of `correction`."),
        text("author", "Who says it."),
        text("made_at", "When."),
        text("reason", "Why.").or_none(),
        text("action", "`add`, `mend`, `reject`, `merge`, `split`, `take_back`."),
        text("article", "The article that it is about, in `articles`, if that is in the ledger.")
            .or_none(),
        text("correction", "The whole of it in JSON."),
    ],
};

/// All tables, in the order in which they are described.
pub const STAR: &[Table] = &[
    ARTICLES,
    READINGS,
    ACTORS,
    MENTIONS,
    ROLES,
    ACTOR_LINKS,
    STATEMENTS,
    EVENTS,
    EVENT_PARTIES,
    EVENT_TELLINGS,
    EVENT_EVIDENCE,
    COMMITMENTS,
    COMMITMENT_PARTIES,
    ATTITUDES,
    QUANTITIES,
    DATES,
    DIRECTORY,
    DIRECTORY_ROLES,
    DIRECTORY_LINKS,
    COPIES,
    REPEATS,
    CORRECTIONS,
];

/// What the table [`RECORDS`] has of a reading beside its article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// The record, in JSON.
    pub record: String,
    /// What the directory learns from it, in JSON.
    pub learned: String,
    /// The words of the body with their lemmas, in the order of the text.
    pub words: Vec<(Span, String)>,
    /// The lemmas of the headline's words, parted by spaces.
    pub title_lemmas: String,
}

/// A row for each article that was read outside of a ledger, in the order of `articles`: what a ledger needs
/// beside the other tables to take the article in as if it had been read into it.
pub const RECORDS: Table = Table {
    name: "records",
    row: "What a ledger needs to take in an article that was read elsewhere.",
    columns: &[
        ARTICLE_KEY,
        text("reading", "The reading, in `readings`; none of an article that was not read.")
            .or_none(),
        text("record", "The whole record, in JSON.").or_none(),
        text("learned", "What the directory learns from the reading, in JSON.").or_none(),
        Column::new(
            "word_starts",
            Kind::Integers,
            "Where the words of the body begin, in code points of it.",
        ),
        Column::new("word_ends", Kind::Integers, "Where they end."),
        Column::new("word_lemmas", Kind::Texts, "Their lemmas, in the same order."),
        text("title_lemmas", "The lemmas of the headline's words, parted by spaces."),
    ],
};

/// The tables of articles that were read outside of a ledger: those of [`STAR`] that say what is in one
/// article, and [`RECORDS`]. [`ReadReport::star`] gives their rows.
pub const OF_READ_ARTICLES: &[Table] = &[
    ARTICLES,
    READINGS,
    ACTORS,
    MENTIONS,
    ROLES,
    ACTOR_LINKS,
    STATEMENTS,
    EVENTS,
    EVENT_PARTIES,
    EVENT_TELLINGS,
    EVENT_EVIDENCE,
    COMMITMENTS,
    COMMITMENT_PARTIES,
    ATTITUDES,
    QUANTITIES,
    DATES,
    RECORDS,
];

/// What goes wrong on the way: in the ledger, or with whoever takes the rows.
enum Failure {
    Ledger(Problem),
    Taker(std::io::Error),
}

impl<P: Into<Problem>> From<P> for Failure {
    fn from(problem: P) -> Self {
        Self::Ledger(problem.into())
    }
}

/// Takes rows, each with the name of its table.
type Take<'take> = dyn FnMut(&str, Vec<Value>) -> std::io::Result<()> + 'take;

/// The entry of the directory that an actor of a reading is, by class and name, and how sure that is.
type Entries = HashMap<(String, String), (String, f64)>;

/// The rows of one reading.
struct Facts<'a, 'take> {
    loaded: &'a Loaded,
    is_current: bool,
    take: &'a mut Take<'take>,
}

impl Facts<'_, '_> {
    fn row(&mut self, table: &Table, own: Vec<Value>) -> Result<(), Failure> {
        let article = &self.loaded.article;
        let mut row = vec![
            Value::text(&article.key),
            Value::text(&article.reading),
            Value::Flag(self.is_current),
        ];
        row.extend(own);
        (self.take)(table.name, row).map_err(Failure::Taker)
    }

    fn key(&self, id: &str) -> Value {
        Value::text(self.loaded.key(id))
    }

    fn maybe_key(&self, id: Option<&String>) -> Value {
        Value::maybe_text(id.map(|id| self.loaded.key(id)))
    }

    fn words(&self, start: usize, end: usize) -> [Value; 3] {
        let words = self.loaded.text.words(Span { start, end });
        [Value::text(words), Value::count(start), Value::count(end)]
    }

    fn actors(
        &mut self,
        entries: &Entries,
        claims: &HashMap<usize, ClaimId>,
    ) -> Result<(), Failure> {
        let loaded = self.loaded;
        for (at, actor) in loaded.record.actors.iter().enumerate() {
            let entry = entries.get(&(class_word(actor.class).to_owned(), actor.name.clone()));
            let from = actor.state_from.as_ref();
            let outlet = actor.outlet.as_ref();
            let own = vec![
                self.key(&actor.id),
                Value::text(&actor.name),
                Value::text(class_word(actor.class)),
                Value::maybe_text(actor.state.as_deref()),
                Value::Texts(actor.also.clone()),
                Value::maybe_text(entry.map(|(entry, _)| entry)),
                entry.map_or(Value::None, |(_, confidence)| Value::Real(*confidence)),
                Value::maybe_text(from.map(|from| &from.ground)),
                from.map_or(Value::None, |from| Value::count(from.start)),
                from.map_or(Value::None, |from| Value::count(from.end)),
                Value::maybe_text(outlet.and_then(|outlet| outlet.kind.as_deref())),
                Value::maybe_text(outlet.and_then(|outlet| outlet.owner.as_deref())),
                Value::maybe_text(outlet.and_then(|outlet| outlet.control.as_deref())),
                Value::maybe_text(outlet.map(|outlet| &outlet.known_from)),
                Value::maybe_text(claims.get(&at).map(|ClaimId(claim)| claim)),
            ];
            self.row(&ACTORS, own)?;
            let named = actor.mentions.iter().map(|mention| (mention, true));
            let meant = actor.references.iter().map(|mention| (mention, false));
            let mentions: Vec<(&Mention, bool)> = named.chain(meant).collect();
            for (rank, (mention, named)) in mentions.into_iter().enumerate() {
                let [words, start, end] = self.words(mention.start, mention.end);
                let own = vec![
                    self.key(&actor.id),
                    Value::count(rank),
                    words,
                    Value::text(mention_kind_word(mention.kind)),
                    Value::Flag(named),
                    Value::Real(mention.confidence),
                    start,
                    end,
                ];
                self.row(&MENTIONS, own)?;
            }
            for (rank, role) in actor.roles.iter().enumerate() {
                let [words, start, end] = self.words(role.evidence.start, role.evidence.end);
                let own = vec![
                    self.key(&actor.id),
                    Value::count(rank),
                    Value::text(&role.title),
                    self.maybe_key(role.of.as_ref()),
                    Value::maybe_text(role.on.as_deref()),
                    words,
                    start,
                    end,
                ];
                self.row(&ROLES, own)?;
            }
            for (rank, perhaps) in actor.perhaps.iter().enumerate() {
                let own = vec![
                    self.key(&actor.id),
                    Value::count(rank),
                    self.key(&perhaps.actor),
                    Value::Real(perhaps.confidence),
                ];
                self.row(&ACTOR_LINKS, own)?;
            }
        }
        Ok(())
    }

    fn parties(
        &mut self,
        table: &Table,
        record: &str,
        sides: [(&str, &[String]); 2],
    ) -> Result<(), Failure> {
        for (side, actors) in sides {
            for (rank, id) in actors.iter().enumerate() {
                let Some(actor) = self.loaded.named(id) else { continue };
                let own = vec![
                    self.key(record),
                    Value::text(side),
                    Value::count(rank),
                    Value::text(&actor.key),
                    Value::text(&actor.name),
                    Value::text(actor.class_word()),
                    Value::maybe_text(actor.state.as_deref()),
                ];
                self.row(table, own)?;
            }
        }
        Ok(())
    }

    fn parts_of_event(&mut self, event: &depesha::record::Event) -> Result<(), Failure> {
        let sides = [("actor", &event.actors[..]), ("recipient", &event.recipients[..])];
        self.parties(&EVENT_PARTIES, &event.id, sides)?;
        for (rank, telling) in event.also_in.iter().enumerate() {
            let [words, start, end] = self.words(telling.trigger.start, telling.trigger.end);
            let said_in = self.maybe_key(telling.said_in.as_ref());
            let own = vec![self.key(&event.id), Value::count(rank), words, said_in, start, end];
            self.row(&EVENT_TELLINGS, own)?;
        }
        for (rank, evidence) in event.evidence.iter().enumerate() {
            let [words, start, end] = self.words(evidence.start, evidence.end);
            let own = vec![
                self.key(&event.id),
                Value::count(rank),
                Value::text(&evidence.of),
                self.maybe_key(evidence.actor.as_ref()),
                words,
                start,
                end,
            ];
            self.row(&EVENT_EVIDENCE, own)?;
        }
        Ok(())
    }

    /// All rows of the reading's records; `claims_of` tells which of a kind come from corrections.
    fn records(
        &mut self,
        entries: &Entries,
        claims_of: &dyn Fn(&str) -> rusqlite::Result<HashMap<usize, ClaimId>>,
    ) -> Result<(), Failure> {
        let loaded = self.loaded;
        self.actors(entries, &claims_of("actors")?)?;
        let lost = |table: &Table| {
            Failure::Ledger(Problem::Damaged(format!("a record of {} is lost", table.name)))
        };
        // One kind of records after the other, each by the answer that questions about it give.
        macro_rules! give {
            ($records:ident, $answer:ident, $table:ident, $values:path) => {
                let claims = claims_of(stringify!($records))?;
                for at in 0..loaded.record.$records.len() {
                    let answer = loaded.$answer(at, claims.get(&at).cloned());
                    let values = $values(&answer.ok_or_else(|| lost(&$table))?);
                    self.row(&$table, values)?;
                }
            };
        }
        give!(statements, statement, STATEMENTS, answers::statement);
        give!(events, event, EVENTS, answers::event);
        for event in &loaded.record.events {
            self.parts_of_event(event)?;
        }
        give!(commitments, commitment, COMMITMENTS, answers::commitment);
        for commitment in &loaded.record.commitments {
            let sides = [("who", &commitment.who[..]), ("to", &commitment.to[..])];
            self.parties(&COMMITMENT_PARTIES, &commitment.id, sides)?;
        }
        give!(attitudes, attitude, ATTITUDES, answers::attitude);
        give!(quantities, quantity, QUANTITIES, answers::quantity);
        give!(dates, date, DATES, answers::told_date);
        Ok(())
    }
}

impl Ledger {
    /// Gives all rows of the tables [`STAR`], each with the name of its table: those of articles by
    /// SHA-256 and id, each with its readings by version and the rows of each; then those of the
    /// directory as it was last counted, copies and repeats as they were last linked, and corrections. Two ledgers
    /// of the same reports and corrections give the same rows in the same order. Ends with the first
    /// error that `take` gives.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or `take` fails.
    pub fn star(
        &self,
        mut take: impl FnMut(&str, Vec<Value>) -> std::io::Result<()>,
    ) -> Result<(), LedgerError> {
        self.give_all(&mut take).map_err(|failure| match failure {
            Failure::Ledger(problem) => problem.of(&self.file),
            Failure::Taker(cause) => LedgerError::Output { file: self.file.clone(), cause },
        })
    }

    fn give_all(&self, take: &mut Take<'_>) -> Result<(), Failure> {
        let connection = &self.connection;
        // One state of the ledger, whatever others write meanwhile.
        let transaction = connection.unchecked_transaction()?;
        let mut articles = connection.prepare(
            "SELECT article, id, sha256, current, outlet, day, published, received_at, title, url,
             language, form, place, body, bytes FROM articles ORDER BY sha256, id",
        )?;
        let mut readings = connection.prepare(
            "SELECT reading, corrected, r.current, version, model, coalesce(r.outlet, a.outlet)
             FROM readings r JOIN makers USING (maker) JOIN articles a ON a.article = r.article
             WHERE r.article = ? ORDER BY version, model, corrected",
        )?;
        let mut found = articles.query([])?;
        while let Some(row) = found.next()? {
            let (id, sha256): (String, String) = (row.get(1)?, row.get(2)?);
            let words = |at: usize| -> rusqlite::Result<Value> {
                Ok(Value::maybe_text(row.get::<_, Option<String>>(at)?))
            };
            let key = article_key(&id, &sha256);
            let bytes: Option<Vec<u8>> = row.get(14)?;
            let values = vec![
                Value::text(&key),
                Value::text(&id),
                Value::text(sha256),
                Value::Flag(row.get(3)?),
                words(4)?,
                Value::day(row.get::<_, Option<String>>(5)?.as_deref()),
                words(6)?,
                words(7)?,
                words(8)?,
                words(9)?,
                words(10)?,
                words(11)?,
                words(12)?,
                words(13)?,
                bytes.map_or(Value::None, Value::Bytes),
            ];
            take(ARTICLES.name, values).map_err(Failure::Taker)?;
            let article: i64 = row.get(0)?;
            let mut found = readings.query([article])?;
            while let Some(row) = found.next()? {
                let (reading, is_corrected): (i64, bool) = (row.get(0)?, row.get(1)?);
                let loaded = self.load(reading)?;
                let is_current: bool = row.get(2)?;
                let values = vec![
                    Value::text(&loaded.article.reading),
                    Value::text(&key),
                    Value::Flag(is_current),
                    Value::Flag(is_corrected),
                    Value::text(row.get::<_, String>(3)?),
                    Value::text(row.get::<_, String>(4)?),
                    Value::maybe_text(row.get::<_, Option<String>>(5)?),
                ];
                take(READINGS.name, values).map_err(Failure::Taker)?;
                self.give_reading(Facts { loaded: &loaded, is_current, take }, is_corrected)?;
            }
        }
        self.give_whole(take)?;
        transaction.finish()?;
        Ok(())
    }

    fn give_reading(&self, mut facts: Facts<'_, '_>, is_corrected: bool) -> Result<(), Failure> {
        let loaded = facts.loaded;
        let claims_of = |table: &str| -> rusqlite::Result<HashMap<usize, ClaimId>> {
            if !is_corrected {
                return Ok(HashMap::new());
            }
            self.connection
                .prepare_cached(&format!(
                    "SELECT position, claim FROM {table} WHERE reading = ? AND claim IS NOT NULL"
                ))?
                .query_map([loaded.reading], |row| {
                    let at = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX);
                    Ok((at, ClaimId(row.get(1)?)))
                })?
                .collect()
        };
        let mut entries = Entries::new();
        if facts.is_current {
            let mut members = self.connection.prepare_cached(
                "SELECT class, name, entry, confidence FROM directory_members WHERE article_id = ?
                 ORDER BY confidence, entry DESC",
            )?;
            let mut found = members.query(params![loaded.article.id])?;
            // Of several entries the one that is meant most surely comes last and stays.
            while let Some(row) = found.next()? {
                entries.insert((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?));
            }
        }
        facts.records(&entries, &claims_of)
    }

    /// The tables that are of no reading.
    fn give_whole(&self, take: &mut Take<'_>) -> Result<(), Failure> {
        self.give_directory(take)?;
        let plain = [
            (
                &DIRECTORY_ROLES,
                "SELECT entry, rank, title, of_entry, first_said, last_said, reports
                 FROM directory_roles ORDER BY entry, rank",
            ),
            (
                &DIRECTORY_LINKS,
                "SELECT entry, other, confidence, because FROM directory_links
                 ORDER BY entry, other",
            ),
        ];
        for (table, sql) in plain {
            let mut ask = self.connection.prepare(sql)?;
            let mut rows = ask.query([])?;
            while let Some(row) = rows.next()? {
                let value = |(at, column): (usize, &Column)| -> rusqlite::Result<Value> {
                    Ok(match column.kind {
                        Kind::Integer => Value::Integer(row.get(at)?),
                        Kind::Real => Value::Real(row.get(at)?),
                        Kind::Day => Value::day(row.get::<_, Option<String>>(at)?.as_deref()),
                        _ => Value::maybe_text(row.get::<_, Option<String>>(at)?),
                    })
                };
                let values = table.columns.iter().enumerate().map(value);
                let values = values.collect::<rusqlite::Result<Vec<Value>>>()?;
                take(table.name, values).map_err(Failure::Taker)?;
            }
        }
        for copy in self.copies_found()? {
            let values = vec![
                Value::text(article_key(&copy.id, &copy.sha256)),
                Value::text(article_key(&copy.origin_id, &copy.origin_sha256)),
                Value::text(article_key(&copy.cluster_id, &copy.cluster_sha256)),
                Value::text(copy.kind),
                Value::Real(copy.likeness),
                Value::Integer(copy.credited.into()),
                Value::Real(copy.confidence),
            ];
            take(COPIES.name, values).map_err(Failure::Taker)?;
        }
        self.give_repeats(take)?;
        self.give_corrections(take)
    }

    fn give_repeats(&self, take: &mut Take<'_>) -> Result<(), Failure> {
        // The one whose SHA-256, then id is less comes first, whichever came first.
        let mut ask = self.connection.prepare(
            "SELECT a.id, a.sha256, o.id, o.sha256, r.confidence
             FROM (SELECT article, other, confidence FROM repeats
                   UNION ALL SELECT other, article, confidence FROM repeats) r
             JOIN articles a ON a.article = r.article JOIN articles o ON o.article = r.other
             WHERE a.id <> o.id AND (a.sha256, a.id) < (o.sha256, o.id)
             ORDER BY a.sha256, a.id, o.sha256, o.id",
        )?;
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            let key = |at: usize| -> rusqlite::Result<Value> {
                let (id, sha256) = (row.get_ref(at)?.as_str()?, row.get_ref(at + 1)?.as_str()?);
                Ok(Value::text(article_key(id, sha256)))
            };
            let values = vec![key(0)?, key(2)?, Value::Real(row.get(4)?)];
            take(REPEATS.name, values).map_err(Failure::Taker)?;
        }
        Ok(())
    }

    fn give_directory(&self, take: &mut Take<'_>) -> Result<(), Failure> {
        let connection = &self.connection;
        let mut entries = connection.prepare(
            "SELECT entry, name, class, state, reports FROM directory_entries ORDER BY entry",
        )?;
        let mut names =
            connection.prepare("SELECT name FROM directory_names WHERE entry = ? ORDER BY rank")?;
        let mut states = connection.prepare(
            "SELECT state FROM directory_states WHERE entry = ? ORDER BY reports DESC, state",
        )?;
        let mut found = entries.query([])?;
        while let Some(row) = found.next()? {
            let entry: String = row.get(0)?;
            let list = |ask: &mut rusqlite::Statement<'_>| -> rusqlite::Result<Value> {
                let list = ask.query_map([&entry], |row| row.get(0))?;
                Ok(Value::Texts(list.collect::<rusqlite::Result<_>>()?))
            };
            let (names, states) = (list(&mut names)?, list(&mut states)?);
            let values = vec![
                Value::text(&entry),
                Value::text(row.get::<_, String>(1)?),
                Value::text(row.get::<_, String>(2)?),
                Value::maybe_text(row.get::<_, Option<String>>(3)?),
                Value::Integer(row.get(4)?),
                names,
                states,
            ];
            take(DIRECTORY.name, values).map_err(Failure::Taker)?;
        }
        Ok(())
    }

    fn give_corrections(&self, take: &mut Take<'_>) -> Result<(), Failure> {
        let mut corrections = self.connection.prepare(
            "SELECT claim, author, made_at, reason, action, a.id, a.sha256, correction
             FROM corrections c LEFT JOIN articles a
             ON a.id = c.article_id AND a.sha256 = c.article_sha256
             ORDER BY made_at, author, claim",
        )?;
        let mut found = corrections.query([])?;
        while let Some(row) = found.next()? {
            let words = |at: usize| -> rusqlite::Result<Value> {
                Ok(Value::maybe_text(row.get::<_, Option<String>>(at)?))
            };
            let article: (Option<String>, Option<String>) = (row.get(5)?, row.get(6)?);
            let article = match article {
                (Some(id), Some(sha256)) => Value::text(article_key(&id, &sha256)),
                _ => Value::None,
            };
            let values =
                vec![words(0)?, words(1)?, words(2)?, words(3)?, words(4)?, article, words(7)?];
            take(CORRECTIONS.name, values).map_err(Failure::Taker)?;
        }
        Ok(())
    }
}

/// The row of an article among [`STAR`]'s.
fn article_row(key: &str, is_current: bool, received: Received) -> Vec<Value> {
    let Received { article, bytes, form, place, received_at, language } = received;
    let day = article.published.as_deref().and_then(depesha::directory::Day::of);
    let bytes = bytes.filter(|bytes| *bytes != article.body.as_bytes());
    vec![
        Value::text(key),
        Value::text(article.id),
        Value::maybe_text(article.sha256),
        Value::Flag(is_current),
        Value::maybe_text(article.outlet),
        day.map_or(Value::None, |day| Value::Day(day.date())),
        Value::maybe_text(article.published),
        Value::maybe_text(received_at),
        Value::maybe_text(article.title),
        Value::maybe_text(article.url),
        Value::maybe_text(language),
        Value::text(form),
        Value::maybe_text(place),
        Value::text(article.body),
        bytes.map_or(Value::None, Value::Bytes),
    ]
}

impl ReadReport {
    /// Gives the rows of the tables [`OF_READ_ARTICLES`] of this report, each with the name of its table, as
    /// [`Ledger::star`] would of a ledger that holds nothing else: the article and its reading are current, and
    /// no actor has an entry in a directory.
    ///
    /// # Errors
    /// The first that `take` gives.
    pub fn star(
        self,
        mut take: impl FnMut(&str, Vec<Value>) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        let Self { received, reading, .. } = self;
        let key = article_key(&received.article.id, received.sha256());
        let Some(prepared) = reading else {
            take(ARTICLES.name, article_row(&key, true, received))?;
            return take(RECORDS.name, record_row(&key, None));
        };
        let row = RecordRow {
            record: prepared.record_json,
            learned: prepared.learned_json,
            words: prepared.lemmas.words().map(|(span, lemma)| (span, lemma.to_owned())).collect(),
            title_lemmas: prepared.title_lemmas,
        };
        let maker = prepared.record.depesha.clone();
        let loaded = Loaded::of_article(&received.article, prepared.record);
        let give_all = || {
            take(ARTICLES.name, article_row(&key, true, received)).map_err(Failure::Taker)?;
            let values = vec![
                Value::text(&loaded.article.reading),
                Value::text(&key),
                Value::Flag(true),
                Value::Flag(false),
                Value::text(maker.version),
                Value::text(maker.model),
                Value::maybe_text(loaded.article.outlet.as_deref()),
            ];
            take(READINGS.name, values).map_err(Failure::Taker)?;
            Facts { loaded: &loaded, is_current: true, take: &mut take }
                .records(&Entries::new(), &|_| Ok(HashMap::new()))?;
            let values = record_row(&key, Some((&loaded.article.reading, row)));
            take(RECORDS.name, values).map_err(Failure::Taker)
        };
        give_all().map_err(|failure| match failure {
            Failure::Taker(cause) => cause,
            Failure::Ledger(Problem::Damaged(problem)) => std::io::Error::other(problem),
            Failure::Ledger(_) => std::io::Error::other("the record does not hold together"),
        })
    }
}

fn record_row(article: &str, reading: Option<(&str, RecordRow)>) -> Vec<Value> {
    let Some((reading, row)) = reading else {
        let (none, list) = (|| Value::None, || Value::Integers(Vec::new()));
        let lemmas = Value::Texts(Vec::new());
        let lists = [list(), list(), lemmas, Value::text("")];
        return [Value::text(article), none(), none(), none()].into_iter().chain(lists).collect();
    };
    let offsets = |offset: fn(&Span) -> usize| {
        let offsets = row.words.iter().map(|(span, _)| offset(span));
        Value::Integers(offsets.map(|at| i64::try_from(at).unwrap_or(i64::MAX)).collect())
    };
    vec![
        Value::text(article),
        Value::text(reading),
        Value::text(&row.record),
        Value::text(&row.learned),
        offsets(|span| span.start),
        offsets(|span| span.end),
        Value::Texts(row.words.iter().map(|(_, lemma)| lemma.clone()).collect()),
        Value::text(&row.title_lemmas),
    ]
}
