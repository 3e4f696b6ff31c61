#![allow(clippy::unwrap_used)]

use crate::link::frame::checksum::checksum;
use crate::link::frame::known::known;
use crate::link::frame::*;
use crate::link::signing::{Key, Signature, Verdict, check};
use crate::link::tlog::{Logged, TlogReader};

/// Every frame of the recorded flights.
fn recorded() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/captures");
    let mut frames = Vec::new();
    for name in [
        "ardupilot-mission",
        "ardupilot-groundstation",
        "px4-mission",
    ] {
        let file = std::fs::File::open(format!("{folder}/{name}.tlog")).unwrap();
        let mut reader = TlogReader::new(file);
        while let Some(Logged::Frame(_, frame)) = reader.next_entry().unwrap() {
            frames.push(frame.bytes().to_vec());
        }
    }
    assert!(frames.len() > 70_000, "{}", frames.len());
    frames
}

fn frame(bytes: &[u8]) -> Frame<'_> {
    Frame::of_whole(bytes).unwrap()
}

/// That the checksum of a frame is the one of its message.
fn assert_right(frame: Frame) {
    let seed = known(frame.message_id()).unwrap().seed;
    assert_eq!(checksum(frame.covered(), seed), frame.checksum());
}

#[test]
fn every_recorded_frame_is_made_again_of_its_parts() {
    let mut room = Vec::new();
    for bytes in recorded() {
        let frame = frame(&bytes);
        let id = frame.message_id();
        let made = frame_up(
            frame.sender(),
            frame.sequence(),
            id,
            frame.payload(),
            None,
            &mut room,
        );
        assert_eq!(made, known(id).map(|_| &bytes[..]), "{frame:?}");
    }
}

const SENDER: Sender = Sender {
    system: 255,
    component: 190,
};

#[test]
fn what_cannot_be_made_is_refused() {
    let mut room = Vec::new();
    let mut made =
        |id, payload: &[u8]| frame_up(SENDER, 0, id, payload, None, &mut room).map(<[u8]>::to_vec);
    assert_eq!(made(0x9234, &[1]), None);
    assert_eq!(made(0x0100_0000, &[1]), None);
    assert!(made(110, &[1; 255]).is_some());
    assert_eq!(made(110, &[1; 256]), None);
    assert_eq!(made(110, &[0; 256]), None);
    // Zeros are left out, but for one byte, which is there even of nothing.
    for payload in [&[][..], &[0], &[0; 9]] {
        let bytes = made(0, payload).unwrap();
        assert_eq!(frame(&bytes).payload(), [0]);
        assert_right(frame(&bytes));
    }
}

#[test]
fn a_signed_frame_is_of_who_holds_the_key() {
    let key = Key([7; 32]);
    let signature = Signature {
        link: 3,
        timestamp: 0x1234_5678_9ABC,
    };
    let mut room = Vec::new();
    let signing = Some((&key, signature));
    let bytes = frame_up(SENDER, 5, 0, &[1, 2, 3, 0], signing, &mut room).unwrap();
    let mut finder = Finder::default();
    assert_eq!(finder.at_start(bytes), Some(frame(bytes)));
    let frame = frame(bytes);
    assert_eq!((frame.sender(), frame.sequence()), (SENDER, 5));
    assert_eq!(frame.payload(), [1, 2, 3]);
    assert_eq!(check(frame, &key), Verdict::Right(signature));
    assert_eq!(check(frame, &Key([8; 32])), Verdict::Wrong);
    // Under another id it is no longer of who signed it.
    let mut other = Vec::new();
    let rewritten = frame.rewritten(Some(9), None, &mut other).unwrap();
    assert_eq!(
        check(Frame::of_whole(rewritten).unwrap(), &key),
        Verdict::Unsigned
    );
    assert_right(Frame::of_whole(rewritten).unwrap());
}

/// A sequence of numbers that a seed names (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u8 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed >> 56) as u8
    }
}

/// A payload with the byte of its target made zero, as long as it would be untrimmed.
fn without_target(frame: Frame) -> Vec<u8> {
    let mut payload = frame.payload().to_vec();
    payload.resize(255, 0);
    if let Some(target) = known(frame.message_id()).unwrap().target {
        payload[target.system] = 0;
    }
    payload
}

