//! A corridor from a line: lanes at distances beside it, their order, and what they leave.

use crate::flight_time::SpeedRamp;
use crate::pattern::{Checks, Leg, PatternFault, Quantity, beside, cut, line_length_m, polygon_of};
use crate::planar::{FreeArea, KEPT_OFF_M, Network};
use crate::survey::{Direction, MOST_LANES, Raster, SurveyEffort, Sweep};
use geo::buffer::{BufferStyle, LineCap, LineJoin};
use geo::{BooleanOps, Buffer, Coord, LineString, LinesIter, MultiPolygon, Simplify};

/// What is to be flown along.
#[derive(Clone, Copy, Debug)]
pub struct CorridorRequest<'a> {
    /// The line; it may bend sharply, come near to itself, cross itself and be closed.
    pub line: &'a [Coord<f64>],
    /// So wide a strip is seen, half of it on each side, metres. It ends where the line does.
    pub width_m: f64,
    /// Where one may be.
    pub free: &'a FreeArea,
    /// Lanes are so far apart at most, metres; half of it is seen to each side.
    pub spacing_m: f64,
    /// How the aircraft speeds up between corners.
    pub ramp: SpeedRamp,
    /// Whether the sensor is at work on the ways between lanes too, as where a video is taken all along.
    pub sees_on_ways: bool,
    /// How much is tried. Its directions mean nothing here.
    pub effort: SurveyEffort,
}

/// A flight along a corridor.
#[derive(Clone, Debug, PartialEq)]
pub struct CorridorPath {
    /// Its legs, each from where the one before ends.
    pub legs: Vec<Leg>,
    /// How long it takes with stops at all corners, s.
    pub time_s: f64,
    /// The part of the whole strip that is seen, 0…1, as a raster tells.
    pub seen: f64,
    /// The part of what can be seen from straight above that is seen, 0…1: of the strip where one may be.
    pub seen_of_free: f64,
}

/// Of a longer line no lanes are made: what comes near to what is looked at for each pair of legs.
const MOST_PLACES: usize = 2_000;
/// More lanes are not flown beside each other.
const MOST_BESIDE: f64 = 200.0;
/// Shorter pieces are not flown by themselves, as parts of the spacing: what they see is seen by a visit.
const SHORTEST: f64 = 0.1;
/// A lane is off by so much at most for fewer corners, as a part of the spacing.
const SMOOTHED: f64 = 0.02;
/// Pieces one after another with a smaller gap are one lane, as a part of the spacing.
const LINKED: f64 = 0.25;
/// How round the strip's outside of bends is, rad a step.
const ROUND_RAD: f64 = 0.1;

/// Plans a flight along a corridor.
///
/// # Errors
/// All faults of the request; or that nothing is free, that parts cannot be reached from each other, or that there
/// are more pieces than are ordered at once.
pub fn plan_corridor(request: &CorridorRequest<'_>) -> Result<CorridorPath, Vec<PatternFault>> {
    check(request)?;
    let strip = strip(request);
    // Off the borders, for places of it are visited.
    let free_strip = strip.intersection(&polygon_of(request.free).buffer(-2.0 * KEPT_OFF_M));
    let lanes = lanes(request);
    if lanes.len() > MOST_LANES {
        return Err(vec![PatternFault::TooMany {
            count: lanes.len(),
            most: MOST_LANES,
        }]);
    }
    let to_see = raster(&free_strip, request.spacing_m);
    if to_see.inside() == 0 {
        return Err(vec![PatternFault::NothingFree]);
    }
    let network = Network::new(request.free, request.ramp)?;
    let sweep = Sweep::new(&network, request.effort, request.sees_on_ways, lanes);
    let flown = sweep.completed(&to_see, request.spacing_m / 2.0)?;
    Ok(CorridorPath {
        seen: raster(&strip, request.spacing_m).seen(&flown.legs, request.spacing_m / 2.0),
        legs: flown.legs,
        time_s: flown.time_s,
        seen_of_free: flown.seen,
    })
}

fn check(request: &CorridorRequest<'_>) -> Result<(), Vec<PatternFault>> {
    let mut checks = Checks::default();
    checks.line(request.line, MOST_PLACES);
    checks.within(Quantity::Width, request.width_m, 0.1..=20_000.0);
    checks.within(Quantity::Spacing, request.spacing_m, 0.1..=20_000.0);
    let beside = (request.width_m / request.spacing_m).ceil();
    if beside > MOST_BESIDE && beside.is_finite() {
        checks.at_most(beside as usize, MOST_BESIDE as usize);
    }
    checks.done()
}

/// What is to be seen: all that is straight beside the line, and around the outside of its bends.
fn strip(request: &CorridorRequest<'_>) -> MultiPolygon<f64> {
    let style = BufferStyle::new(request.width_m / 2.0)
        .line_cap(LineCap::Butt)
        .line_join(LineJoin::Round(ROUND_RAD));
    LineString(request.line.to_vec()).buffer_with_style(style)
}

fn raster(areas: &MultiPolygon<f64>, spacing_m: f64) -> Raster {
    let edges = areas.lines_iter().map(|it| (it.start, it.end));
    Raster::new(edges, Direction::bearing(0.0), spacing_m)
}

/// The pieces of all lanes: as few lanes as cover the width, evenly apart.
fn lanes(request: &CorridorRequest<'_>) -> Vec<Vec<Coord<f64>>> {
    let spacing_m = request.spacing_m;
    let count = ((request.width_m - 1e-6) / spacing_m).ceil().max(1.0);
    let apart_m = request.width_m / count;
    let mut lanes = Vec::new();
    for lane in 0..count as usize {
        let offset_m = (lane as f64 + 0.5) * apart_m - request.width_m / 2.0;
        let whole = match offset_m.abs() < 1e-6 {
            true => vec![request.line.to_vec()],
            false => beside(request.line, offset_m, spacing_m * LINKED),
        };
        for line in whole {
            let smooth = LineString(line).simplify(spacing_m * SMOOTHED);
            let pieces = cut(request.free, &smooth.0).into_iter();
            lanes.extend(pieces.filter(|it| line_length_m(it) > spacing_m * SHORTEST));
        }
    }
    lanes
}
