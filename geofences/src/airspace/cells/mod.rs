//! The cell directory of a tile: which areas contain a point, mostly without looking at them.
//!
//! A tile is cut into cells. For each cell the directory names the areas that cover it whole (a
//! point there needs no test) and, for the areas whose edges pass through it, a copy of just
//! those edges, cut to the cell and two bytes a vertex, beside a reference point whose state is
//! known. All of it is one run of `u16`s, read forwards: a query costs one or two cache lines
//! where a look at the polygons themselves costs a cache miss or more for each.
//!
//! The copy is a filter, never a judge: rounding moves an edge by less than a grain, 1/250 of a
//! cell, and a point that close to a copied edge is handed to the exact test on the full
//! vertices. Farther away, rounding has moved no edge across the point or the reference point,
//! so that the number of crossings between them is odd or even as it was.

mod covers;
mod grid;
mod record;

use super::prepared::PointLocation;
use geo::Coord;
use std::sync::Arc;

pub use covers::Covers;
use grid::FinePoint;
pub use grid::{CellGrid, TileFrame, tile_at};
use record::Records;

/// A directory has no more areas than this: local numbers and their counts are 16 bits. Offsets
/// of 32 bits then suffice for more vertices than any memory holds.
pub const MOST_LOCALS: usize = u16::MAX as usize;
/// Cells to a side for each root of the areas: measured, more gain little and take memory.
const CELLS_PER_ROOT: f64 = 2.5;
/// No more cells to a side than this.
const MOST_CELLS_A_SIDE: f64 = 32.0;

/// How many cells to a side a tile with so many areas is cut into.
///
/// A query reads as many records as areas pass through its cell, in proportion to areas / side;
/// the memory grows with areas × side. Where queries are as frequent as areas, a given memory is
/// best spent with sides in proportion to the square root of the areas.
pub fn side_for(areas: usize) -> u8 {
    let side = CELLS_PER_ROOT * (areas.max(1) as f64).sqrt();
    side.round().min(MOST_CELLS_A_SIDE) as u8
}

/// The directory of one tile.
///
/// The run begins with an offset for each cell and one for the end; offsets are one word, or two
/// where the run is too long for that. A cell is: the number of areas that cover it whole, their
/// local numbers, then the records of the other areas ([`record::Record`]).
#[derive(Clone, Debug)]
pub struct CellDirectory {
    run: Arc<[u16]>,
    side: u8,
    is_wide: bool,
}

/// Cells written one after the other.
struct Writer {
    starts: Vec<u32>,
    body: Vec<u16>,
}

impl Writer {
    fn new(cells: usize, words: usize) -> Self {
        Self {
            starts: Vec::with_capacity(cells + 1),
            body: Vec::with_capacity(words),
        }
    }

    /// The next cell: the areas that cover it whole; its records are to be written after that.
    fn start_cell(&mut self, wholes: impl Iterator<Item = u16>) {
        let start = self.body.len();
        self.starts.push(start as u32);
        self.body.push(0);
        self.body.extend(wholes);
        self.body[start] = (self.body.len() - start - 1) as u16;
    }

    fn finish(mut self, side: u8) -> CellDirectory {
        self.starts.push(self.body.len() as u32);
        let header = self.starts.len();
        let is_wide = header + self.body.len() > usize::from(u16::MAX);
        let words = if is_wide { 2 } else { 1 };
        let mut run = Vec::with_capacity(words * header + self.body.len());
        for start in self.starts {
            let offset = start + (words * header) as u32;
            run.push(offset as u16);
            if is_wide {
                run.push((offset >> 16) as u16);
            }
        }
        run.extend_from_slice(&self.body);
        CellDirectory {
            run: run.into(),
            side,
            is_wide,
        }
    }
}

impl CellDirectory {
    /// A directory of areas, by their local numbers, no more than [`MOST_LOCALS`]; all were made
    /// for a grid of that side.
    pub fn build(covers: &[Covers], side: u8) -> Self {
        let mut by_cell: Vec<(u16, u32, u32)> = Vec::new();
        for (local, covers) in covers.iter().enumerate() {
            let items = covers.items().iter().enumerate();
            by_cell.extend(items.map(|(item, cover)| (cover.cell, local as u32, item as u32)));
        }
        by_cell.sort_unstable();
        let cells = usize::from(side) * usize::from(side);
        let mut writer = Writer::new(cells, 8 * by_cell.len());
        let mut rest = by_cell.as_slice();
        for cell in 0..cells {
            let count = rest
                .iter()
                .take_while(|(of, ..)| usize::from(*of) == cell)
                .count();
            let (here, after) = rest.split_at(count);
            rest = after;
            let records = here.iter().map(|&(_, local, item)| {
                let covers = &covers[local as usize];
                (local as u16, covers.record(&covers.items()[item as usize]))
            });
            let wholes = records.clone().filter(|(_, record)| record.is_none());
            writer.start_cell(wholes.map(|(local, _)| local));
            for (local, record) in records {
                if let Some((info, tail)) = record {
                    writer.body.extend([local, info.0]);
                    writer.body.extend_from_slice(tail);
                }
            }
        }
        writer.finish(side)
    }

