//! What all views have in common: each states its rule, gives its table, and leads to its evidence.

use std::sync::Arc;

use depesha::record::Span;
use depesha_ledger::questions::{
    ArticleFound, AttitudeFound, CommitmentFound, EventFound, QuantityFound, StatementFound,
};
use depesha_ledger::{Answer, Ledger, LedgerError};
use depesha_tables::{Column, Kind, Table, Value};

/// A view that was computed over a ledger.
///
/// It holds what it was computed from as far as its evidence needs it, and no ledger: the same records
/// give the same view, in whatever order they came.
pub trait View {
    /// A row of its table.
    type Row: Answer;

    /// The name of its rule, with a number that is counted on when the rule changes: `relations 1`.
    const RULE: &'static str;

    /// How it is computed, in plain words and a paragraph a matter, with the values of all constants and of
    /// the options that were given, and where these come from.
    fn rule(&self) -> Vec<String>;

    /// Its rows, in their order.
    fn rows(&self) -> &[Self::Row];

    /// The records behind its numbers: row by row, in each by time of publication, SHA-256 and place.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    fn evidence(&self, ledger: &Ledger) -> Result<Vec<Evidence>, LedgerError>;
}

/// A record behind a number of a view: where it stands, and in which words.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Which row of the view it stands behind: what names that row in its table.
    pub row: String,
    /// What it is in that row, by the name of the column that it counts in: `conflict_said`.
    pub part: String,
    /// What it adds to the number, in the number's unit; none where it only stands behind it.
    pub adds: Option<f64>,
    /// The report.
    pub article: Arc<ArticleFound>,
    /// The key of the record in tables that leave the ledger.
    pub record: String,
    /// `event`, `statement`, `commitment`, `attitude`, `quantity`.
    pub kind: &'static str,
    /// What the record says, in a few words of its own terms: `ACCUSE, actual: Россия → Украина`.
    pub says: String,
    /// The words that it was read from, with their places in the body.
    pub words: Vec<(Span, String)>,
    /// The words with what stands around them; the words themselves where no more is known.
    pub passage: String,
    /// The names from the reader inwards: the outlet, then relays and speakers.
    pub chain: Vec<String>,
}

fn names<'n>(names: impl Iterator<Item = &'n String>) -> String {
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}

impl Evidence {
    /// An event, by its trigger.
    pub fn of_event(row: impl Into<String>, part: impl Into<String>, found: &EventFound) -> Self {
        let told = &found.event;
        let actors = names(found.actors.iter().map(|actor| &actor.name));
        let recipients = names(found.recipients.iter().map(|actor| &actor.name));
        let mode = told.mode.as_ref().map_or(String::new(), |mode| format!(" {mode}"));
        let arrow = if recipients.is_empty() { "" } else { " → " };
        let status = depesha_ledger::status_word(told.status);
        Self {
            row: row.into(),
            part: part.into(),
            adds: None,
            article: Arc::clone(&found.article),
            record: format!("{}:{}", found.article.reading, told.id),
            kind: "event",
            says: format!("{}{mode}, {status}: {actors}{arrow}{recipients}", told.kind),
            words: vec![(told.trigger, found.trigger.clone())],
            passage: found.passage.clone(),
            chain: found.chain.clone(),
        }
    }

    /// A statement, by its content.
    pub fn of_statement(
        row: impl Into<String>,
        part: impl Into<String>,
        found: &StatementFound,
    ) -> Self {
        let told = &found.statement;
        let speaker = found.speaker.as_ref().map_or("?", |speaker| &speaker.name);
        Self {
            row: row.into(),
            part: part.into(),
            adds: None,
            article: Arc::clone(&found.article),
            record: format!("{}:{}", found.article.reading, told.id),
            kind: "statement",
            says: format!("{speaker}: {}", found.cue),
            words: told.content.iter().copied().zip(found.content.iter().cloned()).collect(),
            passage: found.content.join(" … "),
            chain: found.chain.clone(),
        }
    }

    /// A commitment, by the words of the promised act.
    pub fn of_commitment(
        row: impl Into<String>,
        part: impl Into<String>,
        found: &CommitmentFound,
    ) -> Self {
        let told = &found.commitment;
        let who = names(found.who.iter().map(|actor| &actor.name));
        let to = names(found.to.iter().map(|actor| &actor.name));
        let arrow = if to.is_empty() { "" } else { " → " };
        Self {
            row: row.into(),
            part: part.into(),
            adds: None,
            article: Arc::clone(&found.article),
            record: format!("{}:{}", found.article.reading, told.id),
            kind: "commitment",
            says: format!("{who}{arrow}{to}"),
            words: vec![(told.act, found.act.clone())],
            passage: found.act.clone(),
            chain: found.chain.clone(),
        }
    }

