use super::peer::ack;
use super::world::{World, is_verified};
use super::*;
use crate::link::report::MissionCount;

fn each(mut test: impl FnMut(Habits, PlanKind, &[PlanItem])) {
    for habits in Habits::BOTH {
        for kind in PlanKind::ALL {
            test(habits, kind, &plan(kind, 5, 1));
        }
    }
}

/// A world in which another plan is on board, and how it was.
fn with_another(habits: Habits, kind: PlanKind) -> (World, Vec<PlanItem>) {
    let mut world = World::clean(habits);
    let before = world.peer.held(kind, &plan(kind, 5, 9));
    world.peer.stores[usize::from(kind.number())].clone_from(&before);
    (world, before)
}

#[test]
fn any_one_message_may_be_lost() {
    each(|habits, kind, sent| {
        for lose in 0.. {
            let (mut world, _) = with_another(habits, kind);
            world.lose = Some(lose);
            world.upload(kind, sent.to_vec());
            let outcome = world.run();
            assert!(
                is_verified(&outcome),
                "{habits:?} {kind:?} {lose}: {outcome:?}"
            );
            assert!(world.is_honest(kind, sent, &[]));
            if world.sent <= lose {
                break;
            }
        }
    });
}

#[test]
fn it_may_be_called_off_at_every_step_and_is_silent_then() {
    each(|habits, kind, sent| {
        for steps in 0..40 {
            let (mut world, before) = with_another(habits, kind);
            world.upload(kind, sent.to_vec());
            let runs = (0..steps).all(|_| world.step());
            if !runs {
                break;
            }
            world.tell(|transfer, _, out| transfer.cancel(out));
            assert_eq!(
                world.said.last(),
                Some(&Say::MissionAck { kind, result: 15 })
            );
            assert!(matches!(world.outcome(), Outcome::Cancelled { .. }));
            let said = world.said.len();
            world.run_for(Duration::from_secs(20));
            world.tell(|transfer, now, out| {
                transfer.wake(now, out);
                transfer.cancel(out);
                transfer.link_lost(now);
                transfer.link_back(now, out);
            });
            assert_eq!(world.said.len(), said);
            assert_eq!(world.transfer.as_ref().unwrap().due(), None);
            assert!(
                world.is_honest(kind, sent, &before),
                "{habits:?} {kind:?} {steps}"
            );
        }
    });
}

#[test]
fn what_is_of_another_transfer_is_passed_over_at_every_step() {
    each(|habits, kind, sent| {
        let other = PlanKind::ALL.into_iter().find(|it| *it != kind).unwrap();
        let count = |kind, count| {
            Report::MissionCount(MissionCount {
                kind,
                count,
                plan_id: 0,
            })
        };
        let request = |kind, sequence| {
            Report::MissionRequest(MissionRequest {
                kind,
                sequence,
                is_legacy: false,
            })
        };
        let strangers = [
            ack(other, 0, 3),
            ack(other, 4, 0),
            ack(other, 15, 0),
            count(other, 3),
            request(other, 0),
            request(kind, 6),
            request(kind, u16::MAX),
            Report::MissionItem(plan(other, 3, 7)[0]),
            Report::MissionItemReached(2),
        ];
        for stranger in strangers {
            for steps in 0..40 {
                let (mut world, _) = with_another(habits, kind);
                world.upload(kind, sent.to_vec());
                if !(0..steps).all(|_| world.step()) {
                    break;
                }
                let said = world.said.len();
                world.tell(|transfer, now, out| transfer.hear(now, &stranger, out));
                assert_eq!(world.said.len(), said, "{stranger:?} {steps}");
                let outcome = world.run();
                let what = format!("{habits:?} {kind:?} {stranger:?} {steps}: {outcome:?}");
                assert!(is_verified(&outcome), "{what}");
            }
        }
    });
}

#[test]
fn what_the_vehicle_may_say_late_or_twice_never_makes_a_false_claim() {
    each(|habits, kind, sent| {
        let repeated = |sequence| {
            Report::MissionRequest(MissionRequest {
                kind,
                sequence,
                is_legacy: false,
            })
        };
        let late = [
            ack(kind, 0, 77),
            ack(kind, 1, 0),
            ack(kind, 13, 0),
            ack(kind, 14, 0),
            ack(kind, 15, 0),
            ack(kind, 4, 0),
            repeated(0),
            repeated(4),
            Report::MissionCount(MissionCount {
                kind,
                count: 2,
                plan_id: 5,
            }),
            Report::MissionItem(PlanItem {
                sequence: 3,
                ..plan(kind, 4, 8)[3]
            }),
        ];
        for late in late {
            for steps in 0..40 {
                let (mut world, before) = with_another(habits, kind);
                world.upload(kind, sent.to_vec());
                if !(0..steps).all(|_| world.step()) {
                    break;
                }
                world.tell(|transfer, now, out| transfer.hear(now, &late, out));
                let outcome = world.run();
                let what = format!("{habits:?} {kind:?} {late:?} {steps}: {outcome:?}");
                assert!(world.is_honest(kind, sent, &before), "{what}");
            }
        }
    });
}

#[test]
fn rubbish_makes_no_claim_and_no_endless_talk() {
    for seed in 0..300_u64 {
        let mut state = seed;
        let mut random = move |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % below
        };
        let mut out = Vec::new();
        let habits = Habits::BOTH[(seed % 2) as usize];
        let sent = plan(PlanKind::Mission, 4, 0);
        let (mut now, kind) = (BEGIN, PlanKind::Mission);
        let mut transfer = PlanTransfer::upload(now, partner(habits), kind, sent, &mut out);
        let mut heard = 0;
        while transfer.outcome().is_none() {
            now = now + Duration::from_millis(random(400));
            let kind = PlanKind::ALL[random(3) as usize];
            let sequence = random(7) as u16;
            let rubbish = match random(4) {
                0 => ack(
                    kind,
                    [0, 1, 13, 14, 15][random(5) as usize],
                    random(3) as u32,
                ),
                1 => Report::MissionRequest(MissionRequest {
                    kind,
                    sequence,
                    is_legacy: random(2) == 0,
                }),
                2 => Report::MissionCount(MissionCount {
                    kind,
                    count: sequence,
                    plan_id: 0,
                }),
                _ => Report::MissionItem(PlanItem {
                    sequence,
                    ..plan(kind, 7, 9)[usize::from(sequence)]
                }),
            };
            transfer.hear(now, &rubbish, &mut out);
            transfer.wake(now, &mut out);
            heard += 1;
            assert!(heard < 20_000 && out.len() <= 3 * heard + 3, "seed {seed}");
        }
        let outcome = transfer.outcome().unwrap();
        assert!(!is_verified(outcome), "seed {seed}: {outcome:?}");
    }
}
