use std::collections::HashMap;

use depesha_text::ByteSpan;

macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($variant:ident $word:literal $doc:literal)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $doc] $variant,)*
        }

        impl $name {
            /// Its name in the record.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The value of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

/// What a report says and who says so.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The outlet that publishes the report, where the article or its text names it.
    pub outlet: Option<ActorId>,
    /// Everybody the report speaks of, in the order of the text.
    pub actors: Vec<Actor>,
    /// The statements, in the order of the text.
    pub statements: Vec<Statement>,
    /// How much of what, in the order of the text.
    pub quantities: Vec<Quantity>,
    /// When, in the order of the text.
    pub dates: Vec<Date>,
    /// The political events, in the order of the text.
    pub events: Vec<Event>,
    /// What somebody is bound to do, in the order of the text.
    pub commitments: Vec<Commitment>,
    /// Who stands for or against whom, by the first words that show it.
    pub attitudes: Vec<Attitude>,
}

/// The place of an actor in [`Reading::actors`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(pub usize);

/// The place of a statement in [`Reading::statements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementId(pub usize);

/// The place of a date in [`Reading::dates`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateId(pub usize);

/// The place of an event in [`Reading::events`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub usize);

/// A person, state, body, outlet, group or place that a report speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The fullest name in the report, in the nominative; for one without a name, the description.
    pub name: String,
    /// Its other names and abbreviations in the report, in the nominative.
    pub also: Vec<String>,
    /// What kind of actor it is.
    pub class: ActorClass,
    /// The state that it is or acts for, or in which the place lies, by its ISO 3166-1 alpha-3 code.
    pub state: Option<&'static str>,
    /// What the state is known from; `None` where there is none.
    pub state_from: Option<StateFrom>,
    /// The offices, trades and relations that the report gives it.
    pub roles: Vec<Role>,
    /// Whom it may be, where the report does not tell for certain.
    pub perhaps: Vec<Perhaps>,
    /// Where the report speaks of it, in the order of the text.
    pub mentions: Vec<Mention>,
}

/// The kinds of actors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActorClass {
    /// A human being, named or not.
    Person,
    /// A state, or the capital that stands for its government.
    State,
    /// A body: ministry, firm, party, international organization.
    Organization,
    /// A newspaper, agency, channel, site.
    Outlet,
    /// Several people without a body of their own: experts, residents, sources.
    Group,
    /// A place that acts for nobody.
    Place,
    /// A document, poll or anything else that is said to say something.
    Unknown,
}

impl Actor {
    /// An actor of whom no more is known than the name.
    pub fn new(name: impl Into<String>, class: ActorClass) -> Self {
        Self {
            name: name.into(),
            also: Vec::new(),
            class,
            state: None,
            state_from: None,
            roles: Vec::new(),
            perhaps: Vec::new(),
            mentions: Vec::new(),
        }
    }
}

/// What in the report tells an actor's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateFrom {
    /// How the words tell it.
    pub ground: StateGround,
    /// The words.
    pub evidence: ByteSpan,
}

named! {
    /// How words tell the state of an actor, from the surest on.
    StateGround {
        Name "name" "Its own name or description: `Госдума`, `российские военные`."
        Office "office" "The state or body whose office the report gives it: `министр обороны Грузии`."
        Setting "setting" "The report says nothing of the actor's state, but is set in this one: it names no other half as often."
        Weights "weights" "The report says nothing of the actor's state; trained weights take it to be of this one, by how the report speaks of both."
    }
}

/// An office, trade or relation that the report gives to an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name in the nominative, without whose it is: `президент`.
    pub title: String,
    /// The state, body or person whose it is.
    pub of: Option<ActorId>,
    /// The words that say so.
    pub evidence: ByteSpan,
}

/// A link between two actors of a report that is left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Perhaps {
    /// The other actor.
    pub actor: ActorId,
    /// How likely the two are one, in hundredths.
    pub confidence: u8,
}

