//! The transfer of plans, as vehicles do it.
//!
//! ```text
//!            COUNT / ask for 0               ITEM(expected) / ask for the next
//!   Idle ───────────────────────▶ Receiving ───────────────────────────────────┐
//!    ▲ ▲                             │  ▲                                      │
//!    │ │   last ITEM / ACK accepted  │  └──────────────────────────────────────┘
//!    │ └─────────────────────────────┘  no ITEM in time / ask again, then give up
//!    │
//!    │      REQUEST_LIST / COUNT
//!   Idle ───────────────────────▶ Sending ── REQUEST(n) / ITEM(n); ACK or silence ends it
//! ```

use super::{Item, Kind, Stores};
use crate::autopilot::area::is_well_formed;
use crate::time::SimTime;
use crate::wire::{ChannelId, Voice};
use mavlink::dialects::ardupilotmega::{
    MISSION_ACK_DATA, MISSION_COUNT_DATA, MISSION_ITEM_DATA, MISSION_ITEM_INT_DATA,
    MISSION_REQUEST_DATA, MISSION_REQUEST_INT_DATA, MavMissionResult,
};
use std::time::Duration;

/// Who asks: a channel, and the system and component behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The channel.
    pub channel: ChannelId,
    /// System.
    pub system_id: u8,
    /// Component.
    pub component_id: u8,
}

/// In what autopilots differ.
pub trait Habits {
    /// Whether items are asked for with MISSION_REQUEST_INT; else with the legacy MISSION_REQUEST.
    fn asks_with_int(&self) -> bool;
    /// How many items a store takes.
    fn capacity(&self, kind: Kind) -> usize;
    /// Whether items go into the store as they come, so that a transfer that breaks off leaves a
    /// mixture behind.
    fn stores_at_once(&self, kind: Kind) -> bool;
    /// Whether opaque ids are told.
    fn tells_ids(&self) -> bool;
    /// The item as it is kept.
    ///
    /// # Errors
    /// What the transfer is refused with.
    fn kept(&self, kind: Kind, seq: u16, count: u16, item: Item) -> Result<Item, MavMissionResult>;
    /// Judges a whole plan before it takes the place of the one that is there. What is stored item by
    /// item is not judged as a whole.
    ///
    /// # Errors
    /// What the transfer is refused with.
    fn judge(&self, kind: Kind, items: &[Item]) -> Result<(), MavMissionResult> {
        if kind == Kind::Fence && !is_well_formed(items) {
            return Err(MavMissionResult::MAV_MISSION_ERROR);
        }
        Ok(())
    }
    /// Whether a store may be emptied now.
    fn may_clear(&self, _: Kind) -> bool {
        true
    }
    /// The item as it is told when it is asked for, with its `current` flag.
    fn told(&self, kind: Kind, seq: u16, item: &Item) -> (Item, u8);
    /// After so long without an item it is asked for again.
    fn asks_again_after(&self) -> Duration;
    /// After so long without an item the transfer ends.
    fn gives_up_after(&self) -> Duration;
    /// What a transfer that ends for silence is answered with, if it is.
    fn answer_to_silence(&self) -> Option<MavMissionResult>;
    /// What an item out of its order is answered with, if it is.
    fn answer_to_disorder(&self) -> Option<MavMissionResult>;
    /// What somebody is answered with while another one sends a plan.
    fn answer_to_another(&self) -> MavMissionResult {
        MavMissionResult::MAV_MISSION_DENIED
    }
    /// What a request for an item that there is not is answered with.
    fn answer_to_absent(&self) -> MavMissionResult {
        MavMissionResult::MAV_MISSION_INVALID_SEQUENCE
    }
}

/// What came of a message or of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A whole plan is there.
    Received(Kind),
    /// An item was stored while others are still to come.
    Grew(Kind),
    /// A store was emptied.
    Cleared(Kind),
    /// A transfer ended before its end.
    BrokenOff(Kind),
}

