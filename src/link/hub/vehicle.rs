//! What is known of a vehicle here: that an autopilot is there, its components and the ways to them, its key,
//! and what may be sent to it.

use super::fields::{Fields, id};
use super::order::Tracks;
use super::path::{FRESH, PathKey, Paths};
use super::reads::only_reads;
use super::refusal::NotSent;
use super::role::Holder;
use super::signer::Signer;
use crate::link::boot_clock::{BootClock, Stamp};
use crate::link::frame::Frame;
use crate::link::names::Origin;
use crate::moment::Moment;
use smallvec::SmallVec;
use std::time::Duration;

/// A system of a group of links: a vehicle once an autopilot was heard there.
#[derive(Debug, Default)]
pub(super) struct Vehicle {
    pub(super) autopilot: Option<Autopilot>,
    pub(super) signer: Option<Signer>,
    pub(super) is_commissioned: bool,
    /// Whether it is known to be on the ground: what is not known may fly.
    pub(super) is_on_ground: bool,
    pub(super) holder: Holder,
    pub(super) paths: Paths,
    components: SmallVec<[Component; 1]>,
    sequence: u8,
    boot: BootClock,
    next_heartbeat: Moment,
    lease_asked: Option<Moment>,
}

/// The proof that there is a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Autopilot {
    pub(super) origin: Origin,
    pub(super) component: u8,
    /// MAV_AUTOPILOT.
    pub(super) kind: u8,
    /// MAV_TYPE.
    pub(super) mav_type: u8,
}

#[derive(Debug)]
struct Component {
    id: u8,
    tracks: Tracks,
}

const MAV_AUTOPILOT_INVALID: u8 = 8;
const MAV_TYPE_GCS: u8 = 6;
/// A vehicle has a dozen components.
const MOST_COMPONENTS: usize = 32;
/// A component that was silent for so long makes room for another one.
const COMPONENT_GONE: Duration = Duration::from_secs(60);
/// Our heartbeat.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// Where so much of what the vehicle says is lost, it comes four times as often: a failsafe that waits for five
/// seconds would else be set off by chance. Where a length is damaged on the way, an autopilot waits for up to 280
/// bytes before it hears anything again, and little else than this may be on its way to it: at 84 bytes a second
/// that is over in 3.4 s (seen in a lockstep flight: at 42 it took 5.4).
const LOSSY: f64 = 0.05;
/// A lease is asked for so often.
const ASKING: Duration = Duration::from_secs(1);

impl Autopilot {
    /// What a frame proves.
    pub(super) fn proven_by(frame: Frame<'_>, origin: Origin) -> Option<Self> {
        let fields = Fields(frame.payload());
        let (kind, mav_type) = match frame.message_id() {
            // Its last byte is MAVLink's version: what is all zeros is no heartbeat.
            id::HEARTBEAT if fields.u8(8) != 0 => (fields.u8(5), fields.u8(4)),
            id::HIGH_LATENCY2 if !frame.payload().is_empty() => (fields.u8(25), fields.u8(24)),
            _ => return None,
        };
        let component = frame.sender().component;
        let is_one = kind != MAV_AUTOPILOT_INVALID && mav_type != MAV_TYPE_GCS && component != 0;
        is_one.then_some(Self {
            origin,
            component,
            kind,
            mav_type,
        })
    }
}

impl Vehicle {
    /// A component's frames. A new one is only followed where it `may_begin`.
    #[inline]
    pub(super) fn tracks(
        &mut self,
        component: u8,
        may_begin: bool,
        now: Moment,
    ) -> Result<Option<&mut Tracks>, TooManyComponents> {
        let known = self.components.iter().position(|it| it.id == component);
        let at = match known {
            Some(at) => at,
            None if !may_begin => return Ok(None),
            None => self.begin(component, now)?,
        };
        Ok(self.components.get_mut(at).map(|it| &mut it.tracks))
    }

    /// Reads what a frame of it will need.
    #[inline]
    pub(super) fn fetch(&self, sequence: u8) -> u64 {
        let signer = self.signer.as_ref().map_or(0, |it| it.fetch());
        let tracks = self.components.first();
        let tracks = tracks.map_or(0, |it| it.tracks.fetch(sequence));
        signer ^ tracks ^ self.paths.fetch()
    }

    fn begin(&mut self, component: u8, now: Moment) -> Result<usize, TooManyComponents> {
        if self.components.len() >= MOST_COMPONENTS {
            let gone = self.components.iter().position(|it| {
                let heard = it.tracks.heard().unwrap_or_default();
                now.since(heard) > COMPONENT_GONE
            });
            self.components.swap_remove(gone.ok_or(TooManyComponents)?);
        }
        self.components.push(Component {
            id: component,
            tracks: Tracks::default(),
        });
        Ok(self.components.len() - 1)
    }

