//! The tracks of search patterns, wherever they lead.

use geo::Coord;

/// To which side an expanding square turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// As IAMSAR's figure does.
    Right,
    /// The other way round.
    Left,
}

/// How many legs an expanding square needs to be closed around a circle: after 4m + 1 legs a square of (2m + 1)
/// spacings a side lies within half a spacing to the sides of them.
pub(super) fn legs_to_reach(radius_m: f64, spacing_m: f64) -> f64 {
    let rounds = (radius_m / spacing_m - 0.5 - 1e-9).ceil().max(0.0);
    4.0 * rounds + 1.0
}

/// The track of an expanding square: from the datum on its first bearing, with turns of 90°; the first two legs are
/// one spacing long, the next two two spacings, and so on.
pub fn expanding_square(
    datum: Coord<f64>,
    bearing_deg: f64,
    turn: Turn,
    spacing_m: f64,
    legs: usize,
) -> Vec<Coord<f64>> {
    let each_deg = match turn {
        Turn::Right => 90.0,
        Turn::Left => -90.0,
    };
    let mut track = vec![datum];
    let mut here = datum;
    for leg in 0..legs {
        let spacings = (leg / 2 + 1) as f64;
        // Whole turns are left out, so that opposite legs are parallel to the last digit.
        let turned_deg = each_deg * (leg % 4) as f64;
        here = here + towards(bearing_deg + turned_deg) * (spacings * spacing_m);
        track.push(here);
    }
    track
}

/// The track of one sector search: three triangles with a corner at the datum, all legs one radius long, all turns
/// 120° to the right, none where it goes through the datum.
pub fn sector(datum: Coord<f64>, bearing_deg: f64, radius_m: f64) -> Vec<Coord<f64>> {
    let mut track = vec![datum];
    for triangle in 0..3 {
        let out_deg = bearing_deg + 240.0 * f64::from(triangle);
        track.push(datum + towards(out_deg) * radius_m);
        track.push(datum + towards(out_deg + 60.0) * radius_m);
        track.push(datum);
    }
    track
}

/// One metre on a bearing.
fn towards(bearing_deg: f64) -> Coord<f64> {
    let (sin, cos) = bearing_deg.to_radians().sin_cos();
    Coord { x: sin, y: cos }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planar::{cross, distance, dot};

    fn turns_deg(track: &[Coord<f64>]) -> Vec<i32> {
        let turn = |it: &[Coord<f64>]| {
            let (come, go) = (it[1] - it[0], it[2] - it[1]);
            -cross(come, go).atan2(dot(come, go)).to_degrees().round() as i32
        };
        track.windows(3).map(turn).collect()
    }

    fn lengths(track: &[Coord<f64>]) -> Vec<i32> {
        let length = |it: &[Coord<f64>]| distance(it[0], it[1]).round() as i32;
        track.windows(2).map(length).collect()
    }

    #[test]
    fn the_legs_of_an_expanding_square_are_those_of_the_manual() {
        let track = expanding_square(Coord { x: 7.0, y: -3.0 }, 0.0, Turn::Right, 100.0, 9);
        let by_hand = [100, 100, 200, 200, 300, 300, 400, 400, 500];
        assert_eq!(lengths(&track), by_hand);
        assert_eq!(turns_deg(&track), [90; 8]);
        // One spacing north, one east, two south, two west.
        let fourth = track[4]
            - Coord {
                x: -93.0,
                y: -103.0,
            };
        assert!(fourth.x.abs() < 1e-9 && fourth.y.abs() < 1e-9, "{track:?}");
        let left = expanding_square(Coord::default(), 45.0, Turn::Left, 100.0, 9);
        assert_eq!(
            (lengths(&left), turns_deg(&left)),
            (by_hand.to_vec(), vec![-90; 8])
        );
        // 4m + 1 legs are (2m + 1)² spacings.
        assert_eq!(by_hand.iter().sum::<i32>(), 25 * 100);
    }

    #[test]
    fn an_expanding_square_is_as_long_as_the_radius_needs_and_no_longer() {
        assert_eq!(legs_to_reach(50.0, 100.0), 1.0);
        assert_eq!(legs_to_reach(50.001, 100.0), 5.0);
        assert_eq!(legs_to_reach(150.0, 100.0), 5.0);
        assert_eq!(legs_to_reach(150.001, 100.0), 9.0);
        assert_eq!(legs_to_reach(250.0, 100.0), 9.0);
    }

    #[test]
    fn the_legs_of_a_sector_search_are_those_of_the_manual() {
        let track = sector(Coord::default(), 0.0, 1_000.0);
        assert_eq!(lengths(&track), [1_000; 9]);
        // Through the datum it goes straight on.
        assert_eq!(turns_deg(&track), [120, 120, 0, 120, 120, 0, 120, 120]);
        let first = track[2]
            - Coord {
                x: 866.025_404,
                y: 500.0,
            };
        assert!(first.x.abs() < 1e-5 && first.y.abs() < 1e-5, "{track:?}");
        assert_eq!((track[3], track[6], track[9]), Default::default());
    }
}
