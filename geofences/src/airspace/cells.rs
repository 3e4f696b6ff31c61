//! The cell directory of a tile: which areas contain a point, mostly without looking at them.
//!
//! A tile is cut into 32 × 32 cells. For each cell the directory names the areas that cover it
//! whole (a point there needs no test) and, for the areas whose edges pass through it, a copy of
//! just those edges in 16-bit tile units beside a reference point whose state is known. All of
//! it is one run of `u16`s, read forwards: a query costs one or two cache lines where a look at
//! the polygons themselves costs a cache miss or more for each.
//!
//! The copy is a filter, never a judge. Tile units are 1/16 384 of a tile; a vertex is off by half
//! a unit, a point by one at most. A point that is within [`DOUBT_UNITS`] of a copied edge is handed
//! to the exact test on the full vertices.

use super::prepared::{PointLocation, PreparedArea};
use geo::Coord;
use std::sync::Arc;

/// Cells to a side of a tile.
pub const CELLS: i32 = 16;
/// Tile units to a side of a tile.
const UNITS: i32 = 16_384;
/// Tile units to a side of a cell.
const CELL_UNITS: i32 = UNITS / CELLS;
/// What keeps coordinates positive: areas reach up to one tile beyond their tile's edges.
const OFFSET: i32 = UNITS;
/// Nearer to an edge than this, the copy does not decide.
const DOUBT_UNITS: i32 = 3;
/// Cells are marked this far around an edge: more than [`DOUBT_UNITS`] and the rounding.
const REACH_UNITS: i32 = 6;
/// Reference points are tried at so many places of a cell.
const REFERENCES: u16 = 16;

/// An area with more edges in one cell is not copied there.
const MOST_COPIED_EDGES: usize = 1_000;

/// An area may not be copied when the tile holds more than this.
pub const MOST_LOCALS: usize = 1 << 14;
const LOCAL_MASK: u16 = (MOST_LOCALS - 1) as u16;
const INSIDE_FLAG: u16 = 1 << 14;
const EXACT_FLAG: u16 = 1 << 15;

/// Where a tile lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TileFrame {
    /// Its south-west corner, degrees.
    pub origin: Coord<f64>,
    /// Its width and height, degrees.
    pub size_deg: f64,
}

/// A point or vertex in tile units, the tile's corner at ([`OFFSET`], [`OFFSET`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unit {
    x: i32,
    y: i32,
}

impl TileFrame {
    fn unit(&self, coord: Coord<f64>) -> Unit {
        let scale = f64::from(UNITS) / self.size_deg;
        Unit {
            x: ((coord.x - self.origin.x) * scale).round() as i32 + OFFSET,
            y: ((coord.y - self.origin.y) * scale).round() as i32 + OFFSET,
        }
    }

    fn coord(&self, unit: Unit) -> Coord<f64> {
        let scale = self.size_deg / f64::from(UNITS);
        Coord {
            x: self.origin.x + f64::from(unit.x - OFFSET) * scale,
            y: self.origin.y + f64::from(unit.y - OFFSET) * scale,
        }
    }

    fn cell(&self, unit: Unit) -> usize {
        let column = ((unit.x - OFFSET) / CELL_UNITS).clamp(0, CELLS - 1);
        let row = ((unit.y - OFFSET) / CELL_UNITS).clamp(0, CELLS - 1);
        (row * CELLS + column) as usize
    }
}

/// What one area is in the cells of a tile, made once when the area comes in.
#[derive(Clone, Debug, Default)]
pub struct Covers {
    /// In the order of the cells.
    items: Vec<Cover>,
    /// The tails of all parts.
    words: Vec<u16>,
}

/// What one area is in one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cover {
    cell: u16,
    kind: CoverKind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum CoverKind {
    Whole,
    /// The flags, and where the reference's number and the copied edges stand.
    Part {
        flags: u16,
        start: u32,
        length: u16,
    },
}

/// The directory of one tile.
///
/// The run begins with [`CELLS`]² + 1 offsets of two words each. A cell is: the number of areas
/// that cover it whole, their local numbers, then for each other area a head (local number and
/// flags), the length of its tail, and the tail: the reference's number, then chains of
/// vertices, each its length and as many x, y.
#[derive(Clone, Debug)]
pub struct CellDirectory(Arc<[u16]>);

const CELL_COUNT: usize = (CELLS * CELLS) as usize;
const HEADER: usize = 2 * (CELL_COUNT + 1);

