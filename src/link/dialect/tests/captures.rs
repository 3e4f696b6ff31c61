//! Recorded flights, against what other tools read off them (`simulator/captures.md`).

mod ardupilot;
mod px4;

use super::*;
use crate::link::report::*;
use std::collections::BTreeMap;

/// How often the autopilot says each message of the list.
const COUNTS: [(&str, &[(u32, usize)]); 3] = [
    (
        "ardupilot-mission",
        &[
            (0, 164),
            (1, 321),
            (22, 20),
            (24, 319),
            (33, 1600),
            (40, 11),
            (42, 319),
            (44, 2),
            (46, 4),
            (47, 2),
            (73, 11),
            (77, 12),
            (111, 16),
            (148, 1),
            (193, 319),
            (242, 2),
            (253, 24),
        ],
    ),
    (
        "ardupilot-groundstation",
        &[
            (0, 233),
            (1, 851),
            (2, 850),
            (22, 42),
            (24, 850),
            (30, 851),
            (33, 851),
            (40, 6),
            (42, 851),
            (44, 1),
            (46, 4),
            (47, 1),
            (62, 851),
            (73, 6),
            (74, 851),
            (77, 14),
            (87, 304),
            (110, 66),
            (111, 22),
            (147, 850),
            (168, 748),
            (193, 850),
            (241, 850),
            (242, 2),
            (253, 36),
        ],
    ),
    (
        "px4-mission",
        &[
            (0, 104),
            (1, 522),
            (2, 104),
            (22, 12),
            (24, 836),
            (30, 10451),
            (33, 5225),
            (42, 104),
            (44, 2),
            (46, 44),
            (47, 2),
            (51, 9),
            (73, 9),
            (74, 1045),
            (77, 5),
            (87, 1002),
            (111, 1045),
            (141, 1045),
            (147, 52),
            (148, 1),
            (230, 104),
            (241, 52),
            (242, 52),
            (245, 522),
            (253, 9),
            (441, 104),
        ],
    ),
];

#[test]
fn every_recorded_message_of_the_list_is_reported_and_no_other() {
    for (name, expected) in COUNTS {
        let mut counts = BTreeMap::new();
        for bytes in recorded(name) {
            let frame = frame(&bytes);
            let id = frame.message_id();
            let report = decode(frame);
            assert_eq!(report.is_some(), LIST.contains(&id), "{name} {frame:?}");
            let sender = frame.sender();
            if (sender.system, sender.component) == (1, 1) && report.is_some() {
                *counts.entry(id).or_insert(0) += 1;
            }
        }
        let counts: Vec<(u32, usize)> = counts.into_iter().collect();
        assert_eq!(counts, expected, "{name}");
    }
}

/// That the flight has these reports.
fn assert_has(name: &str, expected: &[Report]) {
    let frames = recorded(name);
    let reports: Vec<Report> = frames
        .iter()
        .filter_map(|bytes| decode(frame(bytes)))
        .collect();
    for report in expected {
        assert!(reports.contains(report), "{name}: {report:?}");
    }
}

fn at(latitude_e7: i32, longitude_e7: i32) -> Place {
    Place {
        latitude_e7,
        longitude_e7,
    }
}

fn text(severity: u8, text: &str, id: u16) -> Report {
    Report::StatusText(Box::new(StatusText {
        severity: Severity(severity),
        text: text.into(),
        id,
        chunk: 0,
        is_last: true,
    }))
}

fn accepted(command: u16) -> Report {
    Report::CommandAck(CommandAck {
        command,
        result: CommandResult::Accepted,
        progress: None,
        detail: 0,
        target_system: 250,
        target_component: 190,
    })
}

fn parameter(name: &str, value: f32, parameter_type: ParameterType, of: (u16, u16)) -> Report {
    Report::ParameterValue(ParameterValue {
        name: ParameterName::new(name).unwrap(),
        bytes: value.to_le_bytes(),
        parameter_type: Some(parameter_type),
        count: of.0,
        index: of.1,
    })
}

fn flying(autopilot: AutopilotKind, base_mode: u8, custom_mode: u32) -> Report {
    Report::Heartbeat(Heartbeat {
        component: ComponentKind::Rotorcraft,
        mav_type: 2,
        autopilot: Some(autopilot),
        is_armed: true,
        base_mode,
        custom_mode,
        state: SystemState::Active,
    })
}

#[test]
fn the_recorded_checksums_of_gnss_integrity_are_known_to_be_right() {
    let mut finder = crate::link::frame::Finder::default();
    let mut count = 0;
    for bytes in recorded("px4-mission") {
        if frame(&bytes).message_id() == 441 {
            let mut rejected = false;
            finder.in_datagram(&bytes, |found| {
                rejected |= matches!(found, crate::link::frame::Found::Rejected(..));
            });
            assert!(!rejected);
            count += 1;
        }
    }
    assert_eq!(count, 104);
}
