//! Whether something was told of so often that its silence hides nothing.

use crate::time::SimTime;
use std::time::Duration;

/// A longer silence than this leaves open what happened in it. A running simulation samples all its
/// vehicles each half second.
pub const MOST_SILENCE: Duration = Duration::from_secs(2);

/// When something was told of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Density {
    last: Option<SimTime>,
    /// The latest silence that was too long; the start counts as told of.
    silence: Option<Silence>,
}

/// A time in which nothing was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Since then.
    pub from: SimTime,
    /// Until then.
    pub until: SimTime,
}

impl Density {
    /// It was told of at a moment, not earlier than before.
    pub fn take(&mut self, at: SimTime) {
        let from = self.last.unwrap_or(SimTime::START);
        if at.since(from) > MOST_SILENCE {
            self.silence = Some(Silence { from, until: at });
        }
        self.last = Some(at);
    }

    /// A silence that was too long and touches the time from one moment to another, where nothing later
    /// than that was told of yet: then the latest one touches it if any does.
    pub fn silence(&self, from: SimTime, until: SimTime) -> Option<Silence> {
        let last = self.last.unwrap_or(SimTime::START);
        if self.last.is_none() || until.since(last) > MOST_SILENCE {
            return Some(Silence { from: last, until });
        }
        self.silence.filter(|silence| silence.until > from)
    }
}
