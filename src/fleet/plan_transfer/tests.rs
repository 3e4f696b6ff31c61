#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod bad_lines;
mod captures;
mod comparing;
mod every_step;
mod line;
pub mod peer;
mod downloads;
mod lost_links;
mod refusals;
mod uploads;
mod world;

use super::*;
use crate::link::mav_cmd;
use crate::link::report::{AutopilotKind, ComponentKind, MissionRequest};
use peer::Habits;

/// The moment at which every test begins.
const BEGIN: Moment = Moment::from_us(1_700_000_000_000_000);

const MISSION: PlanKind = PlanKind::Mission;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn partner(habits: Habits) -> TransferPartner {
    let autopilot = match habits {
        Habits::ArduPilot => AutopilotKind::ArduPilot,
        Habits::Px4 => AutopilotKind::Px4,
    };
    TransferPartner {
        autopilot,
        component: ComponentKind::Rotorcraft,
        takes_int: true,
        round_trip: None,
        capacities: Capacities::default_for(autopilot),
    }
}

fn waypoint(number: i32) -> PlanItem {
    PlanItem {
        kind: PlanKind::Mission,
        sequence: 0,
        frame: mav_cmd::FRAME_GLOBAL_RELATIVE_ALT_INT,
        command: mav_cmd::NAV_WAYPOINT,
        is_current: false,
        goes_on: true,
        params: [2.0, 0.0, 0.0, f32::NAN],
        x: 360_671_000 + 1_000 * number,
        y: 1_203_826_000,
        z: 30.0 + number as f32,
    }
}

/// A plan of so many items; those of another `variant` are elsewhere.
fn plan(kind: PlanKind, count: usize, variant: i32) -> Vec<PlanItem> {
    let (command, frame, first) = match kind {
        PlanKind::Mission => (16, mav_cmd::FRAME_GLOBAL_RELATIVE_ALT_INT, 2.0),
        PlanKind::Fence => (5_001, mav_cmd::FRAME_GLOBAL, count as f32),
        PlanKind::Rally => (5_100, mav_cmd::FRAME_GLOBAL_RELATIVE_ALT_INT, 0.0),
    };
    let item = |number: i32| PlanItem {
        kind,
        command,
        frame,
        params: [first, 0.0, 0.0, 0.0],
        y: 1_203_826_000 + variant,
        z: if kind == PlanKind::Fence { 0.0 } else { 30.0 },
        ..waypoint(number)
    };
    (0..count as i32).map(item).collect()
}

fn asks(sequence: u16, is_legacy: bool) -> Report {
    Report::MissionRequest(MissionRequest {
        kind: MISSION,
        sequence,
        is_legacy,
    })
}

/// A transfer with PX4 that has said its first word.
fn begun(count: usize) -> (PlanTransfer, Vec<Say>) {
    let mut out = Vec::new();
    let partner = partner(Habits::Px4);
    let items = plan(MISSION, count, 0);
    let transfer = PlanTransfer::upload(BEGIN, partner, MISSION, items, &mut out);
    (transfer, out)
}

fn stage(transfer: &PlanTransfer) -> Option<Stage> {
    match transfer.state() {
        TransferState::Running(progress) => Some(progress.stage),
        TransferState::Ended(_) => None,
    }
}
