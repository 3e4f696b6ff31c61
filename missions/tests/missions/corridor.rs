//! Corridors, judged by a raster of our own and by geo.

use super::areas::{assert_flown_inside, lanes_m, ragged, seeded, seen_part, square};
use geo::{BoundingRect, Contains, Coord, Distance, Euclidean, Line, LineString, Point, Polygon};
use missions::corridor::{CorridorPath, CorridorRequest, plan_corridor};
use missions::flight_time::SpeedRamp;
use missions::pattern::{PatternFault, Quantity};
use missions::planar::FreeArea;
use missions::survey::SurveyEffort;
use rand::Rng;

fn at(x: f64, y: f64) -> Coord<f64> {
    Coord { x, y }
}

fn planned(
    line: &[Coord<f64>],
    width_m: f64,
    spacing_m: f64,
    polygon: &Polygon<f64>,
) -> Result<CorridorPath, Vec<PatternFault>> {
    plan_corridor(&CorridorRequest {
        line,
        width_m,
        free: &FreeArea::new(polygon).unwrap(),
        spacing_m,
        ramp: SpeedRamp::new(10.0, 2.5).unwrap(),
        sees_on_ways: false,
        effort: SurveyEffort::default(),
    })
}

/// Whether a place lies straight beside any leg of a line, within half the width.
fn is_beside(line: &[Coord<f64>], width_m: f64, place: Point<f64>) -> bool {
    line.windows(2).any(|ends| {
        let along = ends[1] - ends[0];
        let from = place.0 - ends[0];
        let length = along.x.hypot(along.y);
        let (on, off) = (
            (from.x * along.x + from.y * along.y) / length,
            (along.x * from.y - along.y * from.x) / length,
        );
        (0.0..=length).contains(&on) && off.abs() <= width_m / 2.0
    })
}

/// A line that wanders, with bends of any sharpness, over itself too.
fn wandering(seed: u64) -> Vec<Coord<f64>> {
    let mut random = seeded(3_000 + seed);
    let mut here = at(
        random.random_range(-40.0..40.0),
        random.random_range(-40.0..40.0),
    );
    let mut heading: f64 = random.random_range(0.0..std::f64::consts::TAU);
    let mut line = vec![here];
    for _ in 0..random.random_range(2..12) {
        heading += random.random_range(-2.6..2.6);
        let far = random.random_range(2.0..45.0);
        let next = at(here.x + far * heading.cos(), here.y + far * heading.sin());
        if next.x.abs() < 75.0 && next.y.abs() < 75.0 {
            here = next;
            line.push(here);
        }
    }
    if line.len() < 2 {
        line.push(at(0.0, 0.0));
    }
    line
}

#[test]
fn a_straight_strip_is_flown_in_as_few_lanes_as_cover_it() {
    let line = [at(-100.0, 0.0), at(100.0, 0.0)];
    let path = planned(&line, 30.0, 10.0, &square(400.0)).unwrap();
    let lanes: Vec<_> = path.legs.iter().filter(|it| it.is_lane).collect();
    assert_eq!((lanes.len(), path.legs.len()), (3, 5));
    let mut offsets: Vec<i32> = lanes.iter().map(|it| it.from.y.round() as i32).collect();
    offsets.sort_unstable();
    assert_eq!(offsets, [-10, 0, 10]);
    // At 10 m/s with 2.5 m/s²: three lanes of 20 s and 4 s, two ways of 10 m.
    let by_hand_s = 3.0 * 24.0 + 2.0 * 2.0 * (10.0_f64 / 2.5).sqrt();
    assert!((path.time_s - by_hand_s).abs() < 1e-3, "{}", path.time_s);
    assert!(path.seen > 0.999 && path.seen_of_free > 0.999);
    // A millimetre more needs a lane more.
    let wider = planned(&line, 30.001, 10.0, &square(400.0)).unwrap();
    assert_eq!(wider.legs.iter().filter(|it| it.is_lane).count(), 4);
}

#[test]
fn a_strip_of_one_lane_is_flown_once_along() {
    let line = [
        at(-150.0, 0.0),
        at(0.0, 20.0),
        at(80.0, -30.0),
        at(150.0, 10.0),
    ];
    let path = planned(&line, 20.0, 20.0, &square(400.0)).unwrap();
    assert!(path.legs.iter().all(|it| it.is_lane), "{:?}", path.legs);
    let mut flown: Vec<_> = path.legs.iter().map(|it| it.from).collect();
    flown.extend(path.legs.last().map(|it| it.until));
    if flown.first() != Some(&line[0]) {
        flown.reverse();
    }
    assert_eq!(flown, line);
}

#[test]
fn wandering_strips_are_seen_wherever_one_may_be_and_never_left() {
    for seed in 0..60 {
        let (polygon, line) = (ragged(seed), wandering(seed));
        let (width_m, spacing_m) = (14.0, 4.0);
        let what = format!("{seed}");
        let path = match planned(&line, width_m, spacing_m, &polygon) {
            Ok(path) => path,
            Err(faults) => {
                assert_eq!(faults, [PatternFault::NothingFree], "{seed}");
                continue;
            }
        };
        assert_flown_inside(&polygon, &path.legs, &what);
        let bounds = polygon.bounding_rect().unwrap();
        let asked = |it: Point<f64>| polygon.contains(&it) && is_beside(&line, width_m, it);
        let seen = seen_part(bounds, 0.4, asked, &path.legs, spacing_m / 2.0);
        // A cell of 0.4 m counts by its middle.
        assert!(seen > 0.995, "{seed}: {seen}, told {}", path.seen_of_free);
        let large = square(200.0);
        let asked = |it: Point<f64>| is_beside(&line, width_m, it);
        let bounds = large.bounding_rect().unwrap();
        let seen = seen_part(bounds, 0.5, asked, &path.legs, spacing_m / 2.0);
        // The strip is rounded around bends beyond what is straight beside it.
        assert!(
            (seen - path.seen).abs() < 0.12,
            "{seed}: {seen} {}",
            path.seen
        );
    }
}