    /// This directory with one more area, made for a grid of its side.
    pub fn with(&self, local: u16, covers: &Covers) -> Self {
        let mut added = covers.items().iter().peekable();
        let mut writer = Writer::new(self.cells(), self.run.len() + 8 * covers.items().len());
        for cell in 0..self.cells() {
            let (whole, parts) = self.cell(cell);
            let cover = added.next_if(|cover| usize::from(cover.cell) == cell);
            let record = cover.map(|cover| covers.record(cover));
            let added_whole = matches!(record, Some(None)).then_some(local);
            writer.start_cell(whole.iter().copied().chain(added_whole));
            writer.body.extend_from_slice(parts);
            if let Some(Some((info, tail))) = record {
                writer.body.extend([local, info.0]);
                writer.body.extend_from_slice(tail);
            }
        }
        writer.finish(self.side)
    }

    /// This directory without one of its areas.
    pub fn without(&self, local: u16) -> Self {
        let mut writer = Writer::new(self.cells(), self.run.len());
        for cell in 0..self.cells() {
            let (whole, parts) = self.cell(cell);
            writer.start_cell(whole.iter().copied().filter(|&other| other != local));
            for record in Records(parts) {
                if record.local != local {
                    writer.body.extend([record.local, record.info.0]);
                    writer.body.extend_from_slice(record.tail);
                }
            }
        }
        writer.finish(self.side)
    }

    /// How many cells to a side there are.
    pub fn side(&self) -> u8 {
        self.side
    }

    fn cells(&self) -> usize {
        usize::from(self.side) * usize::from(self.side)
    }

    #[inline]
    fn offsets(&self, cell: usize) -> (usize, usize) {
        if self.is_wide {
            let offset = |cell: usize| {
                usize::from(self.run[2 * cell]) | usize::from(self.run[2 * cell + 1]) << 16
            };
            (offset(cell), offset(cell + 1))
        } else {
            (usize::from(self.run[cell]), usize::from(self.run[cell + 1]))
        }
    }

    /// The local numbers of the areas that cover a cell whole, and the records of the others.
    fn cell(&self, cell: usize) -> (&[u16], &[u16]) {
        self.contents(self.offsets(cell))
    }

    #[inline]
    fn contents(&self, (start, end): (usize, usize)) -> (&[u16], &[u16]) {
        match self.run[start..end].split_first() {
            Some((&count, rest)) => rest.split_at(usize::from(count)),
            None => (&[], &[]),
        }
    }

    /// The first step of a look: where the point's cell stands in the run.
    #[inline]
    pub fn find(&self, frame: TileFrame, point: Coord<f64>) -> CellPlace {
        let (cell, at) = CellGrid::new(frame, self.side).locate(point);
        CellPlace {
            at,
            offsets: self.offsets(cell),
        }
    }

    /// The second step: the cell itself.
    #[inline]
    pub fn open(&self, place: CellPlace) -> OpenCell<'_> {
        let (whole, parts) = self.contents(place.offsets);
        let at = place.at;
        OpenCell { at, whole, parts }
    }
}

/// Where the cell of a point stands.
#[derive(Clone, Copy, Debug)]
pub struct CellPlace {
    at: FinePoint,
    offsets: (usize, usize),
}

/// A cell, ready to be read.
#[derive(Clone, Copy, Debug)]
pub struct OpenCell<'a> {
    at: FinePoint,
    whole: &'a [u16],
    parts: &'a [u16],
}

impl OpenCell<'_> {
    /// Calls `found` with the local number and location of every area that contains the point,
    /// boundary included; `exact` locates the point in an area by its full vertices.
    #[inline]
    pub fn containing(
        &self,
        exact: impl Fn(u16) -> PointLocation,
        mut found: impl FnMut(u16, PointLocation),
    ) {
        for &local in self.whole {
            found(local, PointLocation::Inside);
        }
        for record in Records(self.parts) {
            let location = match record.decide(self.at) {
                Some(true) => PointLocation::Inside,
                Some(false) => continue,
                None => exact(record.local),
            };
            if location != PointLocation::Outside {
                found(record.local, location);
            }
        }
    }
}

#[cfg(test)]
mod tests;
