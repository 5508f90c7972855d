//! What reports say of the state of a relation: claims with a speaker, gathered by a list of words.

use depesha_ledger::Answer;
use depesha_ledger::questions::StatementFound;
use depesha_tables::{Column, Kind, Table, Value};

use crate::view::Evidence;

const WORDS: &str = include_str!("../data/relation_claims.tsv");

/// The lemma that such a claim holds.
pub(crate) const WORD: &str = "отношение";

/// How claims are found, in words.
pub(crate) const RULE: &str = "Claims on the state of the relation are statements in which both states have a part, \
    by who speaks or by who is spoken of, with the word `отношения` in what is said and, in the same sentence, words \
    of a list of ours (crates/chronicle/data/relation_claims.tsv). They are what their speakers say; no phase is drawn \
    from them. What outlets say in their own words is not among them.";

/// A claim on the state of a relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The statement.
    pub statement: StatementFound,
    /// What it says of the relation: `better`, `worse`, `broken`, `restored`, `new phase`, `high`, `low`.
    pub says: Vec<&'static str>,
    /// The sentence that says so.
    pub sentence: String,
}

/// The sentences of what is said, as far as marks tell.
fn sentences(content: &[String]) -> impl Iterator<Item = &str> {
    content.iter().flat_map(|words| words.split_inclusive(['.', '!', '?', '…', '\n']))
}

/// What a sentence says of a relation.
fn said(sentence: &str) -> Vec<&'static str> {
    let lower = sentence.to_lowercase().replace('ё', "е");
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    if !words.iter().any(|word| word.starts_with("отношени")) {
        return Vec::new();
    }
    let rows = WORDS.lines().filter(|line| !line.starts_with('#'));
    let mut said: Vec<&'static str> = rows
        .filter_map(|row| row.split_once('\t'))
        .filter(|(_, beginnings)| {
            let mut beginnings = beginnings.split(' ');
            beginnings.all(|beginning| words.iter().any(|word| word.starts_with(beginning)))
        })
        .map(|(what, _)| what)
        .collect();
    said.sort_unstable();
    said.dedup();
    said
}

/// Those of the statements that claim something of the state of a relation.
pub(crate) fn among(statements: Vec<StatementFound>) -> Vec<Claim> {
    let claim = |statement: StatementFound| {
        let found = sentences(&statement.content).find_map(|sentence| {
            let says = said(sentence);
            (!says.is_empty()).then(|| (says, sentence.trim().to_owned()))
        });
        found.map(|(says, sentence)| Claim { statement, says, sentence })
    };
    statements.into_iter().filter_map(claim).collect()
}

impl Claim {
    /// The statement as evidence.
    pub(crate) fn evidence(&self) -> Evidence {
        let part = self.says.join(", ");
        let mut evidence = Evidence::of_statement("claims", part, &self.statement);
        evidence.passage.clone_from(&self.sentence);
        evidence
    }
}

const CLAIM: &[Column] = &[
    Column::new("day", Kind::Day, "The day on which the report was published.").or_none(),
    Column::new("speaker", Kind::Text, "Who says so, by the fullest name in the report.").or_none(),
    Column::new("state", Kind::Text, "The state that the speaker is or acts for.").or_none(),
    Column::new(
        "says",
        Kind::Texts,
        "What it says of the relation: `better`, `worse`, `broken`, `restored`, `new phase`, `high`, `low`.",
    ),
    Column::new("sentence", Kind::Text, "The sentence that says so."),
    Column::new(
        "chain",
        Kind::Texts,
        "The names from the reader inwards: the outlet; then relays and speakers.",
    ),
    Column::new("statement", Kind::Text, "Its key: that of the reading, a colon and its id."),
    Column::new("article_id", Kind::Text, "The path or name under which the report was given."),
];

const CLAIMS: Table =
    Table { name: "relation_claims", row: "A claim on the state of a relation.", columns: CLAIM };

impl Answer for Claim {
    const TABLE: &'static Table = &CLAIMS;

    fn row(&self) -> Vec<Value> {
        let found = &self.statement;
        let speaker = found.speaker.as_ref();
        vec![
            Value::day(found.article.day.as_deref()),
            Value::maybe_text(speaker.map(|speaker| &speaker.name)),
            Value::maybe_text(speaker.and_then(|speaker| speaker.state.as_ref())),
            Value::Texts(self.says.iter().map(|&says| says.to_owned()).collect()),
            Value::text(&self.sentence),
            Value::Texts(found.chain.clone()),
            Value::text(format!("{}:{}", found.article.reading, found.statement.id)),
            Value::text(&found.article.id),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sentence: &str, expected: &[&str]) {
        assert_eq!(said(sentence), expected, "{sentence}");
    }

    #[test]
    fn words_beside_relations_tell_how_they_stand() {
        check("отношения двух стран вступили в новую фазу", &["new phase"]);
        check("наши отношения достигли беспрецедентно высокого уровня", &["high"]);
        check("отношения с соседом ухудшились и зашли в тупик", &["low", "worse"]);
        check("дипломатические отношения разорваны", &["broken"]);
        check("отношения обсудят в понедельник", &[]);
        check("положение ухудшилось", &[]);
    }
}
