//! Terrain following against dense samples of the ground, and hills that can just be flown and just not.

use crate::areas::seeded;
use geo::{Distance, Geodesic, InterpolatePoint, Point};
use geofences::{
    Airspace, Altitude, AltitudeBand, AltitudeDatum, Approvals, ConstantGeoid, Context,
    FlatTerrain, GridFrame, GridTerrain, Margins, Obstacle, ObstacleKind, ObstacleShape, PathPoint,
    Position, Snapshot, Subject, Terrain, ZoneId, synthetic_qingdao,
};
use missions::heights::{
    Following, HeightReference, HeightsRefusal, Profile, TrackPoint, follow_terrain,
};
use rand::Rng;
use std::sync::Arc;

const SEED: u64 = 20_261;

fn position(longitude: f64, latitude: f64) -> Position {
    Position::new(longitude, latitude).unwrap()
}

fn track(points: &[(f64, f64)], speed_mps: f64) -> Vec<TrackPoint> {
    let point = |(longitude, latitude): &(f64, f64)| TrackPoint {
        position: position(*longitude, *latitude),
        speed_mps,
    };
    points.iter().map(point).collect()
}

fn following() -> Following {
    Following {
        wanted_m: 60.0,
        tolerance_m: 5.0,
        lowest_m: 30.0,
        highest_m: 120.0,
        climb_mps: 3.0,
        descent_mps: 2.0,
    }
}

fn margins(horizontal_m: f64, vertical_m: f64) -> Margins {
    Margins {
        obstacle_horizontal_m: horizontal_m,
        obstacle_vertical_m: vertical_m,
        ..Margins::NONE
    }
}

fn with_context<R>(
    terrain: &dyn Terrain,
    margins: Margins,
    asked: impl FnOnce(&Context) -> R,
) -> R {
    let geoid = ConstantGeoid::new(5.0, 0.5).unwrap();
    let approvals = Approvals::none();
    asked(&Context {
        terrain,
        geoid: &geoid,
        margins,
        approvals: &approvals,
        home: None,
    })
}

fn nothing() -> Arc<Snapshot> {
    Airspace::default().snapshot()
}

fn mast(id: &str, place: Position, radius_m: f64, top: Altitude) -> Obstacle {
    Obstacle {
        id: ZoneId::new(id),
        name: Default::default(),
        kind: ObstacleKind::Mast,
        shape: ObstacleShape::Point {
            position: place,
            radius_m,
        },
        top,
        vertical_uncertainty_m: 2.0,
        horizontal_uncertainty_m: 1.0,
        surveyed: None,
        source: None,
    }
}

/// Asks the terrain each two metres, and the slope of each piece.
fn assert_follows(
    profile: &Profile,
    track: &[TrackPoint],
    following: &Following,
    terrain: &dyn Terrain,
) {
    let corners: Vec<usize> = profile
        .points
        .iter()
        .filter_map(|point| point.corner)
        .collect();
    assert_eq!(corners, (0..track.len()).collect::<Vec<_>>());
    let (mut leg, mut worst_m) = (0, 0.0_f64);
    for pair in profile.points.windows(2) {
        let [from, until] = pair else { continue };
        if let Some(corner) = from.corner {
            leg = corner + 1;
        }
        let (start, end) = (
            Point::from(from.position.coord()),
            Point::from(until.position.coord()),
        );
        let length_m = Geodesic.distance(start, end);
        let seconds = length_m / track[leg].speed_mps;
        let rise_m = until.amsl_m - from.amsl_m;
        assert!(
            rise_m <= following.climb_mps * seconds * 1.001 + 0.01,
            "{rise_m} in {seconds}"
        );
        assert!(
            -rise_m <= following.descent_mps * seconds * 1.001 + 0.01,
            "{rise_m} in {seconds}"
        );
        let count = (0.5 * length_m).ceil().max(1.0) as usize;
        for step in 0..=count {
            let part = step as f64 / count as f64;
            let at = Geodesic.point_at_ratio_between(start, end, part);
            let ground = terrain
                .ground_at(Position::try_from(at.0).unwrap())
                .unwrap();
            let height_m = from.amsl_m + part * rise_m - ground.elevation_amsl_m;
            assert!(
                height_m - ground.uncertainty_m >= following.lowest_m,
                "{height_m} at {at:?}"
            );
            assert!(
                height_m + ground.uncertainty_m <= following.highest_m,
                "{height_m} at {at:?}"
            );
            worst_m = worst_m.max((height_m - following.wanted_m).abs());
        }
    }
    assert!(
        worst_m <= profile.worst_deviation_m + 0.5,
        "{worst_m} {}",
        profile.worst_deviation_m
    );
}

