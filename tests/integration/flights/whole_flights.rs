//! A whole flight, from the first heartbeat to the disarmed motors, over links of all kinds.

use super::plans::{amsl, fence, mission, place, rally};
use super::*;
use haiou::fleet::event::VehicleEvent;
use haiou::fleet::integrity::PositionIntegrity;
use haiou::fleet::job::{Job, JobOutcome};
use haiou::fleet::plan_transfer::Outcome;
use haiou::fleet::plans_on_board::OnBoard;
use haiou::fleet::safety_profile::{
    Circumstances, SafetyProfile, Shortfall, Verdict, corrections, judge,
};
use haiou::fleet::vehicle::LifeState;
use haiou::ground_control::Tidings;
use haiou::link::hub::HubEvent;
use haiou::link::names::LinkId;
use haiou::link::report::{AutopilotKind, ComponentKind, LandedState, ParameterType, PlanKind};

/// The stages of a flight at which something may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    FirstItem,
}

/// What holds of the recorded list of parameters.
fn parameter_count(flavour: Flavour) -> usize {
    match flavour {
        Flavour::Copter => 1_354,
        Flavour::Px4 => 876,
    }
}

/// Flies it all; `slow` is how much more time things may take.
fn fly(setup: Setup, slow: u32, mut at: impl FnMut(&mut World, At)) -> World {
    let flavour = setup.flavour;
    let mut world = World::new(setup);
    world.connect(ONE);
    world.hold(ONE, "anna");
    hears_what_it_asked_for(&mut world, flavour, slow);
    sets_parameters_right(&mut world, flavour, slow);
    puts_plans_on_board(&mut world, slow);
    world.done(ONE, Order::Arm, seconds(15) * slow);
    let first = u16::from(flavour == Flavour::Copter);
    world.done(
        ONE,
        Order::StartMission { from_item: first },
        seconds(20) * slow,
    );
    reaches(&mut world, first + 1);
    at(&mut world, At::FirstItem);
    world.done(ONE, Order::Hold, seconds(10) * slow);
    goes_aside(&mut world, slow);
    world.done(ONE, Order::ResumeMission, seconds(10) * slow);
    reaches(&mut world, first + 3);
    plans_stay_ours(&mut world);
    world.done(ONE, Order::ReturnHome, seconds(10) * slow);
    world.until("it has landed and disarmed", seconds(180), |world| {
        let known = world.known(ONE);
        let landed = known.extended.map(|it| it.value.landed);
        landed == Some(LandedState::OnGround) && known.is_armed() == Some(false)
    });
    came_home(&mut world);
    world.check_what_was_told();
    world
}

/// Which of the messages that are lived on have not come lately.
fn missing(world: &World, flavour: Flavour) -> Vec<&'static str> {
    let (known, now) = (world.known(ONE), world.now());
    let mut missing = Vec::new();
    macro_rules! has_to_be_fresh {
        ($($field:expr),*) => { $(
            if $field.as_ref().is_none_or(|it| it.age(now) > seconds(12)) {
                missing.push(stringify!($field));
            }
        )* };
    }
    has_to_be_fresh!(
        known.heartbeat,
        known.system_time,
        known.position,
        known.attitude,
        known.air,
        known.gnss[0],
        known.vibration,
        known.batteries[0],
        known.system,
        known.extended,
        known.mission,
        known.home
    );
    match flavour {
        Flavour::Copter => {
            has_to_be_fresh!(known.ekf, known.wind);
        }
        Flavour::Px4 => {
            has_to_be_fresh!(known.estimator, known.altitudes);
        }
    }
    missing
}

fn hears_what_it_asked_for(world: &mut World, flavour: Flavour, slow: u32) {
    let until = world.elapsed() + seconds(60) * slow;
    while !missing(world, flavour).is_empty() {
        if world.elapsed() > until {
            let missing = missing(world, flavour);
            world.fail(&format!("{missing:?} do not come"));
        }
        world.step();
    }
}

fn sets_parameters_right(world: &mut World, flavour: Flavour, slow: u32) {
    let autopilot = match flavour {
        Flavour::Copter => AutopilotKind::ArduPilot,
        Flavour::Px4 => AutopilotKind::Px4,
    };
    let profile = SafetyProfile::shipped(autopilot, ComponentKind::Rotorcraft, true).unwrap();
    let around = |world: &World| Circumstances {
        now: world.now(),
        our_system: world::US.system,
    };
    let JobOutcome::Parameters(read) = world.does(ONE, Job::ReadParameters, seconds(240) * slow)
    else {
        world.fail("another outcome");
    };
    assert_eq!(read.set.len(), parameter_count(flavour));
    let verdict = judge(&read.set, profile, around(world));
    assert!(matches!(verdict, Verdict::NotMet { .. }), "{verdict:?}");
    let corrections = corrections(&read.set, profile, around(world));
    // Which voltage is critical depends on the pack: that is for a person to say.
    let by_hand: Vec<Job> = corrections
        .by_hand
        .iter()
        .map(voltage_of_the_pack)
        .collect();
    assert_eq!(by_hand.len(), usize::from(flavour == Flavour::Copter));
    let count = corrections.orders.len();
    let job = Job::SetParameters(corrections.orders);
    let outcome = world.does(ONE, job, seconds(90) * slow);
    assert_eq!(outcome, JobOutcome::ParametersSet(count));
    for job in by_hand {
        let outcome = world.does(ONE, job, seconds(30) * slow);
        assert!(outcome.is_good(), "{outcome:?}");
    }
    // What was told when they were set is known without reading all once more.
    let desk = world.control.fleet().desk(ONE).unwrap();
    let set = desk.parameters().unwrap();
    assert_eq!(judge(set, profile, around(world)), Verdict::Met);
}

