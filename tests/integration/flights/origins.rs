//! What leaves towards a vehicle that is live and not commissioned, and towards a recording.

use super::line::{HEARTBEAT, Sent};
use super::plans::mission;
use super::plans::{amsl, place};
use super::*;
use haiou::fleet::job::{Job, JobEvent};
use haiou::fleet::lease::Role;
use haiou::fleet::order::{OrderEvent, Velocity};
use haiou::fleet::request::LeaseAsk;
use haiou::ground_control::Tidings;
use haiou::link::names::Origin;
use haiou::link::report::PlanKind;

/// Whether a frame has something told, and does nothing else: written here once more, from the standard.
fn only_reads(sent: &Sent) -> bool {
    match sent.message_id {
        // PARAM_REQUEST_READ, PARAM_REQUEST_LIST, MISSION_REQUEST, MISSION_REQUEST_LIST, MISSION_REQUEST_INT.
        20 | 21 | 40 | 43 | 51 => true,
        // A question for the time has no answer in it.
        111 => sent.payload.iter().take(8).all(|it| *it == 0),
        // A transfer that is read ends with an acknowledgement.
        47 => sent.payload.get(2).is_none_or(|result| *result == 0),
        76 => sent.command() == Some(512),
        110 => matches!(sent.payload.get(6), Some(1 | 3 | 4 | 5 | 14 | 15)),
        _ => false,
    }
}

fn all_kinds_of_orders() -> Vec<Order> {
    let (to, altitude) = (place(20.0, 0.0), amsl(40.0));
    vec![
        Order::Arm,
        Order::Disarm,
        Order::TakeOff { above_home_m: 10.0 },
        Order::GoTo { to, altitude },
        Order::Hold,
        Order::ReturnHome,
        Order::Land,
        Order::StartMission { from_item: 0 },
        Order::SetSpeed { speed_mps: 3.0 },
        Order::TakePhoto,
        Order::TakeGimbalControl,
        Order::Nudge(Velocity::default()),
        Order::RebootAutopilot,
    ]
}

#[test]
fn a_live_vehicle_gets_nothing_but_questions_until_an_administrator_commissions_it() {
    for flavour in BOTH {
        let setup = Setup::new(flavour, CLEAN)
            .of_origin(Origin::Live)
            .with("camera = true\ngimbal = true");
        let mut world = World::new(setup);
        world.until("it is connected", seconds(30), |world| {
            world.is_connected(ONE)
        });
        assert_eq!(world.lease(ONE, operator("anna"), LeaseAsk::Take), Ok(()));
        world.kept_up.push((ONE, operator("anna")));
        world.pass(seconds(40));
        for order in all_kinds_of_orders() {
            let end = world.ends(ONE, order, seconds(2));
            assert!(matches!(end, OrderEvent::Refused { .. }), "{end:?}");
        }
        let (kind, items) = (PlanKind::Mission, mission(50.0, 1));
        let upload = world.job(ONE, Job::UploadPlan { kind, items });
        assert!(matches!(world.job_end(upload), Some(JobEvent::Refused(_))));
        // What only reads may be asked for.
        world.does(ONE, Job::ReadParameters, seconds(120));
        world.does(ONE, Job::DownloadPlan { kind }, seconds(10));
        let path = "/".to_owned();
        let folder = world.job(ONE, Job::ListFolder { component: 1, path });
        world.outcome(folder, seconds(20));
        assert!(world.sent.len() > 20, "{}", world.sent.len());
        if let Some(wrong) = world.sent.iter().find(|it| !only_reads(it)) {
            let wrong = format!("{wrong:?}");
            world.fail(&wrong);
        }
        assert!(world.may_only_be_observed(ONE));
        let by_operator = world.commission(ONE, Role::Operator, true);
        assert!(by_operator.is_err() && world.may_only_be_observed(ONE));
        assert_eq!(world.commission(ONE, Role::Administrator, true), Ok(()));
        world.connect(ONE);
        let beats = world.sent.iter().filter(|it| it.message_id == HEARTBEAT);
        assert!(beats.count() > 10);
        world.done(ONE, Order::Arm, seconds(15));
        world.done(ONE, Order::Disarm, seconds(15));
        // And it is only observed again.
        assert_eq!(world.commission(ONE, Role::Administrator, false), Ok(()));
        world.pass(seconds(1));
        let sent = world.sent.len();
        let end = world.ends(ONE, Order::Arm, seconds(2));
        assert!(matches!(end, OrderEvent::Refused { .. }), "{end:?}");
        world.pass(seconds(30));
        assert!(world.sent[sent..].iter().all(only_reads));
    }
}

#[test]
fn a_recording_gets_nothing_at_all() {
    for flavour in BOTH {
        let setup = Setup::new(flavour, CLEAN).of_origin(Origin::Replayed);
        let mut world = World::new(setup);
        world.until("it is connected", seconds(30), |world| {
            world.is_connected(ONE)
        });
        let commissioned = world.commission(ONE, Role::Administrator, true);
        assert!(commissioned.is_err());
        world.hold(ONE, "anna");
        for order in all_kinds_of_orders() {
            let end = world.ends(ONE, order, seconds(2));
            assert!(matches!(end, OrderEvent::Refused { .. }), "{end:?}");
        }
        let (kind, items) = (PlanKind::Fence, Vec::new());
        for job in [
            Job::ReadParameters,
            Job::DownloadPlan { kind },
            Job::UploadPlan { kind, items },
        ] {
            let id = world.job(ONE, job);
            assert!(matches!(world.job_end(id), Some(JobEvent::Refused(_))));
        }
        world.pass(seconds(60));
        // Nothing is even tried.
        let tried = world
            .told
            .iter()
            .any(|it| matches!(it, Tidings::NotSaid { .. }));
        assert!(!tried);
        if !world.sent.is_empty() {
            let wrong = format!("{:?}", world.sent);
            world.fail(&wrong);
        }
    }
}
