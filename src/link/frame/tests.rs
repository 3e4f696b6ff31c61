#![allow(clippy::unwrap_used)]

use super::checksum::checksum;
use super::*;
use crate::link::tlog::{Logged, TlogReader};
use std::path::Path;

/// Every frame of the recorded flights, both directions.
fn recorded() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures");
    let mut frames = Vec::new();
    for name in [
        "ardupilot-mission",
        "ardupilot-groundstation",
        "px4-mission",
    ] {
        let file = std::fs::File::open(folder.join(format!("{name}.tlog"))).unwrap();
        let mut reader = TlogReader::new(file);
        while let Some(entry) = reader.next_entry().unwrap() {
            let Logged::Frame(_, frame) = entry else {
                panic!("{name}: {entry:?}");
            };
            frames.push(frame.bytes().to_vec());
        }
    }
    frames
}

/// The frames found in bytes, and how many bytes were rejected.
fn found(finder: &mut Finder, bytes: &[u8]) -> (Vec<Vec<u8>>, usize) {
    let (mut frames, mut rejected) = (Vec::new(), 0);
    finder.in_datagram(bytes, |found| match found {
        Found::Frame(frame) => frames.push(frame.bytes().to_vec()),
        Found::Rejected(_, bytes) => rejected += bytes.len(),
    });
    (frames, rejected)
}

#[test]
fn every_recorded_frame_is_found_in_a_stream_that_comes_in_pieces_of_any_size() {
    let frames = recorded();
    assert!(frames.len() > 20_000, "{}", frames.len());
    let stream: Vec<u8> = frames.concat();
    // The first of a strange message cannot be proven whole.
    let mut met = std::collections::HashSet::new();
    let expected: Vec<&Vec<u8>> = frames
        .iter()
        .filter(|bytes| {
            let id = Frame::of_whole(bytes).unwrap().message_id();
            known(id).is_some() || !met.insert(id)
        })
        .collect();
    assert_eq!(frames.len() - expected.len(), met.len());
    assert!(met.len() < 5, "{met:?}");
    for size in [1, 7, 64, 1_500, 65_536] {
        let (mut finder, mut waiting) = (Finder::default(), Vec::new());
        let mut at = 0;
        for piece in stream.chunks(size) {
            waiting.extend_from_slice(piece);
            let rest = finder.in_stream(&waiting, |found| match found {
                Found::Frame(frame) => {
                    assert_eq!(frame.bytes(), expected[at]);
                    at += 1;
                }
                Found::Rejected(Rejection::Unproven | Rejection::NoStart, _) => {}
                Found::Rejected(why, bytes) => panic!("{why:?}: {bytes:?}"),
            });
            assert!(rest.len() < LONGEST_FRAME);
            waiting = rest.to_vec();
        }
        assert_eq!((at, waiting.len()), (expected.len(), 0));
    }
}

/// Each message once, as it was recorded first.
fn of_each_message() -> Vec<Vec<u8>> {
    let mut seen = std::collections::HashSet::new();
    let mut frames = recorded();
    frames.retain(|bytes| seen.insert(Frame::of_whole(bytes).unwrap().message_id()));
    frames
}

#[test]
fn no_frame_with_one_bit_turned_over_is_taken() {
    for bytes in of_each_message() {
        let covered = 8..8 * bytes.len();
        for bit in covered {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            let (frames, rejected) = found(&mut Finder::default(), &damaged);
            assert!(frames.is_empty(), "bit {bit} of {bytes:?}");
            assert_eq!(rejected, damaged.len());
        }
    }
}

/// So many bits of each frame are left out for each one that is tried; the frames take turns.
const EVERY: usize = 11;

