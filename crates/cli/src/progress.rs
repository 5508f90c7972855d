//! How far reading has come, told on standard error while it takes long.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Nothing is told before this much time: most reports are read sooner.
const PATIENCE: Duration = Duration::from_secs(2);

/// Time between two lines where standard error is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// A bar on a terminal, plain lines elsewhere, nothing where it was asked for; and on none of them
/// anything where reading takes no longer than it takes to wonder.
pub(crate) struct Progress {
    state: Arc<Mutex<State>>,
    stop: Option<(Sender<()>, JoinHandle<()>)>,
}

struct State {
    files: usize,
    done: usize,
    /// What is being read, with its size.
    now: String,
    /// Its size in bytes, and up to where it is read.
    bytes: usize,
    come_to: usize,
    bar: Option<ProgressBar>,
}

impl State {
    /// How many hundredths of a text are read that takes more than a moment.
    fn share(&self) -> Option<usize> {
        (self.come_to > 0).then(|| self.come_to.min(self.bytes) * 100 / self.bytes.max(1))
    }

    fn line(&self, passed: Duration) -> String {
        let State { files, done, now, .. } = self;
        let seconds = passed.as_secs();
        let now = match self.share() {
            Some(share) => format!("{now}, {share} %"),
            None => now.clone(),
        };
        if *files > 1 {
            format!("reading {} of {files}: {now} ({seconds} s)", done + 1)
        } else {
            format!("reading {now} ({seconds} s)")
        }
    }
}

impl Progress {
    /// Progress over so many files.
    pub(crate) fn over(files: usize, quiet: bool) -> Self {
        let state = State { files, done: 0, now: String::new(), bytes: 0, come_to: 0, bar: None };
        let state = Arc::new(Mutex::new(state));
        if quiet {
            return Self { state, stop: None };
        }
        let (stop, stopped) = channel();
        let watched = Arc::clone(&state);
        let watcher = thread::spawn(move || watch(&watched, &stopped));
        Self { state, stop: Some((stop, watcher)) }
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// A text of so many bytes begins to be read.
    pub(crate) fn begins(&self, name: &str, bytes: usize) {
        self.with(|state| {
            state.now = match bytes {
                0..1_000_000 => name.to_owned(),
                _ => format!("{name}, {:.1} MB", bytes as f64 / 1e6),
            };
            (state.bytes, state.come_to) = (bytes, 0);
            if let Some(bar) = &state.bar {
                bar.set_message(state.now.clone());
            }
        });
    }

    /// The text is read up to this byte.
    pub(crate) fn come_to(&self, byte: usize) {
        self.with(|state| {
            state.come_to = byte;
            if let (Some(bar), Some(share)) = (&state.bar, state.share()) {
                bar.set_message(format!("{}, {share} %", state.now));
            }
        });
    }

    /// One more file is done with.
    pub(crate) fn done(&self) {
        self.with(|state| {
            state.done += 1;
            if let Some(bar) = &state.bar {
                bar.set_position(state.done as u64);
            }
        });
    }

    /// Does what writes to the terminal without the bar in its way.
    pub(crate) fn aside<T>(&self, act: impl FnOnce() -> T) -> T {
        // The lock keeps a line of progress from coming between two lines of what is written.
        self.with(|state| match &state.bar {
            Some(bar) => bar.suspend(act),
            None => act(),
        })
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, watcher)) = self.stop.take() {
            drop(stop);
            // A watcher that panicked has nothing more to show.
            let _ = watcher.join();
        }
    }
}

fn watch(state: &Mutex<State>, stopped: &Receiver<()>) {
    let begun = Instant::now();
    let mut pause = PATIENCE;
    let lock = || state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let mut state = lock();
        if io::stderr().is_terminal() {
            if state.bar.is_none() {
                let bar = bar(state.files).with_elapsed(begun.elapsed());
                bar.set_message(state.now.clone());
                bar.set_position(state.done as u64);
                bar.enable_steady_tick(Duration::from_millis(120));
                state.bar = Some(bar);
            }
        } else {
            eprintln!("{}", state.line(begun.elapsed()));
        }
        pause = BETWEEN_LINES;
    }
    if let Some(bar) = lock().bar.take() {
        bar.finish_and_clear();
    }
}

fn bar(files: usize) -> ProgressBar {
    let (bar, template) = if files > 1 {
        let bar = ProgressBar::new(files as u64);
        (bar, "{bar:20} {pos} of {len}  {elapsed}, {eta} left  {wide_msg}")
    } else {
        (ProgressBar::new_spinner(), "{spinner} reading {wide_msg} {elapsed}")
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_is_read_and_how_far() {
        let progress = Progress::over(3, true);
        progress.begins("a.txt", 100);
        progress.done();
        progress.begins("b.txt", 52_400_000);
        let line = progress.with(|state| state.line(Duration::from_secs(12)));
        assert_eq!(line, "reading 2 of 3: b.txt, 52.4 MB (12 s)");
        progress.come_to(26_200_000);
        let line = progress.with(|state| state.line(Duration::from_secs(60)));
        assert_eq!(line, "reading 2 of 3: b.txt, 52.4 MB, 50 % (60 s)");
    }
}
