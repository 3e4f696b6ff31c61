//! How far it is to the nearest border.

use crate::Position;
use crate::airspace::entry::Subject;
use crate::airspace::prepared::{PointLocation, PreparedArea};
use crate::airspace::snapshot::Snapshot;
use crate::footprint::WGS84;
use crate::local_plane::LocalPlane;
use geo::{Coord, Rect};
use geographiclib_rs::InverseGeodesic;

/// The border nearest to a place.
#[derive(Clone, Debug, PartialEq)]
pub struct NearestBoundary {
    /// How far it is, metres: a geodesic, to one part in 10⁵ as far as 100 km.
    pub distance_m: f64,
    /// Where it is.
    pub position: Position,
    /// Whose border it is.
    pub subject: Subject,
    /// Whether the place lies within that zone or obstacle, border included.
    pub inside: bool,
}

/// The first ring that is looked through, metres.
const FIRST_RADIUS_M: f64 = 200.0;
/// Half around the earth: farther away there is nothing, metres.
const FARTHEST_M: f64 = 20_040_000.0;
/// No degree of latitude is shorter, metres.
const SHORTEST_DEGREE_M: f64 = 110_500.0;
/// A plane at the place may tell a border this much farther off than it is.
const LEAST_SHARE: f64 = 0.7;

/// The nearest so far.
struct Nearest<'a> {
    distance_m: f64,
    foot: Coord<f64>,
    subject: &'a Subject,
    area: &'a PreparedArea,
}

impl Snapshot {
    /// The nearest border of the zones that `wanted` picks (obstacles are among them) within
    /// `radius_m`, whatever their heights and times; `None` when there is none, or when the radius
    /// is no number from 0 on.
    pub fn nearest_boundary(
        &self,
        position: Position,
        radius_m: f64,
        wanted: impl Fn(&Subject) -> bool,
    ) -> Option<NearestBoundary> {
        if radius_m.is_nan() || radius_m < 0.0 {
            return None;
        }
        let radius_m = radius_m.min(FARTHEST_M);
        let mut radius = FIRST_RADIUS_M.min(radius_m);
        loop {
            let nearest = self.nearest_within(position, radius, &wanted);
            if nearest.is_some() || radius >= radius_m {
                return nearest;
            }
            radius = (radius * 4.0).min(radius_m);
        }
    }

    fn nearest_within(
        &self,
        position: Position,
        radius_m: f64,
        wanted: &impl Fn(&Subject) -> bool,
    ) -> Option<NearestBoundary> {
        let reach = reach_deg(position, radius_m);
        let mut best: Option<Nearest<'_>> = None;
        // Beyond the antimeridian the place is seen from the other side.
        for turn_deg in [0.0, -360.0, 360.0] {
            let place = position.coord()
                + Coord {
                    x: turn_deg,
                    y: 0.0,
                };
            let window = Rect::new(place - reach, place + reach);
            if window.max().x < -180.0 || window.min().x > 180.0 {
                continue;
            }
            self.for_each_touching(&window, |entry| {
                if !wanted(entry.subject()) {
                    return;
                }
                let area = entry.area();
                area.edges_between(window.min().y, window.max().y, |edge| {
                    let least_m = best.as_ref().map_or(f64::INFINITY, |best| best.distance_m);
                    if let Some((distance_m, foot)) = foot_on(area.edge(edge), place, least_m) {
                        best = Some(Nearest {
                            distance_m,
                            foot,
                            subject: entry.subject(),
                            area,
                        });
                    }
                });
            });
        }
        let best = best?;
        let foot = Position::try_from(best.foot).ok()?;
        let distance_m = distance_m(position, foot);
        (distance_m <= radius_m).then(|| NearestBoundary {
            distance_m,
            position: foot,
            subject: best.subject.clone(),
            inside: best.area.locate(position.coord()) != PointLocation::Outside,
        })
    }
}

fn distance_m(from: Position, until: Position) -> f64 {
    WGS84.inverse(
        from.latitude_deg(),
        from.longitude_deg(),
        until.latitude_deg(),
        until.longitude_deg(),
    )
}

/// How far everything within a radius reaches, degrees of longitude and latitude.
fn reach_deg(position: Position, radius_m: f64) -> Coord<f64> {
    let y = radius_m / SHORTEST_DEGREE_M;
    let highest_deg = position.latitude_deg().abs() + y;
    let x = if highest_deg < 89.0 {
        let parallel = LocalPlane::at(Coord {
            x: 0.0,
            y: highest_deg,
        });
        1.01 * parallel.degrees(radius_m).x
    } else {
        360.0
    };
    Coord { x, y }
}

/// The point of an edge that is nearest to a place and how far it is, where that is less than
/// `least_m`. The plane is laid in the middle between them, where its scale is right for both.
fn foot_on(
    (a, b): (Coord<f64>, Coord<f64>),
    place: Coord<f64>,
    least_m: f64,
) -> Option<(f64, Coord<f64>)> {
    let mut plane = LocalPlane::at(place);
    let mut found = (f64::INFINITY, place);
    for round in 0..3 {
        let origin = plane.metres(place);
        let foot = nearest_on_segment(plane.metres(a) - origin, plane.metres(b) - origin);
        found = (foot.x.hypot(foot.y), plane.coord(origin + foot));
        if round == 0 && LEAST_SHARE * found.0 > least_m {
            return None;
        }
        plane = LocalPlane::at((place + found.1) * 0.5);
    }
    (found.0 < least_m).then_some(found)
}

/// The point of the segment that is nearest to the origin.
fn nearest_on_segment(a: Coord<f64>, b: Coord<f64>) -> Coord<f64> {
    let edge = b - a;
    let length_2 = edge.x * edge.x + edge.y * edge.y;
    if length_2 == 0.0 {
        return a;
    }
    let t = (-(a.x * edge.x + a.y * edge.y) / length_2).clamp(0.0, 1.0);
    if t == 1.0 { b } else { a + edge * t }
}
