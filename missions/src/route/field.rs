//! The plane that a route is looked for in: cells of it, each filled when first looked at.

use super::layer::{Layer, Standing};
use super::request::RouteRequest;
use super::ring::{Blocker, Origin};
use crate::planar::{cross, distance};
use geo::{Coord, Rect, coord};
use geofences::{Entry, LocalPlane, Role, Rule, Scope, Snapshot};
use std::collections::HashSet;
use std::sync::Arc;

/// How wide a cell is, metres: about the size of what lies densely.
const CELL_M: f64 = 1_000.0;
/// No place of a field is farther from its middle, east or north, metres.
const LARGEST_M: f64 = 45_000.0;
/// A geodesic leg bends away from the straight line in the plane by no more, metres: longer ones are parted.
pub(super) const LEG_BEND_M: f64 = 0.2;
/// What the airspace adds to a margin when it judges a chord, and what is rounded, metres.
const JUDGED_BESIDE_M: f64 = 0.1;
/// Less than the radius of curvature of WGS 84 in any place and direction, metres.
pub(super) const RADIUS_M: f64 = 6_335_000.0;
/// Lengths in the plane and true ones differ by less than this part of them.
const LENGTH_DOUBT: f64 = 0.01;

/// The plane with what is known of it so far.
pub(super) struct Field<'a> {
    pub layer: Layer<'a>,
    pub plane: LocalPlane,
    pub grid: Grid,
    pub reach: Reach,
    /// Where the route begins and ends.
    pub ends: [Coord<f64>; 2],
    pub speed_mps: f64,
    /// When the height is reached, seconds since departure.
    pub reached_s: f64,
    pub blockers: Vec<Blocker>,
    /// Whether a zone that permits at some times was left unused, since flights that may be looked at would come too
    /// early or too late.
    pub leaves_permits: bool,
    pub(super) cells: Vec<Cell>,
    airspace: &'a Snapshot,
    known: HashSet<usize>,
    length: TrueLength,
}

/// How long lines of a plane truly are.
#[derive(Clone, Copy, Debug)]
pub(super) struct TrueLength {
    latitude_tan: f64,
}

impl TrueLength {
    pub fn at(plane: &LocalPlane) -> Self {
        Self {
            latitude_tan: plane.coord(Coord::zero()).y.to_radians().tan(),
        }
    }

    /// The true length of a straight line, metres, to a ten-thousandth: degrees of longitude get shorter towards the
    /// poles.
    #[inline]
    pub fn of(&self, from: Coord<f64>, until: Coord<f64>) -> f64 {
        let north = 0.5 * (from.y + until.y) / RADIUS_M;
        let scale = 1.0 - north * self.latitude_tan - 0.5 * north * north;
        let (east, north) = ((until.x - from.x) * scale, until.y - from.y);
        // No length here is near the limits of numbers, which `hypot` would take its time for.
        (east * east + north * north).sqrt()
    }
}

/// How far is stayed away in the plane, metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub zones_m: f64,
    pub obstacles_m: f64,
    pub border_m: f64,
    /// No thing in the way has a larger one.
    pub largest_m: f64,
}

/// A square of the field.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    is_filled: bool,
    /// The edges that always forbid, of all that is within reach.
    pub walls: Vec<Wall>,
    /// What always forbids, by its bounds.
    pub areas: Vec<u32>,
    /// What forbids at some times, by its bounds.
    pub timed: Vec<u32>,
    /// What no zone permits of it.
    pub not_permitted: Vec<u32>,
}

/// An edge to stay away from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wall {
    pub from: Coord<f64>,
    pub until: Coord<f64>,
    pub reach_m: f64,
    pub blocker: u32,
}

/// Squares in rows from the south-west.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub low: Coord<f64>,
    pub columns: usize,
    pub rows: usize,
}

impl Grid {
    fn around(ends: [Coord<f64>; 2], beyond_m: f64) -> Self {
        let [a, b] = ends;
        let within = |it: f64| it.clamp(-LARGEST_M, LARGEST_M);
        let low = coord! { x: within(a.x.min(b.x) - beyond_m), y: within(a.y.min(b.y) - beyond_m) };
        let high =
            coord! { x: within(a.x.max(b.x) + beyond_m), y: within(a.y.max(b.y) + beyond_m) };
        let count = |low: f64, high: f64| ((high - low) / CELL_M).floor() as usize + 1;
        Self {
            low,
            columns: count(low.x, high.x),
            rows: count(low.y, high.y),
        }
    }

    /// Column and row of a place, as numbers.
    pub fn place(&self, at: Coord<f64>) -> Coord<f64> {
        (at - self.low) / CELL_M
    }

    /// The cell of a place.
    pub fn cell_at(&self, at: Coord<f64>) -> Option<usize> {
        let place = self.place(at);
        self.cell(place.x.floor() as i64, place.y.floor() as i64)
    }

    /// The cell in a column and a row.
    pub fn cell(&self, column: i64, row: i64) -> Option<usize> {
        let (column, row) = (usize::try_from(column).ok()?, usize::try_from(row).ok()?);
        (column < self.columns && row < self.rows).then_some(row * self.columns + column)
    }

