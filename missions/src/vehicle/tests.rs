use super::*;
use crate::camera::CameraFigures;
use geofences::fence::{Autopilot, VertexBudget};

/// The rotor of Zeng, Xu and Zhang 2019, table I: 20 N, radius 0.4 m, disc 0.503 m², solidity 0.05, tip speed 120 m/s,
/// δ 0.012, k 0.1, d₀ 0.6. Its drag area is d₀·s·A, and its thrust coefficient 20/(1.225·0.503·120²).
pub(crate) fn paper_rotor() -> Rotors {
    Rotors {
        count: 1,
        radius_m: 0.4,
        solidity: 0.05,
        thrust_coefficient: 20.0 / (1.225 * 0.503 * 120.0 * 120.0),
        profile_drag: 0.012,
        induced_factor: 1.1,
        drag_area_m2: 0.6 * 0.05 * 0.503,
        drive_efficiency: 1.0,
        descent_floor: 0.9,
    }
}

pub(crate) fn quad_figures() -> VehicleFigures {
    VehicleFigures {
        id: "quad".to_owned(),
        name: Bilingual::new("quad", "四旋翼"),
        airframe: Airframe::Multirotor(Rotors {
            count: 4,
            radius_m: 0.14,
            solidity: 0.09,
            thrust_coefficient: 0.012,
            profile_drag: 0.03,
            induced_factor: 1.15,
            drag_area_m2: 0.016,
            drive_efficiency: 0.65,
            descent_floor: 0.9,
        }),
        avionics_w: 18.0,
        masses: Masses {
            empty_kg: 1.4,
            take_off_kg: 1.7,
        },
        battery: battery(115.0),
        performance: Performance {
            cruise_mps: 12.0,
            largest_mps: 21.0,
            climb_mps: 6.0,
            descent_mps: 4.0,
            acceleration_mps2: 3.0,
            landing_mps: 0.5,
            landing_below_m: 10.0,
        },
        limits: Limits {
            wind_mps: 12.0,
            coldest_c: -20.0,
            warmest_c: 45.0,
            rain_mm_per_h: 0.0,
            ceiling_amsl_m: 4_000.0,
        },
        controller: copter(),
        equipment: vec![
            Equipment {
                name: "wide".to_owned(),
                kind: EquipmentKind::Camera(camera()),
                mass_kg: 0.0,
                power_w: 0.0,
            },
            Equipment {
                name: "speaker".to_owned(),
                kind: EquipmentKind::Loudspeaker,
                mass_kg: 0.3,
                power_w: 8.0,
            },
        ],
    }
}

pub(crate) fn wing_figures() -> VehicleFigures {
    let quad = quad_figures();
    VehicleFigures {
        id: "wing".to_owned(),
        airframe: Airframe::FixedWing(wing()),
        masses: Masses {
            empty_kg: 1.4,
            take_off_kg: 1.6,
        },
        controller: Controller {
            failsafe: FailsafeReturn::ArduPlane {
                height_m: 100.0,
                radius_m: 40.0,
                rally_limit_m: 5_000.0,
                rally_includes_home: true,
                hover_m: None,
            },
            ..quad.controller
        },
        equipment: Vec::new(),
        ..quad
    }
}

pub(crate) fn vtol_figures() -> VehicleFigures {
    let quad = quad_figures();
    let Airframe::Multirotor(rotors) = quad.airframe else {
        unreachable!("it is a multirotor");
    };
    VehicleFigures {
        id: "vtol".to_owned(),
        airframe: Airframe::Vtol(Vtol {
            rotors,
            wing: wing(),
            to_wing_s: 8.0,
            to_rotors_s: 10.0,
            rotor_climb_mps: 2.0,
            rotor_descent_mps: 1.5,
        }),
        controller: Controller {
            kind: FlightController::Px4,
            failsafe: FailsafeReturn::Px4 {
                kind: Px4ReturnType::HomeOrRally,
                height_m: 60.0,
                cone_half_angle_deg: 45.0,
                descend_m: 30.0,
                least_distance_m: 10.0,
                radius_m: 80.0,
                wait_s: 0.0,
            },
            ..quad.controller
        },
        equipment: Vec::new(),
        ..quad_figures()
    }
}

fn wing() -> Wing {
    Wing {
        glide_ratio: 10.0,
        glide_mps: 12.0,
        slowest_mps: 9.0,
        reference_kg: 1.4,
        turn_radius_m: 25.0,
        propulsion_efficiency: 0.5,
    }
}

fn battery(energy_wh: f64) -> Battery {
    Battery {
        energy_wh,
        usable_part: 0.9,
        reserve_part: 0.2,
        cold: vec![
            ColdPoint {
                temperature_c: -20.0,
                part: 0.6,
            },
            ColdPoint {
                temperature_c: 0.0,
                part: 0.85,
            },
            ColdPoint {
                temperature_c: 25.0,
                part: 1.0,
            },
        ],
        rated_cycles: 200,
        part_at_rated_cycles: 0.8,
    }
}

fn camera() -> Camera {
    Camera::new(CameraFigures {
        sensor_width_mm: 17.3,
        sensor_height_mm: 13.0,
        image_width_px: 5_280,
        image_height_px: 3_956,
        shortest_focal_mm: 12.29,
        longest_focal_mm: 12.29,
        least_interval_s: 0.7,
        exposure_s: 0.001,
        lowest_pitch_deg: -90.0,
        highest_pitch_deg: 35.0,
    })
    .unwrap()
}

fn copter() -> Controller {
    Controller {
        kind: FlightController::ArduPilot,
        mission_items: 700,
        fence: Some(VertexBudget::default_for(Autopilot::ArduPilot)),
        rally_points: 10,
        return_mps: 10.0,
        failsafe: FailsafeReturn::ArduCopter {
            height_m: 15.0,
            cone_slope: 3.0,
            least_climb_m: 0.0,
            final_m: 0.0,
            rally_limit_m: 300.0,
            rally_includes_home: true,
            wait_s: 5.0,
        },
    }
}

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
