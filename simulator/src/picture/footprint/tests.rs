#![allow(clippy::unwrap_used)]

use super::*;
use crate::environment::Weather;
use crate::picture::{EventKind, Lens, Picture, Scene, SceneEvent, render};
use crate::place::Place;
use geofences::{FlatTerrain, Footprint, Ground, GroundPiece, GroundRange, RawPolygon};
use nalgebra::UnitQuaternion;
use std::sync::Arc;

const GROUND_M: f64 = 20.0;
const TOWN: Place = Place::new(36.0671, 120.3826, GROUND_M);
const FLAT: FlatTerrain = FlatTerrain {
    elevation_amsl_m: GROUND_M,
    uncertainty_m: 0.0,
};

fn from_town(north_m: f64, east_m: f64, up_m: f64) -> Place {
    let lengths = DegreeLengths::at(TOWN.latitude_deg);
    TOWN.moved_ned(Vector3::new(north_m, east_m, -up_m), lengths)
}

/// 80 m above the town; roll, tilt below the horizon and yaw in degrees.
fn view(roll: f64, tilt: f64, yaw: f64) -> View {
    let [roll, pitch, yaw] = [roll, -tilt, yaw].map(f64::to_radians);
    View {
        place: from_town(0.0, 0.0, 80.0),
        attitude: UnitQuaternion::from_euler_angles(roll, pitch, yaw),
        lens: Lens {
            width: 640,
            height: 480,
            horizontal_view_rad: 70.0_f64.to_radians(),
        },
        time: "2026-11-24T04:30:00Z".parse().unwrap(),
        weather: Weather::default(),
        scene: Arc::default(),
        seed: 1,
    }
}

/// Corners of a footprint, north and east of the town, metres.
fn corners_m(view: &View, terrain: &dyn Terrain) -> Vec<(f64, f64)> {
    let corners = footprint(view, terrain);
    let from_town = corners.iter().map(|at| {
        let ned = TOWN.ned_to(Place::new(at.latitude_deg(), at.longitude_deg(), GROUND_M));
        (ned.x, ned.y)
    });
    from_town.collect()
}

fn spread(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| {
        (low.min(it), high.max(it))
    })
}

fn contains(view: &View, terrain: &dyn Terrain, at: Place) -> bool {
    let corners = footprint(view, terrain);
    let raw = RawPolygon {
        exterior: corners.iter().map(|at| at.coord()).collect(),
        holes: Vec::new(),
    };
    let (ground, _) = Footprint::from_polygons(&[raw]).unwrap();
    ground.contains(at.position().unwrap())
}

/// How many points of a picture an algae bloom at a place changes.
fn changed(view: &View, terrain: &dyn Terrain, bare: &Picture, at: Place) -> usize {
    let bloom = SceneEvent {
        kind: EventKind::Algae,
        place: at,
        radius_m: 2.0,
        strength: 1.0,
    };
    let with = View {
        scene: Arc::new(Scene {
            events: vec![bloom],
            ..Scene::default()
        }),
        ..view.clone()
    };
    let picture = render(&with, terrain);
    let pairs = picture.points.iter().zip(&bare.points);
    pairs.filter(|(with, without)| with != without).count()
}

#[test]
fn straight_down_it_is_the_rectangle_of_the_two_angles() {
    let corners = corners_m(&view(0.0, 90.0, 0.0), &FLAT);
    // 35° to each side, and as much less up and down as the picture is wider than high.
    let half_east = 80.0 * 35.0_f64.to_radians().tan();
    let half_north = half_east * 480.0 / 640.0;
    for (north, east) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
        let expected = (north * half_north, east * half_east);
        let off = |it: &(f64, f64)| (it.0 - expected.0).hypot(it.1 - expected.1);
        let nearest = corners.iter().map(off).fold(f64::INFINITY, f64::min);
        assert!(nearest < 0.1, "{expected:?}: {nearest}");
    }
    let (north, east) = (
        spread(corners.iter().map(|it| it.0)),
        spread(corners.iter().map(|it| it.1)),
    );
    assert!((north.1 - half_north).abs() < 0.1 && (north.0 + half_north).abs() < 0.1);
    assert!((east.1 - half_east).abs() < 0.1 && (east.0 + half_east).abs() < 0.1);
}

#[test]
fn at_a_slant_it_begins_and_ends_where_the_upper_and_lower_edges_meet_the_ground() {
    // To the east, 50° down; the picture reaches 27.7° up and down of that.
    let corners = corners_m(&view(0.0, 50.0, 90.0), &FLAT);
    let half_up = (240.0 / (320.0 / 35.0_f64.to_radians().tan())).atan();
    let (near, far) = spread(corners.iter().map(|it| it.1));
    let at = |depression: f64| 80.0 / depression.tan();
    let tilt = 50.0_f64.to_radians();
    assert!((near - at(tilt + half_up)).abs() < 0.3, "{near}");
    assert!((far - at(tilt - half_up)).abs() < 0.3, "{far}");
}

