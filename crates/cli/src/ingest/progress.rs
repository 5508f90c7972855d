//! How far a run has come, told on standard error while it goes on.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Time between two looks where standard error is a terminal.
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

/// Time between two lines where it is none.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// What a run has to do, and what of it is done.
#[derive(Clone)]
pub(crate) struct Way {
    /// How much of its length is done, in whatever the length is counted in.
    pub(crate) passed: Arc<AtomicU64>,
    /// How long it is, where that is known.
    pub(crate) length: Option<u64>,
    /// How many documents are done with.
    pub(crate) documents: Arc<AtomicU64>,
}

impl Way {
    fn line(&self, since: Duration) -> String {
        let documents = self.documents.load(Ordering::Relaxed);
        let seconds = since.as_secs_f64().max(0.001);
        let rate = documents as f64 / seconds;
        let mut line = format!("{documents} documents, {rate:.0} a second");
        let passed = self.passed.load(Ordering::Relaxed);
        if let Some(length) = self.length.filter(|&length| length > 0 && passed > 0) {
            let share = (passed as f64 / length as f64).min(1.0);
            let left = seconds / share - seconds;
            line.push_str(&format!(", {:.0} %, {} left", share * 100.0, in_words(left)));
        }
        line
    }
}

/// A length of time for people.
fn in_words(seconds: f64) -> String {
    match seconds.round() as u64 {
        seconds @ 0..100 => format!("{seconds} s"),
        seconds @ 100..6000 => format!("{} min", seconds / 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// A bar on a terminal, plain lines elsewhere, nothing where it was asked for.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    watcher: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    pub(crate) fn along(way: Way, quiet: bool) -> Self {
        if quiet {
            return Self { bar: None, watcher: None };
        }
        let bar = io::stderr().is_terminal().then(|| bar(way.length));
        let shown = bar.clone();
        let (stop, stopped) = channel();
        let begun = Instant::now();
        let watcher = thread::spawn(move || {
            let pause = if shown.is_some() { BETWEEN_LOOKS } else { BETWEEN_LINES };
            while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                let line = way.line(begun.elapsed());
                match &shown {
                    Some(bar) => {
                        bar.set_position(way.passed.load(Ordering::Relaxed));
                        bar.set_message(line);
                    }
                    None => eprintln!("{line}"),
                }
            }
        });
        Self { bar, watcher: Some((stop, watcher)) }
    }

    /// Does what writes to the terminal without the bar in its way.
    pub(crate) fn aside<T>(&self, act: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(act),
            None => act(),
        }
    }

    /// Says what is done once all documents are.
    pub(crate) fn ends_with(&self, what: &'static str) {
        if let Some(bar) = &self.bar {
            bar.set_message(what);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, watcher)) = self.watcher.take() {
            drop(stop);
            // A watcher that panicked has nothing more to show.
            let _ = watcher.join();
        }
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(length: Option<u64>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => (ProgressBar::new(length), "{bar:20} {wide_msg}"),
        None => (ProgressBar::new_spinner(), "{spinner} {wide_msg}"),
    };
    bar.enable_steady_tick(Duration::from_millis(120));
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_many_how_fast_and_how_long_still() {
        let way = Way {
            passed: Arc::new(AtomicU64::new(250)),
            length: Some(1000),
            documents: Arc::new(AtomicU64::new(120)),
        };
        let line = way.line(Duration::from_secs(60));
        assert_eq!(line, "120 documents, 2 a second, 25 %, 3 min left");
        let stream = Way { length: None, ..way };
        assert_eq!(stream.line(Duration::from_secs(60)), "120 documents, 2 a second");
        assert_eq!(in_words(7260.0), "2 h 1 min");
    }
}
