//! What the codec is to read of everything that we say.

use super::*;
use crate::link::report::{FTP_PAYLOAD, Place};
use mavlink::dialects::ardupilotmega::*;

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

pub fn vital_and_commands() -> Vec<(Say, MavMessage)> {
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

pub fn plans() -> Vec<(Say, MavMessage)> {
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

pub fn parameters_and_files() -> Vec<(Say, MavMessage)> {
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
