//! Courses that a target moves along by itself, and the vehicle after it: circles and splines, as
//! ArduPilot flies them (`AC_Circle`, `SplineCurve`).

use crate::autopilot::guidance::{Aim, Limits};
use crate::place::{DegreeLengths, Place};
use crate::sensors::Estimate;
use nalgebra::Vector3;
use std::f64::consts::TAU;

/// Around a place so many times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circle {
    /// Its middle, at the height that is flown.
    pub centre: Place,
    /// Its radius, m; 0 turns on the spot.
    pub radius_m: f64,
    /// How fast it goes around, clockwise positive, rad/s; never faster than half of the acceleration allows.
    pub rate_radps: f64,
    /// How often it goes around.
    pub turns: f64,
}

/// A curve between two places with a direction at either end: a cubic Hermite curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spline {
    from: Place,
    to: Place,
    /// Its coefficients for the powers 1 to 3 of the part that is flown, north, east, down, m.
    powers: [Vector3<f64>; 3],
}

/// A course.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Course {
    /// A circle; it is flown to where it is nearest first.
    Circle(Circle),
    /// A spline.
    Spline(Spline),
}

/// How far a course is flown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// It has not begun.
    Waiting,
    /// To the nearest place of the circle.
    ToTheEdge(Place),
    /// Around: where from, how far since then, and how fast, radians clockwise from north.
    Around {
        /// Where it began.
        from_rad: f64,
        /// How far it came.
        swept_rad: f64,
        /// How fast it goes, rad/s.
        rate_radps: f64,
    },
    /// Along the spline.
    Along {
        /// Which part of it is flown, 0 to 1.
        part: f64,
        /// How fast it goes, m/s.
        speed_mps: f64,
    },
}

/// Closer than this to a circle it is not flown to, m.
const AT_THE_EDGE_M: f64 = 3.0;
/// Farther than this from the middle, and outside, the nose points ahead on the way to the edge, m.
const FAR_OUT_M: f64 = 5.0;
/// The edge is reached within this along the ground and within a fourth of it in height, m.
const EDGE_RADIUS_M: f64 = 2.0;
/// The least change of a circle's rate, rad/s².
const LEAST_RATE_CHANGE: f64 = 0.035;
/// The part of the acceleration that goes into curves, and into going faster or slower on a spline.
const CURVE_PART: f64 = 0.5;
/// The directions of a spline's ends together are no longer than this many times the way between them.
const LONGEST_DIRECTIONS: f64 = 4.0;
/// Two places that are nearer to each other than this are one, m: a thing of 1e-7° is larger.
const SAME_PLACE_M: f64 = 0.005;
/// A target that is so far ahead of the vehicle waits for it, m.
const LEASH_M: f64 = 6.0;

impl Spline {
    /// A spline between two places. It leaves the first along `start_m` and comes to the second along
    /// `end_m`, the more so the longer they are; without them it begins or ends at rest.
    pub fn new(from: Place, to: Place, start_m: Vector3<f64>, end_m: Vector3<f64>) -> Self {
        let way = from.ned_to(to);
        let (longest, both) = (
            LONGEST_DIRECTIONS * way.norm(),
            start_m.norm() + end_m.norm(),
        );
        let scale = if both > longest { longest / both } else { 1.0 };
        let (start, end) = (start_m * scale, end_m * scale);
        Self {
            from,
            to,
            powers: [
                start,
                way * 3.0 - start * 2.0 - end,
                start + end - way * 2.0,
            ],
        }
    }

    /// Where it ends.
    pub fn to(&self) -> Place {
        self.to
    }

    /// How it goes on at its end, m for the whole of it; nothing where it ends at rest.
    pub fn end_m(&self) -> Vector3<f64> {
        let [first, second, third] = self.powers;
        first + second * 2.0 + third * 3.0
    }

    fn point_m(&self, part: f64) -> Vector3<f64> {
        let [first, second, third] = self.powers;
        (first + (second + third * part) * part) * part
    }

    fn slope_m(&self, part: f64) -> Vector3<f64> {
        let [first, second, third] = self.powers;
        first + (second * 2.0 + third * (3.0 * part)) * part
    }

    fn bend_m(&self, part: f64) -> Vector3<f64> {
        let [_, second, third] = self.powers;
        second * 2.0 + third * (6.0 * part)
    }

    /// How fast its start may be passed with so much acceleration along the ground, m/s.
    pub fn entry_mps(&self, acceleration_mps2: f64) -> f64 {
        self.curve_speed_mps(0.0, CURVE_PART * acceleration_mps2)
    }

    /// How fast it may be flown at a part of it by its curve alone, m/s.
    fn curve_speed_mps(&self, part: f64, across_mps2: f64) -> f64 {
        let (slope, bend) = (self.slope_m(part), self.bend_m(part));
        let length = slope.norm();
        let Some(ahead) = slope.try_normalize(1e-6) else {
            return f64::INFINITY;
        };
        let across = (bend - ahead * bend.dot(&ahead)).norm();
        if across < 1e-9 {
            f64::INFINITY
        } else {
            length * (across_mps2 / across).sqrt()
        }
    }

