//! Answers as rows of tables: what `depesha statements` and the others give to other programs. The
//! exported tables ([`crate::star`]) have the same columns, less what is said of the article.

use depesha::record::{Date, Span};
use depesha_tables::{Column, Kind, Table, Value};

use crate::corrections::ClaimId;
use crate::questions::{
    ActorFound, ArticleFound, ArticleListed, AttitudeFound, CommitmentFound, DateFound, EventFound,
    Named, QuantityFound, StatementFound,
};
use crate::rows::{statement_kind_word, status_word};

const fn text(name: &'static str, says: &'static str) -> Column {
    Column::new(name, Kind::Text, says)
}

const fn offset(name: &'static str, says: &'static str) -> Column {
    Column::new(name, Kind::Integer, says)
}

const fn texts(name: &'static str, says: &'static str) -> Column {
    Column::new(name, Kind::Texts, says)
}

/// Puts lists of columns one behind the other.
pub(crate) const fn joined<const N: usize>(parts: &[&[Column]]) -> [Column; N] {
    let mut all = [Column::new("", Kind::Text, ""); N];
    let (mut at, mut part) = (0, 0);
    while part < parts.len() {
        let mut own = 0;
        while own < parts[part].len() {
            all[at] = parts[part][own];
            at += 1;
            own += 1;
        }
        part += 1;
    }
    assert!(at == N);
    all
}

const CHAIN: Column = texts(
    "chain",
    "The names from the reader inwards: the outlet; then, of each statement that holds it, relays and speaker.",
);
const SAID_IN: Column =
    text("said_in", "The innermost statement that holds or tells it; none where the author does.")
        .or_none();
const CLAIM: Column =
    text("claim", "The correction that it comes from; none where the program read it.").or_none();
const PASSAGE: Column = text(
    "passage",
    "The words with what stands around them: their sentence, as far as marks tell.",
);

/// What is known of the article's publication, before a record.
const WHEN: &[Column] = &[
    Column::new("day", Kind::Day, "The day on which the report was published.").or_none(),
    text("outlet", "The outlet, as the reading or the giver has it.").or_none(),
];

/// What else is known of the article, behind a record.
const WHERE: &[Column] = &[
    text("published", "When the report was published, as it was given.").or_none(),
    text("title", "The headline that was given apart from the text.").or_none(),
    text("url", "Where it was published.").or_none(),
    text("article_id", "The path or name under which it was given."),
    text("sha256", "The SHA-256 of the bytes as received; hexadecimal digits."),
    text("article", "The article's key: that of the table `articles` of an export."),
    text("reading", "The reading's key: that of the table `readings` of an export."),
];

fn published(article: &ArticleFound) -> Vec<Value> {
    vec![Value::day(article.day.as_deref()), Value::maybe_text(article.outlet.as_deref())]
}

fn source(article: &ArticleFound) -> Vec<Value> {
    vec![
        Value::maybe_text(article.published.as_deref()),
        Value::maybe_text(article.title.as_deref()),
        Value::maybe_text(article.url.as_deref()),
        Value::text(&article.id),
        Value::text(&article.sha256),
        Value::text(&article.key),
        Value::text(&article.reading),
    ]
}

fn start(span: Span) -> Value {
    Value::count(span.start)
}

fn end(span: Span) -> Value {
    Value::count(span.end)
}

fn maybe_span(span: Option<Span>) -> [Value; 2] {
    span.map_or([Value::None, Value::None], |span| [start(span), end(span)])
}

fn claim(claim: Option<&ClaimId>) -> Value {
    Value::maybe_text(claim.map(|ClaimId(claim)| claim))
}

fn chain(chain: &[String]) -> Value {
    Value::Texts(chain.to_vec())
}

/// Key, name, class and state of an actor.
fn actor(actor: Option<&Named>) -> [Value; 4] {
    let Some(actor) = actor else { return [const { Value::None }; 4] };
    [
        Value::text(&actor.key),
        Value::text(&actor.name),
        Value::text(actor.class_word()),
        Value::maybe_text(actor.state.as_deref()),
    ]
}

/// Keys, names and states of actors.
fn actors(actors: &[Named]) -> [Value; 3] {
    let list = |what: fn(&Named) -> String| Value::Texts(actors.iter().map(what).collect());
    [
        list(|actor| actor.key.clone()),
        list(|actor| actor.name.clone()),
        list(|actor| actor.state.clone().unwrap_or_default()),
    ]
}

