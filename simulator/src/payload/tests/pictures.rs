use super::camera::{CAMERA, SHOOT, captured, status};
use super::*;
use crate::files::client::Client;
use crate::files::{Packet, opcode};
use crate::picture::{EventKind, SceneEvent};
use geofences::{Ground, GroundPiece, GroundRange, Position, Terrain};
use std::sync::atomic::{AtomicUsize, Ordering};

pub fn fetch(field: &mut Field, path: &str, loss: f64) -> Result<Vec<u8>, u8> {
    let mut exchange = |asked: Option<FILE_TRANSFER_PROTOCOL_DATA>| {
        if let Some(asked) = &asked {
            field.put(0, asked);
        }
        let before = field.said.len();
        field.step();
        let said = field.said[before..].iter();
        said.filter_map(|said| match &said.message {
            MavMessage::FILE_TRANSFER_PROTOCOL(message) if said.channel == 0 => {
                assert_eq!(said.from, (1, 100));
                Some(message.clone())
            }
            _ => None,
        })
        .collect()
    };
    let mut client = Client::new(100, loss, &mut exchange);
    client.fetch(path).map(|(told, file)| {
        assert_eq!(told as usize, file.len());
        file
    })
}

fn decode(file: &[u8]) -> (Vec<u8>, (usize, usize)) {
    let source = zune_jpeg::zune_core::bytestream::ZCursor::new(file);
    let mut decoder = zune_jpeg::JpegDecoder::new(source);
    let pixels = decoder.decode().unwrap();
    (pixels, decoder.dimensions().unwrap())
}

#[test]
fn what_is_fetched_shows_what_was_there_and_is_the_same_each_time() {
    let mut field = Field::new(everything());
    field.take_off(60.0);
    let configure = MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE;
    assert_eq!(
        field.result((0, 1), configure, &[255.0, 190.0, -1.0, -1.0]),
        ACCEPTED
    );
    let turn = MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW;
    let down = [-90.0, 0.0, f32::NAN, f32::NAN];
    assert_eq!(field.result((0, 1), turn, &down), ACCEPTED);
    field.wait(3.0);
    // Algae to the east of it: right of the middle, where the nose is north.
    let true_place = field.vehicle.craft.body().place;
    let east_m = 15.0;
    let patch = Place::new(
        true_place.latitude_deg,
        true_place.longitude_deg + east_m / 90_067.0,
        20.0,
    );
    let scene = Scene {
        events: vec![SceneEvent {
            kind: EventKind::Algae,
            place: patch,
            radius_m: 4.0,
            strength: 1.0,
        }],
        ..Scene::default()
    };
    let payload = field.vehicle.payload.as_mut().unwrap();
    payload.set_scene(Arc::new(scene));
    assert_eq!(field.result(CAMERA, SHOOT, &[0.0, 0.0, 1.0, 1.0]), ACCEPTED);
    field.wait(1.0);
    let payload = field.vehicle.payload.as_mut().unwrap();
    payload.set_scene(Arc::default());
    let url = captured(&field)[0].file_url;
    let path = url.to_str().unwrap().strip_prefix("mavlinkftp://").unwrap();
    let first = fetch(&mut field, path, 0.1).unwrap();
    let second = fetch(&mut field, path, 0.0).unwrap();
    assert!(first == second);
    assert_eq!(first.len(), 60_000);
    // One more without the algae.
    assert_eq!(field.result(CAMERA, SHOOT, &[0.0, 0.0, 1.0, 2.0]), ACCEPTED);
    field.wait(1.0);
    let bare = fetch(&mut field, "DCIM/IMG_00001.JPG", 0.0).unwrap();
    let green = |file: &[u8], column: usize, row: usize| {
        let (pixels, size) = decode(file);
        assert_eq!(size, (320, 240));
        let at = 3 * (row * 320 + column);
        let [red, green, blue] = [0, 1, 2].map(|part| i32::from(pixels[at + part]));
        green - (red + blue) / 2
    };
    let above_m = true_place.altitude_amsl_m - 20.0;
    let column = 160.0 + 160.0 / 36.87_f64.to_radians().tan() * east_m / above_m;
    let (with, without) = (
        green(&first, column as usize, 120),
        green(&bare, column as usize, 120),
    );
    assert!(with > 25 && without < with - 15, "{with} {without}");
}

