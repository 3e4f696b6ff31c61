//! The codec's messages with more than a field or two, but for their enums.

use crate::link::dialect::payload::PartsOfItem;
use crate::link::frame::Target;
use crate::link::report::{Place, PlanItem};
use mavlink::dialects::ardupilotmega::*;
use mavlink::types::CharArray;

pub fn heartbeat() -> HEARTBEAT_DATA {
    HEARTBEAT_DATA {
        custom_mode: 0,
        mavtype: MavType::MAV_TYPE_GCS,
        autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
        base_mode: MavModeFlag::empty(),
        system_status: MavState::MAV_STATE_ACTIVE,
        mavlink_version: 3,
    }
}

pub fn timesync(tc1: i64, ts1: i64, to: Target) -> TIMESYNC_DATA {
    TIMESYNC_DATA {
        tc1,
        ts1,
        target_system: to.system,
        target_component: to.component,
    }
}

pub fn command_long(params: &[f32; 7], confirmation: u8, to: Target) -> COMMAND_LONG_DATA {
    let [param1, param2, param3, param4, param5, param6, param7] = *params;
    COMMAND_LONG_DATA {
        param1,
        param2,
        param3,
        param4,
        param5,
        param6,
        param7,
        target_system: to.system,
        target_component: to.component,
        confirmation,
        ..Default::default()
    }
}

pub fn command_int(params: &[f32; 4], (x, y, z): (i32, i32, f32), to: Target) -> COMMAND_INT_DATA {
    let [param1, param2, param3, param4] = *params;
    COMMAND_INT_DATA {
        param1,
        param2,
        param3,
        param4,
        x,
        y,
        z,
        target_system: to.system,
        target_component: to.component,
        ..Default::default()
    }
}

pub fn command_cancel(to: Target) -> COMMAND_CANCEL_DATA {
    COMMAND_CANCEL_DATA {
        target_system: to.system,
        target_component: to.component,
        ..Default::default()
    }
}

pub fn mission_item(item: &PlanItem, to: Target) -> MISSION_ITEM_INT_DATA {
    let [param1, param2, param3, param4] = item.params;
    MISSION_ITEM_INT_DATA {
        param1,
        param2,
        param3,
        param4,
        x: item.x,
        y: item.y,
        z: item.z,
        seq: item.sequence,
        target_system: to.system,
        target_component: to.component,
        current: item.is_current.into(),
        autocontinue: item.goes_on.into(),
        ..Default::default()
    }
}

pub fn legacy_mission_item(item: &PlanItem, to: Target) -> MISSION_ITEM_DATA {
    let [param1, param2, param3, param4] = item.params;
    let parts = PartsOfItem::in_frame(item.frame);
    MISSION_ITEM_DATA {
        param1,
        param2,
        param3,
        param4,
        x: parts.to_float(item.x),
        y: parts.to_float(item.y),
        z: item.z,
        seq: item.sequence,
        target_system: to.system,
        target_component: to.component,
        current: item.is_current.into(),
        autocontinue: item.goes_on.into(),
        ..Default::default()
    }
}

pub fn parameter_request(index: i16, name: [u8; 16], to: Target) -> PARAM_REQUEST_READ_DATA {
    PARAM_REQUEST_READ_DATA {
        param_index: index,
        target_system: to.system,
        target_component: to.component,
        param_id: CharArray::new(name),
    }
}

type Mask = PositionTargetTypemask;

fn no_place() -> Mask {
    Mask::POSITION_TARGET_TYPEMASK_X_IGNORE
        | Mask::POSITION_TARGET_TYPEMASK_Y_IGNORE
        | Mask::POSITION_TARGET_TYPEMASK_Z_IGNORE
}

fn no_velocity() -> Mask {
    Mask::POSITION_TARGET_TYPEMASK_VX_IGNORE
        | Mask::POSITION_TARGET_TYPEMASK_VY_IGNORE
        | Mask::POSITION_TARGET_TYPEMASK_VZ_IGNORE
}

fn no_acceleration() -> Mask {
    Mask::POSITION_TARGET_TYPEMASK_AX_IGNORE
        | Mask::POSITION_TARGET_TYPEMASK_AY_IGNORE
        | Mask::POSITION_TARGET_TYPEMASK_AZ_IGNORE
}

/// In MAV_FRAME_BODY_NED: of the frames of a body it is the one that both autopilots take.
pub fn body_velocity(
    [vx, vy, vz]: [f32; 3],
    yaw_rate: f32,
    to: Target,
) -> SET_POSITION_TARGET_LOCAL_NED_DATA {
    SET_POSITION_TARGET_LOCAL_NED_DATA {
        vx,
        vy,
        vz,
        yaw_rate,
        type_mask: no_place() | no_acceleration() | Mask::POSITION_TARGET_TYPEMASK_YAW_IGNORE,
        target_system: to.system,
        target_component: to.component,
        coordinate_frame: MavFrame::MAV_FRAME_BODY_NED,
        ..Default::default()
    }
}

/// In MAV_FRAME_GLOBAL_INT, whose heights are above mean sea level.
pub fn position_target(
    place: Place,
    altitude_amsl_m: f32,
    yaw_rad: Option<f32>,
    to: Target,
) -> SET_POSITION_TARGET_GLOBAL_INT_DATA {
    let no_yaw = match yaw_rad {
        Some(_) => Mask::empty(),
        None => Mask::POSITION_TARGET_TYPEMASK_YAW_IGNORE,
    };
    SET_POSITION_TARGET_GLOBAL_INT_DATA {
        lat_int: place.latitude_e7,
        lon_int: place.longitude_e7,
        alt: altitude_amsl_m,
        yaw: yaw_rad.unwrap_or(0.0),
        type_mask: no_velocity()
            | no_acceleration()
            | no_yaw
            | Mask::POSITION_TARGET_TYPEMASK_YAW_RATE_IGNORE,
        target_system: to.system,
        target_component: to.component,
        coordinate_frame: MavFrame::MAV_FRAME_GLOBAL_INT,
        ..Default::default()
    }
}
