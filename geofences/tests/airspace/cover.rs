//! What is permitted is the union of the permitted zones.

use crate::support::{
    World, after_noon_s, agl, airspace, at, band, coord, direct, distance_to_polygons_m, footprint,
    noon, polygon, position, raw, raw_box, rng, rounds, square, within, zone,
};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use geofences::{Decision, Footprint, Path, Position, Rule, Snapshot, Zone};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

const SEED: u64 = 0x5EA6_0041;

fn permit(id: &str, footprint: Footprint) -> Zone {
    zone(id, Rule::Permitted, footprint)
}

fn permits(footprints: impl IntoIterator<Item = Footprint>) -> Arc<Snapshot> {
    airspace(
        footprints
            .into_iter()
            .enumerate()
            .map(|(index, footprint)| permit(&format!("{index}"), footprint)),
    )
}

fn point_decision(snapshot: &Snapshot, world: &World, place: Position) -> Decision {
    snapshot
        .judge_point(&at(place, agl(50.0), noon()), &world.context())
        .decision
}

fn path_decision(snapshot: &Snapshot, world: &World, places: &[(f64, f64)]) -> Decision {
    let points = places
        .iter()
        .enumerate()
        .map(|(index, &(x, y))| at(position(x, y), agl(50.0), after_noon_s(60 * index as i64)))
        .collect();
    snapshot
        .judge_path(&Path::new(points).unwrap(), &world.context())
        .decision
}

#[test]
fn a_shared_edge_is_no_gap() {
    let west = || square(120.30, 36.0, 120.35, 36.1);
    let east = [
        // The same vertices; the other way round; a T-junction from either side.
        square(120.35, 36.0, 120.40, 36.1),
        polygon(&[(120.35, 36.1), (120.4, 36.1), (120.4, 36.0), (120.35, 36.0)]),
        square(120.35, 35.9, 120.40, 36.2),
        polygon(&[
            (120.35, 36.0),
            (120.4, 36.0),
            (120.4, 36.1),
            (120.35, 36.1),
            (120.35, 36.07),
            (120.35, 36.03),
        ]),
    ];
    for east in east {
        let snapshot = permits([west(), east]);
        for margin_m in [0.0, 1.0, 100.0, 2_000.0] {
            let world = World::flat().with_margins(margin_m, 0.0);
            assert_eq!(
                point_decision(&snapshot, &world, position(120.35, 36.05)),
                Decision::Permitted
            );
            // Across the edge, along it, and at a slant over one of its vertices.
            for path in [
                [(120.325, 36.05), (120.375, 36.05)],
                [(120.35, 36.03), (120.35, 36.07)],
                [(120.34, 36.04), (120.36, 36.06)],
                [(120.34, 36.02), (120.36, 36.04)],
            ] {
                assert_eq!(
                    path_decision(&snapshot, &world, &path),
                    Decision::Permitted,
                    "{path:?} {margin_m}"
                );
            }
        }
    }
}

#[test]
fn slanted_neighbours_with_rounded_vertices_leave_no_gap() {
    // The vertex of the T-junction lies on the long edge only as well as 1e-9° can say it.
    let (a, b) = ((120.3, 36.0), (120.317_3, 36.091_7));
    for share in [0.1, 0.37, 0.5, 0.77] {
        let round = |value: f64| (value * 1e9).round() / 1e9;
        let t = (
            round(a.0 + share * (b.0 - a.0)),
            round(a.1 + share * (b.1 - a.1)),
        );
        let snapshot = permits([
            polygon(&[a, b, (120.2, 36.05)]),
            polygon(&[a, (120.4, 36.02), t]),
            polygon(&[t, (120.4, 36.02), b]),
        ]);
        let world = World::flat().with_margins(20.0, 0.0);
        let path = [(t.0 - 0.002, t.1 + 0.001), (t.0 + 0.002, t.1 - 0.001)];
        assert_eq!(
            path_decision(&snapshot, &world, &path),
            Decision::Permitted,
            "{share}"
        );
        assert_eq!(
            point_decision(&snapshot, &world, position(t.0, t.1)),
            Decision::Permitted
        );
    }
}

