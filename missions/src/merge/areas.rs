//! Where patrols look, as polygons in a plane.

use crate::patrol::{Corridor, Pattern, Structure};
use geo::buffer::{BufferStyle, LineCap, LineJoin};
use geo::{
    Area, BooleanOps, BoundingRect, Buffer, Contains, Coord, Intersects, LineString, MapCoords,
    MultiPolygon, Point,
};
use geofences::{CircleSide, Footprint, LocalPlane, Position, RawPolygon};

/// What is smaller is where borders were drawn twice, m².
pub(super) const SMALLEST_M2: f64 = 1.0;
/// How round the outside of bends is, rad a step.
const ROUND_RAD: f64 = 0.1;

/// Where a pattern looks.
#[derive(Clone, Debug)]
pub(super) struct Looks {
    points: Vec<Coord<f64>>,
    area: MultiPolygon<f64>,
}

/// A place of a pattern, around which a plane is laid.
pub(super) fn place_of(pattern: &Pattern) -> Option<Coord<f64>> {
    let of_area = |area: &Footprint| Some(area.bounding_rect().center());
    match pattern {
        Pattern::Points(points) => points.first().map(|it| it.at.coord()),
        Pattern::Survey(survey) => of_area(&survey.area),
        Pattern::Corridor(corridor) => corridor.line.first().map(|it| it.coord()),
        Pattern::Perimeter(perimeter) => of_area(&perimeter.area),
        Pattern::Orbit(it) | Pattern::Facade(it) => match &it.structure {
            Structure::Round { centre, .. } => Some(centre.coord()),
            Structure::Outline(outline) => of_area(outline),
        },
        Pattern::Search(search) => Some(search.datum.coord()),
    }
}

impl Looks {
    pub(super) fn of(plane: &LocalPlane, pattern: &Pattern) -> Self {
        let round = |at: Position, radius_m: f64| {
            let style = BufferStyle::new(radius_m).line_join(LineJoin::Round(ROUND_RAD));
            Point(plane.metres(at.coord())).buffer_with_style(style)
        };
        let area = match pattern {
            Pattern::Points(points) => {
                let points = points.iter().map(|it| plane.metres(it.at.coord()));
                return Self {
                    points: points.collect(),
                    area: MultiPolygon(Vec::new()),
                };
            }
            Pattern::Survey(survey) => in_plane(plane, &survey.area),
            Pattern::Corridor(corridor) => strip(plane, corridor),
            Pattern::Perimeter(perimeter) => in_plane(plane, &perimeter.area),
            Pattern::Orbit(it) | Pattern::Facade(it) => match &it.structure {
                Structure::Round { centre, radius_m } => round(*centre, *radius_m),
                Structure::Outline(outline) => in_plane(plane, outline),
            },
            Pattern::Search(search) => round(search.datum, search.radius_m),
        };
        Self {
            points: Vec::new(),
            area,
        }
    }

    /// Whether both look at a place, points of which are one within `same_m`.
    pub(super) fn meets(&self, other: &Self, same_m: f64) -> bool {
        let is_near = |a: &Coord<f64>, b: &Coord<f64>| (a.x - b.x).hypot(a.y - b.y) <= same_m;
        let is_in = |points: &Self, area: &Self| {
            let mut points = points.points.iter();
            points.any(|at| area.area.contains(&Point(*at)))
        };
        let mut points = self.points.iter();
        points.any(|a| other.points.iter().any(|b| is_near(a, b)))
            || is_in(self, other)
            || is_in(other, self)
            || overlaps(&self.area, &other.area)
    }
}

fn overlaps(one: &MultiPolygon<f64>, other: &MultiPolygon<f64>) -> bool {
    let (Some(bounds), Some(other_bounds)) = (one.bounding_rect(), other.bounding_rect()) else {
        return false;
    };
    bounds.intersects(&other_bounds) && one.intersection(other).unsigned_area() >= SMALLEST_M2
}

/// An area in metres.
pub(super) fn in_plane(plane: &LocalPlane, area: &Footprint) -> MultiPolygon<f64> {
    let polygons = area.to_polygons(CircleSide::Circumscribed);
    polygons.map_coords(|coord| plane.metres(coord))
}

/// Polygons in metres as degrees.
pub(super) fn in_degrees(plane: &LocalPlane, polygons: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    polygons.map_coords(|coord| plane.coord(coord))
}

/// What a corridor looks at: it ends where its line does.
pub(super) fn strip(plane: &LocalPlane, corridor: &Corridor) -> MultiPolygon<f64> {
    let line = corridor.line.iter().map(|it| plane.metres(it.coord()));
    let line: LineString<f64> = line.collect();
    let style = BufferStyle::new(corridor.width_m / 2.0)
        .line_cap(LineCap::Butt)
        .line_join(LineJoin::Round(ROUND_RAD));
    line.buffer_with_style(style)
}

/// Polygons in degrees as an area, where they are one.
pub(super) fn footprint(polygons: &MultiPolygon<f64>) -> Option<Footprint> {
    let raw: Vec<RawPolygon> = polygons
        .iter()
        .map(|it| RawPolygon {
            exterior: it.exterior().0.clone(),
            holes: it.interiors().iter().map(|ring| ring.0.clone()).collect(),
        })
        .collect();
    Footprint::from_polygons(&raw).ok().map(|it| it.0)
}
