//! What a gimbal and its manager tell.

use super::{Aim, DEVICE_COMPONENT, Gimbal};
use crate::payload::moment::Moment;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::*;
use mavlink::types::CharArray;
use nalgebra::{UnitQuaternion, Vector3};

/// What can be asked of the manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ManagerMessage {
    Information,
    Status,
}

/// What can be asked of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeviceMessage {
    Heartbeat,
    Information,
    Attitude,
}

impl ManagerMessage {
    pub fn of(id: u32) -> Option<Self> {
        match id {
            GIMBAL_MANAGER_INFORMATION_DATA::ID => Some(Self::Information),
            GIMBAL_MANAGER_STATUS_DATA::ID => Some(Self::Status),
            _ => None,
        }
    }
}

impl DeviceMessage {
    pub fn of(id: u32) -> Option<Self> {
        match id {
            HEARTBEAT_DATA::ID => Some(Self::Heartbeat),
            GIMBAL_DEVICE_INFORMATION_DATA::ID => Some(Self::Information),
            GIMBAL_DEVICE_ATTITUDE_STATUS_DATA::ID => Some(Self::Attitude),
            _ => None,
        }
    }
}

/// Everything but following in roll and pitch, remote control and turning without end.
const CAPABILITIES: u16 = 0x0001 // retract
    | 0x0002 // neutral
    | 0x0004 | 0x0010 // roll, locked
    | 0x0020 | 0x0080 // pitch, locked
    | 0x0100 | 0x0200 | 0x0400 // yaw, following and locked
    | 0x1000; // yaw from north
/// A manager can look at a place.
const POINTS_AT_PLACES: u32 = 0x0002_0000;

const RETRACT: u16 = 1;
const NEUTRAL: u16 = 2;
const ROLL_AND_PITCH_LOCKED: u16 = 4 | 8;
const YAW_LOCK: u16 = 16;
const YAW_IN_VEHICLE_FRAME: u16 = 32;
const YAW_IN_EARTH_FRAME: u16 = 64;

/// The flags of what it does now.
pub(super) fn flags(aim: Aim) -> u16 {
    let what = match aim {
        Aim::Retract => RETRACT,
        Aim::Neutral => NEUTRAL,
        _ => 0,
    };
    let yaw = if is_locked(aim) {
        YAW_LOCK | YAW_IN_EARTH_FRAME
    } else {
        YAW_IN_VEHICLE_FRAME
    };
    what | ROLL_AND_PITCH_LOCKED | yaw
}

fn is_locked(aim: Aim) -> bool {
    match aim {
        Aim::Angles { is_locked, .. } | Aim::Rates { is_locked, .. } => is_locked,
        Aim::Place(_) => true,
        Aim::Retract | Aim::Neutral => false,
    }
}

impl Gimbal {
    pub(super) fn manager_information(&self, boot_ms: u32) -> GIMBAL_MANAGER_INFORMATION_DATA {
        let [roll, pitch, yaw] = self.limits_rad();
        GIMBAL_MANAGER_INFORMATION_DATA {
            time_boot_ms: boot_ms,
            cap_flags: GimbalManagerCapFlags::from_bits_retain(
                u32::from(CAPABILITIES) | POINTS_AT_PLACES,
            ),
            roll_min: roll.0,
            roll_max: roll.1,
            pitch_min: pitch.0,
            pitch_max: pitch.1,
            yaw_min: yaw.0,
            yaw_max: yaw.1,
            gimbal_device_id: DEVICE_COMPONENT,
        }
    }

    pub(super) fn manager_status(&self, boot_ms: u32) -> GIMBAL_MANAGER_STATUS_DATA {
        GIMBAL_MANAGER_STATUS_DATA {
            time_boot_ms: boot_ms,
            flags: GimbalManagerFlags::from_bits_retain(flags(self.motion.aim()).into()),
            gimbal_device_id: DEVICE_COMPONENT,
            primary_control_sysid: self.control.primary.0,
            primary_control_compid: self.control.primary.1,
            secondary_control_sysid: self.control.secondary.0,
            secondary_control_compid: self.control.secondary.1,
        }
    }

    pub(super) fn device_information(&self, boot_ms: u32) -> GIMBAL_DEVICE_INFORMATION_DATA {
        let [roll, pitch, yaw] = self.limits_rad();
        GIMBAL_DEVICE_INFORMATION_DATA {
            time_boot_ms: boot_ms,
            firmware_version: 1,
            hardware_version: 1,
            roll_min: roll.0,
            roll_max: roll.1,
            pitch_min: pitch.0,
            pitch_max: pitch.1,
            yaw_min: yaw.0,
            yaw_max: yaw.1,
            cap_flags: GimbalDeviceCapFlagsU16::from_bits_retain(CAPABILITIES),
            cap_flags2: GimbalDeviceCapFlags::from_bits_retain(CAPABILITIES.into()),
            vendor_name: CharArray::from("Haiou"),
            model_name: CharArray::from("Simulated gimbal"),
            ..Default::default()
        }
    }

    pub(super) fn attitude_status(&self, moment: &Moment) -> GIMBAL_DEVICE_ATTITUDE_STATUS_DATA {
        let heading = moment.craft.body().euler_rad().2;
        let aim = self.motion.aim();
        let attitude = if is_locked(aim) {
            self.motion.attitude()
        } else {
            // Yaw counts from the nose.
            UnitQuaternion::from_scaled_axis(Vector3::z() * -heading) * self.motion.attitude()
        };
        let rates = self.motion.rates_radps();
        let [roll, pitch, yaw] = self.motion.at_limits();
        let failures = u32::from(roll) | u32::from(pitch) << 1 | u32::from(yaw) << 2;
        GIMBAL_DEVICE_ATTITUDE_STATUS_DATA {
            time_boot_ms: moment.boot_ms(),
            q: quaternion(attitude),
            angular_velocity_x: rates.x as f32,
            angular_velocity_y: rates.y as f32,
            angular_velocity_z: rates.z as f32,
            failure_flags: GimbalDeviceErrorFlags::from_bits_retain(failures),
            flags: GimbalDeviceFlags::from_bits_retain(flags(aim)),
            delta_yaw: heading as f32,
            delta_yaw_velocity: f32::NAN,
            ..Default::default()
        }
    }

    /// Of roll, pitch and yaw.
    fn limits_rad(&self) -> [(f32, f32); 3] {
        let setup = &self.setup;
        let radians = |degrees: f64| degrees.to_radians() as f32;
        [
            (radians(-setup.most_roll_deg), radians(setup.most_roll_deg)),
            (radians(setup.pitch_deg.0), radians(setup.pitch_deg.1)),
            (radians(-setup.most_yaw_deg), radians(setup.most_yaw_deg)),
        ]
    }
}

/// As messages have it: w, x, y, z.
pub(in crate::payload) fn quaternion(attitude: UnitQuaternion<f64>) -> [f32; 4] {
    [attitude.w, attitude.i, attitude.j, attitude.k].map(|part| part as f32)
}
