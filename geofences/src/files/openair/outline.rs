//! The outline of an OpenAir airspace: vertices, arcs and circles made into a footprint's parts.

use crate::{Position, RawPolygon};
use geo::{
    Area, Bearing, BooleanOps, Coord, Destination, Distance, Geodesic, LineString, MapCoords,
    MultiPolygon, Point, Polygon,
};

/// Metres in an international nautical mile (ISO 80000-3).
pub(super) const METRES_PER_NAUTICAL_MILE: f64 = 1_852.0;

/// How far a polygon may lie from the arc that it stands for, metres.
const ARC_TOLERANCE_M: f64 = 0.25;

/// Ends of an arc that differ by less than this in their distance from its centre lie on one
/// circle, metres. A second of latitude is 31 m: rounded positions differ by more.
const SAME_RADIUS_M: f64 = 0.5;

/// Added to the radius of arcs that are pushed outward: edges are straight in lon/lat, and leave
/// the geodesic chord by L²·tan φ/8R, which is below this for the chords that the tolerance and
/// the largest radius allow.
const STRAIGHT_EDGE_MARGIN_M: f64 = 0.1;

/// One piece of an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Element {
    /// `DP`.
    Vertex(Position),
    /// `DC`.
    Circle {
        /// The centre (`V X=`).
        center: Position,
        /// Metres.
        radius_m: f64,
    },
    /// `DA` or `DB`.
    Arc(Arc),
}

/// An arc around a centre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Arc {
    center: Position,
    start_azimuth_deg: f64,
    /// Above 0 and at most 360.
    sweep_deg: f64,
    clockwise: bool,
    smallest_radius_m: f64,
    largest_radius_m: f64,
    ends: Option<(Position, Position)>,
}

impl Arc {
    /// An arc from two azimuths (`DA`), or `None` when it has no extent or is no number.
    pub(super) fn between_azimuths(
        center: Position,
        radius_m: f64,
        start_deg: f64,
        end_deg: f64,
        clockwise: bool,
    ) -> Option<Self> {
        Self {
            center,
            start_azimuth_deg: start_deg.rem_euclid(360.0),
            sweep_deg: sweep(start_deg, end_deg, clockwise)?,
            clockwise,
            smallest_radius_m: radius_m,
            largest_radius_m: radius_m,
            ends: None,
        }
        .checked()
    }

    /// An arc between two places (`DB`), or `None` when both lie in one direction.
    ///
    /// The format takes for granted that both are as far from the centre; where they are not,
    /// the arc is drawn with the radius that makes the airspace larger.
    pub(super) fn between_places(
        center: Position,
        from: Position,
        until: Position,
        clockwise: bool,
    ) -> Option<Self> {
        let middle = Point::from(center.coord());
        let azimuth = |place: Position| Geodesic.bearing(middle, Point::from(place.coord()));
        let radius = |place: Position| Geodesic.distance(middle, Point::from(place.coord()));
        let (first_m, second_m) = (radius(from), radius(until));
        Self {
            center,
            start_azimuth_deg: azimuth(from).rem_euclid(360.0),
            sweep_deg: sweep(azimuth(from), azimuth(until), clockwise)?,
            clockwise,
            smallest_radius_m: first_m.min(second_m),
            largest_radius_m: first_m.max(second_m),
            ends: Some((from, until)),
        }
        .checked()
    }

    /// By how much its two ends differ in their distance from the centre, metres.
    pub(super) fn radius_difference_m(&self) -> f64 {
        self.largest_radius_m - self.smallest_radius_m
    }

    fn checked(self) -> Option<Self> {
        let believable = 1.0..=crate::Footprint::LARGEST_RADIUS_M;
        let sound = believable.contains(&self.smallest_radius_m)
            && believable.contains(&self.largest_radius_m)
            && self.start_azimuth_deg.is_finite();
        sound.then_some(self)
    }

    /// Vertices on the arc, from its first end to its last.
    ///
    /// An airspace that bulges takes the larger of two radii, a hollow the smaller one.
    fn vertices_on_arc(&self, bulges: bool) -> Vec<Coord<f64>> {
        let radius_m = self.radius_m(bulges);
        let mut vertices = self.vertices_at(radius_m, self.steps(radius_m));
        let Some((from, until)) = self.ends else {
            return vertices;
        };
        // The ends as the file gives them take the place of computed ones that are as good as
        // equal: vertices nanometres apart would make edges that seem to cross.
        let center = Point::from(self.center.coord());
        let meets = |place: Position| {
            let distance_m = Geodesic.distance(center, Point::from(place.coord()));
            (distance_m - radius_m).abs() < SAME_RADIUS_M
        };
        if meets(from) {
            vertices.remove(0);
        }
        vertices.insert(0, from.coord());
        if meets(until) {
            vertices.pop();
        }
        vertices.push(until.coord());
        vertices
    }

    /// The strip between the chords and the tangents of the arc, which an airspace that bulges
    /// has to cover too.
    fn strip_outside(&self) -> Polygon<f64> {
        let radius_m = self.radius_m(true);
        let steps = self.steps(radius_m);
        let half_step_rad = (self.sweep_deg / steps as f64 / 2.0).to_radians();
        // The vertices of a tangent polygon lie at r / cos(half a step).
        let tangent_m = radius_m / half_step_rad.cos() + STRAIGHT_EDGE_MARGIN_M;
        let mut ring = self.vertices_on_arc(true);
        ring.extend(self.vertices_at(tangent_m, steps).into_iter().rev());
        Polygon::new(LineString::new(ring), Vec::new())
    }

