use super::*;
use crate::link::signing::{Verdict, check};

const OTHER: GroupId = GroupId(2);

fn second(system: u8) -> VehicleId {
    VehicleId {
        group: OTHER,
        system,
    }
}

fn bench() -> Bench {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, OTHER, Origin::Simulated, 0);
    bench.station(CONTROL, PEER, STATION);
    bench.vehicle(MOBILE, 3);
    bench.vehicle(RADIO, 3);
    bench
}

#[test]
fn the_first_keeps_its_id_and_a_later_one_with_the_same_gets_a_free_one_that_stays() {
    let mut bench = bench();
    assert_eq!(bench.hub.shown_id(CONTROL, vehicle(3)), Some(3));
    assert_eq!(bench.hub.shown_id(CONTROL, second(3)), Some(239));
    let bytes = attitude(3, 1, 1, 0);
    assert_eq!(bench.comes(MOBILE, PEER, &bytes), [(CONTROL, PEER, bytes)]);
    let sent = bench.comes(RADIO, PEER, &attitude(3, 1, 1, 0));
    assert_eq!(sent, [(CONTROL, PEER, attitude(239, 1, 1, 0))]);
    bench.ticks(3_000);
    bench.station(CONTROL, PEER, STATION);
    let sent = bench.comes(RADIO, PEER, &attitude(3, 1, 9, 0));
    assert_eq!(sent, [(CONTROL, PEER, attitude(239, 1, 9, 0))]);
}

#[test]
fn what_is_said_to_a_mapped_id_arrives_at_its_vehicle_and_the_answer_goes_back() {
    let mut bench = bench();
    let asks = says(STATION, (239, 1), &Say::ParameterRequestIndex(7));
    let sent = bench.comes(CONTROL, PEER, &asks);
    let arrives = says(STATION, (3, 1), &Say::ParameterRequestIndex(7));
    assert_eq!(sent, [(RADIO, PEER, arrives)]);
    let acknowledged = |system| {
        let payload = [16, 0, 0, 0, 0, 0, 0, 0, STATION, 190];
        frame(system, 1, 2, 77, &payload)
    };
    let sent = bench.comes(RADIO, PEER, &acknowledged(3));
    assert_eq!(sent, [(CONTROL, PEER, acknowledged(239))]);
}

#[test]
fn the_sticks_name_their_vehicle_in_their_own_way_and_are_mapped_as_well() {
    let mut bench = bench();
    let holder = StationRef {
        link: CONTROL,
        peer: PEER,
        system: STATION,
    };
    bench.hub.set_holder(second(3), Holder::Station(holder));
    let sticks = |system| frame(STATION, 190, 0, 69, &[1, 0, 1, 0, 1, 0, 1, 0, 0, 0, system]);
    let sent = bench.comes(CONTROL, PEER, &sticks(239));
    assert_eq!(sent, [(RADIO, PEER, sticks(3))]);
    assert_eq!(bench.comes(CONTROL, PEER, &sticks(3)), []);
}

#[test]
fn ids_of_stations_and_ours_are_not_given_away() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, OTHER, Origin::Simulated, 0);
    for system in [255, 239, 238] {
        bench.station(CONTROL, PEER, system);
    }
    bench.vehicle(MOBILE, 3);
    bench.vehicle(RADIO, 3);
    bench.vehicle(RADIO, 239);
    assert_eq!(bench.hub.shown_id(CONTROL, second(3)), Some(237));
    assert_eq!(bench.hub.shown_id(CONTROL, second(239)), Some(236));
    for system in 4..=20 {
        bench.vehicle(MOBILE, system);
        bench.vehicle(RADIO, system);
        assert_ne!(bench.hub.shown_id(CONTROL, second(system)), Some(US.system));
    }
}

#[test]
fn a_vehicle_that_calls_itself_as_stations_do_takes_their_id_from_none_of_them() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.station(CONTROL, PeerId(7), 200);
    let id = bench.vehicle(MOBILE, STATION);
    assert_eq!(bench.hub.shown_id(CONTROL, id), Some(239));
    let other = bench.vehicle(MOBILE, 3);
    let station = bench.station(CONTROL, PEER, STATION);
    bench.hub.set_holder(other, Holder::Station(station));
    let bytes = says(STATION, (3, 1), &order());
    assert_eq!(
        bench.comes(CONTROL, PEER, &bytes),
        [(MOBILE, PEER, bytes.clone())]
    );
    assert_eq!(bench.refused(CONTROL, Refusal::ForeignId), 0);
}

