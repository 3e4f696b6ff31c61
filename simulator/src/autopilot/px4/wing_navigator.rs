//! Where PX4 flies on a wing in each of its modes, where that differs from rotors: nowhere does it stand
//! still, and a landing needs a way in.

use super::feasibility::is_place;
use super::kind::VehicleKind;
use super::px4::{Around, Px4};
use crate::autopilot::flight::Task;
use crate::autopilot::mission_run::{Circumstances, is_landing, place_of};
use crate::autopilot::missions::Item;
use crate::place::{DegreeLengths, Place};
use mavlink::dialects::ardupilotmega::MavCmd;
use nalgebra::Vector3;

/// A slope may be steeper than the steepest of a landing by this factor.
const STEEPER: f64 = 1.5;

impl Px4 {
    /// Where Hold circles: where it circles already, or else round where it is (PX4,
    /// `setLoiterItemFromCurrentPosition`).
    pub(super) fn hold_on_wing(&self, around: &Around) -> Task {
        let here = around.estimate.place;
        match self.flight.task() {
            task @ (Task::Goto(_) | Task::Circle { .. }) if self.task_is_done(around) => task,
            Task::TakeOff { to_amsl_m, .. } if self.task_is_done(around) => {
                Task::Goto(here.at_amsl_m(to_amsl_m))
            }
            _ => Task::Goto(here),
        }
    }

    /// The middle of the circle that a wing flies, and its radius as commands tell it, m: 0 for that of the
    /// parameters.
    pub(super) fn held_circle(&self) -> Option<(Place, f32)> {
        match self.flight.task() {
            Task::Goto(centre) if self.flies_on_wing() => Some((centre, 0.0)),
            Task::Circle { centre, radius_m } if self.flies_on_wing() => {
                Some((centre, radius_m as f32))
            }
            _ => None,
        }
    }

    /// A slope that leads up, or is far steeper than a wing lands, is none: it finds a way in by itself.
    pub(super) fn landable(&self, task: Task) -> Task {
        let Task::Glide { from, touchdown } = task else {
            return task;
        };
        let height_m = from.altitude_amsl_m - touchdown.altitude_amsl_m;
        let most_m = STEEPER * self.settings.wing.land_slope * from.ground_distance_m(touchdown);
        if height_m > 0.0 && height_m <= most_m {
            task
        } else {
            Task::Land(touchdown)
        }
    }

    /// Where Land lands: where it is, or as far ahead as it needs to slow down.
    pub(super) fn landing_place(&self, around: &Around) -> Place {
        let here = around.estimate.place;
        let velocity = around.estimate.velocity_mps.xy();
        let is_vtol = self.kind == VehicleKind::Vtol && self.flies_on_wing();
        let along = velocity.try_normalize(1.0).filter(|_| is_vtol);
        along.map_or(here, |along| {
            let ahead = along * self.braking_m(around);
            let lengths = DegreeLengths::at(here.latitude_deg);
            here.moved_ned(Vector3::new(ahead.x, ahead.y, 0.0), lengths)
        })
    }

    /// A task of the mission as what carries it can fly it.
    pub(super) fn suited(&self, task: Task, item: Option<&Item>, around: &Around) -> Task {
        let Some(item) = item.filter(|_| self.kind != VehicleKind::Multirotor) else {
            return task;
        };
        match task {
            Task::Goto(centre) => {
                let radius_m = match item.command {
                    MavCmd::MAV_CMD_NAV_LOITER_UNLIM | MavCmd::MAV_CMD_NAV_LOITER_TIME => {
                        item.params[2]
                    }
                    MavCmd::MAV_CMD_NAV_LOITER_TO_ALT => item.params[1],
                    _ => 0.0,
                };
                self.circle(centre, radius_m)
            }
            // In the air a take-off is a place like others.
            Task::TakeOff { from, to_amsl_m } if around.is_airborne() && self.flies_on_wing() => {
                let to = self.item_place(item, from).at_amsl_m(to_amsl_m);
                Task::Line {
                    from,
                    to,
                    speed_on_mps: 0.0,
                }
            }
            task => task,
        }
    }

    /// Round a place with a radius; with that of the parameters for none.
    pub(super) fn circle(&self, centre: Place, radius_m: f32) -> Task {
        if radius_m.is_finite() && radius_m != 0.0 {
            let most_m = 10_000.0;
            let radius_m =
                f64::from(radius_m.abs()).clamp(10.0, most_m) * f64::from(radius_m.signum());
            Task::Circle { centre, radius_m }
        } else {
            Task::Goto(centre)
        }
    }

    fn item_place(&self, item: &Item, here: Place) -> Place {
        let home = self.home.map_or(here, |home| home.place);
        place_of(item, here, home)
    }

    /// A take-off of the mission was begun: where it is one onto the wing, that comes next.
    pub(super) fn go_on_after_take_off(&mut self, item: &Item, around: &Around) {
        let is_vtol_take_off = item.command == MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF;
        if self.kind != VehicleKind::Vtol || !is_vtol_take_off {
            return;
        }
        let from = around.estimate.place;
        let to = self.item_place(item, from);
        let (towards, then) = self.away_to(to, from);
        self.depart_after_climb(towards, then);
    }

    /// Where to point and what to fly after a climb: to a place, unless that is right above.
    fn away_to(&self, to: Place, from: Place) -> (Option<Place>, Task) {
        let is_above =
            from.ground_distance_m(to) <= self.settings.flight.waypoint_radius_m.max(2.0);
        if is_above {
            return (None, Task::Goto(to));
        }
        let line = Task::Line {
            from,
            to,
            speed_on_mps: 0.0,
        };
        (Some(to), line)
    }

    /// NAV_VTOL_TAKEOFF as a command: up, over to the wing, and round a place at VTO_LOITER_ALT above
    /// the ground (PX4, `vtol_takeoff.cpp`).
    pub(super) fn vtol_take_off(&mut self, around: &Around) {
        self.take_off(around);
        let from = around.estimate.place;
        if !matches!(self.flight.task(), Task::TakeOff { .. }) {
            return;
        }
        let loiter_amsl_m = from.altitude_amsl_m + self.settings.transition.loiter_m;
        let centre = self
            .loiters_at
            .take()
            .unwrap_or(from)
            .at_amsl_m(loiter_amsl_m);
        let (towards, _) = self.away_to(centre, from);
        self.depart_after_climb(towards, Task::Goto(centre));
    }

    /// The item with which a wing begins to land: where the mission says so, or the place before the
    /// landing.
    pub(super) fn approach_item(&self) -> Option<u16> {
        let items = self.items();
        let landing = items.iter().position(|item| is_landing(item.command))?;
        let before = items.get(..landing)?;
        let is_start = |item: &Item| item.command == MavCmd::MAV_CMD_DO_LAND_START;
        let start = before.iter().rposition(is_start);
        let start = start.or_else(|| before.iter().rposition(|item| is_place(item.command)));
        Some(start.unwrap_or(landing) as u16)
    }

    /// Where it is and how far its task is.
    pub(super) fn circumstances(&self, around: &Around) -> Circumstances {
        let here = around.estimate.place;
        Circumstances {
            now: around.now,
            here,
            home: self.home.map_or(here, |home| home.place),
            task_is_done: self.task_is_done(around),
            has_turned: true,
            acceleration_mps2: self.settings.flight.limits.acceleration_mps2,
            is_landed: self.has_landed(),
            glides: self.kind == VehicleKind::FixedWing,
        }
    }
}
