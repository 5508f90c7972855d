//! `depesha phases`: where the relation of two states changed.

use clap::Args;
use depesha_chronicle::View;
use depesha_chronicle::changes::PENALTY;
use depesha_chronicle::claims::Claim;
use depesha_chronicle::phases::{Claims, Phase, Phases};

use super::charts::{CONFLICT, COOPERATION, Cell, Side, count, decimals, plain, put_columns, real};
use super::figure::drawn;
use super::relations::{PairOfStates, Time, put_head, relation};
use super::{Asked, Show, opened, shown};
use crate::ended::Ended;
use crate::messages::Messages;
use crate::typesetting::{ASIDE, CUE, HEADLINE, SPEAKER, Typesetting, cut, one_line};

/// Where the relation of two states changed, and by which acts
///
/// The phases of the series of two states, found by PELT, with the opinion of Bayesian online detection, the acts
/// that made each break, and what reports themselves say of the state of the relation.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha phases AZE RUS --ledger news.ledger --by month
  depesha phases AZE RUS --ledger news.ledger --evidence
      the reports that tell the acts by which the phases differ
  depesha phases AZE RUS --ledger news.ledger --format svg > phases.svg")]
pub(crate) struct PhasesAsked {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    pair: PairOfStates,
    #[command(flatten)]
    time: Time,

    #[command(flatten)]
    cut: Cut,

    /// Only what is said of the state of the relation: a row each in forms for programs
    #[arg(long, help_heading = "What")]
    claims: bool,

    #[command(flatten)]
    show: Show,
}

/// How readily a series is cut.
#[derive(Debug, Args)]
pub(crate) struct Cut {
    /// How much a further phase must explain; less finds more breaks, and more of them by chance
    #[arg(long, value_name = "NUMBER", default_value_t = PENALTY, value_parser = penalty, help_heading = "What")]
    pub(super) penalty: f64,
}

fn penalty(given: &str) -> Result<f64, String> {
    let number: Option<f64> = given.replace(',', ".").parse().ok();
    number
        .filter(|number| (0.1..=100.0).contains(number))
        .ok_or("give a number from 0.1 to 100".into())
}

pub(crate) fn phases(options: &PhasesAsked, messages: &Messages) -> anyhow::Result<Ended> {
    let Some(relation) = relation(&options.pair, &options.time, messages) else {
        return Ok(Ended::Refused);
    };
    let Some(ledger) = opened(&options.asked, messages) else { return Ok(Ended::Refused) };
    match Phases::of(&ledger, relation, options.cut.penalty) {
        Ok(phases) if options.claims => {
            let claims = Claims::from(phases);
            let page = |claims: &Claims, typesetting| {
                let mut page = String::new();
                put_claims(&mut page, claims.rows(), typesetting);
                page
            };
            shown(&claims, &ledger, &options.show, messages, page, None)
        }
        Ok(phases) => {
            let figure = |phases: &Phases| drawn(phases.series(), phases.breaks());
            shown(&phases, &ledger, &options.show, messages, page, Some(&figure))
        }
        Err(error) => Ok(messages.ledger_error(&error)),
    }
}

/// Writes what changed at the begin of a phase.
pub(super) fn put_causes(
    page: &mut String,
    phase: &Phase,
    indent: usize,
    typesetting: Typesetting,
) {
    for cause in &phase.causes {
        let style = if cause.change > 0.0 { SPEAKER } else { ASIDE };
        let [before, since] = cause.reports;
        let shares = format!(
            "{} a thousand reports read, {:.0} % of what {}: {before} reports before, {since} since",
            decimals(cause.change),
            cause.share * 100.0,
            if cause.change > 0.0 { "rose" } else { "fell" }
        );
        let words = [(style, cause.name.clone()), (ASIDE, shares)];
        typesetting.put_flowing(page, indent, 2, &words);
    }
}

fn page(phases: &Phases, typesetting: Typesetting) -> String {
    let mut page = String::new();
    put_head(&mut page, phases.series(), typesetting);
    let rows: Vec<Vec<Cell>> = phases
        .rows()
        .iter()
        .map(|phase| {
            let second = phase.second_opinion;
            vec![
                plain(phase.number.to_string()),
                plain(phase.begins.to_string()),
                plain(phase.ends.to_string()),
                count(phase.reports),
                (COOPERATION, format!("{:.1}", phase.cooperation_rate)),
                (CONFLICT, format!("{:.1}", phase.conflict_rate)),
                real(phase.intensity),
                (ASIDE, second.map_or(String::new(), |likely| format!("{:.0} %", likely * 100.0))),
            ]
        })
        .collect();
    let head = [
        ("phase", Side::Right),
        ("begins", Side::Left),
        ("ends", Side::Left),
        ("reports", Side::Right),
        ("+ of 1,000", Side::Right),
        ("− of 1,000", Side::Right),
        ("intensity", Side::Right),
        ("second opinion", Side::Right),
    ];
    put_columns(&mut page, &head, &rows, typesetting);
    if phases.breaks().is_empty() {
        typesetting.put(&mut page, 0, ASIDE, "no break is found");
    }
    for phase in phases.rows().iter().skip(1) {
        page.push('\n');
        let title = format!("What changed on {}", phase.begins);
        typesetting.put(&mut page, 0, HEADLINE, &title);
        put_causes(&mut page, phase, 2, typesetting);
    }
    if !phases.claims().is_empty() {
        page.push('\n');
        put_claims(&mut page, phases.claims(), typesetting);
    }
    page
}

fn put_claims(page: &mut String, claims: &[Claim], typesetting: Typesetting) {
    if claims.is_empty() {
        typesetting.put(page, 0, ASIDE, "nothing is said of the state of the relation");
        return;
    }
    typesetting.put(page, 0, HEADLINE, "What is said of the state of the relation");
    for claim in claims {
        let found = &claim.statement;
        let day = found.article.day.as_deref().unwrap_or("undated");
        let speaker = found.speaker.as_ref().map_or("unnamed", |speaker| &speaker.name);
        let address = found.article.url.as_ref().unwrap_or(&found.article.id);
        let words = [
            (ASIDE, one_line(day)),
            (CUE, claim.says.join(", ")),
            (SPEAKER, format!("{}:", one_line(speaker))),
            (anstyle::Style::new(), cut(&one_line(&claim.sentence), 240).into_owned()),
            (ASIDE, format!("in {}", one_line(address))),
        ];
        typesetting.put_flowing(page, 2, 2, &words);
    }
}