/// A place in the text that speaks of an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands.
    pub span: ByteSpan,
    /// How the actor is called there.
    pub kind: MentionKind,
    /// How likely it means this actor, in hundredths.
    pub confidence: u8,
}

impl Mention {
    /// A mention that leaves no doubt.
    pub fn sure(span: ByteSpan, kind: MentionKind) -> Self {
        Self { span, kind, confidence: 100 }
    }
}

/// How a mention calls its actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MentionKind {
    /// By name.
    Name,
    /// By office, trade or description.
    Role,
    /// By pronoun.
    Pronoun,
    /// By what stands for it, as a capital for its government.
    Metonym,
}

/// An act of communication, or a thought ascribed to somebody, that the report tells of.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// How the words are given.
    pub kind: StatementKind,
    /// The words that carry the attribution.
    pub cue: ByteSpan,
    /// The words beside the cue that name who speaks.
    pub source: Option<ByteSpan>,
    /// Who speaks, as far as the report tells.
    pub speaker: Option<ActorId>,
    /// What is said: a span for each uninterrupted stretch, in the order of the text.
    pub content: Vec<ByteSpan>,
    /// The relays, from the one nearest to the reader to the one nearest to the speaker.
    pub via: Vec<ActorId>,
    /// The statement whose content holds this one.
    pub parent: Option<StatementId>,
    /// The name of the rule that read it.
    pub rule: &'static str,
}

/// How a statement gives its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatementKind {
    /// Wholly in quotation marks, or a line of dialogue.
    Direct,
    /// In the words of the one who tells.
    Indirect,
    /// Retold, with quoted words within.
    Mixed,
}

/// How many, how much or how long, as the text says.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The number with what limits it (`более`), and with its currency, percent sign or unit; the noun
    /// that is counted is not in it.
    pub span: ByteSpan,
    /// The same without the words that limit it: `1600` of `более 1600`.
    pub amount: ByteSpan,
    /// The number; of a range, the lower end.
    pub value: f64,
    /// The upper end of a range.
    pub upper: Option<f64>,
    /// How the true number is said to lie to `value`.
    pub bound: Bound,
    /// What sort of quantity it is.
    pub kind: QuantityKind,
    /// What is counted, in the nominative singular with `е` for `ё`; of sums the currency's ISO 4217
    /// code; `%` of per cent, `п. п.` of percentage points.
    pub unit: Option<String>,
    /// The innermost statement whose content holds it.
    pub said_in: Option<StatementId>,
}

named! {
    /// How a true number is said to lie to the one that is told.
    Bound {
        Exact "exact" "That number: `двадцать`."
        MoreThan "more than" "`более`, `свыше`; also `сотни`, which are more than a hundred."
        LessThan "less than" "`менее`, `меньше`."
        AtLeast "at least" "`не менее`, `как минимум`."
        AtMost "at most" "`не более`, `до`."
        About "about" "`около`, `порядка`, `почти`, `человек двадцать`."
        Between "between" "A range: `от 5 до 7`, `5–7`."
    }
}

named! {
    /// The sorts of quantities.
    QuantityKind {
        Count "count" "A number of things or people, or a bare number."
        Money "money" "A sum."
        Percent "percent" "Per cent, percentage points, or a part (`треть`)."
        Measure "measure" "A length, weight, temperature and so on."
        Duration "duration" "A length of time."
        Age "age" "How old somebody or something is."
    }
}

