//! What PX4's messages say of where it is, how it moves and where it is to go (`captures.md`, C.2a).

use super::regular::Regular;
use super::report::Report;
use crate::autopilot::telling::{
    attitude, degrees_e7, felt_field_mgauss, felt_mps2, heading_cdeg, hundredths, local_position,
    millimetres,
};
use crate::environment::standard_altitude_m;
use crate::place::Place;
use crate::wire::Voice;
use mavlink::dialects::ardupilotmega::*;
use nalgebra::Vector3;

/// Thrust that stands for none.
const NO_THRUST: f32 = 0.001;
/// OPEN_DRONE_ID_SYSTEM's time, as the real one overflows.
const OVERFLOWN_TIME: u32 = 2_748_666_496;

impl Report<'_> {
    /// Where it is, how it moves and where it is to go.
    pub(super) fn say_motion(&self, message: Regular, voice: &mut Voice) {
        match message {
            Regular::Attitude => voice.say(&attitude(self.craft.body(), self.boot_ms())),
            Regular::AttitudeQuaternion => voice.say(&self.attitude_quaternion()),
            Regular::AttitudeTarget => voice.say(&self.attitude_target()),
            Regular::HighresImu => voice.say(&self.highres_imu()),
            Regular::Altitude => voice.say(&self.altitude()),
            Regular::VfrHud => voice.say(&self.vfr_hud()),
            Regular::Vibration => voice.say(&self.vibration()),
            Regular::Wind => voice.say(&self.wind()),
            Regular::NavController => {
                if let Some(output) = self.nav_controller() {
                    voice.say(&output);
                }
            }
            Regular::PositionTargetLocal => voice.say(&self.local_target()),
            Regular::PositionTargetGlobal => {
                if let Some(target) = self.target {
                    voice.say(&self.global_target(target));
                }
            }
            // Without a place there are no such messages.
            _ if !self.has_position => {}
            Regular::GlobalPosition => voice.say(&self.global_position()),
            Regular::LocalPosition => {
                if let Some(local) = self.local() {
                    voice.say(&local_position(
                        local,
                        self.estimate.velocity_mps,
                        self.boot_ms(),
                    ));
                }
            }
            Regular::OdidLocation => voice.say(&self.odid_location()),
            Regular::UtmPosition => voice.say(&self.utm_position()),
            _ => self.say_home(message, voice),
        }
    }

    fn say_home(&self, message: Regular, voice: &mut Voice) {
        match (message, self.home, self.origin) {
            (Regular::Home, Some(_), _) => voice.say(&self.home_position()),
            (Regular::OdidSystem, Some(home), _) => voice.say(&odid_system(home.place)),
            (Regular::Origin, _, Some(origin)) => voice.say(&GPS_GLOBAL_ORIGIN_DATA {
                latitude: degrees_e7(origin.latitude_deg),
                longitude: degrees_e7(origin.longitude_deg),
                altitude: millimetres(origin.altitude_amsl_m),
                time_usec: self.boot_us,
            }),
            _ => {}
        }
    }

    fn local(&self) -> Option<Vector3<f64>> {
        Some(self.origin?.ned_to(self.estimate.place))
    }

    fn quaternion(&self) -> [f32; 4] {
        let q = self.craft.body().attitude.quaternion();
        [q.w, q.i, q.j, q.k].map(|part| part as f32)
    }

    fn attitude_quaternion(&self) -> ATTITUDE_QUATERNION_DATA {
        let [q1, q2, q3, q4] = self.quaternion();
        let rates = self.craft.body().rates_radps;
        ATTITUDE_QUATERNION_DATA {
            time_boot_ms: self.boot_ms(),
            q1,
            q2,
            q3,
            q4,
            rollspeed: rates.x as f32,
            pitchspeed: rates.y as f32,
            yawspeed: rates.z as f32,
            ..Default::default()
        }
    }

    pub(super) fn throttle(&self) -> f64 {
        self.craft.effort().throttle
    }

    /// The attitude loops follow within a tenth of a second: what is wanted is what there is.
    fn attitude_target(&self) -> ATTITUDE_TARGET_DATA {
        let rates = self.craft.body().rates_radps;
        ATTITUDE_TARGET_DATA {
            time_boot_ms: self.boot_ms(),
            q: self.quaternion(),
            body_roll_rate: rates.x as f32,
            body_pitch_rate: rates.y as f32,
            body_yaw_rate: rates.z as f32,
            thrust: (self.throttle() as f32).max(NO_THRUST),
            type_mask: AttitudeTargetTypemask::empty(),
        }
    }

    fn highres_imu(&self) -> HIGHRES_IMU_DATA {
        let body = self.craft.body();
        let (felt, rates, field) = (felt_mps2(body), body.rates_radps, felt_field_mgauss(body));
        HIGHRES_IMU_DATA {
            time_usec: self.boot_us,
            xacc: felt.x as f32,
            yacc: felt.y as f32,
            zacc: felt.z as f32,
            xgyro: rates.x as f32,
            ygyro: rates.y as f32,
            zgyro: rates.z as f32,
            xmag: (field.x * 1e-3) as f32,
            ymag: (field.y * 1e-3) as f32,
            zmag: (field.z * 1e-3) as f32,
            abs_pressure: (self.craft.pressure_pa() * 1e-2) as f32,
            pressure_alt: standard_altitude_m(self.craft.pressure_pa()) as f32,
            temperature: self.craft.battery().temperature_c() as f32,
            fields_updated: HighresImuUpdatedFlags::from_bits_retain(511),
            ..Default::default()
        }
    }

    fn altitude(&self) -> ALTITUDE_DATA {
        let local_m = self.local().map_or(f64::NAN, |local| -local.z);
        ALTITUDE_DATA {
            time_usec: self.boot_us,
            altitude_monotonic: standard_altitude_m(self.craft.pressure_pa()) as f32,
            altitude_amsl: self.amsl_m() as f32,
            altitude_local: local_m as f32,
            altitude_relative: self.above_home_m() as f32,
            // It has nothing to measure the ground with.
            altitude_terrain: f32::NAN,
            bottom_clearance: f32::NAN,
        }
    }

    fn vfr_hud(&self) -> VFR_HUD_DATA {
        let velocity = self.estimate.velocity_mps;
        VFR_HUD_DATA {
            // Most have nothing to measure the air with.
            airspeed: self.estimate.airspeed_mps.map_or(f32::NAN, |it| it as f32),
            groundspeed: velocity.xy().norm() as f32,
            alt: self.amsl_m() as f32,
            climb: -velocity.z as f32,
            heading: self.craft.heading_rad().to_degrees().rem_euclid(360.0) as i16,
            throttle: (self.throttle() * 100.0).round() as u16,
        }
    }

    fn vibration(&self) -> VIBRATION_DATA {
        let throttle = self.throttle() as f32;
        VIBRATION_DATA {
            time_usec: self.boot_us,
            vibration_x: 1e-9,
            vibration_y: 0.011 + 0.16 * throttle,
            vibration_z: 0.11 + 2.4 * throttle,
            ..Default::default()
        }
    }

    fn wind(&self) -> WIND_COV_DATA {
        let wind = self.craft.wind_mps();
        WIND_COV_DATA {
            time_usec: self.boot_us,
            wind_x: wind.x as f32,
            wind_y: wind.y as f32,
            wind_z: f32::NAN,
            var_horiz: 0.5,
            var_vert: f32::NAN,
            wind_alt: self.amsl_m() as f32,
            horiz_accuracy: f32::NAN,
            vert_accuracy: f32::NAN,
        }
    }

    /// What is wanted of the velocity: nothing while nothing is flown.
    fn wanted_velocity(&self) -> [f32; 3] {
        if self.is_standing() {
            return [f32::NAN; 3];
        }
        let velocity = self.wanted.0;
        [velocity.x, velocity.y, velocity.z].map(|part| part as f32)
    }

    /// The acceleration that is wanted; on the ground that of lying heavily there.
    fn wanted_acceleration(&self) -> [f32; 3] {
        if self.is_standing() {
            return [0.0, 0.0, 100.0];
        }
        let acceleration = self.wanted.1;
        [acceleration.x, acceleration.y, acceleration.z].map(|part| part as f32)
    }

    fn local_target(&self) -> POSITION_TARGET_LOCAL_NED_DATA {
        let is_idle = self.is_standing() || self.target.is_none();
        let place = self.target.zip(self.origin).filter(|_| !is_idle);
        let place = place.map_or([f32::NAN; 3], |(target, origin)| {
            let offset = origin.ned_to(target);
            [offset.x, offset.y, offset.z].map(|part| part as f32)
        });
        let ([vx, vy, vz], [afx, afy, afz]) = (self.wanted_velocity(), self.wanted_acceleration());
        let mask = if is_idle { 63 } else { 0 };
        POSITION_TARGET_LOCAL_NED_DATA {
            time_boot_ms: self.boot_ms(),
            x: place[0],
            y: place[1],
            z: place[2],
            vx,
            vy,
            vz,
            afx,
            afy,
            afz,
            yaw: wrapped(self.wanted.2),
            yaw_rate: 0.0,
            type_mask: PositionTargetTypemask::from_bits_retain(mask),
            coordinate_frame: MavFrame::MAV_FRAME_LOCAL_NED,
        }
    }

    fn global_target(&self, target: Place) -> POSITION_TARGET_GLOBAL_INT_DATA {
        let ([vx, vy, vz], [afx, afy, afz]) = (self.wanted_velocity(), self.wanted_acceleration());
        POSITION_TARGET_GLOBAL_INT_DATA {
            time_boot_ms: self.boot_ms(),
            lat_int: degrees_e7(target.latitude_deg),
            lon_int: degrees_e7(target.longitude_deg),
            alt: target.altitude_amsl_m as f32,
            vx,
            vy,
            vz,
            afx,
            afy,
            afz,
            yaw: wrapped(self.wanted.2),
            yaw_rate: 0.0,
            type_mask: PositionTargetTypemask::empty(),
            coordinate_frame: MavFrame::MAV_FRAME_GLOBAL_INT,
        }
    }

    fn global_position(&self) -> GLOBAL_POSITION_INT_DATA {
        let (place, velocity) = (self.estimate.place, self.estimate.velocity_mps);
        GLOBAL_POSITION_INT_DATA {
            time_boot_ms: self.boot_ms(),
            lat: degrees_e7(place.latitude_deg),
            lon: degrees_e7(place.longitude_deg),
            alt: millimetres(place.altitude_amsl_m),
            relative_alt: millimetres(self.above_home_m()),
            vx: hundredths(velocity.x),
            vy: hundredths(velocity.y),
            vz: hundredths(velocity.z),
            hdg: heading_cdeg(self.craft.heading_rad()),
        }
    }

    fn home_position(&self) -> HOME_POSITION_DATA {
        let Some(home) = self.home else {
            return HOME_POSITION_DATA::default();
        };
        let from = self
            .origin
            .map_or(Vector3::zeros(), |it| it.ned_to(home.place));
        let (sin, cos) = (0.5 * home.yaw_rad).sin_cos();
        HOME_POSITION_DATA {
            latitude: degrees_e7(home.place.latitude_deg),
            longitude: degrees_e7(home.place.longitude_deg),
            altitude: millimetres(home.place.altitude_amsl_m),
            x: from.x as f32,
            y: from.y as f32,
            z: from.z as f32,
            q: [cos as f32, 0.0, 0.0, sin as f32],
            time_usec: self.home_us,
            ..Default::default()
        }
    }

    fn odid_location(&self) -> OPEN_DRONE_ID_LOCATION_DATA {
        let (place, velocity) = (self.estimate.place, self.estimate.velocity_mps);
        let course = velocity.y.atan2(velocity.x).to_degrees().rem_euclid(360.0);
        OPEN_DRONE_ID_LOCATION_DATA {
            latitude: degrees_e7(place.latitude_deg),
            longitude: degrees_e7(place.longitude_deg),
            altitude_barometric: standard_altitude_m(self.craft.pressure_pa()) as f32,
            altitude_geodetic: place.altitude_amsl_m.trunc() as f32,
            height: self.above_home_m() as f32,
            // Not known, it says.
            timestamp: 65_535.0,
            direction: (course as u16 % 360) * 100,
            speed_horizontal: (velocity.xy().norm() * 100.0) as u16,
            speed_vertical: hundredths(-velocity.z),
            status: if self.is_standing() {
                MavOdidStatus::MAV_ODID_STATUS_GROUND
            } else {
                MavOdidStatus::MAV_ODID_STATUS_AIRBORNE
            },
            height_reference: MavOdidHeightRef::MAV_ODID_HEIGHT_REF_OVER_TAKEOFF,
            horizontal_accuracy: MavOdidHorAcc::MAV_ODID_HOR_ACC_1_METER,
            vertical_accuracy: MavOdidVerAcc::MAV_ODID_VER_ACC_3_METER,
            speed_accuracy: MavOdidSpeedAcc::MAV_ODID_SPEED_ACC_1_METERS_PER_SECOND,
            ..Default::default()
        }
    }

    fn utm_position(&self) -> UTM_GLOBAL_POSITION_DATA {
        let (place, velocity) = (self.estimate.place, self.estimate.velocity_mps);
        let sigma_mm = millimetres(self.estimate.horizontal_sigma_m);
        UTM_GLOBAL_POSITION_DATA {
            time: self.unix_us,
            lat: degrees_e7(place.latitude_deg),
            lon: degrees_e7(place.longitude_deg),
            alt: millimetres(place.altitude_amsl_m),
            relative_alt: millimetres(self.above_home_m()),
            vx: hundredths(velocity.x),
            vy: hundredths(velocity.y),
            vz: hundredths(velocity.z),
            h_acc: sigma_mm.clamp(0, 65_535) as u16,
            v_acc: (2 * sigma_mm).clamp(0, 65_535) as u16,
            flight_state: if self.is_standing() {
                UtmFlightState::UTM_FLIGHT_STATE_GROUND
            } else {
                UtmFlightState::UTM_FLIGHT_STATE_AIRBORNE
            },
            // Time, place, heights, velocities.
            flags: UtmDataAvailFlags::from_bits_retain(0b1110_1101),
            ..Default::default()
        }
    }
}

/// A direction from −π to π.
fn wrapped(radians: f64) -> f32 {
    use std::f64::consts::{PI, TAU};
    ((radians + PI).rem_euclid(TAU) - PI) as f32
}

fn odid_system(home: Place) -> OPEN_DRONE_ID_SYSTEM_DATA {
    OPEN_DRONE_ID_SYSTEM_DATA {
        // The operator stands at home, it says.
        operator_latitude: degrees_e7(home.latitude_deg),
        operator_longitude: degrees_e7(home.longitude_deg),
        area_ceiling: -1_000.0,
        area_floor: -1_000.0,
        operator_altitude_geo: home.altitude_amsl_m as f32,
        timestamp: OVERFLOWN_TIME,
        area_count: 1,
        ..Default::default()
    }
}
