//! A flight along a border: rings, cut to where one may be, and the ways where they are cut.

use crate::flight_time::SpeedRamp;
use crate::pattern::{
    Checks, Leg, PatternFault, Quantity, Side, cut, in_order, line_length_m, rings, time_s,
    turned_to_nearest,
};
use crate::planar::{FreeArea, Network};
use geo::{Coord, LineString};

/// What is to be flown around.
#[derive(Clone, Copy, Debug)]
pub struct PerimeterRequest<'a> {
    /// The border, a closed ring.
    pub border: &'a LineString<f64>,
    /// On which side of it.
    pub side: Side,
    /// So far off the border the first ring runs, metres; 0 along the border itself. Nowhere nearer, and nowhere more
    /// than 3 % farther.
    pub distance_m: f64,
    /// How many rings, each farther from the border.
    pub rings: usize,
    /// Rings are so far apart, metres; where there is but one it means nothing.
    pub apart_m: f64,
    /// Where one may be.
    pub free: &'a FreeArea,
    /// The first ring is begun at its place that is nearest to this one.
    pub start: Coord<f64>,
    /// How the aircraft speeds up between corners.
    pub ramp: SpeedRamp,
}

/// A flight along a border.
#[derive(Clone, Debug, PartialEq)]
pub struct PerimeterPath {
    /// Its legs, each from where the one before ends; the last leg of each ring ends where its first begins.
    pub legs: Vec<Leg>,
    /// How long it takes with stops at all corners, s.
    pub time_s: f64,
    /// The part of the rings' length that is flown as asked, 0…1; ways within the free area lead around the rest.
    pub kept: f64,
}

/// A border with more places is not planned.
const MOST_PLACES: usize = 5_000;
/// More rings are not flown.
const MOST_RINGS: usize = 100;
/// Rings are so much farther off at most, as a part of the distance.
const FARTHER: f64 = 0.03;
/// More legs are no one mission.
const MOST_LEGS: usize = 20_000;

/// Plans a flight along a border.
///
/// # Errors
/// All faults of the request; or that there is no room inside, that nothing is free, or that a ring cannot be closed.
pub fn plan_perimeter(request: &PerimeterRequest<'_>) -> Result<PerimeterPath, Vec<PatternFault>> {
    check(request)?;
    let network = Network::new(request.free, request.ramp)?;
    let mut legs: Vec<Leg> = Vec::new();
    let (mut whole_m, mut kept_m) = (0.0, 0.0);
    for ring in all_rings(request)? {
        whole_m += line_length_m(&ring);
        let here = legs.last().map(|it| it.until);
        let pieces = turned_to_nearest(cut(request.free, &ring), here.unwrap_or(request.start));
        let mut flown = in_order(&network, here, pieces);
        // Closed, where the ring itself is cut: at the first piece that was reached.
        let begin = flown.legs.iter().find(|it| it.is_lane).map(|it| it.from);
        let end = flown.legs.last().map(|it| it.until);
        if let (Some(end), Some(begin)) = (end, begin) {
            let way = Leg::ways(&network, end, begin);
            flown
                .legs
                .extend(way.ok_or_else(|| vec![PatternFault::Parted])?);
        }
        let lanes = flown.legs.iter().filter(|it| it.is_lane);
        kept_m += lanes
            .map(|it| line_length_m(&[it.from, it.until]))
            .sum::<f64>();
        legs.extend(flown.legs);
    }
    let mut checks = Checks::default();
    checks.at_most(legs.len(), MOST_LEGS);
    if legs.is_empty() {
        checks.fault(PatternFault::NothingFree);
    }
    checks.done()?;
    Ok(PerimeterPath {
        time_s: time_s(&legs, request.ramp),
        legs,
        kept: (kept_m / whole_m).min(1.0),
    })
}

fn check(request: &PerimeterRequest<'_>) -> Result<(), Vec<PatternFault>> {
    let mut checks = Checks::default();
    checks.outline(request.border, MOST_PLACES);
    checks.within(Quantity::Distance, request.distance_m, 0.0..=10_000.0);
    checks.within(
        Quantity::Rings,
        request.rings as f64,
        1.0..=MOST_RINGS as f64,
    );
    if request.rings > 1 {
        checks.within(Quantity::Spacing, request.apart_m, 0.1..=10_000.0);
    }
    checks.places([request.start]);
    checks.done()
}

/// The rings from the border away; inside, one may be in several parts.
fn all_rings(request: &PerimeterRequest<'_>) -> Result<Vec<Vec<Coord<f64>>>, Vec<PatternFault>> {
    let mut all = Vec::new();
    for ring in 0..request.rings {
        let distance_m = match ring {
            0 => request.distance_m,
            _ => request.distance_m + ring as f64 * request.apart_m,
        };
        let farthest_m = distance_m * (1.0 + FARTHER);
        let parts = rings(request.border, request.side, distance_m, farthest_m);
        match request.side {
            _ if parts.is_empty() => {
                return Err(vec![PatternFault::NoRoomInside { distance_m }]);
            }
            // Around a bay that closes there is a ring within it as well, which is no way around.
            Side::Outside => all.extend(parts.into_iter().take(1)),
            Side::Inside => all.extend(parts),
        }
    }
    Ok(all)
}
