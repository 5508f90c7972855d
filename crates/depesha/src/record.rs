//! The reading as it leaves the program: names instead of indices, code points instead of bytes.

use std::collections::BTreeSet;

use depesha_reading as reading;
use depesha_reading::{ActorId, DateId, EventId, Reading, StatementId, Tables};
use depesha_text::{Article, ByteSpan, CodePoints};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use sha2::{Digest, Sha256};

/// All that is kept of one report.
///
/// Offsets are Unicode code points of the text, less the mark that an encoding may have put before
/// it. A list that no stage fills yet is empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What made the record.
    pub depesha: Maker,
    /// What was read.
    pub article: Source,
    /// Everybody the report speaks of.
    pub actors: Vec<Actor>,
    /// Who said what, in the order of the text.
    pub statements: Vec<Statement>,
    /// What was done, promised or denied, in the order of the text.
    pub events: Vec<Event>,
    /// What somebody is bound to do, in the order of the text.
    #[serde(default)]
    pub commitments: Vec<Commitment>,
    /// Who stands for or against whom, by the first words that show it.
    pub attitudes: Vec<Attitude>,
    /// How much of what, in the order of the text.
    pub quantities: Vec<Quantity>,
    /// When, in the order of the text.
    pub dates: Vec<Date>,
}

/// The versions that made a record: the same ones make the same record of the same text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maker {
    /// The program's version and the revision of its rules, as [`version`](crate::version) has them;
    /// with a checksum of the user's outlets where there are some.
    pub version: String,
    /// The language model's name and version.
    pub model: String,
}

/// The article as the record knows it; its text is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The path or name under which it was given.
    pub id: String,
    /// The outlet, as it was given or as the text names it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published, as it was given.
    pub published: Option<String>,
    /// The headline that was given apart from the text.
    pub title: Option<String>,
    /// The language that it was read as, by its ISO 639-1 code.
    pub language: String,
    /// The SHA-256 of the bytes as received, else of the text in UTF-8; hexadecimal digits.
    pub sha256: String,
}

/// A place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The number of code points before it.
    pub start: usize,
    /// The number of code points up to its end.
    pub end: usize,
}

/// A person, state, body, outlet, group or place that the report speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Actor {
    /// `a1`, `a2`, …
    pub id: String,
    /// The fullest name in the report, in the nominative.
    pub name: String,
    /// Its other names and abbreviations in the report, in the nominative.
    pub also: Vec<String>,
    /// What kind of actor it is.
    pub class: ActorClass,
    /// The state that it is or acts for, or in which the place lies, as ISO 3166-1 alpha-3.
    pub state: Option<String>,
    /// What the state is known from; none where there is none.
    #[serde(default)]
    pub state_from: Option<StateFrom>,
    /// The offices, trades and relations that the report gives it.
    pub roles: Vec<Role>,
    /// Whom it may be, where the report does not tell for certain.
    pub perhaps: Vec<Perhaps>,
    /// Where the report names it, or what stands for it.
    pub mentions: Vec<Mention>,
    /// Where the report means it without its name, by an office, a description or a pronoun, and where
    /// its name is part of the name of another body.
    pub references: Vec<Mention>,
    /// What a table knows of it, for outlets that one lists; nothing of it is from the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<Outlet>,
}

/// What in the report tells an actor's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateFrom {
    /// `name` (its own name or description), `office` (that which the report gives it) `setting` (the
    /// report says nothing of it, but is set in this state), or `weights` (trained weights take it for its state).
    pub ground: String,
    /// The number of code points before the words that tell it.
    pub start: usize,
    /// The number of code points up to their end.
    pub end: usize,
}

/// What is known of an outlet beside the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlet {
    /// Its name in the table, which may differ from that in the report.
    pub name: String,
    /// `agency`, `paper`, `channel`, `radio`, `site`, `magazine` or `messenger_channel`.
    pub kind: Option<String>,
    /// Where it is at home, as ISO 3166-1 alpha-3.
    pub state: Option<String>,
    /// Who owns or runs it.
    pub owner: Option<String>,
    /// What kind of owner that is: `state`, `public`, `private`, `party` or `church`.
    pub control: Option<String>,
    /// The table that says all this: `outlets.tsv` is that of the program, others are users' files.
    pub known_from: String,
}

