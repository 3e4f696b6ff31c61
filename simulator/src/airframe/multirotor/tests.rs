use super::*;
use crate::environment::Air;
use crate::place::Place;

const DT_S: f64 = 0.02;

fn around(wind_mps: Vector3<f64>) -> Surroundings {
    Surroundings {
        wind_mps,
        density: 1.225,
        air: Air::default(),
    }
}

fn steering(acceleration_mps2: Vector3<f64>, yaw_rad: f64) -> RotorSteering {
    RotorSteering {
        acceleration_mps2,
        yaw_rad,
    }
}

/// Flies for some seconds, asking for an acceleration that depends on the body.
fn fly(
    seconds: f64,
    wind_mps: Vector3<f64>,
    rotors: &mut Rotors,
    ask: impl Fn(&Body) -> Vector3<f64>,
) -> (Body, Effort) {
    let model = Multirotor::inspection_quad();
    let mut body = Body::at_rest(Place::new(36.0, 120.0, 100.0), 0.3);
    let mut effort = Effort::default();
    for _ in 0..(seconds / DT_S) as usize {
        let asked = steering(ask(&body), 0.3);
        effort = rotors.step(&model, &mut body, asked, &around(wind_mps), 1.0, DT_S);
    }
    (body, effort)
}

fn whole() -> Rotors {
    Rotors::new(&Multirotor::inspection_quad())
}

fn towards(velocity: Vector3<f64>) -> impl Fn(&Body) -> Vector3<f64> {
    move |body| (velocity - body.velocity_mps) * 1.5
}

#[test]
fn it_hovers_with_its_weight_and_the_power_that_theory_gives() {
    let (body, effort) = fly(
        10.0,
        Vector3::zeros(),
        &mut whole(),
        towards(Vector3::zeros()),
    );
    let model = Multirotor::inspection_quad();
    assert!(body.velocity_mps.norm() < 0.05, "{}", body.velocity_mps);
    let expected = model.hover_power_w(1.225);
    assert!((effort.power_w / expected - 1.0).abs() < 0.02);
    assert!((effort.throttle - 1.0 / 2.2).abs() < 0.01);
}

#[test]
fn it_holds_its_place_in_a_wind_by_leaning_into_it() {
    let wind = Vector3::new(0.0, 8.0, 0.0);
    let (body, _) = fly(15.0, wind, &mut whole(), towards(Vector3::zeros()));
    assert!(body.velocity_mps.norm() < 0.2, "{}", body.velocity_mps);
    let up = body.attitude * Vector3::new(0.0, 0.0, -1.0);
    assert!(up.y < -0.05, "leans with the wind: {up}");
}

#[test]
fn it_flies_no_faster_than_its_lean_allows() {
    let model = Multirotor::inspection_quad();
    let asked = |_: &Body| Vector3::new(50.0, 0.0, 0.0);
    let (body, _) = fly(60.0, Vector3::zeros(), &mut whole(), asked);
    // Where drag equals weight times the tangent of the lean.
    let push = model.mass_kg * GRAVITY_MPS2 * model.most_lean_rad.tan();
    let (a, b) = (0.5 * 1.225 * model.drag_area_m2, model.rotor_drag);
    let fastest = (-b + (b * b + 4.0 * a * push).sqrt()) / (2.0 * a);
    let speed = body.velocity_mps.xy().norm();
    assert!((speed / fastest - 1.0).abs() < 0.1, "{speed} of {fastest}");
}

#[test]
fn flying_at_ten_metres_a_second_takes_less_power_than_hovering() {
    let (_, still) = fly(
        10.0,
        Vector3::zeros(),
        &mut whole(),
        towards(Vector3::zeros()),
    );
    let along = towards(Vector3::new(10.0, 0.0, 0.0));
    let (_, moving) = fly(20.0, Vector3::zeros(), &mut whole(), along);
    assert!(moving.power_w < still.power_w);
    let up = towards(Vector3::new(0.0, 0.0, -3.0));
    let (_, climbing) = fly(20.0, Vector3::zeros(), &mut whole(), up);
    assert!(climbing.power_w > 1.2 * still.power_w);
}

#[test]
fn a_quadrotor_falls_when_a_rotor_dies_and_there_is_no_fifth_rotor_to_lose() {
    let mut rotors = whole();
    assert!(rotors.set_health(2, 0.0));
    assert!(!rotors.set_health(4, 0.0));
    let (body, _) = fly(
        4.0,
        Vector3::zeros(),
        &mut rotors,
        towards(Vector3::zeros()),
    );
    assert!(body.velocity_mps.z > 5.0, "{}", body.velocity_mps);
}

