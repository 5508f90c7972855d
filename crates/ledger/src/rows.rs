//! The rows of a reading.

use std::collections::HashMap;

use depesha::Record;
use depesha::record::{ActorClass, EventStatus, MentionKind, StatementKind};
use rusqlite::{Connection, Result, params};
use serde::Serialize;

use crate::dealings;
use crate::lemmas::Lemmas;
use crate::links::Links;
use crate::names::{last_word_key, name_key};

/// The kinds of records in a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Whom the report speaks of.
    Actor,
    /// Who said what.
    Statement,
    /// What was done.
    Event,
    /// What somebody is bound to do.
    Commitment,
    /// Who is for or against whom.
    Attitude,
    /// How much of what.
    Quantity,
    /// When.
    Date,
}

impl Kind {
    /// All of them, in the order of the record.
    pub const ALL: [Self; 7] = [
        Self::Actor,
        Self::Statement,
        Self::Event,
        Self::Commitment,
        Self::Attitude,
        Self::Quantity,
        Self::Date,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Statement => "statement",
            Self::Event => "event",
            Self::Commitment => "commitment",
            Self::Attitude => "attitude",
            Self::Quantity => "quantity",
            Self::Date => "date",
        }
    }

    /// The table that has its rows.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Actor => "actors",
            Self::Statement => "statements",
            Self::Event => "events",
            Self::Commitment => "commitments",
            Self::Attitude => "attitudes",
            Self::Quantity => "quantities",
            Self::Date => "dates",
        }
    }
}

/// Which claim each record of a corrected reading comes from; those that are not here are the
/// program's.
pub(crate) type Claims = HashMap<(Kind, usize), String>;

/// The word for a class of actors: `person`, `state` and so on.
pub fn class_word(class: ActorClass) -> &'static str {
    match class {
        ActorClass::Person => "person",
        ActorClass::State => "state",
        ActorClass::Organization => "organization",
        ActorClass::Outlet => "outlet",
        ActorClass::Group => "group",
        ActorClass::Place => "place",
        ActorClass::Unknown => "unknown",
    }
}

/// The word for a status of events: `actual`, `planned`, `hypothetical`, `negated`.
pub fn status_word(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Actual => "actual",
        EventStatus::Planned => "planned",
        EventStatus::Hypothetical => "hypothetical",
        EventStatus::Negated => "negated",
    }
}

/// The word for a kind of statement: `direct`, `indirect`, `mixed`.
pub fn statement_kind_word(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Direct => "direct",
        StatementKind::Indirect => "indirect",
        StatementKind::Mixed => "mixed",
    }
}

pub(crate) fn mention_kind_word(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Name => "name",
        MentionKind::Role => "role",
        MentionKind::Pronoun => "pronoun",
        MentionKind::Metonym => "metonym",
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What is written to the tables of one reading.
pub(crate) struct Rows<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) reading: i64,
    pub(crate) record: &'a Record,
    pub(crate) links: &'a Links,
    pub(crate) claims: &'a Claims,
    pub(crate) lemmas: &'a Lemmas,
    pub(crate) title_lemmas: &'a str,
}

