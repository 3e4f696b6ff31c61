//! Vehicles for tests.

use crate::camera::{Camera, CameraFigures};
use crate::vehicle::*;
use geofences::Bilingual;
use geofences::fence::{Autopilot, VertexBudget};

/// The rotor of Zeng, Xu and Zhang 2019, table I: 20 N, radius 0.4 m, disc 0.503 m², solidity 0.05, tip speed
/// 120 m/s, δ 0.012, k 0.1, d₀ 0.6. Its drag area is d₀·s·A, and its thrust coefficient
/// 20/(1.225·0.503·120²).
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
            take_off_s: 0.0,
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
        dji: None,
        equipment: vec![
            Equipment {
                name: "wide".to_owned(),
                kind: EquipmentKind::Camera(camera()),
                mass_kg: 0.0,
                power_w: 0.0,
                switch: None,
                dji: None,
            },
            Equipment {
                name: "speaker".to_owned(),
                kind: EquipmentKind::Loudspeaker,
                mass_kg: 0.3,
                power_w: 8.0,
                switch: None,
                dji: None,
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
                acceptance_m: 0.0,
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

pub(super) fn battery(energy_wh: f64) -> Battery {
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
