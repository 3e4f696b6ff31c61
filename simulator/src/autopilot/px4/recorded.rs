//! The ground side of the recorded flight, sent again at its times; and whether what comes back is what
//! came back then.

#![allow(clippy::unwrap_used)]

use super::station::{Station, whole_texts};
use crate::wire::{Incoming, Splitter};
use mavlink::Message;
use mavlink::dialects::ardupilotmega::*;
use std::time::Duration;

/// The recorded vehicle had run for so long when the recording began.
const BOOTED_BEFORE: Duration = Duration::from_millis(9_430);
const GROUND_STATION: u8 = 250;

struct Recording {
    /// What the ground station sent, as bytes, with the time since the beginning.
    sent: Vec<(Duration, Vec<u8>)>,
    /// What the vehicle said.
    said: Vec<MavMessage>,
}

/// A file of frames, each after its time in microseconds, big-endian.
fn recording() -> Recording {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/captures/px4-mission.tlog"
    );
    let bytes = std::fs::read(path).unwrap();
    let (mut sent, mut said) = (Vec::new(), Vec::new());
    let (mut at, mut first) = (0, None);
    while at + 20 < bytes.len() {
        let us = u64::from_be_bytes(bytes[at..at + 8].try_into().unwrap());
        let first = *first.get_or_insert(us);
        let frame = &bytes[at + 8..];
        let signed = if frame[2] & 1 == 1 { 13 } else { 0 };
        let frame = &frame[..12 + usize::from(frame[1]) + signed];
        at += 8 + frame.len();
        if frame[5] == GROUND_STATION {
            sent.push((Duration::from_micros(us - first), frame.to_vec()));
        } else {
            Splitter::default().take(frame, |frame: Incoming| said.extend(frame.message()));
        }
    }
    Recording { sent, said }
}

fn replayed(recording: &Recording) -> Vec<MavMessage> {
    let mut station = Station::new();
    let mut frames = recording.sent.iter().peekable();
    let is_over = |station: &Station| {
        !station.autopilot.is_armed() && station.now.seconds() > BOOTED_BEFORE.as_secs_f64() + 20.0
    };
    while station.now.seconds() < 200.0 && !is_over(&station) {
        let mut bytes = Vec::new();
        while let Some((_, frame)) =
            frames.next_if(|(at, _)| station.now.seconds() >= (*at + BOOTED_BEFORE).as_secs_f64())
        {
            bytes.extend_from_slice(frame);
        }
        station.step(&bytes);
    }
    station.wait(3.0);
    // From when the recording begins.
    let begins = BOOTED_BEFORE.as_secs_f64();
    let said = station.said.into_iter();
    said.filter(|(at, _)| at.seconds() >= begins)
        .map(|(_, message)| message)
        .collect()
}

/// What a view of the messages shows, without what repeats itself.
fn changes<T: PartialEq>(said: &[MavMessage], view: impl Fn(&MavMessage) -> Option<T>) -> Vec<T> {
    let mut changes: Vec<T> = said.iter().filter_map(view).collect();
    changes.dedup();
    changes
}

#[test]
fn the_recorded_flight_is_answered_as_it_was() {
    let recording = recording();
    let said = replayed(&recording);
    let both = [&recording.said, &said];

    let [then, now] = both.map(|said| whole_texts(said.iter()));
    assert_eq!(now, then);

    let acknowledged = |command| {
        both.map(|said| {
            let results = said.iter().filter_map(|message| match message {
                MavMessage::COMMAND_ACK(ack) if ack.command == command => Some(ack.result),
                _ => None,
            });
            results.collect::<Vec<MavResult>>()
        })
    };
    for command in [
        MavCmd::MAV_CMD_REQUEST_MESSAGE,
        MavCmd::MAV_CMD_DO_SET_MODE,
        MavCmd::MAV_CMD_COMPONENT_ARM_DISARM,
    ] {
        let [then, now] = acknowledged(command);
        assert_eq!(now, then, "{command:?}");
    }

    let [then, now] = both.map(|said| {
        let plans = said.iter().filter(|message| {
            matches!(
                message,
                MavMessage::MISSION_REQUEST_INT(_)
                    | MavMessage::MISSION_ACK(_)
                    | MavMessage::MISSION_COUNT(_)
                    | MavMessage::MISSION_ITEM_INT(_)
            )
        });
        // As text, for no number that is none equals another.
        plans.map(|it| format!("{it:?}")).collect::<Vec<String>>()
    });
    assert_eq!(now, then);

    let event = |message: &MavMessage| match message {
        MavMessage::EVENT(event) => Some((event.sequence, event.id, event.log_levels)),
        _ => None,
    };
    assert_eq!(changes(&said, event), changes(&recording.said, event));

    let heartbeat = |message: &MavMessage| match message {
        MavMessage::HEARTBEAT(it) => Some((it.base_mode, it.custom_mode, it.system_status)),
        _ => None,
    };
    assert_eq!(
        changes(&said, heartbeat),
        changes(&recording.said, heartbeat)
    );

    let landed = |message: &MavMessage| match message {
        MavMessage::EXTENDED_SYS_STATE(state) => Some(state.landed_state),
        _ => None,
    };
    assert_eq!(changes(&said, landed), changes(&recording.said, landed));

    let mission = |message: &MavMessage| match message {
        MavMessage::MISSION_CURRENT(it) => Some((
            (it.seq, it.total, it.mission_state, it.mission_mode),
            (it.mission_id, it.fence_id, it.rally_points_id),
        )),
        _ => None,
    };
    assert_eq!(changes(&said, mission), changes(&recording.said, mission));

    let [then, now] = both.map(|said| {
        let reached = said.iter().filter_map(|message| match message {
            MavMessage::MISSION_ITEM_REACHED(reached) => Some(reached.seq),
            _ => None,
        });
        reached.collect::<Vec<u16>>()
    });
    assert_eq!(now, then);

    let sensors = |message: &MavMessage| match message {
        MavMessage::SYS_STATUS(it) => Some((
            it.onboard_control_sensors_enabled,
            it.onboard_control_sensors_health,
        )),
        _ => None,
    };
    assert_eq!(changes(&said, sensors), changes(&recording.said, sensors));
}

#[test]
fn what_is_sent_was_sent_and_as_often() {
    let recording = recording();
    let said = replayed(&recording);
    let count = |said: &[MavMessage], id| {
        let of_id = said.iter().filter(|it| it.message_id() == id).count();
        let beats = said.iter().filter(|it| it.message_id() == 0).count();
        of_id as f64 / beats as f64
    };
    // Faster than the steps of 20 ms a message cannot be: 50 ATTITUDE a second and not 100; and the
    // receiver reports five times a second and not eight.
    let slower = [30, 24];
    let of_regular = [
        1, 2, 4, 8, 29, 31, 32, 33, 36, 42, 74, 83, 85, 105, 111, 141, 147, 230, 241, 242, 245,
        380, 436, 12_901, 12_904,
    ];
    for id in of_regular {
        let (then, now) = (count(&recording.said, id), count(&said, id));
        assert!(
            (now / then - 1.0).abs() < 0.08,
            "{id}: {now} and not {then}"
        );
    }
    // Nothing is said that the recorded one did not say.
    let known: std::collections::HashSet<u32> =
        recording.said.iter().map(Message::message_id).collect();
    let unknown: Vec<u32> = said
        .iter()
        .map(Message::message_id)
        .filter(|id| !known.contains(id))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    for id in slower {
        assert!(count(&said, id) > 4.0);
    }
}