#[test]
fn a_hexarotor_stays_up_on_five_rotors() {
    let model = Multirotor::patrol_hexa();
    let mut rotors = Rotors::new(&model);
    rotors.set_health(0, 0.0);
    let mut body = Body::at_rest(Place::new(36.0, 120.0, 100.0), 0.0);
    for _ in 0..500 {
        let asked = steering(-body.velocity_mps, 0.0);
        let air = around(Vector3::zeros());
        rotors.step(&model, &mut body, asked, &air, 1.0, DT_S);
    }
    assert!(body.velocity_mps.norm() < 0.1, "{}", body.velocity_mps);
}

#[test]
fn an_empty_battery_cannot_hold_it_up() {
    let model = Multirotor::inspection_quad();
    let mut rotors = whole();
    let mut body = Body::at_rest(Place::new(36.0, 120.0, 100.0), 0.0);
    for _ in 0..300 {
        let asked = steering(-body.velocity_mps, 0.0);
        let air = around(Vector3::zeros());
        rotors.step(&model, &mut body, asked, &air, 0.5, DT_S);
    }
    assert!(body.velocity_mps.z > 1.0, "{}", body.velocity_mps);
}

#[test]
fn a_hexarotor_that_has_lost_two_rotors_turns_over() {
    let mut rotors = Rotors::new(&Multirotor::patrol_hexa());
    rotors.set_health(1, 0.0);
    assert!(!rotors.is_toppling());
    rotors.set_health(4, 0.0);
    assert!(rotors.is_toppling());
}

#[test]
fn with_its_motors_off_nothing_holds_it_and_nothing_keeps_it_level() {
    let model = Multirotor::inspection_quad();
    let mut body = Body::at_rest(Place::new(36.0, 120.0, 500.0), 0.0);
    // Rising, when they are cut.
    body.velocity_mps = Vector3::new(0.0, 0.0, -5.0);
    let mut rotors = whole();
    for _ in 0..(2.0 / DT_S) as usize {
        rotors.fall(&model, &mut body, &around(Vector3::zeros()), DT_S);
    }
    assert!(rotors.thrust_n() < 0.01, "{}", rotors.thrust_n());
    // By weight alone it would come to 14.6 m/s; the air takes a part.
    assert!(
        (9.0..14.6).contains(&body.velocity_mps.z),
        "{}",
        body.velocity_mps.z
    );
    let (roll, pitch, _) = body.euler_rad();
    assert!(roll.abs().max(pitch.abs()) > 0.5, "{roll} {pitch}");
}

#[test]
fn climbing_takes_what_momentum_theory_gives() {
    let model = Multirotor::inspection_quad();
    for climb_mps in [1.0_f64, 2.5, 5.0] {
        let up = towards(Vector3::new(0.0, 0.0, -climb_mps));
        let (_, climbing) = fly(20.0, Vector3::zeros(), &mut whole(), up);
        let drag_n = (0.5 * 1.225 * model.drag_area_m2 * climb_mps + model.rotor_drag) * climb_mps;
        let thrust_n = model.mass_kg * GRAVITY_MPS2 + drag_n;
        // c + v = c/2 + √(c²/4 + T/2ρA) (Leishman, 2.13).
        let half = 0.5 * climb_mps;
        let hover_2 = thrust_n / (2.0 * 1.225 * model.disc_area_m2);
        let expected = thrust_n * (half + (half * half + hover_2).sqrt()) / model.efficiency;
        let part = climbing.power_w / expected;
        assert!((part - 1.0).abs() < 0.002, "{climb_mps} m/s: {part}");
    }
}

#[test]
fn speeding_up_takes_the_power_that_goes_into_the_motion() {
    let model = Multirotor::inspection_quad();
    let still = Vector3::zeros();
    let (body, steady) = fly(
        20.0,
        still,
        &mut whole(),
        towards(Vector3::new(8.0, 0.0, 0.0)),
    );
    assert!((body.velocity_mps.x - 8.0).abs() < 0.1);
    let (body, faster) = fly(4.0, still, &mut whole(), |_| Vector3::new(2.0, 0.0, 0.0));
    assert!(
        (body.velocity_mps.x - 8.0).abs() < 0.6,
        "{}",
        body.velocity_mps
    );
    // m·a·V over the efficiency, but for what is saved of the induced flow.
    let into_motion_w = model.mass_kg * 2.0 * body.velocity_mps.x / model.efficiency;
    let more_w = faster.power_w - steady.power_w;
    assert!(
        (0.6..1.1).contains(&(more_w / into_motion_w)),
        "{more_w} of {into_motion_w} W"
    );
}
