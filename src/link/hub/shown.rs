//! The ids under which an endpoint sees vehicles: their own, and another one only where two have the same.

use crate::link::names::VehicleId;
use crate::moment::Moment;
use rustc_hash::FxHashMap;
use std::time::Duration;

/// Which vehicle has which id at an endpoint. What was given once stays, until no other is left and the
/// vehicle has been gone for long.
#[derive(Debug)]
pub(super) struct Shown {
    ids: FxHashMap<VehicleId, ShownAs>,
    vehicles: Box<[Option<VehicleId>; 256]>,
    /// When an id is looked for, after none was left.
    next_look: Moment,
}

/// Who has ids, as others know.
pub(super) trait Claims {
    /// Whether the endpoint may see a vehicle.
    fn may_see(&self, vehicle: VehicleId) -> bool;

    /// Whether an id is that of somebody else than a vehicle.
    fn is_taken(&self, id: u8) -> bool;

    /// When a vehicle was heard last; `None` where somebody holds it, so that nobody else may get its id.
    fn free_since(&self, vehicle: VehicleId) -> Option<Moment>;
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
/// Where no id is left, one is looked for again after this.
const LOOK: Duration = Duration::from_secs(1);
/// The id of a vehicle that was silent for so long may be given to another one: nobody takes that for the
/// first any more.
const GONE: Duration = Duration::from_secs(3_600);

impl Shown {
    /// Nobody is shown yet.
    pub(super) fn new() -> Self {
        Self {
            ids: FxHashMap::default(),
            vehicles: Box::new([None; 256]),
            next_look: Moment::default(),
        }
    }

    /// How a vehicle is seen, decided when it may be seen for the first time; where no id was left, once
    /// there is one.
    #[inline]
    pub(super) fn of(&mut self, vehicle: VehicleId, claims: &impl Claims, now: Moment) -> ShownAs {
        let known = self.ids.get(&vehicle).copied();
        match known {
            Some(ShownAs::NoIdLeft) if now >= self.next_look => self.decide(vehicle, claims, now),
            Some(known) => known,
            None => self.decide(vehicle, claims, now),
        }
    }

    fn decide(&mut self, vehicle: VehicleId, claims: &impl Claims, now: Moment) -> ShownAs {
        let shown = if !claims.may_see(vehicle) {
            ShownAs::Hidden
        } else if now < self.next_look {
            ShownAs::NoIdLeft
        } else {
            self.give(vehicle, claims, now)
        };
        if shown == ShownAs::NoIdLeft && now >= self.next_look {
            self.next_look = now + LOOK;
        }
        self.ids.insert(vehicle, shown);
        shown
    }

    fn give(&mut self, vehicle: VehicleId, claims: &impl Claims, now: Moment) -> ShownAs {
        let is_free = |id: &u8| self.vehicle(*id).is_none() && !claims.is_taken(*id);
        let own = Some(vehicle.system).filter(|id| SHOWN.contains(id) && is_free(id));
        // From above, where fleets do not number their own.
        let of_vehicles = (1..=LAST_OF_VEHICLES).rev();
        let mut given = of_vehicles.chain(LAST_OF_VEHICLES + 1..=*SHOWN.end());
        let free = own.or_else(|| given.find(is_free));
        let Some(id) = free.or_else(|| self.take_back(vehicle.system, claims, now)) else {
            return ShownAs::NoIdLeft;
        };
        if let Some(place) = self.vehicles.get_mut(usize::from(id)) {
            *place = Some(vehicle);
        }
        ShownAs::Id(id)
    }

    /// Takes the id of a vehicle that has been gone for long: of one that had the wanted one, else of that
    /// which has been gone for longest.
    fn take_back(&mut self, wanted: u8, claims: &impl Claims, now: Moment) -> Option<u8> {
        let gone = SHOWN.filter_map(|id| {
            let since = claims.free_since(self.vehicle(id)?)?;
            (now.since(since) >= GONE && !claims.is_taken(id)).then_some((id != wanted, since, id))
        });
        let (_, _, id) = gone.min()?;
        let before = self.vehicles.get_mut(usize::from(id))?.take()?;
        self.ids.remove(&before);
        Some(id)
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
