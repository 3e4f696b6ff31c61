//! What a pattern is flown as: legs in the plane, each with its height, and what is done on them.

use crate::mission::{Deed, Heading};
use crate::patrol::Recording;
use geo::Coord;

/// How high a leg is flown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Wanted {
    /// Above the ground under the aircraft, metres.
    AboveGround(f64),
    /// Above mean sea level, metres.
    Amsl(f64),
}

/// A leg of a track, from where the one before ends.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TrackLeg {
    /// Where it ends.
    pub until: Coord<f64>,
    /// How high it is there.
    pub height: Wanted,
    /// Whether the pattern is flown for it, so that the camera is at work.
    pub is_sensing: bool,
    /// Where the nose points.
    pub heading: Heading,
    /// Where the camera is pointed before it is flown; `None` where it stays as it is.
    pub aim: Option<Deed>,
    /// What is done at its end, in order.
    pub deeds: Vec<Deed>,
}

/// The track of a pattern.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Track {
    /// Where it begins.
    pub start: Coord<f64>,
    /// How high it begins.
    pub height: Wanted,
    /// Where the nose points at its beginning.
    pub heading: Heading,
    /// Where the camera points at first; `None` where the legs say it, or no picture is taken.
    pub aim: Option<Deed>,
    /// What is done at its beginning.
    pub deeds: Vec<Deed>,
    /// Its legs.
    pub legs: Vec<TrackLeg>,
    /// What the camera does on the legs for which it is flown.
    pub recording: Option<Recording>,
    /// Metres from photo to photo, where it takes them by distance.
    pub photos_each_m: Option<f64>,
    /// The part of what is to be seen that is seen; `None` where all is.
    pub seen: Option<f64>,
}

impl Track {
    /// A track without legs yet.
    pub fn from(start: Coord<f64>, height: Wanted) -> Self {
        Self {
            start,
            height,
            heading: Heading::Along,
            aim: None,
            deeds: Vec::new(),
            legs: Vec::new(),
            recording: None,
            photos_each_m: None,
            seen: None,
        }
    }

    /// Where it ends.
    pub fn end(&self) -> (Coord<f64>, Wanted) {
        let last = self.legs.last();
        last.map_or((self.start, self.height), |it| (it.until, it.height))
    }

    /// Legs in the plane at one height, as a track.
    pub fn of_legs(legs: &[crate::pattern::Leg], height: Wanted) -> Option<Self> {
        let mut track = Self::from(legs.first()?.from, height);
        track.legs = legs
            .iter()
            .map(|leg| TrackLeg {
                until: leg.until,
                height,
                is_sensing: leg.is_lane,
                heading: Heading::Along,
                aim: None,
                deeds: Vec::new(),
            })
            .collect();
        Some(track)
    }
}
