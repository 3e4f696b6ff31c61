//! Who the autopilot is, that it is there, and what its heartbeats tell.

use crate::fleet::desk::Place;
use crate::fleet::event::{FleetEvent, VehicleEvent};
use crate::fleet::modes::Mode;
use crate::fleet::vehicle::known::Hearing;
use crate::fleet::vehicle::{Life, LifeState, Vehicle};
use crate::link::report::{AutopilotKind, Heartbeat, HighLatency, Report};

impl Vehicle {
    /// Whether a late report is old. On a link that lets overtake, many heartbeats are late beside the
    /// telemetry, and are the newest heartbeats all the same: one is old only where a newer one came.
    pub fn is_old(&mut self, component: u8, is_late: bool, place: Place, report: &Report) -> bool {
        let is_beat = matches!(report, Report::Heartbeat(_)) && self.autopilot == Some(component);
        if is_beat {
            place.is_overtaken(is_late, &mut self.newest_heartbeat)
        } else {
            is_late
        }
    }

    pub(super) fn hear_heartbeat(
        &mut self,
        hearing: Hearing,
        heartbeat: &Heartbeat,
        events: &mut Vec<FleetEvent>,
    ) {
        let component = hearing.source.component;
        if heartbeat.autopilot.is_none() {
            if self.autopilot != Some(component) {
                self.hear_component(hearing, heartbeat, events);
            }
            return;
        }
        if self.autopilot != Some(component) && !self.may_become_autopilot() {
            self.hear_component(hearing, heartbeat, events);
            return;
        }
        if hearing.is_late {
            self.count_late(false);
            return;
        }
        self.autopilot = Some(component);
        match &mut self.life {
            Some(life) => {
                let changed = life.hear(hearing.at).map(|from| (from, life.state()));
                self.tell_life(hearing.at, changed, events);
            }
            None => {
                self.life = Some(Life::discovered(hearing.at));
                self.tell(hearing.at, VehicleEvent::Discovered, events);
                self.judge_integrity(hearing.at, events);
            }
        }
        self.take_heartbeat(hearing, heartbeat, events);
    }

    /// Another component is the autopilot only once the one that was is gone.
    fn may_become_autopilot(&self) -> bool {
        self.autopilot.is_none() || self.life() == Some(LifeState::Lost)
    }

    fn take_heartbeat(
        &mut self,
        hearing: Hearing,
        heartbeat: &Heartbeat,
        events: &mut Vec<FleetEvent>,
    ) {
        let before = self.known.heartbeat.map(|held| held.value);
        self.known.heartbeat = Some(hearing.observed(*heartbeat));
        let Some(before) = before else {
            return;
        };
        if before.autopilot != heartbeat.autopilot {
            let held = self.hardware_id.take().map(|id| id.to_vec());
            self.change_identity(hearing.at, held.unwrap_or_default(), Vec::new(), events);
        }
        let (from, to) = (Mode::of(&before), Mode::of(heartbeat));
        if from != to {
            self.tell(hearing.at, VehicleEvent::ModeChanged { from, to }, events);
        }
        if before.is_armed != heartbeat.is_armed {
            let is_armed = heartbeat.is_armed;
            self.tell(hearing.at, VehicleEvent::ArmedChanged { is_armed }, events);
        }
    }

    pub(super) fn hear_high_latency(
        &mut self,
        hearing: Hearing,
        said: &HighLatency,
        events: &mut Vec<FleetEvent>,
    ) {
        let component = hearing.source.component;
        let is_autopilot = said.heartbeat.autopilot.is_some()
            && (self.autopilot == Some(component) || self.may_become_autopilot());
        if !is_autopilot {
            self.shed.not_of_autopilot = self.shed.not_of_autopilot.saturating_add(1);
            return;
        }
        if hearing.is_late {
            self.count_late(false);
            return;
        }
        self.autopilot = Some(component);
        match &mut self.life {
            Some(life) => {
                let before = life.hear_over_satellite(hearing.at);
                let changed = before.map(|from| (from, life.state()));
                self.tell_life(hearing.at, changed, events);
            }
            None => {
                self.life = Some(Life::discovered_over_satellite(hearing.at));
                self.tell(hearing.at, VehicleEvent::Discovered, events);
            }
        }
        self.known.high_latency = Some(hearing.observed(*said));
        if self.life.is_some_and(|life| life.is_over_satellite()) {
            let heartbeat = heartbeat_of(said);
            self.take_heartbeat(hearing, &heartbeat, events);
        }
        self.judge_soon(hearing.at, events);
    }

    /// A heartbeat of what is not the vehicle's autopilot.
    fn hear_component(
        &mut self,
        hearing: Hearing,
        heartbeat: &Heartbeat,
        events: &mut Vec<FleetEvent>,
    ) {
        let Some(component) = self.component(hearing.source.component) else {
            return;
        };
        let is_new = component.heartbeat.is_none();
        hearing.put(&mut component.heartbeat, *heartbeat);
        if is_new {
            let what = VehicleEvent::ComponentDiscovered(hearing.source.component);
            self.tell(hearing.at, what, events);
        }
    }
}

/// The heartbeat in a HIGH_LATENCY2. Its mode has 16 bits: of PX4's those are the upper half
/// (`custom_mode_hl`).
fn heartbeat_of(said: &HighLatency) -> Heartbeat {
    let mut heartbeat = said.heartbeat;
    if heartbeat.autopilot == Some(AutopilotKind::Px4) && heartbeat.custom_mode <= 0xFFFF {
        heartbeat.custom_mode <<= 16;
    }
    heartbeat
}
