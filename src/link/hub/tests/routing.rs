use super::*;

/// Where stations were seen: two behind the control endpoint, one behind the other.
const SEEN: [(LinkId, PeerId, u8); 3] = [
    (CONTROL, PeerId(1), 255),
    (CONTROL, PeerId(2), 254),
    (LOOK, PeerId(3), 253),
];

fn bench() -> Bench {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
    for (link, peer, system) in SEEN {
        bench.station(link, peer, system);
    }
    bench.vehicle(MOBILE, 3);
    bench
}

/// COMMAND_ACK of 3/1, for somebody.
fn answer(sequence: u8, system: u8, component: u8) -> Vec<u8> {
    let payload = [16, 0, 0, 0, 0, 0, 0, 0, system, component];
    frame(3, 1, sequence, 77, &payload)
}

#[test]
fn the_standards_rules_for_what_a_vehicle_says() {
    let all = [0, 1, 2].as_slice();
    // Whom it is for, and which of the stations get it.
    let table = [
        (0, 0, all),
        (0, 190, all),
        (255, 0, &[0]),
        (255, 190, &[0]),
        (254, 190, &[1]),
        (253, 190, &[2]),
        // The component was not seen there; the system was not seen at all; it is for us.
        (255, 7, &[]),
        (100, 0, &[]),
        (US.system, US.component, &[]),
        (US.system, 0, &[]),
    ];
    let mut bench = bench();
    for (row, (system, component, stations)) in table.into_iter().enumerate() {
        let bytes = answer(row as u8 + 1, system, component);
        let sent = bench.comes(MOBILE, PEER, &bytes);
        let expected: Vec<Sent> = stations
            .iter()
            .map(|at: &usize| (SEEN[*at].0, SEEN[*at].1, bytes.clone()))
            .collect();
        assert_eq!(sent, expected, "to {system}/{component}");
    }
    // Each was handed on, whomever it was for.
    assert_eq!(bench.heard().len(), 1 + table.len());
    assert_eq!(bench.refused(MOBILE, Refusal::NoRoute), 2);
}

#[test]
fn what_is_for_all_never_goes_to_another_link_of_vehicles() {
    let mut bench = bench();
    bench.vehicles(LinkId(3), GroupId(2), Origin::Simulated, 0);
    bench.vehicle(LinkId(3), 4);
    bench.vehicle(RADIO, 5);
    let sent = bench.comes(MOBILE, PEER, &attitude(3, 1, 1, 0));
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|it| it.0 == CONTROL || it.0 == LOOK));
}

#[test]
fn what_is_for_a_component_on_another_link_of_the_group_is_passed_there() {
    let mut bench = bench();
    bench.comes(RADIO, PEER, &beat(3, 191, 0, 18, 8));
    let bytes = answer(1, 3, 191);
    assert_eq!(
        bench.comes(MOBILE, PEER, &bytes),
        [(RADIO, PEER, bytes.clone())]
    );
    // To all components of the vehicle: to those that were not seen where it comes from.
    let bytes = answer(2, 3, 0);
    let passed = [(RADIO, PEER, bytes.clone())];
    assert_eq!(bench.comes(MOBILE, PEER, &bytes), passed);
    // Back to where it was seen itself, nothing goes.
    assert_eq!(
        bench.comes(
            RADIO,
            PEER,
            &frame(3, 191, 1, 77, &[16, 0, 0, 0, 0, 0, 0, 0, 3, 191])
        ),
        []
    );
    // In another group it is somebody else.
    bench.vehicles(LinkId(3), GroupId(2), Origin::Simulated, 0);
    bench.vehicle(LinkId(3), 4);
    let other = frame(4, 1, 1, 77, &[16, 0, 0, 0, 0, 0, 0, 0, 3, 191]);
    assert_eq!(bench.comes(LinkId(3), PEER, &other), []);
}

