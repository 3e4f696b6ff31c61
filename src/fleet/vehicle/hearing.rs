//! How a report changes what is known of a vehicle.

use super::boot::Stamp;
use super::known::{Extended, Hearing};
use super::payload::{COMPONENTS, PayloadComponent, is_of_payload};
use super::{Life, LifeState, Vehicle};
use crate::fleet::event::{FleetEvent, VehicleEvent};
use crate::fleet::modes::Mode;
use crate::link::report::{
    AutopilotKind, AutopilotVersion, Battery, FenceStatus, Heartbeat, HighLatency, LandedState,
    MissionCurrent, Report, StatusText, VtolState,
};
use crate::moment::Moment;
use crate::observed::Source;
use std::sync::Arc;

impl Vehicle {
    /// A component of the vehicle says something. `is_late` is a frame that newer ones of its sender have overtaken:
    /// it never replaces what is fresh, and is no sign of life.
    ///
    /// Only the autopilot speaks for the vehicle; other components for themselves.
    pub fn hear(
        &mut self,
        at: Moment,
        source: Source,
        is_late: bool,
        report: &Report,
        events: &mut Vec<FleetEvent>,
    ) {
        let hearing = Hearing {
            at,
            source,
            is_late,
        };
        match report {
            Report::Heartbeat(heartbeat) => self.hear_heartbeat(hearing, heartbeat, events),
            Report::HighLatency(said) => self.hear_high_latency(hearing, said, events),
            Report::StatusText(text) => self.hear_text(hearing, text, events),
            Report::RadioStatus(radio) => {
                let does = hearing.put(&mut self.known.radio, *radio);
                self.count_late(does);
            }
            Report::Battery(battery) => self.hear_battery(hearing, battery),
            Report::CameraImageCaptured(image) => {
                self.known.images = self.known.images.saturating_add(1);
                let what = VehicleEvent::CameraImageCaptured {
                    component: source.component,
                    image: Arc::new((**image).clone()),
                };
                self.tell(at, what, events);
            }
            _ if is_of_payload(report) => self.hear_payload(hearing, report),
            _ if self.autopilot == Some(source.component) => {
                self.hear_autopilot(hearing, report, events);
            }
            _ => self.shed.not_of_autopilot = self.shed.not_of_autopilot.saturating_add(1),
        }
    }

