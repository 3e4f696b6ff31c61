//! Lines in front of each wall of a structure.

use super::request::{FARTHER, Structure, StructureRequest, circle};
use super::rings::{Pieces, largest_part};
use super::seen::seen;
use super::space::{Flight, Sight, StructureLeg, StructurePath};
use crate::pattern::{Nearness, PatternFault, cut, line_length_m};
use crate::planar::{Network, distance};
use geo::{Coord, LineString, Simplify};

/// How a wall is flown along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FacadeLines {
    /// Up and down, each line beside the one before.
    Vertical,
    /// To and fro, each line above or below the one before.
    Horizontal,
}

/// What stands out of a wall or back by less is part of it, as a part of the stand-off.
const FLAT: f64 = 0.01;

/// Plans lines in front of the walls of a structure, wall by wall counter-clockwise, at the stand-off. What of them
/// lies where one may not be or too near to another wall is left out, and what is therefore not seen is told.
///
/// # Errors
/// All faults of the request; or that nothing is free.
pub fn plan_facade(
    request: &StructureRequest<'_>,
    lines: FacadeLines,
) -> Result<StructurePath, Vec<PatternFault>> {
    request.check()?;
    let outline = request.outline();
    check_work(request, &outline, lines)?;
    let walls = walls(request, &outline, lines);
    let Some((area, _)) = largest_part(request, |area| {
        walls.iter().flat_map(|it| cut(area, &it.line)).collect()
    }) else {
        return Err(vec![PatternFault::NothingFree]);
    };
    let flown: Vec<(Coord<f64>, Pieces)> = walls
        .iter()
        .map(|wall| (wall.inwards, cut(&area, &wall.line)))
        .map(|(inwards, pieces)| match lines {
            FacadeLines::Horizontal => (inwards, pieces),
            FacadeLines::Vertical => (inwards, columns(request, pieces)),
        })
        .collect();
    let heights_m = match lines {
        FacadeLines::Horizontal => request.heights_m(),
        FacadeLines::Vertical => vec![request.lowest_m, request.highest_m],
    };
    let count: usize = flown.iter().map(|it| it.1.len()).sum();
    StructureRequest::check_legs(legs_of(count, heights_m.len()))?;
    let network = Network::new(&area, request.ramp)?;
    let mut facade = Facade {
        request,
        flight: Flight::new(&network),
        heights_m,
    };
    for (inwards, pieces) in from_nearest(flown, request.start) {
        for piece in pieces {
            match lines {
                FacadeLines::Horizontal => facade.sweep(&piece, inwards),
                FacadeLines::Vertical => facade.climb(&piece, inwards),
            }
        }
    }
    let legs = facade.flight.legs.as_slice();
    let (seen, unseen) = seen(request, &outline, legs);
    Ok(StructurePath {
        time_s: facade.flight.time_s(request),
        legs: facade.flight.legs,
        seen,
        unseen,
    })
}

/// So many legs look along lines or columns, and lead to them.
fn legs_of(lines: usize, heights: usize) -> usize {
    lines.saturating_mul(heights).saturating_mul(2)
}

/// Counts what would be made before it is, as if all of it were free.
fn check_work(
    request: &StructureRequest<'_>,
    outline: &LineString<f64>,
    lines: FacadeLines,
) -> Result<(), Vec<PatternFault>> {
    let walls = outline.0.len().saturating_sub(1);
    let round = match request.structure {
        Structure::Round { radius_m, .. } => Some(sides(request, radius_m, lines) as usize),
        Structure::Outline(_) => None,
    };
    let count = match lines {
        FacadeLines::Horizontal => legs_of(round.unwrap_or(walls), request.heights()),
        FacadeLines::Vertical => {
            let apart_m = request.view.width_m * (1.0 - request.view.overlap);
            let in_line = (line_length_m(&outline.0) / apart_m).ceil() as usize;
            legs_of(round.unwrap_or(in_line), 2)
        }
    };
    StructureRequest::check_legs(count)
}

/// A line in front of a wall; several where another wall is too near between.
struct Wall {
    line: Vec<Coord<f64>>,
    /// One metre straight towards the wall.
    inwards: Coord<f64>,
}

