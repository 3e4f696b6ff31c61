//! What Copter does for the orders of its mission.

use super::copter::{Announcement, Copter};
use super::names::name_of;
use crate::autopilot::command::Command;
use crate::autopilot::flight::{Circle, Course, Facing, Task};
use crate::autopilot::mission_run::{Order, Round, Turn};
use crate::autopilot::missions::{Item, Kind};
use crate::craft::Craft;
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::{MavCmd, MavSeverity};
use std::f64::consts::{PI, TAU};

/// What of a mission is flown now and next, and of which mission that is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Plan {
    id: u32,
    current: Option<u16>,
    upcoming: [Option<Item>; 3],
}

impl Copter {
    /// Whether it is on its way to a place of its mission, and not up, down, around or home.
    pub(super) fn flies_to_an_item(&self) -> bool {
        let task = self.flight.task();
        let flies_to_a_place = matches!(
            task,
            Task::Line { .. } | Task::Goto(_) | Task::Follow(Course::Spline(_))
        );
        let is_under_way = self.run.current().is_some() && !self.run.is_arriving();
        flies_to_a_place && is_under_way && self.returning.is_none()
    }

    /// Begins the item that it flies anew where that, or one of the next two, has changed meanwhile
    /// (`AP_Mission_ChangeDetector`). It compares what it was told, and so notices nothing where it is made
    /// to fly another plan than that.
    pub(super) fn notice_another_mission(&mut self, now: SimTime, craft: &Craft) {
        let store = self.stores.get(Kind::Mission);
        let (id, current) = (store.opaque_id(), self.run.current());
        if (self.plan.id, self.plan.current) == (id, current) {
            return;
        }
        let plan = Plan {
            id,
            current,
            upcoming: self.run.upcoming(store.items()),
        };
        let before = std::mem::replace(&mut self.plan, plan);
        let has_changed = before.current == current && before.upcoming != plan.upcoming;
        let Some(seq) = current.filter(|_| has_changed && self.flies_to_an_item()) else {
            return;
        };
        let text = "Auto mission changed, restarted command";
        self.say(MavSeverity::MAV_SEVERITY_CRITICAL, text);
        let items = self.stores.get(Kind::Mission).flown_items().to_vec();
        let around = self.circumstances(now, craft);
        let orders = self.run.go_to(seq, &items, &around);
        self.carry_out(&orders, &items, now, craft);
    }

    pub(super) fn carry_out(
        &mut self,
        orders: &[Order],
        items: &[Item],
        now: SimTime,
        craft: &Craft,
    ) {
        for order in orders {
            match order {
                Order::Fly(task) => {
                    self.returning = None;
                    let facing = match task {
                        Task::Line { .. } | Task::Goto(_) | Task::Follow(_) => Facing::Ahead,
                        _ => Facing::Keep,
                    };
                    self.flight.begin(*task, facing, now);
                }
                Order::Return => self.begin_return(now, craft),
                Order::Circle(round) => {
                    (self.returning, self.told_round) = (None, None);
                    let circle = self.circle(round);
                    let task = Task::Follow(Course::Circle(circle));
                    self.flight.begin(task, Facing::Ahead, now);
                }
                Order::Speed { kind, speed_mps } => {
                    self.change_speed(*kind, *speed_mps);
                }
                Order::Turn(turn) => self.turn(turn),
                Order::Act(item) => self.act(item, craft),
                Order::Begun(seq) => {
                    if let Some(item) = items.get(usize::from(*seq)) {
                        self.tell_begun(*seq, item);
                    }
                }
                Order::Reached(seq) => {
                    self.announcements.push(Announcement::Reached(*seq));
                    let command = items.get(usize::from(*seq)).map(|item| item.command);
                    if command.is_some_and(is_told_by_text) {
                        self.tell(format!("Reached command #{seq}"));
                    }
                }
                Order::Complete => self.mission_is_complete = true,
            }
        }
    }

