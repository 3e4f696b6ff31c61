use super::*;
use crate::airframe::{Body, Supply, Surroundings, Wing};
use crate::environment::Air;
use crate::place::DegreeLengths;
use nalgebra::Vector3;

const DT_S: f64 = 0.02;
const START: Place = Place::new(36.0671, 120.3826, 100.0);

struct Flight {
    model: WingModel,
    limits: WingLimits,
    body: Body,
    wing: Wing,
    guidance: WingGuidance,
    wind: Vector3<f64>,
}

impl Flight {
    /// Flies north in a wind.
    fn new(wind: Vector3<f64>) -> Self {
        let model = WingModel::survey_wing();
        let mut body = Body::at_rest(START, 0.0);
        body.velocity_mps = Vector3::new(16.0, 0.0, 0.0) + wind;
        Self {
            limits: WingLimits::for_model(&model),
            model,
            body,
            wing: Wing::default(),
            guidance: WingGuidance::default(),
            wind,
        }
    }

    fn airspeed_mps(&self) -> f64 {
        (self.body.velocity_mps - self.wind).norm()
    }

    fn estimate(&self) -> Estimate {
        Estimate {
            place: self.body.place,
            velocity_mps: self.body.velocity_mps,
            has_position: true,
            horizontal_sigma_m: 0.5,
            airspeed_mps: Some(self.airspeed_mps()),
        }
    }

    /// Flies until `done`, at most so long; how long it took, s.
    fn fly(
        &mut self,
        aim: &WingAim,
        most_s: f64,
        mut done: impl FnMut(&Self) -> bool,
    ) -> Option<f64> {
        let mut time_s = 0.0;
        while time_s < most_s {
            let now = self.estimate();
            let asked = self.guidance.steer(aim, &now, &self.limits, DT_S);
            let around = Surroundings {
                wind_mps: self.wind,
                density: 1.225,
                air: Air::default(),
            };
            let supply = Supply {
                voltage_part: 1.0,
                airspeed_shown_mps: now.airspeed_mps,
            };
            self.wing.step(
                &self.model,
                &mut self.body,
                Some(asked),
                &around,
                supply,
                DT_S,
            );
            time_s += DT_S;
            if done(self) {
                return Some(time_s);
            }
        }
        None
    }

    fn height_m(&self) -> f64 {
        self.body.place.altitude_amsl_m
    }
}

fn place(north_m: f64, east_m: f64, up_m: f64) -> Place {
    let lengths = DegreeLengths::at(START.latitude_deg);
    START.moved_ned(Vector3::new(north_m, east_m, -up_m), lengths)
}

#[test]
fn it_holds_a_line_in_a_side_wind_of_twelve_metres_a_second() {
    for side in [-12.0, 12.0] {
        let mut flight = Flight::new(Vector3::new(0.0, side, 0.0));
        let aim = WingAim::Line {
            from: START,
            to: place(3_000.0, 0.0, 0.0),
        };
        let (mut most, mut late): (f64, f64) = (0.0, 0.0);
        flight.fly(&aim, 200.0, |flight| {
            let at = START.ned_to(flight.body.place);
            most = most.max(at.y.abs());
            if at.x > 1_200.0 {
                late = late.max(at.y.abs());
            }
            at.x > 2_500.0
        });
        assert!(late < 1.5, "{late} m beside the line");
        assert!(most < 40.0, "{most} m blown away at first");
        // It points into the wind by asin(12/16) and goes on with what is left of its airspeed.
        let speed = flight.body.velocity_mps.x;
        assert!((speed - (256.0_f64 - 144.0).sqrt()).abs() < 0.3, "{speed}");
        assert!((flight.height_m() - 100.0).abs() < 2.0);
    }
}

#[test]
fn it_comes_onto_a_line_from_the_side_without_swinging_far_beyond() {
    let mut flight = Flight::new(Vector3::zeros());
    let aim = WingAim::Line {
        from: place(0.0, 200.0, 0.0),
        to: place(3_000.0, 200.0, 0.0),
    };
    let mut farthest: f64 = 0.0;
    let mut steepest: f64 = 0.0;
    flight.fly(&aim, 120.0, |flight| {
        farthest = farthest.max(START.ned_to(flight.body.place).y);
        let velocity = flight.body.velocity_mps;
        steepest = steepest.max(velocity.y.atan2(velocity.x));
        false
    });
    assert!(farthest < 215.0, "{farthest}");
    // 45°, a few degrees beyond while it turns.
    assert!((0.6..0.87).contains(&steepest), "{steepest}");
}