#[test]
fn over_mountains_no_sampled_point_is_too_low_or_too_high_and_no_piece_too_steep() {
    let terrain = synthetic_qingdao(2.0).unwrap();
    let mut random = seeded(SEED);
    let (mut flown, mut refused) = (0, 0);
    for _ in 0..120 {
        let points: Vec<(f64, f64)> = (0..random.random_range(2..8))
            .map(|_| {
                (
                    random.random_range(120.38..120.72),
                    random.random_range(36.06..36.28),
                )
            })
            .collect();
        let track = track(&points, random.random_range(3.0..15.0));
        let following = Following {
            wanted_m: random.random_range(40.0..110.0),
            tolerance_m: random.random_range(0.0..8.0),
            ..following()
        };
        let found = with_context(&terrain, margins(0.0, 0.0), |context| {
            follow_terrain(&track, &following, &nothing(), context)
        });
        match found {
            Ok(profile) => {
                assert_follows(&profile, &track, &following, &terrain);
                flown += 1;
            }
            Err(refusals) => {
                assert!(
                    refusals
                        .iter()
                        .all(|it| matches!(it, HeightsRefusal::TooSteep { .. })),
                    "{refusals:?}"
                );
                refused += 1;
            }
        }
    }
    assert!(
        flown > 40 && refused > 5,
        "{flown} flown, {refused} refused"
    );
}

/// Level ground, a slope of one cell northwards, and level ground `step_m` higher. A cell is 1/1200° high.
fn step(step_m: f64, uncertainty_m: f64) -> GridTerrain {
    let frame = GridFrame {
        west_deg: 120.0,
        south_deg: 36.0,
        cells_per_degree: 1200,
        columns: 13,
        rows: 41,
    };
    let post = |row: usize| if row > 20 { (step_m * 10.0) as i16 } else { 0 };
    let posts = (0..frame.rows)
        .flat_map(|row| vec![post(row); frame.columns])
        .collect();
    GridTerrain::from_decimetres("step", frame, posts, uncertainty_m).unwrap()
}

const OVER_THE_STEP: [(f64, f64); 2] = [(120.005, 36.002), (120.005, 36.032)];
/// The length of 1/1200° of latitude there, metres (WGS 84).
const CELL_M: f64 = 92.47;

#[test]
fn a_hill_that_can_just_be_climbed_is_flown_and_one_that_just_cannot_is_refused() {
    // 200 m up within a cell: from 120 m at its foot to 230 m at its top, 5 cm of room at both.
    let terrain = step(200.0, 0.0);
    let needed_mps = 10.0 * (230.1 - 120.0) / CELL_M;
    let at = |climb_mps: f64| {
        let track = track(&OVER_THE_STEP, 10.0);
        let following = Following {
            climb_mps,
            ..following()
        };
        let found = with_context(&terrain, margins(0.0, 0.0), |context| {
            follow_terrain(&track, &following, &nothing(), context)
        });
        found.inspect(|profile| assert_follows(profile, &track, &following, &terrain))
    };
    assert!(at(needed_mps * 1.003).is_ok());
    let refusals = at(needed_mps * 0.9).unwrap_err();
    let [
        HeightsRefusal::TooSteep {
            part_of_speed,
            lowest_m,
            position,
            missing_m,
            ..
        },
    ] = refusals.as_slice()
    else {
        panic!("{refusals:?}")
    };
    assert!(
        (part_of_speed.unwrap() - 0.9).abs() < 0.003,
        "{part_of_speed:?}"
    );
    // A tenth of the climb is missing, and lower by so much it can be flown.
    assert!((missing_m - 11.0).abs() < 0.3, "{missing_m}");
    assert!((lowest_m.unwrap() - 19.0).abs() < 0.3, "{lowest_m:?}");
    assert!((position.latitude_deg() - 36.0 - 20.5 / 1200.0).abs() < 1.0 / 1200.0);
}