#[derive(Clone, Debug)]
enum State {
    Idle,
    Receiving {
        partner: Partner,
        kind: Kind,
        count: u16,
        next: u16,
        items: Vec<Item>,
        last_item: SimTime,
        asked: SimTime,
    },
    Sending {
        partner: Partner,
        last: SimTime,
    },
}

/// The machine; one a vehicle: while one partner transfers, another waits.
#[derive(Clone, Debug)]
pub struct Transfer {
    state: State,
}

impl Default for Transfer {
    fn default() -> Self {
        Self { state: State::Idle }
    }
}

fn acknowledge(
    voice: &mut Voice,
    partner: Partner,
    kind: Kind,
    result: MavMissionResult,
    opaque_id: u32,
) {
    voice.say(&MISSION_ACK_DATA {
        target_system: partner.system_id,
        target_component: partner.component_id,
        mavtype: result,
        mission_type: kind.mission_type(),
        opaque_id,
    });
}

fn ask(habits: &impl Habits, voice: &mut Voice, partner: Partner, kind: Kind, seq: u16) {
    let (target_system, target_component) = (partner.system_id, partner.component_id);
    let mission_type = kind.mission_type();
    if habits.asks_with_int() {
        voice.say(&MISSION_REQUEST_INT_DATA {
            seq,
            target_system,
            target_component,
            mission_type,
        });
    } else {
        voice.say(&MISSION_REQUEST_DATA {
            seq,
            target_system,
            target_component,
            mission_type,
        });
    }
}

/// An item that an autopilot does not take, by its index, and what it would answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RefusedItem {
    /// Which one; for a list that is wrong as a whole the first.
    pub index: usize,
    /// What a ground station would be told.
    pub result: MavMissionResult,
}

/// A whole plan as an autopilot with these habits would keep it.
///
/// # Errors
/// The first item that a transfer would end at.
pub fn admitted(
    habits: &impl Habits,
    kind: Kind,
    items: &[Item],
) -> Result<Vec<Item>, RefusedItem> {
    let refused = |index: usize| move |result| RefusedItem { index, result };
    if items.len() > habits.capacity(kind) {
        let result = MavMissionResult::MAV_MISSION_NO_SPACE;
        return Err(refused(habits.capacity(kind))(result));
    }
    let count = items.len() as u16;
    let kept = items.iter().enumerate().map(|(index, item)| {
        habits
            .kept(kind, index as u16, count, *item)
            .map_err(refused(index))
    });
    let kept: Vec<Item> = kept.collect::<Result<_, _>>()?;
    habits.judge(kind, &kept).map_err(refused(0))?;
    Ok(kept)
}

impl Transfer {
    /// The partner of a transfer that is under way.
    pub fn partner(&self) -> Option<Partner> {
        match &self.state {
            State::Idle => None,
            State::Receiving { partner, .. } | State::Sending { partner, .. } => Some(*partner),
        }
    }

    fn is_receiving_from_another(&self, partner: Partner) -> bool {
        matches!(&self.state, State::Receiving { partner: other, .. } if *other != partner)
    }

    /// MISSION_COUNT: somebody wants to send a plan.
    pub fn on_count(
        &mut self,
        habits: &impl Habits,
        stores: &mut Stores,
        voice: &mut Voice,
        partner: Partner,
        (kind, count): (Kind, u16),
    ) -> Option<Event> {
        if self.is_receiving_from_another(partner) {
            acknowledge(voice, partner, kind, habits.answer_to_another(), 0);
            return None;
        }
        if usize::from(count) > habits.capacity(kind) {
            let result = MavMissionResult::MAV_MISSION_NO_SPACE;
            acknowledge(voice, partner, kind, result, 0);
            return None;
        }
        if count == 0 {
            self.state = State::Idle;
            stores.get_mut(kind).replace(Vec::new());
            let result = MavMissionResult::MAV_MISSION_ACCEPTED;
            acknowledge(voice, partner, kind, result, 0);
            return Some(Event::Cleared(kind));
        }
        if habits.stores_at_once(kind) {
            stores.get_mut(kind).truncate(count.into());
        }
        self.state = State::Receiving {
            partner,
            kind,
            count,
            next: 0,
            items: Vec::with_capacity(count.into()),
            last_item: voice.now,
            asked: voice.now,
        };
        ask(habits, voice, partner, kind, 0);
        None
    }

