use super::*;

/// All places at the control endpoint are connections.
fn full() -> Bench {
    let mut bench = Bench::of(Origin::Simulated);
    for number in 100..164 {
        assert!(comes_to(&mut bench, number));
    }
    bench.vehicle(MOBILE, 3);
    bench.events();
    bench
}

fn comes_to(bench: &mut Bench, number: u32) -> bool {
    let (peer, now) = (PeerId(number), bench.now);
    bench.hub.peer_came(CONTROL, peer, now, &mut bench.ear)
}

fn put_out(bench: &mut Bench) -> Vec<u32> {
    let of = |event| match event {
        HubEvent::StationPutOut { link, peer } if link == CONTROL => Some(peer.0),
        _ => None,
    };
    bench.events().into_iter().filter_map(of).collect()
}

/// Somebody behind the control endpoint has a vehicle return. How many frames go out.
fn returns(bench: &mut Bench, number: u32) -> usize {
    let bytes = says(STATION, (3, 1), &command(20, [0.0; 7]));
    bench.comes(CONTROL, PeerId(number), &bytes).len()
}

#[test]
fn connections_that_never_spoke_make_room_for_a_station_that_stops_a_vehicle() {
    let mut bench = full();
    bench.pass_ms(9_999);
    assert!(!comes_to(&mut bench, 200));
    assert_eq!(returns(&mut bench, 200), 0);
    assert!(put_out(&mut bench).is_empty());
    bench.pass_ms(1);
    // Who only connects takes nobody's place.
    assert!(!comes_to(&mut bench, 201));
    assert_eq!(returns(&mut bench, 200), 1);
    assert_eq!(put_out(&mut bench), [100]);
    let account = bench.hub.link_account(CONTROL).unwrap();
    assert_eq!((account.stations, account.put_out), (64, 1));
    // Who was put out is let in again when it speaks, for another one that does not.
    assert_eq!(returns(&mut bench, 100), 1);
    assert_eq!(put_out(&mut bench).len(), 1);
    // It is told once that it is gone.
    let gone = PeerId(100);
    bench.hub.peer_gone(CONTROL, gone, &mut bench.ear);
    let told = HubEvent::StationsGone {
        link: CONTROL,
        peer: gone,
    };
    assert_eq!(bench.events(), [told]);
}

#[test]
fn connections_that_spoke_once_keep_their_places_for_a_minute_of_silence() {
    let mut bench = full();
    for number in 100..164 {
        bench.station(CONTROL, PeerId(number), STATION);
    }
    bench.pass_ms(59_999);
    assert_eq!(returns(&mut bench, 200), 0);
    bench.station(CONTROL, PeerId(100), STATION);
    bench.pass_ms(1);
    assert_eq!(returns(&mut bench, 200), 1);
    assert_eq!(put_out(&mut bench), [101]);
}

#[test]
fn who_is_the_only_one_behind_an_endpoint_is_never_put_out() {
    let mut bench = Bench::of(Origin::Simulated);
    let role = Endpoint {
        sees: Visible::All,
        access: Access::ReadOnly,
        key: None,
        marks: None,
        leads_to_one: true,
    };
    let link = LinkId(20);
    let role = LinkRole::Stations(role);
    bench.hub.add_link(link, "room", role).unwrap();
    bench.vehicle(MOBILE, 3);
    for number in 100..200 {
        bench.pass(Duration::from_secs(70));
        bench.station(link, PeerId(number), STATION);
    }
    let sent = bench.comes(MOBILE, PEER, &attitude(3, 1, 1, 0));
    assert!(sent.iter().any(|it| it.1 == PeerId::ONLY));
}
