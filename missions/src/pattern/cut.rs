//! Lines cut to where one may be.

use super::line_length_m;
use crate::planar::{FreeArea, KEPT_OFF_M, cross, distance, dot, orientation};
use geo::Coord;

/// Shorter pieces are no pieces, metres.
const SHORTEST_M: f64 = 0.01;

/// The pieces of a line that lie inside, a little off all borders.
pub(crate) fn cut(free: &FreeArea, line: &[Coord<f64>]) -> Vec<Vec<Coord<f64>>> {
    linked(
        line.windows(2)
            .flat_map(|ends| inside(free, ends[0], ends[1])),
    )
}

/// The pieces of a line that are left out when it is cut.
pub(crate) fn left_out(free: &FreeArea, line: &[Coord<f64>]) -> Vec<Vec<Coord<f64>>> {
    linked(line.windows(2).flat_map(|ends| {
        let mut here = ends[0];
        let mut outside = Vec::new();
        for (from, until) in inside(free, ends[0], ends[1]) {
            outside.push((here, from));
            here = until;
        }
        outside.push((here, ends[1]));
        outside
    }))
}

/// Straight lines as pieces: those that follow on each other are one.
fn linked(lines: impl Iterator<Item = (Coord<f64>, Coord<f64>)>) -> Vec<Vec<Coord<f64>>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<Coord<f64>> = Vec::new();
    for (from, until) in lines.filter(|(from, until)| from != until) {
        if piece.last() != Some(&from) {
            pieces.push(std::mem::replace(&mut piece, vec![from]));
        }
        piece.push(until);
    }
    pieces.push(piece);
    pieces.retain(|it| line_length_m(it) > SHORTEST_M);
    pieces
}

/// What of a straight line lies inside, in order.
fn inside(
    free: &FreeArea,
    from: Coord<f64>,
    until: Coord<f64>,
) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> + '_ {
    let off = KEPT_OFF_M / distance(from, until);
    let mut cuts: Vec<f64> = Vec::new();
    // A line of no length is no leg.
    if off.is_finite() {
        for edge in free.edges() {
            cuts.extend(meetings(from, until, edge).into_iter().flatten());
        }
    }
    cuts.retain(|it| (-off..=1.0 + off).contains(it));
    cuts.sort_by(f64::total_cmp);
    let mut begins = vec![0.0];
    begins.extend(cuts.iter().map(|it| (it + off).max(0.0)));
    let mut ends: Vec<f64> = cuts.iter().map(|it| (it - off).min(1.0)).collect();
    ends.push(1.0);
    let along = until - from;
    let place = move |part: f64| match part {
        0.0 => from,
        1.0 => until,
        _ => from + along * part,
    };
    begins
        .into_iter()
        .zip(ends)
        .filter(move |(begin, end)| off.is_finite() && end - begin > off)
        .map(move |(begin, end)| (place(begin), place(end)))
        .filter(|(from, until)| free.contains(*from) && free.contains(*until))
        .filter(|(from, until)| free.sees(*from, *until))
}

/// Where an edge meets a line, as parts of the line: both ends of an edge that runs along it.
fn meetings(
    from: Coord<f64>,
    until: Coord<f64>,
    (start, end): (Coord<f64>, Coord<f64>),
) -> [Option<f64>; 2] {
    let sides = (
        orientation(from, until, start),
        orientation(from, until, end),
    );
    let along = until - from;
    let projected = |at: Coord<f64>| dot(at - from, along) / dot(along, along);
    match sides {
        (0.0, 0.0) => [Some(projected(start)), Some(projected(end))],
        (0.0, _) => [Some(projected(start)), None],
        (_, 0.0) => [Some(projected(end)), None],
        (a, b) if (a > 0.0) == (b > 0.0) => [None, None],
        _ => {
            let edge = end - start;
            [Some(cross(start - from, edge) / cross(along, edge)), None]
        }
    }
}

/// The pieces of a ring from the place that is nearest to `start`, which ends up first and, where a piece is cut
/// there, last.
pub(crate) fn turned_to_nearest(
    mut pieces: Vec<Vec<Coord<f64>>>,
    start: Coord<f64>,
) -> Vec<Vec<Coord<f64>>> {
    join_over_first(&mut pieces);
    let mut best: Option<(f64, usize, usize, Coord<f64>)> = None;
    for (index, piece) in pieces.iter().enumerate() {
        for (leg, ends) in piece.windows(2).enumerate() {
            let at = nearest_on(ends[0], ends[1], start);
            let away_m = distance(at, start);
            if best.is_none_or(|it| away_m < it.0) {
                best = Some((away_m, index, leg, at));
            }
        }
    }
    let Some((_, index, leg, at)) = best else {
        return pieces;
    };
    let cut = pieces.remove(index);
    let (head, tail) = cut.split_at(leg + 1);
    let is_ring = cut.first() == cut.last();
    let mut first = vec![at];
    first.extend(tail);
    let mut last = head.to_vec();
    if last.last() != Some(&at) {
        last.push(at);
    }
    first.dedup();
    if is_ring && pieces.is_empty() {
        first.extend(last.into_iter().skip(1));
        first.dedup();
        return vec![first];
    }
    pieces.rotate_left(index);
    pieces.insert(0, first);
    pieces.push(last);
    pieces.retain(|it| line_length_m(it) > SHORTEST_M);
    pieces
}

