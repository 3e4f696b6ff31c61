//! Rings around a structure.

use super::request::{Aim, FARTHER, Structure, StructureRequest, circle};
use super::seen::seen;
use super::space::{Flight, Sight, StructureLeg, StructurePath};
use crate::pattern::{
    Checks, PatternFault, Quantity, Side, cut, line_length_m, nearest_on, rings,
    turned_to_longest_gap, turned_to_nearest, without,
};
use crate::planar::{FreeArea, Network, distance};
use geo::{Coord, LineString, MultiPolygon, Polygon};

/// Plans rings around a structure, the lowest first. What of them lies where one may not be is left out, and what is
/// therefore not seen is told.
///
/// # Errors
/// All faults of the request; or that nothing is free.
pub fn plan_orbit(
    request: &StructureRequest<'_>,
    aim: Aim,
) -> Result<StructurePath, Vec<PatternFault>> {
    check(request, aim)?;
    let outline = request.outline();
    let ring = ring(request);
    StructureRequest::check_legs(ring.len().saturating_mul(request.heights()))?;
    let heights_m = request.heights_m();
    let Some((area, pieces)) = largest_part(request, |area| cut(area, &ring)) else {
        return Err(vec![PatternFault::NothingFree]);
    };
    let network = Network::new(&area, request.ramp)?;
    let mut flight = Flight::new(&network);
    let mut pieces = begun(pieces, request.start);
    let is_whole = pieces.len() == 1 && pieces[0].first() == pieces[0].last();
    for height_m in heights_m {
        for piece in &pieces {
            if !piece.first().is_some_and(|it| flight.go_to(*it, height_m)) {
                continue;
            }
            for ends in piece.windows(2) {
                let middle = (ends[0] + ends[1]) / 2.0;
                flight.legs.push(StructureLeg {
                    from: ends[0],
                    until: ends[1],
                    from_height_m: height_m,
                    until_height_m: height_m,
                    sight: Some(sight(request, &outline, (middle, height_m), aim)),
                });
            }
        }
        // A ring that is not whole is flown to and fro.
        if !is_whole {
            pieces.reverse();
            pieces.iter_mut().for_each(|it| it.reverse());
        }
    }
    let (seen, unseen) = seen(request, &outline, &flight.legs);
    Ok(StructurePath {
        time_s: flight.time_s(request),
        legs: flight.legs,
        seen,
        unseen,
    })
}

fn check(request: &StructureRequest<'_>, aim: Aim) -> Result<(), Vec<PatternFault>> {
    let mut checks = Checks::default();
    if let Aim::AtHeight(height_m) = aim {
        checks.within(Quantity::Height, height_m, 0.0..=2_000.0);
    }
    match (request.check(), checks.done()) {
        (Err(mut faults), Err(more)) => {
            faults.extend(more);
            Err(faults)
        }
        (faults, more) => faults.and(more),
    }
}

/// Around the structure, closed: no leg comes nearer than the stand-off.
fn ring(request: &StructureRequest<'_>) -> Vec<Coord<f64>> {
    let nearest_m = request.stand_off_m;
    let farthest_m = nearest_m * (1.0 + FARTHER);
    match request.structure {
        Structure::Round { center, radius_m } => {
            // The legs touch the inner circle, their ends lie within the outer one.
            let (inner_m, outer_m) = (radius_m + nearest_m, radius_m + farthest_m);
            let sides = (std::f64::consts::PI / (inner_m / outer_m).acos()).ceil();
            let corner_m = inner_m / (std::f64::consts::PI / sides).cos();
            circle(center, corner_m, sides as u32).0
        }
        Structure::Outline(outline) => {
            let rings = rings(outline, Side::Outside, nearest_m, farthest_m);
            rings.into_iter().next().unwrap_or_default()
        }
    }
}

/// Lines beside a structure, in pieces.
pub(super) type Pieces = Vec<Vec<Coord<f64>>>;

/// The part of the free area beside the structure in which the most is flown, with that.
pub(super) fn largest_part(
    request: &StructureRequest<'_>,
    lines: impl Fn(&FreeArea) -> Pieces,
) -> Option<(FreeArea, Pieces)> {
    let kept_off = MultiPolygon(vec![Polygon::new(request.kept_off(), Vec::new())]);
    let parts = without(request.free, &kept_off).into_iter();
    let length_m = |pieces: &Pieces| -> f64 { pieces.iter().map(|it| line_length_m(it)).sum() };
    parts
        .map(|area| {
            let lines = lines(&area);
            (area, lines)
        })
        .filter(|(_, lines)| !lines.is_empty())
        .max_by(|a, b| length_m(&a.1).total_cmp(&length_m(&b.1)))
}

/// From the start where the ring is whole, else over its longest gap from neither side.
fn begun(pieces: Pieces, start: Coord<f64>) -> Pieces {
    let mut pieces = turned_to_longest_gap(pieces);
    if pieces.len() == 1 && pieces[0].first() == pieces[0].last() {
        return turned_to_nearest(pieces, start);
    }
    let first = pieces.first().and_then(|it| it.first()).copied();
    let last = pieces.last().and_then(|it| it.last()).copied();
    if let (Some(first), Some(last)) = (first, last)
        && distance(last, start) < distance(first, start)
    {
        pieces.reverse();
        pieces.iter_mut().for_each(|it| it.reverse());
    }
    pieces
}

fn sight(
    request: &StructureRequest<'_>,
    outline: &LineString<f64>,
    (from, height_m): (Coord<f64>, f64),
    aim: Aim,
) -> Sight {
    let at = match request.structure {
        Structure::Round { center, .. } => center,
        Structure::Outline(_) => {
            let nearest = outline
                .0
                .windows(2)
                .map(|ends| nearest_on(ends[0], ends[1], from))
                .min_by(|a, b| distance(*a, from).total_cmp(&distance(*b, from)));
            nearest.unwrap_or(from)
        }
    };
    let at_height_m = match aim {
        Aim::Level => height_m,
        Aim::AtHeight(at_height_m) => at_height_m,
    };
    Sight::new((from, height_m), (at, at_height_m))
}
