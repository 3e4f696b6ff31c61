//! Flights along borders, judged by geo.

use super::areas::{assert_flown_inside, lanes_m, ragged, rectangle, square};
use geo::{Coord, Distance, Euclidean, LineString, Point, Polygon};
use missions::flight_time::SpeedRamp;
use missions::pattern::{PatternFault, Quantity, Side};
use missions::perimeter::{PerimeterPath, PerimeterRequest, plan_perimeter};
use missions::planar::FreeArea;

struct Asked {
    side: Side,
    distance_m: f64,
    rings: usize,
    apart_m: f64,
    start: (f64, f64),
}

fn once(side: Side, distance_m: f64) -> Asked {
    Asked {
        side,
        distance_m,
        rings: 1,
        apart_m: 0.0,
        start: (200.0, 30.0),
    }
}

fn planned(
    border: &LineString<f64>,
    free: &Polygon<f64>,
    asked: &Asked,
) -> Result<PerimeterPath, Vec<PatternFault>> {
    plan_perimeter(&PerimeterRequest {
        border,
        side: asked.side,
        distance_m: asked.distance_m,
        rings: asked.rings,
        apart_m: asked.apart_m,
        free: &FreeArea::new(free).unwrap(),
        start: asked.start.into(),
        ramp: SpeedRamp::new(10.0, 2.5).unwrap(),
    })
}

/// How far the lanes are off a border, at least and at most, each metre.
fn off(path: &PerimeterPath, border: &LineString<f64>) -> (f64, f64) {
    let mut range = (f64::INFINITY, 0.0_f64);
    for leg in path.legs.iter().filter(|it| it.is_lane) {
        let steps = Euclidean.distance(leg.from, leg.until).ceil();
        for step in 0..=steps as u32 {
            let at = leg.from + (leg.until - leg.from) * (f64::from(step) / steps);
            let off = Euclidean.distance(&Point(at), border);
            range = (range.0.min(off), range.1.max(off));
        }
    }
    range
}

#[test]
fn around_a_rectangle_one_keeps_the_distance_and_comes_back_to_where_it_began() {
    let area = rectangle(100.0, 60.0);
    let path = planned(
        area.exterior(),
        &square(1_000.0),
        &once(Side::Outside, 10.0),
    )
    .unwrap();
    let (least, most) = off(&path, area.exterior());
    assert!(
        least >= 10.0 - 1e-3 && most <= 10.3 + 1e-3,
        "{least} {most}"
    );
    assert!(path.kept > 1.0 - 1e-9 && path.legs.iter().all(|it| it.is_lane));
    let (first, last) = (path.legs[0].from, path.legs[path.legs.len() - 1].until);
    assert_eq!(first, last);
    // Nearest to (200, 30): the middle of the right side.
    assert!(
        Euclidean.distance(first, Coord { x: 110.3, y: 30.0 }) < 1e-3,
        "{first:?}"
    );
    let by_hand = 320.0 + std::f64::consts::TAU * 10.3;
    let length = lanes_m(&path.legs);
    assert!(
        length < by_hand && length > by_hand - 2.0,
        "{length} {by_hand}"
    );
}

#[test]
fn within_a_rectangle_one_keeps_the_distance_too_as_long_as_there_is_room() {
    let area = rectangle(100.0, 60.0);
    let path = planned(area.exterior(), &area, &once(Side::Inside, 10.0)).unwrap();
    let (least, most) = off(&path, area.exterior());
    assert!(
        least >= 10.0 - 1e-3 && most <= 10.3 + 1e-3,
        "{least} {most}"
    );
    assert!((lanes_m(&path.legs) - 2.0 * (79.4 + 39.4)).abs() < 0.01);
    assert!(planned(area.exterior(), &area, &once(Side::Inside, 29.1)).is_ok());
    let fault = PatternFault::NoRoomInside { distance_m: 29.2 };
    assert_eq!(
        planned(area.exterior(), &area, &once(Side::Inside, 29.2)),
        Err(vec![fault])
    );
}

#[test]
fn along_the_border_itself_the_distance_is_nothing() {
    let area = rectangle(100.0, 60.0);
    let path = planned(area.exterior(), &square(1_000.0), &once(Side::Outside, 0.0)).unwrap();
    assert!((lanes_m(&path.legs) - 320.0).abs() < 1e-6);
}

#[test]
fn several_rings_are_flown_one_after_another() {
    let area = rectangle(100.0, 60.0);
    let asked = Asked {
        rings: 3,
        apart_m: 10.0,
        ..once(Side::Outside, 10.0)
    };
    let path = planned(area.exterior(), &square(1_000.0), &asked).unwrap();
    let ways: Vec<_> = path.legs.iter().filter(|it| !it.is_lane).collect();
    assert_eq!(ways.len(), 2);
    for way in ways {
        let length = Euclidean.distance(way.from, way.until);
        assert!((length - 10.3).abs() < 1e-3, "{length}");
    }
    let by_hand: f64 = [10.3, 20.6, 30.9]
        .iter()
        .map(|it| 320.0 + std::f64::consts::TAU * it)
        .sum();
    assert!((lanes_m(&path.legs) - by_hand).abs() < 10.0);
}

