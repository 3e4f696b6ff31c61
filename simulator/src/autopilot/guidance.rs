//! From a target to an acceleration: how both autopilots fly to places, along lines and with a velocity.

use crate::place::Place;
use crate::sensors::Estimate;
use nalgebra::{Vector2, Vector3};

/// How fast and how hard a vehicle is flown; an autopilot takes them from its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Over the ground, m/s.
    pub speed_mps: f64,
    /// Along the ground, m/s².
    pub acceleration_mps2: f64,
    /// Change of the acceleration along the ground, m/s³.
    pub jerk_mps3: f64,
    /// Upwards, m/s.
    pub climb_mps: f64,
    /// Downwards, m/s.
    pub descend_mps: f64,
    /// Up and down, m/s².
    pub vertical_acceleration_mps2: f64,
}

/// Where to fly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// To a place and stop there.
    Place(Place),
    /// Along a line, and on at `speed_on_mps` when its end is reached.
    Line {
        /// From where the line starts to where it ends, north, east, down, m.
        line_m: Vector3<f64>,
        /// Where it ends.
        to: Place,
        /// How fast the end may be passed, m/s.
        speed_on_mps: f64,
    },
    /// With a velocity, north, east, down, m/s.
    Velocity(Vector3<f64>),
    /// After a target that moves.
    Moving {
        /// Where it is.
        place: Place,
        /// How it moves, north, east, down, m/s.
        velocity_mps: Vector3<f64>,
        /// How that changes, m/s².
        acceleration_mps2: Vector3<f64>,
    },
}

/// Smooths accelerations, so that no limit is passed.
#[derive(Clone, Debug, Default)]
pub struct Guidance {
    velocity_mps: Vector3<f64>,
    acceleration_mps2: Vector3<f64>,
}

/// The gain from a distance to a speed near the target, 1/s.
const POSITION_GAIN: f64 = 1.0;
/// The gain from a lack of speed to an acceleration, 1/s.
const VELOCITY_GAIN: f64 = 2.0;
/// The gain from a lack of climb to an acceleration, 1/s.
const CLIMB_GAIN: f64 = 3.0;
/// Less than the limit of deceleration is planned with, so that some is left for the wind.
const PLANNED_PART: f64 = 0.8;

impl Guidance {
    /// Forgets how it accelerated, at a new start.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// The velocity and the acceleration that were asked for last, north, east, down.
    pub fn wanted(&self) -> (Vector3<f64>, Vector3<f64>) {
        (self.velocity_mps, self.acceleration_mps2)
    }

    /// The acceleration to ask of the airframe, north, east, down, m/s².
    pub fn steer(&mut self, aim: &Aim, now: &Estimate, limits: &Limits, dt_s: f64) -> Vector3<f64> {
        let wanted_mps = velocity_towards(aim, now, limits);
        self.velocity_mps = wanted_mps;
        let lack = wanted_mps - now.velocity_mps;
        let mut wanted = Vector3::new(
            lack.x * VELOCITY_GAIN,
            lack.y * VELOCITY_GAIN,
            lack.z * CLIMB_GAIN,
        );
        if let Aim::Moving {
            acceleration_mps2, ..
        } = aim
        {
            wanted += acceleration_mps2;
        }
        let along = wanted.xy().norm();
        if along > limits.acceleration_mps2 {
            let part = limits.acceleration_mps2 / along;
            wanted.x *= part;
            wanted.y *= part;
        }
        let vertical = limits.vertical_acceleration_mps2;
        wanted.z = wanted.z.clamp(-vertical, vertical);
        let change = wanted - self.acceleration_mps2;
        let most = limits.jerk_mps3 * dt_s;
        let size = change.norm();
        self.acceleration_mps2 += if size > most {
            change * (most / size)
        } else {
            change
        };
        self.acceleration_mps2
    }
}

/// The velocity to have now, north, east, down, m/s.
fn velocity_towards(aim: &Aim, now: &Estimate, limits: &Limits) -> Vector3<f64> {
    match *aim {
        Aim::Velocity(velocity) => Vector3::new(
            velocity.x,
            velocity.y,
            velocity.z.clamp(-limits.climb_mps, limits.descend_mps),
        ),
        Aim::Place(place) => {
            let to = now.place.ned_to(place);
            let speed =
                approach_speed(to.xy().norm(), 0.0, limits.acceleration_mps2).min(limits.speed_mps);
            let flat = to.xy().try_normalize(1e-6).unwrap_or_default() * speed;
            Vector3::new(flat.x, flat.y, climb_towards(to.z, limits))
        }
        Aim::Line {
            line_m,
            to,
            speed_on_mps,
        } => along_line(line_m, to, speed_on_mps, now, limits),
        Aim::Moving {
            place,
            velocity_mps,
            ..
        } => {
            let mut wanted = velocity_towards(&Aim::Place(place), now, limits) + velocity_mps;
            wanted.z = wanted.z.clamp(-limits.climb_mps, limits.descend_mps);
            wanted
        }
    }
}