impl From<&reading::Outlet> for Outlet {
    fn from(known: &reading::Outlet) -> Self {
        Self {
            name: known.name.clone(),
            kind: known.kind.map(|kind| kind.word().to_owned()),
            state: known.state.clone(),
            owner: known.owner.clone(),
            control: known.control.map(|control| control.word().to_owned()),
            known_from: known.known_from.clone(),
        }
    }
}

/// An office or trade of an actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// The office in the nominative.
    pub title: String,
    /// The actor whose office it is.
    pub of: Option<String>,
    /// The day on which the report says so: when it was published, as it was given.
    pub on: Option<String>,
    /// The words that say so.
    pub evidence: Span,
}

/// A link to another actor that is left open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Perhaps {
    /// The other actor.
    pub actor: String,
    /// How likely the two are one, from 0 to 1.
    pub confidence: f64,
}

/// A place that speaks of an actor.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The number of code points before it.
    pub start: usize,
    /// The number of code points up to its end.
    pub end: usize,
    /// How the actor is called there.
    pub kind: MentionKind,
    /// How likely it means this actor, from 0 to 1; left out where there is no doubt.
    #[serde(default = "sure", skip_serializing_if = "is_sure")]
    pub confidence: f64,
}

fn sure() -> f64 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_sure(confidence: &f64) -> bool {
    *confidence >= 1.0
}

/// Who said what through whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// `s1`, `s2`, …
    pub id: String,
    /// How the words are given.
    pub kind: StatementKind,
    /// The words that carry the attribution.
    pub cue: Span,
    /// The words beside the cue that name who speaks.
    pub source: Option<Span>,
    /// The actor that speaks.
    pub speaker: Option<String>,
    /// What is said.
    pub content: Vec<Span>,
    /// The relays, from the one nearest to the reader inwards.
    pub via: Vec<String>,
    /// The statement whose content holds this one.
    pub parent: Option<String>,
    /// The name of the rule that read it.
    pub rule: String,
}

/// How many, how much or how long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The number with what limits it, and its currency, percent sign or unit of measure.
    pub span: Span,
    /// The same without the words that limit it: `1600` of `более 1600`.
    pub amount: Span,
    /// The number; of a range, the lower end. Whole numbers are written without a point.
    pub value: Number,
    /// The upper end of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<Number>,
    /// `exact`, `more than`, `less than`, `at least`, `at most`, `about`, `between`.
    pub bound: String,
    /// `count`, `money`, `percent`, `measure`, `duration`, `age`.
    pub kind: String,
    /// What is counted in the nominative singular, a currency's ISO 4217 code, `%` or `п. п.`.
    pub unit: Option<String>,
    /// The innermost statement whose content holds it.
    pub said_in: Option<String>,
}

/// When.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Date {
    /// The words, with their preposition.
    pub span: Span,
    /// The date in the form of ISO 8601 or ISO 8601-2, to the length of its grain; of a range, the
    /// beginning.
    pub value: Option<String>,
    /// Why there is no value: `no report date`, `vague`, `other event`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unresolved: Option<String>,
    /// The end of a range, which lies within it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// `minute`, `hour`, `day`, `week`, `month`, `season`, `quarter`, `half`, `year`, `decade`,
    /// `century` and so on.
    pub grain: String,
    /// `beginning`, `middle`, `end`; of days `morning`, `daytime`, `evening`, `night`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// `in`, `since`, `until`, `by`, `after`, `about`.
    pub bound: String,
    /// What the value is counted from: `none`, `published`, `text`.
    pub anchor: String,
    /// The innermost statement whose content holds it.
    pub said_in: Option<String>,
}

