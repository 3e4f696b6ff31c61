use super::{air, alone, is_near};
use crate::energy::{Air, Budget, CannotFly, Flown, Flyer, cumulative};
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
