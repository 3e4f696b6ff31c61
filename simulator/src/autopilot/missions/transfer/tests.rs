#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::wire::{Outbox, Sender, Signing, Splitter};
use chrono::DateTime;
use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame, MavMessage};

/// Habits of no autopilot in particular.
struct Plain {
    at_once: bool,
}

impl Habits for Plain {
    fn asks_with_int(&self) -> bool {
        true
    }
    fn capacity(&self, _: Kind) -> usize {
        10
    }
    fn stores_at_once(&self, _: Kind) -> bool {
        self.at_once
    }
    fn tells_ids(&self) -> bool {
        true
    }
    fn kept(&self, _: Kind, _: u16, _: u16, item: Item) -> Result<Item, MavMissionResult> {
        if item.command == MavCmd::MAV_CMD_DO_JUMP {
            Err(MavMissionResult::MAV_MISSION_UNSUPPORTED)
        } else {
            Ok(item)
        }
    }
    fn told(&self, _: Kind, seq: u16, item: &Item) -> (Item, u8) {
        (*item, (seq == 0).into())
    }
    fn asks_again_after(&self) -> Duration {
        Duration::from_millis(250)
    }
    fn gives_up_after(&self) -> Duration {
        Duration::from_secs(5)
    }
    fn answer_to_silence(&self) -> Option<MavMissionResult> {
        Some(MavMissionResult::MAV_MISSION_OPERATION_CANCELLED)
    }
    fn answer_to_disorder(&self) -> Option<MavMissionResult> {
        None
    }
}

struct Vehicle {
    habits: Plain,
    transfer: Transfer,
    stores: Stores,
    sender: Sender,
    signing: Signing,
    now: SimTime,
    events: Vec<Event>,
}

const STATION: Partner = Partner {
    channel: ChannelId(0),
    system_id: 255,
    component_id: 190,
};
const OTHER: Partner = Partner {
    channel: ChannelId(1),
    system_id: 254,
    component_id: 190,
};

fn item(number: i32) -> Item {
    Item {
        frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
        command: MavCmd::MAV_CMD_NAV_WAYPOINT,
        autocontinue: true,
        params: [0.0, 1.5, 0.0, f32::from(number as u8)],
        x: 360_671_000 + number,
        y: 1_203_826_000,
        z: 30.0,
    }
}

impl Vehicle {
    fn new(at_once: bool) -> Self {
        Self {
            habits: Plain { at_once },
            transfer: Transfer::default(),
            stores: Stores::default(),
            sender: Sender::new(ChannelId(0), 1, 1),
            signing: Signing::off(DateTime::UNIX_EPOCH),
            now: SimTime::START,
            events: Vec::new(),
        }
    }

    /// Does something with the machine and gives what it said.
    fn said(
        &mut self,
        act: impl FnOnce(&mut Transfer, &Plain, &mut Stores, &mut Voice) -> Option<Event>,
    ) -> Vec<MavMessage> {
        let mut outbox = Outbox::default();
        let mut voice = Voice {
            now: self.now,
            sender: &mut self.sender,
            signing: &mut self.signing,
            outbox: &mut outbox,
        };
        let event = act(
            &mut self.transfer,
            &self.habits,
            &mut self.stores,
            &mut voice,
        );
        self.events.extend(event);
        let mut messages = Vec::new();
        for (_, frame) in outbox.iter() {
            Splitter::default().take(frame, |frame| messages.extend(frame.message()));
        }
        messages
    }

    fn count(&mut self, partner: Partner, count: u16) -> Vec<MavMessage> {
        self.said(|transfer, habits, stores, voice| {
            transfer.on_count(habits, stores, voice, partner, (Kind::Mission, count))
        })
    }

    fn item(&mut self, seq: u16, item: Item) -> Vec<MavMessage> {
        self.said(|transfer, habits, stores, voice| {
            transfer.on_item(habits, stores, voice, STATION, (Kind::Mission, seq, item))
        })
    }

