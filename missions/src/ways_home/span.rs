//! Values as far as they go over a stretch, its distances among them.

use geo::Coord;
use geofences::{LocalPlane, Position};

/// A distance in our plane, or in the autopilot's sphere, is wrong by less than this part of it.
const DISTANCE_DOUBT: f64 = 0.004;

/// From a least to a greatest value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    pub low: f64,
    pub high: f64,
}

impl Span {
    pub(super) fn one(value: f64) -> Self {
        Self {
            low: value,
            high: value,
        }
    }

    /// As far as values go.
    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let none = Self {
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
        };
        values.into_iter().fold(none, |span, value| Self {
            low: span.low.min(value),
            high: span.high.max(value),
        })
    }

    pub(super) fn around(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    pub(super) fn middle(self) -> f64 {
        0.5 * (self.low + self.high)
    }

    pub(super) fn half(self) -> f64 {
        0.5 * (self.high - self.low)
    }
}

/// The distances from all points of a stretch to a place, a straight stretch given by its two ends.
pub(super) fn distances_m(
    plane: &LocalPlane,
    ends: &[(Coord<f64>, Coord<f64>)],
    place: Position,
) -> Span {
    let at = plane.metres(place.coord());
    let spans = ends.iter().map(|(from, until)| {
        let (from, until) = (plane.metres(*from) - at, plane.metres(*until) - at);
        let along = until - from;
        let length_2 = along.x * along.x + along.y * along.y;
        let nearest = if length_2 > 0.0 {
            (-(from.x * along.x + from.y * along.y) / length_2).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let near = from + along * nearest;
        Span {
            low: near.x.hypot(near.y),
            // Distances to a place are convex along a line.
            high: from.x.hypot(from.y).max(until.x.hypot(until.y)),
        }
    });
    let span = spans.fold(Span::of([]), Span::around);
    Span {
        low: span.low * (1.0 - DISTANCE_DOUBT),
        high: span.high * (1.0 + DISTANCE_DOUBT),
    }
}
