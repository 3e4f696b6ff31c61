use super::*;
use crate::vehicle::tests::{paper_rotor, quad_figures, vtol_figures, wing_figures};
use crate::vehicle::{Airframe, Vehicle};

fn is_near(value: f64, expected: f64, off: f64) {
    assert!((value - expected).abs() <= off, "{value} is not {expected}");
}

fn air(temperature_c: f64, wind_east_mps: f64, wind_north_mps: f64) -> Air {
    Air::new(AirFigures {
        temperature_c,
        measured_amsl_m: 0.0,
        pressure_hpa: 1_013.25,
        wind_east_mps,
        wind_north_mps,
    })
    .unwrap()
}

/// East, level, at 50 m.
fn leg(distance_m: f64, pace: Pace) -> Leg {
    Leg {
        distance_m,
        course_deg: 90.0,
        from_amsl_m: 50.0,
        to_amsl_m: 50.0,
        pace,
        begins_at_rest: false,
        ends_at_rest: false,
    }
}

fn alone(vehicle: &Vehicle) -> Flyer<'_> {
    Flyer::new(vehicle, []).unwrap()
}

#[test]
fn the_air_of_the_standard_day_has_the_standard_densities() {
    // ISO 2533: 1.225 at sea level, 1.1117 at 1 000 m, 1.0066 at 2 000 m.
    let standard = air(15.0, 0.0, 0.0);
    is_near(standard.density_kgpm3(0.0), 1.225, 0.000_1);
    is_near(standard.density_kgpm3(1_000.0), 1.111_7, 0.000_5);
    is_near(standard.density_kgpm3(2_000.0), 1.006_6, 0.000_7);
    // −10 °C at sea level: 101 325 / (287.05 · 263.15).
    is_near(air(-10.0, 0.0, 0.0).density_kgpm3(0.0), 1.341_4, 0.000_1);
}

#[test]
fn a_temperature_counts_where_it_was_measured() {
    let on_a_hill = Air::new(AirFigures {
        temperature_c: 8.5,
        measured_amsl_m: 1_000.0,
        pressure_hpa: 1_013.25,
        wind_east_mps: 0.0,
        wind_north_mps: 0.0,
    });
    is_near(on_a_hill.unwrap().temperature_c(0.0), 15.0, 1e-9);
}

#[test]
fn air_that_cannot_be_is_refused_with_all_its_faults() {
    let faults = Air::new(AirFigures {
        temperature_c: 61.0,
        measured_amsl_m: 0.0,
        pressure_hpa: f64::NAN,
        wind_east_mps: 0.0,
        wind_north_mps: 0.0,
    });
    assert_eq!(faults.unwrap_err().len(), 2);
}

#[test]
fn the_papers_rotor_takes_the_papers_power() {
    let rotor = paper_rotor();
    let power_w = |airspeed_mps| rotor.power_w(20.0 / 9.806_65, 1.225, airspeed_mps, 0.0);
    // Table I and figure 2: P₀ = 79.86 W and P_i = 88.63 W hovering; least power 126 W at 10.2 m/s; about 162 W at
    // 18.3 m/s, the speed of the longest range.
    is_near(power_w(0.0), 79.86 + 88.63, 0.1);
    is_near(power_w(10.2), 126.0, 0.5);
    is_near(power_w(18.3), 162.0, 2.0);
    let least = (0..300).map(|tenth| f64::from(tenth) / 10.0);
    let slowest = least.min_by(|a, b| power_w(*a).total_cmp(&power_w(*b)));
    is_near(slowest.unwrap(), 10.2, 0.15);
}

