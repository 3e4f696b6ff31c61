use super::peer::ack;
use super::world::{World, is_verified};
use super::*;

#[test]
fn on_a_clean_line_each_kind_is_sent_read_back_and_verified() {
    for habits in Habits::BOTH {
        for kind in PlanKind::ALL {
            let mut world = World::clean(habits);
            let sent = plan(kind, 6, 0);
            world.upload(kind, sent.clone());
            let outcome = world.run();
            let id = world.peer.id(kind);
            let Outcome::Verified { plan_id, count, .. } = outcome else {
                panic!("{outcome:?}");
            };
            assert_eq!((plan_id, count), ((id != 0).then_some(id), 6));
            assert!(world.is_honest(kind, &sent, &[]));
        }
    }
}

#[test]
fn an_upload_acknowledgement_that_arrives_too_early_ends_nothing() {
    let (mut transfer, mut out) = begun(3);
    let early = ack(MISSION, 0, 7);
    transfer.hear(BEGIN, &early, &mut out);
    for sequence in 0..3 {
        assert_eq!(stage(&transfer), Some(Stage::Sending), "{sequence}");
        transfer.hear(BEGIN, &asks(sequence, false), &mut out);
        if sequence < 2 {
            transfer.hear(BEGIN, &early, &mut out);
        }
    }
    assert_eq!(stage(&transfer), Some(Stage::Sending));
    transfer.hear(BEGIN, &early, &mut out);
    assert_eq!(stage(&transfer), Some(Stage::ReadingBack));
}

#[test]
fn any_item_is_given_again_as_often_as_it_is_asked_for() {
    let (mut transfer, mut out) = begun(5);
    for sequence in [0, 0, 1, 2, 1, 1, 0, 3] {
        out.clear();
        transfer.hear(BEGIN, &asks(sequence, false), &mut out);
        let [Say::MissionItem(item)] = out[..] else {
            panic!("{out:?}");
        };
        assert_eq!(item.sequence, sequence);
    }
    let TransferState::Running(progress) = transfer.state() else {
        panic!();
    };
    assert_eq!((progress.done, progress.total), (3, 5));
}

#[test]
fn who_asks_for_the_item_of_old_gets_it_only_without_knowing_the_new() {
    for (takes_int, is_legacy, is_old) in [
        (true, true, false),
        (true, false, false),
        (false, true, true),
        (false, false, false),
    ] {
        let mut out = Vec::new();
        let partner = TransferPartner {
            takes_int,
            ..partner(Habits::ArduPilot)
        };
        let items = plan(MISSION, 2, 0);
        let mut transfer = PlanTransfer::upload(BEGIN, partner, MISSION, items, &mut out);
        transfer.hear(BEGIN, &asks(1, is_legacy), &mut out);
        let last = out.last().unwrap();
        assert_eq!(matches!(last, Say::MissionItemFloat(_)), is_old);
    }
}

#[test]
fn a_count_is_said_nine_times_and_then_it_is_given_up() {
    let (mut transfer, mut out) = begun(3);
    for retry in 1..=8 {
        let due = transfer.due().unwrap();
        assert_eq!(due, BEGIN + ms(1_500 * retry));
        transfer.wake(due - ms(1), &mut out);
        assert_eq!(out.len() as u64, retry);
        transfer.wake(due, &mut out);
        assert_eq!(out.len() as u64, retry + 1);
        assert_eq!(out.last(), out.first());
    }
    let mut just_in_time = transfer.clone();
    let last = BEGIN + ms(13_500);
    transfer.wake(last - ms(1), &mut out);
    assert_eq!(stage(&transfer), Some(Stage::Sending));
    transfer.wake(last, &mut out);
    assert_eq!(
        transfer.outcome(),
        Some(&Outcome::Failed {
            failure: Failure::Silent,
            may_have_changed: false
        })
    );
    assert!(matches!(
        out.last(),
        Some(Say::MissionAck { result: 15, .. })
    ));
    just_in_time.hear(last - ms(1), &asks(0, false), &mut out);
    just_in_time.wake(last, &mut out);
    assert_eq!(stage(&just_in_time), Some(Stage::Sending));
}

