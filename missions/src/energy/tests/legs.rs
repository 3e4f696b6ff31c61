use super::{air, alone, is_near, leg, windy};
use crate::energy::{Air, CannotFly, Flyer, Motion, Pace};
use crate::vehicle::Vehicle;
use crate::vehicle::tests::{quad_figures, vtol_figures, wing_figures};

#[test]
fn a_leg_takes_its_power_for_its_time() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let flyer = alone(&vehicle);
    let calm = air(15.0, 0.0, 0.0);
    let flown = flyer
        .leg(&leg(1_200.0, Pace::OverGround(12.0)), &calm)
        .unwrap();
    is_near(flown.seconds, 100.0, 1e-9);
    let motion = Motion::OnRotors {
        airspeed_mps: 12.0,
        climb_mps: 0.0,
    };
    let power_w = flyer.power_w(motion, calm.density_kgpm3(50.0)).unwrap();
    is_near(flown.energy_wh, power_w / 36.0, 1e-9);
}

#[test]
fn a_leg_from_rest_to_rest_takes_the_time_of_its_ramps() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let flyer = alone(&vehicle);
    let calm = air(15.0, 0.0, 0.0);
    let mut stops = leg(1_200.0, Pace::OverGround(12.0));
    (stops.begins_at_rest, stops.ends_at_rest) = (true, true);
    // Two ramps of 4 s each take 4 s more than at full speed.
    is_near(flyer.leg(&stops, &calm).unwrap().seconds, 104.0, 1e-9);
    // 12 m: up to 6 m/s in 2 s, and down again.
    stops.distance_m = 12.0;
    is_near(flyer.leg(&stops, &calm).unwrap().seconds, 4.0, 1e-9);
    // 12 m from rest and flown through: √(2·12/3).
    stops.ends_at_rest = false;
    is_near(
        flyer.leg(&stops, &calm).unwrap().seconds,
        8.0_f64.sqrt(),
        1e-9,
    );
}

#[test]
fn wind_counts_by_the_triangle_of_velocities() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let flyer = alone(&vehicle);
    let east = leg(1_000.0, Pace::OverGround(10.0));
    // 5 m/s against it.
    let flown = flyer.leg(&east, &air(15.0, -5.0, 0.0)).unwrap();
    is_near(flown.airspeed_mps, 15.0, 1e-9);
    is_near(flown.crab_deg, 0.0, 1e-9);
    // 5 m/s from the south pushes it to the left, so that it points to the right: atan(5/10) = 26.57°.
    let flown = flyer.leg(&east, &air(15.0, 0.0, 5.0)).unwrap();
    is_near(flown.airspeed_mps, 125.0_f64.sqrt(), 1e-9);
    is_near(flown.crab_deg, 26.565, 0.001);
    // With 13 m/s through the air and 5 across: 12 over ground.
    let through = leg(1_200.0, Pace::ThroughAir(13.0));
    let flown = flyer.leg(&through, &air(15.0, 0.0, -5.0)).unwrap();
    is_near(flown.ground_mps, 12.0, 1e-9);
    is_near(flown.seconds, 100.0, 1e-9);
    is_near(flown.crab_deg, -22.62, 0.01);
}

#[test]
fn a_leg_faster_than_the_vehicle_is_refused_with_the_speed_that_is_possible() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let flyer = alone(&vehicle);
    let headwind = air(15.0, -8.0, 0.0);
    let asked = |mps| flyer.leg(&leg(1_000.0, Pace::OverGround(mps)), &headwind);
    assert!(asked(13.0).is_ok());
    let Err(refusal) = asked(13.01) else {
        panic!("21.01 m/s through the air");
    };
    assert_eq!(
        refusal.to_string(),
        "21.0 m/s through the air for 13.0 m/s over ground is above the vehicle's 21.0 m/s: on this course in this \
         wind at most 13.0 m/s over ground is possible"
    );
    let CannotFly::TooFast {
        possible_ground_mps: Some(possible),
        ..
    } = refusal
    else {
        panic!("{refusal:?}");
    };
    assert!(asked(possible).is_ok());
}

#[test]
fn a_wing_that_the_wind_holds_back_is_refused_with_the_speed_that_is_enough() {
    let vehicle = Vehicle::new(wing_figures()).unwrap();
    let flyer = alone(&vehicle);
    let gale = air(15.0, -11.9, 0.0);
    assert!(
        flyer
            .leg(&leg(100.0, Pace::ThroughAir(12.0)), &gale)
            .is_ok()
    );
    let refused = flyer.leg(&leg(100.0, Pace::ThroughAir(11.8)), &gale);
    let Err(CannotFly::WindWins { enough_mps, .. }) = refused else {
        panic!("{refused:?}");
    };
    is_near(enough_mps, 11.9, 1e-9);
    // Blown off sideways.
    let across = air(15.0, 0.0, 11.9);
    assert!(
        flyer
            .leg(&leg(100.0, Pace::ThroughAir(11.8)), &across)
            .is_err()
    );
    assert!(
        flyer
            .leg(&leg(100.0, Pace::ThroughAir(12.0)), &across)
            .is_ok()
    );
}

