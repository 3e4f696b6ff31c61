//! Frames of a log, taken to links and fleet as if they came over a link, in the log's own time.

use super::OneLog;
use crate::fleet::published::VehicleView;
use crate::ground_control::GroundControl;
use crate::link::frame::{Frame, Sender};
use crate::link::hub::{Arrival, Framing, LinkRole, UnsignedPolicy, VehicleLink};
use crate::link::names::{GroupId, LinkId, Origin, PeerId};
use crate::moment::Moment;
use crate::news::NewsLine;
use std::sync::Arc;
use std::time::Duration;

/// Plays frames.
pub(super) struct Player {
    ground: GroundControl,
    now: Option<Moment>,
}

const LINK: LinkId = LinkId(0);
/// A system that nobody has: a log has frames of all of them.
const US: Sender = Sender {
    system: 0,
    component: 0,
};
/// Time passes in such steps.
const STEP: Duration = Duration::from_millis(100);
/// After so long without a frame all that silence brings has happened, and time leaps.
pub(super) const SILENCE: Duration = Duration::from_secs(120);

impl Player {
    pub(super) fn new() -> Self {
        let mut ground = GroundControl::new(US);
        let role = VehicleLink {
            group: GroupId(0),
            origin: Origin::Replayed,
            unsigned: UnsignedPolicy::Accept,
            priority: 0,
            leads_to_one: false,
        };
        // The first link has a free number, and its group no origin yet.
        let added = ground.add_link(LINK, "log", LinkRole::Vehicles(role));
        debug_assert_eq!(added, Ok(()));
        Self { ground, now: None }
    }

    /// Takes a frame. Whatever follows of it is not said to anybody.
    pub(super) fn play(&mut self, at: Moment, frame: Frame<'_>) {
        self.pass_time_until(at);
        let arrival = Arrival {
            link: LINK,
            peer: PeerId::ONLY,
            at,
            framing: Framing::Datagram,
            bytes: frame.bytes(),
        };
        self.ground.arrived(arrival, &mut ());
        self.ground.sent();
    }

    fn pass_time_until(&mut self, at: Moment) {
        let mut now = self.now.unwrap_or(at);
        let until = at.min(now + SILENCE);
        while now + STEP <= until {
            now = now + STEP;
            self.pass_time(now);
        }
        // A pause that was leapt over, or a clock that was set back.
        if at > until || at < now || self.now.is_none() {
            now = at;
            self.pass_time(now);
        }
        self.now = Some(now);
    }

    fn pass_time(&mut self, now: Moment) {
        self.ground.pass_time(now, &mut ());
        self.ground.sent();
    }

    /// There is no more. What was heard last has its consequences; that nothing follows has none.
    pub(super) fn end(&mut self) {
        if let Some(now) = self.now {
            self.pass_time(now);
            self.ground.publish(now);
        }
    }

    /// What was told since this was last asked.
    pub(super) fn news(&mut self) -> Vec<NewsLine> {
        let tidings = self.ground.take_tidings();
        let lines = tidings.iter().map(|it| NewsLine::of(it, &OneLog));
        lines.flatten().collect()
    }

    /// The vehicles as they were seen last.
    pub(super) fn vehicles(&self) -> Vec<Arc<VehicleView>> {
        let latest = self.ground.fleet().reader().latest();
        let vehicles = latest.vehicles().filter(|it| it.life.is_some());
        vehicles.cloned().collect()
    }
}
