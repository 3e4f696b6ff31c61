//! A search from a datum: its track cut to where one may be, and what stays unsearched.

use super::tracks::{Turn, expanding_square, legs_to_reach, sector};
use crate::flight_time::SpeedRamp;
use crate::pattern::{
    Checks, Leg, PatternFault, Quantity, cut, in_order, left_out, line_length_m, time_s,
};
use crate::planar::{FreeArea, Network};
use crate::survey::{Direction, Raster};
use geo::Coord;

/// Which pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SearchPattern {
    /// Expanding square (SS): for a small object close to a well known place.
    ExpandingSquare {
        /// To which side it turns.
        turn: Turn,
    },
    /// Sector search (VS): for a very well known place and a small radius. Each further search is turned 30° to the
    /// right; after two all its sectors are flown.
    Sector {
        /// How many, one after another.
        searches: usize,
    },
}

/// What is to be searched.
#[derive(Clone, Copy, Debug)]
pub struct SearchRequest<'a> {
    /// Which pattern.
    pub pattern: SearchPattern,
    /// Where it was last known to be.
    pub datum: Coord<f64>,
    /// All within so far is to be searched, metres.
    pub radius_m: f64,
    /// How far tracks are apart, metres; half of it is searched to each side. Of a sector search, whose tracks part
    /// from each other, it says only what counts as searched.
    pub spacing_m: f64,
    /// The first leg, degrees clockwise from north; IAMSAR has an expanding square begin into the wind.
    pub bearing_deg: f64,
    /// Where one may be.
    pub free: &'a FreeArea,
    /// How the aircraft speeds up between corners.
    pub ramp: SpeedRamp,
}

/// A search.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchPath {
    /// Its legs, each from where the one before ends.
    pub legs: Vec<Leg>,
    /// How long it takes with stops at all corners, s.
    pub time_s: f64,
    /// The part of all within the radius that is searched, 0…1, as a raster tells: within half a spacing of the path.
    /// An expanding square leaves a little beyond each of its corners, up to 0.71 of a spacing off.
    pub searched: f64,
    /// The part of the pattern's length that is flown, 0…1; the rest lies where one may not be.
    pub kept: f64,
    /// The lines of the pattern that are not flown.
    pub left_out: Vec<Vec<Coord<f64>>>,
}

/// More legs are not flown.
const MOST_LEGS: f64 = 2_000.0;
/// More searches at one place find nothing new.
const MOST_SEARCHES: usize = 12;
/// Each further sector search is turned by this, degrees (IAMSAR volume II, sector search: half the angle between its
/// legs).
const TURNED_DEG: f64 = 30.0;
/// So many sides the circle has that is told to be searched.
const CIRCLE: u32 = 180;

/// Plans a search.
///
/// # Errors
/// All faults of the request; or that nothing is free.
pub fn plan_search(request: &SearchRequest<'_>) -> Result<SearchPath, Vec<PatternFault>> {
    check(request)?;
    let track = track(request);
    let network = Network::new(request.free, request.ramp)?;
    let pieces = cut(request.free, &track);
    let flown = in_order(&network, None, pieces);
    let mut left_out = left_out(request.free, &track);
    left_out.extend(flown.not_reached);
    if flown.legs.is_empty() {
        return Err(vec![PatternFault::NothingFree]);
    }
    let left_m: f64 = left_out.iter().map(|it| line_length_m(it)).sum();
    let raster = Raster::new(
        circle(request),
        Direction::bearing(request.bearing_deg),
        request.spacing_m.min(request.radius_m / 5.0),
    );
    Ok(SearchPath {
        time_s: time_s(&flown.legs, request.ramp),
        searched: raster.seen(&flown.legs, request.spacing_m / 2.0),
        kept: (1.0 - left_m / line_length_m(&track)).max(0.0),
        legs: flown.legs,
        left_out,
    })
}

fn check(request: &SearchRequest<'_>) -> Result<(), Vec<PatternFault>> {
    let mut checks = Checks::default();
    checks.places([request.datum]);
    checks.within(Quantity::Radius, request.radius_m, 1.0..=50_000.0);
    checks.within(Quantity::Spacing, request.spacing_m, 1.0..=50_000.0);
    checks.within(Quantity::Bearing, request.bearing_deg, -360.0..=360.0);
    match request.pattern {
        SearchPattern::ExpandingSquare { .. } => {
            let legs = legs_to_reach(request.radius_m, request.spacing_m);
            if legs > MOST_LEGS && legs.is_finite() {
                checks.at_most(legs as usize, MOST_LEGS as usize);
            }
        }
        SearchPattern::Sector { searches } => {
            let most = MOST_SEARCHES as f64;
            checks.within(Quantity::Searches, searches as f64, 1.0..=most);
        }
    }
    checks.done()
}

fn track(request: &SearchRequest<'_>) -> Vec<Coord<f64>> {
    match request.pattern {
        SearchPattern::ExpandingSquare { turn } => expanding_square(
            request.datum,
            request.bearing_deg,
            turn,
            request.spacing_m,
            legs_to_reach(request.radius_m, request.spacing_m) as usize,
        ),
        SearchPattern::Sector { searches } => {
            let mut track = Vec::new();
            for search in 0..searches {
                let bearing_deg = request.bearing_deg + TURNED_DEG * search as f64;
                track.extend(sector(request.datum, bearing_deg, request.radius_m));
            }
            track.dedup();
            track
        }
    }
}

/// The edges of the circle that is to be searched.
fn circle(request: &SearchRequest<'_>) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> {
    let (datum, radius_m) = (request.datum, request.radius_m);
    let place = move |corner: u32| {
        let (sin, cos) =
            (std::f64::consts::TAU * f64::from(corner % CIRCLE) / f64::from(CIRCLE)).sin_cos();
        datum + Coord { x: sin, y: cos } * radius_m
    };
    (0..CIRCLE).map(move |corner| (place(corner), place(corner + 1)))
}