#[test]
fn a_wing_is_not_flown_slower_than_it_flies() {
    let vehicle = Vehicle::new(wing_figures()).unwrap();
    let flyer = alone(&vehicle);
    let at_sea_level = |mps| {
        let mut leg = leg(100.0, Pace::ThroughAir(mps));
        (leg.from_amsl_m, leg.to_amsl_m) = (0.0, 0.0);
        flyer.leg(&leg, &air(15.0, 0.0, 0.0))
    };
    assert!(at_sea_level(9.01).is_ok());
    assert!(matches!(at_sea_level(8.99), Err(CannotFly::TooSlow { .. })));
    // 20 m/s over ground with 12 m/s from behind: 8 m/s through the air.
    let behind = flyer.leg(&leg(100.0, Pace::OverGround(20.0)), &air(15.0, 12.0, 0.0));
    assert!(matches!(behind, Err(CannotFly::TooSlow { .. })));
}

#[test]
fn a_steep_leg_is_flown_slower_on_rotors_and_refused_on_a_wing() {
    let quad = Vehicle::new(quad_figures()).unwrap();
    let calm = air(15.0, 0.0, 0.0);
    let mut steep = leg(100.0, Pace::OverGround(12.0));
    steep.to_amsl_m = 110.0;
    // 60 m at 6 m/s.
    let flown = alone(&quad).leg(&steep, &calm).unwrap();
    is_near(flown.seconds, 10.0, 1e-9);
    is_near(flown.climb_mps, 6.0, 1e-9);
    is_near(flown.ground_mps, 10.0, 1e-9);
    // Down at 4 m/s.
    (steep.from_amsl_m, steep.to_amsl_m) = (110.0, 50.0);
    is_near(alone(&quad).leg(&steep, &calm).unwrap().seconds, 15.0, 1e-9);

    let wing = Vehicle::new(wing_figures()).unwrap();
    let mut steep = leg(120.0, Pace::ThroughAir(12.0));
    steep.to_amsl_m = 110.0;
    assert!(alone(&wing).leg(&steep, &calm).is_ok());
    steep.to_amsl_m = 110.1;
    let Err(CannotFly::TooSteep { enough_m, .. }) = alone(&wing).leg(&steep, &calm) else {
        panic!("6.01 m/s");
    };
    is_near(enough_m, 120.2, 1e-6);
}

#[test]
fn a_leg_straight_up_goes_by_the_climb_alone() {
    let quad = Vehicle::new(quad_figures()).unwrap();
    let mut up = leg(0.0, Pace::OverGround(12.0));
    up.to_amsl_m = 80.0;
    let flown = alone(&quad).leg(&up, &air(15.0, 0.0, 0.0)).unwrap();
    is_near(flown.seconds, 5.0, 1e-9);
    assert_eq!(flown.ground_mps, 0.0);
    let rise = alone(&quad)
        .take_off(50.0, 80.0, &air(15.0, 0.0, 0.0))
        .unwrap();
    is_near(rise.energy_wh, flown.energy_wh, 1e-9);
}

#[test]
fn a_vtol_changes_between_rotors_and_wing_where_it_stands_still() {
    let vehicle = Vehicle::new(vtol_figures()).unwrap();
    let flyer = alone(&vehicle);
    let calm = air(15.0, 0.0, 0.0);
    let mut flown = leg(1_200.0, Pace::ThroughAir(12.0));
    let on_wing = flyer.leg(&flown, &calm).unwrap();
    (flown.begins_at_rest, flown.ends_at_rest) = (true, true);
    let both = flyer.leg(&flown, &calm).unwrap();
    is_near(both.seconds - on_wing.seconds, 18.0, 1e-9);
    let density = calm.density_kgpm3(50.0);
    let changing_w = flyer.power_w(Motion::Changing, density).unwrap();
    // And it speeds up to 12 m/s with 1.4 kg by its propeller.
    let speeding_up_j = 0.5 * 1.4 * 12.0 * 12.0 / 0.5;
    is_near(
        both.energy_wh - on_wing.energy_wh,
        (changing_w * 18.0 + speeding_up_j) / 3_600.0,
        1e-9,
    );
    // It takes more than hovering, and hovering far more than the wing.
    let hover_w = flyer
        .power_w(
            Motion::OnRotors {
                airspeed_mps: 0.0,
                climb_mps: 0.0,
            },
            density,
        )
        .unwrap();
    assert!(changing_w > hover_w && hover_w > 2.0 * on_wing.energy_wh * 36.0);
    // It rises on its rotors: 30 m at 2 m/s.
    is_near(
        flyer.take_off(0.0, 30.0, &calm).unwrap().seconds,
        15.0,
        1e-9,
    );
}

