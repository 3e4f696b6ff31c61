//! Where something flies.

use crate::place::Place;
use crate::time::SimTime;
use std::time::Duration;

/// A point of a route.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RoutePoint {
    /// Where.
    pub place: Place,
    /// How fast it comes here over the ground, m/s.
    pub speed_mps: f64,
    /// How long it stays in the air here, for what can hover.
    pub wait: Duration,
}

/// What comes after the last point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtEnd {
    /// It is gone: out of the area, or switched off.
    Leave,
    /// It goes on to the first point.
    Repeat,
    /// It stays, for what can hover or has landed.
    Stay,
}

/// How tightly something flies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlyingLimits {
    /// How fast it turns, °/s.
    pub turn_rate_dps: f64,
    /// How fast it climbs and descends at most, m/s.
    pub climb_mps: f64,
    /// How fast it gains and loses speed, m/s².
    pub acceleration_mps2: f64,
}

impl FlyingLimits {
    /// An airliner: a standard turn takes two minutes (ICAO Doc 8168).
    pub const AIRLINER: Self = Self {
        turn_rate_dps: 3.0,
        climb_mps: 12.0,
        acceleration_mps2: 1.0,
    };
    /// A helicopter.
    pub const HELICOPTER: Self = Self {
        turn_rate_dps: 8.0,
        climb_mps: 7.0,
        acceleration_mps2: 2.0,
    };
    /// A small multirotor.
    pub const MULTIROTOR: Self = Self {
        turn_rate_dps: 60.0,
        climb_mps: 4.0,
        acceleration_mps2: 3.0,
    };
}

/// A flight.
#[derive(Clone, Debug, PartialEq)]
pub struct FlightConfig {
    /// It begins at the first point and flies to the others in turn.
    pub route: Vec<RoutePoint>,
    /// When it begins; before, it is not there.
    pub starts_at: SimTime,
    /// What comes after the last point.
    pub at_end: AtEnd,
    /// How tightly it flies.
    pub limits: FlyingLimits,
}
