//! The free space around the mission's path, as rings that fit the budget.

use super::check::{CheckFinding, Distance, Obligations, check};
use super::clearance::{in_the_way, met_fault, met_pieces, permitted_faults};
use super::items::VertexE7;
use super::outline::{Joins, SEAM_M, dilated, permitted_union, rect_in_frame};
use super::path::{PATH_TOLERANCE_M, PathPiece};
use super::planar::{Area, Segment, rings_of};
use super::round::{SLACK_M, rounded};
use super::select::{KeepOutSource, Scene, Selection, Unenforced};
use super::simplify::{Limits, Ring, simplified};
use super::{FenceError, FenceRequest};
use geo::{BooleanOps, ConvexHull, MultiPoint, MultiPolygon, Polygon, Rect, coord};

/// The inclusion and the exclusions, as integers.
pub(super) type Rings = (Vec<VertexE7>, Vec<Vec<VertexE7>>);

/// Everything that the free space is made from and checked against, in the frame.
pub(super) struct FreeSpace {
    permitted: Vec<Area>,
    not_permitted: MultiPolygon<f64>,
    permitted_distance_m: f64,
    keep_outs: Vec<(Vec<Polygon<f64>>, Vec<Area>, f64)>,
}

impl FreeSpace {
    /// Checks the path against every outline; takes out of `selection` the keep-outs that the
    /// path crosses and that only the controller can enforce.
    pub fn of(
        selection: &mut Selection,
        path: &[PathPiece],
        scene: &Scene<'_>,
        margin_m: f64,
    ) -> Result<Self, Vec<FenceError>> {
        let (union, not_permitted) = permitted_union(&selection.permitted, &scene.clip);
        let permitted: Vec<Area> = union.iter().map(Area::of).collect();
        let permitted_distance_m = margin_m / scene.shrink + 2.0 * SEAM_M;
        let mut faults = permitted_faults(&permitted, path, permitted_distance_m);
        let mut keep_outs = Vec::new();
        let Selection {
            keep_outs: selected,
            unenforced,
            ..
        } = selection;
        for keep_out in selected.drain(..) {
            let distance_m = (margin_m + keep_out.outline.uncertainty_m) / scene.shrink;
            let areas = keep_out.outline.areas();
            let missed = keep_out.missed_in_height();
            let met = met_pieces(&areas, path, distance_m);
            if met.is_empty() {
                keep_outs.push((keep_out.outline.polygons, areas, distance_m));
                continue;
            }
            match (in_the_way(&keep_out, &met, scene), keep_out.source) {
                (None, _) => unenforced.push(missed),
                (Some(_), KeepOutSource::Zone(zone)) if keep_out.in_part_only => {
                    unenforced.push(Unenforced::Times { zone });
                }
                (Some((leg, at)), source) => faults.push(met_fault(source, leg, at)),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            permitted,
            not_permitted,
            permitted_distance_m,
            keep_outs,
        })
    }

    /// The blocked space: everything nearer than its distance to what is not permitted or kept
    /// out.
    fn blocked(&self, joins: Joins) -> MultiPolygon<f64> {
        let outside = dilated(
            &self.not_permitted.0,
            self.permitted_distance_m + SLACK_M,
            joins,
        );
        let mut all = vec![outside];
        all.extend(
            self.keep_outs
                .iter()
                .map(|(polygons, _, distance_m)| dilated(polygons, distance_m + SLACK_M, joins)),
        );
        geo::unary_union(&all)
    }

    /// Tries the whole surroundings first, then ever nearer ones; round joins, then corners; the
    /// room around the path that was asked for, then less.
    pub fn fence(
        &self,
        request: &FenceRequest<'_>,
        scene: &Scene<'_>,
        path: &[Segment],
    ) -> Result<Rings, Vec<FenceError>> {
        // Corners are rarely needed, and a ragged coast takes long to widen.
        let blocked = [Joins::Round, Joins::Corner]
            .map(|joins| (std::cell::OnceCell::new(), move || self.blocked(joins)));
        let least_clearance_m = 3.0 * PATH_TOLERANCE_M;
        let mut clearances = vec![
            request.path_clearance_m.max(least_clearance_m),
            (request.path_clearance_m / 4.0).max(least_clearance_m),
            least_clearance_m,
        ];
        clearances.dedup();
        let mut failure = FenceError::NoSinglePolygon;
        for candidate in candidates(scene, path, request.surroundings_m) {
            for (blocked, make) in &blocked {
                let Some(rings) = free_rings(&candidate, blocked.get_or_init(make), path) else {
                    continue;
                };
                for clearance_m in &clearances {
                    match self.attempt(request, scene, path, rings.clone(), *clearance_m) {
                        Ok(fence) => return Ok(fence),
                        Err(reason) => failure = worse(failure, reason),
                    }
                }
            }
        }
        Err(vec![failure])
    }

