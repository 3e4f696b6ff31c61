//! When PX4 lets its motors run, when it stops them, and how it knows the ground.

use super::events::{CRITICAL, Event, INFO, PROTOCOL};
use super::kind::VehicleKind;
use super::modes::Mode;
use super::px4::{Around, Home, Px4};
use crate::airframe::Contact;
use crate::autopilot::flight::Task;
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::MavLandedState;
use std::time::Duration;

/// What it knows of the ground.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Ground {
    /// It has left the ground since it was armed.
    pub has_lifted: bool,
    /// The take-off was told.
    pub is_up: bool,
    /// It has touched the ground since then.
    touched: Option<SimTime>,
    /// It has landed since then.
    landed: Option<SimTime>,
}

/// Who arms or disarms (PX4, `arm_disarm_reason_t`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Command = 4,
    MissionStart = 5,
    Landing = 6,
    Idleness = 7,
    Failsafe = 14,
}

impl Reason {
    fn name(self) -> &'static str {
        match self {
            Self::Command => "external command",
            Self::MissionStart => "mission start",
            Self::Landing => "landing",
            Self::Idleness => "auto preflight disarming",
            Self::Failsafe => "failsafe",
        }
    }
}

/// What keeps it from arming.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Checks {
    pub lacks_position: bool,
    pub lacks_mission: bool,
    pub lacks_setpoints: bool,
    pub lacks_pilot: bool,
    pub lacks_station: bool,
    pub is_unsafe: bool,
    /// The mode is one of another kind of vehicle.
    pub is_of_others: bool,
}

impl Checks {
    pub fn pass(self) -> bool {
        self == Self::default()
    }
}

/// The take-off is told so long after the motors are through with idling: before it lifts off.
const TOLD_UP_AFTER: Duration = Duration::from_millis(1_000);
/// It has landed when it has stood so long.
const LANDED_AFTER: Duration = Duration::from_millis(2_000);
/// At the end of a mission the motors stop so long after landing.
const MISSION_DISARM: Duration = Duration::from_millis(100);
/// Home moves with a vehicle that was carried farther than this before it is armed, m.
const CARRIED_M: f64 = 5.0;
/// The modes that need a position, by their numbers (PX4, `NAVIGATION_STATE_*`).
const MODES_WITH_POSITION: u32 = 0x007E_0034;
/// All modes that can be armed in, without the mission (`captures.md`, C.4).
const ARMABLE_MODES: u32 = 0x807F_3AB0;
/// The mission, among them.
const MISSION_MODE: u32 = 1 << 3;
/// What is on board (`captures.md`, C.4).
const PRESENT: [u8; 4] = [0x0A, 0x1C, 0x02, 0x38];
/// The component that failing modes are told for: the system itself.
const SYSTEM: u8 = 0x14;

impl Px4 {
    pub(super) fn has_position(&self, around: &Around) -> bool {
        let wait = self.settings.fix_before_use;
        around.estimate.has_position
            && self
                .position_since
                .is_some_and(|since| around.now - since >= wait)
    }

    /// What a mode lacks to be flown.
    pub(super) fn lacks(&self, mode: Mode, around: &Around) -> Checks {
        let has_position = self.has_position(around);
        Checks {
            lacks_position: mode.needs_position() && !has_position
                || mode == Mode::Rtl && self.home.is_none(),
            lacks_mission: mode == Mode::Mission && !self.mission.is_valid,
            lacks_setpoints: mode == Mode::Offboard
                && !self
                    .offboard
                    .is_heard(around.now, self.settings.offboard_loss),
            lacks_pilot: mode.is_pilots() && !self.has_pilot,
            is_of_others: mode == Mode::VtolTakeoff && self.kind != VehicleKind::Vtol,
            ..Checks::default()
        }
    }

    /// What keeps it from arming in its mode.
    pub(super) fn arming_checks(&self, around: &Around) -> Checks {
        let needs_station = self.settings.failures.station.0 > 0;
        Checks {
            lacks_station: needs_station && !self.watch.hears_station(),
            is_unsafe: self.is_terminated
                || around.craft.contact() == Contact::Wrecked
                || around.craft.battery().charge() < self.settings.battery[1]
                || self.breaks_fence(around),
            ..self.lacks(self.mode, around)
        }
    }

