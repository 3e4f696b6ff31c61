//! The modes that scenarios and truth logs may name.

use super::Autopilot;

/// The names of an autopilot's modes that are simulated, as ground stations write them (pymavlink's
/// `mode_mapping_acm` and `px4_map`).
pub fn mode_names(autopilot: Autopilot) -> &'static [&'static str] {
    match autopilot {
        Autopilot::ArduPilotCopter => &[
            "STABILIZE",
            "ALT_HOLD",
            "AUTO",
            "GUIDED",
            "LOITER",
            "RTL",
            "LAND",
            "BRAKE",
        ],
        Autopilot::Px4 => &[
            "MANUAL",
            "STABILIZED",
            "ALTCTL",
            "POSCTL",
            "OFFBOARD",
            "TAKEOFF",
            "VTOL_TAKEOFF",
            "LOITER",
            "MISSION",
            "RTL",
            "LAND",
            "DESCEND",
        ],
    }
}
