//! What a record is said to be: from `FIELD=VALUE` and JSON to a claimed record.
//!
//! A record is built as the JSON that the ledger has, with the ids of the reading that is shown; then
//! what it refers to is named so that it means the same in any other reading.

use std::collections::BTreeMap;

use depesha::reading::EventType;
use depesha::record::{ActorClass, Span};
use depesha_ledger::corrections::{ActorClaim, ClaimedActor, ClaimedRecord};
use depesha_ledger::{ArticleReading, Described, RecordKind};
use serde_json::{Map, Value, json};

use crate::correct::Trouble;
use crate::correct::naming::{self, ActorMeant, CLASSES};

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Holds {
    Words,
    ListOfWords,
    Actor,
    ListOfActors,
    Statement,
    Event,
    Date,
    Text,
    ListOfTexts,
    Number,
    YesOrNo,
    OneOf(&'static [&'static str]),
    ListOf(&'static [&'static str]),
    Type,
    Mode,
    State,
}

struct Field {
    name: &'static str,
    holds: Holds,
    /// Whether a record without it is none.
    needed: bool,
}

const fn needed(name: &'static str, holds: Holds) -> Field {
    Field { name, holds, needed: true }
}

const fn field(name: &'static str, holds: Holds) -> Field {
    Field { name, holds, needed: false }
}

const STATEMENT: &[Field] = &[
    needed("cue", Holds::Words),
    field("speaker", Holds::Actor),
    field("kind", Holds::OneOf(&["direct", "indirect", "mixed"])),
    field("content", Holds::ListOfWords),
    field("source", Holds::Words),
    field("via", Holds::ListOfActors),
    field("parent", Holds::Statement),
];
const EVENT: &[Field] = &[
    needed("trigger", Holds::Words),
    needed("type", Holds::Type),
    field("mode", Holds::Mode),
    field("contexts", Holds::ListOf(CONTEXTS)),
    field("actors", Holds::ListOfActors),
    field("recipients", Holds::ListOfActors),
    field("status", Holds::OneOf(&["actual", "planned", "hypothetical", "negated"])),
    field("commitment", Holds::YesOrNo),
    field("date", Holds::Date),
    field("place", Holds::Actor),
    field("said_in", Holds::Statement),
    field("confidence", Holds::Number),
];
const COMMITMENT: &[Field] = &[
    needed("event", Holds::Event),
    needed("act", Holds::Words),
    field("who", Holds::ListOfActors),
    field("to", Holds::ListOfActors),
    field("until", Holds::Date),
    field("condition", Holds::Words),
    field("said_in", Holds::Statement),
];
const ATTITUDE: &[Field] = &[
    needed("source", Holds::Actor),
    needed("target", Holds::Actor),
    needed("polarity", Holds::OneOf(&["pos", "neg"])),
    field("evidence", Holds::ListOfWords),
    field("confidence", Holds::Number),
    field("said_in", Holds::Statement),
];
const QUANTITY: &[Field] = &[
    needed("span", Holds::Words),
    needed("value", Holds::Number),
    field("amount", Holds::Words),
    field("upper", Holds::Number),
    field(
        "bound",
        Holds::OneOf(&[
            "exact",
            "more than",
            "less than",
            "at least",
            "at most",
            "about",
            "between",
        ]),
    ),
    field("kind", Holds::OneOf(&["count", "money", "percent", "measure", "duration", "age"])),
    field("unit", Holds::Text),
    field("said_in", Holds::Statement),
];
const DATE: &[Field] = &[
    needed("span", Holds::Words),
    field("value", Holds::Text),
    field(
        "grain",
        Holds::OneOf(&[
            "second",
            "minute",
            "hour",
            "day",
            "week",
            "month",
            "season",
            "quarter",
            "half",
            "year",
            "decade",
            "century",
            "millennium",
        ]),
    ),
    field("end", Holds::Text),
    field(
        "part",
        Holds::OneOf(&["beginning", "middle", "end", "morning", "daytime", "evening", "night"]),
    ),
    field("bound", Holds::OneOf(&["in", "since", "until", "by", "after", "about"])),
    field("anchor", Holds::OneOf(&["none", "published", "text"])),
    field("unresolved", Holds::OneOf(&["no report date", "vague", "other event"])),
    field("said_in", Holds::Statement),
];
const ACTOR: &[Field] = &[
    needed("name", Holds::Text),
    needed("class", Holds::OneOf(CLASS_WORDS)),
    field("mentions", Holds::ListOfWords),
    field("state", Holds::State),
    field("also", Holds::ListOfTexts),
];