    /// Arms. Whether it is armed now.
    pub(super) fn arm(&mut self, reason: Reason, around: &Around) -> bool {
        if self.armed_at.is_some() {
            return true;
        }
        let checks = self.arming_checks(around);
        if !checks.pass() {
            if checks.lacks_station {
                self.warn("Preflight Fail: No connection to the GCS\t", None);
            }
            let event = Event::new("commander_arm_denied_resolve_failures", CRITICAL);
            let text = "Arming denied: Resolve system health failures first\t";
            self.warn(text, Some(event));
            return false;
        }
        if self.watch.has_news(self.judged(around)) {
            self.report_checks(around);
        }
        self.armed_at = Some(around.now);
        if self.kind == VehicleKind::Vtol {
            // A wing may have turned it since its rotors flew it last.
            self.flight.take_over(around.craft.heading_rad());
        }
        self.ground = Ground::default();
        self.watch.begin_flight();
        let event = Event::new("commander_armed_by", INFO).with(&[reason as u8]);
        self.tell(format!("Armed by {}\t", reason.name()), Some(event));
        self.move_home(around);
        if self.mission.is_finished {
            self.mission.is_finished = false;
            self.run.reset();
        }
        self.enter_mode(around);
        true
    }

    /// Home is where it is armed, if it was carried away from where home was.
    fn move_home(&mut self, around: &Around) {
        let here = around.estimate.place;
        let is_away = |home: &Home| home.place.ground_distance_m(here) > CARRIED_M;
        if self.has_position(around) && self.home.as_ref().is_none_or(is_away) {
            self.set_home(around);
        }
    }

    pub(super) fn set_home(&mut self, around: &Around) {
        let here = around.estimate.place;
        self.origin.get_or_insert(here);
        self.home = Some(Home {
            place: here,
            level_amsl_m: here.altitude_amsl_m,
            yaw_rad: around.craft.heading_rad(),
            changed: around.now,
        });
        self.refresh_fence(around);
    }

    /// What reports are made of: whether it has a position and a mission.
    pub(super) fn judged(&self, around: &Around) -> (bool, bool) {
        (self.has_position(around), self.mission.is_valid)
    }

    /// Tells machines what can be armed and what not.
    pub(super) fn report_checks(&mut self, around: &Around) {
        let judged = self.judged(around);
        self.watch.note_report(judged, around.now);
        let mut can = ARMABLE_MODES;
        if self.mission.is_valid {
            can |= MISSION_MODE;
        }
        if !self.has_position(around) {
            can &= !(MODES_WITH_POSITION | MISSION_MODE);
        }
        let summary = Event::new("commander_arming_check_summary", PROTOCOL)
            .with(&[0])
            .with(&(1_u32 << SYSTEM).to_le_bytes())
            .with(&(1_u32 << 7).to_le_bytes())
            .with(&can.to_le_bytes())
            .with(&can.to_le_bytes());
        self.events.push(summary);
        let failing = |name, log_levels, modes: u32, component: u8| {
            Event::new(name, log_levels)
                .with(&modes.to_le_bytes())
                .with(&[component])
        };
        if !self.has_position(around) {
            let modes = MODES_WITH_POSITION | MISSION_MODE;
            self.events
                .push(failing("check_modes_global_pos", INFO, modes, SYSTEM));
        }
        if !self.mission.is_valid {
            self.events
                .push(failing("check_modes_mission", INFO, MISSION_MODE, SYSTEM));
        }
        // Nobody sends setpoints before a mode needs them, and there is no remote control.
        let offboard = failing("check_modes_offboard_signal", 0x33, 1 << 14, SYSTEM);
        let manual = failing("check_modes_manual_control", 0x44, u32::MAX, 7);
        let health = Event::new("commander_health_summary", PROTOCOL)
            .with(&[0])
            .with(&PRESENT);
        self.events.extend([offboard, manual, health]);
    }

    /// Stops the motors.
    pub(super) fn disarm(&mut self, reason: Reason, now: SimTime) {
        let Some(armed_at) = self.armed_at.take() else {
            return;
        };
        self.returning = None;
        self.task_after_take_off = None;
        (self.take_off_amsl_m, self.loiters_at) = (None, None);
        self.forget_transition();
        self.flight.rest();
        self.flight.set_speed(None);
        self.failsafe.reset();
        let event = Event::new("commander_disarmed_by", INFO).with(&[reason as u8]);
        self.tell(format!("Disarmed by {}\t", reason.name()), Some(event));
        if matches!(
            self.intention,
            Mode::Land | Mode::Rtl | Mode::Takeoff | Mode::VtolTakeoff
        ) {
            self.intention = Mode::Loiter;
        }
        self.mode = self.intention;
        self.count_flight(now - armed_at);
    }

