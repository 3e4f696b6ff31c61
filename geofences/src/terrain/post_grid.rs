//! Elevation posts on a regular lon/lat grid, with the bilinear surface between them.

use super::GroundPiece;
use crate::Position;

/// The post that stands for "no data", as SRTM has it.
pub(super) const VOID: i16 = i16::MIN;

/// How far outside the grid, in cells, a place may lie and still count as on its border: less
/// than a micrometre, what rounding does to borders such as 37.15°.
const BORDER_TOLERANCE_CELLS: f64 = 1e-9;

/// A line that moves by less than this many cells along an axis crosses no border of it.
pub(super) const NO_MOVEMENT_CELLS: f64 = 1e-12;

/// Parts of a line shorter than this, in s, are left to the cell before or after: rounding makes
/// them where a line passes a corner or ends on a border, in a cell that it does not enter.
const SLIVER: f64 = 1e-12;

/// Posts of one grid, row by row from the south, each row from the west.
#[derive(Debug)]
pub(super) struct PostGrid {
    pub(super) west_deg: f64,
    pub(super) south_deg: f64,
    /// Cells in a degree, on both axes.
    pub(super) cells_per_degree: f64,
    /// Posts in a row, at least 2.
    pub(super) columns: usize,
    /// Rows of posts, at least 2.
    pub(super) rows: usize,
    /// `columns × rows` of them.
    pub(super) posts: Vec<i16>,
    /// What a step of a post is in metres.
    pub(super) metres_per_step: f64,
}

/// A line straight in lon/lat.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) longitude_deg: f64,
    pub(super) latitude_deg: f64,
    pub(super) longitude_change_deg: f64,
    pub(super) latitude_change_deg: f64,
}

impl Line {
    pub(super) fn new(from: Position, until: Position) -> Self {
        Self {
            longitude_deg: from.longitude_deg(),
            latitude_deg: from.latitude_deg(),
            longitude_change_deg: until.longitude_deg() - from.longitude_deg(),
            latitude_change_deg: until.latitude_deg() - from.latitude_deg(),
        }
    }
}

/// The cells that a line passes along one axis, one after the other: cell k lies between the
/// borders k and k + 1.
pub(super) struct AxisWalk {
    /// The cell that the line is in until `leaves_at`.
    pub(super) cell: i64,
    /// Where on the line, in s, the cell is left; infinite when never.
    pub(super) leaves_at: f64,
    step: i64,
    border: f64,
    start: f64,
    s_per_cell: f64,
}

impl AxisWalk {
    /// A walk that is at `start` for s = 0 and at `start + change` for s = 1, begun at `s_from`.
    pub(super) fn new(start: f64, change: f64, s_from: f64) -> Self {
        let here = start + change * s_from;
        let mut walk = Self {
            cell: here.floor() as i64,
            leaves_at: f64::INFINITY,
            step: 0,
            border: 0.0,
            start,
            s_per_cell: 0.0,
        };
        if change.abs() < NO_MOVEMENT_CELLS {
            return walk;
        }
        walk.s_per_cell = change.recip();
        if change > 0.0 {
            walk.step = 1;
            walk.border = here.floor() + 1.0;
        } else {
            walk.step = -1;
            walk.border = here.ceil() - 1.0;
            walk.cell = walk.border as i64;
        }
        walk.leaves_at = (walk.border - start) * walk.s_per_cell;
        walk
    }

    /// Moves on to the next cell.
    pub(super) fn advance(&mut self) {
        self.cell += self.step;
        self.border += self.step as f64;
        self.leaves_at = (self.border - self.start) * self.s_per_cell;
    }
}

/// Steps through two axes at once: calls `visit(column, row, from, until)` for each cell, in
/// order and without gaps from `s_from` to `s_until`, until it returns false.
pub(super) fn walk_cells(
    mut columns: AxisWalk,
    mut rows: AxisWalk,
    s_from: f64,
    s_until: f64,
    mut visit: impl FnMut(i64, i64, f64, f64) -> bool,
) -> bool {
    let mut from = s_from;
    loop {
        let mut until = columns.leaves_at.min(rows.leaves_at);
        if until > s_until - SLIVER {
            until = s_until;
        }
        if until - from > SLIVER || until == s_until {
            if !visit(columns.cell, rows.cell, from, until) {
                return false;
            }
            from = until;
        }
        if until >= s_until {
            return true;
        }
        if columns.leaves_at <= until {
            columns.advance();
        }
        if rows.leaves_at <= until {
            rows.advance();
        }
    }
}

/// A cell's surface: `constant + east·x + north·y + twist·x·y`, x and y from 0 to 1, metres.
struct Cell {
    constant: f64,
    east: f64,
    north: f64,
    twist: f64,
}

impl PostGrid {
    fn column_of(&self, longitude_deg: f64) -> f64 {
        (longitude_deg - self.west_deg) * self.cells_per_degree
    }

