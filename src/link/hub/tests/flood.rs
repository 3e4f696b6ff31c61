use super::*;

#[test]
fn thousands_of_addresses_take_no_more_than_their_bounds() {
    let mut bench = Bench::of(Origin::Simulated);
    let id = bench.vehicle(MOBILE, 3);
    bench.station(CONTROL, PEER, STATION);
    for number in 0..20_000_u32 {
        bench.pass(Duration::from_micros(50));
        let peer = PeerId(100 + number);
        let sequence = number as u8;
        bench.comes(MOBILE, peer, &attitude(3, 1, sequence, number));
        bench.comes(CONTROL, peer, &station_heartbeat(200));
        // Who is there is kept, and reached.
        if number % 1_000 == 0 {
            bench.comes(MOBILE, PEER, &attitude(3, 1, sequence, number));
            bench.comes(CONTROL, PEER, &station_heartbeat(STATION));
        }
    }
    assert!(bench.hub.paths(id, bench.now).count() <= 8);
    assert_eq!(bench.send(id, 1, &order()).unwrap()[0].1, PEER);
    let account = bench.hub.link_account(CONTROL).unwrap();
    assert_eq!(account.stations, 64);
    assert!(account.refused.of(Refusal::TooMany) > 19_000);
    assert!(bench.refused(MOBILE, Refusal::TooMany) > 19_000);
    let asks = says(STATION, (3, 1), &Say::ParameterRequestList);
    assert_eq!(bench.comes(CONTROL, PEER, &asks).len(), 1);
}

#[test]
fn senders_that_do_not_exist_take_no_more_than_their_bounds() {
    let mut bench = Bench::of(Origin::Simulated);
    for number in 0..65_536_u32 {
        let [system, component, ..] = number.to_le_bytes();
        bench.comes(CONTROL, PEER, &beat(system, component, 0, 6, 8));
    }
    for number in 0..65_536_u32 {
        let [system, component, ..] = number.to_le_bytes();
        bench.comes(MOBILE, PEER, &heartbeat(system, component, 0));
    }
    assert!(bench.hub.core.vehicles.len() <= 255);
    for system in 1..=255 {
        let vehicle = bench.hub.core.vehicles.get(&vehicle(system));
        let followed = (1..=255).filter(|it| vehicle.is_some_and(|vehicle| vehicle.has(*it)));
        assert!(followed.count() <= 32);
    }
    assert!(bench.refused(MOBILE, Refusal::TooMany) > 50_000);
    assert!(bench.refused(CONTROL, Refusal::TooMany) > 60_000);
}

#[test]
fn garbage_makes_nothing_and_is_counted_to_the_byte() {
    let mut bench = Bench::of(Origin::Simulated);
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut bytes = 0;
    for number in 0..5_000_u32 {
        let garbage: Vec<u8> = (0..100)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state as u8
            })
            .collect();
        for link in [MOBILE, CONTROL] {
            assert_eq!(bench.comes(link, PeerId(number), &garbage), []);
        }
        bytes += garbage.len() as u64;
    }
    for link in [MOBILE, CONTROL] {
        let account = bench.hub.link_account(link).unwrap();
        assert_eq!((account.account.bytes, account.stations), (bytes, 0));
    }
    assert_eq!(bench.hub.core.vehicles.len(), 0);
    assert_eq!(bench.heard(), []);
}

#[test]
fn streams_that_never_end_a_frame_keep_less_than_one_each_and_not_without_end() {
    let mut bench = Bench::of(Origin::Simulated);
    let begun = heartbeat(3, 1, 0);
    for number in 0..3_000 {
        let arrival = Arrival {
            link: MOBILE,
            peer: PeerId(number),
            at: bench.now,
            framing: Framing::Stream,
            bytes: &begun[..15],
        };
        bench.hub.arrived(arrival, &mut bench.out, &mut bench.ear);
    }
    assert_eq!(bench.hub.framers[&MOBILE].streams(), 1_024);
    let shed = bench.hub.link_account(MOBILE).unwrap().shed;
    assert_eq!(shed, (3_000 - 1_024) * 15);
    for number in 0..3_000 {
        let peer = PeerId(number);
        bench.hub.peer_gone(MOBILE, peer, &mut bench.ear);
    }
    assert_eq!(bench.hub.framers[&MOBILE].streams(), 0);
}

