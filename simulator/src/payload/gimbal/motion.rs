//! How a gimbal turns: towards where it is told to look, within its joints, no faster than it can.

use crate::payload::GimbalSetup;
use crate::place::Place;
use nalgebra::{UnitQuaternion, Vector3};
use std::f64::consts::{FRAC_PI_2, PI, TAU};

/// Where a gimbal is told to look; angles in radians, pitch against the horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// Folded away: no axis is held against the vehicle's motion.
    Retract,
    /// Ahead, level.
    Neutral,
    /// To these angles. Locked, yaw counts from north and stays; otherwise it counts from the nose.
    Angles {
        /// Pitch.
        pitch: f64,
        /// Yaw.
        yaw: f64,
        /// Whether yaw counts from north.
        is_locked: bool,
    },
    /// At these rates, rad/s, until told otherwise.
    Rates {
        /// Of pitch.
        pitch: f64,
        /// Of yaw.
        yaw: f64,
        /// Whether yaw is held against the vehicle's turns.
        is_locked: bool,
    },
    /// To a place, wherever the vehicle goes.
    Place(Place),
}

/// The joints and what they do.
#[derive(Clone, Debug)]
pub struct Motion {
    setup: GimbalSetup,
    aim: Aim,
    /// Against the horizon, radians.
    pitch: f64,
    /// From the nose, radians.
    yaw: f64,
    heading: Option<f64>,
    attitude: UnitQuaternion<f64>,
    rates_radps: Vector3<f64>,
    at_pitch_limit: bool,
    at_yaw_limit: bool,
    at_roll_limit: bool,
}

/// The pitch joint reaches so far beyond the pitches that may be asked for, so that it keeps level
/// while the vehicle leans, radians.
const LEAN_RAD: f64 = 0.8;

/// An angle from −π to π.
pub fn wrapped(angle: f64) -> f64 {
    (angle + PI).rem_euclid(TAU) - PI
}

fn approach(from: f64, to: f64, most: f64) -> f64 {
    from + (to - from).clamp(-most, most)
}

impl Motion {
    /// A gimbal that looks ahead.
    pub fn new(setup: GimbalSetup) -> Self {
        Self {
            setup,
            aim: Aim::Neutral,
            pitch: 0.0,
            yaw: 0.0,
            heading: None,
            attitude: UnitQuaternion::identity(),
            rates_radps: Vector3::zeros(),
            at_pitch_limit: false,
            at_yaw_limit: false,
            at_roll_limit: false,
        }
    }

    /// Where it is told to look.
    pub fn aim(&self) -> Aim {
        self.aim
    }

    /// Tells it where to look.
    pub fn set_aim(&mut self, aim: Aim) {
        self.aim = aim;
    }

    /// Turns the camera's axes into north, east, down.
    pub fn attitude(&self) -> UnitQuaternion<f64> {
        self.attitude
    }

    /// Pitch against the horizon, and yaw from the nose, radians.
    pub fn angles(&self) -> (f64, f64) {
        (self.pitch, self.yaw)
    }

    /// How fast it turns against the ground: about its own roll, pitch and yaw axes, rad/s.
    pub fn rates_radps(&self) -> Vector3<f64> {
        self.rates_radps
    }

    /// Whether the joints of roll, pitch and yaw are at their ends.
    pub fn at_limits(&self) -> [bool; 3] {
        [self.at_roll_limit, self.at_pitch_limit, self.at_yaw_limit]
    }

