//! What can be read of the hub.

use super::Hub;
use super::path::PathAccount;
use super::refusal::Refusals;
use super::stations::LastRefused;
use crate::link::account::Account;
use crate::link::names::{LinkId, Origin, PeerId, VehicleId};
use crate::moment::Moment;

/// What a link has brought, and what was refused of it.
#[derive(Clone, Copy, Debug)]
pub struct LinkAccount<'a> {
    /// The link's name.
    pub name: &'a str,
    /// Bytes, frames and senders.
    pub account: &'a Account,
    /// What was refused, by reason.
    pub refused: &'a Refusals,
    /// Frames that had come already.
    pub doubled: u64,
    /// Stations behind it; 0 on a link to vehicles.
    pub stations: usize,
    /// How many were put out because they were silent and others came.
    pub put_out: u64,
    /// What was refused last, at an endpoint.
    pub last_refused: Option<LastRefused>,
    /// Bytes of streams that were not kept, for there were too many streams.
    pub shed: u64,
}

impl Hub {
    /// What a link has brought; `None` for one that is not there.
    pub fn link_account(&self, link: LinkId) -> Option<LinkAccount<'_>> {
        let shed = self.framers.get(&link)?.shed;
        if let Some(side) = self.core.vehicle_links.get(&link) {
            return Some(LinkAccount {
                name: &side.name,
                account: &side.account,
                refused: &side.refused,
                doubled: side.doubled,
                stations: 0,
                put_out: 0,
                last_refused: None,
                shed,
            });
        }
        let stations = self.core.endpoints.iter().find(|it| it.link == link)?;
        Some(LinkAccount {
            name: &stations.name,
            account: &stations.account,
            refused: &stations.refused,
            doubled: 0,
            stations: stations.peers(),
            put_out: stations.put_out,
            last_refused: stations.last_refused,
            shed,
        })
    }

    /// The ways to a vehicle.
    pub fn paths(&self, vehicle: VehicleId, now: Moment) -> impl Iterator<Item = PathAccount> + '_ {
        let vehicle = self.core.vehicles.get(&vehicle);
        vehicle
            .into_iter()
            .flat_map(move |it| it.paths.accounts(now))
    }

    /// Who carries a vehicle or is a station now: whoever keeps a table of peers keeps these.
    pub fn peers_in_use(&self) -> impl Iterator<Item = (LinkId, PeerId)> + '_ {
        let vehicles = self.core.vehicles.values();
        let carry = vehicles.filter(|it| it.autopilot.is_some());
        let carry = carry.flat_map(|it| it.paths.keys());
        let endpoints = self.core.endpoints.iter();
        let stations = endpoints.flat_map(|it| it.proven_peers().map(|peer| (it.link, peer)));
        carry.chain(stations)
    }

    /// All vehicles in which an autopilot was heard, with where they come from.
    pub fn vehicles(&self) -> impl Iterator<Item = (VehicleId, Origin)> + '_ {
        let vehicles = self.core.vehicles.iter();
        vehicles.filter_map(|(id, it)| Some((*id, it.autopilot?.origin)))
    }

    /// Under which id a vehicle is shown at an endpoint; `None` where it was not shown.
    pub fn shown_id(&self, endpoint: LinkId, vehicle: VehicleId) -> Option<u8> {
        let stations = self.core.endpoints.iter().find(|it| it.link == endpoint)?;
        stations.shown.known_id_of(vehicle)
    }
}
