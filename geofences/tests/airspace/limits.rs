//! Just inside and just outside of every limit, over every datum.

use crate::support::{
    NoGeoid, NoTerrain, World, above_home, agl, airspace, amsl, at, band, direct, distance_m, mast,
    noon, position, square, wgs84, zone,
};
use geofences::{
    Airspace, Altitude, AltitudeDatum, Cause, ConstantGeoid, Decision, FlatTerrain, GridFrame,
    GridTerrain, HomeHeight, Position, Rule, Snapshot, Subject, UnknownWhy, Zone,
};
use std::sync::Arc;

fn here() -> Position {
    position(120.35, 36.05)
}

fn around(id: &str, rule: Rule) -> Zone {
    zone(id, rule, square(120.3, 36.0, 120.4, 36.1))
}

fn permitted_up_to(limit: Altitude) -> Arc<Snapshot> {
    let mut permit = around("permit", Rule::Permitted);
    permit.band = band(None, limit);
    airspace([permit])
}

fn banned_from(limit: Altitude) -> Arc<Snapshot> {
    let mut ban = around("ban", Rule::Prohibited);
    ban.band = band(limit, None);
    airspace([around("permit", Rule::Permitted), ban])
}

fn decide(snapshot: &Snapshot, world: &World, altitude: Altitude) -> Decision {
    snapshot
        .judge_point(&at(here(), altitude, noon()), &world.context())
        .decision
}

fn ground(elevation_amsl_m: f64, uncertainty_m: f64) -> World {
    World::over(FlatTerrain {
        elevation_amsl_m,
        uncertainty_m,
    })
}

/// Ground that rises by 0.5 m a cell (3″) to the north, from 0 m at 36.0°, and by 0.2 m a cell
/// to the east, from 120.3°; and what it is at a place, worked out by hand.
fn slope(uncertainty_m: f64) -> World {
    let frame = GridFrame {
        west_deg: 120.3,
        south_deg: 36.0,
        cells_per_degree: 1_200,
        columns: 121,
        rows: 121,
    };
    let posts = (0..121)
        .flat_map(|row: i16| (0..121).map(move |column: i16| 5 * row + 2 * column))
        .collect();
    World::over(GridTerrain::from_decimetres("slope", frame, posts, uncertainty_m).unwrap())
}

fn slope_m(place: Position) -> f64 {
    (place.latitude_deg() - 36.0) * 1_200.0 * 0.5 + (place.longitude_deg() - 120.3) * 1_200.0 * 0.2
}

#[test]
fn a_ceiling_above_ground_over_flat_ground() {
    let snapshot = permitted_up_to(agl(120.0));
    let world = ground(30.0, 0.0);
    assert_eq!(decide(&snapshot, &world, amsl(149.9)), Decision::Permitted);
    assert_eq!(decide(&snapshot, &world, amsl(150.1)), Decision::Prohibited);
    assert_eq!(decide(&snapshot, &world, agl(119.9)), Decision::Permitted);
    assert_eq!(decide(&snapshot, &world, agl(120.1)), Decision::Prohibited);
}

#[test]
fn exactly_at_a_limit_is_outside_what_permits_and_inside_what_forbids() {
    let world = ground(0.0, 0.0);
    assert_eq!(
        decide(&permitted_up_to(agl(120.0)), &world, agl(120.0)),
        Decision::Prohibited
    );
    assert_eq!(
        decide(&banned_from(agl(120.0)), &world, agl(120.0)),
        Decision::Prohibited
    );
    let mut permit = around("permit", Rule::Permitted);
    permit.band = band(amsl(50.0), None);
    assert_eq!(
        decide(&airspace([permit]), &world, amsl(50.0)),
        Decision::Prohibited
    );
    let mut ban = around("ban", Rule::Prohibited);
    ban.band = band(None, amsl(50.0));
    let snapshot = airspace([around("permit", Rule::Permitted), ban]);
    assert_eq!(decide(&snapshot, &world, amsl(50.0)), Decision::Prohibited);
    assert_eq!(decide(&snapshot, &world, amsl(50.001)), Decision::Permitted);
}

