use super::*;
use crate::mission::Switch;
use samples::battery;

mod samples;

pub(crate) use samples::{paper_rotor, quad_figures, vtol_figures, wing_figures};

fn fields(figures: VehicleFigures) -> Vec<String> {
    let faults = Vehicle::new(figures).unwrap_err();
    faults.into_iter().map(|fault| fault.field).collect()
}

#[test]
fn sensible_figures_of_each_airframe_are_taken() {
    assert!(Vehicle::new(quad_figures()).is_ok());
    assert!(Vehicle::new(wing_figures()).is_ok());
    assert!(Vehicle::new(vtol_figures()).is_ok());
}

#[test]
fn all_that_is_wrong_with_a_vehicle_is_told_at_once() {
    let mut figures = quad_figures();
    figures.masses.take_off_kg = 1.0;
    figures.performance.climb_mps = f64::NAN;
    figures.limits.wind_mps = -1.0;
    figures.equipment[1].power_w = -1.0;
    let expected = [
        "masses.empty_kg",
        "performance.climb_mps",
        "limits.wind_mps",
        "equipment[1].power_w",
    ];
    assert_eq!(fields(figures), expected);
}

#[test]
fn a_way_home_of_another_autopilot_or_airframe_is_refused() {
    let mut of_wing = quad_figures();
    of_wing.controller.failsafe = wing_figures().controller.failsafe;
    assert_eq!(fields(of_wing), ["failsafe"]);
    let mut of_px4 = quad_figures();
    of_px4.controller.failsafe = vtol_figures().controller.failsafe;
    assert_eq!(fields(of_px4), ["failsafe"]);
    let mut no_fence = quad_figures();
    no_fence.controller.fence = None;
    assert_eq!(fields(no_fence), ["controller.fence_vertices"]);
    let mut hovers = wing_figures();
    let FailsafeReturn::ArduPlane { hover_m, .. } = &mut hovers.controller.failsafe else {
        unreachable!("it is an ArduPlane");
    };
    *hover_m = Some(30.0);
    assert_eq!(fields(hovers), ["failsafe.hover_m"]);
}

#[test]
fn a_wing_that_would_stall_in_its_smallest_circle_is_refused() {
    let with_radius = |turn_radius_m| {
        let mut figures = wing_figures();
        let Airframe::FixedWing(wing) = &mut figures.airframe else {
            unreachable!("it is a wing");
        };
        wing.turn_radius_m = turn_radius_m;
        figures
    };
    // With 1.6 kg 9.62 m/s straight on, so that 12 m/s bear 1.556 times the weight: tan φ = 1.192, r = 12.3
    // m.
    assert!(Vehicle::new(with_radius(12.4)).is_ok());
    assert_eq!(fields(with_radius(12.2)), ["wing.turn_radius_m"]);
}

#[test]
fn a_wind_limit_above_the_fastest_flight_is_refused() {
    let with_wind = |wind_mps| {
        let mut figures = quad_figures();
        figures.limits.wind_mps = wind_mps;
        figures
    };
    assert!(Vehicle::new(with_wind(21.0)).is_ok());
    assert_eq!(fields(with_wind(21.1)), ["limits.wind_mps"]);
}

#[test]
fn home_is_circled_no_tighter_than_the_wing_turns() {
    // It turns within 25 m.
    for (set_m, expected) in [(25.0, &[][..]), (24.9, &["failsafe.radius_m"])] {
        for mut figures in [wing_figures(), vtol_figures()] {
            let (FailsafeReturn::ArduPlane { radius_m, .. } | FailsafeReturn::Px4 { radius_m, .. }) =
                &mut figures.controller.failsafe
            else {
                unreachable!("it has a wing");
            };
            *radius_m = set_m;
            let faults = Vehicle::new(figures).err().unwrap_or_default();
            let found: Vec<_> = faults.iter().map(|it| it.field.as_str()).collect();
            assert_eq!(found, expected);
        }
    }
}

#[test]
fn a_vtol_lands_no_faster_than_it_sinks_on_its_rotors() {
    let landing_at = |landing_mps| {
        let mut figures = vtol_figures();
        figures.performance.landing_mps = landing_mps;
        figures
    };
    assert!(Vehicle::new(landing_at(1.5)).is_ok());
    assert_eq!(fields(landing_at(1.6)), ["performance.landing_mps"]);
}

#[test]
fn a_descent_that_takes_nothing_and_a_flight_without_reserve_are_refused() {
    let mut figures = quad_figures();
    figures.battery.reserve_part = 0.0;
    let Airframe::Multirotor(rotors) = &mut figures.airframe else {
        unreachable!("it is a multirotor");
    };
    rotors.descent_floor = 0.0;
    let expected = ["rotors.descent_floor", "battery.reserve_part"];
    assert_eq!(fields(figures), expected);
}

