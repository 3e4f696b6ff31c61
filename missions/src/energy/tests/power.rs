use super::{air, alone, is_near, leg, windy};
use crate::energy::{Air, AirFigures, CannotFly, Motion, Pace};
use crate::vehicle::tests::{paper_rotor, quad_figures, wing_figures};
use crate::vehicle::{Airframe, Vehicle};

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
        measured_agl_m: 10.0,
        pressure_hpa: 1_013.25,
        wind_east_mps: 0.0,
        wind_north_mps: 0.0,
        gust_mps: 0.0,
        rain_mm_per_h: 0.0,
    });
    is_near(on_a_hill.unwrap().temperature_c(0.0), 15.0, 1e-9);
}

#[test]
fn air_that_cannot_be_is_refused_with_all_its_faults() {
    let faults = Air::new(AirFigures {
        temperature_c: 61.0,
        measured_amsl_m: 0.0,
        measured_agl_m: 10.0,
        pressure_hpa: f64::NAN,
        wind_east_mps: 0.0,
        wind_north_mps: 0.0,
        gust_mps: 0.0,
        rain_mm_per_h: 0.0,
    });
    assert_eq!(faults.unwrap_err().len(), 2);
}

#[test]
fn the_papers_rotor_takes_the_papers_power() {
    let rotor = paper_rotor();
    let power_w = |airspeed_mps| rotor.power_w(20.0 / 9.806_65, 1.225, airspeed_mps, 0.0);
    // Table I and figure 2: P₀ = 79.86 W and P_i = 88.63 W hovering; least power 126 W at 10.2 m/s; about 162
    // W at 18.3 m/s, the speed of the longest range.
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
fn climbing_straight_up_takes_half_of_weight_times_rate_and_in_fast_flight_all_of_it() {
    let rotor = paper_rotor();
    let power_w =
        |airspeed_mps, climb_mps| rotor.power_w(20.0 / 9.806_65, 1.225, airspeed_mps, climb_mps);
    // 20 N: v_h = √(20/(2·1.225·0.50265)) = 4.030 m/s, and v = −1 + √(1 + v_h²) = 3.152 m/s while climbing with 2:
    // 20·2 + 1.1·20·(3.152 − 4.030).
    is_near(power_w(0.0, 2.0) - power_w(0.0, 0.0), 20.69, 0.02);
    let in_fast_flight_w = power_w(15.0, 2.0) - power_w(15.0, 0.0);
    assert!(
        (34.0..40.0).contains(&in_fast_flight_w),
        "{in_fast_flight_w}"
    );
}

#[test]
fn sinking_gives_little_back_in_ones_own_wake_and_all_in_fast_flight() {
    let rotor = paper_rotor();
    let power_w =
        |airspeed_mps, climb_mps| rotor.power_w(20.0 / 9.806_65, 1.225, airspeed_mps, climb_mps);
    let back_w =
        |airspeed_mps, sink_mps: f64| power_w(airspeed_mps, 0.0) - power_w(airspeed_mps, -sink_mps);
    // x = −0.5/4.030: 1.125·x and the other powers leave −0.0025 of 20·4.030.
    is_near(back_w(0.0, 0.5), 0.20, 0.03);
    // x = −3/4.030: −0.160 of it.
    is_near(back_w(0.0, 3.0), 12.87, 0.05);
    // Beyond a tenth of the power nothing is given back.
    is_near(power_w(0.0, -6.0), 0.9 * power_w(0.0, 0.0), 1e-9);
    // At 18 m/s the drag alone sends 0.9 m/s through the discs: a glide of 0.5 m/s is free.
    let in_fast_flight_w = back_w(18.0, 0.5);
    assert!(
        (9.0..10.0).contains(&in_fast_flight_w),
        "{in_fast_flight_w}"
    );
}

#[test]
fn power_has_no_steps_where_the_flow_through_the_discs_turns() {
    let rotor = paper_rotor();
    for airspeed_mps in [0.0, 4.0, 9.0, 14.0] {
        let power_w = |step: i32| {
            let climb_mps = f64::from(step) * 0.01;
            rotor.power_w(20.0 / 9.806_65, 1.225, airspeed_mps, climb_mps)
        };
        for step in -800..400 {
            let change_w = power_w(step + 1) - power_w(step);
            // Weight times rate are 0.2 W.
            assert!(
                (-0.1..0.5).contains(&change_w),
                "{airspeed_mps} m/s, {step} cm/s"
            );
        }
    }
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
fn the_wind_grows_with_height_and_never_falls_below_what_was_measured() {
    let air = Air::new(windy(5.0, 5.0)).unwrap();
    is_near(air.wind_mps(50.0), 5.0, 1e-9);
    is_near(air.wind_mps(0.0), 5.0, 1e-9);
    // 120 m above that ground: 5 · 12^(1/7).
    is_near(air.wind_mps(160.0), 7.130, 0.001);
}

#[test]
fn the_wind_limit_holds_for_the_wind_at_the_height_flown_and_for_gusts() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let flyer = alone(&vehicle);
    let hold = |wind_mps, gust_mps, amsl_m| {
        let air = Air::new(windy(wind_mps, gust_mps)).unwrap();
        flyer.hold(10.0, amsl_m, &air)
    };
    // Its limit is 12 m/s.
    assert!(hold(9.0, 9.0, 50.0).is_ok());
    assert!(matches!(
        hold(9.0, 9.0, 160.0),
        Err(CannotFly::WindLimit { .. })
    ));
    assert!(hold(5.0, 12.0, 50.0).is_ok());
    assert!(matches!(
        hold(5.0, 12.1, 50.0),
        Err(CannotFly::WindLimit { .. })
    ));
    assert!(Air::new(windy(5.0, 4.9)).is_err());
    assert!(Air::new(windy(5.0, f64::NAN)).is_err());
}

#[test]
fn a_leg_is_flown_in_the_wind_of_its_height() {
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    let flyer = alone(&vehicle);
    let air = Air::new(windy(-5.0, 5.0)).unwrap();
    let mut east = leg(1_000.0, Pace::OverGround(10.0));
    (east.from_amsl_m, east.to_amsl_m) = (160.0, 160.0);
    is_near(flyer.leg(&east, &air).unwrap().airspeed_mps, 17.130, 0.001);
    // Climbing there, and sinking from there, it meets up to the same.
    for (from_amsl_m, to_amsl_m) in [(60.0, 160.0), (160.0, 60.0)] {
        (east.from_amsl_m, east.to_amsl_m) = (from_amsl_m, to_amsl_m);
        is_near(flyer.leg(&east, &air).unwrap().airspeed_mps, 17.130, 0.001);
    }
}

#[test]
fn in_more_rain_than_its_limit_it_does_not_fly() {
    let mut figures = quad_figures();
    figures.limits.rain_mm_per_h = 4.0;
    let vehicle = Vehicle::new(figures).unwrap();
    let hold = |rain_mm_per_h| {
        let air = AirFigures {
            rain_mm_per_h,
            ..windy(0.0, 0.0)
        };
        alone(&vehicle).hold(10.0, 0.0, &Air::new(air).unwrap())
    };
    assert!(hold(4.0).is_ok());
    assert!(matches!(hold(4.1), Err(CannotFly::Rain { .. })));
}
