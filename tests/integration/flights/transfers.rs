//! Plans and parameters when things happen meanwhile.

use super::line::HEARTBEAT;
use super::plans::mission;
use super::*;
use haiou::fleet::event::VehicleEvent;
use haiou::fleet::job::{Job, JobEvent, JobOutcome, JobProgress};
use haiou::fleet::plan_transfer::{Outcome, Stage};
use haiou::fleet::plans_on_board::{OnBoard, PlanChangedBehindOurBack};
use haiou::fleet::told::Told;
use haiou::fleet::vehicle::LifeState;
use haiou::ground_control::Tidings;
use haiou::link::dialect::encode;
use haiou::link::frame::{Sender, Target, frame_up};
use haiou::link::report::PlanKind;
use haiou::link::say::Say;

fn on_board(world: &World, kind: PlanKind) -> OnBoard {
    world.control.fleet().desk(ONE).unwrap().plans().of(kind)
}

fn changes(world: &World) -> Vec<PlanChangedBehindOurBack> {
    let changes = world.told.iter().filter_map(|it| match it {
        Tidings::Fleet(Told::PlanChanged { change, .. }) => Some(*change),
        _ => None,
    });
    changes.collect()
}

#[test]
fn an_upload_goes_on_where_the_link_was_lost() {
    for flavour in BOTH {
        let mut world = ready(Setup::new(flavour, CLEAN));
        let (kind, items) = (PlanKind::Mission, mission(100.0, 40));
        let count = items.len() as u16;
        let id = world.job(ONE, Job::UploadPlan { kind, items });
        world.until("a part of it is there", seconds(20), |world| {
            let mut news = world.job_news();
            news.any(|it| {
                matches!(
                    it.event,
                    JobEvent::Progress(JobProgress::Plan {
                        stage: Stage::Sending,
                        done: 60..,
                        ..
                    })
                )
            })
        });
        world.link_down(None, Some(seconds(25)));
        world.until("it is lost", seconds(20), |world| {
            world.vehicle(ONE).life() == Some(LifeState::Lost)
        });
        assert_eq!(world.job_end(id), None);
        let outcome = world.outcome(id, seconds(90));
        let JobOutcome::Plan(
            _,
            Outcome::Verified {
                count: verified, ..
            },
        ) = outcome
        else {
            world.fail(&format!("{outcome:?}"));
        };
        assert_eq!(verified, count);
        assert!(matches!(on_board(&world, kind), OnBoard::Ours { .. }));
        assert_eq!(changes(&world), []);
        world.check_what_was_told();
    }
}

#[test]
fn a_plan_that_another_station_changes_behind_our_back_is_told_once() {
    for flavour in BOTH {
        // Its second link leads to somebody else.
        let setup = Setup::new(flavour, CLEAN).and_foreign_link();
        let mut world = ready(setup);
        let (kind, items) = (PlanKind::Mission, mission(100.0, 1));
        world.does(ONE, Job::UploadPlan { kind, items }, seconds(10));
        world.pass(seconds(10));
        assert!(matches!(on_board(&world, kind), OnBoard::Ours { .. }));
        let other = Sender {
            system: 255,
            component: 190,
        };
        let target = Target {
            system: 1,
            component: 1,
        };
        let (mut payload, mut room) = (Vec::new(), Vec::new());
        let id = encode(&Say::MissionClear { kind }, target, &mut payload);
        let bytes = frame_up(other, 0, id, &payload, None, &mut room).unwrap();
        world.foreigner_says(bytes.to_vec());
        world.pass(seconds(30));
        let changes = changes(&world);
        assert_eq!(changes.len(), 1, "{flavour:?}: {changes:?}");
        assert_eq!(changes[0].kind, kind);
        assert!(matches!(on_board(&world, kind), OnBoard::NotOurs { .. }));
        // Ours once more.
        let items = mission(100.0, 1);
        world.does(ONE, Job::UploadPlan { kind, items }, seconds(10));
        world.pass(seconds(10));
        assert!(matches!(on_board(&world, kind), OnBoard::Ours { .. }));
    }
}

#[test]
fn a_job_that_is_called_off_ends_and_leaves_the_vehicle_to_the_next_one() {
    for flavour in BOTH {
        let mut world = ready(Setup::new(flavour, CLEAN));
        let (kind, items) = (PlanKind::Mission, mission(100.0, 40));
        let first = world.job(ONE, Job::UploadPlan { kind, items });
        let waiting = world.job(ONE, Job::DownloadPlan { kind });
        world.pass(Duration::from_millis(600));
        world.request(haiou::fleet::request::Request {
            vehicle: ONE,
            wanted: haiou::fleet::request::Wanted::CancelJob {
                id: first,
                by: operator("anna"),
                role: haiou::fleet::lease::Role::Operator,
            },
        });
        let outcome = world.outcome(first, seconds(5));
        let is_cancelled = matches!(outcome, JobOutcome::Plan(_, Outcome::Cancelled { .. }));
        assert!(is_cancelled, "{outcome:?}");
        world.outcome(waiting, seconds(30));
        let items = mission(100.0, 1);
        world.does(ONE, Job::UploadPlan { kind, items }, seconds(20));
        world.check_what_was_told();
    }
}

#[test]
fn a_link_that_is_lost_and_back_again_is_told_and_nothing_is_left_hanging() {
    for flavour in BOTH {
        let mut world = in_the_air(Setup::new(flavour, CLEAN));
        world.link_down(None, Some(seconds(20)));
        let photo = world.order(ONE, operator("anna"), Order::Hold);
        world.until("it is lost", seconds(10), |world| {
            world.vehicle(ONE).life() == Some(LifeState::Lost)
        });
        world.until("it is connected again", seconds(20), |world| {
            world.is_connected(ONE)
        });
        assert!(world.order_end(photo).is_some());
        let life: Vec<LifeState> = world
            .events()
            .filter_map(|it| match it {
                VehicleEvent::LifeChanged { to, .. } => Some(*to),
                _ => None,
            })
            .collect();
        let expected = [
            LifeState::Connected,
            LifeState::Stale,
            LifeState::Lost,
            LifeState::Back,
            LifeState::Connected,
        ];
        assert_eq!(life, expected);
        let beats = world.sent.iter().filter(|it| it.message_id == HEARTBEAT);
        assert!(beats.count() > 20);
        world.done(ONE, Order::Land, seconds(10));
        world.check_what_was_told();
    }
}
