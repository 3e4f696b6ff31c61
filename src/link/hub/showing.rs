//! To whom else goes what a vehicle says: stations, and components of its group on other links.

use super::core::Core;
use super::departures::{Departures, Ready};
use super::path::PathKey;
use super::refusal::Refusal;
use super::shown::ShownAs;
use crate::link::frame::{Frame, Target};
use crate::link::names::VehicleId;
use crate::moment::Moment;

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
            let shown = match stations.show(vehicle, us) {
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
                plain.get_or_insert_with(|| out.lay(frame.bytes()))
            } else if stations.mapped(frame, shown, now, &mut self.room).is_some() {
                &out.lay(&self.room)
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
            let signer = stations.signer.as_ref();
            self.is_mark_passed |= signer.is_some_and(|it| it.is_passed());
        }
        is_shown
    }

    /// Passes on what is for a component of the group that was seen on other ways only. What is for all is
    /// not passed between vehicles: ids repeat, and a radio would drown.
    pub(super) fn pass_within_group(
        &mut self,
        from: VehicleId,
        key: PathKey,
        target: Target,
        frame: Frame<'_>,
        out: &mut Departures,
    ) -> bool {
        let to = VehicleId {
            group: from.group,
            system: target.system,
        };
        let Some(vehicle) = self.vehicles.get(&to) else {
            return false;
        };
        if !vehicle.has(target.component) {
            return false;
        }
        let ways = vehicle.ways_beside(key, target.component);
        let may = vehicle.may_be_sent(frame.message_id(), frame.payload());
        if !ways.is_empty() && may.is_ok() {
            let ready = out.lay(frame.bytes());
            for way in ways {
                out.send(way, Some(to.group), &ready);
            }
        }
        true
    }
}
