//! What comes from vehicles: proven, put in order, handed on, and shown to stations.

use super::accept::{Accepted, News, Other, accept};
use super::arrival::{Heard, HubEvent, Listener};
use super::core::{Core, VehicleSide};
use super::departures::Departures;
use super::fields::id;
use super::order::Order;
use super::path::PathKey;
use super::refusal::Refusal;
use crate::link::frame::{Frame, Target};
use crate::link::names::VehicleId;
use crate::moment::Moment;

impl Core {
    /// Takes a frame that came over a link to vehicles. Whether the link leads there.
    pub(super) fn take_from_vehicle(
        &mut self,
        key: PathKey,
        at: Moment,
        frame: Frame<'_>,
        out: &mut Departures,
        listener: &mut impl Listener,
    ) -> bool {
        let Some(side) = self.vehicle_links.get_mut(&key.0) else {
            return false;
        };
        side.account.frame(frame, at);
        let mut news = News::default();
        let known = (&mut self.vehicles, &mut self.marks);
        let accepted = accept(self.us, side, known, &mut news, (key, at, frame));
        if let Some((vehicle, (link, _))) = news.best_path {
            listener.happened(HubEvent::BestPathChanged { vehicle, link });
        }
        match accepted {
            Ok(accepted) => self.hand_on(accepted, key, at, frame, out, listener),
            Err(other) => self.not_accepted(key, at, frame, other, listener),
        }
        true
    }

    fn hand_on(
        &mut self,
        accepted: Accepted,
        key: PathKey,
        at: Moment,
        frame: Frame<'_>,
        out: &mut Departures,
        listener: &mut impl Listener,
    ) {
        listener.record(accepted.vehicle.group, at, frame);
        if accepted.is_rebooted {
            listener.happened(HubEvent::Rebooted(accepted.vehicle));
        }
        let target = frame.target();
        listener.heard(Heard {
            vehicle: accepted.vehicle,
            origin: accepted.autopilot.origin,
            component: frame.sender().component,
            at,
            link: key.0,
            peer: key.1,
            target,
            is_signed: accepted.is_signed,
            is_late: accepted.order == Order::Late,
            place: accepted.place,
            frame,
        });
        if frame.message_id() == id::FILE_TRANSFER_PROTOCOL {
            self.hear_of_files(accepted.vehicle, at, frame);
        }
        let is_shown = self.show(accepted.vehicle, target, at, frame, out);
        if target.system == 0 || target.system == self.us.system || is_shown {
            return;
        }
        let passed = self.pass_within_group(accepted.vehicle, key, at, frame, out);
        if let Err(why) = passed
            && let Some(side) = self.vehicle_links.get_mut(&key.0)
        {
            side.refused.count(why);
        }
    }

    fn not_accepted(
        &mut self,
        key: PathKey,
        at: Moment,
        frame: Frame<'_>,
        other: Other,
        listener: &mut impl Listener,
    ) {
        let Some(side) = self.vehicle_links.get_mut(&key.0) else {
            return;
        };
        let link = side.link;
        match other {
            Other::Refused(why) => side.refused.count(why),
            Other::Doubled => side.doubled += 1,
            Other::Stranger => {
                side.refused.count(Refusal::NoAutopilot);
                if self.strangers.is_doubled(link.group, key, at, frame) {
                    side.doubled += 1;
                } else {
                    listener.record(link.group, at, frame);
                }
                // A radio speaks of its own link, whatever another one says of its.
                if frame.message_id() == id::RADIO_STATUS {
                    self.hear_radio(key, at, frame, listener);
                }
            }
        }
    }

    /// A radio speaks under an id of its own. What it says is of the one vehicle behind it.
    fn hear_radio(&self, key: PathKey, at: Moment, frame: Frame<'_>, listener: &mut impl Listener) {
        let Some(VehicleSide { link, .. }) = self.vehicle_links.get(&key.0) else {
            return;
        };
        let mut behind = (1..=255).filter_map(|system| {
            let group = link.group;
            let id = VehicleId { group, system };
            let vehicle = self.vehicles.get(&id)?;
            vehicle.paths.path(key).map(|_| id)
        });
        let (Some(vehicle), None) = (behind.next(), behind.next()) else {
            return;
        };
        listener.heard(Heard {
            vehicle,
            origin: link.origin,
            component: frame.sender().component,
            at,
            link: key.0,
            peer: key.1,
            target: Target::ALL,
            is_signed: false,
            is_late: false,
            place: 0,
            frame,
        });
    }
}
