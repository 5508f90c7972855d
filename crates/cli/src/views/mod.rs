//! `depesha relations` and the others: what the chronicle computes over a ledger, shown.
//!
//! A further view is a module beside this one: its options (with [`Asked`] and [`Show`] among them), a variant of
//! [`View`], and a function that computes it and gives it to [`shown`] with its page for people.

mod evidence;
mod show;

use clap::Subcommand;

pub(crate) use self::show::{Show, shown};
pub(crate) use crate::ask::{Asked, opened};
use crate::ended::Ended;
use crate::messages::Messages;

/// What is computed over a ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum View {}

/// Computes the view and shows it; says how it ends.
pub(crate) fn view(view: &View, quiet: bool) -> anyhow::Result<Ended> {
    let _messages = Messages { quiet };
    match *view {}
}
