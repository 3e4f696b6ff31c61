//! Random ground plans, drawn in metres east and north of the city's middle.

use geo::Coord;
use geofences::{Footprint, Position, RawPolygon};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::f64::consts::TAU;

/// The middle of the city.
const MIDDLE_DEG: Coord<f64> = Coord {
    x: 120.38,
    y: 36.10,
};
/// Roughly how many metres a degree has there. Nothing rests on it: what is drawn is told in
/// degrees.
const METRES_PER_DEGREE: Coord<f64> = Coord {
    x: 90_000.0,
    y: 110_960.0,
};

/// A place so many metres east and north of the middle.
pub fn place(east_m: f64, north_m: f64) -> Coord<f64> {
    Coord {
        x: MIDDLE_DEG.x + east_m / METRES_PER_DEGREE.x,
        y: MIDDLE_DEG.y + north_m / METRES_PER_DEGREE.y,
    }
}

/// A random place up to `reach_m` east, west, north or south of the middle.
pub fn random_place(rng: &mut ChaCha8Rng, reach_m: f64) -> Coord<f64> {
    place(
        rng.random_range(-reach_m..reach_m),
        rng.random_range(-reach_m..reach_m),
    )
}

/// `from` moved by so many metres in a direction, radians from east.
pub fn moved(from: Coord<f64>, distance_m: f64, direction_rad: f64) -> Coord<f64> {
    Coord {
        x: from.x + distance_m * direction_rad.cos() / METRES_PER_DEGREE.x,
        y: from.y + distance_m * direction_rad.sin() / METRES_PER_DEGREE.y,
    }
}

pub fn position(at: Coord<f64>) -> Position {
    Position::try_from(at).unwrap()
}

/// A star-shaped polygon, with a smaller copy of itself as a hole or without.
pub fn star(rng: &mut ChaCha8Rng, middle: Coord<f64>, radius_m: f64, holed: bool) -> RawPolygon {
    let count = rng.random_range(4..20);
    let arms: Vec<(f64, f64)> = (0..count)
        .map(|arm| {
            let direction = TAU * (f64::from(arm) + rng.random_range(0.0..0.8)) / f64::from(count);
            (direction, radius_m * rng.random_range(0.4..1.0))
        })
        .collect();
    let ring = |scale: f64| {
        arms.iter()
            .map(|(d, r)| moved(middle, r * scale, *d))
            .collect()
    };
    RawPolygon {
        exterior: ring(1.0),
        holes: if holed { vec![ring(0.45)] } else { Vec::new() },
    }
}

pub fn footprint(polygons: &[RawPolygon]) -> Footprint {
    Footprint::from_polygons(polygons)
        .expect("drawn to be valid")
        .0
}

/// A convex polygon cut again and again along straight lines: neighbours that share edges, with
/// corners of one in the middle of an edge of another.
pub fn cut_neighbours(rng: &mut ChaCha8Rng, middle: Coord<f64>, radius_m: f64) -> Vec<Footprint> {
    let outline = (0..11).map(|corner| moved(middle, radius_m, TAU * f64::from(corner) / 11.0));
    let mut pieces: Vec<Vec<Coord<f64>>> = vec![outline.collect()];
    for _ in 0..3 {
        pieces = pieces
            .iter()
            .flat_map(|piece| {
                let count = piece.len() as f64;
                let sum = piece
                    .iter()
                    .fold(Coord::zero(), |sum, corner| sum + *corner);
                let through = moved(sum / count, radius_m * 0.1, rng.random_range(0.0..TAU));
                cut(piece, through, rng.random_range(0.0..TAU))
            })
            .collect();
    }
    let raw = |exterior| RawPolygon {
        exterior,
        holes: Vec::new(),
    };
    pieces
        .into_iter()
        .map(|piece| footprint(&[raw(piece)]))
        .collect()
}

/// The parts of a convex ring on both sides of a line; the points on the line are common to both.
fn cut(ring: &[Coord<f64>], through: Coord<f64>, direction: f64) -> Vec<Vec<Coord<f64>>> {
    let side = |c: Coord<f64>| {
        let off = c - through;
        off.y * direction.cos() - off.x * direction.sin()
    };
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for (index, &from) in ring.iter().enumerate() {
        let until = ring[(index + 1) % ring.len()];
        let (a, b) = (side(from), side(until));
        if a >= 0.0 {
            left.push(from)
        } else {
            right.push(from)
        }
        if (a >= 0.0) != (b >= 0.0) {
            let at = from + (until - from) * (a / (a - b));
            left.push(at);
            right.push(at);
        }
    }
    [left, right]
        .into_iter()
        .filter(|part| part.len() >= 3)
        .collect()
}

/// A quilt of neighbours with common corners, told to 1e-7° as files tell them.
pub fn quilt(rng: &mut ChaCha8Rng, middle: Coord<f64>, side_m: f64) -> Vec<Footprint> {
    const COUNT: usize = 3;
    let corners: Vec<Vec<Coord<f64>>> = (0..=COUNT)
        .map(|row| {
            (0..=COUNT)
                .map(|column| {
                    let mut along =
                        |index: usize| (index as f64 - 1.5 + rng.random_range(-0.3..0.3)) * side_m;
                    let (east, north) = (along(column), along(row));
                    let east = moved(middle, east, 0.0);
                    let at = moved(east, north, TAU / 4.0);
                    Coord {
                        x: (at.x * 1e7).round() / 1e7,
                        y: (at.y * 1e7).round() / 1e7,
                    }
                })
                .collect()
        })
        .collect();
    let patch = |row: usize, column: usize| {
        footprint(&[RawPolygon {
            exterior: vec![
                corners[row][column],
                corners[row][column + 1],
                corners[row + 1][column + 1],
                corners[row + 1][column],
            ],
            holes: Vec::new(),
        }])
    };
    (0..COUNT)
        .flat_map(|row| (0..COUNT).map(move |column| (row, column)))
        .map(|(r, c)| patch(r, c))
        .collect()
}