    /// MISSION_ITEM_INT or MISSION_ITEM.
    pub fn on_item(
        &mut self,
        habits: &impl Habits,
        stores: &mut Stores,
        voice: &mut Voice,
        partner: Partner,
        (kind, seq, item): (Kind, u16, Item),
    ) -> Option<Event> {
        let State::Receiving {
            partner: expected_from,
            kind: expected_kind,
            count,
            next,
            items,
            last_item,
            asked,
        } = &mut self.state
        else {
            acknowledge(voice, partner, kind, MavMissionResult::MAV_MISSION_ERROR, 0);
            return None;
        };
        if *expected_from != partner || *expected_kind != kind {
            return None;
        }
        if seq != *next {
            if let Some(result) = habits.answer_to_disorder() {
                acknowledge(voice, partner, kind, result, 0);
            }
            return None;
        }
        let item = match habits.kept(kind, seq, *count, item) {
            Ok(item) => item,
            Err(result) => return self.break_off(voice, partner, kind, result),
        };
        if habits.stores_at_once(kind) {
            stores.get_mut(kind).put(seq.into(), item);
        } else {
            items.push(item);
        }
        *next += 1;
        (*last_item, *asked) = (voice.now, voice.now);
        if *next < *count {
            ask(habits, voice, partner, kind, *next);
            return habits.stores_at_once(kind).then_some(Event::Grew(kind));
        }
        if !habits.stores_at_once(kind) {
            if let Err(result) = habits.judge(kind, items) {
                return self.break_off(voice, partner, kind, result);
            }
            stores.get_mut(kind).replace(std::mem::take(items));
        }
        self.state = State::Idle;
        let id = if habits.tells_ids() {
            stores.get(kind).opaque_id()
        } else {
            0
        };
        let result = MavMissionResult::MAV_MISSION_ACCEPTED;
        acknowledge(voice, partner, kind, result, id);
        Some(Event::Received(kind))
    }

    fn break_off(
        &mut self,
        voice: &mut Voice,
        partner: Partner,
        kind: Kind,
        result: MavMissionResult,
    ) -> Option<Event> {
        self.state = State::Idle;
        acknowledge(voice, partner, kind, result, 0);
        Some(Event::BrokenOff(kind))
    }

    /// An item whose command or frame the codec does not know: refused at once where it was awaited.
    pub fn on_unknown_item(
        &mut self,
        voice: &mut Voice,
        partner: Partner,
        (kind, seq, result): (Kind, u16, MavMissionResult),
    ) -> Option<Event> {
        match &self.state {
            State::Receiving {
                partner: from,
                kind: expected,
                next,
                ..
            } => {
                let is_awaited = (*from, *expected, *next) == (partner, kind, seq);
                if !is_awaited {
                    return None;
                }
                self.break_off(voice, partner, kind, result)
            }
            State::Idle | State::Sending { .. } => {
                acknowledge(voice, partner, kind, MavMissionResult::MAV_MISSION_ERROR, 0);
                None
            }
        }
    }

    /// MISSION_REQUEST_LIST: somebody wants to read a plan.
    pub fn on_request_list(
        &mut self,
        habits: &impl Habits,
        stores: &Stores,
        voice: &mut Voice,
        partner: Partner,
        kind: Kind,
    ) {
        if self.is_receiving_from_another(partner) {
            acknowledge(voice, partner, kind, habits.answer_to_another(), 0);
            return;
        }
        let store = stores.get(kind);
        self.state = State::Sending {
            partner,
            last: voice.now,
        };
        voice.say(&MISSION_COUNT_DATA {
            count: store.items().len() as u16,
            target_system: partner.system_id,
            target_component: partner.component_id,
            mission_type: kind.mission_type(),
            opaque_id: if habits.tells_ids() {
                store.opaque_id()
            } else {
                0
            },
        });
    }

