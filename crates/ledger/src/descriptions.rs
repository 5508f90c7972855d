//! Records as people name and compare them: words beside offsets, names instead of ids.

use std::collections::HashMap;

use depesha::Record;
use depesha::record::Span;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::corrections::ClaimId;
use crate::rows::{Claims, Kind};

/// A record of a reading, with all that it refers to written out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Described {
    /// What kind of record it is.
    pub kind: Kind,
    /// Its id in the reading; quantities, dates and attitudes, which have none, are numbered `q1`,
    /// `d1`, `t1`.
    pub id: String,
    /// Where it stands, which another reading does not change: `statement:12-18` by its cue,
    /// `event:40-48:AGREE` by trigger and type, `commitment:50-70` by the act, `quantity:5-9` and
    /// `date:5-9` by the words, `actor:state/NAME`, `attitude:NAME>NAME`.
    pub place: String,
    /// The place in the text; an actor's is where it is first named.
    pub span: Option<Span>,
    /// The words at that place; an actor's name.
    pub words: String,
    /// The names from the reader inwards: the outlet; then relays and speaker of each statement that
    /// holds it.
    pub chain: Vec<String>,
    /// Its fields as the record has them, without its id: actors by name; spans, statements (by their
    /// cues) and events (by their triggers) with `words`, `start` and `end`.
    pub fields: Map<String, Value>,
    /// The correction that it comes from; none where the program read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimId>,
}

/// The fields that hold ids of actors, one or a list.
const ACTOR_FIELDS: [&str; 10] =
    ["speaker", "via", "actors", "recipients", "who", "to", "place", "source", "target", "actor"];
/// The fields that hold an id of a statement.
const STATEMENT_FIELDS: [&str; 2] = ["parent", "said_in"];

/// All records of a reading of `body`, kind by kind in the order of the record.
pub fn described(record: &Record, body: &str) -> Vec<Described> {
    described_with(record, body, &Claims::new())
}

pub(crate) fn described_with(record: &Record, body: &str, claims: &Claims) -> Vec<Described> {
    let describing = Describing::of(record, body);
    let mut all = Vec::new();
    let mut add = |kind: Kind, at: usize, id: String, own: Value, span: Option<Span>| {
        let mut described = describing.one(kind, id, own, span);
        described.claim = claims.get(&(kind, at)).cloned().map(ClaimId);
        all.push(described);
    };
    for (at, actor) in record.actors.iter().enumerate() {
        let first = actor.mentions.iter().chain(&actor.references).map(|m| (m.start, m.end)).min();
        let span = first.map(|(start, end)| Span { start, end });
        add(Kind::Actor, at, actor.id.clone(), json(actor), span);
    }
    for (at, statement) in record.statements.iter().enumerate() {
        let id = statement.id.clone();
        add(Kind::Statement, at, id, json(statement), Some(statement.cue));
    }
    for (at, event) in record.events.iter().enumerate() {
        add(Kind::Event, at, event.id.clone(), json(event), Some(event.trigger));
    }
    for (at, commitment) in record.commitments.iter().enumerate() {
        let id = commitment.id.clone();
        add(Kind::Commitment, at, id, json(commitment), Some(commitment.act));
    }
    for (at, attitude) in record.attitudes.iter().enumerate() {
        let own = json(attitude);
        let span = serde_json::from_value(own["evidence"][0].clone()).ok();
        add(Kind::Attitude, at, format!("t{}", at + 1), own, span);
    }
    for (at, quantity) in record.quantities.iter().enumerate() {
        add(Kind::Quantity, at, format!("q{}", at + 1), json(quantity), Some(quantity.span));
    }
    for (at, date) in record.dates.iter().enumerate() {
        add(Kind::Date, at, format!("d{}", at + 1), json(date), Some(date.span));
    }
    all
}

fn json(record: &impl Serialize) -> Value {
    serde_json::to_value(record).unwrap_or_default()
}

/// A reading with what its ids mean.
struct Describing<'a> {
    record: &'a Record,
    letters: Vec<char>,
    /// Names of actors.
    names: HashMap<&'a str, &'a str>,
    /// The places of statements in the record.
    statements: HashMap<&'a str, usize>,
    /// The triggers of events.
    triggers: HashMap<&'a str, Span>,
}

