//! A satellite receiver: noise, slowly wandering bias, loss, jamming and deception.

use crate::airframe::Body;
use crate::place::{DegreeLengths, Place};
use crate::random::{Random, Wander};
use crate::time::SimTime;
use nalgebra::Vector3;
use std::time::Duration;

/// What is wrong with the reception.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum GnssFault {
    /// Nothing.
    #[default]
    None,
    /// No signal at all.
    Dead,
    /// A jammer: 0 hardly noticed, 1 nothing is received any more.
    Jammed(f64),
    /// A deceiver: the receiver reports a place that moves away from the true one, north, east, down,
    /// m/s, and looks well.
    Spoofed {
        /// How fast the reported place leaves the true one.
        drift_mps: Vector3<f64>,
        /// Since when.
        since: SimTime,
    },
}

/// How much is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reception {
    /// No fix.
    None,
    /// A fix in two dimensions.
    TwoD,
    /// A fix in three dimensions.
    ThreeD,
    /// With corrections.
    Corrected,
}

/// One report of the receiver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GnssFix {
    /// How much is received.
    pub reception: Reception,
    /// Satellites used.
    pub satellites: u8,
    /// The place that it reports; its height is above mean sea level.
    pub place: Place,
    /// The velocity that it reports, north, east, down, m/s.
    pub velocity_mps: Vector3<f64>,
    /// Its own estimate of the horizontal error, m.
    pub horizontal_accuracy_m: f64,
    /// Its own estimate of the vertical error, m.
    pub vertical_accuracy_m: f64,
    /// Horizontal dilution of precision.
    pub hdop: f64,
    /// Vertical dilution of precision.
    pub vdop: f64,
    /// How much noise it sees, 0…1.
    pub jamming: f64,
}

/// A receiver.
#[derive(Clone, Debug)]
pub struct Gnss {
    random: Random,
    bias_m: [Wander; 3],
    fault: GnssFault,
    first_fix_after: Duration,
    lost_until: SimTime,
}

/// Noise from report to report, horizontal, metres.
const NOISE_M: f64 = 0.25;
/// The bias that wanders with the satellites and the air, horizontal, metres.
const BIAS_M: f64 = 0.7;
/// It wanders within this, s.
const BIAS_TIME_CONSTANT_S: f64 = 300.0;
/// Vertical errors are so much larger.
const VERTICAL_FACTOR: f64 = 1.7;
/// Noise of velocity, m/s.
const VELOCITY_NOISE_MPS: f64 = 0.05;
/// After a loss it takes so long to have a fix again.
const REACQUISITION: Duration = Duration::from_secs(4);

impl Gnss {
    /// A receiver that has its first fix so long after the start.
    pub fn new(random: Random, first_fix_after: Duration) -> Self {
        let mut gnss = Self {
            random,
            bias_m: Default::default(),
            fault: GnssFault::None,
            first_fix_after,
            lost_until: SimTime::START,
        };
        gnss.wander(1e9);
        gnss
    }

    fn wander(&mut self, dt_s: f64) {
        for (axis, bias) in self.bias_m.iter_mut().enumerate() {
            let sigma = if axis == 2 {
                BIAS_M * VERTICAL_FACTOR
            } else {
                BIAS_M
            };
            bias.step(&mut self.random, dt_s, BIAS_TIME_CONSTANT_S, sigma);
        }
    }

    /// Begins or ends a fault.
    pub fn set_fault(&mut self, fault: GnssFault) {
        self.fault = fault;
    }

