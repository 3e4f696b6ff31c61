//! How an autopilot runs a mission: item by item, the navigation ones as tasks, the others at once.

use super::flight::Task;
use crate::autopilot::missions::Item;
use crate::place::Place;
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame};
use std::time::Duration;

/// What the mission wants of the vehicle now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order {
    /// Fly this.
    Fly(Task),
    /// Return home, as the return mode does.
    Return,
    /// Fly at this speed from now on, m/s.
    Speed(f64),
    /// Point the nose there, radians; `None` lets it look ahead again.
    Face(Option<f64>),
    /// Do something that is not flying; the item as it stands.
    Act(Item),
    /// An item begins: tell it.
    Begun(u16),
    /// A navigation item is over: tell it.
    Reached(u16),
    /// There is nothing left to do.
    Complete,
}

/// In what autopilots differ when they run a mission.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Manners {
    /// Where a mission begins.
    pub first_item: u16,
    /// Whether a landing is flown to first, at the height that there is, and told as reached there, in
    /// the air.
    pub tells_arrival_before_landing: bool,
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
    /// Nothing but jumps in a circle is left: it stays at one of them.
    is_circling: bool,
    delayed: Option<Delayed>,
}

/// What CONDITION_DELAY keeps back while the next place is flown to.
#[derive(Clone, Debug)]
struct Delayed {
    until: SimTime,
    items: Vec<Item>,
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
    /// Whether it is landed and its motors may stop.
    pub is_landed: bool,
    /// Whether it has nothing to hover on: it comes down along a slope from the place before.
    pub glides: bool,
}

/// Items that are worked off in one step; a mission of jumps in a circle stays there.
const MOST_AT_ONCE: usize = 64;
/// A waypoint where the path turns is passed no faster than this, m/s.
const CORNER_MPS: f64 = 2.5;
/// The path turns where it changes direction by more than this, radians.
const STRAIGHT_RAD: f64 = 0.3;

