#![allow(clippy::unwrap_used)]

use super::*;
use crate::environment::{MeanWind, Weather};
use crate::picture::{EventKind, Lens, Scene, SceneEvent, Tags, encode};
use crate::place::Place;
use geofences::FlatTerrain;
use nalgebra::UnitQuaternion;
use std::sync::Arc;

const GROUND_M: f64 = 20.0;
const TOWN: Place = Place::new(36.0671, 120.3826, GROUND_M);

fn terrain() -> FlatTerrain {
    FlatTerrain {
        elevation_amsl_m: GROUND_M,
        uncertainty_m: 0.0,
    }
}

fn view(place: Place, (yaw, pitch): (f64, f64), events: Vec<SceneEvent>) -> View {
    View {
        place,
        attitude: UnitQuaternion::from_euler_angles(0.0, pitch.to_radians(), yaw.to_radians()),
        lens: Lens {
            width: 640,
            height: 480,
            horizontal_view_rad: 70.0_f64.to_radians(),
        },
        time: "2026-11-24T04:30:00Z".parse().unwrap(),
        weather: Weather {
            wind: MeanWind {
                speed_mps: 4.0,
                from_deg: 300.0,
                turbulence: 0.1,
            },
            ..Weather::default()
        },
        scene: Arc::new(Scene {
            events,
            ..Scene::default()
        }),
        seed: 1,
    }
}

fn event(kind: EventKind, place: Place, radius_m: f64) -> SceneEvent {
    SceneEvent {
        kind,
        place,
        radius_m,
        strength: 1.0,
    }
}

fn above(north_m: f64, east_m: f64, height_m: f64) -> Place {
    let step = Vector3::new(north_m, east_m, -height_m);
    TOWN.moved_ned(step, DegreeLengths::at(TOWN.latitude_deg))
}

/// Where a point of flat ground is seen, worked out with angles alone: no matrices, no quaternions.
/// For a camera that looks to `yaw`, tilted down by `tilt`, degrees.
fn by_angles(view: &View, (yaw, tilt): (f64, f64), ground: Place) -> (f64, f64) {
    let (yaw, tilt) = (yaw.to_radians(), tilt.to_radians());
    let metres_north = (ground.latitude_deg - view.place.latitude_deg) * 110_957.0;
    let metres_east = (ground.longitude_deg - view.place.longitude_deg) * 90_067.0;
    let below = view.place.altitude_amsl_m - ground.altitude_amsl_m;
    let bearing = metres_east.atan2(metres_north) - yaw;
    let distance = metres_north.hypot(metres_east);
    let (ahead, right) = (distance * bearing.cos(), distance * bearing.sin());
    // In the plane of the axis: its depression, and the length along the axis.
    let depression = below.atan2(ahead);
    let in_plane = below.hypot(ahead);
    let along = in_plane * (depression - tilt).cos();
    let focal = 320.0 / 35.0_f64.to_radians().tan();
    (
        320.0 + focal * right / along,
        240.0 + focal * (depression - tilt).tan(),
    )
}

/// How much greener than anything else a point is.
fn greenness(picture: &Picture, column: usize, row: usize) -> f64 {
    let [red, green, blue] = picture.point(column, row).map(f64::from);
    green - 0.5 * (red + blue)
}

#[test]
fn a_thing_is_seen_where_its_angles_say() {
    let camera = above(0.0, 0.0, 80.0);
    for (yaw, tilt, north, east) in [
        (0.0, 90.0, 18.0, -22.0),
        (40.0, 60.0, 50.0, 30.0),
        (200.0, 35.0, -95.0, -45.0),
        (-75.0, 50.0, 10.0, -60.0),
    ] {
        let place = above(north, east, 0.0);
        // Algae are greener than all else, and bring their pond.
        let view = view(
            camera,
            (yaw, -tilt),
            vec![event(EventKind::Algae, place, 3.0)],
        );
        let (column, row) = by_angles(&view, (yaw, tilt), place);
        assert!((0.0..640.0).contains(&column) && (0.0..480.0).contains(&row));
        let picture = render(&view, &terrain());
        let (column, row) = (column as usize, row as usize);
        let green = greenness(&picture, column, row);
        assert!(green > 25.0, "{yaw} {tilt}: {green} at {column}, {row}");
        // And it is that thing: without it the point is not green.
        let without = View {
            scene: Arc::default(),
            ..view.clone()
        };
        let bare = greenness(&render(&without, &terrain()), column, row);
        assert!(bare < green - 15.0, "{bare} {green}");
        // The middle of all that it changed is where it lies.
        let own = view.point_of(view.place.ned_to(place)).unwrap();
        let by_hand = by_angles(&view, (yaw, tilt), place);
        assert!(
            (own.0 - by_hand.0).hypot(own.1 - by_hand.1) < 1.5,
            "{own:?} {by_hand:?}"
        );
    }
}

