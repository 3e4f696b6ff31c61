use super::pictures::fetch;
use super::*;

pub const CAMERA: (u8, u8) = (0, 100);
pub const SHOOT: MavCmd = MavCmd::MAV_CMD_IMAGE_START_CAPTURE;

pub fn captured(field: &Field) -> Vec<CAMERA_IMAGE_CAPTURED_DATA> {
    field.told(100, |message| match message {
        MavMessage::CAMERA_IMAGE_CAPTURED(captured) => Some(captured.clone()),
        _ => None,
    })
}

pub fn status(field: &mut Field) -> CAMERA_CAPTURE_STATUS_DATA {
    match field.request(CAMERA, CAMERA_CAPTURE_STATUS_DATA::ID, 0.0) {
        MavMessage::CAMERA_CAPTURE_STATUS(status) => status,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_camera_says_what_it_is_by_new_requests_and_by_old_ones() {
    let mut field = Field::new(everything());
    field.wait(1.1);
    let beats = field.told(100, |message| match message {
        MavMessage::HEARTBEAT(beat) => Some(beat.mavtype),
        _ => None,
    });
    assert_eq!(beats, [MavType::MAV_TYPE_CAMERA]);
    let MavMessage::CAMERA_INFORMATION(information) =
        field.request(CAMERA, CAMERA_INFORMATION_DATA::ID, 0.0)
    else {
        panic!()
    };
    assert_eq!(
        (information.resolution_h, information.resolution_v),
        (320, 240)
    );
    assert_eq!(information.gimbal_device_id, 154);
    let old = field.command(CAMERA, MavCmd::MAV_CMD_REQUEST_CAMERA_INFORMATION, &[1.0]);
    let is_there = old
        .iter()
        .any(|(_, message)| matches!(message, MavMessage::CAMERA_INFORMATION(_)));
    assert!(is_there);
    let MavMessage::VIDEO_STREAM_INFORMATION(video) =
        field.request(CAMERA, VIDEO_STREAM_INFORMATION_DATA::ID, 0.0)
    else {
        panic!()
    };
    assert_eq!(video.uri.to_str().unwrap(), "rtsp://127.0.0.1:8554/drone-1");
    assert_eq!(
        video.encoding,
        VideoStreamEncoding::VIDEO_STREAM_ENCODING_H264
    );
    for id in [260, 261, 262, 270, 271] {
        field.request(CAMERA, id, 0.0);
    }
    let request = MavCmd::MAV_CMD_REQUEST_MESSAGE;
    assert_eq!(field.result(CAMERA, request, &[30.0]), UNSUPPORTED);
    assert_eq!(
        field.result(CAMERA, MavCmd::MAV_CMD_NAV_LAND, &[]),
        UNSUPPORTED
    );
    // Without a place for its video it tells of none.
    let mut setup = everything();
    setup.camera.as_mut().unwrap().video_uri = None;
    let mut field = Field::new(setup);
    assert_eq!(field.result(CAMERA, request, &[269.0]), UNSUPPORTED);
}

#[test]
fn a_picture_takes_its_time_is_told_on_every_link_and_taken_once() {
    let mut field = Field::new(everything());
    field.wait(20.0);
    let single = [0.0, 0.0, 1.0, 1.0];
    assert_eq!(field.result(CAMERA, SHOOT, &single), ACCEPTED);
    assert_eq!(status(&mut field).image_status, 1);
    // The same command again: its acknowledgement was lost.
    assert_eq!(field.result(CAMERA, SHOOT, &single), ACCEPTED);
    assert_eq!(field.result(CAMERA, SHOOT, &[0.0, 0.0, 1.0, 2.0]), REJECTED);
    field.wait(1.0);
    assert_eq!(field.result(CAMERA, SHOOT, &single), ACCEPTED);
    field.wait(1.0);
    let told = captured(&field);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].image_index, 0);
    assert_eq!(
        told[0].file_url.to_str().unwrap(),
        "mavlinkftp:///DCIM/IMG_00000.JPG"
    );
    assert_eq!(told[0].capture_result, MavBool::MAV_BOOL_TRUE);
    let on_other = field.said.iter().filter(|said| {
        said.channel == 1 && matches!(said.message, MavMessage::CAMERA_IMAGE_CAPTURED(_))
    });
    assert_eq!(on_other.count(), 1);
    // What the vehicle believes, not where it truly is.
    let believed = field.vehicle.craft.estimate().place;
    assert!((f64::from(told[0].lat) * 1e-7 - believed.latitude_deg).abs() < 2e-5);
    let started: DateTime<Utc> = STARTED.parse().unwrap();
    let after_s = told[0].time_utc as f64 * 1e-6 - started.timestamp() as f64;
    assert!((after_s - 20.08).abs() < 0.05, "{after_s}");
    // Asked for again, by both ways.
    let MavMessage::CAMERA_IMAGE_CAPTURED(again) = field.request(CAMERA, 263, 0.0) else {
        panic!()
    };
    assert_eq!(again, told[0]);
    let by_old = MavCmd::MAV_CMD_REQUEST_CAMERA_IMAGE_CAPTURE;
    assert_eq!(field.result(CAMERA, by_old, &[0.0]), ACCEPTED);
    assert_eq!(field.result(CAMERA, by_old, &[1.0]), FAILED);
    assert_eq!(status(&mut field).image_count, 1);
}