#[test]
fn places_on_a_slanted_edge_that_zones_share_are_covered() {
    let mut rng = rng(SEED + 2);
    for _ in 0..rounds(300) {
        let a = (120.3, rng.random_range(36.0..36.01));
        let b = (rng.random_range(120.31..120.33), 36.1);
        let on_edge = |share: f64| (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1));
        let t = on_edge(rng.random_range(0.2..0.8));
        // Rounding leaves slivers between the long edge and the two short ones.
        let snapshot = permits([
            polygon(&[a, b, (120.2, 36.05)]),
            polygon(&[a, (120.4, 36.02), t]),
            polygon(&[t, (120.4, 36.02), b]),
        ]);
        for _ in 0..20 {
            let (x, y) = on_edge(rng.random_range(0.05..0.95));
            assert_eq!(
                point_decision(&snapshot, &World::flat(), position(x, y)),
                Decision::Permitted,
                "{x}, {y}"
            );
        }
    }
}

#[test]
fn a_corner_where_only_two_diagonal_zones_meet_is_a_gap() {
    let two = permits([
        square(120.30, 36.0, 120.35, 36.05),
        square(120.35, 36.05, 120.40, 36.1),
    ]);
    let corner = position(120.35, 36.05);
    assert_eq!(
        point_decision(&two, &World::flat(), corner),
        Decision::Prohibited
    );
    let across = [(120.34, 36.04), (120.36, 36.06)];
    assert_eq!(
        path_decision(&two, &World::flat(), &across),
        Decision::Prohibited
    );
    let four = permits([
        square(120.30, 36.0, 120.35, 36.05),
        square(120.35, 36.05, 120.40, 36.1),
        square(120.30, 36.05, 120.35, 36.1),
        square(120.35, 36.0, 120.40, 36.05),
    ]);
    assert_eq!(
        point_decision(&four, &World::flat(), corner),
        Decision::Permitted
    );
    let world = World::flat().with_margins(500.0, 0.0);
    assert_eq!(path_decision(&four, &world, &across), Decision::Permitted);
}

#[test]
fn a_gap_of_a_centimetre_is_a_gap() {
    let snapshot = permits([
        square(120.30, 36.0, 120.35, 36.1),
        square(120.350_000_1, 36.0, 120.40, 36.1),
    ]);
    let path = [(120.325, 36.05), (120.375, 36.05)];
    assert_eq!(
        path_decision(&snapshot, &World::flat(), &path),
        Decision::Prohibited
    );
}

#[test]
fn members_of_one_zone_that_touch_or_overlap_are_one() {
    let members = [
        [
            raw_box(120.30, 36.0, 120.35, 36.1),
            raw_box(120.35, 36.0, 120.40, 36.1),
        ],
        [
            raw_box(120.30, 36.0, 120.36, 36.1),
            raw_box(120.34, 36.0, 120.40, 36.1),
        ],
        [
            raw_box(120.30, 36.0, 120.35, 36.1),
            raw_box(120.35, 35.9, 120.40, 36.2),
        ],
    ];
    for members in members {
        let snapshot = permits([footprint(&members)]);
        for margin_m in [0.0, 100.0] {
            let world = World::flat().with_margins(margin_m, 0.0);
            for path in [
                [(120.325, 36.05), (120.375, 36.05)],
                [(120.35, 36.03), (120.35, 36.07)],
            ] {
                assert_eq!(
                    path_decision(&snapshot, &world, &path),
                    Decision::Permitted,
                    "{path:?}"
                );
            }
            assert_eq!(
                point_decision(&snapshot, &world, position(120.35, 36.05)),
                Decision::Permitted
            );
            assert_eq!(
                point_decision(&snapshot, &world, position(120.35, 36.0)),
                Decision::Prohibited
            );
        }
    }
}

#[test]
fn a_hole_is_a_gap_until_another_zone_fills_it() {
    let hole: &[(f64, f64)] = &[
        (120.34, 36.04),
        (120.36, 36.04),
        (120.36, 36.06),
        (120.34, 36.06),
    ];
    let outer = || {
        footprint(&[raw(
            &[(120.3, 36.0), (120.4, 36.0), (120.4, 36.1), (120.3, 36.1)],
            &[hole],
        )])
    };
    let path = [(120.32, 36.05), (120.38, 36.05)];
    let world = World::flat().with_margins(30.0, 0.0);
    assert_eq!(
        path_decision(&permits([outer()]), &world, &path),
        Decision::Prohibited
    );
    let filled = permits([outer(), polygon(hole)]);
    assert_eq!(path_decision(&filled, &world, &path), Decision::Permitted);
}