const CLASS_WORDS: &[&str] =
    &["person", "state", "organization", "outlet", "group", "place", "unknown"];

/// The contexts of PLOVER.
const CONTEXTS: &[&str] = &[
    "military",
    "intelligence",
    "executive",
    "legislative",
    "election",
    "political_institutions",
    "pro_democracy",
    "pro_autocracy",
    "economic",
    "legal",
    "reparations",
    "human_rights",
    "rights_freedoms",
    "repression",
    "human_security",
    "gender",
    "lgbt",
    "religion_ethnicity",
    "inequality",
    "diplomatic",
    "territory",
    "peacekeeping",
    "health",
    "asylum",
    "migration",
    "disasters",
    "natural_resource",
    "environment",
    "technology",
    "terrorism",
    "cbrn",
    "cyber",
    "misinformation",
    "crime",
    "corruption",
    "illegal_drugs",
    "trafficking",
];

/// The modes of PLOVER by type; types that are not here have none.
const MODES: &[(&str, &[&str])] = &[
    ("CONSULT", &["visit", "third-party", "multilateral", "phone"]),
    ("RETREAT", &["withdraw", "release", "disarm", "ceasefire", "access", "resign"]),
    ("REQUEST", &["assist", "change", "yield", "meet"]),
    ("ACCUSE", &["disapprove", "investigate", "allege"]),
    ("REJECT", &["assist", "change", "yield", "meet"]),
    ("THREATEN", &["restrict", "arrest", "relations", "expel", "territory", "violence"]),
    ("PROTEST", &["demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"]),
    ("SANCTION", &["convict", "expel", "withdraw", "discontinue"]),
    ("MOBILIZE", &["troops", "weapons", "police", "militia"]),
    (
        "COERCE",
        &[
            "seize",
            "restrict",
            "censor",
            "curfew",
            "martial-law",
            "arrest",
            "deport",
            "withhold",
            "misinformation",
            "cyber",
        ],
    ),
    (
        "ASSAULT",
        &[
            "abduct",
            "beat",
            "torture",
            "sexual",
            "targeted",
            "destroy",
            "primitive",
            "firearms",
            "explosives",
            "suicide-attack",
            "aerial",
            "drone",
            "heavy-weapons",
            "crowd-control",
            "unconventional",
        ],
    ),
];

fn fields_of(kind: RecordKind) -> &'static [Field] {
    match kind {
        RecordKind::Actor => ACTOR,
        RecordKind::Statement => STATEMENT,
        RecordKind::Event => EVENT,
        RecordKind::Commitment => COMMITMENT,
        RecordKind::Attitude => ATTITUDE,
        RecordKind::Quantity => QUANTITY,
        RecordKind::Date => DATE,
    }
}

fn listed<'a>(words: impl IntoIterator<Item = &'a &'a str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A kind of record by its word.
pub(crate) fn kind(given: &str) -> Result<RecordKind, Trouble> {
    RecordKind::ALL.into_iter().find(|kind| kind.word() == given).ok_or_else(|| {
        let words: Vec<&str> = RecordKind::ALL.iter().map(|kind| kind.word()).collect();
        Trouble::refused(
            format!("`{given}` is no kind of record"),
            format!("the kinds are {}", listed(&words)),
        )
    })
}

/// What a record is said to be, and the actors that it refers to.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub(crate) record: ClaimedRecord,
    pub(crate) actors: Vec<ClaimedActor>,
}

/// A record that is being said.
pub(crate) struct Draft<'a> {
    reading: &'a ArticleReading,
    kind: RecordKind,
    fields: Map<String, Value>,
    /// Actors that the article does not have yet, by the ids that they have here.
    new: Vec<ClaimedActor>,
}

