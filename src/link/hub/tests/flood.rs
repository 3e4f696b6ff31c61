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