    fn tell_begun(&mut self, seq: u16, item: &Item) {
        self.tell(format!("Mission: {seq} {}", name_of(item.command)));
        if item.command == MavCmd::MAV_CMD_NAV_DELAY {
            self.tell(format!("Delaying {} sec", item.params[0].max(0.0) as u32));
        }
    }

    /// As CIRCLE_RADIUS and CIRCLE_RATE say where the item does not.
    fn circle(&self, round: &Round) -> Circle {
        let (radius_m, rate_radps) = self.settings.circle;
        let rate_radps = rate_radps.abs();
        Circle {
            centre: round.centre,
            radius_m: if round.radius_m > 0.0 {
                round.radius_m
            } else {
                radius_m
            },
            rate_radps: if round.is_left {
                -rate_radps
            } else {
                rate_radps
            },
            turns: round.turns,
        }
    }

    /// Each round of a circle is told as it begins; the real one begins one too many.
    pub(super) fn tell_round(&mut self) {
        let Some(rounds) = self.flight.rounds() else {
            return;
        };
        let Task::Follow(Course::Circle(circle)) = self.flight.task() else {
            return;
        };
        let round = rounds as u32;
        if self.told_round != Some(round) {
            self.told_round = Some(round);
            let turns = circle.turns as u32;
            self.tell(format!("Mission: starting circle {}/{turns}", round + 1));
        }
    }

    /// Another speed: 0 or 1 along the ground, 2 up, 3 down. Whether it is one.
    pub(super) fn change_speed(&mut self, kind: f32, speed_mps: f32) -> bool {
        let speed = Some(f64::from(speed_mps));
        let is_speed = speed_mps > 0.0 && speed_mps.is_finite();
        match kind as u8 {
            _ if !is_speed => return false,
            0 | 1 => self.flight.set_speed(speed),
            2 => self.flight.set_climb(speed),
            3 => self.flight.set_descent(speed),
            _ => return false,
        }
        true
    }

    /// Goes back to the speeds of the parameters, as each change of the mode does.
    pub(super) fn fly_as_set(&mut self) {
        self.flight.set_speed(None);
        self.flight.set_climb(None);
        self.flight.set_descent(None);
    }

    /// Turns the nose, by the way round that is asked for, no faster than it can.
    pub(super) fn turn(&mut self, turn: &Turn) {
        let angle_rad = f64::from(turn.angle_deg).to_radians();
        let left_rad = if turn.is_relative {
            angle_rad * if turn.direction < 0.0 { -1.0 } else { 1.0 }
        } else {
            let shortest = (angle_rad - self.flight.yaw_rad() + PI).rem_euclid(TAU) - PI;
            if turn.direction < 0.0 && shortest > 0.0 {
                shortest - TAU
            } else if turn.direction > 0.0 && shortest < 0.0 {
                shortest + TAU
            } else {
                shortest
            }
        };
        let asked = f64::from(turn.rate_dps).to_radians();
        let rate_radps = if asked > 0.0 { asked } else { f64::INFINITY };
        self.flight.face(Facing::Turn {
            left_rad,
            rate_radps,
        });
    }

    /// What a mission wants that is no flight: of its fence, of its home, or of its payload.
    fn act(&mut self, item: &Item, craft: &Craft) {
        match item.command {
            MavCmd::MAV_CMD_DO_FENCE_ENABLE => {
                self.enable_fence(item.params[0]);
            }
            MavCmd::MAV_CMD_DO_SET_HOME => {
                self.set_home(&Command::from(item), craft);
            }
            _ => self.payload_orders.push(*item),
        }
    }
}

/// Only these are told by a text as well when they are reached.
fn is_told_by_text(command: MavCmd) -> bool {
    matches!(
        command,
        MavCmd::MAV_CMD_NAV_WAYPOINT
            | MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT
            | MavCmd::MAV_CMD_NAV_LOITER_TIME
    )
}

#[cfg(test)]
mod tests;