#[test]
fn no_recorded_frame_is_taken_with_a_bit_turned_over() {
    for (number, mut bytes) in recorded().into_iter().enumerate() {
        for bit in (8..8 * bytes.len()).filter(|bit| (bit + number) % EVERY == 0) {
            bytes[bit / 8] ^= 1 << (bit % 8);
            let mut frames = 0;
            Finder::default().in_datagram(&bytes, |found| {
                frames += usize::from(matches!(found, Found::Frame(_)));
            });
            assert_eq!(frames, 0, "bit {bit} of frame {number}: {bytes:?}");
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }
}

#[test]
fn a_frame_that_was_cut_off_is_none_and_every_byte_of_it_is_accounted_for() {
    for bytes in of_each_message() {
        for length in 0..bytes.len() {
            let cut = &bytes[..length];
            let (frames, rejected) = found(&mut Finder::default(), cut);
            assert!(frames.is_empty(), "{length} of {bytes:?}");
            assert_eq!(rejected, length);
        }
    }
}

#[test]
fn a_frame_is_found_behind_rubbish_that_looks_like_the_beginning_of_another() {
    let frames = of_each_message();
    let real = &frames[0];
    for rubbish in [
        vec![START_2],
        vec![START_2, 255, 0, 0, 0, 1, 1],
        vec![START_1, 200],
        vec![0; 300],
        vec![START_2; 5],
        frames[1][..frames[1].len() - 1].to_vec(),
    ] {
        let mut bytes = rubbish.clone();
        bytes.extend_from_slice(real);
        // A stream waits for the rest of what was begun, and finds the frame in it when it is none.
        bytes.extend_from_slice(&[0; LONGEST_FRAME]);
        let (found, rejected) = found(&mut Finder::default(), &bytes);
        assert_eq!(found, std::slice::from_ref(real), "{rubbish:?}");
        assert_eq!(rejected, rubbish.len() + LONGEST_FRAME);
    }
}

/// A frame of a message that no dialect knows, with the seed 77.
fn strange(sequence: u8) -> Vec<u8> {
    let mut bytes = vec![START_2, 3, 0, 0, sequence, 1, 1, 0x34, 0x92, 0, 10, 20, 30];
    let sum = checksum(&bytes[1..], 77);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes
}

#[test]
fn a_strange_message_is_passed_on_once_another_was_right_with_the_same_seed() {
    assert!(known(0x9234).is_none());
    let mut finder = Finder::default();
    assert!(found(&mut finder, &strange(0)).0.is_empty());
    assert_eq!(found(&mut finder, &strange(1)).0, [strange(1)]);
    // A damaged one does not pass for it, and takes nothing away from it.
    let mut damaged = strange(2);
    damaged[11] ^= 4;
    assert!(found(&mut finder, &damaged).0.is_empty());
    assert_eq!(found(&mut finder, &strange(3)).0, [strange(3)]);
}

#[test]
fn rubbish_does_not_fill_the_memory_of_strange_messages() {
    let mut finder = Finder::default();
    found(&mut finder, &strange(0));
    found(&mut finder, &strange(1));
    for id in 0..100_000_u32 {
        let mut bytes = vec![START_2, 0, 0, 0, 0, 1, 1];
        bytes.extend_from_slice(&(id + 0x10_0000).to_le_bytes()[..3]);
        let sum = checksum(&bytes[1..], (id % 256) as u8);
        bytes.extend_from_slice(&sum.to_le_bytes());
        found(&mut finder, &bytes);
    }
    assert_eq!(found(&mut finder, &strange(2)).0, [strange(2)]);
}

#[test]
fn what_asks_for_more_than_is_understood_is_refused_whole_or_not() {
    for flags in [0x02, 0x03, 0x04, 0x80] {
        let mut bytes = of_each_message()[0].clone();
        bytes[2] = flags;
        let mut rejections = Vec::new();
        Finder::default().in_datagram(&bytes, |found| match found {
            Found::Frame(frame) => panic!("{frame:?}"),
            Found::Rejected(why, _) => rejections.push(why),
        });
        assert_eq!(rejections[0], Rejection::Flags);
    }
}

#[test]
fn a_header_says_what_it_says_in_both_versions() {
    // A heartbeat of MAVLink 1, by hand: length 9, sequence 7, system 3, component 4.
    let mut one = vec![START_1, 9, 7, 3, 4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 3];
    let sum = checksum(&one[1..], 50);
    one.extend_from_slice(&sum.to_le_bytes());
    let (frames, _) = found(&mut Finder::default(), &one);
    let frame = Frame::of_whole(&frames[0]).unwrap();
    let sender = Sender {
        system: 3,
        component: 4,
    };
    assert_eq!(frame.version(), Version::One);
    assert_eq!((frame.sequence(), frame.sender()), (7, sender));
    assert_eq!((frame.message_id(), frame.payload().len()), (0, 9));
    assert_eq!(frame.signature(), None);
    let bytes = strange(9);
    let frame = Frame::of_whole(&bytes).unwrap();
    assert_eq!((frame.version(), frame.sequence()), (Version::Two, 9));
    assert_eq!(
        (frame.message_id(), frame.payload()),
        (0x9234, &[10, 20, 30][..])
    );
}

#[test]
fn a_log_has_no_signature_and_its_frame_is_whole_without_it() {
    let plain = of_each_message()
        .into_iter()
        .find(|bytes| bytes[0] == START_2)
        .unwrap();
    let mut signed = plain.clone();
    signed[2] = FLAG_SIGNED;
    let seed = known(Frame::of_whole(&plain).unwrap().message_id())
        .unwrap()
        .seed;
    let end = signed.len() - CHECKSUM;
    let sum = checksum(&signed[1..end], seed);
    signed[end..].copy_from_slice(&sum.to_le_bytes());
    signed.extend_from_slice(&[9; SIGNATURE_LENGTH]);
    let (frames, _) = found(&mut Finder::default(), &signed);
    assert_eq!(frames, [signed.clone()]);
    let mut room = Vec::new();
    let frame = Frame::of_whole(&signed).unwrap();
    assert_eq!(frame.signature(), Some(&[9; SIGNATURE_LENGTH]));
    assert_eq!(frame.for_a_log(&mut room), Some(&plain[..]));
}

/// Whom each recorded frame is for, once more by the codec's own decoding.
#[test]
fn the_target_is_the_one_that_decoding_finds() {
    use mavlink::Message;
    use mavlink::dialects::ardupilotmega::MavMessage;
    let (mut with_target, mut without) = (0, 0);
    for bytes in recorded() {
        let frame = Frame::of_whole(&bytes).unwrap();
        let version = match frame.version() {
            Version::One => mavlink::MavlinkVersion::V1,
            Version::Two => mavlink::MavlinkVersion::V2,
        };
        let Ok(message) = MavMessage::parse(version, frame.message_id(), frame.payload()) else {
            continue;
        };
        let system = message.target_system_id();
        let component = message.target_component_id();
        let expected = Target {
            system: system.unwrap_or(0),
            component: component.unwrap_or(0),
        };
        assert_eq!(frame.target(), expected, "{message:?}");
        if system.is_some() {
            with_target += 1;
        } else {
            without += 1;
        }
    }
    assert!(
        with_target > 500 && without > 5_000,
        "{with_target} {without}"
    );
}
