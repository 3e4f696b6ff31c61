#![allow(clippy::unwrap_used)]

use super::*;
use crate::moment::Moment;

fn recorded(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/captures");
    std::fs::read(format!("{folder}/{name}.tlog")).unwrap()
}

/// A frame with its moment.
type Stamped = (Moment, Vec<u8>);
/// Where damage begins, and how long it is.
type Damaged = (u64, u64);

/// The entries of a log, and its damage.
fn entries(bytes: &[u8]) -> (Vec<Stamped>, Vec<Damaged>) {
    let (mut frames, mut damages) = (Vec::new(), Vec::new());
    let mut reader = TlogReader::new(bytes);
    while let Some(entry) = reader.next_entry().unwrap() {
        match entry {
            Logged::Frame(at, frame) => frames.push((at, frame.bytes().to_vec())),
            Logged::Damage { offset, length } => damages.push((offset, length)),
        }
    }
    (frames, damages)
}

#[test]
fn what_is_written_again_is_the_same_file() {
    for name in [
        "ardupilot-mission",
        "ardupilot-groundstation",
        "px4-mission",
    ] {
        let bytes = recorded(name);
        let mut reader = TlogReader::new(&bytes[..]);
        let mut writer = TlogWriter::new(Vec::new());
        while let Some(entry) = reader.next_entry().unwrap() {
            let Logged::Frame(at, frame) = entry else {
                panic!("{name}: {entry:?}");
            };
            assert!(writer.write(at, frame).unwrap());
        }
        assert_eq!(writer.finish().unwrap(), bytes, "{name}");
    }
}

#[test]
fn damage_is_told_where_it_is_and_what_stands_behind_it_is_read() {
    let bytes = recorded("px4-mission");
    let (whole, _) = entries(&bytes);
    let starts: Vec<usize> = whole
        .iter()
        .scan(0, |at, (_, frame)| {
            let start = *at;
            *at += MOMENT + frame.len();
            Some(start)
        })
        .collect();
    // Bytes put in, taken away and turned over, in the middle of the file.
    let (third, fourth) = (starts[300], starts[301]);
    let mut more = bytes[..third].to_vec();
    more.extend_from_slice(b"rubbish");
    more.extend_from_slice(&bytes[third..]);
    let (read, damages) = entries(&more);
    assert_eq!(
        (read.len(), damages),
        (whole.len(), vec![(third as u64, 7)])
    );

    let less = [&bytes[..third], &bytes[third + 20..]].concat();
    let (read, damages) = entries(&less);
    assert_eq!(read.len(), whole.len() - 1);
    assert_eq!(damages, [(third as u64, (fourth - third - 20) as u64)]);

    let mut turned = bytes.clone();
    turned[third + MOMENT + 12] ^= 0x10;
    let (read, damages) = entries(&turned);
    assert_eq!(read.len(), whole.len() - 1);
    assert_eq!(damages, [(third as u64, (fourth - third) as u64)]);
    assert_eq!(read[300], whole[301]);
}

#[test]
fn a_log_that_was_cut_off_ends_with_damage_and_an_empty_one_is_empty() {
    let bytes = recorded("px4-mission");
    let (whole, _) = entries(&bytes);
    let (read, damages) = entries(&bytes[..bytes.len() - 1]);
    assert_eq!((read.len(), damages.len()), (whole.len() - 1, 1));
    assert_eq!(entries(&[]), (Vec::new(), Vec::new()));
    assert_eq!(entries(&[0; 100_000]), (Vec::new(), vec![(0, 100_000)]));
}

#[test]
fn what_carries_a_key_is_not_written() {
    let mut bytes = vec![0xFD, 42, 0, 0, 0, 255, 190, 0, 1, 0];
    bytes.extend_from_slice(&[7; 42]);
    let sum = mavlink::calculate_crc(&bytes[1..], 71);
    bytes.extend_from_slice(&sum.to_le_bytes());
    let mut finder = crate::link::frame::Finder::default();
    let frame = finder.at_start(&bytes).unwrap();
    assert_eq!(frame.message_id(), 256);
    let mut writer = TlogWriter::new(Vec::new());
    assert!(
        !writer
            .write(Moment::from_us(1_700_000_000_000_000), frame)
            .unwrap()
    );
    assert!(writer.finish().unwrap().is_empty());
}