#[test]
fn it_circles_with_the_radius_over_the_ground_that_was_asked_for() {
    for (wind, clockwise, most_off) in [(0.0, true, 2.5), (0.0, false, 2.5), (7.0, true, 10.0)] {
        let mut flight = Flight::new(Vector3::new(0.0, wind, 0.0));
        let centre = place(400.0, 0.0, 20.0);
        let aim = WingAim::Loiter {
            centre,
            radius_m: 110.0,
            is_clockwise: clockwise,
        };
        flight.fly(&aim, 60.0, |_| false);
        let (mut least, mut most, mut turned) = (f64::INFINITY, 0.0_f64, 0.0);
        let mut last: Option<f64> = None;
        flight.fly(&aim, 120.0, |flight| {
            let at = centre.ned_to(flight.body.place).xy();
            let angle = at.y.atan2(at.x);
            if let Some(last) = last {
                turned += (angle - last + 9.424_778).rem_euclid(std::f64::consts::TAU)
                    - std::f64::consts::PI;
            }
            last = Some(angle);
            least = least.min(at.norm());
            most = most.max(at.norm());
            false
        });
        assert!(110.0 - least < most_off, "{least} m in {wind} m/s");
        assert!(most - 110.0 < most_off, "{most} m in {wind} m/s");
        assert_eq!(turned > 0.0, clockwise);
        if wind == 0.0 {
            // 120 s at 16 m/s on 110 m.
            assert!(
                (turned.abs() - 120.0 * 16.0 / 110.0).abs() < 0.6,
                "{turned}"
            );
        }
        assert!(
            (flight.height_m() - 120.0).abs() < 2.5,
            "{}",
            flight.height_m()
        );
    }
}

#[test]
fn it_comes_onto_a_circle_from_its_middle() {
    let mut flight = Flight::new(Vector3::zeros());
    let aim = WingAim::Loiter {
        centre: START,
        radius_m: 120.0,
        is_clockwise: true,
    };
    let mut farthest: f64 = 0.0;
    flight.fly(&aim, 60.0, |flight| {
        farthest = farthest.max(START.ground_distance_m(flight.body.place));
        false
    });
    assert!(farthest < 165.0, "{farthest}");
    assert!((START.ground_distance_m(flight.body.place) - 120.0).abs() < 3.0);
}

#[test]
fn the_narrowest_circle_is_that_of_its_bank_at_its_fastest() {
    let limits = WingLimits::for_model(&WingModel::survey_wing());
    // 0.8 · 0.79 rad: 16² / (g·tan 0.632) = 35.7 m; with 8 m/s behind 24².
    assert!((limits.least_loiter_radius_m(0.0) - 35.7).abs() < 0.2);
    assert!((limits.least_loiter_radius_m(8.0) - 80.3).abs() < 0.4);
    // A circle that is too narrow is flown as narrow as it can.
    let mut flight = Flight::new(Vector3::zeros());
    let aim = WingAim::Loiter {
        centre: START,
        radius_m: 20.0,
        is_clockwise: true,
    };
    flight.fly(&aim, 60.0, |_| false);
    let mut bank: f64 = 0.0;
    flight.fly(&aim, 30.0, |flight| {
        bank = bank.max(flight.body.euler_rad().0.abs());
        false
    });
    assert!(bank <= flight.limits.most_bank_rad + 0.03, "{bank}");
}

#[test]
fn it_passes_waypoints_in_flight_and_cuts_corners_by_no_more_than_the_acceptance_radius() {
    for wind in [0.0, 8.0] {
        let mut flight = Flight::new(Vector3::new(wind, 0.0, 0.0));
        let corner = place(800.0, 0.0, 0.0);
        let end = place(800.0, 800.0, 0.0);
        let first = WingAim::Line {
            from: START,
            to: corner,
        };
        let mut radius_m = 0.0;
        flight.fly(&first, 120.0, |flight| {
            let speed = flight.body.velocity_mps.xy().norm();
            radius_m = flight.limits.acceptance_radius_m(speed, 15.0);
            has_reached(START, corner, &flight.estimate(), radius_m)
        });
        // ζT/π = 3.58 s at the speed over the ground.
        assert!((radius_m - 3.58 * (16.0 + wind)).abs() < 2.0, "{radius_m}");
        let second = WingAim::Line {
            from: corner,
            to: end,
        };
        let (mut nearest, mut north, mut slowest) = (f64::INFINITY, 0.0_f64, f64::INFINITY);
        flight.fly(&second, 120.0, |flight| {
            nearest = nearest.min(corner.ground_distance_m(flight.body.place));
            north = north.max(START.ned_to(flight.body.place).x);
            slowest = slowest.min(flight.airspeed_mps());
            has_reached(corner, end, &flight.estimate(), radius_m)
        });
        assert!(
            nearest > 8.0 && nearest < radius_m,
            "{nearest} m from the corner"
        );
        assert!(north < 830.0, "{north}");
        assert!(slowest > 15.0, "{slowest}");
    }
}

