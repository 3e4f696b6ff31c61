//! What is handed on of what comes in.

use super::{Refusal, StationRef};
use crate::link::frame::{Frame, Target};
use crate::link::names::{GroupId, LinkId, Origin, PeerId, VehicleId};
use crate::moment::Moment;

/// A frame of a vehicle, once.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// Whose. An autopilot has been heard there.
    pub vehicle: VehicleId,
    /// Where the vehicle comes from.
    pub origin: Origin,
    /// The component of it that speaks.
    pub component: u8,
    /// When it came.
    pub at: Moment,
    /// Over which link.
    pub link: LinkId,
    /// From whom behind it.
    pub peer: PeerId,
    /// Whom it is for: an answer to a station is none to us.
    pub target: Target,
    /// A right signature with the vehicle's key, and new.
    pub is_signed: bool,
    /// Something newer of this component has come already, or it came over a link that stands by: what it
    /// says of the vehicle's state is not the newest. Answers count all the same.
    pub is_late: bool,
    /// Its place among the frames of this component on this path: of two late ones, the greater is the newer.
    pub place: u32,
    /// The frame, to be decoded.
    pub frame: Frame<'a>,
}

/// What happened besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HubEvent {
    /// A station that may control wants to command a vehicle that nobody holds. Its frame was not passed on;
    /// it will send it again.
    StationAsksForLease {
        /// Who.
        station: StationRef,
        /// Which vehicle.
        vehicle: VehicleId,
    },
    /// What a station wanted of a vehicle, more than to read, has been passed on.
    StationCommanded {
        /// Who.
        station: StationRef,
        /// Which vehicle.
        vehicle: VehicleId,
        /// The message.
        message_id: u32,
        /// MAV_CMD, where the message is a command.
        command: Option<u16>,
        /// It stops the vehicle, and somebody else holds it.
        broke_through: bool,
    },
    /// What a station sent was refused.
    StationRefused {
        /// Who.
        station: StationRef,
        /// Which vehicle, where that is known.
        vehicle: Option<VehicleId>,
        /// The message.
        message_id: u32,
        /// MAV_CMD, where the message is a command.
        command: Option<u16>,
        /// Why.
        why: Refusal,
    },
    /// Nothing was heard of a station for a minute, or its connection ended.
    StationsGone {
        /// The endpoint.
        link: LinkId,
        /// Who was behind it.
        peer: PeerId,
    },
    /// Somebody behind an endpoint was silent, and had to make room for another one. Its connection stays,
    /// and it is let in again when it speaks.
    StationPutOut {
        /// The endpoint.
        link: LinkId,
        /// Who was behind it.
        peer: PeerId,
    },
    /// A vehicle's clock since its start went back: it started anew, and its routes are forgotten.
    Rebooted(VehicleId),
    /// Another path is the best one now.
    BestPathChanged {
        /// Of which vehicle.
        vehicle: VehicleId,
        /// Its link.
        link: LinkId,
    },
}

/// Who is told what comes in.
pub trait Listener {
    /// A frame of a vehicle.
    fn heard(&mut self, heard: Heard<'_>);

    /// A frame that came over a group's links, once, for its recording; also what is of no vehicle.
    fn record(&mut self, group: GroupId, at: Moment, frame: Frame<'_>);

    /// A heartbeat of a station came, which holds these vehicles.
    fn station_beats(&mut self, station: StationRef, held: &[VehicleId]);

    /// Something else.
    fn happened(&mut self, event: HubEvent);
}
