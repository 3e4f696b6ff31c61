//! GCJ-02, the shifted coordinates of Chinese web maps (Amap, Tencent), from and to WGS 84.
//!
//! The shift is kept secret, and this is the formula that publicly circulates for it (for
//! instance in the article "Restrictions on geographic data in China" and many open converters):
//! a sum of sines, scaled to degrees on the Krasovsky 1940 ellipsoid. It agrees with the maps to
//! about a metre; for drawing on such maps only, never for a decision about a flight.

#[cfg(test)]
mod tests;

use crate::Position;
use std::f64::consts::PI;

/// Semi-major axis of the Krasovsky 1940 ellipsoid, metres.
const SEMI_MAJOR_AXIS_M: f64 = 6_378_245.0;

/// First eccentricity squared of the Krasovsky 1940 ellipsoid, as the circulated formula has it.
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;

/// Where the shift applies: the rectangle that the circulated converters use for China, degrees.
const LONGITUDES_DEG: std::ops::RangeInclusive<f64> = 72.004..=137.8347;
const LATITUDES_DEG: std::ops::RangeInclusive<f64> = 0.8293..=55.8271;

/// The inverse stops when a step is smaller than this, degrees: 0.01 mm.
const INVERSE_PRECISION_DEG: f64 = 1e-10;

/// The shift changes by less than 1 % of a step, so that each pass wins two digits.
const INVERSE_PASSES: usize = 12;

/// The GCJ-02 coordinates of a WGS 84 place; unchanged outside China.
///
/// The result is no place on the earth, and is a [`Position`] only in that it is a longitude and
/// a latitude: it belongs on a GCJ-02 map and nowhere else.
pub fn gcj02_from_wgs84(wgs84: Position) -> Position {
    if !is_shifted(wgs84) {
        return wgs84;
    }
    let (east_deg, north_deg) = shift_deg(wgs84.longitude_deg(), wgs84.latitude_deg());
    Position::new(
        wgs84.longitude_deg() + east_deg,
        wgs84.latitude_deg() + north_deg,
    )
    .unwrap_or(wgs84)
}

/// The WGS 84 place of GCJ-02 coordinates, to better than 1e-9°; unchanged outside China.
///
/// Within some hundred metres of the rectangle's border the two sides overlap; there the answer
/// is the place inside.
pub fn wgs84_from_gcj02(gcj02: Position) -> Position {
    let (target_longitude, target_latitude) = (gcj02.longitude_deg(), gcj02.latitude_deg());
    let (mut longitude, mut latitude) = (target_longitude, target_latitude);
    for _ in 0..INVERSE_PASSES {
        let (east_deg, north_deg) = shift_deg(longitude, latitude);
        let next = (target_longitude - east_deg, target_latitude - north_deg);
        let step = (next.0 - longitude).abs().max((next.1 - latitude).abs());
        (longitude, latitude) = next;
        if step < INVERSE_PRECISION_DEG {
            break;
        }
    }
    match Position::new(longitude, latitude) {
        Ok(wgs84) if is_shifted(wgs84) => wgs84,
        _ => gcj02,
    }
}

fn is_shifted(position: Position) -> bool {
    LONGITUDES_DEG.contains(&position.longitude_deg())
        && LATITUDES_DEG.contains(&position.latitude_deg())
}

/// How far the place is shifted to the east and to the north, degrees.
fn shift_deg(longitude_deg: f64, latitude_deg: f64) -> (f64, f64) {
    let (x, y) = (longitude_deg - 105.0, latitude_deg - 35.0);
    let common_m = waves(x, [(20.0, 6.0), (20.0, 2.0)]);
    let east_m = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + common_m
        + waves(x, [(20.0, 1.0), (40.0, 1.0 / 3.0)])
        + waves(x, [(150.0, 1.0 / 12.0), (300.0, 1.0 / 30.0)]);
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + common_m
        + waves(y, [(20.0, 1.0), (40.0, 1.0 / 3.0)])
        + waves(y, [(160.0, 1.0 / 12.0), (320.0, 1.0 / 30.0)]);

    let latitude_rad = latitude_deg.to_radians();
    let w_squared = 1.0 - ECCENTRICITY_SQUARED * latitude_rad.sin().powi(2);
    let prime_vertical_m = SEMI_MAJOR_AXIS_M / w_squared.sqrt();
    let meridian_m = SEMI_MAJOR_AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / w_squared.powf(1.5);
    (
        (east_m / (prime_vertical_m * latitude_rad.cos())).to_degrees(),
        (north_m / meridian_m).to_degrees(),
    )
}

/// Two thirds of a sum of sines, each with its amplitude and its half waves a degree.
fn waves(at: f64, sines: [(f64, f64); 2]) -> f64 {
    let sum: f64 = sines
        .into_iter()
        .map(|(amplitude, half_waves)| amplitude * (at * half_waves * PI).sin())
        .sum();
    sum * 2.0 / 3.0
}
