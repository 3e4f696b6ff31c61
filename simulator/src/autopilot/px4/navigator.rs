//! Where PX4 flies in each of its modes.

use super::events::{CRITICAL, ERROR, Event, INFO};
use super::failsafe::Action;
use super::feasibility::{Grounds, complaints};
use super::kind::VehicleKind;
use super::modes::Mode;
use super::px4::{Around, MissionState, Px4};
use crate::autopilot::flight::{Facing, Task};
use crate::autopilot::mission_run::{Order, is_landing};
use crate::autopilot::missions::{Item, Kind};
use crate::place::{DegreeLengths, Place};
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::{MavCmd, MavSeverity};
use nalgebra::Vector3;
use std::time::Duration;

/// The navigator takes a mission so long after it was received.
const TAKES_MISSION_AFTER: Duration = Duration::from_millis(1_000);
/// An item that is over is told again so often, with MISSION_CURRENT.
const REACHED_REPEATS: u8 = 10;
/// A take-off that ends within this of its height holds there, m.
const ENDS_ITS_CLIMB_M: f64 = 1.0;
/// It plans to brake with this part of the jerk that it flies with.
const BRAKING_JERK_PART: f64 = 0.6;
/// A mission whose first place is no take-off takes off to this part of a metre above it at least.
const ON_TOP_M: f64 = 0.5;

impl Px4 {
    /// Begins a task; nothing any more where its motors were stopped for good.
    pub(super) fn begin(&mut self, task: Task, facing: Facing, around: &Around) {
        if self.is_terminated {
            return;
        }
        let task = self.landable(task);
        if matches!(task, Task::Land(_)) {
            // Who can hover lands so (NAV_FORCE_VT).
            self.change_to_rotors(around);
        }
        self.transition.forget_landing();
        let course_rad = around.craft.heading_rad();
        self.wing.begin(course_rad, around.estimate.place);
        self.flight.begin(task, facing, around.now);
        self.task_began = around.now;
    }

    /// Whether a mode may be asked for; with motors off any of its own may.
    fn may_fly(&self, mode: Mode, around: &Around) -> bool {
        let lacks = self.lacks(mode, around);
        self.armed_at.is_none() && !lacks.is_of_others || lacks.pass()
    }

    /// Asks for a mode. Whether it may be flown.
    pub(super) fn set_mode(&mut self, mode: Mode, around: &Around) -> bool {
        if !self.may_fly(mode, around) {
            return false;
        }
        let is_other = mode != self.intention || self.failsafe.is_on();
        self.intention = mode;
        if is_other {
            self.failsafe.take_over();
            self.follow_failsafe(around);
        }
        true
    }

    pub(super) fn reject_mode(&mut self, mode: Mode) {
        let text = format!(
            "Switching to {} is currently not available\t",
            mode.name_in_texts()
        );
        self.warn(
            text,
            Some(Event::new("commander_modeswitch_not_avail", CRITICAL)),
        );
    }

    /// Flies the mode that was asked for, or the one that failures ask for.
    pub(super) fn follow_failsafe(&mut self, around: &Around) {
        let can = |mode| self.lacks(mode, around).pass();
        let mode = match self.failsafe.selected() {
            Action::None | Action::Warn => self.intention,
            Action::Hold if can(Mode::Loiter) => Mode::Loiter,
            Action::Hold | Action::Return if can(Mode::Rtl) => Mode::Rtl,
            Action::Hold | Action::Return | Action::Land if can(Mode::Land) => Mode::Land,
            _ => Mode::Descend,
        };
        if mode != self.mode {
            self.mode = mode;
            self.enter_mode(around);
        }
    }

    /// Begins what its mode does.
    pub(super) fn enter_mode(&mut self, around: &Around) {
        self.returning = None;
        self.task_after_take_off = None;
        self.transition.abandon();
        let is_flying = around.is_airborne();
        let takes_off = match self.mode {
            Mode::Takeoff => true,
            Mode::VtolTakeoff => !is_flying,
            _ => false,
        };
        if !takes_off {
            // Where a take-off was to end counts for that one alone.
            (self.take_off_amsl_m, self.loiters_at) = (None, None);
        }
        if self.armed_at.is_none() {
            return;
        }
        match self.mode {
            Mode::Takeoff => self.take_off(around),
            Mode::VtolTakeoff if is_flying => self.hold(around),
            Mode::VtolTakeoff => self.vtol_take_off(around),
            Mode::Mission => self.start_mission(around),
            Mode::Rtl if is_flying => self.begin_return(around),
            Mode::Land | Mode::Descend if is_flying => {
                let place = self.landing_place(around);
                self.begin(Task::Land(place), Facing::Keep, around);
            }
            Mode::Offboard => self.fly_offboard(around, true),
            // Sticks stand in their middle, and Hold holds: the place is kept.
            _ if is_flying => self.hold(around),
            _ => self.flight.rest(),
        }
    }

