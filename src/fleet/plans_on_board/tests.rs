#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::link::report::{MissionAck, MissionRequest};

const BEGIN: Moment = Moment::from_us(1_700_000_000_000_000);
const MISSION: PlanKind = PlanKind::Mission;

fn after(seconds: u64) -> Moment {
    BEGIN + Duration::from_secs(seconds)
}

fn current(total: u16, plan_ids: [u32; 3]) -> MissionCurrent {
    MissionCurrent {
        sequence: 0,
        total: Some(total),
        state: MissionState::NotStarted,
        plan_ids,
    }
}

fn verified(plan_id: Option<u32>, count: u16) -> Outcome {
    Outcome::Verified {
        plan_id,
        count,
        as_kept: Vec::new(),
    }
}

/// Plans of which the mission is ours.
fn ours(plan_id: Option<u32>, count: u16) -> PlansOnBoard {
    let mut plans = PlansOnBoard::default();
    plans.transfer_begins(MISSION);
    plans.transfer_ended(BEGIN, MISSION, &verified(plan_id, count));
    plans
}

fn accepted(kind: PlanKind, plan_id: u32) -> Report {
    Report::MissionAck(MissionAck {
        kind,
        result: MissionResult::Accepted,
        plan_id,
    })
}

#[test]
fn what_was_never_verified_is_unknown_and_no_news() {
    let mut plans = PlansOnBoard::default();
    assert_eq!(plans.of(MISSION), OnBoard::Unknown);
    for ids in [[0; 3], [7, 8, 9], [5, 5, 5]] {
        assert_eq!(plans.hear_current(BEGIN, &current(4, ids)), []);
        assert_eq!(plans.of(MISSION), OnBoard::Unknown);
    }
}

#[test]
fn another_number_is_told_once_for_each_change() {
    let mut plans = ours(Some(7), 4);
    assert_eq!(plans.hear_current(after(1), &current(4, [7, 0, 0])), []);
    let mut numbers = Vec::new();
    for (second, id) in [8, 8, 8, 9, 9, 7, 7, 9, 0].into_iter().enumerate() {
        let now = after(10 + second as u64);
        let changes = plans.hear_current(now, &current(4, [id, 0, 0]));
        numbers.extend(changes.iter().map(|it| (it.kind, it.ours, it.now)));
        let expected = if id == 7 {
            OnBoard::Ours {
                plan_id: Some(7),
                count: 4,
            }
        } else {
            OnBoard::NotOurs { plan_id: Some(id) }
        };
        assert_eq!(plans.of(MISSION), expected);
    }
    let told: Vec<Option<u32>> = numbers.iter().map(|it| it.2).collect();
    assert_eq!(told, [Some(8), Some(9), Some(9), Some(0)]);
    assert_eq!(numbers[0], (MISSION, Some(7), Some(8)));
}

#[test]
fn a_number_that_comes_before_the_acknowledgement_of_our_upload_is_no_change() {
    let mut plans = ours(Some(7), 4);
    plans.transfer_begins(MISSION);
    assert_eq!(plans.of(MISSION), OnBoard::Unknown);
    assert_eq!(plans.hear_current(after(20), &current(4, [8, 0, 0])), []);
    plans.transfer_ended(after(21), MISSION, &verified(Some(8), 5));
    // And one of before that comes late is none either.
    assert_eq!(plans.hear_current(after(22), &current(4, [7, 0, 0])), []);
    assert_eq!(plans.of(MISSION), OnBoard::Unknown);
    assert_eq!(plans.hear_current(after(23), &current(5, [8, 0, 0])), []);
    assert!(matches!(plans.of(MISSION), OnBoard::Ours { .. }));
    // If it stays, it is.
    assert_eq!(plans.hear_current(after(26), &current(4, [7, 0, 0])), []);
    let changes = plans.hear_current(after(27), &current(4, [7, 0, 0]));
    assert_eq!(changes.len(), 1);
}

#[test]
fn a_reboot_that_keeps_the_plan_is_no_change_and_proves_nothing_until_the_number_comes() {
    let mut plans = ours(Some(7), 4);
    plans.rebooted(after(100));
    assert_eq!(plans.of(MISSION), OnBoard::Unknown);
    assert_eq!(plans.hear_current(after(102), &current(0, [0; 3])), []);
    assert_eq!(plans.of(MISSION), OnBoard::Unknown);
    let mut kept = plans.clone();
    assert_eq!(kept.hear_current(after(103), &current(4, [7, 0, 0])), []);
    assert!(matches!(kept.of(MISSION), OnBoard::Ours { .. }));
    let mut lost = plans.clone();
    assert_eq!(lost.hear_current(after(105), &current(0, [0; 3])), []);
    assert_eq!(lost.hear_current(after(106), &current(0, [0; 3])).len(), 1);
    let changes = plans.hear_current(after(103), &current(4, [9, 0, 0]));
    assert_eq!(changes.len(), 1);
}

