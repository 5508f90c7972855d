//! `depesha statements` and the others: what a ledger holds, asked for.

pub(crate) mod columns;
pub(crate) mod filters;
pub(crate) mod output;
mod rows;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use depesha::Reader;
use depesha::reading::{EventType, QuantityKind};
use depesha::record::{ActorClass, EventStatus, StatementKind};
use depesha_ledger::{Ledger, LedgerError, Query, Search};

use self::filters::{By, Published, Sure};
pub(crate) use self::filters::{Parts, Reports};
pub(crate) use self::output::WholeFile;
use self::output::{Output, Stop};
use self::rows::Shown;
use crate::ended::Ended;
use crate::messages::Messages;
use crate::views::{Show, lives};

/// What can be asked of a ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum Ask {
    Statements(Box<Statements>),
    Events(Box<Events>),
    Commitments(Box<Commitments>),
    Attitudes(Box<Attitudes>),
    Actors(Box<Actors>),
    Articles(Box<Articles>),
    Quantities(Box<Quantities>),
    Dates(Box<Dates>),
}

/// The ledger that is asked.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The ledger; it is only read
    #[arg(long, value_name = "FILE", env = "DEPESHA_LEDGER", hide_env_values = true)]
    pub(crate) ledger: PathBuf,
}

/// Who said what, through whom
///
/// The statements of a ledger for which all that is asked holds, by time of publication and place in
/// the report.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha statements --ledger news.ledger --by Мчедлидзе --search санкциями
      what he is said to have said of sanctions, in any form of the word
  depesha statements --ledger news.ledger --between AZE Грузия --without-copies
      what one of the two says of the other, either way, copies left out
  depesha statements --ledger news.ledger --kind direct --format csv --output quotes.csv
      all direct speech for other programs; docs/SCHEMA.md has the columns")]
pub(crate) struct Statements {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    parts: Parts,
    #[command(flatten)]
    reports: Reports,
    /// How the words are given; may be repeated
    #[arg(long, value_name = "KIND", value_parser = filters::statement_kind(), ignore_case = true, help_heading = "What")]
    kind: Vec<StatementKind>,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    output: Output,
}

/// What is said to be done, by whom to whom
///
/// The events of a ledger for which all that is asked holds.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha events --ledger news.ledger --between AZE GEO
      what each of the two is said to have done to the other
  depesha events --ledger news.ledger --type sanction --status planned --confidence 0.8")]
pub(crate) struct Events {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    parts: Parts,
    #[command(flatten)]
    reports: Reports,
    /// A type of PLOVER; may be repeated
    #[arg(long = "type", value_name = "TYPE", value_parser = filters::event_type(), ignore_case = true, help_heading = "What")]
    kind: Vec<EventType>,
    /// Whether it is said to be done; may be repeated
    #[arg(long, value_name = "STATUS", value_parser = filters::status(), ignore_case = true, help_heading = "What")]
    status: Vec<EventStatus>,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    output: Output,
}

/// Who is bound, to whom, to what, until when, and what became of it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha commitments --ledger news.ledger --state Грузия --since 2025
  depesha commitments --ledger news.ledger --state Грузия --life --on 2025-06-01
      which were said again, kept, broken or denied by whose word, and which are overdue on that day")]
pub(crate) struct Commitments {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    parts: Parts,
    #[command(flatten)]
    reports: Reports,
    /// What became of each by the word of other reports; docs/VIEWS.md has the columns
    #[arg(long, help_heading = "What")]
    life: bool,
    /// The day by which what is due is overdue [default: today]
    #[arg(long, value_name = "DAY", requires = "life", help_heading = "What")]
    on: Option<depesha::directory::Day>,
    /// Tell by which rule the lives are computed
    #[arg(long, requires = "life", help_heading = "Output")]
    explain: bool,
    /// List the records that tell of each stage with their places in the reports
    #[arg(long, requires = "life", help_heading = "Output")]
    evidence: bool,
    #[command(flatten)]
    output: Output,
}

/// Who is for or against whom
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  depesha attitudes --ledger news.ledger --between EST GEO")]
pub(crate) struct Attitudes {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    parts: Parts,
    #[command(flatten)]
    reports: Reports,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    output: Output,
}

/// Who is who over all reports
///
/// The directory of actors, those of most reports first: names, states, and roles with the days on
/// which reports say so.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  depesha actors --ledger news.ledger --state MDA --kind person --limit 20")]
pub(crate) struct Actors {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    published: Published,
    /// What kind of actor it is; may be repeated
    #[arg(long, value_name = "KIND", value_parser = filters::class(), ignore_case = true, help_heading = "What")]
    kind: Vec<ActorClass>,
    #[command(flatten)]
    output: Output,
}

