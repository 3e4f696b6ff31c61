//! How the places of a mission are flown to.

use super::{
    Circumstances, Item, MissionRun, Order, Place, Round, Spline, Style, Task, is_landing,
    is_navigation, place_of,
};
use crate::autopilot::flight::Course;
use mavlink::dialects::ardupilotmega::MavCmd;
use nalgebra::Vector3;

/// A waypoint where the path turns is passed no faster than this, m/s.
pub(super) const CORNER_MPS: f64 = 2.5;
/// The path turns where it changes direction by more than this, radians.
const STRAIGHT_RAD: f64 = 0.3;
/// Jumps that are looked through for what comes next; a mission that has nothing but more of them stays.
pub(super) const MOST_JUMPS: usize = 64;

impl MissionRun {
    /// The item's place. Without coordinates it is `before`, and of ArduPilot's without a height it is as
    /// high.
    fn place(&self, item: &Item, before: Place, around: &Circumstances) -> Place {
        let place = place_of(item, before, around.home);
        if self.manners.style == Style::ArduPilot && item.z == 0.0 {
            place.at_amsl_m(before.altitude_amsl_m)
        } else {
            place
        }
    }

    /// Begins to fly to an item.
    pub(super) fn navigate(&mut self, seq: u16, items: &[Item], around: &Circumstances) -> Order {
        let Some(item) = items.get(usize::from(seq)) else {
            return Order::Complete;
        };
        let before = self.last_place.unwrap_or(around.here);
        let came_along_m = self.passing_m.take();
        let stops_above = match self.manners.style {
            Style::Px4 => !around.glides,
            Style::ArduPilot => item.lat_lon_deg().is_some(),
        };
        self.arriving = is_landing(item.command) && stops_above;
        let task = match item.command {
            MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH => return Order::Return,
            MavCmd::MAV_CMD_NAV_LOITER_TURNS => {
                let centre = self.place(item, before, around);
                self.last_place = Some(centre);
                return Order::Circle(Round {
                    centre,
                    radius_m: item.params[2].abs().into(),
                    is_left: item.params[2] < 0.0,
                    turns: item.params[0].into(),
                });
            }
            MavCmd::MAV_CMD_NAV_TAKEOFF | MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF => Task::TakeOff {
                from: around.here,
                // From the air it climbs no lower than it is.
                to_amsl_m: place_of(item, around.here, around.home)
                    .altitude_amsl_m
                    .max(around.here.altitude_amsl_m),
            },
            command if is_landing(command) && self.arriving => {
                let place = place_of(item, around.here, around.home);
                Task::Line {
                    from: around.here,
                    to: place.at_amsl_m(around.here.altitude_amsl_m),
                    speed_on_mps: 0.0,
                }
            }
            command if is_landing(command) && around.glides => {
                let touchdown = place_of(item, around.here, around.home);
                match self.last_place {
                    Some(from) => Task::Glide { from, touchdown },
                    None => Task::Land(touchdown),
                }
            }
            command if is_landing(command) => Task::Land(around.here),
            MavCmd::MAV_CMD_NAV_DELAY => Task::Goto(around.here),
            MavCmd::MAV_CMD_NAV_WAYPOINT => {
                let to = self.place(item, before, around);
                let speed_on_mps = self.speed_past(item, to, seq, items, around);
                if speed_on_mps > 0.0 {
                    self.passing_m = Some(before.ned_to(to));
                }
                Task::Line {
                    from: around.here,
                    to,
                    speed_on_mps,
                }
            }
            MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT => {
                let start_m = came_along_m.unwrap_or_default();
                let spline = self.spline(seq, before, start_m, items, around);
                let end_m = spline.end_m();
                self.passing_m = (end_m.norm() > 0.0).then_some(end_m);
                Task::Follow(Course::Spline(spline))
            }
            _ => Task::Goto(self.place(item, before, around)),
        };
        self.last_place = match task {
            Task::Line { to, .. } | Task::Goto(to) => Some(to),
            Task::TakeOff { from, to_amsl_m } => Some(from.at_amsl_m(to_amsl_m)),
            Task::Follow(course) => course.end(),
            _ => self.last_place,
        };
        Order::Fly(task)
    }

    /// The item that is flown and the two that are flown to after it, as far as there are any.
    pub fn upcoming(&self, items: &[Item]) -> [Option<Item>; 3] {
        let next = |seq: u16| self.next_navigation(seq, items);
        let first = self.current.and_then(next);
        let item = |seq: Option<u16>| items.get(usize::from(seq?)).copied();
        [self.current, first, first.and_then(next)].map(item)
    }

    /// The item that is flown to after another one, over what is no navigation and through jumps.
    fn next_navigation(&self, seq: u16, items: &[Item]) -> Option<u16> {
        let mut next = seq.checked_add(1)?;
        let mut jumps_left = MOST_JUMPS;
        loop {
            let item = items.get(usize::from(next))?;
            if is_navigation(item.command) {
                return Some(next);
            }
            let jumps = item.command == MavCmd::MAV_CMD_DO_JUMP && self.jumps_again(next, item);
            next = if jumps {
                jumps_left = jumps_left.checked_sub(1)?;
                item.params[0] as u16
            } else {
                next.checked_add(1)?
            };
        }
    }

    /// The spline from the place before to an item. At its end it goes on to the next place: towards it,
    /// or where that is a spline as well, as from the place before to the next.
    fn spline(
        &self,
        seq: u16,
        before: Place,
        start_m: Vector3<f64>,
        items: &[Item],
        around: &Circumstances,
    ) -> Spline {
        let at = |seq: u16| items.get(usize::from(seq));
        let item = at(seq);
        let to = item.map_or(before, |item| self.place(item, before, around));
        let waits = item.is_some_and(|item| item.params[0] > 0.0);
        let next = self
            .next_navigation(seq, items)
            .filter(|_| !waits)
            .and_then(at);
        let end_m = next.map_or_else(Vector3::zeros, |next| {
            let onwards = self.place(next, to, around);
            if next.command == MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT {
                before.ned_to(onwards)
            } else {
                to.ned_to(onwards)
            }
        });
        Spline::new(before, to, start_m, end_m)
    }

    /// How fast a waypoint may be passed: not at all where it waits, slowly where the path turns.
    fn speed_past(
        &self,
        item: &Item,
        to: Place,
        seq: u16,
        items: &[Item],
        around: &Circumstances,
    ) -> f64 {
        let waits = item.params[0] > 0.0;
        let next_seq = self.next_navigation(seq, items).filter(|_| !waits);
        let next = next_seq.and_then(|seq| Some((seq, items.get(usize::from(seq))?)));
        let Some((next_seq, next)) = next else {
            return 0.0;
        };
        let so_far = around.here.ned_to(to);
        match (next.command, self.manners.style) {
            (MavCmd::MAV_CMD_NAV_WAYPOINT, _)
            | (
                MavCmd::MAV_CMD_NAV_LOITER_UNLIM | MavCmd::MAV_CMD_NAV_LOITER_TIME,
                Style::ArduPilot,
            ) => {
                let onwards = to.ned_to(self.place(next, to, around)).xy();
                let so_far = so_far.xy();
                let turns = || {
                    so_far.norm() < 0.1
                        || onwards.norm() < 0.1
                        || so_far.angle(&onwards) > STRAIGHT_RAD
                };
                if turns() { CORNER_MPS } else { f64::INFINITY }
            }
            // A spline goes on as the line came.
            (MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT, _) => {
                let spline = self.spline(next_seq, to, so_far, items, around);
                spline.entry_mps(around.acceleration_mps2)
            }
            _ => 0.0,
        }
    }
}
