//! Texts, names, kinds, and what is told only at times.

use super::*;
use crate::link::report::*;
use mavlink::dialects::ardupilotmega::*;

#[test]
fn texts_end_at_their_first_zero_and_keep_no_damage() {
    let text = |bytes: &[u8], id, chunk_seq| {
        let mut text = [0; 50];
        text[..bytes.len()].copy_from_slice(bytes);
        let message = STATUSTEXT_DATA {
            severity: MavSeverity::MAV_SEVERITY_ERROR,
            text: text.into(),
            id,
            chunk_seq,
        };
        report!(StatusText, message)
    };
    let whole = text(b"PreArm: \0rest", 0, 0);
    assert_eq!((whole.text.as_str(), whole.is_last), ("PreArm: ", true));
    assert_eq!(text(b"a\xFFb", 0, 0).text, "a\u{FFFD}b");
    assert_eq!(text("海鸥".as_bytes(), 0, 0).text, "海鸥");
    // A piece that fills its room is not the last one; one with a zero is.
    assert!(!text(&[b'a'; 50], 3, 0).is_last);
    assert!(text(&[b'a'; 49], 3, 1).is_last);
    assert!(text(&[b'a'; 50], 0, 0).is_last);
}

#[test]
fn a_name_ends_at_its_zero_whatever_stands_behind_it() {
    let named = |bytes: &[u8; 16]| {
        let message = PARAM_VALUE_DATA {
            param_id: (*bytes).into(),
            ..Default::default()
        };
        report!(ParameterValue, message).name
    };
    assert_eq!(
        named(b"ABC\0rubbish\0\0\0\0\0"),
        ParameterName::new("ABC").unwrap()
    );
    assert_eq!(named(b"ABCDEFGHIJKLMNOP").as_str(), "ABCDEFGHIJKLMNOP");
}

#[test]
fn progress_is_told_only_of_what_is_under_way() {
    let progress = |result, progress| {
        let message = COMMAND_ACK_DATA {
            result,
            progress,
            ..Default::default()
        };
        report!(CommandAck, message).progress
    };
    let under_way = MavResult::MAV_RESULT_IN_PROGRESS;
    assert_eq!(progress(under_way, 100), Some(100));
    assert_eq!(progress(under_way, 101), None);
    assert_eq!(progress(under_way, u8::MAX), None);
    assert_eq!(progress(MavResult::MAV_RESULT_ACCEPTED, 0), None);
}

#[test]
fn over_a_satellite_it_is_armed_unless_ardupilot_says_that_it_is_not() {
    let armed = |autopilot, custom0| {
        let message = HIGH_LATENCY2_DATA {
            autopilot,
            custom0,
            groundspeed: 50,
            heading: 90,
            battery: -1,
            climb_rate: -15,
            ..Default::default()
        };
        let report = report!(HighLatency, message);
        assert_eq!((report.ground_speed_mps, report.heading_deg), (10.0, 180.0));
        assert_eq!(
            (report.climb_mps, report.battery_left, report.place),
            (-1.5, None, None)
        );
        report.heartbeat.is_armed
    };
    assert!(!armed(MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA, 81));
    assert!(armed(
        MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA,
        217_u8 as i8
    ));
    assert!(armed(MavAutopilot::MAV_AUTOPILOT_PX4, 0));
}

#[test]
fn a_photo_and_a_camera_keep_what_they_know() {
    let photo = report!(
        CameraImageCaptured,
        CAMERA_IMAGE_CAPTURED_DATA {
            q: [f32::NAN; 4],
            image_index: 7,
            capture_result: MavBool::MAV_BOOL_TRUE,
            file_url: "mftp://photo7.jpg".into(),
            ..Default::default()
        }
    );
    assert_eq!(
        (photo.place, photo.orientation, photo.index),
        (None, [0.0; 4], 7)
    );
    assert_eq!(
        (photo.is_captured, photo.file_url.as_str()),
        (true, "mftp://photo7.jpg")
    );
    let status = report!(
        CameraStatus,
        CAMERA_CAPTURE_STATUS_DATA {
            available_capacity: f32::NAN,
            image_count: 12,
            ..Default::default()
        }
    );
    assert_eq!((status.free_mib, status.image_count), (0.0, 12));
    let settings = report!(
        CameraSettings,
        CAMERA_SETTINGS_DATA {
            zoomLevel: 50.0,
            focusLevel: f32::NAN,
            ..Default::default()
        }
    );
    assert_eq!((settings.zoom, settings.focus), (Some(0.5), None));
}

#[test]
fn what_is_what_by_its_type() {
    for (mav_type, kind) in [
        (MavType::MAV_TYPE_QUADROTOR, ComponentKind::Rotorcraft),
        (MavType::MAV_TYPE_HELICOPTER, ComponentKind::Rotorcraft),
        (
            MavType::MAV_TYPE_GENERIC_MULTIROTOR,
            ComponentKind::Rotorcraft,
        ),
        (MavType::MAV_TYPE_FIXED_WING, ComponentKind::FixedWing),
        (MavType::MAV_TYPE_VTOL_TILTROTOR, ComponentKind::Vtol),
        (MavType::MAV_TYPE_GROUND_ROVER, ComponentKind::OtherVehicle),
        (MavType::MAV_TYPE_GCS, ComponentKind::GroundStation),
        (MavType::MAV_TYPE_CAMERA, ComponentKind::Camera),
        (MavType::MAV_TYPE_GIMBAL, ComponentKind::Gimbal),
        (MavType::MAV_TYPE_ADSB, ComponentKind::Other),
        (MavType::MAV_TYPE_ONBOARD_CONTROLLER, ComponentKind::Other),
    ] {
        let message = HEARTBEAT_DATA {
            mavtype: mav_type,
            autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
            ..Default::default()
        };
        let heartbeat = report!(Heartbeat, message);
        assert_eq!(
            (heartbeat.component, heartbeat.autopilot),
            (kind, None),
            "{mav_type:?}"
        );
    }
    // A type and an autopilot that nobody knows yet.
    let Some(Report::Heartbeat(strange)) =
        said_by(Version::Two, 0, &[0, 0, 0, 0, 200, 201, 0x80, 99, 3])
    else {
        panic!();
    };
    assert_eq!(strange.component, ComponentKind::Other);
    assert_eq!(strange.autopilot, Some(AutopilotKind::Other(201)));
    assert_eq!((strange.mav_type, strange.is_armed), (200, true));
    assert_eq!(strange.state, SystemState::Unknown);
}
