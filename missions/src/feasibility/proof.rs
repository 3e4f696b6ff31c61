//! What proves that a flight can and may be flown.

use super::hindrance::Hindrance;
use super::sensing::Sensing;
use super::timeline::{PieceKind, Place};
use crate::applications::Required;
use crate::energy::{Balance, Budget};
use crate::ways_home::ReturnTarget;
use chrono::{DateTime, Utc};
use geo::{Distance, Geodesic, Point};
use geofences::fence::CompiledFence;
use geofences::{Bilingual, Decision, ZoneId};

/// Whether a mission may and can be flown, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Feasibility {
    /// All that is in the way; nothing where it may and can be flown.
    pub hindrances: Vec<Hindrance>,
    /// What proves it, piece by piece of the timeline.
    pub legs: Vec<LegProof>,
    /// When it takes off.
    pub departure: DateTime<Utc>,
    /// When it has landed; `None` where that cannot be told.
    pub landing: Option<DateTime<Utc>>,
    /// What has to be applied for and reported; `None` where its times cannot be told.
    pub required: Option<Required>,
    /// The battery; `None` where its figures do not say.
    pub energy: Option<EnergyProof>,
    /// The fence that the aircraft itself holds; `None` where it holds none.
    pub fence: Option<FenceProof>,
}

impl Feasibility {
    /// Whether it may and can be flown.
    pub fn is_feasible(&self) -> bool {
        self.hindrances.is_empty()
    }

    /// How far it is flown, metres over ground.
    pub fn length_m(&self) -> f64 {
        let length = |leg: &LegProof| {
            let ends = (leg.from.position.coord(), leg.until.position.coord());
            Geodesic.distance(Point(ends.0), Point(ends.1))
        };
        self.legs.iter().map(length).sum()
    }
}

/// What was found of one piece of a flight.
#[derive(Clone, Debug, PartialEq)]
pub struct LegProof {
    /// The step of the mission.
    pub step: usize,
    /// What it is.
    pub kind: PieceKind,
    /// Where it begins.
    pub from: Place,
    /// Where it ends.
    pub until: Place,
    /// When it begins and ends, s after take-off.
    pub seconds: (f64, f64),
    /// The least and the most that it is above the ground, the ground's uncertainty taken off and added, metres.
    pub above_ground_m: Option<(f64, f64)>,
    /// Zones and obstacles that apply.
    pub zones: Vec<ZoneOnLeg>,
    /// How the battery stands at its end.
    pub balance: Option<Balance>,
    /// The way home that takes most, from anywhere on it.
    pub way_home: Option<WayHomeProof>,
    /// What the camera does.
    pub sensing: Sensing,
}

/// A zone or an obstacle that applies to a piece of a flight.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneOnLeg {
    /// Which.
    pub id: ZoneId,
    /// What it means for the flight.
    pub decision: Decision,
    /// In words.
    pub what: Bilingual,
}

/// A way home.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WayHomeProof {
    /// Where it ends.
    pub target: ReturnTarget,
    /// What it takes, Wh.
    pub energy_wh: f64,
    /// How long it takes, s.
    pub seconds: f64,
    /// What is left at its end of what may be flown on, Wh.
    pub left_wh: f64,
}

/// The battery on a flight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EnergyProof {
    /// What there is.
    pub budget: Budget,
    /// At the landing.
    pub at_landing: Balance,
    /// The least that is left at the end of any way home, Wh; the reserve is part of it.
    pub least_left_wh: f64,
}

/// The fence of a flight.
#[derive(Clone, Debug, PartialEq)]
pub struct FenceProof {
    /// The fence, with what it does not hold and the controller therefore must.
    pub fence: CompiledFence,
    /// The obstacles that it does not hold either, since the flight comes near to them on purpose.
    pub near: Vec<ZoneId>,
}
