use super::*;
use crate::environment::Air;
use crate::place::Place;

const DT_S: f64 = 0.02;

struct Flight {
    model: Vtol,
    body: Body,
    flight: VtolFlight,
    wind: Vector3<f64>,
    effort: Effort,
    lowest_m: f64,
    highest_m: f64,
}

impl Flight {
    fn new(wind: Vector3<f64>) -> Self {
        let model = Vtol::survey();
        Self {
            flight: VtolFlight::new(&model),
            model,
            body: Body::at_rest(Place::new(36.0, 120.0, 200.0), 0.0),
            wind,
            effort: Effort::default(),
            lowest_m: f64::INFINITY,
            highest_m: f64::NEG_INFINITY,
        }
    }

    fn step(&mut self, steering: &Steering) {
        let around = Surroundings {
            wind_mps: self.wind,
            density: 1.225,
            air: Air::default(),
        };
        let supply = Supply {
            voltage_part: 1.0,
            airspeed_shown_mps: None,
        };
        let (model, body) = (&self.model, &mut self.body);
        self.effort = self
            .flight
            .step(model, body, steering, &around, supply, DT_S);
        self.lowest_m = self.lowest_m.min(self.height_m());
        self.highest_m = self.highest_m.max(self.height_m());
    }

    /// Holds a place in the air, braking as a multirotor's guidance would.
    fn hover(&mut self, seconds: f64) {
        self.forget_heights();
        let height_m = self.height_m();
        for _ in 0..(seconds / DT_S) as usize {
            let mut wanted = -self.body.velocity_mps;
            let along = wanted.xy().norm().max(1e-9);
            let part = (2.5 / along).min(1.0);
            wanted.x *= part;
            wanted.y *= part;
            wanted.z += 0.5 * (self.height_m() - height_m);
            self.step(&Steering::Rotors(RotorSteering {
                acceleration_mps2: wanted,
                yaw_rad: 0.0,
            }));
        }
    }

    /// Flies on its wing, holding its height, until `done`; how long it took, s.
    fn wing(
        &mut self,
        most_s: f64,
        airspeed_mps: f64,
        done: impl Fn(&Self) -> bool,
    ) -> Option<f64> {
        self.forget_heights();
        let height_m = self.height_m();
        for tick in 0..(most_s / DT_S) as usize {
            let climb_rad = ((height_m - self.height_m()) * 0.02).clamp(-0.1, 0.1);
            self.step(&Steering::Wing(WingSteering {
                bank_rad: 0.0,
                climb_rad,
                airspeed_mps,
            }));
            if done(self) {
                return Some(tick as f64 * DT_S);
            }
        }
        None
    }

    fn forget_heights(&mut self) {
        (self.lowest_m, self.highest_m) = (self.height_m(), self.height_m());
    }

    fn height_m(&self) -> f64 {
        self.body.place.altitude_amsl_m
    }

    fn is_on_wing(&self) -> bool {
        self.flight.state() == VtolState::Wing
    }
}

fn cruising() -> Flight {
    let mut flight = Flight::new(Vector3::zeros());
    flight.hover(3.0);
    flight.wing(60.0, 18.0, Flight::is_on_wing).unwrap();
    flight.wing(20.0, 18.0, |_| false);
    flight
}

#[test]
fn its_parts_agree_about_the_whole() {
    let model = Vtol::survey();
    assert_eq!(model.rotors.mass_kg, model.wing.mass_kg);
    let stall = model.wing.stall_speed_mps(1.225);
    assert!(model.transition_mps > 1.15 * stall, "{stall}");
    assert!(model.wing.cruise_mps > 1.4 * stall);
    assert!(model.blend_mps < stall);
}

