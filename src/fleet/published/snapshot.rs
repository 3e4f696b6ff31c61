//! The fleet at a moment.

use crate::fleet::desk::DeskView;
use crate::fleet::integrity::PositionIntegrity;
use crate::fleet::vehicle::{Known, LifeState, Shed, Vehicle};
use crate::link::names::{Origin, VehicleId};
use crate::moment::Moment;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::sync::Arc;

/// A vehicle as readers see it.
#[derive(Clone, Debug, PartialEq)]
pub struct VehicleView {
    /// Its name inside.
    pub id: VehicleId,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it may be commanded at all.
    pub is_commandable: bool,
    /// How its life stands; `None` before its autopilot was heard.
    pub life: Option<LifeState>,
    /// When its autopilot's heartbeat was heard last.
    pub heard: Option<Moment>,
    /// How well it knows where it is.
    pub integrity: PositionIntegrity,
    /// What was not taken of what it said.
    pub shed: Shed,
    /// What is known of it.
    pub known: Known,
    /// What is said to it, and by whom.
    pub desk: Arc<DeskView>,
}

impl VehicleView {
    /// A vehicle as it is now, and what is said to it.
    pub fn new(vehicle: &Vehicle, desk: Arc<DeskView>) -> Self {
        Self {
            id: vehicle.id(),
            origin: vehicle.origin(),
            is_commandable: vehicle.is_commandable(),
            life: vehicle.life(),
            heard: vehicle.heard(),
            integrity: vehicle.integrity(),
            shed: vehicle.shed(),
            known: vehicle.known().clone(),
            desk,
        }
    }
}

/// So many vehicles share a part of the snapshot: parts in which nothing changed are shared with the one
/// before.
pub(super) const PART: usize = 64;

/// A vehicle's place; `None` where one was removed.
pub(super) type Slot = Option<Arc<VehicleView>>;

/// Vehicles of a part, with the version in which each changed last.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub slots: Vec<Slot>,
    pub changed_in: Vec<u64>,
    /// The newest of `changed_in`.
    pub newest: u64,
}

/// What vehicles were removed in which version, the newest last.
#[derive(Clone, Debug, Default)]
pub(super) struct Gone {
    pub list: VecDeque<(u64, VehicleId)>,
    /// Versions up to this one are no longer in the list.
    pub forgotten: u64,
}

/// All vehicles at a moment.
#[derive(Clone, Debug, Default)]
pub struct FleetSnapshot {
    pub(super) version: u64,
    pub(super) at: Moment,
    pub(super) parts: Vec<Arc<Part>>,
    pub(super) places: Arc<FxHashMap<VehicleId, usize>>,
    pub(super) gone: Arc<Gone>,
}

/// What changed since a version.
#[derive(Clone, Debug)]
pub enum Changes {
    /// These vehicles are not as they were; each as it is now, whatever it was in between.
    Some {
        /// Those that changed, or are new.
        vehicles: Vec<Arc<VehicleView>>,
        /// Those that are there no more.
        gone: Vec<VehicleId>,
        /// How many versions lie between, and were not seen.
        skipped: u64,
    },
    /// Too much was missed to tell what changed (or the version is none of this run): take all.
    TakeAll {
        /// How many versions were missed.
        missed: u64,
    },
}

impl FleetSnapshot {
    /// Counts up by one with each snapshot; 0 is the empty one before the first.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// When it was taken.
    pub fn at(&self) -> Moment {
        self.at
    }

    /// How many vehicles there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// A vehicle.
    pub fn vehicle(&self, id: VehicleId) -> Option<&Arc<VehicleView>> {
        let place = *self.places.get(&id)?;
        let part = self.parts.get(place / PART)?;
        part.slots.get(place % PART)?.as_ref()
    }

    /// All vehicles, in the order in which they came.
    pub fn vehicles(&self) -> impl Iterator<Item = &Arc<VehicleView>> {
        let slots = self.parts.iter().flat_map(|part| &part.slots);
        slots.flatten()
    }

    /// What changed since a version, as of this snapshot.
    pub fn changes_since(&self, version: u64) -> Changes {
        let Some(behind) = self.version.checked_sub(version) else {
            return Changes::TakeAll {
                missed: self.version,
            };
        };
        if version < self.gone.forgotten {
            return Changes::TakeAll { missed: behind };
        }
        let mut vehicles = Vec::new();
        for part in self.parts.iter().filter(|part| part.newest > version) {
            let slots = part.slots.iter().zip(&part.changed_in);
            let changed = slots.filter(|(_, changed_in)| **changed_in > version);
            vehicles.extend(changed.filter_map(|(slot, _)| slot.clone()));
        }
        let newest_first = self.gone.list.iter().rev();
        let gone = newest_first
            .take_while(|(then, _)| *then > version)
            .map(|(_, id)| *id)
            .filter(|id| !self.places.contains_key(id))
            .collect();
        Changes::Some {
            vehicles,
            gone,
            skipped: behind.saturating_sub(1),
        }
    }
}