impl<'a> Draft<'a> {
    /// A record of which nothing is said yet.
    pub(crate) fn new(reading: &'a ArticleReading, kind: RecordKind) -> Self {
        Self { reading, kind, fields: Map::new(), new: Vec::new() }
    }

    /// A record that is to be mended.
    pub(crate) fn of(reading: &'a ArticleReading, record: &Described) -> Self {
        let own = &reading.record;
        let number = record.id[1..].parse::<usize>().unwrap_or(1) - 1;
        let value = match record.kind {
            RecordKind::Actor => value_of(&own.actors, &record.id),
            RecordKind::Statement => value_of(&own.statements, &record.id),
            RecordKind::Event => value_of(&own.events, &record.id),
            RecordKind::Commitment => value_of(&own.commitments, &record.id),
            RecordKind::Attitude => own.attitudes.get(number).map_or(Value::Null, |own| json!(own)),
            RecordKind::Quantity => {
                own.quantities.get(number).map_or(Value::Null, |own| json!(own))
            }
            RecordKind::Date => own.dates.get(number).map_or(Value::Null, |own| json!(own)),
        };
        let mut fields = match value {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        match record.kind {
            // The places that the program found stay of themselves.
            RecordKind::Actor => fields.insert("mentions".to_owned(), json!([])),
            // What the rule was sure of, and by which words, says nothing of what a person says.
            RecordKind::Event => {
                fields.insert("evidence".to_owned(), json!([]));
                fields.insert("confidence".to_owned(), json!(1.0))
            }
            _ => None,
        };
        Self { reading, kind: record.kind, fields, new: Vec::new() }
    }

    /// Takes each `FIELD=VALUE`; one that is given several times is a list.
    pub(crate) fn take(&mut self, given: &[String]) -> Result<(), Trouble> {
        let mut values: Vec<(&str, Vec<&str>)> = Vec::new();
        for pair in given {
            let (name, value) = pair.split_once('=').ok_or_else(|| {
                Trouble::refused(
                    format!("`{pair}` is no FIELD=VALUE"),
                    format!("{} has the fields {}", self.kind.word(), self.field_names()),
                )
            })?;
            match values.iter_mut().find(|(own, _)| *own == name.trim()) {
                Some((_, several)) => several.push(value),
                None => values.push((name.trim(), vec![value])),
            }
        }
        // A mode is one of its type.
        values.sort_by_key(|(name, _)| *name == "mode");
        for (name, values) in values {
            let field = self.field(name)?;
            if values.len() > 1 && !is_list(field.holds) {
                return Err(Trouble::refused(
                    format!("`{name}` is given {} times", values.len()),
                    "it holds one value",
                ));
            }
            let values: Vec<&str> = match is_list(field.holds) {
                true => values.iter().flat_map(|value| value.split('|')).collect(),
                false => values,
            };
            self.set(field, &values)?;
        }
        Ok(())
    }

    /// Takes the fields of a record in JSON.
    pub(crate) fn take_json(&mut self, given: &Map<String, Value>) -> Result<(), Trouble> {
        // A mode is one of its type.
        let mut pairs: Vec<(&String, &Value)> = given.iter().collect();
        pairs.sort_by_key(|(name, _)| *name == "mode");
        for (name, value) in pairs {
            // What a reading that is printed has beside them.
            if ["id", "rule", "also_in", "references", "roles", "perhaps", "state_from", "outlet"]
                .contains(&name.as_str())
                || (self.kind == RecordKind::Event && name == "evidence")
            {
                continue;
            }
            let field = self.field(name)?;
            let several = match value {
                Value::Array(values) if is_list(field.holds) => values.iter().collect(),
                value => vec![value],
            };
            let texts: Vec<String> = several
                .into_iter()
                .map(in_text)
                .collect::<Option<_>>()
                .ok_or_else(|| {
                    Trouble::refused(
                        format!("`{name}` of the record in JSON cannot be understood: {value}"),
                        "give it as `depesha read --format json` prints it, or as FIELD=VALUE has it",
                    )
                })?;
            self.set(field, &texts.iter().map(String::as_str).collect::<Vec<_>>())?;
        }
        Ok(())
    }

    fn field_names(&self) -> String {
        listed(&fields_of(self.kind).iter().map(|field| field.name).collect::<Vec<_>>())
    }

    fn field(&self, name: &str) -> Result<&'static Field, Trouble> {
        fields_of(self.kind).iter().find(|field| field.name == name).ok_or_else(|| {
            let kind = self.kind.word();
            Trouble::refused(
                format!("`{name}` is no field of a record of the kind `{kind}`"),
                format!("its fields are {}", self.field_names()),
            )
        })
    }