fn along_line(
    line: Vector3<f64>,
    to: Place,
    speed_on_mps: f64,
    now: &Estimate,
    limits: &Limits,
) -> Vector3<f64> {
    let left = now.place.ned_to(to);
    let length = line.xy().norm();
    let Some(direction) = line.xy().try_normalize(0.1) else {
        return velocity_towards(&Aim::Place(to), now, limits);
    };
    let ahead = left.xy().dot(&direction);
    if ahead <= 0.0 {
        // Past the end, and whoever flies it has not counted it as reached: back to it.
        return velocity_towards(&Aim::Place(to), now, limits);
    }
    // Beside the line: back to it, and no faster than one stops there.
    let beside: Vector2<f64> = left.xy() - direction * ahead;
    let back = approach_speed(beside.norm(), 0.0, limits.acceleration_mps2);
    let back = beside.try_normalize(1e-6).unwrap_or_default() * back.min(0.5 * limits.speed_mps);
    let speed = approach_speed(ahead.max(0.0), speed_on_mps, limits.acceleration_mps2);
    // A steep line is flown as fast as the climb allows.
    let slope = if length > 0.1 { line.z / length } else { 0.0 };
    let vertical = if slope < 0.0 {
        limits.climb_mps
    } else {
        limits.descend_mps
    };
    let by_slope = vertical / slope.abs().max(1e-9);
    let speed = speed.min(limits.speed_mps).min(by_slope.max(0.5));
    let along = direction * speed;
    // The height of the line here, and its own climb on top.
    let part = (1.0 - ahead / length).clamp(0.0, 1.0);
    let height_off = left.z - line.z * (1.0 - part);
    let climb = climb_towards(height_off, limits) + slope * speed;
    Vector3::new(
        along.x + back.x,
        along.y + back.y,
        climb.clamp(-limits.climb_mps, limits.descend_mps),
    )
}

/// How fast one may be so far from a place to pass it at `then_mps`: in proportion close by, and farther
/// off as braking allows, joined smoothly.
fn approach_speed(distance_m: f64, then_mps: f64, acceleration_mps2: f64) -> f64 {
    let brake = PLANNED_PART * acceleration_mps2;
    let linear_until = brake / (POSITION_GAIN * POSITION_GAIN);
    let stopping = if distance_m <= linear_until {
        distance_m * POSITION_GAIN
    } else {
        (2.0 * brake * (distance_m - 0.5 * linear_until)).sqrt()
    };
    (stopping * stopping + then_mps * then_mps).sqrt()
}

