//! Which messages are wanted of which autopilot, and how often.

use crate::link::report::{AutopilotKind, ComponentKind};
use std::time::Duration;

/// A message that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    /// Its id.
    pub message_id: u32,
    /// How often; `None` for once.
    pub interval: Option<Duration>,
}

const fn every_ms(message_id: u32, ms: u64) -> Want {
    Want {
        message_id,
        interval: Some(Duration::from_millis(ms)),
    }
}

const fn once(message_id: u32) -> Want {
    Want {
        message_id,
        interval: None,
    }
}

/// About 15 messages a second: what is steered by comes four times a second, what is judged by each second, what
/// changes slowly each two. Without its estimator a position is not known to be good, so that comes twice a second: at
/// one in a second, a fifth of which is lost, it was stale for seconds each minute or two. In the order of ids.
const OF_BOTH: [Want; 16] = [
    every_ms(1, 1_000),   // SYS_STATUS
    every_ms(2, 2_000),   // SYSTEM_TIME
    every_ms(24, 1_000),  // GPS_RAW_INT
    every_ms(30, 500),    // ATTITUDE
    every_ms(33, 250),    // GLOBAL_POSITION_INT
    every_ms(42, 1_000),  // MISSION_CURRENT
    every_ms(62, 1_000),  // NAV_CONTROLLER_OUTPUT
    every_ms(74, 1_000),  // VFR_HUD
    every_ms(87, 1_000),  // POSITION_TARGET_GLOBAL_INT
    every_ms(124, 2_000), // GPS2_RAW
    every_ms(147, 2_000), // BATTERY_STATUS
    once(148),            // AUTOPILOT_VERSION
    every_ms(241, 2_000), // VIBRATION
    every_ms(242, 5_000), // HOME_POSITION
    every_ms(245, 1_000), // EXTENDED_SYS_STATE
    every_ms(441, 1_000), // GNSS_INTEGRITY
];

pub(super) const OF_ARDUPILOT: [Want; 19] = with(
    OF_BOTH,
    [
        every_ms(162, 1_000), // FENCE_STATUS
        every_ms(168, 2_000), // WIND
        every_ms(193, 500),   // EKF_STATUS_REPORT
    ],
);

const OF_OTHERS: [Want; 1] = [once(148)]; // AUTOPILOT_VERSION

pub(super) const OF_PX4: [Want; 19] = with(
    OF_BOTH,
    [
        every_ms(141, 1_000), // ALTITUDE
        every_ms(230, 500),   // ESTIMATOR_STATUS
        every_ms(231, 2_000), // WIND_COV
    ],
);

const OF_CAMERAS: [Want; 5] = [
    once(259),            // CAMERA_INFORMATION
    once(260),            // CAMERA_SETTINGS
    once(261),            // STORAGE_INFORMATION
    every_ms(262, 2_000), // CAMERA_CAPTURE_STATUS
    once(269),            // VIDEO_STREAM_INFORMATION
];

const OF_GIMBALS: [Want; 2] = [
    every_ms(281, 2_000), // GIMBAL_MANAGER_STATUS
    every_ms(285, 500),   // GIMBAL_DEVICE_ATTITUDE_STATUS
];

/// What is wanted of a component that is no autopilot, in the order of ids.
pub fn of_component(kind: ComponentKind) -> &'static [Want] {
    match kind {
        ComponentKind::Camera => &OF_CAMERAS,
        ComponentKind::Gimbal => &OF_GIMBALS,
        ComponentKind::Rotorcraft
        | ComponentKind::FixedWing
        | ComponentKind::Vtol
        | ComponentKind::OtherVehicle
        | ComponentKind::GroundStation
        | ComponentKind::Other => &[],
    }
}

/// What is wanted of an autopilot, in the order of ids.
pub fn of_autopilot(autopilot: AutopilotKind) -> &'static [Want] {
    match autopilot {
        AutopilotKind::ArduPilot => &OF_ARDUPILOT,
        AutopilotKind::Px4 => &OF_PX4,
        // Whose habits are not known is asked nothing but who it is.
        AutopilotKind::Other(_) => &OF_OTHERS,
    }
}

/// Both lists in one, in the order of ids.
const fn with<const N: usize, const M: usize, const SUM: usize>(
    all: [Want; N],
    more: [Want; M],
) -> [Want; SUM] {
    let mut merged = [once(0); SUM];
    let (mut a, mut b) = (0, 0);
    while a + b < SUM {
        let takes_a = b >= M || (a < N && all[a].message_id < more[b].message_id);
        merged[a + b] = if takes_a { all[a] } else { more[b] };
        if takes_a {
            a += 1;
        } else {
            b += 1;
        }
    }
    merged
}