/// What is said to be done, promised or left undone, by whom and to whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// `e1`, `e2`, …
    pub id: String,
    /// The words that tell it.
    pub trigger: Span,
    /// One of the sixteen types of PLOVER, in capitals.
    #[serde(rename = "type")]
    pub kind: String,
    /// How it was done, as PLOVER names the modes of its type.
    pub mode: Option<String>,
    /// The fields that its clause names, as PLOVER names them.
    pub contexts: Vec<String>,
    /// The actors who do it; of a mutual act all parties.
    pub actors: Vec<String>,
    /// The actors to whom it is done.
    pub recipients: Vec<String>,
    /// Whether it is said to be done.
    pub status: EventStatus,
    /// Whether the actor, or one who may speak for it, binds it to do so.
    pub commitment: bool,
    /// When, where its own clause says so: one of `dates`. Without a value where the day of the report
    /// is not known or the words leave it open, and then it says so.
    pub date: Option<Date>,
    /// The place or state where it is done, where its own clause says so.
    pub place: Option<String>,
    /// The innermost statement that tells it; none where the author does.
    pub said_in: Option<String>,
    /// Where other voices tell the same act.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_in: Vec<Telling>,
    /// How likely it is such an event, from 0 to 1.
    pub confidence: f64,
    /// The name of the rule that read it.
    pub rule: String,
    /// The words by which the rule read it, beside the trigger and the date.
    pub evidence: Vec<Evidence>,
}

/// A further place that tells an act, in another voice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// The words that tell it there.
    pub trigger: Span,
    /// The innermost statement that tells it there; none where the author does.
    pub said_in: Option<String>,
}

/// Words from which a part of an event was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// `needed` (that it is such an event), `carrier` (that the noun's event takes place), `actor`,
    /// `recipient`, `status`, `commitment`, `place`; `weighed actor` and `weighed recipient` where trained weights fill
    /// what the rules left open.
    pub of: String,
    /// The actor that the words mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The number of code points before them.
    pub start: usize,
    /// The number of code points up to their end.
    pub end: usize,
}

/// What somebody is bound to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// `c1`, `c2`, …
    pub id: String,
    /// The event that binds: the act itself where it is an event, else the promise of it.
    pub event: String,
    /// The actors who are bound.
    pub who: Vec<String>,
    /// The actors to whom they are.
    pub to: Vec<String>,
    /// The promised act with its complements.
    pub act: Span,
    /// Until when, where the clause of the act has a date.
    pub until: Option<Date>,
    /// The words that say under which condition.
    pub condition: Option<Span>,
    /// The innermost statement that holds the act; none where the author tells of it.
    pub said_in: Option<String>,
}

/// How one actor stands to another, as the report shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attitude {
    /// The actor whose it is.
    pub source: String,
    /// The actor to whom it is.
    pub target: String,
    /// For or against.
    pub polarity: Polarity,
    /// How sure it is, from 0 to 1.
    #[serde(default = "sure")]
    pub confidence: f64,
    /// The innermost statement that holds the surest words; none where the author tells it.
    #[serde(default)]
    pub said_in: Option<String>,
    /// What the surest words are: `act` (an event, by its type), `words` (of attitude between the two),
    /// `judgement` (a speaker's praise or blame), `classifier` (trained weights: the words are those from
    /// one party to the other) or `claimed` (a person says so).
    #[serde(default = "claimed")]
    pub ground: String,
    /// By what account the surest words tell it: `author` (the report's own words), `opinion` (those of a
    /// statement) or `act` (what is done implies it); none in records of older versions and in claims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The words that show it, in the order of the text.
    #[serde(default)]
    pub evidence: Vec<AttitudeEvidence>,
}

/// Words that show an attitude.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttitudeEvidence {
    /// The number of code points before them.
    pub start: usize,
    /// The number of code points up to their end.
    pub end: usize,
    /// What they are, as under `ground` of the attitude.
    #[serde(default = "claimed")]
    pub ground: String,
    /// By what account they tell it, as under `account` of the attitude.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The innermost statement that holds them; none where the author tells it.
    #[serde(default)]
    pub said_in: Option<String>,
}

impl AttitudeEvidence {
    /// Where they stand.
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }
}

fn claimed() -> String {
    "claimed".into()
}

/// For or against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// For.
    Pos,
    /// Against.
    Neg,
}

impl Polarity {
    /// Its name in the record: `pos` or `neg`.
    pub fn name(self) -> &'static str {
        reading::Polarity::from(self).name()
    }
}

impl From<reading::Polarity> for Polarity {
    fn from(read: reading::Polarity) -> Self {
        match read {
            reading::Polarity::Positive => Self::Pos,
            reading::Polarity::Negative => Self::Neg,
        }
    }
}

