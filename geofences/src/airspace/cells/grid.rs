//! Where the cells of a tile lie, and where a place lies in its cell.

use super::super::prepared::PreparedArea;
use geo::Coord;
use std::ops::RangeInclusive;

/// Where a tile lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TileFrame {
    /// Its column and row among the tiles of its level.
    pub at: (i32, i32),
    /// Its south-west corner, degrees.
    pub origin: Coord<f64>,
    /// Its width and height, degrees.
    pub size_deg: f64,
    /// One over that.
    pub per_deg: f64,
}

impl TileFrame {
    /// Column and row of the tile of this tile's level that a place lies in.
    #[inline]
    pub fn tile_at(&self, coord: Coord<f64>) -> (i32, i32) {
        tile_at(self.per_deg, coord)
    }
}

/// Column and row of the tile that a place lies in, where a degree has so many tiles. Rounded, but
/// monotone: a place within a rectangle is in one of the tiles that the rectangle touches.
#[inline]
pub fn tile_at(per_deg: f64, coord: Coord<f64>) -> (i32, i32) {
    // Nothing lies at negative tiles: that a cast rounds towards zero does no harm.
    (
        ((coord.x + 180.0) * per_deg) as i32,
        ((coord.y + 90.0) * per_deg) as i32,
    )
}

/// A tile cut into square cells, numbered row by row from the south-west.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellGrid {
    frame: TileFrame,
    side: i32,
}

/// Copied vertices are given in grains: so many to a side of a cell.
const GRAINS: i32 = 250;
/// So far beyond its cell an edge is copied, grains: more than [`super::record`]'s doubt, and so
/// far that the end of a cut edge, once rounded, is still outside the cell.
const MARGIN_GRAINS: i32 = 2;
/// The same in cells.
const MARGIN: f64 = MARGIN_GRAINS as f64 / GRAINS as f64;
/// Points are given more finely, so that their rounding counts for nothing: so many to a grain.
pub const FINE: i32 = 256;
/// What covers the rounding of `f64`, in cells.
const EPSILON: f64 = 1e-6;

/// A copied vertex, in grains from the south-west corner of its cell's margin: 0…254 each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vertex {
    /// East.
    pub x: u8,
    /// North.
    pub y: u8,
}

/// A point as finely as it is compared with copied edges: [`FINE`] to a grain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FinePoint {
    /// East.
    pub x: i32,
    /// North.
    pub y: i32,
}

impl CellGrid {
    /// The tile at `frame`, cut into so many cells a side.
    pub fn new(frame: TileFrame, side: u8) -> Self {
        let side = i32::from(side);
        Self { frame, side }
    }

    /// A place, in cells from the south-west corner of the tile.
    #[inline]
    pub fn in_cells(&self, coord: Coord<f64>) -> Coord<f64> {
        let scale = f64::from(self.side) * self.frame.per_deg;
        Coord {
            x: (coord.x - self.frame.origin.x) * scale,
            y: (coord.y - self.frame.origin.y) * scale,
        }
    }

    /// The place that lies so many cells from the south-west corner of the tile, degrees.
    pub fn degrees_at(&self, in_cells: Coord<f64>) -> Coord<f64> {
        let scale = self.frame.size_deg / f64::from(self.side);
        Coord {
            x: self.frame.origin.x + in_cells.x * scale,
            y: self.frame.origin.y + in_cells.y * scale,
        }
    }

    /// The number of a cell.
    #[inline]
    pub fn cell(&self, column: i32, row: i32) -> u16 {
        (row * self.side + column) as u16
    }

    /// Column and row of a cell.
    pub fn column_and_row(&self, cell: u16) -> (i32, i32) {
        let cell = i32::from(cell);
        (cell % self.side, cell / self.side)
    }

    /// The cell of a place of the tile, and where it lies in the cell.
    #[inline]
    pub fn locate(&self, coord: Coord<f64>) -> (usize, FinePoint) {
        let place = self.in_cells(coord);
        let last = self.side - 1;
        let column = (place.x as i32).clamp(0, last);
        let row = (place.y as i32).clamp(0, last);
        let fine = |part: f64| {
            // A place just outside the tile, by rounding, stays in the margin.
            let part = part.clamp(-MARGIN, 1.0 + MARGIN);
            (part * f64::from(GRAINS * FINE) + 0.5) as i32 + MARGIN_GRAINS * FINE
        };
        let at = FinePoint {
            x: fine(place.x - f64::from(column)),
            y: fine(place.y - f64::from(row)),
        };
        (usize::from(self.cell(column, row)), at)
    }