#[test]
fn series_are_taken_at_their_intervals_until_their_end_or_until_stopped() {
    let mut field = Field::new(everything());
    assert_eq!(field.result(CAMERA, SHOOT, &[0.0, 2.0, 3.0]), ACCEPTED);
    field.wait(10.0);
    let told = captured(&field);
    assert_eq!(told.len(), 3);
    let interval_ms = told[2].time_boot_ms - told[1].time_boot_ms;
    assert!(interval_ms.abs_diff(2_000) <= 20, "{interval_ms}");
    assert_eq!(field.result(CAMERA, SHOOT, &[0.0, 1.0, 0.0]), ACCEPTED);
    field.wait(4.5);
    assert_eq!(status(&mut field).image_status & 2, 2);
    let stop = MavCmd::MAV_CMD_IMAGE_STOP_CAPTURE;
    assert_eq!(field.result(CAMERA, stop, &[]), ACCEPTED);
    field.wait(1.0);
    let count = captured(&field).len();
    assert_eq!(count, 3 + 5);
    field.wait(5.0);
    assert_eq!(captured(&field).len(), count);
    assert_eq!(field.result(CAMERA, SHOOT, &[0.0, f32::NAN, 0.0]), DENIED);
}

#[test]
fn a_card_fills_up_refuses_and_is_formatted() {
    let mut setup = everything();
    let camera = setup.camera.as_mut().unwrap();
    camera.storage_mib = 2.5 * f64::from(camera.image_bytes) / 1_048_576.0;
    let mut field = Field::new(setup);
    assert_eq!(field.result(CAMERA, SHOOT, &[0.0, 1.0, 5.0]), ACCEPTED);
    field.wait(8.0);
    let told = captured(&field);
    let results: Vec<bool> = told
        .iter()
        .map(|told| told.capture_result == MavBool::MAV_BOOL_TRUE)
        .collect();
    assert_eq!(results, [true, true, false]);
    assert_eq!(field.result(CAMERA, SHOOT, &[0.0, 0.0, 1.0, 9.0]), FAILED);
    assert_eq!(status(&mut field).image_status, 0);
    let format = MavCmd::MAV_CMD_STORAGE_FORMAT;
    assert_eq!(field.result(CAMERA, format, &[1.0, 1.0]), ACCEPTED);
    assert_eq!(
        field.result(CAMERA, SHOOT, &[0.0, 0.0, 1.0, 10.0]),
        REJECTED
    );
    field.wait(3.0);
    assert_eq!(status(&mut field).image_count, 0);
    assert_eq!(fetch(&mut field, "DCIM/IMG_00000.JPG", 0.0), Err(10));
    assert_eq!(
        field.result(CAMERA, SHOOT, &[0.0, 0.0, 1.0, 11.0]),
        ACCEPTED
    );
}

