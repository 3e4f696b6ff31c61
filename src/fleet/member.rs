//! One vehicle with all that is said to it.

use super::desk::{Desk, DeskView, may_be_in_air};
use super::interview::HeardMessages;
use super::lease::Holder;
use super::vehicle::Vehicle;
use crate::link::frame::Sender;
use crate::link::names::{Origin, VehicleId};
use crate::moment::Moment;
use std::sync::Arc;

/// What the hub has to know, since it is the last line before anything goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HubNews {
    /// Whether a vehicle may be commanded at all.
    Commissioned(VehicleId, bool),
    /// Whether it may be in the air.
    InAir(VehicleId, bool),
    /// Who holds it.
    Holder(VehicleId, Option<Holder>),
    /// It started anew.
    Rebooted(VehicleId),
}

/// A vehicle with all that is said to it. What is read or written with each message stands first, so that it lies
/// in few lines of the processor's cache: a city's fleet does not fit there.
#[derive(Debug)]
#[repr(C, align(64))]
pub(super) struct Member {
    pub(super) is_changed: bool,
    /// Nothing goes on at its desk that waits for what the vehicle says.
    pub(super) is_idle: bool,
    pub(super) view_is_old: bool,
    /// What its autopilot said, and its desk was not told yet: that looks each second.
    heard: HeardMessages,
    pub(super) vehicle: Vehicle,
    pub(super) desk: Box<Desk>,
    /// What readers see of the desk. It is looked at anew when something became of something there, and each
    /// second.
    pub(super) view: Arc<DeskView>,
    /// What the hub knows of it.
    hub: HubKnows,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct HubKnows {
    is_commissioned: bool,
    may_be_in_air: bool,
    holder: Option<Holder>,
}

impl Member {
    /// One of which nothing was heard yet, which `us` talks with.
    pub(super) fn new(us: Sender, id: VehicleId, origin: Origin, now: Moment) -> Self {
        let desk = Box::new(Desk::new(us, id, origin));
        Self {
            is_changed: false,
            is_idle: true,
            view_is_old: false,
            heard: HeardMessages::default(),
            vehicle: Vehicle::new(id, origin),
            view: Arc::new(desk.view(now)),
            desk,
            hub: HubKnows {
                is_commissioned: false,
                may_be_in_air: true,
                holder: None,
            },
        }
    }

    /// Notes that a message came, so that it is not asked for.
    #[inline]
    pub(super) fn note_heard(&mut self, at: Moment, component: u8, message_id: u32) {
        if self.vehicle.autopilot() == Some(component) {
            self.heard.note(message_id);
        } else {
            self.desk.note_heard(at, component, message_id);
        }
    }

    /// Tells the desk what was noted.
    pub(super) fn tell_heard(&mut self, now: Moment) {
        let heard = std::mem::take(&mut self.heard);
        if let Some(autopilot) = self.vehicle.autopilot()
            && !heard.is_empty()
        {
            self.desk.note_all_heard(now, autopilot, heard);
        }
    }

    /// Tells the hub what changed for it. Whether anything did.
    pub(super) fn tell_hub(&mut self, now: Moment, news: &mut Vec<HubNews>) -> bool {
        let may_be_in_air = may_be_in_air(&self.vehicle, now);
        let is_commissioned = self.vehicle.is_commandable();
        let holder = self.desk.lease.held(now).map(|held| &held.by);
        let is_known = self.hub.holder.as_ref() == holder
            && self.hub.is_commissioned == is_commissioned
            && self.hub.may_be_in_air == may_be_in_air;
        if is_known {
            return false;
        }
        let knows = HubKnows {
            is_commissioned,
            may_be_in_air,
            holder: holder.cloned(),
        };
        tell(news, self.vehicle.id(), &self.hub, &knows);
        self.hub = knows;
        true
    }
}

fn tell(hub: &mut Vec<HubNews>, id: VehicleId, before: &HubKnows, now: &HubKnows) {
    if before.is_commissioned != now.is_commissioned {
        hub.push(HubNews::Commissioned(id, now.is_commissioned));
    }
    if before.may_be_in_air != now.may_be_in_air {
        hub.push(HubNews::InAir(id, now.may_be_in_air));
    }
    if before.holder != now.holder {
        hub.push(HubNews::Holder(id, now.holder.clone()));
    }
}
