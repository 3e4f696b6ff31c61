//! The vehicle's side of a transfer, by hand: what ArduPilot and PX4 are known to do with each message.

use super::*;
use crate::link::report::{MissionAck, MissionCount, MissionResult};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habits {
    ArduPilot,
    Px4,
}

impl Habits {
    pub const BOTH: [Self; 2] = [Self::ArduPilot, Self::Px4];
}

#[derive(Clone, Debug)]
enum State {
    Idle,
    Receiving {
        kind: PlanKind,
        count: u16,
        items: Vec<PlanItem>,
        heard: Moment,
        asked: Moment,
    },
    Serving {
        kind: PlanKind,
        next: u16,
        heard: Moment,
    },
}

#[derive(Clone, Debug)]
pub struct Peer {
    pub habits: Habits,
    pub stores: [Vec<PlanItem>; 3],
    /// Whether ArduPilot flies its mission.
    pub is_in_auto: bool,
    /// An item that is refused, and how.
    pub refuses: Option<(u16, u8)>,
    /// What is stored is changed so.
    pub spoils: Option<fn(&mut PlanItem)>,
    pub capacity: usize,
    state: State,
}

impl Peer {
    pub fn new(habits: Habits) -> Self {
        Self {
            habits,
            stores: Default::default(),
            is_in_auto: false,
            refuses: None,
            spoils: None,
            capacity: 500,
            state: State::Idle,
        }
    }

    pub fn id(&self, kind: PlanKind) -> u32 {
        let items = &self.stores[usize::from(kind.number())];
        if self.habits == Habits::ArduPilot || items.is_empty() {
            return 0;
        }
        items.iter().fold(17_u32, |sum, item| {
            let text = format!("{item:?}");
            text.bytes()
                .fold(sum, |sum, byte| sum.wrapping_mul(31) ^ u32::from(byte))
        }) | 1
    }

    pub fn store(&self, kind: PlanKind) -> &[PlanItem] {
        &self.stores[usize::from(kind.number())]
    }

    fn store_mut(&mut self, kind: PlanKind) -> &mut Vec<PlanItem> {
        &mut self.stores[usize::from(kind.number())]
    }

    /// The plan as it is held when all of it has come, home included.
    pub fn held(&self, kind: PlanKind, sent: &[PlanItem]) -> Vec<PlanItem> {
        let autopilot = partner(self.habits).autopilot;
        let all = home::for_vehicle(autopilot, kind, sent);
        all.into_iter().map(|item| self.kept(item)).collect()
    }

    pub fn kept(&self, mut item: PlanItem) -> PlanItem {
        match self.habits {
            Habits::ArduPilot => {
                item.goes_on = item.kind == PlanKind::Mission;
                item.z = (item.z * 100.0).trunc() / 100.0;
                item.params = match item.kind {
                    PlanKind::Mission if item.command == 178 => item.params,
                    PlanKind::Mission | PlanKind::Fence => [item.params[0].trunc(), 0.0, 0.0, 0.0],
                    PlanKind::Rally => [0.0; 4],
                };
                item.frame = match item.frame {
                    5 => 0,
                    6 => 3,
                    other => other,
                };
                if item.command == 178 {
                    item.frame = 0;
                    (item.x, item.y, item.z) = (0, 0, 0.0);
                }
                if item.kind == PlanKind::Mission && item.sequence == 0 {
                    (item.x, item.y, item.z) = (360_670_999, 1_203_826_000, 20.1);
                }
            }
            Habits::Px4 => {
                item.frame = match item.frame {
                    0 => 5,
                    3 => 6,
                    other => other,
                };
                item.is_current = item.sequence == 0;
                item.goes_on &= item.kind != PlanKind::Fence;
            }
        }
        item
    }

    pub fn hear(&mut self, now: Moment, say: &Say, out: &mut Vec<Report>) {
        match *say {
            Say::MissionCount { kind, count } => self.hear_count(now, kind, count, out),
            Say::MissionItem(item) | Say::MissionItemFloat(item) => self.hear_item(now, item, out),
            Say::MissionRequestList { kind } => self.hear_list(now, kind, out),
            Say::MissionRequest { kind, sequence } => self.hear_request(now, kind, sequence, out),
            Say::MissionAck { .. } => self.state = State::Idle,
            Say::MissionClear { kind } => {
                let refuses = self.is_in_auto && kind == PlanKind::Mission;
                if !refuses {
                    self.state = State::Idle;
                    self.store_mut(kind).clear();
                }
                self.ack(kind, u8::from(refuses), out);
            }
            ref other => panic!("{other:?}"),
        }
    }

    fn hear_count(&mut self, now: Moment, kind: PlanKind, count: u16, out: &mut Vec<Report>) {
        if usize::from(count) > self.capacity {
            self.ack(kind, 4, out);
            return;
        }
        if let (Habits::Px4, State::Receiving { items, heard, .. }) = (self.habits, &mut self.state)
        {
            *heard = now;
            if items.is_empty() {
                self.ask(out);
            }
            return;
        }
        if self.habits == Habits::ArduPilot && kind != PlanKind::Fence {
            self.store_mut(kind).truncate(count.into());
        }
        self.state = State::Receiving {
            kind,
            count,
            items: Vec::new(),
            heard: now,
            asked: now,
        };
        self.ask(out);
    }

