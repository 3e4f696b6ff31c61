//! What Copter's regular messages say.

use super::regular::Regular;
use crate::autopilot::telling::{
    attitude, degrees_e7, felt_field_mgauss, felt_mps2, gps_raw, heading_cdeg, hundredths,
    local_position, millimetres,
};
use crate::craft::Craft;
use crate::place::Place;
use crate::sensors::{Estimate, Reception};
use crate::wire::Voice;
use mavlink::dialects::ardupilotmega::*;
use nalgebra::Vector3;

/// What the vehicle knows of itself when it reports.
pub struct Report<'a> {
    /// The craft with its sensors.
    pub craft: &'a Craft,
    /// Where it takes itself to be.
    pub estimate: Estimate,
    /// Microseconds since it started.
    pub boot_us: u64,
    /// Microseconds since 1970.
    pub unix_us: u64,
    /// Home, once it is set.
    pub home: Option<Place>,
    /// The origin of local positions, once it is set.
    pub origin: Option<Place>,
    /// Whether satellites are used for its position.
    pub uses_gnss: bool,
    /// The heartbeat as it is now.
    pub heartbeat: HEARTBEAT_DATA,
    /// MISSION_CURRENT as it is now.
    pub mission: MISSION_CURRENT_DATA,
    /// The sensors' bits: present, enabled, healthy.
    pub sensors: [u32; 3],
    /// FENCE_STATUS, where a fence is enabled.
    pub fence: Option<FENCE_STATUS_DATA>,
    /// Where it flies to.
    pub target: Option<Place>,
    /// The vehicle's own number.
    pub system_id: u8,
    /// Whether it stands on the ground.
    pub is_landed: bool,
}

