//! Which intents a new one would be in conflict with.

use super::{IntentId, Intents, OperationalIntent, box_of};
use crate::{CircleSide, Volume4D};
use geo::{Intersects, MultiPolygon};

/// Two volumes of two intents that have a place, a height and a moment in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The other intent.
    pub with: IntentId,
    /// The priority of the other intent.
    pub priority: i32,
    /// Which volume of the intent that was asked about, from 0.
    pub own_volume: usize,
    /// Which volume of the other intent, from 0.
    pub other_volume: usize,
}

impl Intents {
    /// Every pair of volumes in which the intent meets another one; its own identifier is left
    /// out, so that a change can be asked about before it is made. Volumes that touch meet: all
    /// limits belong to a volume. Sorted by own volume, then by identifier.
    pub fn conflicts_with(&self, intent: &OperationalIntent) -> Vec<Conflict> {
        let mut conflicts = Vec::new();
        for (own_volume, own) in intent.volumes.iter().enumerate() {
            let mut own_outline = None;
            for (at, other, volume) in self.volumes_in(box_of(own)) {
                if other.id == intent.id || !meet_in_height_and_time(own, volume) {
                    continue;
                }
                let own_outline = own_outline.get_or_insert_with(|| outline(own));
                if own_outline.intersects(&outline(volume)) {
                    conflicts.push(Conflict {
                        with: other.id.clone(),
                        priority: other.priority,
                        own_volume,
                        other_volume: at.volume as usize,
                    });
                }
            }
        }
        conflicts.sort_by(|a, b| {
            (a.own_volume, &a.with, a.other_volume).cmp(&(b.own_volume, &b.with, b.other_volume))
        });
        conflicts
    }
}

/// Exactly, where the tree's boxes are rounded.
fn meet_in_height_and_time(a: &Volume4D, b: &Volume4D) -> bool {
    a.altitude_lower_wgs84_m() <= b.altitude_upper_wgs84_m()
        && b.altitude_lower_wgs84_m() <= a.altitude_upper_wgs84_m()
        && a.time_start() <= b.time_end()
        && b.time_start() <= a.time_end()
}

fn outline(volume: &Volume4D) -> MultiPolygon<f64> {
    volume.footprint().to_polygons(CircleSide::Circumscribed)
}