/// Which reports there are, and which are copies of which
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  depesha articles --ledger news.ledger --outlet Луч --since 2025-11 --search «новый мост»")]
pub(crate) struct Articles {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    reports: Reports,
    #[command(flatten)]
    output: Output,
}

/// How many, how much or how long
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  depesha quantities --ledger news.ledger --kind money --search газ")]
pub(crate) struct Quantities {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    reports: Reports,
    /// What sort of quantity it is; may be repeated
    #[arg(long, value_name = "KIND", value_parser = filters::quantity_kind(), ignore_case = true, help_heading = "What")]
    kind: Vec<QuantityKind>,
    #[command(flatten)]
    output: Output,
}

/// Which days, months and years reports speak of
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  depesha dates --ledger news.ledger --by Мчедлидзе")]
pub(crate) struct Dates {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    reports: Reports,
    #[command(flatten)]
    output: Output,
}

/// Answers the question, and says how it ends.
pub(crate) fn ask(question: &Ask, quiet: bool) -> anyhow::Result<Ended> {
    let messages = Messages { quiet };
    let mut query = Query::default();
    match question {
        Ask::Statements(options) => {
            options.parts.put(&mut query);
            query.statement_kinds.clone_from(&options.kind);
            query.confidence = options.sure.confidence;
            let asked = (&options.asked, Some(&options.reports), &options.output);
            answer(query, asked, &messages, |ledger, query, take| {
                ledger.each_statement(query, take)
            })
        }
        Ask::Events(options) => {
            options.parts.put(&mut query);
            query.event_types.clone_from(&options.kind);
            query.statuses.clone_from(&options.status);
            query.confidence = options.sure.confidence;
            let asked = (&options.asked, Some(&options.reports), &options.output);
            answer(query, asked, &messages, |ledger, query, take| ledger.each_event(query, take))
        }
        Ask::Commitments(options) if options.life => {
            let Some(query) = query_of(&options.parts, &options.reports, &messages)? else {
                return Ok(Ended::Refused);
            };
            let Some(ledger) = opened(&options.asked, &messages) else {
                return Ok(Ended::Refused);
            };
            let on = options.on.map_or_else(|| jiff::Zoned::now().date(), |day| day.date());
            let show = Show::of_output(&options.output, options.explain, options.evidence);
            lives(&ledger, query, on, options.output.limit, &show, &messages)
        }
        Ask::Commitments(options) => {
            options.parts.put(&mut query);
            let asked = (&options.asked, Some(&options.reports), &options.output);
            answer(query, asked, &messages, |ledger, query, take| {
                ledger.each_commitment(query, take)
            })
        }
        Ask::Attitudes(options) => {
            options.parts.put(&mut query);
            query.confidence = options.sure.confidence;
            let asked = (&options.asked, Some(&options.reports), &options.output);
            answer(query, asked, &messages, |ledger, query, take| ledger.each_attitude(query, take))
        }
        Ask::Actors(options) => {
            options.by.put(&mut query);
            options.published.put(&mut query);
            query.classes.clone_from(&options.kind);
            let asked = (&options.asked, None, &options.output);
            answer(query, asked, &messages, |ledger, query, take| ledger.each_actor(query, take))
        }
        Ask::Articles(options) => {
            options.by.put(&mut query);
            let asked = (&options.asked, Some(&options.reports), &options.output);
            answer(query, asked, &messages, |ledger, query, take| ledger.each_article(query, take))
        }
        Ask::Quantities(options) => {
            options.by.put(&mut query);
            query.quantity_kinds.clone_from(&options.kind);
            let asked = (&options.asked, Some(&options.reports), &options.output);
            answer(query, asked, &messages, |ledger, query, take| ledger.each_quantity(query, take))
        }
        Ask::Dates(options) => {
            options.by.put(&mut query);
            let asked = (&options.asked, Some(&options.reports), &options.output);
            answer(query, asked, &messages, |ledger, query, take| ledger.each_date(query, take))
        }
    }
}