#[test]
fn without_numbers_the_count_is_watched_and_a_reboot_leaves_it_unknown() {
    let mut plans = ours(None, 4);
    assert_eq!(plans.hear_current(after(2), &current(9, [0; 3])), []);
    assert_eq!(plans.of(MISSION), OnBoard::Unknown, "it may be of before");
    assert_eq!(plans.hear_current(after(4), &current(4, [0; 3])), []);
    assert!(matches!(plans.of(MISSION), OnBoard::Ours { .. }));
    let mut rebooted = plans.clone();
    rebooted.rebooted(after(50));
    assert_eq!(rebooted.hear_current(after(60), &current(4, [0; 3])), []);
    assert_eq!(rebooted.of(MISSION), OnBoard::Unknown);
    assert_eq!(plans.hear_current(after(50), &current(5, [0; 3])).len(), 1);
    for total in [5, 6, 4] {
        assert_eq!(plans.hear_current(after(51), &current(total, [0; 3])), []);
        assert_eq!(plans.of(MISSION), OnBoard::NotOurs { plan_id: None });
    }
    plans.transfer_begins(MISSION);
    plans.transfer_ended(after(60), MISSION, &verified(None, 5));
    assert!(matches!(plans.of(MISSION), OnBoard::Ours { .. }));
}

#[test]
fn what_is_said_to_another_station_shows_a_change_once() {
    for kind in PlanKind::ALL {
        let mut plans = PlansOnBoard::default();
        plans.transfer_ended(BEGIN, kind, &verified(None, 4));
        let asks = Report::MissionRequest(MissionRequest {
            kind,
            sequence: 0,
            is_legacy: true,
        });
        let change = plans.hear_said_to_another(after(9), &asks).unwrap();
        assert_eq!((change.kind, change.now), (kind, None));
        assert!(change.text().en.contains("changed by somebody else"));
        assert_eq!(plans.hear_said_to_another(after(9), &asks), None);
        let end = accepted(kind, 0);
        assert_eq!(plans.hear_said_to_another(after(9), &end), None);
        assert_eq!(plans.of(kind), OnBoard::NotOurs { plan_id: None });
    }
}

#[test]
fn a_number_said_to_another_station_and_then_to_all_is_one_change() {
    let mut plans = ours(Some(7), 4);
    let asks = Report::MissionRequest(MissionRequest {
        kind: MISSION,
        sequence: 0,
        is_legacy: false,
    });
    assert_eq!(plans.hear_said_to_another(after(9), &asks), None);
    assert_eq!(plans.of(MISSION), OnBoard::Unknown);
    let change = plans.hear_said_to_another(after(10), &accepted(MISSION, 8));
    assert_eq!(change.unwrap().now, Some(8));
    assert_eq!(plans.hear_current(after(11), &current(4, [8, 0, 0])), []);
    // A refused one changed nothing, as the number shows.
    let mut refused = ours(Some(7), 4);
    refused.hear_said_to_another(after(9), &asks);
    assert_eq!(refused.hear_current(after(10), &current(4, [7, 0, 0])), []);
    assert!(matches!(refused.of(MISSION), OnBoard::Ours { .. }));
}

#[test]
fn a_transfer_of_ours_that_failed_leaves_it_unknown_until_the_number_of_before_comes() {
    let failed = |may_have_changed| Outcome::Cancelled { may_have_changed };
    let mut plans = ours(Some(7), 4);
    plans.transfer_begins(MISSION);
    plans.transfer_ended(after(10), MISSION, &failed(false));
    assert!(matches!(plans.of(MISSION), OnBoard::Ours { .. }));
    plans.transfer_begins(MISSION);
    plans.transfer_ended(after(20), MISSION, &failed(true));
    assert_eq!(plans.of(MISSION), OnBoard::Unknown);
    // It may be what we sent.
    assert_eq!(plans.hear_current(after(30), &current(4, [8, 0, 0])), []);
    assert_eq!(plans.of(MISSION), OnBoard::Unknown);
    assert_eq!(plans.hear_current(after(31), &current(4, [7, 0, 0])), []);
    assert!(matches!(plans.of(MISSION), OnBoard::Ours { .. }));
    let mut unnumbered = ours(None, 4);
    unnumbered.transfer_ended(after(20), MISSION, &failed(true));
    assert_eq!(unnumbered.hear_current(after(30), &current(4, [0; 3])), []);
    assert_eq!(unnumbered.of(MISSION), OnBoard::Unknown);
}

#[test]
fn each_kind_has_its_own_number() {
    let mut plans = PlansOnBoard::default();
    for (kind, id) in [(MISSION, 7), (PlanKind::Fence, 8)] {
        plans.transfer_ended(BEGIN, kind, &verified(Some(id), 4));
    }
    plans.transfer_ended(BEGIN, PlanKind::Rally, &verified(None, 0));
    assert_eq!(plans.hear_current(after(9), &current(4, [7, 8, 0])), []);
    for kind in PlanKind::ALL {
        assert!(matches!(plans.of(kind), OnBoard::Ours { .. }), "{kind:?}");
    }
    let changes = plans.hear_current(after(10), &current(4, [7, 9, 3]));
    let kinds: Vec<PlanKind> = changes.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [PlanKind::Fence, PlanKind::Rally]);
    assert!(matches!(plans.of(MISSION), OnBoard::Ours { .. }));
}
