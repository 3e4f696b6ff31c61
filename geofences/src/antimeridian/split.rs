//! Cutting a polygon at the antimeridian.

use geo::{Area, BooleanOps, BoundingRect, Coord, LineString, Polygon, Rect};
use rstar::RTree;

/// A polygon could not be cut without losing or inventing area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotSplit;

/// The antimeridian as the longitudes of an unwrapped polygon count it.
const ANTIMERIDIAN_DEG: f64 = 180.0;

/// The clipping works on a grid of 2³⁰ steps across its input; a vertex comes back within a few
/// steps of where it belongs.
const GRID_STEPS: f64 = 268_435_456.0;

/// Cuts a valid polygon with longitudes from −180° up to 540° at 180° into parts within
/// −180°…180°; what lay beyond 180° comes back 360° further west.
///
/// Vertices of the polygon come back exactly as they were, less the 360°; new vertices lie on
/// ±180° exactly.
///
/// # Errors
/// [`NotSplit`] when the parts do not make up the polygon's area, to one part in 10⁶.
pub(crate) fn split(polygon: &Polygon<f64>) -> Result<Vec<Polygon<f64>>, NotSplit> {
    let bounds = polygon.bounding_rect().ok_or(NotSplit)?;
    let mut parts = cut(polygon, bounds, Half::West);
    parts.extend(cut(polygon, bounds, Half::East));
    let area: f64 = parts.iter().map(Area::unsigned_area).sum();
    let whole = polygon.unsigned_area();
    if (area - whole).abs() <= 1e-6 * whole {
        Ok(parts)
    } else {
        Err(NotSplit)
    }
}

/// A side of the antimeridian.
#[derive(Clone, Copy)]
enum Half {
    West,
    East,
}

impl Half {
    fn holds(self, longitude_deg: f64) -> bool {
        match self {
            Self::West => longitude_deg <= ANTIMERIDIAN_DEG,
            Self::East => longitude_deg >= ANTIMERIDIAN_DEG,
        }
    }
}

/// The parts of the polygon in one half, within −180°…180°.
fn cut(polygon: &Polygon<f64>, bounds: Rect<f64>, half: Half) -> Vec<Polygon<f64>> {
    let (min, max) = (bounds.min(), bounds.max());
    // The other sides of the window stand clear of the polygon, so that only the meridian cuts.
    let margin_x = 0.125 * bounds.width();
    let margin_y = 0.125 * bounds.height();
    let (west, east) = match half {
        Half::West => (min.x - margin_x, ANTIMERIDIAN_DEG),
        Half::East => (ANTIMERIDIAN_DEG, max.x + margin_x),
    };
    if west >= east {
        return Vec::new();
    }
    let window = Rect::new(
        Coord {
            x: west,
            y: min.y - margin_y,
        },
        Coord {
            x: east,
            y: max.y + margin_y,
        },
    )
    .to_polygon();
    let step = bounds.width().max(bounds.height()) / GRID_STEPS;
    let exact = ExactVertices::new(polygon, half, step);
    polygon
        .intersection(&window)
        .into_iter()
        .filter_map(|part| exact.polygon(&part))
        .collect()
}

/// The vertices that the parts in one half may have: the polygon's own there, and the places
/// where its edges cross the antimeridian.
struct ExactVertices {
    tree: RTree<[f64; 2]>,
    half: Half,
    /// How far a clipped vertex may be from where it belongs, degrees.
    reach_deg: f64,
}

impl ExactVertices {
    fn new(polygon: &Polygon<f64>, half: Half, step_deg: f64) -> Self {
        let mut places = Vec::new();
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            for line in ring.lines() {
                if half.holds(line.start.x) {
                    places.push([line.start.x, line.start.y]);
                }
                let from_meridian = line.start.x - ANTIMERIDIAN_DEG;
                let to_meridian = line.end.x - ANTIMERIDIAN_DEG;
                if (from_meridian < 0.0 && to_meridian > 0.0)
                    || (from_meridian > 0.0 && to_meridian < 0.0)
                {
                    let share = from_meridian / (from_meridian - to_meridian);
                    let y = line.start.y + share * (line.end.y - line.start.y);
                    places.push([ANTIMERIDIAN_DEG, y]);
                }
            }
        }
        Self {
            tree: RTree::bulk_load(places),
            half,
            reach_deg: 4.0 * step_deg,
        }
    }

    /// The exact vertex that a clipped one stands for.
    fn vertex(&self, clipped: Coord<f64>) -> Coord<f64> {
        let reach_squared = self.reach_deg * self.reach_deg;
        let nearest = self
            .tree
            .nearest_neighbor_with_distance_2([clipped.x, clipped.y])
            .filter(|(_, squared)| *squared <= reach_squared);
        let x = match (nearest, self.half) {
            (Some(([x, _], _)), _) => *x,
            (None, Half::West) => clipped.x.min(ANTIMERIDIAN_DEG),
            (None, Half::East) => clipped.x.max(ANTIMERIDIAN_DEG),
        };
        let y = nearest.map_or(clipped.y, |([_, y], _)| *y);
        match self.half {
            Half::West => Coord { x, y },
            Half::East => Coord {
                x: x - super::TURN_DEG,
                y,
            },
        }
    }

    /// A clipped polygon with exact vertices; `None` when nothing of it is left.
    fn polygon(&self, clipped: &Polygon<f64>) -> Option<Polygon<f64>> {
        let exterior = self.ring(clipped.exterior())?;
        let holes = clipped
            .interiors()
            .iter()
            .filter_map(|hole| self.ring(hole));
        Some(Polygon::new(exterior, holes.collect()))
    }

    /// A clipped ring with exact vertices; `None` when fewer than three are left.
    fn ring(&self, clipped: &LineString<f64>) -> Option<LineString<f64>> {
        let mut coords: Vec<Coord<f64>> =
            clipped.coords().map(|&coord| self.vertex(coord)).collect();
        coords.dedup();
        (coords.len() >= 4 && coords.first() == coords.last()).then(|| LineString::new(coords))
    }
}
