use super::*;
use crate::vehicle::Vehicle;

mod legs;
mod pieces;
mod power;

pub(super) fn is_near(value: f64, expected: f64, off: f64) {
    assert!((value - expected).abs() <= off, "{value} is not {expected}");
}

pub(super) fn air(temperature_c: f64, wind_east_mps: f64, wind_north_mps: f64) -> Air {
    Air::new(AirFigures {
        temperature_c,
        measured_amsl_m: 0.0,
        // So high that it is the same at all heights flown.
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
