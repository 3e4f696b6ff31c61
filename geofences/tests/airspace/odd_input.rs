//! Nothing panics, and nothing odd passes.

use crate::support::{
    City, World, above_home, agl, airspace, amsl, at, band, footprint, mast, noon, position,
    raw_box, rng, rounds, square, wgs84, zone,
};
use chrono::{DateTime, TimeDelta, Utc};
use geofences::{
    Airspace, Altitude, Decision, HomeHeight, Margins, Path, PathPoint, Position, Rule, Snapshot,
    Subject, Volume4D,
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

const SEED: u64 = 0x5EA6_0091;

fn odd_number(rng: &mut ChaCha8Rng) -> f64 {
    [
        0.0,
        -0.0,
        1.0,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN_POSITIVE,
        -1.0,
        1e9,
        1e300,
        5e-324,
        50.0,
    ][rng.random_range(0..13)]
}

fn odd_place(rng: &mut ChaCha8Rng, city: &City) -> Position {
    let longitudes = [
        -180.0, 180.0, 179.9, 179.89, -179.95, 0.0, 120.35, 90.0, 5e-324,
    ];
    let latitudes = [
        -90.0, 90.0, 85.0, 84.999, -85.0, 89.999, 0.0, -0.0, 36.05, 5e-324,
    ];
    if rng.random() {
        let place = city.place(rng);
        position(place.x, place.y)
    } else {
        position(
            longitudes[rng.random_range(0..9)],
            latitudes[rng.random_range(0..10)],
        )
    }
}

fn odd_time(rng: &mut ChaCha8Rng) -> DateTime<Utc> {
    match rng.random_range(0..8) {
        0 => DateTime::<Utc>::MIN_UTC,
        1 => DateTime::<Utc>::MAX_UTC,
        2 => DateTime::<Utc>::MAX_UTC - TimeDelta::nanoseconds(1),
        3 => DateTime::<Utc>::UNIX_EPOCH,
        4 => noon() + TimeDelta::nanoseconds(rng.random_range(0..2_000)),
        _ => noon() + TimeDelta::seconds(rng.random_range(0..100_000)),
    }
}

fn odd_altitude(rng: &mut ChaCha8Rng) -> Altitude {
    let metres = [0.0, -1_000.0, 100_000.0, 50.0, 120.0, 5e-324][rng.random_range(0..6)];
    [agl, amsl, wgs84, above_home][rng.random_range(0..4)](metres)
}

fn odd_airspace(rng: &mut ChaCha8Rng, city: &City) -> Arc<Snapshot> {
    let mut subjects: Vec<Subject> = (0..60).map(|id| city.zone(rng, id).into()).collect();
    for (id, corner) in [
        (-180.0, -90.0),
        (179.0, 84.0),
        (-180.0, 80.0),
        (120.0, 36.0),
    ]
    .into_iter()
    .enumerate()
    {
        let mut zone = zone(
            &format!("corner {id}"),
            [Rule::Permitted, Rule::Prohibited][rng.random_range(0..2)],
            square(corner.0, corner.1, corner.0 + 1.0, corner.1 + 1.0),
        );
        zone.band = band(agl(-5.0), amsl(1_000.0));
        subjects.push(zone.into());
    }
    let world: Vec<_> = [-180.0, -60.0, 60.0]
        .map(|west| raw_box(west, -90.0, west + 120.0, 90.0))
        .into();
    subjects.push(zone("world", Rule::Permitted, footprint(&world)).into());
    subjects.push(mast("pole", position(0.0, 90.0), 10.0, agl(100.0)).into());
    subjects.push(mast("line", position(180.0, 0.0), 10.0, above_home(100.0)).into());
    Airspace::new(subjects).unwrap().snapshot()
}

#[test]
fn nothing_panics_whatever_is_asked() {
    let city = City::new(SEED);
    let mut rng = rng(SEED + 1);
    let snapshot = odd_airspace(&mut rng, &city);
    for _ in 0..rounds(1_500) {
        let mut world = World::flat();
        world.margins = if rng.random() {
            Margins::NONE
        } else {
            Margins {
                horizontal_m: odd_number(&mut rng),
                vertical_m: odd_number(&mut rng),
                obstacle_horizontal_m: odd_number(&mut rng),
                obstacle_vertical_m: odd_number(&mut rng),
            }
        };
        world.home = rng.random_bool(0.5).then(|| HomeHeight {
            amsl_m: odd_number(&mut rng),
            uncertainty_m: odd_number(&mut rng),
        });
        let point = at(
            odd_place(&mut rng, &city),
            odd_altitude(&mut rng),
            odd_time(&mut rng),
        );
        let judgement = snapshot.judge_point(&point, &world.context());
        if !world.margins.are_sound() {
            assert_eq!(judgement.decision, Decision::Unknown);
        }
        let datum = point.altitude.datum();
        let mut points = vec![point];
        for _ in 0..rng.random_range(0..4) {
            let before = points[points.len() - 1];
            let next = PathPoint {
                position: if rng.random_bool(0.3) {
                    before.position
                } else {
                    odd_place(&mut rng, &city)
                },
                altitude: Altitude::new(odd_altitude(&mut rng).metres(), datum).unwrap(),
                time: if rng.random_bool(0.4) {
                    before.time
                } else {
                    odd_time(&mut rng)
                },
            };
            points.push(next);
        }
        if let Ok(path) = Path::new(points.clone()) {
            let judgement = snapshot.judge_path(&path, &world.context());
            for stretch in judgement.stretches.iter().chain(&judgement.imaging) {
                assert!((0.0..=1.0).contains(&stretch.from.fraction));
                assert!((0.0..=1.0).contains(&stretch.until.fraction));
                assert!(stretch.until.time <= points[points.len() - 1].time);
            }
        }
        snapshot.nearest_boundary(points[0].position, odd_number(&mut rng), |_| true);
    }
}

#[test]
fn windows_and_volumes_at_the_ends_of_time_and_earth_are_answered() {
    let city = City::new(SEED + 2);
    let mut rng = rng(SEED + 3);
    let snapshot = odd_airspace(&mut rng, &city);
    let world = World::flat();
    for _ in 0..rounds(150) {
        let point = at(
            odd_place(&mut rng, &city),
            odd_altitude(&mut rng),
            odd_time(&mut rng),
        );
        let spans = [
            TimeDelta::zero(),
            TimeDelta::MAX,
            TimeDelta::MIN,
            TimeDelta::seconds(-1),
            TimeDelta::hours(5),
        ];
        snapshot.when_may_i_fly(
            &point,
            spans[rng.random_range(0..5)],
            spans[rng.random_range(0..5)],
            &world.context(),
        );
        let (x, y) = (
            point.position.longitude_deg(),
            point.position.latitude_deg(),
        );
        let outline = square(
            (x - 0.5).max(-180.0),
            (y - 0.5).max(-90.0),
            (x + 0.5).min(180.0),
            (y + 0.5).min(90.0),
        );
        let volume =
            Volume4D::new(outline, -1e9, 1e9, DateTime::<Utc>::MIN_UTC, point.time).unwrap();
        snapshot.touching_volume(&volume, &world.context());
    }
}

#[test]
fn a_leg_that_stays_and_a_leg_that_takes_no_time_are_judged() {
    let snapshot = airspace([
        zone("base", Rule::Permitted, square(120.3, 36.0, 120.4, 36.1)),
        zone("ban", Rule::Prohibited, square(120.35, 36.0, 120.36, 36.1)),
    ]);
    let judge = |places: [(f64, f64); 2], seconds: i64| {
        let points = vec![
            at(position(places[0].0, places[0].1), agl(50.0), noon()),
            at(
                position(places[1].0, places[1].1),
                agl(50.0),
                noon() + TimeDelta::seconds(seconds),
            ),
        ];
        snapshot
            .judge_path(&Path::new(points).unwrap(), &World::flat().context())
            .decision
    };
    let (inside, outside) = ((120.355, 36.05), (120.32, 36.05));
    assert_eq!(judge([outside, outside], 60), Decision::Permitted);
    assert_eq!(judge([outside, outside], 0), Decision::Permitted);
    assert_eq!(judge([inside, inside], 60), Decision::Prohibited);
    assert_eq!(judge([inside, inside], 0), Decision::Prohibited);
    assert_eq!(judge([outside, (120.38, 36.05)], 0), Decision::Prohibited);
}

#[test]
fn a_margin_that_reaches_over_the_antimeridian_leaves_it_unknown() {
    let snapshot = airspace([
        zone("base", Rule::Permitted, square(170.0, 30.0, 180.0, 40.0)),
        zone(
            "beyond",
            Rule::Prohibited,
            square(-180.0, 30.0, -179.0, 40.0),
        ),
    ]);
    let decide = |margin_m: f64| {
        let point = at(position(179.89, 36.0), agl(50.0), noon());
        snapshot
            .judge_point(&point, &World::flat().with_margins(margin_m, 0.0).context())
            .decision
    };
    assert_eq!(decide(100.0), Decision::Permitted);
    assert_eq!(decide(9_990.0), Decision::Unknown);
}
