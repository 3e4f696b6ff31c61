use super::{air, alone, is_near};
use crate::energy::{Air, Budget, CannotFly, Flown, Flyer, Motion, cumulative};
use crate::vehicle::tests::{quad_figures, vtol_figures, wing_figures};
use crate::vehicle::{Airframe, Vehicle};

#[test]
fn a_turn_takes_the_load_of_its_bank() {
    let vehicle = Vehicle::new(wing_figures()).unwrap();
    let Airframe::FixedWing(wing) = &vehicle.airframe else {
        unreachable!("it is a wing");
    };
    // 12 m/s in 25 m: tan φ = 144/(9.80665·25) = 0.58736, φ = 30.43°, n = 1.15974.
    is_near(wing.load_factor_in_turn(12.0), 1.159_74, 0.000_01);
    // (1 + 1.34499)/2 times the drag: 38.63 W and 18 W of avionics for a half circle of 25·π/12 = 6.545 s.
    let turned = alone(&vehicle)
        .turn(180.0, 0.0, &air(15.0, 0.0, 0.0))
        .unwrap();
    is_near(turned.seconds, 6.545, 0.001);
    is_near(turned.energy_wh, (38.63 + 18.0) * 6.545 / 3_600.0, 0.000_05);
}

#[test]
fn the_vehicles_limits_hold_just_inside_and_not_just_outside() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let flyer = alone(&vehicle);
    assert!(flyer.hold(10.0, 0.0, &air(15.0, 12.0, 0.0)).is_ok());
    let windy = flyer.hold(10.0, 0.0, &air(15.0, 12.01, 0.0));
    assert!(matches!(windy, Err(CannotFly::WindLimit { .. })));
    assert!(flyer.hold(10.0, 0.0, &air(-20.0, 0.0, 0.0)).is_ok());
    // 0.65 K colder 100 m higher.
    let cold = flyer.hold(10.0, 100.0, &air(-20.0, 0.0, 0.0));
    assert!(matches!(cold, Err(CannotFly::Temperature { .. })));
    assert!(flyer.hold(10.0, 4_000.0, &air(15.0, 0.0, 0.0)).is_ok());
    let high = flyer.hold(10.0, 4_001.0, &air(15.0, 0.0, 0.0));
    assert!(matches!(high, Err(CannotFly::AboveCeiling { .. })));
}

#[test]
fn a_landing_sinks_fast_and_ends_slowly() {
    let quad = Vehicle::new(quad_figures()).unwrap();
    let calm = air(15.0, 0.0, 0.0);
    // 40 m at 4 m/s, 10 m at 0.5 m/s.
    is_near(
        alone(&quad).landing(60.0, 10.0, &calm).unwrap().seconds,
        30.0,
        1e-9,
    );
    // 6 m at 0.5 m/s.
    is_near(
        alone(&quad).landing(16.0, 10.0, &calm).unwrap().seconds,
        12.0,
        1e-9,
    );
    assert_eq!(
        alone(&quad).landing(10.0, 10.0, &calm).unwrap().energy_wh,
        0.0
    );
}

#[test]
fn what_is_carried_counts_and_too_much_is_refused() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let speaker = vehicle.equipment_named("speaker").unwrap();
    let loaded = Flyer::new(&vehicle, [speaker]).unwrap();
    is_near(loaded.mass_kg(), 1.7, 1e-9);
    let calm = air(15.0, 0.0, 0.0);
    let hover_wh = |flyer: &Flyer| flyer.hold(60.0, 0.0, &calm).unwrap().energy_wh;
    assert!(hover_wh(&loaded) > hover_wh(&alone(&vehicle)));
    let Err(CannotFly::TooHeavy { mass_kg, .. }) = Flyer::new(&vehicle, [speaker, speaker]) else {
        panic!("2.0 kg of 1.7 kg");
    };
    is_near(mass_kg, 2.0, 1e-9);
}

#[test]
fn the_balance_falls_piece_by_piece_and_the_reserve_holds_up_to_its_edge() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let budget = Budget::of(&vehicle.battery, 25.0, 0).unwrap();
    // 115 Wh, nine tenths usable, a fifth of that held back.
    is_near(budget.usable_wh, 103.5, 1e-9);
    is_near(budget.plannable_wh(), 82.8, 1e-9);
    let piece = |energy_wh| Flown {
        seconds: 60.0,
        energy_wh,
        airspeed_mps: 0.0,
        ground_mps: 0.0,
        climb_mps: 0.0,
        crab_deg: 0.0,
    };
    let balances = cumulative(
        &budget,
        &[piece(40.0), piece(42.7), piece(0.2), piece(30.0)],
    );
    let keeps: Vec<_> = balances
        .iter()
        .map(|balance| balance.keeps_reserve)
        .collect();
    assert_eq!(keeps, [true, true, false, false]);
    is_near(balances[2].used_wh, 82.9, 1e-9);
    is_near(balances[2].seconds, 180.0, 1e-9);
    assert!(balances[3].left_wh < 0.0 && balances[3].left_part < 0.0);
}

