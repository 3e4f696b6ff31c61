//! What goes before a change to the wing, and before a landing on the rotors: PX4 climbs, turns its nose and
//! gathers speed on the way into a mission, and slows down in time on the way to the ground.

use super::kind::VehicleKind;
use super::modes::Mode;
use super::px4::{Around, Px4};
use super::transition::WING;
use crate::autopilot::flight::{Facing, Task};
use crate::autopilot::mission_run::is_landing;
use crate::place::Place;
use crate::time::SimTime;
use std::f64::consts::{PI, TAU};

/// A change to the wing with all that goes before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Departure {
    /// Where the nose has to point; ahead for nowhere.
    towards: Option<Place>,
    stage: Stage,
    /// What is flown afterwards; `None` while that is not known yet.
    then: Option<Task>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    /// Up on the rotors.
    Climb,
    /// The nose turns, since then.
    Align(SimTime),
    /// It gathers speed.
    Change,
}

/// What is no farther away lies in no direction, m.
const NO_DIRECTION_M: f64 = 2.0;

impl Px4 {
    /// It takes off on its rotors, and flies on as a wing towards a place and then does a task.
    pub(super) fn depart_after_climb(&mut self, towards: Option<Place>, then: Task) {
        self.transition.departure = Some(Departure {
            towards,
            stage: Stage::Climb,
            then: Some(then),
        });
    }

    /// It changes to the wing as soon as it is known where it flies next.
    fn depart_to_next(&mut self, around: &Around) {
        if self.kind == VehicleKind::Vtol && around.is_airborne() && !self.flies_on_wing() {
            self.transition.departure = Some(Departure {
                towards: None,
                stage: Stage::Align(around.now),
                then: None,
            });
        }
    }

    /// DO_VTOL_TRANSITION in a mission: to the wing once it is known where to, to the rotors at once.
    pub(super) fn change_over_in_mission(&mut self, to: f32, around: &Around) {
        if to.round() == WING {
            self.depart_to_next(around);
        } else {
            self.change_to_rotors(around);
        }
    }

    /// Turns towards the task that a change to the wing waits for. Whether there is such a change.
    pub(super) fn depart_towards(&mut self, task: Task, around: &Around) -> bool {
        let waits = |departure: &Departure| departure.then.is_none();
        if !self.transition.departure.as_ref().is_some_and(waits) {
            return false;
        }
        let towards = match task {
            Task::Line { to, .. } | Task::Goto(to) | Task::Circle { centre: to, .. } => Some(to),
            _ => None,
        };
        self.align(towards, task, around);
        true
    }

    fn align(&mut self, towards: Option<Place>, then: Task, around: &Around) {
        let here = around.estimate.place;
        let towards = towards.filter(|to| here.ground_distance_m(*to) > NO_DIRECTION_M);
        let facing = towards.map_or(Facing::Keep, |to| Facing::Towards(bearing_rad(here, to)));
        self.begin(Task::Goto(here), facing, around);
        self.transition.departure = Some(Departure {
            towards,
            stage: Stage::Align(around.now),
            then: Some(then),
        });
    }

    fn points_towards(&self, towards: Option<Place>, since: SimTime, around: &Around) -> bool {
        let Some(to) = towards else {
            return true;
        };
        let off = bearing_rad(around.estimate.place, to) - around.craft.heading_rad();
        let off = (off + PI).rem_euclid(TAU) - PI;
        let settings = &self.settings.transition;
        let waited = around.now - since;
        off.abs() <= settings.align_rad || settings.align_wait.is_some_and(|most| waited >= most)
    }

    /// Goes on with a change to the wing.
    pub(super) fn go_on_departing(&mut self, around: &Around) {
        let Some(departure) = self.transition.departure else {
            return;
        };
        let Some(then) = departure.then else {
            // What was ordered before it is under way already.
            self.depart_towards(self.flight.task(), around);
            return;
        };
        match departure.stage {
            Stage::Climb => {
                if self.flight.is_done(&around.estimate, &self.settings.flight) {
                    self.align(departure.towards, then, around);
                }
            }
            Stage::Align(since) => {
                if self.points_towards(departure.towards, since, around) {
                    self.change_to_wing(around);
                    self.transition.departure = Some(Departure {
                        stage: Stage::Change,
                        ..departure
                    });
                }
            }
            Stage::Change => {
                if !self.is_gathering_speed(around) {
                    self.transition.departure = None;
                    let task = from_here(then, around);
                    self.begin(task, Facing::Ahead, around);
                    if let Task::Line { to, .. } = task
                        && matches!(self.mode, Mode::Mission | Mode::Rtl)
                        && self.is_at_landing_item()
                    {
                        self.land_on_rotors_at(to);
                    }
                }
            }
        }
    }

    fn is_at_landing_item(&self) -> bool {
        let current = self.run.current().map(usize::from);
        let item = current.and_then(|seq| self.flown_items().get(seq));
        item.is_some_and(|item| is_landing(item.command))
    }

    /// On the way to a landing it slows down in time.
    pub(super) fn land_on_rotors_at(&mut self, place: Place) {
        if self.kind == VehicleKind::Vtol && self.flies_on_wing() {
            self.transition.lands_at = Some(place);
        }
    }

    /// Goes on towards the landing: slows down once it is near.
    pub(super) fn go_on_arriving(&mut self, around: &Around) {
        let Some(place) = self.transition.lands_at else {
            return;
        };
        let left_m = around.estimate.place.ground_distance_m(place);
        let is_near = left_m <= self.braking_m(around) || self.wing.has_arrived();
        if !self.flies_on_wing() || is_near {
            self.transition.lands_at = None;
            self.change_to_rotors(around);
        }
    }
}

fn bearing_rad(from: Place, to: Place) -> f64 {
    let way = from.ned_to(to);
    way.y.atan2(way.x)
}

/// A line that is flown after something else begins where that ended.
fn from_here(task: Task, around: &Around) -> Task {
    match task {
        Task::Line {
            to, speed_on_mps, ..
        } => Task::Line {
            from: around.estimate.place,
            to,
            speed_on_mps,
        },
        task => task,
    }
}
