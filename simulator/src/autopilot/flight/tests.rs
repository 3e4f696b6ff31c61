use super::*;
use crate::autopilot::ardupilot::Settings;
use crate::autopilot::parameters::{ARDUPILOT, Parameters};
use crate::craft::{Craft, CraftModel, World};
use crate::environment::{MeanWind, Weather};
use geofences::FlatTerrain;
use std::sync::Arc;

const DT: Duration = Duration::from_millis(20);
const GROUND_M: f64 = 20.0;
const HOME: Place = Place::new(36.0671, 120.3826, GROUND_M);

struct Case {
    craft: Craft,
    world: World,
    flight: Flight,
    settings: FlightSettings,
    now: SimTime,
}

impl Case {
    fn new(wind_mps: f64) -> Self {
        let world = World {
            terrain: Arc::new(FlatTerrain {
                elevation_amsl_m: GROUND_M,
                uncertainty_m: 0.0,
            }),
            weather: Weather {
                wind: MeanWind {
                    speed_mps: wind_mps,
                    from_deg: 320.0,
                    turbulence: 0.12,
                },
                ..Weather::default()
            },
        };
        let model = CraftModel::inspection_quad();
        let mut case = Self {
            craft: Craft::new(model, HOME, 0.0, 1.0, (11, "copter"), &world),
            world,
            flight: Flight::new(0.0),
            settings: Settings::of(&Parameters::new(&ARDUPILOT)).flight,
            now: SimTime::START,
        };
        case.run(10.0, |_| false);
        case
    }

    /// Goes on until `done`, at most so long. How long it took, s.
    fn run(&mut self, most_s: f64, mut done: impl FnMut(&Self) -> bool) -> f64 {
        let start = self.now;
        while (self.now - start).as_secs_f64() < most_s {
            let estimate = self.craft.estimate();
            let steering = self.flight.steer(
                &estimate,
                &self.settings,
                GROUND_M,
                self.now,
                DT.as_secs_f64(),
            );
            self.craft
                .step(&steering, &self.world, self.now, DT.as_secs_f64());
            self.now = self.now + DT;
            if done(self) {
                break;
            }
        }
        (self.now - start).as_secs_f64()
    }

    fn until_done(&mut self, most_s: f64) -> f64 {
        self.run(most_s, |case| {
            case.flight.is_done(&case.craft.estimate(), &case.settings)
        })
    }

    fn height_m(&self) -> f64 {
        self.craft.body().place.altitude_amsl_m - GROUND_M
    }

    fn take_off(&mut self, height_m: f64) -> f64 {
        let from = self.craft.estimate().place;
        let task = Task::TakeOff {
            from,
            to_amsl_m: GROUND_M + height_m,
        };
        self.flight.begin(task, Facing::Keep, self.now);
        self.until_done(60.0)
    }
}

fn from_home(north_m: f64, east_m: f64, up_m: f64) -> Place {
    let lengths = crate::place::DegreeLengths::at(HOME.latitude_deg);
    HOME.moved_ned(Vector3::new(north_m, east_m, -up_m), lengths)
}

#[test]
fn it_takes_off_to_20_m_in_the_time_of_the_recorded_one() {
    let mut case = Case::new(0.0);
    let took = case.take_off(20.0);
    // The recorded one: 1 s to lift off, and 10.7 to 11.1 s to the top.
    assert!((10.0..14.5).contains(&took), "{took} s");
    assert!((case.height_m() - 20.0).abs() < 2.5, "{}", case.height_m());
}

#[test]
fn it_flies_a_leg_as_fast_as_the_recorded_one() {
    let mut case = Case::new(0.0);
    case.take_off(30.0);
    let (from, to) = (case.craft.estimate().place, from_home(100.0, 0.0, 30.0));
    let task = Task::Line {
        from,
        to,
        speed_on_mps: 2.5,
    };
    case.flight.begin(task, Facing::Ahead, case.now);
    let mut fastest: f64 = 0.0;
    let took = case.run(60.0, |case| {
        fastest = fastest.max(case.craft.body().velocity_mps.xy().norm());
        case.flight.is_done(&case.craft.estimate(), &case.settings)
    });
    // Recorded: 15.3 s for 100 m with a peak of 9.86 m/s.
    assert!((13.0..18.0).contains(&took), "{took} s");
    assert!((8.8..10.5).contains(&fastest), "{fastest} m/s");
}

