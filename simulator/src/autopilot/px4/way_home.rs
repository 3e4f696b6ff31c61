//! The way home that PX4 flies by itself: how high, and to where.

use super::settings::Settings;
use crate::autopilot::mission_run::{is_landing, place_of};
use crate::autopilot::missions::Item;
use crate::place::Place;

/// Another place has to be nearer by this to be taken, m (PX4, `MIN_DIST_THRESHOLD`).
const CLEARLY_NEARER_M: f64 = 2.0;

/// Where a return goes: by RTL_TYPE the nearest of home or the mission's landing (0 home, 1 the landing
/// before home, 3 both) and the rally points, where it lands as well.
pub fn destination(
    here: Place,
    home: Place,
    rally: &[Item],
    mission: &[Item],
    settings: &Settings,
) -> Place {
    let mut found = home;
    let mut distance_m = if settings.return_type == 1 {
        f64::INFINITY
    } else {
        here.ground_distance_m(home)
    };
    let lands = |item: &&Item| is_landing(item.command);
    if matches!(settings.return_type, 1 | 3)
        && let Some(landing) = mission.iter().skip(1).find(lands)
    {
        let place = place_of(landing, home, home);
        let to_landing_m = here.ground_distance_m(place);
        if to_landing_m + CLEARLY_NEARER_M < distance_m {
            (found, distance_m) = (place, to_landing_m);
        }
    }
    for point in rally {
        let place = place_of(point, home, home);
        let to_point_m = here.ground_distance_m(place);
        if to_point_m + CLEARLY_NEARER_M < distance_m {
            (found, distance_m) = (place, to_point_m);
        }
    }
    found
}

/// How high a return is flown, metres above mean sea level: RTL_RETURN_ALT above its destination and no
/// lower than now, but lower within the cone near the destination.
pub fn return_height_amsl_m(here: Place, to: Place, settings: &Settings) -> f64 {
    let distance_m = here.ground_distance_m(to);
    let radius_m = settings.flight.waypoint_radius_m;
    let mut height_m = settings.return_height_m;
    if settings.return_cone_deg > 0.0 {
        if distance_m <= radius_m {
            height_m = 2.0 * distance_m;
        } else {
            if distance_m <= settings.return_near_m {
                let cone = settings.return_cone_deg.clamp(1.0, 89.0).to_radians();
                height_m = height_m.min(distance_m / cone.tan());
            }
            // Not so low that it touches the ground while it still moves sideways.
            height_m = height_m.max(2.0 * radius_m);
        }
    }
    (to.altitude_amsl_m + height_m).max(here.altitude_amsl_m)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autopilot::parameters::{PX4, Parameters};
    use crate::place::DegreeLengths;
    use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame};
    use nalgebra::Vector3;

    const HOME: Place = Place::new(36.0671, 120.3826, 20.0);

    fn from_home(north_m: f64, up_m: f64) -> Place {
        let lengths = DegreeLengths::at(HOME.latitude_deg);
        HOME.moved_ned(Vector3::new(north_m, 0.0, -up_m), lengths)
    }

    fn settings(changes: &[(&str, f64)]) -> Settings {
        let mut parameters = Parameters::new(&PX4);
        for (name, value) in changes {
            parameters.set(name, *value).ok();
        }
        Settings::of(&parameters)
    }

    fn item(command: MavCmd, north_m: f64, z: f32) -> Item {
        let place = from_home(north_m, 0.0);
        Item {
            frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
            command,
            autocontinue: true,
            params: [0.0; 4],
            x: (place.latitude_deg * 1e7).round() as i32,
            y: (place.longitude_deg * 1e7).round() as i32,
            z,
        }
    }

    #[test]
    fn a_return_is_high_from_afar_and_low_in_the_cone() {
        let height = |north_m, up_m| {
            return_height_amsl_m(from_home(north_m, up_m), HOME, &settings(&[])) - 20.0
        };
        assert_eq!(height(100.0, 5.0), 30.0);
        assert_eq!(height(100.0, 70.0), 70.0);
        // A cone of 45° within 10 m, 4 m at least beyond the radius of 2 m, and twice the distance within.
        assert!((height(8.0, 3.0) - 8.0).abs() < 1e-3);
        assert!((height(3.0, 1.0) - 4.0).abs() < 1e-3);
        assert!((height(1.0, 1.0) - 2.0).abs() < 1e-3);
        let flat = settings(&[("RTL_CONE_ANG", 0.0)]);
        assert_eq!(return_height_amsl_m(from_home(8.0, 3.0), HOME, &flat), 50.0);
    }

    #[test]
    fn a_rally_point_is_taken_where_it_is_clearly_nearer_than_home() {
        let rally = [item(MavCmd::MAV_CMD_NAV_RALLY_POINT, 500.0, 12.0)];
        let go = |north_m: f64, rally: &[Item]| {
            destination(from_home(north_m, 50.0), HOME, rally, &[], &settings(&[]))
        };
        let far = go(400.0, &rally);
        assert!((HOME.ned_to(far).x - 500.0).abs() < 0.1);
        assert_eq!(far.altitude_amsl_m, 32.0);
        assert_eq!(go(250.5, &rally), HOME);
        assert_eq!(go(400.0, &[]), HOME);
    }

    #[test]
    fn the_type_says_whether_the_missions_landing_counts() {
        let waypoint = item(MavCmd::MAV_CMD_NAV_WAYPOINT, 10.0, 30.0);
        let mission = [waypoint, item(MavCmd::MAV_CMD_NAV_LAND, 300.0, 0.0)];
        let go = |kind: f64, north_m: f64| {
            let settings = settings(&[("RTL_TYPE", kind)]);
            destination(from_home(north_m, 50.0), HOME, &[], &mission, &settings)
        };
        let is_landing = |to: Place| to != HOME;
        assert!(!is_landing(go(0.0, 290.0)));
        assert!(is_landing(go(1.0, 10.0)) && is_landing(go(1.0, 290.0)));
        assert!(!is_landing(go(3.0, 10.0)) && is_landing(go(3.0, 290.0)));
    }
}
