//! What a run has done, in the end.

use std::collections::BTreeMap;

use depesha_ingest::Outcome;
use depesha_ledger::Counts;
use serde::Serialize;

use super::options::SummaryFormat;

/// What became of all that was given, and what the ledger holds now.
#[derive(Serialize)]
pub(crate) struct Summary {
    /// Whether nothing was done: the numbers are what would be.
    dry_run: bool,
    /// Whether a signal stopped it.
    stopped: bool,
    /// Articles that were read.
    read: u64,
    /// Articles that the ledger did not have.
    new: u64,
    /// Articles that it had with another text.
    new_versions: u64,
    /// Articles that it had without a reading by this version.
    new_readings: u64,
    /// Articles that it had.
    unchanged: u64,
    /// Articles in no language that is read, by its code.
    unread: BTreeMap<String, u64>,
    /// Articles that are copies of others, in the whole ledger.
    copies: Option<u64>,
    /// Articles that reading failed on.
    failed: u64,
    /// What was no report, by reason.
    rejected: BTreeMap<&'static str, u64>,
    ledger: Option<Held>,
}

/// What a ledger holds.
#[derive(Serialize)]
struct Held {
    file: String,
    articles: u64,
    readings: u64,
    statements: u64,
    events: u64,
    corrections: u64,
}

impl Summary {
    pub(crate) fn of(outcome: Outcome, read: u64, dry_run: bool) -> Self {
        Self {
            dry_run,
            stopped: outcome.stopped,
            read,
            new: outcome.new,
            new_versions: outcome.new_versions,
            new_readings: outcome.new_readings,
            unchanged: outcome.unchanged,
            unread: outcome.unread,
            copies: None,
            failed: outcome.failed,
            rejected: outcome.rejected,
            ledger: None,
        }
    }

    /// Adds what the ledger holds in the end.
    pub(crate) fn with_ledger(mut self, file: &std::path::Path, held: Counts, copies: u64) -> Self {
        self.copies = Some(copies);
        self.ledger = Some(Held {
            file: file.display().to_string(),
            articles: held.articles,
            readings: held.readings,
            statements: held.statements,
            events: held.events,
            corrections: held.corrections,
        });
        self
    }

    pub(crate) fn printed(&self, format: SummaryFormat) -> serde_json::Result<String> {
        match format {
            SummaryFormat::Json => Ok(serde_json::to_string_pretty(self)? + "\n"),
            SummaryFormat::Text => Ok(self.lines()),
        }
    }

    fn lines(&self) -> String {
        let mut lines = Vec::new();
        let mut line = |name: &str, count: u64, rest: String| {
            let rest = if rest.is_empty() { rest } else { format!("   {rest}") };
            lines.push(format!("{name:11}{:>9}{rest}", with_commas(count)).trim_end().to_owned());
        };
        let each = |kinds: &mut dyn Iterator<Item = (&str, u64)>| {
            let kinds = kinds.filter(|(_, count)| *count > 0);
            kinds
                .map(|(kind, count)| format!("{kind} {}", with_commas(count)))
                .collect::<Vec<_>>()
                .join(" · ")
        };
        let (read, kept) = if self.dry_run { ("to read", "to keep") } else { ("read", "kept") };
        let parts = [
            ("new", self.new),
            ("new versions", self.new_versions),
            ("new readings", self.new_readings),
        ];
        line(read, self.read, String::new());
        line(kept, parts.iter().map(|(_, count)| count).sum(), each(&mut parts.into_iter()));
        line("unchanged", self.unchanged, String::new());
        if !self.unread.is_empty() {
            let mut languages = self.unread.iter().map(|(code, count)| {
                (if code.is_empty() { "unknown" } else { code.as_str() }, *count)
            });
            let languages = format!("in other languages: {}", each(&mut languages));
            line("not read", self.unread.values().sum(), languages);
        }
        if self.failed > 0 {
            line("failed", self.failed, "kept, not read".into());
        }
        if !self.rejected.is_empty() {
            let mut reasons = self.rejected.iter().map(|(&reason, &count)| (reason, count));
            line("rejected", self.rejected.values().sum(), each(&mut reasons));
        }
        if let Some(copies) = self.copies {
            line("copies", copies, "of other articles in the ledger".into());
        }
        if let Some(held) = &self.ledger {
            let holds = [
                ("readings", held.readings),
                ("statements", held.statements),
                ("events", held.events),
                ("corrections", held.corrections),
            ];
            let holds = format!("articles in {} · {}", held.file, each(&mut holds.into_iter()));
            line("holds", held.articles, holds);
        }
        if self.stopped {
            lines.push("stopped before the end; the next run goes on from here".into());
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// A count with its digits in groups of three.
fn with_commas(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_of_a_run() {
        let outcome = Outcome {
            new: 12_340,
            new_versions: 3,
            unchanged: 56,
            unread: [("uk".into(), 10), (String::new(), 1)].into(),
            rejected: [("broken JSON", 2)].into(),
            stopped: true,
            ..Outcome::default()
        };
        let held = Counts {
            articles: 12_400,
            readings: 12_389,
            unread: 11,
            statements: 45_678,
            events: 9_876,
            corrections: 0,
        };
        let summary = Summary::of(outcome, 12_332, false).with_ledger(
            std::path::Path::new("news.ledger"),
            held,
            321,
        );
        insta::assert_snapshot!(summary.printed(SummaryFormat::Text).unwrap());
    }
}