#[test]
fn it_begins_to_climb_before_the_hill() {
    let terrain = step(100.0, 0.0);
    let track = track(&OVER_THE_STEP, 10.0);
    let following = Following {
        climb_mps: 1.5,
        ..following()
    };
    let profile = with_context(&terrain, margins(0.0, 0.0), |context| {
        follow_terrain(&track, &following, &nothing(), context)
    })
    .unwrap();
    assert_follows(&profile, &track, &following, &terrain);
    let first_climb = profile
        .points
        .windows(2)
        .find(|pair| pair[1].amsl_m > pair[0].amsl_m + 6.0)
        .unwrap();
    let foot_deg = 36.0 + 20.0 / 1200.0;
    assert!(
        first_climb[0].position.latitude_deg() < foot_deg - 0.5 / 1200.0,
        "{:?}",
        profile.points
    );
    assert!(profile.points.len() <= 6, "{:?}", profile.points);
}

#[test]
fn over_level_ground_there_are_no_points_but_the_corners() {
    let terrain = FlatTerrain {
        elevation_amsl_m: 12.0,
        uncertainty_m: 1.0,
    };
    let corners = [
        (120.0, 36.0),
        (120.05, 36.0),
        (120.05, 36.0),
        (120.05, 36.02),
    ];
    let track = track(&corners, 10.0);
    let profile = with_context(&terrain, margins(0.0, 0.0), |context| {
        follow_terrain(&track, &following(), &nothing(), context)
    })
    .unwrap();
    assert_eq!(profile.points.len(), 4);
    assert!(
        profile
            .points
            .iter()
            .all(|point| (point.amsl_m - 72.0).abs() < 1e-6)
    );
    assert!(profile.worst_deviation_m < 1e-6);
    let above_home = HeightReference::AboveHome {
        home_ground_amsl_m: 10.0,
    };
    let altitude = profile.points[0].altitude(above_home).unwrap();
    assert_eq!(altitude.datum(), AltitudeDatum::AboveHome);
    assert!((altitude.metres() - 62.0).abs() < 1e-6);
}

#[test]
fn ground_that_is_not_known_is_refused_and_so_is_ground_known_too_badly() {
    let outside = track(&[(120.005, 36.002), (120.005, 36.05)], 10.0);
    let refusals = with_context(&step(0.0, 0.0), margins(0.0, 0.0), |context| {
        follow_terrain(&outside, &following(), &nothing(), context)
    })
    .unwrap_err();
    assert!(
        refusals
            .iter()
            .all(|it| matches!(it, HeightsRefusal::NoTerrain { leg: 0, .. }))
    );
    // 90 m between lowest and highest, less 5 cm at both, hold an uncertainty of 44.9 m and no 45.1 m.
    let inside = track(&OVER_THE_STEP, 10.0);
    let with_doubt = |uncertainty_m: f64| {
        with_context(&step(0.0, uncertainty_m), margins(0.0, 0.0), |context| {
            follow_terrain(&inside, &following(), &nothing(), context)
        })
    };
    assert!(with_doubt(44.9).is_ok());
    let refusals = with_doubt(45.1).unwrap_err();
    assert!(
        matches!(
            refusals.as_slice(),
            [HeightsRefusal::NoRoom {
                is_obstacle: false,
                ..
            }]
        ),
        "{refusals:?}"
    );
    assert!(refusals[0].text().zh.contains("地形精度不足"));
}

