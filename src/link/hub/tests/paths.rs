use super::super::path::Paths;
use super::*;

const FIRST: (LinkId, PeerId) = (MOBILE, PEER);
const SECOND: (LinkId, PeerId) = (RADIO, PEER);

fn at(ms: u64) -> Moment {
    Moment::from_us(1_780_000_000_000_000 + ms * 1_000)
}

/// Two paths that are heard each 100 ms for a time; the second one has so long a round trip.
struct Two {
    paths: Paths,
    ms: u64,
}

impl Two {
    fn new(priorities: [u8; 2]) -> Self {
        let mut paths = Paths::default();
        paths.heard(FIRST, priorities[0], at(0));
        paths.choose(at(0));
        let mut two = Self { paths, ms: 0 };
        two.pass(4_000, priorities, [true, true]);
        two
    }

    fn pass(&mut self, ms: u64, priorities: [u8; 2], is_heard: [bool; 2]) {
        let until = self.ms + ms;
        while self.ms < until {
            self.ms += 100;
            for (at_path, key) in [FIRST, SECOND].into_iter().enumerate() {
                if is_heard[at_path] {
                    let path = self.paths.heard(key, priorities[at_path], at(self.ms));
                    path.unwrap().recent.take(at(self.ms), 20, 0);
                }
            }
            self.paths.choose(at(self.ms));
        }
    }

    fn round_trip(&mut self, key: (LinkId, PeerId), ms: u64) {
        let path = self.paths.iter_mut().find(|it| it.key == key).unwrap();
        path.round_trip = Some(Duration::from_millis(ms));
    }
}

#[test]
fn a_path_of_the_same_rank_is_taken_only_when_it_is_better_by_enough_for_long_enough() {
    for (second_ms, is_taken) in [(201, false), (200, true)] {
        let mut two = Two::new([0, 0]);
        assert_eq!(two.paths.best(), Some(FIRST));
        two.round_trip(FIRST, 300);
        two.round_trip(SECOND, second_ms);
        two.pass(2_900, [0, 0], [true, true]);
        assert_eq!(two.paths.best(), Some(FIRST));
        two.pass(1_100, [0, 0], [true, true]);
        let best = if is_taken { SECOND } else { FIRST };
        assert_eq!(two.paths.best(), Some(best), "{second_ms}");
    }
}

#[test]
fn a_path_that_is_better_only_at_times_is_not_taken() {
    let mut two = Two::new([0, 0]);
    two.round_trip(FIRST, 300);
    for _ in 0..10 {
        two.round_trip(SECOND, 50);
        two.pass(2_000, [0, 0], [true, true]);
        two.round_trip(SECOND, 300);
        two.pass(1_000, [0, 0], [true, true]);
    }
    assert_eq!(two.paths.best(), Some(FIRST));
}

#[test]
fn the_configured_rank_comes_before_round_trips_and_the_lower_one_first() {
    let mut two = Two::new([0, 1]);
    two.round_trip(FIRST, 900);
    two.round_trip(SECOND, 10);
    two.pass(10_000, [0, 1], [true, true]);
    assert_eq!(two.paths.best(), Some(FIRST));
    let mut two = Two::new([1, 0]);
    two.pass(10_000, [1, 0], [true, true]);
    assert_eq!(two.paths.best(), Some(SECOND));
}

#[test]
fn losses_count_as_time() {
    let mut two = Two::new([0, 0]);
    for round in 0..80 {
        two.pass(100, [0, 0], [false, true]);
        let now = at(4_100 + round * 100);
        let path = two.paths.heard(FIRST, 0, now).unwrap();
        path.recent.take(now, 20, 1);
    }
    assert_eq!(two.paths.best(), Some(SECOND));
}

#[test]
fn a_silent_path_is_left_after_three_seconds_and_gone_back_to_when_it_is_steady() {
    let mut two = Two::new([0, 1]);
    two.pass(2_900, [0, 1], [false, true]);
    assert_eq!(two.paths.best(), Some(FIRST));
    two.pass(600, [0, 1], [false, true]);
    assert_eq!(two.paths.best(), Some(SECOND));
    two.pass(2_900, [0, 1], [true, true]);
    assert_eq!(two.paths.best(), Some(SECOND));
    two.pass(4_000, [0, 1], [true, true]);
    assert_eq!(two.paths.best(), Some(FIRST));
}