    /// The part that is flown after so many metres more, and where it goes there.
    fn step_m(&self, part: f64, way_m: f64) -> f64 {
        let (slope, bend) = (self.slope_m(part).norm(), self.bend_m(part).norm());
        // From rest the way grows with the square of the part, or with its cube.
        let third = 6.0 * self.powers[2].norm();
        let step = if slope > 1e-3 {
            way_m / slope
        } else if bend > 1e-3 {
            (2.0 * way_m / bend).sqrt()
        } else {
            (6.0 * way_m / third.max(1e-3)).cbrt()
        };
        (part + step).min(1.0)
    }
}

impl Course {
    /// Where it ends; `None` for a circle, which ends where it has been around.
    pub fn end(&self) -> Option<Place> {
        match self {
            Self::Circle(_) => None,
            Self::Spline(spline) => Some(spline.to),
        }
    }

    /// Moves the target on by `dt_s`. Where to fly now.
    pub fn follow(
        &self,
        progress: &mut Progress,
        now: &Estimate,
        limits: &Limits,
        yaw_rad: f64,
        dt_s: f64,
    ) -> Aim {
        match self {
            Self::Circle(circle) => circle.follow(progress, now, limits, yaw_rad, dt_s),
            Self::Spline(spline) => spline.follow(progress, now, limits, dt_s),
        }
    }

    /// Whether it is flown.
    pub fn is_done(&self, progress: &Progress, now: &Estimate, radius_m: f64) -> bool {
        match (self, *progress) {
            (Self::Circle(circle), Progress::Around { swept_rad, .. }) => {
                swept_rad.abs() >= circle.turns * TAU
            }
            (Self::Spline(spline), Progress::Along { part, .. }) => {
                let stops = spline.end_m().norm() < 1e-3;
                let left = now.place.ned_to(spline.to);
                part >= 1.0 && !(stops && left.norm() > radius_m)
            }
            _ => false,
        }
    }
}

/// How many times a circle was flown around; `None` where none is being flown.
pub fn rounds(progress: &Progress) -> Option<f64> {
    match progress {
        Progress::Around { swept_rad, .. } => Some(swept_rad.abs() / TAU),
        _ => None,
    }
}

impl Circle {
    fn edge(&self, here: Place, yaw_rad: f64) -> Place {
        let out = self.centre.ned_to(here).xy();
        // From its very middle backwards, so that the nose need not turn.
        let behind = -nalgebra::Vector2::new(yaw_rad.cos(), yaw_rad.sin());
        let out = out.try_normalize(1e-6).unwrap_or(behind) * self.radius_m;
        let lengths = DegreeLengths::at(self.centre.latitude_deg);
        self.centre
            .moved_ned(Vector3::new(out.x, out.y, 0.0), lengths)
    }

    fn begin(&self, here: Place, yaw_rad: f64) -> Progress {
        let out = self.centre.ned_to(here).xy();
        let from_rad = if self.radius_m <= 0.0 {
            yaw_rad
        } else {
            out.y.atan2(out.x)
        };
        Progress::Around {
            from_rad,
            swept_rad: 0.0,
            rate_radps: 0.0,
        }
    }

    /// The fastest and the change of its rate, rad/s and rad/s².
    fn rates(&self, limits: &Limits) -> (f64, f64) {
        if self.radius_m <= 0.0 {
            return (self.rate_radps.abs(), self.rate_radps.abs());
        }
        let by_curve = (CURVE_PART * limits.acceleration_mps2 * self.radius_m).sqrt();
        let most = limits.speed_mps.min(by_curve) / self.radius_m;
        let change = (limits.acceleration_mps2 / self.radius_m).max(LEAST_RATE_CHANGE);
        (self.rate_radps.abs().min(most), change)
    }

    fn follow(
        &self,
        progress: &mut Progress,
        now: &Estimate,
        limits: &Limits,
        yaw_rad: f64,
        dt_s: f64,
    ) -> Aim {
        if *progress == Progress::Waiting {
            let edge = self.edge(now.place, yaw_rad);
            *progress = if now.place.ned_to(edge).norm() > AT_THE_EDGE_M {
                Progress::ToTheEdge(edge)
            } else {
                self.begin(now.place, yaw_rad)
            };
        }
        if let Progress::ToTheEdge(edge) = *progress {
            let left = now.place.ned_to(edge);
            let is_there = left.xy().norm() <= EDGE_RADIUS_M
                && left.z.abs() <= 0.25 * EDGE_RADIUS_M
                && now.velocity_mps.norm() < 0.5;
            if !is_there {
                return Aim::Place(edge);
            }
            *progress = self.begin(now.place, yaw_rad);
        }
        let Progress::Around {
            from_rad,
            swept_rad,
            rate_radps,
        } = progress
        else {
            return Aim::Place(self.centre);
        };
        let (fastest, change) = self.rates(limits);
        let wanted = fastest.copysign(self.rate_radps);
        *rate_radps += (wanted - *rate_radps).clamp(-change * dt_s, change * dt_s);
        *swept_rad += *rate_radps * dt_s;
        if self.radius_m <= 0.0 {
            return Aim::Place(self.centre);
        }
        let (sin, cos) = (*from_rad + *swept_rad).sin_cos();
        let out = Vector3::new(cos, sin, 0.0) * self.radius_m;
        let lengths = DegreeLengths::at(self.centre.latitude_deg);
        Aim::Moving {
            place: self.centre.moved_ned(out, lengths),
            velocity_mps: Vector3::new(-out.y, out.x, 0.0) * *rate_radps,
            acceleration_mps2: -out * *rate_radps * *rate_radps,
        }
    }