    /// The south-western and north-eastern corners of a cell.
    pub fn rect(&self, cell: usize) -> (Coord<f64>, Coord<f64>) {
        let at = coord! { x: (cell % self.columns) as f64, y: (cell / self.columns) as f64 };
        let low = self.low + at * CELL_M;
        (low, low + coord! { x: CELL_M, y: CELL_M })
    }

    /// The cells that a rectangle touches, as columns and rows.
    fn touched(&self, low: Coord<f64>, high: Coord<f64>) -> impl Iterator<Item = usize> + use<> {
        let (low, high) = (self.place(low), self.place(high));
        let (columns, rows) = (self.columns, self.rows);
        let range = |low: f64, high: f64, count: usize| {
            let first = low.floor().max(0.0) as usize;
            let end = (high.floor() + 1.0).max(0.0) as usize;
            first..end.min(count)
        };
        let across = range(low.x, high.x, columns);
        range(low.y, high.y, rows)
            .flat_map(move |row| across.clone().map(move |column| row * columns + column))
    }
}

impl<'a> Field<'a> {
    /// The field of flights that take no longer than the layer's longest.
    pub fn new(request: &'a RouteRequest<'a>, layer: Layer<'a>, plane: LocalPlane) -> Self {
        let ends = [request.from, request.until].map(|end| plane.metres(end.position.coord()));
        let speed_mps = request.pace.speed_mps;
        let reached_s = request
            .pace
            .vertical_s(request.from.height_agl_m, layer.height_m);
        let longest_m = (layer.longest_s - reached_s).max(0.0) * speed_mps * (1.0 + LENGTH_DOUBT);
        let straight_m = distance(ends[0], ends[1]);
        let beyond_m = 0.5
            * (longest_m * longest_m - straight_m * straight_m)
                .max(0.0)
                .sqrt();
        let grid = Grid::around(ends, beyond_m + CELL_M);
        let high = grid.low + coord! { x: grid.columns as f64, y: grid.rows as f64 } * CELL_M;
        let region = Rect::new(plane.coord(grid.low), plane.coord(high));
        let mut layer = Layer { region, ..layer };
        let reach = Reach::of(&layer, &plane);
        layer.reach_deg = plane.degrees(reach.largest_m);
        Self {
            layer,
            plane,
            grid,
            reach,
            ends,
            speed_mps,
            reached_s,
            blockers: Vec::new(),
            leaves_permits: false,
            cells: vec![Cell::default(); grid.columns * grid.rows],
            airspace: request.airspace,
            known: HashSet::new(),
            length: TrueLength::at(&plane),
        }
    }

    /// The true length of a straight line in the plane, metres.
    #[inline]
    pub fn length_m(&self, from: Coord<f64>, until: Coord<f64>) -> f64 {
        self.length.of(from, until)
    }

    /// Whether a flight over a place may end in time.
    pub fn is_in_time(&self, at: Coord<f64>) -> bool {
        let least_m = self.length_m(self.ends[0], at) + self.length_m(at, self.ends[1]);
        self.reached_s + least_m / self.speed_mps <= self.layer.longest_s
    }

    /// When a flight may be in a cell at the earliest and the latest, seconds since departure.
    pub(super) fn times_in(&self, cell: usize) -> (f64, f64) {
        let (low, high) = self.grid.rect(cell);
        let center = (low + high) * 0.5;
        let least_s = |end: Coord<f64>| {
            let least_m = (distance(end, center) - CELL_M - self.reach.largest_m).max(0.0);
            least_m * (1.0 - LENGTH_DOUBT) / self.speed_mps
        };
        (
            self.reached_s + least_s(self.ends[0]),
            self.layer.longest_s - least_s(self.ends[1]),
        )
    }

    /// The rectangle of a cell and of all within reach of it.
    pub(super) fn rect_around(&self, cell: usize) -> Rect<f64> {
        let (low, high) = self.grid.rect(cell);
        let reach = self.reach.largest_m + 1.0;
        let reach = coord! { x: reach, y: reach };
        Rect::new(low - reach, high + reach)
    }

    /// A rectangle in degrees.
    pub(super) fn in_degrees(&self, rect: &Rect<f64>) -> Rect<f64> {
        Rect::new(self.plane.coord(rect.min()), self.plane.coord(rect.max()))
    }

    /// Whether what matters at a place is known already.
    pub fn is_filled_at(&self, at: Coord<f64>) -> bool {
        let cell = self.grid.cell_at(at).and_then(|cell| self.cells.get(cell));
        cell.is_some_and(|cell| cell.is_filled)
    }

    /// A cell, with all that matters in it.
    pub fn filled(&mut self, cell: usize) -> &Cell {
        if !self.cells[cell].is_filled {
            self.cells[cell].is_filled = true;
            self.fill(cell);
        }
        &self.cells[cell]
    }