fn key_in(article: &ArticleFound, id: Option<&String>) -> Value {
    Value::maybe_text(id.map(|id| format!("{}:{id}", article.reading)))
}

/// Value, end, words, grain of a date, and why it has no value.
fn date(date: Option<&Date>, words: Option<&String>) -> [Value; 5] {
    let Some(date) = date else { return [const { Value::None }; 5] };
    [
        Value::maybe_text(date.value.as_deref()),
        Value::maybe_text(date.end.as_deref()),
        Value::maybe_text(words),
        Value::text(&date.grain),
        Value::maybe_text(date.unresolved.as_deref()),
    ]
}

pub(crate) const STATEMENT: &[Column] = &[
    text("speaker_name", "Who speaks: the fullest name in the report, in the nominative.")
        .or_none(),
    text(
        "speaker_class",
        "`person`, `state`, `organization`, `outlet`, `group`, `place`, `unknown`.",
    )
    .or_none(),
    text("speaker_state", "The state that the speaker is or acts for; ISO 3166-1 alpha-3.")
        .or_none(),
    CHAIN,
    text("kind", "`direct`, `indirect`, `mixed`."),
    text("cue", "The words that carry the attribution."),
    text("words", "What is said; stretches that something stands between are parted by ` … `."),
    Column::new("confidence", Kind::Real, "How likely the source means the speaker, from 0 to 1.")
        .or_none(),
    text("source", "The words beside the cue that name who speaks.").or_none(),
    texts("via_names", "The names of the relays, from the one nearest to the reader inwards."),
    text("rule", "The rule that read it."),
    text("statement", "Its key: that of the reading, a colon and its id in the record."),
    text("speaker", "The speaker's key, in `actors`.").or_none(),
    texts("via", "The keys of the relays, in `actors`."),
    text("parent", "The statement whose content holds this one.").or_none(),
    Column::new(
        "starts",
        Kind::Integers,
        "Where the stretches of what is said begin, in code points of the body.",
    ),
    Column::new("ends", Kind::Integers, "Where they end."),
    offset("cue_start", "Where the cue begins, in code points of the body."),
    offset("cue_end", "Where it ends."),
    offset("source_start", "Where the source begins, in code points of the body.").or_none(),
    offset("source_end", "Where it ends.").or_none(),
    CLAIM,
];

pub(crate) fn statement(found: &StatementFound) -> Vec<Value> {
    let told = &found.statement;
    let [key, name, class, state] = actor(found.speaker.as_ref());
    let [via, via_names, _] = actors(&found.via);
    let [source_start, source_end] = maybe_span(told.source);
    let offsets = |offset: fn(&Span) -> usize| {
        let offsets = told.content.iter().map(offset);
        Value::Integers(offsets.map(|at| i64::try_from(at).unwrap_or(i64::MAX)).collect())
    };
    vec![
        name,
        class,
        state,
        chain(&found.chain),
        Value::text(statement_kind_word(told.kind)),
        Value::text(&found.cue),
        Value::text(found.content.join(" … ")),
        found.confidence.map_or(Value::None, Value::Real),
        Value::maybe_text(found.source.as_deref()),
        via_names,
        Value::text(&told.rule),
        key_in(&found.article, Some(&told.id)),
        key,
        via,
        key_in(&found.article, told.parent.as_ref()),
        offsets(|span| span.start),
        offsets(|span| span.end),
        start(told.cue),
        end(told.cue),
        source_start,
        source_end,
        claim(found.claim.as_ref()),
    ]
}

