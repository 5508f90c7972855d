//! Views of the chronicle, by the options of the command line: their rows, rules and evidence.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use depesha::directory::Day;
use depesha_asking::Asked;
use depesha_chronicle::calendar::Step;
use depesha_chronicle::changes::PENALTY;
use depesha_chronicle::relations::{Relation, Series};
use depesha_chronicle::voices::{AsTold, Partings};
use depesha_chronicle::{
    Citations, CommitmentLives, Disputes, Evidence, Narratives, View, alerts, citations,
    commitments, disputes, narratives, network, pairs, phases, relations, voices,
};
use depesha_ledger::{Answer, Ledger, Query};
use depesha_tables::{Form as Written, Table, TableWriter, Value};
use sha2::{Digest, Sha256};

use crate::answers::{Stream, Whole, streamed};
use crate::cursors::Behind;
use crate::kept::{AsOf, Weighed};
use crate::ledgers::failed;
use crate::lists::query_of;
use crate::parameters::{
    CURSOR, FORMAT, Fields, Form, LIMIT, Parameter, Sort, USUAL_ROWS, of_filters, span,
};
use crate::problem::Problem;
use crate::state::{LONGEST_ANSWER, State};
use crate::tokens::hexadecimal;

/// The most steps that a series may have: eleven years of days.
const MOST_STEPS: i64 = 4_000;
/// The most days in a step of each sort.
const DAYS_OF_STEPS: [(&str, i64); 4] = [("day", 1), ("week", 7), ("month", 28), ("quarter", 90)];

/// The views that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    Relations,
    Phases,
    Pairs,
    Network,
    Alerts,
    Lives,
    Disputes,
    Narratives,
    Citations,
}

const STEPS: &[&str] = &["day", "week", "month", "quarter"];

const BETWEEN: Parameter =
    Parameter::new("between", Sort::TwoStates, "Two states by code or name, with a comma")
        .required();
const BY: Parameter =
    Parameter::new("by", Sort::Choice(STEPS), "How long a step of the series is [default: week]");
const SINCE: Parameter = Parameter::new(
    "since",
    Sort::Day,
    "Published on this day or later [default: that of the first report]",
);
const UNTIL: Parameter = Parameter::new(
    "until",
    Sort::Day,
    "Published on this day or earlier; a month or year to its end [default: that of the last report]",
);
const CUT: Parameter = Parameter::new(
    "penalty",
    Sort::Number(0.1, 100.0),
    "How much a further phase must explain; less finds more breaks, and more of them by chance",
);
const EVIDENCE: Parameter = Parameter::new(
    "evidence",
    Sort::Flag,
    "The records behind the numbers with their places in the reports, instead of the rows",
);

impl Asks {
    pub(crate) const ALL: [Self; 9] = [
        Self::Relations,
        Self::Phases,
        Self::Pairs,
        Self::Network,
        Self::Alerts,
        Self::Lives,
        Self::Disputes,
        Self::Narratives,
        Self::Citations,
    ];