fn is_navigation(command: MavCmd) -> bool {
    matches!(
        command,
        MavCmd::MAV_CMD_NAV_WAYPOINT
            | MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT
            | MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH
            | MavCmd::MAV_CMD_NAV_LOITER_UNLIM
            | MavCmd::MAV_CMD_NAV_LOITER_TIME
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
            is_circling: false,
            delayed: None,
        }
    }

    /// The item that is being flown.
    pub fn current(&self) -> Option<u16> {
        self.current
    }

    /// Starts at the beginning, or goes on where it stopped.
    pub fn start(&mut self, items: &[Item], around: &Circumstances) -> Vec<Order> {
        let at = self.current.unwrap_or(self.manners.first_item);
        self.go_to(at, items, around)
    }

    /// Forgets where it was.
    pub fn reset(&mut self) {
        *self = Self::new(self.manners);
    }

    /// Goes on with an item when it is started next.
    pub fn set_current(&mut self, seq: u16) {
        self.current = Some(seq);
    }

    /// Goes on with an item.
    pub fn go_to(&mut self, seq: u16, items: &[Item], around: &Circumstances) -> Vec<Order> {
        let mut orders = Vec::new();
        self.wait_until = None;
        self.last_place.get_or_insert(around.here);
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
        self.go_on_with_delayed(around.now, &mut orders);
        if self.arriving {
            if around.task_is_done {
                self.arriving = false;
                orders.push(Order::Reached(seq));
                let place = place_of(item, around.here, around.home);
                orders.push(Order::Fly(Task::Land(place)));
            }
            return orders;
        }
        if !self.is_over(item, around) {
            return orders;
        }
        let was_told = is_landing(item.command) && self.arrives_before_landing(around);
        if !was_told {
            orders.push(Order::Reached(seq));
        }
        self.wait_until = None;
        self.advance(seq.saturating_add(1), items, around, &mut orders);
        orders
    }

    fn arrives_before_landing(&self, around: &Circumstances) -> bool {
        self.manners.tells_arrival_before_landing && !around.glides
    }

    /// Does what was kept back, up to the next delay in it.
    fn go_on_with_delayed(&mut self, now: SimTime, orders: &mut Vec<Order>) {
        let is_over = |delayed: &mut Delayed| now >= delayed.until;
        let Some(delayed) = self.delayed.take_if(is_over) else {
            return;
        };
        for item in &delayed.items {
            self.act(0, item, now, orders);
        }
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
        (self.is_circling, self.delayed) = (false, None);
        let mut seq = from;
        for _ in 0..MOST_AT_ONCE {
            let Some(item) = items.get(usize::from(seq)) else {
                self.current = None;
                orders.push(Order::Complete);
                return;
            };
            if is_navigation(item.command) {
                self.current = Some(seq);
                orders.push(Order::Begun(seq));
                orders.push(self.navigate(seq, items, around));
                return;
            }
            seq = self.act(seq, item, around.now, orders);
        }
        (self.current, self.is_circling) = (Some(seq), true);
    }

    /// Does what is no navigation at once. Which item is next.
    fn act(&mut self, seq: u16, item: &Item, now: SimTime, orders: &mut Vec<Order>) -> u16 {
        if item.command != MavCmd::MAV_CMD_DO_JUMP
            && let Some(delayed) = &mut self.delayed
        {
            delayed.items.push(*item);
            return seq.saturating_add(1);
        }
        match item.command {
            MavCmd::MAV_CMD_CONDITION_DELAY => {
                let until = now + seconds(item.params[0]);
                let items = Vec::new();
                self.delayed = Some(Delayed { until, items });
            }
            MavCmd::MAV_CMD_DO_JUMP => {
                let (target, times) = (item.params[0], item.params[1]);
                let done = match self.jumps.iter_mut().find(|(at, _)| *at == seq) {
                    Some((_, done)) => done,
                    None => {
                        self.jumps.push((seq, 0));
                        // Just pushed.
                        match self.jumps.last_mut() {
                            Some((_, done)) => done,
                            None => return seq.saturating_add(1),
                        }
                    }
                };
                if times < 0.0 || f64::from(*done) < f64::from(times) {
                    *done = done.saturating_add(1);
                    return target as u16;
                }
            }
            MavCmd::MAV_CMD_DO_CHANGE_SPEED if item.params[1] > 0.0 => {
                orders.push(Order::Speed(item.params[1].into()));
            }
            MavCmd::MAV_CMD_CONDITION_YAW => {
                orders.push(Order::Face(Some(f64::from(item.params[0]).to_radians())));
            }
            _ => orders.push(Order::Act(*item)),
        }
        seq.saturating_add(1)
    }

    fn navigate(&mut self, seq: u16, items: &[Item], around: &Circumstances) -> Order {
        let Some(item) = items.get(usize::from(seq)) else {
            return Order::Complete;
        };
        self.arriving = is_landing(item.command) && self.arrives_before_landing(around);
        let here = self.last_place.unwrap_or(around.here);
        let task = match item.command {
            MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH => return Order::Return,
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
            command if is_landing(command) => {
                let place = place_of(item, around.here, around.home);
                match self.last_place {
                    Some(from) if around.glides => Task::Glide {
                        from,
                        touchdown: place,
                    },
                    _ => Task::Land(place),
                }
            }
            MavCmd::MAV_CMD_NAV_DELAY => Task::Goto(around.here),
            MavCmd::MAV_CMD_NAV_WAYPOINT | MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT => {
                let to = place_of(item, here, around.home);
                Task::Line {
                    from: around.here,
                    to,
                    speed_on_mps: speed_past(item, to, seq, items, around),
                }
            }
            _ => Task::Goto(place_of(item, here, around.home)),
        };
        self.last_place = match task {
            Task::Line { to, .. } | Task::Goto(to) => Some(to),
            Task::TakeOff { from, to_amsl_m } => Some(from.at_amsl_m(to_amsl_m)),
            _ => self.last_place,
        };
        Order::Fly(task)
    }
}

/// How fast a waypoint may be passed: not at all where it waits, slowly where the path turns.
fn speed_past(item: &Item, to: Place, seq: u16, items: &[Item], around: &Circumstances) -> f64 {
    let next = items.get(usize::from(seq) + 1);
    let Some(next) = next.filter(|next| next.command == MavCmd::MAV_CMD_NAV_WAYPOINT) else {
        return 0.0;
    };
    if item.params[0] > 0.0 {
        return 0.0;
    }
    let onwards = to.ned_to(place_of(next, to, around.home)).xy();
    let so_far = around.here.ned_to(to).xy();
    if so_far.norm() < 0.1 || onwards.norm() < 0.1 || so_far.angle(&onwards) > STRAIGHT_RAD {
        CORNER_MPS
    } else {
        f64::INFINITY
    }
}

#[cfg(test)]
mod tests;