fn voltage_of_the_pack(shortfall: &Shortfall) -> Job {
    assert_eq!(shortfall.parameter.as_str(), "BATT_CRT_VOLT");
    Job::SetParameter {
        name: shortfall.parameter,
        value: 10.2,
        parameter_type: ParameterType::F32,
    }
}

fn puts_plans_on_board(world: &mut World, slow: u32) {
    let plans = [
        (PlanKind::Mission, mission(120.0, 1)),
        (PlanKind::Fence, fence(400.0)),
        (PlanKind::Rally, rally(-200.0, -200.0)),
    ];
    for (kind, items) in plans {
        let count = items.len() as u16;
        let job = Job::UploadPlan { kind, items };
        let outcome = world.does(ONE, job, seconds(60) * slow);
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
    }
    plans_stay_ours(world);
}

fn plans_stay_ours(world: &mut World) {
    let desk = world.control.fleet().desk(ONE).unwrap();
    let plans = PlanKind::ALL.map(|kind| desk.plans().of(kind));
    let are_ours = plans.iter().all(|it| matches!(it, OnBoard::Ours { .. }));
    if !are_ours {
        world.fail(&format!("{plans:?}"));
    }
    let changes = world.told.iter().filter(|it| {
        use haiou::fleet::told::Told;
        matches!(it, Tidings::Fleet(Told::PlanChanged { .. }))
    });
    assert_eq!(changes.count(), 0);
}

fn reaches(world: &mut World, item: u16) {
    world.until(&format!("item {item} is reached"), seconds(150), |world| {
        let mut events = world.events();
        events.any(|it| matches!(it, VehicleEvent::MissionItemReached(at) if *at >= item))
    });
}

fn goes_aside(world: &mut World, slow: u32) {
    let to = place(60.0, 40.0);
    let altitude = amsl(65.0);
    world.until(
        "its position can be relied on",
        seconds(10) * slow,
        |world| matches!(world.vehicle(ONE).integrity(), PositionIntegrity::Good),
    );
    world.done(ONE, Order::GoTo { to, altitude }, seconds(20) * slow);
    world.until("it is where it was sent", seconds(60), |world| {
        world.metres_from(60.0, 40.0) < 5.0 && (world.height_m(0) - 45.0).abs() < 3.0
    });
}

fn came_home(world: &mut World) {
    let away_m = world.metres_from(0.0, 0.0);
    if away_m > 6.0 || world.height_m(0) > 1.0 {
        world.fail(&format!("it is {away_m} m away from home"));
    }
}

fn was_never(world: &World, state: LifeState) {
    let mut events = world.events();
    assert!(!events.any(|it| matches!(it, VehicleEvent::LifeChanged { to, .. } if *to == state)));
}

#[test]
fn a_whole_flight_on_a_clean_link() {
    for flavour in BOTH {
        let world = fly(Setup::new(flavour, CLEAN), 1, |_, _| {});
        was_never(&world, LifeState::Stale);
    }
}

#[test]
fn a_whole_flight_where_a_fifth_is_lost_and_the_rest_late_doubled_and_out_of_order() {
    for flavour in BOTH {
        for seed in [7, 8, 9] {
            fly(Setup::new(flavour, BAD).seeded(seed), 6, |_, _| {});
        }
    }
}

#[test]
fn a_whole_flight_over_two_links_of_which_one_dies_on_the_way() {
    for flavour in BOTH {
        let setup =
            Setup::new(flavour, CLEAN).and_link("loss = 0.05, delay_ms = 120, jitter_ms = 40");
        let world = fly(setup, 3, |world, _| {
            let is_first = |link: Option<LinkId>| link == Some(LinkId(1));
            assert!(is_first(world.best_link(ONE)), "{:?}", world.best_link(ONE));
            world.link_down(Some(0), None);
        });
        assert_eq!(world.best_link(ONE), Some(LinkId(2)));
        let changed = world.told.iter().any(|it| {
            let to = HubEvent::BestPathChanged {
                vehicle: ONE,
                link: LinkId(2),
            };
            matches!(it, Tidings::Hub(_, event) if *event == to)
        });
        assert!(changed);
        was_never(&world, LifeState::Lost);
        // What both links bring is told once.
        let takes_off = world
            .texts()
            .into_iter()
            .filter(|it| it.contains("akeoff"))
            .count();
        assert_eq!(takes_off, 1, "{:?}", world.texts());
    }
}

#[test]
fn the_first_state_is_there_within_a_second_of_the_first_heartbeat() {
    for flavour in BOTH {
        let mut world = World::new(Setup::new(flavour, CLEAN));
        // It was started before anybody listened.
        world.link_down(None, Some(seconds(60)));
        let reader = world.reader();
        world.until("it is heard", seconds(70), |world| {
            world.events().next().is_some()
        });
        let heard = world.now();
        world.until("it is shown where it is", seconds(1), |_| {
            let shown = reader.latest();
            let vehicle = shown.vehicle(ONE);
            vehicle.is_some_and(|it| it.known.heartbeat.is_some() && it.known.position.is_some())
        });
        assert!(world.now().since(heard) < seconds(1));
    }
}
