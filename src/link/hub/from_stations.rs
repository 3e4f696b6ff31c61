//! What comes from stations, and what of it reaches vehicles.

use super::KeyOwner;
use super::arrival::{HubEvent, Listener};
use super::core::Core;
use super::departures::{Departures, Rank};
use super::fields::id;
use super::file_sessions::Asker;
use super::path::PathKey;
use super::refusal::Refusal;
use super::role::{Access, Holder, StationRef};
use super::wish::{Wish, command, wish};
use crate::link::frame::Frame;
use crate::link::names::{Origin, VehicleId};
use crate::moment::Moment;

/// A frame of a station that may go on.
#[derive(Clone, Copy)]
struct Request<'a> {
    /// Where its endpoint is.
    endpoint: usize,
    station: StationRef,
    at: Moment,
    frame: Frame<'a>,
    /// It names one vehicle.
    is_for_one: bool,
}

impl Request<'_> {
    fn asker(&self) -> Asker {
        Asker::Station(self.station, self.frame.sender().component)
    }
}

/// What is for all goes to so many vehicles at most, unless it stops them: a datagram must not become
/// thousands.
const MOST_AT_ONCE: usize = 64;

impl Core {
    /// Takes a frame that came in at an endpoint.
    pub(super) fn take_from_station(
        &mut self,
        key: PathKey,
        at: Moment,
        frame: Frame<'_>,
        out: &mut Departures,
        listener: &mut impl Listener,
    ) {
        let us = self.us;
        let Some(endpoint) = self.endpoint_at(key.0) else {
            return;
        };
        let Some(stations) = self.endpoints.get_mut(endpoint) else {
            return;
        };
        stations.account.frame(frame, at);
        let station = StationRef {
            link: key.0,
            peer: key.1,
            system: frame.sender().system,
        };
        let request = Request {
            endpoint,
            station,
            at,
            frame,
            is_for_one: frame.target().system != 0,
        };
        let link = key.0;
        let taken = stations.take(key.1, frame, us, at, |peer| {
            listener.happened(HubEvent::StationPutOut { link, peer });
        });
        if let Some(signer) = &mut stations.signer {
            self.marks.look(KeyOwner::Stations(link), signer);
        }
        let passed = match taken {
            Err(why) => Err((None, why)),
            Ok(()) if frame.message_id() == id::HEARTBEAT => {
                self.pass_heartbeat(request, out, listener)
            }
            Ok(()) => self.pass(request, out, listener),
        };
        let (Err((vehicle, why)), Some(stations)) = (passed, self.endpoints.get_mut(endpoint))
        else {
            return;
        };
        if let Some(event) = stations.refuse(station, vehicle, frame, why, at) {
            listener.happened(event);
        }
    }

    /// A station's heartbeat goes to what it holds, while we can judge: else it would keep a link alive over
    /// which nobody commands.
    fn pass_heartbeat(
        &mut self,
        request: Request<'_>,
        out: &mut Departures,
        listener: &mut impl Listener,
    ) -> Result<(), (Option<VehicleId>, Refusal)> {
        const REFUSED: (Option<VehicleId>, Refusal) = (None, Refusal::HeartbeatWithoutLease);
        let held = self.held.get(&request.station).ok_or(REFUSED)?;
        listener.station_beats(request.station, held);
        let endpoint = self.endpoints.get(request.endpoint).ok_or(REFUSED)?;
        if !self.is_healthy || endpoint.endpoint.access == Access::ReadOnly {
            return Err(REFUSED);
        }
        let ready = out.lay(request.frame.bytes(), Rank::Commanded);
        let mut result = Ok(());
        for id in held {
            let Some(vehicle) = self.vehicles.get(id) else {
                continue;
            };
            let (message, payload) = (request.frame.message_id(), request.frame.payload());
            let may = endpoint.endpoint.sees.contains(*id)
                && vehicle.may_be_sent(message, payload).is_ok();
            let way = vehicle.way_to_autopilot().filter(|_| may);
            if way.is_some_and(|way| !out.send(way, Some(id.group), &ready)) {
                result = result.and(Err((Some(*id), Refusal::NoRoom)));
            }
        }
        result
    }

    fn pass(
        &mut self,
        request: Request<'_>,
        out: &mut Departures,
        listener: &mut impl Listener,
    ) -> Result<(), (Option<VehicleId>, Refusal)> {
        let target = request.frame.target();
        if target.system == self.us.system {
            return Ok(());
        }
        if !request.is_for_one {
            return self.pass_to_all(request, out, listener);
        }
        let shown = self
            .endpoints
            .get(request.endpoint)
            .and_then(|it| it.shown.vehicle(target.system));
        let vehicle = shown.ok_or((None, Refusal::NoSuchVehicle))?;
        self.pass_to(vehicle, request, out, listener)
            .map_err(|why| (Some(vehicle), why))
    }

