use super::*;
use mavlink::types::CharArray;

#[test]
fn remote_id_tells_who_and_where_often_enough_and_truly() {
    let mut field = Field::new(everything());
    field.take_off(30.0);
    let before = field.said.len();
    field.wait(9.0);
    let said = &field.said[before..];
    let of = |id: u32| -> Vec<&Said> {
        let said = said
            .iter()
            .filter(|said| said.channel == 0 && mavlink::Message::message_id(&said.message) == id);
        said.collect()
    };
    let locations = of(OPEN_DRONE_ID_LOCATION_DATA::ID);
    assert!(locations.len() >= 9);
    for pair in locations.windows(2) {
        assert!(pair[1].at - pair[0].at <= Duration::from_secs(1));
    }
    for id in [
        OPEN_DRONE_ID_SYSTEM_DATA::ID,
        OPEN_DRONE_ID_SELF_ID_DATA::ID,
    ] {
        assert_eq!(of(id).len(), 3, "{id}");
    }
    let ids: Vec<_> = of(OPEN_DRONE_ID_BASIC_ID_DATA::ID)
        .iter()
        .map(|said| match &said.message {
            MavMessage::OPEN_DRONE_ID_BASIC_ID(id) => {
                let text = String::from_utf8(id.uas_id.to_vec()).unwrap();
                (id.id_type, text.trim_end_matches('\0').to_owned())
            }
            _ => unreachable!(),
        })
        .take(2)
        .collect();
    assert_eq!(
        ids,
        [
            (
                MavOdidIdType::MAV_ODID_ID_TYPE_SERIAL_NUMBER,
                "1581HAIOU00000000001".to_owned()
            ),
            (
                MavOdidIdType::MAV_ODID_ID_TYPE_CAA_REGISTRATION_ID,
                "UAS00000001".to_owned()
            ),
        ]
    );
    let last = locations.last().unwrap();
    let MavMessage::OPEN_DRONE_ID_LOCATION(location) = &last.message else {
        unreachable!()
    };
    assert_eq!(last.from, (1, 236));
    assert_eq!(location.status, MavOdidStatus::MAV_ODID_STATUS_AIRBORNE);
    assert!((location.height - 30.0).abs() < 3.0, "{}", location.height);
    let geodetic = location.altitude_geodetic;
    assert!((geodetic - 50.0 - 5.7).abs() < 3.0, "{geodetic}");
    let true_place = field.vehicle.craft.body().place;
    assert!((f64::from(location.latitude) * 1e-7 - true_place.latitude_deg).abs() < 4e-5);
    // The hour began half an hour before the start.
    let expected_s = 1_800.0 + last.at.seconds();
    assert!((f64::from(location.timestamp) - expected_s).abs() < 0.03);
    assert_ne!(
        location.horizontal_accuracy,
        MavOdidHorAcc::MAV_ODID_HOR_ACC_UNKNOWN
    );
}

#[test]
fn a_station_tells_remote_id_where_the_operator_is_and_who() {
    let mut field = Field::new(everything());
    field.wait(50.0);
    let status = |field: &Field| {
        let told = field.told(236, |message| match message {
            MavMessage::OPEN_DRONE_ID_ARM_STATUS(status) => Some(status.clone()),
            _ => None,
        });
        told.last().unwrap().clone()
    };
    let lacking = status(&field);
    assert_eq!(
        lacking.status,
        MavOdidArmStatus::MAV_ODID_ARM_STATUS_PRE_ARM_FAIL_GENERIC
    );
    assert_eq!(lacking.error.to_str().unwrap(), "missing OP_ID ");
    field.put(
        0,
        &OPEN_DRONE_ID_SYSTEM_UPDATE_DATA {
            operator_latitude: 360_000_000,
            operator_longitude: 1_200_000_000,
            operator_altitude_geo: 12.5,
            timestamp: 0,
            target_system: 1,
            target_component: 236,
        },
    );
    let mut operator_id = [0; 20];
    operator_id[..6].copy_from_slice(b"QD-007");
    field.put(
        0,
        &OPEN_DRONE_ID_OPERATOR_ID_DATA {
            operator_id: CharArray::new(operator_id),
            target_system: 1,
            target_component: 0,
            ..Default::default()
        },
    );
    field.wait(4.0);
    assert_eq!(
        status(&field).status,
        MavOdidArmStatus::MAV_ODID_ARM_STATUS_GOOD_TO_ARM
    );
    let systems = field.told(236, |message| match message {
        MavMessage::OPEN_DRONE_ID_SYSTEM(system) => Some(system.clone()),
        _ => None,
    });
    let first = systems
        .iter()
        .find(|system| system.operator_latitude != 0)
        .unwrap();
    assert!((f64::from(first.operator_latitude) * 1e-7 - HOME.latitude_deg).abs() < 1e-4);
    let last = systems.last().unwrap();
    assert_eq!(
        (last.operator_latitude, last.operator_altitude_geo),
        (360_000_000, 12.5)
    );
    let operators = field.told(236, |message| match message {
        MavMessage::OPEN_DRONE_ID_OPERATOR_ID(operator) => {
            Some(operator.operator_id.to_str().unwrap().to_owned())
        }
        _ => None,
    });
    assert_eq!(operators.last().unwrap(), "QD-007");
}

