use super::*;

const MANAGER: (u8, u8) = (0, 1);
const OTHER: (u8, u8) = (1, 1);
const CONFIGURE: MavCmd = MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE;
const TURN: MavCmd = MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW;
const NAN: f32 = f32::NAN;

fn attitude(field: &Field) -> GIMBAL_DEVICE_ATTITUDE_STATUS_DATA {
    let told = field.told(154, |message| match message {
        MavMessage::GIMBAL_DEVICE_ATTITUDE_STATUS(status) => Some(status.clone()),
        _ => None,
    });
    told.last().unwrap().clone()
}

/// Pitch and yaw of a quaternion by the formulas of textbooks, degrees.
fn pitch_and_yaw(q: [f32; 4]) -> (f32, f32) {
    let [w, x, y, z] = q;
    let pitch = (2.0 * (w * y - z * x)).clamp(-1.0, 1.0).asin();
    let yaw = (2.0 * (w * z + x * y)).atan2(1.0 - 2.0 * (y * y + z * z));
    (pitch.to_degrees(), yaw.to_degrees())
}

#[test]
fn manager_and_device_tell_what_they_are_and_do_at_their_rates() {
    let mut field = Field::new(everything());
    field.wait(10.0);
    let count = |component: u8, id: u32| {
        let said = field.said.iter().filter(|said| {
            said.channel == 1
                && said.from == (1, component)
                && mavlink::Message::message_id(&said.message) == id
        });
        said.count()
    };
    assert!((48..=51).contains(&count(1, 281)), "{}", count(1, 281));
    assert!((97..=101).contains(&count(154, 285)), "{}", count(154, 285));
    assert!((9..=10).contains(&count(154, 0)));
    let MavMessage::GIMBAL_MANAGER_INFORMATION(information) = field.request(MANAGER, 280, 0.0)
    else {
        panic!()
    };
    assert_eq!(information.gimbal_device_id, 154);
    assert!((information.pitch_min.to_degrees() + 90.0).abs() < 1e-3);
    field.request((0, 154), 283, 0.0);
    let interval = MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL;
    assert_eq!(field.result((0, 154), interval, &[285.0, -1.0]), ACCEPTED);
    let before = field.said.len();
    field.wait(2.0);
    let on = |link: u8| {
        let said = field.said[before..].iter().filter(|said| {
            said.channel == link
                && matches!(said.message, MavMessage::GIMBAL_DEVICE_ATTITUDE_STATUS(_))
        });
        said.count()
    };
    assert_eq!((on(0), on(1)), (0, 20));
    // Numbers of frames follow each other, of each component on each link.
    for link in 0..2 {
        for component in [1, 100, 154, 236] {
            let said = field.said.iter();
            let numbers: Vec<u8> = said
                .filter(|said| said.channel == link && said.from == (1, component))
                .map(|said| said.sequence)
                .collect();
            assert!(numbers.len() > 10);
            assert!(
                numbers
                    .windows(2)
                    .all(|pair| pair[1] == pair[0].wrapping_add(1))
            );
        }
    }
}

