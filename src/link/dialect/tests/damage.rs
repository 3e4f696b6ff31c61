//! Payloads that are cut off, filled with anything, or of the other version.

use super::*;
use std::collections::BTreeMap;

/// Each length of each message's payload once, as it was recorded first.
fn payloads() -> BTreeMap<(u32, usize), Vec<u8>> {
    let mut payloads = BTreeMap::new();
    for bytes in FLIGHTS.into_iter().flat_map(recorded) {
        let frame = frame(&bytes);
        let (id, payload) = (frame.message_id(), frame.payload());
        payloads
            .entry((id, payload.len()))
            .or_insert_with(|| payload.to_vec());
    }
    payloads
}

#[test]
fn a_payload_cut_off_anywhere_is_read_as_if_zeros_followed() {
    let payloads = payloads();
    assert!(payloads.len() > 60, "{}", payloads.len());
    for ((id, _), payload) in payloads {
        for length in 0..payload.len() {
            let (cut, rest) = payload.split_at(length);
            let filled = [cut, &vec![0; rest.len()]].concat();
            for version in [Version::One, Version::Two] {
                let of_cut = said_by(version, id, cut);
                let of_filled = said_by(version, id, &filled);
                // NaN is not equal to itself, but prints the same.
                assert_eq!(
                    format!("{of_cut:?}"),
                    format!("{of_filled:?}"),
                    "{id} {length}"
                );
            }
        }
    }
}

#[test]
fn both_versions_say_the_same() {
    let mut count = 0;
    for ((id, _), payload) in payloads() {
        if id > 255 {
            continue;
        }
        let one = said_by(Version::One, id, &payload);
        let two = said_by(Version::Two, id, &payload);
        assert_eq!(format!("{one:?}"), format!("{two:?}"), "{id}");
        count += usize::from(one.is_some());
    }
    assert!(count > 40, "{count}");
}

#[test]
fn more_than_is_known_of_a_message_does_not_matter() {
    let attitude = [1; 28];
    let longer = [1; 40];
    for version in [Version::One, Version::Two] {
        assert_eq!(
            said_by(version, 30, &longer),
            said_by(version, 30, &attitude)
        );
        assert!(said_by(version, 30, &longer).is_some());
    }
}

/// Where a message names the plan, which has to be a known one, and where home is, which has to be on Earth.
fn must_be_known(id: u32, at: usize) -> bool {
    match id {
        40 | 44 | 51 => at == 4,
        47 => at == 3,
        39 | 73 => at == 37,
        242 => at < 8,
        _ => false,
    }
}

/// Enums grow with every release of an autopilot: a number that is not known takes nothing else away.
#[test]
fn no_number_in_any_byte_makes_a_message_unreadable() {
    for id in LIST {
        for at in 0..255 {
            for number in 0..=255 {
                let mut payload = [1; 255];
                payload[at] = number;
                let report = said_by(Version::Two, id, &payload);
                assert!(
                    report.is_some() || must_be_known(id, at),
                    "{number} at {at} of {id}"
                );
            }
        }
    }
}

#[test]
fn the_list_is_all_that_is_decoded() {
    for id in (0..20_000).filter(|id| !LIST.contains(id)) {
        assert_eq!(said_by(Version::Two, id, &[1; 255]), None, "{id}");
    }
}

/// NaN, infinities and everything around them.
#[test]
fn no_report_has_a_number_that_is_none_but_plans_and_parameters() {
    for id in LIST.into_iter().filter(|id| ![39, 73, 22].contains(id)) {
        for top in [0x7F, 0xFF] {
            for next in [0x80, 0xC0, 0xFF] {
                for from in 0..4 {
                    let payload: [u8; 255] = std::array::from_fn(|at| match (at + from) % 4 {
                        3 => top,
                        2 => next,
                        _ => 0,
                    });
                    let report = format!("{:?}", said_by(Version::Two, id, &payload));
                    assert!(
                        !report.contains("NaN") && !report.contains("inf"),
                        "{report}"
                    );
                }
            }
        }
    }
}