#[test]
fn hovering_takes_the_power_of_momentum_theory_and_cruising_a_quarter_of_it() {
    let mut flight = Flight::new(Vector3::zeros());
    flight.hover(10.0);
    // W·√(W/2ρA)/η with 7 kg on 0.456 m² of discs.
    let weight = 7.0 * 9.80665_f64;
    let expected = weight * (weight / (2.0 * 1.225 * 0.456)).sqrt() / 0.55;
    let hover_w = flight.effort.power_w;
    assert!(
        (hover_w / expected - 1.0).abs() < 0.03,
        "{hover_w} {expected}"
    );
    assert!((900.0..1_200.0).contains(&hover_w), "{hover_w}");
    let cruise_w = cruising().effort.power_w;
    assert!((150.0..250.0).contains(&cruise_w), "{cruise_w}");
}

#[test]
fn it_goes_over_to_its_wing_within_seconds_and_keeps_its_height() {
    for wind in [
        Vector3::zeros(),
        Vector3::new(-8.0, 0.0, 0.0),
        Vector3::new(0.0, 8.0, 0.0),
    ] {
        let mut flight = Flight::new(wind);
        flight.hover(5.0);
        let took = flight.wing(30.0, 18.0, Flight::is_on_wing).unwrap();
        assert!((1.5..10.0).contains(&took), "{took} s in {wind}");
        // The first seconds on the wing belong to it.
        let height_m = flight.height_m();
        let (low, high) = (flight.lowest_m, flight.highest_m);
        flight.wing(15.0, 18.0, |_| false);
        let lost = height_m - flight.lowest_m.min(low);
        assert!(lost < 4.0, "{lost} m lost in {wind}");
        assert!(flight.highest_m.max(high) - height_m < 5.0, "in {wind}");
        let airspeed = (flight.body.velocity_mps - wind).norm();
        assert!((airspeed - 18.0).abs() < 0.5, "{airspeed}");
    }
}

#[test]
fn a_head_wind_gives_it_its_airspeed_sooner() {
    let took = |wind: f64| {
        let mut flight = Flight::new(Vector3::new(-wind, 0.0, 0.0));
        flight.hover(5.0);
        flight.wing(30.0, 18.0, Flight::is_on_wing).unwrap()
    };
    assert!(took(8.0) < 0.7 * took(0.0));
}

#[test]
fn a_storm_that_gives_it_its_airspeed_at_once_does_not_stop_its_rotors_at_once() {
    let mut flight = Flight::new(Vector3::new(-15.0, 0.0, 0.0));
    flight.hover(20.0);
    let took = flight.wing(30.0, 18.0, Flight::is_on_wing).unwrap();
    assert!((1.9..2.5).contains(&took), "{took}");
    flight.wing(20.0, 18.0, |_| false);
    assert!(flight.highest_m - flight.lowest_m < 5.0);
}

#[test]
fn the_rotors_give_over_little_by_little() {
    let mut flight = Flight::new(Vector3::zeros());
    flight.hover(5.0);
    let hover_n = flight.flight.rotors.thrust_n();
    let mut shares = Vec::new();
    flight.wing(30.0, 18.0, |flight| {
        let speed = flight.body.velocity_mps.norm();
        let share = flight.flight.rotors.thrust_n() / hover_n;
        if shares_at(speed) {
            assert!(share < 1.0 && share > 0.05, "{share} at {speed} m/s");
        }
        flight.is_on_wing()
    });
    for limit in [4.0, 8.0, 12.0] {
        let mut flight = Flight::new(Vector3::zeros());
        flight.hover(5.0);
        flight.wing(30.0, 18.0, |flight| flight.body.velocity_mps.norm() > limit);
        shares.push(flight.flight.rotors.thrust_n() / hover_n);
    }
    assert!(shares.is_sorted_by(|a, b| a > b), "{shares:?}");
    assert!(shares[0] > 0.8 && shares[2] < 0.6, "{shares:?}");
}

/// Where both carry a good part.
fn shares_at(speed_mps: f64) -> bool {
    (7.0..11.0).contains(&speed_mps)
}