    fn tick(&mut self, ms: u64) -> Vec<MavMessage> {
        self.now = self.now + Duration::from_millis(ms);
        self.said(|transfer, habits, _, voice| transfer.tick(habits, voice))
    }

    fn upload(&mut self, count: u16) -> Vec<MavMessage> {
        let mut answers = self.count(STATION, count);
        for seq in 0..count {
            answers = self.item(seq, item(seq.into()));
        }
        answers
    }

    fn items(&self) -> Vec<Item> {
        self.stores.get(Kind::Mission).items().to_vec()
    }
}

fn asked_for(messages: &[MavMessage]) -> Option<u16> {
    match messages {
        [MavMessage::MISSION_REQUEST_INT(request)] => Some(request.seq),
        _ => None,
    }
}

fn answer(messages: &[MavMessage]) -> Option<(MavMissionResult, u32)> {
    match messages {
        [MavMessage::MISSION_ACK(ack)] => Some((ack.mavtype, ack.opaque_id)),
        _ => None,
    }
}

#[test]
fn a_plan_is_taken_item_by_item_and_acknowledged_with_its_id() {
    let mut vehicle = Vehicle::new(false);
    assert_eq!(asked_for(&vehicle.count(STATION, 3)), Some(0));
    assert_eq!(asked_for(&vehicle.item(0, item(0))), Some(1));
    assert_eq!(asked_for(&vehicle.item(1, item(1))), Some(2));
    let (result, id) = answer(&vehicle.item(2, item(2))).unwrap();
    assert_eq!(result, MavMissionResult::MAV_MISSION_ACCEPTED);
    assert_eq!(id, vehicle.stores.get(Kind::Mission).opaque_id());
    assert_ne!(id, 0);
    assert_eq!(vehicle.items(), [item(0), item(1), item(2)]);
    assert_eq!(vehicle.events, [Event::Received(Kind::Mission)]);
}

#[test]
fn equal_plans_have_equal_ids_and_others_do_not() {
    let id = |count| {
        let mut vehicle = Vehicle::new(false);
        answer(&vehicle.upload(count)).unwrap().1
    };
    assert_eq!(id(3), id(3));
    assert_ne!(id(3), id(2));
}

#[test]
fn an_item_out_of_its_order_is_passed_over_and_the_expected_one_is_asked_for_again() {
    let mut vehicle = Vehicle::new(false);
    vehicle.count(STATION, 3);
    assert!(vehicle.item(1, item(1)).is_empty());
    assert!(vehicle.tick(249).is_empty());
    assert_eq!(asked_for(&vehicle.tick(1)), Some(0));
    assert_eq!(asked_for(&vehicle.item(0, item(0))), Some(1));
}

#[test]
fn silence_ends_a_transfer_and_leaves_the_plan_that_was_there() {
    let mut vehicle = Vehicle::new(false);
    vehicle.upload(2);
    vehicle.count(STATION, 3);
    vehicle.item(0, item(7));
    for _ in 0..19 {
        assert_eq!(asked_for(&vehicle.tick(250)), Some(1));
    }
    let (result, _) = answer(&vehicle.tick(250)).unwrap();
    assert_eq!(result, MavMissionResult::MAV_MISSION_OPERATION_CANCELLED);
    assert_eq!(vehicle.items(), [item(0), item(1)]);
    assert_eq!(
        vehicle.events.last(),
        Some(&Event::BrokenOff(Kind::Mission))
    );
}

#[test]
fn a_vehicle_that_stores_at_once_is_left_with_a_mixture() {
    let mut vehicle = Vehicle::new(true);
    vehicle.upload(3);
    vehicle.count(STATION, 2);
    vehicle.item(0, item(7));
    vehicle.tick(6_000);
    assert_eq!(vehicle.items(), [item(7), item(1)]);
}