    /// Its name in the address.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Relations => "relations",
            Self::Phases => "phases",
            Self::Pairs => "pairs",
            Self::Network => "network",
            Self::Alerts => "alerts",
            Self::Lives => "lives",
            Self::Disputes => "disputes",
            Self::Narratives => "narratives",
            Self::Citations => "citations",
        }
    }

    /// What it tells, in a line.
    pub(crate) fn says(self) -> &'static str {
        match self {
            Self::Relations => "How two states get on, as reports tell it",
            Self::Phases => "Where the relation of two states changed, and by which acts",
            Self::Pairs => "The busiest pairs of states, with their series and breaks",
            Self::Network => "Who is for and against whom",
            Self::Alerts => "Pairs of states that move against their own baseline",
            Self::Lives => "What became of what was promised, by the word of other reports",
            Self::Disputes => "Which claims cannot both hold",
            Self::Narratives => "Which claims recur, and how they spread",
            Self::Citations => "Which outlets name which others for what they say",
        }
    }

    /// Whether it takes filters of records.
    fn is_filtered(self) -> bool {
        matches!(self, Self::Lives | Self::Disputes | Self::Narratives | Self::Citations)
    }

    fn filters(self) -> Vec<Parameter> {
        if !self.is_filtered() {
            return Vec::new();
        }
        let mut filters = of_filters(Asked::Commitments);
        filters.retain(|filter| filter.name != "latest-first");
        filters
    }

    /// What may be asked of it.
    pub(crate) fn parameters(self) -> Vec<Parameter> {
        let flag = |name, says| Parameter::new(name, Sort::Flag, says);
        let mut parameters = match self {
            Self::Relations => vec![
                BETWEEN,
                BY,
                SINCE,
                UNTIL,
                flag("as-told-by", "Whose voices tell it, side by side"),
                flag("partings", "Only how each two voices differ; with `as-told-by`"),
            ],
            Self::Phases => vec![
                BETWEEN,
                BY,
                SINCE,
                UNTIL,
                CUT,
                flag("claims", "Only what is said of the state of the relation"),
            ],
            Self::Pairs => vec![
                Parameter::new(
                    "busiest",
                    Sort::Count(1, 100),
                    "How many pairs are shown at most [default: 20]",
                ),
                BY,
                SINCE,
                UNTIL,
                CUT,
            ],
            Self::Network => vec![
                flag("actors", "Ties between actors by name instead of states"),
                SINCE,
                UNTIL,
                Parameter::new(
                    "against",
                    Sort::Days,
                    "Other days to compare with: SINCE..UNTIL, of which one may be left out",
                ),
            ],
            Self::Alerts => vec![Parameter::new(
                "on",
                Sort::Day,
                "The last of the days that are compared with those before [default: the last day of all reports]",
            )],
            Self::Lives => vec![Parameter::new(
                "on",
                Sort::Day,
                "The day by which what is due is overdue [default: today]",
            )],
            Self::Disputes => vec![Parameter {
                repeats: true,
                ..Parameter::new(
                    "kind",
                    Sort::Choice(&["negation", "number", "date", "place", "agent"]),
                    "In what the two differ",
                )
            }],
            Self::Narratives => vec![
                Parameter::new(
                    "least",
                    Sort::Count(1, 10_000),
                    "The fewest reports that tell it, copies left out [default: 2]",
                ),
                flag(
                    "accusing-of-manipulation",
                    "Only what accuses somebody of misleading others, told once or more",
                ),
            ],
            Self::Citations => vec![
                Parameter::new(
                    "step",
                    Sort::Choice(STEPS),
                    "Count each of these steps of time by itself",
                ),
                flag("influence", "How much each outlet is listened to, instead of who names whom"),
            ],
        };
        let mut all = self.filters();
        all.append(&mut parameters);
        all.extend([EVIDENCE, LIMIT, CURSOR, FORMAT]);
        all
    }

    /// The tables that its rows may be of.
    pub(crate) fn tables(self) -> Vec<&'static Table> {
        let mut tables: Vec<&'static Table> = match self {
            Self::Relations => {
                vec![relations::Point::TABLE, voices::ToldPoint::TABLE, voices::Parting::TABLE]
            }
            Self::Phases => vec![phases::Phase::TABLE, <phases::Claims as View>::Row::TABLE],
            Self::Pairs => vec![pairs::Pair::TABLE],
            Self::Network => vec![network::Tie::TABLE],
            Self::Alerts => vec![alerts::Alert::TABLE],
            Self::Lives => vec![commitments::LifeRow::TABLE],
            Self::Disputes => vec![disputes::DisputeRow::TABLE],
            Self::Narratives => vec![narratives::NarrativeRow::TABLE],
            Self::Citations => vec![citations::CitationRow::TABLE, citations::Influence::TABLE],
        };
        tables.push(Evidence::TABLE);
        tables
    }
}

/// A view that was computed, with no more of it than is told.
pub(crate) struct Computed {
    table: &'static Table,
    rows: Vec<Vec<Value>>,
    rule: &'static str,
    told: Vec<String>,
    /// A checksum of the rows, by which a cursor knows them again.
    checksum: String,
    weight: usize,
}

