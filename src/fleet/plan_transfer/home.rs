//! Home in a mission: ArduPilot keeps it as item 0, and counts it. Inside, missions have no home; here it
//! comes and goes.

use crate::link::mav_cmd;
use crate::link::report::{AutopilotKind, PlanItem, PlanKind};

/// MAV_CMD_DO_JUMP: param1 is the number of an item.
pub(super) const DO_JUMP: u16 = 177;

/// Whether a vehicle's item 0 is home.
fn begins_with_home(autopilot: AutopilotKind, kind: PlanKind) -> bool {
    autopilot == AutopilotKind::ArduPilot && kind == PlanKind::Mission
}

/// How many items a vehicle adds to a plan.
pub(super) fn added(autopilot: AutopilotKind, kind: PlanKind) -> u16 {
    u16::from(begins_with_home(autopilot, kind))
}

/// An item's number as the vehicle counts (in MISSION_CURRENT, MISSION_ITEM_REACHED and
/// DO_SET_MISSION_CURRENT too) from its place in the mission without home.
pub fn to_vehicle_sequence(autopilot: AutopilotKind, index: u16) -> u16 {
    index.saturating_add(added(autopilot, PlanKind::Mission))
}

/// The place in the mission without home of what a vehicle calls item `sequence`; `None` for home.
pub fn from_vehicle_sequence(autopilot: AutopilotKind, sequence: u16) -> Option<u16> {
    sequence.checked_sub(added(autopilot, PlanKind::Mission))
}

/// A plan as it is sent: numbered, with home before it where the vehicle wants that, and jumps counted so.
pub(super) fn for_vehicle(
    autopilot: AutopilotKind,
    kind: PlanKind,
    items: &[PlanItem],
) -> Vec<PlanItem> {
    let shift = if items.is_empty() {
        0
    } else {
        added(autopilot, kind)
    };
    let home = (shift > 0).then(|| home_for(items));
    let shifted = items.iter().map(|item| shifted(*item, f32::from(shift)));
    let mut all: Vec<PlanItem> = home.into_iter().chain(shifted).collect();
    number(kind, &mut all);
    all
}

/// A plan as it was read, without home.
pub(super) fn from_vehicle(
    autopilot: AutopilotKind,
    kind: PlanKind,
    items: &[PlanItem],
) -> Vec<PlanItem> {
    let shift = added(autopilot, kind);
    let without_home = items.iter().skip(usize::from(shift));
    let mut all: Vec<PlanItem> = without_home
        .map(|item| shifted(*item, -f32::from(shift)))
        .collect();
    number(kind, &mut all);
    all
}

fn number(kind: PlanKind, items: &mut [PlanItem]) {
    for (sequence, item) in (0..=u16::MAX).zip(items) {
        item.kind = kind;
        item.sequence = sequence;
    }
}

fn shifted(mut item: PlanItem, by: f32) -> PlanItem {
    if item.kind == PlanKind::Mission && item.command == DO_JUMP {
        item.params[0] += by;
    }
    item
}

/// The vehicle takes its own home instead, but wants a sound place: that of the first item that has one.
fn home_for(items: &[PlanItem]) -> PlanItem {
    let has_place =
        |item: &&PlanItem| item.frame != mav_cmd::FRAME_MISSION && (item.x, item.y) != (0, 0);
    let (x, y) = items
        .iter()
        .find(has_place)
        .map_or((0, 0), |item| (item.x, item.y));
    PlanItem {
        kind: PlanKind::Mission,
        sequence: 0,
        frame: mav_cmd::FRAME_GLOBAL,
        command: mav_cmd::NAV_WAYPOINT,
        is_current: false,
        goes_on: true,
        params: [0.0; 4],
        x,
        y,
        z: 0.0,
    }
}