#[test]
fn a_hole_across_the_ring_is_flown_around_and_the_rest_is_kept() {
    let area = rectangle(100.0, 60.0);
    let hole = vec![(40.0, -20.0), (60.0, -20.0), (60.0, -2.0), (40.0, -2.0)];
    let free = Polygon::new(square(1_000.0).exterior().clone(), vec![hole.into()]);
    let path = planned(area.exterior(), &free, &once(Side::Outside, 10.0)).unwrap();
    assert_flown_inside(&free, &path.legs, "hole");
    let whole = 320.0 + std::f64::consts::TAU * 10.3;
    assert!(
        (path.kept - (1.0 - 20.0 / whole)).abs() < 1e-3,
        "{}",
        path.kept
    );
    assert!(path.legs.iter().any(|it| !it.is_lane));
    assert_eq!(path.legs[0].from, path.legs[path.legs.len() - 1].until);
}

#[test]
fn a_ring_whose_nearest_piece_cannot_be_reached_is_closed_where_it_was_begun() {
    // A sliver from border to border, aslant, between the first ring and the place of the second next to it.
    let sliver = vec![
        (-120.0, 500.0),
        (116.0, 30.0),
        (380.0, -500.0),
        (114.0, 30.0),
    ];
    let free = Polygon::new(square(1_000.0).exterior().clone(), vec![sliver.into()]);
    let area = rectangle(100.0, 60.0);
    let asked = Asked {
        rings: 2,
        apart_m: 10.0,
        start: (112.0, 20.0),
        ..once(Side::Outside, 10.0)
    };
    let path = planned(area.exterior(), &free, &asked).unwrap();
    assert_flown_inside(&free, &path.legs, "sliver");
    let is_second = |it: &&missions::pattern::Leg| {
        it.is_lane && Euclidean.distance(&Point(it.from), area.exterior()) > 15.0
    };
    let begin = path.legs.iter().find(is_second).unwrap().from;
    assert_eq!(path.legs[path.legs.len() - 1].until, begin);
    assert!(path.kept < 0.9, "{}", path.kept);
}

#[test]
fn ragged_borders_are_flown_along_on_both_sides_and_free_areas_never_left() {
    let mut flown = 0;
    for seed in 0..60 {
        let (area, free) = (ragged(seed), ragged(500 + seed));
        for (side, distance_m) in [
            (Side::Outside, 5.0),
            (Side::Inside, 4.0),
            (Side::Inside, 9.0),
        ] {
            let what = format!("{seed} {side:?} {distance_m}");
            match planned(area.exterior(), &free, &once(side, distance_m)) {
                Ok(path) => {
                    assert_flown_inside(&free, &path.legs, &what);
                    let (least, most) = off(&path, area.exterior());
                    assert!(least >= distance_m - 1e-3, "{what}: {least}");
                    assert!(most <= distance_m * 1.03 + 1e-3, "{what}: {most}");
                    flown += 1;
                }
                Err(faults) => assert!(
                    matches!(
                        faults[..],
                        [PatternFault::NothingFree] | [PatternFault::NoRoomInside { .. }]
                    ),
                    "{what}: {faults:?}"
                ),
            }
        }
    }
    assert!(flown > 100, "{flown}");
}

#[test]
fn all_that_is_wrong_with_a_border_is_told_at_once() {
    let crossing = LineString::from(vec![(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)]);
    let asked = Asked {
        rings: 101,
        apart_m: 0.0,
        start: (f64::NAN, 0.0),
        ..once(Side::Outside, -1.0)
    };
    let faults = planned(&crossing, &square(100.0), &asked).unwrap_err();
    assert_eq!(faults.len(), 5, "{faults:?}");
    assert_eq!(faults[0], PatternFault::CrossesItself);
    let what = |it: &PatternFault| match it {
        PatternFault::OutOfRange { what, .. } => Some(*what),
        _ => None,
    };
    let told: Vec<_> = faults.iter().filter_map(what).collect();
    assert_eq!(
        told,
        [Quantity::Distance, Quantity::Rings, Quantity::Spacing]
    );
    assert_eq!(faults[4], PatternFault::NoPlace { index: 0 });
    let flat = LineString::from(vec![(0.0, 0.0), (10.0, 0.0), (0.0, 0.0)]);
    let faults = planned(&flat, &square(100.0), &once(Side::Outside, 5.0)).unwrap_err();
    assert_eq!(
        faults,
        [PatternFault::TooFewPlaces {
            places: 2,
            least: 3
        }]
    );
    let away = LineString::from(vec![(900.0, 0.0), (910.0, 0.0), (905.0, 9.0)]);
    let faults = planned(&away, &square(100.0), &once(Side::Outside, 5.0)).unwrap_err();
    assert_eq!(faults, [PatternFault::NothingFree]);
}
