//! What a vehicle has on board.

use super::Item;
use crate::autopilot::telling::PlainCrc32;
use mavlink::dialects::ardupilotmega::{MavCmd, MavMissionType};

/// Which store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What to fly.
    Mission,
    /// Where to stay.
    Fence,
    /// Where to go when in need.
    Rally,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mission, Self::Fence, Self::Rally];

    /// The one that a message names; `None` for all of them at once.
    pub fn of(mission_type: MavMissionType) -> Option<Self> {
        match mission_type {
            MavMissionType::MAV_MISSION_TYPE_MISSION => Some(Self::Mission),
            MavMissionType::MAV_MISSION_TYPE_FENCE => Some(Self::Fence),
            MavMissionType::MAV_MISSION_TYPE_RALLY => Some(Self::Rally),
            MavMissionType::MAV_MISSION_TYPE_ALL => None,
        }
    }

    /// As messages name it.
    pub fn mission_type(self) -> MavMissionType {
        match self {
            Self::Mission => MavMissionType::MAV_MISSION_TYPE_MISSION,
            Self::Fence => MavMissionType::MAV_MISSION_TYPE_FENCE,
            Self::Rally => MavMissionType::MAV_MISSION_TYPE_RALLY,
        }
    }
}

/// One store.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Store {
    items: Vec<Item>,
    opaque_id: u32,
    /// What is flown instead, by a vehicle that lies.
    flown: Option<Vec<Item>>,
}

impl Store {
    /// The items.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The items that are flown: those that are told, unless the vehicle lies.
    pub fn flown_items(&self) -> &[Item] {
        self.flown.as_ref().unwrap_or(&self.items)
    }

    /// From now on another plan is flown than is told, until a new one comes: each second waypoint is
    /// left out, its number flown at the place of the one before, so that everything told still agrees.
    pub fn lie(&mut self) {
        let is_waypoint = |item: &Item| {
            matches!(
                item.command,
                MavCmd::MAV_CMD_NAV_WAYPOINT | MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT
            )
        };
        let mut flown = self.items.clone();
        let mut before: Option<Item> = None;
        // The first item is home, or how it begins.
        for item in flown.iter_mut().skip(1).filter(|item| is_waypoint(item)) {
            before = match before {
                Some(before) => {
                    (item.x, item.y, item.z) = (before.x, before.y, before.z);
                    None
                }
                None => Some(*item),
            };
        }
        self.flown = Some(flown);
    }

    /// The plan that is told is flown again.
    pub fn stop_lying(&mut self) {
        self.flown = None;
    }

    /// What tells this plan from every other; 0 for none.
    pub fn opaque_id(&self) -> u32 {
        self.opaque_id
    }

    /// Puts a whole plan in the place of what was there.
    pub fn replace(&mut self, items: Vec<Item>) {
        self.items = items;
        self.refresh_id();
    }

    /// Puts one item in, at the end or in the place of another, as a vehicle does that stores items
    /// while they come.
    pub fn put(&mut self, index: usize, item: Item) {
        match self.items.get_mut(index) {
            Some(slot) => *slot = item,
            None => self.items.push(item),
        }
        self.refresh_id();
    }

    /// Keeps the first `count` items.
    pub fn truncate(&mut self, count: usize) {
        self.items.truncate(count);
        self.refresh_id();
    }

    fn refresh_id(&mut self) {
        self.flown = None;
        let mut crc = PlainCrc32::new();
        for item in &self.items {
            crc.take(&[item.frame as u8]);
            crc.take(&(item.command as u16).to_le_bytes());
            crc.take(&[u8::from(item.autocontinue)]);
            for param in item.params {
                crc.take(&param.to_le_bytes());
            }
            crc.take(&item.x.to_le_bytes());
            crc.take(&item.y.to_le_bytes());
            crc.take(&item.z.to_le_bytes());
        }
        self.opaque_id = if self.items.is_empty() {
            0
        } else {
            crc.sum().max(1)
        };
    }
}

/// The three stores.
#[derive(Clone, Debug, Default)]
pub struct Stores([Store; 3]);

impl Stores {
    /// One of them.
    pub fn get(&self, kind: Kind) -> &Store {
        &self.0[kind as usize]
    }

    /// One of them, to change it.
    pub fn get_mut(&mut self, kind: Kind) -> &mut Store {
        &mut self.0[kind as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autopilot::missions::{Patrol, PatrolShape};
    use crate::place::Place;
    use mavlink::dialects::ardupilotmega::MavFrame;

    #[test]
    fn the_recorded_mission_has_the_recorded_id() {
        let item = |command, x, y, z, radius| Item {
            frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
            command,
            autocontinue: true,
            params: [0.0, radius, 0.0, f32::NAN],
            x,
            y,
            z,
        };
        let (takeoff, waypoint) = (MavCmd::MAV_CMD_NAV_TAKEOFF, MavCmd::MAV_CMD_NAV_WAYPOINT);
        let mut store = Store::default();
        store.replace(vec![
            item(takeoff, 360_671_000, 1_203_826_000, 20.0, 0.0),
            item(waypoint, 360_676_000, 1_203_826_000, 20.0, 1.0),
            item(waypoint, 360_676_000, 1_203_832_000, 25.0, 1.0),
            item(
                MavCmd::MAV_CMD_NAV_LAND,
                360_671_000,
                1_203_826_000,
                0.0,
                0.0,
            ),
        ]);
        assert_eq!(store.opaque_id(), 0xA4CF_855D);
        store.replace(Vec::new());
        assert_eq!(store.opaque_id(), 0);
    }

    #[test]
    fn a_vehicle_that_lies_tells_the_plan_it_was_given_and_flies_fewer_places() {
        let patrol = Patrol {
            shape: PatrolShape::Box,
            radius_m: 100.0,
            height_m: 50.0,
            speed_mps: 8.0,
        };
        let mut store = Store::default();
        store.replace(patrol.items(Place::new(36.0, 120.0, 20.0), false));
        let (told, id) = (store.items().to_vec(), store.opaque_id());
        store.lie();
        assert_eq!((store.items(), store.opaque_id()), (told.as_slice(), id));
        let flown = store.flown_items();
        assert_eq!(flown.len(), told.len());
        let places = |items: &[Item]| {
            let waypoints = items
                .iter()
                .filter(|it| it.command == MavCmd::MAV_CMD_NAV_WAYPOINT);
            let places: std::collections::BTreeSet<_> = waypoints.map(|it| (it.x, it.y)).collect();
            places.len()
        };
        assert_eq!((places(&told), places(flown)), (4, 2));
        store.replace(told.clone());
        assert_eq!(store.flown_items(), told);
    }
}