impl CellDirectory {
    /// A directory of areas, by their local numbers; no more than [`MOST_LOCALS`].
    pub fn build(covers: &[Covers]) -> Self {
        let items = || {
            covers.iter().enumerate().flat_map(|(local, covers)| {
                covers
                    .items
                    .iter()
                    .map(move |cover| (local as u16, cover, covers))
            })
        };
        let mut wholes = vec![0_u32; CELL_COUNT];
        let mut words = vec![0_u32; CELL_COUNT];
        for (_, cover, _) in items() {
            match cover.kind {
                CoverKind::Whole => wholes[usize::from(cover.cell)] += 1,
                CoverKind::Part { length, .. } => {
                    words[usize::from(cover.cell)] += 2 + u32::from(length);
                }
            }
        }
        let mut run = vec![0_u16; HEADER];
        let mut end = HEADER as u32;
        let (mut next_whole, mut next_part) = (wholes, words);
        for cell in 0..CELL_COUNT {
            set_offset(&mut run, cell, end);
            let whole_at = end + 1;
            let part_at = whole_at + next_whole[cell];
            end = part_at + next_part[cell];
            (next_whole[cell], next_part[cell]) = (whole_at, part_at);
        }
        set_offset(&mut run, CELL_COUNT, end);
        run.resize(end as usize, 0);
        for (local, cover, covers) in items() {
            let cell = usize::from(cover.cell);
            match cover.kind {
                CoverKind::Whole => {
                    run[next_whole[cell] as usize] = local;
                    next_whole[cell] += 1;
                    let count_at = offset(&run, cell);
                    run[count_at] += 1;
                }
                CoverKind::Part { flags, .. } => {
                    let at = next_part[cell] as usize;
                    let tail = covers.tail(cover);
                    run[at] = flags | local;
                    run[at + 1] = tail.len() as u16;
                    run[at + 2..at + 2 + tail.len()].copy_from_slice(tail);
                    next_part[cell] = (at + 2 + tail.len()) as u32;
                }
            }
        }
        Self(run.into())
    }

    fn assemble(mut write_cell: impl FnMut(usize, &mut Vec<u16>)) -> Self {
        let mut run = vec![0_u16; HEADER];
        for cell in 0..CELL_COUNT {
            let start = run.len() as u32;
            set_offset(&mut run, cell, start);
            write_cell(cell, &mut run);
        }
        let end = run.len() as u32;
        set_offset(&mut run, CELL_COUNT, end);
        Self(run.into())
    }

    /// This directory with one more area.
    pub fn with(&self, local: u16, covers: &Covers) -> Self {
        let mut added = covers.items.iter().peekable();
        Self::assemble(|cell, run| {
            let (whole, part) = self.cell(cell);
            let cover = added.next_if(|cover| usize::from(cover.cell) == cell);
            let is_whole = cover.is_some_and(|cover| cover.kind == CoverKind::Whole);
            run.push((whole.len() + usize::from(is_whole)) as u16);
            run.extend_from_slice(whole);
            if is_whole {
                run.push(local);
            }
            run.extend_from_slice(part);
            if let Some(cover) = cover
                && let CoverKind::Part { flags, length, .. } = cover.kind
            {
                run.extend([flags | local, length]);
                run.extend_from_slice(covers.tail(cover));
            }
        })
    }

    /// This directory without one of its areas.
    pub fn without(&self, local: u16) -> Self {
        Self::assemble(|cell, run| {
            let (whole, part) = self.cell(cell);
            let count_at = run.len();
            run.push(0);
            run.extend(whole.iter().filter(|&&other| other != local));
            run[count_at] = (run.len() - count_at - 1) as u16;
            for record in Records(part) {
                if record.head & LOCAL_MASK != local {
                    run.push(record.head);
                    run.push(record.tail.len() as u16);
                    run.extend_from_slice(record.tail);
                }
            }
        })
    }

    fn offset(&self, cell: usize) -> usize {
        offset(&self.0, cell)
    }

    /// The local numbers of the areas that cover a cell whole, and the records of the others.
    fn cell(&self, cell: usize) -> (&[u16], &[u16]) {
        self.run(self.offset(cell), self.offset(cell + 1))
    }

    #[inline]
    fn run(&self, start: usize, end: usize) -> (&[u16], &[u16]) {
        match self.0[start..end].split_first() {
            Some((&count, rest)) => rest.split_at(usize::from(count)),
            None => (&[], &[]),
        }
    }

