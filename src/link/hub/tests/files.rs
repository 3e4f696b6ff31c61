use super::*;

const OPEN: u8 = 4;
const END: u8 = 1;
const ACK: u8 = 128;
const NAK: u8 = 129;
/// Who else sits behind the endpoint, under the same ids.
const TWIN: PeerId = PeerId(6);

fn bench() -> (Bench, VehicleId) {
    let mut bench = Bench::of(Origin::Simulated);
    for peer in [PEER, TWIN] {
        for link in [LOOK, CONTROL] {
            bench.station(link, peer, STATION);
        }
    }
    let id = bench.vehicle(MOBILE, 3);
    bench.events();
    (bench, id)
}

/// A packet of MAVLink FTP.
fn packet(target: (u8, u8), sequence: u8, session: u8, opcode: u8, answered: u8) -> Vec<u8> {
    let mut payload = vec![
        0, target.0, target.1, sequence, 0, session, opcode, 0, answered,
    ];
    payload.resize(20, 1);
    payload
}

/// A station says something to the vehicle's file server. Whether it is passed on.
fn asks(
    bench: &mut Bench,
    (link, peer): (LinkId, PeerId),
    (sequence, session, opcode): (u8, u8, u8),
) -> bool {
    asks_of(
        bench,
        (link, peer),
        (190, 3, 1),
        (sequence, session, opcode),
    )
}

/// A component of a station says something to a component of the vehicle. Whether it is passed on.
fn asks_of(
    bench: &mut Bench,
    (link, peer): (LinkId, PeerId),
    (from, system, component): (u8, u8, u8),
    (sequence, session, opcode): (u8, u8, u8),
) -> bool {
    let payload = packet((system, component), sequence, session, opcode, 0);
    let bytes = frame(STATION, from, sequence, 110, &payload);
    let sent = bench.comes(link, peer, &bytes);
    sent.iter().any(|it| it.0 == MOBILE)
}

/// The vehicle answers.
fn answers(
    bench: &mut Bench,
    to: Sender,
    (sequence, session): (u8, u8),
    (opcode, answered): (u8, u8),
) {
    bench.pass_ms(1_000);
    let to = (to.system, to.component);
    let payload = packet(to, sequence, session, opcode, answered);
    bench.comes(MOBILE, PEER, &frame(3, 1, sequence, 110, &payload));
}

const THEM: Sender = Sender {
    system: STATION,
    component: 190,
};

#[test]
fn a_station_ends_the_transfer_that_it_began_and_no_other() {
    for link in [LOOK, CONTROL] {
        let (mut bench, _) = bench();
        let (it, twin) = ((link, PEER), (link, TWIN));
        // None was begun.
        assert!(!asks(&mut bench, it, (1, 0, END)));
        assert!(asks(&mut bench, it, (10, 0, OPEN)));
        assert!(!asks(&mut bench, it, (11, 0, END)));
        answers(&mut bench, THEM, (11, 0), (ACK, OPEN));
        assert!(!asks(&mut bench, twin, (11, 0, END)));
        assert!(!asks(&mut bench, it, (12, 1, END)));
        assert!(asks(&mut bench, it, (12, 0, END)));
        // Once more, for its answer was lost.
        assert!(asks(&mut bench, it, (12, 0, END)));
        answers(&mut bench, THEM, (13, 0), (ACK, END));
        assert!(!asks(&mut bench, it, (14, 0, END)));
        assert_eq!(bench.refused(link, Refusal::OthersTransfer), 5);
        let asked = |it: &HubEvent| matches!(it, HubEvent::StationAsksForLease { .. });
        assert!(!bench.events().iter().any(asked));
    }
}

#[test]
fn a_session_is_ended_only_by_the_component_that_began_it_and_only_at_the_one_where_it_did() {
    for link in [LOOK, CONTROL] {
        let (mut bench, _) = bench();
        bench.comes(MOBILE, PEER, &beat(3, 100, 0, 30, 8));
        let it = (link, PEER);
        assert!(asks(&mut bench, it, (10, 0, OPEN)));
        answers(&mut bench, THEM, (11, 0), (ACK, OPEN));
        // The camera has a session of this number that another one began; to all components, or to all vehicles,
        // is to it as well.
        for to in [(190, 3, 100), (190, 3, 0), (190, 0, 1), (190, 0, 0)] {
            assert!(!asks_of(&mut bench, it, to, (12, 0, END)), "{to:?}");
        }
        // Another program behind the same connection, with the same system id.
        assert!(!asks_of(&mut bench, it, (191, 3, 1), (12, 0, END)));
        assert_eq!(bench.refused(link, Refusal::OthersTransfer), 5);
        assert!(asks(&mut bench, it, (12, 0, END)));
    }
}

