//! `depesha relations` and the others: what the chronicle computes over a ledger, shown.
//!
//! A further view is a module beside this one: its options (with [`Asked`] and [`Show`] among them), a variant of
//! [`View`], and a function that computes it and gives it to [`shown`] with its page for people.

mod alerts;
mod charts;
mod citations;
mod disputes;
mod evidence;
mod figure;
mod lives;
mod narratives;
mod network;
mod pairs;
mod phases;
mod relations;
mod show;

use clap::Subcommand;

pub(crate) use self::lives::lives;
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
    Disputes(Box<disputes::DisputesAsked>),
    Narratives(Box<narratives::NarrativesAsked>),
    Citations(Box<citations::CitationsAsked>),
}

/// Rows of a list that are shown on a page where it is not asked for more.
const MOST_ON_A_PAGE: usize = 20;

/// Computes the view and shows it; says how it ends.
pub(crate) fn view(view: &View, quiet: bool) -> anyhow::Result<Ended> {
    let messages = Messages { quiet };
    match view {
        View::Relations(options) => relations::relations(options, &messages),
        View::Phases(options) => phases::phases(options, &messages),
        View::Pairs(options) => pairs::pairs(options, &messages),
        View::Network(options) => network::network(options, &messages),
        View::Alerts(options) => alerts::alerts(options, &messages),
        View::Disputes(options) => disputes::disputes(options, &messages),
        View::Narratives(options) => narratives::narratives(options, &messages),
        View::Citations(options) => citations::citations(options, &messages),
    }
}
