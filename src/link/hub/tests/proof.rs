use super::*;

#[test]
fn a_vehicle_is_there_once_an_autopilot_said_so_and_no_other_message_makes_one() {
    let mut bench = Bench::of(Origin::Simulated);
    for bytes in [
        attitude(3, 1, 0, 7),
        // A ground station, an onboard computer, a camera: they are no autopilots.
        beat(3, 190, 1, 6, 8),
        beat(3, 191, 2, 18, 8),
        beat(3, 100, 3, 30, 8),
        // A station that says that it is one.
        beat(3, 190, 4, 6, 3),
        // All zeros.
        frame(3, 1, 5, 0, &[]),
        beat(3, 0, 6, 2, 3),
    ] {
        bench.comes(MOBILE, PEER, &bytes);
        assert_eq!(bench.hub.vehicles().count(), 0, "{bytes:?}");
        assert_eq!(bench.heard(), []);
    }
    assert_eq!(bench.refused(MOBILE, Refusal::NoAutopilot), 6);
    bench.comes(MOBILE, PEER, &beat(3, 1, 7, 2, 12));
    let vehicles: Vec<_> = bench.hub.vehicles().collect();
    assert_eq!(vehicles, [(vehicle(3), Origin::Simulated)]);
    assert_eq!(bench.heard().len(), 1);
}

#[test]
fn what_was_refused_of_a_system_is_heard_once_it_is_known() {
    let mut bench = Bench::of(Origin::Live);
    bench.comes(MOBILE, PEER, &beat(3, 100, 0, 30, 8));
    bench.vehicle(MOBILE, 3);
    bench.comes(MOBILE, PEER, &beat(3, 100, 1, 30, 8));
    let heard: Vec<_> = bench.heard().iter().map(|it| it.component).collect();
    assert_eq!(heard, [1, 100]);
}

#[test]
fn high_latency_proves_an_autopilot_and_gets_neither_heartbeats_nor_questions() {
    let mut bench = Bench::of(Origin::Simulated);
    let mut payload = [0; 42];
    (payload[24], payload[25]) = (2, 3);
    bench.comes(MOBILE, PEER, &frame(3, 1, 0, 235, &payload));
    assert_eq!(bench.hub.vehicles().count(), 1);
    assert_eq!(bench.ticks(20), []);
    bench.comes(MOBILE, PEER, &heartbeat(3, 1, 1));
    assert!(!bench.ticks(20).is_empty());
}

#[test]
fn an_unknown_message_makes_no_vehicle_and_no_way_and_is_passed_on_of_a_vehicle() {
    let mut bench = Bench::of(Origin::Simulated);
    // A message that no dialect knows, once to show its seed.
    let strange = |sequence| {
        let mut bytes = vec![0xFD, 1, 0, 0, sequence, 3, 77, 0x34, 0x92, 0, 9];
        let sum = mavlink::calculate_crc(&bytes[1..], 77);
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes
    };
    for sequence in 0..3 {
        bench.comes(MOBILE, PEER, &strange(sequence));
    }
    assert_eq!((bench.hub.vehicles().count(), bench.heard().len()), (0, 0));
    bench.vehicle(MOBILE, 3);
    bench.station(LOOK, PEER, STATION);
    bench.heard();
    let elsewhere = PeerId(6);
    let sent = bench.comes(MOBILE, elsewhere, &strange(3));
    assert_eq!(sent, [(LOOK, PEER, strange(3))]);
    assert_eq!(bench.heard().len(), 1);
    let ways: Vec<_> = bench.hub.paths(vehicle(3), bench.now).collect();
    assert_eq!(ways.len(), 1);
    assert_eq!(ways[0].peer, PEER);
    assert!(!bench.hub.core.vehicles[&vehicle(3)].has(77));
}

#[test]
fn a_radio_is_heard_as_of_the_one_vehicle_behind_it() {
    let mut bench = Bench::of(Origin::Simulated);
    let radio = |sequence| frame(51, 68, sequence, 109, &[1, 2, 3, 4, 5, 6, 7, 8, 9]);
    bench.comes(MOBILE, PEER, &radio(0));
    assert_eq!(bench.heard(), []);
    bench.vehicle(MOBILE, 3);
    bench.heard();
    bench.comes(MOBILE, PEER, &radio(1));
    let heard = bench.heard();
    assert_eq!((heard[0].vehicle, heard[0].component), (vehicle(3), 68));
    // Of two, nobody knows whose it is.
    bench.vehicle(MOBILE, 4);
    bench.heard();
    bench.comes(MOBILE, PEER, &radio(2));
    assert_eq!(bench.heard(), []);
}