    fn attempt(
        &self,
        request: &FenceRequest<'_>,
        scene: &Scene<'_>,
        path: &[Segment],
        rings: Vec<Ring>,
        path_clearance_m: f64,
    ) -> Result<Rings, FenceError> {
        let budget = request.budget;
        let per_ring = budget.per_polygon_on(request.autopilot);
        let limits = Limits {
            path,
            path_clearance_m,
            bounds: scene.clip,
            total: budget.total,
            per_ring,
        };
        let rings = simplified(rings, &limits).map_err(|reached| FenceError::BudgetTooSmall {
            reached,
            budget: budget.total,
        })?;
        let mut inclusion = None;
        let mut exclusions = Vec::new();
        for ring in rings {
            let mut integers =
                rounded(&ring.vertices, scene.frame).ok_or(FenceError::CheckFailed {
                    found: CheckFinding::PolygonNotSimple,
                })?;
            if ring.is_inclusion {
                // Counter-clockwise, as outer rings are written.
                integers.reverse();
                inclusion = Some(integers);
            } else {
                exclusions.push(integers);
            }
        }
        let inclusion = inclusion.ok_or(FenceError::NoSinglePolygon)?;
        let obligations = Obligations {
            path,
            path_distance_m: PATH_TOLERANCE_M,
            permitted: Distance {
                areas: &self.permitted,
                distance_m: self.permitted_distance_m,
            },
            keep_outs: self
                .keep_outs
                .iter()
                .map(|(_, areas, distance_m)| Distance {
                    areas,
                    distance_m: *distance_m,
                })
                .collect(),
            budget: (budget.total, per_ring),
        };
        check(&inclusion, &exclusions, scene.frame, &obligations)
            .map_err(|found| FenceError::CheckFailed { found })?;
        Ok((inclusion, exclusions))
    }
}

/// Of two failures the one that says more.
fn worse(known: FenceError, new: FenceError) -> FenceError {
    match (&known, &new) {
        (
            FenceError::BudgetTooSmall { reached, .. },
            FenceError::BudgetTooSmall { reached: other, .. },
        ) if reached <= other => known,
        (FenceError::BudgetTooSmall { .. }, FenceError::CheckFailed { .. }) => known,
        _ => new,
    }
}

/// The areas to look for free space in, in turn: the whole region, then the path's convex hull
/// with ever less around it.
fn candidates(scene: &Scene<'_>, path: &[Segment], surroundings_m: f64) -> Vec<Polygon<f64>> {
    const HALVINGS: i32 = 6;
    let region = rect_in_frame(&scene.region, scene.frame);
    let ends = path.iter().flat_map(|piece| [piece.from, piece.until]);
    let points: MultiPoint<f64> = ends.map(geo::Point).collect::<Vec<_>>().into();
    let hull = points.convex_hull();
    let mut candidates = vec![region.to_polygon()];
    for halving in 1..=HALVINGS {
        let beyond_m = surroundings_m / 2_f64.powi(halving);
        // A path along one line has a hull without an area; a box does for it.
        let around = if hull.exterior().0.len() > 3 {
            dilated(std::slice::from_ref(&hull), beyond_m, Joins::Corner)
        } else {
            MultiPolygon(vec![box_around(path, beyond_m).to_polygon()])
        };
        candidates.extend(around.intersection(&region.to_polygon()));
    }
    candidates
}

fn box_around(path: &[Segment], beyond_m: f64) -> Rect<f64> {
    let (mut low, mut high) = (
        coord! { x: f64::INFINITY, y: f64::INFINITY },
        coord! { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY },
    );
    for end in path.iter().flat_map(|piece| [piece.from, piece.until]) {
        low = coord! { x: low.x.min(end.x), y: low.y.min(end.y) };
        high = coord! { x: high.x.max(end.x), y: high.y.max(end.y) };
    }
    let beyond = coord! { x: beyond_m, y: beyond_m };
    Rect::new(low - beyond, high + beyond)
}

/// The rings of the part of the candidate area that is not blocked and holds the path.
fn free_rings(
    candidate: &Polygon<f64>,
    blocked: &MultiPolygon<f64>,
    path: &[Segment],
) -> Option<Vec<Ring>> {
    let start = path.first()?.from;
    let free = candidate.difference(blocked);
    let holding = free
        .iter()
        .find(|polygon| Area::of(polygon).contains(start))?;
    let area = Area::of(holding);
    let holds_path = path
        .iter()
        .all(|piece| area.boundary_distance(*piece) > PATH_TOLERANCE_M);
    holds_path.then(|| {
        rings_of(holding)
            .enumerate()
            .filter(|(_, ring)| ring.len() > 2)
            .map(|(index, ring)| Ring::new(ring, index == 0))
            .collect()
    })
}
