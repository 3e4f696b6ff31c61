use super::*;
use crate::environment::Air;
use crate::place::Place;

const DT_S: f64 = 0.02;
const START: Place = Place::new(36.0, 120.0, 300.0);

struct Flight {
    model: WingModel,
    body: Body,
    wing: Wing,
    wind: Vector3<f64>,
    effort: Effort,
}

impl Flight {
    fn new(wind: Vector3<f64>) -> Self {
        let model = WingModel::survey_wing();
        let mut body = Body::at_rest(START, 0.0);
        body.velocity_mps = Vector3::new(16.0, 0.0, 0.0) + wind;
        Self {
            model,
            body,
            wing: Wing::default(),
            wind,
            effort: Effort::default(),
        }
    }

    fn step(&mut self, steering: Option<WingSteering>) {
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
        self.effort = self.wing.step(model, body, steering, &around, supply, DT_S);
    }

    fn fly(&mut self, seconds: f64, bank_rad: f64, climb_rad: f64, airspeed_mps: f64) {
        for _ in 0..(seconds / DT_S) as usize {
            self.step(Some(WingSteering {
                bank_rad,
                climb_rad,
                airspeed_mps,
            }));
        }
    }

    fn airspeed_mps(&self) -> f64 {
        (self.body.velocity_mps - self.wind).norm()
    }

    fn height_m(&self) -> f64 {
        self.body.place.altitude_amsl_m
    }
}

fn calm() -> Flight {
    Flight::new(Vector3::zeros())
}

#[test]
fn it_holds_its_speed_through_the_air_and_drifts_with_the_wind() {
    for wind in [Vector3::zeros(), Vector3::new(-7.0, 4.0, 0.0)] {
        let mut flight = Flight::new(wind);
        flight.fly(30.0, 0.0, 0.0, 16.0);
        assert!((flight.airspeed_mps() - 16.0).abs() < 0.1);
        assert!((flight.height_m() - 300.0).abs() < 1.0);
        let expected = (Vector3::new(16.0, 0.0, 0.0) + wind) * 30.0;
        let off = START.ned_to(flight.body.place) - expected;
        assert!(off.xy().norm() < 3.0, "{off}");
    }
}

#[test]
fn it_turns_with_the_radius_of_its_bank() {
    let bank = 0.5_f64;
    let radius = 16.0 * 16.0 / (9.80665 * bank.tan());
    let mut flight = calm();
    flight.fly(10.0, bank, 0.0, 16.0);
    let start = flight.body.place;
    let mut farthest: f64 = 0.0;
    for _ in 0..600 {
        flight.fly(0.04, bank, 0.0, 16.0);
        farthest = farthest.max(start.ground_distance_m(flight.body.place));
    }
    assert!(
        (farthest / (2.0 * radius) - 1.0).abs() < 0.04,
        "{farthest} {radius}"
    );
    assert!(
        (flight.height_m() - 300.0).abs() < 3.0,
        "{}",
        flight.height_m()
    );
}

#[test]
fn it_banks_no_more_and_no_faster_than_it_may() {
    let mut flight = calm();
    let (mut fastest, mut most): (f64, f64) = (0.0, 0.0);
    for _ in 0..200 {
        flight.fly(DT_S, 2.0, 0.0, 16.0);
        fastest = fastest.max(flight.body.rates_radps.x);
        most = most.max(flight.body.euler_rad().0);
    }
    assert!(fastest <= flight.model.most_roll_rate_radps + 1e-9);
    assert!((most - flight.model.most_bank_rad).abs() < 0.05, "{most}");
}

#[test]
fn too_slow_it_stalls_and_drops_and_flies_again_with_speed() {
    let mut flight = calm();
    let slow = 0.85 * flight.model.stall_speed_mps(1.225);
    let mut stalled = 0;
    for _ in 0..1_000 {
        flight.fly(DT_S, 0.0, 0.0, slow);
        stalled += usize::from(flight.wing.is_stalled());
    }
    assert!(stalled > 20, "stalled for {stalled} steps");
    let low = flight.height_m();
    assert!(low < 290.0, "{low} m");
    flight.fly(15.0, 0.0, 0.0, 16.0);
    assert!(!flight.wing.is_stalled());
    assert!((flight.airspeed_mps() - 16.0).abs() < 0.5);
    let before = flight.height_m();
    flight.fly(10.0, 0.0, 0.0, 16.0);
    assert!((flight.height_m() - before).abs() < 1.0);
}