#[test]
fn lanes_have_no_loops_inside_of_bends_and_keep_their_distance() {
    for seed in 0..60 {
        let line = wandering(seed);
        let path = planned(&line, 18.0, 6.0, &square(300.0)).unwrap();
        let whole = LineString(line.clone());
        // Visits see what is left beyond lanes.
        let lanes = path.legs.iter().filter(|it| it.is_lane);
        for leg in lanes.filter(|it| it.from != it.until) {
            for part in 0..=20 {
                let place = leg.from + (leg.until - leg.from) * (f64::from(part) / 20.0);
                let off = Euclidean.distance(&Point(place), &whole);
                // Lanes at 0 and 6 m, 8.3 % more outside of bends, smoothed by 0.12 m.
                assert!(off < 6.5 + 0.13, "{seed}: {off} {leg:?}");
            }
        }
        let length: f64 = line
            .windows(2)
            .map(|ends| Euclidean.distance(ends[0], ends[1]))
            .sum();
        let corners = line.len() as f64;
        let lanes = lanes_m(&path.legs);
        assert!(
            lanes < 3.0 * length + corners * 12.0,
            "{seed}: {lanes} {length}"
        );
    }
}

#[test]
fn a_closed_line_and_one_that_crosses_itself_are_flown_too() {
    let ring = [
        at(-50., -50.),
        at(50., -50.),
        at(50., 50.),
        at(-50., 50.),
        at(-50., -50.),
    ];
    let eight = [at(-50., -50.), at(50., 50.), at(50., -50.), at(-50., 50.)];
    for line in [&ring[..], &eight[..]] {
        let polygon = square(300.0);
        let path = planned(line, 30.0, 10.0, &polygon).unwrap();
        assert_flown_inside(&polygon, &path.legs, "ring, eight");
        assert!(path.seen > 0.998, "{}", path.seen);
    }
}

#[test]
fn a_strip_that_is_partly_free_says_how_much_of_it_is_seen() {
    // Half of the strip's length lies in the square.
    let line = [at(0.0, 0.0), at(200.0, 0.0)];
    let path = planned(&line, 20.0, 10.0, &square(200.0)).unwrap();
    assert!((path.seen - 0.5).abs() < 0.03, "{}", path.seen);
    assert!(path.seen_of_free > 0.999);
}

#[test]
fn all_that_is_wrong_with_a_strip_is_told_at_once() {
    let line = [at(f64::NAN, 0.0), at(0.0, 0.0), at(0.0, 300_000.0)];
    let faults = planned(&line, 0.0, f64::NAN, &square(100.0)).unwrap_err();
    assert_eq!(faults.len(), 4, "{faults:?}");
    assert_eq!(faults[0], PatternFault::NoPlace { index: 0 });
    assert_eq!(faults[1], PatternFault::NoPlace { index: 2 });
    let is = |fault: &PatternFault, it: Quantity| matches!(fault, PatternFault::OutOfRange { what, .. } if *what == it);
    assert!(is(&faults[2], Quantity::Width) && is(&faults[3], Quantity::Spacing));
    let refused = |line: &[Coord<f64>], width_m, spacing_m| {
        planned(line, width_m, spacing_m, &square(100.0)).unwrap_err()
    };
    let short = [at(1.0, 1.0), at(1.0, 1.0)];
    let few = [PatternFault::TooFewPlaces {
        places: 1,
        least: 2,
    }];
    assert_eq!(refused(&short, 10.0, 5.0), few);
    let line = [at(-40.0, 0.0), at(40.0, 0.0)];
    let many = [PatternFault::TooMany {
        count: 201,
        most: 200,
    }];
    assert_eq!(refused(&line, 20.1, 0.1), many);
    let away = [at(1_000.0, 0.0), at(1_100.0, 0.0)];
    assert_eq!(refused(&away, 10.0, 5.0), [PatternFault::NothingFree]);
    let text = PatternFault::NothingFree.text();
    assert!(!text.en.is_empty() && !text.zh.is_empty());
}

#[test]
fn a_hole_across_a_strip_is_flown_around() {
    let hole = vec![(-5.0, -20.0), (5.0, -20.0), (5.0, 20.0), (-5.0, 20.0)];
    let polygon = Polygon::new(square(200.0).exterior().clone(), vec![hole.into()]);
    let line = [at(-80.0, 0.0), at(80.0, 0.0)];
    let path = planned(&line, 20.0, 10.0, &polygon).unwrap();
    assert_flown_inside(&polygon, &path.legs, "hole");
    assert!(path.seen_of_free > 0.999);
    let crossing = Line::new(at(0.0, -100.0), at(0.0, 100.0));
    let over = path.legs.iter().filter(|it| {
        use geo::Intersects;
        Line::new(it.from, it.until).intersects(&crossing)
    });
    // Lanes of one side, then the other.
    assert_eq!(over.count(), 1);
}
