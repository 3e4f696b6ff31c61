//! What of the ground a picture shows: a fan of bearings from beneath the camera, each followed over the
//! same ground that the picture is drawn from.

use super::relief::Relief;
use super::view::View;
use crate::place::DegreeLengths;
use geofences::{Position, Terrain};
use nalgebra::{Vector2, Vector3};
use std::f64::consts::TAU;

/// Bearings that are followed beside those of the corners.
const BEARINGS: usize = 40;
/// A point of a picture that covers more ground shows nothing any more, metres: a thing of two metres is
/// then two points wide, the least by which anybody notices it (Johnson's criteria, 1958).
const COARSEST_POINT_M: f64 = 1.0;
/// Nothing is made out farther than this part of the visibility: there a seventh of the contrast is left.
const OF_VISIBILITY: f64 = 0.5;
/// Steps over the ground: of the distance, and of the camera's height.
const STEP_PART: (f64, f64) = (0.02, 0.01);
/// Corners nearer to each other are one, metres.
const SAME_M: f64 = 0.01;
/// How often the way between two steps is halved to find an edge.
const HALVINGS: usize = 24;

/// The ground that a picture shows, its corners in order; fewer than three where it shows none. Where it
/// shows the horizon it ends where nothing can be made out any more, because of the haze or because a
/// point covers too much. What lies behind a crest is left out, also what comes into sight again behind
/// it: everything inside is in the picture.
pub fn footprint(view: &View, terrain: &dyn Terrain) -> Vec<Position> {
    let sight = Sight::new(view, Relief::around(view, terrain));
    let nadir = Vector3::z();
    let corners = if sight.is_in_picture(nadir) {
        sight.all_around()
    } else {
        sight.to_one_side()
    };
    let lengths = DegreeLengths::at(view.place.latitude_deg);
    let positions = without_doubles(corners).into_iter().filter_map(|corner| {
        let step = Vector3::new(corner.x, corner.y, 0.0);
        view.place.moved_ned(step, lengths).position()
    });
    positions.collect()
}

struct Sight<'a> {
    view: &'a View,
    relief: Relief,
    /// Directions inside the picture are on the inner side of all of them, north, east, down.
    edges: [Vector3<f64>; 4],
    focal: f64,
    farthest_m: f64,
}

/// The ground along a bearing that a picture shows, from the camera's foot, metres.
#[derive(Clone, Copy)]
struct Stretch {
    bearing_rad: f64,
    near_m: f64,
    far_m: f64,
}

impl Stretch {
    fn at(&self, distance_m: f64) -> Vector2<f64> {
        let (east, north) = self.bearing_rad.sin_cos();
        Vector2::new(north, east) * distance_m
    }
}

impl<'a> Sight<'a> {
    fn new(view: &'a View, relief: Relief) -> Self {
        let focal = view.lens.focal_points();
        let half_width = 0.5 * f64::from(view.lens.width);
        let half_height = 0.5 * f64::from(view.lens.height);
        let edges = [
            Vector3::new(half_width, -focal, 0.0),
            Vector3::new(half_width, focal, 0.0),
            Vector3::new(half_height, 0.0, -focal),
            Vector3::new(half_height, 0.0, focal),
        ];
        Self {
            view,
            relief,
            edges: edges.map(|edge| view.attitude * edge),
            focal,
            farthest_m: OF_VISIBILITY * view.weather.visibility_m,
        }
    }

    fn is_in_picture(&self, direction: Vector3<f64>) -> bool {
        self.edges.iter().all(|edge| edge.dot(&direction) >= 0.0)
    }

    /// From the camera to the ground at a distance on a bearing, north, east, down, metres.
    fn ground(&self, bearing_rad: f64, distance_m: f64) -> Vector3<f64> {
        let (east, north) = bearing_rad.sin_cos();
        let (north_m, east_m) = (north * distance_m, east * distance_m);
        let ground_m = f64::from(self.relief.at(north_m, east_m).amsl_m);
        Vector3::new(north_m, east_m, self.relief.camera_amsl_m() - ground_m)
    }