impl From<Polarity> for reading::Polarity {
    fn from(kept: Polarity) -> Self {
        match kept {
            Polarity::Pos => Self::Positive,
            Polarity::Neg => Self::Negative,
        }
    }
}

macro_rules! mirrored {
    ($(#[$meta:meta])* $name:ident { $($variant:ident $doc:literal)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum $name {
            $(#[doc = $doc] $variant,)*
        }

        impl From<reading::$name> for $name {
            fn from(read: reading::$name) -> Self {
                match read { $(reading::$name::$variant => Self::$variant,)* }
            }
        }
    };
}

mirrored! {
    /// The kinds of actors.
    ActorClass {
        Person "A human being."
        State "A state, or the capital that stands for its government."
        Organization "A body: ministry, firm, party."
        Outlet "A newspaper, agency, channel, site."
        Group "Several people without a body of their own."
        Place "A place that acts for nobody."
        Unknown "A document, a poll or the like."
    }
}

mirrored! {
    /// How a mention calls its actor.
    MentionKind {
        Name "By name."
        Role "By office, trade or description."
        Pronoun "By pronoun."
        Metonym "By what stands for it."
    }
}

mirrored! {
    /// Whether an event is said to be done.
    EventStatus {
        Actual "Done, or being done."
        Planned "Announced or promised for the future."
        Hypothetical "Conditional, possible, wished, called for."
        Negated "Said not to be done, or denied."
    }
}

mirrored! {
    /// How a statement gives its words.
    StatementKind {
        Direct "Wholly in quotation marks, or a line of dialogue."
        Indirect "In the words of the one who tells."
        Mixed "Retold, with quoted words within."
    }
}

impl Record {
    /// The record of `reading`, which `maker` read out of `article`; with what `tables` know of
    /// outlets.
    ///
    /// # Panics
    /// Where the reading's spans do not lie in the article's text: it is of another one.
    pub fn new(article: &Article, reading: &Reading, maker: Maker, tables: &Tables) -> Self {
        let mut code_points = CodePoints::of(&article.body);
        Self {
            depesha: maker,
            article: Source::new(article, reading),
            actors: actors(article, reading, tables, &mut code_points),
            statements: statements(reading, &mut code_points),
            events: events(reading, &mut code_points),
            commitments: commitments(reading, &mut code_points),
            attitudes: attitudes(reading, &mut code_points),
            quantities: quantities(reading, &mut code_points),
            dates: dates(reading, &mut code_points),
        }
    }
}

impl Source {
    fn new(article: &Article, reading: &Reading) -> Self {
        let outlet = reading.outlet.map(|ActorId(outlet)| reading.actors[outlet].name.clone());
        Self {
            id: article.id.clone(),
            outlet: outlet.or_else(|| article.outlet.clone()),
            url: article.url.clone(),
            published: article.published.clone(),
            title: article.title.clone(),
            language: "ru".into(),
            sha256: article.sha256.clone().unwrap_or_else(|| {
                Sha256::digest(&article.body).iter().map(|byte| format!("{byte:02x}")).collect()
            }),
        }
    }
}

fn actor_name(ActorId(actor): ActorId) -> String {
    format!("a{}", actor + 1)
}

fn statement_name(StatementId(statement): StatementId) -> String {
    format!("s{}", statement + 1)
}

fn event_name(EventId(event): EventId) -> String {
    format!("e{}", event + 1)
}

fn span(span: ByteSpan, code_points: &mut CodePoints) -> Span {
    let range = code_points.range(span);
    Span { start: range.start, end: range.end }
}

fn actors(
    article: &Article,
    reading: &Reading,
    tables: &Tables,
    code_points: &mut CodePoints,
) -> Vec<Actor> {
    let hundredths = |confidence: u8| f64::from(confidence) / 100.0;
    let mention = |mention: &reading::Mention, code_points: &mut CodePoints| {
        let Span { start, end } = span(mention.span, code_points);
        let confidence = hundredths(mention.confidence);
        Mention { start, end, kind: mention.kind.into(), confidence }
    };
    let role = |role: &reading::Role, code_points: &mut CodePoints| Role {
        title: role.title.clone(),
        of: role.of.map(actor_name),
        on: article.published.clone(),
        evidence: span(role.evidence, code_points),
    };
    // A name is found; whom an office or a pronoun means is inferred. Whoever counts names should not
    // have to part the two, nor to count a body as spoken of where another is called after it.
    let within = names_within_names(reading);
    let mentions = |actor: &reading::Actor, named: bool, code_points: &mut CodePoints| {
        use reading::MentionKind::{Metonym, Name};
        let is_body = is_body(actor);
        let by_name = |read: &&reading::Mention| {
            matches!(read.kind, Name | Metonym) && !(is_body && within.contains(&read.span))
        };
        let chosen = actor.mentions.iter().filter(|read| by_name(read) == named);
        chosen.map(|read| mention(read, code_points)).collect()
    };
    let outlet = |actor: &reading::Actor| match actor.class {
        reading::ActorClass::Outlet => tables.outlet(&actor.name, actor.state),
        _ => None,
    };
    let perhaps = |perhaps: &reading::Perhaps| Perhaps {
        actor: actor_name(perhaps.actor),
        confidence: hundredths(perhaps.confidence),
    };
    let actor = |(place, actor): (usize, &reading::Actor)| Actor {
        id: actor_name(ActorId(place)),
        name: actor.name.clone(),
        also: actor.also.clone(),
        class: actor.class.into(),
        state: actor.state.map(str::to_owned),
        state_from: actor.state_from.map(|from| {
            let Span { start, end } = span(from.evidence, code_points);
            StateFrom { ground: from.ground.name().to_owned(), start, end }
        }),
        roles: actor.roles.iter().map(|read| role(read, code_points)).collect(),
        perhaps: actor.perhaps.iter().map(perhaps).collect(),
        mentions: mentions(actor, true, code_points),
        references: mentions(actor, false, code_points),
        outlet: outlet(actor).map(Outlet::from),
    };
    reading.actors.iter().enumerate().map(actor).collect()
}

fn is_body(actor: &reading::Actor) -> bool {
    matches!(actor.class, reading::ActorClass::Organization | reading::ActorClass::Outlet)
}

/// Where the name of a body stands within the name of another: `[факультет [университета]]`.
fn names_within_names(reading: &Reading) -> BTreeSet<ByteSpan> {
    let bodies = reading.actors.iter().filter(|actor| is_body(actor));
    let mut names: Vec<ByteSpan> = bodies
        .flat_map(|actor| &actor.mentions)
        .filter(|mention| mention.kind == reading::MentionKind::Name)
        .map(|mention| mention.span)
        .collect();
    names.sort_by_key(|name| (name.start, std::cmp::Reverse(name.end)));
    names.dedup();
    let mut end = 0;
    let within = names.into_iter().filter(|name| {
        let within = name.end <= end;
        end = end.max(name.end);
        within
    });
    within.collect()
}

fn statements(reading: &Reading, code_points: &mut CodePoints) -> Vec<Statement> {
    let statement = |(place, statement): (usize, &reading::Statement)| Statement {
        id: statement_name(StatementId(place)),
        kind: statement.kind.into(),
        cue: span(statement.cue, code_points),
        source: statement.source.map(|source| span(source, code_points)),
        speaker: statement.speaker.map(actor_name),
        content: statement.content.iter().map(|&said| span(said, code_points)).collect(),
        via: statement.via.iter().copied().map(actor_name).collect(),
        parent: statement.parent.map(statement_name),
        rule: statement.rule.into(),
    };
    reading.statements.iter().enumerate().map(statement).collect()
}

fn quantities(reading: &Reading, code_points: &mut CodePoints) -> Vec<Quantity> {
    let quantity = |read: &reading::Quantity| Quantity {
        span: span(read.span, code_points),
        amount: span(read.amount, code_points),
        value: number(read.value),
        upper: read.upper.map(number),
        bound: read.bound.name().into(),
        kind: read.kind.name().into(),
        unit: read.unit.clone(),
        said_in: read.said_in.map(statement_name),
    };
    reading.quantities.iter().map(quantity).collect()
}

/// The number as JSON writes it: a whole one that a double holds exactly without a point.
fn number(value: f64) -> Number {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "checked just above")]
        return Number::from(value as i64);
    }
    Number::from_f64(value).unwrap_or_else(|| Number::from(0))
}

