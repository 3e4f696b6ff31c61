//! The kinds of vehicle that PX4 flies here, and what differs from the start.

use crate::airframe::Airframe;
use crate::autopilot::parameters::{Definitions, PX4, PX4_VTOL, PX4_WING};
use std::sync::Arc;

/// What carries a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VehicleKind {
    /// Rotors.
    Multirotor,
    /// A wing.
    FixedWing,
    /// Rotors or a wing.
    Vtol,
}

impl VehicleKind {
    /// The kind of an airframe.
    pub fn of(airframe: &Airframe) -> Self {
        match airframe {
            Airframe::Multirotor(_) => Self::Multirotor,
            Airframe::FixedWing { .. } => Self::FixedWing,
            Airframe::Vtol(_) => Self::Vtol,
        }
    }

    /// The parameters of such a vehicle as it comes.
    pub fn definitions(self) -> &'static Arc<Definitions> {
        match self {
            Self::Multirotor => &PX4,
            Self::FixedWing => &PX4_WING,
            Self::Vtol => &PX4_VTOL,
        }
    }
}
