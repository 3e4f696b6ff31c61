//! What of the events one would see.

use super::{EventKind, Happening, SmokePuff};
use crate::place::Place;
use crate::time::SimTime;
use nalgebra::{Vector2, Vector3};

/// An event as it looks now.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenEvent<'a> {
    /// Its name.
    pub id: &'a str,
    /// What happens, at its full strength.
    pub kind: EventKind,
    /// The part of its full strength that it has now, 0…1: 0 for a fire that is out while its smoke
    /// still drifts.
    pub part: f64,
    /// Where it is.
    pub place: Place,
    /// It reaches so far around its place, m.
    pub extent_m: f64,
    /// Its smoke, from the fire on downwind.
    pub smoke: Vec<SmokePuff>,
}

impl SeenEvent<'_> {
    /// The circles that it covers: place and radius.
    fn circles(&self) -> impl Iterator<Item = (Place, f64)> + '_ {
        let itself = (self.part > 0.0).then_some((self.place, self.extent_m));
        let smoke = self
            .smoke
            .iter()
            .map(|puff| (puff.place, puff.half_width_m));
        itself.into_iter().chain(smoke)
    }

    /// Whether any of it is within `radius_m` of a place.
    pub fn is_within(&self, at: Place, radius_m: f64) -> bool {
        self.circles()
            .any(|(place, extent_m)| at.ground_distance_m(place) <= radius_m + extent_m)
    }

    /// Whether any of it lies in an outline on the ground, or reaches into it. Corners in order.
    pub fn is_in(&self, corners: &[Place]) -> bool {
        self.circles()
            .any(|(place, extent_m)| distance_to_outline_m(place, corners) <= extent_m)
    }
}

impl Happening {
    /// How it looks now; `None` when there is nothing to see.
    pub fn seen(&self, now: SimTime) -> Option<SeenEvent<'_>> {
        let part = self.event.part_at(now);
        let smoke: Vec<SmokePuff> = match self.event.kind {
            EventKind::Smoke { emission_g_per_s } => self
                .plume
                .visible(emission_g_per_s)
                .map(|(middle_m, half_width_m, top_m, opacity)| SmokePuff {
                    place: self.moved(middle_m),
                    half_width_m,
                    top_m,
                    opacity,
                })
                .collect(),
            _ => Vec::new(),
        };
        (part > 0.0 || !smoke.is_empty()).then(|| SeenEvent {
            id: &self.event.id,
            kind: self.event.kind,
            part,
            place: self.event.place,
            extent_m: self.event.extent_m,
            smoke,
        })
    }
}

/// How far a place is from an outline, m; 0 within it.
fn distance_to_outline_m(place: Place, corners: &[Place]) -> f64 {
    let flat = |corner: &Place| -> Vector2<f64> {
        let ned: Vector3<f64> = place.ned_to(*corner);
        ned.xy()
    };
    let mut is_within = false;
    let mut nearest_m = f64::INFINITY;
    for (index, corner) in corners.iter().enumerate() {
        let (a, b) = (flat(corner), flat(&corners[(index + 1) % corners.len()]));
        nearest_m = nearest_m.min(distance_to_edge_m(a, b));
        // A ray to the north from the place crosses the edge.
        let crosses = (a.y > 0.0) != (b.y > 0.0);
        if crosses && a.x + (b.x - a.x) * a.y / (a.y - b.y) > 0.0 {
            is_within = !is_within;
        }
    }
    if is_within { 0.0 } else { nearest_m }
}

/// How far the origin is from an edge, m.
fn distance_to_edge_m(a: Vector2<f64>, b: Vector2<f64>) -> f64 {
    let along = b - a;
    let part = if along.norm_squared() > 0.0 {
        (-a.dot(&along) / along.norm_squared()).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (a + along * part).norm()
}
