//! What is asked of ways home, and the answer.

use super::obstruction::{Blocked, Obstruction, Phase};
use super::return_rules::{Return, ReturnTarget, Targets};
use super::sweep::HeightLimits;
use geofences::{Bilingual, Position, TimeRange};

/// A leg as it is flown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlownLeg {
    /// Where it begins.
    pub from: Position,
    /// How high, metres AMSL.
    pub from_amsl_m: f64,
    /// Where it ends; the height changes evenly.
    pub until: Position,
    /// How high, metres AMSL.
    pub until_amsl_m: f64,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// The legs of the mission, in their order.
    pub legs: &'a [FlownLeg],
    /// Where a return can end.
    pub places: &'a Targets,
    /// How the autopilot returns.
    pub rules: Return,
    /// How high it has to be and may be.
    pub limits: HeightLimits,
    /// From the first moment of the mission to when the last return from it has landed: what the airspace
    /// forbids for a part of it is forbidden.
    pub window: TimeRange,
}

/// The answer for a whole mission.
#[derive(Clone, Debug, PartialEq)]
pub struct WaysHome {
    /// For each leg, in their order.
    pub legs: Vec<LegWays>,
}

/// The answer for one leg.
#[derive(Clone, Debug, PartialEq)]
pub struct LegWays {
    /// Which leg, from 0.
    pub leg: usize,
    /// Whether there is a legal way home from all of it.
    pub verdict: Verdict,
    /// The longest way home to each place that a return may go to; empty where one of them is not known.
    pub ways: Vec<WayHome>,
}

/// Whether all ways home from a leg are legal.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Yes, from every point.
    Legal,
    /// No.
    Illegal(Found),
    /// It cannot be told, and therefore no.
    Unknown(Found),
    /// It is so near to something that a metre decides, and therefore no.
    TooClose(Found),
}

/// Where on a leg, and what is in the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Where on the leg, 0 to 1, the return begins.
    pub fraction: f64,
    /// What is in the way of returns from there and from the ends of the leg.
    pub obstructions: Vec<Obstruction>,
}

/// A return in its parts, each no less than it may be from any point that it is told for, so that its
/// energy can be reckoned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WayHome {
    /// Where it ends.
    pub target: ReturnTarget,
    /// Metres straight up, or on the way across for a wing.
    pub climb_m: f64,
    /// Metres across.
    pub across_m: f64,
    /// How high at most, metres AMSL.
    pub height_amsl_m: f64,
    /// Metres down to the ground.
    pub descent_m: f64,
}

impl Found {
    /// Nothing of returns from a place can be judged.
    pub(super) fn not_judged(why: Bilingual, position: Position) -> Self {
        Self::at_start(Obstruction {
            what: Blocked::NotJudged(why),
            phase: Phase::Climb,
            position,
        })
    }

    /// One thing in the way from the start of a leg.
    pub(super) fn at_start(obstruction: Obstruction) -> Self {
        Self {
            fraction: 0.0,
            obstructions: vec![obstruction],
        }
    }
}

impl Verdict {
    /// Whether there is a legal way home.
    pub fn is_legal(&self) -> bool {
        matches!(self, Self::Legal)
    }

    /// What was found, where it is not legal.
    pub fn found(&self) -> Option<&Found> {
        match self {
            Self::Legal => None,
            Self::Illegal(found) | Self::Unknown(found) | Self::TooClose(found) => Some(found),
        }
    }
}

impl WaysHome {
    /// Whether there is a legal way home from every point of the mission; of no leg nothing is known.
    pub fn is_legal(&self) -> bool {
        !self.legs.is_empty() && self.legs.iter().all(|leg| leg.verdict.is_legal())
    }

    /// The legs without one.
    pub fn not_legal(&self) -> impl Iterator<Item = &LegWays> {
        self.legs.iter().filter(|leg| !leg.verdict.is_legal())
    }
}
