//! Numbers as messages tell them, messages that both autopilots tell alike, and what the inertial sensors feel.

use super::parameters::{Encoding, Parameters};
use crate::airframe::Body;
use crate::environment::GRAVITY_MPS2;
use crate::sensors::{GnssFix, Reception};
use crate::wire::Voice;
use mavlink::dialects::ardupilotmega::*;
use mavlink::types::CharArray;
use nalgebra::Vector3;
use std::time::Duration;

/// Degrees in their ten millionths.
pub fn degrees_e7(degrees: f64) -> i32 {
    (degrees * 1e7).round() as i32
}

/// Metres in millimetres.
pub fn millimetres(metres: f64) -> i32 {
    (metres * 1e3).round() as i32
}

/// A number in its hundredths.
pub fn hundredths(value: f64) -> i16 {
    (value * 100.0).round() as i16
}

/// An interval as MESSAGE_INTERVAL tells it, in microseconds; the longest that it can tell for a longer.
pub fn interval_us(interval: Duration) -> i32 {
    i32::try_from(interval.as_micros()).unwrap_or(i32::MAX)
}

/// A CRC-32 (IEEE 802.3) as PX4 counts it: from 0, and without the inversion at its end.
pub struct PlainCrc32(crc32fast::Hasher);

impl PlainCrc32 {
    /// Of nothing yet.
    pub fn new() -> Self {
        // The crate inverts before and after: what it takes for all ones begins at 0.
        Self(crc32fast::Hasher::new_with_initial(u32::MAX))
    }

    /// Takes more bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The sum.
    pub fn sum(self) -> u32 {
        !self.0.finalize()
    }
}

impl Default for PlainCrc32 {
    fn default() -> Self {
        Self::new()
    }
}

/// Sends a parameter, `told_index` being what it says its index is.
pub fn say_parameter(
    parameters: &Parameters,
    encoding: Encoding,
    index: usize,
    told_index: u16,
    voice: &mut Voice,
) {
    if let Some((name, value, kind)) = parameters.at(index) {
        voice.say(&PARAM_VALUE_DATA {
            param_value: encoding.encode(value, kind),
            param_count: parameters.count() as u16,
            param_index: told_index,
            param_id: CharArray::from(name),
            param_type: kind,
        });
    }
}

/// Sends the next parameters of a list, no more than `most`. Which is the one after them.
pub fn say_parameters(
    parameters: &Parameters,
    encoding: Encoding,
    from: usize,
    most: usize,
    voice: &mut Voice,
) -> Option<usize> {
    let until = (from + most).min(parameters.count());
    for index in from..until {
        say_parameter(parameters, encoding, index, index as u16, voice);
    }
    (until < parameters.count()).then_some(until)
}

/// ATTITUDE.
pub fn attitude(body: &Body, time_boot_ms: u32) -> ATTITUDE_DATA {
    let (roll, pitch, yaw) = body.euler_rad();
    let rates = body.rates_radps;
    ATTITUDE_DATA {
        time_boot_ms,
        roll: roll as f32,
        pitch: pitch as f32,
        yaw: yaw as f32,
        rollspeed: rates.x as f32,
        pitchspeed: rates.y as f32,
        yawspeed: rates.z as f32,
    }
}

/// LOCAL_POSITION_NED: so far from the origin, m, and so fast, m/s.
pub fn local_position(
    from_origin_m: Vector3<f64>,
    velocity_mps: Vector3<f64>,
    time_boot_ms: u32,
) -> LOCAL_POSITION_NED_DATA {
    LOCAL_POSITION_NED_DATA {
        time_boot_ms,
        x: from_origin_m.x as f32,
        y: from_origin_m.y as f32,
        z: from_origin_m.z as f32,
        vx: velocity_mps.x as f32,
        vy: velocity_mps.y as f32,
        vz: velocity_mps.z as f32,
    }
}

/// GPS_RAW_INT of a fix; without one it is each autopilot's own affair.
pub fn gps_raw(fix: &GnssFix, time_usec: u64) -> GPS_RAW_INT_DATA {
    let over_ground = fix.velocity_mps.xy();
    GPS_RAW_INT_DATA {
        time_usec,
        fix_type: match fix.reception {
            Reception::None | Reception::TwoD => GpsFixType::GPS_FIX_TYPE_2D_FIX,
            Reception::ThreeD => GpsFixType::GPS_FIX_TYPE_3D_FIX,
            Reception::Corrected => GpsFixType::GPS_FIX_TYPE_RTK_FIXED,
        },
        lat: degrees_e7(fix.place.latitude_deg),
        lon: degrees_e7(fix.place.longitude_deg),
        alt: millimetres(fix.place.altitude_amsl_m),
        eph: (fix.hdop * 100.0).round() as u16,
        epv: (fix.vdop * 100.0).round() as u16,
        vel: (over_ground.norm() * 100.0).round() as u16,
        cog: heading_cdeg(over_ground.y.atan2(over_ground.x)),
        satellites_visible: fix.satellites,
        alt_ellipsoid: millimetres(fix.place.altitude_amsl_m),
        h_acc: millimetres(fix.horizontal_accuracy_m) as u32,
        v_acc: millimetres(fix.vertical_accuracy_m) as u32,
        ..Default::default()
    }
}

/// A heading in hundredths of a degree, 0…35999.
pub fn heading_cdeg(radians: f64) -> u16 {
    ((radians.to_degrees().rem_euclid(360.0) * 100.0).round() as u16) % 36_000
}

/// What the accelerometers feel, in the body's axes, m/s².
pub fn felt_mps2(body: &Body) -> Vector3<f64> {
    let felt = body.acceleration_mps2 - Vector3::new(0.0, 0.0, GRAVITY_MPS2);
    body.attitude.inverse() * felt
}

/// The magnetic field in the body's axes, thousandths of a gauss: that of Qingdao, 0.31 G north and
/// 0.42 G down.
pub fn felt_field_mgauss(body: &Body) -> Vector3<f64> {
    body.attitude.inverse() * Vector3::new(306.0, -40.0, 418.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_of_hours_is_the_longest_that_can_be_told() {
        assert_eq!(interval_us(Duration::from_millis(250)), 250_000);
        assert_eq!(interval_us(Duration::from_secs(3_600)), i32::MAX);
    }

    #[test]
    fn headings_stay_below_a_full_circle() {
        assert_eq!(heading_cdeg(0.0), 0);
        assert_eq!(heading_cdeg(-1e-9), 0);
        assert_eq!(heading_cdeg(std::f64::consts::PI), 18_000);
        assert_eq!(heading_cdeg(-std::f64::consts::FRAC_PI_2), 27_000);
    }
}
