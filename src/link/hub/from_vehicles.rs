//! What comes from vehicles: proven, put in order, handed on, and shown to stations.

use super::arrival::{Heard, HubEvent, Listener};
use super::core::{Core, VehicleSide};
use super::departures::Departures;
use super::fields::{Fields, id};
use super::order::{Order, Taken};
use super::path::PathKey;
use super::refusal::Refusal;
use super::role::UnsignedPolicy;
use super::signer::Signed;
use super::vehicle::{Autopilot, Vehicle};
use crate::link::frame::{Frame, SETUP_SIGNING, Target, is_known};
use crate::link::names::VehicleId;
use crate::moment::Moment;

/// A frame that was taken.
struct Accepted {
    vehicle: VehicleId,
    autopilot: Autopilot,
    is_signed: bool,
    order: Order,
    is_rebooted: bool,
    best_changed: Option<PathKey>,
}

/// What becomes of a frame that is no vehicle's news.
enum Other {
    Refused(Refusal),
    /// It has come before.
    Doubled,
    /// It is right, and of a system in which no autopilot was heard.
    Stranger,
}

impl From<Refusal> for Other {
    fn from(why: Refusal) -> Self {
        Self::Refused(why)
    }
}

impl Core {
    /// Takes a frame that came over a link to vehicles.
    pub(super) fn take_from_vehicle(
        &mut self,
        key: PathKey,
        at: Moment,
        frame: Frame<'_>,
        out: &mut Departures,
        listener: &mut impl Listener,
    ) {
        let Some(side) = self.vehicle_links.get_mut(&key.0) else {
            return;
        };
        side.account.frame(frame, at);
        let group = side.link.group;
        let accepted = match self.accept(key, at, frame) {
            Ok(accepted) => accepted,
            Err(other) => return self.not_accepted(key, at, frame, other, listener),
        };
        listener.record(group, at, frame);
        self.tell(&accepted, listener);
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
            frame,
        });
        let is_shown = self.show(accepted.vehicle, target, at, frame, out);
        if target.system == 0 || target.system == self.us.system || is_shown {
            return;
        }
        if !self.pass_within_group(accepted.vehicle, key, target, frame, out)
            && let Some(side) = self.vehicle_links.get_mut(&key.0)
        {
            side.refused.count(Refusal::NoRoute);
        }
    }

    fn tell(&self, accepted: &Accepted, listener: &mut impl Listener) {
        let vehicle = accepted.vehicle;
        if accepted.is_rebooted {
            listener.happened(HubEvent::Rebooted(vehicle));
        }
        if let Some((link, _)) = accepted.best_changed {
            listener.happened(HubEvent::BestPathChanged { vehicle, link });
        }
    }

    /// Judges a frame, and takes it into account.
    fn accept(&mut self, key: PathKey, at: Moment, frame: Frame<'_>) -> Result<Accepted, Other> {
        let Some(side) = self.vehicle_links.get_mut(&key.0) else {
            return Err(Other::Refused(Refusal::NoRoute));
        };
        let (sender, link) = (frame.sender(), side.link);
        if sender.system == self.us.system {
            return Err(Other::Refused(Refusal::OurId));
        }
        if sender.system == 0 || sender.component == 0 {
            return Err(Other::Refused(Refusal::ForeignId));
        }
        if frame.message_id() == SETUP_SIGNING {
            return Err(Other::Refused(Refusal::CarriesKey));
        }
        let id = VehicleId {
            group: link.group,
            system: sender.system,
        };
        let known = self.vehicles.get_mut(&id);
        let is_known_vehicle = known.as_ref().is_some_and(|it| it.autopilot.is_some());
        let (signed, is_passed) = judge(known, link.unsigned, frame)?;
        self.is_mark_passed |= is_passed;
        side.heard = Some(at);
        let proof = Autopilot::proven_by(frame, link.origin);
        if proof.is_none() && !is_known_vehicle {
            return Err(Other::Stranger);
        }
        let vehicle = self.vehicles.entry(id).or_default();
        let (taken, best_changed) = follow(vehicle, key, at, frame, signed, link.priority)?;
        if taken.order == Order::Doubled {
            return Err(Other::Doubled);
        }
        let autopilot = prove(&mut vehicle.autopilot, proof).ok_or(Other::Stranger)?;
        let is_autopilot = autopilot.component == sender.component;
        let is_rebooted = is_autopilot
            && frame.message_id() == id::SYSTEM_TIME
            && taken.order == Order::New
            && vehicle.is_rebooted_by(frame);
        if is_rebooted {
            vehicle.forget_routes(Some(key));
        }
        learn_of_path(vehicle, key, at, frame, is_autopilot.then_some(taken));
        Ok(Accepted {
            vehicle: id,
            autopilot,
            is_signed: signed == Signed::New,
            order: taken.order,
            is_rebooted,
            best_changed,
        })
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
                listener.record(link.group, at, frame);
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
            frame,
        });
    }
}