impl Weighed for Computed {
    fn weight(&self) -> usize {
        self.weight
    }
}

fn weight(value: &Value) -> usize {
    let own = std::mem::size_of::<Value>();
    own + match value {
        Value::Text(words) => words.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::Texts(list) => list.iter().map(|words| words.len() + 24).sum(),
        Value::Integers(list) => list.len() * 8,
        _ => 0,
    }
}

impl Computed {
    fn of<V: View>(view: &V, ledger: &Ledger, evidence: bool) -> Result<Self, Problem> {
        let (table, rows) = match evidence {
            true => (Evidence::TABLE, view.evidence(ledger)?.iter().map(Answer::row).collect()),
            false => (V::Row::TABLE, view.rows().iter().map(Answer::row).collect()),
        };
        Self::with_rows(table, rows, V::RULE, view.rule())
    }

    fn with_rows(
        table: &'static Table,
        rows: Vec<Vec<Value>>,
        rule: &'static str,
        told: Vec<String>,
    ) -> Result<Self, Problem> {
        let mut digest = Sha256::new();
        let mut writer =
            TableWriter::begin(Vec::new(), Written::JsonLines, table).map_err(|_| failed())?;
        for row in &rows {
            writer.row(row).map_err(|_| failed())?;
        }
        digest.update(writer.finish().map_err(|_| failed())?);
        let checksum = hexadecimal(&digest.finalize()[..8]);
        let of_rows: usize = rows.iter().flatten().map(weight).sum();
        let weight = of_rows + told.iter().map(String::len).sum::<usize>();
        Ok(Self { table, rows, rule, told, checksum, weight })
    }

    fn begin_of(&self, behind: Option<Behind>) -> Result<usize, Problem> {
        match behind {
            None => Ok(0),
            Some(Behind::Rows(rows, checksum)) if checksum == self.checksum => {
                Ok(rows.min(self.rows.len()))
            }
            Some(Behind::Rows(..)) => Err(Problem::new(
                "outdated_cursor",
                "the view is another one than when the cursor was given",
            )
            .field("cursor")
            .hint("begin again without a cursor: reports came since")),
            Some(_) => {
                Err(Problem::new("bad_cursor", "the cursor is of another list").field("cursor"))
            }
        }
    }
}

/// Which relation is asked for.
fn relation(fields: &Fields) -> Result<Relation, Problem> {
    let given = fields.get("between").unwrap_or("");
    let wrong = |why: String| Problem::value("between", given, why);
    let (one, other) = given
        .split_once(',')
        .ok_or_else(|| wrong("give two states with a comma: AZE,RUS".into()))?;
    let state = |name: &str| depesha_asking::state_code(name.trim()).map_err(wrong);
    let states = [state(one)?, state(other)?];
    if states[0] == states[1] {
        return Err(wrong("give two states, not one twice".into()));
    }
    let [since, until] = days(fields)?;
    Ok(Relation { states, step: step(fields), since, until })
}

fn days(fields: &Fields) -> Result<[Option<Day>; 2], Problem> {
    let day = |name: &'static str, end: fn(&str) -> Result<Day, String>| {
        let value = fields.get(name);
        value.map(|value| end(value).map_err(|why| Problem::value(name, value, why))).transpose()
    };
    Ok([day("since", depesha_asking::first_day)?, day("until", depesha_asking::last_day)?])
}

fn step(fields: &Fields) -> Step {
    let word = fields.get("by").unwrap_or("week").to_ascii_lowercase();
    Step::ALL.into_iter().find(|step| step.word() == word).unwrap_or(Step::Week)
}

