//! `depesha disputes`: claims of two voices that cannot both hold, side by side.

use anstyle::Style;
use clap::{Args, ValueEnum};
use depesha_chronicle::disputes::{Asked as AskedOf, Difference, DisputeRow};
use depesha_chronicle::{Disputes, Evidence, View};

use super::{Asked, MOST_ON_A_PAGE, opened};
use super::{Show, shown};
use crate::ask::columns::{Cells, Paragraph, add, put_rows};
use crate::ask::{Parts, Reports, query_of};
use crate::ended::Ended;
use crate::messages::Messages;
use crate::typesetting::{ASIDE, CUE, SPEAKER, TRIGGER, Typesetting, cut, one_line};

/// Characters of words that are shown.
const LIMIT: usize = 300;

/// Which claims cannot both hold
///
/// Pairs of claims by two voices, in one report or in several on one occasion, of which one says that it is so and the
/// other that it is not, or which differ in number, date, place or who did it. Both chains stand side by side; which of
/// the two is right is not said. Filters hold of one of the two sides.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha disputes --ledger news.ledger --state SDN --kind number
      numbers on Sudan of which two voices give different ones
  depesha disputes --ledger news.ledger --since 2025-03 --explain")]
pub(crate) struct DisputesAsked {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    parts: Parts,
    #[command(flatten)]
    reports: Reports,
    /// In what the two differ; may be repeated
    #[arg(long, value_name = "KIND", help_heading = "What")]
    kind: Vec<DifferenceWord>,
    /// The most to give [default: 20 on a page, else all]
    #[arg(long, value_name = "COUNT", help_heading = "Output")]
    limit: Option<usize>,
    #[command(flatten)]
    show: Show,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DifferenceWord {
    /// Whether it is so
    Negation,
    /// How many or how much
    Number,
    /// When
    Date,
    /// Where
    Place,
    /// Who did it
    Agent,
}

impl DifferenceWord {
    fn difference(self) -> Difference {
        match self {
            Self::Negation => Difference::Negation,
            Self::Number => Difference::Number,
            Self::Date => Difference::Date,
            Self::Place => Difference::Place,
            Self::Agent => Difference::Agent,
        }
    }
}

pub(crate) fn disputes(options: &DisputesAsked, messages: &Messages) -> anyhow::Result<Ended> {
    let Some(ledger) = opened(&options.asked, messages) else { return Ok(Ended::Refused) };
    let Some(query) = query_of(&options.parts, &options.reports, messages)? else {
        return Ok(Ended::Refused);
    };
    let kinds = options.kind.iter().map(|kind| kind.difference()).collect();
    let limit = options.show.limit(options.limit, MOST_ON_A_PAGE);
    let view = match Disputes::of(&ledger, &AskedOf { query, kinds, limit }) {
        Ok(view) => view,
        Err(error) => return Ok(messages.ledger_error(&error)),
    };
    shown(&view, &ledger, &options.show, messages, page, None)
}

fn side(what: &mut Vec<Paragraph>, side: &Evidence, claim: &str) {
    let mut names: Vec<String> = side.chain.iter().map(|name| one_line(name)).collect();
    names.dedup();
    let mut head = Paragraph::new();
    add(&mut head, SPEAKER, names.join(" ← "));
    add(&mut head, TRIGGER, one_line(claim));
    what.push(head);
    what.push(vec![(Style::new(), cut(&one_line(&side.passage), LIMIT).into_owned())]);
    let article = &side.article;
    let start = side.words.first().map_or(0, |(span, _)| span.start);
    let day = article.day.as_deref().unwrap_or("undated");
    let address = one_line(article.url.as_ref().unwrap_or(&article.id));
    what.push(vec![(ASIDE, format!("{day} in {address} at {start}"))]);
}

fn cells(row: &DisputeRow) -> Cells {
    let day = row.sides[0].article.day.as_deref().unwrap_or("undated");
    let mut kind = vec![(CUE, row.kind.word().to_owned())];
    add(&mut kind, ASIDE, format!("{:.0} %", row.confidence * 100.0));
    let common: Vec<&str> = row.common.iter().take(6).map(String::as_str).collect();
    let mut what = Vec::new();
    for (own, claim) in row.sides.iter().zip(&row.claims) {
        side(&mut what, own, claim);
    }
    [vec![vec![(ASIDE, day.to_owned())]], vec![kind, vec![(ASIDE, common.join(", "))]], what]
}

fn page(view: &Disputes, typesetting: Typesetting) -> String {
    let mut page = String::new();
    if view.rows().is_empty() {
        typesetting.put(&mut page, 0, ASIDE, "no two claims that fit cannot both hold");
        return page;
    }
    put_rows(
        &mut page,
        ["day", "in what, on what", "one and the other"],
        view.rows(),
        cells,
        typesetting,
    );
    page
}
