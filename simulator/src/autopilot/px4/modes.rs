//! The modes of PX4 that are simulated, by their `custom_mode`.

use mavlink::dialects::ardupilotmega::MavStandardMode;

/// A mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The pilot leans the vehicle, which keeps level by itself.
    Manual,
    /// The same, on a multirotor.
    Stabilized,
    /// The pilot leans, the height is held.
    AltCtl,
    /// The pilot moves it, the place is held.
    PosCtl,
    /// Where a companion computer says.
    Offboard,
    /// Up from the ground.
    Takeoff,
    /// The same, and on as a wing.
    VtolTakeoff,
    /// The place is held: its people call it Hold.
    Loiter,
    /// The mission is flown.
    Mission,
    /// Back home.
    Rtl,
    /// Down, here.
    Land,
    /// Down without knowing where: only failsafes do so, and it is told as [`Self::Land`].
    Descend,
}

/// The main mode of those that fly by themselves (PX4, `PX4_CUSTOM_MAIN_MODE_AUTO`).
const AUTO: u8 = 4;

impl Mode {
    /// Those that can be asked for.
    pub const ALL: [Self; 11] = [
        Self::Manual,
        Self::Stabilized,
        Self::AltCtl,
        Self::PosCtl,
        Self::Offboard,
        Self::Takeoff,
        Self::VtolTakeoff,
        Self::Loiter,
        Self::Mission,
        Self::Rtl,
        Self::Land,
    ];

    /// Main and sub mode (PX4, `px4_custom_mode.h`). AUTO.READY (1) is a number that PX4 no longer
    /// takes nor tells.
    pub fn numbers(self) -> (u8, u8) {
        match self {
            Self::Manual => (1, 0),
            Self::AltCtl => (2, 0),
            Self::PosCtl => (3, 0),
            Self::Offboard => (6, 0),
            Self::Stabilized => (7, 0),
            Self::Takeoff => (AUTO, 2),
            Self::Loiter => (AUTO, 3),
            Self::Mission => (AUTO, 4),
            Self::Rtl => (AUTO, 5),
            Self::Land | Self::Descend => (AUTO, 6),
            Self::VtolTakeoff => (AUTO, 10),
        }
    }

    /// As heartbeats tell it.
    pub fn custom_mode(self) -> u32 {
        let (main, sub) = self.numbers();
        u32::from(main) << 16 | u32::from(sub) << 24
    }

    /// The mode of a main and a sub mode. AUTO alone is the mission.
    pub fn of(main: u8, sub: u8) -> Option<Self> {
        if (main, sub) == (AUTO, 0) {
            return Some(Self::Mission);
        }
        let is_it = |mode: &Self| {
            let (its_main, its_sub) = mode.numbers();
            its_main == main && (its_sub == sub || main != AUTO)
        };
        Self::ALL.into_iter().find(is_it)
    }

    /// Whether a main mode is the one that flies by itself.
    pub fn is_auto(main: u8) -> bool {
        main == AUTO
    }

    /// As ground stations name it (pymavlink, `px4_map`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Manual => "MANUAL",
            Self::Stabilized => "STABILIZED",
            Self::AltCtl => "ALTCTL",
            Self::PosCtl => "POSCTL",
            Self::Offboard => "OFFBOARD",
            Self::Takeoff => "TAKEOFF",
            Self::VtolTakeoff => "VTOL_TAKEOFF",
            Self::Loiter => "LOITER",
            Self::Mission => "MISSION",
            Self::Rtl => "RTL",
            Self::Land => "LAND",
            Self::Descend => "DESCEND",
        }
    }

    /// As its texts name it (PX4, `mode_util::nav_state_names`).
    pub fn name_in_texts(self) -> &'static str {
        match self {
            Self::Manual => "Manual",
            Self::Stabilized => "Stabilized",
            Self::AltCtl => "Altitude",
            Self::PosCtl => "Position",
            Self::Offboard => "Offboard",
            Self::Takeoff => "Takeoff",
            Self::VtolTakeoff => "VTOL Takeoff",
            Self::Loiter => "Hold",
            Self::Mission => "Mission",
            Self::Rtl => "Return",
            Self::Land => "Land",
            Self::Descend => "Descend",
        }
    }

    /// As the standard names it, in CURRENT_MODE. Hold has no such name in what was recorded.
    pub fn standard(self) -> MavStandardMode {
        match self {
            Self::PosCtl => MavStandardMode::MAV_STANDARD_MODE_POSITION_HOLD,
            Self::AltCtl => MavStandardMode::MAV_STANDARD_MODE_ALTITUDE_HOLD,
            Self::Takeoff | Self::VtolTakeoff => MavStandardMode::MAV_STANDARD_MODE_TAKEOFF,
            Self::Mission => MavStandardMode::MAV_STANDARD_MODE_MISSION,
            Self::Rtl => MavStandardMode::MAV_STANDARD_MODE_SAFE_RECOVERY,
            Self::Land => MavStandardMode::MAV_STANDARD_MODE_LAND,
            _ => MavStandardMode::MAV_STANDARD_MODE_NON_STANDARD,
        }
    }

    /// Whether a pilot flies it, with a remote control.
    pub fn is_pilots(self) -> bool {
        matches!(
            self,
            Self::Manual | Self::Stabilized | Self::AltCtl | Self::PosCtl
        )
    }

    /// Whether it needs to know where it is.
    pub fn needs_position(self) -> bool {
        !matches!(
            self,
            Self::Manual | Self::Stabilized | Self::AltCtl | Self::Offboard | Self::Descend
        )
    }

    /// The mode's flags in a heartbeat, without the one for armed motors: custom, stabilized, and
    /// guided and auto or with a pilot's sticks (`captures.md`, C.1; pymavlink, `px4_map`).
    pub fn base_mode(self) -> u8 {
        if self.is_pilots() { 81 } else { 29 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_is_found_again_by_its_numbers() {
        for mode in Mode::ALL {
            let (main, sub) = mode.numbers();
            assert_eq!(Mode::of(main, sub), Some(mode));
        }
        assert_eq!(Mode::of(4, 0), Some(Mode::Mission));
        assert_eq!((Mode::of(4, 1), Mode::of(9, 0)), (None, None));
    }

    #[test]
    fn modes_have_the_numbers_that_were_recorded() {
        assert_eq!(Mode::Loiter.custom_mode(), 50_593_792);
        assert_eq!(Mode::Mission.custom_mode(), 67_371_008);
        assert_eq!(Mode::Mission.base_mode() | 128, 157);
    }
}
