//! What a ledger keeps, and what it answers.

mod copies;
mod corrections;
mod differences;
mod faults;
mod gists;
mod keeping;
mod killed;
mod questions;
mod reports;
mod schema;
mod star;
mod watched;