/// Down positive, m/s.
fn climb_towards(down_m: f64, limits: &Limits) -> f64 {
    let speed = approach_speed(down_m.abs(), 0.0, limits.vertical_acceleration_mps2);
    (speed * down_m.signum()).clamp(-limits.climb_mps, limits.descend_mps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::airframe::{Body, Multirotor, RotorSteering, Rotors, Surroundings};
    use crate::environment::Air;
    use crate::place::DegreeLengths;

    const DT_S: f64 = 0.02;
    const LIMITS: Limits = Limits {
        speed_mps: 10.0,
        acceleration_mps2: 2.5,
        jerk_mps3: 5.0,
        climb_mps: 2.5,
        descend_mps: 1.5,
        vertical_acceleration_mps2: 1.0,
    };
    const START: Place = Place::new(36.0671, 120.3826, 100.0);

    struct Flight {
        body: Body,
        rotors: Rotors,
        guidance: Guidance,
        wind: Vector3<f64>,
    }

    impl Flight {
        fn new(wind: Vector3<f64>) -> Self {
            Self {
                body: Body::at_rest(START, 0.0),
                rotors: Rotors::new(&Multirotor::inspection_quad()),
                guidance: Guidance::default(),
                wind,
            }
        }

        fn estimate(&self) -> Estimate {
            Estimate {
                place: self.body.place,
                velocity_mps: self.body.velocity_mps,
                has_position: true,
                horizontal_sigma_m: 0.5,
                airspeed_mps: None,
            }
        }

        /// Flies until `done`, at most so long; how long it took, s.
        fn fly(
            &mut self,
            aim: &Aim,
            most_s: f64,
            mut done: impl FnMut(&Body) -> bool,
        ) -> Option<f64> {
            let model = Multirotor::inspection_quad();
            let mut time_s = 0.0;
            while time_s < most_s {
                let asked = self.guidance.steer(aim, &self.estimate(), &LIMITS, DT_S);
                let around = Surroundings {
                    wind_mps: self.wind,
                    density: 1.2,
                    air: Air::default(),
                };
                let asked = RotorSteering {
                    acceleration_mps2: asked,
                    yaw_rad: 0.0,
                };
                self.rotors
                    .step(&model, &mut self.body, asked, &around, 1.0, DT_S);
                time_s += DT_S;
                if done(&self.body) {
                    return Some(time_s);
                }
            }
            None
        }
    }

    fn place(north_m: f64, east_m: f64, up_m: f64) -> Place {
        let lengths = crate::place::DegreeLengths::at(START.latitude_deg);
        START.moved_ned(Vector3::new(north_m, east_m, -up_m), lengths)
    }

    #[test]
    fn it_comes_to_a_place_and_stays_there_without_running_past_it() {
        for wind in [Vector3::zeros(), Vector3::new(3.0, -6.0, 0.0)] {
            let mut flight = Flight::new(wind);
            let target = place(300.0, -100.0, 20.0);
            let mut farthest: f64 = 0.0;
            let came = flight.fly(&Aim::Place(target), 120.0, |body| {
                farthest = farthest.max(START.ground_distance_m(body.place));
                body.place.ned_to(target).norm() < 0.5 && body.velocity_mps.norm() < 0.3
            });
            // 316 m at 10 m/s, with time to speed up and to brake.
            let came = came.expect("arrives");
            assert!((35.0..50.0).contains(&came), "{came} s");
            assert!(farthest < START.ground_distance_m(target) + 2.0);
        }
    }

    #[test]
    fn it_keeps_its_limits() {
        let mut flight = Flight::new(Vector3::zeros());
        let target = place(400.0, 0.0, 60.0);
        let (mut speed, mut climb, mut lean): (f64, f64, f64) = (0.0, 0.0, 0.0);
        flight.fly(&Aim::Place(target), 60.0, |body| {
            speed = speed.max(body.velocity_mps.xy().norm());
            climb = climb.max(-body.velocity_mps.z);
            lean = lean.max(body.euler_rad().1.abs());
            false
        });
        assert!((9.8..10.4).contains(&speed), "{speed}");
        assert!((2.4..2.8).contains(&climb), "{climb}");
        assert!(lean < 0.5, "{lean}");
    }

    #[test]
    fn it_follows_a_line_through_a_side_wind_and_passes_its_end_in_flight() {
        let mut flight = Flight::new(Vector3::new(0.0, 7.0, 0.0));
        let (from, to) = (START, place(500.0, 0.0, 40.0));
        let aim = Aim::Line {
            line_m: from.ned_to(to),
            to,
            speed_on_mps: 6.0,
        };
        let (mut off, mut high): (f64, f64) = (0.0, 0.0);
        let mut last_speed = 0.0;
        flight.fly(&aim, 120.0, |body| {
            let step = from.ned_to(body.place);
            if step.x > 50.0 {
                off = off.max(step.y.abs());
                high = high.max((-step.z - 0.08 * step.x).abs());
            }
            last_speed = body.velocity_mps.xy().norm();
            step.x >= 500.0
        });
        assert!(off < 1.0, "{off} m beside the line");
        assert!(high < 2.0, "{high} m above or below the line");
        assert!((5.0..8.0).contains(&last_speed), "{last_speed}");
    }

    #[test]
    fn it_flies_with_a_velocity_that_is_asked_for() {
        let mut flight = Flight::new(Vector3::new(2.0, 2.0, 0.0));
        let velocity = Vector3::new(4.0, -3.0, -1.0);
        flight.fly(&Aim::Velocity(velocity), 15.0, |_| false);
        assert!((flight.body.velocity_mps - velocity).norm() < 0.2);
    }

    #[test]
    fn a_line_without_length_is_a_place() {
        let mut flight = Flight::new(Vector3::zeros());
        let aim = Aim::Line {
            line_m: Vector3::zeros(),
            to: START,
            speed_on_mps: 5.0,
        };
        flight.fly(&aim, 20.0, |_| false);
        assert!(START.ned_to(flight.body.place).norm() < 0.3);
    }

    #[test]
    fn one_that_passes_the_end_of_its_line_comes_back_to_it() {
        let mut flight = Flight::new(Vector3::zeros());
        let lengths = DegreeLengths::at(START.latitude_deg);
        let to = START.moved_ned(Vector3::new(0.0, 40.0, 0.0), lengths);
        // Beside the line, a little before its end, and too fast to stop there.
        flight.body = Body::at_rest(START.moved_ned(Vector3::new(3.0, 37.0, 0.0), lengths), 0.0);
        flight.body.velocity_mps = Vector3::new(0.0, 7.0, 0.0);
        let aim = Aim::Line {
            line_m: START.ned_to(to),
            to,
            speed_on_mps: 0.0,
        };
        let is_there =
            |body: &Body| body.place.ground_distance_m(to) < 0.5 && body.velocity_mps.norm() < 0.3;
        let mut farthest_m: f64 = 0.0;
        let back = flight.fly(&aim, 60.0, |body| {
            farthest_m = farthest_m.max(body.place.ground_distance_m(to));
            is_there(body)
        });
        assert!(farthest_m > 4.0, "it never passed: {farthest_m} m");
        assert!(back.is_some());
    }
}
