//! Where the sun stands.

use chrono::{DateTime, Utc};

/// The sun in the sky.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SunPosition {
    /// Above the horizon, radians.
    pub elevation_rad: f64,
    /// Clockwise from north, radians.
    pub azimuth_rad: f64,
}

/// 2000-01-01T12:00:00Z, Unix seconds.
const J2000_S: i64 = 946_728_000;

/// The sun at a time over a place, to about 0.02° (The Astronomical Almanac, low-precision formulas for
/// the sun; without refraction).
pub fn sun_at(time: DateTime<Utc>, latitude_deg: f64, longitude_deg: f64) -> SunPosition {
    let days = (time.timestamp() - J2000_S) as f64 / 86_400.0;
    let mean_longitude_deg = 280.460 + 0.985_647_4 * days;
    let anomaly = (357.528 + 0.985_600_3 * days).to_radians();
    let longitude =
        (mean_longitude_deg + 1.915 * anomaly.sin() + 0.020 * (2.0 * anomaly).sin()).to_radians();
    let obliquity = (23.439 - 4.0e-7 * days).to_radians();
    let right_ascension = (obliquity.cos() * longitude.sin()).atan2(longitude.cos());
    let declination = (obliquity.sin() * longitude.sin()).asin();
    let sidereal_hours = 18.697_374_558 + 24.065_709_824_419_08 * days;
    let hour_angle = (15.0 * sidereal_hours + longitude_deg).to_radians() - right_ascension;
    let latitude = latitude_deg.to_radians();
    let up =
        latitude.sin() * declination.sin() + latitude.cos() * declination.cos() * hour_angle.cos();
    let east = -declination.cos() * hour_angle.sin();
    let north =
        latitude.cos() * declination.sin() - latitude.sin() * declination.cos() * hour_angle.cos();
    SunPosition {
        elevation_rad: up.clamp(-1.0, 1.0).asin(),
        azimuth_rad: east.atan2(north).rem_euclid(std::f64::consts::TAU),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sun_stands_where_tables_have_it() {
        // At noon of the equinox over the equator and the meridian of the sun it stands in the zenith;
        // in Qingdao it is highest at about 11:56 in winter, at 90° − 36.07° − 23.43°.
        let at = |text: &str, lat, lon| {
            let sun = sun_at(text.parse().unwrap_or_default(), lat, lon);
            (sun.elevation_rad.to_degrees(), sun.azimuth_rad.to_degrees())
        };
        let (elevation, _) = at("2026-03-20T12:07:30Z", 0.0, 0.0);
        assert!(elevation > 89.5, "{elevation}");
        let (elevation, azimuth) = at("2026-12-21T03:56:30Z", 36.0671, 120.3826);
        assert!((elevation - 30.5).abs() < 0.1, "{elevation}");
        assert!((azimuth - 180.0).abs() < 0.5, "{azimuth}");
        // It rises in the east (sunrise there that day at 07:06 local time).
        let (elevation, azimuth) = at("2026-12-20T23:06:00Z", 36.0671, 120.3826);
        assert!(elevation.abs() < 1.2, "{elevation}");
        assert!((azimuth - 119.0).abs() < 2.0, "{azimuth}");
    }
}
