//! What missions says that a flight takes.

use super::errand::{Errand, Stop};
use missions::energy::{CannotFly, Flown, Flyer, Leg, Pace};

/// A path that turns more than this is not flown through in full flight, degrees.
const TURNS_DEG: f64 = 17.0;

/// Piece by piece, as they follow each other.
pub fn predict(flyer: &Flyer, errand: &Errand) -> Result<Vec<(&'static str, Flown)>, CannotFly> {
    let air = errand.told_air();
    let ground_amsl_m = errand.ground_amsl_m;
    let start = Stop {
        north_m: 0.0,
        east_m: 0.0,
        height_m: errand.take_off_m,
        hold_s: 0.0,
    };
    let places: Vec<Stop> = std::iter::once(start)
        .chain(errand.stops.iter().copied())
        .collect();
    let mut begins_at_rest = true;
    let mut pieces = vec![(
        "take-off",
        flyer.take_off(ground_amsl_m, ground_amsl_m + errand.take_off_m, &air)?,
    )];
    for (at, pair) in places.windows(2).enumerate() {
        let (from, to) = (pair[0], pair[1]);
        let ends_at_rest = to.hold_s > 0.0
            || places
                .get(at + 2)
                .is_none_or(|next| turn_deg(from, to, *next) > TURNS_DEG);
        let leg = Leg {
            distance_m: (to.north_m - from.north_m).hypot(to.east_m - from.east_m),
            course_deg: course_deg(from, to),
            from_amsl_m: ground_amsl_m + from.height_m,
            to_amsl_m: ground_amsl_m + to.height_m,
            pace: Pace::OverGround(errand.speed_mps),
            begins_at_rest,
            ends_at_rest,
        };
        pieces.push(("leg", flyer.leg(&leg, &air)?));
        if to.hold_s > 0.0 {
            pieces.push(("hold", flyer.hold(to.hold_s, leg.to_amsl_m, &air)?));
        }
        begins_at_rest = ends_at_rest;
    }
    let height_m = places.last().map_or(0.0, |last| last.height_m);
    pieces.push((
        "landing",
        flyer.landing(ground_amsl_m + height_m, ground_amsl_m, &air)?,
    ));
    Ok(pieces)
}

fn course_deg(from: Stop, to: Stop) -> f64 {
    (to.east_m - from.east_m)
        .atan2(to.north_m - from.north_m)
        .to_degrees()
        .rem_euclid(360.0)
}

fn turn_deg(before: Stop, here: Stop, next: Stop) -> f64 {
    let turn = course_deg(here, next) - course_deg(before, here);
    ((turn + 180.0).rem_euclid(360.0) - 180.0).abs()
}
