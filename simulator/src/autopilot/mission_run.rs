//! How an autopilot runs a mission: item by item, the navigation ones as tasks, the others at once.

mod held;
mod legs;

use super::flight::{Spline, Task};
use crate::autopilot::missions::Item;
use crate::place::Place;
use crate::time::SimTime;
use held::Held;
use legs::MOST_JUMPS;
use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame};
use std::time::Duration;

/// What the mission wants of the vehicle now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order {
    /// Fly this.
    Fly(Task),
    /// Return home, as the return mode does.
    Return,
    /// Fly around a place.
    Circle(Round),
    /// Fly at another speed from now on (DO_CHANGE_SPEED).
    Speed {
        /// Which one: 0 or 1 along the ground, 2 up, 3 down.
        kind: f32,
        /// How fast, m/s.
        speed_mps: f32,
    },
    /// Point the nose elsewhere, until the next place.
    Turn(Turn),
    /// Do something that is not flying; the item as it stands.
    Act(Item),
    /// An item begins: tell it.
    Begun(u16),
    /// An item is over: tell it.
    Reached(u16),
    /// There is nothing left to do.
    Complete,
}

/// Around a place (NAV_LOITER_TURNS).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// Its middle, at the height that is flown.
    pub centre: Place,
    /// Its radius, m; 0 for the one that is set.
    pub radius_m: f64,
    /// Whether it goes around against the clock.
    pub is_left: bool,
    /// How often.
    pub turns: f64,
}

/// A turn of the nose (CONDITION_YAW).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// Where to, degrees.
    pub angle_deg: f32,
    /// How fast, degrees a second; 0 for the speed that is set.
    pub rate_dps: f32,
    /// Which way round: below 0 to the left, above to the right, 0 the shorter one.
    pub direction: f32,
    /// Whether from where it points, else from north.
    pub is_relative: bool,
}

impl From<[f32; 4]> for Turn {
    fn from([angle_deg, rate_dps, direction, relative]: [f32; 4]) -> Self {
        Self {
            angle_deg,
            rate_dps,
            direction,
            is_relative: relative > 0.0,
        }
    }
}

/// In what autopilots differ when they run a mission.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Manners {
    /// Where a mission begins.
    pub first_item: u16,
    /// Whose they are.
    pub style: Style,
}

/// How an autopilot takes the items of a mission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// ArduPilot: what is no navigation belongs to the next place and is done on the way there, so that
    /// behind the last one only the first is done. Without a height a place is as high as the one before.
    /// A landing that ends the flight is never told as reached.
    ArduPilot,
    /// PX4: item by item, each told as reached. A landing is flown to first and told as reached there, in
    /// the air.
    Px4,
}

/// A mission as it is being flown.
#[derive(Clone, Debug)]
pub struct MissionRun {
    manners: Manners,
    /// On the way to where it will land.
    arriving: bool,
    current: Option<u16>,
    wait_until: Option<SimTime>,
    jumps: Vec<(u16, i32)>,
    last_place: Option<Place>,
    /// The direction in which the last place was passed, m, where it was not stopped at.
    passing_m: Option<nalgebra::Vector3<f64>>,
    /// Nothing but jumps in a circle is left: it stays at one of them.
    is_circling: bool,
    /// It was begun, and not merely told where to begin.
    has_begun: bool,
    held: Held,
}

/// What a run needs to know of the vehicle.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// Now.
    pub now: SimTime,
    /// Where it takes itself to be.
    pub here: Place,
    /// Where home is.
    pub home: Place,
    /// Whether the task that was ordered last is done.
    pub task_is_done: bool,
    /// Whether the nose has turned as it was ordered last.
    pub has_turned: bool,
    /// How it speeds up along the ground, m/s².
    pub acceleration_mps2: f64,
    /// Whether it is landed and its motors may stop.
    pub is_landed: bool,
    /// Whether it has nothing to hover on: it comes down along a slope from the place before.
    pub glides: bool,
}