#[test]
fn no_autopilot_is_commanded_from_another_link_of_vehicles() {
    let mut bench = bench();
    bench.vehicles(LinkId(3), GROUP, Origin::Simulated, 1);
    bench.vehicle(LinkId(3), 7);
    let say = |system, component, to, number| {
        let command = command(number, [0.0, 21_196.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        let bytes = says(STATION, to, &command);
        let payload = Frame::of_whole(&bytes).unwrap().payload();
        frame(system, component, 9, message_id(&bytes), payload)
    };
    // Another vehicle, and what says that it is of this one, disarm it, to its autopilot or to all of it.
    for bytes in [
        say(3, 1, (7, 1), 400),
        say(7, 191, (7, 1), 400),
        say(7, 191, (7, 0), 20),
    ] {
        assert_eq!(bench.comes(MOBILE, PEER, &bytes), []);
    }
    assert_eq!(bench.refused(MOBILE, Refusal::BetweenVehicles), 3);
    // It may be asked, and its own camera commanded.
    let reads = frame(3, 1, 10, 21, &[7, 1]);
    assert_eq!(
        bench.comes(MOBILE, PEER, &reads),
        [(LinkId(3), PEER, reads.clone())]
    );
    bench.comes(LinkId(3), PEER, &beat(7, 100, 0, 30, 8));
    let photo = say(7, 191, (7, 100), 2_000);
    assert_eq!(
        bench.comes(MOBILE, PEER, &photo),
        [(LinkId(3), PEER, photo.clone())]
    );
}

#[test]
fn between_the_components_of_a_vehicle_that_is_only_observed_nothing_is_passed() {
    let mut bench = Bench::of(Origin::Live);
    bench.vehicles(RADIO, GROUP, Origin::Live, 1);
    let id = bench.vehicle(MOBILE, 3);
    bench.comes(RADIO, PEER, &beat(3, 191, 0, 18, 8));
    assert_eq!(bench.comes(MOBILE, PEER, &answer(1, 3, 191)), []);
    bench.hub.set_commissioned(id, true);
    assert_eq!(bench.comes(MOBILE, PEER, &answer(2, 3, 191)).len(), 1);
}

#[test]
fn an_endpoint_shows_only_what_it_may() {
    let other = GroupId(2);
    let second = VehicleId {
        group: other,
        system: 4,
    };
    let table = [
        (Visible::All, [true, true]),
        (Visible::Groups(vec![other]), [false, true]),
        (Visible::Vehicles(vec![vehicle(3)]), [true, false]),
        (Visible::Vehicles(vec![]), [false, false]),
    ];
    for (sees, expected) in table {
        let mut bench = Bench::of(Origin::Simulated);
        bench.vehicles(RADIO, other, Origin::Simulated, 0);
        let role = Endpoint {
            sees: sees.clone(),
            access: Access::Control,
            key: None,
            marks: None,
            leads_to_one: true,
        };
        let link = LinkId(20);
        bench
            .hub
            .add_link(link, "room", LinkRole::Stations(role))
            .unwrap();
        // It is shown what it may see before it has said anything.
        let shown = [
            !bench.comes(MOBILE, PEER, &heartbeat(3, 1, 0)).is_empty(),
            !bench.comes(RADIO, PEER, &heartbeat(4, 1, 0)).is_empty(),
        ];
        assert_eq!(shown, expected, "{sees:?}");
        // And reaches no more than that.
        bench.station(link, PeerId::ONLY, STATION);
        for (vehicle, is_seen) in [(vehicle(3), expected[0]), (second, expected[1])] {
            let asks = says(STATION, (vehicle.system, 1), &Say::ParameterRequestList);
            let passed = bench.comes(link, PeerId::ONLY, &asks);
            assert_eq!(!passed.is_empty(), is_seen, "{sees:?} {vehicle:?}");
            let stops = says(STATION, (0, 0), &command(20, [0.0; 7]));
            let passed = bench.comes(link, PeerId::ONLY, &stops);
            assert_eq!(passed.len(), expected.iter().filter(|it| **it).count());
        }
    }
}

#[test]
fn who_connects_is_shown_vehicles_at_once_and_who_is_gone_is_not() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicle(MOBILE, 3);
    assert!(bench.hub.peer_came(LOOK, PEER, bench.now, &mut bench.ear));
    let sent = bench.comes(MOBILE, PEER, &attitude(3, 1, 1, 0));
    assert_eq!(sent.len(), 1);
    bench.hub.peer_gone(LOOK, PEER, &mut bench.ear);
    assert_eq!(bench.comes(MOBILE, PEER, &attitude(3, 1, 2, 0)), []);
    let gone = HubEvent::StationsGone {
        link: LOOK,
        peer: PEER,
    };
    assert!(bench.events().contains(&gone));
}

#[test]
fn a_station_that_was_silent_for_a_minute_is_gone() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.station(LOOK, PEER, STATION);
    bench.ticks(590);
    assert_eq!(bench.hub.link_account(LOOK).unwrap().stations, 1);
    bench.ticks(20);
    assert_eq!(bench.hub.link_account(LOOK).unwrap().stations, 0);
}

#[test]
fn stations_do_not_reach_each_other() {
    let mut bench = bench();
    for to in [0, 253, 254] {
        let sent = bench.comes(CONTROL, PeerId(1), &says(255, (to, 190), &order()));
        assert_eq!(sent, []);
    }
}

#[test]
fn all_that_came_and_went_for_a_group_is_offered_to_its_recording_once() {
    let mut bench = bench();
    bench.ear.recorded.clear();
    let bytes = attitude(3, 1, 1, 0);
    bench.comes(MOBILE, PEER, &bytes);
    bench.comes(RADIO, PEER, &bytes);
    // Of no vehicle.
    let stranger = attitude(77, 1, 1, 0);
    bench.comes(MOBILE, PEER, &stranger);
    assert_eq!(bench.ear.recorded, [bytes, stranger]);
    // What goes to stations was recorded when it came; what goes to vehicles says so.
    bench.comes(MOBILE, PEER, &attitude(3, 1, 2, 0));
    assert!(bench.out.iter().all(|it| it.group.is_none()));
    let asks = says(255, (3, 1), &Say::ParameterRequestList);
    bench.comes(CONTROL, PeerId(1), &asks);
    let groups: Vec<_> = bench.out.iter().map(|it| it.group).collect();
    assert_eq!(groups, [Some(GROUP)]);
    bench.send(vehicle(3), 1, &order()).unwrap();
    assert!(bench.out.iter().all(|it| it.group == Some(GROUP)));
}

#[test]
fn a_stream_goes_on_where_its_last_piece_ended_for_each_peer_by_itself() {
    let mut bench = bench();
    bench.heard();
    let bytes: Vec<u8> = (1..20).flat_map(|it| attitude(3, 1, it, 0)).collect();
    let others: Vec<u8> = (1..20).flat_map(|it| attitude(3, 100, it, 0)).collect();
    for (piece, other) in bytes.chunks(7).zip(others.chunks(7)) {
        for (peer, bytes) in [(PeerId(1), piece), (PeerId(2), other)] {
            let arrival = Arrival {
                link: MOBILE,
                peer,
                at: bench.now,
                framing: Framing::Stream,
                bytes,
            };
            bench.hub.arrived(arrival, &mut bench.out, &mut bench.ear);
        }
    }
    assert_eq!(bench.heard().len(), 38);
}
