use super::*;
use crate::link::signing::KeyFor;
use crate::link::signing::{EPOCH_US, Marks, Signature, Verdict, check, read_marks, write_marks};

const KEY: Key = Key([7; 32]);

/// A frame once more, signed.
pub(super) fn signed(bytes: &[u8], link: u8, timestamp: u64, key: &Key) -> Vec<u8> {
    let frame = Frame::of_whole(bytes).unwrap();
    let signature = Signature { link, timestamp };
    let mut room = Vec::new();
    frame_up(
        frame.sender(),
        frame.sequence(),
        frame.message_id(),
        frame.payload(),
        Some((key, signature)),
        &mut room,
    )
    .unwrap();
    room
}

/// A heartbeat of 3/1, signed at a time.
fn beat_at(sequence: u8, timestamp: u64) -> Vec<u8> {
    signed(&heartbeat(3, 1, sequence), 0, timestamp, &KEY)
}

pub(super) fn clock(bench: &Bench) -> u64 {
    (bench.now.us() - EPOCH_US) / 10
}

fn bench(unsigned: UnsignedPolicy) -> Bench {
    let mut bench = Bench::new();
    for link in [MOBILE, RADIO] {
        let role = VehicleLink {
            group: GROUP,
            origin: Origin::Simulated,
            unsigned,
            priority: 0,
            leads_to_one: false,
        };
        let role = LinkRole::Vehicles(role);
        bench.hub.add_link(link, "link", role).unwrap();
    }
    bench.stations(LOOK, Access::ReadOnly);
    bench.station(LOOK, PEER, STATION);
    bench.hub.set_key(vehicle(3), KEY, None);
    bench
}

#[test]
fn unsigned_traffic_is_taken_as_the_link_says() {
    use UnsignedPolicy::{Accept, AcceptRadioStatusOnly, Refuse};
    for (policy, is_taken, is_radio_taken) in [
        (Accept, true, true),
        (AcceptRadioStatusOnly, false, true),
        (Refuse, false, false),
    ] {
        let mut bench = bench(policy);
        bench.comes(MOBILE, PEER, &heartbeat(3, 1, 0));
        assert_eq!(bench.hub.vehicles().count() == 1, is_taken, "{policy:?}");
        bench.heard();
        bench.comes(MOBILE, PEER, &beat_at(1, 1_000));
        let heard = bench.heard();
        assert!(heard.len() == 1 && heard[0].is_signed, "{policy:?}");
        bench.comes(MOBILE, PEER, &attitude(3, 1, 2, 0));
        let heard = bench.heard();
        assert_eq!(heard.len() == 1, is_taken, "{policy:?}");
        assert!(heard.iter().all(|it| !it.is_signed));
        let radio = frame(51, 68, 0, 109, &[1, 2, 3, 4, 5, 6, 7, 8, 9]);
        bench.comes(MOBILE, PEER, &radio);
        assert_eq!(bench.heard().len() == 1, is_radio_taken, "{policy:?}");
    }
}

#[test]
fn where_frames_have_to_be_signed_no_way_is_made_by_what_nobody_signed() {
    let mut bench = bench(UnsignedPolicy::AcceptRadioStatusOnly);
    let id = vehicle(3);
    bench.comes(MOBILE, PEER, &beat_at(1, clock(&bench)));
    for second in 0..10 {
        bench.pass_ms(1_000);
        let radio = frame(3, 1, second, 109, &[1, 2, 3, 4, 5, 6, 7, 8, 9]);
        bench.comes(MOBILE, PeerId(6), &radio);
        bench.tick();
    }
    let peers: Vec<_> = bench.hub.paths(id, bench.now).map(|it| it.peer).collect();
    assert_eq!(peers, [PEER]);
    // Neither is what is signed late by it.
    bench.heard();
    bench.comes(MOBILE, PEER, &beat_at(2, clock(&bench)));
    assert!(!bench.heard()[0].is_late);
    assert_eq!(bench.send(id, 1, &order()).unwrap()[0].1, PEER);
}

#[test]
fn a_wrong_signature_is_refused_on_every_link_and_not_passed_on() {
    for policy in [
        UnsignedPolicy::Accept,
        UnsignedPolicy::AcceptRadioStatusOnly,
        UnsignedPolicy::Refuse,
    ] {
        let mut bench = bench(policy);
        bench.comes(MOBILE, PEER, &beat_at(0, 1_000));
        bench.heard();
        let wrong = signed(&attitude(3, 1, 1, 0), 0, 2_000, &Key([8; 32]));
        assert_eq!(bench.comes(MOBILE, PEER, &wrong), []);
        assert_eq!(bench.heard(), []);
        assert_eq!(bench.refused(MOBILE, Refusal::WrongSignature), 1);
        // It takes nothing away from the right one with the same number.
        let right = signed(&attitude(3, 1, 1, 0), 0, 2_000, &KEY);
        // And that is shown as it is, with its signature.
        let shown = bench.comes(MOBILE, PEER, &right);
        assert_eq!(shown, [(LOOK, PEER, right)]);
    }
}