fn is_navigation(command: MavCmd) -> bool {
    matches!(
        command,
        MavCmd::MAV_CMD_NAV_WAYPOINT
            | MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT
            | MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH
            | MavCmd::MAV_CMD_NAV_LOITER_UNLIM
            | MavCmd::MAV_CMD_NAV_LOITER_TIME
            | MavCmd::MAV_CMD_NAV_LOITER_TURNS
            | MavCmd::MAV_CMD_NAV_LOITER_TO_ALT
            | MavCmd::MAV_CMD_NAV_TAKEOFF
            | MavCmd::MAV_CMD_NAV_LAND
            | MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF
            | MavCmd::MAV_CMD_NAV_VTOL_LAND
            | MavCmd::MAV_CMD_NAV_DELAY
    )
}

/// Whether an item lands.
pub fn is_landing(command: MavCmd) -> bool {
    matches!(
        command,
        MavCmd::MAV_CMD_NAV_LAND | MavCmd::MAV_CMD_NAV_VTOL_LAND
    )
}

/// So many seconds; none for what is no number, and for ever for what is no time any more.
fn seconds(seconds: f32) -> Duration {
    Duration::try_from_secs_f32(seconds.max(0.0)).unwrap_or(Duration::MAX)
}

/// An item's place, its height above mean sea level; without coordinates `here`.
pub fn place_of(item: &Item, here: Place, home: Place) -> Place {
    let place = item.place_or(here);
    let is_relative = !matches!(
        item.frame,
        MavFrame::MAV_FRAME_GLOBAL | MavFrame::MAV_FRAME_GLOBAL_INT
    );
    // Heights above terrain need terrain data, which this one has not: it takes them as above home.
    if is_relative {
        place.at_amsl_m(place.altitude_amsl_m + home.altitude_amsl_m)
    } else {
        place
    }
}

impl MissionRun {
    /// Nothing flown yet.
    pub fn new(manners: Manners) -> Self {
        Self {
            manners,
            arriving: false,
            current: None,
            wait_until: None,
            jumps: Vec::new(),
            last_place: None,
            passing_m: None,
            is_circling: false,
            has_begun: false,
            held: Held::default(),
        }
    }

    /// The item that is being flown.
    pub fn current(&self) -> Option<u16> {
        self.current
    }

    /// Whether it was begun since it was reset or told where to begin.
    pub fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Whether it is on the way to where it will land.
    pub fn is_arriving(&self) -> bool {
        self.arriving
    }

    /// Starts at the beginning, its jumps uncounted, or goes on where it stopped.
    pub fn start(&mut self, items: &[Item], around: &Circumstances) -> Vec<Order> {
        let at = self.current.unwrap_or_else(|| {
            self.jumps.clear();
            self.manners.first_item
        });
        self.go_to(at, items, around)
    }

    /// Forgets where it was.
    pub fn reset(&mut self) {
        *self = Self::new(self.manners);
    }

    /// Goes on with an item when it is started next.
    pub fn set_current(&mut self, seq: u16) {
        (self.current, self.has_begun) = (Some(seq), false);
    }

    /// Goes on with an item.
    pub fn go_to(&mut self, seq: u16, items: &[Item], around: &Circumstances) -> Vec<Order> {
        let mut orders = Vec::new();
        self.has_begun = true;
        self.wait_until = None;
        // It comes from where it is, and not from the place that it flew to before.
        (self.last_place, self.passing_m) = (Some(around.here), None);
        self.advance(seq, items, around, &mut orders);
        orders
    }

    /// Lets time pass: goes on when the item is over.
    pub fn step(&mut self, items: &[Item], around: &Circumstances) -> Vec<Order> {
        let mut orders = Vec::new();
        let Some(seq) = self.current else {
            return orders;
        };
        let Some(item) = items.get(usize::from(seq)) else {
            self.current = None;
            return vec![Order::Complete];
        };
        if !is_navigation(item.command) {
            // Jumps in a circle, or another mission was put in place of the one that is flown.
            if !self.is_circling {
                self.advance(seq, items, around, &mut orders);
            }
            return orders;
        }
        self.go_on_with_held(around, &mut orders);
        if self.arriving {
            if around.task_is_done {
                self.arriving = false;
                if self.manners.style == Style::Px4 {
                    orders.push(Order::Reached(seq));
                }
                let place = place_of(item, around.here, around.home);
                orders.push(Order::Fly(Task::Land(place)));
            }
            return orders;
        }
        if !self.is_over(item, around) {
            return orders;
        }
        // PX4 told a landing already where it stops above it first, and ArduPilot never does.
        if !is_landing(item.command) || around.glides {
            orders.push(Order::Reached(seq));
        }
        self.wait_until = None;
        self.advance(seq.saturating_add(1), items, around, &mut orders);
        orders
    }