impl Report<'_> {
    fn boot_ms(&self) -> u32 {
        (self.boot_us / 1_000) as u32
    }

    fn knows_place(&self) -> bool {
        self.craft.fix().reception >= Reception::ThreeD || self.estimate.has_position
    }

    fn amsl_m(&self) -> f64 {
        self.estimate.place.altitude_amsl_m
    }

    fn above_home_m(&self) -> f64 {
        self.home
            .map_or(0.0, |home| self.amsl_m() - home.altitude_amsl_m)
    }

    /// Sends a message.
    pub fn say(&self, message: Regular, voice: &mut Voice) {
        match message {
            Regular::Heartbeat => voice.say(&self.heartbeat),
            Regular::Ahrs2 => voice.say(&self.ahrs2()),
            Regular::Attitude => voice.say(&attitude(self.craft.body(), self.boot_ms())),
            Regular::GlobalPosition => voice.say(&self.global_position()),
            Regular::VfrHud => voice.say(&self.vfr_hud()),
            Regular::SysStatus => voice.say(&self.sys_status()),
            Regular::PowerStatus => voice.say(&POWER_STATUS_DATA {
                Vcc: 5_000,
                ..Default::default()
            }),
            Regular::MemInfo => voice.say(&MEMINFO_DATA {
                brkval: 0,
                freemem: u16::MAX,
                freemem32: 524_288,
            }),
            Regular::NavControllerOutput => voice.say(&self.nav_controller_output()),
            Regular::FenceStatus => {
                if let Some(fence) = &self.fence {
                    voice.say(fence);
                }
            }
            Regular::MissionCurrent => voice.say(&self.mission),
            Regular::RcChannels => voice.say(&self.rc_channels()),
            Regular::RawImu => voice.say(&self.raw_imu()),
            Regular::ScaledPressure => voice.say(&self.scaled_pressure()),
            Regular::GpsRaw => voice.say(&self.gps_raw()),
            Regular::SystemTime => voice.say(&SYSTEM_TIME_DATA {
                time_unix_usec: self.unix_us,
                time_boot_ms: self.boot_ms(),
            }),
            Regular::Wind if self.uses_gnss => voice.say(&self.wind()),
            Regular::EkfStatus => voice.say(&self.ekf_status()),
            Regular::LocalPosition if self.uses_gnss => {
                if let Some(origin) = self.origin {
                    let (at, velocity) = (
                        origin.ned_to(self.estimate.place),
                        self.estimate.velocity_mps,
                    );
                    voice.say(&local_position(at, velocity, self.boot_ms()));
                }
            }
            Regular::Vibration => voice.say(&self.vibration()),
            Regular::PositionTarget => {
                if let Some(target) = self.target {
                    voice.say(&self.position_target(target));
                }
            }
            Regular::BatteryStatus => voice.say(&self.battery_status()),
            Regular::TimeSync => voice.say(&TIMESYNC_DATA {
                tc1: 0,
                // Copter adds its own number, so that answers meant for it are told apart.
                ts1: (self.boot_us * 1_000) as i64 + i64::from(self.system_id),
                ..Default::default()
            }),
            Regular::Home => {
                if let Some(home) = self.home {
                    voice.say(&self.home_position(home));
                }
            }
            Regular::Origin => {
                if let Some(origin) = self.origin {
                    voice.say(&GPS_GLOBAL_ORIGIN_DATA {
                        latitude: degrees_e7(origin.latitude_deg),
                        longitude: degrees_e7(origin.longitude_deg),
                        altitude: millimetres(origin.altitude_amsl_m),
                        time_usec: self.boot_us,
                    });
                }
            }
            Regular::Version => voice.say(&version(self.system_id)),
            Regular::ExtendedSysState => voice.say(&EXTENDED_SYS_STATE_DATA {
                vtol_state: MavVtolState::MAV_VTOL_STATE_UNDEFINED,
                landed_state: if self.is_landed {
                    MavLandedState::MAV_LANDED_STATE_ON_GROUND
                } else {
                    MavLandedState::MAV_LANDED_STATE_IN_AIR
                },
            }),
            // Without satellites there are no such messages.
            Regular::Wind | Regular::LocalPosition => {}
        }
    }

    fn ahrs2(&self) -> AHRS2_DATA {
        let (roll, pitch, yaw) = self.craft.body().euler_rad();
        let place = self.craft.told_fix().place;
        let known = self.craft.fix().reception >= Reception::ThreeD;
        let shown = |value: f64| if known { value } else { 0.0 };
        AHRS2_DATA {
            roll: roll as f32,
            pitch: pitch as f32,
            yaw: yaw as f32,
            altitude: shown(place.altitude_amsl_m) as f32,
            lat: degrees_e7(shown(place.latitude_deg)),
            lng: degrees_e7(shown(place.longitude_deg)),
        }
    }

    fn global_position(&self) -> GLOBAL_POSITION_INT_DATA {
        // Before there is a place, zeros are sent and not nothing.
        let known = self.knows_place();
        let place = self.estimate.place;
        let shown = |value: f64| if known { value } else { 0.0 };
        let velocity = if self.uses_gnss {
            self.estimate.velocity_mps
        } else {
            Vector3::zeros()
        };
        GLOBAL_POSITION_INT_DATA {
            time_boot_ms: self.boot_ms(),
            lat: degrees_e7(shown(place.latitude_deg)),
            lon: degrees_e7(shown(place.longitude_deg)),
            alt: millimetres(shown(place.altitude_amsl_m)),
            relative_alt: millimetres(self.above_home_m()),
            vx: hundredths(velocity.x),
            vy: hundredths(velocity.y),
            vz: hundredths(velocity.z),
            hdg: heading_cdeg(self.craft.heading_rad()),
        }
    }

    fn vfr_hud(&self) -> VFR_HUD_DATA {
        let velocity = self.estimate.velocity_mps;
        let air = velocity - self.craft.wind_mps();
        VFR_HUD_DATA {
            airspeed: air.norm() as f32,
            groundspeed: velocity.xy().norm() as f32,
            alt: self.amsl_m() as f32,
            climb: -velocity.z as f32,
            heading: self.craft.heading_rad().to_degrees().rem_euclid(360.0) as i16,
            throttle: (self.craft.effort().throttle * 100.0).round() as u16,
        }
    }

    fn sys_status(&self) -> SYS_STATUS_DATA {
        let battery = self.craft.battery();
        let bits = MavSysStatusSensor::from_bits_retain;
        let none = MavSysStatusSensorExtended::empty();
        SYS_STATUS_DATA {
            onboard_control_sensors_present: bits(self.sensors[0]),
            onboard_control_sensors_enabled: bits(self.sensors[1]),
            onboard_control_sensors_health: bits(self.sensors[2]),
            voltage_battery: (battery.voltage_v() * 1e3).round() as u16,
            current_battery: hundredths(battery.current_a()),
            battery_remaining: (battery.charge() * 100.0).round() as i8,
            onboard_control_sensors_present_extended: none,
            onboard_control_sensors_enabled_extended: none,
            onboard_control_sensors_health_extended: none,
            ..Default::default()
        }
    }

    fn nav_controller_output(&self) -> NAV_CONTROLLER_OUTPUT_DATA {
        let (roll, pitch, _) = self.craft.body().euler_rad();
        let to = self.target.map(|target| self.estimate.place.ned_to(target));
        let bearing = to.map_or(0.0, |to| to.y.atan2(to.x).to_degrees());
        NAV_CONTROLLER_OUTPUT_DATA {
            nav_roll: roll.to_degrees() as f32,
            nav_pitch: pitch.to_degrees() as f32,
            nav_bearing: bearing as i16,
            target_bearing: bearing as i16,
            wp_dist: to.map_or(0, |to| to.xy().norm() as u16),
            alt_error: to.map_or(0.0, |to| -to.z as f32),
            ..Default::default()
        }
    }

    fn rc_channels(&self) -> RC_CHANNELS_DATA {
        RC_CHANNELS_DATA {
            time_boot_ms: self.boot_ms(),
            chan1_raw: 1_500,
            chan2_raw: 1_500,
            chan3_raw: 1_000,
            chan4_raw: 1_500,
            chan5_raw: 1_800,
            chan6_raw: 1_000,
            chan7_raw: 1_000,
            chan8_raw: 1_800,
            chancount: 8,
            rssi: 255,
            ..Default::default()
        }
    }

    fn raw_imu(&self) -> RAW_IMU_DATA {
        let body = self.craft.body();
        let felt = felt_mps2(body) / crate::environment::GRAVITY_MPS2;
        let rates = body.rates_radps;
        let milli = |value: f64| (value * 1e3).round() as i16;
        let field = felt_field_mgauss(body);
        RAW_IMU_DATA {
            time_usec: self.boot_us,
            xacc: milli(felt.x),
            yacc: milli(felt.y),
            zacc: milli(felt.z),
            xgyro: milli(rates.x),
            ygyro: milli(rates.y),
            zgyro: milli(rates.z),
            xmag: field.x as i16,
            ymag: field.y as i16,
            zmag: field.z as i16,
            id: 0,
            temperature: 3_500,
        }
    }

    fn scaled_pressure(&self) -> SCALED_PRESSURE_DATA {
        SCALED_PRESSURE_DATA {
            time_boot_ms: self.boot_ms(),
            press_abs: (self.craft.pressure_pa() / 100.0) as f32,
            press_diff: 0.0,
            temperature: 3_500,
            temperature_press_diff: 0,
        }
    }

    fn gps_raw(&self) -> GPS_RAW_INT_DATA {
        let fix = &self.craft.told_fix();
        if fix.reception < Reception::TwoD {
            return GPS_RAW_INT_DATA {
                time_usec: self.boot_us,
                fix_type: GpsFixType::GPS_FIX_TYPE_NO_FIX,
                eph: u16::MAX,
                epv: u16::MAX,
                ..Default::default()
            };
        }
        gps_raw(fix, self.boot_us)
    }

    fn wind(&self) -> WIND_DATA {
        let wind = self.craft.wind_mps();
        WIND_DATA {
            // Where it comes from.
            direction: (-wind.y).atan2(-wind.x).to_degrees() as f32,
            speed: wind.xy().norm() as f32,
            speed_z: 0.0,
        }
    }

    fn ekf_status(&self) -> EKF_STATUS_REPORT_DATA {
        let flags = if self.uses_gnss {
            // Attitude, velocities, positions, and both predicted positions.
            0x33F
        } else {
            // Attitude, velocities, height, and a place that is taken to be constant.
            0xA7
        };
        let ratio = (self.estimate.horizontal_sigma_m / 100.0).min(1.0) as f32;
        EKF_STATUS_REPORT_DATA {
            velocity_variance: 0.5 * ratio,
            pos_horiz_variance: ratio,
            pos_vert_variance: 0.002,
            compass_variance: (self.craft.heading_rad() - self.craft.body().euler_rad().2)
                .sin()
                .abs()
                .min(1.0) as f32,
            terrain_alt_variance: 0.0,
            flags: EkfStatusFlags::from_bits_retain(flags),
            airspeed_variance: 0.0,
        }
    }

    fn vibration(&self) -> VIBRATION_DATA {
        let throttle = self.craft.effort().throttle as f32;
        VIBRATION_DATA {
            time_usec: self.boot_us,
            vibration_x: 0.003 + 6.0 * throttle,
            vibration_y: 0.003 + 6.5 * throttle,
            vibration_z: 0.003 + 9.0 * throttle,
            ..Default::default()
        }
    }

    fn position_target(&self, target: Place) -> POSITION_TARGET_GLOBAL_INT_DATA {
        POSITION_TARGET_GLOBAL_INT_DATA {
            time_boot_ms: self.boot_ms(),
            coordinate_frame: MavFrame::MAV_FRAME_GLOBAL,
            type_mask: PositionTargetTypemask::from_bits_retain(0xFDF8),
            lat_int: degrees_e7(target.latitude_deg),
            lon_int: degrees_e7(target.longitude_deg),
            alt: target.altitude_amsl_m as f32,
            ..Default::default()
        }
    }

    fn battery_status(&self) -> BATTERY_STATUS_DATA {
        let battery = self.craft.battery();
        let mut voltages = [u16::MAX; 10];
        voltages[0] = (battery.voltage_v() * 1e3).round() as u16;
        BATTERY_STATUS_DATA {
            id: 0,
            battery_function: MavBatteryFunction::MAV_BATTERY_FUNCTION_UNKNOWN,
            mavtype: MavBatteryType::MAV_BATTERY_TYPE_UNKNOWN,
            temperature: hundredths(battery.temperature_c()),
            voltages,
            current_battery: hundredths(battery.current_a()),
            current_consumed: battery.consumed_mah().round() as i32,
            energy_consumed: (battery.consumed_wh() * 36.0).round() as i32,
            battery_remaining: (battery.charge() * 100.0).round() as i8,
            charge_state: MavBatteryChargeState::MAV_BATTERY_CHARGE_STATE_OK,
            fault_bitmask: MavBatteryFault::empty(),
            ..Default::default()
        }
    }

    fn home_position(&self, home: Place) -> HOME_POSITION_DATA {
        let from = self
            .origin
            .map_or(Vector3::zeros(), |origin| origin.ned_to(home));
        HOME_POSITION_DATA {
            latitude: degrees_e7(home.latitude_deg),
            longitude: degrees_e7(home.longitude_deg),
            altitude: millimetres(home.altitude_amsl_m),
            x: from.x as f32,
            y: from.y as f32,
            z: from.z as f32,
            q: [f32::NAN; 4],
            time_usec: self.boot_us,
            ..Default::default()
        }
    }
}

/// What it is (`captures.md`, A.1).
fn version(system_id: u8) -> AUTOPILOT_VERSION_DATA {
    let mut uid2 = [0; 18];
    uid2[..17].copy_from_slice(b"haiou-sim-copter-");
    uid2[17] = system_id;
    AUTOPILOT_VERSION_DATA {
        capabilities: MavProtocolCapability::from_bits_retain(64_495),
        flight_sw_version: 0x0407_0000,
        flight_custom_version: *b"90700977",
        uid2,
        ..Default::default()
    }
}
