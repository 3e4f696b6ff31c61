//! A vehicle as it was seen last, for machines.

use super::{Names, date};
use crate::fleet::integrity::Level;
use crate::fleet::modes::Mode;
use crate::fleet::published::VehicleView;
use crate::fleet::vehicle::LifeState;
use crate::link::report::AutopilotKind;
use crate::moment::Ahead;
use serde_json::{Value, json};

/// A vehicle, with what it was in when its autopilot was heard last. Its moments are so far ahead of the clock of who
/// reads it.
pub fn vehicle_json(view: &VehicleView, names: &impl Names, ahead: Ahead) -> Value {
    let heartbeat = view.known.heartbeat.map(|it| it.value);
    json!({
        "group": names.group(view.id.group),
        "system": view.id.system,
        "life": view.life.map(life),
        "heard": view.heard.and_then(|at| date(ahead.to_system(at))),
        "autopilot": heartbeat.and_then(|it| it.autopilot).map(autopilot),
        "mode": heartbeat.map(|it| Mode::of(&it).name().en),
        "armed": view.known.is_armed(),
        "integrity": integrity(view.integrity.level()),
        "images": view.known.images,
    })
}

fn life(state: LifeState) -> &'static str {
    match state {
        LifeState::Discovered => "discovered",
        LifeState::Connected => "connected",
        LifeState::Stale => "stale",
        LifeState::Lost => "lost",
        LifeState::Back => "back",
    }
}

fn autopilot(kind: AutopilotKind) -> &'static str {
    match kind {
        AutopilotKind::ArduPilot => "ardupilot",
        AutopilotKind::Px4 => "px4",
        AutopilotKind::Other(_) => "other",
    }
}

fn integrity(level: Level) -> &'static str {
    match level {
        Level::Good => "good",
        Level::Degraded => "degraded",
        Level::Unknown => "unknown",
        Level::Lost => "lost",
    }
}
