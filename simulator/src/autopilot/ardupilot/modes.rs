//! The modes of ArduPilot Copter that are simulated, by their `custom_mode`.

/// A mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The pilot leans the vehicle.
    Stabilize,
    /// The pilot leans, the height is held.
    AltHold,
    /// The mission is flown.
    Auto,
    /// Where the ground station says.
    Guided,
    /// The place is held.
    Loiter,
    /// Back home.
    Rtl,
    /// Down, here.
    Land,
    /// The place is held and the sticks are ignored.
    Brake,
}

impl Mode {
    /// All that are simulated.
    pub const ALL: [Self; 8] = [
        Self::Stabilize,
        Self::AltHold,
        Self::Auto,
        Self::Guided,
        Self::Loiter,
        Self::Rtl,
        Self::Land,
        Self::Brake,
    ];

    /// As heartbeats tell it (ArduCopter, `Mode::Number`).
    pub fn custom_mode(self) -> u32 {
        match self {
            Self::Stabilize => 0,
            Self::AltHold => 2,
            Self::Auto => 3,
            Self::Guided => 4,
            Self::Loiter => 5,
            Self::Rtl => 6,
            Self::Land => 9,
            Self::Brake => 17,
        }
    }

    /// As ArduPilot's own people call it (pymavlink, `mode_mapping_acm`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Stabilize => "STABILIZE",
            Self::AltHold => "ALT_HOLD",
            Self::Auto => "AUTO",
            Self::Guided => "GUIDED",
            Self::Loiter => "LOITER",
            Self::Rtl => "RTL",
            Self::Land => "LAND",
            Self::Brake => "BRAKE",
        }
    }

    /// The mode of a number.
    pub fn of(custom_mode: u32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|mode| mode.custom_mode() == custom_mode)
    }

    /// Whether it needs to know where it is.
    pub fn needs_position(self) -> bool {
        !matches!(self, Self::Stabilize | Self::AltHold | Self::Land)
    }

    /// Whether one may arm in it from a ground station.
    pub fn allows_arming(self) -> bool {
        matches!(
            self,
            Self::Stabilize | Self::AltHold | Self::Auto | Self::Guided | Self::Loiter
        )
    }

    /// Whether the position controller flies it: heartbeats then carry MAV_MODE_FLAG_GUIDED_ENABLED.
    pub fn is_guided(self) -> bool {
        matches!(self, Self::Auto | Self::Guided | Self::Rtl)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_is_found_again_by_its_number() {
        for mode in Mode::ALL {
            assert_eq!(Mode::of(mode.custom_mode()), Some(mode));
        }
        assert_eq!(Mode::of(1), None);
    }
}
