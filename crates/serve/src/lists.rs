//! Lists of records: the questions of the command line, by the same filters.

use std::io::{self, Write};
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use depesha_asking::{Asked, Filters};
use depesha_ledger::questions::{EntryPlace, Place};
use depesha_ledger::{Answer, Ledger, LedgerError, Query};
use depesha_tables::{Form as Written, Table, TableWriter};

use crate::answers::{Stream, Whole, streamed};
use crate::cursors::Behind;
use crate::parameters::{CURSOR, FORMAT, Fields, Form, LIMIT, Parameter, USUAL_ROWS, of_filters};
use crate::problem::Problem;
use crate::state::{LONGEST_ANSWER, State};

/// The parameters of a list.
pub(crate) fn parameters(asked: Asked) -> Vec<Parameter> {
    let mut parameters = of_filters(asked);
    parameters.extend([LIMIT, CURSOR, FORMAT]);
    parameters
}

/// The table that a list's rows are of.
pub(crate) fn table(asked: Asked) -> &'static Table {
    use depesha_ledger::questions as found;
    match asked {
        Asked::Statements => found::StatementFound::TABLE,
        Asked::Events => found::EventFound::TABLE,
        Asked::Commitments => found::CommitmentFound::TABLE,
        Asked::Attitudes => found::AttitudeFound::TABLE,
        Asked::Actors => found::ActorFound::TABLE,
        Asked::Articles => found::ArticleListed::TABLE,
        Asked::Quantities => found::QuantityFound::TABLE,
        Asked::Dates => found::DateFound::TABLE,
    }
}

/// Why no more rows are wanted.
enum Stop {
    Ledger(LedgerError),
    Output(io::Error),
}

impl From<LedgerError> for Stop {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl From<Stop> for Problem {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Ledger(error) => error.into(),
            Stop::Output(_) => crate::ledgers::failed(),
        }
    }
}

impl From<Stop> for io::Error {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Ledger(error) => Self::other(error.to_string()),
            Stop::Output(cause) => cause,
        }
    }
}

type Take<'take> = &'take mut dyn FnMut(Behind, &dyn AnyRow) -> Result<(), Stop>;

/// A row of whatever table.
trait AnyRow {
    fn values(&self) -> Vec<depesha_tables::Value>;
}

impl<T: Answer> AnyRow for T {
    fn values(&self) -> Vec<depesha_tables::Value> {
        self.row()
    }
}

/// Gives the records one by one, each with its place.
fn each(ledger: &Ledger, asked: Asked, query: &Query, take: Take<'_>) -> Result<(), Stop> {
    macro_rules! placed {
        ($each:ident) => {
            ledger.$each(query, |place: Place, found| take(Behind::record(place), &found))
        };
    }
    match asked {
        Asked::Statements => placed!(each_placed_statement),
        Asked::Events => placed!(each_placed_event),
        Asked::Commitments => placed!(each_placed_commitment),
        Asked::Attitudes => placed!(each_placed_attitude),
        Asked::Quantities => placed!(each_placed_quantity),
        Asked::Dates => placed!(each_placed_date),
        Asked::Articles => {
            ledger.each_article(query, |found| take(Behind::record(found.place()), &found))
        }
        Asked::Actors => {
            ledger.each_actor(query, |found| take(Behind::entry(found.place()), &found))
        }
    }
}

/// The question that the fields make, as far as they are filters.
pub(crate) fn query_of(
    state: &State,
    asked: Asked,
    fields: &Fields,
    filters: &[Parameter],
) -> Result<Query, Problem> {
    let mut made = Filters::new(asked);
    for (name, value) in fields.iter() {
        if filters.iter().any(|filter| filter.name == name) {
            made.put(name, value, |word| state.reader.lemmas_of_word(word))?;
        }
    }
    Ok(made.into_query())
}

/// Writes one page of results: the rows, and where to go on.
fn page(
    ledger: &Ledger,
    asked: Asked,
    mut query: Query,
    rows: usize,
    question: &str,
) -> Result<Whole, Problem> {
    // One more than is given, to tell whether there are more.
    query.limit = Some(rows + 1);
    let written = |_: io::Error| crate::ledgers::failed();
    let mut output: Vec<u8> = b"{\"items\":".to_vec();
    let mut writer =
        TableWriter::begin(&mut output, Written::Json, table(asked)).map_err(written)?;
    let (mut count, mut last, mut more) = (0, None, false);
    each(ledger, asked, &query, &mut |place, row| {
        if count == rows {
            more = true;
            return Ok(());
        }
        count += 1;
        last = Some(place);
        writer.row(&row.values()).map_err(Stop::Output)
    })?;
    writer.finish().map_err(written)?;
    let next = last.filter(|_| more).map(|place| place.cursor(question));
    let next = serde_json::to_string(&next).map_err(|_| crate::ledgers::failed())?;
    output.extend_from_slice(format!(",\"next\":{next}}}\n").as_bytes());
    Ok(Whole::new("application/json", output))
}

/// Answers a request for a list.
pub(crate) async fn answer(
    state: Arc<State>,
    asked: Asked,
    query_string: &str,
    headers: &HeaderMap,
) -> Result<Response<Body>, Problem> {
    let filters = of_filters(asked);
    let fields = Fields::of(query_string, &parameters(asked))?;
    let accept = headers.get("accept").and_then(|accept| accept.to_str().ok());
    let form = Form::of(&fields, accept)?;
    let mut query = query_of(&state, asked, &fields, &filters)?;
    let question = format!("{}?{}", asked.name(), fields.question());
    if let Some(cursor) = fields.get("cursor") {
        match (Behind::of(cursor, &question)?, asked) {
            (Behind::Entry(reports, entry), Asked::Actors) => {
                query.after_entry = Some(EntryPlace { reports, entry });
            }
            (Behind::Record(published, sha256, id, position), asked) if asked != Asked::Actors => {
                query.after = Some(Place { published, sha256, id, position });
            }
            _ => {
                return Err(
                    Problem::new("bad_cursor", "the cursor is of another list").field("cursor")
                );
            }
        }
    }
    let version = state.ledgers.version()?;
    if form == Form::Json {
        let rows = fields.number("limit", USUAL_ROWS);
        let key = format!("{question} {rows} {}", fields.get("cursor").unwrap_or(""));
        let ledgers = Arc::clone(&state.ledgers);
        let compute = || async move {
            ledgers
                .ask(LONGEST_ANSWER, move |ledger| page(ledger, asked, query, rows, &question))
                .await
        };
        return Ok(state.wholes.get(&key, version, compute).await?.response(headers));
    }
    query.limit = fields.get("limit").and_then(|limit| limit.parse().ok());
    let written = if form == Form::Csv { Written::Csv } else { Written::JsonLines };
    let ending = if form == Form::Csv { "csv" } else { "jsonl" };
    let tag = format!(
        "{} {version} {question} {ending} {:?} {}",
        state.run,
        query.limit,
        fields.get("cursor").unwrap_or("")
    );
    let lent = state.ledgers.stream().await?;
    let name = format!("{}.{ending}", asked.name());
    Ok(streamed(headers, form.media(), &name, &tag, move || {
        Stream::begin(move |parts| {
            let Some(ledger) = lent.ledger() else { return Err(io::ErrorKind::Other.into()) };
            let mut writer = TableWriter::begin(&mut *parts, written, table(asked))?;
            each(ledger, asked, &query, &mut |_, row| {
                writer.row(&row.values()).map_err(Stop::Output)
            })?;
            writer.finish()?.flush()
        })
    }))
}
