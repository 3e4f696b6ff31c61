use super::*;
use crate::airframe::RotorSteering;
use crate::airframe::WingSteering;
use crate::environment::Air;
use crate::place::Place;

const AROUND: Surroundings = Surroundings {
    wind_mps: Vector3::new(0.0, 0.0, 0.0),
    density: 1.225,
    air: Air {
        temperature_c: 15.0,
        pressure_pa: 101_325.0,
    },
};
const SUPPLY: Supply = Supply {
    voltage_part: 1.0,
    airspeed_shown_mps: None,
};
const AHEAD: Steering = Steering::Wing(WingSteering {
    bank_rad: 0.0,
    climb_rad: 0.1,
    airspeed_mps: 16.0,
});

fn plane() -> (Airframe, Drive, Body) {
    let airframe = Airframe::FixedWing {
        wing: WingModel::survey_wing(),
        launch: Launch::by_hand(),
    };
    let drive = Drive::new(&airframe);
    (
        airframe,
        drive,
        Body::at_rest(Place::new(36.0, 120.0, 0.0), 1.0),
    )
}

#[test]
fn an_aeroplane_is_thrown_along_its_nose_with_the_speed_of_its_launch() {
    let (airframe, mut drive, mut body) = plane();
    let mut time_s: f64 = 0.0;
    while body.velocity_mps.norm() < 12.0 {
        let contact = if time_s == 0.0 {
            Contact::Standing
        } else {
            Contact::Airborne
        };
        drive.step(&airframe, &mut body, contact, &AHEAD, &AROUND, SUPPLY, 0.02);
        time_s += 0.02;
        assert!(time_s < 0.5);
    }
    // 12 m/s at 40 m/s².
    assert!((time_s - 0.3).abs() < 0.03, "{time_s}");
    let course = body.velocity_mps.y.atan2(body.velocity_mps.x);
    assert!((course - 1.0).abs() < 0.01, "{course}");
    assert!(body.place.altitude_amsl_m > 1.7);
}

#[test]
fn the_crew_throws_into_the_wind() {
    let (airframe, mut drive, mut body) = plane();
    let windy = Surroundings {
        wind_mps: Vector3::new(-8.0, 0.0, 0.0),
        ..AROUND
    };
    let mut contact = Contact::Standing;
    while body.velocity_mps.norm() < 12.0 {
        drive.step(&airframe, &mut body, contact, &AHEAD, &windy, SUPPLY, 0.02);
        contact = Contact::Airborne;
    }
    let course = body.velocity_mps.y.atan2(body.velocity_mps.x);
    assert!(course.abs() < 0.01, "{course}");
}

#[test]
fn a_landed_aeroplane_is_thrown_again_only_after_it_idled() {
    let (airframe, mut drive, mut body) = plane();
    let mut step = |contact, steering: &Steering| {
        body.velocity_mps = Vector3::zeros();
        drive.step(
            &airframe, &mut body, contact, steering, &AROUND, SUPPLY, 0.5,
        );
        body.velocity_mps.norm() > 0.0
    };
    assert!(step(Contact::Standing, &AHEAD));
    assert!(!step(Contact::Standing, &AHEAD));
    assert!(!step(Contact::Standing, &Steering::Idle));
    assert!(step(Contact::Standing, &AHEAD));
}

#[test]
fn each_kind_has_its_motors_and_no_more() {
    let kinds = [
        (Airframe::Multirotor(Multirotor::patrol_hexa()), 6),
        (plane().0, 1),
        (Airframe::Vtol(Vtol::survey()), 5),
    ];
    for (airframe, count) in kinds {
        let mut drive = Drive::new(&airframe);
        for motor in 0..8 {
            assert_eq!(drive.set_health(motor, 1.0), motor < count);
        }
    }
}

#[test]
fn on_the_ground_an_aeroplane_that_hovers_rises_on_its_rotors_alone() {
    let airframe = Airframe::Vtol(Vtol::survey());
    let mut drive = Drive::new(&airframe);
    let mut body = Body::at_rest(Place::new(36.0, 120.0, 0.0), 0.0);
    let ground = Contact::Standing;
    let effort = drive.step(&airframe, &mut body, ground, &AHEAD, &AROUND, SUPPLY, 0.02);
    assert_eq!(effort, Effort::default());
    assert_eq!(drive.vtol_state(), Some(VtolState::Rotors));
    let up = Steering::Rotors(RotorSteering {
        acceleration_mps2: Vector3::new(0.0, 0.0, -1.0),
        yaw_rad: 0.0,
    });
    for _ in 0..150 {
        drive.step(&airframe, &mut body, ground, &up, &AROUND, SUPPLY, 0.02);
    }
    assert!(body.velocity_mps.z < -0.5);
}