#[test]
fn the_papers_closed_form_is_met_where_rotors_hardly_lean() {
    let rotor = paper_rotor();
    for airspeed_mps in [0.0, 2.0, 5.0, 8.0, 12.0] {
        let v: f64 = airspeed_mps;
        // Eq. 12 with v₀ = 4.03 m/s.
        let induced =
            (1.0 + v.powi(4) / (4.0 * 4.03_f64.powi(4))).sqrt() - v * v / (2.0 * 4.03_f64.powi(2));
        let closed = 79.86 * (1.0 + 3.0 * v * v / 14_400.0)
            + 88.63 * induced.sqrt()
            + 0.5 * 0.6 * 1.225 * 0.05 * 0.503 * v.powi(3);
        let ours = rotor.power_w(20.0 / 9.806_65, 1.225, airspeed_mps, 0.0);
        assert!(
            (ours / closed - 1.0).abs() < 0.01,
            "{airspeed_mps}: {ours} {closed}"
        );
    }
}

#[test]
fn climbing_adds_weight_times_rate_and_sinking_gives_little_back() {
    let rotor = paper_rotor();
    let power_w = |climb_mps| rotor.power_w(20.0 / 9.806_65, 1.225, 0.0, climb_mps);
    // 20 N · 2 m/s.
    is_near(power_w(2.0) - power_w(0.0), 40.0, 1e-9);
    is_near(power_w(0.0) - power_w(-0.5), 10.0, 1e-9);
    // Beyond a tenth of the power nothing is given back.
    is_near(power_w(-3.0), 0.9 * power_w(0.0), 1e-9);
}

#[test]
fn hover_power_grows_with_the_mass_to_the_power_of_three_halves_and_falls_with_density() {
    let rotor = paper_rotor();
    let power_w = |mass_kg, density| rotor.power_w(mass_kg, density, 0.0, 0.0);
    is_near(
        power_w(3.0, 1.225) / power_w(2.0, 1.225),
        1.5_f64.powf(1.5),
        1e-6,
    );
    is_near(
        power_w(2.0, 1.0) / power_w(2.0, 1.225),
        1.225_f64.sqrt(),
        1e-6,
    );
}

#[test]
fn a_wing_takes_least_drag_at_its_best_glide() {
    let vehicle = Vehicle::new(wing_figures()).unwrap();
    let Airframe::FixedWing(wing) = &vehicle.airframe else {
        unreachable!("it is a wing");
    };
    // 1.4 kg · g / 10 = 1.3729 N, times 12 m/s, over 0.5: 32.95 W.
    is_near(wing.power_w(1.4, 1.225, 12.0, 0.0, 1.0), 32.95, 0.01);
    // At 18 m/s u² = 2.25: (2.25 + 1/2.25)/2 = 1.3472 times the drag: 66.59 W.
    is_near(wing.power_w(1.4, 1.225, 18.0, 0.0, 1.0), 66.59, 0.02);
    // Climbing with 2 m/s: 13.729 N · 2 / 0.5 = 54.92 W more. Gliding at 1.2 m/s takes none.
    is_near(
        wing.power_w(1.4, 1.225, 12.0, 2.0, 1.0),
        32.95 + 54.92,
        0.02,
    );
    is_near(wing.power_w(1.4, 1.225, 12.0, -1.2, 1.0), 0.0, 0.01);
    assert_eq!(wing.power_w(1.4, 1.225, 12.0, -3.0, 1.0), 0.0);
}

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
    is_near(
        both.energy_wh - on_wing.energy_wh,
        changing_w * 18.0 / 3_600.0,
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
fn a_vehicle_without_rotors_does_not_hover_and_one_without_a_wing_does_not_glide() {
    let (quad, wing) = (
        Vehicle::new(quad_figures()).unwrap(),
        Vehicle::new(wing_figures()).unwrap(),
    );
    let hover = Motion::OnRotors {
        airspeed_mps: 0.0,
        climb_mps: 0.0,
    };
    assert_eq!(alone(&wing).power_w(hover, 1.2), Err(CannotFly::NotSuch));
    assert_eq!(
        alone(&wing).power_w(Motion::Changing, 1.2),
        Err(CannotFly::NotSuch)
    );
    let on_wing = Motion::OnWing {
        airspeed_mps: 12.0,
        climb_mps: 0.0,
        load_factor: 1.0,
    };
    assert_eq!(alone(&quad).power_w(on_wing, 1.2), Err(CannotFly::NotSuch));
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
