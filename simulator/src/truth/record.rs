//! What truly happened, as the simulation tells it: not what anyone believes or reports.

use crate::airframe::Contact;
use crate::place::Place;
use crate::time::SimTime;
use geofences::Position;
use nalgebra::Vector3;
use std::borrow::Cow;

/// One thing that truly happened. Records come in the order of their moments.
#[derive(Clone, Debug, PartialEq)]
pub enum TruthRecord {
    /// How a vehicle is.
    Sample(TruthSample),
    /// A picture was taken.
    Image(TruthImage),
    /// How much passed over a link so far.
    LinkCount(TruthLinkCount),
    /// The simulation ended.
    End {
        /// When.
        at: SimTime,
    },
}

impl TruthRecord {
    /// When it was.
    pub fn at(&self) -> SimTime {
        match self {
            Self::Sample(sample) => sample.at,
            Self::Image(image) => image.at,
            Self::LinkCount(count) => count.at,
            Self::End { at } => *at,
        }
    }
}

/// How a vehicle is at a moment. Twice a second is enough, all vehicles at the same moments, and at once
/// when its contact, mode or arming changes. A silence of more than two seconds hides what happened in
/// it.
#[derive(Clone, Debug, PartialEq)]
pub struct TruthSample {
    /// When.
    pub at: SimTime,
    /// Which vehicle, by its index in the scenario.
    pub vehicle: usize,
    /// Where it truly is.
    pub place: Place,
    /// The ground beneath it, metres above mean sea level.
    pub ground_amsl_m: f64,
    /// How it moves, north, east, down, m/s.
    pub velocity_mps: Vector3<f64>,
    /// Whether it stands, flies or lies.
    pub contact: Contact,
    /// Its mode, as [`crate::scenario::mode_names`] names it.
    pub mode: Cow<'static, str>,
    /// Whether its motors may turn.
    pub is_armed: bool,
    /// How full its battery is, 0…1.
    pub charge: f64,
}

impl TruthSample {
    /// Whether all its numbers are numbers, and its place is one on earth.
    pub fn is_sound(&self) -> bool {
        let numbers = [self.ground_amsl_m, self.charge];
        is_on_earth(self.place)
            && numbers.iter().all(|number| number.is_finite())
            && self.velocity_mps.iter().all(|speed| speed.is_finite())
    }
}

fn is_on_earth(place: Place) -> bool {
    place.altitude_amsl_m.is_finite() && place.position().is_some()
}

/// A picture that was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct TruthImage {
    /// When.
    pub at: SimTime,
    /// By which vehicle.
    pub vehicle: usize,
    /// Where that was.
    pub place: Place,
    /// What of the ground is in it: its corners in order, at least three; a picture of the horizon is
    /// cut off where nothing could be made out any more.
    pub ground_corners: Vec<Position>,
}

impl TruthImage {
    /// Whether its place is one on earth.
    pub fn is_sound(&self) -> bool {
        is_on_earth(self.place)
    }
}

/// How much passed over a link since the start, both directions together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TruthLinkCount {
    /// When.
    pub at: SimTime,
    /// Of which vehicle.
    pub vehicle: usize,
    /// Which of its links, from 0.
    pub link: usize,
    /// Frames that were sent.
    pub sent: u64,
    /// Those of them that did not come out whole at the other end.
    pub lost: u64,
}
