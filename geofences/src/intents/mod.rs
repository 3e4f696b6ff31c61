//! Operational intents: who means to be where and when, and who is in whose way.
//!
//! The words are those of ASTM F3548-21: an operational intent is a list of [`Volume4D`]s with a
//! state. All volumes stand in one R-tree of four dimensions.

mod affected;
mod conflicts;

use crate::Volume4D;
use chrono::{DateTime, Utc};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

pub use affected::AffectedIntent;
pub use conflicts::Conflict;

/// The identifier of an operational intent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct IntentId(Arc<str>);

impl IntentId {
    /// An identifier from any text.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(Arc::from(text.as_ref()))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IntentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The state of an operational intent (ASTM F3548-21, 4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentState {
    /// Planned, and free of conflicts that its rules forbid.
    Accepted,
    /// Being flown.
    Activated,
    /// Being flown outside its volumes, for the time being.
    Nonconforming,
    /// Being flown outside its volumes, and not coming back to them.
    Contingent,
}

/// Volumes that a flight means to stay in.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationalIntent {
    /// Identifier, unique among the intents.
    pub id: IntentId,
    /// Its state.
    pub state: IntentState,
    /// Its priority: a higher one goes first (ASTM F3548-21 `priority`).
    pub priority: i32,
    /// The volumes; one at least.
    pub volumes: Vec<Volume4D>,
}

/// An intent without volumes: it would be in nobody's way, wherever it flies.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the operational intent {0} has no volumes")]
pub struct NoVolumes(pub IntentId);

/// The four axes brought to comparable units, so that the tree's splits see all of them: a
/// volume of a patrol is some hundred metres wide, some tens of metres high and lasts minutes.
mod axis {
    /// A unit of the horizontal axes, degrees: about 100 m.
    pub const DEGREES: f64 = 0.001;
    /// A unit of height, metres.
    pub const METRES: f64 = 30.0;
    /// A unit of time, seconds.
    pub const SECONDS: f64 = 60.0;
}

type Box4 = AABB<[f64; 4]>;
type VolumeEntry = GeomWithData<Rectangle<[f64; 4]>, VolumeAt>;

/// Which volume of which intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct VolumeAt {
    slot: u32,
    volume: u32,
}

/// The operational intents of an airspace.
///
/// One owner changes it; questions take `&self`.
#[derive(Clone, Debug, Default)]
pub struct Intents {
    slots: Vec<Option<OperationalIntent>>,
    free: Vec<u32>,
    by_id: HashMap<IntentId, u32>,
    tree: RTree<VolumeEntry>,
}

impl Intents {
    /// Many intents at once; of those that share an identifier the last one counts.
    ///
    /// # Errors
    /// The first intent that has no volumes.
    pub fn new(intents: impl IntoIterator<Item = OperationalIntent>) -> Result<Self, NoVolumes> {
        let mut all = Self::default();
        for intent in intents {
            if intent.volumes.is_empty() {
                return Err(NoVolumes(intent.id));
            }
            match all.by_id.get(&intent.id) {
                Some(&slot) => all.slots[slot as usize] = Some(intent),
                None => {
                    all.by_id.insert(intent.id.clone(), all.slots.len() as u32);
                    all.slots.push(Some(intent));
                }
            }
        }
        let entries = all
            .slots
            .iter()
            .enumerate()
            .filter_map(|(slot, intent)| Some((slot as u32, intent.as_ref()?)))
            .flat_map(|(slot, intent)| entries(slot, intent))
            .collect();
        all.tree = RTree::bulk_load(entries);
        Ok(all)
    }

    /// How many intents there are.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The intent of that identifier.
    pub fn get(&self, id: &IntentId) -> Option<&OperationalIntent> {
        self.slots[*self.by_id.get(id)? as usize].as_ref()
    }

    /// All intents, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &OperationalIntent> {
        self.slots.iter().flatten()
    }

    /// Adds an intent, or puts it in the place of the one with its identifier, which is returned.
    /// Conflicts are not looked for: ask [`Self::conflicts_with`] first.
    ///
    /// # Errors
    /// The intent has no volumes.
    pub fn put(
        &mut self,
        intent: OperationalIntent,
    ) -> Result<Option<OperationalIntent>, NoVolumes> {
        if intent.volumes.is_empty() {
            return Err(NoVolumes(intent.id));
        }
        let before = self.withdraw(&intent.id);
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() as u32 - 1
        });
        for entry in entries(slot, &intent) {
            self.tree.insert(entry);
        }
        self.by_id.insert(intent.id.clone(), slot);
        self.slots[slot as usize] = Some(intent);
        Ok(before)
    }

    /// Takes an intent away and returns it.
    pub fn withdraw(&mut self, id: &IntentId) -> Option<OperationalIntent> {
        let slot = self.by_id.remove(id)?;
        let intent = self.slots[slot as usize].take()?;
        for entry in entries(slot, &intent) {
            self.tree.remove(&entry);
        }
        self.free.push(slot);
        Some(intent)
    }

    /// Takes away all intents whose last volume ended before `now`, and returns them.
    pub fn withdraw_past(&mut self, now: DateTime<Utc>) -> Vec<OperationalIntent> {
        let past: Vec<IntentId> = self
            .iter()
            .filter(|intent| intent.volumes.iter().all(|volume| volume.time_end() < now))
            .map(|intent| intent.id.clone())
            .collect();
        past.iter().filter_map(|id| self.withdraw(id)).collect()
    }

    /// The volumes whose boxes touch a box.
    fn volumes_in(
        &self,
        window: Box4,
    ) -> impl Iterator<Item = (VolumeAt, &OperationalIntent, &Volume4D)> {
        self.tree
            .locate_in_envelope_intersecting(window)
            .filter_map(|entry| {
                let at = entry.data;
                let intent = self.slots[at.slot as usize].as_ref()?;
                Some((at, intent, intent.volumes.get(at.volume as usize)?))
            })
    }
}

fn entries(slot: u32, intent: &OperationalIntent) -> impl Iterator<Item = VolumeEntry> + '_ {
    intent
        .volumes
        .iter()
        .enumerate()
        .map(move |(index, volume)| {
            let bounds = box_of(volume);
            GeomWithData::new(
                Rectangle::from_corners(bounds.lower(), bounds.upper()),
                VolumeAt {
                    slot,
                    volume: index as u32,
                },
            )
        })
}

fn box_of(volume: &Volume4D) -> Box4 {
    let (low, high) = (volume.bounds().min(), volume.bounds().max());
    AABB::from_corners(
        [
            low.x / axis::DEGREES,
            low.y / axis::DEGREES,
            volume.altitude_lower_wgs84_m() / axis::METRES,
            time_axis(volume.time_start()),
        ],
        [
            high.x / axis::DEGREES,
            high.y / axis::DEGREES,
            volume.altitude_upper_wgs84_m() / axis::METRES,
            time_axis(volume.time_end()),
        ],
    )
}

fn time_axis(time: DateTime<Utc>) -> f64 {
    time.timestamp_millis() as f64 / 1000.0 / axis::SECONDS
}

#[cfg(test)]
mod tests;