    fn set(&mut self, field: &Field, given: &[&str]) -> Result<(), Trouble> {
        let is_empty = |value: &&str| matches!(value.trim(), "" | "none" | "-");
        let value = if is_list(field.holds) {
            let several = given.iter().filter(|value| !is_empty(value));
            let values =
                several.map(|value| self.one(field, value)).collect::<Result<Vec<_>, _>>()?;
            Value::Array(values)
        } else {
            let one = given.first().copied().unwrap_or_default();
            // `none` is a word for what a date is counted from.
            let is_word = matches!(field.holds, Holds::OneOf(words) if words.contains(&one.trim()));
            if is_empty(&one) && !is_word {
                if field.needed {
                    return Err(Trouble::refused(
                        format!(
                            "a record of the kind `{}` needs `{}`",
                            self.kind.word(),
                            field.name
                        ),
                        "to say that it is none at all, reject it",
                    ));
                }
                Value::Null
            } else {
                self.one(field, one)?
            }
        };
        self.fields.insert(field.name.to_owned(), value);
        Ok(())
    }

    fn one(&mut self, field: &Field, given: &str) -> Result<Value, Trouble> {
        let given = given.trim();
        let one_of = |words: &[&str]| match words.iter().find(|word| **word == given) {
            Some(word) => Ok(json!(word)),
            None => Err(Trouble::refused(
                format!("`{given}` is no value of `{}`", field.name),
                format!("the values are {}", listed(words)),
            )),
        };
        match field.holds {
            Holds::Words | Holds::ListOfWords => {
                let span = naming::span(&self.reading.body, given)?;
                Ok(json!({"start": span.start, "end": span.end}))
            }
            Holds::Actor | Holds::ListOfActors => self.actor(given).map(Value::String),
            Holds::Statement | Holds::Event => {
                let kind = match field.holds {
                    Holds::Statement => RecordKind::Statement,
                    _ => RecordKind::Event,
                };
                Ok(json!(naming::record(self.reading, given, Some(kind))?.id))
            }
            Holds::Date => {
                let by_value = self
                    .reading
                    .described
                    .iter()
                    .find(|own| own.kind == RecordKind::Date && own.fields["value"] == given);
                let by_words = || {
                    let span = naming::span(&self.reading.body, given).ok()?;
                    let dates =
                        || self.reading.described.iter().filter(|own| own.kind == RecordKind::Date);
                    dates().find(|own| own.span == Some(span))
                };
                let own = match by_value.or_else(by_words) {
                    Some(own) => own,
                    None => naming::record(self.reading, given, Some(RecordKind::Date))?,
                };
                let date = own.id[1..]
                    .parse::<usize>()
                    .ok()
                    .and_then(|number| self.reading.record.dates.get(number - 1));
                Ok(json!(date))
            }
            Holds::Text | Holds::ListOfTexts => Ok(json!(given)),
            Holds::Number => {
                let number = serde_json::from_str::<Value>(&given.replace(',', "."));
                number.ok().filter(Value::is_number).ok_or_else(|| {
                    Trouble::refused(
                        format!("`{given}` is no number (`{}`)", field.name),
                        "write it as 1600 or 0.5",
                    )
                })
            }
            Holds::YesOrNo => match given {
                "yes" | "true" => Ok(json!(true)),
                "no" | "false" => Ok(json!(false)),
                _ => one_of(&["yes", "no"]),
            },
            Holds::OneOf(words) | Holds::ListOf(words) => one_of(words),
            Holds::Type => one_of(&EventType::ALL.map(EventType::name)),
            Holds::Mode => {
                let kind = self.fields.get("type").and_then(Value::as_str).unwrap_or_default();
                match MODES.iter().find(|(own, _)| *own == kind) {
                    Some((_, modes)) => one_of(modes),
                    None => Err(Trouble::refused(
                        format!("events of the type `{kind}` have no mode"),
                        "give `mode=none`, or another type",
                    )),
                }
            }
            Holds::State => naming::state(given).map(Value::String),
        }
    }