#[test]
fn a_ceiling_above_ground_over_a_slope() {
    let snapshot = permitted_up_to(agl(120.0));
    let world = slope(0.0);
    for (longitude, latitude) in [
        (120.31, 36.01),
        (120.33333, 36.0777),
        (120.35, 36.05),
        (120.39, 36.02),
    ] {
        let place = position(longitude, latitude);
        let ground_m = slope_m(place);
        let decide = |height_m: f64| {
            snapshot
                .judge_point(
                    &at(place, amsl(ground_m + height_m), noon()),
                    &world.context(),
                )
                .decision
        };
        assert_eq!(decide(119.9), Decision::Permitted, "{place}");
        assert_eq!(decide(120.1), Decision::Prohibited, "{place}");
    }
}

#[test]
fn ceilings_are_judged_with_the_lowest_ground_that_may_be() {
    let snapshot = permitted_up_to(agl(120.0));
    let world = ground(30.0, 5.0);
    assert_eq!(decide(&snapshot, &world, amsl(144.9)), Decision::Permitted);
    assert_eq!(decide(&snapshot, &world, amsl(145.1)), Decision::Prohibited);
    // A ban that begins at a height above ground may begin lower too.
    let snapshot = banned_from(agl(120.0));
    assert_eq!(decide(&snapshot, &world, amsl(144.9)), Decision::Permitted);
    assert_eq!(decide(&snapshot, &world, amsl(145.1)), Decision::Prohibited);
}

#[test]
fn floors_are_judged_with_the_highest_ground_that_may_be() {
    let mut permit = around("permit", Rule::Permitted);
    permit.band = band(agl(50.0), None);
    let world = ground(30.0, 5.0);
    let snapshot = airspace([permit]);
    assert_eq!(decide(&snapshot, &world, amsl(85.1)), Decision::Permitted);
    assert_eq!(decide(&snapshot, &world, amsl(84.9)), Decision::Prohibited);
    let mut ban = around("ban", Rule::Prohibited);
    ban.band = band(None, agl(50.0));
    let snapshot = airspace([around("permit", Rule::Permitted), ban]);
    assert_eq!(decide(&snapshot, &world, amsl(85.1)), Decision::Permitted);
    assert_eq!(decide(&snapshot, &world, amsl(84.9)), Decision::Prohibited);
}

#[test]
fn a_floor_at_the_ground_is_no_limit() {
    let mut permit = around("permit", Rule::Permitted);
    permit.band = band(agl(0.0), agl(120.0));
    let snapshot = airspace([permit]);
    assert_eq!(
        decide(&snapshot, &ground(30.0, 5.0), amsl(30.0)),
        Decision::Permitted
    );
    assert_eq!(
        decide(&snapshot, &ground(30.0, 5.0), agl(0.0)),
        Decision::Permitted
    );
}

#[test]
fn every_datum_against_every_other() {
    let mut world = ground(30.0, 2.0);
    world.geoid = Box::new(ConstantGeoid::new(10.0, 1.0).unwrap());
    world.home = Some(HomeHeight {
        amsl_m: 25.0,
        uncertainty_m: 0.5,
    });
    // By hand: metres above sea level of each datum's zero, and how much that is in doubt.
    let zero = |datum: AltitudeDatum| match datum {
        AltitudeDatum::MeanSeaLevel => (0.0, 0.0),
        AltitudeDatum::AboveGround => (30.0, 2.0),
        AltitudeDatum::Wgs84Ellipsoid => (-10.0, 1.0),
        AltitudeDatum::AboveHome => (25.0, 0.5),
    };
    let limits = [agl(100.0), amsl(100.0), wgs84(100.0)];
    let flown: [fn(f64) -> Altitude; 4] = [agl, amsl, wgs84, above_home];
    for limit in limits {
        for altitude in flown {
            let datum = altitude(0.0).datum();
            let doubt_m = if datum == limit.datum() {
                0.0
            } else {
                zero(datum).1 + zero(limit.datum()).1
            };
            // The geoid may bend by 0.05 m along a leg.
            let bend_m = if datum != limit.datum()
                && [datum, limit.datum()].contains(&AltitudeDatum::Wgs84Ellipsoid)
            {
                0.05
            } else {
                0.0
            };
            let level = limit.metres() + zero(limit.datum()).0 - zero(datum).0;
            let permit = permitted_up_to(limit);
            let ban = banned_from(limit);
            for snapshot in [&permit, &ban] {
                let told = format!("{limit} flown in {datum:?}");
                let below = altitude(level - doubt_m - bend_m - 0.01);
                assert_eq!(
                    decide(snapshot, &world, below),
                    Decision::Permitted,
                    "{told}"
                );
                let above = altitude(level - doubt_m + 0.01);
                assert_eq!(
                    decide(snapshot, &world, above),
                    Decision::Prohibited,
                    "{told}"
                );
            }
        }
    }
}

