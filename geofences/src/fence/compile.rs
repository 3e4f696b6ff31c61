//! From a request to a checked fence, or to every reason why there is none.

use super::check::CheckFinding;
use super::frame::{LocalFrame, Region};
use super::free_space::FreeSpace;
use super::heights::MissionHeights;
use super::items::{VertexE7, items_of};
use super::margin::edge_bend_m;
use super::outline::rect_in_frame;
use super::path::{HIGHEST_LATITUDE_DEG, pieces, region_around};
use super::planar::Segment;
use super::select::{Scene, Selection, Unenforced, select};
use super::settings::{ceiling_above_home_m, settings};
use super::{CompiledFence, FenceError, FenceRequest, LARGEST_REGION_M, Surroundings};
use crate::{Approvals, Obstacle, ObstacleShape, Snapshot, Subject, Zone};
use geo::{Coord, LineString, Polygon, Rect, coord};
use std::sync::Arc;

/// The fence of one mission in an airspace: [`compile`] with what the airspace holds around it.
///
/// # Errors
/// As [`compile`].
pub fn compile_in(
    airspace: &Snapshot,
    request: &FenceRequest<'_>,
    approvals: &Approvals,
) -> Result<CompiledFence, Vec<FenceError>> {
    let (mut zones, mut obstacles) = (Vec::new(), Vec::new());
    if let Some(bounds) = request.bounds_looked_at() {
        airspace.for_each_touching(&bounds, |entry| match entry.subject() {
            Subject::Zone(zone) => zones.push(Arc::clone(zone)),
            Subject::Obstacle(obstacle) => obstacles.push(Arc::clone(obstacle)),
        });
    }
    // The order of the index is no one's business: equal airspaces give equal fences.
    zones.sort_by(|a, b| a.id.cmp(&b.id));
    obstacles.sort_by(|a, b| a.id.cmp(&b.id));
    let zones: Vec<&Zone> = zones.iter().map(Arc::as_ref).collect();
    let obstacles: Vec<&Obstacle> = obstacles.iter().map(Arc::as_ref).collect();
    let around = Surroundings {
        zones: &zones,
        obstacles: &obstacles,
        approvals,
    };
    compile(request, &around)
}

/// The fence of one mission.
///
/// # Errors
/// Every reason why there is none; never a fence that is empty, open or unchecked.
pub fn compile(
    request: &FenceRequest<'_>,
    around: &Surroundings<'_>,
) -> Result<CompiledFence, Vec<FenceError>> {
    let faults = request_faults(request, around);
    if !faults.is_empty() {
        return Err(faults);
    }
    let (region, margin_m) = region_and_margin(request);
    let frame = LocalFrame::around(
        (region.west_deg + region.east_deg) / 2.0,
        (region.south_deg + region.north_deg) / 2.0,
    );
    let rect = rect_in_frame(&region, frame);
    let side_m = rect.width().max(rect.height());
    if side_m > LARGEST_REGION_M {
        return Err(vec![FenceError::RegionTooLarge { side_m }]);
    }
    if margin_m > LARGEST_MARGIN_M {
        return Err(vec![FenceError::BadValue { field: "stopping" }]);
    }
    let uncertain_m = around
        .obstacles
        .iter()
        .map(|obstacle| obstacle.horizontal_uncertainty_m)
        .fold(0.0, f64::max);
    let wide = region_around(
        request.path,
        request.surroundings_m + reach_m(margin_m + uncertain_m),
    );
    let shrink = frame.shrink(&wide);
    let path = pieces(request.path, frame);
    let heights = MissionHeights::of(
        request.path,
        &path,
        &region,
        request.stopping.vertical_error_m,
        request.earth,
    );
    let scene = Scene {
        frame,
        shrink,
        region,
        clip: rect_in_frame(&wide, frame),
        heights: &heights,
    };
    let mut selection = select(request, around, &scene);
    if selection.permitted.is_empty() {
        let unused = selection.unused.into_iter().map(|cover| cover.zone);
        return Err(vec![FenceError::NoPermittedCover {
            unused: unused.collect(),
        }]);
    }
    let free_space = FreeSpace::of(&mut selection, &path, &scene, margin_m)?;
    let segments: Vec<Segment> = path.iter().map(|piece| piece.segment).collect();
    let (inclusion, exclusions) = free_space.fence(request, &scene, &segments)?;
    finish(
        request,
        &scene,
        selection,
        margin_m,
        &inclusion,
        &exclusions,
    )
}

/// A fence that reaches less far around the path would be met at every gust, metres.
const LEAST_SURROUNDINGS_M: f64 = 10.0;

/// A mission that needs more room than this to stop has been given wrong numbers.
const LARGEST_MARGIN_M: f64 = 10_000.0;

