//! The one place of the program that reads the clock: how long it has been running.

use std::time::{Duration, Instant};

/// A clock that starts when it is made.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    started: Instant,
}

impl Clock {
    /// Starts now.
    #[allow(
        clippy::disallowed_methods,
        reason = "this module owns the program's clock; everything else is told the time"
    )]
    pub fn start() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    /// How long it has been running.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}