    /// The place of a fine point of a cell, in cells.
    pub fn fine_in_cells(&self, cell: u16, at: FinePoint) -> Coord<f64> {
        let (column, row) = self.column_and_row(cell);
        let part = |fine: i32| f64::from(fine - MARGIN_GRAINS * FINE) / f64::from(GRAINS * FINE);
        Coord {
            x: f64::from(column) + part(at.x),
            y: f64::from(row) + part(at.y),
        }
    }

    /// The cells, along one axis, that reach between two places, their margins included.
    fn span(&self, from: f64, to: f64) -> RangeInclusive<i32> {
        let margin = MARGIN + EPSILON;
        let first = (from.min(to) - margin).floor().max(0.0) as i32;
        let last = (from.max(to) + margin)
            .floor()
            .min(f64::from(self.side - 1));
        // A negative `last` makes the range empty.
        first..=(last.max(-1.0) as i32)
    }

    /// Columns and rows of the cells that an area may reach.
    pub fn window(&self, area: &PreparedArea) -> (RangeInclusive<i32>, RangeInclusive<i32>) {
        let low = self.in_cells(area.bounds().min());
        let high = self.in_cells(area.bounds().max());
        (self.span(low.x, high.x), self.span(low.y, high.y))
    }

    /// Calls `mark` for every cell whose margin the edge, given in cells, may touch.
    pub fn each_cell_near(&self, a: Coord<f64>, b: Coord<f64>, mut mark: impl FnMut(u16)) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let x_at = |y: f64| {
            let part = (y - low.y) / (high.y - low.y);
            low.x + (high.x - low.x) * part
        };
        for row in self.span(low.y, high.y) {
            let south = f64::from(row) - MARGIN - EPSILON;
            let north = f64::from(row + 1) + MARGIN + EPSILON;
            // Where the edge is between these latitudes.
            let from = if low.y >= south { low.x } else { x_at(south) };
            let to = if high.y <= north { high.x } else { x_at(north) };
            for column in self.span(from, to) {
                mark(self.cell(column, row));
            }
        }
    }

    /// The part of an edge, given in cells, that lies in a cell or its margin.
    pub fn cut(&self, cell: u16, a: Coord<f64>, b: Coord<f64>) -> Option<CutEdge> {
        let (column, row) = self.column_and_row(cell);
        let from_corner = |coord: Coord<f64>| Coord {
            x: coord.x - f64::from(column),
            y: coord.y - f64::from(row),
        };
        let (a, b) = (from_corner(a), from_corner(b));
        let (starts_here, ends_here) = (is_in_margin(a), is_in_margin(b));
        // Liang and Barsky, A New Concept and Method for Line Clipping, 1984.
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        for (start, step) in [(a.x, b.x - a.x), (a.y, b.y - a.y)] {
            let enters = (-MARGIN - start) / step;
            let leaves = (1.0 + MARGIN - start) / step;
            if step == 0.0 {
                if !(-MARGIN..=1.0 + MARGIN).contains(&start) {
                    return None;
                }
            } else {
                from = from.max(enters.min(leaves));
                to = to.min(enters.max(leaves));
            }
        }
        let along = |part: f64| Coord {
            x: a.x + (b.x - a.x) * part,
            y: a.y + (b.y - a.y) * part,
        };
        if from > to && !starts_here && !ends_here {
            return None;
        }
        Some(CutEdge {
            a: rounded(if starts_here { a } else { along(from) }),
            b: rounded(if ends_here { b } else { along(to) }),
            ends_here,
        })
    }
}

/// What [`CellGrid::cut`] leaves of an edge.
#[derive(Clone, Copy, Debug)]
pub struct CutEdge {
    /// Where it starts.
    pub a: Vertex,
    /// Where it ends.
    pub b: Vertex,
    /// Whether it ends at its own end, where the next edge goes on.
    pub ends_here: bool,
}

fn is_in_margin(from_corner: Coord<f64>) -> bool {
    let range = -MARGIN..=1.0 + MARGIN;
    range.contains(&from_corner.x) && range.contains(&from_corner.y)
}

fn rounded(from_corner: Coord<f64>) -> Vertex {
    let grains = |part: f64| {
        let grains = (part * f64::from(GRAINS)).round() + f64::from(MARGIN_GRAINS);
        grains.clamp(0.0, f64::from(GRAINS + 2 * MARGIN_GRAINS)) as u8
    };
    Vertex {
        x: grains(from_corner.x),
        y: grains(from_corner.y),
    }
}
