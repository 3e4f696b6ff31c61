use super::peer::{Peer, ack};
use super::world::{World, is_verified};
use super::*;
use crate::link::report::{MissionCount, MissionRequest};

const MISSION: PlanKind = PlanKind::Mission;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn asks(sequence: u16, is_legacy: bool) -> Report {
    Report::MissionRequest(MissionRequest {
        kind: MISSION,
        sequence,
        is_legacy,
    })
}

/// A transfer with PX4 that has said its first word.
fn begun(count: usize) -> (PlanTransfer, Vec<Say>) {
    let mut out = Vec::new();
    let partner = partner(Habits::Px4);
    let items = plan(MISSION, count, 0);
    let transfer = PlanTransfer::upload(BEGIN, partner, MISSION, items, &mut out);
    (transfer, out)
}

fn stage(transfer: &PlanTransfer) -> Option<Stage> {
    match transfer.state() {
        TransferState::Running(progress) => Some(progress.stage),
        TransferState::Ended(_) => None,
    }
}

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
fn a_count_is_said_six_times_and_then_it_is_given_up() {
    let (mut transfer, mut out) = begun(3);
    for retry in 1..=5 {
        let due = transfer.due().unwrap();
        assert_eq!(due, BEGIN + ms(1_500 * retry));
        transfer.wake(due - ms(1), &mut out);
        assert_eq!(out.len() as u64, retry);
        transfer.wake(due, &mut out);
        assert_eq!(out.len() as u64, retry + 1);
        assert_eq!(out.last(), out.first());
    }
    let mut just_in_time = transfer.clone();
    let last = BEGIN + ms(9_000);
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
fn patience_grows_with_the_round_trip_and_has_an_end() {
    for (round_trip_ms, patience_ms) in [
        (0, 1_500),
        (500, 1_500),
        (501, 1_503),
        (1_200, 3_600),
        (60_000, 10_000),
    ] {
        let partner = TransferPartner {
            round_trip: Some(ms(round_trip_ms)),
            ..partner(Habits::Px4)
        };
        let mut out = Vec::new();
        let transfer = PlanTransfer::download(BEGIN, partner, MISSION, &mut out);
        assert_eq!(transfer.due(), Some(BEGIN + ms(patience_ms)));
    }
}

#[test]
fn an_item_is_waited_for_a_quarter_of_a_second_or_two_measured_round_trips() {
    for (answered_after_ms, patience_ms) in [(10, 250), (400, 800)] {
        let mut out = Vec::new();
        let mut transfer = PlanTransfer::download(BEGIN, partner(Habits::Px4), MISSION, &mut out);
        let now = BEGIN + ms(answered_after_ms);
        let count = MissionCount {
            kind: MISSION,
            count: 3,
            plan_id: 1,
        };
        transfer.hear(now, &Report::MissionCount(count), &mut out);
        assert_eq!(transfer.due(), Some(now + ms(patience_ms)));
    }
}

#[test]
fn a_refusal_names_the_item_that_was_asked_for_last_and_says_why() {
    for (habits, item) in [(Habits::ArduPilot, 3), (Habits::Px4, 3)] {
        let mut world = World::clean(habits);
        world.peer.refuses = Some((3, 9));
        world.upload(MISSION, plan(MISSION, 6, 0));
        let outcome = world.run();
        let Outcome::Refused {
            refusal,
            may_have_changed,
        } = &outcome
        else {
            panic!("{outcome:?}");
        };
        assert_eq!((refusal.result, refusal.item), (9, Some(item)));
        assert_eq!(*may_have_changed, habits == Habits::ArduPilot);
        let text = outcome.text(MISSION);
        assert!(text.en.contains("item 3: param4 is invalid"), "{text}");
        assert!(text.zh.contains("第 3 项"), "{}", text.zh);
    }
}

#[test]
fn an_error_without_a_reason_is_tried_again_and_then_it_is_a_refusal() {
    for habits in Habits::BOTH {
        let mut world = World::clean(habits);
        world.peer.refuses = Some((2, 1));
        world.upload(MISSION, plan(MISSION, 5, 0));
        let outcome = world.run();
        let Outcome::Refused { refusal, .. } = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!((refusal.result, refusal.item), (1, Some(2)));
    }
}

#[test]
fn a_refusal_that_passes_is_forgotten() {
    let mut world = World::clean(Habits::Px4);
    world.peer.refuses = Some((2, 1));
    world.upload(MISSION, plan(MISSION, 5, 0));
    world.run_for(ms(1_000));
    world.peer.refuses = None;
    let outcome = world.run();
    assert!(is_verified(&outcome), "{outcome:?}");
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
fn a_vehicle_that_keeps_something_else_is_found_out_by_item_and_field() {
    for habits in Habits::BOTH {
        let mut world = World::clean(habits);
        world.peer.spoils = Some(|item| {
            if item.sequence == 2 {
                item.z += 0.5;
                item.x += 3;
            }
        });
        world.upload(MISSION, plan(MISSION, 4, 0));
        let outcome = world.run();
        let Outcome::Differs { differences, .. } = outcome else {
            panic!("{outcome:?}");
        };
        // ArduPilot's item 2 is the second behind home.
        let index = from_vehicle_sequence(world.partner().autopilot, 2);
        let fields: Vec<(u16, Field)> = differences
            .iter()
            .map(|it| match it {
                Difference::Field { item, field, .. } => (*item, *field),
                Difference::Count { .. } => panic!("{it:?}"),
            })
            .collect();
        let item = index.unwrap();
        assert_eq!(fields, [(item, Field::X), (item, Field::Z)]);
        let text = differences[1].text();
        assert!(
            text.en.starts_with(&format!("Item {item}: the height")),
            "{text}"
        );
    }
}

#[test]
fn what_is_too_large_is_refused_with_numbers_before_anything_is_said() {
    for habits in Habits::BOTH {
        for kind in PlanKind::ALL {
            let capacity = usize::from(partner(habits).capacities.of(kind));
            for (count, is_too_large) in [(capacity, false), (capacity + 1, true)] {
                let mut out = Vec::new();
                let items = plan(kind, count, 0);
                let transfer = PlanTransfer::upload(BEGIN, partner(habits), kind, items, &mut out);
                let expected = Outcome::TooLarge { count, capacity };
                assert_eq!(transfer.outcome() == Some(&expected), is_too_large);
                assert_eq!(out.is_empty(), is_too_large);
            }
        }
    }
}

#[test]
fn no_space_teaches_how_much_there_is() {
    for habits in Habits::BOTH {
        let mut world = World::clean(habits);
        world.peer.capacity = 20;
        world.upload(MISSION, plan(MISSION, 30, 0));
        let outcome = world.run();
        let Outcome::Refused { refusal, .. } = outcome else {
            panic!("{outcome:?}");
        };
        let partner = world.partner();
        let learned = partner
            .capacities
            .learn(partner.autopilot, MISSION, &refusal);
        assert_eq!(learned.of(MISSION), 29, "less than was announced");
        world.peer.capacity = 500;
        world.peer.refuses = Some((12, 4));
        world.upload(MISSION, plan(MISSION, 30, 0));
        let Outcome::Refused { refusal, .. } = world.run() else {
            panic!();
        };
        let learned = learned.learn(partner.autopilot, MISSION, &refusal);
        let home = u16::from(habits == Habits::ArduPilot);
        assert_eq!(learned.of(MISSION), 12 - home, "what came before item 12");
        let other = Refusal {
            result: 3,
            ..refusal
        };
        assert_eq!(learned.learn(partner.autopilot, MISSION, &other), learned);
    }
}

#[test]
fn clearing_leaves_nothing_and_is_refused_in_the_flight_of_a_mission() {
    for habits in Habits::BOTH {
        for kind in PlanKind::ALL {
            let mut world = World::clean(habits);
            world.peer.stores[usize::from(kind.number())] = plan(kind, 4, 0);
            world.upload(kind, Vec::new());
            let outcome = world.run();
            assert!(is_verified(&outcome), "{outcome:?}");
            assert!(world.peer.store(kind).is_empty());
        }
    }
    let mut world = World::clean(Habits::ArduPilot);
    world.peer.stores[0] = plan(MISSION, 4, 0);
    world.peer.is_in_auto = true;
    world.upload(MISSION, Vec::new());
    let outcome = world.run();
    assert!(matches!(outcome, Outcome::Refused { refusal, .. } if refusal.result == 1));
    assert_eq!(world.peer.store(MISSION).len(), 4);
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
fn a_link_that_is_lost_and_back_ends_no_transfer() {
    for habits in Habits::BOTH {
        for steps in 0..40 {
            for gap_s in [3, 60, 119] {
                let mut world = World::clean(habits);
                let sent = plan(MISSION, 5, 0);
                world.upload(MISSION, sent.clone());
                if !(0..steps).all(|_| world.step()) {
                    break;
                }
                world.is_cut = true;
                world.tell(|transfer, now, _| transfer.link_lost(now));
                let said = world.said.len();
                world.run_for(Duration::from_secs(gap_s));
                world.is_cut = false;
                // What was under way arrives, and may be answered, or be the last.
                assert!(world.said.len() <= said + 1, "{:?}", world.said);
                world.tell(|transfer, now, out| transfer.link_back(now, out));
                let outcome = world.run();
                assert!(
                    is_verified(&outcome),
                    "{habits:?} {steps} {gap_s}: {outcome:?}"
                );
                assert!(world.is_honest(MISSION, &sent, &[]));
            }
        }
    }
}

#[test]
fn a_link_that_stays_lost_is_waited_for_two_minutes() {
    let (mut transfer, mut out) = begun(3);
    transfer.link_lost(BEGIN);
    let over = BEGIN + LINK_LOST_AT_MOST;
    assert_eq!(transfer.due(), Some(over));
    transfer.wake(over - ms(1), &mut out);
    assert_eq!(transfer.outcome(), None);
    transfer.wake(over, &mut out);
    let failed = Outcome::Failed {
        failure: Failure::LinkLost,
        may_have_changed: false,
    };
    assert_eq!(transfer.outcome(), Some(&failed));
}

#[test]
fn a_download_goes_on_at_the_missing_item_after_a_short_gap_and_begins_again_after_a_long_one() {
    for (gap, goes_on) in [(ms(5_000), true), (ms(5_001), false)] {
        let mut world = World::clean(Habits::ArduPilot);
        world.peer.stores[0] = world.peer.held(MISSION, &plan(MISSION, 8, 0));
        world.download(MISSION);
        while world.progress().done < 4 {
            world.step();
        }
        let at = world.now;
        world.tell(|transfer, _, _| transfer.link_lost(at));
        world.tell(|transfer, _, out| transfer.link_back(at + gap, out));
        let expected = if goes_on {
            Say::MissionRequest {
                kind: MISSION,
                sequence: 4,
            }
        } else {
            Say::MissionRequestList { kind: MISSION }
        };
        assert_eq!(world.said.last(), Some(&expected));
        assert!(matches!(world.run(), Outcome::Downloaded { items, .. } if items.len() == 8));
    }
}

#[test]
fn a_plan_that_changes_while_it_is_read_is_read_from_the_beginning_and_not_forever() {
    let mut out = Vec::new();
    let mut transfer = PlanTransfer::download(BEGIN, partner(Habits::Px4), MISSION, &mut out);
    let count = |count, plan_id| {
        Report::MissionCount(MissionCount {
            kind: MISSION,
            count,
            plan_id,
        })
    };
    transfer.hear(BEGIN, &count(3, 1), &mut out);
    let items = home::for_vehicle(AutopilotKind::Px4, MISSION, &plan(MISSION, 3, 0));
    transfer.hear(BEGIN, &Report::MissionItem(items[0]), &mut out);
    transfer.hear(BEGIN, &count(3, 1), &mut out);
    assert_eq!(out.len(), 3, "a doubled count is nothing new: {out:?}");
    for plan_id in 2..=6 {
        transfer.hear(BEGIN, &count(4, plan_id), &mut out);
        let first = Say::MissionRequest {
            kind: MISSION,
            sequence: 0,
        };
        assert_eq!(out.last(), Some(&first));
        assert_eq!(transfer.outcome(), None);
    }
    transfer.hear(BEGIN, &count(4, 7), &mut out);
    let failed = Outcome::Failed {
        failure: Failure::BeganTooOften,
        may_have_changed: false,
    };
    assert_eq!(transfer.outcome(), Some(&failed));
}

#[test]
fn an_item_ahead_of_its_turn_is_dropped_and_the_expected_one_asked_for_again() {
    let mut out = Vec::new();
    let mut transfer = PlanTransfer::download(BEGIN, partner(Habits::Px4), MISSION, &mut out);
    let count = MissionCount {
        kind: MISSION,
        count: 3,
        plan_id: 1,
    };
    transfer.hear(BEGIN, &Report::MissionCount(count), &mut out);
    let items = home::for_vehicle(AutopilotKind::Px4, MISSION, &plan(MISSION, 3, 0));
    let says = |sequence| Say::MissionRequest {
        kind: MISSION,
        sequence,
    };
    for (item, said) in [
        (2, Some(says(0))),
        (0, Some(says(1))),
        (0, None),
        (1, Some(says(2))),
    ] {
        out.clear();
        transfer.hear(BEGIN, &Report::MissionItem(items[item]), &mut out);
        assert_eq!(out.last(), said.as_ref(), "{item}");
    }
    transfer.hear(BEGIN, &Report::MissionItem(items[2]), &mut out);
    let accepted = Say::MissionAck {
        kind: MISSION,
        result: 0,
    };
    assert_eq!(out.last(), Some(&accepted));
}

#[test]
fn a_vehicle_that_asks_for_the_same_item_forever_is_given_up() {
    let (mut transfer, mut out) = begun(3);
    let mut now = BEGIN;
    while transfer.outcome().is_none() {
        now = now + ms(200);
        transfer.hear(now, &asks(1, false), &mut out);
        transfer.wake(now, &mut out);
        assert!(now.since(BEGIN) <= ms(31_000));
    }
    let failed = Outcome::Failed {
        failure: Failure::Stalled,
        may_have_changed: false,
    };
    assert_eq!(transfer.outcome(), Some(&failed));
    assert!(now.since(BEGIN) >= ms(30_000));
}

#[test]
fn another_station_that_sends_its_plan_first_is_waited_for_and_then_it_is_denied() {
    let (mut transfer, mut out) = begun(3);
    while transfer.outcome().is_none() {
        let due = transfer.due().unwrap();
        transfer.hear(due - ms(100), &ack(MISSION, 14, 0), &mut out);
        transfer.wake(due, &mut out);
    }
    assert_eq!(out.len(), 6);
    assert!(matches!(
        transfer.outcome(),
        Some(Outcome::Refused { refusal, may_have_changed: false })
            if (refusal.result, refusal.item) == (14, None)
    ));
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
fn a_peer_that_took_nothing_is_not_said_to_have() {
    // It accepts whatever is said and keeps what it had.
    let mut out = Vec::new();
    let sent = plan(MISSION, 3, 0);
    let mut transfer = PlanTransfer::upload(BEGIN, partner(Habits::Px4), MISSION, sent, &mut out);
    for sequence in 0..3 {
        transfer.hear(BEGIN, &asks(sequence, false), &mut out);
    }
    transfer.hear(BEGIN, &ack(MISSION, 0, 5), &mut out);
    let mut peer = Peer::new(Habits::Px4);
    peer.stores[0] = peer.held(MISSION, &plan(MISSION, 3, 9));
    let mut said = out.split_off(out.len() - 1);
    while let Some(say) = said.pop() {
        let mut answers = Vec::new();
        peer.hear(BEGIN, &say, &mut answers);
        for answer in answers {
            transfer.hear(BEGIN, &answer, &mut said);
        }
    }
    let outcome = transfer.outcome().unwrap();
    assert!(matches!(outcome, Outcome::Differs { differences, .. } if differences.len() == 3));
}

#[test]
fn a_vehicle_that_stops_serving_without_a_word_is_asked_for_its_list_again() {
    let mut world = World::clean(Habits::Px4);
    world.peer.stores[0] = world.peer.held(MISSION, &plan(MISSION, 8, 0));
    world.download(MISSION);
    while world.progress().done < 4 {
        world.step();
    }
    let mut nothing = Vec::new();
    let called_off = Say::MissionAck {
        kind: MISSION,
        result: 0,
    };
    world.peer.hear(world.now, &called_off, &mut nothing);
    let outcome = world.run();
    assert!(matches!(outcome, Outcome::Downloaded { items, .. } if items.len() == 8));
    let list = Say::MissionRequestList { kind: MISSION };
    let lists = world.said.iter().filter(|say| **say == list);
    assert_eq!(lists.count(), 2);
}

#[test]
fn a_reading_that_nobody_answers_any_more_ends() {
    for habits in Habits::BOTH {
        let mut world = World::clean(habits);
        world.peer.stores[0] = world.peer.held(MISSION, &plan(MISSION, 8, 0));
        world.download(MISSION);
        while world.progress().done < 4 {
            world.step();
        }
        world.is_cut = true;
        let failed = Outcome::Failed {
            failure: Failure::Silent,
            may_have_changed: false,
        };
        assert_eq!(world.run(), failed);
        assert!(world.now.since(BEGIN) <= Duration::from_secs(20));
    }
}