fn dates(reading: &Reading, code_points: &mut CodePoints) -> Vec<Date> {
    reading.dates.iter().map(|read| date(read, code_points)).collect()
}

fn date(read: &reading::Date, code_points: &mut CodePoints) -> Date {
    Date {
        span: span(read.span, code_points),
        value: read.value.clone(),
        unresolved: read.unresolved.map(|reason| reason.name().into()),
        end: read.end.clone(),
        grain: read.grain.name().into(),
        part: read.part.map(|part| part.name().into()),
        bound: read.bound.name().into(),
        anchor: read.anchor.name().into(),
        said_in: read.said_in.map(statement_name),
    }
}

fn names(actors: &[ActorId]) -> Vec<String> {
    actors.iter().copied().map(actor_name).collect()
}

fn events(reading: &Reading, code_points: &mut CodePoints) -> Vec<Event> {
    let telling = |telling: &reading::Telling, code_points: &mut CodePoints| Telling {
        trigger: span(telling.trigger, code_points),
        said_in: telling.said_in.map(statement_name),
    };
    let evidence = |evidence: &reading::Evidence, code_points: &mut CodePoints| {
        let Span { start, end } = span(evidence.span, code_points);
        let actor = evidence.actor.map(actor_name);
        Evidence { of: evidence.of.name().into(), actor, start, end }
    };
    let event = |(place, event): (usize, &reading::Event)| Event {
        id: event_name(EventId(place)),
        trigger: span(event.trigger, code_points),
        kind: event.kind.name().into(),
        mode: event.mode.map(str::to_owned),
        contexts: event.contexts.iter().map(|&context| context.to_owned()).collect(),
        actors: names(&event.actors),
        recipients: names(&event.recipients),
        status: event.status.into(),
        commitment: event.commitment,
        date: event.date.map(|DateId(at)| date(&reading.dates[at], code_points)),
        place: event.place.map(actor_name),
        said_in: event.said_in.map(statement_name),
        also_in: event.also_in.iter().map(|read| telling(read, code_points)).collect(),
        confidence: f64::from(event.confidence) / 100.0,
        rule: event.rule.into(),
        evidence: event.evidence.iter().map(|read| evidence(read, code_points)).collect(),
    };
    reading.events.iter().enumerate().map(event).collect()
}

