//! What the hub hands on, taken to the fleet.

use super::step::{Record, Tidings};
use crate::fleet::lease::Holder;
use crate::fleet::{Fleet, Reported};
use crate::link::dialect;
use crate::link::frame::{Frame, Sender};
use crate::link::hub::{Heard, HubEvent, Listener, StationRef};
use crate::link::names::{GroupId, VehicleId};
use crate::moment::Moment;
use crate::observed::Source;

/// Takes what the hub hands on.
pub(super) struct Ears<'a, R> {
    fleet: &'a mut Fleet,
    tidings: &'a mut Vec<Tidings>,
    record: &'a mut R,
    us: Sender,
    now: Moment,
}

impl<'a, R: Record> Ears<'a, R> {
    pub(super) fn new(
        fleet: &'a mut Fleet,
        tidings: &'a mut Vec<Tidings>,
        record: &'a mut R,
        us: Sender,
        now: Moment,
    ) -> Self {
        Self {
            fleet,
            tidings,
            record,
            us,
            now,
        }
    }
}

impl<R: Record> Listener for Ears<'_, R> {
    #[inline]
    fn heard(&mut self, heard: Heard<'_>) {
        let Some(report) = dialect::decode(heard.frame) else {
            return;
        };
        let target = heard.target.system;
        self.fleet.hear(Reported {
            vehicle: heard.vehicle,
            origin: heard.origin,
            at: heard.at,
            source: Source {
                link: heard.link,
                component: heard.component,
            },
            peer: heard.peer,
            is_late: heard.is_late,
            place: heard.place,
            is_to_another: target != 0 && target != self.us.system,
            message_id: heard.frame.message_id(),
            report: &report,
        });
    }

    #[inline]
    fn record(&mut self, group: GroupId, at: Moment, frame: Frame<'_>) {
        self.record.record(group, at, frame);
    }

    fn station_beats(&mut self, station: StationRef, held: &[VehicleId]) {
        self.fleet.station_beats(self.now, &holder(station), held);
    }

    fn happened(&mut self, event: HubEvent) {
        match event {
            HubEvent::StationAsksForLease { station, vehicle } => {
                self.fleet.station_asks(self.now, vehicle, holder(station));
            }
            HubEvent::BestPathChanged { vehicle, .. } => {
                self.fleet.best_link_changed(self.now, vehicle);
            }
            _ => {}
        }
        self.tidings.push(Tidings::Hub(self.now, event));
    }
}

fn holder(station: StationRef) -> Holder {
    let StationRef { link, peer, system } = station;
    Holder::Station { link, peer, system }
}
