//! An autopilot that starts anew.

use super::plans::mission;
use super::*;
use haiou::fleet::event::VehicleEvent;
use haiou::fleet::job::Job;
use haiou::fleet::plans_on_board::OnBoard;
use haiou::fleet::told::Told;
use haiou::ground_control::Tidings;
use haiou::link::report::PlanKind;
use simulator::scenario::VehicleFault;

#[test]
fn what_was_known_of_a_vehicle_that_starts_anew_is_doubted_and_asked_for_again() {
    for flavour in BOTH {
        let mut world = ready(Setup::new(flavour, CLEAN));
        world.does(ONE, Job::ReadParameters, seconds(120));
        let (kind, items) = (PlanKind::Mission, mission(100.0, 1));
        world.does(ONE, Job::UploadPlan { kind, items }, seconds(10));
        let confirmed = |world: &World| {
            let desk = world.control.fleet().desk(ONE).unwrap();
            desk.parameters().unwrap().confirmed().is_some()
        };
        let on_board = |world: &World| world.control.fleet().desk(ONE).unwrap().plans().of(kind);
        assert!(confirmed(&world));
        assert!(matches!(on_board(&world), OnBoard::Ours { .. }));
        let told = world.told.len();
        world.fault(VehicleFault::Reboot);
        let is_rebooted = |world: &World| {
            let mut told = world.told[told..].iter();
            told.any(|it| {
                matches!(it, Tidings::Fleet(Told::Vehicle(event)) if event.what == VehicleEvent::Rebooted)
            })
        };
        world.until("it is known to have started anew", seconds(60), is_rebooted);
        assert!(!confirmed(&world));
        assert_eq!(on_board(&world), OnBoard::Unknown);
        assert!(world.known(ONE).version.is_none());
        world.until("it is asked again who it is", seconds(60), |world| {
            world.known(ONE).version.is_some()
        });
        // All that is lived on comes again, and it flies.
        world.connect(ONE);
        let ours = matches!(on_board(&world), OnBoard::Ours { .. });
        assert_eq!(ours, flavour == Flavour::Px4, "{:?}", on_board(&world));
        world.done(ONE, Order::TakeOff { above_home_m: 20.0 }, seconds(60));
        assert!(
            !world
                .told
                .iter()
                .any(|it| { matches!(it, Tidings::Fleet(Told::PlanChanged { .. })) })
        );
        world.check_what_was_told();
    }
}

#[test]
fn an_order_to_restart_is_done_when_it_has_started_anew() {
    for flavour in BOTH {
        let mut world = ready(Setup::new(flavour, CLEAN));
        world.done(ONE, Order::RebootAutopilot, seconds(90));
        world.connect(ONE);
        world.done(ONE, Order::Arm, seconds(20));
    }
}