#[test]
fn an_item_that_is_refused_ends_the_transfer() {
    let mut vehicle = Vehicle::new(false);
    vehicle.count(STATION, 2);
    let jump = Item {
        command: MavCmd::MAV_CMD_DO_JUMP,
        ..item(0)
    };
    let (result, _) = answer(&vehicle.item(0, jump)).unwrap();
    assert_eq!(result, MavMissionResult::MAV_MISSION_UNSUPPORTED);
    let (late, _) = answer(&vehicle.item(1, item(1))).unwrap();
    assert_eq!(late, MavMissionResult::MAV_MISSION_ERROR);
}

#[test]
fn ten_items_fit_and_eleven_do_not() {
    let mut vehicle = Vehicle::new(false);
    let (result, _) = answer(&vehicle.count(STATION, 11)).unwrap();
    assert_eq!(result, MavMissionResult::MAV_MISSION_NO_SPACE);
    assert_eq!(asked_for(&vehicle.count(STATION, 10)), Some(0));
}

#[test]
fn while_one_partner_sends_another_is_denied() {
    let mut vehicle = Vehicle::new(false);
    vehicle.count(STATION, 2);
    let (result, _) = answer(&vehicle.count(OTHER, 2)).unwrap();
    assert_eq!(result, MavMissionResult::MAV_MISSION_DENIED);
    assert_eq!(asked_for(&vehicle.item(0, item(0))), Some(1));
}

#[test]
fn a_count_of_none_empties_the_store() {
    let mut vehicle = Vehicle::new(false);
    vehicle.upload(2);
    let (result, id) = answer(&vehicle.count(STATION, 0)).unwrap();
    assert_eq!((result, id), (MavMissionResult::MAV_MISSION_ACCEPTED, 0));
    assert!(vehicle.items().is_empty());
}

#[test]
fn a_plan_is_read_back_as_it_was_sent() {
    let mut vehicle = Vehicle::new(false);
    vehicle.upload(2);
    let list = vehicle.said(|transfer, habits, stores, voice| {
        transfer.on_request_list(habits, stores, voice, STATION, Kind::Mission);
        None
    });
    let [MavMessage::MISSION_COUNT(count)] = list.as_slice() else {
        panic!("{list:?}")
    };
    assert_eq!(count.count, 2);
    assert_eq!(
        count.opaque_id,
        vehicle.stores.get(Kind::Mission).opaque_id()
    );
    for seq in 0..2 {
        let told = vehicle.said(|transfer, habits, stores, voice| {
            let request = (Kind::Mission, seq, true);
            transfer.on_request(habits, stores, voice, STATION, request);
            None
        });
        let [MavMessage::MISSION_ITEM_INT(told)] = told.as_slice() else {
            panic!("{told:?}")
        };
        assert_eq!(Item::from(told), item(seq.into()));
        assert_eq!(told.seq, seq);
    }
    let missing = vehicle.said(|transfer, habits, stores, voice| {
        transfer.on_request(habits, stores, voice, STATION, (Kind::Mission, 2, true));
        None
    });
    let (result, _) = answer(&missing).unwrap();
    assert_eq!(result, MavMissionResult::MAV_MISSION_INVALID_SEQUENCE);
}

#[test]
fn the_legacy_form_loses_what_a_float_cannot_hold_and_no_more() {
    let mut vehicle = Vehicle::new(false);
    vehicle.upload(1);
    let told = vehicle.said(|transfer, habits, stores, voice| {
        transfer.on_request(habits, stores, voice, STATION, (Kind::Mission, 0, false));
        None
    });
    let [MavMessage::MISSION_ITEM(told)] = told.as_slice() else {
        panic!("{told:?}")
    };
    let back = Item::from(told);
    assert!((back.x - item(0).x).abs() < 40 && (back.y - item(0).y).abs() < 80);
    assert_eq!(back.command, item(0).command);
}