/// What a frame's signature is worth on a link; and whether what is kept of signatures has to be written.
fn judge(
    vehicle: Option<&mut Vehicle>,
    policy: UnsignedPolicy,
    frame: Frame<'_>,
) -> Result<(Signed, bool), Refusal> {
    let signer = vehicle.and_then(|it| it.signer.as_mut());
    let has_key = signer.is_some();
    let (signed, is_passed) = match signer {
        Some(signer) => (signer.judge(frame), signer.is_passed()),
        None => (Signed::Unsigned, false),
    };
    match signed {
        Signed::Refused(why) => return Err(why),
        Signed::New | Signed::Again => return Ok((signed, is_passed)),
        Signed::Unsigned => {}
    }
    let is_radio = frame.message_id() == id::RADIO_STATUS;
    let is_taken = match policy {
        UnsignedPolicy::Accept => true,
        UnsignedPolicy::AcceptRadioStatusOnly => is_radio,
        UnsignedPolicy::Refuse => false,
    };
    match frame.signature() {
        _ if is_taken => Ok((signed, is_passed)),
        Some(_) if !has_key => Err(Refusal::NoKey),
        _ => Err(Refusal::Unsigned),
    }
}

/// Puts a frame in its place: on its path, and among those of its component.
fn follow(
    vehicle: &mut Vehicle,
    key: PathKey,
    at: Moment,
    frame: Frame<'_>,
    signed: Signed,
    priority: u8,
) -> Result<(Taken, Option<PathKey>), Other> {
    let makes_routes = is_known(frame.message_id());
    let component = frame.sender().component;
    let place = (frame.sequence(), frame.checksum());
    if signed == Signed::Again {
        // The same over another path, or once more; else an old one that is sent again.
        let tracks = vehicle.tracks(component, false, at);
        let is_doubled = matches!(tracks, Ok(Some(it)) if it.has(place.0, place.1, at));
        if !is_doubled {
            return Err(Other::Refused(Refusal::Replayed));
        }
        // That path is alive, too.
        hear_on_path(vehicle, key, priority, at, frame)?;
    } else if makes_routes {
        hear_on_path(vehicle, key, priority, at, frame)?;
    }
    let best_changed = vehicle.paths.choose(at);
    let is_best = vehicle.paths.best().is_none_or(|best| best == key);
    let tracks = vehicle
        .tracks(component, makes_routes, at)
        .map_err(|_| Other::Refused(Refusal::TooMany))?;
    let mut taken = match tracks {
        Some(tracks) => tracks.take(key, place, at, is_best),
        None => Taken::NEW,
    };
    if signed == Signed::Again {
        taken.order = Order::Doubled;
    }
    let is_autopilot = vehicle
        .autopilot
        .is_some_and(|it| it.component == component);
    if taken.order == Order::Doubled && is_autopilot {
        learn_of_path(vehicle, key, at, frame, Some(taken));
    }
    Ok((taken, best_changed))
}

fn hear_on_path(
    vehicle: &mut Vehicle,
    key: PathKey,
    priority: u8,
    at: Moment,
    frame: Frame<'_>,
) -> Result<(), Other> {
    let path = vehicle.paths.heard(key, priority, at);
    let path = path.ok_or(Other::Refused(Refusal::TooMany))?;
    path.frames += 1;
    match frame.message_id() {
        id::HEARTBEAT => path.is_high_latency = false,
        id::HIGH_LATENCY2 => path.is_high_latency = true,
        id::TIMESYNC => {
            let fields = Fields(frame.payload());
            if fields.i64(0) != 0 {
                path.answered(fields.i64(8), at);
            }
        }
        _ => {}
    }
    Ok(())
}

/// Takes into account what came over a path of the autopilot.
fn learn_of_path(
    vehicle: &mut Vehicle,
    key: PathKey,
    at: Moment,
    frame: Frame<'_>,
    taken: Option<Taken>,
) {
    let Some(path) = vehicle.paths.iter_mut().find(|path| path.key == key) else {
        return;
    };
    if let Some(taken) = taken {
        path.recent.take(at, frame.bytes().len(), taken.lost);
        if taken.is_found {
            path.recent.found();
        }
    }
}

/// The autopilot of a vehicle, with what a frame proves of it. A second one in the same system is another
/// component, unless it has the autopilot's id by the standard.
fn prove(known: &mut Option<Autopilot>, proof: Option<Autopilot>) -> Option<Autopilot> {
    /// MAV_COMP_ID_AUTOPILOT1.
    const AUTOPILOT: u8 = 1;
    match (&known, proof) {
        (None, Some(_)) => *known = proof,
        (Some(before), Some(new))
            if new.component == before.component || new.component == AUTOPILOT =>
        {
            *known = proof;
        }
        _ => {}
    }
    *known
}
