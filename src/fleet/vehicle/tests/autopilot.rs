use super::*;

#[test]
fn only_the_autopilot_says_where_the_vehicle_is() {
    let mut heard = Heard::discovered();
    heard.says(0.1, &position(1_000, 1));
    heard.component_says(0.2, 191, &position(2_000, 2));
    assert_eq!(heard.latitude(), 1);
    // A second autopilot is a component, until the first is lost.
    heard.component_says(0.3, 2, &Report::Heartbeat(heartbeat()));
    assert_eq!(heard.vehicle.autopilot(), Some(1));
    heard.vehicle.wake(at(20.0), &mut heard.events);
    heard.component_says(20.1, 2, &Report::Heartbeat(heartbeat()));
    assert_eq!(heard.vehicle.autopilot(), Some(2));
    assert_eq!(heard.vehicle.life(), Some(LifeState::Back));
}

#[test]
fn what_is_older_by_the_vehicles_clock_never_replaces_what_is_newer() {
    let mut heard = Heard::discovered();
    heard.says(0.1, &position(2_000, 2));
    heard.says(0.2, &position(1_900, 1));
    // The same again is a double: its age goes on.
    heard.says(0.3, &position(2_000, 3));
    assert_eq!(heard.latitude(), 2);
    assert_eq!(heard.vehicle.known().position.unwrap().at, at(0.1));
    assert_eq!(heard.vehicle.shed().late, 2);
    heard.says(0.4, &position(2_001, 4));
    assert_eq!(heard.latitude(), 4);
}

#[test]
fn what_is_late_replaces_only_what_is_stale() {
    let mut heard = Heard::discovered();
    heard.says_late(0.0, &battery(0.9));
    let left = |heard: &Heard| heard.vehicle.known().batteries[0].unwrap().value.left;
    assert_eq!(left(&heard), Some(0.9));
    heard.says(1.0, &battery(0.8));
    heard.says_late(6.0, &battery(0.7));
    assert_eq!(left(&heard), Some(0.8));
    heard.says_late(6.001, &battery(0.7));
    assert_eq!(left(&heard), Some(0.7));
}

#[test]
fn a_start_anew_is_told_and_what_it_made_untrue_is_forgotten() {
    let mut heard = Heard::discovered();
    heard.says(0.1, &position(600_000, 1));
    heard.says(
        0.2,
        &Report::MissionCurrent(MissionCurrent {
            sequence: 3,
            total: Some(4),
            state: MissionState::Active,
            plan_ids: [1, 2, 3],
        }),
    );
    heard.happened();
    let time = Report::SystemTime(SystemTime {
        unix_us: None,
        boot_ms: 2_000,
    });
    heard.says(4.0, &time);
    assert_eq!(heard.happened(), [VehicleEvent::Rebooted]);
    assert_eq!(heard.vehicle.known().mission, None);
    // The last place is kept with its age, and the new start's replaces it.
    assert_eq!(heard.latitude(), 1);
    assert_eq!(heard.vehicle.known().position.unwrap().at, at(0.1));
    heard.says(4.1, &position(2_100, 9));
    assert_eq!(heard.latitude(), 9);
    assert_eq!(heard.happened(), []);
}

#[test]
fn an_item_is_reached_once_however_often_it_is_said() {
    let mut heard = Heard::discovered();
    for second in 0..11 {
        heard.says(f64::from(second), &Report::MissionItemReached(1));
    }
    heard.says(11.0, &Report::MissionItemReached(2));
    let reached = [1, 2].map(VehicleEvent::MissionItemReached);
    assert_eq!(heard.happened(), reached);
}

#[test]
fn a_fence_breach_begins_and_ends() {
    let status = |is_breached| {
        Report::FenceStatus(FenceStatus {
            is_breached,
            breaches: 1,
            kind: FenceBreach::Boundary,
        })
    };
    let mut heard = Heard::discovered();
    for (second, is_breached) in (1..).zip([false, true, true, false, false]) {
        heard.says(f64::from(second), &status(is_breached));
    }
    let expected = [
        VehicleEvent::FenceBreachBegan(FenceBreach::Boundary),
        VehicleEvent::FenceBreachEnded,
    ];
    assert_eq!(heard.happened(), expected);
}

#[test]
fn leaving_the_ground_is_told() {
    let state = |landed| Report::ExtendedState {
        landed,
        vtol: VtolState::None,
    };
    let mut heard = Heard::discovered();
    heard.says(1.0, &state(LandedState::OnGround));
    heard.says(2.0, &state(LandedState::OnGround));
    heard.says(3.0, &state(LandedState::TakingOff));
    use LandedState::{OnGround, TakingOff, Unknown};
    let changes = [(Unknown, OnGround), (OnGround, TakingOff)];
    let expected = changes.map(|(from, to)| VehicleEvent::LandedChanged { from, to });
    assert_eq!(heard.happened(), expected);
    let known = heard.vehicle.known();
    let fresh = std::time::Duration::from_secs(5);
    assert_eq!(known.is_on_ground(at(3.0), fresh), Some(false));
    // What was said is old: the heartbeat, old too, does not help.
    assert_eq!(known.is_on_ground(at(8.1), fresh), None);
}

#[test]
fn plans_changed_behind_our_back_are_told() {
    let current = |plan_ids| {
        Report::MissionCurrent(MissionCurrent {
            sequence: 0,
            total: None,
            state: MissionState::Active,
            plan_ids,
        })
    };
    let mut heard = Heard::discovered();
    heard.says(1.0, &current([5, 6, 0]));
    heard.says(2.0, &current([5, 6, 0]));
    heard.says(3.0, &current([5, 8, 0]));
    let changed = VehicleEvent::PlansChanged {
        from: [5, 6, 0],
        to: [5, 8, 0],
    };
    assert_eq!(heard.happened(), [changed]);
}