#[test]
fn only_who_has_the_control_turns_it() {
    let mut field = Field::new(everything());
    let down = [-45.0, 30.0, NAN, NAN];
    assert_eq!(field.result(MANAGER, TURN, &down), DENIED, "nobody has it");
    assert_eq!(
        field.result(MANAGER, CONFIGURE, &[255.0, 190.0, 0.0, 0.0]),
        ACCEPTED
    );
    assert_eq!(field.result(OTHER, TURN, &down), DENIED);
    assert_eq!(field.result(MANAGER, TURN, &down), ACCEPTED);
    field.wait(2.0);
    let (pitch, yaw) = pitch_and_yaw(attitude(&field).q);
    assert!(
        (pitch + 45.0).abs() < 0.2 && (yaw - 30.0).abs() < 0.2,
        "{pitch} {yaw}"
    );
    // The message of one who has it not is dropped.
    let message = GIMBAL_MANAGER_SET_PITCHYAW_DATA {
        flags: GimbalManagerFlags::empty(),
        pitch: 0.0,
        yaw: 0.0,
        pitch_rate: NAN,
        yaw_rate: NAN,
        target_system: 1,
        target_component: 1,
        gimbal_device_id: 0,
    };
    field.put(1, &message);
    field.wait(2.0);
    assert!((pitch_and_yaw(attitude(&field).q).0 + 45.0).abs() < 0.2);
    // It shares the control.
    let shared = [255.0, 190.0, 250.0, 191.0];
    assert_eq!(field.result(MANAGER, CONFIGURE, &shared), ACCEPTED);
    field.put(1, &message);
    field.wait(2.0);
    assert!(pitch_and_yaw(attitude(&field).q).0.abs() < 0.2);
    let MavMessage::GIMBAL_MANAGER_STATUS(status) = field.request(OTHER, 281, 0.0) else {
        panic!()
    };
    assert_eq!(
        (status.primary_control_sysid, status.secondary_control_sysid),
        (255, 250)
    );
    // And another takes it.
    assert_eq!(
        field.result(OTHER, CONFIGURE, &[-2.0, -2.0, 0.0, 0.0]),
        ACCEPTED
    );
    assert_eq!(field.result(MANAGER, TURN, &down), DENIED);
}

#[test]
fn limits_rates_and_flags_are_kept_and_told() {
    let mut field = Field::new(everything());
    assert_eq!(
        field.result(MANAGER, CONFIGURE, &[255.0, 190.0, 0.0, 0.0]),
        ACCEPTED
    );
    assert_eq!(
        field.result(MANAGER, TURN, &[-120.0, 0.0, NAN, NAN]),
        ACCEPTED
    );
    field.wait(1.0);
    // 60°/s.
    let (pitch, _) = pitch_and_yaw(attitude(&field).q);
    assert!((-61.0..-50.0).contains(&pitch), "{pitch}");
    field.wait(2.0);
    let told = attitude(&field);
    assert!((pitch_and_yaw(told.q).0 + 90.0).abs() < 0.5);
    assert!(
        told.failure_flags
            .contains(GimbalDeviceErrorFlags::GIMBAL_DEVICE_ERROR_FLAGS_AT_PITCH_LIMIT)
    );
    // Locked to the east, by its rate at first.
    assert_eq!(
        field.result(MANAGER, TURN, &[0.0, 90.0, NAN, NAN, 16.0]),
        ACCEPTED
    );
    field.wait(3.0);
    let told = attitude(&field);
    let (pitch, yaw) = pitch_and_yaw(told.q);
    assert!(pitch.abs() < 0.2 && (yaw - 90.0).abs() < 0.2);
    let flags = GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_YAW_LOCK
        | GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_YAW_IN_EARTH_FRAME;
    assert!(told.flags.contains(flags));
    assert_eq!(
        field.result(MANAGER, TURN, &[NAN, NAN, -10.0, 0.0, 16.0]),
        ACCEPTED
    );
    field.wait(2.0);
    let (pitch, yaw) = pitch_and_yaw(attitude(&field).q);
    assert!(
        (pitch + 20.0).abs() < 1.0 && (yaw - 90.0).abs() < 0.2,
        "{pitch} {yaw}"
    );
    assert_eq!(
        field.result(MANAGER, TURN, &[0.0, 0.0, 0.0, 0.0, 2.0]),
        ACCEPTED
    );
    field.wait(3.0);
    let told = attitude(&field);
    assert!(pitch_and_yaw(told.q).1.abs() < 0.2);
    assert!(
        told.flags
            .contains(GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_NEUTRAL)
    );
    assert_eq!(
        field.result(MANAGER, TURN, &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 7.0]),
        DENIED
    );
}