#[test]
fn what_is_missing_leaves_it_unknown_and_never_passes() {
    let no_terrain = || World::over(NoTerrain);
    let no_geoid = || World {
        geoid: Box::new(NoGeoid),
        ..World::flat()
    };
    let cases: [(World, Altitude, Altitude, UnknownWhy); 8] = [
        (no_terrain(), amsl(10.0), agl(120.0), UnknownWhy::NoTerrain),
        (no_terrain(), agl(10.0), amsl(120.0), UnknownWhy::NoTerrain),
        (no_terrain(), wgs84(10.0), agl(120.0), UnknownWhy::NoTerrain),
        (no_terrain(), agl(10.0), wgs84(120.0), UnknownWhy::NoTerrain),
        (no_geoid(), wgs84(10.0), amsl(120.0), UnknownWhy::NoGeoid),
        (no_geoid(), amsl(10.0), wgs84(120.0), UnknownWhy::NoGeoid),
        (
            World::flat(),
            above_home(10.0),
            amsl(120.0),
            UnknownWhy::NoHome,
        ),
        (
            World::flat(),
            above_home(10.0),
            agl(120.0),
            UnknownWhy::NoHome,
        ),
    ];
    for (world, flown, limit, expected) in cases {
        for snapshot in [permitted_up_to(limit), banned_from(limit)] {
            let judgement = snapshot.judge_point(&at(here(), flown, noon()), &world.context());
            assert_eq!(
                judgement.decision,
                Decision::Unknown,
                "{flown} under {limit}"
            );
            assert!(
                judgement.findings.iter().any(|finding| {
                    matches!(finding.cause, Cause::Unknown { why, .. } if why == expected)
                }),
                "{flown} under {limit}: {judgement:?}"
            );
        }
    }
}

#[test]
fn ground_is_not_asked_for_where_no_limit_needs_it() {
    let world = World::over(NoTerrain);
    assert_eq!(
        decide(&permitted_up_to(amsl(120.0)), &world, amsl(50.0)),
        Decision::Permitted
    );
    assert_eq!(
        decide(&permitted_up_to(agl(120.0)), &world, agl(50.0)),
        Decision::Permitted
    );
}

#[test]
fn another_permitted_zone_that_is_known_covers_what_is_not() {
    let mut unknown = around("unknown", Rule::Permitted);
    unknown.band = band(None, agl(120.0));
    let mut known = around("known", Rule::Permitted);
    known.band = band(None, amsl(120.0));
    let snapshot = airspace([unknown, known]);
    assert_eq!(
        decide(&snapshot, &World::over(NoTerrain), amsl(50.0)),
        Decision::Permitted
    );
    assert_eq!(
        decide(&snapshot, &World::over(NoTerrain), amsl(130.0)),
        Decision::Unknown
    );
}