/// The pieces of a ring in order, so that the longest gap between two comes after the last.
pub(crate) fn turned_to_longest_gap(mut pieces: Vec<Vec<Coord<f64>>>) -> Vec<Vec<Coord<f64>>> {
    join_over_first(&mut pieces);
    let gap_before = |index: usize| {
        let before = pieces[(index + pieces.len() - 1) % pieces.len()].last();
        let first = pieces[index].first();
        before
            .zip(first)
            .map_or(0.0, |(before, first)| distance(*before, *first))
    };
    let longest = (0..pieces.len()).max_by(|a, b| gap_before(*a).total_cmp(&gap_before(*b)));
    pieces.rotate_left(longest.unwrap_or(0));
    pieces
}

/// Where a ring was cut only because a line has to begin somewhere, it is one piece again.
fn join_over_first(pieces: &mut Vec<Vec<Coord<f64>>>) {
    let is_cut = pieces.len() > 1
        && pieces.last().and_then(|it| it.last()) == pieces.first().and_then(|it| it.first());
    if is_cut && let Some(mut last) = pieces.pop() {
        last.extend(pieces[0].iter().skip(1));
        pieces[0] = last;
    }
}

/// The place on a straight line that is nearest to another one.
pub(crate) fn nearest_on(from: Coord<f64>, until: Coord<f64>, to: Coord<f64>) -> Coord<f64> {
    let along = until - from;
    let part = dot(to - from, along) / dot(along, along);
    match part {
        _ if part >= 1.0 => until,
        _ if part > 0.0 => from + along * part,
        // Before the line, or the line is a place.
        _ => from,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use geo::polygon;

    fn at(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    fn holed() -> FreeArea {
        FreeArea::new(&polygon!(
            exterior: [(x: 0., y: 0.), (x: 100., y: 0.), (x: 100., y: 100.), (x: 0., y: 100.)],
            interiors: [[(x: 40., y: 40.), (x: 60., y: 40.), (x: 60., y: 60.), (x: 40., y: 60.)]],
        ))
        .unwrap()
    }

    #[test]
    fn a_line_is_cut_at_borders_and_goes_on_over_its_own_corners() {
        let line = [at(-10., 50.), at(20., 50.), at(50., 50.), at(150., 50.)];
        let pieces = cut(&holed(), &line);
        assert_eq!(pieces.len(), 2, "{pieces:?}");
        assert_eq!((pieces[0].len(), pieces[1].len()), (3, 2));
        let lengths = pieces.iter().map(|it| line_length_m(it));
        assert!((lengths.sum::<f64>() - 80.0).abs() < 0.01);
    }

    #[test]
    fn what_runs_along_a_border_is_left_out_and_a_millimetre_beside_it_is_not() {
        assert!(cut(&holed(), &[at(0., 0.), at(100., 0.)]).is_empty());
        assert!(cut(&holed(), &[at(40., 40.), at(60., 40.)]).is_empty());
        let beside = cut(&holed(), &[at(10., 0.001), at(90., 0.001)]);
        assert_eq!(beside, [[at(10., 0.001), at(90., 0.001)]]);
        assert!(cut(&holed(), &[at(5., 5.), at(5., 5.)]).is_empty());
    }

    #[test]
    fn a_ring_is_turned_to_the_place_nearest_to_the_start() {
        let ring = vec![
            at(10., 10.),
            at(90., 10.),
            at(90., 90.),
            at(10., 90.),
            at(10., 10.),
        ];
        let whole = turned_to_nearest(cut(&holed(), &ring), at(95., 30.));
        assert_eq!(whole.len(), 1);
        assert_eq!(whole[0].first(), Some(&at(90., 30.)));
        assert_eq!(whole[0].last(), Some(&at(90., 30.)));
        assert!((line_length_m(&whole[0]) - 320.0).abs() < 1e-9);
        // At a corner nothing stands twice.
        let corner = turned_to_nearest(cut(&holed(), &ring), at(95., 95.));
        assert_eq!((corner.len(), corner[0].len()), (1, 5));
    }

    #[test]
    fn a_ring_in_pieces_begins_at_the_nearest_place_and_ends_there() {
        // The ring goes through the hole on its left side.
        let ring = [
            at(50., 10.),
            at(90., 10.),
            at(90., 90.),
            at(50., 90.),
            at(50., 10.),
        ];
        let pieces = turned_to_nearest(cut(&holed(), &ring), at(95., 30.));
        assert_eq!(pieces.len(), 2, "{pieces:?}");
        assert_eq!(pieces[0].first(), Some(&at(90., 30.)));
        assert_eq!(pieces[1].last(), Some(&at(90., 30.)));
        let length: f64 = pieces.iter().map(|it| line_length_m(it)).sum();
        assert!((length - 220.0).abs() < 0.01, "{length}");
        let turned = turned_to_longest_gap(pieces);
        let gap = distance(turned[0][0], *turned.last().unwrap().last().unwrap());
        assert!((gap - 20.0).abs() < 0.01, "{turned:?}");
    }
}
