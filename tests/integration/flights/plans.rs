//! Plans that are flown.

use geofences::{Altitude, AltitudeDatum, Position};
use haiou::link::mav_cmd;
use haiou::link::report::{PlanItem, PlanKind};

/// Where the vehicle begins.
pub const HOME: (f64, f64) = (120.3826, 36.0671);

/// A place so far from home, m.
pub fn place(north_m: f64, east_m: f64) -> Position {
    let (longitude, latitude) = HOME;
    let north = north_m / 111_195.0;
    let east = east_m / (111_195.0 * latitude.to_radians().cos());
    Position::new(longitude + east, latitude + north).unwrap()
}

/// A height above mean sea level; home is at 20 m.
pub fn amsl(metres: f64) -> Altitude {
    Altitude::new(metres, AltitudeDatum::MeanSeaLevel).unwrap()
}

fn item(kind: PlanKind, command: u16, at: Option<(f64, f64)>, z: f32) -> PlanItem {
    let (x, y) = at.map_or((0, 0), |(north_m, east_m)| {
        let place = place(north_m, east_m);
        let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
        (e7(place.latitude_deg()), e7(place.longitude_deg()))
    });
    PlanItem {
        kind,
        sequence: 0,
        frame: mav_cmd::FRAME_GLOBAL_RELATIVE_ALT_INT,
        command,
        is_current: false,
        goes_on: true,
        params: [0.0; 4],
        x,
        y,
        z,
    }
}

/// Up to 30 m, and a square of so many metres round and round, so many times.
pub fn mission(side_m: f64, rounds: usize) -> Vec<PlanItem> {
    let kind = PlanKind::Mission;
    let mut items = vec![item(kind, mav_cmd::NAV_TAKEOFF, Some((0.0, 0.0)), 30.0)];
    for _ in 0..rounds {
        for (north, east) in [(1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.2)] {
            let at = (north * side_m, east * side_m);
            items.push(item(kind, mav_cmd::NAV_WAYPOINT, Some(at), 30.0));
        }
    }
    items
}

/// An area around home.
pub fn fence(half_m: f64) -> Vec<PlanItem> {
    let corners = [(1.0, 1.0), (1.0, -1.0), (-1.0, -1.0), (-1.0, 1.0)];
    let corner = |(north, east): (f64, f64)| PlanItem {
        frame: mav_cmd::FRAME_GLOBAL,
        params: [corners.len() as f32, 0.0, 0.0, 0.0],
        ..item(
            PlanKind::Fence,
            5_001,
            Some((north * half_m, east * half_m)),
            0.0,
        )
    };
    corners.into_iter().map(corner).collect()
}

/// One point to which it may go home.
pub fn rally(north_m: f64, east_m: f64) -> Vec<PlanItem> {
    vec![item(PlanKind::Rally, 5_100, Some((north_m, east_m)), 30.0)]
}