#[test]
fn a_missed_waypoint_counts_once_it_lies_behind() {
    let (from, to) = (START, place(500.0, 0.0, 0.0));
    let mut flight = Flight::new(Vector3::zeros());
    let at = |flight: &mut Flight, north, east| {
        flight.body.place = place(north, east, 0.0);
        has_reached(from, to, &flight.estimate(), 30.0)
    };
    assert!(!at(&mut flight, 450.0, 0.0));
    assert!(at(&mut flight, 480.0, 0.0));
    assert!(!at(&mut flight, 490.0, 80.0));
    assert!(at(&mut flight, 510.0, 80.0));
}

#[test]
fn it_climbs_with_the_power_it_has_and_keeps_its_speed() {
    let mut flight = Flight::new(Vector3::zeros());
    let climb = flight.limits.climb_mps;
    assert!((1.5..3.5).contains(&climb), "{climb}");
    let aim = WingAim::Course {
        course_rad: 0.0,
        altitude_amsl_m: 250.0,
    };
    let mut slowest = f64::INFINITY;
    let mut highest: f64 = 0.0;
    let took = flight.fly(&aim, 200.0, |flight| {
        slowest = slowest.min(flight.airspeed_mps());
        flight.height_m() > 240.0
    });
    let expected = 140.0 / climb;
    let took = took.unwrap();
    assert!((took / expected - 1.0).abs() < 0.15, "{took} {expected}");
    flight.fly(&aim, 60.0, |flight| {
        highest = highest.max(flight.height_m());
        false
    });
    assert!(highest < 252.5, "{highest}");
    assert!((flight.height_m() - 250.0).abs() < 1.0);
    assert!(slowest > 15.0, "{slowest}");
}

#[test]
fn it_descends_no_faster_than_it_may_and_hardly_gains_speed() {
    let mut flight = Flight::new(Vector3::zeros());
    let aim = WingAim::Course {
        course_rad: 0.0,
        altitude_amsl_m: 20.0,
    };
    let (mut fastest, mut sink): (f64, f64) = (0.0, 0.0);
    let took = flight.fly(&aim, 200.0, |flight| {
        fastest = fastest.max(flight.airspeed_mps());
        sink = sink.max(flight.body.velocity_mps.z);
        flight.height_m() < 25.0
    });
    assert!(took.is_some_and(|took| took < 70.0), "{took:?}");
    assert!(sink < 3.2, "{sink}");
    assert!(fastest < 20.0, "{fastest}");
}

#[test]
fn a_line_that_rises_is_followed_in_height_too() {
    let mut flight = Flight::new(Vector3::zeros());
    let aim = WingAim::Line {
        from: START,
        to: place(1_500.0, 0.0, 90.0),
    };
    let mut off: f64 = 0.0;
    flight.fly(&aim, 120.0, |flight| {
        let at = START.ned_to(flight.body.place);
        if at.x > 200.0 {
            off = off.max((-at.z - 0.06 * at.x).abs());
        }
        at.x > 1_480.0
    });
    assert!(off < 2.5, "{off}");
}

#[test]
fn with_a_dead_motor_it_gives_up_height_and_not_speed() {
    let mut flight = Flight::new(Vector3::zeros());
    flight.wing.set_health(0.0);
    let aim = WingAim::Loiter {
        centre: START,
        radius_m: 150.0,
        is_clockwise: true,
    };
    flight.fly(&aim, 20.0, |_| false);
    let (start, high) = (flight.height_m(), flight.airspeed_mps());
    let mut slowest = high;
    let mut way_m = 0.0;
    flight.fly(&aim, 20.0, |flight| {
        slowest = slowest.min(flight.airspeed_mps());
        way_m += flight.body.velocity_mps.xy().norm() * DT_S;
        false
    });
    assert!(slowest > flight.model.stall_speed_mps(1.225), "{slowest}");
    assert!(!flight.wing.is_stalled());
    // About the best glide of its polar, 11.9, less what the bank costs.
    let lost_m = start - flight.height_m();
    let ratio = way_m / lost_m;
    assert!((8.5..12.1).contains(&ratio), "{ratio}");
}

#[test]
fn it_climbs_out_from_a_throw() {
    let mut flight = Flight::new(Vector3::zeros());
    flight.body.place = START.at_amsl_m(2.0);
    flight.body.velocity_mps = Vector3::new(11.8, 0.0, -2.3);
    let aim = WingAim::ClimbOut {
        course_rad: 0.0,
        altitude_amsl_m: 60.0,
    };
    let mut lowest = f64::INFINITY;
    let took = flight.fly(&aim, 60.0, |flight| {
        lowest = lowest.min(flight.height_m());
        flight.height_m() > 55.0
    });
    assert!(lowest > 1.5, "{lowest}");
    assert!(took.is_some_and(|took| took < 40.0), "{took:?}");
}