    /// MISSION_REQUEST_INT or MISSION_REQUEST: one item is asked for, `as_int` or in the legacy form.
    pub fn on_request(
        &mut self,
        habits: &impl Habits,
        stores: &Stores,
        voice: &mut Voice,
        partner: Partner,
        (kind, seq, as_int): (Kind, u16, bool),
    ) {
        if let State::Sending { last, .. } = &mut self.state {
            *last = voice.now;
        }
        let Some(item) = stores.get(kind).items().get(usize::from(seq)) else {
            let result = habits.answer_to_absent();
            acknowledge(voice, partner, kind, result, 0);
            return;
        };
        let (item, current) = habits.told(kind, seq, item);
        if as_int {
            voice.say(&MISSION_ITEM_INT_DATA {
                param1: item.params[0],
                param2: item.params[1],
                param3: item.params[2],
                param4: item.params[3],
                x: item.x,
                y: item.y,
                z: item.z,
                seq,
                command: item.command,
                target_system: partner.system_id,
                target_component: partner.component_id,
                frame: item.frame,
                current,
                autocontinue: item.autocontinue.into(),
                mission_type: kind.mission_type(),
            });
        } else {
            voice.say(&MISSION_ITEM_DATA {
                param1: item.params[0],
                param2: item.params[1],
                param3: item.params[2],
                param4: item.params[3],
                x: (f64::from(item.x) * 1e-7) as f32,
                y: (f64::from(item.y) * 1e-7) as f32,
                z: item.z,
                seq,
                command: item.command,
                target_system: partner.system_id,
                target_component: partner.component_id,
                frame: item.frame,
                current,
                autocontinue: item.autocontinue.into(),
                mission_type: kind.mission_type(),
            });
        }
    }

    /// MISSION_ACK: the partner ends a transfer, well or not.
    pub fn on_ack(&mut self, partner: Partner) -> Option<Event> {
        if self.partner() != Some(partner) {
            return None;
        }
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Receiving { kind, .. } => Some(Event::BrokenOff(kind)),
            State::Idle | State::Sending { .. } => None,
        }
    }

    /// MISSION_CLEAR_ALL for the stores named.
    pub fn on_clear(
        &mut self,
        habits: &impl Habits,
        stores: &mut Stores,
        voice: &mut Voice,
        partner: Partner,
        kinds: &[Kind],
    ) -> Vec<Event> {
        if self.is_receiving_from_another(partner) {
            return Vec::new();
        }
        self.state = State::Idle;
        let clear = |kind: &Kind| {
            let may = habits.may_clear(*kind);
            let result = if may {
                stores.get_mut(*kind).replace(Vec::new());
                MavMissionResult::MAV_MISSION_ACCEPTED
            } else {
                MavMissionResult::MAV_MISSION_ERROR
            };
            acknowledge(voice, partner, *kind, result, 0);
            may.then_some(Event::Cleared(*kind))
        };
        kinds.iter().filter_map(clear).collect()
    }

    /// Lets time pass: asks again, or gives up.
    pub fn tick(&mut self, habits: &impl Habits, voice: &mut Voice) -> Option<Event> {
        let now = voice.now;
        match &mut self.state {
            State::Idle => None,
            State::Sending { last, .. } => {
                if now.since(*last) >= habits.gives_up_after() {
                    self.state = State::Idle;
                }
                None
            }
            State::Receiving {
                partner,
                kind,
                next,
                last_item,
                asked,
                ..
            } => {
                let (partner, kind) = (*partner, *kind);
                if now.since(*last_item) >= habits.gives_up_after() {
                    self.state = State::Idle;
                    if let Some(result) = habits.answer_to_silence() {
                        acknowledge(voice, partner, kind, result, 0);
                    }
                    return Some(Event::BrokenOff(kind));
                }
                if now.since(*asked) >= habits.asks_again_after() {
                    *asked = now;
                    ask(habits, voice, partner, kind, *next);
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