#[test]
fn an_acceptance_that_is_lost_is_resolved_by_reading_back() {
    for habits in Habits::BOTH {
        let mut world = World::clean(habits);
        world.upload(MISSION, plan(MISSION, 3, 0));
        let last = 2 + u16::from(habits == Habits::ArduPilot);
        while !matches!(world.said.last(), Some(Say::MissionItem(it)) if it.sequence == last) {
            assert!(world.step());
        }
        // What is said next is the acceptance.
        world.lose = Some(world.sent);
        let outcome = world.run();
        assert!(is_verified(&outcome), "{habits:?} {outcome:?}");
    }
}

#[test]
fn home_comes_and_goes_and_jumps_keep_their_target() {
    let jump = PlanItem {
        command: 177,
        frame: mav_cmd::FRAME_MISSION,
        params: [1.0, 3.0, 0.0, 0.0],
        ..waypoint(0)
    };
    let items = [waypoint(0), waypoint(1), waypoint(2), jump];
    let ardupilot = AutopilotKind::ArduPilot;
    let sent = home::for_vehicle(ardupilot, MISSION, &items);
    let sequences: Vec<u16> = sent.iter().map(|it| it.sequence).collect();
    assert_eq!(sequences, [0, 1, 2, 3, 4]);
    assert_eq!(
        (sent[0].command, sent[0].frame),
        (16, mav_cmd::FRAME_GLOBAL)
    );
    assert_eq!(sent[4].params[0], 2.0);
    let back = home::from_vehicle(ardupilot, MISSION, &sent);
    assert_eq!(back[3].params[0], 1.0);
    assert_eq!((back.len(), back[0].x), (4, items[0].x));
    for (autopilot, index, sequence) in [(ardupilot, 0, 1), (AutopilotKind::Px4, 0, 0)] {
        assert_eq!(to_vehicle_sequence(autopilot, index), sequence);
        assert_eq!(from_vehicle_sequence(autopilot, sequence), Some(index));
    }
    assert_eq!(from_vehicle_sequence(ardupilot, 0), None);
}

#[test]
fn progress_goes_from_sending_to_reading_back() {
    let mut world = World::clean(Habits::Px4);
    world.upload(MISSION, plan(MISSION, 4, 0));
    let mut seen = vec![world.progress()];
    while world.step() {
        seen.push(world.progress());
    }
    seen.dedup();
    let shown: Vec<(Stage, u16, u16)> = seen
        .iter()
        .map(|it| (it.stage, it.done, it.total))
        .collect();
    let mut expected: Vec<_> = (0..4).map(|done| (Stage::Sending, done, 4)).collect();
    expected.push((Stage::ReadingBack, 0, 0));
    expected.extend((0..4).map(|done| (Stage::ReadingBack, done, 4)));
    assert_eq!(shown, expected);
}

#[test]
fn an_item_said_to_be_out_of_order_is_forgotten_once_the_vehicle_asks_on() {
    for asks_on in [true, false] {
        let (mut transfer, mut out) = begun(4);
        transfer.hear(BEGIN, &asks(0, true), &mut out);
        transfer.hear(BEGIN, &ack(MISSION, 13, 0), &mut out);
        if asks_on {
            transfer.hear(BEGIN, &asks(1, true), &mut out);
        }
        let due = transfer.due().unwrap();
        transfer.wake(due, &mut out);
        match out.last() {
            Some(Say::MissionItem(item)) => assert!(asks_on && item.sequence == 1),
            last => assert!(!asks_on && last == out.first(), "{last:?}"),
        }
    }
}

#[test]
fn px4_may_have_another_fence_after_a_part_of_one_and_keeps_its_mission() {
    for (kind, expected) in [
        (MISSION, false),
        (PlanKind::Fence, true),
        (PlanKind::Rally, true),
    ] {
        let mut out = Vec::new();
        let items = plan(kind, 5, 0);
        let mut transfer = PlanTransfer::upload(BEGIN, partner(Habits::Px4), kind, items, &mut out);
        for sequence in 0..2 {
            let asked = Report::MissionRequest(MissionRequest {
                kind,
                sequence,
                is_legacy: false,
            });
            transfer.hear(BEGIN, &asked, &mut out);
        }
        transfer.cancel(&mut out);
        let cancelled = Outcome::Cancelled {
            may_have_changed: expected,
        };
        assert_eq!(transfer.outcome(), Some(&cancelled), "{kind:?}");
    }
}