#[test]
fn speeds_and_heights_that_are_no_numbers_are_refused_all_at_once() {
    let terrain = FlatTerrain {
        elevation_amsl_m: 0.0,
        uncertainty_m: 0.0,
    };
    let track = track(&[(120.0, 36.0), (120.1, 36.0)], f64::NAN);
    let bad = Following {
        wanted_m: 20.0,
        climb_mps: 0.0,
        ..following()
    };
    let refusals = with_context(&terrain, margins(0.0, 0.0), |context| {
        follow_terrain(&track, &bad, &nothing(), context)
    })
    .unwrap_err();
    assert_eq!(refusals.len(), 3, "{refusals:?}");
    let one = with_context(&terrain, margins(0.0, 0.0), |context| {
        follow_terrain(&track[..1], &following(), &nothing(), context)
    });
    assert_eq!(one.unwrap_err(), [HeightsRefusal::NoTrack]);
}

#[test]
fn nothing_is_flown_lower_than_the_ground_may_be() {
    let terrain = FlatTerrain {
        elevation_amsl_m: 0.0,
        uncertainty_m: 0.0,
    };
    let track = track(&[(120.0, 36.0), (120.1, 36.0)], 5.0);
    let asked = |lowest_m: f64, wanted_m: f64| {
        let following = Following {
            lowest_m,
            wanted_m,
            ..following()
        };
        with_context(&terrain, margins(0.0, 0.0), |context| {
            follow_terrain(&track, &following, &nothing(), context)
        })
    };
    assert!(asked(0.0, 5.0).is_ok());
    for (lowest_m, wanted_m) in [(-0.1, 5.0), (-20.0, -10.0)] {
        let refusals = asked(lowest_m, wanted_m).unwrap_err();
        assert!(
            matches!(refusals.as_slice(), [HeightsRefusal::BadHeights { .. }]),
            "{refusals:?}"
        );
        let text = refusals[0].text();
        assert!(text.en.contains("from 0 on") && text.zh.contains("为负"));
    }
}

#[test]
fn heights_that_are_not_believed_are_refused() {
    let track = track(&[(120.0, 36.0), (120.1, 36.0)], 5.0);
    let over = |elevation_amsl_m: f64| {
        let terrain = FlatTerrain {
            elevation_amsl_m,
            uncertainty_m: 0.0,
        };
        let exactly = Following {
            tolerance_m: 0.0,
            ..following()
        };
        with_context(&terrain, margins(0.0, 0.0), |context| {
            follow_terrain(&track, &exactly, &nothing(), context)
        })
    };
    for (sound_m, unsound_m) in [
        (100_000.0 - 60.1, 100_000.0 - 59.9),
        (-1_000.0 - 59.9, -1_000.0 - 60.1),
    ] {
        assert!(over(sound_m).is_ok());
        let refusals = over(unsound_m).unwrap_err();
        let [HeightsRefusal::NoHeight { leg: 0, amsl_m, .. }, ..] = refusals.as_slice() else {
            panic!("{refusals:?}")
        };
        assert!((amsl_m - unsound_m - 60.0).abs() < 0.01);
        let text = refusals[0].text();
        assert!(text.en.contains("check the terrain") && text.zh.contains("请检查地形"));
    }
}

