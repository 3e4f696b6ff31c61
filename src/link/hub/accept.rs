//! Whether a frame that came over a link to vehicles is taken: of whom it is, signed or not, new or not.

use super::KeyOwner;
use super::core::VehicleSide;
use super::fields::{Fields, id};
use super::mark_queue::MarkQueue;
use super::order::{Order, Taken};
use super::path::PathKey;
use super::refusal::Refusal;
use super::role::UnsignedPolicy;
use super::signer::{Signed, Signer};
use super::vehicle::{Autopilot, Vehicle};
use crate::link::frame::{Frame, SETUP_SIGNING, Sender, is_known};
use crate::link::names::VehicleId;
use crate::moment::Moment;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// A frame that was taken.
pub(super) struct Accepted {
    pub(super) vehicle: VehicleId,
    pub(super) autopilot: Autopilot,
    pub(super) is_signed: bool,
    pub(super) order: Order,
    pub(super) place: u32,
    pub(super) is_rebooted: bool,
}

/// What becomes of a frame that is no vehicle's news.
pub(super) enum Other {
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

/// What changed, whatever becomes of the frame.
#[derive(Default)]
pub(super) struct News {
    /// Another path is the best one now.
    pub(super) best_path: Option<(VehicleId, PathKey)>,
}

/// How a frame came.
type Came<'a> = (PathKey, Moment, Frame<'a>);

/// Judges a frame, and takes it into account.
pub(super) fn accept(
    us: Sender,
    side: &mut VehicleSide,
    (vehicles, marks): (&mut FxHashMap<VehicleId, Box<Vehicle>>, &mut MarkQueue),
    news: &mut News,
    came: Came<'_>,
) -> Result<Accepted, Other> {
    let (key, at, frame) = came;
    let (sender, link) = (frame.sender(), side.link);
    if sender.system == us.system {
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
    let mut known = vehicles.entry(id);
    let signer = match known {
        Entry::Occupied(ref mut known) => known.get_mut().signer.as_mut(),
        Entry::Vacant(_) => None,
    };
    let signed = judge((id, signer), marks, link.unsigned, frame)?;
    side.heard = Some(at);
    let proof = Autopilot::proven_by(frame, link.origin);
    let vehicle = match known {
        Entry::Occupied(known) if proof.is_some() || known.get().autopilot.is_some() => {
            known.into_mut()
        }
        Entry::Vacant(free) if proof.is_some() => free.insert(Box::default()),
        _ => return Err(Other::Stranger),
    };
    let mut best = None;
    let taken = follow(vehicle, side, came, signed, &mut best);
    news.best_path = best.map(|best| (id, best));
    let taken = taken?;
    if taken.order == Order::Doubled {
        return Err(Other::Doubled);
    }
    let autopilot = prove(&mut vehicle.autopilot, proof).ok_or(Other::Stranger)?;
    let is_autopilot = autopilot.component == sender.component;
    let is_rebooted = is_autopilot
        && frame.message_id() == id::SYSTEM_TIME
        && taken.order == Order::New
        && vehicle.is_rebooted_by(frame, at);
    if is_rebooted {
        vehicle.forget_routes(Some(key));
    }
    if is_autopilot {
        learn_of_path(vehicle, came, taken);
    }
    Ok(Accepted {
        vehicle: id,
        autopilot,
        is_signed: signed == Signed::New,
        order: taken.order,
        place: taken.place,
        is_rebooted,
    })
}

/// What a frame's signature is worth on a link.
fn judge(
    (id, signer): (VehicleId, Option<&mut Signer>),
    marks: &mut MarkQueue,
    policy: UnsignedPolicy,
    frame: Frame<'_>,
) -> Result<Signed, Refusal> {
    let has_key = signer.is_some();
    let signed = match signer {
        Some(signer) => {
            let signed = signer.judge(frame);
            marks.look(KeyOwner::Vehicle(id), signer);
            signed
        }
        None => Signed::Unsigned,
    };
    match signed {
        Signed::Refused(why) => return Err(why),
        Signed::New | Signed::Again => return Ok(signed),
        Signed::Unsigned => {}
    }
    let is_radio = frame.message_id() == id::RADIO_STATUS;
    let is_taken = match policy {
        UnsignedPolicy::Accept => true,
        UnsignedPolicy::AcceptRadioStatusOnly => is_radio,
        UnsignedPolicy::Refuse => false,
    };
    match frame.signature() {
        _ if is_taken => Ok(signed),
        Some(_) if !has_key => Err(Refusal::NoKey),
        _ => Err(Refusal::Unsigned),
    }
}

/// Puts a frame in its place: on its path, and among those of its component.
fn follow(
    vehicle: &mut Vehicle,
    side: &mut VehicleSide,
    came: Came<'_>,
    signed: Signed,
    chosen: &mut Option<PathKey>,
) -> Result<Taken, Other> {
    let (key, at, frame) = came;
    // Where frames have to be signed, what nobody signed (RADIO_STATUS) says where nothing is.
    let is_proven = signed != Signed::Unsigned || side.link.unsigned == UnsignedPolicy::Accept;
    if !is_proven {
        return Ok(Taken::NEW);
    }
    let makes_routes = is_known(frame.message_id());
    let component = frame.sender().component;
    let place = (frame.sequence(), frame.checksum());
    if signed == Signed::Again {
        // The same over another path, or once more; else an old one that is sent again.
        let tracks = vehicle.tracks(component, false, at);
        let is_doubled = match tracks {
            Ok(Some(tracks)) => tracks.has(place.0, place.1, at),
            _ => false,
        };
        if !is_doubled {
            return Err(Other::Refused(Refusal::Replayed));
        }
        // That path is alive, too.
        hear_on_path(vehicle, side, came)?;
    } else if makes_routes {
        hear_on_path(vehicle, side, came)?;
    }
    *chosen = vehicle.paths.choose(at);
    let best = vehicle.paths.best();
    let tracks = vehicle
        .tracks(component, makes_routes, at)
        .map_err(|_| Other::Refused(Refusal::TooMany))?;
    let mut taken = match tracks {
        Some(tracks) => {
            if side.has_twin {
                tracks.compare();
            }
            tracks.take(key, place, at, best)
        }
        None => Taken::NEW,
    };
    if signed == Signed::Again {
        taken.order = Order::Doubled;
    }
    let is_autopilot = vehicle
        .autopilot
        .is_some_and(|it| it.component == component);
    if taken.order == Order::Doubled && is_autopilot {
        learn_of_path(vehicle, (key, at, frame), taken);
    }
    Ok(taken)
}

fn hear_on_path(
    vehicle: &mut Vehicle,
    side: &mut VehicleSide,
    (key, at, frame): Came<'_>,
) -> Result<(), Other> {
    let path = vehicle.paths.heard(key, side.link.priority, at);
    let path = path.ok_or(Other::Refused(Refusal::TooMany))?;
    if path.frames == 0 {
        side.carriers.insert(key.1);
    }
    path.frames += 1;
    let component = frame.sender().component;
    let is_autopilot = || vehicle.autopilot.is_none_or(|it| it.component == component);
    match frame.message_id() {
        id::HEARTBEAT if is_autopilot() => path.is_high_latency = false,
        id::HIGH_LATENCY2 if is_autopilot() => path.is_high_latency = true,
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

/// Takes into account what came of the autopilot over a path.
fn learn_of_path(vehicle: &mut Vehicle, (key, at, frame): Came<'_>, taken: Taken) {
    let path = vehicle.paths.iter_mut().find(|path| path.key == key);
    if let Some(path) = path {
        path.hear_autopilot(at);
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