pub(crate) const EVENT: &[Column] = &[
    text("type", "One of the sixteen types of PLOVER."),
    text("mode", "How it was done, as PLOVER names the modes of its type.").or_none(),
    text("status", "`actual`, `planned`, `hypothetical`, `negated`."),
    texts("actor_names", "Who does it; of a mutual act all parties."),
    texts(
        "actor_states",
        "Their states, in the same order; empty where none is known; ISO 3166-1 alpha-3.",
    ),
    texts("recipient_names", "To whom it is done."),
    texts("recipient_states", "Their states, in the same order; empty where none is known."),
    text("trigger", "The words that tell it."),
    PASSAGE,
    text(
        "date",
        "When, where its own clause says so: ISO 8601 or ISO 8601-2; of a range the beginning.",
    )
    .or_none(),
    text("date_end", "The end of a range, which lies within it.").or_none(),
    text("date_words", "The words of the date.").or_none(),
    text("date_grain", "How long a stretch it names: `day`, `month`, `year` and so on.").or_none(),
    text("date_unresolved", "Why it has no value.").or_none(),
    text("place_name", "Where it is done, where its own clause says so.").or_none(),
    text("place_state", "The state in which the place lies; ISO 3166-1 alpha-3.").or_none(),
    texts("contexts", "The fields of life that its clause names, as PLOVER names them."),
    CHAIN,
    Column::new("commitment", Kind::Flag, "Whether it binds the actor."),
    Column::new("confidence", Kind::Real, "How likely it is such an event, from 0 to 1."),
    text("rule", "The rule that read it."),
    text("event", "Its key: that of the reading, a colon and its id in the record."),
    texts("actors", "The keys of those who do it, in `actors`."),
    texts("recipients", "The keys of those to whom it is done, in `actors`."),
    text("place", "The key of the place, in `actors`.").or_none(),
    SAID_IN,
    offset("trigger_start", "Where the trigger begins, in code points of the body."),
    offset("trigger_end", "Where it ends."),
    CLAIM,
];

pub(crate) fn event(found: &EventFound) -> Vec<Value> {
    let told = &found.event;
    let [doers, doer_names, doer_states] = actors(&found.actors);
    let [recipients, recipient_names, recipient_states] = actors(&found.recipients);
    let [place, place_name, _, place_state] = actor(found.place.as_ref());
    let [value, until, words, grain, unresolved] = date(told.date.as_ref(), found.date.as_ref());
    vec![
        Value::text(&told.kind),
        Value::maybe_text(told.mode.as_deref()),
        Value::text(status_word(told.status)),
        doer_names,
        doer_states,
        recipient_names,
        recipient_states,
        Value::text(&found.trigger),
        Value::text(&found.passage),
        value,
        until,
        words,
        grain,
        unresolved,
        place_name,
        place_state,
        Value::Texts(told.contexts.clone()),
        chain(&found.chain),
        Value::Flag(told.commitment),
        Value::Real(told.confidence),
        Value::text(&told.rule),
        key_in(&found.article, Some(&told.id)),
        doers,
        recipients,
        place,
        key_in(&found.article, told.said_in.as_ref()),
        start(told.trigger),
        end(told.trigger),
        claim(found.claim.as_ref()),
    ]
}

pub(crate) const COMMITMENT: &[Column] = &[
    texts("who_names", "Who is bound."),
    texts(
        "who_states",
        "Their states, in the same order; empty where none is known; ISO 3166-1 alpha-3.",
    ),
    texts("to_names", "To whom they are bound."),
    texts("to_states", "Their states, in the same order; empty where none is known."),
    text("act", "The words of the promised act."),
    text("until", "Until when: ISO 8601 or ISO 8601-2; of a range the beginning.").or_none(),
    text("until_end", "The end of a range, which lies within it.").or_none(),
    text("until_words", "The words of that date.").or_none(),
    text("until_grain", "How long a stretch it names: `day`, `month`, `year` and so on.").or_none(),
    text("until_unresolved", "Why it has no value.").or_none(),
    text("condition", "The words that say under which condition.").or_none(),
    CHAIN,
    text("commitment", "Its key: that of the reading, a colon and its id in the record."),
    text("event", "The event that binds."),
    texts("who_actors", "The keys of those who are bound, in `actors`."),
    texts("to_actors", "The keys of those to whom they are, in `actors`."),
    SAID_IN,
    offset("act_start", "Where the act begins, in code points of the body."),
    offset("act_end", "Where it ends."),
    offset("condition_start", "Where the condition begins, in code points of the body.").or_none(),
    offset("condition_end", "Where it ends.").or_none(),
    CLAIM,
];

