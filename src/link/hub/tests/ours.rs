use super::*;

fn count(sent: &[Sent], id: u32) -> usize {
    sent.iter().filter(|it| message_id(&it.2) == id).count()
}

#[test]
fn our_heartbeat_goes_to_each_vehicle_once_a_second_while_we_can_judge() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicle(MOBILE, 3);
    bench.vehicle(MOBILE, 4);
    let sent = bench.ticks(100);
    assert_eq!(count(&sent, 0), 20);
    let frame = Frame::of_whole(&sent.iter().find(|it| message_id(&it.2) == 0).unwrap().2);
    assert_eq!(frame.unwrap().sender(), US);
    bench.hub.set_healthy(false);
    assert_eq!(count(&bench.ticks(100), 0), 0);
    bench.hub.set_healthy(true);
    assert_eq!(count(&bench.ticks(10), 0), 2);
}

#[test]
fn a_hub_begins_unhealthy() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.hub = Hub::new(US);
    bench.vehicles(MOBILE, GROUP, Origin::Simulated, 0);
    bench.vehicle(MOBILE, 3);
    assert_eq!(count(&bench.ticks(100), 0), 0);
}

#[test]
fn a_live_vehicle_is_only_asked_until_it_is_commissioned() {
    let mut bench = Bench::of(Origin::Live);
    let id = bench.vehicle(MOBILE, 3);
    let sent = bench.ticks(100);
    assert_eq!(count(&sent, 0), 0);
    assert_eq!(count(&sent, 111), 1);
    assert_eq!(bench.send(id, 1, &order()), Err(NotSent::ObserveOnly));
    assert_eq!(
        bench.send(id, 1, &Say::Heartbeat),
        Err(NotSent::ObserveOnly)
    );
    assert!(bench.send(id, 1, &Say::ParameterRequestList).is_ok());
    bench.hub.set_commissioned(id, true);
    assert!(bench.send(id, 1, &order()).is_ok());
    assert_eq!(count(&bench.ticks(100), 0), 10);
    bench.hub.set_commissioned(id, false);
    assert_eq!(count(&bench.ticks(100), 0), 0);
}

#[test]
fn nothing_is_sent_to_a_recording() {
    let mut bench = Bench::of(Origin::Replayed);
    let id = bench.vehicle(MOBILE, 3);
    bench.hub.set_commissioned(id, true);
    assert_eq!(bench.ticks(100), []);
    for say in [order(), Say::ParameterRequestList, Say::Heartbeat] {
        assert_eq!(bench.send(id, 1, &say), Err(NotSent::Replayed));
    }
}

#[test]
fn what_is_not_there_gets_nothing_and_says_so() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.hub.set_commissioned(vehicle(3), true);
    assert_eq!(
        bench.send(vehicle(3), 1, &order()),
        Err(NotSent::UnknownVehicle)
    );
    let id = bench.vehicle(MOBILE, 3);
    let (now, out) = (bench.now, &mut bench.out);
    let long = bench.hub.send(now, id, 1, 0, &[1; 256], out);
    assert_eq!(long, Err(NotSent::NoFrame));
}

#[test]
fn the_sequence_of_ours_is_unbroken_for_each_vehicle() {
    let mut bench = Bench::of(Origin::Simulated);
    let ids = [bench.vehicle(MOBILE, 3), bench.vehicle(MOBILE, 4)];
    for expected in 0..300_u32 {
        for id in ids {
            let sent = bench.send(id, 1, &order()).unwrap();
            let sequence = Frame::of_whole(&sent[0].2).unwrap().sequence();
            assert_eq!(u32::from(sequence), expected % 256);
        }
    }
}

#[test]
fn the_round_trip_is_what_an_answer_took() {
    let mut bench = Bench::of(Origin::Simulated);
    let id = bench.vehicle(MOBILE, 3);
    let sent = bench.tick();
    let question = sent.iter().find(|it| message_id(&it.2) == 111).unwrap();
    let mut payload = Frame::of_whole(&question.2).unwrap().payload().to_vec();
    assert_eq!(payload[16..], [3, 1]);
    payload[..8].copy_from_slice(&77_i64.to_le_bytes());
    bench.pass_ms(240);
    bench.comes(MOBILE, PEER, &frame(3, 1, 1, 111, &payload));
    let path = bench.hub.paths(id, bench.now).next().unwrap();
    assert_eq!(path.round_trip, Some(Duration::from_millis(240)));
    // The same answer to somebody else's question says nothing.
    payload[8] ^= 1;
    bench.comes(MOBILE, PEER, &frame(3, 1, 2, 111, &payload));
    let path = bench.hub.paths(id, bench.now).next().unwrap();
    assert_eq!(path.round_trip, Some(Duration::from_millis(240)));
}

#[test]
fn a_silent_link_is_knocked_at_with_a_question_and_never_with_a_heartbeat() {
    for (origin, expected) in [(Origin::Live, 10), (Origin::Replayed, 0)] {
        let mut bench = Bench::new();
        let role = VehicleLink {
            group: GROUP,
            origin,
            unsigned: UnsignedPolicy::Accept,
            priority: 0,
            leads_to_one: true,
        };
        let role = LinkRole::Vehicles(role);
        bench.hub.add_link(MOBILE, "link", role).unwrap();
        let sent = bench.ticks(100);
        assert_eq!((count(&sent, 111), sent.len()), (expected, expected));
        assert!(sent.iter().all(|it| it.1 == PeerId::ONLY));
        bench.comes(MOBILE, PeerId::ONLY, &heartbeat(3, 1, 0));
        // The vehicle's own question, and no knocks.
        assert_eq!(bench.ticks(40).len(), expected.min(1));
    }
    // Over a link that is down nothing would leave.
    let mut bench = Bench::new();
    let role = LinkRole::Vehicles(VehicleLink {
        group: GROUP,
        origin: Origin::Live,
        unsigned: UnsignedPolicy::Accept,
        priority: 0,
        leads_to_one: true,
    });
    bench.hub.add_link(MOBILE, "link", role).unwrap();
    bench.hub.set_up(MOBILE, false);
    assert_eq!(bench.ticks(100), []);
    bench.hub.set_up(MOBILE, true);
    assert_eq!(bench.ticks(1).len(), 1, "at once when it is up");
    // Behind an open port nobody is known to knock at.
    let mut bench = Bench::of(Origin::Live);
    assert_eq!(bench.ticks(100), []);
}

#[test]
fn only_the_autopilots_own_high_latency_message_says_that_every_byte_is_paid_for() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicle(MOBILE, 3);
    let mut payload = vec![0; 42];
    payload[24..26].copy_from_slice(&[2, 3]);
    let high_latency = |component| frame(3, component, 1, 235, &payload);
    // A camera's ends no heartbeat of ours …
    bench.comes(MOBILE, PEER, &high_latency(100));
    assert_eq!(count(&bench.ticks(50), 0), 5);
    bench.comes(MOBILE, PEER, &high_latency(1));
    assert_eq!(count(&bench.ticks(50), 0), 0);
    // … and its heartbeat does not begin them.
    bench.comes(MOBILE, PEER, &beat(3, 100, 0, 30, 8));
    assert_eq!(count(&bench.ticks(50), 0), 0);
    bench.comes(MOBILE, PEER, &heartbeat(3, 1, 2));
    assert_eq!(count(&bench.ticks(50), 0), 5);
}