impl Rows<'_> {
    pub(crate) fn write(&self) -> Result<()> {
        self.search()?;
        self.actors()?;
        self.statements()?;
        self.dates()?;
        self.quantities()?;
        self.events()?;
        self.commitments()?;
        self.attitudes()
    }

    fn claim(&self, kind: Kind, position: usize) -> Option<&str> {
        self.claims.get(&(kind, position)).map(String::as_str)
    }

    fn said_in(&self, id: Option<&String>) -> Option<i64> {
        id.and_then(|id| self.links.statement(id))
    }

    fn search(&self) -> Result<()> {
        let mut insert = self
            .connection
            .prepare_cached("INSERT INTO reading_search (rowid, title, body) VALUES (?, ?, ?)")?;
        insert.execute(params![self.reading, self.title_lemmas, self.lemmas.text()])?;
        Ok(())
    }

    fn actors(&self) -> Result<()> {
        let connection = self.connection;
        let mut insert = connection.prepare_cached(
            "INSERT INTO actors (reading, position, id, name, class, state, state_ground,
             state_start, state_end, claim) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for (at, actor) in self.record.actors.iter().enumerate() {
            let from = actor.state_from.as_ref();
            insert.execute(params![
                self.reading,
                number(at),
                actor.id,
                actor.name,
                class_word(actor.class),
                actor.state,
                from.map(|from| &from.ground),
                from.map(|from| number(from.start)),
                from.map(|from| number(from.end)),
                self.claim(Kind::Actor, at)
            ])?;
        }
        let mut name_row = connection.prepare_cached(
            "INSERT INTO actor_names (reading, actor, rank, name, name_key, last_word_key)
             VALUES (?, ?, ?, ?, ?, ?)",
        )?;
        let mut mention_row = connection.prepare_cached(
            "INSERT INTO mentions
             (reading, actor, rank, span_start, span_end, kind, named, confidence)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        let mut role_row = connection.prepare_cached(
            "INSERT INTO roles
             (reading, actor, rank, title, of_actor, said_on, span_start, span_end)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        let mut link_row = connection.prepare_cached(
            "INSERT INTO open_links (reading, actor, rank, other, confidence)
             VALUES (?, ?, ?, ?, ?)",
        )?;
        for (at, actor) in self.record.actors.iter().enumerate() {
            let at = number(at);
            for (rank, name) in std::iter::once(&actor.name).chain(&actor.also).enumerate() {
                let key = name_key(name);
                let last = match actor.class {
                    ActorClass::Person => last_word_key(&key),
                    _ => None,
                };
                name_row.execute(params![self.reading, at, number(rank), name, key, last])?;
            }
            let named = actor.mentions.iter().map(|mention| (mention, true));
            let meant = actor.references.iter().map(|mention| (mention, false));
            for (rank, (mention, named)) in named.chain(meant).enumerate() {
                mention_row.execute(params![
                    self.reading,
                    at,
                    number(rank),
                    number(mention.start),
                    number(mention.end),
                    mention_kind_word(mention.kind),
                    named,
                    mention.confidence
                ])?;
            }
            for (rank, role) in actor.roles.iter().enumerate() {
                role_row.execute(params![
                    self.reading,
                    at,
                    number(rank),
                    role.title,
                    role.of.as_ref().and_then(|of| self.links.actor(of)),
                    role.on,
                    number(role.evidence.start),
                    number(role.evidence.end)
                ])?;
            }
            for (rank, perhaps) in actor.perhaps.iter().enumerate() {
                let other = self.links.actor(&perhaps.actor);
                link_row.execute(params![
                    self.reading,
                    at,
                    number(rank),
                    other,
                    perhaps.confidence
                ])?;
            }
        }
        Ok(())
    }

    fn statements(&self) -> Result<()> {
        let connection = self.connection;
        let mut insert = connection.prepare_cached(
            "INSERT INTO statements (reading, position, id, kind, cue_start, cue_end,
             source_start, source_end, speaker, speaker_confidence, parent, rule, claim)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        let mut search = connection
            .prepare_cached("INSERT INTO statement_search (rowid, content) VALUES (?, ?)")?;
        let mut content_row = connection.prepare_cached(
            "INSERT INTO statement_contents (reading, statement, rank, span_start, span_end)
             VALUES (?, ?, ?, ?, ?)",
        )?;
        let mut relay_row = connection.prepare_cached(
            "INSERT INTO statement_relays (reading, statement, rank, actor) VALUES (?, ?, ?, ?)",
        )?;
        for (position, statement) in self.record.statements.iter().enumerate() {
            let at = number(position);
            let speaker = statement.speaker.as_ref().and_then(|id| self.links.actor(id));
            insert.execute(params![
                self.reading,
                at,
                statement.id,
                statement_kind_word(statement.kind),
                number(statement.cue.start),
                number(statement.cue.end),
                statement.source.map(|source| number(source.start)),
                statement.source.map(|source| number(source.end)),
                speaker,
                self.speaker_confidence(statement),
                self.said_in(statement.parent.as_ref()),
                statement.rule,
                self.claim(Kind::Statement, position)
            ])?;
            let row = connection.last_insert_rowid();
            search.execute(params![row, self.lemmas.within(&statement.content)])?;
            for (rank, span) in statement.content.iter().enumerate() {
                let (start, end) = (number(span.start), number(span.end));
                content_row.execute(params![self.reading, at, number(rank), start, end])?;
            }
            for (rank, relay) in statement.via.iter().enumerate() {
                let relay = self.links.actor(relay);
                relay_row.execute(params![self.reading, at, number(rank), relay])?;
            }
        }
        Ok(())
    }

    fn speaker_confidence(&self, statement: &depesha::record::Statement) -> Option<f64> {
        let speaker = self.links.actor(statement.speaker.as_ref()?)?;
        speaker_confidence(statement, &self.record.actors[usize::try_from(speaker).ok()?])
    }

    fn dates(&self) -> Result<()> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO dates (reading, position, span_start, span_end, value, unresolved,
             end_value, grain, part, bound, anchor, said_in, claim)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for (at, date) in self.record.dates.iter().enumerate() {
            insert.execute(params![
                self.reading,
                number(at),
                number(date.span.start),
                number(date.span.end),
                date.value,
                date.unresolved,
                date.end,
                date.grain,
                date.part,
                date.bound,
                date.anchor,
                self.said_in(date.said_in.as_ref()),
                self.claim(Kind::Date, at)
            ])?;
        }
        Ok(())
    }

    fn quantities(&self) -> Result<()> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO quantities (reading, position, span_start, span_end, amount_start,
             amount_end, value, upper, bound, kind, unit, said_in, claim)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for (at, quantity) in self.record.quantities.iter().enumerate() {
            insert.execute(params![
                self.reading,
                number(at),
                number(quantity.span.start),
                number(quantity.span.end),
                number(quantity.amount.start),
                number(quantity.amount.end),
                quantity.value.as_f64(),
                quantity.upper.as_ref().and_then(serde_json::Number::as_f64),
                quantity.bound,
                quantity.kind,
                quantity.unit,
                self.said_in(quantity.said_in.as_ref()),
                self.claim(Kind::Quantity, at)
            ])?;
        }
        Ok(())
    }

    fn events(&self) -> Result<()> {
        let connection = self.connection;
        let mut insert = connection.prepare_cached(
            "INSERT INTO events (reading, position, id, type, mode, status, commitment,
             trigger_start, trigger_end, date, place, said_in, confidence, rule, claim)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        let mut context_row = connection.prepare_cached(
            "INSERT INTO event_contexts (reading, event, rank, context) VALUES (?, ?, ?, ?)",
        )?;
        let mut telling_row = connection.prepare_cached(
            "INSERT INTO event_tellings
             (reading, event, rank, trigger_start, trigger_end, said_in) VALUES (?, ?, ?, ?, ?, ?)",
        )?;
        let mut evidence_row = connection.prepare_cached(
            "INSERT INTO event_evidence
             (reading, event, rank, part, actor, span_start, span_end) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?;
        let mut dealing_row = connection.prepare_cached(
            "INSERT INTO dealings (from_state, to_state, reading, event, mutual, day)
             VALUES (?1, ?2, ?3, ?4, ?5,
             (SELECT day FROM readings JOIN articles USING (article) WHERE reading = ?3))",
        )?;
        for (position, event) in self.record.events.iter().enumerate() {
            let at = number(position);
            insert.execute(params![
                self.reading,
                at,
                event.id,
                event.kind,
                event.mode,
                status_word(event.status),
                event.commitment,
                number(event.trigger.start),
                number(event.trigger.end),
                event.date.as_ref().and_then(|date| self.links.date(date)),
                event.place.as_ref().and_then(|place| self.links.actor(place)),
                self.said_in(event.said_in.as_ref()),
                event.confidence,
                event.rule,
                self.claim(Kind::Event, position)
            ])?;
            self.parties("event_parties", "event", at, "actor", &event.actors)?;
            self.parties("event_parties", "event", at, "recipient", &event.recipients)?;
            for (from, to, mutual) in dealings::between(self.record, event) {
                dealing_row.execute(params![from, to, self.reading, at, mutual])?;
            }
            for (rank, context) in event.contexts.iter().enumerate() {
                context_row.execute(params![self.reading, at, number(rank), context])?;
            }
            for (rank, telling) in event.also_in.iter().enumerate() {
                telling_row.execute(params![
                    self.reading,
                    at,
                    number(rank),
                    number(telling.trigger.start),
                    number(telling.trigger.end),
                    self.said_in(telling.said_in.as_ref())
                ])?;
            }
            for (rank, evidence) in event.evidence.iter().enumerate() {
                evidence_row.execute(params![
                    self.reading,
                    at,
                    number(rank),
                    evidence.of,
                    evidence.actor.as_ref().and_then(|actor| self.links.actor(actor)),
                    number(evidence.start),
                    number(evidence.end)
                ])?;
            }
        }
        Ok(())
    }

    fn parties(
        &self,
        table: &str,
        column: &str,
        at: i64,
        side: &str,
        actors: &[String],
    ) -> Result<()> {
        if actors.is_empty() {
            return Ok(());
        }
        let mut insert = self.connection.prepare_cached(&format!(
            "INSERT INTO {table} (reading, {column}, side, rank, actor) VALUES (?, ?, ?, ?, ?)"
        ))?;
        for (rank, actor) in actors.iter().enumerate() {
            let actor = self.links.actor(actor);
            insert.execute(params![self.reading, at, side, number(rank), actor])?;
        }
        Ok(())
    }

    fn commitments(&self) -> Result<()> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO commitments (reading, position, id, event, act_start, act_end, until_date,
             condition_start, condition_end, said_in, claim)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for (position, commitment) in self.record.commitments.iter().enumerate() {
            let at = number(position);
            insert.execute(params![
                self.reading,
                at,
                commitment.id,
                self.links.event(&commitment.event),
                number(commitment.act.start),
                number(commitment.act.end),
                commitment.until.as_ref().and_then(|date| self.links.date(date)),
                commitment.condition.map(|condition| number(condition.start)),
                commitment.condition.map(|condition| number(condition.end)),
                self.said_in(commitment.said_in.as_ref()),
                self.claim(Kind::Commitment, position)
            ])?;
            self.parties("commitment_parties", "commitment", at, "who", &commitment.who)?;
            self.parties("commitment_parties", "commitment", at, "to", &commitment.to)?;
        }
        Ok(())
    }

    fn attitudes(&self) -> Result<()> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO attitudes (reading, position, source, target, polarity, confidence,
             said_in, claim, ground) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        let mut evidence_row = self.connection.prepare_cached(
            "INSERT INTO attitude_evidence (reading, attitude, rank, span_start, span_end, ground,
             said_in) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?;
        let said_in = |id: &Option<String>| id.as_ref().and_then(|id| self.links.statement(id));
        for (position, attitude) in self.record.attitudes.iter().enumerate() {
            let at = number(position);
            insert.execute(params![
                self.reading,
                at,
                self.links.actor(&attitude.source),
                self.links.actor(&attitude.target),
                attitude.polarity.name(),
                attitude.confidence,
                said_in(&attitude.said_in),
                self.claim(Kind::Attitude, position),
                attitude.ground
            ])?;
            for (rank, words) in attitude.evidence.iter().enumerate() {
                evidence_row.execute(params![
                    self.reading,
                    at,
                    number(rank),
                    number(words.start),
                    number(words.end),
                    words.ground,
                    said_in(&words.said_in)
                ])?;
            }
        }
        Ok(())
    }
}

/// How likely the source means the speaker: of the speaker's mentions within the source the likeliest;
/// 1 where the source is no mention.
pub(crate) fn speaker_confidence(
    statement: &depesha::record::Statement,
    speaker: &depesha::record::Actor,
) -> Option<f64> {
    let source = statement.source?;
    let within = speaker
        .mentions
        .iter()
        .chain(&speaker.references)
        .filter(|mention| source.start <= mention.start && mention.end <= source.end);
    Some(within.map(|mention| mention.confidence).reduce(f64::max).unwrap_or(1.0))
}