#[test]
fn an_unknown_message_of_a_station_reaches_no_vehicle_that_it_does_not_name_as_it_is_shown() {
    let mut bench = bench();
    bench.hub.set_in_air(vehicle(3), false);
    bench.hub.set_in_air(second(3), false);
    let station = bench.station(CONTROL, PEER, STATION);
    bench.hub.set_holder(vehicle(3), Holder::Station(station));
    bench.hub.set_holder(second(3), Holder::Station(station));
    // Whom it is for stands somewhere in it: vehicle 3.
    let strange = |sequence| {
        let mut bytes = vec![0xFD, 1, 0, 0, sequence, STATION, 190, 0x34, 0x92, 0, 3];
        let sum = mavlink::calculate_crc(&bytes[1..], 77);
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes
    };
    bench.comes(CONTROL, PEER, &strange(1));
    let sent = bench.comes(CONTROL, PEER, &strange(2));
    assert_eq!(sent, [(MOBILE, PEER, strange(2))]);
}

#[test]
fn an_unknown_message_of_a_mapped_vehicle_is_not_shown_and_counted() {
    let mut bench = bench();
    let strange = |sequence| {
        let mut bytes = vec![0xFD, 1, 0, 0, sequence, 3, 1, 0x34, 0x92, 0, 9];
        let sum = mavlink::calculate_crc(&bytes[1..], 77);
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes
    };
    for link in [MOBILE, RADIO] {
        bench.comes(link, PEER, &strange(1));
    }
    assert_eq!(bench.comes(MOBILE, PEER, &strange(2)).len(), 1);
    assert_eq!(bench.comes(RADIO, PEER, &strange(2)), []);
    assert_eq!(bench.refused(CONTROL, Refusal::NotMappable), 1);
}

#[test]
fn more_vehicles_than_ids_are_not_shown_and_counted() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, OTHER, Origin::Simulated, 0);
    bench.station(CONTROL, PEER, STATION);
    for link in [MOBILE, RADIO] {
        for system in (1..=254).filter(|it| *it != US.system) {
            bench.vehicle(link, system);
        }
    }
    // 254 ids without ours.
    let shown = (1..=254).filter(|it| bench.hub.shown_id(CONTROL, vehicle(*it)).is_some());
    assert_eq!(shown.count(), 253);
    assert_eq!(bench.hub.shown_id(CONTROL, second(1)), None);
    assert_eq!(bench.refused(CONTROL, Refusal::NoIdLeft), 253);
    assert_eq!(bench.refused(LOOK, Refusal::NoIdLeft), 0);
}

#[test]
fn mapped_frames_are_signed_with_the_endpoints_key_and_the_vehicles_key() {
    let key = Key([9; 32]);
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, OTHER, Origin::Simulated, 0);
    let role = Endpoint {
        sees: Visible::All,
        access: Access::Control,
        key: Some(key.clone()),
        marks: None,
        leads_to_one: true,
    };
    let link = LinkId(20);
    let role = LinkRole::Stations(role);
    bench.hub.add_link(link, "room", role).unwrap();
    bench.vehicle(MOBILE, 3);
    let sent = bench.comes(RADIO, PEER, &heartbeat(3, 1, 0));
    let shown = Frame::of_whole(&sent[0].2).unwrap();
    assert_eq!(shown.sender().system, 239);
    assert!(matches!(check(shown, &key), Verdict::Right(_)));
    let vehicle_key = Key([7; 32]);
    bench.hub.set_key(second(3), vehicle_key.clone(), None);
    // What is not signed with the endpoint's key does not come in.
    let asks = says(STATION, (239, 1), &Say::ParameterRequestList);
    assert_eq!(bench.comes(link, PeerId::ONLY, &asks), []);
    assert_eq!(bench.refused(link, Refusal::Unsigned), 1);
    let signed = super::signing::signed(&asks, 4, super::signing::clock(&bench), &key);
    let sent = bench.comes(link, PeerId::ONLY, &signed);
    let arrives = Frame::of_whole(&sent[0].2).unwrap();
    assert_eq!(arrives.target().system, 3);
    assert!(matches!(check(arrives, &vehicle_key), Verdict::Right(_)));
    assert_eq!(bench.comes(link, PeerId::ONLY, &signed), []);
    assert_eq!(bench.refused(link, Refusal::Replayed), 1);
}

