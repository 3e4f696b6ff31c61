#![allow(clippy::unwrap_used)]

use super::*;
use crate::link::frame::{Finder, SIGNATURE_LENGTH, START_2};

const KEY: Key = Key([7; 32]);

/// A heartbeat of 3/1 that is signed.
fn signed(signature: Signature, key: &Key) -> Vec<u8> {
    let mut bytes = vec![
        START_2, 9, 1, 0, 5, 3, 1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 3,
    ];
    let sum = mavlink::calculate_crc(&bytes[1..], 50);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes.extend_from_slice(&[0; SIGNATURE_LENGTH]);
    sign(&mut bytes, signature, key).unwrap();
    bytes
}

fn checked(bytes: &[u8], key: &Key) -> Verdict {
    let frame = Finder::default().at_start(bytes).unwrap();
    check(frame, key)
}

const NOW: Signature = Signature {
    link: 2,
    timestamp: 0x0000_1234_5678_9ABC,
};

#[test]
fn what_is_signed_is_right_with_its_key_and_wrong_with_another() {
    let bytes = signed(NOW, &KEY);
    assert_eq!(checked(&bytes, &KEY), Verdict::Right(NOW));
    assert_eq!(checked(&bytes, &Key([8; 32])), Verdict::Wrong);
}

#[test]
fn the_codec_of_others_makes_the_same_signature() {
    let bytes = signed(NOW, &KEY);
    let mut room = [0; _];
    room[..bytes.len()].copy_from_slice(&bytes);
    let raw = mavlink::MAVLinkV2MessageRaw::from_bytes_unparsed(room);
    let mut hash = [0; SIGNATURE_HASH];
    raw.calculate_signature(&KEY.0, &mut hash);
    assert_eq!(hash, bytes[bytes.len() - SIGNATURE_HASH..]);
}

#[test]
fn no_bit_of_what_is_signed_can_be_turned_over() {
    let bytes = signed(NOW, &KEY);
    let after_checksum = bytes.len() - SIGNATURE_LENGTH;
    for bit in 8 * after_checksum..8 * bytes.len() {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(checked(&damaged, &KEY), Verdict::Wrong, "bit {bit}");
    }
}

fn at(link: u8, timestamp: u64) -> (Stream, Signature) {
    let sender = Sender {
        system: 3,
        component: 1,
    };
    let signature = Signature { link, timestamp };
    (stream(sender, signature), signature)
}

fn take(guard: &mut Guard, link: u8, timestamp: u64) -> Seen {
    let (stream, signature) = at(link, timestamp);
    guard.take(stream, signature)
}

#[test]
fn a_frame_that_is_sent_again_is_refused_in_its_stream() {
    let mut guard = Guard::default();
    assert_eq!(take(&mut guard, 1, 1_000), Seen::New);
    assert_eq!(take(&mut guard, 1, 1_000), Seen::Replayed);
    assert_eq!(take(&mut guard, 1, 999), Seen::Replayed);
    assert_eq!(take(&mut guard, 2, 999), Seen::New);
    assert_eq!(take(&mut guard, 1, 1_001), Seen::New);
}

#[test]
fn a_stream_may_begin_a_minute_behind_and_no_more() {
    let mut guard = Guard::default();
    take(&mut guard, 1, 10_000_000);
    assert_eq!(take(&mut guard, 2, 3_999_999), Seen::TooOld);
    assert_eq!(take(&mut guard, 2, 4_000_000), Seen::New);
}

#[test]
fn a_restart_forgets_nothing_that_was_kept_and_what_was_not_is_old_after_a_minute() {
    let mut guard = Guard::default();
    take(&mut guard, 1, 10_000_000);
    take(&mut guard, 2, 10_000_500);
    let (newest, streams) = guard.kept();
    let mut resumed = Guard::resumed(newest, streams.collect::<Vec<_>>());
    assert_eq!(take(&mut resumed, 1, 10_000_000), Seen::Replayed);
    assert_eq!(take(&mut resumed, 2, 10_000_501), Seen::New);
    assert_eq!(take(&mut resumed, 3, 4_000_000), Seen::TooOld);
}

#[test]
fn streams_that_nobody_can_count_do_not_fill_the_memory() {
    let mut guard = Guard::default();
    for number in 0..70_000_u32 {
        let [system, component, link, _] = number.to_le_bytes();
        let sender = Sender { system, component };
        let timestamp = 1_000;
        guard.take(Stream { sender, link }, Signature { link, timestamp });
    }
    assert_eq!(guard.kept().1.count(), 4_096);
}

#[test]
fn each_timestamp_that_is_signed_with_is_later_than_all_before_whatever_the_clock_says() {
    let mut guard = Guard::default();
    take(&mut guard, 1, 500);
    assert_eq!(guard.next(100), 501);
    assert_eq!(guard.next(100), 502);
    assert_eq!(guard.next(10_000), 10_000);
}
