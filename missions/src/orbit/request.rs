//! What is to be looked at, from how far and how closely.

use crate::flight_time::SpeedRamp;
use crate::pattern::{Checks, PatternFault, Quantity};
use crate::planar::FreeArea;
use geo::{Coord, LineString};

/// The footprint of a structure.
#[derive(Clone, Copy, Debug)]
pub enum Structure<'a> {
    /// A mast, a tower, a tank.
    Round {
        /// Its middle.
        center: Coord<f64>,
        /// m.
        radius_m: f64,
    },
    /// Its outline, a closed ring.
    Outline(&'a LineString<f64>),
}

/// What the camera sees of a wall at the stand-off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// m.
    pub width_m: f64,
    /// m.
    pub height_m: f64,
    /// The part of it that its neighbours see again, 0 to 0.95.
    pub overlap: f64,
}

/// How high the camera looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// Level, at the wall straight in front.
    Level,
    /// At this height above the structure's ground, metres.
    AtHeight(f64),
}

/// What is to be looked at.
#[derive(Clone, Copy, Debug)]
pub struct StructureRequest<'a> {
    /// The structure.
    pub structure: Structure<'a>,
    /// So far from its walls one flies, metres; never nearer, and at most 3 % farther.
    pub stand_off_m: f64,
    /// The lowest height flown, metres above the structure's ground.
    pub lowest_m: f64,
    /// The highest height flown, metres above the structure's ground.
    pub highest_m: f64,
    /// What is seen at once.
    pub view: View,
    /// Where one may be, at all these heights. The structure is kept off whether it is taken out of it or not.
    pub free: &'a FreeArea,
    /// It begins as near to this place as it can.
    pub start: Coord<f64>,
    /// How the aircraft speeds up between corners on level legs.
    pub ramp: SpeedRamp,
    /// How it climbs on legs that go straight up.
    pub climb: SpeedRamp,
    /// How it sinks on legs that go straight down.
    pub descent: SpeedRamp,
}

/// The stand-off is more by this at most, as a part of it.
pub(super) const FARTHER: f64 = 0.03;
/// Ways between keep this part of the stand-off at least.
const KEPT: f64 = 0.9;
/// An outline with more places is not planned.
const MOST_PLACES: usize = 500;
/// More legs are no one mission.
const MOST_LEGS: usize = 20_000;
/// A round structure has so many sides where it needs some.
const ROUND_SIDES: u32 = 128;

impl StructureRequest<'_> {
    /// All faults that the numbers and the outline have.
    pub(super) fn check(&self) -> Result<(), Vec<PatternFault>> {
        let mut checks = Checks::default();
        match self.structure {
            Structure::Round { center, radius_m } => {
                checks.places([center]);
                checks.within(Quantity::Radius, radius_m, 0.1..=1_000.0);
            }
            Structure::Outline(outline) => checks.outline(outline, MOST_PLACES),
        }
        checks.places([self.start]);
        checks.within(Quantity::StandOff, self.stand_off_m, 1.0..=500.0);
        checks.within(Quantity::Height, self.lowest_m, 0.0..=2_000.0);
        checks.within(Quantity::Height, self.highest_m, 0.0..=2_000.0);
        if self.lowest_m > self.highest_m {
            checks.fault(PatternFault::HeightsInverted {
                lowest_m: self.lowest_m,
                highest_m: self.highest_m,
            });
        }
        checks.within(Quantity::ViewWidth, self.view.width_m, 0.1..=2_000.0);
        checks.within(Quantity::ViewHeight, self.view.height_m, 0.1..=2_000.0);
        checks.within(Quantity::Overlap, self.view.overlap, 0.0..=0.95);
        checks.done()
    }

    /// A path may not have more legs than one mission.
    pub(super) fn check_legs(count: usize) -> Result<(), Vec<PatternFault>> {
        let mut checks = Checks::default();
        checks.at_most(count, MOST_LEGS);
        checks.done()
    }

    /// How many heights are flown: as few as each view needs to overlap the next one.
    pub(super) fn heights(&self) -> usize {
        let high_m = self.highest_m - self.lowest_m;
        let apart_m = self.view.height_m * (1.0 - self.view.overlap);
        ((high_m - 1e-6) / apart_m).ceil().max(0.0) as usize + 1
    }

    /// The heights flown, the lowest first, evenly.
    pub(super) fn heights_m(&self) -> Vec<f64> {
        let high_m = self.highest_m - self.lowest_m;
        let steps = (self.heights() - 1) as f64;
        let height_m = |step: usize| match step {
            0 => self.lowest_m,
            _ => self.lowest_m + high_m * step as f64 / steps,
        };
        (0..=steps as usize).map(height_m).collect()
    }

    /// The walls' outline, closed and counter-clockwise.
    pub(super) fn outline(&self) -> LineString<f64> {
        use geo::Winding;
        let mut outline = match self.structure {
            Structure::Round { center, radius_m } => circle(center, radius_m, ROUND_SIDES),
            Structure::Outline(outline) => outline.clone(),
        };
        outline.0.dedup();
        outline.close();
        outline.make_ccw_winding();
        outline
    }

    /// What ways between keep off, as an outline.
    pub(super) fn kept_off(&self) -> LineString<f64> {
        let kept_m = self.stand_off_m * KEPT;
        match self.structure {
            Structure::Round { center, radius_m } => circle(center, radius_m + kept_m, ROUND_SIDES),
            Structure::Outline(outline) => {
                let farther_m = kept_m * (1.0 + FARTHER);
                let rings = crate::pattern::rings(
                    outline,
                    crate::pattern::Side::Outside,
                    kept_m,
                    farther_m,
                );
                LineString(rings.into_iter().next().unwrap_or_default())
            }
        }
    }
}

/// A circle's corners, counter-clockwise, closed.
pub(super) fn circle(center: Coord<f64>, radius_m: f64, sides: u32) -> LineString<f64> {
    let corner = |corner: u32| {
        let angle = std::f64::consts::TAU * f64::from(corner % sides) / f64::from(sides);
        let (sin, cos) = angle.sin_cos();
        center + Coord { x: cos, y: sin } * radius_m
    };
    LineString((0..=sides).map(corner).collect())
}
