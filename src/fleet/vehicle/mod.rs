//! What is known of one vehicle, how its life goes, and what happens to it.

mod echoes;
mod hearing;
mod known;
mod life;
mod payload;
mod texts;

#[cfg(test)]
mod bad_link_tests;
#[cfg(test)]
mod capture_tests;
#[cfg(test)]
mod tests;

pub use known::{BATTERIES, Extended, Known, KnownBeside, REPLACEABLE_AFTER};
pub use life::{Life, LifeState};
pub use payload::{COMPONENTS, PayloadComponent, STORAGES, STREAMS};
pub use texts::TextLine;

use super::event::{FleetEvent, VehicleEvent};
use super::integrity::{ExpectedHeading, IntegrityWatch, PositionIntegrity};
use super::modes::Mode;
use crate::link::boot_clock::BootClock;
use crate::link::names::{Origin, VehicleId};
use crate::moment::Moment;
use echoes::Echoes;
use std::sync::Arc;
use texts::TextAssembly;

/// What was not taken, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shed {
    /// Reports of components beyond [`COMPONENTS`], and of their parts beyond their bounds.
    pub payload: u32,
    /// Reports that something newer stood in the way of.
    pub late: u32,
    /// Reports only an autopilot may make, of another component or before its first heartbeat.
    pub not_of_autopilot: u32,
}

/// A vehicle as the fleet keeps it. Nothing in it grows with what arrives. What nearly each message needs stands
/// first, side by side.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct Vehicle {
    id: VehicleId,
    origin: Origin,
    is_commissioned: bool,
    /// The component that is its autopilot.
    autopilot: Option<u8>,
    boot: BootClock,
    known: Known,
    life: Option<Life>,
    newest_heartbeat: Option<super::desk::Place>,
    shed: Shed,
    /// The hardware's number, over restarts.
    hardware_id: Option<Arc<[u8]>>,
    texts: TextAssembly,
    echoes: Echoes,
    integrity: IntegrityWatch,
    expected_heading: Option<ExpectedHeading>,
}

/// Numbers of the messages that vehicles say most.
mod often {
    pub const HEARTBEAT: u32 = 0;
    pub const SYS_STATUS: u32 = 1;
    pub const GPS_RAW_INT: u32 = 24;
    pub const ATTITUDE: u32 = 30;
    pub const GLOBAL_POSITION_INT: u32 = 33;
    pub const VFR_HUD: u32 = 74;
}

/// Why a vehicle cannot be commissioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCommissionable {
    /// A simulated one needs no commission.
    Simulated,
    /// A recording cannot be commanded.
    Replayed,
}

impl Vehicle {
    /// A vehicle of which nothing was heard yet.
    pub fn new(id: VehicleId, origin: Origin) -> Self {
        Self {
            id,
            origin,
            is_commissioned: false,
            autopilot: None,
            life: None,
            newest_heartbeat: None,
            boot: BootClock::default(),
            known: Known::default(),
            hardware_id: None,
            texts: TextAssembly::default(),
            echoes: Echoes::default(),
            integrity: IntegrityWatch::default(),
            expected_heading: None,
            shed: Shed::default(),
        }
    }

    /// Reads what is written when it says one of what vehicles say most.
    #[inline]
    pub(super) fn fetch(&self, message_id: u32) -> u64 {
        let known = &self.known;
        let [receiver, _] = &known.gnss;
        let held = match message_id {
            often::HEARTBEAT => known.heartbeat.as_ref().map(|it| it.at),
            often::SYS_STATUS => known.system.as_ref().map(|it| it.at),
            often::GPS_RAW_INT => receiver.as_ref().map(|it| it.at),
            often::ATTITUDE => known.attitude.as_ref().map(|it| it.at),
            often::GLOBAL_POSITION_INT => known.position.as_ref().map(|it| it.at),
            often::VFR_HUD => known.air.as_ref().map(|it| it.at),
            _ => None,
        };
        let of_clock = self.boot.since().us() ^ u64::from(self.autopilot.unwrap_or(0));
        held.map_or(0, Moment::us) ^ of_clock
    }

    /// Its name inside.
    pub fn id(&self) -> VehicleId {
        self.id
    }

