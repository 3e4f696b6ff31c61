//! Aeroplanes from their first to their last metre, with sensors, wind and battery.

use super::*;
use crate::airframe::WingSteering;
use crate::autopilot::guidance::{Aim, Guidance, Limits};
use crate::autopilot::wing_guidance::{WingAim, WingGuidance, WingLimits, has_reached};
use crate::sensors::PitotFault;

const HOME: Place = Place::new(36.0671, 120.3826, 20.0);
const HOVER: Limits = Limits {
    speed_mps: 5.0,
    acceleration_mps2: 2.5,
    jerk_mps3: 5.0,
    climb_mps: 3.0,
    descend_mps: 1.5,
    vertical_acceleration_mps2: 1.0,
};

struct Flight {
    craft: Craft,
    world: World,
    now: SimTime,
    limits: WingLimits,
    wing: WingGuidance,
    rotors: Guidance,
    touches: Vec<Touch>,
}

impl Flight {
    fn new(model: CraftModel, wind_mps: f64, seed: u64) -> Self {
        let world = world(wind_mps);
        let limits = WingLimits::for_model(model.airframe.wing().unwrap());
        let yaw_rad = (-60.0_f64).to_radians();
        Self {
            craft: Craft::new(model, HOME, yaw_rad, 1.0, (seed, "plane"), &world),
            world,
            now: SimTime::START,
            limits,
            wing: WingGuidance::default(),
            rotors: Guidance::default(),
            touches: Vec::new(),
        }
    }

    fn step(&mut self, steering: &Steering) {
        self.now = self.now + DT;
        let touch = self.craft.step(steering, &self.world, self.now, 0.02);
        self.touches.extend((touch != Touch::None).then_some(touch));
    }

    /// Flies on the wing until `done`, at most so long; how long it took, s.
    fn wing(&mut self, aim: WingAim, most_s: f64, done: impl Fn(&Craft) -> bool) -> Option<f64> {
        for tick in 0..(most_s * 50.0) as usize {
            let aim = match aim {
                WingAim::Land {
                    from, touchdown, ..
                } => WingAim::Land {
                    from,
                    touchdown,
                    height_above_ground_m: self.craft.laser_height_m(),
                },
                aim => aim,
            };
            let now = self.craft.estimate();
            let asked = self.wing.steer(&aim, &now, &self.limits, 0.02);
            self.step(&Steering::Wing(asked));
            if done(&self.craft) {
                return Some(tick as f64 * 0.02);
            }
        }
        None
    }

    /// Along a line until its end counts as reached.
    fn along(&mut self, from: Place, to: Place) {
        let limits = self.limits;
        self.wing(WingAim::Line { from, to }, 300.0, |craft| {
            let now = craft.estimate();
            let radius_m = limits.acceptance_radius_m(now.velocity_mps.xy().norm(), 20.0);
            has_reached(from, to, &now, radius_m)
        })
        .unwrap();
    }

    fn hover(&mut self, aim: Aim, most_s: f64, done: impl Fn(&Craft) -> bool) -> Option<f64> {
        for tick in 0..(most_s * 50.0) as usize {
            let now = self.craft.estimate();
            let steering = Steering::Rotors(RotorSteering {
                acceleration_mps2: self.rotors.steer(&aim, &now, &HOVER, 0.02),
                yaw_rad: (-60.0_f64).to_radians(),
            });
            self.step(&steering);
            if done(&self.craft) {
                return Some(tick as f64 * 0.02);
            }
        }
        None
    }

    /// What it takes on average, electronics too, W.
    fn mean_power_w(&mut self, seconds: f64, fly: impl Fn(&mut Self)) -> f64 {
        let before_wh = self.craft.battery().consumed_wh();
        fly(self);
        (self.craft.battery().consumed_wh() - before_wh) * 3_600.0 / seconds
    }

    fn wait(&mut self, seconds: usize) {
        for _ in 0..seconds * 50 {
            self.step(&Steering::Idle);
        }
    }

    fn loiter(&self, radius_m: f64, height_m: f64) -> WingAim {
        WingAim::Loiter {
            centre: HOME.at_amsl_m(20.0 + height_m),
            radius_m,
            is_clockwise: true,
        }
    }

    /// Thrown by hand, up to 60 m.
    fn launched(wind_mps: f64, seed: u64) -> Self {
        let mut flight = Self::new(CraftModel::survey_wing(), wind_mps, seed);
        flight.wait(10);
        let out = WingAim::ClimbOut {
            course_rad: (-60.0_f64).to_radians(),
            altitude_amsl_m: 90.0,
        };
        flight
            .wing(out, 90.0, |craft| height_m(craft) > 60.0)
            .unwrap();
        flight
    }

