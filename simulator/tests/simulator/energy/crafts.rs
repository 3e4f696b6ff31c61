//! The vehicle files that missions ships for simulated vehicles, against these: what they say is what one would weigh
//! and measure.

use super::class::Class;
use missions::energy::Motion;
use nalgebra::Vector3;
use simulator::airframe::{
    Airframe, Body, Effort, Multirotor, RotorSteering, Rotors, Surroundings,
};
use simulator::environment::Air;
use simulator::place::Place;

/// Density of the air at sea level on the standard day, kg/m³ (ISO 2533).
const DENSITY: f64 = 1.225;

/// What the rotors take in still air, level and at an even speed, W.
fn measured_w(model: &Multirotor, speed_mps: f64) -> f64 {
    let (mut rotors, mut effort) = (Rotors::new(model), Effort::default());
    let mut body = Body::at_rest(Place::new(36.0, 120.0, 0.0), 0.0);
    let wanted = Vector3::new(speed_mps, 0.0, 0.0);
    let around = Surroundings {
        wind_mps: Vector3::zeros(),
        density: DENSITY,
        air: Air::default(),
    };
    for _ in 0..3_000 {
        let steering = RotorSteering {
            acceleration_mps2: (wanted - body.velocity_mps) * 1.5,
            yaw_rad: 0.0,
        };
        effort = rotors.step(model, &mut body, steering, &around, 1.0, 0.02);
    }
    effort.power_w
}

fn is_near(value: f64, expected: f64, part: f64) {
    assert!(
        (value / expected - 1.0).abs() <= part,
        "{value} is not {expected}"
    );
}

#[test]
fn the_vehicle_files_describe_the_simulated_multirotors() {
    for class in [Class::InspectionQuad, Class::PatrolHexa] {
        let (vehicle, craft) = (class.vehicle(), class.craft());
        let flyer = class.flyer(&vehicle);
        let Airframe::Multirotor(model) = &craft.airframe else {
            panic!("{class:?} is no multirotor");
        };
        let rotors = vehicle.airframe.rotors().unwrap();
        is_near(flyer.mass_kg(), model.mass_kg, 1e-9);
        is_near(rotors.disc_area_m2(), model.disc_area_m2, 1e-3);
        assert_eq!(rotors.count as usize, model.rotor_count);
        assert_eq!(vehicle.avionics_w, craft.electronics_w);
        let energy_wh = craft.battery.nominal_v() * craft.battery.capacity_mah / 1_000.0;
        is_near(vehicle.battery.energy_wh, energy_wh, 1e-3);
        // As its file says to what it was fitted.
        for airspeed_mps in [0.0, 10.0, 15.0] {
            let level = Motion::OnRotors {
                airspeed_mps,
                climb_mps: 0.0,
            };
            let measured_w =
                measured_w(model, airspeed_mps) + craft.electronics_w + class.equipment_w();
            is_near(flyer.power_w(level, DENSITY).unwrap(), measured_w, 0.01);
        }
    }
}