    /// The id of the actor here.
    fn actor(&mut self, given: &str) -> Result<String, Trouble> {
        if self.new.iter().any(|actor| actor.id == given) {
            return Ok(given.to_owned());
        }
        Ok(match naming::actor(self.reading, given)? {
            ActorMeant::Known(id) => id,
            ActorMeant::New { name, class, state } => {
                let known = self.new.iter().find(|own| own.name == name && own.class == class);
                match known {
                    Some(known) => known.id.clone(),
                    None => {
                        let id = format!("new{}", self.new.len() + 1);
                        self.new.push(ClaimedActor { id: id.clone(), name, class, state });
                        id
                    }
                }
            }
        })
    }

    /// What is said, with all that goes without saying.
    pub(crate) fn finish(mut self) -> Result<Claimed, Trouble> {
        let missing = fields_of(self.kind)
            .iter()
            .find(|field| field.needed && self.fields.get(field.name).is_none_or(Value::is_null));
        if let Some(field) = missing {
            let kind = self.kind.word();
            return Err(Trouble::refused(
                format!("a record of the kind `{kind}` needs `{}`", field.name),
                format!(
                    "give it as `{}=…`; `depesha correct add --help` has all fields",
                    field.name
                ),
            ));
        }
        self.check_mode()?;
        if self.kind == RecordKind::Actor {
            return self.actor_claim();
        }
        self.fill();
        let mut actors: BTreeMap<String, ClaimedActor> = BTreeMap::new();
        let fields = std::mem::take(&mut self.fields);
        let record = self.named(Value::Object(fields), &mut actors);
        let record =
            serde_json::from_value(json!({ self.kind.word(): record })).map_err(|problem| {
                Trouble::refused(
                    format!("that is no record of the kind `{}`: {problem}", self.kind.word()),
                    "`depesha correct add --help` has all fields",
                )
            })?;
        Ok(Claimed { record, actors: actors.into_values().collect() })
    }

    /// A mode that stays while the type changes may be none of the new one's.
    fn check_mode(&self) -> Result<(), Trouble> {
        if self.kind != RecordKind::Event {
            return Ok(());
        }
        let text = |name: &str| self.fields.get(name).and_then(Value::as_str);
        let (Some(kind), Some(mode)) = (text("type"), text("mode")) else { return Ok(()) };
        let modes = MODES.iter().find(|(own, _)| *own == kind).map_or(&[][..], |(_, modes)| modes);
        if modes.contains(&mode) {
            return Ok(());
        }
        let possible =
            if modes.is_empty() { String::new() } else { format!(", or one of {}", listed(modes)) };
        Err(Trouble::refused(
            format!("events of the type `{kind}` do not have the mode `{mode}`"),
            format!("give `mode=none` too{possible}"),
        ))
    }

    fn actor_claim(self) -> Result<Claimed, Trouble> {
        let text = |name: &str| self.fields.get(name).and_then(Value::as_str).map(str::to_owned);
        let list = |name: &str| -> Vec<Value> {
            self.fields.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
        };
        let class = text("class").unwrap_or_default();
        let class = CLASSES.iter().find(|(word, _)| *word == class);
        let claim = ActorClaim {
            name: text("name").unwrap_or_default(),
            also: list("also").iter().filter_map(|own| own.as_str().map(str::to_owned)).collect(),
            class: class.map_or(ActorClass::Unknown, |(_, class)| *class),
            state: text("state"),
            mentions: list("mentions")
                .into_iter()
                .filter_map(|own| serde_json::from_value(own).ok())
                .collect(),
        };
        let is_known = self.fields.contains_key("id");
        if claim.mentions.is_empty() && !is_known {
            return Err(Trouble::refused(
                format!("it is not said where the article names `{}`", claim.name),
                "give `mentions=` with the words that name the actor, or their places",
            ));
        }
        Ok(Claimed { record: ClaimedRecord::Actor(claim), actors: Vec::new() })
    }