    /// Whether anything that lies there can be made out, were nothing before it.
    fn is_clear(&self, ground: Vector3<f64>) -> bool {
        let distance_m = ground.norm();
        let along_m = (self.view.attitude * Vector3::x()).dot(&ground);
        // As it is when the ground is drawn.
        let slant = (distance_m / ground.z.max(0.05 * along_m)).sqrt();
        distance_m <= self.farthest_m && along_m / self.focal * slant <= COARSEST_POINT_M
    }

    fn is_shown(&self, ground: Vector3<f64>) -> bool {
        self.is_in_picture(ground) && self.is_clear(ground)
    }

    /// What is shown along a bearing, from where it first is until where it first is not any more.
    fn follow(&self, bearing_rad: f64) -> Option<Stretch> {
        let above_m = self.ground(bearing_rad, 0.0).z.max(1.0);
        let (mut distance_m, mut steepest) = (0.0, f64::NEG_INFINITY);
        let mut near_m = None;
        let shows = |distance_m| self.is_shown(self.ground(bearing_rad, distance_m));
        while distance_m <= self.farthest_m {
            let ground = self.ground(bearing_rad, distance_m);
            // Of two lines of sight the one that points less down passes over the other's ground.
            let slope = if distance_m > 0.0 {
                -ground.z / distance_m
            } else {
                f64::NEG_INFINITY
            };
            let is_behind = slope < steepest;
            steepest = steepest.max(slope);
            let is_shown = !is_behind && self.is_shown(ground);
            let step_m = (STEP_PART.0 * distance_m).max(STEP_PART.1 * above_m);
            let before_m = (distance_m - last_step(distance_m, above_m)).max(0.0);
            match near_m {
                None if is_shown => near_m = Some(edge(distance_m, before_m, shows)),
                Some(near_m) if !is_shown => {
                    let far_m = if is_behind {
                        before_m
                    } else {
                        edge(before_m, distance_m, shows)
                    };
                    return Some(Stretch {
                        bearing_rad,
                        near_m,
                        far_m,
                    });
                }
                _ => {}
            }
            distance_m += step_m;
        }
        near_m.map(|near_m| Stretch {
            bearing_rad,
            near_m,
            far_m: distance_m.min(self.farthest_m),
        })
    }

    /// The rays of the corners, in order.
    fn corner_rays(&self) -> [Vector3<f64>; 4] {
        let (width, height) = (self.view.lens.width, self.view.lens.height);
        let (right, bottom) = (f64::from(width), f64::from(height));
        [(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)]
            .map(|(column, row)| self.view.ray(column, row))
    }

    /// What is shown around the foot of a camera that looks down.
    fn all_around(&self) -> Vec<Vector2<f64>> {
        let mut bearings: Vec<f64> = self.corner_rays().iter().map(bearing_of).collect();
        bearings.extend((0..BEARINGS).map(|index| TAU * index as f64 / BEARINGS as f64));
        let bearings = bearings.iter().map(|bearing| bearing.rem_euclid(TAU));
        let mut bearings: Vec<f64> = bearings.collect();
        bearings.sort_by(f64::total_cmp);
        let stretches = bearings.iter().map(|bearing| self.follow(*bearing));
        // Where even the foot is too far away to be made out, nothing is.
        let corner = |it: Option<Stretch>| it.map_or_else(Vector2::zeros, |it| it.at(it.far_m));
        stretches.map(corner).collect()
    }

