//! What no zone permits of a cell: nothing where one zone permits all of it, else what the union of all leaves.

use super::field::{Field, Wall};
use super::ring::{Blocker, Origin};
use geo::{Coord, LineString, Polygon, Rect};
use geofences::fence::{clipped, permitted_union};
use geofences::{Entry, PointLocation};
use std::sync::Arc;

impl Field<'_> {
    /// Enters what none of `permits`, which are all that are near, permits of a cell and of what is within reach.
    pub(super) fn add_not_permitted(&mut self, cell: usize, mut permits: Vec<&Arc<Entry>>) {
        let clip = self.rect_around(cell);
        let window = self.in_degrees(&clip);
        let times_s = self.times_in(cell);
        let area = |entry: &Entry| entry.bounds().width() * entry.bounds().height();
        permits.sort_by(|a, b| area(b).total_cmp(&area(a)));
        let layer = self.layer;
        let mut polygons: Vec<Polygon<f64>> = Vec::new();
        for entry in permits {
            let Some(zone) = entry.zone().filter(|zone| layer.permits(zone, &window)) else {
                continue;
            };
            if !layer.is_active_through(zone, entry, times_s) {
                self.leaves_permits = true;
                continue;
            }
            if holds(entry, &window) {
                return;
            }
            let own = entry.area().rings().to_polygons();
            let own = own.iter().map(|polygon| self.in_plane(polygon));
            polygons.extend(own.filter_map(|polygon| clipped(&polygon, &clip)));
        }
        let (_, outside) = permitted_union(&polygons, &clip);
        for polygon in &outside {
            self.add_piece(cell, polygon, &clip);
        }
    }

    fn in_plane(&self, polygon: &Polygon<f64>) -> Polygon<f64> {
        let ring =
            |ring: &LineString<f64>| ring.0.iter().map(|at| self.plane.metres(*at)).collect();
        Polygon::new(
            ring(polygon.exterior()),
            polygon.interiors().iter().map(ring).collect(),
        )
    }

    fn add_piece(&mut self, cell: usize, polygon: &Polygon<f64>, clip: &Rect<f64>) {
        let number = self.blockers.len() as u32;
        let blocker = Blocker {
            origin: Origin::NotPermitted { cell },
            rings: Blocker::rings_in_plane(polygon),
            reach_m: self.reach.border_m,
            spans: None,
            is_bent_around: false,
        };
        let edges = blocker.edges().filter(|ends| !is_cut(*ends, clip));
        self.cells[cell]
            .walls
            .extend(edges.map(|(from, until)| Wall {
                from,
                until,
                reach_m: blocker.reach_m,
                blocker: number,
            }));
        self.cells[cell].not_permitted.push(number);
        self.blockers.push(blocker);
    }
}

/// Whether an edge is one of the rectangle that was cut out, and no border of what is permitted.
pub(super) fn is_cut((from, until): (Coord<f64>, Coord<f64>), clip: &Rect<f64>) -> bool {
    /// Boolean operations round coordinates, to far less than this.
    const SAME_M: f64 = 1e-3;
    let is_on = |a: f64, b: f64, line: f64| (a - line).abs() < SAME_M && (b - line).abs() < SAME_M;
    is_on(from.x, until.x, clip.min().x)
        || is_on(from.x, until.x, clip.max().x)
        || is_on(from.y, until.y, clip.min().y)
        || is_on(from.y, until.y, clip.max().y)
}

/// Whether a zone's area holds a rectangle (degrees), no edge of it being there.
fn holds(entry: &Entry, rect: &Rect<f64>) -> bool {
    let (bounds, low, high) = (entry.bounds(), rect.min(), rect.max());
    let is_around = bounds.min().x <= low.x
        && bounds.min().y <= low.y
        && bounds.max().x >= high.x
        && bounds.max().y >= high.y;
    let area = entry.area();
    is_around
        && area.locate(rect.center()) == PointLocation::Inside
        && area.rings().edges().all(|edge| {
            let (from, until) = area.edge(edge);
            from.x.max(until.x) < low.x
                || from.x.min(until.x) > high.x
                || from.y.max(until.y) < low.y
                || from.y.min(until.y) > high.y
                || is_beside(from, until, rect)
        })
}

/// Whether all corners of a rectangle are on one side of a line.
fn is_beside(from: Coord<f64>, until: Coord<f64>, rect: &Rect<f64>) -> bool {
    let (low, high) = (rect.min(), rect.max());
    let corners = [
        low,
        high,
        Coord {
            x: low.x,
            y: high.y,
        },
        Coord {
            x: high.x,
            y: low.y,
        },
    ];
    let sides = corners.map(|corner| crate::planar::orientation(from, until, corner));
    sides.iter().all(|side| *side > 0.0) || sides.iter().all(|side| *side < 0.0)
}