#[test]
fn a_leg_of_no_numbers_is_refused() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let calm = air(15.0, 0.0, 0.0);
    for bad in [f64::NAN, f64::INFINITY, -1.0] {
        let length = leg(bad, Pace::OverGround(10.0));
        assert_eq!(alone(&vehicle).leg(&length, &calm), Err(CannotFly::NoLeg));
        let pace = leg(100.0, Pace::OverGround(bad));
        assert!(alone(&vehicle).leg(&pace, &calm).is_err(), "{bad}");
    }
    assert!(
        alone(&vehicle)
            .leg(&leg(100.0, Pace::OverGround(0.0)), &calm)
            .is_err()
    );
}

#[test]
fn the_ramps_and_the_climb_of_a_leg_take_no_less_in_wind_than_sheltered_from_it() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let flyer = alone(&vehicle);
    let (calm, windy) = (air(15.0, 0.0, 0.0), air(15.0, 0.0, 6.0));
    let hover_w = flyer
        .power_w(
            Motion::OnRotors {
                airspeed_mps: 0.0,
                climb_mps: 0.0,
            },
            calm.density_kgpm3(50.0),
        )
        .unwrap();
    // 12 m: ramps alone, at up to 6 m/s over ground.
    let mut stops = leg(12.0, Pace::OverGround(12.0));
    (stops.begins_at_rest, stops.ends_at_rest) = (true, true);
    let flown = flyer.leg(&stops, &windy).unwrap();
    let speeding_up_j = 0.5 * 1.4 * 6.0 * 6.0 / 0.65;
    assert!(flown.energy_wh * 3_600.0 >= hover_w * flown.seconds + speeding_up_j - 1e-9);
    let mut up = leg(0.0, Pace::OverGround(12.0));
    up.to_amsl_m = 80.0;
    let energy_wh = |air| flyer.leg(&up, air).unwrap().energy_wh;
    assert!(energy_wh(&windy) >= energy_wh(&calm));
}

#[test]
fn a_wing_that_takes_off_speeds_up_first() {
    let vehicle = Vehicle::new(wing_figures()).unwrap();
    let flyer = alone(&vehicle);
    let calm = air(15.0, 0.0, 0.0);
    let energy_wh = |to_amsl_m| flyer.take_off(50.0, to_amsl_m, &calm).unwrap().energy_wh;
    // 12 m/s with 1.4 kg and half of it lost.
    let speeding_up_wh = 0.5 * 1.4 * 12.0 * 12.0 / 0.5 / 3_600.0;
    is_near(energy_wh(50.0), speeding_up_wh, 1e-9);
    assert!(energy_wh(80.0) > speeding_up_wh);
}

#[test]
fn gusts_cost_more_in_a_strong_wind_than_their_mean_does() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    // 12 m/s are its limit, and the strongest gust is three deviations above the mean.
    let hold_wh = |gust_mps| {
        let air = Air::new(windy(-9.0, gust_mps)).unwrap();
        let flyer = alone(&vehicle).as_expected();
        flyer.hold(3_600.0, 50.0, &air).unwrap().energy_wh
    };
    is_near(Air::new(windy(-9.0, 12.0)).unwrap().gusts_mps(), 1.0, 1e-9);
    assert_eq!(Air::new(windy(-9.0, 9.0)).unwrap().gusts_mps(), 0.0);
    let power_w = |airspeed_mps| {
        let motion = Motion::OnRotors {
            airspeed_mps,
            climb_mps: 0.0,
        };
        let density = Air::new(windy(-9.0, 9.0)).unwrap().density_kgpm3(50.0);
        alone(&vehicle).power_w(motion, density).unwrap()
    };
    let in_gusts_w = 0.5 * (power_w(101.0_f64.sqrt()) + power_w(65.0_f64.sqrt()));
    is_near(hold_wh(12.0), in_gusts_w, 1e-9);
    assert!(hold_wh(12.0) > hold_wh(9.0));
}

#[test]
fn what_is_expected_is_never_more_than_the_most_that_plans_are_made_with() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let (careful, expecting) = (alone(&vehicle), alone(&vehicle).as_expected());
    for (wind_mps, gust_mps) in [(0.0, 0.0), (2.0, 3.0), (5.0, 8.0), (8.0, 11.9)] {
        let air = Air::new(windy(wind_mps, gust_mps)).unwrap();
        let mut stops = leg(700.0, Pace::OverGround(8.0));
        (stops.begins_at_rest, stops.ends_at_rest) = (true, true);
        stops.to_amsl_m = 90.0;
        let pieces_wh = |flyer: &Flyer| {
            [
                flyer.take_off(40.0, 90.0, &air).unwrap().energy_wh,
                flyer.leg(&stops, &air).unwrap().energy_wh,
                flyer.hold(60.0, 90.0, &air).unwrap().energy_wh,
                flyer.landing(90.0, 40.0, &air).unwrap().energy_wh,
            ]
        };
        for (expected, most) in pieces_wh(&expecting).iter().zip(pieces_wh(&careful)) {
            assert!(*expected <= most, "{wind_mps} m/s: {expected} of {most}");
        }
        // In still air there is nothing to be careful of but how a leg is sped up and slowed down.
        if wind_mps == 0.0 {
            assert_eq!(pieces_wh(&expecting)[0], pieces_wh(&careful)[0]);
        }
    }
}
