//! The order of points of interest, and the ways between them.

use super::places::nearest_free;
use crate::flight_time::SpeedRamp;
use crate::mission::{Deed, Heading};
use crate::pattern::{Checks, Leg, PatternFault, Quantity, time_s};
use crate::planar::{FreeArea, Network, distance};
use crate::survey::{Joins, NO_WAY_S};
use crate::tour::{End, JoinTimes, SearchEffort, Tour, order_pieces, piece_of};
use geo::Coord;
use geofences::{Altitude, LocalPlane, Position};

/// A point of interest, and what is done there.
#[derive(Clone, Debug, PartialEq)]
pub struct PointOfInterest {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub at: Coord<f64>,
    /// How long the aircraft stays, s.
    pub dwell_s: f64,
    /// Where the nose points there. Where it may not be overflown nose and camera point at it instead, but where its
    /// deeds look at another place anyway.
    pub heading: Heading,
    /// What is done there, in order: gimbal, photo, video, light, loudspeaker.
    pub deeds: Vec<Deed>,
}

/// What is to be visited.
#[derive(Clone, Copy, Debug)]
pub struct PointsRequest<'a> {
    /// The points, in any order.
    pub points: &'a [PointOfInterest],
    /// The plane that they are in.
    pub plane: LocalPlane,
    /// Where one may be.
    pub free: &'a FreeArea,
    /// From where the aircraft comes and where it goes back to: the order is the best for that; without it the one
    /// that is best from the first point to the last.
    pub home: Option<Coord<f64>>,
    /// A point that may not be overflown is looked at from so far at most, metres in the plane.
    pub looking_distance_m: f64,
    /// How the aircraft speeds up between corners.
    pub ramp: SpeedRamp,
    /// Rounds of search for each point.
    pub rounds_per_point: usize,
}

/// A visit of one point.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Which, as it stands in the request; its dwell is as given there.
    pub point: usize,
    /// The bends of the way there, from the visit before or from home.
    pub way: Vec<Coord<f64>>,
    /// Where the aircraft stands.
    pub at: Coord<f64>,
    /// How far that is from the point, metres in the plane; 0 where it is overflown.
    pub away_m: f64,
    /// Where the nose points there.
    pub heading: Heading,
    /// What is done there, in order: as given, but from aside the camera looks at the point's ground meanwhile.
    pub deeds: Vec<Deed>,
}

/// Visits in order.
#[derive(Clone, Debug, PartialEq)]
pub struct PointsPath {
    /// Each point once.
    pub visits: Vec<Visit>,
    /// The bends of the way home after the last; none where there is no home.
    pub way_home: Vec<Coord<f64>>,
    /// How long it takes with stops at all corners and dwells, from home and back where there is one, s.
    pub time_s: f64,
}

/// More points are not visited at once: what is known of their ways would take much memory.
const MOST_POINTS: usize = 1_500;

/// Plans visits of points of interest.
///
/// # Errors
/// All faults of the request, each point that is too far from where one may be or cannot be reached among them.
pub fn plan_points(request: &PointsRequest<'_>) -> Result<PointsPath, Vec<PatternFault>> {
    check(request)?;
    let places = places(request)?;
    let network = Network::new(request.free, request.ramp)?;
    let mut joins = RoundTrip::new(&network, &places, request.home);
    joins.check(request)?;
    let effort = SearchEffort {
        rounds: request.rounds_per_point.saturating_mul(places.len()),
        seed: 0,
    };
    let tour = order_pieces(&mut joins, Tour::default(), effort);
    flown(request, &network, &places, &tour).ok_or_else(|| vec![PatternFault::Parted])
}

fn check(request: &PointsRequest<'_>) -> Result<(), Vec<PatternFault>> {
    let mut checks = Checks::default();
    checks.at_most(request.points.len(), MOST_POINTS);
    if request.points.is_empty() {
        checks.fault(PatternFault::TooFewPlaces {
            places: 0,
            least: 1,
        });
    }
    checks.places(request.points.iter().map(|it| it.at));
    for (index, point) in request.points.iter().enumerate() {
        let at = point.at;
        let is_in_plane = at.x.abs().max(at.y.abs()) <= FreeArea::LARGEST_M;
        if is_in_plane && Position::try_from(request.plane.coord(at)).is_err() {
            checks.fault(PatternFault::NoPlace { index });
        }
    }
    checks.within(
        Quantity::LookingDistance,
        request.looking_distance_m,
        0.0..=20_000.0,
    );
    for point in request.points {
        checks.within(Quantity::Dwell, point.dwell_s, 0.0..=86_400.0);
    }
    if request.home.is_some_and(|it| !request.free.contains(it)) {
        checks.fault(PatternFault::StartNotFree);
    }
    checks.done()
}

/// Where the aircraft stands for each point.
fn places(request: &PointsRequest<'_>) -> Result<Vec<Coord<f64>>, Vec<PatternFault>> {
    let mut checks = Checks::default();
    let mut places = Vec::new();
    for point in request.points {
        let Some(at) = nearest_free(request.free, point.at) else {
            checks.fault(PatternFault::NothingFree);
            continue;
        };
        let away_m = distance(at, point.at);
        if away_m > request.looking_distance_m {
            checks.fault(PatternFault::PointTooFar {
                name: point.name.clone(),
                distance_m: away_m,
                most_m: request.looking_distance_m,
            });
        }
        places.push(at);
    }
    checks.done()?;
    Ok(places)
}

