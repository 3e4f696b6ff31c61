//! What a judgement is told beside the place: the earth, the margins, the approvals.

use crate::{Geoid, Terrain, TimeRange, ZoneId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// How far from rules and obstacles an aircraft has to stay, metres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Margins {
    /// Sideways, from every border.
    pub horizontal_m: f64,
    /// Up and down, from every limit.
    pub vertical_m: f64,
    /// Sideways, from obstacles.
    pub obstacle_horizontal_m: f64,
    /// Above obstacles.
    pub obstacle_vertical_m: f64,
}

impl Margins {
    /// No margin: the bare place. For questions about the airspace, not about aircraft.
    pub const NONE: Self = Self {
        horizontal_m: 0.0,
        vertical_m: 0.0,
        obstacle_horizontal_m: 0.0,
        obstacle_vertical_m: 0.0,
    };

    /// The largest margin that is judged with, metres: within it distances in a plane hold.
    pub const LARGEST_M: f64 = 10_000.0;

    /// Whether all are from 0 to [`Self::LARGEST_M`]; a judgement with others is `Unknown`.
    pub fn are_sound(&self) -> bool {
        [
            self.horizontal_m,
            self.vertical_m,
            self.obstacle_horizontal_m,
            self.obstacle_vertical_m,
        ]
        .iter()
        .all(|margin| (0.0..=Self::LARGEST_M).contains(margin))
    }
}

/// An approval that an authority gave for a zone.
///
/// It lifts the zone's need for authorization while it is valid. It never permits by itself:
/// airspace that an approval opens is published as a permitted zone with its times.
#[derive(Clone, Debug, PartialEq)]
pub struct Approval {
    /// The zone it is for.
    pub zone: ZoneId,
    /// The authority's number of it.
    pub number: String,
    /// When it is valid.
    pub valid: TimeRange,
}

/// The approvals held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Approvals(HashMap<ZoneId, Vec<Approval>>);

impl Approvals {
    /// None.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether one approval for the zone is valid for the whole of `window`.
    pub fn hold_through(&self, zone: &ZoneId, window: TimeRange) -> bool {
        self.for_zone(zone).iter().any(|approval| {
            approval.valid.from <= window.from && window.until <= approval.valid.until
        })
    }

    /// Those held for a zone.
    pub fn for_zone(&self, zone: &ZoneId) -> &[Approval] {
        self.0.get(zone).map_or(&[], Vec::as_slice)
    }
}

impl FromIterator<Approval> for Approvals {
    fn from_iter<I: IntoIterator<Item = Approval>>(approvals: I) -> Self {
        let mut held = Self::default();
        for approval in approvals {
            held.0
                .entry(approval.zone.clone())
                .or_default()
                .push(approval);
        }
        held
    }
}

/// The height of the place an aircraft took off from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HomeHeight {
    /// Metres AMSL.
    pub amsl_m: f64,
    /// The true height lies within ± this, metres.
    pub uncertainty_m: f64,
}

/// All that a judgement needs beside the place, the height and the time.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The ground.
    pub terrain: &'a dyn Terrain,
    /// The geoid.
    pub geoid: &'a dyn Geoid,
    /// The margins.
    pub margins: Margins,
    /// The approvals held.
    pub approvals: &'a Approvals,
    /// The home, for heights above home.
    pub home: Option<HomeHeight>,
}
