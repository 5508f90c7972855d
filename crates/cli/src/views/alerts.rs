//! `depesha alerts`: pairs of states that move against their own baseline.

use std::path::PathBuf;

use clap::Args;
use depesha::directory::Day;
use depesha_asking::last_day;
use depesha_chronicle::View;
use depesha_chronicle::alerts::{Alerts, rules, usual_rules};

use super::charts::{Cell, Side, count, plain, put_columns};
use super::{Asked, Show, opened, shown};
use crate::ended::Ended;
use crate::messages::Messages;
use crate::typesetting::{ASIDE, Typesetting, one_line};

/// Pairs of states that move against their own baseline
///
/// Compares the last days of each pair with the days before them, by named rules. `--explain` prints the rules.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha alerts --ledger news.ledger
  depesha alerts --ledger news.ledger --on 2025-11-20 --rules my.toml --format jsonl

Rules:
  [[rule]]
  name = \"conflict rises\"
  measure = \"conflict\"       # or reports, conflict_said, conflict_done, cooperation and so on, intensity
  direction = \"up\"           # or down
  days = 7
  baseline_days = 56
  least_reports = 4
  least_ratio = 2.0          # of intensity, the least difference
  chance = 0.001")]
pub(crate) struct AlertsAsked {
    #[command(flatten)]
    asked: Asked,

    /// A TOML file with rules to use instead of the program's
    #[arg(long, value_name = "FILE", help_heading = "What")]
    rules: Option<PathBuf>,

    /// The last of the days that are compared with those before [default: the last day of all reports]
    #[arg(long, value_name = "DAY", value_parser = last_day, help_heading = "When")]
    on: Option<Day>,

    #[command(flatten)]
    show: Show,
}

pub(crate) fn alerts(options: &AlertsAsked, messages: &Messages) -> anyhow::Result<Ended> {
    let used = match &options.rules {
        None => usual_rules(),
        Some(file) => {
            let hint = "`depesha alerts --help` shows what a rule looks like";
            let read = std::fs::read_to_string(file).map_err(|cause| cause.to_string());
            match read.and_then(|text| rules(&text).map_err(|error| error.to_string())) {
                Ok(rules) => rules,
                Err(fault) => {
                    messages.error(&format!("{}: {fault}", file.display()), Some(hint));
                    return Ok(Ended::Refused);
                }
            }
        }
    };
    let Some(ledger) = opened(&options.asked, messages) else { return Ok(Ended::Refused) };
    match Alerts::of(&ledger, used, options.on) {
        Ok(alerts) => shown(&alerts, &ledger, &options.show, messages, page, None),
        Err(error) => Ok(messages.ledger_error(&error)),
    }
}

fn page(alerts: &Alerts, typesetting: Typesetting) -> String {
    let mut page = String::new();
    let on = alerts.on().map_or("no day".to_owned(), |day| day.to_string());
    if alerts.rows().is_empty() {
        let words = format!("no pair moves against its baseline up to {on}");
        typesetting.put(&mut page, 0, ASIDE, &words);
        return page;
    }
    let rows: Vec<Vec<Cell>> = alerts
        .rows()
        .iter()
        .map(|alert| {
            vec![
                plain(alert.states.join("-")),
                plain(one_line(&alert.rule)),
                plain(format!("{} to {}", alert.days[0], alert.days[1])),
                count(alert.reports),
                plain(format!("{:.1}", alert.number)),
                plain(format!("{:.1}", alert.expected)),
                (ASIDE, format!("{:.6}", alert.chance)),
            ]
        })
        .collect();
    let head = [
        ("pair", Side::Left),
        ("rule", Side::Left),
        ("days", Side::Left),
        ("reports", Side::Right),
        ("told", Side::Right),
        ("expected", Side::Right),
        ("chance", Side::Right),
    ];
    put_columns(&mut page, &head, &rows, typesetting);
    page
}
