//! How PX4 comes home: up, across, and down.

use super::events::{Event, INFO};
use super::kind::VehicleKind;
use super::px4::{Around, Px4};
use super::way_home::{destination, return_height_amsl_m};
use crate::autopilot::flight::{Facing, Task};
use crate::autopilot::mission_run::is_landing;
use crate::autopilot::missions::Kind;
use crate::place::Place;
use crate::time::SimTime;
use std::time::Duration;

/// How a return goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Return {
    /// Up to its height.
    Climb,
    /// Straight over its target, at that height.
    Cross,
    /// Down to where it waits.
    Descend,
    /// Over its target, until then or for ever.
    Wait(Option<SimTime>),
    /// To where it lands, slowing down until the rotors carry it.
    Approach,
    /// Down to the ground.
    Land,
    /// Along the mission to its landing.
    Mission,
}

impl Px4 {
    pub(super) fn begin_return(&mut self, around: &Around) {
        let here = around.estimate.place;
        let home = self.home.map_or(here, |home| home.place);
        self.flight.set_speed(None);
        let is_mission_good = self.mission.is_valid;
        if let Some(approach) = self.approach_item().filter(|_| is_mission_good)
            && self.kind == VehicleKind::FixedWing
            && self.settings.return_type > 0
        {
            self.returning = Some((Return::Mission, home));
            self.mission.is_finished = false;
            let items = self.items().to_vec();
            let orders = self
                .run
                .go_to(approach, &items, &self.circumstances(around));
            self.carry_out(&orders, &items, around);
            return;
        }
        let has_landing = self.items().iter().any(|it| is_landing(it.command));
        if self.settings.return_type == 2 && has_landing && self.mission.is_valid {
            self.returning = Some((Return::Mission, home));
            self.mission.is_finished = false;
            let items = self.items().to_vec();
            let orders = self.run.start(&items, &self.circumstances(around));
            self.carry_out(&orders, &items, around);
            return;
        }
        let rally = self.stores.get(Kind::Rally).items();
        let to = destination(here, home, rally, self.items(), &self.settings);
        let height_amsl_m = return_height_amsl_m(here, to, &self.settings);
        if here.altitude_amsl_m < to.altitude_amsl_m + self.settings.return_height_m {
            self.tell_return("climb to", "rtl_climb_to", height_amsl_m, to);
            self.returning = Some((Return::Climb, to));
            let above = here.at_amsl_m(height_amsl_m);
            self.begin(Task::Goto(above), Facing::Keep, around);
        } else {
            self.cross(to, height_amsl_m, around);
        }
    }

    /// It came down along its mission: what the mission would go on with is none of a return.
    fn end_at_landing(&mut self, around: &Around) {
        if self.mission.is_finished {
            return;
        }
        if self.kind == VehicleKind::FixedWing
            && let Some(landing) = self.run.current()
        {
            self.tell_reached(landing);
        }
        self.finish_mission(around);
    }

    /// The mission along which it returns is another, or there is none any more.
    pub(super) fn return_anew(&mut self, around: &Around) {
        let is_along_mission = matches!(self.returning, Some((Return::Mission, _)));
        if is_along_mission && self.armed_at.is_some() && around.is_airborne() {
            self.enter_mode(around);
        }
    }

    fn tell_return(&mut self, what: &str, name: &'static str, amsl_m: f64, to: Place) {
        let above_m = amsl_m - to.altitude_amsl_m;
        let (amsl_m, above_m) = (amsl_m.ceil() as i32, above_m.ceil() as i32);
        let event = Event::new(name, INFO)
            .with(&amsl_m.to_le_bytes())
            .with(&above_m.to_le_bytes());
        let text = format!("RTL: {what} {amsl_m} m ({above_m} m above destination)\t");
        self.tell(text, Some(event));
    }

    fn cross(&mut self, to: Place, amsl_m: f64, around: &Around) {
        self.tell_return("return at", "rtl_return_at", amsl_m, to);
        self.returning = Some((Return::Cross, to));
        let over = to.at_amsl_m(amsl_m);
        let task = if self.flies_on_wing() {
            self.return_circle(over)
        } else {
            Task::Line {
                from: around.estimate.place,
                to: over,
                speed_on_mps: 0.0,
            }
        };
        self.begin(task, Facing::Ahead, around);
    }

    pub(super) fn go_on_returning(&mut self, stage: Return, to: Place, around: &Around) {
        let now = around.now;
        let is_done = self.task_is_done(around);
        let is_on_wing = self.flies_on_wing();
        let wait_s = self.settings.return_wait_s;
        // The task that is done holds the height.
        let amsl_m = match self.flight.task() {
            Task::Goto(place)
            | Task::Line { to: place, .. }
            | Task::Circle { centre: place, .. } => place.altitude_amsl_m,
            _ => around.estimate.place.altitude_amsl_m,
        };
        match stage {
            Return::Mission if self.has_landed() => self.end_at_landing(around),
            Return::Mission => self.step_mission(around),
            Return::Climb if is_done => self.cross(to, amsl_m, around),
            Return::Cross if is_done && wait_s == 0.0 && !is_on_wing => {
                self.land_at_end(to, around);
            }
            Return::Cross if is_done => {
                let low_m = amsl_m.min(to.altitude_amsl_m + self.settings.return_low_m);
                self.tell_return("descend to", "rtl_descend_to", low_m, to);
                self.returning = Some((Return::Descend, to));
                let low = to.at_amsl_m(low_m);
                let task = if is_on_wing {
                    self.return_circle(low)
                } else {
                    Task::Goto(low)
                };
                self.begin(task, Facing::Keep, around);
            }
            Return::Descend if is_done && wait_s == 0.0 => self.end_return(to, around),
            Return::Descend if is_done => {
                let until = (wait_s > 0.0).then(|| now + Duration::from_secs_f64(wait_s));
                let (text, name) = if until.is_some() {
                    (format!("RTL: loiter {wait_s:.1}s\t"), "rtl_loiter")
                } else {
                    let text = "RTL: completed, loitering\t";
                    (text.to_owned(), "rtl_completed_loiter")
                };
                self.tell(text, Some(Event::new(name, INFO)));
                self.returning = Some((Return::Wait(until), to));
            }
            Return::Wait(Some(until)) if now >= until => self.end_return(to, around),
            Return::Approach if is_done => self.land_at_end(to, around),
            _ => {}
        }
    }

    fn return_circle(&self, centre: Place) -> Task {
        let radius_m = self.settings.wing.return_radius_m;
        Task::Circle { centre, radius_m }
    }

    /// Lands, where the wing carries it after it has slowed down for that.
    fn end_return(&mut self, to: Place, around: &Around) {
        if self.kind != VehicleKind::Vtol || !self.flies_on_wing() {
            self.land_at_end(to, around);
            return;
        }
        let from = around.estimate.place;
        let over = to.at_amsl_m(from.altitude_amsl_m);
        let line = Task::Line {
            from,
            to: over,
            speed_on_mps: 0.0,
        };
        self.returning = Some((Return::Approach, to));
        self.begin(line, Facing::Ahead, around);
        self.land_on_rotors_at(over);
    }

    fn land_at_end(&mut self, to: Place, around: &Around) {
        let event = Event::new("rtl_land_at_destination", INFO);
        self.tell("RTL: land at destination\t", Some(event));
        self.returning = Some((Return::Land, to));
        self.begin(Task::Land(to), Facing::Keep, around);
    }
}