    /// An attitude, by the words that show it.
    pub fn of_attitude(
        row: impl Into<String>,
        part: impl Into<String>,
        found: &AttitudeFound,
    ) -> Self {
        let words: Vec<&str> = found.evidence.iter().map(|(_, words)| words.as_str()).collect();
        Self {
            row: row.into(),
            part: part.into(),
            adds: None,
            article: Arc::clone(&found.article),
            record: found.key.clone(),
            kind: "attitude",
            says: format!("{}: {} → {}", found.polarity, found.source.name, found.target.name),
            words: found.evidence.clone(),
            passage: words.join(" … "),
            chain: found.chain.clone(),
        }
    }

    /// A quantity, by its words.
    pub fn of_quantity(
        row: impl Into<String>,
        part: impl Into<String>,
        found: &QuantityFound,
    ) -> Self {
        let told = &found.quantity;
        let unit = told.unit.as_ref().map_or(String::new(), |unit| format!(" {unit}"));
        let upper = told.upper.as_ref().map_or(String::new(), |upper| format!("–{upper}"));
        Self {
            row: row.into(),
            part: part.into(),
            adds: None,
            article: Arc::clone(&found.article),
            record: found.key.clone(),
            kind: "quantity",
            says: format!("{}: {}{upper}{unit}", told.bound, told.value),
            words: vec![(told.span, found.words.clone())],
            passage: found.passage.clone(),
            chain: found.chain.clone(),
        }
    }

    /// The same, with what it adds.
    #[must_use]
    pub fn adding(self, adds: f64) -> Self {
        Self { adds: Some(adds), ..self }
    }
}

const EVIDENCE: Table = Table {
    name: "evidence",
    row: "A record behind a number of a view.",
    columns: &[
        Column::new("row", Kind::Text, "Which row of the view it stands behind."),
        Column::new("part", Kind::Text, "What it is in that row: the column that it counts in."),
        Column::new("adds", Kind::Real, "What it adds to the number, in the number's unit.")
            .or_none(),
        Column::new("day", Kind::Day, "The day on which the report was published.").or_none(),
        Column::new("outlet", Kind::Text, "The outlet, as the reading or the giver has it.")
            .or_none(),
        Column::new(
            "kind",
            Kind::Text,
            "`event`, `statement`, `commitment`, `attitude`, `quantity`.",
        ),
        Column::new("says", Kind::Text, "What the record says, in a few words of its own terms."),
        Column::new("words", Kind::Texts, "The words that it was read from, a stretch each."),
        Column::new("passage", Kind::Text, "The words with what stands around them."),
        Column::new(
            "chain",
            Kind::Texts,
            "The names from the reader inwards: the outlet; then relays and speakers.",
        ),
        Column::new(
            "starts",
            Kind::Integers,
            "Where the stretches begin, in code points of the body.",
        ),
        Column::new("ends", Kind::Integers, "Where they end."),
        Column::new(
            "record",
            Kind::Text,
            "The record's key: that of the reading, a colon and its id in the record.",
        ),
        Column::new("published", Kind::Text, "When the report was published, as it was given.")
            .or_none(),
        Column::new("title", Kind::Text, "The headline that was given apart from the text.")
            .or_none(),
        Column::new("url", Kind::Text, "Where it was published.").or_none(),
        Column::new("article_id", Kind::Text, "The path or name under which it was given."),
        Column::new(
            "sha256",
            Kind::Text,
            "The SHA-256 of the bytes as received; hexadecimal digits.",
        ),
    ],
};

impl Answer for Evidence {
    const TABLE: &'static Table = &EVIDENCE;

    fn row(&self) -> Vec<Value> {
        let article = &self.article;
        let offsets = |offset: fn(&Span) -> usize| {
            let offsets = self.words.iter().map(|(span, _)| offset(span));
            Value::Integers(offsets.map(|at| i64::try_from(at).unwrap_or(i64::MAX)).collect())
        };
        vec![
            Value::text(&self.row),
            Value::text(&self.part),
            self.adds.map_or(Value::None, Value::Real),
            Value::day(article.day.as_deref()),
            Value::maybe_text(article.outlet.as_deref()),
            Value::text(self.kind),
            Value::text(&self.says),
            Value::Texts(self.words.iter().map(|(_, words)| words.clone()).collect()),
            Value::text(&self.passage),
            Value::Texts(self.chain.clone()),
            offsets(|span| span.start),
            offsets(|span| span.end),
            Value::text(&self.record),
            Value::maybe_text(article.published.as_deref()),
            Value::maybe_text(article.title.as_deref()),
            Value::maybe_text(article.url.as_deref()),
            Value::text(&article.id),
            Value::text(&article.sha256),
        ]
    }
}

/// A number as views give it: rounded to thousandths, so that the last bits of a logarithm, which
/// machines count otherwise, are not told.
pub fn rounded(number: f64) -> f64 {
    let rounded = (number * 1_000.0).round() / 1_000.0;
    // Of the two zeros the one without a sign.
    rounded + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_in_thousandths() {
        assert_eq!(rounded(0.123_45), 0.123);
        assert_eq!(rounded(-2.5), -2.5);
        assert_eq!(rounded(-0.000_1).to_string(), "0");
    }
}