    fn hear_item(&mut self, now: Moment, item: PlanItem, out: &mut Vec<Report>) {
        let kept = self.kept(item);
        let State::Receiving {
            kind,
            count,
            items,
            heard,
            asked,
        } = &mut self.state
        else {
            self.ack(item.kind, 1, out);
            return;
        };
        if *kind != item.kind {
            return;
        }
        let next = items.len() as u16;
        if item.sequence != next {
            if self.habits == Habits::ArduPilot {
                self.ack(item.kind, 13, out);
            }
            return;
        }
        if let Some((_, result)) = self.refuses.filter(|(which, _)| *which == next) {
            self.state = State::Idle;
            self.ack(item.kind, result, out);
            return;
        }
        let mut kept = kept;
        if let Some(spoil) = self.spoils {
            spoil(&mut kept);
        }
        items.push(kept);
        (*heard, *asked) = (now, now);
        let (is_whole, items) = (next + 1 == *count, items.clone());
        if self.habits == Habits::ArduPilot && item.kind != PlanKind::Fence {
            let store = self.store_mut(item.kind);
            store.truncate(usize::from(next));
            store.push(kept);
        }
        if is_whole {
            *self.store_mut(item.kind) = items;
            self.state = State::Idle;
            self.ack(item.kind, 0, out);
        } else {
            self.ask(out);
        }
    }

    fn hear_list(&mut self, now: Moment, kind: PlanKind, out: &mut Vec<Report>) {
        if matches!(self.state, State::Receiving { .. }) {
            if self.habits == Habits::ArduPilot {
                self.ack(kind, 14, out);
            }
            return;
        }
        self.state = State::Serving {
            kind,
            next: 0,
            heard: now,
        };
        out.push(Report::MissionCount(MissionCount {
            kind,
            count: self.store(kind).len() as u16,
            plan_id: self.id(kind),
        }));
    }

    fn hear_request(&mut self, now: Moment, kind: PlanKind, sequence: u16, out: &mut Vec<Report>) {
        let held = self.store(kind).get(usize::from(sequence)).copied();
        if self.habits == Habits::Px4 {
            let State::Serving {
                kind: served,
                next,
                heard,
            } = &mut self.state
            else {
                return;
            };
            if *served != kind {
                return;
            }
            *heard = now;
            if sequence == *next {
                *next += 1;
            } else if sequence + 1 != *next {
                self.state = State::Idle;
                self.ack(kind, 1, out);
                return;
            }
        } else if matches!(self.state, State::Receiving { .. }) {
            self.ack(kind, 14, out);
            return;
        }
        match held {
            Some(item) => out.push(Report::MissionItem(item)),
            None => self.ack(kind, 13, out),
        }
    }

    pub fn wake(&mut self, now: Moment, out: &mut Vec<Report>) {
        let (again, over) = match self.habits {
            Habits::ArduPilot => (1_000, 8_000),
            Habits::Px4 => (250, 5_000),
        };
        let (again, over) = (Duration::from_millis(again), Duration::from_millis(over));
        match &mut self.state {
            State::Receiving { kind, heard, .. } if now.since(*heard) >= over => {
                let kind = *kind;
                self.state = State::Idle;
                if self.habits == Habits::ArduPilot {
                    self.ack(kind, 15, out);
                }
            }
            State::Receiving { asked, .. } if now.since(*asked) >= again => {
                *asked = now;
                self.ask(out);
            }
            State::Serving { heard, .. } if now.since(*heard) >= over => self.state = State::Idle,
            _ => {}
        }
    }

    fn ask(&self, out: &mut Vec<Report>) {
        if let State::Receiving { kind, items, .. } = &self.state {
            out.push(Report::MissionRequest(MissionRequest {
                kind: *kind,
                sequence: items.len() as u16,
                is_legacy: self.habits == Habits::ArduPilot,
            }));
        }
    }

    fn ack(&self, kind: PlanKind, result: u8, out: &mut Vec<Report>) {
        let id = self.id(kind);
        out.push(ack(kind, result, if result == 0 { id } else { 0 }));
    }
}

pub fn ack(kind: PlanKind, result: u8, plan_id: u32) -> Report {
    let result = match result {
        0 => MissionResult::Accepted,
        15 => MissionResult::Cancelled,
        other => MissionResult::Refused(other),
    };
    Report::MissionAck(MissionAck {
        kind,
        result,
        plan_id,
    })
}

/// A mission of so many places in a row.
pub fn waypoints(count: u16) -> Vec<PlanItem> {
    let item = |number: u16| PlanItem {
        kind: PlanKind::Mission,
        sequence: number,
        frame: 6,
        command: 16,
        is_current: false,
        goes_on: true,
        params: [0.0, 0.0, 0.0, f32::NAN],
        x: 360_671_000 + 1_000 * i32::from(number),
        y: 1_203_826_000,
        z: 30.0,
    };
    (0..count).map(item).collect()
}
