//! Which ids are claimed at an endpoint, by us, by stations and by vehicles.

use super::behind::{GONE, SILENT};
use super::role::{Access, Endpoint};
use super::shown::Claims;
use super::station_peer::StationPeer;
use crate::link::frame::Sender;
use crate::link::names::VehicleId;
use crate::moment::Moment;

/// Which ids are claimed at an endpoint.
pub(super) struct ClaimedHere<'a, F> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) peers: &'a [StationPeer],
    pub(super) us: Sender,
    pub(super) now: Moment,
    pub(super) free_since: F,
}

impl<F: Fn(VehicleId) -> Option<Moment>> Claims for ClaimedHere<'_, F> {
    fn may_see(&self, vehicle: VehicleId) -> bool {
        self.endpoint.sees.contains(vehicle)
    }

    /// Ours, and those under which stations speak. Who only reads says a name once and needs none: it has it
    /// while it is heard.
    fn is_taken(&self, id: u8) -> bool {
        let claimed = match self.endpoint.access {
            Access::Control => GONE,
            Access::ReadOnly => SILENT,
        };
        let is_claimed = |it: &StationPeer| it.has(id, claimed, self.now);
        id == self.us.system || self.peers.iter().any(is_claimed)
    }

    fn free_since(&self, vehicle: VehicleId) -> Option<Moment> {
        (self.free_since)(vehicle)
    }
}
