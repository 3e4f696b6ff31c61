//! What of a mission is no navigation: done on the way to the next place, some of it not before
//! something happens.

use super::{Circumstances, MissionRun, Order, Style, Turn, seconds};
use crate::autopilot::missions::Item;
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::MavCmd;
use std::collections::VecDeque;

/// What is still to be done on the way, and what is waited for before.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    items: VecDeque<(u16, Item)>,
    begun: Option<(u16, Until)>,
}

/// What an item that has begun ends with.
#[derive(Clone, Copy, Debug)]
enum Until {
    /// At once; told as reached or not.
    Now { is_told: bool },
    /// At a time (CONDITION_DELAY); it begins to count when it is looked at first.
    Delay { wait_s: f32, end: Option<SimTime> },
    /// So close to the place that is flown to, m (CONDITION_DISTANCE).
    Within(f64),
    /// When the nose has turned (CONDITION_YAW); first it has to be told to.
    Turned { turn: Option<Turn> },
}

impl Held {
    pub(super) fn push(&mut self, seq: u16, item: Item) {
        self.items.push_back((seq, item));
    }
}

impl MissionRun {
    /// Begins with what is held back first, before the next place is flown to.
    pub(super) fn begin_first(&mut self, orders: &mut Vec<Order>) {
        if let Some((seq, item)) = self.held.items.pop_front() {
            orders.push(Order::Begun(seq));
            let until = self.begin_item(&item, orders);
            self.held.begun = Some((seq, until));
        }
    }

    /// Does what is held back, up to what has to be waited for.
    pub(super) fn go_on_with_held(&mut self, around: &Circumstances, orders: &mut Vec<Order>) {
        loop {
            if self.held.begun.is_none() {
                self.begin_first(orders);
            }
            let (last_place, here) = (self.last_place, around.here);
            let Some((seq, until)) = &mut self.held.begun else {
                return;
            };
            let seq = *seq;
            let (is_over, is_told) = match until {
                Until::Now { is_told } => (true, *is_told),
                Until::Delay { wait_s, end } => {
                    let end = *end.get_or_insert(around.now + seconds(*wait_s));
                    (around.now >= end, true)
                }
                Until::Within(most_m) => {
                    let left_m = last_place.map_or(0.0, |place| here.ground_distance_m(place));
                    (left_m < *most_m, true)
                }
                Until::Turned { turn } => match turn.take() {
                    Some(turn) => {
                        orders.push(Order::Turn(turn));
                        (false, true)
                    }
                    None => (around.has_turned, true),
                },
            };
            if !is_over {
                return;
            }
            self.held.begun = None;
            if is_told {
                orders.push(Order::Reached(seq));
            }
        }
    }

    fn begin_item(&self, item: &Item, orders: &mut Vec<Order>) -> Until {
        let [first, second, ..] = item.params;
        match item.command {
            MavCmd::MAV_CMD_CONDITION_DELAY => {
                return Until::Delay {
                    wait_s: first,
                    end: None,
                };
            }
            MavCmd::MAV_CMD_CONDITION_DISTANCE => return Until::Within(first.trunc().into()),
            MavCmd::MAV_CMD_CONDITION_YAW => {
                let turn = Some(Turn::from(item.params));
                return Until::Turned { turn };
            }
            MavCmd::MAV_CMD_DO_CHANGE_SPEED => orders.push(Order::Speed {
                kind: first,
                speed_mps: second,
            }),
            _ => orders.push(Order::Act(*item)),
        }
        Until::Now {
            is_told: self.manners.style == Style::Px4 || is_verified(item.command),
        }
    }
}

/// What ArduPilot's vehicle itself sees to the end of, and tells as reached; the rest its library of
/// missions does without a word (`AP_Mission::verify_command`).
fn is_verified(command: MavCmd) -> bool {
    matches!(
        command,
        MavCmd::MAV_CMD_DO_CHANGE_SPEED
            | MavCmd::MAV_CMD_DO_SET_HOME
            | MavCmd::MAV_CMD_DO_SET_ROI
            | MavCmd::MAV_CMD_DO_SET_ROI_LOCATION
            | MavCmd::MAV_CMD_DO_SET_ROI_NONE
            | MavCmd::MAV_CMD_DO_MOUNT_CONTROL
            | MavCmd::MAV_CMD_DO_FENCE_ENABLE
            | MavCmd::MAV_CMD_DO_LAND_START
    )
}