#[test]
fn numbers_that_are_none_leave_it_unknown() {
    for (amsl_m, uncertainty_m) in [
        (f64::NAN, 0.0),
        (25.0, f64::NAN),
        (f64::INFINITY, 0.0),
        (25.0, -3.0),
    ] {
        let world = World {
            home: Some(HomeHeight {
                amsl_m,
                uncertainty_m,
            }),
            ..World::flat()
        };
        for snapshot in [permitted_up_to(amsl(120.0)), banned_from(amsl(120.0))] {
            assert_eq!(
                decide(&snapshot, &world, above_home(10.0)),
                Decision::Unknown
            );
        }
    }
}

#[test]
fn a_terrain_or_geoid_that_answers_no_numbers_leaves_it_unknown() {
    use geofences::{Geoid, Ground, GroundPiece, GroundRange, Terrain, Undulation};
    struct Odd(f64, f64);
    impl Terrain for Odd {
        fn ground_at(&self, _: Position) -> Option<Ground> {
            Some(Ground {
                elevation_amsl_m: self.0,
                uncertainty_m: self.1,
            })
        }
        fn ground_along(&self, _: Position, _: Position, pieces: &mut Vec<GroundPiece>) -> bool {
            pieces.push(GroundPiece {
                from: 0.0,
                until: 1.0,
                constant: self.0,
                linear: 0.0,
                quadratic: 0.0,
                uncertainty_m: self.1,
            });
            true
        }
        fn ground_range(&self, _: Position, _: Position) -> Option<GroundRange> {
            Some(GroundRange {
                lowest_amsl_m: self.0,
                highest_amsl_m: self.0,
                uncertainty_m: self.1,
            })
        }
        fn name(&self) -> &str {
            "odd"
        }
    }
    impl Geoid for Odd {
        fn undulation_at(&self, _: Position) -> Option<Undulation> {
            Some(Undulation {
                height_m: self.0,
                uncertainty_m: self.1,
            })
        }
        fn name(&self) -> &str {
            "odd"
        }
    }
    let with_mast = Airspace::new([
        Subject::from(around("permit", Rule::Permitted)),
        Subject::from(mast("mast", here(), 5.0, agl(40.0))),
    ])
    .unwrap()
    .snapshot();
    for (value, uncertainty) in [
        (f64::NAN, 0.0),
        (1.0, f64::NAN),
        (1.0, -1e6),
        (f64::INFINITY, 1.0),
    ] {
        let world = World::over(Odd(value, uncertainty));
        for snapshot in [permitted_up_to(agl(120.0)), banned_from(agl(120.0))] {
            assert_eq!(
                decide(&snapshot, &world, amsl(10.0)),
                Decision::Unknown,
                "{value} ± {uncertainty}"
            );
        }
        assert_eq!(decide(&with_mast, &world, amsl(10.0)), Decision::Unknown);
        let world = World {
            geoid: Box::new(Odd(value, uncertainty)),
            ..World::flat()
        };
        for snapshot in [permitted_up_to(wgs84(120.0)), banned_from(wgs84(120.0))] {
            assert_eq!(
                decide(&snapshot, &world, amsl(10.0)),
                Decision::Unknown,
                "{value} ± {uncertainty}"
            );
        }
    }
}

#[test]
fn a_metre_inside_and_a_metre_outside_of_each_edge() {
    let ban = airspace([
        zone("permit", Rule::Permitted, square(119.0, 35.0, 122.0, 38.0)),
        around("ban", Rule::Prohibited),
    ]);
    let permit = airspace([around("permit", Rule::Permitted)]);
    // A place on each edge, and the azimuth that leads straight out of it.
    let edges = [
        (position(120.3, 36.05), 270.0),
        (position(120.4, 36.05), 90.0),
        (position(120.35, 36.0), 180.0),
        (position(120.35, 36.1), 0.0),
    ];
    for (edge, outwards) in edges {
        for margin_m in [0.0, 50.0, 1_000.0] {
            let world = World::flat().with_margins(margin_m, 0.0);
            let decide = |snapshot: &Snapshot, metres_out: f64| {
                let place = direct(edge, outwards, metres_out);
                snapshot
                    .judge_point(&at(place, agl(50.0), noon()), &world.context())
                    .decision
            };
            let told = format!("{edge}, margin {margin_m} m");
            // What the margin is widened by for the plane's sake.
            let doubt_m = 0.0015 * margin_m;
            assert_eq!(decide(&ban, margin_m - 1.0), Decision::Prohibited, "{told}");
            assert_eq!(
                decide(&ban, margin_m + 1.0 + doubt_m),
                Decision::Permitted,
                "{told}"
            );
            assert_eq!(
                decide(&permit, -margin_m - 1.0 - doubt_m),
                Decision::Permitted,
                "{told}"
            );
            assert_eq!(
                decide(&permit, -margin_m + 1.0),
                Decision::Prohibited,
                "{told}"
            );
        }
    }
}

