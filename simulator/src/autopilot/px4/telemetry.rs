//! What PX4's regular messages say of its state (`captures.md`, C.2a).

use super::regular::Regular;
use super::report::Report;
use crate::autopilot::telling::{gps_raw, hundredths};
use crate::sensors::Reception;
use crate::wire::Voice;
use mavlink::dialects::ardupilotmega::*;

/// What a motor is told when it stands still, and when it idles.
const STOPPED_US: u16 = 900;
const IDLE_US: f64 = 1_000.0;

impl Report<'_> {
    pub fn boot_ms(&self) -> u32 {
        (self.boot_us / 1_000) as u32
    }

    pub(super) fn amsl_m(&self) -> f64 {
        self.estimate.place.altitude_amsl_m
    }

    /// Above home as it is told now; above the sea before there is one.
    pub(super) fn above_home_m(&self) -> f64 {
        let home = self.home.map_or(0.0, |home| home.place.altitude_amsl_m);
        self.amsl_m() - home
    }

    pub(super) fn is_standing(&self) -> bool {
        self.state.landed_state == MavLandedState::MAV_LANDED_STATE_ON_GROUND
    }

    /// Sends a message, if there is something to say.
    pub fn say(&self, message: Regular, voice: &mut Voice) {
        match message {
            Regular::Heartbeat => voice.say(&self.heartbeat),
            Regular::CurrentMode => voice.say(&self.mode),
            Regular::ExtendedSysState => voice.say(&self.state),
            Regular::MissionCurrent => {
                voice.say(&self.mission);
                if let Some(seq) = self.reached {
                    voice.say(&MISSION_ITEM_REACHED_DATA { seq });
                }
            }
            Regular::TimeSync => voice.say(&TIMESYNC_DATA {
                tc1: 0,
                ts1: (self.boot_us * 1_000) as i64,
                ..Default::default()
            }),
            Regular::Ping => voice.say(&PING_DATA {
                time_usec: self.boot_us,
                seq: (self.boot_us / 1_000_000).saturating_sub(1) as u32,
                ..Default::default()
            }),
            Regular::SystemTime => voice.say(&SYSTEM_TIME_DATA {
                time_unix_usec: self.unix_us,
                time_boot_ms: self.boot_ms(),
            }),
            Regular::TimeEstimate => voice.say(&TIME_ESTIMATE_TO_TARGET_DATA {
                safe_return: self.return_s,
                land: -1,
                mission_next_item: -1,
                mission_end: -1,
                commanded_action: -1,
            }),
            Regular::Version => voice.say(&version()),
            Regular::ProtocolVersion => voice.say(&PROTOCOL_VERSION_DATA {
                version: 200,
                min_version: 100,
                max_version: 200,
                ..Default::default()
            }),
            Regular::SysStatus => voice.say(&self.sys_status()),
            Regular::BatteryStatus => voice.say(&self.battery_status()),
            Regular::GpsRaw => voice.say(&self.gps_raw()),
            Regular::EstimatorStatus => voice.say(&self.estimator_status()),
            Regular::ScaledPressure => voice.say(&self.scaled_pressure()),
            Regular::ServoOutput => voice.say(&self.servo_output()),
            Regular::LinkNodeStatus => {}
            _ => self.say_motion(message, voice),
        }
    }

    /// LINK_NODE_STATUS, whose time is in microseconds though it should not be.
    pub fn say_link(&self, received: u32, told_bytes: &mut u64, voice: &mut Voice) {
        let (messages, bytes) = voice.sender.sent();
        voice.say(&LINK_NODE_STATUS_DATA {
            timestamp: self.boot_us,
            // Once a second.
            tx_rate: (bytes - *told_bytes) as u32,
            messages_sent: messages as u32,
            messages_received: received,
            ..Default::default()
        });
        *told_bytes = bytes;
    }

    fn sys_status(&self) -> SYS_STATUS_DATA {
        let battery = self.craft.battery();
        let bits = MavSysStatusSensor::from_bits_retain;
        let more = MavSysStatusSensorExtended::from_bits_retain;
        SYS_STATUS_DATA {
            onboard_control_sensors_present: bits(self.sensors[0]),
            onboard_control_sensors_enabled: bits(self.sensors[1]),
            onboard_control_sensors_health: bits(self.sensors[2]),
            load: if self.is_armed { 180 } else { 117 },
            voltage_battery: (battery.voltage_v() * 1e3).round() as u16,
            current_battery: hundredths(battery.current_a()),
            battery_remaining: (battery.charge() * 100.0).round() as i8,
            onboard_control_sensors_present_extended: more(0),
            onboard_control_sensors_enabled_extended: more(0),
            onboard_control_sensors_health_extended: more(1),
            ..Default::default()
        }
    }

    fn battery_status(&self) -> BATTERY_STATUS_DATA {
        let battery = self.craft.battery();
        let mut voltages = [u16::MAX; 10];
        voltages[0] = (battery.voltage_v() * 1e3).round() as u16;
        BATTERY_STATUS_DATA {
            battery_function: MavBatteryFunction::MAV_BATTERY_FUNCTION_ALL,
            mavtype: MavBatteryType::MAV_BATTERY_TYPE_LIPO,
            // Not measured.
            temperature: i16::MAX,
            voltages,
            current_battery: hundredths(battery.current_a()),
            current_consumed: battery.consumed_mah().round() as i32,
            energy_consumed: -1,
            battery_remaining: (battery.charge() * 100.0).round() as i8,
            charge_state: match self.battery {
                0 => MavBatteryChargeState::MAV_BATTERY_CHARGE_STATE_OK,
                1 => MavBatteryChargeState::MAV_BATTERY_CHARGE_STATE_LOW,
                2 => MavBatteryChargeState::MAV_BATTERY_CHARGE_STATE_CRITICAL,
                _ => MavBatteryChargeState::MAV_BATTERY_CHARGE_STATE_EMERGENCY,
            },
            fault_bitmask: MavBatteryFault::empty(),
            ..Default::default()
        }
    }

    fn gps_raw(&self) -> GPS_RAW_INT_DATA {
        let fix = &self.craft.told_fix();
        if fix.reception < Reception::TwoD {
            return GPS_RAW_INT_DATA {
                time_usec: self.boot_us,
                fix_type: GpsFixType::GPS_FIX_TYPE_NO_GPS,
                eph: u16::MAX,
                epv: u16::MAX,
                vel: u16::MAX,
                cog: u16::MAX,
                ..Default::default()
            };
        }
        GPS_RAW_INT_DATA {
            vel_acc: 400,
            ..gps_raw(fix, self.boot_us)
        }
    }

    fn estimator_status(&self) -> ESTIMATOR_STATUS_DATA {
        let flags = match (self.has_position, self.is_armed) {
            // Attitude, vertical velocity, height, and a place that is taken to be constant.
            (false, _) => 0x0A5,
            // Attitude, velocities, places, and both predicted ones; on the ground the constant place
            // as well.
            (true, false) => 0x3BF,
            (true, true) => 0x33F,
        };
        let sigma_m = self.estimate.horizontal_sigma_m;
        let ratio = (sigma_m / 10.0).min(2.0) as f32;
        let heading_off = self.craft.heading_rad() - self.craft.body().euler_rad().2;
        ESTIMATOR_STATUS_DATA {
            time_usec: self.boot_us,
            vel_ratio: 0.7 * ratio,
            pos_horiz_ratio: ratio,
            pos_vert_ratio: 0.02,
            mag_ratio: (2.0 * heading_off.sin().abs()) as f32,
            hagl_ratio: 0.0,
            tas_ratio: f32::NAN,
            pos_horiz_accuracy: sigma_m as f32,
            pos_vert_accuracy: 0.3,
            flags: EstimatorStatusFlags::from_bits_retain(flags),
        }
    }

    fn scaled_pressure(&self) -> SCALED_PRESSURE_DATA {
        SCALED_PRESSURE_DATA {
            time_boot_ms: self.boot_ms(),
            press_abs: (self.craft.pressure_pa() / 100.0) as f32,
            press_diff: 0.0,
            temperature: hundredths(self.craft.battery().temperature_c()),
            temperature_press_diff: 0,
        }
    }

    /// All motors are told the same: which of them does more is not simulated.
    fn servo_output(&self) -> SERVO_OUTPUT_RAW_DATA {
        let motor = if self.is_armed {
            (IDLE_US + 1_000.0 * self.throttle()).round() as u16
        } else {
            STOPPED_US
        };
        SERVO_OUTPUT_RAW_DATA {
            time_usec: self.boot_us as u32,
            servo1_raw: motor,
            servo2_raw: motor,
            servo3_raw: motor,
            servo4_raw: motor,
            servo5_raw: STOPPED_US,
            servo6_raw: STOPPED_US,
            servo7_raw: STOPPED_US,
            servo8_raw: STOPPED_US,
            servo9_raw: STOPPED_US,
            servo10_raw: STOPPED_US,
            servo11_raw: STOPPED_US,
            servo12_raw: STOPPED_US,
            servo13_raw: STOPPED_US,
            servo14_raw: STOPPED_US,
            servo15_raw: STOPPED_US,
            servo16_raw: STOPPED_US,
            ..Default::default()
        }
    }
}

/// What it is (`captures.md`, C.1).
fn version() -> AUTOPILOT_VERSION_DATA {
    let commit = [0, 0, 0, 0xC4, 0xD1, 0x2A, 0xF1, 0xD6];
    AUTOPILOT_VERSION_DATA {
        capabilities: MavProtocolCapability::from_bits_retain(59_647),
        flight_sw_version: 0x0111_00FF,
        middleware_sw_version: 0x0111_00FF,
        os_sw_version: 0x0612_2CFF,
        board_version: 1,
        flight_custom_version: commit,
        middleware_custom_version: commit,
        // The constant of every simulated PX4.
        uid: 0x4954_414C_4449_4E4F,
        ..Default::default()
    }
}