    /// The way to the autopilot, for what is for the vehicle.
    pub(super) fn way_to_autopilot(&self) -> Option<PathKey> {
        self.way_to(self.autopilot?.component)
    }

    /// The way to a component, with 0 to the vehicle: the best one, or the freshest of those on which it was seen where it was not
    /// seen on that.
    pub(super) fn way_to(&self, component: u8) -> Option<PathKey> {
        let best = self.paths.best()?;
        let autopilot = self.autopilot.map_or(0, |it| it.component);
        let component = if component == 0 { autopilot } else { component };
        let Some(it) = self.components.iter().find(|it| it.id == component) else {
            return Some(best);
        };
        let seen = |(key, heard): (PathKey, Moment)| self.paths.path(key).map(|_| (heard, key));
        let ways = || it.tracks.paths().filter_map(seen);
        let newest = ways().map(|(heard, _)| heard).max();
        let is_on_best = ways()
            .any(|(heard, key)| key == best && newest.is_none_or(|it| it.since(heard) < FRESH * 3));
        if is_on_best {
            return Some(best);
        }
        Some(ways().max().map_or(best, |(_, key)| key))
    }

    /// The ways to components of it that were not seen on a way: to one of them, or with 0 to all.
    pub(super) fn ways_beside(&self, key: PathKey, component: u8) -> Vec<PathKey> {
        let is_elsewhere = |it: &&Component| {
            let is_meant = component == 0 || it.id == component;
            is_meant && it.tracks.paths().all(|(path, _)| path != key)
        };
        let elsewhere = self.components.iter().filter(is_elsewhere);
        let mut ways: Vec<_> = elsewhere.filter_map(|it| self.way_to(it.id)).collect();
        ways.sort_unstable();
        ways.dedup();
        ways.retain(|way| *way != key);
        ways
    }

    /// Whether a component was seen; 0 is all of them.
    pub(super) fn has(&self, component: u8) -> bool {
        component == 0 || self.components.iter().any(|it| it.id == component)
    }

    /// Whether this component is the only one that was seen.
    pub(super) fn has_only(&self, component: u8) -> bool {
        self.components.iter().all(|it| it.id == component)
    }

    /// Takes a SYSTEM_TIME: whether its clock began anew.
    pub(super) fn is_rebooted_by(&mut self, frame: Frame<'_>, at: Moment) -> bool {
        let boot_ms = Fields(frame.payload()).u32(8);
        self.boot.hear(boot_ms, at) == Stamp::Rebooted
    }

    /// Forgets all ways but one.
    pub(super) fn forget_routes(&mut self, but: Option<PathKey>) {
        self.retain(|key| Some(key) == but);
        self.boot = BootClock::default();
    }

    /// Forgets ways.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(PathKey) -> bool) {
        self.paths.retain(&mut stays);
        for component in &mut self.components {
            component.tracks.retain(&mut stays);
        }
        self.components.retain(|it| it.tracks.heard().is_some());
    }

    /// The last line before something goes out: nothing to a recording, and only what reads to a live one
    /// that is not commissioned.
    pub(super) fn may_be_sent(
        &self,
        message_id: u32,
        payload: &[u8],
    ) -> Result<Autopilot, NotSent> {
        let autopilot = self.autopilot.ok_or(NotSent::UnknownVehicle)?;
        let may_be_commanded = match autopilot.origin {
            Origin::Replayed => return Err(NotSent::Replayed),
            Origin::Live => self.is_commissioned,
            Origin::Simulated => true,
        };
        if may_be_commanded || only_reads(message_id, payload) {
            Ok(autopilot)
        } else {
            Err(NotSent::ObserveOnly)
        }
    }

    /// The number of the next frame that we make for it.
    pub(super) fn next_sequence(&mut self) -> u8 {
        let sequence = self.sequence;
        self.sequence = sequence.wrapping_add(1);
        sequence
    }

    /// Whether our heartbeat is due.
    pub(super) fn is_heartbeat_due(&mut self, now: Moment) -> bool {
        let is_due = now >= self.next_heartbeat;
        if is_due {
            let best = self.paths.best().and_then(|best| self.paths.path(best));
            let is_lossy = best.is_some_and(|path| path.recent.loss(now) >= LOSSY);
            let beat = if is_lossy { HEARTBEAT / 4 } else { HEARTBEAT };
            // The beat is kept, unless it was missed.
            let next = self.next_heartbeat + beat;
            self.next_heartbeat = if next > now { next } else { now + beat };
        }
        is_due
    }

    /// Whether the lease is to be asked for once more.
    pub(super) fn is_lease_to_be_asked(&mut self, now: Moment) -> bool {
        let is_due = self.lease_asked.is_none_or(|at| now.since(at) >= ASKING);
        if is_due {
            self.lease_asked = Some(now);
        }
        is_due
    }
}

/// More components than a vehicle has.
#[derive(Debug)]
pub(super) struct TooManyComponents;