    /// Goes on for `dt_s` on a vehicle that has this attitude and takes itself to be `here`.
    pub fn step(&mut self, vehicle: UnitQuaternion<f64>, here: Place, dt_s: f64) {
        let (_, body_pitch, heading) = vehicle.euler_angles();
        let turned = wrapped(heading - self.heading.replace(heading).unwrap_or(heading));
        let (pitch, yaw, is_locked) = self.target(here, (heading, body_pitch), dt_s);
        if is_locked {
            // The gyroscopes hold it while the vehicle turns under it.
            self.yaw = wrapped(self.yaw - turned);
        }
        let most = self.setup.most_rate_degps.to_radians() * dt_s;
        let most_yaw = self.setup.most_yaw_deg.to_radians();
        let (lowest, highest) = self.setup.pitch_deg;
        let wanted_pitch = if self.aim == Aim::Retract {
            pitch
        } else {
            pitch.clamp(lowest.to_radians(), highest.to_radians())
        };
        let wanted_yaw = if most_yaw >= PI {
            // No stop: the short way.
            self.yaw + wrapped(yaw - self.yaw)
        } else {
            wrapped(yaw).clamp(-most_yaw, most_yaw)
        };
        self.at_pitch_limit = (wanted_pitch - pitch).abs() > 1e-6;
        self.at_yaw_limit = most_yaw < PI && (wanted_yaw - wrapped(yaw)).abs() > 1e-6;
        self.pitch = approach(self.pitch, wanted_pitch, most);
        self.yaw = approach(self.yaw, wanted_yaw, most);
        if most_yaw >= PI {
            self.yaw = wrapped(self.yaw);
        }
        self.turn(vehicle, heading, dt_s);
    }

    /// Pitch and yaw from the nose that are wanted, and whether yaw is held against turns.
    fn target(
        &self,
        here: Place,
        (heading, body_pitch): (f64, f64),
        dt_s: f64,
    ) -> (f64, f64, bool) {
        match self.aim {
            Aim::Retract => (body_pitch, 0.0, false),
            Aim::Neutral => (0.0, 0.0, false),
            Aim::Angles {
                pitch,
                yaw,
                is_locked: false,
            } => (pitch, yaw, false),
            Aim::Angles { pitch, yaw, .. } => (pitch, wrapped(yaw - heading), true),
            Aim::Rates {
                pitch,
                yaw,
                is_locked,
            } => {
                let (ends, ahead) = (self.setup.most_yaw_deg.to_radians(), self.yaw + yaw * dt_s);
                let ahead = if ends >= PI {
                    ahead
                } else {
                    ahead.clamp(-ends, ends)
                };
                (self.pitch + pitch * dt_s, ahead, is_locked)
            }
            Aim::Place(place) => {
                let to = here.ned_to(place);
                let over_ground = to.xy().norm();
                // Straight above it every direction is as good as another.
                let yaw = if over_ground < 0.5 {
                    self.yaw
                } else {
                    wrapped(to.y.atan2(to.x) - heading)
                };
                ((-to.z).atan2(over_ground), yaw, true)
            }
        }
    }

    /// The attitude that the joints give, with the roll of the vehicle taken out as far as they reach.
    fn turn(&mut self, vehicle: UnitQuaternion<f64>, heading: f64, dt_s: f64) {
        let joints = if self.aim == Aim::Retract {
            UnitQuaternion::from_euler_angles(0.0, 0.0, self.yaw)
        } else {
            let wanted = UnitQuaternion::from_euler_angles(0.0, self.pitch, heading + self.yaw);
            self.within_joints(vehicle.inverse() * wanted)
        };
        let attitude = vehicle * joints;
        if dt_s > 0.0 {
            let turned = self.attitude.inverse() * attitude;
            self.rates_radps = turned.scaled_axis() / dt_s;
        }
        self.attitude = attitude;
    }