#[test]
fn it_lands_fast_and_then_slowly_and_does_not_break() {
    let mut case = Case::new(4.0);
    case.take_off(25.0);
    case.flight.begin(Task::Land(HOME), Facing::Keep, case.now);
    let (mut fastest, mut touch): (f64, f64) = (0.0, 0.0);
    let took = case.run(120.0, |case| {
        let down = case.craft.estimate().velocity_mps.z;
        fastest = fastest.max(down);
        if case.height_m() < 3.0 && case.height_m() > 0.5 {
            touch = touch.max(down);
        }
        case.craft.contact() == crate::airframe::Contact::Standing
    });
    // 15 m at 1.5 m/s and 10 m at 0.5 m/s.
    assert!((26.0..38.0).contains(&took), "{took} s");
    assert!((1.3..1.8).contains(&fastest), "{fastest}");
    assert!(touch < 0.9, "{touch}");
}

#[test]
fn the_nose_turns_to_where_it_flies_at_60_degrees_a_second() {
    let mut case = Case::new(0.0);
    case.take_off(20.0);
    let task = Task::Goto(from_home(0.0, -200.0, 20.0));
    case.flight.begin(task, Facing::Ahead, case.now);
    let mut fastest: f64 = 0.0;
    case.run(8.0, |case| {
        fastest = fastest.max(case.craft.body().rates_radps.z.abs());
        false
    });
    let yaw = case.craft.body().euler_rad().2.to_degrees();
    assert!((yaw + 90.0).abs() < 6.0, "{yaw}");
    assert!((50.0..75.0).contains(&fastest.to_degrees()), "{fastest}");
}

#[test]
fn another_speed_holds_until_it_is_taken_back() {
    let mut case = Case::new(0.0);
    case.take_off(20.0);
    case.flight.set_speed(Some(4.0));
    let task = Task::Goto(from_home(300.0, 0.0, 20.0));
    case.flight.begin(task, Facing::Ahead, case.now);
    case.run(15.0, |_| false);
    let speed = case.craft.body().velocity_mps.xy().norm();
    assert!((speed - 4.0).abs() < 0.4, "{speed}");
    case.flight.set_speed(None);
    case.run(8.0, |_| false);
    assert!(case.craft.body().velocity_mps.xy().norm() > 7.0);
}

#[test]
fn at_rest_the_motors_are_off() {
    let mut case = Case::new(0.0);
    case.run(1.0, |_| false);
    assert_eq!(case.craft.effort().throttle, 0.0);
    case.take_off(5.0);
    case.flight.rest();
    case.run(10.0, |_| false);
    assert_eq!(case.craft.contact(), crate::airframe::Contact::Wrecked);
}

#[test]
fn a_take_off_in_the_air_climbs_on_without_stopping_the_motors() {
    let mut case = Case::new(0.0);
    case.take_off(10.0);
    let mut lowest = f64::INFINITY;
    let from = case.craft.estimate().place;
    let task = Task::TakeOff {
        from,
        to_amsl_m: GROUND_M + 20.0,
    };
    case.flight.begin(task, Facing::Keep, case.now);
    case.run(30.0, |case| {
        lowest = lowest.min(case.height_m());
        case.flight.is_done(&case.craft.estimate(), &case.settings)
    });
    assert!(lowest > 7.5, "{lowest}");
    assert!((case.height_m() - 20.0).abs() < 2.5);
}

#[test]
fn a_whole_turn_is_the_remainder_of_a_division_to_the_last_digit() {
    for hundredth in -2_000..2_000 {
        let angle_rad = 0.01 * f64::from(hundredth);
        assert_eq!(whole_turn(angle_rad), angle_rad.rem_euclid(TAU));
    }
}