    /// Where the nose points: to the middle, or with the turn on the spot; `None` where it does not turn,
    /// on the way out from within. On the way in from without it points ahead.
    pub fn yaw_rad(&self, progress: &Progress, now: &Estimate) -> Option<f64> {
        let inwards = now.place.ned_to(self.centre).xy();
        match progress {
            Progress::Around {
                from_rad,
                swept_rad,
                ..
            } if self.radius_m <= 0.0 => Some(from_rad + swept_rad),
            Progress::Around { .. } => Some(inwards.y.atan2(inwards.x)),
            _ if inwards.norm() > self.radius_m.max(FAR_OUT_M) => super::ahead_rad(now),
            _ => None,
        }
    }
}

impl Spline {
    fn follow(&self, progress: &mut Progress, now: &Estimate, limits: &Limits, dt_s: f64) -> Aim {
        if *progress == Progress::Waiting {
            // It goes on as fast as the vehicle comes in its direction. One without length has none, and
            // nothing would ever lead along it.
            let ahead = self.slope_m(0.0).try_normalize(1e-6).unwrap_or_default();
            let is_a_place = self.from.ned_to(self.to).norm() < SAME_PLACE_M;
            *progress = Progress::Along {
                part: f64::from(is_a_place),
                speed_mps: now.velocity_mps.dot(&ahead).max(0.0),
            };
        }
        let Progress::Along { part, speed_mps } = progress else {
            return Aim::Place(self.to);
        };
        let lag_m = (self.point_m(*part) - self.from.ned_to(now.place)).norm();
        let pace = (2.0 - 2.0 * lag_m / LEASH_M).clamp(0.0, 1.0);
        let along_mps2 = CURVE_PART * limits.acceleration_mps2;
        let fastest = self.fastest_mps(*part, limits);
        let change = along_mps2 * dt_s;
        *speed_mps += (fastest - *speed_mps).clamp(-change, change);
        *part = self.step_m(*part, *speed_mps * pace * dt_s);
        if *part >= 1.0 && self.end_m().norm() < 1e-3 {
            return Aim::Place(self.to);
        }
        let slope = self.slope_m(*part);
        let ahead = slope.try_normalize(1e-6).unwrap_or_default();
        let bend = self.bend_m(*part);
        let curve = (bend - ahead * bend.dot(&ahead)) / slope.norm_squared().max(1e-6);
        let lengths = DegreeLengths::at(0.5 * (self.from.latitude_deg + self.to.latitude_deg));
        Aim::Moving {
            place: self.from.moved_ned(self.point_m(*part), lengths),
            velocity_mps: ahead * *speed_mps * pace,
            acceleration_mps2: if ahead.norm() > 0.5 {
                curve * *speed_mps * *speed_mps
            } else {
                Vector3::zeros()
            },
        }
    }

    /// How fast it may be flown here, by its direction, its curve and what is left of it, m/s.
    fn fastest_mps(&self, part: f64, limits: &Limits) -> f64 {
        let (across, along) = (
            CURVE_PART * limits.acceleration_mps2,
            CURVE_PART * limits.acceleration_mps2,
        );
        let ahead = self.slope_m(part).try_normalize(1e-6);
        let by_direction = ahead.map_or(limits.speed_mps, |ahead| {
            let vertical = if ahead.z < 0.0 {
                limits.climb_mps
            } else {
                limits.descend_mps
            };
            let flat = limits.speed_mps / ahead.xy().norm().max(1e-9);
            flat.min(vertical / ahead.z.abs().max(1e-9))
        });
        let at_end_mps = if self.end_m().norm() < 1e-3 {
            0.0
        } else {
            self.curve_speed_mps(1.0, across).min(limits.speed_mps)
        };
        let left_m = (self.from.ned_to(self.to) - self.point_m(part)).norm();
        let by_end = (2.0 * along * left_m + at_end_mps * at_end_mps).sqrt();
        by_direction
            .min(self.curve_speed_mps(part, across))
            .min(by_end)
    }
}