pub(crate) fn commitment(found: &CommitmentFound) -> Vec<Value> {
    let told = &found.commitment;
    let [who, who_names, who_states] = actors(&found.who);
    let [to, to_names, to_states] = actors(&found.to);
    let [value, until, words, grain, unresolved] = date(told.until.as_ref(), found.until.as_ref());
    let [condition_start, condition_end] = maybe_span(told.condition);
    vec![
        who_names,
        who_states,
        to_names,
        to_states,
        Value::text(&found.act),
        value,
        until,
        words,
        grain,
        unresolved,
        Value::maybe_text(found.condition.as_deref()),
        chain(&found.chain),
        key_in(&found.article, Some(&told.id)),
        key_in(&found.article, Some(&told.event)),
        who,
        to,
        key_in(&found.article, told.said_in.as_ref()),
        start(told.act),
        end(told.act),
        condition_start,
        condition_end,
        claim(found.claim.as_ref()),
    ]
}

pub(crate) const ATTITUDE: &[Column] = &[
    text("source_name", "Whose it is."),
    text("source_class", "`person`, `state`, `organization` and so on."),
    text("source_state", "The state that it is or acts for; ISO 3166-1 alpha-3.").or_none(),
    text("polarity", "`pos` or `neg`."),
    text("target_name", "To whom it is."),
    text("target_class", "`person`, `state`, `organization` and so on."),
    text("target_state", "The state that it is or acts for; ISO 3166-1 alpha-3.").or_none(),
    texts("evidence", "The words that show it."),
    CHAIN,
    Column::new("confidence", Kind::Real, "How sure it is, from 0 to 1."),
    text(
        "ground",
        "What shows it: `act`, `words`, `judgement`, `classifier`; `claimed` where a person says so.",
    ),
    text(
        "attitude",
        "Its key: that of the reading, a colon, `t` and its place among those of the reading.",
    ),
    text("source", "The key of the one whose it is, in `actors`."),
    text("target", "The key of the one to whom it is, in `actors`."),
    SAID_IN,
    Column::new(
        "starts",
        Kind::Integers,
        "Where the words that show it begin, in code points of the body.",
    ),
    Column::new("ends", Kind::Integers, "Where they end."),
    CLAIM,
];

pub(crate) fn attitude(found: &AttitudeFound) -> Vec<Value> {
    let [source, source_name, source_class, source_state] = actor(Some(&found.source));
    let [target, target_name, target_class, target_state] = actor(Some(&found.target));
    let offsets = |offset: fn(&Span) -> usize| {
        let offsets = found.evidence.iter().map(|(span, _)| offset(span));
        Value::Integers(offsets.map(|at| i64::try_from(at).unwrap_or(i64::MAX)).collect())
    };
    vec![
        source_name,
        source_class,
        source_state,
        Value::text(&found.polarity),
        target_name,
        target_class,
        target_state,
        Value::Texts(found.evidence.iter().map(|(_, words)| words.clone()).collect()),
        chain(&found.chain),
        Value::Real(found.confidence),
        Value::text(&found.ground),
        Value::text(&found.key),
        source,
        target,
        Value::maybe_text(found.said_in.as_deref()),
        offsets(|span| span.start),
        offsets(|span| span.end),
        claim(found.claim.as_ref()),
    ]
}

pub(crate) const QUANTITY: &[Column] = &[
    Column::new("value", Kind::Real, "The number, in `unit`; of a range the lower end."),
    Column::new("upper", Kind::Real, "The upper end of a range, in `unit`.").or_none(),
    text("bound", "`exact`, `more than`, `less than`, `at least`, `at most`, `about`, `between`."),
    text("kind", "`count`, `money`, `percent`, `measure`, `duration`, `age`."),
    text(
        "unit",
        "What is counted in the nominative singular, a currency's ISO 4217 code, `%` or `п. п.`.",
    )
    .or_none(),
    text("words", "Its words, with those that limit it."),
    PASSAGE,
    CHAIN,
    text(
        "quantity",
        "Its key: that of the reading, a colon, `q` and its place among those of the reading.",
    ),
    SAID_IN,
    offset("words_start", "Where the words begin, in code points of the body."),
    offset("words_end", "Where they end."),
    offset(
        "amount_start",
        "Where they begin without those that limit it, in code points of the body.",
    ),
    offset("amount_end", "Where these end."),
    CLAIM,
];

