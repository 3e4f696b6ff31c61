//! How what an aircraft carries is switched and zoomed, where its autopilot has to be told.

/// What the autopilot has to be told to switch or zoom what it carries; `None` where that is not known, so that
/// it cannot be written into a plan for it.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Carried {
    /// What switches the light.
    pub light: Option<Switch>,
    /// What switches the loudspeaker.
    pub loudspeaker: Option<Switch>,
    /// The camera's narrowest view, times its widest; above 1.
    pub largest_zoom: Option<f64>,
}

/// An output of an autopilot that switches something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// The relay of this number (MAV_CMD_DO_SET_RELAY, param1; the first is 0).
    Relay(u8),
    /// A servo output (MAV_CMD_DO_SET_SERVO, param1).
    Servo {
        /// Which one; the first is 1.
        output: u8,
        /// Pulse width when on, µs.
        on_us: u16,
        /// Pulse width when off, µs; another than when on.
        off_us: u16,
    },
}