    fn radius_m(&self, bulges: bool) -> f64 {
        if bulges {
            self.largest_radius_m
        } else {
            self.smallest_radius_m
        }
    }

    /// How many chords keep the tolerance: half a step of h puts a chord r·(1 − cos h) ≈ r·h²/2
    /// inside the circle. Some thousand at the most, since the radius is bounded.
    fn steps(&self, radius_m: f64) -> usize {
        let half_step_rad = (2.0 * ARC_TOLERANCE_M / radius_m).sqrt().min(0.1);
        let steps = self.sweep_deg.to_radians() / (2.0 * half_step_rad);
        steps.ceil().max(1.0) as usize
    }

    fn vertices_at(&self, radius_m: f64, steps: usize) -> Vec<Coord<f64>> {
        let center = Point::from(self.center.coord());
        let sign = if self.clockwise { 1.0 } else { -1.0 };
        let at_step = |step: usize| {
            let turned_deg = if step == steps {
                self.sweep_deg
            } else {
                self.sweep_deg * step as f64 / steps as f64
            };
            // A whole turn ends at exactly the azimuth that it started from.
            let azimuth_deg = (self.start_azimuth_deg + sign * turned_deg).rem_euclid(360.0);
            Geodesic.destination(center, azimuth_deg, radius_m).0
        };
        (0..=steps).map(at_step).collect()
    }
}

/// How far one turns from `start_deg` to `end_deg`; `None` when they are the same number. 0 to
/// 360 is a whole turn.
fn sweep(start_deg: f64, end_deg: f64, clockwise: bool) -> Option<f64> {
    let turn = if clockwise {
        end_deg - start_deg
    } else {
        start_deg - end_deg
    };
    if turn == 0.0 || !turn.is_finite() {
        return None;
    }
    let within = turn.rem_euclid(360.0);
    Some(if within == 0.0 { 360.0 } else { within })
}

/// The outline that the elements describe.
pub(super) struct Outline {
    /// The ring with the chords of its arcs, not closed.
    pub ring: Vec<Coord<f64>>,
    /// What lies between the chords and the tangents of the arcs that bulge out.
    strips: Vec<Polygon<f64>>,
}

/// Draws the vertices and arcs; circles are not part of a ring.
pub(super) fn outline(elements: &[Element]) -> Outline {
    // Which side of an arc the airspace is on shows in the sense of the ring as a whole.
    let draft = ring_with(elements, |_| false);
    let area = Polygon::new(LineString::new(draft), Vec::new()).signed_area();
    let counter_clockwise = area > 0.0;
    let bulges = |arc: &Arc| arc.clockwise != counter_clockwise;
    let ring = ring_with(elements, bulges);
    let reference_deg = ring.first().map_or(0.0, |vertex| vertex.x);
    let strips = elements
        .iter()
        .filter_map(|element| match element {
            Element::Arc(arc) if bulges(arc) => Some(arc.strip_outside()),
            _ => None,
        })
        .map(|strip| strip.map_coords(|coord| near(coord, reference_deg)))
        .collect();
    Outline { ring, strips }
}

impl Outline {
    /// Whether the airspace reaches beyond its ring.
    pub(super) fn has_strips(&self) -> bool {
        !self.strips.is_empty()
    }

    /// The ring, closed: in OpenAir it need not be, and mostly is not.
    pub(super) fn closed_ring(&self) -> Vec<Coord<f64>> {
        let mut ring = self.ring.clone();
        if ring.first() != ring.last() {
            ring.extend(self.ring.first());
        }
        ring
    }

    /// The ring with its strips, as polygons that cover the airspace and leave it by less than
    /// half a metre. The ring must have been found valid: a union would cover up its faults.
    pub(super) fn covering(&self) -> Vec<RawPolygon> {
        let ring = Polygon::new(LineString::new(self.ring.clone()), Vec::new());
        let whole = self
            .strips
            .iter()
            .fold(MultiPolygon(vec![ring]), |whole, strip| whole.union(strip));
        whole
            .into_iter()
            .map(|polygon| {
                let (exterior, holes) = polygon.into_inner();
                RawPolygon {
                    exterior: exterior.0,
                    holes: holes.into_iter().map(|hole| hole.0).collect(),
                }
            })
            .collect()
    }
}

fn ring_with(elements: &[Element], bulges: impl Fn(&Arc) -> bool) -> Vec<Coord<f64>> {
    let mut ring: Vec<Coord<f64>> = Vec::new();
    for element in elements {
        let vertices = match element {
            Element::Vertex(position) => vec![position.coord()],
            Element::Arc(arc) => arc.vertices_on_arc(bulges(arc)),
            Element::Circle { .. } => Vec::new(),
        };
        for vertex in vertices {
            let reference_deg = ring.first().map_or(vertex.x, |first| first.x);
            let vertex = near(vertex, reference_deg);
            // An arc starts where the line before it ended.
            if ring.last() != Some(&vertex) {
                ring.push(vertex);
            }
        }
    }
    ring
}

/// The same place with the longitude within 180° of `reference_deg`, so that an airspace at the
/// antimeridian hangs together.
fn near(coord: Coord<f64>, reference_deg: f64) -> Coord<f64> {
    let turns = ((coord.x - reference_deg) / 360.0).round();
    Coord {
        x: coord.x - 360.0 * turns,
        y: coord.y,
    }
}