    fn is_over(&mut self, item: &Item, around: &Circumstances) -> bool {
        match item.command {
            MavCmd::MAV_CMD_NAV_LOITER_UNLIM => false,
            MavCmd::MAV_CMD_NAV_LAND
            | MavCmd::MAV_CMD_NAV_VTOL_LAND
            | MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH => around.is_landed,
            MavCmd::MAV_CMD_NAV_WAYPOINT
            | MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT
            | MavCmd::MAV_CMD_NAV_LOITER_TIME
                if item.params[0] > 0.0 =>
            {
                if !around.task_is_done && self.wait_until.is_none() {
                    return false;
                }
                let wait = seconds(item.params[0]);
                around.now >= *self.wait_until.get_or_insert(around.now + wait)
            }
            MavCmd::MAV_CMD_NAV_DELAY => {
                let wait = seconds(item.params[0]);
                around.now >= *self.wait_until.get_or_insert(around.now + wait)
            }
            _ => around.task_is_done,
        }
    }

    fn advance(
        &mut self,
        from: u16,
        items: &[Item],
        around: &Circumstances,
        orders: &mut Vec<Order>,
    ) {
        // What was kept back and not done on the way is not done any more.
        (self.is_circling, self.held) = (false, Held::default());
        let mut seq = from;
        let mut jumps_left = MOST_JUMPS;
        loop {
            let Some(item) = items.get(usize::from(seq)) else {
                self.finish(around, orders);
                return;
            };
            if is_navigation(item.command) {
                self.current = Some(seq);
                self.begin_first(orders);
                orders.push(Order::Begun(seq));
                orders.push(self.navigate(seq, items, around));
                self.go_on_with_held(around, orders);
                return;
            }
            seq = if item.command == MavCmd::MAV_CMD_DO_JUMP {
                let Some(left) = jumps_left.checked_sub(1) else {
                    break;
                };
                jumps_left = left;
                if self.jumps_to_home(item) {
                    self.finish(around, orders);
                    return;
                }
                self.jump(seq, item)
            } else {
                self.held.push(seq, *item);
                seq.saturating_add(1)
            };
        }
        if self.manners.style == Style::ArduPilot {
            self.finish(around, orders);
            return;
        }
        self.held = Held::default();
        (self.current, self.is_circling) = (Some(seq), true);
    }

    /// ArduPilot's item 0 is home, and nothing that is jumped to: there its mission ends, as it does where
    /// nothing but jumps is left (`AP_Mission::get_next_cmd`).
    fn jumps_to_home(&self, item: &Item) -> bool {
        self.manners.style == Style::ArduPilot && item.params[0] == 0.0
    }

    /// There is no place to fly to any more.
    fn finish(&mut self, around: &Circumstances, orders: &mut Vec<Order>) {
        self.current = None;
        match self.manners.style {
            Style::ArduPilot => self.begin_first(orders),
            Style::Px4 => self.go_on_with_held(around, orders),
        }
        self.held = Held::default();
        orders.push(Order::Complete);
    }

    /// Which item is next after a jump.
    fn jump(&mut self, seq: u16, item: &Item) -> u16 {
        if !self.jumps_again(seq, item) {
            return seq.saturating_add(1);
        }
        match self.jumps.iter_mut().find(|(at, _)| *at == seq) {
            Some((_, done)) => *done = done.saturating_add(1),
            None => self.jumps.push((seq, 1)),
        }
        item.params[0] as u16
    }

    fn jumps_again(&self, seq: u16, item: &Item) -> bool {
        let done = self.jumps.iter().find(|(at, _)| *at == seq);
        let (times, done) = (item.params[1], done.map_or(0, |(_, done)| *done));
        times < 0.0 || f64::from(done) < f64::from(times)
    }
}

#[cfg(test)]
mod tests;