    /// The joints are yaw, roll and pitch, from the vehicle to the camera; in this order straight down
    /// is nothing special.
    fn within_joints(&mut self, wanted: UnitQuaternion<f64>) -> UnitQuaternion<f64> {
        let turn = wanted.to_rotation_matrix();
        let roll = turn[(2, 1)].clamp(-1.0, 1.0).asin();
        let pitch = (-turn[(2, 0)]).atan2(turn[(2, 2)]);
        let yaw = (-turn[(0, 1)]).atan2(turn[(1, 1)]);
        let most_roll = self.setup.most_roll_deg.to_radians();
        let (lowest, highest) = self.setup.pitch_deg;
        let lowest = (lowest.to_radians() - LEAN_RAD).max(-PI);
        let highest = (highest.to_radians() + LEAN_RAD).min(FRAC_PI_2 + LEAN_RAD);
        let held_roll = roll.clamp(-most_roll, most_roll);
        self.at_roll_limit = held_roll != roll;
        let along = |axis: Vector3<f64>, angle: f64| UnitQuaternion::from_scaled_axis(axis * angle);
        along(Vector3::z(), yaw)
            * along(Vector3::x(), held_roll)
            * along(Vector3::y(), pitch.clamp(lowest, highest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DT_S: f64 = 0.02;
    const HERE: Place = Place::new(36.0671, 120.3826, 100.0);

    fn vehicle(roll_deg: f64, pitch_deg: f64, yaw_deg: f64) -> UnitQuaternion<f64> {
        UnitQuaternion::from_euler_angles(
            roll_deg.to_radians(),
            pitch_deg.to_radians(),
            yaw_deg.to_radians(),
        )
    }

    fn settle(motion: &mut Motion, vehicle: UnitQuaternion<f64>, seconds: f64) {
        for _ in 0..(seconds / DT_S) as usize {
            motion.step(vehicle, HERE, DT_S);
        }
    }

    /// Where the camera's axis points, and where its right side does, by hand.
    fn looks(motion: &Motion) -> (f64, f64, f64) {
        let ahead = motion.attitude() * Vector3::x();
        let right = motion.attitude() * Vector3::y();
        let pitch = (-ahead.z).asin().to_degrees();
        (
            pitch,
            ahead.y.atan2(ahead.x).to_degrees(),
            right.z.asin().to_degrees(),
        )
    }

    fn angles(pitch_deg: f64, yaw_deg: f64, is_locked: bool) -> Aim {
        Aim::Angles {
            pitch: pitch_deg.to_radians(),
            yaw: yaw_deg.to_radians(),
            is_locked,
        }
    }

    #[test]
    fn it_keeps_level_while_the_vehicle_leans() {
        let mut motion = Motion::new(GimbalSetup::default());
        motion.set_aim(angles(-30.0, 20.0, false));
        for (roll, pitch) in [(0.0, 0.0), (25.0, -15.0), (-30.0, 20.0)] {
            settle(&mut motion, vehicle(roll, pitch, 40.0), 3.0);
            let (camera_pitch, camera_yaw, lean) = looks(&motion);
            assert!((camera_pitch + 30.0).abs() < 0.01, "{camera_pitch}");
            assert!((camera_yaw - 60.0).abs() < 0.01, "{camera_yaw}");
            assert!(lean.abs() < 0.01, "{lean}");
        }
        // A roll joint that is at its end leaves the rest.
        settle(&mut motion, vehicle(60.0, 0.0, 40.0), 1.0);
        assert!(motion.at_limits()[0]);
        assert!(looks(&motion).2.abs() > 5.0);
    }

    #[test]
    fn it_turns_no_faster_than_it_can_and_no_farther() {
        let mut motion = Motion::new(GimbalSetup::default());
        motion.set_aim(angles(-60.0, 0.0, false));
        settle(&mut motion, vehicle(0.0, 0.0, 0.0), 0.5);
        assert!(
            (looks(&motion).0 + 30.0).abs() < 1.5,
            "60°/s for half a second"
        );
        assert!((motion.rates_radps().y.to_degrees() + 60.0).abs() < 0.5);
        motion.set_aim(angles(-120.0, 175.0, false));
        settle(&mut motion, vehicle(0.0, 0.0, 0.0), 6.0);
        let (pitch, yaw) = motion.angles();
        assert!((pitch.to_degrees() + 90.0).abs() < 1e-6);
        assert!((yaw.to_degrees() - 170.0).abs() < 1e-6);
        assert_eq!(motion.at_limits(), [false, true, true]);
        motion.set_aim(angles(0.0, 0.0, false));
        settle(&mut motion, vehicle(0.0, 0.0, 0.0), 0.1);
        assert_eq!(motion.at_limits(), [false; 3]);
    }

    #[test]
    fn locked_it_looks_where_it_did_while_the_vehicle_turns_and_else_it_follows() {
        for (is_locked, expected) in [(true, 30.0), (false, 120.0)] {
            let mut motion = Motion::new(GimbalSetup::default());
            motion.set_aim(angles(0.0, 30.0, is_locked));
            settle(&mut motion, vehicle(0.0, 0.0, 0.0), 2.0);
            assert!((looks(&motion).1 - 30.0).abs() < 0.01);
            for yaw in 0..=90 {
                motion.step(vehicle(0.0, 0.0, f64::from(yaw)), HERE, DT_S);
                if is_locked {
                    assert!((looks(&motion).1 - 30.0).abs() < 0.01, "at every moment");
                }
            }
            settle(&mut motion, vehicle(0.0, 0.0, 90.0), 2.0);
            assert!((looks(&motion).1 - expected).abs() < 0.01);
        }
    }

    #[test]
    fn a_place_stays_in_the_middle_while_the_vehicle_passes() {
        let mut motion = Motion::new(GimbalSetup::default());
        // 100 m north and 40 m down.
        let place = Place::new(36.0671 + 100.0 / 110_957.0, 120.3826, 60.0);
        motion.set_aim(Aim::Place(place));
        settle(&mut motion, vehicle(5.0, -10.0, 200.0), 5.0);
        let (pitch, yaw, _) = looks(&motion);
        assert!(
            (pitch + 21.8).abs() < 0.1 && yaw.abs() < 0.1,
            "{pitch} {yaw}"
        );
        let east = Place::new(36.0671, 120.3826 + 100.0 / 90_067.0, 100.0);
        for _ in 0..200 {
            motion.step(vehicle(0.0, 0.0, 200.0), east, DT_S);
        }
        assert!((looks(&motion).1 + 45.0).abs() < 0.1);
    }

    #[test]
    fn straight_down_is_nothing_special_and_rates_go_on_until_the_end() {
        let mut motion = Motion::new(GimbalSetup::default());
        motion.set_aim(angles(-90.0, 0.0, false));
        settle(&mut motion, vehicle(12.0, 8.0, 75.0), 3.0);
        let (pitch, _, lean) = looks(&motion);
        assert!((pitch + 90.0).abs() < 0.01 && lean.abs() < 0.01);
        let up = motion.attitude() * Vector3::new(0.0, 0.0, -1.0);
        assert!((up.y.atan2(up.x).to_degrees() - 75.0).abs() < 0.01);
        motion.set_aim(Aim::Rates {
            pitch: 0.2,
            yaw: 0.0,
            is_locked: false,
        });
        settle(&mut motion, vehicle(0.0, 0.0, 75.0), 2.0);
        assert!((looks(&motion).0 - (-90.0 + 0.4_f64.to_degrees())).abs() < 0.3);
        settle(&mut motion, vehicle(0.0, 0.0, 75.0), 20.0);
        assert!((looks(&motion).0 - 30.0).abs() < 0.01);
    }

    #[test]
    fn folded_away_it_leans_with_the_vehicle() {
        let mut motion = Motion::new(GimbalSetup::default());
        motion.set_aim(Aim::Retract);
        settle(&mut motion, vehicle(20.0, 10.0, 0.0), 2.0);
        let (pitch, _, lean) = looks(&motion);
        assert!((pitch - 10.0).abs() < 0.01 && lean > 15.0, "{pitch} {lean}");
    }
}
