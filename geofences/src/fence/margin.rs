//! How far the fence stands inside the airspace, so that an aircraft that meets it stops in time.

use super::Autopilot;
use super::frame::Region;

/// How an aircraft comes to rest after it has touched its fence.
///
/// All values are the worst that are planned for: too small a value here is a breach out there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StoppingModel {
    /// The highest horizontal speed through the air in the mission, m/s.
    pub speed_mps: f64,
    /// From crossing the fence to the start of braking (position filter, fence check, change of
    /// mode), seconds.
    pub latency_s: f64,
    /// The deceleration that braking reaches, m/s².
    pub deceleration_mps2: f64,
    /// The strongest wind, gusts included, m/s.
    pub wind_mps: f64,
    /// The true horizontal position lies within this of the reported one, metres.
    pub position_error_m: f64,
    /// The true height lies within ± this of the planned one, metres: sensor and control.
    pub vertical_error_m: f64,
}

impl StoppingModel {
    /// The fields that are not finite, negative, or, for the deceleration, not above zero.
    pub fn faults(&self) -> Vec<&'static str> {
        let mut faults: Vec<&'static str> = [
            ("speed_mps", self.speed_mps),
            ("latency_s", self.latency_s),
            ("wind_mps", self.wind_mps),
            ("position_error_m", self.position_error_m),
            ("vertical_error_m", self.vertical_error_m),
        ]
        .into_iter()
        .filter(|(_, value)| !(value.is_finite() && *value >= 0.0))
        .map(|(name, _)| name)
        .collect();
        if !(self.deceleration_mps2.is_finite() && self.deceleration_mps2 > 0.0) {
            faults.push("deceleration_mps2");
        }
        faults
    }

    /// The distance between crossing the fence and rest, metres, for speed *v*, latency *τ*,
    /// deceleration *a*, wind *w* and position error *e*:
    ///
    /// *v·τ + v²/(2a) + w·(τ + v/a) + e*
    ///
    /// - *v·τ*: until braking begins the aircraft flies on, straight outwards at worst.
    /// - *v²/(2a)*: uniform braking from *v* takes *v/a* seconds at the mean speed *v/2*.
    /// - *w·(τ + v/a)*: braking acts through the air; until rest is reached, the air itself
    ///   carries the aircraft along.
    /// - *e*: the autopilot compares the reported position, not the true one.
    pub fn stopping_distance_m(&self) -> f64 {
        let braking_time_s = self.speed_mps / self.deceleration_mps2;
        self.speed_mps * self.latency_s
            + self.speed_mps * braking_time_s / 2.0
            + self.wind_mps * (self.latency_s + braking_time_s)
            + self.position_error_m
    }
}

/// How far the autopilot's own idea of a fence edge lies from the straight line in lon/lat,
/// metres, at most, for edges within `region`.
///
/// PX4 tests points against polygons in longitude and latitude, so that its edges are ours.
/// ArduPilot turns vertices into metres north and east of its origin with the longitude scale of
/// the mean of both latitudes (`Location::get_distance_NE`); an edge that is straight there is
/// bent in lon/lat: x = Δlon·cos((φ₀+φ)/2) has the second derivative −δλ·δφ·sin φ along an edge
/// of extent (δλ, δφ), and a parabola departs from its chord by an eighth of that.
pub(super) fn edge_bend_m(autopilot: Autopilot, region: &Region) -> f64 {
    /// No radius of curvature of the WGS 84 ellipsoid exceeds a²/b = 6 399 594 m.
    const LARGEST_RADIUS_M: f64 = 6_399_594.0;
    match autopilot {
        Autopilot::Px4 => 0.0,
        Autopilot::ArduPilot => {
            let width = (region.east_deg - region.west_deg).to_radians();
            let height = (region.north_deg - region.south_deg).to_radians();
            let sine = region
                .north_deg
                .abs()
                .max(region.south_deg.abs())
                .to_radians()
                .sin();
            LARGEST_RADIUS_M * width * height * sine / 8.0
        }
    }
}
