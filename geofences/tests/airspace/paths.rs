//! Paths: crossings against dense sampling of points along the geodesic, and at known places.

use crate::support::{
    City, GeodesicLeg, World, after_noon_s, agl, airspace, amsl, at, band, direct, distance_m,
    noon, position, rng, rounds, square, wgs84, within, zone,
};
use chrono::TimeDelta;
use geofences::{
    Cause, Decision, FlatTerrain, GridFrame, GridTerrain, Path, PathFault, PathJudgement,
    PathPoint, Rule, UnknownWhy, Zone, synthetic_qingdao,
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

const SEED: u64 = 0x5EA6_0051;

/// What a judgement of a path says of one place on it.
fn decision_on(judgement: &PathJudgement, leg: usize, fraction: f64) -> Decision {
    judgement
        .stretches
        .iter()
        .filter(|stretch| {
            (stretch.from.leg, stretch.from.fraction) <= (leg, fraction)
                && (leg, fraction) <= (stretch.until.leg, stretch.until.fraction)
        })
        .map(|stretch| stretch.finding.decision)
        .max()
        .unwrap_or(Decision::Permitted)
}

/// Compares a judged path with points along its geodesics. Returns how many points were decided,
/// how many of them not permitted.
fn compare_with_samples(
    snapshot: &geofences::Snapshot,
    world: &World,
    points: &[PathPoint],
    samples: usize,
) -> [usize; 2] {
    let path = Path::new(points.to_vec()).unwrap();
    let judgement = snapshot.judge_path(&path, &world.context());
    let mut decided = [0, 0];
    let wider = |horizontal_m: f64, vertical_m: f64| {
        let mut margins = world.margins;
        margins.horizontal_m += horizontal_m;
        margins.vertical_m += vertical_m;
        margins.obstacle_horizontal_m += horizontal_m;
        margins.obstacle_vertical_m += vertical_m;
        geofences::Context {
            margins,
            ..world.context()
        }
    };
    for (leg, ends) in points.windows(2).enumerate() {
        let geodesic = GeodesicLeg::new(ends[0].position, ends[1].position);
        let duration = (ends[1].time - ends[0].time).num_microseconds().unwrap() as f64;
        let start_m = ends[0].altitude.metres();
        let rise_m = ends[1].altitude.metres() - start_m;
        for sample in 0..samples {
            let fraction = (sample as f64 + 0.37) / samples as f64;
            let time = ends[0].time + TimeDelta::microseconds((fraction * duration) as i64);
            let height =
                geofences::Altitude::new(start_m + fraction * rise_m, ends[0].altitude.datum());
            let point = at(geodesic.at(fraction), height.unwrap(), time);
            let here = snapshot.judge_point(&point, &world.context()).decision;
            let told = decision_on(&judgement, leg, fraction);
            // A leg may say more than its point, by 0.2 m, never less.
            let around = snapshot.judge_point(&point, &wider(0.2, 0.2)).decision;
            let near_in_time = [-1, 1].iter().any(|ms| {
                let near = PathPoint {
                    time: time + TimeDelta::milliseconds(*ms),
                    ..point
                };
                snapshot.judge_point(&near, &world.context()).decision != here
            });
            if near_in_time {
                continue;
            }
            assert!(
                told >= here,
                "{told:?} on leg {leg} at {fraction}, {here:?} at {point:?}"
            );
            assert!(
                told <= around,
                "{told:?} on leg {leg} at {fraction}, {around:?} around {point:?}"
            );
            if here == around {
                decided[usize::from(here > Decision::Permitted)] += 1;
            }
        }
    }
    decided
}

fn random_zone(rng: &mut ChaCha8Rng, city: &City, id: usize) -> Zone {
    let mut zone = city.zone(rng, id);
    if rng.random_bool(0.7) {
        let lower = 10.0 * f64::from(rng.random_range(0..10));
        let upper = lower + 10.0 * f64::from(rng.random_range(1..12));
        zone.band = match rng.random_range(0..3) {
            0 => band(agl(lower), agl(upper)),
            1 => band(amsl(lower), amsl(upper + 100.0)),
            _ => band(agl(lower), wgs84(upper + 50.0)),
        };
    }
    if rng.random_bool(0.5) {
        let from = 100 * rng.random_range(0..10);
        zone.times = within(from, from + 100 * rng.random_range(1..8));
    }
    zone
}

fn random_path(rng: &mut ChaCha8Rng, city: &City) -> Vec<PathPoint> {
    let datum: fn(f64) -> geofences::Altitude = [agl, amsl, wgs84][rng.random_range(0..3)];
    let mut place = city.place(rng);
    let mut second = rng.random_range(0..300);
    let step = 10.0_f64.powf(rng.random_range(-3.5..-1.0));
    (0..rng.random_range(2..6))
        .map(|_| {
            place.x += rng.random_range(-step..step);
            place.y += rng.random_range(-step..step);
            second += rng.random_range(0..300);
            at(
                position(place.x, place.y),
                datum(rng.random_range(1.0..150.0)),
                after_noon_s(second),
            )
        })
        .collect()
}

#[test]
fn a_path_is_judged_as_its_points_are() {
    let city = City::new(SEED);
    let mut rng = rng(SEED + 1);
    let mut base = zone("base", Rule::Permitted, square(119.5, 35.5, 121.0, 37.1));
    base.band = band(agl(0.0), agl(110.0));
    let zones: Vec<Zone> = (0..300)
        .map(|id| random_zone(&mut rng, &city, id))
        .filter(|zone| zone.footprint.bounding_rect().width() < 0.1)
        .collect();
    let snapshot = airspace(zones.into_iter().chain([base]));
    let mut decided = [0, 0];
    for round in 0..rounds(60) {
        let mut world = if round % 2 == 0 {
            World::over(synthetic_qingdao(3.0).unwrap())
        } else {
            World::over(FlatTerrain {
                elevation_amsl_m: 20.0,
                uncertainty_m: 2.0,
            })
        };
        world.geoid = Box::new(geofences::ConstantGeoid::new(8.0, 0.5).unwrap());
        if round % 3 == 0 {
            world = world.with_margins(rng.random_range(0.0..80.0), rng.random_range(0.0..10.0));
        }
        let points = random_path(&mut rng, &city);
        let more = compare_with_samples(&snapshot, &world, &points, 60);
        decided = [decided[0] + more[0], decided[1] + more[1]];
    }
    assert!(decided.iter().all(|count| *count > 1_000), "{decided:?}");
}

/// A climb beside a prohibited zone, and a leg from there into it: the place between them is out of
/// reach by less than the second leg's own doubt, so that it is away from the border for the first
/// leg and near it for the second.
fn climb_and_enter(beyond_reach_m: f64, turn_deg: f64) -> (Vec<PathPoint>, World) {
    let world = World::flat().with_margins(10.0, 5.0);
    let beside = direct(
        position(120.38, 36.08),
        270.0 + turn_deg,
        10.0 + beyond_reach_m,
    );
    let inside = direct(position(120.38, 36.08), 90.0, 1_400.0);
    let points = vec![
        at(beside, amsl(30.0), after_noon_s(0)),
        at(beside, amsl(50.0), after_noon_s(10)),
        at(inside, amsl(120.0), after_noon_s(150)),
    ];
    (points, world)
}

#[test]
fn a_leg_that_starts_at_the_edge_of_reach_is_judged_inside_the_zone_that_it_enters() {
    let low = amsl(60.0);
    let zones = || {
        [
            zone("all", Rule::Permitted, square(120.0, 35.5, 121.0, 36.5)),
            Zone {
                band: band(Some(low), None),
                ..zone(
                    "ban",
                    Rule::Prohibited,
                    square(120.38, 36.06, 120.42, 36.10),
                )
            },
        ]
    };
    let snapshot = airspace(zones());
    let mut rng = rng(SEED + 40);
    for round in 0..rounds(400) {
        let beyond_m = if round % 2 == 0 {
            rng.random_range(0.0..0.1)
        } else {
            rng.random_range(-0.02..0.02)
        };
        let (points, world) = climb_and_enter(beyond_m, rng.random_range(-5.0..5.0));
        let path = Path::new(points.clone()).unwrap();
        let judgement = snapshot.judge_path(&path, &world.context());
        assert_eq!(judgement.decision, Decision::Prohibited, "{beyond_m} m");
        compare_with_samples(&snapshot, &world, &points, 25);
    }
}

#[test]
fn long_legs_are_judged_along_their_geodesic() {
    let mut rng = rng(SEED + 2);
    for length_m in [100_000.0, 800_000.0, 1_900_000.0] {
        let (mut clear, mut blocked) = (0, 0);
        for _ in 0..rounds(3) {
            let from = position(rng.random_range(60.0..120.0), rng.random_range(-40.0..50.0));
            let until = direct(from, rng.random_range(0.0..360.0), length_m);
            let leg = GeodesicLeg::new(from, until);
            let base = zone("base", Rule::Permitted, square(10.0, -75.0, 170.0, 80.0));
            let bans = (0..30).map(|id| {
                let place = leg.at(rng.random_range(0.0..1.0));
                let beside = direct(
                    place,
                    rng.random_range(0.0..360.0),
                    rng.random_range(0.0..20_000.0),
                );
                let size = rng.random_range(0.0001..0.1);
                let (x, y) = (beside.longitude_deg(), beside.latitude_deg());
                zone(
                    &format!("{id}"),
                    Rule::Prohibited,
                    square(x, y, x + size, y + size),
                )
            });
            let snapshot = airspace(bans.chain([base]));
            let points = [
                at(from, amsl(100.0), noon()),
                at(until, amsl(200.0), after_noon_s(20_000)),
            ];
            let decided = compare_with_samples(&snapshot, &World::flat(), &points, 1_500);
            clear += decided[0];
            blocked += decided[1];
        }
        // A leg may run through bans nearly everywhere; on the average they do not.
        assert!(clear > 500 * rounds(3), "{length_m} m: {clear} clear");
        assert!(blocked > 10 * rounds(3), "{length_m} m: {blocked} blocked");
    }
}

#[test]
fn what_only_the_geodesic_touches_is_found_and_what_only_the_straight_line_touches_is_not() {
    let (from, until) = (position(116.0, 50.0), position(124.0, 50.0));
    let leg = GeodesicLeg::new(from, until);
    let top = leg.at(0.5);
    assert!(
        top.latitude_deg() > 50.05,
        "the geodesic bulges to the north"
    );
    let judge = |latitude: f64| {
        let snapshot = airspace([
            zone("base", Rule::Permitted, square(110.0, 45.0, 130.0, 55.0)),
            zone(
                "ban",
                Rule::Prohibited,
                square(119.999, latitude - 0.001, 120.001, latitude + 0.001),
            ),
        ]);
        let path = Path::new(vec![
            at(from, agl(50.0), noon()),
            at(until, agl(50.0), after_noon_s(10_000)),
        ])
        .unwrap();
        snapshot.judge_path(&path, &World::flat().context())
    };
    assert_eq!(judge(50.0).decision, Decision::Permitted);
    let found = judge(top.latitude_deg());
    assert_eq!(found.decision, Decision::Prohibited);
    let first = found.first_worse_than(Decision::Conditional).unwrap();
    let expected = (0.5 - 0.001 / 8.0) * leg.length_m;
    let found_m = distance_m(from, first.from.position);
    assert!(
        (found_m - expected).abs() < 10.0,
        "{found_m} m, not {expected} m"
    );
}

#[test]
fn the_first_break_is_where_when_and_how_high_it_is() {
    let (from, until) = (position(120.30, 36.05), position(120.40, 36.05));
    let leg = GeodesicLeg::new(from, until);
    let snapshot = airspace([
        zone("base", Rule::Permitted, square(120.0, 36.0, 121.0, 36.1)),
        zone(
            "later",
            Rule::Prohibited,
            square(120.37, 36.0, 120.38, 36.1),
        ),
        zone("ban", Rule::Prohibited, square(120.35, 36.0, 120.36, 36.1)),
    ]);
    let path = Path::new(vec![
        at(from, agl(20.0), noon()),
        at(until, agl(100.0), after_noon_s(1_000)),
    ])
    .unwrap();
    let judgement = snapshot.judge_path(&path, &World::flat().context());
    assert_eq!(judgement.stretches.len(), 2);
    let first = judgement.first_worse_than(Decision::Conditional).unwrap();
    assert!(
        matches!(&first.finding.cause, Cause::Subject(subject) if subject.id().as_str() == "ban")
    );
    // The ban's western edge is a meridian, halfway along by symmetry.
    let border = leg.at(0.5);
    assert!((first.from.fraction - 0.5).abs() < 1e-4);
    assert!(distance_m(first.from.position, border) < 0.2);
    assert!((first.from.altitude.metres() - 60.0).abs() < 0.01);
    assert!((first.from.time - after_noon_s(500)).abs() < TimeDelta::milliseconds(50));
    assert!((first.until.fraction - 0.6).abs() < 1e-4);
}

#[test]
fn a_time_limit_is_crossed_at_its_second() {
    let mut ban = zone("ban", Rule::Prohibited, square(120.0, 36.0, 121.0, 36.1));
    ban.times = within(333, 444);
    let snapshot = airspace([
        zone("base", Rule::Permitted, square(120.0, 36.0, 121.0, 36.1)),
        ban,
    ]);
    let path = |from_s: i64, until_s: i64| {
        Path::new(vec![
            at(position(120.3, 36.05), agl(20.0), after_noon_s(from_s)),
            at(position(120.4, 36.05), agl(20.0), after_noon_s(until_s)),
        ])
        .unwrap()
    };
    let judge =
        |from_s, until_s| snapshot.judge_path(&path(from_s, until_s), &World::flat().context());
    let crossing = judge(0, 1_000);
    assert_eq!(crossing.stretches.len(), 1);
    let (from, until) = (crossing.stretches[0].from, crossing.stretches[0].until);
    assert!((from.time - after_noon_s(333)).abs() <= TimeDelta::microseconds(2));
    assert!((until.time - after_noon_s(444)).abs() <= TimeDelta::microseconds(2));
    assert_eq!(judge(0, 332).decision, Decision::Permitted);
    assert_eq!(judge(0, 333).decision, Decision::Prohibited);
    assert_eq!(judge(444, 500).decision, Decision::Prohibited);
    assert_eq!(judge(445, 500).decision, Decision::Permitted);
}

/// A ridge or valley along a meridian: 0 m, but `height_m` at longitude 120.35°, sloping down
/// over one cell of 0.01° to each side.
fn fold(height_m: f64) -> World {
    let frame = GridFrame {
        west_deg: 120.0,
        south_deg: 36.0,
        cells_per_degree: 100,
        columns: 101,
        rows: 11,
    };
    let row = (0..101).map(|column| {
        if column == 35 {
            (10.0 * height_m) as i16
        } else {
            0
        }
    });
    let posts = (0..11).flat_map(|_| row.clone()).collect();
    World::over(GridTerrain::from_decimetres("fold", frame, posts, 0.0).unwrap())
}

#[test]
fn level_over_a_valley_the_ceiling_above_ground_breaks_at_the_exact_place() {
    let mut base = zone("base", Rule::Permitted, square(120.0, 36.0, 121.0, 36.1));
    base.band = band(agl(0.0), agl(120.0));
    let snapshot = airspace([base]);
    let path = Path::new(vec![
        at(position(120.32, 36.05), amsl(100.0), noon()),
        at(position(120.38, 36.05), amsl(100.0), after_noon_s(600)),
    ])
    .unwrap();
    let valley = snapshot.judge_path(&path, &fold(-50.0).context());
    assert_eq!(valley.stretches.len(), 1);
    let stretch = &valley.stretches[0];
    // 120 m above ground where the valley is 20 m deep: 0.4 cells in from its edges.
    assert!(
        (stretch.from.position.longitude_deg() - 120.344).abs() < 2e-6,
        "{:?}",
        stretch.from
    );
    assert!(
        (stretch.until.position.longitude_deg() - 120.356).abs() < 2e-6,
        "{:?}",
        stretch.until
    );
    assert!((stretch.from.fraction - 0.4).abs() < 1e-4);
    // A hill under the ceiling does no harm; both ends are fine in any case.
    assert_eq!(
        snapshot.judge_path(&path, &fold(50.0).context()).decision,
        Decision::Permitted
    );
}

#[test]
fn a_hill_lifts_a_terrain_following_leg_over_a_ceiling_above_the_sea() {
    let mut base = zone("base", Rule::Permitted, square(120.0, 36.0, 121.0, 36.1));
    base.band = band(None, amsl(130.0));
    let snapshot = airspace([base]);
    let path = Path::new(vec![
        at(position(120.32, 36.05), agl(100.0), noon()),
        at(position(120.38, 36.05), agl(100.0), after_noon_s(600)),
    ])
    .unwrap();
    let hill = snapshot.judge_path(&path, &fold(50.0).context());
    assert_eq!(hill.stretches.len(), 1);
    let stretch = &hill.stretches[0];
    // 30 m of ground: 0.6 of the cell up.
    assert!(
        (stretch.from.position.longitude_deg() - 120.346).abs() < 2e-6,
        "{:?}",
        stretch.from
    );
    assert!(
        (stretch.until.position.longitude_deg() - 120.354).abs() < 2e-6,
        "{:?}",
        stretch.until
    );
    assert_eq!(
        snapshot.judge_path(&path, &fold(-50.0).context()).decision,
        Decision::Permitted
    );
}

#[test]
fn a_stretch_that_runs_over_several_legs_is_one() {
    let snapshot = airspace([
        zone("base", Rule::Permitted, square(120.0, 36.0, 121.0, 36.1)),
        zone("ban", Rule::Prohibited, square(120.32, 36.0, 120.38, 36.1)),
    ]);
    let points = (0..11)
        .map(|step| {
            let share = f64::from(step) / 10.0;
            at(
                position(120.3 + 0.1 * share, 36.05),
                agl(50.0),
                after_noon_s(60 * i64::from(step)),
            )
        })
        .collect();
    let judgement = snapshot.judge_path(&Path::new(points).unwrap(), &World::flat().context());
    assert_eq!(judgement.stretches.len(), 1);
    let stretch = &judgement.stretches[0];
    let place = |moment: &geofences::PathMoment| moment.leg as f64 + moment.fraction;
    assert!((place(&stretch.from) - 2.0).abs() < 1e-3);
    assert!((place(&stretch.until) - 8.0).abs() < 1e-3);
}

#[test]
fn a_path_that_ends_at_the_last_instant_of_a_permission_is_broken_there() {
    let mut base = zone("base", Rule::Permitted, square(120.0, 36.0, 121.0, 36.1));
    base.times = within(0, 600);
    let snapshot = airspace([base]);
    let judge = |until_s: i64| {
        let path = Path::new(vec![
            at(position(120.3, 36.05), agl(50.0), noon()),
            at(position(120.31, 36.05), agl(50.0), after_noon_s(until_s)),
        ])
        .unwrap();
        snapshot
            .judge_path(&path, &World::flat().context())
            .decision
    };
    assert_eq!(judge(599), Decision::Permitted);
    assert_eq!(judge(600), Decision::Prohibited);
}

#[test]
fn legs_that_cannot_be_judged_are_refused_each_by_its_reason() {
    let leg = |from: (f64, f64), until: (f64, f64)| {
        Path::new(vec![
            at(position(from.0, from.1), agl(50.0), noon()),
            at(position(until.0, until.1), agl(50.0), after_noon_s(600)),
        ])
        .map(|_| ())
    };
    let refused = |why| Err(vec![PathFault::Leg { leg: 0, why }]);
    assert_eq!(
        leg((179.0, 0.0), (-179.0, 0.0)),
        refused(UnknownWhy::CrossesAntimeridian)
    );
    assert_eq!(
        leg((179.0, 0.0), (179.95, 0.0)),
        refused(UnknownWhy::CrossesAntimeridian)
    );
    assert_eq!(leg((0.0, 84.0), (0.0, 85.1)), refused(UnknownWhy::NearPole));
    // Both ends are fine, but the way between is not.
    assert_eq!(
        leg((0.0, 84.9), (90.0, 84.9)),
        refused(UnknownWhy::NearPole)
    );
    assert_eq!(
        leg((0.0, 0.0), (20.0, 0.0)),
        refused(UnknownWhy::LegTooLong)
    );
    assert_eq!(leg((0.0, 84.0), (10.0, 84.0)), Ok(()));
    let faults = Path::new(vec![
        at(position(0.0, 0.0), agl(50.0), noon()),
        at(position(0.0, 0.1), amsl(50.0), after_noon_s(10)),
        at(position(0.0, 0.2), amsl(50.0), after_noon_s(9)),
        at(position(0.0, 86.0), amsl(50.0), after_noon_s(20)),
    ])
    .unwrap_err();
    assert_eq!(faults.len(), 3, "all at once: {faults:?}");
    assert_eq!(Path::new(Vec::new()).unwrap_err(), [PathFault::Empty]);
}

#[test]
fn a_leg_is_too_long_by_its_true_length() {
    // Over many latitudes, where a plane's length is far off.
    let from = position(60.0, 50.0);
    let leg = |length_m| {
        Path::new(vec![
            at(from, amsl(100.0), noon()),
            at(
                direct(from, 140.0, length_m),
                amsl(100.0),
                after_noon_s(9_000),
            ),
        ])
    };
    assert!(leg(1_999_000.0).is_ok());
    let why = UnknownWhy::LegTooLong;
    assert_eq!(
        leg(2_001_000.0).unwrap_err(),
        [PathFault::Leg { leg: 0, why }]
    );
}

#[test]
fn a_path_of_one_point_beyond_judgement_is_refused_as_a_leg_there_is() {
    let alone =
        |latitude_deg: f64| Path::new(vec![at(position(120.3, latitude_deg), agl(50.0), noon())]);
    assert!(alone(84.9).is_ok());
    let why = UnknownWhy::NearPole;
    assert_eq!(alone(86.0).unwrap_err(), [PathFault::Leg { leg: 0, why }]);
}

#[test]
fn a_geoid_that_bends_along_an_equatorial_leg_is_followed() {
    use geofences::{Geoid, Position, Undulation};
    struct Hump;
    impl Geoid for Hump {
        fn undulation_at(&self, position: Position) -> Option<Undulation> {
            let x = (position.longitude_deg() - 105.0) / 5.0;
            Some(Undulation {
                height_m: 60.0 * (-x * x).exp(),
                uncertainty_m: 0.0,
            })
        }
        fn name(&self) -> &str {
            "hump"
        }
    }
    let mut base = zone("base", Rule::Permitted, square(90.0, -5.0, 120.0, 5.0));
    base.band = band(None, wgs84(120.0));
    let snapshot = airspace([base]);
    let world = World {
        geoid: Box::new(Hump),
        ..World::flat()
    };
    let path = Path::new(vec![
        at(position(100.0, 0.0), amsl(90.0), noon()),
        at(position(110.0, 0.0), amsl(90.0), after_noon_s(20_000)),
    ])
    .unwrap();
    let judgement = snapshot.judge_path(&path, &world.context());
    // 60·exp(−x²) = 30 at x = √ln 2.
    let expected = 105.0 - 5.0 * std::f64::consts::LN_2.sqrt();
    let first = judgement.first_worse_than(Decision::Conditional).unwrap();
    assert!(
        (first.from.position.longitude_deg() - expected).abs() < 0.01,
        "{:?}",
        first.from
    );
}