#[test]
fn large_margins_in_high_latitudes_miss_nothing() {
    for latitude in [36.0, 60.0, 80.0, 84.0] {
        for margin_m in [500.0, 5_000.0, 10_000.0] {
            let place = position(30.0, latitude);
            for azimuth in [0.0, 45.0, 90.0, 135.0, 180.0] {
                let there = direct(place, azimuth, 0.999 * margin_m);
                let (x, y) = (there.longitude_deg(), there.latitude_deg());
                let ban = airspace([
                    zone("permit", Rule::Permitted, square(-60.0, 10.0, 120.0, 89.0)),
                    zone(
                        "ban",
                        Rule::Prohibited,
                        square(x - 1e-5, y - 1e-6, x + 1e-5, y + 1e-6),
                    ),
                ]);
                let world = World::flat().with_margins(margin_m, 0.0);
                let judgement = ban.judge_point(&at(place, agl(50.0), noon()), &world.context());
                assert_eq!(
                    judgement.decision,
                    Decision::Prohibited,
                    "{} m away at {latitude}°, {azimuth}°",
                    distance_m(place, there)
                );
            }
        }
    }
}

#[test]
fn an_obstacle_is_cleared_by_its_margins() {
    let snapshot = Airspace::new([
        Subject::from(around("permit", Rule::Permitted)),
        Subject::from(mast("mast", here(), 10.0, amsl(80.0))),
    ])
    .unwrap()
    .snapshot();
    let world = World::flat().with_margins(20.0, 5.0);
    let decide = |metres: f64, altitude: Altitude| {
        let place = direct(here(), 70.0, metres);
        snapshot
            .judge_point(&at(place, altitude, noon()), &world.context())
            .decision
    };
    assert_eq!(decide(29.0, amsl(50.0)), Decision::Prohibited);
    assert_eq!(decide(31.0, amsl(50.0)), Decision::Permitted);
    assert_eq!(decide(0.0, amsl(84.9)), Decision::Prohibited);
    assert_eq!(decide(0.0, amsl(85.1)), Decision::Permitted);
}

#[test]
fn an_obstacle_above_ground_stands_on_the_highest_ground_that_may_be() {
    let mut tower = mast("tower", here(), 10.0, agl(80.0));
    tower.vertical_uncertainty_m = 3.0;
    let snapshot = Airspace::new([
        Subject::from(around("permit", Rule::Permitted)),
        Subject::from(tower),
    ])
    .unwrap()
    .snapshot();
    let world = ground(30.0, 4.0);
    // 30 + 4 + 80 + 3, and the aircraft's own height above sea level is not in doubt.
    assert_eq!(decide(&snapshot, &world, amsl(116.9)), Decision::Prohibited);
    assert_eq!(decide(&snapshot, &world, amsl(117.1)), Decision::Permitted);
    // Flown above ground, the ground under the aircraft may be lower than told.
    assert_eq!(decide(&snapshot, &world, agl(90.9)), Decision::Prohibited);
    assert_eq!(decide(&snapshot, &world, agl(91.1)), Decision::Permitted);
    assert_eq!(
        decide(&snapshot, &World::over(NoTerrain), amsl(500.0)),
        Decision::Unknown
    );
}