#[test]
fn what_waits_to_be_sent_is_bounded_and_what_is_shed_is_counted() {
    let mut bench = Bench::of(Origin::Simulated);
    let id = bench.vehicle(MOBILE, 3);
    bench.out.clear();
    let payload = [1; 255];
    let mut refused = 0;
    for _ in 0..30_000 {
        let (now, out) = (bench.now, &mut bench.out);
        // ENCAPSULATED_DATA, which fills a frame.
        let sent = bench.hub.send(now, id, 1, 131, &payload, out);
        refused += u64::from(sent == Err(NotSent::TooMuchWaiting));
    }
    assert!(bench.out.len() < 16_000);
    assert_eq!(bench.out.shed, refused);
    assert_eq!(bench.out.len() as u64 + bench.out.shed, 30_000);
}

/// Frames of a vehicle come in until no more of them are passed on to 64 stations: nothing has gone out
/// meanwhile.
fn flooded() -> (Bench, VehicleId) {
    let mut bench = Bench::of(Origin::Simulated);
    for number in 100..164 {
        bench.station(LOOK, PeerId(number), 200);
    }
    bench.station(CONTROL, PEER, STATION);
    let id = bench.vehicle(MOBILE, 3);
    bench.pass(Duration::from_secs(2));
    bench.out.clear();
    let mut number = 0_u32;
    while bench.out.shed == 0 {
        number += 1;
        assert!(number < 5_000);
        let bytes = attitude(3, 1, number as u8, number);
        comes_too(&mut bench, MOBILE, &bytes);
    }
    (bench, id)
}

/// Something comes while all else still waits.
fn comes_too(bench: &mut Bench, link: LinkId, bytes: &[u8]) {
    let arrival = Arrival {
        link,
        peer: PEER,
        at: bench.now,
        framing: Framing::Datagram,
        bytes,
    };
    bench.hub.arrived(arrival, &mut bench.out, &mut bench.ear);
}

/// How many of a message wait to go to the vehicles.
fn waiting(bench: &Bench, id: u32) -> usize {
    let to_vehicles = bench.sent().into_iter().filter(|it| it.0 == MOBILE);
    to_vehicles.filter(|it| message_id(&it.2) == id).count()
}

#[test]
fn what_is_passed_on_leaves_room_for_stops_of_stations_our_heartbeats_and_our_orders() {
    let (mut bench, id) = flooded();
    let asks = says(STATION, (3, 1), &Say::ParameterRequestList);
    comes_too(&mut bench, CONTROL, &asks);
    assert_eq!(waiting(&bench, 21), 0);
    let returns = says(STATION, (3, 1), &command(20, [0.0; 7]));
    comes_too(&mut bench, CONTROL, &returns);
    assert_eq!(waiting(&bench, 76), 1);
    bench.hub.tick(bench.now, &mut bench.out, &mut bench.ear);
    assert_eq!((waiting(&bench, 0), waiting(&bench, 111)), (1, 1));
    // Neither do stations that command, nor do heartbeats, take the room of what is said once.
    bench.hub.set_holder(id, Holder::Operator);
    let shed = bench.out.shed;
    while bench.out.shed == shed {
        comes_too(&mut bench, CONTROL, &returns);
    }
    let mut payload = Vec::new();
    let target = Target {
        system: 3,
        component: 1,
    };
    let message = encode(&command(20, [0.0; 7]), target, &mut payload);
    let (now, out) = (bench.now, &mut bench.out);
    assert!(bench.hub.send(now, id, 1, message, &payload, out).is_ok());
}

#[test]
fn a_heartbeat_and_a_question_for_which_there_was_no_room_are_due_as_soon_as_there_is() {
    let mut bench = Bench::of(Origin::Simulated);
    let id = bench.vehicle(MOBILE, 3);
    bench.pass(Duration::from_secs(2));
    bench.out.clear();
    while bench.out.shed == 0 {
        let (now, out) = (bench.now, &mut bench.out);
        let _ = bench.hub.send(now, id, 1, 131, &[1; 255], out);
    }
    bench.hub.tick(bench.now, &mut bench.out, &mut bench.ear);
    assert_eq!((waiting(&bench, 0), waiting(&bench, 111)), (0, 0));
    let sent = bench.ticks(1);
    let count = |id| sent.iter().filter(|it| message_id(&it.2) == id).count();
    assert_eq!((count(0), count(111)), (1, 1));
}
