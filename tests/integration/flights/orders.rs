//! Orders one by one, and what becomes of those that the vehicle does not follow.

use super::line::HEARTBEAT;
use super::plans::{amsl, fence, place};
use super::*;
use haiou::fleet::event::VehicleEvent;
use haiou::fleet::job::Job;
use haiou::fleet::order::{OrderEvent, OrderFailure, OrderId, Velocity};
use haiou::fleet::request::{Request, Wanted};
use haiou::link::report::{LandedState, PlanKind};
use simulator::airframe::Contact;
use simulator::scenario::VehicleFault;

fn is_down(world: &World) -> bool {
    let known = world.known(ONE);
    let landed = known.extended.map(|it| it.value.landed);
    landed == Some(LandedState::OnGround) && known.is_armed() == Some(false)
}

/// How fast it truly is over ground, m/s.
fn speed_mps(world: &World) -> f64 {
    let velocity = world.simulated(0).craft.body().velocity_mps;
    velocity.x.hypot(velocity.y)
}

#[test]
fn it_takes_off_climbs_goes_slowly_and_lands_where_it_is() {
    for flavour in BOTH {
        let mut world = in_the_air(Setup::new(flavour, CLEAN));
        let altitude = amsl(60.0);
        world.done(ONE, Order::ChangeAltitude { altitude }, seconds(20));
        world.until("it is at 40 m", seconds(40), |world| {
            (world.height_m(0) - 40.0).abs() < 2.0
        });
        let to = place(120.0, 0.0);
        world.done(ONE, Order::GoTo { to, altitude }, seconds(20));
        world.done(ONE, Order::SetSpeed { speed_mps: 3.0 }, seconds(5));
        world.pass(seconds(8));
        let speed_mps = speed_mps(&world);
        assert!((2.0..4.0).contains(&speed_mps), "{flavour:?}: {speed_mps}");
        world.done(ONE, Order::Land, seconds(10));
        let began = world.metres_from(0.0, 0.0);
        world.until("it is down", seconds(120), is_down);
        let away_m = world.metres_from(0.0, 0.0);
        assert!((away_m - began).abs() < 15.0, "{began} {away_m}");
        assert!(away_m > 10.0);
        world.check_what_was_told();
    }
}

#[test]
fn a_nudge_moves_it_while_it_is_repeated_and_then_it_stops_by_itself() {
    let mut world = in_the_air(Setup::new(Flavour::Copter, CLEAN));
    let velocity = Velocity {
        forward_mps: 1.5,
        ..Velocity::default()
    };
    let id = world.order(ONE, operator("anna"), Order::Nudge(velocity));
    for _ in 0..25 {
        let wanted = Wanted::RenewNudge {
            id,
            by: operator("anna"),
            velocity,
        };
        world.request(Request {
            vehicle: ONE,
            wanted,
        });
        world.pass(Duration::from_millis(200));
    }
    let fast_mps = speed_mps(&world);
    assert!((1.0..2.0).contains(&fast_mps), "{fast_mps}");
    assert_eq!(world.order_end(id), None);
    world.until("it ends by itself", seconds(2), |world| {
        world.order_end(id) == Some(&OrderEvent::Done)
    });
    world.pass(seconds(4));
    assert!(speed_mps(&world) < 0.4, "{}", speed_mps(&world));
    let moved_m = world.metres_from(0.0, 0.0);
    assert!((4.0..11.0).contains(&moved_m), "{moved_m}");
    world.check_what_was_told();
}

#[test]
fn px4_is_not_nudged() {
    let mut world = in_the_air(Setup::new(Flavour::Px4, CLEAN));
    let end = world.ends(ONE, Order::Nudge(Velocity::default()), seconds(2));
    assert!(matches!(end, OrderEvent::Refused { .. }), "{end:?}");
}

#[test]
fn whoever_is_sent_beyond_the_fence_stays_and_the_order_fails() {
    for flavour in BOTH {
        let mut setup = Setup::new(flavour, CLEAN);
        if flavour == Flavour::Copter {
            setup = setup
                .with_parameter("FENCE_ENABLE", 1.0)
                .with_parameter("FENCE_TYPE", 4.0);
        }
        let mut world = ready(setup);
        let (kind, items) = (PlanKind::Fence, fence(80.0));
        world.does(ONE, Job::UploadPlan { kind, items }, seconds(10));
        world.done(ONE, Order::TakeOff { above_home_m: 20.0 }, seconds(60));
        world.until("it is up", seconds(60), |world| world.height_m(0) > 18.5);
        let (to, altitude) = (place(300.0, 0.0), amsl(45.0));
        let end = world.ends(ONE, Order::GoTo { to, altitude }, seconds(40));
        let OrderEvent::Failed(failure) = &end else {
            world.fail(&format!("{end:?}"));
        };
        match (flavour, failure) {
            (Flavour::Copter, OrderFailure::Refused { command: 192, .. }) => {}
            // It was accepted, and is told as what it came to.
            (
                Flavour::Px4,
                OrderFailure::NotVerified { said, .. } | OrderFailure::WrongTarget { said, .. },
            ) => assert_eq!(said[..], ["Reposition is outside geofence"]),
            _ => world.fail(&format!("{failure:?}")),
        }
        assert!(world.metres_from(0.0, 0.0) < 10.0);
        world.check_what_was_told();
    }
}