#[test]
fn what_nobody_can_prove_counts_as_unsigned() {
    let mut bench = bench(UnsignedPolicy::Refuse);
    let bytes = signed(&heartbeat(4, 1, 0), 0, 1_000, &KEY);
    bench.comes(MOBILE, PEER, &bytes);
    assert_eq!(bench.refused(MOBILE, Refusal::NoKey), 1);
    let mut bench = self::bench(UnsignedPolicy::Accept);
    bench.comes(MOBILE, PEER, &bytes);
    assert!(!bench.heard()[0].is_signed);
}

#[test]
fn an_old_frame_that_is_sent_again_is_refused() {
    let mut bench = bench(UnsignedPolicy::Refuse);
    let old = beat_at(0, 1_000);
    bench.comes(MOBILE, PEER, &old);
    for sequence in 1..=200 {
        bench.comes(
            MOBILE,
            PEER,
            &beat_at(sequence, 1_000 + u64::from(sequence) * 100_000),
        );
    }
    bench.heard();
    let elsewhere = PeerId(9);
    bench.comes(RADIO, elsewhere, &old);
    assert_eq!(bench.heard(), []);
    assert_eq!(bench.refused(RADIO, Refusal::Replayed), 1);
    // And makes no way to whoever sent it.
    assert_eq!(bench.hub.paths(vehicle(3), bench.now).count(), 1);
    // Out of its order, and not seen before: refused as the standard says.
    bench.comes(
        MOBILE,
        PEER,
        &signed(&attitude(3, 1, 190, 0), 0, 20_000_000, &KEY),
    );
    assert_eq!(bench.heard(), []);
}

#[test]
fn a_signed_frame_over_two_links_counts_once_and_is_no_replay() {
    let mut bench = bench(UnsignedPolicy::Refuse);
    for sequence in 0..50 {
        let bytes = beat_at(sequence, 1_000 + u64::from(sequence) * 10_000);
        bench.comes(MOBILE, PEER, &bytes);
        bench.comes(RADIO, PEER, &bytes);
    }
    assert_eq!(bench.heard().len(), 50);
    assert_eq!(bench.hub.link_account(RADIO).unwrap().doubled, 50);
    assert_eq!(bench.refused(RADIO, Refusal::Replayed), 0);
    assert_eq!(bench.hub.paths(vehicle(3), bench.now).count(), 2);
}

#[test]
fn what_we_say_to_a_vehicle_with_a_key_is_signed_with_it_each_later_than_before() {
    let mut bench = bench(UnsignedPolicy::Accept);
    bench.comes(MOBILE, PEER, &beat_at(0, 1_000));
    let mut last = clock(&bench) - 1;
    for _ in 0..10 {
        let sent = bench.send(vehicle(3), 1, &order()).unwrap();
        let frame = Frame::of_whole(&sent[0].2).unwrap();
        let Verdict::Right(signature) = check(frame, &KEY) else {
            panic!("{frame:?}");
        };
        assert!(signature.timestamp > last);
        last = signature.timestamp;
    }
    let sent = bench.ticks(20);
    let to_vehicle: Vec<_> = sent.iter().filter(|it| it.0 == MOBILE).collect();
    assert!(!to_vehicle.is_empty());
    for (.., bytes) in to_vehicle {
        let frame = Frame::of_whole(bytes).unwrap();
        assert!(matches!(check(frame, &KEY), Verdict::Right(_)));
    }
}

/// Keeps what has to be kept, as the disk does it.
fn keep(bench: &mut Bench) -> Option<Vec<(KeyOwner, Marks)>> {
    let marks = bench.hub.marks_to_keep(bench.now)?;
    bench.hub.marks_kept(&marks);
    Some(marks)
}

