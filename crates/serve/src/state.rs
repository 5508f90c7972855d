//! What all requests share.

use std::sync::Arc;
use std::time::Duration;

use depesha::Reader;
use depesha_pages::Pages;
use tokio::sync::Semaphore;

use crate::answers::Whole;
use crate::kept::Kept;
use crate::ledgers::Ledgers;
use crate::rates::Rates;
use crate::settings::Settings;
use crate::tokens::Access;
use crate::views::Computed;

/// How long an answer may take to be computed. Whoever asks does not wait so long: it is kept for who asks again.
pub(crate) const LONGEST_ANSWER: Duration = Duration::from_secs(180);

/// What all requests share.
pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) reader: Arc<Reader>,
    pub(crate) ledgers: Arc<Ledgers>,
    /// Answers in memory.
    pub(crate) wholes: Arc<Kept<Whole>>,
    /// Views, of which answers are pages.
    pub(crate) views: Arc<Kept<Computed>>,
    pub(crate) pages: Arc<Pages>,
    pub(crate) access: Access,
    pub(crate) rates: Rates,
    /// How many texts are read at once.
    pub(crate) readings: Arc<Semaphore>,
    /// What tells this run of the server from others.
    pub(crate) run: String,
}

impl State {
    /// Has what was written here seen by whoever asks next.
    pub(crate) fn wrote(&self) {
        if let Ok(version) = self.ledgers.version() {
            self.wholes.forget_before(version);
            self.views.forget_before(version);
        }
    }
}
