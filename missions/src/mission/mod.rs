//! A mission: what one aircraft does from take-off to landing, in the terms that every format can be written from.

mod carried;
mod deed;
mod step;

pub use carried::{Carried, Switch};
pub use deed::{Deed, Heading};
pub use step::{FlyTo, ForeignItem, Step};

use geofences::fence::FenceItem;
use geofences::{Bilingual, Position};

/// One flight of one aircraft.
#[derive(Clone, Debug, PartialEq)]
pub struct Mission {
    /// What it is called.
    pub name: Bilingual,
    /// Where it takes off.
    pub home: Home,
    /// What it does, in order.
    pub steps: Vec<Step>,
    /// How fast it flies where no step says otherwise, m/s over ground (multirotors) or through the air (wings).
    pub speed_mps: f64,
    /// How high it comes home when it has to, metres above home.
    pub return_height_m: f64,
    /// Where it may land instead of at home.
    pub rally: Vec<RallyPlace>,
    /// The fence that it is to hold, as its autopilot stores it; empty where there is none.
    pub fence: Vec<FenceItem>,
    /// How what it carries is switched.
    pub carried: Carried,
}

/// Where an aircraft takes off, and what its heights above home are above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Home {
    /// Where.
    pub position: Position,
    /// How high the ground is there, metres AMSL.
    pub ground_amsl_m: f64,
}

/// A place to land at when home is farther.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RallyPlace {
    /// Where.
    pub position: Position,
    /// How high it comes there, metres above home, as autopilots store it.
    pub height_above_home_m: f64,
}