#[test]
fn what_passes_its_mark_while_later_marks_are_on_their_way_to_the_disk_is_waited_for() {
    let mut bench = bench(UnsignedPolicy::Refuse);
    bench.comes(MOBILE, PEER, &beat_at(0, 1_000));
    keep(&mut bench).unwrap();
    bench.comes(MOBILE, PEER, &beat_at(1, 150_000));
    bench.pass_ms(1_000);
    let on_the_way = bench.hub.marks_to_keep(bench.now).unwrap();
    assert_eq!(on_the_way[0].1.streams[0].1, 350_000);
    // On the disk is 201 000: just within it, and just beyond.
    bench.comes(MOBILE, PEER, &beat_at(2, 201_000));
    assert!(!bench.hub.is_mark_passed());
    bench.comes(MOBILE, PEER, &beat_at(3, 201_001));
    assert!(bench.hub.is_mark_passed());
    bench.hub.marks_kept(&on_the_way);
    assert!(!bench.hub.is_mark_passed());
    // What lies beyond those on their way still does when they are there.
    bench.comes(MOBILE, PEER, &beat_at(4, 340_000));
    bench.pass_ms(1_000);
    let on_the_way = bench.hub.marks_to_keep(bench.now).unwrap();
    bench.comes(MOBILE, PEER, &beat_at(5, 540_001));
    bench.hub.marks_kept(&on_the_way);
    assert!(bench.hub.is_mark_passed());
    keep(&mut bench).unwrap();
    assert!(!bench.hub.is_mark_passed());
}