/// When, as the text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// The words, with their preposition.
    pub span: ByteSpan,
    /// The day, month, year or the like in the form of ISO 8601 (seasons, quarters, halves, decades and
    /// centuries in that of ISO 8601-2), to the length of the grain; of a range, its beginning.
    pub value: Option<String>,
    /// Why there is no value.
    pub unresolved: Option<Unresolved>,
    /// The end of a range, which lies within it.
    pub end: Option<String>,
    /// How long a stretch of time is named.
    pub grain: Grain,
    /// Which part of that stretch is meant.
    pub part: Option<DayPart>,
    /// How what is told lies to the date.
    pub bound: DateBound,
    /// What the value is counted from.
    pub anchor: Anchor,
    /// The words of the day alone, where a time of day stands beside it.
    pub day_span: Option<ByteSpan>,
    /// The innermost statement whose content holds it.
    pub said_in: Option<StatementId>,
}

named! {
    /// How long a stretch of time a date names.
    Grain {
        Second "second" "A second."
        Minute "minute" "A minute: `в 15:30`."
        Hour "hour" "An hour: `в три часа`."
        Day "day" "A day."
        Week "week" "A week."
        Month "month" "A month."
        Season "season" "A season; that of winter is named by the year of its December."
        Quarter "quarter" "A quarter of a year."
        Half "half" "A half of a year."
        Year "year" "A year."
        Decade "decade" "Ten years."
        Century "century" "A hundred years."
        Millennium "millennium" "A thousand years."
    }
}

named! {
    /// A part of a stretch of time.
    DayPart {
        Beginning "beginning" "`в начале`."
        Middle "middle" "`в середине`."
        End "end" "`в конце`; `до конца`."
        Morning "morning" "`утром`."
        Daytime "daytime" "`днём`."
        Evening "evening" "`вечером`."
        Night "night" "`ночью`."
    }
}

impl DayPart {
    /// Whether it is a part of a day, and not of any stretch of time.
    pub fn is_of_day(self) -> bool {
        self >= Self::Morning
    }
}

named! {
    /// How what is told lies to the date.
    DateBound {
        In "in" "On it or in it."
        Since "since" "From it on: `с 2014 года`."
        Until "until" "Up to it: `до конца года`."
        By "by" "Not later: `к 2030 году`."
        After "after" "Later: `после 1 мая`."
        About "about" "Thereabouts: `около 1900 года`."
    }
}

named! {
    /// What the value of a date is counted from.
    Anchor {
        None "none" "Nothing: it is told in full."
        Published "published" "The day of the report."
        Text "text" "Another date of the text: `в тот же день`."
    }
}

named! {
    /// Why a date has no value.
    Unresolved {
        NoReportDate "no report date" "It is told from the day of the report, which is not known."
        Vague "vague" "The words leave it open: `в последние годы`."
        OtherEvent "other event" "It is told from something else that the text tells of."
    }
}

/// What one or several political actors are said to do, to have done or to leave undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The words that tell it.
    pub trigger: ByteSpan,
    /// What kind of act it is.
    pub kind: EventType,
    /// How it was done, as PLOVER names the modes of its type.
    pub mode: Option<&'static str>,
    /// The fields that its own clause names, as PLOVER names them, in alphabetical order.
    pub contexts: Vec<&'static str>,
    /// Who does it; of a mutual act all parties.
    pub actors: Vec<ActorId>,
    /// To whom it is done.
    pub recipients: Vec<ActorId>,
    /// Whether it is said to be done.
    pub status: EventStatus,
    /// Whether the actor, or one who may speak for it, binds it to do so.
    pub commitment: bool,
    /// When, where its own clause says so.
    pub date: Option<DateId>,
    /// Where, if its own clause says so: a place or a state.
    pub place: Option<ActorId>,
    /// The innermost statement that tells it; `None` where the author does.
    pub said_in: Option<StatementId>,
    /// Where other voices tell the same act, in the order of the text.
    pub also_in: Vec<Telling>,
    /// How likely it is such an event, in hundredths.
    pub confidence: u8,
    /// The name of the rule that read it.
    pub rule: &'static str,
    /// The words by which the rule read it, beside the trigger and the date.
    pub evidence: Vec<Evidence>,
}