#[test]
fn it_lands_softly_near_its_place_with_the_wind_ahead_or_from_the_side() {
    for wind in [
        Vector3::zeros(),
        Vector3::new(-6.0, 0.0, 0.0),
        Vector3::new(-3.0, 5.0, 0.0),
    ] {
        let mut flight = Flight::new(wind);
        let from = place(200.0, 0.0, -40.0);
        let touchdown = place(1_000.0, 0.0, -100.0);
        let approach = WingAim::Line {
            from: START,
            to: from,
        };
        flight.body.place = START.at_amsl_m(60.0);
        flight.fly(&approach, 30.0, |flight| {
            START.ned_to(flight.body.place).x > 190.0
        });
        let mut flared_at = None;
        let landed = flight.fly(
            &WingAim::Land {
                from,
                touchdown,
                height_above_ground_m: None,
            },
            120.0,
            |flight| {
                if flight.guidance.is_flaring() && flared_at.is_none() {
                    flared_at = Some(flight.height_m());
                }
                flight.height_m() <= 0.0
            },
        );
        assert!(landed.is_some(), "in {wind}");
        assert!(
            flared_at.is_some_and(|at| (2.0..2.6).contains(&at)),
            "{flared_at:?}"
        );
        let sink = flight.body.velocity_mps.z;
        assert!(sink < 1.2, "{sink} m/s down in {wind}");
        let off = touchdown.ned_to(flight.body.place);
        assert!(off.xy().norm() < 70.0, "{off} in {wind}");
        assert!(flight.body.euler_rad().0.abs() < 0.12);
        assert!(!flight.wing.is_stalled());
    }
}

#[test]
fn once_begun_a_flare_goes_on_and_another_aim_ends_it() {
    let mut flight = Flight::new(Vector3::zeros());
    let land = |height_m| WingAim::Land {
        from: START,
        touchdown: place(800.0, 0.0, -100.0),
        height_above_ground_m: Some(height_m),
    };
    let mut steer = |aim: &WingAim| {
        let now = flight.estimate();
        let asked = flight.guidance.steer(aim, &now, &flight.limits, DT_S);
        (flight.guidance.is_flaring(), asked.airspeed_mps)
    };
    assert_eq!(steer(&land(9.0)), (false, 16.0));
    assert_eq!(steer(&land(2.4)), (true, 0.0));
    assert_eq!(steer(&land(4.0)), (true, 0.0));
    let up = WingAim::Course {
        course_rad: 0.0,
        altitude_amsl_m: 100.0,
    };
    assert_eq!(steer(&up), (false, 16.0));
}

#[test]
fn bank_changes_no_faster_than_it_may() {
    let flight = Flight::new(Vector3::zeros());
    let mut guidance = WingGuidance::default();
    let aim = WingAim::Course {
        course_rad: 2.5,
        altitude_amsl_m: 100.0,
    };
    let now = flight.estimate();
    let mut last = 0.0;
    for _ in 0..100 {
        let bank = guidance.steer(&aim, &now, &flight.limits, DT_S).bank_rad;
        assert!(bank - last <= BANK_SLEW_RADPS * DT_S + 1e-12);
        last = bank;
    }
    assert!((last - flight.limits.most_bank_rad).abs() < 1e-9);
}

#[test]
fn limits_that_cannot_be_flown_with_do_no_harm() {
    let good = WingLimits::for_model(&WingModel::survey_wing());
    let now = Estimate {
        place: Place::new(36.0, 120.0, 100.0),
        velocity_mps: Vector3::new(15.0, 0.0, 0.0),
        has_position: true,
        horizontal_sigma_m: 0.5,
        airspeed_mps: Some(15.0),
    };
    let aim = WingAim::Line {
        from: Place::new(36.0, 120.0, 100.0),
        to: Place::new(36.01, 120.01, 150.0),
    };
    for bad in [f64::NAN, -1e30, 0.0, 1e30, f64::INFINITY] {
        let limits = WingLimits {
            airspeed_mps: bad,
            least_airspeed_mps: bad,
            most_bank_rad: bad,
            climb_mps: bad,
            descend_mps: bad,
            glide_sink_mps: bad,
            launch_climb_rad: bad,
            l1_period_s: bad,
            l1_damping: bad,
            flare_height_m: bad,
        };
        for limits in [
            limits,
            WingLimits {
                climb_mps: bad,
                ..good
            },
        ] {
            let steering = WingGuidance::default().steer(&aim, &now, &limits, 0.02);
            let told = [steering.bank_rad, steering.climb_rad, steering.airspeed_mps];
            assert!(told.iter().all(|it| it.is_finite()), "{bad}: {told:?}");
        }
    }
}