/// The ledger, opened for reading; what is wrong with it is told.
pub(crate) fn opened(asked: &Asked, messages: &Messages) -> Option<Ledger> {
    let file = &asked.ledger;
    if !file.exists() {
        let message = format!("{}: there is no such ledger", file.display());
        let hint = "name a ledger that is there; `depesha ingest PATHS --ledger FILE` makes one";
        messages.error(&message, Some(hint));
        return None;
    }
    match Ledger::open_read_only(file) {
        Ok(ledger) => Some(ledger),
        Err(error) => {
            let hint = match &error {
                LedgerError::NotALedger { .. } => "name a file that `depesha ingest` wrote",
                LedgerError::Older { .. } => {
                    "`depesha ingest --ledger FILE` brings it up to date, which needs the right to write to it"
                }
                LedgerError::Unopened { .. } => {
                    "name a ledger that may be read; beside it its `-wal` and `-shm` files may have to be \
                     written, so where nothing may be, copy it elsewhere"
                }
                other => other.hint(),
            };
            messages.error(&error.to_string(), Some(hint));
            None
        }
    }
}

/// What is asked for by these filters; none where the words to look for hold none, which is told.
pub(crate) fn query_of(
    parts: &Parts,
    reports: &Reports,
    messages: &Messages,
) -> anyhow::Result<Option<Query>> {
    let mut query = Query::default();
    parts.put(&mut query);
    Ok(with_reports(&mut query, reports, messages)?.then_some(query))
}

/// Puts the filters by the report into the question; whether the words to look for hold some.
fn with_reports(query: &mut Query, reports: &Reports, messages: &Messages) -> anyhow::Result<bool> {
    reports.put(query);
    let Some(words) = &reports.search else { return Ok(true) };
    let reader = Reader::embedded()?;
    query.search = Search::new(words, |word| reader.lemmas_of_word(word));
    if query.search.is_none() {
        let message = format!("`{words}` holds no word to look for");
        messages.error(&message, Some("give words to `--search`, such as `санкции`"));
    }
    Ok(query.search.is_some())
}

type Take<'take, T> = &'take mut dyn FnMut(T) -> Result<(), Stop>;

fn answer<T: Shown>(
    mut query: Query,
    (asked, reports, output): (&Asked, Option<&Reports>, &Output),
    messages: &Messages,
    each: impl FnOnce(&Ledger, &Query, Take<'_, T>) -> Result<(), Stop>,
) -> anyhow::Result<Ended> {
    if let Some(reports) = reports
        && !with_reports(&mut query, reports, messages)?
    {
        return Ok(Ended::Refused);
    }
    query.latest_first = output.latest_first;
    let Some(ledger) = opened(asked, messages) else { return Ok(Ended::Refused) };
    let names = query.by.is_some() || query.about.is_some() || T::TABLE.name == "actors";
    if names && ledger.directory_is_stale().unwrap_or(false) {
        messages.note("reports came since who is who was last counted; names may be missing");
    }
    // One more than are shown, to tell whether there are more.
    query.limit = output.limit.map(|limit| limit.saturating_add(1));
    let Some(mut written) = output.begin::<T>(messages)? else { return Ok(Ended::Refused) };
    match each(&ledger, &query, &mut |found: T| written.take(&found)) {
        Ok(()) | Err(Stop::Enough) => {}
        Err(Stop::Ledger(error)) => {
            messages.error(&error.to_string(), Some(error.hint()));
            return Ok(Ended::Failed);
        }
        Err(Stop::Output(cause)) => return output::ended(cause),
    }
    match written.finish(messages) {
        Ok(0) => nothing_fits(&ledger, &query, messages),
        Ok(_) => {}
        Err(cause) => return output::ended(cause),
    }
    Ok(Ended::Well)
}

/// Says that nothing was found, and what may have been meant.
fn nothing_fits(ledger: &Ledger, query: &Query, messages: &Messages) {
    messages.note(&format!("nothing in {} fits", ledger.file().display()));
    let quoted = |names: Vec<String>| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    for name in query.by.iter().chain(&query.about) {
        let same = Query { by: Some(name.clone()), limit: Some(1), ..Query::default() };
        if ledger.actors(&same).is_ok_and(|found| !found.is_empty()) {
            continue;
        }
        let like = ledger.names_with(name, 5).unwrap_or_default();
        messages.note(&match like.is_empty() {
            true => {
                format!("no actor is called `{name}`; `depesha actors` lists those that there are")
            }
            false => format!("no actor is called `{name}`, but {} are there", quoted(like)),
        });
    }
    if let Some(outlet) = &query.outlet {
        let same = Query { outlet: Some(outlet.clone()), limit: Some(1), ..Query::default() };
        if ledger.articles(&same).is_ok_and(|found| found.is_empty()) {
            let outlets = ledger.outlets(5).unwrap_or_default();
            messages.note(&match outlets.is_empty() {
                true => format!("no report is from `{outlet}`"),
                false => format!("no report is from `{outlet}`; most are from {}", quoted(outlets)),
            });
        }
    }
}