    /// Holds where it comes to rest, or where it was about to stop anyway.
    fn hold(&mut self, around: &Around) {
        if self.flies_on_wing() {
            let task = self.hold_on_wing(around);
            self.begin(task, Facing::Keep, around);
            return;
        }
        let here = around.estimate.place;
        let place = match self.flight.task() {
            Task::TakeOff { from, to_amsl_m }
                if (to_amsl_m - here.altitude_amsl_m).abs() < ENDS_ITS_CLIMB_M =>
            {
                from.at_amsl_m(to_amsl_m)
            }
            _ => self.stop_point(around),
        };
        self.begin(Task::Goto(place), Facing::Keep, around);
    }

    /// Where it comes to rest when it brakes now (PX4, `computeBrakingDistanceFromVelocity`).
    fn stop_point(&self, around: &Around) -> Place {
        let limits = self.settings.flight.limits;
        let along = around.estimate.velocity_mps.xy();
        let (speed, brake) = (along.norm(), limits.acceleration_mps2.max(0.1));
        let jerk = (BRAKING_JERK_PART * limits.jerk_mps3).max(0.1);
        let seconds = speed / (2.0 * brake) + brake / jerk;
        let here = around.estimate.place;
        let step = Vector3::new(along.x, along.y, 0.0) * seconds;
        here.moved_ned(step, DegreeLengths::at(here.latitude_deg))
    }

    pub(super) fn take_off(&mut self, around: &Around) {
        let from = around.estimate.place;
        let to_amsl_m = self.take_off_amsl_m.take().unwrap_or_else(|| {
            let height_m = self.settings.take_off_m;
            let event = Event::new("navigator_takeoff_default_alt", INFO);
            let event = event.with(&(height_m as f32).to_le_bytes());
            let text = format!("Using default takeoff altitude: {height_m:.1} m\t");
            self.tell(text, Some(event));
            from.altitude_amsl_m + height_m
        });
        if to_amsl_m < from.altitude_amsl_m {
            let event = Event::new("navigator_takeoff_already_higher", ERROR);
            self.warn("Already higher than takeoff altitude\t", Some(event));
            if around.is_airborne() {
                self.hold(around);
            }
            // On the ground the motors idle until they are stopped.
            return;
        }
        self.begin(Task::TakeOff { from, to_amsl_m }, Facing::Keep, around);
    }

    fn start_mission(&mut self, around: &Around) {
        if !self.mission.is_valid {
            return;
        }
        self.tell(
            "Executing Mission\t",
            Some(Event::new("mission_execute", INFO)),
        );
        let items = self.flown_items().to_vec();
        let orders = self.run.start(&items, &self.circumstances(around));
        self.carry_out(&orders, &items, around);
    }

    /// Goes on with an item of the mission.
    pub(super) fn go_to_item(&mut self, seq: u16, around: &Around) {
        let is_flown = self.mode == Mode::Mission && self.armed_at.is_some();
        self.mission.is_finished = false;
        if !is_flown || !self.mission.is_valid {
            self.run.set_current(seq);
            return;
        }
        let items = self.flown_items().to_vec();
        let orders = self.run.go_to(seq, &items, &self.circumstances(around));
        self.carry_out(&orders, &items, around);
    }

    /// A mission was received: until it is taken there is none that could be flown.
    pub(super) fn await_mission(&mut self, now: SimTime) {
        self.watch.mission_is_of = self.stores.get(Kind::Mission).opaque_id();
        self.mission = MissionState {
            taken_at: Some(now + TAKES_MISSION_AFTER),
            ..MissionState::default()
        };
    }

