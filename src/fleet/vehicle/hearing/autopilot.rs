//! What only the autopilot may say of the vehicle.

use crate::fleet::event::{FleetEvent, VehicleEvent};
use crate::fleet::vehicle::Vehicle;
use crate::fleet::vehicle::known::{Extended, Hearing};
use crate::link::boot_clock::Stamp;
use crate::link::report::{
    AutopilotVersion, FenceStatus, LandedState, MissionCurrent, Report, VtolState,
};
use crate::moment::Moment;
use std::sync::Arc;
use std::time::Duration;

impl Vehicle {
    pub(super) fn hear_autopilot(
        &mut self,
        hearing: Hearing,
        report: &Report,
        events: &mut Vec<FleetEvent>,
    ) {
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
    pub(super) fn judge_soon(&mut self, now: Moment, events: &mut Vec<FleetEvent>) {
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
    pub(super) fn change_identity(
        &mut self,
        at: Moment,
        before: Vec<u8>,
        now: Vec<u8>,
        events: &mut Vec<FleetEvent>,
    ) {
        self.decommission();
        self.tell(at, VehicleEvent::IdentityChanged { before, now }, events);
    }
}

/// PX4 repeats that it reached an item each second, ten times.
const REPEATED_WITHIN: Duration = Duration::from_secs(3);

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
