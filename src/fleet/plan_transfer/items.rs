//! Fences and rally points as items.

use crate::link::mav_cmd::{FRAME_GLOBAL, FRAME_GLOBAL_RELATIVE_ALT};
use crate::link::report::{Place, PlanItem, PlanKind};
use geofences::fence::FenceItem;

/// MAV_CMD_NAV_RALLY_POINT.
const NAV_RALLY_POINT: u16 = 5_100;

/// A place to go to in need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RallyPoint {
    /// Where.
    pub place: Place,
    /// Height above home, m: ArduPilot takes no other.
    pub above_home_m: f32,
}

/// A compiled fence as it is sent.
pub fn fence_items(fence: &[FenceItem]) -> Vec<PlanItem> {
    let item = |item: &FenceItem| {
        let vertex = item.vertex();
        PlanItem {
            params: [f32::from(item.vertex_count()), 0.0, 0.0, 0.0],
            x: vertex.latitude_e7,
            y: vertex.longitude_e7,
            ..bare(PlanKind::Fence, item.mav_cmd(), FRAME_GLOBAL)
        }
    };
    numbered(fence.iter().map(item))
}

/// Rally points as they are sent.
pub fn rally_items(points: &[RallyPoint]) -> Vec<PlanItem> {
    let item = |point: &RallyPoint| PlanItem {
        x: point.place.latitude_e7,
        y: point.place.longitude_e7,
        z: point.above_home_m,
        ..bare(PlanKind::Rally, NAV_RALLY_POINT, FRAME_GLOBAL_RELATIVE_ALT)
    };
    numbered(points.iter().map(item))
}

fn bare(kind: PlanKind, command: u16, frame: u8) -> PlanItem {
    PlanItem {
        kind,
        sequence: 0,
        frame,
        command,
        is_current: false,
        goes_on: false,
        params: [0.0; 4],
        x: 0,
        y: 0,
        z: 0.0,
    }
}

fn numbered(items: impl Iterator<Item = PlanItem>) -> Vec<PlanItem> {
    let numbered = (0..=u16::MAX).zip(items);
    numbered
        .map(|(sequence, item)| PlanItem { sequence, ..item })
        .collect()
}