    /// Fills in what nobody needs to say.
    fn fill(&mut self) {
        let default = |draft: &mut Self, name: &str, value: Value| {
            draft.fields.entry(name.to_owned()).or_insert(value);
        };
        // The innermost statement that tells it.
        let place =
            ["cue", "trigger", "act", "span"].into_iter().find_map(|name| self.fields.get(name));
        let place = place.or_else(|| self.fields.get("evidence").map(|words| &words[0])).cloned();
        let said_in = serde_json::from_value(place.clone().unwrap_or_default())
            .ok()
            .and_then(|span| self.innermost(span));
        let said_in = said_in.map_or(Value::Null, Value::String);
        match self.kind {
            RecordKind::Actor => {}
            RecordKind::Statement => {
                default(self, "kind", json!("indirect"));
                default(self, "content", json!([]));
                default(self, "via", json!([]));
                default(self, "parent", said_in);
                default(self, "source", Value::Null);
                default(self, "speaker", Value::Null);
                default(self, "id", json!(""));
                default(self, "rule", json!(""));
            }
            RecordKind::Event => {
                for list in ["contexts", "actors", "recipients", "evidence"] {
                    default(self, list, json!([]));
                }
                for none in ["mode", "date", "place"] {
                    default(self, none, Value::Null);
                }
                default(self, "status", json!("actual"));
                default(self, "commitment", json!(false));
                default(self, "said_in", said_in);
                default(self, "confidence", json!(1.0));
                default(self, "id", json!(""));
                default(self, "rule", json!(""));
            }
            RecordKind::Commitment => {
                let event = self.fields.get("event").and_then(Value::as_str);
                let event =
                    self.reading.record.events.iter().find(|own| Some(own.id.as_str()) == event);
                let (who, to) = event.map_or((json!([]), json!([])), |event| {
                    (json!(event.actors), json!(event.recipients))
                });
                default(self, "who", who);
                default(self, "to", to);
                default(self, "until", Value::Null);
                default(self, "condition", Value::Null);
                default(self, "said_in", said_in);
                default(self, "id", json!(""));
            }
            RecordKind::Attitude => {
                default(self, "evidence", json!([]));
                default(self, "confidence", json!(1.0));
                default(self, "said_in", said_in);
            }
            RecordKind::Quantity => {
                default(self, "amount", place.unwrap_or_default());
                default(self, "bound", json!("exact"));
                default(self, "kind", json!("count"));
                default(self, "unit", Value::Null);
                default(self, "said_in", said_in);
            }
            RecordKind::Date => {
                let grain = self.fields.get("value").and_then(Value::as_str).and_then(grain_of);
                if let Some(grain) = grain {
                    default(self, "grain", json!(grain));
                }
                default(self, "value", Value::Null);
                default(self, "bound", json!("in"));
                default(self, "anchor", json!("none"));
                default(self, "said_in", said_in);
            }
        }
    }

    /// The id of the innermost statement of which the content holds the place.
    fn innermost(&self, place: Span) -> Option<String> {
        let holds = |own: &&Span| own.start <= place.start && place.end <= own.end;
        let statements = self.reading.record.statements.iter();
        let holding = statements.filter_map(|statement| {
            let content = statement.content.iter().find(holds)?;
            Some((content.end - content.start, &statement.id))
        });
        holding.min_by_key(|(length, _)| *length).map(|(_, id)| id.clone())
    }