    /// What it remembers of a flight is told as it changes.
    fn count_flight(&mut self, flown: Duration) {
        let total = ["LND_FLIGHT_T_HI", "LND_FLIGHT_T_LO"].map(|name| self.parameters.value(name));
        let before_us = (total[0] as i32 as u32 as u64) << 32 | u64::from(total[1] as i32 as u32);
        let after_us = before_us.wrapping_add(flown.as_micros() as u64);
        let flights = self.parameters.value("COM_FLIGHT_UUID") + 1.0;
        for (name, value) in [
            ("COM_FLIGHT_UUID", flights),
            ("LND_FLIGHT_T_HI", f64::from((after_us >> 32) as u32 as i32)),
            ("LND_FLIGHT_T_LO", f64::from(after_us as u32 as i32)),
        ] {
            if let Ok(index) = self.parameters.set(name, value) {
                self.changed_parameters.push(index);
            }
        }
    }

    /// Whether a command may stop the motors.
    pub(super) fn may_disarm(&self, around: &Around) -> bool {
        !around.is_airborne()
    }

    /// Watches how it leaves the ground and comes back, and stops the motors in time.
    pub(super) fn watch_ground(&mut self, around: &Around) {
        let Some(armed_at) = self.armed_at else {
            return;
        };
        let now = around.now;
        if around.is_airborne() {
            self.ground.has_lifted = true;
            self.ground.touched = None;
            self.ground.landed = None;
        }
        let climbs = matches!(self.flight.task(), Task::TakeOff { .. });
        let is_through = now - self.task_began.max(armed_at) >= self.settings.spool + TOLD_UP_AFTER;
        if !self.ground.is_up && (climbs && is_through || around.is_airborne()) {
            self.ground.is_up = true;
            let event = Event::new("commander_takeoff_detected", INFO);
            self.tell("Takeoff detected\t", Some(event));
        }
        if !self.ground.has_lifted {
            let idle = self.settings.disarm_idle;
            if !idle.is_zero() && !climbs && now - armed_at >= idle {
                self.disarm(Reason::Idleness, now);
            }
            return;
        }
        if !around.is_airborne() {
            self.watch_landing(around);
        }
    }

    fn watch_landing(&mut self, around: &Around) {
        let now = around.now;
        let touched = *self.ground.touched.get_or_insert(now);
        if now - touched < LANDED_AFTER {
            return;
        }
        if self.ground.landed.is_none() {
            self.ground.landed = Some(now);
            let event = Event::new("commander_landing_detected", INFO);
            self.tell("Landing detected\t", Some(event));
            return;
        }
        let landed = self.ground.landed.unwrap_or(now);
        let is_wrecked = around.craft.contact() == Contact::Wrecked;
        let wait = match self.mode {
            _ if is_wrecked => MISSION_DISARM,
            Mode::Mission if self.mission.is_finished => MISSION_DISARM,
            // Landed in the middle of a mission: it goes on.
            Mode::Mission => return,
            _ => self.settings.disarm_landed,
        };
        if !wait.is_zero() && now - landed >= wait {
            self.disarm(Reason::Landing, now);
        }
    }

    /// Whether it has landed since it was armed.
    pub(super) fn has_landed(&self) -> bool {
        self.ground.landed.is_some()
    }

    /// Whether it takes itself to stand on the ground.
    pub(super) fn is_on_ground(&self, around: &Around) -> bool {
        match self.armed_at {
            Some(_) => !self.ground.is_up || self.has_landed(),
            None => !around.is_airborne(),
        }
    }

    /// As EXTENDED_SYS_STATE tells it.
    pub(super) fn landed_state(&self, around: &Around) -> MavLandedState {
        if self.is_on_ground(around) {
            return MavLandedState::MAV_LANDED_STATE_ON_GROUND;
        }
        match self.flight.task() {
            Task::TakeOff { .. } => MavLandedState::MAV_LANDED_STATE_TAKEOFF,
            Task::Land(_) | Task::Glide { .. } => MavLandedState::MAV_LANDED_STATE_LANDING,
            _ => MavLandedState::MAV_LANDED_STATE_IN_AIR,
        }
    }
}
