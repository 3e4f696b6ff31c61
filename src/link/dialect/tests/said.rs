//! What we say, read by the codec.

mod expected;

use super::*;
use crate::link::frame::Target;
use crate::link::mav_cmd;
use crate::link::report::{ParameterName, ParameterType, PlanItem, PlanKind};
use crate::link::say::Say;
use expected::{parameters_and_files, plans, vital_and_commands};

const TO: Target = Target {
    system: 7,
    component: 9,
};

fn item() -> PlanItem {
    PlanItem {
        kind: PlanKind::Rally,
        sequence: 300,
        frame: mav_cmd::FRAME_GLOBAL_RELATIVE_ALT_INT,
        command: mav_cmd::DO_SET_ROI_LOCATION,
        is_current: true,
        goes_on: true,
        params: [1.0, -2.0, 3.5, 4.0],
        x: 360_671_000,
        y: -1_203_826_000,
        z: 20.5,
    }
}

#[test]
fn the_codec_reads_what_was_meant() {
    let mut payload = Vec::new();
    for (say, expected) in [vital_and_commands(), plans(), parameters_and_files()].concat() {
        let id = encode(&say, TO, &mut payload);
        assert_eq!(parsed(id, &payload), expected, "{say:?}");
        assert!(payload.len() == 1 || payload.last() != Some(&0), "{say:?}");
    }
}

#[test]
fn a_payload_of_zeros_keeps_one_byte() {
    let mut payload = vec![9; 300];
    let list = Say::ParameterRequestList;
    assert_eq!(encode(&list, Target::ALL, &mut payload), 21);
    assert_eq!(payload, [0]);
}

/// Commands of later dialects, and parameters whose bytes are a signalling NaN as a float.
#[test]
fn numbers_that_the_codec_does_not_know_go_out_as_they_are() {
    let mut payload = Vec::new();
    let params = [0.0; 7];
    let command = 43_000;
    let confirmation = 0;
    let say = Say::CommandLong {
        command,
        params,
        confirmation,
    };
    encode(&say, TO, &mut payload);
    assert_eq!(payload[28..30], command.to_le_bytes());
    let strange = PlanItem {
        command: 31_999,
        frame: 200,
        ..item()
    };
    for say in [Say::MissionItem(strange), Say::MissionItemFloat(strange)] {
        let id = encode(&say, TO, &mut payload);
        let Some(Report::MissionItem(read)) = said_by(Version::Two, id, &payload) else {
            panic!("{say:?}");
        };
        assert_eq!((read.command, read.frame), (31_999, 200));
    }
    let bytes = [1, 0, 0x80, 0x7F];
    let say = Say::ParameterSet {
        name: ParameterName::new("A").unwrap(),
        bytes,
        parameter_type: ParameterType::I32,
    };
    encode(&say, TO, &mut payload);
    assert_eq!(payload[..4], bytes);
}

#[test]
fn an_item_comes_back_as_it_was_said() {
    let mut payload = Vec::new();
    let open = PlanItem {
        frame: mav_cmd::FRAME_MISSION,
        x: i32::MAX,
        y: 12,
        ..item()
    };
    let local = PlanItem {
        frame: 1,
        x: -12_500,
        y: 2_500,
        ..item()
    };
    for item in [item(), open, local] {
        let id = encode(&Say::MissionItem(item), TO, &mut payload);
        assert_eq!(
            said_by(Version::Two, id, &payload),
            Some(Report::MissionItem(item))
        );
        let id = encode(&Say::MissionItemFloat(item), TO, &mut payload);
        let Some(Report::MissionItem(read)) = said_by(Version::Two, id, &payload) else {
            panic!("{item:?}");
        };
        // Degrees as floats are right within a metre or so.
        assert!(
            read.x.abs_diff(item.x) < 80 && read.y.abs_diff(item.y) < 80,
            "{read:?}"
        );
        assert_eq!(
            PlanItem {
                x: item.x,
                y: item.y,
                ..read
            },
            item
        );
    }
}
