//! What we say: what the fleet has sent, our heartbeat, what asks for round trips, and what knocks where
//! nobody has spoken yet.

use super::arrival::{HubEvent, Listener};
use super::core::Core;
use super::departures::{Departures, Rank};
use super::fields::id;
use super::path::FRESH;
use super::refusal::NotSent;
use crate::link::frame::{LONGEST_FRAME, Sender, frame_up};
use crate::link::names::{LinkId, Origin, PeerId, VehicleId};
use crate::moment::Moment;
use mavlink::dialects::ardupilotmega::{
    HEARTBEAT_DATA, MavAutopilot, MavModeFlag, MavState, MavType, TIMESYNC_DATA,
};
use mavlink::{MavlinkVersion, MessageData};
use std::time::Duration;

/// What is due is looked for so often.
const TICK: Duration = Duration::from_millis(100);
const SECOND: Duration = Duration::from_secs(1);
/// A link is knocked at that was silent for so long.
const SILENT: Duration = Duration::from_secs(5);
/// What a link has brought of a sender is forgotten after this.
const FORGOTTEN: Duration = Duration::from_secs(600);
/// All paths are asked for their round trips within so many ticks, so that a large fleet whose vehicles were all
/// first heard at once is not asked at once for ever.
const QUESTIONS_OVER: usize = 25;
/// … but so many of a small one.
const LEAST_QUESTIONS: usize = 256;
/// The longest payload.
const LONGEST: usize = 255;
/// The longest frame of those that are said again and again: TIMESYNC's payload is longer than HEARTBEAT's.
const LONGEST_REPEATED: usize = LONGEST_FRAME - LONGEST + TIMESYNC_DATA::ENCODED_LEN;

impl Core {
    /// Sends a message of ours to a vehicle.
    pub(super) fn send(
        &mut self,
        now: Moment,
        id: VehicleId,
        component: u8,
        message: (u32, &[u8]),
        out: &mut Departures,
    ) -> Result<LinkId, NotSent> {
        let vehicle = self.vehicles.get(&id).ok_or(NotSent::UnknownVehicle)?;
        vehicle.may_be_sent(message.0, message.1)?;
        let way = vehicle.way_to(component).ok_or(NotSent::NoPath)?;
        let message = (message.0, message.1, Rank::Said);
        let ready = self.lay_ours(id, now, message, out);
        if out.send(way, Some(id.group), &ready.ok_or(NotSent::NoFrame)?) {
            Ok(way.0)
        } else {
            Err(NotSent::TooMuchWaiting)
        }
    }

    /// Says what is due.
    pub(super) fn tick(&mut self, now: Moment, out: &mut Departures, listener: &mut impl Listener) {
        if now.since(self.last_tick) < TICK {
            return;
        }
        self.last_tick = now;
        self.knock(now, out);
        self.say_to_vehicles(now, out, listener);
        if now.since(self.last_second) < SECOND {
            return;
        }
        self.last_second = now;
        for stations in &mut self.endpoints {
            let link = stations.link;
            stations.expire(now, |peer| {
                listener.happened(HubEvent::StationsGone { link, peer });
            });
            stations.account.forget_before(now, FORGOTTEN);
        }
        for side in self.vehicle_links.values_mut() {
            side.account.forget_before(now, FORGOTTEN);
        }
    }

    /// Asks for the time where nothing has been heard: whoever is there learns where we are. A heartbeat
    /// would look like a station that can be relied on.
    fn knock(&mut self, now: Moment, out: &mut Departures) {
        for (link, side) in &mut self.vehicle_links {
            let is_silent = side.heard.is_none_or(|at| now.since(at) >= SILENT);
            let may = side.is_up && side.link.leads_to_one && may_be_called(side.link.origin);
            if !may || !is_silent || now < side.next_knock {
                continue;
            }
            side.next_knock = now + SECOND;
            let stamp = i64::try_from(now.us().saturating_mul(1_000)).unwrap_or(i64::MAX);
            let (payload, length) = question(stamp, None);
            let sequence = side.sequence;
            side.sequence = sequence.wrapping_add(1);
            let payload = payload.get(..length).unwrap_or_default();
            let room = &mut self.room;
            if let Some(bytes) = frame_up(self.us, sequence, id::TIMESYNC, payload, None, room) {
                let ready = out.lay(bytes, Rank::Repeated);
                out.send((*link, PeerId::ONLY), Some(side.link.group), &ready);
            }
        }
    }

