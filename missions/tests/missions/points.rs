//! Visits of points, judged by all orders and by geo.

use super::areas::{ragged, seeded, square};
use geo::{Contains, Coord, Distance, Euclidean, Line, Point, Polygon};
use geofences::{Altitude, LocalPlane, Position};
use missions::flight_time::SpeedRamp;
use missions::mission::{Deed, Heading};
use missions::pattern::PatternFault;
use missions::planar::{FreeArea, Network};
use missions::points::{PointOfInterest, PointsPath, PointsRequest, plan_points};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

fn ramp() -> SpeedRamp {
    SpeedRamp::new(10.0, 2.5).unwrap()
}

fn plane() -> LocalPlane {
    LocalPlane::at(Coord { x: 120.4, y: 36.1 })
}

fn point(name: &str, x: f64, y: f64) -> PointOfInterest {
    PointOfInterest {
        name: name.to_owned(),
        at: Coord { x, y },
        dwell_s: 5.0,
        heading: Heading::Degrees(123.0),
        deeds: vec![Deed::Photo],
    }
}

fn planned(
    points: &[PointOfInterest],
    free: &Polygon<f64>,
    home: Option<Coord<f64>>,
    looking_distance_m: f64,
) -> Result<PointsPath, Vec<PatternFault>> {
    plan_points(&PointsRequest {
        points,
        plane: plane(),
        free: &FreeArea::new(free).unwrap(),
        home,
        looking_distance_m,
        ramp: ramp(),
        rounds_per_point: 50,
    })
}

fn somewhere(random: &mut ChaCha8Rng, polygon: &Polygon<f64>) -> Coord<f64> {
    loop {
        let at = Coord {
            x: random.random_range(-80.0..80.0),
            y: random.random_range(-80.0..80.0),
        };
        if polygon.contains(&Point(at)) {
            return at;
        }
    }
}

/// The least time of all orders, s.
fn best_s(times_s: &[Vec<f64>], is_round_trip: bool) -> f64 {
    // Place 0 is home where there is one; else it is left out.
    fn onwards(times_s: &[Vec<f64>], here: usize, left: &[usize], is_round_trip: bool) -> f64 {
        if left.is_empty() {
            return if is_round_trip { times_s[here][0] } else { 0.0 };
        }
        let next = left.iter().map(|next| {
            let rest: Vec<usize> = left.iter().copied().filter(|it| it != next).collect();
            let leg_s = if here == 0 && !is_round_trip {
                0.0
            } else {
                times_s[here][*next]
            };
            leg_s + onwards(times_s, *next, &rest, is_round_trip)
        });
        next.fold(f64::INFINITY, f64::min)
    }
    let all: Vec<usize> = (1..times_s.len()).collect();
    onwards(times_s, 0, &all, is_round_trip)
}

#[test]
fn few_points_are_visited_in_the_best_of_all_orders_from_home_and_without_one() {
    for seed in 0..40 {
        let polygon = ragged(seed);
        let mut random = seeded(4_000 + seed);
        let home = somewhere(&mut random, &polygon);
        let points: Vec<_> = (0..2 + seed as usize % 5)
            .map(|index| {
                let at = somewhere(&mut random, &polygon);
                point(&format!("{index}"), at.x, at.y)
            })
            .collect();
        let area = FreeArea::new(&polygon).unwrap();
        let network = Network::new(&area, ramp()).unwrap();
        let places: Vec<_> = [home]
            .into_iter()
            .chain(points.iter().map(|it| it.at))
            .collect();
        let ways: Vec<_> = places.iter().map(|it| network.ways(*it)).collect();
        let time_s = |a: usize, b: usize| match a == b {
            true => 0.0,
            false => network.time_s((places[a], &ways[a]), (places[b], &ways[b])),
        };
        let all = 0..places.len();
        let times_s: Vec<Vec<f64>> = all
            .clone()
            .map(|a| all.clone().map(|b| time_s(a, b)).collect())
            .collect();
        for is_round_trip in [true, false] {
            let path = planned(&points, &polygon, is_round_trip.then_some(home), 0.0).unwrap();
            let mut order: Vec<usize> = path.visits.iter().map(|it| it.point).collect();
            order.sort_unstable();
            assert_eq!(order, (0..points.len()).collect::<Vec<_>>());
            let by_hand_s = best_s(&times_s, is_round_trip) + 5.0 * points.len() as f64;
            let told_s = path.time_s;
            assert!(
                (told_s - by_hand_s).abs() < 0.01 * by_hand_s,
                "{seed} {is_round_trip}: {told_s} {by_hand_s}"
            );
            let mut here = is_round_trip.then_some(home);
            for visit in &path.visits {
                for next in visit.way.iter().copied().chain([visit.at]) {
                    if let Some(here) = here {
                        assert!(polygon.contains(&Line::new(here, next)), "{seed}");
                    }
                    here = Some(next);
                }
                assert_eq!(
                    (visit.away_m, visit.heading),
                    (0.0, Heading::Degrees(123.0))
                );
            }
        }
    }
}

