//! What happens to vehicles, in a closed list, for whoever has to act on it or to show it.

use super::integrity::PositionIntegrity;
use super::modes::Mode;
use super::vehicle::{LifeState, TextLine};
use crate::link::names::VehicleId;
use crate::link::report::{CameraImageCaptured, FenceBreach, LandedState, VtolState};
use crate::moment::Moment;
use std::sync::Arc;

/// Something that happened to a vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct FleetEvent {
    /// Which vehicle.
    pub vehicle: VehicleId,
    /// When it became known.
    pub at: Moment,
    /// What.
    pub what: VehicleEvent,
}

/// What can happen to a vehicle.
#[derive(Clone, Debug, PartialEq)]
pub enum VehicleEvent {
    /// Its autopilot was heard for the first time.
    Discovered,
    /// Its life goes on differently: connected, stale, lost, back.
    LifeChanged {
        /// Before.
        from: LifeState,
        /// Now.
        to: LifeState,
    },
    /// It started anew: what it was told before (routes to it, plans, parameters read from it) may not hold.
    Rebooted,
    /// It is another aircraft than before under the same name: it is no longer commissioned.
    IdentityChanged {
        /// The hardware's number before.
        before: Vec<u8>,
        /// The hardware's number now; empty where it no longer says.
        now: Vec<u8>,
    },
    /// It flies in another mode.
    ModeChanged {
        /// Before.
        from: Mode,
        /// Now.
        to: Mode,
    },
    /// Its motors may turn, or no longer.
    ArmedChanged {
        /// Whether they may.
        is_armed: bool,
    },
    /// It left the ground, or came down.
    LandedChanged {
        /// Before; unknown where it had not said.
        from: LandedState,
        /// Now.
        to: LandedState,
    },
    /// A VTOL flies differently.
    VtolChanged {
        /// Now.
        to: VtolState,
    },
    /// A text, whole or as whole as it came.
    StatusText(Arc<TextLine>),
    /// How well it knows where it is.
    IntegrityChanged {
        /// Before.
        from: PositionIntegrity,
        /// Now.
        to: PositionIntegrity,
    },
    /// It reached an item of its mission. Autopilots repeat themselves; this does not.
    MissionItemReached(u16),
    /// The plans on board have other numbers than before, by [`crate::link::report::PlanKind`].
    PlansChanged {
        /// Before.
        from: [u32; 3],
        /// Now.
        to: [u32; 3],
    },
    /// It is outside of its fence.
    FenceBreachBegan(FenceBreach),
    /// It is inside again.
    FenceBreachEnded,
    /// A component that is no autopilot was heard for the first time.
    ComponentDiscovered(u8),
    /// A camera took a photo.
    CameraImageCaptured {
        /// The camera's component.
        component: u8,
        /// The record.
        image: Arc<CameraImageCaptured>,
    },
}