#[test]
fn a_place_is_kept_in_the_middle_in_flight() {
    let mut field = Field::new(everything());
    field.take_off(50.0);
    let east_m = 40.0;
    let place = COMMAND_INT_DATA {
        param1: 0.0,
        param2: 0.0,
        param3: 0.0,
        param4: 0.0,
        x: (HOME.latitude_deg * 1e7) as i32,
        y: ((HOME.longitude_deg + east_m / 90_067.0) * 1e7) as i32,
        z: 20.0,
        command: MavCmd::MAV_CMD_DO_SET_ROI_LOCATION,
        target_system: 1,
        target_component: 1,
        frame: MavFrame::MAV_FRAME_GLOBAL,
        current: 0,
        autocontinue: 0,
    };
    let said = field.send(0, &place);
    assert!(said.iter().any(|(from, message)| {
        *from == (1, 1) && matches!(message, MavMessage::COMMAND_ACK(ack) if ack.result == ACCEPTED)
    }));
    field.wait(4.0);
    let (pitch, yaw) = pitch_and_yaw(attitude(&field).q);
    let here = field.vehicle.craft.estimate().place;
    let below = (here.altitude_amsl_m - 20.0) as f32;
    let expected = -(below / east_m as f32).atan().to_degrees();
    assert!(
        (pitch - expected).abs() < 2.0 && (yaw - 90.0).abs() < 3.0,
        "{pitch} {yaw}"
    );
    // And the camera tells what it looks at.
    let MavMessage::CAMERA_FOV_STATUS(seen) = field.request((0, 100), 271, 0.0) else {
        panic!()
    };
    let off = f64::from(seen.lon_image) * 1e-7 - (HOME.longitude_deg + east_m / 90_067.0);
    assert!((off * 90_067.0).abs() < 2.0, "{off}");
    assert_eq!(
        field.result(MANAGER, MavCmd::MAV_CMD_DO_SET_ROI_NONE, &[]),
        ACCEPTED
    );
    field.wait(3.0);
    assert!(pitch_and_yaw(attitude(&field).q).0.abs() < 0.5);
}

#[test]
fn without_a_gimbal_its_commands_are_refused_by_the_autopilot() {
    let mut setup = everything();
    setup.gimbal = None;
    let mut field = Field::new(setup);
    assert_eq!(
        field.result(MANAGER, CONFIGURE, &[255.0, 190.0]),
        UNSUPPORTED
    );
    assert_eq!(
        field.result(MANAGER, MavCmd::MAV_CMD_REQUEST_MESSAGE, &[280.0]),
        UNSUPPORTED
    );
}

#[test]
fn numbers_that_are_none_are_denied_and_do_not_turn_it() {
    let mut field = Field::new(everything());
    assert_eq!(
        field.result(MANAGER, CONFIGURE, &[255.0, 190.0, 0.0, 0.0]),
        ACCEPTED
    );
    for nonsense in [NAN, -1.0, 0.5, f32::INFINITY] {
        let turn = [-45.0, 0.0, NAN, NAN, nonsense];
        assert_eq!(field.result(MANAGER, TURN, &turn), DENIED, "{nonsense}");
        let mount = [-45.0, 0.0, 0.0, 0.0, 0.0, 0.0, nonsense];
        let by_mount = MavCmd::MAV_CMD_DO_MOUNT_CONTROL;
        assert_eq!(
            field.result(MANAGER, by_mount, &mount),
            DENIED,
            "{nonsense}"
        );
        let roi = MavCmd::MAV_CMD_DO_SET_ROI;
        assert_eq!(
            field.result(MANAGER, roi, &[nonsense]),
            DENIED,
            "{nonsense}"
        );
        let request = MavCmd::MAV_CMD_REQUEST_MESSAGE;
        assert_eq!(field.result((0, 154), request, &[nonsense]), DENIED);
    }
    field.wait(2.0);
    assert!(pitch_and_yaw(attitude(&field).q).0.abs() < 0.2);
}
