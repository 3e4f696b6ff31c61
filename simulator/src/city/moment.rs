//! What each thing of the city is given in a tick.

use crate::craft::World;
use crate::place::Place;
use crate::time::SimTime;
use chrono::{DateTime, SecondsFormat, Utc};
use geofences::Geoid;
use std::time::Duration;

/// The city goes on by this.
pub const TICK: Duration = Duration::from_millis(100);
/// The same in seconds.
pub const TICK_S: f64 = 0.1;

/// One tick.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// Its time.
    pub at: SimTime,
    /// The start of the simulation in the world.
    pub start: DateTime<Utc>,
    /// Ground and weather.
    pub world: &'a World,
    /// Mean sea level over the ellipsoid.
    pub geoid: &'a dyn Geoid,
}

impl Moment<'_> {
    /// Its time as messages have it.
    pub fn text(&self) -> String {
        time_text(self.at, self.start)
    }

    /// The ground at a place, metres above mean sea level; where there is none, sea level.
    pub fn ground_amsl_m(&self, at: Place) -> f64 {
        let ground = at
            .position()
            .and_then(|at| self.world.terrain.ground_at(at));
        ground.map_or(0.0, |ground| ground.elevation_amsl_m)
    }

    /// The height of a place above the WGS 84 ellipsoid, metres; `None` where the geoid is unknown.
    pub fn ellipsoidal_m(&self, at: Place) -> Option<f64> {
        let undulation = self.geoid.undulation_at(at.position()?)?;
        Some(at.altitude_amsl_m + undulation.height_m)
    }
}

/// A moment as messages have it: UTC, RFC 3339, milliseconds.
pub fn time_text(at: SimTime, start: DateTime<Utc>) -> String {
    at.utc(start).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Something that is due again and again.
#[derive(Clone, Copy, Debug)]
pub struct Regular {
    interval: Duration,
    next: SimTime,
}

impl Regular {
    /// Due first at `first`. An interval shorter than a tick is a tick.
    pub fn new(interval: Duration, first: SimTime) -> Self {
        Self {
            interval: interval.max(TICK),
            next: first,
        }
    }

    /// Whether it is due; if so, the next time is an interval later.
    pub fn is_due(&mut self, now: SimTime) -> bool {
        let is_due = self.next <= now;
        if is_due {
            self.next = self.next + self.interval;
        }
        is_due
    }

    /// Makes it due an interval after `now`, as it has been done out of turn.
    pub fn done(&mut self, now: SimTime) {
        self.next = now + self.interval;
    }
}
