//! `depesha commitments --life`: what became of what was promised.

use anstyle::{AnsiColor, Style};
use depesha_chronicle::commitments::{Asked, LifeRow, Stage};
use depesha_chronicle::{CommitmentLives, View};
use depesha_ledger::{Ledger, Query};

use super::{Show, shown};
use crate::ask::columns::{Cells, Paragraph, add, put_rows};
use crate::ended::Ended;
use crate::messages::Messages;
use crate::typesetting::{ASIDE, CUE, SPEAKER, Typesetting, cut, one_line};

/// Characters of words that are shown.
const LIMIT: usize = 300;

/// Computes the lives of the commitments that fit, and shows them; `on` is the day by which what is due is overdue.
pub(crate) fn lives(
    ledger: &Ledger,
    query: Query,
    on: jiff::civil::Date,
    limit: Option<usize>,
    show: &Show,
    messages: &Messages,
) -> anyhow::Result<Ended> {
    let asked = Asked { query, on: Some(on), limit };
    let view = match CommitmentLives::of(ledger, &asked) {
        Ok(view) => view,
        Err(error) => return Ok(messages.ledger_error(&error)),
    };
    shown(&view, ledger, show, messages, page, None)
}

fn style(stage: Stage) -> Style {
    match stage {
        Stage::Kept => AnsiColor::Green.on_default(),
        Stage::Broken | Stage::Overdue | Stage::Denied => AnsiColor::Red.on_default(),
        _ => CUE,
    }
}

/// How a record is named to `depesha correct`: `c1@visit.txt`.
fn named(row: &LifeRow) -> String {
    let id = row.evidence.record.rsplit(':').next().unwrap_or_default();
    format!("{id}@{}", one_line(&row.evidence.article.id))
}

fn cells(row: &LifeRow) -> Cells {
    let article = &row.evidence.article;
    let day = article.day.as_deref().or(article.published.as_deref()).unwrap_or("undated");
    let mut stage = vec![(style(row.stage), row.stage.word().to_owned())];
    let mut about = Vec::new();
    if row.stage == Stage::Made {
        let who: Vec<String> = row.who.iter().map(|(name, _)| one_line(name)).collect();
        add(&mut about, SPEAKER, who.join(", "));
        let until = row.until.as_ref().map(|until| format!("until {until}"));
        add(&mut about, ASIDE, until.unwrap_or_default());
    } else if !matches!(row.stage, Stage::Due | Stage::Overdue) {
        add(&mut stage, ASIDE, format!("{:.0} %", row.confidence * 100.0));
        add(&mut about, ASIDE, row.rule);
    }
    let mut decided = Paragraph::new();
    if let Some((holds, by)) = &row.decision {
        let word = if *holds { "confirmed" } else { "refused" };
        add(&mut decided, SPEAKER, format!("{word} by {}", one_line(by)));
    }
    let mut told = Paragraph::new();
    let mut names: Vec<String> = row.evidence.chain.iter().map(|name| one_line(name)).collect();
    names.dedup();
    if !names.is_empty() {
        add(&mut told, ASIDE, format!("said by {}", names.join(" ← ")));
    }
    let words = match row.stage {
        Stage::Due | Stage::Overdue => {
            let until = row.until.as_deref().unwrap_or("?");
            match row.stage {
                Stage::Due => format!("until {until}"),
                _ => format!("until {until}, and no report says that it was kept"),
            }
        }
        _ => cut(&one_line(&row.evidence.passage), LIMIT).into_owned(),
    };
    let what = vec![vec![(Style::new(), words)], told, decided, vec![(ASIDE, named(row))]];
    [vec![vec![(ASIDE, one_line(day))]], vec![stage, about], what]
}

fn page(view: &CommitmentLives, typesetting: Typesetting) -> String {
    let mut page = String::new();
    if view.rows().is_empty() {
        typesetting.put(&mut page, 0, ASIDE, "no commitment fits");
        return page;
    }
    put_rows(&mut page, ["day", "what became of it", "words"], view.rows(), cells, typesetting);
    page
}