#[test]
fn the_same_id_in_two_groups_is_two_vehicles() {
    let mut bench = Bench::of(Origin::Simulated);
    let other = GroupId(2);
    bench.vehicles(RADIO, other, Origin::Live, 0);
    bench.vehicle(MOBILE, 3);
    bench.vehicle(RADIO, 3);
    let mut vehicles: Vec<_> = bench.hub.vehicles().collect();
    vehicles.sort();
    let second = VehicleId {
        group: other,
        system: 3,
    };
    let expected = [(vehicle(3), Origin::Simulated), (second, Origin::Live)];
    assert_eq!(vehicles, expected);
}

#[test]
fn links_of_a_group_have_one_origin_also_when_the_first_is_gone() {
    let mut bench = Bench::of(Origin::Simulated);
    let role = |origin| {
        LinkRole::Vehicles(VehicleLink {
            group: GROUP,
            origin,
            unsigned: UnsignedPolicy::Accept,
            priority: 0,
            leads_to_one: false,
        })
    };
    let refused = LinkRefused::OtherOrigin {
        group: GROUP,
        is: Origin::Simulated,
        not: Origin::Live,
    };
    assert_eq!(
        bench.hub.add_link(RADIO, "radio", role(Origin::Live)),
        Err(refused)
    );
    assert!(refused.in_words("radio").en.contains("live"));
    assert!(bench.hub.remove_link(MOBILE));
    assert_eq!(
        bench.hub.add_link(RADIO, "radio", role(Origin::Live)),
        Err(refused)
    );
    assert_eq!(
        bench.hub.add_link(RADIO, "radio", role(Origin::Simulated)),
        Ok(())
    );
    assert_eq!(
        bench.hub.add_link(RADIO, "radio", role(Origin::Simulated)),
        Err(LinkRefused::NumberInUse)
    );
}

#[test]
fn nobody_but_us_has_our_id() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.comes(MOBILE, PEER, &heartbeat(US.system, 1, 0));
    bench.comes(CONTROL, PEER, &station_heartbeat(US.system));
    assert_eq!(bench.hub.vehicles().count(), 0);
    assert_eq!(bench.refused(MOBILE, Refusal::OurId), 1);
    assert_eq!(bench.refused(CONTROL, Refusal::OurId), 1);
    assert_eq!(bench.hub.link_account(CONTROL).unwrap().stations, 0);
}

#[test]
fn bytes_of_a_link_that_is_gone_are_counted() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.hub.remove_link(MOBILE);
    bench.comes(MOBILE, PEER, &heartbeat(3, 1, 0));
    assert_eq!(bench.hub.bytes_of_no_link, 21);
    assert_eq!(bench.heard(), []);
}

#[test]
fn a_strangers_frame_that_two_links_bring_is_recorded_once_and_what_it_says_again_once_more() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
    bench.vehicles(LinkId(3), GroupId(2), Origin::Simulated, 0);
    for sequence in 0..20 {
        let bytes = beat(7, 191, sequence, 18, 8);
        bench.comes(MOBILE, PEER, &bytes);
        bench.pass_ms(300);
        bench.comes(RADIO, PEER, &bytes);
        bench.pass_ms(20);
    }
    assert_eq!(bench.ear.recorded.len(), 20);
    assert_eq!(bench.hub.link_account(RADIO).unwrap().doubled, 20);
    // One of another aircraft is another one.
    bench.comes(LinkId(3), PEER, &beat(7, 191, 19, 18, 8));
    assert_eq!(bench.ear.recorded.len(), 21);
    // This one does not count, and says the same each second.
    for _ in 0..10 {
        let bytes = beat(8, 191, 0, 18, 8);
        bench.comes(MOBILE, PEER, &bytes);
        bench.pass_ms(300);
        bench.comes(RADIO, PEER, &bytes);
        bench.pass_ms(700);
    }
    assert_eq!(bench.ear.recorded.len(), 31);
    // What a link brings that stayed alone was not there before.
    bench.comes(RADIO, PEER, &beat(8, 191, 0, 18, 8));
    assert_eq!(bench.ear.recorded.len(), 32);
}