#[test]
fn with_full_thrust_it_climbs_as_steeply_as_what_is_left_over_drag_allows() {
    // By the numbers of the model, not its functions: at 16 m/s 20·(1 − 16/30) N against the polar.
    let weight = 3.2_f64 * 9.80665;
    let pressed = 0.5 * 1.225 * 256.0 * 0.42;
    let drag = pressed * (0.032 + 0.055 * (weight / pressed).powi(2));
    let climb = ((20.0 * (1.0 - 16.0 / 30.0) - drag) / weight).asin();
    let mut flight = calm();
    flight.fly(5.0, 0.0, climb, 16.0);
    // It asks for more speed than there is thrust for, so that thrust stays at its most.
    let before = flight.height_m();
    flight.fly(30.0, 0.0, climb, 30.0);
    assert!(
        (flight.airspeed_mps() - 16.0).abs() < 0.5,
        "{}",
        flight.airspeed_mps()
    );
    let climbed = flight.height_m() - before;
    assert!(
        (climbed / (30.0 * 16.0 * climb.sin()) - 1.0).abs() < 0.04,
        "{climbed}"
    );
    assert!(flight.effort.throttle > 0.99);
}

#[test]
fn a_climb_costs_its_work() {
    let power = |climb_rad: f64| {
        let mut flight = calm();
        flight.fly(20.0, 0.0, climb_rad, 16.0);
        flight.effort.power_w
    };
    let (level, climbing) = (power(0.0), power(0.1));
    let work = 3.2 * 9.80665 * 16.0 * 0.1_f64.sin() / 0.65;
    // Somewhat more than the work: the propeller slips more.
    let ratio = (climbing - level) / work;
    assert!((1.0..1.35).contains(&ratio), "{ratio}");
    assert!((55.0..110.0).contains(&level), "{level} W");
}

#[test]
fn with_a_dead_motor_it_glides_as_far_as_its_polar_says() {
    let weight = 3.2_f64 * 9.80665;
    let pressed = 0.5 * 1.225 * 13.0 * 13.0 * 0.42;
    let lift = weight / pressed;
    let ratio: f64 = lift / (0.032 + 0.055 * lift * lift);
    let mut flight = calm();
    flight.wing.set_health(0.0);
    flight.fly(5.0, 0.0, -0.05, 16.0);
    let glide = -(1.0 / ratio).atan();
    // It slows down to the speed that belongs to this slope.
    flight.fly(30.0, 0.0, glide, 16.0);
    let (start, high) = (flight.body.place, flight.height_m());
    flight.fly(30.0, 0.0, glide, 16.0);
    let flown = start.ground_distance_m(flight.body.place) / (high - flight.height_m());
    assert!((flown / ratio - 1.0).abs() < 0.03, "{flown} of {ratio}");
    assert_eq!(flight.effort.power_w, 0.0);
    // Steady: what it does not lose in speed is its glide.
    assert!(flight.airspeed_mps() > flight.model.stall_speed_mps(1.225));
}

#[test]
fn hands_off_it_glides_on_and_ends_in_a_spiral() {
    let mut flight = calm();
    flight.fly(2.0, 0.05, 0.0, 16.0);
    for _ in 0..100 {
        flight.step(None);
    }
    assert!(flight.height_m() > 290.0);
    let lean = |flight: &Flight| flight.body.euler_rad().0.abs();
    let early = lean(&flight);
    for _ in 0..700 {
        flight.step(None);
    }
    assert!(lean(&flight) > 2.0 * early, "{} {early}", lean(&flight));
    assert!(flight.body.velocity_mps.norm().is_finite());
}

#[test]
fn a_gust_from_below_lifts_it() {
    let mut flight = calm();
    flight.fly(5.0, 0.0, 0.0, 16.0);
    flight.wind = Vector3::new(0.0, 0.0, -2.0);
    flight.fly(0.2, 0.0, 0.0, 16.0);
    assert!(
        flight.body.acceleration_mps2.z < -1.0,
        "{}",
        flight.body.acceleration_mps2
    );
}

#[test]
fn it_survives_being_dropped_in_any_attitude() {
    for (roll, pitch) in [(0.0, 1.5), (3.1, 0.0), (1.5, -1.5), (-2.0, 0.7)] {
        let mut flight = calm();
        flight.body = Body::at_rest(START, 0.0);
        flight.body.attitude = nalgebra::UnitQuaternion::from_euler_angles(roll, pitch, 0.4);
        flight.fly(25.0, 0.0, 0.0, 16.0);
        assert!(flight.airspeed_mps() > 13.0, "{roll} {pitch}");
        assert!(flight.body.euler_rad().0.abs() < 0.1, "{roll} {pitch}");
    }
}