    /// Where it comes from. It never changes.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Whether it may be commanded at all (invariant 7): a live one only once an administrator has
    /// commissioned it, a simulated one always, a recording never.
    pub fn is_commandable(&self) -> bool {
        match self.origin {
            Origin::Live => self.is_commissioned,
            Origin::Simulated => true,
            Origin::Replayed => false,
        }
    }

    /// An administrator commissions it.
    ///
    /// # Errors
    /// It is not live: there is nothing to commission.
    pub fn commission(&mut self) -> Result<(), NotCommissionable> {
        match self.origin {
            Origin::Live => self.is_commissioned = true,
            Origin::Simulated => return Err(NotCommissionable::Simulated),
            Origin::Replayed => return Err(NotCommissionable::Replayed),
        }
        Ok(())
    }

    /// It is observed only from here on, where it is live.
    pub fn decommission(&mut self) {
        self.is_commissioned = false;
    }

    /// The component that is its autopilot, once one was heard.
    pub fn autopilot(&self) -> Option<u8> {
        self.autopilot
    }

    /// What is known of it.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// How its life stands; `None` before its autopilot was heard.
    pub fn life(&self) -> Option<LifeState> {
        self.life.as_ref().map(Life::state)
    }

    /// When its autopilot's heartbeat was heard last.
    pub fn heard(&self) -> Option<Moment> {
        self.life.as_ref().map(Life::heard)
    }

    /// Its mode, once it was told.
    pub fn mode(&self) -> Option<Mode> {
        let heartbeat = self.known.heartbeat.as_ref()?;
        Some(Mode::of(&heartbeat.value))
    }

    /// How well it knows where it is.
    pub fn integrity(&self) -> PositionIntegrity {
        self.integrity.state()
    }

    /// The hardware's number, once it was told; it is kept over restarts.
    pub fn hardware_id(&self) -> Option<&[u8]> {
        self.hardware_id.as_deref()
    }

    /// What was not taken.
    pub fn shed(&self) -> Shed {
        self.shed
    }

    /// Says which way it must look while it stands on the ground (in its dock), or that nothing is known of
    /// it.
    pub fn expect_heading(&mut self, expected: Option<ExpectedHeading>) {
        self.expected_heading = expected;
    }

    /// Looks at the time: beats that do not come, texts that stay incomplete, values that grow old.
    pub fn wake(&mut self, now: Moment, events: &mut Vec<FleetEvent>) {
        if let Some(life) = &mut self.life {
            let changed = life.tick(now).map(|from| (from, life.state()));
            self.tell_life(now, changed, events);
        }
        if self.texts.due().is_some_and(|due| due <= now) {
            let mut lines = Vec::new();
            self.texts.wake(now, &mut lines);
            self.tell_texts(now, lines, events);
        }
        if self.integrity.due() <= now {
            self.judge_integrity(now, events);
        }
    }

    /// When to look at the time next; `None` while nothing of it was heard.
    pub fn due(&self) -> Option<Moment> {
        let life = self.life.as_ref()?;
        let judged = (life.state() != LifeState::Lost || self.integrity.is_moving())
            .then(|| self.integrity.due());
        [life.due(), self.texts.due(), judged]
            .into_iter()
            .flatten()
            .min()
    }

    fn judge_integrity(&mut self, now: Moment, events: &mut Vec<FleetEvent>) {
        let from = self
            .integrity
            .judge(&self.known, self.expected_heading, now);
        if let Some(from) = from {
            let to = self.integrity.state();
            self.tell(now, VehicleEvent::IntegrityChanged { from, to }, events);
        }
    }

    fn tell(&self, at: Moment, what: VehicleEvent, events: &mut Vec<FleetEvent>) {
        events.push(FleetEvent {
            vehicle: self.id,
            at,
            what,
        });
    }

    fn tell_life(
        &self,
        at: Moment,
        changed: Option<(LifeState, LifeState)>,
        events: &mut Vec<FleetEvent>,
    ) {
        if let Some((from, to)) = changed {
            self.tell(at, VehicleEvent::LifeChanged { from, to }, events);
        }
    }

    fn tell_texts(&mut self, at: Moment, lines: Vec<TextLine>, events: &mut Vec<FleetEvent>) {
        for line in lines {
            let line = Arc::new(line);
            texts::keep(&mut self.known.texts, line.clone());
            self.tell(at, VehicleEvent::StatusText(line), events);
        }
    }
}