#[test]
fn after_a_crash_at_any_moment_nothing_that_was_taken_is_taken_again() {
    let path = std::env::temp_dir().join(format!("haiou-crash-{}", std::process::id()));
    let named = KeyFor::Vehicle {
        group: "mobile".to_owned(),
        system: 3,
    };
    let mut bench = bench(UnsignedPolicy::Refuse);
    let mut taken = Vec::new();
    for number in 0..100_u64 {
        bench.pass_ms(70);
        let bytes = beat_at(number as u8, clock(&bench));
        bench.comes(MOBILE, PEER, &bytes);
        taken.push(bytes);
        // What is due is written before anything is done with what came.
        if let Some(marks) = keep(&mut bench) {
            let kept = marks.into_iter().map(|(_, marks)| (named.clone(), marks));
            let kept: Vec<_> = kept.collect();
            write_marks(&path, kept.iter().map(|(whose, it)| (whose, it))).unwrap();
        }
        // It crashes here, and begins anew with what is on the disk.
        let kept = read_marks(&path).unwrap();
        let mut anew = self::bench(UnsignedPolicy::Refuse);
        anew.now = bench.now;
        anew.hub.set_key(vehicle(3), KEY, Some(&kept[0].1));
        for bytes in &taken {
            anew.comes(MOBILE, PEER, bytes);
        }
        assert_eq!(anew.heard(), [], "after {number}");
        // Nor does it sign with a time that it signed with before.
        let later = signed(&heartbeat(3, 1, 0), 0, clock(&anew) + 400_000, &KEY);
        anew.comes(MOBILE, PEER, &later);
        assert_eq!(anew.heard().len(), 1);
    }
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn marks_are_renewed_when_half_of_them_is_used_and_at_once_when_they_are_passed() {
    let mut bench = bench(UnsignedPolicy::Refuse);
    bench.comes(MOBILE, PEER, &beat_at(0, 1_000));
    assert!(keep(&mut bench).is_some());
    // On the disk is 201 000, of which half is left, and then no more than that.
    bench.comes(MOBILE, PEER, &beat_at(1, 101_000));
    bench.pass_ms(5_000);
    assert_eq!(keep(&mut bench), None);
    bench.comes(MOBILE, PEER, &beat_at(2, 101_001));
    let marks = keep(&mut bench).unwrap();
    assert_eq!(marks[0].0, KeyOwner::Vehicle(vehicle(3)));
    assert_eq!(marks[0].1.streams[0].1, 301_001);
    // It is waited for others that have to be renewed, but not where something lies beyond.
    bench.comes(MOBILE, PEER, &beat_at(3, 301_001));
    bench.pass_ms(99);
    assert_eq!(keep(&mut bench), None);
    bench.comes(MOBILE, PEER, &beat_at(4, 301_002));
    assert!(keep(&mut bench).is_some());
    // Nothing came: nothing is written.
    bench.pass_ms(5_000);
    assert_eq!(keep(&mut bench), None);
}

#[test]
fn of_many_keys_some_are_renewed_at_a_time_and_each_before_it_is_passed() {
    let mut bench = bench(UnsignedPolicy::Refuse);
    let all = 1..=200_u8;
    let beats = |bench: &mut Bench, sequence, timestamp| {
        for system in all.clone() {
            let bytes = signed(&heartbeat(system, 1, sequence), 0, timestamp, &KEY);
            bench.comes(MOBILE, PEER, &bytes);
        }
    };
    for system in all.clone() {
        bench.hub.set_key(vehicle(system), KEY, None);
    }
    beats(&mut bench, 0, 1_000);
    assert_eq!(keep(&mut bench).unwrap().len(), 200);
    for round in 1..20_u8 {
        bench.pass_ms(500);
        beats(&mut bench, round, 1_000 + u64::from(round) * 50_000);
        assert!(!bench.hub.is_mark_passed(), "{round}");
        let is_renewed = keep(&mut bench).is_some_and(|marks| marks.len() == 200);
        assert_eq!(is_renewed, round % 3 == 0, "{round}");
    }
}

#[test]
fn what_we_sign_by_a_clock_that_is_ahead_of_the_vehicles_is_waited_for_once_and_not_each_time() {
    let mut bench = bench(UnsignedPolicy::Refuse);
    bench.comes(MOBILE, PEER, &beat_at(0, 1_000));
    bench.send(vehicle(3), 1, &order()).unwrap();
    assert!(bench.hub.is_mark_passed());
    keep(&mut bench).unwrap();
    for second in 1..=60 {
        bench.pass_ms(1_000);
        bench.comes(MOBILE, PEER, &beat_at(second, 1_000 + u64::from(second)));
        bench.send(vehicle(3), 1, &order()).unwrap();
        assert!(!bench.hub.is_mark_passed(), "{second}");
        keep(&mut bench);
    }
}

#[test]
fn marks_of_what_we_sign_are_renewed_each_second_where_the_vehicles_clock_is_ahead_and_seldom_else()
{
    // Half a minute and more, so that what lies ahead of our clock does not reach as far.
    for (ahead_ms, most) in [(0, 60), (20_000, 60), (31_000, 60), (3_600_000, 60)] {
        let mut bench = bench(UnsignedPolicy::Refuse);
        let (mut renewed, mut passed) = (0, 0);
        for number in 0..600_u64 {
            bench.pass_ms(100);
            let timestamp = clock(&bench) + ahead_ms * 100;
            bench.comes(MOBILE, PEER, &beat_at(number as u8, timestamp));
            bench.send(vehicle(3), 1, &order()).unwrap();
            passed += u32::from(bench.hub.is_mark_passed());
            renewed += u32::from(keep(&mut bench).is_some());
        }
        assert!(renewed <= most, "{ahead_ms}: {renewed}");
        assert_eq!(passed, 1, "{ahead_ms}: nobody waits but at the beginning");
    }
}

#[test]
fn after_a_restart_our_own_signatures_are_later_than_all_before() {
    let mut bench = bench(UnsignedPolicy::Accept);
    bench.comes(MOBILE, PEER, &heartbeat(3, 1, 0));
    let stamp = |bench: &mut Bench| {
        let sent = bench.send(vehicle(3), 1, &order()).unwrap();
        let frame = Frame::of_whole(&sent[0].2).unwrap();
        match check(frame, &KEY) {
            Verdict::Right(signature) => signature.timestamp,
            verdict => panic!("{verdict:?}"),
        }
    };
    let last = stamp(&mut bench);
    let marks = keep(&mut bench).unwrap();
    // The clock was set back by a day meanwhile.
    let mut anew = self::bench(UnsignedPolicy::Accept);
    anew.now = bench.now - Duration::from_secs(86_400);
    anew.hub.set_key(vehicle(3), KEY, Some(&marks[0].1));
    anew.comes(MOBILE, PEER, &heartbeat(3, 1, 0));
    assert!(stamp(&mut anew) > last);
}

#[test]
fn marks_do_not_run_ahead_of_the_clock_however_often_it_is_begun_anew() {
    let mut marks = None;
    let mut now = bench(UnsignedPolicy::Accept).now;
    for _ in 0..10 {
        let mut anew = bench(UnsignedPolicy::Accept);
        anew.now = now;
        anew.hub.set_key(vehicle(3), KEY, marks.as_ref());
        anew.comes(MOBILE, PEER, &heartbeat(3, 1, 0));
        anew.send(vehicle(3), 1, &order()).unwrap();
        let kept = keep(&mut anew).unwrap();
        let ahead = kept[0].1.newest - clock(&anew);
        assert!(ahead <= 6_000_000, "{ahead}");
        marks = Some(kept[0].1.clone());
        now = now + Duration::from_secs(2);
    }
}

#[test]
fn a_key_is_not_printed() {
    let mut bench = bench(UnsignedPolicy::Accept);
    bench.comes(MOBILE, PEER, &beat_at(0, 1_000));
    let printed = format!("{:?}", bench.hub);
    assert!(printed.contains("Key(…)") && !printed.contains("7, 7, 7, 7"));
}