fn attitudes(reading: &Reading, code_points: &mut CodePoints) -> Vec<Attitude> {
    let mut evidence = |read: &reading::AttitudeEvidence| {
        let Span { start, end } = span(read.span, code_points);
        let said_in = read.said_in.map(statement_name);
        AttitudeEvidence {
            start,
            end,
            ground: read.ground.name().into(),
            account: Some(read.account.name().into()),
            said_in,
        }
    };
    let attitude = |read: &reading::Attitude| Attitude {
        source: actor_name(read.source),
        target: actor_name(read.target),
        polarity: read.polarity.into(),
        confidence: f64::from(read.confidence) / 100.0,
        said_in: read.said_in.map(statement_name),
        ground: read.ground.name().into(),
        account: Some(read.account.name().into()),
        evidence: read.evidence.iter().map(&mut evidence).collect(),
    };
    reading.attitudes.iter().map(attitude).collect()
}

fn commitments(reading: &Reading, code_points: &mut CodePoints) -> Vec<Commitment> {
    let commitment = |(place, read): (usize, &reading::Commitment)| Commitment {
        id: format!("c{}", place + 1),
        event: event_name(read.event),
        who: names(&read.who),
        to: names(&read.to),
        act: span(read.act, code_points),
        until: read.until.map(|DateId(at)| date(&reading.dates[at], code_points)),
        condition: read.condition.map(|condition| span(condition, code_points)),
        said_in: read.said_in.map(statement_name),
    };
    reading.commitments.iter().enumerate().map(commitment).collect()
}

#[cfg(test)]
mod tests {
    use depesha_reading::{
        Actor, ActorClass, Mention, MentionKind, Reading, Statement, StatementKind,
    };

    use super::*;

    /// The first place of `words` in `text`.
    fn place(text: &str, words: &str) -> ByteSpan {
        let start = text.find(words).expect(words);
        ByteSpan::new(start, start + words.len())
    }

