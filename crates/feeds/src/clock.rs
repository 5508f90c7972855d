//! Time, and the wish to stop.

use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Whether it was waited to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waited {
    /// The time has come.
    ToTheEnd,
    /// Somebody wants the watch to stop.
    Stopped,
}

/// What tells the time, and waits for it.
pub trait Clock {
    /// The time.
    fn now(&self) -> Timestamp;

    /// Waits until then, or until the watch is to stop; a time that is past is not waited for.
    fn wait_until(&self, then: Timestamp) -> Waited;

    /// Whether the watch is to stop.
    fn is_stopped(&self) -> bool;
}

/// A wish to stop, shared between who has it and who heeds it.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    shared: Arc<(Mutex<bool>, Condvar)>,
}

impl Stop {
    /// Stops the watch: whoever waits is woken, and no further request begins.
    pub fn stop(&self) {
        *self.lock() = true;
        self.shared.1.notify_all();
    }

    /// Whether the watch is to stop.
    pub fn is_stopped(&self) -> bool {
        *self.lock()
    }

    /// Waits so long, or until the watch is to stop.
    pub fn wait(&self, time: Duration) -> Waited {
        let stopped = self.shared.1.wait_timeout_while(self.lock(), time, |stopped| !*stopped);
        let (stopped, _) = stopped.unwrap_or_else(|poisoned| poisoned.into_inner());
        if *stopped { Waited::Stopped } else { Waited::ToTheEnd }
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.shared.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// The clock of the machine.
#[derive(Debug, Clone, Default)]
pub struct SystemClock {
    stop: Stop,
}

/// How long to wait before the clock is looked at again: it may have been set, or the machine asleep.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

impl SystemClock {
    /// The clock of the machine, whose waits end where `stop` says so.
    pub fn new(stop: Stop) -> Self {
        Self { stop }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn wait_until(&self, then: Timestamp) -> Waited {
        loop {
            let left: SignedDuration = then.duration_since(self.now());
            let Some(left) = Duration::try_from(left).ok().filter(|left| !left.is_zero()) else {
                return if self.is_stopped() { Waited::Stopped } else { Waited::ToTheEnd };
            };
            if self.stop.wait(left.min(LOOK_AGAIN)) == Waited::Stopped {
                return Waited::Stopped;
            }
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.is_stopped()
    }
}
