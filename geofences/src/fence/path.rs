//! The mission's path as straight pieces in the local frame.

use super::frame::{LocalFrame, Region};
use super::planar::Segment;
use crate::{Altitude, Position};
use geo::{Geodesic, InterpolatePoint, Point};

/// A place on the path, and how high the aircraft is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MissionPoint {
    /// Where.
    pub position: Position,
    /// How high; above home means above the ground at the first point of the path.
    pub altitude: Altitude,
}

/// A piece of a leg that is straight in lon/lat and departs from the flown geodesic by less than
/// [`PATH_TOLERANCE_M`].
#[derive(Clone, Copy, Debug)]
pub(super) struct PathPiece {
    /// Which leg: leg n runs from path point n to n + 1.
    pub leg: usize,
    pub from: Position,
    pub until: Position,
    /// Where the piece lies on its leg, 0…1.
    pub share_from: f64,
    pub share_until: f64,
    /// The piece in the local frame, metres.
    pub segment: Segment,
}

/// A leg is cut into pieces so fine that a piece and the geodesic differ by less than this.
pub(super) const PATH_TOLERANCE_M: f64 = 0.1;

/// Farther from the equator than this nothing is compiled: the frame would be too far off.
pub(super) const HIGHEST_LATITUDE_DEG: f64 = 80.0;

/// The rectangle around the path, degrees, widened by `beyond_m` metres on each side.
pub(super) fn region_around(path: &[MissionPoint], beyond_m: f64) -> Region {
    let mut region = Region {
        west_deg: f64::INFINITY,
        south_deg: f64::INFINITY,
        east_deg: f64::NEG_INFINITY,
        north_deg: f64::NEG_INFINITY,
    };
    for point in path {
        let (lon, lat) = (
            point.position.longitude_deg(),
            point.position.latitude_deg(),
        );
        region.west_deg = region.west_deg.min(lon);
        region.east_deg = region.east_deg.max(lon);
        region.south_deg = region.south_deg.min(lat);
        region.north_deg = region.north_deg.max(lat);
    }
    let middle = LocalFrame::around(
        (region.west_deg + region.east_deg) / 2.0,
        (region.south_deg + region.north_deg) / 2.0,
    );
    let south_west = middle.to_metres(geo::coord! { x: region.west_deg, y: region.south_deg });
    let north_east = middle.to_metres(geo::coord! { x: region.east_deg, y: region.north_deg });
    let beyond = geo::coord! { x: beyond_m, y: beyond_m };
    let low = middle.to_degrees(south_west - beyond);
    let high = middle.to_degrees(north_east + beyond);
    // It may reach beyond ±180°, where no footprint does: a fence ends there.
    Region {
        west_deg: low.x,
        south_deg: low.y.max(-90.0),
        east_deg: high.x,
        north_deg: high.y.min(90.0),
    }
}

/// The path cut into pieces.
///
/// A line straight in lon/lat of length L leaves the geodesic by about L²·tan φ/(8R), twice that
/// where it runs obliquely; the number of pieces allows for three times.
pub(super) fn pieces(path: &[MissionPoint], frame: LocalFrame) -> Vec<PathPiece> {
    const EARTH_RADIUS_M: f64 = 6_356_752.0;
    let mut pieces = Vec::new();
    let single = path.len() == 1;
    let legs = path.windows(2).map(|leg| (leg[0], leg[1]));
    let stay = path.iter().take(1).filter(|_| single).map(|p| (*p, *p));
    for (leg, (start, end)) in stay.chain(legs).enumerate() {
        let (a, b) = (start.position.coord(), end.position.coord());
        let (from, until) = (frame.to_metres(a), frame.to_metres(b));
        let length_m = (until.x - from.x).hypot(until.y - from.y);
        let slope = a.y.abs().max(b.y.abs()).to_radians().tan().max(0.01);
        let longest_m = (8.0 * EARTH_RADIUS_M * PATH_TOLERANCE_M / (3.0 * slope)).sqrt();
        let count = (length_m / longest_m).ceil().max(1.0);
        let place = |share: f64| -> Position {
            let at = if share <= 0.0 {
                a
            } else if share >= 1.0 {
                b
            } else {
                Geodesic.point_at_ratio_between(Point(a), Point(b), share).0
            };
            Position::try_from(at).unwrap_or(end.position)
        };
        let mut share_from = 0.0;
        // Legs within the largest region need a few dozen pieces, so that the cast is exact.
        for step in 1..=count as usize {
            let share_until = step as f64 / count;
            let (from, until) = (place(share_from), place(share_until));
            pieces.push(PathPiece {
                leg,
                from,
                until,
                share_from,
                share_until,
                segment: Segment {
                    from: frame.to_metres(from.coord()),
                    until: frame.to_metres(until.coord()),
                },
            });
            share_from = share_until;
        }
    }
    pieces
}