#[test]
fn towards_the_horizon_it_ends_where_nothing_is_made_out_any_more() {
    let farthest = |view: &View| {
        let corners = corners_m(view, &FLAT);
        assert!(corners.len() >= 3, "{corners:?}");
        spread(corners.iter().map(|it| it.0.hypot(it.1))).1
    };
    let clear = view(0.0, 15.0, 30.0);
    let by_points = farthest(&clear);
    // A point that is square to the ray covers f metres at f focal lengths, at a slant its root more.
    let focal = 320.0 / 35.0_f64.to_radians().tan();
    let covers = by_points / focal * (by_points / 80.0).sqrt();
    assert!((0.8..1.2).contains(&covers), "{by_points} {covers}");
    let fog = View {
        weather: Weather {
            visibility_m: 300.0,
            ..clear.weather
        },
        ..clear.clone()
    };
    let by_fog = farthest(&fog);
    let expected = (150.0_f64.powi(2) - 80.0_f64.powi(2)).sqrt();
    assert!((by_fog - expected).abs() < 2.0, "{by_fog} {expected}");
    assert_eq!(footprint(&view(0.0, -40.0, 30.0), &FLAT), []);
    let thick = View {
        weather: Weather {
            visibility_m: 60.0,
            ..clear.weather
        },
        ..view(0.0, 90.0, 0.0)
    };
    assert!(footprint(&thick, &FLAT).len() < 3);
}

#[test]
fn what_is_in_it_shows_in_the_picture_and_what_is_beside_it_does_not() {
    for (roll, tilt, yaw) in [(0.0, 90.0, 20.0), (0.0, 55.0, -70.0), (25.0, 60.0, 150.0)] {
        let view = view(roll, tilt, yaw);
        let bare = render(&view, &FLAT);
        let (mut inside, mut outside) = (0, 0);
        for index in 0..24 {
            let (east, north) = (f64::from(index) * 2.4).sin_cos();
            let distance_m = 15.0 + 9.0 * f64::from(index);
            let (north_m, east_m) = (north * distance_m, east * distance_m);
            let place = from_town(north_m, east_m, 0.0);
            let around = [(0.0, 0.0), (7.0, 0.0), (-7.0, 0.0), (0.0, 7.0), (0.0, -7.0)];
            let holds = around.map(|(north, east)| {
                contains(&view, &FLAT, from_town(north_m + north, east_m + east, 0.0))
            });
            let points = changed(&view, &FLAT, &bare, place);
            if holds[0] {
                inside += 1;
                assert!(
                    points >= 4,
                    "{roll} {tilt} {yaw}: {north_m} {east_m} {points}"
                );
            } else if !holds.contains(&true) {
                outside += 1;
                assert_eq!(points, 0, "{roll} {tilt} {yaw}: {north_m} {east_m}");
            }
        }
        assert!(
            inside >= 2 && outside >= 10,
            "{roll} {tilt} {yaw}: {inside} {outside}"
        );
    }
}

/// Flat ground with a ridge from west to east, 60 m high, 160 to 200 m to the north.
struct Ridge;

impl Terrain for Ridge {
    fn ground_at(&self, at: Position) -> Option<Ground> {
        let north_m = TOWN
            .ned_to(Place::new(at.latitude_deg(), at.longitude_deg(), GROUND_M))
            .x;
        let off_m = (north_m - 180.0).abs();
        Some(Ground {
            elevation_amsl_m: GROUND_M + 3.0 * (20.0 - off_m).clamp(0.0, 20.0),
            ..FLAT.ground_at(at)?
        })
    }

    fn ground_along(&self, _: Position, _: Position, _: &mut Vec<GroundPiece>) -> bool {
        false
    }

    fn ground_range(&self, _: Position, _: Position) -> Option<GroundRange> {
        None
    }

    fn name(&self) -> &str {
        "a ridge"
    }
}

#[test]
fn what_a_ridge_hides_is_not_in_it_and_not_in_the_picture() {
    let view = view(0.0, 35.0, 0.0);
    let bare = render(&view, &Ridge);
    let (before, behind) = (from_town(120.0, 5.0, 0.0), from_town(240.0, 5.0, 0.0));
    // Both would be in it without the ridge.
    assert!(contains(&view, &FLAT, before) && contains(&view, &FLAT, behind));
    assert!(contains(&view, &Ridge, before) && !contains(&view, &Ridge, behind));
    assert!(changed(&view, &Ridge, &bare, before) >= 4);
    assert_eq!(changed(&view, &Ridge, &bare, behind), 0);
}