    /// What is shown by a camera that does not show its foot: its bearings lie within half a circle.
    fn to_one_side(&self) -> Vec<Vector2<f64>> {
        let rays = below_horizon(&self.corner_rays());
        let middle: Vector2<f64> = rays.iter().filter_map(towards).sum();
        let middle_rad = middle.y.atan2(middle.x);
        // Bearings from the middle, each with the ray of its corner.
        let off = |ray: &Vector3<f64>| {
            let (ahead, aside) = (
                middle.x * ray.x + middle.y * ray.y,
                middle.x * ray.y - middle.y * ray.x,
            );
            aside.atan2(ahead)
        };
        let mut corners: Vec<(f64, &Vector3<f64>)> =
            rays.iter().map(|ray| (off(ray), ray)).collect();
        corners.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (Some(first), Some(last)) = (corners.first(), corners.last()) else {
            return Vec::new();
        };
        let step = (last.0 - first.0) / BEARINGS as f64;
        let mut bearings: Vec<f64> = corners.iter().map(|corner| corner.0).collect();
        bearings.extend((1..BEARINGS).map(|index| first.0 + step * index as f64));
        bearings.retain(|bearing| *bearing > first.0 && *bearing < last.0);
        bearings.sort_by(f64::total_cmp);
        let followed = bearings.iter().map(|off| self.follow(middle_rad + off));
        let followed: Vec<Option<Stretch>> = followed.collect();
        let run = longest_run(&followed);
        let is_whole = run.len() == followed.len();
        let tip = |ray: &Vector3<f64>| is_whole.then(|| self.tip(*ray)).flatten();
        let mut outline: Vec<Vector2<f64>> = tip(first.1).into_iter().collect();
        outline.extend(run.iter().map(|it| it.at(it.far_m)));
        outline.extend(tip(last.1));
        outline.extend(run.iter().rev().map(|it| it.at(it.near_m)));
        outline
    }

    /// Where the ray of an outermost corner meets the ground, if it can be made out there.
    fn tip(&self, ray: Vector3<f64>) -> Option<Vector2<f64>> {
        let met = ray * self.relief.meet(ray)?;
        self.is_clear(met).then(|| met.xy())
    }
}

/// The step that led to a distance.
fn last_step(distance_m: f64, above_m: f64) -> f64 {
    let from_m = distance_m / (1.0 + STEP_PART.0);
    (distance_m - from_m).max(STEP_PART.1 * above_m)
}

/// The last of what is so, between a distance where it is and one where it is not.
fn edge(mut is_m: f64, mut is_not_m: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle_m = 0.5 * (is_m + is_not_m);
        if holds(middle_m) {
            is_m = middle_m;
        } else {
            is_not_m = middle_m;
        }
    }
    is_m
}

fn bearing_of(ray: &Vector3<f64>) -> f64 {
    ray.y.atan2(ray.x)
}

/// The direction over the ground, of length 1; `None` straight down.
fn towards(ray: &Vector3<f64>) -> Option<Vector2<f64>> {
    ray.xy().try_normalize(1e-12)
}

/// The corners of what of a picture is below the horizon.
fn below_horizon(corners: &[Vector3<f64>; 4]) -> Vec<Vector3<f64>> {
    let mut below = Vec::new();
    for (index, corner) in corners.iter().enumerate() {
        let next = &corners[(index + 1) % corners.len()];
        if corner.z > 0.0 {
            below.push(*corner);
        }
        if (corner.z > 0.0) != (next.z > 0.0) {
            below.push(corner + (next - corner) * (corner.z / (corner.z - next.z)));
        }
    }
    below
}

/// The most neighbours that all are there.
fn longest_run(followed: &[Option<Stretch>]) -> Vec<Stretch> {
    let runs = followed.split(Option::is_none);
    let longest = runs.max_by_key(|run| run.len()).unwrap_or_default();
    longest.iter().flatten().copied().collect()
}

fn without_doubles(mut corners: Vec<Vector2<f64>>) -> Vec<Vector2<f64>> {
    corners.dedup_by(|a, b| (*a - *b).norm() < SAME_M);
    while corners.len() > 1 && (corners[0] - corners[corners.len() - 1]).norm() < SAME_M {
        corners.pop();
    }
    corners
}

#[cfg(test)]
mod tests;