pub(crate) fn quantity(found: &QuantityFound) -> Vec<Value> {
    let told = &found.quantity;
    let number = |number: &serde_json::Number| number.as_f64().map_or(Value::None, Value::Real);
    vec![
        Value::Real(told.value.as_f64().unwrap_or(0.0)),
        told.upper.as_ref().map_or(Value::None, number),
        Value::text(&told.bound),
        Value::text(&told.kind),
        Value::maybe_text(told.unit.as_deref()),
        Value::text(&found.words),
        Value::text(&found.passage),
        chain(&found.chain),
        Value::text(&found.key),
        key_in(&found.article, told.said_in.as_ref()),
        start(told.span),
        end(told.span),
        start(told.amount),
        end(told.amount),
        claim(found.claim.as_ref()),
    ]
}

pub(crate) const DATE: &[Column] = &[
    text("value", "The date in the form of ISO 8601 or ISO 8601-2; of a range the beginning.")
        .or_none(),
    text("range_end", "The end of a range, which lies within it.").or_none(),
    text("grain", "How long a stretch it names: `day`, `month`, `year` and so on."),
    text("part", "Which part of it: `beginning`, `end`, `morning` and so on.").or_none(),
    text("bound", "`in`, `since`, `until`, `by`, `after`, `about`."),
    text("anchor", "What the value is counted from: `none`, `published`, `text`."),
    text("unresolved", "Why there is no value.").or_none(),
    text("words", "Its words, with their preposition."),
    PASSAGE,
    CHAIN,
    text(
        "date",
        "Its key: that of the reading, a colon, `d` and its place among those of the reading.",
    ),
    SAID_IN,
    offset("words_start", "Where the words begin, in code points of the body."),
    offset("words_end", "Where they end."),
    CLAIM,
];

pub(crate) fn told_date(found: &DateFound) -> Vec<Value> {
    let told = &found.date;
    vec![
        Value::maybe_text(told.value.as_deref()),
        Value::maybe_text(told.end.as_deref()),
        Value::text(&told.grain),
        Value::maybe_text(told.part.as_deref()),
        Value::text(&told.bound),
        Value::text(&told.anchor),
        Value::maybe_text(told.unresolved.as_deref()),
        Value::text(&found.words),
        Value::text(&found.passage),
        chain(&found.chain),
        Value::text(&found.key),
        key_in(&found.article, told.said_in.as_ref()),
        start(told.span),
        end(told.span),
        claim(found.claim.as_ref()),
    ]
}

const ACTOR: &[Column] = &[
    text("name", "The name of the entry."),
    text("class", "`person`, `state`, `organization`, `outlet`, `place`."),
    texts(
        "states",
        "The states that reports give it, the one that most give first; ISO 3166-1 alpha-3.",
    ),
    texts(
        "roles",
        "Its roles by the day on which they were first said: the title in the nominative and, behind a dash, whose.",
    ),
    Column::new("reports", Kind::Integer, "How many reports it occurs in."),
    texts("names", "All its names, the first that of the entry."),
    texts("role_titles", "The titles of its roles."),
    texts(
        "role_of",
        "The entries whose roles these are, in the same order; empty where none is known.",
    ),
    texts(
        "role_first",
        "The days of the first reports that say so, in ISO 8601; empty where none is known.",
    ),
    texts("role_last", "The days of the last ones."),
    text("entry", "Its id: class, name and state."),
];

const ARTICLE: &[Column] = &[
    Column::new("day", Kind::Day, "The day on which it was published.").or_none(),
    text("outlet", "The outlet, as the reading or the giver has it.").or_none(),
    text("title", "The headline that was given apart from the text.").or_none(),
    text("beginning", "The first line of the text, at most 200 code points of it."),
    Column::new("is_read", Kind::Flag, "Whether it was read."),
    Column::new("statements", Kind::Integer, "How many statements were read in it."),
    Column::new("events", Kind::Integer, "How many events were read in it."),
    text("origin_id", "The id of the article that it is a copy of.").or_none(),
    text("copy_kind", "`exact`; `near`, where most of each is in the other; `part`, where one is within the other.").or_none(),
    Column::new("likeness", Kind::Real, "Which part of the copy is in its origin, from 0 to 1.").or_none(),
    text("language", "The language of the body, by its ISO 639-1 code.").or_none(),
    Column::new("length", Kind::Integer, "The code points of the body."),
    text("form", "What the bytes are: `text`, `html`, `jsonl` and so on."),
    text("published", "When it was published, as it was given.").or_none(),
    text("url", "Where it was published.").or_none(),
    text("article_id", "The path or name under which it was given."),
    text("sha256", "The SHA-256 of the bytes as received; hexadecimal digits."),
    text("article", "Its key: that of the table `articles` of an export."),
    text("origin", "The origin's key there.").or_none(),
];