fn walls(
    request: &StructureRequest<'_>,
    outline: &LineString<f64>,
    lines: FacadeLines,
) -> Vec<Wall> {
    let corners = match request.structure {
        Structure::Round { center, radius_m } => {
            let sides = sides(request, radius_m, lines);
            // Each touches the wall in its middle.
            let corner_m = radius_m / (std::f64::consts::PI / sides).cos();
            circle(center, corner_m, sides as u32)
        }
        Structure::Outline(_) => outline.simplify(request.stand_off_m * FLAT),
    };
    let off_m = request.stand_off_m * (1.0 + FARTHER / 2.0);
    let nearness = Nearness::new(&outline.0, request.stand_off_m);
    let mut walls = Vec::new();
    for ends in corners.0.windows(2).filter(|ends| ends[0] != ends[1]) {
        let along = (ends[1] - ends[0]) / distance(ends[0], ends[1]);
        // The outline runs counter-clockwise.
        let inwards = Coord {
            x: -along.y,
            y: along.x,
        };
        let out = inwards * -off_m;
        let lines = nearness.farther(ends[0] + out, ends[1] + out);
        walls.extend(lines.into_iter().map(|(from, until)| Wall {
            line: vec![from, until],
            inwards,
        }));
    }
    walls
}

/// How many sides stand for a round wall: up and down one before each view; to and fro as many as keep the distance.
fn sides(request: &StructureRequest<'_>, radius_m: f64, lines: FacadeLines) -> f64 {
    let half_rad = match lines {
        FacadeLines::Vertical => {
            let apart_m = request.view.width_m * (1.0 - request.view.overlap);
            (apart_m / 2.0 / radius_m).atan()
        }
        FacadeLines::Horizontal => {
            let farther_m = request.stand_off_m * FARTHER / 2.0;
            (radius_m / (radius_m + farther_m)).acos()
        }
    };
    (std::f64::consts::PI / half_rad).ceil().max(4.0)
}

/// Places beside each other on lines, evenly, each view overlapping the next one.
fn columns(request: &StructureRequest<'_>, pieces: Pieces) -> Pieces {
    let apart_m = request.view.width_m * (1.0 - request.view.overlap);
    let mut columns = Vec::new();
    for piece in pieces {
        let (Some(&from), Some(&until)) = (piece.first(), piece.last()) else {
            continue;
        };
        let count = (distance(from, until) / apart_m - 1e-6).ceil().max(1.0);
        let place = |column: usize| from + (until - from) * ((column as f64 + 0.5) / count);
        columns.extend((0..count as usize).map(|it| vec![place(it)]));
    }
    columns
}

/// Wall by wall from the one that is nearest to the start.
fn from_nearest(
    mut walls: Vec<(Coord<f64>, Pieces)>,
    start: Coord<f64>,
) -> Vec<(Coord<f64>, Pieces)> {
    let away_m = |wall: &(Coord<f64>, Pieces)| {
        let places = wall.1.iter().flatten();
        places
            .map(|it| distance(*it, start))
            .fold(f64::INFINITY, f64::min)
    };
    let nearest = (0..walls.len()).min_by(|a, b| away_m(&walls[*a]).total_cmp(&away_m(&walls[*b])));
    walls.rotate_left(nearest.unwrap_or(0));
    walls
}

struct Facade<'a> {
    request: &'a StructureRequest<'a>,
    flight: Flight<'a>,
    heights_m: Vec<f64>,
}

impl Facade<'_> {
    /// The heights, from the end that is nearer to where the flight is.
    fn heights_from_here(&self) -> Vec<f64> {
        let mut heights_m = self.heights_m.clone();
        let middle_m = (self.request.lowest_m + self.request.highest_m) / 2.0;
        if self.flight.here().is_some_and(|it| it.1 > middle_m) {
            heights_m.reverse();
        }
        heights_m
    }

    fn look(&mut self, from: (Coord<f64>, f64), until: (Coord<f64>, f64), inwards: Coord<f64>) {
        let middle = ((from.0 + until.0) / 2.0, (from.1 + until.1) / 2.0);
        let off_m = self.request.stand_off_m * (1.0 + FARTHER / 2.0);
        let wall = (middle.0 + inwards * off_m, middle.1);
        self.flight.legs.push(StructureLeg {
            from: from.0,
            until: until.0,
            from_height_m: from.1,
            until_height_m: until.1,
            sight: Some(Sight::new(middle, wall)),
        });
    }

    /// To and fro along a line at all heights.
    fn sweep(&mut self, line: &[Coord<f64>], inwards: Coord<f64>) {
        let (Some(&from), Some(&until)) = (line.first(), line.last()) else {
            return;
        };
        let mut ends = [from, until];
        for height_m in self.heights_from_here() {
            if self.flight.go_to(ends[0], height_m) {
                self.look((ends[0], height_m), (ends[1], height_m), inwards);
            }
            ends.reverse();
        }
    }

    /// Up or down at a place.
    fn climb(&mut self, place: &[Coord<f64>], inwards: Coord<f64>) {
        let heights_m = self.heights_from_here();
        if let (Some(&at), Some(&first), Some(&last)) =
            (place.first(), heights_m.first(), heights_m.last())
            && self.flight.go_to(at, first)
        {
            self.look((at, first), (at, last), inwards);
        }
    }
}
