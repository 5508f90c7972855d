//! `depesha network`: who is for and against whom.

use clap::Args;
use depesha::directory::Day;
use depesha_asking::{first_day, last_day};
use depesha_chronicle::View;
use depesha_chronicle::network::{Asked as AskedNetwork, Balance, Network, Nodes, Tally};

use super::charts::{CONFLICT, COOPERATION, Cell, Side, count, decimals, plain, put_columns};
use super::relations::Days;
use super::{Asked, Show, opened, shown};
use crate::ended::Ended;
use crate::messages::Messages;
use crate::typesetting::{ASIDE, Typesetting, one_line};

/// Ties that a page shows.
const SHOWN: usize = 60;

/// Who is for and against whom, and how balanced that is
///
/// The signed network of attitudes between states, or actors, in the days that are asked for, by how many reports
/// tell each; beside other days with `--against`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha network --ledger news.ledger --since 2025-11
  depesha network --ledger news.ledger --since 2025-11-15 --against 2025-11-01..2025-11-14
      what changed between the two halves of the month
  depesha network --ledger news.ledger --actors --format csv")]
pub(crate) struct NetworkAsked {
    #[command(flatten)]
    asked: Asked,

    /// Ties between actors by name instead of states
    #[arg(long, help_heading = "What")]
    actors: bool,

    #[command(flatten)]
    days: Days,

    /// Other days to compare with: SINCE..UNTIL, of which one may be left out
    #[arg(long, value_name = "SINCE..UNTIL", value_parser = span, help_heading = "When")]
    against: Option<[Option<Day>; 2]>,

    #[command(flatten)]
    show: Show,
}

fn span(given: &str) -> Result<[Option<Day>; 2], String> {
    let wrong = "give days parted by two points: 2025-11-01..2025-11-14, 2025-10..2025-10, ..2024";
    let (since, until) = given.split_once("..").ok_or(wrong)?;
    let end = |given: &str, day: fn(&str) -> Result<Day, String>| match given {
        "" => Ok(None),
        given => day(given).map(Some),
    };
    Ok([end(since, first_day)?, end(until, last_day)?])
}

pub(crate) fn network(options: &NetworkAsked, messages: &Messages) -> anyhow::Result<Ended> {
    let Some(ledger) = opened(&options.asked, messages) else { return Ok(Ended::Refused) };
    let asked = AskedNetwork {
        nodes: if options.actors { Nodes::Actors } else { Nodes::States },
        days: [options.days.since, options.days.until],
        against: options.against,
    };
    match Network::of(&ledger, asked) {
        Ok(network) => shown(&network, &ledger, &options.show, messages, page, None),
        Err(error) => Ok(messages.ledger_error(&error)),
    }
}

fn sign(tally: Tally) -> Cell {
    match tally.sign() {
        1 => (COOPERATION, "+".into()),
        -1 => (CONFLICT, "−".into()),
        _ => (ASIDE, "·".into()),
    }
}

fn balance(balance: &Balance) -> String {
    let triangles =
        format!("{} balanced triangles, {} unbalanced", balance.balanced, balance.unbalanced);
    match balance.share() {
        Some(share) => format!("{triangles}; {:.0} % balanced by weight", share * 100.0),
        None => triangles,
    }
}

fn page(network: &Network, typesetting: Typesetting) -> String {
    let mut page = String::new();
    let ties = network.rows();
    let compared = network.before.is_some();
    let rows: Vec<Vec<Cell>> = ties
        .iter()
        .take(SHOWN)
        .map(|tie| {
            let mut row = vec![
                plain(one_line(&tie.source)),
                plain(one_line(&tie.target)),
                count(tie.now.positive),
                count(tie.now.negative),
                plain(decimals(tie.now.weight())),
                sign(tie.now),
            ];
            if let Some(before) = tie.before {
                row.extend([count(before.positive), count(before.negative), sign(before)]);
                row.push(
                    tie.change().map_or((ASIDE, "·".into()), |change| plain(decimals(change))),
                );
            }
            row
        })
        .collect();
    let mut head = vec![
        ("who", Side::Left),
        ("to whom", Side::Left),
        ("for", Side::Right),
        ("against", Side::Right),
        ("weight", Side::Right),
        ("sign", Side::Left),
    ];
    if compared {
        head.extend([
            ("for then", Side::Right),
            ("against then", Side::Right),
            ("sign then", Side::Left),
            ("change", Side::Right),
        ]);
    }
    put_columns(&mut page, &head, &rows, typesetting);
    if ties.len() > SHOWN {
        let more = format!("and {} ties more, which `--format csv` gives", ties.len() - SHOWN);
        typesetting.put(&mut page, 0, ASIDE, &more);
    }
    page.push('\n');
    typesetting.put(&mut page, 0, ASIDE, &balance(&network.balance));
    if let Some(before) = &network.before {
        typesetting.put(&mut page, 0, ASIDE, &format!("then {}", balance(before)));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_of_days_may_be_open() {
        let day = |day: &str| day.parse().ok();
        assert_eq!(span("2025-10..2025-10"), Ok([day("2025-10-01"), day("2025-10-31")]));
        assert_eq!(span("..2024"), Ok([None, day("2024-12-31")]));
        assert!(span("2025").is_err() && span("a..b").is_err());
    }
}