#[test]
fn when_all_is_silent_the_last_path_is_still_tried() {
    let mut two = Two::new([0, 1]);
    two.pass(600_000, [0, 1], [false, false]);
    two.paths.expire(at(two.ms));
    assert_eq!(two.paths.best(), Some(FIRST));
    assert_eq!(two.paths.accounts(at(two.ms)).count(), 1);
}

#[test]
fn a_command_goes_out_once_on_the_best_path() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
    let id = bench.vehicle(MOBILE, 3);
    bench.vehicle(RADIO, 3);
    let sent = bench.send(id, 1, &order()).unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].0, sent[0].1), (MOBILE, PEER));
    // The first one falls silent.
    for sequence in 1..60 {
        bench.pass_ms(100);
        bench.comes(RADIO, PEER, &attitude(3, 1, sequence, 0));
    }
    let sent = bench.send(id, 1, &order()).unwrap();
    assert_eq!((sent.len(), sent[0].0), (1, RADIO));
    let changed = HubEvent::BestPathChanged {
        vehicle: id,
        link: RADIO,
    };
    assert!(bench.events().contains(&changed));
}

#[test]
fn a_component_that_is_on_one_link_only_is_reached_there() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
    let id = bench.vehicle(MOBILE, 3);
    bench.comes(RADIO, PEER, &beat(3, 100, 0, 30, 8));
    assert_eq!(bench.send(id, 100, &order()).unwrap()[0].0, RADIO);
    assert_eq!(bench.send(id, 1, &order()).unwrap()[0].0, MOBILE);
    assert_eq!(bench.send(id, 0, &order()).unwrap()[0].0, MOBILE);
}

#[test]
fn what_is_for_the_vehicle_goes_where_its_autopilot_is_heard_whatever_else_is_heard_elsewhere() {
    let mut bench = Bench::new();
    bench.vehicles(MOBILE, GROUP, Origin::Simulated, 0);
    bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
    bench.stations(CONTROL, Access::Control);
    let id = bench.vehicle(RADIO, 3);
    let station = bench.station(CONTROL, PEER, STATION);
    bench.hub.set_holder(id, Holder::Station(station));
    // On the link of the lower rank, which is used first, only a camera speaks.
    for second in 0..20 {
        bench.comes(MOBILE, PEER, &beat(3, 100, second, 30, 8));
        bench.comes(RADIO, PEER, &heartbeat(3, 1, second));
        let heartbeats = bench
            .ticks(10)
            .into_iter()
            .filter(|it| message_id(&it.2) == 0);
        assert!(
            heartbeats.map(|it| it.0).all(|link| link == RADIO),
            "{second} s"
        );
    }
    assert_eq!(bench.send(id, 0, &order()).unwrap()[0].0, RADIO);
    let beats = bench.comes(CONTROL, PEER, &station_heartbeat(STATION));
    assert_eq!(beats.iter().map(|it| it.0).collect::<Vec<_>>(), [RADIO]);
    assert_eq!(bench.send(id, 100, &order()).unwrap()[0].0, MOBILE);
}

#[test]
fn a_path_over_which_nothing_of_ours_arrives_is_left_although_it_is_heard_well() {
    for priorities in [[0, 0], [0, 1]] {
        let mut two = Two::new(priorities);
        let ask = |two: &mut Two, answers: [bool; 2]| {
            for (number, key) in [FIRST, SECOND].into_iter().enumerate() {
                let now = at(two.ms);
                let path = two.paths.iter_mut().find(|it| it.key == key).unwrap();
                if let Some(stamp) = path
                    .question(now, number as i64)
                    .filter(|_| answers[number])
                {
                    path.answered(stamp, at(two.ms + 40 * (1 + number as u64)));
                }
            }
            two.pass(5_000, priorities, [true, true]);
        };
        for _ in 0..3 {
            ask(&mut two, [true, true]);
        }
        assert_eq!(two.paths.best(), Some(FIRST));
        for _ in 0..3 {
            ask(&mut two, [false, true]);
            assert_eq!(two.paths.best(), Some(FIRST));
        }
        for _ in 0..2 {
            ask(&mut two, [false, true]);
        }
        assert_eq!(two.paths.best(), Some(SECOND), "{priorities:?}");
        // It is come back to where it was first by its rank.
        for _ in 0..4 {
            ask(&mut two, [true, true]);
        }
        let back = if priorities == [0, 1] { FIRST } else { SECOND };
        assert_eq!(two.paths.best(), Some(back), "{priorities:?}");
    }
}

