//! To whom else goes what a vehicle says: stations, and components of its group on other links.

use super::KeyOwner;
use super::core::Core;
use super::departures::{Departures, Rank, Ready};
use super::file_sessions::{Asker, NONE, begins_a_session};
use super::path::PathKey;
use super::reads::{is_answer, only_reads};
use super::refusal::Refusal;
use super::role::Holder;
use super::shown::ShownAs;
use super::vehicle::Vehicle;
use super::wish::{Wish, wish};
use crate::link::frame::{Frame, Target};
use crate::link::names::VehicleId;
use crate::moment::Moment;
use rustc_hash::FxHashMap;

/// When a vehicle was heard last that nobody holds.
fn free_since(vehicles: &FxHashMap<VehicleId, Box<Vehicle>>, id: VehicleId) -> Option<Moment> {
    match vehicles.get(&id) {
        Some(vehicle) if vehicle.holder != Holder::Nobody => None,
        Some(vehicle) => Some(vehicle.paths.heard_last()),
        None => Some(Moment::default()),
    }
}

impl Core {
    /// Shows stations what a vehicle says: all that see it, or those for whom it is. Whether one of them was
    /// the target.
    pub(super) fn show(
        &mut self,
        vehicle: VehicleId,
        target: Target,
        now: Moment,
        frame: Frame<'_>,
        out: &mut Departures,
    ) -> bool {
        let us = self.us;
        let mut plain: Option<Ready> = None;
        let mut is_shown = false;
        if target.system == us.system {
            return true;
        }
        for stations in &mut self.endpoints {
            if stations.peers() == 0 {
                continue;
            }
            let shown = match stations.show(vehicle, us, now, |id| free_since(&self.vehicles, id)) {
                ShownAs::Id(id) => id,
                ShownAs::Hidden => continue,
                ShownAs::NoIdLeft => {
                    stations.refused.count(Refusal::NoIdLeft);
                    continue;
                }
            };
            let is_for_one = target.system != 0;
            if is_for_one && stations.peers_of(target).next().is_none() {
                continue;
            }
            is_shown = true;
            let ready = if shown == vehicle.system {
                plain.get_or_insert_with(|| out.lay(frame.bytes(), Rank::Passed))
            } else if stations.mapped(frame, shown, now, &mut self.room).is_some() {
                &out.lay(&self.room, Rank::Passed)
            } else {
                stations.refused.count(Refusal::NotMappable);
                continue;
            };
            let link = stations.link;
            if is_for_one {
                for peer in stations.peers_of(target) {
                    out.send((link, peer), None, ready);
                }
            } else {
                for peer in stations.open_peers() {
                    out.send((link, peer), None, ready);
                }
            }
            if let Some(signer) = &mut stations.signer {
                self.marks.look(KeyOwner::Stations(link), signer);
            }
        }
        is_shown
    }

    /// Passes on what is for a component of the group that was seen on other ways only. What is for all is
    /// not passed between vehicles: ids repeat, and a radio would drown. What commands an autopilot is not passed
    /// either, nor what ends a transfer that another one began: this way goes round the gate that stations have to
    /// pass.
    pub(super) fn pass_within_group(
        &mut self,
        from: VehicleId,
        key: PathKey,
        at: Moment,
        frame: Frame<'_>,
        out: &mut Departures,
    ) -> Result<(), Refusal> {
        let target = frame.target();
        let to = VehicleId {
            group: from.group,
            system: target.system,
        };
        let vehicle = self.vehicles.get(&to).ok_or(Refusal::NoRoute)?;
        if !vehicle.has(target.component) {
            return Err(Refusal::NoRoute);
        }
        let ways = vehicle.ways_beside(key, target.component);
        if ways.is_empty() {
            return Ok(());
        }
        let (message_id, payload) = (frame.message_id(), frame.payload());
        let autopilot = vehicle
            .may_be_sent(message_id, payload)
            .map_err(Refusal::from)?;
        // Whoever speaks on a link to vehicles is not asked for a lease: no autopilot is commanded from there.
        let is_for_payload =
            from == to && target.component != 0 && target.component != autopilot.component;
        let asker = Asker::Component(from, frame.sender().component);
        let files = self.files_between.get(&to).unwrap_or(&NONE);
        let is_anothers = files.ends_anothers(asker, to, vehicle, frame);
        let may = !is_anothers
            && (only_reads(message_id, payload)
                || is_answer(message_id, payload)
                || (is_for_payload && !self.ends_flight(to, frame)));
        if !may {
            return Err(match is_anothers {
                true => Refusal::OthersTransfer,
                false => Refusal::BetweenVehicles,
            });
        }
        let ready = out.lay(frame.bytes(), Rank::Passed);
        let mut has_room = true;
        for way in ways {
            has_room &= out.send(way, Some(to.group), &ready);
        }
        if begins_a_session(frame) {
            let files = self.files_between.entry(to).or_default();
            files.asks(asker, to, at, frame);
        }
        has_room.then_some(()).ok_or(Refusal::NoRoom)
    }

    fn ends_flight(&self, id: VehicleId, frame: Frame<'_>) -> bool {
        let vehicle = self.vehicles.get(&id);
        let wish = vehicle.and_then(|vehicle| {
            let (message_id, payload) = (frame.message_id(), frame.payload());
            Some(wish(
                message_id,
                payload,
                vehicle.autopilot?,
                vehicle.is_on_ground,
            ))
        });
        // What is not known may.
        wish.is_none_or(|wish| matches!(wish, Wish::Never(_)))
    }
}