    /// What is for all goes to each vehicle that it may go to. The first refusal is told, and the others are
    /// counted as well, whoever else got it.
    fn pass_to_all(
        &mut self,
        request: Request<'_>,
        out: &mut Departures,
        listener: &mut impl Listener,
    ) -> Result<(), (Option<VehicleId>, Refusal)> {
        let Some(stations) = self.endpoints.get(request.endpoint) else {
            return Err((None, Refusal::NoRoute));
        };
        let mut vehicles = std::mem::take(&mut self.vehicle_room);
        vehicles.clear();
        vehicles.extend(stations.shown.vehicles());
        let is_wide = vehicles.len() > MOST_AT_ONCE;
        let mut result = match vehicles.is_empty() {
            true => Err((None, Refusal::NoRoute)),
            false => Ok(()),
        };
        for vehicle in &vehicles {
            let is_too_wide =
                is_wide && !self.is_stop(*vehicle, request) && !self.holds(*vehicle, request);
            let passed = match is_too_wide {
                true => Err(Refusal::TooWide),
                false => self.pass_to(*vehicle, request, out, listener),
            };
            let Err(why) = passed else {
                continue;
            };
            if result.is_ok() {
                result = Err((Some(*vehicle), why));
            } else if let Some(stations) = self.endpoints.get_mut(request.endpoint) {
                stations.refused.count(why);
            }
        }
        self.vehicle_room = vehicles;
        result
    }

    fn is_stop(&self, vehicle: VehicleId, request: Request<'_>) -> bool {
        let Some(it) = self.vehicles.get(&vehicle) else {
            return false;
        };
        let (id, payload) = (request.frame.message_id(), request.frame.payload());
        it.autopilot
            .is_some_and(|to| wish(id, payload, to, it.is_on_ground) == Wish::Stop)
    }

    fn holds(&self, vehicle: VehicleId, request: Request<'_>) -> bool {
        let it = self.vehicles.get(&vehicle);
        it.is_some_and(|it| it.holder == Holder::Station(request.station))
    }

    /// Passes a frame to a vehicle, where it may go there.
    fn pass_to(
        &mut self,
        id: VehicleId,
        request: Request<'_>,
        out: &mut Departures,
        listener: &mut impl Listener,
    ) -> Result<(), Refusal> {
        let Request { station, frame, .. } = request;
        let wish = self.permit(id, request, listener)?;
        let vehicle = self.vehicles.get(&id).ok_or(Refusal::NoSuchVehicle)?;
        let holder = vehicle.holder;
        let way = vehicle.way_to(frame.target().component);
        let way = way.ok_or(Refusal::NoPath)?;
        let endpoint = self.endpoints.get(request.endpoint);
        let shown = endpoint.and_then(|it| it.shown.known_id_of(id));
        let shown = shown.unwrap_or(id.system);
        let rank = match wish {
            Wish::Read => Rank::Passed,
            _ => Rank::Commanded,
        };
        let ready = self.lay_stations((id, shown), request.at, (frame, rank), out)?;
        if !out.send(way, Some(id.group), &ready) {
            return Err(Refusal::NoRoom);
        }
        if let Some(stations) = self.endpoints.get_mut(request.endpoint) {
            stations.files.asks(request.asker(), id, request.at, frame);
        }
        if wish != Wish::Read {
            let is_free = holder == Holder::Nobody || holder == Holder::Station(station);
            listener.happened(HubEvent::StationCommanded {
                station,
                vehicle: id,
                message_id: frame.message_id(),
                command: command(frame.message_id(), frame.payload()),
                broke_through: !is_free,
            });
        }
        Ok(())
    }

    /// Whether a station may have this of a vehicle.
    fn permit(
        &mut self,
        id: VehicleId,
        request: Request<'_>,
        listener: &mut impl Listener,
    ) -> Result<Wish, Refusal> {
        let stations = self.endpoints.get(request.endpoint);
        let stations = stations.ok_or(Refusal::NoRoute)?;
        let endpoint = &stations.endpoint;
        let vehicle = self.vehicles.get_mut(&id).ok_or(Refusal::NoSuchVehicle)?;
        let autopilot = vehicle.autopilot.ok_or(Refusal::NoSuchVehicle)?;
        if !endpoint.sees.contains(id) {
            return Err(Refusal::NoSuchVehicle);
        }
        if autopilot.origin == Origin::Replayed {
            return Err(Refusal::ToRecording);
        }
        let (message_id, payload) = (request.frame.message_id(), request.frame.payload());
        let wish = wish(message_id, payload, autopilot, vehicle.is_on_ground);
        match wish {
            Wish::Read
                if stations
                    .files
                    .ends_anothers(request.asker(), id, vehicle, request.frame) =>
            {
                let may = endpoint.access == Access::Control
                    && vehicle.holder == Holder::Station(request.station);
                return may.then_some(Wish::Command).ok_or(Refusal::OthersTransfer);
            }
            Wish::Read => return Ok(wish),
            Wish::Never(why) => return Err(why),
            Wish::Stop | Wish::Command if endpoint.access == Access::ReadOnly => {
                return Err(Refusal::ReadOnly);
            }
            Wish::Stop | Wish::Command => {}
        }
        vehicle.may_be_sent(message_id, payload)?;
        match vehicle.holder {
            _ if wish == Wish::Stop => Ok(wish),
            Holder::Station(holder) if holder == request.station => Ok(wish),
            Holder::Nobody if request.is_for_one => {
                if vehicle.is_lease_to_be_asked(request.at) {
                    listener.happened(HubEvent::StationAsksForLease {
                        station: request.station,
                        vehicle: id,
                    });
                }
                Err(Refusal::LeaseAsked)
            }
            Holder::Nobody => Err(Refusal::HeldByNobody),
            Holder::Operator | Holder::Station(_) => Err(Refusal::HeldByAnother),
        }
    }
}
