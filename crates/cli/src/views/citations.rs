//! `depesha citations`: which outlets name which, and how much each is listened to.

use anstyle::Style;
use clap::{Args, ValueEnum};
use depesha_chronicle::calendar::Step;
use depesha_chronicle::citations::{Asked as AskedOf, CitationRow, Influence, Influences};
use depesha_chronicle::{Citations, View};

use super::{Asked, MOST_ON_A_PAGE, opened};
use super::{Show, shown};
use crate::ask::columns::{Cells, put_rows};
use crate::ask::{Parts, Reports, query_of};
use crate::ended::Ended;
use crate::messages::Messages;
use crate::typesetting::{ASIDE, SPEAKER, Typesetting, one_line};

/// Which outlets name which others for what they say
///
/// The graph of outlets citing outlets, with counts, and the share of influence of each in the manner of citation
/// indexes of journals: own citations left out, mutual ones damped.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha citations --ledger news.ledger --since 2025 --step month
  depesha citations --ledger news.ledger --influence
      the outlets that others listen to, the most first")]
pub(crate) struct CitationsAsked {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    parts: Parts,
    #[command(flatten)]
    reports: Reports,
    /// Count each of these steps of time by itself
    #[arg(long, value_name = "STEP", help_heading = "What")]
    step: Option<StepWord>,
    /// How much each outlet is listened to, instead of who names whom
    #[arg(long, help_heading = "What")]
    influence: bool,
    /// The most to give of each step of time [default: 20 on a page, else all]
    #[arg(long, value_name = "COUNT", help_heading = "Output")]
    limit: Option<usize>,
    #[command(flatten)]
    show: Show,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StepWord {
    Day,
    Week,
    Month,
    Quarter,
}

impl StepWord {
    fn step(self) -> Step {
        match self {
            Self::Day => Step::Day,
            Self::Week => Step::Week,
            Self::Month => Step::Month,
            Self::Quarter => Step::Quarter,
        }
    }
}

pub(crate) fn citations(options: &CitationsAsked, messages: &Messages) -> anyhow::Result<Ended> {
    let Some(ledger) = opened(&options.asked, messages) else { return Ok(Ended::Refused) };
    let Some(query) = query_of(&options.parts, &options.reports, messages)? else {
        return Ok(Ended::Refused);
    };
    let by = options.step.map(StepWord::step);
    let limit = options.show.limit(options.limit, MOST_ON_A_PAGE);
    let view = match Citations::of(&ledger, &AskedOf { query, by, limit }) {
        Ok(view) => view,
        Err(error) => return Ok(messages.ledger_error(&error)),
    };
    if options.influence {
        let view = Influences(view);
        return shown(&view, &ledger, &options.show, messages, influence_page, None);
    }
    shown(&view, &ledger, &options.show, messages, page, None)
}

fn several(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

fn cells(row: &CitationRow) -> Cells {
    let when = row.period.as_deref().or(row.days[0].as_deref()).unwrap_or("undated");
    let who = vec![
        vec![(SPEAKER, format!("{} ← {}", one_line(&row.citing), one_line(&row.cited)))],
        vec![(ASIDE, format!("influence {:.1} ← {:.1}", row.influence[0], row.influence[1]))],
    ];
    let [relays, speakers, credits] = row.ways;
    let ways = [
        (relays, several(relays, "relay", "relays")),
        (speakers, several(speakers, "time as speaker", "times as speaker")),
        (credits, several(credits, "credited copy", "credited copies")),
    ];
    let ways: Vec<String> =
        ways.into_iter().filter(|(count, _)| *count > 0).map(|(_, told)| told).collect();
    let mut what = vec![vec![
        (Style::new(), several(row.reports, "report", "reports")),
        (ASIDE, ways.join(", ")),
    ]];
    if row.back > 0 {
        what.push(vec![(
            ASIDE,
            format!("{} the other way", several(row.back, "report", "reports")),
        )]);
    }
    [vec![vec![(ASIDE, when.to_owned())]], who, what]
}

fn page(view: &Citations, typesetting: Typesetting) -> String {
    table(view.rows(), ["since", "who names whom", "how often"], cells, typesetting)
}

fn influence_page(view: &Influences, typesetting: Typesetting) -> String {
    let cells = |row: &Influence| -> Cells {
        let period = row.period.clone().unwrap_or_default();
        let named = several(row.cited, "report names it", "reports name it");
        let by = several(row.cited_by, "outlet", "outlets");
        let own = several(row.reports, "report of its own", "reports of its own");
        let what = format!("{named}, of {by}; it names {}; {own}", row.cites);
        let share = vec![(ASIDE, format!("{:.1}", row.influence)), (ASIDE, period)];
        [
            vec![share],
            vec![vec![(SPEAKER, one_line(&row.outlet))]],
            vec![vec![(Style::new(), what)]],
        ]
    };
    table(view.rows(), ["influence", "outlet", "how often it is named"], cells, typesetting)
}

fn table<R>(
    rows: &[R],
    head: [&str; 3],
    cells: impl Fn(&R) -> Cells,
    typesetting: Typesetting,
) -> String {
    let mut page = String::new();
    if rows.is_empty() {
        typesetting.put(&mut page, 0, ASIDE, "no outlet names another in what fits");
        return page;
    }
    put_rows(&mut page, head, rows, cells, typesetting);
    page
}