#[test]
fn a_mission_takes_pictures_after_distances_and_at_points() {
    let mut field = Field::new(everything());
    field.wait(45.0);
    let item = |seq: u16, command: MavCmd, params: [f32; 4], north_m: f64, height_m: f32| {
        let is_place = command == MavCmd::MAV_CMD_NAV_WAYPOINT;
        let latitude_deg = HOME.latitude_deg + north_m / 110_957.0;
        let degrees = |value: f64| if is_place { (value * 1e7) as i32 } else { 0 };
        MISSION_ITEM_INT_DATA {
            param1: params[0],
            param2: params[1],
            param3: params[2],
            param4: params[3],
            x: if command == MavCmd::MAV_CMD_DO_DIGICAM_CONTROL {
                1
            } else {
                degrees(latitude_deg)
            },
            y: degrees(HOME.longitude_deg),
            z: height_m,
            seq,
            command,
            target_system: 1,
            target_component: 1,
            frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
            current: 0,
            autocontinue: 1,
            mission_type: MavMissionType::MAV_MISSION_TYPE_MISSION,
        }
    };
    let by_distance = MavCmd::MAV_CMD_DO_SET_CAM_TRIGG_DIST;
    let items = [
        item(0, MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 0.0, 0.0),
        item(1, MavCmd::MAV_CMD_NAV_TAKEOFF, [0.0; 4], 0.0, 30.0),
        item(2, by_distance, [20.0, 0.0, 1.0, 0.0], 0.0, 0.0),
        item(3, MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], 110.0, 30.0),
        item(4, by_distance, [0.0; 4], 0.0, 0.0),
        item(
            5,
            MavCmd::MAV_CMD_NAV_WAYPOINT,
            [3.0, 0.0, 0.0, 0.0],
            160.0,
            30.0,
        ),
        item(6, MavCmd::MAV_CMD_DO_DIGICAM_CONTROL, [0.0; 4], 0.0, 0.0),
        item(7, MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH, [0.0; 4], 0.0, 0.0),
    ];
    field.put(
        0,
        &MISSION_COUNT_DATA {
            count: items.len() as u16,
            target_system: 1,
            target_component: 1,
            ..Default::default()
        },
    );
    field.step();
    for item in &items {
        field.send(0, item);
    }
    assert_eq!(
        field.result((0, 1), MavCmd::MAV_CMD_DO_SET_MODE, &[1.0, 4.0]),
        ACCEPTED
    );
    assert_eq!(
        field.result((0, 1), MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, &[1.0]),
        ACCEPTED
    );
    let climb = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 20.0];
    assert_eq!(
        field.result((0, 1), MavCmd::MAV_CMD_NAV_TAKEOFF, &climb),
        ACCEPTED
    );
    field.wait(15.0);
    assert_eq!(
        field.result((0, 1), MavCmd::MAV_CMD_MISSION_START, &[]),
        ACCEPTED
    );
    field.wait(60.0);
    let north_m: Vec<f64> = captured(&field)
        .iter()
        .map(|told| (f64::from(told.lat) * 1e-7 - HOME.latitude_deg) * 110_957.0)
        .collect();
    // At once, each 20 m of 110, and one at the last point.
    assert!((6..=7).contains(&north_m.len()), "{north_m:?}");
    for pair in north_m[..north_m.len() - 1].windows(2) {
        assert!((pair[1] - pair[0] - 20.0).abs() < 2.5, "{north_m:?}");
    }
    assert!((north_m.last().unwrap() - 160.0).abs() < 4.0, "{north_m:?}");
}

#[test]
fn the_pictures_stand_in_a_directory_and_thousands_cost_nothing_until_fetched() {
    let mut setup = everything();
    setup.camera.as_mut().unwrap().capture_s = 0.1;
    let mut field = Field::new(setup);
    assert_eq!(field.result(CAMERA, SHOOT, &[0.0, 0.1, 300.0]), ACCEPTED);
    field.wait(45.0);
    assert_eq!(status(&mut field).image_count, 300);
    let mut list = Packet {
        opcode: opcode::LIST_DIRECTORY,
        offset: 296,
        ..Packet::default()
    };
    list.set_content(b"/DCIM");
    let said = field.send(
        0,
        &FILE_TRANSFER_PROTOCOL_DATA {
            target_network: 0,
            target_system: 1,
            target_component: 100,
            payload: list.write(),
        },
    );
    let reply = said.iter().find_map(|(_, message)| match message {
        MavMessage::FILE_TRANSFER_PROTOCOL(message) => Some(Packet::read(&message.payload)),
        _ => None,
    });
    let expected: String = (296..300)
        .map(|index| format!("FIMG_{index:05}.JPG\t60000\0"))
        .collect();
    assert_eq!(reply.unwrap().content().unwrap(), expected.as_bytes());
    for path in ["DCIM/IMG_00300.JPG", "DCIM/IMG_1.JPG", "DCIM", "../x"] {
        assert_eq!(fetch(&mut field, path, 0.0), Err(10), "{path}");
    }
}

/// Flat ground that counts how often it is asked for.
struct Counting {
    flat: FlatTerrain,
    asked: Arc<AtomicUsize>,
}

impl Terrain for Counting {
    fn ground_at(&self, at: Position) -> Option<Ground> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.flat.ground_at(at)
    }

    fn ground_along(&self, from: Position, until: Position, pieces: &mut Vec<GroundPiece>) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.flat.ground_along(from, until, pieces)
    }

    fn ground_range(&self, south_west: Position, north_east: Position) -> Option<GroundRange> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.flat.ground_range(south_west, north_east)
    }

    fn name(&self) -> &str {
        "counting"
    }
}

