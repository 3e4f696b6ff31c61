//! What we say, read by the codec.

use super::*;
use crate::link::frame::Target;
use crate::link::mav_cmd;
use crate::link::report::{FTP_PAYLOAD, ParameterName, ParameterType, Place, PlanItem, PlanKind};
use crate::link::say::Say;
use mavlink::dialects::ardupilotmega::*;

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

fn read_item() -> MISSION_ITEM_INT_DATA {
    MISSION_ITEM_INT_DATA {
        param1: 1.0,
        param2: -2.0,
        param3: 3.5,
        param4: 4.0,
        x: 360_671_000,
        y: -1_203_826_000,
        z: 20.5,
        seq: 300,
        command: MavCmd::MAV_CMD_DO_SET_ROI_LOCATION,
        target_system: 7,
        target_component: 9,
        frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
        current: 1,
        autocontinue: 1,
        mission_type: MavMissionType::MAV_MISSION_TYPE_RALLY,
    }
}

fn vital_and_commands() -> Vec<(Say, MavMessage)> {
    vec![
        (
            Say::Heartbeat,
            MavMessage::HEARTBEAT(HEARTBEAT_DATA {
                custom_mode: 0,
                mavtype: MavType::MAV_TYPE_GCS,
                autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
                base_mode: MavModeFlag::empty(),
                system_status: MavState::MAV_STATE_ACTIVE,
                mavlink_version: 3,
            }),
        ),
        (
            Say::Timesync {
                tc1: -5,
                ts1: 1 << 60,
            },
            MavMessage::TIMESYNC(TIMESYNC_DATA {
                tc1: -5,
                ts1: 1 << 60,
                target_system: 7,
                target_component: 9,
            }),
        ),
        (
            Say::CommandLong {
                command: mav_cmd::COMPONENT_ARM_DISARM,
                params: [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0],
                confirmation: 2,
            },
            MavMessage::COMMAND_LONG(COMMAND_LONG_DATA {
                param1: 1.0,
                param2: 2.0,
                param3: 3.0,
                param4: 4.0,
                param5: 5.0,
                param6: 6.0,
                param7: 7.0,
                command: MavCmd::MAV_CMD_COMPONENT_ARM_DISARM,
                target_system: 7,
                target_component: 9,
                confirmation: 2,
            }),
        ),
        (
            Say::CommandInt {
                command: mav_cmd::DO_REPOSITION,
                frame: mav_cmd::FRAME_GLOBAL,
                params: [-1.0, 1.0, 0.0, 0.5],
                x: 1,
                y: -2,
                z: 3.0,
            },
            MavMessage::COMMAND_INT(COMMAND_INT_DATA {
                param1: -1.0,
                param2: 1.0,
                param3: 0.0,
                param4: 0.5,
                x: 1,
                y: -2,
                z: 3.0,
                command: MavCmd::MAV_CMD_DO_REPOSITION,
                target_system: 7,
                target_component: 9,
                frame: MavFrame::MAV_FRAME_GLOBAL,
                current: 0,
                autocontinue: 0,
            }),
        ),
        (
            Say::CommandCancel {
                command: mav_cmd::NAV_TAKEOFF,
            },
            MavMessage::COMMAND_CANCEL(COMMAND_CANCEL_DATA {
                command: MavCmd::MAV_CMD_NAV_TAKEOFF,
                target_system: 7,
                target_component: 9,
            }),
        ),
        (
            Say::BodyVelocity {
                velocity_mps: [1.0, -0.5, 0.25],
                yaw_rate_radps: 0.1,
            },
            MavMessage::SET_POSITION_TARGET_LOCAL_NED(SET_POSITION_TARGET_LOCAL_NED_DATA {
                vx: 1.0,
                vy: -0.5,
                vz: 0.25,
                yaw_rate: 0.1,
                type_mask: PositionTargetTypemask::from_bits_retain(0b0101_1100_0111),
                target_system: 7,
                target_component: 9,
                coordinate_frame: MavFrame::MAV_FRAME_BODY_NED,
                ..Default::default()
            }),
        ),
        position_target(Some(0.75), 0b1001_1111_1000),
        position_target(None, 0b1101_1111_1000),
    ]
}

