//! What a file does not say, and its autopilot takes from its own parameters.

use crate::formats::findings::{Findings, place};
use geofences::Bilingual;
use geofences::fence::Autopilot;

/// The speed of a mission that says none, m/s: what the autopilot comes with, with a warning.
pub(in crate::formats) fn unsaid_speed(
    autopilot: Option<Autopilot>,
    findings: &mut Findings<'_>,
) -> f64 {
    // ArduCopter WPNAV_SPEED 1000 cm/s; PX4 MPC_XY_CRUISE 5 m/s.
    let (mps, parameter) = match autopilot {
        Some(Autopilot::Px4) => (5.0, "MPC_XY_CRUISE"),
        Some(Autopilot::ArduPilot) | None => (10.0, "WPNAV_SPEED"),
    };
    findings.warning(
        "speed-not-said",
        place(None, None, None),
        Bilingual::new(
            format!("the file says no speed; {mps} m/s is assumed, which {parameter} comes with"),
            format!("文件未给出速度；按 {parameter} 的出厂值 {mps} m/s 处理"),
        ),
    );
    mps
}

/// The return height of a mission that says none, m above home: what the autopilot comes with, with a warning.
pub(in crate::formats) fn unsaid_return_height(
    autopilot: Option<Autopilot>,
    findings: &mut Findings<'_>,
) -> f64 {
    // ArduCopter RTL_ALT 1500 cm; PX4 RTL_RETURN_ALT 60 m.
    let (metres, parameter) = match autopilot {
        Some(Autopilot::Px4) => (60.0, "RTL_RETURN_ALT"),
        Some(Autopilot::ArduPilot) | None => (15.0, "RTL_ALT"),
    };
    findings.warning(
        "return-height-not-said",
        place(None, None, None),
        Bilingual::new(
            format!("the file says no return height; {metres} m is assumed, which {parameter} comes with"),
            format!("文件未给出返航高度；按 {parameter} 的出厂值 {metres} 米处理"),
        ),
    );
    metres
}