#[test]
fn equipment_has_names_of_its_own_and_can_be_carried() {
    let mut figures = quad_figures();
    figures.equipment[1].name = "wide".to_owned();
    figures.equipment[1].mass_kg = 0.31;
    assert_eq!(
        fields(figures),
        ["equipment[1].mass_kg", "equipment[1].name"]
    );
    let vehicle = Vehicle::new(quad_figures()).unwrap();
    assert_eq!(vehicle.cameras().count(), 1);
    assert_eq!(vehicle.equipment_named("speaker").unwrap().power_w, 8.0);
}

#[test]
fn the_class_is_the_lightest_whose_limits_all_hold() {
    let of = |empty_kg, take_off_kg, level_mps| {
        WeightClass::of(
            &Masses {
                empty_kg,
                take_off_kg,
            },
            level_mps,
        )
    };
    assert_eq!(of(0.249, 0.249, 11.1), WeightClass::Micro);
    assert_eq!(of(0.25, 0.25, 11.1), WeightClass::Light);
    assert_eq!(of(0.249, 0.249, 11.2), WeightClass::Light);
    assert_eq!(of(4.0, 7.0, 27.7), WeightClass::Light);
    assert_eq!(of(4.01, 7.0, 20.0), WeightClass::Small);
    assert_eq!(of(4.0, 7.01, 20.0), WeightClass::Small);
    assert_eq!(of(4.0, 7.0, 27.8), WeightClass::Small);
    assert_eq!(of(15.0, 25.0, 40.0), WeightClass::Small);
    assert_eq!(of(15.01, 25.0, 20.0), WeightClass::Medium);
    assert_eq!(of(15.0, 150.0, 20.0), WeightClass::Medium);
    assert_eq!(of(15.0, 150.01, 20.0), WeightClass::Large);
    assert!(WeightClass::Small.flies_in_suitable_airspace());
    assert!(!WeightClass::Medium.flies_in_suitable_airspace());
}

#[test]
fn a_battery_gives_less_when_it_is_cold_and_when_it_is_old() {
    let battery = battery(100.0);
    let usable = |temperature_c, cycles| battery.usable_wh(temperature_c, cycles).unwrap();
    assert!((usable(25.0, 0) - 90.0).abs() < 1e-9);
    assert_eq!(usable(40.0, 0), usable(25.0, 0));
    // Half way from 0.85 to 1.
    assert!((usable(12.5, 0) - 0.925 * 90.0).abs() < 1e-9);
    assert!((usable(-20.0, 0) - 0.6 * 90.0).abs() < 1e-9);
    // A fifth is lost after 200 charges, a tenth after half of them.
    assert!((usable(25.0, 100) - 0.9 * 90.0).abs() < 1e-9);
    assert!((usable(25.0, 200) - 0.8 * 90.0).abs() < 1e-9);
}

#[test]
fn a_battery_colder_or_older_than_its_figures_is_refused() {
    let battery = battery(100.0);
    assert!(matches!(
        battery.usable_wh(-20.1, 0),
        Err(BatteryRefusal::TooCold { .. })
    ));
    assert!(battery.usable_wh(f64::NAN, 0).is_err());
    assert!(matches!(
        battery.usable_wh(25.0, 201),
        Err(BatteryRefusal::TooOld { .. })
    ));
}

#[test]
fn a_table_of_cold_that_falls_or_never_ends_is_refused() {
    let with = |cold: &[(f64, f64)]| {
        let point = |&(temperature_c, part)| ColdPoint {
            temperature_c,
            part,
        };
        let mut figures = quad_figures();
        figures.battery.cold = cold.iter().map(point).collect();
        Vehicle::new(figures)
    };
    assert!(with(&[(-10.0, 0.7), (20.0, 1.0)]).is_ok());
    for bad in [
        &[][..],
        &[(-10.0, 0.7)],
        &[(20.0, 0.7), (-10.0, 1.0)],
        &[(-10.0, 0.9), (0.0, 0.8), (20.0, 1.0)],
    ] {
        assert!(with(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn what_an_autopilot_makes_nothing_of_is_refused() {
    let mut figures = quad_figures();
    figures.dji = Some(DjiModel {
        drone: 0,
        drone_sub: 0,
    });
    figures.controller.kind = FlightController::Px4;
    figures.controller.failsafe = vtol_figures().controller.failsafe;
    let payload = DjiPayload {
        payload: 53,
        payload_sub: 0,
        position: 3,
        lens: None,
    };
    figures.equipment[0].switch = Some(Switch::Relay(1));
    figures.equipment[0].dji = Some(payload);
    figures.equipment[1].switch = Some(Switch::Relay(16));
    figures.equipment[1].dji = Some(payload);
    let expected = [
        "equipment[0]",
        "equipment[0].dji.position",
        "equipment[1].relay",
        "equipment[1].dji",
        "dji.drone",
        "dji",
        "equipment[0]",
        "equipment[1]",
    ];
    let told = fields(figures);
    assert!(
        expected.iter().all(|it| told.iter().any(|told| told == it)),
        "{told:?}"
    );
}