/// Refuses series of more steps than anybody reads, each of which is computed.
pub(crate) fn check_steps(
    ledger: &Ledger,
    by: &str,
    [since, until]: [Option<Day>; 2],
) -> Result<(), Problem> {
    let kept = ledger.days()?;
    let known = |at: usize| kept.map(|days| days[at]);
    let (Some(first), Some(last)) = (since.or_else(|| known(0)), until.or_else(|| known(1))) else {
        return Ok(());
    };
    let days = first.date().until(last.date()).map_or(0, |span| i64::from(span.get_days()));
    let of_step = DAYS_OF_STEPS.iter().find(|(step, _)| *step == by).map_or(7, |(_, days)| *days);
    if days / of_step > MOST_STEPS {
        let field = if since.is_some() { "since" } else { "until" };
        let message = format!("the series would have more than {MOST_STEPS} steps");
        return Err(Problem::new("bad_value", message)
            .field(field)
            .hint("ask for fewer days, or for longer steps with `by`"));
    }
    Ok(())
}

fn compute(
    ledger: &Ledger,
    asks: Asks,
    fields: &Fields,
    query: Query,
    today: jiff::civil::Date,
) -> Result<Computed, Problem> {
    let evidence = fields.is("evidence");
    let penalty = fields.number("penalty", PENALTY);
    let limit = None;
    match asks {
        Asks::Relations => {
            let relation = relation(fields)?;
            check_steps(ledger, relation.step.word(), [relation.since, relation.until])?;
            if fields.is("partings") {
                let told = Partings::from(AsTold::of(ledger, relation)?);
                return Computed::of(&told, ledger, evidence);
            }
            if fields.is("as-told-by") {
                return Computed::of(&AsTold::of(ledger, relation)?, ledger, evidence);
            }
            Computed::of(&Series::of(ledger, relation)?, ledger, evidence)
        }
        Asks::Phases => {
            let relation = relation(fields)?;
            check_steps(ledger, relation.step.word(), [relation.since, relation.until])?;
            let found = phases::Phases::of(ledger, relation, penalty)?;
            match fields.is("claims") {
                true => Computed::of(&phases::Claims::from(found), ledger, evidence),
                false => Computed::of(&found, ledger, evidence),
            }
        }
        Asks::Pairs => {
            let [since, until] = days(fields)?;
            let step = step(fields);
            check_steps(ledger, step.word(), [since, until])?;
            let most = fields.number("busiest", 20);
            let asked = pairs::Asked { most, step, penalty, since, until };
            Computed::of(&pairs::Pairs::of(ledger, asked)?, ledger, evidence)
        }
        Asks::Network => {
            let nodes = match fields.is("actors") {
                true => network::Nodes::Actors,
                false => network::Nodes::States,
            };
            let against = fields.get("against").map(|days| span("against", days)).transpose()?;
            let asked = network::Asked { nodes, days: days(fields)?, against };
            Computed::of(&network::Network::of(ledger, asked)?, ledger, evidence)
        }
        Asks::Alerts => {
            let on = on(fields)?;
            let found = alerts::Alerts::of(ledger, alerts::usual_rules(), on)?;
            Computed::of(&found, ledger, evidence)
        }
        Asks::Lives => {
            let on = Some(on(fields)?.map_or(today, |day| day.date()));
            let asked = commitments::Asked { query, on, limit };
            Computed::of(&CommitmentLives::of(ledger, &asked)?, ledger, evidence)
        }
        Asks::Disputes => {
            use disputes::Difference::{Agent, Date, Negation, Number, Place};
            let kind = |word: &str| {
                [Negation, Number, Date, Place, Agent]
                    .into_iter()
                    .find(|kind| kind.word().eq_ignore_ascii_case(word))
            };
            let kinds = fields.iter().filter(|(name, _)| *name == "kind");
            let kinds = kinds.filter_map(|(_, word)| kind(word)).collect();
            let asked = disputes::Asked { query, kinds, limit };
            Computed::of(&Disputes::of(ledger, &asked)?, ledger, evidence)
        }
        Asks::Narratives => {
            let reports = fields.number("least", 2);
            let of_manipulation = fields.is("accusing-of-manipulation");
            let asked = narratives::Asked { query, reports, of_manipulation, limit };
            Computed::of(&Narratives::of(ledger, &asked)?, ledger, evidence)
        }
        Asks::Citations => {
            let by = fields.get("step").and_then(|word| {
                Step::ALL.into_iter().find(|step| step.word().eq_ignore_ascii_case(word))
            });
            let found = Citations::of(ledger, &citations::Asked { query, by, limit })?;
            match fields.is("influence") {
                true => Computed::of(&citations::Influences(found), ledger, evidence),
                false => Computed::of(&found, ledger, evidence),
            }
        }
    }
}