#[test]
fn a_point_that_may_not_be_overflown_is_looked_at_from_the_nearest_place_that_may() {
    let mut looked = 0;
    for seed in 0..60 {
        let polygon = ragged(seed);
        let mut random = seeded(5_000 + seed);
        let at = Coord {
            x: random.random_range(-90.0..90.0),
            y: random.random_range(-90.0..90.0),
        };
        let points = [point("p", at.x, at.y)];
        let visit = &planned(&points, &polygon, None, 200.0).unwrap().visits[0];
        let by_geo = Euclidean.distance(&Point(at), &polygon);
        assert!(polygon.contains(&Point(visit.at)), "{seed}");
        assert!(
            (visit.away_m - by_geo).abs() < 0.01,
            "{seed}: {} {by_geo}",
            visit.away_m
        );
        if by_geo > 0.0 {
            let Heading::Degrees(degrees) = visit.heading else {
                panic!("{seed}");
            };
            let (sin, cos) = degrees.to_radians().sin_cos();
            let seen = visit.at + Coord { x: sin, y: cos } * visit.away_m;
            assert!(Euclidean.distance(seen, at) < 1e-6, "{seed}");
            looked += 1;
        }
    }
    assert!(looked > 20, "{looked}");
}

#[test]
fn from_aside_the_camera_looks_at_the_point_and_not_straight_down() {
    let down = Deed::Gimbal {
        pitch_deg: -90.0,
        yaw_deg: 0.0,
    };
    let look_at = |x, y| Deed::LookAt {
        position: Position::try_from(plane().coord(Coord { x, y })).unwrap(),
        altitude: Altitude::ground(),
    };
    let visit = |x, deeds: &[Deed]| {
        let mut asked = point("p", x, 0.0);
        asked.deeds = deeds.to_vec();
        let path = planned(&[asked], &square(100.0), None, 20.0).unwrap();
        let visit = path.visits[0].clone();
        (visit.heading, visit.deeds)
    };
    let given = [down, Deed::Photo, Deed::VideoBegin];
    let (heading, deeds) = visit(49.0, &given);
    assert_eq!((heading, deeds), (Heading::Degrees(123.0), given.to_vec()));
    let (heading, deeds) = visit(60.0, &given);
    assert_eq!(heading, Heading::Degrees(90.0));
    let expected = [
        look_at(60.0, 0.0),
        Deed::Photo,
        Deed::VideoBegin,
        Deed::LookAhead,
    ];
    assert_eq!(deeds, expected);
    // What looks at another place anyway still does.
    let given = [look_at(10.0, 80.0), Deed::Photo];
    let (heading, deeds) = visit(60.0, &given);
    assert_eq!((heading, deeds), (Heading::Degrees(123.0), given.to_vec()));
}

#[test]
fn points_too_far_from_where_one_may_be_are_all_refused_by_name() {
    let points = [
        point("钟楼", 60.0, 0.0),
        point("near", 0.0, 0.0),
        point("pier", 0.0, -80.0),
    ];
    let faults = planned(&points, &square(100.0), None, 9.9).unwrap_err();
    let names: Vec<_> = faults
        .iter()
        .map(|it| match it {
            PatternFault::PointTooFar { name, .. } => name.as_str(),
            _ => "",
        })
        .collect();
    assert_eq!(names, ["钟楼", "pier"]);
    assert!(faults[0].text().zh.contains("钟楼"));
    // Just within.
    let path = planned(&points[..2], &square(100.0), None, 10.01).unwrap();
    assert_eq!(path.visits.len(), 2);
    assert!(planned(&points[..2], &square(100.0), None, 10.0).is_err());
}

#[test]
fn visits_that_cannot_be_are_refused_with_all_reasons() {
    let free = square(100.0);
    let none = PatternFault::TooFewPlaces {
        places: 0,
        least: 1,
    };
    assert_eq!(planned(&[], &free, None, 0.0), Err(vec![none]));
    let mut bad = [point("a", f64::INFINITY, 0.0), point("b", 1.0, 1.0)];
    bad[1].dwell_s = f64::NAN;
    let home = Coord { x: 70.0, y: 0.0 };
    assert_eq!(planned(&bad, &free, Some(home), -1.0).unwrap_err().len(), 4);
    let many: Vec<_> = (0..1_501)
        .map(|it| point("", f64::from(it) / 100.0, 0.0))
        .collect();
    let fault = PatternFault::TooMany {
        count: 1_501,
        most: 1_500,
    };
    assert_eq!(planned(&many, &free, None, 0.0), Err(vec![fault]));
}

#[test]
fn points_at_one_place_are_all_visited() {
    let points = [
        point("a", 1.0, 1.0),
        point("b", 1.0, 1.0),
        point("c", 1.0, 1.0),
    ];
    let path = planned(&points, &square(100.0), Some(Coord::default()), 0.0).unwrap();
    assert_eq!(path.visits.len(), 3);
    assert!((path.time_s - (15.0 + 2.0 * ramp().leg_s(2.0_f64.sqrt()))).abs() < 1e-6);
}
