//! Areas and ways in them, judged by geo.

use super::areas::{ragged, rectangle, seeded};
use geo::{BoundingRect, Contains, Coord, Line, Point, Polygon};
use missions::flight_time::SpeedRamp;
use missions::planar::{AreaFault, FreeArea, Network};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

fn ramp() -> SpeedRamp {
    SpeedRamp::new(3.0, 1.0).unwrap()
}

fn place_near(random: &mut ChaCha8Rng, polygon: &Polygon<f64>) -> Coord<f64> {
    let bounds = polygon.bounding_rect().unwrap();
    Coord {
        x: random.random_range(bounds.min().x - 5.0..bounds.max().x + 5.0),
        y: random.random_range(bounds.min().y - 5.0..bounds.max().y + 5.0),
    }
}

fn place_in(random: &mut ChaCha8Rng, polygon: &Polygon<f64>) -> Coord<f64> {
    loop {
        let at = place_near(random, polygon);
        if polygon.contains(&Point(at)) {
            return at;
        }
    }
}

#[test]
fn what_is_inside_and_what_is_seen_is_what_geo_says() {
    let (mut inside, mut seen) = (0, 0);
    for seed in 0..60 {
        let polygon = ragged(seed);
        let area = FreeArea::new(&polygon).unwrap();
        let mut random = seeded(1_000 + seed);
        for _ in 0..200 {
            let at = place_near(&mut random, &polygon);
            assert_eq!(
                area.contains(at),
                polygon.contains(&Point(at)),
                "{seed} {at:?}"
            );
            inside += usize::from(area.contains(at));
            let (from, until) = (
                place_in(&mut random, &polygon),
                place_in(&mut random, &polygon),
            );
            let sees = area.sees(from, until);
            assert_eq!(
                sees,
                polygon.contains(&Line::new(from, until)),
                "{seed} {from:?} {until:?}"
            );
            seen += usize::from(sees);
        }
    }
    assert!(inside > 1_000 && seen > 1_000, "{inside} {seen}");
}

#[test]
fn a_border_is_outside_and_corners_and_edges_are_not_seen_through() {
    let polygon = Polygon::new(
        rectangle(10.0, 10.0).exterior().clone(),
        vec![vec![(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0)].into()],
    );
    let area = FreeArea::new(&polygon).unwrap();
    let at = |x, y| Coord { x, y };
    for border in [
        at(0.0, 5.0),
        at(10.0, 10.0),
        at(4.0, 5.0),
        at(5.0, 6.0),
        at(6.0, 6.0),
    ] {
        assert!(!area.contains(border), "{border:?}");
    }
    // Along the hole's edge, and over its corner.
    assert!(!area.sees(at(4.0, 1.0), at(4.0, 9.0)));
    assert!(area.sees(at(3.999_999, 1.0), at(3.999_999, 9.0)));
    assert!(!area.sees(at(3.0, 5.0), at(5.0, 3.0)));
    assert!(area.sees(at(2.999, 5.0), at(5.0, 2.999)));
    assert_eq!(area.area_m2(), 96.0);
}

#[test]
fn ways_stay_inside_and_are_as_quick_as_any_over_a_dense_set_of_places() {
    let mut bent = 0;
    for seed in 0..25 {
        let polygon = ragged(seed);
        let area = FreeArea::new(&polygon).unwrap();
        let network = Network::new(&area, ramp()).unwrap();
        let mut random = seeded(2_000 + seed);
        for _ in 0..20 {
            let (from, until) = (
                place_in(&mut random, &polygon),
                place_in(&mut random, &polygon),
            );
            let way = network.way(from, until).unwrap();
            let places: Vec<_> = [from]
                .into_iter()
                .chain(way.iter().copied())
                .chain([until])
                .collect();
            let mut time_s = 0.0;
            for ends in places.windows(2) {
                let leg = Line::new(ends[0], ends[1]);
                assert!(polygon.contains(&leg), "{seed} {leg:?}");
                time_s += ramp().leg_s((ends[1] - ends[0]).x.hypot((ends[1] - ends[0]).y));
            }
            let told_s = network.time_s((from, &network.ways(from)), (until, &network.ways(until)));
            assert!((time_s - told_s).abs() < 1e-9, "{seed}");
            bent += usize::from(!way.is_empty());
            // Nobody finds a quicker one by a bend anywhere.
            for _ in 0..20 {
                let by = place_in(&mut random, &polygon);
                if area.sees(from, by) && area.sees(by, until) {
                    let legs = [by - from, until - by].map(|it| ramp().leg_s(it.x.hypot(it.y)));
                    assert!(told_s <= 1.01 * (legs[0] + legs[1]), "{seed}");
                }
            }
        }
    }
    assert!(bent > 50, "{bent}");
}

#[test]
fn the_way_round_a_square_is_over_its_nearer_corner() {
    let polygon = Polygon::new(
        rectangle(100.0, 100.0).exterior().clone(),
        vec![vec![(40.0, 40.0), (60.0, 40.0), (60.0, 60.0), (40.0, 60.0)].into()],
    );
    let area = FreeArea::new(&polygon).unwrap();
    let network = Network::new(&area, ramp()).unwrap();
    let way = network
        .way(Coord { x: 20.0, y: 55.0 }, Coord { x: 55.0, y: 35.0 })
        .unwrap();
    assert_eq!(way.len(), 1);
    assert!(
        (way[0].x - 40.0).abs() < 0.01 && (way[0].y - 40.0).abs() < 0.01,
        "{way:?}"
    );
}

#[test]
fn rings_that_are_no_area_are_all_refused() {
    let polygon = Polygon::new(
        vec![(0.0, 0.0), (f64::NAN, 1.0), (1.0, 1.0)].into(),
        vec![
            vec![(0.2, 0.2), (0.3, 0.3)].into(),
            vec![(1e9, 0.0), (1.0, 2.0), (3.0, 4.0)].into(),
        ],
    );
    assert_eq!(
        FreeArea::new(&polygon).unwrap_err(),
        [
            AreaFault::NotFinite { ring: 0, vertex: 1 },
            AreaFault::TooFewVertices { ring: 1 },
            AreaFault::NotFinite { ring: 2, vertex: 0 },
        ]
    );
}
