//! Which outlets a report names for what it says.

use rusqlite::OptionalExtension;

use crate::dealings::RecordPlace;
use crate::error::LedgerError;
use crate::gists::{ReportsCompared, in_full};
use crate::ledger::Ledger;
use crate::names::name_key;

/// How a report names an outlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CitedAs {
    /// Somebody's words came through it.
    Relay,
    /// It is said to say so.
    Speaker,
    /// The report has most of its text from it, and names it.
    Credit,
}

/// A report that names an outlet for what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The report, by its place among the reports.
    pub report: usize,
    /// How it does.
    pub cited_as: CitedAs,
    /// The outlet's name in the report; of a credited origin that of its outlet.
    pub outlet: String,
    /// The statement that came through it, or that it makes.
    pub statement: Option<RecordPlace>,
    /// The report that the text is from, by its place among the reports.
    pub origin: Option<usize>,
}

pub(crate) const RELAYS: &str = "SELECT x.reading, x.statement, p.name FROM $current
     CROSS JOIN statement_relays x ON x.reading = r.reading
     CROSS JOIN actors p ON p.reading = x.reading AND p.position = x.actor
     WHERE r.current = 1 AND p.class = 'outlet'";

pub(crate) const SPEAKERS: &str = "SELECT x.reading, x.position, p.name FROM $current
     CROSS JOIN statements x ON x.reading = r.reading
     CROSS JOIN actors p ON p.reading = x.reading AND p.position = x.speaker
     WHERE r.current = 1 AND p.class = 'outlet'";

pub(crate) const CREDITS: &str = "SELECT r.reading, o.reading FROM $current
     CROSS JOIN copies c ON c.article = r.article AND c.credited = 1
     CROSS JOIN readings o ON o.article = c.origin AND o.current = 1 WHERE r.current = 1";

impl Ledger {
    /// Which outlets the reports name, in the order of the reports.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn citations(&self, of: &ReportsCompared) -> Result<Vec<Citation>, LedgerError> {
        let ask = || -> rusqlite::Result<Vec<Citation>> {
            let mut found = Vec::new();
            for (question, cited_as) in [(RELAYS, CitedAs::Relay), (SPEAKERS, CitedAs::Speaker)] {
                let mut ask = self.connection.prepare(&in_full(question))?;
                let mut rows = ask.query([])?;
                while let Some(row) = rows.next()? {
                    let reading: i64 = row.get(0)?;
                    let Some(report) = of.at(reading) else { continue };
                    let statement = Some(RecordPlace { reading, position: row.get(1)? });
                    let outlet = row.get(2)?;
                    found.push(Citation { report, cited_as, outlet, statement, origin: None });
                }
            }
            let mut ask = self.connection.prepare(&in_full(CREDITS))?;
            let mut rows = ask.query([])?;
            while let Some(row) = rows.next()? {
                let (Some(report), Some(origin)) = (of.at(row.get(0)?), of.at(row.get(1)?)) else {
                    continue;
                };
                let Some(outlet) = of.reports[origin].outlet.as_deref().map(str::to_owned) else {
                    continue;
                };
                let cited_as = CitedAs::Credit;
                let origin = Some(origin);
                found.push(Citation { report, cited_as, outlet, statement: None, origin });
            }
            found.sort_by(|one, other| {
                let key = |own: &Citation| (own.report, own.statement.map(|place| place.position));
                (key(one), one.cited_as, &one.outlet).cmp(&(
                    key(other),
                    other.cited_as,
                    &other.outlet,
                ))
            });
            Ok(found)
        };
        ask().map_err(|cause| self.failed(cause))
    }

    /// The name by which the directory calls the outlet of this name; none where it has no such outlet.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub fn outlet_named(&self, name: &str) -> Result<Option<String>, LedgerError> {
        let ask = || {
            self.connection
                .prepare_cached(
                    "SELECT e.name FROM directory_names n JOIN directory_entries e USING (entry)
                     WHERE n.name_key = ? AND e.class = 'outlet' ORDER BY e.reports DESC, e.entry LIMIT 1",
                )?
                .query_row([name_key(name)], |row| row.get(0))
                .optional()
        };
        ask().map_err(|cause| self.failed(cause))
    }
}