#[test]
fn a_session_that_was_begun_with_any_component_is_ended_so_where_there_is_but_the_one_that_answered()
 {
    for has_camera in [false, true] {
        let (mut bench, _) = bench();
        let it = (LOOK, PEER);
        assert!(asks_of(&mut bench, it, (190, 3, 0), (10, 0, OPEN)));
        answers(&mut bench, THEM, (11, 0), (ACK, OPEN));
        if has_camera {
            bench.comes(MOBILE, PEER, &beat(3, 100, 0, 30, 8));
        }
        let ended = asks_of(&mut bench, it, (190, 3, 0), (12, 0, END));
        assert_eq!(ended, !has_camera);
        assert!(!asks_of(
            &mut bench,
            (CONTROL, PEER),
            (190, 3, 0),
            (12, 0, END)
        ));
        assert!(ended || asks(&mut bench, it, (12, 0, END)));
    }
}

#[test]
fn who_may_only_look_never_ends_all_sessions() {
    const END_ALL: u8 = 2;
    let (mut bench, _) = bench();
    let it = (LOOK, PEER);
    assert!(asks(&mut bench, it, (10, 0, OPEN)));
    answers(&mut bench, THEM, (11, 0), (ACK, OPEN));
    assert!(!asks(&mut bench, it, (12, 0, END_ALL)));
    assert_eq!(bench.refused(LOOK, Refusal::ReadOnly), 1);
}

#[test]
fn from_another_link_of_the_group_only_that_is_ended_which_was_begun_from_there() {
    let (mut bench, _) = bench();
    bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
    bench.vehicle(RADIO, 7);
    // Another vehicle, and a companion computer of this one.
    let (other, companion) = ((3, 1), (7, 191));
    let mut number = 0;
    let mut says = |bench: &mut Bench, from: (u8, u8), (sequence, opcode): (u8, u8)| {
        number += 1;
        let payload = packet((7, 1), sequence, 0, opcode, 0);
        let bytes = frame(from.0, from.1, number, 110, &payload);
        let sent = bench.comes(MOBILE, PEER, &bytes);
        sent == [(RADIO, PEER, bytes)]
    };
    assert!(!says(&mut bench, companion, (1, END)), "a station began it");
    assert_eq!(bench.refused(MOBILE, Refusal::OthersTransfer), 1);
    assert!(says(&mut bench, companion, (10, OPEN)));
    assert!(!says(&mut bench, companion, (11, END)));
    bench.pass_ms(1_000);
    let opened = packet((7, 191), 11, 0, ACK, OPEN);
    bench.comes(RADIO, PEER, &frame(7, 1, 11, 110, &opened));
    assert!(!says(&mut bench, other, (12, END)));
    assert!(says(&mut bench, companion, (12, END)));
    // Since then it was given to us.
    let ours = packet((US.system, US.component), 77, 0, ACK, OPEN);
    bench.pass_ms(1_000);
    bench.comes(RADIO, PEER, &frame(7, 1, 12, 110, &ours));
    assert!(!says(&mut bench, companion, (13, END)));
    assert_eq!(bench.refused(MOBILE, Refusal::OthersTransfer), 4);
}

#[test]
fn from_another_link_of_the_group_a_session_at_a_camera_is_ended_only_by_who_began_it() {
    let (mut bench, _) = bench();
    bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
    bench.vehicle(RADIO, 7);
    bench.comes(RADIO, PEER, &beat(7, 100, 0, 30, 8));
    let mut number = 0;
    let mut says = |bench: &mut Bench, from: u8, (sequence, opcode): (u8, u8)| {
        number += 1;
        let payload = packet((7, 100), sequence, 0, opcode, 0);
        let bytes = frame(7, from, number, 110, &payload);
        bench.comes(MOBILE, PEER, &bytes) == [(RADIO, PEER, bytes)]
    };
    // Two companion computers.
    assert!(says(&mut bench, 191, (10, OPEN)));
    bench.pass_ms(1_000);
    let opened = packet((7, 191), 11, 0, ACK, OPEN);
    bench.comes(RADIO, PEER, &frame(7, 100, 11, 110, &opened));
    assert!(!says(&mut bench, 192, (12, END)));
    assert_eq!(bench.refused(MOBILE, Refusal::OthersTransfer), 1);
    assert!(says(&mut bench, 191, (12, END)));
}

