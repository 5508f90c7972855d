//! `depesha narratives`: claims that recur, where they were first seen and how they spread.

use anstyle::Style;
use clap::Args;
use depesha_chronicle::narratives::{Asked as AskedOf, NarrativeRow};
use depesha_chronicle::{Narratives, View};

use super::{Asked, MOST_ON_A_PAGE, opened};
use super::{Show, shown};
use crate::ask::columns::{Cells, Paragraph, add, put_rows};
use crate::ask::{Parts, Reports, query_of};
use crate::ended::Ended;
use crate::messages::Messages;
use crate::typesetting::{ASIDE, CUE, SPEAKER, Typesetting, cut, one_line};

/// Characters of words that are shown.
const LIMIT: usize = 300;

/// Which claims recur, and how they spread
///
/// Claims that several reports tell, each in words of its own: where each was first seen and by whose word, the outlets
/// and the speakers' states in the order in which they came, who names whom for it. Copies of a report are counted apart.
/// Filters hold of one of its tellings.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha narratives --ledger news.ledger --state AZE --since 2025-03 --least 3
  depesha narratives --ledger news.ledger --accusing-of-manipulation
      who is said to accuse whom of misleading others, in whose words")]
pub(crate) struct NarrativesAsked {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    parts: Parts,
    #[command(flatten)]
    reports: Reports,
    /// The fewest reports that tell it, copies left out
    #[arg(long, value_name = "COUNT", default_value_t = 2, help_heading = "What")]
    least: usize,
    /// Only what accuses somebody of misleading others, told once or more
    #[arg(long, help_heading = "What")]
    accusing_of_manipulation: bool,
    /// The most to give [default: 20 on a page, else all]
    #[arg(long, value_name = "COUNT", help_heading = "Output")]
    limit: Option<usize>,
    #[command(flatten)]
    show: Show,
}

pub(crate) fn narratives(options: &NarrativesAsked, messages: &Messages) -> anyhow::Result<Ended> {
    let Some(ledger) = opened(&options.asked, messages) else { return Ok(Ended::Refused) };
    let Some(query) = query_of(&options.parts, &options.reports, messages)? else {
        return Ok(Ended::Refused);
    };
    let asked = AskedOf {
        query,
        reports: options.least,
        of_manipulation: options.accusing_of_manipulation,
        limit: options.show.limit(options.limit, MOST_ON_A_PAGE),
    };
    let view = match Narratives::of(&ledger, &asked) {
        Ok(view) => view,
        Err(error) => return Ok(messages.ledger_error(&error)),
    };
    shown(&view, &ledger, &options.show, messages, page, None)
}

fn several(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

fn came(days: &[(Option<String>, String)]) -> String {
    let told = days.iter().map(|(day, name)| match day {
        Some(day) => format!("{} {day}", one_line(name)),
        None => one_line(name),
    });
    told.collect::<Vec<_>>().join(", ")
}

fn cells(row: &NarrativeRow) -> Cells {
    let first = &row.told[0];
    let days = || row.told.iter().filter_map(|one| one.article.day.as_deref());
    let mut when = vec![vec![(ASIDE, days().min().unwrap_or("undated").to_owned())]];
    if days().min() != days().max() {
        when.push(vec![(ASIDE, days().max().unwrap_or_default().to_owned())]);
    }
    let mut count = vec![(CUE, several(row.reports(), "report", "reports"))];
    if row.copies() > 0 {
        add(&mut count, ASIDE, several(row.copies(), "copy", "copies"));
    }
    let mut who = vec![count, vec![(SPEAKER, came(&row.outlets))]];
    if !row.states.is_empty() {
        who.push(vec![(ASIDE, came(&row.states))]);
    }
    let cited: Vec<String> = row
        .cited
        .iter()
        .map(|(citing, cited)| format!("{} ← {}", one_line(citing), one_line(cited)))
        .collect();
    let mut names: Vec<String> = first.chain.iter().map(|name| one_line(name)).collect();
    names.dedup();
    let mut what: Vec<Paragraph> =
        vec![vec![(Style::new(), cut(&one_line(&first.passage), LIMIT).into_owned())]];
    let mut told = Paragraph::new();
    add(&mut told, ASIDE, format!("first seen with {}", names.join(" ← ")));
    what.push(told);
    if !cited.is_empty() {
        what.push(vec![(ASIDE, cited.join("; "))]);
    }
    if !row.accusers.is_empty() {
        let mut accused = Paragraph::new();
        let accusers: Vec<String> = row.accusers.iter().map(|name| one_line(name)).collect();
        add(&mut accused, CUE, "said to accuse of manipulation:");
        add(&mut accused, SPEAKER, accusers.join(", "));
        if !row.accused.is_empty() {
            let accused_names: Vec<String> =
                row.accused.iter().map(|name| one_line(name)).collect();
            add(&mut accused, ASIDE, format!("→ {}", accused_names.join(", ")));
        }
        what.push(accused);
    }
    what.push(vec![(ASIDE, format!("in {}", one_line(&first.article.id)))]);
    [when, who, what]
}

fn page(view: &Narratives, typesetting: Typesetting) -> String {
    let mut page = String::new();
    if view.rows().is_empty() {
        typesetting.put(&mut page, 0, ASIDE, "no claim that fits recurs");
        return page;
    }
    put_rows(
        &mut page,
        ["days", "how many, where, whose", "words"],
        view.rows(),
        cells,
        typesetting,
    );
    page
}
