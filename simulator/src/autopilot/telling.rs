//! Numbers as messages tell them, and what the inertial sensors feel.

use crate::airframe::Body;
use crate::environment::GRAVITY_MPS2;
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
