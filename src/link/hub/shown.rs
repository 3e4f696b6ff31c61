//! The ids under which an endpoint sees vehicles: their own, and another one only where two have the same.

use crate::link::names::VehicleId;
use rustc_hash::FxHashMap;

/// Which vehicle has which id at an endpoint. What was given once stays.
#[derive(Debug)]
pub(super) struct Shown {
    ids: FxHashMap<VehicleId, ShownAs>,
    vehicles: Box<[Option<VehicleId>; 256]>,
}

/// How an endpoint sees a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShownAs {
    /// Under this id.
    Id(u8),
    /// It may not see it.
    Hidden,
    /// No id was left.
    NoIdLeft,
}

/// Ids under which vehicles are shown; 255 is every station's, whoever says that it is a vehicle of that id.
const SHOWN: std::ops::RangeInclusive<u8> = 1..=254;
/// Those above are stations' by custom (MAVSDK's is 245): they are given away last, for a station whose id is a
/// vehicle's is not heard.
const LAST_OF_VEHICLES: u8 = 239;

impl Shown {
    /// Nobody is shown yet.
    pub(super) fn new() -> Self {
        Self {
            ids: FxHashMap::default(),
            vehicles: Box::new([None; 256]),
        }
    }

    /// How a vehicle is seen, decided when it `may` be seen for the first time. Ids that `is_taken` are of
    /// others than vehicles.
    #[inline]
    pub(super) fn of(
        &mut self,
        vehicle: VehicleId,
        may: impl Fn() -> bool,
        is_taken: impl Fn(u8) -> bool,
    ) -> ShownAs {
        if let Some(known) = self.ids.get(&vehicle) {
            return *known;
        }
        let shown = if may() {
            self.give(vehicle, is_taken)
        } else {
            ShownAs::Hidden
        };
        self.ids.insert(vehicle, shown);
        shown
    }

    fn give(&mut self, vehicle: VehicleId, is_taken: impl Fn(u8) -> bool) -> ShownAs {
        let is_free = |id: &u8| self.vehicle(*id).is_none() && !is_taken(*id);
        let own = Some(vehicle.system).filter(|id| SHOWN.contains(id) && is_free(id));
        // From above, where fleets do not number their own.
        let of_vehicles = (1..=LAST_OF_VEHICLES).rev();
        let mut given = of_vehicles.chain(LAST_OF_VEHICLES + 1..=*SHOWN.end());
        let Some(id) = own.or_else(|| given.find(is_free)) else {
            return ShownAs::NoIdLeft;
        };
        if let Some(place) = self.vehicles.get_mut(usize::from(id)) {
            *place = Some(vehicle);
        }
        ShownAs::Id(id)
    }

    /// The id that a vehicle has been given.
    pub(super) fn known_id_of(&self, vehicle: VehicleId) -> Option<u8> {
        match self.ids.get(&vehicle) {
            Some(ShownAs::Id(id)) => Some(*id),
            _ => None,
        }
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