    fn say_to_vehicles(&mut self, now: Moment, out: &mut Departures, listener: &mut impl Listener) {
        let mut ids = std::mem::take(&mut self.vehicle_room);
        ids.clear();
        let mut questions = Vec::new();
        // Twice as many as have to be asked at each tick, where all were first heard at once.
        let most = self.vehicles.len() / QUESTIONS_OVER + LEAST_QUESTIONS;
        for (id, vehicle) in &mut self.vehicles {
            let Some(autopilot) = vehicle.autopilot.filter(|it| may_be_called(it.origin)) else {
                continue;
            };
            vehicle.paths.expire(now);
            if let Some((link, _)) = vehicle.paths.choose(now) {
                let vehicle = *id;
                listener.happened(HubEvent::BestPathChanged { vehicle, link });
            }
            let is_paid = vehicle
                .paths
                .best()
                .and_then(|best| vehicle.paths.path(best))
                .is_none_or(|path| path.is_high_latency);
            let may = vehicle.may_be_sent(id::HEARTBEAT, &[]).is_ok();
            // What there is no room for stays due.
            let has_room =
                |waiting: usize| out.has_room_for(waiting + 1, LONGEST_REPEATED, Rank::Repeated);
            if self.is_healthy
                && may
                && !is_paid
                && has_room(ids.len() + questions.len())
                && vehicle.is_heartbeat_due(now)
            {
                ids.push(*id);
            }
            for (number, path) in (0..).zip(vehicle.paths.iter_mut()) {
                if questions.len() < most
                    && has_room(ids.len() + questions.len())
                    && now.since(path.heard) < FRESH
                    && let Some(stamp) = path.question(now, number)
                {
                    questions.push((*id, autopilot.component, path.key, stamp));
                }
            }
        }
        let (payload, length) = heartbeat();
        let payload = payload.get(..length).unwrap_or_default();
        for id in &ids {
            let way = self.vehicles.get(id).and_then(|it| it.way_to_autopilot());
            let ready = self.lay_ours(*id, now, (id::HEARTBEAT, payload, Rank::Repeated), out);
            if let (Some(way), Some(ready)) = (way, ready) {
                out.send(way, Some(id.group), &ready);
            }
        }
        self.vehicle_room = ids;
        for (vehicle, component, way, stamp) in questions {
            let system = vehicle.system;
            let (payload, length) = question(stamp, Some(Sender { system, component }));
            let payload = payload.get(..length).unwrap_or_default();
            if let Some(ready) =
                self.lay_ours(vehicle, now, (id::TIMESYNC, payload, Rank::Repeated), out)
            {
                out.send(way, Some(vehicle.group), &ready);
            }
        }
    }
}

/// Whether anything may be said on a link of its own accord.
fn may_be_called(origin: Origin) -> bool {
    origin != Origin::Replayed
}

/// Our heartbeat: a ground station.
fn heartbeat() -> ([u8; LONGEST], usize) {
    written(&HEARTBEAT_DATA {
        custom_mode: 0,
        mavtype: MavType::MAV_TYPE_GCS,
        autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
        base_mode: MavModeFlag::empty(),
        system_status: MavState::MAV_STATE_ACTIVE,
        mavlink_version: 3,
    })
}

/// A question for the time.
fn question(stamp: i64, to: Option<Sender>) -> ([u8; LONGEST], usize) {
    written(&TIMESYNC_DATA {
        tc1: 0,
        ts1: stamp,
        target_system: to.map_or(0, |to| to.system),
        target_component: to.map_or(0, |to| to.component),
    })
}

fn written(message: &impl MessageData) -> ([u8; LONGEST], usize) {
    let mut bytes = [0; LONGEST];
    let length = message.ser(MavlinkVersion::V2, &mut bytes);
    (bytes, length)
}
