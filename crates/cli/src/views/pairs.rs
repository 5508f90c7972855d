//! `depesha pairs`: the busiest pairs of states.

use clap::Args;
use depesha_chronicle::View;
use depesha_chronicle::pairs::{self, Pairs};

use super::charts::{
    CONFLICT, COOPERATION, Cell, Side, count, plain, put_columns, real, sparkline,
};
use super::phases::{Cut, put_causes};
use super::relations::Time;
use super::{Asked, Show, opened, shown};
use crate::ended::Ended;
use crate::messages::Messages;
use crate::typesetting::{ASIDE, HEADLINE, Typesetting};

/// The busiest pairs of states, with their series and breaks
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  depesha pairs --ledger news.ledger --busiest 20 --by day")]
pub(crate) struct PairsAsked {
    #[command(flatten)]
    asked: Asked,

    /// How many pairs are shown at most
    #[arg(long, value_name = "COUNT", default_value = "20")]
    busiest: usize,

    #[command(flatten)]
    cut: Cut,
    #[command(flatten)]
    time: Time,
    #[command(flatten)]
    show: Show,
}

pub(crate) fn pairs(options: &PairsAsked, messages: &Messages) -> anyhow::Result<Ended> {
    let Some(ledger) = opened(&options.asked, messages) else { return Ok(Ended::Refused) };
    let asked = pairs::Asked {
        most: options.busiest,
        step: options.time.by.step(),
        penalty: options.cut.penalty,
        since: options.time.days.since,
        until: options.time.days.until,
    };
    match Pairs::of(&ledger, asked) {
        Ok(pairs) => shown(&pairs, &ledger, &options.show, messages, page, None),
        Err(error) => Ok(messages.ledger_error(&error)),
    }
}

fn page(pairs: &Pairs, typesetting: Typesetting) -> String {
    let mut page = String::new();
    let room = (typesetting.width.saturating_sub(60) / 2).max(8);
    let rows: Vec<Vec<Cell>> = pairs
        .rows()
        .iter()
        .map(|pair| {
            let most = pair.conflict.iter().chain(&pair.cooperation).copied().max().unwrap_or(0);
            let breaks: Vec<String> =
                pair.phases.rows().iter().skip(1).map(|phase| phase.begins.to_string()).collect();
            vec![
                plain(pair.states.join("-")),
                count(pair.sums.reports),
                count(pair.sums.cooperation),
                count(pair.sums.conflict),
                real(pair.sums.intensity),
                (COOPERATION, sparkline(&pair.cooperation, most, room).trim_end().to_owned()),
                (CONFLICT, sparkline(&pair.conflict, most, room).trim_end().to_owned()),
                plain(breaks.join(" ")),
            ]
        })
        .collect();
    let head = [
        ("pair", Side::Left),
        ("reports", Side::Right),
        ("+", Side::Right),
        ("−", Side::Right),
        ("intensity", Side::Right),
        ("cooperation", Side::Left),
        ("conflict", Side::Left),
        ("breaks", Side::Left),
    ];
    put_columns(&mut page, &head, &rows, typesetting);
    let mut breaks: Vec<_> = pairs
        .rows()
        .iter()
        .flat_map(|pair| pair.phases.rows().iter().skip(1).map(move |phase| (pair, phase)))
        .collect();
    // The greatest first; of equal ones in the order of the pairs.
    breaks.sort_by(|(one, first), (other, second)| {
        other.phases.size(second.number).total_cmp(&one.phases.size(first.number))
    });
    if breaks.is_empty() {
        page.push('\n');
        typesetting.put(&mut page, 0, ASIDE, "no break is found");
    }
    for (pair, phase) in breaks {
        page.push('\n');
        let rates = |phase: &depesha_chronicle::phases::Phase| {
            format!("+{:.1} −{:.1}", phase.cooperation_rate, phase.conflict_rate)
        };
        let before = pair.phases.rows().get(phase.number - 2).map_or(String::new(), rates);
        let title = format!(
            "{} on {}: {before} of 1,000 reports read, then {}",
            pair.states.join("-"),
            phase.begins,
            rates(phase)
        );
        typesetting.put(&mut page, 0, HEADLINE, &title);
        put_causes(&mut page, phase, 2, typesetting);
    }
    page
}