#[test]
fn neighbours_cover_together_only_at_heights_that_both_have() {
    let mut west = permit("west", square(120.30, 36.0, 120.35, 36.1));
    west.band = band(agl(0.0), agl(120.0));
    let mut east = permit("east", square(120.35, 36.0, 120.40, 36.1));
    east.band = band(agl(0.0), agl(60.0));
    let snapshot = airspace([west, east]);
    let world = World::flat().with_margins(50.0, 2.0);
    let decide = |metres: f64, height_m: f64| {
        let place = direct(position(120.35, 36.05), 90.0, metres);
        snapshot
            .judge_point(&at(place, agl(height_m), noon()), &world.context())
            .decision
    };
    assert_eq!(decide(0.0, 57.9), Decision::Permitted);
    assert_eq!(decide(0.0, 58.1), Decision::Prohibited);
    assert_eq!(decide(-49.0, 100.0), Decision::Prohibited);
    assert_eq!(decide(-51.0, 100.0), Decision::Permitted);
}

#[test]
fn zones_on_top_of_each_other_are_one() {
    let stack = |lower_to: f64, upper_from: f64| {
        let mut lower = permit("lower", square(120.3, 36.0, 120.4, 36.1));
        lower.band = band(agl(0.0), agl(lower_to));
        let mut upper = permit("upper", square(120.3, 36.0, 120.4, 36.1));
        upper.band = band(agl(upper_from), agl(120.0));
        airspace([lower, upper])
    };
    let climb = |snapshot: &Snapshot, world: &World| {
        let points = vec![
            at(position(120.33, 36.05), agl(20.0), noon()),
            at(position(120.36, 36.05), agl(110.0), after_noon_s(60)),
        ];
        snapshot
            .judge_path(&Path::new(points).unwrap(), &world.context())
            .decision
    };
    for world in [World::flat(), World::flat().with_margins(20.0, 5.0)] {
        assert_eq!(climb(&stack(60.0, 60.0), &world), Decision::Permitted);
        assert_eq!(climb(&stack(70.0, 50.0), &world), Decision::Permitted);
        assert_eq!(climb(&stack(60.0, 60.01), &world), Decision::Prohibited);
    }
    let level = stack(60.0, 60.0);
    assert_eq!(
        level
            .judge_point(
                &at(position(120.35, 36.05), agl(60.0), noon()),
                &World::flat().context()
            )
            .decision,
        Decision::Permitted
    );
}

#[test]
fn times_that_follow_on_each_other_are_one() {
    let snapshot = |first_until: i64, second_from: i64| {
        let mut first = permit("first", square(120.3, 36.0, 120.4, 36.1));
        first.times = within(-600, first_until);
        let mut second = permit("second", square(120.3, 36.0, 120.4, 36.1));
        second.times = within(second_from, 600);
        airspace([first, second])
    };
    let fly = |snapshot: &Snapshot| {
        let points = vec![
            at(position(120.33, 36.05), agl(20.0), noon()),
            at(position(120.36, 36.05), agl(20.0), after_noon_s(60)),
        ];
        snapshot.judge_path(&Path::new(points).unwrap(), &World::flat().context())
    };
    assert_eq!(fly(&snapshot(30, 30)).decision, Decision::Permitted);
    assert_eq!(fly(&snapshot(31, 30)).decision, Decision::Permitted);
    let gap = fly(&snapshot(30, 31));
    assert_eq!(gap.decision, Decision::Prohibited);
    assert_eq!(gap.stretches.len(), 1);
    let stretch = &gap.stretches[0];
    assert_eq!(
        (stretch.from.time, stretch.until.time),
        (after_noon_s(30), after_noon_s(31))
    );
}

#[test]
fn the_outer_border_keeps_its_margin() {
    let snapshot = permits([
        square(120.30, 36.0, 120.35, 36.1),
        square(120.35, 36.0, 120.40, 36.1),
    ]);
    let world = World::flat().with_margins(100.0, 0.0);
    for (metres, expected) in [(99.0, Decision::Prohibited), (101.0, Decision::Permitted)] {
        let from = direct(position(120.34, 36.0), 0.0, metres);
        let until = direct(position(120.36, 36.0), 0.0, metres);
        let path = [
            (from.longitude_deg(), from.latitude_deg()),
            (until.longitude_deg(), until.latitude_deg()),
        ];
        assert_eq!(
            path_decision(&snapshot, &world, &path),
            expected,
            "{metres} m"
        );
    }
}

mod mosaic;