    /// The first step of a look: where the point's cell stands in the run.
    #[inline]
    pub fn find(&self, frame: &TileFrame, point: Coord<f64>) -> CellPlace {
        let at = frame.unit(point);
        let cell = frame.cell(at);
        CellPlace {
            at,
            cell,
            start: self.offset(cell),
            end: self.offset(cell + 1),
        }
    }

    /// The second step: the cell itself.
    #[inline]
    pub fn open(&self, place: CellPlace) -> OpenCell<'_> {
        let (whole, part) = self.run(place.start, place.end);
        OpenCell { place, whole, part }
    }
}

/// Where the cell of a point stands.
#[derive(Clone, Copy, Debug)]
pub struct CellPlace {
    at: Unit,
    cell: usize,
    start: usize,
    end: usize,
}

/// A cell, ready to be read.
#[derive(Clone, Copy, Debug)]
pub struct OpenCell<'a> {
    place: CellPlace,
    whole: &'a [u16],
    part: &'a [u16],
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
        for record in Records(self.part) {
            let local = record.head & LOCAL_MASK;
            let location = match record.decide(self.place.cell, self.place.at) {
                Some(true) => PointLocation::Inside,
                Some(false) => continue,
                None => exact(local),
            };
            if location != PointLocation::Outside {
                found(local, location);
            }
        }
    }
}

fn offset(run: &[u16], cell: usize) -> usize {
    usize::from(run[2 * cell]) | usize::from(run[2 * cell + 1]) << 16
}

fn set_offset(run: &mut [u16], cell: usize, offset: u32) {
    run[2 * cell] = offset as u16;
    run[2 * cell + 1] = (offset >> 16) as u16;
}

/// The records of the areas whose edges pass through a cell.
struct Records<'a>(&'a [u16]);

struct Record<'a> {
    head: u16,
    tail: &'a [u16],
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    #[inline]
    fn next(&mut self) -> Option<Record<'a>> {
        let (&[head, length], rest) = self.0.split_first_chunk::<2>()?;
        let (tail, rest) = rest.split_at_checked(usize::from(length))?;
        self.0 = rest;
        Some(Record { head, tail })
    }
}

impl Record<'_> {
    /// Whether the area contains the point; `None` when the copy cannot tell.
    #[inline]
    fn decide(&self, cell: usize, at: Unit) -> Option<bool> {
        if self.head & EXACT_FLAG != 0 {
            return None;
        }
        let (&reference, chains) = self.tail.split_first()?;
        let reference = reference_point(cell, reference);
        let mut inside = self.head & INSIDE_FLAG != 0;
        for (a, b) in ChainEdges::new(chains) {
            if near_segment(a, b, at) {
                return None;
            }
            inside ^= path_crosses(a, b, reference, at)?;
        }
        Some(inside)
    }
}

/// The edges of the copied chains.
struct ChainEdges<'a> {
    rest: &'a [u16],
    left_in_chain: u16,
    last: Unit,
}

impl<'a> ChainEdges<'a> {
    fn new(chains: &'a [u16]) -> Self {
        Self {
            rest: chains,
            left_in_chain: 0,
            last: Unit { x: 0, y: 0 },
        }
    }

    #[inline]
    fn vertex(&mut self) -> Option<Unit> {
        let (&[x, y], rest) = self.rest.split_first_chunk::<2>()?;
        self.rest = rest;
        Some(Unit {
            x: i32::from(x),
            y: i32::from(y),
        })
    }
}

impl Iterator for ChainEdges<'_> {
    type Item = (Unit, Unit);

    #[inline]
    fn next(&mut self) -> Option<(Unit, Unit)> {
        if self.left_in_chain == 0 {
            let (&length, rest) = self.rest.split_first()?;
            self.rest = rest;
            self.last = self.vertex()?;
            self.left_in_chain = length - 1;
        }
        let a = self.last;
        let b = self.vertex()?;
        self.last = b;
        self.left_in_chain -= 1;
        Some((a, b))
    }
}

/// Reference points lie at odd half units, where no vertex and no query point can lie: units are
/// doubled for them. Given is the place in doubled units.
#[inline]
fn reference_point(cell: usize, number: u16) -> Unit {
    let (column, row) = ((cell as i32) % CELLS, (cell as i32) / CELLS);
    // Spread over the cell on a 4 × 4 raster, from an eighth to seven eighths of it.
    let step = |index: i32| CELL_UNITS / 8 + index * (CELL_UNITS / 4);
    let x = OFFSET + column * CELL_UNITS + step(i32::from(number) % 4);
    let y = OFFSET + row * CELL_UNITS + step(i32::from(number) / 4);
    Unit {
        x: 2 * x + 1,
        y: 2 * y + 1,
    }
}