    fn row_of(&self, latitude_deg: f64) -> f64 {
        (latitude_deg - self.south_deg) * self.cells_per_degree
    }

    /// Grid coordinates of a place, clamped onto the grid; `None` outside of it.
    fn place(&self, longitude_deg: f64, latitude_deg: f64) -> Option<(f64, f64)> {
        let on_axis = |at: f64, posts: usize| {
            let last = (posts - 1) as f64;
            (-BORDER_TOLERANCE_CELLS..=last + BORDER_TOLERANCE_CELLS)
                .contains(&at)
                .then(|| at.clamp(0.0, last))
        };
        Some((
            on_axis(self.column_of(longitude_deg), self.columns)?,
            on_axis(self.row_of(latitude_deg), self.rows)?,
        ))
    }

    /// Whether the place lies in the grid or on its border.
    pub(super) fn contains(&self, position: Position) -> bool {
        self.place(position.longitude_deg(), position.latitude_deg())
            .is_some()
    }

    /// The cell's surface, its indices clamped onto the grid; `None` when a post of it is void.
    fn cell(&self, column: i64, row: i64) -> Option<(f64, f64, Cell)> {
        let column = column.clamp(0, self.columns as i64 - 2) as usize;
        let row = row.clamp(0, self.rows as i64 - 2) as usize;
        let south = row * self.columns + column;
        let north = south + self.columns;
        let [south_west, south_east] = *self.posts.get(south..south + 2)?.first_chunk()?;
        let [north_west, north_east] = *self.posts.get(north..north + 2)?.first_chunk()?;
        if [south_west, south_east, north_west, north_east].contains(&VOID) {
            return None;
        }
        let metres = |post: i16| f64::from(post) * self.metres_per_step;
        let constant = metres(south_west);
        let cell = Cell {
            constant,
            east: metres(south_east) - constant,
            north: metres(north_west) - constant,
            twist: metres(north_east) - metres(south_east) - metres(north_west) + constant,
        };
        Some((column as f64, row as f64, cell))
    }

    /// The height at the place, metres; `None` outside the grid and beside a void post.
    pub(super) fn height_m(&self, position: Position) -> Option<f64> {
        let (u, v) = self.place(position.longitude_deg(), position.latitude_deg())?;
        let (column, row, cell) = self.cell(u as i64, v as i64)?;
        let (x, y) = (u - column, v - row);
        Some(cell.constant + cell.east * x + cell.north * y + cell.twist * x * y)
    }

    /// Appends the surface along the part of `line` from `s_from` to `s_until`, which lies in the
    /// grid. Returns false, with some pieces perhaps appended, where a post is void.
    pub(super) fn append_pieces(
        &self,
        line: Line,
        s_from: f64,
        s_until: f64,
        uncertainty_m: f64,
        pieces: &mut Vec<GroundPiece>,
    ) -> bool {
        let u = self.column_of(line.longitude_deg);
        let v = self.row_of(line.latitude_deg);
        let u_change = line.longitude_change_deg * self.cells_per_degree;
        let v_change = line.latitude_change_deg * self.cells_per_degree;
        walk_cells(
            AxisWalk::new(u, u_change, s_from),
            AxisWalk::new(v, v_change, s_from),
            s_from,
            s_until,
            |column, row, from, until| {
                let Some((column, row, cell)) = self.cell(column, row) else {
                    return false;
                };
                // x = (u − column) + u_change·s and y likewise, put into the cell's surface.
                let (x, y) = (u - column, v - row);
                pieces.push(GroundPiece {
                    from,
                    until,
                    constant: cell.constant + cell.east * x + cell.north * y + cell.twist * x * y,
                    linear: cell.east * u_change
                        + cell.north * v_change
                        + cell.twist * (x * v_change + y * u_change),
                    quadratic: cell.twist * u_change * v_change,
                    uncertainty_m,
                });
                true
            },
        )
    }

    /// Lowest and highest post, metres, of the cells that the rectangle (west, south, east,
    /// north, degrees, in the grid) touches; `None` outside the grid and with a void post.
    pub(super) fn lowest_and_highest_m(&self, rectangle: [f64; 4]) -> Option<(f64, f64)> {
        let [west, south, east, north] = rectangle;
        let (first_column, first_row) = self.place(west, south)?;
        let (last_column, last_row) = self.place(east, north)?;
        let columns = first_column.floor() as usize..=last_column.ceil() as usize;
        let (mut lowest, mut highest) = (i16::MAX, VOID);
        for row in first_row.floor() as usize..=last_row.ceil() as usize {
            let row = self
                .posts
                .get(row * self.columns..(row + 1) * self.columns)?;
            for post in row.get(columns.clone())? {
                lowest = lowest.min(*post);
                highest = highest.max(*post);
            }
        }
        // A void is the lowest value that a post can have.
        (lowest > VOID && highest > VOID).then(|| {
            (
                f64::from(lowest) * self.metres_per_step,
                f64::from(highest) * self.metres_per_step,
            )
        })
    }
}
