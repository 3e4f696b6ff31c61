//! The ground as high and as low as it is anywhere within a distance of a line.

use geo::{Coord, Rect};
use geofences::{Ground, GroundPiece, GroundRange, LocalPlane, Position, Terrain};

/// Ground that varies by less over a piece, metres, need not be told more exactly.
const FINE_M: f64 = 1.0;
/// No piece is cut shorter than this, metres.
const SHORTEST_M: f64 = 8.0;
/// A rectangle that has more borders of cells on an axis than this is told by its posts.
const MOST_BORDERS: usize = 6;

/// Another terrain in which the ground along a line has whatever height it has within `reach_m` of it.
pub(super) struct GroundNear<'a> {
    pub terrain: &'a dyn Terrain,
    pub reach_m: f64,
}

impl Terrain for GroundNear<'_> {
    fn ground_at(&self, position: Position) -> Option<Ground> {
        let range = range_near(
            self.terrain,
            position.coord(),
            position.coord(),
            self.reach_m,
        )?;
        Some(Ground {
            elevation_amsl_m: 0.5 * (range.lowest_amsl_m + range.highest_amsl_m),
            uncertainty_m: 0.5 * (range.highest_amsl_m - range.lowest_amsl_m) + range.uncertainty_m,
        })
    }

    fn ground_along(&self, from: Position, until: Position, pieces: &mut Vec<GroundPiece>) -> bool {
        let before = pieces.len();
        let line = (from.coord(), until.coord());
        let is_complete = append(self.terrain, line, self.reach_m, (0.0, 1.0), pieces).is_some();
        if !is_complete {
            pieces.truncate(before);
        }
        is_complete
    }

    fn ground_range(&self, south_west: Position, north_east: Position) -> Option<GroundRange> {
        self.terrain.ground_range(south_west, north_east)
    }

    fn name(&self) -> &str {
        self.terrain.name()
    }
}

/// Appends the pieces from one parameter of the line to another.
fn append(
    terrain: &dyn Terrain,
    line: (Coord<f64>, Coord<f64>),
    reach_m: f64,
    (from, until): (f64, f64),
    pieces: &mut Vec<GroundPiece>,
) -> Option<()> {
    let at = |s: f64| line.0 + (line.1 - line.0) * s;
    let (start, end) = (at(from), at(until));
    let plane = LocalPlane::at(start);
    let along = plane.metres(end);
    let is_shortest = along.x.hypot(along.y) <= SHORTEST_M.max(2.0 * reach_m);
    let bounds = around(start, end, reach_m);
    let range = posts_range(terrain, &bounds);
    let range = match range {
        Some(range) if range.highest_amsl_m - range.lowest_amsl_m <= FINE_M => range,
        _ if !is_shortest => {
            let middle = 0.5 * (from + until);
            append(terrain, line, reach_m, (from, middle), pieces)?;
            return append(terrain, line, reach_m, (middle, until), pieces);
        }
        Some(range) => exact_range(terrain, &bounds).unwrap_or(range),
        None => return None,
    };
    pieces.push(GroundPiece {
        from,
        until,
        constant: 0.5 * (range.lowest_amsl_m + range.highest_amsl_m),
        linear: 0.0,
        quadratic: 0.0,
        uncertainty_m: 0.5 * (range.highest_amsl_m - range.lowest_amsl_m) + range.uncertainty_m,
    });
    Some(())
}

/// The range of the ground within a distance of a line.
pub(super) fn range_near(
    terrain: &dyn Terrain,
    from: Coord<f64>,
    until: Coord<f64>,
    reach_m: f64,
) -> Option<GroundRange> {
    let bounds = around(from, until, reach_m);
    exact_range(terrain, &bounds).or_else(|| posts_range(terrain, &bounds))
}

fn around(from: Coord<f64>, until: Coord<f64>, reach_m: f64) -> Rect<f64> {
    let reach = LocalPlane::at((from + until) * 0.5).degrees(reach_m * 1.01);
    let bounds = Rect::new(from, until);
    Rect::new(bounds.min() - reach, bounds.max() + reach)
}

fn posts_range(terrain: &dyn Terrain, bounds: &Rect<f64>) -> Option<GroundRange> {
    let corner = |coord| Position::try_from(coord).ok();
    terrain.ground_range(corner(bounds.min())?, corner(bounds.max())?)
}

/// The range over a small rectangle. A bilinear surface is straight along both axes, so that it is highest
/// and lowest where borders of the rectangle or of cells cross. The borders of cells are where pieces along
/// the rectangle's sides end. `None` where there are too many.
fn exact_range(terrain: &dyn Terrain, bounds: &Rect<f64>) -> Option<GroundRange> {
    let (low, high) = (bounds.min(), bounds.max());
    let corner = |x, y| Position::new(x, y).ok();
    let (south_west, south_east) = (corner(low.x, low.y)?, corner(high.x, low.y)?);
    let (north_west, north_east) = (corner(low.x, high.y)?, corner(high.x, high.y)?);
    let mut uncertainty_m = 0.0_f64;
    let mut pieces = Vec::with_capacity(8);
    let mut borders = |sides: [(Position, Position); 2]| {
        let mut found = vec![0.0, 1.0];
        for (from, until) in sides {
            pieces.clear();
            if !terrain.ground_along(from, until, &mut pieces) {
                return None;
            }
            found.extend(pieces.iter().map(|piece| piece.from));
            uncertainty_m = pieces
                .iter()
                .map(|piece| piece.uncertainty_m)
                .fold(uncertainty_m, f64::max);
        }
        found.sort_unstable_by(f64::total_cmp);
        found.dedup();
        (found.len() <= 2 + 2 * MOST_BORDERS).then_some(found)
    };
    let columns = borders([(south_west, south_east), (north_west, north_east)])?;
    let rows = borders([(south_west, north_west), (south_east, north_east)])?;
    let mut range = GroundRange {
        lowest_amsl_m: f64::INFINITY,
        highest_amsl_m: f64::NEG_INFINITY,
        uncertainty_m,
    };
    for column in &columns {
        for row in &rows {
            let place = corner(
                low.x + column * (high.x - low.x),
                low.y + row * (high.y - low.y),
            )?;
            let here_m = terrain.ground_at(place)?.elevation_amsl_m;
            range.lowest_amsl_m = range.lowest_amsl_m.min(here_m);
            range.highest_amsl_m = range.highest_amsl_m.max(here_m);
        }
    }
    Some(range)
}