#[test]
fn video_is_recorded_in_its_own_mode_and_takes_room() {
    let mut field = Field::new(everything());
    let (start, stop) = (
        MavCmd::MAV_CMD_VIDEO_START_CAPTURE,
        MavCmd::MAV_CMD_VIDEO_STOP_CAPTURE,
    );
    assert_eq!(field.result(CAMERA, start, &[0.0, 1.0]), DENIED);
    let mode = MavCmd::MAV_CMD_SET_CAMERA_MODE;
    assert_eq!(field.result(CAMERA, mode, &[0.0, 1.0]), ACCEPTED);
    assert_eq!(field.result(CAMERA, SHOOT, &[0.0, 0.0, 1.0, 1.0]), DENIED);
    let before = status(&mut field).available_capacity;
    assert_eq!(field.result(CAMERA, start, &[0.0, 1.0]), ACCEPTED);
    assert_eq!(field.result(CAMERA, start, &[0.0, 1.0]), REJECTED);
    let heard = field.said.len();
    field.wait(10.0);
    let told = field.said[heard..].iter().filter(|said| {
        said.channel == 0 && matches!(said.message, MavMessage::CAMERA_CAPTURE_STATUS(_))
    });
    assert!((10..=11).contains(&told.count()));
    let now = status(&mut field);
    assert_eq!(now.video_status, 1);
    assert!(now.recording_time_ms.abs_diff(10_040) < 60);
    let used_mib = f64::from(before - now.available_capacity);
    assert!(
        (used_mib - 10.0 * 0.5e6 / 1_048_576.0).abs() < 0.1,
        "{used_mib}"
    );
    assert_eq!(field.result(CAMERA, mode, &[0.0, 0.0]), REJECTED);
    assert_eq!(field.result(CAMERA, stop, &[]), ACCEPTED);
    assert_eq!(field.result(CAMERA, mode, &[0.0, 0.0]), ACCEPTED);
    assert_eq!(
        field.result(CAMERA, MavCmd::MAV_CMD_VIDEO_STOP_STREAMING, &[]),
        ACCEPTED
    );
}

#[test]
fn zoom_and_focus_go_where_they_are_told() {
    let mut field = Field::new(everything());
    let (zoom, focus) = (
        MavCmd::MAV_CMD_SET_CAMERA_ZOOM,
        MavCmd::MAV_CMD_SET_CAMERA_FOCUS,
    );
    let settings = |field: &mut Field| match field.request(CAMERA, 260, 0.0) {
        MavMessage::CAMERA_SETTINGS(settings) => (settings.zoomLevel, settings.focusLevel),
        other => panic!("{other:?}"),
    };
    let view_deg = |field: &mut Field| match field.request(CAMERA, 271, 0.0) {
        MavMessage::CAMERA_FOV_STATUS(field) => field.hfov,
        other => panic!("{other:?}"),
    };
    let widest = view_deg(&mut field);
    assert!((widest - 73.74).abs() < 0.01, "{widest}");
    assert_eq!(field.result(CAMERA, zoom, &[2.0, 100.0]), ACCEPTED);
    assert_eq!(settings(&mut field).0, 100.0);
    let expected = 2.0 * (0.5 * 13.2_f32 / (8.0 * 8.8)).atan().to_degrees();
    assert!((view_deg(&mut field) - expected).abs() < 0.01);
    assert_eq!(field.result(CAMERA, zoom, &[4.0, 40.0]), ACCEPTED);
    assert!((view_deg(&mut field) - 40.0).abs() < 0.01);
    assert_eq!(field.result(CAMERA, zoom, &[2.0, 101.0]), DENIED);
    assert_eq!(field.result(CAMERA, zoom, &[1.0, -1.0]), ACCEPTED);
    field.wait(5.0);
    assert_eq!(settings(&mut field).0, 0.0);
    assert_eq!(field.result(CAMERA, focus, &[2.0, 30.0]), ACCEPTED);
    assert!((settings(&mut field).1 - 30.0).abs() < 1e-3);
    assert_eq!(
        field.result(CAMERA, MavCmd::MAV_CMD_RESET_CAMERA_SETTINGS, &[1.0]),
        ACCEPTED
    );
    assert_eq!(settings(&mut field), (0.0, 0.0));
}

