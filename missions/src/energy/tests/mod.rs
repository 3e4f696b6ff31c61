use super::*;
use crate::vehicle::Vehicle;

mod legs;
mod pieces;
mod power;

pub(super) fn is_near(value: f64, expected: f64, off: f64) {
    assert!((value - expected).abs() <= off, "{value} is not {expected}");
}

/// Air of a temperature at sea level.
pub(super) fn air(temperature_c: f64, wind_east_mps: f64, wind_north_mps: f64) -> Air {
    Air::new(AirFigures {
        // 6.5 K colder than at sea level.
        temperature_c: temperature_c - 6.5,
        // So high that the wind is the same at all heights flown.
        measured_amsl_m: 1_000.0,
        measured_agl_m: 1_000.0,
        pressure_hpa: 1_013.25,
        wind_east_mps,
        wind_north_mps,
        gust_mps: wind_east_mps.hypot(wind_north_mps),
        rain_mm_per_h: 0.0,
    })
    .unwrap()
}

/// East, level, at 50 m.
pub(super) fn leg(distance_m: f64, pace: Pace) -> Leg {
    Leg {
        distance_m,
        course_deg: 90.0,
        from_amsl_m: 50.0,
        to_amsl_m: 50.0,
        pace,
        begins_at_rest: false,
        ends_at_rest: false,
    }
}

pub(super) fn alone(vehicle: &Vehicle) -> Flyer<'_> {
    Flyer::new(vehicle, []).unwrap()
}

/// Measured 10 m above ground that is 40 m above the sea.
pub(super) fn windy(wind_east_mps: f64, gust_mps: f64) -> AirFigures {
    AirFigures {
        temperature_c: 15.0,
        measured_amsl_m: 50.0,
        measured_agl_m: 10.0,
        pressure_hpa: 1_013.25,
        wind_east_mps,
        wind_north_mps: 0.0,
        gust_mps,
        rain_mm_per_h: 0.0,
    }
}