#[inline]
fn cross(a: Unit, b: Unit, p: Unit) -> i64 {
    i64::from(b.x - a.x) * i64::from(p.y - a.y) - i64::from(b.y - a.y) * i64::from(p.x - a.x)
}

/// Whether `p` may be within [`DOUBT_UNITS`] of the segment; errs to yes.
#[inline]
fn near_segment(a: Unit, b: Unit, p: Unit) -> bool {
    let d = DOUBT_UNITS;
    if p.x < a.x.min(b.x) - d
        || p.x > a.x.max(b.x) + d
        || p.y < a.y.min(b.y) - d
        || p.y > a.y.max(b.y) + d
    {
        return false;
    }
    let length = i64::from((b.x - a.x).abs() + (b.y - a.y).abs());
    cross(a, b, p).abs() <= i64::from(d) * length
}

/// Whether the edge is crossed an odd number of times by the path from the reference (in doubled
/// units) along its meridian to the point's latitude and then along that to the point. `None`
/// when the path's corner lies on the edge.
#[inline]
fn path_crosses(a: Unit, b: Unit, reference: Unit, at: Unit) -> Option<bool> {
    let double = |unit: Unit| Unit {
        x: 2 * unit.x,
        y: 2 * unit.y,
    };
    let (a, b, at) = (double(a), double(b), double(at));
    let corner = Unit {
        x: reference.x,
        y: at.y,
    };
    let mut crosses = false;
    // No vertex lies on the reference's meridian, so that strict comparisons suffice.
    if (a.x > corner.x) != (b.x > corner.x) {
        let of_corner = cross(a, b, corner);
        if of_corner == 0 {
            return None;
        }
        crosses ^= (cross(a, b, reference) > 0) != (of_corner > 0);
    }
    // The half-open rule: the path along the latitude runs a hair's breadth above it.
    if (a.y > at.y) != (b.y > at.y) {
        let of_corner = cross(a, b, corner);
        if of_corner == 0 {
            return None;
        }
        crosses ^= (cross(a, b, at) > 0) != (of_corner > 0);
    }
    Some(crosses)
}

impl Covers {
    /// What `area` is in the cells of the tile at `frame`. The area must be no larger than the
    /// tile.
    pub fn of(area: &PreparedArea, frame: &TileFrame) -> Self {
        let mut edges_of_cell: Vec<(u16, u32)> = Vec::new();
        let units: Vec<Unit> = area
            .rings()
            .coords()
            .iter()
            .map(|&coord| frame.unit(coord))
            .collect();
        for edge in area.rings().edges() {
            mark_cells(units[edge], units[edge + 1], |cell| {
                edges_of_cell.push((cell, edge as u32));
            });
        }
        edges_of_cell.sort_unstable();
        let mut covers = Self::default();
        let mut marked = edges_of_cell.as_slice();
        let window = CellWindow::around(area, frame);
        // Cells without an edge have the state of their western neighbour, unless an edge lies
        // between.
        for row in window.rows.clone() {
            let mut state = None;
            for column in window.columns.clone() {
                let cell = (row * CELLS + column) as u16;
                let here = marked.partition_point(|&(of, _)| of <= cell);
                let (edges, rest) = marked.split_at(here);
                let first = edges.partition_point(|&(of, _)| of < cell);
                let edges = &edges[first..];
                marked = rest;
                if edges.is_empty() {
                    let inside = *state.get_or_insert_with(|| {
                        let middle = frame.coord(Unit {
                            x: OFFSET + column * CELL_UNITS + CELL_UNITS / 2,
                            y: OFFSET + row * CELL_UNITS + CELL_UNITS / 2,
                        });
                        area.locate(middle) == PointLocation::Inside
                    });
                    if inside {
                        covers.items.push(Cover {
                            cell,
                            kind: CoverKind::Whole,
                        });
                    }
                } else {
                    state = None;
                    let kind = covers.part(area, frame, &units, cell, edges);
                    covers.items.push(Cover { cell, kind });
                }
            }
        }
        covers
    }
}

/// The rows and columns of cells that an area may reach.
struct CellWindow {
    rows: std::ops::Range<i32>,
    columns: std::ops::Range<i32>,
}