/// Stations behind an endpoint call themselves by all ids that vehicles may have.
fn claim_all(bench: &mut Bench, link: LinkId) {
    for id in (1..=254).filter(|id| *id != US.system) {
        bench.station(link, PeerId(u32::from(id) / 16), id);
    }
}

#[test]
fn who_only_reads_keeps_ids_from_vehicles_for_no_longer_than_it_speaks() {
    let mut bench = Bench::of(Origin::Simulated);
    claim_all(&mut bench, LOOK);
    claim_all(&mut bench, CONTROL);
    let shown = |bench: &mut Bench, link| {
        let id = bench.vehicle(MOBILE, 3);
        bench.hub.shown_id(link, id)
    };
    assert_eq!(shown(&mut bench, LOOK), None);
    assert_eq!(bench.refused(LOOK, Refusal::NoIdLeft), 1);
    bench.pass_ms(9_999);
    assert_eq!(shown(&mut bench, LOOK), None);
    // An id is looked for once a second.
    bench.pass_ms(1_000);
    assert_eq!(shown(&mut bench, LOOK), Some(3));
    assert_eq!(shown(&mut bench, CONTROL), None);
    bench.pass_ms(48_900);
    bench.tick();
    assert_eq!(shown(&mut bench, CONTROL), None);
    bench.pass_ms(1_200);
    bench.tick();
    bench.station(CONTROL, PEER, STATION);
    assert_eq!(shown(&mut bench, CONTROL), Some(3));
}

#[test]
fn where_no_id_is_left_that_of_a_vehicle_is_taken_that_was_gone_for_an_hour_and_nobody_holds() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, OTHER, Origin::Simulated, 0);
    bench.station(CONTROL, PEER, STATION);
    for system in (1..=254).filter(|it| *it != US.system) {
        bench.vehicle(MOBILE, system);
    }
    bench.hub.set_holder(vehicle(7), Holder::Operator);
    bench.pass(Duration::from_secs(600));
    bench.vehicle(MOBILE, 8);
    let shown = |bench: &mut Bench, link, system| {
        let id = bench.vehicle(link, system);
        bench.hub.shown_id(CONTROL, id)
    };
    bench.pass(Duration::from_secs(2_999));
    assert_eq!(shown(&mut bench, RADIO, 9), None);
    bench.pass(Duration::from_secs(1));
    // Of one that is not there any more its own; of those that somebody holds or that are there, none.
    assert_eq!(shown(&mut bench, RADIO, 9), Some(9));
    assert_eq!(shown(&mut bench, RADIO, 7), Some(1));
    assert_eq!(shown(&mut bench, RADIO, 8), Some(2));
    assert_eq!(bench.hub.shown_id(CONTROL, vehicle(7)), Some(7));
    assert_eq!(bench.hub.shown_id(CONTROL, vehicle(8)), Some(8));
    // What is said to an id arrives at who has it now.
    let asks = says(STATION, (9, 1), &Say::ParameterRequestList);
    assert_eq!(bench.comes(CONTROL, PEER, &asks)[0].0, RADIO);
    assert_eq!(bench.hub.shown_id(CONTROL, vehicle(9)), None);
    assert_eq!(shown(&mut bench, MOBILE, 9), Some(3));
}

#[test]
fn a_vehicle_whose_link_was_taken_away_keeps_its_id_for_an_hour_as_well() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, OTHER, Origin::Simulated, 0);
    bench.station(CONTROL, PEER, STATION);
    for system in (1..=254).filter(|it| *it != US.system) {
        bench.vehicle(MOBILE, system);
    }
    bench.hub.remove_link(MOBILE);
    for (seconds, shown) in [(3_599, None), (1, Some(9))] {
        bench.pass(Duration::from_secs(seconds));
        bench.vehicle(RADIO, 9);
        assert_eq!(bench.hub.shown_id(CONTROL, second(9)), shown);
    }
}