    /// Up on rotors to 60 m and over to the wing.
    fn on_wing(wind_mps: f64, seed: u64) -> Self {
        let mut flight = Self::new(CraftModel::survey_vtol(), wind_mps, seed);
        flight.wait(10);
        let up = Aim::Place(HOME.at_amsl_m(80.0));
        flight
            .hover(up, 60.0, |craft| height_m(craft) > 59.0)
            .unwrap();
        let course = flight.ahead();
        flight
            .wing(course, 30.0, |craft| {
                craft.vtol_state() == Some(VtolState::Wing)
            })
            .unwrap();
        flight
    }

    fn ahead(&self) -> WingAim {
        WingAim::Course {
            course_rad: (-60.0_f64).to_radians(),
            altitude_amsl_m: self.craft.estimate().place.altitude_amsl_m,
        }
    }
}

fn height_m(craft: &Craft) -> f64 {
    craft.body().place.altitude_amsl_m - 20.0
}

#[test]
fn a_thrown_aeroplane_flies_circles_and_lands_on_its_belly() {
    for wind in [0.0, 6.0] {
        let mut flight = Flight::launched(wind, 3);
        assert_eq!(flight.touches, [Touch::LeftGround]);
        let loiter = flight.loiter(120.0, 60.0);
        flight.wing(loiter, 120.0, |_| false);
        assert!(
            (height_m(&flight.craft) - 60.0).abs() < 8.0,
            "{}",
            height_m(&flight.craft)
        );
        // Back to a slope that leads against the wind, which comes from 300°.
        let lengths = DegreeLengths::at(HOME.latitude_deg);
        let along = Vector3::new(
            (-60.0_f64).to_radians().cos(),
            (-60.0_f64).to_radians().sin(),
            0.0,
        );
        let at = |metres: f64, up: f64| HOME.moved_ned(along * metres - Vector3::z() * up, lengths);
        let (far, from, touchdown) = (at(-1_100.0, 50.0), at(-500.0, 35.0), at(100.0, 0.0));
        flight.along(HOME, far);
        flight.along(far, from);
        let land = WingAim::Land {
            from,
            touchdown,
            height_above_ground_m: None,
        };
        flight
            .wing(land, 120.0, |craft| craft.contact() != Contact::Airborne)
            .unwrap();
        let down = flight.touches.last().copied();
        assert!(
            matches!(down, Some(Touch::Landed(sink)) if sink < 1.6),
            "{down:?}"
        );
        flight.wing(land, 10.0, |_| false);
        assert_eq!(flight.craft.body().velocity_mps.norm(), 0.0);
        assert_eq!(flight.craft.contact(), Contact::Standing);
        let off = touchdown.ground_distance_m(flight.craft.body().place);
        assert!(off < 120.0, "{off} m off in {wind} m/s");
        // It stays there, whatever is asked.
        flight.wing(loiter, 5.0, |_| false);
        assert_eq!(flight.craft.contact(), Contact::Standing);
        assert_eq!(flight.craft.effort().power_w, 0.0);
    }
}

#[test]
fn an_aeroplane_that_hovers_rises_goes_over_cruises_comes_back_and_lands() {
    for wind in [0.0, 8.0] {
        let mut flight = Flight::new(CraftModel::survey_vtol(), wind, 5);
        assert_eq!(flight.craft.vtol_state(), Some(VtolState::Rotors));
        flight.wait(10);
        let up = Aim::Place(HOME.at_amsl_m(80.0));
        flight
            .hover(up, 60.0, |craft| height_m(craft) > 58.0)
            .unwrap();
        let hover_w = flight.mean_power_w(15.0, |flight| {
            flight.hover(up, 15.0, |_| false);
        });
        let course = flight.ahead();
        let start_m = height_m(&flight.craft);
        let to_wing = |craft: &Craft| craft.vtol_state() == Some(VtolState::Wing);
        flight.wing(course, 0.1, |_| false);
        assert_eq!(flight.craft.vtol_state(), Some(VtolState::ToWing));
        let took = flight.wing(course, 30.0, to_wing).unwrap();
        assert!((1.0..10.0).contains(&took), "{took}");
        let mut lowest = f64::INFINITY;
        for _ in 0..500 {
            flight.wing(course, 0.02, |_| false);
            lowest = lowest.min(height_m(&flight.craft));
        }
        assert!(
            lowest > start_m - 5.0,
            "{start_m} to {lowest} in {wind} m/s"
        );
        let loiter = flight.loiter(150.0, 60.0);
        let cruise_w = flight.mean_power_w(150.0, |flight| {
            flight.wing(loiter, 150.0, |_| false);
        });
        assert!(hover_w > 2.5 * cruise_w, "{hover_w} {cruise_w}");
        flight.rotors.reset();
        let home = Aim::Place(HOME.at_amsl_m(50.0));
        flight.hover(home, 0.1, |_| false);
        assert_eq!(flight.craft.vtol_state(), Some(VtolState::ToRotors));
        flight
            .hover(home, 180.0, |craft| {
                craft.body().place.ground_distance_m(HOME) < 8.0
                    && craft.body().velocity_mps.norm() < 1.0
            })
            .unwrap();
        assert_eq!(flight.craft.vtol_state(), Some(VtolState::Rotors));
        let down = Aim::Velocity(Vector3::new(0.0, 0.0, 1.2));
        flight
            .hover(down, 90.0, |craft| craft.contact() != Contact::Airborne)
            .unwrap();
        let touch = flight.touches.last().copied();
        assert!(
            matches!(touch, Some(Touch::Landed(_))),
            "{touch:?} in {wind} m/s"
        );
    }
}

