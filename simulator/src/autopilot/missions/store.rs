//! What a vehicle has on board.

use super::Item;
use mavlink::dialects::ardupilotmega::MavMissionType;

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
}

impl Store {
    /// The items.
    pub fn items(&self) -> &[Item] {
        &self.items
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
        // FNV-1a over what the items say: equal plans have equal ids, and 0 is left for none.
        let mut hash = 0x811c_9dc5_u32;
        let mut take = |bytes: &[u8]| {
            for byte in bytes {
                hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
            }
        };
        for item in &self.items {
            take(&(item.command as u32).to_le_bytes());
            take(&[item.frame as u8, u8::from(item.autocontinue)]);
            for param in item.params {
                take(&param.to_le_bytes());
            }
            take(&item.x.to_le_bytes());
            take(&item.y.to_le_bytes());
            take(&item.z.to_le_bytes());
        }
        self.opaque_id = if self.items.is_empty() {
            0
        } else {
            hash.max(1)
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