/// A further place that tells an act, in another voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Telling {
    /// The words that tell it there.
    pub trigger: ByteSpan,
    /// The innermost statement that tells it there; `None` where the author does.
    pub said_in: Option<StatementId>,
}

/// Words from which a part of an event was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// Which part.
    pub of: EvidenceOf,
    /// The actor that the words mean, where the part is one.
    pub actor: Option<ActorId>,
    /// Where they stand.
    pub span: ByteSpan,
}

named! {
    /// What of an event is read from some words.
    EvidenceOf {
        Needed "needed" "That the trigger tells such an event at all: the `войска` of `вывела войска`."
        Carrier "carrier" "That the noun's event takes place: the `провёл` of `провёл встречу`."
        Actor "actor" "Who does it."
        Recipient "recipient" "To whom it is done."
        Status "status" "Whether it is said to be done: `не`, `будет`, `если`, `призвал`."
        Commitment "commitment" "That the actor is bound to it."
        Place "place" "Where it is done."
        WeighedActor "weighed actor" "Who does it, by trained weights: the words mean one whom the rules left out."
        WeighedRecipient "weighed recipient" "To whom it is done, by trained weights."
    }
}

/// What somebody is bound to do, by own words or by those of one who may speak for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// The event that binds: the act itself where it is an event, else the promise of it.
    pub event: EventId,
    /// Who is bound.
    pub who: Vec<ActorId>,
    /// To whom.
    pub to: Vec<ActorId>,
    /// The promised act with its complements.
    pub act: ByteSpan,
    /// Until when, where the clause of the act has a date.
    pub until: Option<DateId>,
    /// The words that say under which condition.
    pub condition: Option<ByteSpan>,
    /// The innermost statement that holds the promised act, from which its chain is read; `None` where
    /// the author tells of it.
    pub said_in: Option<StatementId>,
}

/// How one actor stands to another, as the report shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attitude {
    /// Whose it is.
    pub source: ActorId,
    /// To whom.
    pub target: ActorId,
    /// For or against.
    pub polarity: Polarity,
    /// How sure it is, in hundredths.
    pub confidence: u8,
    /// The innermost statement that holds the surest words; `None` where the author tells it.
    pub said_in: Option<StatementId>,
    /// What the surest words are.
    pub ground: AttitudeGround,
    /// By what account the surest words tell it.
    pub account: Account,
    /// The words that show it, in the order of the text; never empty.
    pub evidence: Vec<AttitudeEvidence>,
}

/// Words that show an attitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttitudeEvidence {
    /// Where they stand.
    pub span: ByteSpan,
    /// What they are.
    pub ground: AttitudeGround,
    /// By what account they tell it.
    pub account: Account,
    /// The innermost statement that holds them; `None` where the author tells it.
    pub said_in: Option<StatementId>,
}

named! {
    /// By what account an attitude is told; an act that somebody tells of is an act.
    Account {
        Author "author" "The report's own words."
        Opinion "opinion" "The words of a statement that the report passes on."
        Act "act" "What is done, which implies it."
    }
}

named! {
    /// For or against.
    Polarity {
        Positive "pos" "For."
        Negative "neg" "Against."
    }
}

impl Polarity {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Positive => Self::Negative,
            Self::Negative => Self::Positive,
        }
    }
}

named! {
    /// What shows an attitude.
    AttitudeGround {
        Act "act" "Something done to the other: an event, by its type."
        Words "words" "A word of attitude between the two: `раскритиковал`, `союзник`."
        Judgement "judgement" "A statement's speaker praises or blames the other."
        Classifier "classifier" "All that the report tells of the two, by trained weights; no word shows it alone."
    }
}

