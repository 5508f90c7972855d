//! Records of the ledger as lines for people: what they say, and in what two readings of them differ.

use anstyle::{AnsiColor, Style};
use depesha_ledger::differences::{Difference, Fate, FieldDifference};
use depesha_ledger::{Described, RecordKind};
use serde_json::{Map, Value};

use crate::typesetting::{ASIDE, SPEAKER, Typesetting, cut, one_line};

const GONE: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const CHANGED: Style = AnsiColor::Yellow.on_default();

/// The most characters of a stretch of words that are shown.
const LONGEST_WORDS: usize = 120;

/// The value of a field in words: names, words with their places, `none` where there is nothing.
pub(crate) fn in_words(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(words) => one_line(words),
        Value::Array(values) if values.is_empty() => "none".to_owned(),
        Value::Array(values) => values.iter().map(in_words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => object_in_words(fields),
    }
}

fn object_in_words(fields: &Map<String, Value>) -> String {
    // A date, a role, a telling hold the place of their words under these names.
    let place =
        ["span", "evidence", "trigger"].into_iter().find_map(|field| match &fields.get(field) {
            Some(Value::Object(place)) => Some(place),
            _ => None,
        });
    let own = fields.get("words").map(|_| fields);
    let words = own.or(place).map(|place| {
        let words = one_line(place["words"].as_str().unwrap_or_default());
        format!("“{}” {}-{}", cut(&words, LONGEST_WORDS), place["start"], place["end"])
    });
    let said = |field: &str| fields.get(field).filter(|value| !value.is_null()).map(in_words);
    let mut told: Vec<String> = Vec::new();
    if let Some(title) = said("title") {
        told.push(title);
        told.extend(said("of").map(|of| format!("of {of}")));
    }
    told.extend(said("ground"));
    told.extend(words);
    if let Some(value) = said("value") {
        let end =
            said("end").filter(|_| place.is_some()).map_or(String::new(), |e| format!("/{e}"));
        told.push(format!("= {value}{end}"));
    }
    told.extend(said("kind").filter(|kind| kind != "name"));
    told.extend(said("actor"));
    told.extend(said("said_in").map(|words| format!("in {words}")));
    if told.is_empty() { Value::Object(fields.clone()).to_string() } else { told.join(" ") }
}

/// The fields of a kind of record that a line of it tells, in their order.
fn told_fields(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Actor => &["class", "state", "also", "roles"],
        RecordKind::Statement => &["kind", "content"],
        RecordKind::Event => &["mode", "status", "actors", "recipients", "date", "place"],
        RecordKind::Commitment => &["who", "to", "until", "condition"],
        RecordKind::Attitude => &["source", "target", "polarity"],
        RecordKind::Quantity => &["value", "upper", "bound", "unit"],
        RecordKind::Date => &["value", "end", "grain", "bound", "unresolved"],
    }
}

/// A record on lines of its own: id, kind, words and place; chain; what it says.
pub(crate) struct RecordLines {
    pub(crate) typesetting: Typesetting,
}

impl RecordLines {
    /// Writes the record, `indent` columns from the left, behind a mark.
    pub(crate) fn put(
        &self,
        page: &mut String,
        indent: usize,
        mark: (Style, &str),
        record: &Described,
    ) {
        let mut words = self.head(mark, record);
        for &field in told_fields(record.kind) {
            let value = record.fields.get(field).unwrap_or(&Value::Null);
            let says_nothing = value.is_null()
                || value.as_array().is_some_and(Vec::is_empty)
                || (field == "bound" && matches!(value.as_str(), Some("exact" | "in")));
            if !says_nothing {
                words.push((ASIDE, format!("· {field}")));
                words.push((Style::new(), in_words(value)));
            }
        }
        if let Some(claim) = &record.claim {
            words.push((ASIDE, format!("· claim {}", claim.0)));
        }
        self.typesetting.put_flowing(page, indent, 4, &words);
    }

    fn head(&self, (style, mark): (Style, &str), record: &Described) -> Vec<(Style, String)> {
        let mut words = Vec::new();
        if !mark.is_empty() {
            words.push((style, mark.to_owned()));
        }
        words.push((style, record.id.clone()));
        if record.kind == RecordKind::Event {
            words.push((SPEAKER, in_words(&record.fields["type"])));
        } else {
            words.push((ASIDE, record.kind.word().to_owned()));
        }
        let own = one_line(&record.words);
        if record.kind == RecordKind::Actor {
            words.push((SPEAKER, own));
        } else {
            words.push((Style::new(), format!("“{}”", cut(&own, LONGEST_WORDS))));
        }
        words.extend(record.span.map(|span| (ASIDE, format!("{}-{}", span.start, span.end))));
        if !record.chain.is_empty() {
            let chain: Vec<String> = record.chain.iter().map(|name| one_line(name)).collect();
            words.push((ASIDE, "·".to_owned()));
            words.push((SPEAKER, chain.join(" ← ")));
        }
        words
    }

    /// Writes what became of a record: one that changed with a line for each field, before and after.
    pub(crate) fn put_difference(&self, page: &mut String, indent: usize, difference: &Difference) {
        let record = &difference.record;
        match difference.fate {
            Fate::Gone => self.put(page, indent, (GONE, "-"), record),
            Fate::New => self.put(page, indent, (NEW, "+"), record),
            Fate::Changed => {
                let mut head = self.head((CHANGED, "~"), record);
                if let Some(claim) = &record.claim {
                    head.push((ASIDE, format!("· claim {}", claim.0)));
                }
                self.typesetting.put_flowing(page, indent, 4, &head);
                for field in &difference.fields {
                    self.put_field(page, indent + 4, field);
                }
            }
        }
    }

    fn put_field(&self, page: &mut String, indent: usize, field: &FieldDifference) {
        let mut words = vec![(ASIDE, format!("{}:", field.field))];
        match (&field.old, &field.new) {
            // Of long lists only what is gone and what is new tells something.
            (Value::Array(old), Value::Array(new)) if old.len() > 1 || new.len() > 1 => {
                let less = |one: &[Value], other: &[Value]| {
                    one.iter()
                        .filter(|value| !other.contains(value))
                        .map(in_words)
                        .collect::<Vec<_>>()
                };
                let (gone, came) = (less(old, new), less(new, old));
                if gone.is_empty() && came.is_empty() {
                    words.push((GONE, in_words(&field.old)));
                    words.push((ASIDE, "→".to_owned()));
                    words.push((NEW, in_words(&field.new)));
                }
                words.extend(gone.into_iter().map(|value| (GONE, format!("- {value}"))));
                words.extend(came.into_iter().map(|value| (NEW, format!("+ {value}"))));
            }
            (old, new) => {
                words.push((GONE, in_words(old)));
                words.push((ASIDE, "→".to_owned()));
                words.push((NEW, in_words(new)));
            }
        }
        self.typesetting.put_flowing(page, indent, 2, &words);
    }
}
