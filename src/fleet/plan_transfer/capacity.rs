//! How many items a vehicle can hold.

use super::home;
use super::results::{NO_SPACE, Refusal};
use crate::link::report::{AutopilotKind, PlanKind};
use geofences::fence::{Autopilot, VertexBudget};

/// How many items each store of a vehicle holds, home not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacities([u16; 3]);

impl Capacities {
    /// What the usual boards of an autopilot hold.
    ///
    /// - ArduPilot, boards of 16 KB (own knowledge of `StorageManager.cpp`, layout for copter): the mission
    ///   has 2422 + 2132 + 6204 bytes, 4 of them a header, and 15 an item: 716 (the layouts of others hold
    ///   some more), one of them home; rally points 90 + 300 + 300 bytes, 15 a point: 46. Boards of 8 KB
    ///   hold about half, boards with a card more.
    /// - PX4 (own knowledge of `dataman.h`): `DM_KEY_WAYPOINTS_OFFBOARD_MAX` 2000, less on small boards;
    ///   `DM_KEY_SAFE_POINTS_MAX` 8 up to 1.14, the first of them being the count there.
    /// - Fences: [`VertexBudget::default_for`], which says why.
    /// - Another one is not known to hold anything.
    ///
    /// A vehicle that holds less says so: [`Self::learn`].
    pub fn default_for(autopilot: AutopilotKind) -> Self {
        let fence = |autopilot| {
            u16::try_from(VertexBudget::default_for(autopilot).total).unwrap_or(u16::MAX)
        };
        match autopilot {
            AutopilotKind::ArduPilot => Self([715, fence(Autopilot::ArduPilot), 46]),
            AutopilotKind::Px4 => Self([2_000, fence(Autopilot::Px4), 7]),
            AutopilotKind::Other(_) => Self([0; 3]),
        }
    }

    /// With what is known of this vehicle.
    #[must_use]
    pub fn with(mut self, kind: PlanKind, items: u16) -> Self {
        if let Some(slot) = self.0.get_mut(usize::from(kind.number())) {
            *slot = items;
        }
        self
    }

    /// How many items of a kind it holds.
    pub fn of(&self, kind: PlanKind) -> u16 {
        let slot = self.0.get(usize::from(kind.number()));
        slot.copied().unwrap_or(0)
    }

    /// What a refusal for want of space tells: what was asked for before it fits, or, where nothing was asked
    /// for, less than what was announced. Other refusals tell nothing.
    #[must_use]
    pub fn learn(self, autopilot: AutopilotKind, kind: PlanKind, refusal: &Refusal) -> Self {
        if refusal.result != NO_SPACE {
            return self;
        }
        let fits = refusal.item.unwrap_or(refusal.count.saturating_sub(1));
        let fits = fits.saturating_sub(home::added(autopilot, kind));
        self.with(kind, fits.min(self.of(kind)))
    }
}
