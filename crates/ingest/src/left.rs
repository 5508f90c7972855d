//! Articles that are in the ledger and were not read by this reader.

use std::collections::VecDeque;

use depesha::Reader;
use depesha::record::Maker;
use depesha_ledger::{Ledger, LedgerError, Received};
use depesha_sources::Rejected;

/// How many articles are fetched at a time.
const AT_ONCE: usize = 64;

/// The articles that a reader has not read, as they were received, in the order in which they came.
pub struct ArticlesLeft {
    ledger: Ledger,
    maker: Maker,
    languages: Vec<String>,
    fetched: VecDeque<Received>,
    after: i64,
    /// Why no more could be fetched.
    failed: Option<LedgerError>,
}

/// The articles of the ledger, current ones and former, that `reader` has not read and can read, for
/// [`ingest`](crate::ingest) into the same ledger.
///
/// # Errors
/// Where the ledger cannot be asked.
pub fn articles_left(ledger: &Ledger, reader: &Reader) -> Result<ArticlesLeft, LedgerError> {
    let ledger = Ledger::open_read_only(ledger.file())?;
    let languages = ledger.languages()?.into_iter().filter(|code| reader.reads(Some(code)));
    Ok(ArticlesLeft {
        languages: languages.collect(),
        maker: reader.maker(),
        fetched: VecDeque::new(),
        after: 0,
        failed: None,
        ledger,
    })
}

impl ArticlesLeft {
    /// How many there are.
    ///
    /// # Errors
    /// Where the ledger cannot be asked.
    pub fn how_many(&self) -> Result<u64, LedgerError> {
        self.ledger.count_unread_by(&self.maker, &self.languages)
    }

    /// Why it ended, where that was not for want of articles.
    pub fn error(&mut self) -> Option<LedgerError> {
        self.failed.take()
    }
}

impl Iterator for ArticlesLeft {
    type Item = Result<Received, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.fetched.is_empty() && self.failed.is_none() {
            match self.ledger.unread_by(&self.maker, &self.languages, self.after, AT_ONCE) {
                Ok(found) => {
                    self.after = found.last().map_or(i64::MAX, |(number, _)| *number);
                    self.fetched.extend(found.into_iter().map(|(_, received)| received));
                }
                Err(error) => self.failed = Some(error),
            }
        }
        self.fetched.pop_front().map(Ok)
    }
}