    fn fill(&mut self, cell: usize) {
        let window = self.in_degrees(&self.rect_around(cell));
        let airspace = self.airspace;
        let (mut permits, mut others) = (Vec::new(), Vec::new());
        airspace.for_each_touching(&window, |entry| match entry.role() {
            Role::Permit => permits.push(entry),
            Role::Obstacle => others.push(entry),
            Role::Zone if may_forbid(entry) => others.push(entry),
            Role::Zone | Role::Nothing => {}
        });
        for entry in others {
            // An entry lives as long as its snapshot: its place in memory names it.
            if self.known.insert(Arc::as_ptr(entry) as usize) {
                self.add_entry(entry);
            }
        }
        self.add_not_permitted(cell, permits);
    }

    fn add_entry(&mut self, entry: &Arc<Entry>) {
        let spans = match self.layer.standing(entry) {
            Standing::Never => return,
            Standing::Always => None,
            Standing::During(spans) => Some(spans),
        };
        let reach_m = match entry.role() {
            Role::Obstacle => self.reach.obstacles_m,
            _ => self.reach.zones_m,
        };
        let subjects = &self.layer.wider.subjects;
        let wider_m = subjects.get(entry.subject().id()).copied().unwrap_or(0.0);
        let plane = self.plane;
        let blocker = Blocker {
            origin: Origin::Entry(Arc::clone(entry)),
            rings: Blocker::rings_of(&entry.area().rings().to_polygons(), |at| plane.metres(at)),
            reach_m: reach_m + wider_m,
            spans,
            is_bent_around: false,
        };
        self.enter(blocker);
    }

    /// Enters a zone or an obstacle in all cells that it is within reach of.
    fn enter(&mut self, blocker: Blocker) {
        let number = self.blockers.len() as u32;
        let reach_m = blocker.reach_m;
        let reach = coord! { x: reach_m, y: reach_m };
        let (low, high) = blocker.bounds();
        for cell in self.grid.touched(low - reach, high + reach) {
            let cell = &mut self.cells[cell];
            match blocker.spans {
                None => cell.areas.push(number),
                Some(_) => cell.timed.push(number),
            }
        }
        if blocker.spans.is_none() {
            for (from, until) in blocker.edges() {
                let wall = Wall {
                    from,
                    until,
                    reach_m,
                    blocker: number,
                };
                self.enter_wall(wall);
            }
        }
        self.blockers.push(blocker);
    }

    fn enter_wall(&mut self, wall: Wall) {
        let Wall {
            from,
            until,
            reach_m,
            ..
        } = wall;
        let reach = coord! { x: reach_m, y: reach_m };
        let low = coord! { x: from.x.min(until.x), y: from.y.min(until.y) } - reach;
        let high = coord! { x: from.x.max(until.x), y: from.y.max(until.y) } + reach;
        // Long slanting edges are in few of the cells that their bounds touch.
        let along = until - from;
        let room =
            reach_m * along.x.hypot(along.y) + 0.5 * CELL_M * (along.x.abs() + along.y.abs());
        for cell in self.grid.touched(low, high) {
            let (south_west, north_east) = self.grid.rect(cell);
            let center = (south_west + north_east) * 0.5;
            if cross(along, center - from).abs() <= room * (1.0 + 1e-9) {
                self.cells[cell].walls.push(wall);
            }
        }
    }
}

/// Whether there is any height and time at which a zone forbids to fly.
pub(super) fn may_forbid(entry: &Entry) -> bool {
    entry.scope() == Scope::Flight
        && matches!(entry.rule(), Rule::Prohibited | Rule::NeedsAuthorization)
}

impl Reach {
    pub fn of(layer: &Layer, plane: &LocalPlane) -> Self {
        let here = plane.metres_per_degree();
        let ends = [layer.region.min(), layer.region.max()];
        // The least true length of what is a metre in the plane, anywhere in the region.
        let shrink = ends
            .map(|end| LocalPlane::at(end).metres_per_degree())
            .iter()
            .map(|there| (there.x / here.x).min(there.y / here.y))
            .fold(1.0, f64::min);
        let highest = ends[0].y.abs().max(ends[1].y.abs()).to_radians().min(1.5);
        let margin = |margin_m: f64, more_m: f64| {
            // As the airspace widens a margin when it judges in a plane of its own.
            let doubt = 0.001 + 1.1 * highest.tan() * (margin_m + 3_000.0) / RADIUS_M;
            (margin_m * (1.0 + doubt) + LEG_BEND_M + JUDGED_BESIDE_M + more_m) / shrink
        };
        let margins = &layer.context.margins;
        let widest_m = layer
            .wider
            .subjects
            .values()
            .fold(0.0, |a, b| f64::max(a, *b));
        let seams_m = 2.0 * geofences::fence::SEAM_M;
        let zones_m = margin(margins.horizontal_m, 0.0);
        let obstacles_m = margin(margins.obstacle_horizontal_m, 0.0);
        let border_m = margin(margins.horizontal_m, layer.wider.permitted_m + seams_m);
        Self {
            zones_m,
            obstacles_m,
            border_m,
            largest_m: zones_m.max(obstacles_m).max(border_m) + widest_m,
        }
    }
}