#[test]
fn when_the_best_way_is_gone_another_one_is_tried_although_it_is_silent() {
    let mut bench = Bench::new();
    bench.vehicles(MOBILE, GROUP, Origin::Simulated, 0);
    bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
    let id = bench.vehicle(MOBILE, 3);
    bench.vehicle(RADIO, 3);
    bench.pass_ms(4_000);
    bench.comes(MOBILE, PEER, &heartbeat(3, 1, 1));
    bench.hub.peer_gone(MOBILE, PEER, &mut bench.ear);
    assert_eq!(bench.send(id, 1, &order()).unwrap()[0].0, RADIO);
}

#[test]
fn a_link_that_is_removed_or_a_peer_that_is_gone_is_no_way_any_more() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
    let id = bench.vehicle(MOBILE, 3);
    bench.vehicle(RADIO, 3);
    bench.hub.peer_gone(MOBILE, PEER, &mut bench.ear);
    bench.tick();
    assert_eq!(bench.send(id, 1, &order()).unwrap()[0].0, RADIO);
    bench.hub.remove_link(RADIO);
    assert_eq!(bench.send(id, 1, &order()), Err(NotSent::NoPath));
}

/// SYSTEM_TIME of an autopilot that has run for so long.
fn time(sequence: u8, boot_ms: u32) -> Vec<u8> {
    let mut payload = [0; 12];
    payload[8..].copy_from_slice(&boot_ms.to_le_bytes());
    frame(3, 1, sequence, 2, &payload)
}

#[test]
fn a_frame_that_was_held_up_is_no_reboot() {
    let mut bench = Bench::of(Origin::Simulated);
    let id = bench.vehicle(MOBILE, 3);
    bench.comes(MOBILE, PeerId(6), &beat(3, 100, 0, 30, 8));
    // By its sequence nobody can tell that it is from a round before.
    let stamps = [(1, 600_000), (2, 597_900), (3, 590_000), (4, 600_100)];
    for (sequence, boot_ms) in stamps {
        bench.pass_ms(100);
        bench.comes(MOBILE, PEER, &time(sequence, boot_ms));
    }
    assert_eq!(bench.hub.paths(id, bench.now).count(), 2);
    assert!(!bench.events().contains(&HubEvent::Rebooted(id)));
}

#[test]
fn a_reboot_forgets_where_it_was_heard() {
    let mut bench = Bench::of(Origin::Simulated);
    let id = bench.vehicle(MOBILE, 3);
    bench.comes(MOBILE, PeerId(6), &beat(3, 100, 0, 30, 8));
    bench.comes(MOBILE, PEER, &time(1, 60_000));
    bench.comes(MOBILE, PEER, &time(2, 55_000));
    assert_eq!(bench.hub.paths(id, bench.now).count(), 2);
    bench.comes(MOBILE, PEER, &time(3, 9_999));
    assert_eq!(bench.hub.paths(id, bench.now).count(), 1);
    assert!(bench.events().contains(&HubEvent::Rebooted(id)));
    // Told of it by the fleet, it keeps the one on which it was heard since: what is ordered now goes there.
    bench.pass_ms(10);
    bench.comes(MOBILE, PEER, &attitude(3, 1, 4, 10));
    bench.hub.forget_routes(id);
    let left: Vec<_> = bench.hub.paths(id, bench.now).map(|it| it.peer).collect();
    assert_eq!(left, [PEER]);
    assert_eq!(bench.send(id, 1, &order()).unwrap()[0].1, PEER);
}
