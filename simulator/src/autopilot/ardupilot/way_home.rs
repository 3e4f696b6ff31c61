//! The way home that Copter flies by itself: how high, and to where.

use super::settings::Settings;
use crate::autopilot::missions::Item;
use crate::place::Place;

/// A cone flatter than this is no cone (ArduCopter, `RTL_MIN_CONE_SLOPE`).
const FLATTEST_CONE: f64 = 0.5;
/// Within the cone it still climbs so much, m (ArduCopter, `RTL_ABS_MIN_CLIMB`).
const LEAST_CLIMB_M: f64 = 2.5;
/// No return is lower, m (ArduCopter, `RTL_ALT_MIN`).
const LOWEST_M: f64 = 0.3;

/// Where a return goes: the nearest of home and the rally points within their limit. Rally points have
/// heights above home.
pub fn return_target(here: Place, home: Place, rally: &[Item], settings: &Settings) -> Place {
    let points = rally.iter().filter_map(|item| {
        let (latitude_deg, longitude_deg) = item.lat_lon_deg()?;
        let height = home.altitude_amsl_m + f64::from(item.z);
        Some(Place::new(latitude_deg, longitude_deg, height))
    });
    let nearest = points.min_by(|a, b| {
        let distance = |place: &Place| here.ground_distance_m(*place);
        distance(a).total_cmp(&distance(b))
    });
    let Some(nearest) = nearest else {
        return home;
    };
    let distance_m = here.ground_distance_m(nearest);
    let is_too_far = settings.rally_limit_m > 0.0 && distance_m > settings.rally_limit_m;
    let is_home_nearer = settings.rally_with_home && here.ground_distance_m(home) < distance_m;
    if is_too_far || is_home_nearer {
        home
    } else {
        nearest
    }
}

/// How high a return is flown, metres above mean sea level: RTL_ALT above home and no lower than
/// now, but near the target no higher than the cone over it lets, so that it does not climb only to
/// come down again.
pub fn return_height_amsl_m(here: Place, target: Place, home: Place, settings: &Settings) -> f64 {
    let now_m = here.altitude_amsl_m - home.altitude_amsl_m;
    let mut height_m = settings
        .return_height_m
        .max(LOWEST_M)
        .max(now_m + settings.return_climb_m.max(0.0))
        .max(target.altitude_amsl_m - home.altitude_amsl_m);
    if settings.return_cone >= FLATTEST_CONE {
        let cone_m = here.ground_distance_m(target) * settings.return_cone;
        height_m = height_m.min(cone_m.max(now_m + LEAST_CLIMB_M));
    }
    home.altitude_amsl_m + height_m.max(now_m)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autopilot::parameters::{ARDUPILOT, Parameters};
    use crate::place::DegreeLengths;
    use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame};
    use nalgebra::Vector3;

    const HOME: Place = Place::new(36.0671, 120.3826, 20.0);

    fn from_home(north_m: f64, east_m: f64, up_m: f64) -> Place {
        let lengths = DegreeLengths::at(HOME.latitude_deg);
        HOME.moved_ned(Vector3::new(north_m, east_m, -up_m), lengths)
    }

    fn settings(changes: &[(&str, f64)]) -> Settings {
        let mut parameters = Parameters::new(&ARDUPILOT);
        for (name, value) in changes {
            parameters.set(name, *value).ok();
        }
        Settings::of(&parameters)
    }

    fn height_m(here: Place, settings: &Settings) -> f64 {
        return_height_amsl_m(here, HOME, HOME, settings) - 20.0
    }

    #[test]
    fn a_return_from_afar_climbs_to_its_height_and_one_from_above_stays() {
        let settings = settings(&[("RTL_ALT", 4_000.0)]);
        assert!((height_m(from_home(500.0, 0.0, 12.0), &settings) - 40.0).abs() < 1e-6);
        assert!((height_m(from_home(500.0, 0.0, 90.0), &settings) - 90.0).abs() < 1e-6);
    }

    #[test]
    fn near_home_the_cone_keeps_it_low() {
        let settings = settings(&[("RTL_ALT", 4_000.0)]);
        // 5 m away: 15 m of cone against 12 m and 2.5 m of least climb.
        assert!((height_m(from_home(5.0, 0.0, 12.0), &settings) - 15.0).abs() < 0.1);
        assert!((height_m(from_home(1.0, 0.0, 12.0), &settings) - 14.5).abs() < 0.1);
        let no_cone = self::settings(&[("RTL_ALT", 4_000.0), ("RTL_CONE_SLOPE", 0.0)]);
        assert!((height_m(from_home(1.0, 0.0, 12.0), &no_cone) - 40.0).abs() < 1e-6);
    }

    fn rally(north_m: f64) -> Item {
        let place = from_home(north_m, 0.0, 0.0);
        Item {
            frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
            command: MavCmd::MAV_CMD_NAV_RALLY_POINT,
            autocontinue: true,
            params: [0.0; 4],
            x: (place.latitude_deg * 1e7).round() as i32,
            y: (place.longitude_deg * 1e7).round() as i32,
            z: 35.0,
        }
    }

    #[test]
    fn the_nearest_rally_point_is_taken_within_its_limit_alone() {
        let points = [rally(400.0), rally(900.0)];
        let target = |here| return_target(here, HOME, &points, &settings(&[]));
        let first = target(from_home(500.0, 0.0, 50.0));
        assert!((HOME.ned_to(first).x - 400.0).abs() < 0.1);
        assert_eq!(first.altitude_amsl_m, 55.0);
        // 301 m beyond the farther one; and where home is nearer.
        assert_eq!(target(from_home(1_201.0, 0.0, 50.0)), HOME);
        assert!(target(from_home(1_199.0, 0.0, 50.0)) != HOME);
        assert_eq!(target(from_home(150.0, 0.0, 50.0)), HOME);
        assert_eq!(return_target(HOME, HOME, &[], &settings(&[])), HOME);
    }
}
