use std::collections::HashMap;

use depesha_text::ByteSpan;

/// What a report says and who says so.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The outlet that publishes the report, where the article or its text names it.
    pub outlet: Option<ActorId>,
    /// Everybody the report's statements come from or pass through.
    pub actors: Vec<Actor>,
    /// The statements, in the order of the text.
    pub statements: Vec<Statement>,
}

/// The place of an actor in [`Reading::actors`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(pub usize);

/// The place of a statement in [`Reading::statements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementId(pub usize);

/// Somebody or something that a report lets speak or names as a relay.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// The fullest name in the report, in the nominative; for one without a name, the description.
    pub name: String,
    /// What kind of actor it is.
    pub class: ActorClass,
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

/// A place in the text that speaks of an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands.
    pub span: ByteSpan,
    /// How the actor is called there.
    pub kind: MentionKind,
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
        for Actor { name, class, mentions } in part.actors {
            let actor = *numbers.entry((name.clone(), class)).or_insert_with(|| {
                reading.actors.push(Actor { name, class, mentions: Vec::new() });
                ActorId(reading.actors.len() - 1)
            });
            let mentions = mentions
                .into_iter()
                .map(|mention| Mention { span: shifted(mention.span), ..mention });
            reading.actors[actor.0].mentions.extend(mentions);
            here.push(actor);
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
        reading.outlet = reading.outlet.or(part.outlet.map(|actor| here[actor.0]));
    }

    /// The whole reading.
    pub fn finish(self) -> Reading {
        self.reading
    }
}
