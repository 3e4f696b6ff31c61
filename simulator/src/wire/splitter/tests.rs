#![allow(clippy::unwrap_used)]

use super::*;
use crate::time::SimTime;
use crate::wire::{ChannelId, Key, Outbox, Sender, Signing, SigningRefusal};
use chrono::{DateTime, Utc};
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::{ATTITUDE_DATA, HEARTBEAT_DATA};

fn start() -> DateTime<Utc> {
    "2026-11-24T00:00:00Z".parse().unwrap()
}

fn frames(signing: &mut Signing, count: u64) -> Vec<Vec<u8>> {
    let mut outbox = Outbox::default();
    let mut sender = Sender::new(ChannelId(3), 7, 1);
    for number in 0..count {
        let now = SimTime::from_ms(number);
        if number % 2 == 0 {
            sender.send(now, signing, &HEARTBEAT_DATA::default(), &mut outbox);
        } else {
            let attitude = ATTITUDE_DATA {
                time_boot_ms: number as u32,
                roll: 0.5,
                ..Default::default()
            };
            sender.send(now, signing, &attitude, &mut outbox);
        }
    }
    outbox.iter().map(|(_, frame)| frame.to_vec()).collect()
}

fn found(splitter: &mut Splitter, bytes: &[u8], chunk: usize) -> Vec<u32> {
    let mut ids = Vec::new();
    for part in bytes.chunks(chunk) {
        splitter.take(part, |frame| ids.push(frame.message_id()));
    }
    ids
}

#[test]
fn frames_are_found_however_the_bytes_are_cut() {
    let bytes = frames(&mut Signing::off(start()), 6).concat();
    for chunk in 1..=bytes.len() {
        let mut splitter = Splitter::default();
        assert_eq!(found(&mut splitter, &bytes, chunk), [0, 30, 0, 30, 0, 30]);
        assert_eq!(splitter.skipped_bytes(), 0);
    }
}

#[test]
fn a_frame_behind_a_false_start_is_not_lost() {
    let good = frames(&mut Signing::off(start()), 1).concat();
    // A start marker and a length that reaches into the frame behind.
    let mut bytes = vec![V2_START, 4, 0, 0, 0, 1, 1, 0, 0];
    bytes.extend(&good);
    bytes.extend(frames(&mut Signing::off(start()), 2).concat());
    let mut splitter = Splitter::default();
    assert_eq!(found(&mut splitter, &bytes, 5), [0, 0, 30]);
    assert!(splitter.bad_checksums() > 0);
}

#[test]
fn a_wrong_byte_anywhere_costs_that_frame_alone() {
    let parts = frames(&mut Signing::off(start()), 3);
    for at in 0..parts[1].len() {
        let mut bytes = parts.concat();
        bytes[parts[0].len() + at] ^= 0x10;
        let mut splitter = Splitter::default();
        let mut ids = found(&mut splitter, &bytes, 7);
        // A length that grew waits for bytes that never come; the next frames bring them.
        ids.extend(found(&mut splitter, &[0; 300], 300));
        assert_eq!(ids, [0, 0], "byte {at}");
    }
}

#[test]
fn a_frame_with_a_flag_that_is_not_known_is_refused() {
    let good = frames(&mut Signing::off(start()), 1).concat();
    // The flag for long system ids, and two that mean nothing yet.
    for flag in [0x02, 0x04, 0x80] {
        let mut frame = good.clone();
        frame[2] = flag;
        // With a right checksum, so that it is the flag that is refused.
        let end = frame.len() - 2;
        let crc = mavlink::calculate_crc(&frame[1..end], HEARTBEAT_DATA::EXTRA_CRC);
        frame[end..].copy_from_slice(&crc.to_le_bytes());
        let mut splitter = Splitter::default();
        assert!(found(&mut splitter, &frame, 99).is_empty(), "{flag:#x}");
    }
}

fn signed_frames(count: u64) -> Vec<MAVLinkV2MessageRaw> {
    let mut signing = Signing::off(start());
    signing.set_key(Some(Key([7; 32])));
    let mut raw = Vec::new();
    for frame in frames(&mut signing, count) {
        Splitter::default().take(&frame, |incoming| match incoming {
            Incoming::V2(frame) => raw.push(frame),
            Incoming::V1(_) => unreachable!(),
        });
    }
    raw
}

#[test]
fn a_signature_holds_once_and_only_with_its_key() {
    let frames = signed_frames(3);
    assert_eq!(frames.len(), 3);
    let mut signing = Signing::off(start());
    signing.set_key(Some(Key([7; 32])));
    let now = SimTime::from_s(1);
    assert_eq!(signing.check(now, &frames[0]), Ok(()));
    assert_eq!(signing.check(now, &frames[2]), Ok(()));
    assert_eq!(
        signing.check(now, &frames[1]),
        Err(SigningRefusal::Replayed)
    );
    signing.set_key(Some(Key([8; 32])));
    assert_eq!(
        signing.check(now, &frames[2]),
        Err(SigningRefusal::WrongSignature)
    );
}

#[test]
fn a_stream_that_starts_in_the_past_and_a_frame_without_signature_are_refused() {
    let old = &signed_frames(1)[0];
    let mut signing = Signing::off(start());
    signing.set_key(Some(Key([7; 32])));
    assert_eq!(
        signing.check(SimTime::from_s(61), old),
        Err(SigningRefusal::Stale)
    );
    let plain = frames(&mut Signing::off(start()), 1).concat();
    Splitter::default().take(&plain, |incoming| {
        let Incoming::V2(frame) = incoming else {
            unreachable!()
        };
        let refused = signing.check(SimTime::START, &frame);
        assert_eq!(refused, Err(SigningRefusal::Unsigned));
    });
}

#[test]
fn a_payload_of_our_own_making_is_the_codecs_frame() {
    let mut outbox = Outbox::default();
    let mut signing = Signing::off(start());
    let attitude = ATTITUDE_DATA {
        time_boot_ms: 5,
        roll: 0.25,
        ..Default::default()
    };
    Sender::new(ChannelId(0), 7, 1).send(SimTime::START, &mut signing, &attitude, &mut outbox);
    let mut payload = [0; 28];
    payload[0] = 5;
    payload[4..8].copy_from_slice(&0.25_f32.to_le_bytes());
    let mut other = Sender::new(ChannelId(0), 7, 1);
    other.send_payload(
        SimTime::START,
        &mut signing,
        (30, 39),
        &payload,
        &mut outbox,
    );
    let sent: Vec<_> = outbox.iter().collect();
    assert_eq!(sent[0], sent[1]);
}