#[test]
fn numbers_that_are_none_are_denied_and_nothing_is_done() {
    const NAN: f32 = f32::NAN;
    let mut field = Field::new(everything());
    field.wait(1.0);
    for params in [
        [0.0, 0.5, 0.3, 0.0],
        [0.0, 0.5, 2.5, 0.0],
        [0.0, 0.5, -1.0, 0.0],
        [0.0, 0.5, NAN, 0.0],
        [0.0, 0.5, f32::INFINITY, 0.0],
        [0.0, -1.0, 1.0, 1.0],
        [0.0, 0.0, 1.0, 1.5],
        [0.0, 0.0, 1.0, -1.0],
    ] {
        assert_eq!(field.result(CAMERA, SHOOT, &params), DENIED, "{params:?}");
    }
    let (zoom, focus, mode, request, interval) = (
        MavCmd::MAV_CMD_SET_CAMERA_ZOOM,
        MavCmd::MAV_CMD_SET_CAMERA_FOCUS,
        MavCmd::MAV_CMD_SET_CAMERA_MODE,
        MavCmd::MAV_CMD_REQUEST_MESSAGE,
        MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL,
    );
    for nonsense in [NAN, -1.0, 1.5, f32::INFINITY] {
        for (command, params) in [
            (zoom, [nonsense, 1.0]),
            (focus, [nonsense, 1.0]),
            (mode, [0.0, nonsense]),
            (request, [nonsense, 0.0]),
            (request, [263.0, nonsense]),
            (interval, [nonsense, 0.0]),
            (
                MavCmd::MAV_CMD_REQUEST_CAMERA_IMAGE_CAPTURE,
                [nonsense, 0.0],
            ),
        ] {
            let result = field.result(CAMERA, command, &params);
            assert_eq!(result, DENIED, "{command:?} {params:?}");
        }
    }
    for nonsense in [NAN, -2.0, 0.5, f32::INFINITY] {
        assert_eq!(field.result(CAMERA, interval, &[260.0, nonsense]), DENIED);
        assert_eq!(field.result((0, 154), interval, &[285.0, nonsense]), DENIED);
        assert_eq!(field.result((0, 1), interval, &[281.0, nonsense]), DENIED);
    }
    // A second by a rate is seldom whole, and the longest is as long as it can be told.
    for sane in [1e6 / 3.0, 1e30] {
        assert_eq!(field.result(CAMERA, interval, &[260.0, sane]), ACCEPTED);
    }
    field.wait(1.0);
    assert_eq!(captured(&field).len(), 0);
    // In a mission the number of a picture is left out as NaN.
    assert_eq!(field.result(CAMERA, SHOOT, &[0.0, 0.0, 1.0, NAN]), ACCEPTED);
    field.wait(1.0);
    assert_eq!(captured(&field).len(), 1);
}

#[test]
fn a_video_tells_its_state_within_bounds_however_it_is_asked_for() {
    let mut field = Field::new(everything());
    let (start, stop) = (
        MavCmd::MAV_CMD_VIDEO_START_CAPTURE,
        MavCmd::MAV_CMD_VIDEO_STOP_CAPTURE,
    );
    let mode = MavCmd::MAV_CMD_SET_CAMERA_MODE;
    assert_eq!(field.result(CAMERA, mode, &[0.0, 1.0]), ACCEPTED);
    for hertz in [f32::NAN, f32::INFINITY, -1.0] {
        assert_eq!(
            field.result(CAMERA, start, &[0.0, hertz]),
            DENIED,
            "{hertz}"
        );
    }
    for (hertz, expected) in [(0.0, 0..=0), (1e-30, 1..=1), (1e30, 49..=52)] {
        let before = field.said.len();
        assert_eq!(field.result(CAMERA, start, &[0.0, hertz]), ACCEPTED);
        field.wait(1.0);
        assert_eq!(field.result(CAMERA, stop, &[]), ACCEPTED);
        let told = field.said[before..].iter().filter(|said| {
            said.channel == 0 && matches!(said.message, MavMessage::CAMERA_CAPTURE_STATUS(_))
        });
        let count = told.count();
        assert!(expected.contains(&count), "{hertz}: {count}");
    }
}

#[test]
fn a_step_of_the_lens_to_neither_side_moves_nothing() {
    let mut field = Field::new(everything());
    for command in [
        MavCmd::MAV_CMD_SET_CAMERA_ZOOM,
        MavCmd::MAV_CMD_SET_CAMERA_FOCUS,
    ] {
        for (side, expected) in [(0.0, 50.0), (1.0, 60.0), (-0.0, 60.0), (-1.0, 50.0)] {
            if side == 0.0 && expected == 50.0 {
                assert_eq!(field.result(CAMERA, command, &[2.0, 50.0]), ACCEPTED);
            }
            assert_eq!(field.result(CAMERA, command, &[0.0, side]), ACCEPTED);
            let MavMessage::CAMERA_SETTINGS(told) = field.request(CAMERA, 260, 0.0) else {
                panic!()
            };
            let level = if command == MavCmd::MAV_CMD_SET_CAMERA_ZOOM {
                told.zoomLevel
            } else {
                told.focusLevel
            };
            assert!(
                (level - expected).abs() < 1e-3,
                "{command:?} {side}: {level}"
            );
        }
    }
}