#[test]
fn a_point_of_the_ground_keeps_its_look_from_picture_to_picture() {
    let first = view(above(0.0, 0.0, 80.0), (0.0, -90.0), Vec::new());
    let second = view(above(12.0, -20.0, 80.0), (65.0, -90.0), Vec::new());
    let (one, other) = (render(&first, &terrain()), render(&second, &terrain()));
    let (mut compared, mut alike) = (0, 0);
    for north in (-30..=30).step_by(3) {
        for east in (-35..=15).step_by(3) {
            let place = above(f64::from(north), f64::from(east), 0.0);
            let seen = |view: &View, picture: &Picture| {
                let (column, row, _) = view.point_of(view.place.ned_to(place))?;
                let is_inside = (2.0..638.0).contains(&column) && (2.0..478.0).contains(&row);
                is_inside.then(|| picture.point(column as usize, row as usize))
            };
            if let (Some(a), Some(b)) = (seen(&first, &one), seen(&second, &other)) {
                let difference: i32 = (0..3)
                    .map(|part| (i32::from(a[part]) - i32::from(b[part])).abs())
                    .sum();
                compared += 1;
                alike += usize::from(difference < 45);
            }
        }
    }
    // Edges fall on one side here and on the other there.
    assert!(compared > 150, "{compared}");
    assert!(alike * 100 > compared * 80, "{alike} of {compared}");
}

#[test]
fn a_camera_that_looks_up_sees_sky_and_one_that_looks_ahead_both() {
    let up = render(
        &view(above(0.0, 0.0, 80.0), (0.0, 40.0), Vec::new()),
        &terrain(),
    );
    for row in [0, 200, 470] {
        let [red, _, blue] = up.point(320, row);
        assert!(blue > red, "row {row}");
    }
    let ahead = view(above(0.0, 0.0, 80.0), (0.0, 0.0), Vec::new());
    let picture = render(&ahead, &terrain());
    let [red, _, blue] = picture.point(320, 20);
    assert!(blue > red + 20);
    // The horizon is in the middle: below it there is town, far above it an even sky.
    let unrest = |rows: std::ops::Range<usize>| {
        let mut sum = 0.0;
        for row in rows {
            for column in 1..640 {
                let pair = [picture.point(column, row), picture.point(column - 1, row)];
                sum += (f64::from(pair[0][1]) - f64::from(pair[1][1])).abs();
            }
        }
        sum
    };
    assert!(unrest(300..460) > 3.0 * unrest(20..180));
}

#[test]
fn it_is_dark_at_night_and_smoke_drifts_downwind() {
    let mean = |picture: &Picture| {
        let sum: f64 = picture.bytes().iter().map(|byte| f64::from(*byte)).sum();
        sum / picture.points.len() as f64 / 3.0
    };
    let day = view(above(0.0, 0.0, 80.0), (0.0, -90.0), Vec::new());
    let night = View {
        time: "2026-11-24T16:30:00Z".parse().unwrap(),
        ..day.clone()
    };
    let (by_day, by_night) = (
        mean(&render(&day, &terrain())),
        mean(&render(&night, &terrain())),
    );
    assert!(by_night < 0.4 * by_day, "{by_night} {by_day}");

    // The wind comes from 300°, so that smoke goes to 120°: south-east, right and down from above.
    let fire = event(EventKind::Smoke, TOWN, 3.0);
    let burning = View {
        scene: Arc::new(Scene {
            events: vec![fire],
            ..Scene::default()
        }),
        ..day.clone()
    };
    let (clear, smoky) = (render(&day, &terrain()), render(&burning, &terrain()));
    let (mut changed, mut right, mut down) = (0.0, 0.0, 0.0);
    for row in 0..480 {
        for column in 0..640 {
            if clear.point(column, row) != smoky.point(column, row) {
                changed += 1.0;
                right += column as f64 - 320.0;
                down += row as f64 - 240.0;
            }
        }
    }
    assert!(changed > 2_000.0, "{changed}");
    assert!(
        right / changed > 10.0 && down / changed > 5.0,
        "{right} {down} {changed}"
    );
}

#[test]
fn a_file_is_a_picture_with_its_place_for_readers_of_others() {
    let view = view(above(0.0, 0.0, 80.0), (30.0, -60.0), Vec::new());
    let picture = render(&view, &terrain());
    let tags = Tags {
        place: view.place,
        time: view.time,
        direction_rad: 30.0_f64.to_radians(),
        focal_mm: 8.8,
        focal_35_mm: 24.0,
        make: "Haiou",
        model: "Sim",
    };
    let file = encode(&picture, &tags, 120_000);
    assert_eq!(file.len(), 120_000);
    assert_eq!(file, encode(&render(&view, &terrain()), &tags, 120_000));
    let source = zune_jpeg::zune_core::bytestream::ZCursor::new(&file);
    let mut decoder = zune_jpeg::JpegDecoder::new(source);
    let decoded = decoder.decode().unwrap();
    assert_eq!(decoder.dimensions(), Some((640, 480)));
    let original = picture.bytes();
    let differences = decoded.iter().zip(&original);
    let sum: f64 = differences
        .map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2))
        .sum();
    let error = (sum / original.len() as f64).sqrt();
    assert!(decoded.len() == original.len() && error < 16.0, "{error}");
    let exif = exif::Reader::new()
        .read_from_container(&mut std::io::Cursor::new(&file))
        .unwrap();
    let shown = |tag| {
        let field = exif.get_field(tag, exif::In::PRIMARY).unwrap();
        field.display_value().to_string()
    };
    assert_eq!(shown(exif::Tag::GPSLatitude), "36 deg 4 min 1.56 sec");
    assert_eq!(shown(exif::Tag::GPSLongitude), "120 deg 22 min 57.36 sec");
    assert_eq!(shown(exif::Tag::GPSAltitude), "100");
    assert_eq!(shown(exif::Tag::DateTimeOriginal), "2026-11-24 12:30:00");
    assert_eq!(shown(exif::Tag::GPSDateStamp), "2026-11-24");
}