#[test]
fn a_radio_hears_less_the_farther_it_is_and_speaks_on_its_link_alone() {
    let mean = |far_m: f64| {
        let mut setup = everything();
        let station = Place::new(
            HOME.latitude_deg - far_m / 110_957.0,
            HOME.longitude_deg,
            20.0,
        );
        setup.radios[0].station = Some(station);
        let mut field = Field::new(setup);
        field.wait(60.0);
        let mut heard = Vec::new();
        for said in &field.said {
            if let MavMessage::RADIO_STATUS(status) = &said.message {
                assert_eq!((said.from, said.channel), ((51, 68), 0));
                heard.push(f64::from(status.rssi));
            }
        }
        assert!((59..=60).contains(&heard.len()));
        heard.iter().sum::<f64>() / heard.len() as f64
    };
    // Ten times as far is 20 dB, 38 of its units.
    let lost = mean(300.0) - mean(3_000.0);
    assert!((lost - 38.0).abs() < 5.0, "{lost}");
}

#[test]
fn what_is_not_the_payloads_reaches_the_autopilot() {
    let mut field = Field::new(everything());
    let version = MavCmd::MAV_CMD_REQUEST_AUTOPILOT_CAPABILITIES;
    assert_eq!(field.result((0, 1), version, &[1.0]), ACCEPTED);
    // Commands for other systems are nobody's here.
    let said = field.send(
        0,
        &COMMAND_LONG_DATA {
            command: MavCmd::MAV_CMD_IMAGE_START_CAPTURE,
            target_system: 9,
            target_component: 100,
            ..Default::default()
        },
    );
    assert!(
        !said
            .iter()
            .any(|(_, message)| matches!(message, MavMessage::COMMAND_ACK(_)))
    );
    // A camera that everybody is asked for answers, and so does the autopilot.
    let said = field.command((0, 0), MavCmd::MAV_CMD_REQUEST_MESSAGE, &[259.0]);
    let answers: Vec<(u8, MavResult)> = said
        .iter()
        .filter_map(|(from, message)| match message {
            MavMessage::COMMAND_ACK(ack) => Some((from.1, ack.result)),
            _ => None,
        })
        .collect();
    assert_eq!(answers, [(100, ACCEPTED), (1, UNSUPPORTED)]);
    // A camera on an autopilot obeys it.
    let shoot = MavCmd::MAV_CMD_DO_DIGICAM_CONTROL;
    let params = [0.0, 0.0, 0.0, 0.0, 1.0];
    assert_eq!(field.result((0, 1), shoot, &params), ACCEPTED);
}

#[test]
fn nothing_is_carried_where_nothing_is_asked_for() {
    let mut field = Field::new(PayloadSetup::default());
    field.wait(5.0);
    assert!(field.said.iter().all(|said| said.from == (1, 1)));
}

#[test]
fn what_another_aircraft_broadcasts_of_its_operator_is_not_taken_for_ones_own() {
    let mut field = Field::new(everything());
    field.wait(50.0);
    for target_system in [0, 2] {
        let mut operator_id = [0; 20];
        operator_id[..6].copy_from_slice(b"QD-999");
        let operator_id = OPEN_DRONE_ID_OPERATOR_ID_DATA {
            operator_id: CharArray::new(operator_id),
            target_system,
            ..Default::default()
        };
        let system = OPEN_DRONE_ID_SYSTEM_DATA {
            operator_latitude: 100_000_000,
            operator_longitude: 200_000_000,
            target_system,
            ..Default::default()
        };
        let update = OPEN_DRONE_ID_SYSTEM_UPDATE_DATA {
            operator_latitude: 100_000_000,
            operator_longitude: 200_000_000,
            target_system,
            ..Default::default()
        };
        field.put(0, &operator_id);
        field.put(0, &system);
        field.put(0, &update);
    }
    field.wait(4.0);
    let foreign = field.told(236, |message| match message {
        MavMessage::OPEN_DRONE_ID_OPERATOR_ID(told) => {
            Some(told.operator_id.to_str() == Ok("QD-999"))
        }
        MavMessage::OPEN_DRONE_ID_SYSTEM(told) => Some(told.operator_latitude == 100_000_000),
        _ => None,
    });
    assert!(foreign.len() > 10 && foreign.iter().all(|is_foreign| !is_foreign));
}