    /// Takes a mission, or says why not.
    pub(super) fn take_mission(&mut self, around: &Around) {
        self.watch.mission_is_of = self.stores.get(Kind::Mission).opaque_id();
        self.mission = MissionState::default();
        self.run.reset();
        let Some(home) = self.home else {
            // Judged once there is a home.
            self.mission.taken_at = Some(around.now + TAKES_MISSION_AFTER);
            return;
        };
        let items = self.stores.get(Kind::Mission).items();
        let grounds = Grounds {
            home: home.place,
            is_landed: self.is_on_ground(around),
            radius_m: self.settings.flight.waypoint_radius_m,
            fence: &self.fence,
            limits_m: self.fence_limits_m(),
            kind: self.kind,
            land_slope: self.settings.wing.land_slope,
        };
        let complaints = complaints(items, &grounds);
        self.mission.is_valid = complaints.is_empty() && !items.is_empty();
        for complaint in complaints {
            self.warn(complaint, None);
        }
        self.return_anew(around);
        if self.mode == Mode::Mission && self.armed_at.is_some() {
            if self.mission.is_valid {
                self.enter_mode(around);
            } else if around.is_airborne() {
                self.hold(around);
            }
        }
    }

    pub(super) fn carry_out(&mut self, orders: &[Order], items: &[Item], around: &Around) {
        let mut begun = None;
        for order in orders {
            match order {
                Order::Begun(seq) => begun = items.get(usize::from(*seq)),
                Order::Fly(task) => self.fly_item(*task, begun, around),
                Order::Return => {
                    let seq = self.run.current().unwrap_or(0);
                    self.tell_reached(seq);
                    self.return_to_launch(around);
                }
                // Of which speed it is it takes no notice, and none at all stands for its own.
                Order::Speed { speed_mps, .. } => self.flight.set_speed(Some((*speed_mps).into())),
                // It takes neither into its missions.
                Order::Circle(_) | Order::Turn(_) => {}
                Order::Act(item) if item.command == MavCmd::MAV_CMD_DO_VTOL_TRANSITION => {
                    self.change_over_in_mission(item.params[0], around);
                }
                Order::Act(item) => self.payload_orders.push(*item),
                Order::Reached(seq) => self.tell_reached(*seq),
                Order::Complete => self.finish_mission(around),
            }
        }
    }

    pub(super) fn tell_reached(&mut self, seq: u16) {
        self.mission.reached = Some((seq, REACHED_REPEATS));
        self.reached_now.push(seq);
    }

    /// The command and the mission item alike change the mode.
    pub(super) fn return_to_launch(&mut self, around: &Around) -> bool {
        if !self.may_fly(Mode::Rtl, around) {
            return false;
        }
        let event = Event::new("commander_rtl", INFO);
        self.tell("Returning to launch\t", Some(event));
        self.set_mode(Mode::Rtl, around)
    }

    fn fly_item(&mut self, task: Task, item: Option<&Item>, around: &Around) {
        let task = self.suited(task, item, around);
        if self.depart_towards(task, around) {
            return;
        }
        let stands = !around.is_airborne();
        if let Task::TakeOff { from, to_amsl_m } = task {
            if stands {
                let home = self.home.map_or(from, |home| home.place);
                let above_m = (to_amsl_m - home.altitude_amsl_m) as f32;
                let event = Event::new("mission_climb_before_start", INFO);
                let event = event.with(&above_m.to_le_bytes());
                let text = format!("Climb to {above_m:.1} meters above home\t");
                self.tell(text, Some(event));
            }
            self.begin(task, Facing::Keep, around);
            if let Some(item) = item {
                self.go_on_after_take_off(item, around);
            }
            return;
        }
        if stands && !matches!(task, Task::Land(_)) {
            // It takes off by itself where the mission does not say so.
            let from = around.estimate.place;
            let to_amsl_m = from.altitude_amsl_m + self.settings.take_off_m.max(ON_TOP_M);
            self.begin(Task::TakeOff { from, to_amsl_m }, Facing::Keep, around);
            self.task_after_take_off = Some(task);
            return;
        }
        let yaw_deg = item.map_or(f32::NAN, |item| item.params[3]);
        let facing = match task {
            Task::Line { .. } | Task::Goto(_) if yaw_deg.is_finite() => {
                Facing::Towards(f64::from(yaw_deg).to_radians())
            }
            Task::Line { .. } | Task::Goto(_) => Facing::Ahead,
            _ => Facing::Keep,
        };
        self.begin(task, facing, around);
        if let Task::Line { to, .. } = task
            && item.is_some_and(|item| is_landing(item.command))
        {
            self.land_on_rotors_at(to);
        }
        let is_waypoint = |item: &&Item| item.command == MavCmd::MAV_CMD_NAV_WAYPOINT;
        let radius_m = item.filter(is_waypoint).map(|item| item.params[1].into());
        self.flight.set_radius(radius_m);
    }

