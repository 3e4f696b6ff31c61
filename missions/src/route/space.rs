//! Where one may be between two heights above the ground all through a span of time: free areas in a plane.

use super::field::{Reach, may_forbid};
use super::layer::{Layer, Standing, Wider};
use crate::planar::FreeArea;
use chrono::{DateTime, Utc};
use geo::{BooleanOps, Coord, LineString, MultiPolygon, Polygon, Rect, coord};
use geofences::fence::{Joins, clipped, dilated, permitted_union};
use geofences::{Context, Entry, LocalPlane, Role, Snapshot, TimeRange};
use std::sync::Arc;

/// What is asked.
#[derive(Clone, Copy)]
pub struct SpaceRequest<'a> {
    /// The airspace.
    pub airspace: &'a Snapshot,
    /// The earth, the approvals held, and the margins that are kept.
    pub context: Context<'a>,
    /// The lowest and the highest that is flown, metres above the ground under the aircraft.
    pub heights_agl_m: (f64, f64),
    /// What forbids for a part of it forbids; what does not permit all through it does not.
    pub window: TimeRange,
    /// The plane.
    pub plane: LocalPlane,
    /// What is looked at of it.
    pub region: Rect<f64>,
}

/// The areas in which one may be, margins taken off; legs between places of one of them that are straight in lon/lat
/// are in it. What is not known forbids.
pub fn free_areas(request: &SpaceRequest<'_>) -> Vec<FreeArea> {
    let free = free_space(request);
    free.iter()
        .filter_map(|it| FreeArea::new(it).ok())
        .collect()
}

/// The same as polygons.
pub(crate) fn free_space(request: &SpaceRequest<'_>) -> MultiPolygon<f64> {
    let wider = Wider::default();
    let (low_m, high_m) = request.heights_agl_m;
    let layers = [low_m, high_m].map(|height_m| layer(request, height_m, &wider));
    let reach = Reach::of(&layers[0], &request.plane);
    let layers = layers.map(|layer| Layer {
        reach_deg: request.plane.degrees(reach.largest_m),
        ..layer
    });
    let beyond = coord! { x: reach.largest_m + 1.0, y: reach.largest_m + 1.0 };
    let clip = Rect::new(request.region.min() - beyond, request.region.max() + beyond);
    let (mut permits, mut blocked) = (Vec::new(), Vec::new());
    request
        .airspace
        .for_each_touching(&in_degrees(&request.plane, &clip), |entry| {
            match entry.role() {
                Role::Permit => permits.push(entry),
                Role::Obstacle => blocked.push((entry, reach.obstacles_m)),
                Role::Zone if may_forbid(entry) => blocked.push((entry, reach.zones_m)),
                Role::Zone | Role::Nothing => {}
            }
        });
    let permitted = permitted(&layers, &permits, request, &clip);
    let (_, outside) = permitted_union(&permitted, &clip);
    let mut taken = vec![dilated(&outside.0, reach.border_m, Joins::Round)];
    for (entry, reach_m) in blocked {
        let stands = |layer: &Layer<'_>| !matches!(layer.standing(entry), Standing::Never);
        if layers.iter().any(stands) {
            let polygons = polygons(entry, &request.plane, &clip);
            taken.push(dilated(&polygons, reach_m, Joins::Round));
        }
    }
    request
        .region
        .to_polygon()
        .difference(&geo::unary_union(&taken))
}

fn layer<'a>(request: &'a SpaceRequest<'a>, height_m: f64, wider: &'a Wider) -> Layer<'a> {
    let TimeRange { from, until } = request.window;
    Layer {
        context: &request.context,
        height_m,
        departure: from,
        longest_s: seconds(from, until),
        region: in_degrees(&request.plane, &request.region),
        reach_deg: Coord::zero(),
        wider,
        is_lenient: false,
    }
}

fn seconds(from: DateTime<Utc>, until: DateTime<Utc>) -> f64 {
    (until - from).as_seconds_f64().max(0.0)
}

/// What zones permit at both heights and all through the window.
fn permitted(
    layers: &[Layer<'_>; 2],
    permits: &[&Arc<Entry>],
    request: &SpaceRequest<'_>,
    clip: &Rect<f64>,
) -> Vec<Polygon<f64>> {
    let over = in_degrees(&request.plane, clip);
    let holds = |entry: &&&Arc<Entry>| {
        entry.zone().is_some_and(|zone| {
            layers.iter().all(|layer| {
                layer.permits(zone, &over)
                    && layer.is_active_through(zone, entry, (0.0, layer.longest_s))
            })
        })
    };
    let open = permits.iter().filter(holds);
    open.flat_map(|entry| polygons(entry, &request.plane, clip))
        .collect()
}

/// The polygons of an entry in the plane, as far as they matter.
fn polygons(entry: &Entry, plane: &LocalPlane, clip: &Rect<f64>) -> Vec<Polygon<f64>> {
    let ring = |ring: &LineString<f64>| ring.0.iter().map(|at| plane.metres(*at)).collect();
    let all = entry.area().rings().to_polygons();
    let in_plane = all.iter().map(|polygon| {
        Polygon::new(
            ring(polygon.exterior()),
            polygon.interiors().iter().map(ring).collect(),
        )
    });
    in_plane
        .filter_map(|polygon| clipped(&polygon, clip))
        .collect()
}

fn in_degrees(plane: &LocalPlane, rect: &Rect<f64>) -> Rect<f64> {
    Rect::new(plane.coord(rect.min()), plane.coord(rect.max()))
}