    fn example() -> (Article, Reading) {
        let text = "🤝 Мэр отметил, что, как передаёт «Луч», Ручьёв сказал: «Мост открыт».";
        let article = Article {
            outlet: Some("Верхнеозёрская газета".into()),
            published: Some("2025-11-03".into()),
            ..Article::from_body("bridge.txt", text)
        };
        let named = |name: &str, class, words, kind| Actor {
            mentions: vec![Mention::sure(place(text, words), kind)],
            ..Actor::new(name, class)
        };
        let reading = Reading {
            outlet: None,
            actors: vec![
                named("мэр", ActorClass::Person, "Мэр", MentionKind::Role),
                named("Луч", ActorClass::Outlet, "Луч", MentionKind::Name),
                named("Павел Ручьёв", ActorClass::Person, "Ручьёв", MentionKind::Name),
            ],
            statements: vec![
                Statement {
                    kind: StatementKind::Mixed,
                    cue: place(text, "отметил"),
                    source: Some(place(text, "Мэр")),
                    speaker: Some(ActorId(0)),
                    content: vec![place(text, "Ручьёв сказал: «Мост открыт»")],
                    via: vec![],
                    parent: None,
                    rule: "clause",
                },
                Statement {
                    kind: StatementKind::Direct,
                    cue: place(text, "сказал"),
                    source: Some(place(text, "Ручьёв")),
                    speaker: Some(ActorId(2)),
                    content: vec![place(text, "Мост открыт")],
                    via: vec![ActorId(1)],
                    parent: Some(StatementId(0)),
                    rule: "quotation",
                },
            ],
            attitudes: vec![reading::Attitude {
                source: ActorId(0),
                target: ActorId(2),
                polarity: reading::Polarity::Positive,
                confidence: 60,
                said_in: Some(StatementId(0)),
                ground: reading::AttitudeGround::Judgement,
                account: reading::Account::Opinion,
                evidence: vec![reading::AttitudeEvidence {
                    span: place(text, "открыт"),
                    ground: reading::AttitudeGround::Judgement,
                    account: reading::Account::Opinion,
                    said_in: Some(StatementId(1)),
                }],
            }],
            ..Reading::default()
        };
        (article, reading)
    }

    fn maker() -> Maker {
        Maker { version: "0.1.0+1".into(), model: "russian 1".into() }
    }

    #[test]
    fn a_record_is_written_as_the_design_has_it() {
        let (article, reading) = example();
        let record = Record::new(&article, &reading, maker(), Tables::embedded());
        insta::assert_snapshot!(serde_json::to_string_pretty(&record).unwrap());
    }

    #[test]
    fn a_record_that_was_written_is_read_back() {
        let (article, reading) = example();
        let record = Record::new(&article, &reading, maker(), Tables::embedded());
        let written = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<Record>(&written).unwrap(), record);
    }

    #[test]
    fn offsets_count_code_points() {
        let (article, reading) = example();
        let record = Record::new(&article, &reading, maker(), Tables::embedded());
        let said = record.statements[1].content[0];
        let letters: Vec<char> = article.body.chars().collect();
        assert_eq!(letters[said.start..said.end].iter().collect::<String>(), "Мост открыт");
    }

    #[test]
    fn the_outlet_that_the_reading_found_names_the_article() {
        let (mut article, mut reading) = example();
        article.outlet = None;
        reading.outlet = Some(ActorId(1));
        let record = Record::new(&article, &reading, maker(), Tables::embedded());
        assert_eq!(record.article.outlet.as_deref(), Some("Луч"));
    }

    #[test]
    fn what_is_known_of_an_outlet_is_marked_as_not_from_the_report() {
        let (article, reading) = example();
        let own = "Луч\tГазета Луч\tpaper\tRUS\t-\tПароходство\tprivate\n";
        let tables = Tables::with_outlets(own, "my.tsv").unwrap();
        let record = Record::new(&article, &reading, maker(), &tables);
        let known = record.actors[1].outlet.as_ref().expect("listed");
        assert_eq!(known.owner.as_deref(), Some("Пароходство"));
        assert_eq!(known.known_from, "my.tsv");
        // What is no outlet has none, whatever it is called.
        assert_eq!(record.actors[0].outlet, None);
    }
}
