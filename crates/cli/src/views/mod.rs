//! `depesha relations` and the others: what the chronicle computes over a ledger, shown.
//!
//! A further view is a module beside this one: its options (with [`Asked`] and [`Show`] among them), a variant of
//! [`View`], and a function that computes it and gives it to `shown` (in `show`) with its page for people.

mod citations;
mod disputes;
mod evidence;
mod lives;
mod narratives;
mod show;

use clap::Subcommand;

pub(crate) use self::lives::lives;
pub(crate) use self::show::Show;
pub(crate) use crate::ask::{Asked, opened};
use crate::ended::Ended;
use crate::messages::Messages;

/// What is computed over a ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum View {
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
        View::Disputes(options) => disputes::disputes(options, &messages),
        View::Narratives(options) => narratives::narratives(options, &messages),
        View::Citations(options) => citations::citations(options, &messages),
    }
}