impl CellWindow {
    fn around(area: &PreparedArea, frame: &TileFrame) -> Self {
        let low = frame.unit(area.bounds().min());
        let high = frame.unit(area.bounds().max());
        let range = |low: i32, high: i32| {
            cell_index(low - REACH_UNITS).max(0)..(cell_index(high + REACH_UNITS) + 1).min(CELLS)
        };
        Self {
            rows: range(low.y, high.y),
            columns: range(low.x, high.x),
        }
    }
}

fn cell_index(unit: i32) -> i32 {
    (unit - OFFSET).div_euclid(CELL_UNITS)
}

/// Calls `mark` for every cell of the tile within [`REACH_UNITS`] of the edge, and perhaps some
/// more.
fn mark_cells(a: Unit, b: Unit, mut mark: impl FnMut(u16)) {
    let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
    let first_row = cell_index(low.y - REACH_UNITS).max(0);
    let last_row = cell_index(high.y + REACH_UNITS).min(CELLS - 1);
    for row in first_row..=last_row {
        let south = OFFSET + row * CELL_UNITS - REACH_UNITS;
        let north = south + CELL_UNITS + 2 * REACH_UNITS;
        // Where the edge is between these latitudes; one unit more for the division's rounding.
        let x_at = |y: i32| {
            let y = y.clamp(low.y, high.y);
            let rise = i64::from(high.y - low.y);
            if rise == 0 {
                low.x
            } else {
                low.x + (i64::from(high.x - low.x) * i64::from(y - low.y) / rise) as i32
            }
        };
        let (from, to) = if low.y == high.y {
            (low.x, high.x)
        } else {
            (x_at(south), x_at(north))
        };
        let first = cell_index(from.min(to) - REACH_UNITS - 1).max(0);
        let last = cell_index(from.max(to) + REACH_UNITS + 1).min(CELLS - 1);
        for column in first..=last {
            mark((row * CELLS + column) as u16);
        }
    }
}

impl Covers {
    fn tail(&self, cover: &Cover) -> &[u16] {
        match cover.kind {
            CoverKind::Whole => &[],
            CoverKind::Part { start, length, .. } => {
                &self.words[start as usize..start as usize + usize::from(length)]
            }
        }
    }

    /// Copies the edges that pass through a cell, with a reference point that is clear of them.
    fn part(
        &mut self,
        area: &PreparedArea,
        frame: &TileFrame,
        units: &[Unit],
        cell: u16,
        edges: &[(u16, u32)],
    ) -> CoverKind {
        let start = self.words.len() as u32;
        let exact_only = CoverKind::Part {
            flags: EXACT_FLAG,
            start,
            length: 0,
        };
        let ends = |edge: u32| (units[edge as usize], units[edge as usize + 1]);
        let in_range = |unit: Unit| u16::try_from(unit.x).is_ok() && u16::try_from(unit.y).is_ok();
        let fits = edges.iter().all(|&(_, edge)| {
            let (a, b) = ends(edge);
            in_range(a) && in_range(b)
        });
        // Polygons of one area may overlap, and then the parity of crossings says nothing.
        if area.rings().polygon_count() > 1 || edges.len() > MOST_COPIED_EDGES || !fits {
            return exact_only;
        }
        let is_clear = |at: Unit| {
            edges.iter().all(|&(_, edge)| {
                let (a, b) = ends(edge);
                !near_segment(a, b, at)
            })
        };
        let clear = (0..REFERENCES).find_map(|number| {
            let doubled = reference_point(usize::from(cell), number);
            let at = Unit {
                x: doubled.x / 2,
                y: doubled.y / 2,
            };
            let beside = Unit {
                x: at.x + 1,
                y: at.y + 1,
            };
            (is_clear(at) && is_clear(beside)).then_some((number, at))
        });
        let Some((reference, at)) = clear else {
            return exact_only;
        };
        let inside = area.locate(frame.coord(at)) == PointLocation::Inside;
        self.words.push(reference);
        let mut chain_at = 0;
        let mut next_edge = None;
        for &(_, edge) in edges {
            let (a, b) = ends(edge);
            if next_edge != Some(edge) {
                chain_at = self.words.len();
                self.words.extend([1, a.x as u16, a.y as u16]);
            }
            self.words[chain_at] += 1;
            self.words.extend([b.x as u16, b.y as u16]);
            next_edge = Some(edge + 1);
        }
        CoverKind::Part {
            flags: if inside { INSIDE_FLAG } else { 0 },
            start,
            length: (self.words.len() - start as usize) as u16,
        }
    }
}