/// The sixteen types of events of PLOVER.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventType {
    /// Promising, signing, coming to terms.
    Agree,
    /// Meeting, visiting, calling, negotiating.
    Consult,
    /// Praising, backing, recognizing, apologizing, thanking.
    Support,
    /// Yielding, easing.
    Concede,
    /// Carrying out work together.
    Cooperate,
    /// Giving help.
    Aid,
    /// Withdrawing, releasing, ceasing fire, leaving office.
    Retreat,
    /// Asking, calling on, demanding, proposing.
    Request,
    /// Criticizing, blaming, alleging, investigating.
    Accuse,
    /// Refusing, vetoing, denying.
    Reject,
    /// Warning, giving an ultimatum.
    Threaten,
    /// Rallying, striking.
    Protest,
    /// Penalizing, cutting ties, expelling, convicting.
    Sanction,
    /// Deploying, raising alert.
    Mobilize,
    /// Arresting, seizing, censoring.
    Coerce,
    /// Attacking with arms or bodily.
    Assault,
}

impl EventType {
    /// Every type, from the friendliest words to armed force, as PLOVER lists them.
    pub const ALL: [Self; 16] = [
        Self::Agree,
        Self::Consult,
        Self::Support,
        Self::Concede,
        Self::Cooperate,
        Self::Aid,
        Self::Retreat,
        Self::Request,
        Self::Accuse,
        Self::Reject,
        Self::Threaten,
        Self::Protest,
        Self::Sanction,
        Self::Mobilize,
        Self::Coerce,
        Self::Assault,
    ];

    /// PLOVER's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agree => "AGREE",
            Self::Consult => "CONSULT",
            Self::Support => "SUPPORT",
            Self::Concede => "CONCEDE",
            Self::Cooperate => "COOPERATE",
            Self::Aid => "AID",
            Self::Retreat => "RETREAT",
            Self::Request => "REQUEST",
            Self::Accuse => "ACCUSE",
            Self::Reject => "REJECT",
            Self::Threaten => "THREATEN",
            Self::Protest => "PROTEST",
            Self::Sanction => "SANCTION",
            Self::Mobilize => "MOBILIZE",
            Self::Coerce => "COERCE",
            Self::Assault => "ASSAULT",
        }
    }

    /// The type of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Whether an event is said to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventStatus {
    /// Done, or being done.
    Actual,
    /// Announced or promised for the future.
    Planned,
    /// Conditional, possible, wished, called for.
    Hypothetical,
    /// Said not to be done, or denied.
    Negated,
}

/// The reading of a long text, put together from those of its parts.
///
/// Actors of one name and class are one actor; whom a pronoun or a role means was settled within its
/// part.
#[derive(Debug, Default)]
pub struct JoinedReading {
    reading: Reading,
    numbers: HashMap<(String, ActorClass), ActorId>,
}