fn position_target(yaw_rad: Option<f32>, mask: u16) -> (Say, MavMessage) {
    let place = Place {
        latitude_e7: 360_671_000,
        longitude_e7: 1_203_826_000,
    };
    (
        Say::PositionTarget {
            place,
            altitude_amsl_m: 55.5,
            yaw_rad,
        },
        MavMessage::SET_POSITION_TARGET_GLOBAL_INT(SET_POSITION_TARGET_GLOBAL_INT_DATA {
            lat_int: 360_671_000,
            lon_int: 1_203_826_000,
            alt: 55.5,
            yaw: yaw_rad.unwrap_or(0.0),
            type_mask: PositionTargetTypemask::from_bits_retain(mask),
            target_system: 7,
            target_component: 9,
            coordinate_frame: MavFrame::MAV_FRAME_GLOBAL_INT,
            ..Default::default()
        }),
    )
}

fn plans() -> Vec<(Say, MavMessage)> {
    let (target_system, target_component) = (7, 9);
    let fence = MavMissionType::MAV_MISSION_TYPE_FENCE;
    let read = read_item();
    vec![
        (
            Say::MissionItem(item()),
            MavMessage::MISSION_ITEM_INT(read.clone()),
        ),
        (
            Say::MissionItemFloat(item()),
            MavMessage::MISSION_ITEM(MISSION_ITEM_DATA {
                param1: read.param1,
                param2: read.param2,
                param3: read.param3,
                param4: read.param4,
                x: 36.0671,
                y: -120.3826,
                z: read.z,
                seq: read.seq,
                command: read.command,
                target_system,
                target_component,
                frame: read.frame,
                current: 1,
                autocontinue: 1,
                mission_type: read.mission_type,
            }),
        ),
        (
            Say::MissionCount {
                kind: PlanKind::Fence,
                count: 500,
            },
            MavMessage::MISSION_COUNT(MISSION_COUNT_DATA {
                count: 500,
                target_system,
                target_component,
                mission_type: fence,
                opaque_id: 0,
            }),
        ),
        (
            Say::MissionRequestList {
                kind: PlanKind::Fence,
            },
            MavMessage::MISSION_REQUEST_LIST(MISSION_REQUEST_LIST_DATA {
                target_system,
                target_component,
                mission_type: fence,
            }),
        ),
        (
            Say::MissionRequest {
                kind: PlanKind::Fence,
                sequence: 258,
            },
            MavMessage::MISSION_REQUEST_INT(MISSION_REQUEST_INT_DATA {
                seq: 258,
                target_system,
                target_component,
                mission_type: fence,
            }),
        ),
        (
            Say::MissionAck {
                kind: PlanKind::Fence,
                result: 15,
            },
            MavMessage::MISSION_ACK(MISSION_ACK_DATA {
                target_system,
                target_component,
                mavtype: MavMissionResult::MAV_MISSION_OPERATION_CANCELLED,
                mission_type: fence,
                opaque_id: 0,
            }),
        ),
        (
            Say::MissionClear {
                kind: PlanKind::Mission,
            },
            MavMessage::MISSION_CLEAR_ALL(MISSION_CLEAR_ALL_DATA {
                target_system,
                target_component,
                mission_type: MavMissionType::MAV_MISSION_TYPE_MISSION,
            }),
        ),
    ]
}

fn parameters_and_files() -> Vec<(Say, MavMessage)> {
    let (target_system, target_component) = (7, 9);
    let name = ParameterName::new("FENCE_ALT_MAX").unwrap();
    let param_id = "FENCE_ALT_MAX".into();
    let read = |param_index, param_id| {
        MavMessage::PARAM_REQUEST_READ(PARAM_REQUEST_READ_DATA {
            param_index,
            target_system,
            target_component,
            param_id,
        })
    };
    let mut packet = [0; FTP_PAYLOAD];
    (packet[0], packet[250]) = (1, 2);
    vec![
        (
            Say::ParameterRequestList,
            MavMessage::PARAM_REQUEST_LIST(PARAM_REQUEST_LIST_DATA {
                target_system,
                target_component,
            }),
        ),
        (Say::ParameterRequestIndex(1_353), read(1_353, "".into())),
        (Say::ParameterRequestIndex(65_535), read(32_767, "".into())),
        (Say::ParameterRequestName(name), read(-1, param_id)),
        (
            Say::ParameterSet {
                name,
                bytes: 120.0_f32.to_le_bytes(),
                parameter_type: ParameterType::F32,
            },
            MavMessage::PARAM_SET(PARAM_SET_DATA {
                param_value: 120.0,
                target_system,
                target_component,
                param_id,
                param_type: MavParamType::MAV_PARAM_TYPE_REAL32,
            }),
        ),
        (
            Say::Ftp(Box::new(packet)),
            MavMessage::FILE_TRANSFER_PROTOCOL(FILE_TRANSFER_PROTOCOL_DATA {
                target_network: 0,
                target_system,
                target_component,
                payload: packet,
            }),
        ),
    ]
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
