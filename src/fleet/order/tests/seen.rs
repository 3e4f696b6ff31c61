use super::vehicle::heartbeat;
use super::*;
use crate::fleet::order::seen::Seen;
use crate::link::report::{
    GlobalPosition, HomePosition, LandedState, Place, PositionTarget, Report, SystemTime,
    TargetHeight,
};

fn seen() -> Seen {
    Seen::new(1, US, Some(HOME_AMSL_M), Some(100_000))
}

fn place(spot: &Spot) -> Place {
    Place {
        latitude_e7: (spot.position.latitude_deg() * 1e7).round() as i32,
        longitude_e7: (spot.position.longitude_deg() * 1e7).round() as i32,
    }
}

fn position(spot: Spot) -> Report {
    Report::GlobalPosition(GlobalPosition {
        boot_ms: 100_000,
        place: Some(place(&spot)),
        altitude_amsl_m: spot.amsl_m as f32,
        above_home_m: 0.0,
        velocity_mps: [0.0; 3],
        heading_deg: None,
    })
}

fn target(spot: Spot, above: TargetHeight) -> Report {
    Report::PositionTarget(PositionTarget {
        boot_ms: 100_000,
        place: Some(place(&spot)),
        height_m: Some(spot.amsl_m as f32),
        above,
        velocity_mps: None,
    })
}

/// Whether a target that is so far off and so much higher is taken for the ordered one.
fn is_it(north_m: f64, up_m: f64) -> bool {
    let mut seen = seen();
    let ordered = spot(500.0, 60.0);
    let reported = spot(500.0 + north_m, 60.0 + up_m);
    seen.take(at(0), 1, &position(spot(0.0, 50.0)));
    seen.take(at(1), 1, &target(reported, TargetHeight::MeanSeaLevel));
    seen.take(at(2), 1, &position(spot(2.0, 50.0)));
    seen.shows(&Expect::Target(ordered))
}

#[test]
fn a_target_is_the_ordered_one_within_three_metres_and_two_in_height() {
    for (north_m, up_m, is_good) in [
        (2.9, 0.0, true),
        (3.1, 0.0, false),
        (-2.9, 0.0, true),
        (-3.1, 0.0, false),
        (0.0, 1.9, true),
        (0.0, 2.1, false),
        (0.0, -1.9, true),
        (0.0, -2.1, false),
    ] {
        assert_eq!(is_it(north_m, up_m), is_good, "{north_m} m, {up_m} m up");
    }
}

#[test]
fn the_right_target_is_not_enough_without_the_way_there() {
    let expect = Expect::Target(spot(500.0, 60.0));
    let mut seen = seen();
    let told = target(spot(500.0, 60.0), TargetHeight::MeanSeaLevel);
    seen.take(at(0), 1, &told);
    assert!(!seen.shows(&expect), "it is not known where it is");
    seen.take(at(1), 1, &position(spot(0.0, 60.0)));
    assert!(!seen.shows(&expect), "it does not move");
    seen.take(at(2), 1, &position(spot(-20.0, 60.0)));
    assert!(!seen.shows(&expect), "it moves away");
    seen.take(at(3), 1, &position(spot(0.9, 60.0)));
    assert!(!seen.shows(&expect));
    seen.take(at(4), 1, &position(spot(1.1, 60.0)));
    assert!(seen.shows(&expect));
}

#[test]
fn whoever_is_there_need_not_come_nearer() {
    let mut seen = seen();
    let ordered = spot(0.0, 60.0);
    seen.take(at(0), 1, &target(ordered, TargetHeight::MeanSeaLevel));
    seen.take(at(1), 1, &position(spot(4.9, 60.0)));
    assert!(seen.shows(&Expect::Target(ordered)));
}