#[test]
fn obstacles_are_passed_above_with_the_margins_and_one_that_is_too_high_is_refused() {
    let terrain = synthetic_qingdao(1.0).unwrap();
    let mut random = seeded(SEED + 1);
    let mut flown = 0;
    for round in 0..40 {
        let from = (
            random.random_range(120.1..120.3),
            random.random_range(36.1..36.3),
        );
        let until = (
            from.0 + random.random_range(-0.02..0.02),
            from.1 + random.random_range(-0.02..0.02),
        );
        let masts: Vec<Subject> = (0..5)
            .map(|index| {
                let part: f64 = random.random_range(0.0..1.0);
                let place = position(
                    from.0 + part * (until.0 - from.0) + random.random_range(-4e-4..4e-4),
                    from.1 + part * (until.1 - from.1) + random.random_range(-4e-4..4e-4),
                );
                let top_m = random.random_range(10.0..110.0);
                let top = match index % 3 {
                    0 => Altitude::new(top_m, AltitudeDatum::AboveGround),
                    1 => Altitude::new(top_m + 40.0, AltitudeDatum::MeanSeaLevel),
                    _ => Altitude::new(top_m + 45.0, AltitudeDatum::Wgs84Ellipsoid),
                };
                let radius_m = random.random_range(0.0..30.0);
                mast(
                    &format!("mast-{round}-{index}"),
                    place,
                    radius_m,
                    top.unwrap(),
                )
                .into()
            })
            .collect();
        let everywhere = geofences::Zone {
            id: ZoneId::new("everywhere"),
            name: Default::default(),
            rule: geofences::Rule::Permitted,
            scope: geofences::Scope::Flight,
            footprint: geofences::Footprint::circle(position(120.2, 36.2), 60_000.0).unwrap(),
            band: AltitudeBand::ALL,
            times: geofences::Times::Always,
            authority: None,
            reason: None,
            conditions: None,
            source: None,
        };
        let airspace = Airspace::new(masts.into_iter().chain([everywhere.into()])).unwrap();
        let snapshot = airspace.snapshot();
        let track = track(&[from, until], 6.0);
        with_context(&terrain, margins(20.0, 10.0), |context| {
            let Ok(profile) = follow_terrain(&track, &following(), &snapshot, context) else {
                return;
            };
            assert_follows(&profile, &track, &following(), &terrain);
            let time = chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap();
            let points = profile.points.iter().map(|point| PathPoint {
                position: point.position,
                altitude: point.altitude(HeightReference::MeanSeaLevel).unwrap(),
                time,
            });
            let path = geofences::Path::new(points.collect()).unwrap();
            let judgement = snapshot.judge_path(&path, context);
            assert!(
                judgement.decision.allows_flight(),
                "{:?}",
                judgement.stretches
            );
            flown += 1;
        });
    }
    assert!(flown > 10, "{flown}");
    let terrain = FlatTerrain {
        elevation_amsl_m: 0.0,
        uncertainty_m: 1.0,
    };
    let over = |top_m: f64| {
        let top = Altitude::new(top_m, AltitudeDatum::AboveGround).unwrap();
        let obstacle = mast("tower", position(120.01, 36.0), 3.0, top);
        let snapshot = Airspace::new([obstacle.into()]).unwrap().snapshot();
        let track = track(&[(120.0, 36.0), (120.02, 36.0)], 6.0);
        with_context(&terrain, margins(20.0, 10.0), |context| {
            follow_terrain(&track, &following(), &snapshot, context)
        })
    };
    // 120 m less 10 m of margin, 2 m and twice 1 m of doubt, and twice 5 cm.
    assert!(over(105.85).is_ok());
    let refusals = over(105.95).unwrap_err();
    assert!(
        matches!(
            refusals.as_slice(),
            [HeightsRefusal::NoRoom {
                is_obstacle: true,
                ..
            }]
        ),
        "{refusals:?}"
    );
    let unknown = over(50.0).and_then(|_| {
        let top = Altitude::new(50.0, AltitudeDatum::AboveHome).unwrap();
        let obstacle = mast("tower", position(120.01, 36.0), 3.0, top);
        let snapshot = Airspace::new([obstacle.into()]).unwrap().snapshot();
        let track = track(&[(120.0, 36.0), (120.02, 36.0)], 6.0);
        with_context(&terrain, margins(20.0, 10.0), |context| {
            follow_terrain(&track, &following(), &snapshot, context)
        })
    });
    assert!(matches!(
        unknown.unwrap_err().as_slice(),
        [HeightsRefusal::UnknownTop { .. }]
    ));
}
