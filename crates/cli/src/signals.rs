//! How a run is told to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

/// What a shell gives a program that a signal ended.
const ENDED_BY_SIGNAL: i32 = 130;

/// What is set by the first signal to end; a second one ends the program at once, which loses nothing
/// that was kept.
pub(crate) fn stopped_by_signals() -> anyhow::Result<Arc<AtomicBool>> {
    let stop: Arc<AtomicBool> = Arc::default();
    let set = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if set.swap(true, Ordering::SeqCst) {
            std::process::exit(ENDED_BY_SIGNAL);
        }
    })
    .context("signals cannot be waited for")?;
    Ok(stop)
}