/// The joins of an order from home and back.
///
/// What a place is from home is taken off each join once for each of its ends. The sum over any order, from the first
/// place to the last, is then that of the round trip but for what is the same for all orders.
struct RoundTrip<'a> {
    joins: Joins<'a>,
    /// How far each place is from home, s; 0 where there is no home.
    home_s: Vec<f32>,
    /// Added to all joins, so that none is less than nothing, s.
    added_s: f32,
}

impl<'a> RoundTrip<'a> {
    fn new(network: &'a Network<'a>, places: &[Coord<f64>], home: Option<Coord<f64>>) -> Self {
        let home_s: Vec<f32> = match home {
            None => vec![0.0; places.len()],
            Some(home) => {
                let ways = network.ways(home);
                let each = places
                    .iter()
                    .map(|at| network.time_s((home, &ways), (*at, &network.ways(*at))));
                each.map(|it| (it as f32).min(NO_WAY_S)).collect()
            }
        };
        Self {
            joins: Joins::new(network, places.iter().map(|at| [*at, *at])),
            added_s: 2.0 * home_s.iter().copied().fold(0.0, f32::max),
            home_s,
        }
    }

    fn changed_s(&self, join_s: f32, from: End, until: End) -> f32 {
        join_s + self.added_s - self.home_s[piece_of(from)] - self.home_s[piece_of(until)]
    }

    /// All points have to be reached, from home or from the first of them.
    fn check(&mut self, request: &PointsRequest<'_>) -> Result<(), Vec<PatternFault>> {
        let mut checks = Checks::default();
        for (index, point) in request.points.iter().enumerate() {
            let is_reached = match request.home {
                Some(_) => self.home_s[index] < NO_WAY_S,
                None => index == 0 || self.joins.join_s(0, 2 * index as End) < NO_WAY_S,
            };
            if !is_reached {
                checks.fault(PatternFault::PointNotReached {
                    name: point.name.clone(),
                });
            }
        }
        checks.done()
    }
}

impl JoinTimes for RoundTrip<'_> {
    fn ends(&self) -> usize {
        self.joins.ends()
    }

    fn join_s(&mut self, from: End, until: End) -> f32 {
        let join_s = self.joins.join_s(from, until);
        self.changed_s(join_s, from, until)
    }

    fn least_join_s(&self, from: End, until: End) -> f32 {
        self.changed_s(self.joins.least_join_s(from, until), from, until)
    }
}

/// The visits in order; `None` where there is no way between two.
fn flown(
    request: &PointsRequest<'_>,
    network: &Network<'_>,
    places: &[Coord<f64>],
    tour: &Tour,
) -> Option<PointsPath> {
    let mut legs: Vec<Leg> = Vec::new();
    let mut visits = Vec::new();
    let mut here = request.home;
    let mut dwell_s = 0.0;
    for entry in &tour.entries {
        let index = piece_of(*entry);
        let (point, &at) = (request.points.get(index)?, places.get(index)?);
        let way = Leg::ways(network, here.unwrap_or(at), at)?;
        let (heading, deeds) = match at == point.at || looks_elsewhere(point) {
            true => (point.heading, point.deeds.clone()),
            false => (
                Heading::Degrees(bearing_deg(at, point.at)),
                from_aside(point, request.plane)?,
            ),
        };
        visits.push(Visit {
            point: index,
            way: bends(&way),
            at,
            away_m: distance(at, point.at),
            heading,
            deeds,
        });
        legs.extend(way);
        dwell_s += point.dwell_s;
        here = Some(at);
    }
    let home = request.home.or(here)?;
    let back = Leg::ways(network, here?, home)?;
    let way_home = bends(&back);
    legs.extend(back);
    Some(PointsPath {
        visits,
        way_home,
        time_s: time_s(&legs, request.ramp) + dwell_s,
    })
}

/// Whether its deeds look at a place of their own.
fn looks_elsewhere(point: &PointOfInterest) -> bool {
    let mut deeds = point.deeds.iter();
    deeds.any(|it| matches!(it, Deed::LookAt { .. }))
}

/// Its deeds with the camera on its ground instead of at angles that are for above it; `None` where it is no place on
/// earth.
fn from_aside(point: &PointOfInterest, plane: LocalPlane) -> Option<Vec<Deed>> {
    let look = Deed::LookAt {
        position: Position::try_from(plane.coord(point.at)).ok()?,
        altitude: Altitude::ground(),
    };
    let is_kept = |it: &&Deed| !matches!(it, Deed::Gimbal { .. } | Deed::LookAhead);
    let kept = point.deeds.iter().filter(is_kept).copied();
    let mut deeds = vec![look];
    deeds.extend(kept);
    deeds.push(Deed::LookAhead);
    Some(deeds)
}

/// The places between legs.
fn bends(legs: &[Leg]) -> Vec<Coord<f64>> {
    legs.iter().skip(1).map(|it| it.from).collect()
}

/// Degrees clockwise from north, 0 to 360.
fn bearing_deg(from: Coord<f64>, until: Coord<f64>) -> f64 {
    let along = until - from;
    along.x.atan2(along.y).to_degrees().rem_euclid(360.0)
}