/// What can be asked for as rows of a table, each with its values in the order of the columns.
pub trait Answer {
    /// What the rows are.
    const TABLE: &'static Table;
    /// The values of the row.
    fn row(&self) -> Vec<Value>;
}

macro_rules! answers {
    ($($found:ident $name:literal $row:literal $own:ident $columns:ident $table:ident $values:path;)*) => {
        $(
            const $columns: [Column; WHEN.len() + $own.len() + WHERE.len()] =
                joined(&[WHEN, $own, WHERE]);
            const $table: Table = Table { name: $name, row: $row, columns: &$columns };

            impl Answer for $found {
                const TABLE: &'static Table = &$table;

                fn row(&self) -> Vec<Value> {
                    let mut row = published(&self.article);
                    row.extend($values(self));
                    row.extend(source(&self.article));
                    row
                }
            }
        )*
    };
}

answers! {
    StatementFound "statements" "A statement." STATEMENT STATEMENT_COLUMNS STATEMENTS statement;
    EventFound "events" "What is said to be done, promised or left undone." EVENT EVENT_COLUMNS
        EVENTS event;
    CommitmentFound "commitments" "What somebody is bound to do." COMMITMENT COMMITMENT_COLUMNS
        COMMITMENTS commitment;
    AttitudeFound "attitudes" "Who is for or against whom." ATTITUDE ATTITUDE_COLUMNS ATTITUDES
        attitude;
    QuantityFound "quantities" "How many, how much or how long." QUANTITY QUANTITY_COLUMNS QUANTITIES
        quantity;
    DateFound "dates" "When, as the text says." DATE DATE_COLUMNS DATES told_date;
}

const ACTORS: Table = Table { name: "actors", row: "An actor over all reports.", columns: ACTOR };

impl Answer for ActorFound {
    const TABLE: &'static Table = &ACTORS;

    fn row(&self) -> Vec<Value> {
        let roles = |what: fn(&crate::questions::RoleFound) -> String| {
            Value::Texts(self.roles.iter().map(what).collect())
        };
        vec![
            Value::text(&self.name),
            Value::text(&self.class),
            Value::Texts(self.states.clone()),
            roles(|role| match &role.of_name {
                Some(of) => format!("{} — {of}", role.title),
                None => role.title.clone(),
            }),
            Value::count(self.reports),
            Value::Texts(self.names.clone()),
            roles(|role| role.title.clone()),
            roles(|role| role.of.clone().unwrap_or_default()),
            roles(|role| role.first.clone().unwrap_or_default()),
            roles(|role| role.last.clone().unwrap_or_default()),
            Value::text(&self.entry),
        ]
    }
}

const ARTICLES: Table =
    Table { name: "articles", row: "An article in the version that is current.", columns: ARTICLE };

impl Answer for ArticleListed {
    const TABLE: &'static Table = &ARTICLES;

    fn row(&self) -> Vec<Value> {
        let origin = self.origin.as_ref();
        vec![
            Value::day(self.day.as_deref()),
            Value::maybe_text(self.outlet.as_deref()),
            Value::maybe_text(self.title.as_deref()),
            Value::text(&self.beginning),
            Value::Flag(self.is_read),
            Value::count(self.statements),
            Value::count(self.events),
            Value::maybe_text(origin.map(|origin| &origin.id)),
            Value::maybe_text(origin.map(|origin| &origin.kind)),
            origin.map_or(Value::None, |origin| Value::Real(origin.likeness)),
            Value::maybe_text(self.language.as_deref()),
            Value::count(self.length),
            Value::text(&self.form),
            Value::maybe_text(self.published.as_deref()),
            Value::maybe_text(self.url.as_deref()),
            Value::text(&self.id),
            Value::text(&self.sha256),
            Value::text(&self.key),
            Value::maybe_text(origin.map(|origin| &origin.key)),
        ]
    }
}

/// The tables of all answers.
pub const ANSWERS: &[Table] =
    &[STATEMENTS, EVENTS, COMMITMENTS, ATTITUDES, ACTORS, ARTICLES, QUANTITIES, DATES];
