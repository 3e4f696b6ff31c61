//! The ids under which an endpoint sees vehicles: their own, and another one only where two have the same.

use crate::link::names::VehicleId;
use rustc_hash::FxHashMap;

/// Which vehicle has which id at an endpoint. What was given once stays.
#[derive(Debug)]
pub(super) struct Shown {
    ids: FxHashMap<VehicleId, Option<u8>>,
    vehicles: Box<[Option<VehicleId>; 256]>,
}

/// Ids that are given to vehicles that cannot have their own; 255 is every station's.
const GIVEN: std::ops::RangeInclusive<u8> = 1..=254;

impl Shown {
    /// Nobody is shown yet.
    pub(super) fn new() -> Self {
        Self {
            ids: FxHashMap::default(),
            vehicles: Box::new([None; 256]),
        }
    }

    /// The id of a vehicle, given to it where it has none; `None` where none was left. Ids that `is_taken` are
    /// of others than vehicles.
    #[inline]
    pub(super) fn id_of(
        &mut self,
        vehicle: VehicleId,
        is_taken: impl Fn(u8) -> bool,
    ) -> Option<u8> {
        if let Some(id) = self.ids.get(&vehicle) {
            return *id;
        }
        let is_free = |id: &u8| self.vehicle(*id).is_none() && !is_taken(*id);
        let own = Some(vehicle.system).filter(is_free);
        // From above, where fleets do not number their own.
        let id = own.or_else(|| GIVEN.rev().find(is_free));
        self.ids.insert(vehicle, id);
        if let Some(place) = id.and_then(|id| self.vehicles.get_mut(usize::from(id))) {
            *place = Some(vehicle);
        }
        id
    }

    /// The id that a vehicle has been given.
    pub(super) fn known_id_of(&self, vehicle: VehicleId) -> Option<u8> {
        self.ids.get(&vehicle).copied().flatten()
    }

    /// The vehicle that is shown under an id.
    pub(super) fn vehicle(&self, id: u8) -> Option<VehicleId> {
        self.vehicles.get(usize::from(id)).copied().flatten()
    }

    /// All that are shown.
    pub(super) fn vehicles(&self) -> impl Iterator<Item = VehicleId> + '_ {
        self.vehicles.iter().copied().flatten()
    }
}