    fn hear_heartbeat(
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

    fn hear_high_latency(
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

    fn hear_payload(&mut self, hearing: Hearing, report: &Report) {
        let had_place = self
            .component(hearing.source.component)
            .map(|component| component.hear(hearing, report));
        if had_place == Some(false) {
            self.shed.payload = self.shed.payload.saturating_add(1);
        }
    }

    /// The component with a number; `None`, counted, where there are too many.
    fn component(&mut self, number: u8) -> Option<&mut PayloadComponent> {
        let payload = &mut self.known.payload;
        let place = match payload.binary_search_by_key(&number, |held| held.component) {
            Ok(place) => place,
            Err(_) if payload.len() >= COMPONENTS => {
                self.shed.payload = self.shed.payload.saturating_add(1);
                return None;
            }
            Err(place) => {
                payload.insert(place, PayloadComponent::new(number));
                place
            }
        };
        payload.get_mut(place)
    }

    fn hear_text(&mut self, hearing: Hearing, text: &StatusText, events: &mut Vec<FleetEvent>) {
        let mut lines = Vec::new();
        let component = hearing.source.component;
        self.texts.hear(hearing.at, component, text, &mut lines);
        self.tell_texts(hearing.at, lines, events);
    }

    /// The autopilot's word counts; a battery's own component is heard where the autopilot is silent.
    fn hear_battery(&mut self, hearing: Hearing, battery: &Battery) {
        let Some(place) = self.known.batteries.get_mut(usize::from(battery.index)) else {
            self.shed.payload = self.shed.payload.saturating_add(1);
            return;
        };
        let is_worse = self.autopilot != Some(hearing.source.component)
            && place.is_some_and(|held| self.autopilot == Some(held.source.component));
        let hearing = Hearing {
            is_late: hearing.is_late || is_worse,
            ..hearing
        };
        let does = hearing.put(place, *battery);
        self.count_late(does);
    }

    fn hear_autopilot(&mut self, hearing: Hearing, report: &Report, events: &mut Vec<FleetEvent>) {
        if let Some(boot_ms) = boot_ms_of(report)
            && !self.goes_on(boot_ms, hearing, events)
        {
            self.count_late(false);
            return;
        }
        let (known, since) = (&mut self.known, self.boot.since());
        let does = match report {
            Report::SystemTime(time) => {
                hearing.put_stamped(&mut known.system_time, *time, |it| it.boot_ms, since)
            }
            Report::Attitude(attitude) => {
                hearing.put_stamped(&mut known.attitude, *attitude, |it| it.boot_ms, since)
            }
            Report::GlobalPosition(position) => {
                hearing.put_stamped(&mut known.position, *position, |it| it.boot_ms, since)
            }
            Report::PositionTarget(target) => {
                hearing.put_stamped(&mut known.target, *target, |it| it.boot_ms, since)
            }
            Report::AirData(air) => hearing.put(&mut known.air, *air),
            Report::Altitudes(altitudes) => hearing.put(&mut known.altitudes, *altitudes),
            Report::HomePosition(home) => hearing.put(&mut known.home, *home),
            Report::SystemStatus(system) => hearing.put(&mut known.system, *system),
            Report::NavigationProgress(progress) => hearing.put(&mut known.progress, *progress),
            Report::Wind(wind) => hearing.put(&mut known.wind, *wind),
            Report::MissionCurrent(mission) => {
                return self.hear_mission(hearing, mission, events);
            }
            Report::MissionItemReached(item) => return self.hear_reached(hearing, *item, events),
            Report::FenceStatus(fence) => return self.hear_fence(hearing, fence, events),
            Report::ExtendedState { landed, vtol } => {
                return self.hear_extended(hearing, *landed, *vtol, events);
            }
            Report::AutopilotVersion(version) => {
                return self.hear_version(hearing, version, events);
            }
            _ => return self.hear_about_integrity(hearing, report, events),
        };
        self.count_late(does);
    }

    fn hear_about_integrity(
        &mut self,
        hearing: Hearing,
        report: &Report,
        events: &mut Vec<FleetEvent>,
    ) {
        let known = &mut self.known;
        let does = match report {
            Report::EkfStatus(ekf) => hearing.put(&mut known.ekf, *ekf),
            Report::EstimatorStatus(status) => hearing.put(&mut known.estimator, *status),
            Report::Vibration(vibration) => hearing.put(&mut known.vibration, *vibration),
            Report::GnssReceiver(receiver) => {
                let Some(place) = known.gnss.get_mut(usize::from(receiver.index)) else {
                    self.shed.payload = self.shed.payload.saturating_add(1);
                    return;
                };
                hearing.put(place, *receiver)
            }
            Report::GnssIntegrity(said) => {
                let places = &mut known.gnss_integrity;
                hearing.put_among(places, *said, |a, b| a.index == b.index)
            }
            _ => return,
        };
        self.count_late(does);
        self.judge_soon(hearing.at, events);
    }

    /// Judges the position's integrity, unless it was just judged.
    fn judge_soon(&mut self, now: Moment, events: &mut Vec<FleetEvent>) {
        if self.integrity.may_judge_at() <= now {
            self.judge_integrity(now, events);
        }
    }

    /// Whether a report's clock says that it is of now. Notices a start anew.
    fn goes_on(&mut self, boot_ms: u32, hearing: Hearing, events: &mut Vec<FleetEvent>) -> bool {
        match self.boot.hear(boot_ms, hearing.at) {
            Stamp::GoesOn => true,
            Stamp::HeldUp => false,
            Stamp::Rebooted => {
                self.known.forget_start();
                let mut lines = Vec::new();
                self.texts.restart(&mut lines);
                self.tell_texts(hearing.at, lines, events);
                self.tell(hearing.at, VehicleEvent::Rebooted, events);
                self.judge_integrity(hearing.at, events);
                true
            }
        }
    }

    fn hear_mission(
        &mut self,
        hearing: Hearing,
        mission: &MissionCurrent,
        events: &mut Vec<FleetEvent>,
    ) {
        let before = self.known.mission.map(|held| held.value.plan_ids);
        if !hearing.put(&mut self.known.mission, *mission) {
            self.count_late(false);
        } else if let Some(from) = before
            && from != mission.plan_ids
        {
            let to = mission.plan_ids;
            self.tell(hearing.at, VehicleEvent::PlansChanged { from, to }, events);
        }
    }

    /// PX4 says it eleven times.
    fn hear_reached(&mut self, hearing: Hearing, item: u16, events: &mut Vec<FleetEvent>) {
        let before = self.known.reached;
        let is_repeated = before
            .is_some_and(|held| held.value == item && held.age(hearing.at) <= REPEATED_WITHIN);
        if !hearing.put(&mut self.known.reached, item) {
            self.count_late(false);
        } else if !is_repeated {
            self.tell(hearing.at, VehicleEvent::MissionItemReached(item), events);
        }
    }

    fn hear_fence(&mut self, hearing: Hearing, fence: &FenceStatus, events: &mut Vec<FleetEvent>) {
        let was_breached = self.known.fence.is_some_and(|held| held.value.is_breached);
        if !hearing.put(&mut self.known.fence, *fence) {
            self.count_late(false);
            return;
        }
        let what = match (was_breached, fence.is_breached) {
            (false, true) => VehicleEvent::FenceBreachBegan(fence.kind),
            (true, false) => VehicleEvent::FenceBreachEnded,
            _ => return,
        };
        self.tell(hearing.at, what, events);
    }

    fn hear_extended(
        &mut self,
        hearing: Hearing,
        landed: LandedState,
        vtol: VtolState,
        events: &mut Vec<FleetEvent>,
    ) {
        let before = self.known.extended.map(|held| held.value);
        if !hearing.put(&mut self.known.extended, Extended { landed, vtol }) {
            self.count_late(false);
            return;
        }
        let from = before.map_or(LandedState::Unknown, |before| before.landed);
        if from != landed {
            let what = VehicleEvent::LandedChanged { from, to: landed };
            self.tell(hearing.at, what, events);
        }
        if before.is_some_and(|before| before.vtol != vtol) {
            self.tell(hearing.at, VehicleEvent::VtolChanged { to: vtol }, events);
        }
    }

    fn hear_version(
        &mut self,
        hearing: Hearing,
        version: &AutopilotVersion,
        events: &mut Vec<FleetEvent>,
    ) {
        let now = &version.hardware_id;
        match self.hardware_id.take() {
            Some(before) if *before != **now => {
                self.change_identity(hearing.at, before.to_vec(), now.clone(), events);
            }
            _ => {}
        }
        self.hardware_id = (!now.is_empty()).then(|| now.as_slice().into());
        self.known.version = Some(Arc::new(hearing.observed(version.clone())));
    }

    /// It is another aircraft: what an administrator said of the one before does not hold for it.
    fn change_identity(
        &mut self,
        at: Moment,
        before: Vec<u8>,
        now: Vec<u8>,
        events: &mut Vec<FleetEvent>,
    ) {
        self.decommission();
        self.tell(at, VehicleEvent::IdentityChanged { before, now }, events);
    }

    fn count_late(&mut self, was_taken: bool) {
        if !was_taken {
            self.shed.late = self.shed.late.saturating_add(1);
        }
    }
}

/// PX4 repeats that it reached an item each second, ten times.
const REPEATED_WITHIN: std::time::Duration = std::time::Duration::from_secs(3);

/// The clock of the vehicle in a report, where it has one: ms since the start.
fn boot_ms_of(report: &Report) -> Option<u32> {
    match report {
        Report::SystemTime(time) => Some(time.boot_ms),
        Report::Attitude(attitude) => Some(attitude.boot_ms),
        Report::GlobalPosition(position) => Some(position.boot_ms),
        Report::PositionTarget(target) => Some(target.boot_ms),
        _ => None,
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
