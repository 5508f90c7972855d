//! What may be asked for, and the question that it makes.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use depesha::directory::Day;
use depesha::reading::{EventType, QuantityKind};
use depesha::record::{ActorClass, EventStatus, StatementKind};
use depesha_asking::{
    Choice, actor_classes, event_statuses, event_types, first_day, last_day, quantity_kinds, share,
    state_code, statement_kinds,
};
use depesha_ledger::Query;

/// Filters by who has a part in a record.
#[derive(Debug, Args)]
#[command(next_help_heading = "Who")]
pub(crate) struct Parts {
    #[command(flatten)]
    pub(crate) by: By,

    /// Who is spoken of, acted upon, promised to, or whom an attitude is to
    #[arg(long, value_name = "NAME")]
    pub(crate) about: Option<String>,

    /// Two states of which one speaks or acts, and the other is spoken of or acted upon
    #[arg(long, num_args = 2, value_names = ["STATE", "STATE"], value_parser = state_code)]
    pub(crate) between: Option<Vec<String>>,
}

/// Filters by who speaks or acts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Who")]
pub(crate) struct By {
    /// Who speaks, acts, is bound, is for or against somebody; a surname alone will do
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,

    /// A state that has a part in it: a code (AZE) or a name (Азербайджан, Azerbaijan); may be repeated
    #[arg(long, value_name = "STATE", value_parser = state_code)]
    pub(crate) state: Vec<String>,
}

/// Filters by the report that says so.
#[derive(Debug, Args)]
#[command(next_help_heading = "Where and when")]
pub(crate) struct Reports {
    #[command(flatten)]
    pub(crate) published: Published,

    /// Words that are said, or stand in the report that tells it, in any form; «side by side» in quotation marks
    #[arg(long, value_name = "WORDS")]
    pub(crate) search: Option<String>,

    /// Leave out reports that are copies of others
    #[arg(long)]
    pub(crate) without_copies: bool,
}

/// Filters by publication.
#[derive(Debug, Args)]
#[command(next_help_heading = "Where and when")]
pub(crate) struct Published {
    /// The outlet that published the report
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,

    /// Published on this day or later: 2025-11-03, 2025-11 or 2025
    #[arg(long, value_name = "DAY", value_parser = first_day)]
    pub(crate) since: Option<Day>,

    /// Published on this day or earlier; a month or year to its end
    #[arg(long, value_name = "DAY", value_parser = last_day)]
    pub(crate) until: Option<Day>,
}

/// A filter by how sure a record is.
#[derive(Debug, Args)]
pub(crate) struct Sure {
    /// How sure it is at least, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = share, help_heading = "What")]
    pub(crate) confidence: Option<f64>,
}

impl Parts {
    pub(crate) fn put(&self, query: &mut Query) {
        self.by.put(query);
        query.about.clone_from(&self.about);
        if let Some([one, other]) = self.between.as_deref() {
            query.between = Some([one.clone(), other.clone()]);
        }
    }
}

impl By {
    pub(crate) fn put(&self, query: &mut Query) {
        query.by.clone_from(&self.by);
        query.states.clone_from(&self.state);
    }
}

impl Reports {
    /// Puts all but the words, whose lemmas the reader knows.
    pub(crate) fn put(&self, query: &mut Query) {
        self.published.put(query);
        query.without_copies = self.without_copies;
    }
}

impl Published {
    pub(crate) fn put(&self, query: &mut Query) {
        query.outlet.clone_from(&self.outlet);
        query.since = self.since;
        query.until = self.until;
    }
}

/// A value by one of these words, whatever their case; others are told with what is possible.
fn one_of<T: Copy + Send + Sync + 'static>(
    choices: impl Iterator<Item = Choice<T>> + Clone + Send + Sync + 'static,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(choices.clone().map(|(word, _)| word)).try_map(
        move |given: String| {
            let known = choices.clone().find(|(word, _)| word.eq_ignore_ascii_case(&given));
            known.map(|(_, value)| value).ok_or_else(|| format!("{given} is not among them"))
        },
    )
}

pub(crate) fn event_type() -> impl TypedValueParser<Value = EventType> {
    one_of(event_types())
}

pub(crate) fn status() -> impl TypedValueParser<Value = EventStatus> {
    one_of(event_statuses())
}

pub(crate) fn statement_kind() -> impl TypedValueParser<Value = StatementKind> {
    one_of(statement_kinds())
}

pub(crate) fn quantity_kind() -> impl TypedValueParser<Value = QuantityKind> {
    one_of(quantity_kinds())
}

pub(crate) fn class() -> impl TypedValueParser<Value = ActorClass> {
    one_of(actor_classes())
}