impl JoinedReading {
    /// Takes in the reading of the next part, which begins at the byte `offset` of the text.
    pub fn append(&mut self, part: Reading, offset: usize) {
        let shifted = |span: ByteSpan| ByteSpan::new(span.start + offset, span.end + offset);
        let Self { reading, numbers } = self;
        let mut here = Vec::with_capacity(part.actors.len());
        for Actor { name, class, .. } in &part.actors {
            let actor = *numbers.entry((name.clone(), *class)).or_insert_with(|| {
                reading.actors.push(Actor::new(name.clone(), *class));
                ActorId(reading.actors.len() - 1)
            });
            here.push(actor);
        }
        for (read, &actor) in part.actors.into_iter().zip(&here) {
            let known = &mut reading.actors[actor.0];
            // What the text says of the actor goes before where the report is set.
            let surer =
                |from: Option<StateFrom>| from.map_or(StateGround::Setting, |from| from.ground);
            if known.state.is_none() || surer(read.state_from) < surer(known.state_from) {
                known.state = read.state.or(known.state);
                known.state_from = read
                    .state_from
                    .map(|from| StateFrom { evidence: shifted(from.evidence), ..from })
                    .or(known.state_from);
            }
            for name in read.also {
                if !known.also.contains(&name) {
                    known.also.push(name);
                }
            }
            for role in read.roles {
                let of = role.of.map(|of| here[of.0]);
                if !known.roles.iter().any(|other| other.title == role.title && other.of == of) {
                    known.roles.push(Role { of, evidence: shifted(role.evidence), ..role });
                }
            }
            for perhaps in read.perhaps {
                let perhaps = Perhaps { actor: here[perhaps.actor.0], ..perhaps };
                if perhaps.actor != actor && !known.perhaps.contains(&perhaps) {
                    known.perhaps.push(perhaps);
                }
            }
            let mentions = read.mentions.into_iter();
            known
                .mentions
                .extend(mentions.map(|mention| Mention { span: shifted(mention.span), ..mention }));
        }
        let before = reading.statements.len();
        reading.statements.extend(part.statements.into_iter().map(|statement| Statement {
            cue: shifted(statement.cue),
            source: statement.source.map(shifted),
            speaker: statement.speaker.map(|actor| here[actor.0]),
            content: statement.content.into_iter().map(shifted).collect(),
            via: statement.via.into_iter().map(|actor| here[actor.0]).collect(),
            parent: statement.parent.map(|parent| StatementId(parent.0 + before)),
            ..statement
        }));
        let said_in = |said: Option<StatementId>| said.map(|said| StatementId(said.0 + before));
        let (dates, events) = (reading.dates.len(), reading.events.len());
        let date_id = |date: Option<DateId>| date.map(|date| DateId(date.0 + dates));
        reading.quantities.extend(part.quantities.into_iter().map(|quantity| Quantity {
            span: shifted(quantity.span),
            amount: shifted(quantity.amount),
            said_in: said_in(quantity.said_in),
            ..quantity
        }));
        reading.dates.extend(part.dates.into_iter().map(|date| Date {
            span: shifted(date.span),
            day_span: date.day_span.map(shifted),
            said_in: said_in(date.said_in),
            ..date
        }));
        reading.events.extend(part.events.into_iter().map(|event| {
            Event {
                trigger: shifted(event.trigger),
                actors: event.actors.into_iter().map(|actor| here[actor.0]).collect(),
                recipients: event.recipients.into_iter().map(|actor| here[actor.0]).collect(),
                date: date_id(event.date),
                place: event.place.map(|place| here[place.0]),
                said_in: said_in(event.said_in),
                also_in: event
                    .also_in
                    .into_iter()
                    .map(|telling| Telling {
                        trigger: shifted(telling.trigger),
                        said_in: said_in(telling.said_in),
                    })
                    .collect(),
                evidence: event
                    .evidence
                    .into_iter()
                    .map(|evidence| Evidence {
                        actor: evidence.actor.map(|actor| here[actor.0]),
                        span: shifted(evidence.span),
                        ..evidence
                    })
                    .collect(),
                ..event
            }
        }));
        reading.commitments.extend(part.commitments.into_iter().map(|commitment| Commitment {
            event: EventId(commitment.event.0 + events),
            who: commitment.who.into_iter().map(|actor| here[actor.0]).collect(),
            to: commitment.to.into_iter().map(|actor| here[actor.0]).collect(),
            act: shifted(commitment.act),
            until: date_id(commitment.until),
            condition: commitment.condition.map(shifted),
            said_in: said_in(commitment.said_in),
        }));
        reading.attitudes.extend(part.attitudes.into_iter().map(|attitude| {
            Attitude {
                source: here[attitude.source.0],
                target: here[attitude.target.0],
                said_in: said_in(attitude.said_in),
                evidence: attitude
                    .evidence
                    .into_iter()
                    .map(|evidence| AttitudeEvidence {
                        span: shifted(evidence.span),
                        said_in: said_in(evidence.said_in),
                        ..evidence
                    })
                    .collect(),
                ..attitude
            }
        }));
        reading.outlet = reading.outlet.or(part.outlet.map(|actor| here[actor.0]));
    }

    /// The whole reading.
    pub fn finish(self) -> Reading {
        self.reading
    }
}