#[test]
fn what_a_companion_computer_opens_at_one_vehicle_pushes_out_nothing_at_another() {
    let (mut bench, _) = bench();
    bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
    bench.vehicle(RADIO, 7);
    bench.vehicle(RADIO, 8);
    let mut number = 0;
    let mut says = |bench: &mut Bench, from: (u8, u8), to: u8, (sequence, opcode): (u8, u8)| {
        number += 1;
        let payload = packet((to, 1), sequence, 0, opcode, 0);
        let bytes = frame(from.0, from.1, number, 110, &payload);
        bench.comes(MOBILE, PEER, &bytes) == [(RADIO, PEER, bytes)]
    };
    let opened = |bench: &mut Bench, who: (u8, u8), by: u8, sequence| {
        bench.pass_ms(10);
        let opened = packet(who, sequence, 0, ACK, OPEN);
        bench.comes(RADIO, PEER, &frame(by, 1, sequence, 110, &opened));
    };
    assert!(says(&mut bench, (7, 191), 7, (10, OPEN)));
    opened(&mut bench, (7, 191), 7, 11);
    // More than are kept.
    for sequence in 0..100 {
        assert!(says(&mut bench, (3, 191), 8, (sequence, OPEN)));
        opened(&mut bench, (3, 191), 8, sequence + 1);
    }
    // Nor what is asked there and not answered.
    assert!(says(&mut bench, (7, 191), 7, (12, END)));
    assert!(says(&mut bench, (7, 191), 7, (20, OPEN)));
    for sequence in 0..100 {
        assert!(says(&mut bench, (3, 191), 8, (sequence, OPEN)));
    }
    opened(&mut bench, (7, 191), 7, 21);
    assert!(says(&mut bench, (7, 191), 7, (22, END)));
}

#[test]
fn a_session_that_we_were_given_since_is_not_the_stations_any_more() {
    let (mut bench, _) = bench();
    let it = (LOOK, PEER);
    assert!(asks(&mut bench, it, (10, 0, OPEN)));
    answers(&mut bench, THEM, (11, 0), (ACK, OPEN));
    answers(&mut bench, US, (77, 1), (ACK, OPEN));
    assert!(asks(&mut bench, it, (12, 0, END)));
    answers(&mut bench, US, (79, 0), (ACK, OPEN));
    assert!(!asks(&mut bench, it, (14, 0, END)));
}

#[test]
fn what_was_refused_or_is_an_answer_to_another_or_came_late_begins_nothing() {
    for (sequence, opcode, ms) in [(11, NAK, 0), (10, ACK, 0), (12, ACK, 0), (11, ACK, 20_000)] {
        let (mut bench, _) = bench();
        let it = (LOOK, PEER);
        assert!(asks(&mut bench, it, (10, 0, OPEN)));
        bench.pass_ms(ms);
        answers(&mut bench, THEM, (sequence, 0), (opcode, OPEN));
        assert!(!asks(&mut bench, it, (12, 0, END)), "{sequence} {opcode}");
    }
    // Of two that asked alike nobody knows which one was answered.
    let (mut bench, _) = bench();
    assert!(asks(&mut bench, (LOOK, PEER), (10, 0, OPEN)));
    assert!(asks(&mut bench, (CONTROL, TWIN), (10, 0, OPEN)));
    answers(&mut bench, THEM, (11, 0), (ACK, OPEN));
    assert!(!asks(&mut bench, (LOOK, PEER), (12, 0, END)));
    assert!(!asks(&mut bench, (CONTROL, TWIN), (12, 0, END)));
}

#[test]
fn who_holds_the_vehicle_ends_any_transfer() {
    let (mut bench, id) = bench();
    let holder = StationRef {
        link: CONTROL,
        peer: PEER,
        system: STATION,
    };
    bench.hub.set_holder(id, Holder::Station(holder));
    assert!(asks(&mut bench, (CONTROL, PEER), (1, 0, END)));
    assert!(!asks(&mut bench, (CONTROL, TWIN), (1, 0, END)));
}

#[test]
fn ours_goes_out_also_to_a_vehicle_that_is_only_observed() {
    let mut bench = Bench::of(Origin::Live);
    let id = bench.vehicle(MOBILE, 3);
    let payload = packet((3, 1), 1, 0, END, 0);
    let (now, out) = (bench.now, &mut bench.out);
    assert!(bench.hub.send(now, id, 1, 110, &payload, out).is_ok());
}

#[test]
fn thousands_that_open_files_take_no_more_than_their_bound() {
    let (mut bench, _) = bench();
    let it = (LOOK, PEER);
    for number in 0..2_000_u32 {
        let sequence = number as u8;
        assert!(asks(&mut bench, it, (sequence, 0, OPEN)));
        let payload = packet(
            (STATION, 190),
            sequence.wrapping_add(1),
            number as u8,
            ACK,
            OPEN,
        );
        bench.pass_ms(20);
        bench.comes(MOBILE, PEER, &frame(3, 1, sequence, 110, &payload));
    }
    let files = &bench.hub.core.endpoints[1].files;
    assert_eq!((files.asked.len(), files.open.len()), (64, 64));
}
