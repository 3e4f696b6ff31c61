//! What one area is in the cells of a tile, worked out from its full vertices.

use super::super::prepared::{PointLocation, PreparedArea};
use super::grid::{CellGrid, CutEdge};
use super::record::{BREAK, Edge, Info, LONGEST_TAIL, REFERENCES, reference_point, word};
use geo::Coord;

/// What one area is in the cells of a tile, made once when the area comes in.
#[derive(Clone, Debug, Default)]
pub struct Covers {
    /// In the order of the cells.
    items: Vec<Cover>,
    /// The tails of all parts.
    words: Vec<u16>,
}

/// What one area is in one cell.
#[derive(Clone, Copy, Debug)]
pub struct Cover {
    /// The cell.
    pub cell: u16,
    kind: CoverKind,
}

#[derive(Clone, Copy, Debug)]
enum CoverKind {
    Whole,
    /// The second word of its record, and where its tail stands.
    Part {
        info: Info,
        start: u32,
    },
}

/// An edge that comes near a cell.
type Marked = (u16, u32);

impl Covers {
    /// What `area` is in the cells of a tile.
    pub fn of(area: &PreparedArea, grid: &CellGrid) -> Self {
        let vertices: Vec<Coord<f64>> = area
            .rings()
            .coords()
            .iter()
            .map(|&coord| grid.in_cells(coord))
            .collect();
        let mut marks: Vec<Marked> = Vec::new();
        for edge in area.rings().edges() {
            grid.each_cell_near(vertices[edge], vertices[edge + 1], |cell| {
                marks.push((cell, edge as u32));
            });
        }
        marks.sort_unstable();
        let mut covers = Self::default();
        let mut marks = marks.as_slice();
        let mut cut = Vec::new();
        let (columns, rows) = grid.window(area);
        for row in rows {
            // A cell without an edge is as its western neighbour, when that has none either.
            let mut state = None;
            for column in columns.clone() {
                let cell = grid.cell(column, row);
                cut_edges(grid, &vertices, cell, &mut marks, &mut cut);
                if cut.is_empty() {
                    let is_inside = *state.get_or_insert_with(|| {
                        let middle = Coord {
                            x: f64::from(column) + 0.5,
                            y: f64::from(row) + 0.5,
                        };
                        area.locate(grid.degrees_at(middle)) == PointLocation::Inside
                    });
                    if is_inside {
                        let kind = CoverKind::Whole;
                        covers.items.push(Cover { cell, kind });
                    }
                } else {
                    state = None;
                    let kind = covers.part(area, grid, cell, &cut);
                    covers.items.push(Cover { cell, kind });
                }
            }
        }
        covers
    }

    /// In the order of the cells.
    pub fn items(&self) -> &[Cover] {
        &self.items
    }

    /// The second word and the tail of a cover's record; `None` when the area covers the cell
    /// whole.
    pub fn record(&self, cover: &Cover) -> Option<(Info, &[u16])> {
        match cover.kind {
            CoverKind::Whole => None,
            CoverKind::Part { info, start } => {
                let start = start as usize;
                Some((info, &self.words[start..start + info.tail()]))
            }
        }
    }

    /// Copies the edges that pass through a cell, with a reference point that is clear of them.
    fn part(
        &mut self,
        area: &PreparedArea,
        grid: &CellGrid,
        cell: u16,
        cut: &[(u32, CutEdge)],
    ) -> CoverKind {
        let start = self.words.len() as u32;
        let exact = CoverKind::Part {
            info: Info::EXACT_ONLY,
            start,
        };
        // Polygons of one area may overlap, and then the parity of crossings says nothing.
        if area.rings().polygon_count() > 1 {
            return exact;
        }
        let is_clear = |number: &u16| {
            let at = reference_point(*number);
            cut.iter()
                .all(|(_, part)| !Edge::new(part.a, part.b).is_near(at))
        };
        let Some(reference) = (0..REFERENCES).find(is_clear) else {
            return exact;
        };
        push_chains(&mut self.words, cut);
        let length = self.words.len() - start as usize;
        if length > LONGEST_TAIL {
            self.words.truncate(start as usize);
            return exact;
        }
        let place = grid.fine_in_cells(cell, reference_point(reference));
        let is_inside = area.locate(grid.degrees_at(place)) == PointLocation::Inside;
        CoverKind::Part {
            info: Info::new(is_inside, reference, length),
            start,
        }
    }
}

/// Takes the marks of a cell off the front of `marks` and cuts their edges to the cell.
fn cut_edges(
    grid: &CellGrid,
    vertices: &[Coord<f64>],
    cell: u16,
    marks: &mut &[Marked],
    cut: &mut Vec<(u32, CutEdge)>,
) {
    cut.clear();
    while let Some((&(of, edge), rest)) = marks.split_first() {
        if of > cell {
            break;
        }
        *marks = rest;
        let (a, b) = (vertices[edge as usize], vertices[edge as usize + 1]);
        if of == cell
            && let Some(part) = grid.cut(cell, a, b)
        {
            cut.push((edge, part));
        }
    }
}

/// Writes the edges as chains of vertices.
fn push_chains(words: &mut Vec<u16>, cut: &[(u32, CutEdge)]) {
    let mut goes_on_with = None;
    for (index, (edge, part)) in cut.iter().enumerate() {
        if goes_on_with != Some(*edge) {
            if index > 0 {
                words.push(BREAK);
            }
            words.push(word(part.a));
        }
        words.push(word(part.b));
        goes_on_with = part.ends_here.then_some(edge + 1);
    }
}
