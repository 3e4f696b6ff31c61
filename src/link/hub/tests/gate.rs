use super::*;
use crate::link::report::{ParameterName, PlanItem, PlanKind};

const PARAM_REQUEST_LIST: u32 = 21;
const COMMAND_ACK: u32 = 77;

/// A vehicle in the air, and a station at an endpoint.
fn bench(access: LinkId, origin: Origin) -> (Bench, VehicleId, StationRef) {
    let mut bench = Bench::of(origin);
    let station = bench.station(access, PEER, STATION);
    let id = bench.vehicle(MOBILE, 3);
    bench.hub.set_commissioned(id, true);
    bench.events();
    (bench, id, station)
}

fn asks(bench: &mut Bench, link: LinkId, say: &Say) -> usize {
    bench.comes(link, PEER, &says(STATION, (3, 1), say)).len()
}

fn with(number: u16, param1: f32) -> Say {
    command(number, [param1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
}

/// An item of a mission.
fn item(number: u16, param1: f32) -> Say {
    Say::MissionItem(PlanItem {
        kind: PlanKind::Mission,
        sequence: 1,
        frame: 2,
        command: number,
        is_current: false,
        goes_on: true,
        params: [param1, 0.0, 0.0, 0.0],
        x: 0,
        y: 0,
        z: 0.0,
    })
}

fn set_mode(bench: &mut Bench, link: LinkId, custom: u32) -> usize {
    let mut payload = custom.to_le_bytes().to_vec();
    payload.extend_from_slice(&[3, 1]);
    bench
        .comes(link, PEER, &frame(STATION, 190, 0, 11, &payload))
        .len()
}

#[test]
fn a_read_only_endpoint_passes_what_only_reads_and_refuses_all_else() {
    let (mut bench, id, station) = bench(LOOK, Origin::Live);
    bench.hub.set_commissioned(id, false);
    let reads = [
        Say::ParameterRequestList,
        Say::ParameterRequestIndex(4),
        Say::Timesync { tc1: 0, ts1: 9 },
        Say::MissionRequestList {
            kind: PlanKind::Fence,
        },
        with(512, 148.0),
    ];
    for say in &reads {
        assert_eq!(asks(&mut bench, LOOK, say), 1, "{say:?}");
    }
    let does_more = [
        Say::Heartbeat,
        Say::Timesync { tc1: 5, ts1: 9 },
        Say::MissionClear {
            kind: PlanKind::Mission,
        },
        with(512, 130.0),
        with(20, 0.0),
        order(),
    ];
    for say in &does_more {
        assert_eq!(asks(&mut bench, LOOK, say), 0, "{say:?}");
    }
    // Holding the lease opens nothing there.
    bench.hub.set_commissioned(id, true);
    bench.hub.set_holder(id, Holder::Station(station));
    for say in &does_more {
        assert_eq!(asks(&mut bench, LOOK, say), 0, "{say:?}");
    }
    assert_eq!(bench.refused(LOOK, Refusal::ReadOnly), 10);
    let last = bench.hub.link_account(LOOK).unwrap().last_refused.unwrap();
    assert_eq!((last.command, last.why), (Some(178), Refusal::ReadOnly));
}

#[test]
fn a_control_endpoint_passes_commands_of_who_holds_the_vehicle_only() {
    let (mut bench, id, station) = bench(CONTROL, Origin::Simulated);
    let other = StationRef {
        system: 254,
        ..station
    };
    for (holder, passed) in [
        (Holder::Station(station), 1),
        (Holder::Station(other), 0),
        (Holder::Operator, 0),
    ] {
        bench.hub.set_holder(id, holder);
        assert_eq!(asks(&mut bench, CONTROL, &order()), passed, "{holder:?}");
        // The pilot's sticks are a command.
        let sticks = frame(STATION, 190, 0, 69, &[1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 3]);
        assert_eq!(bench.comes(CONTROL, PEER, &sticks).len(), passed);
    }
    assert_eq!(bench.refused(CONTROL, Refusal::HeldByAnother), 4);
}

#[test]
fn who_holds_is_told_apart_by_endpoint_address_and_id() {
    let (mut bench, id, station) = bench(CONTROL, Origin::Simulated);
    bench.hub.set_holder(id, Holder::Station(station));
    let bytes = says(STATION, (3, 1), &order());
    assert_eq!(bench.comes(CONTROL, PeerId(6), &bytes), []);
    let bytes = says(254, (3, 1), &order());
    assert_eq!(bench.comes(CONTROL, PEER, &bytes), []);
}

#[test]
fn a_command_to_a_vehicle_that_nobody_holds_asks_for_the_lease_once_a_second() {
    let (mut bench, id, station) = bench(CONTROL, Origin::Simulated);
    let asked = HubEvent::StationAsksForLease {
        station,
        vehicle: id,
    };
    for _ in 0..5 {
        assert_eq!(asks(&mut bench, CONTROL, &order()), 0);
    }
    let asked_for = |events: &[HubEvent]| events.iter().filter(|it| **it == asked).count();
    assert_eq!(asked_for(&bench.events()), 1);
    bench.pass_ms(1_000);
    asks(&mut bench, CONTROL, &order());
    assert_eq!(asked_for(&bench.events()), 1);
    // Granted: the station tries once more.
    bench.hub.set_holder(id, Holder::Station(station));
    assert_eq!(asks(&mut bench, CONTROL, &order()), 1);
    let commanded = HubEvent::StationCommanded {
        station,
        vehicle: id,
        message_id: 76,
        command: Some(178),
        broke_through: false,
    };
    assert_eq!(bench.events(), [commanded]);
}

#[test]
fn hold_return_and_land_break_through_and_nothing_that_goes_elsewhere() {
    let (mut bench, id, _) = bench(CONTROL, Origin::Simulated);
    bench.hub.set_holder(id, Holder::Operator);
    let nan = f32::NAN;
    let table = [
        (with(20, 0.0), 1),
        (with(21, 0.0), 1),
        (with(17, 0.0), 1),
        (with(193, 0.0), 1),
        // On with it; and to land or wait at another place is to go there.
        (with(193, 1.0), 0),
        (command(21, [0.0, 0.0, 0.0, 0.0, 36.0, 120.0, 0.0]), 0),
        (command(17, [0.0, 0.0, 0.0, 0.0, 36.0, 120.0, 0.0]), 0),
        (command(21, [0.0, 0.0, 0.0, nan, nan, nan, nan]), 1),
        (command(192, [-1.0, 1.0, 0.0, nan, nan, nan, nan]), 1),
        (command(192, [-1.0, 1.0, 0.0, nan, nan, nan, 50.0]), 0),
        (command(192, [-1.0, 1.0, 0.0, nan, 36.0, 120.0, nan]), 0),
        (with(300, 0.0), 0),
        (with(400, 1.0), 0),
    ];
    for (say, passed) in table {
        assert_eq!(asks(&mut bench, CONTROL, &say), passed, "{say:?}");
    }
    // STABILIZE, GUIDED, LOITER, RTL, LAND, BRAKE, SMART_RTL, AUTO of Copter.
    for (mode, passed) in [
        (0, 0),
        (4, 0),
        (5, 1),
        (6, 1),
        (9, 1),
        (17, 1),
        (21, 1),
        (3, 0),
    ] {
        assert_eq!(set_mode(&mut bench, CONTROL, mode), passed, "mode {mode}");
        let say = command(176, [1.0, mode as f32, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(asks(&mut bench, CONTROL, &say), passed, "mode {mode}");
    }
    let broke = |it: &HubEvent| {
        matches!(
            it,
            HubEvent::StationCommanded {
                broke_through: true,
                ..
            }
        )
    };
    assert!(bench.events().iter().filter(|it| broke(it)).count() >= 10);
}

#[test]
fn modes_that_stop_are_those_of_the_autopilot() {
    // A plane's RTL is 11, and its 6 is FBWB; PX4 counts otherwise again.
    for (mav_type, autopilot, mode, passed) in [
        (1, 3, 11, 1),
        (1, 3, 6, 0),
        (2, 3, 11, 0),
        (2, 12, 4 << 16 | 5 << 24, 1),
        (2, 12, 4 << 16 | 6 << 24, 1),
        (2, 12, 4 << 16 | 3 << 24, 1),
        (2, 12, 4 << 16 | 4 << 24, 0),
        (2, 12, 6, 0),
        (2, 0, 6, 0),
    ] {
        let mut bench = Bench::of(Origin::Simulated);
        bench.station(CONTROL, PEER, STATION);
        bench.comes(MOBILE, PEER, &beat(3, 1, 0, mav_type, autopilot));
        bench.hub.set_holder(vehicle(3), Holder::Operator);
        let sent = set_mode(&mut bench, CONTROL, mode);
        assert_eq!(sent, passed, "{mav_type} {autopilot} {mode:#x}");
    }
}

#[test]
fn stopping_works_from_a_control_endpoint_whoever_holds_the_vehicle_and_healthy_or_not() {
    let (mut bench, id, station) = bench(CONTROL, Origin::Live);
    let other = StationRef {
        system: 9,
        ..station
    };
    bench.hub.set_healthy(false);
    for holder in [Holder::Nobody, Holder::Operator, Holder::Station(other)] {
        bench.hub.set_holder(id, holder);
        assert_eq!(asks(&mut bench, CONTROL, &with(20, 0.0)), 1, "{holder:?}");
    }
}

#[test]
fn no_station_ends_a_flight() {
    let (mut bench, id, station) = bench(CONTROL, Origin::Simulated);
    bench.hub.set_holder(id, Holder::Station(station));
    let parameter = |name: &str| Say::ParameterSet {
        name: ParameterName::new(name).unwrap(),
        bytes: 1.0_f32.to_le_bytes(),
        parameter_type: crate::link::report::ParameterType::F32,
    };
    let termination = [
        with(185, 1.0),
        with(208, 2.0),
        with(420, 0.0),
        parameter("AFS_TERMINATE"),
        item(185, 1.0),
        item(208, 2.0),
        item(218, 31.0),
    ];
    let ends_in_the_air = [
        with(400, 0.0),
        with(400, f32::NAN),
        with(400, 0.4),
        command(400, [0.0, 21_196.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
        with(246, 1.0),
        // The safety switch by a base mode without a mode of its own, by its command, and a switch that stops motors.
        with(176, 128.0),
        with(5_300, 0.0),
        with(218, 31.0),
    ];
    for say in termination.iter().chain(&ends_in_the_air) {
        assert_eq!(asks(&mut bench, CONTROL, say), 0, "{say:?}");
    }
    // Whether it flies is not known until it is said.
    bench.hub.set_in_air(id, false);
    for say in &ends_in_the_air {
        assert_eq!(asks(&mut bench, CONTROL, say), 1, "{say:?}");
    }
    for say in &termination {
        assert_eq!(asks(&mut bench, CONTROL, say), 0, "{say:?}");
    }
    bench.hub.set_in_air(id, true);
    assert_eq!(asks(&mut bench, CONTROL, &with(400, 0.0)), 0);
    assert_eq!(asks(&mut bench, CONTROL, &with(400, 1.0)), 1);
    assert_eq!(asks(&mut bench, CONTROL, &parameter("AFS_ENABLE")), 1);
    // Files may be read in the air, and written on the ground.
    let file = |opcode| {
        let mut payload = vec![0, 3, 1, 0, 0, 0, opcode];
        payload.resize(20, 1);
        frame(STATION, 190, 0, 110, &payload)
    };
    assert_eq!(bench.comes(CONTROL, PEER, &file(4)).len(), 1);
    assert_eq!(bench.comes(CONTROL, PEER, &file(7)).len(), 0);
    bench.hub.set_in_air(id, false);
    assert_eq!(bench.comes(CONTROL, PEER, &file(7)).len(), 1);
    // As an item of a plan.
    let mut item = vec![0; 37];
    item[30..34].copy_from_slice(&[185, 0, 3, 1]);
    let item = frame(STATION, 190, 0, 73, &item);
    assert_eq!(bench.comes(CONTROL, PEER, &item), []);
}

#[test]
fn a_key_is_never_passed_on() {
    let (mut bench, id, station) = bench(CONTROL, Origin::Simulated);
    bench.hub.set_holder(id, Holder::Station(station));
    let key = frame(STATION, 190, 0, 256, &[3, 1, 7, 7, 7]);
    assert_eq!(bench.comes(CONTROL, PEER, &key), []);
    assert_eq!(bench.refused(CONTROL, Refusal::CarriesKey), 1);
    let key = frame(3, 1, 1, 256, &[255, 190, 7, 7, 7]);
    assert_eq!(bench.comes(MOBILE, PEER, &key), []);
    assert!(bench.ear.recorded.iter().all(|it| message_id(it) != 256));
}

#[test]
fn a_stations_heartbeat_reaches_what_it_holds_while_we_can_judge_and_nothing_else() {
    let (mut bench, id, station) = bench(CONTROL, Origin::Live);
    bench.vehicle(MOBILE, 4);
    let beats = |bench: &mut Bench| bench.comes(CONTROL, PEER, &station_heartbeat(STATION));
    assert_eq!(beats(&mut bench), []);
    bench.hub.set_holder(id, Holder::Station(station));
    let expected = (MOBILE, PEER, station_heartbeat(STATION));
    assert!(bench.ear.beats.is_empty());
    assert_eq!(beats(&mut bench), [expected]);
    bench.hub.set_healthy(false);
    assert_eq!(beats(&mut bench), []);
    // It is there, and holds on to what it holds, whether or not its heartbeat goes on.
    assert_eq!(bench.ear.beats, vec![(station, vec![id]); 2]);
    bench.hub.set_healthy(true);
    assert_eq!(beats(&mut bench).len(), 1);
    bench.hub.set_commissioned(id, false);
    assert_eq!(beats(&mut bench), []);
    bench.hub.set_commissioned(id, true);
    bench.hub.set_holder(id, Holder::Nobody);
    assert_eq!(beats(&mut bench), []);
}

#[test]
fn a_live_vehicle_that_is_not_commissioned_and_a_recording_get_no_commands() {
    let (mut bench, id, station) = bench(CONTROL, Origin::Live);
    bench.hub.set_commissioned(id, false);
    bench.hub.set_holder(id, Holder::Station(station));
    for say in [order(), with(20, 0.0)] {
        assert_eq!(asks(&mut bench, CONTROL, &say), 0);
    }
    assert_eq!(bench.refused(CONTROL, Refusal::ObserveOnly), 2);
    assert_eq!(asks(&mut bench, CONTROL, &Say::ParameterRequestList), 1);

    let (mut bench, id, station) = self::bench(CONTROL, Origin::Replayed);
    bench.hub.set_holder(id, Holder::Station(station));
    for say in [order(), with(20, 0.0), Say::ParameterRequestList] {
        assert_eq!(asks(&mut bench, CONTROL, &say), 0);
    }
    assert_eq!(bench.refused(CONTROL, Refusal::ToRecording), 3);
    assert_eq!(bench.comes(CONTROL, PEER, &station_heartbeat(STATION)), []);
}

#[test]
fn a_station_does_not_speak_as_a_vehicle_that_it_is_shown() {
    let (mut bench, ..) = bench(CONTROL, Origin::Simulated);
    bench.comes(MOBILE, PEER, &heartbeat(3, 1, 1));
    let bytes = says(3, (3, 1), &Say::ParameterRequestList);
    assert_eq!(bench.comes(CONTROL, PEER, &bytes), []);
    assert_eq!(bench.refused(CONTROL, Refusal::ForeignId), 1);
}

#[test]
fn a_station_may_be_component_0_and_gets_its_answers() {
    let (mut bench, ..) = bench(CONTROL, Origin::Simulated);
    let asks = frame(STATION, 0, 0, PARAM_REQUEST_LIST, &[3, 1]);
    assert_eq!(bench.comes(CONTROL, PEER, &asks).len(), 1);
    let answer = frame(3, 1, 1, COMMAND_ACK, &[0, 2, 0, 0, 0, 0, 0, 0, STATION, 0]);
    let sent = bench.comes(MOBILE, PEER, &answer);
    assert!(sent.contains(&(CONTROL, PEER, answer)));
    let nobody = frame(0, 190, 0, PARAM_REQUEST_LIST, &[3, 1]);
    assert_eq!(bench.comes(CONTROL, PEER, &nobody), []);
    assert_eq!(bench.refused(CONTROL, Refusal::ForeignId), 1);
}

#[test]
fn what_is_for_all_reaches_each_vehicle_that_it_may_and_never_hundreds() {
    let (mut bench, id, station) = bench(CONTROL, Origin::Simulated);
    bench.vehicle(MOBILE, 4);
    let to_all = |bench: &mut Bench, say: &Say| {
        let bytes = says(STATION, (0, 0), say);
        bench.comes(CONTROL, PEER, &bytes).len()
    };
    assert_eq!(to_all(&mut bench, &Say::ParameterRequestList), 2);
    assert_eq!(to_all(&mut bench, &order()), 0);
    bench.hub.set_holder(id, Holder::Station(station));
    assert_eq!(to_all(&mut bench, &order()), 1);
    for system in 5..=67 {
        bench.vehicle(MOBILE, system);
    }
    assert_eq!(to_all(&mut bench, &Say::ParameterRequestList), 1);
    assert_eq!(to_all(&mut bench, &order()), 1);
    assert_eq!(to_all(&mut bench, &with(20, 0.0)), 65);
}

#[test]
fn a_refusal_is_told_once_a_second_and_counted_each_time() {
    let (mut bench, _, station) = bench(LOOK, Origin::Simulated);
    for _ in 0..50 {
        asks(&mut bench, LOOK, &order());
    }
    let refused = HubEvent::StationRefused {
        station,
        vehicle: Some(vehicle(3)),
        message_id: 76,
        command: Some(178),
        why: Refusal::ReadOnly,
    };
    assert_eq!(bench.events(), [refused]);
    assert_eq!(bench.refused(LOOK, Refusal::ReadOnly), 50);
    bench.pass_ms(1_000);
    asks(&mut bench, LOOK, &order());
    assert_eq!(bench.events(), [refused]);
}

#[test]
fn what_there_was_no_room_for_is_refused_and_not_said_to_be_passed_on() {
    let (mut bench, id, station) = bench(CONTROL, Origin::Simulated);
    bench.hub.set_holder(id, Holder::Station(station));
    let shed = bench.out.shed;
    while bench.out.shed == shed {
        let (now, out) = (bench.now, &mut bench.out);
        let _ = bench.hub.send(now, id, 1, 131, &[1; 255], out);
    }
    for bytes in [says(STATION, (3, 1), &order()), station_heartbeat(STATION)] {
        let arrival = Arrival {
            link: CONTROL,
            peer: PEER,
            at: bench.now,
            framing: Framing::Datagram,
            bytes: &bytes,
        };
        bench.hub.arrived(arrival, &mut bench.out, &mut bench.ear);
    }
    let refused = |message_id, command| HubEvent::StationRefused {
        station,
        vehicle: Some(id),
        message_id,
        command,
        why: Refusal::NoRoom,
    };
    assert_eq!(bench.events(), [refused(76, Some(178)), refused(0, None)]);
    assert_eq!(bench.refused(CONTROL, Refusal::NoRoom), 2);
}

#[test]
fn what_is_for_all_is_refused_once_a_vehicle_and_told_once() {
    let (mut bench, id, station) = bench(CONTROL, Origin::Simulated);
    for system in 4..=10 {
        bench.vehicle(MOBILE, system);
    }
    bench.events();
    let to_all = |bench: &mut Bench, say: &Say| {
        let bytes = says(STATION, (0, 0), say);
        bench.comes(CONTROL, PEER, &bytes).len()
    };
    let told = |vehicle, command, why| HubEvent::StationRefused {
        station,
        vehicle: Some(vehicle),
        message_id: 76,
        command: Some(command),
        why,
    };
    // Disarming in the air, whoever holds it.
    bench.hub.set_holder(id, Holder::Station(station));
    assert_eq!(to_all(&mut bench, &with(400, 0.0)), 0);
    assert_eq!(bench.refused(CONTROL, Refusal::EndsFlight), 8);
    assert_eq!(bench.events(), [told(id, 400, Refusal::EndsFlight)]);
    // One vehicle gets it, one is somebody else's, and six are nobody's.
    bench.hub.set_holder(vehicle(5), Holder::Operator);
    assert_eq!(to_all(&mut bench, &order()), 1);
    assert_eq!(bench.refused(CONTROL, Refusal::HeldByNobody), 6);
    assert_eq!(bench.refused(CONTROL, Refusal::HeldByAnother), 1);
    let events = bench.events();
    assert!(matches!(events[0], HubEvent::StationCommanded { vehicle, .. } if vehicle == id));
    assert_eq!(events[1..], [told(vehicle(4), 178, Refusal::HeldByNobody)]);
    // Too many.
    for system in 11..=67 {
        bench.vehicle(MOBILE, system);
    }
    assert_eq!(to_all(&mut bench, &order()), 1);
    assert_eq!(bench.refused(CONTROL, Refusal::TooWide), 64);
}