#[test]
fn a_refused_arming_says_why_in_the_autopilots_own_words() {
    for (flavour, word) in [(Flavour::Copter, "rm: "), (Flavour::Px4, "denied")] {
        for quality in [CLEAN, BAD] {
            // Once it waits for its home no longer, Copter arms without satellites in a mode that does without.
            if flavour == Flavour::Copter && quality == BAD {
                continue;
            }
            let mut world = World::new(Setup::new(flavour, quality));
            world.fault(VehicleFault::GnssDead);
            world.until("it is connected", seconds(30), |world| {
                world.is_connected(ONE)
            });
            world.until("it says where it stands", seconds(90), |world| {
                world.known(ONE).extended.is_some()
            });
            world.hold(ONE, "anna");
            world.pass(seconds(20));
            let end = world.ends(ONE, Order::Arm, seconds(90));
            let OrderEvent::Failed(OrderFailure::Refused { reason, .. }) = &end else {
                world.fail(&format!("{end:?}"));
            };
            if !reason.iter().any(|it| it.contains(word)) {
                world.fail(&format!("{reason:?}"));
            }
            assert_eq!(world.known(ONE).is_armed(), Some(false));
        }
    }
}

#[test]
fn while_nobody_can_judge_no_heartbeat_leaves_and_the_vehicle_returns_by_itself() {
    for flavour in BOTH {
        let setup = Setup::new(flavour, CLEAN);
        let mut world = in_the_air(match flavour {
            Flavour::Copter => setup
                .with_parameter("FS_GCS_ENABLE", 1.0)
                .with_parameter("MAV_GCS_SYSID", f64::from(world::US.system)),
            Flavour::Px4 => setup
                .with_parameter("NAV_DLL_ACT", 2.0)
                .with_parameter("COM_DL_LOSS_T", 10.0),
        });
        let beats = |world: &World| {
            let sent = world.sent.iter();
            sent.filter(|it| it.message_id == HEARTBEAT).count()
        };
        world.control.set_healthy(false);
        let before = beats(&world);
        assert!(before > 30, "{before}");
        world.until("its own failsafe acts", seconds(20), |world| {
            world.mode(ONE) == "RTL"
        });
        assert_eq!(beats(&world), before);
        // A stop is none the worse for it.
        world.done(ONE, Order::Land, seconds(10));
        world.until("it is down", seconds(90), is_down);
        assert_eq!(beats(&world), before);
        world.control.set_healthy(true);
        world.pass(seconds(3));
        assert!(beats(&world) >= before + 2);
    }
}

/// As it comes, a Copter that was stopped would hang where it is; its profile's value brings it home.
#[test]
fn a_copter_that_was_stopped_comes_home_without_a_link_as_its_profile_wants_it() {
    for (options, mode) in [(16.0, "BRAKE"), (0.0, "RTL")] {
        let setup = Setup::new(Flavour::Copter, CLEAN)
            .with_parameter("FS_GCS_ENABLE", 1.0)
            .with_parameter("FS_OPTIONS", options)
            .with_parameter("MAV_GCS_SYSID", f64::from(world::US.system));
        let mut world = in_the_air(setup);
        world.done(ONE, Order::Hold, seconds(10));
        world.until("it is stopped", seconds(10), |world| {
            world.mode(ONE) == "BRAKE"
        });
        world.control.set_healthy(false);
        world.pass(seconds(15));
        assert_eq!(world.mode(ONE), mode);
    }
}

#[test]
fn a_vehicle_that_has_lost_where_it_is_is_sent_nowhere_and_can_still_be_stopped() {
    for flavour in BOTH {
        let mut world = in_the_air(Setup::new(flavour, CLEAN));
        world.fault(VehicleFault::GnssDead);
        world.until("that is known", seconds(30), |world| {
            use haiou::fleet::integrity::PositionIntegrity;
            matches!(world.vehicle(ONE).integrity(), PositionIntegrity::Lost(_))
        });
        let (to, altitude) = (place(50.0, 0.0), amsl(45.0));
        let end = world.ends(ONE, Order::GoTo { to, altitude }, seconds(2));
        assert!(matches!(end, OrderEvent::Refused { .. }), "{end:?}");
        let id = world.order(ONE, operator("bob"), Order::Land);
        world.until("the stop ends", seconds(30), |world| {
            world.order_end(id).is_some()
        });
        assert_eq!(world.order_end(id), Some(&OrderEvent::Done));
        world.until("it is on the ground", seconds(180), |world| {
            world.simulated(0).craft.contact() != Contact::Airborne
        });
    }
}

#[test]
fn a_later_order_takes_the_place_of_an_earlier_one_and_a_used_number_does_nothing() {
    let mut world = in_the_air(Setup::new(Flavour::Px4, CLEAN));
    let (to, altitude) = (place(60.0, 0.0), amsl(45.0));
    let first = world.order(ONE, operator("anna"), Order::GoTo { to, altitude });
    let second = world.order(ONE, operator("anna"), Order::Hold);
    world.until("both end", seconds(20), |world| {
        world.order_end(first).is_some() && world.order_end(second).is_some()
    });
    let superseded = OrderEvent::Failed(OrderFailure::Superseded { by: second });
    assert_eq!(world.order_end(first), Some(&superseded));
    assert_eq!(world.order_end(second), Some(&OrderEvent::Done));
    world.next_id = first.0;
    let sent = world.sent.len();
    world.order(ONE, operator("anna"), Order::ReturnHome);
    let news = world.order_news().filter(|it| it.id == OrderId(first.0));
    assert_eq!(news.filter(|it| it.event.is_final()).count(), 1);
    world.pass(seconds(3));
    let new = &world.sent[sent..];
    assert!(new.iter().all(|it| it.command() != Some(176)));
    assert!(
        !world.events().any(|it| {
            matches!(it, VehicleEvent::ModeChanged { to, .. } if to.name().en == "RTL")
        })
    );
}