fn on(fields: &Fields) -> Result<Option<Day>, Problem> {
    let value = fields.get("on");
    let day =
        |value| depesha_asking::last_day(value).map_err(|why| Problem::value("on", value, why));
    value.map(day).transpose()
}

/// Answers a request for a view.
pub(crate) async fn answer(
    state: Arc<State>,
    asks: Asks,
    query_string: &str,
    headers: &HeaderMap,
) -> Result<Response<Body>, Problem> {
    let fields = Fields::of(query_string, &asks.parameters())?;
    let accept = headers.get("accept").and_then(|accept| accept.to_str().ok());
    let form = Form::of(&fields, accept)?;
    let filters = asks.filters();
    let query = query_of(&state, Asked::Commitments, &fields, &filters)?;
    // What is wrong with a value is told before anything is computed.
    if matches!(asks, Asks::Relations | Asks::Phases) {
        relation(&fields)?;
    }
    let today = jiff::Zoned::now().date();
    let question = format!("{}?{}", asks.name(), fields.question());
    let behind = fields.get("cursor").map(|cursor| Behind::of(cursor, &question)).transpose()?;
    let version = state.ledgers.version()?;
    // What is overdue depends on the day.
    let key = format!("{today} {question}");
    let ledgers = Arc::clone(&state.ledgers);
    let asked = fields.clone();
    let computing = || async move {
        ledgers
            .ask_long(LONGEST_ANSWER, move |ledger| compute(ledger, asks, &asked, query, today))
            .await
    };
    let view = state.views.get(&key, version, computing).await?;
    send(&view, form, &fields, &question, behind, headers, asks.name())
}

/// Sends a page of a view, or all of it.
fn send(
    view: &AsOf<Computed>,
    form: Form,
    fields: &Fields,
    question: &str,
    behind: Option<Behind>,
    headers: &HeaderMap,
    name: &str,
) -> Result<Response<Body>, Problem> {
    let begin = view.answer.begin_of(behind)?;
    let all = view.answer.rows.len() - begin;
    let usual = if form == Form::Json { USUAL_ROWS } else { usize::MAX };
    let count = fields.number("limit", usual).min(all);
    let end = begin + count;
    if form == Form::Json {
        return Ok(page(&view.answer, begin, end, question)?.response(headers, Some(view.at)));
    }
    let written = if form == Form::Csv { Written::Csv } else { Written::JsonLines };
    let ending = if form == Form::Csv { "csv" } else { "jsonl" };
    let tag = format!("{} {question} {ending} {begin} {end}", view.answer.checksum);
    let computed = Arc::clone(&view.answer);
    Ok(streamed(headers, form.media(), &format!("{name}.{ending}"), &tag, move || {
        Stream::begin(move |parts| {
            let mut writer = TableWriter::begin(&mut *parts, written, computed.table)?;
            for row in computed.rows.get(begin..end).unwrap_or_default() {
                writer.row(row)?;
            }
            writer.finish().map(|_| ())
        })
    }))
}

fn page(view: &Computed, begin: usize, end: usize, question: &str) -> Result<Whole, Problem> {
    let rule = serde_json::json!({"name": view.rule, "paragraphs": view.told});
    let mut output = format!("{{\"rule\":{rule},\"items\":").into_bytes();
    let mut writer =
        TableWriter::begin(&mut output, Written::Json, view.table).map_err(|_| failed())?;
    for row in view.rows.get(begin..end).unwrap_or_default() {
        writer.row(row).map_err(|_| failed())?;
    }
    writer.finish().map_err(|_| failed())?;
    let more = end < view.rows.len();
    let next = more.then(|| Behind::Rows(end, view.checksum.clone()).cursor(question));
    output.extend_from_slice(format!(",\"next\":{}}}\n", serde_json::json!(next)).as_bytes());
    Ok(Whole::new("application/json", output))
}