#[test]
fn a_frame_under_other_ids_is_the_same_but_for_them_and_comes_back() {
    const SEED: u64 = 20_261_130;
    let mut numbers = Numbers(SEED);
    let (mut there, mut back) = (Vec::new(), Vec::new());
    let (mut with_target, mut grown) = (0, 0);
    for bytes in recorded() {
        let original = frame(&bytes);
        let (system, target) = (numbers.next(), numbers.next());
        let rewritten = original.rewritten(Some(system), Some(target), &mut there);
        let Some(known) = known(original.message_id()) else {
            assert_eq!(rewritten, None);
            continue;
        };
        let rewritten = frame(rewritten.unwrap());
        assert_right(rewritten);
        assert_eq!(rewritten.sender().system, system);
        assert_eq!(rewritten.sender().component, original.sender().component);
        assert_eq!(rewritten.sequence(), original.sequence());
        assert_eq!(rewritten.message_id(), original.message_id());
        assert_eq!(rewritten.target().component, original.target().component);
        assert_eq!(without_target(rewritten), without_target(original));
        if known.target.is_some() {
            assert_eq!(rewritten.target().system, target);
            with_target += 1;
            grown += usize::from(rewritten.payload().len() > original.payload().len());
        }
        assert!(rewritten.payload().len() == 1 || rewritten.payload().last() != Some(&0));
        let (system, target) = (original.sender().system, original.target().system);
        let again = rewritten.rewritten(Some(system), Some(target), &mut back);
        assert_eq!(again, Some(&bytes[..]), "seed {SEED}: {original:?}");
    }
    assert!(with_target > 500 && grown > 100, "{with_target} {grown}");
}

#[test]
fn a_target_beyond_a_trimmed_payload_is_written_and_trimmed_away_again() {
    // TIMESYNC has its target, an extension, at byte 16.
    let (mut made, mut there, mut back) = (Vec::new(), Vec::new(), Vec::new());
    let bytes = frame_up(SENDER, 0, 111, &[0; 16], None, &mut made).unwrap();
    let rewritten = frame(bytes).rewritten(None, Some(6), &mut there).unwrap();
    assert_eq!(frame(rewritten).payload().len(), 17);
    assert_eq!(frame(rewritten).target().system, 6);
    let again = frame(rewritten)
        .rewritten(None, Some(0), &mut back)
        .unwrap();
    assert_eq!(again, bytes);
}

#[test]
fn payloads_that_were_not_trimmed_keep_their_length() {
    // A COMMAND_LONG with all of its 33 bytes, the last of them zero, the target at byte 30.
    let mut bytes = vec![START_2, 33, 0, 0, 0, 1, 1, 76, 0, 0];
    bytes.extend_from_slice(&[1; 31]);
    bytes.extend_from_slice(&[0, 0]);
    build::put_checksum(&mut bytes, 152).unwrap();
    let (mut there, mut back) = (Vec::new(), Vec::new());
    for target in [0, 8] {
        let rewritten = frame(&bytes)
            .rewritten(None, Some(target), &mut there)
            .unwrap();
        assert_eq!(frame(rewritten).payload().len(), 33);
        assert_eq!(frame(rewritten).target().system, target);
        let again = frame(rewritten)
            .rewritten(None, Some(1), &mut back)
            .unwrap();
        assert_eq!(again, bytes);
    }
}

#[test]
fn frames_of_mavlink_1_keep_their_length_and_have_no_extensions() {
    for (id, length) in [(0, 9), (76, 33), (111, 16)] {
        let mut bytes = vec![START_1, length, 4, 1, 2, id];
        bytes.extend_from_slice(&vec![5; length.into()]);
        let known = known(id.into()).unwrap();
        build::put_checksum(&mut bytes, known.seed).unwrap();
        let (mut there, mut back) = (Vec::new(), Vec::new());
        let rewritten = frame(&bytes)
            .rewritten(Some(77), Some(0), &mut there)
            .unwrap();
        assert_right(frame(rewritten));
        assert_eq!(rewritten.len(), bytes.len());
        assert_eq!(frame(rewritten).version(), Version::One);
        assert_eq!(
            (
                frame(rewritten).sender().system,
                frame(rewritten).sequence()
            ),
            (77, 4)
        );
        assert_eq!(frame(rewritten).target().system, 0);
        let again = frame(rewritten)
            .rewritten(Some(1), Some(5), &mut back)
            .unwrap();
        assert_eq!(again, bytes);
    }
}

#[test]
fn a_key_is_passed_on_under_no_id() {
    let mut made = Vec::new();
    let bytes = frame_up(SENDER, 0, SETUP_SIGNING, &[1; 42], None, &mut made).unwrap();
    assert_eq!(frame(bytes).rewritten(Some(2), None, &mut Vec::new()), None);
}