/// The region that the fence stays in, and how far its free space keeps from everything.
fn region_and_margin(request: &FenceRequest<'_>) -> (Region, f64) {
    let region = region_around(request.path, request.surroundings_m);
    let bend_m = edge_bend_m(request.autopilot, &region);
    (region, request.stopping.stopping_distance_m() + bend_m)
}

/// How far beyond the region a margin may reach into it from, with room to spare.
fn reach_m(margin_m: f64) -> f64 {
    2.0 * margin_m + 100.0
}

impl FenceRequest<'_> {
    /// The rectangle, degrees, whose zones and obstacles matter for the fence; `None` when the
    /// request has no path, or a path that no fence can be made for. Obstacles belong to it when
    /// their outline widened by their uncertainty does.
    pub fn bounds_looked_at(&self) -> Option<Rect<f64>> {
        let (_, margin_m) = (!self.path.is_empty()).then(|| region_and_margin(self))?;
        let wide = region_around(self.path, self.surroundings_m + reach_m(margin_m));
        let corner =
            |x: f64, y: f64| (x.is_finite() && y.is_finite()).then_some(coord! {x: x, y: y});
        Some(Rect::new(
            corner(wide.west_deg, wide.south_deg)?,
            corner(wide.east_deg, wide.north_deg)?,
        ))
    }
}

fn request_faults(request: &FenceRequest<'_>, around: &Surroundings<'_>) -> Vec<FenceError> {
    let mut faults = Vec::new();
    if request.path.is_empty() {
        faults.push(FenceError::NoPath);
    }
    if around.zones.is_empty() {
        faults.push(FenceError::NoZones);
    }
    if request.window.until < request.window.from {
        faults.push(FenceError::WindowInverted);
    }
    if request.budget.total < 3 || request.budget.per_polygon < 3 {
        faults.push(FenceError::BudgetBelowTriangle);
    }
    let near_pole = |latitude: f64| latitude.abs() > HIGHEST_LATITUDE_DEG;
    if request
        .path
        .iter()
        .any(|point| near_pole(point.position.latitude_deg()))
    {
        faults.push(FenceError::NearPole);
    }
    let lengths = [
        ("obstacle_clearance_m", request.obstacle_clearance_m),
        ("surroundings_m", request.surroundings_m),
        ("path_clearance_m", request.path_clearance_m),
    ];
    let bad_lengths = lengths
        .into_iter()
        .filter(|(_, value)| !(value.is_finite() && *value >= 0.0))
        .map(|(field, _)| field)
        .chain((request.surroundings_m < LEAST_SURROUNDINGS_M).then_some("surroundings_m"));
    // Obstacles are plain data; one with a bad number could otherwise vanish.
    let without_place = |obstacle: &Obstacle| matches!(&obstacle.shape, ObstacleShape::Line { vertices, .. } if vertices.is_empty());
    let bad_obstacle = around.obstacles.iter().any(|obstacle| {
        without_place(obstacle)
            || ![
                obstacle.horizontal_uncertainty_m,
                obstacle.vertical_uncertainty_m,
            ]
            .iter()
            .chain(match &obstacle.shape {
                ObstacleShape::Point { radius_m, .. } => Some(radius_m),
                ObstacleShape::Line { half_width_m, .. } => Some(half_width_m),
                ObstacleShape::Polygon(_) => None,
            })
            .all(|value| (0.0..=LARGEST_MARGIN_M).contains(value))
    });
    faults.extend(
        bad_lengths
            .chain(request.stopping.faults())
            .chain(bad_obstacle.then_some("obstacle"))
            .map(|field| FenceError::BadValue { field }),
    );
    faults
}

fn finish(
    request: &FenceRequest<'_>,
    scene: &Scene<'_>,
    selection: Selection,
    margin_m: f64,
    inclusion: &[VertexE7],
    exclusions: &[Vec<VertexE7>],
) -> Result<CompiledFence, Vec<FenceError>> {
    let items = items_of(inclusion, exclusions).ok_or_else(|| {
        vec![FenceError::CheckFailed {
            found: CheckFinding::TooManyVertices,
        }]
    })?;
    let mut unenforced = selection.unenforced;
    unenforced.push(Unenforced::EndOfWindow);
    Ok(CompiledFence {
        items,
        inclusion: in_degrees(inclusion),
        exclusions: exclusions.iter().map(|ring| in_degrees(ring)).collect(),
        margin_m,
        unenforced,
        unused_cover: selection.unused,
        settings: settings(
            request.autopilot,
            request.on_breach,
            ceiling_above_home_m(scene.heights),
        ),
    })
}

fn in_degrees(ring: &[VertexE7]) -> Polygon<f64> {
    let vertices = ring.iter().map(|vertex| Coord {
        x: f64::from(vertex.longitude_e7) / 1e7,
        y: f64::from(vertex.latitude_e7) / 1e7,
    });
    Polygon::new(vertices.collect::<LineString<f64>>(), vec![])
}