#[test]
fn a_picture_that_is_fetched_again_or_summed_is_not_drawn_again() {
    let mut field = Field::new(everything());
    let asked = Arc::new(AtomicUsize::new(0));
    field.world.terrain = Arc::new(Counting {
        flat: FlatTerrain {
            elevation_amsl_m: 20.0,
            uncertainty_m: 0.0,
        },
        asked: Arc::clone(&asked),
    });
    field.take_off(20.0);
    for number in [1.0, 2.0] {
        assert_eq!(
            field.result(CAMERA, SHOOT, &[0.0, 0.0, 1.0, number]),
            ACCEPTED
        );
        field.wait(1.0);
    }
    // What a fetch asks for beside drawing: the vehicle's steps meanwhile.
    let mut asked_to_fetch = |path: &str| {
        let before = (asked.load(Ordering::Relaxed), field.now);
        let file = fetch(&mut field, path, 0.0).unwrap();
        let steps = (field.now - before.1).as_millis() as usize / 20;
        (asked.load(Ordering::Relaxed) - before.0, steps, file)
    };
    let (first, _, file) = asked_to_fetch("DCIM/IMG_00000.JPG");
    let (again, steps, same) = asked_to_fetch("DCIM/IMG_00000.JPG");
    assert!(file == same);
    assert!(
        again <= 20 * steps && again < first / 2,
        "{first} {again} {steps}"
    );
    let (other, _, another) = asked_to_fetch("DCIM/IMG_00001.JPG");
    assert!(other > 2 * again && another != file);
    // Its sum is that of the file, and costs nothing either.
    let before = asked.load(Ordering::Relaxed);
    let mut sum = Packet {
        opcode: opcode::CALC_FILE_CRC32,
        sequence: 900,
        ..Packet::default()
    };
    sum.set_content(b"DCIM/IMG_00001.JPG");
    let said = field.send(
        0,
        &FILE_TRANSFER_PROTOCOL_DATA {
            target_network: 0,
            target_system: 1,
            target_component: 100,
            payload: sum.write(),
        },
    );
    let reply = said.iter().find_map(|(_, message)| match message {
        MavMessage::FILE_TRANSFER_PROTOCOL(message) => Some(Packet::read(&message.payload)),
        _ => None,
    });
    let mut expected = 0_u32;
    for byte in &another {
        expected ^= u32::from(*byte);
        for _ in 0..8 {
            let is_odd = expected & 1 == 1;
            expected = (expected >> 1) ^ if is_odd { 0xEDB8_8320 } else { 0 };
        }
    }
    assert_eq!(reply.unwrap().content().unwrap(), expected.to_le_bytes());
    assert!(asked.load(Ordering::Relaxed) - before <= 20);
}

/// Steps of such a length; where and when pictures were taken.
fn taken(field: &mut Field, step: Duration, steps: usize) -> Vec<(SimTime, Place)> {
    let mut taken = Vec::new();
    for _ in 0..steps {
        field.now = field.now + step;
        let mut outbox = Outbox::default();
        let (now, dt_s) = (field.now, step.as_secs_f64());
        field.vehicle.step(now, dt_s, &field.world, &mut outbox);
        let payload = field.vehicle.payload.as_ref().unwrap();
        taken.extend(payload.picture_of(now).map(|view| (now, view.place)));
    }
    taken
}

#[test]
fn a_picture_is_taken_when_its_shutter_opens_once_however_long_the_steps_are() {
    for (step_ms, capture_s) in [(4, 0.8), (20, 0.1), (100, 0.1), (100, 0.8)] {
        let mut setup = everything();
        setup.camera.as_mut().unwrap().capture_s = capture_s;
        let mut field = Field::new(setup);
        field.wait(1.0);
        let (place, asked) = (field.vehicle.craft.body().place, field.now);
        assert_eq!(field.result(CAMERA, SHOOT, &[0.0, 0.0, 1.0, 1.0]), ACCEPTED);
        let step = Duration::from_millis(step_ms);
        let taken = taken(&mut field, step, 400);
        assert_eq!(taken.len(), 1, "{step_ms} {capture_s}: {taken:?}");
        let (at, from) = taken[0];
        let late = at - asked;
        let least = Duration::from_millis(60);
        assert!(
            (least..=least + STEP + step).contains(&late),
            "{step_ms}: {late:?}"
        );
        assert!(from.ground_distance_m(place) < 0.01);
    }
}

#[test]
fn every_picture_that_is_taken_is_kept_and_a_full_card_takes_none() {
    let mut setup = everything();
    // Of 60 000 bytes each, three.
    setup.camera.as_mut().unwrap().storage_mib = 0.18;
    let mut field = Field::new(setup);
    field.wait(1.0);
    assert_eq!(field.result(CAMERA, SHOOT, &[0.0, 1.0, 0.0]), ACCEPTED);
    let taken = taken(&mut field, STEP, 500);
    assert_eq!(taken.len(), 3);
    assert_eq!(status(&mut field).image_count, 3);
}