#[test]
fn it_brakes_and_hovers_again_without_falling_or_shooting_up() {
    let mut flight = cruising();
    let height_m = flight.height_m();
    let mut took = 0.0;
    let start = flight.body.place;
    while flight.flight.state() != VtolState::Rotors {
        flight.hover(0.1);
        took += 0.1;
        assert!(took < 12.0);
    }
    assert!(took > 2.0, "{took} s");
    flight.hover(10.0);
    assert!(
        flight.body.velocity_mps.norm() < 0.5,
        "{}",
        flight.body.velocity_mps
    );
    let off = flight.height_m() - height_m;
    assert!(off.abs() < 10.0, "{off} m");
    let distance = start.ground_distance_m(flight.body.place);
    assert!((40.0..180.0).contains(&distance), "{distance} m");
}

#[test]
fn a_dead_rotor_ends_its_hover_but_not_its_flight_on_the_wing() {
    let mut hovering = Flight::new(Vector3::zeros());
    hovering.hover(5.0);
    hovering.flight.rotors.set_health(1, 0.0);
    hovering.hover(3.0);
    assert!(hovering.body.velocity_mps.z > 4.0);

    let mut flight = cruising();
    flight.flight.rotors.set_health(1, 0.0);
    let height_m = flight.height_m();
    flight.wing(60.0, 18.0, |_| false);
    assert!((flight.height_m() - height_m).abs() < 1.0);
    flight.hover(14.0);
    assert!(
        flight.body.velocity_mps.z > 4.0,
        "{}",
        flight.body.velocity_mps
    );
}

#[test]
fn with_a_dead_propeller_it_never_gets_onto_its_wing_and_stays_up() {
    let mut flight = Flight::new(Vector3::zeros());
    flight.hover(5.0);
    flight.flight.wing.set_health(0.0);
    assert_eq!(flight.wing(60.0, 18.0, Flight::is_on_wing), None);
    assert_eq!(flight.flight.state(), VtolState::ToWing);
    assert!(flight.lowest_m > 198.0, "{}", flight.lowest_m);
}

#[test]
fn stalled_on_its_wing_it_drops_and_the_rotors_do_not_help_unasked() {
    let mut flight = cruising();
    flight.wing(20.0, 9.0, |_| false);
    assert!(flight.highest_m - flight.lowest_m > 10.0);
    assert_eq!(flight.flight.rotors.thrust_n(), 0.0);
    assert!(flight.is_on_wing());
}

#[test]
fn with_its_motors_off_it_falls_from_a_hover_until_its_wing_bears_it() {
    let mut flight = Flight::new(Vector3::zeros());
    flight.hover(5.0);
    for _ in 0..150 {
        flight.step(&Steering::Idle);
    }
    let fell = 200.0 - flight.height_m();
    // Less than ½gt² = 44 m, for a wing falling flat brakes.
    assert!((15.0..44.0).contains(&fell), "{fell}");
    for _ in 0..300 {
        flight.step(&Steering::Idle);
    }
    assert!(flight.body.velocity_mps.xy().norm() > 10.0);
    assert!(flight.body.velocity_mps.z < 10.0);
}

#[test]
fn it_holds_its_place_in_a_wind() {
    for wind in [Vector3::new(-10.0, 0.0, 0.0), Vector3::new(0.0, 8.0, 0.0)] {
        let mut flight = Flight::new(wind);
        flight.hover(30.0);
        assert!(
            flight.body.velocity_mps.norm() < 0.3,
            "{}",
            flight.body.velocity_mps
        );
        assert!((flight.height_m() - 200.0).abs() < 2.0);
    }
}

#[test]
fn a_wind_that_never_lets_its_airspeed_fall_does_not_keep_it_from_hovering() {
    let mut flight = Flight::new(Vector3::new(-12.0, 0.0, 0.0));
    flight.hover(3.0);
    flight.wing(60.0, 18.0, Flight::is_on_wing).unwrap();
    flight.wing(10.0, 18.0, |_| false);
    flight.hover(20.0);
    assert_eq!(flight.flight.state(), VtolState::Rotors);
    assert!(
        flight.body.velocity_mps.norm() < 0.5,
        "{}",
        flight.body.velocity_mps
    );
}