#[test]
fn wind_never_lowers_what_standing_rising_and_landing_on_rotors_take() {
    let calm = air(15.0, 0.0, 0.0);
    for figures in [quad_figures(), vtol_figures()] {
        let vehicle = Vehicle::new(figures).unwrap();
        let flyer = alone(&vehicle);
        let pieces = |air: &Air| {
            [
                flyer.hold(60.0, 50.0, air).unwrap().energy_wh,
                flyer.take_off(0.0, 50.0, air).unwrap().energy_wh,
                flyer.landing(50.0, 0.0, air).unwrap().energy_wh,
            ]
        };
        for wind_mps in [1.0, 4.0, 8.0, 12.0] {
            let windy = pieces(&air(15.0, wind_mps, 0.0));
            assert!(
                windy
                    .iter()
                    .zip(pieces(&calm))
                    .all(|(windy, calm)| *windy >= calm),
                "{} {wind_mps}",
                vehicle.id
            );
        }
    }
}

#[test]
fn what_is_no_time_no_angle_or_below_the_ground_is_refused_and_never_costs_nothing() {
    let calm = air(15.0, 0.0, 0.0);
    for figures in [quad_figures(), vtol_figures(), wing_figures()] {
        let vehicle = Vehicle::new(figures).unwrap();
        let flyer = alone(&vehicle);
        for bad in [f64::NAN, f64::INFINITY, -0.1] {
            assert_eq!(flyer.hold(bad, 50.0, &calm), Err(CannotFly::NoLeg));
        }
        assert!(flyer.hold(0.0, 50.0, &calm).is_ok());
        assert_eq!(flyer.turn(f64::NAN, 50.0, &calm), Err(CannotFly::NoLeg));
        assert_eq!(flyer.take_off(50.0, 49.0, &calm), Err(CannotFly::NoLeg));
        assert_eq!(flyer.landing(49.0, 50.0, &calm), Err(CannotFly::NoLeg));
        assert!(flyer.take_off(f64::NAN, 49.0, &calm).is_err());
    }
}

#[test]
fn power_of_what_is_no_motion_is_refused_and_never_least_or_nothing() {
    let quad = Vehicle::new(quad_figures()).unwrap();
    let wing = Vehicle::new(wing_figures()).unwrap();
    let on_rotors = |airspeed_mps, climb_mps| Motion::OnRotors {
        airspeed_mps,
        climb_mps,
    };
    let on_wing = |airspeed_mps, climb_mps, load_factor| Motion::OnWing {
        airspeed_mps,
        climb_mps,
        load_factor,
    };
    let nan = f64::NAN;
    for bad in [
        on_rotors(nan, 0.0),
        on_rotors(0.0, nan),
        on_rotors(-1.0, 0.0),
    ] {
        assert_eq!(alone(&quad).power_w(bad, 1.2), Err(CannotFly::NoLeg));
    }
    for bad in [
        on_wing(nan, 0.0, 1.0),
        on_wing(12.0, nan, 1.0),
        on_wing(12.0, 0.0, nan),
        on_wing(f64::INFINITY, 0.0, 1.0),
    ] {
        assert_eq!(alone(&wing).power_w(bad, 1.2), Err(CannotFly::NoLeg));
    }
    for density in [nan, 0.0, -1.2] {
        let level = alone(&quad).power_w(on_rotors(5.0, 0.0), density);
        assert_eq!(level, Err(CannotFly::NoLeg));
    }
    let rotors = quad.airframe.rotors().unwrap();
    assert!(rotors.power_w(1.4, 1.2, 0.0, nan).is_nan());
    let wing = wing.airframe.wing().unwrap();
    assert!(wing.power_w(1.4, 1.2, 12.0, nan, 1.0).is_nan());
}

#[test]
fn a_load_counts_like_equipment_of_its_mass_and_too_much_is_refused() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let loaded = alone(&vehicle).with_load(0.3).unwrap();
    is_near(loaded.mass_kg(), 1.7, 1e-9);
    let calm = air(15.0, 0.0, 0.0);
    let energy_wh = |flyer: &Flyer| flyer.hold(60.0, 0.0, &calm).unwrap().energy_wh;
    // Hovering grows by the power 3/2 of the mass, but for its electronics of 18 W.
    let moving_wh = |flyer: &Flyer| energy_wh(flyer) - 18.0 / 60.0;
    is_near(
        moving_wh(&loaded) / moving_wh(&alone(&vehicle)),
        (1.7_f64 / 1.4).powf(1.5),
        1e-6,
    );
    let refused = |load_kg| alone(&vehicle).with_load(load_kg).unwrap_err();
    assert!(matches!(refused(0.301), CannotFly::TooHeavy { .. }));
    for bad in [-0.1, f64::NAN, f64::INFINITY] {
        assert!(matches!(refused(bad), CannotFly::NoLoad { .. }), "{bad}");
    }
}

#[test]
fn a_take_off_takes_longer_than_its_climb_by_what_the_vehicle_says() {
    let mut figures = quad_figures();
    let calm = air(15.0, 0.0, 0.0);
    let rise = |vehicle: &Vehicle| alone(vehicle).take_off(0.0, 30.0, &calm).unwrap();
    let at_once = rise(&Vehicle::new(figures.clone()).unwrap());
    // 30 m at 6 m/s.
    is_near(at_once.seconds, 5.0, 1e-9);
    figures.performance.take_off_s = 4.0;
    let vehicle = Vehicle::new(figures).unwrap();
    let slowly = rise(&vehicle);
    is_near(slowly.seconds, 9.0, 1e-9);
    let hover_wh = alone(&vehicle).hold(4.0, 0.0, &calm).unwrap().energy_wh;
    is_near(slowly.energy_wh - at_once.energy_wh, hover_wh, 1e-9);
}