#[test]
fn heights_above_home_are_made_heights_above_sea_level_with_the_home_of_now() {
    let expect = Expect::Target(spot(0.0, 60.0));
    let above_home = target(spot(0.0, 40.0), TargetHeight::Home);
    let mut seen = seen();
    seen.take(at(0), 1, &position(spot(0.0, 60.0)));
    seen.take(at(1), 1, &above_home);
    assert!(seen.shows(&expect));
    let home = Report::HomePosition(HomePosition {
        place: place(&spot(0.0, 0.0)),
        altitude_amsl_m: 25.0,
    });
    seen.take(at(2), 1, &home);
    seen.take(at(3), 1, &above_home);
    assert!(!seen.shows(&expect));
    for above in [TargetHeight::Terrain, TargetHeight::Unknown(1)] {
        seen.take(at(4), 1, &target(spot(0.0, 60.0), above));
        assert!(!seen.shows(&expect), "{above:?}");
        assert_eq!(seen.wrong_target(&spot(0.0, 60.0)), None, "nor is it wrong");
    }
}

#[test]
fn a_wrong_target_is_told_three_times_for_a_second() {
    let (ordered, other) = (spot(500.0, 60.0), spot(100.0, 60.0));
    let told = target(other, TargetHeight::MeanSeaLevel);
    let mut seen = seen();
    for ms in [0, 500] {
        seen.take(at(ms), 1, &told);
        assert_eq!(seen.wrong_target(&ordered), None);
    }
    seen.take(at(999), 1, &told);
    assert_eq!(seen.wrong_target(&ordered), None);
    seen.take(at(1_000), 1, &told);
    assert!(seen.wrong_target(&ordered).is_some());
    seen.take(at(1_100), 1, &target(ordered, TargetHeight::MeanSeaLevel));
    assert_eq!(seen.wrong_target(&ordered), None);
    seen.take(at(1_200), 1, &told);
    seen.take(at(3_000), 1, &told);
    seen.forget_target();
    seen.take(at(3_100), 1, &told);
    assert_eq!(seen.wrong_target(&ordered), None, "it begins anew");
}

#[test]
fn drift_on_the_ground_is_no_lift_off() {
    let mut seen = seen();
    let taking_off = Report::ExtendedState {
        landed: LandedState::TakingOff,
        vtol: VtolState::None,
    };
    seen.take(at(0), 1, &taking_off);
    seen.take(at(0), 1, &position(spot(0.0, 20.0)));
    seen.take(at(1), 1, &position(spot(0.0, 21.4)));
    assert!(!seen.shows(&Expect::InAir));
    seen.take(at(2), 1, &position(spot(0.0, 21.6)));
    assert!(seen.shows(&Expect::InAir));
}

#[test]
fn only_the_autopilot_tells_of_the_flight() {
    let mut seen = seen();
    seen.take(at(0), 100, &heartbeat(4, true));
    assert!(!seen.shows(&Expect::Mode(4)) && !seen.shows(&Expect::Armed(true)));
    seen.take(at(0), 1, &heartbeat(4, true));
    assert!(seen.shows(&Expect::Mode(4)) && seen.shows(&Expect::Armed(true)));
    seen.begin();
    assert!(
        !seen.shows(&Expect::Mode(4)),
        "what was before the step is not of it"
    );
}

#[test]
fn reports_out_of_order_are_no_restart() {
    let time = |boot_ms| {
        Report::SystemTime(SystemTime {
            unix_us: None,
            boot_ms,
        })
    };
    let mut seen = seen();
    seen.take(at(0), 1, &time(98_001));
    assert!(!seen.shows(&Expect::Restarted));
    seen.take(at(1), 1, &time(98_000));
    assert!(seen.shows(&Expect::Restarted));
}

#[test]
fn places_apart_are_measured_across_the_date_line_too() {
    let here = |longitude_deg| Spot {
        position: Position::new(longitude_deg, 0.0).unwrap(),
        amsl_m: 0.0,
    };
    let (over_ground, up) = here(179.999).apart_m(&here(-179.999));
    assert!((over_ground - 222.4).abs() < 0.5, "{over_ground}");
    assert_eq!(up, 0.0);
}
