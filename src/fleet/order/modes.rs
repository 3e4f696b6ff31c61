//! The numbers of the flight modes that are ordered: `custom_mode` as heartbeats carry it.

/// ArduPilot Copter (`Mode::Number`).
pub mod copter {
    pub const AUTO: u32 = 3;
    pub const GUIDED: u32 = 4;
    pub const RTL: u32 = 6;
    pub const LAND: u32 = 9;
    pub const BRAKE: u32 = 17;
}

/// ArduPilot Plane (`Mode::Number`).
pub mod plane {
    pub const AUTO: u32 = 10;
    pub const RTL: u32 = 11;
    pub const LOITER: u32 = 12;
    pub const GUIDED: u32 = 15;
    pub const QLAND: u32 = 20;
}

/// PX4 (`px4_custom_mode.h`): the main mode in the third byte, the sub mode in the fourth.
pub mod px4 {
    /// PX4_CUSTOM_MAIN_MODE_AUTO.
    const AUTO: u32 = 4;
    pub const TAKEOFF: u32 = custom(2);
    pub const LOITER: u32 = custom(3);
    pub const MISSION: u32 = custom(4);
    pub const RTL: u32 = custom(5);
    pub const LAND: u32 = custom(6);

    const fn custom(sub: u32) -> u32 {
        AUTO << 16 | sub << 24
    }
}
