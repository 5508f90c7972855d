//! How a run is told to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

/// What a shell gives a program that a signal ended.
const ENDED_BY_SIGNAL: i32 = 130;

/// Calls `stop` at the first signal to end; a second one ends the program at once, which loses nothing
/// that was kept.
pub(crate) fn at_signals(stop: impl Fn() + Send + 'static) -> anyhow::Result<()> {
    let came = AtomicBool::new(false);
    ctrlc::set_handler(move || {
        if came.swap(true, Ordering::SeqCst) {
            std::process::exit(ENDED_BY_SIGNAL);
        }
        stop();
    })
    .context("signals cannot be waited for")
}

/// What is set by the first signal to end.
pub(crate) fn stopped_by_signals() -> anyhow::Result<Arc<AtomicBool>> {
    let stop: Arc<AtomicBool> = Arc::default();
    let set = Arc::clone(&stop);
    at_signals(move || set.store(true, Ordering::SeqCst))?;
    Ok(stop)
}