    /// The value with statements and events by their places, and with the actors that it refers to.
    fn named(&self, value: Value, actors: &mut BTreeMap<String, ClaimedActor>) -> Value {
        let fields = match value {
            Value::Array(values) => {
                return values.into_iter().map(|value| self.named(value, actors)).collect();
            }
            Value::Object(fields) => fields,
            other => return other,
        };
        let mut named = Map::new();
        for (name, value) in fields {
            let value = match (name.as_str(), value) {
                ("said_in" | "parent", Value::String(id)) => {
                    let own = self.reading.record.statements.iter().find(|own| own.id == id);
                    own.map_or(Value::Null, |own| at(own.cue))
                }
                ("event", Value::String(id)) => {
                    let own = self.reading.record.events.iter().find(|own| own.id == id);
                    own.map_or(Value::Null, |own| at(own.trigger))
                }
                ("speaker" | "source" | "target" | "place", Value::String(id)) => {
                    self.refer(&id, actors);
                    Value::String(id)
                }
                ("via" | "actors" | "recipients" | "who" | "to", Value::Array(ids)) => {
                    ids.iter().filter_map(Value::as_str).for_each(|id| self.refer(id, actors));
                    Value::Array(ids)
                }
                (_, value) => self.named(value, actors),
            };
            named.insert(name, value);
        }
        Value::Object(named)
    }

    fn refer(&self, id: &str, actors: &mut BTreeMap<String, ClaimedActor>) {
        let known = self.reading.record.actors.iter().find(|own| own.id == id);
        let claimed = known.map(|own| ClaimedActor {
            id: own.id.clone(),
            name: own.name.clone(),
            class: own.class,
            state: own.state.clone(),
        });
        let claimed = claimed.or_else(|| self.new.iter().find(|own| own.id == id).cloned());
        if let Some(claimed) = claimed {
            actors.insert(id.to_owned(), claimed);
        }
    }
}

fn is_list(holds: Holds) -> bool {
    matches!(
        holds,
        Holds::ListOfWords | Holds::ListOfActors | Holds::ListOfTexts | Holds::ListOf(_)
    )
}

fn at(span: Span) -> Value {
    json!(format!("at:{}-{}", span.start, span.end))
}

fn value_of(records: &[impl serde::Serialize], id: &str) -> Value {
    let values = records.iter().map(|record| json!(record));
    values.into_iter().find(|value| value["id"] == id).unwrap_or_default()
}

/// A value of JSON as `FIELD=VALUE` has it.
fn in_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("none".to_owned()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Object(fields) => {
            let place = fields.get("span").and_then(Value::as_object).unwrap_or(fields);
            Some(format!("{}-{}", place.get("start")?.as_u64()?, place.get("end")?.as_u64()?))
        }
        Value::Array(_) => None,
    }
}

/// How long a stretch of time a value of ISO 8601 or 8601-2 names, where its form tells.
fn grain_of(value: &str) -> Option<&'static str> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let parts: Vec<&str> = value.split('-').collect();
    match parts[..] {
        [year] if year.len() == 4 && digits(year) => Some("year"),
        [_, week] if week.starts_with('W') => Some("week"),
        [_, month] if digits(month) => match month.parse::<u8>().ok()? {
            1..=12 => Some("month"),
            21..=24 => Some("season"),
            33..=36 => Some("quarter"),
            40..=41 => Some("half"),
            _ => None,
        },
        [_, _, day] if digits(day) => Some("day"),
        [_, _, day] if day.contains('T') => Some("minute"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_those_of_the_codebook() {
        let codebook = include_str!("../../../../docs/CODEBOOK.md");
        let mut rows = 0;
        for row in codebook.lines() {
            let cells: Vec<&str> =
                row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
            if let ["", kind, mode, ..] = cells[..]
                && EventType::from_name(kind).is_some()
                && !matches!(mode, "-" | "")
            {
                rows += 1;
                let modes = MODES.iter().find(|(own, _)| *own == kind).map(|(_, modes)| modes);
                assert!(modes.is_some_and(|modes| modes.contains(&mode)), "{kind} {mode}");
            }
        }
        assert!(rows > 40, "{rows}");
    }

    #[test]
    fn the_grain_of_a_date_follows_from_its_form() {
        let grains =
            ["2026", "2026-05", "2026-23", "2026-33", "2026-W07", "2026-05-01", "2026-05-01T10:30"];
        let grains: Vec<Option<&str>> = grains.into_iter().map(grain_of).collect();
        let expected = ["year", "month", "season", "quarter", "week", "day", "minute"].map(Some);
        assert_eq!(grains, expected);
        assert_eq!(grain_of("весной"), None);
    }
}