#[test]
fn the_same_seed_flies_the_same_flight_on_a_wing() {
    let flown = |seed| {
        let mut flight = Flight::on_wing(7.0, seed);
        let loiter = flight.loiter(150.0, 60.0);
        flight.wing(loiter, 60.0, |_| false);
        (
            flight.craft.body().place,
            flight.craft.battery().consumed_wh(),
        )
    };
    assert_eq!(flown(1), flown(1));
    assert_ne!(flown(1), flown(2));
}

#[test]
fn a_charge_lasts_as_long_as_those_of_such_aeroplanes() {
    // Until a fifth is left.
    let minutes = |mut flight: Flight, radius_m: f64| {
        let loiter = flight.loiter(radius_m, 60.0);
        let aim = loiter;
        flight
            .wing(aim, 3.0 * 3_600.0, |craft| craft.battery().charge() < 0.2)
            .unwrap();
        flight.now.seconds() / 60.0
    };
    let wing = minutes(Flight::launched(0.0, 1), 200.0);
    assert!((70.0..110.0).contains(&wing), "{wing} min");
    let vtol = minutes(Flight::on_wing(0.0, 1), 250.0);
    assert!((60.0..100.0).contains(&vtol), "{vtol} min");
    let mut hovering = Flight::new(CraftModel::survey_vtol(), 0.0, 1);
    hovering.wait(10);
    let up = Aim::Place(HOME.at_amsl_m(50.0));
    let hover = hovering
        .hover(up, 3_600.0, |craft| craft.battery().charge() < 0.2)
        .unwrap()
        / 60.0;
    assert!((14.0..24.0).contains(&hover), "{hover} min");
}

#[test]
fn a_tube_that_comes_off_makes_it_fly_too_fast_and_down() {
    let mut flight = Flight::launched(0.0, 1);
    let loiter = flight.loiter(150.0, 120.0);
    flight.wing(loiter, 100.0, |_| false);
    let before_m = height_m(&flight.craft);
    flight
        .craft
        .pitot_mut()
        .unwrap()
        .set_fault(PitotFault::Open);
    flight.wing(loiter, 8.0, |_| false);
    assert!(flight.craft.estimate().airspeed_mps.unwrap() < 4.0);
    assert!(flight.craft.body().velocity_mps.norm() > 19.0);
    assert!(height_m(&flight.craft) < before_m - 10.0);
}

#[test]
fn multirotors_have_neither_tube_nor_laser_and_wings_have_both() {
    let world = world(0.0);
    let mut quad = craft(&world);
    assert_eq!(quad.estimate().airspeed_mps, None);
    assert_eq!(quad.laser_height_m(), None);
    assert_eq!(quad.vtol_state(), None);
    assert!(quad.pitot_mut().is_none());
    let flight = Flight::launched(0.0, 1);
    let shown = flight.craft.estimate().airspeed_mps.unwrap();
    assert!((shown - 16.0).abs() < 4.0, "{shown}");
}

#[test]
fn an_aeroplane_left_to_itself_glides_and_does_not_fall_like_a_stone() {
    let mut flight = Flight::launched(0.0, 1);
    let start_m = height_m(&flight.craft);
    flight.wait(5);
    assert!(height_m(&flight.craft) > start_m - 25.0);
    assert_eq!(flight.craft.contact(), Contact::Airborne);
    flight.wait(120);
    assert_ne!(flight.craft.contact(), Contact::Airborne);
}

#[test]
fn a_landing_at_full_speed_breaks_it() {
    let mut flight = Flight::launched(0.0, 1);
    let dive = Steering::Wing(WingSteering {
        bank_rad: 0.0,
        climb_rad: -0.3,
        airspeed_mps: 20.0,
    });
    for _ in 0..50 * 30 {
        flight.step(&dive);
    }
    assert_eq!(flight.craft.contact(), Contact::Wrecked);
}
