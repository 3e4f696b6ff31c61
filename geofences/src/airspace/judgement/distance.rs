//! How far it is to the nearest border.

use crate::Position;
use crate::airspace::entry::Subject;
use crate::airspace::prepared::{PointLocation, PreparedArea};
use crate::airspace::snapshot::Snapshot;
use crate::local_plane::LocalPlane;
use geo::{Coord, Rect};

/// The border nearest to a place.
#[derive(Clone, Debug, PartialEq)]
pub struct NearestBoundary {
    /// How far it is, metres.
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

impl Snapshot {
    /// The nearest border of the zones that `wanted` picks (obstacles are among them) within
    /// `radius_m`, whatever their heights and times; `None` when there is none.
    pub fn nearest_boundary(
        &self,
        position: Position,
        radius_m: f64,
        wanted: impl Fn(&Subject) -> bool,
    ) -> Option<NearestBoundary> {
        let place = position.coord();
        let plane = LocalPlane::at(place);
        let mut radius = FIRST_RADIUS_M.min(radius_m);
        loop {
            let nearest = self.nearest_within(place, &plane, radius, &wanted);
            if nearest.is_some() || radius >= radius_m {
                return nearest;
            }
            radius = (radius * 4.0).min(radius_m);
        }
    }

    fn nearest_within(
        &self,
        place: Coord<f64>,
        plane: &LocalPlane,
        radius_m: f64,
        wanted: &impl Fn(&Subject) -> bool,
    ) -> Option<NearestBoundary> {
        // The plane's scale changes with latitude: a little more than the radius is looked at.
        let reach = plane.degrees(radius_m * 1.05);
        let window = Rect::new(place - reach, place + reach);
        let mut best: Option<(f64, Coord<f64>, &Subject, &PreparedArea)> = None;
        self.for_each_touching(&window, |entry| {
            if !wanted(entry.subject()) {
                return;
            }
            let area = entry.area();
            area.edges_between(window.min().y, window.max().y, |edge| {
                let (a, b) = area.edge(edge);
                let foot = nearest_on_segment(plane.metres(a), plane.metres(b));
                let distance = foot.x.hypot(foot.y);
                if distance <= radius_m && best.is_none_or(|(least, ..)| distance < least) {
                    best = Some((distance, foot, entry.subject(), area));
                }
            });
        });
        let (distance_m, foot, subject, area) = best?;
        Some(NearestBoundary {
            distance_m,
            position: Position::try_from(plane.coord(foot)).ok()?,
            subject: subject.clone(),
            inside: area.locate(place) != PointLocation::Outside,
        })
    }
}

/// The point of the segment that is nearest to the origin.
fn nearest_on_segment(a: Coord<f64>, b: Coord<f64>) -> Coord<f64> {
    let edge = b - a;
    let length_2 = edge.x * edge.x + edge.y * edge.y;
    if length_2 == 0.0 {
        return a;
    }
    let t = (-(a.x * edge.x + a.y * edge.y) / length_2).clamp(0.0, 1.0);
    a + edge * t
}