impl<'a> Describing<'a> {
    fn of(record: &'a Record, body: &str) -> Self {
        let actors = record.actors.iter();
        Self {
            record,
            letters: body.chars().collect(),
            names: actors.map(|actor| (actor.id.as_str(), actor.name.as_str())).collect(),
            statements: record.statements.iter().map(|s| s.id.as_str()).zip(0..).collect(),
            triggers: record.events.iter().map(|e| (e.id.as_str(), e.trigger)).collect(),
        }
    }

    fn words(&self, span: Span) -> String {
        self.letters.get(span.start..span.end).unwrap_or_default().iter().collect()
    }

    fn one(&self, kind: Kind, id: String, own: Value, span: Option<Span>) -> Described {
        let innermost = match kind {
            Kind::Statement => Some(id.as_str()),
            _ => own["said_in"].as_str(),
        };
        let chain = if kind == Kind::Actor { Vec::new() } else { self.chain(innermost) };
        let mut fields = Map::new();
        if let Value::Object(own) = own {
            for (field, value) in own {
                if field != "id" {
                    let value = self.written_out(&field, value);
                    fields.insert(field, value);
                }
            }
        }
        let text = |field: &str| fields[field].as_str().unwrap_or_default().to_owned();
        let at = span.map_or(String::new(), |span| format!("{}-{}", span.start, span.end));
        let (place, words) = match kind {
            Kind::Actor => (format!("actor:{}/{}", text("class"), text("name")), text("name")),
            Kind::Attitude => {
                let words = span.map_or(String::new(), |span| self.words(span));
                (format!("attitude:{}>{}", text("source"), text("target")), words)
            }
            Kind::Event => {
                let words = span.map_or(String::new(), |span| self.words(span));
                (format!("event:{at}:{}", text("type")), words)
            }
            kind => {
                let words = span.map_or(String::new(), |span| self.words(span));
                (format!("{}:{at}", kind.word()), words)
            }
        };
        Described { kind, id, place, span, words, chain, fields, claim: None }
    }

    /// The value of a field with what it refers to.
    fn written_out(&self, field: &str, value: Value) -> Value {
        match value {
            Value::String(id) if ACTOR_FIELDS.contains(&field) || field == "of" => {
                self.names.get(id.as_str()).map_or(Value::String(id.clone()), |&name| name.into())
            }
            Value::String(id) if STATEMENT_FIELDS.contains(&field) => {
                match self.statements.get(id.as_str()) {
                    Some(&at) => self.span_with_words(self.record.statements[at].cue),
                    None => Value::String(id),
                }
            }
            Value::String(id) if field == "event" => match self.triggers.get(id.as_str()) {
                Some(&trigger) => self.span_with_words(trigger),
                None => Value::String(id),
            },
            Value::Array(values) => {
                values.into_iter().map(|value| self.written_out(field, value)).collect()
            }
            Value::Object(own) => {
                let span: Option<Span> = serde_json::from_value(Value::Object(own.clone())).ok();
                let mut new = Map::new();
                if let Some(span) = span {
                    new.insert("words".into(), self.words(span).into());
                }
                for (field, value) in own {
                    let value = self.written_out(&field, value);
                    new.insert(field, value);
                }
                Value::Object(new)
            }
            other => other,
        }
    }

    fn span_with_words(&self, span: Span) -> Value {
        serde_json::json!({"words": self.words(span), "start": span.start, "end": span.end})
    }

    /// The names from the reader inwards to a statement.
    fn chain(&self, innermost: Option<&str>) -> Vec<String> {
        let mut inwards = Vec::new();
        let mut next = innermost;
        while let Some(&at) = next.and_then(|id| self.statements.get(id)) {
            let statement = &self.record.statements[at];
            inwards.push(statement);
            next = statement.parent.as_deref();
            // A correction may have made two statements hold one another.
            if inwards.len() > self.record.statements.len() {
                break;
            }
        }
        let mut chain: Vec<String> = self.record.article.outlet.iter().cloned().collect();
        for statement in inwards.into_iter().rev() {
            let ids = statement.via.iter().chain(&statement.speaker);
            chain.extend(ids.filter_map(|id| self.names.get(id.as_str())).map(|&n| n.to_owned()));
        }
        chain
    }
}