    pub(super) fn finish_mission(&mut self, around: &Around) {
        self.mission.is_finished = true;
        let last = self.items().len().saturating_sub(1);
        self.run.set_current(last as u16);
        if self.has_landed() {
            let event = Event::new("mission_finished", INFO);
            self.tell("Mission finished, landed\t", Some(event));
        } else {
            let event = Event::new("mission_finished_loitering", INFO);
            self.tell("Mission finished, loitering\t", Some(event));
            let here = around.estimate.place;
            let task = match self.flight.task() {
                Task::Line { to, .. } | Task::Goto(to) => Task::Goto(to),
                task @ Task::Circle { .. } => task,
                // A wing ends its climb before the last metres.
                Task::TakeOff { to_amsl_m, .. } if self.flies_on_wing() => {
                    Task::Goto(here.at_amsl_m(to_amsl_m))
                }
                _ => Task::Goto(here),
            };
            self.begin(task, Facing::Keep, around);
        }
    }

    pub(super) fn step_mission(&mut self, around: &Around) {
        if self.mission.is_finished || !self.mission.is_valid {
            return;
        }
        let around_run = self.circumstances(around);
        let orders = self
            .run
            .step(self.stores.get(Kind::Mission).flown_items(), &around_run);
        // Nearly every step has none: the mission is copied only where there are some.
        if !orders.is_empty() {
            let items = self.flown_items().to_vec();
            self.carry_out(&orders, &items, around);
        }
    }

    /// Goes on with what its mode does.
    pub(super) fn navigate(&mut self, around: &Around) {
        if self.armed_at.is_none() {
            return;
        }
        self.go_on_arriving(around);
        if self.transition.is_departing() {
            self.go_on_departing(around);
            return;
        }
        if let Some(task) = self.task_after_take_off {
            if self.task_is_done(around) {
                self.task_after_take_off = None;
                self.begin(task, Facing::Ahead, around);
            }
            return;
        }
        match self.mode {
            Mode::Mission => self.step_mission(around),
            Mode::Rtl => {
                if let Some((stage, to)) = self.returning {
                    self.go_on_returning(stage, to, around);
                }
            }
            Mode::Takeoff | Mode::VtolTakeoff
                if around.is_airborne() && self.task_is_done(around) =>
            {
                self.set_mode(Mode::Loiter, around);
            }
            Mode::Offboard => self.fly_offboard(around, false),
            _ => {}
        }
    }

    /// DO_REPOSITION, after it was accepted: flown only inside of the fence.
    pub(super) fn reposition(
        &mut self,
        lat_lon_deg: Option<(f64, f64)>,
        height_amsl_m: f64,
        (yaw_rad, radius_m): (Option<f64>, f32),
        around: &Around,
    ) {
        if self.armed_at.is_none() || !around.is_airborne() {
            return;
        }
        let here = around.estimate.place;
        let held = self.held_circle();
        let is_none = |radius_m: f32| radius_m.is_nan() || radius_m == 0.0;
        let there = held.map_or(here, |(centre, _)| centre);
        let (latitude_deg, longitude_deg) =
            lat_lon_deg.unwrap_or((there.latitude_deg, there.longitude_deg));
        // Another height alone leaves the circle as wide as it is.
        let radius_m = match held {
            Some((_, held_m)) if lat_lon_deg.is_none() && is_none(radius_m) => held_m,
            _ => radius_m,
        };
        let height_amsl_m = if height_amsl_m.is_finite() {
            height_amsl_m
        } else {
            here.altitude_amsl_m
        };
        let place = Place::new(latitude_deg, longitude_deg, height_amsl_m);
        if !place.is_on_earth() {
            return;
        }
        if self.fence_breach(place).is_any() {
            let event = Event::new("navigator_reposition_outside_geofence", ERROR);
            self.say(
                MavSeverity::MAV_SEVERITY_CRITICAL,
                "Reposition is outside geofence\t",
                Some(event),
            );
            return;
        }
        let facing = yaw_rad.map_or(Facing::Ahead, Facing::Towards);
        let task = if self.kind == VehicleKind::Multirotor {
            Task::Goto(place)
        } else {
            self.circle(place, radius_m)
        };
        self.begin(task, facing, around);
    }
}

#[cfg(test)]
mod tests;
