//! `depesha relations` and the others: what the chronicle computes over a ledger, shown.
//!
//! A further view is a module beside this one: its options (with [`Asked`] and [`Show`] among them), a variant of
//! [`View`], and a function that computes it and gives it to [`shown`] with its page for people.

mod alerts;
mod charts;
mod evidence;
mod figure;
mod network;
mod pairs;
mod phases;
mod relations;
mod show;

use clap::Subcommand;

pub(crate) use self::show::{Show, shown};
pub(crate) use crate::ask::{Asked, opened};
use crate::ended::Ended;
use crate::messages::Messages;

/// What is computed over a ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum View {
    Relations(Box<relations::Relations>),
    Phases(Box<phases::PhasesAsked>),
    Pairs(Box<pairs::PairsAsked>),
    Network(Box<network::NetworkAsked>),
    Alerts(Box<alerts::AlertsAsked>),
}

/// Computes the view and shows it; says how it ends.
pub(crate) fn view(view: &View, quiet: bool) -> anyhow::Result<Ended> {
    let messages = Messages { quiet };
    match view {
        View::Relations(options) => relations::relations(options, &messages),
        View::Phases(options) => phases::phases(options, &messages),
        View::Pairs(options) => pairs::pairs(options, &messages),
        View::Network(options) => network::network(options, &messages),
        View::Alerts(options) => alerts::alerts(options, &messages),
    }
}