    /// The report for a body, `dt_s` after the one before, `booted` being when the vehicle started.
    pub fn report(&mut self, body: &Body, now: SimTime, booted: SimTime, dt_s: f64) -> GnssFix {
        self.wander(dt_s);
        let jamming = match self.fault {
            GnssFault::Jammed(strength) => strength.clamp(0.0, 1.0),
            _ => 0.0,
        };
        let is_lost = self.fault == GnssFault::Dead || jamming > 0.8;
        if is_lost {
            self.lost_until = now + REACQUISITION;
        }
        let searching = now < self.lost_until || now.since(booted) < self.first_fix_after;
        let satellites = if is_lost || searching {
            0
        } else {
            (18.0 * (1.0 - jamming)) as u8
        };
        let reception = match satellites {
            0..=3 => Reception::None,
            4 => Reception::TwoD,
            _ => Reception::ThreeD,
        };
        // A jammer adds noise as it takes satellites away.
        let worse = 1.0 + 12.0 * jamming * jamming;
        let mut error = Vector3::zeros();
        for axis in 0..3 {
            let factor = if axis == 2 { VERTICAL_FACTOR } else { 1.0 };
            error[axis] =
                (self.bias_m[axis].value() + NOISE_M * factor * self.random.normal()) * worse;
        }
        let mut velocity = body.velocity_mps
            + Vector3::from_fn(|_, _| VELOCITY_NOISE_MPS * worse * self.random.normal());
        if let GnssFault::Spoofed { drift_mps, since } = self.fault {
            error += drift_mps * (now - since).as_secs_f64();
            velocity += drift_mps;
        }
        let lengths = DegreeLengths::at(body.place.latitude_deg);
        GnssFix {
            reception,
            satellites,
            place: body.place.moved_ned(error, lengths),
            velocity_mps: velocity,
            horizontal_accuracy_m: 0.8 * worse,
            vertical_accuracy_m: 1.2 * worse,
            hdop: 0.7 * worse,
            vdop: 1.0 * worse,
            jamming,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receiver() -> (Gnss, Body) {
        let gnss = Gnss::new(Random::new(5, "gnss"), Duration::from_secs(3));
        (gnss, Body::at_rest(Place::new(36.0, 120.0, 50.0), 0.0))
    }

    fn at(gnss: &mut Gnss, body: &Body, s: u64) -> GnssFix {
        gnss.report(body, SimTime::from_s(s), SimTime::START, 0.2)
    }

    #[test]
    fn it_has_no_fix_until_it_found_its_satellites() {
        let (mut gnss, body) = receiver();
        assert_eq!(at(&mut gnss, &body, 2).reception, Reception::None);
        assert_eq!(at(&mut gnss, &body, 3).reception, Reception::ThreeD);
    }

    #[test]
    fn its_errors_are_those_of_its_kind() {
        let (mut gnss, body) = receiver();
        let count = 50_000;
        let squares: f64 = (0..count)
            .map(|_| {
                let fix = gnss.report(&body, SimTime::from_s(10), SimTime::START, 10.0);
                body.place.ned_to(fix.place).xy().norm_squared()
            })
            .sum();
        let rms = (squares / f64::from(count)).sqrt();
        let expected = (2.0 * (NOISE_M * NOISE_M + BIAS_M * BIAS_M)).sqrt();
        assert!((rms / expected - 1.0).abs() < 0.1, "{rms}, {expected}");
    }

    #[test]
    fn a_strong_jammer_takes_the_fix_and_it_comes_back_later() {
        let (mut gnss, body) = receiver();
        gnss.set_fault(GnssFault::Jammed(0.5));
        let weak = at(&mut gnss, &body, 10);
        assert!(weak.satellites < 10 && weak.hdop > 2.0);
        gnss.set_fault(GnssFault::Jammed(0.9));
        assert_eq!(at(&mut gnss, &body, 11).reception, Reception::None);
        gnss.set_fault(GnssFault::None);
        assert_eq!(at(&mut gnss, &body, 14).reception, Reception::None);
        assert_eq!(at(&mut gnss, &body, 15).reception, Reception::ThreeD);
    }

    #[test]
    fn a_deceived_receiver_looks_well_and_is_elsewhere() {
        let (mut gnss, body) = receiver();
        gnss.set_fault(GnssFault::Spoofed {
            drift_mps: Vector3::new(2.0, 0.0, 0.0),
            since: SimTime::from_s(10),
        });
        let fix = at(&mut gnss, &body, 110);
        assert_eq!(fix.reception, Reception::ThreeD);
        assert!((body.place.ned_to(fix.place).x - 200.0).abs() < 5.0);
    }
}
