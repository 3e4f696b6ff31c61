//! Legs with heights and sights, and the flight that is made of them.

use super::request::StructureRequest;
use crate::pattern::Leg;
use crate::planar::{Network, distance};
use geo::Coord;

/// Where the camera looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sight {
    /// The place that it looks at: the middle of a round structure, else the wall in front of the leg's middle.
    pub at: Coord<f64>,
    /// How high that is, metres above the structure's ground.
    pub at_height_m: f64,
    /// Where the nose points, degrees clockwise from north: straight towards the wall from the leg's middle.
    pub heading_deg: f64,
    /// Degrees above the horizon, from the leg's middle; where the camera looks all the while at one place, the
    /// gimbal follows it.
    pub gimbal_pitch_deg: f64,
}

/// A leg beside a structure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StructureLeg {
    /// Where it begins.
    pub from: Coord<f64>,
    /// Where it ends: at the same place where it goes straight up or down.
    pub until: Coord<f64>,
    /// How high it begins, metres above the structure's ground.
    pub from_height_m: f64,
    /// How high it ends, metres above the structure's ground.
    pub until_height_m: f64,
    /// What the camera does; nothing on ways between.
    pub sight: Option<Sight>,
}

/// A flight around a structure.
#[derive(Clone, Debug, PartialEq)]
pub struct StructurePath {
    /// Its legs, each from where the one before ends.
    pub legs: Vec<StructureLeg>,
    /// How long it takes with stops at all corners, s.
    pub time_s: f64,
    /// The part of the walls' length that is seen, 0…1.
    pub seen: f64,
    /// What of the walls is not seen, counter-clockwise along the outline.
    pub unseen: Vec<Vec<Coord<f64>>>,
}

impl Sight {
    /// From a place, at another place that is `at_height_m` high.
    pub(super) fn new(
        (from, from_height_m): (Coord<f64>, f64),
        (at, at_height_m): (Coord<f64>, f64),
    ) -> Self {
        let along = at - from;
        Self {
            at,
            at_height_m,
            heading_deg: along.x.atan2(along.y).to_degrees().rem_euclid(360.0),
            gimbal_pitch_deg: (at_height_m - from_height_m)
                .atan2(distance(from, at))
                .to_degrees(),
        }
    }
}

/// A flight that grows leg by leg.
pub(super) struct Flight<'a> {
    network: &'a Network<'a>,
    pub(super) legs: Vec<StructureLeg>,
}

impl<'a> Flight<'a> {
    pub(super) fn new(network: &'a Network<'a>) -> Self {
        Self {
            network,
            legs: Vec::new(),
        }
    }

    /// Where it is.
    pub(super) fn here(&self) -> Option<(Coord<f64>, f64)> {
        self.legs.last().map(|it| (it.until, it.until_height_m))
    }

    /// Flies to a place at the height it has, and then straight up or down; `false` where there is no way. Where the
    /// flight has not begun, it begins there.
    pub(super) fn go_to(&mut self, at: Coord<f64>, height_m: f64) -> bool {
        let Some((here, here_height_m)) = self.here() else {
            return true;
        };
        let Some(ways) = Leg::ways(self.network, here, at) else {
            return false;
        };
        self.legs.extend(ways.into_iter().map(|it| StructureLeg {
            from: it.from,
            until: it.until,
            from_height_m: here_height_m,
            until_height_m: here_height_m,
            sight: None,
        }));
        if here_height_m != height_m {
            self.legs.push(StructureLeg {
                from: at,
                until: at,
                from_height_m: here_height_m,
                until_height_m: height_m,
                sight: None,
            });
        }
        true
    }

    /// How long it takes, s.
    pub(super) fn time_s(&self, request: &StructureRequest<'_>) -> f64 {
        let each_s = self.legs.iter().map(|it| {
            let up_m = it.until_height_m - it.from_height_m;
            let vertical = if up_m > 0.0 {
                request.climb
            } else {
                request.descent
            };
            let level_s = request.ramp.leg_s(distance(it.from, it.until));
            level_s.max(vertical.leg_s(up_m.abs()))
        });
        each_s.sum()
    }
}
